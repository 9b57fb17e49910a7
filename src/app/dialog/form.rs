//! The form of a record, or of several at once: fields of text that are checked as one types, with what the change does
//! to the plan before it is recorded. What the fields are, `exchange::fields` says.

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};

use super::super::board::Board;
use super::super::line::Line;
use super::Outcome;
use crate::app::place;
use crate::domain::changes::Changes;
use crate::domain::effect::{Effect, effect};
use crate::domain::{Command, Do, Event, Refusal, Role, Roster};
use crate::exchange::fields::{Bad, Draft, Kind, Which, unit_label, words};
use crate::locale::{self, Lang};

/// One field.
#[derive(Clone, Debug)]
pub struct Field {
    pub name: &'static str,
    pub line: Line,
    /// As it was when the form was opened.
    was: String,
    /// Why the text cannot be its value.
    pub bad: Option<Bad>,
}

impl Field {
    pub fn is_changed(&self) -> bool {
        self.line.text() != self.was
    }
}

/// What the form comes to.
#[derive(Clone, PartialEq, Debug)]
pub enum Outlook {
    /// Nothing is typed yet, or it leaves everything as it is.
    Unchanged,
    /// A field cannot be read.
    Bad,
    Refused(Refusal),
    Fine(Vec<Event>, Box<Effect>),
}

/// The form.
#[derive(Clone, Debug)]
pub struct Form {
    /// The records; more than one for a bulk edit, in which empty fields are left as they are.
    pub which: Vec<Which>,
    /// Of its texts.
    lang: Lang,
    pub fields: Vec<Field>,
    pub focus: usize,
    pub outlook: Outlook,
}

impl Form {
    /// Of one record, or of several of one kind.
    pub fn new(board: &Board, lang: Lang, which: Vec<Which>) -> Form {
        let kind = which.first().map_or(Kind::Member, |w| w.kind());
        let draft = which.first().map(|w| Draft::of(board.roster(), *w, place::today(board)));
        let bulk = which.len() > 1;
        let field = |name: &&'static str| {
            let was = match (&draft, bulk) {
                (Some(draft), false) => draft.get(board.roster(), lang, name),
                _ => String::new(),
            };
            let mut line = Line::default();
            line.insert(&was);
            Field { name, line, was, bad: None }
        };
        let names = if bulk { kind.bulk() } else { kind.fields() };
        let fields = names.iter().map(field).collect();
        Form { which, lang, fields, focus: 0, outlook: Outlook::Unchanged }
    }

    pub fn kind(&self) -> Kind {
        self.which.first().map_or(Kind::Member, |w| w.kind())
    }

    pub fn is_bulk(&self) -> bool {
        self.which.len() > 1
    }

    pub fn is_changed(&self) -> bool {
        self.fields.iter().any(Field::is_changed)
    }

    /// Whether what changes in it changes from today on, so that what has begun today still stays.
    pub fn changes_today(&self, board: &Board) -> bool {
        let today = place::today(board);
        let from = self.fields.iter().find(|f| f.name == "from").map_or("", |f| f.line.text());
        (self.is_bulk() && from.is_empty()) || words::date(from, today) == Ok(today)
    }

    pub(super) fn key(&mut self, key: &KeyEvent, board: &Board) -> Outcome {
        let last = self.fields.len().saturating_sub(1);
        match key.code {
            KeyCode::Esc => return Outcome::Close,
            KeyCode::Up | KeyCode::BackTab => self.focus = self.focus.saturating_sub(1),
            KeyCode::Down | KeyCode::Tab => self.focus = (self.focus + 1).min(last),
            KeyCode::Enter => return self.submit(),
            KeyCode::Left | KeyCode::Right if !self.options(board.roster()).is_empty() => {
                self.turn(board.roster(), if key.code == KeyCode::Left { -1 } else { 1 });
                self.check(board);
            }
            _ => {
                let Some(field) = self.fields.get_mut(self.focus) else { return Outcome::Stay };
                if field.line.key(key) {
                    self.check(board);
                }
            }
        }
        Outcome::Stay
    }

    pub(super) fn paste(&mut self, text: &str, board: &Board) {
        if let Some(field) = self.fields.get_mut(self.focus) {
            field.line.insert(text);
            self.check(board);
        }
    }

    fn submit(&self) -> Outcome {
        match &self.outlook {
            Outlook::Fine(events, _) => Outcome::Submit(Command::new(Do::Change { events: events.clone() })),
            Outlook::Unchanged => Outcome::Close,
            Outlook::Bad | Outlook::Refused(_) => Outcome::Stay,
        }
    }

    /// What the field under the cursor can be, where that is a short list.
    pub fn options(&self, roster: &Roster) -> Vec<String> {
        let mut out: Vec<String> = match self.fields.get(self.focus).map(|f| f.name) {
            Some("unit") => roster.units.keys().map(|id| unit_label(roster, *id).to_string()).collect(),
            Some("compound") => roster.compounds.values().map(|c| c.name.clone()).collect(),
            Some("role") => Role::ALL.iter().map(|(_, role)| locale::role(self.lang, *role).into()).collect(),
            Some("party") => [true, false].map(|yes| words::yes_text(self.lang, yes).into()).to_vec(),
            Some("withdraw") => vec![words::yes_text(self.lang, true).into()],
            _ => return Vec::new(),
        };
        out.insert(0, String::new());
        out
    }

    /// The next or the previous of the options.
    fn turn(&mut self, roster: &Roster, by: isize) {
        let options = self.options(roster);
        let Some(field) = self.fields.get_mut(self.focus) else { return };
        let at = options.iter().position(|o| o == field.line.text()).unwrap_or(0) as isize;
        let next = (at + by).rem_euclid(options.len().max(1) as isize) as usize;
        field.line.clear();
        field.line.insert(&options[next]);
    }

    /// Reads the fields and works out what they come to.
    fn check(&mut self, board: &Board) {
        self.outlook = self.look(board);
    }

    fn look(&mut self, board: &Board) -> Outlook {
        let roster = board.roster();
        let bulk = self.is_bulk();
        let mut changes = Changes::new(roster);
        let mut bad = false;
        for which in &self.which {
            let mut draft = Draft::of(roster, *which, place::today(board));
            for field in &mut self.fields {
                field.bad = None;
                if !field.is_changed() {
                    continue;
                }
                let set = match bulk {
                    true => draft.merge(roster, field.name, field.line.text()),
                    false => draft.set(roster, field.name, field.line.text()),
                };
                if let Err(fault) = set {
                    field.bad = Some(fault);
                    bad = true;
                }
            }
            if let (false, Err(refusal)) = (bad, draft.put(&mut changes, board.now())) {
                return Outlook::Refused(refusal);
            }
        }
        match () {
            () if bad => Outlook::Bad,
            () if changes.is_empty() || !self.is_changed() => Outlook::Unchanged,
            () => match changes.finish(roster, board.now()) {
                Ok(events) => {
                    let effect = effect(roster, board.outlook(), &events);
                    Outlook::Fine(events, Box::new(effect))
                }
                Err(refusal) => Outlook::Refused(refusal),
            },
        }
    }
}

/// Whether a key marks everything in a list: Ctrl-A.
pub(super) fn marks_all(key: &KeyEvent) -> bool {
    key.code == KeyCode::Char('a') && key.modifiers.contains(KeyModifiers::CONTROL)
}
