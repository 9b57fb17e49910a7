//! The sheet of People: which members stand in it and in which order, and what each one's row says, read off the roster
//! for one member at a time. What happened is read before what was planned. It knows nothing of columns and colours.

use chrono::{Datelike, NaiveDate, Weekday};

use super::board::Board;
use super::pinyin;
use crate::domain::demand::Calendar;
use crate::domain::finding::{Finding, Kind, Level};
use crate::domain::report::{DAY_LEAST, NIGHT, NIGHT_LEAST};
use crate::domain::time::{HOUR, MINUTE, days_after};
use crate::domain::{
    Assignment, AssignmentId, Instant, Member, MemberId, PostId, ShiftId, Slot, Span, Unavailable, UnitId,
};

/// By what the rows are in order.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default)]
pub enum Sort {
    /// As they came into the branch.
    #[default]
    Record,
    Name,
    Unit,
    Hours,
    Nights,
    Weekends,
    Run,
}

impl Sort {
    pub const ALL: [Sort; 7] =
        [Sort::Record, Sort::Name, Sort::Unit, Sort::Hours, Sort::Nights, Sort::Weekends, Sort::Run];

    /// The key of its words in the catalogue.
    pub fn key(self) -> &'static str {
        match self {
            Sort::Record => "people.by_record",
            Sort::Name => "people.by_name",
            Sort::Unit => "people.by_unit",
            Sort::Hours => "people.by_hours",
            Sort::Nights => "people.by_nights",
            Sort::Weekends => "people.by_weekends",
            Sort::Run => "people.by_run",
        }
    }

    /// Whether it needs everybody's totals.
    fn by_total(self) -> bool {
        matches!(self, Sort::Hours | Sort::Nights | Sort::Weekends | Sort::Run)
    }
}

/// Which rows there are, and in which order.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default)]
pub struct Order {
    pub sort: Sort,
    /// The other way round.
    pub reverse: bool,
    /// Only the members of this unit.
    pub unit: Option<UnitId>,
}

/// One duty date of the sheet.
#[derive(Clone, Debug)]
pub struct Day {
    pub date: NaiveDate,
    /// From the beginning of its first shift to that of the next date's.
    pub whole: Span,
    pub slots: Vec<(ShiftId, Span)>,
    night: Span,
}

/// The dates of the sheet as instants.
pub fn days(board: &Board, first: NaiveDate, dates: usize) -> Vec<Day> {
    let roster = board.roster();
    let calendar = Calendar::new(roster, days_after(first, -1), days_after(first, dates as i64 + 1));
    let day = |n: usize| {
        let date = days_after(first, n as i64);
        let whole = calendar.duty_dates(date, date);
        let slots = calendar.day(date).slots.iter().map(|(span, shift)| (*shift, *span)).collect();
        Day { date, whole, slots, night: calendar.window(date, NIGHT.0, NIGHT.1) }
    };
    (0..dates).map(day).collect()
}

/// How somebody stands, stood or did not stand in a slot.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum How {
    /// The time has not come.
    Planned,
    /// Not there yet, within the grace.
    Due,
    /// Is there now.
    On,
    /// Was there.
    Stood,
    /// Was planned and did not come.
    Absent,
}

/// A shift in a cell.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Mark {
    pub slot: Slot,
    /// His part of the slot, or the time he was there.
    pub span: Span,
    pub how: How,
    /// He was not planned there.
    pub extra: bool,
    /// For a part of the slot only.
    pub part: bool,
    pub pinned: bool,
}

/// Why a cell has no shift.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Off {
    Rest,
    Leave,
    /// Not yet or no more in the branch.
    Outside,
}

/// One member on one duty date.
#[derive(Clone, PartialEq, Debug)]
pub struct Cell {
    pub date: NaiveDate,
    /// By when they begin.
    pub marks: Vec<Mark>,
    pub off: Off,
    /// What is found there, worst first; of the past only what was red.
    pub findings: Vec<Finding>,
}

/// What a row adds up to within the dates of the sheet, of what happened and of what is planned.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Totals {
    /// Duty, in seconds.
    pub seconds: i64,
    pub nights: u32,
    /// Duty dates that are a Saturday or a Sunday.
    pub weekends: u32,
    /// The longest run of duty dates.
    pub run: u32,
}

/// The row of one member.
#[derive(Clone, PartialEq, Debug)]
pub struct Row {
    pub member: MemberId,
    pub cells: Vec<Cell>,
    pub totals: Totals,
}

/// The members in the sheet, in order. Those who are in the branch on none of its dates are left out, unless they have
/// something in them.
pub fn members(board: &Board, days: &[Day], order: Order) -> Vec<MemberId> {
    let roster = board.roster();
    let (Some(first), Some(last)) = (days.first(), days.last()) else { return Vec::new() };
    let belongs = |id: MemberId, m: &Member| {
        m.joins.is_none_or(|j| j <= last.date) && m.leaves.is_none_or(|l| first.date <= l)
            || roster.assignments_of(id, first.date, last.date).next().is_some()
            || roster.presences_of(id).any(|(_, p)| p.span().overlaps(Span::new(first.whole.from, last.whole.to)))
    };
    let ours = roster.members.iter().filter(|(_, m)| order.unit.is_none_or(|u| m.unit == Some(u)));
    let mut members: Vec<MemberId> = ours.filter(|(id, m)| belongs(**id, m)).map(|(id, _)| *id).collect();
    let name = |id: &MemberId| pinyin::sort_key(roster.name_of(*id));
    match order.sort {
        Sort::Record => {}
        Sort::Name => members.sort_by_cached_key(name),
        Sort::Unit => members.sort_by_key(|id| {
            let unit = roster.member(*id).and_then(|m| m.unit);
            (unit.is_none(), unit, *id)
        }),
        _ => members.sort_by_cached_key(|id| {
            let totals = totals(&board.outlook().duty(roster, *id), days);
            std::cmp::Reverse(match order.sort {
                Sort::Hours => totals.seconds,
                Sort::Nights => totals.nights.into(),
                Sort::Weekends => totals.weekends.into(),
                _ => totals.run.into(),
            })
        }),
    }
    if order.reverse {
        members.reverse();
    }
    members
}

/// Whether the order has to be made anew when only the dates of the sheet have moved: it does when it goes by a total,
/// and when somebody joins or leaves.
pub fn follows_dates(board: &Board, order: Order) -> bool {
    order.sort.by_total() || board.roster().members.values().any(|m| m.joins.is_some() || m.leaves.is_some())
}

/// What is known of a member whichever dates are shown: working it out is most of the work of a row.
#[derive(Clone, Debug)]
pub struct Known {
    pub member: MemberId,
    duty: Vec<Span>,
    findings: Vec<Finding>,
}

impl Known {
    pub fn of(board: &Board, member: MemberId) -> Known {
        let (roster, outlook) = (board.roster(), board.outlook());
        Known { member, duty: outlook.duty(roster, member), findings: outlook.findings_of(roster, member) }
    }
}

/// The row of one member.
pub fn row(board: &Board, known: &Known, days: &[Day]) -> Row {
    let (roster, member) = (board.roster(), known.member);
    let Some(m) = roster.member(member) else { return Row { member, cells: Vec::new(), totals: Totals::default() } };
    let mut cells: Vec<Cell> = days.iter().map(|day| empty(m, day)).collect();
    planned(board, member, days, &mut cells);
    stood(board, member, days, &mut cells);
    for cell in &mut cells {
        cell.marks.sort_by_key(|mark| mark.span);
    }
    for finding in &known.findings {
        if let Some(i) = place_of(board, finding, days) {
            cells[i].findings.push(finding.clone());
        }
    }
    Row { member, totals: totals(&known.duty, days), cells }
}

fn empty(member: &Member, day: &Day) -> Cell {
    let leave = |u: &Unavailable| match u {
        Unavailable::Once { from, to, .. } => {
            let away = Span::new(*from, *to);
            day.slots.iter().any(|(_, slot)| away.cut(*slot).is_some_and(|c| 2 * c.length() > slot.length()))
        }
        Unavailable::Daily { .. } => false,
    };
    let off = match () {
        () if !member.belongs_on(day.date) => Off::Outside,
        () if member.unavailable.iter().any(leave) => Off::Leave,
        () => Off::Rest,
    };
    Cell { date: day.date, marks: Vec::new(), off, findings: Vec::new() }
}

/// The column of a date.
fn column(days: &[Day], date: NaiveDate) -> Option<usize> {
    let first = days.first()?.date;
    usize::try_from((date - first).num_days()).ok().filter(|n| *n < days.len())
}

/// Puts what is planned into the cells, and what became of it.
fn planned(board: &Board, member: MemberId, days: &[Day], cells: &mut [Cell]) {
    let roster = board.roster();
    let (Some(first), Some(last)) = (days.first(), days.last()) else { return };
    for (id, a) in roster.assignments_of(member, first.date, last.date) {
        let Some(i) = column(days, id.slot.date) else { continue };
        let whole = days[i].slots.iter().find(|(shift, _)| *shift == id.slot.shift).map(|(_, span)| *span);
        let span = if (a.from, a.to) == (None, None) { whole } else { roster.assignment_span(&id, a) };
        if let Some(span) = span {
            cells[i].marks.push(mark(board, id, a, span, whole != Some(span)));
        }
    }
}

fn mark(board: &Board, id: AssignmentId, a: &Assignment, span: Span, part: bool) -> Mark {
    let (roster, now) = (board.roster(), board.now());
    let mut his = roster.presences_of(id.member).rev().take_while(|(_, p)| p.on >= span.from - 72 * HOUR);
    let there = his.find(|(_, p)| p.post == id.slot.post && p.span().overlaps(span)).map(|(_, p)| p);
    let how = match there {
        _ if span.from > now => How::Planned,
        Some(p) if p.off.is_none() && now < span.to => How::On,
        Some(_) => How::Stood,
        None if now - span.from < roster.rules.mark_grace => How::Due,
        None => How::Absent,
    };
    Mark { slot: id.slot, span, how, extra: false, part, pinned: a.pinned }
}

/// Puts in what he stood without being planned there: most of a slot, or an hour of it when nothing near was planned.
fn stood(board: &Board, member: MemberId, days: &[Day], cells: &mut [Cell]) {
    let (roster, now) = (board.roster(), board.now());
    let (Some(first), Some(last)) = (days.first(), days.last()) else { return };
    let window = Span::new(first.whole.from, last.whole.to.min(now + 1));
    let recent = roster.presences_of(member).rev().take_while(|(_, p)| p.on >= window.from - 72 * HOUR);
    for (_, p) in recent.filter(|(_, p)| p.span().overlaps(window)) {
        let until = p.off.unwrap_or(now);
        let planned_for =
            cells.iter().flat_map(|c| &c.marks).any(|m| !m.extra && m.slot.post == p.post && p.span().overlaps(m.span));
        for (day, cell) in days.iter().zip(cells.iter_mut()).filter(|(d, _)| d.whole.from < until && p.on < d.whole.to)
        {
            for (shift, slot) in &day.slots {
                let there = Span::new(p.on, until).cut(*slot).unwrap_or(Span::new(slot.from, slot.from));
                let enough = if planned_for { slot.length() / 2 } else { HOUR.min(slot.length() / 2) };
                let here_now = p.off.is_none() && slot.contains(now) && !planned_for;
                let known = cell.marks.iter().any(|m| m.slot.shift == *shift && m.slot.post == p.post);
                if !known && (there.length() >= enough || here_now) {
                    let slot = Slot { post: p.post, date: day.date, shift: *shift };
                    let how = if here_now { How::On } else { How::Stood };
                    cell.marks.push(Mark { slot, span: there, how, extra: true, part: false, pinned: false });
                }
            }
        }
    }
}

/// The column that a finding belongs to; of the past only what was red has one.
fn place_of(board: &Board, f: &Finding, days: &[Day]) -> Option<usize> {
    if f.to <= board.now() && !(f.kind == Kind::Overlong && f.level == Level::Red) {
        return None;
    }
    if let Some(date) = f.date {
        return column(days, date);
    }
    let at: Instant = match f.kind {
        Kind::ShortRest => f.to,
        // Its limit is often the end of a slot, which is the beginning of the next.
        Kind::Overlong => f.from - MINUTE,
        Kind::ConsecutiveDays => return column(days, f.from.date(board.roster().zone())),
        _ => f.from,
    };
    days.iter().position(|d| d.whole.contains(at))
}

/// What somebody's duty, as spans by time, adds up to on these dates.
pub fn totals(duty: &[Span], days: &[Day]) -> Totals {
    let mut totals = Totals::default();
    let mut run = 0;
    let mut rest = duty;
    for day in days {
        // What ended before this date is done with.
        rest = &rest[rest.partition_point(|s| s.to <= day.whole.from)..];
        let within = |span: Span| -> i64 {
            let near = rest.iter().take_while(|s| s.from < span.to);
            near.filter_map(|s| s.cut(span)).map(Span::length).sum()
        };
        totals.seconds += within(day.whole);
        totals.nights += u32::from(within(day.night) >= NIGHT_LEAST);
        let in_slots: i64 = day.slots.iter().map(|(_, slot)| within(*slot)).sum();
        run = if in_slots >= DAY_LEAST { run + 1 } else { 0 };
        totals.run = totals.run.max(run);
        let weekend = matches!(day.date.weekday(), Weekday::Sat | Weekday::Sun);
        totals.weekends += u32::from(weekend && in_slots >= DAY_LEAST);
    }
    totals
}

/// The post of a mark, for the view's cursor.
pub fn post_of(cell: &Cell) -> Option<(PostId, Slot)> {
    cell.marks.iter().find(|m| m.how == How::On).or(cell.marks.first()).map(|m| (m.slot.post, m.slot))
}

#[cfg(test)]
mod tests {
    use super::*;

    const H: i64 = HOUR;

    /// Dates from Friday 22 April 2022 with 早 06–14, 中 14–22, 夜 22–06, from instant 0 on.
    fn days(n: i64) -> Vec<Day> {
        let first = NaiveDate::from_ymd_opt(2022, 4, 22).unwrap();
        let span = |from, to| Span::new(Instant(from * H), Instant(to * H));
        (0..n)
            .map(|d| Day {
                date: days_after(first, d),
                whole: span(24 * d, 24 * d + 24),
                slots: (0..3).map(|s| (ShiftId(s as u32 + 1), span(24 * d + 8 * s, 24 * d + 8 * s + 8))).collect(),
                night: span(24 * d + 16, 24 * d + 24),
            })
            .collect()
    }

    #[test]
    fn totals_count_hours_nights_weekends_and_the_longest_run_within_the_dates() {
        let duty: Vec<Span> =
            [(-8, 8), (40, 48), (64, 73), (112, 116)].map(|(a, b)| Span::new(Instant(a * H), Instant(b * H))).to_vec();
        let t = totals(&duty, &days(5));
        assert_eq!(t.seconds, (8 + 8 + 9 + 4) * H, "what lies before the dates does not count");
        assert_eq!(t.nights, 3);
        assert_eq!(t.weekends, 2, "Saturday and Sunday");
        assert_eq!(t.run, 5, "the hour of Monday makes it a duty date");
        assert_eq!(totals(&[], &days(5)), Totals::default());
    }
}
