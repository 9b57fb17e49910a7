//! The budgets of DESIGN §8 for findings: after one event, with the first screenful read, and from scratch.

mod branch;

use std::hint::black_box;
use std::time::Duration;

use criterion::{BatchSize, Criterion, criterion_group, criterion_main};
use lunban::domain::change::next_change;
use lunban::domain::event::Change;
use lunban::domain::finding::findings;
use lunban::domain::outlook::Outlook;
use lunban::domain::{Assignment, AssignmentId, Event, Instant, MemberId, PostId, Roster, ShiftId, Slot, apply};

/// Findings on a screen.
const SCREENFUL: usize = 40;

/// Somebody who is on duty goes off.
fn goes_off(roster: &Roster, at: Instant) -> Option<Event> {
    let (id, was) = roster.presences.iter().find(|(_, p)| p.off.is_none() && p.on < at)?;
    let is = lunban::domain::Presence { off: Some(at), ..was.clone() };
    Some(Event::Presence(Change { id: *id, was: Some(was.clone()), is: Some(is) }))
}

/// Somebody is planned into a slot of tomorrow.
fn is_planned(roster: &Roster, at: Instant) -> Event {
    let date = lunban::domain::time::days_after(at.date(roster.zone()), 1);
    let slot = Slot { post: PostId(7), date, shift: ShiftId(2) };
    let id = AssignmentId { slot, member: MemberId(3999) };
    Event::Assignment(Change { id, was: None, is: Some(Assignment::default()) })
}

fn after_one_event(c: &mut Criterion, roster: &Roster, now: Instant) {
    let outlook = Outlook::new(roster, now);
    for (name, event, later) in [
        ("goes off", goes_off(roster, now), 0),
        ("goes off half a minute later", goes_off(roster, now + 30), 30),
        ("is planned", Some(is_planned(roster, now)), 0),
    ] {
        let Some(event) = event else { continue };
        let mut then = roster.clone();
        apply(&mut then, &event);
        let events = [event];
        c.bench_function(&format!("somebody {name}, first screenful read (budget 1 ms)"), |b| {
            b.iter_batched(
                || outlook.clone(),
                |mut outlook| {
                    outlook.update(&then, &events, now + later);
                    black_box(outlook.first(&then).take(SCREENFUL).count());
                    outlook
                },
                BatchSize::SmallInput,
            );
        });
    }
    c.bench_function("six hours pass from change to change, over a change of shifts", |b| {
        b.iter(|| {
            let mut outlook = outlook.clone();
            let mut turns = 0;
            while let Some(next) = outlook.next_change(roster).filter(|t| *t < now + 6 * 3600) {
                outlook.update(roster, &[], next);
                turns += 1;
            }
            assert!(turns > 0, "nothing was measured");
            black_box(turns)
        });
    });
}

fn all(c: &mut Criterion) {
    let (roster, now) = branch::branch(500, 28, 4000);
    after_one_event(c, &roster, now);
    c.bench_function("findings from scratch, 500 posts × 28 days × 4000 members (budget 150 ms)", |b| {
        b.iter(|| black_box(findings(&roster, now, None).len()));
    });
    c.bench_function("outlook from scratch, with the next change", |b| {
        b.iter(|| black_box(Outlook::new(&roster, now)));
    });
    c.bench_function("next change from scratch, 500 posts", |b| {
        b.iter(|| black_box(next_change(&roster, now)));
    });
    let (small, now) = branch::branch(10, 28, 80);
    c.bench_function("next change from scratch, 10 posts", |b| {
        b.iter(|| black_box(next_change(&small, now)));
    });
}

criterion_group! {
    name = benches;
    config = Criterion::default().sample_size(10).measurement_time(Duration::from_secs(3));
    targets = all
}
criterion_main!(benches);
