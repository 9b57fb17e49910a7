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
    let mut bar = Bar { buf, scale, free: 0, taken: vec![false; scale.area.width.into()] };
    for (i, block) in row.blocks.iter().enumerate() {
        let columns = scale.columns(block.span);
        if columns.is_empty() {
            continue;
        }
        if selected == Some(i) {
            let x = scale.area.x + columns.start;
            bar.buf.set_style(Rect { x, width: columns.len() as u16, ..scale.area }, theme.slot);
        }
        if columns.start > 0 && columns.start >= bar.free {
            bar.put(columns.start, glyph::EDGE, theme.faint);
        }
        let from = bar.free.max(columns.start);
        label(model, theme, &mut bar, row, block, from, columns.end);
        if let Some(tail) = row.tails.iter().find(|t| t.span.from == block.span.to && shows(model, t)) {
            tail_of(model, theme, &mut bar, tail);
        }
    }
    hatch(model, theme, &mut bar, row);
    bar.now_line(model, theme);
}

/// One line of cells that knows which of them hold words.
struct Bar<'a> {
    buf: &'a mut Buffer,
    scale: Scale,
    /// The first column after what was written last.
    free: u16,
    taken: Vec<bool>,
}

impl Bar<'_> {
    fn put(&mut self, column: u16, words: &str, style: Style) {
        let area = self.scale.area;
        if column >= area.width || area.height == 0 {
            return;
        }
        let room = usize::from(area.width - column);
        let x = text::write(self.buf, area.x + column, area.y, words, room, style);
        let end = x - area.x;
        self.taken[usize::from(column)..usize::from(end)].fill(true);
        self.free = self.free.max(end);
    }

    /// Whether a column holds no words.
    fn is_blank(&self, column: u16) -> bool {
        self.taken.get(usize::from(column)).is_some_and(|taken| !taken)
    }

    /// The now line, where no words stand.
    fn now_line(&mut self, model: &Model, theme: &Theme) {
        let now = model.board.now();
        let column = self.scale.column(now);
        if self.scale.window.contains(now) && self.is_blank(column) {
            self.put(column, glyph::NOW_LINE, theme.now);
        }
    }
}

/// The words of a block from column `x` to before `end`.
fn label(model: &Model, theme: &Theme, bar: &mut Bar, row: &Row, block: &Block, x: u16, end: u16) {
    let room = usize::from(end.saturating_sub(x));
    for pieces in variants(model, theme, row, block) {
        let whole: usize = pieces.iter().map(|(t, _)| text::width(t)).sum();
        if whole <= room {
            return write(bar, x, end, pieces);
        }
    }
    if let Some(shortest) = variants(model, theme, row, block).pop() {
        write(bar, x, end, shortest);
    }
}

fn write(bar: &mut Bar, mut x: u16, end: u16, pieces: Pieces) {
    for (words, style) in pieces {
        let words = text::fit(&words, usize::from(end.saturating_sub(x)));
        bar.put(x, &words, style);
        x = bar.free.max(x);
    }
}

type Pieces = Vec<(String, Style)>;

/// What can be said of a block, from the longest to the shortest.
fn variants(model: &Model, theme: &Theme, row: &Row, block: &Block) -> Vec<Pieces> {
    let roster = model.board.roster();
    let quiet = if block.span.to <= model.board.now() { theme.faint } else { theme.quiet };
    let code = roster.shift_code(block.slot.shift);
    let code = (format!("{code} "), theme.faint);
    if block.need == 0 && block.people.is_empty() {
        return vec![vec![code]];
    }
    let short = locale::fill(model.lang(), "ui.short_by", &[("n", &block.short_by)]);
    let short = (format!("{} {short}", glyph::NOBODY), theme.gap);
    if block.short_by > 0 && block.people.iter().all(|(_, how)| *how == How::Absent) {
        return vec![vec![code, short.clone()], vec![short]];
    }
    let mut ends: Pieces = Vec::new();
    if block.heads > 1 {
        let here = block.people.iter().filter(|(_, how)| *how != How::Absent).count();
        ends.push((format!(" {here}/{}", block.heads), if block.short_by > 0 { theme.red } else { quiet }));
    }
    if row.surges.iter().any(|s| s.overlaps(block.span)) {
        ends.push((format!(" {}{}", glyph::SURGE, block.need.saturating_sub(block.heads)), theme.surge));
    }
    if block.short_by > 0 {
        ends.push((" ".into(), quiet));
        ends.push(short);
    }
    let names = |most: usize| people(model, theme, block, quiet, most);
    let whole = |with_code: bool, most: usize| {
        let mut pieces: Pieces = if with_code { vec![code.clone()] } else { Vec::new() };
        pieces.extend(names(most));
        pieces.extend(ends.iter().cloned());
        pieces
    };
    let main = block.main.max(1);
    let mut out = vec![whole(true, usize::MAX), whole(true, main), whole(false, main), whole(true, 1), whole(false, 1)];
    out.push(names(1));
    out
}

/// The names of at most so many of a block's people; of the others how many.
fn people(model: &Model, theme: &Theme, block: &Block, quiet: Style, most: usize) -> Pieces {
    let (lang, roster, now) = (model.lang(), model.board.roster(), model.board.now());
    let present = block.span.contains(now);
    let mut pieces: Pieces = Vec::new();
    for (i, (member, how)) in block.people.iter().take(most).enumerate() {
        let gap = if i > 0 { " " } else { "" };
        let name = roster.name_of(*member);
        pieces.push(match how {
            How::There if present => (format!("{gap}{name}"), theme.text),
            How::There | How::Planned => (format!("{gap}{name}"), quiet),
            How::Due => (format!("{gap}{name}{}", glyph::UNMARKED), theme.amber),
            How::Absent if block.span.to <= now => (format!("{gap}{name}×"), theme.faint),
            How::Absent => (format!("{gap}{name}{}", locale::text(lang, "ui.not_come")), theme.amber),
        });
    }
    // Of those for a part of the slot the surge tells.
    let rest = block.main.saturating_sub(most);
    if rest > 0 {
        pieces.push((format!("+{rest}"), quiet));
    }
    pieces
}

/// Whether a tail is worth drawing: one that goes on, or was longer than the grace.
fn shows(model: &Model, tail: &Tail) -> bool {
    tail.open || tail.span.length() >= model.board.roster().rules.mark_grace
}

/// Draws a tail from the words before it, past the end of the shift, to when he went or now.
fn tail_of(model: &Model, theme: &Theme, bar: &mut Bar, tail: &Tail) {
    let columns = bar.scale.columns(tail.span);
    if columns.is_empty() {
        return;
    }
    let style = match tail.open {
        true if model.board.findings_now().any(|f| f.members == [tail.member]) => theme.red,
        true => theme.amber,
        false => theme.faint,
    };
    let last = columns.end - 1;
    for column in bar.free.min(last)..last {
        bar.put(column, glyph::TAIL, style);
    }
    bar.put(last, glyph::TAIL_END, style);
}

/// Hatches gaps where no words stand.
fn hatch(model: &Model, theme: &Theme, bar: &mut Bar, row: &Row) {
    for s in row.segments.iter().filter(|s| s.status == Status::Gap) {
        let style = if s.span.to <= model.board.now() { theme.faint } else { theme.hatch };
        for column in bar.scale.columns(s.span) {
            if bar.is_blank(column) {
                bar.put(column, glyph::HATCH, style);
            }
        }
    }
}

/// Draws the coverage itself, segment by segment: what happened, what is planned, gaps, surges.
pub fn coverage(model: &Model, theme: &Theme, buf: &mut Buffer, scale: Scale, row: &Row) {
    let mut bar = Bar { buf, scale, free: 0, taken: vec![false; scale.area.width.into()] };
    for s in &row.segments {
        let (mark, style) = segment(theme, s);
        for column in scale.columns(s.span) {
            bar.put(column, mark, style);
        }
    }
    for surge in &row.surges {
        let gap = row.segments.iter().any(|s| s.span.overlaps(*surge) && s.status == Status::Gap);
        for column in scale.columns(*surge) {
            bar.put(column, glyph::SURGE, if gap { theme.red } else { theme.surge });
        }
    }
    let now = model.board.now();
    if scale.window.contains(now) {
        bar.put(scale.column(now), glyph::NOW_LINE, theme.now);
    }
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
