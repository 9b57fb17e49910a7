//! What an action is judged by: where the user is and what the roster says, and why an action cannot be done there.

use crate::domain::{Instant, MemberId, PostId, Presence, Roster, Slot};

/// The views of the board.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default)]
pub enum View {
    /// Posts × the hours of a day.
    #[default]
    Today,
    /// Posts × dates × shifts.
    Week,
    Findings,
    /// The log of handovers and the open items.
    Handovers,
    /// Members × dates.
    People,
    /// Who did how much.
    Report,
}

impl View {
    /// In the order of their numbers.
    pub const ALL: [View; 6] = [View::Today, View::Week, View::Findings, View::Handovers, View::People, View::Report];

    /// The next one (`by` = 1) or the one before (`by` = -1), round and round.
    pub fn step(self, by: isize) -> View {
        View::ALL[(self as isize + by).rem_euclid(View::ALL.len() as isize) as usize]
    }
}

/// What an action is judged by. `app` fills it.
#[derive(Clone, Copy, Debug)]
pub struct Context<'a> {
    pub roster: &'a Roster,
    pub now: Instant,
    pub view: View,
    /// The post under the cursor.
    pub post: Option<PostId>,
    /// The slot under the cursor.
    pub slot: Option<Slot>,
    /// The member under the cursor, in People.
    pub member: Option<MemberId>,
    /// Whether cells of People are selected.
    pub selected: bool,
    /// How many findings there are.
    pub findings: usize,
    /// Whether cells were copied.
    pub copied: bool,
    /// Whether the store takes anything.
    pub may_write: bool,
}

/// Why an action cannot be done. `locale` has the words, under `why.`.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum WhyNot {
    /// The branch has no posts yet.
    NoPosts,
    /// The cursor is on nothing that has a post.
    NoPostHere,
    /// The cursor is on no slot.
    NoSlotHere,
    /// Nobody is on duty at the post.
    NobodyOn,
    /// Nobody has ever been on duty at the post.
    NobodyYet,
    /// Nobody is on duty at the post and nobody is planned.
    NobodyHere,
    /// The cursor is on no member.
    NoMemberHere,
    /// Nobody is planned in the slot, or he is not planned in the cell.
    NobodyPlanned,
    /// The cell has no shift.
    NothingInCell,
    /// Nothing was copied yet.
    NothingCopied,
    NoFindings,
    /// The store takes nothing more.
    StoreFailed,
    /// It has no place in this view.
    NotInThisView,
}

impl WhyNot {
    /// The key of the sentence in the catalogue.
    pub fn key(self) -> &'static str {
        match self {
            WhyNot::NoPosts => "why.no_posts",
            WhyNot::NoPostHere => "why.no_post_here",
            WhyNot::NoSlotHere => "why.no_slot_here",
            WhyNot::NobodyOn => "why.nobody_on",
            WhyNot::NobodyYet => "why.nobody_yet",
            WhyNot::NobodyHere => "why.nobody_here",
            WhyNot::NobodyPlanned => "why.nobody_planned",
            WhyNot::NoMemberHere => "why.no_member_here",
            WhyNot::NothingInCell => "why.nothing_in_cell",
            WhyNot::NothingCopied => "why.nothing_copied",
            WhyNot::NoFindings => "why.no_findings",
            WhyNot::StoreFailed => "why.store_failed",
            WhyNot::NotInThisView => "why.not_in_this_view",
        }
    }
}

/// The open presences at a post, by `on`: who is on duty there, away or not.
pub fn on_now(roster: &Roster, post: PostId) -> impl Iterator<Item = (MemberId, &Presence)> {
    roster.presences_at(post).filter(|(_, p)| p.off.is_none()).map(|(_, p)| (p.member, p))
}

impl Context<'_> {
    pub(super) fn post_here(&self) -> Result<PostId, WhyNot> {
        match self.post {
            Some(post) => Ok(post),
            None if self.roster.posts.is_empty() => Err(WhyNot::NoPosts),
            None => Err(WhyNot::NoPostHere),
        }
    }

    pub(super) fn may_write(&self) -> Result<(), WhyNot> {
        if self.may_write { Ok(()) } else { Err(WhyNot::StoreFailed) }
    }

    pub(super) fn somebody_on(&self) -> Result<(), WhyNot> {
        let post = self.post_here()?;
        on_now(self.roster, post).next().map(|_| ()).ok_or(WhyNot::NobodyOn)
    }

    pub(super) fn somebody_was_on(&self) -> Result<(), WhyNot> {
        let post = self.post_here()?;
        self.roster.presences_at(post).next().map(|_| ()).ok_or(WhyNot::NobodyYet)
    }

    /// Somebody who is planned in the slot; in People the member himself, on its date.
    pub(super) fn somebody_planned(&self) -> Result<(), WhyNot> {
        if self.selected {
            return Ok(());
        }
        let planned = |slot: Slot| match self.member {
            Some(member) => self.roster.assignments_of(member, slot.date, slot.date).next().is_some(),
            None => self.roster.assigned_in(slot).next().is_some(),
        };
        if self.slot.is_some_and(planned) { Ok(()) } else { Err(WhyNot::NobodyPlanned) }
    }

    /// Somebody who can be taken off, or out of the plan.
    pub(super) fn somebody_here(&self) -> Result<(), WhyNot> {
        if self.view == View::People && !self.selected {
            return self.slot.map(|_| ()).ok_or(WhyNot::NothingInCell);
        }
        if self.selected {
            return Ok(());
        }
        let post = self.post_here()?;
        let planned = self.slot.is_some_and(|s| self.roster.assigned_in(s).next().is_some());
        if planned || on_now(self.roster, post).next().is_some() { Ok(()) } else { Err(WhyNot::NobodyHere) }
    }
}
