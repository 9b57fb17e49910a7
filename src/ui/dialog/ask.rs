//! Small boxes: a note, the open items, a question.

use ratatui::buffer::Buffer;

use super::handover::pad;
use super::{field, frame};
use crate::app::Model;
use crate::app::dialog::confirm::About;
use crate::app::dialog::{Confirm, Items, Note};
use crate::command::Act;
use crate::locale;
use crate::ui::glyph;
use crate::ui::pane::{Line, put};
use crate::ui::text;
use crate::ui::theme::Theme;

/// Columns inside of a box for text.
fn columns(size: (u16, u16)) -> usize {
    usize::from(size.0.saturating_sub(6).min(72)).saturating_sub(4)
}

pub fn note(d: &Note, model: &Model, theme: &Theme, buf: &mut Buffer, size: (u16, u16)) {
    let lang = model.lang();
    let title = format!("{} · {}", Act::Note.row().name(lang), model.board.roster().post_name(d.post));
    let line = field(theme, &d.text, locale::text(lang, "form.text_hint"), true, columns(size));
    let foot = locale::text(lang, "form.note_keys");
    let inner = frame(theme, buf, size, (columns(size) as u16 + 4, 1), &title, foot);
    put(buf, inner, &[line]);
}

pub fn items(d: &Items, model: &Model, theme: &Theme, buf: &mut Buffer, size: (u16, u16)) {
    let (lang, board) = (model.lang(), &model.board);
    let roster = board.roster();
    let columns = columns(size);
    let title = format!("{} · {}", Act::Item.row().name(lang), roster.post_name(d.post));
    let mark = |here: bool| (if here { glyph::CURSOR } else { " " }.to_string(), theme.strong);
    let mut new: Line = vec![mark(d.at == 0), (format!("{} ", locale::text(lang, "form.new_item")), theme.quiet)];
    new.extend(field(theme, &d.text, locale::text(lang, "form.item_hint"), d.at == 0, columns.saturating_sub(8)));
    let mut lines = vec![new];
    for (i, id) in d.open.iter().enumerate() {
        let Some(item) = roster.items.get(id) else { continue };
        let here = d.at == i + 1;
        let handed = locale::fill(lang, "pane.handed_on", &[("n", &roster.times_handed_on(item))]);
        let close = if here { locale::text(lang, "form.enter_closes") } else { "" };
        let room = columns.saturating_sub(text::width(&handed) + text::width(close) + 10);
        lines.push(vec![
            mark(here),
            (pad(&id.0.to_string(), 4), theme.faint),
            (text::fit(&item.text, room), theme.text),
            (format!(" · {handed} "), theme.quiet),
            (close.to_string(), theme.key),
        ]);
    }
    let foot = locale::text(lang, "form.items_keys");
    let inner = frame(theme, buf, size, (columns as u16 + 4, lines.len() as u16), &title, foot);
    put(buf, inner, &lines);
}

pub fn confirm(d: &Confirm, model: &Model, theme: &Theme, buf: &mut Buffer, size: (u16, u16)) {
    let (lang, board) = (model.lang(), &model.board);
    let roster = board.roster();
    let columns = columns(size).min(56);
    let mut lines: Vec<Line> = Vec::new();
    let title = match &d.about {
        About::Against(member, reasons) => {
            for reason in reasons {
                for line in text::wrap(&locale::reason(lang, roster, board.now(), reason), columns - 2) {
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
    let foot = locale::text(lang, "form.confirm_keys");
    let inner = frame(theme, buf, size, (columns as u16 + 4, lines.len() as u16), &title, foot);
    put(buf, inner, &lines);
}
