//! The findings that belong to a member: overlong, double-booked, unavailable, not eligible, short rest, week hours,
//! consecutive days (RULES §6).

use chrono::{Datelike, NaiveDate};

use super::availability::unavailable;
use super::demand::Calendar;
use super::duty::{Duty, Stretch};
use super::finding::{DueSoon, Finding, Kind, Level, Severity};
use super::presence::{MemberBook, Planned};
use super::records::*;
use super::roster::Roster;
use super::time::{HOUR, Instant, MINUTE, Span, days_after, monday, united};

/// A member at `now`.
#[derive(Clone, Debug)]
pub struct View {
    pub findings: Vec<Finding>,
    pub due_soon: Option<DueSoon>,
    /// Whether his duty begins or ends with now, so that it changes with every second.
    pub moving: bool,
    /// Whether a stretch joins what was to what is planned.
    pub joined: bool,
}

/// All findings of a member at `now`, given the *expected_off* of his open presence.
pub fn view_of(roster: &Roster, calendar: &Calendar, book: &MemberBook, now: Instant, off: Instant) -> View {
    let look = Look { roster, calendar, book, now };
    let duty = Duty::of(book, &roster.rules, now, off);
    let on_duty = duty.on_duty();
    let union = duty.union();
    let stretches = duty.stretches(roster.rules.min_break);
    let mut findings = Vec::new();
    look.overlong(&stretches, &mut findings);
    look.plan(&mut findings);
    look.short_rest(&stretches, on_duty, &mut findings);
    look.week_hours(&union, &mut findings);
    look.consecutive_days(&union, &mut findings);
    View {
        findings,
        due_soon: stretches.iter().find_map(|s| look.due_soon(s)),
        moving: on_duty || book.due(&roster.rules, now),
        joined: stretches.iter().any(|s| s.parts.iter().any(|p| p.span.to <= now) && s.span.to > now),
    }
}

struct Look<'a> {
    roster: &'a Roster,
    calendar: &'a Calendar,
    book: &'a MemberBook,
    now: Instant,
}

impl Look<'_> {
    fn finding(&self, kind: Kind, level: Level, span: Span) -> Finding {
        let severity = Severity::of(span, self.now, self.roster.rules.soon);
        Finding { members: vec![self.book.id], ..Finding::new(kind, severity, level, span) }
    }

    /// A finding of a kind that is a matter of the plan: never *now*.
    fn of_plan(&self, kind: Kind, span: Span) -> Finding {
        let mut finding = self.finding(kind, Level::Amber, span);
        if finding.severity == Severity::Now {
            finding.severity = Severity::Soon;
        }
        finding
    }

    fn overlong(&self, stretches: &[Stretch], out: &mut Vec<Finding>) {
        let rules = &self.roster.rules;
        for s in stretches {
            let length = s.span.to - s.span.from;
            if length <= rules.max_stretch {
                continue;
            }
            let limit = s.span.from + rules.max_stretch;
            let level = if length <= rules.max_stretch + rules.overstay_grace { Level::Amber } else { Level::Red };
            let mut finding = self.finding(Kind::Overlong, level, Span::new(limit, s.span.to));
            finding.post = crossed_at(s, limit);
            finding.minutes = Some(length / MINUTE);
            if s.ongoing && self.now >= limit {
                finding.severity = Severity::Now;
                finding.minutes = Some((self.now - s.span.from) / MINUTE);
            }
            out.push(finding);
        }
    }

    /// *due soon*.
    fn due_soon(&self, s: &Stretch) -> Option<DueSoon> {
        let rules = &self.roster.rules;
        let limit = s.span.from + rules.max_stretch;
        let soon = s.ongoing && self.now < limit && s.span.to > limit && limit - self.now <= rules.warn_ahead;
        soon.then_some(DueSoon { member: self.book.id, post: crossed_at(s, limit)?, limit })
    }

    /// Double-booked, unavailable, not eligible: what is wrong with his assignments.
    fn plan(&self, out: &mut Vec<Finding>) {
        let planned = &self.book.planned;
        let ahead = || planned.iter().enumerate().filter(|(_, a)| a.span.to > self.now);
        for (i, a) in ahead() {
            for b in planned[i + 1..].iter().take_while(|b| b.span.from < a.span.to) {
                self.double_booked(a, b, out);
            }
        }
        for (_, a) in ahead() {
            for overlap in self.unavailable(a) {
                if overlap.to > self.now {
                    out.push(self.of_assignment(Kind::Unavailable, a, overlap));
                }
            }
        }
        for (_, a) in ahead().filter(|(_, a)| !self.book.member.may_stand_at(a.slot.post)) {
            out.push(self.of_assignment(Kind::NotEligible, a, a.span));
        }
    }

    fn of_assignment(&self, kind: Kind, a: &Planned, span: Span) -> Finding {
        Finding {
            post: Some(a.slot.post),
            date: Some(a.slot.date),
            shift: Some(a.slot.shift),
            ..self.of_plan(kind, span)
        }
    }

    fn double_booked(&self, a: &Planned, b: &Planned, out: &mut Vec<Finding>) {
        let Some(overlap) = a.span.cut(b.span).filter(|o| o.to > self.now) else { return };
        let first = a.slot.post.min(b.slot.post);
        let post = if a.span.from == b.span.from { first } else { b.slot.post };
        out.push(Finding { post: Some(post), ..self.of_plan(Kind::DoubleBooked, overlap) });
    }

    /// The maximal overlaps of an assignment with the times at which the member is not available.
    fn unavailable(&self, a: &Planned) -> Vec<Span> {
        let member = &self.book.member;
        if !member.belongs_on(a.slot.date) {
            return united(vec![a.span]);
        }
        let times = unavailable(self.calendar.zone(), member, a.span);
        united(times.into_iter().filter_map(|(span, _)| span.cut(a.span)).collect())
    }

    fn short_rest(&self, stretches: &[Stretch], on_duty: bool, out: &mut Vec<Finding>) {
        for pair in stretches.windows(2) {
            let rest = Span::new(pair[0].span.to, pair[1].span.from);
            if rest.to - rest.from < self.roster.rules.min_rest && !(on_duty && rest.from == self.now) {
                let minutes = Some((rest.to - rest.from) / MINUTE);
                out.push(Finding { minutes, ..self.of_plan(Kind::ShortRest, rest) });
            }
        }
    }

    fn week_hours(&self, union: &[Span], out: &mut Vec<Finding>) {
        let max = self.roster.rules.max_week;
        for (week, duty) in self.weeks(union) {
            let sum: i64 = duty.iter().map(|s| s.to - s.from).sum();
            if sum <= max {
                continue;
            }
            let mut left = max;
            let mut from = week.from;
            for s in duty {
                if s.to - s.from > left {
                    from = s.from + left;
                    break;
                }
                left -= s.to - s.from;
            }
            let minutes = Some(sum / MINUTE);
            out.push(Finding { minutes, ..self.of_plan(Kind::WeekHours, Span::new(from, week.to)) });
        }
    }

    /// The duty of each ISO week that has any.
    fn weeks(&self, union: &[Span]) -> Vec<(Span, Vec<Span>)> {
        let mut weeks: Vec<(Span, Vec<Span>)> = Vec::new();
        for span in union {
            let mut from = span.from;
            while from < span.to {
                if weeks.last().is_none_or(|(week, _)| week.to <= from) {
                    let first = monday(self.calendar.date_of(from));
                    let [from, to] = [0, 7].map(|n| self.calendar.midnight(days_after(first, n)));
                    weeks.push((Span::new(from, to), Vec::new()));
                }
                let Some((week, duty)) = weeks.last_mut() else { break };
                let to = span.to.min(week.to).max(from + 1);
                duty.push(Span::new(from, to));
                from = to;
            }
        }
        weeks
    }

    fn consecutive_days(&self, union: &[Span], out: &mut Vec<Finding>) {
        let max = self.roster.rules.max_consecutive_days;
        let mut run: Option<(NaiveDate, u32)> = None;
        let mut close = |run: &mut Option<(NaiveDate, u32)>| {
            if let Some((first, days)) = run.take().filter(|(_, days)| *days > max) {
                let from = self.calendar.midnight(days_after(first, max.into()));
                let to = self.calendar.midnight(days_after(first, days.into()));
                let finding = self.of_plan(Kind::ConsecutiveDays, Span::new(from, to));
                out.push(Finding { days: Some(days), ..finding });
            }
        };
        for date in self.duty_dates(union) {
            match &mut run {
                Some((first, days)) if days_after(*first, (*days).into()) == date => *days += 1,
                _ => {
                    close(&mut run);
                    run = Some((date, 1));
                }
            }
        }
        close(&mut run);
    }

    /// The *duty dates*, in order: those whose slots duty overlaps by an hour or more.
    fn duty_dates(&self, union: &[Span]) -> Vec<NaiveDate> {
        let mut sums: Vec<(NaiveDate, i64)> = Vec::new();
        for span in union {
            let last = self.calendar.date_of(span.to);
            let mut date = days_after(self.calendar.date_of(span.from), -1);
            while date <= last {
                let day = self.calendar.day(date);
                let sum: i64 = day.slots.iter().filter_map(|(slot, _)| slot.cut(*span)).map(|c| c.to - c.from).sum();
                if sum > 0 {
                    // Only the last two dates can still grow.
                    match sums.iter_mut().rev().take(3).find(|(d, _)| *d == date) {
                        Some((_, there)) => *there += sum,
                        None => sums.push((date, sum)),
                    }
                }
                date = days_after(date, 1);
            }
        }
        sums.sort_unstable_by_key(|(d, _)| d.num_days_from_ce());
        sums.into_iter().filter(|(_, sum)| *sum >= HOUR).map(|(d, _)| d).collect()
    }
}

/// The post at which a stretch crosses its limit: of the interval that contains it, else of the next one.
fn crossed_at(s: &Stretch, limit: Instant) -> Option<PostId> {
    let there = s.parts.iter().filter(|p| p.span.contains(limit));
    let next = || s.parts.iter().filter(|p| p.span.from > limit);
    let first = |p: &&super::duty::Part| (p.span.from, p.post);
    there.min_by_key(first).or_else(|| next().min_by_key(first)).map(|p| p.post)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::event::{Change, Event, apply};
    use crate::domain::finding::findings;
    use crate::domain::time::midnight;

    /// One member at one post, planned into the night shifts of so many dates from the 18th of April 2022 on.
    fn nights(days: i64, rules: impl FnOnce(&mut Rules)) -> Roster {
        let mut roster = Roster::default();
        rules(&mut roster.rules);
        let first = NaiveDate::from_ymd_opt(2022, 4, 18).unwrap_or_default();
        apply(&mut roster, &Event::Post(Change { id: PostId(1), was: None, is: Some(Post::default()) }));
        apply(&mut roster, &Event::Member(Change { id: MemberId(1), was: None, is: Some(Member::default()) }));
        for n in 0..days {
            let slot = Slot { post: PostId(1), date: days_after(first, n), shift: ShiftId(3) };
            let id = AssignmentId { slot, member: MemberId(1) };
            apply(&mut roster, &Event::Assignment(Change { id, was: None, is: Some(Assignment::default()) }));
        }
        roster
    }

    fn of_kind(roster: &Roster, kind: Kind) -> Vec<Finding> {
        let now = midnight(roster.zone(), NaiveDate::from_ymd_opt(2022, 4, 17).unwrap_or_default());
        let window = Span::new(now, now + 30 * 24 * HOUR);
        findings(roster, now, Some(window)).into_iter().filter(|f| f.kind == kind).collect()
    }

    #[test]
    fn a_seventh_night_in_a_row_is_one_too_many_and_belongs_to_the_date_it_starts_on() {
        assert_eq!(of_kind(&nights(6, |_| ()), Kind::ConsecutiveDays), []);
        let roster = nights(7, |_| ());
        let found = of_kind(&roster, Kind::ConsecutiveDays);
        let day = |n| midnight(roster.zone(), NaiveDate::from_ymd_opt(2022, 4, n).unwrap_or_default());
        assert_eq!(found.len(), 1);
        assert_eq!((found[0].from, found[0].to, found[0].days), (day(24), day(25), Some(7)));
        assert_eq!((found[0].severity, found[0].post, &found[0].members), (Severity::Later, None, &vec![MemberId(1)]));
    }

    #[test]
    fn a_night_counts_in_the_week_in_which_its_hours_lie() {
        // Six nights and the two hours of Sunday's before midnight; the other six are next week's.
        assert_eq!(of_kind(&nights(7, |rules| rules.max_week = 50 * HOUR), Kind::WeekHours), []);
        let roster = nights(7, |rules| rules.max_week = 49 * HOUR);
        let found = of_kind(&roster, Kind::WeekHours);
        let monday = midnight(roster.zone(), NaiveDate::from_ymd_opt(2022, 4, 25).unwrap_or_default());
        assert_eq!(found.len(), 1);
        assert_eq!((found[0].from, found[0].to, found[0].minutes), (monday - HOUR, monday, Some(50 * 60)));
    }
}
