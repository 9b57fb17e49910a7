//! The store's budgets (DESIGN §8): opening a journal of 100,000 entries, a handover until it is durable against the
//! bare append, and the memory of the 11-post × 28-day × 40-people branch. Prints the figures.

use std::io::Write;
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant as Stopwatch};

use lunban::clock::Clock;
use lunban::desk::{Desk, Request};
use lunban::domain::event::Change;
use lunban::domain::time::{DAY, HOUR};
use lunban::domain::*;
use lunban::store::{self, Holder, Store};
use lunban::term::session::{self, Door, Setup};
use tokio::io::AsyncReadExt as _;

const NOW: Instant = Instant(1_650_292_800);
const POSTS: u32 = 11;
const MEMBERS: u32 = 40;
const ENTRIES: u64 = 100_000;

/// Has the program only open the store named there and print its memory, so that nothing else is in it.
const OPEN_ONLY: &str = "LUNBAN_BENCH_OPEN";

fn main() {
    if let Some(dir) = std::env::var_os(OPEN_ONLY) {
        let desk = Desk::start(Store::open(Path::new(&dir), &holder()).unwrap(), Clock::starting_at(NOW));
        let alone = resident();
        with_sessions(desk.clone(), 1, || ());
        let one = resident();
        with_sessions(desk.clone(), 1 + MORE, || {
            println!("{alone:.1} MB\n{one:.1} MB\n{:.2} MB", (resident() - one) / MORE as f64)
        });
        return desk.close();
    }
    let dir = std::env::current_dir().unwrap().join("target/bench-store");
    let _ = std::fs::remove_dir_all(&dir);
    std::fs::create_dir_all(&dir).unwrap();
    memory(&dir.join("small"));
    durable(&dir.join("durable"));
    opening(&dir.join("long"));
    let _ = std::fs::remove_dir_all(&dir);
}

/// Sessions beside the first, for the memory of one.
const MORE: usize = 40;

/// Has so many sessions draw their first frame at 120×36, and does something while they are all there.
fn with_sessions(desk: Desk, count: usize, then: impl FnOnce()) {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(tokio::task::LocalSet::new().run_until(async {
        let mut ends = Vec::new();
        for _ in 0..count {
            let (keyboard, input) = tokio::io::duplex(64);
            let (output, mut screen) = tokio::io::duplex(1024 * 1024);
            let (window, sizes) = tokio::sync::watch::channel((120, 36));
            let terminal = lunban::term::Settings { term: "xterm-256color".into(), ..Default::default() };
            let setup = Setup {
                desk: desk.clone(),
                clock: Clock::starting_at(NOW),
                by: "赵建群".into(),
                caps: lunban::term::Caps::of(&terminal),
                settings: lunban::app::Settings::default(),
                places: Default::default(),
            };
            tokio::task::spawn_local(session::run(Door { input, output, sizes }, setup));
            let mut frame = vec![0; 64 * 1024];
            assert!(screen.read(&mut frame).await.unwrap() > 1000, "a frame");
            ends.push((keyboard, screen, window));
        }
        then();
    }));
}

fn holder() -> Holder {
    Holder { name: "bench".into(), pid: std::process::id(), since: NOW }
}

fn say(what: &str, figure: String, budget: &str) {
    println!("{what:<58} {figure:>14}   {budget}");
}

/// Milliseconds of the middle and the slowest of a hundred.
fn spread(mut times: Vec<Duration>) -> (f64, f64) {
    times.sort_unstable();
    let at = |share: usize| times[(times.len() - 1) * share / 100].as_secs_f64() * 1000.0;
    (at(50), at(99))
}

fn branch() -> Vec<Event> {
    let heads = || (1..=3).map(|n| Heads { shift: ShiftId(n), heads: 1 }).collect();
    let posts = (1..=POSTS).map(|n| {
        let post = Post { name: format!("畜牧局家属院{n}"), heads: heads(), ..Post::default() };
        Event::Post(Change { id: PostId(n), was: None, is: Some(post) })
    });
    let members = (1..=MEMBERS).map(|n| {
        let member = Member { name: format!("赵建{n}"), phone: Some("13800000001".into()), ..Member::default() };
        Event::Member(Change { id: MemberId(n), was: None, is: Some(member) })
    });
    posts.chain(members).collect()
}

fn plan() -> Vec<Event> {
    let first = NOW.date(Zone::Asia__Shanghai);
    let slots = (0..28).flat_map(|d| (1..=POSTS).flat_map(move |p| (1..=3).map(move |s| (d, p, s))));
    slots
        .map(|(day, post, shift)| {
            let date = time::days_after(first, day - 14);
            let slot = Slot { post: PostId(post), date, shift: ShiftId(shift) };
            let member = MemberId((post * 3 + shift + day as u32) % MEMBERS + 1);
            let id = AssignmentId { slot, member };
            Event::Assignment(Change { id, was: None, is: Some(Assignment::default()) })
        })
        .collect()
}

/// The handover number `n` (from 0) at the posts in turn, eight hours apart at each, the last one at `NOW`.
fn handover(n: u64, of: u64) -> Vec<Event> {
    let post = PostId((n % u64::from(POSTS)) as u32 + 1);
    let round = n / u64::from(POSTS);
    let at = NOW - (((of - 1) / u64::from(POSTS) - round) * 8 * HOUR as u64) as i64;
    let who = |round: u64| MemberId(((round * 22 + n % u64::from(POSTS)) % u64::from(MEMBERS)) as u32 + 1);
    let presence = |round, on, off| Presence { post, member: who(round), on, off, away: vec![], corrected: vec![] };
    let mut events = Vec::new();
    if round > 0 {
        let on = at - 8 * HOUR;
        let id = PresenceId((n - u64::from(POSTS)) as u32 + 1);
        let (was, is) = (presence(round - 1, on, None), presence(round - 1, on, Some(at)));
        events.push(Event::Presence(Change { id, was: Some(was), is: Some(is) }));
    }
    events.push(Event::Presence(Change {
        id: PresenceId(n as u32 + 1),
        was: None,
        is: Some(presence(round, at, None)),
    }));
    let out = if round > 0 { vec![who(round - 1)] } else { vec![] };
    let is = Handover { post, at, out, relief: vec![who(round)], note: None };
    events.push(Event::Handover(Change { id: HandoverId(n as u32 + 1), was: None, is: Some(is) }));
    events
}

fn filled(dir: &Path, entries: u64) {
    let named = Branch { name: "八一西街社区临时党支部".into(), ..Branch::default() };
    let mut opened = Store::init(dir, &holder(), "赵建群", named).unwrap();
    let mut roster = opened.roster.clone();
    let mut waiting = Vec::new();
    for n in 0..entries {
        let events = if n == 0 { [branch(), plan()].concat() } else { handover(n - 1, entries - 1) };
        events.iter().for_each(|e| apply(&mut roster, e));
        let at = NOW - (entries - n) as i64 * 8 * HOUR / i64::from(POSTS);
        waiting.push(Arc::new(Entry { seq: n + 2, at, by: "赵建群".into(), key: None, undoes: None, events }));
        if waiting.len() == 1000 || n + 1 == entries {
            opened.store.append(&waiting).unwrap();
            opened.store.show(roster.ids);
            waiting.clear();
        }
    }
    opened.store.note_head();
}

fn opening(dir: &Path) {
    filled(dir, ENTRIES);
    let size = std::fs::metadata(dir.join("journal.jsonl")).unwrap().len() as f64 / 1e6;
    say("journal of 100,000 handovers", format!("{size:.0} MB"), "");
    let open = || {
        let start = Stopwatch::now();
        let opened = Store::open(dir, &holder()).unwrap();
        let time = start.elapsed();
        assert!(opened.notices.is_empty(), "{:?}", opened.notices);
        (time, opened)
    };
    let (_, opened) = open();
    let roster = &opened.roster;
    say("  presences in the roster", roster.presences.len().to_string(), "");
    drop(opened);
    let (mid, slow) = spread((0..15).map(|_| open().0).collect());
    say("  open to roster, median", format!("{mid:.0} ms"), "≤ ~100 ms");
    say("  open to roster, slowest of 15", format!("{slow:.0} ms"), "");
    let first_frame = || {
        let start = Stopwatch::now();
        let desk = Desk::start(Store::open(dir, &holder()).unwrap(), Clock::starting_at(NOW));
        let mut time = Duration::ZERO;
        with_sessions(desk.clone(), 1, || time = start.elapsed());
        desk.close();
        time
    };
    let (mid, slow) = spread((0..15).map(|_| first_frame()).collect());
    say("  open to first frame, median / slowest of 15", format!("{mid:.0} / {slow:.0} ms"), "≤ 150 ms");
    let start = Stopwatch::now();
    let read = store::read(dir).unwrap();
    say("  read without a lock (the whole history)", format!("{:.0} ms", start.elapsed().as_secs_f64() * 1e3), "");
    assert_eq!(read.entries, ENTRIES + 1);
    drop(read);
    std::fs::remove_dir_all(dir.join("board.sled")).unwrap();
    let start = Stopwatch::now();
    let opened = Store::open(dir, &holder()).unwrap();
    say("  open with the view made anew", format!("{:.0} ms", start.elapsed().as_secs_f64() * 1e3), "");
    drop(opened);
}

/// Handovers through the desk, entries appended to a store by themselves, and as many bytes to a bare file: in short
/// blocks by turns, so that all meet the same disk and each comes after its like.
fn durable(dir: &Path) {
    filled(&dir.join("desk"), 1000);
    filled(&dir.join("store"), 1000);
    let bare = std::fs::File::create(dir.join("bare")).unwrap();
    let mut store = Store::open(&dir.join("store"), &holder()).unwrap().store;
    let desk = Desk::start(Store::open(&dir.join("desk"), &holder()).unwrap(), Clock::starting_at(NOW + DAY));
    let (mut ours, mut seen, mut appends, mut bares) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    let timed = |times: &mut Vec<Duration>, work: &mut dyn FnMut()| {
        std::thread::sleep(Duration::from_millis(10)); // a person's hand is no quicker
        let start = Stopwatch::now();
        work();
        times.push(start.elapsed());
    };
    for n in 0..400u32 {
        let request = next_handover(&desk, PostId(n % POSTS + 1));
        let mut seq = 0;
        timed(&mut ours, &mut || seq = desk.record(request.clone()).unwrap().entry.seq);
        while desk.published().borrow().seq < seq {
            std::thread::yield_now();
        }
        let request = next_handover(&desk, PostId((n + 5) % POSTS + 1));
        timed(&mut seen, &mut || drop(desk.submit_blocking(request.clone()).unwrap()));
        if n % 10 < 9 {
            continue;
        }
        let published = desk.published().borrow().clone();
        for entry in published.recent.iter().rev().take(10) {
            let entry = [Arc::new(Entry { seq: store.head().seq + 1, ..Entry::clone(entry) })];
            timed(&mut appends, &mut || store.append(&entry).unwrap());
        }
        for _ in 0..10 {
            timed(&mut bares, &mut || {
                (&bare).write_all(&[b'x'; 900]).unwrap();
                bare.sync_data().unwrap();
            });
        }
    }
    desk.close();
    let tell = |what: &str, times: Vec<Duration>| {
        let (mid, slow) = spread(times);
        say(what, format!("{mid:.2} / {slow:.2} ms"), "");
        mid
    };
    tell("write + fdatasync on a bare file, median / p99", bares);
    let append = tell("the store's own durable append, median / p99", appends);
    let full = tell("handover to durable, median / p99", ours);
    say("  ratio of the medians, handover to append", format!("{:.2}", full / append), "≤ 1.3");
    tell("handover to published, median / p99", seen);
}

/// Somebody who is free takes over at the post.
fn next_handover(desk: &Desk, post: PostId) -> Request {
    let roster = desk.published().borrow().roster.clone();
    let free = roster.members.keys().find(|m| roster.on_duty(**m).is_none()).copied().unwrap();
    let what = Do::Handover { post, out: None, relief: Some(vec![free]), note: None, in_place_of: vec![] };
    Request { by: "赵建群".into(), key: None, command: Command::new(what) }
}

fn memory(dir: &Path) {
    filled(dir, 28 * 3 * u64::from(POSTS));
    let alone = std::process::Command::new(std::env::current_exe().unwrap()).env(OPEN_ONLY, dir).output().unwrap();
    let figures = String::from_utf8_lossy(&alone.stdout).to_string();
    let mut figures = figures.lines().map(str::to_string);
    let mut tell = |what, budget| say(what, figures.next().unwrap(), budget);
    tell("11 posts × 28 days × 40 people: resident with the desk", "");
    tell("  with the first session's frame drawn", "≤ 40 MB");
    tell("  a further session at 120×36", "≤ 1 MB");
}

/// VmRSS in MB.
fn resident() -> f64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find(|l| l.starts_with("VmRSS")).unwrap();
    line.split_whitespace().nth(1).unwrap().parse::<f64>().unwrap() / 1024.0
}
