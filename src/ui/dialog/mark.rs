//! The form of one mark: on, off, break cover, withdraw.

use super::handover::time;
use super::{LABEL, Sheet, field, labelled};
use crate::app::Model;
use crate::app::dialog::mark::{Mark, Row, What};
use crate::locale;
use crate::ui::glyph;
use crate::ui::pane::Line;
use crate::ui::theme::Theme;

pub fn draw(form: &Mark, sheet: &mut Sheet) -> &'static str {
    let (model, theme) = (sheet.model, sheet.theme);
    let (lang, roster) = (model.lang(), model.board.roster());
    let mut lines: Vec<Line> = Vec::new();
    for row in form.rows() {
        let focused = form.row() == row;
        let (label, words) = match row {
            Row::Person(i) => ("form.who", person(form, model, theme, i)),
            Row::StandIn => {
                let by = form.by.map_or(locale::text(lang, "form.stand_in_hint"), |m| roster.name_of(m));
                ("form.stand_in", vec![(by.to_string(), if form.by.is_some() { theme.text } else { theme.faint })])
            }
            Row::Time => ("form.time", time(model, theme, &form.stamp)),
            Row::Reason => {
                let hint = locale::text(lang, "form.reason_hint");
                let room = sheet.columns().saturating_sub(LABEL + 1);
                ("form.reason", field(theme, &form.reason, hint, focused, room))
            }
        };
        let label = if matches!(row, Row::Person(1..)) { "" } else { locale::text(lang, label) };
        lines.push(labelled(theme, focused, label, words));
    }
    let title = match form.what() {
        Some((_, what)) => format!("{} · {}", locale::text(lang, title(what)), roster.post_name(form.post)),
        None => roster.post_name(form.post).to_string(),
    };
    sheet.show(&title, &lines);
    "form.mark_keys"
}

fn title(what: What) -> &'static str {
    match what {
        What::On => "form.on",
        What::Off => "form.off",
        What::Cover => "form.cover",
        What::Uncover => "form.uncover",
        What::Withdraw(_) => "form.withdraw",
    }
}

/// `(●) 高永和 在岗 8:40`
fn person(form: &Mark, model: &Model, theme: &Theme, i: usize) -> Line {
    let (lang, board) = (model.lang(), &model.board);
    let roster = board.roster();
    let Some((member, what)) = form.people.get(i).copied() else { return Vec::new() };
    let chosen = form.chosen == i;
    let mark = if chosen { glyph::PLAN } else { " " };
    let mut line =
        vec![(format!("({mark}) {}", roster.name_of(member)), if chosen { theme.strong } else { theme.text })];
    let detail = match what {
        What::On => String::new(),
        What::Withdraw(slot) => {
            let shift = roster.shift_name(slot.date, slot.shift);
            let day = locale::date(lang, slot.date);
            locale::fill(lang, "form.is_planned", &[("date", &day), ("shift", &shift)])
        }
        What::Off | What::Cover | What::Uncover => {
            let since = crate::app::day::stretch_since(board, member).unwrap_or(board.now());
            let long = locale::duration_clock(board.now() - since);
            let key = if what == What::Uncover { "form.is_away" } else { "form.is_on" };
            locale::fill(lang, key, &[("long", &long)])
        }
    };
    line.push((format!("  {detail}"), theme.quiet));
    line
}
