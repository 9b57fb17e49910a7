//! A roster as a branch file: every record that the format knows, in the order of the format.

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate};

use super::table::{duration_text, local_instant};
use super::tree::{self, Node, Table};
use crate::domain::time::{Instant, WallTime, Weekdays, Zone};
use crate::domain::*;

/// The branch file of a roster as TOML. Importing it into an empty store gives the same branch.
pub fn export_toml(roster: &Roster) -> String {
    tree::toml(&tree(roster))
}

/// The same tree as JSON; dates and times are strings as TOML writes them.
pub fn export_json(roster: &Roster) -> String {
    let mut text = serde_json::to_string_pretty(&tree(roster)).unwrap_or_default();
    text.push('\n');
    text
}

fn tree(roster: &Roster) -> Table {
    let x = Export { roster, zone: roster.zone() };
    Table::default()
        .put("branch", x.branch())
        .put("shift", Node::List(roster.patterns.first().iter().map(shift).collect()))
        .put_list("pattern", roster.patterns.later().map(|(from, shifts)| pattern(from, shifts)).collect())
        .put("rules", rules(&roster.rules))
        .put_list("unit", roster.units.values().map(unit).collect())
        .put_list("compound", roster.compounds.values().map(|c| x.compound(c)).collect())
        .put_list("post", roster.posts.values().map(|p| x.post(p)).collect())
        .put_list("member", roster.members.values().map(|m| x.member(m)).collect())
        .put_list("assignment", x.assignments())
        .put_list("presence", roster.presences.values().map(|p| x.presence(p)).collect())
        .put_list("away", roster.presences.values().flat_map(|p| x.aways(p)).collect())
        .put_list("handover", roster.handovers.values().map(|h| x.handover(h)).collect())
        .put_list("item", roster.items.values().map(|i| x.item(i)).collect())
}

struct Export<'a> {
    roster: &'a Roster,
    zone: Zone,
}

fn some(text: &Option<String>) -> Option<&str> {
    text.as_deref()
}

fn texts<'a>(names: impl IntoIterator<Item = &'a str>) -> Vec<Node> {
    names.into_iter().map(Node::from).collect()
}

fn date(date: NaiveDate) -> Node {
    Node::Time(date.to_string())
}

fn wall(time: WallTime) -> Node {
    Node::Text(time.to_string())
}

fn shift(s: &Shift) -> Node {
    let names = Table::default().put("code", &*s.code).put("name", &*s.name);
    names.put("start", wall(s.start)).put("end", wall(s.end)).into()
}

/// A pattern that takes effect from a date.
fn pattern(from: NaiveDate, shifts: &[Shift]) -> Node {
    let shifts = Node::List(shifts.iter().map(shift).collect());
    Table::default().put("from", date(from)).put("shift", shifts).into()
}

/// The rules in full, so that the file says the same when a later version has other defaults.
fn rules(is: &Rules) -> Table {
    Table::default()
        .put("max_stretch", duration_text(is.max_stretch))
        .put("overstay_grace", duration_text(is.overstay_grace))
        .put("min_break", duration_text(is.min_break))
        .put("min_rest", duration_text(is.min_rest))
        .put("max_week", duration_text(is.max_week))
        .put("max_consecutive_days", is.max_consecutive_days)
        .put("mark_grace", duration_text(is.mark_grace))
        .put("warn_ahead", duration_text(is.warn_ahead))
        .put("soon", duration_text(is.soon))
}

fn unit(u: &Unit) -> Node {
    Table::default().put("name", &*u.name).put_some("short", some(&u.short)).into()
}

fn days(days: Weekdays) -> Vec<Node> {
    texts(days.names())
}

fn surge(s: &Surge) -> Node {
    Table::default()
        .put_list("days", days(s.days))
        .put("from", wall(s.from))
        .put("to", wall(s.to))
        .put("extra", s.extra)
        .put_some("first", s.first.map(date))
        .put_some("last", s.last.map(date))
        .into()
}

impl Export<'_> {
    /// An instant as a local date-time where that says the same, else with its offset.
    fn moment(&self, t: Instant) -> Node {
        let local = t.local(self.zone);
        if local_instant(self.zone, local) == t {
            return Node::Time(local.format("%Y-%m-%dT%H:%M:%S").to_string());
        }
        let offset = t.rfc3339(self.zone);
        let same = DateTime::parse_from_rfc3339(&offset).is_ok_and(|read| Instant::of(&read) == t);
        Node::Time(if same { offset } else { t.rfc3339(Zone::UTC) })
    }

    fn post_name(&self, id: PostId) -> Node {
        self.roster.post_name(id).into()
    }

    fn names<'m>(&self, members: impl IntoIterator<Item = &'m MemberId>) -> Vec<Node> {
        members.into_iter().map(|m| self.roster.name_of(*m).into()).collect()
    }

    fn code(&self, id: ShiftId) -> Option<&str> {
        self.roster.patterns.code(id)
    }

    fn branch(&self) -> Table {
        let b = &self.roster.branch;
        Table::default().put("name", &*b.name).put("zone", b.zone.name()).put_some("secretary", some(&b.secretary))
    }

    fn compound(&self, c: &Compound) -> Node {
        let units = c.units.iter().filter_map(|id| Some(&*self.roster.units.get(id)?.name));
        Table::default()
            .put("name", &*c.name)
            .put_some("short", some(&c.short))
            .put_some("community", some(&c.community))
            .put_some("subdistrict", some(&c.subdistrict))
            .put_some("households", c.households)
            .put_some("residents", c.residents)
            .put_list("units", texts(units))
            .into()
    }

    /// Heads by the codes of their shifts.
    fn heads(&self, heads: &[Heads]) -> Table {
        let heads = heads.iter().filter_map(|h| Some((self.code(h.shift)?, h.heads)));
        heads.fold(Table::default(), |t, (code, n)| t.put(code, n))
    }

    fn post(&self, p: &Post) -> Node {
        let compound = p.compound.and_then(|id| self.roster.compounds.get(&id));
        let heads = self.heads(&p.heads);
        let change =
            |c: &HeadsFrom| Table::default().put("from", date(c.from)).put("heads", self.heads(&c.heads)).into();
        let except = |e: &Except| {
            let shift = &*self.roster.shift(e.date, e.shift)?.code;
            Some(Table::default().put("date", date(e.date)).put("shift", shift).put("heads", e.heads).into())
        };
        let post = Table::default()
            .put("name", &*p.name)
            .put_some("short", some(&p.short))
            .put_some("compound", compound.map(|c| &*c.name));
        let post = if heads.is_empty() { post } else { post.put("heads", heads) };
        let post = post.put_list("changes", p.changes.iter().map(change).collect());
        post.put_list("surge", p.surge.iter().map(surge).collect())
            .put_list("except", p.except.iter().filter_map(except).collect())
            .into()
    }

    fn member(&self, m: &Member) -> Node {
        let unit = m.unit.and_then(|id| self.roster.units.get(&id));
        let posts = m.posts.as_ref().map(|posts| Node::List(posts.iter().map(|p| self.post_name(*p)).collect()));
        Table::default()
            .put("name", &*m.name)
            .put_some("unit", unit.map(|u| &*u.name))
            .put_some("role", m.role.map(Role::name))
            .put_some("party", m.party)
            .put_some("phone", some(&m.phone))
            .put_some("posts", posts)
            .put_some("joins", m.joins.map(date))
            .put_some("leaves", m.leaves.map(date))
            .put_list("unavailable", m.unavailable.iter().map(|u| self.unavailable(u)).collect())
            .into()
    }

    fn unavailable(&self, u: &Unavailable) -> Node {
        let (times, why) = match u {
            Unavailable::Once { from, to, why } => {
                (Table::default().put("from", self.moment(*from)).put("to", self.moment(*to)), why)
            }
            Unavailable::Daily { days: on, since, until, why } => {
                let days = Table::default().put_list("days", days(*on));
                (days.put("from", wall(*since)).put("to", wall(*until)), why)
            }
        };
        times.put_some("why", some(why)).into()
    }

    /// By date, post and shift; those of a slot who have the same part share a table.
    fn assignments(&self) -> Vec<Node> {
        type Part<'a> = (Option<WallTime>, Option<WallTime>, bool, Option<&'a str>);
        let mut tables: BTreeMap<(NaiveDate, PostId, usize, Part<'_>), Vec<MemberId>> = BTreeMap::new();
        for (id, a) in &self.roster.assignments {
            let shifts = self.roster.shifts_on(id.slot.date);
            let Some(place) = shifts.iter().position(|s| s.id == id.slot.shift) else { continue };
            let key = (id.slot.date, id.slot.post, place, (a.from, a.to, a.pinned, a.note.as_deref()));
            tables.entry(key).or_default().push(id.member);
        }
        type Row<'a> = ((NaiveDate, PostId, usize, Part<'a>), Vec<MemberId>);
        let table = |((day, post, place, (from, to, pinned, note)), members): Row<'_>| {
            let shift: &Shift = &self.roster.shifts_on(day)[place];
            Table::default()
                .put("post", self.post_name(post))
                .put("date", date(day))
                .put("shift", &*shift.code)
                .put("members", Node::List(self.names(&members)))
                .put_some("from", from.map(wall))
                .put_some("to", to.map(wall))
                .put_some("pinned", pinned.then_some(true))
                .put_some("note", note)
                .into()
        };
        tables.into_iter().map(table).collect()
    }

    /// The post and the member, first in every table about one at the other.
    fn who_where(&self, post: PostId, member: MemberId) -> Table {
        Table::default().put("post", self.post_name(post)).put("member", self.roster.name_of(member))
    }

    fn presence(&self, p: &Presence) -> Node {
        let table = self.who_where(p.post, p.member).put("on", self.moment(p.on));
        table.put_some("off", p.off.map(|t| self.moment(t))).into()
    }

    fn aways(&self, p: &Presence) -> Vec<Node> {
        let table = |a: &Away| {
            self.who_where(p.post, p.member)
                .put("from", self.moment(a.from))
                .put_some("to", a.to.map(|t| self.moment(t)))
                .put_some("by", a.by.map(|by| self.roster.name_of(by)))
                .put_some("brought", a.brought.then_some(true))
                .into()
        };
        p.away.iter().map(table).collect()
    }

    fn handover(&self, h: &Handover) -> Node {
        Table::default()
            .put("post", self.post_name(h.post))
            .put("at", self.moment(h.at))
            .put_list("out", self.names(&h.out))
            .put_list("relief", self.names(&h.relief))
            .put_some("note", some(&h.note))
            .into()
    }

    fn item(&self, i: &OpenItem) -> Node {
        Table::default()
            .put("post", self.post_name(i.post))
            .put("opened", self.moment(i.opened))
            .put("text", &*i.text)
            .put_some("due", i.due.map(|t| self.moment(t)))
            .put_some("closed", i.closed.map(|t| self.moment(t)))
            .into()
    }
}
