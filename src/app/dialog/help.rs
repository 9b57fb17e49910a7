//! Help for a view: its keys and what they do.

use crossterm::event::{KeyCode, KeyEvent};

use super::{Outcome, moved};
use crate::command::{Action, TABLE, View};

/// The help of one view, scrolled down by some rows.
#[derive(Clone, Debug)]
pub struct Help {
    pub view: View,
    pub top: usize,
}

impl Help {
    pub fn new(view: View) -> Help {
        Help { view, top: 0 }
    }

    /// The actions it lists.
    pub fn rows(&self) -> impl Iterator<Item = &'static Action> + use<> {
        let view = self.view;
        TABLE.iter().filter(move |row| row.belongs_to(view))
    }

    pub(super) fn key(&mut self, key: &KeyEvent) -> Outcome {
        if let Some(top) = moved(self.top, self.rows().count(), key) {
            self.top = top;
            return Outcome::Stay;
        }
        match key.code {
            KeyCode::Esc | KeyCode::Enter | KeyCode::Char('q' | '?' | '？') | KeyCode::F(1) => Outcome::Close,
            _ => Outcome::Stay,
        }
    }
}
