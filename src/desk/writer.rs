//! The desk's own side: its thread, which decides, records, publishes and answers.

use std::sync::{Arc, mpsc};
use std::thread::JoinHandle;

use tokio::sync::watch;

use super::{Answer, EVER, Failure, Message, Published, Receipt, Request, When, reaches};
use crate::clock::Clock;
use crate::domain::decide::{self, Next, Outcome};
use crate::domain::outlook::Outlook;
use crate::domain::text;
use crate::domain::time::{self, DAY, HOUR};
use crate::domain::undo::{History, TakeBack};
use crate::domain::{Command, Do, Entry, Event, Instant, Roster, Zone};
use crate::store::{Fault, Notice, RECENT, Store, backup};

/// A command that was decided and waits to be durable.
struct Pending {
    entry: Arc<Entry>,
    undone: Option<Arc<Entry>>,
    when: When,
    answer: Answer,
}

impl Pending {
    fn answer(self) {
        (self.answer)(Ok(Receipt { entry: self.entry, undone: self.undone }));
    }
}

/// Commands that become durable together.
struct Group {
    /// The roster as they leave it.
    next: Next,
    waiting: Vec<Pending>,
}

/// What is to be made of a request.
enum Decided {
    /// This, and what it takes back.
    New(Box<Outcome>, Option<Arc<Entry>>),
    /// It was given before, with the same key.
    Before(Receipt),
}

/// The backup of the day.
#[derive(Default)]
struct Backups {
    wanted: bool,
    /// When the last one was begun, and the last that was made.
    tried: Option<Instant>,
    made: Option<Instant>,
    /// Whether it ended well.
    running: Option<JoinHandle<bool>>,
}

impl Backups {
    /// Whether the one of today is neither made nor begun; an hour after it failed it is tried again.
    fn is_due(&self, now: Instant, zone: Zone) -> bool {
        let last = self.made.or(self.tried.filter(|t| (0..HOUR).contains(&(now - *t))));
        self.wanted && self.running.is_none() && last.is_none_or(|t| t.date(zone) != now.date(zone))
    }
}

pub(super) struct Writer {
    store: Store,
    history: History,
    clock: Clock,
    published: watch::Sender<Published>,
    backups: Backups,
}

impl Writer {
    pub(super) fn new(store: Store, history: History, clock: Clock, published: watch::Sender<Published>) -> Writer {
        Writer { store, history, clock, published, backups: Backups::default() }
    }

    /// Works until it is told to close or nobody holds a [`super::Desk`] any more.
    pub(super) fn run(mut self, messages: &mpsc::Receiver<Message>) {
        while let Ok(first) = messages.recv() {
            let mut group = Group { next: Next::of(self.roster()), waiting: Vec::new() };
            for message in std::iter::once(first).chain(messages.try_iter()) {
                match message {
                    Message::Submit(request, when, answer) => self.take(&mut group, request, when, answer),
                    Message::Widen(from, done) => {
                        self.commit(&mut group);
                        self.widen(&mut group, from);
                        done();
                    }
                    Message::Backup => {
                        self.backups.wanted = true;
                        self.back_up();
                    }
                    Message::Close(done) => {
                        self.commit(&mut group);
                        self.end();
                        return done();
                    }
                }
            }
            self.commit(&mut group);
        }
        self.end();
    }

    fn end(self) {
        if let Some(backup) = self.backups.running {
            let _ = backup.join();
        }
    }

    fn roster(&self) -> Roster {
        self.published.borrow().roster.clone()
    }

    /// Decides one command on the roster as the commands before it leave it, and answers it or lets it wait.
    fn take(&mut self, group: &mut Group, request: Request, when: When, answer: Answer) {
        let repeated = request.key.is_some() && group.waiting.iter().any(|p| p.entry.key == request.key);
        if repeated || matches!(request.command.what, Do::Undo | Do::Redo) {
            self.commit(group);
        }
        if let Some(from) = self.reaches_back_to(group.next.roster(), &request)
            && !reaches(group.next.roster(), from)
        {
            self.commit(group);
            self.widen(group, from);
        }
        match self.decide(group.next.roster(), &request) {
            Ok(Decided::New(outcome, undone)) => {
                let Outcome { events, next } = *outcome;
                let last = group.waiting.last().map_or(self.store.head().seq, |p| p.entry.seq);
                let undoes = undone.as_ref().map(|e| e.seq);
                let Request { by, key, .. } = request;
                let entry = Arc::new(Entry { seq: last + 1, at: self.clock.now(), by, key, undoes, events });
                group.next = next;
                group.waiting.push(Pending { entry, undone, when, answer });
            }
            Ok(Decided::Before(receipt)) => answer(Ok(receipt)),
            Err(failure) => answer(Err(failure)),
        }
    }

    fn decide(&mut self, roster: &Roster, request: &Request) -> Result<Decided, Failure> {
        if let Some(fault) = &self.published.borrow().trouble {
            return Err(Failure::Store(fault.clone()));
        }
        if let Some(key) = &request.key {
            let first = self.store.with_key(key).map_err(|f| Failure::Store(Arc::new(f)))?;
            if let Some(first) = first {
                let undone = first.undoes.and_then(|seq| self.entry(seq));
                return Ok(Decided::Before(Receipt { entry: Arc::new(first), undone }));
            }
        }
        let back = |b: TakeBack| {
            let why = text::optional(request.command.reason.as_deref())?.map(|text| Event::Reason { text });
            let events = b.events.into_iter().chain(why).collect();
            Ok(Decided::New(Box::new(Outcome { events, next: Next::of(b.roster) }), Some(b.entry)))
        };
        match &request.command.what {
            Do::Undo => self.history.undo(roster, &request.by).and_then(back),
            Do::Redo => self.history.redo(roster, &request.by).and_then(back),
            _ => decide::outcome(roster, &request.command, self.clock.now())
                .map(|done| Decided::New(Box::new(done), None)),
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
        let entries: Vec<Arc<Entry>> = waiting.iter().map(|p| p.entry.clone()).collect();
        if let Err(fault) = self.store.append(&entries) {
            return self.fail(group, waiting, fault);
        }
        let (durable, published): (Vec<_>, Vec<_>) = waiting.into_iter().partition(|p| p.when == When::Durable);
        if !durable.is_empty() {
            durable.into_iter().for_each(Pending::answer);
            // On few cores whoever waits for it waits for this one: let him go before the findings are worked out.
            std::thread::yield_now();
        }
        let events: Vec<Event> = entries.iter().flat_map(|e| e.events.iter().cloned()).collect();
        let roster = group.next.roster().clone();
        let ids = roster.ids;
        let mut outlook = self.published.borrow().outlook.clone();
        outlook.update(&roster, &events, self.clock.now());
        let head = self.store.head().clone();
        self.publish(|p| {
            (p.roster, p.outlook) = (roster, outlook);
            (p.seq, p.hash) = (head.seq, head.hash.into());
            p.recent.extend(entries.iter().cloned());
            while p.recent.len() > RECENT {
                p.recent.pop_front();
            }
        });
        published.into_iter().for_each(Pending::answer);
        entries.into_iter().for_each(|e| self.history.saw(e));
        // What is on the disk is on the screen by now; the view may lag, and a command that asks it comes after this.
        self.store.show(ids);
        self.store.note_head();
        self.back_up();
    }

    /// Nothing of what waited is recorded, and nothing will be until the store is opened again.
    fn fail(&mut self, group: &mut Group, waiting: Vec<Pending>, fault: Fault) {
        let fault = Arc::new(fault);
        group.next = Next::of(self.roster());
        self.publish(|p| p.trouble = Some(fault.clone()));
        for p in waiting {
            (p.answer)(Err(Failure::Store(fault.clone())));
        }
    }

    /// Publishes a change, with what the store has to say.
    pub(super) fn publish(&mut self, change: impl FnOnce(&mut Published)) {
        let news = self.store.take_notices();
        self.published.send_modify(|p| {
            change(p);
            if !news.is_empty() {
                p.notices = p.notices.iter().cloned().chain(news).collect();
            }
        });
    }

    /// How far back the roster must reach for a command to be decided as on the whole history; `None`: no matter.
    fn reaches_back_to(&self, roster: &Roster, request: &Request) -> Option<Instant> {
        roster.since?;
        let Command { what, at, .. } = &request.command;
        let earliest = match what {
            Do::Import { .. } => Some(EVER),
            Do::Change { events } => events.iter().filter_map(|e| changes_back_to(roster, e)).min(),
            Do::CloseItem { item } => (!roster.items.contains_key(item)).then_some(EVER),
            Do::Undo => self.history.undoable(&request.by).and_then(|e| what_it_changes(roster, e)),
            Do::Redo => self.history.redoable(&request.by).and_then(|e| what_it_changes(roster, e)),
            Do::Correct { on, new_on, .. } => Some(new_on.map_or(*on, |n| n.min(*on))),
            Do::Assign { slot, .. } | Do::Withdraw { slot, .. } => {
                Some(time::midnight(roster.zone(), time::days_after(slot.date, -1)))
            }
            _ => None,
        };
        earliest.into_iter().chain(*at).min()
    }

    fn widen(&mut self, group: &mut Group, from: Instant) {
        self.load(from);
        self.reach_back();
        group.next = Next::of(self.roster());
    }

    fn load(&mut self, from: Instant) {
        if reaches(&self.published.borrow().roster, from) {
            return;
        }
        let now = self.clock.now();
        match self.store.load(from, now) {
            Ok(roster) => {
                let outlook = Outlook::new(&roster, now);
                self.publish(|p| (p.roster, p.outlook) = (roster, outlook));
            }
            Err(fault) => {
                let fault = Arc::new(fault);
                self.publish(|p| p.trouble = Some(fault));
            }
        }
    }

    /// A finding that begins before the roster does may have begun earlier still: loads until none does.
    pub(super) fn reach_back(&mut self) {
        loop {
            let from = {
                let p = self.published.borrow();
                let Some(since) = p.roster.since.filter(|_| p.trouble.is_none()) else { return };
                match p.outlook.findings(&p.roster, None).iter().map(|f| f.from).min() {
                    Some(from) if from < since => from,
                    _ => return,
                }
            };
            self.load(from - 30 * DAY);
        }
    }

    /// Makes the backup of the day beside the work, once a day; one that failed is tried again when an hour has passed.
    fn back_up(&mut self) {
        if self.backups.running.as_ref().is_some_and(JoinHandle::is_finished) {
            let ended = self.backups.running.take().map(JoinHandle::join);
            self.backups.made = self.backups.tried.filter(|_| matches!(ended, Some(Ok(true))));
        }
        let (now, zone) = (self.clock.now(), self.published.borrow().roster.zone());
        if !self.backups.is_due(now, zone) || self.store.head().seq == 0 {
            return;
        }
        self.backups.tried = Some(now);
        let today = now.date(zone);
        let (dir, published) = (self.store.dir().to_path_buf(), self.published.clone());
        let work = move || {
            let made = backup::daily(&dir, today);
            let failed = made.err().map(Notice::BackupFailed);
            let well = failed.is_none();
            if !well {
                published.send_modify(|p| p.notices = p.notices.iter().cloned().chain(failed).collect());
            }
            well
        };
        self.backups.running = std::thread::Builder::new().name("lunban-backup".into()).spawn(work).ok();
    }
}

/// Whether taking an entry back asks for the whole history: it changes what everything may refer to, or something that
/// is not in the roster as the entry left it.
fn what_it_changes(roster: &Roster, entry: &Entry) -> Option<Instant> {
    let dated = |e: &Event| {
        matches!(
            e,
            Event::Assignment(_)
                | Event::Presence(_)
                | Event::Handover(_)
                | Event::Item(_)
                | Event::Note(_)
                | Event::Reason { .. }
        )
    };
    let here = entry.events.iter().all(|e| dated(e) && e.stands_in(roster));
    (!here).then_some(EVER)
}

/// How far back the roster must reach for an event of a form to be decided; `None`: no matter.
fn changes_back_to(roster: &Roster, event: &Event) -> Option<Instant> {
    match event {
        Event::Assignment(c) => Some(time::midnight(roster.zone(), time::days_after(c.id.slot.date, -1))),
        // Every assignment must keep its slot.
        Event::Branch(_) | Event::Pattern(_) | Event::PatternFrom(_) => Some(EVER),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_backup_that_failed_is_tried_again_after_an_hour_and_one_that_was_made_tomorrow() {
        let (zone, now) = (Zone::Asia__Shanghai, Instant(1_650_292_800));
        let tried = Backups { wanted: true, tried: Some(now), ..Backups::default() };
        assert!(!tried.is_due(now + HOUR - 1, zone) && tried.is_due(now + HOUR, zone));
        let made = Backups { made: Some(now), ..tried };
        assert!(!made.is_due(now + HOUR, zone) && made.is_due(now + DAY, zone));
        assert!(!Backups { wanted: false, ..made }.is_due(now + DAY, zone));
    }
}
