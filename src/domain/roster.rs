//! The branch as it stands: every record by its number, in persistent maps so that a snapshot costs nothing, with the
//! indexes the rules need. It only holds and finds; `event::apply` changes it.

use std::sync::Arc;

use chrono::NaiveDate;
use imbl::{OrdMap, OrdSet};

use super::event::Event;
use super::pattern::Patterns;
use super::records::*;
use super::time::{self, Instant, Span, Zone};

/// The next free number of each kind of record. Numbers are never used twice, an undone record's neither.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, serde::Serialize, serde::Deserialize)]
pub struct Ids {
    pub unit: u32,
    pub compound: u32,
    pub post: u32,
    pub member: u32,
    pub shift: u32,
    pub presence: u32,
    pub handover: u32,
    pub item: u32,
    pub note: u32,
}

impl Ids {
    /// Remembers the numbers that `event` uses.
    pub(super) fn saw(&mut self, event: &Event) {
        match event {
            Event::Unit(c) => self.unit = self.unit.max(c.id.0),
            Event::Compound(c) => self.compound = self.compound.max(c.id.0),
            Event::Post(c) => self.post = self.post.max(c.id.0),
            Event::Member(c) => self.member = self.member.max(c.id.0),
            Event::Presence(c) => self.presence = self.presence.max(c.id.0),
            Event::Handover(c) => self.handover = self.handover.max(c.id.0),
            Event::Item(c) => self.item = self.item.max(c.id.0),
            Event::Note(c) => self.note = self.note.max(c.id.0),
            Event::Pattern(c) => {
                for s in c.is.iter().chain(&c.was).flatten() {
                    self.shift = self.shift.max(s.id.0);
                }
            }
            Event::PatternFrom(c) => {
                for s in c.is.iter().chain(&c.was).flat_map(|p| &p.0) {
                    self.shift = self.shift.max(s.id.0);
                }
            }
            _ => {}
        }
    }
}

/// Everything that is known of a branch.
#[derive(Clone, Debug)]
pub struct Roster {
    pub branch: Branch,
    pub rules: Rules,
    /// The shifts by duty date.
    pub patterns: Patterns,
    pub units: OrdMap<UnitId, Unit>,
    pub compounds: OrdMap<CompoundId, Compound>,
    /// In post order.
    pub posts: OrdMap<PostId, Arc<Post>>,
    pub members: OrdMap<MemberId, Arc<Member>>,
    pub assignments: OrdMap<AssignmentId, Assignment>,
    pub presences: OrdMap<PresenceId, Presence>,
    pub handovers: OrdMap<HandoverId, Arc<Handover>>,
    pub items: OrdMap<ItemId, Arc<OpenItem>>,
    pub notes: OrdMap<NoteId, Arc<Note>>,
    pub ids: Ids,
    /// From when on everything is here; what had ended before may be missing. `None`: the whole history is here.
    pub since: Option<Instant>,
    // The same records in other orders. Where they are read most the record itself is at hand, side by side with the
    // next: following a pointer to each, and counting it when a snapshot's part is copied, would cost more than all else.
    assigned: OrdMap<(MemberId, NaiveDate, PostId, ShiftId), Assignment>,
    presences_at: OrdMap<(PostId, Instant, PresenceId), Presence>,
    presences_of: OrdMap<(MemberId, Instant, PresenceId), Presence>,
    handovers_at: OrdSet<(PostId, Instant, HandoverId)>,
}

impl Default for Roster {
    fn default() -> Self {
        Roster {
            branch: Branch::default(),
            rules: Rules::default(),
            patterns: Patterns::default(),
            units: OrdMap::new(),
            compounds: OrdMap::new(),
            posts: OrdMap::new(),
            members: OrdMap::new(),
            assignments: OrdMap::new(),
            presences: OrdMap::new(),
            handovers: OrdMap::new(),
            items: OrdMap::new(),
            notes: OrdMap::new(),
            ids: Ids { shift: 3, ..Ids::default() },
            since: None,
            assigned: OrdMap::new(),
            presences_at: OrdMap::new(),
            presences_of: OrdMap::new(),
            handovers_at: OrdSet::new(),
        }
    }
}

impl Roster {
    pub fn zone(&self) -> Zone {
        self.branch.zone
    }

    /// Whether nobody has put anything into the branch yet.
    pub fn is_empty(&self) -> bool {
        self.branch.name.is_empty() && self.posts.is_empty() && self.members.is_empty()
    }

    pub fn post(&self, id: PostId) -> Option<&Post> {
        self.posts.get(&id).map(|p| &**p)
    }

    pub fn member(&self, id: MemberId) -> Option<&Member> {
        self.members.get(&id).map(|m| &**m)
    }

    /// The member's name, for words.
    pub fn name_of(&self, id: MemberId) -> &str {
        self.member(id).map_or("?", |m| &m.name)
    }

    /// The post's name, for words.
    pub fn post_name(&self, id: PostId) -> &str {
        self.post(id).map_or("?", |p| &p.name)
    }

    /// The shifts on a duty date, in order.
    pub fn shifts_on(&self, date: NaiveDate) -> &[Shift] {
        self.patterns.on(date)
    }

    /// The shift of that number as it is on a duty date; `None` when the date has none.
    pub fn shift(&self, date: NaiveDate, id: ShiftId) -> Option<&Shift> {
        self.shifts_on(date).iter().find(|s| s.id == id)
    }

    /// The shift of that code on a duty date.
    pub fn shift_by_code(&self, date: NaiveDate, code: &str) -> Option<&Shift> {
        self.shifts_on(date).iter().find(|s| s.code == code)
    }

    /// The code of a shift, for words.
    pub fn shift_code(&self, id: ShiftId) -> &str {
        self.patterns.code(id).unwrap_or("?")
    }

    /// The name of a slot's shift, for words.
    pub fn shift_name(&self, date: NaiveDate, id: ShiftId) -> &str {
        self.shift(date, id).map_or_else(|| self.shift_code(id), |s| &s.name)
    }

    pub fn post_by_name(&self, name: &str) -> Option<PostId> {
        self.posts.iter().find(|(_, p)| p.name == name).map(|(id, _)| *id)
    }

    pub fn member_by_name(&self, name: &str) -> Option<MemberId> {
        self.members.iter().find(|(_, m)| m.name == name).map(|(id, _)| *id)
    }

    pub fn unit_by_name(&self, name: &str) -> Option<UnitId> {
        self.units.iter().find(|(_, u)| u.name == name).map(|(id, _)| *id)
    }

    pub fn compound_by_name(&self, name: &str) -> Option<CompoundId> {
        self.compounds.iter().find(|(_, c)| c.name == name).map(|(id, _)| *id)
    }

    /// `heads(p, d, s)` of RULES §2; 0 where the date has no such shift.
    pub fn heads(&self, slot: Slot) -> u32 {
        let there = self.shift(slot.date, slot.shift).is_some();
        self.post(slot.post).filter(|_| there).map_or(0, |p| p.heads(slot.date, slot.shift))
    }

    /// The interval of a slot (RULES §2); `None` when the shift is not in the pattern of its date.
    pub fn slot_span(&self, date: NaiveDate, shift: ShiftId) -> Option<Span> {
        self.shift(date, shift).map(|s| shift_span(self.zone(), s, date))
    }

    /// The interval `[f, e)` of an assignment; `None` when its shift is not in the pattern of its date.
    pub fn assignment_span(&self, id: &AssignmentId, a: &Assignment) -> Option<Span> {
        let shift = self.shift(id.slot.date, id.slot.shift)?;
        Some(part_span(self.zone(), shift, id.slot.date, a, shift_span(self.zone(), shift, id.slot.date)))
    }

    /// The assignments at `post` on duty dates in `[first, last]`, by date, shift, member.
    pub fn assignments_at(
        &self,
        post: PostId,
        first: NaiveDate,
        last: NaiveDate,
    ) -> impl Iterator<Item = (&AssignmentId, &Assignment)> {
        let edge = |date, n| AssignmentId { slot: Slot { post, date, shift: ShiftId(n) }, member: MemberId(n) };
        self.assignments.range(edge(first, 0)..=edge(last, u32::MAX))
    }

    /// The assignments in one slot, by member.
    pub fn assigned_in(&self, slot: Slot) -> impl Iterator<Item = (MemberId, &Assignment)> {
        let edge = |n| AssignmentId { slot, member: MemberId(n) };
        self.assignments.range(edge(0)..=edge(u32::MAX)).map(|(id, a)| (id.member, a))
    }

    /// The assignments of `member` on duty dates in `[first, last]`, by date.
    pub fn assignments_of(
        &self,
        member: MemberId,
        first: NaiveDate,
        last: NaiveDate,
    ) -> impl Iterator<Item = (AssignmentId, &Assignment)> {
        let low = (member, first, PostId(0), ShiftId(0));
        let high = (member, last, PostId(u32::MAX), ShiftId(u32::MAX));
        self.assigned
            .range(low..=high)
            .map(|(&(member, date, post, shift), a)| (AssignmentId { slot: Slot { post, date, shift }, member }, a))
    }

    /// The presences at `post`, by `on`.
    pub fn presences_at(&self, post: PostId) -> impl DoubleEndedIterator<Item = (PresenceId, &Presence)> {
        let low = (post, Instant(i64::MIN), PresenceId(0));
        let high = (post, Instant(i64::MAX), PresenceId(u32::MAX));
        self.presences_at.range(low..=high).map(|((_, _, id), record)| (*id, record))
    }

    /// The presences of `member`, by `on`.
    pub fn presences_of(&self, member: MemberId) -> impl DoubleEndedIterator<Item = (PresenceId, &Presence)> {
        let low = (member, Instant(i64::MIN), PresenceId(0));
        let high = (member, Instant(i64::MAX), PresenceId(u32::MAX));
        self.presences_of.range(low..=high).map(|((_, _, id), record)| (*id, record))
    }

    /// The handovers at `post`, by time.
    pub fn handovers_at(&self, post: PostId) -> impl DoubleEndedIterator<Item = (HandoverId, &Handover)> {
        let low = (post, Instant(i64::MIN), HandoverId(0));
        let high = (post, Instant(i64::MAX), HandoverId(u32::MAX));
        let ids = self.handovers_at.range(low..=high).map(|(_, _, id)| *id);
        ids.filter_map(|id| Some((id, &**self.handovers.get(&id)?)))
    }

    /// The open presence of `member`, if he is on duty anywhere.
    pub fn on_duty(&self, member: MemberId) -> Option<(PresenceId, &Presence)> {
        // His presences do not overlap: before one of any length that has ended there is none that has not.
        let newest = self.presences_of(member).rev().find(|(_, p)| p.off != Some(p.on))?;
        newest.1.off.is_none().then_some(newest)
    }

    /// How often an item was handed on: the handovers at its post after it was opened and before it was closed.
    pub fn times_handed_on(&self, item: &OpenItem) -> usize {
        let closed = item.closed.unwrap_or(Instant::NEVER);
        let low = (item.post, item.opened + 1, HandoverId(0));
        let high = (item.post, closed, HandoverId(0));
        if low >= high { 0 } else { self.handovers_at.range(low..high).count() }
    }

    pub(super) fn put_assignment(&mut self, id: AssignmentId, is: Option<Assignment>) {
        let key = (id.member, id.slot.date, id.slot.post, id.slot.shift);
        match is {
            Some(a) => {
                self.assignments.insert(id, a.clone());
                self.assigned.insert(key, a);
            }
            None => {
                self.assignments.remove(&id);
                self.assigned.remove(&key);
            }
        }
    }

    pub(super) fn put_presence(&mut self, id: PresenceId, is: Option<Presence>) {
        // What stays in its place is put over: taking it out first would cost as much again.
        let place = |p: &Presence| (p.post, p.member, p.on);
        let old = self.presences.get(&id).map(place).filter(|old| is.as_ref().map(place) != Some(*old));
        if let Some((post, member, on)) = old {
            self.presences_at.remove(&(post, on, id));
            self.presences_of.remove(&(member, on, id));
            self.presences.remove(&id);
        }
        if let Some(p) = is {
            self.presences_at.insert((p.post, p.on, id), p.clone());
            self.presences_of.insert((p.member, p.on, id), p.clone());
            self.presences.insert(id, p);
        }
    }

    pub(super) fn put_handover(&mut self, id: HandoverId, is: Option<Handover>) {
        if let Some(old) = self.handovers.remove(&id) {
            self.handovers_at.remove(&(old.post, old.at, id));
        }
        if let Some(h) = is.map(Arc::new) {
            self.handovers_at.insert((h.post, h.at, id));
            self.handovers.insert(id, h);
        }
    }
}

/// The interval of a shift on a duty date (RULES §2): an `end` at or before `start` is the next day's.
pub fn shift_span(zone: Zone, shift: &Shift, date: NaiveDate) -> Span {
    let last = if shift.end <= shift.start { time::days_after(date, 1) } else { date };
    Span::new(time::instant(zone, date, shift.start), time::instant(zone, last, shift.end))
}

/// The interval of an assignment whose slot is `slot`: a wall time before the shift's start is the next day's.
pub fn part_span(zone: Zone, shift: &Shift, date: NaiveDate, a: &Assignment, slot: Span) -> Span {
    let at = |w: WallTime| {
        let day = if w < shift.start { time::days_after(date, 1) } else { date };
        time::instant(zone, day, w)
    };
    Span::new(a.from.map_or(slot.from, at), a.to.map_or(slot.to, at))
}

use super::time::WallTime;
