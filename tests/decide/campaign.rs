//! Random commands of several people: what always holds, holds; and undoing everything leads back to the start.

use lunban::domain::time::WallTime;
use lunban::domain::*;
use proptest::prelude::*;

use crate::world::*;

/// What a step is made of: what is done and to whom, as numbers that `aim` reads in the light of what there is.
#[derive(Clone, Debug)]
struct Step {
    /// Minutes after the step before.
    later: i64,
    /// Minutes before that at which it is said to have happened.
    before: i64,
    mine: bool,
    kind: u8,
    pick: [usize; 4],
    minutes: [i64; 2],
}

fn step() -> impl Strategy<Value = Step> {
    let before = prop_oneof![3 => Just(0i64), 1 => 0..60i64];
    (0..40i64, before, any::<bool>(), 0..28u8, any::<[usize; 4]>(), [-50..50i64, -50..50i64])
        .prop_map(|(later, before, mine, kind, pick, minutes)| Step { later, before, mine, kind, pick, minutes })
}

/// Somebody; one number in sixteen is nobody's.
fn member(pick: usize) -> MemberId {
    MemberId(if pick.is_multiple_of(16) { 99 } else { (pick / 16 % NAMES.len()) as u32 + 1 })
}

fn post(pick: usize) -> PostId {
    [CANAL, NORTH, CANAL, NORTH, CANAL, NORTH, CANAL, NORTH, PostId(3)][pick % 9]
}

/// A presence there is, open ones first; else one that is not.
fn presence(w: &World, pick: usize) -> (PostId, MemberId, Instant) {
    let mut all: Vec<_> = w.roster.presences.values().map(|p| (p.off, p.post, p.member, p.on)).collect();
    all.sort();
    let open = all.iter().take_while(|p| p.0.is_none()).count();
    let among = if !pick.is_multiple_of(4) && open > 0 { open } else { all.len() };
    all.get(pick / 4 % among.max(1)).map_or((CANAL, member(pick), w.now), |p| (p.1, p.2, p.3))
}

/// The command of a step.
fn aim(w: &World, step: &Step) -> Do {
    let [a, b, c, d] = step.pick;
    let (there, who, since) = presence(w, a);
    let a_slot = slot(post(b), 17 + (c % 3) as u32, ["早", "中", "夜"][c / 3 % 3]);
    let near = |minutes: i64| (minutes % 3 != 0).then_some(since + minutes * 60);
    let people = |pick: usize, one: MemberId| match pick % 4 {
        0 => None,
        1 => Some(vec![]),
        _ => Some(vec![one]),
    };
    let wall = |pick: usize| pick.is_multiple_of(2).then_some(WallTime((pick % 24) as u16 * 60));
    match step.kind {
        0..4 => Do::On { post: post(b), member: member(c) },
        4..6 => Do::Off { post: there, member: who },
        6..10 => Do::Handover {
            post: there,
            out: people(b, who),
            relief: people(c, member(d)),
            note: None,
            in_place_of: if b.is_multiple_of(3) { vec![(member(c), member(d))] } else { vec![] },
        },
        10..13 => {
            Do::Assign { slot: a_slot, member: member(a), from: wall(b), to: wall(d), pinned: false, in_place_of: None }
        }
        13 => {
            let planned: Vec<&AssignmentId> = w.roster.assignments.keys().collect();
            let id = planned.get(b % planned.len().max(1)).copied();
            let (slot, member) = id.map_or((a_slot, member(a)), |id| (id.slot, id.member));
            Do::Withdraw { slot, member }
        }
        14..17 => Do::Cover { post: there, member: who, by: (!b.is_multiple_of(4)).then(|| member(c)) },
        17..19 => {
            let away = w.roster.presences.values().find(|p| p.away.iter().any(|a| a.to.is_none()));
            let (post, member) = away.map_or((there, who), |p| (p.post, p.member));
            Do::Uncover { post, member }
        }
        19 => Do::OpenItem { post: post(b), text: "出租车 23 点".into(), due: None },
        20 => Do::CloseItem { item: ItemId(b as u32 % 3 + 1) },
        21 | 22 => {
            let [on, off] = step.minutes;
            Do::Correct { post: there, member: who, on: since, new_on: near(on), new_off: near(off + 50) }
        }
        23 => Do::Leave { member: member(b), from: since, to: since + step.minutes[0] * 600, why: None },
        24..27 => Do::Undo,
        _ => Do::Redo,
    }
}

/// RULES §3, looked at from scratch.
fn holds(r: &Roster) {
    let presences: Vec<&Presence> = r.presences.values().collect();
    for (i, p) in presences.iter().enumerate() {
        assert!(p.off.is_none_or(|off| p.on <= off), "{p:?}");
        for q in &presences[i + 1..] {
            assert!(p.member != q.member || !p.span().overlaps(q.span()), "{p:?} {q:?}");
        }
        for (j, a) in p.away.iter().enumerate() {
            assert!(p.on <= a.from && a.to.is_none_or(|to| a.from <= to), "{p:?}");
            assert!(a.to.is_some() || p.off.is_none(), "an open break needs an open presence: {p:?}");
            assert!(p.off.is_none_or(|off| a.to.is_some_and(|to| to <= off)), "{p:?}");
            assert!(p.away[j + 1..].iter().all(|b| !a.span().overlaps(b.span())), "{p:?}");
        }
    }
    for (id, a) in &r.assignments {
        let (part, whole) = (r.assignment_span(id, a).unwrap(), r.slot_span(id.slot.date, id.slot.shift).unwrap());
        assert!(whole.from <= part.from && part.from < part.to && part.to <= whole.to, "{id:?} {a:?}");
        assert!(r.post(id.slot.post).is_some() && r.member(id.member).is_some());
    }
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: if std::env::var_os("LUNBAN_LONG").is_some() { 20_000 } else { 150 },
        failure_persistence: None,
        ..ProptestConfig::default()
    })]

    #[test]
    fn whatever_is_done_the_record_holds_and_undo_leads_back(steps in proptest::collection::vec(step(), 1..120)) {
        let mut w = world("18 06:00");
        let start = w.records();
        for step in steps {
            w.now = w.now + step.later * 60;
            let command = Command::new(aim(&w, &step)).at(w.now - step.before * 60).because("核对");
            let was = w.records();
            if w.give(if step.mine { "赵建群" } else { "田强" }, command).is_err() {
                prop_assert_eq!(w.records(), was);
            }
            holds(&w.roster);
        }
        let mut folded = Roster::default();
        for e in w.entries.iter().flat_map(|e| &e.events) {
            apply(&mut folded, e);
        }
        prop_assert_eq!(&World { roster: folded, ..w.clone() }.records(), &w.records(), "the roster is the fold");
        // Whoever is refused waits for the other: what one has changed since, that one takes back first. Only what one
        // undid in between can stand in both ways: 田强 undoes the mark-off that 赵建群's mark-on came after; to undo
        // that, 田强 must redo it first.
        let by = ["赵建群", "田强"];
        let undid = w.entries.iter().any(|e| e.undoes.is_some());
        while by.iter().any(|by| w.give(by, Command::new(Do::Undo)).is_ok()) {
            holds(&w.roster);
        }
        let waits = |r: &Refusal| matches!(r, Refusal::ChangedSince { .. } | Refusal::NothingToUndo);
        let refusals = by.map(|by| w.give(by, Command::new(Do::Undo)).unwrap_err());
        if refusals.iter().all(waits) {
            prop_assert_eq!(w.records(), start);
        } else {
            prop_assert!(undid, "{refusals:?}");
        }
    }
}
