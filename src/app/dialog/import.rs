//! Which file is imported: its path, and, once it has been looked at, the sheet, the post and the year where the file
//! does not say them. Under the field is a list of what it could be. What a folder holds and what a file says, the
//! session brings.

use std::sync::Arc;

use crossterm::event::{KeyCode, KeyEvent};

use super::super::line::Line;
use super::super::pinyin;
use super::Outcome;
use super::unknown::{Chosen, Sort};
use crate::domain::Roster;
use crate::exchange::files::{Item, NotRead};
use crate::exchange::sheet::{Ask, Offer, Options, Stop, Survey};

/// A field of the form.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Field {
    Path,
    Sheet,
    Post,
    Year,
}

/// Why a file was not taken.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Stopped {
    NotRead(NotRead),
    Stop(Stop),
    /// It is a branch file, not a sheet.
    BranchFile,
    /// The year is none.
    Year,
}

/// What a file gave.
#[derive(Clone, Debug)]
pub enum Reading {
    Offer(Arc<Offer>),
    /// For a branch that does not exist yet.
    Survey(Survey),
}

/// Something the field under the cursor could be.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Hint {
    pub text: String,
    /// A post that there is not yet.
    pub is_new: bool,
}

/// The form.
#[derive(Clone, Debug)]
pub struct Import {
    pub fields: Vec<(Field, Line)>,
    pub focus: usize,
    /// The cursor in the list below; `None` is in the field.
    pub at: Option<usize>,
    /// What the folder of the path holds.
    listed: Option<(String, Vec<Item>)>,
    /// The folder that was asked about last.
    asked: Option<String>,
    sheets: Vec<String>,
    /// The post is made when there is none of that name.
    new_post: bool,
    /// What was chosen for the unknown names, places and codes of this file.
    pub chosen: Chosen,
    pub stopped: Option<Stopped>,
}

impl Default for Import {
    fn default() -> Import {
        let fields = vec![(Field::Path, Line::default())];
        Import {
            fields,
            focus: 0,
            at: None,
            listed: None,
            asked: None,
            sheets: Vec::new(),
            new_post: false,
            chosen: Chosen::new(),
            stopped: None,
        }
    }
}

impl Import {
    pub fn path(&self) -> &str {
        self.text(Field::Path)
    }

    fn text(&self, field: Field) -> &str {
        self.fields.iter().find(|(f, _)| *f == field).map_or("", |(_, line)| line.text().trim())
    }

    pub fn field(&self) -> Field {
        self.fields.get(self.focus).map_or(Field::Path, |(f, _)| *f)
    }

    /// The folder part of the path, and what is typed after it.
    fn parts(&self) -> (&str, &str) {
        let path = self.path();
        path.split_at(path.rfind('/').map_or(0, |at| at + 1))
    }

    /// The folder to be listed, once; nothing when it is known or was asked for.
    pub(in crate::app) fn wants(&mut self) -> Option<String> {
        let folder = self.parts().0.to_string();
        let known = self.asked.as_ref() == Some(&folder);
        if known || self.field() != Field::Path {
            return None;
        }
        self.asked = Some(folder.clone());
        Some(folder)
    }

    /// Takes what a folder holds; an answer about a folder that was typed before comes too late.
    pub fn list(&mut self, folder: String, items: Vec<Item>) {
        if self.asked.as_ref() == Some(&folder) {
            self.listed = Some((folder, items));
        }
    }

    /// What the field could be, as far as it is typed.
    pub fn hints(&self, roster: &Roster) -> Vec<Hint> {
        let old = |text: String| Hint { text, is_new: false };
        match self.field() {
            Field::Path => {
                let (folder, tail) = self.parts();
                let items = self.listed.iter().filter(|(of, _)| of == folder).flat_map(|(_, items)| items);
                let fits = |i: &&Item| tail.is_empty() || (i.name != tail && pinyin::matches(&i.name, tail));
                let name = |i: &Item| format!("{}{}", i.name, if i.is_folder { "/" } else { "" });
                items.filter(fits).map(|i| old(name(i))).collect()
            }
            Field::Sheet => self.sheets.iter().cloned().map(old).collect(),
            Field::Post => {
                let typed = self.text(Field::Post);
                let known = |name: &str| roster.post_by_name(name).is_some();
                let made = (!typed.is_empty() && !known(typed)).then(|| Hint { text: typed.into(), is_new: true });
                let names = roster.posts.values().map(|p| p.name.clone());
                let fits = |n: &String| !known(typed) && pinyin::matches(n, typed);
                names.filter(fits).map(old).chain(made).collect()
            }
            Field::Year => Vec::new(),
        }
    }

    /// What is asked of the session.
    pub fn ask(&self) -> Result<Ask, Stopped> {
        let given = |field| Some(self.text(field)).filter(|t| !t.is_empty()).map(str::to_string);
        if self.path().to_lowercase().trim_end_matches(['\'', '"']).ends_with(".toml") {
            return Err(Stopped::BranchFile);
        }
        let year = given(Field::Year).map(|t| t.parse::<i32>().ok().filter(|y| (1970..=2199).contains(y)));
        let year = year.map(|y| y.ok_or(Stopped::Year)).transpose()?;
        let options = Options {
            sheet: given(Field::Sheet),
            post: given(Field::Post),
            year,
            add_people: true,
            ..Options::default()
        };
        Ok(Ask { path: self.path().into(), options, new_post: self.new_post, ..Ask::default() })
    }

    /// Shows why it stopped; the field that it needs has the cursor.
    pub fn stop(&mut self, stopped: Stopped) {
        let needs = match &stopped {
            Stopped::Stop(Stop::NoSuchSheet { known, .. }) => {
                self.sheets.clone_from(known);
                Some(Field::Sheet)
            }
            Stopped::Stop(Stop::NoPost | Stop::BadPost { .. }) => Some(Field::Post),
            Stopped::Year => Some(Field::Year),
            _ => None,
        };
        self.focus = 0;
        self.stopped = Some(stopped);
        if let Some(field) = needs {
            self.show(&[field]);
            self.focus = self.fields.iter().position(|(f, _)| *f == field).unwrap_or(0);
        }
        self.at = None;
    }

    /// Takes what the file turned out to be: what can be said besides it can be changed from now on.
    pub fn looked_at(&mut self, offer: &Offer) {
        self.stopped = None;
        self.sheets = offer.sheets();
        let several = self.sheets.len() > 1;
        self.show(if several { &[Field::Sheet, Field::Post, Field::Year] } else { &[Field::Post, Field::Year] });
    }

    /// Keeps what was chosen, for when the file is looked at again.
    pub fn keep(&mut self, chosen: Chosen) {
        self.chosen.extend(chosen);
    }

    fn show(&mut self, fields: &[Field]) {
        for field in fields {
            if !self.fields.iter().any(|(f, _)| f == field) {
                self.fields.push((*field, Line::default()));
            }
        }
        self.fields.sort_by_key(|(f, _)| *f as u8);
    }

    pub(super) fn key(&mut self, key: &KeyEvent, roster: &Roster) -> Outcome {
        let hints = self.hints(roster);
        match key.code {
            KeyCode::Esc if self.at.is_some() => self.at = None,
            KeyCode::Esc => return Outcome::Close,
            KeyCode::Enter => return self.enter(&hints),
            KeyCode::Tab if self.field() == Field::Path && !hints.is_empty() => self.complete(&hints),
            KeyCode::Tab => self.go(1),
            KeyCode::BackTab => self.go(-1),
            KeyCode::Down | KeyCode::PageDown if !hints.is_empty() => {
                let by = if key.code == KeyCode::Down { 1 } else { 10 };
                self.at = Some(self.at.map_or(0, |at| (at + by).min(hints.len() - 1)));
            }
            KeyCode::Up if self.at.is_some() => self.at = self.at.and_then(|at| at.checked_sub(1)),
            KeyCode::PageUp => self.at = self.at.map(|at| at.saturating_sub(10)),
            KeyCode::Down => self.go(1),
            KeyCode::Up => self.go(-1),
            _ => {
                let at = self.focus;
                if self.fields.get_mut(at).is_some_and(|(_, line)| line.key(key)) {
                    self.typed();
                }
            }
        }
        Outcome::Stay
    }

    pub(super) fn paste(&mut self, text: &str) {
        if let Some((_, line)) = self.fields.get_mut(self.focus) {
            line.insert(text.trim());
            self.typed();
        }
    }

    fn typed(&mut self) {
        (self.at, self.stopped) = (None, None);
        if self.field() == Field::Post {
            self.new_post = false;
        }
        // Another file has other sheets and names.
        if self.field() == Field::Path {
            self.fields.retain(|(f, _)| *f != Field::Sheet);
            self.sheets.clear();
            self.chosen.clear();
        }
    }

    fn go(&mut self, by: isize) {
        self.focus = (self.focus as isize + by).clamp(0, self.fields.len() as isize - 1) as usize;
        self.at = None;
    }

    fn set(&mut self, text: &str) {
        if let Some((_, line)) = self.fields.get_mut(self.focus) {
            line.clear();
            line.insert(text);
        }
        self.typed();
    }

    /// As much of the path as all that fit have in common.
    fn complete(&mut self, hints: &[Hint]) {
        let (folder, tail) = self.parts();
        let begin = |h: &&Hint| h.text.starts_with(tail);
        let fit: Vec<&Hint> =
            if hints.iter().any(|h| begin(&h)) { hints.iter().filter(begin).collect() } else { hints.iter().collect() };
        let Some(first) = fit.first() else { return };
        let shared = |n: usize| fit.iter().all(|h| h.text.chars().take(n).eq(first.text.chars().take(n)));
        let most = first.text.chars().count();
        let n = (0..=most).rev().find(|n| shared(*n)).unwrap_or(0);
        let common: String = first.text.chars().take(n).collect();
        match common.len() > tail.len() || fit.len() == 1 {
            true => self.set(&format!("{folder}{common}")),
            false => self.at = Some(0),
        }
    }

    fn enter(&mut self, hints: &[Hint]) -> Outcome {
        if let Some(hint) = self.at.and_then(|at| hints.get(at)) {
            let text = match self.field() {
                Field::Path => format!("{}{}", self.parts().0, hint.text),
                _ => hint.text.clone(),
            };
            let made = hint.is_new;
            self.set(&text);
            self.new_post = made;
        }
        if self.path().is_empty() || self.path().ends_with('/') {
            return Outcome::Stay;
        }
        match self.ask() {
            Ok(ask) => Outcome::Read(ask),
            Err(stopped) => {
                self.stop(stopped);
                Outcome::Stay
            }
        }
    }
}

/// A file that is being read.
#[derive(Clone, Debug)]
pub struct Looking {
    pub id: u64,
    pub ask: Ask,
    /// The session has it; before, the history that it is held against is being read.
    pub has_begun: bool,
    /// The unknown names, codes and places that have been asked about.
    pub asked: Vec<(Sort, String)>,
}

impl Looking {
    /// Esc gives up on it.
    pub(super) fn key(&mut self, key: &KeyEvent) -> Outcome {
        match key.code {
            KeyCode::Esc => Outcome::StopRead(self.id),
            _ => Outcome::Stay,
        }
    }
}
