//! Parses the arguments and calls `cli`.
fn main() {}
