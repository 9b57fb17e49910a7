//! What a branch file, a form or a pasted block changes, worked out elsewhere against the roster as it was then.

use super::*;
use crate::domain::invariant;

impl Draft {
    /// Takes the events over, all or none: what they change must still be as it was, nothing may have happened after
    /// now, and what always holds must hold afterwards.
    pub(super) fn import(&mut self, events: &[Event], now: Instant) -> Result<(), Refusal> {
        if !events.iter().any(Event::changes) {
            return Err(Refusal::NothingChanges);
        }
        for event in events {
            if !event.inverse().is_none_or(|back| back.stands_in(self.next.roster())) {
                return Err(Refusal::Stale);
            }
            not_in_future(event, now)?;
            self.put(event.clone());
        }
        if self.records().branch.name.is_empty() {
            return Err(Refusal::NoBranch);
        }
        invariant::check(self.next.roster(), &self.events)
    }
}

/// What happened lies before now: presences, breaks, handovers, items and notes.
fn not_in_future(event: &Event, now: Instant) -> Result<(), Refusal> {
    let latest = match event {
        Event::Presence(Change { is: Some(p), .. }) => {
            let aways = p.away.iter().flat_map(|a| [Some(a.from), a.to]);
            aways.chain([Some(p.on), p.off]).flatten().max()
        }
        Event::Handover(Change { is: Some(h), .. }) => Some(h.at),
        Event::Item(Change { is: Some(i), .. }) => Some(i.closed.unwrap_or(i.opened)),
        Event::Note(Change { is: Some(n), .. }) => Some(n.at),
        _ => None,
    };
    match latest {
        Some(at) if at > now => Err(Refusal::InFuture { at }),
        _ => Ok(()),
    }
}
