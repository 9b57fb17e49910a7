//! Random branches: what a plan applies never brings a finding about anybody's duty.

use lunban::domain::finding::{Finding, Kind, findings};
use lunban::domain::time::DAY;
use lunban::domain::*;

use crate::kit::*;

/// The findings about members' duty from two weeks before to five after.
fn of_duty(roster: &Roster, now: Instant) -> Vec<Finding> {
    let mut all = findings(roster, now, Some(Span::new(now - 14 * DAY, now + 35 * DAY)));
    let of_posts = [Kind::Gap, Kind::WaitingForRelief, Kind::Unmarked, Kind::Missing, Kind::ForgottenOff];
    all.retain(|f| !of_posts.contains(&f.kind));
    all
}

/// Whether `f` was there before, or what it tells of was and was as bad.
fn was_there(before: &[Finding], f: &Finding) -> bool {
    let same = before.iter().filter(|b| b.kind == f.kind && b.members == f.members);
    same.into_iter().any(|b| match f.kind {
        Kind::ShortRest => b.minutes <= f.minutes && b.from <= f.to && f.from <= b.to,
        Kind::WeekHours => b.to == f.to && b.minutes >= f.minutes,
        Kind::ConsecutiveDays => b.days >= f.days && b.from <= f.to && f.from <= b.to,
        Kind::Overlong => b.minutes >= f.minutes && b.from <= f.to && f.from <= b.to,
        _ => (b.post, b.date, b.shift, b.from, b.to) == (f.post, f.date, f.shift, f.from, f.to),
    })
}

#[test]
fn what_is_applied_brings_no_finding_on_any_branch() {
    let (mut put, mut open) = (0, 0);
    for seed in 0..150 {
        let (roster, now, ask) = random(seed);
        let proposal = plan(&roster, now, ask);
        let after = applied(&roster, now, &proposal);
        let before = of_duty(&roster, now);
        for f in of_duty(&after, now) {
            assert!(was_there(&before, &f), "seed {seed}: {f:?}\nbefore {before:?}\n{:?}", proposal.changes);
        }
        put += proposal.changes.iter().filter(|c| c.is.is_some()).count();
        open += proposal.open_heads();
    }
    assert!(put > 1_000 && open > 200, "the branches are too easy or too hard: {put} put in, {open} open");
}

#[test]
fn pins_what_has_begun_and_what_lies_outside_the_range_stay() {
    for seed in 200..260 {
        let (roster, now, ask) = random(seed);
        let proposal = plan(&roster, now, ask);
        let last = lunban::domain::time::days_after(ask.first, i64::from(ask.days) - 1);
        for c in &proposal.changes {
            let span = roster.slot_span(c.id.slot.date, c.id.slot.shift).unwrap();
            assert!(span.from > now && ask.first <= c.id.slot.date && c.id.slot.date <= last, "seed {seed}: {c:?}");
            assert!(!c.was.as_ref().is_some_and(|a| a.pinned), "seed {seed}: {c:?}");
        }
    }
}
