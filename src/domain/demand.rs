//! Slots and need: RULES §2. The calendar keeps the instants of midnights and slots, so that the zone is asked once a
//! day and not once a rule. Knows posts and shifts, nothing of people.

use std::borrow::Cow;

use chrono::{Datelike, NaiveDate};

use super::pattern::Patterns;
use super::records::*;
use super::roster::{self, Roster};
use super::time::{self, DAY, Instant, Span, WallTime, Zone, days_after};

/// One local date: its midnight and the slots that start on it.
#[derive(Clone, Debug)]
pub struct Day {
    pub date: NaiveDate,
    pub midnight: Instant,
    /// By time; one that summer time has swallowed is left out.
    pub slots: Vec<(Span, ShiftId)>,
    /// Whether it has 24 hours, and so no change of the clocks.
    even: bool,
}

/// The dates of a branch as instants. Dates it was not made for are worked out when asked.
#[derive(Clone, Debug)]
pub struct Calendar {
    zone: Zone,
    patterns: Patterns,
    days: Vec<Day>,
}

impl Calendar {
    /// A calendar that has the dates in `[first, last]` at hand.
    pub fn new(roster: &Roster, first: NaiveDate, last: NaiveDate) -> Calendar {
        let mut calendar = Calendar { zone: roster.zone(), patterns: roster.patterns.clone(), days: Vec::new() };
        let count = (last - first).num_days().clamp(0, 40_000);
        let midnights: Vec<Instant> =
            (0..=count + 2).map(|n| time::midnight(calendar.zone, days_after(first, n))).collect();
        calendar.days =
            (0..=count as usize).map(|n| calendar.make(days_after(first, n as i64), &midnights[n..n + 3])).collect();
        calendar
    }

    /// The calendar for a span of time: with the dates of the slots and windows that reach into it.
    pub fn around(roster: &Roster, span: Span) -> Calendar {
        let zone = roster.zone();
        Calendar::new(roster, days_after(span.from.date(zone), -2), days_after(span.to.date(zone), 2))
    }

    /// One date; `midnights` are those of this date and the two after it.
    fn make(&self, date: NaiveDate, midnights: &[Instant]) -> Day {
        let [even, next_even] = [0, 1].map(|n| midnights[n + 1] - midnights[n] == DAY);
        let slot = |s: &Shift| {
            let span = if even && next_even {
                let last = if s.end <= s.start { midnights[1] } else { midnights[0] };
                Span::new(midnights[0] + seconds(s.start), last + seconds(s.end))
            } else {
                roster::shift_span(self.zone, s, date)
            };
            (!span.is_empty()).then_some((span, s.id))
        };
        let mut slots: Vec<_> = self.patterns.on(date).iter().filter_map(slot).collect();
        slots.sort_unstable();
        Day { date, midnight: midnights[0], slots, even }
    }

    pub fn zone(&self) -> Zone {
        self.zone
    }

    /// The date's midnight and slots.
    pub fn day(&self, date: NaiveDate) -> Cow<'_, Day> {
        let known = self.days.first().and_then(|first| {
            let n = date.num_days_from_ce() - first.date.num_days_from_ce();
            self.days.get(usize::try_from(n).ok()?)
        });
        known.map_or_else(
            || Cow::Owned(self.make(date, &[0, 1, 2].map(|n| time::midnight(self.zone, days_after(date, n))))),
            Cow::Borrowed,
        )
    }

    /// Local midnight at the beginning of `date`.
    pub fn midnight(&self, date: NaiveDate) -> Instant {
        self.day(date).midnight
    }

    /// `instant(date, hh:mm)`.
    pub fn instant(&self, date: NaiveDate, wall: WallTime) -> Instant {
        let day = self.day(date);
        if day.even { day.midnight + seconds(wall) } else { time::instant(self.zone, date, wall) }
    }

    /// A window of the local day that begins on `date`; `to` ≤ `from` ends the next day.
    pub fn window(&self, date: NaiveDate, from: WallTime, to: WallTime) -> Span {
        let last = if to <= from { days_after(date, 1) } else { date };
        Span::new(self.instant(date, from), self.instant(last, to))
    }

    /// The duty dates `[first, last]` as a span: from the first shift's beginning on `first` to the same on the date after
    /// `last`, so that a night belongs to the date it begins on.
    pub fn duty_dates(&self, first: NaiveDate, last: NaiveDate) -> Span {
        let begin = |date| {
            let starts = self.patterns.on(date).iter().map(|s| s.start);
            self.instant(date, starts.min().unwrap_or_default())
        };
        Span::new(begin(first), begin(days_after(last, 1)))
    }

    /// The local date at `t`: the one whose midnight is the last at or before it.
    pub fn date_of(&self, t: Instant) -> NaiveDate {
        let (Some(first), Some(last)) = (self.days.first(), self.days.last()) else { return t.date(self.zone) };
        if t < first.midnight || last.midnight <= t {
            return t.date(self.zone);
        }
        self.days[self.days.partition_point(|d| d.midnight <= t) - 1].date
    }

    /// The interval of a slot; `None` when the shift is not in the pattern of its date.
    pub fn slot_span(&self, date: NaiveDate, shift: ShiftId) -> Option<Span> {
        if let Some(known) = self.day(date).slots.iter().find(|(_, s)| *s == shift) {
            return Some(known.0);
        }
        self.patterns.on(date).iter().find(|s| s.id == shift).map(|s| roster::shift_span(self.zone, s, date))
    }

    /// The interval `[f, e)` of an assignment; `None` when its shift is not in the pattern of its date.
    pub fn assignment_span(&self, slot: Slot, a: &Assignment) -> Option<Span> {
        let whole = self.slot_span(slot.date, slot.shift)?;
        if a.from.is_none() && a.to.is_none() {
            return Some(whole);
        }
        let shift = self.patterns.on(slot.date).iter().find(|s| s.id == slot.shift)?;
        Some(roster::part_span(self.zone, shift, slot.date, a, whole))
    }

    /// Duty date, shift and interval of the slots that contain `t`, the same for every post.
    pub fn slot_at(&self, t: Instant) -> Option<(NaiveDate, ShiftId, Span)> {
        let date = self.date_of(t);
        [days_after(date, -1), date].into_iter().find_map(|d| {
            let day = self.day(d);
            day.slots.iter().find(|(span, _)| span.contains(t)).map(|(span, shift)| (d, *shift, *span))
        })
    }

    /// What a gap never crosses: the slot that contains `t`; outside slots the part of the local date between slots.
    pub fn unit(&self, t: Instant) -> Span {
        if let Some((_, _, span)) = self.slot_at(t) {
            return span;
        }
        let date = self.date_of(t);
        let mut unit = Span::new(self.midnight(date), self.midnight(days_after(date, 1)));
        for d in [days_after(date, -1), date] {
            for (span, _) in &self.day(d).slots {
                if span.to <= t {
                    unit.from = unit.from.max(span.to);
                } else {
                    unit.to = unit.to.min(span.from);
                }
            }
        }
        unit
    }
}

fn seconds(wall: WallTime) -> i64 {
    i64::from(wall.0) * 60
}

/// A piece of time in which slot and need of a post stay the same.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Piece {
    pub span: Span,
    pub slot: Option<Slot>,
    /// The duty date; outside slots the local date.
    pub date: NaiveDate,
    pub need: u32,
}

/// The need of a post over `window`, cut to it, in pieces by time; outside slots they end at local midnight.
pub fn pieces(calendar: &Calendar, id: PostId, post: &Post, window: Span) -> Vec<Piece> {
    let mut out = Vec::new();
    if window.is_empty() {
        return out;
    }
    let (first, last) = (days_after(calendar.date_of(window.from), -1), calendar.date_of(window.to));
    let mut at = window.from;
    let mut date = first;
    while date <= last {
        for &(span, shift) in &calendar.day(date).slots {
            if let Some(cut) = span.cut(window) {
                outside(calendar, Span::new(at, cut.from), &mut out);
                let slot = Some(Slot { post: id, date, shift });
                out.push(Piece { span: cut, slot, date, need: post.heads(date, shift) });
                at = cut.to;
            }
        }
        date = days_after(date, 1);
    }
    outside(calendar, Span::new(at, window.to), &mut out);
    let surges = surges(calendar, post, first, last, window);
    if surges.is_empty() { out } else { with_surges(out, &surges) }
}

/// The pieces of a time outside slots.
fn outside(calendar: &Calendar, span: Span, out: &mut Vec<Piece>) {
    let mut at = span.from;
    while at < span.to {
        let date = calendar.date_of(at);
        let end = span.to.min(calendar.midnight(days_after(date, 1))).max(at + 1);
        out.push(Piece { span: Span::new(at, end), slot: None, date, need: 0 });
        at = end;
    }
}

/// The surges that reach into `window`, with their extra heads.
fn surges(calendar: &Calendar, post: &Post, first: NaiveDate, last: NaiveDate, window: Span) -> Vec<(Span, u32)> {
    let mut out = Vec::new();
    if post.surge.is_empty() {
        return out;
    }
    let mut date = first;
    while date <= last {
        for surge in post.surge.iter().filter(|s| s.applies_on(date)) {
            let span = calendar.window(date, surge.from, surge.to);
            out.extend(span.cut(window).map(|cut| (cut, surge.extra)));
        }
        date = days_after(date, 1);
    }
    out
}

/// The pieces cut where a surge begins or ends, its extra heads added.
fn with_surges(pieces: Vec<Piece>, surges: &[(Span, u32)]) -> Vec<Piece> {
    let mut cuts: Vec<Instant> = surges.iter().flat_map(|(s, _)| [s.from, s.to]).collect();
    cuts.sort_unstable();
    cuts.dedup();
    let mut out = Vec::with_capacity(pieces.len() + cuts.len());
    for piece in pieces {
        let mut from = piece.span.from;
        let inner = &cuts[cuts.partition_point(|c| *c <= from)..];
        for to in inner.iter().copied().take_while(|c| *c < piece.span.to).chain([piece.span.to]) {
            let extra: u32 = surges.iter().filter(|(s, _)| s.contains(from)).map(|(_, extra)| extra).sum();
            out.push(Piece { span: Span::new(from, to), need: piece.need.saturating_add(extra), ..piece });
            from = to;
        }
    }
    out
}

/// The piece of time of a post that contains `t`, from `t` on, no longer than a second: its slot and need.
pub fn piece_at(calendar: &Calendar, id: PostId, post: &Post, t: Instant) -> Piece {
    let second = Span::new(t, t + 1);
    let none = Piece { span: second, slot: None, date: calendar.date_of(t), need: 0 };
    pieces(calendar, id, post, second).first().copied().unwrap_or(none)
}

/// `need(p, t)`.
pub fn need(calendar: &Calendar, id: PostId, post: &Post, t: Instant) -> u32 {
    piece_at(calendar, id, post, t).need
}

/// The first instant after `now`, at most `within` seconds away, at which the need is smaller than at `now`.
pub fn first_smaller(calendar: &Calendar, id: PostId, post: &Post, now: Instant, within: i64) -> Option<Instant> {
    let at_now = need(calendar, id, post, now);
    let end = now + within + 1;
    let mut from = now;
    while from < end {
        let to = end.min(from + DAY);
        let smaller = pieces(calendar, id, post, Span::new(from, to)).into_iter().find(|p| p.need < at_now);
        if let Some(piece) = smaller {
            return Some(piece.span.from);
        }
        from = to;
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::event::{Change, Event, Only, apply};
    use crate::domain::time::HOUR;

    fn date(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn calendar(roster: &Roster, first: &str) -> Calendar {
        Calendar::new(roster, date(first), days_after(date(first), 10))
    }

    fn berlin() -> Roster {
        let mut roster = Roster::default();
        let branch = Branch { zone: chrono_tz::Europe::Berlin, ..Branch::default() };
        apply(&mut roster, &Event::Branch(Change { id: Only, was: None, is: Some(branch) }));
        roster
    }

    #[test]
    fn the_night_of_the_clocks_change_has_seven_hours_in_spring_and_nine_in_autumn() {
        let (roster, night) = (berlin(), ShiftId(3));
        for (first, hours) in [("2022-03-26", 7), ("2022-10-29", 9), ("2022-10-30", 8)] {
            let span = calendar(&roster, first).slot_span(date(first), night).unwrap();
            assert_eq!(span.to - span.from, hours * HOUR, "{first}");
            assert_eq!(Some(span), roster.slot_span(date(first), night), "the calendar agrees with the roster");
        }
    }

    #[test]
    fn a_date_the_calendar_was_not_made_for_has_the_same_instants() {
        let roster = berlin();
        let (near, far) = (calendar(&roster, "2022-03-20"), calendar(&roster, "2010-01-01"));
        for n in 0..10 {
            let day = days_after(date("2022-03-20"), n);
            assert_eq!(near.day(day).slots, far.day(day).slots);
            let noon = near.instant(day, WallTime(720));
            assert_eq!((noon, near.date_of(noon)), (far.instant(day, WallTime(720)), far.date_of(noon)));
            assert_eq!((near.slot_at(noon), near.unit(noon)), (far.slot_at(noon), far.unit(noon)));
        }
    }

    #[test]
    fn need_is_the_exception_or_the_heads_and_the_surges_on_top_even_outside_slots() {
        let mut roster = Roster::default();
        let day = Shift { end: WallTime(840), ..default_pattern()[0].clone() };
        apply(&mut roster, &Event::Pattern(Change { id: Only, was: None, is: Some(vec![day]) }));
        let surge = |from, to, extra| Surge { days: Default::default(), from, to, extra, first: None, last: None };
        let post = Post {
            heads: vec![Heads { shift: ShiftId(1), heads: 1 }],
            surge: vec![surge(WallTime(780), WallTime(900), 2), surge(WallTime(1380), WallTime(60), 1)],
            except: vec![Except { date: date("2022-04-19"), shift: ShiftId(1), heads: 4 }],
            ..Post::default()
        };
        let calendar = calendar(&roster, "2022-04-15");
        let at = |day: &str, wall| calendar.instant(date(day), WallTime(wall));
        let window = Span::new(at("2022-04-18", 360), at("2022-04-19", 420));
        let seen: Vec<_> = pieces(&calendar, PostId(1), &post, window)
            .into_iter()
            .map(|p| (p.span.from, p.slot.is_some(), p.date, p.need))
            .collect();
        let (first, second) = (date("2022-04-18"), date("2022-04-19"));
        assert_eq!(
            seen,
            [
                (at("2022-04-18", 360), true, first, 1),
                (at("2022-04-18", 780), true, first, 3),
                (at("2022-04-18", 840), false, first, 2),
                (at("2022-04-18", 900), false, first, 0),
                (at("2022-04-18", 1380), false, first, 1),
                (at("2022-04-19", 0), false, second, 1),
                (at("2022-04-19", 60), false, second, 0),
                (at("2022-04-19", 360), true, second, 4),
            ]
        );
        let smaller = first_smaller(&calendar, PostId(1), &post, at("2022-04-18", 790), DAY);
        assert_eq!(smaller, Some(at("2022-04-18", 840)));
        assert_eq!(calendar.unit(at("2022-04-18", 850)), Span::new(at("2022-04-18", 840), at("2022-04-19", 0)));
    }
}
