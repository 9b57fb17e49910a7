//! Branches to plan on: the demo, and random ones full of corners.

use chrono::NaiveDate;
use lunban::domain::event::{Change, Only};
use lunban::domain::time::{HOUR, MINUTE, days_after, midnight};
use lunban::domain::*;
use lunban::exchange::demo;
use lunban::plan::branch::{Ask, Effort, Mode, Progress, Proposal, propose};
use std::sync::atomic::AtomicBool;
use std::time::Duration;

pub fn date(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

/// The demo branch on the evening of the story.
pub fn demo_branch() -> (Roster, Instant) {
    let mut roster = Roster::default();
    demo::events(demo::NOW).unwrap().iter().for_each(|e| apply(&mut roster, e));
    (roster, demo::NOW)
}

/// The same answer everywhere.
pub fn effort(steps: u64) -> Effort {
    Effort { time: Duration::ZERO, steps: Some(steps), threads: 1, seed: 1 }
}

pub fn ask(first: &str, days: u32, mode: Mode) -> Ask {
    Ask { first: date(first), days, mode, effort: effort(120_000) }
}

/// Plans without anybody who looks on or stops it.
pub fn plan(roster: &Roster, now: Instant, ask: Ask) -> Proposal {
    propose(roster, now, ask, &AtomicBool::new(false), &|_: Progress| ())
}

/// The roster with a proposal applied, as the desk would.
pub fn applied(roster: &Roster, now: Instant, proposal: &Proposal) -> Roster {
    let mut after = roster.clone();
    if let Some(command) = proposal.command() {
        let events = lunban::domain::decide::decide(roster, &command, now).unwrap();
        events.iter().for_each(|e| apply(&mut after, e));
    }
    after
}

/// SplitMix64.
pub struct Dice(pub u64);

impl Dice {
    pub fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    pub fn below(&mut self, n: usize) -> usize {
        (self.next() % n.max(1) as u64) as usize
    }

    pub fn one_in(&mut self, n: usize) -> bool {
        self.below(n) == 0
    }

    pub fn pick<T: Clone>(&mut self, list: &[T]) -> T {
        list[self.below(list.len())].clone()
    }
}

fn pattern(dice: &mut Dice) -> Vec<Shift> {
    let hours: &[(u16, u16)] = dice.pick(&[
        &[(6 * 60, 14 * 60), (14 * 60, 22 * 60), (22 * 60, 6 * 60)][..],
        &[(8 * 60, 20 * 60), (20 * 60, 8 * 60)][..],
        &[(9 * 60, 9 * 60)][..],
        &[(7 * 60, 11 * 60 + 30), (13 * 60, 19 * 60), (23 * 60, 4 * 60)][..],
        &[(0, 6 * 60), (6 * 60, 12 * 60), (12 * 60, 18 * 60), (18 * 60, 0)][..],
    ]);
    let shift = |(i, (start, end)): (usize, &(u16, u16))| {
        let (id, code) = (ShiftId(i as u32 + 1), format!("s{i}"));
        Shift { id, name: code.clone(), code, start: WallTime(*start), end: WallTime(*end) }
    };
    hours.iter().enumerate().map(shift).collect()
}

fn unavailable(dice: &mut Dice, first: Instant) -> Unavailable {
    let from = first + dice.below(14 * 24) as i64 * HOUR;
    match dice.one_in(2) {
        true => Unavailable::Once { from, to: from + dice.below(80) as i64 * HOUR + MINUTE, why: None },
        false => Unavailable::Daily {
            days: Default::default(),
            since: WallTime(dice.below(1440) as u16),
            until: WallTime(dice.below(1440) as u16),
            why: None,
        },
    }
}

fn post(dice: &mut Dice, n: u32, shifts: &[Shift], first: NaiveDate) -> Post {
    let heads = shifts.iter().map(|s| Heads { shift: s.id, heads: dice.below(3) as u32 }).collect();
    let surge = |dice: &mut Dice| Surge {
        days: Default::default(),
        from: WallTime(dice.below(144) as u16 * 10),
        to: WallTime(dice.below(144) as u16 * 10),
        extra: 1,
        first: None,
        last: None,
    };
    let surge = (0..dice.below(3)).map(|_| surge(dice)).collect();
    let except = Except { date: days_after(first, 2), shift: shifts[0].id, heads: 2 };
    Post { name: format!("p{n}"), heads, surge, except: vec![except], ..Post::default() }
}

fn rules(dice: &mut Dice, longest: i64) -> Rules {
    Rules {
        max_stretch: dice.pick(&[8 * HOUR, longest, longest + HOUR]),
        min_break: dice.pick(&[0, 30 * MINUTE, HOUR]),
        min_rest: dice.pick(&[0, 8 * HOUR, 11 * HOUR, 24 * HOUR]),
        max_week: dice.pick(&[20 * HOUR, 44 * HOUR, 60 * HOUR]),
        max_consecutive_days: dice.pick(&[2, 4, 6]),
        ..Rules::default()
    }
}

/// A small branch around a weekend, half planned already, with somebody on duty now; and a range to plan.
pub fn random(seed: u64) -> (Roster, Instant, Ask) {
    let mut dice = Dice(seed);
    let zone = dice.pick(&[chrono_tz::Asia::Shanghai, chrono_tz::Europe::Berlin]);
    // Thursdays before a weekend on which Berlin's clocks go forward, back, or not at all.
    let first = date(dice.pick(&["2022-03-24", "2022-10-27", "2022-04-21"]));
    let shifts = pattern(&mut dice);
    let start = midnight(zone, first);
    let now = start + dice.below(48) as i64 * HOUR / 2;
    let mut roster = Roster::default();
    apply(
        &mut roster,
        &Event::Branch(Change { id: Only, was: None, is: Some(Branch { name: "b".into(), zone, secretary: None }) }),
    );
    let longest = shifts.iter().map(|s| (i64::from(s.end.0) - i64::from(s.start.0)).rem_euclid(1440)).max().unwrap();
    let longest = if longest == 0 { 24 * HOUR } else { longest * 60 };
    apply(&mut roster, &Event::Pattern(Change { id: Only, was: None, is: Some(shifts.clone()) }));
    apply(&mut roster, &Event::Rules(Change { id: Only, was: None, is: Some(rules(&mut dice, longest)) }));
    // In every third branch the shifts change in the middle of it.
    let mut other = Dice(seed ^ 0x0c4a_4e6e);
    let mut every = shifts.clone();
    if other.one_in(3) {
        let (later, from) = (pattern(&mut other), days_after(first, other.below(7) as i64));
        every.extend(later.iter().filter(|s| shifts.iter().all(|k| k.id != s.id)).cloned());
        apply(&mut roster, &Event::PatternFrom(Change { id: from, was: None, is: Some(LaterPattern(later)) }));
    }
    let posts = 1 + dice.below(3) as u32;
    for n in 1..=posts {
        apply(
            &mut roster,
            &Event::Post(Change { id: PostId(n), was: None, is: Some(post(&mut dice, n, &every, first)) }),
        );
    }
    let members = 4 + dice.below(8) as u32;
    for n in 1..=members {
        let posts = dice.one_in(4).then(|| vec![PostId(1 + dice.below(posts as usize) as u32)]);
        let away = (0..dice.below(3)).map(|_| unavailable(&mut dice, start)).collect();
        let leaves = dice.one_in(6).then(|| days_after(first, 4));
        let m = Member { name: format!("m{n}"), posts, unavailable: away, leaves, ..Member::default() };
        apply(&mut roster, &Event::Member(Change { id: MemberId(n), was: None, is: Some(m) }));
    }
    for _ in 0..dice.below(50) {
        let post = PostId(1 + dice.below(posts as usize) as u32);
        let date = days_after(first, dice.below(17) as i64 - 4);
        let slot = Slot { post, date, shift: dice.pick(roster.shifts_on(date)).id };
        let id = AssignmentId { slot, member: MemberId(1 + dice.below(members as usize) as u32) };
        let is = Assignment { pinned: dice.one_in(5), ..Assignment::default() };
        apply(&mut roster, &Event::Assignment(Change { id, was: None, is: Some(is) }));
    }
    for n in 1..=dice.below(4) as u32 {
        let on = now - dice.below(20) as i64 * HOUR - MINUTE;
        let off = dice.one_in(2).then(|| now - 30);
        let p = Presence {
            post: PostId(1),
            member: MemberId(n.min(members)),
            on,
            off,
            away: Vec::new(),
            corrected: Vec::new(),
        };
        apply(&mut roster, &Event::Presence(Change { id: PresenceId(n), was: None, is: Some(p) }));
    }
    let mode = dice.pick(&[Mode::Fill, Mode::Repair]);
    let first = days_after(first, dice.below(4) as i64 - 1);
    (roster, now, Ask { first, days: 1 + dice.below(9) as u32, mode, effort: effort(4_000) })
}
