//! lunban 轮班板: the duty roster and shift board of a small group that keeps gate posts staffed round the clock.
//!
//! Dependencies point down this list only (`tests/layering.rs` checks it).

pub mod cli;
pub mod term;
pub mod ui;
pub mod app;
pub mod command;
pub mod desk;
pub mod store;
pub mod exchange;
pub mod plan;
pub mod clock;
pub mod locale;
pub mod domain;
