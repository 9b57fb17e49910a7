//! The roster as a list, one row an assignment: what any spreadsheet and any program reads.

use super::Handout;
use crate::domain::time::{Instant, Zone};
use crate::exchange::grid::{Cell, Grid};

/// The headings, which the importer reads.
const HEADS: [&str; 8] =
    ["sheet.date", "sheet.shift", "sheet.post", "sheet.name", "sheet.unit", "sheet.starts", "sheet.ends", "sheet.note"];

/// The file's bytes.
pub fn csv(handout: &Handout) -> Result<Vec<u8>, csv::Error> {
    let mut grid = list(handout);
    grid.rows.push(vec![Cell::text(format!("{}{}", handout.word("sheet.record"), handout.stamp_line()))]);
    grid.csv()
}

/// The rows, by date, shift, post, name.
pub fn list(handout: &Handout) -> Grid {
    let roster = handout.roster;
    let mut all: Vec<_> = handout.assignments().filter_map(|(id, a)| Some((handout.span(id, a)?, id, a))).collect();
    all.sort_by_key(|(span, id, _)| (id.slot.date, span.from, id.slot.post, id.member));
    let row = |(span, id, a): (crate::domain::Span, &crate::domain::AssignmentId, &crate::domain::Assignment)| {
        let unit = roster.member(id.member).and_then(|m| m.unit).and_then(|u| roster.units.get(&u));
        vec![
            Cell::text(id.slot.date.to_string()),
            Cell::text(roster.shift_code(id.slot.shift)),
            Cell::text(roster.post_name(id.slot.post)),
            Cell::text(roster.name_of(id.member)),
            Cell::text(unit.map_or("", |u| &u.name)),
            Cell::text(local(roster.zone(), span.from)),
            Cell::text(local(roster.zone(), span.to)),
            Cell::text(a.note.as_deref().unwrap_or_default()),
        ]
    };
    let head = HEADS.iter().map(|key| handout.word(key).to_string()).collect();
    Grid { head, rows: all.into_iter().map(row).collect() }
}

fn local(zone: Zone, t: Instant) -> String {
    t.local(zone).format("%Y-%m-%d %H:%M").to_string()
}
