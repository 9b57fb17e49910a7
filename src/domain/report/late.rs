//! Late reliefs: who stayed on past the end of his shift because the post would have been short without him, how long,
//! and whom he waited for.

use crate::domain::coverage::{self, Status};
use crate::domain::demand::Calendar;
use crate::domain::expect::Here;
use crate::domain::outlook::Outlook;
use crate::domain::presence::{PostBook, containing, head_spans};
use crate::domain::records::*;
use crate::domain::roster::Roster;
use crate::domain::time::{Instant, MINUTE, Span, united};

/// A shorter wait is the handover itself.
const LEAST: i64 = MINUTE;

/// Somebody overstaying (RULES §3) at a post that has too few heads without those who overstay.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Late {
    pub post: PostId,
    /// Who waited.
    pub member: MemberId,
    /// The slot in which he waited; `None` outside slots.
    pub slot: Option<Slot>,
    pub span: Span,
    /// It goes on now.
    pub ongoing: bool,
    /// Those planned there when it began, who were not there, by name.
    pub awaited: Vec<MemberId>,
    /// Those who came on when it ended, by name.
    pub relieved_by: Vec<MemberId>,
}

/// The late reliefs that began in the past part of `window`, by time, then post order.
pub fn late(roster: &Roster, outlook: &Outlook, calendar: &Calendar, now: Instant, window: Span) -> Vec<Late> {
    let mut out = Vec::new();
    // A wait that began before the window belongs to what came before; it is looked at so that it is not taken for new.
    let past = Span::new(window.from - 1, now.min(window.to));
    if past.is_empty() {
        return out;
    }
    for book in outlook.post_books() {
        out.extend(at_post(roster, calendar, now, book, past));
    }
    out.retain(|l| l.span.from >= window.from);
    out.sort_by_key(|l| (l.span.from, l.post));
    out
}

fn at_post(roster: &Roster, calendar: &Calendar, now: Instant, book: &PostBook, past: Span) -> Vec<Late> {
    let mut out = Vec::new();
    let late = |p: &&Presence| !book.overstaying_spans(p, past).is_empty();
    let late: Vec<_> = book.presences.iter().filter(|p| p.span().overlaps(past)).filter(late).collect();
    if late.is_empty() {
        return out;
    }
    let segments = coverage::segments(calendar, &Here::at(roster, calendar, book, now), past);
    let short = |s: &&coverage::Segment| !matches!(s.status, Status::NoDemand | Status::Covered);
    let short = united(segments.iter().filter(short).map(|s| s.span).collect());
    for presence in late {
        let stayed = book.overstaying_spans(presence, past);
        let there = head_spans(presence, past);
        let waits = short.iter().flat_map(|s| stayed.iter().filter_map(|w| w.cut(*s)));
        let waits = waits.flat_map(|w| there.iter().filter_map(move |h| h.cut(w)));
        for span in united(waits.collect()).into_iter().filter(|s| s.length() >= LEAST) {
            out.push(wait(roster, calendar, now, book, presence, span));
        }
    }
    out
}

fn wait(roster: &Roster, calendar: &Calendar, now: Instant, book: &PostBook, who: &Presence, span: Span) -> Late {
    let there = |m: MemberId, t: Instant| book.presences.iter().any(|p| p.member == m && p.span().contains(t));
    let planned = containing(&book.planned, span.from).map(|a| a.member);
    let awaited = planned.filter(|m| *m != who.member && !there(*m, span.from));
    let came = book.presences.iter().filter(|p| p.on == span.to && p.member != who.member).map(|p| p.member);
    Late {
        post: book.id,
        member: who.member,
        slot: calendar.slot_at(span.from).map(|(date, shift, _)| Slot { post: book.id, date, shift }),
        span,
        ongoing: span.to == now && who.span().contains(now),
        awaited: by_name(roster, awaited.collect()),
        relieved_by: by_name(roster, came.collect()),
    }
}

fn by_name(roster: &Roster, mut members: Vec<MemberId>) -> Vec<MemberId> {
    members.sort_by(|a, b| roster.name_of(*a).cmp(roster.name_of(*b)));
    members.dedup();
    members
}
