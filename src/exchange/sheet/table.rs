//! Finds the tables of a sheet by what their rows and columns hold, and says of each column and row label what it is:
//! date, shift, post or name. What the cells between them say is read elsewhere.

use std::rc::Rc;

use chrono::{Datelike, NaiveDate};

use super::dates::{self, Around, Entry, Falls};
use super::grid::{At, Grid, Value};
use super::look::{Content, Look};
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
        Finder { look, grid, name, width: grid.width().min(WIDTH) }
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

    /// Whether a row can be nothing but one more row of a table: somebody with his codes, or one date and what is
    /// on it. Totals beside them, `早` of a day, may look like a header.
    fn is_row_of(&self, table: &Table, i: usize) -> bool {
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
    fn is_contacts_header(&self, i: usize) -> bool {
        let Some(row) = self.grid.row_at(i) else { return false };
        let words: Vec<Word> = self.grid.row(row).iter().filter_map(|(at, _)| self.look.word(self.grid, *at)).collect();
        let says_more = |w: &Word| matches!(w, Word::Unit | Word::Role | Word::Party | Word::Phone);
        words.contains(&Word::Name) && words.iter().any(says_more)
    }

    /// Where the title lines above a header begin: the rows right above it with one cell only.
    fn titles_begin(&self, header: usize, body: usize) -> usize {
        let mut i = header;
        while i > body && self.grid.row_at(i - 1).is_some_and(|row| self.grid.row(row).len() == 1) {
            i -= 1;
        }
        i
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

    /// What stands around the dates of a table under the title lines from index `titles` to `i`.
    pub fn around(&self, titles: usize, i: usize, falls: Falls) -> Around {
        let (mut year, mut month) = (None, None);
        for row in (titles..i).rev().filter_map(|i| self.grid.row_at(i)) {
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

    /// Dates across, names or shifts and posts at the left.
    fn dates_across(&self, i: usize, row: u32, titles: usize) -> Option<Table> {
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

    fn weekday_at(&self, row: u32, col: u32) -> Option<chrono::Weekday> {
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

    /// Shifts across, dates down; posts above or below the shifts.
    fn shifts_across(&self, i: usize, row: u32, titles: usize) -> Option<Table> {
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

    /// The cells of a header row that hold an error.
    fn header_errors(&self, row: u32) -> Vec<Problem> {
        let error = |(at, value): &(At, Value)| match value {
            Value::Error(e) => Some(Problem::at(*at, What::ErrorCell { text: e.to_string() })),
            _ => None,
        };
        self.grid.row(row).iter().filter(|(at, _)| at.col < self.width).filter_map(error).collect()
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
        let rows = (body..body + super::look::AHEAD).map_while(|i| self.grid.row_at(i));
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

    /// Columns that say by their headers what they hold: a list, or dates with one column of names.
    fn named_columns(&self, i: usize, row: u32, titles: usize) -> Option<Table> {
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
    fn posts_across(&self, i: usize, row: u32, titles: usize) -> Option<Table> {
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
        keys.date?;
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

    /// The dates of a table's rows, by row; a cell that is no date is a problem where its row has data.
    pub fn row_dates(
        &self,
        table: &Table,
        problems: &mut Vec<Problem>,
    ) -> std::collections::HashMap<u32, Vec<NaiveDate>> {
        let Some(col) = table.keys.date else { return Default::default() };
        let falls = if table.layout == Layout::List { Falls::AtMonthEnd } else { Falls::Always };
        let (mut entries, mut rows_of) = (Vec::new(), std::collections::HashMap::new());
        let mut month = None;
        let mut last: Option<At> = None;
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
                if let Some(last) = last.filter(|_| !self.grid.tells_merges) {
                    rows_of.insert(row, last);
                }
                continue;
            }
            last = None;
            match self.look.date(self.grid, at) {
                Some(written) => {
                    if entries.last().is_none_or(|e: &Entry| e.at != at) {
                        let weekday = table
                            .keys
                            .weekday
                            .and_then(|w| Some((self.grid.origin(At::new(row, w)), self.weekday_at(row, w)?)));
                        entries.push(Entry { at, written, month, weekday });
                    }
                    rows_of.insert(row, at);
                    last = Some(at);
                }
                None if self.has_data(table, row) => problems.push(Problem::at(at, self.no_date(at))),
                None => {}
            }
        }
        let around = self.around(table.titles.0, table.titles.1, falls);
        let dates: std::collections::HashMap<At, Vec<NaiveDate>> =
            dates::read(&mut entries, around, problems).into_iter().collect();
        rows_of.into_iter().filter_map(|(row, at)| Some((row, dates.get(&at)?.clone()))).collect()
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

    pub fn width(&self) -> u32 {
        self.width
    }
}

/// Rows of seven weekdays are a calendar's from so many on.
pub const WEEKDAYS: usize = WEEK;
