//! The handover (RULES §8): outgoing and relief at a post, in one entry.

use chrono::NaiveDate;

use super::*;
use crate::domain::availability::unavailable_at;
use crate::domain::roster::shift_span;
use crate::domain::time::{Span, days_after};

/// What a handover at `post` at `at` would do if nothing is said (RULES §8). Lists are by name.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Preset {
    /// The slot taken over: the one whose start is nearest. `None` only when `at` is outside the years of lunban.
    pub slot: Option<Slot>,
    /// Present there and not assigned in the slot.
    pub out: Vec<MemberId>,
    /// Assigned in the slot, not present and not unavailable.
    pub relief: Vec<MemberId>,
}

/// See [`Preset`].
pub fn handover_preset(roster: &Roster, post: PostId, at: Instant) -> Preset {
    let slot = slot_taken_over(roster, post, at);
    let assigned: Vec<MemberId> = slot.iter().flat_map(|s| roster.assigned_in(*s)).map(|(m, _)| m).collect();
    let present: Vec<MemberId> = present_at(roster, post, at).collect();
    let available = |m: MemberId| {
        let (Some(slot), Some(m)) = (slot, roster.member(m)) else { return false };
        m.belongs_on(slot.date) && unavailable_at(roster.zone(), m, at).is_none()
    };
    let relief = assigned.iter().copied().filter(|m| !present.contains(m) && available(*m));
    let mut relief: Vec<MemberId> = relief.collect();
    let mut out: Vec<MemberId> = present.iter().copied().filter(|m| !assigned.contains(m)).collect();
    for list in [&mut out, &mut relief] {
        list.sort_by_key(|m| roster.name_of(*m));
        list.dedup();
    }
    Preset { slot, out, relief }
}

/// Who is present (away or not) at a post at an instant.
fn present_at(roster: &Roster, post: PostId, at: Instant) -> impl Iterator<Item = MemberId> {
    roster.presences_at(post).filter(move |(_, p)| p.span().contains(at)).map(|(_, p)| p.member)
}

/// The slot of `post` whose start is nearest to `at`, the later of two equally near.
pub fn slot_taken_over(roster: &Roster, post: PostId, at: Instant) -> Option<Slot> {
    let today = at.in_range().then(|| at.date(roster.zone()))?;
    let starts = (-2..=2).flat_map(|n| {
        let date = days_after(today, n);
        roster.shifts_on(date).iter().map(move |s| (shift_span(roster.zone(), s, date), date, s.id))
    });
    let nearer = |(span, ..): &(Span, NaiveDate, ShiftId)| (-(span.from - at).abs(), span.from, span.to);
    starts.max_by_key(nearer).map(|(_, date, shift)| Slot { post, date, shift })
}

/// The items at a post that are handed on by a handover now, oldest first.
pub fn open_items(roster: &Roster, post: PostId) -> Vec<(ItemId, &OpenItem)> {
    let open = roster.items.iter().filter(|(_, i)| i.post == post && i.closed.is_none());
    let mut open: Vec<(ItemId, &OpenItem)> = open.map(|(id, i)| (*id, &**i)).collect();
    open.sort_by_key(|(id, i)| (i.opened, *id));
    open
}

/// Who goes, who comes, and into which slot.
pub(super) struct Lists {
    slot: Option<Slot>,
    out: Vec<MemberId>,
    relief: Vec<MemberId>,
}

impl Lists {
    /// A list that is not given is the preset one.
    pub(super) fn of(
        roster: &Roster,
        post: PostId,
        at: Instant,
        out: Option<&[MemberId]>,
        relief: Option<&[MemberId]>,
    ) -> Result<Lists, Refusal> {
        roster.post(post).ok_or_else(|| unknown_post(post))?;
        let preset = handover_preset(roster, post, at);
        let out = out.map_or(preset.out, each_once);
        let relief = relief.map_or(preset.relief, each_once);
        if out.is_empty() && relief.is_empty() {
            return Err(Refusal::NobodyToHandOver { post });
        }
        Ok(Lists { slot: preset.slot, out, relief })
    }
}

fn each_once(list: &[MemberId]) -> Vec<MemberId> {
    let mut seen = std::collections::HashSet::new();
    list.iter().copied().filter(|m| seen.insert(*m)).collect()
}

impl Draft {
    /// Out go off, relief come on, at the same instant. Presences change and nothing else, but for those who come in
    /// place of a planned one: they take over his assignment too.
    pub(super) fn hand_over(
        &mut self,
        post: PostId,
        at: Instant,
        Lists { slot, out, relief }: Lists,
        note: Option<String>,
        in_place_of: &[(MemberId, MemberId)],
    ) -> Result<(), Refusal> {
        // Before anybody goes off: who is on duty here is not a relief either.
        for m in &relief {
            self.member(*m)?;
            if let Some((_, p)) = self.next.with_presences_of(*m).on_duty(*m) {
                return Err(Refusal::OnDuty { member: *m, post: p.post, since: p.on });
            }
        }
        for m in &out {
            self.off(post, *m, at)?;
        }
        for m in &relief {
            self.on(post, *m, at)?;
        }
        for (planned, instead) in in_place_of {
            let slot = slot.ok_or(Refusal::OutOfRange)?;
            if !relief.contains(instead) {
                return Err(Refusal::NotOnDuty { member: *instead, post });
            }
            self.take_over(slot, *planned, *instead)?;
        }
        let id = HandoverId(self.records().ids.handover.saturating_add(1));
        self.put(Event::Handover(Change { id, was: None, is: Some(Handover { post, at, out, relief, note }) }));
        Ok(())
    }
}
