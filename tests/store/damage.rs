//! Flipped bits, cut tails, zeroed and deleted pieces, in the journal and in sled: every damage is mended or named.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use lunban::domain::Roster;
use lunban::store::{self, Fault, Notice, Store};

use crate::kit::*;
use crate::sim::Dice;
use crate::view::copy;

/// A store in which something happened, closed.
fn lived_in(dir: &Path) -> Roster {
    let desk = desk(dir, 3, 6);
    for n in 0..12u32 {
        let (post, member) = (n % 3 + 1, n % 6 + 1);
        desk.submit_blocking(keyed(&format!("on{n}"), on(post, member))).unwrap();
        desk.submit_blocking(keyed(&format!("note{n}"), note(&format!("第{n}条，一切正常")))).unwrap();
        desk.submit_blocking(keyed(&format!("off{n}"), off(post, member))).unwrap();
    }
    let roster = desk.published().borrow().roster.clone();
    desk.close();
    roster
}

/// Does one harm to a file's bytes; says which and where.
fn harm(bytes: &mut Vec<u8>, dice: &mut Dice) -> (&'static str, usize) {
    let at = dice.below(bytes.len());
    let end = (at + 1 + dice.below(2000)).min(bytes.len());
    match dice.below(5) {
        0 => {
            bytes[at] ^= 1 << dice.below(8);
            ("flip", at)
        }
        1 => {
            bytes.truncate(at);
            ("cut", at)
        }
        2 => {
            bytes[at..end].fill(0);
            ("zero", at)
        }
        3 => {
            bytes.drain(at..end);
            ("delete", at)
        }
        _ => {
            let piece = bytes[at..end].to_vec();
            bytes.splice(at..at, piece);
            ("double", at)
        }
    }
}

fn rounds(short: usize, long: usize) -> usize {
    if std::env::var_os("LUNBAN_LONG").is_some() { long } else { short }
}

/// Every file of the view that has bytes in it.
fn files(dir: &Path, out: &mut Vec<PathBuf>) {
    for item in std::fs::read_dir(dir).unwrap() {
        let item = item.unwrap();
        match item.file_type().unwrap().is_dir() {
            true => files(&item.path(), out),
            false if item.metadata().unwrap().len() > 0 => out.push(item.path()),
            false => {}
        }
    }
}

#[test]
fn every_harm_to_the_journal_is_named_and_nothing_is_changed_then() {
    let dir = tempfile::tempdir().unwrap();
    let whole = dir.path().join("whole");
    let roster = lived_in(&whole);
    let journal = std::fs::read(whole.join("journal.jsonl")).unwrap();
    let mut named: BTreeMap<&str, usize> = BTreeMap::new();
    for seed in 0..rounds(150, 5000) {
        let dice = &mut Dice::new(seed as u64);
        let mut bytes = journal.clone();
        let (what, at) = harm(&mut bytes, dice);
        if bytes == journal {
            continue;
        }
        let path = whole.join("journal.jsonl");
        std::fs::write(&path, &bytes).unwrap();
        let case = format!("seed {seed}: {what} at {at}");
        let read = store::read(&whole).map(|r| r.head);
        let opened = Store::open(&whole, &holder()).map(|_| ());
        let fault = opened.expect_err(&case);
        assert_eq!(fault.exit_code(), 4, "{case}: {fault}");
        assert_eq!(read, Err(fault.clone()), "{case}");
        assert_eq!(store::check(&whole).unwrap().problems, vec![fault.clone()], "{case}");
        assert_eq!(std::fs::read(&path).unwrap(), bytes, "{case}");
        if let ("flip", Fault::Damaged { line, .. }) = (what, &fault) {
            let before = journal[..at].iter().filter(|b| **b == b'\n').count() as u64;
            assert_eq!(*line, before + 1, "{case}");
        }
        *named.entry(fault.code()).or_default() += 1;
    }
    std::fs::write(whole.join("journal.jsonl"), &journal).unwrap();
    assert_same(&Store::open(&whole, &holder()).unwrap().roster, &roster);
    assert!(named.contains_key("journal_damaged") && named.contains_key("entries_lost"), "{named:?}");
}

#[test]
fn a_journal_that_is_gone_is_named() {
    let dir = tempfile::tempdir().unwrap();
    lived_in(dir.path());
    std::fs::remove_file(dir.path().join("journal.jsonl")).unwrap();
    let gone = Fault::JournalGone { to: 38 };
    assert_eq!(Store::open(dir.path(), &holder()).err(), Some(gone.clone()));
    assert_eq!(Store::create(dir.path(), &holder()).err(), Some(gone.clone()));
    assert_eq!(store::read(dir.path()).unwrap_err(), gone);
    assert!(!dir.path().join("journal.jsonl").exists());
}

#[test]
fn every_harm_to_the_view_is_mended_or_put_aside() {
    let dir = tempfile::tempdir().unwrap();
    let whole = dir.path().join("whole");
    let roster = lived_in(&whole);
    let mut paths = Vec::new();
    files(&whole.join("board.sled"), &mut paths);
    let mut outcomes: BTreeMap<&str, usize> = BTreeMap::new();
    for seed in 0..rounds(60, 1500) {
        let dice = &mut Dice::new(seed as u64 + 77);
        let case = dir.path().join(format!("case{seed}"));
        copy(&whole, &case);
        let path = &paths[dice.below(paths.len())];
        let path = case.join(path.strip_prefix(&whole).unwrap());
        let mut bytes = std::fs::read(&path).unwrap();
        let told = format!("seed {seed}: {:?} in {}", harm(&mut bytes, dice), path.display());
        std::fs::write(&path, bytes).unwrap();
        let mut opened = Store::open(&case, &holder()).unwrap_or_else(|fault| panic!("{told}: {fault}"));
        assert_same(&opened.roster, &roster);
        for n in 0..12 {
            let entry = opened.store.with_key(&format!("note{n}")).unwrap();
            assert_eq!(entry.map(|e| e.seq), Some(n * 3 + 4), "{told}");
        }
        assert_same(&opened.store.load(NOW, NOW).unwrap(), &roster);
        *outcomes
            .entry(match opened.notices.first() {
                None => "unharmed or caught up",
                Some(Notice::ViewRebuilt { .. }) => "made anew",
                other => panic!("{told}: {other:?}"),
            })
            .or_default() += 1;
        drop(opened);
        std::fs::remove_dir_all(case).unwrap();
    }
    assert!(outcomes.contains_key("made anew"), "{outcomes:?}");
}

#[test]
fn a_head_that_is_empty_or_nonsense_counts_as_none() {
    let dir = tempfile::tempdir().unwrap();
    lived_in(dir.path());
    for text in ["", "{\"seq\":"] {
        std::fs::write(dir.path().join("head"), text).unwrap();
        assert_eq!(store::read(dir.path()).unwrap().notices, vec![Notice::HeadUnreadable]);
        assert_eq!(Store::open(dir.path(), &holder()).unwrap().notices, vec![Notice::HeadUnreadable]);
        assert_eq!(store::read(dir.path()).unwrap().notices, vec![], "the writer renews it");
    }
}

#[test]
fn a_replaced_entry_is_noticed_by_its_head() {
    let (dir, other) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    for (place, text) in [(dir.path(), "甲"), (other.path(), "乙")] {
        let desk = desk(place, 1, 1);
        desk.submit_blocking(request(note(text))).unwrap();
        desk.close();
    }
    std::fs::copy(other.path().join("journal.jsonl"), dir.path().join("journal.jsonl")).unwrap();
    assert_eq!(store::read(dir.path()).unwrap_err(), Fault::Replaced { seq: 3 });
    assert_eq!(Store::open(dir.path(), &holder()).err(), Some(Fault::Replaced { seq: 3 }));
}

#[test]
fn a_torn_end_is_cut_off_kept_and_told() {
    let dir = tempfile::tempdir().unwrap();
    let roster = lived_in(dir.path());
    let path = dir.path().join("journal.jsonl");
    let mut journal = std::fs::read(&path).unwrap();
    let length = journal.len();
    journal.extend_from_slice("{\"seq\":39,\"at\":\"2022-04".as_bytes());
    std::fs::write(&path, &journal).unwrap();
    let read = store::read(dir.path()).unwrap();
    assert_eq!(read.notices, vec![Notice::Torn]);
    assert_same(&read.roster, &roster);
    let opened = Store::open(dir.path(), &holder()).unwrap();
    let [Notice::TornCut { kept }] = &opened.notices[..] else { panic!("{:?}", opened.notices) };
    assert_eq!(std::fs::read(kept).unwrap(), &journal[length..]);
    assert_eq!(std::fs::metadata(&path).unwrap().len() as usize, length);
}

#[test]
fn damage_can_be_accepted_and_what_is_lost_is_recorded() {
    let dir = tempfile::tempdir().unwrap();
    lived_in(dir.path());
    assert_eq!(store::accept_loss(dir.path(), &holder(), "赵建群").err(), Some(Fault::NothingLost));
    let path = dir.path().join("journal.jsonl");
    let text = std::fs::read_to_string(&path).unwrap();
    std::fs::write(&path, text.replace("第5条", "第六条")).unwrap();
    let Err(Fault::Damaged { line, .. }) = Store::open(dir.path(), &holder()) else { panic!("opened damaged") };
    let opened = store::accept_loss(dir.path(), &holder(), "赵建群").unwrap();
    let last = opened.recent.last().unwrap().clone();
    assert_eq!(last.events, vec![lunban::domain::Event::LossAccepted { from: line, to: 38 }]);
    assert_eq!((last.seq, last.by.as_str()), (39, "赵建群"));
    let seqs: Vec<u64> = opened.recent.iter().map(|e| e.seq).collect();
    assert_eq!(seqs, (1..line).chain([39]).collect::<Vec<_>>());
    let kept = std::fs::read_dir(dir.path()).unwrap().flatten().map(|i| i.path().join("journal.lost"));
    assert!(kept.into_iter().any(|p| p.exists()), "what was cut off is kept");
}

#[test]
fn a_journal_of_a_newer_version_is_left_alone() {
    let dir = tempfile::tempdir().unwrap();
    lived_in(dir.path());
    let path = dir.path().join("journal.jsonl");
    let whole = std::fs::read_to_string(&path).unwrap();
    let last = whole.lines().last().unwrap();
    let changes = [
        ("\"v\":1,", "\"v\":2,"),
        ("\"what\":\"presence\"", "\"what\":\"briefing\""),
        ("\"by\":", "\"mood\":1,\"by\":"),
    ];
    for (old, new) in changes {
        let body = last.split(",\"hash\":").next().unwrap().replace(old, new);
        let hash = blake3::hash(body.as_bytes()).to_hex();
        let newer = whole.replace(last, &format!("{body},\"hash\":\"{hash}\"}}"));
        std::fs::write(&path, &newer).unwrap();
        std::fs::remove_file(dir.path().join("head")).ok();
        let _ = std::fs::remove_dir_all(dir.path().join("board.sled"));
        let fault = Store::open(dir.path(), &holder()).err().unwrap();
        assert!(matches!(fault, Fault::Newer { .. }), "{fault:?}");
        assert_eq!((fault.exit_code(), fault.code()), (1, "newer_version"));
        assert!(matches!(store::read(dir.path()), Err(Fault::Newer { line: 38, .. })));
        assert_eq!(std::fs::read_to_string(&path).unwrap(), newer);
    }
}

#[test]
fn a_long_journal_is_checked_in_halves_and_the_damaged_line_is_named_all_the_same() {
    let dir = tempfile::tempdir().unwrap();
    let desk = desk(dir.path(), 1, 1);
    for n in 0..250 {
        desk.submit_blocking(request(note(&format!("{n}：{}", "长".repeat(1900))))).unwrap();
    }
    desk.close();
    let path = dir.path().join("journal.jsonl");
    let whole = std::fs::read(&path).unwrap();
    assert!(whole.len() > 1 << 20);
    assert_eq!(Store::open(dir.path(), &holder()).unwrap().recent.len(), 252);
    for share in [1, 30, 49, 50, 51, 80, 99] {
        let mut bytes = whole.clone();
        let at = whole.len() * share / 100;
        bytes[at] ^= 1;
        std::fs::write(&path, &bytes).unwrap();
        let line = whole[..at].iter().filter(|b| **b == b'\n').count() as u64 + 1;
        match Store::open(dir.path(), &holder()).err() {
            Some(Fault::Damaged { line: named, .. }) => assert_eq!(named, line, "at {share} %"),
            other => panic!("{other:?}"),
        }
    }
}
