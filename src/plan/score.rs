//! The score of a roster (`shared/planning/README.md` §4 and §5), from scratch and to the last digit. The search keeps
//! its own running score; this is the one that counts.

use std::collections::{BTreeMap, BTreeSet};

use super::problem::{Limits, NO_LIMIT, Place, Problem};

/// Broken hard rules by name, and the objective by term.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Score {
    /// Rule → how often it is broken.
    pub broken: BTreeMap<&'static str, i64>,
    pub uncovered: i64,
    pub overstaffed: i64,
    pub role_missing: i64,
    pub hours: i64,
    pub night: i64,
    pub weekend: i64,
    pub unfamiliar: i64,
    pub requests: i64,
    pub unit_mix: i64,
    pub unit_together: i64,
    pub change: i64,
    /// Heads that stay empty.
    pub open_heads: i64,
}

impl Score {
    /// Whether no hard rule is broken.
    pub fn feasible(&self) -> bool {
        self.broken.is_empty()
    }

    /// The terms by name, in the order of §5.
    pub fn terms(&self) -> [(&'static str, i64); 11] {
        [
            ("uncovered", self.uncovered),
            ("overstaffed", self.overstaffed),
            ("role_missing", self.role_missing),
            ("hours", self.hours),
            ("night", self.night),
            ("weekend", self.weekend),
            ("unfamiliar", self.unfamiliar),
            ("requests", self.requests),
            ("unit_mix", self.unit_mix),
            ("unit_together", self.unit_together),
            ("change", self.change),
        ]
    }

    /// Their sum.
    pub fn objective(&self) -> i64 {
        self.terms().iter().fold(0, |sum, (_, v)| sum.saturating_add(*v))
    }
}

/// A hard rule that is broken: by whom and where, as far as it is one member and one place, and the pins that are part
/// of it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Violation {
    pub rule: &'static str,
    pub member: Option<usize>,
    pub place: Option<Place>,
    /// (member, place)
    pub pins: Vec<(usize, Place)>,
}

/// Hears of each broken rule: the rule, the member, and the slots that together break it, the last where it shows.
type Broke<'a> = &'a mut dyn FnMut(&'static str, Option<usize>, &[usize]);

/// The broken hard rules of `roster`, one by one; as many as its score counts.
pub fn violations(p: &Problem, roster: &[(usize, usize)]) -> Vec<Violation> {
    let mut out = Vec::new();
    let mut broke = |rule, member: Option<usize>, slots: &[usize]| {
        let his = |a: &&(usize, usize)| member.is_none_or(|m| m == a.0) && slots.contains(&a.1);
        let pins = p.pinned.iter().filter(his).map(|&(m, k)| (m, p.place(k))).collect();
        out.push(Violation { rule, member, place: slots.last().map(|k| p.place(*k)), pins });
    };
    hard_rules(p, roster, &by_member(p, roster), &by_slot(p, roster), &mut broke);
    let lost = |rule, pinned: bool| {
        move |&(m, place): &(usize, Place)| {
            let pins = if pinned { vec![(m, place)] } else { Vec::new() };
            Violation { rule, member: Some(m), place: Some(place), pins }
        }
    };
    out.extend(p.lost_pins.iter().map(lost("pinned_missing", true)));
    out.extend(p.lost_past.iter().map(lost("past_changed", false)));
    out
}

/// The score of `roster`: (member, slot), each once.
pub fn score(p: &Problem, roster: &[(usize, usize)]) -> Score {
    let mut score = Score::default();
    let (of_member, in_slot) = (by_member(p, roster), by_slot(p, roster));
    for (k, members) in in_slot.iter().enumerate() {
        slot_terms(p, k, members, &mut score);
    }
    let mut squares = [0i128; 3];
    for (m, slots) in of_member.iter().enumerate() {
        member_terms(p, m, slots, &mut score, &mut squares);
    }
    let unit = i128::from(p.weights.fair_unit) * i128::from(p.weights.fair_unit);
    let term =
        |k: usize| i64::try_from(i128::from(p.weights.fair[k]).saturating_mul(squares[k]) / unit).unwrap_or(i64::MAX);
    (score.hours, score.night, score.weekend) = (term(0), term(1), term(2));
    let mut count = |rule, _: Option<usize>, _: &[usize]| *score.broken.entry(rule).or_default() += 1;
    hard_rules(p, roster, &of_member, &in_slot, &mut count);
    for (rule, lost) in [("pinned_missing", &p.lost_pins), ("past_changed", &p.lost_past)] {
        if !lost.is_empty() {
            *score.broken.entry(rule).or_default() += lost.len() as i64;
        }
    }
    score
}

/// By member, his slots by begin.
fn by_member(p: &Problem, roster: &[(usize, usize)]) -> Vec<Vec<usize>> {
    let mut out = vec![Vec::new(); p.members.len()];
    roster.iter().for_each(|&(m, k)| out[m].push(k));
    out.iter_mut().for_each(|slots| slots.sort_by_key(|&k| (p.slots[k].begin, p.slots[k].end)));
    out
}

/// By slot, who stands there.
fn by_slot(p: &Problem, roster: &[(usize, usize)]) -> Vec<Vec<usize>> {
    let mut out = vec![Vec::new(); p.slots.len()];
    roster.iter().for_each(|&(m, k)| out[k].push(m));
    out
}

fn hard_rules(p: &Problem, roster: &[(usize, usize)], of_member: &[Vec<usize>], in_slot: &[Vec<usize>], broke: Broke) {
    for (k, members) in in_slot.iter().enumerate() {
        if p.slots[k].over.is_none() && members.len() as i64 > p.slots[k].heads {
            broke("overstaffed", None, &[k]);
        }
    }
    for (m, slots) in of_member.iter().enumerate() {
        member_rules(p, m, slots, broke);
    }
    fixed_rules(p, roster, broke);
}

/// Adds so many times a weight to a term; what is too much to be counted stays the most that can be.
fn add(term: &mut i64, weight: i64, times: i64) {
    *term = term.saturating_add(weight.saturating_mul(times));
}

fn slot_terms(p: &Problem, k: usize, members: &[usize], score: &mut Score) {
    let (slot, w) = (&p.slots[k], &p.weights);
    let n = members.len() as i64;
    let short = (slot.heads - n).max(0);
    score.open_heads += short;
    add(&mut score.uncovered, slot.under, short);
    add(&mut score.overstaffed, slot.over.unwrap_or(0), (n - slot.heads).max(0));
    for &(role, heads) in &slot.roles {
        let have = members.iter().filter(|m| p.members[**m].roles >> role & 1 == 1).count() as i64;
        add(&mut score.role_missing, w.role_missing, (heads - have).max(0));
    }
    if n > 0 {
        let mut units: Vec<_> = members.iter().map(|m| p.members[*m].unit).collect();
        units.sort_unstable();
        units.dedup();
        add(&mut score.unit_mix, w.unit_mix, n - units.len() as i64);
        add(&mut score.unit_together, w.unit_together, units.len() as i64 - 1);
    }
}

fn member_terms(p: &Problem, m: usize, slots: &[usize], score: &mut Score, squares: &mut [i128; 3]) {
    let member = &p.members[m];
    for (kind, square) in squares.iter_mut().enumerate() {
        let load: i64 = slots.iter().map(|&k| p.slots[k].amounts[kind]).sum();
        let deviation = i128::from(load - member.target[kind]);
        *square += deviation * deviation;
    }
    let unfamiliar = slots.iter().filter(|&&k| !member.familiar[p.slots[k].post]).count() as i64;
    add(&mut score.unfamiliar, p.weights.unfamiliar, unfamiliar);
    for r in &member.requests {
        let matches = slots
            .iter()
            .map(|&k| &p.slots[k])
            .any(|s| s.date == r.date && r.shift.is_none_or(|x| x == s.shift) && r.post.is_none_or(|x| x == s.post));
        add(&mut score.requests, r.weight, i64::from(matches != r.want));
    }
    if let Some(published) = &p.published {
        let changed = slots.iter().filter(|&&k| published.binary_search(&(m, k)).is_err()).count() as i64;
        add(&mut score.change, p.weights.change, changed);
    }
}

/// One assignment of a member, of the horizon or of his history, which has no slot.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Stood {
    begin: i64,
    end: i64,
    date: i64,
    shift: usize,
    slot: Option<usize>,
}

/// The slots of some assignments.
fn slots_of<'a>(stood: impl IntoIterator<Item = &'a Stood>) -> Vec<usize> {
    stood.into_iter().filter_map(|s| s.slot).collect()
}

/// The hard rules of one member; `slots` by begin. What lies wholly before the horizon was judged when it was planned.
fn member_rules(p: &Problem, m: usize, slots: &[usize], broke: Broke) {
    let member = &p.members[m];
    let l = &member.limits;
    let who = Some(m);
    for &k in slots {
        let s = &p.slots[k];
        if !member.may_stand[s.post] || p.needs_role[s.post].is_some_and(|r| member.roles >> r & 1 == 0) {
            broke("not_eligible", who, &[k]);
        }
        if member.unavailable.iter().any(|(f, t)| *f < s.end && s.begin < *t) {
            broke("unavailable", who, &[k]);
        }
    }
    let mut all: Vec<Stood> = member
        .history
        .iter()
        .map(|d| Stood { begin: d.begin, end: d.end, date: d.date, shift: d.shift, slot: None })
        .collect();
    all.extend(slots.iter().map(|&k| {
        let s = &p.slots[k];
        Stood { begin: s.begin, end: s.end, date: s.date as i64, shift: s.shift, slot: Some(k) }
    }));
    all.sort_unstable();
    stretches(m, l, &all, broke);
    if p.shifts.iter().any(|s| s.not_next != 0) {
        all.sort_by_key(|s| s.date);
        let dates: Vec<&[Stood]> = all.chunk_by(|a, b| a.date == b.date).filter(|on| on[0].date >= -1).collect();
        for on in dates.windows(2).filter(|on| on[0][0].date + 1 == on[1][0].date) {
            let [today, next] = [on[0], on[1]];
            let shifts = |on: &[Stood]| on.iter().map(|s| s.shift).collect::<BTreeSet<_>>();
            for shift in shifts(today) {
                for after in shifts(next).into_iter().filter(|s| p.shifts[shift].not_next >> s & 1 == 1) {
                    let those =
                        today.iter().filter(|s| s.shift == shift).chain(next.iter().filter(|s| s.shift == after));
                    broke("not_next", who, &slots_of(those));
                }
            }
        }
    }
    let mut week = BTreeMap::new();
    let worked = member.history.iter().map(|d| d.weeks).chain(slots.iter().map(|&k| p.slots[k].weeks));
    for (in_week, minutes) in worked.flatten().filter(|(in_week, _)| *in_week >= 0) {
        *week.entry(in_week).or_insert(0) += i64::from(minutes);
    }
    let of = |what: &dyn Fn(usize) -> bool| slots.iter().copied().filter(|k| what(*k)).collect::<Vec<_>>();
    for (in_week, _) in week.iter().filter(|(_, minutes)| **minutes > l.max_week_minutes) {
        let counts = |k: usize| p.slots[k].weeks.iter().any(|(w, minutes)| w == in_week && *minutes > 0);
        broke("max_week_minutes", who, &of(&counts));
    }
    let minutes: i64 = slots.iter().map(|&k| p.slots[k].end - p.slots[k].begin).sum();
    if minutes < l.min_minutes {
        broke("min_minutes", who, &[]);
    }
    if minutes > l.max_minutes {
        broke("max_minutes", who, slots);
    }
    let mut on = vec![0i64; p.dates];
    let mut by_shift = vec![0i64; p.shifts.len()];
    for &k in slots {
        on[p.slots[k].date] += 1;
        by_shift[p.slots[k].shift] += 1;
    }
    for (date, _) in on.iter().enumerate().filter(|(_, n)| **n > l.max_shifts_per_date) {
        broke("max_shifts_per_date", who, &of(&|k| p.slots[k].date == date));
    }
    for (shift, _) in by_shift.iter().zip(&l.max_shifts).enumerate().filter(|(_, (n, most))| n > most) {
        broke("max_shifts", who, &of(&|k| p.slots[k].shift == shift));
    }
    runs(p, m, &on, &all, broke);
}

/// Overlaps, and the stretches with their rests.
fn stretches(m: usize, l: &Limits, all: &[Stood], broke: Broke) {
    // (from, to, first, last): the time, and which of `all`.
    let mut stretches: Vec<(i64, i64, usize, usize)> = Vec::new();
    for (i, s) in all.iter().enumerate() {
        match stretches.last_mut() {
            Some(last) if s.begin - last.1 < l.min_break => {
                if s.begin < last.1 && s.date >= 0 {
                    broke("overlap", Some(m), &slots_of(all[..=i].iter().filter(|o| o.end > s.begin)));
                }
                (last.1, last.3) = (last.1.max(s.end), i);
            }
            _ => stretches.push((s.begin, s.end, i, i)),
        }
    }
    let ends_after = stretches.iter().enumerate().filter(|(_, s)| s.1 > 0);
    for (i, &(from, to, first, last)) in ends_after {
        if to - from > l.max_stretch {
            broke("max_stretch", Some(m), &slots_of(&all[first..=last]));
        }
        if i > 0 && from - stretches[i - 1].1 < l.min_rest {
            let before = &all[stretches[i - 1].2..=stretches[i - 1].3];
            broke("min_rest", Some(m), &slots_of(before.iter().chain(&all[first..=first])));
        }
    }
}

/// The rules about runs of dates and weekends.
fn runs(p: &Problem, m: usize, on: &[i64], all: &[Stood], broke: Broke) {
    let l = &p.members[m].limits;
    let on_dates = |from: i64, to: i64| slots_of(all.iter().filter(move |s| (from..=to).contains(&s.date)));
    let mut dates: Vec<i64> = all.iter().map(|s| s.date).collect();
    dates.sort_unstable();
    dates.dedup();
    for run in dates.chunk_by(|a, b| a + 1 == *b) {
        let (from, to) = (run[0], run[run.len() - 1]);
        if to >= 0 && run.len() as i64 > l.max_consecutive_dates {
            broke("max_consecutive_dates", Some(m), &on_dates(from, to));
        }
    }
    let mut from = 0;
    while from < on.len() {
        let duty = on[from] > 0;
        let to = (from..on.len()).find(|d| (on[*d] > 0) != duty).unwrap_or(on.len());
        let least = if duty { l.min_consecutive_dates } else { l.min_consecutive_free_dates };
        if from > 0 && to < on.len() && ((to - from) as i64) < least {
            let rule = if duty { "min_consecutive_dates" } else { "min_consecutive_free_dates" };
            // Of a free run, what lies before and after it.
            let (first, last) = if duty { (from, to - 1) } else { (from - 1, to) };
            broke(rule, Some(m), &on_dates(first as i64, last as i64));
        }
        from = to;
    }
    if l.max_weekends < NO_LIMIT {
        let weekend = |d: &usize| on[*d] > 0 && p.weekend[*d];
        let mut weekends: Vec<usize> = (0..on.len()).filter(weekend).map(|d| p.week[d]).collect();
        weekends.dedup();
        if weekends.len() as i64 > l.max_weekends {
            let at = |s: &&Stood| usize::try_from(s.date).is_ok_and(|d| weekend(&d));
            broke("max_weekends", Some(m), &slots_of(all.iter().filter(at)));
        }
    }
}

fn fixed_rules(p: &Problem, roster: &[(usize, usize)], broke: Broke) {
    let mut sorted = roster.to_vec();
    sorted.sort_unstable();
    for &(m, k) in p.pinned.iter().filter(|a| sorted.binary_search(a).is_err()) {
        broke("pinned_missing", Some(m), &[k]);
    }
    if let Some(published) = &p.published {
        let new = sorted.iter().filter(|a| p.is_past(a.1) && published.binary_search(a).is_err());
        let gone = published.iter().filter(|a| p.is_past(a.1) && sorted.binary_search(a).is_err());
        for &(m, k) in new.chain(gone) {
            broke("past_changed", Some(m), &[k]);
        }
    }
}
