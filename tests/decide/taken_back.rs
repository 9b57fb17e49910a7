//! Undo and redo.

use lunban::domain::event::Change;
use lunban::domain::*;

use crate::world::*;

#[test]
fn undo_restores_exactly_and_redo_does_it_again() {
    let mut w = world("18 13:00");
    w.assign(slot(CANAL, 18, "中"), "高永和").unwrap();
    w.on("18 14:00", CANAL, "高永和").unwrap();
    let before = w.records();
    w.cover("18 16:00", CANAL, "高永和", Some("田强")).unwrap();
    let after = w.records();
    w.say(Do::Undo).unwrap();
    assert_eq!(w.records(), before);
    assert_eq!(w.entries.last().unwrap().undoes, Some(4));
    w.say(Do::Redo).unwrap();
    assert_eq!(w.records(), after);
    assert_eq!(w.entries.last().unwrap().undoes, Some(5), "a redo takes back the undo");
    w.say(Do::Undo).unwrap();
    assert_eq!(w.records(), before);
    assert_eq!(w.entries.last().unwrap().undoes, Some(6), "and can be undone itself");
}

#[test]
fn undo_goes_further_back_each_time_until_nothing_is_left() {
    let mut w = world("18 13:00");
    let start = w.records();
    w.on("18 13:00", CANAL, "高永和").unwrap();
    w.on("18 13:00", NORTH, "田强").unwrap();
    w.off("18 13:30", NORTH, "田强").unwrap();
    let end = w.records();
    for _ in 0..3 {
        w.say(Do::Undo).unwrap();
    }
    assert_eq!(w.records(), start);
    assert_eq!(w.say(Do::Undo), Err(Refusal::NothingToUndo), "the import was somebody else's");
    for _ in 0..3 {
        w.say(Do::Redo).unwrap();
    }
    assert_eq!(w.records(), end);
    assert_eq!(w.say(Do::Redo), Err(Refusal::NothingToRedo));
}

#[test]
fn a_new_command_ends_what_can_be_redone() {
    let mut w = world("18 13:00");
    w.on("18 13:00", CANAL, "高永和").unwrap();
    w.say(Do::Undo).unwrap();
    w.on("18 13:00", CANAL, "田强").unwrap();
    assert_eq!(w.say(Do::Redo), Err(Refusal::NothingToRedo));
    w.say(Do::Undo).unwrap();
    assert_eq!(w.told("田强"), "");
    assert_eq!(w.say(Do::Undo), Err(Refusal::NothingToUndo));
}

#[test]
fn undo_is_refused_with_who_has_since_changed_the_same_thing() {
    let mut w = world("18 13:00");
    w.on("18 13:00", CANAL, "高永和").unwrap();
    let member = w.m("高永和");
    w.now = t("18 15:00");
    w.give("田强", Command::new(Do::Cover { post: CANAL, member, by: None })).unwrap();
    assert_eq!(w.say(Do::Undo), Err(Refusal::ChangedSince { by: "田强".into(), at: t("18 15:00") }));
    w.give("田强", Command::new(Do::Undo)).unwrap();
    w.say(Do::Undo).unwrap();
    assert_eq!(w.told("高永和"), "");
}

#[test]
fn what_another_has_put_back_is_his_and_not_undone_with_mine() {
    let mut w = world("18 13:00");
    let night = slot(CANAL, 18, "夜");
    w.assign(night, "高永和").unwrap();
    let member = w.m("高永和");
    w.now = t("18 15:00");
    w.give("田强", Command::new(Do::Withdraw { slot: night, member })).unwrap();
    let again = Do::Assign { slot: night, member, from: None, to: None, pinned: false, in_place_of: None };
    w.give("田强", Command::new(again)).unwrap();
    let changed = Err(Refusal::ChangedSince { by: "田强".into(), at: t("18 15:00") });
    assert_eq!(w.say(Do::Undo), changed, "it stands as mine did, but he put it there");
    for _ in 0..2 {
        w.give("田强", Command::new(Do::Undo)).unwrap();
    }
    w.give("田强", Command::new(Do::Redo)).unwrap();
    assert_eq!(w.say(Do::Undo), changed, "a redo counts like the first time");
    w.give("田强", Command::new(Do::Undo)).unwrap();
    w.say(Do::Undo).unwrap();
    assert!(w.roster.assignments.is_empty());
}

#[test]
fn nobody_comes_in_place_of_himself() {
    let mut w = world("18 13:00");
    let night = slot(CANAL, 18, "夜");
    w.assign(night, "高永和").unwrap();
    let member = w.m("高永和");
    let refused = Err(Refusal::AlreadyAssigned { member, slot: night });
    let assign = Do::Assign { slot: night, member, from: None, to: None, pinned: false, in_place_of: Some(member) };
    assert_eq!(w.say(assign), refused);
    w.now = t("18 22:00");
    let relief = Some(vec![member]);
    let in_place_of = vec![(member, member)];
    let hand_over =
        |in_place_of| Do::Handover { post: CANAL, out: None, relief: relief.clone(), note: None, in_place_of };
    assert_eq!(w.say(hand_over(in_place_of)), refused);
    w.say(hand_over(Vec::new())).unwrap();
}

#[test]
fn undoing_a_mark_off_is_refused_when_he_has_come_on_elsewhere() {
    let mut w = world("18 13:00");
    w.on("18 13:00", CANAL, "高永和").unwrap();
    w.off("18 14:00", CANAL, "高永和").unwrap();
    let member = w.m("高永和");
    w.now = t("18 15:00");
    w.give("田强", Command::new(Do::On { post: NORTH, member })).unwrap();
    let there = Refusal::OnDuty { member, post: NORTH, since: t("18 15:00") };
    assert_eq!(w.say(Do::Undo), Err(there));
    assert_eq!(w.told("高永和"), "大渠 13:00-14:00; 北院 15:00-");
}

#[test]
fn a_person_who_is_in_use_does_not_go_away_with_the_import() {
    let mut w = world("18 13:00");
    let is = Some(Member { name: "欧阳修".into(), ..Member::default() });
    let events = vec![Event::Member(Change { id: MemberId(NAMES.len() as u32 + 1), was: None, is })];
    w.give("导入", Command::new(Do::Import { events })).unwrap();
    w.assign(slot(CANAL, 18, "夜"), "欧阳修").unwrap();
    assert_eq!(w.give("导入", Command::new(Do::Undo)), Err(Refusal::InUse { name: "欧阳修".into() }));
    w.say(Do::Undo).unwrap();
    w.give("导入", Command::new(Do::Undo)).unwrap();
    assert_eq!(w.roster.members.len(), NAMES.len());
    w.give("导入", Command::new(Do::Redo)).unwrap();
    assert_eq!(w.roster.members.len(), NAMES.len() + 1);
}

#[test]
fn the_import_that_founded_the_branch_is_undone_but_for_the_branch_itself() {
    let mut w = world("18 13:00");
    let whole = w.roster.clone();
    w.give("导入", Command::new(Do::Undo)).unwrap();
    assert_eq!((w.roster.posts.len(), w.roster.members.len(), &w.roster.branch), (0, 0, &whole.branch));
    assert_eq!(w.give("导入", Command::new(Do::Undo)), Err(Refusal::Founded));
    w.give("导入", Command::new(Do::Redo)).unwrap();
    assert_eq!((&w.roster.posts, &w.roster.members), (&whole.posts, &whole.members));
}

#[test]
fn remarks_are_not_undone() {
    let mut w = world("18 13:00");
    w.on("18 13:00", CANAL, "高永和").unwrap();
    let lost = Entry {
        seq: 3,
        at: w.now,
        by: "赵建群".into(),
        key: None,
        undoes: None,
        events: vec![Event::LossAccepted { from: 1, to: 2 }],
    };
    w.history.saw(std::sync::Arc::new(lost.clone()));
    w.entries.push(std::sync::Arc::new(lost));
    w.say(Do::Undo).unwrap();
    assert_eq!(w.entries.last().unwrap().undoes, Some(2));
}

#[test]
fn the_newest_entries_are_enough_to_know_what_can_be_undone() {
    let mut w = world("18 13:00");
    for n in 0..undo::KEPT {
        w.say(Do::Note { post: CANAL, text: format!("{n}") }).unwrap();
    }
    let mut undone = 0;
    while w.say(Do::Undo).is_ok() {
        undone += 1;
    }
    // Every undo is an entry too, so half of what is remembered can be taken back.
    assert_eq!(undone, undo::KEPT / 2);
    let mut folded = undo::History::default();
    for e in w.entries.iter().rev().take(undo::KEPT).rev() {
        folded.saw(e.clone());
    }
    let seq = |e: Option<&std::sync::Arc<Entry>>| e.map(|e| e.seq);
    assert_eq!(seq(folded.redoable("赵建群")), seq(w.history.redoable("赵建群")));
    assert_eq!(seq(folded.undoable("赵建群")), seq(w.history.undoable("赵建群")));
}
