//! The shift patterns of a branch: one from the beginning, others that take effect from a duty date. Which shifts there
//! are on a duty date is asked here and nowhere else. It knows wall times and nothing of zones, posts and people.
//!
//! A slot belongs to the pattern of its duty date. The last slot before a change would reach into the first of the new
//! pattern where the old night ends later than the new morning begins: it ends where that begins. So every instant lies
//! in one slot at most, and none of the new pattern is lost.

use std::sync::Arc;

use chrono::NaiveDate;
use imbl::OrdMap;
use serde::{Deserialize, Serialize};

use super::records::{Heads, Shift, ShiftId, default_pattern};
use super::time::{WallTime, days_after};

/// The shifts of a pattern that takes effect from a duty date, in order.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(transparent)]
pub struct LaterPattern(pub Vec<Shift>);

/// All patterns of a branch.
#[derive(Clone, Debug)]
pub struct Patterns {
    first: Arc<[Shift]>,
    later: OrdMap<NaiveDate, Arc<[Shift]>>,
    /// The shifts as they are from each duty date on: the first from ever, one more for a date before a change whose
    /// night ends earlier. By date.
    held: Arc<[(NaiveDate, Arc<[Shift]>)]>,
    /// Each shift once, as the earliest pattern has it that has it.
    every: Arc<[Shift]>,
}

impl Default for Patterns {
    fn default() -> Self {
        Patterns::of(default_pattern().into(), OrdMap::new())
    }
}

impl PartialEq for Patterns {
    fn eq(&self, other: &Self) -> bool {
        self.first == other.first && self.later == other.later
    }
}

impl Patterns {
    fn of(first: Arc<[Shift]>, later: OrdMap<NaiveDate, Arc<[Shift]>>) -> Patterns {
        let begins = [(NaiveDate::MIN, &first)].into_iter().chain(later.iter().map(|(d, s)| (*d, s)));
        let begins: Vec<(NaiveDate, &Arc<[Shift]>)> = begins.collect();
        let mut held: Vec<(NaiveDate, Arc<[Shift]>)> = Vec::with_capacity(begins.len());
        let mut every: Vec<Shift> = Vec::new();
        for (i, (from, shifts)) in begins.iter().enumerate() {
            held.push((*from, (*shifts).clone()));
            for shift in shifts.iter().filter(|s| every.iter().all(|e| e.id != s.id)).cloned().collect::<Vec<_>>() {
                every.push(shift);
            }
            let Some((next, new)) = begins.get(i + 1) else { continue };
            if let Some(cut) = cut(shifts, new) {
                let eve = days_after(*next, -1);
                held.retain(|(d, _)| *d < eve);
                held.push((eve, cut));
            }
        }
        Patterns { first, later, held: held.into(), every: every.into() }
    }

    /// The shifts on a duty date, in the order of their pattern.
    pub fn on(&self, date: NaiveDate) -> &Arc<[Shift]> {
        &self.held[self.place(date)].1
    }

    /// The shifts of the duty dates `[first, last]`, as often as they change.
    pub fn between(&self, first: NaiveDate, last: NaiveDate) -> impl Iterator<Item = &Arc<[Shift]>> {
        self.held[self.place(first)..=self.place(last.max(first))].iter().map(|(_, shifts)| shifts)
    }

    fn place(&self, date: NaiveDate) -> usize {
        self.held.partition_point(|(from, _)| *from <= date).saturating_sub(1)
    }

    /// The pattern from the beginning, as it was set.
    pub fn first(&self) -> &Arc<[Shift]> {
        &self.first
    }

    /// The patterns that take effect from a duty date, as they were set, by date.
    pub fn later(&self) -> impl DoubleEndedIterator<Item = (NaiveDate, &Arc<[Shift]>)> {
        self.later.iter().map(|(date, shifts)| (*date, shifts))
    }

    /// The pattern that takes effect exactly on that date.
    pub fn from(&self, date: NaiveDate) -> Option<&Arc<[Shift]>> {
        self.later.get(&date)
    }

    /// Every pattern as it was set, with the date from which it holds.
    pub fn all(&self) -> impl Iterator<Item = (Option<NaiveDate>, &Arc<[Shift]>)> {
        [(None, &self.first)].into_iter().chain(self.later().map(|(date, shifts)| (Some(date), shifts)))
    }

    /// Every shift of any pattern once: for codes and names where no date is meant. Its times say nothing.
    pub fn every(&self) -> &[Shift] {
        &self.every
    }

    /// Every shift that there is on that duty date or later, each once.
    pub fn since(&self, date: NaiveDate) -> Vec<Shift> {
        let mut out = self.on(date).to_vec();
        for shift in self.later().filter(|(from, _)| *from > date).flat_map(|(_, shifts)| shifts.iter()) {
            if out.iter().all(|s| s.id != shift.id) {
                out.push(shift.clone());
            }
        }
        out
    }

    /// The code of a shift, whenever it holds.
    pub fn code(&self, id: ShiftId) -> Option<&str> {
        self.every.iter().find(|s| s.id == id).map(|s| &*s.code)
    }

    /// The number of the shift with that code, whenever it holds.
    pub fn coded(&self, code: &str) -> Option<ShiftId> {
        self.every.iter().find(|s| s.code == code).map(|s| s.id)
    }

    /// The same with another pattern from the beginning.
    pub fn with_first(&self, shifts: Vec<Shift>) -> Patterns {
        Patterns::of(shifts.into(), self.later.clone())
    }

    /// The same with another pattern from a date on, or none that begins there.
    pub fn with_later(&self, from: NaiveDate, shifts: Option<&LaterPattern>) -> Patterns {
        let mut later = self.later.clone();
        match shifts {
            Some(shifts) => later.insert(from, shifts.0.as_slice().into()),
            None => later.remove(&from),
        };
        Patterns::of(self.first.clone(), later)
    }
}

/// Whether two shifts of one pattern have a time of the day in common.
pub fn meet(a: &Shift, b: &Shift) -> bool {
    const FACE: i32 = 24 * 60;
    let minutes = |from: WallTime, to: WallTime| (i32::from(to.0) - i32::from(from.0)).rem_euclid(FACE);
    let length = |s: &Shift| if s.start == s.end { FACE } else { minutes(s.start, s.end) };
    minutes(a.start, b.start) < length(a) || minutes(b.start, a.start) < length(b)
}

/// As many heads for the shifts `new` as there were by the shifts `old`: a shift that is in both keeps its own, a new one
/// has the most of those in whose time it lies.
pub fn carried(heads: &[Heads], old: &[Shift], new: &[Shift]) -> Vec<Heads> {
    let of = |s: &Shift| heads.iter().find(|h| h.shift == s.id).map_or(0, |h| h.heads);
    let all = new.iter().map(|s| match old.iter().any(|o| o.id == s.id) || of(s) > 0 {
        true => Heads { shift: s.id, heads: of(s) },
        false => {
            let most = old.iter().filter(|o| meet(o, s)).map(of).max();
            Heads { shift: s.id, heads: most.unwrap_or(0) }
        }
    });
    all.filter(|h| h.heads > 0).collect()
}

/// The shifts of the date before a change to `new`, where one of them would reach into it.
fn cut(old: &[Shift], new: &[Shift]) -> Option<Arc<[Shift]>> {
    let begin = new.iter().map(|s| s.start).min()?;
    let reaches = |s: &Shift| s.end <= s.start && s.end > begin;
    if !old.iter().any(reaches) {
        return None;
    }
    let one = |s: &Shift| Shift { end: if reaches(s) { begin } else { s.end }, ..s.clone() };
    Some(old.iter().map(one).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn date(day: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(2022, 4, day).unwrap()
    }

    fn shift(id: u32, code: &str, start: u16, end: u16) -> Shift {
        let (start, end) = (WallTime(start * 60), WallTime(end * 60));
        Shift { id: ShiftId(id), code: code.into(), name: format!("{code}班"), start, end }
    }

    fn said(patterns: &Patterns, day: u32) -> String {
        let one = |s: &Shift| format!("{}{}-{}", s.code, s.start.0 / 60, s.end.0 / 60);
        patterns.on(date(day)).iter().map(one).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn each_duty_date_has_the_pattern_that_holds_on_it() {
        let two = LaterPattern(vec![shift(4, "白", 8, 20), shift(3, "夜", 20, 8)]);
        let patterns = Patterns::default().with_later(date(22), Some(&two));
        assert_eq!(said(&patterns, 21), "早6-14 中14-22 夜22-6");
        assert_eq!(said(&patterns, 22), "白8-20 夜20-8");
        assert_eq!((patterns.code(ShiftId(4)), patterns.coded("夜")), (Some("白"), Some(ShiftId(3))));
        let between = |first, last| patterns.between(date(first), date(last)).map(|s| s.len()).collect::<Vec<_>>();
        assert_eq!((between(1, 21), between(21, 22), between(22, 30)), (vec![3], vec![3, 2], vec![2]));
        assert_eq!(patterns.with_later(date(22), None), Patterns::default());
    }

    #[test]
    fn heads_go_over_to_the_shifts_that_take_the_place_of_others() {
        let (three, two) = (default_pattern(), vec![shift(4, "白", 8, 20), shift(3, "夜", 20, 8)]);
        let heads = |list: &[(u32, u32)]| -> Vec<Heads> {
            list.iter().map(|(shift, heads)| Heads { shift: ShiftId(*shift), heads: *heads }).collect()
        };
        assert_eq!(carried(&heads(&[(1, 1), (2, 2), (3, 1)]), &three, &two), heads(&[(4, 2), (3, 1)]));
        assert_eq!(carried(&heads(&[(4, 2), (3, 1)]), &two, &three), heads(&[(1, 2), (2, 2), (3, 1)]));
        assert_eq!(carried(&heads(&[(3, 1)]), &three, &two), heads(&[(3, 1)]), "白 begins after 夜 has ended");
        assert_eq!(carried(&[], &three, &two), []);
    }

    #[test]
    fn the_last_night_ends_where_the_new_morning_begins() {
        let two = LaterPattern(vec![shift(4, "白", 8, 20), shift(3, "夜", 20, 8)]);
        let three = LaterPattern(default_pattern());
        let patterns = Patterns::default().with_first(two.0.clone()).with_later(date(22), Some(&three));
        assert_eq!(said(&patterns, 20), "白8-20 夜20-8");
        assert_eq!(said(&patterns, 21), "白8-20 夜20-6", "cut on the one date that needs it");
        assert_eq!(said(&patterns, 22), "早6-14 中14-22 夜22-6");
        // A pattern that holds for one date only is cut too.
        let midnight = LaterPattern(vec![shift(5, "全", 0, 0)]);
        let patterns = patterns.with_later(date(23), Some(&midnight)).with_later(date(24), Some(&two));
        assert_eq!((said(&patterns, 22), said(&patterns, 23)), ("早6-14 中14-22 夜22-0".into(), "全0-0".into()));
        assert_eq!(said(&patterns, 24), "白8-20 夜20-8");
    }
}
