//! The desk on a real store: what is answered is on the disk, and is there again after it was closed.

use lunban::clock::Clock;
use lunban::desk::{Desk, Failure};
use lunban::domain::{Do, MemberId, PostId, Refusal, Roster};
use lunban::store::{self, Fault, Holder, Store};

use crate::kit::*;

#[test]
fn a_store_is_made_and_read_without_a_lock() {
    let dir = tempfile::tempdir().unwrap();
    let opened = init(&dir.path().join("new/store"));
    let read = store::read(&dir.path().join("new/store")).unwrap();
    assert_eq!((read.entries, &read.roster.branch), (1, &branch()));
    assert_eq!(&read.head, opened.store.head());
    assert_eq!(read.notices, vec![]);
}

#[test]
fn what_was_answered_is_there_after_reopening() {
    let dir = tempfile::tempdir().unwrap();
    let first = desk(dir.path(), 1, 1);
    let receipt = first.submit_blocking(keyed("a1", note("看一下后门"))).unwrap();
    assert_eq!(receipt.entry.seq, 3);
    let before = first.published().borrow().clone();
    first.close();
    let again = open(dir.path());
    let after = again.published().borrow().clone();
    assert_same(&before.roster, &after.roster);
    assert_eq!((before.seq, &before.hash, &before.recent), (after.seq, &after.hash, &after.recent));
    assert_eq!(after.notices.len(), 0);
    let repeated = again.submit_blocking(keyed("a1", note("看一下后门"))).unwrap();
    assert_eq!(repeated.entry, receipt.entry, "the same key is answered with the first answer");
    assert_eq!(again.published().borrow().seq, 3, "and records nothing");
}

#[test]
fn a_refused_command_records_nothing() {
    let dir = tempfile::tempdir().unwrap();
    let desk = desk(dir.path(), 1, 1);
    desk.submit_blocking(request(on(1, 1))).unwrap();
    let Err(Failure::Refused(refusal)) = desk.submit_blocking(request(on(1, 1))) else { panic!("came on twice") };
    assert!(matches!(refusal, Refusal::OnDuty { post: PostId(1), .. }), "{refusal:?}");
    assert_eq!(desk.published().borrow().seq, 3);
}

#[test]
fn undo_and_redo_take_back_across_a_restart() {
    let dir = tempfile::tempdir().unwrap();
    let first = desk(dir.path(), 1, 1);
    first.submit_blocking(request(on(1, 1))).unwrap();
    first.close();
    let again = open(dir.path());
    let undo = again.submit_blocking(request(Do::Undo)).unwrap();
    assert_eq!((undo.entry.undoes, undo.undone.map(|e| e.seq)), (Some(3), Some(3)));
    assert!(again.published().borrow().roster.presences.is_empty());
    again.close();
    let third = open(dir.path());
    assert_eq!(third.submit_blocking(request(Do::Redo)).unwrap().entry.undoes, Some(4));
    assert_eq!(third.published().borrow().roster.presences.len(), 1);
}

#[test]
fn a_second_writer_is_told_who_holds_the_store_and_readers_are_not_kept_out() {
    let dir = tempfile::tempdir().unwrap();
    let first = desk(dir.path(), 1, 1);
    match Store::open(dir.path(), &Holder { name: "刘东".into(), ..holder() }) {
        Err(Fault::Held { holder: Some(who), .. }) => assert_eq!(who, holder()),
        other => panic!("{:?}", other.err()),
    }
    assert_eq!(store::read(dir.path()).unwrap().entries, 2);
    assert_eq!(store::check(dir.path()).unwrap().problems, vec![]);
    first.close();
    assert!(Store::open(dir.path(), &holder()).is_ok());
}

#[test]
fn a_closed_desk_says_so() {
    let dir = tempfile::tempdir().unwrap();
    let desk = desk(dir.path(), 1, 1);
    desk.clone().close();
    let Err(Failure::Store(fault)) = desk.submit_blocking(request(on(1, 1))) else { panic!("recorded when closed") };
    assert_eq!(*fault, Fault::Closed);
}

#[test]
fn many_at_once_are_each_recorded_once_and_in_order() {
    let dir = tempfile::tempdir().unwrap();
    let desk = desk(dir.path(), 1, 1);
    let texts: Vec<String> = (0..40).map(|n| format!("第{n}条")).collect();
    std::thread::scope(|scope| {
        for text in &texts {
            let desk = desk.clone();
            scope.spawn(move || desk.submit_blocking(keyed(text, note(text))).unwrap());
        }
    });
    let read = store::read(dir.path()).unwrap();
    assert_eq!((read.entries, read.roster.notes.len()), (42, 40));
    assert_same(&read.roster, &desk.published().borrow().roster);
}

#[test]
fn a_command_in_a_group_sees_the_one_before_it() {
    let dir = tempfile::tempdir().unwrap();
    let desk = desk(dir.path(), 2, 1);
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    let (here, there) =
        runtime.block_on(async { tokio::join!(desk.submit(request(on(1, 1))), desk.submit(request(on(2, 1)))) });
    assert!(here.is_ok() && matches!(there, Err(Failure::Refused(Refusal::OnDuty { .. }))), "{here:?} {there:?}");
}

#[test]
fn marks_that_become_durable_together_leave_what_the_journal_tells() {
    let dir = tempfile::tempdir().unwrap();
    let desk = desk(dir.path(), 2, 3);
    let hand_over = |post, out, relief| Do::Handover {
        post: PostId(post),
        out: Some(vec![MemberId(out)]),
        relief: Some(vec![MemberId(relief)]),
        note: None,
        in_place_of: vec![],
    };
    // Each needs the one before it; all are given before the first is answered.
    let all =
        [on(1, 1), on(2, 2), hand_over(1, 1, 3), off(1, 3), hand_over(2, 2, 1), on(1, 2), hand_over(1, 2, 3), Do::Undo];
    let answers: Vec<_> = all.map(|what| desk.submit(request(what))).into();
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    for answer in answers {
        runtime.block_on(answer).unwrap();
    }
    let on_duty = |r: &Roster| [1, 2, 3].map(|m| r.on_duty(MemberId(m)).map(|(_, p)| p.post.0));
    let published = desk.published().borrow().roster.clone();
    assert_eq!(on_duty(&published), [Some(2), Some(1), None]);
    assert_same(&store::read(dir.path()).unwrap().roster, &published);
}

#[test]
fn a_clock_that_went_back_is_told_and_entries_keep_their_order() {
    let dir = tempfile::tempdir().unwrap();
    let first = desk(dir.path(), 1, 1);
    let newest = first.published().borrow().recent.last().unwrap().at;
    first.close();
    let hour_ago = Clock::starting_at(NOW - 3600);
    let again = Desk::start(Store::open(dir.path(), &holder()).unwrap(), hour_ago);
    assert_eq!(again.published().borrow().latest(), Some(newest));
    let entry = again.submit_blocking(request(note("钟慢了"))).unwrap().entry;
    assert!(entry.seq == 3 && entry.at < NOW - 3590);
    assert_eq!(again.published().borrow().latest(), Some(newest));
}

#[test]
fn what_is_no_store_is_never_written_to() {
    let dir = tempfile::tempdir().unwrap();
    let fault = |r: Result<store::Opened, Fault>| r.err().unwrap();
    let path = dir.path().to_path_buf();
    assert_eq!(fault(Store::open(&path, &holder())), Fault::NoStore { dir: path.clone() });
    assert_eq!(store::read(&path).unwrap_err(), Fault::NoStore { dir: path.clone() });
    std::fs::write(path.join("photo.jpg"), "x").unwrap();
    for refused in [fault(Store::open(&path, &holder())), fault(Store::create(&path, &holder()))] {
        assert_eq!(refused, Fault::NotAStore { dir: path.clone() });
    }
    assert_eq!(store::read(&path).unwrap_err(), Fault::NotAStore { dir: path.clone() });
    assert_eq!(std::fs::read_dir(&path).unwrap().count(), 1);
    let there = dir.path().join("there");
    drop(init(&there));
    assert_eq!(fault(Store::create(&there, &holder())), Fault::Exists { dir: there });
}

#[test]
fn an_unfinished_store_is_completed_by_init() {
    let dir = tempfile::tempdir().unwrap();
    drop(Store::create(dir.path(), &holder()).unwrap());
    assert_eq!(Store::open(dir.path(), &holder()).err(), Some(Fault::NoStore { dir: dir.path().into() }));
    drop(init(dir.path()));
    assert_eq!(store::read(dir.path()).unwrap().entries, 1);
}

#[test]
fn a_line_can_be_verified_by_anybody_who_has_the_file() {
    let dir = tempfile::tempdir().unwrap();
    let desk = desk(dir.path(), 1, 1);
    desk.submit_blocking(keyed("a1", note("看一下后门"))).unwrap();
    desk.close();
    let journal = std::fs::read_to_string(dir.path().join("journal.jsonl")).unwrap();
    let mut prev = "0".repeat(64);
    for (n, line) in journal.lines().enumerate() {
        let (covered, rest) = line.rsplit_once(",\"hash\":\"").unwrap();
        let hash = rest.strip_suffix("\"}").unwrap();
        assert_eq!(blake3::hash(covered.as_bytes()).to_hex().as_str(), hash);
        let value: serde_json::Value = serde_json::from_str(line).unwrap();
        assert_eq!((value["seq"].as_u64(), value["prev"].as_str()), (Some(n as u64 + 1), Some(&*prev)));
        assert!(value["events"].as_array().unwrap().iter().all(|e| e["v"] == 1 && e["what"].is_string()));
        prev = hash.to_string();
    }
    let last = journal.lines().last().unwrap();
    assert!(last.starts_with("{\"seq\":3,\"at\":\"2022-04-18T14:40:0"), "{last}");
    let order =
        ["\"by\":\"赵建群\"", "\"key\":\"a1\"", "\"events\":[{\"v\":1,\"what\":\"note\"", "\"prev\":", "\"hash\":"];
    let places: Vec<_> = order.iter().map(|name| last.find(name).unwrap()).collect();
    assert!(places.is_sorted(), "{last}");
}
