//! Each bad file: the place of its fault (marked by ‸ in the text) and what is wrong.

use lunban::domain::refusal::FileFault::{self, *};
use lunban::domain::*;
use lunban::locale::{Lang, refusal};

use crate::{WHOLE, branch, refused};

const HEAD: &str = "[branch]\nname = \"b\"\n[[unit]]\nname = \"市场局\"\n[[post]]\nname = \"大渠家属院\"\n[[member]]\nname = \"王芳\"\n\
    [[member]]\nname = \"王涛\"\n";

/// A file of `HEAD` and `rest` is refused at the mark with `what`.
fn fault(rest: &str, what: FileFault) {
    let marked = format!("{HEAD}{rest}");
    let before = marked.split('‸').next().unwrap();
    let place = (before.matches('\n').count() + 1, before.chars().rev().take_while(|c| *c != '\n').count() + 1);
    let (line, column, found) = refused(&Roster::default(), &marked.replace('‸', ""));
    assert_eq!(((line, column), found), (place, what), "{rest}");
}

fn bad(key: &str, expected: &str) -> FileFault {
    BadValue { key: key.into(), expected: expected.into() }
}

fn unknown(kind: &'static str, name: &str, near: &[&str]) -> FileFault {
    UnknownName { kind, name: name.into(), near: near.iter().map(|n| n.to_string()).collect() }
}

fn twice(kind: &'static str, name: &str) -> FileFault {
    Twice { kind, name: name.into() }
}

fn key(key: &str, near: &[&str]) -> FileFault {
    UnknownKey { key: key.into(), near: near.iter().map(|n| n.to_string()).collect() }
}

fn missing(key: &str) -> FileFault {
    MissingKey { key: key.into() }
}

#[test]
fn unknown_keys_are_named_with_the_nearest() {
    fault("[[member]]\n‸nmae = \"李\"\n", key("nmae", &["name"]));
    fault("[[member]]\nname = \"李\"\n‸leavs = 2022-04-30\n", key("leavs", &["leaves"]));
    fault("[[‸members]]\nname = \"李\"\n", key("members", &["member"]));
    fault("[rules]\n‸max_streach = \"8h\"\n", key("max_streach", &["max_stretch", "mark_grace", "max_week"]));
    fault(
        "[[post]]\nname = \"p\"\nsurge = [ { from = \"07:20\", to = \"08:10\", ‸extras = 1 } ]\n",
        key("extras", &["extra"]),
    );
    fault(
        "[[assignment]]\npost = \"大渠家属院\"\ndate = 2022-04-18\nshift = \"早\"\n‸member = \"王芳\"\n",
        key("member", &["members"]),
    );
}

#[test]
fn values_of_the_wrong_sort_say_what_is_expected() {
    fault("[[member]]\nname = ‸7\n", bad("name", "text"));
    fault("[[member]]\nname = ‸\"\\u200b \"\n", bad("name", "text"));
    fault("[[member]]\nname = \"李\"\nparty = ‸\"yes\"\n", bad("party", "bool"));
    fault("[[member]]\nname = \"李\"\njoins = ‸\"2022-04-13\"\n", bad("joins", "date"));
    fault("[[member]]\nname = \"李\"\njoins = ‸2022-04-13T00:00:00\n", bad("joins", "date"));
    fault("[[member]]\nname = \"李\"\nposts = ‸\"大渠家属院\"\n", bad("posts", "texts"));
    fault("[[member]]\nname = \"李\"\nposts = [\"大渠家属院\", ‸1]\n", bad("posts", "text"));
    fault("[[post]]\nname = \"p\"\nheads = { \"早\" = ‸-1 }\n", bad("heads", "number"));
    fault("[[post]]\nname = \"p\"\nheads = { \"早\" = ‸1.0 }\n", bad("heads", "number"));
    fault("[[post]]\nname = \"p\"\nheads = { \"早\" = ‸1001 }\n", bad("heads", "number"));
    fault("[[post]]\nname = \"p\"\nheads = ‸[1]\n", bad("heads", "table"));
    fault("[[shift]]\ncode = \"早\"\nstart = ‸\"6am\"\nend = \"14:00\"\n", bad("start", "wall_time"));
    fault("[[shift]]\ncode = \"早\"\nstart = \"06:00\"\nend = ‸\"24:00\"\n", bad("end", "wall_time"));
    fault("[rules]\nmax_stretch = ‸\"8 hours\"\n", bad("max_stretch", "duration"));
    fault("[rules]\nmax_stretch = ‸8\n", bad("max_stretch", "duration"));
    assert_eq!(refused(&Roster::default(), "presence = 3\n"), (1, 12, bad("presence", "tables")));
    assert_eq!(refused(&Roster::default(), "branch = []\n"), (1, 10, bad("branch", "table")));
}

#[test]
fn what_must_be_there_is_missed_at_its_table() {
    fault("‸[[member]]\nphone = \"1\"\n", missing("name"));
    fault("‸[[shift]]\ncode = \"白\"\nstart = \"06:00\"\n", missing("end"));
    fault("‸[[assignment]]\npost = \"大渠家属院\"\ndate = 2022-04-18\nshift = \"早\"\n", missing("members"));
    fault("‸[[presence]]\npost = \"大渠家属院\"\nmember = \"王芳\"\n", missing("on"));
    fault("[[post]]\nname = \"p\"\nsurge = [ ‸{ from = \"07:20\", to = \"08:10\" } ]\n", missing("extra"));
    assert_eq!(refused(&Roster::default(), "[[member]]\nname = \"李\"\n"), (1, 1, NoBranch));
    assert_eq!(refused(&Roster::default(), "").2, NoBranch);
    assert_eq!(refused(&Roster::default(), "\n[branch]\n"), (2, 1, missing("name")));
}

#[test]
fn unknown_names_are_named_with_the_nearest() {
    fault("[[member]]\nname = \"李\"\nunit = ‸\"市场\"\n", unknown("unit", "市场", &["市场局"]));
    fault("[[member]]\nname = \"李\"\nposts = [‸\"大渠\"]\n", unknown("post", "大渠", &["大渠家属院"]));
    fault("[[member]]\nname = \"李\"\nrole = ‸\"cader\"\n", unknown("role", "cader", &["cadre"]));
    fault("[[post]]\nname = \"p\"\ncompound = ‸\"x\"\n", unknown("compound", "x", &[]));
    fault("[[post]]\nname = \"p\"\nheads = { ‸\"晚\" = 1 }\n", unknown("shift", "晚", &[]));
    fault(
        "[[post]]\nname = \"p\"\nexcept = [ { date = 2022-04-20, shift = ‸\"晚\", heads = 2 } ]\n",
        unknown("shift", "晚", &[]),
    );
    let days =
        "[[post]]\nname = \"p\"\nsurge = [ { days = [‸\"mo\"], from = \"07:20\", to = \"08:10\", extra = 1 } ]\n";
    fault(days, unknown("day", "mo", &["mon"]));
    let assigned =
        "[[assignment]]\npost = \"大渠家属院\"\ndate = 2022-04-18\nshift = \"早\"\nmembers = [\"王芳\", ‸\"王方\"]\n";
    fault(assigned, unknown("member", "王方", &["王涛", "王芳"]));
    fault(
        "[[handover]]\npost = \"大渠家属院\"\nat = 2022-04-18T14:00:00\nrelief = [‸\"x\"]\n",
        unknown("member", "x", &[]),
    );
    let (line, column, what) = refused(&Roster::default(), "[branch]\nname = \"b\"\nzone = \"Asia/Shangai\"\n");
    assert_eq!((line, column), (3, 8));
    assert!(matches!(what, UnknownName { kind: "zone", near, .. } if near[0] == "Asia/Shanghai"));
}

#[test]
fn the_same_thing_twice_is_refused_where_it_stands_again() {
    fault("[[member]]\nname = ‸\"王芳\"\n", twice("member", "王芳"));
    fault("[[post]]\nname = ‸\"大渠家属院\\u200b\"\n", twice("post", "大渠家属院"));
    fault("[[unit]]\nname = ‸\"市场局\"\n", twice("unit", "市场局"));
    let shift = |code| format!("[[shift]]\ncode = {code}\nstart = \"06:00\"\nend = \"07:00\"\n");
    fault(&(shift("\"早\"") + &shift("‸\"早\"")), twice("shift", "早"));
    let slot =
        |who| format!("[[assignment]]\npost = \"大渠家属院\"\ndate = 2022-04-18\nshift = \"早\"\nmembers = [{who}]\n");
    fault(&(slot("\"王芳\"") + &slot("\"王涛\", ‸\"王芳\"")), twice("assignment", "王芳"));
    let except = "[[post]]\nname = \"p\"\nexcept = [ { date = 2022-04-20, shift = \"夜\", heads = 2 }, ‸{ date = 2022-04-20, shift = \"夜\", heads = 1 } ]\n";
    fault(except, twice("except", "2022-04-20 夜"));
}

#[test]
fn shifts_must_not_overlap_over_midnight_either() {
    let shift = |code: &str, start: &str, end: &str| {
        format!("[[shift]]\ncode = \"{code}\"\nstart = \"{start}\"\nend = \"{end}\"\n")
    };
    let overlap = |a: &str, b: &str| ShiftsOverlap { a: a.into(), b: b.into() };
    fault(&(shift("白", "06:00", "18:00") + "‸" + &shift("夜", "17:59", "06:00")), overlap("白", "夜"));
    fault(&(shift("夜", "22:00", "06:00") + "‸" + &shift("早", "05:59", "14:00")), overlap("夜", "早"));
    fault(&(shift("全", "08:00", "08:00") + "‸" + &shift("早", "05:59", "07:00")), overlap("全", "早"));
    branch(&format!("{HEAD}{}{}", shift("白", "06:00", "18:00"), shift("夜", "18:00", "06:00")));
}

const AT: &str = "post = \"大渠家属院\"\nmember = \"王芳\"\n";

#[test]
fn what_happened_lies_before_now_and_never_twice_at_once() {
    let presence = |on: &str, off: &str| format!("[[presence]]\n{AT}on = {on}\noff = {off}\n");
    fault(&format!("[[presence]]\n{AT}on = ‸2022-04-18T22:40:01\n"), InFuture { key: "on".into() });
    fault(&presence("2022-04-18T22:00:00", "‸2022-04-18T14:40:01Z"), InFuture { key: "off".into() });
    fault(&presence("2022-04-18T14:00:00", "‸2022-04-18T13:59:59"), EmptySpan);
    fault(&presence("‸1969-12-31T14:00:00", "2022-04-18T13:59:59"), OutOfRange { key: "on".into() });
    let first = presence("2022-04-18T06:00:00", "2022-04-18T14:00:00");
    let overlap = || PresencesOverlap { member: "王芳".into() };
    fault(&format!("{first}‸{}", presence("2022-04-18T13:59:59", "2022-04-18T15:00:00")), overlap());
    fault(&format!("{first}‸[[presence]]\n{AT}on = 2022-04-18T05:00:00\n"), overlap());
    fault("[[handover]]\npost = \"大渠家属院\"\nat = ‸2022-04-18T23:00:00\n", InFuture { key: "at".into() });
    fault(
        "[[item]]\npost = \"大渠家属院\"\ntext = \"t\"\nopened = ‸2022-04-18T23:00:00\n",
        InFuture { key: "opened".into() },
    );
    let item = "[[item]]\npost = \"大渠家属院\"\ntext = \"t\"\nopened = 2022-04-18T13:00:00\n";
    fault(&format!("{item}closed = ‸2022-04-18T12:00:00\n"), EmptySpan);
    fault(
        "[[member]]\nname = \"李\"\nunavailable = [ { from = 2022-04-19T00:00:00, to = ‸2022-04-19T00:00:00 } ]\n",
        EmptySpan,
    );
}

#[test]
fn a_break_lies_within_its_presence() {
    let presence = format!("[[presence]]\n{AT}on = 2022-04-18T06:00:00\noff = 2022-04-18T14:00:00\n");
    let outside = || AwayOutside { member: "王芳".into() };
    let away = |from: &str, to: &str| format!("[[away]]\n{AT}from = {from}\n{to}");
    let to = |t: &str| format!("to = {t}\n");
    fault(&format!("{presence}‸{}", away("2022-04-18T05:59:59", &to("2022-04-18T07:00:00"))), outside());
    fault(&format!("{presence}‸{}", away("2022-04-18T13:00:00", &to("2022-04-18T14:00:01"))), outside());
    fault(&format!("{presence}‸{}", away("2022-04-18T13:00:00", "")), outside());
    let both = away("2022-04-18T09:00:00", &to("2022-04-18T10:00:00"));
    let clash = away("2022-04-18T09:59:00", &to("2022-04-18T10:30:00"));
    fault(&format!("{presence}{both}‸{clash}"), twice("away", "王芳"));
    fault(&format!("{presence}{both}by = ‸\"王芳\"\n"), bad("by", "another_member"));
}

#[test]
fn a_part_lies_in_its_slot() {
    let part = |shift: &str, from: &str, to: &str| {
        format!(
            "[[assignment]]\npost = \"大渠家属院\"\ndate = 2022-04-18\nshift = \"{shift}\"\nmembers = [\"王芳\"]\n{from}{to}"
        )
    };
    fault(&part("早", "from = ‸\"05:00\"\n", ""), PartOutside);
    fault(&part("早", "", "to = ‸\"14:01\"\n"), PartOutside);
    fault(&part("早", "from = ‸\"10:00\"\n", "to = \"10:00\"\n"), PartOutside);
    fault(&part("夜", "from = ‸\"02:00\"\n", "to = \"23:00\"\n"), PartOutside);
    branch(&format!("{HEAD}{}", part("夜", "from = \"23:00\"\n", "to = \"02:00\"\n")));
}

#[test]
fn too_much_is_refused() {
    let many = |kind: &str, n: usize| (0..n).map(|i| format!("[[{kind}]]\nname = \"{kind}{i}\"\n")).collect::<String>();
    let head = "[branch]\nname = \"b\"\n";
    let (line, _, what) = refused(&Roster::default(), &format!("{head}{}", many("member", 100_000)));
    assert_eq!((line, what), (2 + 2 * 20_000 + 1, TooMany { kind: "member", limit: 20_000 }));
    let full = branch(&format!("{head}{}", many("post", 2_000)));
    assert_eq!(full.posts.len(), 2_000);
    assert_eq!(refused(&full, "[[post]]\nname = \"one more\"\n"), (2, 8, TooMany { kind: "post", limit: 2_000 }));
    let long =
        |n| format!("[[item]]\npost = \"大渠家属院\"\nopened = 2022-04-18T13:00:00\ntext = ‸\"{}\"\n", "字".repeat(n));
    fault(&long(2_001), TextTooLong { key: "text".into(), limit: 2_000 });
    branch(&format!("{HEAD}{}", long(2_000).replace('‸', "")));
    fault(&format!("[[member]]\nname = ‸\"{}\"\n", "字".repeat(65)), TextTooLong { key: "name".into(), limit: 64 });
}

#[test]
fn broken_toml_is_refused_where_it_breaks() {
    for text in [
        "[branch\nname = 1",
        "[branch]\nname = \"b\nx = 1",
        "a = ",
        "[branch]\nname = \"b\"\nname = \"c\"",
        "\u{0}",
        &"[".repeat(100_000),
    ] {
        let (line, column, what) = refused(&Roster::default(), text);
        assert!(
            line >= 1 && column >= 1 && matches!(&what, Syntax(words) if !words.is_empty()),
            "{line} {column} {what:?}"
        );
    }
    assert_eq!(refused(&Roster::default(), "[branch]\nname = \"陆\" x\n").0, 2);
}

#[test]
fn every_fault_is_one_line_in_both_languages_that_names_the_place() {
    let said = |lang| {
        let (line, column, what) = refused(&branch(WHOLE), "\n[[member]]\nname = \"李\"\nunit = \"市市场监督局\"\n");
        refusal(lang, &branch(WHOLE), &Refusal::File { line, column, what })
    };
    let zh = said(Lang::Zh);
    assert!(zh.message.contains("第 4 行第 8 列") && zh.message.contains("市市场监督局"), "{}", zh.message);
    assert!(zh.hint.contains("市市场监督管理局"), "{}", zh.hint);
    for expected in [
        "text",
        "texts",
        "number",
        "bool",
        "date",
        "wall_time",
        "instant",
        "duration",
        "table",
        "tables",
        "another_member",
    ] {
        for lang in [Lang::Zh, Lang::En] {
            let r = Refusal::File { line: 1, column: 1, what: bad("k", expected) };
            assert!(!refusal(lang, &Roster::default(), &r).message.contains('⁇'), "{expected}");
        }
    }
    for kind in ["unit", "compound", "post", "member", "shift", "zone", "role", "day", "except", "assignment", "away"] {
        let r = Refusal::File { line: 1, column: 1, what: twice(kind, "x") };
        assert!(!refusal(Lang::Zh, &Roster::default(), &r).message.contains('⁇'), "{kind}");
    }
}
