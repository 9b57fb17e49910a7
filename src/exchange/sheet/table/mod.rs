//! Finds the tables of a sheet by what their rows and columns hold, and says of each column and row label what it is:
//! date, shift, post or name. What the cells between them say is read elsewhere.

mod across;
mod down;
mod rows;

use chrono::{Datelike, NaiveDate};

use super::dates::{self, Around, Falls};
use super::grid::{At, Grid, Value};
use super::look::Look;
use super::problem::{Problem, What};
use super::words::Word;
use super::{Layout, calendar};
use crate::domain::{PostId, ShiftId};

/// The most columns of a table.
const WIDTH: u32 = 1000;
/// The most cells in a row before the first that says what it is.
const WEEK: usize = 5;

/// The columns that label the rows.
#[derive(Clone, Copy, Default, Debug)]
pub struct Keys {
    pub date: Option<u32>,
    pub month: Option<u32>,
    pub weekday: Option<u32>,
    pub shift: Option<u32>,
    pub post: Option<u32>,
    pub name: Option<u32>,
    pub unit: Option<u32>,
}

/// What is known of a cell's place before its row and its text are read.
#[derive(Clone, Default, Debug)]
pub struct Column {
    pub col: u32,
    pub dates: Vec<NaiveDate>,
    pub shift: Option<ShiftId>,
    pub post: Option<PostId>,
}

/// A table of a sheet.
#[derive(Clone, Debug)]
pub struct Table {
    pub layout: Layout,
    /// The first cell of the header row.
    pub header: At,
    pub keys: Keys,
    pub columns: Vec<Column>,
    /// Its rows, by index: from, to.
    pub body: (usize, usize),
    /// The rows above its header that may be titles, by index.
    pub titles: (usize, usize),
    /// The cells are codes; otherwise names.
    pub codes: bool,
    /// Columns of leaders, which are not read.
    pub leaders: Vec<At>,
    pub problems: Vec<Problem>,
}

/// Finds tables in one sheet.
pub struct Finder<'a> {
    pub look: &'a Look<'a>,
    pub grid: &'a Grid,
    /// The sheet's name.
    name: &'a str,
    width: u32,
}

impl<'a> Finder<'a> {
    pub fn new(look: &'a Look<'a>, grid: &'a Grid, name: &'a str) -> Finder<'a> {
        Finder { look: look.rested(), grid, name, width: grid.width().min(WIDTH) }
    }

    /// Every table, from the top down.
    pub fn tables(&self) -> Vec<Table> {
        let mut out: Vec<Table> = Vec::new();
        let (mut i, mut titles) = (0, 0);
        // Whether something else has begun under the last table.
        let mut ended = false;
        while i < self.grid.height() {
            // Under a calendar's weekdays every week has its row of days: only other weekdays begin something new.
            let in_calendar = out.last().is_some_and(|t| t.layout == Layout::Calendar);
            let begins_calendar =
                || self.grid.row_at(i).is_some_and(|row| calendar::table(self, i, row, titles).is_some());
            let is_row = || !ended && out.last().is_some_and(|t| self.is_row_of(t, i));
            let found = match (in_calendar && !begins_calendar()) || is_row() {
                true => None,
                false => self.table_at(i, titles),
            };
            match found {
                Some(mut table) => {
                    if let Some(last) = out.last_mut() {
                        let end = self.titles_begin(i, last.body.0);
                        if !ended {
                            last.body.1 = end;
                        }
                        table.titles.0 = end;
                    }
                    i = table.body.0.max(i + 1);
                    (titles, ended) = (i, false);
                    out.push(table);
                }
                None => {
                    if let (Some(last), false, true) = (out.last_mut(), ended, self.is_contacts_header(i)) {
                        last.body.1 = self.titles_begin(i, last.body.0);
                        ended = true;
                    }
                    i += 1;
                }
            }
        }
        out
    }

    fn table_at(&self, i: usize, titles: usize) -> Option<Table> {
        let row = self.grid.row_at(i)?;
        if self.look.is_remark_row(self.grid, row) && self.grid.row(row).len() < 3 {
            return None;
        }
        let found = calendar::table(self, i, row, titles)
            .or_else(|| self.dates_across(i, row, titles))
            .or_else(|| self.shifts_across(i, row, titles))
            .or_else(|| self.named_columns(i, row, titles))
            .or_else(|| self.posts_across(i, row, titles))?;
        let mut found = found;
        found.titles = (titles, i);
        Some(found)
    }

    /// What the cell at `col` of `row` shows, merged ones everywhere they cover.
    fn cell(&self, row: u32, col: u32) -> &Value {
        self.grid.at(At::new(row, col))
    }

    /// The first cell of a row, of a merged one its top left.
    fn first_cell(&self, row: u32) -> At {
        let cols = (0..self.width).map(|col| At::new(row, col));
        let first = cols.clone().find(|at| !self.grid.at(*at).is_empty());
        first.map_or(At::new(row, 0), |at| self.grid.origin(at))
    }

    /// Whether a cell is merged over most of the table: a line, no header.
    fn is_line(&self, at: At) -> bool {
        let origin = self.grid.origin(at);
        let last = self.grid.last_of(origin);
        let width = last.col - origin.col + 1;
        width > 1 && width * 3 >= self.width * 2 && self.grid.row(origin.row).len() == 1
    }

    /// The row of the sheet after `row`, if it holds something.
    fn next(&self, i: usize) -> Option<u32> {
        self.grid.row_at(i + 1)
    }

    /// The rows from index `titles` to `i`, the nearest to `i` first; a remark or a telephone number is no title.
    pub fn title_rows(&self, titles: usize, i: usize) -> impl Iterator<Item = u32> + '_ {
        let rows = (titles..i).rev().filter_map(|i| self.grid.row_at(i));
        rows.filter(|row| !self.look.is_remark_row(self.grid, *row))
    }

    /// What stands around the dates of a table under the title lines from index `titles` to `i`.
    pub fn around(&self, titles: usize, i: usize, falls: Falls) -> Around {
        let (mut year, mut month) = (None, None);
        for row in self.title_rows(titles, i) {
            for (_, value) in self.grid.row(row) {
                let (y, m) = match value {
                    Value::Date(d) | Value::Weekday(d) => (Some(d.year()), Some(d.month())),
                    Value::Text(t) => dates::year_and_month(t),
                    Value::Number(_) => match dates::written(value, self.grid.from_1904) {
                        Some(w) if w.sure => w.parts.first().map_or((None, None), |(p, _)| (p.year, p.month)),
                        _ => (None, None),
                    },
                    _ => (None, None),
                };
                (year, month) = (year.or(y), month.or(m));
            }
        }
        let (named_year, named_month) = dates::year_and_month(self.name);
        let (year, month) = (year.or(named_year), month.or(named_month));
        Around { year, month, asked_year: self.look.options.year, today: self.look.today, falls }
    }

    /// The cells of a header row that hold an error.
    fn header_errors(&self, row: u32) -> Vec<Problem> {
        let error = |(at, value): &(At, Value)| match value {
            Value::Error(e) => Some(Problem::at(*at, What::ErrorCell { text: e.to_string() })),
            _ => None,
        };
        self.grid.row(row).iter().filter(|(at, _)| at.col < self.width).filter_map(error).collect()
    }

    fn leaders(&self, row: u32, above: Option<u32>) -> Vec<At> {
        let rows = [above, Some(row)];
        let mut out = Vec::new();
        for row in rows.into_iter().flatten() {
            let cells = (0..self.width).map(|c| At::new(row, c));
            let found =
                cells.filter(|at| self.look.word(self.grid, *at) == Some(Word::Leader)).map(|at| self.grid.origin(at));
            out.extend(found);
        }
        out.dedup();
        out
    }

    pub fn width(&self) -> u32 {
        self.width
    }
}

/// Rows of seven weekdays are a calendar's from so many on.
pub const WEEKDAYS: usize = WEEK;
