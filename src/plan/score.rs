//! The score of a roster (`shared/planning/README.md` §4 and §5), from scratch and to the last digit. The search keeps
//! its own running score; this is the one that counts.

use std::collections::BTreeMap;

use super::problem::{NO_LIMIT, Problem};

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
        self.terms().iter().map(|(_, v)| v).sum()
    }
}

/// The score of `roster`: (member, slot), each once.
pub fn score(p: &Problem, roster: &[(usize, usize)]) -> Score {
    let mut score = Score::default();
    let mut of_member = vec![Vec::new(); p.members.len()];
    let mut in_slot = vec![Vec::new(); p.slots.len()];
    for &(m, k) in roster {
        of_member[m].push(k);
        in_slot[k].push(m);
    }
    for (k, members) in in_slot.iter().enumerate() {
        slot_terms(p, k, members, &mut score);
    }
    let mut squares = [0i128; 3];
    for (m, slots) in of_member.iter_mut().enumerate() {
        slots.sort_by_key(|&k| (p.slots[k].begin, p.slots[k].end));
        member_rules(p, m, slots, &mut score);
        member_terms(p, m, slots, &mut score, &mut squares);
    }
    let unit = i128::from(p.weights.fair_unit) * i128::from(p.weights.fair_unit);
    let term = |k: usize| (i128::from(p.weights.fair[k]) * squares[k] / unit) as i64;
    (score.hours, score.night, score.weekend) = (term(0), term(1), term(2));
    fixed_rules(p, roster, &mut score);
    score
}

fn slot_terms(p: &Problem, k: usize, members: &[usize], score: &mut Score) {
    let (slot, w) = (&p.slots[k], &p.weights);
    let n = members.len() as i64;
    let short = (slot.heads - n).max(0);
    score.open_heads += short;
    score.uncovered += slot.under * short;
    match slot.over {
        Some(over) => score.overstaffed += over * (n - slot.heads).max(0),
        None if n > slot.heads => *score.broken.entry("overstaffed").or_default() += 1,
        None => {}
    }
    for &(role, heads) in &slot.roles {
        let have = members.iter().filter(|m| p.members[**m].roles >> role & 1 == 1).count() as i64;
        score.role_missing += w.role_missing * (heads - have).max(0);
    }
    if n > 0 {
        let mut units: Vec<_> = members.iter().map(|m| p.members[*m].unit).collect();
        units.sort_unstable();
        units.dedup();
        score.unit_mix += w.unit_mix * (n - units.len() as i64);
        score.unit_together += w.unit_together * (units.len() as i64 - 1);
    }
}

fn member_terms(p: &Problem, m: usize, slots: &[usize], score: &mut Score, squares: &mut [i128; 3]) {
    let member = &p.members[m];
    for (kind, square) in squares.iter_mut().enumerate() {
        let load: i64 = slots.iter().map(|&k| p.slots[k].amounts[kind]).sum();
        let deviation = i128::from(load - member.target[kind]);
        *square += deviation * deviation;
    }
    score.unfamiliar +=
        p.weights.unfamiliar * slots.iter().filter(|&&k| !member.familiar[p.slots[k].post]).count() as i64;
    for r in &member.requests {
        let matches = slots
            .iter()
            .map(|&k| &p.slots[k])
            .any(|s| s.date == r.date && r.shift.is_none_or(|x| x == s.shift) && r.post.is_none_or(|x| x == s.post));
        score.requests += if matches == r.want { 0 } else { r.weight };
    }
    if let Some(published) = &p.published {
        let changed = slots.iter().filter(|&&k| published.binary_search(&(m, k)).is_err()).count() as i64;
        score.change += p.weights.change * changed;
    }
}

/// The hard rules of one member; `slots` by begin.
fn member_rules(p: &Problem, m: usize, slots: &[usize], score: &mut Score) {
    let member = &p.members[m];
    let l = &member.limits;
    let mut broke = |rule: &'static str, times: i64| {
        if times > 0 {
            *score.broken.entry(rule).or_default() += times;
        }
    };
    for &k in slots {
        let s = &p.slots[k];
        let eligible = member.may_stand[s.post] && p.needs_role[s.post].is_none_or(|r| member.roles >> r & 1 == 1);
        broke("not_eligible", i64::from(!eligible));
        broke("unavailable", i64::from(member.unavailable.iter().any(|(f, t)| *f < s.end && s.begin < *t)));
    }
    // (begin, end, date, shift) with history, by begin.
    let mut all: Vec<(i64, i64, i64, usize)> =
        member.history.iter().map(|d| (d.begin, d.end, d.date, d.shift)).collect();
    all.extend(slots.iter().map(|&k| {
        let s = &p.slots[k];
        (s.begin, s.end, s.date as i64, s.shift)
    }));
    all.sort_unstable();
    broke("overlap", all.windows(2).filter(|w| w[1].0 < w[0].1).count() as i64);
    let mut stretches: Vec<(i64, i64)> = Vec::new();
    for &(begin, end, ..) in &all {
        match stretches.last_mut() {
            Some(last) if begin - last.1 < l.min_break => last.1 = last.1.max(end),
            _ => stretches.push((begin, end)),
        }
    }
    broke("max_stretch", stretches.iter().filter(|s| s.1 - s.0 > l.max_stretch).count() as i64);
    broke("min_rest", stretches.windows(2).filter(|w| w[1].0 - w[0].1 < l.min_rest).count() as i64);
    for a in &all {
        let next = all.iter().filter(|b| b.2 == a.2 + 1 && p.shifts[a.3].not_next >> b.3 & 1 == 1).count();
        broke("not_next", next as i64);
    }
    let mut week = BTreeMap::new();
    let worked = member.history.iter().map(|d| d.weeks).chain(slots.iter().map(|&k| p.slots[k].weeks));
    for (in_week, minutes) in worked.flatten() {
        *week.entry(in_week).or_insert(0) += i64::from(minutes);
    }
    broke("max_week_minutes", week.values().filter(|v| **v > l.max_week_minutes).count() as i64);
    let minutes: i64 = slots.iter().map(|&k| p.slots[k].end - p.slots[k].begin).sum();
    broke("min_minutes", i64::from(minutes < l.min_minutes));
    broke("max_minutes", i64::from(minutes > l.max_minutes));
    let mut on = vec![0i64; p.dates];
    let mut by_shift = vec![0i64; p.shifts.len()];
    for &k in slots {
        on[p.slots[k].date] += 1;
        by_shift[p.slots[k].shift] += 1;
    }
    broke("max_shifts_per_date", on.iter().filter(|n| **n > l.max_shifts_per_date).count() as i64);
    broke("max_shifts", by_shift.iter().zip(&l.max_shifts).filter(|(n, most)| n > most).count() as i64);
    runs(p, m, &on, &all, &mut broke);
}

/// The rules about runs of dates and weekends.
fn runs(p: &Problem, m: usize, on: &[i64], all: &[(i64, i64, i64, usize)], broke: &mut impl FnMut(&'static str, i64)) {
    let l = &p.members[m].limits;
    let mut dates: Vec<i64> = all.iter().map(|a| a.2).collect();
    dates.sort_unstable();
    dates.dedup();
    let mut length = 0;
    for (i, d) in dates.iter().enumerate() {
        length = if i > 0 && dates[i - 1] + 1 == *d { length + 1 } else { 1 };
        // Once a run: at the date that is one too many.
        broke("max_consecutive_dates", i64::from(length == l.max_consecutive_dates.saturating_add(1)));
    }
    let mut from = 0;
    while from < on.len() {
        let duty = on[from] > 0;
        let to = (from..on.len()).find(|d| (on[*d] > 0) != duty).unwrap_or(on.len());
        let least = if duty { l.min_consecutive_dates } else { l.min_consecutive_free_dates };
        if from > 0 && to < on.len() && ((to - from) as i64) < least {
            broke(if duty { "min_consecutive_dates" } else { "min_consecutive_free_dates" }, 1);
        }
        from = to;
    }
    if l.max_weekends < NO_LIMIT {
        let mut weekends: Vec<usize> =
            (0..on.len()).filter(|d| on[*d] > 0 && p.weekend[*d]).map(|d| p.week[d]).collect();
        weekends.dedup();
        broke("max_weekends", i64::from(weekends.len() as i64 > l.max_weekends));
    }
}

fn fixed_rules(p: &Problem, roster: &[(usize, usize)], score: &mut Score) {
    let mut sorted = roster.to_vec();
    sorted.sort_unstable();
    let missing = p.pinned.iter().filter(|a| sorted.binary_search(a).is_err()).count() as i64;
    if missing > 0 {
        score.broken.insert("pinned_missing", missing);
    }
    if let Some(published) = &p.published {
        let new = sorted.iter().filter(|a| p.is_past(a.1) && published.binary_search(a).is_err()).count();
        let gone = published.iter().filter(|a| p.is_past(a.1) && sorted.binary_search(a).is_err()).count();
        if new + gone > 0 {
            score.broken.insert("past_changed", (new + gone) as i64);
        }
    }
}
