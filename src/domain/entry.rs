//! One entry of the journal without its place in the chain: the events of one command, who gave it and when.

use serde::{Deserialize, Serialize};

use super::event::Event;
use super::time::Instant;

/// One command as it was recorded.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Entry {
    /// 1, 2, 3 …
    pub seq: u64,
    /// When it was recorded, by the clock of the writer. Entries keep their order even when the clock went back.
    pub at: Instant,
    /// Who gave the command.
    pub by: String,
    /// Idempotency key: the same key again records nothing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub key: Option<String>,
    /// The entry that this one takes back; of a redo, the undo's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub undoes: Option<u64>,
    pub events: Vec<Event>,
}
