//! Draws a `Model`: `view(&Model, &Theme, &mut Frame)`. It decides nothing; one file a view, one a dialog.

mod bars;
mod chrome;
mod dialog;
mod findings;
pub mod glyph;
mod handovers;
mod list;
mod pane;
mod people;
mod report;
pub mod text;
pub mod theme;
mod today;
mod week;

pub use theme::Theme;

use ratatui::Frame;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use crate::app::{Dialog, Model, Tone, layout};
use crate::command::View;
use crate::locale;

/// Draws everything, for the size of the frame.
pub fn view(model: &Model, theme: &Theme, frame: &mut Frame) {
    let area = frame.area();
    let buf = frame.buffer_mut();
    for cell in &mut buf.content {
        cell.set_style(theme.text);
    }
    let size = (area.width, area.height);
    if !layout::has_room(size) {
        too_small(model, theme, buf);
        return;
    }
    let parts = layout::frame(size);
    chrome::title(model, theme, buf, parts.title);
    chrome::strip(model, theme, buf, parts.strip);
    match model.place.view {
        View::Today => today::draw(model, theme, buf, size),
        View::Week => week::draw(model, theme, buf, size),
        View::Findings => findings::draw(model, theme, buf, parts.body),
        View::Handovers => handovers::draw(model, theme, buf, size),
        View::People => people::draw(model, theme, buf, size),
        View::Report => report::draw(model, theme, buf, size),
    }
    chrome::foot(model, theme, buf, parts.foot);
    // A sheet's preview takes the place of the form below it.
    let hidden = model.dialogs.iter().rposition(Dialog::hides_the_one_below).unwrap_or(0);
    for dialog in &model.dialogs[hidden..] {
        dialog::draw(dialog, model, theme, buf, size);
    }
    // What was recorded while a dialog is still open leaves the dialog's keys to be read.
    let above = !model.dialogs.is_empty() && model.said.as_ref().is_some_and(|s| s.tone == Tone::Recorded);
    let foot = Rect { y: parts.foot.y - u16::from(above && parts.foot.y > 0), ..parts.foot };
    chrome::message(model, theme, buf, foot);
}

/// What is said where there is no room for a board.
fn too_small(model: &Model, theme: &Theme, buf: &mut Buffer) {
    let area = buf.area;
    let (w, h) = layout::LEAST;
    let said = locale::fill(model.lang(), "ui.too_small", &[("w", &w), ("h", &h)]);
    let lines = text::wrap(&said, usize::from(area.width).max(1));
    let top = area.height.saturating_sub(lines.len() as u16) / 2;
    for (i, line) in lines.iter().take(usize::from(area.height)).enumerate() {
        let left = area.width.saturating_sub(text::width(line) as u16) / 2;
        buf.set_stringn(area.x + left, area.y + top + i as u16, line, area.width.into(), theme.text);
    }
}
