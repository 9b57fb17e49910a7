//! Handovers: the open items with how often each was handed on, then the log, newest first.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::dialog::pad;
use super::pane::item_due;
use super::text::{self, Row};
use super::theme::Theme;
use super::{glyph, list};
use crate::app::log::Row as LogRow;
use crate::app::{Model, layout};
use crate::domain::time::MINUTE;
use crate::domain::{Handover, ItemId, MemberId, PostId};
use crate::locale;

pub fn draw(model: &Model, theme: &Theme, buf: &mut Buffer, size: (u16, u16)) {
    let (lang, board) = (model.lang(), &model.board);
    let body = layout::frame(size).body;
    let items = board.open_items();
    let log = board.log().len() - items;
    let columns = columns(model);
    let mut headed = (false, false);
    for (line, row) in layout::log_lines(model.place.top_log, items, board.log().len(), body.height) {
        let of_items = row < items;
        if line > 0 && !(if of_items { headed.0 } else { headed.1 }) {
            let (key, n) = if of_items { ("ui.open_items", items) } else { ("ui.log", log) };
            list::heading(theme, buf, body, line - 1, &locale::fill(lang, key, &[("n", &n)]));
            if of_items { headed.0 = true } else { headed.1 = true }
        }
        let here = row == model.place.log;
        let area = Rect { y: body.y + line, height: 1, ..body };
        if here {
            buf.set_style(area, theme.cursor);
        }
        let mut out = Row::new(buf, area, 0);
        out.put(if here { glyph::CURSOR } else { " " }, theme.strong);
        match board.log()[row] {
            LogRow::Item(id) => item(model, theme, &mut out, id, columns),
            LogRow::Handover(id) => {
                if let Some(h) = board.roster().handovers.get(&id) {
                    handover(model, theme, &mut out, h, columns);
                }
            }
        }
    }
    if board.log().is_empty() {
        list::heading(theme, buf, body, 0, &locale::fill(lang, "ui.log", &[("n", &0)]));
        Row::new(buf, body, 1).skip(2).fit(locale::text(lang, "ui.log_empty"), theme.quiet);
    }
}

/// The columns of the time and of the post's name.
fn columns(model: &Model) -> (usize, usize) {
    let roster = model.board.roster();
    let widest = roster.posts.values().take(64).map(|p| text::width(p.label())).max().unwrap_or(0);
    let full = locale::moment_full(model.lang(), roster.zone(), model.board.now());
    (text::width(&full) + 2, widest.clamp(4, 16) + 2)
}

fn label(model: &Model, post: PostId) -> &str {
    model.board.roster().post(post).map_or("", |p| p.label())
}

fn item(model: &Model, theme: &Theme, row: &mut Row, id: ItemId, (time, post): (usize, usize)) {
    let (lang, board) = (model.lang(), &model.board);
    let roster = board.roster();
    let Some(item) = roster.items.get(&id) else { return };
    row.cell(&locale::moment(lang, roster.zone(), board.now(), item.opened), time, theme.quiet);
    row.cell(label(model, item.post), post, theme.text);
    let handed = locale::fill(lang, "pane.handed_on", &[("n", &roster.times_handed_on(item))]);
    row.right(&format!("  {handed} "), theme.quiet);
    let (due, style) = item_due(model, theme, item);
    let due = due.trim_start();
    if !due.is_empty() {
        row.put(due, style).skip(1);
    }
    row.fit(&item.text, theme.text);
}

fn handover(model: &Model, theme: &Theme, row: &mut Row, h: &Handover, (time, post): (usize, usize)) {
    let (lang, board) = (model.lang(), &model.board);
    let roster = board.roster();
    let names = |m: &[MemberId]| {
        let names: Vec<&str> = m.iter().map(|m| roster.name_of(*m)).collect();
        if names.is_empty() { "—".to_string() } else { locale::list(lang, &names) }
    };
    row.cell(&locale::moment(lang, roster.zone(), board.now(), h.at), time, theme.quiet);
    row.cell(label(model, h.post), post, theme.text);
    let people = format!("{} → {}", names(&h.out), names(&h.relief));
    row.put(&pad(&people, text::width(&people).max(20).min(row.left())), theme.text).skip(1);
    let late = board.slot_taken_over(h.post, h.at).map_or(0, |(_, from)| h.at - from);
    if late >= MINUTE {
        let long = locale::duration(lang, late);
        let style = if late >= roster.rules.mark_grace { theme.amber } else { theme.quiet };
        row.put(&locale::fill(lang, "ui.late_by", &[("long", &long)]), style).skip(2);
    }
    if let Some(note) = &h.note {
        row.fit(note, theme.quiet);
    }
}
