//! Disks that fill up and directories that cannot be written to.

use std::io::ErrorKind;

use lunban::desk::Failure;
use lunban::store::{self, Doing, Fault, Store};

use crate::disk::Small;
use crate::kit::*;

#[test]
fn a_full_disk_is_told_and_nothing_is_lost_when_it_has_room_again() {
    let Some(disk) = Small::new("3m") else { return };
    let dir = disk.path().join("s");
    let desk = desk(&dir, 1, 1);
    let text = |n: usize| format!("{n}：{}", "满".repeat(1500));
    let (recorded, fault) = (0..)
        .find_map(|n| match desk.submit_blocking(keyed(&n.to_string(), note(&text(n)))) {
            Ok(_) => None,
            Err(Failure::Store(fault)) => Some((n, fault)),
            Err(refused) => panic!("{refused:?}"),
        })
        .unwrap();
    assert!(matches!(&*fault, Fault::Io { doing: Doing::Record, kind: ErrorKind::StorageFull, .. }), "{fault:?}");
    assert_eq!((fault.code(), fault.exit_code()), ("disk_full", 1));
    let shown = desk.published().borrow().clone();
    assert_eq!((shown.roster.notes.len(), shown.trouble), (recorded, Some(fault)));
    assert!(matches!(desk.submit_blocking(request(note("短"))), Err(Failure::Store(_))), "read-only until reopened");
    assert_eq!(store::read(&dir).unwrap().roster.notes.len(), recorded, "readers go on");
    desk.close();
    disk.remount("size=30m");
    let again = open(&dir);
    assert_eq!(again.published().borrow().roster.notes.len(), recorded);
    again.submit_blocking(keyed(&recorded.to_string(), note(&text(recorded)))).unwrap();
    assert_eq!(store::read(&dir).unwrap().roster.notes.len(), recorded + 1);
}

#[test]
fn a_read_only_directory_can_be_read_and_says_that_it_cannot_be_written() {
    let Some(disk) = Small::new("8m") else { return };
    let dir = disk.path().join("s");
    desk(&dir, 1, 1).close();
    disk.remount("ro");
    assert_eq!(store::read(&dir).unwrap().entries, 2);
    assert_eq!(store::check(&dir).unwrap().problems, vec![]);
    let fault = Store::open(&dir, &holder()).err().unwrap();
    assert!(matches!(&fault, Fault::Io { doing: Doing::Write, .. }), "{fault:?}");
    let fault = Store::create(&disk.path().join("new"), &holder()).err().unwrap();
    assert!(matches!(&fault, Fault::Io { doing: Doing::Write, .. }), "{fault:?}");
}
