//! The one writer: takes commands, appends to the journal, publishes the new roster. What it publishes is on the disk.

use std::sync::Arc;

use tokio::sync::watch;

use crate::domain::outlook::Outlook;
use crate::domain::{Command, Entry, Instant, Refusal, Roster};

/// A command on its way to the desk.
#[derive(Clone, Debug)]
pub struct Request {
    /// Who gives it.
    pub by: String,
    /// Idempotency key: the same again is answered with the first answer and records nothing.
    pub key: Option<String>,
    pub command: Command,
}

/// The answer to a command that is durable.
#[derive(Clone, Debug)]
pub struct Receipt {
    /// The entry as it was recorded (of a repeated key: the first one).
    pub entry: Arc<Entry>,
    /// Of an undo or redo: what was taken back.
    pub undone: Option<Arc<Entry>>,
}

/// Why a command was not recorded.
#[derive(Clone, Debug)]
pub enum Failure {
    Refused(Refusal),
    /// The store failed; it takes nothing more until it is opened again.
    Store(Arc<crate::store::Fault>),
}

/// What every session draws from.
#[derive(Clone, Debug)]
pub struct Published {
    pub roster: Roster,
    pub outlook: Outlook,
    /// The newest entry's number and hash (the head of the chain).
    pub seq: u64,
    pub hash: Arc<str>,
    /// The store takes nothing more, and why.
    pub trouble: Option<Arc<crate::store::Fault>>,
    /// The clock shows less than the newest entry's time: since when it would be right again.
    pub clock_back: Option<Instant>,
}

/// A handle on the desk; every session has one.
#[derive(Clone, Debug)]
pub struct Desk {
    published: watch::Receiver<Published>,
}

impl Desk {
    /// Gives a command; the answer comes when it is durable, or refused.
    pub async fn submit(&self, request: Request) -> Result<Receipt, Failure> {
        todo!("desk: {request:?}")
    }

    /// The newest published state, and notice of the next.
    pub fn published(&self) -> watch::Receiver<Published> {
        self.published.clone()
    }
}
