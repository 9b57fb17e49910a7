//! Who can stand here (能上岗的人): everybody, ranked for a slot or for now, with the reasons for and against.

use super::records::*;
use super::roster::Roster;
use super::time::Instant;

/// What somebody is looked for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Opening {
    /// Somebody to stand at the post from now on.
    Now(PostId),
    /// Somebody to plan into the slot.
    Slot(Slot),
}

/// A reason for or against somebody.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Reason {
    /// Planned there.
    Planned,
    /// Off duty since so many seconds.
    Rested(i64),
    /// Never on duty so far.
    Fresh,
    /// Duty in the week of the opening so far, in seconds, the planned one included.
    WeekSoFar(i64),
    /// Last stood at this post, on that duty date.
    StoodHere(chrono::NaiveDate),
    /// On duty again: where and when.
    OnAgain {
        post: PostId,
        at: Instant,
    },
    // From here on: reasons why not.
    /// On duty: where and since when.
    OnDuty {
        post: PostId,
        since: Instant,
    },
    /// Planned at the same time at another post.
    PlannedElsewhere {
        post: PostId,
        from: Instant,
        to: Instant,
    },
    Unavailable {
        until: Option<Instant>,
        why: Option<String>,
    },
    NotEligible,
    /// Would have rested only so many seconds.
    ShortRest(i64),
    /// Would be on for so many seconds on end.
    Overlong(i64),
    /// Would come to so many seconds in the week.
    WeekHours(i64),
    /// Would have so many duty dates in a row.
    ConsecutiveDays(u32),
}

impl Reason {
    /// Whether it speaks against him: choosing him all the same wants a confirmation that names it.
    pub fn against(&self) -> bool {
        !matches!(
            self,
            Reason::Planned
                | Reason::Rested(_)
                | Reason::Fresh
                | Reason::WeekSoFar(_)
                | Reason::StoodHere(_)
                | Reason::OnAgain { .. }
        )
    }
}

/// One member as a candidate, best first; those against whom something speaks come last.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Candidate {
    pub member: MemberId,
    /// What speaks against him first, then what speaks for him.
    pub reasons: Vec<Reason>,
}

impl Candidate {
    /// Whether no rule speaks against him.
    pub fn can(&self) -> bool {
        !self.reasons.iter().any(Reason::against)
    }
}

/// Everybody, ranked.
pub fn candidates(roster: &Roster, now: Instant, opening: Opening) -> Vec<Candidate> {
    todo!("candidates: {roster:?} {now:?} {opening:?}")
}
