//! Findings: everything that wants attention, worst first.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::list;
use super::pane;
use super::text::Row;
use super::theme::Theme;
use crate::app::Model;
use crate::locale;

/// Rows that the details of the finding's post need below a short list, and take at most.
const LEAST_BELOW: usize = 7;
const MOST_BELOW: u16 = 12;

pub fn draw(model: &Model, theme: &Theme, buf: &mut Buffer, area: Rect) {
    let (lang, board) = (model.lang(), &model.board);
    let all = board.findings();
    list::heading(theme, buf, area, 0, &locale::fill(lang, "ui.findings", &[("n", &all.len())]));
    if all.is_empty() {
        Row::new(buf, area, 1).skip(2).fit(locale::text(lang, "ui.nothing_urgent"), theme.quiet);
    }
    let free = usize::from(area.height).saturating_sub(1 + all.len());
    if free >= LEAST_BELOW && !all.is_empty() {
        let height = (free as u16).min(MOST_BELOW);
        pane::draw(model, theme, buf, Rect { y: area.bottom() - height, height, ..area });
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
