//! Bad input (issue 3 §6): one clear line that names the place and the way out, and nothing is changed.

use crate::kit::{BRANCH, Branch};

#[test]
fn a_command_that_cannot_be_is_refused_with_what_where_and_what_to_do() {
    let b = Branch::new();
    b.at("14:00", ["on", "大渠", "高永和"]).fine();
    b.at("14:00", ["item", "大渠", "司机"]).fine();
    let before = b.journal();
    let long = "字".repeat(10_000);
    for (args, words) in [
        (&["on", "大渠院", "田强"][..], "没有值守点“大渠院” — 是不是：大渠家属院"),
        (&["on", "大渠", "田强强"], "没有人员“田强强” — 是不是：田强"),
        (&["assign", "大渠", "2022-04-19", "晚", "田强"], "没有班次“晚” — 是不是：早、中、夜"),
        (&["on", "大渠", "田强", "--at", "2022-04-18T15:00"], "还没到"),
        (&["on", "大渠", "田强", "--at", "1969-04-18T15:00"], "1970–2199"),
        (&["off", "大渠", "高永和", "--at", "13:00"], "不能在这之前下岗"),
        (&["on", "畜牧局", "高永和"], "正在大渠家属院在岗，4月18日 14:00 起"),
        (&["off", "畜牧局", "高永和"], "不在畜牧局家属院岗上"),
        (&["handover", "畜牧局", "--no-relief", "--no-out"], "没有可交接的人"),
        (&["handover", "大渠", "--relief", "高永和", "--no-out"], "正在大渠家属院在岗"),
        (&["cover", "大渠", "高永和", "高永和"], "不能给自己顶岗"),
        (&["uncover", "大渠", "高永和"], "没有离岗"),
        (&["assign", "大渠", "2022-04-18", "夜", "宋岩"], "已排在 大渠家属院 4月18日 夜班"),
        (&["assign", "大渠", "2022-04-19", "夜", "宋岩", "--from", "12:00"], "（22:00–06:00）"),
        (&["assign", "大渠", "2300-04-19", "夜", "宋岩"], "1970–2199"),
        (&["withdraw", "大渠", "2022-04-19", "夜", "宋岩"], "没有排在"),
        (&["close-item", "9"], "没有未尽事项 9"),
        (&["note", "大渠", " "], "没有写内容"),
        (&["note", "大渠", &long], "10000 字，最多 2000 字"),
        (&["correct", "大渠", "高永和", "2022-04-18T14:00", "--new-on", "13:50"], "没有写内容"),
        (&["correct", "大渠", "高永和", "2022-04-18T12:00", "--new-on", "13:50", "--reason", "x"], "没有从"),
        (&["leave", "高永和", "--from", "2022-04-20", "--to", "2022-04-19"], "结束时间不在开始时间之后"),
        (&["coverage", "--post", "大渠院"], "大渠家属院"),
        (&["findings", "--from", "2022-04-19", "--to", "2022-04-18"], "结束时间不在开始时间之后"),
        (&["findings", "--from", "262145-01-01"], "1970–2199"),
        (&["export", "/no/such/place/x.toml"], "/no/such/place/x.toml"),
        (&["backup", "/no/such/place/x"], "/no/such/place"),
        (&["restore", "/no/such/file"], "/no/such/file"),
        (&["apply", "/no/such/file"], "/no/such/file"),
    ] {
        let said = b.at("14:10", args).refused(words);
        assert!(said.err.contains(" — "), "the way out is missing: {}", said.err);
    }
    assert_eq!(b.journal(), before);
}

#[test]
fn what_cannot_be_seen_is_stripped_from_what_is_kept_and_from_what_is_said() {
    let b = Branch::new();
    b.at("14:00", ["note", "大渠", "门\u{202e}锁\u{1b}[31m坏\u{7}了\n快修"]).fine();
    let log = b.at("14:01", ["log", "-n", "1"]).fine().out;
    assert!(log.contains("门锁[31m坏了 快修"), "{log}");
    let said = b.at("14:02", ["on", "大渠", "\u{1b}]0;x\u{7}田\u{200b}\u{202e}强"]);
    assert!(!said.err.contains(['\u{1b}', '\u{7}', '\u{202e}', '\u{200b}']), "{said:?}");
    b.at("14:02", ["on", "大渠", "田\u{200b}强"]).fine();
}

#[test]
fn a_branch_file_with_a_fault_is_refused_with_its_place_and_nothing_is_imported() {
    let b = Branch::new();
    let before = b.journal();
    for (text, words) in [
        ("[[post]\nname = 1", "第 1 行第"),
        ("[[member]]\nname = \"李\"\nnmae = \"x\"", "第 3 行第 1 列：不认识的键“nmae” — 是不是：name"),
        ("[[member]]\nname = 7", "第 2 行第"),
        ("[[member]]\nrole = \"cadre\"", "name"),
        ("[[assignment]]\npost = \"大渠院\"\ndate = 2022-04-19\nshift = \"早\"\nmembers = [\"田强\"]", "大渠家属院"),
        ("[[assignment]]\npost = \"大渠家属院\"\ndate = 2022-04-19\nshift = \"晚\"\nmembers = [\"田强\"]", "第 4 行第"),
        ("[[assignment]]\npost = \"大渠家属院\"\ndate = 2022-04-19\nshift = \"早\"\nmembers = [\"田\"]", "田强"),
        ("[[presence]]\npost = \"大渠家属院\"\nmember = \"田强\"\non = 2022-04-18T15:00:00", "第 4 行第"),
        (
            "[[presence]]\npost = \"大渠家属院\"\nmember = \"田强\"\non = 2022-04-18T12:00:00\noff = 2022-04-18T11:00:00",
            "第 5 行第",
        ),
        ("[[member]]\nname = \"一\"\n[[member]]\nname = \"一\"", "第 4 行第"),
        (
            "[[shift]]\ncode=\"早\"\nname=\"早\"\nstart=\"06:00\"\nend=\"14:00\"\n[[shift]]\ncode=\"午\"\nname=\"午\"\nstart=\"12:00\"\nend=\"18:00\"",
            "重叠",
        ),
    ] {
        let file = b.file("bad.toml", text);
        let said = b.at("14:00", ["import".as_ref(), file.as_os_str()]).refused(words);
        assert!(said.err.contains("bad.toml") && said.err.contains(" — "), "{}", said.err);
    }
    let file = b.file("bad.toml", b"[branch]\nname = \"\xff\"");
    b.at("14:00", ["import".as_ref(), file.as_os_str()]).refused("第 2 行不是 UTF-8");
    assert_eq!(b.journal(), before);
    b.at("14:00", ["import".as_ref(), b.path("absent.toml").as_os_str()]).refused("absent.toml");
}

#[test]
fn a_refused_first_import_leaves_no_store_behind() {
    let b = Branch::absent();
    let file = b.file("branch.toml", BRANCH.replace("[branch]\nname", "#"));
    b.at("14:00", ["import".as_ref(), file.as_os_str()]).refused("[branch]");
    assert!(!b.dir().exists());
}

#[test]
fn a_member_list_of_a_hundred_thousand_is_refused() {
    let b = Branch::absent();
    let people: String = (0..100_000).map(|i| format!("[[member]]\nname = \"人{i}\"\n")).collect();
    let file = b.file("many.toml", format!("[branch]\nname = \"大\"\n{people}"));
    b.at("14:00", ["import".as_ref(), file.as_os_str()]).refused("20000");
    assert!(!b.dir().exists());
}

#[test]
fn a_clock_that_went_back_is_said_and_entries_keep_their_order() {
    let b = Branch::new();
    b.at("14:00", ["on", "大渠", "高永和"]).fine();
    let back = b.at("13:55", ["note", "大渠", "时钟"]);
    assert_eq!(back.code, 0);
    assert!(back.err.contains("时钟倒退了") && back.err.matches('\n').count() == 1, "{back:?}");
    let log = b.at("14:05", ["log"]).fine().out;
    let order: Vec<&str> = log.lines().map(|l| l.split_whitespace().next().unwrap()).collect();
    assert_eq!(order, ["1", "2", "3"]);
    assert_eq!(b.at("14:05", ["check"]).fine().code, 0);
}

#[test]
fn a_store_of_a_newer_version_is_left_alone() {
    let b = Branch::new();
    b.at("14:00", ["on", "大渠", "高永和"]).fine();
    let text = String::from_utf8(b.journal()).unwrap();
    let (before, last) = text.trim_end().rsplit_once('\n').unwrap();
    let body = last.rsplit_once(r#","hash":""#).unwrap().0.replace(r#""v":1"#, r#""v":99"#);
    let sealed = format!("{before}\n{body},\"hash\":\"{}\"}}\n", blake3::hash(body.as_bytes()).to_hex());
    std::fs::write(b.dir().join("journal.jsonl"), &sealed).unwrap();
    std::fs::remove_file(b.dir().join("head")).unwrap();
    b.at("14:10", ["status"]).refused("更新的版本");
    b.at("14:10", ["off", "大渠", "高永和"]).refused("请用更新的 lunban");
    assert_eq!(b.journal(), sealed.as_bytes());
}
