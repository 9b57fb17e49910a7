//! The sentences of RULES that are easily misread, each with the smallest branch that shows it. Expected lines were
//! worked out by hand from the page.

use lunban::domain::coverage::{Status, coverage};
use lunban::domain::duty::stretches;
use lunban::domain::event::{Change, Only};
use lunban::domain::finding::{Kind, due_soon, findings};
use lunban::domain::outlook::Outlook;
use lunban::domain::time::{HOUR, Weekdays};
use lunban::domain::*;

use crate::scene::{EARLY, LATE, NIGHT, POST, Scene, at};

const DAY_16: (&str, &str) = ("16 06:00", "16 14:00");
const NOTHING: [&str; 0] = [];

#[test]
fn a_gap_that_is_there_at_now_and_at_no_other_instant_is_empty_and_now() {
    let scene = Scene::new("岗", &["甲", "乙"]).assign("甲", 16, EARLY);
    let scene = scene.present("甲", "16 06:00", None, Some(("16 08:00", "乙")));
    let expected = ["now red gap post  16 早 16 08:00:00..16 08:00:00 0 - 1"];
    assert_eq!(scene.says_of(Kind::Gap, "16 08:00", DAY_16), expected, "he is expected back at once");
    let expected = ["now red gap post  16 早 16 08:00:00..16 08:10:00 10 - 1"];
    assert_eq!(scene.says_of(Kind::Gap, "16 08:10", DAY_16), expected, "a gap that reaches now is now");
}

#[test]
fn gaps_of_different_depth_do_not_join_and_each_has_its_own_severity() {
    let scene = Scene::new("岗", &["甲", "乙"]).heads(POST, 2).assign("甲", 16, EARLY);
    let scene = scene.present("甲", "16 06:00", None, Some(("16 07:00", "乙")));
    let expected = [
        "now red gap post  16 早 16 07:00:00..16 08:00:00 60 - 2",
        "now red gap post  16 早 16 08:00:00..16 14:00:00 360 - 1",
        "past red gap post  16 早 16 06:00:00..16 07:00:00 60 - 1",
    ];
    assert_eq!(scene.says_of(Kind::Gap, "16 08:00", DAY_16), expected);
}

#[test]
fn at_the_start_of_a_slot_the_gap_of_the_one_before_is_past() {
    let expected = [
        "now red gap post  16 中 16 14:00:00..16 22:00:00 480 - 1",
        "past red gap post  16 早 16 06:00:00..16 14:00:00 480 - 1",
    ];
    assert_eq!(Scene::new("岗", &[]).says("16 14:00", ("16 06:00", "16 22:00")), expected);
}

#[test]
fn unmarked_until_the_grace_is_over_then_a_gap_from_the_start_and_missing() {
    let scene = Scene::new("岗", &["甲"]).assign("甲", 16, EARLY);
    assert_eq!(scene.status("16 06:14:59"), (Status::Unmarked, 0, 1));
    let expected = ["now amber unmarked post 甲 - - 16 06:00:00..16 06:14:59 14 - -"];
    assert_eq!(scene.says("16 06:14:59", DAY_16), expected);
    let expected = [
        "now red gap post  16 早 16 06:00:00..16 14:00:00 480 - 1",
        "now amber missing post 甲 16 早 16 06:00:00..16 14:00:00 15 - -",
    ];
    assert_eq!(scene.says("16 06:15", DAY_16), expected);
}

#[test]
fn coming_early_by_no_more_than_the_grace_is_not_duty() {
    for (on, from) in [("16 05:45:00", "16 06:00"), ("16 05:44:59", "16 05:44:59"), ("16 06:01:00", "16 06:01")] {
        let scene = Scene::new("岗", &["甲"]).assign("甲", 16, EARLY).present("甲", on, Some("16 14:00"), None);
        let spans: Vec<Span> = stretches(&scene.0, at("16 15:00"), MemberId(1)).iter().map(|s| s.span).collect();
        assert_eq!(spans, [Span::new(at(from), at("16 14:00"))], "{on}");
    }
    let scene = Scene::new("岗", &["甲"]).assign("甲", 16, EARLY).present("甲", "16 05:50", None, None);
    let ahead = stretches(&scene.0, at("16 05:52"), MemberId(1));
    assert!(ahead.len() == 1 && ahead[0].ongoing, "on duty, although his duty begins at six: {ahead:?}");
    assert_eq!(ahead[0].span, Span::new(at("16 06:00"), at("16 14:00")));
}

#[test]
fn of_those_without_an_assignment_who_came_last_stays_then_by_name() {
    for (first, second, who) in [("06:00", "07:00", "乙"), ("07:00", "06:00", "甲"), ("06:00", "06:00", "乙")] {
        let scene = Scene::new("岗", &["甲", "乙"]).present("甲", &format!("16 {first}"), None, None).present(
            "乙",
            &format!("16 {second}"),
            None,
            None,
        );
        let until = |name: &str| {
            let all = stretches(&scene.0, at("16 08:00"), scene.member(name));
            all.iter().find(|s| s.ongoing).unwrap().span.to
        };
        let other = if who == "甲" { "乙" } else { "甲" };
        assert_eq!((until(who), until(other)), (at("16 14:00"), at("16 08:00")), "{first} {second}");
    }
}

#[test]
fn a_break_of_exactly_min_break_ends_a_stretch() {
    for (on, count) in [("16 10:59:59", 1), ("16 11:00:00", 2)] {
        let scene = Scene::new("岗", &["甲"]).present("甲", "16 06:00", Some("16 10:00"), None).present(
            "甲",
            on,
            Some("16 14:00"),
            None,
        );
        assert_eq!(stretches(&scene.0, at("16 15:00"), MemberId(1)).len(), count, "{on}");
    }
}

#[test]
fn a_planned_double_shift_is_due_soon_within_warn_ahead_and_overlong_at_its_limit() {
    let scene =
        Scene::new("岗", &["甲"]).assign("甲", 16, EARLY).assign("甲", 16, LATE).present("甲", "16 06:00", None, None);
    for (now, due) in [("16 13:29:59", 0), ("16 13:30:00", 1), ("16 13:59:59", 1), ("16 14:00:00", 0)] {
        assert_eq!(due_soon(&scene.0, at(now)).len(), due, "{now}");
    }
    let window = ("16 06:00", "16 22:00");
    let expected = ["soon red overlong post 甲 - - 16 14:00:00..16 22:00:00 960 - -"];
    assert_eq!(scene.says("16 13:59:59", window), expected);
    let expected = ["now red overlong post 甲 - - 16 14:00:00..16 22:00:00 480 - -"];
    assert_eq!(scene.says("16 14:00:00", window), expected);
}

#[test]
fn a_mark_off_is_forgotten_after_more_than_twice_the_longest_stretch() {
    let scene = Scene::new("岗", &["甲", "乙"]).present("甲", "16 06:00", None, None);
    let night = ("16 22:00", "17 06:00");
    assert_eq!(scene.says_of(Kind::ForgottenOff, "16 22:00:00", night), NOTHING);
    let expected = ["now red forgotten_off post 甲 - - 16 06:00:00..16 22:00:01 960 - -"];
    assert_eq!(scene.says_of(Kind::ForgottenOff, "16 22:00:01", night), expected);
    let with = scene.present("乙", "16 22:00", None, None);
    let expected = ["now amber forgotten_off post 甲 - - 16 06:00:00..16 22:00:01 960 - -"];
    assert_eq!(with.says_of(Kind::ForgottenOff, "16 22:00:01", night), expected, "somebody else is there");
    let planned = with.assign("甲", 16, NIGHT);
    assert_eq!(planned.says_of(Kind::ForgottenOff, "16 22:00:01", night), NOTHING);
}

#[test]
fn two_assignments_at_once_are_named_by_the_post_of_the_later_and_together_by_the_first() {
    let both = Scene::new("岗", &["甲"]).heads(PostId(2), 1).assign_part("甲", PostId(2), 16, EARLY, None, None);
    let later = both.assign_part("甲", POST, 16, EARLY, Some("08:00"), Some("10:00"));
    let window = ("16 06:00", "16 14:00");
    let line = |s: &Scene| {
        let f = findings(&s.0, at("16 00:00"), Some(Span::new(at(window.0), at(window.1))));
        let f: Vec<_> = f.iter().filter(|f| f.kind == Kind::DoubleBooked).map(|f| (f.post, f.from, f.to)).collect();
        f
    };
    assert_eq!(line(&later), [(Some(POST), at("16 08:00"), at("16 10:00"))]);
    let together = later.assign_part("甲", POST, 16, EARLY, None, Some("10:00"));
    assert_eq!(line(&together), [(Some(POST), at("16 06:00"), at("16 10:00"))]);
    let expected = ["soon amber double_booked post 甲 - - 16 06:00:00..16 10:00:00 - - -"];
    assert_eq!(together.says_of(Kind::DoubleBooked, "16 09:59:59", window), expected, "a matter of the plan");
    assert_eq!(together.says_of(Kind::DoubleBooked, "16 10:00:00", window), NOTHING);
}

#[test]
fn times_one_is_not_available_are_united_before_they_are_compared() {
    let daily = Unavailable::Daily {
        days: Weekdays::default(),
        since: WallTime::parse("11:00").unwrap(),
        until: WallTime::parse("12:30").unwrap(),
        why: None,
    };
    let once = |from, to| Unavailable::Once { from: at(from), to: at(to), why: None };
    let times = vec![daily, once("16 12:30", "16 13:00"), once("16 13:30", "16 20:00")];
    let scene = Scene::new("岗", &["甲"]).assign("甲", 16, EARLY).but("甲", |m| m.unavailable = times.clone());
    let expected = [
        "soon amber unavailable post 甲 16 早 16 11:00:00..16 13:00:00 - - -",
        "soon amber unavailable post 甲 16 早 16 13:30:00..16 14:00:00 - - -",
    ];
    assert_eq!(scene.says_of(Kind::Unavailable, "16 05:00", DAY_16), expected);
    assert_eq!(scene.says_of(Kind::Unavailable, "16 13:00", DAY_16), expected[1..]);
    let gone = scene.but("甲", |m| m.leaves = Some(crate::scene::april(15)));
    let expected = ["soon amber unavailable post 甲 16 早 16 06:00:00..16 14:00:00 - - -"];
    assert_eq!(gone.says_of(Kind::Unavailable, "16 13:00", DAY_16), expected, "the whole of it, as one");
    let nowhere = gone.but("甲", |m| m.posts = Some(Vec::new()));
    let expected = ["soon amber not_eligible post 甲 16 早 16 06:00:00..16 14:00:00 - - -"];
    assert_eq!(nowhere.says_of(Kind::NotEligible, "16 13:59:59", DAY_16), expected);
    assert_eq!(nowhere.says_of(Kind::NotEligible, "16 14:00:00", DAY_16), NOTHING);
}

#[test]
fn no_rest_begins_while_one_may_leave_at_any_moment() {
    let scene = |off| {
        Scene::new("岗", &["甲", "乙"])
            .assign("乙", 16, LATE)
            .assign("甲", 17, EARLY)
            .present("乙", "16 14:00", None, None)
            .present("甲", "16 14:00", off, None)
    };
    let window = ("16 14:00", "17 14:00");
    assert_eq!(scene(None).says_of(Kind::ShortRest, "16 20:00", window), NOTHING);
    let expected = ["soon amber short_rest - 甲 - - 16 20:00:00..17 06:00:00 600 - -"];
    assert_eq!(scene(Some("16 20:00")).says_of(Kind::ShortRest, "16 20:00", window), expected);
}

#[test]
fn the_week_is_full_at_the_last_instant_at_which_the_sum_is_not_beyond() {
    let mut scene = Scene::new("岗", &["甲"]);
    for day in 18..=23 {
        scene = scene.assign("甲", day, EARLY);
    }
    let window = ("18 00:00", "25 00:00");
    let expected = ["later amber week_hours - 甲 - - 23 10:00:00..25 00:00:00 2880 - -"];
    assert_eq!(scene.says_of(Kind::WeekHours, "17 12:00", window), expected);
    let scene = scene.rules(|r| r.max_week = 40 * HOUR);
    let expected = ["later amber week_hours - 甲 - - 23 06:00:00..25 00:00:00 2880 - -"];
    assert_eq!(scene.says_of(Kind::WeekHours, "17 12:00", window), expected, "the start of the next duty");
    let scene = scene.rules(|r| r.max_week = 48 * HOUR);
    assert_eq!(scene.says_of(Kind::WeekHours, "17 12:00", window), NOTHING);
    let scene = scene.assign("甲", 24, EARLY);
    let expected = ["later amber consecutive_days - 甲 - - 24 00:00:00..25 00:00:00 - 7 -"];
    assert_eq!(scene.says_of(Kind::ConsecutiveDays, "17 12:00", window), expected);
}

#[test]
fn outside_slots_coverage_is_split_at_midnight_and_a_gap_has_the_local_date() {
    let mut scene = Scene::new("岗", &[]);
    let early = default_pattern()[..1].to_vec();
    scene.put(Event::Pattern(Change { id: Only, was: None, is: Some(early) }));
    let surge = Surge {
        days: Weekdays::default(),
        from: WallTime::parse("22:00").unwrap(),
        to: WallTime::parse("02:00").unwrap(),
        extra: 1,
        first: Some(crate::scene::april(16)),
        last: Some(crate::scene::april(16)),
    };
    let post = Post { name: "岗".into(), surge: vec![surge], ..Post::default() };
    scene.put(Event::Post(Change { id: POST, was: None, is: Some(post) }));
    let window = Span::new(at("16 05:00"), at("17 03:00"));
    let segments = coverage(&scene.0, at("16 04:00"), POST, window);
    let edges: Vec<Instant> = segments.iter().map(|s| s.span.from).collect();
    assert_eq!(edges, ["16 05:00", "16 06:00", "16 14:00", "16 22:00", "17 00:00", "17 02:00"].map(at));
    let expected = [
        "soon red gap post  16 - 16 22:00:00..17 00:00:00 120 - 1",
        "soon red gap post  17 - 17 00:00:00..17 02:00:00 120 - 1",
    ];
    assert_eq!(scene.says("16 04:00", ("16 05:00", "17 03:00")), expected);
}

#[test]
fn where_a_boundary_is_now_the_next_second_is_a_change() {
    let scene = Scene::new("岗", &["甲", "乙"])
        .assign("甲", 16, EARLY)
        .assign("乙", 16, LATE)
        .present("甲", "16 06:00", None, None)
        .present("乙", "16 14:00", None, None);
    let outlook = Outlook::new(&scene.0, at("16 14:00"));
    assert_eq!(outlook.next_change(&scene.0), Some(at("16 14:00:01")));
    let quiet = Scene::new("岗", &[]).heads(POST, 0);
    let outlook = Outlook::new(&quiet.0, at("16 14:00"));
    assert_eq!(outlook.next_change(&quiet.0), None, "a post that needs nobody");
}

#[test]
fn a_break_of_no_length_takes_nothing_from_duty_even_when_min_break_is_zero() {
    let mut scene = Scene::new("岗", &["甲"]).rules(|r| r.min_break = 0);
    let away = |to| vec![Away { from: at("16 08:00"), to: Some(at(to)), by: None, brought: false }];
    let mut presence = Presence {
        post: POST,
        member: MemberId(1),
        on: at("16 06:00"),
        off: Some(at("16 10:00")),
        away: away("16 08:00"),
        corrected: Vec::new(),
    };
    scene.put(Event::Presence(Change { id: PresenceId(1), was: None, is: Some(presence.clone()) }));
    let spans = |s: &Scene| stretches(&s.0, at("16 12:00"), MemberId(1)).iter().map(|s| s.span).collect::<Vec<Span>>();
    assert_eq!(spans(&scene), [Span::new(at("16 06:00"), at("16 10:00"))]);
    presence.away = away("16 08:00:01");
    scene.put(Event::Presence(Change { id: PresenceId(1), was: None, is: Some(presence) }));
    let two = [Span::new(at("16 06:00"), at("16 08:00")), Span::new(at("16 08:00:01"), at("16 10:00"))];
    assert_eq!(spans(&scene), two);
}
