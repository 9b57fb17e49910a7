//! Finding a person, a post or a compound by name or pinyin initials.

use crossterm::event::{KeyCode, KeyEvent};

use super::super::board::Board;
use super::super::line::Line;
use super::super::pinyin;
use super::{NONE_FITS, Outcome, moved};
use crate::domain::{CompoundId, MemberId, PostId, Roster};

/// What was found.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Found {
    Post(PostId),
    Compound(CompoundId),
    Member(MemberId),
}

/// The search.
#[derive(Clone, Debug)]
pub struct Find {
    pub query: Line,
    pub shown: Vec<Found>,
    pub at: usize,
}

impl Find {
    pub fn new(board: &Board) -> Find {
        Find { query: Line::default(), shown: everything(board.roster(), ""), at: 0 }
    }

    pub(super) fn key(&mut self, key: &KeyEvent, board: &Board) -> Outcome {
        if let Some(at) = moved(self.at, self.shown.len(), key) {
            self.at = at;
            return Outcome::Stay;
        }
        match key.code {
            KeyCode::Esc => return Outcome::Close,
            KeyCode::Enter => return self.shown.get(self.at).map_or(Outcome::Refuse(NONE_FITS), |f| Outcome::Go(*f)),
            _ => {}
        }
        if self.query.key(key) {
            self.filter(board);
        }
        Outcome::Stay
    }

    pub(super) fn paste(&mut self, text: &str, board: &Board) {
        self.query.insert(text);
        self.filter(board);
    }

    fn filter(&mut self, board: &Board) {
        self.shown = everything(board.roster(), self.query.text());
        self.at = 0;
    }
}

/// Posts, compounds that are not called like a post, people: whatever fits the query.
fn everything(roster: &Roster, query: &str) -> Vec<Found> {
    let fits = |name: &str, short: Option<&str>| {
        pinyin::matches(name, query) || short.is_some_and(|s| pinyin::matches(s, query))
    };
    let posts = roster.posts.iter().filter(|(_, p)| fits(&p.name, p.short.as_deref()));
    let named = |name: &str| roster.posts.values().any(|p| p.name == name);
    let compounds = roster.compounds.iter().filter(|(_, c)| fits(&c.name, c.short.as_deref()) && !named(&c.name));
    let members = roster.members.iter().filter(|(_, m)| fits(&m.name, None));
    let posts = posts.map(|(id, _)| Found::Post(*id));
    let compounds = compounds.map(|(id, _)| Found::Compound(*id));
    posts.chain(compounds).chain(members.map(|(id, _)| Found::Member(*id))).collect()
}
