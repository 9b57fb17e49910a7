//! One mark about one person at a post: on, off, stepped out, back again, or out of the plan; with time and reason.

use crossterm::event::{KeyCode, KeyEvent};

use super::super::board::Board;
use super::super::line::Line;
use super::super::stamp::Stamp;
use super::note::{INCOMPLETE, at};
use super::picker::{Picker, Purpose};
use super::{Dialog, Outcome, typed};
use crate::command::{narrow, on_now};
use crate::domain::{Command, Do, MemberId, PostId, Slot};

/// What is marked.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum What {
    On,
    Off,
    /// Steps out, somebody may stand in.
    Cover,
    /// Is back.
    Uncover,
    /// Is taken out of the plan.
    Withdraw(Slot),
}

/// The form.
#[derive(Clone, Debug)]
pub struct Mark {
    pub post: PostId,
    /// Whom it can be about, and what would be marked.
    pub people: Vec<(MemberId, What)>,
    pub chosen: usize,
    /// Who stands in.
    pub by: Option<MemberId>,
    pub stamp: Stamp,
    pub reason: Line,
    pub focus: usize,
}

/// A row of the form.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Row {
    Person(usize),
    StandIn,
    Time,
    Reason,
}

impl Mark {
    fn new(post: PostId, people: Vec<(MemberId, What)>) -> Mark {
        Mark { post, people, chosen: 0, by: None, stamp: Stamp::default(), reason: Line::default(), focus: 0 }
    }

    /// About these; the title names the post.
    pub fn of(post: PostId, people: Vec<(MemberId, What)>) -> Mark {
        Mark::new(post, people)
    }

    /// About one person.
    pub fn one(post: PostId, member: MemberId, what: What) -> Mark {
        Mark::new(post, vec![(member, what)])
    }

    /// Who is on duty at the post goes off; those past their time first.
    pub fn off(board: &Board, post: PostId) -> Mark {
        Mark::new(post, off_duty(board, post))
    }

    /// Who is on duty goes off, who is planned in the slot and not on duty is withdrawn.
    pub fn take_off(board: &Board, post: PostId, slot: Option<Slot>) -> Mark {
        let mut people = if is_present(board, slot) { off_duty(board, post) } else { Vec::new() };
        if let Some(slot) = slot {
            let planned = board.roster().assigned_in(slot).map(|(m, _)| m);
            let new: Vec<_> = planned.filter(|m| !people.iter().any(|(p, _)| p == m)).collect();
            people.extend(new.into_iter().map(|m| (m, What::Withdraw(slot))));
        }
        Mark::new(post, people)
    }

    /// The same with the cursor on `member`, if it can be about him.
    pub fn about(mut self, member: Option<MemberId>) -> Mark {
        let at = member.and_then(|m| self.people.iter().position(|(p, _)| *p == m));
        self.focus = at.unwrap_or(0);
        self.chosen = self.focus;
        self
    }

    /// Who is away comes back; else who is on duty steps out.
    pub fn cover(board: &Board, post: PostId) -> Mark {
        let (mut away, mut here) = (Vec::new(), Vec::new());
        for (member, presence) in on_now(board.roster(), post) {
            match presence.away.iter().any(|a| a.to.is_none()) {
                true => away.push((member, What::Uncover)),
                false => here.push((member, What::Cover)),
            }
        }
        away.extend(here);
        Mark::new(post, away)
    }

    /// What would be marked.
    pub fn what(&self) -> Option<(MemberId, What)> {
        self.people.get(self.chosen).copied()
    }

    /// The rows of the form.
    pub fn rows(&self) -> Vec<Row> {
        let what = self.what().map(|(_, what)| what);
        let mut rows: Vec<Row> = (0..self.people.len()).map(Row::Person).collect();
        if what == Some(What::Cover) {
            rows.push(Row::StandIn);
        }
        if !matches!(what, Some(What::Withdraw(_))) {
            rows.push(Row::Time);
        }
        rows.push(Row::Reason);
        rows
    }

    /// The row that has the focus.
    pub fn row(&self) -> Row {
        self.rows().get(self.focus).copied().unwrap_or(Row::Reason)
    }

    pub fn is_changed(&self) -> bool {
        !self.reason.is_empty() || self.by.is_some() || self.stamp != Stamp::default()
    }

    pub(super) fn picked(&mut self, member: MemberId) {
        self.by = Some(member);
    }

    pub(super) fn paste(&mut self, text: &str) {
        self.focus = self.rows().len() - 1;
        self.reason.insert(text);
    }

    pub(super) fn key(&mut self, key: &KeyEvent, board: &Board) -> Outcome {
        let (row, last) = (self.row(), self.rows().len() - 1);
        match key.code {
            KeyCode::Esc => return Outcome::Close,
            KeyCode::Up | KeyCode::BackTab => self.focus = self.focus.saturating_sub(1),
            KeyCode::Down | KeyCode::Tab => self.focus = (self.focus + 1).min(last),
            KeyCode::Enter if row == Row::StandIn && self.by.is_none() => return self.pick(board),
            KeyCode::Enter => return self.submit(),
            _ if row == Row::Reason => {
                self.reason.key(key);
            }
            KeyCode::Char(_) => return typed(key).map_or(Outcome::Stay, |c| self.letter(narrow(c), row, board)),
            KeyCode::Left => self.stamp.shift(-5, board.now()),
            KeyCode::Right => self.stamp.shift(5, board.now()),
            KeyCode::Backspace if row == Row::StandIn => self.by = None,
            KeyCode::Backspace => self.stamp.back(),
            _ => {}
        }
        if let Row::Person(i) = self.row() {
            self.chosen = i;
        }
        Outcome::Stay
    }

    fn letter(&mut self, c: char, row: Row, board: &Board) -> Outcome {
        match c {
            '+' | '=' => self.stamp.shift(5, board.now()),
            '-' => self.stamp.shift(-5, board.now()),
            '0'..='9' => {
                self.stamp.digit(c, board.now(), board.roster().zone());
            }
            ' ' if row == Row::StandIn => return self.pick(board),
            'a' if matches!(self.what(), Some((_, What::Cover))) => return self.pick(board),
            ' ' => {}
            c => {
                self.focus = self.rows().len() - 1;
                self.reason.insert(c.encode_utf8(&mut [0; 4]));
            }
        }
        Outcome::Stay
    }

    fn pick(&self, board: &Board) -> Outcome {
        Outcome::Open(Dialog::Pick(Picker::new(board, Purpose::StandIn(self.post))))
    }

    fn submit(&mut self) -> Outcome {
        let post = self.post;
        let Some((member, what)) = self.what() else { return Outcome::Stay };
        if self.stamp.is_incomplete()
            && let Some(time) = self.rows().iter().position(|r| *r == Row::Time)
        {
            self.focus = time;
            return Outcome::Refuse(INCOMPLETE);
        }
        let command = match what {
            What::On => Do::On { post, member },
            What::Off => Do::Off { post, member },
            What::Cover => Do::Cover { post, member, by: self.by },
            What::Uncover => Do::Uncover { post, member },
            What::Withdraw(slot) => Do::Withdraw { slot, member },
        };
        let command = Command { reason: self.reason.given(), ..Command::new(command) };
        Outcome::Submit(match what {
            What::Withdraw(_) => command,
            _ => at(command, &self.stamp),
        })
    }
}

/// Those on duty at the post, whoever is not planned there now first: they are the ones who may go.
fn off_duty(board: &Board, post: PostId) -> Vec<(MemberId, What)> {
    let roster = board.roster();
    let now = board.now();
    let planned: Vec<MemberId> = match board.present_slot() {
        Some((date, shift)) => roster
            .assigned_in(Slot { post, date, shift })
            .filter(|(_, _)| roster.slot_span(date, shift).is_some_and(|s| s.contains(now)))
            .map(|(m, _)| m)
            .collect(),
        None => Vec::new(),
    };
    let mut people: Vec<_> = on_now(roster, post).map(|(m, p)| (planned.contains(&m), p.on, m)).collect();
    people.sort_unstable();
    people.into_iter().map(|(_, _, m)| (m, What::Off)).collect()
}

/// Whether the slot is the present one, where people on duty are meant too.
fn is_present(board: &Board, slot: Option<Slot>) -> bool {
    slot.is_none_or(|s| board.present_slot() == Some((s.date, s.shift)))
}
