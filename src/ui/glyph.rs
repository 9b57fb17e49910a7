//! The glyphs of the board: few, each with a word beside it, each with an ASCII twin in `term::glyph`.

use crate::domain::coverage::Status;
use crate::domain::finding::Kind;

pub const NOBODY: &str = "✖";
pub const OVERLONG: &str = "▲";
pub const WAITING: &str = "◆";
pub const UNMARKED: &str = "○";
pub const MISSING: &str = "◇";
pub const PLAN: &str = "●";
pub const FINE: &str = "✓";
pub const AWAY: &str = "↔";
pub const PINNED: &str = "▪";
pub const HATCH: &str = "▒";
pub const TAIL: &str = "━";
pub const TAIL_END: &str = "▶";
pub const CURSOR: &str = "▸";
pub const NOW: &str = "▼";
pub const NOW_LINE: &str = "┊";
pub const EDGE: &str = "│";
pub const RULE: &str = "─";
pub const PLANNED_LINE: &str = "·";
pub const SURGE: &str = "+";
pub const TICK: &str = "✓";

/// The mark of a kind of finding.
pub fn kind(kind: Kind) -> &'static str {
    match kind {
        Kind::Gap => NOBODY,
        Kind::WaitingForRelief => WAITING,
        Kind::Unmarked => UNMARKED,
        Kind::Overlong => OVERLONG,
        Kind::Missing => MISSING,
        Kind::ForgottenOff => "□",
        Kind::DoubleBooked => "×",
        Kind::Unavailable | Kind::NotEligible | Kind::ShortRest | Kind::WeekHours | Kind::ConsecutiveDays => PLAN,
    }
}

/// The mark of a post's coverage.
pub fn status(status: Status) -> &'static str {
    match status {
        Status::NoDemand => PLANNED_LINE,
        Status::Covered | Status::Planned => FINE,
        Status::Borrowed => WAITING,
        Status::Unmarked => UNMARKED,
        Status::Gap => NOBODY,
    }
}
