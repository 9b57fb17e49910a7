//! Tables with their dates across: people with codes, or shifts and posts, in the rows.

use std::rc::Rc;

use chrono::{Datelike, NaiveDate};

use super::super::Layout;
use super::super::dates::{self, Entry, Falls};
use super::super::grid::{At, Value};
use super::super::look::Content;
use super::super::words::Word;
use super::{Column, Finder, Keys, Table};
use crate::domain::ShiftId;

impl Finder<'_> {
    /// Dates across, names or shifts and posts at the left.
    pub(super) fn dates_across(&self, i: usize, row: u32, titles: usize) -> Option<Table> {
        let cols = self.date_columns(i, row)?;
        let (first, last) = (*cols.first()?, *cols.last()?);
        let last = self.grid.last_of(At::new(row, last)).col.clamp(last, self.width - 1);
        let mut problems = Vec::new();
        let mut entries = self.date_entries(i, row, &cols);
        let dates = dates::read(&mut entries, self.around(titles, i, Falls::Always), &mut problems);
        let dates_of = |at: At| dates.iter().find(|(a, _)| *a == at).map(|(_, d)| d.clone()).unwrap_or_default();
        let mut columns: Vec<Column> = Vec::new();
        for col in first..=last {
            let origin = self.grid.origin(At::new(row, col));
            let covered = origin.row == row && entries.iter().any(|e| e.at == origin);
            if covered || cols.contains(&col) {
                columns.push(Column { col, dates: dates_of(origin), ..Column::default() });
            }
        }
        problems.extend(self.header_errors(row));
        let mut body = i + 1;
        if self.next(i).is_some_and(|r| self.is_weekday_row(r, row, &cols)) {
            body += 1;
        }
        if let Some(r) = self.grid.row_at(body)
            && self.shifts_under(r, row, &mut columns)
        {
            body += 1;
        }
        let mut table = self.labelled(i, row, body, columns)?;
        table.problems.splice(0..0, problems);
        Some(table)
    }

    /// The columns of a row that hold dates, if the row is one of dates.
    fn date_columns(&self, i: usize, row: u32) -> Option<Vec<u32>> {
        let own = self.grid.row(row).iter().filter(|(at, _)| at.col < self.width);
        let dates: Vec<(u32, Rc<dates::Written>)> =
            own.filter_map(|(at, _)| Some((at.col, self.look.date(self.grid, *at)?))).collect();
        if dates.is_empty() || self.is_line(At::new(row, dates[0].0)) {
            return None;
        }
        let sure = dates.iter().filter(|(_, w)| w.sure).count();
        let words = || self.grid.row(row).iter().filter_map(|(at, _)| self.look.word(self.grid, *at));
        // Of what is merged over this row too: 姓名 beside two header rows.
        let beside = (0..dates[0].0).filter_map(|col| self.look.word(self.grid, At::new(row, col)));
        let is_label = |w: &Word| matches!(w, Word::Name | Word::Shift | Word::Post | Word::Date);
        let has_label = words().chain(beside).any(|w| is_label(&w));
        let days: Vec<u32> = dates.iter().filter_map(|(_, w)| w.bare_day()).collect();
        let steps = days.windows(2).filter(|d| d[1] == d[0] + 1 || (d[1] == 1 && d[0] >= 28)).count();
        let in_row = days.len() >= 3 && (steps + 1) * 3 >= days.len() * 2;
        let is_row =
            sure >= 2 || (sure >= 1 && dates.len() >= 3) || in_row || (has_label && (sure >= 1 || dates.len() >= 2));
        // Of a list, one row: dates in one column only.
        let fits = is_row && dates.len() * 2 + 4 >= self.grid.row(row).len();
        if !fits || self.is_month_row(i, row, &dates) {
            return None;
        }
        let first_sure = dates.iter().find(|(_, w)| w.sure || in_row || has_label).map(|(c, _)| *c)?;
        // A number in front of the dates counts rows.
        Some(dates.into_iter().map(|(c, _)| c).filter(|c| *c >= first_sure).collect())
    }

    /// Whether the row holds months over the days of the next row, written as dates.
    fn is_month_row(&self, i: usize, row: u32, dates: &[(u32, Rc<dates::Written>)]) -> bool {
        let firsts = dates.iter().all(|(c, _)| matches!(self.cell(row, *c), Value::Date(d) if d.day() == 1));
        let below = self.next(i).map_or(0, |r| {
            let cells = self.grid.row(r).iter();
            cells.filter(|(at, _)| self.look.date(self.grid, *at).is_some_and(|w| w.bare_day().is_some())).count()
        });
        firsts && below > dates.len()
    }

    /// The dates of a row with the months and weekdays that stand above or below them.
    fn date_entries(&self, i: usize, row: u32, cols: &[u32]) -> Vec<Entry> {
        let above = i.checked_sub(1).and_then(|i| self.grid.row_at(i)).filter(|r| *r + 1 == row);
        let months = above.filter(|r| {
            let own = self.grid.row(*r);
            own.iter()
                .any(|(at, v)| dates::month_alone(v).is_some() && !matches!(v, Value::Number(_)) && !self.is_line(*at))
        });
        let weekdays = [self.next(i), above].into_iter().flatten().find(|r| self.is_weekday_row(*r, row, cols));
        let mut month = None;
        let first = cols.first().copied().unwrap_or(0);
        let mut out = Vec::with_capacity(cols.len());
        for col in first..=cols.last().copied().unwrap_or(first) {
            if let Some(r) = months {
                let shown =
                    dates::month_alone(self.cell(r, col)).filter(|_| !matches!(self.cell(r, col), Value::Number(_)));
                month = shown.or(month.filter(|_| !self.grid.tells_merges));
            }
            if !cols.contains(&col) {
                continue;
            }
            let at = At::new(row, col);
            let Some(written) = self.look.date(self.grid, at) else { continue };
            let weekday = weekdays.and_then(|r| Some((self.grid.origin(At::new(r, col)), self.weekday_at(r, col)?)));
            out.push(Entry { at: self.grid.origin(at), written, month, weekday });
        }
        out
    }

    pub(super) fn weekday_at(&self, row: u32, col: u32) -> Option<chrono::Weekday> {
        match self.cell(row, col) {
            Value::Date(d) => Some(d.weekday()),
            Value::Number(_) => match dates::written(self.cell(row, col), self.grid.from_1904)?.parts.as_slice() {
                [(p, None)] => Some(NaiveDate::from_ymd_opt(p.year?, p.month?, p.day)?.weekday()),
                _ => None,
            },
            _ => self.look.weekday(self.grid, At::new(row, col), true),
        }
    }

    /// Whether a row says the weekdays of the dates in row `dates`: by name, or by the dates themselves, shown so.
    fn is_weekday_row(&self, row: u32, dates: u32, cols: &[u32]) -> bool {
        let beside = row.abs_diff(dates) == 1;
        let cells =
            || cols.iter().map(|c| At::new(row, *c)).filter(|at| self.grid.origin(*at) == *at && !self.is_line(*at));
        let filled = cells().filter(|at| !self.grid.at(*at).is_empty()).count();
        let says = cells().filter(|at| self.weekday_at(row, at.col).is_some()).count();
        beside && says > 0 && says * 2 >= filled && filled * 2 >= cols.len()
    }

    /// Takes the shifts that stand under merged dates into the columns.
    fn shifts_under(&self, row: u32, dates: u32, columns: &mut Vec<Column>) -> bool {
        let Some((first, last)) = columns.first().zip(columns.last()).map(|(a, b)| (a.col, b.col)) else {
            return false;
        };
        let spread = columns.len()
            > columns
                .iter()
                .map(|c| self.grid.origin(At::new(dates, c.col)))
                .collect::<std::collections::BTreeSet<_>>()
                .len();
        let between = |c: &u32| !columns.iter().any(|x| x.col == *c);
        let gaps = !self.grid.tells_merges
            && (first..=last).any(|c| between(&c))
            && (first..=last).filter(between).all(|c| self.cell(dates, c).is_empty())
            && (0..first)
                .map(|c| At::new(row, c))
                .all(|at| self.grid.at(at).is_empty() || self.look.word(self.grid, at).is_some());
        if !(spread || gaps) {
            return false;
        }
        let end = if gaps { self.width.saturating_sub(1) } else { last };
        let shifts: Vec<(u32, Option<ShiftId>)> =
            (first..=end).map(|c| (c, self.look.shift(self.grid, At::new(row, c)))).collect();
        if shifts.iter().filter(|(_, s)| s.is_some()).count() * 2 < shifts.len() {
            return false;
        }
        let mut before: Vec<NaiveDate> = Vec::new();
        let mut out = Vec::with_capacity(shifts.len());
        for (col, shift) in shifts {
            if let Some(c) = columns.iter().find(|c| c.col == col) {
                before = c.dates.clone();
            }
            if shift.is_some() {
                out.push(Column { col, dates: before.clone(), shift, post: None });
            }
        }
        *columns = out;
        true
    }

    /// Says what the columns beside dates are, and by that whether the rows are people or shifts.
    fn labelled(&self, i: usize, row: u32, body: usize, columns: Vec<Column>) -> Option<Table> {
        let has_shift = columns.iter().any(|c| c.shift.is_some());
        let mut keys = Keys::default();
        let (mut contents, mut said_shift): (Vec<(u32, Content)>, Option<u32>) = (Vec::new(), None);
        let label_row = self.grid.row_at(body.saturating_sub(1)).unwrap_or(row);
        for col in (0..self.width).filter(|c| !columns.iter().any(|x| x.col == *c)) {
            let content = self.look.content(self.grid, col, body);
            let above = i.checked_sub(1).and_then(|i| self.grid.row_at(i)).filter(|r| r + 1 == row);
            let rows = [Some(row), Some(label_row), above.filter(|r| self.grid.row(*r).len() > 1)];
            let word = rows.into_iter().flatten().find_map(|r| self.look.word(self.grid, At::new(r, col)));
            match word {
                Some(Word::Name) if keys.name.is_none() => keys.name = Some(col),
                Some(Word::Unit) => keys.unit = keys.unit.or(Some(col)),
                Some(Word::Shift) if content.mostly(content.shifts) => keys.shift = keys.shift.or(Some(col)),
                Some(Word::Shift) if content.filled > 0 && !content.mostly(content.names) => {
                    said_shift = said_shift.or(Some(col))
                }
                Some(Word::Post) if content.filled > 0 && !content.mostly(content.shifts) => {
                    keys.post = keys.post.or(Some(col))
                }
                Some(Word::Phone | Word::Role | Word::Party | Word::Other | Word::Leader | Word::Weekday) => {}
                _ if content.filled > 0 => contents.push((col, content)),
                _ => {}
            }
        }
        let body_cells = self.body_content(&columns, body);
        for (col, c) in &contents {
            if keys.shift.is_none()
                && c.mostly(c.shifts)
                && (keys.name.is_none() || body_cells.names > body_cells.codes)
                && !has_shift
            {
                keys.shift = Some(*col);
            } else if keys.post.is_none() && c.mostly(c.posts) && c.posts > c.names {
                keys.post = Some(*col);
            }
        }
        if !has_shift {
            keys.shift = keys.shift.or(said_shift);
        }
        let free = contents
            .iter()
            .filter(|(col, c)| Some(*col) != keys.shift && Some(*col) != keys.post && c.dates * 2 < c.filled.max(1));
        let by_content = free.max_by_key(|(col, c)| (c.names, std::cmp::Reverse(*col)));
        let by_rows = match (keys.shift, keys.name) {
            (Some(_), Some(_)) => body_cells.names > body_cells.codes,
            (Some(_), None) => true,
            (None, Some(_)) => has_shift && body_cells.names > 0,
            (None, None) => (keys.post.is_some() && body_cells.names > body_cells.codes) || by_content.is_none(),
        };
        if by_rows {
            keys.name = None;
            if keys.shift.is_none() && keys.post.is_none() && !has_shift && self.look.shifts.only().is_none() {
                return None;
            }
        } else {
            keys.shift = None;
            keys.name = keys.name.or(by_content.map(|(col, _)| *col));
            keys.name?;
        }
        Some(Table {
            layout: if by_rows { Layout::Turned } else { Layout::People },
            header: self.first_cell(row),
            keys,
            columns,
            body: (body, self.grid.height()),
            titles: (0, 0),
            codes: !by_rows,
            leaders: Vec::new(),
            problems: Vec::new(),
        })
    }

    /// What all the columns hold together.
    fn body_content(&self, columns: &[Column], body: usize) -> Content {
        let mut all = Content::default();
        for c in columns.iter().take(62) {
            let one = self.look.content(self.grid, c.col, body);
            all.filled += one.filled;
            all.names += one.names;
            all.codes += one.codes;
        }
        all
    }
}
