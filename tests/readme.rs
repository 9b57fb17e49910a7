//! The README tells the truth: its key table is that of the program, and every subcommand stands in it.

use std::process::Command;

use lunban::command::readme_table;
use lunban::locale::Lang;

const README: &str = include_str!("../README.md");

#[test]
fn the_key_table_is_the_programs() {
    let table = readme_table(Lang::En);
    let (_, rest) = README.split_once("<!-- keys -->\n").expect("the table has its markers");
    let (stands, _) = rest.split_once("<!-- /keys -->").expect("the table has its markers");
    assert!(stands == table, "README.md is stale; between its markers must stand:\n{table}");
}

#[test]
fn every_subcommand_stands_in_it() {
    let help = Command::new(env!("CARGO_BIN_EXE_lunban")).args(["--help", "--lang", "en"]).output().unwrap();
    let help = String::from_utf8(help.stdout).unwrap();
    let names = help.lines().filter_map(|l| l.strip_prefix("  ")?.split_whitespace().next());
    let names: Vec<_> =
        names.filter(|n| n.chars().all(|c| c.is_ascii_lowercase() || c == '-') && !n.starts_with('-')).collect();
    assert!(names.len() > 20, "{help}");
    for name in names.into_iter().filter(|n| *n != "help") {
        assert!(
            README.contains(&format!("`{name}")) || README.contains(&format!("lunban {name}")),
            "{name} is missing"
        );
    }
}
