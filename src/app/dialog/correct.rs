//! Corrects the times of a presence at a post: which one, when he really came on and went off, and why. What it comes
//! to is worked out at every key; the old times stay readable.

use crossterm::event::{KeyCode, KeyEvent};

use super::super::board::Board;
use super::super::line::Line;
use super::super::stamp::{Of, Stamp};
use super::note::INCOMPLETE;
use super::{Outcome, typed};
use crate::command::narrow;
use crate::domain::decide::decide;
use crate::domain::event::Change;
use crate::domain::{Command, Do, Event, MemberId, PostId, Presence, PresenceId, Refusal, Span};

/// The most presences to choose from: those nearest to the cursor.
const MOST: usize = 6;

/// What the form comes to.
#[derive(Clone, PartialEq, Debug)]
pub enum Outlook {
    /// The times are as they were.
    Unchanged,
    Fine(Vec<Event>),
    Refused(Refusal),
}

/// A row of the form.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Row {
    Presence(usize),
    On,
    Off,
    Reason,
}

/// The form.
#[derive(Clone, Debug)]
pub struct Correct {
    pub post: PostId,
    /// Those it can be about as they were when it opened, newest first.
    pub presences: Vec<(PresenceId, Presence)>,
    pub chosen: usize,
    pub on: Stamp,
    pub off: Stamp,
    pub reason: Line,
    pub focus: usize,
    pub outlook: Outlook,
}

impl Correct {
    /// Of the presences at the post that are nearest to a time; on `member`'s, else on the newest of those in it.
    pub fn new(board: &Board, post: PostId, near: Span, member: Option<MemberId>) -> Correct {
        let now = board.now();
        let apart = |p: &Presence| {
            let to = p.off.unwrap_or(now.max(p.on));
            (p.on - near.to).max(near.from - to).max(0)
        };
        let mut presences: Vec<(PresenceId, Presence)> =
            board.roster().presences_at(post).map(|(id, p)| (id, p.clone())).collect();
        presences.sort_by_key(|(_, p)| apart(p));
        presences.truncate(MOST);
        presences.sort_by_key(|(_, p)| std::cmp::Reverse(p.on));
        let his = |p: &Presence| member.is_some_and(|m| p.member == m);
        let nearest = (0..presences.len()).min_by_key(|i| (!his(&presences[*i].1), apart(&presences[*i].1), *i));
        let mut form = Correct {
            post,
            presences,
            chosen: 0,
            on: Stamp::default(),
            off: Stamp::default(),
            reason: Line::default(),
            focus: 0,
            outlook: Outlook::Unchanged,
        };
        form.choose(nearest.unwrap_or(0));
        form.focus = if form.presences.len() > 1 { form.chosen } else { form.row_of(Row::On) };
        form
    }

    /// The presence it is about.
    pub fn presence(&self) -> Option<&Presence> {
        self.presences.get(self.chosen).map(|(_, p)| p)
    }

    /// The rows of the form.
    pub fn rows(&self) -> Vec<Row> {
        (0..self.presences.len()).map(Row::Presence).chain([Row::On, Row::Off, Row::Reason]).collect()
    }

    /// The row that has the focus.
    pub fn row(&self) -> Row {
        self.rows().get(self.focus).copied().unwrap_or(Row::Reason)
    }

    fn row_of(&self, row: Row) -> usize {
        self.rows().iter().position(|r| *r == row).unwrap_or(0)
    }

    pub fn is_changed(&self) -> bool {
        !self.reason.is_empty() || self.on.given().is_some() || self.off.given().is_some()
    }

    /// Of another presence; its times are as they are.
    fn choose(&mut self, nth: usize) {
        self.chosen = nth;
        let Some(p) = self.presence() else { return };
        let (on, off) = (p.on, p.off);
        self.on = Stamp::of(Of::Past(on));
        self.off = Stamp::of(off.map_or(Of::Mark, Of::Past));
    }

    pub(super) fn paste(&mut self, text: &str, board: &Board) {
        self.focus = self.row_of(Row::Reason);
        self.reason.insert(text);
        self.check(board);
    }

    pub(super) fn key(&mut self, key: &KeyEvent, board: &Board) -> Outcome {
        let row = self.row();
        match key.code {
            KeyCode::Esc => return Outcome::Close,
            KeyCode::Enter | KeyCode::Tab if matches!(row, Row::Presence(_)) => self.focus = self.row_of(Row::On),
            KeyCode::Enter => return self.submit(),
            KeyCode::Up if row == Row::On => self.focus = self.chosen,
            KeyCode::Up | KeyCode::BackTab => self.focus = self.focus.saturating_sub(1),
            KeyCode::Down | KeyCode::Tab => self.focus = (self.focus + 1).min(self.rows().len() - 1),
            _ if row == Row::Reason => {
                self.reason.key(key);
            }
            KeyCode::Char(_) => typed(key).into_iter().for_each(|c| self.letter(narrow(c), board)),
            KeyCode::Left => self.set(|s, at| s.shift(-5, at.now()), board),
            KeyCode::Right => self.set(|s, at| s.shift(5, at.now()), board),
            KeyCode::Backspace => self.set(|s, _| s.back(), board),
            _ => {}
        }
        if let Row::Presence(i) = self.row()
            && i != self.chosen
        {
            self.choose(i);
        }
        self.check(board);
        Outcome::Stay
    }

    fn letter(&mut self, c: char, board: &Board) {
        let zone = board.roster().zone();
        match c {
            '+' | '=' => self.set(|s, at| s.shift(5, at.now()), board),
            '-' => self.set(|s, at| s.shift(-5, at.now()), board),
            '[' => self.set(|s, at| s.days(-1, at.now(), zone), board),
            ']' => self.set(|s, at| s.days(1, at.now(), zone), board),
            '0'..='9' => self.set(
                |s, at| {
                    s.digit(c, at.now(), zone);
                },
                board,
            ),
            ' ' => {}
            c => {
                self.focus = self.row_of(Row::Reason);
                self.reason.insert(c.encode_utf8(&mut [0; 4]));
            }
        }
    }

    /// Sets the time under the cursor; from the list, that of coming on.
    fn set(&mut self, set: impl FnOnce(&mut Stamp, &Board), board: &Board) {
        if self.row() == Row::Off {
            return set(&mut self.off, board);
        }
        self.focus = self.row_of(Row::On);
        set(&mut self.on, board);
    }

    /// Works out what it comes to.
    fn check(&mut self, board: &Board) {
        let command = self.command(Some(self.reason.given().unwrap_or_else(|| "-".into())));
        self.outlook = match command.map(|command| decide(board.roster(), &command, board.now())) {
            _ if self.on.given().is_none() && self.off.given().is_none() => Outlook::Unchanged,
            None => Outlook::Unchanged,
            Some(Ok(mut events)) => {
                if self.reason.given().is_none() {
                    forget_reason(&mut events);
                }
                Outlook::Fine(events)
            }
            Some(Err(refusal)) => Outlook::Refused(refusal),
        };
    }

    fn command(&self, reason: Option<String>) -> Option<Command> {
        let p = self.presence()?;
        let (new_on, new_off) = (self.on.given(), self.off.given());
        let what = Do::Correct { post: self.post, member: p.member, on: p.on, new_on, new_off };
        Some(Command { reason, ..Command::new(what) })
    }

    /// Goes to what is missing, else records it.
    fn submit(&mut self) -> Outcome {
        for (row, stamp) in [(Row::On, &self.on), (Row::Off, &self.off)] {
            if stamp.is_incomplete() {
                self.focus = self.row_of(row);
                return Outcome::Refuse(INCOMPLETE);
            }
        }
        match (&self.outlook, self.reason.given()) {
            (Outlook::Fine(_), Some(reason)) => self.command(Some(reason)).map_or(Outcome::Stay, Outcome::Submit),
            (Outlook::Fine(_), None) => {
                self.focus = self.row_of(Row::Reason);
                Outcome::Stay
            }
            (Outlook::Unchanged, _) => Outcome::Refuse("form.times_unchanged"),
            // The form says why.
            (Outlook::Refused(_), _) => Outcome::Stay,
        }
    }
}

/// Takes the stand-in for a reason that is not written yet out of what is shown.
fn forget_reason(events: &mut [Event]) {
    for event in events {
        if let Event::Presence(Change { is: Some(p), .. }) = event
            && let Some(last) = p.corrected.last_mut()
        {
            last.reason.clear();
        }
    }
}
