//! The form of a correction.

use super::handover::time;
use super::{LABEL, Sheet, field, labelled};
use crate::app::Model;
use crate::app::dialog::correct::{Correct, Outlook, Row};
use crate::command::Act;
use crate::domain::{Instant, Presence, Span};
use crate::locale::{self, fill, text};
use crate::ui::glyph;
use crate::ui::pane::Line;
use crate::ui::text::wrap;
use crate::ui::theme::Theme;

pub fn draw(form: &Correct, sheet: &mut Sheet) -> &'static str {
    let (model, theme) = (sheet.model, sheet.theme);
    let (lang, roster) = (model.lang(), model.board.roster());
    let mut lines: Vec<Line> = Vec::new();
    for row in form.rows() {
        let focused = form.row() == row;
        let (label, words) = match row {
            Row::Presence(i) => ("form.who", presence(form, model, theme, i)),
            Row::On => ("form.came_on", time(model, theme, &form.on)),
            Row::Off if form.presence().is_some_and(|p| p.off.is_none()) && form.off.is_untouched() => {
                ("form.went_off", vec![(text(lang, "form.still_on").to_string(), theme.quiet)])
            }
            Row::Off => ("form.went_off", time(model, theme, &form.off)),
            Row::Reason => {
                let hint = text(lang, "form.reason_needed");
                ("form.reason", field(theme, &form.reason, hint, focused, sheet.columns().saturating_sub(LABEL + 1)))
            }
        };
        let label = if matches!(row, Row::Presence(1..)) { "" } else { text(lang, label) };
        lines.push(labelled(theme, focused, label, words));
    }
    lines.extend(outlook(form, sheet));
    let title = format!("{} · {}", Act::Correct.row().name(lang), roster.post_name(form.post));
    sheet.show(&title, &lines);
    if form.presences.len() > 1 { "form.correct_keys" } else { "form.correct_one_keys" }
}

/// `(●) 宋岩 22:00–至今  原来 21:50–至今（记错）`
fn presence(form: &Correct, model: &Model, theme: &Theme, i: usize) -> Line {
    let (lang, roster) = (model.lang(), model.board.roster());
    let Some((_, p)) = form.presences.get(i) else { return Vec::new() };
    let chosen = form.chosen == i;
    let mark = if chosen { glyph::PLAN } else { " " };
    let style = if chosen { theme.strong } else { theme.text };
    let mut line = vec![(format!("({mark}) {}  {}", roster.name_of(p.member), times(model, p.on, p.off)), style)];
    if let Some(before) = p.corrected.last() {
        let was = times(model, before.on, before.off);
        let said = fill(lang, "form.was_before", &[("times", &was), ("why", &before.reason)]);
        line.push((format!("  {said}"), theme.quiet));
    }
    line
}

fn times(model: &Model, on: Instant, off: Option<Instant>) -> String {
    let (lang, board) = (model.lang(), &model.board);
    let (zone, now) = (board.roster().zone(), board.now());
    match off {
        Some(off) => locale::span(lang, zone, now, Span::new(on, off)),
        None => format!("{}–{}", locale::moment(lang, zone, now, on), text(lang, "time.still_on")),
    }
}

/// One line: what would be recorded, or why it cannot be.
fn outlook(form: &Correct, sheet: &Sheet) -> Vec<Line> {
    let (model, theme) = (sheet.model, sheet.theme);
    let (lang, board) = (model.lang(), &model.board);
    let (words, style) = match (&form.outlook, form.presence()) {
        (Outlook::Unchanged, Some(Presence { off: None, .. })) => {
            (text(lang, "form.correct_open").to_string(), theme.faint)
        }
        (Outlook::Unchanged, _) => (text(lang, "form.correct_hint").to_string(), theme.faint),
        (Outlook::Fine(events), _) => (locale::describe_events(lang, board.roster(), board.now(), events), theme.text),
        (Outlook::Refused(refusal), _) => {
            (format!("! {}", locale::refusal(lang, board.roster(), refusal)), theme.amber)
        }
    };
    wrap(&words, sheet.columns()).into_iter().map(|l| vec![(l, style)]).collect()
}
