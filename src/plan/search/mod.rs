//! The search: a greedy roster, then simulated annealing by moves that keep the strict rules. While it is hot a missing
//! head counts far less than it costs, so that the search finds its way out of corners.

mod anneal;
mod ground;
mod moves;
mod start;
#[cfg(test)]
mod tests;

use std::sync::atomic::AtomicBool;
use std::time::{Duration, Instant};

use super::problem::Problem;
use super::score::{Score, score};
use anneal::Anneal;

/// How long and with what the search runs.
#[derive(Clone, Copy, Debug)]
pub struct Options {
    /// Wall time for everything; not looked at when `steps` is given.
    pub time: Duration,
    /// A fixed number of moves for each thread (rounded up to whole batches): the same answer everywhere.
    pub steps: Option<u64>,
    pub threads: usize,
    pub seed: u64,
}

/// The numbers of the schedule; what they are by default was measured (see `plan/`'s head).
#[derive(Clone, Copy, Debug)]
pub struct Tuning {
    /// The heat, in points of the objective, at the beginning and at the end; between them it falls geometrically, in
    /// two parts.
    pub hot: f64,
    pub cold: f64,
    /// The heat that is reached after the share `rush` of the search; where rosters differ in what matters lies below it.
    pub warm: f64,
    pub rush: f64,
    /// The least that a missing head counts.
    pub floor: f64,
    /// All stays hot while heads are open, until this many times as long has gone by as the last gain took.
    pub patience: f64,
    /// What a missing head and a loosely broken rule count, per point of heat: while it is hot far less than they cost.
    pub per_degree: f64,
    /// What one unit of a loosely broken rule counts, per point of heat.
    pub loose: f64,
    /// From this share of the search on a missing head counts what it costs.
    pub full_price: f64,
}

impl Default for Tuning {
    fn default() -> Tuning {
        Tuning {
            hot: 120.0,
            cold: 0.7,
            warm: 8.0,
            rush: 0.15,
            floor: 100.0,
            patience: 2.5,
            per_degree: 15.0,
            loose: 15.0,
            full_price: 0.97,
        }
    }
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
    search_by(p, options, Tuning::default(), &|| start.elapsed(), cancel, progress)
}

/// [`search`] with other numbers and another clock than the wall's: the time since the start, asked for in each thread.
pub fn search_by(
    p: &Problem,
    options: Options,
    tuning: Tuning,
    clock: &(dyn Fn() -> Duration + Sync),
    cancel: &AtomicBool,
    progress: &(dyn Fn(&Score) + Sync),
) -> Outcome {
    let ground = ground::Ground::new(p);
    let first = start::first_roster(p, &ground, cancel);
    let run = |t: usize| {
        let progress = (t == 0).then_some(progress);
        let rng = fastrand::Rng::with_seed(options.seed.wrapping_mul(1_000_003).wrapping_add(t as u64));
        let mut thread = Anneal { p, options, tuning, clock, cancel, progress, told: Duration::ZERO, done: 0 };
        let best = thread.run(&ground, &mut first.clone(), rng);
        Outcome { score: score(p, &best.roster), roster: best.roster, moves: thread.done }
    };
    let mut found: Vec<Outcome> = std::thread::scope(|scope| {
        let others: Vec<_> = (1..options.threads.max(1))
            .map(|t| {
                scope.spawn({
                    let run = &run;
                    move || run(t)
                })
            })
            .collect();
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
