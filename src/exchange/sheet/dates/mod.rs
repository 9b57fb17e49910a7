//! Dates as people write them. It knows no tables.

mod together;
mod written;

pub use together::{Around, Entry, Falls, read};
pub use written::{Part, Written, month_alone, short_weekday, weekday, written, year_and_month};
