//! The handover form.

use ratatui::style::Style;

use super::{LABEL, Sheet, field, labelled};
use crate::app::Model;
use crate::app::dialog::handover::{Handover, Row, Tick};
use crate::domain::availability::unavailable_at;
use crate::domain::candidate::Reason;
use crate::locale;
use crate::ui::glyph;
use crate::ui::pane::Line;
use crate::ui::text;
use crate::ui::theme::Theme;

pub fn draw(form: &Handover, sheet: &mut Sheet) -> &'static str {
    let (model, theme) = (sheet.model, sheet.theme);
    let (lang, board) = (model.lang(), &model.board);
    let room = sheet.columns().saturating_sub(LABEL + 1);
    let mut lines: Vec<Line> = Vec::new();
    let mut before = "";
    for row in form.rows() {
        let focused = form.row() == row;
        let label = label(model, row);
        let shown = if label == before { "" } else { label };
        before = label;
        lines.push(labelled(theme, focused, shown, words(form, model, theme, row, focused, room)));
    }
    for (n, (id, item)) in form.items(board).enumerate() {
        let label = if n == 0 { locale::text(lang, "form.items") } else { "" };
        let words = text::fit(&format!("{} {} {}", glyph::TICK, id.0, item.text), room);
        lines.push(labelled(theme, false, label, vec![(words, theme.fine)]));
    }
    sheet.show(&title(form, model), &lines);
    "form.handover_keys"
}

/// `交接班 · 大渠家属院 夜班`
fn title(form: &Handover, model: &Model) -> String {
    let roster = model.board.roster();
    let shift = form.slot.map_or("", |s| roster.shift_name(s.date, s.shift));
    let name = crate::command::Act::Handover.row().name(model.lang());
    format!("{name} · {} {shift}", roster.post_name(form.post)).trim_end().to_string()
}

fn label(model: &Model, row: Row) -> &'static str {
    let key = match row {
        Row::Out(_) => "form.out",
        Row::Relief(_) | Row::Instead(_) | Row::Other => "form.relief",
        Row::Time => "form.time",
        Row::Note => "form.note",
    };
    locale::text(model.lang(), key)
}

fn words(form: &Handover, model: &Model, theme: &Theme, row: Row, focused: bool, columns: usize) -> Line {
    let (lang, board) = (model.lang(), &model.board);
    let roster = board.roster();
    match row {
        Row::Out(i) => person(model, theme, &form.out[i], Some(form.post)),
        Row::Relief(i) => person(model, theme, &form.relief[i], None),
        Row::Instead(i) => {
            let instead = form.relief[i].instead;
            let whom = instead.or_else(|| form.replaceable().first().copied());
            let name = whom.map_or("", |m| roster.name_of(m));
            let said = locale::fill(lang, "form.instead", &[("member", &name)]);
            vec![("  ".into(), theme.text), tick(theme, instead.is_some()), (format!(" {said}"), theme.text)]
        }
        Row::Other => vec![(locale::text(lang, "form.other").into(), theme.quiet)],
        Row::Time => time(model, theme, &form.stamp),
        Row::Note => field(theme, &form.note, locale::text(lang, "form.note_hint"), focused, columns),
    }
}

/// The time of a form: `22:40 现在`, `21:55`, or what is typed of it.
pub fn time(model: &Model, theme: &Theme, stamp: &crate::app::stamp::Stamp) -> Line {
    let (lang, board) = (model.lang(), &model.board);
    if !stamp.typed().is_empty() {
        let typed: String = format!("{:_<4}", stamp.typed());
        return vec![(format!("{}:{}", &typed[..2], &typed[2..]), theme.field)];
    }
    let at = locale::moment(lang, board.roster().zone(), board.now(), stamp.instant(board.now()));
    let word = if stamp.is_now() { locale::text(lang, "ui.now") } else { "" };
    vec![(at, theme.text), (format!(" {word}"), theme.quiet)]
}

fn tick(theme: &Theme, on: bool) -> (String, Style) {
    match on {
        true => (format!("[{}]", glyph::TICK), theme.fine),
        false => ("[ ]".into(), theme.faint),
    }
}

/// `[✓] 高永和 8:40`; of somebody who comes, whether he is planned and his telephone.
fn person(model: &Model, theme: &Theme, t: &Tick, at: Option<crate::domain::PostId>) -> Line {
    let (lang, board) = (model.lang(), &model.board);
    let roster = board.roster();
    let mut line = vec![tick(theme, t.on), (format!(" {}", roster.name_of(t.member)), theme.text)];
    if at.is_some() {
        let since = crate::app::day::stretch_since(board, t.member).unwrap_or(board.now());
        line.push((format!(" {}", locale::duration_clock(board.now() - since)), theme.quiet));
        if !t.on {
            line.push((format!(" {}", locale::text(lang, "form.stays")), theme.quiet));
        }
        return line;
    }
    let key = if t.planned { "form.planned" } else { "form.unplanned" };
    line.push((format!(" {}", locale::text(lang, key)), theme.quiet));
    let away = roster.member(t.member).and_then(|m| unavailable_at(roster.zone(), m, board.now()));
    if let Some((span, why)) = away {
        let reason = Reason::Unavailable { until: Some(span.to), why: why.map(Into::into) };
        line.push((format!(" {}", locale::reason(lang, roster, board.now(), &reason)), theme.amber));
    }
    if let Some(phone) = roster.member(t.member).and_then(|m| m.phone.as_deref()) {
        line.push((format!(" {phone}"), theme.quiet));
    }
    line
}

/// Text filled up to so many columns.
pub fn pad(words: &str, columns: usize) -> String {
    let words = text::fit(words, columns);
    let rest = columns - text::width(&words);
    words + &" ".repeat(rest)
}
