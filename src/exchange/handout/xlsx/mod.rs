//! The roster as a workbook: the sheet for the wall, one for each post, one of the people, and their addresses. Every
//! text is written as text; there is no formula in it.

mod contacts;
mod people;
mod post;
mod style;
mod wall;

use std::collections::HashSet;

use rust_xlsxwriter::{DocProperties, ExcelDateTime, Workbook, Worksheet, XlsxError};

use super::Handout;
use crate::domain::time::Instant;
use style::Styles;

/// The most columns of dates on one page; more go on the pages beside it.
const DATES_A_PAGE: usize = 31;

/// The workbook's bytes.
pub fn xlsx(handout: &Handout) -> Result<Vec<u8>, XlsxError> {
    let mut book = Workbook::new();
    book.set_properties(&properties(handout)?);
    let styles = Styles::new(&handout.shifts());
    let mut names = Names::default();
    // The wall sheet comes first: it is the one that an importer reads, and nothing else has its layout.
    let wall = wall::sheet(handout, &styles)?;
    push(&mut book, wall, names.give(handout.word("sheet.wall")))?;
    for (id, post) in handout.posts() {
        let sheet = post::sheet(handout, &styles, id, post)?;
        push(&mut book, sheet, names.give(post.label()))?;
    }
    push(&mut book, people::sheet(handout, &styles)?, names.give(handout.word("sheet.people")))?;
    push(&mut book, contacts::sheet(handout, &styles)?, names.give(handout.word("sheet.contacts")))?;
    book.save_to_buffer()
}

fn push(book: &mut Workbook, mut sheet: Worksheet, name: String) -> Result<(), XlsxError> {
    sheet.set_name(name)?;
    book.push_worksheet(sheet);
    Ok(())
}

fn properties(handout: &Handout) -> Result<DocProperties, XlsxError> {
    let Instant(at) = handout.stamp.at;
    Ok(DocProperties::new()
        .set_title(&handout.roster.branch.name)
        .set_author("lunban")
        .set_comment(handout.stamp_line())
        .set_creation_datetime(&ExcelDateTime::from_timestamp(at)?))
}

/// Names of sheets: what Excel takes for one, none twice.
#[derive(Default)]
struct Names(HashSet<String>);

impl Names {
    fn give(&mut self, wanted: &str) -> String {
        /// Excel's limit, in UTF-16 units.
        const MOST: usize = 31;
        let clean: String = wanted
            .chars()
            .map(|c| if matches!(c, '[' | ']' | ':' | '*' | '?' | '/' | '\\') { ' ' } else { c })
            .collect();
        let clean = clean.trim_matches(['\'', ' ']);
        let clean = if clean.is_empty() { "_" } else { clean };
        let cut = |room: usize| {
            let mut units = 0;
            let fits = |c: &char| {
                units += c.len_utf16();
                units <= room
            };
            clean.chars().take_while(fits).collect::<String>()
        };
        let mut name = cut(MOST);
        let mut n = 1;
        while !self.0.insert(name.to_lowercase()) {
            n += 1;
            let tail = format!(" {n}");
            name = cut(MOST - tail.len()) + &tail;
        }
        name
    }
}
