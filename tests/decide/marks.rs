//! On, off, handover, break cover, correction.

use lunban::domain::decide::{handover_preset, open_items, slot_taken_over};
use lunban::domain::event::Change;
use lunban::domain::*;

use crate::world::*;

/// 18 April at 大渠: 高永和 since 14:00, 宋岩 planned for the night.
fn evening_at_the_canal() -> World {
    let mut w = world("18 13:50");
    w.assign(slot(CANAL, 18, "中"), "高永和").unwrap();
    w.assign(slot(CANAL, 18, "夜"), "宋岩").unwrap();
    w.on("18 14:00", CANAL, "高永和").unwrap();
    w
}

#[test]
fn handover_puts_the_planned_on_and_lets_the_others_go() {
    let mut w = evening_at_the_canal();
    let preset = handover_preset(&w.roster, CANAL, t("18 21:55"));
    assert_eq!(preset.slot, Some(slot(CANAL, 18, "夜")));
    assert_eq!((preset.out, preset.relief), (w.ms(&["高永和"]), w.ms(&["宋岩"])));
    w.hand_over("18 21:55", CANAL).unwrap();
    assert_eq!((w.told("高永和"), w.told("宋岩")), ("大渠 14:00-21:55".into(), "大渠 21:55-".into()));
    let (_, h) = w.roster.handovers_at(CANAL).next().unwrap();
    assert_eq!((&h.out, &h.relief, h.at), (&w.ms(&["高永和"]), &w.ms(&["宋岩"]), t("18 21:55")));
    assert_eq!(w.entries.last().unwrap().events.len(), 3, "one entry: off, on, and the record");
}

#[test]
fn the_old_member_stays_beside_his_relief_until_the_driver_is_home() {
    let mut w = evening_at_the_canal();
    let driver =
        || Do::OpenItem { post: CANAL, text: "出租车司机约 23 点\n回来".into(), due: Some(t("18 23:00")) };

    w.at("18 13:40", driver()).unwrap();
    w.hand_over_lists("18 22:00", CANAL, &[], &["宋岩"]).unwrap();
    assert_eq!((w.told("高永和"), w.told("宋岩")), ("大渠 14:00-".into(), "大渠 22:00-".into()));
    w.off("18 22:48", CANAL, "高永和").unwrap();
    assert_eq!(w.told("高永和"), "大渠 14:00-22:48");
    let items = open_items(&w.roster, CANAL);
    assert_eq!((items.len(), &*items[0].1.text), (1, "出租车司机约 23 点 回来"));
    assert_eq!(w.roster.times_handed_on(items[0].1), 1);
    w.at("18 22:50", Do::CloseItem { item: ItemId(1) }).unwrap();
    assert!(open_items(&w.roster, CANAL).is_empty());
}

#[test]
fn the_gatekeeper_runs_an_errand_and_the_outgoing_one_stands_in() {
    let mut w = world("16 06:00");
    w.assign(slot(NORTH, 16, "早"), "赵正杰").unwrap();
    w.assign(slot(NORTH, 16, "中"), "刘东").unwrap();
    w.on("16 06:00", NORTH, "赵正杰").unwrap();
    w.on("16 13:00", NORTH, "解银平").unwrap();
    w.hand_over_lists("16 14:00", NORTH, &[], &["刘东"]).unwrap();
    w.cover("16 14:02", NORTH, "解银平", Some("赵正杰")).unwrap();
    assert_eq!(w.told("解银平"), "北院 13:00- (14:02- 赵正杰)");
    w.uncover("16 14:25", NORTH, "解银平").unwrap();
    assert_eq!(w.told("赵正杰"), "北院 06:00-", "he was there before the cover, so its end does not take him off");
    w.off("16 14:26", NORTH, "赵正杰").unwrap();
    assert_eq!(w.told("解银平"), "北院 13:00- (14:02-14:25 赵正杰)");
}

#[test]
fn a_cover_brings_its_man_on_and_its_end_takes_him_off() {
    let mut w = evening_at_the_canal();
    w.cover("18 16:00", CANAL, "高永和", Some("田强")).unwrap();
    assert_eq!((w.told("高永和"), w.told("田强")), ("大渠 14:00- (16:00- 田强!)".into(), "大渠 16:00-".into()));
    w.uncover("18 16:20", CANAL, "高永和").unwrap();
    assert_eq!(
        (w.told("高永和"), w.told("田强")),
        ("大渠 14:00- (16:00-16:20 田强!)".into(), "大渠 16:00-16:20".into())
    );
}

#[test]
fn who_was_brought_on_goes_off_although_a_file_says_that_he_came_a_minute_later() {
    for on in ["18 15:59", "18 16:01"] {
        let mut w = evening_at_the_canal();
        w.cover("18 16:00", CANAL, "高永和", Some("田强")).unwrap();
        let (id, was) = w.roster.presences_of(w.m("田强")).next().map(|(id, p)| (id, p.clone())).unwrap();
        let is = Presence { on: t(on), ..was.clone() };
        w.now = t("18 16:02");
        let events = vec![Event::Presence(Change { id, was: Some(was), is: Some(is) })];
        w.give("导入", Command::new(Do::Import { events })).unwrap();
        w.uncover("18 16:20", CANAL, "高永和").unwrap();
        assert_eq!(w.told("田强"), format!("大渠 {}-16:20", &on[3..]));
    }
}

#[test]
fn who_was_brought_on_and_has_come_again_since_is_not_taken_off() {
    let mut w = evening_at_the_canal();
    w.cover("18 16:00", CANAL, "高永和", Some("田强")).unwrap();
    w.off("18 16:10", CANAL, "田强").unwrap();
    w.on("18 16:15", CANAL, "田强").unwrap();
    w.uncover("18 16:20", CANAL, "高永和").unwrap();
    assert_eq!(w.told("田强"), "大渠 16:00-16:10; 大渠 16:15-");
}

#[test]
fn a_corrected_arrival_is_still_the_one_that_the_cover_brought() {
    let mut w = evening_at_the_canal();
    w.cover("18 16:00", CANAL, "高永和", Some("田强")).unwrap();
    let (member, on) = (w.m("田强"), t("18 16:00"));
    let what = Do::Correct { post: CANAL, member, on, new_on: Some(t("18 15:55")), new_off: None };
    w.give("赵建群", Command::new(what).because("早到五分钟")).unwrap();
    w.uncover("18 16:20", CANAL, "高永和").unwrap();
    assert_eq!(w.told("田强"), "大渠 15:55-16:20");
}

#[test]
fn going_off_ends_ones_own_break_and_leaves_the_stand_in_there() {
    let mut w = evening_at_the_canal();
    w.cover("18 21:50", CANAL, "高永和", Some("田强")).unwrap();
    w.hand_over_lists("18 22:00", CANAL, &["高永和"], &["宋岩"]).unwrap();
    assert_eq!(w.told("高永和"), "大渠 14:00-22:00 (21:50-22:00 田强!)");
    assert_eq!(w.told("田强"), "大渠 21:50-");
}

#[test]
fn when_the_stand_in_goes_off_the_break_goes_on() {
    let mut w = evening_at_the_canal();
    w.cover("18 16:00", CANAL, "高永和", Some("田强")).unwrap();
    w.hand_over_lists("18 16:10", CANAL, &["田强"], &["宋岩"]).unwrap();
    assert_eq!(w.told("高永和"), "大渠 14:00- (16:00- 田强!)");
    w.uncover("18 16:20", CANAL, "高永和").unwrap();
    assert_eq!((w.told("田强"), w.told("宋岩")), ("大渠 16:00-16:10".into(), "大渠 16:10-".into()));
}

#[test]
fn a_no_show_is_replaced_in_the_same_entry() {
    let mut w = evening_at_the_canal();
    let (post, out, relief) = (CANAL, None, Some(w.ms(&["田强"])));
    let in_place_of = vec![(w.m("宋岩"), w.m("田强"))];
    w.at("18 22:20", Do::Handover { post, out, relief, note: Some("宋岩 电话不通".into()), in_place_of }).unwrap();
    let planned: Vec<MemberId> = w.roster.assigned_in(slot(CANAL, 18, "夜")).map(|(m, _)| m).collect();
    assert_eq!(planned, w.ms(&["田强"]));
    assert_eq!((w.told("高永和"), w.told("田强")), ("大渠 14:00-22:20".into(), "大渠 22:20-".into()));
    let kept =
        w.entries.last().unwrap().events.iter().any(
            |e| matches!(e, Event::Assignment(c) if c.id.member == w.m("宋岩") && c.was.is_some() && c.is.is_none()),
        );
    assert!(kept, "the journal keeps the first plan");
    w.say(Do::Undo).unwrap();
    assert_eq!((w.told("高永和"), w.told("田强")), ("大渠 14:00-".into(), "".into()));
    let planned: Vec<MemberId> = w.roster.assigned_in(slot(CANAL, 18, "夜")).map(|(m, _)| m).collect();
    assert_eq!(planned, w.ms(&["宋岩"]));
}

#[test]
fn in_place_of_wants_one_who_is_planned_and_one_who_comes() {
    let mut w = evening_at_the_canal();
    let give = |w: &mut World, planned: &str, instead: &str| {
        let in_place_of = vec![(w.m(planned), w.m(instead))];
        let relief = Some(w.ms(&["田强"]));
        w.at("18 22:00", Do::Handover { post: CANAL, out: None, relief, note: None, in_place_of })
    };
    let (member, slot) = (w.m("关宁"), slot(CANAL, 18, "夜"));
    assert_eq!(give(&mut w, "关宁", "田强"), Err(Refusal::NotAssigned { member, slot }));
    assert_eq!(give(&mut w, "宋岩", "关宁"), Err(Refusal::NotOnDuty { member, post: CANAL }));
    w.assign(slot, "田强").unwrap();
    assert_eq!(give(&mut w, "宋岩", "田强"), Err(Refusal::AlreadyAssigned { member: w.m("田强"), slot }));
    assert_eq!(w.told("田强"), "", "nothing of a refused command is done");
}

#[test]
fn a_late_relief_takes_over_when_he_comes() {
    let mut w = evening_at_the_canal();
    w.hand_over("18 22:40", CANAL).unwrap();
    assert_eq!((w.told("高永和"), w.told("宋岩")), ("大渠 14:00-22:40".into(), "大渠 22:40-".into()));
}

#[test]
fn the_slot_taken_over_starts_nearest_and_the_later_of_two() {
    let w = world("18 06:00");
    for (at, day, code) in [
        ("18 17:59", 18, "中"),
        ("18 18:00", 18, "夜"), // 14:00 and 22:00 are as near
        ("19 01:00", 18, "夜"),
        ("19 02:00", 19, "早"),
    ] {
        assert_eq!(slot_taken_over(&w.roster, CANAL, t(at)), Some(slot(CANAL, day, code)), "{at}");
    }
}

#[test]
fn the_preset_leaves_out_who_is_there_and_who_cannot_come() {
    let mut w = evening_at_the_canal();
    for name in ["田强", "关宁", "王涛"] {
        w.assign(slot(CANAL, 18, "夜"), name).unwrap();
    }
    w.on("18 21:50", CANAL, "宋岩").unwrap();
    let (member, from, to) = (w.m("田强"), t("18 20:00"), t("19 20:00"));
    w.say(Do::Leave { member, from, to, why: Some("病假".into()) }).unwrap();
    let member = w.m("关宁");
    let was = w.roster.member(member).cloned();
    let is = was.clone().map(|m| Member { leaves: "2022-04-17".parse().ok(), ..m });
    let left = Event::Member(event::Change { id: member, was, is });
    w.say(Do::Import { events: vec![left] }).unwrap();
    let preset = handover_preset(&w.roster, CANAL, t("18 22:00"));
    assert_eq!((preset.out, preset.relief), (w.ms(&["高永和"]), w.ms(&["王涛"])));
}

#[test]
fn a_handover_of_nobody_is_refused() {
    let mut w = world("18 22:00");
    assert_eq!(w.hand_over("18 22:00", CANAL), Err(Refusal::NobodyToHandOver { post: CANAL }));
    w.on("18 22:00", CANAL, "高永和").unwrap();
    assert_eq!(w.hand_over_lists("18 22:01", CANAL, &[], &[]), Err(Refusal::NobodyToHandOver { post: CANAL }));
    w.hand_over_lists("18 22:02", CANAL, &["高永和", "高永和"], &[]).unwrap();
    assert_eq!(w.told("高永和"), "大渠 22:00-22:02");
}

#[test]
fn a_relief_on_duty_is_refused_with_where_and_since_when() {
    let mut w = evening_at_the_canal();
    w.on("18 15:00", NORTH, "宋岩").unwrap();
    let member = w.m("宋岩");
    let elsewhere = Refusal::OnDuty { member, post: NORTH, since: t("18 15:00") };
    assert_eq!(w.hand_over("18 22:00", CANAL), Err(elsewhere.clone()));
    assert_eq!(w.on("18 22:00", CANAL, "宋岩"), Err(elsewhere.clone()));
    assert_eq!(w.cover("18 22:00", CANAL, "高永和", Some("宋岩")), Err(elsewhere));
    let here = Refusal::OnDuty { member: w.m("高永和"), post: CANAL, since: t("18 14:00") };
    assert_eq!(w.hand_over_lists("18 22:00", CANAL, &["高永和"], &["高永和"]), Err(here));
    assert_eq!(w.told("高永和"), "大渠 14:00-");
}

#[test]
fn marks_in_the_future_or_before_the_arrival_are_refused() {
    let mut w = evening_at_the_canal();
    let member = w.m("高永和");
    let ahead = Command::new(Do::Off { post: CANAL, member }).at(t("18 14:01"));
    assert_eq!(w.give("赵建群", ahead), Err(Refusal::InFuture { at: t("18 14:01") }));
    let early = Refusal::OffBeforeOn { member, on: t("18 14:00") };
    assert_eq!(w.off("18 13:59", CANAL, "高永和"), Err(early.clone()));
    assert_eq!(w.hand_over_lists("18 13:59", CANAL, &["高永和"], &["宋岩"]), Err(early));
    assert_eq!(w.off("18 14:00", NORTH, "高永和"), Err(Refusal::NotOnDuty { member, post: NORTH }));
    let forever = Command::new(Do::On { post: CANAL, member: MemberId(1) });
    for at in [Instant(i64::MIN), Instant(i64::MAX), Instant(-1), Instant::NEVER] {
        assert_eq!(w.give("赵建群", forever.clone().at(at)), Err(Refusal::OutOfRange));
    }
}

#[test]
fn a_mark_may_be_late_where_he_has_no_other_presence() {
    let mut w = world("18 12:00");
    w.on("18 06:00", CANAL, "田强").unwrap();
    w.off("18 10:00", CANAL, "田强").unwrap();
    let member = w.m("田强");
    let (on, off) = (t("18 06:00"), Some(t("18 10:00")));
    for at in ["18 05:00", "18 09:59"] {
        let overlaps = Refusal::Overlaps { member, post: CANAL, on, off };
        assert_eq!(w.on(at, NORTH, "田强"), Err(overlaps));
    }
    w.on("18 10:00", NORTH, "田强").unwrap();
    assert_eq!(w.told("田强"), "大渠 06:00-10:00; 北院 10:00-");
}

#[test]
fn a_mark_taken_off_at_once_can_be_set_again_in_the_same_second() {
    let mut w = world("18 12:00");
    for _ in 0..2 {
        w.on("18 12:00", CANAL, "田强").unwrap();
        w.off("18 12:00", CANAL, "田强").unwrap();
    }
    w.on("18 12:00", NORTH, "田强").unwrap();
    assert_eq!(w.told("田强"), "大渠 12:00-12:00; 大渠 12:00-12:00; 北院 12:00-");
}

#[test]
fn a_break_cover_needs_one_who_is_there_and_another() {
    let mut w = evening_at_the_canal();
    let (gao, tian) = (w.m("高永和"), w.m("田强"));
    assert_eq!(w.cover("18 15:00", CANAL, "田强", None), Err(Refusal::NotOnDuty { member: tian, post: CANAL }));
    assert_eq!(w.cover("18 13:00", CANAL, "高永和", None), Err(Refusal::NotOnDuty { member: gao, post: CANAL }));
    assert_eq!(w.cover("18 15:00", CANAL, "高永和", Some("高永和")), Err(Refusal::CoversHimself { member: gao }));
    assert_eq!(w.uncover("18 15:00", CANAL, "高永和"), Err(Refusal::NotAway { member: gao, post: CANAL }));
    assert_eq!(w.uncover("18 15:00", CANAL, "田强"), Err(Refusal::NotAway { member: tian, post: CANAL }));
    w.cover("18 15:00", CANAL, "高永和", None).unwrap();
    let away = Refusal::AlreadyAway { member: gao, since: t("18 15:00") };
    assert_eq!(w.cover("18 15:10", CANAL, "高永和", None), Err(away.clone()));
    let early = Refusal::BackBeforeAway { member: gao, since: t("18 15:00") };
    assert_eq!(w.uncover("18 14:59", CANAL, "高永和"), Err(early));
    w.on("18 15:05", CANAL, "田强").unwrap();
    assert_eq!(w.cover("18 15:10", CANAL, "田强", Some("高永和")), Err(away), "who is out cannot stand in");
    w.uncover("18 15:20", CANAL, "高永和").unwrap();
    let was_away = Refusal::AlreadyAway { member: gao, since: t("18 15:00") };
    assert_eq!(w.cover("18 15:10", CANAL, "高永和", None), Err(was_away), "a break that is recorded later");
    let back = Refusal::AwayOutside { member: gao, from: t("18 15:00"), to: Some(t("18 15:20")) };
    assert_eq!(w.off("18 15:10", CANAL, "高永和"), Err(back), "he was back at 15:20, so he was there");
}

#[test]
fn a_correction_keeps_the_old_times_and_wants_a_reason() {
    let mut w = evening_at_the_canal();
    w.off("18 22:48", CANAL, "高永和").unwrap();
    let (member, on) = (w.m("高永和"), t("18 14:00"));
    let what = |new_on: Option<&str>, new_off: Option<&str>| Do::Correct {
        post: CANAL,
        member,
        on,
        new_on: new_on.map(t),
        new_off: new_off.map(t),
    };
    assert_eq!(w.say(what(None, Some("18 22:40"))), Err(Refusal::TextMissing));
    let mut because = |what: Do| w.give("赵建群", Command::new(what).because("登记表写错\u{202e}"));
    assert_eq!(because(what(None, None)), Err(Refusal::NothingChanges));
    assert_eq!(because(what(Some("18 14:00"), Some("18 22:48"))), Err(Refusal::NothingChanges));
    let ahead = Refusal::InFuture { at: t("18 23:00") };
    assert_eq!(because(what(None, Some("18 23:00"))), Err(ahead));
    let before = Refusal::OffBeforeOn { member, on };
    assert_eq!(because(what(None, Some("18 13:00"))), Err(before));
    because(what(Some("18 13:50"), Some("18 22:40"))).unwrap();
    let gone = Refusal::NoPresence { member, post: CANAL, on };
    assert_eq!(because(what(None, Some("18 22:30"))), Err(gone), "it begins at 13:50 now");
    let (_, p) = w.roster.presences_of(member).next().unwrap();
    let kept = Correction { on, off: Some(t("18 22:48")), reason: "登记表写错".into() };
    assert_eq!((p.on, p.off, &p.corrected), (t("18 13:50"), Some(t("18 22:40")), &vec![kept]));
}

#[test]
fn a_correction_respects_other_presences_and_breaks() {
    let mut w = evening_at_the_canal();
    w.cover("18 16:00", CANAL, "高永和", None).unwrap();
    w.uncover("18 16:20", CANAL, "高永和").unwrap();
    w.off("18 22:00", CANAL, "高永和").unwrap();
    w.on("18 22:30", NORTH, "高永和").unwrap();
    w.now = t("18 23:00");
    let member = w.m("高永和");
    let mut correct = |new_on: Option<&str>, new_off: Option<&str>| {
        let (new_on, new_off) = (new_on.map(t), new_off.map(t));
        let what = Do::Correct { post: CANAL, member, on: t("18 14:00"), new_on, new_off };
        w.give("赵建群", Command::new(what).because("核对"))
    };
    let elsewhere = Refusal::OnDuty { member, post: NORTH, since: t("18 22:30") };
    assert_eq!(correct(None, Some("18 22:31")), Err(elsewhere));
    let away = Refusal::AwayOutside { member, from: t("18 16:00"), to: Some(t("18 16:20")) };
    assert_eq!(correct(Some("18 16:10"), None), Err(away.clone()));
    assert_eq!(correct(None, Some("18 16:10")), Err(away));
    assert_eq!(correct(None, Some("18 22:30")), Ok(()));
}

#[test]
fn a_correction_can_end_a_forgotten_presence_with_its_break() {
    let mut w = evening_at_the_canal();
    w.cover("18 21:00", CANAL, "高永和", None).unwrap();
    w.now = t("19 20:00");
    let what = Do::Correct {
        post: CANAL,
        member: w.m("高永和"),
        on: t("18 14:00"),
        new_on: None,
        new_off: Some(t("18 22:00")),
    };
    w.give("赵建群", Command::new(what).because("忘记下岗")).unwrap();
    assert_eq!(w.told("高永和"), "大渠 14:00-22:00 (21:00-22:00)");
}
