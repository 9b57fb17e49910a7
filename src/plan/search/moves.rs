//! The moves of the search: each writes the edits of one random change, what comes off before what comes in.

use super::ground::Ground;
use crate::plan::problem::Problem;
use crate::plan::state::{Edit, NONE, State};

/// Proposes moves.
pub struct Mover<'a> {
    p: &'a Problem,
    ground: &'a Ground,
    rng: fastrand::Rng,
    /// The move proposed last; empty when it came to nothing.
    pub edits: Vec<Edit>,
    leaves: Vec<u32>,
    ways: Vec<u32>,
    /// −ln of evenly spread numbers: how much worse, in points of heat, a move may be.
    slack: Vec<f64>,
    /// By member × slot, what standing there costs him; empty where that would be too many.
    suits: Vec<f32>,
}

const MOST_SUITS: usize = 1 << 20;

fn suit(ground: &Ground, state: &State, m: u32, k: u32) -> f64 {
    if !ground.could(m, k) || ground.is_fixed(m, k) { f64::INFINITY } else { state.fit(m as usize, k as usize) }
}

impl<'a> Mover<'a> {
    pub fn new(p: &'a Problem, ground: &'a Ground, state: &State, rng: fastrand::Rng) -> Mover<'a> {
        let slack = (0..4096).map(|i| -((f64::from(i) + 0.5) / 4096.0).ln()).collect();
        let (members, slots) = (p.members.len() as u32, p.slots.len() as u32);
        let all = || (0..members).flat_map(|m| (0..slots).map(move |k| (m, k)));
        let few = p.members.len() * p.slots.len() <= MOST_SUITS;
        let suits = if few { all().map(|(m, k)| suit(ground, state, m, k) as f32).collect() } else { Vec::new() };
        Mover { p, ground, rng, edits: Vec::new(), leaves: Vec::new(), ways: Vec::new(), slack, suits }
    }

    /// By how many points a move may be worse at this heat.
    pub fn allowance(&mut self, heat: f64) -> f64 {
        heat * self.slack[self.rng.usize(..4096)]
    }

    /// Writes one random move into `edits`.
    pub fn propose(&mut self, state: &State) {
        self.edits.clear();
        let dice = self.rng.u32(..1000);
        if !state.short.is_empty() && dice < 150 {
            self.fill(state);
        } else if self.ground.over {
            match dice {
                0..450 => self.rewrite(state),
                450..750 => self.swap_block(state),
                750..900 => self.replace(state),
                _ => self.exchange(state),
            }
        } else {
            match dice {
                0..550 => self.push_in(state),
                550..700 => self.replace(state),
                700..850 => self.exchange(state),
                850..950 => self.swap_block(state),
                _ if state.short.is_empty() => self.replace(state),
                _ => self.relocate(state),
            }
        }
        if state.facts.plain && self.edits.iter().any(|e| e.from == NONE && state.is_blocked(*e, &self.edits)) {
            return self.edits.clear();
        }
        self.settle_posts(state);
        // Take everything away first: a date holds only so many.
        self.edits.sort_by_key(|e| e.rank());
    }

    /// Whoever comes into a slot may rather stand at another post of the same time, whose holder then takes that slot: of
    /// these ways, and of staying, the one that suits the posts, roles and units best.
    fn settle_posts(&mut self, state: &State) {
        for i in 0..self.edits.len() {
            let Edit { member: b, from: NONE, to: first } = self.edits[i] else { continue };
            if self.ground.alone(first) {
                continue;
            }
            if let Some((c, k)) = self.better_post(state, b, first) {
                self.edits[i].to = k;
                self.edits.push(Edit::moved(c, k, first));
            }
        }
    }

    /// Whom `b`, who comes into `first`, had better stand in for, and where.
    fn better_post(&self, state: &State, b: u32, first: u32) -> Option<(u32, u32)> {
        let gone = self.edits.iter().find(|e| e.from == first).map_or(NONE, |e| e.member);
        let here = self.suit(state, b, first) + state.company(b as usize, first as usize, gone);
        let (mut best, mut least) = (None, -1e-6);
        let mut look = |k: u32| {
            let there = self.suit(state, b, k) - here;
            if there == f64::INFINITY {
                return;
            }
            for &c in &state.members[k as usize] {
                let posts = there + self.suit(state, c, first) - self.suit(state, c, k);
                if !posts.is_finite() {
                    continue;
                }
                let company = |m: u32, k: u32, gone: u32| state.company(m as usize, k as usize, gone);
                let worse = posts + company(b, k, c) + company(c, first, gone) - company(c, k, c);
                if worse < least && !self.edits.iter().any(|e| e.from == k || e.to == k) {
                    (best, least) = (Some((c, k)), worse);
                }
            }
        };
        let peers = self.ground.peers.get(first as usize);
        peers.iter().for_each(|k| look(*k));
        if peers.is_empty() {
            let group = self.ground.group(first);
            let all = self.ground.choices.get(b as usize * self.ground.dates + self.p.slots[first as usize].date);
            all.iter().filter(|k| **k != first && self.ground.group(**k) == group).for_each(|k| look(*k));
        }
        best
    }

    /// What standing there costs the member; not finite when he cannot come into the slot or must not leave it.
    fn suit(&self, state: &State, m: u32, k: u32) -> f64 {
        match self.suits.get(m as usize * self.p.slots.len() + k as usize) {
            Some(suit) => f64::from(*suit),
            None => suit(self.ground, state, m, k),
        }
    }

    fn pick<T: Copy>(&mut self, from: &[T]) -> Option<T> {
        if from.is_empty() { None } else { Some(from[self.rng.usize(..from.len())]) }
    }

    fn push(&mut self, member: u32, slot: u32, add: bool) {
        self.edits.push(if add { Edit::on(member, slot) } else { Edit::off(member, slot) });
    }

    /// Somebody else stands in the slot; if he stood elsewhere on that date, the two change places.
    fn replace(&mut self, state: &State) {
        let Some(slot) = self.pick(&self.ground.open) else { return };
        let Some(a) = self.pick(&state.members[slot as usize]) else { return };
        let Some(b) = self.pick(self.ground.candidates.get(slot as usize)) else { return };
        if a == b || self.ground.is_fixed(a, slot) || state.members[slot as usize].contains(&b) {
            return;
        }
        self.push(a, slot, false);
        self.push(b, slot, true);
        let date = self.p.slots[slot as usize].date;
        let other = self.pick(state.cell(b, date));
        if let Some(other) = other {
            if self.ground.is_fixed(b, other)
                || !self.ground.could(a, other)
                || state.members[other as usize].contains(&a)
            {
                self.edits.clear();
                return;
            }
            self.push(b, other, false);
            self.push(a, other, true);
        }
    }

    /// Somebody else stands in the slot and leaves what keeps him from it (see `fill`); that goes to whom he replaces, or else to somebody
    /// who is free for it.
    fn push_in(&mut self, state: &State) {
        let Some(slot) = self.pick(&self.ground.open) else { return };
        let Some(a) = self.pick(&state.members[slot as usize]) else { return };
        let Some(b) = self.pick(self.ground.candidates.get(slot as usize)) else { return };
        if a == b || self.ground.is_fixed(a, slot) || state.members[slot as usize].contains(&b) {
            return;
        }
        let mut leaves = std::mem::take(&mut self.leaves);
        leaves.clear();
        self.what_keeps_out(state, b, slot, &mut leaves);
        self.push(a, slot, false);
        self.push(b, slot, true);
        for &k in &leaves {
            if self.ground.is_fixed(b, k) || !self.hand_on(state, k, b, a) {
                self.edits.clear();
                break;
            }
        }
        self.leaves = leaves;
    }

    /// `giver` leaves the slot; `first` takes it, or else somebody who is free for it. Whether anybody does.
    fn hand_on(&mut self, state: &State, slot: u32, giver: u32, first: u32) -> bool {
        self.push(giver, slot, false);
        let edit = Edit::on(first, slot);
        let may = self.ground.could(first, slot) && !state.members[slot as usize].contains(&first);
        if may && !state.is_blocked(edit, &self.edits) {
            self.edits.push(edit);
            return true;
        }
        self.take_over(state, slot, giver)
    }

    /// Two people change their slots, on one date or on two.
    fn exchange(&mut self, state: &State) {
        let Some(k1) = self.pick(&self.ground.open) else { return };
        let Some(a) = self.pick(&state.members[k1 as usize]) else { return };
        let date = self.p.slots[k1 as usize].date;
        let k2 = if self.rng.bool() { self.pick(self.ground.by_date.get(date)) } else { self.pick(&self.ground.open) };
        let Some(k2) = k2 else { return };
        let Some(b) = self.pick(&state.members[k2 as usize]) else { return };
        if a == b || k1 == k2 || self.ground.is_fixed(a, k1) || self.ground.is_fixed(b, k2) {
            return;
        }
        let held = |k: u32, m: u32| state.members[k as usize].contains(&m);
        if held(k2, a) || held(k1, b) || !self.ground.could(a, k2) || !self.ground.could(b, k1) {
            return;
        }
        for (m, k, add) in [(a, k1, false), (b, k2, false), (a, k2, true), (b, k1, true)] {
            self.push(m, k, add);
        }
        // On another date both may be on duty already: then those places change hands too.
        let other = self.p.slots[k2 as usize].date;
        if other != date {
            for (taker, giver, at) in [(a, b, other), (b, a, date)] {
                for &k in state.cell(taker, at) {
                    if self.ground.is_fixed(taker, k) || !self.ground.could(giver, k) || held(k, giver) {
                        self.edits.clear();
                        return;
                    }
                    self.push(taker, k, false);
                    self.push(giver, k, true);
                }
            }
        }
    }

    /// Two people change all their slots on some dates in a row.
    fn swap_block(&mut self, state: &State) {
        let members = self.ground.members as u32;
        let a = self.rng.u32(..members);
        let mut b = self.rng.u32(..members);
        let length = 1 + self.rng.usize(..self.ground.dates.min(9));
        let from = self.rng.usize(..self.ground.dates);
        let to = (from + length).min(self.ground.dates);
        if self.ground.members > 200 {
            // In a city two at random have nothing in common: take somebody who could stand where the first stands.
            let Some(k) = (from..to).find_map(|d| state.cell(a, d).first().copied()) else { return };
            let Some(other) = self.pick(self.ground.candidates.get(k as usize)) else { return };
            b = other;
        }
        if a == b {
            return;
        }
        for date in from..to {
            let (mine, his) = (state.cell(a, date), state.cell(b, date));
            for (giver, taker, slots) in [(a, b, mine), (b, a, his)] {
                for &k in slots {
                    if state.members[k as usize].contains(&taker) {
                        continue;
                    }
                    if self.ground.is_fixed(giver, k) || !self.ground.could(taker, k) {
                        self.edits.clear();
                        return;
                    }
                    self.push(giver, k, false);
                    self.push(taker, k, true);
                }
            }
        }
    }

    /// Somebody goes into a slot that lacks one and leaves what keeps him from it: what clashes, and one of his days where
    /// his week or his run of dates is full. Each of those places somebody else takes over, or it stays open instead.
    fn fill(&mut self, state: &State) {
        let Some(slot) = self.pick(&state.short) else { return };
        let mut found = None;
        for _ in 0..4 {
            let Some(b) = self.pick(self.ground.candidates.get(slot as usize)) else { return };
            if !state.members[slot as usize].contains(&b) {
                found = Some(b);
                break;
            }
        }
        let Some(b) = found else { return };
        let mut leaves = std::mem::take(&mut self.leaves);
        leaves.clear();
        self.what_keeps_out(state, b, slot, &mut leaves);
        if !leaves.iter().any(|k| self.ground.is_fixed(b, *k)) {
            self.push(b, slot, true);
            for &k in &leaves {
                self.push(b, k, false);
                if self.rng.u32(..3) > 0 {
                    self.take_over(state, k, b);
                }
            }
        }
        self.leaves = leaves;
    }

    /// What `b` has to leave to come into the slot: what clashes, and one of his days where his week or his run of dates is
    /// full.
    fn what_keeps_out(&mut self, state: &State, b: u32, slot: u32, leaves: &mut Vec<u32>) {
        state.clashes(b, slot, leaves);
        let mut ways = std::mem::take(&mut self.ways);
        for _ in 0..2 {
            ways.clear();
            state.in_the_way(b, slot, leaves, &mut ways);
            ways.retain(|k| !self.ground.is_fixed(b, *k));
            let Some(k) = self.pick(&ways) else { break };
            leaves.push(k);
        }
        self.ways = ways;
    }

    /// Somebody who is free for it takes the slot that `giver` leaves; of a few at random the first. Whether anybody
    /// does.
    fn take_over(&mut self, state: &State, slot: u32, giver: u32) -> bool {
        for _ in 0..6 {
            let Some(c) = self.pick(self.ground.candidates.get(slot as usize)) else { return false };
            let edit = Edit::on(c, slot);
            if c != giver && !state.members[slot as usize].contains(&c) && !state.is_blocked(edit, &self.edits) {
                self.edits.push(edit);
                return true;
            }
        }
        false
    }

    /// One assignment goes to another slot that lacks somebody, or is dropped.
    fn relocate(&mut self, state: &State) {
        let Some(slot) = self.pick(&self.ground.open) else { return };
        let Some(a) = self.pick(&state.members[slot as usize]) else { return };
        if self.ground.is_fixed(a, slot) {
            return;
        }
        self.push(a, slot, false);
        if let Some(other) = self.pick(&state.short)
            && self.ground.could(a, other)
            && !state.members[other as usize].contains(&a)
        {
            self.push(a, other, true);
        }
    }

    /// Some dates in a row of one member are written anew: one shift, free, or each date as it comes.
    fn rewrite(&mut self, state: &State) {
        let member = self.rng.u32(..self.ground.members as u32);
        let length = 1 + self.rng.usize(..5).min(self.rng.usize(..5));
        let from = self.rng.usize(..self.ground.dates);
        let to = (from + length).min(self.ground.dates);
        let row = member as usize * self.ground.dates;
        // A shift that he stands somewhere in these dates; each third time free.
        let shift = match self.pick(self.ground.choices.get(row + from)) {
            Some(k) if self.rng.u32(..3) > 0 => Some(self.p.slots[k as usize].shift),
            _ => None,
        };
        let mixed = self.rng.u32(..4) == 0;
        for date in from..to {
            let now = state.cell(member, date);
            let wanted = match mixed {
                true if self.rng.u32(..3) == 0 => None,
                true => self.pick(self.ground.choices.get(row + date)),
                false => shift.and_then(|s| {
                    let fits = |k: &&u32| self.p.slots[**k as usize].shift == s;
                    self.ground.choices.get(row + date).iter().find(fits).copied()
                }),
            };
            if now.len() == 1 && Some(now[0]) == wanted {
                continue;
            }
            for &k in now {
                if self.ground.is_fixed(member, k) {
                    self.edits.clear();
                    return;
                }
                self.push(member, k, false);
            }
            if let Some(k) = wanted {
                self.push(member, k, true);
            }
        }
    }
}
