//! The demo branch shows what FACTS says, at both times.

use lunban::domain::coverage::{Status, current};
use lunban::domain::finding::{Severity, due_soon, findings};
use lunban::domain::time::{HOUR, instant};
use lunban::domain::*;
use lunban::exchange::branch_file::import;
use lunban::exchange::demo;

/// The demo branch as it stood at `at`.
fn branch(at: Instant) -> Roster {
    let mut roster = Roster::default();
    demo::events(at).unwrap_or_else(|r| panic!("{r:?}")).iter().for_each(|e| event::apply(&mut roster, e));
    roster
}

#[test]
fn the_file_is_a_branch_of_eight_posts_and_some_45_people() {
    let roster = branch(demo::NOW);
    let posts: Vec<&str> = roster.posts.values().map(|p| &*p.name).collect();
    let expected = ["畜牧局家属院", "动物检疫站家属院", "煤建公司家属院", "市国税局家属院北院", "大渠家属院"];
    assert_eq!(posts[..5], expected);
    assert_eq!(posts[5..], ["环卫处家属院", "实验中学家属院", "学苑花都"]);
    assert!((43..=49).contains(&roster.members.len()), "{}", roster.members.len());
    assert!(roster.members.values().all(|m| m.phone.as_deref().is_some_and(|p| p.starts_with("1380000"))));
    let named = [
        "赵建群",
        "王涛",
        "王芳",
        "赵正杰",
        "刘东",
        "孙建",
        "解银平",
        "高永和",
        "田强",
        "宋岩",
        "李晓丹",
        "李奕璇",
        "关宁",
        "张慧琴",
    ];
    for name in named {
        assert!(roster.member_by_name(name).is_some(), "{name}");
    }
    assert_eq!(import(&roster, demo::FILE, demo::NOW).map(|i| i.events), Ok(vec![]));
}

/// 16 April 2022, 14:05 in Shanghai.
const FIRST_SCENE: Instant = Instant(1_650_089_100);

/// The finding as one line: kind, level, who, where.
fn line(roster: &Roster, f: &Finding) -> String {
    let who: Vec<&str> = f.members.iter().map(|m| roster.name_of(*m)).collect();
    let place = f.post.map_or("", |p| roster.post_name(p));
    format!("{} {} {place} {}", f.kind.name(), f.level.name(), who.join("、")).trim().replace("  ", " ")
}

fn lines(roster: &Roster, now: Instant, severity: Severity) -> Vec<String> {
    let found = findings(roster, now, None);
    found.iter().filter(|f| f.severity == severity).map(|f| line(roster, f)).collect()
}

fn status_at(roster: &Roster, now: Instant, post: &str) -> Status {
    current(roster, now, roster.post_by_name(post).unwrap()).status
}

#[test]
fn at_2240_the_findings_of_now_are_the_gap_the_two_who_stay_and_the_two_who_are_missing() {
    let roster = branch(demo::NOW);
    let expected = [
        "gap red 动物检疫站家属院",
        "overlong red 大渠家属院 高永和",
        "overlong red 学苑花都 关宁",
        "waiting_for_relief amber 学苑花都 关宁",
        "missing amber 动物检疫站家属院 贺建国",
        "missing amber 学苑花都 武志刚",
    ];
    assert_eq!(lines(&roster, demo::NOW, Severity::Now), expected);
    let found = findings(&roster, demo::NOW, None);
    assert_eq!(found[0].from.rfc3339(roster.zone()), "2022-04-18T22:00:00+08:00");
    assert_eq!((found[1].minutes, found[2].minutes), (Some(520), Some(520)));
    assert_eq!(lines(&roster, demo::NOW, Severity::Soon), ["unavailable amber 动物检疫站家属院 贺建国"]);
    assert!(due_soon(&roster, demo::NOW).is_empty());
    for (_, post) in &roster.posts {
        let expected = match &*post.name {
            "动物检疫站家属院" => Status::Gap,
            "学苑花都" => Status::Borrowed,
            _ => Status::Covered,
        };
        assert_eq!(status_at(&roster, demo::NOW, &post.name), expected, "{}", post.name);
    }
}

#[test]
fn he_stays_beside_the_relief_who_came_at_2200() {
    let roster = branch(demo::NOW);
    let post = roster.post_by_name("大渠家属院").unwrap();
    let on: Vec<(&str, String)> = roster
        .presences_at(post)
        .filter(|(_, p)| p.off.is_none())
        .map(|(_, p)| (roster.name_of(p.member), p.on.rfc3339(roster.zone())))
        .collect();
    let at = |t: &str| format!("2022-04-18T{t}:00+08:00");
    assert_eq!(on, [("高永和", at("14:00")), ("宋岩", at("22:00"))]);
}

#[test]
fn ahead_are_an_uncovered_slot_a_short_rest_and_a_45th_hour() {
    let roster = branch(demo::NOW);
    let expected = ["gap red 环卫处家属院", "short_rest amber 董文斌", "week_hours amber 史春生"];
    assert_eq!(lines(&roster, demo::NOW, Severity::Later), expected);
    let found = findings(&roster, demo::NOW, None);
    let ahead: Vec<&Finding> = found.iter().filter(|f| f.severity == Severity::Later).collect();
    assert_eq!(
        (ahead[0].date, ahead[0].from.rfc3339(roster.zone())),
        ("2022-04-20".parse().ok(), "2022-04-20T14:00:00+08:00".into())
    );
    assert_eq!(ahead[1].minutes, Some(480));
    assert_eq!(ahead[2].from.rfc3339(roster.zone()), "2022-04-24T18:00:00+08:00", "where the 45th hour begins");
}

#[test]
fn to_the_end_of_the_roster_nothing_else_is_found_and_little_in_the_past() {
    let roster = branch(demo::NOW);
    let zone = roster.zone();
    let day = |d: &str| d.parse().unwrap();
    let span =
        Span::new(instant(zone, day("2022-04-13"), WallTime(360)), instant(zone, day("2022-04-28"), WallTime(360)));
    let found = findings(&roster, demo::NOW, Some(span));
    assert_eq!(found.iter().filter(|f| f.severity < Severity::Past).count(), 6 + 1 + 3);
    let past: Vec<String> = found.iter().filter(|f| f.severity == Severity::Past).map(|f| line(&roster, f)).collect();
    assert_eq!(past[0], "overlong red 市国税局家属院北院 赵正杰");
    assert!(past.len() <= 6 && past[1..].iter().all(|l| l.starts_with("overlong amber")), "{past:?}");
}

#[test]
fn every_surge_is_covered_by_somebody_who_has_no_other_duty_within_eleven_hours() {
    let roster = branch(demo::NOW);
    let post = roster.post_by_name("实验中学家属院").unwrap();
    let all = |m| roster.assignments_of(m, "2022-04-01".parse().unwrap(), "2022-05-01".parse().unwrap());
    let surges: Vec<(AssignmentId, Span)> = roster
        .assignments_at(post, "2022-04-13".parse().unwrap(), "2022-04-27".parse().unwrap())
        .filter(|(_, a)| a.from.is_some())
        .map(|(id, a)| (*id, roster.assignment_span(id, a).unwrap()))
        .collect();
    assert_eq!(surges.len(), 11 * 3, "eleven school days");
    for (id, span) in surges {
        for (other, a) in all(id.member).filter(|(other, _)| *other != id) {
            let other = roster.assignment_span(&other, &a.clone()).unwrap();
            assert!(other.from - span.to >= 11 * HOUR || span.from - other.to >= 11 * HOUR, "{id:?}");
        }
    }
}

#[test]
fn the_driver_is_handed_on_twice_and_still_open() {
    let roster = branch(demo::NOW);
    let post = roster.post_by_name("大渠家属院").unwrap();
    let item = roster.items.values().find(|i| i.post == post).unwrap();
    assert!(item.text.contains("出租车司机") && item.closed.is_none());
    assert_eq!(item.due.map(|t| t.rfc3339(roster.zone())).as_deref(), Some("2022-04-18T23:00:00+08:00"));
    assert_eq!(roster.times_handed_on(item), 2);
    let handed: Vec<String> = roster
        .handovers_at(post)
        .filter(|(_, h)| h.at > item.opened)
        .map(|(_, h)| h.at.rfc3339(roster.zone()))
        .collect();
    assert_eq!(handed, ["2022-04-18T14:00:00+08:00", "2022-04-18T22:00:00+08:00"]);
    let early = roster.slot_span("2022-04-18".parse().unwrap(), roster.patterns.coded("早").unwrap()).unwrap();
    assert!(early.contains(item.opened));
}

#[test]
fn the_first_scene_is_one_man_past_his_eight_hours_while_the_gatekeeper_buys_soup() {
    let roster = branch(FIRST_SCENE);
    assert_eq!(lines(&roster, FIRST_SCENE, Severity::Now), ["overlong amber 市国税局家属院北院 赵正杰"]);
    assert_eq!(findings(&roster, FIRST_SCENE, None)[0].minutes, Some(485));
    assert!(lines(&roster, FIRST_SCENE, Severity::Soon).is_empty());
    for (_, post) in &roster.posts {
        assert_eq!(status_at(&roster, FIRST_SCENE, &post.name), Status::Covered, "{}", post.name);
    }
    let post = roster.post_by_name("市国税局家属院北院").unwrap();
    let on: Vec<&Presence> = roster.presences_at(post).map(|(_, p)| p).filter(|p| p.off.is_none()).collect();
    let names: Vec<&str> = on.iter().map(|p| roster.name_of(p.member)).collect();
    assert_eq!(names, ["赵正杰", "解银平", "刘东"]);
    let away: Vec<&Away> = on.iter().filter_map(|p| p.away_at(FIRST_SCENE)).collect();
    assert_eq!(away.iter().map(|a| a.by.map(|m| roster.name_of(m))).collect::<Vec<_>>(), [Some("赵正杰")]);
    assert!(roster.presences.values().all(|p| p.on <= FIRST_SCENE && p.off.is_none_or(|t| t <= FIRST_SCENE)));
    assert!(roster.handovers.values().all(|h| h.at <= FIRST_SCENE));
    assert!(roster.items.values().all(|i| i.opened <= FIRST_SCENE && i.closed.is_none_or(|t| t <= FIRST_SCENE)));
}

#[test]
fn the_gatekeeper_was_there_on_16_april_only_and_without_an_assignment() {
    let roster = branch(demo::NOW);
    let she = roster.member_by_name("解银平").unwrap();
    let days: Vec<String> = roster.presences_of(she).map(|(_, p)| p.on.date(roster.zone()).to_string()).collect();
    assert_eq!(days, ["2022-04-16"]);
    assert!(!roster.assignments.keys().any(|a| a.member == she));
}

#[test]
fn at_any_earlier_time_the_demo_is_a_branch_that_decide_takes() {
    let from = instant(branch(demo::NOW).zone(), "2022-04-13".parse().unwrap(), WallTime(0));
    for hour in (0..).step_by(7).take_while(|h| from + h * HOUR <= demo::NOW) {
        let at = from + hour * HOUR + 61;
        let events = demo::events(at).unwrap();
        let command = Command::new(Do::Import { events });
        assert!(decide::decide(&Roster::default(), &command, at).is_ok(), "{}", at.rfc3339(Zone::UTC));
    }
}
