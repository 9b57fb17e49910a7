//! How far back the views and the import of a file look. What begins before the roster that is known has the desk read
//! further back; what it publishes then brings the rest.

use super::{Dialog, Effect, Model};
use crate::command::View;
use crate::desk::{EVER, reaches};
use crate::domain::Instant;
use crate::domain::time::midnight;

/// History that is being read.
#[derive(Clone, Copy, Debug)]
pub(super) struct Reach {
    from: Instant,
    /// When it was asked for.
    pub(super) asked: Instant,
}

/// Has the desk read what the view shows and the roster does not reach, and half as much again as it does reach:
/// walking further does not stop at every step.
pub(super) fn reach_back(model: &mut Model) -> Option<Effect> {
    let published = model.board.published();
    let trouble = published.trouble.is_some();
    model.reach = model.reach.filter(|r| !trouble && !reaches(&published.roster, r.from));
    let since = published.roster.since.filter(|_| !trouble)?;
    let begin = begin(model, since).filter(|begin| *begin < since)?;
    if model.reach.is_some_and(|r| r.from <= begin) {
        return None;
    }
    let now = model.board.now();
    let from = begin - ((now - since) / 2).max(0);
    model.reach = Some(Reach { from, asked: now });
    Some(Effect::Widen(from))
}

/// When what is looked at begins, if it is not just what is now. The end of the list of handovers is the end of what
/// is known, `since`.
fn begin(model: &Model, since: Instant) -> Option<Instant> {
    // What a file says is held against all that is recorded.
    if model.dialogs.iter().any(|d| matches!(d, Dialog::Import(_))) {
        return Some(EVER);
    }
    let (board, place) = (&model.board, &model.place);
    let on = |date| midnight(board.roster().zone(), date);
    match place.view {
        View::Today => Some(place.hours(board).from),
        View::Week => Some(on(place.week(board))),
        View::People => Some(on(place.people.first(board))),
        View::Report => Some(on(place.report.dates(board).0)),
        View::Findings => None,
        View::Handovers => model.log_ends().then(|| since - 1),
    }
}
