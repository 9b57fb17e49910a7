//! The sheet of one post, as it is handed to the subdistrict's office: dates in rows, shifts across.

use chrono::{Datelike, NaiveDate, Weekday};
use rust_xlsxwriter::{Worksheet, XlsxError};

use super::style::{Styles, excel_date};
use super::wall::{foot, names, page, row_for, shift_head, title};
use crate::domain::{Post, PostId, Slot};
use crate::exchange::handout::{Handout, Scope};
use crate::locale;

pub fn sheet(handout: &Handout, styles: &Styles, id: PostId, post: &Post) -> Result<Worksheet, XlsxError> {
    let mut sheet = Worksheet::new();
    let shifts = handout.shifts();
    let last_column = 2 + shifts.len() as u16;
    title(
        &mut sheet,
        styles,
        &format!("{} {} {}", post.name, handout.word("sheet.title"), handout.range()),
        last_column,
    )?;
    sheet.write_string_with_format(1, 0, handout.word("sheet.date"), &styles.head)?;
    sheet.write_string_with_format(1, 1, handout.word("sheet.weekday"), &styles.head)?;
    for (i, shift) in shifts.iter().enumerate() {
        sheet.write_string_with_format(1, 2 + i as u16, shift_head(shift), styles.shift(shift.id))?;
    }
    sheet.write_string_with_format(1, last_column, handout.word("sheet.note"), &styles.head)?;
    let dates: Vec<NaiveDate> = handout.dates().collect();
    for (i, date) in dates.iter().enumerate() {
        let row = 2 + i as u32;
        let free = matches!(date.weekday(), Weekday::Sat | Weekday::Sun);
        let (as_date, as_day) =
            if free { (&styles.weekend_date, &styles.weekend) } else { (&styles.date, &styles.head) };
        sheet.write_datetime_with_format(row, 0, excel_date(*date)?, as_date)?;
        sheet.write_string_with_format(row, 1, locale::weekday(handout.lang, *date), as_day)?;
        let mut most = 0;
        for (i, shift) in shifts.iter().enumerate() {
            let slot = Slot { post: id, date: *date, shift: shift.id };
            most = most.max(names(&mut sheet, handout, styles, slot, (row, 2 + i as u16))?);
        }
        row_for(&mut sheet, row, most)?;
        sheet.write_blank(row, last_column, &styles.text)?;
    }
    let of_post = Handout { scope: Scope { post: Some(id), ..handout.scope }, ..handout.clone() };
    let last = foot(&mut sheet, &of_post, styles, 2 + dates.len() as u32, last_column)?;
    sheet.set_column_width(0, 11)?;
    sheet.set_column_width(1, 7)?;
    for column in 2..last_column {
        sheet.set_column_width(column, 18)?;
    }
    sheet.set_column_width(last_column, 18)?;
    sheet.set_freeze_panes(2, 2)?;
    sheet.set_repeat_rows(0, 1)?;
    page(&mut sheet, 1, (last, last_column))?;
    Ok(sheet)
}
