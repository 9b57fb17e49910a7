//! Whether a command can be done, and the events that do it. Pure: it reads the roster and is given `now`. One file
//! for each group of commands; this one hands out.

mod cover;
mod handover;
mod import;
mod mark;
mod plan;
mod write;

pub use handover::{Preset, handover_preset, open_items, slot_taken_over};

use super::command::{Command, Do};
use super::event::{Change, Event, apply};
use super::records::*;
use super::refusal::Refusal;
use super::roster::Roster;
use super::text;
use super::time::Instant;

/// What a command comes to.
#[derive(Clone, Debug)]
pub struct Outcome {
    pub events: Vec<Event>,
    pub next: Next,
}

/// The roster that comes of a command. Presences and handovers are put into it when it is asked for: they are most of
/// the work, and the disk does not have to wait for it.
#[derive(Clone, Debug)]
pub struct Next {
    roster: Roster,
    /// What is not in the roster yet.
    later: Vec<Event>,
}

impl Next {
    /// A roster that has everything in it.
    pub fn of(roster: Roster) -> Next {
        Next { roster, later: Vec::new() }
    }

    pub fn roster(&mut self) -> &Roster {
        for event in self.later.drain(..) {
            apply(&mut self.roster, &event);
        }
        &self.roster
    }

    fn put(&mut self, event: &Event) {
        match event {
            Event::Presence(_) | Event::Handover(_) => {
                self.roster.ids.saw(event);
                self.later.push(event.clone());
            }
            _ => apply(&mut self.roster, event),
        }
    }

    /// The roster as far as the presences of one member go.
    fn with_presences_of(&mut self, member: MemberId) -> &Roster {
        let his = |p: &Option<Presence>| p.as_ref().is_some_and(|p| p.member == member);
        if self.later.iter().any(|e| matches!(e, Event::Presence(c) if his(&c.was) || his(&c.is))) {
            self.roster();
        }
        &self.roster
    }
}

/// The events of a command, or why it is refused. Undo and redo are `undo::History`'s.
pub fn decide(roster: &Roster, command: &Command, now: Instant) -> Result<Vec<Event>, Refusal> {
    outcome(roster, command, now).map(|outcome| outcome.events)
}

/// The same, for one who goes on from the roster that comes of it.
pub fn outcome(roster: &Roster, command: &Command, now: Instant) -> Result<Outcome, Refusal> {
    let at = moment(command.at, now)?;
    let mut reason = text::optional(command.reason.as_deref())?;
    let mut draft = Draft::new(roster);
    match &command.what {
        Do::On { post, member } => draft.on(*post, *member, at)?,
        Do::Off { post, member } => draft.off(*post, *member, at)?,
        Do::Handover { post, out, relief, note, in_place_of } => {
            let lists = handover::Lists::of(roster, *post, at, out.as_deref(), relief.as_deref())?;
            draft.hand_over(*post, at, lists, text::optional(note.as_deref())?, in_place_of)?;
        }
        Do::Assign { slot, member, from, to, pinned, in_place_of } => {
            if let Some(planned) = in_place_of {
                if planned == member {
                    return Err(Refusal::AlreadyAssigned { member: *member, slot: *slot });
                }
                draft.withdraw(*slot, *planned)?;
            }
            draft.assign(*slot, *member, (*from, *to), *pinned)?
        }
        Do::Withdraw { slot, member } => draft.withdraw(*slot, *member).map(|_| ())?,
        Do::Plan { off, put, by_rules } => draft.plan(off, put, *by_rules, now)?,
        Do::Cover { post, member, by } => draft.cover(*post, *member, *by, at)?,
        Do::Uncover { post, member } => draft.uncover(*post, *member, at)?,
        Do::OpenItem { post, text, due } => draft.open_item(*post, text, *due, at)?,
        Do::CloseItem { item } => draft.close_item(*item, at)?,
        Do::Correct { post, member, on, new_on, new_off } => {
            let why = reason.take().ok_or(Refusal::TextMissing)?;
            draft.correct(*post, *member, *on, (*new_on, *new_off), why, now)?;
        }
        Do::Note { post, text } => draft.note(*post, text, at)?,
        Do::Leave { member, from, to, why } => draft.leave(*member, *from, *to, why.as_deref())?,
        Do::Import { events } | Do::Change { events } => draft.import(events, now)?,
        Do::Undo => return Err(Refusal::NothingToUndo),
        Do::Redo => return Err(Refusal::NothingToRedo),
    }
    Ok(draft.finish(reason))
}

/// When it happened: `at`, else now. Never after now.
fn moment(at: Option<Instant>, now: Instant) -> Result<Instant, Refusal> {
    let at = at.unwrap_or(now);
    match () {
        () if !at.in_range() => Err(Refusal::OutOfRange),
        () if at > now => Err(Refusal::InFuture { at }),
        () => Ok(at),
    }
}

/// The events of a command as they come about, and the roster that comes of them, so that each step sees the one before.
struct Draft {
    next: Next,
    events: Vec<Event>,
}

impl Draft {
    fn new(roster: &Roster) -> Draft {
        Draft { next: Next::of(roster.clone()), events: Vec::new() }
    }

    fn finish(mut self, reason: Option<String>) -> Outcome {
        self.events.extend(reason.map(|text| Event::Reason { text }));
        Outcome { events: self.events, next: self.next }
    }

    fn put(&mut self, event: Event) {
        self.next.put(&event);
        self.events.push(event);
    }

    /// The roster but for presences and handovers.
    fn records(&self) -> &Roster {
        &self.next.roster
    }

    fn put_presence(&mut self, id: PresenceId, is: Presence) {
        let was = self.next.with_presences_of(is.member).presences.get(&id).cloned();
        self.put(Event::Presence(Change { id, was, is: Some(is) }));
    }

    fn post(&self, id: PostId) -> Result<&Post, Refusal> {
        self.records().post(id).ok_or_else(|| unknown_post(id))
    }

    fn member(&self, id: MemberId) -> Result<&Member, Refusal> {
        self.records().member(id).ok_or_else(|| unknown_member(id))
    }
}

fn unknown_post(id: PostId) -> Refusal {
    Refusal::UnknownPost { name: format!("#{}", id.0), near: Vec::new() }
}

fn unknown_member(id: MemberId) -> Refusal {
    Refusal::UnknownMember { name: format!("#{}", id.0), near: Vec::new() }
}
