//! What a change would do to the plan, before it is done: assignments whose slot nobody would be needed in any more,
//! and how many findings of each kind there would be.

use super::event::{Event, apply};
use super::finding::{Finding, Kind, Severity};
use super::outlook::Outlook;
use super::records::*;
use super::roster::Roster;
use super::time::{DAY, Instant, Span};

/// How far ahead it is looked, in seconds.
pub const AHEAD: i64 = 28 * DAY;

/// The effect of a change.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Effect {
    /// Kinds of which there would be another number, with that before and after, in the order of RULES' table.
    pub kinds: Vec<(Kind, usize, usize)>,
    /// Who is planned, from now on, in a slot that needed somebody and would need nobody any more.
    pub lost: Vec<AssignmentId>,
    /// The findings there would be that are not there now, in order.
    pub new: Vec<Finding>,
}

impl Effect {
    /// Nothing that is looked at changes.
    pub fn is_none(&self) -> bool {
        self.kinds.is_empty() && self.lost.is_empty()
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
        new: after.iter().filter(|f| !known(f)).cloned().collect(),
    }
}

/// The assignments that end after now in slots whose heads have become 0.
fn lost(roster: &Roster, then: &Roster, events: &[Event], now: Instant) -> Vec<AssignmentId> {
    let demand = |e: &Event| matches!(e, Event::Post(_) | Event::Pattern(_));
    if !events.iter().any(demand) {
        return Vec::new();
    }
    let heads = |r: &Roster, s: Slot| r.post(s.post).map_or(0, |p| p.heads(s.date, s.shift));
    let ahead = |id: &AssignmentId, a: &Assignment| roster.assignment_span(id, a).is_some_and(|span| span.to > now);
    let planned = roster.assignments.iter().filter(|(id, a)| ahead(id, a));
    planned.filter(|(id, _)| heads(roster, id.slot) > 0 && heads(then, id.slot) == 0).map(|(id, _)| *id).collect()
}
