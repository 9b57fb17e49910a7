//! The store open for writing: what the desk does with it, entry after entry.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::fault::{Broken, Doing, Fault, Notice};
use super::file::Disk;
use super::head::{self, Head};
use super::journal::{self, Journal, Mark};
use super::load;
use super::lock::Lock;
use super::view::{self, View};
use crate::domain::roster::Ids;
use crate::domain::{Entry, Instant, Roster, apply};

/// The store open for writing. Dropping it closes it.
pub struct Store {
    pub(super) disk: Arc<dyn Disk>,
    pub(super) dir: PathBuf,
    pub(super) journal: Journal,
    /// Missing when it cannot be used: then everything comes from the journal.
    pub(super) view: Option<View>,
    /// Appended to the journal, and not yet in the view.
    unseen: Vec<(Mark, Arc<Entry>)>,
    /// What happened that is worth a line, until it is taken.
    pub(super) notices: Vec<Notice>,
    /// When it was opened; names what is put aside.
    pub(super) now: Instant,
    /// The last field, so that it is let go of last.
    _lock: Option<Lock>,
}

impl Store {
    pub(super) fn new(disk: Arc<dyn Disk>, dir: &Path, journal: Journal, lock: Option<Lock>, now: Instant) -> Store {
        let dir = dir.to_path_buf();
        Store { disk, dir, journal, view: None, unseen: Vec::new(), notices: Vec::new(), now, _lock: lock }
    }

    /// Where the store is.
    pub fn dir(&self) -> &Path {
        &self.dir
    }

    /// The newest entry.
    pub fn head(&self) -> &Head {
        &self.journal.tip().head
    }

    /// What happened since the last call that is worth a line.
    pub fn take_notices(&mut self) -> Vec<Notice> {
        std::mem::take(&mut self.notices)
    }

    /// Appends entries and makes them durable together; all of them or none. After an error nothing more may be
    /// appended until the store is opened again.
    pub fn append(&mut self, entries: &[Arc<Entry>]) -> Result<(), Fault> {
        let marks = self.journal.append(entries.iter().map(|e| &**e))?;
        if self.view.is_some() {
            self.unseen.extend(marks.into_iter().zip(entries.iter().cloned()));
        }
        Ok(())
    }

    /// Puts what was appended into the ordered view; `ids` are the roster's. The entries are recorded whatever becomes
    /// of the view.
    pub fn show(&mut self, ids: Ids) {
        let unseen = std::mem::take(&mut self.unseen);
        if let Some(view) = &mut self.view
            && let Err(broken) = view.apply(unseen.iter().map(|(m, e)| (m, &**e)), ids)
        {
            self.lose_view(broken);
        }
    }

    /// Writes `head`; it may lag, and so a failure is no fault.
    pub fn note_head(&self) {
        if !journal::is_genesis(self.head()) {
            let _ = head::write(&*self.disk, &self.dir, self.head());
        }
    }

    /// A roster that answers like the whole history from `from` on; see [`Roster::since`].
    pub fn load(&mut self, from: Instant, now: Instant) -> Result<Roster, Fault> {
        match self.view.as_ref().map(|view| load::roster(view, from, now)) {
            Some(Ok(roster)) => return Ok(roster),
            Some(Err(broken)) => self.lose_view(broken),
            None => {}
        }
        self.whole()
    }

    /// The whole history, from the journal.
    pub(super) fn whole(&self) -> Result<Roster, Fault> {
        let mut roster = Roster::default();
        self.journal.entries(0, |_, entry| {
            entry.events.iter().for_each(|e| apply(&mut roster, e));
            Ok(())
        })?;
        Ok(roster)
    }

    /// The entry that was recorded with an idempotency key.
    pub fn with_key(&mut self, key: &str) -> Result<Option<Entry>, Fault> {
        match self.view.as_ref().map(|view| view.place_of_key(key)) {
            Some(Ok(None)) => return Ok(None),
            Some(Ok(Some((from, to)))) => return self.find(from, to, |e| e.key.as_deref() == Some(key)),
            Some(Err(broken)) => self.lose_view(broken),
            None => {}
        }
        self.find(0, self.journal.tip().end, |e| e.key.as_deref() == Some(key))
    }

    /// The entry with a number, wherever it is.
    pub fn entry(&self, seq: u64) -> Result<Option<Entry>, Fault> {
        self.find(0, self.journal.tip().end, |e| e.seq == seq)
    }

    fn find(&self, from: u64, to: u64, wanted: impl Fn(&Entry) -> bool) -> Result<Option<Entry>, Fault> {
        let mut found = None;
        self.journal.between(from, to, |_, entry| {
            if found.is_none() && wanted(&entry) {
                found = Some(entry);
            }
            Ok(())
        })?;
        Ok(found)
    }

    /// Goes on without the view; the next open makes it anew.
    fn lose_view(&mut self, broken: Broken) {
        if let Some(view) = self.view.take() {
            view.abandon();
        }
        // Should this fail, the next open finds it behind or broken all the same.
        let _ = self.put_aside(view::NAME);
        self.notices.push(Notice::NoView { why: broken });
    }

    pub(super) fn cut_torn(&mut self, torn: u64) -> Result<(), Fault> {
        let kept = self.quarantine("journal.torn")?;
        self.journal.cut_torn(&*self.disk, torn, &kept)?;
        self.notices.push(Notice::TornCut { kept });
        Ok(())
    }

    /// Moves a file or directory of the store aside; returns where it is now.
    pub(super) fn put_aside(&mut self, name: &str) -> Result<PathBuf, Fault> {
        let from = self.dir.join(name);
        let to = self.quarantine(name)?;
        match self.disk.rename(&from, &to) {
            Err(e) if e.kind() != std::io::ErrorKind::NotFound => Err(Fault::io(Doing::Write, &from, &e)),
            _ => Ok(to),
        }
    }

    /// A free place for `name` under `quarantine-TIME`.
    fn quarantine(&self, name: &str) -> Result<PathBuf, Fault> {
        let time = self.now.utc().format("%Y%m%dT%H%M%SZ");
        let mut n = 1;
        loop {
            let dir =
                self.dir.join(format!("quarantine-{time}{}", if n > 1 { format!("-{n}") } else { String::new() }));
            self.disk.make_dir(&dir).map_err(Fault::at(Doing::Write, &dir))?;
            let taken = self.disk.names(&dir).map_err(Fault::at(Doing::Read, &dir))?.iter().any(|have| have == name);
            if !taken {
                self.sync_dir()?;
                return Ok(dir.join(name));
            }
            n += 1;
        }
    }

    pub(super) fn sync_dir(&self) -> Result<(), Fault> {
        self.disk.sync_dir(&self.dir).map_err(Fault::at(Doing::Write, &self.dir))
    }
}
