//! The board as its user meets it: stories told by keys on the demo branch, pictures of every view, and the styles that
//! carry meaning.

mod correct;
mod fill;
mod holes;
mod import;
mod keep;
mod kit;
mod people;
mod pictures;
mod reach;
mod report;
mod sizes;
mod stories;
mod styles;
