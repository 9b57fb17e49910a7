//! Week: posts × dates × shifts, with the names in the cells; holes, pins and double shifts show.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

use super::text::{self, Row};
use super::theme::Theme;
use super::{glyph, list};
use crate::app::layout::Week as Columns;
use crate::app::week::{self, Cell, Planned};
use crate::app::{Model, layout};
use crate::domain::time::days_after;
use crate::domain::{PostId, ShiftId};
use crate::locale;

pub fn draw(model: &Model, theme: &Theme, buf: &mut Buffer, size: (u16, u16)) {
    let board = &model.board;
    let body = layout::frame(size).body;
    let columns = layout::week(body.width);
    let shifts = week::shifts(board, model.place.week(board), columns.dates);
    let per_post = shifts.len().max(1);
    let shown = usize::from(body.height.saturating_sub(2)).div_ceil(per_post);
    let top = model.place.top_post.min(board.posts().len());
    let posts = &board.posts()[top..(top + shown).min(board.posts().len())];
    let left = columns.name + columns.code;
    let grid = Rect { x: body.x + left, width: body.width.saturating_sub(left), ..body };
    head(model, theme, buf, body, grid, columns);
    for (i, post) in posts.iter().enumerate() {
        let y = body.y + 2 + (i * per_post) as u16;
        let height = (per_post as u16).min(body.bottom().saturating_sub(y));
        let area = Rect { y, height, ..body };
        post_rows(model, theme, buf, area, *post, &shifts, columns);
    }
}

fn label(model: &Model, post: PostId) -> &str {
    model.board.roster().post(post).map_or("", |p| p.label())
}

/// The range of dates, and the dates above their columns.
fn head(model: &Model, theme: &Theme, buf: &mut Buffer, body: Rect, grid: Rect, columns: Columns) {
    let (dates, width) = (columns.dates, columns.date);
    let lang = model.lang();
    let first = model.place.week(&model.board);
    let last = days_after(first, dates as i64 - 1);
    let words = locale::fill(
        lang,
        "ui.week",
        &[
            ("first", &locale::date(lang, first)),
            ("last", &locale::date(lang, last)),
            ("posts", &model.board.posts().len()),
        ],
    );
    list::heading(theme, buf, body, 0, &words);
    let today = crate::app::place::today(&model.board);
    for d in 0..dates {
        let date = days_after(first, d as i64);
        let x = grid.x + d as u16 * width;
        let area = Rect { x, y: grid.y + 1, width: width.min(grid.right().saturating_sub(x)), height: 1 };
        let style = if date == today { theme.now } else { theme.quiet };
        let words = format!("{} {}", chrono::Datelike::day(&date), locale::weekday(lang, date));
        Row::new(buf, area, 0).skip(1).fit(&words, style);
    }
}

fn post_rows(
    model: &Model,
    theme: &Theme,
    buf: &mut Buffer,
    area: Rect,
    post: PostId,
    shifts: &[ShiftId],
    columns: Columns,
) {
    let Columns { name, code: code_width, date: width, .. } = columns;
    let board = &model.board;
    let here = model.place.whole_slot(board).filter(|s| s.post == post);
    let cells = model.seen.cells(post);
    let mut title = Row::new(buf, Rect { width: name, ..area }, 0);
    title.skip(1).fit(label(model, post), theme.text);
    for (line, shift) in shifts.iter().enumerate() {
        let code = board.roster().shift_code(*shift);
        let at = Rect { x: area.x + name, width: code_width, ..area };
        Row::new(buf, at, line as u16).put(&text::fit(code, usize::from(code_width) - 1), theme.faint);
    }
    let first = model.place.week(board);
    for cell in cells {
        let line = shifts.iter().position(|s| *s == cell.slot.shift).unwrap_or(0) as u16;
        let column = (cell.slot.date - first).num_days().max(0);
        let x = area.x + name + code_width + column as u16 * width;
        if line >= area.height || x >= area.right() {
            continue;
        }
        let at = Rect { x, y: area.y + line, width: width.min(area.right() - x), height: 1 };
        let selected = here == Some(cell.slot);
        if selected {
            buf.set_style(at, theme.slot);
        }
        let mut row = Row::new(buf, at, 0);
        row.put(if selected { glyph::CURSOR } else { " " }, theme.strong);
        draw_cell(model, theme, &mut row, cell);
    }
}

/// `赵建群▪`, `✖缺 1`, `孙建 1/2`
fn draw_cell(model: &Model, theme: &Theme, row: &mut Row, cell: &Cell) {
    let (lang, board) = (model.lang(), &model.board);
    let now = board.now();
    let style = if cell.span.to <= now {
        theme.faint
    } else if cell.span.contains(now) {
        theme.strong
    } else {
        theme.quiet
    };
    if cell.heads == 0 && cell.people.is_empty() && cell.short_by == 0 {
        row.put(glyph::PLANNED_LINE, theme.faint);
        return;
    }
    let short = locale::fill(lang, "ui.short_by", &[("n", &cell.short_by)]);
    if cell.people.is_empty() {
        match cell.short_by {
            0 => row.put(glyph::RULE, theme.faint),
            _ => row.put(&format!("{}{short}", glyph::NOBODY), hole_style(model, theme, cell)),
        };
        return;
    }
    let share = if cell.heads > 1 { format!(" {}/{}", cell.people.len(), cell.heads) } else { String::new() };
    let hole = if cell.short_by > 0 { glyph::NOBODY } else { "" };
    // The next cell begins with a column for the cursor.
    let room = row.left().saturating_sub(text::width(&share) + text::width(hole));
    let names = names(model, theme, cell, style, room);
    for (words, style) in names {
        row.put(&words, style);
    }
    row.put(&share, if cell.short_by > 0 { theme.red } else { style });
    row.put(hole, hole_style(model, theme, cell));
}

/// A hole that is near is loud; weeks that are not planned yet are not.
fn hole_style(model: &Model, theme: &Theme, cell: &Cell) -> Style {
    let board = &model.board;
    let near = cell.span.from - board.now() <= board.roster().rules.soon;
    if near { theme.gap } else { theme.hatch }
}

/// The names with their marks, as many as fit; the rest as `+n`.
fn names(model: &Model, theme: &Theme, cell: &Cell, style: Style, room: usize) -> Vec<(String, Style)> {
    let roster = model.board.roster();
    let past = cell.span.to <= model.board.now();
    let mut out: Vec<(String, Style)> = Vec::new();
    let mut used = 0;
    for (i, p) in cell.people.iter().enumerate() {
        let marks = marks(p);
        let words = format!("{}{}{marks}", if i > 0 { " " } else { "" }, roster.name_of(p.member));
        let rest = cell.people.len() - i;
        let keep = if rest > 1 { 3 } else { 0 };
        if i > 0 && used + text::width(&words) + keep > room {
            out.push((format!("+{rest}"), style));
            break;
        }
        let style = if !past && (p.double || p.cannot) { theme.amber } else { style };
        let words = if text::width(&words) > room && i == 0 {
            text::fit(roster.name_of(p.member), room.saturating_sub(text::width(&marks))) + &marks
        } else {
            words
        };
        used += text::width(&words);
        out.push((words, style));
    }
    out
}

/// Double shift, not available, pinned, part of the slot.
fn marks(p: &Planned) -> String {
    let marks = [(p.double, glyph::OVERLONG), (p.cannot, "×"), (p.pinned, glyph::PINNED), (p.part, "~")];
    marks.iter().filter(|(on, _)| *on).map(|(_, mark)| *mark).collect()
}
