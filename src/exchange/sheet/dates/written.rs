//! What one cell says as a date: dates, spans and several of them, weekdays, a month alone; what a title says of them.

use chrono::{Datelike, NaiveDate, Weekday};

use super::super::grid::Value;
use super::super::words;

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
    if let Some(one) = piece(&words::tight(without_time(&plain))) {
        return Some(one);
    }
    let mut out = Written::default();
    for p in words::split(&plain, &['、', ',', ';', '\n', '和', '及', '\u{ff0c}', '，', '；']) {
        let pieces = match piece(&words::tight(without_time(&p))) {
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

/// A date without the midnight that programs write after it: `2022/4/18 0:00`, `2022-04-18T00:00:00`. With another time, or
/// with midnight as our own lists write it, `00:00`, it is an instant and no date of a table.
fn without_time(text: &str) -> &str {
    let Some((date, time)) = text.rsplit_once([' ', 'T']) else { return text };
    let is_midnight = ["0:00", "0:00:00", "00:00:00"].contains(&time);
    let has_year = || single(date.trim()).is_some_and(|(part, _)| part.year.is_some());
    if is_midnight && has_year() { date.trim() } else { text }
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

/// A year and a month in a title or a cell: `2022年4月…`, `四月份`, `4月`, `2022.4.18`.
pub fn year_and_month(text: &str) -> (Option<i32>, Option<u32>) {
    let said = words::tight(text);
    let number_before = |i: usize| {
        let digits: String = said[..i].chars().rev().take_while(char::is_ascii_digit).collect();
        digits.chars().rev().collect::<String>()
    };
    let year =
        said.match_indices('年').find_map(|(i, _)| number_before(i).parse().ok().filter(|y| (1970..2200).contains(y)));
    let month = said.match_indices('月').find_map(|(i, _)| {
        let number = number_before(i).parse().ok().or_else(|| chinese_month(&said[..i]));
        number.filter(|m| (1..=12).contains(m))
    });
    if year.is_some() && month.is_some() {
        return (year, month);
    }
    let bare = numbers(&said).find_map(|(number, after)| bare_year(number, after));
    (year.or(bare.map(|(y, _)| y)), month.or(bare.and_then(|(_, m)| m)))
}

/// The numbers of a text, each with what stands after it; those behind a dash belong to the number before it, as in a
/// telephone number.
fn numbers(text: &str) -> impl Iterator<Item = (&str, &str)> {
    let is_digit = |c: char| c.is_ascii_digit();
    let begins = text.char_indices().filter(move |(i, c)| {
        let before = &text[..*i];
        is_digit(*c) && !before.ends_with(is_digit) && !before.strip_suffix('-').is_some_and(|b| b.ends_with(is_digit))
    });
    begins.map(|(i, _)| {
        let end = text[i..].find(|c: char| !c.is_ascii_digit()).map_or(text.len(), |n| i + n);
        (&text[i..end], &text[end..])
    })
}

/// The year, and the month if there is one, that a number is with what follows it: `2022-04`, `2022.4.18`, `20220418`.
/// More or fewer digits are no year, but a telephone number.
fn bare_year(number: &str, after: &str) -> Option<(i32, Option<u32>)> {
    let is_year = |y: &i32| (2000..2100).contains(y);
    let is_month = |m: &u32| (1..=12).contains(m);
    let year = number.get(..4)?.parse().ok().filter(is_year)?;
    match number.len() {
        4 => {
            let digits = after.strip_prefix(['-', '.', '/']).unwrap_or_default();
            let end = digits.find(|c: char| !c.is_ascii_digit()).unwrap_or(digits.len());
            Some((year, digits[..end].parse().ok().filter(is_month)))
        }
        6 => number[4..].parse().ok().filter(is_month).map(|m| (year, Some(m))),
        8 => eight_digits(number.parse().ok()?)?.parts.first().map(|(p, _)| (year, p.month)),
        _ => None,
    }
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_workbook_may_count_from_1904() {
        let w = written(&Value::Number(44_669.0 - 1462.0), true).unwrap();
        assert_eq!((w.parts[0].0.year, w.parts[0].0.month, w.parts[0].0.day), (Some(2022), Some(4), 18));
    }

    #[test]
    fn the_digits_of_a_telephone_number_are_no_year() {
        for text in
            ["值班电话：0359-2062345", "联系人 13620451234", "赵建群 138-2045-1234", "电话2062345", "编号20991399"]
        {
            assert_eq!(year_and_month(text), (None, None), "{text}");
        }
    }

    #[test]
    fn titles_give_year_and_month() {
        assert_eq!(year_and_month("2022年4月值班表"), (Some(2022), Some(4)));
        assert_eq!(year_and_month("盐湖区四月份值班安排"), (None, Some(4)));
        assert_eq!(year_and_month("十二月"), (None, Some(12)));
        assert_eq!(year_and_month("值班表(2022.4.18-4.24)"), (Some(2022), Some(4)));
        assert_eq!(year_and_month("值班表20220418-20220424"), (Some(2022), Some(4)));
        assert_eq!(year_and_month("八一西街社区"), (None, None));
        assert_eq!(month_alone(&Value::Text("5月".into())), Some((None, 5)));
        assert_eq!(month_alone(&Value::Text("张三".into())), None);
    }
}
