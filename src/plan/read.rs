//! Problem and solution files (`shared/planning/README.md` §1–3): read strictly, checked, and turned into numbers.
//! It knows the format and nothing of the search. Only here a date has 1440 minutes and a night lies whole in one week.

use std::collections::{BTreeMap, HashMap};

use chrono::{Datelike, NaiveDate, NaiveDateTime};
use serde::Deserialize;

use super::problem::{
    Done, FileAssignment, Limits, NO_LIMIT, PlanMember, PlanRequest, PlanShift, PlanSlot, Problem, Weights, in_one_week,
};

/// What is wrong with a problem file: the field and what it should be.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
#[error("{field}: {what}")]
pub struct Fault {
    pub field: String,
    pub what: String,
}

fn fault<T>(field: impl Into<String>, what: impl Into<String>) -> Result<T, Fault> {
    Err(Fault { field: field.into(), what: what.into() })
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    format: u32,
    name: String,
    first_date: String,
    dates: u32,
    shifts: Vec<FileShift>,
    night: Option<FileNight>,
    posts: Vec<FilePost>,
    members: Vec<FileMember>,
    rules: FileLimits,
    weights: FileWeights,
    demand: Vec<FileDemand>,
    requests: Option<Vec<FileRequest>>,
    history: Option<Vec<FileAssignment>>,
    pinned: Option<Vec<FileAssignment>>,
    published: Option<Vec<FileAssignment>>,
    now: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct FileShift {
    code: String,
    start: String,
    minutes: i64,
    not_next: Option<Vec<String>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct FileNight {
    start: String,
    end: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct FilePost {
    id: String,
    needs_role: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct FileSpan {
    from: String,
    to: String,
}

#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields)]
struct FileCarried {
    hours: Option<i64>,
    night: Option<i64>,
    weekend: Option<i64>,
}

/// The limits, in `rules` and in a member. serde cannot deny unknown fields of a flattened struct, so a member names
/// them himself; the macro keeps the two lists one.
macro_rules! with_limits {
    ($(#[$meta:meta])* struct $name:ident { $($field:ident: $type:ty,)* }) => {
        $(#[$meta])*
        struct $name {
            $($field: $type,)*
            min_break: Option<i64>,
            max_stretch: Option<i64>,
            min_rest: Option<i64>,
            max_shifts_per_date: Option<i64>,
            max_week_minutes: Option<i64>,
            min_minutes: Option<i64>,
            max_minutes: Option<i64>,
            max_shifts: Option<BTreeMap<String, i64>>,
            max_consecutive_dates: Option<i64>,
            min_consecutive_dates: Option<i64>,
            min_consecutive_free_dates: Option<i64>,
            max_weekends: Option<i64>,
        }
    };
}
with_limits! {
    #[derive(Deserialize)]
    #[serde(deny_unknown_fields)]
    struct FileLimits {}
}
with_limits! {
    #[derive(Deserialize)]
    #[serde(deny_unknown_fields)]
    struct FileMember {
        id: String,
        unit: Option<String>,
        roles: Option<Vec<String>>,
        posts: Option<Vec<String>>,
        familiar: Option<Vec<String>>,
        share: Option<i64>,
        carried: Option<FileCarried>,
        unavailable: Option<Vec<FileSpan>>,
    }
}

#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields)]
struct FileWeights {
    uncovered: Option<i64>,
    role_missing: Option<i64>,
    hours: Option<i64>,
    night: Option<i64>,
    weekend: Option<i64>,
    fair_unit: Option<i64>,
    unfamiliar: Option<i64>,
    unit_mix: Option<i64>,
    unit_together: Option<i64>,
    change: Option<i64>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct FileDemand {
    date: String,
    shift: String,
    post: String,
    heads: i64,
    under: Option<i64>,
    over: Option<i64>,
    roles: Option<BTreeMap<String, i64>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct FileRequest {
    member: String,
    date: String,
    kind: String,
    weight: i64,
    shift: Option<String>,
    post: Option<String>,
}

fn clock(field: &str, text: &str) -> Result<i64, Fault> {
    match crate::domain::WallTime::parse(text) {
        Some(t) if text.len() == 5 => Ok(t.0.into()),
        _ => fault(field, format!("“{text}” is not HH:MM")),
    }
}

fn date(field: &str, text: &str) -> Result<NaiveDate, Fault> {
    NaiveDate::parse_from_str(text, "%Y-%m-%d")
        .ok()
        .filter(|d| text.len() == 10 && crate::domain::time::YEARS.contains(&d.year()))
        .map_or_else(|| fault(field, format!("“{text}” is not YYYY-MM-DD")), Ok)
}

/// Names of one kind, each once.
struct Names {
    kind: &'static str,
    by_name: HashMap<String, usize>,
}

impl Names {
    fn new<'a>(kind: &'static str, names: impl Iterator<Item = &'a str>) -> Result<Names, Fault> {
        let mut by_name = HashMap::new();
        for (i, name) in names.enumerate() {
            if name.is_empty() {
                return fault(kind, "an empty name");
            }
            if by_name.insert(name.to_string(), i).is_some() {
                return fault(kind, format!("“{name}” is there twice"));
            }
        }
        Ok(Names { kind, by_name })
    }

    fn find(&self, field: &str, name: &str) -> Result<usize, Fault> {
        self.by_name
            .get(name)
            .copied()
            .map_or_else(|| fault(field, format!("“{name}” is not among the {}", self.kind)), Ok)
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

/// The value, at least `least`.
fn at_least(field: String, value: Option<i64>, least: i64, missing: i64) -> Result<i64, Fault> {
    match value {
        None => Ok(missing),
        Some(v) if (least..NO_LIMIT).contains(&v) => Ok(v),
        Some(v) => fault(field, format!("{v} is not a number from {least} on")),
    }
}

impl Problem {
    /// Reads a problem file.
    pub fn read(text: &str) -> Result<Problem, Fault> {
        let mut json = serde_json::Deserializer::from_str(text);
        let file: File = match File::deserialize(&mut json).and_then(|f| json.end().map(|()| f)) {
            Ok(file) => file,
            Err(e) => return fault(format!("line {} column {}", e.line(), e.column()), e.to_string()),
        };
        Builder::new(&file)?.build(file)
    }
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
            return fault("format", format!("{} is not 1", file.format));
        }
        if !(1..=3660).contains(&file.dates) {
            return fault("dates", format!("{} is not a number from 1 to 3660", file.dates));
        }
        if file.shifts.len() > 64 {
            return fault("shifts", "more than 64");
        }
        Ok(Builder {
            first_date: date("first_date", &file.first_date)?,
            shift_names: Names::new("shifts", file.shifts.iter().map(|s| s.code.as_str()))?,
            post_names: Names::new("posts", file.posts.iter().map(|p| p.id.as_str()))?,
            member_names: Names::new("members", file.members.iter().map(|m| m.id.as_str()))?,
            roles: Numbered::default(),
            slot_at: HashMap::new(),
        })
    }

    fn role(&mut self, field: &str, name: &str) -> Result<usize, Fault> {
        let role = self.roles.of(name);
        if role < 64 { Ok(role) } else { fault(field, "more than 64 roles") }
    }

    /// Dates since the first date.
    fn day(&self, field: &str, text: &str) -> Result<i64, Fault> {
        Ok((date(field, text)? - self.first_date).num_days())
    }

    fn week(&self, day: i64) -> i32 {
        (day + i64::from(self.first_date.weekday().num_days_from_monday())).div_euclid(7) as i32
    }

    fn is_weekend(&self, day: usize) -> bool {
        (day + self.first_date.weekday().num_days_from_monday() as usize) % 7 >= 5
    }

    /// A date of the horizon.
    fn horizon(&self, field: &str, text: &str, dates: usize) -> Result<usize, Fault> {
        let day = self.day(field, text)?;
        match usize::try_from(day) {
            Ok(d) if d < dates => Ok(d),
            _ => fault(field, format!("{text} is outside the horizon")),
        }
    }

    /// Minutes since the first date's midnight.
    fn instant(&self, field: &str, text: &str) -> Result<i64, Fault> {
        match NaiveDateTime::parse_from_str(text, "%Y-%m-%dT%H:%M") {
            Ok(t) if text.len() == 16 && crate::domain::time::YEARS.contains(&t.year()) => {
                Ok((t - self.first_date.and_time(chrono::NaiveTime::MIN)).num_minutes())
            }
            _ => fault(field, format!("“{text}” is not YYYY-MM-DDTHH:MM")),
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
            let field = format!("posts[{i}].needs_role");
            needs_role.push(p.needs_role.as_deref().map(|r| self.role(&field, r)).transpose()?);
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
            for code in s.not_next.iter().flatten() {
                not_next |= 1 << self.shift_names.find(&format!("shifts[{i}].not_next"), code)?;
            }
            let minutes = at_least(format!("shifts[{i}].minutes"), Some(s.minutes), 1, 0)?;
            if minutes > 7 * 1440 {
                return fault(format!("shifts[{i}].minutes"), "more than a week");
            }
            let start = clock(&format!("shifts[{i}].start"), &s.start)?;
            shifts.push(PlanShift { code: s.code.clone(), start, minutes, not_next });
        }
        Ok(shifts)
    }

    fn slots(&mut self, file: &File, shifts: &[PlanShift], night: Option<(i64, i64)>) -> Result<Vec<PlanSlot>, Fault> {
        let default_under = at_least("weights.uncovered".into(), file.weights.uncovered, 0, 0)?;
        let mut slots = Vec::with_capacity(file.demand.len());
        self.slot_at.reserve(file.demand.len());
        for (i, d) in file.demand.iter().enumerate() {
            let field = |name: &str| format!("demand[{i}].{name}");
            let day = self.horizon(&field("date"), &d.date, file.dates as usize)?;
            let shift = self.shift_names.find(&field("shift"), &d.shift)?;
            let post = self.post_names.find(&field("post"), &d.post)?;
            if self.slot_at.insert((day, shift, post), i).is_some() {
                return fault(format!("demand[{i}]"), "the slot is there twice");
            }
            let mut roles = Vec::new();
            for (name, heads) in d.roles.iter().flatten() {
                let heads = at_least(field("roles"), Some(*heads), 0, 0)?;
                roles.push((self.role(&field("roles"), name)?, heads));
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
                heads: at_least(field("heads"), Some(d.heads), 0, 0)?,
                under: at_least(field("under"), d.under, 0, default_under)?,
                over: d.over.map(|o| at_least(field("over"), Some(o), 0, 0)).transpose()?,
                roles,
                amounts: [minutes, night_minutes, if self.is_weekend(day) { minutes } else { 0 }],
            });
        }
        Ok(slots)
    }

    fn members(&mut self, file: &File, shifts: &[PlanShift]) -> Result<Vec<PlanMember>, Fault> {
        let mut units = Numbered::default();
        let mut members = Vec::with_capacity(file.members.len());
        for (i, m) in file.members.iter().enumerate() {
            let field = |name: &str| format!("members[{i}].{name}");
            let mut roles = 0u64;
            for r in m.roles.iter().flatten() {
                roles |= 1 << self.role(&field("roles"), r)?;
            }
            let posts = |name: &str, list: &Option<Vec<String>>| -> Result<Vec<bool>, Fault> {
                let Some(list) = list else { return Ok(vec![true; file.posts.len()]) };
                let mut set = vec![false; file.posts.len()];
                for p in list {
                    set[self.post_names.find(&field(name), p)?] = true;
                }
                Ok(set)
            };
            let (may_stand, familiar) = (posts("posts", &m.posts)?, posts("familiar", &m.familiar)?);
            let mut unavailable = Vec::new();
            for u in m.unavailable.iter().flatten() {
                let name = field("unavailable");
                unavailable.push((self.instant(&name, &u.from)?, self.instant(&name, &u.to)?));
            }
            let carried = m.carried.as_ref().map_or([None; 3], |c| [c.hours, c.night, c.weekend]);
            members.push(PlanMember {
                id: m.id.clone(),
                // One without a unit is a unit of his own; its name cannot be anybody's id twice.
                unit: units.of(&m.unit.as_ref().map_or_else(|| format!("m{}", m.id), |u| format!("u{u}"))),
                roles,
                may_stand,
                familiar,
                unavailable,
                limits: self.limits(i, m, &file.rules, shifts)?,
                requests: Vec::new(),
                history: Vec::new(),
                share: at_least(field("share"), m.share, 0, 100)?,
                carried: carried.map(|c| c.unwrap_or(0)),
                target: [0; 3],
            });
        }
        Ok(members)
    }

    fn limits(&self, i: usize, m: &FileMember, rules: &FileLimits, shifts: &[PlanShift]) -> Result<Limits, Fault> {
        macro_rules! limit {
            ($name:ident, $missing:expr) => {
                at_least(
                    format!("members[{i}].{}", stringify!($name)),
                    m.$name,
                    0,
                    at_least(format!("rules.{}", stringify!($name)), rules.$name, 0, $missing)?,
                )?
            };
        }
        let mut max_shifts = vec![NO_LIMIT; shifts.len()];
        for (code, most) in m.max_shifts.as_ref().or(rules.max_shifts.as_ref()).into_iter().flatten() {
            let field = format!("members[{i}].max_shifts");
            let shift = self.shift_names.find(&field, code)?;
            max_shifts[shift] = at_least(field, Some(*most), 0, 0)?;
        }
        Ok(Limits {
            min_break: limit!(min_break, 1).max(1),
            max_stretch: limit!(max_stretch, NO_LIMIT),
            min_rest: limit!(min_rest, 0),
            max_shifts_per_date: limit!(max_shifts_per_date, NO_LIMIT),
            max_week_minutes: limit!(max_week_minutes, NO_LIMIT),
            min_minutes: limit!(min_minutes, 0),
            max_minutes: limit!(max_minutes, NO_LIMIT),
            max_shifts,
            max_consecutive_dates: limit!(max_consecutive_dates, NO_LIMIT),
            min_consecutive_dates: limit!(min_consecutive_dates, 0),
            min_consecutive_free_dates: limit!(min_consecutive_free_dates, 0),
            max_weekends: limit!(max_weekends, NO_LIMIT),
        })
    }

    fn request(&self, problem: &mut Problem, i: usize, r: &FileRequest) -> Result<(), Fault> {
        let field = |name: &str| format!("requests[{i}].{name}");
        let member = self.member_names.find(&field("member"), &r.member)?;
        let request = PlanRequest {
            date: self.horizon(&field("date"), &r.date, problem.dates)?,
            want: match r.kind.as_str() {
                "want" => true,
                "avoid" => false,
                other => return fault(field("kind"), format!("“{other}” is not want or avoid")),
            },
            weight: at_least(field("weight"), Some(r.weight), 0, 0)?,
            shift: r.shift.as_deref().map(|s| self.shift_names.find(&field("shift"), s)).transpose()?,
            post: r.post.as_deref().map(|p| self.post_names.find(&field("post"), p)).transpose()?,
        };
        problem.members[member].requests.push(request);
        Ok(())
    }

    fn history(&self, problem: &mut Problem, history: &[FileAssignment]) -> Result<(), Fault> {
        for (i, a) in history.iter().enumerate() {
            let field = |name: &str| format!("history[{i}].{name}");
            let member = self.member_names.find(&field("member"), &a.member)?;
            let shift = self.shift_names.find(&field("shift"), &a.shift)?;
            self.post_names.find(&field("post"), &a.post)?;
            let date = self.day(&field("date"), &a.date)?;
            if date >= 0 {
                return fault(field("date"), "is not before first_date");
            }
            let begin = date * 1440 + problem.shifts[shift].start;
            let minutes = problem.shifts[shift].minutes;
            let (end, weeks) = (begin + minutes, in_one_week(self.week(date), minutes));
            problem.members[member].history.push(Done { date, shift, begin, end, weeks });
        }
        Ok(())
    }

    /// (member, slot) of an assignment of the horizon; no slot when there is no demand.
    fn place(&self, p: &Problem, field: &str, a: &FileAssignment) -> Result<(usize, Option<usize>), Fault> {
        let member = self.member_names.find(&format!("{field}.member"), &a.member)?;
        let date = self.horizon(&format!("{field}.date"), &a.date, p.dates)?;
        let shift = self.shift_names.find(&format!("{field}.shift"), &a.shift)?;
        let post = self.post_names.find(&format!("{field}.post"), &a.post)?;
        Ok((member, self.slot_at.get(&(date, shift, post)).copied()))
    }

    fn fixed(&self, problem: &mut Problem, file: &File) -> Result<(), Fault> {
        for (i, a) in file.pinned.iter().flatten().enumerate() {
            let field = format!("pinned[{i}]");
            let (member, slot) = self.place(problem, &field, a)?;
            match slot {
                Some(slot) => problem.pinned.push((member, slot)),
                None => return fault(field, "a pin in a slot without demand"),
            }
        }
        if let Some(list) = &file.published {
            let mut placed = Vec::new();
            for (i, a) in list.iter().enumerate() {
                match self.place(problem, &format!("published[{i}]"), a)? {
                    (member, Some(slot)) => placed.push((member, slot)),
                    (_, None) => problem.unplaced += 1,
                }
            }
            problem.published = Some(placed);
            problem.now = file.now.as_deref().map(|t| self.instant("now", t)).transpose()?;
        } else if file.now.is_some() {
            return fault("now", "stands only with published");
        }
        Ok(())
    }
}

fn weights(w: &FileWeights) -> Result<Weights, Fault> {
    let get = |name: &str, value| at_least(format!("weights.{name}"), value, 0, 0);
    let fair_unit = at_least("weights.fair_unit".into(), w.fair_unit, 1, 480)?;
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
