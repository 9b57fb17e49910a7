//! Who is at a post, who is expected, and what that makes of it: RULES §3 and §4.

use super::records::*;
use super::roster::Roster;
use super::time::{Instant, Span};

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

/// The coverage of a window (RULES §4), cut to it, of one post.
pub fn coverage(roster: &Roster, now: Instant, post: PostId, window: Span) -> Vec<Segment> {
    todo!("rules: {roster:?} {now:?} {post:?} {window:?}")
}

/// The coverage of a post at `now`; its span is empty.
pub fn current(roster: &Roster, now: Instant, post: PostId) -> Segment {
    todo!("rules: {roster:?} {now:?} {post:?}")
}
