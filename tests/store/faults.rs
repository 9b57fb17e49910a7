//! Every write and sync fails in turn, and the machine stops at every one of them: what was said to be recorded stays,
//! what was said not to be is gone, and the store opens again.

use std::io::ErrorKind;
use std::path::Path;
use std::sync::Arc;

use lunban::clock::Clock;
use lunban::desk::{Desk, Failure};
use lunban::domain::event::Change;
use lunban::domain::{Do, Event};
use lunban::store::{Fault, Store};

use crate::kit::*;
use crate::sim::{Dice, SimDisk, Trouble};

const DIR: &str = "/lunban";

fn start(disk: &SimDisk) -> Result<Desk, Fault> {
    let opened = Store::open_on(Arc::new(disk.clone()), Path::new(DIR), None, NOW)?;
    Ok(Desk::start(opened, Clock::starting_at(NOW)))
}

/// What a shift writes down, and what of it was said to be recorded (`Ok`) and not to be (`Err`).
#[derive(Default)]
struct Told {
    recorded: Vec<String>,
    failed: Vec<String>,
}

/// Opens the store and writes until the end or the first failure of the store; also whether one came.
fn a_shift(disk: &SimDisk, name: &str, told: &mut Told) -> Option<Arc<Fault>> {
    let desk = match start(disk) {
        Ok(desk) => desk,
        Err(fault) => return Some(Arc::new(fault)),
    };
    if desk.published().borrow().roster.is_empty() {
        let set = Event::Branch(Change { id: lunban::domain::event::Only, was: None, is: Some(branch()) });
        let Do::Import { events } = people(1, 1) else { unreachable!() };
        let all = std::iter::once(set).chain(events).collect();
        if let Err(Failure::Store(fault)) = desk.submit_blocking(request(Do::Import { events: all })) {
            return Some(fault);
        }
    }
    for n in 0..4 {
        let text = format!("{name}第{n}条");
        let before = desk.published().borrow().seq;
        match desk.submit_blocking(keyed(&text, note(&text))) {
            Ok(receipt) => {
                told.recorded.push(text);
                assert_eq!(receipt.entry.seq, desk.published().borrow().seq);
            }
            Err(Failure::Store(fault)) => {
                told.failed.push(text.clone());
                let now = desk.published().borrow().clone();
                assert_eq!((now.seq, now.trouble), (before, Some(fault.clone())), "what is shown is untouched");
                assert!(matches!(desk.submit_blocking(request(note("再试"))), Err(Failure::Store(_))));
                return Some(fault);
            }
            Err(refused) => panic!("{refused:?}"),
        }
    }
    desk.close();
    None
}

fn texts(disk: &SimDisk) -> Vec<String> {
    let desk = start(disk).unwrap();
    let published = desk.published().borrow().clone();
    assert_eq!(published.trouble, None);
    published.roster.notes.values().map(|n| n.text.clone()).collect()
}

/// How many calls two shifts make when nothing goes wrong.
fn calls() -> usize {
    let disk = SimDisk::default();
    for name in ["早班", "中班"] {
        assert_eq!(a_shift(&disk, name, &mut Told::default()), None);
    }
    disk.calls()
}

#[test]
fn an_error_at_every_call_in_turn_loses_nothing_and_records_nothing_twice() {
    for kind in [ErrorKind::StorageFull, ErrorKind::Other] {
        let mut failed = std::collections::BTreeSet::new();
        for n in 1..=calls() {
            let disk = SimDisk::default();
            let mut told = Told::default();
            disk.trouble_at(n, Trouble::Once(kind));
            for name in ["早班", "中班"] {
                let _ = a_shift(&disk, name, &mut told);
            }
            failed.extend(disk.mend());
            assert_eq!(texts(&disk), told.recorded, "after call {n} failed with {kind:?}");
            // A retry with the same key is recorded now, once.
            let desk = start(&disk).unwrap();
            for text in &told.failed {
                desk.submit_blocking(keyed(text, note(text))).unwrap();
                desk.submit_blocking(keyed(text, note(text))).unwrap();
            }
            desk.close();
            assert_eq!(texts(&disk), [told.recorded, told.failed].concat());
        }
        assert!(["write", "sync", "create", "rename", "sync_dir"].iter().all(|c| failed.contains(c)), "{failed:?}");
    }
}

#[test]
fn a_crash_at_every_call_keeps_what_was_said_to_be_recorded() {
    let rounds = if std::env::var_os("LUNBAN_LONG").is_some() { 200 } else { 5 };
    for n in 1..=calls() {
        let disk = SimDisk::default();
        let mut told = Told::default();
        disk.trouble_at(n, Trouble::Crash);
        for name in ["早班", "中班"] {
            let _ = a_shift(&disk, name, &mut told);
        }
        for seed in 0..rounds {
            let after = disk.after_crash(&mut Dice::new(n as u64 * 1000 + seed));
            let mut more = Told::default();
            assert_eq!(a_shift(&after, "晚班", &mut more), None, "crash at call {n}, seed {seed}");
            let found = texts(&after);
            let kept: Vec<_> = found.iter().filter(|t| told.recorded.contains(t)).collect();
            assert_eq!(kept, told.recorded.iter().collect::<Vec<_>>(), "crash at call {n}, seed {seed}");
            let others = found.len() - kept.len() - more.recorded.len();
            assert!(others <= told.failed.len(), "crash at call {n}, seed {seed}: {found:?}");
        }
    }
}
