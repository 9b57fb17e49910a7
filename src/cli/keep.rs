//! `lunban member|post|unit|compound|rule|shift|branch add|set|end`: keeps the records of the branch current. Fields are
//! texts that `exchange::fields` reads, the same as in the forms of the board; one entry for each command.

use chrono::NaiveDate;
use clap::{Args, Subcommand};
use serde_json::{Value, json};

use super::env::Env;
use super::fail::Fail;
use super::give::{Answer, failed};
use crate::desk::Request;
use crate::domain::changes::Changes;
use crate::domain::effect::{Effect, effect};
use crate::domain::outlook::Outlook;
use crate::domain::{Command, Do, Event, Roster, apply, lookup};
use crate::exchange::fields::{self, Bad, Draft, Kind, Which, words};
use crate::locale::{self, Said, fill, text};
use crate::store;

/// The options that are fields of a record, each with the field's name.
macro_rules! fields {
    ($(#[$doc:meta])* $name:ident { $($field:ident = $id:literal $long:literal $key:literal),* $(,)? }) => {
        $(#[$doc])*
        #[derive(Args, Clone, Debug, Default)]
        pub struct $name {
            $(#[arg(id = $id, long = $long, value_name = "TEXT")] $field: Option<String>,)*
        }
        impl $name {
            fn given(&self) -> Vec<(&'static str, &str)> {
                [$(($key, self.$field.as_deref())),*].into_iter().filter_map(|(k, v)| Some((k, v?))).collect()
            }
        }
    };
}

fields!(
    /// Of a member.
    MemberFields {
        unit = "of_unit" "unit" "unit", role = "role" "role" "role", party = "party" "party" "party",
        phone = "phone" "phone" "phone", posts = "may_stand" "posts" "posts", joins = "joins" "joins" "joins",
        leaves = "leaves" "leaves" "leaves", cannot = "cannot" "cannot" "cannot",
        leave = "on_leave" "leave" "leave",
    }
);
fields!(
    /// Of a post.
    PostFields {
        short = "short" "short" "short", compound = "of_compound" "compound" "compound",
        from = "heads_from" "from" "from", heads = "heads" "heads" "heads", surge = "surge" "surge" "surge",
        except = "except" "except" "except",
    }
);
fields!(
    /// Of a unit.
    UnitFields { short = "short" "short" "short" }
);
fields!(
    /// Of a compound.
    CompoundFields {
        short = "short" "short" "short", community = "community" "community" "community",
        subdistrict = "subdistrict" "subdistrict" "subdistrict", households = "households" "households" "households",
        residents = "residents" "residents" "residents", units = "of_units" "units" "units",
    }
);
fields!(
    /// The rules.
    RuleFields {
        max_stretch = "max_stretch" "max-stretch" "max_stretch",
        overstay_grace = "overstay_grace" "overstay-grace" "overstay_grace",
        min_break = "min_break" "min-break" "min_break", min_rest = "min_rest" "min-rest" "min_rest",
        max_week = "max_week" "max-week" "max_week",
        max_consecutive_days = "max_consecutive_days" "max-consecutive-days" "max_consecutive_days",
        mark_grace = "mark_grace" "mark-grace" "mark_grace", warn_ahead = "warn_ahead" "warn-ahead" "warn_ahead",
        soon = "soon" "soon" "soon",
    }
);
fields!(
    /// From when a pattern holds, and how many stand in its shifts.
    PatternFields {
        from = "pattern_from" "from" "pattern_from", heads = "pattern_heads" "heads" "pattern_heads",
    }
);
fields!(
    /// Of the branch.
    BranchFields {
        name = "new_name" "name" "name", zone = "zone" "zone" "zone",
        secretary = "secretary" "secretary" "secretary",
    }
);

/// A new record.
#[derive(Args, Debug)]
pub struct Add<F: Args> {
    #[arg(id = "record_name", value_name = "NAME")]
    name: String,
    #[command(flatten)]
    fields: F,
    #[arg(long)]
    dry_run: bool,
}

/// Other values in one record or in several.
#[derive(Args, Debug)]
pub struct Set<F: Args> {
    #[arg(id = "record_names", value_name = "NAME", required = true)]
    names: Vec<String>,
    #[arg(id = "new_name", long = "name", value_name = "TEXT")]
    name: Option<String>,
    #[command(flatten)]
    fields: F,
    #[arg(long)]
    dry_run: bool,
}

/// The last duty date of members or posts.
#[derive(Args, Debug)]
pub struct End {
    #[arg(id = "record_names", value_name = "NAME", required = true)]
    names: Vec<String>,
    #[arg(id = "last_date", long = "last", value_name = "DATE")]
    last: String,
    #[arg(long)]
    dry_run: bool,
}

/// Other values in the one record of its kind.
#[derive(Args, Debug)]
pub struct Only<F: Args> {
    #[command(flatten)]
    fields: F,
    #[arg(long)]
    dry_run: bool,
}

/// The shifts of the pattern.
#[derive(Args, Debug)]
pub struct Shifts {
    #[arg(id = "shifts", value_name = "TEXT")]
    shifts: String,
    #[command(flatten)]
    more: PatternFields,
    #[arg(id = "withdraw_lost", long = "withdraw")]
    withdraw: bool,
    #[arg(long)]
    dry_run: bool,
}

/// The pattern that begins on a date does not: what held before goes on.
#[derive(Args, Debug)]
pub struct NoShifts {
    #[arg(id = "pattern_from", long = "from", value_name = "DATE")]
    from: String,
    #[arg(id = "pattern_heads", long = "heads", value_name = "TEXT")]
    heads: Option<String>,
    #[arg(id = "withdraw_lost", long = "withdraw")]
    withdraw: bool,
    #[arg(long)]
    dry_run: bool,
}

#[derive(Subcommand, Debug)]
pub enum Member {
    Add(Add<MemberFields>),
    Set(Set<MemberFields>),
    End(End),
}

#[derive(Subcommand, Debug)]
pub enum Post {
    Add(Add<PostFields>),
    Set(Set<PostFields>),
    End(End),
}

#[derive(Subcommand, Debug)]
pub enum Unit {
    Add(Add<UnitFields>),
    Set(Set<UnitFields>),
}

#[derive(Subcommand, Debug)]
pub enum Compound {
    Add(Add<CompoundFields>),
    Set(Set<CompoundFields>),
}

#[derive(Subcommand, Debug)]
pub enum Rule {
    Set(Only<RuleFields>),
}

#[derive(Subcommand, Debug)]
pub enum Branch {
    Set(Only<BranchFields>),
}

#[derive(Subcommand, Debug)]
pub enum Shift {
    Set(Shifts),
    Drop(NoShifts),
}

/// What is wanted of the records, whatever the subcommand.
struct Wanted {
    kind: Kind,
    names: Vec<String>,
    add: bool,
    fields: Vec<(&'static str, String)>,
    /// End them on this date.
    last: Option<String>,
    dry_run: bool,
}

fn owned(fields: Vec<(&'static str, &str)>) -> Vec<(&'static str, String)> {
    fields.into_iter().map(|(key, value)| (key, value.to_string())).collect()
}

fn add(kind: Kind, name: String, fields: Vec<(&'static str, &str)>, dry_run: bool) -> Wanted {
    Wanted { kind, names: vec![name], add: true, fields: owned(fields), last: None, dry_run }
}

fn set(kind: Kind, names: &[String], name: &Option<String>, of: Vec<(&'static str, &str)>, dry_run: bool) -> Wanted {
    let mut fields = owned(of);
    fields.extend(name.clone().map(|n| ("name", n)));
    Wanted { kind, names: names.to_vec(), add: false, fields, last: None, dry_run }
}

fn end(kind: Kind, e: End) -> Wanted {
    Wanted { kind, names: e.names, add: false, fields: Vec::new(), last: Some(e.last), dry_run: e.dry_run }
}

impl Member {
    pub fn run(self, env: &Env) -> Result<u8, Fail> {
        let kind = Kind::Member;
        run(
            env,
            match self {
                Member::Add(a) => add(kind, a.name, a.fields.given(), a.dry_run),
                Member::Set(s) => set(kind, &s.names, &s.name, s.fields.given(), s.dry_run),
                Member::End(e) => end(kind, e),
            },
        )
    }
}

impl Post {
    pub fn run(self, env: &Env) -> Result<u8, Fail> {
        let kind = Kind::Post;
        run(
            env,
            match self {
                Post::Add(a) => add(kind, a.name, a.fields.given(), a.dry_run),
                Post::Set(s) => set(kind, &s.names, &s.name, s.fields.given(), s.dry_run),
                Post::End(e) => end(kind, e),
            },
        )
    }
}

impl Unit {
    pub fn run(self, env: &Env) -> Result<u8, Fail> {
        let kind = Kind::Unit;
        run(
            env,
            match self {
                Unit::Add(a) => add(kind, a.name, a.fields.given(), a.dry_run),
                Unit::Set(s) => set(kind, &s.names, &s.name, s.fields.given(), s.dry_run),
            },
        )
    }
}

impl Compound {
    pub fn run(self, env: &Env) -> Result<u8, Fail> {
        let kind = Kind::Compound;
        run(
            env,
            match self {
                Compound::Add(a) => add(kind, a.name, a.fields.given(), a.dry_run),
                Compound::Set(s) => set(kind, &s.names, &s.name, s.fields.given(), s.dry_run),
            },
        )
    }
}

impl Rule {
    pub fn run(self, env: &Env) -> Result<u8, Fail> {
        let Rule::Set(s) = self;
        run(env, set(Kind::Rules, &[], &None, s.fields.given(), s.dry_run))
    }
}

impl Branch {
    pub fn run(self, env: &Env) -> Result<u8, Fail> {
        let Branch::Set(s) = self;
        run(env, set(Kind::Branch, &[], &None, s.fields.given(), s.dry_run))
    }
}

impl Shift {
    pub fn run(self, env: &Env) -> Result<u8, Fail> {
        let withdraw = |yes: bool| ("withdraw", if yes { "yes" } else { "" });
        // Without a date it is the pattern from the beginning.
        let (fields, dry_run) = match &self {
            Shift::Set(s) => {
                let said = [("shifts", &*s.shifts), ("pattern_from", ""), withdraw(s.withdraw)];
                (said.into_iter().chain(s.more.given()).collect(), s.dry_run)
            }
            Shift::Drop(d) => {
                let heads = d.heads.as_deref().unwrap_or_default();
                (
                    vec![("shifts", ""), ("pattern_from", &*d.from), withdraw(d.withdraw), ("pattern_heads", heads)],
                    d.dry_run,
                )
            }
        };
        run(env, set(Kind::Pattern, &[], &None, fields, dry_run))
    }
}

/// Works the change out, and records it unless it is only asked what it would do.
fn run(env: &Env, wanted: Wanted) -> Result<u8, Fail> {
    let dir = env.store()?;
    if wanted.dry_run {
        let roster = store::read(&dir).map_err(|fault| env.fault(&fault))?.roster;
        let events = events(env, &roster, &wanted)?;
        let outlook = Outlook::new(&roster, env.now());
        return would(env, &roster, &events, &effect(&roster, &outlook, &events)).map(|()| 0);
    }
    let by = env.by()?;
    let desk = env.desk(&by)?;
    let roster = desk.published().borrow().roster.clone();
    let events = events(env, &roster, &wanted)?;
    let request = Request { by, key: None, command: Command::new(Do::Change { events }) };
    let receipt = desk.record(request).map_err(|failure| failed(env, &roster, &failure))?;
    let after = desk.published().borrow().roster.clone();
    let at = locale::clock(after.zone(), receipt.entry.at);
    let what = locale::describe(env.lang, &after, &receipt.entry);
    match env.json {
        true => env.print_json(&Answer::done(1, receipt.entry.seq))?,
        false => env.print(&fill(env.lang, "cli.recorded", &[("what", &what), ("at", &at)]))?,
    }
    desk.close();
    Ok(0)
}

/// The events of what is wanted.
fn events(env: &Env, roster: &Roster, wanted: &Wanted) -> Result<Vec<Event>, Fail> {
    let today = env.now().date(roster.zone());
    let mut changes = Changes::new(roster);
    for which in records(env, roster, wanted)? {
        let bad = |field: &str, bad: Bad| Fail::said(said(env, roster, field, bad));
        if let Some(last) = &wanted.last {
            let last = words::date(last, today).map_err(|e| bad("last_date", Bad::Format(e)))?;
            ended(&mut changes, roster, which, last).map_err(|r| bad("last_date", Bad::Refused(r)))?;
            continue;
        }
        let mut draft = Draft::of(roster, which, today);
        if wanted.add {
            draft.set(roster, "name", &wanted.names[0]).map_err(|b| bad("name", b))?;
        }
        for (field, value) in &wanted.fields {
            // Lists of several records are their own: what is said is added to each, unless it is nothing.
            let merge = *field == "heads" || wanted.names.len() > 1 && !value.is_empty();
            let set = match merge && !wanted.add {
                true => draft.merge(roster, field, value),
                false => draft.set(roster, field, value),
            };
            set.map_err(|b| bad(field, b))?;
        }
        draft.put(&mut changes, env.now()).map_err(|refusal| bad("name", Bad::Refused(refusal)))?;
    }
    let refused = |refusal| Fail::said(locale::refusal(env.lang, roster, &refusal));
    changes.finish(roster, env.now()).map_err(refused)
}

fn ended(changes: &mut Changes, roster: &Roster, which: Which, last: NaiveDate) -> Result<(), crate::domain::Refusal> {
    match which {
        Which::Member(Some(id)) => {
            let is = roster.member(id).cloned().unwrap_or_default();
            changes.member(Some(id), crate::domain::Member { leaves: Some(last), ..is }).map(|_| ())
        }
        Which::Post(Some(id)) => {
            let is = roster.post(id).cloned().unwrap_or_default();
            changes.post(Some(id), is.ended(last)).map(|_| ())
        }
        _ => Ok(()),
    }
}

/// The records that the names mean.
fn records(env: &Env, roster: &Roster, wanted: &Wanted) -> Result<Vec<Which>, Fail> {
    if wanted.add || wanted.names.is_empty() {
        return Ok(vec![Which::new(wanted.kind)]);
    }
    let one = |name: &String| match wanted.kind {
        Kind::Member => lookup::member(roster, name).map(|id| Which::Member(Some(id))).map_err(Bad::Refused),
        Kind::Post => lookup::post(roster, name).map(|id| Which::Post(Some(id))).map_err(Bad::Refused),
        Kind::Unit => fields::unit(roster, name).map(Which::Unit),
        _ => fields::compound(roster, name).map(Which::Compound),
    };
    let found = wanted.names.iter().map(|name| one(name).map_err(|bad| Fail::said(said(env, roster, "name", bad))));
    found.collect()
}

/// Why a text cannot be a field's, in words.
fn said(env: &Env, roster: &Roster, field: &str, bad: Bad) -> Said {
    let lang = env.lang;
    let label = text(lang, &format!("field.{field}"));
    match bad {
        Bad::Refused(refusal) => locale::refusal(lang, roster, &refusal),
        Bad::Format(expected) => {
            let expected = text(lang, &format!("expected.{expected}"));
            Said::new(lang, "bad_field", &[("field", &label), ("expected", &expected)])
        }
        Bad::Unknown { kind, name, near } => {
            let kind = text(lang, &format!("file_kind.{kind}"));
            let said = Said::new(lang, "unknown_name", &[("kind", &kind), ("name", &name)]);
            match near.is_empty() {
                true => said,
                false => Said { hint: fill(lang, "hint.near", &[("names", &locale::list(lang, &near))]), ..said },
            }
        }
    }
}

/// What would change, and what that does to the plan.
fn would(env: &Env, roster: &Roster, events: &[Event], effect: &Effect) -> Result<(), Fail> {
    let mut after = roster.clone();
    events.iter().for_each(|event| apply(&mut after, event));
    let what = locale::describe_events(env.lang, &after, env.now(), events);
    if env.json {
        return env
            .print_json(&json!({"ok": true, "recorded": false, "what": what, "effect": effect_json(roster, effect)}));
    }
    env.print(&fill(env.lang, "cli.would_change", &[("what", &what)]))?;
    for (kind, was, is) in &effect.kinds {
        env.print(&format!("  {} {was} → {is}", locale::kind(env.lang, *kind)))?;
    }
    for hole in &effect.between {
        let span = locale::span(env.lang, roster.zone(), env.now(), *hole);
        env.print(&format!("  {}", fill(env.lang, "form.no_shift_between", &[("span", &span)])))?;
    }
    for id in &effect.lost {
        let shift = roster.shift_code(id.slot.shift);
        let (date, post) = (locale::date(env.lang, id.slot.date), roster.post_name(id.slot.post));
        let member = roster.name_of(id.member);
        let values: [(&str, &dyn std::fmt::Display); 4] =
            [("date", &date), ("shift", &shift), ("post", &post), ("member", &member)];
        env.print(&format!("  {}", fill(env.lang, "form.lost", &values)))?;
    }
    Ok(())
}

fn effect_json(roster: &Roster, effect: &Effect) -> Value {
    let kinds = effect.kinds.iter().map(|(k, was, is)| (k.name().to_string(), json!({"before": was, "after": is})));
    let lost = effect.lost.iter().map(|id| {
        json!({"post": roster.post_name(id.slot.post), "date": id.slot.date.to_string(),
            "shift": roster.shift_code(id.slot.shift), "member": roster.name_of(id.member)})
    });
    let at = |t: crate::domain::Instant| t.rfc3339(roster.zone());
    let between = effect.between.iter().map(|s| json!({"from": at(s.from), "to": at(s.to)}));
    json!({"between": between.collect::<Vec<_>>(), "findings": kinds.collect::<serde_json::Map<_, _>>(), "lost": lost.collect::<Vec<_>>()})
}
