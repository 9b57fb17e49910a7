//! `lunban check`: verifies the journal's chain and the store; `--accept-loss` goes on although entries are lost; `--sheet` checks
//! a handout.

use std::path::PathBuf;

use clap::Args;
use serde::Serialize;

use super::check_sheet;
use super::env::Env;
use super::fail::{Fail, exit};
use crate::locale::{Said, fill};
use crate::store::{self, Checked, accept_loss};

#[derive(Args, Debug)]
pub struct Check {
    #[arg(long)]
    accept_loss: bool,
    #[arg(id = "checked_sheet", long = "sheet", value_name = "FILE", conflicts_with = "accept_loss")]
    sheet: Option<PathBuf>,
}

/// FORMATS, `lunban check --json`.
#[derive(Serialize)]
struct CheckOut<'a> {
    entries: u64,
    head: &'a str,
    ok: bool,
    problems: Vec<Said>,
}

impl Check {
    pub fn run(self, env: &Env) -> Result<u8, Fail> {
        if let Some(file) = &self.sheet {
            return check_sheet::check(env, file);
        }
        let dir = env.store()?;
        if self.accept_loss {
            let by = env.by()?;
            let opened = accept_loss(&dir, &env.holder(&by), &by).map_err(|fault| env.fault(&fault))?;
            env.start(opened).close();
        }
        let checked = store::check(&dir).map_err(|fault| env.fault(&fault))?;
        tell(env, &checked)?;
        Ok(if checked.problems.is_empty() { 0 } else { exit::DAMAGED })
    }
}

fn tell(env: &Env, checked: &Checked) -> Result<(), Fail> {
    let Checked { entries, head, problems, notices } = checked;
    env.remark_notices(notices, env.zone());
    let problems: Vec<Said> = problems.iter().map(|fault| fault.said(env.lang, env.zone())).collect();
    if env.json {
        let ok = problems.is_empty();
        return env.print_json(&CheckOut { entries: *entries, head: &head.hash, ok, problems });
    }
    if problems.is_empty() {
        return env.print(&fill(env.lang, "cli.sound", &[("n", entries), ("head", &head.hash)]));
    }
    problems.iter().try_for_each(|said| env.print(&said.to_string()))?;
    env.print(&fill(env.lang, "cli.not_sound", &[("n", entries), ("head", &head.hash)]))
}
