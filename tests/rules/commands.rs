//! Random sequences of commands through `decide`, undo and redo: what RULES §3 says of presences, absences and
//! assignments holds after every one, an undo leaves the branch as it was, and handovers do what §8 says.

use std::sync::Arc;

use lunban::domain::decide::{handover_preset, outcome};
use lunban::domain::time::{DAY, HOUR};
use lunban::domain::undo::History;
use lunban::domain::*;

use crate::branches::{Branch, Dice};
use crate::compare::{campaign, rounds};
use crate::naive::Naive;
use crate::properties::records;

/// What §3 and FORMATS say of the records, looked at one by one.
fn holds(r: &Roster, now: Instant) -> Result<(), String> {
    let all: Vec<&Presence> = r.presences.values().collect();
    for (i, p) in all.iter().enumerate() {
        let end = p.off.unwrap_or(Instant::NEVER);
        if p.on > end || p.on > now || p.off.is_some_and(|off| off > now) {
            return Err(format!("times of {p:?} at {now:?}"));
        }
        if let Some(q) = all[i + 1..].iter().find(|q| q.member == p.member && q.span().overlaps(p.span())) {
            return Err(format!("{p:?} overlaps {q:?}"));
        }
        let both_open = |q: &&&Presence| q.member == p.member && q.off.is_none() && p.off.is_none();
        if let Some(q) = all[i + 1..].iter().find(both_open) {
            return Err(format!("{p:?} and {q:?} are both open"));
        }
        for (j, a) in p.away.iter().enumerate() {
            let to = a.to.unwrap_or(end);
            let closed = a.to.is_some() || p.off.is_none();
            if a.from < p.on || a.from > to || to > end || a.from > now || a.to.is_some_and(|t| t > now) || !closed {
                return Err(format!("{a:?} of {p:?} at {now:?}"));
            }
            if p.away[j + 1..].iter().any(|b| b.span().overlaps(a.span())) {
                return Err(format!("absences of {p:?} overlap"));
            }
        }
    }
    for (id, a) in &r.assignments {
        let part = r.assignment_span(id, a).ok_or("no such shift")?;
        let slot = r.slot_span(id.slot.date, id.slot.shift).ok_or("no such shift")?;
        let given = a.from.is_some() || a.to.is_some();
        if given && (part.from > part.to || part.from < slot.from || part.to > slot.to) {
            return Err(format!("{id:?} {a:?} outside its slot"));
        }
    }
    Ok(())
}

fn some_command(d: &mut Dice, r: &Roster, now: Instant) -> Command {
    let posts: Vec<PostId> = r.posts.keys().copied().collect();
    let members: Vec<MemberId> = r.members.keys().copied().collect();
    let (post, member, other) = (d.pick(&posts), d.pick(&members), d.pick(&members));
    let date = now.date(r.branch.zone) + chrono::Duration::days(d.within(-2, 3));
    let shifts = r.shifts_on(date);
    let slot = Slot { post, date, shift: shifts[d.below(shifts.len())].id };
    let some = |d: &mut Dice| d.one_in(4).then(|| WallTime(d.below(1440) as u16));
    let of: Vec<&Presence> = r.presences.values().filter(|p| p.member == member).collect();
    let at = d.one_in(2).then(|| now - d.pick(&[0, 1, 600, HOUR, 8 * HOUR, 2 * DAY, -1, -600]));
    let list = |d: &mut Dice| match d.below(4) {
        0 => Some(vec![]),
        1 => Some(vec![member]),
        2 => Some(vec![member, other]),
        _ => None,
    };
    let what = match d.below(14) {
        0 | 1 => Do::On { post, member },
        2 | 3 => match of.last() {
            Some(p) => Do::Off { post: p.post, member },
            None => Do::Off { post, member },
        },
        4 | 5 => Do::Handover { post, out: list(d), relief: list(d), note: None, in_place_of: Vec::new() },
        6 => Do::Assign { slot, member, from: some(d), to: some(d), pinned: d.one_in(2), in_place_of: None },
        7 => Do::Withdraw { slot, member },
        8 | 9 => {
            let by = d.one_in(2).then_some(other);
            Do::Cover { post: of.last().map_or(post, |p| p.post), member, by }
        }
        10 => Do::Uncover { post: of.last().map_or(post, |p| p.post), member },
        11 | 12 => match of.last() {
            Some(p) => {
                let some = |d: &mut Dice| d.one_in(2).then(|| now - d.pick(&[0, 600, HOUR, 9 * HOUR, DAY, -60]));
                Do::Correct { post: p.post, member, on: p.on, new_on: some(d), new_off: some(d) }
            }
            None => Do::Note { post, text: "无事".into() },
        },
        _ => {
            let from = now + d.within(-DAY, DAY);
            Do::Leave { member, from, to: from + d.pick(&[0, HOUR, DAY]), why: None }
        }
    };
    Command { what, at, reason: Some("核对".into()) }
}

#[test]
fn no_sequence_of_commands_breaks_what_always_holds_and_an_undo_restores() {
    campaign(7_000_000..7_000_000 + rounds(200), |b| {
        let mut roster = b.roster();
        let mut dice = Dice(b.now.0 as u64);
        let mut now = b.now;
        let mut history = History::default();
        let mut seq = 0;
        for step in 0..25 {
            now = now + dice.pick(&[0, 0, 1, 60, HOUR, 7 * HOUR]);
            let by = dice.pick(&["王芳", "王涛"]);
            let before = records(&roster);
            let mut next = None;
            let (events, undoes, what) = match dice.below(6) {
                0 => match history.undo(&roster, by) {
                    Ok(t) => (t.events, Some(t.entry.seq), "undo".to_string()),
                    Err(_) => continue,
                },
                1 => match history.redo(&roster, by) {
                    Ok(t) => (t.events, Some(t.entry.seq), "redo".to_string()),
                    Err(_) => continue,
                },
                _ => {
                    let c = some_command(&mut dice, &roster, now);
                    match outcome(&roster, &c, now) {
                        Ok(outcome) => {
                            next = Some(outcome.next);
                            (outcome.events, None, format!("{c:?}"))
                        }
                        Err(_) => continue,
                    }
                }
            };
            for e in &events {
                apply(&mut roster, e);
            }
            if next.is_some_and(|mut next| records(next.roster()) != records(&roster)) {
                return Err(format!("step {step} {what}: decided on another roster than comes of it"));
            }
            holds(&roster, now).map_err(|e| format!("step {step} {what}: {e}\n{events:#?}"))?;
            seq += 1;
            let entry = Entry { seq, at: now, by: by.into(), key: None, undoes, events };
            let changes = entry.events.iter().any(|e| e.inverse().is_some());
            history.saw(Arc::new(entry));
            if undoes.is_none() && changes {
                let back = history.undo(&roster, by).map_err(|e| format!("step {step} {what}: no undo: {e:?}"))?;
                let mut then = roster.clone();
                back.events.iter().for_each(|e| apply(&mut then, e));
                if records(&then) != before {
                    return Err(format!("step {step} {what}: undo leaves something"));
                }
            }
        }
        Ok(())
    });
}

/// The preset of §8, looked up the long way.
fn preset(b: &Branch, r: &Roster, n: &Naive, post: PostId, at: Instant) -> (Slot, Vec<MemberId>, Vec<MemberId>) {
    let mut starts = Vec::new();
    for day in -3..=3 {
        let date = at.date(b.zone) + chrono::Duration::days(day);
        for s in b.shifts_on(date) {
            let slot = Slot { post, date, shift: s.id };
            let span = r.slot_span(slot.date, slot.shift).expect("a shift of the pattern");
            starts.push(((span.from - at).abs(), std::cmp::Reverse((span.from, span.to)), slot));
        }
    }
    // Of two that begin at once, one is empty: its whole date was left out.
    starts.sort();
    let slot = starts[0].2;
    let assigned: Vec<MemberId> = b.plans.iter().filter(|(id, _)| id.slot == slot).map(|(id, _)| id.member).collect();
    let present = |m: &MemberId| {
        r.presences.values().any(|p| p.post == post && p.member == *m && p.on <= at && p.off.is_none_or(|o| at < o))
    };
    let relief = assigned.iter().filter(|m| !present(m) && !n.is_unavailable(**m, slot.date, at)).copied().collect();
    let out = r.members.keys().filter(|m| present(m) && !assigned.contains(m)).copied().collect();
    (slot, out, relief)
}

#[test]
fn a_handover_presets_the_people_of_the_slot_whose_start_is_nearest() {
    campaign(8_000_000..8_000_000 + rounds(200), |b| {
        let roster = b.roster();
        let n = Naive::new(&roster, b.now, Span::new(b.now - 5 * DAY, b.now));
        let mut dice = Dice(b.now.0 as u64);
        for post in roster.posts.keys() {
            for _ in 0..4 {
                let at = b.now - dice.pick(&[0, 0, 1, HOUR, 4 * HOUR, dice.0 as i64 % DAY]).abs();
                let mut ours = handover_preset(&roster, *post, at);
                ours.out.sort();
                ours.relief.sort();
                let (slot, out, relief) = preset(b, &roster, &n, *post, at);
                if (ours.slot, &ours.out, &ours.relief) != (Some(slot), &out, &relief) {
                    return Err(format!("at {at:?}: {ours:?}, naive {slot:?} out {out:?} relief {relief:?}"));
                }
            }
        }
        Ok(())
    });
}
