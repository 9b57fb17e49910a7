//! Tables with their dates down: shifts, posts over shifts, or posts across, and columns that say by their headers what
//! they hold.

use super::super::Layout;
use super::super::dates;
use super::super::grid::{At, Value};
use super::super::look::AHEAD;
use super::super::problem::{Problem, What};
use super::super::words::Word;
use super::{Column, Finder, Keys, Table};
use crate::domain::{PostId, ShiftId};

impl Finder<'_> {
    /// Shifts across, dates down; posts above or below the shifts.
    pub(super) fn shifts_across(&self, i: usize, row: u32, titles: usize) -> Option<Table> {
        let is_shift = |at: At| self.look.is_meant_as_shift(self.grid, at) && !self.is_line(at);
        let cols: Vec<u32> = (0..self.width)
            .filter(|c| self.grid.origin(At::new(row, *c)).row == row && is_shift(At::new(row, *c)))
            .collect();
        let known = cols.iter().any(|c| self.look.shift(self.grid, At::new(row, *c)).is_some());
        if cols.is_empty() || !known || self.grid.row(row).iter().any(|(at, _)| self.look.is_sure_date(self.grid, *at))
        {
            return None;
        }
        let under = self.next(i).filter(|r| {
            cols.iter().any(|c| self.look.post(self.grid, At::new(*r, *c)).is_some())
                && !(0..self.width).any(|c| self.look.is_sure_date(self.grid, At::new(*r, c)))
        });
        let body = if under.is_some() { i + 2 } else { i + 1 };
        // A column of shifts has shifts below too, unless somebody is called so.
        let next = self.grid.row_at(body)?;
        let is_name = |at: At| {
            let known = self.look.names.is_known(&self.grid.at(at).shown());
            known && !self.look.content(self.grid, at.col, body).more_codes()
        };
        let is_data = |c: &u32| self.look.shift(self.grid, At::new(next, *c)).is_none() || is_name(At::new(next, *c));
        let cols: Vec<u32> = cols.into_iter().filter(is_data).collect();
        let (first, last) = (*cols.first()?, *cols.last()?);
        let above = self.posts_above(i, row, first);
        let mut keys = self.keys(row, above, body, &|c| (first..=last).contains(&c))?;
        keys.date?;
        let mut problems = self.header_errors(row);
        let mut columns: Vec<Column> = Vec::new();
        let end = if self.grid.tells_merges { last } else { self.last_empty(row, last, &keys) };
        let mut shift = None;
        let mut place = None;
        for col in first..=end {
            let at = At::new(row, col);
            let said = self.look.shift(self.grid, at);
            let continues = self.grid.at(at).is_empty() && !self.grid.tells_merges;
            if !continues {
                shift = said;
            }
            if let Some(r) = above.or(under) {
                // 备注 beside the posts is no post, and nothing under it goes on.
                if !cols.contains(&col) && self.look.word(self.grid, At::new(r, col)).is_some() {
                    (shift, place) = (None, None);
                    continue;
                }
                place = self.header_post(r, col, place, &mut problems);
            }
            if said.is_none()
                && cols.contains(&col)
                && self.grid.origin(at) == at
                && !self.look.shifts.is_rest(&self.grid.at(at).shown())
            {
                problems.push(Problem::at(at, What::UnknownCode { text: self.grid.at(at).shown().to_string() }));
            }
            let post = place.map(|(_, post)| post);
            if let (Some(shift), Some(None) | Some(Some(_)) | None) = (shift, post)
                && post != Some(None)
                && (cols.contains(&col) || continues)
            {
                columns.push(Column { col, shift: Some(shift), post: post.flatten(), ..Column::default() });
            }
        }
        keys.name = None;
        let layout = if above.or(under).is_some() { Layout::Posts } else { Layout::Shifts };
        let header = self.first_cell(above.unwrap_or(row));
        let leaders = self.leaders(row, above);
        let table = Table {
            layout,
            header,
            keys,
            columns,
            body: (body, self.grid.height()),
            titles: (titles, i),
            codes: false,
            leaders,
            problems,
        };
        Some(table)
    }

    /// The last column in a row of which those after `last` are empty but filled below.
    fn last_empty(&self, row: u32, last: u32, keys: &Keys) -> u32 {
        let used = [keys.date, keys.month, keys.weekday, keys.shift, keys.post, keys.unit];
        let free = |c: &u32| self.cell(row, *c).is_empty() && !used.contains(&Some(*c));
        (last + 1..self.width).take_while(free).last().unwrap_or(last)
    }

    /// The row above with posts over the shifts.
    fn posts_above(&self, i: usize, row: u32, first: u32) -> Option<u32> {
        let above = i.checked_sub(1).and_then(|i| self.grid.row_at(i)).filter(|r| r + 1 == row)?;
        let over = |c: &u32| {
            let at = At::new(above, *c);
            let origin = self.grid.origin(at);
            !self.grid.at(at).is_empty()
                && origin.row == above
                && origin.col >= first
                && self.look.word(self.grid, at).is_none()
        };
        let cells: Vec<At> = (first..self.width).filter(over).map(|c| self.grid.origin(At::new(above, c))).collect();
        let names_one = cells.iter().any(|at| self.look.post(self.grid, *at).is_some());
        // Places that nobody knows, over shifts that are there twice, are posts all the same.
        let mut shifts: Vec<ShiftId> =
            (first..self.width).filter_map(|c| self.look.shift(self.grid, At::new(row, c))).collect();
        let all = shifts.len();
        shifts.sort();
        shifts.dedup();
        let twice = shifts.len() < all && !cells.is_empty();
        (names_one || twice).then_some(above)
    }

    /// The post over a column: its own header, or in formats without merges the one at its left. `None` inside says
    /// that the header names no post; that is told once.
    fn header_post(
        &self,
        row: u32,
        col: u32,
        before: Option<(At, Option<PostId>)>,
        problems: &mut Vec<Problem>,
    ) -> Option<(At, Option<PostId>)> {
        let at = self.grid.origin(At::new(row, col));
        if self.grid.at(at).is_empty() {
            return before.filter(|_| !self.grid.tells_merges);
        }
        if let Some(known) = before.filter(|(a, _)| *a == at) {
            return Some(known);
        }
        let post = self.look.post(self.grid, at);
        if post.is_none() {
            problems.push(Problem::at(at, self.unknown_place(at)));
        }
        Some((at, post))
    }

    fn unknown_place(&self, at: At) -> What {
        match self.grid.at(at) {
            Value::Error(e) => What::ErrorCell { text: e.to_string() },
            value => What::UnknownPlace { text: value.shown().to_string() },
        }
    }

    /// The label columns of a table with dates down; `taken` are its own columns.
    fn keys(&self, row: u32, above: Option<u32>, body: usize, taken: &dyn Fn(u32) -> bool) -> Option<Keys> {
        let mut keys = Keys::default();
        let (mut contents, mut said_shift) = (Vec::new(), None);
        for col in (0..self.width).filter(|c| !taken(*c)) {
            let rows = [Some(row), above];
            let word = rows.into_iter().flatten().find_map(|r| self.look.word(self.grid, At::new(r, col)));
            let content = self.look.content(self.grid, col, body);
            match word {
                Some(Word::Month) => keys.month = keys.month.or(Some(col)),
                Some(Word::Weekday) => keys.weekday = keys.weekday.or(Some(col)),
                Some(Word::Date) if content.mostly(content.dates) => keys.date = keys.date.or(Some(col)),
                Some(Word::Post) if content.filled > 0 => keys.post = keys.post.or(Some(col)),
                Some(Word::Shift | Word::Date) if content.mostly(content.shifts) => {
                    keys.shift = keys.shift.or(Some(col))
                }
                Some(Word::Name) => keys.name = keys.name.or(Some(col)),
                Some(Word::Unit) => keys.unit = keys.unit.or(Some(col)),
                Some(Word::Shift) if content.filled > 0 => said_shift = said_shift.or(Some(col)),
                Some(Word::Other | Word::Phone | Word::Role | Word::Party | Word::Leader) => {}
                _ if content.filled > 0 => contents.push((col, content)),
                _ => {}
            }
        }
        // Bare numbers without a header that says so count rows, or people.
        let by_dates = contents.iter().filter(|(_, c)| c.mostly(c.dates) && c.sure_dates > 0);
        let by_dates =
            by_dates.max_by_key(|(col, c)| (c.sure_dates, c.dates, std::cmp::Reverse(*col))).map(|(col, _)| *col);
        keys.date = keys.date.or(by_dates);
        for (col, c) in contents.iter().filter(|(col, _)| Some(*col) != keys.date) {
            if keys.shift.is_none() && c.mostly(c.shifts) {
                keys.shift = Some(*col);
            } else if keys.post.is_none() && c.mostly(c.posts) && c.posts > c.names {
                keys.post = Some(*col);
            } else if keys.month.is_none() && keys.date.is_some_and(|d| *col < d) && self.holds_months(*col, body) {
                keys.month = Some(*col);
            } else if keys.weekday.is_none() && self.holds_weekdays(*col, body) {
                keys.weekday = Some(*col);
            }
        }
        // A column that calls itself 班次 holds shifts, known or not.
        keys.shift = keys.shift.or(said_shift);
        Some(keys)
    }

    fn some_cells(&self, col: u32, body: usize) -> impl Iterator<Item = At> + '_ {
        let rows = (body..body + AHEAD).map_while(|i| self.grid.row_at(i));
        rows.map(move |row| At::new(row, col)).filter(|at| !self.grid.at(*at).is_empty())
    }

    fn holds_months(&self, col: u32, body: usize) -> bool {
        let all = self.some_cells(col, body).count();
        let is_month =
            |at: &At| dates::month_alone(self.grid.at(*at)).is_some() && !matches!(self.grid.at(*at), Value::Number(_));
        all > 0 && self.some_cells(col, body).filter(is_month).count() * 2 > all
    }

    fn holds_weekdays(&self, col: u32, body: usize) -> bool {
        let all = self.some_cells(col, body).count();
        all > 0
            && self.some_cells(col, body).filter(|at| self.look.weekday(self.grid, *at, true).is_some()).count() * 2
                > all
    }

    /// Columns that say by their headers what they hold: a list, or dates with one column of names.
    pub(super) fn named_columns(&self, i: usize, row: u32, titles: usize) -> Option<Table> {
        let names: Vec<u32> = (0..self.width)
            .filter(|c| {
                self.grid.origin(At::new(row, *c)).row == row
                    && self.look.word(self.grid, At::new(row, *c)) == Some(Word::Name)
            })
            .collect();
        if names.is_empty() {
            return None;
        }
        let keys = self.keys(row, None, i + 1, &|c| names.contains(&c))?;
        keys.date?;
        let layout = if keys.shift.is_some() || keys.post.is_some() { Layout::List } else { Layout::Shifts };
        let columns = names.iter().map(|col| Column { col: *col, ..Column::default() }).collect();
        let table = Table {
            layout,
            header: self.first_cell(row),
            keys: Keys { name: None, ..keys },
            columns,
            body: (i + 1, self.grid.height()),
            titles: (titles, i),
            codes: false,
            leaders: self.leaders(row, None),
            problems: self.header_errors(row),
        };
        Some(table)
    }

    /// Posts across, dates and shifts down.
    pub(super) fn posts_across(&self, i: usize, row: u32, titles: usize) -> Option<Table> {
        let own = self.grid.row(row);
        let cols: Vec<u32> = own
            .iter()
            .map(|(at, _)| *at)
            .filter(|at| at.col < self.width && self.look.post(self.grid, *at).is_some())
            .map(|at| at.col)
            .collect();
        let first = *cols.first()?;
        if own.iter().any(|(at, _)| self.look.is_sure_date(self.grid, *at) || self.is_line(*at)) {
            return None;
        }
        let next = self.next(i)?;
        // Over a row of shifts they are that row's; alone over a header they are its title.
        let is_title = own.len() == 1 && self.dates_across(i + 1, next, titles).is_some();
        if is_title || self.shifts_across(i + 1, next, titles).is_some() {
            return None;
        }
        if cols.iter().all(|c| self.look.post(self.grid, At::new(next, *c)).is_some()) {
            return None;
        }
        let keys = self.keys(row, None, i + 1, &|c| c >= first && cols.contains(&c))?;
        // A lone post with the dates at its right is a title, too.
        if keys.date.is_none() || (own.len() == 1 && keys.date > Some(first)) {
            return None;
        }
        let mut problems = Vec::new();
        let mut columns = Vec::new();
        let keyed = [keys.date, keys.month, keys.weekday, keys.shift, keys.unit];
        let mut place = None;
        for col in first..self.width {
            if keyed.contains(&Some(col)) || self.look.word(self.grid, At::new(row, col)).is_some() {
                place = None;
                continue;
            }
            let content = self.look.content(self.grid, col, i + 1);
            if !cols.contains(&col) && !content.mostly(content.names) {
                continue;
            }
            place = self.header_post(row, col, place, &mut problems);
            if let Some((_, Some(post))) = place {
                columns.push(Column { col, post: Some(post), ..Column::default() });
            }
        }
        let layout = if keys.shift.is_some() { Layout::Rows } else { Layout::Posts };
        let table = Table {
            layout,
            header: self.first_cell(row),
            keys: Keys { name: None, post: None, ..keys },
            columns,
            body: (i + 1, self.grid.height()),
            titles: (titles, i),
            codes: false,
            leaders: self.leaders(row, None),
            problems,
        };
        Some(table)
    }
}
