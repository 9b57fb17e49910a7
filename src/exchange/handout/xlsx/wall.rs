//! The sheet for the wall: posts and shifts in rows, dates across, names in the cells.

use chrono::{Datelike, NaiveDate, Weekday};
use rust_xlsxwriter::{Worksheet, XlsxError};

use super::DATES_A_PAGE;
use super::style::{Styles, excel_date};
use crate::domain::Slot;
use crate::exchange::handout::{Handout, Heading};
use crate::locale;

/// Rows above the first post: the title, the dates, the weekdays.
const HEAD: u32 = 3;
/// Columns before the first date: the post, the shift.
const LEFT: u16 = 2;

pub fn sheet(handout: &Handout, styles: &Styles) -> Result<Worksheet, XlsxError> {
    let mut sheet = Worksheet::new();
    let dates: Vec<NaiveDate> = handout.dates().collect();
    let total = LEFT + dates.len() as u16;
    title(
        &mut sheet,
        styles,
        &format!("{} {} {}", handout.roster.branch.name, handout.word("sheet.title"), handout.range()),
        total,
    )?;
    for (column, key) in [(0, "sheet.post"), (1, "sheet.shift"), (total, "sheet.total")] {
        sheet.merge_range(1, column, 2, column, handout.word(key), &styles.head)?;
    }
    date_heads(&mut sheet, handout, styles, &dates, LEFT, 1)?;
    let end = posts(&mut sheet, handout, styles, &dates)?;
    let end = totals(&mut sheet, handout, styles, &dates, end)?;
    let last = foot(&mut sheet, handout, styles, end, total)?;
    sheet.set_column_width(0, 14)?;
    sheet.set_column_width(1, 17)?;
    for column in LEFT..total {
        sheet.set_column_width(column, 9)?;
    }
    sheet.set_column_width(total, 6)?;
    sheet.set_freeze_panes(HEAD, LEFT)?;
    page(&mut sheet, dates.len(), (last, total))?;
    sheet.set_repeat_rows(0, HEAD - 1)?;
    sheet.set_repeat_columns(0, LEFT - 1)?;
    Ok(sheet)
}

/// The title, merged over the first row.
pub fn title(sheet: &mut Worksheet, styles: &Styles, text: &str, last_column: u16) -> Result<(), XlsxError> {
    sheet.merge_range(0, 0, 0, last_column.max(1), "", &styles.title)?;
    sheet.write_string_with_format(0, 0, text, &styles.title)?;
    sheet.set_row_height(0, 28)?;
    Ok(())
}

/// The dates, real ones, and their weekdays under them.
pub fn date_heads(
    sheet: &mut Worksheet,
    handout: &Handout,
    styles: &Styles,
    dates: &[NaiveDate],
    left: u16,
    row: u32,
) -> Result<(), XlsxError> {
    for (i, date) in dates.iter().enumerate() {
        let column = left + i as u16;
        let free = matches!(date.weekday(), Weekday::Sat | Weekday::Sun);
        let (as_date, as_day) =
            if free { (&styles.weekend_date, &styles.weekend) } else { (&styles.date, &styles.head) };
        sheet.write_datetime_with_format(row, column, excel_date(*date)?, as_date)?;
        sheet.write_string_with_format(row + 1, column, locale::weekday(handout.lang, *date), as_day)?;
    }
    Ok(())
}

/// The posts with their shifts; gives the first row after them.
fn posts(sheet: &mut Worksheet, handout: &Handout, styles: &Styles, dates: &[NaiveDate]) -> Result<u32, XlsxError> {
    let shifts = handout.shifts();
    let mut row = HEAD;
    for (id, post) in handout.posts() {
        let last = row + shifts.len() as u32 - 1;
        match shifts.len() {
            1 => sheet.write_string_with_format(row, 0, &post.name, &styles.name)?,
            _ => {
                sheet.merge_range(row, 0, last, 0, "", &styles.name)?;
                sheet.write_string_with_format(row, 0, &post.name, &styles.name)?
            }
        };
        for shift in &shifts {
            sheet.write_string_with_format(row, 1, shift_head(shift), styles.shift(shift.id))?;
            let (mut count, mut most) = (0, 0);
            for (i, date) in dates.iter().enumerate() {
                let slot = Slot { post: id, date: *date, shift: shift.id };
                let n = names(sheet, handout, styles, slot, (row, LEFT + i as u16))?;
                (count, most) = (count + n, most.max(n));
            }
            row_for(sheet, row, most)?;
            sheet.write_string_with_format(row, LEFT + dates.len() as u16, people(handout, count), &styles.text)?;
            row += 1;
        }
    }
    Ok(row)
}

/// A shift as a heading: its name, and its times where it has the same on all dates.
pub fn shift_head(shift: &Heading) -> String {
    match shift.times {
        Some((start, end)) => format!("{}({start}-{end})", shift.name),
        None => shift.name.to_string(),
    }
}

/// The names of those planned in a slot; gives how many there are.
pub fn names(
    sheet: &mut Worksheet,
    handout: &Handout,
    styles: &Styles,
    slot: Slot,
    (row, column): (u32, u16),
) -> Result<u32, XlsxError> {
    let planned = handout.planned(slot);
    let names: Vec<String> = planned.iter().map(|(member, a)| handout.noted(*member, a)).collect();
    let heads = handout.roster.heads(slot);
    let short = handout.scope.member.is_none() && handout.short_by(slot) > 0;
    let format = match names.is_empty() {
        _ if short => &styles.empty,
        true if heads == 0 => &styles.unneeded,
        _ => styles.shift(slot.shift),
    };
    sheet.write_string_with_format(row, column, names.join("\n"), format)?;
    Ok(names.len() as u32)
}

/// Makes a row high enough for so many names in a cell: not every program does that by itself.
pub fn row_for(sheet: &mut Worksheet, row: u32, names: u32) -> Result<(), XlsxError> {
    sheet.set_row_height(row, (4 + 13 * names.max(1)).min(400))?;
    Ok(())
}

/// So many people. With their word: a bare number in a roster may be taken for a day of the month.
fn people(handout: &Handout, n: u32) -> String {
    locale::fill(handout.lang, "sheet.n_people", &[("n", &n)])
}

/// How many people are planned on each date.
fn totals(
    sheet: &mut Worksheet,
    handout: &Handout,
    styles: &Styles,
    dates: &[NaiveDate],
    row: u32,
) -> Result<u32, XlsxError> {
    sheet.merge_range(row, 0, row, 1, handout.word("sheet.total"), &styles.head)?;
    let mut counts = vec![0u32; dates.len()];
    for (id, _) in handout.assignments() {
        let day = (id.slot.date - handout.scope.first).num_days();
        if let Some(count) = usize::try_from(day).ok().and_then(|day| counts.get_mut(day)) {
            *count += 1;
        }
    }
    for (i, count) in counts.iter().enumerate() {
        sheet.write_string_with_format(row, LEFT + i as u16, people(handout, *count), &styles.text)?;
    }
    let all: u32 = counts.iter().sum();
    sheet.write_string_with_format(row, LEFT + dates.len() as u16, people(handout, all), &styles.text)?;
    Ok(row + 1)
}

/// What the table leaves out, and the stamp, merged over the whole width; gives the last row.
pub fn foot(
    sheet: &mut Worksheet,
    handout: &Handout,
    styles: &Styles,
    row: u32,
    last_column: u16,
) -> Result<u32, XlsxError> {
    let mut lines = Vec::new();
    let remarks = handout.remarks();
    if !remarks.is_empty() {
        lines.push(format!("{}{}", handout.word("sheet.remark"), remarks.join("；")));
    }
    lines.push(format!("{}{}", handout.word("sheet.record"), handout.stamp_line()));
    let mut at = row;
    for line in &lines {
        sheet.merge_range(at, 0, at, last_column.max(1), "", &styles.small)?;
        sheet.write_string_with_format(at, 0, line, &styles.small)?;
        let width = usize::from(last_column).max(4) * 9;
        let rows = unicode_width::UnicodeWidthStr::width(line.as_str()).div_ceil(width).max(1);
        sheet.set_row_height(at, (rows * 12).min(400) as u32)?;
        at += 1;
    }
    Ok(at - 1)
}

/// A4 landscape, every sheet of the book (SHEETS), as wide as one page as long as that can be read.
pub fn page(sheet: &mut Worksheet, dates: usize, end: (u32, u16)) -> Result<(), XlsxError> {
    sheet.set_paper_size(9);
    sheet.set_landscape();
    sheet.set_print_area(0, 0, end.0, end.1.max(1))?;
    sheet.set_print_fit_to_pages(dates.div_ceil(DATES_A_PAGE).max(1) as u16, 0);
    sheet.set_print_center_horizontally(true);
    sheet.set_margins(0.4, 0.4, 0.5, 0.5, 0.2, 0.2);
    sheet.set_footer("&C&P/&N");
    Ok(())
}
