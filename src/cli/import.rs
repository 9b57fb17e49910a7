//! `lunban import`: people, posts, demand and roster from a branch file or a spreadsheet; all of it or nothing.

use std::path::PathBuf;

use clap::Args;
use serde_json::json;

use super::env::Env;
use super::fail::Fail;
use super::give::failed;
use super::import_sheet::SheetOptions;
use crate::desk::{Desk, Request};
use crate::domain::{Command, Do, Event, Roster};
use crate::exchange::branch_file::{self, Changed};
use crate::exchange::files;
use crate::locale::{self, Said, fill, list, text};
use crate::store::{self, Fault, Store};

#[derive(Args, Debug)]
pub struct Import {
    #[arg(value_name = "FILE")]
    pub file: PathBuf,
    #[arg(long)]
    pub dry_run: bool,
    #[command(flatten)]
    pub sheet: SheetOptions,
}

impl Import {
    pub fn run(self, env: &Env) -> Result<u8, Fail> {
        match files::is_sheet(&self.file) {
            true => super::import_sheet::run(self, env),
            false => self.branch_file(env),
        }
    }

    fn branch_file(self, env: &Env) -> Result<u8, Fail> {
        let text = self.read_file(env)?;
        let dir = env.store()?;
        let known = match store::read(&dir) {
            Ok(read) => Some(read.roster),
            Err(Fault::NoStore { .. }) => None,
            Err(fault) => return Err(env.fault(&fault)),
        };
        let is_new = known.is_none();
        let roster = known.unwrap_or_default();
        let imported = branch_file::import(&roster, &text, env.now()).map_err(|refusal| {
            let said = locale::refusal(env.lang, &roster, &refusal);
            Fail::said(Said { message: format!("{}: {}", self.file.display(), said.message), ..said })
        })?;
        if self.dry_run || imported.events.is_empty() {
            return tell(env, &imported.changes, None).map(|()| 0);
        }
        let seq = record(env, is_new, &roster, imported.events)?;
        tell(env, &imported.changes, Some(seq)).map(|()| 0)
    }

    fn read_file(&self, env: &Env) -> Result<String, Fail> {
        let extension = self.file.extension().and_then(|e| e.to_str()).unwrap_or_default();
        if !extension.eq_ignore_ascii_case("toml") {
            return Err(Fail::usage(Said::new(env.lang, "import_sort", &[("path", &self.file.display())])));
        }
        let bytes = std::fs::read(&self.file).map_err(|e| Fail::io(env.lang, &self.file, &e))?;
        String::from_utf8(bytes).map_err(|e| {
            let line = 1 + e.as_bytes()[..e.utf8_error().valid_up_to()].iter().filter(|b| **b == b'\n').count();
            Fail::said(Said::new(env.lang, "not_utf8", &[("path", &self.file.display()), ("line", &line)]))
        })
    }
}

/// Records an import as one entry, in a store that is made for it when there is none; gives the entry's number.
pub fn record(env: &Env, is_new: bool, roster: &Roster, events: Vec<Event>) -> Result<u64, Fail> {
    let by = env.by()?;
    let desk: Desk = match is_new {
        true => env.start(Store::create(&env.store()?, &env.holder(&by)).map_err(|fault| env.fault(&fault))?),
        false => env.desk(&by)?,
    };
    let command = Command::new(Do::Import { events });
    let receipt = desk.record(Request { by, key: None, command });
    let receipt = receipt.map_err(|failure| failed(env, roster, &failure))?;
    desk.close();
    Ok(receipt.entry.seq)
}

/// What changes, one line for each kind; `seq` when it is recorded.
fn tell(env: &Env, changes: &[Changed], seq: Option<u64>) -> Result<(), Fail> {
    if env.json {
        let counts = |c: &Changed| (c.kind.to_string(), json!({"new": c.new, "changed": c.changed}));
        let changes: serde_json::Map<_, _> = changes.iter().map(counts).collect();
        return env.print_json(&json!({"ok": true, "recorded": seq.is_some(), "seq": seq, "changes": changes}));
    }
    env.print(&summary(env, changes, seq))
}

/// What changes, in one line.
pub fn summary(env: &Env, changes: &[Changed], seq: Option<u64>) -> String {
    let said: Vec<String> = changes.iter().map(|c| words(env, c)).collect();
    let said = list(env.lang, &said);
    match seq {
        _ if changes.is_empty() => text(env.lang, "cli.nothing_to_import").to_string(),
        Some(seq) => fill(env.lang, "cli.imported", &[("what", &said), ("seq", &seq)]),
        None => fill(env.lang, "cli.would_import", &[("what", &said)]),
    }
}

fn words(env: &Env, c: &Changed) -> String {
    let kind = text(env.lang, &format!("file_kind.{}", c.kind));
    let key = match (c.new, c.changed) {
        (_, 0) => "cli.kind_new",
        (0, _) => "cli.kind_changed",
        _ => "cli.kind_both",
    };
    fill(env.lang, key, &[("kind", &kind), ("new", &c.new), ("changed", &c.changed)])
}
