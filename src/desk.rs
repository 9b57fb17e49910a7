//! The one writer: takes commands, appends to the journal, publishes the new roster. What it publishes is on the disk.
//!
//! It is a thread of its own, because the disk blocks; sessions talk to it through [`Desk`].

mod writer;

use std::sync::{Arc, mpsc};

use tokio::sync::{oneshot, watch};

use crate::clock::Clock;
use crate::domain::outlook::Outlook;
use crate::domain::{Command, Entry, Instant, Refusal, Roster};
use crate::store::{Fault, Notice, Opened};
use writer::Writer;

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
    Store(Arc<Fault>),
}

/// What every session draws from.
#[derive(Clone, Debug)]
pub struct Published {
    pub roster: Roster,
    pub outlook: Outlook,
    /// The newest entry's number and hash (the head of the chain).
    pub seq: u64,
    pub hash: Arc<str>,
    /// The newest entries, oldest first; at most [`crate::store::RECENT`].
    pub recent: imbl::Vector<Arc<Entry>>,
    /// What the store did or found that is worth a line.
    pub notices: Arc<[Notice]>,
    /// The store takes nothing more, and why.
    pub trouble: Option<Arc<Fault>>,
}

impl Published {
    /// The latest time of an entry. A clock that shows less went back, and is right again then.
    pub fn latest(&self) -> Option<Instant> {
        self.recent.iter().map(|e| e.at).max()
    }
}

/// A handle on the desk; every session has one. The desk ends when the last is gone, or by [`Desk::close`].
#[derive(Clone, Debug)]
pub struct Desk {
    published: watch::Receiver<Published>,
    inbox: mpsc::Sender<Message>,
}

enum Message {
    Submit(Request, When, Answer),
    Widen(Instant, Box<dyn FnOnce() + Send>),
    Backup,
    Close(Box<dyn FnOnce() + Send>),
}

/// When a command is answered.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum When {
    /// As soon as it is on the disk.
    Durable,
    /// When it is in what is published, too.
    Published,
}

type Answer = Box<dyn FnOnce(Result<Receipt, Failure>) + Send>;

impl Desk {
    /// Starts the desk on an opened store.
    pub fn start(opened: Opened, clock: Clock) -> Desk {
        let head = opened.store.head();
        let first = Published {
            outlook: Outlook::new(&opened.roster, clock.now()),
            seq: head.seq,
            hash: head.hash.as_str().into(),
            recent: opened.recent,
            notices: opened.notices.into(),
            trouble: None,
            roster: opened.roster,
        };
        let (send, published) = watch::channel(first);
        let (inbox, messages) = mpsc::channel();
        let mut writer = Writer::new(opened.store, opened.history, clock, send);
        writer.reach_back();
        writer.publish(|_| {});
        // Without its thread the inbox is closed, and every command says so.
        let _ = std::thread::Builder::new().name("lunban-desk".into()).spawn(move || writer.run(&messages));
        Desk { published, inbox }
    }

    /// Gives a command at once, whether or not anybody waits; the answer comes when it is durable and published, or
    /// refused.
    pub fn submit(&self, request: Request) -> impl Future<Output = Result<Receipt, Failure>> + use<> {
        let (send, answer) = oneshot::channel();
        let given = self.post(Message::Submit(request, When::Published, Box::new(|a| drop(send.send(a)))));
        async move {
            given?;
            answer.await.map_err(|_| closed())?
        }
    }

    /// The same, for a caller outside of any tokio runtime.
    pub fn submit_blocking(&self, request: Request) -> Result<Receipt, Failure> {
        self.wait(request, When::Published)
    }

    /// Gives a command; the answer comes when it is durable, a moment before it is published. For a caller outside of
    /// any tokio runtime who draws nothing.
    pub fn record(&self, request: Request) -> Result<Receipt, Failure> {
        self.wait(request, When::Durable)
    }

    fn wait(&self, request: Request, when: When) -> Result<Receipt, Failure> {
        let (send, answer) = mpsc::channel();
        self.post(Message::Submit(request, when, Box::new(move |a| drop(send.send(a)))))?;
        answer.recv().map_err(|_| closed())?
    }

    /// The newest published state, and notice of the next.
    pub fn published(&self) -> watch::Receiver<Published> {
        self.published.clone()
    }

    /// Has the published roster answer like the whole history for times from `from` on, in a while. To be asked whenever
    /// a window begins before the roster's `since`.
    pub fn widen(&self, from: Instant) {
        let _ = self.post(Message::Widen(from, Box::new(|| {})));
    }

    /// The same, and waits for it.
    pub fn widen_blocking(&self, from: Instant) {
        let (send, done) = mpsc::channel::<()>();
        if self.post(Message::Widen(from, Box::new(move || drop(send)))).is_ok() {
            let _ = done.recv();
        }
    }

    /// Has the desk make the backup of the day, today and on every day it records something. For the board.
    pub fn keep_backups(&self) {
        let _ = self.post(Message::Backup);
    }

    /// Ends the desk after what was given to it before; returns when the store is closed. Must not be called on a
    /// tokio worker that has other work.
    pub fn close(self) {
        let (send, done) = mpsc::channel::<()>();
        if self.post(Message::Close(Box::new(move || drop(send)))).is_ok() {
            let _ = done.recv();
        }
    }

    fn post(&self, message: Message) -> Result<(), Failure> {
        self.inbox.send(message).map_err(|_| closed())
    }
}

/// Whether a roster answers like the whole history for times from `from` on.
pub fn reaches(roster: &Roster, from: Instant) -> bool {
    roster.since.is_none_or(|since| since <= from)
}

/// For the whole history.
pub const EVER: Instant = Instant(-Instant::NEVER.0);

fn closed() -> Failure {
    Failure::Store(Arc::new(Fault::Closed))
}
