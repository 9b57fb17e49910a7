//! A roster while a plan is put into it, member by member, with the rules themselves as the judge: what speaks against
//! somebody is what they would find that they do not find now. Exact, and much slower than the search.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

use crate::domain::demand::Calendar;
use crate::domain::duty::expected_off_anywhere;
use crate::domain::finding::{Finding, Kind};
use crate::domain::findings_of::view_of;
use crate::domain::presence::{MemberBook, Planned};
use crate::domain::time::{Instant, Span};
use crate::domain::{AssignmentId, MemberId, Roster, Slot, worse};

/// Why somebody cannot stand somewhere.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Against {
    /// He has a place in the slot already.
    There,
    /// The post is not among his.
    NotEligible,
    /// On leave, at his own hours away, not yet or no longer with the branch.
    Unavailable,
    /// On duty elsewhere at the time.
    DoubleBooked,
    /// Too long on end.
    Overlong,
    ShortRest,
    WeekHours,
    ConsecutiveDays,
}

impl Against {
    /// The order in which the one that counts is told.
    pub const ALL: [Against; 8] = [
        Against::There,
        Against::NotEligible,
        Against::Unavailable,
        Against::DoubleBooked,
        Against::Overlong,
        Against::ShortRest,
        Against::WeekHours,
        Against::ConsecutiveDays,
    ];

    fn of(kind: Kind) -> Against {
        match kind {
            Kind::NotEligible => Against::NotEligible,
            Kind::Unavailable => Against::Unavailable,
            Kind::DoubleBooked => Against::DoubleBooked,
            Kind::ShortRest => Against::ShortRest,
            Kind::WeekHours => Against::WeekHours,
            Kind::ConsecutiveDays => Against::ConsecutiveDays,
            // The kinds of posts do not come from a member.
            _ => Against::Overlong,
        }
    }

    /// The word in JSON.
    pub fn name(self) -> &'static str {
        match self {
            Against::There => "assigned",
            Against::NotEligible => "not_eligible",
            Against::Unavailable => "unavailable",
            Against::DoubleBooked => "double_booked",
            Against::Overlong => "overlong",
            Against::ShortRest => "short_rest",
            Against::WeekHours => "week_hours",
            Against::ConsecutiveDays => "consecutive_days",
        }
    }
}

struct Seat {
    book: MemberBook,
    off: Instant,
    /// What the rules find in the roster as it is.
    before: Vec<Finding>,
    /// What they find now; worked out when asked for.
    now: Option<Vec<Finding>>,
}

/// The roster of the members with what is planned for them so far.
pub struct Sheet<'a> {
    roster: &'a Roster,
    calendar: &'a Calendar,
    now: Instant,
    seats: BTreeMap<MemberId, Seat>,
    /// How often the rules were asked.
    pub asked: usize,
}

impl<'a> Sheet<'a> {
    /// The roster as it is. Members are taken up as they are asked for.
    pub fn new(roster: &'a Roster, calendar: &'a Calendar, now: Instant) -> Sheet<'a> {
        Sheet { roster, calendar, now, seats: BTreeMap::new(), asked: 0 }
    }

    fn seat(&mut self, member: MemberId) -> Option<&mut Seat> {
        let Sheet { roster, calendar, now, .. } = *self;
        match self.seats.entry(member) {
            Entry::Occupied(seat) => Some(seat.into_mut()),
            Entry::Vacant(free) => {
                let book = MemberBook::new(roster, calendar, member)?;
                let off = expected_off_anywhere(roster, calendar, &book, now);
                let before = view_of(roster, calendar, &book, now, off).findings;
                Some(free.insert(Seat { book, off, now: Some(before.clone()), before }))
            }
        }
    }

    /// Takes an assignment out.
    pub fn withdraw(&mut self, id: AssignmentId) {
        if let Some(seat) = self.seat(id.member) {
            seat.book.planned.retain(|a| a.slot != id.slot);
            seat.now = None;
        }
    }

    /// Puts an assignment in.
    pub fn put(&mut self, id: AssignmentId, span: Span) {
        if let Some(seat) = self.seat(id.member) {
            insert(&mut seat.book, id, span);
            seat.now = None;
        }
    }

    /// What the rules would find in his duty with the place that they do not find without it; the roster as it is does
    /// not excuse it. Sorted, each once.
    pub fn against(&mut self, id: AssignmentId, span: Span) -> Vec<Against> {
        self.against_by(id, span, &self.roster.clone())
    }

    /// The same by other rules or another record of the member; his book stays as it is.
    pub fn against_by(&mut self, id: AssignmentId, span: Span, by: &Roster) -> Vec<Against> {
        let (calendar, now) = (self.calendar, self.now);
        self.asked += 1;
        let Some(seat) = self.seat(id.member) else { return vec![Against::NotEligible] };
        if seat.book.planned.iter().any(|a| a.slot == id.slot) {
            return vec![Against::There];
        }
        let Some(member) = by.members.get(&id.member) else { return vec![Against::NotEligible] };
        let mut book = seat.book.clone();
        book.member = member.clone();
        let without = view_of(by, calendar, &book, now, seat.off).findings;
        insert(&mut book, id, span);
        let with = view_of(by, calendar, &book, now, seat.off).findings;
        let mut out: Vec<Against> =
            with.iter().filter(|f| worse::is_new(&without, f)).map(|f| Against::of(f.kind)).collect();
        out.sort_unstable();
        out.dedup();
        out
    }

    /// What the rules find in his duty now that they do not find in the roster as it is.
    pub fn new_finding(&mut self, member: MemberId) -> Option<Finding> {
        let (roster, calendar, now) = (self.roster, self.calendar, self.now);
        let seat = self.seat(member)?;
        let found = seat.now.get_or_insert_with(|| view_of(roster, calendar, &seat.book, now, seat.off).findings);
        worse::first_new(&seat.before, found).cloned()
    }

    /// Whether he has a place in the slot.
    pub fn is_in(&mut self, member: MemberId, slot: Slot) -> bool {
        self.seat(member).is_some_and(|s| s.book.planned.iter().any(|a| a.slot == slot))
    }
}

fn insert(book: &mut MemberBook, id: AssignmentId, span: Span) {
    let planned = Planned { member: id.member, slot: id.slot, span };
    let at = book.planned.partition_point(|a| (a.span, a.slot.post) < (span, id.slot.post));
    book.planned.insert(at, planned);
}
