//! One member looked at for one opening: what his duty would be with it, by the rules' own duty of a member.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use chrono::{Datelike, NaiveDate};

use super::{Opening, Reason};
use crate::domain::availability::unavailable;
use crate::domain::demand::{Calendar, Day, pieces};
use crate::domain::duty::{Duty, Part};
use crate::domain::outlook::Outlook;
use crate::domain::presence::{MemberBook, Planned, about, overlapping};
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
    stood_here: BTreeMap<MemberId, NaiveDate>,
    /// What lies outside of it makes no difference to a rank.
    near: Span,
    /// The date, and before and after it those that are looked at for most members.
    dates: Vec<Date>,
}

/// What there is to know of a member for the opening.
pub(super) struct Facts<'a> {
    member: &'a Member,
    /// His part of the opening.
    span: Span,
    /// He is planned in it.
    planned: bool,
    on_duty: Option<(PostId, Instant)>,
    elsewhere: Option<Planned>,
    /// Until when, if that is known, and why.
    unavailable: Option<(Option<Instant>, Option<&'a str>)>,
    /// He has no duty at all so far.
    fresh: bool,
    /// The stretch he would be on, in seconds.
    stretch: i64,
    /// The shorter of the rests before and after.
    rest: Option<i64>,
    /// When he went, or is to go, off duty before the opening.
    ended_before: Option<Instant>,
    /// Duty in the week of the opening without it, and the most in a week with it.
    week: i64,
    most: i64,
    /// Duty dates in a row with it.
    days: u32,
    stood_here: Option<NaiveDate>,
    again: Option<Part>,
}

/// What looking at one member after the other needs, kept from one to the next.
#[derive(Default)]
pub(super) struct Room {
    duty: Duty,
    with: With,
}

/// How good a candidate is: the best is the least. It is packed into one number, the weightier the higher.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(super) struct Rank(u64);

/// What a rank is made of, the weightiest first.
#[derive(PartialEq, Eq, PartialOrd, Ord, Debug)]
struct Ranked {
    /// What speaks against him: the worst of it, and how much; nothing when he can.
    against: (u8, u8),
    planned: Reverse<bool>,
    /// The shorter of the rests before and after, in whole `min_rest`, at most 2: more does not make a difference.
    rests: Reverse<u8>,
    /// Duty in the week in pieces of four hours.
    week: u8,
    stood_here: Reverse<Option<NaiveDate>>,
    same_unit: Reverse<bool>,
}

impl Ranked {
    fn packed(&self) -> Rank {
        let ago = self
            .stood_here
            .0
            .map_or(u32::MAX, |date| (i64::from(i32::MAX) - i64::from(date.num_days_from_ce())) as u32);
        let parts = [
            (self.against.0.into(), 4),
            (self.against.1.into(), 4),
            (u64::from(!self.planned.0), 1),
            (2 - u64::from(self.rests.0), 2),
            (self.week.into(), 8),
            (ago.into(), 32),
            (u64::from(!self.same_unit.0), 1),
        ];
        Rank(parts.iter().fold(0, |packed, (part, bits)| packed << bits | part))
    }
}

impl Rank {
    /// Whether no rule speaks against him.
    pub(super) fn can(self) -> bool {
        self.0 >> 44 == 0
    }
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
        let near = near(&roster.rules, &calendar, weeks, span, date);
        let row = i64::from(roster.rules.max_consecutive_days).min(30) + 1;
        let dates = (-row..=row).map(|n| Date::of(&calendar.day(days_after(date, n)))).collect();
        Some(Place {
            roster,
            outlook,
            calendar,
            now,
            post,
            slot,
            span,
            date,
            weeks,
            at_once,
            units,
            stood_here,
            near,
            dates,
        })
    }

    /// How good a member is.
    pub(super) fn rank(&self, book: &MemberBook, room: &mut Room) -> Rank {
        let facts = self.facts(book, self.near, room);
        let against = self.against(&facts);
        let mut against = against.iter().flatten();
        let worst = against.next().map_or(0, Reason::badness);
        let ranked = Ranked {
            against: (worst, u8::from(worst > 0) + against.count() as u8),
            planned: Reverse(facts.planned),
            rests: Reverse(facts.rest.map_or(2, |rest| (rest / self.roster.rules.min_rest.max(1)).min(2)) as u8),
            week: (facts.week / (4 * HOUR)).min(u8::MAX.into()) as u8,
            stood_here: Reverse(facts.stood_here),
            same_unit: Reverse(book.member.unit.is_some_and(|u| self.units.contains(&u))),
        };
        ranked.packed()
    }

    /// Whether he has stood here before.
    pub(super) fn knows(&self, member: MemberId) -> bool {
        self.stood_here.contains_key(&member)
    }

    /// What speaks against a member, the worst first, and what speaks for him.
    pub(super) fn reasons(&self, book: &MemberBook, room: &mut Room) -> Vec<Reason> {
        let facts = self.facts(book, Span::EVER, room);
        let mut reasons: Vec<Reason> = self.against(&facts).into_iter().flatten().collect();
        reasons.extend(facts.planned.then_some(Reason::Planned));
        match facts.ended_before {
            Some(t) if t < facts.span.from => reasons.push(Reason::Rested(facts.span.from - t)),
            None if facts.fresh => reasons.push(Reason::Fresh),
            _ => {}
        }
        reasons.push(Reason::WeekSoFar(facts.week));
        reasons.extend(facts.stood_here.map(Reason::StoodHere));
        reasons.extend(facts.again.map(|p| Reason::OnAgain { post: p.post, at: p.span.from }));
        reasons
    }

    /// What there is to know of a member, of his duty within `window`.
    fn facts<'b>(&self, book: &'b MemberBook, window: Span, Room { duty, with }: &mut Room) -> Facts<'b> {
        let rules = &self.roster.rules;
        let begun = about(&book.planned, self.span.from, self.span.from + 3 * DAY);
        let here = begun.iter().find(|a| Some(a.slot) == self.slot);
        let span = here.and_then(|a| a.span.cut(self.span)).unwrap_or(self.span);
        let off = self.expected_off(book);
        // As if he were not planned for it.
        let without = here.map(|a| book.without(a.slot, rules));
        let book_without = without.as_ref().unwrap_or(book);
        duty.renew(book_without, rules, self.now, off, window);
        let elsewhere = overlapping(&book_without.planned, span).next().copied();
        with.renew(duty, span, rules.min_break);
        let open = book.open.as_ref().filter(|p| span.from <= self.now && (self.at_once || p.post != self.post));
        let [begins, ends] = self.weeks_of(span);
        let fresh = duty.parts.is_empty();
        Facts {
            member: &book.member,
            span,
            planned: here.is_some(),
            on_duty: open.map(|p| (p.post, p.on)),
            elsewhere,
            unavailable: self.unavailable(&book.member, span),
            fresh,
            stretch: with.stretch.length(),
            rest: with.rest_before.into_iter().chain(with.rest_after).min(),
            ended_before: with.ended_before,
            week: measure(&with.before, begins),
            most: measure(&with.all, begins).max(if ends == begins { 0 } else { measure(&with.all, ends) }),
            days: if fresh { 1 } else { self.days_in_a_row(with) },
            stood_here: self.stood_here.get(&book.id).copied(),
            again: duty.parts.iter().find(|p| p.span.from >= span.to).copied(),
        }
    }
    /// When he is expected off, if he is on duty: the end of what he is planned for there, else by RULES §3.
    fn expected_off(&self, book: &MemberBook) -> Instant {
        let Some(open) = &book.open else { return self.now };
        let his = book.planned.iter().find(|a| a.slot.post == open.post && a.span.contains(self.now));
        his.map_or_else(|| self.outlook.expected_off(self.roster, book, self.now), |a| a.span.to)
    }

    /// What speaks against a member, the worst first.
    fn against(&self, facts: &Facts) -> [Option<Reason>; 8] {
        let rules = &self.roster.rules;
        let if_so = |so: bool, reason: Reason| so.then_some(reason);
        let elsewhere = |a: Planned| Reason::PlannedElsewhere { post: a.slot.post, from: a.span.from, to: a.span.to };
        let unavailable = |(until, why): (_, Option<&str>)| Reason::Unavailable { until, why: why.map(Into::into) };
        let short = facts.rest.filter(|rest| *rest < rules.min_rest);
        [
            facts.on_duty.map(|(post, since)| Reason::OnDuty { post, since }),
            facts.elsewhere.map(elsewhere),
            facts.unavailable.map(unavailable),
            if_so(!facts.member.may_stand_at(self.post), Reason::NotEligible),
            if_so(facts.stretch > rules.max_stretch, Reason::Overlong(facts.stretch)),
            short.map(Reason::ShortRest),
            if_so(facts.most > rules.max_week, Reason::WeekHours(facts.most)),
            if_so(facts.days > rules.max_consecutive_days, Reason::ConsecutiveDays(facts.days)),
        ]
    }

    /// Until when a member is not available, if that is known, and why.
    fn unavailable<'b>(&self, member: &'b Member, span: Span) -> Option<(Option<Instant>, Option<&'b str>)> {
        if !member.belongs_on(self.date) {
            let joins = member.joins.filter(|j| *j > self.date);
            return Some((joins.map(|j| self.calendar.midnight(j)), None));
        }
        let times = unavailable(self.roster.zone(), member, span);
        let (first, why) = *times.iter().min_by_key(|(s, _)| s.from)?;
        let until = united(times.iter().map(|(s, _)| *s).collect()).first().map_or(first.to, |s| s.to);
        Some((Some(until), why))
    }

    /// The weeks in which his part of the opening begins and ends.
    fn weeks_of(&self, span: Span) -> [Span; 2] {
        if span == self.span { self.weeks } else { weeks(&self.calendar, span) }
    }

    /// The run of duty dates that the opening's date would lie in (RULES §6, `consecutive_days`).
    fn days_in_a_row(&self, with: &With) -> u32 {
        let middle = self.dates.len() as i64 / 2;
        let on_duty = |n: i64| match usize::try_from(middle + n).ok().and_then(|at| self.dates.get(at)) {
            Some(date) => date.has_duty(&with.all),
            None => Date::of(&self.calendar.day(days_after(self.date, n))).has_duty(&with.all),
        };
        if !on_duty(0) {
            return 0;
        }
        let run = |step: i64| (1..400).take_while(|n| on_duty(n * step)).count() as u32;
        1 + run(-1) + run(1)
    }
}

/// The slots of a duty date.
struct Date {
    slots: Vec<Span>,
    /// From the first to the last.
    whole: Span,
}

impl Date {
    fn of(day: &Day) -> Date {
        let slots: Vec<Span> = day.slots.iter().map(|(slot, _)| *slot).collect();
        let whole = slots.iter().copied().reduce(|a, b| Span::new(a.from.min(b.from), a.to.max(b.to)));
        Date { whole: whole.unwrap_or(Span::new(day.midnight, day.midnight)), slots }
    }

    /// Whether an hour of the duty, disjoint and by time, lies in them.
    fn has_duty(&self, duty: &[Span]) -> bool {
        let near = among(duty, self.whole);
        !near.is_empty() && self.slots.iter().map(|slot| measure(near, *slot)).sum::<i64>() >= HOUR
    }
}

/// The time outside of which duty makes no difference to whether a rule speaks against somebody, nor to his rank: beyond
/// the weeks, the rests and the days in a row that are counted.
fn near(rules: &Rules, calendar: &Calendar, weeks: [Span; 2], span: Span, date: NaiveDate) -> Span {
    let days = i64::from(rules.max_consecutive_days.min(400)) + 3;
    let rest = 2 * rules.min_rest + rules.min_break + rules.max_stretch + DAY;
    let midnight = |n: i64| calendar.midnight(days_after(date, n));
    match rules.max_consecutive_days {
        // Then it matters whether there is any duty at all.
        0 => Span::EVER,
        _ => Span::new(
            weeks[0].from.min(midnight(-days)).min(span.from - rest),
            weeks[1].to.max(midnight(days)).max(span.to + rest),
        ),
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
fn stood_here(roster: &Roster, calendar: &Calendar, post: PostId, now: Instant) -> BTreeMap<MemberId, NaiveDate> {
    let mut out = BTreeMap::new();
    for (_, p) in roster.presences_at(post).rev() {
        out.entry(p.member).or_insert_with(|| {
            let middle = p.on + (p.off.unwrap_or(now) - p.on) / 2;
            calendar.slot_at(middle).map_or_else(|| calendar.date_of(middle), |(date, ..)| date)
        });
    }
    out
}

/// A member's duty with and without the opening.
#[derive(Default)]
struct With {
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
    fn renew(&mut self, duty: &Duty, opening: Span, min_break: i64) {
        let With { before, all, .. } = self;
        duty.union_into(before);
        // The opening becomes one with what it touches.
        let at = before.partition_point(|s| s.to < opening.from);
        let behind = at + before[at..].iter().take_while(|s| s.from <= opening.to).count();
        let one = before[at..behind].iter().fold(opening, |a, b| Span::new(a.from.min(b.from), a.to.max(b.to)));
        all.clear();
        all.extend_from_slice(&before[..at]);
        all.extend((!one.is_empty()).then_some(one));
        all.extend_from_slice(&before[behind..]);
        let chained = |a: Span, b: Span| b.from - a.to < min_break;
        let mut first = at.min(all.len().saturating_sub(1));
        let mut last = first;
        while first > 0 && chained(all[first - 1], all[first]) {
            first -= 1;
        }
        while last + 1 < all.len() && chained(all[last], all[last + 1]) {
            last += 1;
        }
        self.stretch = all.get(first).zip(all.get(last)).map_or(opening, |(a, b)| Span::new(a.from, b.to));
        self.rest_before = first.checked_sub(1).map(|i| self.stretch.from - all[i].to);
        self.rest_after = all.get(last + 1).map(|s| s.from - self.stretch.to);
        let ended_before = before.iter().rev().map(|s| s.to).find(|to| *to <= opening.from);
        self.ended_before = ended_before.filter(|_| !before.iter().any(|s| s.contains(opening.from)));
    }
}

/// How much of `window` the spans, disjoint and by time, take up.
fn measure(spans: &[Span], window: Span) -> i64 {
    among(spans, window).iter().filter_map(|s| s.cut(window)).map(Span::length).sum()
}

/// Those of the spans, disjoint and by time, that reach into `window`.
fn among(spans: &[Span], window: Span) -> &[Span] {
    let rest = &spans[spans.partition_point(|s| s.to <= window.from)..];
    &rest[..rest.iter().take_while(|s| s.from < window.to).count()]
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn ranked() -> impl Strategy<Value = Ranked> {
        let date = (0i32..400).prop_map(|n| NaiveDate::from_num_days_from_ce_opt(738_000 + n));
        let date = prop_oneof![Just(None), date];
        (0u8..=8, 0u8..=8, any::<bool>(), 0u8..=2, 0u8..=60, date, any::<bool>()).prop_map(
            |(worst, count, planned, rests, week, stood_here, same_unit)| Ranked {
                against: (worst, count),
                planned: Reverse(planned),
                rests: Reverse(rests),
                week,
                stood_here: Reverse(stood_here),
                same_unit: Reverse(same_unit),
            },
        )
    }

    proptest! {
        #[test]
        fn packed_ranks_are_in_the_order_of_what_they_are_made_of(a in ranked(), b in ranked()) {
            prop_assert_eq!(a.packed().cmp(&b.packed()), a.cmp(&b));
            prop_assert_eq!(a.packed().can(), a.against == (0, 0));
        }
    }
}
