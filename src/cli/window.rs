//! `--from D --to D`: a window of whole local dates.

use chrono::NaiveDate;
use clap::Args;

use super::env::Env;
use super::fail::Fail;
use super::when::{self, BadTime};
use crate::domain::time::{Span, Zone, days_after, midnight};
use crate::domain::{Refusal, Roster};
use crate::locale::{Said, refusal, text};

#[derive(Args, Clone, Debug, Default)]
pub struct Window {
    #[arg(id = "window_from", long = "from", value_name = "DATE")]
    from: Option<String>,
    #[arg(id = "window_to", long = "to", value_name = "DATE")]
    to: Option<String>,
}

impl Window {
    /// `[instant(from, 00:00), instant(to + 1 day, 00:00))`; `None` when neither is given.
    pub fn span(&self, env: &Env, roster: &Roster) -> Result<Option<Span>, Fail> {
        Ok(self.dates(env, roster)?.map(|(first, last)| whole_days(roster.zone(), first, last)))
    }

    /// The first and the last date; `None` when neither is given. One alone makes seven dates: `from` the first, `to`
    /// the last.
    pub fn dates(&self, env: &Env, roster: &Roster) -> Result<Option<(NaiveDate, NaiveDate)>, Fail> {
        let date = |field: &'static str, text: &Option<String>| {
            let read = text.as_deref().map(|t| when::date(t.trim())).transpose();
            read.map_err(|e| bad_date(env, roster, field, e))
        };
        let (first, last) = match (date("--from", &self.from)?, date("--to", &self.to)?) {
            (None, None) => return Ok(None),
            (Some(first), Some(last)) => (first, last),
            (Some(first), None) => (first, days_after(first, 6)),
            (None, Some(last)) => (days_after(last, -6), last),
        };
        if first > last {
            return Err(Fail::said(refusal(env.lang, roster, &Refusal::EmptySpan)));
        }
        Ok(Some((first, last)))
    }
}

fn whole_days(zone: Zone, first: NaiveDate, last: NaiveDate) -> Span {
    Span::new(midnight(zone, first), midnight(zone, days_after(last, 1)))
}

/// A date that is none, or out of range.
pub fn bad_date(env: &Env, roster: &Roster, field: &str, error: BadTime) -> Fail {
    match error {
        BadTime::Unreadable => {
            let sort = text(env.lang, "sort_of.date");
            Fail::usage(Said::new(env.lang, "bad_value", &[("field", &field), ("sort", &sort)]))
        }
        BadTime::OutOfRange => Fail::said(refusal(env.lang, roster, &Refusal::OutOfRange)),
    }
}
