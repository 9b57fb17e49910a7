//! Makes a repair smaller, under the eyes of the rules: whoever lost his place gets it back, and the heads that open by
//! that are taken by others directly or one for another, as long as fewer are moved in the end. The search prices a
//! change, and finds the fewest only by luck; this looks at every change that is left.

use std::collections::{HashMap, HashSet};
use std::sync::atomic::{AtomicBool, Ordering};

use super::ground::Ground;
use super::numbers::Numbers;
use super::sheet::Sheet;
use crate::domain::{AssignmentId, MemberId};

/// How often the rules are asked at most.
const ASKS: usize = 20_000;
/// How many of those who are new in their places make room for one another to fill one head.
const CHAIN: u32 = 2;

/// A place in an opening.
type Place = (AssignmentId, usize);

/// One step of a try that may be taken back.
enum Step {
    Put(Place),
    Off(Place),
}

/// The repair as far as it is.
pub struct Fewest<'a, 'r> {
    pub ground: &'a Ground<'a>,
    pub numbers: &'a Numbers,
    pub sheet: &'a mut Sheet<'r>,
    /// The places taken in the openings.
    pub taken: &'a mut Vec<Place>,
    /// The heads still empty, by opening.
    pub left: &'a mut [u32],
    pub cancel: &'a AtomicBool,
}

/// The work on it.
struct Work<'a, 'r> {
    of: Fewest<'a, 'r>,
    published: HashSet<(MemberId, usize)>,
    /// By member, the openings in which he is new.
    new: HashMap<MemberId, Vec<usize>>,
    /// By member, the minutes he has in the openings.
    minutes: HashMap<MemberId, i64>,
    steps: Vec<Step>,
    limit: usize,
}

impl Fewest<'_, '_> {
    /// Gives places back until no single one can be given back any more.
    pub fn find(self) {
        let published = self.ground.published.iter().copied().collect();
        let limit = self.sheet.asked + ASKS;
        let (new, minutes, steps) = (HashMap::new(), HashMap::new(), Vec::new());
        let mut work = Work { of: self, published, new, minutes, steps, limit };
        for place in work.of.taken.clone() {
            work.count(place, true);
        }
        for k in 0..work.of.left.len() {
            while work.of.left[k] > 0 && !work.stopped() && work.tries(|work| work.fill(k, CHAIN)) {}
        }
        while work.give_back_all() {}
    }
}

impl Work<'_, '_> {
    fn stopped(&self) -> bool {
        self.of.sheet.asked >= self.limit || self.of.cancel.load(Ordering::Relaxed)
    }

    fn give_back_all(&mut self) -> bool {
        let mut some = false;
        for n in 0..self.of.ground.published.len() {
            let (member, k) = self.of.ground.published[n];
            if !self.stopped() && !self.of.sheet.is_in(member, self.of.ground.openings[k].slot) {
                some |= self.give_back(member, k);
            }
        }
        some
    }

    /// Gives `member` his place in opening `k` back: from whoever is new there, and out of what is new for himself.
    fn give_back(&mut self, member: MemberId, k: usize) -> bool {
        let others: Vec<Option<Place>> = match self.of.left[k] {
            0 => {
                let new = |(id, at): &&Place| *at == k && !self.published.contains(&(id.member, k));
                self.of.taken.iter().filter(new).copied().map(Some).collect()
            }
            _ => vec![None],
        };
        let own = self.new_places(member);
        let mut sets: Vec<&[Place]> = vec![&[]];
        sets.extend(own.chunks(1));
        if own.len() > 1 {
            sets.push(&own);
        }
        let place = (self.id(member, k), k);
        others.iter().any(|other| {
            sets.iter().any(|set| {
                self.tries(|work| {
                    other.iter().chain(*set).for_each(|gone| work.off(*gone));
                    work.can_stand(place) && {
                        work.put(place);
                        set.iter().all(|(_, opened)| work.fill(*opened, CHAIN))
                    }
                })
            })
        })
    }

    /// Finds somebody for an empty head of opening `k`: who is free, else who is new elsewhere and is replaced there.
    fn fill(&mut self, k: usize, chain: u32) -> bool {
        let could = self.could(k);
        for member in &could {
            let place = (self.id(*member, k), k);
            if self.stopped() {
                return false;
            }
            if self.can_stand(place) {
                self.put(place);
                return true;
            }
        }
        if chain == 0 {
            return false;
        }
        for member in could {
            for gone in self.new_places(member).into_iter().filter(|(_, at)| *at != k) {
                if self.stopped() {
                    return false;
                }
                let (mark, place) = (self.steps.len(), (self.id(member, k), k));
                self.off(gone);
                if self.can_stand(place) {
                    self.put(place);
                    if self.fill(gone.1, chain - 1) {
                        return true;
                    }
                }
                self.back_to(mark);
            }
        }
        false
    }

    /// Who may stand in opening `k`, those with the fewest hours against their share first.
    fn could(&self, k: usize) -> Vec<MemberId> {
        let Numbers { problem, members, .. } = self.of.numbers;
        let may = (0..members.len()).filter(|i| problem.options[*i].binary_search(&(k as u32)).is_ok());
        let mut could: Vec<usize> = may.collect();
        let minutes = |i: usize| self.minutes.get(&members[i]).copied().unwrap_or_default();
        could.sort_by_cached_key(|i| minutes(*i) - problem.members[*i].target[0]);
        could.into_iter().map(|i| members[i]).collect()
    }

    /// The places that a member has and had not before.
    fn new_places(&self, member: MemberId) -> Vec<Place> {
        let new = self.new.get(&member).into_iter().flatten();
        new.map(|k| (self.id(member, *k), *k)).collect()
    }

    fn id(&self, member: MemberId, k: usize) -> AssignmentId {
        AssignmentId { slot: self.of.ground.openings[k].slot, member }
    }

    fn can_stand(&mut self, (id, k): Place) -> bool {
        self.of.sheet.against(id, self.of.ground.openings[k].span).is_empty()
    }

    fn put(&mut self, place: Place) {
        self.set(place);
        self.steps.push(Step::Put(place));
    }

    fn off(&mut self, place: Place) {
        self.unset(place);
        self.steps.push(Step::Off(place));
    }

    fn set(&mut self, (id, k): Place) {
        self.of.sheet.put(id, self.of.ground.openings[k].span);
        self.of.taken.push((id, k));
        self.of.left[k] = self.of.left[k].saturating_sub(1);
        self.count((id, k), true);
    }

    fn unset(&mut self, (id, k): Place) {
        self.of.sheet.withdraw(id);
        if let Some(at) = self.of.taken.iter().rposition(|p| *p == (id, k)) {
            self.of.taken.remove(at);
        }
        self.of.left[k] += 1;
        self.count((id, k), false);
    }

    /// Counts a place that was set, or no longer counts it.
    fn count(&mut self, (id, k): Place, set: bool) {
        let length = self.of.ground.openings[k].span.length() / 60;
        *self.minutes.entry(id.member).or_default() += if set { length } else { -length };
        if self.published.contains(&(id.member, k)) {
            return;
        }
        let new = self.new.entry(id.member).or_default();
        match set {
            true => new.push(k),
            false => new.retain(|at| *at != k),
        }
    }

    /// Does what `what` does, if it succeeds and the rules find nothing new with anybody; else nothing.
    fn tries(&mut self, what: impl FnOnce(&mut Self) -> bool) -> bool {
        self.steps.clear();
        let done = what(self) && {
            let touched: Vec<MemberId> = self.steps.iter().map(Step::member).collect();
            touched.into_iter().all(|m| self.of.sheet.new_finding(m).is_none())
        };
        if !done {
            self.back_to(0);
        }
        done
    }

    fn back_to(&mut self, mark: usize) {
        while self.steps.len() > mark {
            match self.steps.pop() {
                Some(Step::Put(place)) => self.unset(place),
                Some(Step::Off(place)) => self.set(place),
                None => return,
            }
        }
    }
}

impl Step {
    fn member(&self) -> MemberId {
        let (Step::Put((id, _)) | Step::Off((id, _))) = self;
        id.member
    }
}
