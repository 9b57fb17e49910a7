//! Who did how much over whole duty dates: hours, nights, weekends, overlong stretches and late reliefs, of every member,
//! those with nothing too. Sums over `duty` and `coverage`; it knows nothing of shares, words or tables.

mod late;

pub use late::Late;

use chrono::{Datelike, NaiveDate, Weekday};

use super::demand::Calendar;
use super::duty::Duty;
use super::outlook::Outlook;
use super::presence::{MemberBook, about};
use super::records::*;
use super::roster::Roster;
use super::time::{DAY, HOUR, Instant, Span, WallTime, days_after, unite};

/// The hours that count as night.
pub const NIGHT: (WallTime, WallTime) = (WallTime(22 * 60), WallTime(6 * 60));
/// So much duty between those hours makes it somebody's night.
pub const NIGHT_LEAST: i64 = 3 * HOUR;
/// So much duty on a duty date makes it somebody's day (RULES §6, `consecutive_days`).
pub const DAY_LEAST: i64 = HOUR;

/// Duty added up. What is counted in seconds is elapsed time.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Tally {
    pub seconds: i64,
    /// Of them, between [`NIGHT`]'s hours.
    pub night: i64,
    /// Of them, on duty dates that are a Saturday or a Sunday.
    pub weekend: i64,
    /// Duty dates with duty.
    pub days: u32,
    pub nights: u32,
    /// Saturdays and Sundays with duty.
    pub weekend_days: u32,
}

/// How often something happened, and how many seconds it took in all.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Times {
    pub times: u32,
    pub seconds: i64,
}

impl Times {
    fn add(&mut self, seconds: i64) {
        self.times += 1;
        self.seconds += seconds;
    }
}

/// All that is added up for a member, or for a unit.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Sums {
    /// By the plan, whether it lies ahead or behind.
    pub planned: Tally,
    /// What was done, until now.
    pub actual: Tally,
    /// Stretches that went over `max_stretch`, and by how much.
    pub overlong: Times,
    /// How often and how long one stayed on because no relief was there.
    pub waited: Times,
    /// How often and how long others stayed on because one had not come.
    pub kept: Times,
}

impl std::ops::AddAssign for Sums {
    fn add_assign(&mut self, other: Sums) {
        for (sum, more) in [(&mut self.planned, other.planned), (&mut self.actual, other.actual)] {
            sum.seconds += more.seconds;
            sum.night += more.night;
            sum.weekend += more.weekend;
            sum.days += more.days;
            sum.nights += more.nights;
            sum.weekend_days += more.weekend_days;
        }
        let times =
            [(&mut self.overlong, other.overlong), (&mut self.waited, other.waited), (&mut self.kept, other.kept)];
        for (sum, more) in times {
            sum.times += more.times;
            sum.seconds += more.seconds;
        }
    }
}

/// Of whom sums are.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Who {
    Member(MemberId),
    /// `None`: those without a unit.
    Unit(Option<UnitId>),
}

/// Sums with whose they are.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Row {
    pub who: Who,
    /// How many members it is of.
    pub members: u32,
    pub sums: Sums,
}

impl Row {
    /// The share of one of its members, in the same measure as `sum`.
    pub fn each(&self, sum: i64) -> i64 {
        sum / i64::from(self.members.max(1))
    }
}

/// The report of some duty dates.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Report {
    pub first: NaiveDate,
    pub last: NaiveDate,
    /// Everybody who belonged to the branch on one of the dates or did something on them, by number.
    pub members: Vec<(MemberId, Sums)>,
    /// The late reliefs, by time.
    pub late: Vec<Late>,
}

/// The duty dates `[first, last]` as a span ([`Calendar::duty_dates`]).
pub fn window(roster: &Roster, first: NaiveDate, last: NaiveDate) -> Span {
    Calendar::new(roster, first, days_after(last, 1)).duty_dates(first, last)
}

/// The report of the duty dates `[first, last]`, as known at `now`. The outlook is that of the roster, as of any time.
pub fn report(roster: &Roster, outlook: &Outlook, now: Instant, first: NaiveDate, last: NaiveDate) -> Report {
    let calendar = Calendar::new(roster, days_after(first, -3), days_after(last, 3));
    let dates = Dates::new(&calendar, first, last);
    let mut report = Report { first, last, members: Vec::new(), late: Vec::new() };
    report.late = late::late(roster, outlook, &calendar, now, dates.window);
    let mut adding = Adding::new(&roster.rules, &calendar, now, &dates);
    for book in outlook.books() {
        let member = &book.member;
        let belongs = member.joins.is_none_or(|j| j <= last) && member.leaves.is_none_or(|l| first <= l);
        let sums = adding.up(book);
        if belongs || sums != Sums::default() {
            report.members.push((book.id, sums));
        }
    }
    report.add_late();
    report
}

impl Report {
    /// A row a member, by number.
    pub fn by_member(&self) -> Vec<Row> {
        self.members.iter().map(|(m, sums)| Row { who: Who::Member(*m), members: 1, sums: *sums }).collect()
    }

    /// A row a unit, in unit order; those without a unit last.
    pub fn by_unit(&self, roster: &Roster) -> Vec<Row> {
        let units = roster.units.keys().copied().map(Some).chain([None]);
        let empty = |unit| Row { who: Who::Unit(unit), members: 0, sums: Sums::default() };
        let mut rows: Vec<Row> = units.map(empty).collect();
        for (member, sums) in &self.members {
            let unit = Who::Unit(roster.member(*member).and_then(|m| m.unit));
            if let Some(row) = rows.iter_mut().find(|row| row.who == unit) {
                row.members += 1;
                row.sums += *sums;
            }
        }
        rows.retain(|row| row.who != Who::Unit(None) || row.members > 0);
        rows
    }

    /// Everything together.
    pub fn total(&self) -> Sums {
        let mut total = Sums::default();
        self.members.iter().for_each(|(_, sums)| total += *sums);
        total
    }

    fn add_late(&mut self) {
        let late = std::mem::take(&mut self.late);
        for l in &late {
            let seconds = l.span.length();
            if let Some(sums) = self.sums_of(l.member) {
                sums.waited.add(seconds);
            }
            for awaited in &l.awaited {
                if let Some(sums) = self.sums_of(*awaited) {
                    sums.kept.add(seconds);
                }
            }
        }
        self.late = late;
    }

    fn sums_of(&mut self, member: MemberId) -> Option<&mut Sums> {
        let i = self.members.binary_search_by_key(&member, |(id, _)| *id).ok()?;
        Some(&mut self.members[i].1)
    }
}

/// The dates of a report, and its nights, as spans.
struct Dates {
    first: NaiveDate,
    last: NaiveDate,
    window: Span,
    /// Each duty date, and whether it is a Saturday or a Sunday.
    days: Vec<(Span, bool)>,
    /// Cut to the window.
    nights: Vec<Span>,
}

impl Dates {
    fn new(calendar: &Calendar, first: NaiveDate, last: NaiveDate) -> Dates {
        let window = calendar.duty_dates(first, last);
        let dates = || (0..=(last - first).num_days()).map(|n| days_after(first, n));
        let weekend = |d: NaiveDate| matches!(d.weekday(), Weekday::Sat | Weekday::Sun);
        let days = dates().map(|d| (calendar.duty_dates(d, d), weekend(d))).collect();
        let nights = std::iter::once(days_after(first, -1)).chain(dates());
        let nights = nights.filter_map(|d| calendar.window(d, NIGHT.0, NIGHT.1).cut(window)).collect();
        Dates { first, last, window, days, nights }
    }

    /// Adds up `duty`, which is disjoint and by time.
    fn tally(&self, duty: &[Span]) -> Tally {
        let mut tally = Tally::default();
        each_common(duty, self.days.iter().map(|(day, _)| *day), |day, seconds| {
            let counts = u32::from(seconds >= DAY_LEAST);
            tally.seconds += seconds;
            tally.days += counts;
            if self.days[day].1 {
                tally.weekend += seconds;
                tally.weekend_days += counts;
            }
        });
        each_common(duty, self.nights.iter().copied(), |_, seconds| {
            tally.night += seconds;
            tally.nights += u32::from(seconds >= NIGHT_LEAST);
        });
        tally
    }
}

/// Of `windows`, which are by time and do not overlap, each that has something in common with `duty`, which is disjoint
/// and by time: its number and how many seconds of it are duty.
fn each_common(duty: &[Span], windows: impl Iterator<Item = Span>, mut say: impl FnMut(usize, i64)) {
    let mut rest = duty;
    for (n, window) in windows.enumerate() {
        while rest.first().is_some_and(|s| s.to <= window.from) {
            rest = &rest[1..];
        }
        if rest.is_empty() {
            return;
        }
        let seconds = rest.iter().map_while(|s| s.cut(window)).map(Span::length).sum();
        if seconds > 0 {
            say(n, seconds);
        }
    }
}

/// Adds up one member after the other, in the same room.
struct Adding<'a> {
    rules: &'a Rules,
    now: Instant,
    dates: &'a Dates,
    /// What happened in it matters to the dates; what lies ahead is not done yet.
    near: Span,
    duty: Duty,
    spans: Vec<Span>,
}

impl<'a> Adding<'a> {
    fn new(rules: &'a Rules, calendar: &Calendar, now: Instant, dates: &'a Dates) -> Adding<'a> {
        let from = calendar.midnight(days_after(dates.first, -3));
        let near = Span::new(from, now + 1);
        Adding { rules, now, dates, near, duty: Duty::default(), spans: Vec::new() }
    }

    /// What a member did and was planned for on the dates.
    fn up(&mut self, book: &MemberBook) -> Sums {
        let Adding { rules, now, dates, near, duty, spans } = self;
        let (now, mut sums) = (*now, Sums::default());
        let planned = about(&book.planned, dates.window.from, dates.window.to + 2 * DAY);
        let of_dates = planned.iter().filter(|a| dates.first <= a.slot.date && a.slot.date <= dates.last);
        spans.clear();
        spans.extend(of_dates.map(|a| a.span));
        unite(spans);
        sums.planned = dates.tally(spans);
        // How long an open presence is expected to go on does not matter here.
        duty.renew(book, rules, now, now, *near);
        duty.union_into(spans);
        spans.retain_mut(|s| {
            s.to = s.to.min(now);
            !s.is_empty()
        });
        sums.actual = dates.tally(spans);
        duty.each_stretch(rules.min_break, |stretch| {
            let limit = stretch.from + rules.max_stretch;
            let over = stretch.to.min(now) - limit;
            if over > 0 && dates.window.contains(limit) {
                sums.overlong.add(over);
            }
        });
        sums
    }
}
