//! The branch as it stood at an earlier time.

use crate::domain::time::Instant;
use crate::domain::{Event, Presence};

/// The events of an import as they would have been at `at`: presences, breaks, handovers and items that begin later are
/// left out, and what ends later is open. Assignments and leave stay: they were planned.
pub fn as_of(events: Vec<Event>, at: Instant) -> Vec<Event> {
    events.into_iter().filter_map(|event| event_as_of(event, at)).collect()
}

fn event_as_of(mut event: Event, at: Instant) -> Option<Event> {
    let stays = match &mut event {
        Event::Presence(c) => c.is.as_mut().is_none_or(|p| presence_as_of(p, at)),
        Event::Handover(c) => c.is.as_ref().is_none_or(|h| h.at <= at),
        Event::Item(c) => c.is.as_mut().is_none_or(|i| {
            i.closed = i.closed.filter(|t| *t <= at);
            i.opened <= at
        }),
        _ => true,
    };
    stays.then_some(event)
}

fn presence_as_of(p: &mut Presence, at: Instant) -> bool {
    p.off = p.off.filter(|t| *t <= at);
    p.away.retain(|a| a.from <= at);
    for away in &mut p.away {
        away.to = away.to.filter(|t| *t <= at);
    }
    p.on <= at
}
