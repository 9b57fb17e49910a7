//! What a branch file changes in a roster, as events. Pure: nothing is changed here, and a fault anywhere refuses all of
//! it. What the file does not mention stays; nothing is ever deleted.

use std::collections::{BTreeSet, HashMap, HashSet};

use chrono::NaiveDate;

use super::document::{self, Document};
use super::names::{Names, Once, define};
use super::table::{Fault, NEAR, Name, Read, bad, fault};
use super::{MEMBERS, POSTS};
use crate::domain::event::{Change, Only};
use crate::domain::pattern::meet;
use crate::domain::refusal::FileFault;
use crate::domain::text::nearest;
use crate::domain::time::{Instant, WallTime, Zone};
use crate::domain::*;

/// What an import does.
#[derive(Clone, PartialEq, Debug)]
pub struct Imported {
    /// Empty when the file changes nothing.
    pub events: Vec<Event>,
    pub changes: Vec<Changed>,
}

/// How many records of a kind are new, how many have changed.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Changed {
    /// The word of the branch file: `branch`, `rules`, `shift`, `unit`, `compound`, `post`, `member`, `assignment`,
    /// `presence`, `handover`, `item`.
    pub kind: &'static str,
    pub new: usize,
    pub changed: usize,
}

/// Works out what the branch file `text` changes in `roster` at `now`. The only refusal is [`Refusal::File`].
pub fn import(roster: &Roster, text: &str, now: Instant) -> Result<Imported, Refusal> {
    let events = document::read(text, roster.zone()).and_then(|doc| Merge::new(roster, now, &doc)?.all(&doc));
    let events = events.map_err(|f| refusal(text, f))?;
    let changes = changed(&events);
    Ok(Imported { events, changes })
}

/// The fault with its place in lines and columns, counted in characters from 1.
fn refusal(text: &str, fault: Fault) -> Refusal {
    let before = text.get(..fault.at).unwrap_or(text);
    let line_start = before.rfind('\n').map_or(0, |i| i + 1);
    let line = before.matches('\n').count() + 1;
    let column = before[line_start..].trim_start_matches('\u{feff}').chars().count() + 1;
    Refusal::File { line, column, what: fault.what }
}

/// Counts what events change, by kind in the order of the file; kinds without a change are left out.
pub fn changed(events: &[Event]) -> Vec<Changed> {
    let mut out: Vec<Changed> = Vec::new();
    for event in events {
        let (kind, new) = match event {
            Event::Branch(c) => ("branch", c.was.as_ref().is_none_or(|b| b.name.is_empty())),
            Event::Rules(_) => ("rules", false),
            Event::Pattern(_) => ("shift", false),
            Event::PatternFrom(c) => ("shift", c.was.is_none()),
            Event::Unit(c) => ("unit", c.was.is_none()),
            Event::Compound(c) => ("compound", c.was.is_none()),
            Event::Post(c) => ("post", c.was.is_none()),
            Event::Member(c) => ("member", c.was.is_none()),
            Event::Assignment(c) => ("assignment", c.was.is_none()),
            Event::Presence(c) => ("presence", c.was.is_none()),
            Event::Handover(c) => ("handover", c.was.is_none()),
            Event::Item(c) => ("item", c.was.is_none()),
            Event::Note(_) | Event::Reason { .. } | Event::LossAccepted { .. } => continue,
        };
        let at = out.iter().position(|c| c.kind == kind).unwrap_or_else(|| {
            out.push(Changed { kind, new: 0, changed: 0 });
            out.len() - 1
        });
        if new { out[at].new += 1 } else { out[at].changed += 1 }
    }
    out
}

/// An import under way: the numbers of all names, and the events so far.
pub(super) struct Merge<'a> {
    pub(super) roster: &'a Roster,
    pub(super) now: Instant,
    zone: Zone,
    patterns: Patterns,
    next_shift: u32,
    units: Names<UnitId>,
    compounds: Names<CompoundId>,
    pub(super) posts: Names<PostId>,
    pub(super) members: Names<MemberId>,
    pub(super) events: Vec<Event>,
}

/// Sets an optional text: a missing key leaves it, an empty text clears it.
fn set_text(field: &mut Option<String>, said: &Option<Name>) {
    if let Some(text) = said {
        *field = (!text.value.is_empty()).then(|| text.value.clone());
    }
}

/// Sets a value that the file mentions.
pub(super) fn set<T: Clone>(field: &mut T, said: &Option<T>) {
    if let Some(value) = said {
        *field = value.clone();
    }
}

impl<'a> Merge<'a> {
    /// Numbers every name, so that the order of the tables does not matter.
    fn new(roster: &'a Roster, now: Instant, doc: &Document) -> Read<Merge<'a>> {
        let ids = roster.ids;
        let units = roster.units.iter().map(|(id, u)| (*id, &*u.name));
        let compounds = roster.compounds.iter().map(|(id, c)| (*id, &*c.name));
        let posts = roster.posts.iter().map(|(id, p)| (*id, &*p.name));
        let members = roster.members.iter().map(|(id, m)| (*id, &*m.name));
        let mut m = Merge {
            roster,
            now,
            zone: doc.zone,
            patterns: roster.patterns.clone(),
            next_shift: ids.shift + 1,
            units: Names::new("unit", ids.unit, units),
            compounds: Names::new("compound", ids.compound, compounds),
            posts: Names::new("post", ids.post, posts),
            members: Names::new("member", ids.member, members),
            events: Vec::new(),
        };
        define(&mut m.units, doc.units.iter().map(|u| &u.name), UnitId, usize::MAX)?;
        define(&mut m.compounds, doc.compounds.iter().map(|c| &c.name), CompoundId, usize::MAX)?;
        define(&mut m.posts, doc.posts.iter().map(|p| &p.name), PostId, POSTS)?;
        define(&mut m.members, doc.members.iter().map(|m| &m.name), MemberId, MEMBERS)?;
        Ok(m)
    }

    fn all(mut self, doc: &Document) -> Read<Vec<Event>> {
        self.branch(doc)?;
        self.rules(doc);
        self.shifts(doc)?;
        self.units(doc);
        self.compounds(doc)?;
        self.posts(doc)?;
        self.members(doc)?;
        self.assignments(doc)?;
        self.presences(doc)?;
        self.handovers(doc)?;
        self.items(doc)?;
        Ok(self.events)
    }

    /// Keeps the change of a record, if it is one.
    pub(super) fn put<K, V: PartialEq>(
        &mut self,
        id: K,
        was: Option<V>,
        is: V,
        event: impl FnOnce(Change<K, V>) -> Event,
    ) {
        if was.as_ref() != Some(&is) {
            self.events.push(event(Change { id, was, is: Some(is) }));
        }
    }

    fn branch(&mut self, doc: &Document) -> Read<()> {
        let was = self.roster.branch.clone();
        let mut is = was.clone();
        let Some(part) = &doc.branch else {
            return if self.roster.is_empty() { fault(0, FileFault::NoBranch) } else { Ok(()) };
        };
        set(&mut is.name, &part.name.as_ref().map(|n| n.value.clone()));
        if is.name.is_empty() {
            return fault(part.at, FileFault::MissingKey { key: "name".into() });
        }
        is.zone = self.zone;
        set_text(&mut is.secretary, &part.secretary);
        self.put(Only, Some(was), is, Event::Branch);
        Ok(())
    }

    fn rules(&mut self, doc: &Document) {
        let was = self.roster.rules;
        self.put(Only, Some(was), doc.rules.over(was), Event::Rules);
    }

    /// The patterns: `[[shift]]`, if any, is the one from the beginning, `[[pattern]]` the list of those from a date.
    fn shifts(&mut self, doc: &Document) -> Read<()> {
        if !doc.shifts.is_empty() {
            let is = self.pattern(None, &doc.shifts)?;
            self.patterns = self.patterns.with_first(is);
        }
        if let Some(list) = &doc.patterns {
            let mut once = Once::of("pattern");
            for part in list {
                let from = part.from.value;
                invariant::date_in_range(from).or(fault(part.from.at, bad("from", "date")))?;
                once.see(from, part.from.at, &from.to_string())?;
                let is = self.pattern(Some(from), &part.shifts)?;
                self.patterns = self.patterns.with_later(from, Some(&LaterPattern(is)));
            }
            let gone: Vec<_> = self.patterns.later().map(|(from, _)| from).collect();
            for from in gone.into_iter().filter(|from| list.iter().all(|part| part.from.value != *from)) {
                self.patterns = self.patterns.with_later(from, None);
            }
        }
        self.slots_remain(doc)?;
        let (was, is) = (self.roster.patterns.clone(), self.patterns.clone());
        self.put(Only, Some(was.first().to_vec()), is.first().to_vec(), Event::Pattern);
        for from in was.later().chain(is.later()).map(|(from, _)| from).collect::<BTreeSet<_>>() {
            let of = |p: &Patterns| p.from(from).map(|s| LaterPattern(s.to_vec()));
            let change = Change { id: from, was: of(&was), is: of(&is) };
            if change.was != change.is {
                self.events.push(Event::PatternFrom(change));
            }
        }
        Ok(())
    }

    /// The shifts of one pattern. What a shift does not say is as in the pattern that holds then, and its number is
    /// that of its code in any.
    fn pattern(&mut self, from: Option<NaiveDate>, parts: &[document::ShiftPart]) -> Read<Vec<Shift>> {
        let mut codes = Once::of("shift");
        let before = from.map_or(self.patterns.first(), |from| self.patterns.on(from)).clone();
        let mut pattern: Vec<Shift> = Vec::with_capacity(parts.len());
        for part in parts {
            let code = &part.code.value;
            codes.see(code.clone(), part.code.at, code)?;
            let old = before.iter().find(|s| s.code == *code);
            let missing = |key: &str| Fault { at: part.at, what: FileFault::MissingKey { key: key.into() } };
            let start = part.start.as_ref().map(|s| s.value).or(old.map(|o| o.start)).ok_or(missing("start"))?;
            let end = part.end.as_ref().map(|e| e.value).or(old.map(|o| o.end)).ok_or(missing("end"))?;
            let name = part.name.as_ref().map(|n| n.value.clone()).filter(|n| !n.is_empty());
            let name = name.or(old.map(|o| o.name.clone())).unwrap_or_else(|| code.clone());
            let known = self.patterns.coded(code).or(self.roster.patterns.coded(code));
            let id = known.unwrap_or(ShiftId(self.next_shift));
            if known.is_none() {
                self.next_shift += 1;
            }
            let shift = Shift { id, code: code.clone(), name, start, end };
            if let Some(other) = pattern.iter().find(|other| meet(other, &shift)) {
                return fault(part.at, FileFault::ShiftsOverlap { a: other.code.clone(), b: shift.code });
            }
            pattern.push(shift);
        }
        Ok(pattern)
    }

    /// Refuses patterns or a zone in which an assignment of the roster would lose its slot or lie outside it.
    fn slots_remain(&self, doc: &Document) -> Read<()> {
        if self.patterns == self.roster.patterns && self.zone == self.roster.zone() {
            return Ok(());
        }
        let first = |p: &Vec<document::PatternPart>| p.first().map(|p| p.at);
        let at = doc.shifts.first().map(|s| s.at).or(doc.patterns.as_ref().and_then(first));
        let at = at.or(doc.branch.as_ref().map(|b| b.at)).unwrap_or(0);
        for (id, a) in &self.roster.assignments {
            let shift = self.patterns.on(id.slot.date).iter().find(|s| s.id == id.slot.shift);
            if !shift.is_some_and(|shift| self.part_fits(shift, id.slot.date, a)) {
                let code = self.roster.shift_code(id.slot.shift).to_owned();
                let post = self.roster.post_name(id.slot.post).to_owned();
                return fault(at, FileFault::SlotLost { post, date: id.slot.date.to_string(), shift: code });
            }
        }
        Ok(())
    }

    /// Whether the part of an assignment lies in its slot and is not empty.
    fn part_fits(&self, shift: &Shift, date: chrono::NaiveDate, a: &Assignment) -> bool {
        let slot = roster::shift_span(self.zone, shift, date);
        let part = roster::part_span(self.zone, shift, date, a, slot);
        (a.from.is_none() && a.to.is_none()) || (slot.from <= part.from && part.from < part.to && part.to <= slot.to)
    }

    fn units(&mut self, doc: &Document) {
        for part in &doc.units {
            let id = self.units.ids[&part.name.value];
            let was = self.roster.units.get(&id).cloned();
            let mut is = was.clone().unwrap_or(Unit { name: part.name.value.clone(), short: None });
            set_text(&mut is.short, &part.short);
            self.put(id, was, is, Event::Unit);
        }
    }

    fn compounds(&mut self, doc: &Document) -> Read<()> {
        for part in &doc.compounds {
            let id = self.compounds.find(&part.name)?;
            let was = self.roster.compounds.get(&id).cloned();
            let mut is = was.clone().unwrap_or_default();
            is.name = part.name.value.clone();
            set_text(&mut is.short, &part.short);
            set_text(&mut is.community, &part.community);
            set_text(&mut is.subdistrict, &part.subdistrict);
            is.households = part.households.or(is.households);
            is.residents = part.residents.or(is.residents);
            set(&mut is.units, &part.units.as_ref().map(|list| self.units.find_all(list)).transpose()?);
            self.put(id, was, is, Event::Compound);
        }
        Ok(())
    }

    fn posts(&mut self, doc: &Document) -> Read<()> {
        let mut mentioned = HashSet::new();
        for part in &doc.posts {
            let id = self.posts.find(&part.name)?;
            mentioned.insert(id);
            let was = self.roster.post(id).cloned();
            let mut is = was.clone().unwrap_or_default();
            is.name = part.name.value.clone();
            set_text(&mut is.short, &part.short);
            if let Some(name) = &part.compound {
                is.compound = self.compounds.find_some(name)?;
            }
            self.forget_lost_shifts(&mut is);
            if let Some(list) = &part.heads {
                is.heads = self.heads(list)?;
            }
            if let Some(list) = &part.changes {
                is.changes = self.head_changes(list)?;
            }
            set(&mut is.surge, &part.surge);
            if let Some(list) = &part.except {
                is.except = self.exceptions(list)?;
            }
            self.put(id, was, is, Event::Post);
        }
        for (id, post) in self.roster.posts.iter().filter(|(id, _)| !mentioned.contains(id)) {
            let mut is = (**post).clone();
            self.forget_lost_shifts(&mut is);
            self.put(*id, Some((**post).clone()), is, Event::Post);
        }
        Ok(())
    }

    /// A post's demand for a shift goes when the shift leaves every pattern.
    fn forget_lost_shifts(&self, post: &mut Post) {
        let known = |id: ShiftId| self.patterns.code(id).is_some();
        post.heads.retain(|h| known(h.shift));
        post.changes.iter_mut().for_each(|c| c.heads.retain(|h| known(h.shift)));
        post.except.retain(|e| self.patterns.on(e.date).iter().any(|s| s.id == e.shift));
    }

    /// The shift of that code among `shifts`.
    fn shift<'s>(&self, shifts: &'s [Shift], code: &Name) -> Read<&'s Shift> {
        shifts.iter().find(|s| s.code == code.value).ok_or_else(|| {
            let near = nearest(&code.value, shifts.iter().map(|s| &*s.code), NEAR);
            Fault { at: code.at, what: FileFault::UnknownName { kind: "shift", name: code.value.clone(), near } }
        })
    }

    /// Heads by shift, of whatever pattern, in their order; zero is left out.
    fn heads(&self, list: &[(Name, u32)]) -> Read<Vec<Heads>> {
        let mut said = HashMap::new();
        for (code, heads) in list {
            let shift = self.shift(self.patterns.every(), code)?.id;
            if said.insert(shift, *heads).is_some() {
                return fault(code.at, FileFault::Twice { kind: "shift", name: code.value.clone() });
            }
        }
        let heads = |s: &Shift| said.get(&s.id).filter(|n| **n > 0).map(|n| Heads { shift: s.id, heads: *n });
        Ok(self.patterns.every().iter().filter_map(heads).collect())
    }

    /// Other heads from dates on, by date.
    fn head_changes(&self, list: &[document::ChangePart]) -> Read<Vec<HeadsFrom>> {
        let mut once = Once::of("changes");
        let mut out = Vec::with_capacity(list.len());
        for change in list {
            let from = change.from.value;
            once.see(from, change.from.at, &from.to_string())?;
            out.push(HeadsFrom { from, heads: self.heads(&change.heads)? });
        }
        out.sort_by_key(|c| c.from);
        Ok(out)
    }

    fn exceptions(&self, list: &[document::ExceptPart]) -> Read<Vec<Except>> {
        let mut once = Once::of("except");
        let mut out = Vec::with_capacity(list.len());
        for e in list {
            let shift = self.shift(self.patterns.on(e.date), &e.shift)?.id;
            once.see((e.date, shift), e.at, &format!("{} {}", e.date, e.shift.value))?;
            out.push(Except { date: e.date, shift, heads: e.heads });
        }
        Ok(out)
    }

    fn members(&mut self, doc: &Document) -> Read<()> {
        for part in &doc.members {
            let id = self.members.find(&part.name)?;
            let was = self.roster.member(id).cloned();
            let mut is = was.clone().unwrap_or_default();
            is.name = part.name.value.clone();
            if let Some(name) = &part.unit {
                is.unit = self.units.find_some(name)?;
            }
            is.role = part.role.or(is.role);
            is.party = part.party.or(is.party);
            set_text(&mut is.phone, &part.phone);
            if let Some(list) = &part.posts {
                is.posts = Some(self.posts.find_all(list)?);
            }
            is.joins = part.joins.or(is.joins);
            is.leaves = part.leaves.or(is.leaves);
            set(&mut is.unavailable, &part.unavailable);
            self.put(id, was, is, Event::Member);
        }
        Ok(())
    }

    fn assignments(&mut self, doc: &Document) -> Read<()> {
        let mut once = Once::of("assignment");
        for part in &doc.assignments {
            let post = self.posts.find(&part.post)?;
            let shift = self.shift(self.patterns.on(part.date), &part.shift)?.clone();
            let wall = |w: &Option<super::table::At<WallTime>>| w.as_ref().map(|w| w.value);
            for name in &part.members {
                let slot = Slot { post, date: part.date, shift: shift.id };
                let id = AssignmentId { slot, member: self.members.find(name)? };
                once.see(id, name.at, &name.value)?;
                let was = self.roster.assignments.get(&id).cloned();
                let mut is = was.clone().unwrap_or_default();
                // A bound that is the slot's own is left out.
                is.from = wall(&part.from).or(is.from).filter(|w| *w != shift.start);
                is.to = wall(&part.to).or(is.to).filter(|w| *w != shift.end);
                is.pinned = part.pinned.unwrap_or(is.pinned);
                if let Some(note) = &part.note {
                    is.note = (!note.value.is_empty()).then(|| note.value.as_str().into());
                }
                if !self.part_fits(&shift, part.date, &is) {
                    let place = part.from.as_ref().or(part.to.as_ref()).map_or(part.at, |w| w.at);
                    return fault(place, FileFault::PartOutside);
                }
                self.put(id, was, is, Event::Assignment);
            }
        }
        Ok(())
    }
}
