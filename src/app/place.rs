//! Where the user is: the view, the cursor in it and the window it shows. It decides nothing about what is there.

use chrono::NaiveDate;

use super::board::Board;
use super::people::Order;
use super::report;
use crate::command::View;
use crate::domain::time::{HOUR, days_after};
use crate::domain::{MemberId, PostId, ShiftId, Slot, Span, WallTime, time};

/// The cursor and the windows of the views.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Place {
    pub view: View,
    /// The post under the cursor in Today and Week.
    pub post: Option<PostId>,
    /// The slot's date and shift under the cursor; `None` follows the clock.
    pub slot: Option<(NaiveDate, ShiftId)>,
    /// The day that Today shows; `None` follows the clock.
    pub day: Option<NaiveDate>,
    /// The first date that Week shows; `None` follows the clock.
    pub week: Option<NaiveDate>,
    /// How many dates Week shows.
    pub dates: usize,
    /// The row under the cursor in Findings and in Handovers.
    pub finding: usize,
    pub log: usize,
    /// The first row shown of the posts, of Findings and of Handovers.
    pub top_post: usize,
    pub top_finding: usize,
    pub top_log: usize,
    pub people: People,
    pub report: report::At,
}

/// The cursor and the window of People.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct People {
    /// The member under the cursor.
    pub member: Option<MemberId>,
    /// The date under the cursor; `None` follows the clock.
    pub date: Option<NaiveDate>,
    /// The first date shown; `None` follows the clock.
    pub first: Option<NaiveDate>,
    /// How many dates are shown.
    pub dates: usize,
    pub top: usize,
    pub order: Order,
    /// The other corner of the cells that are selected.
    pub anchor: Option<(MemberId, NaiveDate)>,
}

impl People {
    /// The first date that is shown: the Monday of the week, of the one before it where four weeks have room.
    pub fn first(&self, board: &Board) -> NaiveDate {
        let back = if self.dates >= 21 { -7 } else { 0 };
        self.first.unwrap_or_else(|| days_after(time::monday(today(board)), back))
    }

    /// The date under the cursor.
    pub fn date(&self, board: &Board) -> NaiveDate {
        self.date.unwrap_or_else(|| today(board))
    }

    /// Moves the cursor by days; the window follows by weeks.
    pub fn step(&mut self, board: &Board, days: i64) {
        self.to(board, days_after(self.date(board), days));
    }

    /// Brings the cursor to a date; the window follows by weeks.
    pub fn to(&mut self, board: &Board, date: NaiveDate) {
        self.date = (date != today(board)).then_some(date);
        let first = self.first(board);
        let ahead = (date - first).num_days();
        let most = self.dates.max(7) as i64;
        if !(0..most).contains(&ahead) {
            let beyond = if ahead < 0 { ahead } else { ahead - most + 1 };
            let weeks = if beyond < 0 { beyond.div_euclid(7) } else { (beyond + 6).div_euclid(7) };
            self.first = Some(days_after(first, 7 * weeks));
        }
    }
}

/// How long before the end of a duty date Today begins to show the next one's first shift.
const LOOK_AHEAD: i64 = 2 * HOUR;

impl Place {
    /// The date and shift under the cursor.
    pub fn slot_here(&self, board: &Board) -> Option<(NaiveDate, ShiftId)> {
        self.slot.or_else(|| board.present_slot())
    }

    /// The whole slot under the cursor of Today or Week.
    pub fn whole_slot(&self, board: &Board) -> Option<Slot> {
        let (date, shift) = self.slot_here(board)?;
        Some(Slot { post: self.post?, date, shift })
    }

    /// The duty date that Today shows.
    pub fn day(&self, board: &Board) -> NaiveDate {
        self.day.unwrap_or_else(|| today(board))
    }

    /// The interval that Today shows: 24 hours from the beginning of the duty date's first shift; shortly before they
    /// end, from the second shift's.
    pub fn hours(&self, board: &Board) -> Span {
        let date = self.day(board);
        let zone = board.roster().zone();
        let starts = |date| {
            let mut starts: Vec<WallTime> = board.roster().shifts_on(date).iter().map(|s| s.start).collect();
            starts.sort_unstable();
            starts
        };
        let next = days_after(date, 1);
        let (his, after) = (starts(date), starts(next));
        let begin = |date, starts: &[WallTime], nth: usize| {
            let start = starts.get(nth).or(starts.last()).copied().unwrap_or_default();
            time::instant(zone, date, start)
        };
        let whole = Span::new(begin(date, &his, 0), begin(next, &after, 0));
        let late = board.now() >= whole.to - LOOK_AHEAD && board.now() < whole.to;
        match self.day.is_none() && his.len() > 1 && late {
            true => Span::new(begin(date, &his, 1), begin(next, &after, 1)),
            false => whole,
        }
    }

    /// The first date that Week shows.
    pub fn week(&self, board: &Board) -> NaiveDate {
        self.week.unwrap_or_else(|| today(board))
    }

    /// Moves the slot under the cursor to the next one in time, or the one before; Today's and Week's windows follow.
    pub fn step_slot(&mut self, board: &Board, by: i64) {
        let Some((date, shift)) = self.slot_here(board) else { return };
        let order = |date| {
            let mut order: Vec<_> = board.roster().shifts_on(date).iter().map(|s| (s.start, s.id)).collect();
            order.sort_unstable();
            order
        };
        let (mut date, mut shifts) = (date, order(date));
        let mut at = shifts.iter().position(|(_, id)| *id == shift).unwrap_or(0) as i64 + by;
        while at < 0 {
            date = days_after(date, -1);
            shifts = order(date);
            at += shifts.len().max(1) as i64;
        }
        while at >= shifts.len().max(1) as i64 {
            at -= shifts.len().max(1) as i64;
            date = days_after(date, 1);
            shifts = order(date);
        }
        self.slot = shifts.get(at as usize).map(|(_, id)| (date, *id));
        self.follow_slot(board);
    }

    /// Brings the slot under the cursor into the windows of Today and Week.
    pub fn follow_slot(&mut self, board: &Board) {
        let Some((date, shift)) = self.slot else { return };
        let Some(span) = board.roster().slot_span(date, shift) else { return };
        if !span.overlaps(self.hours(board)) {
            self.day = (date != today(board)).then_some(date);
        }
        let first = self.week(board);
        let last = days_after(first, self.dates.max(1) as i64 - 1);
        if date < first {
            self.week = Some(date);
        } else if date > last {
            self.week = Some(days_after(date, 1 - self.dates.max(1) as i64));
        }
        self.week = self.week.filter(|first| *first != today(board));
    }

    /// Moves the window of Today by days or of Week by weeks, with the slot under the cursor.
    pub fn step_window(&mut self, board: &Board, by: i64) {
        let here = self.slot_here(board);
        match self.view {
            View::Today => {
                let date = days_after(self.day(board), by);
                self.day = (date != today(board)).then_some(date);
                self.slot = here.map(|(_, shift)| (date, on_date(board, date, shift))).filter(|_| self.day.is_some());
            }
            View::Week => {
                let first = days_after(self.week(board), 7 * by);
                self.week = (first != today(board)).then_some(first);
                let there = |date, shift| (date, on_date(board, date, shift));
                self.slot = here.map(|(date, shift)| there(days_after(date, 7 * by), shift));
            }
            View::People => {
                let date = days_after(self.people.date(board), 7 * by);
                self.people.first = Some(days_after(self.people.first(board), 7 * by));
                self.people.date = (date != today(board)).then_some(date);
            }
            View::Report => self.report.step(board, by),
            View::Findings | View::Handovers => {}
        }
    }

    /// Back to now.
    pub fn to_now(&mut self) {
        self.slot = None;
        self.day = None;
        self.week = None;
        (self.people.date, self.people.first) = (None, None);
        self.report.month = None;
    }
}

/// The shift itself where the date has it, else the date's first.
fn on_date(board: &Board, date: NaiveDate, shift: ShiftId) -> ShiftId {
    let roster = board.roster();
    let first = || roster.shifts_on(date).iter().min_by_key(|s| s.start).map_or(shift, |s| s.id);
    roster.shift(date, shift).map_or_else(first, |s| s.id)
}

/// The duty date of the present: that of the slot that now lies in; between slots the local date, which begins with its
/// first shift.
pub fn today(board: &Board) -> NaiveDate {
    let (roster, now) = (board.roster(), board.now());
    if let Some((date, ..)) = board.slots_in(Span::new(now, now + 1)).first() {
        return *date;
    }
    let date = now.date(roster.zone());
    let first = roster.shifts_on(date).iter().map(|s| s.start).min().unwrap_or_default();
    let begun = now >= time::instant(roster.zone(), date, first);
    if begun { date } else { days_after(date, -1) }
}

/// The first row to show so that `row` is among the `shown` rows of `all`, moving as little as possible.
pub fn keep_in_sight(top: usize, row: usize, shown: usize, all: usize) -> usize {
    let shown = shown.max(1);
    let top = top.min(all.saturating_sub(shown));
    if row < top {
        row
    } else if row >= top + shown {
        row + 1 - shown
    } else {
        top
    }
}
