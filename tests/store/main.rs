//! The store and the desk: what is said to be recorded is recorded, and every harm is mended or named.

mod backup;
mod damage;
mod desk;
mod disk;
mod faults;
mod kill;
mod kit;
mod places;
mod reach;
mod sim;
mod view;
