//! Whom one more shift costs least: how far each is from his fair share in the four weeks around it, by the weights of
//! the plan. For the list of who can step in; it looks at what is planned and asks no rule.

use std::collections::HashMap;

use super::numbers::{chance, weights};
use super::{Mode, openings};
use crate::domain::candidate::Ranked;
use crate::domain::demand::Calendar;
use crate::domain::time::{Span, days_after, midnight};
use crate::domain::{AssignmentId, MemberId, Roster, Slot};

/// Half of the time that is looked at, in days.
const HALF: i64 = 14;
/// What it costs that somebody does not know the post.
const UNFAMILIAR: i64 = 8;

/// What a shift would cost the fairness of one member.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Harm {
    /// Points of the plan's objective; less is better.
    pub points: i64,
    /// Minutes above (+) or below (−) his fair share as it is planned now.
    pub above: i64,
}

/// Puts those first, of those who can be planned in the slot, whom it takes least far from their fair share; the others
/// stay in their order. Who does not know the post comes a little later.
pub fn by_harm(roster: &Roster, slot: Slot, ranking: &mut [Ranked]) -> HashMap<MemberId, Harm> {
    let harm = harm(roster, slot);
    let can = ranking.partition_point(|c| c.can);
    let points = |c: &Ranked| harm.get(&c.member).map_or(0, |h| h.points);
    ranking[..can].sort_by_key(|c| points(c) + if c.knows { 0 } else { UNFAMILIAR });
    harm
}

/// The harm of standing in the slot, by member. Empty where there is no such slot.
fn harm(roster: &Roster, slot: Slot) -> HashMap<MemberId, Harm> {
    let Some(whole) = roster.slot_span(slot.date, slot.shift) else { return HashMap::new() };
    let (first, last) = (days_after(slot.date, -HALF), days_after(slot.date, HALF - 1));
    let zone = roster.zone();
    let calendar = Calendar::around(roster, Span::new(midnight(zone, first), midnight(zone, last)));
    let mut loads: HashMap<MemberId, [i64; 3]> = HashMap::with_capacity(roster.members.len());
    // Most stand whole slots: what those count is worked out once a slot of the day.
    let mut known = HashMap::new();
    for post in roster.posts.keys() {
        for (AssignmentId { slot, member }, a) in roster.assignments_at(*post, first, last) {
            let count = || {
                let span = calendar.assignment_span(*slot, a);
                span.map_or([0; 3], |span| openings::amounts(&calendar, slot.date, span))
            };
            let whole = a.from.is_none() && a.to.is_none();
            let amounts = if whole { *known.entry((slot.date, slot.shift)).or_insert_with(count) } else { count() };
            let load = loads.entry(*member).or_default();
            (0..3).for_each(|k| load[k] += amounts[k]);
        }
    }
    let days: Vec<_> =
        (0..2 * HALF).map(|n| days_after(first, n)).map(|date| (date, calendar.midnight(date))).collect();
    let parts: Vec<[i64; 3]> = roster.members.values().map(|m| chance(zone, m, &days)).collect();
    let sum = |of: &mut dyn Iterator<Item = [i64; 3]>| of.fold([0; 3], |a, b: [i64; 3]| [0, 1, 2].map(|k| a[k] + b[k]));
    let (all, totals) = (sum(&mut parts.iter().copied()), sum(&mut loads.values().copied()));
    let more = openings::amounts(&calendar, slot.date, whole);
    let w = weights(Mode::Fill);
    let one = |(member, part): (&MemberId, [i64; 3])| {
        let load = loads.get(member).copied().unwrap_or_default();
        let off = [0, 1, 2].map(|k| match all[k] {
            0 => load[k],
            all => load[k] - (i128::from(totals[k]) * i128::from(part[k]) / i128::from(all)) as i64,
        });
        let cost = |k: usize| w.fair[k] * ((off[k] + more[k]) * (off[k] + more[k]) - off[k] * off[k]);
        let points = (0..3).map(|k| cost(k) / (w.fair_unit * w.fair_unit)).sum();
        (*member, Harm { points, above: off[0] })
    };
    roster.members.keys().zip(parts.iter().copied()).map(one).collect()
}
