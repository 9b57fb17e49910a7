//! The command line: one file per subcommand. It reads arguments, files and the environment, gives commands to the
//! desk, and prints; what things mean is decided below it.

mod apply;
mod ask;
mod assign;
mod backup;
mod board;
mod check;
mod check_sheet;
mod close_item;
mod completions;
mod correct;
mod coverage;
mod cover;
mod demo;
mod desk_of;
mod env;
mod export;
mod fail;
mod findings;
mod give;
mod handover;
mod help;
mod import;
mod import_sheet;
mod init;
mod item;
mod keep;
mod leave;
mod log;
mod man;
mod note;
mod off;
mod on;
mod plan;
mod plan_branch;
mod redo;
mod report;
mod restore;
mod rotate;
mod status;
mod trace;
mod uncover;
mod undo;
mod usage;
mod when;
mod window;
mod withdraw;

use std::ffi::OsString;

use clap::error::ErrorKind;
use clap::{CommandFactory, FromArgMatches, Parser, Subcommand};

use crate::locale::Lang;
use env::{Env, Global};
use fail::Fail;
use give::{Ask, give};

#[derive(Parser, Debug)]
#[command(name = "lunban", version)]
struct Cli {
    #[command(flatten)]
    global: Global,
    #[command(subcommand)]
    what: Option<What>,
}

#[derive(Subcommand, Debug)]
enum What {
    Demo(demo::Demo),
    Init(init::Init),
    Import(import::Import),
    Export(export::Export),
    Status(status::Status),
    Findings(findings::Findings),
    Coverage(coverage::Coverage),
    Report(report::Report),
    Trace(trace::Trace),
    Handover(handover::Handover),
    On(on::On),
    Off(off::Off),
    Cover(cover::Cover),
    Uncover(uncover::Uncover),
    Assign(assign::Assign),
    Withdraw(withdraw::Withdraw),
    Leave(leave::Leave),
    Item(item::Item),
    #[command(subcommand)]
    Member(keep::Member),
    #[command(subcommand)]
    Post(keep::Post),
    #[command(subcommand)]
    Unit(keep::Unit),
    #[command(subcommand)]
    Compound(keep::Compound),
    #[command(subcommand)]
    Rule(keep::Rule),
    #[command(subcommand)]
    Shift(keep::Shift),
    #[command(subcommand)]
    Branch(keep::Branch),
    CloseItem(close_item::CloseItem),
    Note(note::Note),
    Correct(correct::Correct),
    Undo(undo::Undo),
    Redo(redo::Redo),
    Apply(apply::Apply),
    Log(log::Log),
    Check(check::Check),
    Plan(plan::Plan),
    Rotate(rotate::Rotate),
    Backup(backup::Backup),
    Restore(restore::Restore),
    Completions(completions::Completions),
    Man(man::Man),
}

/// Runs the program with its arguments, the first being its own name; gives the exit code.
pub fn run(args: Vec<OsString>) -> u8 {
    let has = |name: &str| args.iter().any(|a| a == name);
    let lang = wanted_language(&args);
    let parsed = command(lang).try_get_matches_from(&args).and_then(|m| Cli::from_arg_matches(&m));
    let done = match parsed {
        Ok(cli) => dispatch(cli),
        Err(e) if matches!(e.kind(), ErrorKind::DisplayHelp | ErrorKind::DisplayVersion) => {
            let _ = e.print();
            Ok(0)
        }
        Err(e) => Err(Fail::usage(usage::said(lang, &e))),
    };
    done.unwrap_or_else(|fail| fail.tell(has("--json")))
}

/// The command tree in words of a language.
fn command(lang: Lang) -> clap::Command {
    help::localized(Cli::command(), lang)
}

/// The language for what is said before the arguments have been read.
fn wanted_language(args: &[OsString]) -> Lang {
    let args = || args.iter().filter_map(|a| a.to_str());
    let joined = args().find_map(|a| a.strip_prefix("--lang="));
    let named = joined.or_else(|| args().skip_while(|a| *a != "--lang").nth(1)).and_then(Lang::parse);
    named.unwrap_or_else(|| Lang::from_env(env::var))
}

fn dispatch(cli: Cli) -> Result<u8, Fail> {
    let env = Env::new(cli.global)?;
    let asked = |ask: &dyn Ask| give(&env, ask);
    match cli.what {
        None => board::run(&env),
        Some(What::Demo(c)) => c.run(&env),
        Some(What::Init(c)) => c.run(&env),
        Some(What::Import(c)) => c.run(&env),
        Some(What::Export(c)) => c.run(&env),
        Some(What::Status(c)) => c.run(&env),
        Some(What::Findings(c)) => c.run(&env),
        Some(What::Coverage(c)) => c.run(&env),
        Some(What::Report(c)) => c.run(&env),
        Some(What::Trace(c)) => c.run(&env),
        Some(What::Handover(c)) => asked(&c),
        Some(What::On(c)) => asked(&c),
        Some(What::Off(c)) => asked(&c),
        Some(What::Cover(c)) => asked(&c),
        Some(What::Uncover(c)) => asked(&c),
        Some(What::Assign(c)) => asked(&c),
        Some(What::Withdraw(c)) => asked(&c),
        Some(What::Leave(c)) => asked(&c),
        Some(What::Member(c)) => c.run(&env),
        Some(What::Post(c)) => c.run(&env),
        Some(What::Unit(c)) => c.run(&env),
        Some(What::Compound(c)) => c.run(&env),
        Some(What::Rule(c)) => c.run(&env),
        Some(What::Shift(c)) => c.run(&env),
        Some(What::Branch(c)) => c.run(&env),
        Some(What::Item(c)) => asked(&c),
        Some(What::CloseItem(c)) => asked(&c),
        Some(What::Note(c)) => asked(&c),
        Some(What::Correct(c)) => asked(&c),
        Some(What::Undo(c)) => asked(&c),
        Some(What::Redo(c)) => asked(&c),
        Some(What::Apply(c)) => c.run(&env),
        Some(What::Log(c)) => c.run(&env),
        Some(What::Check(c)) => c.run(&env),
        Some(What::Plan(c)) => c.run(&env),
        Some(What::Rotate(c)) => c.run(&env),
        Some(What::Backup(c)) => c.run(&env),
        Some(What::Restore(c)) => c.run(&env),
        Some(What::Completions(c)) => c.run(&env),
        Some(What::Man(c)) => c.run(&env),
    }
}
