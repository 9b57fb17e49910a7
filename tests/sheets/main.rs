//! Sheets that other programs made are read as SHEETS says: each file of this folder with the JSON beside it, which
//! was written by hand (`make.py`). And what is hostile costs little and says one clear thing.

use std::path::{Path, PathBuf};

use lunban::domain::{Roster, event};
use lunban::exchange::branch_file;
use lunban::exchange::sheet::{self, Options, Stop, Understood};
use lunban::locale::Lang;
use serde_json::{Value, json};

mod hostile;
mod said;
mod taken;

/// 18 April 2022.
const TODAY: &str = "2022-04-18";

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/sheets")
}

/// A branch of this folder.
fn branch(name: &str) -> Roster {
    let text = std::fs::read_to_string(folder().join(format!("{name}.toml"))).unwrap();
    let mut roster = Roster::default();
    let imported = branch_file::import(&roster, &text, lunban::domain::Instant(1_650_292_800)).unwrap();
    imported.events.iter().for_each(|e| event::apply(&mut roster, e));
    roster
}

fn options(args: &[String]) -> Options {
    let mut options = Options::default();
    let mut args = args.iter();
    while let Some(arg) = args.next() {
        let mut value = || args.next().cloned().unwrap();
        match arg.as_str() {
            "--add-people" => options.add_people = true,
            "--post" => options.post = Some(value()),
            "--sheet" => options.sheet = Some(value()),
            "--year" => options.year = Some(value().parse().unwrap()),
            "--map" => {
                let pair = value();
                let (text, code) = pair.split_once('=').unwrap();
                options.map.push((text.into(), code.into()));
            }
            other => panic!("{other}"),
        }
    }
    options
}

fn read(roster: &Roster, path: &Path, options: &Options) -> Result<Understood, Stop> {
    let bytes = std::fs::read(path).unwrap();
    let stem = path.file_stem().unwrap().to_str().unwrap();
    sheet::read(&bytes, stem, roster, options, TODAY.parse().unwrap())
}

/// Compares what was read with what is written beside the file; gives what differs.
fn differs(file: &Path) -> Option<String> {
    let beside = format!("{}.json", file.display());
    let expected: Value = serde_json::from_str(&std::fs::read_to_string(beside).unwrap()).unwrap();
    let args: Vec<String> = serde_json::from_value(expected["args"].clone()).unwrap();
    let roster = branch(expected["branch"].as_str().unwrap());
    let answer = &expected["answer"];
    let understood = match read(&roster, file, &options(&args)) {
        Ok(understood) => understood,
        Err(stop) => {
            let said = stop.said(Lang::Zh, &"x");
            let words = format!("{} {said}", said.code);
            let wanted = answer["error"].as_array().cloned().unwrap_or_default();
            let fits = !wanted.is_empty() && wanted.iter().all(|w| words.contains(w.as_str().unwrap()));
            return (!fits).then(|| format!("stopped: {words}"));
        }
    };
    let mut got = serde_json::to_value(understood.json(&roster, Lang::Zh)).unwrap();
    // The words of a problem need only hold what is expected of them.
    let mut wanted = answer.clone();
    for (i, problem) in wanted["problems"].as_array_mut().into_iter().flatten().enumerate() {
        let words = got["problems"][i]["text"].as_str().unwrap_or_default().to_string();
        if words.contains(problem["text"].as_str().unwrap()) {
            problem["text"] = json!(words);
        }
    }
    let remarks: String = understood.remarks.iter().map(|r| r.text(Lang::Zh)).collect();
    let problems: String = understood.problems.iter().map(|p| p.text(Lang::Zh)).collect();
    for words in expected["says"].as_array().unwrap() {
        if !format!("{remarks}{problems}").contains(words.as_str().unwrap()) {
            return Some(format!("does not say {words}: {remarks}"));
        }
    }
    if got == wanted {
        return None;
    }
    let mut out = String::new();
    for key in ["layout", "sheet", "header", "assignments", "unavailable", "members", "problems"] {
        let (g, w) = (got[key].take(), wanted[key].take());
        if g == w {
            continue;
        }
        let list = |v: &Value| v.as_array().cloned().unwrap_or_else(|| vec![v.clone()]);
        let (g, w) = (list(&g), list(&w));
        let missing: Vec<_> = w.iter().filter(|x| !g.contains(x)).collect();
        let extra: Vec<_> = g.iter().filter(|x| !w.contains(x)).collect();
        out += &format!("\n  {key}: missing {missing:?}\n  extra {extra:?}");
    }
    Some(out)
}

#[test]
fn sheets_of_other_programs_are_read_as_they_are() {
    let mut files: Vec<PathBuf> = std::fs::read_dir(folder()).unwrap().map(|e| e.unwrap().path()).collect();
    files
        .retain(|p| p.extension().is_some_and(|e| e != "json") && Path::new(&format!("{}.json", p.display())).exists());
    files.sort();
    assert!(files.len() >= 25, "{}", files.len());
    let wrong: Vec<String> = files
        .iter()
        .filter_map(|f| Some(format!("{}: {}", f.file_name().unwrap().to_str().unwrap(), differs(f)?)))
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
