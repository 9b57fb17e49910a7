//! Who can step in: the ranked list with its reasons.

use lunban::domain::candidate::{Candidate, Opening, Reason, candidates};
use lunban::domain::event::Change;
use lunban::domain::outlook::Outlook;
use lunban::domain::time::{HOUR, WallTime, Weekdays};
use lunban::domain::*;

use crate::world::*;

fn change(w: &mut World, name: &str, how: impl FnOnce(&mut Member)) {
    let id = w.m(name);
    let was = w.roster.member(id).cloned().unwrap();
    let mut is = was.clone();
    how(&mut is);
    w.say(Do::Import { events: vec![Event::Member(Change { id, was: Some(was), is: Some(is) })] }).unwrap();
}

/// One whole shift in the past.
fn stood(w: &mut World, post: PostId, name: &str, on: &str, off: &str) {
    w.on(on, post, name).unwrap();
    w.off(off, post, name).unwrap();
}

fn ranked(w: &World, opening: Opening) -> Vec<Candidate> {
    candidates(&w.roster, &Outlook::new(&w.roster, w.now), w.now, opening)
}

fn names<'a>(w: &'a World, list: &[Candidate]) -> Vec<&'a str> {
    list.iter().map(|c| w.roster.name_of(c.member)).collect()
}

fn reasons<'a>(w: &World, list: &'a [Candidate], name: &str) -> &'a [Reason] {
    &list.iter().find(|c| c.member == w.m(name)).unwrap().reasons
}

fn against(w: &World, list: &[Candidate], name: &str) -> Vec<Reason> {
    reasons(w, list, name).iter().filter(|r| r.against()).cloned().collect()
}

/// 18 April, 22:20: nobody has come to the north yard; 赵正杰 was planned and is ill.
fn nobody_came() -> World {
    let mut w = world("15 06:00");
    stood(&mut w, NORTH, "刘东", "15 06:00", "15 14:00");
    stood(&mut w, CANAL, "高永和", "18 06:00", "18 14:00");
    stood(&mut w, NORTH, "宋岩", "18 14:00", "18 22:00");
    w.on("18 14:00", CANAL, "田强").unwrap();
    w.assign(slot(NORTH, 18, "夜"), "赵正杰").unwrap();
    w.assign(slot(CANAL, 19, "早"), "关宁").unwrap();
    w.assign(slot(CANAL, 18, "夜"), "王涛").unwrap();
    let leave =
        Do::Leave { member: w.m("赵正杰"), from: t("18 00:00"), to: t("20 00:00"), why: Some("病假".into()) };
    w.say(leave).unwrap();
    w.now = t("18 22:20");
    w
}

#[test]
fn who_can_step_in_comes_first_with_the_reasons() {
    let w = nobody_came();
    let list = ranked(&w, Opening::Now(NORTH));
    assert_eq!(list.len(), NAMES.len());
    // 刘东 stood here on the 15th; 解银平 has not stood anywhere; both have rested enough and have no hours yet.
    assert_eq!(names(&w, &list)[..2], ["刘东", "解银平"]);
    assert!(list[0].can() && list[1].can() && !list[2].can());
    let date = "2022-04-15".parse().unwrap();
    let rested = t("18 22:20") - t("15 14:00");
    assert_eq!(reasons(&w, &list, "刘东"), [Reason::Rested(rested), Reason::WeekSoFar(0), Reason::StoodHere(date)]);
    assert_eq!(reasons(&w, &list, "解银平"), [Reason::Fresh, Reason::WeekSoFar(0)]);
}

#[test]
fn who_cannot_comes_last_with_the_rule_that_is_in_the_way() {
    let w = nobody_came();
    let list = ranked(&w, Opening::Now(NORTH));
    // Until 06:00 it is 7 h 40 min.
    let rest = t("18 22:20") - t("18 14:00");
    assert_eq!(against(&w, &list, "高永和"), [Reason::ShortRest(rest)]);
    assert_eq!(against(&w, &list, "宋岩"), [Reason::Overlong(16 * HOUR)], "20 minutes are no break");
    let again = Reason::OnAgain { post: CANAL, at: t("19 06:00") };
    assert_eq!(against(&w, &list, "关宁"), [Reason::Overlong(15 * HOUR + 40 * 60)]);
    assert!(reasons(&w, &list, "关宁").contains(&again));
    let night = Reason::PlannedElsewhere { post: CANAL, from: t("18 22:00"), to: t("19 06:00") };
    assert_eq!(against(&w, &list, "王涛")[0], night);
    let on_duty = Reason::OnDuty { post: CANAL, since: t("18 14:00") };
    assert_eq!(against(&w, &list, "田强")[0], on_duty);
    assert!(!reasons(&w, &list, "田强").iter().any(|r| matches!(r, Reason::Rested(_))), "he is on duty");
    let ill = Reason::Unavailable { until: Some(t("20 00:00")), why: Some("病假".into()) };
    assert_eq!(against(&w, &list, "赵正杰"), [ill]);
    assert!(reasons(&w, &list, "赵正杰").contains(&Reason::Planned));
    assert_eq!(names(&w, &list)[2..], ["高永和", "宋岩", "关宁", "赵正杰", "王涛", "田强"]);
}

#[test]
fn the_planned_one_who_can_come_is_the_first() {
    let mut w = nobody_came();
    w.assign(slot(NORTH, 18, "夜"), "解银平").unwrap();
    let list = ranked(&w, Opening::Now(NORTH));
    assert_eq!(names(&w, &list)[..2], ["解银平", "刘东"]);
    assert_eq!(list[0].reasons[0], Reason::Planned);
}

#[test]
fn the_opening_ends_when_fewer_are_needed() {
    let mut w = world("18 05:00");
    let was = w.roster.post(CANAL).cloned();
    let rush = Surge {
        days: Weekdays::default(),
        from: WallTime(7 * 60),
        to: WallTime(8 * 60),
        extra: 1,
        first: None,
        last: None,
    };
    let is = was.clone().map(|p| Post { surge: vec![rush], ..p });
    w.say(Do::Import { events: vec![Event::Post(Change { id: CANAL, was, is })] }).unwrap();
    w.on("18 06:00", CANAL, "高永和").unwrap();
    w.assign(slot(NORTH, 18, "中"), "宋岩").unwrap();
    w.now = t("18 07:00");
    // One is there: another is wanted for the rush, till eight.
    let list = ranked(&w, Opening::Now(CANAL));
    assert_eq!(against(&w, &list, "宋岩"), [Reason::ShortRest(6 * HOUR)]);
    w.off("18 07:00", CANAL, "高永和").unwrap();
    // Nobody is there: the whole slot is open.
    let list = ranked(&w, Opening::Now(CANAL));
    assert_eq!(against(&w, &list, "宋岩"), [Reason::Overlong(15 * HOUR)]);
}

#[test]
fn for_a_slot_ahead_what_is_planned_counts() {
    let mut w = world("18 12:00");
    w.assign(slot(CANAL, 20, "中"), "宋岩").unwrap();
    w.assign(slot(CANAL, 20, "夜"), "田强").unwrap();
    w.assign(slot(NORTH, 20, "早"), "关宁").unwrap();
    let early = slot(CANAL, 20, "早");
    let list = ranked(&w, Opening::Slot(early));
    assert_eq!(against(&w, &list, "宋岩"), [Reason::Overlong(16 * HOUR)], "a double shift");
    assert_eq!(against(&w, &list, "田强"), [Reason::ShortRest(8 * HOUR)]);
    let at_once = Reason::PlannedElsewhere { post: NORTH, from: t("20 06:00"), to: t("20 14:00") };
    assert_eq!(against(&w, &list, "关宁"), [at_once]);
    assert!(reasons(&w, &list, "田强").contains(&Reason::WeekSoFar(8 * HOUR)));
}

#[test]
fn hours_of_the_week_and_days_in_a_row_speak_against() {
    let mut w = world("18 05:00");
    let rules = Rules { max_week: 40 * HOUR, max_consecutive_days: 5, ..Rules::default() };
    let change = Change { id: event::Only, was: Some(Rules::default()), is: Some(rules) };
    w.say(Do::Import { events: vec![Event::Rules(change)] }).unwrap();
    for day in 18..=22 {
        w.assign(slot(CANAL, day, "早"), "宋岩").unwrap();
    }
    for day in 20..=24 {
        w.assign(slot(CANAL, day, "中"), "田强").unwrap();
    }
    let list = ranked(&w, Opening::Slot(slot(NORTH, 23, "早")));
    assert_eq!(against(&w, &list, "宋岩"), [Reason::WeekHours(48 * HOUR), Reason::ConsecutiveDays(6)]);
    // Monday is another week: his hours begin again, his days go on.
    let list = ranked(&w, Opening::Slot(slot(NORTH, 25, "中")));
    assert_eq!(against(&w, &list, "田强"), [Reason::ConsecutiveDays(6)]);
}

#[test]
fn who_may_not_stand_here_or_has_left_says_so() {
    let mut w = world("18 12:00");
    change(&mut w, "宋岩", |m| m.posts = Some(vec![NORTH]));
    change(&mut w, "田强", |m| m.leaves = "2022-04-19".parse().ok());
    change(&mut w, "关宁", |m| m.joins = "2022-04-22".parse().ok());
    change(&mut w, "王涛", |m| {
        m.unavailable = vec![Unavailable::Daily {
            days: Weekdays::default(),
            since: WallTime(11 * 60),
            until: WallTime(12 * 60 + 30),
            why: Some("回家做饭".into()),
        }];
    });
    let list = ranked(&w, Opening::Slot(slot(CANAL, 20, "早")));
    assert_eq!(against(&w, &list, "宋岩"), [Reason::NotEligible]);
    assert_eq!(against(&w, &list, "田强"), [Reason::Unavailable { until: None, why: None }]);
    assert_eq!(against(&w, &list, "关宁"), [Reason::Unavailable { until: Some(t("22 00:00")), why: None }]);
    let cooks = Reason::Unavailable { until: Some(t("20 12:30")), why: Some("回家做饭".into()) };
    assert_eq!(against(&w, &list, "王涛"), [cooks]);
}

#[test]
fn people_of_the_compounds_units_come_before_others() {
    let mut w = world("18 12:00");
    let unit = |n: u32, name: &str| {
        let is = Some(Unit { name: name.into(), short: None });
        Event::Unit(Change { id: UnitId(n), was: None, is })
    };
    let compound = Compound { name: "大渠家属院".into(), units: vec![UnitId(2)], ..Compound::default() };
    let compound = Event::Compound(Change { id: CompoundId(1), was: None, is: Some(compound) });
    let was = w.roster.post(CANAL).cloned();
    let is = was.clone().map(|p| Post { compound: Some(CompoundId(1)), ..p });
    let post = Event::Post(Change { id: CANAL, was, is });
    w.say(Do::Import { events: vec![unit(1, "市委统战部"), unit(2, "技师学院"), compound, post] }).unwrap();
    change(&mut w, "刘东", |m| m.unit = Some(UnitId(1)));
    change(&mut w, "高永和", |m| m.unit = Some(UnitId(2)));
    let list = ranked(&w, Opening::Now(CANAL));
    assert_eq!(names(&w, &list)[..2], ["高永和", "关宁"]);
}

#[test]
fn there_is_nobody_for_a_place_that_does_not_exist() {
    let w = world("18 12:00");
    assert!(ranked(&w, Opening::Now(PostId(9))).is_empty());
    let nowhere = Slot { shift: ShiftId(9), ..slot(CANAL, 18, "早") };
    assert!(ranked(&w, Opening::Slot(nowhere)).is_empty());
}

#[test]
fn who_was_picked_though_nothing_speaks_against_makes_no_finding_of_his_own() {
    let w = nobody_came();
    let night = slot(NORTH, 18, "夜");
    let before = finding::findings(&w.roster, w.now, None);
    for c in ranked(&w, Opening::Slot(night)).iter().filter(|c| c.can()) {
        let mut w = w.clone();
        w.say(Do::Assign { slot: night, member: c.member, from: None, to: None, pinned: false, in_place_of: None })
            .unwrap();
        w.say(Do::On { post: NORTH, member: c.member }).unwrap();
        let his = |f: &&Finding| f.members.contains(&c.member);
        let after = finding::findings(&w.roster, w.now, None);
        assert_eq!(after.iter().filter(his).count(), before.iter().filter(his).count(), "{after:?}");
    }
}
