//! The sheet everybody knows: people in rows, dates across, the shift's code in the cell.

use chrono::NaiveDate;
use rust_xlsxwriter::{Worksheet, XlsxError};

use super::style::Styles;
use super::wall::{date_heads, foot, page, title};
use crate::domain::report::{NIGHT, NIGHT_LEAST};
use crate::domain::time::{HOUR, Span, days_after, instant, midnight};
use crate::domain::*;
use crate::exchange::handout::Handout;
use crate::locale::fill;

/// Columns before the first date: name, unit, post.
const LEFT: u16 = 3;
const HEAD: u32 = 3;

pub fn sheet(handout: &Handout, styles: &Styles) -> Result<Worksheet, XlsxError> {
    let mut sheet = Worksheet::new();
    let dates: Vec<NaiveDate> = handout.dates().collect();
    let right = LEFT + dates.len() as u16;
    // Of one date there is nothing to add up.
    let adds_up = dates.len() > 1;
    let last_column = if adds_up { right + 2 } else { right - 1 };
    let words = format!("{} {} {}", handout.roster.branch.name, handout.word("sheet.people_title"), handout.range());
    title(&mut sheet, styles, &words, last_column)?;
    let heads = [
        (0, "sheet.name"),
        (1, "sheet.unit"),
        (2, "sheet.post"),
        (right, "sheet.shifts"),
        (right + 1, "sheet.hours"),
        (right + 2, "sheet.nights"),
    ];
    for (column, key) in heads.into_iter().filter(|(column, _)| *column <= last_column) {
        sheet.merge_range(1, column, 2, column, handout.word(key), &styles.head)?;
    }
    date_heads(&mut sheet, handout, styles, &dates, LEFT, 1)?;
    let mut row = HEAD;
    for somebody in handout.members() {
        person(&mut sheet, handout, styles, &dates, row, somebody)?;
        row += 1;
    }
    let last = foot(&mut sheet, handout, styles, row, last_column)?;
    for (column, width) in [(0, 10), (1, 18), (2, 14)] {
        sheet.set_column_width(column, width)?;
    }
    for column in LEFT..right {
        sheet.set_column_width(column, 7)?;
    }
    sheet.set_freeze_panes(HEAD, 1)?;
    sheet.set_repeat_rows(0, HEAD - 1)?;
    sheet.set_repeat_columns(0, 0)?;
    page(&mut sheet, dates.len(), (last, last_column))?;
    Ok(sheet)
}

fn person(
    sheet: &mut Worksheet,
    handout: &Handout,
    styles: &Styles,
    dates: &[NaiveDate],
    row: u32,
    (id, member): (MemberId, &Member),
) -> Result<(), XlsxError> {
    let roster = handout.roster;
    let his: Vec<(AssignmentId, &Assignment)> = handout.assignments_of(id).collect();
    let home = usual_post(&his);
    sheet.write_string_with_format(row, 0, &member.name, &styles.name)?;
    let unit = member.unit.and_then(|u| roster.units.get(&u)).map_or("", |u| u.short.as_deref().unwrap_or(&u.name));
    sheet.write_string_with_format(row, 1, unit, &styles.text)?;
    sheet.write_string_with_format(row, 2, home.map_or("", |p| roster.post_name(p)), &styles.text)?;
    for (i, date) in dates.iter().enumerate() {
        let on: Vec<_> = his.iter().filter(|(key, _)| key.slot.date == *date).collect();
        let words: Vec<String> = on.iter().map(|(key, a)| code(handout, key, a, home)).collect();
        let (words, format) = match on.first() {
            Some((key, _)) => (words.join("/"), styles.shift(key.slot.shift)),
            None => match leave(roster, member, *date) {
                Some(why) => (why, &styles.away),
                None if member.belongs_on(*date) && !his.is_empty() => {
                    (handout.word("sheet.rest").into(), &styles.rest)
                }
                None => (String::new(), &styles.rest),
            },
        };
        sheet.write_string_with_format(row, LEFT + i as u16, words, format)?;
    }
    if dates.len() > 1 {
        totals(sheet, handout, styles, row, LEFT + dates.len() as u16, &his)?;
    }
    Ok(())
}

/// What a row adds up to by the plan.
fn totals(
    sheet: &mut Worksheet,
    handout: &Handout,
    styles: &Styles,
    row: u32,
    right: u16,
    his: &[(AssignmentId, &Assignment)],
) -> Result<(), XlsxError> {
    let spans: Vec<Span> = his.iter().filter_map(|(key, a)| handout.span(key, a)).collect();
    let seconds: i64 = spans.iter().map(|s| s.length()).sum();
    let nights = spans.iter().filter(|s| night_of(handout.roster, **s) >= NIGHT_LEAST).count();
    // With their words: a bare number in a roster may be taken for a day of the month.
    let hours = format!("{:.1}", seconds as f64 / HOUR as f64);
    let totals = [
        fill(handout.lang, "sheet.n_shifts", &[("n", &his.len())]),
        fill(handout.lang, "sheet.n_hours", &[("n", &hours)]),
        fill(handout.lang, "sheet.n_nights", &[("n", &nights)]),
    ];
    for (i, text) in totals.iter().enumerate() {
        sheet.write_string_with_format(row, right + i as u16, text, &styles.text)?;
    }
    Ok(())
}

/// Where somebody stands most; the first in post order of several.
fn usual_post(his: &[(AssignmentId, &Assignment)]) -> Option<PostId> {
    let mut posts: Vec<PostId> = his.iter().map(|(key, _)| key.slot.post).collect();
    posts.sort_unstable();
    let runs = posts.chunk_by(|a, b| a == b);
    runs.max_by_key(|run| (run.len(), std::cmp::Reverse(run[0]))).map(|run| run[0])
}

/// `早`, or `大渠家属院早` where it is not the row's post; with the note behind it.
fn code(handout: &Handout, key: &AssignmentId, a: &Assignment, home: Option<PostId>) -> String {
    let shift = handout.roster.shift_code(key.slot.shift);
    let post = if home == Some(key.slot.post) { "" } else { handout.roster.post_name(key.slot.post) };
    let note = a.note.as_ref().map_or_else(String::new, |note| format!("（{note}）"));
    format!("{post}{shift}{note}")
}

/// The word for a duty date of which somebody is away the whole, if it is one that means a whole day's leave.
fn leave(roster: &Roster, member: &Member, date: NaiveDate) -> Option<String> {
    let zone = roster.zone();
    let day = Span::new(midnight(zone, date), midnight(zone, days_after(date, 1)));
    let whole =
        |u: &&Unavailable| matches!(u, Unavailable::Once { from, to, .. } if *from <= day.from && day.to <= *to);
    match member.unavailable.iter().find(whole)? {
        Unavailable::Once { why: Some(why), .. } if ["假", "病", "事"].contains(&why.as_str()) => Some(why.clone()),
        Unavailable::Once { .. } => Some("假".into()),
        Unavailable::Daily { .. } => None,
    }
}

/// How many seconds of it lie in the hours that count as night.
fn night_of(roster: &Roster, span: Span) -> i64 {
    let zone = roster.zone();
    let first = span.from.date(zone);
    let nights = (-1..=1).map(|n| {
        let date = days_after(first, n);
        Span::new(instant(zone, date, NIGHT.0), instant(zone, days_after(date, 1), NIGHT.1))
    });
    nights.filter_map(|n| n.cut(span)).map(Span::length).sum()
}
