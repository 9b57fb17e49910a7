//! What is journaled: each event is the change of one record, with what it was and what it is. So `apply` is a put,
//! the inverse is a swap, and an undo can see whether somebody has since changed the same thing.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::pattern::LaterPattern;
use super::records::*;
use super::roster::Roster;

/// The change of one record: `was` is missing when it is new, `is` when it is removed.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Change<K, V> {
    pub id: K,
    pub was: Option<V>,
    pub is: Option<V>,
}

impl<K: Copy, V: Clone> Change<K, V> {
    fn inverse(&self) -> Self {
        Change { id: self.id, was: self.is.clone(), is: self.was.clone() }
    }
}

/// The one record of its kind.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct Only;

/// One event of an entry. In the journal: `{"v":1,"what":"presence","id":7,"was":null,"is":{…}}`.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[serde(tag = "what", rename_all = "snake_case")]
pub enum Event {
    Branch(Change<Only, Branch>),
    Rules(Change<Only, Rules>),
    /// The shift pattern from the beginning, as a whole.
    Pattern(Change<Only, Vec<Shift>>),
    /// The shift pattern that takes effect from a duty date, until the next one.
    PatternFrom(Change<NaiveDate, LaterPattern>),
    Unit(Change<UnitId, Unit>),
    Compound(Change<CompoundId, Compound>),
    Post(Change<PostId, Post>),
    Member(Change<MemberId, Member>),
    Assignment(Change<AssignmentId, Assignment>),
    Presence(Change<PresenceId, Presence>),
    Handover(Change<HandoverId, Handover>),
    Item(Change<ItemId, OpenItem>),
    Note(Change<NoteId, Note>),
    /// Why something was done; it changes no record.
    Reason {
        text: String,
    },
    /// The secretary went on although recorded entries `from..=to` are lost (`lunban check --accept-loss`).
    LossAccepted {
        from: u64,
        to: u64,
    },
}

impl Event {
    /// The event that takes this one back; a remark has none.
    pub fn inverse(&self) -> Option<Event> {
        Some(match self {
            Event::Branch(c) => Event::Branch(c.inverse()),
            Event::Rules(c) => Event::Rules(c.inverse()),
            Event::Pattern(c) => Event::Pattern(c.inverse()),
            Event::PatternFrom(c) => Event::PatternFrom(c.inverse()),
            Event::Unit(c) => Event::Unit(c.inverse()),
            Event::Compound(c) => Event::Compound(c.inverse()),
            Event::Post(c) => Event::Post(c.inverse()),
            Event::Member(c) => Event::Member(c.inverse()),
            Event::Assignment(c) => Event::Assignment(c.inverse()),
            Event::Presence(c) => Event::Presence(c.inverse()),
            Event::Handover(c) => Event::Handover(c.inverse()),
            Event::Item(c) => Event::Item(c.inverse()),
            Event::Note(c) => Event::Note(c.inverse()),
            Event::Reason { .. } | Event::LossAccepted { .. } => return None,
        })
    }

    /// Whether it changes a record; a remark does not, and cannot be taken back.
    pub fn changes(&self) -> bool {
        !matches!(self, Event::Reason { .. } | Event::LossAccepted { .. })
    }

    /// Whether it leaves everything as it is.
    pub fn is_idle(&self) -> bool {
        match self {
            Event::Branch(c) => c.was == c.is,
            Event::Rules(c) => c.was == c.is,
            Event::Pattern(c) => c.was == c.is,
            Event::PatternFrom(c) => c.was == c.is,
            Event::Unit(c) => c.was == c.is,
            Event::Compound(c) => c.was == c.is,
            Event::Post(c) => c.was == c.is,
            Event::Member(c) => c.was == c.is,
            Event::Assignment(c) => c.was == c.is,
            Event::Presence(c) => c.was == c.is,
            Event::Handover(c) => c.was == c.is,
            Event::Item(c) => c.was == c.is,
            Event::Note(c) => c.was == c.is,
            Event::Reason { .. } | Event::LossAccepted { .. } => false,
        }
    }

    /// Whether the record is in `roster` as this event left it.
    pub fn stands_in(&self, roster: &Roster) -> bool {
        match self {
            Event::Branch(c) => c.is.as_ref().is_none_or(|b| *b == roster.branch),
            Event::Rules(c) => c.is.is_none_or(|r| r == roster.rules),
            Event::Pattern(c) => c.is.as_deref().is_none_or(|p| *p == **roster.patterns.first()),
            Event::PatternFrom(c) => roster.patterns.from(c.id).map(|p| &**p) == c.is.as_ref().map(|p| &*p.0),
            Event::Unit(c) => roster.units.get(&c.id) == c.is.as_ref(),
            Event::Compound(c) => roster.compounds.get(&c.id) == c.is.as_ref(),
            Event::Post(c) => roster.posts.get(&c.id).map(|p| &**p) == c.is.as_ref(),
            Event::Member(c) => roster.members.get(&c.id).map(|m| &**m) == c.is.as_ref(),
            Event::Assignment(c) => roster.assignments.get(&c.id) == c.is.as_ref(),
            Event::Presence(c) => roster.presences.get(&c.id) == c.is.as_ref(),
            Event::Handover(c) => roster.handovers.get(&c.id).map(|h| &**h) == c.is.as_ref(),
            Event::Item(c) => roster.items.get(&c.id).map(|i| &**i) == c.is.as_ref(),
            Event::Note(c) => roster.notes.get(&c.id).map(|n| &**n) == c.is.as_ref(),
            Event::Reason { .. } | Event::LossAccepted { .. } => true,
        }
    }

    /// The record it changes; a remark changes none.
    pub fn record(&self) -> Option<Record> {
        Some(match self {
            Event::Branch(_) => Record::Branch,
            Event::Rules(_) => Record::Rules,
            Event::Pattern(_) => Record::Pattern,
            Event::PatternFrom(c) => Record::PatternFrom(c.id),
            Event::Unit(c) => Record::Unit(c.id),
            Event::Compound(c) => Record::Compound(c.id),
            Event::Post(c) => Record::Post(c.id),
            Event::Member(c) => Record::Member(c.id),
            Event::Assignment(c) => Record::Assignment(c.id),
            Event::Presence(c) => Record::Presence(c.id),
            Event::Handover(c) => Record::Handover(c.id),
            Event::Item(c) => Record::Item(c.id),
            Event::Note(c) => Record::Note(c.id),
            Event::Reason { .. } | Event::LossAccepted { .. } => return None,
        })
    }
}

/// Which record an event changes.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Record {
    Branch,
    Rules,
    Pattern,
    PatternFrom(NaiveDate),
    Unit(UnitId),
    Compound(CompoundId),
    Post(PostId),
    Member(MemberId),
    Assignment(AssignmentId),
    Presence(PresenceId),
    Handover(HandoverId),
    Item(ItemId),
    Note(NoteId),
}

/// Puts one event into the roster. Pure: the same roster and event give the same roster everywhere.
pub fn apply(roster: &mut Roster, event: &Event) {
    match event {
        Event::Branch(c) => roster.branch = c.is.clone().unwrap_or_default(),
        Event::Rules(c) => roster.rules = c.is.unwrap_or_default(),
        Event::Pattern(c) => {
            roster.patterns = roster.patterns.with_first(c.is.clone().unwrap_or_else(default_pattern));
        }
        Event::PatternFrom(c) => roster.patterns = roster.patterns.with_later(c.id, c.is.as_ref()),
        Event::Unit(c) => put(&mut roster.units, c.id, c.is.clone()),
        Event::Compound(c) => put(&mut roster.compounds, c.id, c.is.clone()),
        Event::Post(c) => put(&mut roster.posts, c.id, c.is.clone().map(Into::into)),
        Event::Member(c) => put(&mut roster.members, c.id, c.is.clone().map(Into::into)),
        Event::Assignment(c) => roster.put_assignment(c.id, c.is.clone()),
        Event::Presence(c) => roster.put_presence(c.id, c.is.clone()),
        Event::Handover(c) => roster.put_handover(c.id, c.is.clone()),
        Event::Item(c) => put(&mut roster.items, c.id, c.is.clone().map(Into::into)),
        Event::Note(c) => put(&mut roster.notes, c.id, c.is.clone().map(Into::into)),
        Event::Reason { .. } | Event::LossAccepted { .. } => {}
    }
    roster.ids.saw(event);
}

fn put<K: Ord + Clone, V: Clone>(map: &mut imbl::OrdMap<K, V>, id: K, is: Option<V>) {
    match is {
        Some(v) => map.insert(id, v),
        None => map.remove(&id),
    };
}
