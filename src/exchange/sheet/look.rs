//! What single cells look like, remembered by their text: a date, a weekday, a shift, a post, a header's word, a name.

use std::cell::{Cell, RefCell};
use std::collections::HashMap;
use std::rc::Rc;

use chrono::{Datelike, NaiveDate, Weekday};

use super::Options;
use super::dates::{self, Written};
use super::grid::{At, Grid, Value};
use super::names::{Called, Names, Who};
use super::posts::Posts;
use super::problem::What;
use super::shifts::{Duty, Shifts};
use super::words::{self, Word};
use crate::domain::{PostId, Roster, ShiftId};

/// How many rows below a header are looked at to tell what its columns are.
pub const AHEAD: usize = 40;

/// The most cells of one sheet that are looked at below rows that may be headers.
const PATIENCE: usize = 2_000_000;

/// What texts say, and what of each was not understood.
type Remembered<T> = RefCell<HashMap<Rc<str>, Rc<(Vec<T>, Vec<What>)>>>;

/// What sheets are read against.
pub struct Look<'a> {
    pub roster: &'a Roster,
    pub options: &'a Options,
    pub today: NaiveDate,
    pub posts: Posts,
    pub shifts: Shifts<'a>,
    pub names: Names<'a>,
    seen: RefCell<HashMap<Rc<str>, Rc<Seen>>>,
    dated: RefCell<HashMap<Plain, Option<Rc<Written>>>>,
    called: Remembered<Called>,
    duties: Remembered<Duty>,
    ahead: Cell<usize>,
}

/// What a text is.
#[derive(Clone, Debug, Default)]
struct Seen {
    date: Option<Rc<Written>>,
    shift: Option<ShiftId>,
    meant_as_shift: bool,
    word: Option<Word>,
    weekday: Option<Weekday>,
    short_weekday: Option<Weekday>,
    remark: bool,
    nothing: bool,
}

/// A number, with whether its days count from 1904, or a date.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
enum Plain {
    Number(u64, bool),
    Date(NaiveDate),
}

/// The most texts that are remembered.
pub const REMEMBERED: usize = 100_000;

impl<'a> Look<'a> {
    pub fn new(roster: &'a Roster, options: &'a Options, today: NaiveDate, shifts: Shifts<'a>) -> Look<'a> {
        let (posts, names) = (Posts::new(roster, &options.places), Names::new(roster, options));
        Look {
            roster,
            options,
            today,
            posts,
            shifts,
            names,
            seen: RefCell::default(),
            dated: RefCell::default(),
            called: RefCell::default(),
            duties: RefCell::default(),
            ahead: Cell::new(0),
        }
    }

    fn seen(&self, text: &Rc<str>) -> Rc<Seen> {
        if let Some(seen) = self.seen.borrow().get(text) {
            return seen.clone();
        }
        let seen = Rc::new(self.see(text));
        let mut all = self.seen.borrow_mut();
        if all.len() >= REMEMBERED {
            all.clear();
        }
        all.insert(text.clone(), seen.clone());
        seen
    }

    fn see(&self, text: &Rc<str>) -> Seen {
        let date = dates::written(&Value::Text(text.clone()), false).map(Rc::new);
        let (remark, nothing) = (words::is_remark(text), words::is_nothing(&words::tight(text)));
        if text.chars().count() > 40 {
            return Seen { date, remark, nothing, ..Seen::default() };
        }
        let shift = self.shifts.label(text);
        Seen {
            date,
            shift,
            meant_as_shift: shift.is_some() || self.shifts.looks_like_one(text),
            word: words::header(text),
            weekday: dates::weekday(text),
            short_weekday: dates::short_weekday(&words::tight(text)),
            remark,
            nothing,
        }
    }

    pub fn date(&self, grid: &Grid, at: At) -> Option<Rc<Written>> {
        match grid.at(at) {
            Value::Text(t) => self.seen(t).date.clone(),
            Value::Number(n) => self.dated(Plain::Number(n.to_bits(), grid.from_1904), grid, at),
            Value::Date(d) => self.dated(Plain::Date(*d), grid, at),
            Value::Weekday(_) | Value::Empty | Value::Error(_) => None,
        }
    }

    /// What a number or a date says as a date; cells that hold the same share it.
    fn dated(&self, plain: Plain, grid: &Grid, at: At) -> Option<Rc<Written>> {
        if let Some(known) = self.dated.borrow().get(&plain) {
            return known.clone();
        }
        let said = dates::written(grid.at(at), grid.from_1904).map(Rc::new);
        let mut all = self.dated.borrow_mut();
        if all.len() >= REMEMBERED {
            all.clear();
        }
        all.insert(plain, said.clone());
        said
    }

    /// A date that is certainly one.
    pub fn is_sure_date(&self, grid: &Grid, at: At) -> bool {
        self.date(grid, at).is_some_and(|w| w.sure)
    }

    pub fn shift(&self, grid: &Grid, at: At) -> Option<ShiftId> {
        match grid.at(at) {
            Value::Text(t) => self.seen(t).shift,
            Value::Number(_) => self.shifts.label(&grid.at(at).shown()),
            _ => None,
        }
    }

    /// Whether the cell is meant as a shift, known or not.
    pub fn is_meant_as_shift(&self, grid: &Grid, at: At) -> bool {
        match grid.at(at) {
            Value::Text(t) => self.seen(t).meant_as_shift,
            _ => self.shift(grid, at).is_some(),
        }
    }

    pub fn word(&self, grid: &Grid, at: At) -> Option<Word> {
        match grid.at(at) {
            Value::Text(t) => self.seen(t).word,
            _ => None,
        }
    }

    /// A weekday; `一` alone where `short`.
    pub fn weekday(&self, grid: &Grid, at: At, short: bool) -> Option<Weekday> {
        match grid.at(at) {
            Value::Text(t) => {
                let seen = self.seen(t);
                seen.weekday.or(seen.short_weekday.filter(|_| short))
            }
            Value::Weekday(d) => Some(d.weekday()),
            _ => None,
        }
    }

    /// The post that a cell names and that is nothing else.
    pub fn post(&self, grid: &Grid, at: At) -> Option<PostId> {
        match grid.at(at) {
            Value::Text(t) if t.chars().count() <= 40 => {
                let seen = self.seen(t);
                let other = seen.date.is_some() || seen.word.is_some() || seen.shift.is_some();
                let other = other || seen.weekday.is_some() || seen.short_weekday.is_some() || self.names.is_known(t);
                if other { None } else { self.posts.find(t) }
            }
            _ => None,
        }
    }

    pub fn has_known_name(&self, grid: &Grid, at: At) -> bool {
        let known = |t: &Rc<str>| self.called(t, None).0.iter().any(|c| matches!(c.named.who, Who::Known(_)));
        matches!(grid.at(at), Value::Text(t) if t.chars().count() <= 200 && known(t))
    }

    /// The names in a text.
    pub fn called(&self, text: &Rc<str>, unit: Option<&Rc<str>>) -> Rc<(Vec<Called>, Vec<What>)> {
        match unit {
            Some(_) => Rc::new(self.names.cell(text, unit)),
            None => remembered(&self.called, text, || self.names.cell(text, None)),
        }
    }

    /// What a text of codes says.
    pub fn duties(&self, text: &Rc<str>) -> Rc<(Vec<Duty>, Vec<What>)> {
        remembered(&self.duties, text, || self.shifts.cell(text, &self.posts))
    }

    /// Whether the cell says that there is nothing.
    pub fn is_nothing(&self, grid: &Grid, at: At) -> bool {
        match grid.at(at) {
            Value::Text(t) => self.seen(t).nothing,
            Value::Empty => true,
            Value::Error(_) => false,
            other => words::is_nothing(&other.shown()),
        }
    }

    /// Whether a cell holds codes and nothing else.
    pub fn has_codes(&self, grid: &Grid, at: At) -> bool {
        match grid.at(at) {
            Value::Text(t) if t.chars().count() <= 60 && !self.names.is_known(t) => {
                let read = self.duties(t);
                !read.0.is_empty() && read.1.is_empty()
            }
            _ => false,
        }
    }

    /// Whether a row's first own text makes it a remark, a total or a signature.
    pub fn is_remark_row(&self, grid: &Grid, row: u32) -> bool {
        match grid.row(row).first() {
            Some((_, Value::Text(t))) => self.seen(t).remark,
            _ => false,
        }
    }
}

/// What was made of a text before, or is made of it now.
fn remembered<T>(
    all: &Remembered<T>,
    text: &Rc<str>,
    make: impl FnOnce() -> (Vec<T>, Vec<What>),
) -> Rc<(Vec<T>, Vec<What>)> {
    if let Some(known) = all.borrow().get(text) {
        return known.clone();
    }
    let made = Rc::new(make());
    let mut all = all.borrow_mut();
    if all.len() >= REMEMBERED {
        all.clear();
    }
    all.insert(text.clone(), made.clone());
    made
}

/// What a column holds in the rows below a header.
#[derive(Clone, Copy, Default, Debug)]
pub struct Content {
    pub filled: usize,
    pub dates: usize,
    pub sure_dates: usize,
    pub shifts: usize,
    pub posts: usize,
    pub names: usize,
    pub codes: usize,
}

impl Content {
    /// Whether more of what is there are codes than are not, names that are codes counted too.
    pub fn more_codes(&self) -> bool {
        self.codes * 2 > self.filled
    }

    /// Whether most of what is there is so.
    pub fn mostly(&self, n: usize) -> bool {
        n > 0 && n * 2 >= self.filled
    }
}

impl Look<'_> {
    /// Begins another sheet.
    pub fn rested(&self) -> &Self {
        self.ahead.set(0);
        self
    }

    /// Notes that so many cells are looked at ahead of a header; whether that was too many by now. Where every row looks
    /// like a header, none is one.
    pub fn is_tired(&self, cells: usize) -> bool {
        self.ahead.set(self.ahead.get() + cells);
        self.ahead.get() > PATIENCE
    }

    /// What column `col` holds in rows `from..` by their index, as far as one looks ahead.
    pub fn content(&self, grid: &Grid, col: u32, from: usize) -> Content {
        let mut c = Content::default();
        if self.is_tired(AHEAD) {
            return c;
        }
        for row in (from..from + AHEAD).map_while(|i| grid.row_at(i)) {
            let at = At::new(row, col);
            // A line merged over the table is none of its rows.
            let origin = grid.origin(at);
            if grid.at(at).is_empty()
                || (origin.col != col && grid.last_of(origin).col > col)
                || self.is_remark_row(grid, row)
            {
                continue;
            }
            c.filled += 1;
            if let Some(w) = self.date(grid, at) {
                c.dates += 1;
                c.sure_dates += usize::from(w.sure);
                continue;
            }
            let shift = self.shift(grid, at).is_some();
            // Somebody may be called as a shift is.
            c.shifts += usize::from(shift && !self.names.is_known(&grid.at(at).shown()));
            c.posts += usize::from(self.post(grid, at).is_some());
            c.names += usize::from(self.has_known_name(grid, at));
            c.codes += usize::from(shift || self.has_codes(grid, at));
        }
        c
    }
}
