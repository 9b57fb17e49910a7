//! Keeping the branch from the command line: people, posts, units, rules, shifts; what it does to the plan, and undo.

use crate::kit::Branch;

/// The branch as a file.
fn exported(b: &Branch) -> String {
    let path = b.path("out.toml");
    b.at("15:00", ["export", "--force", path.to_str().unwrap()]).fine();
    let file = std::fs::read_to_string(path).unwrap();
    // The first line names the entry it was made at.
    file.lines().filter(|l| !l.starts_with('#')).collect::<Vec<_>>().join("\n")
}

#[test]
fn people_come_change_and_go_and_their_history_stays() {
    let b = Branch::new();
    b.at("14:00", ["unit", "add", "市市场监督管理局", "--short", "市场监管"]).fine();
    let out = b.at("14:01", ["member", "add", "王芳", "--unit", "市场监管", "--phone", "13800000045", "--party", "是"]);
    assert!(out.fine().out.contains("新增人员 王芳"));
    let out = b.at("14:02", ["member", "add", "王芳", "--unit", "市场监管"]).fine().out;
    assert!(out.contains("王芳(市场监管)"), "{out}");
    b.at("14:03", ["member", "add", "王芳"]).refused("王芳");
    b.at(
        "14:04",
        ["member", "set", "王芳", "--name", "王小芳", "--posts", "大渠", "--cannot", "一至五 11:00-12:30 回家做饭"],
    )
    .fine();
    let file = exported(&b);
    assert!(file.contains("name = \"王小芳\"") && file.contains("posts = [\"大渠家属院\"]"), "{file}");
    assert!(file.contains("from = \"11:00\", to = \"12:30\", why = \"回家做饭\""), "{file}");
    let out = b.at("14:05", ["member", "end", "赵建群", "王建军", "--last", "4-17"]).fine().out;
    assert!(out.contains("赵建群 站到 4月17日"), "{out}");
    assert_eq!(exported(&b).matches("leaves = 2022-04-17").count(), 2);
    let found = b.at("14:06", ["findings", "--json"]).fine().json();
    assert!(found["findings"].as_array().unwrap().iter().any(|f| f["kind"] == "unavailable"));
    b.at("14:07", ["undo"]).fine();
    assert!(!exported(&b).contains("leaves"));
}

#[test]
fn demand_changes_from_a_date_and_the_past_keeps_its_own() {
    let b = Branch::new();
    let out = b.at(
        "14:00",
        ["post", "set", "大渠", "畜牧局", "--heads", "早1 中1 夜2", "--from", "2022-04-22", "--dry-run", "--json"],
    );
    let out = out.fine().json();
    assert_eq!(out["recorded"], false);
    assert!(out["effect"]["findings"]["gap"]["after"].as_u64() >= out["effect"]["findings"]["gap"]["before"].as_u64());
    b.at("14:01", ["post", "set", "大渠", "畜牧局", "--heads", "早1 中1 夜2", "--from", "2022-04-22"]).fine();
    assert_eq!(
        exported(&b).matches("{ from = 2022-04-22, heads = { \"早\" = 1, \"中\" = 1, \"夜\" = 2 } }").count(),
        2
    );
    let need = |date: &str| {
        let out = b.at("14:02", ["coverage", "--json", "--from", date, "--to", date]).fine().json();
        let nights = out["segments"].as_array().unwrap().iter().filter(|s| s["shift"] == "夜" && s["date"] == date);
        nights.map(|s| s["need"].as_u64().unwrap()).max().unwrap()
    };
    assert_eq!((need("2022-04-21"), need("2022-04-22")), (1, 2));
    // Ended: nobody is needed, and who was planned is told before.
    let out = b.at("14:03", ["post", "end", "大渠", "--last", "2022-04-17", "--dry-run"]).fine().out;
    assert!(out.contains("不再需要：4月18日 夜 大渠家属院 宋岩"), "{out}");
    b.at("14:04", ["post", "end", "大渠", "--last", "2022-04-25"]).fine();
    let out =
        b.at("14:05", ["coverage", "--json", "--post", "大渠家属院", "--from", "2022-04-26", "--to", "2022-05-01"]);
    assert!(
        out.fine().json()["segments"].as_array().unwrap().iter().all(|s| s["need"] == 0 || s["date"] == "2022-04-25")
    );
}

#[test]
fn leave_is_said_anew_for_one_and_added_for_several() {
    let b = Branch::new();
    b.at("14:00", ["leave", "赵建群", "--from", "2022-04-19", "--to", "2022-04-22", "--why", "病假"]).fine();
    b.at("14:01", ["member", "set", "赵建群", "--leave", "4-19..4-20 病假"]).fine();
    let file = exported(&b);
    assert!(file.contains("from = 2022-04-19T00:00:00, to = 2022-04-21T00:00:00, why = \"病假\""), "{file}");
    b.at("14:02", ["member", "set", "赵建群", "王建军", "--leave", "4-25 09:00-11:00 开会"]).fine();
    let file = exported(&b);
    assert_eq!((file.matches("why = \"开会\"").count(), file.matches("why = \"病假\"").count()), (2, 1), "{file}");
    b.at("14:03", ["member", "set", "赵建群", "--leave", "4-31"]).refused("请假：应该是");
    b.at("14:04", ["member", "set", "赵建群", "--leave", ""]).fine();
    assert_eq!(exported(&b).matches("why = \"开会\"").count(), 1);
}

#[test]
fn a_surge_that_comes_or_goes_leaves_the_past_as_it_was() {
    let b = Branch::new();
    let rush = |date: &str| {
        let out = b.at("15:00", ["coverage", "--json", "--post", "新点", "--from", date, "--to", date]).fine().json();
        let needs = out["segments"].as_array().unwrap().iter().map(|s| s["need"].as_u64().unwrap()).max();
        needs.unwrap()
    };
    // A new post has no past to keep.
    b.at("15:00", ["post", "add", "新点", "--heads", "1", "--surge", "07:20-08:10 +1"]).fine();
    assert_eq!((rush("2022-04-17"), rush("2022-04-18"), rush("2022-04-19")), (2, 2, 2));
    b.at("15:00", ["post", "set", "新点", "--surge", ""]).fine();
    assert_eq!((rush("2022-04-17"), rush("2022-04-18"), rush("2022-04-19")), (2, 2, 1));
    b.at("15:00", ["undo"]).fine();
    b.at("15:00", ["post", "set", "新点", "--surge", "07:20-08:10 +1 ..2022-05-01"]).fine();
    assert_eq!((rush("2022-04-17"), rush("2022-05-01"), rush("2022-05-02")), (2, 2, 1));
    assert_eq!(exported(&b).matches("extra = 1").count(), 1, "it goes on as one");
    // One for this morning is too late for today; one for this evening is not.
    b.at("15:00", ["post", "set", "大渠", "--surge", "07:20-08:10 +1; 17:00-18:00 +2"]).fine();
    let file = exported(&b);
    assert!(file.contains("extra = 1, first = 2022-04-19") && file.contains("extra = 2, first = 2022-04-18"), "{file}");
}

#[test]
fn a_shift_that_has_begun_today_keeps_its_heads() {
    let b = Branch::new();
    b.at("15:00", ["post", "set", "大渠", "--heads", "早2 中2 夜2"]).fine();
    let needs = |date: &str| {
        let out = b.at("15:00", ["coverage", "--json", "--post", "大渠家属院", "--from", date, "--to", date]).fine();
        let of = |shift: &str| {
            let segments = out.json()["segments"].as_array().unwrap().clone();
            segments.iter().find(|s| s["shift"] == shift && s["date"] == date).unwrap()["need"].as_u64().unwrap()
        };
        ["早", "中", "夜"].map(of)
    };
    assert_eq!((needs("2022-04-18"), needs("2022-04-19")), ([1, 1, 2], [2, 2, 2]));
}

#[test]
fn what_it_would_be_wrong_is_refused_in_one_line() {
    let b = Branch::new();
    b.at("14:00", ["member", "set", "赵建郡", "--phone", "1"]).refused("赵建群");
    b.at("14:00", ["member", "set", "赵建群", "--unit", "没有的"]).refused("没有的");
    b.at("14:00", ["member", "set", "赵建群", "--leaves", "4-31"]).refused("离队：应该是");
    b.at("14:00", ["member", "set", "赵建群", "王建军", "--name", "同名"]).refused("同名");
    b.at("14:00", ["post", "add", "新点", "--heads", "晚1"]).refused("人数：应该是");
    b.at("14:00", ["post", "set", "大渠", "--heads", "早1 中1 夜1"]).refused("没");
    b.at("14:00", ["rule", "set", "--max-stretch", "很久"]).refused("连续上限：应该是");
    b.at("14:00", ["shift", "set", "早 06:00-15:00; 中 14:00-22:00; 夜 22:00-06:00"]).refused("早");
    b.at("14:00", ["shift", "set", "早 06:00-14:00; 中 14:00-22:00"]).refused("夜");
    b.at("14:00", ["branch", "set", "--zone", "Asia/Shangai"]).refused("Asia/Shanghai");
}

#[test]
fn rules_shifts_compounds_and_the_branch_are_set_and_taken_back() {
    let b = Branch::new();
    let before = exported(&b);
    b.at("14:00", ["rule", "set", "--max-stretch", "9h", "--mark-grace", "10min"]).fine();
    b.at("14:01", ["shift", "set", "早 06:00-14:00; 中 14:00-22:00; 夜 大夜 22:00-06:00"]).fine();
    b.at("14:02", ["compound", "add", "大渠家属院", "--community", "大渠社区", "--households", "30"]).fine();
    b.at("14:03", ["post", "set", "大渠", "--compound", "大渠家属院", "--surge", "一至五 07:20-08:10 +1"]).fine();
    b.at("14:04", ["branch", "set", "--secretary", "赵建群"]).fine();
    let file = exported(&b);
    for words in ["max_stretch = \"9h\"", "大夜", "households = 30", "secretary = \"赵建群\"", "extra = 1"] {
        assert!(file.contains(words), "{words} is not in {file}");
    }
    let again = b.path("out.toml");
    let said = b.at("14:05", ["import", again.to_str().unwrap(), "--dry-run"]).fine().out;
    assert!(said.contains("没有要改的"), "{said}");
    for _ in 0..5 {
        b.at("14:06", ["undo"]).fine();
    }
    assert_eq!(exported(&b), before);
}

#[test]
fn shifts_change_from_a_date_and_the_past_keeps_its_own() {
    let b = Branch::new();
    let two = "白 08:00-20:00; 夜 20:00-08:00";
    let of = |date: &str| {
        let out = b.at("14:30", ["coverage", "--json", "--post", "大渠家属院", "--from", date, "--to", date]);
        let all = out.fine().json()["segments"].as_array().unwrap().clone();
        let clock = |v: &serde_json::Value| v.as_str().unwrap()[11..16].to_string();
        let of = |s: &serde_json::Value| {
            format!("{}{}-{}×{}", s["shift"].as_str().unwrap_or("–"), clock(&s["from"]), clock(&s["to"]), s["need"])
        };
        all.iter().map(of).collect::<Vec<_>>().join(" ")
    };
    let before = exported(&b);
    let would = b.at("14:00", ["shift", "set", two, "--from", "4-20", "--dry-run", "--json"]).fine().json();
    assert_eq!(would["effect"]["between"][0]["from"], "2022-04-20T06:00:00+08:00");
    b.at("14:00", ["shift", "set", two, "--from", "4-20"]).fine();
    assert_eq!(of("2022-04-19"), "夜00:00-06:00×1 早06:00-14:00×1 中14:00-22:00×1 夜22:00-00:00×1");
    // As many as before, unless one says otherwise; between the last night and the first day there is no shift.
    assert_eq!(of("2022-04-20"), "夜00:00-06:00×1 –06:00-08:00×0 白08:00-20:00×1 夜20:00-00:00×1");
    b.at("14:01", ["assign", "大渠", "2022-04-20", "早", "田强"]).refused("白、夜");
    b.at("14:01", ["assign", "大渠", "2022-04-19", "白", "田强"]).refused("早、中、夜");
    b.at("14:01", ["assign", "大渠", "2022-04-20", "白", "田强"]).fine();
    // Back to three shifts: the last night of the two ends where the first morning begins.
    let three = "早 06:00-14:00; 中 14:00-22:00; 夜 22:00-06:00";
    b.at("14:02", ["shift", "set", three, "--from", "4-25", "--heads", "早1 中1 夜2"]).fine();
    assert_eq!(of("2022-04-24"), "夜00:00-08:00×1 白08:00-20:00×1 夜20:00-00:00×1");
    assert_eq!(of("2022-04-25"), "夜00:00-06:00×1 早06:00-14:00×1 中14:00-22:00×1 夜22:00-00:00×2");
    let file = exported(&b);
    assert_eq!(file.matches("[[pattern]]").count(), 2, "{file}");
    let copy = Branch::absent();
    copy.at("14:03", ["import", copy.file("copy.toml", &file).to_str().unwrap()]).fine();
    assert_eq!(exported(&copy), file, "an import of an export is the same branch");
    // Who would lose his shift is told, and withdrawn only when one says so; one undo brings all of it back.
    b.at("14:04", ["shift", "drop", "--from", "4-20"]).refused("1 个排班会失去班次：大渠家属院 4月20日 白班 田强");
    let out = b.at("14:04", ["shift", "drop", "--from", "4-20", "--withdraw"]).fine().out;
    assert!(out.contains("4月20日不再改班制") && out.contains("撤下 1 个排班"), "{out}");
    assert_eq!(of("2022-04-20"), "夜00:00-06:00×1 早06:00-14:00×1 中14:00-22:00×1 夜22:00-00:00×1");
    b.at("14:05", ["undo"]).fine();
    assert_eq!(exported(&b), file);
    for _ in 0..3 {
        b.at("14:06", ["undo"]).fine();
    }
    assert_eq!(exported(&b), before);
    // What has begun stays: a change that would take away a slot of now is refused, whatever one says.
    b.at("14:07", ["shift", "set", "白 08:00-20:00", "--from", "4-18", "--withdraw"]).refused("已排在");
}

#[test]
fn a_patterns_file_says_where_it_is_wrong() {
    let b = Branch::new();
    let pattern = |from: &str, start: &str| {
        format!("[[pattern]]\nfrom = {from}\nshift = [{{ code = \"白\", start = \"{start}\", end = \"20:00\" }}]\n")
    };
    let import = |text: String| b.at("14:00", ["import", b.file("f.toml", text).to_str().unwrap()]);
    import(pattern("2022-04-18", "08:00")).refused("“中”已有排班");
    import(pattern("2022-04-20", "08:00") + &pattern("2022-04-20", "09:00"))
        .refused("第 5 行第 8 列：班制“2022-04-20”出现两次");
    import("[[pattern]]\nfrom = 2022-04-20\nshift = []\n".into()).refused("shift");
    import("[[pattern]]\nshift = [{ code = \"白\", start = \"08:00\", end = \"20:00\" }]\n".into()).refused("from");
    import(pattern("2022-04-20", "08:00")).fine();
    assert!(exported(&b).contains("from = 2022-04-20"));
    // A missing list leaves it, an empty one clears it.
    import("[rules]\nsoon = \"20h\"\n".into()).fine();
    assert!(exported(&b).contains("from = 2022-04-20"));
    import("pattern = []\n".into()).fine();
    assert!(!exported(&b).contains("[[pattern]]"));
}
