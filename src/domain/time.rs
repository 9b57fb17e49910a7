//! Instants, wall times and half-open spans, and the one place where a local wall time becomes an instant (RULES, head).

use std::fmt;

use chrono::{DateTime, Datelike, Duration, LocalResult, NaiveDate, NaiveDateTime, NaiveTime, TimeZone, Utc, Weekday};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error as _};

/// The branch's time zone.
pub type Zone = chrono_tz::Tz;

/// Seconds in a minute, an hour and a day of 24 hours.
pub const MINUTE: i64 = 60;
pub const HOUR: i64 = 3600;
pub const DAY: i64 = 24 * HOUR;

/// The first and last year a date may have; everything computed from such dates stays inside chrono's range.
pub const YEARS: std::ops::RangeInclusive<i32> = 1970..=2199;

/// An instant in whole seconds since 1970-01-01T00:00:00Z. In the journal it is RFC 3339 in UTC.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default)]
pub struct Instant(pub i64);

impl Instant {
    /// Later than anything that happens; the end of what has no end yet.
    pub const NEVER: Instant = Instant(i64::MAX / 4);

    /// Cuts `t` to the whole second.
    pub fn of<T: TimeZone>(t: &DateTime<T>) -> Instant {
        Instant(t.timestamp())
    }

    /// The instant as a chrono value in UTC; clamped to the years 1–9999 so that nothing can panic on it.
    pub fn utc(self) -> DateTime<Utc> {
        DateTime::from_timestamp(self.0.clamp(-62_135_596_800, 253_402_300_799), 0).unwrap_or_default()
    }

    /// The local wall time of this instant in `zone`.
    pub fn local(self, zone: Zone) -> NaiveDateTime {
        self.utc().with_timezone(&zone).naive_local()
    }

    /// The local date of this instant in `zone`.
    pub fn date(self, zone: Zone) -> NaiveDate {
        self.local(zone).date()
    }

    /// RFC 3339 with the zone's offset at that instant, to the second.
    pub fn rfc3339(self, zone: Zone) -> String {
        self.utc().with_timezone(&zone).to_rfc3339_opts(chrono::SecondsFormat::Secs, false)
    }

    /// Whether the instant lies in the years that lunban computes with.
    pub fn in_range(self) -> bool {
        YEARS.contains(&self.utc().year())
    }
}

impl std::ops::Add<i64> for Instant {
    type Output = Instant;
    fn add(self, seconds: i64) -> Instant {
        Instant(self.0.saturating_add(seconds))
    }
}

impl std::ops::Sub<i64> for Instant {
    type Output = Instant;
    fn sub(self, seconds: i64) -> Instant {
        Instant(self.0.saturating_sub(seconds))
    }
}

impl std::ops::Sub for Instant {
    type Output = i64;
    /// Elapsed seconds.
    fn sub(self, other: Instant) -> i64 {
        self.0 - other.0
    }
}

impl Serialize for Instant {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        s.collect_str(&self.utc().format("%Y-%m-%dT%H:%M:%SZ"))
    }
}

impl<'de> Deserialize<'de> for Instant {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        let text = std::borrow::Cow::<str>::deserialize(d)?;
        DateTime::parse_from_rfc3339(&text).map(|t| Instant::of(&t)).map_err(D::Error::custom)
    }
}

/// A wall time of the day in minutes after midnight, `0..1440`, written `HH:MM`.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default)]
pub struct WallTime(pub u16);

impl WallTime {
    /// Reads `HH:MM` (`H:MM` too); nothing else is a wall time.
    pub fn parse(text: &str) -> Option<WallTime> {
        let (h, m) = text.split_once(':')?;
        let digits = |t: &str| t.bytes().all(|b| b.is_ascii_digit());
        if !(1..=2).contains(&h.len()) || m.len() != 2 || !digits(h) || !digits(m) {
            return None;
        }
        let (h, m): (u16, u16) = (h.parse().ok()?, m.parse().ok()?);
        (h < 24 && m < 60).then_some(WallTime(h * 60 + m))
    }
}

impl fmt::Display for WallTime {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        write!(f, "{:02}:{:02}", self.0 / 60, self.0 % 60)
    }
}

impl Serialize for WallTime {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        s.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for WallTime {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        let text = std::borrow::Cow::<str>::deserialize(d)?;
        WallTime::parse(&text).ok_or_else(|| D::Error::custom(format!("not a wall time: {text}")))
    }
}

/// A half-open span of time `[from, to)`.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default)]
pub struct Span {
    pub from: Instant,
    pub to: Instant,
}

impl Span {
    /// All of time.
    pub const EVER: Span = Span { from: Instant(i64::MIN / 4), to: Instant::NEVER };

    pub fn new(from: Instant, to: Instant) -> Span {
        Span { from, to }
    }

    /// Elapsed seconds.
    pub fn length(self) -> i64 {
        self.to - self.from
    }

    pub fn is_empty(self) -> bool {
        self.from >= self.to
    }

    pub fn contains(self, t: Instant) -> bool {
        self.from <= t && t < self.to
    }

    /// Whether the two have an instant in common.
    pub fn overlaps(self, other: Span) -> bool {
        self.from.max(other.from) < self.to.min(other.to)
    }

    /// What the two have in common, if anything.
    pub fn cut(self, other: Span) -> Option<Span> {
        let cut = Span::new(self.from.max(other.from), self.to.min(other.to));
        (!cut.is_empty()).then_some(cut)
    }
}

/// The union of `spans` as sorted, disjoint, non-empty spans; touching ones are joined.
pub fn united(mut spans: Vec<Span>) -> Vec<Span> {
    unite(&mut spans);
    spans
}

/// The same in place, for one who goes on with the room.
pub fn unite(spans: &mut Vec<Span>) {
    spans.retain(|s| !s.is_empty());
    spans.sort_unstable();
    spans.dedup_by(|next, last| {
        let touch = next.from <= last.to;
        if touch {
            last.to = last.to.max(next.to);
        }
        touch
    });
}

/// `instant(date, hh:mm)` of RULES: a wall time that does not exist is the first instant after the jump, one that
/// exists twice is the earlier.
pub fn instant(zone: Zone, date: NaiveDate, wall: WallTime) -> Instant {
    let local = date.and_time(NaiveTime::MIN) + Duration::minutes(wall.0.into());
    match zone.from_local_datetime(&local) {
        LocalResult::Single(t) => Instant::of(&t),
        LocalResult::Ambiguous(a, b) => Instant::of(&a).min(Instant::of(&b)),
        LocalResult::None => after_jump(zone, local),
    }
}

/// The instant that a wall time alone means for what has happened by `now`: today's; when that is still to come,
/// yesterday's if it is less than half a day ago. Else it is a slip of the pen, which is refused as lying in the future.
pub fn latest(zone: Zone, wall: WallTime, now: Instant) -> Instant {
    let on = |days| instant(zone, days_after(now.date(zone), days), wall);
    if on(0) > now && now - on(-1) < DAY / 2 { on(-1) } else { on(0) }
}

/// The first instant after the jump that swallowed the wall time `local`.
fn after_jump(zone: Zone, local: NaiveDateTime) -> Instant {
    let exists = |t: NaiveDateTime| zone.from_local_datetime(&t).latest();
    let mut there = local - Duration::hours(49);
    let mut gone = local;
    while gone - there > Duration::seconds(1) {
        let middle = there + Duration::seconds((gone - there).num_seconds() / 2);
        if exists(middle).is_some() { there = middle } else { gone = middle }
    }
    exists(there).map_or(Instant(local.and_utc().timestamp()), |t| Instant::of(&t) + 1)
}

/// Local midnight at the beginning of `date`.
pub fn midnight(zone: Zone, date: NaiveDate) -> Instant {
    instant(zone, date, WallTime(0))
}

/// The Monday of the ISO week that `date` lies in.
pub fn monday(date: NaiveDate) -> NaiveDate {
    days_after(date, -i64::from(date.weekday().num_days_from_monday()))
}

/// `date` moved by `days`, held inside chrono's range.
pub fn days_after(date: NaiveDate, days: i64) -> NaiveDate {
    let limit = if days < 0 { NaiveDate::MIN } else { NaiveDate::MAX };
    Duration::try_days(days).and_then(|d| date.checked_add_signed(d)).unwrap_or(limit)
}

/// A set of weekdays; the empty set means every day.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default)]
pub struct Weekdays(u8);

impl Weekdays {
    /// The names used in the branch file, Monday first.
    pub const NAMES: [&'static str; 7] = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];

    pub fn of(days: impl IntoIterator<Item = Weekday>) -> Weekdays {
        Weekdays(days.into_iter().fold(0, |set, d| set | 1 << d.num_days_from_monday()))
    }

    /// Reads one of [`Weekdays::NAMES`].
    pub fn parse_day(name: &str) -> Option<Weekday> {
        let i = Self::NAMES.iter().position(|n| *n == name)?;
        Weekday::try_from(i as u8).ok()
    }

    pub fn is_every_day(self) -> bool {
        self.0 == 0
    }

    pub fn contains(self, day: Weekday) -> bool {
        self.0 == 0 || self.0 & (1 << day.num_days_from_monday()) != 0
    }

    /// The names of the days in the set, none when it means every day.
    pub fn names(self) -> Vec<&'static str> {
        (0..7).filter(|i| self.0 & (1 << i) != 0).map(|i| Self::NAMES[i]).collect()
    }
}

impl Serialize for Weekdays {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        self.names().serialize(s)
    }
}

impl<'de> Deserialize<'de> for Weekdays {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        let names = Vec::<String>::deserialize(d)?;
        let days: Option<Vec<_>> = names.iter().map(|n| Weekdays::parse_day(n)).collect();
        days.map(Weekdays::of).ok_or_else(|| D::Error::custom("not a weekday"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn date(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn a_wall_time_that_does_not_exist_is_the_first_instant_after_the_jump() {
        let berlin = chrono_tz::Europe::Berlin;
        let jump = instant(berlin, date("2022-03-27"), WallTime(150));
        assert_eq!(jump.rfc3339(berlin), "2022-03-27T03:00:00+02:00");
        let apia = chrono_tz::Pacific::Apia; // 30 December 2011 was left out
        assert_eq!(instant(apia, date("2011-12-30"), WallTime(720)).rfc3339(apia), "2011-12-31T00:00:00+14:00");
    }

    #[test]
    fn a_wall_time_that_exists_twice_is_the_earlier() {
        let berlin = chrono_tz::Europe::Berlin;
        assert_eq!(instant(berlin, date("2022-10-30"), WallTime(150)).rfc3339(berlin), "2022-10-30T02:30:00+02:00");
    }

    #[test]
    fn wall_times_are_read_strictly() {
        assert_eq!(WallTime::parse("07:20"), Some(WallTime(440)));
        for bad in ["24:00", "7:2", "07-20", "+7:20", "", "07:60"] {
            assert_eq!(WallTime::parse(bad), None, "{bad}");
        }
    }
}
