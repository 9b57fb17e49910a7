//! What can be wrong with a problem file; `exchange::output` puts it into words.

use std::fmt::Display;

/// What is wrong with a problem file: the field, as `demand[3].heads`, and what of it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Fault {
    pub field: String,
    pub what: What,
}

/// What is wrong with a field.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum What {
    /// It is not there, and has to be.
    Missing,
    /// The format has no such field.
    Unknown,
    /// The field is there twice in one object.
    Again,
    /// It is of another kind than this: `number`, `text`, `list` or `object`.
    Kind(&'static str),
    /// The file is not JSON there; what the reader says of it.
    NotJson(String),
    /// Only this number will do.
    Only(i64),
    /// Not a number of this range.
    Range {
        is: i64,
        from: i64,
        to: i64,
    },
    /// A name without a letter.
    Empty,
    /// The name is there twice.
    Twice(String),
    /// Nothing of that name is in this list of the file.
    Nowhere(String, &'static str),
    /// More than can be counted.
    Most(usize),
    /// Not written in this way.
    Form(String, &'static str),
    /// A date outside the horizon, or one of the horizon where an earlier one is meant.
    Outside(String),
    Inside(String),
    /// The slot is there twice.
    SlotTwice,
    /// It stands only together with this field.
    With(&'static str),
    /// It ends before it begins, or when it does.
    Backwards,
    /// A year outside this range.
    Year {
        from: i64,
        to: i64,
    },
    /// Not one of these words.
    Words(String, &'static str),
}

pub(super) fn fault<T>(field: impl Display, what: What) -> Result<T, Fault> {
    Err(Fault { field: field.to_string(), what })
}
