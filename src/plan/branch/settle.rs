//! Takes what the search has found into the roster, under the eyes of the rules: an assignment that would bring a
//! finding is left out, and the heads that are empty then are offered to everybody once more.

use std::collections::{BTreeSet, HashMap};
use std::sync::atomic::{AtomicBool, Ordering};

use super::Mode;
use super::fewest::Fewest;
use super::ground::Ground;
use super::numbers::Numbers;
use super::openings::Opening;
use super::put;
use super::sheet::Sheet;
use crate::domain::{AssignmentId, MemberId, Roster};

/// How often the rules are asked at most while empty heads are offered.
const ASKS: usize = 20_000;

/// Puts `found`, (member, slot) of the problem, into `planned`, and takes out of it what may move and was not found.
pub fn settle(ground: &Ground, numbers: &Numbers, found: &[(usize, usize)], planned: &mut Roster, cancel: &AtomicBool) {
    let before = planned.clone();
    let mut sheet = Sheet::new(&before, &ground.calendar, ground.now);
    let mut movable = HashMap::new();
    for s in &ground.movable {
        let id = AssignmentId { slot: s.slot, member: s.member };
        movable.insert(id, *s);
        sheet.withdraw(id);
    }
    let mut places: Vec<(AssignmentId, usize)> = found
        .iter()
        .filter(|(_, k)| *k < ground.openings.len())
        .map(|&(m, k)| (AssignmentId { slot: ground.openings[k].slot, member: numbers.members[m] }, k))
        .collect();
    // Who keeps his place comes first: a new one never costs him it.
    let keeps = |id: &AssignmentId, k: usize| movable.get(id).is_some_and(|s| s.span == ground.openings[k].span);
    places.sort_by_key(|(id, k)| (!keeps(id, *k), ground.openings[*k].span.from, *id));
    let mut left: Vec<u32> = ground.openings.iter().map(|o| o.heads).collect();
    let mut taken: Vec<(AssignmentId, usize)> = Vec::new();
    for (id, k) in places {
        let span = ground.openings[k].span;
        if sheet.is_in(id.member, id.slot) || !keeps(&id, k) && !sheet.against(id, span).is_empty() {
            continue;
        }
        sheet.put(id, span);
        left[k] = left[k].saturating_sub(1);
        taken.push((id, k));
    }
    mend(ground, &mut sheet, &mut taken, &mut left, &movable.values().map(|s| s.member).collect());
    offer(ground, numbers, &mut sheet, &mut taken, &mut left, cancel);
    if ground.mode == Mode::Repair {
        let (sheet, taken, left) = (&mut sheet, &mut taken, &mut left[..]);
        Fewest { ground, numbers, sheet, taken, left, cancel }.find();
    }
    let now: HashMap<AssignmentId, usize> = taken.into_iter().collect();
    for (id, s) in &movable {
        if now.get(id).is_none_or(|k| ground.openings[*k].span != s.span) {
            put(planned, *id, None);
        }
    }
    for (id, k) in now {
        if !keeps(&id, k) {
            put(planned, id, Some(ground.openings[k].assignment()));
        }
    }
}

/// Takes new places away again from whom the rules find something with; in the end he keeps what he had.
fn mend(
    ground: &Ground,
    sheet: &mut Sheet,
    taken: &mut Vec<(AssignmentId, usize)>,
    left: &mut [u32],
    moved: &BTreeSet<MemberId>,
) {
    let mut members: BTreeSet<MemberId> = taken.iter().map(|(id, _)| id.member).collect();
    members.extend(moved);
    for member in members {
        while sheet.new_finding(member).is_some() {
            let Some(at) = taken.iter().rposition(|(id, _)| id.member == member) else { break };
            let (id, k) = taken.remove(at);
            sheet.withdraw(id);
            left[k] += 1;
        }
        if sheet.new_finding(member).is_none() {
            continue;
        }
        // Taking away alone can join nothing and yet part a stretch in two: then all stays as it was.
        for (k, o) in ground.openings.iter().enumerate() {
            if ground.published.contains(&(member, k)) && left[k] > 0 {
                let id = AssignmentId { slot: o.slot, member };
                sheet.put(id, o.span);
                left[k] -= 1;
                taken.push((id, k));
            }
        }
    }
}

/// Offers the empty heads to everybody, those first who are furthest below their share.
fn offer(
    ground: &Ground,
    numbers: &Numbers,
    sheet: &mut Sheet,
    taken: &mut Vec<(AssignmentId, usize)>,
    left: &mut [u32],
    cancel: &AtomicBool,
) {
    let limit = sheet.asked + ASKS;
    let mut load: Vec<i64> = numbers.problem.members.iter().map(|m| -m.target[0]).collect();
    let index: HashMap<MemberId, usize> = numbers.members.iter().enumerate().map(|(i, m)| (*m, i)).collect();
    let minutes = |o: &Opening| o.span.length() / 60;
    for (id, k) in taken.iter() {
        load[index[&id.member]] += minutes(&ground.openings[*k]);
    }
    for (k, o) in ground.openings.iter().enumerate() {
        let mut could: Vec<usize> = Vec::new();
        if left[k] > 0 {
            could = (0..numbers.members.len())
                .filter(|i| numbers.problem.options[*i].binary_search(&(k as u32)).is_ok())
                .collect();
            could.sort_by_key(|i| load[*i]);
        }
        for i in could {
            if left[k] == 0 || sheet.asked >= limit || cancel.load(Ordering::Relaxed) {
                break;
            }
            let id = AssignmentId { slot: o.slot, member: numbers.members[i] };
            if sheet.against(id, o.span).is_empty() {
                sheet.put(id, o.span);
                left[k] -= 1;
                load[i] += minutes(o);
                taken.push((id, k));
            }
        }
    }
}
