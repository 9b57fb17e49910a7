//! The rules of duty and who may do what: pure values and functions. No I/O, no clock, no async, no UI.
//!
//! `RULES.md` is the definition; each of its words is a function here that can be found by its name.

pub mod availability;
pub mod candidate;
pub mod change;
pub mod changes;
pub mod command;
pub mod coverage;
pub mod decide;
pub mod demand;
pub mod duty;
pub mod effect;
pub mod entry;
pub mod event;
pub mod expect;
pub mod finding;
pub mod findings_at;
pub mod findings_of;
pub mod invariant;
pub mod lookup;
pub mod outlook;
pub mod pattern;
pub mod presence;
pub mod records;
pub mod refusal;
pub mod report;
pub mod roster;
pub mod text;
pub mod time;
pub mod trace;
pub mod undo;
pub mod worse;

pub use command::{Command, Do};
pub use entry::Entry;
pub use event::{Event, apply};
pub use finding::Finding;
pub use pattern::{LaterPattern, Patterns};
pub use records::*;
pub use refusal::Refusal;
pub use roster::Roster;
pub use time::{Instant, Span, WallTime, Zone};
