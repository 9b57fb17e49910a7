//! Simulated annealing in one thread: the schedule of heat and prices, and the best roster so far.

use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use super::ground::Ground;
use super::moves::Mover;
use super::{Options, Tuning};
use crate::plan::problem::Problem;
use crate::plan::score::{Score, score};
use crate::plan::state::{Price, State};

/// Moves between two looks at the clock.
const MOVES: u32 = 512;

/// How fast the price of a broken loose rule grows while one is broken, and falls again while none is: by e to this, over a
/// whole search.
const STRAIN: f64 = 20.0;

/// The share of the search after which filling is over when it gained nothing from the start.
const SLACK: f64 = 0.02;

/// Everything counts as what it costs, and a broken rule more than that.
pub fn full_price(p: &Problem) -> Price {
    let most = p.slots.iter().map(|s| s.under).max().unwrap_or(0) as f64;
    Price { head: f64::INFINITY, loose: [most.max(100.0) * 4.0; 3] }
}

/// The best roster so far.
pub struct Best {
    /// By how much rules are broken.
    broken: i64,
    points: f64,
    pub roster: Vec<(usize, usize)>,
}

impl Best {
    pub fn of(state: &State) -> Best {
        Best { broken: state.broken(), points: state.points(), roster: state.roster() }
    }

    fn is_beaten_by(&self, state: &State) -> bool {
        (state.broken(), state.points()) < (self.broken, self.points)
    }
}

/// The first part of the search, at full heat: as long as it fills heads that were open.
struct Filling {
    /// The fewest slots that were short, and at which share of the search that was reached.
    least: usize,
    gained: f64,
    /// When it was over.
    over: Option<f64>,
}

impl Filling {
    fn new(wanted: bool) -> Filling {
        Filling { least: usize::MAX, gained: 0.0, over: (!wanted).then_some(0.0) }
    }

    /// How much of the cooling is over.
    fn cooling(&mut self, share: f64, short: usize, t: &Tuning) -> f64 {
        if short < self.least {
            (self.least, self.gained) = (short, share);
        }
        if short == 0 || share > t.patience * self.gained + SLACK {
            self.over.get_or_insert(share);
        }
        self.over.map_or(0.0, |over| (share - over) / (1.0 - over).max(1e-6))
    }
}

/// One thread's search.
pub struct Anneal<'a> {
    pub p: &'a Problem,
    pub options: Options,
    pub tuning: Tuning,
    /// The time since the start.
    pub clock: &'a (dyn Fn() -> Duration + Sync),
    pub cancel: &'a AtomicBool,
    pub progress: Option<&'a (dyn Fn(&Score) + Sync)>,
    pub told: Duration,
    /// Moves tried.
    pub done: u64,
}

impl Anneal<'_> {
    /// How much of the search is over: 0 at the beginning, 1 or more at the end.
    fn share(&self) -> f64 {
        match self.options.steps {
            Some(steps) => self.done as f64 / steps.max(1) as f64,
            None => (self.clock)().as_secs_f64() / self.options.time.as_secs_f64().max(1e-6),
        }
    }

    /// Heat and prices at a share of the search and of the cooling.
    fn price(&self, share: f64, cooling: f64, most: f64) -> (f64, Price) {
        let t = &self.tuning;
        let heat = match cooling < t.rush {
            true => t.hot * f64::powf(t.warm / t.hot, cooling / t.rush),
            false => t.warm * f64::powf(t.cold / t.warm, (cooling - t.rush) / (1.0 - t.rush)),
        };
        let head = if share > t.full_price { f64::INFINITY } else { (heat * t.per_degree).min(most).max(t.floor) };
        (heat, Price { head, loose: [(heat * t.loose).max(most.min(200.0) * 0.5).max(40.0); 3] })
    }

    pub fn run(&mut self, ground: &Ground, state: &mut State, rng: fastrand::Rng) -> Best {
        let mut best = Best::of(state);
        if ground.open.is_empty() || self.p.members.is_empty() {
            return best;
        }
        let mut mover = Mover::new(self.p, ground, state, rng);
        let most = self.p.slots.iter().map(|s| s.under).max().unwrap_or(0) as f64;
        let (mut last_kept, mut looked, mut strain) = (0.0, 0.0, [1.0f64; 3]);
        let mut filling = Filling::new(most > self.tuning.hot * self.tuning.per_degree);
        loop {
            let share = self.share();
            if share >= 1.0 || self.cancel.load(Ordering::Relaxed) {
                break;
            }
            let (heat, mut price) = self.price(share, filling.cooling(share, state.short.len(), &self.tuning), most);
            // Each rule by itself: what one is broken for must not be as dear as what would mend it.
            for (i, strain) in strain.iter_mut().enumerate() {
                *strain *= ((share - looked) * if state.loose[i] > 0 { STRAIN } else { -STRAIN }).exp();
                *strain = strain.clamp(1.0, 100.0);
                price.loose[i] *= *strain;
            }
            looked = share;
            for _ in 0..MOVES {
                mover.propose(state);
                if !mover.edits.is_empty() {
                    let allowed = mover.allowance(heat);
                    state.attempt(&mover.edits, price, allowed);
                }
            }
            self.done += u64::from(MOVES);
            // Copying a large roster costs more than the moves: not every small gain is kept at once.
            if best.is_beaten_by(state) && (share - last_kept > 0.002 || share > 0.9) {
                last_kept = share;
                best = Best::of(state);
                self.tell(&best);
            }
        }
        if best.is_beaten_by(state) {
            best = Best::of(state);
        }
        best
    }

    /// Gives the best so far to whoever wants to see it, a few times a second.
    fn tell(&mut self, best: &Best) {
        let now = (self.clock)();
        let Some(progress) = self.progress.filter(|_| now - self.told > Duration::from_millis(250)) else { return };
        self.told = now;
        progress(&score(self.p, &best.roster));
    }
}
