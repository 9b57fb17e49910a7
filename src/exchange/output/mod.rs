//! The answers of `findings`, `coverage`, `status` and `report`: as JSON with the fields of FORMATS in their order, and as text
//! that one would paste into a chat. What is so is decided in `domain`; here it only gets its shape.

mod coverage;
mod findings;
mod report;
mod plan;
mod problem;
mod status;
pub(super) mod table;
mod trace;

pub use coverage::{CoverageOut, coverage};
pub use findings::{FindingOut, FindingsOut, findings};
pub use plan::{Words, broken_heading, explain_json, explain_text, plan_json, plan_text, reached};
pub use problem::{fault, place, rules, terms, violation, violation_json};
pub use report::{By, Kind, ReportOut, hours_of, report};
pub use status::{OnOut, PostOut, StatusOut, status};
pub use table::columns;
pub use trace::{TraceOut, trace};

use crate::domain::time::{DAY, Instant, Span};
use crate::domain::{Roster, Slot};

/// The window when none is given (RULES §6).
fn window_or_default(window: Option<Span>, now: Instant) -> Span {
    window.unwrap_or(Span::new(now, now + 7 * DAY))
}

/// The duty date and the shift's code; neither outside slots.
fn date_and_shift(roster: &Roster, slot: Option<Slot>) -> (Option<String>, Option<String>) {
    let shift = slot.map(|s| roster.shift_code(s.shift).to_owned());
    (slot.map(|s| s.date.to_string()), shift)
}
