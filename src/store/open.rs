//! The store open for writing: the open sequence of STORE.md, appending, and what the desk asks for.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::fault::{Doing, Fault, Holder, Notice};
use super::file::{Disk, RealDisk};
use super::head::{self, Head, Hint};
use super::journal::{self, Journal, Mark};
use super::lock::Lock;
use super::reader::{self, Agrees};
use crate::domain::event::{Change, Only};
use crate::domain::undo::History;
use crate::domain::{Branch, Entry, Event, Instant, Roster, apply};

/// How many of the newest entries are kept at hand.
pub const RECENT: usize = 500;

/// Stands in the directory while a restore is not finished.
pub const RESTORING: &str = "restoring";

/// Whether a name in a directory is one that the store gives.
pub fn is_ours(name: &str) -> bool {
    let fixed = [journal::NAME, "board.sled", "backup", "head", "head.new", "lock", RESTORING, "journal.new"];
    fixed.contains(&name) || name.starts_with("quarantine-")
}

/// The store open for writing.
pub struct Store {
    disk: Arc<dyn Disk>,
    dir: PathBuf,
    journal: Journal,
    _lock: Option<Lock>,
}

/// A store that was opened, and what it holds.
pub struct Opened {
    pub store: Store,
    pub roster: Roster,
    pub history: History,
    /// The newest entries, oldest first.
    pub recent: imbl::Vector<Arc<Entry>>,
    /// What was done on opening that is worth a line.
    pub notices: Vec<Notice>,
}

impl Store {
    /// Opens a store that has at least one entry.
    pub fn open(dir: &Path, holder: &Holder) -> Result<Opened, Fault> {
        let disk = RealDisk;
        let hint = head::read(&disk, dir)?;
        match disk.open(&dir.join(journal::NAME)) {
            Ok(file) if file.length().is_ok_and(|l| l > 0) || matches!(&hint, Hint::Is(h) if h.seq > 0) => {}
            Ok(_) => return Err(Fault::NoStore { dir: dir.into() }),
            Err(e) if e.kind() == std::io::ErrorKind::NotFound => return Err(reader::no_journal(&disk, dir, &hint)),
            Err(e) => return Err(Fault::io(Doing::Read, &dir.join(journal::NAME), &e)),
        }
        Store::open_on(Arc::new(disk), dir, Some(holder), holder.since)
    }

    /// Makes a store without entries in a directory that is absent, empty or was left unfinished.
    pub fn create(dir: &Path, holder: &Holder) -> Result<Opened, Fault> {
        let disk = RealDisk;
        match reader::walk_checked(&disk, dir, |_| Ok(())) {
            Ok(_) => return Err(Fault::Exists { dir: dir.into() }),
            Err(Fault::NoStore { .. }) => {}
            Err(other) => return Err(other),
        }
        Store::open_on(Arc::new(disk), dir, Some(holder), holder.since)
    }

    /// Makes a store whose first entry, by `by`, sets the branch.
    pub fn init(dir: &Path, holder: &Holder, by: &str, branch: Branch) -> Result<Opened, Fault> {
        let mut opened = Store::create(dir, holder)?;
        let set = Event::Branch(Change { id: Only, was: None, is: Some(branch) });
        let entry = Entry { seq: 1, at: holder.since, by: by.into(), key: None, undoes: None, events: vec![set] };
        opened.store.append(&[&entry])?;
        opened.store.note_head();
        opened.fold(entry);
        Ok(opened)
    }

    /// Opens a store on any file layer; without a holder nobody is kept out.
    pub fn open_on(disk: Arc<dyn Disk>, dir: &Path, holder: Option<&Holder>, now: Instant) -> Result<Opened, Fault> {
        make_durable_dir(&*disk, dir)?;
        let lock = holder.map(|h| Lock::take(dir, h)).transpose()?;
        let hint = head::read(&*disk, dir)?;
        let (journal, walked) = Journal::open(&*disk, dir)?;
        let mut notices = Vec::new();
        let mut opened = Opened {
            store: Store { disk, dir: dir.into(), journal, _lock: lock },
            roster: Roster::default(),
            history: History::default(),
            recent: imbl::Vector::new(),
            notices: Vec::new(),
        };
        let mut agrees = Agrees::new(&hint);
        let mut all = Vec::new();
        opened.store.journal.entries(0, |mark, entry| {
            agrees.saw(&mark.head)?;
            all.push(entry);
            Ok(())
        })?;
        agrees.end(&walked.tip.head)?;
        if hint == Hint::Unreadable {
            notices.push(Notice::HeadUnreadable);
        }
        if walked.torn > 0 {
            let store = &opened.store;
            let kept = store.quarantine(now)?.join("journal.torn");
            store.journal.cut_torn(&*store.disk, walked.torn, &kept)?;
            notices.push(Notice::TornCut { kept });
        }
        for entry in all {
            opened.fold(entry);
        }
        opened.store.sync_dir()?;
        opened.store.note_head();
        opened.notices = notices;
        Ok(opened)
    }

    /// The newest entry.
    pub fn head(&self) -> &Head {
        &self.journal.tip().head
    }

    /// Appends entries and makes them durable together; all of them or none. After an error nothing more may be
    /// appended until the store is opened again.
    pub fn append(&mut self, entries: &[&Entry]) -> Result<Vec<Mark>, Fault> {
        self.journal.append(entries.iter().copied())
    }

    /// Writes `head`; it may lag, and so a failure is no fault.
    pub fn note_head(&self) {
        if !journal::is_genesis(self.head()) {
            let _ = head::write(&*self.disk, &self.dir, self.head());
        }
    }

    /// The entry that was recorded with an idempotency key.
    pub fn with_key(&self, key: &str) -> Result<Option<Entry>, Fault> {
        self.find(|e| e.key.as_deref() == Some(key))
    }

    /// The entry with a number.
    pub fn entry(&self, seq: u64) -> Result<Option<Entry>, Fault> {
        self.find(|e| e.seq == seq)
    }

    fn find(&self, wanted: impl Fn(&Entry) -> bool) -> Result<Option<Entry>, Fault> {
        let mut found = None;
        self.journal.entries(0, |_, entry| {
            if found.is_none() && wanted(&entry) {
                found = Some(entry);
            }
            Ok(())
        })?;
        Ok(found)
    }

    /// The directory in which what is put aside at `now` is kept.
    fn quarantine(&self, now: Instant) -> Result<PathBuf, Fault> {
        let dir = self.dir.join(format!("quarantine-{}", now.utc().format("%Y%m%dT%H%M%SZ")));
        self.disk.make_dir(&dir).map_err(Fault::at(Doing::Write, &dir))?;
        Ok(dir)
    }

    fn sync_dir(&self) -> Result<(), Fault> {
        self.disk.sync_dir(&self.dir).map_err(Fault::at(Doing::Write, &self.dir))
    }
}

impl Opened {
    /// Puts one more entry into what is known.
    fn fold(&mut self, entry: Entry) {
        for event in &entry.events {
            apply(&mut self.roster, event);
        }
        let entry = Arc::new(entry);
        self.history.saw(entry.clone());
        self.recent.push_back(entry);
        if self.recent.len() > RECENT {
            self.recent.pop_front();
        }
    }
}

/// Makes the directory, and its entry in the one above durable.
fn make_durable_dir(disk: &dyn Disk, dir: &Path) -> Result<(), Fault> {
    if disk.names(dir).is_ok() {
        return Ok(());
    }
    disk.make_dir(dir).map_err(Fault::at(Doing::Write, dir))?;
    if let Some(parent) = dir.parent() {
        disk.sync_dir(parent).map_err(Fault::at(Doing::Write, parent))?;
    }
    Ok(())
}
