//! `lunban findings`.

use serde::Serialize;

use super::table::Lines;
use super::window_or_default;
use crate::domain::finding::{self, Finding, Level};
use crate::domain::time::{Instant, Span};
use crate::domain::{PostId, Roster};
use crate::locale::{self, Lang, date_weekday, text};

/// FORMATS, `lunban findings --json`.
#[derive(Serialize, Clone, PartialEq, Debug)]
pub struct FindingsOut {
    pub at: String,
    pub branch: String,
    pub from: String,
    pub to: String,
    pub findings: Vec<FindingOut>,
    #[serde(skip)]
    lines: String,
}

/// One finding; a field that its kind does not name is null, members are an empty list.
#[derive(Serialize, Clone, PartialEq, Debug)]
pub struct FindingOut {
    pub kind: &'static str,
    pub severity: &'static str,
    pub level: &'static str,
    pub post: Option<String>,
    pub members: Vec<String>,
    pub date: Option<String>,
    pub shift: Option<String>,
    pub from: String,
    pub to: String,
    pub minutes: Option<i64>,
    pub days: Option<u32>,
    pub short_by: Option<u32>,
    pub text: String,
}

/// The findings of a window, or of the default one without what is past.
pub fn findings(roster: &Roster, now: Instant, window: Option<Span>, lang: Lang) -> FindingsOut {
    let zone = roster.zone();
    let span = window_or_default(window, now);
    let found = finding::findings(roster, now, window);
    FindingsOut {
        at: now.rfc3339(zone),
        branch: roster.branch.name.clone(),
        from: span.from.rfc3339(zone),
        to: span.to.rfc3339(zone),
        findings: found.iter().map(|f| out(roster, now, f, lang)).collect(),
        lines: lines(roster, now, &found, lang),
    }
}

impl FindingsOut {
    /// The same for people: a line each, under the severity they have.
    pub fn text(&self) -> &str {
        &self.lines
    }
}

fn out(roster: &Roster, now: Instant, f: &Finding, lang: Lang) -> FindingOut {
    let zone = roster.zone();
    let post = |id: PostId| roster.post_name(id).to_owned();
    FindingOut {
        kind: f.kind.name(),
        severity: f.severity.name(),
        level: f.level.name(),
        post: f.post.map(post),
        members: f.members.iter().map(|m| roster.name_of(*m).to_owned()).collect(),
        date: f.date.map(|d| d.to_string()),
        shift: f.shift.map(|s| roster.shift_code(s).to_owned()),
        from: f.from.rfc3339(zone),
        to: f.to.rfc3339(zone),
        minutes: f.minutes,
        days: f.days,
        short_by: f.short_by,
        text: locale::finding(lang, roster, now, f),
    }
}

fn lines(roster: &Roster, now: Instant, found: &[Finding], lang: Lang) -> String {
    let zone = roster.zone();
    let mut lines = Lines::new(&[&roster.branch.name, &date_weekday(lang, now.date(zone)), &locale::clock(zone, now)]);
    if found.is_empty() {
        lines.add(text(lang, "output.no_findings"));
    }
    let mut heading = None;
    for f in found {
        if heading.replace(f.severity) != Some(f.severity) {
            lines.add(&format!("【{}】", locale::severity(lang, f.severity)));
        }
        lines.add(&marked(lang, roster, now, f));
    }
    lines.into_text()
}

/// A finding as a line that shows how bad it is without a colour.
pub(super) fn marked(lang: Lang, roster: &Roster, now: Instant, f: &Finding) -> String {
    let mark = if f.level == Level::Red { "!" } else { "-" };
    format!("{mark} {}", locale::finding(lang, roster, now, f))
}
