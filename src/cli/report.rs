//! `lunban report`: hours, fairness and late reliefs over whole duty dates, by member or by unit.

use std::io::Write;

use chrono::{Datelike, NaiveDate};
use clap::{Args, ValueEnum};

use super::env::Env;
use super::fail::Fail;
use super::window::Window;
use crate::domain::outlook::Outlook;
use crate::domain::report;
use crate::exchange::output;
use crate::locale::Said;

#[derive(Args, Debug)]
pub struct Report {
    #[arg(value_name = "KIND", id = "report_kind")]
    kind: Kind,
    #[command(flatten)]
    window: Window,
    #[arg(long)]
    csv: bool,
}

#[derive(ValueEnum, Clone, Copy, Debug)]
enum Kind {
    Hours,
    Fairness,
    Late,
}

impl Report {
    pub fn run(self, env: &Env) -> Result<u8, Fail> {
        let roster = env.read()?.roster;
        let today = env.now().date(roster.zone());
        let (first, last) = self.window.dates(env, &roster)?.unwrap_or((first_of_month(today), today));
        let kind = match self.kind {
            Kind::Hours => output::Kind::Hours,
            Kind::Fairness => output::Kind::Fairness,
            Kind::Late => output::Kind::Late,
        };
        let by = by(env)?;
        let report = report::report(&roster, &Outlook::new(&roster, env.now()), env.now(), first, last);
        let out = output::report(&roster, env.now(), &report, kind, by, env.lang);
        match (env.json, self.csv) {
            (true, _) => env.print_json(&out.json)?,
            (false, true) => {
                let csv = out.grid.csv().map_err(|e| Fail::stdout(env.lang, &std::io::Error::other(e)))?;
                std::io::stdout().lock().write_all(&csv).map_err(|e| Fail::stdout(env.lang, &e))?;
            }
            (false, false) => env.print(&out.text())?,
        }
        Ok(0)
    }
}

/// The first of the month: what is asked for at its end.
fn first_of_month(date: NaiveDate) -> NaiveDate {
    date.with_day(1).unwrap_or(date)
}

/// `--by member|unit`. Elsewhere it names who gives the command; here nothing is recorded.
fn by(env: &Env) -> Result<Option<output::By>, Fail> {
    match env.by_as_given() {
        None => Ok(None),
        Some("member") => Ok(Some(output::By::Member)),
        Some("unit") => Ok(Some(output::By::Unit)),
        Some(_) => {
            let said = Said::new(env.lang, "bad_value", &[("field", &"--by"), ("sort", &"member, unit")]);
            Err(Fail::usage(said))
        }
    }
}
