//! When a member is not available: his leaves and daily windows (FORMATS), as spans. That a duty date lies outside his
//! time in the branch is a matter of the date: `Member::belongs_on`.

use super::records::*;
use super::time::{Instant, Span, Zone, days_after, instant};

/// The times within `window` at which he is not available, as he gave them (they may overlap, in no order), each with
/// its reason. They are not cut to the window.
pub fn unavailable(zone: Zone, member: &Member, window: Span) -> Vec<(Span, Option<&str>)> {
    let mut out = Vec::new();
    for u in &member.unavailable {
        match u {
            Unavailable::Once { from, to, why } => out.push((Span::new(*from, *to), why.as_deref())),
            Unavailable::Daily { days, since, until, why } => {
                use chrono::Datelike;
                let mut date = days_after(window.from.date(zone), -2);
                let last = days_after(window.to.date(zone), 1);
                while date <= last {
                    if days.contains(date.weekday()) {
                        let end = if until <= since { days_after(date, 1) } else { date };
                        let span = Span::new(instant(zone, date, *since), instant(zone, end, *until));
                        out.push((span, why.as_deref()));
                    }
                    date = days_after(date, 1);
                }
            }
        }
    }
    out.retain(|(span, _)| span.overlaps(window));
    out
}

/// The time that contains `t` at which he is not available, the one that ends last, and why.
pub fn unavailable_at(zone: Zone, member: &Member, t: Instant) -> Option<(Span, Option<&str>)> {
    unavailable(zone, member, Span::new(t, t + 1)).into_iter().max_by_key(|(span, _)| span.to)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::time::{HOUR, WallTime, Weekdays};

    #[test]
    fn a_daily_window_that_ends_at_its_start_or_before_ends_the_next_day() {
        let zone = Zone::Asia__Shanghai;
        let date = "2022-04-18".parse().unwrap(); // a Monday
        let nightly = Unavailable::Daily {
            days: Weekdays::of([chrono::Weekday::Mon]),
            since: WallTime(22 * 60),
            until: WallTime(6 * 60),
            why: Some("照看孩子".into()),
        };
        let member = Member { unavailable: vec![nightly], ..Member::default() };
        let at = |h: u16| instant(zone, date, WallTime(0)) + i64::from(h) * HOUR;
        assert_eq!(unavailable_at(zone, &member, at(22)), Some((Span::new(at(22), at(30)), Some("照看孩子"))));
        assert!(unavailable_at(zone, &member, at(29)).is_some());
        assert_eq!(unavailable_at(zone, &member, at(30)), None);
        assert_eq!(unavailable_at(zone, &member, at(46)), None, "Tuesday is no Monday");
    }
}
