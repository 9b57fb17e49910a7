//! The ranking of who can come against a plain one on random branches: everybody's whole duty, every reason, one sort.

use std::cmp::Reverse;

use chrono::NaiveDate;
use lunban::domain::candidate::{Candidate, Opening, Reason, candidates, ranking};
use lunban::domain::event::{Change, Event, apply};
use lunban::domain::outlook::Outlook;
use lunban::domain::time::{HOUR, united};
use lunban::domain::*;

use crate::branches::{Branch, Dice};
use crate::compare::{campaign, rounds};

/// The worst reason against somebody, and how many there are.
fn against(reasons: &[Reason]) -> (usize, usize) {
    let worse = |r: &Reason| match r {
        Reason::OnDuty { .. } => 8,
        Reason::PlannedElsewhere { .. } => 7,
        Reason::Unavailable { .. } => 6,
        Reason::NotEligible => 5,
        Reason::Overlong(_) => 4,
        Reason::ShortRest(_) => 3,
        Reason::WeekHours(_) => 2,
        Reason::ConsecutiveDays(_) => 1,
        _ => 0,
    };
    (reasons.iter().map(worse).max().unwrap_or(0), reasons.iter().filter(|r| worse(r) > 0).count())
}

/// The duty of a member, as if he were not planned in the slot.
fn duty(roster: &Roster, now: Instant, member: MemberId, slot: Slot) -> Vec<Span> {
    let mut without = roster.clone();
    let id = AssignmentId { slot, member };
    if let Some(was) = roster.assignments.get(&id).cloned() {
        apply(&mut without, &Event::Assignment(Change { id, was: Some(was), is: None }));
    }
    Outlook::new(&without, now).duty(&without, member)
}

/// The shorter of the rests before and after the stretch that `opening` would be part of.
fn rest(duty: &[Span], opening: Span, min_break: i64) -> Option<i64> {
    let mut stretch = opening;
    loop {
        let near = |s: &&Span| s.from - stretch.to < min_break.max(1) && stretch.from - s.to < min_break.max(1);
        let grown = duty.iter().filter(near).fold(stretch, |all, s| Span::new(all.from.min(s.from), all.to.max(s.to)));
        if grown == stretch {
            break;
        }
        stretch = grown;
    }
    let before = duty.iter().filter(|s| s.to <= stretch.from).map(|s| stretch.from - s.to).min();
    let after = duty.iter().filter(|s| s.from >= stretch.to).map(|s| s.from - stretch.to).min();
    before.into_iter().chain(after).min()
}

type Rank<'a> = ((usize, usize), Reverse<bool>, Reverse<i64>, i64, Reverse<Option<NaiveDate>>, Reverse<bool>, &'a str);

fn rank<'a>(roster: &'a Roster, now: Instant, slot: Slot, c: &Candidate) -> Rank<'a> {
    let whole = roster.slot_span(slot.date, slot.shift).unwrap();
    let left = Span::new(whole.from.max(now), whole.to);
    let left = if left.is_empty() { whole } else { left };
    let his = roster.assignments.get(&AssignmentId { slot, member: c.member });
    let part = his.and_then(|a| roster.assignment_span(&AssignmentId { slot, member: c.member }, a));
    let opening = part.and_then(|p| p.cut(left)).unwrap_or(left);
    let duty = united(duty(roster, now, c.member, slot));
    let min_rest = roster.rules.min_rest.max(1);
    let rests = rest(&duty, opening, roster.rules.min_break).map_or(2, |rest| (rest / min_rest).min(2));
    let found = |of: fn(&Reason) -> Option<i64>| c.reasons.iter().find_map(of);
    let week = found(|r| if let Reason::WeekSoFar(s) = r { Some(*s) } else { None }).unwrap();
    let stood = c.reasons.iter().find_map(|r| if let Reason::StoodHere(d) = r { Some(*d) } else { None });
    let member = roster.member(c.member).unwrap();
    let compound = roster.post(slot.post).and_then(|p| p.compound).and_then(|c| roster.compounds.get(&c));
    let units = compound.map_or(&[][..], |c| &c.units);
    let same_unit = member.unit.is_some_and(|u| units.contains(&u));
    let planned = c.reasons.contains(&Reason::Planned);
    let more = (Reverse(planned), Reverse(rests), week / (4 * HOUR), Reverse(stood), Reverse(same_unit));
    (against(&c.reasons), more.0, more.1, more.2, more.3, more.4, &member.name)
}

fn compare(b: &Branch) -> Result<(), String> {
    let roster = b.roster();
    let outlook = Outlook::new(&roster, b.now);
    let mut dice = Dice(b.now.0 as u64);
    let posts: Vec<PostId> = roster.posts.keys().copied().collect();
    for _ in 0..3 {
        let date = time::days_after(b.now.date(roster.zone()), dice.within(-1, 3));
        let shifts = roster.shifts_on(date);
        if posts.is_empty() || shifts.is_empty() {
            return Ok(());
        }
        let slot = Slot { post: dice.pick(&posts), date, shift: shifts[dice.below(shifts.len())].id };
        let full = candidates(&roster, &outlook, b.now, Opening::Slot(slot));
        let lazy = ranking(&roster, &outlook, b.now, Opening::Slot(slot));
        if lazy.iter().map(|r| (r.member, r.can)).ne(full.iter().map(|c| (c.member, c.can()))) {
            return Err(format!("{slot:?}: {lazy:?}\n{full:?}"));
        }
        let mut plain = full.clone();
        plain.sort_by_cached_key(|c| {
            let (against, planned, rests, week, stood, unit, name) = rank(&roster, b.now, slot, c);
            (against, planned, rests, week, stood, unit, name.to_string())
        });
        if plain != full {
            let order = |list: &[Candidate]| list.iter().map(|c| c.member).collect::<Vec<_>>();
            return Err(format!("{slot:?}: {:?}, plainly {:?}\n{full:#?}", order(&full), order(&plain)));
        }
    }
    Ok(())
}

#[test]
fn everybody_stands_where_a_plain_ranking_puts_him() {
    campaign(0..rounds(150), compare);
}
