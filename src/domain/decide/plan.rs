//! The plan: assignments, and the times at which a member is not available. What speaks against an assignment is a
//! finding, not a refusal.

use super::*;
use crate::domain::time::{Span, WallTime};
use crate::domain::{invariant, worse};

impl Draft {
    /// Plan a member into a slot, or into part of it.
    pub(super) fn assign(
        &mut self,
        slot: Slot,
        member: MemberId,
        (from, to): (Option<WallTime>, Option<WallTime>),
        pinned: bool,
    ) -> Result<(), Refusal> {
        self.slot(slot)?;
        self.member(member)?;
        let is = Assignment { pinned, ..invariant::part(self.records(), slot, from, to)? };
        self.put_assignment(slot, member, is)
    }

    fn put_assignment(&mut self, slot: Slot, member: MemberId, is: Assignment) -> Result<(), Refusal> {
        let id = AssignmentId { slot, member };
        if self.records().assignments.contains_key(&id) {
            return Err(Refusal::AlreadyAssigned { member, slot });
        }
        self.put(Event::Assignment(Change { id, was: None, is: Some(is) }));
        Ok(())
    }

    /// Take a planned member out of a slot; returns the assignment he had.
    pub(super) fn withdraw(&mut self, slot: Slot, member: MemberId) -> Result<Assignment, Refusal> {
        self.slot(slot)?;
        self.member(member)?;
        let id = AssignmentId { slot, member };
        let was = self.records().assignments.get(&id).cloned().ok_or(Refusal::NotAssigned { member, slot })?;
        self.put(Event::Assignment(Change { id, was: Some(was.clone()), is: None }));
        Ok(was)
    }

    /// Many assignments at once, worked out against the plan as it was then. Slots that have begun are left alone.
    pub(super) fn plan(
        &mut self,
        off: &[(AssignmentId, Assignment)],
        put: &[(AssignmentId, Assignment)],
        by_rules: bool,
        now: Instant,
    ) -> Result<(), Refusal> {
        if off.is_empty() && put.is_empty() {
            return Err(Refusal::NothingChanges);
        }
        let before = self.next.roster().clone();
        for (id, was) in off {
            self.not_begun(id, was, now)?;
            if self.withdraw(id.slot, id.member).ok().as_ref() != Some(was) {
                return Err(Refusal::Stale);
            }
        }
        for (id, is) in put {
            self.slot(id.slot)?;
            self.member(id.member)?;
            self.not_begun(id, is, now)?;
            let is = Assignment {
                pinned: is.pinned,
                note: is.note.clone(),
                ..invariant::part(self.records(), id.slot, is.from, is.to)?
            };
            self.put_assignment(id.slot, id.member, is)?;
        }
        if by_rules { self.nothing_worse(&before, off.iter().chain(put).map(|(id, _)| id), now) } else { Ok(()) }
    }

    fn not_begun(&self, id: &AssignmentId, a: &Assignment, now: Instant) -> Result<(), Refusal> {
        let begun = self.records().assignment_span(id, a).is_some_and(|span| span.from <= now);
        if begun { Err(Refusal::SlotBegun { slot: id.slot }) } else { Ok(()) }
    }

    /// That the rules find nothing new in the duty of those concerned.
    fn nothing_worse<'a>(
        &mut self,
        before: &Roster,
        concerned: impl Iterator<Item = &'a AssignmentId>,
        now: Instant,
    ) -> Result<(), Refusal> {
        let ids: Vec<_> = concerned.collect();
        let members: std::collections::BTreeSet<MemberId> = ids.iter().map(|id| id.member).collect();
        let after = self.next.roster();
        let spans = ids.iter().filter_map(|id| after.slot_span(id.slot.date, id.slot.shift));
        let last = spans.map(|s| s.to).fold(now, Instant::max);
        let calendar = worse::calendar_for(after, Span::new(now, last));
        for member in members {
            let was = worse::duty_findings(before, &calendar, now, member);
            let is = worse::duty_findings(after, &calendar, now, member);
            if let Some(new) = worse::first_new(&was, &is) {
                return Err(Refusal::AgainstRules { member, kind: new.kind, at: new.from });
            }
        }
        Ok(())
    }

    /// `instead` gets the assignment that `planned` has in the slot. Whoever is to stand in for himself is refused: taking
    /// out and putting back the same would hang on a plan that it does not change, and could not be undone without it.
    pub(super) fn take_over(&mut self, slot: Slot, planned: MemberId, instead: MemberId) -> Result<(), Refusal> {
        self.member(instead)?;
        if planned == instead {
            return Err(Refusal::AlreadyAssigned { member: instead, slot });
        }
        let his = self.withdraw(slot, planned)?;
        self.put_assignment(slot, instead, his)
    }

    /// A member is not available from, to; that may lie in the future.
    pub(super) fn leave(&mut self, id: MemberId, from: Instant, to: Instant, why: Option<&str>) -> Result<(), Refusal> {
        let was = self.member(id)?.clone();
        if !from.in_range() || !to.in_range() {
            return Err(Refusal::OutOfRange);
        }
        if from >= to {
            return Err(Refusal::EmptySpan);
        }
        let leave = Unavailable::Once { from, to, why: text::optional(why)? };
        if was.unavailable.contains(&leave) {
            return Err(Refusal::NothingChanges);
        }
        let mut is = was.clone();
        is.unavailable.push(leave);
        self.put(Event::Member(Change { id, was: Some(was), is: Some(is) }));
        Ok(())
    }

    /// That the slot can be planned at all; whether the post needs anybody in it does not matter.
    fn slot(&self, slot: Slot) -> Result<(), Refusal> {
        self.post(slot.post)?;
        invariant::date_in_range(slot.date)?;
        let known = self.records().shift(slot.date, slot.shift).is_some();
        if known { Ok(()) } else { Err(invariant::unknown_shift(self.records(), slot)) }
    }
}
