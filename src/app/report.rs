//! The table of Report: whose hours over which dates, by member or by unit, in which order. It is worked out once for a
//! published roster and a minute; moving in it reads nothing anew. It knows nothing of columns and colours.

use chrono::{Datelike, Months, NaiveDate};

use super::board::Board;
use super::pinyin;
use crate::domain::report::{self, Late, Report, Row, Sums, Who};
use crate::domain::time::{MINUTE, days_after};
use crate::domain::{Instant, MemberId, UnitId};

/// By what the rows are in order.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default)]
pub enum Sort {
    /// As they came into the branch.
    #[default]
    Record,
    Name,
    Unit,
    Hours,
    Nights,
    Weekends,
    Overlong,
    Waited,
    Kept,
}

impl Sort {
    pub const ALL: [Sort; 9] = [
        Sort::Record,
        Sort::Name,
        Sort::Unit,
        Sort::Hours,
        Sort::Nights,
        Sort::Weekends,
        Sort::Overlong,
        Sort::Waited,
        Sort::Kept,
    ];

    /// The key of its words in the catalogue.
    pub fn key(self) -> &'static str {
        match self {
            Sort::Record => "people.by_record",
            Sort::Name => "people.by_name",
            Sort::Unit => "people.by_unit",
            Sort::Hours => "people.by_hours",
            Sort::Nights => "people.by_nights",
            Sort::Weekends => "people.by_weekends",
            Sort::Overlong => "report.by_overlong",
            Sort::Waited => "report.by_waited",
            Sort::Kept => "report.by_kept",
        }
    }
}

/// What is shown, and the cursor in it.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct At {
    pub order: Order,
    /// The first of the month that is shown; `None` is this month until today.
    pub month: Option<NaiveDate>,
    pub row: usize,
    pub top: usize,
}

/// Which rows there are, and in which order.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Order {
    /// A row a unit, not a member.
    pub by_unit: bool,
    pub sort: Sort,
    /// The other way round.
    pub reverse: bool,
    /// Only the members of this unit, or those without one.
    pub unit: Option<Option<UnitId>>,
}

impl At {
    /// The first and the last duty date.
    pub fn dates(&self, board: &Board) -> (NaiveDate, NaiveDate) {
        let today = super::place::today(board);
        match self.month {
            None => (first_of_month(today), today),
            Some(first) => (first, first.checked_add_months(Months::new(1)).map_or(first, |next| days_after(next, -1))),
        }
    }

    /// A month earlier or later.
    pub fn step(&mut self, board: &Board, by: i64) {
        let (first, _) = self.dates(board);
        let months = Months::new(by.unsigned_abs() as u32);
        let to = if by < 0 { first.checked_sub_months(months) } else { first.checked_add_months(months) };
        let present = first_of_month(super::place::today(board));
        self.month = to.filter(|month| *month != present);
    }

    /// By unit, or by member again.
    pub fn turn(&mut self) {
        self.order.by_unit = !self.order.by_unit;
        self.order.unit = None;
        (self.row, self.top) = (0, 0);
    }
}

fn first_of_month(date: NaiveDate) -> NaiveDate {
    date.with_day(1).unwrap_or(date)
}

/// A report of more members is worked out anew every quarter of an hour, not every minute: it takes a tenth of a
/// second.
const MANY: usize = 500;

/// The report and the rows that are made of it.
#[derive(Clone, Debug)]
pub struct Table {
    /// The board's edition it was made from, and when.
    made: ((u64, Option<Instant>), Instant),
    report: Report,
    order: Order,
    pub rows: Vec<Row>,
    /// The most seconds of a row for each of its members: what the longest bar stands for.
    pub most: i64,
}

impl Table {
    pub fn new(board: &Board, dates: (NaiveDate, NaiveDate), order: Order) -> Table {
        let report = report::report(board.roster(), board.outlook(), board.now(), dates.0, dates.1);
        let made = (board.edition(), board.now());
        let mut table = Table { made, report, order, rows: Vec::new(), most: 1 };
        table.arrange(board);
        table
    }

    /// Whether nothing was recorded since, and too little time has passed for it to be made anew.
    pub fn still_holds(&self, board: &Board) -> bool {
        let (edition, at) = self.made;
        let long = if self.report.members.len() > MANY { 15 * MINUTE } else { 0 };
        edition == board.edition() && (0..long).contains(&(board.now() - at))
    }

    /// The same report in another order.
    pub fn reorder(&mut self, board: &Board, order: Order) {
        if self.order != order {
            self.order = order;
            self.arrange(board);
        }
    }

    pub fn dates(&self) -> (NaiveDate, NaiveDate) {
        (self.report.first, self.report.last)
    }

    fn arrange(&mut self, board: &Board) {
        let roster = board.roster();
        let order = self.order;
        let unit_of = |m: MemberId| roster.member(m).and_then(|m| m.unit);
        self.rows = if order.by_unit { self.report.by_unit(roster) } else { self.report.by_member() };
        if let Some(only) = order.unit {
            self.rows.retain(|row| matches!(row.who, Who::Member(m) if unit_of(m) == only));
        }
        let name = |row: &Row| match row.who {
            Who::Member(m) => pinyin::sort_key(roster.name_of(m)),
            Who::Unit(u) => pinyin::sort_key(u.and_then(|u| roster.units.get(&u)).map_or("", |u| &u.name)),
        };
        let unit = |row: &Row| match row.who {
            Who::Member(m) => unit_of(m).map_or(u32::MAX, |u| u.0),
            Who::Unit(u) => u.map_or(u32::MAX, |u| u.0),
        };
        // From most to least where it is a number; by what comes first elsewhere.
        match order.sort {
            Sort::Record => {}
            Sort::Name => self.rows.sort_by_cached_key(name),
            Sort::Unit => self.rows.sort_by_key(unit),
            Sort::Hours => self.rows.sort_by_key(|row| std::cmp::Reverse(row.each(row.sums.actual.seconds))),
            sort => self.rows.sort_by_key(|row| std::cmp::Reverse(measure(&row.sums, sort))),
        }
        if order.reverse {
            self.rows.reverse();
        }
        let most = self.rows.iter().map(|r| r.each(r.sums.actual.seconds.max(r.sums.planned.seconds))).max();
        self.most = most.unwrap_or(0).max(1);
    }

    /// What everybody in the report has done on the average, in seconds.
    pub fn mean(&self) -> i64 {
        self.report.total().actual.seconds / (self.report.members.len().max(1) as i64)
    }

    /// The sum of the rows that are shown.
    pub fn total(&self) -> Sums {
        let mut total = Sums::default();
        self.rows.iter().for_each(|row| total += row.sums);
        total
    }

    /// The late reliefs in which somebody of a row waited or was waited for, the newest first.
    pub fn late_of<'a>(&'a self, board: &'a Board, who: Who) -> impl Iterator<Item = &'a Late> {
        let is = move |m: MemberId| match who {
            Who::Member(his) => m == his,
            Who::Unit(unit) => board.roster().member(m).is_some_and(|m| m.unit == unit),
        };
        self.report.late.iter().rev().filter(move |l| is(l.member) || l.awaited.iter().any(|m| is(*m)))
    }
}

/// What is compared.
fn measure(sums: &Sums, sort: Sort) -> (i64, u32) {
    match sort {
        Sort::Nights => (i64::from(sums.actual.nights), sums.actual.night as u32),
        Sort::Weekends => (i64::from(sums.actual.weekend_days), sums.actual.weekend as u32),
        Sort::Overlong => (sums.overlong.seconds, sums.overlong.times),
        Sort::Waited => (sums.waited.seconds, sums.waited.times),
        Sort::Kept => (sums.kept.seconds, sums.kept.times),
        _ => (sums.actual.seconds, 0),
    }
}
