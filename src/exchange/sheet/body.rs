//! What the cells of a table say, put together with its row's labels and its column's header.

use std::collections::HashMap;
use std::rc::Rc;

use chrono::NaiveDate;

use super::Layout;
use super::calendar;
use super::grid::{At, Value};
use super::names::{Called, Named, Who};
use super::problem::{Problem, What};
use super::shifts::Code;
use super::table::{Column, Finder, Table};
use super::words::{is_nothing, plain, tight};
use crate::domain::{PostId, ShiftId};

/// An assignment as far as its cell and table say; the post may still be missing.
#[derive(Clone, Debug)]
pub struct Raw {
    pub cell: At,
    pub date: NaiveDate,
    pub shift: ShiftId,
    pub post: Option<PostId>,
    pub named: Named,
    pub note: Option<String>,
}

/// A day on which a member is not available.
#[derive(Clone, Debug)]
pub struct AwayDay {
    pub cell: At,
    pub date: NaiveDate,
    pub named: Named,
    pub why: String,
}

/// What a table says.
#[derive(Clone, Debug, Default)]
pub struct Found {
    pub raws: Vec<Raw>,
    pub aways: Vec<AwayDay>,
    /// Everybody who is named, in the order of the table.
    pub mentions: Vec<Mention>,
    pub problems: Vec<Problem>,
    /// Cells that need a shift, which nothing says.
    pub shiftless: usize,
    /// The place of each among the mentions.
    mentioned: HashMap<Named, usize>,
}

/// Somebody who is named in a table.
#[derive(Clone, Debug)]
pub struct Mention {
    pub named: Named,
    /// What a column of units says of him.
    pub column: Option<Rc<str>>,
    /// Where he is named: only the first cell where his unit is said.
    pub cells: Vec<At>,
}

impl Found {
    /// Notes that somebody is named.
    pub fn mention(&mut self, named: &Named, at: At, column: &Option<Rc<str>>) {
        match self.mentioned.get(named).and_then(|i| self.mentions.get_mut(*i)) {
            Some(before) if before.named.unit.is_none() && before.cells.last() != Some(&at) => before.cells.push(at),
            Some(_) => {}
            None => {
                self.mentioned.insert(named.clone(), self.mentions.len());
                self.mentions.push(Mention { named: named.clone(), column: column.clone(), cells: vec![at] });
            }
        }
    }
}

/// What a row's labels say.
struct Row<'d> {
    number: u32,
    post: Option<PostId>,
    shift: Option<ShiftId>,
    /// The word by which its shift says that nobody in it is available.
    away: Option<String>,
    dates: Option<&'d [NaiveDate]>,
    unit: Option<Rc<str>>,
    people: Vec<(At, Called)>,
}

/// Reads a table.
pub fn read(f: &Finder, table: &Table) -> Found {
    let mut found = Found { problems: table.problems.clone(), ..Found::default() };
    if table.layout == Layout::Calendar {
        calendar::read(f, table, &mut found);
        let named: Vec<(Named, At)> = found.raws.iter().map(|r| (r.named.clone(), r.cell)).collect();
        named.iter().for_each(|(named, at)| found.mention(named, *at, &None));
        return found;
    }
    let dates = f.row_dates(table, &mut found.problems);
    let mut before = Before::default();
    for row in (table.body.0..table.body.1).filter_map(|i| f.grid.row_at(i)) {
        if f.is_not_data(table, row) {
            continue;
        }
        let Some(labels) = labels(f, table, row, dates.of(row), &mut before, &mut found) else { continue };
        match table.codes {
            true => codes(f, table, &labels, &mut found),
            false => names(f, table, &labels, &mut found),
        }
    }
    found
}

/// What stood above, for formats without merges.
#[derive(Default)]
struct Before {
    post: Option<Option<PostId>>,
    people: Vec<(At, Called)>,
    told: HashMap<At, ()>,
}

/// Reads a row's labels; none when the row says nothing.
fn labels<'d>(
    f: &Finder,
    table: &Table,
    row: u32,
    dates: Option<&'d [NaiveDate]>,
    before: &mut Before,
    found: &mut Found,
) -> Option<Row<'d>> {
    let grid = f.grid;
    let has_data = f.has_data(table, row);
    let unit = table.keys.unit.map(|c| grid.at(At::new(row, c)).shown()).filter(|t| !is_nothing(&tight(t)));
    let mut out = Row { number: row, post: None, shift: None, away: None, dates, unit, people: Vec::new() };
    if let Some(col) = table.keys.name {
        out.people = people(f, table, At::new(row, col), &out, before, found)?;
    } else if !has_data {
        return None;
    }
    if let Some(col) = table.keys.post {
        let at = grid.origin(At::new(row, col));
        let post = match grid.at(at) {
            Value::Empty if !grid.tells_merges => before.post.flatten_or_none(),
            Value::Empty => None,
            Value::Error(e) => {
                if has_data && before.told.insert(at, ()).is_none() {
                    found.problems.push(Problem::at(at, What::ErrorCell { text: e.to_string() }));
                }
                before.post = Some(None);
                return None;
            }
            value => {
                let shown = value.shown();
                let post = f.look.posts.find(&shown);
                if post.is_none() && !is_nothing(&tight(&shown)) && has_data && before.told.insert(at, ()).is_none() {
                    found.problems.push(Problem::at(at, What::UnknownPlace { text: shown.to_string() }));
                }
                if post.is_none() && !is_nothing(&tight(&shown)) {
                    // The row is at a place that nobody knows.
                    before.post = Some(None);
                    return None;
                }
                post
            }
        };
        before.post = Some(post);
        out.post = post;
    }
    if let Some(col) = table.keys.shift {
        let at = grid.origin(At::new(row, col));
        match (f.look.shift(grid, at), grid.at(at)) {
            (Some(shift), _) => out.shift = Some(shift),
            (None, value) if f.look.shifts.is_rest(&value.shown()) => return None,
            (None, value) if f.look.shifts.away(&value.shown()).is_some() => {
                out.away = f.look.shifts.away(&value.shown());
            }
            (None, value) if has_data && before.told.insert(at, ()).is_none() => {
                let what = if value.is_empty() {
                    What::NoShift
                } else {
                    What::UnknownCode { text: value.shown().to_string() }
                };
                found.problems.push(Problem::at(at, error_or(value, what)));
                return None;
            }
            _ => return None,
        }
    }
    Some(out)
}

trait FlattenOrNone {
    fn flatten_or_none(&self) -> Option<PostId>;
}

impl FlattenOrNone for Option<Option<PostId>> {
    fn flatten_or_none(&self) -> Option<PostId> {
        (*self).flatten()
    }
}

fn error_or(value: &Value, what: What) -> What {
    match value {
        Value::Error(e) => What::ErrorCell { text: e.to_string() },
        _ => what,
    }
}

/// Who the row is about; none when nobody is, and the row says nothing.
fn people(
    f: &Finder,
    table: &Table,
    at: At,
    row: &Row,
    before: &mut Before,
    found: &mut Found,
) -> Option<Vec<(At, Called)>> {
    let origin = f.grid.origin(at);
    let value = f.grid.at(at);
    if value.is_empty() {
        // In formats without merges a name goes on over rows that hold nothing but codes.
        let cells = || table.columns.iter().map(|c| At::new(row.number, c.col)).filter(|at| !f.grid.at(*at).is_empty());
        let goes_on =
            !f.grid.tells_merges && cells().next().is_some() && cells().all(|at| f.look.has_codes(f.grid, at));
        return goes_on.then(|| before.people.clone()).filter(|p| !p.is_empty());
    }
    let shown = value.shown();
    let (called, wrong) = f.look.names.cell(&shown, row.unit.as_ref());
    let has_data = f.has_data(table, row.number);
    // A lone text under a table is a remark, unless somebody is called so.
    let alone = f.grid.row(row.number).len() == 1 && !has_data;
    let strangers = called.iter().any(|c| matches!(c.named.who, Who::Stranger(_)));
    if alone
        && (strangers || !wrong.is_empty())
        && f.grid.row(row.number).first().is_some_and(|(a, _)| *a == origin)
        && called.len() != 1
    {
        return None;
    }
    if has_data || wrong.iter().any(|w| matches!(w, What::SeveralOfName { .. })) {
        for what in wrong {
            if before.told.insert(origin, ()).is_none() {
                found.problems.push(Problem::at(origin, error_or(value, what)));
            }
        }
        if let Value::Error(e) = value {
            found.problems.push(Problem::at(origin, What::ErrorCell { text: e.to_string() }));
        }
    }
    for c in &called {
        found.mention(&c.named, origin, &row.unit);
    }
    before.people = called.into_iter().map(|c| (origin, c)).collect();
    (!before.people.is_empty()).then(|| before.people.clone())
}

/// A row of codes: what its people do on each date.
fn codes(f: &Finder, table: &Table, row: &Row, found: &mut Found) {
    for column in &table.columns {
        let at = f.grid.origin(At::new(row.number, column.col));
        let value = f.grid.at(at);
        let dates = if column.dates.is_empty() { row.dates.unwrap_or_default() } else { &column.dates };
        if value.is_empty() || dates.is_empty() {
            continue;
        }
        if let Value::Error(e) = value {
            found.problems.push(Problem::at(at, What::ErrorCell { text: e.to_string() }));
            continue;
        }
        let said = f.look.duties(&value.shown());
        found.problems.extend(said.1.iter().map(|what| Problem::at(at, what.clone())));
        for (duty, date) in said.0.iter().flat_map(|d| dates.iter().map(move |date| (d, *date))) {
            for (_, person) in &row.people {
                let named = person.named.clone();
                match &duty.code {
                    Code::Rest => {}
                    Code::Away(why) => found.aways.push(AwayDay { cell: at, date, named, why: why.clone() }),
                    Code::Shift(shift) => found.raws.push(Raw {
                        cell: at,
                        date,
                        shift: *shift,
                        post: duty.post.or(row.post).or(column.post),
                        named,
                        note: duty.note.clone().or(person.note.clone()),
                    }),
                }
            }
        }
    }
}

/// A row of names: who does what its labels and the columns' headers say.
fn names(f: &Finder, table: &Table, row: &Row, found: &mut Found) {
    for column in &table.columns {
        let at = f.grid.origin(At::new(row.number, column.col));
        let value = f.grid.at(at);
        if f.look.is_nothing(f.grid, at) {
            continue;
        }
        let no_dates: &[NaiveDate] = &[];
        let dates = match (row.dates, column.dates.is_empty()) {
            (Some(dates), _) => dates,
            (None, false) => &column.dates,
            (None, true) => no_dates,
        };
        if let Value::Error(e) = value {
            found.problems.push(Problem::at(at, What::ErrorCell { text: e.to_string() }));
            continue;
        }
        if dates.is_empty() {
            // A date that is no date has been told; a row without any is told here.
            let has_date_cell = table.keys.date.is_some_and(|c| !f.grid.at(At::new(row.number, c)).is_empty());
            if table.keys.date.is_some() && !has_date_cell {
                found.problems.push(Problem::at(at, What::NoDate));
            }
            continue;
        }
        named_cell(f, row, column, at, &value.shown(), dates, found);
    }
}

fn named_cell(f: &Finder, row: &Row, column: &Column, at: At, text: &Rc<str>, dates: &[NaiveDate], found: &mut Found) {
    if let Some(why) = &row.away {
        let called = f.look.called(text, row.unit.as_ref());
        found.problems.extend(called.1.iter().map(|what| Problem::at(at, what.clone())));
        for c in &called.0 {
            found.mention(&c.named, at, &row.unit);
            let day = |date: &NaiveDate| AwayDay { cell: at, date: *date, named: c.named.clone(), why: why.clone() };
            found.aways.extend(dates.iter().map(day));
        }
        return;
    }
    let shift = column.shift.or(row.shift).or(f.look.shifts.only());
    let mut parts = vec![(shift, text.clone())];
    if shift.is_none() {
        // The cell may say itself: 早：赵建群 中：王建军.
        let lines = calendar::lines(f.look, &plain(text));
        let shift = |label: Option<String>| label.and_then(|l| f.look.shifts.label(&l));
        parts = lines.into_iter().map(|(label, names)| (shift(label), names.into())).collect();
    }
    for (shift, names) in parts {
        let called = f.look.called(&names, row.unit.as_ref());
        found.problems.extend(called.1.iter().map(|what| Problem::at(at, what.clone())));
        for c in &called.0 {
            found.mention(&c.named, at, &row.unit);
            let Some(shift) = shift else {
                found.shiftless += 1;
                continue;
            };
            for date in dates {
                found.raws.push(Raw {
                    cell: at,
                    date: *date,
                    shift,
                    post: column.post.or(row.post),
                    named: c.named.clone(),
                    note: c.note.clone(),
                });
            }
        }
    }
}
