//! Findings in words: one line each, short and concrete, and what to do about them.

use chrono::NaiveDate;

use super::{Lang, clock, date, duration, duration_clock, fill, list, moment, span, text};
use crate::domain::coverage::Status;
use crate::domain::finding::{Finding, Kind, Level, Severity};
use crate::domain::time::{Instant, MINUTE, Span, days_after};
use crate::domain::{PostId, Roster};

/// The kind's name.
pub fn kind(lang: Lang, kind: Kind) -> &'static str {
    text(lang, &format!("kind.{}", kind.name()))
}

/// How near it is.
pub fn severity(lang: Lang, severity: Severity) -> &'static str {
    text(lang, &format!("severity.{}", severity.name()))
}

/// How bad it is.
pub fn level(lang: Lang, level: Level) -> &'static str {
    text(lang, &format!("level.{}", level.name()))
}

/// The coverage of a post.
pub fn status(lang: Lang, status: Status) -> &'static str {
    text(lang, &format!("status.{}", status.name()))
}

/// What one does about it: the words that stand behind the key of the board's command for it.
pub fn what_to_do(lang: Lang, kind: Kind) -> &'static str {
    text(lang, &format!("todo.{}", kind.name()))
}

/// One line that says what, where, who and how long.
pub fn finding(lang: Lang, roster: &Roster, now: Instant, f: &Finding) -> String {
    Words { lang, roster, now, f }.line()
}

/// The same for narrow places: short names, clock durations.
pub fn finding_short(lang: Lang, roster: &Roster, now: Instant, f: &Finding) -> String {
    Words { lang, roster, now, f }.short()
}

/// One finding on its way into words.
struct Words<'a> {
    lang: Lang,
    roster: &'a Roster,
    now: Instant,
    f: &'a Finding,
}

impl Words<'_> {
    fn line(&self) -> String {
        let rules = &self.roster.rules;
        match self.f.kind {
            Kind::Gap => self.gap(),
            Kind::WaitingForRelief => self.say("finding.waiting_for_relief"),
            Kind::Unmarked => self.say("finding.unmarked"),
            Kind::Overlong => self.overlong(),
            Kind::Missing => self.say("finding.missing"),
            Kind::ForgottenOff => self.say("finding.forgotten_off"),
            Kind::DoubleBooked => self.say("finding.double_booked"),
            Kind::Unavailable => self.say("finding.unavailable"),
            Kind::NotEligible => self.say("finding.not_eligible"),
            Kind::ShortRest => self.say_limit("finding.short_rest", rules.min_rest),
            Kind::WeekHours => self.say_limit("finding.week_hours", rules.max_week),
            Kind::ConsecutiveDays => self.say("finding.consecutive_days"),
        }
    }

    fn gap(&self) -> String {
        let f = self.f;
        match f.severity {
            Severity::Now if self.nobody_there() => self.say("finding.gap_now_nobody"),
            Severity::Now => self.say("finding.gap_now"),
            Severity::Past => self.say("finding.gap_past"),
            _ if self.whole_slot() => self.say("finding.gap_ahead"),
            _ => self.say("finding.gap_ahead_part"),
        }
    }

    fn overlong(&self) -> String {
        let limit = self.roster.rules.max_stretch;
        match self.f.severity {
            Severity::Now => self.say_limit("finding.overlong_now", limit),
            Severity::Past => self.say_limit("finding.overlong_past", limit),
            _ => self.say_limit("finding.overlong_ahead", limit),
        }
    }

    fn say(&self, key: &str) -> String {
        self.say_limit(key, 0)
    }

    /// Fills the placeholders any finding may use; `limit` is the rule's, in seconds.
    fn say_limit(&self, key: &str, limit: i64) -> String {
        let Words { lang, roster, now, f } = *self;
        let zone = roster.zone();
        let length = f.minutes.unwrap_or_default() * MINUTE;
        let values: [(&str, &dyn std::fmt::Display); 15] = [
            ("post", &self.post(false)),
            ("place", &self.place()),
            ("members", &self.members()),
            ("slot", &self.slot()),
            ("n", &f.short_by.unwrap_or_default()),
            ("since", &self.since(now - f.from)),
            ("long", &duration(lang, length)),
            ("over", &duration(lang, length - limit)),
            ("limit", &duration(lang, limit)),
            ("from", &moment(lang, zone, now, f.from)),
            ("to", &moment(lang, zone, now, f.to)),
            ("span", &span(lang, zone, now, Span::new(f.from, f.to))),
            ("times", &format!("{}–{}", clock(zone, f.from), clock(zone, f.to))),
            ("week", &date(lang, crate::domain::time::monday((f.to - 1).date(zone)))),
            ("days", &f.days.unwrap_or_default()),
        ];
        let max_days = roster.rules.max_consecutive_days;
        fill(lang, key, &[&values[..], &[("max_days", &max_days)]].concat()).trim().to_string()
    }

    fn short(&self) -> String {
        let Words { lang, roster, now, f } = *self;
        let length = f.minutes.unwrap_or_default() * MINUTE;
        let ago = duration_clock(if f.severity == Severity::Now { now - f.from } else { length });
        let what: String = match f.kind {
            Kind::Gap if f.severity == Severity::Now && self.nobody_there() => {
                fill(lang, "short.nobody", &[("long", &ago)])
            }
            Kind::Gap => fill(lang, "short.gap", &[("n", &f.short_by.unwrap_or_default()), ("long", &ago)]),
            Kind::Overlong | Kind::ForgottenOff | Kind::ShortRest | Kind::WeekHours => {
                format!("{} {}", kind(lang, f.kind), duration_clock(length))
            }
            Kind::WaitingForRelief | Kind::Unmarked | Kind::Missing => format!("{} {ago}", kind(lang, f.kind)),
            Kind::ConsecutiveDays => fill(lang, "short.days", &[("days", &f.days.unwrap_or_default())]),
            Kind::DoubleBooked | Kind::Unavailable | Kind::NotEligible => kind(lang, f.kind).to_string(),
        };
        let when = match f.severity {
            Severity::Now => String::new(),
            _ if f.date.is_some() => self.slot(),
            _ => moment(lang, roster.zone(), now, f.from),
        };
        [when, self.post(true), self.members(), what]
            .into_iter()
            .filter(|s| !s.is_empty())
            .collect::<Vec<_>>()
            .join(" ")
    }

    fn post(&self, short: bool) -> String {
        let Some(id) = self.f.post else { return String::new() };
        let Some(post) = self.roster.post(id) else { return "?".to_string() };
        if short { post.label().to_string() } else { post.name.clone() }
    }

    fn members(&self) -> String {
        let names: Vec<&str> = self.f.members.iter().map(|m| self.roster.name_of(*m)).collect();
        list(self.lang, &names)
    }

    /// The post, with the shift of now when the finding is about a slot.
    fn place(&self) -> String {
        match self.shift() {
            Some(shift) => format!("{} {shift}", self.post(false)),
            None => self.post(false),
        }
    }

    /// The name of the slot's shift.
    fn shift(&self) -> Option<&str> {
        let (date, shift) = self.f.date.zip(self.f.shift)?;
        Some(self.roster.shift_name(date, shift))
    }

    /// Date and shift as far as they are given; the date is left out when it is the duty date of now.
    fn slot(&self) -> String {
        let f = self.f;
        let day = f.date.filter(|d| *d != duty_date(self.roster, self.now)).map(|d| date(self.lang, d));
        let shift = self.shift().map(str::to_string);
        let day = match (&day, &shift, f.date) {
            (None, None, Some(d)) => Some(date(self.lang, d)),
            _ => day,
        };
        [day, shift].into_iter().flatten().collect::<Vec<_>>().join(" ")
    }

    /// `已 40 分钟`; what has only just begun says so.
    fn since(&self, seconds: i64) -> String {
        if seconds < MINUTE {
            return text(self.lang, "finding.just_now").to_string();
        }
        fill(self.lang, "finding.since", &[("long", &duration(self.lang, seconds))])
    }

    fn nobody_there(&self) -> bool {
        let Some(post) = self.f.post else { return false };
        !heads_now(self.roster, post, self.now)
    }

    /// Whether the gap fills its slot from end to end.
    fn whole_slot(&self) -> bool {
        let slot = self.f.date.zip(self.f.shift).and_then(|(d, s)| self.roster.slot_span(d, s));
        slot == Some(Span::new(self.f.from, self.f.to))
    }
}

/// The duty date of now: until the night shift ends, the evening's; outside shifts the local date.
fn duty_date(roster: &Roster, now: Instant) -> NaiveDate {
    let today = now.date(roster.zone());
    let evening = days_after(today, -1);
    let runs_on = |shift| roster.slot_span(evening, shift).is_some_and(|span| span.contains(now));
    if roster.shifts_on(evening).iter().any(|s| runs_on(s.id)) { evening } else { today }
}

/// Whether anybody is present and not away.
fn heads_now(roster: &Roster, post: PostId, now: Instant) -> bool {
    roster.presences_at(post).any(|(_, p)| p.span().contains(now) && p.away_at(now).is_none())
}
