//! Problem files in, solution files out: the worked example of the format, what is refused, and, where it lies beside the
//! repository, the independent scorer.

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use lunban::plan::{Problem, score};

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
    ] {
        let out = plan(dir.path(), &TINY.replacen(from, to, 1), &["--steps", "1"]);
        let said = String::from_utf8(out.stderr).unwrap();
        assert!(out.status.code() == Some(1) && said.contains(field), "{field}: {said}");
        assert!(!dir.path().join("solution.json").exists());
    }
}

#[test]
fn nobody_no_post_and_no_demand_are_answered() {
    let dir = tempfile::tempdir().unwrap();
    let empty = r#"{"format":1,"name":"","first_date":"2022-04-22","dates":1,"shifts":[],"posts":[],"members":[],
        "rules":{},"weights":{},"demand":[]}"#;
    let out = plan(dir.path(), empty, &["--seconds", "0.2"]);
    assert_eq!(out.status.code(), Some(0), "{}", String::from_utf8_lossy(&out.stderr));
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
