//! What a sheet says and the branch does not know: each name a new person, a known one written otherwise, or nobody;
//! each code a shift, nothing, or a problem that is listed.

use std::sync::Arc;

use crossterm::event::{KeyCode, KeyEvent};

use super::super::pinyin;
use super::preview::Preview;
use super::{Dialog, Outcome, moved};
use crate::command::narrow;
use crate::domain::{MemberId, Roster};
use crate::exchange::sheet::{Ask, At, Offer, What};

/// What one of them is meant to be.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Meant {
    NewPerson,
    Known(MemberId),
    /// A shift's code, or `休`.
    Code(String),
    LeftOut,
}

/// A name or a code that is not known.
#[derive(Clone, Debug)]
pub struct Row {
    pub text: String,
    /// Where it stands first, and in how many cells beside it.
    pub at: At,
    pub more: usize,
    pub choices: Vec<Meant>,
    pub chosen: usize,
}

impl Row {
    pub fn meant(&self) -> &Meant {
        self.choices.get(self.chosen).unwrap_or(&Meant::LeftOut)
    }

    fn choose(&mut self, meant: &Meant) {
        self.chosen = self.choices.iter().position(|c| c == meant).unwrap_or(self.chosen);
    }
}

/// The list.
#[derive(Clone, Debug)]
pub struct Unknown {
    pub ask: Ask,
    pub offer: Arc<Offer>,
    pub rows: Vec<Row>,
    pub at: usize,
}

impl Unknown {
    /// The names and codes of a file that nobody knows; none when there are none.
    pub fn of(ask: &Ask, offer: &Arc<Offer>) -> Option<Unknown> {
        let u = &offer.understood;
        let mut rows: Vec<Row> = u.strangers.iter().map(|s| name(s, &offer.roster)).collect();
        for p in &u.problems {
            let (Some(at), What::UnknownCode { text }) = (p.at, &p.what) else { continue };
            match rows.iter_mut().find(|r| r.text == *text && !r.choices.contains(&Meant::NewPerson)) {
                Some(row) => row.more += 1,
                None => rows.push(code(text, at, &offer.roster)),
            }
        }
        (!rows.is_empty()).then(|| Unknown { ask: ask.clone(), offer: offer.clone(), rows, at: 0 })
    }

    pub(super) fn key(&mut self, key: &KeyEvent) -> Outcome {
        if let Some(at) = moved(self.at, self.rows.len(), key) {
            self.at = at;
            return Outcome::Stay;
        }
        match key.code {
            KeyCode::Esc => return Outcome::Close,
            KeyCode::Enter => return self.done(),
            KeyCode::Left | KeyCode::BackTab => self.turn(-1),
            KeyCode::Right | KeyCode::Tab => self.turn(1),
            KeyCode::Char(c) => match narrow(c) {
                ' ' => self.turn(1),
                'n' => self.rows.iter_mut().for_each(|r| r.choose(&Meant::NewPerson)),
                'x' => {
                    if let Some(row) = self.rows.get_mut(self.at) {
                        row.choose(&Meant::LeftOut);
                    }
                    self.at = (self.at + 1).min(self.rows.len().saturating_sub(1));
                }
                _ => {}
            },
            _ => {}
        }
        Outcome::Stay
    }

    fn turn(&mut self, by: isize) {
        if let Some(row) = self.rows.get_mut(self.at) {
            let all = row.choices.len().max(1) as isize;
            row.chosen = (row.chosen as isize + by).rem_euclid(all) as usize;
        }
    }

    /// Reads again with what was said; as it was read already when that makes no difference.
    fn done(&self) -> Outcome {
        let mut ask = self.ask.clone();
        for row in &self.rows {
            let is_code = !row.choices.contains(&Meant::NewPerson);
            match row.meant() {
                Meant::NewPerson => {}
                Meant::Known(id) => ask.options.meant.push((row.text.clone(), *id)),
                Meant::Code(code) => ask.options.map.push((row.text.clone(), code.clone())),
                Meant::LeftOut if is_code => {}
                Meant::LeftOut => ask.options.left_out.push(row.text.clone()),
            }
        }
        match ask == self.ask {
            true => Outcome::Instead(Dialog::Preview(Preview::new(self.offer.clone()))),
            false => Outcome::ReadAgain(ask),
        }
    }
}

/// A stranger: new, unless somebody's name sounds the same and is only written otherwise.
fn name(s: &crate::exchange::sheet::Stranger, roster: &Roster) -> Row {
    let known: Vec<MemberId> = s.near.iter().filter_map(|n| roster.member_by_name(n)).collect();
    let sounds = |id: &MemberId| pinyin::sort_key(roster.name_of(*id)).0 == pinyin::sort_key(&s.name).0;
    let same = known.iter().position(sounds);
    let choices = std::iter::once(Meant::NewPerson).chain(known.into_iter().map(Meant::Known));
    let choices = choices.chain([Meant::LeftOut]).collect();
    Row { text: s.name.clone(), at: s.at, more: 0, choices, chosen: same.map_or(0, |i| i + 1) }
}

/// A code: a problem until something is chosen.
fn code(text: &str, at: At, roster: &Roster) -> Row {
    let shifts = roster.patterns.every().iter().map(|s| Meant::Code(s.code.clone()));
    let choices = std::iter::once(Meant::LeftOut).chain(shifts).chain([Meant::Code("休".into())]).collect();
    Row { text: text.into(), at, more: 0, choices, chosen: 0 }
}
