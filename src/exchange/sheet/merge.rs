//! What a file says as events on the branch: new people, contacts, assignments and days off. Adds and updates, and
//! takes nothing away.

use std::collections::{BTreeMap, HashMap};

use super::Layout;
use super::contacts::Contact;
use super::grid::At;
use super::look::Look;
use super::names::{Who, units_called};
use super::namesakes::Namesakes;
use super::problem::{Problem, Stop};
use super::understood::{Mentioned, Person, Understood, strangers};
use super::words::tight;
use crate::domain::event::Change;
use crate::domain::time::{days_after, midnight};
use crate::domain::{AssignmentId, Event, Member, MemberId, Roster, Slot, Unavailable, Unit, UnitId};

/// The members and units as the import leaves them.
struct People<'a> {
    roster: &'a Roster,
    units: BTreeMap<UnitId, Unit>,
    /// Those and the branch's by their names and short names.
    unit_called: HashMap<String, UnitId>,
    members: BTreeMap<MemberId, Member>,
    /// In the order in which the file speaks of them.
    order: Vec<MemberId>,
    /// The numbers of those who are new.
    by_name: HashMap<String, MemberId>,
    next_unit: u32,
    next_member: u32,
}

impl<'a> People<'a> {
    fn new(roster: &'a Roster) -> People<'a> {
        let (next_unit, next_member) = (roster.ids.unit + 1, roster.ids.member + 1);
        People {
            roster,
            units: BTreeMap::new(),
            unit_called: units_called(roster),
            members: BTreeMap::new(),
            order: Vec::new(),
            by_name: HashMap::new(),
            next_unit,
            next_member,
        }
    }

    /// The unit of that name or short name; a new one where there is none.
    fn unit(&mut self, text: &str) -> UnitId {
        let text = tight(text);
        if let Some(id) = self.unit_called.get(&text) {
            return *id;
        }
        let id = UnitId(self.next_unit);
        self.next_unit += 1;
        self.unit_called.insert(text.clone(), id);
        self.units.insert(id, Unit { name: text, short: None });
        id
    }

    fn unit_name(&self, id: UnitId) -> Option<String> {
        self.units.get(&id).or_else(|| self.roster.units.get(&id)).map(|u| u.name.clone())
    }

    /// Somebody new; the one already made of that name, if any.
    fn newcomer(&mut self, name: &str) -> MemberId {
        if let Some(id) = self.by_name.get(name) {
            return *id;
        }
        let id = MemberId(self.next_member);
        self.next_member += 1;
        self.members.insert(id, Member { name: name.to_string(), ..Member::default() });
        self.order.push(id);
        self.by_name.insert(name.to_string(), id);
        id
    }

    fn id(&mut self, who: &Who) -> MemberId {
        match who {
            Who::Known(id) => *id,
            Who::Stranger(name) => self.newcomer(name),
        }
    }

    /// The member, to be changed.
    fn member(&mut self, id: MemberId) -> &mut Member {
        let (known, order) = (self.roster.member(id), &mut self.order);
        self.members.entry(id).or_insert_with(|| {
            order.push(id);
            known.cloned().unwrap_or_default()
        })
    }

    /// The changes of units and members.
    fn events(&self) -> Vec<Event> {
        let units = self.units.iter().map(|(id, is)| Event::Unit(Change { id: *id, was: None, is: Some(is.clone()) }));
        let members = self.changed().map(|(id, is)| {
            Event::Member(Change { id: *id, was: self.roster.member(*id).cloned(), is: Some(is.clone()) })
        });
        units.chain(members).collect()
    }

    fn changed(&self) -> impl Iterator<Item = (&MemberId, &Member)> {
        self.members.iter().filter(|(id, is)| self.roster.member(**id) != Some(*is))
    }

    /// New and changed members; one who only is away on more days is not told here.
    fn told(&self) -> Vec<Person> {
        let differs = |(id, is): &(&MemberId, &Member)| {
            let was = self.roster.member(**id);
            was.is_none_or(|was| (was.unit, was.role, was.party, &was.phone) != (is.unit, is.role, is.party, &is.phone))
        };
        let person = |(_, m): (&MemberId, &Member)| Person {
            name: m.name.clone(),
            unit: m.unit.and_then(|u| self.unit_name(u)),
            role: m.role,
            party: m.party,
            phone: m.phone.clone(),
        };
        let changed = self.order.iter().filter_map(|id| self.members.get_key_value(id));
        changed.filter(differs).map(person).collect()
    }

    fn within_limit(&self) -> Result<(), Stop> {
        let all = self.roster.members.len() + self.by_name.len();
        if all > crate::exchange::branch_file::MEMBERS { Err(Stop::TooManyPeople) } else { Ok(()) }
    }
}

/// Assignments and days off as events.
pub fn duty(look: &Look, mentioned: &[Mentioned], out: &mut Understood) -> Result<(), Stop> {
    let roster = look.roster;
    let mut people = People::new(roster);
    for Mentioned { who, unit, .. } in mentioned {
        if let Who::Stranger(name) = who {
            let id = people.newcomer(name);
            if let (Some(unit), None) = (unit, people.member(id).unit) {
                let unit = people.unit(unit);
                people.member(id).unit = Some(unit);
            }
        }
    }
    people.within_limit()?;
    let zone = roster.zone();
    for a in &out.unavailable {
        let id = people.id(&a.who);
        let (from, to) = (midnight(zone, a.date), midnight(zone, days_after(a.date, 1)));
        let member = people.member(id);
        let is_away = member.unavailable.iter().any(|u| match u {
            Unavailable::Once { from: f, to: t, .. } => *f <= from && to <= *t,
            Unavailable::Daily { .. } => false,
        });
        if !is_away {
            member.unavailable.push(Unavailable::Once { from, to, why: Some(a.why.clone()) });
        }
    }
    // People before what they do; events are large, so they are put down once.
    let mut events = people.events();
    events.reserve_exact(out.assignments.len());
    for a in &out.assignments {
        let slot = Slot { post: a.post, date: a.date, shift: a.shift };
        let id = AssignmentId { slot, member: people.id(&a.who) };
        let was = roster.assignments.get(&id).cloned();
        let mut is = was.clone().unwrap_or_default();
        if let Some(note) = &a.note {
            is.note = Some(note.as_str().into());
        }
        if was.as_ref() != Some(&is) {
            events.push(Event::Assignment(Change { id, was, is: Some(is) }));
        }
    }
    out.events = events;
    out.members = people.told();
    Ok(())
}

/// A list of people as events.
pub fn contacts(look: &Look, sheet: String, header: At, list: Vec<Contact>) -> Result<Understood, Stop> {
    let mut namesakes = Namesakes::new(look.roster, &look.names);
    list.iter().for_each(|c| namesakes.hear(&c.named));
    let (mut told, mut problems) = (Vec::with_capacity(list.len()), Vec::new());
    for c in list {
        match namesakes.tell(&c.named) {
            Ok(who) => told.push((who, c)),
            Err(what) => problems.push(Problem::at(c.at, what)),
        }
    }
    let strangers = strangers(look, told.iter().map(|(who, c)| (who, c.at)))?;
    let mut people = People::new(look.roster);
    for (who, c) in &told {
        let id = people.id(who);
        let beside = c.named.unit.as_ref().filter(|_| namesakes.are_several(&c.named.who));
        let unit = c.unit.as_ref().or(beside).map(|u| people.unit(u));
        let member = people.member(id);
        member.unit = unit.or(member.unit);
        member.role = c.role.or(member.role);
        if c.party {
            member.party = Some(true);
        }
        if c.phone.is_some() {
            member.phone.clone_from(&c.phone);
        }
    }
    people.within_limit()?;
    Ok(Understood {
        layout: Layout::Contacts,
        sheet,
        header,
        assignments: Vec::new(),
        unavailable: Vec::new(),
        members: people.told(),
        strangers,
        problems,
        remarks: Vec::new(),
        events: people.events(),
    })
}
