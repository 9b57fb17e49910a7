//! What was done, in one line: for the log, for the quiet line after a command, and for what an undo took back.

use std::fmt::Display;

use super::{Lang, clock, date, fill, list, moment, moment_full, text};
use crate::domain::event::{Change, Event};
use crate::domain::time::{Instant, Span, Zone};
use crate::domain::{AssignmentId, Entry, Handover, Member, MemberId, Presence, PresenceId, Roster, Unavailable};

/// One line about an entry. `roster` is the branch as it stands now; names come from it.
pub fn describe(lang: Lang, roster: &Roster, entry: &Entry) -> String {
    match entry.undoes {
        Some(seq) => {
            let before: Vec<Event> = entry.events.iter().rev().filter_map(Event::inverse).collect();
            let what = describe_events(lang, roster, entry.at, &before);
            fill(lang, "entry.taken_back", &[("seq", &seq), ("what", &what)])
        }
        None => describe_events(lang, roster, entry.at, &entry.events),
    }
}

/// One line about an undo that took back `undone`, which may be a redo; or about a redo.
pub fn taken_back(lang: Lang, roster: &Roster, entry: &Entry, undone: &Entry, redo: bool) -> String {
    let (key, e) = if redo { ("entry.redone", entry) } else { ("entry.undone", undone) };
    fill(lang, key, &[("what", &describe_events(lang, roster, e.at, &e.events))])
}

/// One line about the events of one command, recorded at `at`.
pub fn describe_events(lang: Lang, roster: &Roster, at: Instant, events: &[Event]) -> String {
    let w = Words { lang, roster, at };
    let said = match events.iter().find_map(handover) {
        _ if let Some(pinned) = all_pinned(events) => w.pinned(pinned, events),
        _ if is_plan(events) => w.plan(events),
        _ if is_pattern(events) => w.pattern(events),
        _ if is_import(events) => w.import(events),
        Some(h) => w.handover(h, events),
        None => w.each(events).join(text(lang, "entry.separator")),
    };
    let why = events.iter().find_map(|e| match e {
        Event::Reason { text } => Some(text.as_str()),
        _ => None,
    });
    match why {
        Some(why) => fill(lang, "entry.because", &[("what", &said), ("why", &why)]),
        None => said,
    }
}

fn handover(event: &Event) -> Option<&Handover> {
    match event {
        Event::Handover(c) => c.is.as_ref(),
        _ => None,
    }
}

/// So many records are told one by one.
const TOLD: usize = 3;

/// More than a command by hand changes.
const MANY: usize = 12;

/// Whether the entry is a roster that was planned: many assignments and nothing else.
fn is_plan(events: &[Event]) -> bool {
    let changes = events.iter().filter(|e| e.changes());
    let (plan, rest): (Vec<_>, Vec<_>) = changes.partition(|e| matches!(e, Event::Assignment(_)));
    plan.len() > MANY && rest.is_empty()
}

/// Whether an assignment is pinned or let go, if that is what changes.
fn pinned(event: &Event) -> Option<bool> {
    match event {
        Event::Assignment(Change { was: Some(was), is: Some(is), .. }) if was.pinned != is.pinned => Some(is.pinned),
        _ => None,
    }
}

/// Whether many assignments are pinned or let go, if that is all that changes.
fn all_pinned(events: &[Event]) -> Option<bool> {
    let first = pinned(events.first()?)?;
    (events.len() > TOLD && events.iter().all(|e| pinned(e) == Some(first))).then_some(first)
}

/// Whether the entry is a pattern with what it brings about at the posts and in the plan.
fn is_pattern(events: &[Event]) -> bool {
    let count = |of: fn(&Event) -> bool| events.iter().filter(|e| of(e)).count();
    let brought = count(|e| match e {
        Event::Post(c) => c.was.is_some() && c.is.is_some(),
        Event::Assignment(c) => c.is.is_none() || c.was.is_none(),
        Event::Reason { .. } => true,
        _ => false,
    });
    let patterns = count(|e| matches!(e, Event::PatternFrom(_) | Event::Pattern(_)));
    patterns == 1 && brought > 0 && patterns + brought == events.len()
}

/// Whether the entry is told by numbers: it changes more than can be told one by one, as a file does.
fn is_import(events: &[Event]) -> bool {
    let count = |of: fn(&Event) -> bool| events.iter().filter(|e| of(e)).count();
    let handovers = count(|e| matches!(e, Event::Handover(_)));
    let many = count(|e| matches!(e, Event::Assignment(_))) > MANY || handovers == 0 && events.len() > MANY;
    let records = |e: &Event| matches!(e, Event::Member(_) | Event::Post(_) | Event::Unit(_) | Event::Compound(_));
    handovers > 1 || many || count(records) > TOLD
}

/// The time that a change of a member adds to those at which he is not available, if that is all it does.
fn leave<K>(c: &Change<K, Member>) -> Option<&Unavailable> {
    let (was, is) = (c.was.as_ref()?, c.is.as_ref()?);
    let grown = is.unavailable.len() == was.unavailable.len() + 1 && is.unavailable.starts_with(&was.unavailable);
    is.unavailable.last().filter(|_| grown)
}

/// Who is taken out of a slot, and who is planned there instead.
fn replaced<'a>(event: &'a Event, next: &'a Event) -> Option<(&'a AssignmentId, &'a AssignmentId)> {
    match (event, next) {
        (Event::Assignment(out), Event::Assignment(put))
            if out.is.is_none() && put.was.is_none() && out.id.slot == put.id.slot =>
        {
            Some((&out.id, &put.id))
        }
        _ => None,
    }
}

/// Whether somebody comes on only to stand in, which the break says already.
fn brought_on(event: &Event, events: &[Event]) -> bool {
    let Event::Presence(Change { was: None, is: Some(on), .. }) = event else { return false };
    events.iter().any(|e| match e {
        Event::Presence(Change { was: Some(was), is: Some(is), .. }) => {
            was.away.len() < is.away.len() && is.away.last().is_some_and(|a| a.by == Some(on.member))
        }
        _ => false,
    })
}

/// What the lines are made of.
struct Words<'a> {
    lang: Lang,
    roster: &'a Roster,
    at: Instant,
}

impl Words<'_> {
    fn zone(&self) -> Zone {
        self.roster.zone()
    }

    fn fill(&self, key: &str, values: &[(&str, &dyn Display)]) -> String {
        fill(self.lang, key, values)
    }

    fn moment(&self, t: Instant) -> String {
        moment(self.lang, self.zone(), self.at, t)
    }

    fn names(&self, members: &[MemberId]) -> String {
        match members.is_empty() {
            true => text(self.lang, "entry.nobody").to_string(),
            false => list(self.lang, &members.iter().map(|m| self.roster.name_of(*m)).collect::<Vec<_>>()),
        }
    }

    fn handover(&self, h: &Handover, events: &[Event]) -> String {
        let mut said = self.fill(
            "entry.handover",
            &[
                ("post", &self.roster.post_name(h.post)),
                ("at", &self.moment(h.at)),
                ("out", &self.names(&h.out)),
                ("relief", &self.names(&h.relief)),
            ],
        );
        let plan: Vec<Event> = events.iter().filter(|e| matches!(e, Event::Assignment(_))).cloned().collect();
        for change in self.each(&plan) {
            said.push_str(text(self.lang, "entry.separator"));
            said.push_str(&change);
        }
        match &h.note {
            Some(note) => self.fill("entry.noted", &[("what", &said), ("note", note)]),
            None => said,
        }
    }

    fn pinned(&self, pinned: bool, events: &[Event]) -> String {
        let key = if pinned { "entry.pinned_many" } else { "entry.unpinned_many" };
        self.fill(key, &[("n", &events.len())])
    }

    fn plan(&self, events: &[Event]) -> String {
        let count = |put: bool| {
            let is = |e: &&Event| matches!(e, Event::Assignment(c) if c.is.is_some() == put);
            events.iter().filter(is).count()
        };
        self.fill("entry.planned", &[("put", &count(true)), ("off", &count(false))])
    }

    fn pattern(&self, events: &[Event]) -> String {
        let of = |e: &&Event| matches!(e, Event::PatternFrom(_) | Event::Pattern(_));
        let said = events.iter().find(of).and_then(|e| self.event(e)).unwrap_or_default();
        let count = |of: fn(&Event) -> bool| events.iter().filter(|e| of(e)).count();
        let off = count(|e| matches!(e, Event::Assignment(c) if c.is.is_none()));
        let put = count(|e| matches!(e, Event::Assignment(c) if c.is.is_some()));
        let posts = count(|e| matches!(e, Event::Post(_)));
        let more = [("entry.and_withdrawn", off), ("entry.and_planned", put), ("entry.and_posts", posts)];
        let more = more.into_iter().filter(|(_, n)| *n > 0).map(|(key, n)| self.fill(key, &[("n", &n)]));
        std::iter::once(said).chain(more).collect::<Vec<_>>().join(text(self.lang, "entry.separator"))
    }

    fn import(&self, events: &[Event]) -> String {
        const SORTS: [&str; 9] =
            ["members", "posts", "units", "compounds", "assignments", "presences", "handovers", "items", "settings"];
        let mut counts = [0usize; SORTS.len()];
        for event in events {
            let sort = match event {
                Event::Member(_) => 0,
                Event::Post(_) => 1,
                Event::Unit(_) => 2,
                Event::Compound(_) => 3,
                Event::Assignment(_) => 4,
                Event::Presence(_) => 5,
                Event::Handover(_) => 6,
                Event::Item(_) => 7,
                Event::Branch(_) | Event::Rules(_) | Event::Pattern(_) | Event::PatternFrom(_) => 8,
                Event::Note(_) | Event::Reason { .. } | Event::LossAccepted { .. } => continue,
            };
            counts[sort] += 1;
        }
        let said: Vec<String> = SORTS
            .iter()
            .zip(counts)
            .filter(|(_, n)| *n > 0)
            .map(|(sort, n)| self.fill(&format!("sort.{sort}"), &[("n", &n)]))
            .collect();
        self.fill("entry.import", &[("what", &list(self.lang, &said))])
    }

    /// What each event did; one of two that belong together is told with the other.
    fn each(&self, events: &[Event]) -> Vec<String> {
        let mut said = Vec::new();
        let mut rest = events;
        while let [event, after @ ..] = rest {
            rest = after;
            if let Some((planned, instead)) = after.first().and_then(|next| replaced(event, next)) {
                said.push(self.replaced(planned, instead));
                rest = &after[1..];
            } else if !brought_on(event, events) {
                said.extend(self.event(event));
            }
        }
        said
    }

    fn event(&self, event: &Event) -> Option<String> {
        Some(match event {
            Event::Presence(c) => self.presence(c)?,
            Event::Assignment(c) => match (pinned(event), c.is.is_some()) {
                (Some(true), _) => self.planned("entry.pinned", &c.id, &[]),
                (Some(false), _) => self.planned("entry.unpinned", &c.id, &[]),
                (None, put) => self.assignment(&c.id, put),
            },
            Event::Handover(c) => {
                let h = c.was.as_ref()?;
                let post = self.roster.post_name(h.post);
                self.fill("entry.handover_removed", &[("post", &post), ("at", &self.moment(h.at))])
            }
            Event::Item(c) => {
                let (is, was) = (c.is.as_ref(), c.was.as_ref());
                let key = match (was, is) {
                    (None, _) => "entry.item_opened",
                    (_, None) => "entry.item_removed",
                    (Some(w), Some(i)) if w.closed.is_none() && i.closed.is_some() => "entry.item_closed",
                    (Some(w), Some(i)) if w.closed.is_some() && i.closed.is_none() => "entry.item_reopened",
                    _ => "entry.item_changed",
                };
                let item = is.or(was)?;
                let post = self.roster.post_name(item.post);
                let said = self.fill(key, &[("post", &post), ("item", &c.id.0), ("text", &item.text)]);
                match item.due.filter(|_| key == "entry.item_opened") {
                    Some(due) => self.fill("entry.item_due", &[("what", &said), ("at", &self.moment(due))]),
                    None => said,
                }
            }
            Event::Note(c) => {
                let key = if c.is.is_some() { "entry.note" } else { "entry.note_removed" };
                let note = c.is.as_ref().or(c.was.as_ref())?;
                self.fill(key, &[("post", &self.roster.post_name(note.post)), ("text", &note.text)])
            }
            Event::Member(c) => self.member(c)?,
            Event::Branch(c) => self.fill("entry.branch", &[("name", &c.is.as_ref().or(c.was.as_ref())?.name)]),
            Event::Post(c) => {
                self.kept("post", c.was.is_none(), c.is.is_none(), &c.is.as_ref().or(c.was.as_ref())?.name)
            }
            Event::Unit(c) => {
                self.kept("unit", c.was.is_none(), c.is.is_none(), &c.is.as_ref().or(c.was.as_ref())?.name)
            }
            Event::Compound(c) => {
                self.kept("compound", c.was.is_none(), c.is.is_none(), &c.is.as_ref().or(c.was.as_ref())?.name)
            }
            Event::Rules(_) => text(self.lang, "entry.rules").to_string(),
            Event::Pattern(c) => {
                let codes: Vec<&str> = c.is.iter().flatten().map(|s| &*s.code).collect();
                self.fill("entry.pattern", &[("shifts", &list(self.lang, &codes))])
            }
            Event::PatternFrom(c) => {
                let codes: Vec<&str> = c.is.iter().flat_map(|p| &p.0).map(|s| &*s.code).collect();
                let day = date(self.lang, c.id);
                match codes.is_empty() {
                    true => self.fill("entry.pattern_from_removed", &[("date", &day)]),
                    false => self.fill("entry.pattern_from", &[("date", &day), ("shifts", &list(self.lang, &codes))]),
                }
            }
            Event::LossAccepted { from, to } => self.fill("entry.loss_accepted", &[("from", from), ("to", to)]),
            Event::Reason { .. } => return None,
        })
    }

    /// A record that is new, changed or gone: `新增值守点 畜牧局家属院`.
    fn kept(&self, kind: &str, new: bool, gone: bool, name: &str) -> String {
        let kind = text(self.lang, &format!("file_kind.{kind}"));
        let key = match (new, gone) {
            (true, _) => "entry.added",
            (_, true) => "entry.removed",
            _ => "entry.changed",
        };
        self.fill(key, &[("kind", &kind), ("name", &name)])
    }

    fn assignment(&self, id: &AssignmentId, put: bool) -> String {
        let key = if put { "entry.assigned" } else { "entry.withdrawn" };
        self.planned(key, id, &[])
    }

    fn replaced(&self, planned: &AssignmentId, instead: &AssignmentId) -> String {
        self.planned("entry.replaced", instead, &[("planned", &self.roster.name_of(planned.member))])
    }

    fn planned(&self, key: &str, id: &AssignmentId, more: &[(&str, &dyn Display)]) -> String {
        let shift = self.roster.shift_name(id.slot.date, id.slot.shift);
        let post = self.roster.post_name(id.slot.post);
        let day = date(self.lang, id.slot.date);
        let member = self.names(&[id.member]);
        let values: [(&str, &dyn Display); 4] =
            [("member", &member), ("post", &post), ("date", &day), ("shift", &shift)];
        self.fill(key, &[&values[..], more].concat())
    }

    fn presence(&self, c: &Change<PresenceId, Presence>) -> Option<String> {
        let p = c.is.as_ref().or(c.was.as_ref())?;
        let (member, post) = (self.roster.name_of(p.member), self.roster.post_name(p.post));
        let say = |key: &str, at: Instant| {
            Some(self.fill(key, &[("member", &member), ("post", &post), ("at", &self.moment(at))]))
        };
        let (was, is) = match (&c.was, &c.is) {
            (None, _) => return say("entry.on", p.on),
            (_, None) => return say("entry.on_removed", p.on),
            (Some(was), Some(is)) => (was, is),
        };
        if is.corrected.len() != was.corrected.len() {
            return Some(self.corrected(was, is));
        }
        match (was.off, is.off) {
            (None, Some(off)) => return say("entry.off", off),
            (Some(off), None) => return say("entry.off_removed", off),
            _ => {}
        }
        let (before, after) = (was.away.last(), is.away.last());
        match (was.away.len().cmp(&is.away.len()), before, after) {
            (std::cmp::Ordering::Less, _, Some(a)) => {
                let by = self.names(a.by.as_slice());
                let at = self.moment(a.from);
                Some(self.fill("entry.cover", &[("member", &member), ("post", &post), ("at", &at), ("by", &by)]))
            }
            (std::cmp::Ordering::Greater, Some(a), _) => say("entry.cover_removed", a.from),
            (_, Some(a), Some(b)) if a.to.is_none() && b.to.is_some() => say("entry.uncover", b.to?),
            (_, Some(a), Some(b)) if a.to.is_some() && b.to.is_none() => say("entry.uncover_removed", a.to?),
            _ => say("entry.presence_changed", p.on),
        }
    }

    fn corrected(&self, was: &Presence, is: &Presence) -> String {
        let times = |p: &Presence| {
            let off = p.off.map_or(text(self.lang, "time.still_on").to_string(), |t| clock(self.zone(), t));
            format!("{}–{off}", self.moment(p.on))
        };
        let (member, post) = (self.roster.name_of(is.member), self.roster.post_name(is.post));
        let said = self
            .fill("entry.corrected", &[("member", &member), ("post", &post), ("was", &times(was)), ("is", &times(is))]);
        match is.corrected.get(was.corrected.len()).filter(|c| !c.reason.is_empty()) {
            Some(c) => self.fill("entry.because", &[("what", &said), ("why", &c.reason)]),
            None => said,
        }
    }

    fn member<K>(&self, c: &Change<K, Member>) -> Option<String> {
        let name = &c.is.as_ref().or(c.was.as_ref())?.name;
        Some(match leave(c) {
            Some(Unavailable::Once { from, to, why }) => {
                let full = |t| moment_full(self.lang, self.zone(), t);
                let why = why.as_deref().unwrap_or_default();
                let Span { from, to } = Span::new(*from, *to);
                let said = self
                    .fill("entry.leave", &[("member", name), ("from", &full(from)), ("to", &full(to)), ("why", &why)]);
                said.trim_end().to_string()
            }
            _ => match (&c.was, &c.is) {
                (Some(was), Some(is)) if was.leaves != is.leaves && is.leaves.is_some() => {
                    let last = is.leaves.map(|d| date(self.lang, d)).unwrap_or_default();
                    self.fill("entry.member_ends", &[("member", name), ("date", &last)])
                }
                (Some(was), Some(is)) if was.name != is.name => {
                    self.fill("entry.renamed", &[("was", &was.name), ("name", &is.name)])
                }
                (was, is) => self.kept("member", was.is_none(), is.is_none(), name),
            },
        })
    }
}
