//! A branch as big as wanted: posts in three shifts, members in turn, half of it history. A few things are wrong in it,
//! as they are in life: empty slots, late reliefs, people who stay on.

use chrono::NaiveDate;
use lunban::domain::event::Change;
use lunban::domain::time::{Span, days_after};
use lunban::domain::*;

/// A branch and the instant at which it is looked at: in the middle of its days, within a slot.
pub fn branch(posts: u32, days: i64, members: u32) -> (Roster, Instant) {
    let mut roster = Roster::default();
    let first = NaiveDate::from_ymd_opt(2022, 4, 4).unwrap_or_default();
    roster.branch.name = "大".into();
    for n in 1..=posts {
        let heads = [1, 2, 3].map(|s| Heads { shift: ShiftId(s), heads: 1 }).to_vec();
        let surge = Surge {
            days: Default::default(),
            from: WallTime(440),
            to: WallTime(490),
            extra: 1,
            first: None,
            last: None,
        };
        let surge = if n.is_multiple_of(50) { vec![surge] } else { Vec::new() };
        let post = Post { name: format!("岗{n:03}"), heads, surge, ..Post::default() };
        apply(&mut roster, &Event::Post(Change { id: PostId(n), was: None, is: Some(post) }));
    }
    for n in 1..=members {
        let member = Member { name: format!("人{n:04}"), ..Member::default() };
        apply(&mut roster, &Event::Member(Change { id: MemberId(n), was: None, is: Some(member) }));
    }
    let now =
        roster.slot_span(days_after(first, days / 2), ShiftId(1)).map_or(Instant(0), |s| s.from + 4 * 3600 + 1234);
    let mut turn = 0_u32;
    for day in 0..days {
        for shift in roster.patterns.first().clone().iter() {
            for n in 1..=posts {
                turn += 1;
                let slot = Slot { post: PostId(n), date: days_after(first, day), shift: shift.id };
                if !turn.is_multiple_of(97) {
                    fill(&mut roster, slot, MemberId(turn % members + 1), turn, now);
                }
            }
        }
    }
    (roster, now)
}

/// Plans a member into a slot and lets him stand there as far as that is past.
fn fill(roster: &mut Roster, slot: Slot, member: MemberId, turn: u32, now: Instant) {
    let id = AssignmentId { slot, member };
    apply(roster, &Event::Assignment(Change { id, was: None, is: Some(Assignment::default()) }));
    let Some(Span { from, to }) = roster.slot_span(slot.date, slot.shift) else { return };
    if from > now || turn.is_multiple_of(89) {
        return;
    }
    let late = if turn.is_multiple_of(31) { 2400 } else { 0 };
    let is = Presence {
        post: slot.post,
        member,
        on: from - i64::from(turn % 7) * 60,
        off: (to + late <= now).then_some(to + late),
        away: Vec::new(),
        corrected: Vec::new(),
    };
    let id = PresenceId(roster.ids.presence + 1);
    apply(roster, &Event::Presence(Change { id, was: None, is: Some(is) }));
}
