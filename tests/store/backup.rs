//! Backups, and stores made from them.

use lunban::clock::Clock;
use lunban::desk::Desk;
use lunban::domain::event::{Change, Only};
use lunban::domain::{Do, Event};
use lunban::store::{self, Fault, Notice, Store, backup, restore};

use crate::kit::*;

#[test]
fn a_backup_restores_the_same_store_elsewhere() {
    let dir = tempfile::tempdir().unwrap();
    let (from, to, file) = (dir.path().join("from"), dir.path().join("to"), dir.path().join("轮班板.zst"));
    let desk = desk(&from, 2, 2);
    desk.submit_blocking(keyed("k", note("备份之前"))).unwrap();
    let head = backup::backup(&from, &file).unwrap();
    let restored = restore(&file, &to, &holder(), false).unwrap();
    assert_eq!((&restored.head, restored.kept), (&head, None));
    assert_eq!(std::fs::read(from.join("journal.jsonl")).unwrap(), std::fs::read(to.join("journal.jsonl")).unwrap());
    let mut opened = Store::open(&to, &holder()).unwrap();
    assert_eq!(opened.notices, vec![]);
    assert_same(&opened.roster, &desk.published().borrow().roster);
    assert_eq!(opened.store.with_key("k").unwrap().map(|e| e.seq), Some(3));
    desk.submit_blocking(request(note("备份之后"))).unwrap();
    assert_eq!(backup::backup(&from, &file).unwrap().seq, 4, "an older backup is replaced");
}

#[test]
fn a_store_that_is_there_is_kept_aside_and_only_by_force() {
    let dir = tempfile::tempdir().unwrap();
    let (store_dir, file) = (dir.path().join("s"), dir.path().join("b.zst"));
    let first = desk(&store_dir, 1, 1);
    backup::backup(&store_dir, &file).unwrap();
    assert_eq!(restore(&file, &store_dir, &holder(), false), Err(Fault::Exists { dir: store_dir.clone() }));
    assert!(matches!(restore(&file, &store_dir, &holder(), true), Err(Fault::Held { .. })), "somebody works in it");
    first.submit_blocking(request(note("后来的"))).unwrap();
    first.close();
    let restored = restore(&file, &store_dir, &holder(), true).unwrap();
    assert_eq!(store::read(&store_dir).unwrap().entries, 2);
    assert_eq!(store::read(&restored.kept.unwrap()).unwrap().entries, 3);
}

#[test]
fn a_damaged_backup_is_refused_whole() {
    let dir = tempfile::tempdir().unwrap();
    let (from, to, file) = (dir.path().join("from"), dir.path().join("to"), dir.path().join("b.zst"));
    desk(&from, 2, 2).close();
    backup::backup(&from, &file).unwrap();
    let whole = std::fs::read(&file).unwrap();
    for at in (0..whole.len()).step_by(7) {
        let mut bytes = whole.clone();
        bytes[at] ^= 0x10;
        std::fs::write(&file, &bytes).unwrap();
        match restore(&file, &to, &holder(), false) {
            Err(Fault::BadBackup { .. }) => assert!(!to.exists()),
            // A bit that does not count, such as the frame's unused one.
            Ok(restored) => {
                assert_eq!(restored.head, store::read(&from).unwrap().head, "byte {at}");
                std::fs::remove_dir_all(&to).unwrap();
            }
            other => panic!("byte {at}: {other:?}"),
        }
    }
    std::fs::write(&file, &whole[..whole.len() - 9]).unwrap();
    assert!(matches!(restore(&file, &to, &holder(), false), Err(Fault::BadBackup { .. })));
}

#[test]
fn an_unfinished_restore_is_not_opened_and_can_be_repeated() {
    let dir = tempfile::tempdir().unwrap();
    let (from, to, file) = (dir.path().join("from"), dir.path().join("to"), dir.path().join("b.zst"));
    desk(&from, 2, 2).close();
    backup::backup(&from, &file).unwrap();
    // As a crash leaves it: before the journal is there, and just before the end.
    std::fs::create_dir(&to).unwrap();
    std::fs::write(to.join("restoring"), "").unwrap();
    std::fs::write(to.join("journal.new"), "half").unwrap();
    assert_eq!(Store::open(&to, &holder()).err(), Some(Fault::Unfinished { dir: to.clone() }));
    restore(&file, &to, &holder(), false).unwrap();
    std::fs::write(to.join("restoring"), "").unwrap();
    assert_eq!(Store::open(&to, &holder()).err(), Some(Fault::Unfinished { dir: to.clone() }));
    restore(&file, &to, &holder(), false).unwrap();
    assert!(Store::open(&to, &holder()).is_ok());
}

#[test]
fn a_backup_does_not_overwrite_what_is_none() {
    let dir = tempfile::tempdir().unwrap();
    let (from, file) = (dir.path().join("from"), dir.path().join("notes.txt"));
    desk(&from, 1, 1).close();
    std::fs::write(&file, "my notes").unwrap();
    assert_eq!(backup::backup(&from, &file), Err(Fault::NotABackup { file: file.clone() }));
    assert_eq!(std::fs::read_to_string(&file).unwrap(), "my notes");
    assert_eq!(restore(&file, &dir.path().join("to"), &holder(), false).map_err(|f| f.code()), Err("bad_backup"));
}

#[test]
fn the_board_keeps_one_backup_a_day_and_thirty_of_them() {
    let dir = tempfile::tempdir().unwrap();
    let folder = dir.path().join("backup");
    let desk = desk(dir.path(), 1, 1);
    std::fs::create_dir(&folder).unwrap();
    for day in 1..=31 {
        std::fs::write(folder.join(format!("2022-03-{day:02}.jsonl.zst")), "").unwrap();
    }
    desk.keep_backups();
    desk.submit_blocking(request(note("今天"))).unwrap();
    desk.close();
    let mut names: Vec<String> =
        std::fs::read_dir(&folder).unwrap().map(|i| i.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    assert_eq!((names.len(), names[0].as_str()), (30, "2022-03-03.jsonl.zst"));
    assert_eq!(names[29], "2022-04-18.jsonl.zst");
    let restored = restore(&folder.join(&names[29]), &dir.path().join("again"), &holder(), false).unwrap();
    assert!(restored.head.seq >= 2);
}

#[test]
fn a_branch_that_is_founded_on_the_board_has_its_backup_on_that_day() {
    let dir = tempfile::tempdir().unwrap();
    let desk = Desk::start(Store::create(dir.path(), &holder()).unwrap(), Clock::starting_at(NOW));
    desk.keep_backups();
    let founded = Event::Branch(Change { id: Only, was: None, is: Some(branch()) });
    desk.submit_blocking(request(Do::Import { events: vec![founded] })).unwrap();
    desk.close();
    assert!(dir.path().join("backup/2022-04-18.jsonl.zst").exists());
}

#[test]
fn a_backup_that_cannot_be_made_is_told_at_once() {
    let dir = tempfile::tempdir().unwrap();
    let desk = desk(dir.path(), 1, 1);
    std::fs::write(dir.path().join("backup"), "in the way").unwrap();
    desk.keep_backups();
    desk.clone().close();
    let published = desk.published().borrow().clone();
    assert!(matches!(published.notices[..], [Notice::BackupFailed(_)]), "{:?}", published.notices);
}
