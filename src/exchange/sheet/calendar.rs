//! A month as a calendar: weekdays across, rows of days, and under each day who stands in which shift.

use chrono::NaiveDate;

use super::Layout;
use super::body::{Found, Raw};
use super::dates::{self, Entry, Falls};
use super::grid::{At, Value};
use super::look::Look;
use super::problem::{Problem, What};
use super::table::{Column, Finder, Keys, Table, WEEKDAYS};
use super::words::{Word, plain, tight};
use crate::domain::ShiftId;

/// How many rows below its weekdays a calendar's rows of days are looked for.
const AHEAD: usize = 200;

/// The calendar that begins at row index `i`, if one does.
pub fn table(f: &Finder, i: usize, row: u32, titles: usize) -> Option<Table> {
    let at = |col| At::new(row, col);
    let cols: Vec<u32> = (0..f.width()).filter(|c| f.look.weekday(f.grid, at(*c), true).is_some()).collect();
    if cols.len() < WEEKDAYS || f.look.is_tired(AHEAD * cols.len()) {
        return None;
    }
    let days = day_rows(f, i + 1, &cols);
    let left: Vec<u32> = (0..*cols.first()?).collect();
    let names_left = left.iter().any(|c| {
        let content = f.look.content(f.grid, *c, i + 1);
        f.look.word(f.grid, at(*c)) == Some(Word::Name)
            || content.mostly(content.names)
            || content.mostly(content.posts)
    });
    let shifts_left = left.iter().copied().find(|c| {
        let content = f.look.content(f.grid, *c, i + 1);
        content.mostly(content.shifts)
    });
    let is_calendar = !names_left && (days.len() >= 2 || (days.len() == 1 && shifts_left.is_none()));
    if !is_calendar || days[0] > i + 2 {
        return None;
    }
    let header = f.grid.row(row).first().map_or(at(0), |(at, _)| *at);
    Some(Table {
        layout: Layout::Calendar,
        header,
        keys: Keys { shift: shifts_left, ..Keys::default() },
        columns: cols.into_iter().map(|col| Column { col, ..Column::default() }).collect(),
        body: (i + 1, f.grid.height()),
        titles: (titles, i),
        codes: false,
        leaders: Vec::new(),
        problems: Vec::new(),
    })
}

/// The rows of days, by index.
fn day_rows(f: &Finder, from: usize, cols: &[u32]) -> Vec<usize> {
    let is_days = |i: &usize| {
        let Some(row) = f.grid.row_at(*i) else { return false };
        let cells: Vec<At> = cols.iter().map(|c| At::new(row, *c)).filter(|at| !f.grid.at(*at).is_empty()).collect();
        let days = cells.iter().filter(|at| day_of(f.grid.at(**at), f.grid.from_1904).is_some()).count();
        days > 0 && days * 2 > cells.len()
    };
    (from..f.grid.height().min(from + AHEAD)).filter(is_days).collect()
}

/// The day at the head of a cell, and the text after it.
fn day_of(value: &Value, from_1904: bool) -> Option<(dates::Written, String)> {
    if let Some(written) = dates::written(value, from_1904) {
        return Some((written, String::new()));
    }
    let text = plain(&value.shown());
    let (first, rest) = text.split_once('\n')?;
    let written = dates::written(&Value::Text(first.into()), from_1904)?;
    Some((written, rest.to_string()))
}

/// Reads a calendar's cells.
pub fn read(f: &Finder, table: &Table, found: &mut Found) {
    let cols: Vec<u32> = table.columns.iter().map(|c| c.col).collect();
    let days: Vec<usize> = day_rows(f, table.body.0, &cols).into_iter().filter(|i| *i < table.body.1).collect();
    let dates = day_dates(f, table, &days, &cols, found);
    for (n, i) in days.iter().enumerate() {
        let end = days.get(n + 1).copied().unwrap_or(table.body.1);
        for col in &cols {
            let Some(head) = f.grid.row_at(*i).map(|row| At::new(row, *col)) else { continue };
            let Some(date) = dates.get(&f.grid.origin(head)).copied() else { continue };
            let mut shift = f.look.shifts.only();
            if let Some((_, rest)) = day_of(f.grid.at(head), f.grid.from_1904) {
                duties(f, head, &rest, date, &mut shift, found);
            }
            for row in (*i + 1..end).filter_map(|i| f.grid.row_at(i)) {
                let at = f.grid.origin(At::new(row, *col));
                if at.row != row || f.look.is_remark_row(f.grid, row) || spans_table(f, at, &cols) {
                    continue;
                }
                if let Some(label) = table.keys.shift {
                    shift = f.look.shift(f.grid, At::new(row, label)).or(shift);
                }
                match f.grid.at(at) {
                    Value::Error(e) => found.problems.push(Problem::at(at, What::ErrorCell { text: e.to_string() })),
                    value => duties(f, at, &value.shown(), date, &mut shift, found),
                }
            }
        }
    }
}

fn spans_table(f: &Finder, at: At, cols: &[u32]) -> bool {
    let last = f.grid.last_of(at);
    cols.iter().filter(|c| (at.col..=last.col).contains(c)).count() > 2
}

/// The date of every day's cell.
fn day_dates(
    f: &Finder,
    table: &Table,
    days: &[usize],
    cols: &[u32],
    found: &mut Found,
) -> std::collections::HashMap<At, NaiveDate> {
    let header = table.body.0 - 1;
    let weekday_row = f.grid.row_at(header).unwrap_or(0);
    let mut entries: Vec<Entry> = Vec::new();
    for row in days.iter().filter_map(|i| f.grid.row_at(*i)) {
        for col in cols {
            let at = At::new(row, *col);
            let Some((written, _)) = day_of(f.grid.at(at), f.grid.from_1904) else { continue };
            let head = At::new(weekday_row, *col);
            let weekday = f.look.weekday(f.grid, head, true).map(|w| (at, w));
            if f.grid.origin(at) == at {
                entries.push(Entry { at, written: written.into(), month: None, weekday });
            }
        }
    }
    let mut around = f.around(table.titles.0, header, Falls::Always);
    // A first week that falls begins in the month before.
    let first: Vec<u32> = entries.iter().take(cols.len()).filter_map(|e| e.written.bare_day()).collect();
    if let (Some(month), true) = (around.month, first.windows(2).any(|d| d[1] < d[0] && d[0] > 20)) {
        around.month = Some(if month == 1 { 12 } else { month - 1 });
        around.year = around.year.map(|y| if month == 1 { y - 1 } else { y });
    }
    let dates = dates::read(&mut entries, around, &mut found.problems);
    dates.into_iter().filter_map(|(at, all)| Some((at, *all.first()?))).collect()
}

/// The duties of one text: lines of `白班：赵建群、刘东`; a line without a shift goes on with the one before.
fn duties(f: &Finder, at: At, text: &str, date: NaiveDate, shift: &mut Option<ShiftId>, found: &mut Found) {
    for (label, names) in lines(f.look, text) {
        match label {
            Some(label) => match f.look.shifts.label(&label) {
                Some(id) => *shift = Some(id),
                None => {
                    found.problems.push(Problem::at(at, What::UnknownCode { text: label }));
                    continue;
                }
            },
            None if shift.is_none() && !tight(&names).is_empty() => {
                found.problems.push(Problem::at(at, What::NoShift));
                continue;
            }
            None => {}
        }
        let Some(shift) = *shift else { continue };
        let (called, wrong) = f.look.names.cell(&names, None);
        found.problems.extend(wrong.into_iter().map(|what| Problem::at(at, what)));
        for c in called {
            found.raws.push(Raw { cell: at, date, shift, post: None, named: c.named, note: c.note });
        }
    }
}

/// A text cut at its shift labels: each label, if there is one, with the names after it.
pub fn lines(look: &Look, text: &str) -> Vec<(Option<String>, String)> {
    let mut out: Vec<(Option<String>, String)> = Vec::new();
    for line in plain(text).lines() {
        let mut rest = line.to_string();
        loop {
            let Some((start, colon)) = next_label(look, &rest) else {
                if !rest.trim().is_empty() {
                    out.push((None, rest));
                }
                break;
            };
            let before = rest[..start].trim().to_string();
            if !before.is_empty() {
                out.push((None, before));
            }
            let label = rest[start..colon].trim().to_string();
            let after = rest[colon + 1..].to_string();
            let end = next_label(look, &after).map_or(after.len(), |(start, _)| start);
            out.push((Some(label), after[..end].trim().trim_end_matches([';', ',', '、']).to_string()));
            rest = after[end..].to_string();
        }
    }
    out
}

/// Where the next shift label begins, and its colon.
fn next_label(look: &Look, text: &str) -> Option<(usize, usize)> {
    for (colon, _) in text.match_indices(':') {
        let before = &text[..colon];
        let start = before
            .rfind([' ', ';', ',', '、', '\n'])
            .map_or(0, |i| i + before[i..].chars().next().map_or(1, char::len_utf8));
        let label = before[start..].trim();
        // 6:00-14:00: its own colons are none.
        let after_digit = before.ends_with(|c: char| c.is_ascii_digit())
            && text[colon + 1..].starts_with(|c: char| c.is_ascii_digit());
        if !after_digit && look.shifts.is_meant(label) {
            return Some((start, colon));
        }
    }
    None
}
