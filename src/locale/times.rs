//! Instants, dates and durations in words, always in the branch's zone.

use chrono::{Datelike, NaiveDate, Timelike};

use super::{Lang, fill, text};
use crate::domain::time::{HOUR, Instant, MINUTE, Span, Zone};

/// A length of time in words, cut to the minute: `8 小时 40 分`, `40 分钟`, `8 h 40 min`.
pub fn duration(lang: Lang, seconds: i64) -> String {
    let (hours, minutes) = (seconds.max(0) / HOUR, seconds.max(0) % HOUR / MINUTE);
    let key = match (hours, minutes) {
        (0, _) => "time.minutes",
        (_, 0) => "time.hours",
        _ => "time.hours_minutes",
    };
    fill(lang, key, &[("h", &hours), ("m", &minutes)])
}

/// A length of time as a clock shows it: `8:40`.
pub fn duration_clock(seconds: i64) -> String {
    format!("{}:{:02}", seconds.max(0) / HOUR, seconds.max(0) % HOUR / MINUTE)
}

/// The wall time: `22:40`.
pub fn clock(zone: Zone, t: Instant) -> String {
    let local = t.local(zone);
    format!("{:02}:{:02}", local.hour(), local.minute())
}

/// The wall time, with the date when it is not today's and the year when it is not this one's: `22:40`, `4月18日 22:40`.
pub fn moment(lang: Lang, zone: Zone, now: Instant, t: Instant) -> String {
    let (day, today) = (t.date(zone), now.date(zone));
    if day == today {
        clock(zone, t)
    } else if day.year() == today.year() {
        moment_full(lang, zone, t)
    } else {
        format!("{} {}", date_year(lang, day), clock(zone, t))
    }
}

/// Date and wall time: `4月18日 22:40`.
pub fn moment_full(lang: Lang, zone: Zone, t: Instant) -> String {
    format!("{} {}", date(lang, t.date(zone)), clock(zone, t))
}

/// From, to: `22:00–06:00`, `4月20日 22:00–06:00`. An end on the day of the beginning, or on the next but within 24
/// hours, needs no date of its own.
pub fn span(lang: Lang, zone: Zone, now: Instant, span: Span) -> String {
    let to = if span.length() < 24 * HOUR { clock(zone, span.to) } else { moment(lang, zone, now, span.to) };
    format!("{}–{to}", moment(lang, zone, now, span.from))
}

/// The date: `4月18日`, `18 Apr`.
pub fn date(lang: Lang, date: NaiveDate) -> String {
    match lang {
        Lang::Zh => format!("{}月{}日", date.month(), date.day()),
        Lang::En => date.format("%-d %b").to_string(),
    }
}

fn date_year(lang: Lang, date: NaiveDate) -> String {
    match lang {
        Lang::Zh => format!("{}年{}月{}日", date.year(), date.month(), date.day()),
        Lang::En => date.format("%-d %b %Y").to_string(),
    }
}

/// From, to, with the year: `2022年4月18日–5月1日`, `18 Apr – 1 May 2022`.
pub fn date_range(lang: Lang, first: NaiveDate, last: NaiveDate) -> String {
    match lang {
        _ if first == last => date_year(lang, first),
        _ if first.year() != last.year() => format!("{}–{}", date_year(lang, first), date_year(lang, last)),
        Lang::Zh => format!("{}–{}", date_year(lang, first), date(lang, last)),
        Lang::En => format!("{} – {}", date(lang, first), date_year(lang, last)),
    }
}

/// The date with its weekday: `4月18日 周一`, `Mon 18 Apr`.
pub fn date_weekday(lang: Lang, day: NaiveDate) -> String {
    fill(lang, "time.date_weekday", &[("date", &date(lang, day)), ("weekday", &weekday(lang, day))])
}

/// The weekday: `周一`, `Mon`.
pub fn weekday(lang: Lang, date: NaiveDate) -> &'static str {
    const KEYS: [&str; 7] = ["time.mon", "time.tue", "time.wed", "time.thu", "time.fri", "time.sat", "time.sun"];
    text(lang, KEYS[date.weekday().num_days_from_monday() as usize])
}

#[cfg(test)]
mod tests {
    use super::*;

    const ZONE: Zone = Zone::Asia__Shanghai;
    const EVENING: Instant = Instant(1_650_292_800); // 2022-04-18T22:40+08:00

    #[test]
    fn durations_are_said_as_people_say_them() {
        let said = [0, 59, 40 * 60, 8 * HOUR, 8 * HOUR + 40 * 60 + 59].map(|s| duration(Lang::Zh, s));
        assert_eq!(said, ["0 分钟", "0 分钟", "40 分钟", "8 小时", "8 小时 40 分"]);
        assert_eq!(duration(Lang::En, 8 * HOUR + 40 * 60), "8 h 40 min");
        assert_eq!(duration_clock(8 * HOUR + 40 * 60), "8:40");
    }

    #[test]
    fn an_instant_says_its_date_only_when_it_is_another_day() {
        assert_eq!(moment(Lang::Zh, ZONE, EVENING, EVENING - 600), "22:30");
        assert_eq!(moment(Lang::Zh, ZONE, EVENING, EVENING + 8 * HOUR), "4月19日 06:40");
        assert_eq!(moment(Lang::En, ZONE, EVENING, EVENING - 400 * 24 * HOUR), "14 Mar 2021 22:40");
        assert_eq!(span(Lang::Zh, ZONE, EVENING, Span::new(EVENING, EVENING + 8 * HOUR)), "22:40–06:40");
    }

    #[test]
    fn dates_carry_their_weekday() {
        assert_eq!(date_weekday(Lang::Zh, EVENING.date(ZONE)), "4月18日 周一");
        assert_eq!(date_weekday(Lang::En, EVENING.date(ZONE)), "Mon 18 Apr");
    }
}
