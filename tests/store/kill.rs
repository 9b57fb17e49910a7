//! The program is killed, and the power is cut, at any moment while it records: what it has answered is there.

use std::collections::BTreeSet;
use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc;
use std::time::{Duration, Instant as Stopwatch};

use lunban::store::{self, Store};

use crate::kit::*;
use crate::sim::Dice;

fn rounds(short: usize, long: usize) -> usize {
    if std::env::var_os("LUNBAN_LONG").is_some() { long } else { short }
}

/// `lunban apply -` at work on a store.
fn program(dir: &Path) -> Child {
    Command::new(env!("CARGO_BIN_EXE_lunban"))
        .args(["--store", dir.to_str().unwrap(), "apply", "-", "--by", "刘东"])
        .env("LUNBAN_LANG", "en")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap()
}

/// Has the program write notes until `stop` is done to it at some moment and it is killed. `again` is a text that it was
/// given before without an answer. `late` says whether an answer that is read after `stop` still counts.
fn write_until(dir: &Path, round: usize, dice: &mut Dice, again: &[String], late: bool, stop: impl FnOnce()) -> Run {
    let mut child = program(dir);
    let mut stdin = child.stdin.take().unwrap();
    let fresh = (0..400).map(|n| format!("第{round}轮{n}"));
    let texts: Vec<String> = again.iter().cloned().chain(fresh).collect();
    let line = |t: &String| format!("{{\"do\":\"note\",\"post\":\"岗1\",\"text\":\"{t}\",\"key\":\"{t}\"}}\n");
    let lines: Vec<String> = texts.iter().map(line).collect();
    // It may be gone before it has read everything.
    let feeder = std::thread::spawn(move || lines.iter().try_for_each(|l| stdin.write_all(l.as_bytes())));
    let answers = BufReader::new(child.stdout.take().unwrap()).lines();
    let (send, read) = mpsc::channel();
    let reader = std::thread::spawn(move || answers.map_while(Result::ok).try_for_each(|a| send.send(a)));
    let mut answered: Vec<String> = read.iter().take(dice.below(40)).collect();
    let pause = Stopwatch::now();
    let pause_for = Duration::from_micros(dice.below(3000) as u64);
    while pause.elapsed() < pause_for {
        std::hint::spin_loop();
    }
    answered.extend(read.try_iter());
    let before = answered.len();
    stop();
    child.kill().unwrap();
    child.wait().unwrap();
    answered.extend(read.iter());
    let _ = (feeder.join().unwrap(), reader.join().unwrap());
    assert!(answered.iter().take(before).all(|a| a.contains("\"ok\":true")), "{answered:?}");
    let counted = if late { answered.iter().take_while(|a| a.contains("\"ok\":true")).count() } else { before };
    // Of those without an answer that counts, all that were answered may be recorded, and the one after them.
    let unknown = texts[counted..texts.len().min(answered.len() + 1)].to_vec();
    Run { acknowledged: texts[..counted].to_vec(), unknown }
}

struct Run {
    acknowledged: Vec<String>,
    /// They may be recorded or not.
    unknown: Vec<String>,
}

/// Everything acknowledged is there once, and of what was not only what had been given.
fn verify(dir: &Path, acknowledged: &BTreeSet<String>, unknown: &BTreeSet<String>) {
    let read = store::read(dir).unwrap();
    let found: Vec<&str> = read.roster.notes.values().map(|n| n.text.as_str()).collect();
    let set: BTreeSet<&str> = found.iter().copied().collect();
    assert_eq!(found.len(), set.len(), "something is recorded twice");
    let lost: Vec<_> = acknowledged.iter().filter(|t| !set.contains(t.as_str())).collect();
    assert!(lost.is_empty(), "lost although acknowledged: {lost:?}");
    let others: Vec<_> = set.iter().filter(|t| !acknowledged.contains(**t) && !unknown.contains(**t)).collect();
    assert!(others.is_empty(), "recorded although never begun: {others:?}");
    assert_eq!(store::check(dir).unwrap().problems, vec![]);
}

#[test]
fn nothing_acknowledged_is_lost_when_the_program_is_killed() {
    let dir = tempfile::tempdir().unwrap();
    desk(dir.path(), 1, 1).close();
    let dice = &mut Dice::new(1);
    let (mut acknowledged, mut unknown) = (BTreeSet::new(), BTreeSet::new());
    let mut again = Vec::new();
    for round in 0..rounds(8, 500) {
        let run = write_until(dir.path(), round, dice, &again, true, || {});
        acknowledged.extend(run.acknowledged);
        unknown.extend(run.unknown.clone());
        again = run.unknown;
        if round % 8 == 7 {
            verify(dir.path(), &acknowledged, &unknown);
            let opened = Store::open(dir.path(), &holder()).unwrap();
            assert_same(&opened.roster, &store::read(dir.path()).unwrap().roster);
        }
    }
    verify(dir.path(), &acknowledged, &unknown);
    println!("{} acknowledged, none lost", acknowledged.len());
}

/// A file system in a file, mounted; taken away in the end.
struct Mounted {
    place: tempfile::TempDir,
}

impl Mounted {
    /// `None`, with the reason printed, where this cannot be done.
    fn new() -> Option<Mounted> {
        let place = tempfile::tempdir().unwrap();
        std::fs::create_dir(place.path().join("mnt")).unwrap();
        std::fs::File::create(place.path().join("img")).unwrap().set_len(96 << 20).unwrap();
        let made = run(Command::new("mkfs.ext4").arg("-q").arg(place.path().join("img")));
        let mounted = Mounted { place };
        match made.and_then(|()| mounted.mount()) {
            Ok(()) => Some(mounted),
            Err(why) => {
                println!("THE POWER CUT IS NOT TESTED HERE, it needs root and a loop mount: {why}");
                None
            }
        }
    }

    fn dir(&self) -> std::path::PathBuf {
        self.place.path().join("mnt")
    }

    fn mount(&self) -> Result<(), String> {
        run(Command::new("mount").args(["-o", "loop"]).arg(self.place.path().join("img")).arg(self.dir()))
    }

    fn unmount(&self) -> Result<(), String> {
        run(Command::new("umount").arg(self.dir()))
    }

    /// From now on nothing reaches the disk, not even what the file system's own journal holds.
    fn cut_power(&self) {
        const FS_IOC_SHUTDOWN: rustix::ioctl::Opcode = 0x8004_587d;
        const NO_LOG_FLUSH: u32 = 2;
        let root = std::fs::File::open(self.dir()).unwrap();
        // SAFETY: the call reads one u32 from where it is pointed to.
        unsafe {
            let shutdown = rustix::ioctl::Setter::<FS_IOC_SHUTDOWN, u32>::new(NO_LOG_FLUSH);
            rustix::ioctl::ioctl(&root, shutdown).unwrap();
        }
    }
}

impl Drop for Mounted {
    fn drop(&mut self) {
        let _ = self.unmount();
    }
}

fn run(command: &mut Command) -> Result<(), String> {
    let done = command.output().map_err(|e| format!("{:?}: {e}", command.get_program()))?;
    match done.status.success() {
        true => Ok(()),
        false => Err(String::from_utf8_lossy(&done.stderr).trim().to_string()),
    }
}

#[test]
fn nothing_acknowledged_is_lost_when_the_power_is_cut() {
    let Some(disk) = Mounted::new() else { return };
    let dir = disk.dir().join("store");
    desk(&dir, 1, 1).close();
    let dice = &mut Dice::new(2);
    let (mut acknowledged, mut unknown) = (BTreeSet::new(), BTreeSet::new());
    let mut again = Vec::new();
    let cuts = rounds(2, 50);
    for round in 0..cuts {
        // What the program says after the cut, a machine without power would not have said.
        let run = write_until(&dir, round, dice, &again, false, || disk.cut_power());
        acknowledged.extend(run.acknowledged);
        unknown.extend(run.unknown.clone());
        again = run.unknown;
        disk.unmount().unwrap();
        disk.mount().unwrap();
        verify(&dir, &acknowledged, &unknown);
        let opened = Store::open(&dir, &holder()).unwrap();
        assert_same(&opened.roster, &store::read(&dir).unwrap().roster);
    }
    println!("{cuts} power cuts, {} acknowledged, none lost", acknowledged.len());
}
