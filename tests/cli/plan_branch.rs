//! `plan --from`, `plan --explain` and `rotate` as one types them.

use crate::kit::Branch;

#[test]
fn some_dates_are_planned_shown_first_recorded_then_and_undone() {
    let b = Branch::new();
    let ask = ["plan", "--from", "2022-04-19", "--days", "3", "--steps", "20000", "--threads", "1", "--json"];
    let before = b.journal();
    let shown = b.at("14:00", ask.iter().chain(&["--dry-run"])).json_of(3);
    assert_eq!((b.journal(), &shown["recorded"]), (before, &false.into()), "nothing is written");
    assert_eq!(shown["heads"], 18);
    let planned = b.at("14:00", ask).json_of(3);
    assert_eq!((&planned["recorded"], &planned["changes"]), (&true.into(), &shown["changes"]));
    let open = planned["open_heads"].as_i64().unwrap();
    assert!(open > 0 && planned["changes"].as_array().unwrap().len() as i64 == 18 - open, "{planned}");
    assert!(planned["open"][0]["why"].as_object().unwrap().values().any(|n| n.as_i64() > Some(0)), "{planned}");
    assert!(!planned["ways"].as_array().unwrap().is_empty(), "five people for six heads a day: {planned}");
    b.at("14:01", ["undo"]).fine();
    let again = b.at(
        "14:02",
        ["plan", "--from", "2022-04-19", "--days", "3", "--steps", "20000", "--threads", "1", "--json", "--dry-run"],
    );
    assert_eq!(again.json_of(3)["changes"], planned["changes"]);
}

#[test]
fn a_rule_that_stays_broken_by_pins_is_told_to_programs_too() {
    let b = Branch::new();
    for shift in ["早", "中"] {
        b.at("14:00", ["assign", "大渠", "2022-04-20", shift, "赵建群", "--pinned"]).fine();
    }
    let ask = ["plan", "--from", "2022-04-20", "--days", "1", "--steps", "5000", "--threads", "1", "--json"];
    let said = b.at("14:00", ask).json_of(3);
    assert_eq!((&said["feasible"], &said["broken"][0]["member"]), (&false.into(), &"赵建群".into()), "{said}");
    assert_eq!(said["open_heads"], 0, "nothing else is missing: {said}");
}

#[test]
fn a_slot_is_explained_person_by_person() {
    let b = Branch::new();
    let said = b.at("14:00", ["plan", "--explain", "大渠", "2022-04-19", "早", "--json"]).fine().json();
    assert_eq!((&said["short_by"], &said["post"]), (&1.into(), &"大渠家属院".into()));
    let people = said["people"].as_array().unwrap();
    let of = |name: &str| people.iter().find(|p| p["member"] == name).unwrap();
    assert_eq!(people[0]["can"], true);
    assert_eq!(of("宋岩")["against"][0], "overlong", "he is on until six");
    b.at("14:00", ["plan", "--explain", "大渠", "2022-04-19", "早"]).fine();
    b.at("14:00", ["plan", "--explain", "大渠", "2022-04-19", "x"]).refused("x");
}

#[test]
fn a_rotation_puts_its_teams_in_and_says_what_the_branch_lacks() {
    let b = Branch::new();
    let team = |t: &'static str| ["--team", t];
    let teams = [team("甲=赵建群"), team("乙=王建军"), team("丙=高永和"), team("丁=宋岩")].concat();
    let ask = |pattern: &'static str, more: &[&'static str]| {
        let base = ["rotate", "--pattern", pattern, "--from", "2022-04-20", "--days", "8", "--post", "大渠"];
        [&base[..], &teams[..], more].concat()
    };
    let done = b.at("14:00", ask("四班三运转", &["--json"])).fine().json();
    assert_eq!((done["changes"].as_array().unwrap().len(), &done["open_heads"]), (24, &0.into()));
    b.at("14:00", ask("做一休二", &[])).refused("24");
    b.at("14:00", ask("五班倒", &[])).refused("四班三运转");
    let own = b.file(
        "own.toml",
        "[[pattern]]\nname = \"两早两夜\"\ndays = [\"早\", \"早\", \"夜\", \"夜\", \"休\"]\nstep = 2\n\
         [[pattern]]\nname = \"夜连早\"\ndays = [\"夜\", \"早\"]\n",
    );
    let own = own.to_str().unwrap().to_string();
    let mut args: Vec<String> = ask("两早两夜", &["--dry-run", "--json"]).iter().map(ToString::to_string).collect();
    args.extend(["--file".to_string(), own.clone()]);
    assert_eq!(b.at("14:00", args).code, 3, "nobody stands in the middle");
    let mut args: Vec<String> = ask("夜连早", &["--dry-run"]).iter().map(ToString::to_string).collect();
    args.extend(["--file".to_string(), own]);
    let said = b.at("14:00", args).out;
    assert!(said.contains("【轮转后的问题】") && !said.contains("原有"), "16 hours on end are the pattern's: {said}");
}

#[test]
fn what_is_asked_wrongly_is_refused_in_a_line() {
    let b = Branch::new();
    b.at("14:00", ["plan"]).ends(2, "--from");
    b.at("14:00", ["plan", "--from", "2022-04-19"]).ends(2, "--days");
    b.at("14:00", ["plan", "--from", "19", "--days", "2"]).ends(2, "--from");
    b.at("14:00", ["plan", "--from", "2022-04-19", "--days", "500"]).ends(2, "500");
    let nothing = b.at("14:00", ["plan", "--from", "2022-04-19", "--days", "0"]);
    assert_eq!(nothing.code, 0, "{nothing:?}");
    assert!(!nothing.out.contains("4月18日"), "no date is in it: {nothing:?}");
    let past = b.at("14:00", ["plan", "--from", "2022-04-01", "--days", "5"]);
    assert!(past.code == 0 && past.out.contains("没有要改的"), "{past:?}");
}
