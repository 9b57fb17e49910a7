//! Help, completions and the man page.

use crate::kit::Branch;

const SUBCOMMANDS: [&str; 37] = [
    "demo",
    "init",
    "import",
    "export",
    "status",
    "findings",
    "coverage",
    "report",
    "trace",
    "handover",
    "on",
    "off",
    "cover",
    "uncover",
    "assign",
    "withdraw",
    "leave",
    "item",
    "member",
    "post",
    "unit",
    "compound",
    "rule",
    "shift",
    "branch",
    "close-item",
    "note",
    "correct",
    "undo",
    "redo",
    "apply",
    "log",
    "check",
    "backup",
    "restore",
    "completions",
    "man",
];

#[test]
fn every_subcommand_explains_itself_in_both_languages() {
    let b = Branch::absent();
    let zh = b.at("14:00", ["--help"]).fine().out;
    let en = b.at("14:00", ["--lang", "en", "--help"]).fine().out;
    assert!(zh.contains("用法: lunban") && en.contains("Usage: lunban"));
    for name in SUBCOMMANDS {
        assert!(zh.contains(&format!("  {name} ")) && en.contains(&format!("  {name} ")), "{name}");
        let out = b.at("14:00", [name, "--help"]).fine().out;
        assert!(out.contains(&format!("lunban {name}")) && !out.contains('⁇'), "{out}");
        assert!(!b.at("14:00", ["--lang", "en", name, "--help"]).fine().out.contains('⁇'));
    }
    assert!(!zh.contains('⁇') && !en.contains('⁇'));
    assert!(b.at("14:00", ["--version"]).fine().out.starts_with("lunban "));
}

#[test]
fn completions_and_the_man_page_know_the_subcommands() {
    let b = Branch::absent();
    for shell in ["bash", "zsh", "fish"] {
        let script = b.at("14:00", ["completions", shell]).fine().out;
        assert!(SUBCOMMANDS.iter().all(|name| script.contains(name)), "{shell}");
    }
    let page = b.at("14:00", ["man"]).fine().out;
    assert!(page.contains(".TH lunban 1"), "{page}");
}
