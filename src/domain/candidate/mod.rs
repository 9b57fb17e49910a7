//! Who can stand here (能上岗的人): everybody, ranked for a slot or for now, with the reasons for and against.

mod look;

use look::Place;

use super::outlook::Outlook;
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
    // From here on reasons why not, the worst first.
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
    /// Would be on for so many seconds on end.
    Overlong(i64),
    /// Would have rested only so many seconds.
    ShortRest(i64),
    /// Would come to so many seconds in the week.
    WeekHours(i64),
    /// Would have so many duty dates in a row.
    ConsecutiveDays(u32),
}

impl Reason {
    /// How bad a reason it is: 0 is none at all.
    fn badness(&self) -> u8 {
        match self {
            Reason::OnDuty { .. } => 8,
            Reason::PlannedElsewhere { .. } => 7,
            Reason::Unavailable { .. } => 6,
            Reason::NotEligible => 5,
            Reason::Overlong(_) => 4,
            Reason::ShortRest(_) => 3,
            Reason::WeekHours(_) => 2,
            Reason::ConsecutiveDays(_) => 1,
            Reason::Planned
            | Reason::Rested(_)
            | Reason::Fresh
            | Reason::WeekSoFar(_)
            | Reason::StoodHere(_)
            | Reason::OnAgain { .. } => 0,
        }
    }

    /// Whether it speaks against him: choosing him all the same wants a confirmation that names it.
    pub fn against(&self) -> bool {
        self.badness() > 0
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

/// Everybody, ranked: first who can, last who cannot, there the least bad first. Among equals the planned, the more
/// rested, those with fewer hours this week, who stood here last, who belongs to a unit of the compound, then by name.
/// Nobody where there is no such post or slot. The outlook is that of the roster, as of any time.
pub fn candidates(roster: &Roster, outlook: &Outlook, now: Instant, opening: Opening) -> Vec<Candidate> {
    let Some(place) = Place::of(roster, outlook, now, opening) else { return Vec::new() };
    let mut found: Vec<_> = outlook.books().map(|book| place.look_at(book)).collect();
    found.sort_by(|a, b| a.rank.cmp(&b.rank));
    found.into_iter().map(|l| Candidate { member: l.member, reasons: l.reasons }).collect()
}
