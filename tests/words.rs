//! What people read: findings, refusals, reasons and entries in both languages, whole and without loose ends.

use lunban::domain::candidate::Reason;
use lunban::domain::coverage::Status;
use lunban::domain::event::{Change, Event, apply};
use lunban::domain::finding::{Finding, Kind, Level, Severity};
use lunban::domain::refusal::{FileFault, Refusal};
use lunban::domain::time::{HOUR, Instant, MINUTE};
use lunban::domain::*;
use lunban::locale::{self, Lang, describe, finding, finding_short, reason, refusal};
use lunban::store;

/// 2022-04-18T22:40+08:00.
const NOW: Instant = Instant(1_650_292_800);
const ANIMAL: PostId = PostId(1);
const CANAL: PostId = PostId(2);
const GAO: MemberId = MemberId(1);
const SONG: MemberId = MemberId(2);
const NIGHT: ShiftId = ShiftId(3);

fn new<K, V>(id: K, is: V) -> Change<K, V> {
    Change { id, was: None, is: Some(is) }
}

fn roster() -> Roster {
    let mut roster = Roster::default();
    let post = |name: &str, short: &str| Post { name: name.into(), short: Some(short.into()), ..Post::default() };
    let member = |name: &str| Member { name: name.into(), ..Member::default() };
    for event in [
        Event::Post(new(ANIMAL, post("动物检疫站家属院", "动物检疫站"))),
        Event::Post(new(CANAL, post("大渠家属院", "大渠"))),
        Event::Member(new(GAO, member("高永和"))),
        Event::Member(new(SONG, member("宋岩"))),
    ] {
        apply(&mut roster, &event);
    }
    roster
}

fn plain(kind: Kind, severity: Severity) -> Finding {
    Finding {
        kind,
        severity,
        level: Level::Red,
        post: Some(CANAL),
        members: vec![GAO],
        date: None,
        shift: None,
        from: NOW - 40 * MINUTE,
        to: NOW,
        minutes: Some(520),
        days: None,
        short_by: None,
    }
}

fn night_gap() -> Finding {
    let date = NOW.date(Zone::Asia__Shanghai);
    Finding {
        post: Some(ANIMAL),
        members: vec![],
        date: Some(date),
        shift: Some(NIGHT),
        to: NOW - 40 * MINUTE + 8 * HOUR,
        minutes: Some(480),
        short_by: Some(1),
        ..plain(Kind::Gap, Severity::Now)
    }
}

#[test]
fn the_two_things_that_go_wrong_are_said_short_and_concrete() {
    let roster = roster();
    let zh = |f: &Finding| finding(Lang::Zh, &roster, NOW, f);
    let en = |f: &Finding| finding(Lang::En, &roster, NOW, f);
    assert_eq!(zh(&night_gap()), "动物检疫站家属院 夜班 无人 已 40 分钟");
    assert_eq!(en(&night_gap()), "动物检疫站家属院 夜班: nobody there for 40 min");
    let overlong = Finding { from: NOW - 40 * MINUTE, ..plain(Kind::Overlong, Severity::Now) };
    assert_eq!(zh(&overlong), "高永和 大渠家属院 连续 8 小时 40 分，超时 40 分钟");
    assert_eq!(en(&overlong), "高永和 at 大渠家属院: on for 8 h 40 min, 40 min over");
    let waiting = Finding { minutes: Some(40), ..plain(Kind::WaitingForRelief, Severity::Now) };
    assert_eq!(zh(&waiting), "大渠家属院 高永和 待接班 已 40 分钟");
}

#[test]
fn a_gap_says_nobody_only_when_nobody_is_there() {
    let mut roster = roster();
    let there = Presence { post: ANIMAL, member: SONG, on: NOW - HOUR, off: None, away: vec![], corrected: vec![] };
    apply(&mut roster, &Event::Presence(new(PresenceId(1), there.clone())));
    assert_eq!(finding(Lang::Zh, &roster, NOW, &night_gap()), "动物检疫站家属院 夜班 缺 1 人 已 40 分钟");
    let away = Away { from: NOW - MINUTE, to: None, by: None, brought: false };
    let out = Presence { away: vec![away], ..there.clone() };
    apply(&mut roster, &Event::Presence(Change { id: PresenceId(1), was: Some(there), is: Some(out) }));
    assert_eq!(finding(Lang::Zh, &roster, NOW, &night_gap()), "动物检疫站家属院 夜班 无人 已 40 分钟");
}

#[test]
fn what_lies_ahead_says_when() {
    let roster = roster();
    let zone = Zone::Asia__Shanghai;
    let gap = |from: Instant, to: Instant| Finding {
        severity: Severity::Later,
        date: Some(from.date(zone)),
        from,
        to,
        ..night_gap()
    };
    let start = NOW - 40 * MINUTE + 48 * HOUR;
    let said = |f: &Finding| finding(Lang::Zh, &roster, NOW, f);
    assert_eq!(said(&gap(start, start + 8 * HOUR)), "动物检疫站家属院 4月20日 夜班 缺 1 人");
    assert_eq!(said(&gap(start, start + HOUR)), "动物检疫站家属院 4月20日 夜班 22:00–23:00 缺 1 人");
    let week = Finding { post: None, minutes: Some(45 * 60), ..plain(Kind::WeekHours, Severity::Later) };
    assert_eq!(said(&week), "高永和 4月18日 起一周 45 小时，上限 44 小时");
}

#[test]
fn every_kind_in_every_severity_is_a_whole_sentence_in_both_languages() {
    let roster = roster();
    for (kind, _) in Kind::ALL {
        for severity in [Severity::Now, Severity::Soon, Severity::Later, Severity::Past] {
            let f = Finding {
                date: Some(NOW.date(Zone::Asia__Shanghai)),
                shift: Some(NIGHT),
                days: Some(7),
                short_by: Some(1),
                ..plain(kind, severity)
            };
            for lang in [Lang::Zh, Lang::En] {
                for said in [finding(lang, &roster, NOW, &f), finding_short(lang, &roster, NOW, &f)] {
                    whole(&said);
                    assert!(said.contains("高永和") || kind == Kind::Gap, "{said}");
                }
                whole(locale::kind(lang, kind));
                whole(locale::what_to_do(lang, kind));
                whole(locale::severity(lang, severity));
            }
        }
    }
    for lang in [Lang::Zh, Lang::En] {
        use Status::*;
        [NoDemand, Covered, Planned, Borrowed, Unmarked, Gap].iter().for_each(|s| whole(locale::status(lang, *s)));
        [Level::Red, Level::Amber].iter().for_each(|l| whole(locale::level(lang, *l)));
        Role::ALL.iter().for_each(|(_, r)| whole(locale::role(lang, *r)));
    }
}

#[test]
fn every_refusal_says_why_and_what_to_do() {
    let roster = roster();
    let slot = Slot { post: CANAL, date: NOW.date(Zone::Asia__Shanghai), shift: NIGHT };
    let (name, near) = ("大渠院".to_string(), vec!["大渠家属院".to_string()]);
    let (member, post, item) = (GAO, CANAL, 7);
    let file = |what| Refusal::File { line: 12, column: 3, what };
    let all = [
        Refusal::UnknownPost { name: name.clone(), near: near.clone() },
        Refusal::UnknownMember { name: name.clone(), near: vec![] },
        Refusal::UnknownShift { code: "晚".into(), near: vec!["早".into(), "中".into(), "夜".into()] },
        Refusal::UnknownItem { item },
        Refusal::InFuture { at: NOW + HOUR },
        Refusal::OutOfRange,
        Refusal::OffBeforeOn { member, on: NOW },
        Refusal::OnDuty { member, post, since: NOW - 8 * HOUR },
        Refusal::Overlaps { member, post, on: NOW - HOUR, off: None },
        Refusal::NotOnDuty { member, post },
        Refusal::NobodyToHandOver { post },
        Refusal::AlreadyAway { member, since: NOW },
        Refusal::NotAway { member, post },
        Refusal::CoversHimself { member },
        Refusal::AlreadyAssigned { member, slot },
        Refusal::NotAssigned { member, slot },
        Refusal::PartOutside { slot },
        Refusal::AlreadyClosed { item },
        Refusal::NoPresence { member, post, on: NOW },
        Refusal::TextMissing,
        Refusal::TextTooLong { length: 10_000, limit: 2_000 },
        Refusal::EmptySpan,
        Refusal::AwayOutside { member, from: NOW, to: None },
        Refusal::BackBeforeAway { member, since: NOW },
        Refusal::ClosedBeforeOpened { item, opened: NOW },
        Refusal::NothingChanges,
        Refusal::Stale,
        Refusal::InUse { name: name.clone() },
        Refusal::NameTaken { name: name.clone() },
        Refusal::Dangling { kind: "post", number: 9 },
        Refusal::ShiftsOverlap { a: "早".into(), b: "中".into() },
        Refusal::SlotLost { member, slot },
        Refusal::SlotsLost { count: 2, first: vec![AssignmentId { slot, member }] },
        Refusal::NothingToUndo,
        Refusal::Founded,
        Refusal::NothingToRedo,
        Refusal::ChangedSince { by: "王芳".into(), at: NOW },
        Refusal::NoBranch,
        file(FileFault::Syntax("expected newline".into())),
        file(FileFault::UnknownKey { key: "nmae".into(), near: vec!["name".into()] }),
        file(FileFault::UnknownName { kind: "member", name, near }),
        file(FileFault::TooMany { kind: "member", limit: 20_000 }),
        file(FileFault::NoBranch),
    ];
    for r in &all {
        for lang in [Lang::Zh, Lang::En] {
            let said = refusal(lang, &roster, r);
            whole(&said.message);
            whole(&said.hint);
            assert_eq!(said.code, r.code());
        }
    }
    let said = |r: &Refusal| refusal(Lang::Zh, &roster, r).to_string();
    assert_eq!(said(&all[0]), "没有值守点“大渠院” — 是不是：大渠家属院？");
    assert_eq!(said(&all[7]), "高永和 正在大渠家属院在岗，4月18日 14:40 起 — 先在那里下岗或交接，再到这里上岗");
    assert!(said(&file(FileFault::PartOutside)).starts_with("第 12 行第 3 列："));
}

#[test]
fn reasons_name_the_place_and_the_time() {
    let roster = roster();
    let said = |r| reason(Lang::Zh, &roster, NOW, &r);
    assert_eq!(said(Reason::Rested(19 * HOUR)), "已休息 19 小时");
    assert_eq!(said(Reason::OnAgain { post: CANAL, at: NOW + 7 * HOUR + 20 * MINUTE }), "4月19日 06:00 又在大渠上岗");
    let ill = Reason::Unavailable { until: Some(NOW + 24 * HOUR), why: Some("病假".into()) };
    assert_eq!(said(ill), "4月19日 22:40 前不能上岗 病假");
    assert_eq!(reason(Lang::En, &roster, NOW, &Reason::Overlong(16 * HOUR)), "would be on for 16 h");
}

#[test]
fn an_entry_is_told_in_one_line_and_so_is_taking_it_back() {
    let roster = roster();
    let on = NOW - 8 * HOUR - 40 * MINUTE;
    let gao = Presence { post: CANAL, member: GAO, on, off: None, away: vec![], corrected: vec![] };
    let song = Presence { member: SONG, on: NOW - 40 * MINUTE, ..gao.clone() };
    let gone = Presence { off: Some(NOW - 40 * MINUTE), ..gao.clone() };
    let handover = Handover {
        post: CANAL,
        at: NOW - 40 * MINUTE,
        out: vec![GAO],
        relief: vec![SONG],
        note: Some("出租车司机十一点回来".into()),
    };
    let events = vec![
        Event::Presence(Change { id: PresenceId(1), was: Some(gao), is: Some(gone) }),
        Event::Presence(new(PresenceId(2), song)),
        Event::Handover(new(HandoverId(1), handover)),
    ];
    let entry = Entry { seq: 41, at: NOW, by: "赵建群".into(), key: None, undoes: None, events };
    let told = "大渠家属院 22:00 交接：高永和 → 宋岩，出租车司机十一点回来";
    assert_eq!(describe(Lang::Zh, &roster, &entry), told);
    let back = entry.events.iter().rev().filter_map(Event::inverse).collect();
    let undo = Entry { seq: 42, undoes: Some(41), events: back, ..entry.clone() };
    assert_eq!(locale::taken_back(Lang::Zh, &roster, &undo, &entry, false), format!("撤销：{told}"));
    assert_eq!(describe(Lang::Zh, &roster, &undo), format!("撤回第 41 条：{told}"));
    let redo = Entry { seq: 43, undoes: Some(42), ..entry.clone() };
    assert_eq!(locale::taken_back(Lang::Zh, &roster, &redo, &undo, true), format!("重做：{told}"));
    let undo = Entry { seq: 44, undoes: Some(43), ..undo };
    assert_eq!(locale::taken_back(Lang::Zh, &roster, &undo, &redo, false), format!("撤销：{told}"));
}

#[test]
fn in_chinese_nothing_the_store_or_a_parser_says_is_an_english_sentence() {
    use std::io::{Error, ErrorKind};
    use store::{Broken, Damage, Doing, Fault, Notice, Unsound, Witness};
    let zone = Zone::Asia__Shanghai;
    let words = || "corrupted data encountered at offset 17".to_string();
    let path = || std::path::PathBuf::from("/s/board.sled");
    let mut faults = vec![
        Fault::Unwritable { why: words() },
        Fault::Newer { line: 3, what: words() },
        Fault::Damaged { line: 3, what: Damage::Hash },
        Fault::Lost { from: 3, to: 5, witness: Witness::View },
        Fault::Closed,
    ];
    for kind in [ErrorKind::StorageFull, ErrorKind::PermissionDenied, ErrorKind::Other, ErrorKind::TimedOut] {
        let of = |doing| Fault::io(doing, &path(), &Error::new(kind, words()));
        faults.extend([Doing::Read, Doing::Write, Doing::Record].map(of));
    }
    let journal = Unsound::Journal(Box::new(Fault::Damaged { line: 3, what: Damage::Shape }));
    for why in [Unsound::Packing(words()), Unsound::Torn, Unsound::Empty, journal] {
        faults.push(Fault::BadBackup { file: path(), why });
    }
    let mut notices = vec![Notice::HeadUnreadable, Notice::Torn, Notice::TornCut { kept: path() }];
    for why in [Broken::Files(words()), Broken::Records, Broken::Format, Broken::Other] {
        let kept = path();
        notices.push(Notice::ViewRebuilt { why: why.clone(), kept });
        notices.extend([Notice::NoView { why: why.clone() }, Notice::ViewUnusable { why }]);
    }
    notices.push(Notice::BackupFailed(Fault::io(Doing::Write, &path(), &Error::other(words()))));
    for lang in [Lang::Zh, Lang::En] {
        let of_faults = faults.iter().map(|f| f.said(lang, zone)).flat_map(|s| [s.message, s.hint]);
        let said: Vec<String> = of_faults.chain(notices.iter().map(|n| n.words(lang, zone))).collect();
        said.iter().for_each(|s| whole(s));
        if lang == Lang::Zh {
            said.iter().for_each(|s| chinese(s));
        }
    }
    let roster = roster();
    let file = Refusal::File { line: 12, column: 3, what: FileFault::Syntax(words()) };
    chinese(&refusal(Lang::Zh, &roster, &file).message);
    let keys = lunban::command::Keymap::from_toml("handover = [").unwrap_err();
    chinese(&keys.in_words(Lang::Zh));
}

/// Outside brackets, where what a library said may stand for those who help, and outside commands, no English runs on.
fn chinese(said: &str) {
    let mut depth = 0;
    let bare: String = said
        .chars()
        .filter(|c| {
            depth += i32::from(*c == '（') - i32::from(*c == '）');
            depth == 0
        })
        .collect();
    let words = bare.split(' ').map(|w| !w.is_empty() && w.chars().all(|c| c.is_ascii_lowercase()) && w != "lunban");
    let words: Vec<bool> = words.collect();
    assert!(!words.windows(2).any(|w| w == [true, true]), "{said}");
    assert!(said.chars().any(|c| c >= '\u{4e00}'), "{said}");
}

/// Nothing is left to fill in, nothing is missing, nothing is doubled.
fn whole(said: &str) {
    assert!(!said.is_empty() && said.trim() == said, "{said:?}");
    assert!(!said.contains(['{', '}', '⁇', '\n']) && !said.contains("  "), "{said:?}");
}
