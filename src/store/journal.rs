//! The file `journal.jsonl`: the only truth. It is read and checked from the beginning, and appended to at the end;
//! what an entry means is not its matter.

use std::path::{Path, PathBuf};

use super::fault::{Damage, Doing, Fault};
use super::file::{Disk, DiskFile};
use super::head::Head;
use super::line::{self, GENESIS};
use crate::domain::{Entry, Event};

/// The journal's name in the directory.
pub const NAME: &str = "journal.jsonl";

/// From this many bytes on a journal is checked in two halves at once.
const LONG: u64 = 1 << 20;

/// How much of the file is read at once.
const BLOCK: usize = 256 * 1024;

/// A place in the journal: after an entry, with its number and hash, `end` bytes from the beginning.
#[derive(Clone, PartialEq, Eq, Debug, serde::Serialize, serde::Deserialize)]
pub struct Mark {
    pub head: Head,
    pub end: u64,
}

impl Mark {
    /// The beginning.
    pub fn genesis() -> Mark {
        Mark { head: Head::genesis(), end: 0 }
    }
}

/// What a walk over the journal found.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Walked {
    /// After the last complete line.
    pub tip: Mark,
    /// Bytes behind it that have no newline.
    pub torn: u64,
    /// The hash of the entry that was looked for.
    pub found: Option<String>,
}

/// Gives every complete line from `from` to `to` (bytes); returns where the rest without a newline begins.
fn each_line(
    file: &dyn DiskFile,
    path: &Path,
    from: u64,
    to: u64,
    mut line: impl FnMut(&[u8]) -> Result<(), Fault>,
) -> Result<u64, Fault> {
    let mut kept: Vec<u8> = Vec::with_capacity(BLOCK);
    let (mut start, mut read) = (from, from);
    loop {
        let have = kept.len();
        let want = BLOCK.min(usize::try_from(to - read).unwrap_or(BLOCK));
        kept.resize(have + want, 0);
        let n = file.read_at(&mut kept[have..], read).map_err(Fault::at(Doing::Read, path))?;
        kept.truncate(have + n);
        read += n as u64;
        let mut done = 0;
        let mut look = have;
        while let Some(at) = find_newline(&kept[look..]) {
            line(&kept[done..look + at])?;
            look += at + 1;
            done = look;
        }
        kept.drain(..done);
        start += done as u64;
        if n == 0 {
            return Ok(start);
        }
    }
}

fn find_newline(bytes: &[u8]) -> Option<usize> {
    bytes.iter().position(|b| *b == b'\n')
}

/// Checks lines one after another: seals, chain, numbers.
struct Chain {
    at: Mark,
    line: u64,
    /// The number of an entry whose hash is wanted.
    wanted: u64,
    found: Option<String>,
}

impl Chain {
    fn new(at: Mark, wanted: u64) -> Chain {
        Chain { at, line: 0, wanted, found: None }
    }

    /// Checks the next line, which begins where the chain ends.
    fn link(&mut self, line: &[u8]) -> Result<(), Fault> {
        self.line += 1;
        let number = self.line;
        let damaged = |what| Fault::Damaged { line: number, what };
        let sealed = line::unseal(line).map_err(damaged)?;
        if sealed.prev.is_empty() || sealed.seq == 0 {
            line::read(line, number)?; // of a newer version, or else not an entry
            return Err(damaged(Damage::Shape));
        }
        if sealed.prev != self.at.head.hash || !self.counts_on(line, sealed.seq)? {
            return Err(damaged(Damage::Chain));
        }
        self.at.head.seq = sealed.seq;
        sealed.hash.clone_into(&mut self.at.head.hash);
        self.at.end += line.len() as u64 + 1;
        if sealed.seq == self.wanted {
            self.found = Some(sealed.hash.to_string());
        }
        Ok(())
    }

    /// Numbers go up by one, but for an entry that says which ones before it are lost.
    fn counts_on(&self, line: &[u8], seq: u64) -> Result<bool, Fault> {
        let next = self.at.head.seq + 1;
        if seq <= next {
            return Ok(seq == next);
        }
        let accepted = |e: &Event| *e == Event::LossAccepted { from: next, to: seq - 1 };
        Ok(line::read(line, self.line)?.events.iter().any(accepted))
    }

    fn end(self, torn: u64) -> Walked {
        Walked { torn, tip: self.at, found: self.found }
    }
}

/// Checks the whole journal and gives each line with the mark after it. `wanted` is the number of an entry whose hash
/// is to be found.
pub fn walk(
    file: &dyn DiskFile,
    path: &Path,
    wanted: u64,
    mut each: impl FnMut(&Mark, &[u8]) -> Result<(), Fault>,
) -> Result<Walked, Fault> {
    let mut chain = Chain::new(Mark::genesis(), wanted);
    let length = file.length().map_err(Fault::at(Doing::Read, path))?;
    let rest = each_line(file, path, 0, length, |line| {
        chain.link(line)?;
        each(&chain.at, line)
    })?;
    Ok(chain.end(length.saturating_sub(rest)))
}

/// The same without looking at the lines: a long journal is checked in two halves at once.
fn walk_in_halves(file: &dyn DiskFile, path: &Path, wanted: u64) -> Result<Walked, Fault> {
    let length = file.length().map_err(Fault::at(Doing::Read, path))?;
    if length > LONG
        && let Some(base) = middle(file, path, length)?
        && let Some(walked) = halves(file, path, base, length, wanted)
    {
        return Ok(walked);
    }
    walk(file, path, wanted, |_, _| Ok(())) // which names the line, should there be harm
}

/// The place before a line near the middle, by what that line says of it.
fn middle(file: &dyn DiskFile, path: &Path, length: u64) -> Result<Option<Mark>, Fault> {
    let mut base = None;
    let mut end = None;
    let mut at = length / 2;
    let looked = each_line(file, path, length / 2, length, |line| {
        at += line.len() as u64 + 1;
        match end {
            None => end = Some(at),
            Some(end) => {
                base = line::unseal(line).ok().filter(|s| s.seq > 1).map(|s| {
                    let head = Head { seq: s.seq - 1, hash: s.prev.to_string() };
                    Mark { head, end }
                });
                return Err(Fault::Closed); // enough seen
            }
        }
        Ok(())
    });
    match looked {
        Ok(_) | Err(Fault::Closed) => Ok(base),
        Err(other) => Err(other),
    }
}

/// Checks what is before `base` and what is after it; `None` when anything is not as it should be.
fn halves(file: &dyn DiskFile, path: &Path, base: Mark, length: u64, wanted: u64) -> Option<Walked> {
    let check = |from: Mark, to: u64| {
        let start = from.end;
        let mut chain = Chain::new(from, wanted);
        let rest = each_line(file, path, start, to, |line| chain.link(line)).ok()?;
        Some(chain.end(to.saturating_sub(rest)))
    };
    std::thread::scope(|scope| {
        let second = scope.spawn(|| check(base.clone(), length));
        let first = check(Mark::genesis(), base.end);
        let (first, second) = (first?, second.join().ok()??);
        let joined = first.tip == base && first.torn == 0;
        joined.then(|| Walked { found: first.found.or(second.found), ..second })
    })
}

/// Reads the entries between two marks of a journal that was checked.
pub fn entries(
    file: &dyn DiskFile,
    path: &Path,
    from: u64,
    to: u64,
    mut each: impl FnMut(Mark, Entry) -> Result<(), Fault>,
) -> Result<(), Fault> {
    let mut end = from;
    each_line(file, path, from, to, |line| {
        end += line.len() as u64 + 1;
        let sealed = line::unseal(line).map_err(|what| Fault::Damaged { line: 0, what })?;
        let entry = line::read(line, sealed.seq)?; // lines are numbered like entries, but for those that were lost
        each(Mark { head: Head { seq: entry.seq, hash: sealed.hash.to_string() }, end }, entry)
    })?;
    Ok(())
}

/// The journal open for appending.
pub struct Journal {
    file: Box<dyn DiskFile>,
    path: PathBuf,
    tip: Mark,
}

impl Journal {
    /// Opens the journal of a directory and checks it; a torn end is left as it is. See [`walk`] for `wanted`.
    pub fn open(disk: &dyn Disk, dir: &Path, wanted: u64) -> Result<(Journal, Walked), Fault> {
        let path = dir.join(NAME);
        let file = disk.open_or_make(&path).map_err(Fault::at(Doing::Write, &path))?;
        let walked = walk_in_halves(&*file, &path, wanted)?;
        Ok((Journal { file, path, tip: walked.tip.clone() }, walked))
    }

    /// After the newest entry.
    pub fn tip(&self) -> &Mark {
        &self.tip
    }

    /// Appends entries and makes them durable together; all of them or none. On a failure the file is cut back.
    pub fn append<'a>(&mut self, entries: impl IntoIterator<Item = &'a Entry>) -> Result<Vec<Mark>, Fault> {
        let mut bytes = String::new();
        let mut marks: Vec<Mark> = Vec::new();
        for entry in entries {
            let prev = marks.last().map_or(&*self.tip.head.hash, |m| &m.head.hash);
            let (line, hash) = line::seal(entry, prev)?;
            bytes.push_str(&line);
            marks.push(Mark { head: Head { seq: entry.seq, hash }, end: self.tip.end + bytes.len() as u64 });
        }
        let written = self.file.write_at(bytes.as_bytes(), self.tip.end).and_then(|()| self.file.sync());
        if let Err(e) = written {
            self.cut_back();
            return Err(Fault::io(Doing::Record, &self.path, &e));
        }
        if let Some(last) = marks.last() {
            self.tip = last.clone();
        }
        Ok(marks)
    }

    /// Cuts off what stands behind the newest entry. Should even that fail, the next open finds a torn line or a whole
    /// one that nobody was told of.
    fn cut_back(&self) {
        let _ = self.file.cut(self.tip.end).and_then(|()| self.file.sync());
    }

    /// Moves the torn end aside into a file of its own.
    pub fn cut_torn(&self, disk: &dyn Disk, torn: u64, aside: &Path) -> Result<(), Fault> {
        let mut bytes = vec![0; usize::try_from(torn).unwrap_or(0)];
        read_exactly(&*self.file, &self.path, &mut bytes, self.tip.end)?;
        let failed = Fault::at(Doing::Write, aside);
        let kept = disk.create(aside).map_err(&failed)?;
        kept.write_at(&bytes, 0).and_then(|()| kept.sync()).map_err(&failed)?;
        self.file.cut(self.tip.end).and_then(|()| self.file.sync()).map_err(Fault::at(Doing::Write, &self.path))
    }

    /// Reads the entries from a place on.
    pub fn entries(&self, from: u64, each: impl FnMut(Mark, Entry) -> Result<(), Fault>) -> Result<(), Fault> {
        self.between(from, self.tip.end, each)
    }

    /// Reads the entries between two places.
    pub fn between(&self, from: u64, to: u64, each: impl FnMut(Mark, Entry) -> Result<(), Fault>) -> Result<(), Fault> {
        entries(&*self.file, &self.path, from, to, each)
    }

    /// Whether an entry that ends at `mark` stands in the journal.
    pub fn has(&self, mark: &Mark) -> bool {
        if mark.end == 0 {
            return is_genesis(&mark.head);
        }
        let mut end = [0; 67];
        let Some(at) = mark.end.checked_sub(67).filter(|_| mark.end <= self.tip.end) else { return false };
        let whole = self.file.read_at(&mut end, at).is_ok_and(|n| n == end.len());
        whole && end[..64] == *mark.head.hash.as_bytes() && end[64..] == *b"\"}\n"
    }

    /// Where the newest `count` entries begin.
    pub fn newest(&self, count: usize) -> Result<u64, Fault> {
        let mut lines = 0;
        let mut end = self.tip.end;
        let mut block = vec![0; BLOCK];
        while end > 0 {
            let start = end.saturating_sub(BLOCK as u64);
            let part = &mut block[..usize::try_from(end - start).unwrap_or(BLOCK)];
            read_exactly(&*self.file, &self.path, part, start)?;
            for (i, _) in part.iter().enumerate().rev().filter(|(_, b)| **b == b'\n') {
                lines += 1;
                if lines > count {
                    return Ok(start + i as u64 + 1);
                }
            }
            end = start;
        }
        Ok(0)
    }
}

/// Fills `buffer` from a place in a file; it is a fault when the file ends before.
fn read_exactly(file: &dyn DiskFile, path: &Path, buffer: &mut [u8], at: u64) -> Result<(), Fault> {
    let failed = Fault::at(Doing::Read, path);
    let mut have = 0;
    while have < buffer.len() {
        match file.read_at(&mut buffer[have..], at + have as u64).map_err(&failed)? {
            0 => return Err(failed(std::io::ErrorKind::UnexpectedEof.into())),
            n => have += n,
        }
    }
    Ok(())
}

/// Whether a hash is that of no entry yet.
pub fn is_genesis(head: &Head) -> bool {
    head.seq == 0 && head.hash == GENESIS
}
