//! Whether a store is whole, without changing anything; and going on when it is not (`--accept-loss`).

use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::fault::{Broken, Doing, Fault, Holder, Notice, Witness};
use super::file::{self, Disk, DiskFile, RealDisk};
use super::head::{self, Head, Hint};
use super::journal::{self, Journal, Mark};
use super::line;
use super::lock::{self, Lock};
use super::open::Opened;
use super::reader;
use super::view::{self, View};
use super::writer::Store;
use crate::domain::{Entry, Event, Instant};

/// What `check` found.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Checked {
    /// Whole entries before the first problem.
    pub entries: u64,
    /// The last of them.
    pub head: Head,
    /// What harms the record; the store is whole when there is none.
    pub problems: Vec<Fault>,
    /// What does not.
    pub notices: Vec<Notice>,
}

/// Verifies the chain of a store, `head`, that every entry can be read, and (when nobody writes) the ordered view.
pub fn check(dir: &Path) -> Result<Checked, Fault> {
    let view = view_of(dir); // before the journal, so that it cannot be ahead of what is read then
    let mut checked = Checked { entries: 0, head: Head::genesis(), problems: Vec::new(), notices: Vec::new() };
    let walked = reader::walk_checked(&RealDisk, dir, |line| {
        let entry = line::read(line, checked.entries + 1)?;
        checked.entries += 1;
        checked.head.seq = entry.seq;
        Ok(())
    });
    match walked {
        Ok((walked, notices)) => {
            checked.head = walked.tip.head;
            checked.notices = notices;
        }
        Err(fault) if fault.harms_the_record() || matches!(fault, Fault::Newer { .. }) => {
            let path = dir.join(journal::NAME);
            if let Ok(file) = RealDisk.open(&path) {
                checked.head = good_part(&*file, &path).0.head;
            }
            checked.problems.push(fault);
        }
        Err(fault) => return Err(fault),
    }
    match view {
        Some(Ok(seq)) if seq > checked.head.seq && checked.problems.is_empty() => {
            checked.problems.push(Fault::Lost { from: checked.head.seq + 1, to: seq, witness: Witness::View });
        }
        Some(Err(why)) => checked.notices.push(Notice::ViewUnusable { why }),
        _ => {}
    }
    Ok(checked)
}

/// How far the ordered view is, looked at in a copy; `None` when there is none or somebody is writing to it.
fn view_of(dir: &Path) -> Option<Result<u64, Broken>> {
    let from = dir.join(view::NAME);
    if lock::is_held(dir) || !from.is_dir() {
        return None;
    }
    let copy = Copy::of(&from)?;
    Some(View::open(&copy.0).and_then(|v| v.verify().map(|()| v.mark().head.seq)))
}

/// A copy of the view in the system's directory for such things; removed in the end.
struct Copy(PathBuf);

impl Copy {
    fn of(from: &Path) -> Option<Copy> {
        let copy = Copy(std::env::temp_dir().join(format!("lunban-check-{}", std::process::id())));
        let into = copy.0.join(view::NAME);
        copy_dir(from, &into).ok()?;
        Some(copy)
    }
}

impl Drop for Copy {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

fn copy_dir(from: &Path, to: &Path) -> std::io::Result<()> {
    std::fs::create_dir_all(to)?;
    for item in std::fs::read_dir(from)? {
        let item = item?;
        let into = to.join(item.file_name());
        if item.file_type()?.is_dir() {
            copy_dir(&item.path(), &into)?;
        } else {
            std::fs::copy(item.path(), into)?;
        }
    }
    Ok(())
}

/// The whole entries at the beginning of a journal, and what is wrong with what follows.
fn good_part(file: &dyn DiskFile, path: &Path) -> (Mark, Option<Fault>) {
    let mut good = Mark::genesis();
    let walked = journal::walk(file, path, 0, |mark, line| {
        line::read(line, mark.head.seq)?;
        good = mark.clone();
        Ok(())
    });
    (good, walked.err())
}

/// Goes on with a store that has lost entries: keeps what is whole, puts the rest aside, and records what is lost.
pub fn accept_loss(dir: &Path, holder: &Holder, by: &str) -> Result<Opened, Fault> {
    let disk = RealDisk;
    match check(dir)?.problems.first() {
        None => return Err(Fault::NothingLost),
        Some(newer @ Fault::Newer { .. }) => return Err(newer.clone()),
        Some(_) => {}
    }
    let lock = Lock::take(dir, holder)?;
    let hint = head::read(&disk, dir)?;
    let path = dir.join(journal::NAME);
    let file = disk.open_or_make(&path).map_err(Fault::at(Doing::Write, &path))?;
    let (good, wrong) = good_part(&*file, &path);
    match wrong {
        None | Some(Fault::Damaged { .. }) => {}
        Some(other) => return Err(other),
    }
    let event = lost(dir, &hint, &*file, &good)?;
    drop(file);
    cut_to(dir, &good, holder.since)?;
    let (mut journal, _) = Journal::open(&disk, dir, 0)?;
    let seq = match event {
        Event::LossAccepted { to, .. } => to.max(good.head.seq) + 1,
        _ => good.head.seq + 1,
    };
    let entry = Entry { seq, at: holder.since, by: by.into(), key: None, undoes: None, events: vec![event] };
    journal.append([&entry])?;
    head::write(&disk, dir, &journal.tip().head).map_err(Fault::at(Doing::Write, dir))?;
    drop((journal, lock));
    Store::open_on(Arc::new(disk), dir, Some(holder), holder.since)
}

/// Which entries are lost: those behind the good part that anything knows of; or the one that was replaced.
fn lost(dir: &Path, hint: &Hint, file: &dyn DiskFile, good: &Mark) -> Result<Event, Fault> {
    let by_head = hint.seq();
    let by_view = view_of_held(dir);
    let bytes = file::read_all(file).map_err(Fault::at(Doing::Read, &dir.join(journal::NAME)))?;
    let rest = usize::try_from(good.end).ok().and_then(|end| bytes.get(end..)).unwrap_or_default();
    let lines = rest.iter().filter(|b| **b == b'\n').count() as u64;
    let named = rest.split(|b| *b == b'\n').filter_map(|l| line::unseal(l).ok()).map(|s| s.seq).max();
    let from = good.head.seq + 1;
    let to = by_head.max(by_view).max(good.head.seq + lines).max(named.unwrap_or(0));
    Ok(if to >= from {
        Event::LossAccepted { from, to }
    } else {
        Event::LossAccepted { from: by_head, to: good.head.seq }
    })
}

/// How far the view is, when we hold the lock.
fn view_of_held(dir: &Path) -> u64 {
    let copy = Copy::of(&dir.join(view::NAME));
    copy.and_then(|c| View::open(&c.0).ok()).map_or(0, |v| v.mark().head.seq)
}

/// Cuts the journal off behind its good part; what follows is kept.
fn cut_to(dir: &Path, good: &Mark, now: Instant) -> Result<(), Fault> {
    let path = dir.join(journal::NAME);
    let file = RealDisk.open_or_make(&path).map_err(Fault::at(Doing::Write, &path))?;
    let length = file.length().map_err(Fault::at(Doing::Read, &path))?;
    if length <= good.end {
        return Ok(());
    }
    let aside = dir.join(format!("quarantine-{}", now.utc().format("%Y%m%dT%H%M%SZ")));
    let failed = Fault::at(Doing::Write, &aside);
    RealDisk.make_dir(&aside).map_err(&failed)?;
    let kept = aside.join("journal.lost");
    let bytes = file::read_all(&*file).map_err(Fault::at(Doing::Read, &path))?;
    let copy = RealDisk.create(&kept).map_err(&failed)?;
    let rest = usize::try_from(good.end).ok().and_then(|end| bytes.get(end..)).unwrap_or_default();
    copy.write_at(rest, 0).and_then(|()| copy.sync()).map_err(&failed)?;
    RealDisk.sync_dir(&aside).and_then(|()| RealDisk.sync_dir(dir)).map_err(&failed)?;
    file.cut(good.end).and_then(|()| file.sync()).map_err(Fault::at(Doing::Write, &path))
}
