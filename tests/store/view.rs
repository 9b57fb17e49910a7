//! The ordered view: it follows the journal, is made anew when it cannot be used, and what is loaded from it answers
//! like the whole history.

use lunban::store::{self, Fault, Notice, Store, Witness};

use crate::kit::*;

#[test]
fn a_view_that_is_behind_catches_up() {
    let dir = tempfile::tempdir().unwrap();
    let first = desk(dir.path(), 2, 3);
    let view = dir.path().join("board.sled");
    first.submit_blocking(request(on(1, 1))).unwrap();
    first.close();
    let older = dir.path().join("older");
    copy(&view, &older);
    let again = open(dir.path());
    again.submit_blocking(request(off(1, 1))).unwrap();
    again.submit_blocking(keyed("k", note("晚到的一条"))).unwrap();
    again.close();
    std::fs::remove_dir_all(&view).unwrap();
    std::fs::rename(&older, &view).unwrap();
    let opened = Store::open(dir.path(), &holder()).unwrap();
    assert_eq!(opened.notices, vec![]);
    assert_same(&opened.roster, &store::read(dir.path()).unwrap().roster);
    let mut store = opened.store;
    assert_eq!(store.with_key("k").unwrap().map(|e| e.seq), Some(5));
}

#[test]
fn a_view_of_another_journal_is_put_aside_and_made_anew() {
    let (dir, other) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    desk(dir.path(), 2, 3).close();
    desk(other.path(), 1, 1).close();
    std::fs::remove_dir_all(dir.path().join("board.sled")).unwrap();
    copy(&other.path().join("board.sled"), &dir.path().join("board.sled"));
    let opened = Store::open(dir.path(), &holder()).unwrap();
    let [Notice::ViewRebuilt { kept, .. }] = &opened.notices[..] else { panic!("{:?}", opened.notices) };
    assert!(kept.join("db").exists());
    assert_same(&opened.roster, &store::read(dir.path()).unwrap().roster);
}

#[test]
fn a_missing_view_is_made_anew_without_a_word() {
    let dir = tempfile::tempdir().unwrap();
    desk(dir.path(), 2, 3).close();
    std::fs::remove_dir_all(dir.path().join("board.sled")).unwrap();
    let opened = Store::open(dir.path(), &holder()).unwrap();
    assert_eq!(opened.notices, vec![]);
    assert_same(&opened.roster, &store::read(dir.path()).unwrap().roster);
}

#[test]
fn a_view_ahead_of_the_journal_means_that_entries_are_lost() {
    let dir = tempfile::tempdir().unwrap();
    let first = desk(dir.path(), 1, 1);
    first.submit_blocking(request(note("一"))).unwrap();
    first.submit_blocking(request(note("二"))).unwrap();
    first.close();
    let path = dir.path().join("journal.jsonl");
    let journal = std::fs::read_to_string(&path).unwrap();
    let shorter: String = journal.split_inclusive('\n').take(2).collect();
    std::fs::write(&path, shorter).unwrap();
    std::fs::remove_file(dir.path().join("head")).unwrap();
    let lost = Fault::Lost { from: 3, to: 4, witness: Witness::View };
    assert_eq!(lost.exit_code(), 4);
    assert_eq!(Store::open(dir.path(), &holder()).err(), Some(lost.clone()));
    assert_eq!(store::check(dir.path()).unwrap().problems, vec![lost]);
    let opened = store::accept_loss(dir.path(), &holder(), "赵建群").unwrap();
    assert_eq!(opened.recent.last().unwrap().seq, 5, "a lost number is not given again");
    drop(opened);
    assert_eq!(store::check(dir.path()).unwrap().problems, vec![]);
    open(dir.path()).submit_blocking(request(note("三"))).unwrap();
    assert_eq!(store::read(dir.path()).unwrap().head.seq, 6);
}

#[test]
fn a_snapshot_that_sled_did_not_finish_is_removed() {
    let dir = tempfile::tempdir().unwrap();
    desk(dir.path(), 1, 1).close();
    let left = dir.path().join("board.sled/snap.000000000001.generating");
    std::fs::write(&left, "half a snapshot").unwrap();
    let opened = Store::open(dir.path(), &holder()).unwrap();
    assert_eq!((opened.notices.len(), left.exists()), (0, false));
}

#[test]
fn no_thread_of_sleds_is_left_that_would_wake_an_idle_board() {
    let dir = tempfile::tempdir().unwrap();
    let desk = desk(dir.path(), 2, 3);
    desk.submit_blocking(request(on(1, 1))).unwrap();
    let names = std::fs::read_dir("/proc/self/task").unwrap().flatten();
    let names: Vec<String> = names.filter_map(|t| std::fs::read_to_string(t.path().join("comm")).ok()).collect();
    assert!(names.iter().any(|n| n.starts_with("lunban-desk")), "{names:?}");
    assert!(!names.iter().any(|n| n.starts_with("sled")), "{names:?}");
}

pub fn copy(from: &std::path::Path, to: &std::path::Path) {
    std::fs::create_dir_all(to).unwrap();
    for item in std::fs::read_dir(from).unwrap() {
        let item = item.unwrap();
        let to = to.join(item.file_name());
        if item.file_type().unwrap().is_dir() {
            copy(&item.path(), &to);
        } else {
            std::fs::copy(item.path(), to).unwrap();
        }
    }
}
