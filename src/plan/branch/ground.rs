//! What a range of duty dates is planned on: its openings, the assignments that stand there and may move, and each
//! member's duty as far as it is fixed. It knows the rules of the branch and nothing of problems and searches.

use std::collections::HashSet;
use std::sync::atomic::{AtomicBool, Ordering};

use chrono::NaiveDate;

use super::openings::{self, Opening, Outside, Standing};
use super::{Ask, Mode};
use crate::domain::availability::unavailable;
use crate::domain::demand::Calendar;
use crate::domain::presence::MemberBook;
use crate::domain::time::{DAY, Instant, Span, days_after};
use crate::domain::{Assignment, AssignmentId, Member, MemberId, Roster, Slot};

/// The ground of one range.
pub struct Ground<'a> {
    pub roster: &'a Roster,
    pub now: Instant,
    pub mode: Mode,
    pub calendar: Calendar,
    /// The first and the last duty date.
    pub first: NaiveDate,
    pub last: NaiveDate,
    pub openings: Vec<Opening>,
    pub outside: Vec<Outside>,
    /// Who stands in an opening and may stay: (member, opening).
    pub published: Vec<(MemberId, usize)>,
    /// What may be taken out of the plan, all of it; what is not put back is withdrawn.
    pub movable: Vec<Standing>,
}

impl<'a> Ground<'a> {
    /// Looks at the slots of the range that have not begun; stopped, only at some of them.
    pub fn new(
        roster: &'a Roster,
        now: Instant,
        ask: &Ask,
        (first, last): (NaiveDate, NaiveDate),
        cancel: &AtomicBool,
    ) -> Ground<'a> {
        let zone = roster.zone();
        let midnight = |d| crate::domain::time::midnight(zone, d);
        let range = Span::new(midnight(first), midnight(days_after(last, 1)));
        let around = Span::new(range.from.min(now) - 60 * DAY, range.to + 60 * DAY);
        let calendar = Calendar::around(roster, around);
        let outside = openings::outside(roster, &calendar, now, range);
        let mut ground = Ground {
            roster,
            now,
            mode: ask.mode,
            calendar,
            first,
            last,
            openings: Vec::new(),
            outside,
            published: Vec::new(),
            movable: Vec::new(),
        };
        for n in 0..=(last - first).num_days().max(0) {
            let date = days_after(first, n);
            if cancel.load(Ordering::Relaxed) {
                break;
            }
            for (span, shift) in ground.calendar.day(date).into_owned().slots {
                if span.from <= now {
                    continue;
                }
                for post in roster.posts.keys() {
                    ground.take(Slot { post: *post, date, shift }, span, ask.mode);
                }
            }
        }
        ground
    }

    /// Takes one slot.
    fn take(&mut self, slot: Slot, whole: Span, mode: Mode) {
        let (roster, Some(post)) = (self.roster, self.roster.post(slot.post)) else { return };
        let standing: Vec<Standing> = self.standing(slot);
        let fixed = |of: &[Standing]| of.iter().filter(|s| s.fixed).map(|s| s.span).collect::<Vec<_>>();
        let (mut open, _) = openings::openings(roster, &self.calendar, (slot, whole), post, &fixed(&standing));
        // A part by hand that is no opening of its own stays as it is.
        let by_hand = |s: &Standing| {
            let part = s.span != whole && !open.iter().any(|o| o.span == s.span);
            part && self.may_stand(s.member, slot, s.span)
        };
        let standing: Vec<Standing> =
            standing.iter().map(|s| Standing { fixed: s.fixed || by_hand(s), ..*s }).collect();
        let (found, cannot) = openings::openings(roster, &self.calendar, (slot, whole), post, &fixed(&standing));
        open = found;
        self.outside.extend(cannot);
        let movable = standing.into_iter().filter(|s| !s.fixed);
        let (base, before) = (self.openings.len(), self.published.len());
        for s in movable {
            self.movable.push(s);
            if !self.may_stand(s.member, slot, s.span) {
                continue;
            }
            let at = open.iter().position(|o| o.span == s.span);
            let at = match (at, mode) {
                (None, Mode::Repair) => {
                    let a = roster.assignments.get(&AssignmentId { slot, member: s.member });
                    let (from, to) = a.map_or((None, None), |a| (a.from, a.to));
                    open.push(Opening { slot, span: s.span, from, to, heads: 0 });
                    open.len() - 1
                }
                (None, Mode::Fill | Mode::Turn(_)) => continue,
                (Some(at), _) => at,
            };
            self.published.push((s.member, base + at));
            if mode == Mode::Repair {
                // Who is told already that he comes is not sent home again.
                let there = self.published[before..].iter().filter(|(_, k)| *k == base + at).count() as u32;
                open[at].heads = open[at].heads.max(there);
            }
        }
        self.openings.extend(open);
    }

    /// Who stands in a slot that has not begun.
    fn standing(&self, slot: Slot) -> Vec<Standing> {
        let roster = self.roster;
        let of = |(member, a): (MemberId, &Assignment)| {
            let span = roster.assignment_span(&AssignmentId { slot, member }, a)?;
            let here = roster.on_duty(member).is_some_and(|(_, p)| p.post == slot.post);
            let marked = here && span.from - self.now <= roster.rules.mark_grace;
            Some(Standing { member, slot, span, fixed: a.pinned || marked })
        };
        roster.assigned_in(slot).filter_map(of).collect()
    }

    /// Whether the member is there at all: he may stand at the post, belongs to the branch and is available.
    pub fn may_stand(&self, member: MemberId, slot: Slot, span: Span) -> bool {
        self.roster.member(member).is_some_and(|m| self.is_free(m, slot, span))
    }

    fn is_free(&self, member: &Member, slot: Slot, span: Span) -> bool {
        member.may_stand_at(slot.post)
            && member.belongs_on(slot.date)
            && (member.unavailable.is_empty() || unavailable(self.roster.zone(), member, span).is_empty())
    }

    /// The member's book without what may move.
    pub fn fixed_book(&self, member: MemberId, movable: &HashSet<AssignmentId>) -> Option<MemberBook> {
        let mut book = MemberBook::new(self.roster, &self.calendar, member)?;
        book.planned.retain(|a| !movable.contains(&AssignmentId { slot: a.slot, member }));
        Some(book)
    }

    /// What may move, by its number.
    pub fn movable_ids(&self) -> HashSet<AssignmentId> {
        self.movable.iter().map(|s| AssignmentId { slot: s.slot, member: s.member }).collect()
    }
}
