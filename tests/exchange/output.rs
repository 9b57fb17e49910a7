//! What `status`, `findings` and `coverage` answer, on the demo branch.

use lunban::domain::time::{HOUR, MINUTE};
use lunban::domain::*;
use lunban::exchange::demo;
use lunban::exchange::output::{coverage, findings, status};
use lunban::locale::Lang;

use crate::{NOW, branch, with};

fn demo_at(at: Instant) -> Roster {
    let mut roster = Roster::default();
    demo::events(at).unwrap().iter().for_each(|e| event::apply(&mut roster, e));
    roster
}

fn json(value: &impl serde::Serialize) -> String {
    serde_json::to_string(value).unwrap()
}

#[test]
fn findings_have_every_field_in_order_and_null_where_the_kind_has_none() {
    let out = json(&findings(&demo_at(NOW), NOW, None, Lang::Zh));
    let head = r#"{"at":"2022-04-18T22:40:00+08:00","branch":"盐湖区下沉值守","from":"2022-04-18T22:40:00+08:00","to":"2022-04-25T22:40:00+08:00","findings":[{"kind":"gap","severity":"now","level":"red","post":"动物检疫站家属院","members":[],"date":"2022-04-18","shift":"夜","from":"2022-04-18T22:00:00+08:00","to":"2022-04-19T06:00:00+08:00","minutes":480,"days":null,"short_by":1,"text":"#;
    assert_eq!(&out[..head.len()], head);
    let overlong = r#"{"kind":"overlong","severity":"now","level":"red","post":"大渠家属院","members":["高永和"],"date":null,"shift":null,"from":"2022-04-18T22:00:00+08:00","to":"2022-04-18T22:40:00+08:00","minutes":520,"days":null,"short_by":null,"text":""#;
    assert!(out.contains(overlong), "{out}");
}

#[test]
fn coverage_is_cut_to_the_window_and_may_be_of_one_post() {
    let roster = demo_at(NOW);
    let post = roster.post_by_name("动物检疫站家属院").unwrap();
    let window = Span::new(NOW - HOUR, NOW + HOUR);
    let out = json(&coverage(&roster, NOW, Some(window), Some(post), Lang::Zh));
    let expected = r#"{"at":"2022-04-18T22:40:00+08:00","from":"2022-04-18T21:40:00+08:00","to":"2022-04-18T23:40:00+08:00","segments":[{"post":"动物检疫站家属院","date":"2022-04-18","shift":"中","from":"2022-04-18T21:40:00+08:00","to":"2022-04-18T22:00:00+08:00","need":1,"heads":1,"status":"covered","short_by":0},{"post":"动物检疫站家属院","date":"2022-04-18","shift":"夜","from":"2022-04-18T22:00:00+08:00","to":"2022-04-18T23:40:00+08:00","need":1,"heads":0,"status":"gap","short_by":1}]}"#;
    assert_eq!(out, expected);
    let all = coverage(&roster, NOW, None, None, Lang::Zh);
    assert_eq!(all.to, "2022-04-25T22:40:00+08:00");
    assert!(all.segments.windows(2).all(|w| w[0].post != w[1].post || w[0].to == w[1].from));
}

#[test]
fn status_tells_who_is_on_who_is_next_and_when_it_changes() {
    let roster = demo_at(NOW);
    let out = status(&roster, NOW, Lang::Zh);
    let post = json(&out.posts[4]);
    let expected = r#"{"post":"大渠家属院","compound":"大渠家属院","date":"2022-04-18","shift":"夜","need":1,"heads":2,"status":"covered","short_by":0,"on":[{"member":"高永和","since":"2022-04-18T14:00:00+08:00","stretch_from":"2022-04-18T14:00:00+08:00","minutes":520,"level":"red","overstaying":true,"away":false},{"member":"宋岩","since":"2022-04-18T22:00:00+08:00","stretch_from":"2022-04-18T22:00:00+08:00","minutes":40,"level":null,"overstaying":false,"away":false}],"next":[{"member":"姚国庆","date":"2022-04-19","shift":"早","due":"2022-04-19T06:00:00+08:00"}]}"#;
    assert_eq!(post, expected);
    let counts = r#"{"gap":1,"waiting_for_relief":1,"unmarked":0,"overlong":2,"missing":2,"forgotten_off":0,"double_booked":0,"unavailable":0,"not_eligible":0,"short_rest":0,"week_hours":0,"consecutive_days":0}"#;
    assert_eq!(json(&out.counts), counts);
    assert!(out.alarm);
    let whole = json(&out);
    assert!(
        whole.starts_with(r#"{"at":"2022-04-18T22:40:00+08:00","branch":"盐湖区下沉值守","next_change":"20"#),
        "{whole}"
    );
    assert!(whole.ends_with(&format!(r#""counts":{counts}}}"#)), "{whole}");
}

#[test]
fn amber_is_no_alarm_and_the_gatekeeper_is_away() {
    let at = Instant(1_650_089_100);
    let out = status(&demo_at(at), at, Lang::Zh);
    assert!(!out.alarm);
    let north = &out.posts[3];
    let on: Vec<_> = north.on.iter().map(|o| (&*o.member, o.minutes, o.level, o.overstaying, o.away)).collect();
    let expected = [
        ("赵正杰", 485, Some("amber"), true, false),
        ("解银平", 85, None, false, true),
        ("刘东", 5, None, false, false),
    ];
    assert_eq!(on, expected);
    assert_eq!((north.status, north.heads), ("covered", 2));
}

#[test]
fn outside_slots_date_and_shift_are_null_and_the_next_slot_is_told_without_need() {
    let file = "[branch]\nname = \"b\"\n[[shift]]\ncode = \"白\"\nstart = \"08:00\"\nend = \"18:00\"\n[[post]]\nname = \"门\"\n\
        [[member]]\nname = \"乙\"\n[[member]]\nname = \"甲\"\n[[member]]\nname = \"丙\"\n[[assignment]]\npost = \"门\"\ndate = 2022-04-19\nshift = \"白\"\n\
        members = [\"乙\", \"甲\"]\n[[assignment]]\npost = \"门\"\ndate = 2022-04-19\nshift = \"白\"\nmembers = [\"丙\"]\nfrom = \"07:00\"\n";
    let roster = branch(&file.replace("from = \"07:00\"\n", "from = \"09:00\"\n"));
    let out = status(&roster, NOW, Lang::En);
    let next: Vec<_> = out.posts[0].next.iter().map(|n| (&*n.member, &n.due[11..16])).collect();
    assert_eq!(next, [("乙", "08:00"), ("甲", "08:00"), ("丙", "09:00")]);
    let expected = r#"{"post":"门","compound":null,"date":null,"shift":null,"need":0,"heads":0,"status":"no_demand","short_by":0,"on":[]"#;
    assert!(json(&out.posts[0]).starts_with(expected), "{}", json(&out.posts[0]));
    assert!(!out.alarm);
}

#[test]
fn who_came_early_has_been_on_for_no_minutes_yet() {
    let file = "[branch]\nname = \"b\"\n[[post]]\nname = \"门\"\nheads = { \"夜\" = 1 }\n[[member]]\nname = \"甲\"\n\
        [[assignment]]\npost = \"门\"\ndate = 2022-04-18\nshift = \"夜\"\nmembers = [\"甲\"]\n";
    let at = NOW - 50 * MINUTE; // 21:50
    let roster = with(&branch(file), "[[presence]]\npost = \"门\"\nmember = \"甲\"\non = 2022-04-18T21:48:00\n");
    let out = status(&roster, at, Lang::Zh);
    let on = &out.posts[0].on[0];
    assert_eq!((&on.since[11..16], &on.stretch_from[11..16], on.minutes, on.level), ("21:48", "22:00", 0, None));
    assert!(!on.overstaying);
}

#[test]
fn the_texts_are_tables_one_would_paste_into_a_chat() {
    let roster = demo_at(NOW);
    insta::assert_snapshot!("status_zh", status(&roster, NOW, Lang::Zh).text());
    insta::assert_snapshot!("status_en", status(&roster, NOW, Lang::En).text());
    insta::assert_snapshot!("findings_zh", findings(&roster, NOW, None, Lang::Zh).text());
    let window = Some(Span::new(NOW - 5 * HOUR, NOW + 2 * HOUR));
    insta::assert_snapshot!("coverage_zh", coverage(&roster, NOW, window, None, Lang::Zh).text());
}
