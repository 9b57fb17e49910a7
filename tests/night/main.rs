//! A whole night at the board, by keys alone, on a store made by `init` and `import`; then `log`, `findings` and
//! `coverage` tell it again, and so does the board.

#[path = "../tty/mod.rs"]
mod tty;

use std::path::PathBuf;
use std::process::Command;

use serde_json::Value;
use tty::Pty;

const DOWN: &str = "\x1b[B";
const F2: &str = "\x1bOQ";
const F3: &str = "\x1bOR";
const F4: &str = "\x1bOS";
const F8: &str = "\x1b[19~";
const F10: &str = "\x1b[21~";

const STOCK: &str = "畜牧局家属院";
const STATION: &str = "动物检疫站家属院";
const CANAL: &str = "大渠家属院";

/// What `log` tells of the night, after `init` and `import`.
const TOLD: [&str; 12] = [
    "畜牧局家属院 未尽事项 1：出租司机约23点回",
    "畜牧局家属院 21:58 交接：赵建群 → 王建军",
    "大渠家属院 22:10 交接：高永和 → 宋岩",
    "排 解银平 顶替 刘东，动物检疫站家属院 4月18日 夜班",
    "动物检疫站家属院 22:40 交接：赵正杰 → 解银平",
    "王建军 畜牧局家属院 01:00 离岗，关宁顶岗",
    "王建军 畜牧局家属院 01:20 回岗；关宁 畜牧局家属院 01:20 下岗",
    "王建军 畜牧局家属院 01:20 下岗",
    "撤销：王建军 畜牧局家属院 01:20 下岗",
    "畜牧局家属院 05:58 交接：王建军 → 孙建",
    "动物检疫站家属院 05:58 交接：解银平 → 张慧琴",
    "大渠家属院 05:58 交接：宋岩 → 田强",
];

/// The store, and the branch file it is made from.
struct Gate {
    dir: tempfile::TempDir,
}

impl Gate {
    fn new() -> Gate {
        let gate = Gate { dir: tempfile::tempdir().unwrap() };
        gate.run("18T21:45", &["init", "--name", "新支部"]);
        let file = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/night/branch.toml");
        gate.run("18T21:45", &["import", file]);
        gate
    }

    fn store(&self) -> PathBuf {
        self.dir.path().join("store")
    }

    /// Runs a command line; what it prints.
    fn run(&self, time: &str, arguments: &[&str]) -> String {
        let out = Command::new(env!("CARGO_BIN_EXE_lunban"))
            .args(arguments)
            .env_clear()
            .env("HOME", self.dir.path())
            .env("LUNBAN_STORE", self.store())
            .env("LUNBAN_LANG", "zh")
            .env("LUNBAN_NOW", now(time))
            .output()
            .unwrap();
        assert!(out.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&out.stderr));
        String::from_utf8(out.stdout).unwrap()
    }

    fn json(&self, time: &str, arguments: &[&str]) -> Value {
        serde_json::from_str(&self.run(time, arguments)).unwrap()
    }

    /// Sits down at the board; gets up again when `does` is done.
    fn sits(&self, time: &str, does: impl FnOnce(&mut Pty)) {
        let store = self.store();
        let mut board = Pty::sized((80, 24), &["--store", store.to_str().unwrap()], &now(time));
        board.shows("Space 交接");
        does(&mut board);
        board.types(F10);
        assert_eq!(board.ends().exit_code(), 0);
    }
}

/// An instant of that April.
fn now(time: &str) -> String {
    format!("2022-04-{time}:00+08:00")
}

/// `18T22:10` of an instant in JSON.
fn minute(at: &Value) -> &str {
    at.as_str().map_or("", |s| &s[8..16])
}

/// The keys of the night. Every step waits for the line that says what was recorded.
fn run_the_night(gate: &Gate) {
    gate.sits("18T21:50", |b| {
        b.types("o");
        b.shows("要交代给下一班的事");
        b.types("出租司机约23点回\r");
        b.shows("✓ 21:50 已记：畜牧局家属院 未尽事项 1：出租司机约23点回");
    });
    // The first handover, on time: two keys. It hands the item on.
    gate.sits("18T21:58", |b| {
        b.types(" ");
        b.shows("✓ 1 出租司机约23点回");
        b.types("\r");
        b.shows("✓ 21:58 已记：畜牧局家属院 21:58 交接：赵建群 → 王建军");
    });
    // Two posts wait. At the canal the relief came late and was not marked at once: the time is typed.
    gate.sits("18T22:13", |b| {
        b.shows("动物检疫站家属院 赵正杰 待接班 已 13 分钟");
        b.types(F4);
        b.shows("2/61 大渠家属院 高永和 待接班");
        b.types(F2);
        b.shows("[✓] 宋岩 已排");
        b.types("2210\r");
        b.shows("✓ 22:13 已记：大渠家属院 22:10 交接：高永和 → 宋岩");
    });
    // Nobody comes to the station. Somebody is found by the initials of his name and planned instead.
    gate.sits("18T22:25", |b| {
        b.shows("▸动物检疫站");
        b.types(F3);
        b.shows("22:25– · 顶替 刘东");
        b.shows("▸关宁   ✓ 13800000009");
        b.types("xyp");
        b.shows("▸解银平 ✓ 13800000008");
        b.types("\r");
        b.shows("✓ 22:25 已记：排 解银平 顶替 刘东，动物检疫站家属院 4月18日 夜班");
    });
    gate.sits("18T22:40", |b| {
        b.types(F2);
        b.shows("[✓] 解银平 已排");
        assert!(!b.screen.screen().contents().contains("刘东"), "the no-show is not handed over to");
        b.types("\r");
        b.shows("✓ 22:40 已记：动物检疫站家属院 22:40 交接：赵正杰 → 解银平");
    });
    gate.sits("19T01:00", |b| {
        b.shows("▸畜牧局");
        b.types("b");
        b.shows("空格选人");
        b.types(DOWN);
        b.types("\r");
        b.shows("谁来顶岗 · 畜牧局家属院");
        b.types("gn\r");
        b.shows("顶岗人  关宁");
        b.types("\r");
        b.shows("✓ 01:00 已记：王建军 畜牧局家属院 01:00 离岗，关宁顶岗");
    });
    // He is back; then a slip of the hand is taken back.
    gate.sits("19T01:20", |b| {
        b.types("b");
        b.shows("(●) 王建军  离岗中");
        b.types("\r");
        b.shows("✓ 01:20 已记：王建军 畜牧局家属院 01:20 回岗；关宁 畜牧局家属院 01:20 下岗");
        b.types("x\r");
        b.shows("已记：王建军 畜牧局家属院 01:20 下岗");
        b.shows("畜牧局家属院 夜班 无人");
        b.types(F8);
        b.shows("已撤销：王建军 畜牧局家属院 01:20 下岗");
    });
    gate.sits("19T05:58", |b| {
        b.types(" ");
        b.shows("✓ 1 出租司机约23点回");
        b.types("\r");
        b.shows("已记：畜牧局家属院 05:58 交接：王建军 → 孙建");
        for (post, who) in [("▸动物检疫站", "解银平 → 张慧琴"), ("▸大渠", "宋岩 → 田强")] {
            b.types(DOWN);
            b.shows(post);
            b.types(" ");
            b.shows("换别人");
            b.types("\r");
            b.shows(who);
        }
    });
}

/// The findings of the night that has passed: kind, who, since when, minutes.
fn findings(gate: &Gate, time: &str) -> Vec<String> {
    let all = gate.json(time, &["findings", "--json", "--from", "2022-04-18", "--to", "2022-04-19"]);
    let night = |f: &&Value| ("18T14:00".."19T06:00").contains(&minute(&f["from"]));
    let text = |v: &Value| v.as_str().unwrap_or_default().to_string();
    let told = all["findings"].as_array().unwrap().iter().filter(night);
    let line = |f: &Value| {
        let (kind, who) = (text(&f["kind"]), text(&f["members"][0]));
        format!("{} {kind} {who} {} {}", text(&f["severity"]), minute(&f["from"]), f["minutes"])
    };
    told.map(line).collect()
}

/// The night's coverage of a post: status, from, to.
fn coverage(gate: &Gate, time: &str, post: &str) -> Vec<String> {
    let all = gate.json(time, &["coverage", "--json", "--from", "2022-04-18", "--to", "2022-04-19", "--post", post]);
    let night = |s: &&Value| s["date"] == "2022-04-18" && s["shift"] == "夜";
    let told = all["segments"].as_array().unwrap().iter().filter(night);
    told.map(|s| format!("{} {} {}", s["status"].as_str().unwrap(), minute(&s["from"]), minute(&s["to"]))).collect()
}

#[test]
fn a_night_by_keys_is_told_again_by_the_command_line_and_after_a_restart() {
    let gate = Gate::new();
    run_the_night(&gate);

    let entries: Vec<Value> =
        gate.run("19T06:10", &["log", "--json"]).lines().map(|l| serde_json::from_str(l).unwrap()).collect();
    let log = gate.run("19T06:10", &["log"]);
    let by = format!("  {}  ", entries[0]["by"].as_str().unwrap());
    let told: Vec<&str> = log.lines().filter_map(|line| line.split_once(&by)).map(|(_, what)| what).collect();
    assert_eq!(told[2..], TOLD, "{log}");
    assert_eq!(entries.len(), told.len());
    assert_eq!(entries[10]["undoes"], entries[9]["seq"]);
    gate.run("19T06:10", &["check"]);

    // Who waited for relief stood too long; nothing else went wrong, and nobody is missing.
    assert_eq!(findings(&gate, "19T06:10"), ["past overlong 赵正杰 18T22:00 520", "past overlong 高永和 18T22:00 490"],);
    assert_eq!(coverage(&gate, "19T06:10", STOCK), ["covered 18T22:00 19T06:00"]);
    assert_eq!(coverage(&gate, "19T06:10", STATION), ["borrowed 18T22:00 18T22:40", "covered 18T22:40 19T06:00"]);
    assert_eq!(coverage(&gate, "19T06:10", CANAL), ["borrowed 18T22:00 18T22:10", "covered 18T22:10 19T06:00"]);

    gate.sits("19T06:10", |b| {
        b.shows("✓ 各岗正常");
        b.shows("孙建 0:10");
        b.types("4");
        for line in [
            "出租司机约23点回                          移交 2 次",
            "05:58          畜牧局      王建军 → 孙建",
            "4月18日 22:40  动物检疫站  赵正杰 → 解银平      晚 40 分钟",
            "4月18日 22:10  大渠        高永和 → 宋岩        晚 10 分钟",
            "4月18日 21:58  畜牧局      赵建群 → 王建军",
        ] {
            b.shows(line);
        }
    });
}
