//! The open sequence of STORE.md: lock, journal, view, what is torn or behind; and how a store is made.

use std::path::Path;
use std::sync::Arc;

use super::fault::{Broken, Doing, Fault, Holder, Notice, Witness};
use super::file::{Disk, RealDisk};
use super::head::{self, Hint};
use super::journal::{self, Journal, Mark, Walked};
use super::load;
use super::lock::Lock;
use super::reader;
use super::view::{self, View};
use super::writer::Store;
use crate::domain::event::{Change, Only};
use crate::domain::time::DAY;
use crate::domain::undo::{History, KEPT};
use crate::domain::{Branch, Entry, Event, Instant, Roster, apply};

/// How many of the newest entries are kept at hand.
pub const RECENT: usize = 500;

/// How far back the roster reaches at open, unless something older still matters.
pub const BACK: i64 = 90 * DAY;

/// Stands in the directory while a restore is not finished.
pub const RESTORING: &str = "restoring";

/// How many entries are put into the view at once when it catches up.
const CHUNK: usize = 1000;

/// Bytes of journal that may be folded into the roster without a thought about memory.
const FEW: u64 = 1 << 20;

/// Whether a name in a directory is one that the store gives.
pub fn is_ours(name: &str) -> bool {
    let fixed = [journal::NAME, view::NAME, "backup", "head", "head.new", "lock", RESTORING, "journal.new"];
    fixed.contains(&name) || name.starts_with("quarantine-")
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
    /// Opens a store that has at least one entry. The time is the holder's `since`.
    pub fn open(dir: &Path, holder: &Holder) -> Result<Opened, Fault> {
        let disk = RealDisk;
        let hint = head::read(&disk, dir)?;
        let path = dir.join(journal::NAME);
        match disk.open(&path) {
            Ok(file) if file.length().is_ok_and(|l| l > 0) || hint.seq() > 0 => {}
            Ok(_) => return Err(Fault::NoStore { dir: dir.into() }),
            Err(e) if e.kind() == std::io::ErrorKind::NotFound => return Err(reader::no_journal(&disk, dir, &hint)),
            Err(e) => return Err(Fault::io(Doing::Read, &path, &e)),
        }
        if disk.names(dir).is_ok_and(|names| names.iter().any(|n| n == RESTORING)) {
            return Err(Fault::Unfinished { dir: dir.into() });
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
        let entry = Arc::new(entry);
        opened.store.append(std::slice::from_ref(&entry))?;
        entry.events.iter().for_each(|e| apply(&mut opened.roster, e));
        opened.store.show(opened.roster.ids);
        opened.store.note_head();
        opened.remember(entry);
        Ok(opened)
    }

    /// Opens a store on any file layer. Without a holder nobody is kept out, and there is no ordered view.
    pub fn open_on(disk: Arc<dyn Disk>, dir: &Path, holder: Option<&Holder>, now: Instant) -> Result<Opened, Fault> {
        make_durable_dir(&*disk, dir)?;
        let lock = holder.map(|h| Lock::take(dir, h)).transpose()?;
        let hint = head::read(&*disk, dir)?;
        let (journal, view) = std::thread::scope(|scope| {
            let view = holder.map(|_| scope.spawn(|| open_view(dir, now)));
            let journal = Journal::open(&*disk, dir, hint.seq());
            (journal, view.map(|v| v.join().unwrap_or_else(|_| Err(Broken::Files("panic".into())))))
        });
        let (journal, walked) = journal?;
        let lost = known_lost(&hint, &walked)?;
        let ahead = view.as_ref().and_then(|v| v.as_ref().ok()).map(|(v, _)| v.mark().head.seq);
        nothing_lost(&walked, lost, ahead)?;
        let mut store = Store::new(disk, dir, journal, lock, now);
        if walked.torn > 0 {
            store.cut_torn(walked.torn)?;
        }
        if hint == Hint::Unreadable {
            store.notices.push(Notice::HeadUnreadable);
        }
        let roster = match view {
            None => store.whole()?,
            Some(view) => store.settle_view(view)?,
        };
        store.sync_dir()?;
        store.note_head();
        let notices = std::mem::take(&mut store.notices);
        let recent = imbl::Vector::new();
        let mut opened = Opened { store, roster, history: History::default(), recent, notices };
        opened.remember_newest()?;
        Ok(opened)
    }

    /// Brings the opened view up to the journal, or makes it anew; the roster as of the journal's end.
    fn settle_view(&mut self, opened: Result<(View, Roster), Broken>) -> Result<Roster, Fault> {
        let why = match opened {
            Ok((view, mut roster)) if self.journal.has(view.mark()) => {
                let from = view.mark().end;
                self.view = Some(view);
                match self.catch_up(from, &mut roster)? {
                    None if self.journal.tip().end - from < FEW => return Ok(roster),
                    None => return self.load(self.now - BACK, self.now),
                    Some(broken) => broken,
                }
            }
            Ok((view, _)) => {
                drop(view);
                Broken::Other
            }
            Err(broken) => broken,
        };
        if let Some(view) = self.view.take() {
            view.abandon();
        }
        let kept = self.put_aside(view::NAME)?;
        let rebuilt = self.rebuild_view()?;
        self.notices.push(match &rebuilt {
            Ok(_) => Notice::ViewRebuilt { why, kept },
            Err(broken) => Notice::NoView { why: broken.clone() },
        });
        match rebuilt {
            Ok(roster) => Ok(roster),
            Err(_) => self.whole(),
        }
    }

    fn rebuild_view(&mut self) -> Result<Result<Roster, Broken>, Fault> {
        match View::open(&self.dir) {
            Ok(view) => self.view = Some(view),
            Err(broken) => return Ok(Err(broken)),
        }
        let broken = self.catch_up(0, &mut Roster::default())?;
        let loaded = match (broken, &self.view) {
            (None, Some(view)) => load::roster(view, self.now - BACK, self.now),
            (broken, _) => Err(broken.unwrap_or(Broken::Records)),
        };
        if loaded.is_err()
            && let Some(view) = self.view.take()
        {
            view.abandon();
        }
        Ok(loaded)
    }

    /// Puts the entries from a place in the journal on into the view and into the roster. The view may break on the way.
    fn catch_up(&mut self, from: u64, roster: &mut Roster) -> Result<Option<Broken>, Fault> {
        let Store { journal, view, .. } = self;
        let mut waiting: Vec<(Mark, Entry)> = Vec::new();
        let mut broken = None;
        let mut flush = |waiting: &mut Vec<(Mark, Entry)>, roster: &Roster| {
            if let Some(view) = view.as_mut()
                && broken.is_none()
                && !waiting.is_empty()
            {
                broken = view.apply(waiting.iter().map(|(m, e)| (m, e)), roster.ids).err();
            }
            waiting.clear();
        };
        journal.entries(from, |mark, entry| {
            entry.events.iter().for_each(|e| apply(roster, e));
            waiting.push((mark, entry));
            if waiting.len() == CHUNK {
                flush(&mut waiting, roster);
            }
            Ok(())
        })?;
        flush(&mut waiting, roster);
        Ok(broken)
    }
}

impl Opened {
    fn remember(&mut self, entry: Arc<Entry>) {
        self.history.saw(entry.clone());
        self.recent.push_back(entry);
        if self.recent.len() > RECENT {
            self.recent.pop_front();
        }
    }

    /// What undo and the log need of the journal's end.
    fn remember_newest(&mut self) -> Result<(), Fault> {
        let mut newest = Vec::new();
        let journal = &self.store.journal;
        journal.entries(journal.newest(KEPT.max(RECENT))?, |_, entry| {
            newest.push(Arc::new(entry));
            Ok(())
        })?;
        newest.into_iter().for_each(|e| self.remember(e));
        Ok(())
    }
}

fn open_view(dir: &Path, now: Instant) -> Result<(View, Roster), Broken> {
    let view = View::open(dir)?;
    let roster = load::roster(&view, now - BACK, now)?;
    Ok((view, roster))
}

/// Up to which entry `head` knows that something is missing at the journal's end.
fn known_lost(hint: &Hint, walked: &Walked) -> Result<Option<u64>, Fault> {
    match reader::agrees(hint, walked) {
        Err(Fault::Lost { to, .. }) => Ok(Some(to)),
        other => other.map(|()| None),
    }
}

/// Nobody knows of an entry behind the journal's last.
fn nothing_lost(walked: &Walked, by_head: Option<u64>, by_view: Option<u64>) -> Result<(), Fault> {
    let tip = walked.tip.head.seq;
    let witness = if by_head >= by_view { Witness::Head } else { Witness::View };
    match by_head.max(by_view) {
        Some(to) if to > tip => Err(Fault::Lost { from: tip + 1, to, witness }),
        _ => Ok(()),
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
