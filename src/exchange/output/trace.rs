//! `lunban trace`: who was where when and who met whom, as JSON and as two tables.

use serde::Serialize;

use crate::domain::time::{Instant, MINUTE, Span, Zone};
use crate::domain::trace::{Meeting, Stay, Trace, Whose};
use crate::domain::{MemberId, PostId, Roster};
use crate::exchange::grid::{Cell, Grid};
use crate::locale::{self, Lang, text};

/// The answer.
#[derive(Serialize, Clone, PartialEq, Debug)]
pub struct TraceOut {
    pub at: String,
    pub branch: String,
    /// Whose trace it is: one of the two.
    pub member: Option<String>,
    pub post: Option<String>,
    pub from: String,
    pub to: String,
    pub stays: Vec<StayOut>,
    pub meetings: Vec<MeetingOut>,
    #[serde(skip)]
    lines: String,
}

/// Somebody at a post; `to` is null while he is there.
#[derive(Serialize, Clone, PartialEq, Debug)]
pub struct StayOut {
    pub member: String,
    pub post: String,
    pub from: String,
    pub to: Option<String>,
    pub minutes: i64,
    /// When he had stepped out.
    pub away: Vec<AwayOut>,
}

#[derive(Serialize, Clone, PartialEq, Debug)]
pub struct AwayOut {
    pub from: String,
    pub to: String,
}

/// Two at a post at the same time; no minutes when one relieved the other in the same second.
#[derive(Serialize, Clone, PartialEq, Debug)]
pub struct MeetingOut {
    pub members: [String; 2],
    pub post: String,
    pub from: String,
    pub to: String,
    pub minutes: i64,
}

/// A trace in its shapes.
pub fn trace(roster: &Roster, now: Instant, whose: Whose, window: Span, trace: &Trace, lang: Lang) -> TraceOut {
    let words = Words { roster, zone: roster.zone(), lang };
    let (member, post) = match whose {
        Whose::Member(m) => (Some(words.name(m)), None),
        Whose::Post(p) => (None, Some(words.post(p))),
    };
    let title = member.clone().or(post.clone()).unwrap_or_default();
    let [from, to] = [window.from, window.to].map(|t| locale::moment_full(lang, words.zone, t));
    TraceOut {
        at: now.rfc3339(words.zone),
        branch: roster.branch.name.clone(),
        from: window.from.rfc3339(words.zone),
        to: window.to.rfc3339(words.zone),
        stays: trace.stays.iter().map(|s| words.stay(s)).collect(),
        meetings: trace.meetings.iter().map(|m| words.meeting(m)).collect(),
        lines: words.lines(&format!("{title} {from}–{to}"), now, trace),
        member,
        post,
    }
}

impl TraceOut {
    /// The same for people.
    pub fn text(&self) -> &str {
        &self.lines
    }
}

struct Words<'a> {
    roster: &'a Roster,
    zone: Zone,
    lang: Lang,
}

impl Words<'_> {
    fn name(&self, id: MemberId) -> String {
        self.roster.name_of(id).to_string()
    }

    fn post(&self, id: PostId) -> String {
        self.roster.post_name(id).to_string()
    }

    fn stay(&self, s: &Stay) -> StayOut {
        let away = |a: &Span| AwayOut { from: a.from.rfc3339(self.zone), to: a.to.rfc3339(self.zone) };
        StayOut {
            member: self.name(s.member),
            post: self.post(s.post),
            from: s.span.from.rfc3339(self.zone),
            to: (!s.open).then(|| s.span.to.rfc3339(self.zone)),
            minutes: s.span.length() / MINUTE,
            away: s.away.iter().map(away).collect(),
        }
    }

    fn meeting(&self, m: &Meeting) -> MeetingOut {
        MeetingOut {
            members: m.members.map(|id| self.name(id)),
            post: self.post(m.post),
            from: m.span.from.rfc3339(self.zone),
            to: m.span.to.rfc3339(self.zone),
            minutes: m.span.length() / MINUTE,
        }
    }

    fn lines(&self, title: &str, now: Instant, trace: &Trace) -> String {
        let head = |keys: &[&str]| keys.iter().map(|k| text(self.lang, k).to_string()).collect();
        let span = |span: Span, open: bool| match open {
            true => format!("{}–", locale::moment(self.lang, self.zone, now, span.from)),
            false => locale::span(self.lang, self.zone, now, span),
        };
        let stay = |s: &Stay| {
            let away: Vec<String> = s.away.iter().map(|a| locale::span(self.lang, self.zone, now, *a)).collect();
            vec![
                Cell::text(span(s.span, s.open)),
                Cell::text(self.name(s.member)),
                Cell::text(self.post(s.post)),
                Cell::Number(locale::duration_clock(s.span.length())),
                Cell::text(locale::list(self.lang, &away)),
            ]
        };
        let met = |m: &Meeting| {
            vec![
                Cell::text(span(m.span, false)),
                Cell::text(m.members.map(|id| self.name(id)).join(" – ")),
                Cell::text(self.post(m.post)),
                Cell::Number(locale::duration_clock(m.span.length())),
            ]
        };
        let stays = Grid {
            head: head(&["report.time", "report.member", "report.post", "trace.long", "trace.away"]),
            rows: trace.stays.iter().map(stay).collect(),
        };
        let meetings = Grid {
            head: head(&["report.time", "trace.met", "report.post", "trace.long"]),
            rows: trace.meetings.iter().map(met).collect(),
        };
        format!("{}\n\n{}", stays.aligned(&[title]), meetings.aligned(&[text(self.lang, "trace.meetings")]))
    }
}
