//! Draws the dialogs: one file each, all in the same box.

mod ask;
mod handover;
mod mark;
mod search;
mod table;

pub use handover::pad;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

use super::chrome::clear;
use super::pane::Line;
use super::text::{self, Row};
use super::theme::Theme;
use super::{glyph, pane};
use crate::app::Model;
use crate::app::dialog::Dialog;
use crate::app::line;
use crate::locale;

/// Draws one dialog over what is there.
pub fn draw(dialog: &Dialog, model: &Model, theme: &Theme, buf: &mut Buffer, size: (u16, u16)) {
    match dialog {
        Dialog::Handover(d) => handover::draw(d, model, theme, buf, size),
        Dialog::Mark(d) => mark::draw(d, model, theme, buf, size),
        Dialog::Pick(d) => search::picker(d, model, theme, buf, size),
        Dialog::Find(d) => search::find(d, model, theme, buf, size),
        Dialog::Palette(d) => search::palette(d, model, theme, buf, size),
        Dialog::Items(d) => ask::items(d, model, theme, buf, size),
        Dialog::Note(d) => ask::note(d, model, theme, buf, size),
        Dialog::Confirm(d) => ask::confirm(d, model, theme, buf, size),
        Dialog::Help(d) => table::help(d, model, theme, buf, size),
        Dialog::Detail => detail(model, theme, buf, size),
    }
}

/// The details of the post under the cursor.
fn detail(model: &Model, theme: &Theme, buf: &mut Buffer, size: (u16, u16)) {
    let Some(post) = model.here().0 else { return };
    let width = size.0.saturating_sub(8).min(76);
    let lines = pane::lines(model, theme, post, usize::from(width).saturating_sub(4));
    let foot = locale::text(model.lang(), "form.close");
    let inner = frame(theme, buf, size, (width, lines.len() as u16), "", foot);
    pane::put(buf, inner, &lines);
}

/// A box in the middle of the screen for so many columns and lines, as far as there is room; what lies inside of it.
fn frame(theme: &Theme, buf: &mut Buffer, size: (u16, u16), want: (u16, u16), title: &str, foot: &str) -> Rect {
    let width = want.0.max(text::width(foot) as u16 + 4).max(text::width(title) as u16 + 6).min(size.0);
    let height = (want.1 + 2).min(size.1.saturating_sub(2)).max(3).min(size.1);
    let area = Rect {
        x: (size.0 - width) / 2,
        y: (size.1.saturating_sub(height + 1) / 2).max(1).min(size.1 - height),
        width,
        height,
    };
    uncover(buf, area);
    clear(buf, area, theme);
    buf.set_style(area, theme.panel);
    border(theme, buf, area);
    if !title.is_empty() {
        Row::new(buf, Rect { x: area.x + 2, width: width.saturating_sub(4), ..area }, 0)
            .put(" ", theme.border)
            .put(&text::fit(title, usize::from(width).saturating_sub(6)), theme.strong)
            .put(" ", theme.border);
    }
    let foot = text::fit(foot, usize::from(width).saturating_sub(6));
    if !foot.is_empty() {
        let x = area.right().saturating_sub(text::width(&foot) as u16 + 4);
        let line = Rect { x, y: area.bottom() - 1, width: text::width(&foot) as u16 + 2, height: 1 };
        Row::new(buf, line, 0).put(" ", theme.border).put(&foot, theme.quiet).put(" ", theme.border);
    }
    Rect { x: area.x + 2, y: area.y + 1, width: width.saturating_sub(4), height: height.saturating_sub(2) }
}

/// A wide character that a box would cut in half, left of it, becomes a space.
fn uncover(buf: &mut Buffer, area: Rect) {
    if area.x == 0 {
        return;
    }
    for y in area.top()..area.bottom() {
        if let Some(cell) = buf.cell_mut((area.x - 1, y)).filter(|c| text::width(c.symbol()) > 1) {
            cell.set_symbol(" ");
        }
    }
}

fn border(theme: &Theme, buf: &mut Buffer, area: Rect) {
    let (left, right) = (area.left(), area.right() - 1);
    let (top, bottom) = (area.top(), area.bottom() - 1);
    for x in left..=right {
        buf.set_string(x, top, glyph::RULE, theme.border);
        buf.set_string(x, bottom, glyph::RULE, theme.border);
    }
    for y in top..=bottom {
        buf.set_string(left, y, glyph::EDGE, theme.border);
        buf.set_string(right, y, glyph::EDGE, theme.border);
    }
    for (x, y, corner) in [(left, top, "┌"), (right, top, "┐"), (left, bottom, "└"), (right, bottom, "┘")] {
        buf.set_string(x, y, corner, theme.border);
    }
}

/// A line being typed, with its cursor, in so many columns; a hint while it is empty.
fn field(theme: &Theme, line: &line::Line, hint: &str, focused: bool, columns: usize) -> Line {
    let cursor = Style::new().add_modifier(ratatui::style::Modifier::REVERSED);
    if line.is_empty() {
        let mut out = Vec::new();
        if focused {
            out.push((" ".to_string(), cursor));
        }
        out.push((hint.to_string(), theme.faint));
        return out;
    }
    let (before, after) = line.parts();
    if !focused {
        return vec![(text::fit(line.text(), columns), theme.field)];
    }
    let under = unicode_segmentation::UnicodeSegmentation::graphemes(after, true).next().unwrap_or(" ");
    let before = text::tail(before, columns.saturating_sub(text::width(under)));
    let after = after.strip_prefix(under).unwrap_or("");
    vec![(before.to_string(), theme.field), (under.to_string(), cursor), (after.to_string(), theme.field)]
}

/// The first row to show of a list so that `at` is on the page.
fn page(at: usize, rows: usize) -> usize {
    let rows = rows.max(1);
    at / rows * rows
}
