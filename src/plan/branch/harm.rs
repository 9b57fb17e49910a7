//! Whom one more shift costs least: how far each is from his fair share in the four weeks around it, by the weights of
//! the plan. For the list of who can step in; it looks at what is planned and asks no rule.

use std::collections::HashMap;

use super::numbers::{share, weights};
use super::{Mode, load_of, openings};
use crate::domain::demand::Calendar;
use crate::domain::time::{Span, days_after, midnight};
use crate::domain::{MemberId, Roster, Slot};

/// Half of the time that is looked at, in days.
const HALF: i64 = 14;
/// With more members than this it would cost more than a key may.
const MOST_MEMBERS: usize = 300;

/// What a shift would cost the fairness of one member.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Harm {
    /// Points of the plan's objective; less is better.
    pub points: i64,
    /// Minutes above (+) or below (−) his fair share as it is planned now.
    pub above: i64,
}

/// The harm of standing in the slot, by member. Empty where there are too many members, or no such slot.
pub fn harm(roster: &Roster, slot: Slot) -> HashMap<MemberId, Harm> {
    let Some(whole) = roster.slot_span(slot.date, slot.shift).filter(|_| roster.members.len() <= MOST_MEMBERS) else {
        return HashMap::new();
    };
    let (first, last) = (days_after(slot.date, -HALF), days_after(slot.date, HALF - 1));
    let zone = roster.zone();
    let calendar = Calendar::around(roster, Span::new(midnight(zone, first), midnight(zone, last)));
    let loads: Vec<[i64; 3]> = roster.members.keys().map(|m| load_of(roster, &calendar, *m, (first, last))).collect();
    let parts: Vec<i64> = roster
        .members
        .values()
        .map(|m| {
            let days = (0..2 * HALF).filter(|n| m.belongs_on(days_after(first, *n))).count() as i64;
            days * share(m.role)
        })
        .collect();
    let all: i64 = parts.iter().sum();
    let totals = [0, 1, 2].map(|k| loads.iter().map(|l: &[i64; 3]| l[k]).sum::<i64>());
    let more = openings::amounts(&calendar, slot.date, whole);
    let w = weights(Mode::Fill);
    let one = |i: usize| {
        let mut points = 0;
        let mut above = 0;
        for (k, more) in more.iter().enumerate() {
            let total = i128::from(totals[k]);
            let fair = if all == 0 { 0 } else { (total * i128::from(parts[i]) / i128::from(all)) as i64 };
            let off = loads[i][k] - fair;
            points += w.fair[k] * ((off + more) * (off + more) - off * off) / (w.fair_unit * w.fair_unit);
            above = if k == 0 { off } else { above };
        }
        Harm { points, above }
    };
    roster.members.keys().enumerate().map(|(i, m)| (*m, one(i))).collect()
}
