//! Fills a roster: problem files, the score, the search. Pure: a problem in, a roster and its score out; it knows no
//! screen, store or clock beyond a deadline and a cancel flag that are handed to it.
//!
//! What was tried: simulated annealing that keeps the strict rules (overlap, rest, stretch, week) in every state, prices
//! the loose ones (runs, least and most minutes, weekends), and lets a missing head cost far less while it is hot. A
//! member's score is computed anew for each move instead of by differences: some 500,000 moves a second and thread.
//! Each thread goes its own way and the best is taken. Not tried yet: reoptimising one member by dynamic programming,
//! larger neighbourhoods, sharing between the threads.

pub mod branch;
pub mod problem;
mod read;
pub mod score;
pub mod search;
mod state;

pub use problem::{FileAssignment, Problem};
pub use read::Fault;
pub use score::{Score, score};
pub use search::{Options, Outcome, search};
