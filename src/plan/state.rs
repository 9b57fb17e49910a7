//! A roster while it is searched: who stands where, with a running score that a move changes and can put back. The score
//! of a member is recomputed whole when he is touched: he has a few weeks at most, and nothing can drift.

use super::problem::{NO_LIMIT, Problem};

/// No slot.
pub const NONE: u32 = u32::MAX;
/// How many assignments one member may have on one date.
const PER_DATE: usize = 3;

/// One change: a member comes into a slot or leaves it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Edit {
    pub member: u32,
    pub slot: u32,
    pub add: bool,
}

/// What a member's roster costs.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
struct Worth {
    /// Rules that a move never breaks: overlap, rest, stretch, week …
    strict: i32,
    /// By how much rules are broken that the search may break on its way: runs, minimum and maximum minutes, weekends.
    loose: i32,
    /// His terms of the objective, × fair_unit².
    cost: i64,
}

/// What a slot costs.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
struct SlotWorth {
    short: i64,
    /// Its other terms, × fair_unit².
    cost: i64,
    /// More heads than it may have.
    strict: i32,
}

/// How the search weighs what is not the objective itself.
#[derive(Clone, Copy, Debug)]
pub struct Price {
    /// The most that a missing head counts, in points.
    pub head: f64,
    /// What one unit of a loosely broken rule counts, in points.
    pub loose: f64,
}

/// What of a slot a member's score needs, in small numbers.
#[derive(Clone, Copy)]
struct Lean {
    begin: i32,
    end: i32,
    shift: u32,
    post: u32,
    date: u32,
    amounts: [i32; 3],
    weeks: super::problem::Weeks,
}

/// What a member brings from before the horizon.
#[derive(Clone, Copy, Default)]
struct Before {
    /// His last stretch, if any.
    stretch: Option<(i32, i32)>,
    /// Duty dates in a row up to the day before.
    run: i64,
    /// Shifts of the day before.
    shifts: u64,
}

/// The roster and its score.
#[derive(Clone)]
pub struct State<'a> {
    pub p: &'a Problem,
    scale: i64,
    lean: std::sync::Arc<[Lean]>,
    before: std::sync::Arc<[Before]>,
    /// By member × date: the requests of that date.
    asked: std::sync::Arc<[Vec<super::problem::PlanRequest>]>,
    /// By member × week: minutes, with history.
    week_minutes: Vec<i32>,
    weeks: usize,
    /// By member × date, by begin.
    cells: Vec<[u32; PER_DATE]>,
    published: std::sync::Arc<[[u32; PER_DATE]]>,
    /// By slot.
    pub members: Vec<Vec<u32>>,
    worth: Vec<Worth>,
    slot_worth: Vec<SlotWorth>,
    /// Slots with fewer members than heads, and where each stands in the list.
    pub short: Vec<u32>,
    short_at: Vec<u32>,
    pub loose: i64,
    /// The objective × fair_unit² (before the roundings).
    pub cost: i64,
    // Scratch of one move.
    touched: Vec<(u32, Worth)>,
    touched_slots: Vec<(u32, SlotWorth)>,
}

fn before(p: &Problem, m: usize) -> Before {
    let member = &p.members[m];
    let mut b = Before::default();
    for d in &member.history {
        let (begin, end) = (d.begin as i32, d.end as i32);
        b.stretch = match b.stretch {
            Some((from, to)) if i64::from(begin - to) < member.limits.min_break => Some((from, to.max(end))),
            _ => Some((begin, end)),
        };
        if d.date == -1 {
            b.shifts |= 1 << d.shift;
        }
    }
    while member.history.iter().any(|d| d.date == -1 - b.run) {
        b.run += 1;
    }
    b
}

impl<'a> State<'a> {
    /// The empty roster; what is fixed is put in by the search.
    pub fn new(p: &'a Problem) -> State<'a> {
        let lean = |s: &super::problem::PlanSlot| Lean {
            begin: s.begin as i32,
            end: s.end as i32,
            shift: s.shift as u32,
            post: s.post as u32,
            date: s.date as u32,
            amounts: s.amounts.map(|a| a as i32),
            weeks: s.weeks,
        };
        let last_week = p.slots.iter().flat_map(|s| s.weeks).map(|w| w.0).max().unwrap_or(0);
        let weeks = last_week.max(0) as usize + 1;
        let mut week_minutes = vec![0; p.members.len() * weeks];
        for (m, member) in p.members.iter().enumerate() {
            for (week, minutes) in member.history.iter().flat_map(|d| d.weeks) {
                if (0..weeks as i32).contains(&week) {
                    week_minutes[m * weeks + week as usize] += minutes;
                }
            }
        }
        let cells = p.members.len() * p.dates;
        let mut asked = vec![Vec::new(); cells];
        for (m, member) in p.members.iter().enumerate() {
            for r in &member.requests {
                asked[m * p.dates + r.date].push(r.clone());
            }
        }
        let mut published = vec![[NONE; PER_DATE]; cells];
        for &(m, k) in p.published.iter().flatten() {
            if let Some(free) = published[m * p.dates + p.slots[k].date].iter_mut().find(|c| **c == NONE) {
                *free = k as u32;
            }
        }
        let mut state = State {
            p,
            scale: p.weights.fair_unit * p.weights.fair_unit,
            lean: p.slots.iter().map(lean).collect(),
            before: (0..p.members.len()).map(|m| before(p, m)).collect(),
            asked: asked.into(),
            week_minutes,
            weeks,
            cells: vec![[NONE; PER_DATE]; cells],
            published: published.into(),
            members: vec![Vec::new(); p.slots.len()],
            worth: vec![Worth::default(); p.members.len()],
            slot_worth: vec![SlotWorth::default(); p.slots.len()],
            short: Vec::new(),
            short_at: vec![NONE; p.slots.len()],
            loose: 0,
            cost: 0,
            touched: Vec::new(),
            touched_slots: Vec::new(),
        };
        for m in 0..p.members.len() {
            state.worth[m] = state.worth_of(m);
            state.loose += i64::from(state.worth[m].loose);
            state.cost += state.worth[m].cost;
        }
        for k in 0..p.slots.len() {
            let w = state.slot_worth_of(k);
            state.slot_worth[k] = w;
            state.cost += w.cost + w.short * p.slots[k].under * state.scale;
            state.set_short(k, w.short > 0);
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
        let cell = &self.cells[member as usize * self.p.dates + date];
        &cell[..cell.iter().position(|k| *k == NONE).unwrap_or(PER_DATE)]
    }

    /// Whether no rule is broken.
    pub fn feasible(&self) -> bool {
        self.loose == 0
    }

    /// The objective in points, before the roundings.
    pub fn points(&self) -> f64 {
        self.cost as f64 / self.scale as f64
    }

    /// Puts the edits in if the roster gets better by `price`, or worse by no more than `allowed` points; else leaves all
    /// as it was. Edits that break a strict rule are never put in.
    pub fn attempt(&mut self, edits: &[Edit], price: Price, allowed: f64) -> bool {
        self.touched.clear();
        self.touched_slots.clear();
        for (i, e) in edits.iter().enumerate() {
            if !self.edit(*e) {
                self.put_back(&edits[..i]);
                return false;
            }
            if !self.touched.iter().any(|t| t.0 == e.member) {
                self.touched.push((e.member, Worth::default()));
            }
            if !self.touched_slots.iter().any(|t| t.0 == e.slot) {
                self.touched_slots.push((e.slot, SlotWorth::default()));
            }
        }
        let (mut cost, mut loose, mut eased) = (0i64, 0i64, 0.0f64);
        let mut strict = false;
        for i in 0..self.touched_slots.len() {
            let k = self.touched_slots[i].0 as usize;
            let (new, old) = (self.slot_worth_of(k), self.slot_worth[k]);
            self.touched_slots[i].1 = new;
            strict |= new.strict > old.strict;
            let under = self.p.slots[k].under;
            cost += new.cost - old.cost + (new.short - old.short) * under * self.scale;
            eased += (new.short - old.short) as f64 * (under as f64 - price.head).max(0.0);
        }
        if !strict {
            for i in 0..self.touched.len() {
                let m = self.touched[i].0 as usize;
                let (new, old) = (self.worth_of(m), self.worth[m]);
                self.touched[i].1 = new;
                if new.strict > old.strict {
                    strict = true;
                    break;
                }
                cost += new.cost - old.cost;
                loose += i64::from(new.loose - old.loose);
            }
        }
        let worse = cost as f64 / self.scale as f64 - eased + loose as f64 * price.loose;
        if strict || worse > allowed {
            self.put_back(edits);
            return false;
        }
        self.cost += cost;
        self.loose += loose;
        for i in 0..self.touched.len() {
            let (m, w) = self.touched[i];
            self.worth[m as usize] = w;
        }
        for i in 0..self.touched_slots.len() {
            let (k, w) = self.touched_slots[i];
            self.slot_worth[k as usize] = w;
            self.set_short(k as usize, w.short > 0);
        }
        true
    }

    /// Puts an assignment in that has to stand, whatever rule it breaks.
    pub fn force(&mut self, e: Edit) {
        let (m, k) = (e.member as usize, e.slot as usize);
        if !self.edit(e) {
            return;
        }
        let (new, slot) = (self.worth_of(m), self.slot_worth_of(k));
        self.cost += new.cost - self.worth[m].cost + slot.cost - self.slot_worth[k].cost;
        self.cost += (slot.short - self.slot_worth[k].short) * self.p.slots[k].under * self.scale;
        self.loose += i64::from(new.loose - self.worth[m].loose);
        (self.worth[m], self.slot_worth[k]) = (new, slot);
        self.set_short(k, slot.short > 0);
    }

    fn put_back(&mut self, edits: &[Edit]) {
        for e in edits.iter().rev() {
            self.edit(Edit { add: !e.add, ..*e });
        }
    }

    fn set_short(&mut self, k: usize, is: bool) {
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

    /// Puts one edit in; false (and nothing done) when there is no such assignment, it is there already, or the date full.
    fn edit(&mut self, e: Edit) -> bool {
        let (k, date) = (e.slot as usize, self.lean[e.slot as usize].date as usize);
        let cell = &mut self.cells[e.member as usize * self.p.dates + date];
        if e.add {
            if cell[PER_DATE - 1] != NONE || cell.contains(&e.slot) {
                return false;
            }
            let begin = self.lean[k].begin;
            let mut at = PER_DATE - 1;
            while at > 0 && (cell[at - 1] == NONE || self.lean[cell[at - 1] as usize].begin > begin) {
                cell[at] = cell[at - 1];
                at -= 1;
            }
            cell[at] = e.slot;
            self.count_weeks(e, 1);
            self.members[k].push(e.member);
        } else {
            let Some(at) = cell.iter().position(|s| *s == e.slot) else { return false };
            cell.copy_within(at + 1.., at);
            cell[PER_DATE - 1] = NONE;
            self.count_weeks(e, -1);
            if let Some(i) = self.members[k].iter().position(|m| *m == e.member) {
                self.members[k].swap_remove(i);
            }
        }
        true
    }

    fn count_weeks(&mut self, e: Edit, sign: i32) {
        for (week, minutes) in self.lean[e.slot as usize].weeks {
            if week >= 0 {
                self.week_minutes[e.member as usize * self.weeks + week as usize] += sign * minutes;
            }
        }
    }

    fn slot_worth_of(&self, k: usize) -> SlotWorth {
        let (slot, w, members) = (&self.p.slots[k], &self.p.weights, &self.members[k]);
        let n = members.len() as i64;
        let mut cost = match slot.over {
            Some(over) => over * (n - slot.heads).max(0),
            None => 0,
        };
        for &(role, heads) in &slot.roles {
            let have = members.iter().filter(|m| self.p.members[**m as usize].roles >> role & 1 == 1).count() as i64;
            cost += w.role_missing * (heads - have).max(0);
        }
        if n > 1 && (w.unit_mix > 0 || w.unit_together > 0) {
            let unit = |i: usize| self.p.members[members[i] as usize].unit;
            let units = (0..members.len()).filter(|&i| (0..i).all(|j| unit(j) != unit(i))).count() as i64;
            cost += w.unit_mix * (n - units) + w.unit_together * (units - 1);
        }
        let strict = if slot.over.is_none() { (n - slot.heads).max(0) as i32 } else { 0 };
        SlotWorth { short: (slot.heads - n).max(0), cost: cost * self.scale, strict }
    }

    /// The score of one member from scratch.
    fn worth_of(&self, m: usize) -> Worth {
        let (p, member, before) = (self.p, &self.p.members[m], &self.before[m]);
        let l = &member.limits;
        let mut w = Worth::default();
        let mut points = 0i64;
        let mut load = [0i64; 3];
        let mut minutes = 0i64;
        let mut counts = [0u16; 64];
        let mut stretch = before.stretch;
        let weeks = &self.week_minutes[m * self.weeks..(m + 1) * self.weeks];
        w.strict += weeks.iter().filter(|w| i64::from(**w) > l.max_week_minutes).count() as i32;
        let (mut run, mut free, mut whole_run) = (before.run, 0i64, 0i64);
        let (mut weekends, mut last_weekend) = (0i64, usize::MAX);
        let mut yesterday = before.shifts;
        for date in 0..p.dates {
            let at = m * p.dates + date;
            let cell = &self.cells[at];
            let mut today = 0u64;
            let mut n = 0;
            for &k in cell.iter().take_while(|k| **k != NONE) {
                let s = &self.lean[k as usize];
                n += 1;
                today |= 1 << s.shift;
                counts[s.shift as usize] += 1;
                for (sum, amount) in load.iter_mut().zip(s.amounts) {
                    *sum += i64::from(amount);
                }
                minutes += i64::from(s.end - s.begin);
                if !member.familiar[s.post as usize] {
                    points += p.weights.unfamiliar;
                }
                if p.weights.change > 0 && p.published.is_some() && !self.published[at].contains(&k) {
                    points += p.weights.change;
                }
                stretch = Some(match stretch {
                    None => (s.begin, s.end),
                    Some((from, to)) => {
                        w.strict += i32::from(s.begin < to);
                        if i64::from(s.begin - to) < l.min_break {
                            (from, to.max(s.end))
                        } else {
                            w.strict += i32::from(i64::from(s.begin - to) < l.min_rest);
                            (s.begin, s.end)
                        }
                    }
                });
                w.strict += i32::from(stretch.is_some_and(|(from, to)| i64::from(to - from) > l.max_stretch));
            }
            w.strict += i32::from(n > l.max_shifts_per_date);
            for r in &self.asked[at] {
                let matches = cell.iter().take_while(|k| **k != NONE).map(|k| &self.lean[*k as usize]).any(|s| {
                    r.shift.is_none_or(|x| x == s.shift as usize) && r.post.is_none_or(|x| x == s.post as usize)
                });
                points += if matches == r.want { 0 } else { r.weight };
            }
            if n > 0 {
                if today != 0 && yesterday != 0 {
                    let mut rest = yesterday;
                    while rest != 0 {
                        let shift = rest.trailing_zeros() as usize;
                        w.strict += (p.shifts[shift].not_next & today).count_ones() as i32;
                        rest &= rest - 1;
                    }
                }
                if free > 0 && free < l.min_consecutive_free_dates && date as i64 > free {
                    w.loose += (l.min_consecutive_free_dates - free) as i32;
                }
                free = 0;
                run += 1;
                whole_run += 1;
                w.loose += i32::from(run > l.max_consecutive_dates);
                if p.weekend[date] && p.week[date] != last_weekend {
                    last_weekend = p.week[date];
                    weekends += 1;
                }
            } else {
                if whole_run > 0 && whole_run < l.min_consecutive_dates && date as i64 > whole_run {
                    w.loose += (l.min_consecutive_dates - whole_run) as i32;
                }
                run = 0;
                whole_run = 0;
                free += 1;
            }
            yesterday = today;
        }
        w.loose += (weekends - l.max_weekends).max(0) as i32;
        w.loose += ((minutes - l.max_minutes).max(0) as u64).div_ceil(240) as i32;
        w.loose += ((l.min_minutes - minutes).max(0) as u64).div_ceil(240) as i32;
        for (most, n) in l.max_shifts.iter().zip(counts) {
            w.loose += (i64::from(n) - most).max(0) as i32;
        }
        let mut cost = points * self.scale;
        for (kind, load) in load.iter().enumerate() {
            let deviation = load - member.target[kind];
            cost += p.weights.fair[kind] * deviation * deviation;
        }
        w.cost = cost;
        w
    }

    /// Whether the running score is that of the roster from scratch.
    #[cfg(test)]
    pub fn agrees(&self) -> bool {
        let members: i64 = (0..self.p.members.len()).map(|m| self.worth_of(m).cost).sum();
        let slots: i64 = (0..self.p.slots.len())
            .map(|k| self.slot_worth_of(k))
            .zip(&self.p.slots)
            .map(|(w, s)| w.cost + w.short * s.under * self.scale)
            .sum();
        members + slots == self.cost
    }
}

/// "No limit" must stay far from an overflow of the sums above.
const _: () = assert!(NO_LIMIT > 1 << 40);
