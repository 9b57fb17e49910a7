//! `lunban plan --problem FILE --out FILE`: solves a bare problem file. Planning the branch is `plan_branch`'s.

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::atomic::AtomicBool;
use std::time::{Duration, Instant};

use clap::{ArgGroup, Args};
use serde_json::{Map, Value, json};

use super::env::Env;
use super::export::replace;
use super::fail::{Fail, exit};
use super::plan_branch::PlanBranch;
use crate::exchange::output::{fault, place, rules, terms, violation, violation_json};
use crate::locale::{Said, fill};
use crate::plan::branch::Effort;
use crate::plan::{self, Outcome, Problem, Score, violations};

/// What is kept of the time for reading the clock late and writing the file.
const RESERVE: Duration = Duration::from_millis(30);

/// So many broken rules are told one by one.
const SAID: usize = 50;

/// How long a problem file is worked on when nothing is said.
const SECONDS: f64 = 10.0;

#[derive(Args, Debug)]
#[command(group = ArgGroup::new("what").required(true).args(["plan_from", "explain", "problem"]))]
pub struct Plan {
    #[command(flatten)]
    pub(super) branch: PlanBranch,
    #[arg(long, value_name = "FILE", requires = "solution")]
    problem: Option<PathBuf>,
    #[arg(id = "solution", long = "out", value_name = "FILE", requires = "problem")]
    out: Option<PathBuf>,
    #[arg(long, value_name = "S")]
    seconds: Option<f64>,
    #[arg(long, default_value_t = 2, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=64))]
    threads: u32,
    #[arg(long, default_value_t = 1, value_name = "N")]
    seed: u64,
    #[arg(long, value_name = "N")]
    steps: Option<u64>,
}

impl Plan {
    pub fn run(self, env: &Env) -> Result<u8, Fail> {
        match (&self.problem, &self.out) {
            (Some(problem), Some(out)) => self.solve(env, problem, out),
            _ => self.branch.run(env, self.effort()),
        }
    }

    /// How the branch is planned: for a second, unless it is said otherwise.
    fn effort(&self) -> Effort {
        let seconds = self.seconds.map(|s| Duration::try_from_secs_f64(s.clamp(0.0, 86_400.0)).unwrap_or_default());
        let time = seconds.map_or(Effort::default().time, |s| s.saturating_sub(RESERVE));
        Effort { time, steps: self.steps, threads: self.threads as usize, seed: self.seed }
    }

    fn solve(&self, env: &Env, file: &Path, out: &Path) -> Result<u8, Fail> {
        let start = Instant::now();
        let path = file.display();
        let text = fs::read_to_string(file).map_err(|e| Fail::io(env.lang, file, &e))?;
        let problem = Problem::read(&text).map_err(|f| {
            let what = fault(env.lang, &f);
            let values: [(&str, &dyn std::fmt::Display); 3] = [("path", &path), ("field", &f.field), ("what", &what)];
            Fail::said(Said::new(env.lang, "bad_problem", &values))
        })?;
        drop(text);
        let seconds = self.seconds.unwrap_or(SECONDS).clamp(0.0, 86_400.0);
        let seconds = Duration::try_from_secs_f64(seconds).unwrap_or_default();
        let options = plan::Options {
            time: seconds.saturating_sub(start.elapsed() + RESERVE),
            steps: self.steps,
            threads: self.threads as usize,
            seed: self.seed,
        };
        let tell = |score: &Score| drop(writeln!(io::stderr(), "{}", progress(env, score)));
        let found = plan::search(&problem, options, &AtomicBool::new(false), &tell);
        // The best of all threads, also when nobody has heard of it.
        tell(&found.score);
        let solution = serde_json::to_string(&problem.to_file(&found.roster)).unwrap_or_default();
        replace(out, &solution).map_err(|e| Fail::io(env.lang, out, &e))?;
        report(env, &problem, &found, out)?;
        let complete = found.score.feasible() && found.score.open_heads == 0;
        Ok(if complete { 0 } else { exit::INCOMPLETE })
    }
}

/// What came of it: what is open, what is broken, the score.
fn report(env: &Env, problem: &Problem, found: &Outcome, out: &Path) -> Result<(), Fail> {
    let (score, open) = (&found.score, open_slots(problem, &found.roster));
    let broken = violations(problem, &found.roster);
    if env.json {
        let unfilled = open.iter().map(|(slot, n)| json!({"slot": slot, "short_by": n})).collect::<Vec<_>>();
        let terms: Map<String, Value> = score.terms().iter().map(|(k, v)| (k.to_string(), json!(v))).collect();
        return env.print_json(&json!({
            "feasible": score.feasible(), "objective": score.objective(), "terms": terms, "broken": score.broken,
            "violations": broken.iter().map(|v| violation_json(problem, v)).collect::<Vec<_>>(), "open_heads": score.open_heads, "unfilled": unfilled, "moves": found.moves,
        }));
    }
    for (slot, n) in &open {
        env.remark(&fill(env.lang, "cli.plan_open", &[("slot", slot), ("n", n)]));
    }
    for v in broken.iter().take(SAID) {
        env.remark(&fill(env.lang, "cli.plan_broken", &[("what", &violation(env.lang, problem, v))]));
    }
    if broken.len() > SAID {
        env.remark(&fill(env.lang, "cli.plan_more_broken", &[("n", &(broken.len() - SAID))]));
    }
    let (path, objective, terms) = (out.display(), score.objective(), terms(env.lang, score));
    let values: [(&str, &dyn std::fmt::Display); 4] =
        [("path", &path), ("objective", &objective), ("open", &score.open_heads), ("terms", &terms)];
    env.print(&fill(env.lang, "cli.plan_done", &values))
}

/// The slots that lack somebody, by date, and how many.
fn open_slots(problem: &Problem, roster: &[(usize, usize)]) -> Vec<(String, i64)> {
    let mut left: Vec<i64> = problem.slots.iter().map(|s| s.heads).collect();
    roster.iter().for_each(|(_, k)| left[*k] -= 1);
    let open = left.into_iter().enumerate().filter(|(_, n)| *n > 0);
    let mut open: Vec<_> = open.map(|(k, n)| (place(problem, problem.place(k)), n)).collect();
    open.sort();
    open
}

/// The best so far, in one line.
fn progress(env: &Env, score: &Score) -> String {
    let (objective, broken, terms) = (score.objective(), rules(env.lang, score), terms(env.lang, score));
    let values: [(&str, &dyn std::fmt::Display); 4] =
        [("objective", &objective), ("open", &score.open_heads), ("broken", &broken), ("terms", &terms)];
    fill(env.lang, "cli.plan_progress", &values)
}
