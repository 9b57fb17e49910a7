//! Draws the dialogs: one file each, all as a sheet that rises from the foot of the screen, so that the board stays in
//! sight above it.

mod ask;
mod cells;
mod correct;
mod effect;
mod form;
mod fill;
mod handover;
mod help;
mod import;
mod leave;
mod mark;
mod search;
mod setup;

pub use handover::pad;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::{Modifier, Style};
use unicode_segmentation::UnicodeSegmentation;

use super::chrome::clear;
use super::pane::Line;
use super::text::{self, Row};
use super::theme::Theme;
use super::{glyph, pane};
use crate::app::dialog::Dialog;
use crate::app::{Model, layout, line};
use crate::command::View;
use crate::locale;

/// Columns that a form's text has at most.
const WIDEST: u16 = 100;

/// Draws one dialog over what is there, and its keys at the foot.
pub fn draw(dialog: &Dialog, model: &Model, theme: &Theme, buf: &mut Buffer, size: (u16, u16)) {
    let mut sheet = Sheet { model, theme, buf, size };
    let keys = match dialog {
        Dialog::Handover(d) => handover::draw(d, &mut sheet),
        Dialog::Mark(d) => mark::draw(d, &mut sheet),
        Dialog::Correct(d) => correct::draw(d, &mut sheet),
        Dialog::Pick(d) => search::picker(d, &mut sheet),
        Dialog::Find(d) => search::find(d, &mut sheet),
        Dialog::Cell(d) => cells::cell(d, &mut sheet),
        Dialog::Form(d) => form::form(d, &mut sheet),
        Dialog::Records(d) => form::records(d, &mut sheet),
        Dialog::Setup(d) => setup::draw(d, &mut sheet),
        Dialog::Block(d) => cells::block(d, &mut sheet),
        Dialog::Import(d) => import::form(d, &mut sheet),
        Dialog::Looking(d) => import::looking(d, &mut sheet),
        Dialog::Unknown(d) => import::unknown(d, &mut sheet),
        Dialog::Preview(d) => import::preview(d, &mut sheet),
        Dialog::Choose(d) => search::choose(d, &mut sheet),
        Dialog::Palette(d) => search::palette(d, &mut sheet),
        Dialog::Items(d) => ask::items(d, &mut sheet),
        Dialog::Note(d) => ask::note(d, &mut sheet),
        Dialog::Confirm(d) => ask::confirm(d, &mut sheet),
        Dialog::Fill(d) => fill::form(d, &mut sheet),
        Dialog::Planning(d) => fill::planning(d, &mut sheet),
        Dialog::Review(d) => fill::review(d, &mut sheet),
        Dialog::Leave(d) => leave::draw(d, &mut sheet),
        Dialog::Help(d) => help::draw(d, &mut sheet),
        Dialog::Detail => detail(&mut sheet),
    };
    sheet.keys(locale::text(model.lang(), keys));
}

/// The details of the post under the cursor; the key of what its keys do.
fn detail(sheet: &mut Sheet) -> &'static str {
    if let Some(post) = sheet.model.here().0 {
        let lines = pane::lines(sheet.model, sheet.theme, post, sheet.columns());
        let (head, rest) = lines.split_at(1.min(lines.len()));
        let title: String = head.iter().flatten().map(|(words, _)| words.as_str()).collect();
        sheet.show(&title, rest);
    }
    "form.close"
}

/// What a dialog is drawn on.
struct Sheet<'a> {
    model: &'a Model,
    theme: &'a Theme,
    buf: &'a mut Buffer,
    size: (u16, u16),
}

impl Sheet<'_> {
    /// The columns of the sheet: the whole width, or what the details beside leave.
    fn width(&self) -> u16 {
        let (main, pane) = layout::beside(self.size);
        if pane.is_some() && self.model.place.view == View::Today { main.width } else { self.size.0 }
    }

    /// The columns for text.
    fn columns(&self) -> usize {
        usize::from(self.width().min(WIDEST).saturating_sub(3))
    }

    /// The most lines a sheet can have: title and strip stay in sight.
    fn most(&self) -> u16 {
        self.size.1.saturating_sub(4).max(1)
    }

    /// An empty sheet with room for so many lines, as far as there is room; the area for them.
    fn open(&mut self, title: &str, lines: usize) -> Rect {
        let theme = self.theme;
        let height = u16::try_from(lines).unwrap_or(u16::MAX).clamp(1, self.most());
        let foot = layout::frame(self.size).foot;
        let area = Rect { x: 0, y: foot.y.saturating_sub(height + 1), width: self.width(), height: height + 1 };
        clear(self.buf, area, theme);
        self.buf.set_style(area, theme.panel);
        let mut row = Row::new(self.buf, area, 0);
        row.put(glyph::RULE, theme.border).put(" ", theme.border);
        row.put(&text::fit(title, row.left().saturating_sub(2)), theme.strong).skip(1);
        let rest = glyph::RULE.repeat(row.left());
        row.put(&rest, theme.border);
        Rect { x: area.x + 1, y: area.y + 1, width: area.width.saturating_sub(2), height }
    }

    /// A sheet with these lines; where not all have room, those about the one with the cursor.
    fn show(&mut self, title: &str, lines: &[Line]) {
        let area = self.open(title, lines.len());
        let shown = usize::from(area.height);
        let here = lines.iter().position(|line| line.first().is_some_and(|(words, _)| words == glyph::CURSOR));
        let top = here.unwrap_or(0).saturating_sub(shown / 2).min(lines.len().saturating_sub(shown));
        pane::put(self.buf, area, &lines[top..]);
    }

    /// The keys of the dialog, in the place of the view's: `回车 记下  Esc 取消`.
    fn keys(&mut self, words: &str) {
        let foot = layout::frame(self.size).foot;
        clear(self.buf, foot, self.theme);
        let mut row = Row::new(self.buf, foot, 0);
        row.skip(1);
        for pair in words.split("  ") {
            let (key, what) = pair.split_once(' ').unwrap_or((pair, ""));
            row.put(key, self.theme.key).skip(1).put(what, self.theme.quiet).skip(2);
        }
    }
}

/// Columns of the labels at the left of a form.
const LABEL: usize = 8;

/// A row of a form: the cursor where it has the focus, its label, what stands in it.
fn labelled(theme: &Theme, focused: bool, label: &str, words: Line) -> Line {
    let cursor = if focused { glyph::CURSOR } else { " " };
    [vec![(cursor.to_string(), theme.strong), (pad(label, LABEL), theme.quiet)], words].concat()
}

/// A line being typed, with its cursor, in so many columns; a hint while it is empty.
fn field(theme: &Theme, line: &line::Line, hint: &str, focused: bool, columns: usize) -> Line {
    let cursor = Style::new().add_modifier(Modifier::REVERSED);
    if line.is_empty() {
        let mut out = Vec::new();
        if focused {
            out.push((" ".to_string(), cursor));
        }
        out.push((hint.to_string(), theme.faint));
        return out;
    }
    if !focused {
        return vec![(text::fit(line.text(), columns), theme.field)];
    }
    let (before, after) = line.parts();
    let under = after.graphemes(true).next().unwrap_or(" ");
    let before = text::tail(before, columns.saturating_sub(text::width(under)));
    let after = after.strip_prefix(under).unwrap_or("");
    vec![(before.to_string(), theme.field), (under.to_string(), cursor), (after.to_string(), theme.field)]
}

/// The first row to show of a list so that `at` is on the page.
fn page(at: usize, rows: usize) -> usize {
    let rows = rows.max(1);
    at / rows * rows
}
