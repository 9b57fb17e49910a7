//! What a pasted block, or one thing put into many cells, would change: looked at before it is recorded as one entry.

use crossterm::event::{KeyCode, KeyEvent};

use super::{Outcome, moved};
use crate::app::cells;
use crate::domain::{Command, Do};

/// The preview.
#[derive(Clone, Debug)]
pub struct Block {
    pub block: cells::Block,
    /// The first problem shown.
    pub at: usize,
}

impl Block {
    pub fn new(block: cells::Block) -> Block {
        Block { block, at: 0 }
    }

    pub(super) fn key(&mut self, key: &KeyEvent) -> Outcome {
        if let Some(at) = moved(self.at, self.block.problems.len(), key) {
            self.at = at;
            return Outcome::Stay;
        }
        match key.code {
            KeyCode::Enter if self.block.events.is_empty() => Outcome::Close,
            KeyCode::Enter => Outcome::Submit(Command::new(Do::Change { events: self.block.events.clone() })),
            KeyCode::Esc => Outcome::Close,
            _ => Outcome::Stay,
        }
    }
}
