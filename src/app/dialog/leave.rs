//! Leave (请假): who, from which date, how many days, why. What he was planned for shows as not available at once; `f`
//! repairs it.

use chrono::NaiveDate;
use crossterm::event::{KeyCode, KeyEvent};

use super::super::board::Board;
use super::super::line::Line;
use super::Outcome;
use crate::command::on_now;
use crate::domain::time::{days_after, midnight};
use crate::domain::{Command, Do, MemberId, PostId, Slot};

/// The most days of one leave.
const MOST_DAYS: i64 = 366;

/// The form.
#[derive(Clone, Debug)]
pub struct Leave {
    /// Whom it can be about.
    pub people: Vec<MemberId>,
    pub chosen: usize,
    pub first: NaiveDate,
    /// The first date as the form was opened.
    opened: NaiveDate,
    pub days: i64,
    pub why: Line,
    pub focus: usize,
}

/// A row of the form.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Row {
    Person(usize),
    First,
    Days,
    Why,
}

impl Leave {
    fn new(people: Vec<MemberId>, first: NaiveDate) -> Leave {
        Leave { people, chosen: 0, first, opened: first, days: 1, why: Line::default(), focus: 0 }
    }

    /// Of a member, from a date.
    pub fn of(member: MemberId, first: NaiveDate) -> Leave {
        Leave::new(vec![member], first)
    }

    /// Of those who are planned in the slot; of the present one also of those who are on duty at the post.
    pub fn at(board: &Board, post: PostId, slot: Option<Slot>) -> Leave {
        let roster = board.roster();
        let mut people: Vec<MemberId> = slot.into_iter().flat_map(|s| roster.assigned_in(s)).map(|(m, _)| m).collect();
        let present = slot.is_none_or(|s| board.present_slot() == Some((s.date, s.shift)));
        let on = on_now(roster, post).map(|(m, _)| m).filter(|m| !people.contains(m)).collect::<Vec<_>>();
        people.extend(on.into_iter().filter(|_| present));
        let today = board.now().date(roster.zone());
        Leave::new(people, slot.map_or(today, |s| s.date))
    }

    /// The rows of the form.
    pub fn rows(&self) -> Vec<Row> {
        (0..self.people.len()).map(Row::Person).chain([Row::First, Row::Days, Row::Why]).collect()
    }

    /// The row that has the focus.
    pub fn row(&self) -> Row {
        self.rows().get(self.focus).copied().unwrap_or(Row::Why)
    }

    /// The last date of the leave.
    pub fn last(&self) -> NaiveDate {
        days_after(self.first, self.days - 1)
    }

    pub fn is_changed(&self) -> bool {
        !self.why.is_empty() || self.days > 1 || self.first != self.opened
    }

    pub(super) fn paste(&mut self, text: &str) {
        self.focus = self.rows().len() - 1;
        self.why.insert(text);
    }

    pub(super) fn key(&mut self, key: &KeyEvent, board: &Board) -> Outcome {
        let last = self.rows().len() - 1;
        match key.code {
            KeyCode::Esc => return Outcome::Close,
            KeyCode::Enter => return self.submit(board),
            KeyCode::Up | KeyCode::BackTab => self.focus = self.focus.saturating_sub(1),
            KeyCode::Down | KeyCode::Tab => self.focus = (self.focus + 1).min(last),
            KeyCode::Left if self.row() != Row::Why => self.turn(-1),
            KeyCode::Right if self.row() != Row::Why => self.turn(1),
            KeyCode::Char(c @ '1'..='9') if self.row() != Row::Why => self.days = i64::from(c as u32 - '0' as u32),
            KeyCode::Char('+' | '=') if self.row() != Row::Why => self.longer(1),
            KeyCode::Char('-') if self.row() != Row::Why => self.longer(-1),
            KeyCode::Char(' ') if self.row() != Row::Why => {}
            KeyCode::Char(_) => {
                self.focus = last;
                self.why.key(key);
            }
            _ => {
                self.why.key(key);
            }
        }
        if let Row::Person(i) = self.row() {
            self.chosen = i;
        }
        Outcome::Stay
    }

    fn turn(&mut self, by: i64) {
        match self.row() {
            Row::First => self.first = days_after(self.first, by),
            _ => self.longer(by),
        }
    }

    fn longer(&mut self, by: i64) {
        self.days = (self.days + by).clamp(1, MOST_DAYS);
    }

    fn submit(&self, board: &Board) -> Outcome {
        let Some(member) = self.people.get(self.chosen).copied() else { return Outcome::Close };
        let at = |date| midnight(board.roster().zone(), date);
        let (from, to) = (at(self.first), at(days_after(self.first, self.days)));
        Outcome::Submit(Command::new(Do::Leave { member, from, to, why: self.why.given() }))
    }
}
