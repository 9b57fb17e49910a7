//! The roster week by week, as tables of posts and shifts by dates: what html and markdown show.

use chrono::NaiveDate;

use super::{Handout, Heading};
use crate::domain::time::monday;
use crate::domain::{MemberId, PostId, Slot};

/// A week of the scope, or what of it lies in the scope.
pub struct Week<'a> {
    pub dates: Vec<NaiveDate>,
    pub rows: Vec<Row<'a>>,
}

/// A shift of a post.
pub struct Row<'a> {
    pub post: PostId,
    pub shift: Heading<'a>,
    /// The first row of its post.
    pub leads: bool,
    pub cells: Vec<Cell>,
}

/// A slot: those in it with what is said of each, and how many are missing.
pub struct Cell {
    pub people: Vec<(MemberId, String)>,
    pub short_by: u32,
    pub needed: bool,
}

impl<'a> Handout<'a> {
    /// The weeks of the scope, Monday to Sunday.
    pub fn weeks(&self) -> Vec<Week<'a>> {
        let dates: Vec<NaiveDate> = self.dates().collect();
        dates.chunk_by(|a, b| monday(*a) == monday(*b)).map(|dates| self.week(dates.to_vec())).collect()
    }

    /// A table of these dates.
    pub fn week(&self, dates: Vec<NaiveDate>) -> Week<'a> {
        let ends = dates.first().zip(dates.last());
        let shifts = ends.map_or_else(Vec::new, |(first, last)| self.shifts_between(*first, *last));
        let mut rows = Vec::new();
        for (post, _) in self.posts() {
            for (i, shift) in shifts.iter().enumerate() {
                let cell = |date: &NaiveDate| self.cell(Slot { post, date: *date, shift: shift.id });
                rows.push(Row { post, shift: *shift, leads: i == 0, cells: dates.iter().map(cell).collect() });
            }
        }
        Week { dates, rows }
    }

    pub fn cell(&self, slot: Slot) -> Cell {
        let planned = self.planned(slot);
        let heads = self.roster.heads(slot);
        Cell {
            needed: heads > 0,
            short_by: if self.scope.member.is_none() { self.short_by(slot) } else { 0 },
            people: planned.into_iter().map(|(m, a)| (m, self.with_part(slot, m, a))).collect(),
        }
    }
}
