//! The rows of the view Handovers: the open items, then the newest handovers. It only lists; the words are `ui`'s.

use super::Model;
use super::board::Board;
use super::layout;
use crate::domain::{HandoverId, ItemId, PostId, Roster};

/// The most handovers listed; older ones are in `lunban log`.
const MOST: usize = 1_000;

/// One row.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Row {
    Item(ItemId),
    Handover(HandoverId),
}

impl Row {
    /// The post it is about.
    pub fn post(self, roster: &Roster) -> Option<PostId> {
        match self {
            Row::Item(id) => roster.items.get(&id).map(|i| i.post),
            Row::Handover(id) => roster.handovers.get(&id).map(|h| h.post),
        }
    }
}

/// Every row, from the roster.
pub(super) fn rows(roster: &Roster) -> Vec<Row> {
    let mut items: Vec<_> = roster.items.iter().filter(|(_, i)| i.closed.is_none()).collect();
    items.sort_by_key(|(id, i)| (i.due.is_none(), i.due, i.opened, **id));
    let each = (MOST / roster.posts.len().max(1)).max(20);
    let newest =
        |post: &PostId| roster.handovers_at(*post).rev().take(each).map(|(id, h)| (h.at, id)).collect::<Vec<_>>();
    let mut log: Vec<_> = roster.posts.keys().flat_map(newest).collect();
    log.sort_unstable_by(|a, b| b.cmp(a));
    log.truncate(MOST);
    let items = items.into_iter().map(|(id, _)| Row::Item(*id));
    items.chain(log.into_iter().map(|(_, id)| Row::Handover(id))).collect()
}

impl Board {
    /// How many of the rows are open items.
    pub fn open_items(&self) -> usize {
        self.log().iter().take_while(|row| matches!(row, Row::Item(_))).count()
    }
}

impl Model {
    /// The rows of the view Handovers.
    pub fn log(&self) -> &[Row] {
        self.board.log()
    }

    /// Whether the end of the rows is in sight, and older handovers have a place behind it.
    pub(super) fn log_ends(&self) -> bool {
        let (rows, height) = (self.log().len(), layout::frame(self.size).body.height);
        rows < self.place.top_log + usize::from(height) && rows - self.board.open_items() < MOST
    }
}
