//! What the views show of the roster, kept while it stays the same: a key that only moves the cursor reads nothing
//! anew.

use chrono::NaiveDate;

use super::board::Board;
use super::day::{self, Row};
use super::people::{self, Day, Known, Order};
use super::report::{self, Table};
use super::week::{self, Cell};
use crate::domain::{Instant, MemberId, PostId, Span};

/// The rows of Today and the cells of Week that are in sight.
#[derive(Clone, Debug, Default)]
pub struct Seen {
    /// The board's version they were read from.
    version: u64,
    hours: Option<Span>,
    rows: Vec<Row>,
    dates: Option<(NaiveDate, usize)>,
    cells: Vec<(PostId, Vec<Cell>)>,
    people: People,
    /// The month that is shown first, then those looked at before it.
    reports: Vec<Table>,
}

/// So many months of Report are kept: going back and forth between some works nothing out anew.
const MONTHS: usize = 3;

/// What People shows: its dates, who stands in it, and the rows that are in sight.
#[derive(Clone, Debug, Default)]
struct People {
    dates: Option<(NaiveDate, usize)>,
    days: Vec<Day>,
    rows: Vec<people::Row>,
    /// Of those in sight, for when the dates move.
    known: Vec<Known>,
    /// The edition that `members` was made from, and how.
    order: Option<((u64, Option<Instant>), Order)>,
    members: Vec<MemberId>,
}

impl Seen {
    /// Reads the rows of Today that are not known yet.
    pub fn read_day(&mut self, board: &Board, hours: Span, posts: &[PostId]) {
        if self.hours != Some(hours) {
            self.rows.clear();
            self.hours = Some(hours);
        }
        self.rows.retain(|row| posts.contains(&row.post));
        for post in posts {
            if !self.rows.iter().any(|row| row.post == *post) {
                self.rows.push(day::row(board, *post, hours));
            }
        }
    }

    /// Reads the cells of Week that are not known yet.
    pub fn read_week(&mut self, board: &Board, first: NaiveDate, dates: usize, posts: &[PostId]) {
        if self.dates != Some((first, dates)) {
            self.cells.clear();
            self.dates = Some((first, dates));
        }
        self.cells.retain(|(post, _)| posts.contains(post));
        for post in posts {
            if !self.cells.iter().any(|(p, _)| p == post) {
                self.cells.push((*post, week::cells(board, *post, first, dates)));
            }
        }
    }

    /// Reads the dates of People and who stands in it. An order stays until an entry is recorded: rows do not jump
    /// with the minutes.
    pub fn read_members(&mut self, board: &Board, first: NaiveDate, dates: usize, order: Order) {
        let seen = &mut self.people;
        if seen.dates != Some((first, dates)) {
            seen.dates = Some((first, dates));
            seen.days = people::days(board, first, dates);
            seen.rows.clear();
            seen.order = seen.order.filter(|_| !people::follows_dates(board, order));
        }
        if seen.order != Some((board.edition(), order)) {
            seen.order = Some((board.edition(), order));
            seen.members = people::members(board, &seen.days, order);
        }
    }

    /// Works the report out, if it is not known yet, or puts its rows in another order.
    pub fn read_report(&mut self, board: &Board, dates: (NaiveDate, NaiveDate), order: report::Order) {
        match self.reports.iter().position(|table| table.dates() == dates) {
            Some(at) => self.reports[..=at].rotate_right(1),
            None => {
                self.reports.truncate(MONTHS - 1);
                self.reports.insert(0, Table::new(board, dates, order));
            }
        }
        self.reports[0].reorder(board, order);
    }

    /// The table of Report.
    pub fn report(&self) -> Option<&Table> {
        self.reports.first()
    }

    /// Reads the rows of People that are not known yet.
    pub fn read_people(&mut self, board: &Board, top: usize, shown: usize) {
        let People { days, rows, known, members, .. } = &mut self.people;
        let members = &members[top.min(members.len())..(top + shown).min(members.len())];
        rows.retain(|row| members.contains(&row.member));
        known.retain(|k| members.contains(&k.member));
        for member in members {
            if rows.iter().any(|row| row.member == *member) {
                continue;
            }
            let at = known.iter().position(|k| k.member == *member).unwrap_or_else(|| {
                known.push(Known::of(board, *member));
                known.len() - 1
            });
            rows.push(people::row(board, &known[at], days));
        }
    }

    /// The members in People, in order.
    pub fn members(&self) -> &[MemberId] {
        &self.people.members
    }

    /// The row of a member in People, if it is in sight.
    pub fn person(&self, member: MemberId) -> Option<&people::Row> {
        self.people.rows.iter().find(|row| row.member == member)
    }

    /// The row of a post in Today, if it is in sight.
    pub fn row(&self, post: PostId) -> Option<&Row> {
        self.rows.iter().find(|row| row.post == post)
    }

    /// The cells of a post in Week, if it is in sight.
    pub fn cells(&self, post: PostId) -> &[Cell] {
        self.cells.iter().find(|(p, _)| *p == post).map_or(&[], |(_, cells)| cells)
    }

    /// Forgets what was read from an older board.
    pub fn forget_old(&mut self, board: &Board) {
        if self.version != board.version() {
            let People { order, members, .. } = std::mem::take(&mut self.people);
            let people = People { order, members, ..People::default() };
            let mut reports = std::mem::take(&mut self.reports);
            reports.retain(|table| table.still_holds(board));
            *self = Seen { version: board.version(), people, reports, ..Seen::default() };
        }
    }
}
