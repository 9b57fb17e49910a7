//! What always holds between the records, whatever was done, imported or undone (RULES §2, §3). Commands keep to it by
//! themselves; imports and undos are checked here, as far as their events reach.

use std::collections::{BTreeSet, HashMap, HashSet};

use super::event::{Change, Event};
use super::pattern::{Patterns, meet};
use super::records::*;
use super::refusal::Refusal;
use super::roster::Roster;
use super::text;
use super::time::{DAY, Instant, Span, WallTime, YEARS};

/// More heads than this are a slip of the pen.
pub const MAX_HEADS: u32 = 1000;
/// The longest duration of a rule, in seconds: about a hundred years.
pub const MAX_RULE: i64 = 36_525 * DAY;

/// Checks `roster`, into which `events` have been put already, as far as they can have broken anything.
pub fn check(roster: &Roster, events: &[Event]) -> Result<(), Refusal> {
    let mut touched = Touched::default();
    for event in events {
        touched.note(event);
        record(roster, event)?;
    }
    if roster.branch.name.is_empty() && !(roster.posts.is_empty() && roster.members.is_empty()) {
        return Err(Refusal::NoBranch);
    }
    if touched.pattern {
        patterns(&roster.patterns)?;
        if let Some((id, _)) = without_slot(roster).next() {
            return Err(Refusal::SlotLost { member: id.member, slot: id.slot });
        }
    }
    for member in &touched.on_duty {
        presences_apart(roster, *member)?;
    }
    touched.names_differ(roster)?;
    nothing_dangles(roster, events)
}

/// The part of a slot as it is recorded, a bound that is the slot's own left out; refused when it is empty or reaches
/// outside the slot (FORMATS).
pub fn part(roster: &Roster, slot: Slot, from: Option<WallTime>, to: Option<WallTime>) -> Result<Assignment, Refusal> {
    let shift = roster.shift(slot.date, slot.shift).ok_or_else(|| unknown_shift(roster, slot))?;
    let (from, to) = (from.filter(|w| *w != shift.start), to.filter(|w| *w != shift.end));
    let part = Assignment { from, to, ..Assignment::default() };
    let whole = super::roster::shift_span(roster.zone(), shift, slot.date);
    let span = super::roster::part_span(roster.zone(), shift, slot.date, &part, whole);
    let is_part = part.from.is_some() || part.to.is_some();
    if is_part && (span.is_empty() || span.from < whole.from || span.to > whole.to) {
        return Err(Refusal::PartOutside { slot });
    }
    Ok(part)
}

/// The assignments whose shift is not in the pattern of their date, or whose part lies outside their slot: none in a
/// sound roster.
pub fn without_slot(roster: &Roster) -> impl Iterator<Item = (&AssignmentId, &Assignment)> {
    roster.assignments.iter().filter(|(id, a)| part(roster, id.slot, a.from, a.to).is_err())
}

/// The refusal for a shift that is not in the pattern of the slot's date.
pub fn unknown_shift(roster: &Roster, slot: Slot) -> Refusal {
    let near = roster.shifts_on(slot.date).iter().map(|s| s.code.clone()).collect();
    Refusal::UnknownShift { code: roster.shift_code(slot.shift).to_string(), near }
}

/// Every pattern by itself; they begin in the years that are computed with, and a code has the same number in all.
fn patterns(patterns: &Patterns) -> Result<(), Refusal> {
    for (from, shifts) in patterns.all() {
        pattern(shifts)?;
        from.map_or(Ok(()), date_in_range)?;
        let same = |s: &Shift| patterns.coded(&s.code) == Some(s.id) && patterns.code(s.id) == Some(&*s.code);
        if let Some(other) = shifts.iter().find(|s| !same(s)) {
            return Err(Refusal::NameTaken { name: other.code.clone() });
        }
    }
    Ok(())
}

/// Shifts have different codes and do not overlap on the clock's face; there is at least one.
pub fn pattern(shifts: &[Shift]) -> Result<(), Refusal> {
    if shifts.is_empty() {
        return Err(Refusal::TextMissing);
    }
    for (i, a) in shifts.iter().enumerate() {
        named(&a.code)?;
        named(&a.name)?;
        for b in &shifts[i + 1..] {
            if a.code == b.code || a.id == b.id {
                return Err(Refusal::NameTaken { name: b.code.clone() });
            }
            if meet(a, b) {
                return Err(Refusal::ShiftsOverlap { a: a.code.clone(), b: b.code.clone() });
            }
        }
    }
    Ok(())
}

/// The presences of a member, at whatever posts, have no instant in common.
fn presences_apart(roster: &Roster, member: MemberId) -> Result<(), Refusal> {
    let mut before: Option<&Presence> = None;
    for (_, p) in roster.presences_of(member).filter(|(_, p)| !p.span().is_empty()) {
        if let Some(b) = before.filter(|b| b.span().overlaps(p.span())) {
            return Err(in_the_way(b, p));
        }
        before = Some(p);
    }
    Ok(())
}

/// Of two presences that overlap, the refusal that names the one that goes on, else the later.
fn in_the_way(earlier: &Presence, later: &Presence) -> Refusal {
    let p = if earlier.off.is_none() && later.off.is_some() { earlier } else { later };
    overlap_with(p)
}

/// The refusal that names the presence `p` as being in the way.
pub fn overlap_with(p: &Presence) -> Refusal {
    match p.off {
        None => Refusal::OnDuty { member: p.member, post: p.post, since: p.on },
        Some(_) => Refusal::Overlaps { member: p.member, post: p.post, on: p.on, off: p.off },
    }
}

/// What holds of a presence by itself: off after on, breaks inside it and one after another, an open break only while
/// it is open.
pub fn presence(p: &Presence) -> Result<(), Refusal> {
    if p.off.is_some_and(|off| off < p.on) {
        return Err(Refusal::OffBeforeOn { member: p.member, on: p.on });
    }
    for (i, a) in p.away.iter().enumerate() {
        let ends_inside = match (a.to, p.off) {
            (Some(to), off) => a.from <= to && off.is_none_or(|off| to <= off),
            (None, off) => off.is_none(),
        };
        if a.from < p.on || !ends_inside {
            return Err(Refusal::AwayOutside { member: p.member, from: a.from, to: a.to });
        }
        if p.away[i + 1..].iter().any(|b| a.span().overlaps(b.span())) {
            return Err(Refusal::AlreadyAway { member: p.member, since: a.from });
        }
        if a.by == Some(p.member) {
            return Err(Refusal::CoversHimself { member: p.member });
        }
    }
    Ok(())
}

/// One record by itself, and that what it refers to is there.
fn record(roster: &Roster, event: &Event) -> Result<(), Refusal> {
    match event {
        Event::Rules(c) => c.is.as_ref().map_or(Ok(()), rules),
        Event::Unit(c) => c.is.as_ref().map_or(Ok(()), |u| named(&u.name)),
        Event::Compound(c) => c.is.as_ref().map_or(Ok(()), |is| {
            named(&is.name)?;
            is.units.iter().try_for_each(|u| exists(&roster.units, "unit", *u, u.0))
        }),
        Event::Post(c) => c.is.as_ref().map_or(Ok(()), |is| post(roster, is)),
        Event::Member(c) => c.is.as_ref().map_or(Ok(()), |is| member(roster, is)),
        Event::Assignment(c) => c.is.as_ref().map_or(Ok(()), |is| assignment(roster, c.id, is)),
        Event::Presence(c) => c.is.as_ref().map_or(Ok(()), |is| {
            post_exists(roster, is.post)?;
            let by = is.away.iter().filter_map(|a| a.by);
            by.chain([is.member]).try_for_each(|m| member_exists(roster, m))?;
            let aways = is.away.iter().flat_map(|a| [Some(a.from), a.to]);
            in_range(aways.chain([Some(is.on), is.off]))?;
            presence(is)
        }),
        Event::Handover(c) => c.is.as_ref().map_or(Ok(()), |is| {
            post_exists(roster, is.post)?;
            in_range([Some(is.at)])?;
            is.out.iter().chain(&is.relief).try_for_each(|m| member_exists(roster, *m))
        }),
        Event::Item(c) => c.is.as_ref().map_or(Ok(()), |is| {
            post_exists(roster, is.post)?;
            in_range([Some(is.opened), is.due, is.closed])?;
            match is.closed.is_some_and(|closed| closed < is.opened) {
                true => Err(Refusal::ClosedBeforeOpened { item: c.id.0, opened: is.opened }),
                false => Ok(()),
            }
        }),
        Event::Note(c) => c.is.as_ref().map_or(Ok(()), |is| {
            in_range([Some(is.at)])?;
            post_exists(roster, is.post)
        }),
        Event::Branch(_) | Event::Pattern(_) | Event::PatternFrom(_) => Ok(()),
        Event::Reason { .. } | Event::LossAccepted { .. } => Ok(()),
    }
}

fn rules(r: &Rules) -> Result<(), Refusal> {
    let all =
        [r.max_stretch, r.overstay_grace, r.min_break, r.min_rest, r.max_week, r.mark_grace, r.warn_ahead, r.soon];
    if all.iter().all(|d| (0..=MAX_RULE).contains(d)) { Ok(()) } else { Err(Refusal::OutOfRange) }
}

fn post(roster: &Roster, p: &Post) -> Result<(), Refusal> {
    named(&p.name)?;
    p.compound.map_or(Ok(()), |c| exists(&roster.compounds, "compound", c, c.0))?;
    if p.changes.windows(2).any(|c| c[0].from >= c[1].from) {
        return Err(Refusal::OutOfRange);
    }
    p.changes.iter().try_for_each(|c| date_in_range(c.from))?;
    let usual = p.heads.iter().chain(p.changes.iter().flat_map(|c| &c.heads));
    let heads = usual.map(|h| h.heads).chain(p.except.iter().map(|e| e.heads));
    match heads.chain(p.surge.iter().map(|s| s.extra)).all(|n| n <= MAX_HEADS) {
        true => Ok(()),
        false => Err(Refusal::OutOfRange),
    }
}

fn member(roster: &Roster, m: &Member) -> Result<(), Refusal> {
    named(&m.name)?;
    m.unit.map_or(Ok(()), |u| exists(&roster.units, "unit", u, u.0))?;
    m.posts.iter().flatten().try_for_each(|p| post_exists(roster, *p))?;
    m.unavailable.iter().try_for_each(|u| match u {
        Unavailable::Once { from, to, .. } => in_range([Some(*from), Some(*to)]),
        Unavailable::Daily { .. } => Ok(()),
    })
}

fn assignment(roster: &Roster, id: AssignmentId, a: &Assignment) -> Result<(), Refusal> {
    post_exists(roster, id.slot.post)?;
    member_exists(roster, id.member)?;
    date_in_range(id.slot.date)?;
    part(roster, id.slot, a.from, a.to).map(|_| ())
}

fn named(name: &str) -> Result<(), Refusal> {
    text::name(name).map(|_| ())
}

/// Whether the date lies in the years that are computed with.
pub fn date_in_range(date: chrono::NaiveDate) -> Result<(), Refusal> {
    use chrono::Datelike;
    if YEARS.contains(&date.year()) { Ok(()) } else { Err(Refusal::OutOfRange) }
}

fn in_range(times: impl IntoIterator<Item = Option<Instant>>) -> Result<(), Refusal> {
    if times.into_iter().flatten().all(Instant::in_range) { Ok(()) } else { Err(Refusal::OutOfRange) }
}

fn post_exists(roster: &Roster, id: PostId) -> Result<(), Refusal> {
    exists(&roster.posts, "post", id, id.0)
}

fn member_exists(roster: &Roster, id: MemberId) -> Result<(), Refusal> {
    exists(&roster.members, "member", id, id.0)
}

fn exists<K: Ord, V>(map: &imbl::OrdMap<K, V>, kind: &'static str, id: K, number: u32) -> Result<(), Refusal> {
    if map.contains_key(&id) { Ok(()) } else { Err(Refusal::Dangling { kind, number }) }
}

/// What the events touch, for the checks that look further than one record.
#[derive(Default)]
struct Touched {
    pattern: bool,
    units: bool,
    compounds: bool,
    posts: bool,
    members: bool,
    on_duty: BTreeSet<MemberId>,
}

impl Touched {
    fn note(&mut self, event: &Event) {
        match event {
            Event::Pattern(_) | Event::PatternFrom(_) => self.pattern = true,
            Event::Unit(_) => self.units = true,
            Event::Compound(_) => self.compounds = true,
            Event::Post(_) => self.posts = true,
            Event::Member(_) => self.members = true,
            Event::Presence(c) => self.on_duty.extend(c.was.iter().chain(&c.is).map(|p| p.member)),
            _ => {}
        }
    }

    /// Names are unique within their kind.
    fn names_differ(&self, roster: &Roster) -> Result<(), Refusal> {
        if self.units {
            all_differ(roster.units.values().map(|u| &*u.name))?;
        }
        if self.compounds {
            all_differ(roster.compounds.values().map(|c| &*c.name))?;
        }
        if self.posts {
            all_differ(roster.posts.values().map(|p| &*p.name))?;
        }
        if self.members {
            all_differ(roster.members.values().map(|m| &*m.name))?;
        }
        Ok(())
    }
}

fn all_differ<'a>(names: impl Iterator<Item = &'a str>) -> Result<(), Refusal> {
    let mut seen = HashSet::new();
    for name in names {
        if !seen.insert(name) {
            return Err(Refusal::NameTaken { name: name.to_string() });
        }
    }
    Ok(())
}

/// A record that others refer to.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
enum Ref {
    Unit(UnitId),
    Compound(CompoundId),
    Post(PostId),
    Member(MemberId),
}

/// Nothing that the events removed is still referred to.
fn nothing_dangles(roster: &Roster, events: &[Event]) -> Result<(), Refusal> {
    let removed = |e: &Event| match e {
        Event::Unit(Change { id, was: Some(was), is: None }) => Some((Ref::Unit(*id), was.name.clone())),
        Event::Compound(Change { id, was: Some(was), is: None }) => Some((Ref::Compound(*id), was.name.clone())),
        Event::Post(Change { id, was: Some(was), is: None }) => Some((Ref::Post(*id), was.name.clone())),
        Event::Member(Change { id, was: Some(was), is: None }) => Some((Ref::Member(*id), was.name.clone())),
        _ => None,
    };
    let mut gone: HashMap<Ref, String> = events.iter().filter_map(removed).collect();
    gone.retain(|what, _| !match what {
        Ref::Unit(id) => roster.units.contains_key(id),
        Ref::Compound(id) => roster.compounds.contains_key(id),
        Ref::Post(id) => roster.posts.contains_key(id),
        Ref::Member(id) => roster.members.contains_key(id),
    });
    if gone.is_empty() {
        return Ok(());
    }
    match references(roster).find_map(|r| gone.get(&r)) {
        Some(name) => Err(Refusal::InUse { name: name.clone() }),
        None => Ok(()),
    }
}

/// Everything that any record refers to.
fn references(roster: &Roster) -> impl Iterator<Item = Ref> {
    let compounds = roster.compounds.values().flat_map(|c| c.units.iter().copied().map(Ref::Unit));
    let posts = roster.posts.values().filter_map(|p| p.compound.map(Ref::Compound));
    let members = roster.members.values().flat_map(|m| {
        let posts = m.posts.iter().flatten().copied().map(Ref::Post);
        m.unit.map(Ref::Unit).into_iter().chain(posts)
    });
    let assignments = roster.assignments.keys().flat_map(|a| [Ref::Post(a.slot.post), Ref::Member(a.member)]);
    let presences = roster.presences.values().flat_map(|p| {
        let by = p.away.iter().filter_map(|a| a.by.map(Ref::Member));
        [Ref::Post(p.post), Ref::Member(p.member)].into_iter().chain(by)
    });
    let handovers = roster.handovers.values().flat_map(|h| {
        let members = h.out.iter().chain(&h.relief).copied().map(Ref::Member);
        [Ref::Post(h.post)].into_iter().chain(members)
    });
    let items = roster.items.values().map(|i| Ref::Post(i.post));
    let notes = roster.notes.values().map(|n| Ref::Post(n.post));
    compounds.chain(posts).chain(members).chain(assignments).chain(presences).chain(handovers).chain(items).chain(notes)
}

/// A presence of `member`, other than `except`, that has an instant in common with `span`; the latest.
pub fn first_overlap(roster: &Roster, member: MemberId, span: Span, except: Option<PresenceId>) -> Option<&Presence> {
    let others = roster.presences_of(member).rev().filter(|(id, _)| Some(*id) != except).map(|(_, p)| p);
    // They do not overlap one another: before one of any length that has ended by then all have.
    let ended = |p: &&Presence| p.off.is_some_and(|off| p.on < off && off <= span.from);
    others.take_while(|p| !ended(p)).find(|p| p.span().overlaps(span))
}
