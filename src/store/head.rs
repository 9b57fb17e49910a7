//! The file `head`: number and hash of the newest entry. A hint that may lag behind the journal and never leads it, so
//! that a reader can tell a journal that was cut or replaced.

use std::path::Path;

use serde::{Deserialize, Serialize};

use super::fault::{Doing, Fault};
use super::file::{self, Disk};
use super::line::GENESIS;

/// The end of the chain.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Head {
    pub seq: u64,
    pub hash: String,
}

impl Head {
    /// Before the first entry.
    pub fn genesis() -> Head {
        Head { seq: 0, hash: GENESIS.into() }
    }
}

/// What the file says.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Hint {
    Missing,
    /// Empty or not to be parsed: counts as missing, and is worth a word.
    Unreadable,
    Is(Head),
}

impl Hint {
    /// The number of the entry it names; 0 for none.
    pub fn seq(&self) -> u64 {
        if let Hint::Is(head) = self { head.seq } else { 0 }
    }
}

/// Reads `head`; to be read before the journal.
pub fn read(disk: &dyn Disk, dir: &Path) -> Result<Hint, Fault> {
    let path = dir.join("head");
    let file = match disk.open(&path) {
        Ok(file) => file,
        Err(e) if e.kind() == std::io::ErrorKind::NotFound => return Ok(Hint::Missing),
        Err(e) => return Err(Fault::io(Doing::Read, &path, &e)),
    };
    let bytes = file::read_all(&*file).map_err(Fault::at(Doing::Read, &path))?;
    Ok(serde_json::from_slice(&bytes).map_or(Hint::Unreadable, Hint::Is))
}

/// Replaces `head`. Not synced.
pub fn write(disk: &dyn Disk, dir: &Path, head: &Head) -> std::io::Result<()> {
    let beside = dir.join("head.new");
    let line = format!("{{\"seq\":{},\"hash\":\"{}\"}}\n", head.seq, head.hash);
    disk.create(&beside)?.write_at(line.as_bytes(), 0)?;
    disk.rename(&beside, &dir.join("head"))
}
