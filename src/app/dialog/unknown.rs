//! What a sheet says and the branch does not know: each name a new person, a known one written otherwise, or nobody;
//! each place a new post, a known one written otherwise, or a problem that is listed; each code a shift, nothing, or a
//! problem.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use crossterm::event::{KeyCode, KeyEvent};

use super::super::pinyin;
use super::preview::Preview;
use super::{Dialog, Outcome, moved};
use crate::command::narrow;
use crate::domain::text::{line, nearest};
use crate::domain::{MemberId, PostId, Roster};
use crate::exchange::sheet::{Ask, At, Offer, What};

/// How many near posts are offered for a place.
const NEAR: usize = 2;
/// For so many places near posts are looked for.
const LOOKED: usize = 200;

/// What is not known.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Sort {
    Name,
    Place,
    Code,
}

/// What one of them is meant to be.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Meant {
    NewPerson,
    Known(MemberId),
    NewPost,
    Post(PostId),
    /// A shift's code, or `休`.
    Code(String),
    LeftOut,
}

/// A name, a place or a code that is not known.
#[derive(Clone, Debug)]
pub struct Row {
    pub sort: Sort,
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

/// What was chosen for what was not known.
pub type Chosen = HashMap<(Sort, String), Meant>;

/// The list.
#[derive(Clone, Debug)]
pub struct Unknown {
    pub ask: Ask,
    pub offer: Arc<Offer>,
    /// What was asked before.
    asked: Vec<(Sort, String)>,
    pub rows: Vec<Row>,
    pub at: usize,
}

impl Unknown {
    /// The names, places and codes of a file that nobody knows, but for those in `asked`; none when there are none.
    pub fn of(ask: &Ask, offer: &Arc<Offer>, asked: Vec<(Sort, String)>) -> Option<Unknown> {
        let (u, roster) = (&offer.understood, &offer.roster);
        let asked_before: HashSet<(Sort, &str)> = asked.iter().map(|(sort, text)| (*sort, text.as_str())).collect();
        let mut rows: Vec<Row> = u.strangers.iter().map(|s| name(s, roster)).collect();
        let mut known: HashMap<(Sort, String), usize> = HashMap::new();
        for p in &u.problems {
            let Some(at) = p.at else { continue };
            let (sort, text) = match &p.what {
                What::UnknownPlace { text } => (Sort::Place, line(text)),
                What::UnknownCode { text } => (Sort::Code, text.clone()),
                _ => continue,
            };
            if let Some(row) = known.get(&(sort, text.clone())).and_then(|i| rows.get_mut(*i)) {
                row.more += 1;
                continue;
            }
            known.insert((sort, text.clone()), rows.len());
            let near = if known.len() > LOOKED { 0 } else { NEAR };
            rows.push(if sort == Sort::Place { place(text, at, roster, near) } else { code(text, at, roster) });
        }
        rows.retain(|r| !asked_before.contains(&(r.sort, r.text.as_str())));
        rows.sort_by_key(|r| r.sort);
        (!rows.is_empty()).then(|| Unknown { ask: ask.clone(), offer: offer.clone(), asked, rows, at: 0 })
    }

    /// Chooses what was chosen before.
    pub fn choose(&mut self, chosen: &Chosen) {
        for row in &mut self.rows {
            if let Some(meant) = chosen.get(&(row.sort, row.text.clone())) {
                row.choose(meant);
            }
        }
    }

    /// What is chosen.
    pub fn chosen(&self) -> Chosen {
        self.rows.iter().map(|r| ((r.sort, r.text.clone()), r.meant().clone())).collect()
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
                'n' => self.rows.iter_mut().for_each(|r| {
                    r.choose(&Meant::NewPerson);
                    r.choose(&Meant::NewPost);
                }),
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
            match (row.meant(), row.sort) {
                (Meant::NewPerson, _) => {}
                (Meant::Known(id), _) => ask.options.meant.push((row.text.clone(), *id)),
                (Meant::NewPost, _) => ask.new_posts.push(row.text.clone()),
                (Meant::Post(id), _) => ask.options.places.push((row.text.clone(), *id)),
                (Meant::Code(code), _) => ask.options.map.push((row.text.clone(), code.clone())),
                (Meant::LeftOut, Sort::Name) => ask.options.left_out.push(row.text.clone()),
                (Meant::LeftOut, Sort::Place | Sort::Code) => {}
            }
        }
        let rows = self.rows.iter().map(|r| (r.sort, r.text.clone()));
        match ask == self.ask {
            true => Outcome::Instead(Dialog::Preview(Preview::new(self.offer.clone()))),
            false => Outcome::ReadAgain(ask, self.asked.iter().cloned().chain(rows).collect()),
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
    let chosen = same.map_or(0, |i| i + 1);
    Row { sort: Sort::Name, text: s.name.clone(), at: s.at, more: 0, choices, chosen }
}

/// A place: a new post, unless a post's name sounds the same or the text is a part of several.
fn place(text: String, at: At, roster: &Roster, near: usize) -> Row {
    let names = || roster.posts.values().map(|p| &*p.name);
    let near = if near == 0 { Vec::new() } else { nearest(&text, names(), near) };
    let near: Vec<PostId> = near.iter().filter_map(|n| roster.post_by_name(n)).collect();
    let sounds = |id: &PostId| pinyin::sort_key(roster.post_name(*id)).0 == pinyin::sort_key(&text).0;
    let same = near.iter().position(sounds);
    let is_part = names().filter(|n| n.contains(&text)).count() > 1;
    let chosen = same.map_or(if is_part { near.len() + 1 } else { 0 }, |i| i + 1);
    let choices = std::iter::once(Meant::NewPost).chain(near.into_iter().map(Meant::Post)).chain([Meant::LeftOut]);
    Row { sort: Sort::Place, text, at, more: 0, choices: choices.collect(), chosen }
}

/// A code: a problem until something is chosen.
fn code(text: String, at: At, roster: &Roster) -> Row {
    let shifts = roster.patterns.every().iter().map(|s| Meant::Code(s.code.clone()));
    let choices = std::iter::once(Meant::LeftOut).chain(shifts).chain([Meant::Code("休".into())]).collect();
    Row { sort: Sort::Code, text, at, more: 0, choices, chosen: 0 }
}
