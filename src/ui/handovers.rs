//! Handovers: the open items, then the log.

use ratatui::buffer::Buffer;

use super::theme::Theme;
use crate::app::Model;

pub fn draw(model: &Model, theme: &Theme, buf: &mut Buffer, size: (u16, u16)) {
    let _ = (model, theme, buf, size);
}
