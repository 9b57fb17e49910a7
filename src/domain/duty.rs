//! Duty and stretches of a member: RULES §5.

use super::demand::Calendar;
use super::expect::Here;
use super::presence::{MemberBook, Planned, PostBook, about, without};
use super::records::*;
use super::roster::Roster;
use super::time::{Instant, Span, unite};

/// One interval of D(m), at a post.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Part {
    pub post: PostId,
    pub span: Span,
}

/// An unbroken run of duty (连续在岗), across posts and shifts; short breaks included.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Stretch {
    pub span: Span,
    pub parts: Vec<Part>,
    /// Whether it is the one that goes on now.
    pub ongoing: bool,
}

/// All stretches of a member as known at `now`, by time: what happened and what is planned.
pub fn stretches(roster: &Roster, now: Instant, member: MemberId) -> Vec<Stretch> {
    let calendar = Calendar::around(roster, Span::new(now, now));
    let Some(book) = MemberBook::new(roster, &calendar, member) else { return Vec::new() };
    let off = expected_off_anywhere(roster, &calendar, &book, now);
    Duty::of(&book, &roster.rules, now, off).stretches(roster.rules.min_break)
}

/// `expected_off` of the member's open presence, wherever that is; now when he has none.
pub fn expected_off_anywhere(roster: &Roster, calendar: &Calendar, book: &MemberBook, now: Instant) -> Instant {
    let there = book.open().and_then(|p| PostBook::new(roster, calendar, p.post));
    there.map_or(now, |post| Here::at(roster, calendar, &post, now).expected_off(book.id))
}

/// D(m) as known at an instant.
#[derive(Clone, Debug, Default)]
pub struct Duty {
    /// By from, then to, then post order.
    pub parts: Vec<Part>,
    /// Which of them is the last part of the open presence.
    open: Option<Part>,
}

impl Duty {
    /// D(m) at `now`, given the *expected_off* of his open presence.
    pub fn of(book: &MemberBook, rules: &Rules, now: Instant, expected_off: Instant) -> Duty {
        let mut duty = Duty::default();
        duty.renew(book, rules, now, expected_off, Span::EVER);
        duty
    }

    /// The same in the room of another, without the presences that ended before `window` or began after it, and without
    /// the assignments that lie wholly outside it.
    pub fn renew(&mut self, book: &MemberBook, rules: &Rules, now: Instant, expected_off: Instant, window: Span) {
        self.parts.clear();
        self.open = None;
        // One after the other: they never overlap.
        let first = book.presences.partition_point(|p| p.off.is_some_and(|off| off < window.from));
        for presence in book.presences[first..].iter().take_while(|p| p.on < window.to) {
            self.add_presence(book, presence, rules, now.max(expected_off), expected_off);
        }
        let ahead = about(&book.planned, now.max(window.from), window.to);
        for a in ahead.iter().filter(|a| book.counts_ahead(a, rules, now)) {
            let span = Span::new(a.span.from.max(now), a.span.to);
            self.parts.extend((!span.is_empty()).then_some(Part { post: a.slot.post, span }));
        }
        self.parts.sort_unstable_by_key(|p| (p.span, p.post));
    }

    fn add_presence(&mut self, book: &MemberBook, p: &Presence, rules: &Rules, open_until: Instant, off: Instant) {
        let whole = match (early_for(book, p, rules.mark_grace), p.off) {
            (Some(f), Some(off)) => Span::new(f.min(off), off),
            (Some(f), None) => Span::new(f, f.max(off)),
            (None, Some(off)) => Span::new(p.on, off),
            (None, None) => Span::new(p.on, open_until.max(p.on)),
        };
        let long = |a: &&Away| !a.span().is_empty() && a.to.is_some_and(|to| to - a.from >= rules.min_break);
        let breaks = p.away.iter().filter(long).map(Away::span);
        if p.away.is_empty() && p.off.is_some() {
            self.parts.extend((!whole.is_empty()).then_some(Part { post: p.post, span: whole }));
            return;
        }
        let mut parts = if p.away.is_empty() { vec![whole] } else { without(whole, breaks.clone()) };
        if p.off.is_none() {
            let since = breaks.map(|b| b.to).fold(whole.from, Instant::max).min(whole.to);
            let last = Span::new(since, whole.to);
            if parts.last() != Some(&last) {
                parts.push(last);
            }
            self.open = Some(Part { post: p.post, span: last });
        } else {
            parts.retain(|s| !s.is_empty());
        }
        self.parts.extend(parts.into_iter().map(|span| Part { post: p.post, span }));
    }

    /// Whether the member is on duty.
    pub fn on_duty(&self) -> bool {
        self.open.is_some()
    }

    /// The union of D, as disjoint spans by time.
    pub fn union(&self) -> Vec<Span> {
        let mut out = Vec::with_capacity(self.parts.len());
        self.union_into(&mut out);
        out
    }

    /// The same in the room of another.
    pub fn union_into(&self, out: &mut Vec<Span>) {
        out.clear();
        out.extend(self.parts.iter().map(|p| p.span));
        unite(out);
    }

    /// The spans of the stretches, by time.
    pub fn each_stretch(&self, min_break: i64, mut say: impl FnMut(Span)) {
        let mut all: Option<Span> = None;
        for part in &self.parts {
            match &mut all {
                Some(s) if goes_on(*s, part.span, min_break) => s.to = s.to.max(part.span.to),
                _ => {
                    all.into_iter().for_each(&mut say);
                    all = Some(part.span);
                }
            }
        }
        all.into_iter().for_each(say);
    }

    /// The parts merged to stretches.
    pub fn stretches(&self, min_break: i64) -> Vec<Stretch> {
        let mut out: Vec<Stretch> = Vec::new();
        for part in self.parts.iter().copied() {
            let ongoing = self.open == Some(part);
            match out.last_mut() {
                Some(s) if goes_on(s.span, part.span, min_break) => {
                    s.span.to = s.span.to.max(part.span.to);
                    s.parts.push(part);
                    s.ongoing |= ongoing;
                }
                _ => out.push(Stretch { span: part.span, parts: vec![part], ongoing }),
            }
        }
        out
    }
}

/// Whether a part belongs to the stretch so far: the break between them is shorter than `min_break`.
fn goes_on(stretch: Span, part: Span, min_break: i64) -> bool {
    part.from - stretch.to < min_break || part.from == stretch.from
}

/// The start of the assignment that a presence has come early for: at most `grace` before it, while none of his there
/// contained its beginning.
fn early_for(book: &MemberBook, presence: &Presence, grace: i64) -> Option<Instant> {
    let on = presence.on;
    let here = |a: &&Planned| a.slot.post == presence.post;
    if super::presence::containing(&book.planned, on).any(|a| here(&a)) {
        return None;
    }
    let next = book.planned.partition_point(|a| a.span.from < on);
    book.planned[next..].iter().take_while(|a| a.span.from - on <= grace).find(here).map(|a| a.span.from)
}
