//! From nothing to a working store, and every exit code.

use std::io::{BufRead, BufReader, Write};
use std::process::Stdio;

use crate::kit::{BRANCH, Branch, names, said};

#[test]
fn a_branch_is_made_filled_worked_on_and_read_again() {
    let b = Branch::absent();
    assert!(b.at("13:00", ["init", "--name", "八一西街"]).fine().out.contains("八一西街"));
    let file = b.file("branch.toml", BRANCH);
    let before = b.journal();
    let told = b.at("13:01", ["import".as_ref(), file.as_os_str(), "--dry-run".as_ref()]).fine().out;
    assert!(told.contains("人员 新 5") && told.contains("没有写入"), "{told}");
    assert_eq!(b.journal(), before, "a dry run writes nothing");
    b.at("13:01", ["import".as_ref(), file.as_os_str()]).fine();
    assert!(b.at("13:02", ["import".as_ref(), file.as_os_str()]).fine().out.contains("没有要改的"));

    b.at("14:00", ["on", "大渠家属院", "高永和"]).fine();
    b.at("14:00", ["on", "畜牧局", "赵建群"]).fine();
    let status = b.at("15:00", ["status"]);
    assert_eq!((status.code, status.err.as_str()), (0, ""));
    for words in ["大渠家属院", "高永和 1:00", "八一西街社区临时党支部"] {
        assert!(status.out.contains(words), "{words}: {}", status.out);
    }
    let handed = b.at("22:00", ["handover", "大渠家属院", "--note", "司机约十一点回来"]).fine().out;
    assert!(handed.contains("高永和 → 宋岩") && handed.contains("22:00"), "{handed}");

    let coverage =
        b.at("22:10", ["coverage", "--json", "--post", "大渠", "--from", "2022-04-18", "--to", "2022-04-18"]);
    let coverage = coverage.fine().json();
    let pieces: Vec<(&str, &str)> = coverage["segments"]
        .as_array()
        .unwrap()
        .iter()
        .map(|s| (&s["from"].as_str().unwrap()[11..16], s["status"].as_str().unwrap()))
        .collect();
    assert_eq!(
        pieces,
        [("00:00", "gap"), ("06:00", "gap"), ("14:00", "covered"), ("22:00", "covered"), ("22:10", "planned")]
    );
    let log = b.at("22:10", ["log"]).fine().out;
    assert_eq!(log.lines().count(), 5);
    assert!(log.lines().last().unwrap().contains("大渠家属院 22:00 交接：高永和 → 宋岩，司机约十一点回来"), "{log}");
    let check = b.at("22:10", ["check", "--json"]).fine().json();
    assert_eq!((check["entries"].as_u64(), check["ok"].as_bool()), (Some(5), Some(true)));
}

#[test]
fn what_was_undone_is_as_if_it_had_not_been_and_can_be_done_again() {
    let b = Branch::new();
    b.at("14:00", ["on", "大渠", "高永和"]).fine();
    let heads = |b: &Branch| b.at("22:05", ["status", "--json"]).json()["posts"][1]["on"].clone();
    let before = heads(&b);
    b.at("22:00", ["handover", "大渠"]).fine();
    let after = heads(&b);
    assert!(b.at("22:01", ["undo"]).fine().out.contains("撤销：大渠家属院 22:00 交接"));
    assert_eq!(heads(&b), before);
    b.at("22:01", ["--by", "王芳", "undo"]).refused("没有可撤销的操作");
    assert!(b.at("22:02", ["redo"]).fine().out.contains("重做：大渠家属院 22:00 交接"));
    assert_eq!(heads(&b), after);
    let log = b.at("22:03", ["--lang", "en", "log", "-n", "2"]).fine().out;
    assert!(log.contains("undone: ") && log.contains("done again: ") && log.lines().count() == 2, "{log}");
}

#[test]
fn the_log_in_json_is_the_journal_byte_for_byte() {
    let b = Branch::new();
    b.at("14:00", ["on", "大渠", "高永和", "--key", "k1", "--reason", "早到"]).fine();
    let log = b.at("14:05", ["log", "--json"]).fine();
    assert_eq!(log.out.as_bytes(), b.journal());
    let last: serde_json::Value = serde_json::from_str(log.out.lines().last().unwrap()).unwrap();
    assert_eq!(last["key"], "k1");
    assert!(log.out.lines().all(|l| l.contains(r#","hash":""#) && l.ends_with(r#""}"#)));
}

#[test]
fn an_export_imports_as_the_same_branch_and_is_not_overwritten() {
    let b = Branch::new();
    b.at("14:00", ["on", "大渠", "高永和"]).fine();
    b.at("14:10", ["item", "大渠", "出租车司机约 23:00 回来", "--due", "23:00"]).fine();
    let (one, two) = (b.path("one.toml"), b.path("two.toml"));
    b.at("14:20", ["export".as_ref(), one.as_os_str()]).fine();
    b.at("14:20", ["export".as_ref(), one.as_os_str()]).refused("已经存在");
    let copy = Branch::absent();
    copy.at("14:20", ["import".as_ref(), one.as_os_str()]).fine();
    copy.at("14:20", ["export".as_ref(), two.as_os_str()]).fine();
    let tree = |path| {
        let text = std::fs::read_to_string(path).unwrap();
        let (head, tree) = text.split_once('\n').map(|(h, t)| (h.to_string(), t.to_string())).unwrap();
        assert!(head.starts_with("# lunban"), "the head of the chain is printed on exports");
        tree
    };
    assert_eq!(tree(&one), tree(&two));
    b.at("14:30", ["export".as_ref(), one.as_os_str(), "--force".as_ref()]).fine();
    let json = b.path("branch.json");
    b.at("14:30", ["export".as_ref(), json.as_os_str()]).fine();
    let json: serde_json::Value = serde_json::from_slice(&std::fs::read(json).unwrap()).unwrap();
    assert_eq!(json["branch"]["name"], "八一西街社区临时党支部");
}

#[test]
fn a_backup_becomes_the_same_store_elsewhere() {
    let b = Branch::new();
    b.at("14:00", ["on", "大渠", "高永和"]).fine();
    let file = b.path("journal.zst");
    b.at("14:10", ["backup".as_ref(), file.as_os_str()]).fine();
    let other = Branch::absent();
    other.at("14:20", ["restore".as_ref(), file.as_os_str()]).fine();
    assert_eq!(other.journal(), b.journal());
    other.at("14:20", ["restore".as_ref(), file.as_os_str()]).ends(1, "已经有支部");
    other.at("14:20", ["restore".as_ref(), file.as_os_str(), "--force".as_ref()]).fine();
    b.at("14:20", ["restore".as_ref(), b.file("x", "no backup").as_os_str()]).refused("不是完好的备份");
}

#[test]
fn a_gap_or_a_red_overlong_is_exit_3_and_neither_is_0() {
    let b = Branch::new();
    assert_eq!(b.at("13:55", ["status", "--json"]).code, 3, "nobody is there");
    b.at("14:00", ["on", "大渠", "高永和"]).fine();
    b.at("14:00", ["on", "畜牧局", "赵建群"]).fine();
    assert_eq!(b.at("14:00", ["status"]).code, 0);
    assert_eq!(b.at("22:10", ["status"]).code, 0, "amber is not red");
    let late = b.at("22:16", ["status", "--json"]);
    assert_eq!((late.code, late.json()["counts"]["overlong"].as_u64()), (3, Some(2)));
    assert_eq!(late.json()["counts"]["waiting_for_relief"], 2);
}

#[test]
fn wrong_usage_is_exit_2_in_one_line_of_our_own() {
    let b = Branch::new();
    for (args, words) in [
        (&["statsu"][..], "没有子命令“statsu”"),
        (&["status", "--jsn"], "是不是：--json"),
        (&["on", "大渠"], "缺少 <MEMBER>"),
        (&["close-item", "七"], "“七”"),
        (&["handover", "大渠", "--relief", "宋岩", "--no-relief"], "不能与"),
        (&["--lang", "klingon", "status"], "没有语言“klingon”"),
        (&["findings", "--from", "昨天"], "--from 的值不对"),
        (&["on", "大渠", "高永和", "--at", "下午"], "at 的值不对"),
        (&["import", "people.docx"], "只能导入 .toml 文件和表格"),
        (&["init", "--name", "x", "--zone", "Asia/Shanghia"], "Asia/Shanghai"),
        (&["completions", "tcsh"], "bash"),
    ] {
        b.at("14:00", args).ends(2, words);
    }
    let said = b.at("14:00", ["on", "--json", "--lang", "en"]);
    assert_eq!((said.code, said.error()["code"].as_str()), (2, Some("usage")));
    assert_eq!(said.error()["message"], "missing <POST>, <MEMBER>");
}

#[test]
fn a_damaged_journal_is_exit_4_for_whoever_looks_and_nothing_is_written() {
    let b = Branch::new();
    b.at("14:00", ["on", "大渠", "高永和"]).fine();
    let mut bytes = b.journal();
    let at = bytes.len() / 2;
    bytes[at] ^= 1;
    std::fs::write(b.dir().join("journal.jsonl"), &bytes).unwrap();
    let check = b.at("14:10", ["check", "--json"]);
    assert_eq!((check.code, check.json()["ok"].as_bool()), (4, Some(false)));
    assert_eq!(check.json()["problems"].as_array().unwrap().len(), 1);
    b.at("14:10", ["status"]).ends(4, "损坏");
    b.at("14:10", ["off", "大渠", "高永和"]).ends(4, "损坏");
    assert_eq!(b.journal(), bytes);
}

#[test]
fn lost_entries_are_named_and_only_accepting_the_loss_goes_on() {
    let b = Branch::new();
    b.at("14:00", ["on", "大渠", "高永和"]).fine();
    b.at("14:01", ["on", "畜牧局", "赵建群"]).fine();
    let whole = b.journal();
    let cut = whole[..whole.len() - 1].iter().rposition(|b| *b == b'\n').unwrap() + 1;
    std::fs::write(b.dir().join("journal.jsonl"), &whole[..cut]).unwrap();
    b.at("14:10", ["status"]).ends(4, "3–3");
    b.at("14:10", ["off", "大渠", "高永和"]).ends(4, "--accept-loss");
    let accepted = b.at("14:11", ["check", "--accept-loss"]);
    assert_eq!(accepted.code, 0, "{accepted:?}");
    assert!(accepted.err.contains("board.sled 已按台账重建"), "it says what was done: {accepted:?}");
    assert!(b.at("14:12", ["log", "-n", "1"]).fine().out.contains("已认可丢失第 3–3 条"));
    b.at("14:13", ["off", "大渠", "高永和"]).fine();
}

#[test]
fn a_second_writer_is_told_who_is_first_and_readers_are_not_kept_out() {
    let b = Branch::new();
    let mut first = b.command("14:00", ["--by", "王芳", "apply", "-"]);
    let mut first = first.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
    let (mut input, mut output) = (first.stdin.take().unwrap(), BufReader::new(first.stdout.take().unwrap()));
    writeln!(input, r#"{{"do":"on","post":"大渠","member":"高永和"}}"#).unwrap();
    let mut answer = String::new();
    output.read_line(&mut answer).unwrap();
    assert_eq!(answer, "{\"line\":1,\"ok\":true,\"seq\":2}\n", "answered while the input is still open");
    b.at("14:01", ["on", "畜牧局", "赵建群"]).refused("王芳 正开着");
    assert!(b.at("14:01", ["status"]).out.contains("高永和"));
    drop(input);
    assert!(first.wait().unwrap().success());
    b.at("14:02", ["on", "畜牧局", "赵建群"]).fine();
}

#[test]
fn what_is_no_store_is_never_written_to() {
    let b = Branch::absent();
    for args in [&["status"][..], &["log"], &["check"], &["on", "大渠", "高永和"], &["export", "x.toml"]] {
        b.at("14:00", args).refused("还没有数据");
    }
    assert_eq!(names(b.path("").as_path()), Vec::<String>::new());
    std::fs::create_dir(b.dir()).unwrap();
    std::fs::write(b.dir().join("letter.txt"), "dear").unwrap();
    b.at("14:00", ["init", "--name", "x"]).refused("别的东西");
    assert_eq!(names(&b.dir()), ["letter.txt"]);
}

#[test]
fn who_reads_no_further_is_no_error() {
    let b = Branch::new();
    let mut child =
        b.command("14:00", ["log", "--json"]).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    drop(child.stdout.take());
    let end = said(child.wait_with_output().unwrap());
    assert_eq!((end.code, end.err.as_str()), (0, ""));
}

#[test]
fn a_bare_environment_gets_a_clear_line() {
    let b = Branch::new();
    // No HOME, no TERM, no terminal: the board cannot be shown, and everything else works.
    let bare = |args: &[&str]| {
        let mut command = b.command("14:00", args);
        said(command.env_remove("HOME").env_remove("USER").output().unwrap())
    };
    bare(&[]).refused("不是终端");
    bare(&["demo"]).refused("不是终端");
    assert!(bare(&["status"]).out.contains("大渠家属院"));
    let mut nowhere = b.command("14:00", ["status"]);
    nowhere.env_remove("LUNBAN_STORE").env("HOME", "").env("XDG_DATA_HOME", "");
    let nowhere = said(nowhere.output().unwrap());
    assert_eq!((nowhere.code, nowhere.err.matches('\n').count()), (1, 1), "{nowhere:?}");
    let wrong = said(b.command("14:00", ["status"]).env("LUNBAN_NOW", "teatime").output().unwrap());
    wrong.ends(2, "LUNBAN_NOW");
}

#[test]
fn the_language_is_asked_for_by_the_environment_or_by_an_option() {
    let b = Branch::new();
    let english = said(b.command("14:00", ["on", "大渠", "高永河"]).env("LANG", "en_GB.UTF-8").output().unwrap());
    english.refused("there is no member “高永河” — did you mean 高永和?");
    b.at("14:00", ["--lang=en", "on", "大渠", "高永河"]).refused("there is no member");
    let chinese = b.command("14:00", ["on", "大渠", "高永河"]).env("LUNBAN_LANG", "zh").env("LANG", "en").output();
    said(chinese.unwrap()).refused("没有人员“高永河”");
}

#[test]
fn the_log_tells_an_undo_from_a_redo_however_often_they_follow() {
    let b = Branch::new();
    b.at("14:00", ["note", "大渠", "来过"]).fine();
    for (what, words) in [("undo", "撤销"), ("redo", "重做"), ("undo", "撤销"), ("redo", "重做")] {
        let told = format!("{words}：大渠家属院 记事：来过");
        assert!(b.at("14:01", [what]).fine().out.starts_with(&told), "{told}");
        assert!(b.at("14:01", ["log"]).fine().out.trim_end().ends_with(&told), "{told}");
    }
}

#[test]
fn the_log_says_why_a_time_was_corrected() {
    let b = Branch::new();
    b.at("14:10", ["on", "大渠", "高永和"]).fine();
    b.at("14:20", ["correct", "大渠", "高永和", "14:10", "--new-on", "14:00", "--reason", "记晚了"]).fine();
    assert!(b.at("14:20", ["log"]).fine().out.trim_end().ends_with("（记晚了）"));
}

#[test]
fn a_new_branch_says_that_it_has_no_posts_and_keeps_its_name() {
    let b = Branch::absent();
    b.at("13:00", ["init", "--name", "八一西街"]).fine();
    let status = b.at("13:00", ["status"]).fine().out;
    assert!(status.contains("还没有值守点") && !status.contains("各点有人"), "{status}");
    b.at("13:01", ["undo"]).refused("建支部的那一步不能撤销");
    assert!(b.at("13:01", ["status"]).fine().out.starts_with("八一西街 "));
}
