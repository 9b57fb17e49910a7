//! Who was where when, and who met whom at a post: for contact tracing. It tells what was marked and judges nothing.

use super::presence::head_spans;
use super::records::*;
use super::roster::Roster;
use super::time::{Instant, Span};

/// Whose steps are followed.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Whose {
    /// Where a member was, and whom he met there.
    Member(MemberId),
    /// Who was at a post, and who met whom.
    Post(PostId),
}

/// Somebody at a post, cut to the window.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Stay {
    pub member: MemberId,
    pub post: PostId,
    pub span: Span,
    /// He is there now; the span ends at now or with the window.
    pub open: bool,
    /// When he had stepped out.
    pub away: Vec<Span>,
}

/// Two at a post at the same time. One relieved by the other in the same second have met for no time: the span is empty.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Meeting {
    /// Of a member's trace, he is the first; else he who came first.
    pub members: [MemberId; 2],
    pub post: PostId,
    pub span: Span,
}

/// Both in order of time.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Trace {
    pub stays: Vec<Stay>,
    pub meetings: Vec<Meeting>,
}

/// What is known at `now` of the part of `window` that has passed.
pub fn trace(roster: &Roster, now: Instant, whose: Whose, window: Span) -> Trace {
    let window = Span::new(window.from, window.to.min(now));
    let mut trace = Trace::default();
    let touched = |p: &Presence| p.on < window.to && p.off.is_none_or(|off| off > window.from) && !window.is_empty();
    let followed: Vec<(PresenceId, &Presence)> = match whose {
        Whose::Member(member) => roster.presences_of(member).filter(|(_, p)| touched(p)).collect(),
        Whose::Post(post) => roster.presences_at(post).filter(|(_, p)| touched(p)).collect(),
    };
    for (i, (id, p)) in followed.iter().enumerate() {
        trace.stays.extend(stay(p, now, window));
        match whose {
            Whose::Member(_) => {
                let others = roster.presences_at(p.post).filter(|(other, q)| other != id && touched(q));
                others.for_each(|(_, q)| meetings(&mut trace, p, q, window));
            }
            Whose::Post(_) => followed[i + 1..].iter().for_each(|(_, q)| meetings(&mut trace, p, q, window)),
        }
    }
    trace.stays.sort_by_key(|s| (s.span, s.post, s.member));
    trace.meetings.sort_by_key(|m| (m.span, m.post, m.members));
    trace
}

fn stay(p: &Presence, now: Instant, window: Span) -> Option<Stay> {
    let span = p.span().cut(window)?;
    let away = p.away.iter().filter_map(|a| a.span().cut(span)).collect();
    Some(Stay { member: p.member, post: p.post, span, open: p.off.is_none() && span.to == now, away })
}

fn meetings(trace: &mut Trace, p: &Presence, q: &Presence, window: Span) {
    if p.member == q.member {
        return;
    }
    let meeting = |span| Meeting { members: [p.member, q.member], post: p.post, span };
    let theirs = head_spans(q, window);
    let together = head_spans(p, window).into_iter().flat_map(|his| theirs.iter().filter_map(move |t| t.cut(his)));
    let before = trace.meetings.len();
    trace.meetings.extend(together.map(meeting));
    let relieved = [(p.off, q.on), (q.off, p.on)].into_iter().find(|(off, on)| *off == Some(*on));
    if let (true, Some((_, at))) = (trace.meetings.len() == before, relieved) {
        trace.meetings.push(meeting(Span::new(at, at)));
    }
}
