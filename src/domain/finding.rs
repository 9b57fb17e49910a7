//! What the board highlights: RULES §6, with its kinds, severities and order.

use std::cmp::Ordering;
use std::collections::{BTreeMap, HashMap};

use chrono::NaiveDate;

use super::demand::Calendar;
use super::expect::Here;
use super::findings_at::findings_at;
use super::findings_of::view_of;
use super::presence::{MemberBook, PostBook};
use super::records::*;
use super::roster::Roster;
use super::time::{DAY, Instant, Span, days_after};

/// The kinds, in the order of RULES' table.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Kind {
    Gap,
    WaitingForRelief,
    Unmarked,
    Overlong,
    Missing,
    ForgottenOff,
    DoubleBooked,
    Unavailable,
    NotEligible,
    ShortRest,
    WeekHours,
    ConsecutiveDays,
}

impl Kind {
    /// Every kind with its word in JSON, in order.
    pub const ALL: [(Kind, &'static str); 12] = [
        (Kind::Gap, "gap"),
        (Kind::WaitingForRelief, "waiting_for_relief"),
        (Kind::Unmarked, "unmarked"),
        (Kind::Overlong, "overlong"),
        (Kind::Missing, "missing"),
        (Kind::ForgottenOff, "forgotten_off"),
        (Kind::DoubleBooked, "double_booked"),
        (Kind::Unavailable, "unavailable"),
        (Kind::NotEligible, "not_eligible"),
        (Kind::ShortRest, "short_rest"),
        (Kind::WeekHours, "week_hours"),
        (Kind::ConsecutiveDays, "consecutive_days"),
    ];

    /// The word in JSON.
    pub fn name(self) -> &'static str {
        Kind::ALL[self as usize].1
    }
}

/// How near a finding is, worst first.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Severity {
    Now,
    Soon,
    Later,
    Past,
}

impl Severity {
    /// The word in JSON.
    pub fn name(self) -> &'static str {
        ["now", "soon", "later", "past"][self as usize]
    }
}

/// How bad a finding is, worst first.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Level {
    Red,
    Amber,
}

impl Level {
    /// The word in JSON.
    pub fn name(self) -> &'static str {
        ["red", "amber"][self as usize]
    }
}

/// One finding (提醒). Its text is `locale`'s matter. A field that is not named in the kind's row is `None` or empty.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Finding {
    pub kind: Kind,
    pub severity: Severity,
    pub level: Level,
    pub post: Option<PostId>,
    pub members: Vec<MemberId>,
    pub date: Option<NaiveDate>,
    pub shift: Option<ShiftId>,
    pub from: Instant,
    pub to: Instant,
    pub minutes: Option<i64>,
    pub days: Option<u32>,
    pub short_by: Option<u32>,
}

/// A stretch that will pass its limit within `warn_ahead` (the last paragraph of RULES §6).
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct DueSoon {
    pub member: MemberId,
    pub post: PostId,
    /// When it becomes overlong.
    pub limit: Instant,
}

impl Finding {
    /// A finding with nothing but what each has.
    pub(super) fn new(kind: Kind, severity: Severity, level: Level, span: Span) -> Finding {
        Finding {
            kind,
            severity,
            level,
            post: None,
            members: Vec::new(),
            date: None,
            shift: None,
            from: span.from,
            to: span.to,
            minutes: None,
            days: None,
            short_by: None,
        }
    }

    /// The order of findings. Beyond RULES' keys it goes on by `to` and `short_by`, so that it is one order.
    pub fn order(&self, other: &Finding, roster: &Roster) -> Ordering {
        let key = |f: &Finding| (f.severity, f.level, f.kind, f.from, f.post.unwrap_or(PostId(u32::MAX)));
        let first = |f: &Finding| f.members.first().map(|m| roster.name_of(*m));
        let rest = |f: &Finding| (f.to, f.short_by, f.members.first().copied());
        key(self)
            .cmp(&key(other))
            .then_with(|| first(self).cmp(&first(other)))
            .then_with(|| rest(self).cmp(&rest(other)))
    }

    /// Whether it is listed in `window` (RULES §6, "Listed").
    pub fn listed(&self, window: Span) -> bool {
        self.severity == Severity::Now || self.from < window.to && self.to > window.from
    }
}

impl Severity {
    /// The general rule.
    pub(super) fn of(span: Span, now: Instant, soon: i64) -> Severity {
        match () {
            _ if span.to <= now => Severity::Past,
            _ if span.from <= now => Severity::Now,
            _ if span.from - now <= soon => Severity::Soon,
            _ => Severity::Later,
        }
    }
}

/// How far the default window reaches ahead, in seconds.
pub const DEFAULT_WINDOW: i64 = 7 * DAY;

/// The findings of a window in RULES' order, computed from scratch; the default window is `[now, now + 7 × 24 h)` and
/// then past ones are left out. `outlook` gives the same, faster.
pub fn findings(roster: &Roster, now: Instant, window: Option<Span>) -> Vec<Finding> {
    let shown = window.unwrap_or(Span::new(now, now + DEFAULT_WINDOW));
    let mut out = Books::of(roster, now).findings(roster, now, shown);
    out.retain(|f| window.is_some() || f.severity != Severity::Past);
    out
}

/// Who is due soon at `now`, by limit, then name.
pub fn due_soon(roster: &Roster, now: Instant) -> Vec<DueSoon> {
    let books = Books::of(roster, now);
    let heres = books.posts.values().map(|post| Here::at(roster, &books.calendar, post, now));
    let offs: HashMap<MemberId, Instant> = heres.flat_map(|here| here.expected_offs().collect::<Vec<_>>()).collect();
    let on_duty = books.members.iter().filter_map(|book| Some((book, *offs.get(&book.id)?)));
    let mut out: Vec<DueSoon> =
        on_duty.filter_map(|(book, off)| view_of(roster, &books.calendar, book, now, off).due_soon).collect();
    out.sort_by_key(|d| (d.limit, roster.name_of(d.member), d.member));
    out
}

/// The books of the whole branch.
pub(super) struct Books {
    pub calendar: Calendar,
    pub posts: BTreeMap<PostId, PostBook>,
    pub members: Vec<MemberBook>,
}

impl Books {
    pub fn of(roster: &Roster, now: Instant) -> Books {
        let calendar = Books::calendar(roster, now);
        let post = |id: &PostId| Some((*id, PostBook::new(roster, &calendar, *id)?));
        let posts = roster.posts.keys().filter_map(post).collect();
        let members = roster.members.keys().filter_map(|id| MemberBook::new(roster, &calendar, *id)).collect();
        Books { calendar, posts, members }
    }

    /// The findings listed in a window, past ones too, in order.
    pub fn findings(&self, roster: &Roster, now: Instant, window: Span) -> Vec<Finding> {
        let mut out = Vec::new();
        let mut offs = HashMap::new();
        for post in self.posts.values() {
            let here = Here::at(roster, &self.calendar, post, now);
            out.extend(findings_at(roster, &self.calendar, &here, window));
            offs.extend(here.expected_offs());
        }
        for book in &self.members {
            let off = offs.get(&book.id).copied().unwrap_or(now);
            out.extend(view_of(roster, &self.calendar, book, now, off).findings);
        }
        out.retain(|f| f.listed(window));
        out.sort_by(|a, b| a.order(b, roster));
        out
    }

    /// A calendar of about what is kept in memory and planned ahead.
    pub fn calendar(roster: &Roster, now: Instant) -> Calendar {
        let date = now.date(roster.zone());
        Calendar::new(roster, days_after(date, -100), days_after(date, 50))
    }
}
