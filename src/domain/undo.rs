//! Undo and redo: which entry of whom they take back, and whether that can still be done.

use super::entry::Entry;
use super::event::Event;
use super::refusal::Refusal;
use super::roster::Roster;

/// The recent entries, as far as undo and redo need them; folded from the journal, like the roster.
#[derive(Clone, Debug, Default)]
pub struct History {}

impl History {
    /// Remembers an entry.
    pub fn saw(&mut self, entry: &Entry) {
        let _ = entry;
    }

    /// The entry that an undo by `by` takes back and the events that do it. Refused, naming who, when somebody else has
    /// since changed the same thing.
    pub fn undo(&self, roster: &Roster, by: &str) -> Result<(u64, Vec<Event>), Refusal> {
        todo!("undo: {roster:?} {by}")
    }

    /// The same for redo: the undo it takes back.
    pub fn redo(&self, roster: &Roster, by: &str) -> Result<(u64, Vec<Event>), Refusal> {
        todo!("redo: {roster:?} {by}")
    }
}
