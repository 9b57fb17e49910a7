//! `lunban rotate`: the roster by a rotation pattern, team after team. What it puts in are ordinary assignments.

use std::path::{Path, PathBuf};
use std::sync::atomic::AtomicBool;

use clap::Args;
use serde::Deserialize;

use super::env::Env;
use super::fail::{Fail, exit};
use super::plan_branch::{date, record, tell};
use crate::domain::{Roster, lookup, text};
use crate::exchange::output::Words;
use crate::locale::{self, Said, list};
use crate::plan::branch::rotation::{Cycle, Rotate as Range, Team, Turn, rotate, usual};
use crate::plan::branch::{MOST_DAYS, Proposal};

#[derive(Args, Debug)]
pub struct Rotate {
    #[arg(id = "rotation", long = "pattern", value_name = "NAME")]
    pattern: String,
    #[arg(long = "team", value_name = "NAME=MEMBER,…", required = true)]
    team: Vec<String>,
    #[arg(id = "rotate_from", long = "from", value_name = "DATE")]
    from: String,
    #[arg(id = "rotate_days", long = "days", value_name = "N", value_parser = clap::value_parser!(u32).range(1..=i64::from(MOST_DAYS)))]
    days: u32,
    #[arg(id = "rotate_post", long = "post", value_name = "POST")]
    post: Vec<String>,
    #[arg(id = "patterns", long = "file", value_name = "FILE")]
    file: Option<PathBuf>,
    #[arg(id = "plan_dry_run", long = "dry-run")]
    dry_run: bool,
}

/// A file of patterns: `[[pattern]]` with `name`, `days` and how many days each team is behind (`step`, 1 when missing).
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    pattern: Vec<Own>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Own {
    name: String,
    days: Vec<String>,
    step: Option<usize>,
}

impl Rotate {
    pub fn run(self, env: &Env) -> Result<u8, Fail> {
        let cycle = self.cycle(env)?;
        if self.dry_run {
            let roster = env.read()?.roster;
            let proposal = self.turned(env, &roster, &cycle)?;
            tell(env, &roster, &proposal, (false, None))?;
            return Ok(code(&proposal));
        }
        let by = env.by()?;
        let desk = env.desk(&by)?;
        let roster = desk.published().borrow().roster.clone();
        let proposal = self.turned(env, &roster, &cycle)?;
        let recorded = match proposal.command() {
            Some(command) => Some(record(env, &desk, by, command)?),
            None => None,
        };
        desk.close();
        tell(env, &roster, &proposal, (false, recorded))?;
        Ok(code(&proposal))
    }

    /// The pattern of that name: one of the file's, else one of the usual ones.
    fn cycle(&self, env: &Env) -> Result<Cycle, Fail> {
        let mut known = match &self.file {
            Some(file) => read(env, file)?,
            None => Vec::new(),
        };
        known.extend(usual());
        if let Some(at) = known.iter().position(|c| c.name == self.pattern) {
            return Ok(known.swap_remove(at));
        }
        let names: Vec<String> = known.into_iter().map(|c| c.name).collect();
        let values: [(&str, &dyn std::fmt::Display); 2] = [("name", &self.pattern), ("names", &list(env.lang, &names))];
        Err(Fail::said(Said::new(env.lang, "no_rotation", &values)))
    }

    fn turned(&self, env: &Env, roster: &Roster, cycle: &Cycle) -> Result<Proposal, Fail> {
        let refused = |r| Fail::said(locale::refusal(env.lang, roster, &r));
        let teams = self.team.iter().map(|t| team(env, roster, t)).collect::<Result<Vec<_>, _>>()?;
        let posts =
            self.post.iter().map(|p| lookup::post(roster, p)).collect::<Result<Vec<_>, _>>().map_err(refused)?;
        let range = Range { first: date(env, roster, "--from", &self.from)?, days: self.days, posts };
        let words = Words { lang: env.lang, roster, now: env.now() };
        let never = AtomicBool::new(false);
        rotate(roster, env.now(), cycle, &teams, &range, &never).map_err(|w| Fail::said(words.wrong(&cycle.name, &w)))
    }
}

/// `A=赵建群,李志强`: members by name; the name of a unit stands for all of its members.
fn team(env: &Env, roster: &Roster, given: &str) -> Result<Team, Fail> {
    let Some((name, members)) = given.split_once(['=', '＝']) else {
        return Err(Fail::usage(Said::new(env.lang, "bad_team", &[("team", &given)])));
    };
    let mut team = Team { name: text::line(name), members: Vec::new() };
    for who in members.split([',', '，', '、']).map(text::line).filter(|w| !w.is_empty()) {
        let unit = roster.units.iter().find(|(_, u)| u.name == who || u.short.as_deref() == Some(&who));
        match (lookup::member(roster, &who), unit) {
            (Ok(member), _) => team.members.push(member),
            (Err(_), Some((id, _))) => {
                let of_unit = roster.members.iter().filter(|(_, m)| m.unit == Some(*id));
                team.members.extend(of_unit.map(|(m, _)| *m));
            }
            (Err(refusal), None) => return Err(Fail::said(locale::refusal(env.lang, roster, &refusal))),
        }
    }
    Ok(team)
}

fn read(env: &Env, file: &Path) -> Result<Vec<Cycle>, Fail> {
    let text = std::fs::read_to_string(file).map_err(|e| Fail::io(env.lang, file, &e))?;
    let bad = |why: &dyn std::fmt::Display| {
        Fail::said(Said::new(env.lang, "bad_rotations", &[("path", &file.display()), ("why", why)]))
    };
    let read: File = toml::from_str(&text).map_err(|e| bad(&e.message()))?;
    if let Some(empty) = read.pattern.iter().find(|p| p.days.is_empty()) {
        return Err(bad(&empty.name));
    }
    let turn = |day: &String| match day.trim() {
        "" | "-" | "休" | "off" => Turn::Off,
        code => Turn::Code(code.to_string()),
    };
    let cycle =
        |own: Own| Cycle { turns: own.days.iter().map(turn).collect(), step: own.step.unwrap_or(1), name: own.name };
    Ok(read.pattern.into_iter().map(cycle).collect())
}

fn code(proposal: &Proposal) -> u8 {
    if proposal.open.is_empty() { 0 } else { exit::INCOMPLETE }
}
