//! The file layer: the few calls to the system that the record depends on, so that a test can let each of them fail.
//! It knows bytes and names, nothing of entries.

use std::fs::{self, File, OpenOptions};
use std::io;
use std::os::unix::fs::FileExt;
use std::path::Path;

/// What the store asks of a file system. [`RealDisk`] is the system's own.
pub trait Disk: Send + Sync {
    /// Opens an existing file for reading only.
    fn open(&self, path: &Path) -> io::Result<Box<dyn DiskFile>>;
    /// Opens a file for reading and writing; makes it when it is missing.
    fn open_or_make(&self, path: &Path) -> io::Result<Box<dyn DiskFile>>;
    /// Makes an empty file, or empties it.
    fn create(&self, path: &Path) -> io::Result<Box<dyn DiskFile>>;
    fn rename(&self, from: &Path, to: &Path) -> io::Result<()>;
    fn remove(&self, path: &Path) -> io::Result<()>;
    /// Makes a directory and those above it; no error when it is there.
    fn make_dir(&self, dir: &Path) -> io::Result<()>;
    /// Makes durable what was made, renamed and removed in a directory.
    fn sync_dir(&self, dir: &Path) -> io::Result<()>;
    /// The names in a directory, in order.
    fn names(&self, dir: &Path) -> io::Result<Vec<String>>;
}

/// An open file. Places are in bytes from its beginning.
pub trait DiskFile: Send + Sync {
    fn length(&self) -> io::Result<u64>;
    /// Reads some bytes; 0 is the end.
    fn read_at(&self, buffer: &mut [u8], at: u64) -> io::Result<usize>;
    /// Writes all of them, or fails with some of them written.
    fn write_at(&self, bytes: &[u8], at: u64) -> io::Result<()>;
    /// Makes durable what was written (`fdatasync`).
    fn sync(&self) -> io::Result<()>;
    /// Cuts the file off at `length`.
    fn cut(&self, length: u64) -> io::Result<()>;
}

/// The system's files.
#[derive(Clone, Copy, Debug, Default)]
pub struct RealDisk;

impl Disk for RealDisk {
    fn open(&self, path: &Path) -> io::Result<Box<dyn DiskFile>> {
        Ok(Box::new(File::open(path)?))
    }

    fn open_or_make(&self, path: &Path) -> io::Result<Box<dyn DiskFile>> {
        Ok(Box::new(OpenOptions::new().read(true).write(true).create(true).truncate(false).open(path)?))
    }

    fn create(&self, path: &Path) -> io::Result<Box<dyn DiskFile>> {
        Ok(Box::new(OpenOptions::new().read(true).write(true).create(true).truncate(true).open(path)?))
    }

    fn rename(&self, from: &Path, to: &Path) -> io::Result<()> {
        fs::rename(from, to)
    }

    fn remove(&self, path: &Path) -> io::Result<()> {
        fs::remove_file(path)
    }

    fn make_dir(&self, dir: &Path) -> io::Result<()> {
        fs::create_dir_all(dir)
    }

    fn sync_dir(&self, dir: &Path) -> io::Result<()> {
        File::open(if dir.as_os_str().is_empty() { Path::new(".") } else { dir })?.sync_all()
    }

    fn names(&self, dir: &Path) -> io::Result<Vec<String>> {
        let names: io::Result<Vec<String>> =
            fs::read_dir(dir)?.map(|e| Ok(e?.file_name().to_string_lossy().into_owned())).collect();
        names.map(|mut n| {
            n.sort();
            n
        })
    }
}

impl DiskFile for File {
    fn length(&self) -> io::Result<u64> {
        Ok(self.metadata()?.len())
    }

    fn read_at(&self, buffer: &mut [u8], at: u64) -> io::Result<usize> {
        FileExt::read_at(self, buffer, at)
    }

    fn write_at(&self, bytes: &[u8], at: u64) -> io::Result<()> {
        self.write_all_at(bytes, at)
    }

    fn sync(&self) -> io::Result<()> {
        self.sync_data()
    }

    fn cut(&self, length: u64) -> io::Result<()> {
        self.set_len(length)
    }
}

/// Reads a whole small file.
pub fn read_all(file: &dyn DiskFile) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    let mut block = [0; 64 * 1024];
    loop {
        match file.read_at(&mut block, bytes.len() as u64)? {
            0 => return Ok(bytes),
            n => bytes.extend_from_slice(&block[..n]),
        }
    }
}
