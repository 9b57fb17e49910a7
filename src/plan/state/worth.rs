//! What an assignment is worth to its member and to its slot, as the roster stands without it.

use std::ops::{Add, AddAssign, Neg};

use super::facts::{Lean, NONE, PER_DATE, Person};
use super::{Edit, Price, State, Tally, runs};

/// By how much rules are broken that the search may break on its way: runs of dates, weekends, and what is counted of a
/// member's minutes and shifts.
pub type Loose = [i32; 3];

/// By how much an edit changes the score.
#[derive(Clone, Copy, PartialEq, Debug, Default)]
pub struct Delta {
    /// Rules that no move breaks: overlap, rest, stretch, week, …
    pub strict: i32,
    pub loose: Loose,
    /// The objective × fair_unit².
    pub cost: f64,
    /// The same with the price of a missing head.
    pub priced: f64,
}

impl Add for Delta {
    type Output = Delta;
    fn add(self, o: Delta) -> Delta {
        Delta {
            strict: self.strict + o.strict,
            loose: std::array::from_fn(|i| self.loose[i] + o.loose[i]),
            cost: self.cost + o.cost,
            priced: self.priced + o.priced,
        }
    }
}

impl AddAssign for Delta {
    fn add_assign(&mut self, o: Delta) {
        *self = *self + o;
    }
}

impl Neg for Delta {
    type Output = Delta;
    fn neg(self) -> Delta {
        Delta { strict: -self.strict, loose: self.loose.map(Neg::neg), cost: -self.cost, priced: -self.priced }
    }
}

/// Minutes beyond a limit, in the steps in which they are priced.
fn steps(minutes: i32) -> i32 {
    if minutes <= 0 { 0 } else { (minutes + 239) / 240 }
}

impl State {
    /// What a member without duty costs.
    pub(super) fn empty_worth(&self, m: usize) -> Delta {
        let (f, who) = (&*self.facts, &self.facts.people[m]);
        let asked = &f.asked[f.asked_from[m * f.dates] as usize..f.asked_from[(m + 1) * f.dates] as usize];
        let mut cost: f64 = asked.iter().filter(|r| r.want).map(|r| r.weight).sum();
        for (weight, deviation) in f.fair.iter().zip(self.tally[m].deviation) {
            cost += weight * deviation * deviation;
        }
        Delta { strict: 0, loose: [0, 0, steps(who.min_minutes)], cost, priced: cost }
    }

    /// What the member's coming changes in the slot's own terms.
    pub(super) fn worth_in_slot(&self, m: usize, k: usize, price: Price) -> Delta {
        let (f, slot, members) = (&*self.facts, &self.facts.slots[k], &self.members[k]);
        let n = members.len() as i32;
        let mut delta = Delta::default();
        if n < slot.heads {
            delta.cost = -slot.under * f.scale;
            delta.priced = -slot.under.min(price.head) * f.scale;
        } else if let Some(over) = slot.over {
            delta.cost = over;
            delta.priced = over;
        } else {
            delta.strict = 1;
        }
        if slot.picky {
            let cost = self.cost_in_company(m, k, NONE);
            delta.cost += cost;
            delta.priced += cost;
        }
        delta
    }

    /// What the assignment changes for its member; none when (`careful`) it breaks a strict rule.
    pub(super) fn worth_of(&self, m: usize, k: usize, careful: bool) -> Option<Delta> {
        let f = &*self.facts;
        let (slot, who) = (&f.slots[k], &f.people[m]);
        let at = m * f.dates + slot.date as usize;
        let cell = &self.cells[at];
        let strict = self.strict_of(m, k, slot, who, careful)?;
        let mut loose = Loose::default();
        let tally = &self.tally[m];
        if cell[0] == NONE {
            loose[0] = self.runs_of(m, slot.date as usize, who);
            loose[1] = self.weekends_of(m, slot.date as usize, tally, who);
        }
        let length = slot.end - slot.begin;
        let (less, more) = (tally.minutes, tally.minutes + length);
        if more > who.max_minutes {
            loose[2] += steps(more - who.max_minutes) - steps(less - who.max_minutes);
        }
        if less < who.min_minutes {
            loose[2] += steps(who.min_minutes - more) - steps(who.min_minutes - less);
        }
        let by_shift = m * f.shifts + slot.shift as usize;
        loose[2] += i32::from(self.counts[by_shift] >= f.max_shifts[by_shift]);
        let cost = self.cost_of(m, k, at, slot, tally);
        Some(Delta { strict, loose, cost, priced: cost })
    }

    fn cost_of(&self, m: usize, k: usize, at: usize, slot: &Lean, tally: &Tally) -> f64 {
        let f = &*self.facts;
        let mut cost = 0.0;
        for kind in 0..3 {
            let amount = f64::from(slot.amounts[kind]);
            cost += f.fair[kind] * amount * (2.0 * tally.deviation[kind] + amount);
        }
        if !f.familiar[m * f.posts + slot.post as usize] {
            cost += f.unfamiliar;
        }
        if !f.published.is_empty() && !f.published[at].contains(&(k as u32)) {
            cost += f.change;
        }
        for r in f.asked_of(at) {
            let cell = self.cells[at].iter().take_while(|k| **k != NONE);
            if r.matches(slot) && !cell.into_iter().any(|k| r.matches(&f.slots[*k as usize])) {
                cost += if r.want { -r.weight } else { r.weight };
            }
        }
        cost
    }

    /// What it changes for the member to stand in another slot of the same time; none when he does not stand in the one or
    /// does already in the other.
    pub(super) fn worth_elsewhere(&self, m: usize, from: usize, to: usize) -> Option<Delta> {
        let f = &*self.facts;
        let at = m * f.dates + f.slots[from].date as usize;
        let cell = &self.cells[at];
        if !cell.contains(&(from as u32)) || cell.contains(&(to as u32)) {
            return None;
        }
        let mut cost = self.fit(m, to) - self.fit(m, from);
        if cell[1] != NONE {
            // A request that another of his slots on that date answers hangs on neither.
            let others = || cell.iter().filter(|k| **k != NONE && **k != from as u32).map(|k| &f.slots[*k as usize]);
            for r in f.asked_of(at).iter().filter(|r| others().any(|s| r.matches(s))) {
                cost -= r.worth(&f.slots[to]) - r.worth(&f.slots[from]);
            }
        }
        Some(Delta { strict: 0, loose: Loose::default(), cost, priced: cost })
    }

    /// What standing in this slot, and no other of the same time, costs a member (× fair_unit²): a strange post, a
    /// change, requests.
    pub fn fit(&self, m: usize, k: usize) -> f64 {
        let (f, slot) = (&*self.facts, &self.facts.slots[k]);
        let at = m * f.dates + slot.date as usize;
        let mut cost = 0.0;
        if !f.familiar[m * f.posts + slot.post as usize] {
            cost += f.unfamiliar;
        }
        if !f.published.is_empty() && !f.published[at].contains(&(k as u32)) {
            cost += f.change;
        }
        cost + f.asked_of(at).iter().map(|r| r.worth(slot)).sum::<f64>()
    }

    /// What the slot's roles and units cost more by the member's coming, once `gone` has left.
    pub fn company(&self, m: usize, k: usize, gone: u32) -> f64 {
        let f = &*self.facts;
        if f.slots[k].picky { self.cost_in_company(m, k, gone) } else { 0.0 }
    }

    fn cost_in_company(&self, m: usize, k: usize, gone: u32) -> f64 {
        let f = &*self.facts;
        let with = || self.members[k].iter().filter(|x| **x != gone);
        let mut cost = 0.0;
        for &(role, heads) in &f.roles[k] {
            let has = |m: usize| f.people[m].roles >> role & 1 == 1;
            if has(m) && (with().filter(|x| has(**x as usize)).count() as i64) < heads {
                cost -= f.role_missing;
            }
        }
        if with().next().is_some() {
            let unit = f.people[m].unit;
            let known = with().any(|x| f.people[*x as usize].unit == unit);
            cost += if known { f.unit_mix } else { f.unit_together };
        }
        cost
    }

    /// By how much more strict rules are broken.
    fn strict_of(&self, m: usize, k: usize, slot: &Lean, who: &Person, careful: bool) -> Option<i32> {
        let f = &*self.facts;
        let mut strict = 0;
        if f.plain {
            strict += self.beside(m, slot, who);
        } else {
            strict += self.in_window(m, k, who);
        }
        if careful && f.plain && strict > 0 {
            return None;
        }
        for (week, minutes) in slot.weeks {
            if week >= 0 && minutes > 0 {
                let before = self.week_minutes[m * f.weeks + week as usize];
                strict += i32::from(before + minutes > who.week) - i32::from(before > who.week);
            }
        }
        let date = slot.date as usize;
        strict += i32::from(super::length(&self.cells[m * f.dates + date]) as i32 >= who.per_date);
        if f.successors {
            strict += self.successors_of(m, slot, who);
        }
        (!careful || strict <= 0 || !f.plain).then_some(strict)
    }

    /// Whether a neighbour in time that stays where he is keeps the member out of the slot: a cheap refusal before
    /// anything is touched. Only where dates are an order of time.
    pub fn is_blocked(&self, e: Edit, edits: &[Edit]) -> bool {
        let f = &*self.facts;
        let (m, slot) = (e.member as usize, &f.slots[e.to as usize]);
        let date = slot.date as usize;
        let gap = f.people[m].gap;
        let row = &self.cells[m * f.dates..(m + 1) * f.dates];
        let words = &self.duty[m * f.words..(m + 1) * f.words];
        let hits = |k: u32| {
            let other = &f.slots[k as usize];
            other.begin < slot.end + gap
                && slot.begin < other.end + gap
                && !edits.iter().any(|o| o.from == k && o.member == e.member)
        };
        row[date].iter().take_while(|k| **k != NONE).any(|k| hits(*k))
            || runs::last_on(words, date).is_some_and(|d| hits(row[d][super::length(&row[d]) - 1]))
            || runs::next_on(words, date, f.dates).is_some_and(|d| hits(row[d][0]))
    }

    /// The member's slots that keep him out of `slot` by overlap or rest.
    pub fn clashes(&self, member: u32, slot: u32, found: &mut Vec<u32>) {
        let f = &*self.facts;
        let (m, slot) = (member as usize, &f.slots[slot as usize]);
        let date = slot.date as usize;
        let gap = f.people[m].gap;
        for cell in &self.cells[m * f.dates + date.saturating_sub(1)..m * f.dates + (date + 2).min(f.dates)] {
            for &k in cell.iter().take_while(|k| **k != NONE) {
                let other = &f.slots[k as usize];
                if other.begin < slot.end + gap && slot.begin < other.end + gap {
                    found.push(k);
                }
            }
        }
    }

    /// The member's slots of which one has to go so that he could take `slot` as well as what he keeps: those of a week
    /// that would be too full, else those of a run of dates that would be too long. None are found when none has to go.
    pub fn in_the_way(&self, member: u32, slot: u32, leaves: &[u32], found: &mut Vec<u32>) {
        let f = &*self.facts;
        let (m, slot) = (member as usize, &f.slots[slot as usize]);
        let date = slot.date as usize;
        let who = &f.people[m];
        for (week, minutes) in slot.weeks.into_iter().filter(|w| w.0 >= 0 && w.1 > 0) {
            let of = |k: u32| f.slots[k as usize].weeks.into_iter().filter(|w| w.0 == week).map(|w| w.1).sum::<i32>();
            let left: i32 = leaves.iter().map(|k| of(*k)).sum();
            if self.week_minutes[m * f.weeks + week as usize] - left + minutes > who.week {
                for cell in &self.cells[m * f.dates + date.saturating_sub(7)..m * f.dates + (date + 8).min(f.dates)] {
                    let in_week =
                        cell.iter().take_while(|k| **k != NONE).filter(|k| of(**k) > 0 && !leaves.contains(k));
                    found.extend(in_week);
                }
                return;
            }
        }
        let words = &self.duty[m * f.words..(m + 1) * f.words];
        if words[date / 64] >> (date % 64) & 1 == 1 {
            return;
        }
        let (left, right) = (runs::before(words, date, true), runs::after(words, date, true, f.dates));
        let brought = if left == date { who.run } else { 0 };
        let run = date - left..date + right + 1;
        if run.len() as i32 + brought > who.max_run {
            let row = &self.cells[m * f.dates..(m + 1) * f.dates];
            if leaves.iter().any(|k| run.contains(&(f.slots[*k as usize].date as usize))) {
                return;
            }
            found.extend(row[run].iter().flatten().filter(|k| **k != NONE));
        }
    }

    /// Overlap and rest against the neighbours in time, where dates are an order of time and no two slots one stretch.
    fn beside(&self, m: usize, slot: &Lean, who: &Person) -> i32 {
        let f = &*self.facts;
        let date = slot.date as usize;
        let row = &self.cells[m * f.dates..(m + 1) * f.dates];
        let words = &self.duty[m * f.words..(m + 1) * f.words];
        let (mut last, mut next) = (None, None);
        for &k in row[date].iter().take_while(|k| **k != NONE) {
            let other = &f.slots[k as usize];
            if other.begin <= slot.begin {
                last = Some(other.end);
            } else {
                next = Some(other.begin);
                break;
            }
        }
        if last.is_none() {
            last = runs::last_on(words, date)
                .map_or(who.stretch.map(|s| s.1), |d| Some(f.slots[row[d][super::length(&row[d]) - 1] as usize].end));
        }
        if next.is_none() {
            next = runs::next_on(words, date, f.dates).map(|d| f.slots[row[d][0] as usize].begin);
        }
        let mut strict = i32::from(slot.end - slot.begin > who.max_stretch);
        strict += last.map_or(0, |end| i32::from(slot.begin - end < who.gap));
        strict += next.map_or(0, |begin| i32::from(begin - slot.end < who.gap));
        if strict > 0
            && let (Some(end), Some(begin)) = (last, next)
        {
            strict -= i32::from(begin - end < who.gap);
        }
        strict
    }

    /// The same in general: everything of his within reach, with and without the slot.
    fn in_window(&self, m: usize, k: usize, who: &Person) -> i32 {
        let f = &*self.facts;
        let slot = &f.slots[k];
        let date = slot.date as usize;
        let row = &self.cells[m * f.dates..(m + 1) * f.dates];
        let mut near = [(0, 0); 8 * PER_DATE + 1];
        let mut n = 0;
        let mut with = Vec::new();
        for cell in &row[date.saturating_sub(f.reach)..(date + f.reach + 1).min(f.dates)] {
            for &k in cell.iter().take_while(|k| **k != NONE) {
                let other = (f.slots[k as usize].begin, f.slots[k as usize].end);
                if n < near.len() {
                    near[n] = other;
                } else {
                    with.push(other);
                }
                n += 1;
            }
        }
        if n > near.len() {
            with.extend(near);
            with.sort_unstable();
            return count_with(&with, (slot.begin, slot.end), who);
        }
        near[..n].sort_unstable();
        count_with(&near[..n], (slot.begin, slot.end), who)
    }

    /// Shifts that must not be on two dates in a row.
    fn successors_of(&self, m: usize, slot: &Lean, who: &Person) -> i32 {
        let f = &*self.facts;
        let (date, shift) = (slot.date as usize, slot.shift);
        let row = &self.cells[m * f.dates..(m + 1) * f.dates];
        let mut n = 0;
        if date > 0 {
            for &k in row[date - 1].iter().take_while(|k| **k != NONE) {
                n += (f.not_next[f.slots[k as usize].shift as usize] >> shift & 1) as i32;
            }
        } else if who.shifts != 0 {
            let clash = |s: &usize| who.shifts >> s & 1 == 1 && f.not_next[*s] >> shift & 1 == 1;
            n += (0..f.shifts).filter(clash).count() as i32;
        }
        if date + 1 < f.dates {
            for &k in row[date + 1].iter().take_while(|k| **k != NONE) {
                n += (f.not_next[shift as usize] >> f.slots[k as usize].shift & 1) as i32;
            }
        }
        n
    }

    /// The date turns from free to duty: the runs of duty and of free dates around it.
    fn runs_of(&self, m: usize, date: usize, who: &Person) -> i32 {
        let f = &*self.facts;
        let words = &self.duty[m * f.words..(m + 1) * f.words];
        let (left, right) = (runs::before(words, date, true), runs::after(words, date, true, f.dates));
        let duty = |from: usize, length: usize| {
            if length == 0 {
                return 0;
            }
            let inner = from > 0 && from + length < f.dates;
            let length = length as i32;
            let brought = if from == 0 { who.run } else { 0 };
            let long = (length + brought - who.max_run).clamp(0, length);
            long + if inner { (who.min_run - length).max(0) } else { 0 }
        };
        let mut loose = duty(date - left, left + 1 + right) - duty(date - left, left) - duty(date + 1, right);
        if who.min_free > 1 {
            let free = |from: usize, length: usize| {
                let inner = length > 0 && from > 0 && from + length < f.dates;
                if inner { (who.min_free - length as i32).max(0) } else { 0 }
            };
            let before = if left > 0 { 0 } else { runs::before(words, date, false) };
            let after = if right > 0 { 0 } else { runs::after(words, date, false, f.dates) };
            loose += free(date - before, before) + free(date + 1, after) - free(date - before, before + 1 + after);
        }
        loose
    }

    fn weekends_of(&self, m: usize, date: usize, tally: &Tally, who: &Person) -> i32 {
        let f = &*self.facts;
        let other = f.weekend[date];
        if other == NONE || tally.weekends < who.max_weekends {
            return 0;
        }
        let on = other as usize != date && self.duty[m * f.words + other as usize / 64] >> (other % 64) & 1 == 1;
        i32::from(!on)
    }
}

/// How many more overlaps, short rests and long stretches there are with `more` among `near`, which is in order.
fn count_with(near: &[(i32, i32)], more: (i32, i32), who: &Person) -> i32 {
    let at = near.partition_point(|x| *x < more);
    let with = near[..at].iter().chain([&more]).chain(&near[at..]);
    count(with, who) - count(near.iter(), who)
}

fn count<'a>(all: impl Iterator<Item = &'a (i32, i32)>, who: &Person) -> i32 {
    let mut strict = 0;
    let mut stretch = who.stretch;
    let mut last_end = who.stretch.map(|s| s.1);
    for &(begin, end) in all {
        strict += last_end.map_or(0, |last| i32::from(begin < last));
        last_end = Some(end);
        match &mut stretch {
            Some((_, to)) if begin - *to < who.min_break => *to = (*to).max(end),
            _ => {
                if let Some((from, to)) = stretch {
                    strict += i32::from(begin - to < who.min_rest) + i32::from(to - from > who.max_stretch);
                }
                stretch = Some((begin, end));
            }
        }
    }
    strict + stretch.map_or(0, |(from, to)| i32::from(to - from > who.max_stretch))
}
