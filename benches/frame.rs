//! What a key costs until the bytes of its frame are ready (DESIGN §8): update, view and encoder, at 11 and at 500 posts.
//! Beside criterion's mean it prints the 99th percentile, which is what the budget names.

use std::hint::black_box;
use std::time::Duration;

use criterion::{Criterion, criterion_group, criterion_main};
use crossterm::event::{KeyCode, KeyEvent};
use lunban::app::{Model, Msg, Settings, update};
use lunban::desk::Published;
use lunban::domain::event::Change;
use lunban::domain::outlook::Outlook;
use lunban::domain::time::days_after;
use lunban::domain::*;
use lunban::exchange::demo;
use lunban::term::{Look, Screen};
use lunban::ui::{self, Theme};

/// A branch of so many posts and members over 28 days, half of them past: three shifts in turn.
fn branch(posts: u32, members: u32) -> Roster {
    let mut roster = Roster::default();
    let now = demo::NOW;
    let zone = roster.zone();
    let put = |roster: &mut Roster, event| event::apply(roster, &event);
    for p in 1..=posts {
        let heads = roster.patterns.first().iter().map(|s| Heads { shift: s.id, heads: 1 }).collect();
        let post = Post { name: format!("值守点{p}"), heads, ..Post::default() };
        put(&mut roster, Event::Post(Change { id: PostId(p), was: None, is: Some(post) }));
    }
    for m in 1..=members {
        let member = Member { name: format!("赵建{m}"), ..Member::default() };
        put(&mut roster, Event::Member(Change { id: MemberId(m), was: None, is: Some(member) }));
    }
    let shifts: Vec<ShiftId> = roster.patterns.first().iter().map(|s| s.id).collect();
    let (mut turn, mut presence) = (0, 0);
    for day in -14..14 {
        let date = days_after(now.date(zone), day);
        for p in 1..=posts {
            for shift in &shifts {
                turn += 1;
                let (member, post) = (MemberId(turn % members + 1), PostId(p));
                let id = AssignmentId { slot: Slot { post, date, shift: *shift }, member };
                put(&mut roster, Event::Assignment(Change { id, was: None, is: Some(Assignment::default()) }));
                let Some(span) = roster.slot_span(date, *shift).filter(|s| s.from < now) else { continue };
                presence += 1;
                let off = Some(span.to).filter(|to| *to <= now);
                let is = Presence { post, member, on: span.from, off, away: Vec::new(), corrected: Vec::new() };
                let id = PresenceId(presence);
                put(&mut roster, Event::Presence(Change { id, was: None, is: Some(is) }));
            }
        }
    }
    roster
}

fn model(roster: &Roster, size: (u16, u16)) -> Model {
    let now = demo::NOW;
    let published = Published {
        roster: roster.clone(),
        outlook: Outlook::new(roster, now),
        seq: 1,
        hash: "".into(),
        recent: Default::default(),
        notices: std::sync::Arc::from([]),
        trouble: None,
    };
    Model::new(published, now, size, Settings::default())
}

/// The processor time that this thread has used.
fn used() -> Duration {
    let t = rustix::time::clock_gettime(rustix::time::ClockId::ThreadCPUTime);
    Duration::new(t.tv_sec as u64, t.tv_nsec as u32)
}

/// The processor time that 99 of 100 keys take at most; who else is on the machine does not matter.
fn percentile_99(press: &mut impl FnMut() -> usize) -> Duration {
    let mut times: Vec<Duration> = (0..1_000)
        .map(|_| {
            let begun = used();
            black_box(press());
            used() - begun
        })
        .collect();
    times.sort_unstable();
    times[times.len() * 99 / 100]
}

fn frames(c: &mut Criterion) {
    for (posts, members) in [(11, 40), (500, 4_000)] {
        let roster = branch(posts, members);
        for (w, h) in [(80, 24), (120, 36), (200, 50)] {
            let mut group = c.benchmark_group(format!("key to frame, {posts} posts, {w}x{h}"));
            for (name, first, keys) in [
                ("today down up", '1', [KeyCode::Down, KeyCode::Up]),
                ("today page", '1', [KeyCode::PageDown, KeyCode::PageUp]),
                ("week right left", '2', [KeyCode::Right, KeyCode::Left]),
                ("week page", '2', [KeyCode::PageDown, KeyCode::PageUp]),
                ("people down up", '5', [KeyCode::Down, KeyCode::Up]),
                ("people right left", '5', [KeyCode::Right, KeyCode::Left]),
                ("people page", '5', [KeyCode::PageDown, KeyCode::PageUp]),
                ("people later earlier", '5', [KeyCode::Char(']'), KeyCode::Char('[')]),
                ("report down up", '6', [KeyCode::Down, KeyCode::Up]),
                ("report page", '6', [KeyCode::PageDown, KeyCode::PageUp]),
                ("report by unit", '6', [KeyCode::Right, KeyCode::Left]),
                ("report month", '6', [KeyCode::Char('['), KeyCode::Char(']')]),
                ("findings", '3', [KeyCode::Down, KeyCode::Up]),
                ("handover form", '1', [KeyCode::F(2), KeyCode::Esc]),
                ("who can come", '1', [KeyCode::F(3), KeyCode::Esc]),
            ] {
                let mut model = model(&roster, (w, h));
                let mut screen = Screen::new(w, h, Look::default());
                update(&mut model, Msg::Key(KeyEvent::from(KeyCode::Char(first))));
                let mut turn = 0;
                let mut press = || {
                    update(&mut model, Msg::Key(KeyEvent::from(keys[turn % 2])));
                    turn += 1;
                    screen.draw(|frame| ui::view(&model, &Theme::dark(), frame)).len()
                };
                group.bench_function(name, |b| b.iter(&mut press));
                let p99 = percentile_99(&mut press);
                println!("{name}, {posts} posts, {w}x{h}: 99 of 100 keys take at most {p99:?}");
            }
        }
    }
}

criterion_group!(benches, frames);
criterion_main!(benches);
