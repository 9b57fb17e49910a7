//! Findings: everything that wants attention, worst first.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::list;
use super::pane;
use super::text::{self, Row};
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
        below(model, theme, buf, Rect { y: area.bottom() - height, height, ..area });
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

/// The finding under the cursor in full, since when and until when, and the details of its post.
fn below(model: &Model, theme: &Theme, buf: &mut Buffer, area: Rect) {
    let (lang, board) = (model.lang(), &model.board);
    let Some(f) = board.findings().get(model.place.finding) else { return };
    let moment = |t| locale::moment(lang, board.roster().zone(), board.now(), t);
    let mut when = locale::fill(lang, "pane.since", &[("at", &moment(f.from))]);
    if f.to > board.now() {
        when += &locale::fill(lang, "ui.until", &[("at", &moment(f.to))]);
    }
    let words = locale::finding(lang, board.roster(), board.now(), f);
    let room = usize::from(area.width).saturating_sub(2);
    let mut lines: Vec<pane::Line> =
        text::wrap(&format!("{words} · {when}"), room).into_iter().map(|l| vec![(l, theme.text)]).collect();
    if let Some(post) = model.here().0 {
        lines.extend(pane::lines(model, theme, post, room));
    }
    list::heading(theme, buf, area, 0, locale::kind(lang, f.kind));
    let inner = Rect { x: area.x + 1, y: area.y + 1, width: area.width.saturating_sub(2), height: area.height - 1 };
    pane::put(buf, inner, &lines);
}
