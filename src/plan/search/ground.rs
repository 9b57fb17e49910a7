//! What does not change during a search: who may come into question where, and what is fixed.

use std::collections::HashMap;

use crate::plan::problem::Problem;

/// Lists of numbers, one after the other in one piece of memory.
#[derive(Default)]
pub struct Lists {
    from: Vec<u32>,
    all: Vec<u32>,
}

impl Lists {
    fn of(lists: usize, pairs: impl Iterator<Item = (usize, u32)> + Clone) -> Lists {
        let mut from = vec![0u32; lists + 1];
        pairs.clone().for_each(|(i, _)| from[i + 1] += 1);
        for i in 0..lists {
            from[i + 1] += from[i];
        }
        let mut next = from.clone();
        let mut all = vec![0; from[lists] as usize];
        for (i, value) in pairs {
            all[next[i] as usize] = value;
            next[i] += 1;
        }
        Lists { from, all }
    }

    pub fn get(&self, i: usize) -> &[u32] {
        &self.all[self.from[i] as usize..self.from[i + 1] as usize]
    }
}

/// See the head of this file.
pub struct Ground {
    /// By slot: members who could stand there.
    pub candidates: Lists,
    /// By date: its slots that may be changed.
    pub by_date: Lists,
    /// By member and date: the slots in which he could stand.
    pub choices: Lists,
    /// What has to stand: pins, and in a repair what is past; (member, slot), sorted.
    pub fixed: Vec<(u32, u32)>,
    /// Slots that may be changed and for which somebody comes into question.
    pub open: Vec<u32>,
    /// Whether a slot may have more than its heads anywhere.
    pub over: bool,
    pub members: usize,
    pub dates: usize,
    /// By slot: the same number for those of the same time and amounts; NO_OTHER when there is none but this.
    groups: Vec<u32>,
    /// By slot: the others of its group.
    pub peers: Lists,
    past: Vec<bool>,
    pins: Vec<(u32, u32)>,
    /// By member: bit k is set when he could stand in slot k.
    could: Vec<u64>,
    words: usize,
}

impl Ground {
    pub fn new(p: &Problem) -> Ground {
        Ground::of(p, MOST_PAIRS)
    }

    /// With about so many pairs listed at most.
    fn of(p: &Problem, most: usize) -> Ground {
        let past: Vec<bool> = (0..p.slots.len()).map(|k| p.is_past(k)).collect();
        let fits = |m: usize, k: u32| {
            let s = &p.slots[k as usize];
            !past[k as usize] && s.end - s.begin <= p.members[m].limits.max_stretch && (s.heads > 0 || s.over.is_some())
        };
        let pairs = p.options.iter().enumerate().flat_map(|(m, ks)| ks.iter().map(move |k| (m, *k)));
        let pairs = pairs.filter(|(m, k)| fits(*m, *k));
        let listed = Listed::of(p, most, pairs.clone());
        let listed = pairs.clone().filter(|(m, k)| listed.has(*m, *k));
        let candidates = Lists::of(p.slots.len(), listed.clone().map(|(m, k)| (k as usize, m as u32)));
        let choices =
            Lists::of(p.members.len() * p.dates, listed.map(|(m, k)| (m * p.dates + p.slots[k as usize].date, k)));
        let words = p.slots.len().div_ceil(64);
        let mut could = vec![0u64; words * p.members.len()];
        pairs.for_each(|(m, k)| could[m * words + k as usize / 64] |= 1 << (k % 64));
        let open: Vec<u32> = (0..p.slots.len()).filter(|&k| !candidates.get(k).is_empty()).map(|k| k as u32).collect();
        let groups = groups(p, &open);
        let small = |list: &[(usize, usize)]| list.iter().map(|&(m, k)| (m as u32, k as u32)).collect::<Vec<_>>();
        let pins = small(&p.pinned);
        let mut fixed = small(p.published.as_deref().unwrap_or_default());
        fixed.retain(|a| past[a.1 as usize]);
        fixed.extend(&pins);
        fixed.sort_unstable();
        fixed.dedup();
        Ground {
            by_date: Lists::of(p.dates, open.iter().map(|&k| (p.slots[k as usize].date, k))),
            candidates,
            choices,
            fixed,
            over: p.slots.iter().any(|s| s.over.is_some()),
            members: p.members.len(),
            dates: p.dates,
            peers: peers(&groups, &open),
            groups,
            past,
            open,
            pins,
            could,
            words,
        }
    }

    /// Slots with the same number are of the same time.
    pub fn group(&self, slot: u32) -> u32 {
        self.groups[slot as usize]
    }

    /// Whether no other slot that may be changed is of the same time.
    pub fn alone(&self, slot: u32) -> bool {
        self.groups[slot as usize] == NO_OTHER
    }

    /// Whether the assignment must stay.
    pub fn is_fixed(&self, member: u32, slot: u32) -> bool {
        self.past[slot as usize] || (!self.pins.is_empty() && self.pins.binary_search(&(member, slot)).is_ok())
    }

    /// Whether the member could stand in the slot and the slot may be changed.
    pub fn could(&self, member: u32, slot: u32) -> bool {
        self.could[member as usize * self.words + slot as usize / 64] >> (slot % 64) & 1 == 1
    }
}

/// About as many pairs of a member and a slot are listed at most: where everybody of a city may stand everywhere, all of
/// them would take more memory and time than the roster gets better by.
const MOST_PAIRS: usize = 6_000_000;

/// About so many are listed for each head of a slot all the same, as far as there are as many.
const FOR_A_HEAD: usize = 16;

/// Which pairs are listed. Where too many could stand in a slot, some of them, as chance has it; of those who have a role
/// that it asks for up to four times as many as of the others. Always whoever is published there or wants a shift on that date.
struct Listed<'a> {
    p: &'a Problem,
    /// By slot: one in so many of those without a role it asks for, and of those with one.
    every: Vec<[usize; 2]>,
    /// By slot: the roles it asks for.
    asks: Vec<u64>,
    /// By member and date.
    wants: Vec<bool>,
}

impl Listed<'_> {
    fn of(p: &Problem, most: usize, pairs: impl Iterator<Item = (usize, u32)>) -> Listed<'_> {
        let asks = p.slots.iter().map(|s| s.roles.iter().fold(0, |all, (role, _)| all | 1 << role)).collect();
        let mut wants = vec![false; p.members.len() * p.dates];
        for (m, member) in p.members.iter().enumerate() {
            member.requests.iter().filter(|r| r.want).for_each(|r| wants[m * p.dates + r.date] = true);
        }
        let mut listed = Listed { p, every: vec![[0; 2]; p.slots.len()], asks, wants };
        for (m, k) in pairs {
            let asked = listed.asked(m, k);
            listed.every[k as usize][asked] += 1;
        }
        let share = most / p.slots.len().max(1);
        for (every, slot) in listed.every.iter_mut().zip(&p.slots) {
            let most = share.max(FOR_A_HEAD.saturating_mul(usize::try_from(slot.heads).unwrap_or(0)));
            let most = most.clamp(1, usize::MAX / 4);
            let [others, asked] = *every;
            // Those with the role are few, and each of them may be needed.
            *every = [others.div_ceil(most).max(1), asked.div_ceil(4 * most).max(1)];
        }
        listed
    }

    /// Whether he has a role that the slot asks for.
    fn asked(&self, member: usize, slot: u32) -> usize {
        usize::from(self.p.members[member].roles & self.asks[slot as usize] != 0)
    }

    fn has(&self, member: usize, slot: u32) -> bool {
        let every = self.every[slot as usize][self.asked(member, slot)];
        every == 1
            || chance(member, slot).is_multiple_of(every as u64)
            || self.wants[member * self.p.dates + self.p.slots[slot as usize].date]
            || self.p.published.as_ref().is_some_and(|all| all.binary_search(&(member, slot as usize)).is_ok())
    }
}

/// A number for a pair, in which neither shows; always the same one.
fn chance(member: usize, slot: u32) -> u64 {
    let mut x = (member as u64) << 32 | u64::from(slot);
    x = (x ^ x >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    x = (x ^ x >> 27).wrapping_mul(0x94d0_49bb_1331_11eb);
    x ^ x >> 31
}

const NO_OTHER: u32 = u32::MAX;
const MOST_PEERS: usize = 24;

/// By slot, the number of its group: of the open slots, those that differ in nothing but the post and who is asked for.
fn groups(p: &Problem, open: &[u32]) -> Vec<u32> {
    let mut of: HashMap<_, (u32, u32)> = HashMap::new();
    let key = |k: u32| {
        let s = &p.slots[k as usize];
        (s.date, s.shift, s.begin, s.end, s.weeks, s.amounts)
    };
    for &k in open {
        of.entry(key(k)).or_insert((k, 0)).1 += 1;
    }
    let mut groups = vec![NO_OTHER; p.slots.len()];
    for &k in open {
        if let Some((first, 2..)) = of.get(&key(k)) {
            groups[k as usize] = *first;
        }
    }
    groups
}

/// By slot, the others of its group; none where they are too many to go through (a city's).
fn peers(groups: &[u32], open: &[u32]) -> Lists {
    let mut of: HashMap<u32, Vec<u32>> = HashMap::new();
    for &k in open.iter().filter(|k| groups[**k as usize] != NO_OTHER) {
        of.entry(groups[k as usize]).or_default().push(k);
    }
    of.retain(|_, group| group.len() <= MOST_PEERS);
    let pairs = open.iter().flat_map(|k| {
        let group = of.get(&groups[*k as usize]).map(Vec::as_slice).unwrap_or_default();
        group.iter().filter(move |other| *other != k).map(move |other| (*k as usize, *other))
    });
    Lists::of(groups.len(), pairs)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// 60 people, of whom the last is the only nurse; one slot of 3 heads, one of a head and a nurse, one that the first wants.
    const MANY: &str = r#"{"format": 1, "name": "many", "first_date": "2022-04-22", "dates": 1,
        "shifts": [{"code": "E", "start": "06:00", "minutes": 480}],
        "posts": [{"id": "g1"}, {"id": "g2"}, {"id": "g3"}], "members": [MEMBERS], "rules": {}, "weights": {},
        "demand": [{"date": "2022-04-22", "shift": "E", "post": "g1", "heads": 3},
                   {"date": "2022-04-22", "shift": "E", "post": "g2", "heads": 1, "roles": {"nurse": 1}},
                   {"date": "2022-04-22", "shift": "E", "post": "g3", "heads": 1}],
        "requests": [{"member": "m0", "date": "2022-04-22", "kind": "want", "weight": 1}]}"#;

    #[test]
    fn where_only_some_are_listed_there_are_enough_for_every_head_role_and_wish() {
        let nurse = |n: i32| if n == 59 { r#", "roles": ["nurse"]"# } else { "" };
        let members: Vec<String> = (0..60).map(|n| format!(r#"{{"id": "m{n}"{}}}"#, nurse(n))).collect();
        let p = Problem::read(&MANY.replace("MEMBERS", &members.join(","))).unwrap_or_else(|e| panic!("{e:?}"));
        let all = Ground::of(&p, 1_000);
        assert_eq!([0, 1, 2].map(|k| all.candidates.get(k).len()), [60; 3]);
        let some = Ground::of(&p, 30);
        let listed = some.candidates.get(0).len();
        assert!((20..60).contains(&listed), "every second, for three heads: {listed}");
        for k in [1, 2] {
            let listed = some.candidates.get(k);
            assert!((8..40).contains(&listed.len()), "every fourth: {}", listed.len());
            assert!(listed.contains(&0), "who wants it");
        }
        assert!(some.candidates.get(1).contains(&59), "the nurse");
        assert!(some.could(1, 2), "whoever could stand still could");
    }
}
