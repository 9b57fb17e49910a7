//! How far back a command looks: a roster that has everything from there on answers as one with the whole history
//! does, so the desk widens its roster that far first (STORE.md, Memory).

use chrono::NaiveDate;

use super::*;
use crate::domain::time::DAY;

/// From when on the roster must be complete for `decide` (see `Roster::since`). Undo and redo reach as far as what they
/// take back: [`reach_of`] its events.
pub fn reach(command: &Command, now: Instant) -> Instant {
    let at = command.at.unwrap_or(now);
    match &command.what {
        // The slot taken over may have begun before.
        Do::Handover { .. } => at - 3 * DAY,
        Do::Assign { slot, .. } | Do::Withdraw { slot, .. } => day_before(slot.date),
        Do::Correct { on, new_on, .. } => new_on.unwrap_or(*on).min(*on),
        Do::Import { events } => reach_of(events).min(at),
        Do::On { .. } | Do::Off { .. } | Do::Cover { .. } | Do::Uncover { .. } => at,
        Do::OpenItem { .. } | Do::CloseItem { .. } | Do::Note { .. } | Do::Leave { .. } => at,
        Do::Undo | Do::Redo => at,
    }
}

/// The same for events: the earliest time at which one of their records is, or was.
pub fn reach_of(events: &[Event]) -> Instant {
    events.iter().flat_map(times).min().unwrap_or(Instant::NEVER)
}

fn times(event: &Event) -> Vec<Instant> {
    fn both<K, V>(c: &Change<K, V>, at: impl Fn(&V) -> Instant) -> Vec<Instant> {
        c.was.iter().chain(&c.is).map(at).collect()
    }
    match event {
        Event::Assignment(c) => vec![day_before(c.id.slot.date)],
        Event::Presence(c) => both(c, |p| p.on),
        Event::Handover(c) => both(c, |h| h.at),
        Event::Item(c) => both(c, |i| i.opened),
        Event::Note(c) => both(c, |n| n.at),
        // A person, a post or the pattern may be used anywhere; what goes away must not be.
        Event::Pattern(_) => vec![Instant(i64::MIN / 4)],
        Event::Unit(Change { is: None, .. })
        | Event::Compound(Change { is: None, .. })
        | Event::Post(Change { is: None, .. })
        | Event::Member(Change { is: None, .. }) => vec![Instant(i64::MIN / 4)],
        _ => Vec::new(),
    }
}

/// A time before `date` begins, in every zone.
fn day_before(date: NaiveDate) -> Instant {
    Instant(date.and_time(chrono::NaiveTime::MIN).and_utc().timestamp()) - 2 * DAY
}
