//! Week: posts × dates × shifts, with the names in the cells.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::theme::Theme;
use crate::app::Model;

pub fn draw(model: &Model, theme: &Theme, buf: &mut Buffer, size: (u16, u16)) {
    let _ = (model, theme, buf, size, Rect::default());
}
