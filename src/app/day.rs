//! One post and the hours of a day: what Today draws and the details tell, read off the roster for one post at a time.
//! It computes for what is visible only, and knows nothing of columns and colours.

use super::board::Board;
use crate::command::on_now;
use crate::domain::coverage::{self, Segment, Status};
use crate::domain::duty::stretches;
use crate::domain::finding::{Kind, Level};
use crate::domain::time::{DAY, days_after};
use crate::domain::{Instant, MemberId, PostId, Slot, Span};

/// Somebody on duty at the post now.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Person {
    pub member: MemberId,
    pub on: Instant,
    /// Since when his stretch runs, across posts.
    pub since: Instant,
    /// Stepped out.
    pub away: bool,
    /// Past the end of his shift.
    pub overstaying: bool,
    /// His stretch is overlong.
    pub over: Option<Level>,
    /// His stretch becomes overlong soon.
    pub due_soon: bool,
}

/// How somebody belongs to a block.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum How {
    /// Is or was there.
    There,
    /// Planned, the time has not come.
    Planned,
    /// Planned, not there, still within the grace.
    Due,
    /// Planned and did not come.
    Absent,
}

/// One slot of the post in the window.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Block {
    pub slot: Slot,
    pub span: Span,
    /// The most heads needed in it, surges included.
    pub need: u32,
    /// The heads of the slot itself.
    pub heads: u32,
    /// Those for most of the slot first, who did not come last among them; then those planned for a smaller part.
    pub people: Vec<(MemberId, How)>,
    /// How many of them are there for most of the slot.
    pub main: usize,
    /// How many are short now (the slot of now) or at some time in it (a slot to come).
    pub short_by: u32,
    pub pinned: bool,
}

/// Somebody who stayed past the end of his shift.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Tail {
    pub member: MemberId,
    /// From the end of the shift to when he went, or now.
    pub span: Span,
    /// He is still there.
    pub open: bool,
}

/// A post and its hours.
#[derive(Clone, Debug)]
pub struct Row {
    pub post: PostId,
    /// The coverage now.
    pub now: Segment,
    pub people: Vec<Person>,
    pub blocks: Vec<Block>,
    pub segments: Vec<Segment>,
    pub tails: Vec<Tail>,
    /// When more heads are needed than the slot's own.
    pub surges: Vec<Span>,
}

/// The row of a post for a window.
pub fn row(board: &Board, post: PostId, window: Span) -> Row {
    let (roster, now) = (board.roster(), board.now());
    let segments = coverage::coverage(roster, now, post, window);
    let blocks = board
        .slots_in(window)
        .into_iter()
        .map(|(date, shift, span)| block(board, Slot { post, date, shift }, span, &segments))
        .collect();
    let mut surges: Vec<Span> = Vec::new();
    for s in &segments {
        let own = s.slot.map_or(0, |slot| roster.post(post).map_or(0, |p| p.heads(slot.date, slot.shift)));
        if s.need > own {
            match surges.last_mut() {
                Some(last) if last.to == s.span.from => last.to = s.span.to,
                _ => surges.push(s.span),
            }
        }
    }
    Row {
        post,
        now: coverage::current(roster, now, post),
        people: people(board, post),
        blocks,
        tails: tails(board, post, window),
        segments,
        surges,
    }
}

/// Who is on duty at the post now: those whose stretch is overlong first, then by when they came; who is away, last.
pub fn people(board: &Board, post: PostId) -> Vec<Person> {
    let mut people: Vec<Person> = on_now(board.roster(), post)
        .map(|(member, presence)| Person {
            member,
            on: presence.on,
            since: stretch_since(board, member).unwrap_or(presence.on),
            away: presence.away.iter().any(|a| a.to.is_none()),
            overstaying: is_overstaying(board, post, member, presence.on),
            over: overlong(board, member),
            due_soon: board.due_soon().iter().any(|d| d.member == member),
        })
        .collect();
    people.sort_by_key(|p| (p.away, p.over.is_none(), p.on));
    people
}

/// Those planned at the post now who are not there, and whether they are merely due.
pub fn absent(board: &Board, post: PostId) -> Vec<(MemberId, How)> {
    let (roster, now) = (board.roster(), board.now());
    let mut absent = Vec::new();
    for (date, shift, _) in board.slots_in(Span::new(now, now + 1)) {
        let slot = Slot { post, date, shift };
        for (member, a) in roster.assigned_in(slot) {
            let id = crate::domain::AssignmentId { slot, member };
            let part = roster.assignment_span(&id, a).filter(|part| part.contains(now));
            let how = part.map(|part| how(board, slot, member, part));
            absent.extend(how.filter(|how| matches!(how, How::Due | How::Absent)).map(|how| (member, how)));
        }
    }
    absent
}

/// Since when the member's ongoing stretch runs.
pub fn stretch_since(board: &Board, member: MemberId) -> Option<Instant> {
    let all = stretches(board.roster(), board.now(), member);
    all.iter().find(|s| s.ongoing).map(|s| s.span.from)
}

/// The level at which the member's ongoing stretch is overlong.
fn overlong(board: &Board, member: MemberId) -> Option<Level> {
    board.findings_now().find(|f| f.kind == Kind::Overlong && f.members == [member]).map(|f| f.level)
}

/// RULES §3: no assignment of his at the post contains now, and one has ended since he came.
fn is_overstaying(board: &Board, post: PostId, member: MemberId, on: Instant) -> bool {
    let (roster, now) = (board.roster(), board.now());
    let zone = roster.zone();
    let mut ended = false;
    for (id, a) in roster.assignments_of(member, days_after(on.date(zone), -2), days_after(now.date(zone), 1)) {
        let Some(span) = roster.assignment_span(&id, a).filter(|_| id.slot.post == post) else { continue };
        if span.contains(now) {
            return false;
        }
        ended |= on < span.to && span.to <= now;
    }
    ended
}

fn block(board: &Board, slot: Slot, span: Span, segments: &[Segment]) -> Block {
    let (roster, now) = (board.roster(), board.now());
    let inside = || segments.iter().filter(|s| s.span.overlaps(span));
    let (mut people, mut parts) = (Vec::new(), Vec::new());
    let mut pinned = false;
    for (member, a) in roster.assigned_in(slot) {
        pinned |= a.pinned;
        let id = crate::domain::AssignmentId { slot, member };
        let Some(part) = roster.assignment_span(&id, a) else { continue };
        let list = if 2 * part.length() >= span.length() { &mut people } else { &mut parts };
        list.push((member, how(board, slot, member, part)));
    }
    let unplanned = roster.presences_at(slot.post).rev().take_while(|(_, p)| p.on >= span.from - 3 * DAY);
    let mut came: Vec<_> = unplanned
        .filter(|(_, p)| p.on < span.to && p.on >= span.from - roster.rules.mark_grace && p.span().overlaps(span))
        .filter(|(_, p)| !people.iter().chain(&parts).any(|(m, _)| *m == p.member))
        .filter(|(_, p)| !planned_next(board, slot, p.member, span))
        .map(|(_, p)| (p.on, p.member))
        .collect();
    came.sort_unstable();
    came.dedup_by_key(|(_, m)| *m);
    people.extend(came.into_iter().map(|(_, m)| (m, How::There)));
    people.sort_by_key(|(_, how)| *how == How::Absent);
    let main = people.len();
    people.extend(parts);
    let gaps = inside().filter(|s| s.status == Status::Gap && s.span.to > now && s.span.from >= span.from);
    Block {
        slot,
        span,
        need: inside().map(|s| s.need).max().unwrap_or(0),
        heads: roster.post(slot.post).map_or(0, |p| p.heads(slot.date, slot.shift)),
        people,
        main,
        short_by: gaps.map(|s| s.short_by).max().unwrap_or(0),
        pinned,
    }
}

/// Whether somebody who came shortly before the slot's end, or stayed into it, is the next slot's man and not this
/// one's.
fn planned_next(board: &Board, slot: Slot, member: MemberId, span: Span) -> bool {
    let roster = board.roster();
    roster
        .assignments_of(member, days_after(slot.date, -1), days_after(slot.date, 1))
        .filter(|(id, _)| id.slot.post == slot.post && id.slot != slot)
        .filter_map(|(id, a)| roster.assignment_span(&id, a))
        .any(|s| s.from >= span.to - roster.rules.mark_grace && s.from <= span.to + roster.rules.mark_grace)
}

fn how(board: &Board, slot: Slot, member: MemberId, part: Span) -> How {
    let (roster, now) = (board.roster(), board.now());
    let mut his = roster.presences_of(member).rev().take_while(|(_, p)| p.on >= part.from - 3 * DAY);
    if his.any(|(_, p)| p.post == slot.post && p.span().overlaps(part) && p.on <= now) {
        return How::There;
    }
    match now - part.from {
        ..0 => How::Planned,
        late if late < roster.rules.mark_grace => How::Due,
        _ => How::Absent,
    }
}

/// Who stayed past the end of his shift, in the window.
fn tails(board: &Board, post: PostId, window: Span) -> Vec<Tail> {
    let (roster, now) = (board.roster(), board.now());
    let zone = roster.zone();
    let recent = roster.presences_at(post).rev().take_while(|(_, p)| p.on >= window.from - 3 * DAY);
    let mut tails = Vec::new();
    for (_, p) in recent {
        let gone = p.off.unwrap_or(now);
        let planned = roster.assignments_of(p.member, days_after(p.on.date(zone), -2), days_after(gone.date(zone), 1));
        let parts: Vec<Span> = planned
            .filter(|(id, _)| id.slot.post == post)
            .filter_map(|(id, a)| roster.assignment_span(&id, a))
            .filter(|s| s.from < gone && s.to > p.on)
            .collect();
        let Some(end) = parts.iter().map(|s| s.to).max().filter(|end| *end < gone) else { continue };
        let span = Span::new(end, gone);
        if span.overlaps(window) {
            tails.push(Tail { member: p.member, span, open: p.off.is_none() });
        }
    }
    tails.sort_by_key(|t| t.span.from);
    tails
}
