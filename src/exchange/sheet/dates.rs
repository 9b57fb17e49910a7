//! Dates as people write them: what one cell says, and what a row or column of them means together, where months and
//! years are left out. It knows no tables.

use std::rc::Rc;

use chrono::{Datelike, NaiveDate, Weekday};

use super::grid::{At, Value};
use super::problem::{Problem, What};
use super::words;

/// The most days that one cell may name.
const SPAN: i64 = 62;
/// The first serial number that is taken for a date, and the last: 1990 to 2099.
const SERIALS: std::ops::RangeInclusive<f64> = 32_874.0..=73_051.0;
/// From a serial number of a workbook that counts from 1904 to one that counts from 1900.
const DAYS_1904: f64 = 1462.0;

/// A date as written; what is missing is told by what stands around it.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Part {
    pub year: Option<i32>,
    pub month: Option<u32>,
    pub day: u32,
    /// The other day it may be: the number 4.2 is the 2nd or the 20th.
    pub or_day: Option<u32>,
    pub weekday: Option<Weekday>,
}

/// What one cell says: dates, and spans of dates.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Written {
    pub parts: Vec<(Part, Option<Part>)>,
    /// It is certainly meant as a date: it has a month, or 日, or is a date by its format.
    pub sure: bool,
}

impl Written {
    fn one(part: Part, sure: bool) -> Written {
        Written { parts: vec![(part, None)], sure }
    }

    /// The day, where the cell says nothing but one day.
    pub fn bare_day(&self) -> Option<u32> {
        match self.parts.as_slice() {
            [(p, None)] if p.year.is_none() && p.month.is_none() => Some(p.day),
            _ => None,
        }
    }
}

fn part_of(date: NaiveDate) -> Part {
    Part { year: Some(date.year()), month: Some(date.month()), day: date.day(), ..Part::default() }
}

/// What a cell says, if it is a date at all.
pub fn written(value: &Value, from_1904: bool) -> Option<Written> {
    match value {
        Value::Date(d) => Some(Written::one(part_of(*d), true)),
        Value::Number(n) => number(*n, from_1904),
        Value::Text(t) => text(t),
        Value::Weekday(_) | Value::Empty | Value::Error(_) => None,
    }
}

/// A number: a day, a serial number, `20220418`, or month and day around a point.
fn number(n: f64, from_1904: bool) -> Option<Written> {
    let serial = if from_1904 { n + DAYS_1904 } else { n };
    if SERIALS.contains(&serial) {
        let epoch = NaiveDate::from_ymd_opt(1899, 12, 30)?;
        let date = epoch.checked_add_days(chrono::Days::new(serial as u64))?;
        return Some(Written::one(part_of(date), true));
    }
    if n.fract() == 0.0 {
        return match n as i64 {
            day @ 1..=31 => Some(Written::one(Part { day: day as u32, ..Part::default() }, false)),
            long @ 19_700_101..=21_991_231 => eight_digits(long as u32),
            _ => None,
        };
    }
    let month = n.trunc();
    let hundredths = ((n - month) * 100.0).round();
    if !(1.0..=12.0).contains(&month) || (n * 100.0 - (month * 100.0 + hundredths)).abs() > 1e-6 {
        return None;
    }
    let (month, hundredths) = (month as u32, hundredths as u32);
    let part = Part { month: Some(month), day: hundredths, ..Part::default() };
    let part = match hundredths {
        10 | 20 | 30 => Part { day: hundredths / 10, or_day: Some(hundredths), ..part },
        tenths if tenths % 10 == 0 => Part { day: tenths / 10, ..part },
        _ => part,
    };
    Some(Written::one(part, true))
}

fn eight_digits(n: u32) -> Option<Written> {
    let part = Part { year: Some((n / 10_000) as i32), month: Some(n / 100 % 100), day: n % 100, ..Part::default() };
    ((1..=12).contains(&(n / 100 % 100)) && (1..=31).contains(&part.day)).then(|| Written::one(part, true))
}

/// A text of one or several dates and spans.
fn text(raw: &str) -> Option<Written> {
    if raw.len() > 200 || !raw.chars().any(|c| c.is_ascii_digit() || ('０'..='９').contains(&c)) {
        return None;
    }
    let plain = words::plain(raw);
    if let Some(one) = piece(&words::tight(&plain)) {
        return Some(one);
    }
    let mut out = Written::default();
    for p in words::split(&plain, &['、', ',', ';', '\n', '和', '及', '\u{ff0c}', '，', '；']) {
        let pieces = match piece(&words::tight(&p)) {
            Some(one) => vec![one],
            None => p.split_whitespace().map(|w| piece_or_weekday(w, &mut out)).collect::<Option<Vec<_>>>()?,
        };
        for one in pieces {
            out.sure |= one.sure;
            out.parts.extend(one.parts);
        }
    }
    // The weekday alone on its own line belongs to the date before it.
    (!out.parts.is_empty()).then_some(out)
}

/// One word of a cell: a date, or the weekday of the date before it.
fn piece_or_weekday(word: &str, before: &mut Written) -> Option<Written> {
    if let (Some(day), Some((last, _))) = (weekday(word), before.parts.last_mut()) {
        last.weekday = Some(day);
        return Some(Written::default());
    }
    piece(word)
}

/// One date or one span, with or without its weekday.
fn piece(text: &str) -> Option<Written> {
    let (text, day) = take_weekday(text);
    let text = text.trim_end_matches("00:00:00").trim_end_matches('T');
    if let Some((part, sure)) = single(text) {
        return Some(Written::one(Part { weekday: day, ..part }, sure));
    }
    let dashes: Vec<(usize, char)> =
        text.char_indices().filter(|(_, c)| matches!(c, '-' | '—' | '–' | '~' | '～' | '至' | '到')).collect();
    dashes.iter().find_map(|(i, dash)| {
        let (from, to) = (&text[..*i], text[i + dash.len_utf8()..].trim_start_matches(['—', '-', '–']));
        let ((from, sure), to) = (single(take_weekday(from).0)?, single(take_weekday(to).0)?);
        let parts = vec![(from, Some(to.0))];
        Some(Written { parts, sure: sure || to.1 })
    })
}

/// One date without its weekday, and whether it can be nothing else.
fn single(text: &str) -> Option<(Part, bool)> {
    let mut tokens: Vec<(u32, String)> = Vec::new();
    let mut rest = text;
    while !rest.is_empty() {
        let end = rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(rest.len());
        if end == 0 || end > 8 {
            return None;
        }
        let number = rest[..end].parse().ok()?;
        rest = &rest[end..];
        let end = rest.find(|c: char| c.is_ascii_digit()).unwrap_or(rest.len());
        tokens.push((number, rest[..end].to_string()));
        rest = &rest[end..];
    }
    let read: Vec<(u32, &str)> = tokens.iter().map(|(n, unit)| (*n, unit.as_str())).collect();
    let is_day = |unit: &str| matches!(unit, "" | "日" | "号");
    let year = |y: u32| if y < 100 { 2000 + y as i32 } else { y as i32 };
    // A month that does not exist is told as such later, where nothing but a date can be meant.
    let dated = |y: Option<u32>, m: u32, d: u32| {
        let part = Part { year: y.map(year), month: Some(m), day: d, ..Part::default() };
        ((1..=99).contains(&m) && (1..=99).contains(&d)).then_some((part, true))
    };
    match *read.as_slice() {
        [(y, "年"), (m, "月"), (d, unit)] if is_day(unit) => dated(Some(y), m, d),
        [(y, a @ ("-" | "/" | ".")), (m, b), (d, unit)] if a == b && is_day(unit) && (m <= 12 || y > 1900) => {
            dated(Some(y), m, d)
        }
        [(m, "月"), (d, unit)] if is_day(unit) => dated(None, m, d),
        [(m, "." | "/" | "-"), (d, unit)] if is_day(unit) && m <= 12 => dated(None, m, d),
        [(d, "日" | "号")] if (1..=99).contains(&d) => Some((Part { day: d, ..Part::default() }, true)),
        [(d, "")] if (1..=31).contains(&d) => Some((Part { day: d, ..Part::default() }, false)),
        [(long, "")] if long > 19_000_000 => eight_digits(long).and_then(|w| w.parts.first().map(|(p, _)| (*p, true))),
        _ => None,
    }
}

/// Takes a weekday off the end or the beginning: `(周一)`, `星期一`, `(一)`.
fn take_weekday(text: &str) -> (&str, Option<Weekday>) {
    let inner = |t: &str| -> Option<Weekday> { weekday(t).or_else(|| short_weekday(t)) };
    if let Some((before, rest)) = text.split_once('(')
        && let Some((inside, "")) = rest.split_once(')')
    {
        // 4月18日(周一), 周一(4月18日)
        match (inner(inside), weekday(before)) {
            (None, None) => {}
            (None, day) => return (inside, day),
            (day, _) => return (before, day),
        }
    }
    for word in ["星期", "礼拜", "周"] {
        if let Some(i) = text.find(word) {
            let day = weekday(&text[i..]);
            if day.is_some() {
                return (&text[..i], day);
            }
            // In front of the date: 周一4月18日.
            let end = i + word.len() + text[i + word.len()..].chars().next().map_or(0, char::len_utf8);
            if i == 0 && weekday(&text[..end]).is_some() {
                return (&text[end..], weekday(&text[..end]));
            }
        }
    }
    (text, None)
}

/// Reads `周一`, `星期一`, `礼拜一`, or the English names.
pub fn weekday(text: &str) -> Option<Weekday> {
    let said = words::tight(text);
    let said = said.trim_start_matches('(').trim_end_matches(')');
    let rest = ["星期", "礼拜", "周"].iter().find_map(|w| said.strip_prefix(w));
    match rest {
        Some(day) => short_weekday(day),
        None if said.is_ascii() && said.len() >= 3 => said.parse().ok(),
        None => None,
    }
}

/// Reads `一` to `六`, `日`, `天`; it says a weekday only where others stand beside it.
pub fn short_weekday(text: &str) -> Option<Weekday> {
    Some(match text.trim() {
        "一" => Weekday::Mon,
        "二" => Weekday::Tue,
        "三" => Weekday::Wed,
        "四" => Weekday::Thu,
        "五" => Weekday::Fri,
        "六" => Weekday::Sat,
        "日" | "天" | "末" => Weekday::Sun,
        _ => return None,
    })
}

/// A year and a month in a title or a cell: `2022年4月…`, `四月份`, `4月`.
pub fn year_and_month(text: &str) -> (Option<i32>, Option<u32>) {
    let said = words::tight(text);
    let number_before = |i: usize| {
        let digits: String = said[..i].chars().rev().take_while(char::is_ascii_digit).collect();
        digits.chars().rev().collect::<String>()
    };
    let year =
        said.match_indices('年').find_map(|(i, _)| number_before(i).parse().ok().filter(|y| (1970..2200).contains(y)));
    let year = year.or_else(|| dotted_year(&said));
    let month = said.match_indices('月').find_map(|(i, _)| {
        let number = number_before(i).parse().ok().or_else(|| chinese_month(&said[..i]));
        number.filter(|m| (1..=12).contains(m))
    });
    let month = month.or_else(|| dotted_month(&said));
    (year, month)
}

/// The year of `2022-04` or `2022.4.18` in a title.
fn dotted_year(said: &str) -> Option<i32> {
    let years = said.match_indices("20").filter_map(|(i, _)| said.get(i..i + 4)?.parse().ok());
    let mut years = years.filter(|y| (2000..2100).contains(y));
    years.next()
}

fn dotted_month(said: &str) -> Option<u32> {
    said.match_indices("20").find_map(|(i, _)| {
        let rest = said.get(i + 4..)?.strip_prefix(['-', '.', '/'])?;
        let digits: String = rest.chars().take_while(char::is_ascii_digit).collect();
        digits.parse().ok().filter(|m| (1..=12).contains(m))
    })
}

fn chinese_month(before: &str) -> Option<u32> {
    const NUMBERS: [&str; 12] = ["一", "二", "三", "四", "五", "六", "七", "八", "九", "十", "十一", "十二"];
    (0..12).rev().find(|i| before.ends_with(NUMBERS[*i])).map(|i| i as u32 + 1)
}

/// A month alone: `4月`, `四月份`, a date that is the first of a month.
pub fn month_alone(value: &Value) -> Option<(Option<i32>, u32)> {
    match value {
        Value::Date(d) if d.day() == 1 => Some((Some(d.year()), d.month())),
        Value::Number(n) if n.fract() == 0.0 && (1.0..=12.0).contains(n) => Some((None, *n as u32)),
        Value::Text(t) => {
            let said = words::tight(t);
            let said = said.trim_end_matches('份');
            let is_month = said.ends_with('月') && said.chars().count() <= 8;
            let (year, month) = year_and_month(said);
            let digits = said.parse().ok().filter(|m| (1..=12).contains(m));
            if is_month { month.map(|m| (year, m)) } else { digits.map(|m| (None, m)) }
        }
        _ => None,
    }
}

/// What stands around the dates of a table.
#[derive(Clone, Copy, Debug)]
pub struct Around {
    /// The year and month of the title lines.
    pub year: Option<i32>,
    pub month: Option<u32>,
    pub asked_year: Option<i32>,
    pub today: NaiveDate,
    /// Bare days that fall run into the next month; in a list only from the end of one to the beginning of the next.
    pub falls: Falls,
}

/// When a smaller bare day is the next month's.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Falls {
    Always,
    AtMonthEnd,
}

/// One cell of a row or column of dates.
#[derive(Clone, Debug)]
pub struct Entry {
    pub at: At,
    /// Shared by all cells of one text.
    pub written: Rc<Written>,
    /// The month of its own cell.
    pub month: Option<(Option<i32>, u32)>,
    /// The weekday of its own cell.
    pub weekday: Option<(At, Weekday)>,
}

/// Reads a row or column of dates in its order: the dates of each cell.
pub fn read(entries: &mut [Entry], around: Around, problems: &mut Vec<Problem>) -> Vec<(At, Vec<NaiveDate>)> {
    settle(entries);
    let mut reading = Reading { around, before: None, begun: None, year_said: false };
    let mut out = Vec::with_capacity(entries.len());
    for e in entries.iter() {
        let mut dates = Vec::new();
        reading.before = reading.begun.or(reading.before);
        for (i, (from, to)) in e.written.parts.iter().enumerate() {
            match reading.span(e, *from, *to, i == 0) {
                Ok(found) => dates.extend(found),
                Err(what) => problems.push(Problem::at(e.at, what)),
            }
        }
        if let (Some(first), [(part, None)]) = (dates.first(), e.written.parts.as_slice()) {
            let said = part.weekday.map(|w| (e.at, w)).or(e.weekday);
            if let Some((at, said)) = said.filter(|(_, said)| *said != first.weekday()) {
                problems.push(Problem::at(at, What::WrongWeekday { date: *first, said }));
            }
        }
        out.push((e.at, dates));
    }
    out
}

/// Where a row or column of dates has come to.
struct Reading {
    around: Around,
    /// The year, month and day before this one.
    before: Option<(i32, u32, u32)>,
    /// Those that the last cell began with: 19日 under 18日、21日 is not the next month's.
    begun: Option<(i32, u32, u32)>,
    year_said: bool,
}

impl Reading {
    fn span(&mut self, e: &Entry, from: Part, to: Option<Part>, begins: bool) -> Result<Vec<NaiveDate>, What> {
        let first = self.date(e, from);
        if begins {
            self.begun = self.before;
        }
        let first = first?;
        let Some(to) = to else { return Ok(vec![first]) };
        let last = self.date(&Entry { month: None, ..e.clone() }, to)?;
        match (last - first).num_days() {
            n @ 0..=SPAN => Ok(first.iter_days().take(n as usize + 1).collect()),
            _ => Err(What::NoSuchDate),
        }
    }

    fn date(&mut self, e: &Entry, part: Part) -> Result<NaiveDate, What> {
        if part.or_day.is_some() {
            return Err(What::TenOrOne { day: part.day });
        }
        let cell = e.month.filter(|_| part.month.is_none());
        let month = part.month.or(cell.map(|(_, m)| m));
        let year = part.year.or(cell.and_then(|(y, _)| y));
        let (year, month) = match month {
            Some(month) => (year.or_else(|| self.year_for(month)), month),
            None => self.running(part.day)?,
        };
        self.year_said |= part.year.is_some();
        let date = match year {
            Some(year) => NaiveDate::from_ymd_opt(year, month, part.day),
            None => self.nearest(month, part.day),
        };
        let year = date.map(|d| d.year()).or(year).unwrap_or(self.around.today.year());
        self.before = Some((year, month, part.day));
        date.filter(|d| crate::domain::time::YEARS.contains(&d.year())).ok_or(What::NoSuchDate)
    }

    /// The year and month of a bare day.
    fn running(&self, day: u32) -> Result<(Option<i32>, u32), What> {
        let Some((year, month, before)) = self.before else {
            let month = self.around.month.ok_or(What::NoMonth)?;
            return Ok((self.year_for(month), month));
        };
        let falls = match self.around.falls {
            Falls::Always => day < before,
            Falls::AtMonthEnd => day < before && before - day > 20,
        };
        Ok(match (falls, month) {
            (false, _) => (Some(year), month),
            (true, 12) => (Some(year + 1), 1),
            (true, _) => (Some(year), month + 1),
        })
    }

    /// The year of a month without one: the one before it had, else the title's, else the one asked for; December
    /// is followed by the next year's January.
    fn year_for(&self, month: u32) -> Option<i32> {
        let around = &self.around;
        let fixed = around.year.or(around.asked_year);
        match self.before {
            Some((year, before, _)) if self.year_said || fixed.is_some() => {
                Some(if before > month + 6 && around.falls == Falls::Always { year + 1 } else { year })
            }
            _ => fixed,
        }
    }

    /// The year that makes the date nearest to today.
    fn nearest(&self, month: u32, day: u32) -> Option<NaiveDate> {
        let today = self.around.today;
        let near = |reach: i32| {
            let years = today.year() - reach..=today.year() + reach;
            let dates = years.filter_map(|y| NaiveDate::from_ymd_opt(y, month, day));
            dates.min_by_key(|d| (*d - today).num_days().abs())
        };
        near(1).or_else(|| near(8))
    }
}

/// Decides between the 1st, 2nd or 3rd and the 10th, 20th or 30th by the days beside it, and by its weekday.
fn settle(entries: &mut [Entry]) {
    if !entries.iter().any(|e| e.written.parts.iter().any(|(p, _)| p.or_day.is_some())) {
        return;
    }
    // Every entry's first part as the days it may be, counted through the year.
    let days = |p: &Part| {
        let count = |d: u32| {
            let month = p.month.unwrap_or(1);
            let date = NaiveDate::from_ymd_opt(2023, month, d).or_else(|| NaiveDate::from_ymd_opt(2023, month + 1, 1));
            date.map_or(i64::from(month * 31 + d), |date| i64::from(date.ordinal()))
        };
        let is_there = |d: &u32| NaiveDate::from_ymd_opt(2024, p.month.unwrap_or(1), *d).is_some();
        let mut all = vec![(p.day, count(p.day))];
        all.extend(p.or_day.filter(is_there).map(|d| (d, count(d))));
        all
    };
    let with_month: Vec<usize> = (0..entries.len())
        .filter(|i| entries[*i].written.parts.first().is_some_and(|(p, to)| p.month.is_some() && to.is_none()))
        .collect();
    let choices: Vec<Vec<(u32, i64)>> = with_month.iter().map(|i| days(&entries[*i].written.parts[0].0)).collect();
    let decided = likeliest(&choices);
    for (i, day) in with_month.into_iter().zip(decided) {
        let Some(day) = day else { continue };
        if entries[i].written.parts.first().is_some_and(|(part, _)| part.or_day.is_some())
            && let Some((part, _)) = Rc::make_mut(&mut entries[i].written).parts.first_mut()
        {
            (part.day, part.or_day) = (day, None);
        }
    }
}

/// How ill two days go one after the other.
fn step(before: i64, after: i64) -> i64 {
    match after - before {
        0 | 1 => 0,
        n if n > 1 => 1,
        _ => 1000,
    }
}

/// For each place the day that makes the whole row go best, none where two are as good.
fn likeliest(choices: &[Vec<(u32, i64)>]) -> Vec<Option<u32>> {
    // The least cost of everything before, and of everything after, for each choice.
    let mut ahead: Vec<Vec<i64>> = Vec::with_capacity(choices.len());
    for (i, here) in choices.iter().enumerate() {
        let cost = |count: i64| match i.checked_sub(1) {
            None => 0,
            Some(p) => choices[p].iter().zip(&ahead[p]).map(|((_, b), c)| c + step(*b, count)).min().unwrap_or(0),
        };
        ahead.push(here.iter().map(|(_, count)| cost(*count)).collect());
    }
    let mut out = vec![None; choices.len()];
    let mut behind: Vec<i64> = Vec::new();
    for (i, here) in choices.iter().enumerate().rev() {
        let cost = |count: i64| match choices.get(i + 1) {
            None => 0,
            Some(next) => next.iter().zip(&behind).map(|((_, a), c)| c + step(count, *a)).min().unwrap_or(0),
        };
        let after: Vec<i64> = here.iter().map(|(_, count)| cost(*count)).collect();
        let total: Vec<i64> = after.iter().zip(&ahead[i]).map(|(a, b)| a + b).collect();
        let best = total.iter().min().copied().unwrap_or(0);
        let mut good = here.iter().zip(&total).filter(|(_, t)| **t == best);
        if let (Some(((day, _), _)), None) = (good.next(), good.next()) {
            out[i] = Some(*day);
        }
        behind = after;
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    const TODAY: &str = "2022-04-18";

    fn around(month: Option<u32>) -> Around {
        Around { year: None, month, asked_year: None, today: TODAY.parse().unwrap(), falls: Falls::Always }
    }

    fn row_of(values: &[Value], around: Around) -> (Vec<Vec<String>>, Vec<What>) {
        let entry = |(i, v): (usize, &Value)| {
            let written = written(v, false).unwrap_or_else(|| panic!("{v:?} is no date"));
            Entry { at: At::new(0, i as u32), written: written.into(), month: None, weekday: None }
        };
        let mut entries: Vec<Entry> = values.iter().enumerate().map(entry).collect();
        let mut problems = Vec::new();
        let dates = read(&mut entries, around, &mut problems);
        let shown = |(_, d): (At, Vec<NaiveDate>)| d.iter().map(|d| d.format("%y%m%d").to_string()).collect();
        (dates.into_iter().map(shown).collect(), problems.into_iter().map(|p| p.what).collect())
    }

    #[track_caller]
    fn row(values: &[Value], month: Option<u32>) -> String {
        let (dates, problems) = row_of(values, around(month));
        assert_eq!(problems, vec![]);
        dates.iter().map(|d| d.join("+")).collect::<Vec<_>>().join(" ")
    }

    fn texts(all: &[&str]) -> Vec<Value> {
        all.iter().map(|t| Value::Text((*t).into())).collect()
    }

    fn numbers(all: &[f64]) -> Vec<Value> {
        all.iter().map(|n| Value::Number(*n)).collect()
    }

    #[test]
    fn ten_ways_to_write_a_date() {
        for way in [
            "2022/4/18",
            "2022-04-18",
            "2022年4月18日",
            "4月18日",
            "4.18",
            "4/18",
            "4月18日(周一)",
            "4月18日 星期一",
            "４月１８日（一）",
            "周一 4月18日",
            "20220418",
            "2022-04-18 00:00:00",
            "4-18",
            "22.4.18",
            "4月18号",
        ] {
            assert_eq!(row(&texts(&[way]), None), "220418", "{way}");
        }
        assert_eq!(row(&texts(&["18日"]), Some(4)), "220418");
        assert_eq!(row(&numbers(&[18.0]), Some(4)), "220418");
        assert_eq!(row(&numbers(&[44_669.0]), None), "220418");
        assert_eq!(row(&numbers(&[44_669.5]), None), "220418");
        for no in ["赵建群", "早", "22:00", "13800000001", "2022年4月值班表", "18楼", "1.2.3.4", "6:00-14:00", ""]
        {
            assert_eq!(written(&Value::Text(no.into()), false), None, "{no}");
        }
    }

    #[test]
    fn a_workbook_may_count_from_1904() {
        let w = written(&Value::Number(44_669.0 - 1462.0), true).unwrap();
        assert_eq!((w.parts[0].0.year, w.parts[0].0.month, w.parts[0].0.day), (Some(2022), Some(4), 18));
    }

    #[test]
    fn bare_days_follow_the_month_before_them_and_fall_into_the_next() {
        assert_eq!(row(&texts(&["4月29日", "30", "1", "2"]), None), "220429 220430 220501 220502");
        assert_eq!(row(&texts(&["12月31日", "1日"]), None), "211231 220101", "nearest to today");
        assert_eq!(row(&texts(&["2022年12月31日", "1月1日"]), None), "221231 230101");
        let (_, problems) = row_of(&numbers(&[18.0]), around(None));
        assert_eq!(problems, [What::NoMonth]);
    }

    #[test]
    fn several_dates_in_a_cell() {
        assert_eq!(row(&texts(&["18日、21日"]), Some(4)), "220418+220421");
        assert_eq!(row(&texts(&["4月19日-20日"]), None), "220419+220420");
        assert_eq!(row(&texts(&["4月29日至5月1日"]), None), "220429+220430+220501");
        assert_eq!(row(&texts(&["4.18-4.20"]), None), "220418+220419+220420");
        assert_eq!(row(&texts(&["4月18日 4月21日"]), None), "220418+220421");
        assert_eq!(row(&texts(&["18-20"]), Some(4)), "220418+220419+220420");
    }

    #[test]
    fn the_neighbours_tell_the_tenth_from_the_first() {
        assert_eq!(row(&numbers(&[4.8, 4.9, 4.1, 4.11]), None), "220408 220409 220410 220411");
        assert_eq!(row(&numbers(&[4.1, 4.2, 4.3, 4.4]), None), "220401 220402 220403 220404");
        assert_eq!(row(&numbers(&[4.18, 4.19, 4.2, 4.21]), None), "220418 220419 220420 220421");
        assert_eq!(row(&numbers(&[4.29, 4.3, 5.1]), None), "220429 220430 220501");
        assert_eq!(row(&texts(&["4.1"]), None), "220401", "a text says what it says");
        let (dates, problems) = row_of(&numbers(&[4.2]), around(None));
        assert_eq!((dates, problems), (vec![vec![]], vec![What::TenOrOne { day: 2 }]));
    }

    #[test]
    fn what_is_no_date_or_no_such_weekday_is_said() {
        let (dates, problems) = row_of(&texts(&["4月30日", "4月31日", "5月1日"]), around(None));
        assert_eq!((dates[1].len(), dates[2].len()), (0, 1));
        assert_eq!(problems, [What::NoSuchDate]);
        let (dates, problems) = row_of(&texts(&["4月18日(周二)"]), around(None));
        assert_eq!(dates[0], ["220418"]);
        assert!(matches!(problems[0], What::WrongWeekday { said: Weekday::Tue, .. }));
    }

    #[test]
    fn titles_give_year_and_month() {
        assert_eq!(year_and_month("2022年4月值班表"), (Some(2022), Some(4)));
        assert_eq!(year_and_month("盐湖区四月份值班安排"), (None, Some(4)));
        assert_eq!(year_and_month("十二月"), (None, Some(12)));
        assert_eq!(year_and_month("值班表(2022.4.18-4.24)"), (Some(2022), Some(4)));
        assert_eq!(year_and_month("八一西街社区"), (None, None));
        assert_eq!(month_alone(&Value::Text("5月".into())), Some((None, 5)));
        assert_eq!(month_alone(&Value::Text("张三".into())), None);
    }
}
