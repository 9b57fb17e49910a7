//! RULES.md written a second time, from the page alone and without any cleverness, and the program compared with it on
//! random branches. A difference is shrunk to the smallest branch that shows it and printed.

mod branches;
mod candidates;
mod commands;
mod compare;
mod facts;
mod naive;
mod properties;
mod reports;
mod scene;
mod status;
mod table;
