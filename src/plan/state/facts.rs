//! What of a problem the running score needs, in small flat numbers; it does not change during a search.

use crate::plan::problem::{NO_LIMIT, Problem, Weeks};

/// No slot.
pub const NONE: u32 = u32::MAX;
/// How many assignments one member may have on one date.
pub const PER_DATE: usize = 4;

/// A slot.
#[derive(Clone, Copy)]
pub struct Lean {
    pub begin: i32,
    pub end: i32,
    pub date: u32,
    pub shift: u32,
    pub post: u32,
    pub amounts: [i32; 3],
    pub weeks: Weeks,
    pub heads: i32,
    /// Whether its score asks for roles or units.
    pub picky: bool,
    pub over: Option<f64>,
    pub under: f64,
}

/// A member: his limits, and what he brings from before the horizon.
#[derive(Clone)]
pub struct Person {
    pub min_break: i32,
    pub min_rest: i32,
    pub max_stretch: i32,
    /// Between two of his slots that are not one stretch: the longer of break and rest.
    pub gap: i32,
    pub per_date: i32,
    pub week: i32,
    pub min_minutes: i32,
    pub max_minutes: i32,
    pub max_run: i32,
    pub min_run: i32,
    pub min_free: i32,
    pub max_weekends: i32,
    pub unit: u32,
    pub roles: u64,
    /// His last stretch before the horizon, if any.
    pub stretch: Option<(i32, i32)>,
    /// Duty dates in a row up to the day before the first.
    pub run: i32,
    /// Shifts of the day before the first.
    pub shifts: u64,
}

/// A request, for one member on one date.
#[derive(Clone, Copy)]
pub struct Asked {
    pub want: bool,
    pub weight: f64,
    pub shift: Option<u32>,
    pub post: Option<u32>,
}

impl Asked {
    pub fn matches(&self, slot: &Lean) -> bool {
        self.shift.is_none_or(|x| x == slot.shift) && self.post.is_none_or(|x| x == slot.post)
    }

    /// What standing in the slot changes by this request, if he stands nowhere else that day.
    pub fn worth(&self, slot: &Lean) -> f64 {
        match self.matches(slot) {
            false => 0.0,
            true if self.want => -self.weight,
            true => self.weight,
        }
    }
}

/// The problem in flat numbers. Costs are in points × fair_unit², so that they are whole.
pub struct Facts {
    pub dates: usize,
    pub weeks: usize,
    pub shifts: usize,
    /// u64 words of a member's duty dates.
    pub words: usize,
    pub scale: f64,
    pub fair: [f64; 3],
    pub unfamiliar: f64,
    pub change: f64,
    pub role_missing: f64,
    pub unit_mix: f64,
    pub unit_together: f64,
    pub slots: Vec<Lean>,
    pub roles: Vec<Vec<(usize, i64)>>,
    pub people: Vec<Person>,
    /// By member × post.
    pub familiar: Vec<bool>,
    /// By member × shift.
    pub max_shifts: Vec<u16>,
    /// By date: the other day of its weekend (itself when that lies outside), NONE for a weekday.
    pub weekend: Vec<u32>,
    pub not_next: Vec<u64>,
    pub posts: usize,
    /// Whether any shift forbids one on the next date.
    pub successors: bool,
    /// Whether two slots of one member are in order by date and never one stretch: neighbours are then enough to look at.
    pub plain: bool,
    /// How many dates away an assignment can still touch another's stretch or rest.
    pub reach: usize,
    /// By member × date: where his requests begin in `asked`; one more at the end.
    pub asked_from: Vec<u32>,
    pub asked: Vec<Asked>,
    /// By member × date; empty when it is no repair.
    pub published: Vec<[u32; PER_DATE]>,
}

fn small(value: i64) -> i32 {
    const MOST: i64 = (i32::MAX / 4) as i64;
    value.clamp(-MOST, MOST) as i32
}

fn person(p: &Problem, m: usize) -> Person {
    let member = &p.members[m];
    let l = &member.limits;
    let mut who = Person {
        min_break: small(l.min_break),
        min_rest: small(l.min_rest),
        max_stretch: small(l.max_stretch),
        gap: small(l.min_break.max(l.min_rest)),
        per_date: small(l.max_shifts_per_date),
        week: small(l.max_week_minutes),
        min_minutes: small(l.min_minutes),
        max_minutes: small(l.max_minutes),
        max_run: small(l.max_consecutive_dates),
        min_run: small(l.min_consecutive_dates),
        min_free: small(l.min_consecutive_free_dates),
        max_weekends: small(l.max_weekends),
        unit: member.unit as u32,
        roles: member.roles,
        stretch: None,
        run: 0,
        shifts: 0,
    };
    for d in &member.history {
        let (begin, end) = (d.begin as i32, d.end as i32);
        who.stretch = match who.stretch {
            Some((from, to)) if begin - to < who.min_break => Some((from, to.max(end))),
            _ => Some((begin, end)),
        };
        if d.date == -1 {
            who.shifts |= 1 << d.shift;
        }
    }
    let mut dates: Vec<i64> = member.history.iter().map(|d| d.date).collect();
    dates.sort_unstable();
    dates.dedup();
    who.run = dates.iter().rev().zip(1i64..).take_while(|(d, back)| **d == -back).count() as i32;
    who
}

/// (begin, end) of the slots, each once, by begin.
fn intervals(p: &Problem) -> Vec<(i64, i64)> {
    let mut all: Vec<_> = p.slots.iter().map(|s| (s.begin, s.end)).collect();
    all.sort_unstable();
    all.dedup();
    all
}

/// Whether two slots could be one stretch of somebody who keeps his limits.
fn merges(p: &Problem, intervals: &[(i64, i64)]) -> bool {
    let longest = p.members.iter().map(|m| m.limits.max_stretch).max().unwrap_or(0);
    let pause = p.members.iter().map(|m| m.limits.min_break).max().unwrap_or(0);
    let joins = |a: &(i64, i64), b: &(i64, i64)| (0..pause).contains(&(b.0 - a.1)) && b.1 - a.0 <= longest;
    let history = p.members.iter().flat_map(|m| m.history.iter().map(|d| (d.begin, d.end)));
    let later = |from: i64| &intervals[intervals.partition_point(|b| b.0 < from)..];
    intervals.iter().copied().chain(history).any(|a| {
        let close = later(a.1).iter().take_while(|b| b.0 - a.1 < pause);
        close.into_iter().any(|b| joins(&a, b))
    })
}

/// Whether a slot begins no earlier than one of a later date: then dates are no order of time.
fn tangled(p: &Problem) -> bool {
    let mut span = vec![(i64::MAX, i64::MIN); p.dates];
    for s in &p.slots {
        span[s.date] = (span[s.date].0.min(s.begin), span[s.date].1.max(s.begin));
    }
    let mut last = p.members.iter().flat_map(|m| &m.history).map(|d| d.begin).max().unwrap_or(i64::MIN);
    for (first, latest) in span.into_iter().filter(|s| s.0 < i64::MAX) {
        if first <= last {
            return true;
        }
        last = latest;
    }
    false
}

impl Facts {
    pub fn new(p: &Problem) -> Facts {
        let w = &p.weights;
        let scale = (w.fair_unit as f64) * (w.fair_unit as f64);
        let intervals = intervals(p);
        let longest = intervals.iter().map(|(b, e)| e - b).max().unwrap_or(0);
        let far = p.members.iter().map(|m| &m.limits).map(|l| {
            let stretch = if l.max_stretch < NO_LIMIT { l.max_stretch } else { 0 };
            stretch.saturating_add(l.min_rest.max(l.min_break)).saturating_add(longest) / 1320 + 2
        });
        let last_week = p.slots.iter().flat_map(|s| s.weeks).map(|w| w.0).max().unwrap_or(0);
        let units = w.unit_mix > 0 || w.unit_together > 0;
        // Where no two can stand, units do not matter.
        let mut stand = vec![0i64; p.slots.len()];
        p.pinned.iter().chain(p.published.iter().flatten()).for_each(|a| stand[a.1] += 1);
        let pairs = |k: usize| p.slots[k].heads > 1 || p.slots[k].over.is_some() || stand[k] > 1;
        let lean = |(k, s): (usize, &crate::plan::problem::PlanSlot)| Lean {
            begin: s.begin as i32,
            end: s.end as i32,
            date: s.date as u32,
            shift: s.shift as u32,
            post: s.post as u32,
            amounts: s.amounts.map(small),
            weeks: s.weeks,
            heads: small(s.heads),
            picky: units && pairs(k) || !s.roles.is_empty(),
            over: s.over.map(|o| o as f64 * scale),
            under: s.under as f64,
        };
        let mut facts = Facts {
            dates: p.dates,
            weeks: last_week.max(0) as usize + 1,
            shifts: p.shifts.len(),
            words: p.dates.div_ceil(64),
            scale,
            fair: w.fair.map(|f| f as f64),
            unfamiliar: w.unfamiliar as f64 * scale,
            change: w.change as f64 * scale,
            role_missing: w.role_missing as f64 * scale,
            unit_mix: w.unit_mix as f64 * scale,
            unit_together: w.unit_together as f64 * scale,
            slots: p.slots.iter().enumerate().map(lean).collect(),
            roles: p.slots.iter().map(|s| s.roles.clone()).collect(),
            people: (0..p.members.len()).map(|m| person(p, m)).collect(),
            familiar: p.members.iter().flat_map(|m| m.familiar.iter().copied()).collect(),
            max_shifts: p.members.iter().flat_map(|m| &m.limits.max_shifts).map(|n| (*n).min(60_000) as u16).collect(),
            weekend: weekend(p),
            not_next: p.shifts.iter().map(|s| s.not_next).collect(),
            posts: p.posts.len(),
            successors: p.shifts.iter().any(|s| s.not_next != 0),
            plain: !tangled(p) && !merges(p, &intervals),
            reach: far.max().unwrap_or(2).min(p.dates as i64) as usize,
            asked_from: Vec::new(),
            asked: Vec::new(),
            published: Vec::new(),
        };
        facts.requests(p);
        facts.published(p);
        facts
    }

    /// The requests of a member on a date; `at` is member × date.
    pub fn asked_of(&self, at: usize) -> &[Asked] {
        &self.asked[self.asked_from[at] as usize..self.asked_from[at + 1] as usize]
    }

    fn requests(&mut self, p: &Problem) {
        self.asked_from.reserve(p.members.len() * p.dates + 1);
        for member in &p.members {
            let mut of: Vec<_> = member.requests.iter().collect();
            of.sort_by_key(|r| r.date);
            let mut next = 0;
            for date in 0..p.dates {
                self.asked_from.push(self.asked.len() as u32);
                while let Some(r) = of.get(next).filter(|r| r.date == date) {
                    next += 1;
                    self.asked.push(Asked {
                        want: r.want,
                        weight: r.weight as f64 * self.scale,
                        shift: r.shift.map(|s| s as u32),
                        post: r.post.map(|p| p as u32),
                    });
                }
            }
        }
        self.asked_from.push(self.asked.len() as u32);
    }

    fn published(&mut self, p: &Problem) {
        let Some(published) = &p.published else { return };
        self.published = vec![[NONE; PER_DATE]; p.members.len() * p.dates];
        for &(m, k) in published {
            let cell = &mut self.published[m * p.dates + p.slots[k].date];
            if let Some(free) = cell.iter_mut().find(|c| **c == NONE) {
                *free = k as u32;
            }
        }
    }
}

fn weekend(p: &Problem) -> Vec<u32> {
    let other = |d: usize| match p.weekend[d] {
        false => NONE,
        true if d > 0 && p.weekend[d - 1] && p.week[d - 1] == p.week[d] => d as u32 - 1,
        true if d + 1 < p.dates && p.weekend[d + 1] && p.week[d + 1] == p.week[d] => d as u32 + 1,
        true => d as u32,
    };
    (0..p.dates).map(other).collect()
}
