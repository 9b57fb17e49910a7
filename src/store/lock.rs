//! The file `lock`: one writer holds it, and it says who.

use std::fs::{File, OpenOptions};
use std::io::{Read, Seek, Write};
use std::path::Path;
use std::time::Duration;

use rustix::fs::{FlockOperation, flock};
use rustix::io::Errno;

use super::fault::{Doing, Fault, Holder};

/// Held while the store is open for writing; the system lets go of it when the process ends, however it ends.
#[derive(Debug)]
pub struct Lock {
    file: File,
}

impl Lock {
    /// Takes the lock of a store, or says who has it.
    pub fn take(dir: &Path, holder: &Holder) -> Result<Lock, Fault> {
        let path = dir.join("lock");
        let failed = Fault::at(Doing::Write, &path);
        let mut file =
            OpenOptions::new().read(true).write(true).create(true).truncate(false).open(&path).map_err(&failed)?;
        match patiently(|| flock(&file, FlockOperation::NonBlockingLockExclusive)) {
            Ok(()) => {}
            Err(Errno::WOULDBLOCK) => {
                let mut text = String::new();
                let holder = file.read_to_string(&mut text).ok().and_then(|_| serde_json::from_str(&text).ok());
                return Err(Fault::Held { dir: dir.into(), holder });
            }
            Err(e) => return Err(failed(e.into())),
        }
        let line = serde_json::to_string(holder).map_err(|e| Fault::Unwritable { why: e.to_string() })?;
        file.set_len(0).and_then(|()| file.rewind()).map_err(&failed)?;
        file.write_all(line.as_bytes()).map_err(&failed)?;
        Ok(Lock { file })
    }
}

/// Tries for a moment: a `check` looks whether the lock is held, and a writer that ends may take a while.
fn patiently(take: impl Fn() -> rustix::io::Result<()>) -> rustix::io::Result<()> {
    for _ in 0..15 {
        match take() {
            Err(Errno::WOULDBLOCK) => std::thread::sleep(Duration::from_millis(20)),
            done => return done,
        }
    }
    take()
}

/// Whether somebody has the store open for writing.
pub fn is_held(dir: &Path) -> bool {
    match File::open(dir.join("lock")) {
        Ok(file) => flock(&file, FlockOperation::NonBlockingLockShared) == Err(Errno::WOULDBLOCK),
        Err(_) => false,
    }
}

impl Drop for Lock {
    fn drop(&mut self) {
        // So that the name of one who is gone is not taken for the holder's.
        let _ = self.file.set_len(0);
    }
}
