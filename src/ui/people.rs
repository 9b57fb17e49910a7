//! People: members × dates with a shift in a cell, what really was over what was planned, and totals at the right.

use chrono::{Datelike, Weekday};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

use super::text::{self, Row};
use super::theme::Theme;
use super::{glyph, list};
use crate::app::layout::{PEOPLE_FOOT, PEOPLE_HEAD, People as Columns};
use crate::app::people::{Cell, How, Mark, Off, Row as Person, Sort};
use crate::app::{Model, layout};
use crate::domain::MemberId;
use crate::domain::finding::{Finding, Severity};
use crate::domain::time::{HOUR, days_after};
use crate::locale;

pub fn draw(model: &Model, theme: &Theme, buf: &mut Buffer, size: (u16, u16)) {
    let body = layout::frame(size).body;
    let columns = layout::people(body.width);
    head(model, theme, buf, body, columns);
    let members = model.seen.members();
    if members.is_empty() {
        let area = Rect { y: body.y + PEOPLE_HEAD, height: body.height.saturating_sub(PEOPLE_HEAD), ..body };
        let key = if model.board.roster().members.is_empty() { "people.nobody" } else { "people.nobody_here" };
        let lines = text::wrap(locale::text(model.lang(), key), usize::from(area.width).saturating_sub(2).max(1));
        for (i, line) in lines.iter().enumerate() {
            Row::new(buf, area, i as u16).skip(1).put(line, theme.quiet);
        }
        return;
    }
    let top = model.place.people.top.min(members.len());
    let selected = match model.place.people.anchor {
        Some(_) => model.selected(),
        None => Default::default(),
    };
    for (i, member) in members[top..].iter().take(layout::people_shown(size)).enumerate() {
        let area = Rect { y: body.y + PEOPLE_HEAD + i as u16, height: 1, ..body };
        if let Some(person) = model.seen.person(*member) {
            draw_row(model, theme, buf, area, person, columns, &selected);
        }
    }
    let foot = Rect { y: body.bottom().saturating_sub(PEOPLE_FOOT), height: PEOPLE_FOOT.min(body.height), ..body };
    detail(model, theme, buf, foot);
}

/// The range of dates and the order; the days and weekdays above their columns.
fn head(model: &Model, theme: &Theme, buf: &mut Buffer, body: Rect, columns: Columns) {
    let (lang, place, board) = (model.lang(), &model.place.people, &model.board);
    let first = place.first(board);
    let last = days_after(first, columns.dates as i64 - 1);
    let (from, to) = (locale::date(lang, first), locale::date(lang, last));
    let mut words =
        locale::fill(lang, "people.head", &[("first", &from), ("last", &to), ("n", &model.seen.members().len())]);
    if let Some(unit) = place.order.unit.and_then(|u| board.roster().units.get(&u)) {
        words.push_str(&format!(" · {}", unit.short.as_deref().unwrap_or(&unit.name)));
    }
    if place.order.sort != Sort::Record || place.order.reverse {
        let way = if place.order.reverse { "↑" } else { "↓" };
        words.push_str(&format!(" · {}{way}", locale::text(lang, place.order.sort.key())));
    }
    list::heading(theme, buf, body, 0, &words);
    let today = crate::app::place::today(board);
    for d in 0..columns.dates {
        let date = days_after(first, d as i64);
        let area = column(body, columns, d);
        let weekend = matches!(date.weekday(), Weekday::Sat | Weekday::Sun);
        let style = match () {
            () if date == today => theme.now,
            () if weekend => theme.strong,
            () => theme.quiet,
        };
        let day = format!("{:>2}", date.day());
        put_in(buf, area, 1, &day, style);
        put_in(buf, area, 2, locale::text(lang, WEEKDAYS[date.weekday().num_days_from_monday() as usize]), style);
    }
    let mut row = Row::new(buf, body, 2);
    row.to(body.right().saturating_sub(columns.totals()));
    let sorted = |s: Sort| if place.order.sort == s { theme.strong } else { theme.quiet };
    row.put(&right(locale::text(lang, "people.hours"), columns.hours), sorted(Sort::Hours));
    for (sort, key) in [(Sort::Nights, "people.nights"), (Sort::Weekends, "people.weekends"), (Sort::Run, "people.run")]
    {
        row.put(&right(locale::text(lang, key), columns.count), sorted(sort));
    }
}

const WEEKDAYS: [&str; 7] =
    ["people.mon", "people.tue", "people.wed", "people.thu", "people.fri", "people.sat", "people.sun"];

/// The column of the nth date.
fn column(body: Rect, columns: Columns, nth: usize) -> Rect {
    let x = body.x + columns.name + nth as u16 * columns.date;
    let end = body.right().saturating_sub(columns.totals()).max(body.x + columns.name);
    Rect { x, width: columns.date.min(end.saturating_sub(x)), ..body }
}

/// Writes into a column behind its first place, which is the marks'.
fn put_in(buf: &mut Buffer, area: Rect, line: u16, words: &str, style: Style) {
    Row::new(buf, area, line).skip(1).put(text::head(words, usize::from(area.width).saturating_sub(1)), style);
}

/// The words at the right end of so many columns.
fn right(words: &str, columns: u16) -> String {
    let words = text::head(words, usize::from(columns).saturating_sub(1));
    format!("{}{words}", " ".repeat(usize::from(columns).saturating_sub(text::width(words))))
}

/// The members and the dates that are selected.
type Selected = (Vec<MemberId>, Vec<chrono::NaiveDate>);

fn draw_row(
    model: &Model,
    theme: &Theme,
    buf: &mut Buffer,
    area: Rect,
    person: &Person,
    columns: Columns,
    selected: &Selected,
) {
    let board = &model.board;
    let here = model.place.people.member == Some(person.member);
    let date = model.place.people.date(board);
    let (rows, dates) = selected;
    let of_them = rows.contains(&person.member);
    let name = Rect { width: columns.name, ..area };
    let mut row = Row::new(buf, name, 0);
    row.put(if here { glyph::CURSOR } else { " " }, theme.strong);
    let room = usize::from(columns.name).saturating_sub(2);
    let style = if here { theme.strong } else { theme.text };
    row.put(&text::fit(board.roster().name_of(person.member), room), style);
    for (d, cell) in person.cells.iter().enumerate().take(columns.dates) {
        let at = column(area, columns, d);
        if here && cell.date == date || of_them && dates.contains(&cell.date) {
            buf.set_style(at, theme.slot);
        }
        draw_cell(model, theme, buf, at, cell);
    }
    let mut row = Row::new(buf, area, 0);
    row.to(area.right().saturating_sub(columns.totals()));
    let totals = &person.totals;
    let hours = format!("{}:{:02}", totals.seconds / HOUR, totals.seconds % HOUR / 60);
    row.put(&right(&hours, columns.hours), if totals.seconds > 0 { theme.text } else { theme.faint });
    for n in [totals.nights, totals.weekends, totals.run] {
        row.put(&right(&n.to_string(), columns.count), if n > 0 { theme.quiet } else { theme.faint });
    }
}

/// `▲早`, `早中`, `早+`, `休`
fn draw_cell(model: &Model, theme: &Theme, buf: &mut Buffer, area: Rect, cell: &Cell) {
    let lang = model.lang();
    let mut row = Row::new(buf, area, 0);
    let Some(first) = cell.marks.first() else {
        let (key, style) = match cell.off {
            Off::Rest => ("people.rest", theme.faint),
            Off::Leave => ("people.leave", theme.amber),
            Off::Outside => ("people.outside", theme.faint),
        };
        return put_in(buf, area, 0, locale::text(lang, key), style);
    };
    let (lead, lead_style) = lead(theme, cell);
    let code = |m: &Mark| board_code(model, m);
    let room = usize::from(area.width);
    let all: String = cell.marks.iter().map(&code).collect();
    let second = cell.marks.get(1);
    match second {
        // Two shifts need the room of the mark; that they are two says as much.
        Some(_) if text::width(&all) + 1 > room && text::width(&all) <= room => {}
        Some(_) if text::width(&all) > room => {}
        _ => {
            row.put(lead, lead_style);
        }
    }
    if second.is_some() && text::width(&all) > row.left() {
        row.put(text::head(code(first), row.left().saturating_sub(1)), style(model, theme, first));
        row.put("+", theme.amber);
        return;
    }
    for mark in &cell.marks {
        let of = if second.is_some() && !is_over(model, mark) { theme.amber } else { style(model, theme, mark) };
        let words = text::head(code(mark), row.left());
        row.put(words, of);
    }
    if first.part && second.is_none() {
        row.put("~", theme.faint);
    }
}

fn board_code<'a>(model: &'a Model, mark: &Mark) -> &'a str {
    model.board.roster().shift_code(mark.slot.shift)
}

fn is_over(model: &Model, mark: &Mark) -> bool {
    mark.span.to <= model.board.now()
}

/// What happened is plain, what goes on is strong, what is planned is quiet, what did not happen is loud.
fn style(model: &Model, theme: &Theme, mark: &Mark) -> Style {
    match mark.how {
        How::Absent if is_over(model, mark) => theme.hatch,
        How::Absent => theme.red,
        How::Due => theme.amber,
        How::On => theme.strong,
        How::Stood => theme.text,
        How::Planned => theme.quiet,
    }
}

/// The mark before a cell's code: somebody who did not come, else the worst that is found there, else that it was not
/// planned.
fn lead(theme: &Theme, cell: &Cell) -> (&'static str, Style) {
    if cell.marks.iter().any(|m| m.how == How::Absent) {
        return (glyph::MISSING, theme.red);
    }
    if cell.marks.iter().any(|m| m.how == How::Due) {
        return (glyph::UNMARKED, theme.amber);
    }
    if let Some(f) = cell.findings.first() {
        return (glyph::kind(f.kind), if f.severity == Severity::Past { theme.faint } else { theme.level(f.level) });
    }
    match cell.marks.iter().find(|m| m.extra || m.pinned) {
        Some(m) if m.extra => (glyph::SURGE, theme.surge),
        Some(_) => (glyph::PINNED, theme.faint),
        None => (" ", theme.text),
    }
}

/// The cell under the cursor in words: who, when, which shift at which post, what is found.
fn detail(model: &Model, theme: &Theme, buf: &mut Buffer, area: Rect) {
    let (lang, board) = (model.lang(), &model.board);
    let Some(member) = model.place.people.member else { return };
    let date = model.place.people.date(board);
    let cell = model.seen.person(member).and_then(|p| p.cells.iter().find(|c| c.date == date));
    let mut row = Row::new(buf, area, 0);
    row.skip(1).put(&who(model, member), theme.text).skip(1);
    row.put(&locale::date_weekday(lang, date), theme.quiet);
    let Some(cell) = cell else { return };
    for mark in &cell.marks {
        row.put(" · ", theme.faint).fit(&mark_words(model, mark), style(model, theme, mark));
    }
    if cell.marks.is_empty() && cell.off != Off::Rest {
        let key = if cell.off == Off::Leave { "people.on_leave" } else { "people.not_in_branch" };
        row.put(" · ", theme.faint).put(locale::text(lang, key), theme.amber);
    }
    for f in &cell.findings {
        row.put(" · ", theme.faint).fit(&finding_words(model, f), theme.finding(f));
    }
}

/// `赵建群 市场监管 13800000001`
fn who(model: &Model, id: MemberId) -> String {
    let roster = model.board.roster();
    let Some(m) = roster.member(id) else { return String::new() };
    let unit = m.unit.and_then(|u| roster.units.get(&u)).map(|u| u.short.as_deref().unwrap_or(&u.name));
    let parts = [Some(m.name.as_str()), unit, m.phone.as_deref()];
    parts.into_iter().flatten().collect::<Vec<_>>().join(" ")
}

/// `早 畜牧局 06:00–14:00`
fn mark_words(model: &Model, mark: &Mark) -> String {
    let (lang, roster) = (model.lang(), model.board.roster());
    let post = roster.post(mark.slot.post).map_or("?", |p| p.label());
    let zone = roster.zone();
    let times = format!("{}–{}", locale::clock(zone, mark.span.from), locale::clock(zone, mark.span.to));
    let key = match mark.how {
        How::Absent => "people.absent",
        How::Due => "people.due",
        How::On => "people.on",
        _ if mark.extra => "people.extra",
        How::Stood => "people.stood",
        How::Planned if mark.pinned => "people.pinned",
        How::Planned => return format!("{} {post} {times}", board_code(model, mark)),
    };
    format!("{} {post} {times} {}", board_code(model, mark), locale::text(lang, key))
}

fn finding_words(model: &Model, f: &Finding) -> String {
    let (lang, board) = (model.lang(), &model.board);
    let words = locale::finding_short(lang, board.roster(), board.now(), f);
    format!("{}{words}", glyph::kind(f.kind))
}
