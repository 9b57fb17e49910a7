//! A planning problem in numbers: what `read.rs` makes of a file and the branch of its duties. It knows neither the file
//! format nor the search.
//!
//! How to build one: [`Problem::new`], then fill `shifts`, `posts`, `needs_role`, `weights`, `members`, `slots`, and as
//! needed `pinned`, `published`, `now`; then [`Problem::finish`], which works out everything else. Minutes count from any
//! origin and need not be 1440 a date: a slot has its real `begin` and `end` and says itself how many of its minutes fall
//! into which week. Slots of one date may overlap; a member is never put into two that do. What is fixed after the range
//! (a night that already stands on the Monday after) goes in as a slot with `amounts` [0, 0, 0], `heads` as many as stand
//! there and a pin for each: it binds rest, stretch and week, and no fairness. What is fixed before it is `history`.

use std::collections::HashMap;

use chrono::{Datelike, NaiveDate};
use serde::{Deserialize, Serialize};

/// An assignment in a file.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FileAssignment {
    pub date: String,
    pub shift: String,
    pub post: String,
    pub member: String,
}

/// "No limit" for the upper limits.
pub const NO_LIMIT: i64 = i64::MAX / 4;

/// A shift: minutes after its date's midnight and length.
#[derive(Clone, Debug)]
pub struct PlanShift {
    pub code: String,
    pub start: i64,
    pub minutes: i64,
    /// Bit s: shift s must not be on the next date.
    pub not_next: u64,
}

/// Minutes by week, for at most two weeks: (week, minutes). Week 0 holds the first date, the one before it is −1.
pub type Weeks = [(i32, i32); 2];

/// All of it in one week.
pub fn in_one_week(week: i32, minutes: i64) -> Weeks {
    [(week, i32::try_from(minutes).unwrap_or(i32::MAX)), (week, 0)]
}

/// A date of the horizon, a shift and a post, whether anybody is wanted there or not.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Place {
    pub date: usize,
    pub shift: usize,
    pub post: usize,
}

/// One place in the roster that has demand.
#[derive(Clone, Debug)]
pub struct PlanSlot {
    /// Its duty date, counted from the first: what weekends, runs of dates and shifts a date go by.
    pub date: usize,
    pub shift: usize,
    pub post: usize,
    /// Minutes since the origin (in a problem file: since the first date's midnight); `end` is after `begin`.
    pub begin: i64,
    pub end: i64,
    /// What of `end − begin` counts in which week.
    pub weeks: Weeks,
    pub heads: i64,
    pub under: i64,
    pub over: Option<i64>,
    /// (role, heads)
    pub roles: Vec<(usize, i64)>,
    /// hours, night, weekend minutes of an assignment here.
    pub amounts: [i64; 3],
}

/// A member's limits, resolved. [`Limits::none`] has none.
#[derive(Clone, Debug)]
pub struct Limits {
    pub min_break: i64,
    pub max_stretch: i64,
    pub min_rest: i64,
    pub max_shifts_per_date: i64,
    pub max_week_minutes: i64,
    pub min_minutes: i64,
    pub max_minutes: i64,
    /// By shift.
    pub max_shifts: Vec<i64>,
    pub max_consecutive_dates: i64,
    pub min_consecutive_dates: i64,
    pub min_consecutive_free_dates: i64,
    pub max_weekends: i64,
}

impl Limits {
    /// No limit but the shortest break, for so many shifts.
    pub fn none(shifts: usize) -> Limits {
        Limits {
            min_break: 1,
            max_stretch: NO_LIMIT,
            min_rest: 0,
            max_shifts_per_date: NO_LIMIT,
            max_week_minutes: NO_LIMIT,
            min_minutes: 0,
            max_minutes: NO_LIMIT,
            max_shifts: vec![NO_LIMIT; shifts],
            max_consecutive_dates: NO_LIMIT,
            min_consecutive_dates: 0,
            min_consecutive_free_dates: 0,
            max_weekends: NO_LIMIT,
        }
    }
}

/// A request of a member about one date.
#[derive(Clone, Debug)]
pub struct PlanRequest {
    pub date: usize,
    pub want: bool,
    pub weight: i64,
    pub shift: Option<usize>,
    pub post: Option<usize>,
}

/// An assignment of the past: it is done and fixed.
#[derive(Clone, Debug)]
pub struct Done {
    /// Dates since the first date; negative.
    pub date: i64,
    pub shift: usize,
    /// Minutes since the origin.
    pub begin: i64,
    pub end: i64,
    pub weeks: Weeks,
}

/// A member with everything the score asks of him.
#[derive(Clone, Debug)]
pub struct PlanMember {
    pub id: String,
    /// Equal numbers are one unit; who has none is given a number of his own.
    pub unit: usize,
    /// Bit r: he has role r.
    pub roles: u64,
    /// By post.
    pub may_stand: Vec<bool>,
    pub familiar: Vec<bool>,
    /// (from, to), minutes since the origin.
    pub unavailable: Vec<(i64, i64)>,
    pub limits: Limits,
    pub requests: Vec<PlanRequest>,
    /// What he did before the first date; sorted by begin in `finish`.
    pub history: Vec<Done>,
    /// His part in the work, percent.
    pub share: i64,
    /// Minutes above his fair share from earlier rosters: hours, night, weekend.
    pub carried: [i64; 3],
    /// Worked out by `finish`: fair share − carried. load − target is his deviation.
    pub target: [i64; 3],
}

/// The weights of the objective.
#[derive(Clone, Copy, Debug)]
pub struct Weights {
    pub role_missing: i64,
    pub fair: [i64; 3],
    pub fair_unit: i64,
    pub unfamiliar: i64,
    pub unit_mix: i64,
    pub unit_together: i64,
    pub change: i64,
}

impl Default for Weights {
    fn default() -> Weights {
        Weights {
            role_missing: 0,
            fair: [0; 3],
            fair_unit: 480,
            unfamiliar: 0,
            unit_mix: 0,
            unit_together: 0,
            change: 0,
        }
    }
}

/// A problem in numbers (see the head of this file for how to build one).
#[derive(Clone, Debug)]
pub struct Problem {
    pub name: String,
    pub first_date: NaiveDate,
    pub dates: usize,
    pub shifts: Vec<PlanShift>,
    pub posts: Vec<String>,
    pub needs_role: Vec<Option<usize>>,
    pub members: Vec<PlanMember>,
    pub slots: Vec<PlanSlot>,
    pub weights: Weights,
    /// (member, slot); sorted in `finish`. A planner never moves one.
    pub pinned: Vec<(usize, usize)>,
    /// The published roster of a repair, as far as it lies in slots; sorted.
    pub published: Option<Vec<(usize, usize)>>,
    /// Of a repair: minutes since the origin; what begins before stays as published.
    pub now: Option<i64>,
    /// (member, place) of pins, and of what was published before `now`, where there is no demand: that they are not in
    /// the roster breaks a rule, whoever plans. Sorted in `finish`.
    pub lost_pins: Vec<(usize, Place)>,
    pub lost_past: Vec<(usize, Place)>,
    /// Worked out by `finish`: the slot of (date, shift, post); of several the first.
    pub slot_at: HashMap<(usize, usize, usize), usize>,
    /// Worked out by `finish`: the week of each date (0 is that of the first), and whether it is Saturday or Sunday.
    pub week: Vec<usize>,
    pub weekend: Vec<bool>,
    /// Worked out by `finish`: by member, the slots that he could ever stand in, in order (see [`Problem::could_stand`]).
    pub options: Vec<Vec<u32>>,
}

impl Problem {
    /// A problem without anybody, any post and any demand.
    pub fn new(name: &str, first_date: NaiveDate, dates: usize) -> Problem {
        Problem {
            name: name.to_string(),
            first_date,
            dates,
            shifts: Vec::new(),
            posts: Vec::new(),
            needs_role: Vec::new(),
            members: Vec::new(),
            slots: Vec::new(),
            weights: Weights::default(),
            pinned: Vec::new(),
            published: None,
            now: None,
            lost_pins: Vec::new(),
            lost_past: Vec::new(),
            slot_at: HashMap::new(),
            week: Vec::new(),
            weekend: Vec::new(),
            options: Vec::new(),
        }
    }

    /// Works out what follows from the rest; to be called once everything else is filled in.
    pub fn finish(mut self) -> Problem {
        let offset = self.first_date.weekday().num_days_from_monday() as usize;
        self.week = (0..self.dates).map(|d| (d + offset) / 7).collect();
        self.weekend = (0..self.dates).map(|d| (d + offset) % 7 >= 5).collect();
        self.slot_at = HashMap::with_capacity(self.slots.len());
        for (k, s) in self.slots.iter().enumerate() {
            self.slot_at.entry((s.date, s.shift, s.post)).or_insert(k);
        }
        for m in &mut self.members {
            m.history.sort_by_key(|d| (d.begin, d.end));
        }
        for list in [Some(&mut self.pinned), self.published.as_mut()].into_iter().flatten() {
            list.sort_unstable();
            list.dedup();
        }
        for list in [&mut self.lost_pins, &mut self.lost_past] {
            list.sort_unstable();
            list.dedup();
        }
        self.options = options(&self);
        fair_shares(&mut self);
        self
    }

    /// Whether `member` could ever stand in `slot`: post, role, absence, a shift he never stands.
    pub fn could_stand(&self, member: usize, slot: usize) -> bool {
        let (m, s) = (&self.members[member], &self.slots[slot]);
        m.may_stand[s.post]
            && self.needs_role[s.post].is_none_or(|r| m.roles >> r & 1 == 1)
            && m.limits.max_shifts[s.shift] != 0
            && !m.unavailable.iter().any(|(from, to)| *from < s.end && s.begin < *to)
    }

    /// Whether what begins at `slot` lies before `now`: it stays as published.
    pub fn is_past(&self, slot: usize) -> bool {
        self.now.is_some_and(|now| self.slots[slot].begin < now)
    }

    /// The date's name in files.
    pub fn date_name(&self, date: usize) -> String {
        crate::domain::time::days_after(self.first_date, date as i64).to_string()
    }

    /// Where a slot is.
    pub fn place(&self, slot: usize) -> Place {
        let s = &self.slots[slot];
        Place { date: s.date, shift: s.shift, post: s.post }
    }

    /// A member in a place, as files have it.
    pub fn assignment(&self, member: usize, place: Place) -> FileAssignment {
        FileAssignment {
            date: self.date_name(place.date),
            shift: self.shifts[place.shift].code.clone(),
            post: self.posts[place.post].clone(),
            member: self.members[member].id.clone(),
        }
    }

    /// A roster, (member, slot) each, as it stands in a solution file.
    pub fn to_file(&self, roster: &[(usize, usize)]) -> Vec<FileAssignment> {
        let mut out: Vec<_> = roster.iter().map(|&(m, k)| self.assignment(m, self.place(k))).collect();
        out.sort();
        out
    }
}

/// By member, the slots that he could ever stand in.
fn options(problem: &Problem) -> Vec<Vec<u32>> {
    let mut by_post = vec![Vec::new(); problem.posts.len()];
    for (k, s) in problem.slots.iter().enumerate() {
        by_post[s.post].push(k as u32);
    }
    let of = |m: usize| {
        let may_stand = &problem.members[m].may_stand;
        let could = |k: &u32| problem.could_stand(m, *k as usize);
        if may_stand.iter().all(|may| *may) {
            return (0..problem.slots.len() as u32).filter(could).collect();
        }
        let posts = may_stand.iter().zip(&by_post).filter(|(may, _)| **may);
        let mut all: Vec<u32> = posts.flat_map(|(_, slots)| slots.iter().copied()).filter(could).collect();
        all.sort_unstable();
        all
    };
    (0..problem.members.len()).map(of).collect()
}

/// The fair shares of §5, kept as targets: share − carried.
fn fair_shares(problem: &mut Problem) {
    let mut best = vec![[0i64; 3]; problem.dates];
    let mut parts = vec![[0i128; 3]; problem.members.len()];
    for ((options, member), parts) in problem.options.iter().zip(&problem.members).zip(&mut parts) {
        best.fill([0; 3]);
        for s in options.iter().map(|k| &problem.slots[*k as usize]).filter(|s| s.heads >= 1) {
            let best = &mut best[s.date];
            *best = std::array::from_fn(|kind| best[kind].max(s.amounts[kind]));
        }
        for of_date in &best {
            for kind in 0..3 {
                parts[kind] += i128::from(of_date[kind]) * i128::from(member.share);
            }
        }
    }
    for kind in 0..3 {
        let total: i128 = problem.slots.iter().map(|s| i128::from(s.heads) * i128::from(s.amounts[kind])).sum();
        let divisor: i128 = parts.iter().map(|p| p[kind]).sum();
        for (member, part) in problem.members.iter_mut().zip(&parts) {
            let fair = if divisor == 0 { 0 } else { total * part[kind] / divisor };
            member.target[kind] = fair as i64 - member.carried[kind];
        }
    }
}
