//! Undo and redo: which entry of whom they take back, and whether that can still be done. It is folded from the
//! journal like the roster, and remembers only the newest entries.

use std::collections::{HashMap, VecDeque};
use std::sync::Arc;

use super::entry::Entry;
use super::event::{Event, Record, apply};
use super::invariant;
use super::records::Branch;
use super::refusal::Refusal;
use super::roster::Roster;

/// How many of the newest entries can be taken back; folding just these gives the same history as folding all.
pub const KEPT: usize = 1024;

/// The newest entries of everybody, oldest first.
#[derive(Clone, Debug, Default)]
pub struct History {
    entries: VecDeque<Arc<Entry>>,
}

/// What an undo or redo takes back, and the events that do it.
#[derive(Clone, Debug)]
pub struct TakeBack {
    /// Its number becomes `undoes` of the new entry.
    pub entry: Arc<Entry>,
    pub events: Vec<Event>,
    /// The roster with the events in it.
    pub roster: Roster,
}

impl History {
    /// Remembers an entry.
    pub fn saw(&mut self, entry: Arc<Entry>) {
        if self.entries.len() == KEPT {
            self.entries.pop_front();
        }
        self.entries.push_back(entry);
    }

    /// The entry of that number, while it is remembered.
    pub fn entry(&self, seq: u64) -> Option<&Arc<Entry>> {
        let at = self.entries.binary_search_by_key(&seq, |e| e.seq).ok()?;
        self.entries.get(at)
    }

    /// The entry that an undo by `by` would take back.
    pub fn undoable(&self, by: &str) -> Option<&Arc<Entry>> {
        self.stacks(by).0.pop()
    }

    /// The undo that a redo by `by` would take back.
    pub fn redoable(&self, by: &str) -> Option<&Arc<Entry>> {
        self.stacks(by).1.pop()
    }

    /// Takes back the newest entry of `by` that is not taken back yet. Refused, naming who, when somebody has since
    /// changed the same thing, and when what is left would break a rule of the record (he has come on elsewhere). That the
    /// branch was founded, by whatever step, stays: without it there would be a branch without a name.
    pub fn undo(&self, roster: &Roster, by: &str) -> Result<TakeBack, Refusal> {
        let founder = || self.entries.iter().any(|e| e.by == by && e.events.iter().any(founds));
        let nothing = || if founder() { Refusal::Founded } else { Refusal::NothingToUndo };
        self.take_back(roster, self.undoable(by).ok_or_else(nothing)?)
    }

    /// Takes back the newest undo of `by`, unless `by` has given another command since. Refused like an undo.
    pub fn redo(&self, roster: &Roster, by: &str) -> Result<TakeBack, Refusal> {
        self.take_back(roster, self.redoable(by).ok_or(Refusal::NothingToRedo)?)
    }

    /// What `by` has done and what `by` has undone, newest last.
    fn stacks(&self, by: &str) -> (Vec<&Arc<Entry>>, Vec<&Arc<Entry>>) {
        let top = |stack: &[&Arc<Entry>], seq: u64| stack.last().is_some_and(|e| e.seq == seq);
        let (mut done, mut undone): (Vec<&Arc<Entry>>, Vec<&Arc<Entry>>) = (Vec::new(), Vec::new());
        let can_be = |e: &Entry| e.events.iter().any(|event| event.changes() && !founds(event));
        for e in self.entries.iter().filter(|e| e.by == by && can_be(e)) {
            match e.undoes {
                None => {
                    done.push(e);
                    undone.clear();
                }
                Some(seq) if top(&undone, seq) => {
                    undone.pop();
                    done.push(e);
                }
                Some(seq) if top(&done, seq) => {
                    done.pop();
                    undone.push(e);
                }
                // It took back something older than what is remembered.
                Some(_) => (done, undone) = (Vec::new(), Vec::new()),
            }
        }
        (done, undone)
    }

    fn take_back(&self, roster: &Roster, entry: &Arc<Entry>) -> Result<TakeBack, Refusal> {
        let since = self.changed_since(entry);
        let mut after = roster.clone();
        let mut events = Vec::with_capacity(entry.events.len());
        for done in entry.events.iter().rev().filter(|event| !founds(event)) {
            let Some(back) = done.inverse() else { continue };
            // Another may have changed it and put it back as it was: then it is his doing that stands there now.
            if let Some(e) = done.record().and_then(|record| since.get(&record)) {
                return Err(Refusal::ChangedSince { by: e.by.clone(), at: e.at });
            }
            if !done.stands_in(&after) {
                return Err(Refusal::Stale);
            }
            apply(&mut after, &back);
            events.push(back);
        }
        invariant::check(&after, &events)?;
        Ok(TakeBack { entry: entry.clone(), events, roster: after })
    }

    /// The records that others changed after `entry`, each with the newest entry that did it. What was taken back again did
    /// nothing, and neither did the undo of it; a redo is the undo of an undo, and did.
    fn changed_since(&self, entry: &Entry) -> HashMap<Record, &Entry> {
        let mut does: HashMap<u64, bool> = HashMap::new();
        for e in &self.entries {
            let did = e.undoes.map(|undone| does.insert(undone, false));
            does.insert(e.seq, did.is_none_or(|did| did == Some(false)));
        }
        let mut changed = HashMap::new();
        let others = self.entries.iter().filter(|e| e.seq > entry.seq && e.by != entry.by);
        for e in others.filter(|e| does.get(&e.seq) == Some(&true)) {
            changed.extend(e.events.iter().filter_map(Event::record).map(|record| (record, &**e)));
        }
        changed
    }
}

/// Whether the event gave the branch its first name: in `init`, the set-up, the import that made a store.
fn founds(event: &Event) -> bool {
    let named = |b: &Option<Branch>| b.as_ref().is_some_and(|b| !b.name.is_empty());
    matches!(event, Event::Branch(c) if named(&c.is) && !named(&c.was))
}
