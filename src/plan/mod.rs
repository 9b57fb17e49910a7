//! Fills a roster: problem files, the score, the search. Pure: a problem in, a roster and its score out; it knows no
//! screen, store or clock beyond a deadline and a cancel flag that are handed to it.
//!
//! What was tried, and what it gave (`shared/planning` instances, two threads, seconds of processor time a thread, mostly
//! three or four seeds: differences of a tenth are noise):
//! - Simulated annealing that keeps the strict rules (overlap, rest, stretch, week) in every state, prices the loose ones
//!   (runs, least and most minutes, weekends), and lets a missing head cost 15 times the heat: duty_l about 590 after 3 s.
//! - An assignment's worth from its neighbours in time and the member's sums, instead of the member's score anew: from 0.5
//!   to 2 million moves a second and thread; duty_l 555, repair_l 116,000 after 1 s.
//! - Refusing a move by a neighbour in time before anything is touched, flat lists, one bit for "could stand": 3 to 5
//!   million moves; duty_l about 470, duty_m 330 to 390, duty_t 170,382 after 1 s, duty_city 38,000 (25,000 after 10 s).
//! - Whoever fills an open head leaves what keeps him from it (a clash, a day of a full week or run), and others take
//!   that over or it stays open instead: repair_l from 117,000 to 67,000 after 1 s, from 80,000 to 47,000 after 10 s.
//! - Heat from 120 points instead of 40: fewer open heads in repairs; duty_m may be a little worse by it. A cold end of 2 instead of
//!   0.7 costs duty_l a third. A head that costs 4 to 7 times the heat leaves twice as many open in repairs; 15 and 25 are
//!   alike; a ramp between them gave nothing.
//! - Broken loose rules that cost more the longer they stay: without it the larger files of general shift scheduling
//!   end infeasible; with it curtois_08 and 12 still did after 4 million steps of one thread, though not after 10 s of
//!   two. Lower prices at the start, faster growth and a warm end did not cure that.
//!
//! - Whoever comes into a slot goes to whichever post of that time suits him and its holder best, the holder taking his
//!   place: half the moves a second, and yet duty_m 321 instead of 370 after 2 s of one thread, duty_city 28,000 instead of 40,000.
//! - From 120 points to 8 in the first seventh, the rest of the time from there to 0.7 (rosters hardly differ in what
//!   matters before): duty_m 359 to 334, duty_l 427 to 410 after 4 s. 5 or 6 for 8, a cold end of 1, and a fifth of the time are
//!   alike. That alone leaves twice as many open heads in repairs; therefore all stays hot as long as heads are being
//!   filled: repair_l 65,000 instead of 75,000, duty_t 170,375 instead of 170,400 after 1 s of one thread.
//! - Whoever replaces somebody leaves what keeps him from it, and the replaced one or a third takes that over (more than half of the
//!   moves): after 2 s of one thread duty_m 299 instead of 343, duty_l 328 instead of 388. Three people who go round on one
//!   date gave nothing. That he also leaves a day of a full week or run: duty_l 329 instead of 348 after 1.5 s, duty_m 292
//!   instead of 305, one variant of it 239 instead of 234. A second one who leaves what keeps him from taking over: worse everywhere.
//!
//! - Each kind of loose rule dearer by itself while it is broken (what is broken must not be as dear as what would mend it),
//!   and every fourth time each date of a rewritten piece as it comes: after 4 million steps of one thread, four seeds,
//!   curtois_12 never ends infeasible (before: always), curtois_08 once at 1697 to 2383 (before: always at 2378 to 2463);
//!   curtois_05 1245 to 1266 instead of 1252 to 1474. Every eighth or second time, or more free dates: worse at one or the
//!   other. A rule that gets cheaper more slowly than it got dear, or is dearer at the cold end: nothing.
//! - Where everybody of a city may stand everywhere, only some of those who could are listed for a slot, as chance has it:
//!   250 MB instead of 470, and 5 to 6 s instead of 7 for the whole process until the first roster.
//!
//! Each thread goes its own way and the best is taken. Not tried yet: reoptimising one member by dynamic programming,
//! sharing between the threads, a schedule by the weights of the problem.

pub mod branch;
mod fault;
mod file;
pub mod problem;
mod read;
pub mod score;
pub mod search;
mod state;

pub use fault::{Fault, What};
pub use problem::{FileAssignment, Problem};
pub use score::{Score, Violation, score, violations};
pub use search::{Options, Outcome, search};
