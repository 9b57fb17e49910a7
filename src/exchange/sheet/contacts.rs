//! A list of people: who they are, not when they stand.

use std::rc::Rc;

use super::beside;
use super::grid::{At, Grid, Value};
use super::look::Look;
use super::names::Named;
use super::problem::{Problem, What};
use super::words::{self, Word, tight};
use crate::domain::Role;

/// The most columns of a list of people.
const WIDTH: u32 = 200;

/// One line of a list of people.
#[derive(Clone, PartialEq, Debug)]
pub struct Contact {
    pub at: At,
    pub named: Named,
    /// What a column of units says of him.
    pub unit: Option<Rc<str>>,
    pub role: Option<Role>,
    /// The list says that he is a member of the party.
    pub party: bool,
    pub phone: Option<String>,
}

/// The first header's first cell, every line of the lists in a sheet, and what was not understood of them.
pub type Lists = (At, Vec<Contact>, Vec<Problem>);

/// Reads the lists of a sheet, those beside each other from the left.
pub fn read(look: &Look, grid: &Grid) -> Option<Lists> {
    let beside = beside::parts(look, grid);
    let parts = beside.as_deref().unwrap_or(std::slice::from_ref(grid));
    parts.iter().filter_map(|part| lists(look, part)).reduce(|mut all, mut more| {
        all.1.append(&mut more.1);
        all.2.append(&mut more.2);
        all
    })
}

fn lists(look: &Look, grid: &Grid) -> Option<Lists> {
    let mut header: Option<(At, Vec<(Word, u32)>)> = None;
    let (mut out, mut problems) = (Vec::new(), Vec::new());
    let width = grid.width().min(WIDTH);
    for row in grid.rows() {
        // Most rows hold no word of headers, not even merged from above: only the others are looked through.
        let under = header.iter().flat_map(|(_, columns)| columns).map(|(_, col)| At::new(row, *col));
        let mut own = grid.row(row).iter().map(|(at, _)| *at).chain(under);
        let cols = if own.any(|at| look.word(grid, at).is_some()) { width } else { 0 };
        let words: Vec<(Word, u32)> =
            (0..cols).filter_map(|col| Some((look.word(grid, At::new(row, col))?, col))).collect();
        let has = |word: Word| words.iter().any(|(w, _)| *w == word);
        let says_more = [Word::Unit, Word::Role, Word::Party, Word::Phone].into_iter().any(has);
        if has(Word::Name) && says_more {
            let first = grid.row(row).first().map_or(At::new(row, 0), |(at, _)| grid.origin(*at));
            header = Some((header.map_or(first, |(at, _)| at), words));
            continue;
        }
        if let Some((_, columns)) = &header
            && !look.is_remark_row(grid, row)
        {
            contact(look, grid, row, columns, &mut out, &mut problems);
        }
    }
    header.map(|(at, _)| (at, out, problems))
}

fn contact(
    look: &Look,
    grid: &Grid,
    row: u32,
    columns: &[(Word, u32)],
    out: &mut Vec<Contact>,
    problems: &mut Vec<Problem>,
) {
    let cells = |word: Word| columns.iter().filter(move |(w, _)| *w == word).map(move |(_, col)| At::new(row, *col));
    let text =
        |word: Word| cells(word).map(|at| words::plain(&grid.at(at).shown())).find(|t| !words::is_nothing(&tight(t)));
    let Some(at) = cells(Word::Name).map(|at| grid.origin(at)).find(|at| !grid.at(*at).is_empty()) else { return };
    if let Value::Error(e) = grid.at(at) {
        problems.push(Problem::at(at, What::ErrorCell { text: e.to_string() }));
        return;
    }
    // A line merged over the table, or a lone remark under it.
    if grid.last_of(at).col > at.col && grid.row(row).len() == 1 {
        return;
    }
    let unit: Option<Rc<str>> = text(Word::Unit).map(|t| tight(&t).into());
    let (called, wrong) = look.names.cell(&grid.at(at).shown(), unit.as_ref());
    if grid.row(row).len() > 1 {
        problems.extend(wrong.into_iter().map(|what| Problem::at(at, what)));
    }
    let phone = text(Word::Phone);
    let party = text(Word::Party).is_some_and(|t| matches!(&*tight(&t), "党员" | "中共党员"));
    let role = cells(Word::Role).find_map(|at| role(&grid.at(at).shown()));
    for c in called {
        out.push(Contact { at, named: c.named, unit: unit.clone(), role, party, phone: phone.clone() });
    }
}

fn role(text: &str) -> Option<Role> {
    Some(match &*tight(text) {
        "下沉干部" | "干部" => Role::Cadre,
        "志愿者" => Role::Volunteer,
        "网格员" => Role::Grid,
        "门卫" => Role::Gatekeeper,
        "社区工作人员" => Role::Community,
        _ => return None,
    })
}
