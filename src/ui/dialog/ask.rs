//! Small sheets: a note, the open items, a question.

use super::handover::{pad, time};
use super::{Sheet, field};
use crate::app::dialog::confirm::About;
use crate::app::dialog::{Confirm, Items, Note};
use crate::command::Act;
use crate::locale;
use crate::ui::glyph;
use crate::ui::pane::{Line, item_due};
use crate::ui::text;

pub fn note(d: &Note, sheet: &mut Sheet) -> &'static str {
    let (lang, roster) = (sheet.model.lang(), sheet.model.board.roster());
    let title = format!("{} · {}", Act::Note.row().name(lang), roster.post_name(d.post));
    let line = field(sheet.theme, &d.text, locale::text(lang, "form.text_hint"), true, sheet.columns());
    sheet.show(&title, &[line]);
    "form.note_keys"
}

pub fn items(d: &Items, sheet: &mut Sheet) -> &'static str {
    let (theme, lang, roster) = (sheet.theme, sheet.model.lang(), sheet.model.board.roster());
    let columns = sheet.columns();
    let title = format!("{} · {}", Act::Item.row().name(lang), roster.post_name(d.post));
    let label = ["form.new_item", "form.due"].map(|key| text::width(locale::text(lang, key))).into_iter().max();
    let label = label.unwrap_or(0);
    let mark = |here: bool| (if here { glyph::CURSOR } else { " " }.to_string(), theme.strong);
    let mut new: Line =
        vec![mark(d.at == 0), (format!("{} ", pad(locale::text(lang, "form.new_item"), label)), theme.quiet)];
    new.extend(field(theme, &d.text, locale::text(lang, "form.item_hint"), d.at == 0, columns.saturating_sub(8)));
    let mut due: Line =
        vec![mark(d.is_on_due()), (format!("{} ", pad(locale::text(lang, "form.due"), label)), theme.quiet)];
    match d.due.is_untouched() {
        true => due.push((locale::text(lang, "form.due_hint").to_string(), theme.faint)),
        false => due.extend(time(sheet.model, theme, &d.due)),
    }
    let mut lines = vec![new, due];
    for id in &d.open {
        let Some(item) = roster.items.get(id) else { continue };
        let here = d.here() == Some(*id);
        let handed = locale::fill(lang, "pane.handed_on", &[("n", &roster.times_handed_on(item))]);
        let close = if here { locale::text(lang, "form.enter_closes") } else { "" };
        let (due, style) = item_due(sheet.model, theme, item);
        let room = columns.saturating_sub(text::width(&handed) + text::width(close) + text::width(&due) + 10);
        lines.push(vec![
            mark(here),
            (pad(&id.0.to_string(), 4), theme.faint),
            (text::fit(&item.text, room), theme.text),
            (due, style),
            (format!(" · {handed} "), theme.quiet),
            (close.to_string(), theme.key),
        ]);
    }
    sheet.show(&title, &lines);
    if d.is_on_due() { "form.items_due_keys" } else { "form.items_keys" }
}

pub fn confirm(d: &Confirm, sheet: &mut Sheet) -> &'static str {
    let (theme, lang, board) = (sheet.theme, sheet.model.lang(), &sheet.model.board);
    let roster = board.roster();
    let mut lines: Vec<Line> = Vec::new();
    let title = match &d.about {
        About::Against(member, reasons) => {
            for reason in reasons {
                for line in text::wrap(&locale::reason(lang, roster, board.now(), reason), sheet.columns() - 2) {
                    lines.push(vec![(format!("! {line}"), theme.amber)]);
                }
            }
            locale::fill(lang, "form.against", &[("member", &roster.name_of(*member))])
        }
        About::Unsaved => {
            lines.push(vec![(locale::text(lang, "form.unsaved").to_string(), theme.amber)]);
            locale::text(lang, "form.leave").to_string()
        }
    };
    sheet.show(&title, &lines);
    "form.confirm_keys"
}
