//! What a row or column of dates means together: months and years that are left out, days that run into the next month,
//! tens that the neighbours decide.

use std::rc::Rc;

use chrono::{Datelike, NaiveDate, Weekday};

use super::super::grid::At;
use super::super::problem::{Problem, What};
use super::{Part, Written};

/// The most days that one cell may name.
const SPAN: i64 = 62;

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
    use super::super::super::grid::Value;
    use super::super::written;
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
            "2022/4/18 0:00",
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
        for no in [
            "赵建群",
            "早",
            "22:00",
            "13800000001",
            "2022年4月值班表",
            "18楼",
            "1.2.3.4",
            "6:00-14:00",
            "2022-04-18 22:00",
            "",
        ] {
            assert_eq!(written(&Value::Text(no.into()), false), None, "{no}");
        }
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
}
