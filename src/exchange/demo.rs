//! The demo branch: the story of FACTS, compiled in as the branch file that everybody can read.

use super::branch_file::{as_of, import};
use crate::domain::time::Instant;
use crate::domain::{Event, Refusal, Roster};

/// The branch file.
pub const FILE: &str = include_str!("../../assets/demo/branch.toml");

/// When it plays: 18 April 2022, 22:40 in Shanghai.
pub const NOW: Instant = Instant(1_650_292_800);

/// The events that make the demo branch as it stood at `at`; after [`NOW`] nothing more is known.
pub fn events(at: Instant) -> Result<Vec<Event>, Refusal> {
    Ok(as_of(import(&Roster::default(), FILE, NOW.max(at))?.events, at))
}
