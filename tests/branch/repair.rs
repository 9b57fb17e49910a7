//! The stories of a repair: somebody is away for three days, the fewest change places, all of them are named.

use std::collections::BTreeSet;

use lunban::domain::decide::decide;
use lunban::domain::time::{DAY, midnight};
use lunban::domain::*;
use lunban::plan::branch::Mode;

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

#[test]
fn three_days_of_leave_cost_as_many_changes_as_he_had_slots_and_all_are_named() {
    let (roster, now) = published();
    for name in ["李志强", "赵正杰", "任雪梅", "高永和", "武志刚", "李奕璇"] {
        let member = roster.member_by_name(name).unwrap();
        let days = Span::new(midnight(roster.zone(), date("2022-04-20")), midnight(roster.zone(), date("2022-04-23")));
        let had: Vec<_> = roster
            .assignments_of(member, date("2022-04-19"), date("2022-04-22"))
            .filter(|(id, a)| roster.assignment_span(id, a).is_some_and(|s| s.overlaps(days)))
            .map(|(id, _)| id.slot)
            .collect();
        assert!(!had.is_empty(), "{name} stands in those days");
        let away = on_leave(&roster, now, member, "2022-04-20", 3);
        let proposal = plan(&away, now, ask("2022-04-19", 7, Mode::Repair));
        assert_eq!(proposal.open_heads(), 0, "{name}");
        let (put, off): (Vec<_>, Vec<_>) = proposal.changes.iter().partition(|c| c.is.is_some());
        let of_others = off.iter().filter(|c| c.id.member != member).count();
        assert!(off.iter().filter(|c| c.id.member == member).all(|c| had.contains(&c.id.slot)), "{name}: {off:?}");
        assert!(put.len() <= had.len() + of_others && of_others <= 1, "{name} had {had:?}: {:?}", proposal.changes);
        let told: BTreeSet<MemberId> = proposal.told(|_| true).into_iter().map(|(m, _)| m).collect();
        let concerned: BTreeSet<MemberId> = proposal.changes.iter().map(|c| c.id.member).collect();
        assert!(told == concerned && told.contains(&member), "{name}");
        let after = applied(&away, now, &proposal);
        assert!(after.assignments_of(member, date("2022-04-20"), date("2022-04-22")).next().is_none(), "{name}");
    }
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
    let command = proposal.command(|_| true).unwrap();
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
