//! The one writer: takes commands, appends to the journal, publishes the new roster. What it publishes is on the disk.
//!
//! It is a thread of its own, because the disk blocks; sessions talk to it through [`Desk`].

use std::sync::{Arc, mpsc};

use tokio::sync::{oneshot, watch};

use crate::clock::Clock;
use crate::domain::outlook::Outlook;
use crate::domain::undo::{History, TakeBack};
use crate::domain::{Command, Do, Entry, Event, Instant, Refusal, Roster, apply, decide};
use crate::store::{Fault, Notice, Opened, RECENT, Store};

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
    /// The newest entries, oldest first; at most [`RECENT`].
    pub recent: imbl::Vector<Arc<Entry>>,
    /// What the store did or found that is worth a line.
    pub notices: Arc<[Notice]>,
    /// The store takes nothing more, and why.
    pub trouble: Option<Arc<Fault>>,
    /// The clock shows less than the newest entry's time: since when it would be right again.
    pub clock_back: Option<Instant>,
}

/// A handle on the desk; every session has one. The desk ends when the last is gone, or by [`Desk::close`].
#[derive(Clone, Debug)]
pub struct Desk {
    published: watch::Receiver<Published>,
    inbox: mpsc::Sender<Message>,
}

enum Message {
    Submit(Request, Answer),
    Close(Box<dyn FnOnce() + Send>),
}

type Answer = Box<dyn FnOnce(Result<Receipt, Failure>) + Send>;

impl Desk {
    /// Starts the desk on an opened store.
    pub fn start(opened: Opened, clock: Clock) -> Desk {
        let outlook = Outlook::new(&opened.roster, clock.now());
        let head = opened.store.head();
        let first = Published {
            outlook,
            seq: head.seq,
            hash: head.hash.as_str().into(),
            recent: opened.recent,
            notices: opened.notices.into(),
            trouble: None,
            clock_back: None,
            roster: opened.roster,
        };
        let (send, published) = watch::channel(first);
        let (inbox, messages) = mpsc::channel();
        let mut writer = Writer { store: opened.store, history: opened.history, clock, published: send };
        writer.publish(|_| {});
        std::thread::Builder::new()
            .name("lunban-desk".into())
            .spawn(move || writer.run(&messages))
            .map(drop)
            .unwrap_or_default(); // without its thread the inbox is closed, and every command says so
        Desk { published, inbox }
    }

    /// Gives a command; the answer comes when it is durable, or refused.
    pub async fn submit(&self, request: Request) -> Result<Receipt, Failure> {
        let (send, answer) = oneshot::channel();
        self.post(Message::Submit(request, Box::new(|a| drop(send.send(a)))))?;
        answer.await.map_err(|_| closed())?
    }

    /// The same, for a caller outside of any tokio runtime.
    pub fn submit_blocking(&self, request: Request) -> Result<Receipt, Failure> {
        let (send, answer) = mpsc::channel();
        self.post(Message::Submit(request, Box::new(move |a| drop(send.send(a)))))?;
        answer.recv().map_err(|_| closed())?
    }

    /// The newest published state, and notice of the next.
    pub fn published(&self) -> watch::Receiver<Published> {
        self.published.clone()
    }

    /// Ends the desk after what was given to it before; returns when the store is closed. Must not be called on a
    /// tokio worker.
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

fn closed() -> Failure {
    Failure::Store(Arc::new(Fault::Closed))
}

/// A command that was decided and waits to be durable.
struct Pending {
    entry: Arc<Entry>,
    undone: Option<Arc<Entry>>,
    answer: Answer,
}

/// The desk's own side.
struct Writer {
    store: Store,
    history: History,
    clock: Clock,
    published: watch::Sender<Published>,
}

impl Writer {
    fn run(mut self, messages: &mpsc::Receiver<Message>) {
        while let Ok(first) = messages.recv() {
            let mut group = Group::new(self.roster());
            for message in std::iter::once(first).chain(messages.try_iter()) {
                match message {
                    Message::Submit(request, answer) => self.take(&mut group, request, answer),
                    Message::Close(done) => {
                        self.commit(&mut group);
                        drop(self);
                        return done();
                    }
                }
            }
            self.commit(&mut group);
        }
    }

    fn roster(&self) -> Roster {
        self.published.borrow().roster.clone()
    }

    /// Decides one command on the roster as the commands before it leave it, and answers it or lets it wait.
    fn take(&mut self, group: &mut Group, request: Request, answer: Answer) {
        let repeated = request.key.as_deref().is_some_and(|k| group.has_key(k));
        if repeated || matches!(request.command.what, Do::Undo | Do::Redo) {
            self.commit(group);
        }
        match self.decide(&group.roster, &request) {
            Ok(Decided::New(events, undone)) => {
                let last = group.waiting.last().map_or(self.store.head().seq, |p| p.entry.seq);
                let entry = Arc::new(Entry {
                    seq: last + 1,
                    at: self.clock.now(),
                    by: request.by,
                    key: request.key,
                    undoes: undone.as_ref().map(|e| e.seq),
                    events,
                });
                for event in &entry.events {
                    apply(&mut group.roster, event);
                }
                group.waiting.push(Pending { entry, undone, answer });
            }
            Ok(Decided::Before(receipt)) => answer(Ok(receipt)),
            Err(failure) => answer(Err(failure)),
        }
    }

    fn decide(&self, roster: &Roster, request: &Request) -> Result<Decided, Failure> {
        if let Some(fault) = &self.published.borrow().trouble {
            return Err(Failure::Store(fault.clone()));
        }
        let store = |f| Failure::Store(Arc::new(f));
        if let Some(key) = &request.key
            && let Some(first) = self.store.with_key(key).map_err(store)?
        {
            let undone = first.undoes.and_then(|seq| self.entry(seq));
            return Ok(Decided::Before(Receipt { entry: Arc::new(first), undone }));
        }
        let back = |b: TakeBack| Decided::New(b.events, Some(b.entry));
        match &request.command.what {
            Do::Undo => self.history.undo(roster, &request.by).map(back),
            Do::Redo => self.history.redo(roster, &request.by).map(back),
            _ => decide::decide(roster, &request.command, self.clock.now()).map(|events| Decided::New(events, None)),
        }
        .map_err(Failure::Refused)
    }

    /// An entry that was recorded, by its number.
    fn entry(&self, seq: u64) -> Option<Arc<Entry>> {
        self.history.entry(seq).cloned().or_else(|| self.store.entry(seq).ok().flatten().map(Arc::new))
    }

    /// Makes durable what waits, publishes it, and answers.
    fn commit(&mut self, group: &mut Group) {
        let waiting = std::mem::take(&mut group.waiting);
        if waiting.is_empty() {
            return;
        }
        let entries: Vec<&Entry> = waiting.iter().map(|p| &*p.entry).collect();
        if let Err(fault) = self.store.append(&entries) {
            return self.fail(group, waiting, fault);
        }
        for p in &waiting {
            self.history.saw(p.entry.clone());
        }
        let events: Vec<Event> = waiting.iter().flat_map(|p| p.entry.events.iter().cloned()).collect();
        let (head, now) = (self.store.head().clone(), self.clock.now());
        let roster = group.roster.clone();
        self.publish(|p| {
            p.outlook.update(&roster, &events, now);
            p.roster = roster;
            p.seq = head.seq;
            p.hash = head.hash.as_str().into();
            for w in &waiting {
                p.recent.push_back(w.entry.clone());
            }
            while p.recent.len() > RECENT {
                p.recent.pop_front();
            }
        });
        for p in waiting {
            (p.answer)(Ok(Receipt { entry: p.entry, undone: p.undone }));
        }
        self.store.note_head();
    }

    /// Nothing of what waited is recorded, and nothing will be until the store is opened again.
    fn fail(&mut self, group: &mut Group, waiting: Vec<Pending>, fault: Fault) {
        let fault = Arc::new(fault);
        group.roster = self.roster();
        self.publish(|p| p.trouble = Some(fault.clone()));
        for p in waiting {
            (p.answer)(Err(Failure::Store(fault.clone())));
        }
    }

    /// Publishes a change, with what the clock has to do with it.
    fn publish(&mut self, change: impl FnOnce(&mut Published)) {
        let now = self.clock.now();
        self.published.send_modify(|p| {
            change(p);
            let newest = p.recent.iter().map(|e| e.at).max();
            p.clock_back = newest.filter(|at| *at > now);
        });
    }
}

/// What is to be made of a request.
enum Decided {
    /// These events, and what they take back.
    New(Vec<Event>, Option<Arc<Entry>>),
    /// It was given before, with the same key.
    Before(Receipt),
}

/// Commands that become durable together.
struct Group {
    /// The roster as they leave it.
    roster: Roster,
    waiting: Vec<Pending>,
}

impl Group {
    fn new(roster: Roster) -> Group {
        Group { roster, waiting: Vec::new() }
    }

    fn has_key(&self, key: &str) -> bool {
        self.waiting.iter().any(|p| p.entry.key.as_deref() == Some(key))
    }
}
