//! Who can step in, by what it does to the fair shares.

use lunban::domain::candidate::{Opening, ranking};
use lunban::domain::event::Change;
use lunban::domain::outlook::Outlook;
use lunban::domain::time::{DAY, days_after, midnight};
use lunban::domain::*;
use lunban::plan::branch::{by_harm, explain};

use crate::kit::*;

/// One post, so many people, and who of them stands early on which days after 18 April.
fn branch(people: u32, stands: &[(u32, &[i64])]) -> Roster {
    let mut roster = Roster::default();
    let heads = vec![Heads { shift: ShiftId(1), heads: 3 }];
    let is = Some(Post { name: "p".into(), heads, ..Post::default() });
    apply(&mut roster, &Event::Post(Change { id: PostId(1), was: None, is }));
    for n in 1..=people {
        let is = Some(Member { name: format!("m{n:04}"), ..Member::default() });
        apply(&mut roster, &Event::Member(Change { id: MemberId(n), was: None, is }));
    }
    for (n, days) in stands {
        for day in *days {
            let slot = Slot { date: days_after(date("2022-04-18"), *day), ..slot() };
            let id = AssignmentId { slot, member: MemberId(*n) };
            apply(&mut roster, &Event::Assignment(Change { id, was: None, is: Some(Assignment::default()) }));
        }
    }
    roster
}

/// Two weeks later.
fn slot() -> Slot {
    Slot { post: PostId(1), date: date("2022-05-02"), shift: ShiftId(1) }
}

#[test]
fn leave_lowers_the_share_that_somebody_owes() {
    let others: Vec<i64> = (0..24).step_by(3).collect();
    let stands = [(1, &[22, 24][..]), (2, &others), (3, &others), (4, &others)];
    let mut roster = branch(4, &stands);
    // 20 of the 28 days he is away, and on the other eight he stands as often as they.
    let mut away = (*roster.members[&MemberId(1)]).clone();
    let from = midnight(roster.zone(), date("2022-04-18"));
    away.unavailable.push(Unavailable::Once { from, to: from + 20 * DAY, why: None });
    let was = Some((*roster.members[&MemberId(1)]).clone());
    apply(&mut roster, &Event::Member(Change { id: MemberId(1), was, is: Some(away) }));
    let harm = by_harm(&roster, slot(), &mut []);
    let above: Vec<i64> = (1..=4).map(|n| harm[&MemberId(n)].above).collect();
    assert!(above.iter().all(|minutes| minutes.abs() < 240), "nobody is half a shift from his share: {above:?}");
}

#[test]
fn many_are_ranked_too_and_all_are_explained_in_the_same_order() {
    let now = midnight(Zone::Asia__Shanghai, date("2022-05-01"));
    for people in [90, 900] {
        let roster = branch(people, &[(1, &[1, 5, 9, 20]), (2, &[3])]);
        let mut ranked = ranking(&roster, &Outlook::new(&roster, now), now, Opening::Slot(slot()));
        let harm = by_harm(&roster, slot(), &mut ranked);
        assert_eq!(harm.len(), 100.min(people as usize));
        let order: Vec<MemberId> = ranked.iter().filter(|r| r.can).map(|r| r.member).collect();
        assert!(harm[&order[0]].above <= 0, "who has least comes first");
        let explained = explain(&roster, now, slot()).unwrap();
        let can = explained.people.iter().filter(|w| w.against.is_empty());
        assert_eq!(can.map(|w| w.member).collect::<Vec<_>>(), order);
    }
}
