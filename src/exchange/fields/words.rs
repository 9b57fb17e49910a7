//! Single values as people type them into forms and arguments, and back: dates, weekdays, heads, windows, shifts. It
//! knows shifts by their codes and nothing else of a branch.

use chrono::{Datelike, NaiveDate, Weekday};

use crate::domain::time::{HOUR, MINUTE, Weekdays, YEARS};
use crate::domain::{Except, Heads, Patterns, Role, Roster, Shift, ShiftId, Surge, Unavailable, WallTime};
use crate::locale::Lang;

/// What a text must look like: a key of the locales' section `expected`.
pub type Expected = &'static str;

/// The pieces of a list as one types it.
pub fn pieces(text: &str) -> impl Iterator<Item = &str> {
    text.split(['、', '，', ',', ';', '；']).map(str::trim).filter(|p| !p.is_empty())
}

/// The pieces of a list whose entries have commas or spaces in them.
pub(super) fn entries(text: &str) -> impl Iterator<Item = &str> {
    text.split([';', '；']).map(str::trim).filter(|p| !p.is_empty())
}

/// `2022-04-21`, `4-21`, `4/21`, `4月21日`, `21`: a missing month or year is that of `today`.
pub fn date(text: &str, today: NaiveDate) -> Result<NaiveDate, Expected> {
    let parts: Vec<&str> =
        text.trim().split(['-', '/', '.', '年', '月', '日', '号']).map(str::trim).filter(|p| !p.is_empty()).collect();
    let numbers: Option<Vec<i32>> = parts.iter().map(|p| p.parse().ok()).collect();
    let (year, month, day) = match numbers.as_deref() {
        Some([year, month, day]) => (*year, *month, *day),
        Some([month, day]) => (today.year(), *month, *day),
        Some([day]) => (today.year(), today.month() as i32, *day),
        _ => return Err("date"),
    };
    let date = NaiveDate::from_ymd_opt(year, month.try_into().unwrap_or(0), day.try_into().unwrap_or(0));
    date.filter(|d| YEARS.contains(&d.year())).ok_or("date")
}

const DAYS: [char; 7] = ['一', '二', '三', '四', '五', '六', '日'];

/// `一至五`, `周一 周三`, `mon-fri`, `sat,sun`; nothing is every day.
fn weekdays(text: &str) -> Option<Weekdays> {
    let day = |word: &str| -> Option<u8> {
        let word = word.trim_start_matches("星期").trim_start_matches('周').to_lowercase();
        let named = Weekdays::NAMES.iter().position(|n| word == *n);
        let mut chars = word.chars();
        let one = chars.next().filter(|_| chars.next().is_none());
        let sign = one.and_then(|c| DAYS.iter().position(|d| *d == if c == '天' { '日' } else { c }));
        named.or(sign).and_then(|n| u8::try_from(n).ok())
    };
    let mut days = Vec::new();
    for piece in text.split([',', '，', '、', ' ']).filter(|p| !p.is_empty()) {
        match piece.split_once(['-', '至', '到', '–']) {
            Some((first, last)) => {
                let (first, last) = (day(first)?, day(last)?);
                let count = (last + 7 - first) % 7;
                days.extend((0..=count).map(|n| (first + n) % 7));
            }
            None => days.push(day(piece)?),
        }
    }
    let of: Option<Vec<Weekday>> = days.into_iter().map(|n| Weekday::try_from(n).ok()).collect();
    of.map(Weekdays::of)
}

/// `一至五 `, `mon-fri,sun `: three or more in a row are said by their ends.
fn weekdays_text(lang: Lang, days: Weekdays) -> String {
    let (to, and) = if lang == Lang::Zh { ("至", "、") } else { ("-", ",") };
    let all = if days.is_every_day() { Vec::new() } else { days.names() };
    let places: Vec<usize> = all.iter().filter_map(|n| Weekdays::NAMES.iter().position(|d| d == n)).collect();
    let word = |i: usize| if lang == Lang::Zh { DAYS[i].to_string() } else { Weekdays::NAMES[i].to_string() };
    let run = |run: &[usize]| match run {
        [first, _, .., last] => vec![format!("{}{to}{}", word(*first), word(*last))],
        few => few.iter().map(|i| word(*i)).collect(),
    };
    let runs: Vec<String> = places.chunk_by(|a, b| a + 1 == *b).flat_map(run).collect();
    if runs.is_empty() { String::new() } else { format!("{} ", runs.join(and)) }
}

/// `07:20-08:10`.
pub(super) fn window(text: &str) -> Option<(WallTime, WallTime)> {
    let (from, to) = text.split_once(['-', '–', '—', '~', '至'])?;
    let wall = |t: &str| if t == "24:00" { Some(WallTime(0)) } else { WallTime::parse(t) };
    Some((wall(from.trim())?, wall(to.trim())?))
}

/// The shift that a word begins with, by its code or name, the longest; and the rest.
fn shift_at<'t>(pattern: &[Shift], text: &'t str) -> Option<(ShiftId, &'t str)> {
    let words = pattern.iter().flat_map(|s| [(s.id, &*s.name), (s.id, &*s.code)]);
    words.filter_map(|(id, word)| Some((id, text.strip_prefix(word)?))).min_by_key(|(_, rest)| rest.len())
}

/// `早1 中1 夜2`, `早=1,中=1`, or one number for all of them; what is not named: 0.
pub fn heads(pattern: &[Shift], text: &str) -> Result<Vec<Heads>, Expected> {
    let of = |shift: ShiftId, n: u32| (n > 0).then_some(Heads { shift, heads: n });
    if let Ok(all) = text.trim().parse::<u32>() {
        return Ok(pattern.iter().filter_map(|s| of(s.id, all)).collect());
    }
    let mut said: Vec<(ShiftId, u32)> = Vec::new();
    for word in text.split([' ', ',', '，', '、', ';', '；']).filter(|w| !w.is_empty()) {
        let (shift, rest) = shift_at(pattern, word).ok_or("heads")?;
        let n = rest.trim_start_matches(['=', ':', '：', '×', 'x']).trim_end_matches('人');
        said.retain(|(s, _)| *s != shift);
        said.push((shift, n.parse().map_err(|_| "heads")?));
    }
    let found = |s: &Shift| said.iter().find(|(id, _)| *id == s.id).and_then(|(_, n)| of(s.id, *n));
    Ok(pattern.iter().filter_map(found).collect())
}

pub fn heads_text(pattern: &[Shift], heads: &[Heads]) -> String {
    let of = |s: &Shift| heads.iter().find(|h| h.shift == s.id).map(|h| format!("{}{}", s.code, h.heads));
    pattern.iter().filter_map(of).collect::<Vec<_>>().join(" ")
}

/// `一至五 07:20-08:10 +1 4-13..4-30; …`.
pub fn surges(text: &str, today: NaiveDate) -> Result<Vec<Surge>, Expected> {
    entries(text).map(|entry| surge(entry, today).ok_or("surge")).collect()
}

fn surge(entry: &str, today: NaiveDate) -> Option<Surge> {
    let mut of = (String::new(), None, 1, (None, None));
    for word in entry.split_whitespace() {
        if let Some(n) = word.strip_prefix(['+', '＋']) {
            of.2 = n.parse().ok()?;
        } else if let Some((first, last)) = word.split_once("..") {
            let end = |t: &str| if t.is_empty() { Some(None) } else { date(t, today).ok().map(Some) };
            of.3 = (end(first)?, end(last)?);
        } else if word.contains(':') {
            of.1 = Some(window(word)?);
        } else {
            of.0.push_str(word);
            of.0.push(' ');
        }
    }
    let ((from, to), (first, last)) = (of.1?, of.3);
    Some(Surge { days: weekdays(&of.0)?, from, to, extra: of.2, first, last })
}

pub fn surges_text(lang: Lang, surges: &[Surge]) -> String {
    let one = |s: &Surge| {
        let end = |d: Option<NaiveDate>| d.map(|d| d.to_string()).unwrap_or_default();
        let dates =
            if s.first.or(s.last).is_some() { format!(" {}..{}", end(s.first), end(s.last)) } else { "".into() };
        format!("{}{}-{} +{}{dates}", weekdays_text(lang, s.days), s.from, s.to, s.extra)
    };
    surges.iter().map(one).collect::<Vec<_>>().join("; ")
}

/// `4-20 夜2; …`: each by the shifts of its date.
pub fn exceptions(patterns: &Patterns, text: &str, today: NaiveDate) -> Result<Vec<Except>, Expected> {
    let mut out: Vec<Except> = Vec::new();
    for entry in entries(text) {
        let (day, rest) = entry.split_once(' ').ok_or("except")?;
        let date = date(day, today).map_err(|_| "except")?;
        for word in rest.split_whitespace() {
            let (shift, n) = shift_at(patterns.on(date), word).ok_or("except")?;
            let heads = n.trim_start_matches(['=', ':']).parse().map_err(|_| "except")?;
            out.retain(|e| (e.date, e.shift) != (date, shift));
            out.push(Except { date, shift, heads });
        }
    }
    Ok(out)
}

pub fn exceptions_text(patterns: &Patterns, list: &[Except]) -> String {
    let code = |id| patterns.code(id).unwrap_or("?");
    list.iter().map(|e| format!("{} {}{}", e.date, code(e.shift), e.heads)).collect::<Vec<_>>().join("; ")
}

/// `一至五 11:00-12:30 回家做饭; …`: the times of the day at which somebody never can.
pub fn windows(text: &str) -> Result<Vec<Unavailable>, Expected> {
    entries(text).map(|entry| daily(entry).ok_or("daily")).collect()
}

fn daily(entry: &str) -> Option<Unavailable> {
    let words: Vec<&str> = entry.split_whitespace().collect();
    let at = words.iter().position(|w| w.contains(':'))?;
    let (since, until) = window(words[at])?;
    let why = words[at + 1..].join(" ");
    let why = (!why.is_empty()).then_some(why);
    Some(Unavailable::Daily { days: weekdays(&words[..at].join(" "))?, since, until, why })
}

pub fn windows_text(lang: Lang, list: &[Unavailable]) -> String {
    let one = |u: &Unavailable| match u {
        Unavailable::Daily { days, since, until, why } => {
            let why = why.as_ref().map(|w| format!(" {w}")).unwrap_or_default();
            Some(format!("{}{since}-{until}{why}", weekdays_text(lang, *days)))
        }
        Unavailable::Once { .. } => None,
    };
    list.iter().filter_map(one).collect::<Vec<_>>().join("; ")
}

/// `早 06:00-14:00; 中 中班 14:00-22:00; …`: the pattern. A shift keeps its number, and its name, while its code stays.
pub fn shifts(roster: &Roster, text: &str) -> Result<Vec<Shift>, Expected> {
    let mut next = roster.ids.shift;
    let mut out = Vec::new();
    for entry in entries(text) {
        let words: Vec<&str> = entry.split_whitespace().collect();
        let (code, name, times) = match words.as_slice() {
            [code, times] => (*code, None, *times),
            [code, name @ .., times] => (*code, Some(name.join(" ")), *times),
            _ => return Err("shifts"),
        };
        let (start, end) = window(times).ok_or("shifts")?;
        let known = roster.patterns.every().iter().find(|s| s.code == code);
        let id = known.map(|s| s.id).unwrap_or_else(|| {
            next += 1;
            ShiftId(next)
        });
        let name = name.or(known.map(|s| s.name.clone())).unwrap_or_else(|| format!("{code}班"));
        out.push(Shift { id, code: code.into(), name, start, end });
    }
    if out.is_empty() { Err("shifts") } else { Ok(out) }
}

pub fn shifts_text(pattern: &[Shift]) -> String {
    let one = |s: &Shift| match s.name == format!("{}班", s.code) {
        true => format!("{} {}-{}", s.code, s.start, s.end),
        false => format!("{} {} {}-{}", s.code, s.name, s.start, s.end),
    };
    pattern.iter().map(one).collect::<Vec<_>>().join("; ")
}

/// A role by its name in the branch file or as people say it.
pub fn role(text: &str) -> Result<Option<Role>, Expected> {
    const SAID: [(&str, Role); 9] = [
        ("下沉干部", Role::Cadre),
        ("干部", Role::Cadre),
        ("志愿者", Role::Volunteer),
        ("网格员", Role::Grid),
        ("门卫", Role::Gatekeeper),
        ("社区工作人员", Role::Community),
        ("社区", Role::Community),
        ("grid worker", Role::Grid),
        ("community staff", Role::Community),
    ];
    let text = text.trim().to_lowercase();
    if text.is_empty() {
        return Ok(None);
    }
    Role::ALL.iter().chain(&SAID).find(|(n, _)| *n == text).map(|(_, r)| Some(*r)).ok_or("role")
}

/// 是 and 否, yes and no; nothing is not known.
pub fn yes(text: &str) -> Result<Option<bool>, Expected> {
    match text.trim().to_lowercase().as_str() {
        "" => Ok(None),
        "是" | "yes" | "y" | "true" | "党员" => Ok(Some(true)),
        "否" | "no" | "n" | "false" => Ok(Some(false)),
        _ => Err("yes"),
    }
}

/// The same as text.
pub fn yes_text(lang: Lang, yes: bool) -> &'static str {
    match (lang, yes) {
        (Lang::Zh, true) => "是",
        (Lang::Zh, false) => "否",
        (Lang::En, true) => "yes",
        (Lang::En, false) => "no",
    }
}

/// `8h`, `15min`, `1h30min`, `8小时`, `15分`, `30分钟`.
pub fn duration(text: &str) -> Result<i64, Expected> {
    let plain = text.replace("小时", "h").replace("分钟", "min").replace('分', "min").replace(' ', "");
    let (hours, rest) = plain.split_once('h').unwrap_or(("0", &plain));
    let minutes = rest.strip_suffix("min").unwrap_or(rest);
    let number = |t: &str| if t.is_empty() { Ok(0) } else { t.parse::<u32>().map_err(|_| "duration") };
    if !plain.contains('h') && !rest.ends_with("min") {
        return Err("duration");
    }
    Ok(i64::from(number(hours)?) * HOUR + i64::from(number(minutes)?) * MINUTE)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::default_pattern;

    fn today() -> NaiveDate {
        NaiveDate::from_ymd_opt(2022, 4, 18).unwrap()
    }

    #[test]
    fn dates_are_read_as_one_types_them() {
        for text in ["2022-04-21", "4-21", "4/21", "4月21日", "21", "21日", "4.21"] {
            assert_eq!(date(text, today()).unwrap().to_string(), "2022-04-21", "{text}");
        }
        for bad in ["", "4-31", "x", "2022-13-01", "1-2-3-4"] {
            assert!(date(bad, today()).is_err(), "{bad}");
        }
    }

    #[test]
    fn demand_reads_what_it_writes() {
        let (pattern, patterns) = (default_pattern(), Patterns::default());
        for text in ["早1 中1 夜2", "夜3", ""] {
            assert_eq!(heads_text(&pattern, &heads(&pattern, text).unwrap()), text);
        }
        assert_eq!(heads_text(&pattern, &heads(&pattern, "早班=1，夜：2人").unwrap()), "早1 夜2");
        assert_eq!(heads_text(&pattern, &heads(&pattern, "1").unwrap()), "早1 中1 夜1");
        for text in [
            "mon-fri 07:20-08:10 +1",
            "mon-wed,fri,sat 07:20-08:10 +1",
            "22:00-06:00 +2 2022-04-13..2022-04-30",
            "sat 08:00-09:00 +1 ..2022-05-01",
        ] {
            assert_eq!(surges_text(Lang::En, &surges(text, today()).unwrap()), text);
        }
        for (said, is) in
            [("一至五 7:20-8:10", "一至五 07:20-08:10 +1"), ("sat,sun 7:20-8:10", "六、日 07:20-08:10 +1")]
        {
            let surges = |text| surges(text, today()).unwrap();
            assert_eq!(surges_text(Lang::Zh, &surges(said)), is);
            assert_eq!(surges(is), surges(said));
        }
        assert_eq!(
            exceptions_text(&patterns, &exceptions(&patterns, "4-20 夜2 早0", today()).unwrap()),
            "2022-04-20 夜2; 2022-04-20 早0"
        );
        assert!(heads(&pattern, "晚1").is_err() && heads(&pattern, "早x").is_err() && surges("+1", today()).is_err());
    }

    #[test]
    fn windows_shifts_and_the_rest() {
        let roster = Roster::default();
        let windows = windows("周六、周日 11:00-12:30 回家做饭").unwrap();
        assert_eq!(windows_text(Lang::Zh, &windows), "六、日 11:00-12:30 回家做饭");
        assert_eq!(shifts_text(roster.patterns.first()), "早 06:00-14:00; 中 14:00-22:00; 夜 22:00-06:00");
        let two = shifts(&roster, "白 08:00-20:00; 夜 夜里 20:00-08:00").unwrap();
        assert_eq!((two[0].id, two[1].id, &*two[1].name), (ShiftId(4), ShiftId(3), "夜里"));
        assert_eq!(duration("1h30min"), Ok(5400));
        assert_eq!(duration("15分钟"), Ok(900));
        assert!(duration("8").is_err() && duration("").is_err());
        assert_eq!(role("网格员"), Ok(Some(Role::Grid)));
        assert_eq!((yes("是"), yes(""), yes("maybe")), (Ok(Some(true)), Ok(None), Err("yes")));
    }
}
