//! A file layer in memory that can refuse any one call, and lose in a crash whatever was not synced.

use std::collections::BTreeMap;
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard};

use lunban::store::file::{Disk, DiskFile};

/// Numbers that look random and are the same for the same seed.
#[derive(Clone)]
pub struct Dice(u64);

impl Dice {
    pub fn new(seed: u64) -> Dice {
        Dice(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) ^ 0x5851_f42d_4c95_7f2d)
    }

    /// A number below `n`.
    pub fn below(&mut self, n: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        let mixed = (self.0 ^ (self.0 >> 29)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        ((mixed >> 32) as usize) % n.max(1)
    }
}

/// What is done when the counted call comes.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Trouble {
    /// This one call fails.
    Once(ErrorKind),
    /// This call and all after it fail: the machine is gone.
    Crash,
}

#[derive(Clone)]
enum Change {
    Write(u64, Vec<u8>),
    Cut(u64),
}

#[derive(Default, Clone)]
struct Inode {
    synced: Vec<u8>,
    since: Vec<Change>,
}

impl Inode {
    fn now(&self, changes: usize) -> Vec<u8> {
        let mut bytes = self.synced.clone();
        for change in &self.since[..changes] {
            match change {
                Change::Write(at, new) => {
                    let end = *at as usize + new.len();
                    bytes.resize(bytes.len().max(end), 0);
                    bytes[*at as usize..end].copy_from_slice(new);
                }
                Change::Cut(length) => bytes.resize(*length as usize, 0),
            }
        }
        bytes
    }
}

#[derive(Default)]
struct State {
    inodes: Vec<Inode>,
    names: BTreeMap<PathBuf, Option<usize>>,
    durable: BTreeMap<PathBuf, Option<usize>>,
    calls: usize,
    trouble: Option<(usize, Trouble)>,
    last: Option<&'static str>,
}

impl State {
    /// Counts a call that changes something; whether it may go on.
    fn call(&mut self, what: &'static str) -> io::Result<()> {
        self.calls += 1;
        match self.trouble {
            Some((n, Trouble::Once(kind))) if self.calls == n => {
                self.last = Some(what);
                Err(kind.into())
            }
            Some((n, Trouble::Crash)) if self.calls >= n => {
                self.last.get_or_insert(what);
                Err(ErrorKind::Other.into())
            }
            _ => Ok(()),
        }
    }
}

#[derive(Clone, Default)]
pub struct SimDisk(Arc<Mutex<State>>);

impl SimDisk {
    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap()
    }

    /// How many calls that change something were made.
    pub fn calls(&self) -> usize {
        self.state().calls
    }

    /// Lets the `n`th call from now on fail; returns nothing.
    pub fn trouble_at(&self, n: usize, trouble: Trouble) {
        let mut s = self.state();
        s.last = None;
        s.trouble = Some((s.calls + n, trouble));
    }

    /// Which call failed, if it came to that; all is well again.
    pub fn mend(&self) -> Option<&'static str> {
        let mut s = self.state();
        s.trouble = None;
        s.last.take()
    }

    /// What a machine finds after the power was cut now: of what was not synced some beginning, and a last write in part.
    pub fn after_crash(&self, dice: &mut Dice) -> SimDisk {
        let s = self.state();
        let names: Vec<&PathBuf> = s.names.keys().chain(s.durable.keys()).collect();
        let mut out = State::default();
        let mut map = BTreeMap::new();
        for path in names {
            let sides = [s.names.get(path), s.durable.get(path)];
            let Some(kept) = (if sides[0] == sides[1] { sides[0] } else { sides[dice.below(2)] }) else { continue };
            let inode = kept.map(|i| {
                *map.entry(i).or_insert_with(|| {
                    out.inodes.push(Inode { synced: torn(&s.inodes[i], dice), since: vec![] });
                    out.inodes.len() - 1
                })
            });
            out.names.insert(path.clone(), inode);
        }
        out.durable = out.names.clone();
        SimDisk(Arc::new(Mutex::new(out)))
    }
}

fn torn(inode: &Inode, dice: &mut Dice) -> Vec<u8> {
    let whole = dice.below(inode.since.len() + 1);
    let mut partly = inode.clone();
    if let Some(Change::Write(_, bytes)) = partly.since.get_mut(whole) {
        let n = dice.below(bytes.len() + 1);
        bytes.truncate(n);
        return partly.now(whole + 1);
    }
    partly.now(whole)
}

struct SimFile {
    disk: SimDisk,
    inode: usize,
}

impl Disk for SimDisk {
    fn open(&self, path: &Path) -> io::Result<Box<dyn DiskFile>> {
        match self.state().names.get(path) {
            Some(Some(inode)) => Ok(Box::new(SimFile { disk: self.clone(), inode: *inode })),
            _ => Err(ErrorKind::NotFound.into()),
        }
    }

    fn open_or_make(&self, path: &Path) -> io::Result<Box<dyn DiskFile>> {
        match self.open(path) {
            Err(_) => self.create(path),
            there => there,
        }
    }

    fn create(&self, path: &Path) -> io::Result<Box<dyn DiskFile>> {
        let mut s = self.state();
        s.call("create")?;
        let inode = match s.names.get(path) {
            Some(Some(there)) => {
                let there = *there;
                s.inodes[there].since.push(Change::Cut(0));
                there
            }
            _ => {
                s.inodes.push(Inode::default());
                let new = s.inodes.len() - 1;
                s.names.insert(path.into(), Some(new));
                new
            }
        };
        Ok(Box::new(SimFile { disk: self.clone(), inode }))
    }

    fn rename(&self, from: &Path, to: &Path) -> io::Result<()> {
        let mut s = self.state();
        s.call("rename")?;
        let inode = s.names.remove(from).ok_or(ErrorKind::NotFound)?;
        s.names.insert(to.into(), inode);
        Ok(())
    }

    fn remove(&self, path: &Path) -> io::Result<()> {
        let mut s = self.state();
        s.call("remove")?;
        s.names.remove(path).map(drop).ok_or(ErrorKind::NotFound.into())
    }

    fn make_dir(&self, dir: &Path) -> io::Result<()> {
        let mut s = self.state();
        s.call("make_dir")?;
        s.names.entry(dir.into()).or_insert(None);
        Ok(())
    }

    fn sync_dir(&self, dir: &Path) -> io::Result<()> {
        let mut s = self.state();
        s.call("sync_dir")?;
        let inside = |p: &Path| p.parent() == Some(dir);
        let State { names, durable, .. } = &mut *s;
        durable.retain(|p, _| !inside(p) || names.contains_key(p));
        durable.extend(names.iter().filter(|(p, _)| inside(p)).map(|(p, i)| (p.clone(), *i)));
        Ok(())
    }

    fn names(&self, dir: &Path) -> io::Result<Vec<String>> {
        let s = self.state();
        if !s.names.contains_key(dir) {
            return Err(ErrorKind::NotFound.into());
        }
        let inside = s.names.keys().filter(|p| p.parent() == Some(dir));
        Ok(inside.filter_map(|p| Some(p.file_name()?.to_string_lossy().into_owned())).collect())
    }
}

impl DiskFile for SimFile {
    fn length(&self) -> io::Result<u64> {
        let s = self.disk.state();
        let inode = &s.inodes[self.inode];
        Ok(inode.now(inode.since.len()).len() as u64)
    }

    fn read_at(&self, buffer: &mut [u8], at: u64) -> io::Result<usize> {
        let s = self.disk.state();
        let inode = &s.inodes[self.inode];
        let bytes = inode.now(inode.since.len());
        let rest = bytes.get(at as usize..).unwrap_or_default();
        let n = rest.len().min(buffer.len());
        buffer[..n].copy_from_slice(&rest[..n]);
        Ok(n)
    }

    fn write_at(&self, bytes: &[u8], at: u64) -> io::Result<()> {
        let mut s = self.disk.state();
        let called = s.call("write");
        // A write that fails has written some of it.
        let written = if called.is_ok() { bytes } else { &bytes[..bytes.len() / 2] };
        s.inodes[self.inode].since.push(Change::Write(at, written.into()));
        called
    }

    fn sync(&self) -> io::Result<()> {
        let mut s = self.disk.state();
        s.call("sync")?;
        let inode = &mut s.inodes[self.inode];
        inode.synced = inode.now(inode.since.len());
        inode.since.clear();
        Ok(())
    }

    fn cut(&self, length: u64) -> io::Result<()> {
        let mut s = self.disk.state();
        s.call("cut")?;
        s.inodes[self.inode].since.push(Change::Cut(length));
        Ok(())
    }
}
