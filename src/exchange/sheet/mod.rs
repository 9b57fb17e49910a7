//! Spreadsheets as they come (SHEETS): bytes in, out what was understood of them, what was not, and the events that
//! take it over. Pure; nothing is guessed that the sheet does not say.

mod beside;
mod body;
mod book;
mod calendar;
mod contacts;
mod csv;
mod dates;
mod grid;
mod look;
mod merge;
mod names;
mod namesakes;
mod offer;
mod ods;
mod posts;
mod preview;
mod problem;
mod shifts;
mod survey;
mod table;
mod understood;
mod words;
mod xls;
mod xlsx;

use chrono::NaiveDate;

pub use book::{FILE_LIMIT, UNPACKED_LIMIT, Unreadable};
pub use grid::At;
pub use names::Who;
pub use offer::{Ask, Offer, offer};
pub use posts::Posts;
pub use problem::{Problem, Stop, Stranger, What};
pub use shifts::{Code, Duty, Shifts};
pub use survey::{Survey, survey};
pub use understood::{Assigned, Away, Person, Remark, Understood};

use crate::domain::{MemberId, PostId, Roster};

/// How a sheet is laid out, told by itself.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Layout {
    /// People × dates, codes in the cells.
    People,
    /// Dates × shifts, names in the cells.
    Shifts,
    /// Dates × posts × shifts.
    Posts,
    /// Date and shift in rows, posts in columns.
    Rows,
    /// Shifts, and posts, in rows; dates across.
    Turned,
    /// One row an assignment.
    List,
    /// Weekdays across, a row of days, the shifts under it.
    Calendar,
    /// People without dates.
    Contacts,
}

impl Layout {
    /// The word of SHEETS.
    pub fn word(self) -> &'static str {
        match self {
            Layout::People => "people",
            Layout::Shifts => "shifts",
            Layout::Posts => "posts",
            Layout::Rows => "rows",
            Layout::Turned => "turned",
            Layout::List => "list",
            Layout::Calendar => "calendar",
            Layout::Contacts => "contacts",
        }
    }
}

/// What the user says besides the file.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Options {
    /// The sheet to read; the first that has a duty layout when missing.
    pub sheet: Option<String>,
    /// The post where the sheet names none.
    pub post: Option<String>,
    /// The year where the sheet gives none.
    pub year: Option<i32>,
    /// What texts mean: (text, shift or `休`).
    pub map: Vec<(String, String)>,
    /// Unknown names become members.
    pub add_people: bool,
    /// Names that are known ones written otherwise.
    pub meant: Vec<(String, MemberId)>,
    /// Places that are known posts written otherwise.
    pub places: Vec<(String, PostId)>,
    /// Unknown names that are not imported.
    pub left_out: Vec<String>,
}

/// Reads a file; `stem` is its name without the extension.
pub fn read(
    bytes: &[u8],
    stem: &str,
    roster: &Roster,
    options: &Options,
    today: NaiveDate,
) -> Result<Understood, Stop> {
    let book = book::Book::open(bytes, stem).map_err(Stop::Unreadable)?;
    understood::understand(book, roster, options, today)
}

/// Every cell of a file that says something, sheet by sheet; a csv's has no name.
pub fn cells(bytes: &[u8]) -> Result<Vec<(Option<String>, At, String)>, Unreadable> {
    cells_of(book::Book::open(bytes, "")?)
}

fn cells_of(mut book: book::Book) -> Result<Vec<(Option<String>, At, String)>, Unreadable> {
    let mut out = Vec::new();
    for i in 0..book.sheets.len() {
        let name = Some(book.sheets[i].name.clone()).filter(|n| !n.is_empty());
        let grid = book.grid(i)?;
        for row in grid.rows() {
            let said = grid.row(row).iter().map(|(at, value)| (name.clone(), *at, value.shown().trim().to_string()));
            out.extend(said.filter(|(.., text)| !text.is_empty()));
        }
    }
    Ok(out)
}

/// Reads text as it is copied from a spreadsheet, separated by tabs.
pub fn from_text(text: &str, roster: &Roster, options: &Options, today: NaiveDate) -> Result<Understood, Stop> {
    let book = book::Book::pasted(text).map_err(Stop::Unreadable)?;
    understood::understand(book, roster, options, today)
}
