//! Whom one more shift costs least: how far each is from his fair share in the four weeks around it, by the weights of
//! the plan. For the list of who can step in; it looks at what is planned and asks no rule.

use std::collections::HashMap;

use super::numbers::{chance, weights};
use super::{Mode, load_of, openings};
use crate::domain::candidate::Ranked;
use crate::domain::demand::Calendar;
use crate::domain::time::{Span, days_after, midnight};
use crate::domain::{MemberId, Roster, Slot};

/// Half of the time that is looked at, in days.
const HALF: i64 = 14;
/// What it costs that somebody does not know the post.
const UNFAMILIAR: i64 = 8;
/// So many are compared with one another: with more, a key would take too long.
const MOST: usize = 100;

/// What a shift would cost the fairness of one member.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Harm {
    /// Points of the plan's objective; less is better.
    pub points: i64,
    /// Minutes above (+) or below (−) his fair share as it is planned now.
    pub above: i64,
}

/// Puts those first, of those who can be planned in the slot, whom it takes least far from their fair share; the others
/// stay in their order. Who does not know the post comes a little later. In a large branch only the first of those who
/// can are compared, with one another.
pub fn by_harm(roster: &Roster, slot: Slot, ranking: &mut [Ranked]) -> HashMap<MemberId, Harm> {
    let can = ranking.partition_point(|c| c.can);
    let (near, among): (_, Vec<MemberId>) = match roster.members.len() <= MOST {
        true => (can, roster.members.keys().copied().collect()),
        false => (can.min(MOST), ranking[..can.min(MOST)].iter().map(|c| c.member).collect()),
    };
    let harm = harm(roster, slot, &among);
    let points = |c: &Ranked| harm.get(&c.member).map_or(0, |h| h.points);
    ranking[..near].sort_by_key(|c| points(c) + if c.knows { 0 } else { UNFAMILIAR });
    harm
}

/// The harm of standing in the slot, by member, each compared with the others. Empty where there is no such slot.
fn harm(roster: &Roster, slot: Slot, members: &[MemberId]) -> HashMap<MemberId, Harm> {
    let Some(whole) = roster.slot_span(slot.date, slot.shift) else { return HashMap::new() };
    let (first, last) = (days_after(slot.date, -HALF), days_after(slot.date, HALF - 1));
    let zone = roster.zone();
    let calendar = Calendar::around(roster, Span::new(midnight(zone, first), midnight(zone, last)));
    let loads: Vec<[i64; 3]> = members.iter().map(|m| load_of(roster, &calendar, *m, (first, last))).collect();
    let days: Vec<_> =
        (0..2 * HALF).map(|n| days_after(first, n)).map(|date| (date, calendar.midnight(date))).collect();
    let chance_of = |m: &MemberId| roster.member(*m).map_or([0; 3], |m| chance(zone, m, &days));
    let parts: Vec<[i64; 3]> = members.iter().map(chance_of).collect();
    let sum = |of: &[[i64; 3]]| of.iter().fold([0; 3], |a, b| [0, 1, 2].map(|k| a[k] + b[k]));
    let (all, totals) = (sum(&parts), sum(&loads));
    let more = openings::amounts(&calendar, slot.date, whole);
    let w = weights(Mode::Fill);
    let one = |((member, load), part): ((&MemberId, &[i64; 3]), &[i64; 3])| {
        let off = [0, 1, 2].map(|k| match all[k] {
            0 => load[k],
            all => load[k] - (i128::from(totals[k]) * i128::from(part[k]) / i128::from(all)) as i64,
        });
        let cost = |k: usize| w.fair[k] * ((off[k] + more[k]) * (off[k] + more[k]) - off[k] * off[k]);
        let points = (0..3).map(|k| cost(k) / (w.fair_unit * w.fair_unit)).sum();
        (*member, Harm { points, above: off[0] })
    };
    members.iter().zip(&loads).zip(&parts).map(one).collect()
}
