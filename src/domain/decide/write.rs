//! What is written down at a post: open items and notes.

use super::*;

impl Draft {
    /// Open an item.
    pub(super) fn open_item(
        &mut self,
        post: PostId,
        text: &str,
        due: Option<Instant>,
        at: Instant,
    ) -> Result<(), Refusal> {
        self.post(post)?;
        if due.is_some_and(|due| !due.in_range()) {
            return Err(Refusal::OutOfRange);
        }
        let id = ItemId(self.records().ids.item.saturating_add(1));
        let is = OpenItem { post, opened: at, text: text::required(text)?, due, closed: None };
        self.put(Event::Item(Change { id, was: None, is: Some(is) }));
        Ok(())
    }

    /// Close an item: it is done.
    pub(super) fn close_item(&mut self, id: ItemId, at: Instant) -> Result<(), Refusal> {
        let was = self.records().items.get(&id).ok_or(Refusal::UnknownItem { item: id.0 })?;
        if was.closed.is_some() {
            return Err(Refusal::AlreadyClosed { item: id.0 });
        }
        if at < was.opened {
            return Err(Refusal::ClosedBeforeOpened { item: id.0, opened: was.opened });
        }
        let was = OpenItem::clone(was);
        let is = OpenItem { closed: Some(at), ..was.clone() };
        self.put(Event::Item(Change { id, was: Some(was), is: Some(is) }));
        Ok(())
    }

    /// Write something down about a post.
    pub(super) fn note(&mut self, post: PostId, text: &str, at: Instant) -> Result<(), Refusal> {
        self.post(post)?;
        let id = NoteId(self.records().ids.note.saturating_add(1));
        let is = Note { post, at, text: text::required(text)? };
        self.put(Event::Note(Change { id, was: None, is: Some(is) }));
        Ok(())
    }
}
