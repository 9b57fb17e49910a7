//! Backups: the journal, checked and compressed, in one file; and a store made from one.

use std::fs::{self, File};
use std::io::{self, Read as _, Write as _};
use std::path::{Path, PathBuf};

use chrono::NaiveDate;

use super::fault::{Doing, Fault, Holder, Unsound};
use super::file::{Disk, DiskFile, RealDisk};
use super::head::{self, Head};
use super::journal;
use super::line;
use super::lock::Lock;
use super::open::RESTORING;
use super::reader;
use super::view;

/// How many of the backups of the day are kept.
const KEPT: usize = 30;

/// The first bytes of a zstd file.
const MAGIC: [u8; 4] = [0x28, 0xb5, 0x2f, 0xfd];

/// Writes the journal of a store into `file`, which may be an older backup. The head of the chain it holds is returned.
pub fn backup(dir: &Path, file: &Path) -> Result<Head, Fault> {
    match File::open(file) {
        Ok(mut there) => {
            let mut first = [0; 4];
            if there.read_exact(&mut first).is_err() || first != MAGIC {
                return Err(Fault::NotABackup { file: file.into() });
            }
        }
        Err(e) if e.kind() == io::ErrorKind::NotFound => {}
        Err(e) => return Err(Fault::io(Doing::Write, file, &e)),
    }
    let beside = beside(file);
    let written = write(dir, &beside);
    if written.is_err() {
        let _ = fs::remove_file(&beside);
    }
    let head = written?;
    fs::rename(&beside, file).map_err(Fault::at(Doing::Write, file))?;
    let parent = file.parent().unwrap_or(Path::new("."));
    RealDisk.sync_dir(parent).map_err(Fault::at(Doing::Write, parent))?;
    Ok(head)
}

fn beside(file: &Path) -> PathBuf {
    let mut name = file.file_name().unwrap_or_default().to_os_string();
    name.push(".new");
    file.with_file_name(name)
}

fn write(dir: &Path, file: &Path) -> Result<Head, Fault> {
    let failed = Fault::at(Doing::Write, file);
    let out = File::create(file).map_err(&failed)?;
    let mut encoder = zstd::Encoder::new(out, 0).map_err(&failed)?;
    encoder.include_checksum(true).map_err(&failed)?;
    let (walked, _) = reader::walk_checked(&RealDisk, dir, |line| {
        encoder.write_all(line).and_then(|()| encoder.write_all(b"\n")).map_err(&failed)
    })?;
    encoder.finish().and_then(|out| out.sync_all()).map_err(&failed)?;
    Ok(walked.tip.head)
}

/// Makes the backup of a day under `backup/`, unless there is one, and removes the oldest.
pub fn daily(dir: &Path, day: NaiveDate) -> Result<(), Fault> {
    let folder = dir.join("backup");
    let file = folder.join(format!("{day}.jsonl.zst"));
    if file.exists() {
        return Ok(());
    }
    RealDisk.make_dir(&folder).map_err(Fault::at(Doing::Write, &folder))?;
    backup(dir, &file)?;
    let names = RealDisk.names(&folder).map_err(Fault::at(Doing::Read, &folder))?;
    let dated: Vec<_> = names.iter().filter(|n| is_dated(n)).collect();
    for old in dated.iter().take(dated.len().saturating_sub(KEPT)) {
        let path = folder.join(old);
        fs::remove_file(&path).map_err(Fault::at(Doing::Write, &path))?;
    }
    Ok(())
}

fn is_dated(name: &str) -> bool {
    name.strip_suffix(".jsonl.zst").is_some_and(|day| day.parse::<NaiveDate>().is_ok())
}

/// What a restore made.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Restored {
    pub head: Head,
    /// Where the store that was there before is now.
    pub kept: Option<PathBuf>,
}

/// Makes a store in `dir` from a backup, which is checked whole before anything is touched. `dir` must be absent,
/// empty or an unfinished restore; with `force` a store that is there is moved aside. May be repeated after a crash.
pub fn restore(file: &Path, dir: &Path, holder: &Holder, force: bool) -> Result<Restored, Fault> {
    let bytes = decompress(file)?;
    let head = verify(file, &bytes)?;
    let kept = make_room(dir, holder, force)?;
    let failed = Fault::at(Doing::Write, dir);
    RealDisk.make_dir(dir).map_err(&failed)?;
    sync_parent(dir)?;
    let _lock = Lock::take(dir, holder)?;
    let (marker, new) = (dir.join(RESTORING), dir.join("journal.new"));
    RealDisk.create(&marker).map_err(&failed)?;
    RealDisk.sync_dir(dir).map_err(&failed)?;
    let journal = RealDisk.create(&new).map_err(&failed)?;
    journal.write_at(&bytes.0, 0).and_then(|()| journal.sync()).map_err(&failed)?;
    RealDisk.rename(&new, &dir.join(journal::NAME)).map_err(&failed)?;
    let view = dir.join(view::NAME);
    match fs::remove_dir_all(&view) {
        Err(e) if e.kind() != io::ErrorKind::NotFound => return Err(Fault::io(Doing::Write, &view, &e)),
        _ => {}
    }
    head::write(&RealDisk, dir, &head).map_err(&failed)?;
    RealDisk.sync_dir(dir).map_err(&failed)?;
    RealDisk.remove(&marker).and_then(|()| RealDisk.sync_dir(dir)).map_err(&failed)?;
    Ok(Restored { head, kept })
}

fn decompress(file: &Path) -> Result<Bytes, Fault> {
    let input = File::open(file).map_err(Fault::at(Doing::Read, file))?;
    let mut bytes = Vec::new();
    let bad = |e: io::Error| Fault::BadBackup { file: file.into(), why: Unsound::Packing(e.to_string()) };
    zstd::Decoder::new(input).and_then(|mut d| d.read_to_end(&mut bytes)).map_err(bad)?;
    Ok(Bytes(bytes))
}

/// The chain is whole to the last byte, and this program understands every entry.
fn verify(file: &Path, bytes: &Bytes) -> Result<Head, Fault> {
    let bad = |why| Fault::BadBackup { file: file.into(), why };
    let mut number = 0;
    let walked = journal::walk(bytes, file, 0, |_, text| {
        number += 1;
        line::read(text, number).map(drop)
    });
    match walked {
        Ok(walked) if walked.torn > 0 => Err(bad(Unsound::Torn)),
        Ok(walked) if walked.tip.head.seq == 0 => Err(bad(Unsound::Empty)),
        Ok(walked) => Ok(walked.tip.head),
        Err(newer @ Fault::Newer { .. }) => Err(newer),
        Err(other) => Err(bad(Unsound::Journal(Box::new(other)))),
    }
}

/// Sees to it that `dir` may be written to; returns where what was there is now.
fn make_room(dir: &Path, holder: &Holder, force: bool) -> Result<Option<PathBuf>, Fault> {
    let unfinished = RealDisk.names(dir).is_ok_and(|names| names.iter().any(|n| n == RESTORING));
    let there = match reader::walk_checked(&RealDisk, dir, |_| Ok(())) {
        _ if unfinished => return Ok(None),
        Err(Fault::NoStore { .. }) => return Ok(None),
        Ok(_) => Fault::Exists { dir: dir.into() },
        Err(harmed) if harmed.harms_the_record() => Fault::Exists { dir: dir.into() },
        Err(other) => other,
    };
    if !force || !matches!(there, Fault::Exists { .. }) {
        return Err(there);
    }
    let _lock = Lock::take(dir, holder)?;
    let mut aside = dir.file_name().unwrap_or_default().to_os_string();
    aside.push(format!(".old-{}", holder.since.utc().format("%Y%m%dT%H%M%SZ")));
    let kept = dir.with_file_name(aside);
    if kept.exists() {
        return Err(Fault::Exists { dir: kept });
    }
    fs::rename(dir, &kept).map_err(Fault::at(Doing::Write, dir))?;
    sync_parent(dir)?;
    Ok(Some(kept))
}

fn sync_parent(dir: &Path) -> Result<(), Fault> {
    let parent = dir.parent().unwrap_or(Path::new("."));
    RealDisk.sync_dir(parent).map_err(Fault::at(Doing::Write, parent))
}

/// A journal in memory, to be read.
struct Bytes(Vec<u8>);

impl DiskFile for Bytes {
    fn length(&self) -> io::Result<u64> {
        Ok(self.0.len() as u64)
    }

    fn read_at(&self, buffer: &mut [u8], at: u64) -> io::Result<usize> {
        let rest = usize::try_from(at).ok().and_then(|at| self.0.get(at..)).unwrap_or_default();
        let n = rest.len().min(buffer.len());
        buffer[..n].copy_from_slice(&rest[..n]);
        Ok(n)
    }

    fn write_at(&self, _: &[u8], _: u64) -> io::Result<()> {
        Err(io::ErrorKind::Unsupported.into())
    }

    fn sync(&self) -> io::Result<()> {
        Ok(())
    }

    fn cut(&self, _: u64) -> io::Result<()> {
        Err(io::ErrorKind::Unsupported.into())
    }
}
