//! The two scenes of FACTS, built by hand, with what the board must say of them to the second; naive must say it too.

use lunban::domain::coverage::{Status, coverage};
use lunban::domain::finding::{Kind, findings};
use lunban::domain::outlook::Outlook;
use lunban::domain::time::DAY;
use lunban::domain::*;

use crate::scene::{EARLY, LATE, NIGHT, POST, Scene, at};

/// 16 April: 赵正杰 has been on since six, 刘东 has relieved him, the gatekeeper is out for mutton soup and bread.
fn north_yard() -> Scene {
    Scene::new("市国税局家属院北院", &["赵正杰", "刘东", "解银平"])
        .assign("赵正杰", 16, EARLY)
        .assign("刘东", 16, LATE)
        .present("赵正杰", "16 06:00", None, None)
        .present("刘东", "16 14:00", None, None)
        .present("解银平", "16 12:00", None, Some(("16 14:03", "赵正杰")))
}

/// The middle shift of 16 April and nothing else.
const AFTERNOON: (&str, &str) = ("16 14:00", "16 22:00");

#[test]
fn staying_on_for_the_gatekeeper_is_amber_at_485_minutes_and_the_post_is_covered() {
    let scene = north_yard();
    assert_eq!(scene.status("16 14:05"), (Status::Covered, 2, 1));
    let expected = ["now amber overlong post 赵正杰 - - 16 14:00:00..16 14:05:00 485 - -"];
    assert_eq!(scene.says("16 14:05", AFTERNOON), expected);
}

#[test]
fn the_stretch_is_overlong_from_the_first_second_and_red_from_the_first_beyond_the_grace() {
    let scene = north_yard();
    for (now, expected) in [
        ("16 14:03:00", "now amber overlong post 赵正杰 - - 16 14:00:00..16 14:03:00 483 - -"),
        ("16 14:15:00", "now amber overlong post 赵正杰 - - 16 14:00:00..16 14:15:00 495 - -"),
        ("16 14:15:01", "now red overlong post 赵正杰 - - 16 14:00:00..16 14:15:01 495 - -"),
    ] {
        assert_eq!(scene.says(now, AFTERNOON), [expected], "{now}");
    }
    let relieved = Scene::new("北院", &["赵正杰", "刘东"])
        .assign("赵正杰", 16, EARLY)
        .assign("刘东", 16, LATE)
        .present("赵正杰", "16 06:00", None, None)
        .present("刘东", "16 14:00", None, None);
    assert_eq!(relieved.says("16 14:00", AFTERNOON), [] as [&str; 0], "eight hours are not longer than eight hours");
}

#[test]
fn a_relief_who_has_not_come_is_waited_for_then_missing_and_the_other_is_expected_to_stay_all_night() {
    let scene = Scene::new("北院", &["赵正杰", "刘东"]).assign("赵正杰", 16, EARLY).assign("刘东", 16, LATE).present(
        "赵正杰",
        "16 06:00",
        None,
        None,
    );
    assert_eq!(scene.status("16 14:05"), (Status::Borrowed, 1, 1));
    let expected = [
        "now amber waiting_for_relief post 赵正杰 - - 16 14:00:00..16 14:05:00 5 - -",
        "now amber overlong post 赵正杰 - - 16 14:00:00..16 14:05:00 485 - -",
    ];
    assert_eq!(scene.says("16 14:05", AFTERNOON), expected);
    let expected = [
        "now red overlong post 赵正杰 - - 16 14:00:00..16 22:00:00 495 - -",
        "now amber waiting_for_relief post 赵正杰 - - 16 14:00:00..16 14:15:00 15 - -",
        "now amber missing post 刘东 16 中 16 14:00:00..16 22:00:00 15 - -",
    ];
    assert_eq!(scene.says("16 14:15", AFTERNOON), expected);
}

/// 18 April: 高永和 stays beside 宋岩 until the taxi driver has come home.
fn big_canal(off: Option<&str>) -> Scene {
    Scene::new("大渠家属院", &["高永和", "宋岩"])
        .assign("高永和", 18, LATE)
        .assign("宋岩", 18, NIGHT)
        .present("高永和", "18 14:00", off, None)
        .present("宋岩", "18 22:00", None, None)
}

/// The middle and the night shift of 18 April.
const NIGHTFALL: (&str, &str) = ("18 14:00", "19 06:00");

#[test]
fn staying_beside_a_relief_that_has_arrived_is_red_at_520_minutes() {
    let scene = big_canal(None);
    assert_eq!(scene.status("18 22:40"), (Status::Covered, 2, 1));
    let expected = ["now red overlong post 高永和 - - 18 22:00:00..18 22:40:00 520 - -"];
    assert_eq!(scene.says("18 22:40", NIGHTFALL), expected);
    let pieces = coverage(&scene.0, at("18 22:40"), POST, Span::new(at("18 14:00"), at("19 06:00")));
    let pieces: Vec<_> = pieces.iter().map(|s| (s.span.from, s.span.to, s.status, s.heads)).collect();
    let expected = [
        (at("18 14:00"), at("18 22:00"), Status::Covered, 1),
        (at("18 22:00"), at("18 22:40"), Status::Covered, 2),
        (at("18 22:40"), at("19 06:00"), Status::Planned, 1),
    ];
    assert_eq!(pieces, expected);
}

#[test]
fn gone_home_at_22_48_the_stretch_is_past_and_528_minutes_long() {
    let scene = big_canal(Some("18 22:48"));
    let expected = ["past red overlong post 高永和 - - 18 22:00:00..18 22:48:00 528 - -"];
    assert_eq!(scene.says("18 22:48", NIGHTFALL), expected);
    assert!(
        findings(&scene.0, at("18 22:48"), None).iter().all(|f| f.kind != Kind::Overlong),
        "no past ones by default"
    );
}

#[test]
fn nothing_changes_by_itself_until_the_night_ends() {
    let scene = big_canal(None);
    let outlook = Outlook::new(&scene.0, at("18 22:40"));
    assert_eq!(outlook.next_change(&scene.0), Some(at("19 06:00")));
    let outlook = Outlook::new(&scene.0, at("18 22:14"));
    assert_eq!(outlook.next_change(&scene.0), Some(at("18 22:15:01")), "red from the first second beyond the grace");
}

#[test]
fn an_empty_post_is_the_first_finding() {
    let scene = Scene::new("动物检疫站家属院", &["赵建群"]).assign("赵建群", 18, NIGHT);
    let expected = [
        "now red gap post  18 夜 18 22:00:00..19 06:00:00 480 - 1",
        "now amber missing post 赵建群 18 夜 18 22:00:00..19 06:00:00 40 - -",
    ];
    assert_eq!(scene.says("18 22:40", ("18 22:00", "19 06:00")), expected);
    let seven_days = at("18 22:40") + 7 * DAY;
    assert!(findings(&scene.0, at("18 22:40"), None).iter().all(|f| f.from < seven_days));
}
