//! Problem files in, solution files out: the worked example of the format, what is refused, and, where it lies beside the
//! repository, the independent scorer.

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use lunban::plan::{Problem, score, violations};

/// The worked example of `shared/planning/README.md` §6.
const TINY: &str = r#"{"format": 1, "name": "tiny", "first_date": "2022-04-22", "dates": 2,
 "shifts": [{"code": "E", "start": "06:00", "minutes": 480}, {"code": "L", "start": "14:00", "minutes": 480},
            {"code": "N", "start": "22:00", "minutes": 480}],
 "night": {"start": "22:00", "end": "06:00"},
 "posts": [{"id": "g1"}],
 "members": [{"id": "a"},
             {"id": "b", "unavailable": [{"from": "2022-04-23T00:00", "to": "2022-04-24T00:00"}]},
             {"id": "c", "share": 50, "familiar": [], "max_shifts": {"N": 0}}],
 "rules": {"min_break": 60, "min_rest": 660, "max_stretch": 480, "max_week_minutes": 2880},
 "weights": {"uncovered": 10000, "hours": 10, "night": 15, "weekend": 15, "unfamiliar": 8},
 "demand": [{"date": "2022-04-22", "shift": "E", "post": "g1", "heads": 1},
            {"date": "2022-04-22", "shift": "L", "post": "g1", "heads": 1},
            {"date": "2022-04-22", "shift": "N", "post": "g1", "heads": 1},
            {"date": "2022-04-23", "shift": "E", "post": "g1", "heads": 1},
            {"date": "2022-04-23", "shift": "L", "post": "g1", "heads": 1},
            {"date": "2022-04-23", "shift": "N", "post": "g1", "heads": 1}],
 "requests": [{"member": "a", "date": "2022-04-23", "kind": "avoid", "weight": 4}]}"#;

fn plan(dir: &Path, problem: &str, more: &[&str]) -> Output {
    let (from, to) = (dir.join("problem.json"), dir.join("solution.json"));
    fs::write(&from, problem).unwrap();
    let mut lunban = Command::new(env!("CARGO_BIN_EXE_lunban"));
    lunban.args(["plan", "--lang", "en", "--json", "--problem"]).arg(from).arg("--out").arg(to).args(more);
    lunban.output().unwrap()
}

#[test]
fn the_worked_example_has_the_score_of_the_page() {
    let p = Problem::read(TINY).unwrap();
    let targets: Vec<_> = p.members.iter().map(|m| m.target).collect();
    assert_eq!(targets, [[1440, 960, 960], [720, 0, 0], [720, 0, 480]]);
    let slot = |date, shift| p.slot_at[&(date, shift, 0)];
    let roster = [(1, slot(0, 0)), (2, slot(0, 1)), (0, slot(0, 2)), (2, slot(1, 1)), (0, slot(1, 2))];
    let s = score(&p, &roster);
    assert!(s.feasible());
    assert_eq!((s.uncovered, s.hours, s.night, s.weekend, s.unfamiliar, s.requests), (10_000, 15, 0, 15, 16, 4));
    assert_eq!(s.objective(), 10_050);
}

#[test]
fn a_problem_is_solved_and_what_stays_open_is_named() {
    let dir = tempfile::tempdir().unwrap();
    let out = plan(dir.path(), TINY, &["--steps", "20000", "--threads", "1"]);
    let said: serde_json::Value = serde_json::from_slice(&out.stdout).unwrap();
    assert_eq!(out.status.code(), Some(3), "one head cannot be filled: {said}");
    assert_eq!((&said["feasible"], &said["open_heads"]), (&true.into(), &1.into()));
    assert_eq!(said["unfilled"][0]["slot"], "2022-04-23 E g1");
    let solution: Vec<serde_json::Value> =
        serde_json::from_slice(&fs::read(dir.path().join("solution.json")).unwrap()).unwrap();
    assert_eq!(solution.len(), 5);
}

#[test]
fn a_broken_problem_names_the_field_and_nothing_is_written() {
    let dir = tempfile::tempdir().unwrap();
    for (from, to, field) in [
        ("\"heads\": 1}]", "\"heads\": -1}]", "demand[5].heads"),
        ("\"weight\": 4", "\"weight\": 4, \"wait\": 1", "wait"),
        ("\"member\": \"a\"", "\"member\": \"z\"", "requests[0].member"),
        ("\"format\": 1", "\"format\": 2", "format"),
        ("\"dates\": 2", "\"dates\": 0", "dates"),
        ("2022-04-22", "2022-04-31", "first_date"),
        ("\"minutes\": 480}]", "\"minutes\": 0}]", "shifts[2].minutes"),
        // Of another kind, missing, unknown, too often.
        ("\"dates\": 2", "\"dates\": \"two\"", "dates: is not a whole number"),
        ("\"dates\": 2", "\"dates\": -1", "dates: -1 is not between 1 and 3660"),
        ("\"heads\": 1}]", "\"heads\": 1.5}]", "demand[5].heads: is not a whole number"),
        ("\"minutes\": 480}, ", "\"minutes\": null}, ", "shifts[0].minutes: is not a whole number"),
        ("\"start\": \"14:00\"", "\"start\": 840", "shifts[1].start: is not a text"),
        ("\"familiar\": []", "\"familiar\": {}", "members[2].familiar: is not a list"),
        ("[{\"id\": \"g1\"}]", "{\"id\": \"g1\"}", "posts: is not a list"),
        ("{\"N\": 0}", "5", "members[2].max_shifts: is not an object"),
        ("\"heads\": 1},", "\"head\": 1},", "demand[0].head: is not a field"),
        (", \"heads\": 1},", "},", "demand[0].heads: is missing"),
        ("\"dates\": 2,", "", "dates: is missing"),
        ("\"share\": 50", "\"share\": 50, \"share\": 40", "members[2].share: is there twice"),
        ("\"id\": \"c\"", "\"id\": \"a\"", "members[2].id: “a” is there twice"),
        ("\"id\": \"a\"", "\"id\": \"a\", \"posts\": [\"g1\", \"g2\"]", "members[0].posts[1]: “g2” is not in posts"),
        ("2022-04-23T00:00", "23 April", "members[1].unavailable[0].from: “23 April” is not YYYY-MM-DDTHH:MM"),
        ("\"min_rest\": 660", "\"min_rest\": -5", "rules.min_rest: -5 is less than 0"),
        ("\"min_rest\": 660", "\"max_shifts\": {\"X\": 1}", "rules.max_shifts.X: “X” is not in shifts"),
        ("\"rules\": {", "\"rules\" {", ": is not JSON"),
        (TINY, "[]", "JSON: is not an object"),
        (
            "\"heads\": 1}]",
            "\"heads\": 1000000000000000}]",
            "demand[5].heads: 1000000000000000 is not between 0 and 1000000",
        ),
        ("\"hours\": 10", "\"hours\": 2000000000000000000", "weights.hours: 2000000000000000000 is not between"),
        ("\"share\": 50", "\"carried\": {\"night\": -9000000000000}", "members[2].carried.night: -9000000000000"),
        ("2022-04-24T00:00", "2022-04-23T00:00", "members[1].unavailable[0]: ends before it begins"),
        ("\"first_date\": \"2022", "\"first_date\": \"9999", "first_date: the year is not between 1970 and 2199"),
        ("\"heads\": 1},", "\"heads\": 1, \"roles\": {\"lead\": 0}},", "demand[0].roles.lead: 0 is not between 1"),
    ] {
        let out = plan(dir.path(), &TINY.replacen(from, to, 1), &["--steps", "1"]);
        let said = String::from_utf8(out.stderr).unwrap();
        assert!(out.status.code() == Some(1) && said.contains(field), "{field}: {said}");
        assert!(!dir.path().join("solution.json").exists());
    }
}

#[test]
fn the_rules_are_looked_at_when_nobody_is_there_to_keep_them() {
    let nobody = |rules: &str| {
        let text = format!(
            r#"{{"format":1,"name":"","first_date":"2022-04-22","dates":1,"shifts":[],"posts":[],"members":[],
            "rules":{rules},"weights":{{}},"demand":[]}}"#
        );
        Problem::read(&text).map_err(|f| f.field)
    };
    assert_eq!(nobody(r#"{"min_rest": -5}"#).err().as_deref(), Some("rules.min_rest"));
    assert_eq!(nobody(r#"{"max_shifts": {"X": 1}}"#).err().as_deref(), Some("rules.max_shifts.X"));
    assert!(nobody(r#"{"min_rest": 660}"#).is_ok());
}

#[test]
fn a_chinese_reader_is_told_in_chinese_what_is_wrong_with_a_file() {
    let dir = tempfile::tempdir().unwrap();
    let from = dir.path().join("problem.json");
    fs::write(&from, TINY.replacen("\"member\": \"a\"", "\"member\": \"z\"", 1)).unwrap();
    let mut lunban = Command::new(env!("CARGO_BIN_EXE_lunban"));
    let out = lunban.args(["plan", "--lang", "zh", "--out", "x", "--problem"]).arg(from).output().unwrap();
    let said = String::from_utf8(out.stderr).unwrap();
    assert!(said.contains("requests[0].member：members 里没有“z”"), "{said}");
}

#[test]
fn nobody_no_post_and_no_demand_are_answered() {
    let dir = tempfile::tempdir().unwrap();
    let empty = r#"{"format":1,"name":"","first_date":"2022-04-22","dates":1,"shifts":[],"posts":[],"members":[],
        "rules":{},"weights":{},"demand":[]}"#;
    let out = plan(dir.path(), empty, &["--seconds", "0.2"]);
    assert_eq!(out.status.code(), Some(0), "{}", String::from_utf8_lossy(&out.stderr));
}

/// The worked example with something else in it, solved, and what is said in JSON.
fn solved(from: &str, to: &str) -> (serde_json::Value, Option<i32>) {
    let dir = tempfile::tempdir().unwrap();
    let changed = TINY.replacen(from, to, 1);
    assert_ne!(changed, TINY, "{from}");
    let out = plan(dir.path(), &changed, &["--steps", "2000", "--threads", "1"]);
    let said: serde_json::Value = serde_json::from_slice(&out.stdout)
        .unwrap_or_else(|_| panic!("{to}: {}", String::from_utf8_lossy(&out.stderr)));
    if let Some(theirs) = scored(&dir.path().join("problem.json"), &dir.path().join("solution.json")) {
        let of = |s: &serde_json::Value| (s["objective"].clone(), s["feasible"].clone());
        assert_eq!(of(&said), of(&theirs), "{to}: {theirs}");
        let broken: i64 = theirs["hard"].as_object().unwrap().values().map(|n| n.as_i64().unwrap()).sum();
        assert_eq!(said["violations"].as_array().unwrap().len() as i64, broken, "{to}: {theirs}");
    }
    (said, out.status.code())
}

/// What the independent scorer says, where it is here.
fn scored(problem: &Path, solution: &Path) -> Option<serde_json::Value> {
    let score = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/planning/score");
    if !score.exists() || Command::new("python3").arg("--version").output().is_err() {
        println!("not compared: the scorer or python3 is not here");
        return None;
    }
    let said = Command::new(score).arg(problem).arg(solution).arg("--json").output().unwrap();
    let theirs = serde_json::from_slice(&said.stdout);
    Some(theirs.unwrap_or_else(|_| panic!("{}", String::from_utf8_lossy(&said.stderr))))
}

#[test]
fn somebody_who_has_left_for_good_is_unavailable_until_the_last_year() {
    let (said, _) = solved("2022-04-24T00:00", "9999-12-31T00:00");
    assert_eq!(said["open_heads"], 1, "{said}");
    solved("2022-04-23T00:00", "0001-01-01T00:00");
}

#[test]
fn a_pin_where_nobody_is_wanted_is_named_and_the_rest_is_planned() {
    let pinned = r#""pinned": [{"date": "2022-04-23", "shift": "L", "post": "g2", "member": "a"}], "requests""#;
    let problem = TINY.replacen(r#"[{"id": "g1"}]"#, r#"[{"id": "g1"}, {"id": "g2"}]"#, 1);
    let dir = tempfile::tempdir().unwrap();
    let out = plan(dir.path(), &problem.replacen("\"requests\"", pinned, 1), &["--steps", "2000"]);
    let said: serde_json::Value = serde_json::from_slice(&out.stdout).unwrap();
    assert_eq!((out.status.code(), &said["feasible"], &said["open_heads"]), (Some(3), &false.into(), &1.into()));
    let broken = &said["violations"][0];
    assert_eq!((&broken["rule"], &broken["member"]), (&"pinned_missing".into(), &"a".into()));
    assert_eq!((&broken["slot"], &broken["pins"][0]["post"]), (&"2022-04-23 L g2".into(), &"g2".into()));
    if let Some(theirs) = scored(&dir.path().join("problem.json"), &dir.path().join("solution.json")) {
        assert_eq!((&theirs["hard"]["pinned_missing"], &theirs["objective"]), (&1.into(), &said["objective"]));
    }
}

#[test]
fn pins_that_break_a_rule_are_named_with_it() {
    let pinned = r#""pinned": [{"date": "2022-04-22", "shift": "L", "post": "g1", "member": "a"},
        {"date": "2022-04-23", "shift": "E", "post": "g1", "member": "a"}], "requests""#;
    let (said, code) = solved("\"requests\"", pinned);
    let broken = said["violations"].as_array().unwrap();
    let rest = broken.iter().find(|v| v["rule"] == "min_rest").unwrap();
    assert_eq!((code, &rest["member"], &rest["slot"]), (Some(3), &"a".into(), &"2022-04-23 E g1".into()), "{said}");
    assert_eq!(rest["pins"].as_array().unwrap().len(), 2, "{said}");
    assert_eq!(said["broken"]["min_rest"], 1);
    let dir = tempfile::tempdir().unwrap();
    fs::write(dir.path().join("p.json"), TINY.replacen("\"requests\"", pinned, 1)).unwrap();
    let mut lunban = Command::new(env!("CARGO_BIN_EXE_lunban"));
    lunban.args(["plan", "--steps", "2000", "--problem", "p.json", "--out", "s.json"]).current_dir(dir.path());
    let mut said = |lang| String::from_utf8(lunban.env("LUNBAN_LANG", lang).output().unwrap().stderr).unwrap();
    let (en, zh) = (said("en"), said("zh"));
    let slots = "a 2022-04-23 E g1 (pinned: a 2022-04-22 L g1, a 2022-04-23 E g1)";
    assert!(en.contains(&format!("broken: too little rest: {slots}")), "{en}");
    assert!(en.contains("broken: too little rest 1"), "what is broken is named while it is searched: {en}");
    assert!(zh.contains("违规：休息不足：a 2022-04-23 E g1（固定的：a 2022-04-22 L g1"), "{zh}");
    assert!(!zh.contains("min_rest") && !zh.contains("uncovered"), "{zh}");
}

#[test]
fn what_was_published_in_a_slot_that_is_no_more_is_missed_once_it_has_begun() {
    let published = |shift: &str| {
        format!(
            r#""published": [{{"date": "2022-04-22", "shift": "{shift}", "post": "g1", "member": "b"}}],
            "now": "2022-04-22T12:00", "requests""#
        )
    };
    let without = |shift: &str| {
        let entry = format!(r#"{{"date": "2022-04-22", "shift": "{shift}", "post": "g1", "heads": 1}},"#);
        TINY.replacen(&entry, "", 1).replacen("\"requests\"", &published(shift), 1)
    };
    let dir = tempfile::tempdir().unwrap();
    for (shift, missed) in [("E", true), ("L", false)] {
        let out = plan(dir.path(), &without(shift), &["--steps", "2000"]);
        let said: serde_json::Value = serde_json::from_slice(&out.stdout).unwrap();
        assert_eq!(said["broken"].get("past_changed").is_some(), missed, "{shift}: {said}");
        if let Some(theirs) = scored(&dir.path().join("problem.json"), &dir.path().join("solution.json")) {
            assert_eq!(theirs["feasible"], !missed, "{theirs}");
        }
    }
}

#[test]
fn what_history_broke_before_the_horizon_is_not_counted() {
    let stood = |list: &[(&str, &str)]| {
        let one = |(date, shift): &(&str, &str)| {
            format!(r#"{{"date": "2022-04-{date}", "shift": "{shift}", "post": "g1", "member": "a"}}"#)
        };
        format!(r#""history": [{}], "requests""#, list.iter().map(one).collect::<Vec<_>>().join(", "))
    };
    let rules = r#""rules": {"max_consecutive_dates": 3, "#;
    let (rest, run) = ([("10", "N"), ("11", "E")], [("05", "E"), ("06", "E"), ("07", "E"), ("08", "E")]);
    for before in [&rest[..], &[("11", "E"), ("11", "L"), ("11", "L")], &run] {
        let (said, code) = solved("\"requests\"", &stood(before));
        assert_eq!((&said["feasible"], code), (&true.into(), Some(3)), "{before:?}: {said}");
    }
    let problem = TINY.replacen("\"rules\": {", rules, 1).replacen("\"requests\"", &stood(&run), 1);
    let p = Problem::read(&problem).unwrap();
    assert!(score(&p, &[]).feasible());
    // What reaches into it is.
    let reaches = stood(&[("19", "E"), ("20", "E"), ("21", "E")]);
    let p = Problem::read(&TINY.replacen("\"rules\": {", rules, 1).replacen("\"requests\"", &reaches, 1)).unwrap();
    let roster = [(0, p.slot_at[&(0, 1, 0)])];
    assert_eq!(score(&p, &roster).broken.keys().copied().collect::<Vec<_>>(), ["max_consecutive_dates"]);
}

#[test]
fn the_last_line_of_progress_is_the_roster_that_is_written() {
    let dir = tempfile::tempdir().unwrap();
    let out = plan(dir.path(), TINY, &["--steps", "20000"]);
    let said: serde_json::Value = serde_json::from_slice(&out.stdout).unwrap();
    let lines = String::from_utf8(out.stderr).unwrap();
    let last = lines.lines().last().unwrap();
    assert!(last.contains(&format!("{} points", said["objective"])) && last.contains("open 10000"), "{lines}");
    // Also where there is nothing to search.
    let empty = r#"{"format":1,"name":"","first_date":"2022-04-22","dates":1,"shifts":[],"posts":[],"members":[],
        "rules":{},"weights":{},"demand":[]}"#;
    let out = plan(dir.path(), empty, &["--steps", "1"]);
    assert!(String::from_utf8_lossy(&out.stderr).contains("0 points (none), 0 heads open, broken: none"), "{out:?}");
}

#[test]
fn the_heaviest_weights_can_be_counted() {
    let heavy = TINY
        .replace("\"hours\": 10", "\"hours\": 1000000000000")
        .replace("\"uncovered\": 10000", "\"uncovered\": 1000000000000");
    let heavy = heavy
        .replace("\"heads\": 1}", "\"heads\": 1000000}")
        .replace("\"share\": 50", "\"carried\": {\"hours\": 1000000000}");
    let dir = tempfile::tempdir().unwrap();
    let out = plan(dir.path(), &heavy, &["--steps", "2000", "--threads", "1"]);
    let said: serde_json::Value = serde_json::from_slice(&out.stdout).unwrap();
    assert!(out.status.code() == Some(3) && said["objective"].as_i64() > Some(0), "{said}");
}

/// A small problem with every rule in it, as JSON.
fn full_of_rules(rng: &mut fastrand::Rng) -> serde_json::Value {
    use serde_json::json;
    let date =
        |d: i64| (chrono::NaiveDate::from_ymd_opt(2022, 4, 20).unwrap() + chrono::Days::new(d as u64)).to_string();
    let a = |d: i64, rng: &mut fastrand::Rng| {
        json!({"date": date(d), "shift": rng.choice(["E", "L", "N", "W"]), "post": rng.choice(["g1", "g2"]),
               "member": format!("m{}", rng.u8(0..4))})
    };
    let members: Vec<_> = (0..4)
        .map(|m| {
            let (from, to) = (rng.i64(10..16), rng.i64(16..20));
            json!({"id": format!("m{m}"), "roles": if m == 0 { vec!["lead"] } else { vec![] },
                   "unit": if m < 2 { Some("u") } else { None }, "posts": if m == 3 { Some(vec!["g1"]) } else { None },
                   "max_shifts": if m == 1 { Some(json!({"N": 1})) } else { None }, "min_rest": if m == 2 { Some(0) } else { None },
                   "unavailable": [{"from": format!("{}T03:00", date(from)), "to": format!("{}T09:00", date(to))}]})
        })
        .collect();
    // What is null is for the scorer no limit, for the page that of the rules.
    let members: Vec<_> = members
        .into_iter()
        .map(|m: serde_json::Value| match m {
            serde_json::Value::Object(fields) => fields.into_iter().filter(|(_, v)| !v.is_null()).collect(),
            other => other,
        })
        .collect();
    let mut demand = Vec::new();
    for d in 10..20 {
        for shift in ["E", "L", "N", "W"] {
            for post in ["g1", "g2"] {
                let roles = if post == "g2" { json!({"lead": 1}) } else { json!({}) };
                demand
                    .push(json!({"date": date(d), "shift": shift, "post": post, "heads": rng.u8(0..3), "roles": roles,
                                   "over": if rng.bool() { Some(5) } else { None }}));
            }
        }
    }
    let list = |n: usize, from: i64, to: i64, rng: &mut fastrand::Rng| -> Vec<_> {
        (0..n)
            .map(|_| {
                let d = rng.i64(from..to);
                a(d, rng)
            })
            .collect()
    };
    json!({"format": 1, "name": "rules", "first_date": date(10), "dates": 10,
        "shifts": [{"code": "E", "start": "06:00", "minutes": 480}, {"code": "L", "start": "14:00", "minutes": 480},
                   {"code": "N", "start": "22:00", "minutes": 480, "not_next": ["E", "L"]},
                   {"code": "W", "start": "08:00", "minutes": 1440}],
        "night": {"start": "22:00", "end": "06:00"}, "posts": [{"id": "g1"}, {"id": "g2", "needs_role": rng.choice([None, Some("lead")])}],
        "members": members,
        "rules": {"min_break": 60, "min_rest": 660, "max_stretch": 960, "max_shifts_per_date": 1, "max_week_minutes": 2400,
                  "min_minutes": 1000, "max_minutes": 4000, "max_consecutive_dates": 3, "min_consecutive_dates": 2,
                  "min_consecutive_free_dates": 2, "max_weekends": 1},
        "weights": {"uncovered": 100, "role_missing": 50, "hours": 10, "night": 15, "weekend": 15, "unit_mix": 6, "change": 20},
        "demand": demand, "history": list(6, 0, 10, rng), "pinned": list(2, 10, 20, rng), "published": list(5, 10, 20, rng),
        "now": format!("{}T12:00", date(11))})
}

#[test]
fn a_roster_full_of_faults_breaks_the_same_rules_for_the_independent_scorer() {
    let dir = tempfile::tempdir().unwrap();
    let (problem, solution) = (dir.path().join("problem.json"), dir.path().join("solution.json"));
    let mut seen = std::collections::BTreeSet::new();
    for seed in 0..40 {
        let mut rng = fastrand::Rng::with_seed(seed);
        let text = full_of_rules(&mut rng).to_string();
        let p = Problem::read(&text).unwrap();
        let mut roster: Vec<_> =
            (0..rng.usize(0..30)).map(|_| (rng.usize(0..4), rng.usize(0..p.slots.len()))).collect();
        roster.sort_unstable();
        roster.dedup();
        fs::write(&problem, &text).unwrap();
        fs::write(&solution, serde_json::to_string(&p.to_file(&roster)).unwrap()).unwrap();
        let Some(theirs) = scored(&problem, &solution) else { return };
        let ours = score(&p, &roster);
        assert_eq!(serde_json::json!(ours.broken), theirs["hard"], "seed {seed}: {theirs}");
        assert_eq!(theirs["objective"], ours.objective(), "seed {seed}");
        assert_eq!(violations(&p, &roster).len() as i64, ours.broken.values().sum::<i64>(), "seed {seed}");
        seen.extend(ours.broken.into_keys());
    }
    assert_eq!(seen.len(), 18, "every rule is broken by some: {seen:?}");
}

#[test]
fn the_independent_scorer_agrees() {
    let shared = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/planning");
    if !shared.join("score").exists() || Command::new("python3").arg("--version").output().is_err() {
        println!("not compared: the scorer or python3 is not here");
        return;
    }
    let dir = tempfile::tempdir().unwrap();
    for file in fs::read_dir(shared.join("instances")).unwrap() {
        let problem = file.unwrap().path();
        let name = problem.display();
        let out = plan(dir.path(), &fs::read_to_string(&problem).unwrap(), &["--steps", "6000", "--threads", "1"]);
        let ours: serde_json::Value = serde_json::from_slice(&out.stdout).unwrap();
        let solution = dir.path().join("solution.json");
        let scored = Command::new(shared.join("score")).arg(&problem).arg(solution).arg("--json").output().unwrap();
        let theirs: serde_json::Value = serde_json::from_slice(&scored.stdout).unwrap();
        assert_eq!(ours["objective"], theirs["objective"], "{name}: {theirs}");
        assert_eq!(ours["feasible"], theirs["feasible"], "{name}: {theirs}");
    }
}
