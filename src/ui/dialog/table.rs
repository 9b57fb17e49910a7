//! Help: the keys of a view and what they do.

use ratatui::buffer::Buffer;

use super::frame;
use super::handover::pad;
use crate::app::Model;
use crate::app::dialog::Help;
use crate::command::Act;
use crate::locale;
use crate::ui::pane::{Line, put};
use crate::ui::text;
use crate::ui::theme::Theme;

pub fn help(d: &Help, model: &Model, theme: &Theme, buf: &mut Buffer, size: (u16, u16)) {
    let lang = model.lang();
    let context = model.context();
    let width = size.0.saturating_sub(4).min(100);
    let keys = |act| {
        let keys: Vec<String> = model.settings.keymap.keys(act).iter().map(|k| k.to_string()).collect();
        keys.join(" ")
    };
    let key_width = d.rows().map(|r| text::width(&keys(r.act))).max().unwrap_or(0).clamp(4, 14);
    let mut lines: Vec<Line> = Vec::new();
    for row in d.rows() {
        let able = row.enabled(&context).is_ok();
        let room = usize::from(width).saturating_sub(key_width + 7);
        let mut head = pad(&keys(row.act), key_width);
        for words in text::wrap(row.about(lang), room) {
            let style = if able { theme.text } else { theme.faint };
            lines.push(vec![(head, theme.key), (format!("  {words}"), style)]);
            head = pad("", key_width);
        }
    }
    let view = [Act::Today, Act::Week, Act::Findings, Act::Handovers][d.view as usize].row().name(lang);
    let title = format!("{} · {view}", Act::Help.row().name(lang));
    let foot = locale::text(lang, "form.help_keys");
    let inner = frame(theme, buf, size, (width, lines.len() as u16), &title, foot);
    let top = d.top.min(lines.len().saturating_sub(usize::from(inner.height)));
    put(buf, inner, &lines[top..]);
}
