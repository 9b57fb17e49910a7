//! The shape of DESIGN §5 holds: dependencies point down the list of modules, nobody but `clock` reads the wall clock,
//! and the rules know nothing of disks, terminals or tasks.

use std::fs;
use std::path::{Path, PathBuf};

/// The modules from the top down. `serve` and `plan` have their places and come with their issues.
const ORDER: [&str; 13] =
    ["cli", "serve", "term", "ui", "app", "command", "desk", "store", "exchange", "plan", "clock", "locale", "domain"];

/// Every source file with the module it belongs to and its code lines, comments left out.
fn sources() -> Vec<(String, PathBuf, Vec<String>)> {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut found = Vec::new();
    let mut folders = vec![src.clone()];
    while let Some(folder) = folders.pop() {
        for item in fs::read_dir(folder).unwrap() {
            let path = item.unwrap().path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            let inside = path.strip_prefix(&src).unwrap();
            let module = inside.iter().next().unwrap().to_string_lossy().trim_end_matches(".rs").to_string();
            let text = fs::read_to_string(&path).unwrap();
            let code = text.lines().map(|l| l.split("//").next().unwrap_or("").to_string()).collect();
            found.push((module, inside.to_path_buf(), code));
        }
    }
    found
}

fn rank(module: &str) -> Option<usize> {
    ORDER.iter().position(|m| *m == module)
}

/// The modules of this crate that a line of code names: `crate::store`, `use crate::{desk, store::Fault}`.
fn named(line: &str) -> Vec<&str> {
    let word = |text: &str| text.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(text.len());
    let mut all = Vec::new();
    for (at, _) in line.match_indices("crate::") {
        let rest = &line[at + "crate::".len()..];
        match rest.strip_prefix('{') {
            None => all.push(&rest[..word(rest)]),
            Some(list) => {
                let mut depth = 0;
                for piece in list.split(',') {
                    let piece_name = piece.trim();
                    if depth == 0 {
                        all.push(&piece_name[..word(piece_name)]);
                    }
                    depth += piece.matches('{').count() as i32 - piece.matches('}').count() as i32;
                }
            }
        }
    }
    all
}

#[test]
fn dependencies_point_down_the_list_only() {
    let mut seen = 0;
    for (module, path, code) in sources() {
        let Some(own) = rank(&module) else {
            assert!(["lib", "main"].contains(&module.as_str()), "{module} has no place in DESIGN §5");
            continue;
        };
        for (number, line) in code.iter().enumerate() {
            for other in named(line).into_iter().filter_map(|m| Some((m, rank(m)?))) {
                seen += 1;
                let place = format!("{}:{}", path.display(), number + 1);
                assert!(other.1 >= own, "{place}: {module} must not know {}", other.0);
            }
        }
    }
    assert!(seen > 50, "the check finds no dependencies: {seen}");
}

#[test]
fn lib_rs_lists_the_modules_from_the_top_down() {
    let (_, _, code) = sources().into_iter().find(|(m, ..)| m == "lib").unwrap();
    let listed: Vec<_> = code.iter().filter_map(|l| l.strip_prefix("pub mod ")?.strip_suffix(';')).collect();
    let ranks: Vec<_> = listed.iter().map(|m| rank(m).unwrap()).collect();
    assert!(ranks.is_sorted() && ranks.len() >= 10, "{listed:?}");
}

#[test]
fn only_the_clock_reads_the_wall_clock() {
    for (module, path, code) in sources() {
        for (number, line) in code.iter().enumerate() {
            let reads = ["SystemTime::now", "Utc::now", "Local::now"].iter().any(|call| line.contains(call));
            assert!(!reads || module == "clock", "{}:{} reads the wall clock", path.display(), number + 1);
        }
    }
}

#[test]
fn the_rules_know_no_disk_no_terminal_and_no_task() {
    for (module, path, code) in sources().into_iter().filter(|(m, ..)| m == "domain") {
        for (number, line) in code.iter().enumerate() {
            let foreign =
                ["std::fs", "std::io", "std::net", "std::env", "tokio", "ratatui", "crossterm", "sled", "async "];
            let found = foreign.iter().find(|word| line.contains(*word));
            assert!(found.is_none(), "{}:{}: {module} must not know {found:?}", path.display(), number + 1);
        }
    }
}
