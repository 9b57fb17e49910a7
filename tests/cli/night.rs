//! A whole night by `apply`, told again by `findings`, `coverage` and `log` after a restart: three handovers, a relief
//! that is late, one who does not come and is replaced, a break cover, an item handed on twice, an undo.

use serde_json::{Value, json};

use crate::kit::Branch;

/// Gives one command at a time of the night; it must be recorded.
fn give(b: &Branch, time: &str, command: Value) {
    let said = b.fed(time, ["apply", "-"], command.to_string().as_bytes());
    assert_eq!(said.code, 0, "{command}: {said:?}");
}

fn kinds(b: &Branch, time: &str) -> Vec<String> {
    b.findings_now(time).into_iter().map(|(kind, _)| kind).collect()
}

#[test]
fn a_night_is_run_and_told_again() {
    let b = Branch::new();
    let (canal, stock) = ("大渠家属院", "畜牧局家属院");
    give(&b, "14:00", json!({"do": "handover", "post": canal}));
    give(&b, "14:00", json!({"do": "handover", "post": stock}));
    give(&b, "14:05", json!({"do": "item", "post": canal, "text": "出租车司机约 23:00 回来"}));
    assert_eq!(kinds(&b, "14:10"), Vec::<String>::new());

    // The one on duty runs an errand; somebody else stands in and leaves when he is back.
    give(&b, "16:00", json!({"do": "cover", "post": canal, "member": "高永和", "by": "田强"}));
    assert_eq!(b.at("16:10", ["status", "--json"]).json()["posts"][1]["heads"], 1);
    give(&b, "16:20", json!({"do": "uncover", "post": canal, "member": "高永和"}));

    // 22:00: the relief at the canal is there, the outgoing man stays on for the taxi driver.
    give(&b, "22:00", json!({"do": "handover", "post": canal, "out": []}));
    // At the stock farm nobody comes: the post is held by the one who waits, then somebody is found.
    assert_eq!(kinds(&b, "22:10"), ["waiting_for_relief", "overlong", "overlong"]);
    let late = b.findings_now("22:40");
    let said: Vec<&str> = late.iter().map(|(_, text)| text.as_str()).collect();
    assert!(said.contains(&"畜牧局家属院 赵建群 待接班 已 40 分钟"), "{said:?}");
    assert!(said.contains(&"王建军 畜牧局家属院 夜班 未到岗 已 40 分钟"), "{said:?}");
    assert!(said.contains(&"高永和 大渠家属院 连续 8 小时 40 分，超时 40 分钟"), "{said:?}");
    assert_eq!(b.at("22:40", ["status"]).code, 3);
    give(
        &b,
        "22:41",
        json!({"do": "withdraw", "post": stock, "date": "2022-04-18", "shift": "夜", "member": "王建军"}),
    );
    give(&b, "22:41", json!({"do": "assign", "post": stock, "date": "2022-04-18", "shift": "夜", "member": "田强"}));
    give(&b, "22:45", json!({"do": "handover", "post": stock, "note": "王建军没有来，田强顶上"}));

    // 22:48: the driver has come. The item is closed by mistake, and open again; he goes home.
    give(&b, "22:47", json!({"do": "close_item", "item": 1}));
    give(&b, "22:47", json!({"do": "undo"}));
    give(&b, "22:48", json!({"do": "handover", "post": canal, "out": ["高永和"], "relief": []}));
    give(&b, "22:50", json!({"do": "close_item", "item": 1}));
    assert_eq!(kinds(&b, "22:55"), Vec::<String>::new());
    assert_eq!(b.at("22:55", ["status"]).code, 0);

    // The record tells it, long after.
    let args = ["findings", "--json", "--from", "2022-04-18", "--to", "2022-04-18"];
    let past = b.at("2022-04-19T05:00", args).fine().json();
    let told: Vec<(&str, &str, i64)> = past["findings"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|f| f["kind"] == "overlong" && f["severity"] == "past")
        .map(|f| (f["members"][0].as_str().unwrap(), f["level"].as_str().unwrap(), f["minutes"].as_i64().unwrap()))
        .collect();
    assert_eq!(told, [("赵建群", "red", 525), ("高永和", "red", 528)]);
    let coverage = b.at("2022-04-19T05:00", ["coverage", "--json", "--from", "2022-04-18", "--to", "2022-04-18"]);
    let gaps = coverage.fine().json()["segments"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|s| s["status"] == "gap" && s["from"].as_str().unwrap() >= "2022-04-18T14:00:00+08:00")
        .count();
    assert_eq!(gaps, 0, "neither post was ever without anybody");
    let log = b.at("2022-04-19T05:00", ["log"]).fine().out;
    assert_eq!(log.lines().count(), 14, "{log}");
    assert!(log.contains("撤销：办结大渠家属院 未尽事项 1"), "{log}");
    assert!(b.at("2022-04-19T05:00", ["check"]).fine().out.starts_with("完好：台账 14 条"));
}
