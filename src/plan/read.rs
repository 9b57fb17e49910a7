//! Problem and solution files (`shared/planning/README.md` §1–3): read strictly, checked, and turned into numbers.
//! It knows the format and nothing of the search. Only here a date has 1440 minutes and a night lies whole in one week.

use std::collections::HashMap;
use std::fmt::Display;

use chrono::{Datelike, NaiveDate, NaiveDateTime};

use super::fault::{Fault, What, fault};
use super::file::{File, FileRequest, FileWeights, shape};
use super::problem::{
    Done, FileAssignment, Limits, NO_LIMIT, Place, PlanMember, PlanRequest, PlanShift, PlanSlot, Problem, Weights,
    in_one_week,
};
use crate::domain::time::YEARS;

fn clock(field: impl Display, text: &str) -> Result<i64, Fault> {
    match crate::domain::WallTime::parse(text) {
        Some(t) if text.len() == 5 => Ok(t.0.into()),
        _ => fault(field, What::Form(text.to_string(), "HH:MM")),
    }
}

fn date(field: impl Display, text: &str) -> Result<NaiveDate, Fault> {
    NaiveDate::parse_from_str(text, "%Y-%m-%d")
        .ok()
        .filter(|_| text.len() == 10)
        .map_or_else(|| fault(field, What::Form(text.to_string(), "YYYY-MM-DD")), Ok)
}

/// The names of a list of the file, each once.
struct Names {
    list: &'static str,
    by_name: HashMap<String, usize>,
}

impl Names {
    fn new<'a>(list: &'static str, field: &str, names: impl Iterator<Item = &'a str>) -> Result<Names, Fault> {
        let mut by_name = HashMap::new();
        for (i, name) in names.enumerate() {
            if name.is_empty() {
                return fault(format_args!("{list}[{i}].{field}"), What::Empty);
            }
            if by_name.insert(name.to_string(), i).is_some() {
                return fault(format_args!("{list}[{i}].{field}"), What::Twice(name.to_string()));
            }
        }
        Ok(Names { list, by_name })
    }

    fn find(&self, field: impl Display, name: &str) -> Result<usize, Fault> {
        let found = self.by_name.get(name).copied();
        found.map_or_else(|| fault(field, What::Nowhere(name.to_string(), self.list)), Ok)
    }
}

/// Numbers for roles and units as they come up.
#[derive(Default)]
struct Numbered(HashMap<String, usize>);

impl Numbered {
    fn of(&mut self, name: &str) -> usize {
        let next = self.0.len();
        *self.0.entry(name.to_string()).or_insert(next)
    }
}

/// The most heads, the largest share, and the largest weight: all that is added up of them can be counted.
const MOST: i64 = 1_000_000;
const HEAVIEST: i64 = 1_000_000_000_000;
/// The most that is carried, above or below, in minutes.
const CARRIED: i64 = 1_000_000_000;

/// The value, of this range.
fn within(field: impl Display, value: i64, (from, to): (i64, i64)) -> Result<i64, Fault> {
    if (from..=to).contains(&value) { Ok(value) } else { fault(field, What::Range { is: value, from, to }) }
}

/// A weight.
fn weight(field: impl Display, value: Option<i64>, missing: i64) -> Result<i64, Fault> {
    value.map_or(Ok(missing), |v| within(field, v, (0, HEAVIEST)))
}

impl Problem {
    /// Reads a problem file.
    pub fn read(text: &str) -> Result<Problem, Fault> {
        let file = shape(text)?;
        Builder::new(&file)?.build(file)
    }
}

/// The limits that `$given` names, checked; the others as in `$base`.
macro_rules! limits {
    ($builder:expr, $field:expr, $given:expr, $base:expr) => {{
        let mut limits: Limits = $base;
        limits!(one limits, $field, $given; min_break, max_stretch, min_rest, max_shifts_per_date, max_week_minutes,
            min_minutes, max_minutes, max_consecutive_dates, min_consecutive_dates, min_consecutive_free_dates, max_weekends);
        limits.min_break = limits.min_break.max(1);
        if let Some(most) = &$given.max_shifts {
            limits.max_shifts.fill(NO_LIMIT);
            for (code, most) in most {
                let shift = $builder.shift_names.find(format_args!("{}.max_shifts.{code}", $field), code)?;
                limits.max_shifts[shift] = within(format_args!("{}.max_shifts.{code}", $field), *most, (0, NO_LIMIT))?;
            }
        }
        limits
    }};
    (one $limits:ident, $field:expr, $given:expr; $($name:ident),*) => {
        $(if let Some(value) = $given.$name {
            $limits.$name = within(format_args!("{}.{}", $field, stringify!($name)), value, (0, NO_LIMIT))?;
        })*
    };
}

/// What is needed while a file becomes a problem.
struct Builder {
    first_date: NaiveDate,
    shift_names: Names,
    post_names: Names,
    member_names: Names,
    roles: Numbered,
    slot_at: HashMap<(usize, usize, usize), usize>,
}

impl Builder {
    fn new(file: &File) -> Result<Builder, Fault> {
        if file.format != 1 {
            return fault("format", What::Only(1));
        }
        within("dates", file.dates, (1, 3660))?;
        if file.shifts.len() > 64 {
            return fault("shifts", What::Most(64));
        }
        let first_date = date("first_date", &file.first_date)?;
        if !YEARS.contains(&first_date.year()) {
            let (from, to) = (i64::from(*YEARS.start()), i64::from(*YEARS.end()));
            return fault("first_date", What::Year { from, to });
        }
        Ok(Builder {
            first_date,
            shift_names: Names::new("shifts", "code", file.shifts.iter().map(|s| s.code.as_str()))?,
            post_names: Names::new("posts", "id", file.posts.iter().map(|p| p.id.as_str()))?,
            member_names: Names::new("members", "id", file.members.iter().map(|m| m.id.as_str()))?,
            roles: Numbered::default(),
            slot_at: HashMap::new(),
        })
    }

    fn role(&mut self, field: impl Display, name: &str) -> Result<usize, Fault> {
        let role = self.roles.of(name);
        if role < 64 { Ok(role) } else { fault(field, What::Most(64)) }
    }

    /// Dates since the first date.
    fn day(&self, field: impl Display, text: &str) -> Result<i64, Fault> {
        Ok((date(field, text)? - self.first_date).num_days())
    }

    fn week(&self, day: i64) -> i32 {
        (day + i64::from(self.first_date.weekday().num_days_from_monday())).div_euclid(7) as i32
    }

    fn is_weekend(&self, day: usize) -> bool {
        (day + self.first_date.weekday().num_days_from_monday() as usize) % 7 >= 5
    }

    /// A date of the horizon.
    fn horizon(&self, field: impl Display, text: &str, dates: usize) -> Result<usize, Fault> {
        let day = self.day(&field, text)?;
        match usize::try_from(day) {
            Ok(d) if d < dates => Ok(d),
            _ => fault(field, What::Outside(text.to_string())),
        }
    }

    /// Minutes since the first date's midnight.
    fn instant(&self, field: impl Display, text: &str) -> Result<i64, Fault> {
        match NaiveDateTime::parse_from_str(text, "%Y-%m-%dT%H:%M") {
            Ok(t) if text.len() == 16 => Ok((t - self.first_date.and_time(chrono::NaiveTime::MIN)).num_minutes()),
            _ => fault(field, What::Form(text.to_string(), "YYYY-MM-DDTHH:MM")),
        }
    }

    fn build(mut self, file: File) -> Result<Problem, Fault> {
        let dates = file.dates as usize;
        let shifts = self.shifts(&file)?;
        let night = match &file.night {
            None => None,
            Some(n) => {
                let (from, to) = (clock("night.start", &n.start)?, clock("night.end", &n.end)?);
                Some((from, if to <= from { to + 1440 } else { to }))
            }
        };
        let mut needs_role = Vec::new();
        for (i, p) in file.posts.iter().enumerate() {
            let role = p.needs_role.as_deref().map(|r| self.role(format_args!("posts[{i}].needs_role"), r));
            needs_role.push(role.transpose()?);
        }
        let mut problem = Problem::new(&file.name, self.first_date, dates);
        problem.weights = weights(&file.weights)?;
        problem.slots = self.slots(&file, &shifts, night)?;
        problem.members = self.members(&file, &shifts)?;
        problem.needs_role = needs_role;
        problem.shifts = shifts;
        for (i, r) in file.requests.iter().flatten().enumerate() {
            self.request(&mut problem, i, r)?;
        }
        self.history(&mut problem, file.history.as_deref().unwrap_or_default())?;
        self.fixed(&mut problem, &file)?;
        problem.posts = file.posts.into_iter().map(|p| p.id).collect();
        Ok(problem.finish())
    }

    fn shifts(&self, file: &File) -> Result<Vec<PlanShift>, Fault> {
        let mut shifts = Vec::new();
        for (i, s) in file.shifts.iter().enumerate() {
            let mut not_next = 0;
            for (n, code) in s.not_next.iter().flatten().enumerate() {
                not_next |= 1 << self.shift_names.find(format_args!("shifts[{i}].not_next[{n}]"), code)?;
            }
            let minutes = within(format_args!("shifts[{i}].minutes"), s.minutes, (1, 7 * 1440))?;
            let start = clock(format_args!("shifts[{i}].start"), &s.start)?;
            shifts.push(PlanShift { code: s.code.clone(), start, minutes, not_next });
        }
        Ok(shifts)
    }

    fn slots(&mut self, file: &File, shifts: &[PlanShift], night: Option<(i64, i64)>) -> Result<Vec<PlanSlot>, Fault> {
        let default_under = weight("weights.uncovered", file.weights.uncovered, 0)?;
        let mut slots = Vec::with_capacity(file.demand.len());
        self.slot_at.reserve(file.demand.len());
        for (i, d) in file.demand.iter().enumerate() {
            let day = self.horizon(format_args!("demand[{i}].date"), &d.date, file.dates as usize)?;
            let shift = self.shift_names.find(format_args!("demand[{i}].shift"), &d.shift)?;
            let post = self.post_names.find(format_args!("demand[{i}].post"), &d.post)?;
            if self.slot_at.insert((day, shift, post), i).is_some() {
                return fault(format_args!("demand[{i}]"), What::SlotTwice);
            }
            let mut roles = Vec::new();
            for (name, heads) in d.roles.iter().flatten() {
                let heads = within(format_args!("demand[{i}].roles.{name}"), *heads, (1, MOST))?;
                roles.push((self.role(format_args!("demand[{i}].roles"), name)?, heads));
            }
            let begin = day as i64 * 1440 + shifts[shift].start;
            let minutes = shifts[shift].minutes;
            let night_minutes = night.map_or(0, |(from, to)| {
                let in_window = |k: i64| {
                    let (from, to) = (from + k * 1440, to + k * 1440);
                    (to.min(shifts[shift].start + minutes) - from.max(shifts[shift].start)).max(0)
                };
                (-1..=minutes / 1440 + 1).map(in_window).sum()
            });
            slots.push(PlanSlot {
                date: day,
                shift,
                post,
                begin,
                end: begin + minutes,
                weeks: in_one_week(self.week(day as i64), minutes),
                heads: within(format_args!("demand[{i}].heads"), d.heads, (0, MOST))?,
                under: weight(format_args!("demand[{i}].under"), d.under, default_under)?,
                over: d.over.map(|o| within(format_args!("demand[{i}].over"), o, (0, HEAVIEST))).transpose()?,
                roles,
                amounts: [minutes, night_minutes, if self.is_weekend(day) { minutes } else { 0 }],
            });
        }
        Ok(slots)
    }

    fn members(&mut self, file: &File, shifts: &[PlanShift]) -> Result<Vec<PlanMember>, Fault> {
        let mut units = Numbered::default();
        let mut members = Vec::with_capacity(file.members.len());
        let everyones = limits!(self, "rules", file.rules, Limits::none(shifts.len()));
        for (i, m) in file.members.iter().enumerate() {
            let mut roles = 0u64;
            for (n, r) in m.roles.iter().flatten().enumerate() {
                roles |= 1 << self.role(format_args!("members[{i}].roles[{n}]"), r)?;
            }
            let posts = |name: &str, list: &Option<Vec<String>>| -> Result<Vec<bool>, Fault> {
                let Some(list) = list else { return Ok(vec![true; file.posts.len()]) };
                let mut set = vec![false; file.posts.len()];
                for (n, p) in list.iter().enumerate() {
                    set[self.post_names.find(format_args!("members[{i}].{name}[{n}]"), p)?] = true;
                }
                Ok(set)
            };
            let (may_stand, familiar) = (posts("posts", &m.posts)?, posts("familiar", &m.familiar)?);
            let mut unavailable = Vec::new();
            for (n, u) in m.unavailable.iter().flatten().enumerate() {
                let from = self.instant(format_args!("members[{i}].unavailable[{n}].from"), &u.from)?;
                let to = self.instant(format_args!("members[{i}].unavailable[{n}].to"), &u.to)?;
                if to <= from {
                    return fault(format_args!("members[{i}].unavailable[{n}]"), What::Backwards);
                }
                unavailable.push((from, to));
            }
            let mut carried = [0; 3];
            if let Some(c) = &m.carried {
                for (k, (name, is)) in
                    [("hours", c.hours), ("night", c.night), ("weekend", c.weekend)].into_iter().enumerate()
                {
                    let field = format_args!("members[{i}].carried.{name}");
                    carried[k] = within(field, is.unwrap_or(0), (-CARRIED, CARRIED))?;
                }
            }
            members.push(PlanMember {
                id: m.id.clone(),
                // One without a unit is a unit of his own; its name cannot be anybody's id twice.
                unit: units.of(&m.unit.as_ref().map_or_else(|| format!("m{}", m.id), |u| format!("u{u}"))),
                roles,
                may_stand,
                familiar,
                unavailable,
                limits: limits!(self, format_args!("members[{i}]"), m, everyones.clone()),
                requests: Vec::new(),
                history: Vec::new(),
                share: m.share.map_or(Ok(100), |s| within(format_args!("members[{i}].share"), s, (0, MOST)))?,
                carried,
                target: [0; 3],
            });
        }
        Ok(members)
    }

    fn request(&self, problem: &mut Problem, i: usize, r: &FileRequest) -> Result<(), Fault> {
        let field = |name: &'static str| format!("requests[{i}].{name}");
        let member = self.member_names.find(field("member"), &r.member)?;
        let request = PlanRequest {
            date: self.horizon(field("date"), &r.date, problem.dates)?,
            want: match r.kind.as_str() {
                "want" => true,
                "avoid" => false,
                other => return fault(field("kind"), What::Words(other.to_string(), "want, avoid")),
            },
            weight: within(field("weight"), r.weight, (0, HEAVIEST))?,
            shift: r.shift.as_deref().map(|s| self.shift_names.find(field("shift"), s)).transpose()?,
            post: r.post.as_deref().map(|p| self.post_names.find(field("post"), p)).transpose()?,
        };
        problem.members[member].requests.push(request);
        Ok(())
    }

    fn history(&self, problem: &mut Problem, history: &[FileAssignment]) -> Result<(), Fault> {
        for (i, a) in history.iter().enumerate() {
            let member = self.member_names.find(format_args!("history[{i}].member"), &a.member)?;
            let shift = self.shift_names.find(format_args!("history[{i}].shift"), &a.shift)?;
            self.post_names.find(format_args!("history[{i}].post"), &a.post)?;
            let date = self.day(format_args!("history[{i}].date"), &a.date)?;
            if date >= 0 {
                return fault(format_args!("history[{i}].date"), What::Inside(a.date.clone()));
            }
            let begin = date * 1440 + problem.shifts[shift].start;
            let minutes = problem.shifts[shift].minutes;
            let (end, weeks) = (begin + minutes, in_one_week(self.week(date), minutes));
            problem.members[member].history.push(Done { date, shift, begin, end, weeks });
        }
        Ok(())
    }

    /// Member and place of an assignment of the horizon.
    fn place(&self, p: &Problem, field: impl Display, a: &FileAssignment) -> Result<(usize, Place), Fault> {
        let member = self.member_names.find(format_args!("{field}.member"), &a.member)?;
        let date = self.horizon(format_args!("{field}.date"), &a.date, p.dates)?;
        let shift = self.shift_names.find(format_args!("{field}.shift"), &a.shift)?;
        let post = self.post_names.find(format_args!("{field}.post"), &a.post)?;
        Ok((member, Place { date, shift, post }))
    }

    fn slot(&self, place: Place) -> Option<usize> {
        self.slot_at.get(&(place.date, place.shift, place.post)).copied()
    }

    fn fixed(&self, problem: &mut Problem, file: &File) -> Result<(), Fault> {
        for (i, a) in file.pinned.iter().flatten().enumerate() {
            let (member, place) = self.place(problem, format_args!("pinned[{i}]"), a)?;
            match self.slot(place) {
                Some(slot) => problem.pinned.push((member, slot)),
                None => problem.lost_pins.push((member, place)),
            }
        }
        let Some(list) = &file.published else {
            return if file.now.is_some() { fault("now", What::With("published")) } else { Ok(()) };
        };
        problem.now = file.now.as_deref().map(|t| self.instant("now", t)).transpose()?;
        let mut placed = Vec::new();
        for (i, a) in list.iter().enumerate() {
            let (member, place) = self.place(problem, format_args!("published[{i}]"), a)?;
            let begin = place.date as i64 * 1440 + problem.shifts[place.shift].start;
            match self.slot(place) {
                Some(slot) => placed.push((member, slot)),
                None if problem.now.is_some_and(|now| begin < now) => problem.lost_past.push((member, place)),
                None => {}
            }
        }
        problem.published = Some(placed);
        Ok(())
    }
}

fn weights(w: &FileWeights) -> Result<Weights, Fault> {
    let get = |name: &str, value| weight(format_args!("weights.{name}"), value, 0);
    let fair_unit = w.fair_unit.map_or(Ok(480), |unit| within("weights.fair_unit", unit, (1, MOST)))?;
    Ok(Weights {
        role_missing: get("role_missing", w.role_missing)?,
        fair: [get("hours", w.hours)?, get("night", w.night)?, get("weekend", w.weekend)?],
        fair_unit,
        unfamiliar: get("unfamiliar", w.unfamiliar)?,
        unit_mix: get("unit_mix", w.unit_mix)?,
        unit_together: get("unit_together", w.unit_together)?,
        change: get("change", w.change)?,
    })
}
