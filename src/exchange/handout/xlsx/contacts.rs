//! The addresses: who the people are, of which unit, and how to reach them.

use rust_xlsxwriter::{Worksheet, XlsxError};

use super::style::Styles;
use super::wall::{page, title};
use crate::exchange::handout::Handout;
use crate::locale;

/// The headings, which the importer reads.
const HEADS: [&str; 5] = ["sheet.name", "sheet.unit", "sheet.role", "sheet.phone", "sheet.party"];

pub fn sheet(handout: &Handout, styles: &Styles) -> Result<Worksheet, XlsxError> {
    let mut sheet = Worksheet::new();
    let roster = handout.roster;
    let last_column = HEADS.len() as u16 - 1;
    title(&mut sheet, styles, &format!("{} {}", roster.branch.name, handout.word("sheet.contacts")), last_column)?;
    for (i, key) in HEADS.iter().enumerate() {
        sheet.write_string_with_format(1, i as u16, handout.word(key), &styles.head)?;
    }
    let mut row = 2;
    for (_, m) in handout.members() {
        let unit = m.unit.and_then(|u| roster.units.get(&u)).map_or("", |u| &u.name);
        let role = m.role.map_or("", |r| locale::role(handout.lang, r));
        let party = if m.party == Some(true) { handout.word("sheet.member_of_party") } else { "" };
        let cells = [&m.name, unit, role, m.phone.as_deref().unwrap_or_default(), party];
        for (i, text) in cells.into_iter().enumerate() {
            sheet.write_string_with_format(row, i as u16, text, if i == 0 { &styles.name } else { &styles.text })?;
        }
        row += 1;
    }
    for (column, width) in [12, 26, 14, 16, 12].into_iter().enumerate() {
        sheet.set_column_width(column as u16, width)?;
    }
    sheet.set_freeze_panes(2, 1)?;
    sheet.set_repeat_rows(0, 1)?;
    page(&mut sheet, 1, (row - 1, last_column))?;
    Ok(sheet)
}
