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

#[test]
fn patterns_from_a_date_are_kept_and_an_old_line_of_a_pattern_reads_as_before() {
    use lunban::domain::event::Change;
    use lunban::domain::*;
    let old = r#"{"what":"pattern","id":null,"was":null,"is":[{"id":4,"code":"白","name":"白班","start":"08:00","end":"20:00"}]}"#;
    let mut roster = Roster::default();
    apply(&mut roster, &serde_json::from_str(old).unwrap());
    let date: chrono::NaiveDate = "2022-04-22".parse().unwrap();
    assert_eq!((&*roster.shifts_on(date)[0].code, roster.patterns.later().count()), ("白", 0));

    let dir = tempfile::tempdir().unwrap();
    let first = desk(dir.path(), 2, 3);
    let is = LaterPattern(roster.shifts_on(date).to_vec());
    let event = Event::PatternFrom(Change { id: date, was: None, is: Some(is) });
    first.submit_blocking(request(Do::Change { events: vec![event] })).unwrap();
    first.close();
    let journal = std::fs::read_to_string(dir.path().join("journal.jsonl")).unwrap();
    assert!(journal.contains(r#""what":"pattern_from","id":"2022-04-22","was":null,"is":[{"id":4"#), "{journal}");
    let opened = Store::open(dir.path(), &holder()).unwrap();
    assert_eq!(opened.roster.patterns.later().map(|(from, _)| from).collect::<Vec<_>>(), [date]);
    assert_same(&opened.roster, &store::read(dir.path()).unwrap().roster);
}
