//! Findings: everything that wants attention, worst first.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::list;
use super::text::Row;
use super::theme::Theme;
use crate::app::Model;
use crate::locale;

pub fn draw(model: &Model, theme: &Theme, buf: &mut Buffer, area: Rect) {
    let (lang, board) = (model.lang(), &model.board);
    let all = board.findings();
    list::heading(theme, buf, area, 0, &locale::fill(lang, "ui.findings", &[("n", &all.len())]));
    if all.is_empty() {
        Row::new(buf, area, 1).skip(2).fit(locale::text(lang, "ui.nothing_urgent"), theme.quiet);
    }
    let rows = usize::from(area.height).saturating_sub(1);
    for (i, f) in all.iter().enumerate().skip(model.place.top_finding).take(rows) {
        let line = (i - model.place.top_finding) as u16 + 1;
        let here = i == model.place.finding;
        if here {
            buf.set_style(Rect { y: area.y + line, height: 1, ..area }, theme.cursor);
        }
        list::finding(model, theme, buf, area, line, f, here);
    }
}
