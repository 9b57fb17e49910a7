//! Report: a row a member or a unit, what was done and planned as a bar and in hours, nights, weekends, overlong
//! stretches and late reliefs; under it the late reliefs of the row under the cursor.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

use super::text::{self, Row};
use super::theme::Theme;
use super::{glyph, list};
use crate::app::layout::{REPORT_HEAD, Report as Columns};
use crate::app::report::{Sort, Table};
use crate::app::{Model, layout};
use crate::domain::report::{Late, Row as Line, Times, Who};
use crate::locale;

pub fn draw(model: &Model, theme: &Theme, buf: &mut Buffer, size: (u16, u16)) {
    let Some(table) = model.seen.report() else { return };
    let body = layout::frame(size).body;
    let columns = layout::report(body.width, model.place.report.order.by_unit);
    head(model, theme, buf, body, &columns, table);
    let shown = layout::report_shown(size);
    for (i, line) in table.rows.iter().enumerate().skip(model.place.report.top).take(shown) {
        let y = body.y + REPORT_HEAD + (i - model.place.report.top) as u16;
        let area = Rect { y, height: 1, ..body };
        let here = i == model.place.report.row;
        if here {
            buf.set_style(area, theme.cursor);
        }
        draw_row(model, theme, buf, area, &columns, (table, line, here));
    }
    let height = layout::report_foot(size).min(body.height);
    below(model, theme, buf, Rect { y: body.bottom() - height, height, ..body }, table);
}

/// The dates, what the rows are and what they add up to; the headings of the columns.
fn head(model: &Model, theme: &Theme, buf: &mut Buffer, body: Rect, columns: &Columns, table: &Table) {
    let (lang, order) = (model.lang(), model.place.report.order);
    let (first, last) = table.dates();
    let total = table.total();
    let key = if order.by_unit { "report.head_units" } else { "report.head_members" };
    let mut words = locale::fill(
        lang,
        key,
        &[
            ("range", &locale::date_range(lang, first, last)),
            ("n", &table.rows.len()),
            ("done", &clock(total.actual.seconds)),
            ("planned", &clock(total.planned.seconds)),
        ],
    );
    if let Some(unit) = order.unit {
        let unit = unit.and_then(|u| model.board.roster().units.get(&u));
        let none = locale::text(lang, "report.no_unit");
        words.push_str(&format!(" · {}", unit.map_or(none, |u| u.short.as_deref().unwrap_or(&u.name))));
    }
    if order.sort != Sort::Record || order.reverse {
        let way = if order.reverse { "↑" } else { "↓" };
        words.push_str(&format!(" · {}{way}", locale::text(lang, order.sort.key())));
    }
    list::heading(theme, buf, body, 0, &words);
    let style = |sort: &[Sort]| if sort.contains(&order.sort) { theme.strong } else { theme.quiet };
    let mut row = Row::new(buf, body, 1);
    let name = if order.by_unit { "report.unit" } else { "report.member" };
    row.skip(1).cell(locale::text(lang, name), usize::from(columns.name) - 1, style(&[Sort::Name]));
    let second = if order.by_unit { "report.members" } else { "report.unit" };
    row.cell(
        &text::fit(locale::text(lang, second), columns.unit.saturating_sub(1).into()),
        columns.unit.into(),
        style(&[Sort::Unit]),
    );
    right(&mut row, locale::text(lang, "report.done"), columns.hours, style(&[Sort::Hours]));
    right(&mut row, locale::text(lang, "report.plan"), columns.hours, theme.quiet);
    right(&mut row, locale::text(lang, "report.each"), columns.each, style(&[Sort::Hours]));
    row.skip(columns.bar + 1);
    let counts = [
        ("report.night", columns.count, Sort::Nights),
        ("report.weekend", columns.count, Sort::Weekends),
        ("report.over", columns.times, Sort::Overlong),
        ("report.waits", columns.times, Sort::Waited),
        ("report.keeps", columns.times, Sort::Kept),
    ];
    for (key, width, sort) in counts {
        right(&mut row, locale::text(lang, key), width, style(&[sort]));
    }
}

fn draw_row(
    model: &Model,
    theme: &Theme,
    buf: &mut Buffer,
    area: Rect,
    columns: &Columns,
    (table, line, here): (&Table, &Line, bool),
) {
    let sums = &line.sums;
    let mut row = Row::new(buf, area, 0);
    row.put(if here { glyph::CURSOR } else { " " }, theme.strong);
    row.cell(
        &text::fit(name(model, line.who, usize::from(columns.name) - 2), usize::from(columns.name) - 2),
        usize::from(columns.name) - 1,
        theme.text,
    );
    let second = match line.who {
        Who::Member(_) => text::fit(unit_of(model, line.who), columns.unit.saturating_sub(1).into()),
        Who::Unit(_) => format!("{:>3}", line.members),
    };
    row.cell(&second, columns.unit.into(), theme.quiet);
    let nothing = sums.actual.seconds == 0;
    right(&mut row, &clock(sums.actual.seconds), columns.hours, if nothing { theme.faint } else { theme.text });
    right(&mut row, &clock(sums.planned.seconds), columns.hours, theme.quiet);
    right(&mut row, &clock(line.each(sums.actual.seconds)), columns.each, theme.text);
    row.skip(1);
    bar(theme, &mut row, columns.bar, line, table.most);
    let weekends = [(sums.actual.nights, columns.count), (sums.actual.weekend_days, columns.count)];
    for (n, width) in weekends {
        right(&mut row, &n.to_string(), width, if n == 0 { theme.faint } else { theme.text });
    }
    for (times, style) in [(sums.overlong, theme.amber), (sums.waited, theme.waiting), (sums.kept, theme.quiet)] {
        let style = if times.times == 0 { theme.faint } else { style };
        right(&mut row, &times_words(times), columns.times, style);
    }
}

/// For one member: what was done of what is planned; what was done beyond it; what is not done, or not yet.
fn bar(theme: &Theme, row: &mut Row, width: u16, line: &Line, most: i64) {
    let columns = |seconds: i64| (line.each(seconds) * i64::from(width) + most / 2) / most;
    let (done, planned) = (columns(line.sums.actual.seconds), columns(line.sums.planned.seconds));
    let piece = |glyph: &str, n: i64| glyph.repeat(usize::try_from(n).unwrap_or(0));
    let end = row.x + width;
    row.put(&piece(glyph::TAIL, done.min(planned)), theme.fine);
    row.put(&piece(glyph::TAIL, done - planned), theme.amber);
    row.put(&piece(glyph::RULE, planned - done), theme.faint);
    row.to(end);
}

/// `1 0:40`, how often and how long.
fn times_words(times: Times) -> String {
    match times.times {
        0 => glyph::PLANNED_LINE.to_string(),
        n => format!("{n} {}", clock(times.seconds)),
    }
}

fn clock(seconds: i64) -> String {
    locale::duration_clock(seconds)
}

/// Words at the right end of a column.
fn right(row: &mut Row, words: &str, width: u16, style: Style) {
    let words = text::head(words, usize::from(width).saturating_sub(1));
    if width == 0 {
        return;
    }
    row.skip(width.saturating_sub(text::width(words) as u16)).put(words, style);
}

fn name(model: &Model, who: Who, room: usize) -> &str {
    let roster = model.board.roster();
    match who {
        Who::Member(m) => roster.name_of(m),
        Who::Unit(Some(u)) => roster.units.get(&u).map_or("", |u| match &u.short {
            Some(short) if text::width(&u.name) > room => short,
            _ => &u.name,
        }),
        Who::Unit(None) => locale::text(model.lang(), "report.no_unit"),
    }
}

fn unit_of(model: &Model, who: Who) -> &str {
    let roster = model.board.roster();
    let unit = match who {
        Who::Member(m) => roster.member(m).and_then(|m| m.unit),
        Who::Unit(unit) => unit,
    };
    unit.and_then(|u| roster.units.get(&u)).map_or("", |u| u.short.as_deref().unwrap_or(&u.name))
}

/// The late reliefs of the row under the cursor.
fn below(model: &Model, theme: &Theme, buf: &mut Buffer, area: Rect, table: &Table) {
    let lang = model.lang();
    let Some(line) = table.rows.get(model.place.report.row) else { return };
    list::heading(
        theme,
        buf,
        area,
        0,
        &locale::fill(lang, "report.late_of", &[("who", &name(model, line.who, usize::MAX))]),
    );
    let sums = &line.sums.actual;
    let off = line.each(sums.seconds) - table.mean();
    let sign = if off < 0 { "−" } else { "+" };
    let words = locale::fill(
        lang,
        "report.detail",
        &[
            ("days", &sums.days),
            ("night", &clock(sums.night)),
            ("weekend", &clock(sums.weekend)),
            ("mean", &clock(table.mean())),
            ("off", &format!("{sign}{}", clock(off.abs()))),
        ],
    );
    Row::new(buf, area, 1).skip(2).fit(&words, theme.quiet);
    let area = Rect { y: area.y + 1, height: area.height - 1, ..area };
    let mut rest = table.late_of(&model.board, line.who);
    let rows = area.height.saturating_sub(1);
    if rows == 0 {
        return;
    }
    let lines: Vec<&Late> = rest.by_ref().take(rows.into()).collect();
    if lines.is_empty() {
        Row::new(buf, area, 1).skip(2).fit(locale::text(lang, "report.none_late"), theme.faint);
    }
    let more = rest.count();
    for (i, late) in lines.iter().enumerate() {
        let mut row = Row::new(buf, area, i as u16 + 1);
        if more > 0 && i + 1 == usize::from(rows) {
            row.right(&locale::fill(lang, "ui.more_below", &[("n", &more)]), theme.faint);
        }
        row.skip(2).fit(&late_words(model, late), if late.ongoing { theme.waiting } else { theme.text });
    }
}

/// `4月18日 22:00 起 40 分钟 学苑花都 关宁 等 武志刚`
fn late_words(model: &Model, late: &Late) -> String {
    let (lang, board) = (model.lang(), &model.board);
    let roster = board.roster();
    let names = |members: &[crate::domain::MemberId]| {
        locale::list(lang, &members.iter().map(|m| roster.name_of(*m)).collect::<Vec<_>>())
    };
    let key = match (late.ongoing, late.awaited.is_empty()) {
        (true, true) => "report.waits_for_nobody",
        (true, false) => "report.waits_for",
        (false, true) => "report.waited_for_nobody",
        (false, false) => "report.waited_for",
    };
    locale::fill(
        lang,
        key,
        &[
            ("from", &locale::moment(lang, roster.zone(), board.now(), late.span.from)),
            ("long", &locale::duration(lang, late.span.length())),
            ("post", &roster.post_name(late.post)),
            ("member", &roster.name_of(late.member)),
            ("awaited", &names(&late.awaited)),
        ],
    )
}
