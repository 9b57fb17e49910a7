//! The open items of a post: a new one is typed, one that is done is closed.

use crossterm::event::{KeyCode, KeyEvent};

use super::super::board::Board;
use super::super::line::Line;
use super::{Outcome, moved};
use crate::domain::{Command, Do, ItemId, PostId};

/// The form: the first row is the new item, the others are those that are open.
#[derive(Clone, Debug)]
pub struct Items {
    pub post: PostId,
    pub text: Line,
    pub open: Vec<ItemId>,
    pub at: usize,
}

impl Items {
    pub fn new(board: &Board, post: PostId) -> Items {
        let here = board.roster().items.iter().filter(|(_, i)| i.post == post && i.closed.is_none());
        let open = here.map(|(id, _)| *id).collect();
        Items { post, text: Line::default(), open, at: 0 }
    }

    /// The form with the cursor on an item.
    pub fn on(board: &Board, post: PostId, item: ItemId) -> Items {
        let items = Items::new(board, post);
        let at = items.open.iter().position(|i| *i == item).map_or(0, |i| i + 1);
        Items { at, ..items }
    }

    pub(super) fn key(&mut self, key: &KeyEvent, _: &Board) -> Outcome {
        if let Some(at) = moved(self.at, self.open.len() + 1, key) {
            self.at = at;
            return Outcome::Stay;
        }
        match key.code {
            KeyCode::Esc => Outcome::Close,
            KeyCode::Enter => Outcome::Submit(Command::new(self.what())),
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

    fn what(&self) -> Do {
        match self.at.checked_sub(1).and_then(|i| self.open.get(i)) {
            Some(item) => Do::CloseItem { item: *item },
            None => Do::OpenItem { post: self.post, text: self.text.given().unwrap_or_default(), due: None },
        }
    }
}
