//! Reads the values of one TOML table, each with its place in the file, and finds the keys nobody asked for. It knows
//! nothing of branches, only what a text, a date, a duration looks like.

use chrono::{NaiveDate, NaiveDateTime, NaiveTime, TimeZone};
use toml::Spanned;
use toml::de::{DeTable, DeValue};
use toml::value::{Datetime, Offset};

use crate::domain::invariant::MAX_RULE;
use crate::domain::refusal::FileFault;
use crate::domain::text::{line as clean, nearest};
use crate::domain::time::{self, HOUR, Instant, MINUTE, WallTime, YEARS, Zone};

/// What is wrong, and at which byte of the file.
#[derive(Clone, PartialEq, Debug)]
pub struct Fault {
    pub at: usize,
    pub what: FileFault,
}

/// How many names a fault offers.
pub const NEAR: usize = 3;

pub type Read<T> = Result<T, Fault>;

/// The fault at a byte of the file.
pub fn fault<T>(at: usize, what: FileFault) -> Read<T> {
    Err(Fault { at, what })
}

/// A value and the byte of the file where it stands.
#[derive(Clone, PartialEq, Debug)]
pub struct At<T> {
    pub at: usize,
    pub value: T,
}

/// A name as it stands in the file.
pub type Name = At<String>;

/// One table of the file; every key is asked for once, then `end` refuses the others.
pub struct Table<'d> {
    /// Where the table begins.
    pub at: usize,
    keys: &'d DeTable<'d>,
    asked: Vec<&'static str>,
    zone: Zone,
}

type Value<'d> = Spanned<DeValue<'d>>;

impl<'d> Table<'d> {
    /// A table in which local date-times are those of `zone`.
    pub fn new(at: usize, keys: &'d DeTable<'d>, zone: Zone) -> Table<'d> {
        Table { at, keys, asked: Vec::new(), zone }
    }

    /// Whether the key stands in the file.
    pub fn has(&self, key: &str) -> bool {
        self.keys.get(key).is_some()
    }

    /// Whether the key's value is a text.
    pub fn is_text(&self, key: &str) -> bool {
        self.keys.get(key).is_some_and(|v| v.get_ref().is_str())
    }

    /// A value of which `read` says what is wrong.
    fn tried<T>(
        &mut self,
        key: &'static str,
        read: impl FnOnce(&'d DeValue<'d>) -> Result<T, FileFault>,
    ) -> Read<Option<At<T>>> {
        self.asked.push(key);
        let Some(value) = self.keys.get(key) else { return Ok(None) };
        let at = value.span().start;
        match read(value.get_ref()) {
            Ok(value) => Ok(Some(At { at, value })),
            Err(what) => fault(at, what),
        }
    }

    /// A cleaned text of at most `limit` characters.
    pub fn text(&mut self, key: &'static str, limit: usize) -> Read<Option<Name>> {
        self.tried(key, |v| text(key, v, limit))
    }

    /// A text whose absence or emptiness is a fault.
    pub fn required_text(&mut self, key: &'static str, limit: usize) -> Read<Required<Name>> {
        let found = self.text(key, limit)?;
        match found {
            Some(t) if t.value.is_empty() => fault(t.at, bad(key, "text")),
            found => Ok(self.required(key, found)),
        }
    }

    /// Marks what was read as required; `end` must come before it is taken, so that a misspelt key is named first.
    pub fn required<T>(&self, key: &'static str, found: Option<T>) -> Required<T> {
        Required { at: self.at, key, found }
    }

    /// A whole number of `0..=limit`.
    pub fn number(&mut self, key: &'static str, limit: u32) -> Read<Option<At<u32>>> {
        self.tried(key, |v| number(key, v, limit))
    }

    /// `true` or `false`.
    pub fn yes(&mut self, key: &'static str) -> Read<Option<bool>> {
        let found = self.tried(key, |v| v.as_bool().ok_or_else(|| bad(key, "bool")))?;
        Ok(found.map(|f| f.value))
    }

    /// A local date within the years that are computed with.
    pub fn date(&mut self, key: &'static str) -> Read<Option<At<NaiveDate>>> {
        self.tried(key, |v| date(key, v))
    }

    /// A wall time `"HH:MM"`.
    pub fn wall(&mut self, key: &'static str) -> Read<Option<At<WallTime>>> {
        self.tried(key, |v| v.as_str().and_then(WallTime::parse).ok_or_else(|| bad(key, "wall_time")))
    }

    /// An instant: a local date-time in the branch's zone, or one with an offset.
    pub fn moment(&mut self, key: &'static str) -> Read<Option<At<Instant>>> {
        let zone = self.zone;
        self.tried(key, |v| moment(key, v, zone))
    }

    /// A duration in seconds: `"8h"`, `"15min"`, `"1h30min"`.
    pub fn duration(&mut self, key: &'static str) -> Read<Option<i64>> {
        let found = self.tried(key, |v| v.as_str().and_then(duration).ok_or_else(|| bad(key, "duration")))?;
        Ok(found.map(|f| f.value))
    }

    /// A list of cleaned texts.
    pub fn texts(&mut self, key: &'static str, limit: usize) -> Read<Option<Vec<Name>>> {
        let Some(list) = self.list(key, "texts")? else { return Ok(None) };
        let read = |v: &Value| match text(key, v.get_ref(), limit) {
            Ok(value) => Ok(At { at: v.span().start, value }),
            Err(what) => fault(v.span().start, what),
        };
        list.iter().map(read).collect::<Read<_>>().map(Some)
    }

    /// A list of tables.
    pub fn tables(&mut self, key: &'static str) -> Read<Vec<Table<'d>>> {
        Ok(self.some_tables(key)?.unwrap_or_default())
    }

    /// A list of tables, if the key is there.
    pub fn some_tables(&mut self, key: &'static str) -> Read<Option<Vec<Table<'d>>>> {
        let Some(list) = self.list(key, "tables")? else { return Ok(None) };
        let zone = self.zone;
        let read = |v: &'d Value<'d>| match v.get_ref() {
            DeValue::Table(keys) => Ok(Table::new(v.span().start, keys, zone)),
            _ => fault(v.span().start, bad(key, "tables")),
        };
        list.iter().map(read).collect::<Read<_>>().map(Some)
    }

    fn list(&mut self, key: &'static str, expected: &str) -> Read<Option<&'d [Value<'d>]>> {
        let found = self.tried(key, |v| match v {
            DeValue::Array(list) => Ok(&**list),
            _ => Err(bad(key, expected)),
        })?;
        Ok(found.map(|f| f.value))
    }

    /// A table.
    pub fn table(&mut self, key: &'static str) -> Read<Option<Table<'d>>> {
        let zone = self.zone;
        let found = self.tried(key, |v| match v {
            DeValue::Table(keys) => Ok(keys),
            _ => Err(bad(key, "table")),
        })?;
        Ok(found.map(|f| Table::new(f.at, f.value, zone)))
    }

    /// A table of numbers whose keys are names of the file, by their place.
    pub fn numbers(&mut self, key: &'static str, limit: u32) -> Read<Option<Vec<(Name, u32)>>> {
        let Some(table) = self.table(key)? else { return Ok(None) };
        let mut out = Vec::new();
        for (name, value) in table.keys.iter() {
            let n = number(key, value.get_ref(), limit).or_else(|what| fault(value.span().start, what))?;
            out.push((At { at: name.span().start, value: clean(name.get_ref()) }, n));
        }
        out.sort_by_key(|(name, _)| name.at);
        Ok(Some(out))
    }

    /// Refuses the first key that nobody asked for.
    pub fn end(&self) -> Read<()> {
        let unknown = self.keys.keys().filter(|k| !self.asked.contains(&&**k.get_ref()));
        match unknown.min_by_key(|k| k.span().start) {
            None => Ok(()),
            Some(k) => {
                let near = nearest(k.get_ref(), self.asked.iter().copied(), NEAR);
                fault(k.span().start, FileFault::UnknownKey { key: clean(k.get_ref()), near })
            }
        }
    }
}

/// What must be there; see [`Table::required`].
pub struct Required<T> {
    at: usize,
    key: &'static str,
    found: Option<T>,
}

impl<T> Required<T> {
    /// The value, or the fault that the key is missing.
    pub fn take(self) -> Read<T> {
        self.found.ok_or(Fault { at: self.at, what: FileFault::MissingKey { key: self.key.into() } })
    }
}

/// The value is not what the key needs; `expected` is one of the words of the locales' section `expected`.
pub fn bad(key: &str, expected: &str) -> FileFault {
    FileFault::BadValue { key: key.into(), expected: expected.into() }
}

fn text(key: &str, value: &DeValue, limit: usize) -> Result<String, FileFault> {
    let raw = value.as_str().ok_or_else(|| bad(key, "text"))?;
    let clean = clean(raw);
    if clean.chars().count() > limit {
        return Err(FileFault::TextTooLong { key: key.into(), limit });
    }
    Ok(clean)
}

fn number(key: &str, value: &DeValue, limit: u32) -> Result<u32, FileFault> {
    let read = |v: &DeValue| match v {
        DeValue::Integer(i) => u32::from_str_radix(i.as_str(), i.radix()).ok(),
        _ => None,
    };
    read(value).filter(|n| *n <= limit).ok_or_else(|| bad(key, "number"))
}

fn date(key: &str, value: &DeValue) -> Result<NaiveDate, FileFault> {
    match value {
        DeValue::Datetime(Datetime { date: Some(d), time: None, offset: None }) => {
            let date = NaiveDate::from_ymd_opt(d.year.into(), d.month.into(), d.day.into());
            let date = date.ok_or_else(|| bad(key, "date"))?;
            in_years(date).then_some(date).ok_or_else(|| FileFault::OutOfRange { key: key.into() })
        }
        _ => Err(bad(key, "date")),
    }
}

fn in_years(date: NaiveDate) -> bool {
    YEARS.contains(&chrono::Datelike::year(&date))
}

fn moment(key: &str, value: &DeValue, zone: Zone) -> Result<Instant, FileFault> {
    let DeValue::Datetime(Datetime { date: Some(d), time: Some(t), offset }) = value else {
        return Err(bad(key, "instant"));
    };
    let date = NaiveDate::from_ymd_opt(d.year.into(), d.month.into(), d.day.into());
    let wall = NaiveTime::from_hms_opt(t.hour.into(), t.minute.into(), t.second.unwrap_or(0).into());
    let (Some(date), Some(wall)) = (date, wall) else { return Err(bad(key, "instant")) };
    if !in_years(date) {
        return Err(FileFault::OutOfRange { key: key.into() });
    }
    let local = date.and_time(wall);
    let at = match offset {
        None => local_instant(zone, local),
        Some(Offset::Z) => Instant(local.and_utc().timestamp()),
        Some(Offset::Custom { minutes }) => Instant(local.and_utc().timestamp() - i64::from(*minutes) * MINUTE),
    };
    at.in_range().then_some(at).ok_or_else(|| FileFault::OutOfRange { key: key.into() })
}

/// The instant of a local date-time, by the rule of [`time::instant`], to the second.
pub fn local_instant(zone: Zone, local: NaiveDateTime) -> Instant {
    use chrono::Timelike;
    match zone.from_local_datetime(&local).earliest() {
        Some(t) => Instant::of(&t),
        None => time::instant(zone, local.date(), WallTime((local.hour() * 60 + local.minute()) as u16)),
    }
}

/// Reads `8h`, `15min`, `1h30min` as seconds; nothing else is a duration.
fn duration(text: &str) -> Option<i64> {
    let digits = |t: &str| (!t.is_empty() && t.len() <= 6 && t.bytes().all(|b| b.is_ascii_digit())).then(|| t.parse());
    let number = |t: &str| digits(t)?.ok();
    let (hours, minutes) = match (text.split_once('h'), text) {
        (Some((hours, "")), _) => (number(hours)?, 0),
        (Some((hours, rest)), _) => (number(hours)?, number(rest.strip_suffix("min")?)?),
        (None, text) => (0, number(text.strip_suffix("min")?)?),
    };
    let seconds = hours * HOUR + minutes * MINUTE;
    (seconds <= MAX_RULE).then_some(seconds)
}

/// Writes seconds the way `duration` reads them; what is no whole minute is cut.
pub fn duration_text(seconds: i64) -> String {
    match (seconds / HOUR, seconds % HOUR / MINUTE) {
        (h, 0) => format!("{h}h"),
        (0, m) => format!("{m}min"),
        (h, m) => format!("{h}h{m}min"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_are_read_and_written_alike() {
        for (text, seconds) in [("8h", 28_800), ("15min", 900), ("1h30min", 5_400), ("0h", 0)] {
            assert_eq!(duration(text), Some(seconds));
            assert_eq!(duration_text(seconds), text);
        }
        assert_eq!(duration("90min").map(duration_text).as_deref(), Some("1h30min"));
        for bad in ["", "h", "8", "-1h", "+1h", "8 h", "1h30", "1h30m", "30min1h", "876601h", "99999999999h", "1.5h"] {
            assert_eq!(duration(bad), None, "{bad}");
        }
    }
}
