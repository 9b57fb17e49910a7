//! A post's demand that changes from a duty date on, so that the past keeps what was true then: heads and surges alike.
//! Where that date is not over yet, what has begun by now is past, too.

use chrono::NaiveDate;

use crate::domain::time::{days_after, instant};
use crate::domain::{Heads, Instant, Post, Roster, ShiftId, Surge};

/// From when on something changes, and what time it is.
pub(super) struct Ahead<'a> {
    pub roster: &'a Roster,
    pub from: NaiveDate,
    /// The duty date of now: at night still the one before.
    pub today: NaiveDate,
    pub now: Instant,
}

impl Ahead<'_> {
    /// Whether what begins at `start` is over or under way, and is to stay: who changes an earlier date wants it so.
    fn has_begun(&self, start: Instant) -> bool {
        self.from >= self.today && start <= self.now
    }

    /// The post with other heads: a shift that has begun keeps its own until the next date.
    pub fn heads(&self, post: &Post, heads: &[Heads]) -> Post {
        let shifts = self.roster.patterns.since(self.from);
        let of = |list: &[Heads], shift: ShiftId| list.iter().find(|h| h.shift == shift).copied();
        let same = |a: &[Heads], b: &[Heads]| {
            let heads = |list, shift| of(list, shift).map_or(0, |h| h.heads);
            shifts.iter().all(|s| heads(a, s.id) == heads(b, s.id))
        };
        let mut is = post.clone();
        let mut date = self.from;
        loop {
            let was = post.usual(date);
            let begun = |shift| self.roster.slot_span(date, shift).is_some_and(|span| self.has_begun(span.from));
            let now: Vec<Heads> =
                shifts.iter().filter_map(|s| of(if begun(s.id) { was } else { heads }, s.id)).collect();
            if !same(&now, is.usual(date)) {
                is = is.with_heads(Some(date), now.clone());
            }
            date = days_after(date, 1);
            if same(&now, heads) || post.changes.iter().any(|c| c.from == date) {
                return is;
            }
        }
    }

    /// The surges: one that is new begins on the date at the earliest, one that is no more has its last before it.
    pub fn surges(&self, was: &[Surge], said: Vec<Surge>) -> Vec<Surge> {
        let begins = |s: &Surge| {
            let has_begun = |date: &NaiveDate| self.has_begun(instant(self.roster.zone(), *date, s.from));
            self.from.iter_days().find(|date| !has_begun(date)).unwrap_or(self.from)
        };
        let mut all: Vec<Surge> = Vec::new();
        for s in was.iter().filter(|s| !said.contains(s) && s.first.is_none_or(|first| first < begins(s))) {
            let last = days_after(begins(s), -1);
            all.push(Surge { last: Some(s.last.map_or(last, |l| l.min(last))), ..s.clone() });
        }
        for s in said {
            if was.contains(&s) {
                all.push(s);
                continue;
            }
            let first = s.first.map_or(begins(&s), |first| first.max(begins(&s)));
            if s.last.is_some_and(|last| last < first) {
                continue;
            }
            let alike = |o: &Surge| (o.days, o.from, o.to, o.extra) == (s.days, s.from, s.to, s.extra);
            let before = |o: &&mut Surge| alike(o) && o.last == Some(days_after(first, -1));
            match all.iter_mut().find(before) {
                // The same goes on, to another last date.
                Some(o) => o.last = s.last,
                None => all.push(Surge { first: Some(first), ..s }),
            }
        }
        all
    }
}
