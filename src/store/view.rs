//! The ordered view in sled: every record under its key, for opening at once and for history by range. It is disposable:
//! the journal makes it anew. Everything sled does is done here, where its panics are caught, and what it gives back is
//! held against sums that were kept when it was written, because a damaged sled opens without a word.

use std::cell::Cell;
use std::collections::{BTreeMap, BTreeSet};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::sync::Once;
use std::time::Duration;

use serde::{Deserialize, Serialize};
use sled::IVec;

use super::fault::Broken;
use super::journal::Mark;
use super::keys::{self, Bucket, Key, kind};
use crate::domain::roster::Ids;
use crate::domain::{Entry, Event, Instant, MemberId, PostId};

/// The view's name in the directory.
pub const NAME: &str = "board.sled";

/// Changes with the keys and values.
const FORMAT: u32 = 1;

/// What sled may keep in memory.
const CACHE: u64 = 8 << 20;

/// How far the view is, in the same batch as the records.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
struct Applied {
    format: u32,
    mark: Mark,
    ids: Ids,
    /// The sum of all buckets' sums.
    sum: u64,
}

/// The view, open.
pub struct View {
    db: Option<sled::Db>,
    applied: Applied,
    /// For each bucket the sum of its records' digests.
    sums: BTreeMap<Bucket, u64>,
}

impl View {
    /// Opens the view of a store or makes an empty one.
    pub fn open(dir: &Path) -> Result<View, Broken> {
        let path = dir.join(NAME);
        remove_unfinished_snapshots(&path);
        let db = guarded(|| open_sled(&path))?;
        // From here on a panic or an error leaves `view` to its Drop, which is guarded too.
        let genesis = Applied { format: FORMAT, mark: Mark::genesis(), ids: Ids::default(), sum: 0 };
        let mut view = View { db: Some(db), applied: genesis, sums: BTreeMap::new() };
        match view.get(&[kind::APPLIED])? {
            Some(bytes) => {
                view.applied = serde_json::from_slice(&bytes).map_err(|_| Broken::Records)?;
                if view.applied.format != FORMAT {
                    return Err(Broken::Format);
                }
                view.read_sums()?;
            }
            None if guarded(|| Ok(view.db()?.is_empty()))? => {
                view.applied.ids = crate::domain::Roster::default().ids;
            }
            None => return Err(Broken::Records),
        }
        Ok(view)
    }

    fn read_sums(&mut self) -> Result<(), Broken> {
        let mut total = 0u64;
        let sums = guarded(|| {
            let mut sums = BTreeMap::new();
            for pair in self.db()?.scan_prefix([kind::SUM]) {
                let (key, value) = pair?;
                let parsed = key.get(1..).and_then(bucket_of_sum).zip(value.as_ref().try_into().ok());
                let Some((bucket, sum)) = parsed else { return Err(bad("a sum cannot be read")) };
                sums.insert(bucket, u64::from_be_bytes(sum));
            }
            Ok(sums)
        })?;
        for sum in sums.values() {
            total = total.wrapping_add(*sum);
        }
        if total != self.applied.sum {
            return Err(Broken::Records);
        }
        self.sums = sums;
        Ok(())
    }

    /// The place in the journal up to which entries are in the view.
    pub fn mark(&self) -> &Mark {
        &self.applied.mark
    }

    /// The next free numbers, as of the mark.
    pub fn ids(&self) -> Ids {
        self.applied.ids
    }

    fn db(&self) -> sled::Result<&sled::Db> {
        self.db.as_ref().ok_or_else(|| bad("closed"))
    }

    fn get(&self, key: &[u8]) -> Result<Option<IVec>, Broken> {
        guarded(|| self.db()?.get(key))
    }

    /// The buckets of a kind that have records, in order.
    pub fn buckets(&self, kind: u8) -> impl DoubleEndedIterator<Item = Bucket> + '_ {
        self.sums.range((kind, 0, i64::MIN)..=(kind, u32::MAX, i64::MAX)).map(|(b, _)| *b)
    }

    /// The newest bucket of a kind and owner before a period.
    pub fn bucket_before(&self, kind: u8, owner: u32, period: i64) -> Option<i64> {
        self.sums.range((kind, owner, i64::MIN)..(kind, owner, period)).next_back().map(|(b, _)| b.2)
    }

    /// The records of a kind and owner in periods `[first, end)`, held against their sums.
    pub fn scan(&self, kind: u8, owner: u32, first: i64, end: i64) -> Result<Vec<(IVec, IVec)>, Broken> {
        let edge = |period: i64| keys::key(kind, owner, Instant(period.saturating_mul(keys::PERIOD)), &[]);
        let records = guarded(|| self.db()?.range(edge(first)..edge(end)).collect::<sled::Result<Vec<_>>>())?;
        let mut found: BTreeMap<Bucket, u64> = BTreeMap::new();
        for (key, value) in &records {
            let bucket = keys::bucket(key).ok_or(Broken::Records)?;
            let sum = found.entry(bucket).or_default();
            *sum = sum.wrapping_add(digest(key, value));
        }
        if !found.iter().eq(self.sums.range((kind, owner, first)..(kind, owner, end))) {
            return Err(Broken::Records);
        }
        Ok(records)
    }

    /// Holds every record against the sums.
    pub fn verify(&self) -> Result<(), Broken> {
        let owners: BTreeSet<(u8, u32)> = self.sums.keys().map(|b| (b.0, b.1)).collect();
        owners.into_iter().try_for_each(|(kind, owner)| self.scan(kind, owner, i64::MIN, i64::MAX).map(drop))
    }

    /// One presence by its key, held against the digest that was noted with the key.
    pub fn last_presence(&self, noted: &[u8]) -> Result<Option<Event>, Broken> {
        let (sum, key) = noted.split_at_checked(8).ok_or(Broken::Records)?;
        let value = self.get(key)?.filter(|value| digest(key, value).to_be_bytes() == sum);
        match value.and_then(|v| keys::put(key, &v)) {
            Some(event) => Ok(Some(event)),
            None => Err(Broken::Records),
        }
    }

    /// Where the entry with an idempotency key stands in the journal: from, to.
    pub fn place_of_key(&self, key: &str) -> Result<Option<(u64, u64)>, Broken> {
        let key = keys::of_idempotency(key);
        let owner = keys::bucket(&key).map_or(0, |b| b.1);
        let records = self.scan(kind::KEY, owner, 0, 1)?;
        Ok(records.into_iter().find(|(k, _)| *k == key).and_then(|(_, v)| {
            let at = |r: std::ops::Range<usize>| Some(u64::from_be_bytes(v.get(r)?.try_into().ok()?));
            Some((at(0..8)?, at(8..16)?))
        }))
    }

    /// Puts entries into the view in one batch, with the place they bring it to. `start` of an entry is its mark's
    /// predecessor's end.
    pub fn apply<'a>(
        &mut self,
        entries: impl IntoIterator<Item = (&'a Mark, &'a Entry)>,
        ids: Ids,
    ) -> Result<(), Broken> {
        let mut draft = Draft { view: self, over: BTreeMap::new(), lasts: BTreeSet::new() };
        let mut mark = draft.view.applied.mark.clone();
        for (next, entry) in entries {
            for event in &entry.events {
                draft.note(event)?;
            }
            if let Some(key) = &entry.key {
                let place = [mark.end.to_be_bytes(), next.end.to_be_bytes()].concat();
                draft.over.entry(keys::of_idempotency(key)).or_insert(Some(place));
            }
            mark = next.clone();
        }
        draft.settle_lasts()?;
        let over = draft.over;
        self.write(over, mark, ids)
    }

    fn write(&mut self, over: BTreeMap<Key, Option<Vec<u8>>>, mark: Mark, ids: Ids) -> Result<(), Broken> {
        let mut applied = Applied { mark, ids, ..self.applied.clone() };
        let mut sums: BTreeMap<Bucket, u64> = BTreeMap::new();
        let mut batch = sled::Batch::default();
        for (key, value) in over {
            let bucket = keys::bucket(&key).ok_or(Broken::Records)?;
            let sum = sums.entry(bucket).or_insert_with(|| self.sums.get(&bucket).copied().unwrap_or(0));
            if let Some(old) = self.get(&key)? {
                *sum = sum.wrapping_sub(digest(&key, &old));
            }
            match value {
                Some(new) => {
                    *sum = sum.wrapping_add(digest(&key, &new));
                    batch.insert(key, new);
                }
                None => batch.remove(key),
            }
        }
        for (bucket, sum) in &sums {
            let before = self.sums.get(bucket).copied().unwrap_or(0);
            applied.sum = applied.sum.wrapping_add(*sum).wrapping_sub(before);
            match sum {
                0 => batch.remove(sum_key(*bucket)),
                _ => batch.insert(sum_key(*bucket), &sum.to_be_bytes()),
            }
        }
        let line = serde_json::to_vec(&applied).map_err(|_| Broken::Records)?;
        batch.insert(&[kind::APPLIED], line);
        guarded(|| self.db()?.apply_batch(batch))?;
        self.applied = applied;
        for (bucket, sum) in sums {
            if sum == 0 {
                self.sums.remove(&bucket)
            } else {
                self.sums.insert(bucket, sum)
            };
        }
        Ok(())
    }

    /// Lets go of a view that failed without asking sled for anything more.
    pub fn abandon(mut self) {
        std::mem::forget(self.db.take());
    }
}

impl Drop for View {
    fn drop(&mut self) {
        let db = self.db.take();
        let _ = guarded(|| {
            drop(db);
            Ok(())
        });
    }
}

/// Changes on their way into one batch.
struct Draft<'v> {
    view: &'v View,
    over: BTreeMap<Key, Option<Vec<u8>>>,
    /// Whose last presence at which post may have changed.
    lasts: BTreeSet<(MemberId, PostId)>,
}

impl Draft<'_> {
    fn note(&mut self, event: &Event) -> Result<(), Broken> {
        if let Event::Presence(c) = event {
            self.lasts.extend(c.was.iter().chain(&c.is).map(|p| (p.member, p.post)));
        }
        let changes = keys::changes(event).map_err(|_| Broken::Records)?;
        self.over.extend(changes);
        Ok(())
    }

    fn settle_lasts(&mut self) -> Result<(), Broken> {
        for (member, post) in std::mem::take(&mut self.lasts) {
            let noted = self.last_of(member, post)?.map(|(key, value)| {
                let mut noted = digest(&key, &value).to_be_bytes().to_vec();
                noted.extend_from_slice(&key);
                noted
            });
            self.over.insert(keys::of_last(member, post), noted);
        }
        Ok(())
    }

    /// The last presence of a member at a post, as the batch leaves it.
    fn last_of(&self, member: MemberId, post: PostId) -> Result<Option<(Key, Vec<u8>)>, Broken> {
        let low = keys::key(kind::PRESENCE, member.0, Instant(i64::MIN), &[]);
        let high = keys::key(kind::PRESENCE, member.0, Instant(i64::MAX), &[]);
        let here = |key: &[u8]| keys::post_of(key) == Some(post);
        let drafted = self.over.range(low.clone()..high.clone()).rev().find(|(k, v)| v.is_some() && here(k));
        let drafted = drafted.and_then(|(k, v)| Some((k.clone(), v.clone()?)));
        // What is stored matters only when it is later still.
        let low = drafted.as_ref().map_or(low, |(k, _)| k.clone());
        let stored = guarded(|| {
            for pair in self.view.db()?.range(low..high).rev() {
                let (key, value) = pair?;
                if here(&key) && !self.over.contains_key(key.as_ref()) {
                    return Ok(Some((key.to_vec(), value.to_vec())));
                }
            }
            Ok(None)
        })?;
        Ok(stored.or(drafted))
    }
}

/// What a record adds to the sum of its bucket.
fn digest(key: &[u8], value: &[u8]) -> u64 {
    let mut hasher = blake3::Hasher::new();
    hasher.update(&(key.len() as u64).to_be_bytes()).update(key).update(value);
    let mut first = [0; 8];
    first.copy_from_slice(&hasher.finalize().as_bytes()[..8]);
    u64::from_be_bytes(first)
}

fn sum_key((kind, owner, period): Bucket) -> Key {
    let mut key = vec![self::kind::SUM, kind];
    key.extend_from_slice(&owner.to_be_bytes());
    key.extend_from_slice(&keys::ordered(period));
    key
}

fn bucket_of_sum(rest: &[u8]) -> Option<Bucket> {
    let period = keys::time_of(rest)?.0;
    Some((*rest.first()?, u32::from_be_bytes(rest.get(1..5)?.try_into().ok()?), period))
}

fn bad(why: &str) -> sled::Error {
    sled::Error::ReportableBug(why.into())
}

/// Opens sled with everything off that works by itself. Its lock may outlive a process that is just ending.
fn open_sled(path: &Path) -> sled::Result<sled::Db> {
    let config = sled::Config::new().path(path).flush_every_ms(None).cache_capacity(CACHE);
    for _ in 0..20 {
        match config.open() {
            Err(sled::Error::Io(e)) if e.to_string().contains("could not acquire lock") => {
                std::thread::sleep(Duration::from_millis(50));
            }
            other => return other,
        }
    }
    config.open()
}

/// A kill while sled was opening leaves a file after which every open fails.
fn remove_unfinished_snapshots(path: &Path) {
    for item in std::fs::read_dir(path).into_iter().flatten().flatten() {
        let name = item.file_name();
        let name = name.to_string_lossy();
        if name.starts_with("snap.") && name.ends_with(".generating") {
            let _ = std::fs::remove_file(item.path());
        }
    }
}

thread_local! {
    static GUARDED: Cell<bool> = const { Cell::new(false) };
}

/// Runs what asks sled for something; its errors and its panics make the view broken, and its panics do not write over
/// the screen.
fn guarded<T>(ask: impl FnOnce() -> sled::Result<T>) -> Result<T, Broken> {
    static HUSH: Once = Once::new();
    HUSH.call_once(|| {
        let others = std::panic::take_hook();
        std::panic::set_hook(Box::new(move |info| {
            if !GUARDED.get() {
                others(info);
            }
        }));
    });
    let outer = GUARDED.replace(true);
    let result = catch_unwind(AssertUnwindSafe(ask));
    GUARDED.set(outer);
    match result {
        Ok(Ok(value)) => Ok(value),
        Ok(Err(e)) => Err(Broken::Files(e.to_string())),
        Err(panic) => {
            let words = panic.downcast_ref::<String>().map(String::as_str);
            Err(Broken::Files(words.or(panic.downcast_ref::<&str>().copied()).unwrap_or("panic").to_string()))
        }
    }
}
