//! The search: a greedy roster, then simulated annealing by moves that keep the strict rules. While it is hot a missing
//! head counts far less than it costs, so that the search finds its way out of corners.

use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use super::problem::Problem;
use super::score::{Score, score};
use super::state::{Edit, Price, State};

/// How long and with what the search runs.
#[derive(Clone, Copy, Debug)]
pub struct Options {
    /// Wall time for everything; not looked at when `steps` is given.
    pub time: Duration,
    /// A fixed number of moves for each thread: the same answer everywhere.
    pub steps: Option<u64>,
    pub threads: usize,
    pub seed: u64,
}

/// What the search found.
#[derive(Clone, Debug)]
pub struct Outcome {
    /// (member, slot)
    pub roster: Vec<(usize, usize)>,
    pub score: Score,
    /// Moves tried, by all threads.
    pub moves: u64,
}

/// Searches until the time is over, the steps are done or `cancel` is set. `progress` is given the best of one thread
/// now and then.
pub fn search(p: &Problem, options: Options, cancel: &AtomicBool, progress: &(dyn Fn(&Score) + Sync)) -> Outcome {
    let start = Instant::now();
    search_by(p, options, &|| start.elapsed(), cancel, progress)
}

/// [`search`] with another clock than the wall's: the time since the start, asked for in each thread.
pub fn search_by(
    p: &Problem,
    options: Options,
    clock: &(dyn Fn() -> Duration + Sync),
    cancel: &AtomicBool,
    progress: &(dyn Fn(&Score) + Sync),
) -> Outcome {
    let threads = options.threads.max(1);
    let mut found: Vec<Outcome> = std::thread::scope(|scope| {
        let run = |t: usize| {
            let thread = Thread {
                p,
                rng: fastrand::Rng::with_seed(options.seed.wrapping_mul(1_000_003).wrapping_add(t as u64)),
                clock: Progress { clock, options, done: 0 },
                cancel,
                progress: (t == 0).then_some(progress),
                told: Duration::ZERO,
                edits: Vec::new(),
            };
            thread.run()
        };
        let others: Vec<_> = (1..threads).map(|t| scope.spawn(move || run(t))).collect();
        let mut all = vec![run(0)];
        all.extend(others.into_iter().filter_map(|o| o.join().ok()));
        all
    });
    let moves = found.iter().map(|o| o.moves).sum();
    found.sort_by_key(|o| (!o.score.feasible(), o.score.broken.values().sum::<i64>(), o.score.objective()));
    let mut best = found.swap_remove(0);
    best.moves = moves;
    best
}

/// The heat, in points of the objective, at the beginning and at the end; between them it falls geometrically.
const HOT: f64 = 40.0;
const COLD: f64 = 0.8;
/// What a missing head and a loosely broken rule count, per point of heat: while it is hot far less than they cost.
const PER_DEGREE: f64 = 10.0;
/// From this share of the search on a missing head counts what it costs.
const FULL_PRICE: f64 = 0.97;
/// Moves between two looks at the clock.
const MOVES: u32 = 256;

/// How much of the search is over.
struct Progress<'a> {
    clock: &'a (dyn Fn() -> Duration + Sync),
    options: Options,
    done: u64,
}

impl Progress<'_> {
    /// 0 at the beginning, 1 or more at the end.
    fn share(&self) -> f64 {
        match self.options.steps {
            Some(steps) => self.done as f64 / steps.max(1) as f64,
            None => (self.clock)().as_secs_f64() / self.options.time.as_secs_f64().max(1e-6),
        }
    }
}

/// The best roster so far.
struct Best {
    feasible: bool,
    points: f64,
    roster: Vec<(usize, usize)>,
}

impl Best {
    fn of(state: &State) -> Best {
        Best { feasible: state.feasible(), points: state.points(), roster: state.roster() }
    }

    fn is_beaten_by(&self, state: &State) -> bool {
        let points = state.points();
        (state.feasible(), -points) > (self.feasible, -self.points)
    }
}

struct Thread<'a> {
    p: &'a Problem,
    rng: fastrand::Rng,
    clock: Progress<'a>,
    cancel: &'a AtomicBool,
    progress: Option<&'a (dyn Fn(&Score) + Sync)>,
    told: Duration,
    edits: Vec<Edit>,
}

/// What does not change during a search: who may come into question where, and what is fixed.
struct Ground {
    /// By slot: members.
    candidates: Vec<Vec<u32>>,
    /// By slot: its date's slots.
    by_date: Vec<Vec<u32>>,
    /// Sorted (member, slot).
    fixed: Vec<(u32, u32)>,
    /// Slots that may be changed.
    open: Vec<u32>,
    /// Whether a slot may have more than its heads anywhere.
    over: bool,
}

fn ground(p: &Problem) -> Ground {
    let mut candidates = vec![Vec::new(); p.slots.len()];
    for (m, options) in p.options.iter().enumerate() {
        for &k in options.iter().filter(|k| !p.is_past(**k as usize)) {
            candidates[k as usize].push(m as u32);
        }
    }
    let mut by_date = vec![Vec::new(); p.dates];
    for (k, s) in p.slots.iter().enumerate().filter(|(k, _)| !p.is_past(*k)) {
        by_date[s.date].push(k as u32);
    }
    let past = p.published.iter().flatten().filter(|a| p.is_past(a.1));
    let mut fixed: Vec<_> = past.chain(&p.pinned).map(|&(m, k)| (m as u32, k as u32)).collect();
    fixed.sort_unstable();
    fixed.dedup();
    Ground {
        open: (0..p.slots.len())
            .filter(|&k| {
                !p.is_past(k) && !candidates[k].is_empty() && (p.slots[k].heads > 0 || p.slots[k].over.is_some())
            })
            .map(|k| k as u32)
            .collect(),
        over: p.slots.iter().any(|s| s.over.is_some()),
        candidates,
        by_date,
        fixed,
    }
}

/// Everything counts as what it costs.
fn full_price(p: &Problem) -> Price {
    let most = p.slots.iter().map(|s| s.under).max().unwrap_or(0) as f64;
    Price { head: f64::INFINITY, loose: most.max(100.0) * 4.0 }
}

impl Thread<'_> {
    fn run(mut self) -> Outcome {
        let p = self.p;
        let ground = ground(p);
        let mut state = State::new(p);
        self.start_roster(&ground, &mut state);
        let mut best = Best::of(&state);
        if !ground.open.is_empty() && !p.members.is_empty() {
            self.anneal(&ground, &mut state, &mut best);
        }
        Outcome { score: score(p, &best.roster), roster: best.roster, moves: self.clock.done }
    }

    /// What is fixed, what was published, then each open head to whom it costs least.
    fn start_roster(&mut self, ground: &Ground, state: &mut State) {
        let p = self.p;
        let price = full_price(p);
        for &(member, slot) in &ground.fixed {
            state.force(Edit { member, slot, add: true });
        }
        for &(m, k) in p.published.iter().flatten().filter(|a| !p.is_past(a.1)) {
            if ground.candidates[k].contains(&(m as u32)) {
                state.attempt(&[Edit { member: m as u32, slot: k as u32, add: true }], price, f64::INFINITY);
            }
        }
        let mut order = ground.open.clone();
        order.sort_by_key(|&k| (p.slots[k as usize].date, ground.candidates[k as usize].len(), k));
        for slot in order {
            let k = slot as usize;
            while (state.members[k].len() as i64) < p.slots[k].heads {
                let mut choice = None;
                for &member in &ground.candidates[k] {
                    if !state.cell(member, p.slots[k].date).is_empty() {
                        continue;
                    }
                    let cost = state.points();
                    let loose = state.loose;
                    if state.attempt(&[Edit { member, slot, add: true }], price, f64::INFINITY) {
                        let worse = state.points() - cost + (state.loose - loose) as f64 * price.loose;
                        state.attempt(&[Edit { member, slot, add: false }], price, f64::INFINITY);
                        if choice.is_none_or(|(least, _)| worse < least) {
                            choice = Some((worse, member));
                        }
                    }
                }
                match choice {
                    Some((worse, member)) if worse < 0.0 => {
                        state.attempt(&[Edit { member, slot, add: true }], price, f64::INFINITY);
                    }
                    _ => break,
                }
            }
        }
    }

    fn anneal(&mut self, ground: &Ground, state: &mut State, best: &mut Best) {
        let p = self.p;
        let most = p.slots.iter().map(|s| s.under).max().unwrap_or(0) as f64;
        let mut last_kept = 0.0;
        loop {
            let share = self.clock.share();
            if share >= 1.0 || self.cancel.load(Ordering::Relaxed) {
                break;
            }
            let heat = HOT * f64::powf(COLD / HOT, share);
            let head = if share > FULL_PRICE { f64::INFINITY } else { (heat * PER_DEGREE).min(most).max(20.0) };
            let price = Price { head, loose: (heat * PER_DEGREE).max(most.min(200.0) * 0.5).max(40.0) };
            for _ in 0..MOVES {
                self.clock.done += 1;
                self.edits.clear();
                self.propose(ground, state);
                if self.edits.is_empty() {
                    continue;
                }
                let allowed = -heat * self.rng.f64().max(1e-12).ln();
                // Take everything away first: a date holds only so many, and the early refusals count on it.
                self.edits.sort_by_key(|e| e.add);
                state.attempt(&self.edits, price, allowed);
            }
            // Copying a large roster costs more than the moves: not every small gain is kept at once.
            if best.is_beaten_by(state) && (share - last_kept > 0.002 || share > 0.9) {
                last_kept = share;
                *best = Best::of(state);
                self.tell(best);
            }
        }
        if best.is_beaten_by(state) {
            *best = Best::of(state);
        }
    }

    /// Gives the best so far to whoever wants to see it, a few times a second.
    fn tell(&mut self, best: &Best) {
        let now = (self.clock.clock)();
        let Some(progress) = self.progress.filter(|_| now - self.told > Duration::from_millis(250)) else { return };
        self.told = now;
        progress(&score(self.p, &best.roster));
    }

    fn is_fixed(&self, ground: &Ground, member: u32, slot: u32) -> bool {
        !ground.fixed.is_empty() && ground.fixed.binary_search(&(member, slot)).is_ok()
    }

    fn could(&self, member: u32, slot: u32) -> bool {
        self.p.options[member as usize].binary_search(&slot).is_ok()
    }

    /// Writes one random move into `edits`; none when it came to nothing.
    fn propose(&mut self, ground: &Ground, state: &State) {
        let dice = self.rng.u32(..1000);
        if !state.short.is_empty() && dice < 150 {
            return self.fill(ground, state);
        }
        if ground.over {
            match dice {
                0..450 => self.rewrite(ground, state),
                450..750 => self.swap_block(ground, state),
                750..900 => self.replace(ground, state),
                _ => self.exchange(ground, state),
            }
        } else {
            match dice {
                0..500 => self.replace(ground, state),
                500..750 => self.exchange(ground, state),
                750..950 => self.swap_block(ground, state),
                _ => self.relocate(ground, state),
            }
        }
    }

    fn pick<T: Copy>(&mut self, from: &[T]) -> Option<T> {
        if from.is_empty() { None } else { Some(from[self.rng.usize(..from.len())]) }
    }

    fn push(&mut self, member: u32, slot: u32, add: bool) {
        self.edits.push(Edit { member, slot, add });
    }

    /// Somebody else stands in the slot; if he stood elsewhere on that date, the two change places.
    fn replace(&mut self, ground: &Ground, state: &State) {
        let Some(slot) = self.pick(&ground.open) else { return };
        let Some(a) = self.pick(&state.members[slot as usize]) else { return };
        let Some(b) = self.pick(&ground.candidates[slot as usize]) else { return };
        if a == b || self.is_fixed(ground, a, slot) || state.members[slot as usize].contains(&b) {
            return;
        }
        self.push(a, slot, false);
        self.push(b, slot, true);
        let date = self.p.slots[slot as usize].date;
        let other = self.pick(state.cell(b, date));
        if let Some(other) = other {
            if self.is_fixed(ground, b, other) || !self.could(a, other) || state.members[other as usize].contains(&a) {
                self.edits.clear();
                return;
            }
            self.push(b, other, false);
            self.push(a, other, true);
        }
    }

    /// Two people change their slots, on one date or on two.
    fn exchange(&mut self, ground: &Ground, state: &State) {
        let Some(k1) = self.pick(&ground.open) else { return };
        let Some(a) = self.pick(&state.members[k1 as usize]) else { return };
        let date = self.p.slots[k1 as usize].date;
        let k2 = if self.rng.bool() { self.pick(&ground.by_date[date]) } else { self.pick(&ground.open) };
        let Some(k2) = k2 else { return };
        let Some(b) = self.pick(&state.members[k2 as usize]) else { return };
        if a == b || k1 == k2 || self.is_fixed(ground, a, k1) || self.is_fixed(ground, b, k2) {
            return;
        }
        let held = |k: u32, m: u32| state.members[k as usize].contains(&m);
        if held(k2, a) || held(k1, b) || !self.could(a, k2) || !self.could(b, k1) {
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
                    if self.is_fixed(ground, taker, k) || !self.could(giver, k) || held(k, giver) {
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
    fn swap_block(&mut self, ground: &Ground, state: &State) {
        let members = self.p.members.len() as u32;
        let a = self.rng.u32(..members);
        let mut b = self.rng.u32(..members);
        let length = 1 + self.rng.usize(..self.p.dates.min(9));
        let from = self.rng.usize(..self.p.dates);
        let to = (from + length).min(self.p.dates);
        if self.p.members.len() > 200 {
            // In a city two at random have nothing in common: take somebody who could stand where the first stands.
            let Some(k) = (from..to).find_map(|d| state.cell(a, d).first().copied()) else { return };
            let Some(other) = self.pick(&ground.candidates[k as usize]) else { return };
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
                    if self.is_fixed(ground, giver, k) || self.p.is_past(k as usize) || !self.could(taker, k) {
                        self.edits.clear();
                        return;
                    }
                    self.push(giver, k, false);
                    self.push(taker, k, true);
                }
            }
        }
        // Take everything away first: a date holds only so many.
        self.edits.sort_by_key(|e| e.add);
    }

    /// Somebody goes into a slot that lacks one; what he had at that time somebody else takes over, if he can.
    fn fill(&mut self, ground: &Ground, state: &State) {
        let Some(slot) = self.pick(&state.short) else { return };
        let Some(b) = self.pick(&ground.candidates[slot as usize]) else { return };
        if state.members[slot as usize].contains(&b) {
            return;
        }
        self.push(b, slot, true);
        let s = &self.p.slots[slot as usize];
        let rest = self.p.members[b as usize].limits.min_rest.max(1);
        for date in s.date.saturating_sub(1)..(s.date + 2).min(self.p.dates) {
            for &k in state.cell(b, date) {
                let other = &self.p.slots[k as usize];
                let clash = other.begin < s.end + rest && s.begin < other.end + rest;
                if clash && !self.is_fixed(ground, b, k) {
                    self.push(b, k, false);
                    if self.rng.u32(..4) > 0
                        && let Some(c) = self.pick(&ground.candidates[k as usize])
                        && c != b
                        && !state.members[k as usize].contains(&c)
                    {
                        self.push(c, k, true);
                    }
                }
            }
        }
        if self.rng.u32(..3) == 0 {
            // Or one of his other days goes to somebody else: he may have been at his week's limit.
            let date = self.rng.usize(..self.p.dates);
            if let Some(k) = self.pick(state.cell(b, date))
                && !self.is_fixed(ground, b, k)
                && !self.edits.iter().any(|e| e.slot == k)
                && let Some(c) = self.pick(&ground.candidates[k as usize])
                && c != b
                && !state.members[k as usize].contains(&c)
            {
                self.push(b, k, false);
                self.push(c, k, true);
            }
        }
        self.edits.sort_by_key(|e| e.add);
    }

    /// One assignment goes to another slot that lacks somebody, or is dropped.
    fn relocate(&mut self, ground: &Ground, state: &State) {
        let Some(slot) = self.pick(&ground.open) else { return };
        let Some(a) = self.pick(&state.members[slot as usize]) else { return };
        if self.is_fixed(ground, a, slot) {
            return;
        }
        self.push(a, slot, false);
        if let Some(other) = self.pick(&state.short)
            && self.could(a, other)
            && !state.members[other as usize].contains(&a)
        {
            self.push(a, other, true);
        }
    }

    /// Some dates in a row of one member are written anew: one shift, free, or each date as it comes.
    fn rewrite(&mut self, ground: &Ground, state: &State) {
        let member = self.rng.u32(..self.p.members.len() as u32);
        let length = 1 + self.rng.usize(..5).min(self.rng.usize(..5));
        let from = self.rng.usize(..self.p.dates);
        let to = (from + length).min(self.p.dates);
        let shift = if self.rng.u32(..3) == 0 { None } else { Some(self.rng.usize(..self.p.shifts.len())) };
        for date in from..to {
            let now = state.cell(member, date);
            let wanted = shift.and_then(|s| {
                let fits = |k: &&u32| self.p.slots[**k as usize].shift == s && self.could(member, **k);
                ground.by_date[date].iter().find(fits).copied()
            });
            if now.len() == 1 && Some(now[0]) == wanted {
                continue;
            }
            for &k in now {
                if self.is_fixed(ground, member, k) || self.p.is_past(k as usize) {
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

#[cfg(test)]
mod tests {
    use super::*;

    /// A small problem with what makes one hard: history, pins, leave, roles, a part-timer, requests, a published roster.
    fn problem(seed: u64, published: bool) -> Problem {
        let mut rng = fastrand::Rng::with_seed(seed);
        let date = |d: i64| format!("2022-04-{:02}", 18 + d);
        let members: Vec<_> = (0..9)
            .map(|m| {
                let away = date(rng.i64(0..7));
                serde_json::json!({
                    "id": format!("m{m}"), "unit": format!("u{}", m % 3), "roles": if m % 2 == 0 { vec!["lead"] } else { vec![] },
                    "familiar": ["g1"], "share": if m == 8 { 50 } else { 100 }, "carried": {"hours": rng.i64(-480..480)},
                    "unavailable": [{"from": format!("{away}T00:00"), "to": format!("{away}T20:00")}],
                    "max_minutes": if m == 8 { Some(960) } else { None },
                })
            })
            .collect();
        let mut demand = Vec::new();
        for d in 0..7 {
            for shift in ["E", "L", "N"] {
                demand.push(serde_json::json!({"date": date(d), "shift": shift, "post": "g1", "heads": 2, "roles": {"lead": 1}}));
                if shift == "E" {
                    demand.push(
                        serde_json::json!({"date": date(d), "shift": shift, "post": "g2", "heads": 1, "over": 3}),
                    );
                }
            }
        }
        let a = |d: i64, shift: &str, m: usize| serde_json::json!({"date": date(d), "shift": shift, "post": "g1", "member": format!("m{m}")});
        let mut text = serde_json::json!({
            "format": 1, "name": "small", "first_date": date(0), "dates": 7,
            "shifts": [{"code": "E", "start": "06:00", "minutes": 480, "not_next": []},
                       {"code": "L", "start": "14:00", "minutes": 480}, {"code": "N", "start": "22:00", "minutes": 480, "not_next": ["E"]}],
            "night": {"start": "22:00", "end": "06:00"}, "posts": [{"id": "g1"}, {"id": "g2"}], "members": members,
            "rules": {"min_break": 60, "min_rest": 660, "max_stretch": 480, "max_week_minutes": 2880,
                      "max_consecutive_dates": 4, "min_consecutive_dates": 2},
            "weights": {"uncovered": 1000, "role_missing": 50, "hours": 10, "night": 15, "weekend": 15, "unfamiliar": 8,
                        "unit_mix": 6, "change": 20},
            "demand": demand,
            "requests": [{"member": "m1", "date": date(2), "kind": "avoid", "weight": 9},
                         {"member": "m2", "date": date(3), "kind": "want", "shift": "N", "weight": 5}],
            "history": [{"date": "2022-04-17", "shift": "N", "post": "g1", "member": "m3"}],
        });
        if published {
            text["published"] = serde_json::json!([a(0, "E", 5), a(1, "L", 6), a(4, "N", 4)]);
            text["now"] = "2022-04-18T07:00".into();
        }
        Problem::read(&text.to_string()).unwrap()
    }

    fn options(steps: u64, seed: u64) -> Options {
        Options { time: Duration::ZERO, steps: Some(steps), threads: 1, seed }
    }

    fn quietly(p: &Problem, options: Options) -> Outcome {
        search(p, options, &AtomicBool::new(false), &|_| ())
    }

    #[test]
    fn the_running_score_is_the_full_score_after_every_move() {
        for seed in 0..6 {
            let p = problem(seed, seed % 2 == 0);
            let mut thread = Thread {
                p: &p,
                rng: fastrand::Rng::with_seed(seed),
                clock: Progress { clock: &|| Duration::ZERO, options: options(1, seed), done: 0 },
                cancel: &AtomicBool::new(false),
                progress: None,
                told: Duration::ZERO,
                edits: Vec::new(),
            };
            let ground = ground(&p);
            let mut state = State::new(&p);
            thread.start_roster(&ground, &mut state);
            let mut taken = 0;
            for _ in 0..4_000 {
                thread.edits.clear();
                thread.propose(&ground, &state);
                let mut edits = std::mem::take(&mut thread.edits);
                edits.sort_by_key(|e| e.add);
                let price = Price { head: 100.0, loose: 50.0 };
                taken += i32::from(!edits.is_empty() && state.attempt(&edits, price, 200.0));
                thread.edits = edits;
                assert!(state.agrees(&p));
            }
            assert!(taken > 100, "hardly a move was taken: {taken}");
            let full = score(&p, &state.roster());
            assert!((state.points() - full.objective() as f64).abs() <= 3.0, "more than the roundings apart");
            assert_eq!(state.feasible(), full.feasible(), "{:?}", full.broken);
        }
    }

    #[test]
    fn one_seed_one_thread_and_the_same_steps_give_the_same_roster() {
        let p = problem(1, false);
        let (a, b) = (quietly(&p, options(20_000, 7)), quietly(&p, options(20_000, 7)));
        assert_eq!(a.roster, b.roster);
        assert_ne!(a.roster, quietly(&p, options(20_000, 8)).roster);
    }

    #[test]
    fn what_is_past_stays_and_the_search_gains_on_its_start() {
        let p = problem(2, true);
        let found = quietly(&p, options(60_000, 1));
        assert!(found.score.feasible(), "{:?}", found.score.broken);
        assert!(found.roster.contains(&(5, p.slot_at[&(0, 0, 0)])), "what began before now is as published");
        assert!(found.score.objective() < quietly(&p, options(1, 1)).score.objective());
    }

    #[test]
    fn a_cancelled_search_answers_at_once_with_what_it_has() {
        let p = problem(3, false);
        let found = search(&p, options(u64::MAX, 1), &AtomicBool::new(true), &|_| ());
        assert!(found.moves == 0 && found.score.feasible());
    }
}
