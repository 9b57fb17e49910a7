//! Small problems with everything in them: the running score, determinism, what is fixed, cancelling.

use super::ground::Ground;
use super::moves::Mover;
use super::*;
use crate::plan::state::Price;

/// What a small problem is like.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Kind {
    Duty,
    Repair,
    /// Two shifts may be one stretch.
    Joined,
    /// As general shift scheduling has it: every shift from midnight, runs, weekends, weighted cover.
    General,
    /// Slots of one date that begin after some of the next.
    Tangled,
}

/// A small problem with what makes one hard: history, pins, leave, roles, a part-timer, requests, a published roster.
fn problem(seed: u64, kind: Kind) -> Problem {
    let mut rng = fastrand::Rng::with_seed(seed);
    let date = |d: i64| format!("2022-04-{:02}", 18 + d);
    let members: Vec<_> = (0..9)
        .map(|m| {
            // Not on the first two dates: there the tests fix people.
            let away = date(rng.i64(2..7));
            serde_json::json!({
                "id": format!("m{m}"), "unit": format!("u{}", m % 3), "roles": if m % 2 == 0 { vec!["lead"] } else { vec![] },
                "familiar": ["g1"], "share": if m == 8 { 50 } else { 100 }, "carried": {"hours": rng.i64(-480..480)},
                "unavailable": [{"from": format!("{away}T00:00"), "to": format!("{away}T20:00")}],
                "max_minutes": if m == 8 { Some(960) } else { None },
            })
        })
        .collect();
    let mut demand = Vec::new();
    for d in 0..7 {
        for shift in ["E", "L", "N"] {
            demand.push(
                serde_json::json!({"date": date(d), "shift": shift, "post": "g1", "heads": 2, "roles": {"lead": 1}}),
            );
            if shift == "E" {
                demand.push(serde_json::json!({"date": date(d), "shift": shift, "post": "g2", "heads": 1, "over": 3}));
            }
        }
    }
    let a = |d: i64, shift: &str, m: usize| serde_json::json!({"date": date(d), "shift": shift, "post": "g1", "member": format!("m{m}")});
    let mut text = serde_json::json!({
        "format": 1, "name": "small", "first_date": date(0), "dates": 7,
        "shifts": [{"code": "E", "start": "06:00", "minutes": 480, "not_next": []},
                   {"code": "L", "start": "14:00", "minutes": 480}, {"code": "N", "start": "22:00", "minutes": 480, "not_next": ["E"]}],
        "night": {"start": "22:00", "end": "06:00"}, "posts": [{"id": "g1"}, {"id": "g2"}], "members": members,
        "rules": {"min_break": 60, "min_rest": 660, "max_stretch": 480, "max_week_minutes": 2880,
                  "max_consecutive_dates": 4, "min_consecutive_dates": 2},
        "weights": {"uncovered": 1000, "role_missing": 50, "hours": 10, "night": 15, "weekend": 15, "unfamiliar": 8,
                    "unit_mix": 6, "change": 20},
        "demand": demand,
        "requests": [{"member": "m1", "date": date(2), "kind": "avoid", "weight": 9},
                     {"member": "m2", "date": date(3), "kind": "want", "shift": "N", "weight": 5}],
        "history": [{"date": "2022-04-17", "shift": "N", "post": "g1", "member": "m3"}],
    });
    if kind == Kind::Joined {
        text["rules"]["max_stretch"] = 960.into();
        text["rules"]["max_shifts_per_date"] = 2.into();
    }
    if kind == Kind::General {
        for (i, not_next) in [serde_json::json!([]), ["E"].into(), ["E", "L"].into()].into_iter().enumerate() {
            text["shifts"][i]["start"] = "00:00".into();
            text["shifts"][i]["not_next"] = not_next;
        }
        text["rules"] = serde_json::json!({"max_shifts_per_date": 1, "min_minutes": 960, "max_minutes": 2400,
            "max_consecutive_dates": 3, "min_consecutive_dates": 2, "min_consecutive_free_dates": 2, "max_weekends": 0,
            "max_shifts": {"N": 2}});
        let demand = text["demand"].as_array_mut().unwrap();
        demand.iter_mut().for_each(|d| (d["over"], d["under"]) = (1.into(), 100.into()));
    }
    if kind == Kind::Repair {
        text["published"] = serde_json::json!([a(0, "E", 5), a(1, "L", 6), a(4, "N", 4)]);
        text["now"] = "2022-04-18T07:00".into();
    }
    let mut p = Problem::read(&text.to_string()).unwrap();
    if kind == Kind::Tangled {
        for s in p.slots.iter_mut().filter(|s| s.shift == 1) {
            (s.begin, s.end) = (s.begin + 1_000, s.end + 1_000);
            s.weeks = [(0, 240), (1, 240)];
        }
        p = p.finish();
    }
    p
}

fn options(steps: u64, seed: u64) -> Options {
    Options { time: Duration::ZERO, steps: Some(steps), threads: 1, seed }
}

fn quietly(p: &Problem, options: Options) -> Outcome {
    search(p, options, &AtomicBool::new(false), &|_| ())
}

#[test]
fn the_running_score_is_the_full_score_after_every_move() {
    for kind in [Kind::Duty, Kind::Repair, Kind::Joined, Kind::General, Kind::Tangled] {
        for seed in 0..3 {
            let p = problem(seed, kind);
            let ground = Ground::new(&p);
            let mut state = start::first_roster(&p, &ground, &AtomicBool::new(false));
            let mut mover = Mover::new(&p, &ground, &state, fastrand::Rng::with_seed(seed));
            let price = Price { head: 100.0, loose: [50.0; 3] };
            let (mut taken, mut moved) = (0, 0);
            for _ in 0..1_000 {
                mover.propose(&state);
                if state.attempt(&mover.edits, price, 200.0) && !mover.edits.is_empty() {
                    taken += 1;
                    moved += mover.edits.iter().filter(|e| e.rank() == 1).count();
                    let full = score(&p, &state.roster());
                    assert!((state.points() - full.objective() as f64).abs() <= 3.0, "more than the roundings apart");
                    assert_eq!(state.broken() == 0, full.feasible(), "{kind:?} {:?}", full.broken);
                }
                assert!(state.agrees(&p), "{kind:?}");
            }
            assert!(taken > 30 && moved > 0, "hardly a move was taken: {taken}, {moved} of them to another post");
        }
    }
}

#[test]
fn what_is_fixed_stands_whatever_rule_it_breaks() {
    let mut p = problem(1, Kind::Duty);
    let slot = |date, shift| p.slot_at[&(date, shift, 0)];
    p.pinned = vec![(4, slot(0, 2)), (4, slot(1, 0)), (4, slot(1, 1)), (5, slot(1, 1))];
    let p = p.finish();
    let found = quietly(&p, options(20_000, 1));
    assert!(p.pinned.iter().all(|pin| found.roster.contains(pin)));
    let broken: Vec<_> = found.score.broken.keys().copied().collect();
    assert_eq!(broken, ["max_stretch", "not_next"], "and nothing else is broken");
}

#[test]
fn one_seed_one_thread_and_the_same_steps_give_the_same_roster() {
    let p = problem(1, Kind::Duty);
    let (a, b) = (quietly(&p, options(20_000, 7)), quietly(&p, options(20_000, 7)));
    assert_eq!(a.roster, b.roster);
    assert_ne!(a.roster, quietly(&p, options(20_000, 8)).roster);
}

#[test]
fn what_is_past_stays_and_the_search_gains_on_its_start() {
    let p = problem(2, Kind::Repair);
    let found = quietly(&p, options(60_000, 1));
    assert!(found.score.feasible(), "{:?}", found.score.broken);
    assert!(found.roster.contains(&(5, p.slot_at[&(0, 0, 0)])), "what began before now is as published");
    assert!(found.score.objective() < quietly(&p, options(1, 1)).score.objective());
}

#[test]
fn a_cancelled_search_answers_at_once_with_what_it_has() {
    let p = problem(3, Kind::Duty);
    let found = search(&p, options(u64::MAX, 1), &AtomicBool::new(true), &|_| ());
    assert!(found.moves == 0 && found.score.feasible());
    assert_eq!(found.roster.len(), Ground::new(&p).fixed.len(), "the first roster was not built either");
}
