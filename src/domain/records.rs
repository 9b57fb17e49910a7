//! The records a branch consists of (DESIGN §2): plain values, as they stand in the journal. Who refers to what is
//! kept in `roster`; what may be done to them is decided in `decide`.

use std::sync::Arc;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::time::{HOUR, Instant, MINUTE, WallTime, Weekdays, Zone};

macro_rules! id {
    ($($(#[$doc:meta])* $name:ident),*) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub u32);
    )*};
}
id!(
    /// A contributing office. Numbers are given in the order of arrival and never reused.
    UnitId,
    /// A residential compound.
    CompoundId,
    /// A post. Post order is the order of these numbers.
    PostId,
    /// Anyone who can be on duty.
    MemberId,
    /// A shift of the pattern; a shift keeps its number while its code stays.
    ShiftId,
    /// One presence of a member at a post.
    PresenceId,
    /// One handover.
    HandoverId,
    /// One open item; the number that people say.
    ItemId,
    /// One note.
    NoteId
);

/// The group one board belongs to.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Branch {
    pub name: String,
    pub zone: Zone,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub secretary: Option<String>,
}

impl Default for Branch {
    fn default() -> Self {
        Branch { name: String::new(), zone: Zone::Asia__Shanghai, secretary: None }
    }
}

/// The limits of RULES §1. Durations are in seconds; zero is allowed everywhere.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Rules {
    /// A longer stretch is overlong.
    pub max_stretch: i64,
    /// Overlong by no more than this is amber.
    pub overstay_grace: i64,
    /// A shorter break does not end a stretch.
    pub min_break: i64,
    /// A shorter rest between two stretches is short rest.
    pub min_rest: i64,
    /// Duty in one ISO week.
    pub max_week: i64,
    /// Duty dates in a row, in days.
    pub max_consecutive_days: u32,
    /// How long an unmarked member is merely due, and how early one may come without it counting.
    pub mark_grace: i64,
    /// How long before its limit a stretch is shown as due soon.
    pub warn_ahead: i64,
    /// A finding that begins within this is *soon*.
    pub soon: i64,
}

impl Default for Rules {
    fn default() -> Self {
        Rules {
            max_stretch: 8 * HOUR,
            overstay_grace: 15 * MINUTE,
            min_break: HOUR,
            min_rest: 11 * HOUR,
            max_week: 44 * HOUR,
            max_consecutive_days: 6,
            mark_grace: 15 * MINUTE,
            warn_ahead: 30 * MINUTE,
            soon: 24 * HOUR,
        }
    }
}

/// A named local interval of the day. `end` ≤ `start` ends on the next day (equal: 24 h).
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Shift {
    pub id: ShiftId,
    pub code: String,
    pub name: String,
    pub start: WallTime,
    pub end: WallTime,
}

/// The default pattern: 早 06–14, 中 14–22, 夜 22–06.
pub fn default_pattern() -> Vec<Shift> {
    [("早", "早班", 6, 14), ("中", "中班", 14, 22), ("夜", "夜班", 22, 6)]
        .iter()
        .enumerate()
        .map(|(i, (code, name, start, end))| Shift {
            id: ShiftId(i as u32 + 1),
            code: (*code).into(),
            name: (*name).into(),
            start: WallTime(start * 60),
            end: WallTime(end * 60),
        })
        .collect()
}

/// An office that contributes members (包联单位).
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Unit {
    pub name: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub short: Option<String>,
}

/// A residential compound (家属院/小区).
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct Compound {
    pub name: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub short: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub community: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub subdistrict: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub households: Option<u32>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub residents: Option<u32>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub units: Vec<UnitId>,
}

/// Extra heads in a window of the local day (高峰加岗). `to` ≤ `from` ends the next day.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Surge {
    #[serde(default, skip_serializing_if = "Weekdays::is_every_day_ref")]
    pub days: Weekdays,
    pub from: WallTime,
    pub to: WallTime,
    pub extra: u32,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub first: Option<NaiveDate>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last: Option<NaiveDate>,
}

impl Weekdays {
    fn is_every_day_ref(&self) -> bool {
        self.is_every_day()
    }
}

impl Surge {
    /// Whether the surge begins on the local date `date`.
    pub fn applies_on(&self, date: NaiveDate) -> bool {
        use chrono::Datelike;
        self.days.contains(date.weekday())
            && self.first.is_none_or(|f| f <= date)
            && self.last.is_none_or(|l| date <= l)
    }
}

/// Heads for one shift of a post.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Heads {
    pub shift: ShiftId,
    pub heads: u32,
}

/// The heads for every shift from a duty date on, until the next change; a shift that is missing: 0.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct HeadsFrom {
    pub from: NaiveDate,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub heads: Vec<Heads>,
}

/// Other heads than usual, on one duty date and shift.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Except {
    pub date: NaiveDate,
    pub shift: ShiftId,
    pub heads: u32,
}

/// The place that must be staffed (值守点).
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct Post {
    pub name: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub short: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub compound: Option<CompoundId>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub heads: Vec<Heads>,
    /// What takes the place of `heads` from a date on: by date, each date once.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub changes: Vec<HeadsFrom>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub surge: Vec<Surge>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub except: Vec<Except>,
}

impl Post {
    /// `heads(p, d, s)` of RULES §2.
    pub fn heads(&self, date: NaiveDate, shift: ShiftId) -> u32 {
        if let Some(e) = self.except.iter().rev().find(|e| e.date == date && e.shift == shift) {
            return e.heads;
        }
        self.usual(date).iter().find(|h| h.shift == shift).map_or(0, |h| h.heads)
    }

    /// The heads by shift that hold on a duty date, exceptions aside.
    pub fn usual(&self, date: NaiveDate) -> &[Heads] {
        let changed = self.changes.iter().rev().find(|c| c.from <= date);
        changed.map_or(&self.heads, |c| &c.heads)
    }

    /// The same post with other heads from a duty date on; what was to change later is left as it is. Without a date,
    /// the heads it had from the beginning.
    pub fn with_heads(&self, from: Option<NaiveDate>, heads: Vec<Heads>) -> Post {
        let mut is = self.clone();
        match from {
            None => is.heads = heads,
            Some(from) => {
                is.changes.retain(|c| c.from != from);
                is.changes.push(HeadsFrom { from, heads });
                is.changes.sort_by_key(|c| c.from);
            }
        }
        is
    }

    /// The same post, needing nobody after the duty date `last`: neither in shifts nor in surges.
    pub fn ended(&self, last: NaiveDate) -> Post {
        let next = super::time::days_after(last, 1);
        let mut is = self.with_heads(Some(next), Vec::new());
        is.changes.retain(|c| c.from <= next);
        is.except.retain(|e| e.date <= last);
        is.surge.retain(|s| s.first.is_none_or(|f| f <= last));
        for surge in &mut is.surge {
            surge.last = Some(surge.last.map_or(last, |l| l.min(last)));
        }
        is
    }

    /// Whether it can need anybody on a duty date or later.
    pub fn needs_from(&self, date: NaiveDate) -> bool {
        let later = self.changes.iter().filter(|c| c.from > date).flat_map(|c| &c.heads);
        self.usual(date).iter().chain(later).any(|h| h.heads > 0)
            || self.except.iter().any(|e| e.date >= date && e.heads > 0)
            || self.surge.iter().any(|s| s.extra > 0 && s.last.is_none_or(|l| l >= date))
    }

    /// The short name where there is one.
    pub fn label(&self) -> &str {
        self.short.as_deref().unwrap_or(&self.name)
    }
}

/// What a member is in this work.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// 下沉干部
    Cadre,
    /// 志愿者
    Volunteer,
    /// 网格员
    Grid,
    /// 门卫
    Gatekeeper,
    /// 社区工作人员
    Community,
}

impl Role {
    /// Every role with its name in the branch file.
    pub const ALL: [(&'static str, Role); 5] = [
        ("cadre", Role::Cadre),
        ("volunteer", Role::Volunteer),
        ("grid", Role::Grid),
        ("gatekeeper", Role::Gatekeeper),
        ("community", Role::Community),
    ];

    pub fn name(self) -> &'static str {
        Role::ALL.iter().find(|(_, r)| *r == self).map_or("", |(n, _)| n)
    }
}

/// A time at which a member is not available.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Unavailable {
    /// Leave, once.
    Once {
        from: Instant,
        to: Instant,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        why: Option<String>,
    },
    /// A window of the local day, again and again. `until` ≤ `since` ends the next day.
    Daily {
        #[serde(default, skip_serializing_if = "Weekdays::is_every_day_ref")]
        days: Weekdays,
        since: WallTime,
        until: WallTime,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        why: Option<String>,
    },
}

/// Anyone who can be on duty (人员).
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct Member {
    pub name: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unit: Option<UnitId>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub role: Option<Role>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub party: Option<bool>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub phone: Option<String>,
    /// The posts he may stand at; `None` is anywhere, an empty list nowhere.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub posts: Option<Vec<PostId>>,
    /// The first duty date.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub joins: Option<NaiveDate>,
    /// The last duty date.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub leaves: Option<NaiveDate>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub unavailable: Vec<Unavailable>,
}

impl Member {
    /// Whether he may stand at `post`.
    pub fn may_stand_at(&self, post: PostId) -> bool {
        self.posts.as_ref().is_none_or(|p| p.contains(&post))
    }

    /// Whether he belongs to the branch on the duty date.
    pub fn belongs_on(&self, date: NaiveDate) -> bool {
        self.joins.is_none_or(|j| j <= date) && self.leaves.is_none_or(|l| date <= l)
    }
}

/// One post × duty date × shift (岗次).
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
pub struct Slot {
    pub post: PostId,
    pub date: NaiveDate,
    pub shift: ShiftId,
}

/// Which assignment: a member has at most one in a slot.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
pub struct AssignmentId {
    #[serde(flatten)]
    pub slot: Slot,
    pub member: MemberId,
}

/// A member planned into a slot, or into part of it (排班).
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct Assignment {
    /// Wall time at which his part begins; the slot's own start when missing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<WallTime>,
    /// Wall time at which his part ends; the slot's own end when missing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<WallTime>,
    /// Planning leaves it alone.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub pinned: bool,
    /// A remark on it (SHEETS, "Names"): what stood in brackets after the name or the code.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<Arc<str>>,
}

/// A break in a presence while someone else stands in (临时顶岗).
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Away {
    pub from: Instant,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<Instant>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by: Option<MemberId>,
    /// The cover brought `by` on, its end takes him off.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub brought: bool,
}

impl Away {
    /// The interval; one that is still open ends never.
    pub fn span(&self) -> Span {
        Span::new(self.from, self.to.unwrap_or(Instant::NEVER))
    }
}

/// The times a presence had before it was corrected.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Correction {
    pub on: Instant,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub off: Option<Instant>,
    pub reason: String,
}

/// What really happened: a member on duty at a post (在岗). Never overwritten, only corrected with a reason.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Presence {
    pub post: PostId,
    pub member: MemberId,
    pub on: Instant,
    /// Missing while he is on duty.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub off: Option<Instant>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub away: Vec<Away>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub corrected: Vec<Correction>,
}

impl Presence {
    /// The interval; an open one ends never.
    pub fn span(&self) -> Span {
        Span::new(self.on, self.off.unwrap_or(Instant::NEVER))
    }

    /// The away interval that contains `t`.
    pub fn away_at(&self, t: Instant) -> Option<&Away> {
        self.away.iter().find(|a| a.span().contains(t))
    }
}

/// The record of a handover (交接班); the presences it changed stand in the same entry.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Handover {
    pub post: PostId,
    pub at: Instant,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub out: Vec<MemberId>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub relief: Vec<MemberId>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

/// What the next shift must know or do (未尽事项). It is handed on by each handover at its post while it is open.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct OpenItem {
    pub post: PostId,
    pub opened: Instant,
    pub text: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub due: Option<Instant>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub closed: Option<Instant>,
}

/// A remark about a post at a time.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Note {
    pub post: PostId,
    pub at: Instant,
    pub text: String,
}

use super::time::Span;
