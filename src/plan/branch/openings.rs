//! What is to be staffed in a range of duty dates: for each slot what it needs less what is fixed there, in layers, so
//! that a surge becomes an opening for a part of the slot. It knows posts, shifts and what is fixed; nothing of people.

use chrono::NaiveDate;

use crate::domain::demand::{Calendar, pieces};
use crate::domain::time::{Instant, MINUTE, Span, days_after};
use crate::domain::{Assignment, MemberId, Post, PostId, Roster, Slot, WallTime};

/// So many people are wanted in a slot, or in a part of it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Opening {
    pub slot: Slot,
    pub span: Span,
    /// The bounds of the part, where it is not the slot's own.
    pub from: Option<WallTime>,
    pub to: Option<WallTime>,
    pub heads: u32,
}

impl Opening {
    /// How a place in it is recorded.
    pub fn assignment(&self) -> Assignment {
        Assignment { from: self.from, to: self.to, ..Assignment::default() }
    }
}

/// Extra heads outside every slot: nobody can be planned there.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Outside {
    pub post: PostId,
    pub date: NaiveDate,
    pub span: Span,
    pub heads: u32,
}

/// An assignment that stands in a slot of the range before anything is planned.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Standing {
    pub member: MemberId,
    pub slot: Slot,
    pub span: Span,
    /// It stays, whatever the plan: pinned, or marked already.
    pub fixed: bool,
}

/// The openings of one slot, largest first, given what is fixed in it. Those that a part cannot express (a bound in the
/// hour that the clocks skip or repeat) come back as `Outside`.
pub fn openings(
    roster: &Roster,
    calendar: &Calendar,
    (slot, whole): (Slot, Span),
    post: &Post,
    fixed: &[Span],
) -> (Vec<Opening>, Vec<Outside>) {
    let (mut open, mut outside) = (Vec::<Opening>::new(), Vec::new());
    for span in layers(&missing(calendar, slot, whole, post, fixed)) {
        if let Some(same) = open.iter_mut().find(|o| o.span == span) {
            same.heads += 1;
            continue;
        }
        match part(roster, slot, whole, span) {
            Some((from, to)) => open.push(Opening { slot, span, from, to, heads: 1 }),
            None => outside.push(Outside { post: slot.post, date: slot.date, span, heads: 1 }),
        }
    }
    open.sort_by_key(|o| (std::cmp::Reverse(o.span.length()), o.span.from));
    (open, outside)
}

/// How many are missing, by time: the need less what is fixed. Disjoint, by time, gaps left out.
fn missing(calendar: &Calendar, slot: Slot, whole: Span, post: &Post, fixed: &[Span]) -> Vec<(Span, u32)> {
    let mut cuts: Vec<Instant> = fixed.iter().flat_map(|s| [s.from, s.to]).collect();
    cuts.sort_unstable();
    cuts.dedup();
    let mut out = Vec::new();
    for piece in pieces(calendar, slot.post, post, whole).into_iter().filter(|p| p.slot == Some(slot)) {
        let inner = cuts.iter().copied().filter(|c| piece.span.from < *c && *c < piece.span.to);
        let mut from = piece.span.from;
        for to in inner.chain([piece.span.to]) {
            let there = fixed.iter().filter(|s| s.contains(from)).count() as u32;
            out.push((Span::new(from, to), piece.need.saturating_sub(there)));
            from = to;
        }
    }
    out.retain(|(span, n)| !span.is_empty() && *n > 0);
    out
}

/// The layers of a need that goes up and down: in layer k whoever is the k-th that is wanted.
fn layers(missing: &[(Span, u32)]) -> Vec<Span> {
    let most = missing.iter().map(|(_, n)| *n).max().unwrap_or(0);
    let mut out: Vec<Span> = Vec::new();
    for level in 1..=most {
        let mut current: Option<Span> = None;
        for (span, _) in missing.iter().filter(|(_, n)| *n >= level) {
            match &mut current {
                Some(c) if c.to == span.from => c.to = span.to,
                _ => out.extend(current.replace(*span)),
            }
        }
        out.extend(current);
    }
    out
}

/// The bounds of a part of a slot as they are recorded; `None` when wall times cannot say it.
fn part(roster: &Roster, slot: Slot, whole: Span, span: Span) -> Option<(Option<WallTime>, Option<WallTime>)> {
    let wall = |t: Instant| {
        use chrono::Timelike;
        let local = t.local(roster.zone());
        (local.second() == 0).then(|| WallTime((local.hour() * 60 + local.minute()) as u16))
    };
    let from = if span.from == whole.from { None } else { Some(wall(span.from)?) };
    let to = if span.to == whole.to { None } else { Some(wall(span.to)?) };
    let part = crate::domain::invariant::part(roster, slot, from, to).ok()?;
    let id = crate::domain::AssignmentId { slot, member: MemberId(0) };
    (roster.assignment_span(&id, &part) == Some(span)).then_some((part.from, part.to))
}

/// The surges of the range that no slot contains, from `now` on.
pub fn outside(roster: &Roster, calendar: &Calendar, now: Instant, range: Span) -> Vec<Outside> {
    let from = Span::new(range.from.max(now), range.to);
    let mut out: Vec<Outside> = Vec::new();
    for (id, post) in roster.posts.iter().filter(|(_, p)| !p.surge.is_empty()) {
        for piece in pieces(calendar, *id, post, from).into_iter().filter(|p| p.slot.is_none() && p.need > 0) {
            match out.last_mut() {
                Some(o) if o.post == *id && o.span.to == piece.span.from && o.heads == piece.need => {
                    o.span.to = piece.span.to;
                }
                _ => out.push(Outside { post: *id, date: piece.date, span: piece.span, heads: piece.need }),
            }
        }
    }
    out
}

/// The hours of duty in a span, for fairness: all of it, what lies between 22:00 and 06:00, and all of it when the duty
/// date is a Saturday or Sunday; in minutes.
pub fn amounts(calendar: &Calendar, date: NaiveDate, span: Span) -> [i64; 3] {
    use chrono::Datelike;
    let minutes = span.length() / MINUTE;
    let window = |n: i64| calendar.window(days_after(date, n), WallTime(22 * 60), WallTime(6 * 60));
    let night: i64 = (-1..=1).filter_map(|n| window(n).cut(span)).map(Span::length).sum();
    let weekend = date.weekday().num_days_from_monday() >= 5;
    [minutes, night / MINUTE, if weekend { minutes } else { 0 }]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{Heads, ShiftId, Surge};

    fn at(hour: i64) -> Instant {
        Instant(1_650_211_200 + hour * 3600) // 2022-04-18T00:00+08:00
    }

    fn slot() -> Slot {
        Slot { post: PostId(1), date: "2022-04-18".parse().unwrap(), shift: ShiftId(1) }
    }

    fn open(heads: u32, surges: &[(u16, u16)], fixed: &[Span]) -> Vec<(i64, i64, u32)> {
        let roster = Roster::default();
        let whole = Span::new(at(6), at(14));
        let calendar = Calendar::around(&roster, whole);
        let surge = surges.iter().map(|(from, to)| Surge {
            days: Default::default(),
            from: WallTime(from * 60),
            to: WallTime(to * 60),
            extra: 1,
            first: None,
            last: None,
        });
        let post = Post { heads: vec![Heads { shift: ShiftId(1), heads }], surge: surge.collect(), ..Post::default() };
        let hour = |t: Instant| (t - at(0)) / 3600;
        let found = openings(&roster, &calendar, (slot(), whole), &post, fixed).0;
        found.iter().map(|o| (hour(o.span.from), hour(o.span.to), o.heads)).collect()
    }

    #[test]
    fn a_surge_is_an_opening_for_its_part_of_the_slot() {
        assert_eq!(open(1, &[(7, 8)], &[]), [(6, 14, 1), (7, 8, 1)]);
        assert_eq!(open(2, &[(13, 16)], &[]), [(6, 14, 2), (13, 14, 1)], "cut at the slot's end");
        assert_eq!(open(0, &[(7, 9), (8, 10)], &[]), [(7, 10, 1), (8, 9, 1)], "one stays for both");
    }

    #[test]
    fn what_is_fixed_leaves_the_rest_open() {
        assert_eq!(open(1, &[], &[Span::new(at(6), at(14))]), []);
        assert_eq!(open(1, &[], &[Span::new(at(6), at(10))]), [(10, 14, 1)]);
        assert_eq!(open(1, &[(7, 8)], &[Span::new(at(6), at(14))]), [(7, 8, 1)]);
        assert_eq!(
            open(1, &[], &[Span::new(at(8), at(9)), Span::new(at(8), at(10))]),
            [(10, 14, 1), (6, 8, 1)].map(|x| x)
        );
    }

    #[test]
    fn night_hours_are_those_between_ten_and_six() {
        let calendar = Calendar::around(&Roster::default(), Span::new(at(0), at(24)));
        let date = slot().date;
        assert_eq!(amounts(&calendar, date, Span::new(at(14), at(22))), [480, 0, 0]);
        assert_eq!(amounts(&calendar, date, Span::new(at(20), at(32))), [720, 480, 0]);
        let saturday = days_after(date, 5);
        assert_eq!(amounts(&calendar, saturday, Span::new(at(126), at(134))), [480, 0, 480]);
    }
}
