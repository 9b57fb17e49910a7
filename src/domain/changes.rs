//! What somebody wants of the record, gathered as events against a roster: the way of forms, of pasted blocks and of
//! `lunban member set` to one entry. Each step sees the one before; a record changed twice becomes one event.

use chrono::NaiveDate;

use super::decide::decide;
use super::event::{Change, Event, Only, apply};
use super::invariant;
use super::pattern::{LaterPattern, Patterns, carried};
use super::records::*;
use super::refusal::Refusal;
use super::roster::Roster;
use super::text;
use super::time::{Instant, days_after, midnight};
use super::{Command, Do};

/// How many of those who lose their slot are named.
const TOLD: usize = 3;

/// Changes under way.
#[derive(Clone, Debug)]
pub struct Changes {
    /// With the changes so far.
    roster: Roster,
    events: Vec<Event>,
}

impl Changes {
    pub fn new(roster: &Roster) -> Changes {
        Changes { roster: roster.clone(), events: Vec::new() }
    }

    /// The roster with the changes so far.
    pub fn roster(&self) -> &Roster {
        &self.roster
    }

    /// Nothing is changed.
    pub fn is_empty(&self) -> bool {
        self.events.is_empty()
    }

    /// The events as they are; [`Do::Change`] says whether they can be.
    pub fn events(self) -> Vec<Event> {
        self.events
    }

    /// The events, once what always holds holds of them.
    ///
    /// # Errors
    /// As [`Do::Change`] is refused: two of one name, slots that would be lost, nothing that changes.
    pub fn finish(self, roster: &Roster, now: Instant) -> Result<Vec<Event>, Refusal> {
        let command = Command::new(Do::Change { events: self.events });
        decide(roster, &command, now)
    }

    /// The branch's own record.
    pub fn branch(&mut self, is: Branch) -> Result<(), Refusal> {
        let is = Branch { name: text::name(&is.name)?, secretary: name_or_none(is.secretary)?, ..is };
        self.put(Event::Branch(Change { id: Only, was: Some(self.roster.branch.clone()), is: Some(is) }));
        Ok(())
    }

    /// The rules as a whole.
    pub fn rules(&mut self, is: Rules) {
        self.put(Event::Rules(Change { id: Only, was: Some(self.roster.rules), is: Some(is) }));
    }

    /// The shift pattern from the beginning, as a whole. A post's demand for a shift goes when the shift leaves every
    /// pattern.
    pub fn pattern(&mut self, is: Vec<Shift>) -> Result<(), Refusal> {
        invariant::pattern(&is)?;
        let after = self.roster.patterns.with_first(is.clone());
        let known = |id: ShiftId| after.code(id).is_some();
        for (id, post) in self.roster.posts.clone() {
            let mut without = Post::clone(&post);
            without.heads.retain(|h| known(h.shift));
            without.changes.iter_mut().for_each(|c| c.heads.retain(|h| known(h.shift)));
            without.except.retain(|e| after.on(e.date).iter().any(|s| s.id == e.shift));
            if without != *post {
                self.put(Event::Post(Change { id, was: Some(Post::clone(&post)), is: Some(without) }));
            }
        }
        self.put(Event::Pattern(Change { id: Only, was: Some(self.roster.patterns.first().to_vec()), is: Some(is) }));
        Ok(())
    }

    /// The shift pattern from a duty date on, until the next one; none: what held before goes on. At every post that
    /// needs anybody from then on, the shifts have `heads`; unless that is said, as many as before ([`carried`]).
    pub fn pattern_from(
        &mut self,
        from: NaiveDate,
        is: Option<Vec<Shift>>,
        heads: Option<&[Heads]>,
    ) -> Result<(), Refusal> {
        is.as_deref().map_or(Ok(()), invariant::pattern)?;
        let old = self.roster.patterns.clone();
        let was = old.from(from).map(|shifts| LaterPattern(shifts.to_vec()));
        let before = old.on(from).to_vec();
        // What is in force already needs no change of its own.
        let is = is.filter(|is| was.is_some() || *is != before).map(LaterPattern);
        self.put(Event::PatternFrom(Change { id: from, was, is }));
        let new = self.roster.patterns.clone();
        if new == old && heads.is_none() {
            return Ok(());
        }
        for (id, post) in self.roster.posts.clone() {
            let mut is = Post::clone(&post);
            if post.needs_from(from) {
                is = heads_over(&post, from, &before, &new, heads);
            }
            is.except.retain(|e| new.on(e.date).iter().any(|s| s.id == e.shift));
            if is != *post {
                self.in_order(&mut is);
                self.put(Event::Post(Change { id, was: Some(Post::clone(&post)), is: Some(is) }));
            }
        }
        Ok(())
    }

    /// Brings the heads into the order of the shifts, as a branch file has them.
    fn in_order(&self, post: &mut Post) {
        let every = self.roster.patterns.every();
        let place = |h: &Heads| every.iter().position(|s| s.id == h.shift);
        post.heads.sort_by_key(place);
        post.changes.iter_mut().for_each(|c| c.heads.sort_by_key(place));
    }

    /// Takes those out of the plan whose slot is no more, where it had not begun by now; gives how many. Refused,
    /// naming the first, when one had: the past stays.
    pub fn withdraw_lost(&mut self, before: &Roster, now: Instant) -> Result<usize, Refusal> {
        let lost: Vec<AssignmentId> = self.lost().collect();
        for id in &lost {
            let begun = |a| before.assignment_span(id, a).is_some_and(|span| span.from <= now);
            if before.assignments.get(id).is_some_and(begun) {
                return Err(Refusal::SlotLost { member: id.member, slot: id.slot });
            }
            self.withdraw(id.slot, id.member);
        }
        Ok(lost.len())
    }

    /// Who is planned in a slot that is no more.
    fn lost(&self) -> impl Iterator<Item = AssignmentId> {
        invariant::without_slot(&self.roster).map(|(id, _)| *id)
    }

    /// That nobody is planned in a slot that is no more.
    ///
    /// # Errors
    /// How many are, and the first of them.
    pub fn none_lost(&self) -> Result<(), Refusal> {
        let mut lost: Vec<AssignmentId> = self.lost().collect();
        lost.sort_by_key(|id| (id.slot.date, id.slot.shift, id.slot.post, id.member));
        let count = lost.len();
        lost.truncate(TOLD);
        if count == 0 { Ok(()) } else { Err(Refusal::SlotsLost { count, first: lost }) }
    }

    /// A unit; a new one without a number.
    pub fn unit(&mut self, id: Option<UnitId>, is: Unit) -> Result<UnitId, Refusal> {
        let is = Unit { name: text::name(&is.name)?, short: name_or_none(is.short)? };
        let id = id.unwrap_or(UnitId(self.roster.ids.unit.saturating_add(1)));
        self.put(Event::Unit(Change { id, was: self.roster.units.get(&id).cloned(), is: Some(is) }));
        Ok(id)
    }

    /// The unit of that name, or of that short name where only one has it; made when there is none.
    pub fn unit_named(&mut self, name: &str) -> Result<UnitId, Refusal> {
        let name = text::name(name)?;
        let units = || self.roster.units.iter().map(|(id, u)| (*id, u));
        let mut short = units().filter(|(_, u)| u.short.as_deref() == Some(&*name));
        match (units().find(|(_, u)| u.name == name), short.next(), short.next()) {
            (Some((id, _)), ..) | (None, Some((id, _)), None) => Ok(id),
            _ => self.unit(None, Unit { name, short: None }),
        }
    }

    /// A compound; a new one without a number.
    pub fn compound(&mut self, id: Option<CompoundId>, is: Compound) -> Result<CompoundId, Refusal> {
        let is = Compound {
            name: text::name(&is.name)?,
            short: name_or_none(is.short)?,
            community: name_or_none(is.community)?,
            subdistrict: name_or_none(is.subdistrict)?,
            ..is
        };
        let id = id.unwrap_or(CompoundId(self.roster.ids.compound.saturating_add(1)));
        self.put(Event::Compound(Change { id, was: self.roster.compounds.get(&id).cloned(), is: Some(is) }));
        Ok(id)
    }

    /// A post; a new one without a number.
    pub fn post(&mut self, id: Option<PostId>, is: Post) -> Result<PostId, Refusal> {
        let mut is = Post { name: text::name(&is.name)?, short: name_or_none(is.short)?, ..is };
        self.in_order(&mut is);
        let id = id.unwrap_or(PostId(self.roster.ids.post.saturating_add(1)));
        self.put(Event::Post(Change { id, was: self.roster.post(id).cloned(), is: Some(is) }));
        Ok(id)
    }

    /// A member; a new one without a number. A new name that somebody has already is told apart by the unit, as the
    /// importer does: `王芳(市场监管)`.
    pub fn member(&mut self, id: Option<MemberId>, is: Member) -> Result<MemberId, Refusal> {
        let mut is = Member { name: text::name(&is.name)?, phone: name_or_none(is.phone)?, ..is };
        if is.joins.zip(is.leaves).is_some_and(|(joins, leaves)| leaves < joins) {
            return Err(Refusal::EmptySpan);
        }
        let taken = self.roster.member_by_name(&is.name).is_some_and(|other| Some(other) != id);
        let unit = is.unit.and_then(|u| self.roster.units.get(&u));
        if let (true, None, Some(unit)) = (taken, id, unit) {
            is.name = text::name(&format!("{}({})", is.name, unit.short.as_deref().unwrap_or(&unit.name)))?;
        }
        if self.roster.member_by_name(&is.name).is_some_and(|other| Some(other) != id) {
            return Err(Refusal::NameTaken { name: is.name });
        }
        let id = id.unwrap_or(MemberId(self.roster.ids.member.saturating_add(1)));
        self.put(Event::Member(Change { id, was: self.roster.member(id).cloned(), is: Some(is) }));
        Ok(id)
    }

    /// Plans a member into a whole slot, if he is not in it yet.
    pub fn assign(&mut self, slot: Slot, member: MemberId) {
        let id = AssignmentId { slot, member };
        if !self.roster.assignments.contains_key(&id) {
            self.put(Event::Assignment(Change { id, was: None, is: Some(Assignment::default()) }));
        }
    }

    /// Takes a member out of a slot.
    pub fn withdraw(&mut self, slot: Slot, member: MemberId) {
        let id = AssignmentId { slot, member };
        if let Some(was) = self.roster.assignments.get(&id).cloned() {
            self.put(Event::Assignment(Change { id, was: Some(was), is: None }));
        }
    }

    /// Pins an assignment, or lets it go; one that is so already, or is not there, is left alone.
    pub fn pin(&mut self, id: AssignmentId, pinned: bool) {
        if let Some(was) = self.roster.assignments.get(&id).filter(|a| a.pinned != pinned).cloned() {
            let is = Assignment { pinned, ..was.clone() };
            self.put(Event::Assignment(Change { id, was: Some(was), is: Some(is) }));
        }
    }

    /// A remark on an assignment; none leaves it as it is.
    pub fn note(&mut self, id: AssignmentId, note: Option<&str>) {
        let Some(note) = text::optional(note).ok().flatten() else { return };
        if let Some(was) = self.roster.assignments.get(&id).filter(|a| a.note.as_deref() != Some(&*note)).cloned() {
            let is = Assignment { note: Some(note.into()), ..was.clone() };
            self.put(Event::Assignment(Change { id, was: Some(was), is: Some(is) }));
        }
    }

    /// A member is not available on a date (SHEETS, "Unavailable"): from midnight to midnight.
    pub fn leave(&mut self, id: MemberId, date: NaiveDate, why: Option<String>) -> Result<(), Refusal> {
        let zone = self.roster.zone();
        let Some(was) = self.roster.member(id).cloned() else { return Ok(()) };
        let (from, to) = (midnight(zone, date), midnight(zone, days_after(date, 1)));
        let there = was.unavailable.iter().any(|u| match u {
            Unavailable::Once { from: f, to: t, .. } => *f <= from && to <= *t,
            Unavailable::Daily { .. } => false,
        });
        if !there {
            let mut is = was.clone();
            is.unavailable.push(Unavailable::Once { from, to, why: text::optional(why.as_deref())? });
            self.put(Event::Member(Change { id, was: Some(was), is: Some(is) }));
        }
        Ok(())
    }

    /// A member is available on a date again: what lies before and after it of his leave stays.
    pub fn no_leave(&mut self, id: MemberId, date: NaiveDate) {
        let zone = self.roster.zone();
        let Some(was) = self.roster.member(id).cloned() else { return };
        let (begin, end) = (midnight(zone, date), midnight(zone, days_after(date, 1)));
        let outside = |u: &Unavailable| match u {
            Unavailable::Once { from, to, why } => {
                let parts = [(*from, begin.min(*to)), (end.max(*from), *to)].into_iter().filter(|(from, to)| from < to);
                parts.map(|(from, to)| Unavailable::Once { from, to, why: why.clone() }).collect()
            }
            Unavailable::Daily { .. } => vec![u.clone()],
        };
        let is = Member { unavailable: was.unavailable.iter().flat_map(outside).collect(), ..was.clone() };
        if is != was {
            self.put(Event::Member(Change { id, was: Some(was), is: Some(is) }));
        }
    }

    /// Puts a change in; one of a record that was changed before is joined to it.
    fn put(&mut self, event: Event) {
        apply(&mut self.roster, &event);
        match self.events.iter().position(|e| e.record().is_some() && e.record() == event.record()) {
            Some(at) => {
                let joined = join(&self.events[at], event);
                self.events[at] = joined;
            }
            None => self.events.push(event),
        }
        self.events.retain(|e| !e.is_idle());
    }
}

/// The post with its heads for a pattern that begins on `from`, where the shifts were `before`: as said, else as many as
/// there were. What comes after the pattern has ended stays as it was.
fn heads_over(post: &Post, from: NaiveDate, before: &[Shift], new: &Patterns, said: Option<&[Heads]>) -> Post {
    let shifts = new.on(from);
    let end = new.later().map(|(date, _)| date).find(|date| *date > from);
    let inside = |date: &NaiveDate| *date > from && end.is_none_or(|end| *date < end);
    let mut is = post.clone();
    for date in [from].into_iter().chain(post.changes.iter().map(|c| c.from).filter(inside)) {
        let usual = post.usual(date);
        let now = match said.filter(|_| date == from) {
            Some(heads) => heads.to_vec(),
            None => carried(usual, before, shifts),
        };
        let of = |list: &[Heads], s: &Shift| list.iter().find(|h| h.shift == s.id).map_or(0, |h| h.heads);
        if shifts.iter().any(|s| of(usual, s) != of(&now, s)) {
            is = is.with_heads(Some(date), now);
        }
    }
    match end.filter(|end| post.usual(*end) != is.usual(*end)) {
        Some(end) => is.with_heads(Some(end), post.usual(end).to_vec()),
        None => is,
    }
}

/// Two changes of one record, one after the other, as one.
fn join(first: &Event, then: Event) -> Event {
    fn of<K: Copy, V: Clone>(first: &Change<K, V>, then: Change<K, V>) -> Change<K, V> {
        Change { id: first.id, was: first.was.clone(), is: then.is }
    }
    match (first, then) {
        (Event::Branch(a), Event::Branch(b)) => Event::Branch(of(a, b)),
        (Event::Rules(a), Event::Rules(b)) => Event::Rules(of(a, b)),
        (Event::Pattern(a), Event::Pattern(b)) => Event::Pattern(of(a, b)),
        (Event::PatternFrom(a), Event::PatternFrom(b)) => Event::PatternFrom(of(a, b)),
        (Event::Unit(a), Event::Unit(b)) => Event::Unit(of(a, b)),
        (Event::Compound(a), Event::Compound(b)) => Event::Compound(of(a, b)),
        (Event::Post(a), Event::Post(b)) => Event::Post(of(a, b)),
        (Event::Member(a), Event::Member(b)) => Event::Member(of(a, b)),
        (Event::Assignment(a), Event::Assignment(b)) => Event::Assignment(of(a, b)),
        (_, then) => then,
    }
}

/// A cleaned name, or none when it says nothing.
fn name_or_none(name: Option<String>) -> Result<Option<String>, Refusal> {
    name.map(|n| text::line(&n)).filter(|n| !n.is_empty()).map(|n| text::name(&n)).transpose()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_unit_is_known_by_its_short_name_only_where_no_other_has_it() {
        let mut changes = Changes::new(&Roster::default());
        let unit = |name: &str| Unit { name: name.into(), short: Some("市场监管".into()) };
        let city = changes.unit(None, unit("市市场监督管理局")).unwrap();
        assert_eq!(changes.unit_named("市场监管"), Ok(city));
        let county = changes.unit(None, unit("县市场监督管理局")).unwrap();
        let new = changes.unit_named("市场监管").unwrap();
        assert!(![city, county].contains(&new));
        assert_eq!(changes.unit_named("县市场监督管理局"), Ok(county));
    }
}
