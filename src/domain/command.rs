//! What can be asked of a branch: one command is one entry of the journal. Names are already numbers here; who asks,
//! and whether it was asked before (`key`), is the desk's matter.

use super::event::Event;
use super::records::*;
use super::time::{Instant, WallTime};

/// A command as `decide` takes it.
#[derive(Clone, PartialEq, Debug)]
pub struct Command {
    pub what: Do,
    /// When it happened; now when missing. Never after now.
    pub at: Option<Instant>,
    /// Why; kept in the entry. A handover's and a note's text have their own field.
    pub reason: Option<String>,
}

impl Command {
    /// The command, now and without a reason.
    pub fn new(what: Do) -> Command {
        Command { what, at: None, reason: None }
    }

    /// The same, at another time.
    pub fn at(self, at: Instant) -> Command {
        Command { at: Some(at), ..self }
    }

    /// The same, with a reason.
    pub fn because(self, reason: impl Into<String>) -> Command {
        Command { reason: Some(reason.into()), ..self }
    }
}

/// What is to be done (FORMATS, "Commands as JSON lines").
#[derive(Clone, PartialEq, Debug)]
pub enum Do {
    /// A member comes on at a post.
    On { post: PostId, member: MemberId },
    /// A member goes off.
    Off { post: PostId, member: MemberId },
    /// RULES §8. A missing list is the preset one.
    Handover {
        post: PostId,
        out: Option<Vec<MemberId>>,
        relief: Option<Vec<MemberId>>,
        note: Option<String>,
        /// (planned, relief): the second is put in place of the first in the slot taken over, in the same entry.
        in_place_of: Vec<(MemberId, MemberId)>,
    },
    /// Plan a member into a slot, or into part of it.
    Assign {
        slot: Slot,
        member: MemberId,
        from: Option<WallTime>,
        to: Option<WallTime>,
        pinned: bool,
        /// Who is withdrawn from the slot in the same entry.
        in_place_of: Option<MemberId>,
    },
    /// Take a planned member out of a slot.
    Withdraw { slot: Slot, member: MemberId },
    /// Plan many at once: `off` is taken out of the plan as it stands, `put` is put in. With `by_rules` refused when the
    /// rules would find something in somebody's duty that they do not find now.
    Plan { off: Vec<(AssignmentId, Assignment)>, put: Vec<(AssignmentId, Assignment)>, by_rules: bool },
    /// RULES §9: `member` steps out; `by` stands in.
    Cover { post: PostId, member: MemberId, by: Option<MemberId> },
    /// The break ends.
    Uncover { post: PostId, member: MemberId },
    /// Open an item.
    OpenItem { post: PostId, text: String, due: Option<Instant> },
    /// Close an item.
    CloseItem { item: ItemId },
    /// Correct the times of the presence of `member` at `post` that began at `on`; the command's `reason` is required.
    Correct { post: PostId, member: MemberId, on: Instant, new_on: Option<Instant>, new_off: Option<Instant> },
    /// Write something down about a post.
    Note { post: PostId, text: String },
    /// A member is not available from, to.
    Leave { member: MemberId, from: Instant, to: Instant, why: Option<String> },
    /// What a branch file changes, worked out by `exchange` against the roster as it was; refused when that has moved.
    Import { events: Vec<Event> },
    /// What a form, a pasted block or a subcommand changes, worked out by [`super::changes::Changes`] against the roster as
    /// it was; refused when that has moved.
    Change { events: Vec<Event> },
    /// Take back one's own newest entry.
    Undo,
    /// Take the undo back.
    Redo,
}
