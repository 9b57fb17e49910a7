//! One sheet as cells: what each holds, which cells a merged one covers, what is hidden. It knows nothing of duty.

use std::collections::{HashMap, HashSet};
use std::fmt;
use std::ops::Range;
use std::rc::Rc;

use chrono::NaiveDate;

/// The most cells of one sheet that are read; more is refused.
pub const CELLS: usize = 6_000_000;

/// The most cells that merged ones may cover in all; merges beyond that are not looked at.
const COVERED: u64 = 1_000_000;

/// A cell's place, counted from zero.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct At {
    pub row: u32,
    pub col: u32,
}

impl At {
    pub fn new(row: u32, col: u32) -> At {
        At { row, col }
    }
}

impl fmt::Display for At {
    /// As people write it: `C5`.
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        write!(f, "{}{}", column_letters(self.col), u64::from(self.row) + 1)
    }
}

/// The letters of a column: 0 is `A`, 26 is `AA`.
pub fn column_letters(col: u32) -> String {
    let (mut n, mut out) = (u64::from(col) + 1, Vec::new());
    while n > 0 {
        out.push(b'A' + ((n - 1) % 26) as u8);
        n = (n - 1) / 26;
    }
    out.reverse();
    String::from_utf8(out).unwrap_or_default()
}

/// What a cell holds.
#[derive(Clone, PartialEq, Debug, Default)]
pub enum Value {
    #[default]
    Empty,
    Text(Rc<str>),
    Number(f64),
    Date(NaiveDate),
    /// A date that is shown as a weekday only.
    Weekday(NaiveDate),
    /// `#REF!` and its like, or a formula that was never calculated (`=`).
    Error(Rc<str>),
}

impl Value {
    pub fn is_empty(&self) -> bool {
        *self == Value::Empty
    }

    /// As text: a whole number without a point, a date as ISO 8601; nothing for an error.
    pub fn shown(&self) -> Rc<str> {
        match self {
            Value::Text(t) => t.clone(),
            Value::Number(n) => number(*n).into(),
            Value::Date(d) | Value::Weekday(d) => d.to_string().into(),
            Value::Empty | Value::Error(_) => "".into(),
        }
    }
}

fn number(n: f64) -> String {
    if n.fract() == 0.0 && n.abs() < 1e15 { format!("{}", n as i64) } else { n.to_string() }
}

/// The cells of a sheet that hold something, by row, then column.
#[derive(Clone, Debug, Default)]
pub struct Grid {
    cells: Vec<(At, Value)>,
    /// Every row that holds something, with where its cells begin.
    rows: Vec<(u32, usize)>,
    width: u32,
    covered: HashMap<At, At>,
    /// The merged cells that cover more than one, by their top left: the last row and column.
    spans: HashMap<At, At>,
    pub hidden_rows: Vec<u32>,
    pub hidden_cols: Vec<u32>,
    /// Whether the format says which cells are merged.
    pub tells_merges: bool,
    /// The workbook counts its days from 1904.
    pub from_1904: bool,
}

impl Grid {
    /// The merged cell's top left; the cell itself when it is not covered by another.
    pub fn origin(&self, at: At) -> At {
        if self.covered.is_empty() {
            return at;
        }
        self.covered.get(&at).copied().unwrap_or(at)
    }

    /// The last cell of a merged one that begins at `at`; `at` itself when it is a single cell.
    pub fn last_of(&self, at: At) -> At {
        self.spans.get(&at).copied().unwrap_or(at)
    }

    /// What the cell shows: a covered one shows what the merged one holds.
    pub fn at(&self, at: At) -> &Value {
        self.own(self.origin(at))
    }

    /// What the cell itself holds.
    fn own(&self, at: At) -> &Value {
        const EMPTY: &Value = &Value::Empty;
        let row = self.row(at.row);
        // Most rows begin at the first column and have no gaps.
        let guess = row.get(at.col as usize).filter(|(a, _)| a.col == at.col);
        let found = guess.or_else(|| Some(&row[row.binary_search_by_key(&at.col, |(a, _)| a.col).ok()?]));
        found.map_or(EMPTY, |(_, value)| value)
    }

    /// The rows that hold something of their own.
    pub fn rows(&self) -> impl DoubleEndedIterator<Item = u32> + ExactSizeIterator {
        self.rows.iter().map(|(row, _)| *row)
    }

    /// The number of rows that hold something.
    pub fn height(&self) -> usize {
        self.rows.len()
    }

    /// The `i`th row that holds something.
    pub fn row_at(&self, i: usize) -> Option<u32> {
        self.rows.get(i).map(|(row, _)| *row)
    }

    /// The cells of a row that hold something of their own.
    pub fn row(&self, row: u32) -> &[(At, Value)] {
        // Where no row is empty, its place is its number.
        let guess = self.rows.first().and_then(|(first, _)| row.checked_sub(*first)).map(|i| i as usize);
        let guess = guess.filter(|i| self.rows.get(*i).is_some_and(|(r, _)| *r == row));
        let found = guess.or_else(|| self.rows.binary_search_by_key(&row, |(r, _)| *r).ok());
        let Some(i) = found else { return &[] };
        let end = self.rows.get(i + 1).map_or(self.cells.len(), |(_, start)| *start);
        &self.cells[self.rows[i].1..end]
    }

    /// One more than the last column that holds something.
    pub fn width(&self) -> u32 {
        self.width
    }
}

/// A grid being read.
#[derive(Default)]
pub struct Builder {
    grid: Grid,
    texts: HashSet<Rc<str>>,
    merges: Vec<(At, At)>,
}

/// A sheet has more cells than are read.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct TooMany;

impl Builder {
    /// Notes a cell; equal texts share their memory.
    pub fn put(&mut self, at: At, value: Value) -> Result<(), TooMany> {
        let value = match value {
            Value::Empty => return Ok(()),
            Value::Text(t) if t.trim().is_empty() => return Ok(()),
            Value::Text(t) => Value::Text(self.shared(t)),
            other => other,
        };
        if self.grid.cells.len() >= CELLS {
            return Err(TooMany);
        }
        self.grid.cells.push((at, value));
        Ok(())
    }

    /// A text cell.
    pub fn text(&mut self, at: At, text: &str) -> Result<(), TooMany> {
        if text.trim().is_empty() {
            return Ok(());
        }
        let text = match self.texts.get(text) {
            Some(known) => known.clone(),
            None => text.into(),
        };
        self.put(at, Value::Text(text))
    }

    fn shared(&mut self, text: Rc<str>) -> Rc<str> {
        if let Some(known) = self.texts.get(&text) {
            return known.clone();
        }
        self.texts.insert(text.clone());
        text
    }

    /// Cells merged from `first` to `last`.
    pub fn merge(&mut self, first: At, last: At) {
        if first < last && first.row <= last.row && first.col <= last.col {
            self.merges.push((first, last));
        }
    }

    pub fn hide_row(&mut self, row: u32) {
        self.grid.hidden_rows.push(row);
    }

    pub fn hide_col(&mut self, col: u32) {
        self.grid.hidden_cols.push(col);
    }

    /// The grid; `tells_merges` and `from_1904` as in [`Grid`].
    pub fn done(mut self, tells_merges: bool, from_1904: bool) -> Grid {
        let grid = &mut self.grid;
        if !grid.cells.is_sorted_by(|a, b| a.0 < b.0) {
            // What is written last at a place counts.
            grid.cells.reverse();
            grid.cells.sort_by_key(|(at, _)| *at);
            grid.cells.dedup_by_key(|(at, _)| *at);
        }
        grid.index();
        grid.cover(&self.merges);
        // A hidden row or column with nothing in it hides nothing.
        let rows = std::mem::take(&mut grid.hidden_rows);
        grid.hidden_rows = rows.into_iter().filter(|r| !grid.row(*r).is_empty()).collect();
        let used: HashSet<u32> = match grid.hidden_cols.is_empty() {
            true => HashSet::new(),
            false => grid.cells.iter().map(|(at, _)| at.col).collect(),
        };
        grid.hidden_cols.retain(|c| used.contains(c));
        grid.tells_merges = tells_merges;
        grid.from_1904 = from_1904;
        self.grid
    }
}

impl Grid {
    /// The rows above `row` as they are, and from there on only some columns.
    pub fn part(&self, row: u32, cols: Range<u32>) -> Grid {
        let is_in = |at: &At| at.row < row || cols.contains(&at.col);
        let covered = self.covered.iter().filter(|(at, origin)| is_in(at) && is_in(origin));
        let mut part = Grid {
            cells: self.cells.iter().filter(|(at, _)| is_in(at)).cloned().collect(),
            covered: covered.map(|(at, origin)| (*at, *origin)).collect(),
            spans: self.spans.iter().filter(|(at, _)| is_in(at)).map(|(at, last)| (*at, *last)).collect(),
            tells_merges: self.tells_merges,
            from_1904: self.from_1904,
            ..Grid::default()
        };
        part.index();
        part
    }

    /// Notes the rows and the width of the sorted cells.
    fn index(&mut self) {
        for (i, (at, _)) in self.cells.iter().enumerate() {
            self.width = self.width.max(at.col + 1);
            if self.rows.last().is_none_or(|(row, _)| *row != at.row) {
                self.rows.push((at.row, i));
            }
        }
    }

    /// Spreads the merged cells over what is used of the sheet.
    fn cover(&mut self, merges: &[(At, At)]) {
        let (bottom, right) = (self.rows.last().map_or(0, |(row, _)| *row), self.width);
        let mut left = COVERED;
        for (first, last) in merges {
            let last = At::new(last.row.min(bottom), last.col.min(right));
            if last.row < first.row || last.col < first.col || *first == last || self.own(*first).is_empty() {
                continue;
            }
            let area = u64::from(last.row - first.row + 1) * u64::from(last.col - first.col + 1);
            if area > left {
                continue;
            }
            left -= area;
            self.spans.insert(*first, last);
            for row in first.row..=last.row {
                for col in first.col..=last.col {
                    if At::new(row, col) != *first {
                        self.covered.insert(At::new(row, col), *first);
                    }
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cell_is_named_as_people_name_it() {
        assert_eq!(At::new(4, 2).to_string(), "C5");
        assert_eq!(At::new(0, 25).to_string(), "Z1");
        assert_eq!(At::new(0, 26).to_string(), "AA1");
        assert_eq!(At::new(1_048_575, 16_383).to_string(), "XFD1048576");
        assert_eq!(At::new(u32::MAX, u32::MAX).to_string(), "MWLQKWV4294967296");
    }

    #[test]
    fn a_merged_cell_counts_for_all_it_covers() {
        let mut b = Builder::default();
        b.text(At::new(0, 0), "早").unwrap();
        b.text(At::new(9, 9), "x").unwrap();
        b.merge(At::new(0, 0), At::new(u32::MAX - 1, 2));
        let grid = b.done(true, false);
        assert_eq!(grid.at(At::new(9, 1)).shown(), "早".into());
        assert_eq!(grid.origin(At::new(9, 1)), At::new(0, 0));
        assert!(grid.at(At::new(10, 1)).is_empty());
    }
}
