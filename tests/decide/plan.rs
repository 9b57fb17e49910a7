//! Assignments, leave, items and notes, imports.

use lunban::domain::event::Change;
use lunban::domain::time::WallTime;
use lunban::domain::*;

use crate::world::*;

fn part(w: &mut World, slot: Slot, name: &str, from: Option<&str>, to: Option<&str>) -> Result<(), Refusal> {
    let wall = |t: Option<&str>| t.map(|t| WallTime::parse(t).unwrap());
    let (member, from, to) = (w.m(name), wall(from), wall(to));
    w.say(Do::Assign { slot, member, from, to, pinned: true, in_place_of: None })
}

#[test]
fn a_member_is_planned_once_into_a_slot_and_withdrawn_again() {
    let mut w = world("18 12:00");
    let night = slot(CANAL, 18, "夜");
    let member = w.m("宋岩");
    assert_eq!(w.say(Do::Withdraw { slot: night, member }), Err(Refusal::NotAssigned { member, slot: night }));
    w.assign(night, "宋岩").unwrap();
    assert_eq!(w.assign(night, "宋岩"), Err(Refusal::AlreadyAssigned { member, slot: night }));
    w.assign(night, "田强").unwrap();
    w.give("赵建群", Command::new(Do::Withdraw { slot: night, member }).because("发烧")).unwrap();
    assert_eq!(w.roster.assigned_in(night).count(), 1);
    assert!(w.entries.last().unwrap().events.contains(&Event::Reason { text: "发烧".into() }));
}

#[test]
fn a_part_lies_inside_its_slot_over_midnight_too() {
    let mut w = world("18 12:00");
    let night = slot(CANAL, 18, "夜");
    let outside = Err(Refusal::PartOutside { slot: night });
    assert_eq!(part(&mut w, night, "宋岩", Some("21:00"), Some("02:00")), outside);
    assert_eq!(part(&mut w, night, "宋岩", Some("02:00"), Some("23:00")), outside);
    assert_eq!(part(&mut w, night, "宋岩", Some("02:00"), Some("02:00")), outside);
    assert_eq!(part(&mut w, night, "宋岩", Some("23:00"), Some("07:00")), outside);
    part(&mut w, night, "宋岩", Some("22:00"), Some("02:00")).unwrap();
    part(&mut w, night, "田强", Some("02:00"), Some("06:00")).unwrap();
    let spans: Vec<_> = w.roster.assignments.iter().filter_map(|(id, a)| w.roster.assignment_span(id, a)).collect();
    assert_eq!(
        spans.iter().map(|s| (s.from, s.to)).collect::<Vec<_>>(),
        [(t("18 22:00"), t("19 02:00")), (t("19 02:00"), t("19 06:00"))]
    );
}

#[test]
fn the_end_of_a_whole_day_shift_can_be_named() {
    let mut w = world("18 12:00");
    let day = vec![Shift {
        id: ShiftId(4),
        code: "全".into(),
        name: "全天".into(),
        start: WallTime(360),
        end: WallTime(360),
    }];
    w.say(Do::Import {
        events: vec![Event::Pattern(Change { id: event::Only, was: Some(default_pattern()), is: Some(day) })],
    })
    .unwrap();
    let whole = Slot { shift: ShiftId(4), ..slot(CANAL, 18, "早") };
    part(&mut w, whole, "宋岩", Some("18:00"), Some("06:00")).unwrap();
    let (id, a) = w.roster.assignments.iter().next().unwrap();
    let span = w.roster.assignment_span(id, a).unwrap();
    assert_eq!((span.from, span.to), (t("18 18:00"), t("19 06:00")));
}

#[test]
fn what_does_not_exist_is_refused() {
    let mut w = world("18 12:00");
    let member = w.m("宋岩");
    let at = slot(CANAL, 18, "夜");
    let assign = |slot, member| Do::Assign { slot, member, from: None, to: None, pinned: false, in_place_of: None };
    let codes: Vec<&str> = [
        assign(Slot { post: PostId(9), ..at }, member),
        assign(Slot { shift: ShiftId(9), ..at }, member),
        assign(at, MemberId(99)),
        assign(Slot { date: "2200-01-01".parse().unwrap(), ..at }, member),
        assign(Slot { date: chrono::NaiveDate::MAX, ..at }, member),
        Do::On { post: PostId(9), member },
        Do::Off { post: CANAL, member: MemberId(99) },
        Do::Handover { post: PostId(9), out: None, relief: None, note: None, in_place_of: vec![] },
        Do::Handover { post: CANAL, out: None, relief: Some(vec![MemberId(99)]), note: None, in_place_of: vec![] },
        Do::Cover { post: CANAL, member: MemberId(99), by: None },
        Do::Uncover { post: PostId(9), member },
        Do::CloseItem { item: ItemId(3) },
        Do::Note { post: PostId(9), text: "x".into() },
        Do::OpenItem { post: PostId(9), text: "x".into(), due: None },
        Do::Leave { member: MemberId(99), from: w.now, to: w.now, why: None },
    ]
    .into_iter()
    .map(|what| w.say(what).unwrap_err().code())
    .collect();
    assert_eq!(
        codes,
        [
            "unknown_post",
            "unknown_shift",
            "unknown_member",
            "out_of_range",
            "out_of_range",
            "unknown_post",
            "unknown_member",
            "unknown_post",
            "unknown_member",
            "unknown_member",
            "unknown_post",
            "unknown_item",
            "unknown_post",
            "unknown_post",
            "unknown_member",
        ]
    );
}

#[test]
fn texts_are_cleaned_and_never_cut() {
    let mut w = world("18 12:00");
    let note = |text: &str| Do::Note { post: CANAL, text: text.into() };
    w.say(note("帐篷\u{1b}[31m 漏雨\r\n 要修\u{202e}")).unwrap();
    assert_eq!(w.roster.notes.values().next().unwrap().text, "帐篷[31m 漏雨 要修");
    assert_eq!(w.say(note("\u{200b} \n")), Err(Refusal::TextMissing));
    let long = "长".repeat(10_000);
    let refused = Err(Refusal::TextTooLong { length: 10_000, limit: 2000 });
    assert_eq!(w.say(note(&long)), refused);
    assert_eq!(w.say(Do::OpenItem { post: CANAL, text: long.clone(), due: None }), refused);
    let handover = Do::Handover {
        post: CANAL,
        out: None,
        relief: Some(vec![MemberId(1)]),
        note: Some(long.clone()),
        in_place_of: vec![],
    };
    assert_eq!(w.say(handover), refused);
    assert_eq!(w.give("赵建群", Command::new(note("x")).because(long)), refused);
}

#[test]
fn an_item_is_closed_once_and_not_before_it_was_opened() {
    let mut w = world("18 12:00");
    w.say(Do::OpenItem { post: CANAL, text: "水龙头漏水".into(), due: None }).unwrap();
    let early = Refusal::ClosedBeforeOpened { item: 1, opened: t("18 12:00") };
    assert_eq!(w.at("18 11:00", Do::CloseItem { item: ItemId(1) }), Err(early));
    w.say(Do::CloseItem { item: ItemId(1) }).unwrap();
    assert_eq!(w.say(Do::CloseItem { item: ItemId(1) }), Err(Refusal::AlreadyClosed { item: 1 }));
}

#[test]
fn leave_is_marked_ahead_once() {
    let mut w = world("18 12:00");
    let member = w.m("宋岩");
    let leave = |from: &str, to: &str| Do::Leave { member, from: t(from), to: t(to), why: Some("病假".into()) };
    w.say(leave("19 00:00", "22 00:00")).unwrap();
    assert_eq!(w.say(leave("19 00:00", "22 00:00")), Err(Refusal::NothingChanges));
    assert_eq!(w.say(leave("22 00:00", "22 00:00")), Err(Refusal::EmptySpan));
    assert_eq!(w.roster.member(member).unwrap().unavailable.len(), 1);
}

fn added(n: u32, name: &str) -> Event {
    Event::Member(Change { id: MemberId(n), was: None, is: Some(Member { name: name.into(), ..Member::default() }) })
}

fn was_on(w: &World, n: u32, member: &str, on: &str, off: Option<&str>) -> Event {
    let (member, on, off) = (w.m(member), t(on), off.map(t));
    let is = Presence { post: CANAL, member, on, off, away: vec![], corrected: vec![] };
    Event::Presence(Change { id: PresenceId(n), was: None, is: Some(is) })
}

#[test]
fn an_import_is_one_step_and_all_or_nothing() {
    let mut w = world("18 12:00");
    let before = w.records();
    let import = |events: Vec<Event>| Do::Import { events };
    let twice = w.say(import(vec![added(9, "李晓丹"), added(10, "宋岩")]));
    assert_eq!(twice, Err(Refusal::NameTaken { name: "宋岩".into() }));
    assert_eq!(w.say(import(vec![])), Err(Refusal::NothingChanges));
    let ahead = was_on(&w, 1, "宋岩", "18 11:00", Some("18 12:01"));
    assert_eq!(w.say(import(vec![ahead])), Err(Refusal::InFuture { at: t("18 12:01") }));
    let both =
        vec![was_on(&w, 1, "宋岩", "18 06:00", Some("18 10:00")), was_on(&w, 2, "宋岩", "18 09:00", Some("18 11:00"))];
    assert_eq!(w.say(import(both)).unwrap_err().code(), "overlaps");
    let reversed = was_on(&w, 1, "宋岩", "18 10:00", Some("18 06:00"));
    assert_eq!(w.say(import(vec![reversed])).unwrap_err().code(), "off_before_on");
    assert_eq!(w.records(), before);
    w.say(import(vec![added(9, "李晓丹"), was_on(&w, 1, "宋岩", "18 06:00", Some("18 10:00"))])).unwrap();
    assert_eq!(w.told("宋岩"), "大渠 06:00-10:00");
    w.say(Do::Undo).unwrap();
    assert_eq!(w.records(), before);
}

#[test]
fn an_import_worked_out_against_another_state_is_stale() {
    let mut w = world("18 12:00");
    let was = w.roster.member(MemberId(1)).cloned();
    let is = was.clone().map(|m| Member { party: Some(true), ..m });
    let event = Event::Member(Change { id: MemberId(1), was, is });
    w.say(Do::Leave { member: MemberId(1), from: t("19 00:00"), to: t("20 00:00"), why: None }).unwrap();
    assert_eq!(w.say(Do::Import { events: vec![event] }), Err(Refusal::Stale));
    assert_eq!(w.say(Do::Import { events: vec![added(1, "新人")] }), Err(Refusal::Stale), "the number is taken");
}

#[test]
fn a_pattern_has_no_overlap_over_midnight_and_loses_no_slot() {
    let mut w = world("18 12:00");
    w.assign(slot(CANAL, 18, "夜"), "宋岩").unwrap();
    let shift = |id, code: &str, start: u16, end: u16| Shift {
        id: ShiftId(id),
        code: code.into(),
        name: code.into(),
        start: WallTime(start * 60),
        end: WallTime(end * 60),
    };
    let mut give = |is: Vec<Shift>| {
        let change = Change { id: event::Only, was: Some(w.roster.patterns.first().to_vec()), is: Some(is) };
        w.say(Do::Import { events: vec![Event::Pattern(change)] }).map_err(|e| e.code())
    };
    assert_eq!(give(vec![shift(3, "夜", 20, 8), shift(4, "白", 7, 20)]), Err("shifts_overlap"));
    assert_eq!(give(vec![shift(3, "夜", 8, 8), shift(4, "白", 7, 8)]), Err("shifts_overlap"));
    assert_eq!(give(vec![shift(3, "夜", 20, 8), shift(4, "夜", 8, 20)]), Err("name_taken"));
    assert_eq!(give(vec![shift(4, "白", 8, 20)]), Err("slot_lost"));
    assert_eq!(give(vec![shift(3, "夜", 20, 8), shift(4, "白", 8, 20)]), Ok(()));
}

#[test]
fn an_import_refers_only_to_what_exists() {
    let mut w = world("18 12:00");
    let mut give = |event: Event| w.say(Do::Import { events: vec![event] }).unwrap_err();
    let member = Member { name: "新人".into(), unit: Some(UnitId(7)), ..Member::default() };
    let event = Event::Member(Change { id: MemberId(9), was: None, is: Some(member) });
    assert_eq!(give(event), Refusal::Dangling { kind: "unit", number: 7 });
    let handover = Handover { post: CANAL, at: t("18 06:00"), out: vec![MemberId(77)], relief: vec![], note: None };
    let event = Event::Handover(Change { id: HandoverId(1), was: None, is: Some(handover) });
    assert_eq!(give(event), Refusal::Dangling { kind: "member", number: 77 });
}
