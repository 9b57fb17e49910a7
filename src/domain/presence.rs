//! What happened and what is planned, lined up for the rules: the book of one post and of one member, with RULES §3's
//! words present, away, marked, due, missing and overstaying. Knows nothing of need.

use std::sync::Arc;

use chrono::NaiveDate;

use super::demand::Calendar;
use super::duty::{self, Part};
use super::records::*;
use super::roster::Roster;
use super::time::{DAY, Instant, Span};

/// An assignment with its interval `[f, e)`.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Planned {
    pub member: MemberId,
    pub slot: Slot,
    pub span: Span,
}

impl Planned {
    /// The end of the time in which it is due when nobody has marked it.
    pub fn grace_ends(&self, rules: &Rules) -> Instant {
        self.span.to.min(self.span.from + rules.mark_grace)
    }
}

/// No assignment is longer, in seconds: 24 hours, and what a change of the clocks may add.
const LONGEST: i64 = 3 * DAY;

/// Those of `planned`, which is by time, that begin in `[from − LONGEST, to)`: all that overlap `[from, to)` are among
/// them.
pub(super) fn about(planned: &[Planned], from: Instant, to: Instant) -> &[Planned] {
    let first = planned.partition_point(|a| a.span.from < from - LONGEST);
    let last = planned.partition_point(|a| a.span.from < to);
    &planned[first.min(last)..last]
}

/// Those of `planned`, which is by time, that contain `t`.
pub fn containing(planned: &[Planned], t: Instant) -> impl Iterator<Item = &Planned> {
    about(planned, t, t + 1).iter().filter(move |a| a.span.contains(t))
}

/// Those of `planned`, which is by time, that overlap `span`.
pub fn overlapping(planned: &[Planned], span: Span) -> impl Iterator<Item = &Planned> {
    about(planned, span.from, span.to).iter().filter(move |a| a.span.overlaps(span))
}

/// *Marked*: the member has a presence at the post that overlaps the assignment.
pub fn marked<'a>(a: &Planned, presences: impl IntoIterator<Item = &'a Presence>) -> bool {
    presences.into_iter().any(|p| p.member == a.member && p.post == a.slot.post && p.span().overlaps(a.span))
}

/// *Due*, but for being marked: `f ≤ now < min(e, f + mark_grace)`.
pub fn in_grace(a: &Planned, rules: &Rules, now: Instant) -> bool {
    a.span.from <= now && now < a.grace_ends(rules)
}

/// *Missing*, but for being marked: `f + mark_grace ≤ now < e`.
pub fn past_grace(a: &Planned, rules: &Rules, now: Instant) -> bool {
    a.span.from + rules.mark_grace <= now && now < a.span.to
}

/// *Heads* in time: a presence less its away intervals, cut to `window`.
pub fn head_spans(presence: &Presence, window: Span) -> Vec<Span> {
    let Some(whole) = presence.span().cut(window) else { return Vec::new() };
    without(whole, presence.away.iter().map(Away::span))
}

/// `whole` less `holes`.
pub fn without(whole: Span, holes: impl IntoIterator<Item = Span>) -> Vec<Span> {
    let mut holes: Vec<Span> = holes.into_iter().collect();
    holes.sort_unstable();
    let mut out = Vec::with_capacity(holes.len() + 1);
    let mut from = whole.from;
    for hole in holes {
        if let Some(piece) = Span::new(from, hole.from).cut(whole) {
            out.push(piece);
        }
        from = from.max(hole.to);
    }
    out.extend(Span::new(from, whole.to).cut(whole));
    out
}

/// All of one post: its demand, its assignments, its presences.
#[derive(Clone, Debug)]
pub struct PostBook {
    pub id: PostId,
    pub post: Arc<Post>,
    /// By `f`, then `e`, then member.
    pub planned: Vec<Planned>,
    /// By `on`.
    pub presences: Vec<Presence>,
}

impl PostBook {
    /// The book of a post; `None` when there is no such post.
    pub fn new(roster: &Roster, calendar: &Calendar, id: PostId) -> Option<PostBook> {
        let post = roster.posts.get(&id)?.clone();
        let mut planned: Vec<Planned> = roster
            .assignments_at(id, NaiveDate::MIN, NaiveDate::MAX)
            .filter_map(|(key, a)| planned(calendar, key.member, key.slot, a))
            .collect();
        planned.sort_unstable_by_key(|a| (a.span, a.member));
        let presences = roster.presences_at(id).map(|(_, p)| p.clone()).collect();
        Some(PostBook { id, post, planned, presences })
    }

    /// *Overstaying* in time: when `presence` goes on although all that was planned for it has ended, cut to `window`.
    pub fn overstaying_spans(&self, presence: &Presence, window: Span) -> Vec<Span> {
        let his = |a: &&Planned| a.member == presence.member;
        let whole = presence.span();
        let reach = Span::new(whole.from, whole.to.min(window.to));
        let ended = about(&self.planned, reach.from, reach.to)
            .iter()
            .filter(his)
            .map(|a| a.span.to)
            .filter(|e| *e > whole.from)
            .min();
        let Some(late) = ended.and_then(|e| Span::new(e, whole.to).cut(window)) else { return Vec::new() };
        without(late, overlapping(&self.planned, late).filter(his).map(|a| a.span))
    }

    /// *Overstaying* at `t`, given that `presence` contains it.
    pub fn overstaying(&self, presence: &Presence, t: Instant) -> bool {
        !self.overstaying_spans(presence, Span::new(t, t + 1)).is_empty()
    }

    /// *Marked*.
    pub fn marked(&self, a: &Planned) -> bool {
        marked(a, &self.presences)
    }

    /// *Due*.
    pub fn due(&self, a: &Planned, rules: &Rules, now: Instant) -> bool {
        in_grace(a, rules, now) && !self.marked(a)
    }

    /// *Missing*.
    pub fn missing(&self, a: &Planned, rules: &Rules, now: Instant) -> bool {
        past_grace(a, rules, now) && !self.marked(a)
    }
}

/// All of one member: his record, his assignments, his presences, at every post.
#[derive(Clone, Debug)]
pub struct MemberBook {
    pub id: MemberId,
    pub member: Arc<Member>,
    /// By `f`, then `e`, then post.
    pub planned: Vec<Planned>,
    /// By `on`.
    pub presences: Vec<Presence>,
    /// His duty by the presences that have ended ([`super::duty::past`]): what most looks at a member are about, kept
    /// side by side.
    pub past: Vec<Part>,
    /// His open presence, if he is on duty.
    pub open: Option<Presence>,
}

impl MemberBook {
    /// The book of a member; `None` when there is no such member.
    pub fn new(roster: &Roster, calendar: &Calendar, id: MemberId) -> Option<MemberBook> {
        MemberBook::between(roster, calendar, id, NaiveDate::MIN, NaiveDate::MAX)
    }

    /// The same with no more than the assignments of the duty dates `[first, last]`, and without the presences that
    /// ended before `first`.
    pub fn between(
        roster: &Roster,
        calendar: &Calendar,
        id: MemberId,
        first: NaiveDate,
        last: NaiveDate,
    ) -> Option<MemberBook> {
        let member = roster.members.get(&id)?.clone();
        let mut planned: Vec<Planned> =
            roster.assignments_of(id, first, last).filter_map(|(key, a)| planned(calendar, id, key.slot, a)).collect();
        planned.sort_unstable_by_key(|a| (a.span, a.slot.post));
        let since = if first == NaiveDate::MIN { Instant(i64::MIN) } else { calendar.midnight(first) };
        let ended = |p: &&Presence| p.off.is_some_and(|off| off < since);
        let presences: Vec<_> = roster.presences_of(id).map(|(_, p)| p).skip_while(ended).cloned().collect();
        let past = duty::past(&planned, &presences, &roster.rules);
        let open = presences.iter().rev().find(|p| p.off.is_none()).cloned();
        Some(MemberBook { id, member, planned, presences, past, open })
    }

    /// The same as if he were not planned into the slot.
    pub fn without(&self, slot: Slot, rules: &Rules) -> MemberBook {
        let planned: Vec<Planned> = self.planned.iter().filter(|a| a.slot != slot).copied().collect();
        let past = duty::past(&planned, &self.presences, rules);
        let (presences, open) = (self.presences.clone(), self.open.clone());
        MemberBook { id: self.id, member: self.member.clone(), planned, presences, past, open }
    }

    /// Whether he is present at `post` at `t`.
    pub fn present(&self, post: PostId, t: Instant) -> bool {
        self.presences.iter().rev().any(|p| p.post == post && p.span().contains(t))
    }

    /// *Counts ahead*.
    pub fn counts_ahead(&self, a: &Planned, rules: &Rules, now: Instant) -> bool {
        a.span.from > now
            || a.span.contains(now)
                && (self.present(a.slot.post, now) || in_grace(a, rules, now) && !marked(a, &self.presences))
    }

    /// Whether an assignment is due.
    pub fn due(&self, rules: &Rules, now: Instant) -> bool {
        containing(&self.planned, now).any(|a| in_grace(a, rules, now) && !marked(a, &self.presences))
    }
}

fn planned(calendar: &Calendar, member: MemberId, slot: Slot, a: &Assignment) -> Option<Planned> {
    Some(Planned { member, slot, span: calendar.assignment_span(slot, a)? })
}
