//! What the board highlights: RULES §6, with its kinds, severities and order.

use chrono::NaiveDate;

use super::records::*;
use super::roster::Roster;
use super::time::{Instant, Span};

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

/// The findings of a window in RULES' order, computed from scratch; the default window is `[now, now + 7 × 24 h)` and
/// then past ones are left out. `outlook` gives the same, faster.
pub fn findings(roster: &Roster, now: Instant, window: Option<Span>) -> Vec<Finding> {
    todo!("rules: {roster:?} {now:?} {window:?}")
}

/// Who is due soon at `now`, by limit, then name.
pub fn due_soon(roster: &Roster, now: Instant) -> Vec<DueSoon> {
    todo!("rules: {roster:?} {now:?}")
}
