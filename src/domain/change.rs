//! When the board changes by itself: RULES §7.
//!
//! What a rule says can turn only at a boundary: an instant that the records name (a slot begins, a grace ends), or one
//! at which something that grows with now reaches a limit. Between two named boundaries everything that moves with now
//! moves one way, so that a piece of time is checked at its first and last second, and halved until the second at which
//! it turned is found. What is checked are the answers themselves.

use super::coverage::{self, Segment};
use super::demand::{self, Calendar};
use super::expect::{HORIZON, Here};
use super::finding::{Books, Finding};
use super::findings_at::{findings_at, from_segments};
use super::findings_of::{View, view_of};
use super::presence::{MemberBook, Planned, PostBook};
use super::records::*;
use super::roster::Roster;
use super::time::{DAY, Instant, Span};

/// `next_change(roster, rules, now)` (RULES §7), from scratch.
pub fn next_change(roster: &Roster, now: Instant) -> Option<Instant> {
    let books = Books::of(roster, now);
    let calendar = &books.calendar;
    let mut limit = now + HORIZON;
    let mut best = None;
    let mut take = |found: Option<Instant>, limit: &mut Instant| {
        if let Some(t) = found {
            (best, *limit) = (Some(t), t - 1);
        }
    };
    let mut drifts = false;
    for book in books.posts.values() {
        let watch = PostWatch::new(roster, calendar, book, now);
        take(watch.change(now, limit), &mut limit);
        drifts |= watch.may_drift();
    }
    for book in &books.members {
        let there = book.open.as_ref().and_then(|p| books.posts.get(&p.post));
        let watch = MemberWatch::new(roster, calendar, book, there, now);
        take(watch.change(now, limit), &mut limit);
        drifts |= watch.may_drift();
    }
    if drifts && now < limit {
        let [base, next] = [now, now + 1].map(|t| books.findings(roster, t, near(roster, now)));
        take(order_change(roster, &base, &next, now, limit), &mut limit);
    }
    best
}

/// A window with every finding that can be now or soon until the second after `now`.
pub fn near(roster: &Roster, now: Instant) -> Span {
    Span::new(now, now + roster.rules.soon + 2)
}

/// The first instant in `(now, limit]` at which only the order of findings differs: one that always begins now drifts
/// past those that begin at a fixed time. `base` and `next` are the findings in order, at now and a second later.
pub fn order_change(
    roster: &Roster,
    base: &[Finding],
    next: &[Finding],
    now: Instant,
    limit: Instant,
) -> Option<Instant> {
    let who = |f: &Finding| (f.kind, f.post, f.members.clone(), f.date, f.shift, f.short_by);
    let drifting: Vec<_> = next.iter().filter(|f| f.from == now + 1).map(who).collect();
    let drifts = |f: &Finding| f.from == now && drifting.contains(&who(f));
    let group = |f: &Finding| (f.severity, f.level, f.kind);
    let groups: Vec<_> = base.iter().filter(|f| drifts(f)).map(group).collect();
    let among: Vec<Finding> = base.iter().filter(|f| groups.contains(&group(f))).cloned().collect();
    let times = among.iter().flat_map(|f| [f.from, f.from + 1]).filter(|t| now < *t && *t <= limit);
    in_order(times.collect()).into_iter().find(|t| {
        let mut then = among.clone();
        then.iter_mut().filter(|f| drifts(f)).for_each(|f| f.from = *t);
        then.sort_by(|a, b| a.order(b, roster));
        !same_findings(&among, now, &then, *t)
    })
}

/// Two instants are alike when they are the same or each is its own now.
fn alike(a: (Instant, Instant), b: (Instant, Instant)) -> bool {
    a.0 == b.0 || a.0 == a.1 && b.0 == b.1
}

fn same_segments(a: &[Segment], now_a: Instant, b: &[Segment], now_b: Instant) -> bool {
    let alike = |x: Instant, y: Instant| alike((x, now_a), (y, now_b));
    a.len() == b.len()
        && a.iter().zip(b).all(|(x, y)| {
            alike(x.span.from, y.span.from) && alike(x.span.to, y.span.to) && Segment { span: y.span, ..*x } == *y
        })
}

/// Whether two lists of findings, each in order and with its own now, are equal but for minutes.
fn same_findings(a: &[Finding], now_a: Instant, b: &[Finding], now_b: Instant) -> bool {
    let alike = |x: Instant, y: Instant| alike((x, now_a), (y, now_b));
    let rest = |f: &Finding| (f.kind, f.severity, f.level, f.post, f.date, f.shift, f.days, f.short_by);
    a.len() == b.len()
        && a.iter()
            .zip(b)
            .all(|(x, y)| rest(x) == rest(y) && x.members == y.members && alike(x.from, y.from) && alike(x.to, y.to))
}

/// The first instant in `(known, limit]` at which the answers differ, given that they do not at `known`. `boundaries`
/// are by time; `check` says of an instant whether the answers differ, and whether something moves with now there.
fn first_difference(
    mut known: Instant,
    limit: Instant,
    boundaries: &[Instant],
    mut check: impl FnMut(Instant) -> (bool, bool),
) -> Option<Instant> {
    let first = boundaries.partition_point(|b| *b <= known);
    for at in boundaries[first..].iter().copied().take_while(|b| *b <= limit).chain([limit + 1]) {
        // The first second of the piece before the boundary, then its last.
        if known + 1 < at {
            let (differs, moves) = check(known + 1);
            if differs {
                return Some(known + 1);
            }
            if moves && known + 2 < at && check(at - 1).0 {
                return Some(halve(known + 1, at - 1, |t| check(t).0));
            }
        }
        if at <= limit && check(at).0 {
            return Some(at);
        }
        known = at;
    }
    None
}

/// The first instant in `(same, other]` at which the answers differ.
fn halve(mut same: Instant, mut other: Instant, mut differs: impl FnMut(Instant) -> bool) -> Instant {
    while other - same > 1 {
        let middle = same + (other - same) / 2;
        if differs(middle) { other = middle } else { same = middle }
    }
    other
}

/// The boundaries of assignments in `(after, until]`: begin, end of grace, end.
fn of_planned(planned: &[Planned], rules: &Rules, after: Instant, until: Instant, out: &mut Vec<Instant>) {
    for a in super::presence::overlapping(planned, Span::new(after, until + 1)) {
        out.extend([a.span.from, a.span.from + rules.mark_grace, a.span.to]);
    }
}

/// The boundaries of a post: of need, of local dates, of assignments.
fn of_post(
    calendar: &Calendar,
    book: &PostBook,
    rules: &Rules,
    after: Instant,
    until: Instant,
    out: &mut Vec<Instant>,
) {
    let pieces = demand::pieces(calendar, book.id, &book.post, Span::new(after, until + 1));
    out.extend(pieces.iter().map(|p| p.span.from));
    of_planned(&book.planned, rules, after, until, out);
}

/// The instants at which the severity of findings turns.
fn of_findings(findings: &[Finding], rules: &Rules, out: &mut Vec<Instant>) {
    out.extend(findings.iter().flat_map(|f| [f.from - rules.soon, f.from, f.to]));
}

fn in_order(mut boundaries: Vec<Instant>) -> Vec<Instant> {
    boundaries.sort_unstable();
    boundaries.dedup();
    boundaries
}

/// Pieces of time of about a day, so that far boundaries are not gathered before near ones are checked.
fn days(after: Instant, limit: Instant) -> impl Iterator<Item = (Instant, Instant)> {
    let starts = std::iter::successors(Some(after), |t| Some(*t + DAY));
    starts.take_while(move |t| *t < limit).map(move |t| (t, limit.min(t + DAY)))
}

/// Watches what is to be seen at one post, as it was at `now`.
pub struct PostWatch<'a> {
    roster: &'a Roster,
    calendar: &'a Calendar,
    base: Here<'a>,
}

impl<'a> PostWatch<'a> {
    pub fn new(roster: &'a Roster, calendar: &'a Calendar, book: &'a PostBook, now: Instant) -> PostWatch<'a> {
        PostWatch { roster, calendar, base: Here::at(roster, calendar, book, now) }
    }

    /// The first change in `(after, limit]`, given that there is none in `(now, after]`.
    pub fn change(&self, after: Instant, limit: Instant) -> Option<Instant> {
        let (rules, book) = (&self.roster.rules, self.base.book);
        for (from, to) in days(after, limit) {
            let mut boundaries = Vec::new();
            of_post(self.calendar, book, rules, from, to, &mut boundaries);
            boundaries.extend(self.base.present.iter().map(|p| p.presence.on + 2 * rules.max_stretch));
            let soon = self.gap_becomes_soon(from, to);
            let limit = soon.map_or(to, |t| t - 1);
            let found = first_difference(from, limit, &in_order(boundaries), |t| self.check(t)).or(soon);
            if found.is_some() {
                return found;
            }
        }
        None
    }

    /// The first instant in `(after, until]` at which a gap ahead is no longer *later*.
    fn gap_becomes_soon(&self, after: Instant, until: Instant) -> Option<Instant> {
        let soon = self.roster.rules.soon;
        let from = self.calendar.unit(after + soon).from;
        let segments = coverage::segments(self.calendar, &self.base, Span::new(from, until + soon + 1));
        let mut last: Option<Segment> = None;
        for s in segments.into_iter().filter(|s| s.status == coverage::Status::Gap) {
            // It begins here unless it only goes on, with another need and as many short.
            let goes_on = last.is_some_and(|l| {
                l.span.to == s.span.from
                    && (l.slot, l.short_by) == (s.slot, s.short_by)
                    && (s.slot.is_some() || self.calendar.date_of(l.span.from) == self.calendar.date_of(s.span.from))
            });
            if !goes_on && s.span.from > after + soon {
                return Some(s.span.from - soon);
            }
            last = Some(s);
        }
        None
    }

    /// Whether a finding here may begin always now.
    pub fn may_drift(&self) -> bool {
        let now = self.base.now;
        let near = findings_at(self.roster, self.calendar, &self.base, Span::new(now, now));
        near.iter().any(|f| f.from == now)
    }

    fn check(&self, t: Instant) -> (bool, bool) {
        let (base, calendar) = (&self.base, self.calendar);
        let then = Here::at(self.roster, calendar, base.book, t);
        let last = t.max(base.last_off()).max(then.last_off());
        let window = Span::new(calendar.unit(base.now).from, calendar.unit(last).to);
        let [(was, was_found), (is, is_found)] = [base, &then].map(|here| {
            let segments = coverage::segments(calendar, here, window);
            let mut findings = from_segments(self.roster, calendar, here, &segments);
            findings.sort_by(|a, b| a.order(b, self.roster));
            (segments, findings)
        });
        let same = same_segments(&was, base.now, &is, t) && same_findings(&was_found, base.now, &is_found, t);
        // Somebody who stays although nothing ends within the horizon: the horizon moves with now.
        let moving = then.present.iter().any(|p| p.stays && p.expected_off == t);
        (!same, moving)
    }
}

/// Watches what is to be seen of one member, as it was at `now`.
pub struct MemberWatch<'a> {
    roster: &'a Roster,
    calendar: &'a Calendar,
    book: &'a MemberBook,
    /// The post at which he is on duty.
    there: Option<&'a PostBook>,
    now: Instant,
    base: View,
}

impl<'a> MemberWatch<'a> {
    pub fn new(
        roster: &'a Roster,
        calendar: &'a Calendar,
        book: &'a MemberBook,
        there: Option<&'a PostBook>,
        now: Instant,
    ) -> MemberWatch<'a> {
        let base = View { findings: Vec::new(), due_soon: None, moving: true, joined: false };
        let mut watch = MemberWatch { roster, calendar, book, there, now, base };
        watch.base = watch.view(now);
        watch
    }

    /// What is to be seen of him at `now`, in order.
    pub fn into_view(self) -> View {
        self.base
    }

    fn view(&self, t: Instant) -> View {
        let off = self.there.map(|post| Here::at(self.roster, self.calendar, post, t).expected_off(self.book.id));
        let mut view = view_of(self.roster, self.calendar, self.book, t, off.unwrap_or(t));
        view.findings.sort_by(|a, b| a.order(b, self.roster));
        view
    }

    /// Whether nothing can be seen of him until somebody does something: off duty, nothing found that is not over. The
    /// duty he is planned for only gets less, from its beginning, and is joined to nothing before it.
    pub fn quiet(&self) -> bool {
        self.book.open.is_none() && !self.base.joined && self.base.findings.iter().all(|f| f.to < self.now)
    }

    /// The first change in `(after, limit]`, given that there is none in `(now, after]`.
    pub fn change(&self, after: Instant, limit: Instant) -> Option<Instant> {
        if self.quiet() {
            return None;
        }
        let rules = &self.roster.rules;
        days(after, limit).find_map(|(from, to)| {
            let mut boundaries = Vec::new();
            of_planned(&self.book.planned, rules, from, to, &mut boundaries);
            if let Some(post) = self.there {
                of_post(self.calendar, post, rules, from, to, &mut boundaries);
            }
            of_findings(&self.base.findings, rules, &mut boundaries);
            first_difference(from, to, &in_order(boundaries), |t| self.check(t))
        })
    }

    /// Whether a finding of him may begin always now.
    pub fn may_drift(&self) -> bool {
        self.base.findings.iter().any(|f| f.from == self.now)
    }

    fn check(&self, t: Instant) -> (bool, bool) {
        let then = self.view(t);
        let same =
            then.due_soon == self.base.due_soon && same_findings(&self.base.findings, self.now, &then.findings, t);
        (!same, then.moving)
    }
}
