//! Dates and instants as people and programs write them: RFC 3339, or local time in the branch's zone.

use chrono::{DateTime, NaiveDate};

use crate::domain::time::{self, Instant, WallTime, YEARS, Zone};

/// Why a text is not a time.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum BadTime {
    Unreadable,
    /// Outside the years that lunban computes with.
    OutOfRange,
}

/// Which instant a wall time without a date means.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Nearest {
    /// What has happened: [`time::latest`].
    Before,
    /// The earliest that is not before now: what is due.
    After,
}

/// Reads `2022-04-18T22:40:00+08:00` or the branch's local `2022-04-18T22:40` with or without seconds.
pub fn instant(text: &str, zone: Zone) -> Result<Instant, BadTime> {
    let (day, clock) = text.split_once(['T', 't', ' ']).ok_or(BadTime::Unreadable)?;
    let day = date(day)?;
    let t = match DateTime::parse_from_rfc3339(text) {
        Ok(t) => Instant::of(&t),
        Err(_) => local(zone, day, clock).ok_or(BadTime::Unreadable)?,
    };
    if t.in_range() { Ok(t) } else { Err(BadTime::OutOfRange) }
}

/// The same, or a wall time `22:40` alone.
pub fn instant_or_wall(text: &str, zone: Zone, now: Instant, nearest: Nearest) -> Result<Instant, BadTime> {
    let Some(wall) = WallTime::parse(text) else { return instant(text, zone) };
    let on = |days| time::instant(zone, time::days_after(now.date(zone), days), wall);
    Ok(match nearest {
        Nearest::Before => time::latest(zone, wall, now),
        Nearest::After if on(0) < now => on(1),
        Nearest::After => on(0),
    })
}

/// Reads `2022-04-18`.
pub fn date(text: &str) -> Result<NaiveDate, BadTime> {
    let mut parts = text.splitn(3, '-');
    let mut part = |digits: std::ops::RangeInclusive<usize>| {
        let part = parts.next().filter(|p| digits.contains(&p.len()) && p.bytes().all(|b| b.is_ascii_digit()));
        part.ok_or(BadTime::Unreadable)
    };
    let (year, month, day) = (part(4..=9)?, part(2..=2)?, part(2..=2)?);
    let year = year.parse().ok().filter(|y| YEARS.contains(y)).ok_or(BadTime::OutOfRange)?;
    let (month, day) = (month.parse().unwrap_or(0), day.parse().unwrap_or(0));
    NaiveDate::from_ymd_opt(year, month, day).ok_or(BadTime::Unreadable)
}

/// `HH:MM` or `HH:MM:SS` on a local date.
fn local(zone: Zone, day: NaiveDate, clock: &str) -> Option<Instant> {
    let (wall, seconds) = match clock.len() {
        5 => (clock, 0),
        8 => {
            let (wall, seconds) = clock.split_at_checked(5)?;
            let digits = seconds.strip_prefix(':').filter(|s| s.bytes().all(|b| b.is_ascii_digit()))?;
            (wall, digits.parse().ok().filter(|s| *s < 60)?)
        }
        _ => return None,
    };
    Some(time::instant(zone, day, WallTime::parse(wall)?) + seconds)
}

#[cfg(test)]
mod tests {
    use super::*;

    const ZONE: Zone = Zone::Asia__Shanghai;

    fn read(text: &str) -> Result<String, BadTime> {
        instant(text, ZONE).map(|t| t.rfc3339(ZONE))
    }

    #[test]
    fn an_instant_is_rfc_3339_or_the_branchs_local_time() {
        for same in ["2022-04-18T22:40:00+08:00", "2022-04-18T14:40:00Z", "2022-04-18T22:40", "2022-04-18T22:40:00"] {
            assert_eq!(read(same).as_deref(), Ok("2022-04-18T22:40:00+08:00"), "{same}");
        }
        assert_eq!(read("2022-04-18T22:40:59.9+08:00").as_deref(), Ok("2022-04-18T22:40:59+08:00"));
    }

    #[test]
    fn what_is_no_time_is_told_from_what_is_no_year_of_ours() {
        for bad in ["", "now", "22:40", "2022-04-18", "2022-4-18T22:40", "2022-02-30T10:00", "2022-04-18T22:40:6"] {
            assert_eq!(read(bad), Err(BadTime::Unreadable), "{bad}");
        }
        for far in ["1969-12-31T10:00", "2200-01-01T10:00Z", "262144-01-01T00:00:00Z", "999999999-01-01T00:00"] {
            assert_eq!(read(far), Err(BadTime::OutOfRange), "{far}");
        }
    }

    #[test]
    fn a_wall_time_alone_is_the_last_one_for_a_mark_and_the_next_one_for_what_is_due() {
        let now = instant("2022-04-19T00:10", ZONE).unwrap();
        let said = |text, nearest| instant_or_wall(text, ZONE, now, nearest).map(|t| t.rfc3339(ZONE));
        assert_eq!(said("23:55", Nearest::Before).as_deref(), Ok("2022-04-18T23:55:00+08:00"));
        // It is a slip of the pen that is refused, rather than yesterday's noon.
        assert_eq!(said("12:00", Nearest::Before).as_deref(), Ok("2022-04-19T12:00:00+08:00"));
        assert_eq!(said("23:55", Nearest::After).as_deref(), Ok("2022-04-19T23:55:00+08:00"));
        assert_eq!(said("00:10", Nearest::Before), said("00:10", Nearest::After));
        assert_eq!(said("25:00", Nearest::Before), Err(BadTime::Unreadable));
    }
}
