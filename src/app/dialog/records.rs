//! The lists of members, posts, units and compounds, and what else can be set up: typing narrows a list, Space marks
//! rows, Enter opens the form of the marked ones, or of the one under the cursor.

use std::collections::HashSet;

use crossterm::event::{KeyCode, KeyEvent};

use super::super::board::Board;
use super::super::line::Line;
use super::super::pinyin;
use super::form::marks_all;
use super::{Dialog, Form, Outcome, moved};
use crate::app::place;
use crate::command::narrow;
use crate::domain::Roster;
use crate::exchange::fields::{Kind, Which};
use crate::locale::Lang;

/// By what a list is in order.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum By {
    #[default]
    Record,
    Name,
    Unit,
}

/// One list.
#[derive(Clone, Debug)]
pub struct Records {
    pub kind: Kind,
    pub query: Line,
    pub by: By,
    /// Those that fit the query, in order; those that have ended come last.
    pub shown: Vec<Which>,
    /// They stay marked while the query hides them.
    pub marked: Vec<Which>,
    /// 0 is the row for a new one.
    pub at: usize,
}

impl Records {
    pub fn new(board: &Board, kind: Kind) -> Records {
        let (query, by) = (Line::default(), By::default());
        let mut list = Records { kind, query, by, shown: Vec::new(), marked: Vec::new(), at: 0 };
        list.read(board);
        list.at = 1.min(list.shown.len());
        list
    }

    /// Reads the records anew.
    pub fn read(&mut self, board: &Board) {
        let roster = board.roster();
        let all: Vec<Which> = match self.kind {
            Kind::Member => roster.members.keys().map(|id| Which::Member(Some(*id))).collect(),
            Kind::Post => roster.posts.keys().map(|id| Which::Post(Some(*id))).collect(),
            Kind::Unit => roster.units.keys().map(|id| Which::Unit(Some(*id))).collect(),
            Kind::Compound => roster.compounds.keys().map(|id| Which::Compound(Some(*id))).collect(),
            Kind::Branch | Kind::Rules | Kind::Pattern => Vec::new(),
        };
        let query = self.query.text();
        self.shown = all.into_iter().filter(|w| words(roster, *w).iter().any(|t| pinyin::matches(t, query))).collect();
        match self.by {
            By::Record => {}
            By::Name => self.shown.sort_by_cached_key(|w| pinyin::sort_key(name(roster, *w))),
            By::Unit => self.shown.sort_by_cached_key(|w| words(roster, *w).get(1).cloned()),
        }
        let today = place::today(board);
        self.shown.sort_by_key(|w| has_ended(roster, *w, today));
        self.marked.retain(|w| !name(roster, *w).is_empty());
        self.at = self.at.min(self.shown.len());
    }

    pub(super) fn key(&mut self, key: &KeyEvent, board: &Board, lang: Lang) -> Outcome {
        if let Some(at) = moved(self.at, self.shown.len() + 1, key) {
            self.at = at;
            return Outcome::Stay;
        }
        match key.code {
            KeyCode::Esc => return Outcome::Close,
            KeyCode::Enter => return Outcome::Open(Dialog::Form(Form::new(board, lang, self.chosen()))),
            KeyCode::Tab => {
                self.by = match self.by {
                    By::Record => By::Name,
                    By::Name => By::Unit,
                    By::Unit => By::Record,
                };
                self.read(board);
            }
            KeyCode::Char(c) if narrow(c) == ' ' => self.mark(),
            _ if marks_all(key) => {
                let marked: HashSet<Which> = self.marked.iter().copied().collect();
                let new: Vec<Which> = self.shown.iter().filter(|w| !marked.contains(w)).copied().collect();
                match new.is_empty() {
                    true => {
                        let shown: HashSet<Which> = self.shown.iter().copied().collect();
                        self.marked.retain(|w| !shown.contains(w));
                    }
                    false => self.marked.extend(new),
                }
            }
            _ => {
                if self.query.key(key) {
                    self.read(board);
                    self.at = 1.min(self.shown.len());
                }
            }
        }
        Outcome::Stay
    }

    pub(super) fn paste(&mut self, text: &str, board: &Board) {
        self.query.insert(text);
        self.read(board);
    }

    /// Marks the row under the cursor or takes the mark off, and goes on to the next.
    fn mark(&mut self) {
        let Some(here) = self.at.checked_sub(1).and_then(|i| self.shown.get(i)).copied() else { return };
        match self.marked.iter().position(|w| *w == here) {
            Some(i) => {
                self.marked.remove(i);
            }
            None => self.marked.push(here),
        }
        self.at = (self.at + 1).min(self.shown.len());
    }

    /// The marked records, else the one under the cursor, else a new one.
    fn chosen(&self) -> Vec<Which> {
        let here = self.at.checked_sub(1).and_then(|i| self.shown.get(i)).copied();
        match (here, self.marked.is_empty()) {
            (Some(_), false) => self.marked.clone(),
            (Some(here), true) => vec![here],
            (None, _) => vec![Which::new(self.kind)],
        }
    }
}

/// The record's name.
pub fn name(roster: &Roster, which: Which) -> &str {
    match which {
        Which::Member(Some(id)) => roster.name_of(id),
        Which::Post(Some(id)) => roster.post_name(id),
        Which::Unit(Some(id)) => roster.units.get(&id).map_or("", |u| &u.name),
        Which::Compound(Some(id)) => roster.compounds.get(&id).map_or("", |c| &c.name),
        _ => "",
    }
}

/// The words by which a record is found: its name, its unit or compound, its short name or telephone.
pub fn words(roster: &Roster, which: Which) -> Vec<String> {
    let mut out = vec![name(roster, which).to_string()];
    match which {
        Which::Member(Some(id)) => {
            let m = roster.member(id);
            let unit = m.and_then(|m| m.unit).and_then(|u| roster.units.get(&u));
            out.push(unit.map_or(String::new(), |u| u.short.clone().unwrap_or_else(|| u.name.clone())));
            out.extend(m.and_then(|m| m.phone.clone()));
        }
        Which::Post(Some(id)) => {
            let p = roster.post(id);
            let compound = p.and_then(|p| p.compound).and_then(|c| roster.compounds.get(&c));
            out.push(compound.map_or(String::new(), |c| c.name.clone()));
            out.extend(p.and_then(|p| p.short.clone()));
        }
        Which::Unit(Some(id)) => out.extend(roster.units.get(&id).and_then(|u| u.short.clone())),
        Which::Compound(Some(id)) => out.extend(roster.compounds.get(&id).and_then(|c| c.community.clone())),
        _ => {}
    }
    out
}

/// Whether a member has left, or a post needs nobody any more.
pub fn has_ended(roster: &Roster, which: Which, today: chrono::NaiveDate) -> bool {
    match which {
        Which::Member(Some(id)) => roster.member(id).is_some_and(|m| m.leaves.is_some_and(|l| l < today)),
        Which::Post(Some(id)) => roster.post(id).is_some_and(|p| !p.needs_from(today)),
        _ => false,
    }
}
