//! After every message: the cursors stand on something, in sight, and what is in sight has been read.

use super::dialog::{Dialog, Setup};
use super::place::keep_in_sight;
use super::{Model, layout, week};
use crate::command::View;
use crate::domain::report::Who;

/// After every message: the cursor is on something that is there, and in sight.
pub(super) fn settle(model: &mut Model) {
    // Whoever has nothing yet is asked.
    let idle = model.dialogs.is_empty() && model.waiting.is_none();
    if model.settings.set_up && idle && model.board.roster().is_empty() {
        model.dialogs.push(Dialog::Setup(Setup::new(&model.board)));
    }
    let posts = model.board.posts();
    let place = &mut model.place;
    if place.post.is_none_or(|p| posts.binary_search(&p).is_err()) {
        let next = place.post.and_then(|p| posts.iter().find(|q| **q > p)).or(posts.last());
        place.post = next.copied();
    }
    place.finding = place.finding.min(model.board.findings().len().saturating_sub(1));
    place.log = place.log.min(model.board.log().len().saturating_sub(1));
    let at = place.post.and_then(|p| posts.binary_search(&p).ok()).unwrap_or(0);
    let parts = layout::today(model.size, posts.len());
    let rows = layout::frame(model.size).body.height.saturating_sub(1);
    place.dates = layout::week(model.size.0).dates;
    let shown = match place.view {
        View::Week => rows.saturating_sub(1) / week::rows(&model.board, place) as u16,
        _ => parts.posts.height / parts.per_post,
    };
    place.top_post = keep_in_sight(place.top_post, at, shown.into(), posts.len());
    place.top_finding = keep_in_sight(place.top_finding, place.finding, rows.into(), model.board.findings().len());
    place.top_log = keep_in_sight(place.top_log, place.log, rows.saturating_sub(1).into(), model.board.log().len());
    see(model, shown.into());
}

/// Reads what is in sight and not known yet; one post more than has room whole.
fn see(model: &mut Model, shown: usize) {
    let (board, place) = (&model.board, &model.place);
    let posts = board.posts();
    let last = (place.top_post + shown + 1).min(posts.len());
    let posts = &posts[place.top_post.min(last)..last];
    model.seen.forget_old(board);
    match place.view {
        View::Today => model.seen.read_day(board, place.hours(board), posts),
        View::Week => model.seen.read_week(board, place.week(board), place.dates, posts),
        View::People => see_people(model),
        View::Report => see_report(model),
        View::Findings | View::Handovers => {}
    }
}

/// The same for Report, and the cursor is on a row.
fn see_report(model: &mut Model) {
    let (board, place) = (&model.board, &mut model.place.report);
    model.seen.read_report(board, place.dates(board), place.order);
    let rows = model.seen.report().map_or(&[][..], |table| &table.rows);
    let sought = model.sought.take();
    let sought = sought.and_then(|m| rows.iter().position(|row| row.who == Who::Member(m)));
    place.row = sought.unwrap_or(place.row).min(rows.len().saturating_sub(1));
    place.top = keep_in_sight(place.top, place.row, layout::report_shown(model.size), rows.len());
}

/// The same for People, and the cursor is on somebody who stands there.
fn see_people(model: &mut Model) {
    let (board, place) = (&model.board, &mut model.place.people);
    place.dates = layout::people(model.size.0).dates;
    let shown = layout::people_shown(model.size);
    model.seen.read_members(board, place.first(board), place.dates, place.order);
    let members = model.seen.members();
    let at = place.member.and_then(|m| members.iter().position(|n| *n == m));
    if at.is_none() {
        place.member = members.get(place.top.min(members.len().saturating_sub(1))).copied();
    }
    place.top = keep_in_sight(place.top, at.unwrap_or(place.top), shown, members.len());
    model.seen.read_people(board, place.top, shown);
}
