//! Why a slot stays open: every member asked by the rules, for one slot in full and for many as counts.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, Ordering};

use chrono::NaiveDate;

use super::Open;
use super::harm::by_harm;
use super::openings::{self, Opening};
use super::sheet::{Against, Sheet};
use crate::domain::candidate::{Candidate, Opening as Wanted, ranking, reasons};
use crate::domain::demand::Calendar;
use crate::domain::outlook::Outlook;
use crate::domain::time::{Instant, Span, days_after};
use crate::domain::{AssignmentId, MemberId, Roster, Slot, worse};

/// How often the rules are asked at most for the counts.
const ASKS: usize = 40_000;

/// The heads of the range that nobody stands for, in slots that have not begun.
pub fn open(roster: &Roster, calendar: &Calendar, now: Instant, (first, last): (NaiveDate, NaiveDate)) -> Vec<Open> {
    let mut out = Vec::new();
    for n in 0..=(last - first).num_days() {
        let date = days_after(first, n);
        for &(_, shift) in &calendar.day(date).slots {
            let slots = roster.posts.keys().map(|post| Slot { post: *post, date, shift });
            out.extend(slots.flat_map(|slot| open_in(roster, calendar, now, slot)));
        }
    }
    out
}

/// The heads of a slot that nobody stands for, unless it has begun.
pub fn open_in(roster: &Roster, calendar: &Calendar, now: Instant, slot: Slot) -> Vec<Open> {
    let whole = calendar.slot_span(slot.date, slot.shift).filter(|whole| whole.from > now);
    let (Some(whole), Some(post)) = (whole, roster.post(slot.post)) else { return Vec::new() };
    let open = openings::openings(roster, calendar, (slot, whole), post, &spans(roster, slot)).0;
    open.into_iter().map(|opening| Open { opening, why: Vec::new() }).collect()
}

fn spans(roster: &Roster, slot: Slot) -> Vec<Span> {
    roster.assigned_in(slot).filter_map(|(m, a)| roster.assignment_span(&AssignmentId { slot, member: m }, a)).collect()
}

/// Counts for each of them why nobody can fill it, as far as there is time.
pub fn fill_in_why(roster: &Roster, calendar: &Calendar, now: Instant, open: &mut [Open], cancel: &AtomicBool) {
    let mut sheet = Sheet::new(roster, calendar, now);
    for o in open {
        if sheet.asked + roster.members.len() > ASKS || cancel.load(Ordering::Relaxed) {
            return;
        }
        let mut counts = BTreeMap::<Against, usize>::new();
        for member in roster.members.keys() {
            let id = AssignmentId { slot: o.opening.slot, member: *member };
            if let Some(first) = sheet.against(id, o.opening.span).first() {
                *counts.entry(*first).or_default() += 1;
            }
        }
        o.why = counts.into_iter().collect();
        o.why.sort_by_key(|(why, n)| (std::cmp::Reverse(*n), *why));
    }
}

/// One member for one slot: what speaks against him by the rules, and what the assign dialog says of him.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Why {
    pub member: MemberId,
    pub against: Vec<Against>,
    pub candidate: Option<Candidate>,
}

/// A slot explained.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Explained {
    pub slot: Slot,
    pub span: Span,
    /// What is missing in it.
    pub open: Vec<Opening>,
    pub assigned: Vec<MemberId>,
    /// Everybody who is not in it: first who can, in the order of the assign dialog.
    pub people: Vec<Why>,
}

/// Who could stand in the slot, and why the others cannot. `None` when there is no such slot.
pub fn explain(roster: &Roster, now: Instant, slot: Slot) -> Option<Explained> {
    let whole = roster.slot_span(slot.date, slot.shift)?;
    let post = roster.post(slot.post)?;
    let calendar = worse::calendar_for(roster, Span::new(whole.from.min(now), whole.to.max(now)));
    let open = openings::openings(roster, &calendar, (slot, whole), post, &spans(roster, slot)).0;
    let span = open.first().map_or(whole, |o| o.span);
    let mut sheet = Sheet::new(roster, &calendar, now);
    let (outlook, wanted) = (Outlook::new(roster, now), Wanted::Slot(slot));
    let mut ranking = ranking(roster, &outlook, now, wanted);
    by_harm(roster, slot, &mut ranking);
    let mut people: Vec<Why> = reasons(roster, &outlook, now, wanted, ranking.into_iter().map(|c| c.member))
        .into_iter()
        .map(|c| {
            let against = sheet.against(AssignmentId { slot, member: c.member }, span);
            Why { member: c.member, against, candidate: Some(c) }
        })
        .filter(|w| w.against.first() != Some(&Against::There))
        .collect();
    people.sort_by_key(|w| !w.against.is_empty());
    let assigned = roster.assigned_in(slot).map(|(m, _)| m).collect();
    Some(Explained { slot, span, open, assigned, people })
}
