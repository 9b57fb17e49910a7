//! Duty and stretches of a member: RULES §5.

use super::demand::Calendar;
use super::expect::Here;
use super::presence::{MemberBook, Planned, PostBook, about, containing, without};
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
    let there = book.open.as_ref().and_then(|p| PostBook::new(roster, calendar, p.post));
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

    /// The same in the room of another, without what ended before `window` or begins after it.
    pub fn renew(&mut self, book: &MemberBook, rules: &Rules, now: Instant, expected_off: Instant, window: Span) {
        self.parts.clear();
        self.open = None;
        let past = &book.past[book.past.partition_point(|p| p.span.to < window.from)..];
        self.parts.extend(past.iter().take_while(|p| p.span.from < window.to));
        if let Some(open) = book.open.as_ref().filter(|p| p.on < window.to) {
            self.add_open(&book.planned, open, rules, now, expected_off);
        }
        let ahead = about(&book.planned, now.max(window.from), window.to);
        for a in ahead.iter().filter(|a| book.counts_ahead(a, rules, now)) {
            let span = Span::new(a.span.from.max(now), a.span.to);
            self.parts.extend((!span.is_empty()).then_some(Part { post: a.slot.post, span }));
        }
        self.parts.sort_unstable_by_key(|p| (p.span, p.post));
    }

    fn add_open(&mut self, planned: &[Planned], p: &Presence, rules: &Rules, now: Instant, expected_off: Instant) {
        let whole = match early_for(planned, p, rules.mark_grace) {
            Some(f) => Span::new(f, f.max(expected_off)),
            None => Span::new(p.on, p.on.max(now).max(expected_off)),
        };
        let mut parts = without(whole, long_breaks(p, rules));
        let since = long_breaks(p, rules).map(|b| b.to).fold(whole.from, Instant::max).min(whole.to);
        let last = Span::new(since, whole.to);
        if parts.last() != Some(&last) {
            parts.push(last);
        }
        self.parts.extend(parts.into_iter().map(|span| Part { post: p.post, span }));
        self.open = Some(Part { post: p.post, span: last });
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

/// The parts of D(m) that `presences`, by time, have left: of those that have ended, by time.
pub fn past(planned: &[Planned], presences: &[Presence], rules: &Rules) -> Vec<Part> {
    let mut parts = Vec::with_capacity(presences.len());
    for p in presences {
        let Some(off) = p.off else { continue };
        let whole = Span::new(early_for(planned, p, rules.mark_grace).map_or(p.on, |f| f.min(off)), off);
        let spans = without(whole, long_breaks(p, rules)).into_iter().filter(|s| !s.is_empty());
        parts.extend(spans.map(|span| Part { post: p.post, span }));
    }
    parts
}

/// The breaks that end duty for as long as they last: those over, of `min_break` or more.
fn long_breaks(p: &Presence, rules: &Rules) -> impl Iterator<Item = Span> {
    let long = |a: &&Away| !a.span().is_empty() && a.to.is_some_and(|to| to - a.from >= rules.min_break);
    p.away.iter().filter(long).map(Away::span)
}

/// The start of the assignment that a presence has come early for: at most `grace` before it, while none of his there
/// contained its beginning.
fn early_for(planned: &[Planned], presence: &Presence, grace: i64) -> Option<Instant> {
    let on = presence.on;
    let here = |a: &&Planned| a.slot.post == presence.post;
    if containing(planned, on).any(|a| here(&a)) {
        return None;
    }
    let next = planned.partition_point(|a| a.span.from < on);
    planned[next..].iter().take_while(|a| a.span.from - on <= grace).find(here).map(|a| a.span.from)
}
