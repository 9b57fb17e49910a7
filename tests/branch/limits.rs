//! What cannot be planned is answered: nothing there, rules that nobody can keep, too much at once, stopped at once.

use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use lunban::domain::event::Change;
use lunban::domain::time::{HOUR, midnight};
use lunban::domain::*;
use lunban::plan::branch::{Against, Ask, Effort, Mode, Progress, Way, propose};

use crate::kit::*;

#[test]
fn no_members_no_posts_no_days_no_future_are_answered() {
    let (demo, now) = demo_branch();
    let mut empty = demo.clone();
    empty.members = Default::default();
    empty.assignments = Default::default();
    let nobody = plan(&empty, now, ask("2022-04-19", 3, Mode::Fill));
    assert!(nobody.changes.is_empty() && nobody.open_heads() > 60, "all of it stays open");
    assert_eq!(nobody.heads, nobody.open_heads(), "and is counted as needed");
    assert!(nobody.ways.iter().any(|w| matches!(w, Way::OneMore { .. })), "{:?}", nobody.ways);
    let nothing = plan(&Roster::default(), now, ask("2022-04-19", 3, Mode::Fill));
    assert!(nothing.changes.is_empty() && nothing.open.is_empty());
    assert!(plan(&demo, now, ask("2022-04-19", 0, Mode::Fill)).changes.is_empty());
    assert!(plan(&demo, now, ask("2022-04-01", 10, Mode::Fill)).changes.is_empty(), "what is past stays");
}

#[test]
fn a_surge_outside_every_slot_is_named() {
    let (mut roster, now) = demo_branch();
    let day = Shift { end: WallTime(14 * 60), ..default_pattern()[0].clone() };
    roster.assignments = Default::default();
    apply(&mut roster, &Event::Pattern(Change { id: event::Only, was: None, is: Some(vec![day]) }));
    let planned = plan(&roster, now, ask("2022-04-19", 2, Mode::Fill));
    let outside: Vec<_> = planned.outside.iter().map(|o| roster.post_name(o.post)).collect();
    assert_eq!(outside, ["实验中学家属院"; 2], "17:30–18:20 is in no slot any more");
    roster.members = Default::default();
    let nobody = plan(&roster, now, ask("2022-04-19", 2, Mode::Fill));
    assert_eq!(nobody.outside, planned.outside, "with or without people");
    assert_eq!(planned.open_heads(), 0);
}

#[test]
fn a_pin_that_breaks_a_rule_is_named_with_the_rule() {
    let (mut roster, now) = demo_branch();
    let member = roster.member_by_name("赵建群").unwrap();
    let slot = |shift| Slot { post: PostId(1), date: date("2022-04-23"), shift: ShiftId(shift) };
    for shift in [1, 2] {
        let id = AssignmentId { slot: slot(shift), member };
        let was = roster.assignments.get(&id).cloned();
        let is = Some(Assignment { pinned: true, ..Assignment::default() });
        apply(&mut roster, &Event::Assignment(Change { id, was, is }));
    }
    let planned = plan(&roster, now, ask("2022-04-23", 2, Mode::Fill));
    let overlong = planned.broken.iter().find(|b| b.finding.kind == finding::Kind::Overlong).unwrap();
    let pins: Vec<_> = overlong.pins.iter().map(|id| id.slot).collect();
    assert_eq!((overlong.finding.members.as_slice(), pins), (&[member][..], vec![slot(1), slot(2)]));
    assert!(planned.changes.iter().all(|c| c.id.member != member || c.was.is_some()), "he gets nothing besides");
}

#[test]
fn what_stays_open_has_its_reasons_counted_and_its_ways_out_hold() {
    let (mut roster, now) = demo_branch();
    roster.rules.max_week = 24 * HOUR;
    let planned = plan(&roster, now, ask("2022-04-25", 7, Mode::Fill));
    assert!(planned.open_heads() > 10, "{}", planned.open_heads());
    let open = planned.open.first().unwrap();
    let asked: usize = open.why.iter().map(|(_, n)| n).sum();
    assert_eq!(asked, roster.members.len(), "everybody has a reason");
    assert!(open.why.iter().any(|(why, n)| *why == Against::WeekHours && *n > 5), "{:?}", open.why);
    let longer = planned.ways.iter().find_map(|w| match w {
        Way::LongerWeek { by, fills, .. } => Some((*by, *fills)),
        _ => None,
    });
    let (by, fills) = longer.expect("lifting the weekly hours is a way out");
    let mut lifted = applied(&roster, now, &planned);
    lifted.rules.max_week += by;
    let again = plan(&lifted, now, ask("2022-04-25", 7, Mode::Repair));
    assert!(planned.open_heads() - again.open_heads() >= fills, "what was promised holds");
}

/// 500 posts, 4,000 people who may stand anywhere.
fn city() -> Roster {
    let mut roster = Roster::default();
    let heads: Vec<_> = (1..=3).map(|n| Heads { shift: ShiftId(n), heads: 1 }).collect();
    for n in 1..=500 {
        let is = Post { name: format!("p{n}"), heads: heads.clone(), ..Post::default() };
        apply(&mut roster, &Event::Post(Change { id: PostId(n), was: None, is: Some(is) }));
    }
    for n in 1..=4000 {
        let is = Member { name: format!("m{n}"), ..Member::default() };
        apply(&mut roster, &Event::Member(Change { id: MemberId(n), was: None, is: Some(is) }));
    }
    roster
}

#[test]
fn a_stopped_plan_comes_back_at_once_however_large() {
    let roster = city();
    let now = midnight(roster.zone(), date("2022-04-18"));
    let effort = Effort { time: Duration::from_secs(3600), ..Effort::default() };
    let ask = Ask { first: date("2022-04-18"), days: 365, mode: Mode::Fill, effort };
    let stop = AtomicBool::new(true);
    let planned = propose(&roster, now, ask, &stop, &|_: Progress| ());
    assert!(planned.stopped && planned.changes.is_empty() && planned.ways.is_empty());
}

#[test]
fn a_year_of_the_demo_is_planned_piece_by_piece_and_stops_in_between() {
    let (roster, now) = demo_branch();
    let stop = AtomicBool::new(false);
    let seen = std::sync::atomic::AtomicU32::new(0);
    let look = |p: Progress| {
        seen.fetch_max(p.days_done, Ordering::Relaxed);
        if p.days_done >= 30 {
            stop.store(true, Ordering::Relaxed);
        }
    };
    let effort = Effort { time: Duration::from_secs(6), ..Effort::default() };
    let year = Ask { first: date("2022-05-01"), days: 365, mode: Mode::Fill, effort };
    let planned = propose(&roster, now, year, &stop, &look);
    let last = planned.changes.iter().map(|c| c.id.slot.date).max().unwrap();
    assert!(planned.stopped && seen.load(Ordering::Relaxed) >= 30);
    assert_eq!(last, date("2022-06-04"), "the first piece is kept, the next is not begun");
}
