//! Reading without a lock: folds the journal as it stands. It changes nothing, whatever it finds.

use std::path::Path;

use super::fault::{Doing, Fault, Notice, Witness};
use super::file::{Disk, RealDisk};
use super::head::{self, Head, Hint};
use super::journal::{self, Walked};
use super::line;
use crate::domain::{Entry, Roster, apply};

/// A store as a reader finds it.
#[derive(Clone, Debug)]
pub struct Read {
    /// With the whole history.
    pub roster: Roster,
    /// The newest entry.
    pub head: Head,
    /// The hash of the first entry, by which one branch is told from another whatever it is called.
    pub first: String,
    /// How many entries there are.
    pub entries: u64,
    /// What is not quite right, without harming the record.
    pub notices: Vec<Notice>,
}

/// Reads a store.
pub fn read(dir: &Path) -> Result<Read, Fault> {
    read_each(dir, |_, _| {})
}

/// Reads a store and gives each entry with its line as it is stored.
pub fn read_each(dir: &Path, mut each: impl FnMut(&Entry, &str)) -> Result<Read, Fault> {
    let mut roster = Roster::default();
    let (mut entries, mut first) = (0, String::new());
    let (walked, notices) = walk_checked(&RealDisk, dir, |line| {
        entries += 1;
        let entry = line::read(line, entries)?;
        for event in &entry.events {
            apply(&mut roster, event);
        }
        let line = String::from_utf8_lossy(line);
        if entries == 1 {
            first = hash_of(&line).unwrap_or_default().to_string();
        }
        each(&entry, &line);
        Ok(())
    })?;
    Ok(Read { roster, head: walked.tip.head, first, entries, notices })
}

/// The hash at the end of a line of the journal.
pub fn hash_of(line: &str) -> Option<&str> {
    let (_, rest) = line.rsplit_once("\"hash\":\"")?;
    rest.split('"').next()
}

/// Walks over the journal of a directory, compared with its `head`, which is read before.
pub fn walk_checked(
    disk: &dyn Disk,
    dir: &Path,
    mut each: impl FnMut(&[u8]) -> Result<(), Fault>,
) -> Result<(Walked, Vec<Notice>), Fault> {
    let hint = head::read(disk, dir)?;
    let path = dir.join(journal::NAME);
    let file = match disk.open(&path) {
        Ok(file) => file,
        Err(e) if e.kind() == std::io::ErrorKind::NotFound => return Err(no_journal(disk, dir, &hint)),
        Err(e) => return Err(Fault::io(Doing::Read, &path, &e)),
    };
    let walked = journal::walk(&*file, &path, hint.seq(), |_, line| each(line))?;
    agrees(&hint, &walked)?;
    if walked.tip.head.seq == 0 {
        return Err(Fault::NoStore { dir: dir.into() });
    }
    let mut notices = Vec::new();
    if walked.torn > 0 {
        notices.push(Notice::Torn);
    }
    if hint == Hint::Unreadable {
        notices.push(Notice::HeadUnreadable);
    }
    Ok((walked, notices))
}

/// Why there is no journal in the directory.
pub fn no_journal(disk: &dyn Disk, dir: &Path, hint: &Hint) -> Fault {
    match (hint, disk.names(dir)) {
        (Hint::Is(head), _) if head.seq > 0 => Fault::JournalGone { to: head.seq },
        (_, Ok(names)) if names.iter().any(|n| n == super::open::RESTORING) => Fault::Unfinished { dir: dir.into() },
        (_, Ok(names)) if names.iter().any(|n| !super::open::is_ours(n)) => Fault::NotAStore { dir: dir.into() },
        (_, Err(e)) if e.kind() != std::io::ErrorKind::NotFound => Fault::io(Doing::Read, dir, &e),
        _ => Fault::NoStore { dir: dir.into() },
    }
}

/// Whether a journal is what `head` says of it.
pub fn agrees(hint: &Hint, walked: &Walked) -> Result<(), Fault> {
    let Hint::Is(head) = hint else { return Ok(()) };
    let tip = walked.tip.head.seq;
    if head.seq > tip {
        return Err(Fault::Lost { from: tip + 1, to: head.seq, witness: Witness::Head });
    }
    match head.seq > 0 && walked.found.as_ref() != Some(&head.hash) {
        true => Err(Fault::Replaced { seq: head.seq }),
        false => Ok(()),
    }
}
