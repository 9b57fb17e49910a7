//! Who is at a post now, until when he is expected there, and who else is: the present and the near future of RULES §3.

use chrono::NaiveDate;

use super::demand::{self, Calendar};
use super::presence::{Planned, PostBook, containing, overlapping, without};
use super::records::*;
use super::roster::Roster;
use super::time::{DAY, Instant, Span};

/// How far ahead it is looked for what may change by itself, in seconds.
pub const HORIZON: i64 = 14 * DAY;

/// Somebody present at a post.
#[derive(Clone, Copy, Debug)]
pub struct Present<'a> {
    pub presence: &'a Presence,
    pub away: bool,
    /// His assignment here that contains now.
    pub assigned: Option<&'a Planned>,
    /// *expected_off*; now for a presence that has an end.
    pub expected_off: Instant,
    /// Whether he stays only because nobody else is planned.
    pub stays: bool,
}

/// A post at `now`.
#[derive(Clone, Debug)]
pub struct Here<'a> {
    pub book: &'a PostBook,
    pub now: Instant,
    pub slot: Option<Slot>,
    /// The duty date; outside slots the local date.
    pub date: NaiveDate,
    pub need: u32,
    /// By `on`.
    pub present: Vec<Present<'a>>,
    /// Assignments that are due.
    pub due: Vec<&'a Planned>,
    /// Assignments that are missing.
    pub missing: Vec<&'a Planned>,
}

impl<'a> Here<'a> {
    pub fn at(roster: &Roster, calendar: &Calendar, book: &'a PostBook, now: Instant) -> Here<'a> {
        let rules = &roster.rules;
        let piece = demand::piece_at(calendar, book.id, &book.post, now);
        let assigned: Vec<&Planned> = containing(&book.planned, now).collect();
        let present = book
            .presences
            .iter()
            .filter(|p| p.span().contains(now))
            .map(|p| Present {
                presence: p,
                away: p.away_at(now).is_some(),
                assigned: assigned.iter().copied().find(|a| a.member == p.member),
                expected_off: now,
                stays: false,
            })
            .collect();
        let due = assigned.iter().copied().filter(|a| book.due(a, rules, now)).collect();
        let missing = assigned.iter().copied().filter(|a| book.missing(a, rules, now)).collect();
        let mut here = Here { book, now, slot: piece.slot, date: piece.date, need: piece.need, present, due, missing };
        here.expect(roster, calendar);
        here
    }

    /// *expected_off* of everybody present.
    fn expect(&mut self, roster: &Roster, calendar: &Calendar) {
        let planned = self.present.iter().filter(|p| p.assigned.is_some()).count() + self.due.len();
        let short = (self.need as usize).saturating_sub(planned);
        let mut may_stay: Vec<usize> =
            (0..self.present.len()).filter(|&i| self.present[i].assigned.is_none() && !self.present[i].away).collect();
        let by_last_on = |i: &usize| {
            let p = self.present[*i].presence;
            (std::cmp::Reverse(p.on), roster.name_of(p.member), p.member)
        };
        may_stay.sort_by_key(by_last_on);
        for i in may_stay.into_iter().take(short) {
            self.present[i].stays = true;
            self.present[i].expected_off = self.stays_until(calendar, self.present[i].presence.member);
        }
        for p in self.present.iter_mut().filter(|p| p.presence.off.is_none()) {
            if let Some(a) = p.assigned {
                p.expected_off = a.span.to;
            }
        }
        let now = self.now;
        for p in self.present.iter_mut().filter(|p| p.presence.off.is_some()) {
            p.expected_off = now;
        }
    }

    /// Until when `member` stays when he is needed: the end of the slot (outside slots of the need), or until somebody
    /// else's assignment begins.
    fn stays_until(&self, calendar: &Calendar, member: MemberId) -> Instant {
        let now = self.now;
        let need_ends = match self.slot {
            Some(slot) => calendar.slot_span(slot.date, slot.shift).map(|s| s.to),
            None => demand::first_smaller(calendar, self.book.id, &self.book.post, now, HORIZON),
        };
        let planned = &self.book.planned;
        let relief = planned[planned.partition_point(|a| a.span.from <= now)..]
            .iter()
            .find(|a| a.member != member)
            .map(|a| a.span.from)
            .filter(|f| self.slot.is_some() || calendar.date_of(*f) == self.date);
        [need_ends, relief].into_iter().flatten().filter(|t| *t - now <= HORIZON).min().unwrap_or(now)
    }

    /// *expected_off* of `member` here; now when he is not here.
    pub fn expected_off(&self, member: MemberId) -> Instant {
        self.present.iter().find(|p| p.presence.member == member).map_or(self.now, |p| p.expected_off)
    }

    /// Everybody who is on duty here, with his *expected_off*.
    pub fn expected_offs(&self) -> impl Iterator<Item = (MemberId, Instant)> {
        self.present.iter().filter(|p| p.presence.off.is_none()).map(|p| (p.presence.member, p.expected_off))
    }

    /// *Heads*: present and not away.
    pub fn heads(&self) -> impl Iterator<Item = &Present<'a>> {
        self.present.iter().filter(|p| !p.away)
    }

    /// *Counts ahead*, of an assignment at this post.
    pub fn counts_ahead(&self, a: &Planned) -> bool {
        a.span.from > self.now
            || a.span.contains(self.now)
                && (self.present.iter().any(|p| p.presence.member == a.member) || self.due.contains(&a))
    }

    /// The last instant after now that depends on who is here.
    pub fn last_off(&self) -> Instant {
        self.present.iter().map(|p| p.expected_off).max().unwrap_or(self.now)
    }

    /// *Expected* in time: one span for each head expected at some time of `window`, which lies ahead.
    pub fn expected_spans(&self, window: Span) -> Vec<Span> {
        let planned: Vec<&Planned> = overlapping(&self.book.planned, window).filter(|a| self.counts_ahead(a)).collect();
        let mut out: Vec<Span> = planned.iter().filter_map(|a| a.span.cut(window)).collect();
        for p in &self.present {
            if let Some(stay) = Span::new(self.now, p.expected_off).cut(window) {
                let his = planned.iter().filter(|a| a.member == p.presence.member).map(|a| a.span);
                out.extend(without(stay, his));
            }
        }
        out
    }
}
