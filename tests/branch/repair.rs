//! The stories of a repair: somebody is away for three days, the fewest change places, all of them are named.

use std::collections::BTreeSet;

use lunban::domain::decide::decide;
use lunban::domain::time::{DAY, midnight};
use lunban::domain::*;
use lunban::plan::branch::{Ask, Mode};

use crate::kit::*;

fn on_leave(roster: &Roster, now: Instant, member: MemberId, first: &str, days: i64) -> Roster {
    let from = midnight(roster.zone(), date(first));
    let command = Command::new(Do::Leave { member, from, to: from + days * DAY, why: Some("病假".into()) });
    let mut after = roster.clone();
    decide(roster, &command, now).unwrap().iter().for_each(|e| apply(&mut after, e));
    after
}

/// The demo's week from 20 April on, with what is wrong in it repaired.
fn published() -> (Roster, Instant) {
    let (roster, now) = demo_branch();
    let proposal = plan(&roster, now, ask("2022-04-19", 7, Mode::Repair));
    assert!(proposal.changes.len() < 12, "a few things are wrong in the demo's week: {:?}", proposal.changes);
    (applied(&roster, now, &proposal), now)
}

/// Whether those who stay could take all the slots by themselves, nobody else being moved: every way is tried, by the
/// rules of the desk.
fn could_be_taken_directly(roster: &Roster, now: Instant, slots: &[Slot]) -> bool {
    let with = |slot: Slot, member: MemberId| {
        let put = vec![(AssignmentId { slot, member }, Assignment::default())];
        let events = decide(roster, &Command::new(Do::Plan { off: vec![], put, by_rules: true }), now).ok()?;
        let mut after = roster.clone();
        events.iter().for_each(|e| apply(&mut after, e));
        Some(after)
    };
    let takers = |slot: &Slot| roster.members.keys().filter_map(|m| with(*slot, *m)).collect::<Vec<_>>();
    let ways = slots.iter().map(|slot| (takers(slot), *slot)).min_by_key(|(takers, _)| takers.len());
    ways.is_none_or(|(takers, slot)| {
        let rest: Vec<Slot> = slots.iter().copied().filter(|s| *s != slot).collect();
        takers.iter().any(|after| could_be_taken_directly(after, now, &rest))
    })
}

#[test]
fn three_days_of_leave_cost_as_many_changes_as_he_had_slots_and_all_are_named() {
    let (roster, now) = published();
    let days = Span::new(midnight(roster.zone(), date("2022-04-20")), midnight(roster.zone(), date("2022-04-23")));
    let (mut repaired, mut by_moving) = (0, 0);
    for (member, who) in &roster.members {
        let (member, name) = (*member, &who.name);
        let had: Vec<Slot> = roster
            .assignments_of(member, date("2022-04-19"), date("2022-04-22"))
            .filter(|(id, a)| roster.assignment_span(id, a).is_some_and(|s| s.overlaps(days)))
            .map(|(id, _)| id.slot)
            .collect();
        if had.is_empty() {
            continue;
        }
        let away = on_leave(&roster, now, member, "2022-04-20", 3);
        // A short search: it is what comes after it that finds the fewest.
        let proposal = plan(&away, now, Ask { effort: effort(30_000), ..ask("2022-04-19", 7, Mode::Repair) });
        assert_eq!(proposal.open_heads(), 0, "{name}");
        // Who is changed from one part of a slot to another counts on both sides.
        let of = |side: fn(&lunban::plan::branch::Change) -> bool| {
            proposal.changes.iter().filter(|c| side(c)).collect::<Vec<_>>()
        };
        let (put, off) = (of(|c| c.is.is_some()), of(|c| c.was.is_some()));
        let his = off.iter().filter(|c| c.id.member == member && had.contains(&c.id.slot)).count();
        let moved = off.len() - his;
        assert_eq!((his, put.len()), (had.len(), off.len()), "{name}: {:#?}", proposal.changes);
        if moved > 0 {
            let mut without = away.clone();
            for slot in &had {
                let withdraw = Command::new(Do::Withdraw { slot: *slot, member });
                decide(&without, &withdraw, now).unwrap().iter().for_each(|e| apply(&mut without, e));
            }
            assert!(moved == 1 && !could_be_taken_directly(&without, now, &had), "{name}: {:?}", proposal.changes);
            by_moving += 1;
        }
        let told: BTreeSet<MemberId> = proposal.told().into_iter().map(|(m, _)| m).collect();
        let concerned: BTreeSet<MemberId> = proposal.changes.iter().map(|c| c.id.member).collect();
        assert!(told == concerned && told.contains(&member), "{name}");
        let after = applied(&away, now, &proposal);
        assert!(after.assignments_of(member, date("2022-04-20"), date("2022-04-22")).next().is_none(), "{name}");
        repaired += 1;
    }
    assert!(repaired > 30 && by_moving < 8, "{repaired} repaired, {by_moving} by moving somebody else");
}

#[test]
fn a_week_with_nothing_wrong_is_left_as_it_is() {
    let (roster, now) = published();
    let again = plan(&roster, now, ask("2022-04-19", 7, Mode::Repair));
    assert_eq!(again.changes, []);
}

#[test]
fn a_plan_that_has_been_overtaken_is_refused_whole() {
    let (roster, now) = demo_branch();
    let proposal = plan(&roster, now, ask("2022-04-19", 7, Mode::Repair));
    let command = proposal.command().unwrap();
    let put = proposal.changes.iter().find(|c| c.is.is_some()).unwrap();
    let away = on_leave(&roster, now, put.id.member, &put.id.slot.date.to_string(), 2);
    assert!(
        matches!(decide(&away, &command, now), Err(Refusal::AgainstRules { member, .. }) if member == put.id.member)
    );
    let off = proposal.changes.iter().find(|c| c.is.is_none()).unwrap();
    let withdraw = Command::new(Do::Withdraw { slot: off.id.slot, member: off.id.member });
    let mut moved = roster.clone();
    decide(&roster, &withdraw, now).unwrap().iter().for_each(|e| apply(&mut moved, e));
    assert_eq!(decide(&moved, &command, now), Err(Refusal::Stale));
    assert!(matches!(decide(&roster, &command, now + 9 * DAY), Err(Refusal::SlotBegun { .. })));
}
