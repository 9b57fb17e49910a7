//! Records as fields of text: what forms on the board and the subcommands `member`, `post`, `unit` … share. A draft is
//! made from a record, its fields are set one by one, and it is put among the changes. It asks and shows nothing.

mod ahead;
mod leave;
pub mod words;

use chrono::NaiveDate;

use crate::domain::changes::Changes;
use crate::domain::text::nearest;
use crate::domain::time::days_after;
use crate::domain::{
    Branch, Compound, CompoundId, Heads, Instant, Member, MemberId, Post, PostId, Refusal, Roster, Rules, Shift,
    Unavailable, Unit, UnitId, lookup,
};
use crate::exchange::branch_file::duration_text;
use crate::locale::{self, Lang};
use ahead::Ahead;
use words::Expected;

/// What kind of record.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Kind {
    Member,
    Post,
    Unit,
    Compound,
    Branch,
    Rules,
    Pattern,
}

impl Kind {
    /// The fields of its form, in order; their names are those of the branch file where it has them.
    pub fn fields(self) -> &'static [&'static str] {
        match self {
            Kind::Member => &["name", "unit", "role", "party", "phone", "posts", "joins", "leaves", "cannot", "leave"],
            Kind::Post => &["name", "short", "compound", "heads", "from", "surge", "except", "last"],
            Kind::Unit => &["name", "short"],
            Kind::Compound => &["name", "short", "community", "subdistrict", "households", "residents", "units"],
            Kind::Branch => &["name", "zone", "secretary"],
            Kind::Rules => &RULES,
            Kind::Pattern => &["shifts", "pattern_from", "pattern_heads", "withdraw"],
        }
    }

    /// The fields that make sense for several records at once.
    pub fn bulk(self) -> &'static [&'static str] {
        match self {
            Kind::Member => &["unit", "role", "party", "posts", "joins", "leaves", "cannot", "leave"],
            Kind::Post => &["compound", "from", "heads", "surge", "except", "last"],
            Kind::Compound => &["community", "subdistrict", "units"],
            Kind::Unit | Kind::Branch | Kind::Rules | Kind::Pattern => &[],
        }
    }

    /// The word of the branch file.
    pub fn name(self) -> &'static str {
        match self {
            Kind::Member => "member",
            Kind::Post => "post",
            Kind::Unit => "unit",
            Kind::Compound => "compound",
            Kind::Branch => "branch",
            Kind::Rules => "rules",
            Kind::Pattern => "shift",
        }
    }
}

const RULES: [&str; 9] = [
    "max_stretch",
    "overstay_grace",
    "min_break",
    "min_rest",
    "max_week",
    "max_consecutive_days",
    "mark_grace",
    "warn_ahead",
    "soon",
];

/// Why a text cannot be a field's.
#[derive(Clone, PartialEq, Debug)]
pub enum Bad {
    /// It looks otherwise; a key of the locales' section `expected`.
    Format(Expected),
    /// No such thing; `kind` is one of the locales' section `file_kind`.
    Unknown {
        kind: &'static str,
        name: String,
        near: Vec<String>,
    },
    Refused(Refusal),
}

impl From<Expected> for Bad {
    fn from(expected: Expected) -> Bad {
        Bad::Format(expected)
    }
}

impl From<Refusal> for Bad {
    fn from(refusal: Refusal) -> Bad {
        Bad::Refused(refusal)
    }
}

/// Which record a draft is of; without a number, a new one.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Which {
    Member(Option<MemberId>),
    Post(Option<PostId>),
    Unit(Option<UnitId>),
    Compound(Option<CompoundId>),
    Branch,
    Rules,
    Pattern,
}

impl Which {
    pub fn kind(self) -> Kind {
        match self {
            Which::Member(_) => Kind::Member,
            Which::Post(_) => Kind::Post,
            Which::Unit(_) => Kind::Unit,
            Which::Compound(_) => Kind::Compound,
            Which::Branch => Kind::Branch,
            Which::Rules => Kind::Rules,
            Which::Pattern => Kind::Pattern,
        }
    }

    /// A new record of a kind; the only one there is of its kind.
    pub fn new(kind: Kind) -> Which {
        match kind {
            Kind::Member => Which::Member(None),
            Kind::Post => Which::Post(None),
            Kind::Unit => Which::Unit(None),
            Kind::Compound => Which::Compound(None),
            Kind::Branch => Which::Branch,
            Kind::Rules => Which::Rules,
            Kind::Pattern => Which::Pattern,
        }
    }

    /// Whether the record is new.
    pub fn is_new(self) -> bool {
        matches!(self, Which::Member(None) | Which::Post(None) | Which::Unit(None) | Which::Compound(None))
    }
}

/// The record as it is to be.
#[derive(Clone, PartialEq, Debug)]
enum Record {
    Member(Member),
    /// With the heads that are to hold from a date on, and the last date on which it needs anybody.
    Post(Post, Vec<Heads>, Option<NaiveDate>, Option<NaiveDate>),
    Unit(Unit),
    Compound(Compound),
    Branch(Branch),
    Rules(Rules),
    Pattern(PatternDraft),
}

/// The shift pattern as it is to be.
#[derive(Clone, PartialEq, Debug)]
struct PatternDraft {
    /// Empty: what held before goes on.
    shifts: Vec<Shift>,
    /// The first duty date; none: from the beginning.
    from: Option<NaiveDate>,
    /// What is said of the heads at every post: read when the shifts are known.
    heads: String,
    /// Those whose slot is no more are taken out of the plan.
    withdraw: bool,
}

/// A record being filled in.
#[derive(Clone, PartialEq, Debug)]
pub struct Draft {
    pub which: Which,
    record: Record,
    today: NaiveDate,
}

impl Draft {
    /// A new record, or one that is there. What changes in a post's heads and surges holds from `today`, the duty
    /// date of now, on unless it says otherwise: the past keeps what was true then.
    pub fn of(roster: &Roster, which: Which, today: NaiveDate) -> Draft {
        let record = match which {
            Which::Member(id) => Record::Member(id.and_then(|id| roster.member(id).cloned()).unwrap_or_default()),
            Which::Post(None) => {
                let one = |s: &Shift| Heads { shift: s.id, heads: 1 };
                Record::Post(Post::default(), roster.patterns.every().iter().map(one).collect(), None, None)
            }
            Which::Post(Some(id)) => {
                let post = roster.post(id).cloned().unwrap_or_default();
                let heads = post.usual(today).to_vec();
                Record::Post(post, heads, Some(today), None)
            }
            Which::Unit(id) => {
                let unit = id.and_then(|id| roster.units.get(&id).cloned());
                Record::Unit(unit.unwrap_or(Unit { name: String::new(), short: None }))
            }
            Which::Compound(id) => {
                Record::Compound(id.and_then(|id| roster.compounds.get(&id).cloned()).unwrap_or_default())
            }
            Which::Branch => Record::Branch(roster.branch.clone()),
            Which::Rules => Record::Rules(roster.rules),
            Which::Pattern => Record::Pattern(PatternDraft::of(roster, today)),
        };
        Draft { which, record, today }
    }

    /// A field as text that [`Draft::set`] reads, in the reader's language.
    pub fn get(&self, roster: &Roster, lang: Lang, field: &str) -> String {
        let some = |t: &Option<String>| t.clone().unwrap_or_default();
        let number = |n: Option<u32>| n.map(|n| n.to_string()).unwrap_or_default();
        let date = |d: Option<NaiveDate>| d.map(|d| d.to_string()).unwrap_or_default();
        let unit = |id: UnitId| unit_label(roster, id).to_string();
        match (&self.record, field) {
            (Record::Member(m), "name") => m.name.clone(),
            (Record::Member(m), "unit") => m.unit.map(unit).unwrap_or_default(),
            (Record::Member(m), "role") => m.role.map_or("", |r| locale::role(lang, r)).into(),
            (Record::Member(m), "party") => m.party.map_or("", |yes| words::yes_text(lang, yes)).into(),
            (Record::Member(m), "phone") => some(&m.phone),
            (Record::Member(m), "posts") => match &m.posts {
                None => String::new(),
                Some(posts) if posts.is_empty() => NOWHERE[0].into(),
                Some(posts) => {
                    let labels = posts.iter().filter_map(|p| roster.post(*p)).map(|p| p.label());
                    labels.collect::<Vec<_>>().join("、")
                }
            },
            (Record::Member(m), "joins") => date(m.joins),
            (Record::Member(m), "leaves") => date(m.leaves),
            (Record::Member(m), "cannot") => words::windows_text(lang, &m.unavailable),
            (Record::Member(m), "leave") => leave::text(roster.zone(), &m.unavailable),
            (Record::Post(p, ..), "name") => p.name.clone(),
            (Record::Post(p, ..), "short") => some(&p.short),
            (Record::Post(p, ..), "compound") => {
                p.compound.and_then(|c| roster.compounds.get(&c)).map(|c| c.name.clone()).unwrap_or_default()
            }
            (Record::Post(_, heads, from, _), "heads") => words::heads_text(&shifts_from(roster, *from), heads),
            (Record::Post(_, _, from, _), "from") => date(*from),
            (Record::Post(.., last), "last") => date(*last),
            (Record::Post(p, ..), "surge") => words::surges_text(lang, &p.surge),
            (Record::Post(p, ..), "except") => words::exceptions_text(&roster.patterns, &p.except),
            (Record::Unit(u), "name") => u.name.clone(),
            (Record::Unit(u), "short") => some(&u.short),
            (Record::Compound(c), "name") => c.name.clone(),
            (Record::Compound(c), "short") => some(&c.short),
            (Record::Compound(c), "community") => some(&c.community),
            (Record::Compound(c), "subdistrict") => some(&c.subdistrict),
            (Record::Compound(c), "households") => number(c.households),
            (Record::Compound(c), "residents") => number(c.residents),
            (Record::Compound(c), "units") => c.units.iter().map(|u| unit(*u)).collect::<Vec<_>>().join("、"),
            (Record::Branch(b), "name") => b.name.clone(),
            (Record::Branch(b), "zone") => b.zone.name().into(),
            (Record::Branch(b), "secretary") => some(&b.secretary),
            (Record::Rules(r), "max_consecutive_days") => r.max_consecutive_days.to_string(),
            (Record::Rules(r), rule) => duration_text(*duration_of(&mut r.clone(), rule)),
            (Record::Pattern(p), "shifts") => words::shifts_text(&p.shifts),
            (Record::Pattern(p), "pattern_from") => date(p.from),
            (Record::Pattern(p), "pattern_heads") => p.heads.clone(),
            _ => String::new(),
        }
    }

    /// Sets a field from text; an empty one clears it where that is possible.
    pub fn set(&mut self, roster: &Roster, field: &str, text: &str) -> Result<(), Bad> {
        let text = text.trim();
        let today = self.today;
        let some = || (!text.is_empty()).then(|| text.to_string());
        let date = || if text.is_empty() { Ok(None) } else { words::date(text, today).map(Some) };
        let number = || match text {
            "" => Ok(None),
            text => text.parse::<u32>().map(Some).map_err(|_| "number"),
        };
        match (&mut self.record, field) {
            (Record::Member(m), "name") => m.name = text.into(),
            (Record::Member(m), "unit") => m.unit = unit(roster, text)?,
            (Record::Member(m), "role") => m.role = words::role(text)?,
            (Record::Member(m), "party") => m.party = words::yes(text)?,
            (Record::Member(m), "phone") => m.phone = some(),
            (Record::Member(m), "posts") => m.posts = posts(roster, text)?,
            (Record::Member(m), "joins") => m.joins = date()?,
            (Record::Member(m), "leaves") => m.leaves = date()?,
            (Record::Member(m), "cannot") => {
                let daily = words::windows(text)?;
                m.unavailable.retain(|u| matches!(u, Unavailable::Once { .. }));
                m.unavailable.extend(daily);
            }
            (Record::Member(m), "leave") => {
                let said = leave::leaves(roster.zone(), text, today)?;
                m.unavailable.retain(|u| matches!(u, Unavailable::Daily { .. }) || said.contains(u));
                let new: Vec<Unavailable> = said.into_iter().filter(|u| !m.unavailable.contains(u)).collect();
                m.unavailable.extend(new);
            }
            (Record::Post(p, ..), "name") => p.name = text.into(),
            (Record::Post(p, ..), "short") => p.short = some(),
            (Record::Post(p, ..), "compound") => p.compound = compound(roster, text)?,
            (Record::Post(_, heads, from, _), "heads") => *heads = words::heads(&shifts_from(roster, *from), text)?,
            (Record::Post(_, _, from, _), "from") => *from = date()?,
            (Record::Post(.., last), "last") => *last = date()?,
            (Record::Post(p, ..), "surge") => p.surge = words::surges(text, today)?,
            (Record::Post(p, ..), "except") => p.except = words::exceptions(&roster.patterns, text, today)?,
            (Record::Unit(u), "name") => u.name = text.into(),
            (Record::Unit(u), "short") => u.short = some(),
            (Record::Compound(c), "name") => c.name = text.into(),
            (Record::Compound(c), "short") => c.short = some(),
            (Record::Compound(c), "community") => c.community = some(),
            (Record::Compound(c), "subdistrict") => c.subdistrict = some(),
            (Record::Compound(c), "households") => c.households = number()?,
            (Record::Compound(c), "residents") => c.residents = number()?,
            (Record::Compound(c), "units") => {
                let units = words::pieces(text).map(|name| unit(roster, name)).collect::<Result<Vec<_>, _>>()?;
                c.units = units.into_iter().flatten().collect();
            }
            (Record::Branch(b), "name") => b.name = text.into(),
            (Record::Branch(b), "zone") => {
                b.zone = text.parse().map_err(|_| {
                    let near = nearest(text, chrono_tz::TZ_VARIANTS.iter().map(|z| z.name()), 3);
                    Bad::Unknown { kind: "zone", name: text.into(), near }
                })?;
            }
            (Record::Branch(b), "secretary") => b.secretary = some(),
            (Record::Rules(r), "max_consecutive_days") => r.max_consecutive_days = number()?.ok_or("number")?,
            (Record::Rules(r), rule) if RULES.contains(&rule) => *duration_of(r, rule) = words::duration(text)?,
            (Record::Pattern(p), "shifts") => {
                p.shifts = if text.is_empty() { Vec::new() } else { words::shifts(roster, text)? };
            }
            (Record::Pattern(p), "pattern_from") => p.from = date()?,
            (Record::Pattern(p), "pattern_heads") => {
                let known = roster.patterns.every().iter().chain(&p.shifts).cloned().collect::<Vec<_>>();
                words::heads(&known, text)?;
                p.heads = text.into();
            }
            (Record::Pattern(p), "withdraw") => p.withdraw = words::yes(text)?.unwrap_or(false),
            _ => {}
        }
        Ok(())
    }

    /// The same where several records are changed alike: a field that is empty stays, of heads the shifts that are not
    /// named do, and a list ([`adds`]) keeps what it has and gets what is said besides.
    pub fn merge(&mut self, roster: &Roster, field: &str, text: &str) -> Result<(), Bad> {
        if text.trim().is_empty() {
            return Ok(());
        }
        let had = self.record.clone();
        match &mut self.record {
            Record::Post(post, heads, from, _) if field == "heads" => {
                let shifts = shifts_from(roster, *from);
                let said = words::heads(&shifts, text)?;
                let named = |s: &Shift| text.contains(&*s.code) || text.trim().parse::<u32>().is_ok();
                let kept = from.map_or(&*post.heads, |d| post.usual(d)).to_vec();
                let of = |s: &Shift| {
                    let list = if named(s) { &said } else { &kept };
                    list.iter().find(|h| h.shift == s.id).copied()
                };
                *heads = shifts.iter().filter_map(of).collect();
                return Ok(());
            }
            _ => self.set(roster, field, text)?,
        }
        match (&mut self.record, had, field) {
            (Record::Member(m), Record::Member(had), "cannot" | "leave") => {
                join(&mut m.unavailable, had.unavailable, |_, _| false);
            }
            (Record::Post(p, ..), Record::Post(had, ..), "surge") => join(&mut p.surge, had.surge, |_, _| false),
            (Record::Post(p, ..), Record::Post(had, ..), "except") => {
                join(&mut p.except, had.except, |old, new| (old.date, old.shift) == (new.date, new.shift));
            }
            (Record::Compound(c), Record::Compound(had), "units") => join(&mut c.units, had.units, |_, _| false),
            _ => {}
        }
        Ok(())
    }

    /// Puts the record among the changes; what has begun by `now` stays.
    pub fn put(self, changes: &mut Changes, now: Instant) -> Result<(), Refusal> {
        match (self.which, self.record) {
            (Which::Member(id), Record::Member(m)) => changes.member(id, m).map(|_| ()),
            (Which::Post(id), Record::Post(mut p, heads, from, last)) => {
                let was = id.and_then(|id| changes.roster().post(id).cloned());
                let holds = from.map_or(&*p.heads, |d| p.usual(d));
                let same = *holds == heads;
                let is = match (was, from) {
                    (Some(was), Some(from)) => {
                        let ahead = Ahead { roster: changes.roster(), from, today: self.today, now };
                        p.surge = ahead.surges(&was.surge, p.surge);
                        if same { p } else { ahead.heads(&p, &heads) }
                    }
                    _ if same => p,
                    _ => p.with_heads(from, heads),
                };
                let is = last.map_or(is.clone(), |last| is.ended(last));
                changes.post(id, is).map(|_| ())
            }
            (Which::Unit(id), Record::Unit(u)) => changes.unit(id, u).map(|_| ()),
            (Which::Compound(id), Record::Compound(c)) => changes.compound(id, c).map(|_| ()),
            (Which::Branch, Record::Branch(b)) => changes.branch(b),
            (Which::Rules, Record::Rules(r)) => {
                changes.rules(r);
                Ok(())
            }
            (Which::Pattern, Record::Pattern(p)) => p.put(changes, now),
            _ => Ok(()),
        }
    }
}

impl PatternDraft {
    /// The next pattern that takes effect, else the one of today, to be another from tomorrow on: what has begun stays.
    /// In a branch in which nothing is planned or happened, that of the beginning.
    fn of(roster: &Roster, today: NaiveDate) -> PatternDraft {
        let next = roster.patterns.later().find(|(from, _)| *from > today);
        let fresh = roster.assignments.is_empty() && roster.presences.is_empty() && next.is_none();
        let (from, shifts) = match next {
            Some((from, shifts)) => (Some(from), shifts.to_vec()),
            None => ((!fresh).then(|| days_after(today, 1)), roster.shifts_on(today).to_vec()),
        };
        PatternDraft { shifts, from, heads: String::new(), withdraw: false }
    }

    fn put(self, changes: &mut Changes, now: Instant) -> Result<(), Refusal> {
        let before = changes.roster().clone();
        let is = (!self.shifts.is_empty()).then_some(self.shifts);
        let after = match (self.from, &is) {
            (Some(from), None) => before.patterns.with_later(from, None).on(from).to_vec(),
            (_, is) => is.clone().unwrap_or_default(),
        };
        let heads = (!self.heads.is_empty()).then(|| words::heads(&after, &self.heads));
        let unknown =
            |_| Refusal::UnknownShift { code: self.heads, near: after.iter().map(|s| s.code.clone()).collect() };
        let heads = heads.transpose().map_err(unknown)?;
        match self.from {
            Some(from) => changes.pattern_from(from, is, heads.as_deref())?,
            None => {
                changes.pattern(is.ok_or(Refusal::TextMissing)?)?;
                for (id, post) in heads.iter().flat_map(|_| before.posts.iter()) {
                    changes.post(Some(*id), post.with_heads(None, heads.clone().unwrap_or_default()))?;
                }
            }
        }
        match self.withdraw {
            true => changes.withdraw_lost(&before, now).map(|_| ()),
            false => changes.none_lost(),
        }
    }
}

/// Whether the field is a list to which a change of several records adds.
pub fn adds(field: &str) -> bool {
    ["cannot", "leave", "surge", "except", "units"].contains(&field)
}

/// Puts what a list had before what was said of it: nothing twice, and without what something said has `replaced`.
fn join<T: PartialEq>(said: &mut Vec<T>, mut had: Vec<T>, replaced: impl Fn(&T, &T) -> bool) {
    had.retain(|old| !said.iter().any(|new| replaced(old, new)));
    said.retain(|new| !had.contains(new));
    said.splice(0..0, had);
}

/// The shifts that heads from a date on can be for; without a date, every shift.
fn shifts_from(roster: &Roster, from: Option<NaiveDate>) -> Vec<Shift> {
    from.map_or_else(|| roster.patterns.every().to_vec(), |from| roster.patterns.since(from))
}

/// A list of posts that says nobody may stand anywhere.
const NOWHERE: [&str; 2] = ["无", "none"];

fn duration_of<'r>(r: &'r mut Rules, rule: &str) -> &'r mut i64 {
    match rule {
        "max_stretch" => &mut r.max_stretch,
        "overstay_grace" => &mut r.overstay_grace,
        "min_break" => &mut r.min_break,
        "min_rest" => &mut r.min_rest,
        "max_week" => &mut r.max_week,
        "mark_grace" => &mut r.mark_grace,
        "warn_ahead" => &mut r.warn_ahead,
        _ => &mut r.soon,
    }
}

/// The unit of that name, or of that short name where only one has it; none for nothing.
pub fn unit(roster: &Roster, name: &str) -> Result<Option<UnitId>, Bad> {
    called("unit", name, roster.units.iter().map(|(id, u)| (*id, &*u.name, u.short.as_deref())))
}

/// The compound of that name, or of that short name where only one has it; none for nothing.
pub fn compound(roster: &Roster, name: &str) -> Result<Option<CompoundId>, Bad> {
    called("compound", name, roster.compounds.iter().map(|(id, c)| (*id, &*c.name, c.short.as_deref())))
}

/// The record of that name among those with their names and short names.
fn called<'a, I>(
    kind: &'static str,
    name: &str,
    mut all: impl Iterator<Item = (I, &'a str, Option<&'a str>)> + Clone,
) -> Result<Option<I>, Bad> {
    if name.is_empty() {
        return Ok(None);
    }
    let names = all.clone().map(|(_, n, _)| n);
    let mut short = all.clone().filter(|(.., short)| *short == Some(name));
    match (all.find(|(_, n, _)| *n == name), short.next(), short.next()) {
        (Some((id, ..)), ..) | (None, Some((id, ..)), None) => Ok(Some(id)),
        (None, Some((_, one, _)), Some((_, other, _))) => {
            Err(Bad::Unknown { kind, name: name.into(), near: vec![one.into(), other.into()] })
        }
        (None, None, _) => Err(unknown(kind, name, names)),
    }
}

/// What a unit is called in a field: its short name where that means no other one.
pub fn unit_label(roster: &Roster, id: UnitId) -> &str {
    let Some(is) = roster.units.get(&id) else { return "" };
    is.short
        .as_deref()
        .filter(|short| matches!(unit(roster, short), Ok(Some(found)) if found == id))
        .unwrap_or(&is.name)
}

/// A list of posts; nothing is anywhere.
fn posts(roster: &Roster, text: &str) -> Result<Option<Vec<PostId>>, Bad> {
    if text.is_empty() {
        return Ok(None);
    }
    if NOWHERE.contains(&text) {
        return Ok(Some(Vec::new()));
    }
    let posts: Result<Vec<PostId>, Refusal> = words::pieces(text).map(|name| lookup::post(roster, name)).collect();
    Ok(Some(posts?))
}

fn unknown<'a>(kind: &'static str, name: &str, known: impl Iterator<Item = &'a str>) -> Bad {
    Bad::Unknown { kind, name: name.into(), near: nearest(name, known, 3) }
}
