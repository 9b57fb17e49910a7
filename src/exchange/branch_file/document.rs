//! A branch file as it stands: every table as a value, names still unresolved, with the places for later faults. A key
//! that is missing is `None`, so that an import can leave what it does not mention.

use chrono::NaiveDate;
use toml::de::DeTable;

use super::table::{At, Fault, NEAR, Name, Read, Required, Table, bad, fault};
use super::{MEMBERS, POSTS};
use crate::domain::invariant::MAX_HEADS;
use crate::domain::refusal::FileFault;
use crate::domain::text::{NAME_LIMIT as NAME, TEXT_LIMIT as NOTE, nearest};
use crate::domain::time::{Instant, WallTime, Weekdays, Zone};
use crate::domain::{Role, Rules, Unavailable};

/// The most households and residents of a compound.
const PEOPLE: u32 = 100_000_000;

#[derive(Clone, Debug)]
pub struct Document {
    pub branch: Option<BranchPart>,
    pub rules: RulesPart,
    pub shifts: Vec<ShiftPart>,
    pub patterns: Option<Vec<PatternPart>>,
    pub units: Vec<UnitPart>,
    pub compounds: Vec<CompoundPart>,
    pub posts: Vec<PostPart>,
    pub members: Vec<MemberPart>,
    pub assignments: Vec<AssignmentPart>,
    pub presences: Vec<PresencePart>,
    pub aways: Vec<AwayPart>,
    pub handovers: Vec<HandoverPart>,
    pub items: Vec<ItemPart>,
    /// The zone that local times were read in.
    pub zone: Zone,
}

#[derive(Clone, Debug)]
pub struct BranchPart {
    pub at: usize,
    pub name: Option<Name>,
    pub secretary: Option<Name>,
}

#[derive(Clone, Debug, Default)]
pub struct RulesPart {
    max_stretch: Option<i64>,
    overstay_grace: Option<i64>,
    min_break: Option<i64>,
    min_rest: Option<i64>,
    max_week: Option<i64>,
    max_consecutive_days: Option<u32>,
    mark_grace: Option<i64>,
    warn_ahead: Option<i64>,
    soon: Option<i64>,
}

#[derive(Clone, Debug)]
pub struct ShiftPart {
    pub at: usize,
    pub code: Name,
    pub name: Option<Name>,
    pub start: Option<At<WallTime>>,
    pub end: Option<At<WallTime>>,
}

/// A pattern that takes effect from a duty date.
#[derive(Clone, Debug)]
pub struct PatternPart {
    pub at: usize,
    pub from: At<NaiveDate>,
    pub shifts: Vec<ShiftPart>,
}

#[derive(Clone, Debug)]
pub struct UnitPart {
    pub name: Name,
    pub short: Option<Name>,
}

#[derive(Clone, Debug)]
pub struct CompoundPart {
    pub name: Name,
    pub short: Option<Name>,
    pub community: Option<Name>,
    pub subdistrict: Option<Name>,
    pub households: Option<u32>,
    pub residents: Option<u32>,
    pub units: Option<Vec<Name>>,
}

#[derive(Clone, Debug)]
pub struct PostPart {
    pub name: Name,
    pub short: Option<Name>,
    pub compound: Option<Name>,
    pub heads: Option<Vec<(Name, u32)>>,
    pub changes: Option<Vec<ChangePart>>,
    pub surge: Option<Vec<crate::domain::Surge>>,
    pub except: Option<Vec<ExceptPart>>,
}

/// Other heads from a duty date on.
#[derive(Clone, Debug)]
pub struct ChangePart {
    pub from: At<NaiveDate>,
    pub heads: Vec<(Name, u32)>,
}

#[derive(Clone, Debug)]
pub struct ExceptPart {
    pub at: usize,
    pub date: NaiveDate,
    pub shift: Name,
    pub heads: u32,
}

#[derive(Clone, Debug)]
pub struct MemberPart {
    pub name: Name,
    pub unit: Option<Name>,
    pub role: Option<Role>,
    pub party: Option<bool>,
    pub phone: Option<Name>,
    pub posts: Option<Vec<Name>>,
    pub joins: Option<NaiveDate>,
    pub leaves: Option<NaiveDate>,
    pub unavailable: Option<Vec<Unavailable>>,
}

#[derive(Clone, Debug)]
pub struct AssignmentPart {
    pub at: usize,
    pub post: Name,
    pub date: NaiveDate,
    pub shift: Name,
    pub members: Vec<Name>,
    pub from: Option<At<WallTime>>,
    pub to: Option<At<WallTime>>,
    pub pinned: Option<bool>,
    pub note: Option<Name>,
}

#[derive(Clone, Debug)]
pub struct PresencePart {
    pub at: usize,
    pub post: Name,
    pub member: Name,
    pub on: At<Instant>,
    pub off: Option<At<Instant>>,
}

#[derive(Clone, Debug)]
pub struct AwayPart {
    pub at: usize,
    pub post: Name,
    pub member: Name,
    pub from: At<Instant>,
    pub to: Option<At<Instant>>,
    pub by: Option<Name>,
    pub brought: Option<bool>,
}

#[derive(Clone, Debug)]
pub struct HandoverPart {
    pub post: Name,
    pub at: At<Instant>,
    pub out: Option<Vec<Name>>,
    pub relief: Option<Vec<Name>>,
    pub note: Option<Name>,
}

#[derive(Clone, Debug)]
pub struct ItemPart {
    pub post: Name,
    pub opened: At<Instant>,
    pub text: Name,
    pub due: Option<At<Instant>>,
    pub closed: Option<At<Instant>>,
}

/// Reads a branch file. Local times are those of its own zone, or of `zone` when it names none.
pub fn read(text: &str, zone: Zone) -> Read<Document> {
    let root = DeTable::parse(text).map_err(|e| Fault {
        at: e.span().map_or(0, |s| s.start),
        what: FileFault::Syntax(e.message().lines().next().unwrap_or_default().to_owned()),
    })?;
    let zone = zone_of(root.get_ref(), zone)?;
    let mut t = Table::new(0, root.get_ref(), zone);
    let doc = Document {
        branch: t.table("branch")?.map(branch).transpose()?,
        rules: t.table("rules")?.map(rules).transpose()?.unwrap_or_default(),
        shifts: all(&mut t, "shift", usize::MAX, shift)?,
        patterns: t.some_tables("pattern")?.map(|list| list.into_iter().map(pattern).collect()).transpose()?,
        units: all(&mut t, "unit", usize::MAX, unit)?,
        compounds: all(&mut t, "compound", usize::MAX, compound)?,
        posts: all(&mut t, "post", POSTS, post)?,
        members: all(&mut t, "member", MEMBERS, member)?,
        assignments: all(&mut t, "assignment", usize::MAX, assignment)?,
        presences: all(&mut t, "presence", usize::MAX, presence)?,
        aways: all(&mut t, "away", usize::MAX, away)?,
        handovers: all(&mut t, "handover", usize::MAX, handover)?,
        items: all(&mut t, "item", usize::MAX, item)?,
        zone,
    };
    t.end()?;
    Ok(doc)
}

/// The zone that the file names, which must be known before any local time is read.
fn zone_of(root: &DeTable, zone: Zone) -> Read<Zone> {
    let Some(mut branch) = Table::new(0, root, zone).table("branch")? else { return Ok(zone) };
    let Some(name) = branch.text("zone", NAME)? else { return Ok(zone) };
    name.value.parse().or_else(|_| {
        let near = nearest(&name.value, chrono_tz::TZ_VARIANTS.iter().map(|z| z.name()), NEAR);
        fault(name.at, FileFault::UnknownName { kind: "zone", name: name.value, near })
    })
}

/// Every table of a list of at most `limit`.
fn all<'d, T>(t: &mut Table<'d>, key: &'static str, limit: usize, read: impl Fn(Table<'d>) -> Read<T>) -> Read<Vec<T>> {
    let tables = t.tables(key)?;
    match tables.get(limit) {
        Some(extra) => fault(extra.at, FileFault::TooMany { kind: key, limit }),
        None => tables.into_iter().map(read).collect(),
    }
}

fn branch(mut t: Table) -> Read<BranchPart> {
    t.text("zone", NAME)?;
    let part = BranchPart { at: t.at, name: t.text("name", NAME)?, secretary: t.text("secretary", NAME)? };
    t.end()?;
    match &part.name {
        Some(name) if name.value.is_empty() => fault(name.at, bad("name", "text")),
        _ => Ok(part),
    }
}

fn rules(mut t: Table) -> Read<RulesPart> {
    let part = RulesPart {
        max_stretch: t.duration("max_stretch")?,
        overstay_grace: t.duration("overstay_grace")?,
        min_break: t.duration("min_break")?,
        min_rest: t.duration("min_rest")?,
        max_week: t.duration("max_week")?,
        max_consecutive_days: t.number("max_consecutive_days", 100_000)?.map(|n| n.value),
        mark_grace: t.duration("mark_grace")?,
        warn_ahead: t.duration("warn_ahead")?,
        soon: t.duration("soon")?,
    };
    t.end()?;
    Ok(part)
}

impl RulesPart {
    /// The rules as they are with what the file says.
    pub fn over(&self, old: Rules) -> Rules {
        Rules {
            max_stretch: self.max_stretch.unwrap_or(old.max_stretch),
            overstay_grace: self.overstay_grace.unwrap_or(old.overstay_grace),
            min_break: self.min_break.unwrap_or(old.min_break),
            min_rest: self.min_rest.unwrap_or(old.min_rest),
            max_week: self.max_week.unwrap_or(old.max_week),
            max_consecutive_days: self.max_consecutive_days.unwrap_or(old.max_consecutive_days),
            mark_grace: self.mark_grace.unwrap_or(old.mark_grace),
            warn_ahead: self.warn_ahead.unwrap_or(old.warn_ahead),
            soon: self.soon.unwrap_or(old.soon),
        }
    }
}

fn shift(mut t: Table) -> Read<ShiftPart> {
    let code = t.required_text("code", NAME)?;
    let (name, start, end) = (t.text("name", NAME)?, t.wall("start")?, t.wall("end")?);
    t.end()?;
    Ok(ShiftPart { at: t.at, code: code.take()?, name, start, end })
}

fn pattern(mut t: Table) -> Read<PatternPart> {
    let from = t.date("from")?;
    let shifts = t.some_tables("shift")?;
    t.end()?;
    let from = t.required("from", from).take()?;
    let shifts = t.required("shift", shifts.filter(|list| !list.is_empty())).take()?;
    let shifts = shifts.into_iter().map(shift).collect::<Read<_>>()?;
    Ok(PatternPart { at: t.at, from, shifts })
}

fn unit(mut t: Table) -> Read<UnitPart> {
    let name = t.required_text("name", NAME)?;
    let short = t.text("short", NAME)?;
    t.end()?;
    Ok(UnitPart { name: name.take()?, short })
}

fn compound(mut t: Table) -> Read<CompoundPart> {
    let name = t.required_text("name", NAME)?;
    let (short, community) = (t.text("short", NAME)?, t.text("community", NAME)?);
    let subdistrict = t.text("subdistrict", NAME)?;
    let (households, residents) = (t.number("households", PEOPLE)?, t.number("residents", PEOPLE)?);
    let units = t.texts("units", NAME)?;
    t.end()?;
    let (households, residents) = (households.map(|n| n.value), residents.map(|n| n.value));
    Ok(CompoundPart { name: name.take()?, short, community, subdistrict, households, residents, units })
}

fn post(mut t: Table) -> Read<PostPart> {
    let name = t.required_text("name", NAME)?;
    let (short, compound) = (t.text("short", NAME)?, t.text("compound", NAME)?);
    let heads = t.numbers("heads", MAX_HEADS)?;
    let changes = t.some_tables("changes")?;
    let surge = t.some_tables("surge")?;
    let except = t.some_tables("except")?;
    t.end()?;
    let surge = surge.map(|list| list.into_iter().map(read_surge).collect()).transpose()?;
    let except = except.map(|list| list.into_iter().map(read_except).collect()).transpose()?;
    let changes = changes.map(|list| list.into_iter().map(read_change).collect()).transpose()?;
    Ok(PostPart { name: name.take()?, short, compound, heads, changes, surge, except })
}

fn read_change(mut t: Table) -> Read<ChangePart> {
    let (from, heads) = (t.date("from")?, t.numbers("heads", MAX_HEADS)?);
    t.end()?;
    Ok(ChangePart { from: t.required("from", from).take()?, heads: t.required("heads", heads).take()? })
}

fn read_surge(mut t: Table) -> Read<crate::domain::Surge> {
    let days = weekdays(&mut t)?;
    let (from, to) = (t.wall("from")?, t.wall("to")?);
    let extra = t.number("extra", MAX_HEADS)?;
    let (first, last) = (t.date("first")?, t.date("last")?);
    t.end()?;
    let (from, to) = (t.required("from", from).take()?.value, t.required("to", to).take()?.value);
    let extra = t.required("extra", extra).take()?.value;
    let date = |d: Option<At<NaiveDate>>| d.map(|d| d.value);
    Ok(crate::domain::Surge { days, from, to, extra, first: date(first), last: date(last) })
}

fn read_except(mut t: Table) -> Read<ExceptPart> {
    let date = t.date("date")?;
    let shift = t.required_text("shift", NAME)?;
    let heads = t.number("heads", MAX_HEADS)?;
    t.end()?;
    let date = t.required("date", date).take()?.value;
    let heads = t.required("heads", heads).take()?.value;
    Ok(ExceptPart { at: t.at, date, shift: shift.take()?, heads })
}

/// The weekdays under `days`; none or a missing list is every day.
fn weekdays(t: &mut Table) -> Read<Weekdays> {
    let mut days = Vec::new();
    for name in t.texts("days", NAME)?.unwrap_or_default() {
        match Weekdays::parse_day(&name.value) {
            Some(day) => days.push(day),
            None => {
                let near = nearest(&name.value, Weekdays::NAMES, NEAR);
                return fault(name.at, FileFault::UnknownName { kind: "day", name: name.value, near });
            }
        }
    }
    Ok(Weekdays::of(days))
}

fn member(mut t: Table) -> Read<MemberPart> {
    let name = t.required_text("name", NAME)?;
    let (unit, role, party) = (t.text("unit", NAME)?, t.text("role", NAME)?, t.yes("party")?);
    let phone = t.text("phone", NAME)?;
    let posts = t.texts("posts", NAME)?;
    let (joins, leaves) = (t.date("joins")?.map(|d| d.value), t.date("leaves")?.map(|d| d.value));
    let times = t.some_tables("unavailable")?;
    t.end()?;
    let role = role.map(role_of).transpose()?;
    let unavailable = times.map(|list| list.into_iter().map(read_unavailable).collect()).transpose()?;
    Ok(MemberPart { name: name.take()?, unit, role, party, phone, posts, joins, leaves, unavailable })
}

fn role_of(name: Name) -> Read<Role> {
    match Role::ALL.iter().find(|(n, _)| *n == name.value) {
        Some((_, role)) => Ok(*role),
        None => {
            let near = nearest(&name.value, Role::ALL.iter().map(|(n, _)| *n), NEAR);
            fault(name.at, FileFault::UnknownName { kind: "role", name: name.value, near })
        }
    }
}

/// Leave when `from` is an instant, a daily window when it is a wall time.
fn read_unavailable(mut t: Table) -> Read<Unavailable> {
    let daily = t.has("days") || t.is_text("from");
    let days = weekdays(&mut t)?;
    let why = t.text("why", NOTE)?.map(|w| w.value).filter(|w| !w.is_empty());
    if daily {
        let (from, to) = (t.wall("from")?, t.wall("to")?);
        t.end()?;
        let (since, until) = (t.required("from", from).take()?.value, t.required("to", to).take()?.value);
        return Ok(Unavailable::Daily { days, since, until, why });
    }
    let (from, to) = (t.moment("from")?, t.moment("to")?);
    t.end()?;
    let (from, to) = (t.required("from", from).take()?, t.required("to", to).take()?);
    if to.value <= from.value {
        return fault(to.at, FileFault::EmptySpan);
    }
    Ok(Unavailable::Once { from: from.value, to: to.value, why })
}

fn assignment(mut t: Table) -> Read<AssignmentPart> {
    let post = t.required_text("post", NAME)?;
    let date = t.date("date")?;
    let shift = t.required_text("shift", NAME)?;
    let members = t.texts("members", NAME)?;
    let (from, to, pinned) = (t.wall("from")?, t.wall("to")?, t.yes("pinned")?);
    let note = t.text("note", NOTE)?;
    t.end()?;
    let members = t.required("members", members).take()?;
    let date = t.required("date", date).take()?.value;
    Ok(AssignmentPart { at: t.at, post: post.take()?, date, shift: shift.take()?, members, from, to, pinned, note })
}

/// Who and where, of the tables that are about one member at one post.
fn who_where(t: &mut Table) -> Read<(Required<Name>, Required<Name>)> {
    Ok((t.required_text("post", NAME)?, t.required_text("member", NAME)?))
}

fn presence(mut t: Table) -> Read<PresencePart> {
    let (post, member) = who_where(&mut t)?;
    let (on, off) = (t.moment("on")?, t.moment("off")?);
    t.end()?;
    let on = t.required("on", on).take()?;
    Ok(PresencePart { at: t.at, post: post.take()?, member: member.take()?, on, off })
}

fn away(mut t: Table) -> Read<AwayPart> {
    let (post, member) = who_where(&mut t)?;
    let (from, to) = (t.moment("from")?, t.moment("to")?);
    let (by, brought) = (t.text("by", NAME)?, t.yes("brought")?);
    t.end()?;
    let from = t.required("from", from).take()?;
    Ok(AwayPart { at: t.at, post: post.take()?, member: member.take()?, from, to, by, brought })
}

fn handover(mut t: Table) -> Read<HandoverPart> {
    let post = t.required_text("post", NAME)?;
    let at = t.moment("at")?;
    let (out, relief) = (t.texts("out", NAME)?, t.texts("relief", NAME)?);
    let note = t.text("note", NOTE)?;
    t.end()?;
    let at = t.required("at", at).take()?;
    Ok(HandoverPart { post: post.take()?, at, out, relief, note })
}

fn item(mut t: Table) -> Read<ItemPart> {
    let post = t.required_text("post", NAME)?;
    let text = t.required_text("text", NOTE)?;
    let (opened, due, closed) = (t.moment("opened")?, t.moment("due")?, t.moment("closed")?);
    t.end()?;
    let opened = t.required("opened", opened).take()?;
    Ok(ItemPart { post: post.take()?, opened, text: text.take()?, due, closed })
}
