//! What was not understood of a sheet, and why an import stops: with the cell, in words of both languages.

use chrono::{NaiveDate, Weekday};

use super::book::Unreadable;
use super::grid::{At, column_letters};
use crate::locale::{self, Lang, Said, fill, list, text};

/// Something that was left out, or that the reader must know.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Problem {
    /// None when it is about the sheet.
    pub at: Option<At>,
    /// The sheet, where it is not the first that was read.
    pub sheet: Option<String>,
    pub what: What,
}

impl Problem {
    pub fn at(at: At, what: What) -> Problem {
        Problem { at: Some(at), sheet: None, what }
    }

    /// In words, without the cell.
    pub fn text(&self, lang: Lang) -> String {
        let said = self.what.text(lang);
        match &self.sheet {
            Some(name) => fill(lang, "reading.in_sheet", &[("sheet", name), ("what", &said)]),
            None => said,
        }
    }
}

/// What it is.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub enum What {
    NoSuchDate,
    NotADate {
        text: String,
    },
    /// A day without a month anywhere.
    NoMonth,
    /// The number may be this day or ten times that.
    TenOrOne {
        day: u32,
    },
    WrongWeekday {
        date: NaiveDate,
        said: Weekday,
    },
    UnknownCode {
        text: String,
    },
    /// The branch has the shift, but not on that date.
    NotThatDay {
        text: String,
        date: NaiveDate,
    },
    UnknownPlace {
        text: String,
    },
    /// Nothing says at which post.
    NoPlace,
    /// Nothing says on which date.
    NoDate,
    /// Nothing says in which shift.
    NoShift,
    /// Several people have the name.
    SeveralOfName {
        name: String,
        all: Vec<String>,
    },
    /// The user said that this name is not imported.
    LeftOut {
        name: String,
    },
    /// It stands where a name should and is none.
    NotAName {
        text: String,
    },
    ErrorCell {
        text: String,
    },
    Hidden {
        rows: Vec<u32>,
        cols: Vec<u32>,
    },
}

/// A text cut to what one can read at a glance.
fn short(text: &str) -> String {
    let line = crate::domain::text::line(text);
    if line.chars().count() <= 30 { line } else { line.chars().take(29).chain(['…']).collect() }
}

impl What {
    fn text(&self, lang: Lang) -> String {
        let say = |key: &str, values: &[(&str, &dyn std::fmt::Display)]| fill(lang, key, values);
        match self {
            What::NoSuchDate => say("reading.no_such_date", &[]),
            What::NotADate { text } => say("reading.not_a_date", &[("text", &short(text))]),
            What::NoMonth => say("reading.no_month", &[]),
            What::TenOrOne { day } => say("reading.ten_or_one", &[("day", day), ("tenfold", &(day * 10))]),
            What::WrongWeekday { date, said } => {
                let monday = crate::domain::time::monday(*date);
                let said = monday + chrono::Days::new(u64::from(said.num_days_from_monday()));
                let (is, said) = (locale::weekday(lang, *date), locale::weekday(lang, said));
                say("reading.wrong_weekday", &[("date", date), ("is", &is), ("said", &said)])
            }
            What::UnknownCode { text } => say("reading.unknown_code", &[("text", &short(text))]),
            What::UnknownPlace { text } => say("reading.unknown_place", &[("text", &short(text))]),
            What::NoPlace => say("reading.no_place", &[]),
            What::NoDate => say("reading.no_date", &[]),
            What::NotThatDay { text, date } => {
                say("reading.not_that_day", &[("text", &short(text)), ("date", &locale::date(lang, *date))])
            }
            What::NoShift => say("reading.no_shift", &[]),
            What::SeveralOfName { name, all } => {
                say("reading.several_of_name", &[("name", &short(name)), ("all", &list(lang, all))])
            }
            What::LeftOut { name } => say("reading.left_out", &[("name", &short(name))]),
            What::NotAName { text } => say("reading.not_a_name", &[("text", &short(text))]),
            What::ErrorCell { text } if text == "=" => say("reading.uncalculated", &[]),
            What::ErrorCell { text } => say("reading.error_cell", &[("text", &short(text))]),
            What::Hidden { rows, cols } => hidden(lang, rows, cols),
        }
    }
}

fn hidden(lang: Lang, rows: &[u32], cols: &[u32]) -> String {
    const MOST: usize = 20;
    let some = |all: Vec<String>| match all.len() > MOST {
        true => list(lang, &all[..MOST]) + "…",
        false => list(lang, &all),
    };
    let rows_said = some(rows.iter().take(MOST + 1).map(|r| (u64::from(*r) + 1).to_string()).collect());
    let cols_said = some(cols.iter().take(MOST + 1).map(|c| column_letters(*c)).collect());
    match (rows.is_empty(), cols.is_empty()) {
        (false, true) => fill(lang, "reading.hidden_rows", &[("rows", &rows_said)]),
        (true, _) => fill(lang, "reading.hidden_cols", &[("cols", &cols_said)]),
        _ => fill(lang, "reading.hidden_both", &[("rows", &rows_said), ("cols", &cols_said)]),
    }
}

/// Why nothing is imported.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Stop {
    Unreadable(Unreadable),
    NoSuchSheet {
        name: String,
        known: Vec<String>,
    },
    NoLayout,
    /// Nothing says at which post.
    NoPost,
    /// Nothing says in which shift, and the pattern has several.
    NoShift,
    /// `--map` to something that is no shift.
    BadMap {
        text: String,
    },
    /// `--post` names none.
    BadPost {
        name: String,
        near: Vec<String>,
    },
    UnknownNames(Vec<Stranger>),
    /// More members than a branch may have.
    TooManyPeople,
}

/// A name that nobody in the branch has.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Stranger {
    pub name: String,
    /// Where it stands first.
    pub at: At,
    /// The nearest known names.
    pub near: Vec<String>,
}

impl Stop {
    /// In words.
    pub fn said(&self, lang: Lang, path: &dyn std::fmt::Display) -> Said {
        let say = |code: &'static str, more: &[(&str, &dyn std::fmt::Display)]| {
            let mut values: Vec<(&str, &dyn std::fmt::Display)> = vec![("path", path)];
            values.extend_from_slice(more);
            Said::new(lang, code, &values)
        };
        match self {
            Stop::Unreadable(Unreadable::TooLarge) => say("sheet_too_large", &[("limit", &32)]),
            Stop::Unreadable(Unreadable::TooMuch) => say("sheet_too_much", &[("limit", &256)]),
            Stop::Unreadable(Unreadable::NotASheet) => say("not_a_sheet", &[]),
            Stop::Unreadable(Unreadable::Broken) => say("sheet_broken", &[]),
            Stop::Unreadable(Unreadable::Locked) => say("sheet_locked", &[]),
            Stop::NoSuchSheet { name, known } => {
                say("no_such_sheet", &[("name", &short(name)), ("names", &list(lang, known))])
            }
            Stop::NoLayout => say("no_layout", &[]),
            Stop::NoPost => say("sheet_no_post", &[]),
            Stop::NoShift => say("sheet_no_shift", &[]),
            Stop::BadMap { text } => say("bad_map", &[("text", &short(text))]),
            Stop::BadPost { name, near } => {
                let said = Said::new(lang, "unknown_post", &[("name", name)]);
                match near.is_empty() {
                    true => said,
                    false => Said { hint: fill(lang, "hint.near", &[("names", &list(lang, near))]), ..said },
                }
            }
            Stop::TooManyPeople => say("sheet_too_many_people", &[("limit", &crate::exchange::branch_file::MEMBERS)]),
            Stop::UnknownNames(all) => unknown_names(lang, path, all),
        }
    }
}

fn unknown_names(lang: Lang, path: &dyn std::fmt::Display, all: &[Stranger]) -> Said {
    const MOST: usize = 50;
    let one = |s: &Stranger| {
        let key = if s.near.is_empty() { "reading.stranger" } else { "reading.stranger_near" };
        let near = s.near.join(text(lang, "reading.or"));
        fill(lang, key, &[("name", &short(&s.name)), ("cell", &s.at), ("near", &near)])
    };
    let mut names: Vec<String> = all.iter().take(MOST).map(one).collect();
    if all.len() > MOST {
        names.push("…".to_string());
    }
    Said::new(lang, "unknown_names", &[("path", path), ("n", &all.len()), ("names", &list(lang, &names))])
}
