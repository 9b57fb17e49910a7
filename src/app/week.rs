//! The cells of Week: who is planned in a slot, and what is wrong with it; read off the roster for visible posts only.

use chrono::NaiveDate;

use super::board::Board;
use super::place::Place;
use crate::domain::coverage::{self, Status};
use crate::domain::time::days_after;
use crate::domain::{AssignmentId, MemberId, PostId, ShiftId, Slot, Span, WallTime};

/// Somebody planned in a slot.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Planned {
    pub member: MemberId,
    pub pinned: bool,
    /// For a part of the slot only.
    pub part: bool,
    /// Follows or precedes another shift of his without a break.
    pub double: bool,
    /// He is not available, or may not stand there.
    pub cannot: bool,
}

/// One slot.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Cell {
    pub slot: Slot,
    pub span: Span,
    pub heads: u32,
    pub people: Vec<Planned>,
    /// The most heads missing at any time of it that lies ahead.
    pub short_by: u32,
}

/// The cells of a post for so many dates, by date, then shift; a date has none for the shifts it does not have.
pub fn cells(board: &Board, post: PostId, first: NaiveDate, dates: usize) -> Vec<Cell> {
    let (roster, now) = (board.roster(), board.now());
    let shifts = shifts(board, first, dates);
    let mut cells: Vec<Cell> = Vec::with_capacity(dates * shifts.len());
    for date in (0..dates as i64).map(|d| days_after(first, d)) {
        for shift in &shifts {
            let Some(span) = roster.slot_span(date, *shift) else { continue };
            let slot = Slot { post, date, shift: *shift };
            let heads = roster.heads(slot);
            cells.push(Cell { slot, span, heads, people: planned(board, slot, span), short_by: 0 });
        }
    }
    let (Some(from), Some(to)) = (cells.iter().map(|c| c.span.from).min(), cells.iter().map(|c| c.span.to).max())
    else {
        return cells;
    };
    let ahead = Span::new(from.max(now), to);
    if !ahead.is_empty() {
        let gaps = coverage::coverage(roster, now, post, ahead);
        for gap in gaps.iter().filter(|s| s.status == Status::Gap) {
            if let Some(cell) = cells.iter_mut().find(|c| Some(c.slot) == gap.slot) {
                cell.short_by = cell.short_by.max(gap.short_by);
            }
        }
    }
    cells
}

/// The shifts that there are on so many dates, each once, by when they begin on the first of them.
pub fn shifts(board: &Board, first: NaiveDate, dates: usize) -> Vec<ShiftId> {
    let last = days_after(first, dates.max(1) as i64 - 1);
    let mut shifts: Vec<(WallTime, ShiftId)> = Vec::new();
    for s in board.roster().patterns.between(first, last).flat_map(|shifts| shifts.iter()) {
        if shifts.iter().all(|(_, id)| *id != s.id) {
            shifts.push((s.start, s.id));
        }
    }
    shifts.sort_unstable();
    shifts.into_iter().map(|(_, id)| id).collect()
}

/// How many rows a post has in Week.
pub fn rows(board: &Board, place: &Place) -> usize {
    shifts(board, place.week(board), place.dates).len().max(1)
}

fn planned(board: &Board, slot: Slot, span: Span) -> Vec<Planned> {
    let roster = board.roster();
    let one = |(member, a): (MemberId, &crate::domain::Assignment)| {
        let part = roster.assignment_span(&AssignmentId { slot, member }, a).unwrap_or(span);
        Planned {
            member,
            pinned: a.pinned,
            part: part != span,
            double: double(board, slot, member, part),
            cannot: cannot(board, slot, member, part),
        }
    };
    roster.assigned_in(slot).map(one).collect()
}

/// Whether another assignment of the member comes so near that there is no break between.
fn double(board: &Board, slot: Slot, member: MemberId, part: Span) -> bool {
    let roster = board.roster();
    let near = roster.rules.min_break.max(1);
    roster
        .assignments_of(member, days_after(slot.date, -1), days_after(slot.date, 1))
        .filter(|(id, _)| id.slot != slot)
        .filter_map(|(id, a)| roster.assignment_span(&id, a))
        .any(|other| other.from - part.to < near && part.from - other.to < near)
}

fn cannot(board: &Board, slot: Slot, member: MemberId, part: Span) -> bool {
    let roster = board.roster();
    let Some(m) = roster.member(member) else { return false };
    !m.may_stand_at(slot.post) || !m.belongs_on(slot.date) || {
        !crate::domain::availability::unavailable(roster.zone(), m, part).is_empty()
    }
}
