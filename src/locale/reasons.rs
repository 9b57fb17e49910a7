//! What a candidate is told to have for and against him, in a few words each, and what members are.

use super::{Lang, date, duration, fill, moment, span, text};
use crate::domain::candidate::Reason;
use crate::domain::time::{Instant, Span};
use crate::domain::{Role, Roster};

/// The role's name.
pub fn role(lang: Lang, role: Role) -> &'static str {
    text(lang, &format!("role.{}", role.name()))
}

/// One reason for or against somebody.
pub fn reason(lang: Lang, roster: &Roster, now: Instant, reason: &Reason) -> String {
    let zone = roster.zone();
    let post = |id| roster.post(id).map_or("?", |p| p.label());
    let long = |seconds: i64| duration(lang, seconds);
    match reason {
        Reason::Planned => text(lang, "reason.planned").to_string(),
        Reason::Rested(s) => fill(lang, "reason.rested", &[("long", &long(*s))]),
        Reason::Fresh => text(lang, "reason.fresh").to_string(),
        Reason::WeekSoFar(s) => fill(lang, "reason.week_so_far", &[("long", &long(*s))]),
        Reason::StoodHere(d) => fill(lang, "reason.stood_here", &[("date", &date(lang, *d))]),
        Reason::OnAgain { post: p, at } => {
            fill(lang, "reason.on_again", &[("at", &moment(lang, zone, now, *at)), ("post", &post(*p))])
        }
        Reason::OnDuty { post: p, since } => {
            fill(lang, "reason.on_duty", &[("since", &moment(lang, zone, now, *since)), ("post", &post(*p))])
        }
        Reason::PlannedElsewhere { post: p, from, to } => {
            let when = span(lang, zone, now, Span::new(*from, *to));
            fill(lang, "reason.planned_elsewhere", &[("span", &when), ("post", &post(*p))])
        }
        Reason::Unavailable { until, why } => {
            let said = match until {
                Some(t) => fill(lang, "reason.unavailable_until", &[("until", &moment(lang, zone, now, *t))]),
                None => text(lang, "reason.unavailable").to_string(),
            };
            why.iter().fold(said, |said, why| format!("{said} {why}"))
        }
        Reason::NotEligible => text(lang, "reason.not_eligible").to_string(),
        Reason::ShortRest(s) => fill(lang, "reason.short_rest", &[("long", &long(*s))]),
        Reason::Overlong(s) => fill(lang, "reason.overlong", &[("long", &long(*s))]),
        Reason::WeekHours(s) => fill(lang, "reason.week_hours", &[("long", &long(*s))]),
        Reason::ConsecutiveDays(n) => fill(lang, "reason.consecutive_days", &[("days", n)]),
    }
}
