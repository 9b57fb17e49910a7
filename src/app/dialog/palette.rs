//! The list of every action: the arrows walk it, typing narrows it.

use crossterm::event::{KeyCode, KeyEvent};

use super::super::line::Line;
use super::super::pinyin;
use super::{NONE_FITS, Outcome, moved};
use crate::command::{Action, TABLE};
use crate::locale::Lang;

/// The palette.
#[derive(Clone, Debug)]
pub struct Palette {
    pub query: Line,
    /// The actions that fit the query.
    pub shown: Vec<&'static Action>,
    pub at: usize,
}

impl std::fmt::Debug for Action {
    fn fmt(&self, f: &mut std::fmt::Formatter) -> std::fmt::Result {
        f.write_str(self.id)
    }
}

impl Default for Palette {
    fn default() -> Palette {
        Palette { query: Line::default(), shown: TABLE.iter().collect(), at: 0 }
    }
}

impl Palette {
    pub(super) fn key(&mut self, key: &KeyEvent) -> Outcome {
        if let Some(at) = moved(self.at, self.shown.len(), key) {
            self.at = at;
            return Outcome::Stay;
        }
        match key.code {
            KeyCode::Esc => return Outcome::Close,
            KeyCode::Enter => {
                return self.shown.get(self.at).map_or(Outcome::Refuse(NONE_FITS), |row| Outcome::Do(row.act));
            }
            _ => {}
        }
        if self.query.key(key) {
            self.filter();
        }
        Outcome::Stay
    }

    pub(super) fn paste(&mut self, text: &str) {
        self.query.insert(text);
        self.filter();
    }

    fn filter(&mut self) {
        let query = self.query.text().trim();
        let fits = |row: &&Action| {
            row.id.contains(&query.to_lowercase())
                || [Lang::Zh, Lang::En].iter().any(|lang| pinyin::matches(row.name(*lang), query))
        };
        self.shown = TABLE.iter().filter(fits).collect();
        self.shown.sort_by_key(|row| row.id != query);
        self.at = 0;
    }
}
