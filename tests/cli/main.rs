//! The program from outside: the real binary, its arguments, its answers and its exit codes.

mod bad_input;
#[path = "../store/disk.rs"]
mod disk;
mod handouts;
mod help;
mod keep;
mod kit;
mod lines;
mod night;
mod plan_branch;
mod sheets;
mod store;
