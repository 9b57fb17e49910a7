//! A roster while it is searched: who stands where, with a running score that a move changes and can put back. What an
//! assignment is worth is worked out from its neighbourhood in time and the member's sums; a test holds it against the
//! score from scratch after every move.

mod facts;
mod runs;
mod worth;

use std::sync::Arc;

pub use facts::{Facts, NONE, PER_DATE};

use super::problem::{NO_LIMIT, Problem};
use worth::{Delta, Loose};

/// One change: a member leaves a slot, comes into one, or goes from one to another at the same time.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Edit {
    pub member: u32,
    /// The slot that he leaves, or NONE.
    pub from: u32,
    /// The slot that he comes into, or NONE.
    pub to: u32,
}

impl Edit {
    pub fn off(member: u32, slot: u32) -> Edit {
        Edit { member, from: slot, to: NONE }
    }

    pub fn on(member: u32, slot: u32) -> Edit {
        Edit { member, from: NONE, to: slot }
    }

    /// He stands elsewhere at the same time: both slots have the same date, shift, hours and amounts.
    pub fn moved(member: u32, from: u32, to: u32) -> Edit {
        Edit { member, from, to }
    }

    /// Before what it has to be put in: what comes off, then who moves, then what comes in.
    pub fn rank(self) -> u8 {
        u8::from(self.to != NONE) + u8::from(self.from == NONE)
    }
}

/// How the search weighs what is not the objective itself.
#[derive(Clone, Copy, Debug)]
pub struct Price {
    /// The most that a missing head counts, in points.
    pub head: f64,
    /// What one unit of a loosely broken rule counts, in points, by rule.
    pub loose: [f64; 3],
}

impl Price {
    fn of(&self, loose: Loose) -> f64 {
        loose.iter().zip(self.loose).map(|(n, price)| f64::from(*n) * price).sum()
    }
}

/// A member's sums.
#[derive(Clone, Copy, PartialEq, Debug, Default)]
struct Tally {
    /// load − target, for hours, night, weekend.
    deviation: [f64; 3],
    minutes: i32,
    weekends: i32,
}

/// The roster and its score.
#[derive(Clone)]
pub struct State {
    pub facts: Arc<Facts>,
    /// By member × date, by begin.
    cells: Vec<[u32; PER_DATE]>,
    /// By member × word: bit d is set when he is on duty on date d.
    duty: Vec<u64>,
    tally: Vec<Tally>,
    /// By member × week: minutes, with history.
    week_minutes: Vec<i32>,
    /// By member × shift.
    counts: Vec<u16>,
    /// By slot.
    pub members: Vec<Vec<u32>>,
    /// Slots with fewer members than heads, and where each stands in the list.
    pub short: Vec<u32>,
    short_at: Vec<u32>,
    /// By how much rules are broken that the search may break on its way.
    pub loose: [i64; 3],
    /// How often rules are broken that no move breaks: more than 0 only by what is fixed.
    pub strict: i64,
    /// The objective × fair_unit², before the roundings.
    cost: f64,
    /// Moves that were put in.
    pub taken: u64,
}

impl State {
    /// The empty roster; what is fixed is put in by the search.
    pub fn new(p: &Problem) -> State {
        let facts = Arc::new(Facts::new(p));
        let weeks = facts.weeks;
        let mut week_minutes = vec![0; p.members.len() * weeks];
        for (m, member) in p.members.iter().enumerate() {
            for (week, minutes) in member.history.iter().flat_map(|d| d.weeks) {
                if (0..weeks as i32).contains(&week) {
                    week_minutes[m * weeks + week as usize] += minutes;
                }
            }
        }
        let mut state = State {
            cells: vec![[NONE; PER_DATE]; p.members.len() * p.dates],
            duty: vec![0; p.members.len() * facts.words],
            tally: p
                .members
                .iter()
                .map(|m| Tally { deviation: m.target.map(|t| -t as f64), ..Tally::default() })
                .collect(),
            week_minutes,
            counts: vec![0; p.members.len() * p.shifts.len()],
            members: p.slots.iter().map(|s| Vec::with_capacity(s.heads.clamp(0, 8) as usize)).collect(),
            short: Vec::new(),
            short_at: vec![NONE; p.slots.len()],
            loose: [0; 3],
            strict: 0,
            cost: 0.0,
            taken: 0,
            facts,
        };
        for m in 0..p.members.len() {
            let empty = state.empty_worth(m);
            state.cost += empty.cost;
            state.count_loose(empty.loose);
        }
        for k in 0..p.slots.len() {
            let slot = &state.facts.slots[k];
            let missing: i64 = p.slots[k].roles.iter().map(|r| r.1).sum();
            state.cost += slot.under * f64::from(slot.heads) * state.facts.scale;
            state.cost += missing as f64 * state.facts.role_missing;
            state.mark_short(k);
        }
        state
    }

    /// The roster: (member, slot), by slot.
    pub fn roster(&self) -> Vec<(usize, usize)> {
        let of = |(k, ms): (usize, &Vec<u32>)| ms.iter().map(move |m| (*m as usize, k)).collect::<Vec<_>>();
        self.members.iter().enumerate().flat_map(of).collect()
    }

    /// The slots of `member` on `date`, by begin.
    pub fn cell(&self, member: u32, date: usize) -> &[u32] {
        let cell = &self.cells[member as usize * self.facts.dates + date];
        &cell[..length(cell)]
    }

    /// The objective in points, before the roundings.
    pub fn points(&self) -> f64 {
        self.cost / self.facts.scale
    }

    /// By how much rules are broken, in all.
    pub fn broken(&self) -> i64 {
        self.strict + self.loose.iter().sum::<i64>()
    }

    /// Puts the edits in if the roster gets better by `price`, or worse by no more than `allowed` points; else leaves all
    /// as it was. What comes off must stand before what comes in. Edits that break a strict rule are never put in.
    pub fn attempt(&mut self, edits: &[Edit], price: Price, allowed: f64) -> bool {
        let mut sum = Delta::default();
        for (i, e) in edits.iter().enumerate() {
            let Some(delta) = self.put(*e, price, true) else {
                self.put_back(&edits[..i]);
                return false;
            };
            sum += delta;
        }
        let worse = sum.priced / self.facts.scale + price.of(sum.loose);
        if sum.strict > 0 || worse > allowed {
            self.put_back(edits);
            return false;
        }
        self.settle(edits, sum);
        true
    }

    /// By how many points the roster would get worse by the assignment; none when it cannot be.
    pub fn what_if(&self, e: Edit, price: Price) -> Option<f64> {
        let (m, k) = (e.member as usize, e.to as usize);
        let delta = self.worth_of(m, k, true)? + self.worth_in_slot(m, k, price);
        (delta.strict <= 0).then(|| delta.priced / self.facts.scale + price.of(delta.loose))
    }

    /// Puts an assignment in that has to stand, whatever rule it breaks.
    pub fn force(&mut self, e: Edit) {
        if let Some(delta) = self.put(e, Price { head: f64::INFINITY, loose: [0.0; 3] }, false) {
            self.settle(&[e], delta);
        }
    }

    fn settle(&mut self, edits: &[Edit], sum: Delta) {
        self.cost += sum.cost;
        self.count_loose(sum.loose);
        self.strict += i64::from(sum.strict);
        self.taken += 1;
        for e in edits {
            for k in [e.from, e.to].into_iter().filter(|k| *k != NONE) {
                self.mark_short(k as usize);
            }
        }
    }

    fn count_loose(&mut self, more: Loose) {
        self.loose.iter_mut().zip(more).for_each(|(all, more)| *all += i64::from(more));
    }

    /// Puts one edit in and says what it changes; none (and nothing done) when there is no such assignment, it is there
    /// already, the date is full, or (`careful`) it breaks a strict rule by itself.
    fn put(&mut self, e: Edit, price: Price, careful: bool) -> Option<Delta> {
        let m = e.member as usize;
        if e.from == NONE {
            let k = e.to as usize;
            let cell = &self.cells[m * self.facts.dates + self.facts.slots[k].date as usize];
            if cell[PER_DATE - 1] != NONE || cell.contains(&e.to) {
                return None;
            }
            let delta = self.worth_in_slot(m, k, price) + self.worth_of(m, k, careful)?;
            self.insert(m, k);
            return Some(delta);
        }
        let k = e.from as usize;
        if e.to != NONE {
            let elsewhere = self.worth_elsewhere(m, k, e.to as usize)?;
            self.leave(m, k);
            let delta = self.worth_in_slot(m, e.to as usize, price) + -self.worth_in_slot(m, k, price);
            self.change_post(m, e.from, e.to);
            self.members[e.to as usize].push(e.member);
            return Some(delta + elsewhere);
        }
        if !self.remove(m, k) {
            return None;
        }
        Some(-(self.worth_in_slot(m, k, price) + self.worth_of(m, k, false)?))
    }

    fn put_back(&mut self, edits: &[Edit]) {
        for e in edits.iter().rev() {
            let m = e.member as usize;
            if e.from == NONE {
                self.remove(m, e.to as usize);
            } else if e.to == NONE {
                self.insert(m, e.from as usize);
            } else {
                self.leave(m, e.to as usize);
                self.change_post(m, e.to, e.from);
                self.members[e.from as usize].push(e.member);
            }
        }
    }

    fn leave(&mut self, m: usize, k: usize) {
        if let Some(i) = self.members[k].iter().position(|x| *x == m as u32) {
            self.members[k].swap_remove(i);
        }
    }

    /// In the member's cell one slot stands for another of the same time.
    fn change_post(&mut self, m: usize, from: u32, to: u32) {
        let cell = &mut self.cells[m * self.facts.dates + self.facts.slots[from as usize].date as usize];
        cell.iter_mut().filter(|k| **k == from).for_each(|k| *k = to);
    }

    fn insert(&mut self, m: usize, k: usize) {
        let slot = &self.facts.slots[k];
        let cell = &mut self.cells[m * self.facts.dates + slot.date as usize];
        let mut at = PER_DATE - 1;
        while at > 0 && (cell[at - 1] == NONE || self.facts.slots[cell[at - 1] as usize].begin > slot.begin) {
            cell[at] = cell[at - 1];
            at -= 1;
        }
        cell[at] = k as u32;
        self.members[k].push(m as u32);
        self.count(m, k, 1);
    }

    fn remove(&mut self, m: usize, k: usize) -> bool {
        let cell = &mut self.cells[m * self.facts.dates + self.facts.slots[k].date as usize];
        let Some(at) = cell.iter().position(|s| *s == k as u32) else { return false };
        cell.copy_within(at + 1.., at);
        cell[PER_DATE - 1] = NONE;
        self.leave(m, k);
        self.count(m, k, -1);
        true
    }

    /// The member's sums, after his cell has been changed.
    fn count(&mut self, m: usize, k: usize, sign: i32) {
        let facts = &*self.facts;
        let slot = &facts.slots[k];
        let date = slot.date as usize;
        let tally = &mut self.tally[m];
        for (deviation, amount) in tally.deviation.iter_mut().zip(slot.amounts) {
            *deviation += f64::from(sign * amount);
        }
        tally.minutes += sign * (slot.end - slot.begin);
        let count = &mut self.counts[m * facts.shifts + slot.shift as usize];
        *count = count.wrapping_add_signed(sign as i16);
        for (week, minutes) in slot.weeks {
            if week >= 0 {
                self.week_minutes[m * facts.weeks + week as usize] += sign * minutes;
            }
        }
        let cell = &self.cells[m * facts.dates + date];
        let turned = if sign > 0 { cell[1] == NONE } else { cell[0] == NONE };
        if turned {
            let words = &mut self.duty[m * facts.words..(m + 1) * facts.words];
            words[date / 64] ^= 1 << (date % 64);
            let other = facts.weekend[date];
            if other != NONE && (other as usize == date || words[other as usize / 64] >> (other % 64) & 1 == 0) {
                tally.weekends += sign;
            }
        }
    }

    /// Whether the running score is that of the same roster put together anew.
    #[cfg(test)]
    pub fn agrees(&self, p: &Problem) -> bool {
        let mut anew = State::new(p);
        for (m, k) in self.roster() {
            anew.force(Edit::on(m as u32, k as u32));
        }
        (anew.cost, anew.loose, anew.strict) == (self.cost, self.loose, self.strict)
            && (&anew.cells, &anew.duty, &anew.tally) == (&self.cells, &self.duty, &self.tally)
    }

    fn mark_short(&mut self, k: usize) {
        let is = (self.members[k].len() as i64) < i64::from(self.facts.slots[k].heads);
        let at = self.short_at[k];
        if is == (at != NONE) {
            return;
        }
        if is {
            self.short_at[k] = self.short.len() as u32;
            self.short.push(k as u32);
        } else {
            self.short.swap_remove(at as usize);
            if let Some(&moved) = self.short.get(at as usize) {
                self.short_at[moved as usize] = at;
            }
            self.short_at[k] = NONE;
        }
    }
}

/// How many slots a cell holds.
fn length(cell: &[u32; PER_DATE]) -> usize {
    cell.iter().position(|k| *k == NONE).unwrap_or(PER_DATE)
}

/// "No limit" must stay far from an overflow of the sums above.
const _: () = assert!(NO_LIMIT > 1 << 40);
