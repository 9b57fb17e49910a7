//! The mouse: what lies where the pointer is, by the same layout that the screen is drawn by.

use crossterm::event::{KeyCode, KeyEvent, MouseButton, MouseEvent, MouseEventKind};
use ratatui::layout::Position;

use super::update::follow;
use super::{Effect, Model, act, layout, week};
use crate::command::{Act, View};
use crate::domain::time::days_after;

/// The mouse: a click brings the cursor, the wheel moves it.
pub(super) fn point(model: &mut Model, mouse: &MouseEvent) -> Vec<Effect> {
    let wheel = match mouse.kind {
        MouseEventKind::ScrollUp => Some((KeyCode::Up, Act::Up)),
        MouseEventKind::ScrollDown => Some((KeyCode::Down, Act::Down)),
        _ => None,
    };
    match (wheel, model.dialogs.last_mut()) {
        (Some((code, _)), Some(dialog)) => {
            let key = KeyEvent::from(code);
            let outcome = dialog.key(&key, &model.board, model.settings.lang);
            follow(model, outcome, &key)
        }
        (Some((_, act)), None) => act::perform(model, act),
        (None, None) if mouse.kind == MouseEventKind::Down(MouseButton::Left) => {
            click(model, mouse.column, mouse.row);
            Vec::new()
        }
        _ => Vec::new(),
    }
}

fn click(model: &mut Model, x: u16, y: u16) {
    let at = Position { x, y };
    let place = &mut model.place;
    match place.view {
        View::Today => {
            let parts = layout::today(model.size, model.board.posts().len());
            if parts.posts.contains(at) {
                let row = place.top_post + usize::from((y - parts.posts.y) / parts.per_post);
                place.post = model.board.posts().get(row).copied().or(place.post);
            }
        }
        View::Week => {
            let body = layout::frame(model.size).body;
            if body.contains(at) && y > body.y + 1 {
                let row = place.top_post + usize::from(y - body.y - 2) / week::rows(&model.board, place);
                place.post = model.board.posts().get(row).copied().or(place.post);
            }
        }
        View::Findings => {
            let body = layout::frame(model.size).body;
            if body.contains(at) && y > body.y {
                place.finding = place.top_finding + usize::from(y - body.y - 1);
            }
        }
        View::People => click_people(model, at),
        View::Report => {
            let body = layout::frame(model.size).body;
            let first = body.y + layout::REPORT_HEAD;
            let line = usize::from(y.saturating_sub(first));
            if y >= first && line < layout::report_shown(model.size) {
                place.report.row = place.report.top + line;
            }
        }
        View::Handovers => {
            let body = layout::frame(model.size).body;
            let (items, all) = (model.board.open_items(), model.board.log().len());
            let mut lines = layout::log_lines(place.top_log, items, all, body.height);
            place.log = lines.find(|(line, _)| body.y + line == y).map_or(place.log, |(_, row)| row);
        }
    }
}

/// The member and the date that lie there.
fn click_people(model: &mut Model, at: Position) {
    let body = layout::frame(model.size).body;
    let columns = layout::people(body.width);
    let first = body.y + layout::PEOPLE_HEAD;
    if at.y < first || usize::from(at.y - first) >= layout::people_shown(model.size) {
        return;
    }
    let row = model.place.people.top + usize::from(at.y - first);
    model.place.people.member = model.seen.members().get(row).copied().or(model.place.people.member);
    let nth = at.x.checked_sub(columns.name).map(|x| i64::from(x / columns.date.max(1)));
    if let Some(nth) = nth.filter(|n| *n < columns.dates as i64) {
        let date = days_after(model.place.people.first(&model.board), nth);
        model.place.people.to(&model.board, date);
    }
}
