//! The hours of one post as a bar of cells: blocks with names, hatched gaps, tails of those who stayed, the now line.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

use super::glyph;
use super::text;
use super::theme::Theme;
use crate::app::Model;
use crate::app::day::{Block, How, Row, Tail};
use crate::domain::coverage::{Segment, Status};
use crate::domain::{Instant, Span};
use crate::locale;

/// A window of time laid over columns.
#[derive(Clone, Copy)]
pub struct Scale {
    pub area: Rect,
    pub window: Span,
}

impl Scale {
    /// The column of an instant, counted from the left of the area; the end's is the width.
    pub fn column(&self, t: Instant) -> u16 {
        let whole = self.window.length().max(1);
        let at = (t - self.window.from).clamp(0, whole);
        (at * i64::from(self.area.width) / whole) as u16
    }

    /// The columns of a span; one at least when it lies in the window.
    fn columns(&self, span: Span) -> std::ops::Range<u16> {
        let Some(span) = span.cut(self.window) else { return 0..0 };
        let from = self.column(span.from).min(self.area.width.saturating_sub(1));
        from..self.column(span.to).max(from + 1)
    }
}

/// Draws the names of a post's blocks, its gaps and tails, on one line.
pub fn blocks(model: &Model, theme: &Theme, buf: &mut Buffer, scale: Scale, row: &Row, selected: Option<usize>) {
    let mut free = 0;
    for (i, block) in row.blocks.iter().enumerate() {
        let columns = scale.columns(block.span);
        if columns.is_empty() {
            continue;
        }
        if selected == Some(i) {
            let x = scale.area.x + columns.start;
            buf.set_style(Rect { x, width: columns.len() as u16, ..scale.area }, theme.slot);
        }
        let mut x = columns.start;
        if x > 0 && x >= free {
            put(buf, scale, x, glyph::EDGE, theme.faint);
            x += 1;
        }
        x = x.max(free);
        if columns.end > x {
            x = label(model, theme, buf, scale, row, block, x, columns.end);
        }
        free = x.max(free);
        if let Some(tail) = row.tails.iter().find(|t| t.span.from == block.span.to && shows(model, t)) {
            free = tail_from(theme, buf, scale, tail, free, model);
        }
    }
    hatch(model, theme, buf, scale, row);
    now_line(model, theme, buf, scale);
}

/// The words of a block from column `x` to before `end`; the column after them.
#[allow(clippy::too_many_arguments)]
fn label(
    model: &Model,
    theme: &Theme,
    buf: &mut Buffer,
    scale: Scale,
    row: &Row,
    block: &Block,
    x: u16,
    end: u16,
) -> u16 {
    let roster = model.board.roster();
    let now = model.board.now();
    let room = usize::from(end - x);
    let code = roster.shift(block.slot.shift).map_or("", |s| s.code.as_str());
    let quiet = if block.span.to <= now { theme.faint } else { theme.quiet };
    if block.need == 0 && block.people.is_empty() {
        return put(buf, scale, x, &text::fit(code, room), theme.faint);
    }
    let mut pieces: Vec<(String, Style)> = vec![(format!("{code} "), theme.faint)];
    let nobody = !block.people.iter().any(|(_, how)| matches!(how, How::There | How::Planned | How::Due));
    if block.short_by > 0 && nobody {
        pieces.push((format!("{} {}", glyph::NOBODY, short_words(model, block.short_by)), theme.gap));
    } else {
        people(model, theme, block, quiet, &mut pieces);
        if block.short_by > 0 {
            pieces.push((format!("{}{}", glyph::NOBODY, short_words(model, block.short_by)), theme.gap));
        }
    }
    let surge = row.surges.iter().any(|s| s.overlaps(block.span));
    if surge {
        pieces.push((format!("{}{}", glyph::SURGE, block.need.saturating_sub(block.heads)), theme.surge));
    }
    let whole: usize = pieces.iter().map(|(t, _)| text::width(t)).sum();
    if whole > room && pieces.len() > 1 && room < whole - text::width(code) - 1 + 4 {
        pieces.remove(0);
    }
    let mut x = x;
    for (words, style) in pieces {
        let room = usize::from(end.saturating_sub(x));
        x = put(buf, scale, x, &text::fit(&words, room), style);
    }
    x
}

/// The names of a block's people, and how many of how many when more than one is needed.
fn people(model: &Model, theme: &Theme, block: &Block, quiet: Style, pieces: &mut Vec<(String, Style)>) {
    let (lang, roster, now) = (model.lang(), model.board.roster(), model.board.now());
    let present = block.span.contains(now);
    let here = block.people.iter().filter(|(_, how)| *how != How::Absent).count();
    for (i, (member, how)) in block.people.iter().enumerate() {
        let comma = if i > 0 { " " } else { "" };
        let name = roster.name_of(*member);
        pieces.push(match how {
            How::There if present => (format!("{comma}{name}"), theme.text),
            How::There | How::Planned => (format!("{comma}{name}"), quiet),
            How::Due => (format!("{comma}{name}{}", glyph::UNMARKED), theme.amber),
            How::Absent if block.span.to <= now => (format!("{comma}{name}×"), theme.faint),
            How::Absent => (format!("{comma}{name}{}", locale::text(lang, "ui.not_come")), theme.amber),
        });
    }
    if block.heads > 1 {
        let style = if block.short_by > 0 { theme.red } else { quiet };
        pieces.push((format!(" {here}/{}", block.heads), style));
    }
}

fn short_words(model: &Model, n: u32) -> String {
    locale::fill(model.lang(), "ui.short_by", &[("n", &n)])
}

/// Whether a tail is worth drawing: one that goes on, or was longer than the grace.
fn shows(model: &Model, tail: &Tail) -> bool {
    tail.open || tail.span.length() >= model.board.roster().rules.mark_grace
}

/// Draws a tail from column `x`, past the end of the shift to when he went; the column after it.
fn tail_from(theme: &Theme, buf: &mut Buffer, scale: Scale, tail: &Tail, x: u16, model: &Model) -> u16 {
    let columns = scale.columns(tail.span);
    if columns.is_empty() {
        return x;
    }
    let style = if tail.open {
        if model.board.findings_now().any(|f| f.members == [tail.member]) { theme.red } else { theme.amber }
    } else {
        theme.faint
    };
    let end = columns.end.max(columns.start + 1).min(scale.area.width);
    for column in x.min(columns.start)..end - 1 {
        if is_blank(buf, scale, column) || column >= columns.start {
            put(buf, scale, column, glyph::TAIL, style);
        }
    }
    put(buf, scale, end - 1, glyph::TAIL_END, style);
    end
}

/// Hatches gaps where no words stand.
fn hatch(model: &Model, theme: &Theme, buf: &mut Buffer, scale: Scale, row: &Row) {
    for s in row.segments.iter().filter(|s| s.status == Status::Gap) {
        let style = if s.span.to <= model.board.now() { theme.faint } else { theme.hatch };
        for column in scale.columns(s.span) {
            if is_blank(buf, scale, column) {
                put(buf, scale, column, glyph::HATCH, style);
            }
        }
    }
}

/// Draws the coverage itself, segment by segment: what happened, what is planned, gaps, surges.
pub fn coverage(model: &Model, theme: &Theme, buf: &mut Buffer, scale: Scale, row: &Row) {
    for s in &row.segments {
        let (mark, style) = segment(theme, s);
        for column in scale.columns(s.span) {
            put(buf, scale, column, mark, style);
        }
    }
    for surge in &row.surges {
        for column in scale.columns(*surge) {
            let covered = row.segments.iter().any(|s| s.span.overlaps(*surge) && s.status == Status::Gap);
            put(buf, scale, column, glyph::SURGE, if covered { theme.red } else { theme.surge });
        }
    }
    let _ = model;
}

fn segment(theme: &Theme, s: &Segment) -> (&'static str, Style) {
    match s.status {
        Status::NoDemand => (" ", theme.faint),
        Status::Covered => (glyph::RULE, theme.faint),
        Status::Planned => (glyph::PLANNED_LINE, theme.faint),
        Status::Borrowed => (glyph::TAIL, theme.waiting),
        Status::Unmarked => (glyph::UNMARKED, theme.amber),
        Status::Gap => (glyph::HATCH, theme.hatch),
    }
}

/// The now line, where no words stand.
pub fn now_line(model: &Model, theme: &Theme, buf: &mut Buffer, scale: Scale) {
    let now = model.board.now();
    if scale.window.contains(now) {
        let column = scale.column(now);
        let over = symbol(buf, scale, column);
        if [" ", glyph::RULE, glyph::PLANNED_LINE, glyph::HATCH].contains(&over) {
            put(buf, scale, column, glyph::NOW_LINE, theme.now);
        }
    }
}

fn is_blank(buf: &Buffer, scale: Scale, column: u16) -> bool {
    if column >= scale.area.width || symbol(buf, scale, column) != " " {
        return false;
    }
    // The second column of a wide character is no free cell.
    column == 0 || text::width(symbol(buf, scale, column - 1)) < 2
}

fn symbol(buf: &Buffer, scale: Scale, column: u16) -> &str {
    buf.cell((scale.area.x + column, scale.area.y)).map_or("", |c| c.symbol())
}

fn put(buf: &mut Buffer, scale: Scale, column: u16, words: &str, style: Style) -> u16 {
    if column >= scale.area.width || scale.area.height == 0 {
        return column;
    }
    let room = usize::from(scale.area.width - column);
    let (x, _) = buf.set_stringn(scale.area.x + column, scale.area.y, words, room, style);
    x - scale.area.x
}
