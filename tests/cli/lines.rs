//! `apply`: commands as JSON lines (FORMATS).

use serde_json::Value;

use crate::kit::{Branch, Said, said};

/// The answers, one for each line.
fn answers(said: &Said) -> Vec<Value> {
    said.out.lines().map(|l| serde_json::from_str(l).unwrap()).collect()
}

/// The code of the one answer to the one line.
fn code(b: &Branch, line: &str) -> String {
    let before = b.journal();
    let said = b.fed("14:00", ["apply", "-"], format!("{line}\n").as_bytes());
    let answer = &answers(&said)[0];
    assert_eq!((said.code, answer["ok"].as_bool(), said.err.as_str()), (1, Some(false), ""), "{line}: {said:?}");
    for field in ["message", "hint"] {
        assert!(!answer["error"][field].as_str().unwrap().is_empty(), "{line}: {said:?}");
    }
    assert_eq!(b.journal(), before, "a refused line changes nothing");
    answer["error"]["code"].as_str().unwrap().to_string()
}

#[test]
fn every_line_has_its_answer_and_a_refused_one_does_not_stop_the_next() {
    let b = Branch::new();
    let lines = concat!(
        r#"{"do": "on", "post": "大渠家属院", "member": "高永和", "at": "2022-04-18T14:00:00+08:00", "key": "a1"}"#,
        "\n",
        r#"{"do": "on", "post": "畜牧局家属院", "member": "高永和"}"#,
        "\nnot json\n",
        r#"{"do": "on", "post": "畜牧局家属院", "member": "赵建群", "at": "2022-04-18T14:00"}"#,
        "\n",
        r#"{"do": "on", "post": "大渠家属院", "member": "高永和", "at": "2022-04-18T14:00:00+08:00", "key": "a1"}"#,
    );
    let said = b.fed("14:05", ["apply", "-"], lines.as_bytes());
    let answers = answers(&said);
    assert_eq!(said.code, 1);
    assert_eq!(said.out.lines().next(), Some(r#"{"line":1,"ok":true,"seq":2}"#));
    let ok: Vec<_> = answers.iter().map(|a| (a["line"].as_u64().unwrap(), a["seq"].as_u64())).collect();
    assert_eq!(ok, [(1, Some(2)), (2, None), (3, None), (4, Some(3)), (5, Some(2))]);
    assert_eq!(answers[1]["error"]["code"], "on_duty");
    assert!(answers[1]["error"]["message"].as_str().unwrap().contains("大渠家属院"), "it names where");
    // A restart later the key still answers the same.
    let again = b.fed("14:06", ["apply", "-"], lines.lines().next().unwrap().as_bytes());
    assert_eq!((again.code, again.out.as_str()), (0, "{\"line\":1,\"ok\":true,\"seq\":2}\n"));
}

#[test]
fn every_command_of_the_format_is_understood() {
    let b = Branch::new();
    let lines = r#"{"do": "on", "post": "大渠家属院", "member": "高永和", "at": "2022-04-18T14:00:00+08:00", "note": "准时"}
{"do": "item", "post": "大渠家属院", "text": "出租车司机约 23:00 回来", "due": "2022-04-18T23:00:00+08:00"}
{"do": "cover", "post": "大渠家属院", "member": "高永和", "by": "田强", "at": "2022-04-18T16:00:00+08:00"}
{"do": "uncover", "post": "大渠家属院", "member": "高永和", "at": "2022-04-18T16:20:00+08:00"}
{"do": "note", "post": "大渠家属院", "text": "门锁已修"}
{"do": "assign", "post": "大渠家属院", "date": "2022-04-19", "shift": "夜", "member": "宋岩", "from": "22:00", "to": "02:00", "pinned": true}
{"do": "withdraw", "post": "大渠家属院", "date": "2022-04-19", "shift": "夜", "member": "宋岩", "reason": "换班"}
{"do": "leave", "member": "王建军", "from": "2022-04-19T00:00:00+08:00", "to": "2022-04-20T00:00:00+08:00", "why": "病假"}
{"do": "handover", "post": "大渠家属院", "relief": ["宋岩"], "out": [], "at": "2022-04-18T22:00:00+08:00"}
{"do": "off", "post": "大渠家属院", "member": "高永和", "at": "2022-04-18T22:48:00+08:00"}
{"do": "correct", "post": "大渠家属院", "member": "宋岩", "on": "2022-04-18T22:00:00+08:00", "new_on": "2022-04-18T21:55:00+08:00", "reason": "早到五分"}
{"do": "close_item", "item": 1}
{"do": "undo"}
{"do": "redo"}
"#;
    let file = b.file("night.jsonl", lines);
    let said = b.at("23:00", ["apply".as_ref(), file.as_os_str()]).fine();
    let seqs: Vec<u64> = answers(&said).iter().map(|a| a["seq"].as_u64().unwrap()).collect();
    assert_eq!(seqs, (2..=15).collect::<Vec<_>>());
}

#[test]
fn a_line_that_is_no_command_says_what_is_wrong_with_it() {
    let b = Branch::new();
    for (line, expected) in [
        ("", "not_an_object"),
        ("[]", "not_an_object"),
        ("{", "not_an_object"),
        (r#"{"do":"on"}{"do":"on"}"#, "not_an_object"),
        (r#"{"post":"大渠"}"#, "missing_field"),
        (r#"{"do":"dance"}"#, "unknown_do"),
        (r#"{"do":"on","post":"大渠"}"#, "missing_field"),
        (r#"{"do":"on","post":"大渠","member":null}"#, "missing_field"),
        (r#"{"do":"on","post":"大渠","member":"高永和","who":"x"}"#, "unknown_field"),
        (r#"{"do":"on","post":7,"member":"高永和"}"#, "bad_value"),
        (r#"{"do":"on","post":"大渠","member":"高永和","at":"14:00"}"#, "bad_value"),
        (r#"{"do":"on","post":"大渠","member":"高永和","at":1650268800}"#, "bad_value"),
        (r#"{"do":"handover","post":"大渠","relief":"宋岩"}"#, "bad_value"),
        (r#"{"do":"assign","post":"大渠","date":"4月19日","shift":"夜","member":"宋岩"}"#, "bad_value"),
        (r#"{"do":"assign","post":"大渠","date":"2022-04-19","shift":"夜","member":"宋岩","pinned":1}"#, "bad_value"),
        (r#"{"do":"close_item","item":"1"}"#, "bad_value"),
        (r#"{"do":"close_item","item":4294967297}"#, "unknown_item"),
        (r#"{"do":"on","post":"大渠","member":"高永和","at":"+262144-01-01T00:00:00Z"}"#, "bad_value"),
        (r#"{"do":"on","post":"大渠","member":"高永和","at":"9999-01-01T00:00:00Z"}"#, "out_of_range"),
    ] {
        assert_eq!(code(&b, line), expected, "{line}");
    }
}

#[test]
fn bytes_that_are_no_text_and_floods_are_answered_and_skipped() {
    let b = Branch::new();
    let mut input = b"\xff\xfe{}\n".to_vec();
    input.extend(std::iter::repeat_n(b'x', 3 << 20));
    input.push(b'\n');
    let everybody = vec![r#""高永和""#; 100_000].join(",");
    input.extend(format!("{{\"do\":\"handover\",\"post\":\"大渠\",\"relief\":[{everybody}]}}\n").bytes());
    input.extend(r#"{"do":"on","post":"大渠","member":"高永和"}"#.bytes());
    let said = b.fed("14:00", ["apply", "-"], &input);
    let codes: Vec<_> = answers(&said).iter().map(|a| a["error"]["code"].as_str().map(str::to_string)).collect();
    let expected = [Some("not_an_object"), Some("line_too_long"), Some("line_too_long"), None];
    assert_eq!(codes, expected.map(|c| c.map(str::to_string)));
    assert_eq!(said.code, 1);
}

/// Runs the program with nobody to read what it prints.
fn unread(b: &Branch, time: &str, args: &[&str]) -> Said {
    let (reader, writer) = std::io::pipe().unwrap();
    drop(reader);
    said(b.command(time, args).stdout(writer).output().unwrap())
}

#[test]
fn a_reader_that_goes_away_stops_no_command_and_changes_no_exit_code() {
    let b = Branch::new();
    let on = r#"{"do": "on", "post": "大渠家属院", "member": "高永和"}"#;
    let lines = format!("{on}\n{on}\n{}\n", on.replace("高永和", "宋岩"));
    let file = b.file("lines.jsonl", lines);
    assert_eq!(unread(&b, "14:00", &["apply", file.to_str().unwrap()]).code, 1, "one was refused");
    assert_eq!(String::from_utf8(b.journal()).unwrap().lines().count(), 3, "the other two are recorded");
    assert_eq!(unread(&b, "14:20", &["status"]).code, 3, "a post is empty");
}

#[test]
fn a_key_is_kept_as_it_was_given() {
    let b = Branch::new();
    let note = |key: &str| format!(r#"{{"do": "note", "post": "大渠家属院", "text": "雨", "key": "{key}"}}"#);
    let keys = ["a b", "a  b", " a b", " ", "a\u{200b}b", "a b"];
    let lines: Vec<String> = keys.iter().map(|k| note(k)).collect();
    let given = b.fed("14:00", ["apply", "-"], lines.join("\n").as_bytes());
    let seqs: Vec<_> = answers(&given).iter().map(|a| a["seq"].as_u64().unwrap()).collect();
    assert_eq!(seqs, [2, 3, 4, 5, 6, 2]);
    let log = b.at("14:01", ["log", "--json"]).fine().out;
    let kept: Vec<Value> =
        log.lines().skip(1).map(|l| serde_json::from_str::<Value>(l).unwrap()["key"].take()).collect();
    assert_eq!(kept, keys[..5]);
    for wrong in ["a\\nb", "\\u001b[31m", &"长".repeat(201)] {
        assert_eq!(code(&b, &note(wrong)), "bad_value", "{wrong}");
    }
}
