//! Who is at a post, who is expected, and what that makes of it: RULES §3 and §4.

use super::demand::{self, Calendar, Piece};
use super::expect::Here;
use super::presence::{PostBook, head_spans};
use super::records::*;
use super::roster::Roster;
use super::time::{DAY, Instant, Span};

/// The coverage of a post at an instant (DESIGN §4).
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Status {
    NoDemand,
    Covered,
    Planned,
    Borrowed,
    Unmarked,
    Gap,
}

impl Status {
    /// The status at an instant, and `short_by`.
    fn of(need: u32, counts: Counts, ahead: bool) -> (Status, u32) {
        let Counts { heads, overstaying, due } = counts;
        match () {
            _ if need == 0 => (Status::NoDemand, 0),
            _ if ahead && heads >= need => (Status::Planned, 0),
            _ if heads >= need && heads - overstaying.min(heads) >= need => (Status::Covered, 0),
            _ if heads >= need => (Status::Borrowed, 0),
            _ if !ahead && heads + due >= need => (Status::Unmarked, 0),
            _ => (Status::Gap, need - heads - due),
        }
    }

    /// The word in JSON.
    pub fn name(self) -> &'static str {
        match self {
            Status::NoDemand => "no_demand",
            Status::Covered => "covered",
            Status::Planned => "planned",
            Status::Borrowed => "borrowed",
            Status::Unmarked => "unmarked",
            Status::Gap => "gap",
        }
    }
}

/// A maximal piece of time in which (slot, need, status, heads, short_by) of a post stay the same.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Segment {
    pub post: PostId,
    /// The slot's duty date and shift; `None` outside slots.
    pub slot: Option<Slot>,
    pub span: Span,
    pub need: u32,
    /// |H| in the past, |Expected| in the future.
    pub heads: u32,
    pub status: Status,
    pub short_by: u32,
}

impl Segment {
    fn of(piece: &Piece, post: PostId, span: Span, counts: Counts, ahead: bool) -> Segment {
        let (status, short_by) = Status::of(piece.need, counts, ahead);
        Segment { post, slot: piece.slot, span, need: piece.need, heads: counts.heads, status, short_by }
    }

    /// Whether nothing but the time distinguishes the two.
    fn continues(&self, next: &Segment) -> bool {
        Segment { span: next.span, ..*self } == *next
    }
}

/// What the status of an instant depends on besides the need.
#[derive(Clone, Copy, Default)]
struct Counts {
    /// |H|, or |Expected| ahead.
    heads: u32,
    /// Those of H who are overstaying; 0 ahead.
    overstaying: u32,
    /// Members with a due assignment that has begun; 0 ahead.
    due: u32,
}

/// The coverage of a window (RULES §4), cut to it, of one post.
pub fn coverage(roster: &Roster, now: Instant, post: PostId, window: Span) -> Vec<Segment> {
    let reach = Span::new(window.from.min(now), window.to.max(now));
    let calendar = Calendar::around(roster, if reach.to - reach.from > 60 * DAY { window } else { reach });
    let Some(book) = PostBook::new(roster, &calendar, post) else { return Vec::new() };
    segments(&calendar, &Here::at(roster, &calendar, &book, now), window)
}

/// The coverage of a post at `now`; its span is empty.
pub fn current(roster: &Roster, now: Instant, post: PostId) -> Segment {
    let calendar = Calendar::around(roster, Span::new(now, now));
    match PostBook::new(roster, &calendar, post) {
        Some(book) => status_now(&Here::at(roster, &calendar, &book, now)),
        None => {
            let none = Piece { span: Span::new(now, now), slot: None, date: calendar.date_of(now), need: 0 };
            Segment::of(&none, post, none.span, Counts::default(), false)
        }
    }
}

/// The *current* status: that of t = now.
pub fn status_now(here: &Here) -> Segment {
    let span = Span::new(here.now, here.now);
    let piece = Piece { span, slot: here.slot, date: here.date, need: here.need };
    let overstaying = here.heads().filter(|p| here.book.overstaying(p.presence, here.now)).count();
    let counts =
        Counts { heads: here.heads().count() as u32, overstaying: overstaying as u32, due: here.due.len() as u32 };
    Segment::of(&piece, here.book.id, span, counts, false)
}

/// The coverage of a window, cut to it, of the post that `here` looks at.
pub fn segments(calendar: &Calendar, here: &Here, window: Span) -> Vec<Segment> {
    let (book, now) = (here.book, here.now);
    let past = Span::new(window.from, window.to.min(now));
    let ahead = Span::new(window.from.max(now), window.to);
    let mut out: Vec<Segment> = Vec::new();
    for (window, steps, is_ahead) in [(past, steps_past(here, past), false), (ahead, steps_ahead(here, ahead), true)] {
        let mut steps = steps.into_iter().peekable();
        let mut counts = Counts::default();
        for piece in demand::pieces(calendar, book.id, &book.post, window) {
            let mut from = piece.span.from;
            while from < piece.span.to {
                while let Some(step) = steps.next_if(|s| s.at <= from) {
                    step.take(&mut counts);
                }
                let to = steps.peek().map_or(piece.span.to, |s| s.at.min(piece.span.to));
                push(&mut out, Segment::of(&piece, book.id, Span::new(from, to), counts, is_ahead), calendar);
                from = to;
            }
        }
    }
    out
}

/// Adds a segment, joined to the one before where they are one; outside slots not across local midnight.
fn push(out: &mut Vec<Segment>, next: Segment, calendar: &Calendar) {
    match out.last_mut() {
        Some(last)
            if last.continues(&next)
                && last.span.to == next.span.from
                && (next.slot.is_some() || calendar.date_of(last.span.from) == calendar.date_of(next.span.from)) =>
        {
            last.span.to = next.span.to;
        }
        _ => out.push(next),
    }
}

/// One of the counts goes up or down at an instant.
#[derive(Clone, Copy)]
struct Step {
    at: Instant,
    which: Which,
    up: bool,
}

#[derive(Clone, Copy)]
enum Which {
    Head,
    Overstaying,
    Due,
}

impl Step {
    fn take(self, counts: &mut Counts) {
        let count = match self.which {
            Which::Head => &mut counts.heads,
            Which::Overstaying => &mut counts.overstaying,
            Which::Due => &mut counts.due,
        };
        *count = if self.up { *count + 1 } else { count.saturating_sub(1) };
    }

    fn both(which: Which, span: Span) -> [Step; 2] {
        [Step { at: span.from, which, up: true }, Step { at: span.to, which, up: false }]
    }
}

/// The steps of H, of those overstaying in it and of the due, in a past window.
fn steps_past(here: &Here, window: Span) -> Vec<Step> {
    let mut steps = Vec::new();
    for presence in here.book.presences.iter().filter(|p| p.span().overlaps(window)) {
        let heads = head_spans(presence, window);
        for late in here.book.overstaying_spans(presence, window) {
            let there = heads.iter().filter_map(|h| h.cut(late));
            steps.extend(there.flat_map(|s| Step::both(Which::Overstaying, s)));
        }
        steps.extend(heads.into_iter().flat_map(|s| Step::both(Which::Head, s)));
    }
    for a in &here.due {
        let since = Span::new(a.span.from, here.now).cut(window);
        steps.extend(since.into_iter().flat_map(|s| Step::both(Which::Due, s)));
    }
    sorted(steps)
}

/// The steps of Expected in a window ahead.
fn steps_ahead(here: &Here, window: Span) -> Vec<Step> {
    if window.is_empty() {
        return Vec::new();
    }
    sorted(here.expected_spans(window).into_iter().flat_map(|s| Step::both(Which::Head, s)).collect())
}

fn sorted(mut steps: Vec<Step>) -> Vec<Step> {
    // Ups first, so that no count runs below zero on the way.
    steps.sort_unstable_by_key(|s| (s.at, !s.up));
    steps
}

/// The start of the run of `status` that reaches now; now when there is none. Of a status that needs somebody who is
/// here or due: `borrowed` or `unmarked`.
pub fn run_start(calendar: &Calendar, here: &Here, status: Status) -> Instant {
    let book = here.book;
    let first_on = book.presences.first().map_or(here.now, |p| p.on);
    let earliest = here.due.iter().map(|a| a.span.from).fold(first_on, Instant::min);
    let mut from = calendar.unit(here.now).from.min(here.now - 1);
    loop {
        let past = segments(calendar, here, Span::new(from, here.now));
        match past.iter().rev().find(|s| s.status != status) {
            Some(other) => return other.span.to,
            None if from <= earliest => return from,
            None => from = from - (here.now - from).max(DAY),
        }
    }
}
