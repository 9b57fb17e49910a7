//! One cell of People, or all that are selected: which shift at which post its member is to have on its date. Typing
//! narrows the list by code or post; every row says how many the slot still lacks.

use crossterm::event::{KeyCode, KeyEvent};

use super::super::board::Board;
use super::super::cells::{self, LEAVE, Want};
use super::super::line::Line;
use super::super::pinyin;
use super::{NONE_FITS, Outcome, moved};
use crate::app::week;
use crate::domain::changes::Changes;
use crate::domain::{AssignmentId, Command, Do, MemberId, Roster, ShiftId, Slot};
use chrono::NaiveDate;

/// One row of the list.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Row {
    /// In several cells: everybody at the post that can be told, as when the shift is typed.
    Each(ShiftId),
    Shift {
        slot: Slot,
        /// How many heads are still missing there by the plan.
        lacks: u32,
        /// Where he stood last.
        last: bool,
        /// He is planned there.
        planned: bool,
    },
    /// Take him out of the plan on that date.
    Rest,
    /// He is planned for nothing, and his leave on that date ends.
    Back,
    /// The same, and he is not available.
    Leave,
}

/// The list.
#[derive(Clone, Debug)]
pub struct Cell {
    pub member: MemberId,
    pub date: NaiveDate,
    pub rows: Vec<Row>,
    pub query: Line,
    /// Indexes of the rows that fit the query.
    pub shown: Vec<usize>,
    pub at: usize,
    /// What he has on that date already stays: a second shift.
    pub add: bool,
    /// He has something on that date.
    pub has: bool,
    /// How many people and dates are selected, where it is for all of them.
    pub many: Option<(usize, usize)>,
}

impl Cell {
    /// Everything the member could have on a date; `query` narrows it at once. `many` when it is for so many people and
    /// dates.
    pub fn new(
        board: &Board,
        (member, date): (MemberId, NaiveDate),
        many: Option<(usize, usize)>,
        query: &str,
    ) -> Cell {
        let roster = board.roster();
        let has = many.is_none() && roster.assignments_of(member, date, date).next().is_some();
        let shifts = week::shifts(board, date, 1);
        let mut rows: Vec<Row> = many.iter().flat_map(|_| shifts.iter().copied().map(Row::Each)).collect();
        for shift in shifts {
            let planned = roster.assignments_of(member, date, date).filter(|(id, _)| id.slot.shift == shift);
            rows.extend(planned.map(|(id, _)| row(roster, member, id.slot, false)));
            let posts = cells::posts_for(roster, member, date, shift);
            let slots = posts.all.iter().map(|post| Slot { post: *post, date, shift });
            rows.extend(slots.map(|slot| row(roster, member, slot, posts.one == Some(slot.post))));
        }
        if has || many.is_some() {
            rows.push(Row::Rest);
        } else if cells::has_leave(roster, member, date) {
            rows.push(Row::Back);
        }
        rows.push(Row::Leave);
        let shown = (0..rows.len()).collect();
        let mut cell = Cell { member, date, rows, query: Line::default(), shown, at: 0, add: false, has, many };
        cell.query.insert(query);
        cell.filter(roster);
        cell
    }

    pub(super) fn key(&mut self, key: &KeyEvent, board: &Board) -> Outcome {
        if let Some(at) = moved(self.at, self.shown.len(), key) {
            self.at = at;
            return Outcome::Stay;
        }
        match key.code {
            KeyCode::Esc => return Outcome::Close,
            KeyCode::Enter => return self.choose(board),
            KeyCode::Tab if self.has => {
                self.add = !self.add;
                return Outcome::Stay;
            }
            _ => {}
        }
        if self.query.key(key) {
            self.filter(board.roster());
        }
        Outcome::Stay
    }

    pub(super) fn paste(&mut self, text: &str, board: &Board) {
        self.query.insert(text);
        self.filter(board.roster());
    }

    fn filter(&mut self, roster: &Roster) {
        let query = self.query.text();
        let fits = |i: &usize| match self.rows[*i] {
            Row::Each(shift) => pinyin::matches(roster.shift_code(shift), query),
            Row::Shift { slot, .. } => {
                let code = roster.shift_code(slot.shift);
                let post = |q| {
                    let label = roster.post(slot.post).map_or("", |p| p.label());
                    pinyin::matches(roster.post_name(slot.post), q) || pinyin::matches(label, q)
                };
                pinyin::matches(code, query) || post(query) || query.strip_prefix(code).is_some_and(post)
            }
            Row::Rest | Row::Back => pinyin::matches("休", query),
            Row::Leave => pinyin::matches(LEAVE, query),
        };
        self.shown = (0..self.rows.len()).filter(fits).collect();
        self.at = 0;
    }

    fn choose(&self, board: &Board) -> Outcome {
        let Some(row) = self.shown.get(self.at).map(|i| self.rows[*i]) else { return Outcome::Refuse(NONE_FITS) };
        let roster = board.roster();
        let code = |shift| roster.shift_code(shift).to_string();
        let (want, said) = match row {
            Row::Each(shift) => (Want::shift(shift, None), code(shift)),
            Row::Shift { slot, .. } => (Want::shift(slot.shift, Some(slot.post)), code(slot.shift)),
            Row::Rest | Row::Back => (Want::Rest, String::new()),
            Row::Leave => (Want::Leave(LEAVE.into()), LEAVE.into()),
        };
        if self.many.is_some() {
            return Outcome::Put(want, said);
        }
        let mut changes = Changes::new(roster);
        match row {
            Row::Shift { slot, .. } if self.add => changes.assign(slot, self.member),
            _ => cells::put_one(&mut changes, self.member, self.date, &want),
        }
        Outcome::Submit(Command::new(Do::Change { events: changes.events() }))
    }
}

fn row(roster: &Roster, member: MemberId, slot: Slot, last: bool) -> Row {
    let planned = roster.assignments.contains_key(&AssignmentId { slot, member });
    Row::Shift { slot, lacks: cells::lacks(roster, slot), last, planned }
}
