//! What one does in the cells of People: typing a shift, selecting, copying, pasting, taking out.

use chrono::NaiveDate;
use crossterm::event::{KeyCode, KeyEvent};

use super::cells::{self, Want};
use super::dialog::{Block, Cell, Dialog, Mark, mark::What};
use super::people::How;
use super::update::submit;
use super::{Effect, Model, Said, Tone};
use crate::domain::changes::Changes;
use crate::domain::time::days_after;
use crate::domain::{Command, Do, MemberId};
use crate::locale;

/// The member and the date under the cursor.
fn here(model: &Model) -> Option<(MemberId, NaiveDate)> {
    Some((model.place.people.member?, model.place.people.date(&model.board)))
}

/// The members and the dates of the cells that are selected, else of the one under the cursor.
pub fn selected(model: &Model) -> (Vec<MemberId>, Vec<NaiveDate>) {
    let Some((member, date)) = here(model) else { return (Vec::new(), Vec::new()) };
    let (other, until) = model.place.people.anchor.unwrap_or((member, date));
    let members = model.seen.members();
    let at = |m| members.iter().position(|n| *n == m);
    let rows = match (at(member), at(other)) {
        (Some(a), Some(b)) => members[a.min(b)..=a.max(b)].to_vec(),
        _ => vec![member],
    };
    let (first, last) = (date.min(until), date.max(until));
    let dates = (0..=(last - first).num_days()).map(|n| days_after(first, n)).collect();
    (rows, dates)
}

/// Begins to select at the cursor, or ends it.
pub fn select(model: &mut Model) {
    model.place.people.anchor = match model.place.people.anchor {
        Some(_) => None,
        None => here(model),
    };
    if model.place.people.anchor.is_some() {
        let text = locale::text(model.lang(), "said.selecting").to_string();
        model.said = Some(Said { tone: Tone::Quiet, text });
    }
}

/// The list of what the cell can have, or all that are selected.
pub fn open_cell(model: &mut Model, query: &str) {
    let Some(here) = here(model) else { return };
    let (members, dates) = selected(model);
    let many = model.place.people.anchor.map(|_| (members.len(), dates.len()));
    model.dialogs.push(Dialog::Cell(Cell::new(&model.board, here, many, query)));
}

/// A key that has no other meaning: the beginning of a shift's code, rest or leave goes into the cells; Esc ends the
/// selection.
pub fn typed(model: &mut Model, key: &KeyEvent) -> Vec<Effect> {
    let c = match key.code {
        KeyCode::Char(c) => c.to_string(),
        KeyCode::Esc => {
            model.place.people.anchor = None;
            return Vec::new();
        }
        _ => return Vec::new(),
    };
    let may_write = model.context().may_write && model.context().member.is_some();
    let roster = model.board.roster();
    let date = model.place.people.date(&model.board);
    let begun = roster.shifts_on(date).iter().filter(|s| s.code.starts_with(&c)).count();
    match cells::read(roster, date, &c) {
        _ if !may_write => {}
        Some(want) if want != Want::Nothing && begun <= 1 => return put(model, want, &c),
        _ if begun > 0 => open_cell(model, &c),
        _ => {}
    }
    Vec::new()
}

/// Puts something into the selected cells: into one at once, or asked which post; into several after a look.
fn put(model: &mut Model, want: Want, said: &str) -> Vec<Effect> {
    if model.place.people.anchor.is_some() {
        fill(model, &want, said);
        return Vec::new();
    }
    let Some((member, date)) = here(model) else { return Vec::new() };
    let roster = model.board.roster();
    if let Want::Shifts(list) = &want {
        let planned = |s| roster.assignments_of(member, date, date).any(|(id, _)| id.slot.shift == s);
        let clear = |s| planned(s) || cells::posts_for(roster, member, date, s).one.is_some();
        if !list.iter().all(|w| w.post.is_some() || clear(w.shift)) {
            open_cell(model, said);
            return Vec::new();
        }
    }
    let mut changes = Changes::new(roster);
    cells::put_one(&mut changes, member, date, &want);
    submit(model, Command::new(Do::Change { events: changes.events() }))
}

/// Shows what it would change to put something into every selected cell.
pub fn fill(model: &mut Model, want: &Want, said: &str) {
    let (members, dates) = selected(model);
    let cells = members.iter().flat_map(|m| dates.iter().map(|d| (*m, *d, want.clone(), said.to_string()))).collect();
    let block = cells::fill(&model.board, cells, Vec::new());
    model.dialogs.push(Dialog::Block(Block::new(block)));
}

/// Takes the member off duty or out of what he is planned for in the cell; out of all selected cells after a look.
pub fn take_off(model: &mut Model) {
    if model.place.people.anchor.is_some() {
        return fill(model, &Want::Rest, "");
    }
    let Some((member, date)) = here(model) else { return };
    let cell = model.seen.person(member).and_then(|row| row.cells.iter().find(|c| c.date == date));
    let mut marks = Vec::new();
    for mark in cell.iter().flat_map(|c| &c.marks) {
        if mark.how == How::On {
            marks.push((mark.slot.post, What::Off));
        } else if !mark.extra && mark.how != How::Stood {
            marks.push((mark.slot.post, What::Withdraw(mark.slot)));
        }
    }
    match marks.first() {
        Some((post, _)) => {
            let people = marks.iter().map(|(_, what)| (member, *what)).collect();
            model.dialogs.push(Dialog::Mark(Mark::of(*post, people)));
        }
        None => {
            let text = locale::text(model.lang(), "said.only_past").to_string();
            model.said = Some(Said { tone: Tone::Refused, text });
        }
    }
}

/// Copies the selected cells: the codes for the clipboard, with their posts to be put in elsewhere.
pub fn copy(model: &mut Model) -> Vec<Effect> {
    let (members, dates) = selected(model);
    if members.is_empty() {
        return Vec::new();
    }
    let roster = model.board.roster();
    let table = |posts| {
        let row = |m: &MemberId| {
            let cells: Vec<String> = dates.iter().map(|d| cells::written(roster, *m, *d, posts)).collect();
            cells.join("\t")
        };
        members.iter().map(row).collect::<Vec<_>>().join("\n")
    };
    let (text, kept) = (table(false), table(true));
    let what = match (members.len(), dates.len()) {
        (1, 1) => text.clone(),
        (people, dates) => locale::fill(model.lang(), "people.cells", &[("people", &people), ("dates", &dates)]),
    };
    let said = locale::fill(model.lang(), "said.copied", &[("what", &what)]);
    model.said = Some(Said { tone: Tone::Quiet, text: said });
    model.copied = Some(kept);
    model.place.people.anchor = None;
    vec![Effect::Copy(text)]
}

/// Puts the copied cells in at the cursor; one cell into all that are selected.
pub fn paste_copied(model: &mut Model) {
    let Some(text) = model.copied.clone() else { return };
    let one = !text.contains(['\t', '\n']);
    match cells::read(model.board.roster(), model.place.people.date(&model.board), &text) {
        Some(want) if one && model.place.people.anchor.is_some() => fill(model, &want, &text),
        _ => paste(model, &text),
    }
}

/// Shows what a pasted block would change, its first cell at the cursor.
pub fn paste(model: &mut Model, text: &str) {
    let Some((mut member, mut date)) = here(model) else { return };
    if model.place.people.anchor.is_some() {
        let (members, dates) = selected(model);
        (member, date) = (members.first().copied().unwrap_or(member), dates.first().copied().unwrap_or(date));
    }
    let block = cells::pasted(&model.board, model.seen.members(), (member, date), text);
    model.dialogs.push(Dialog::Block(Block::new(block)));
}
