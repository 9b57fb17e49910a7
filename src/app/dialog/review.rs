//! A proposed plan before it is applied: the difference slot by slot, from which single lines can be taken out; the
//! fairness; what stays open and the ways out; who has to be told. Enter applies it as one step, Esc throws it away.

use std::collections::BTreeSet;
use std::ops::Range;
use std::sync::Arc;

use crossterm::event::{KeyCode, KeyEvent};

use super::super::board::Board;
use super::{Outcome, moved};
use crate::command::narrow;
use crate::domain::decide::decide;
use crate::domain::{Refusal, Slot};
use crate::exchange::output::Words;
use crate::locale::Lang;
use crate::plan::branch::Proposal;

/// The pages of the dialog.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Page {
    Changes,
    Open,
    Fairness,
    Told,
}

impl Page {
    pub const ALL: [Page; 4] = [Page::Changes, Page::Open, Page::Fairness, Page::Told];
}

/// The dialog.
#[derive(Clone, Debug)]
pub struct Review {
    pub proposal: Arc<Proposal>,
    /// The same without the lines that are taken out: what `Enter` applies.
    pub left: Arc<Proposal>,
    /// A line for each slot: its changes.
    pub lines: Vec<(Slot, Range<usize>)>,
    /// The lines that are taken out.
    pub out: BTreeSet<usize>,
    pub page: Page,
    /// The line under the cursor; on the other pages the first row that is shown.
    pub at: usize,
    pub top: usize,
    /// Why what is left cannot be applied.
    pub clash: Option<Refusal>,
}

impl Review {
    pub fn new(proposal: Arc<Proposal>) -> Review {
        let mut lines: Vec<(Slot, Range<usize>)> = Vec::new();
        for (i, c) in proposal.changes.iter().enumerate() {
            match lines.last_mut() {
                Some((slot, range)) if *slot == c.id.slot => range.end = i + 1,
                _ => lines.push((c.id.slot, i..i + 1)),
            }
        }
        let page = if lines.is_empty() { Page::Open } else { Page::Changes };
        Review { left: proposal.clone(), proposal, lines, out: BTreeSet::new(), page, at: 0, top: 0, clash: None }
    }

    /// Whether the change stays in.
    fn keeps(&self, change: usize) -> bool {
        let line = self.lines.partition_point(|(_, range)| range.end <= change);
        !self.out.contains(&line)
    }

    pub fn is_changed(&self) -> bool {
        !self.lines.is_empty()
    }

    pub(super) fn key(&mut self, key: &KeyEvent, board: &Board, lang: Lang) -> Outcome {
        let rows = if self.page == Page::Changes { self.lines.len() } else { usize::MAX };
        let at = if self.page == Page::Changes { &mut self.at } else { &mut self.top };
        if let Some(to) = moved(*at, rows, key) {
            *at = to;
            return Outcome::Stay;
        }
        match key.code {
            KeyCode::Esc => return Outcome::Close,
            KeyCode::Enter => return self.apply(),
            KeyCode::Tab | KeyCode::Right => self.turn(1),
            KeyCode::BackTab | KeyCode::Left => self.turn(-1),
            KeyCode::Char(c) => match narrow(c) {
                ' ' | 'x' if self.page == Page::Changes => self.toggle(board),
                'y' => {
                    let words = Words { lang, roster: board.roster(), now: board.now() };
                    return Outcome::Copy(words.told(&self.left));
                }
                _ => {}
            },
            _ => {}
        }
        Outcome::Stay
    }

    fn turn(&mut self, by: isize) {
        let all = Page::ALL;
        let at = all.iter().position(|p| *p == self.page).unwrap_or(0) as isize;
        self.page = all[(at + by).rem_euclid(all.len() as isize) as usize];
        self.top = 0;
    }

    /// Takes the line under the cursor out, or in again; says at once when the rest does not hold without it.
    fn toggle(&mut self, board: &Board) {
        if self.lines.is_empty() {
            return;
        }
        if !self.out.remove(&self.at) {
            self.out.insert(self.at);
        }
        self.left = Arc::new(self.proposal.only(board.roster(), board.now(), |i| self.keeps(i)));
        self.clash = self.left.command().and_then(|c| decide(board.roster(), &c, board.now()).err());
        self.at = (self.at + 1).min(self.lines.len() - 1);
    }

    fn apply(&self) -> Outcome {
        match self.left.command() {
            Some(command) => Outcome::Submit(command),
            None => Outcome::Close,
        }
    }
}
