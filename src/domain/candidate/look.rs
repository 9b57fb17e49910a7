//! One member looked at for one opening: what his duty would be with it, by the rules' own duty of a member.

use std::borrow::Cow;
use std::cmp::Reverse;
use std::collections::HashMap;

use chrono::NaiveDate;

use super::{Opening, Reason};
use crate::domain::availability::unavailable;
use crate::domain::demand::{Calendar, pieces};
use crate::domain::duty::Duty;
use crate::domain::outlook::Outlook;
use crate::domain::presence::MemberBook;
use crate::domain::records::*;
use crate::domain::roster::Roster;
use crate::domain::time::{DAY, HOUR, Instant, Span, days_after, monday, united};

/// An opening, and what is the same for everybody who is looked at.
pub(super) struct Place<'a> {
    roster: &'a Roster,
    outlook: &'a Outlook,
    calendar: Calendar,
    now: Instant,
    post: PostId,
    slot: Option<Slot>,
    /// What is left of it.
    span: Span,
    /// The duty date; outside slots the local date.
    date: NaiveDate,
    /// The weeks in which it begins and ends.
    weeks: [Span; 2],
    /// Whether somebody is wanted to stand there at once, not to be planned.
    at_once: bool,
    units: &'a [UnitId],
    /// On which duty date each member stood here last.
    stood_here: HashMap<MemberId, NaiveDate>,
}

/// What there is to say of a member.
pub(super) struct Look<'a> {
    pub rank: Rank<'a>,
    pub member: MemberId,
    pub reasons: Vec<Reason>,
}

/// How good a candidate is: the best is the least.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Rank<'a> {
    /// What speaks against him: the worst of it, and how much; nothing when he can.
    against: (u8, usize),
    planned: Reverse<bool>,
    /// The shorter of the rests before and after, in whole `min_rest`, at most 2: more does not make a difference.
    rests: Reverse<i64>,
    /// Duty in the week in pieces of four hours.
    week: i64,
    stood_here: Reverse<Option<NaiveDate>>,
    same_unit: Reverse<bool>,
    name: &'a str,
}

impl<'a> Place<'a> {
    pub(super) fn of(roster: &'a Roster, outlook: &'a Outlook, now: Instant, opening: Opening) -> Option<Place<'a>> {
        let (post, slot) = match opening {
            Opening::Now(post) => (post, None),
            Opening::Slot(slot) => (slot.post, Some(slot)),
        };
        let record = roster.post(post)?;
        let whole = slot.map(|s| roster.slot_span(s.date, s.shift)).map_or(Some(Span::new(now, now)), |span| span)?;
        let reach = (i64::from(roster.rules.max_consecutive_days) + 9).min(400) * DAY;
        let calendar = Calendar::around(roster, Span::new(whole.from - reach, whole.to + reach));
        let (slot, span, date) = match slot {
            Some(s) => (Some(s), whole, s.date),
            None => from_now(roster, &calendar, post, record, now),
        };
        let left = Span::new(span.from.max(now), span.to);
        let span = if left.is_empty() { span } else { left };
        let stood_here = stood_here(roster, &calendar, post, now);
        let compound = record.compound.and_then(|c| roster.compounds.get(&c));
        let units = compound.map_or(&[][..], |c| &c.units);
        let at_once = matches!(opening, Opening::Now(_));
        let weeks = weeks(&calendar, span);
        Some(Place { roster, outlook, calendar, now, post, slot, span, date, weeks, at_once, units, stood_here })
    }

    pub(super) fn look_at(&self, book: &'a MemberBook) -> Look<'a> {
        let (id, member) = (book.id, &*book.member);
        let here = book.planned.iter().find(|a| Some(a.slot) == self.slot).copied();
        let span = here.and_then(|a| a.span.cut(self.span)).unwrap_or(self.span);
        let off = self.expected_off(book);
        let mut book = Cow::Borrowed(book);
        if here.is_some() {
            book.to_mut().planned.retain(|a| Some(a.slot) != self.slot);
        }
        let duty = Duty::of(&book, &self.roster.rules, self.now, off);
        let with = With::new(&duty, span, self.roster.rules.min_break);

        let mut reasons = self.reasons_against(&book, &duty, member, &with);
        reasons.sort_by_key(|r| Reverse(r.badness()));
        reasons.extend(here.map(|_| Reason::Planned));
        match with.ended_before {
            Some(t) if t < span.from => reasons.push(Reason::Rested(span.from - t)),
            None if duty.parts.is_empty() => reasons.push(Reason::Fresh),
            _ => {}
        }
        let week = with.before_in(self.weeks_of(span)[0]);
        reasons.push(Reason::WeekSoFar(week));
        let stood_here = self.stood_here.get(&id).copied();
        reasons.extend(stood_here.map(Reason::StoodHere));
        let again = duty.parts.iter().find(|p| p.span.from >= span.to);
        reasons.extend(again.map(|p| Reason::OnAgain { post: p.post, at: p.span.from }));

        let min_rest = self.roster.rules.min_rest.max(1);
        let rests = with.shorter_rest().map_or(2, |rest| (rest / min_rest).min(2));
        let worst = reasons.iter().map(Reason::badness).max().unwrap_or_default();
        let rank = Rank {
            against: (worst, reasons.iter().filter(|r| r.against()).count()),
            planned: Reverse(here.is_some()),
            rests: Reverse(rests),
            week: week / (4 * HOUR),
            stood_here: Reverse(stood_here),
            same_unit: Reverse(member.unit.is_some_and(|u| self.units.contains(&u))),
            name: &member.name,
        };
        Look { rank, member: id, reasons }
    }

    /// When he is expected off, if he is on duty: the end of what he is planned for there, else by RULES §3.
    fn expected_off(&self, book: &MemberBook) -> Instant {
        let Some(open) = book.open() else { return self.now };
        let his = book.planned.iter().find(|a| a.slot.post == open.post && a.span.contains(self.now));
        his.map_or_else(|| self.outlook.expected_off(self.roster, book, self.now), |a| a.span.to)
    }

    fn reasons_against(&self, book: &MemberBook, duty: &Duty, member: &Member, with: &With) -> Vec<Reason> {
        let rules = &self.roster.rules;
        let span = with.opening;
        let mut out = Vec::new();
        if let Some(p) = book.open().filter(|p| span.from <= self.now && (self.at_once || p.post != self.post)) {
            out.push(Reason::OnDuty { post: p.post, since: p.on });
        }
        if let Some(a) = book.planned.iter().find(|a| a.span.overlaps(span)) {
            out.push(Reason::PlannedElsewhere { post: a.slot.post, from: a.span.from, to: a.span.to });
        }
        out.extend(self.unavailable(member, span));
        if !member.may_stand_at(self.post) {
            out.push(Reason::NotEligible);
        }
        if with.stretch.length() > rules.max_stretch {
            out.push(Reason::Overlong(with.stretch.length()));
        }
        if let Some(rest) = with.shorter_rest().filter(|rest| *rest < rules.min_rest) {
            out.push(Reason::ShortRest(rest));
        }
        let most = self.weeks_of(span).into_iter().map(|w| with.all_in(w)).max().unwrap_or_default();
        if most > rules.max_week {
            out.push(Reason::WeekHours(most));
        }
        let days = if duty.parts.is_empty() { 1 } else { self.days_in_a_row(with) };
        if days > rules.max_consecutive_days {
            out.push(Reason::ConsecutiveDays(days));
        }
        out
    }

    fn unavailable(&self, member: &Member, span: Span) -> Option<Reason> {
        if !member.belongs_on(self.date) {
            let joins = member.joins.filter(|j| *j > self.date);
            return Some(Reason::Unavailable { until: joins.map(|j| self.calendar.midnight(j)), why: None });
        }
        let times = unavailable(self.roster.zone(), member, span);
        let (first, why) = *times.iter().min_by_key(|(s, _)| s.from)?;
        let until = united(times.iter().map(|(s, _)| *s).collect()).first().map_or(first.to, |s| s.to);
        Some(Reason::Unavailable { until: Some(until), why: why.map(str::to_string) })
    }

    /// The weeks in which his part of the opening begins and ends.
    fn weeks_of(&self, span: Span) -> [Span; 2] {
        if span == self.span { self.weeks } else { weeks(&self.calendar, span) }
    }

    /// The run of duty dates that the opening's date would lie in (RULES §6, `consecutive_days`).
    fn days_in_a_row(&self, with: &With) -> u32 {
        let on_duty = |date: NaiveDate| {
            let slots = &self.calendar.day(date).slots;
            slots.iter().map(|(slot, _)| with.all_in(*slot)).sum::<i64>() >= HOUR
        };
        if !on_duty(self.date) {
            return 0;
        }
        let run = |step: i64| (1..400).take_while(|n| on_duty(days_after(self.date, n * step))).count() as u32;
        1 + run(-1) + run(1)
    }
}

/// The ISO weeks in which `span` begins and ends.
fn weeks(calendar: &Calendar, span: Span) -> [Span; 2] {
    [span.from, span.to - 1].map(|t| {
        let first = monday(calendar.date_of(t));
        Span::new(calendar.midnight(first), calendar.midnight(days_after(first, 7)))
    })
}

/// From now to the end of the slot (outside slots: of the time between slots), or until so few are needed that those
/// who are there are enough.
fn from_now(
    roster: &Roster,
    calendar: &Calendar,
    post: PostId,
    record: &Post,
    now: Instant,
) -> (Option<Slot>, Span, NaiveDate) {
    let (slot, end, date) = match calendar.slot_at(now) {
        Some((date, shift, span)) => (Some(Slot { post, date, shift }), span.to, date),
        None => (None, calendar.unit(now).to, calendar.date_of(now)),
    };
    let there = |p: &Presence| p.span().contains(now) && p.away_at(now).is_none();
    let heads = roster.presences_at(post).filter(|(_, p)| there(p)).count() as u32;
    let rest = Span::new(now, end);
    let enough = pieces(calendar, post, record, rest).into_iter().find(|p| p.need <= heads);
    let end = enough.map(|p| p.span.from).filter(|t| *t > now).unwrap_or(end);
    (slot, Span::new(now, end), date)
}

/// On which duty date each member stood at the post last. The date is that of the slot in the middle of the presence.
fn stood_here(roster: &Roster, calendar: &Calendar, post: PostId, now: Instant) -> HashMap<MemberId, NaiveDate> {
    let mut out = HashMap::new();
    for (_, p) in roster.presences_at(post).rev() {
        out.entry(p.member).or_insert_with(|| {
            let middle = p.on + (p.off.unwrap_or(now) - p.on) / 2;
            calendar.slot_at(middle).map_or_else(|| calendar.date_of(middle), |(date, ..)| date)
        });
    }
    out
}

/// A member's duty with and without the opening.
struct With {
    opening: Span,
    /// Without it: disjoint, by time.
    before: Vec<Span>,
    /// With it: disjoint, by time.
    all: Vec<Span>,
    /// The stretch the opening would be part of.
    stretch: Span,
    rest_before: Option<i64>,
    rest_after: Option<i64>,
    /// When he went, or is to go, off duty before the opening.
    ended_before: Option<Instant>,
}

impl With {
    fn new(duty: &Duty, opening: Span, min_break: i64) -> With {
        let before = duty.union();
        let mut all = before.clone();
        all.push(opening);
        let all = united(all);
        let at = all.partition_point(|s| s.to <= opening.from);
        let chained = |a: Span, b: Span| b.from - a.to < min_break;
        let mut first = at.min(all.len().saturating_sub(1));
        let mut last = first;
        while first > 0 && chained(all[first - 1], all[first]) {
            first -= 1;
        }
        while last + 1 < all.len() && chained(all[last], all[last + 1]) {
            last += 1;
        }
        let stretch = all.get(first).zip(all.get(last)).map_or(opening, |(a, b)| Span::new(a.from, b.to));
        let rest_before = first.checked_sub(1).map(|i| stretch.from - all[i].to);
        let rest_after = all.get(last + 1).map(|s| s.from - stretch.to);
        let ended_before = before.iter().rev().map(|s| s.to).find(|to| *to <= opening.from);
        let ended_before = ended_before.filter(|_| !before.iter().any(|s| s.contains(opening.from)));
        With { opening, before, all, stretch, rest_before, rest_after, ended_before }
    }

    fn shorter_rest(&self) -> Option<i64> {
        self.rest_before.into_iter().chain(self.rest_after).min()
    }

    fn before_in(&self, window: Span) -> i64 {
        measure(&self.before, window)
    }

    fn all_in(&self, window: Span) -> i64 {
        measure(&self.all, window)
    }
}

/// How much of `window` the spans, disjoint and by time, take up.
fn measure(spans: &[Span], window: Span) -> i64 {
    let first = spans.partition_point(|s| s.to <= window.from);
    spans[first..].iter().take_while(|s| s.from < window.to).filter_map(|s| s.cut(window)).map(Span::length).sum()
}
