//! A short list to choose one of: how People or Report is sorted, which unit it shows. Typing narrows it.

use crossterm::event::{KeyCode, KeyEvent};

use super::super::line::Line;
use super::super::people::Sort;
use super::super::pinyin;
use super::super::place::Place;
use super::super::report;
use super::{NONE_FITS, Outcome, moved};
use crate::app::Model;
use crate::command::{Act, View};
use crate::domain::UnitId;
use crate::exchange::fields::Kind;
use crate::locale;

/// What can be chosen.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Choice {
    Sort(Sort),
    SortReport(report::Sort),
    /// `None` is all of them.
    Unit(Option<UnitId>),
    /// A kind of record to be kept.
    Keep(Kind),
}

impl Choice {
    /// Does it. The same order again turns it round.
    pub fn done(self, place: &mut Place) {
        let order = &mut place.people.order;
        match self {
            Choice::Sort(sort) => {
                order.reverse = order.sort == sort && !order.reverse;
                order.sort = sort;
                // What is sorted is looked at from its beginning.
                (place.people.member, place.people.top) = (None, 0);
            }
            Choice::SortReport(sort) => {
                let report = &mut place.report;
                report.order.reverse = report.order.sort == sort && !report.order.reverse;
                report.order.sort = sort;
                (report.row, report.top) = (0, 0);
            }
            Choice::Unit(unit) if place.view == View::Report => {
                place.report.order = report::Order { by_unit: false, unit: unit.map(Some), ..place.report.order };
                (place.report.row, place.report.top) = (0, 0);
            }
            Choice::Unit(unit) => order.unit = unit,
            Choice::Keep(_) => {}
        }
    }
}

/// The list.
#[derive(Clone, Debug)]
pub struct Choose {
    pub title: String,
    pub options: Vec<(String, Choice)>,
    /// What is so now.
    pub chosen: Option<Choice>,
    pub query: Line,
    /// Indexes of the options that fit the query.
    pub shown: Vec<usize>,
    pub at: usize,
}

impl Choose {
    fn new(title: &str, options: Vec<(String, Choice)>, chosen: Choice) -> Choose {
        let shown = (0..options.len()).collect();
        let at = options.iter().position(|(_, c)| *c == chosen).unwrap_or(0);
        Choose { title: title.into(), options, chosen: Some(chosen), query: Line::default(), shown, at }
    }

    /// How People or Report is sorted.
    pub fn sort(model: &Model) -> Choose {
        if model.place.view == View::Report {
            let words = |s: report::Sort| (locale::text(model.lang(), s.key()).to_string(), Choice::SortReport(s));
            let options = report::Sort::ALL.into_iter().map(words).collect();
            let chosen = Choice::SortReport(model.place.report.order.sort);
            return Choose::new(Act::Sort.row().name(model.lang()), options, chosen);
        }
        let words = |s: Sort| (locale::text(model.lang(), s.key()).to_string(), Choice::Sort(s));
        let options = Sort::ALL.into_iter().map(words).collect();
        Choose::new(Act::Sort.row().name(model.lang()), options, Choice::Sort(model.place.people.order.sort))
    }

    /// Which unit's members are shown.
    pub fn unit(model: &Model) -> Choose {
        let all = (locale::text(model.lang(), "people.all_units").to_string(), Choice::Unit(None));
        let units = model.board.roster().units.iter().map(|(id, u)| (u.name.clone(), Choice::Unit(Some(*id))));
        let options = std::iter::once(all).chain(units).collect();
        let chosen = match model.place.view {
            View::Report => model.place.report.order.unit.flatten(),
            _ => model.place.people.order.unit,
        };
        Choose::new(Act::Unit.row().name(model.lang()), options, Choice::Unit(chosen))
    }

    /// What can be set up and kept.
    pub fn settings(model: &Model) -> Choose {
        let (lang, roster) = (model.lang(), model.board.roster());
        let counts = [roster.members.len(), roster.posts.len(), roster.units.len(), roster.compounds.len()];
        let kinds = [Kind::Member, Kind::Post, Kind::Unit, Kind::Compound, Kind::Branch, Kind::Rules, Kind::Pattern];
        let words = |(i, kind): (usize, Kind)| {
            let word = locale::text(lang, &format!("file_kind.{}", kind.name()));
            let count = counts.get(i).map(|n| format!(" {n}")).unwrap_or_default();
            (format!("{word}{count}"), Choice::Keep(kind))
        };
        let options = kinds.into_iter().enumerate().map(words).collect();
        Choose { chosen: None, ..Choose::new(Act::Settings.row().name(lang), options, Choice::Keep(Kind::Member)) }
    }

    pub(super) fn key(&mut self, key: &KeyEvent) -> Outcome {
        if let Some(at) = moved(self.at, self.shown.len(), key) {
            self.at = at;
            return Outcome::Stay;
        }
        match key.code {
            KeyCode::Esc => return Outcome::Close,
            KeyCode::Enter => {
                let chosen = self.shown.get(self.at).and_then(|i| self.options.get(*i));
                return chosen.map_or(Outcome::Refuse(NONE_FITS), |(_, choice)| Outcome::Chosen(*choice));
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
        let fits = |i: &usize| pinyin::matches(&self.options[*i].0, self.query.text());
        self.shown = (0..self.options.len()).filter(fits).collect();
        self.at = 0;
    }
}
