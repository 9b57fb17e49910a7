//! Who can stand here (能上岗的人): everybody, ranked for a slot or for now, with the reasons for and against.

mod look;

use std::hint::black_box;

use look::{Place, Room};

use super::outlook::Outlook;
use super::presence::MemberBook;
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

/// A member in his place, without the reasons.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Ranked {
    pub member: MemberId,
    /// No rule speaks against him.
    pub can: bool,
    /// He has stood at the post before.
    pub knows: bool,
}

/// Everybody, ranked: first who can, last who cannot, there the least bad first. Among equals the planned, the more
/// rested, those with fewer hours this week, who stood here last, who belongs to a unit of the compound, then by name.
/// Nobody where there is no such post or slot. The outlook is that of the roster, as of any time. The reasons are worked
/// out by [`reasons`] for those who are looked at: with thousands of members they are most of the work.
pub fn ranking(roster: &Roster, outlook: &Outlook, now: Instant, opening: Opening) -> Vec<Ranked> {
    let Some(place) = Place::of(roster, outlook, now, opening) else { return Vec::new() };
    let mut room = Room::default();
    let books: Vec<&MemberBook> = outlook.books().collect();
    let mut found = Vec::with_capacity(books.len());
    for some in books.chunks(FETCHED) {
        fetch(some);
        found.extend(some.iter().map(|b| (place.rank(b, &mut room), beginning(&b.member.name), b.id)));
    }
    found.sort_unstable_by(|a, b| {
        let names = || roster.name_of(a.2).cmp(roster.name_of(b.2)).then(a.2.cmp(&b.2));
        (a.0, a.1).cmp(&(b.0, b.1)).then_with(names)
    });
    found.into_iter().map(|(rank, _, member)| Ranked { member, can: rank.can(), knows: place.knows(member) }).collect()
}

/// So many members' books are fetched at once.
const FETCHED: usize = 32;

/// Touches what a rank looks at first. With thousands of members most of the time goes by waiting for the memory, and it
/// brings what many ask for at once while it would bring one after the other.
fn fetch(books: &[&MemberBook]) {
    for b in books {
        black_box((b.planned.len(), b.past.len(), b.open.is_some()));
    }
    for b in books {
        black_box((b.member.name.len(), b.member.unit, b.member.joins, b.member.unavailable.len()));
        b.planned.iter().for_each(|a| _ = black_box(a.span.from));
        b.past.iter().for_each(|p| _ = black_box(p.span.from));
    }
    for b in books {
        black_box(b.member.name.bytes().next());
    }
}

/// The first letters of a name as a number, in the order of names: most differ in it.
fn beginning(name: &str) -> u128 {
    let mut bytes = [0; 16];
    let length = name.len().min(16);
    bytes[..length].copy_from_slice(&name.as_bytes()[..length]);
    u128::from_be_bytes(bytes)
}

/// These members as candidates, in this order; who is not there any more is left out.
pub fn reasons(
    roster: &Roster,
    outlook: &Outlook,
    now: Instant,
    opening: Opening,
    members: impl IntoIterator<Item = MemberId>,
) -> Vec<Candidate> {
    let Some(place) = Place::of(roster, outlook, now, opening) else { return Vec::new() };
    let mut room = Room::default();
    let books = members.into_iter().filter_map(|member| outlook.book(member));
    books.map(|book| Candidate { member: book.id, reasons: place.reasons(book, &mut room) }).collect()
}

/// Everybody, ranked as by [`ranking`], with the reasons.
pub fn candidates(roster: &Roster, outlook: &Outlook, now: Instant, opening: Opening) -> Vec<Candidate> {
    let ranked = ranking(roster, outlook, now, opening);
    reasons(roster, outlook, now, opening, ranked.into_iter().map(|r| r.member))
}
