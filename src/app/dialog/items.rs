//! The open items of a post: a new one is typed, with the time by which it is due if it has one; one that is done is
//! closed.

use crossterm::event::{KeyCode, KeyEvent};

use super::super::board::Board;
use super::super::line::Line;
use super::super::stamp::{Of, Stamp};
use super::note::INCOMPLETE;
use super::{Outcome, moved};
use crate::command::narrow;
use crate::domain::{Command, Do, ItemId, PostId};

/// The row of the time by which the new item is due.
const DUE: usize = 1;

/// The rows before the items.
const NEW: usize = 2;

/// The form: the first rows are the new item's text and due time, the others are those that are open.
#[derive(Clone, Debug)]
pub struct Items {
    pub post: PostId,
    pub text: Line,
    pub due: Stamp,
    pub open: Vec<ItemId>,
    pub at: usize,
}

impl Items {
    pub fn new(board: &Board, post: PostId) -> Items {
        let here = board.roster().items.iter().filter(|(_, i)| i.post == post && i.closed.is_none());
        let open = here.map(|(id, _)| *id).collect();
        Items { post, text: Line::default(), due: Stamp::of(Of::Due), open, at: 0 }
    }

    /// The form with the cursor on an item.
    pub fn on(board: &Board, post: PostId, item: ItemId) -> Items {
        let items = Items::new(board, post);
        let at = items.open.iter().position(|i| *i == item).map_or(0, |i| i + NEW);
        Items { at, ..items }
    }

    /// Whether the cursor is on the time by which the new one is due.
    pub fn is_on_due(&self) -> bool {
        self.at == DUE
    }

    /// The item under the cursor.
    pub fn here(&self) -> Option<ItemId> {
        self.at.checked_sub(NEW).and_then(|i| self.open.get(i)).copied()
    }

    pub fn is_changed(&self) -> bool {
        !self.text.is_empty() || !self.due.is_untouched()
    }

    pub(super) fn key(&mut self, key: &KeyEvent, board: &Board) -> Outcome {
        if let Some(at) = moved(self.at, self.open.len() + NEW, key) {
            self.at = at;
            return Outcome::Stay;
        }
        match key.code {
            KeyCode::Esc => Outcome::Close,
            KeyCode::Enter => self.submit(),
            KeyCode::Tab | KeyCode::BackTab => {
                self.at = if self.at == 0 { DUE } else { 0 };
                Outcome::Stay
            }
            _ if self.is_on_due() && self.set_due(key, board) => Outcome::Stay,
            _ => {
                if self.text.key(key) {
                    self.at = 0;
                }
                Outcome::Stay
            }
        }
    }

    pub(super) fn paste(&mut self, text: &str) {
        self.at = 0;
        self.text.insert(text);
    }

    /// Takes a key that sets the due time; false when it is none.
    fn set_due(&mut self, key: &KeyEvent, board: &Board) -> bool {
        let (now, zone) = (board.now(), board.roster().zone());
        let code = match key.code {
            KeyCode::Char(c) => KeyCode::Char(narrow(c)),
            code => code,
        };
        match code {
            KeyCode::Char('+' | '=') | KeyCode::Right => self.due.shift(5, now),
            KeyCode::Char('-') | KeyCode::Left => self.due.shift(-5, now),
            KeyCode::Char('[') => self.due.days(-1, now, zone),
            KeyCode::Char(']') => self.due.days(1, now, zone),
            KeyCode::Char(c @ '0'..='9') => {
                self.due.digit(c, now, zone);
            }
            KeyCode::Char(' ') => {}
            KeyCode::Backspace => self.due.back(),
            _ => return false,
        }
        true
    }

    fn submit(&mut self) -> Outcome {
        if let Some(item) = self.here() {
            if !self.text.is_empty() {
                self.at = 0;
                return Outcome::Refuse("form.item_is_new");
            }
            return Outcome::Submit(Command::new(Do::CloseItem { item }));
        }
        if self.due.is_incomplete() {
            self.at = DUE;
            return Outcome::Refuse(INCOMPLETE);
        }
        let (post, text) = (self.post, self.text.given().unwrap_or_default());
        Outcome::Submit(Command::new(Do::OpenItem { post, text, due: self.due.given() }))
    }
}
