//! What the views show of the roster, kept while it stays the same: a key that only moves the cursor reads nothing anew.

use chrono::NaiveDate;

use super::board::Board;
use super::day::{self, Row};
use super::week::{self, Cell};
use crate::domain::{PostId, Span};

/// The rows of Today and the cells of Week that are in sight.
#[derive(Clone, Debug, Default)]
pub struct Seen {
    /// The board's version they were read from.
    version: u64,
    hours: Option<Span>,
    rows: Vec<Row>,
    dates: Option<(NaiveDate, usize)>,
    cells: Vec<(PostId, Vec<Cell>)>,
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
            *self = Seen { version: board.version(), ..Seen::default() };
        }
    }
}
