//! Duty and stretches of a member: RULES §5.

use super::records::*;
use super::roster::Roster;
use super::time::{Instant, Span};

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
    todo!("rules: {roster:?} {now:?} {member:?}")
}
