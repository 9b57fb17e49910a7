//! Random commands of several people: what always holds, holds; and undoing everything leads back to the start.

use lunban::domain::time::WallTime;
use lunban::domain::*;
use proptest::prelude::*;

use crate::world::*;

fn member() -> impl Strategy<Value = MemberId> {
    (1..=9u32).prop_map(MemberId) // the ninth does not exist
}

fn post() -> impl Strategy<Value = PostId> {
    prop_oneof![8 => Just(CANAL), 8 => Just(NORTH), 1 => Just(PostId(3))]
}

fn a_slot() -> impl Strategy<Value = Slot> {
    (post(), 17..=19u32, prop_oneof![Just("早"), Just("中"), Just("夜")]).prop_map(|(p, d, s)| slot(p, d, s))
}

fn some<T: std::fmt::Debug + Clone>(s: impl Strategy<Value = T>) -> impl Strategy<Value = Option<T>> {
    proptest::option::of(s)
}

fn what() -> impl Strategy<Value = Do> {
    let people = || some(proptest::collection::vec(member(), 0..3));
    let wall = || some((0..24u16).prop_map(|h| WallTime(h * 60)));
    let text = || prop_oneof![Just(String::new()), Just("出租车 23 点".to_string())];
    let moment = || (0..2880i64).prop_map(|m| t("17 00:00") + m * 60);
    prop_oneof![
        4 => (post(), member()).prop_map(|(post, member)| Do::On { post, member }),
        4 => (post(), member()).prop_map(|(post, member)| Do::Off { post, member }),
        4 => (post(), people(), people(), some((member(), member()))).prop_map(|(post, out, relief, instead)| {
            Do::Handover { post, out, relief, note: None, in_place_of: instead.into_iter().collect() }
        }),
        4 => (a_slot(), member(), wall(), wall()).prop_map(|(slot, member, from, to)| {
            Do::Assign { slot, member, from, to, pinned: false }
        }),
        2 => (a_slot(), member()).prop_map(|(slot, member)| Do::Withdraw { slot, member }),
        4 => (post(), member(), some(member())).prop_map(|(post, member, by)| Do::Cover { post, member, by }),
        3 => (post(), member()).prop_map(|(post, member)| Do::Uncover { post, member }),
        1 => (post(), text()).prop_map(|(post, text)| Do::OpenItem { post, text, due: None }),
        1 => (1..4u32).prop_map(|n| Do::CloseItem { item: ItemId(n) }),
        2 => (post(), member(), moment(), some(moment()), some(moment())).prop_map(|(post, member, on, new_on, new_off)| {
            Do::Correct { post, member, on, new_on, new_off }
        }),
        1 => (member(), moment(), moment()).prop_map(|(member, from, to)| Do::Leave { member, from, to, why: None }),
        4 => Just(Do::Undo),
        2 => Just(Do::Redo),
    ]
}

/// One step: how many minutes later, how much before that it is said to have happened, who says it, and what.
fn step() -> impl Strategy<Value = (i64, i64, bool, Do)> {
    (0..40i64, prop_oneof![3 => Just(0i64), 1 => 0..60i64], any::<bool>(), what())
}

/// RULES §3, looked at from scratch.
fn holds(r: &Roster) {
    let presences: Vec<&Presence> = r.presences.values().map(|p| &**p).collect();
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
        cases: if std::env::var_os("LUNBAN_LONG").is_some() { 2_000 } else { 150 },
        failure_persistence: None,
        ..ProptestConfig::default()
    })]

    #[test]
    fn whatever_is_done_the_record_holds_and_undo_leads_back(steps in proptest::collection::vec(step(), 1..120)) {
        let mut w = world("18 06:00");
        let start = w.records();
        for (later, before, mine, what) in steps {
            w.now = w.now + later * 60;
            let command = Command::new(what).at(w.now - before * 60).because("核对");
            let was = w.records();
            if w.give(if mine { "赵建群" } else { "田强" }, command).is_err() {
                prop_assert_eq!(w.records(), was);
            }
            holds(&w.roster);
        }
        let mut folded = Roster::default();
        for e in w.entries.iter().flat_map(|e| &e.events) {
            apply(&mut folded, e);
        }
        prop_assert_eq!(&World { roster: folded, ..w.clone() }.records(), &w.records(), "the roster is the fold");
        // Whoever is refused waits for the other: what one has changed since, that one takes back first.
        while ["赵建群", "田强"].iter().any(|by| w.give(by, Command::new(Do::Undo)).is_ok()) {
            holds(&w.roster);
        }
        prop_assert_eq!(w.records(), start);
    }
}
