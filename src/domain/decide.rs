//! Whether a command can be done, and the events that do it. Pure: it reads the roster and is given `now`.

use super::command::Command;
use super::event::Event;
use super::records::*;
use super::refusal::Refusal;
use super::roster::Roster;
use super::time::Instant;

/// The events of a command, or why it is refused. Undo and redo are `undo::History`'s.
pub fn decide(roster: &Roster, command: &Command, now: Instant) -> Result<Vec<Event>, Refusal> {
    todo!("decide: {roster:?} {command:?} {now:?}")
}

/// What a handover at `post` at `at` would do if nothing is said (RULES §8).
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Preset {
    /// The slot taken over: the one whose start is nearest; `None` at a post that has none.
    pub slot: Option<Slot>,
    pub out: Vec<MemberId>,
    pub relief: Vec<MemberId>,
}

/// See [`Preset`].
pub fn handover_preset(roster: &Roster, post: PostId, at: Instant) -> Preset {
    todo!("decide: {roster:?} {post:?} {at:?}")
}
