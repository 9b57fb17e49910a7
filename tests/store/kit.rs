//! A small branch and people who do things in it.

use std::path::Path;

use lunban::clock::Clock;
use lunban::desk::{Desk, Request};
use lunban::domain::event::Change;
use lunban::domain::*;
use lunban::store::{Holder, Opened, Store};

/// 2022-04-18 22:40 in Shanghai.
pub const NOW: Instant = Instant(1_650_292_800);

pub fn holder_at(since: Instant) -> Holder {
    Holder { name: "赵建群".into(), pid: std::process::id(), since }
}

pub fn holder() -> Holder {
    holder_at(NOW)
}

pub fn branch() -> Branch {
    Branch { name: "八一西街社区临时党支部".into(), ..Branch::default() }
}

pub fn init(dir: &Path) -> Opened {
    Store::init(dir, &holder(), "赵建群", branch()).unwrap()
}

/// A desk on a new store with `posts` posts that need one head in every shift, and `members` members.
pub fn desk(dir: &Path, posts: u32, members: u32) -> Desk {
    let desk = Desk::start(init(dir), Clock::starting_at(NOW));
    desk.submit_blocking(request(people(posts, members))).unwrap();
    desk
}

pub fn open(dir: &Path) -> Desk {
    Desk::start(Store::open(dir, &holder()).unwrap(), Clock::starting_at(NOW))
}

pub fn people(posts: u32, members: u32) -> Do {
    let heads = || (1..=3).map(|n| Heads { shift: ShiftId(n), heads: 1 }).collect();
    let posts = (1..=posts).map(|n| {
        let post = Post { name: format!("岗{n}"), heads: heads(), ..Post::default() };
        Event::Post(Change { id: PostId(n), was: None, is: Some(post) })
    });
    let members = (1..=members).map(|n| {
        let member = Member { name: format!("人{n}"), ..Member::default() };
        Event::Member(Change { id: MemberId(n), was: None, is: Some(member) })
    });
    Do::Import { events: posts.chain(members).collect() }
}

pub fn request(what: Do) -> Request {
    Request { by: "赵建群".into(), key: None, command: Command::new(what) }
}

pub fn keyed(key: &str, what: Do) -> Request {
    Request { key: Some(key.into()), ..request(what) }
}

pub fn note(text: &str) -> Do {
    Do::Note { post: PostId(1), text: text.into() }
}

pub fn on(post: u32, member: u32) -> Do {
    Do::On { post: PostId(post), member: MemberId(member) }
}

pub fn off(post: u32, member: u32) -> Do {
    Do::Off { post: PostId(post), member: MemberId(member) }
}

/// Two rosters hold the same records.
pub fn assert_same(a: &Roster, b: &Roster) {
    assert_eq!((&a.branch, a.rules, &a.patterns, a.ids), (&b.branch, b.rules, &b.patterns, b.ids));
    assert_eq!(a.units, b.units);
    assert_eq!(a.compounds, b.compounds);
    assert_eq!(a.posts, b.posts);
    assert_eq!(a.members, b.members);
    assert_eq!(a.assignments, b.assignments);
    assert_eq!(a.presences, b.presences);
    assert_eq!(a.handovers, b.handovers);
    assert_eq!(a.items, b.items);
    assert_eq!(a.notes, b.notes);
}
