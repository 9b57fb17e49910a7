//! Gives one command to the desk: what every subcommand that changes something does with its arguments.

use clap::Args;
use serde_json::{Value, json};

use super::ask::{self, Wrong};
use super::env::Env;
use super::fail::Fail;
use crate::desk::{Desk, Failure, Receipt, Request};
use crate::domain::Roster;
use crate::locale::{self, Said, describe, fill, taken_back};

/// What every command may be given.
#[derive(Args, Clone, Debug, Default)]
pub struct Remarks {
    #[arg(long, value_name = "TIME")]
    at: Option<String>,
    #[arg(long, value_name = "TEXT")]
    reason: Option<String>,
    #[arg(long, value_name = "KEY")]
    key: Option<String>,
}

/// A subcommand that is a command of FORMATS with arguments.
pub trait Ask {
    /// The command as an object; null stands for what was not given.
    fn ask(&self) -> Value;

    fn remarks(&self) -> &Remarks;
}

/// The answer to one command, for programs.
#[derive(serde::Serialize)]
pub struct Answer {
    pub line: u64,
    pub ok: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub seq: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub error: Option<Said>,
}

impl Answer {
    /// It is durable, as entry `seq`.
    pub fn done(line: u64, seq: u64) -> Answer {
        Answer { line, ok: true, seq: Some(seq), error: None }
    }

    /// It was refused.
    pub fn refused(line: u64, error: Said) -> Answer {
        Answer { line, ok: false, seq: None, error: Some(error) }
    }
}

/// Gives the command and tells what was recorded.
pub fn give(env: &Env, asked: &dyn Ask) -> Result<u8, Fail> {
    let by = env.by()?;
    let desk = env.desk(&by)?;
    let receipt = submit(env, &desk, by, asked)?;
    let published = desk.published().borrow().clone();
    if let Some(until) = published.latest().filter(|latest| *latest > env.now()) {
        let until = locale::moment_full(env.lang, published.roster.zone(), until);
        env.remark(&fill(env.lang, "cli.clock_back", &[("until", &until)]));
    }
    if env.json {
        env.print_json(&Answer::done(1, receipt.entry.seq))?;
    } else {
        env.print(&recorded(env, &published.roster, &receipt, asked.ask()["do"] == "redo"))?;
    }
    desk.close();
    Ok(0)
}

fn submit(env: &Env, desk: &Desk, by: String, asked: &dyn Ask) -> Result<Receipt, Fail> {
    let roster = desk.published().borrow().roster.clone();
    let mut fields = asked.ask();
    let Remarks { at, reason, key } = asked.remarks();
    for (field, value) in [("at", at), ("reason", reason), ("key", key)] {
        if let Some(value) = value {
            fields[field] = json!(value);
        }
    }
    let read = fields.as_object().ok_or(Wrong::NotAnObject);
    let read = read.and_then(|fields| ask::read_arguments(fields, &roster, env.now()));
    let asked = read.map_err(|wrong| match wrong {
        Wrong::Refused(_) => Fail::said(wrong.said(env.lang, &roster)),
        _ => Fail::usage(wrong.said(env.lang, &roster)),
    })?;
    desk.record(Request { by, key: asked.key, command: asked.command })
        .map_err(|failure| failed(env, &desk.published().borrow().roster, &failure))
}

/// One quiet line: what is recorded, and when.
fn recorded(env: &Env, roster: &Roster, receipt: &Receipt, redo: bool) -> String {
    let what = match &receipt.undone {
        Some(undone) => taken_back(env.lang, roster, &receipt.entry, undone, redo),
        None => describe(env.lang, roster, &receipt.entry),
    };
    let at = locale::clock(roster.zone(), receipt.entry.at);
    fill(env.lang, "cli.recorded", &[("what", &what), ("at", &at)])
}

/// The desk's failure as a subcommand's.
pub fn failed(env: &Env, roster: &Roster, failure: &Failure) -> Fail {
    match failure {
        Failure::Refused(refusal) => Fail::said(locale::refusal(env.lang, roster, refusal)),
        Failure::Store(fault) => env.fault(fault),
    }
}
