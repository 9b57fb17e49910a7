//! The form of a leave.

use super::{LABEL, Sheet, field, labelled};
use crate::app::dialog::leave::{Leave, Row};
use crate::command::Act;
use crate::locale::{self, fill, text};
use crate::ui::glyph;
use crate::ui::pane::Line;

pub fn draw(form: &Leave, sheet: &mut Sheet) -> &'static str {
    let (model, theme) = (sheet.model, sheet.theme);
    let (lang, roster) = (model.lang(), model.board.roster());
    let mut lines: Vec<Line> = Vec::new();
    for row in form.rows() {
        let focused = form.row() == row;
        let (label, words): (_, Line) = match row {
            Row::Person(i) => {
                let mark = if form.chosen == i { glyph::PLAN } else { " " };
                let style = if form.chosen == i { theme.strong } else { theme.text };
                ("form.who", vec![(format!("({mark}) {}", roster.name_of(form.people[i])), style)])
            }
            Row::First => ("form.leave_from", vec![(locale::date_weekday(lang, form.first), theme.text)]),
            Row::Days => {
                let last = locale::date_weekday(lang, form.last());
                let said = fill(lang, "form.leave_days", &[("n", &form.days), ("last", &last)]);
                ("form.leave_long", vec![(said, theme.text)])
            }
            Row::Why => {
                let room = sheet.columns().saturating_sub(LABEL + 1);
                ("form.reason", field(theme, &form.why, text(lang, "form.reason_hint"), focused, room))
            }
        };
        let label = if matches!(row, Row::Person(1..)) { "" } else { text(lang, label) };
        lines.push(labelled(theme, focused, label, words));
    }
    sheet.show(Act::Leave.row().name(lang), &lines);
    "form.leave_keys"
}
