//! What a change would do to the plan, before it is done: assignments whose slot nobody would be needed in any more,
//! and how many findings of each kind there would be.

use super::event::{Event, apply};
use super::finding::{Finding, Kind, Severity};
use super::outlook::Outlook;
use super::pattern::Patterns;
use super::records::*;
use super::roster::Roster;
use super::time::{DAY, Instant, Span, days_after};

/// How far ahead it is looked, in seconds.
pub const AHEAD: i64 = 28 * DAY;

/// The effect of a change.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Effect {
    /// Kinds of which there would be another number, with that before and after, in the order of RULES' table.
    pub kinds: Vec<(Kind, usize, usize)>,
    /// Who is planned, from now on, in a slot that needed somebody and would need nobody any more.
    pub lost: Vec<AssignmentId>,
    /// The shifts there would be, for words about what is new.
    pub patterns: Patterns,
    /// Times between the last shift of one pattern and the first of the next, by date: nobody is needed in them.
    pub between: Vec<Span>,
    /// The findings there would be that are not there now, in order.
    pub new: Vec<Finding>,
}

impl Effect {
    /// Nothing that is looked at changes.
    pub fn is_none(&self) -> bool {
        self.kinds.is_empty() && self.lost.is_empty() && self.between.is_empty()
    }
}

/// What `events` would do to the plan from `outlook`'s now on.
pub fn effect(roster: &Roster, outlook: &Outlook, events: &[Event]) -> Effect {
    let now = outlook.now();
    let mut then = roster.clone();
    events.iter().for_each(|event| apply(&mut then, event));
    let mut after = outlook.clone();
    after.update(&then, events, now);
    let window = Some(Span::new(now, now + AHEAD));
    let (before, after) = (outlook.findings(roster, window), after.findings(&then, window));
    let count = |list: &[Finding], kind| list.iter().filter(|f| f.kind == kind && f.severity != Severity::Past).count();
    let kinds = Kind::ALL.into_iter().map(|(kind, _)| (kind, count(&before, kind), count(&after, kind)));
    let known = |f: &Finding| {
        let same = |b: &&Finding| {
            (b.kind, b.post, &b.members, b.date, b.shift) == (f.kind, f.post, &f.members, f.date, f.shift)
        };
        before.iter().any(|b| same(&b) && b.from == f.from)
    };
    Effect {
        kinds: kinds.filter(|(_, was, is)| was != is).collect(),
        lost: lost(roster, &then, events, now),
        between: between(&then, events),
        patterns: then.patterns.clone(),
        new: after.iter().filter(|f| !known(f)).cloned().collect(),
    }
}

/// The times without a shift where a pattern that `events` change begins.
fn between(then: &Roster, events: &[Event]) -> Vec<Span> {
    let spans = |date| then.shifts_on(date).iter().filter_map(move |s| then.slot_span(date, s.id));
    let begins = events.iter().filter_map(|e| match e {
        Event::PatternFrom(c) if c.is.is_some() => Some(c.id),
        _ => None,
    });
    let holes = begins.filter_map(|date| {
        let end = spans(days_after(date, -1)).map(|s| s.to).max()?;
        Some(Span::new(end, spans(date).map(|s| s.from).min()?))
    });
    holes.filter(|hole| hole.from < hole.to).collect()
}

/// The assignments that end after now in slots that are no more, or whose heads have become 0.
fn lost(roster: &Roster, then: &Roster, events: &[Event], now: Instant) -> Vec<AssignmentId> {
    let demand = |e: &Event| matches!(e, Event::Post(_) | Event::Pattern(_) | Event::PatternFrom(_));
    if !events.iter().any(demand) {
        return Vec::new();
    }
    let ahead = |id: &AssignmentId, a: &Assignment| roster.assignment_span(id, a).is_some_and(|span| span.to > now);
    let planned = roster.assignments.iter().filter(|(id, a)| ahead(id, a));
    planned.filter(|(id, _)| roster.heads(id.slot) > 0 && then.heads(id.slot) == 0).map(|(id, _)| *id).collect()
}
