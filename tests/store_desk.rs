//! The desk on a real store: what is answered is on the disk, and is there again after it was closed.

use lunban::clock::Clock;
use lunban::desk::{Desk, Failure, Request};
use lunban::domain::event::Change;
use lunban::domain::{Branch, Command, Do, Event, Instant, Post, PostId};
use lunban::store::{self, Fault, Holder, Store};

fn holder() -> Holder {
    Holder { name: "赵建群".into(), pid: std::process::id(), since: Instant(1_650_292_800) }
}

fn branch() -> Branch {
    Branch { name: "八一西街社区临时党支部".into(), ..Branch::default() }
}

/// A command that needs no rule to be decided.
fn post(n: u32) -> Command {
    let post = Post { name: format!("岗{n}"), ..Post::default() };
    Command::new(Do::Import { events: vec![Event::Post(Change { id: PostId(n), was: None, is: Some(post) })] })
}

fn request(n: u32) -> Request {
    Request { by: "赵建群".into(), key: Some(format!("k{n}")), command: post(n) }
}

#[test]
fn a_store_is_made_and_read_without_a_lock() {
    let dir = tempfile::tempdir().unwrap();
    let opened = Store::init(&dir.path().join("s"), &holder(), "赵建群", branch()).unwrap();
    let read = store::read(&dir.path().join("s")).unwrap();
    assert_eq!((read.entries, &read.roster.branch), (1, &branch()));
    assert_eq!(&read.head, opened.store.head());
    assert_eq!(read.notices, vec![]);
}

#[test]
fn what_was_answered_is_there_after_reopening() {
    let dir = tempfile::tempdir().unwrap();
    let opened = Store::init(dir.path(), &holder(), "赵建群", branch()).unwrap();
    let desk = Desk::start(opened, Clock::system());
    let receipt = desk.submit_blocking(request(1)).unwrap();
    assert_eq!(receipt.entry.seq, 2);
    assert_eq!(desk.published().borrow().roster.post_name(PostId(1)), "岗1");
    desk.close();
    let opened = Store::open(dir.path(), &holder()).unwrap();
    assert_eq!(opened.roster.post_name(PostId(1)), "岗1");
    assert_eq!(opened.recent.len(), 2);
    let desk = Desk::start(opened, Clock::system());
    let again = desk.submit_blocking(request(1)).unwrap();
    assert_eq!((again.entry.seq, desk.published().borrow().seq), (2, 2), "the same key records nothing");
}

#[test]
fn a_second_writer_is_told_who_holds_the_store() {
    let dir = tempfile::tempdir().unwrap();
    let first = Store::init(dir.path(), &holder(), "赵建群", branch()).unwrap();
    match Store::open(dir.path(), &Holder { name: "刘东".into(), ..holder() }) {
        Err(Fault::Held { holder: Some(who), .. }) => assert_eq!(who, holder()),
        other => panic!("{:?}", other.err()),
    }
    drop(first);
    assert!(Store::open(dir.path(), &holder()).is_ok());
}

#[test]
fn a_closed_desk_says_so() {
    let dir = tempfile::tempdir().unwrap();
    let desk = Desk::start(Store::init(dir.path(), &holder(), "赵建群", branch()).unwrap(), Clock::system());
    desk.clone().close();
    let Err(Failure::Store(fault)) = desk.submit_blocking(request(1)) else { panic!("recorded by a closed desk") };
    assert_eq!(*fault, Fault::Closed);
}
