//! What is to be planned: the range and the way. While it is planned, how far it is.

use chrono::NaiveDate;
use crossterm::event::{KeyCode, KeyEvent};

use super::super::board::Board;
use super::super::place::{Place, today};
use super::Outcome;
use crate::command::{View, narrow};
use crate::domain::time::days_after;
use crate::plan::branch::{Ask, Effort, Mode, Progress, rotation};

/// How many days are planned: what the screen shows, one week, two, four.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Range {
    Screen,
    Weeks(u32),
}

impl Range {
    pub const ALL: [Range; 4] = [Range::Screen, Range::Weeks(1), Range::Weeks(2), Range::Weeks(4)];
}

/// The form.
#[derive(Clone, Debug)]
pub struct Fill {
    /// The first date that is shown, not before today, and how many are.
    first: NaiveDate,
    shown: u32,
    pub range: Range,
    pub mode: Mode,
    /// The usual rotations that the branch has the shifts for, and on how many dates.
    turns: Vec<(u8, u32)>,
    /// 0: range, 1: mode.
    pub focus: usize,
}

impl Fill {
    /// For what the view shows. Where something is planned already it is repaired, unless one says otherwise.
    pub fn new(board: &Board, place: &Place) -> Fill {
        let (from, days) = match place.view {
            View::Week => (place.week(board), place.dates.max(1)),
            View::People => (place.people.first(board), place.people.dates.max(1)),
            _ => (place.day(board), 1),
        };
        let first = from.max(today(board));
        let shown = (days as i64 - (first - from).num_days()).max(1) as u32;
        let range = if shown > 1 { Range::Screen } else { Range::Weeks(2) };
        let most = Range::ALL.map(|r| days_of(r, shown)).into_iter().max().unwrap_or(shown);
        let turns = rotation::fitting(board.roster(), first, most);
        let mut form = Fill { first, shown, range, mode: Mode::Fill, turns, focus: 0 };
        form.mode = form.usual(board);
        form
    }

    /// Whether people are planned in the range already.
    fn usual(&self, board: &Board) -> Mode {
        let roster = board.roster();
        let last = days_after(self.first, i64::from(self.days()) - 1);
        let planned = |post: &crate::domain::PostId| {
            roster.assignments_at(*post, days_after(self.first, 1), last).next().is_some()
        };
        if roster.posts.keys().any(planned) { Mode::Repair } else { Mode::Fill }
    }

    /// The ways to plan, in the order of the form: anew, repair, the rotations that fit the whole range.
    pub fn modes(&self) -> Vec<Mode> {
        let turns = self.turns.iter().filter(|(_, days)| *days >= self.days()).map(|(n, _)| Mode::Turn(*n));
        [Mode::Fill, Mode::Repair].into_iter().chain(turns).collect()
    }

    /// How many days the chosen range has.
    pub fn days(&self) -> u32 {
        days_of(self.range, self.shown)
    }

    /// The first and the last date of the chosen range.
    pub fn dates(&self) -> (NaiveDate, NaiveDate) {
        (self.first, days_after(self.first, i64::from(self.days()) - 1))
    }

    pub(super) fn key(&mut self, key: &KeyEvent) -> Outcome {
        match key.code {
            KeyCode::Esc => return Outcome::Close,
            KeyCode::Enter => {
                let ask = Ask { first: self.first, days: self.days(), mode: self.mode, effort: Effort::default() };
                return Outcome::Plan(ask);
            }
            KeyCode::Up | KeyCode::BackTab => self.focus = 0,
            KeyCode::Down | KeyCode::Tab => self.focus = 1,
            KeyCode::Left => self.turn(-1),
            KeyCode::Right => self.turn(1),
            KeyCode::Char(c) if narrow(c) == ' ' => self.turn(1),
            _ => {}
        }
        Outcome::Stay
    }

    fn turn(&mut self, by: isize) {
        fn next<T: Copy + PartialEq>(all: &[T], is: T, by: isize) -> T {
            let at = all.iter().position(|x| *x == is).unwrap_or(0) as isize;
            all[(at + by).rem_euclid(all.len() as isize) as usize]
        }
        match self.focus {
            0 => self.range = next(&Range::ALL, self.range, by),
            _ => self.mode = next(&self.modes(), self.mode, by),
        }
        if !self.modes().contains(&self.mode) {
            self.mode = Mode::Fill;
        }
    }
}

fn days_of(range: Range, shown: u32) -> u32 {
    match range {
        Range::Screen => shown,
        Range::Weeks(n) => 7 * n,
    }
}

/// A search that runs.
#[derive(Clone, Debug)]
pub struct Planning {
    pub id: u64,
    pub ask: Ask,
    pub reached: Option<Progress>,
    /// It was asked to stop; what it has by then comes soon.
    pub stopping: bool,
}

impl Planning {
    /// Esc stops it with the best so far; once more gives up on it.
    pub(super) fn key(&mut self, key: &KeyEvent) -> Outcome {
        match key.code {
            KeyCode::Esc if self.stopping => Outcome::Close,
            KeyCode::Esc => {
                self.stopping = true;
                Outcome::StopPlan(self.id)
            }
            _ => Outcome::Stay,
        }
    }
}
