//! `lunban plan --from D --days N`: fills or repairs the roster of the branch, shows the difference and applies it;
//! `lunban plan --explain POST DATE SHIFT`: who could stand there, and why the others cannot.

use std::io::{self, Write};
use std::sync::atomic::AtomicBool;

use chrono::NaiveDate;
use clap::Args;

use super::env::Env;
use super::fail::{Fail, exit};
use super::give::failed;
use super::when;
use super::window::bad_date;
use crate::desk::Request;
use crate::domain::{Command, Roster, Slot, lookup};
use crate::exchange::output::{Words, explain_json, explain_text, plan_json, plan_text, reached};
use crate::locale::{self, describe, fill, text};
use crate::plan::branch::{Ask, Effort, MOST_DAYS, Mode, Progress, Proposal, explain, propose};

#[derive(Args, Debug)]
pub struct PlanBranch {
    #[arg(id = "plan_from", long = "from", value_name = "DATE", requires = "days")]
    from: Option<String>,
    #[arg(long, value_name = "N", requires = "plan_from", value_parser = clap::value_parser!(u32).range(0..=i64::from(MOST_DAYS)))]
    days: Option<u32>,
    #[arg(long, requires = "plan_from")]
    keep_published: bool,
    #[arg(id = "plan_dry_run", long = "dry-run", requires = "plan_from")]
    dry_run: bool,
    #[arg(long, num_args = 3, value_names = ["POST", "DATE", "SHIFT"])]
    explain: Option<Vec<String>>,
}

impl PlanBranch {
    pub fn run(&self, env: &Env, effort: Effort) -> Result<u8, Fail> {
        match (&self.explain, &self.from) {
            (Some(place), _) => self.explain(env, place),
            (None, Some(from)) => self.plan(env, from, effort),
            // clap lets nobody come here.
            (None, None) => Ok(exit::USAGE),
        }
    }

    fn plan(&self, env: &Env, from: &str, effort: Effort) -> Result<u8, Fail> {
        let mode = if self.keep_published { Mode::Repair } else { Mode::Fill };
        let days = self.days.unwrap_or(0);
        if self.dry_run {
            let roster = env.read()?.roster;
            let ask = Ask { first: date(env, &roster, "--from", from)?, days, mode, effort };
            let proposal = proposed(env, &roster, ask);
            tell(env, &roster, &proposal, (self.keep_published, None))?;
            return Ok(code(&proposal));
        }
        let by = env.by()?;
        let desk = env.desk(&by)?;
        let roster = desk.published().borrow().roster.clone();
        let ask = Ask { first: date(env, &roster, "--from", from)?, days, mode, effort };
        let proposal = proposed(env, &roster, ask);
        let mut recorded = None;
        if let Some(command) = proposal.command() {
            recorded = Some(record(env, &desk, by, command)?);
        }
        desk.close();
        tell(env, &roster, &proposal, (self.keep_published, recorded))?;
        Ok(code(&proposal))
    }

    fn explain(&self, env: &Env, place: &[String]) -> Result<u8, Fail> {
        let roster = env.read()?.roster;
        let refused = |r| Fail::said(locale::refusal(env.lang, &roster, &r));
        let [post, day, shift] = place else { return Ok(exit::USAGE) };
        let date = date(env, &roster, "DATE", day)?;
        let post = lookup::post(&roster, post).map_err(refused)?;
        let slot = Slot { post, date, shift: lookup::shift(&roster, date, shift).map_err(refused)? };
        let words = Words { lang: env.lang, roster: &roster, now: env.now() };
        let Some(explained) = explain(&roster, env.now(), slot) else { return Ok(exit::FAILED) };
        match env.json {
            true => env.print_json(&explain_json(words, &explained))?,
            false => env.print(&explain_text(words, &explained))?,
        }
        Ok(0)
    }
}

/// Plans, and says on stderr how far it is.
fn proposed(env: &Env, roster: &Roster, ask: Ask) -> Proposal {
    let tell = |p: Progress| drop(writeln!(io::stderr(), "{}", reached(env.lang, &ask, &p)));
    propose(roster, env.now(), ask, &AtomicBool::new(false), &tell)
}

/// Prints a proposal, with the list of who has to be told if that is wanted; and what was recorded of it.
pub fn tell(
    env: &Env,
    roster: &Roster,
    p: &Proposal,
    (told, recorded): (bool, Option<(u64, String)>),
) -> Result<(), Fail> {
    let words = Words { lang: env.lang, roster, now: env.now() };
    if env.json {
        let mut out = plan_json(words, p);
        out["recorded"] = recorded.is_some().into();
        out["seq"] = recorded.map(|(seq, _)| seq).into();
        return env.print_json(&out);
    }
    env.print(&plan_text(words, p, told))?;
    match recorded {
        Some((_, said)) => env.print(&said),
        None if p.changes.is_empty() => env.print(text(env.lang, "cli.plan_nothing")),
        None => env.print(text(env.lang, "cli.plan_dry")),
    }
}

/// Records a plan as one entry: its number, and the line that says so.
pub fn record(env: &Env, desk: &crate::desk::Desk, by: String, command: Command) -> Result<(u64, String), Fail> {
    let receipt = desk.submit_blocking(Request { by, key: None, command });
    let roster = desk.published().borrow().roster.clone();
    let receipt = receipt.map_err(|failure| failed(env, &roster, &failure))?;
    let what = describe(env.lang, &roster, &receipt.entry);
    let at = locale::clock(roster.zone(), receipt.entry.at);
    Ok((receipt.entry.seq, fill(env.lang, "cli.recorded", &[("what", &what), ("at", &at)])))
}

fn code(proposal: &Proposal) -> u8 {
    let complete = proposal.open.is_empty() && proposal.outside.is_empty() && proposal.broken.is_empty();
    if complete { 0 } else { exit::INCOMPLETE }
}

/// A date as it was given.
pub fn date(env: &Env, roster: &Roster, field: &str, text: &str) -> Result<NaiveDate, Fail> {
    when::date(text.trim()).map_err(|e| bad_date(env, roster, field, e))
}
