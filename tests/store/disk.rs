//! A disk of its own that fills up or cannot be written to, for tests that run as root.

use std::path::Path;
use std::process::Command;

/// A small memory disk; `None`, with the reason printed, where it cannot be mounted.
pub struct Small(tempfile::TempDir);

impl Small {
    pub fn new(size: &str) -> Option<Small> {
        let place = tempfile::tempdir().unwrap();
        let options = format!("size={size}");
        match mount(&["-t", "tmpfs", "-o", &options, "tmpfs"], place.path()) {
            Ok(()) => Some(Small(place)),
            Err(why) => {
                println!("NOT TESTED HERE, it needs root and a mount: {why}");
                None
            }
        }
    }

    pub fn path(&self) -> &Path {
        self.0.path()
    }

    pub fn remount(&self, options: &str) {
        mount(&["-o", &format!("remount,{options}")], self.0.path()).unwrap();
    }
}

impl Drop for Small {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg(self.0.path()).status();
    }
}

fn mount(arguments: &[&str], place: &Path) -> Result<(), String> {
    let done = Command::new("mount").args(arguments).arg(place).output().map_err(|e| e.to_string())?;
    if done.status.success() { Ok(()) } else { Err(String::from_utf8_lossy(&done.stderr).trim().to_string()) }
}
