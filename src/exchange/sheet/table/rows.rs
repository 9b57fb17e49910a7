//! The rows of a table: where they end, which are no data, and their dates.

use std::collections::HashMap;

use chrono::NaiveDate;

use super::super::Layout;
use super::super::dates::{self, Entry, Falls};
use super::super::grid::{At, Value};
use super::super::problem::{Problem, What};
use super::super::words::Word;
use super::{Column, Finder, Table};

/// The dates of a table's rows.
#[derive(Default)]
pub struct RowDates {
    /// Those of each cell of dates.
    cells: Vec<(At, Vec<NaiveDate>)>,
    /// The cell that counts for each row, by its place among them.
    of_row: HashMap<u32, usize>,
}

impl RowDates {
    pub fn of(&self, row: u32) -> Option<&[NaiveDate]> {
        self.cells.get(*self.of_row.get(&row)?).map(|(_, dates)| dates.as_slice())
    }
}

impl Finder<'_> {
    /// Whether a row can be nothing but one more row of a table: somebody with his codes, or one date and what is
    /// on it. Totals beside them, `早` of a day, may look like a header.
    pub(super) fn is_row_of(&self, table: &Table, i: usize) -> bool {
        let Some(row) = self.grid.row_at(i) else { return false };
        let labels = [table.keys.name, table.keys.date].into_iter().flatten().map(|col| At::new(row, col));
        if labels.clone().any(|at| self.look.word(self.grid, at).is_some()) {
            return false;
        }
        let own = |c: &Column| At::new(row, c.col);
        match (table.keys.name, table.keys.date) {
            (Some(name), _) if table.codes => {
                let mut said =
                    table.columns.iter().map(own).filter(|at| !self.look.is_nothing(self.grid, *at)).peekable();
                !self.grid.at(At::new(row, name)).is_empty()
                    && said.peek().is_some()
                    // Somebody may be called as a shift is.
                    && said.all(|at| self.look.shift(self.grid, at).is_some() || self.look.has_codes(self.grid, at))
            }
            (None, Some(date)) => {
                let is = |at: &At| self.look.is_sure_date(self.grid, *at);
                is(&At::new(row, date)) && self.grid.row(row).iter().filter(|(at, _)| is(at)).count() == 1
            }
            _ => false,
        }
    }

    /// Whether a list of people begins at a row, which is no duty.
    pub(super) fn is_contacts_header(&self, i: usize) -> bool {
        let Some(row) = self.grid.row_at(i) else { return false };
        let words: Vec<Word> = self.grid.row(row).iter().filter_map(|(at, _)| self.look.word(self.grid, *at)).collect();
        let says_more = |w: &Word| matches!(w, Word::Unit | Word::Role | Word::Party | Word::Phone);
        words.contains(&Word::Name) && words.iter().any(says_more)
    }

    /// Where the title lines above a header begin: the rows right above it with one cell only.
    pub(super) fn titles_begin(&self, header: usize, body: usize) -> usize {
        let mut i = header;
        while i > body && self.grid.row_at(i - 1).is_some_and(|row| self.grid.row(row).len() == 1) {
            i -= 1;
        }
        i
    }

    /// The dates of a table's rows; a cell that is no date is a problem where its row has data.
    pub fn row_dates(&self, table: &Table, problems: &mut Vec<Problem>) -> RowDates {
        let Some(col) = table.keys.date else { return RowDates::default() };
        let falls = if table.layout == Layout::List { Falls::AtMonthEnd } else { Falls::Always };
        let (mut entries, mut of_row) = (Vec::new(), HashMap::new());
        let mut month = None;
        // Whether the row above has a date, which goes on.
        let mut goes_on = false;
        for row in (table.body.0..table.body.1).filter_map(|i| self.grid.row_at(i)) {
            let at = self.grid.origin(At::new(row, col));
            if let Some(m) = table.keys.month {
                let said = dates::month_alone(self.cell(row, m));
                month = said.or(month.filter(|_| !self.grid.tells_merges));
            }
            if self.is_not_data(table, row) {
                continue;
            }
            if self.grid.at(at).is_empty() {
                if goes_on && !self.grid.tells_merges {
                    of_row.insert(row, entries.len() - 1);
                }
                continue;
            }
            goes_on = false;
            match self.look.date(self.grid, at) {
                Some(written) => {
                    if entries.last().is_none_or(|e: &Entry| e.at != at) {
                        let weekday = table
                            .keys
                            .weekday
                            .and_then(|w| Some((self.grid.origin(At::new(row, w)), self.weekday_at(row, w)?)));
                        entries.push(Entry { at, written, month, weekday });
                    }
                    of_row.insert(row, entries.len() - 1);
                    goes_on = true;
                }
                None if self.has_data(table, row) => problems.push(Problem::at(at, self.no_date(at))),
                None => {}
            }
        }
        let around = self.around(table.titles.0, table.titles.1, falls);
        RowDates { cells: dates::read(&mut entries, around, problems), of_row }
    }

    fn no_date(&self, at: At) -> What {
        match self.grid.at(at) {
            Value::Error(e) => What::ErrorCell { text: e.to_string() },
            value => What::NotADate { text: value.shown().to_string() },
        }
    }

    /// Whether a row has something in the table's own columns.
    pub fn has_data(&self, table: &Table, row: u32) -> bool {
        table.columns.iter().any(|c| !self.look.is_nothing(self.grid, At::new(row, c.col)))
    }

    /// Whether a row is a remark, a total, a signature, or a line merged over the table.
    pub fn is_not_data(&self, table: &Table, row: u32) -> bool {
        if self.look.is_remark_row(self.grid, row) {
            return true;
        }
        let label = table.keys.name.or(table.keys.date).or(table.keys.shift).or(table.keys.post);
        let Some(label) = label else { return false };
        let origin = self.grid.origin(At::new(row, label));
        let last = self.grid.last_of(origin);
        table.columns.iter().any(|c| (origin.col..=last.col).contains(&c.col))
    }
}
