//! The store and the desk: what is said to be recorded is recorded, and every harm is mended or named.

mod desk;
mod kit;
mod view;
