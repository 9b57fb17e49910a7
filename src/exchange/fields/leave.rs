//! Leave as people type it into a form or an argument, and back.

use chrono::{NaiveDate, NaiveDateTime, NaiveTime};

use super::words::{Expected, date, entries, window};
use crate::domain::time::{Zone, days_after, instant, midnight};
use crate::domain::{Instant, Unavailable, WallTime, text};

/// `4-19 病假; 4-21..4-23; 4-25 09:00-11:00 看病`: whole days, or hours of one. From one time to another it is
/// `4-19T14:00..4-21T08:00`.
pub fn leaves(zone: Zone, text: &str, today: NaiveDate) -> Result<Vec<Unavailable>, Expected> {
    entries(text).map(|entry| leave(zone, entry, today).ok_or("leave")).collect()
}

/// What stands between the first and the last date. A hyphen parts dates only where it stands alone; `到` may also be
/// the first word of a reason.
const TO: [&str; 6] = ["..", "至", "到", "~", "–", "—"];

fn leave(zone: Zone, entry: &str, today: NaiveDate) -> Option<Unavailable> {
    let (when, rest) = word(entry);
    let (hours, after) = word(rest);
    let ends = TO.iter().find_map(|to| when.split_once(to));
    let (from, to, why) = match (ends, window(hours)) {
        (Some(_), Some(_)) => return None,
        (Some((first, last)), None) => (end(zone, first, today, 0)?, end(zone, last, today, 1)?, rest),
        (None, None) => {
            let (last, why) = match last(zone, rest, today) {
                Some(rest) => word(rest),
                None if is_reason(rest, today) => (when, rest),
                None => return None,
            };
            (end(zone, when, today, 0)?, end(zone, last, today, 1)?, why)
        }
        (None, Some((since, until))) => {
            let date = date(when, today).ok()?;
            let last = days_after(date, i64::from(until <= since));
            (instant(zone, date, since), instant(zone, last, until), after)
        }
    };
    let why = text::optional(Some(why)).ok()?;
    (from < to).then_some(Unavailable::Once { from, to, why })
}

/// What comes after a first date and a blank, from the last date on, where that is said: `至 4-20 病假`.
fn last(zone: Zone, rest: &str, today: NaiveDate) -> Option<&str> {
    let rest = TO.iter().chain(&["-"]).find_map(|to| rest.strip_prefix(to))?.trim_start();
    end(zone, word(rest).0, today, 1).map(|_| rest)
}

/// Whether what comes after one date can only be the reason: no date, and no sign that one was meant.
fn is_reason(rest: &str, today: NaiveDate) -> bool {
    let joins = TO.iter().chain(&["-"]).any(|to| *to != "到" && rest.starts_with(to));
    !joins && date(word(rest).0, today).is_err() && window(word(rest).0).is_none()
}

/// The first word and what comes after it.
fn word(text: &str) -> (&str, &str) {
    let (word, rest) = text.split_once(char::is_whitespace).unwrap_or((text, ""));
    (word, rest.trim())
}

/// A date, of which the midnight so many days later is meant, or one with a time.
fn end(zone: Zone, text: &str, today: NaiveDate, days: i64) -> Option<Instant> {
    let Some((day, time)) = text.split_once('T') else {
        return Some(midnight(zone, days_after(date(text, today).ok()?, days)));
    };
    let (wall, seconds) = match time.split(':').count() {
        3 => time.rsplit_once(':')?,
        _ => (time, "0"),
    };
    let seconds = seconds.parse::<i64>().ok().filter(|s| (0..60).contains(s))?;
    Some(instant(zone, date(day, today).ok()?, WallTime::parse(wall)?) + seconds)
}

/// The leave among the times, as [`leaves`] reads it.
pub fn text(zone: Zone, list: &[Unavailable]) -> String {
    let one = |u: &Unavailable| match u {
        Unavailable::Once { from, to, why } => {
            // A semicolon would begin another leave.
            let why = why.as_ref().map(|w| format!(" {}", w.replace([';', '；'], "，"))).unwrap_or_default();
            let mut when = span(from.local(zone), to.local(zone));
            if !when.contains(TO[0]) && !when.contains(' ') && !is_reason(why.trim(), from.date(zone)) {
                when = format!("{when}{}{when}", TO[0]);
            }
            Some(format!("{when}{why}"))
        }
        Unavailable::Daily { .. } => None,
    };
    list.iter().filter_map(one).collect::<Vec<_>>().join("; ")
}

fn span(from: NaiveDateTime, to: NaiveDateTime) -> String {
    let whole = |t: NaiveDateTime| t.time() == NaiveTime::MIN;
    let (first, last) = (from.date(), days_after(to.date(), -1));
    let in_minutes = |t: NaiveDateTime| t.format("%S").to_string() == "00";
    let within = to.date() == days_after(first, i64::from(to.time() <= from.time()));
    match () {
        () if whole(from) && whole(to) && first == last => first.to_string(),
        () if whole(from) && whole(to) => format!("{first}..{last}"),
        () if in_minutes(from) && in_minutes(to) && within => {
            format!("{first} {}-{}", from.format("%H:%M"), to.format("%H:%M"))
        }
        () => {
            let one = |t: NaiveDateTime| t.format(if in_minutes(t) { "%Y-%m-%dT%H:%M" } else { "%Y-%m-%dT%H:%M:%S" });
            format!("{}..{}", one(from), one(to))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ZONE: Zone = Zone::Asia__Shanghai;

    #[test]
    fn leave_reads_what_it_writes() {
        let today = NaiveDate::from_ymd_opt(2022, 4, 18).unwrap();
        let written = |said: &str| leaves(ZONE, said, today).map(|list| text(ZONE, &list));
        for (said, is) in [
            ("21", "2022-04-21"),
            ("4-19..4-20 病假; 4-25 9:00-11:00 去 看病", "2022-04-19..2022-04-20 病假; 2022-04-25 09:00-11:00 去 看病"),
            ("4月19日至4月20日 病假", "2022-04-19..2022-04-20 病假"),
            ("4-19到4-20 病假", "2022-04-19..2022-04-20 病假"),
            ("4-19 至 4-20 病假", "2022-04-19..2022-04-20 病假"),
            ("4-19 .. 4-20", "2022-04-19..2022-04-20"),
            ("4-19 - 4-21 病假", "2022-04-19..2022-04-21 病假"),
            ("4-19 到4-21", "2022-04-19..2022-04-21"),
            ("4-19 到北京开会", "2022-04-19 到北京开会"),
            ("4-19 3天", "2022-04-19 3天"),
            ("4-19..4-19 4-25 复查", "2022-04-19..2022-04-19 4-25 复查"),
            ("4-25 22:00-6:00", "2022-04-25 22:00-06:00"),
            ("4-19T14:00..4-21T08:00:30", "2022-04-19T14:00..2022-04-21T08:00:30"),
            ("4-19T14:00..4-20", "2022-04-19T14:00..2022-04-21T00:00"),
            ("", ""),
        ] {
            assert_eq!(written(said).as_deref(), Ok(is), "{said}");
            assert_eq!(written(is).as_deref(), Ok(is), "{is}");
        }
        for bad in [
            "病假",
            "4-31",
            "4-20..4-19",
            "4-19..4-20 09:00-11:00",
            "4-19T25:00..4-20",
            "4-19 4-20 病假",
            "4-19 至 明天",
            "4-19 ~ 4-18",
        ] {
            assert_eq!(written(bad), Err("leave"), "{bad}");
        }
    }

    #[test]
    fn a_reason_with_a_semicolon_stays_one_reason() {
        let today = NaiveDate::from_ymd_opt(2022, 4, 18).unwrap();
        let leave = |why: &str| Unavailable::Once {
            from: midnight(ZONE, today),
            to: midnight(ZONE, days_after(today, 1)),
            why: Some(why.into()),
        };
        let stored = text(ZONE, &[leave("看病；4-25 复查")]);
        assert_eq!(stored, "2022-04-18 看病，4-25 复查");
        assert_eq!(leaves(ZONE, &stored, today), Ok(vec![leave("看病，4-25 复查")]));
    }
}
