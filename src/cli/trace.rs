//! `lunban trace`: who was where when, and who met whom at a post.

use clap::Args;

use super::env::Env;
use super::fail::Fail;
use super::when::{self, Nearest};
use crate::domain::time::{DAY, Instant, Span, days_after, midnight};
use crate::domain::trace::{self, Whose};
use crate::domain::{Refusal, Roster, lookup};
use crate::exchange::output;
use crate::locale::{Said, refusal, text};

#[derive(Args, Debug)]
#[command(group(clap::ArgGroup::new("whose").required(true).args(["trace_member", "trace_post"])))]
pub struct Trace {
    #[arg(id = "trace_member", long = "member", value_name = "NAME")]
    member: Option<String>,
    #[arg(id = "trace_post", long = "post", value_name = "POST")]
    post: Option<String>,
    #[arg(id = "trace_from", long = "from", value_name = "TIME")]
    from: Option<String>,
    #[arg(id = "trace_to", long = "to", value_name = "TIME")]
    to: Option<String>,
}

/// So far back the trace goes when nothing is said: two weeks.
const BACK: i64 = 14 * DAY;

impl Trace {
    pub fn run(self, env: &Env) -> Result<u8, Fail> {
        let roster = env.read()?.roster;
        let refused = |r: Refusal| Fail::said(refusal(env.lang, &roster, &r));
        let whose = match (&self.member, &self.post) {
            (Some(name), _) => Whose::Member(lookup::member(&roster, name).map_err(refused)?),
            (None, Some(name)) => Whose::Post(lookup::post(&roster, name).map_err(refused)?),
            (None, None) => return Ok(0),
        };
        let to = self.to.as_deref().map(|t| time(env, &roster, "--to", t, 1)).transpose()?.unwrap_or(env.now());
        let from = self.from.as_deref().map(|t| time(env, &roster, "--from", t, 0)).transpose()?.unwrap_or(to - BACK);
        if from >= to {
            return Err(refused(Refusal::EmptySpan));
        }
        let window = Span::new(from, to);
        let found = trace::trace(&roster, env.now(), whose, window);
        let out = output::trace(&roster, env.now(), whose, window, &found, env.lang);
        match env.json {
            true => env.print_json(&out)?,
            false => env.print(out.text())?,
        }
        Ok(0)
    }
}

/// A time, or a date: its beginning, or with `days` = 1 its end.
fn time(env: &Env, roster: &Roster, field: &'static str, given: &str, days: i64) -> Result<Instant, Fail> {
    let zone = roster.zone();
    if let Ok(date) = when::date(given.trim()) {
        return Ok(midnight(zone, days_after(date, days)));
    }
    when::instant_or_wall(given.trim(), zone, env.now(), Nearest::Before).map_err(|_| {
        let sort = text(env.lang, "sort_of.instant");
        Fail::usage(Said::new(env.lang, "bad_value", &[("field", &field), ("sort", &sort)]))
    })
}
