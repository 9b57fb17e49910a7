//! Help: the keys of a view and what they do.

use super::Sheet;
use super::handover::pad;
use crate::app::dialog::Help;
use crate::command::Act;
use crate::ui::pane::{Line, put};
use crate::ui::text;

pub fn draw(d: &Help, sheet: &mut Sheet) -> &'static str {
    let (model, theme) = (sheet.model, sheet.theme);
    let lang = model.lang();
    let context = model.context();
    let keys = |act| {
        let keys: Vec<String> = model.settings.keymap.keys(act).iter().map(|k| k.to_string()).collect();
        keys.join(" ")
    };
    let key_width = d.rows().map(|r| text::width(&keys(r.act))).max().unwrap_or(0).clamp(4, 14);
    let room = sheet.columns().saturating_sub(key_width + 2);
    let mut lines: Vec<Line> = Vec::new();
    for row in d.rows() {
        let style = if row.enabled(&context).is_ok() { theme.text } else { theme.faint };
        let mut head = pad(&keys(row.act), key_width);
        for words in text::wrap(row.about(lang), room) {
            lines.push(vec![(head, theme.key), (format!("  {words}"), style)]);
            head = pad("", key_width);
        }
    }
    let view = crate::ui::chrome::view_name(d.view, lang);
    let title = format!("{} · {view}", Act::Help.row().name(lang));
    let area = sheet.open(&title, lines.len());
    let top = d.top.min(lines.len().saturating_sub(usize::from(area.height)));
    put(sheet.buf, area, &lines[top..]);
    "form.help_keys"
}
