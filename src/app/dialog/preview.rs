//! A file before it is imported: what was understood cell by cell, what was not, and what it would change. Enter
//! records it as one step, Esc goes back to the form.

use std::sync::Arc;

use crossterm::event::{KeyCode, KeyEvent};

use super::Outcome;
use super::moved;
use crate::exchange::sheet::Offer;

/// The pages of the dialog.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Page {
    /// The cells that were understood.
    Cells,
    Problems,
    /// What the plan would be.
    Changes,
}

impl Page {
    pub const ALL: [Page; 3] = [Page::Cells, Page::Problems, Page::Changes];
}

/// The dialog.
#[derive(Clone, Debug)]
pub struct Preview {
    pub offer: Arc<Offer>,
    pub page: Page,
    /// The first row that is shown.
    pub top: usize,
}

impl Preview {
    pub fn new(offer: Arc<Offer>) -> Preview {
        Preview { offer, page: Page::Cells, top: 0 }
    }

    /// How many rows a page has, as far as that can be known without drawing it.
    fn rows(&self) -> usize {
        let u = &self.offer.understood;
        match self.page {
            Page::Cells => u.assignments.len() + u.unavailable.len() + u.members.len(),
            Page::Problems => u.problems.len() + u.remarks.len(),
            Page::Changes => 8 + self.offer.effect.new.len() + self.offer.effect.lost.len(),
        }
    }

    pub(super) fn key(&mut self, key: &KeyEvent) -> Outcome {
        if let Some(top) = moved(self.top, self.rows(), key) {
            self.top = top;
            return Outcome::Stay;
        }
        match key.code {
            KeyCode::Esc => return Outcome::Close,
            KeyCode::Enter if self.offer.refused.is_some() => {}
            KeyCode::Enter => return self.offer.command().map_or(Outcome::Close, Outcome::Submit),
            KeyCode::Home => self.top = 0,
            KeyCode::End => self.top = self.rows().saturating_sub(1),
            KeyCode::Tab | KeyCode::Right => self.turn(1),
            KeyCode::BackTab | KeyCode::Left => self.turn(-1),
            _ => {}
        }
        Outcome::Stay
    }

    fn turn(&mut self, by: isize) {
        let at = Page::ALL.iter().position(|p| *p == self.page).unwrap_or(0) as isize;
        self.page = Page::ALL[(at + by).rem_euclid(Page::ALL.len() as isize) as usize];
        self.top = 0;
    }
}
