//! Why the store could not do something, with what a person needs to know: the place, the holder, the way out.

use std::io;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use crate::domain::Instant;

/// Who has the store open for writing.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Holder {
    pub name: String,
    pub pid: u32,
    pub since: Instant,
}

/// What was tried when the system said no.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Doing {
    Read,
    Write,
    /// Appending an entry: it is not recorded, and the store takes nothing more until it is opened again.
    Record,
}

/// What is wrong with a complete line of the journal.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Damage {
    /// It is not laid out as an entry.
    Shape,
    /// Its bytes are not those that its hash covers.
    Hash,
    /// It does not follow the line before it.
    Chain,
}

/// What knows of entries that the journal does not have.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Witness {
    Head,
    View,
}

/// Why the ordered view cannot be used.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Broken {
    /// Its files cannot be opened, or are damaged; in sled's own words.
    Files(String),
    /// What it holds is not what was written.
    Records,
    /// Another version of the program laid it out.
    Format,
    /// It holds other entries than the journal.
    Other,
}

/// What is wrong with a backup.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Unsound {
    /// It cannot be unpacked; in the library's own words.
    Packing(String),
    /// Its last line has no end.
    Torn,
    /// It has no entries.
    Empty,
    /// The journal in it is damaged.
    Journal(Box<Fault>),
}

/// Why the store could not do something.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum Fault {
    /// The system said no; `why` is in its own words.
    #[error("{}: {why}", path.display())]
    Io { doing: Doing, path: PathBuf, why: String, kind: io::ErrorKind },
    /// An entry that cannot be written as JSON.
    #[error("{why}")]
    Unwritable { why: String },
    /// There is no store in the directory: it is absent, empty or unfinished.
    #[error("no store in {}", dir.display())]
    NoStore { dir: PathBuf },
    /// The directory has other things in it.
    #[error("{} is not a store", dir.display())]
    NotAStore { dir: PathBuf },
    /// A store that has entries is already there.
    #[error("there is a store in {}", dir.display())]
    Exists { dir: PathBuf },
    /// A restore into the directory did not come to its end.
    #[error("a restore into {} was broken off", dir.display())]
    Unfinished { dir: PathBuf },
    /// Somebody else has the store open for writing.
    #[error("{} is held by {}", dir.display(), holder.as_ref().map_or("?", |h| &h.name))]
    Held { dir: PathBuf, holder: Option<Holder> },
    /// A complete line of the journal is damaged. Lines are counted from 1.
    #[error("journal.jsonl line {line} is damaged")]
    Damaged { line: u64, what: Damage },
    /// Recorded entries are missing at the end of the journal.
    #[error("entries {from} to {to} are lost")]
    Lost { from: u64, to: u64, witness: Witness },
    /// The entry that `head` names is not the one in the journal.
    #[error("entry {seq} is not the one that was recorded")]
    Replaced { seq: u64 },
    /// The journal is gone although entries up to `to` were recorded.
    #[error("journal.jsonl is gone")]
    JournalGone { to: u64 },
    /// Written by a newer version of the program.
    #[error("journal.jsonl line {line} is of a newer version: {what}")]
    Newer { line: u64, what: String },
    /// A file that is no whole backup; nothing was restored from it.
    #[error("{} is no sound backup", file.display())]
    BadBackup { file: PathBuf, why: Unsound },
    /// A backup would overwrite a file that is none.
    #[error("{} is there and is no backup", file.display())]
    NotABackup { file: PathBuf },
    /// There is nothing to accept: the journal is whole.
    #[error("nothing is lost")]
    NothingLost,
    /// The desk is closed.
    #[error("closed")]
    Closed,
}

impl Fault {
    /// The system's error at a path.
    pub fn io(doing: Doing, path: &Path, error: &io::Error) -> Fault {
        Fault::Io { doing, path: path.into(), why: error.to_string(), kind: error.kind() }
    }

    /// Turns the system's error at a path into a fault.
    pub(super) fn at(doing: Doing, path: &Path) -> impl Fn(io::Error) -> Fault + '_ {
        move |e| Fault::io(doing, path, &e)
    }

    /// The word for programs, in JSON answers.
    pub fn code(&self) -> &'static str {
        match self {
            Fault::Io { kind: io::ErrorKind::StorageFull, .. } => "disk_full",
            Fault::Io { .. } | Fault::Unwritable { .. } => "io",
            Fault::NoStore { .. } => "no_store",
            Fault::NotAStore { .. } => "not_a_store",
            Fault::Exists { .. } => "store_exists",
            Fault::Unfinished { .. } => "unfinished_restore",
            Fault::Held { .. } => "store_held",
            Fault::Damaged { .. } => "journal_damaged",
            Fault::Lost { .. } => "entries_lost",
            Fault::Replaced { .. } => "journal_replaced",
            Fault::JournalGone { .. } => "journal_gone",
            Fault::Newer { .. } => "newer_version",
            Fault::BadBackup { .. } => "bad_backup",
            Fault::NotABackup { .. } => "not_a_backup",
            Fault::NothingLost => "nothing_lost",
            Fault::Closed => "closed",
        }
    }

    /// The program's exit code: 4 when the record itself is harmed, 1 otherwise.
    pub fn exit_code(&self) -> u8 {
        if self.harms_the_record() { 4 } else { 1 }
    }

    /// Whether something recorded is damaged or lost.
    pub fn harms_the_record(&self) -> bool {
        matches!(self, Fault::Damaged { .. } | Fault::Lost { .. } | Fault::Replaced { .. } | Fault::JournalGone { .. })
    }
}

/// What the store did or found while it was opened or read, and goes on with.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Notice {
    /// The last line had no end and was cut off: it was never said to be recorded. Kept in the directory.
    TornCut { kept: PathBuf },
    /// The last line has no end: somebody is writing, or a writer was killed.
    Torn,
    /// The ordered view was unusable and was made anew from the journal. What was there is kept in the directory.
    ViewRebuilt { why: Broken, kept: PathBuf },
    /// The ordered view cannot be used; everything is held in memory until the store is opened again.
    NoView { why: Broken },
    /// `check` found that the ordered view cannot be used; the next open makes it anew.
    ViewUnusable { why: Broken },
    /// `head` could not be read.
    HeadUnreadable,
    /// The backup of the day could not be made.
    BackupFailed(Fault),
}
