//! Who did how much, who waited for whom and who met whom: the demo's facts, and small scenes worked out by hand.

use lunban::domain::outlook::Outlook;
use lunban::domain::report::{Report, Sums, Times, Who, report};
use lunban::domain::time::{HOUR, MINUTE};
use lunban::domain::trace::{Trace, Whose, trace};
use lunban::domain::*;
use lunban::exchange::branch_file::import;
use lunban::exchange::demo;

fn demo_at(now: Instant) -> Roster {
    let mut roster = Roster::default();
    demo::events(now).unwrap().iter().for_each(|event| apply(&mut roster, event));
    roster
}

fn branch(file: &str, now: Instant) -> Roster {
    let mut roster = Roster::default();
    let imported = import(&roster, file, now).unwrap_or_else(|e| panic!("{e:?}"));
    imported.events.iter().for_each(|event| apply(&mut roster, event));
    roster
}

fn at(text: &str) -> Instant {
    Instant::of(&chrono::DateTime::parse_from_rfc3339(text).unwrap())
}

fn april(roster: &Roster, now: Instant, first: &str, last: &str) -> Report {
    let date = |d: &str| format!("2022-04-{d}").parse().unwrap();
    report(roster, &Outlook::new(roster, now), now, date(first), date(last))
}

fn of(roster: &Roster, report: &Report, name: &str) -> Sums {
    let id = roster.member_by_name(name).unwrap();
    report.members.iter().find(|(m, _)| *m == id).unwrap_or_else(|| panic!("{name}")).1
}

fn times(times: u32, seconds: i64) -> Times {
    Times { times, seconds }
}

#[test]
fn the_demos_facts_stand_in_the_report() {
    let roster = demo_at(demo::NOW);
    let r = april(&roster, demo::NOW, "13", "18");
    assert_eq!(r.members.len(), 48, "those with nothing too");
    let gao = of(&roster, &r, "高永和");
    assert_eq!(gao.overlong, times(1, 40 * MINUTE), "past eight hours since 22:00, beside his relief");
    assert_eq!(gao.waited, times(0, 0), "he stayed of his own accord");
    let guan = of(&roster, &r, "关宁");
    assert_eq!(guan.waited, times(1, 40 * MINUTE));
    assert_eq!(of(&roster, &r, "武志刚").kept, times(1, 40 * MINUTE));
    assert_eq!(of(&roster, &r, "张慧琴"), Sums::default());
    let sun = of(&roster, &r, "孙建");
    assert_eq!(
        (sun.planned.seconds, sun.actual.nights),
        (32 * HOUR, 3),
        "three nights until 06:00, and the one that runs"
    );
    let last = r.late.last().unwrap();
    assert_eq!((roster.name_of(last.member), last.ongoing, last.relieved_by.len()), ("关宁", true, 0));
    assert_eq!(last.awaited, [roster.member_by_name("武志刚").unwrap()]);
}

#[test]
fn the_units_rows_are_the_sums_of_their_members() {
    let roster = demo_at(demo::NOW);
    let r = april(&roster, demo::NOW, "13", "18");
    let units = r.by_unit(&roster);
    assert_eq!(units.iter().map(|u| u.members).sum::<u32>(), 48);
    let mut sum = Sums::default();
    units.iter().for_each(|u| sum += u.sums);
    assert_eq!(sum, r.total());
    assert_eq!(units.last().map(|u| u.who), Some(Who::Unit(None)), "those without one come last");
    let guesthouse = roster.unit_by_name("市宾馆");
    assert!(units.iter().any(|u| u.who == Who::Unit(guesthouse) && u.members == 5));
}

/// Two posts of one head; 18 April is a Monday.
const SCENE: &str = r#"
[branch]
name = "x"

[[post]]
name = "门"
heads = { "早" = 1, "中" = 1, "夜" = 1 }

[[member]]
name = "甲"

[[member]]
name = "乙"

[[member]]
name = "丙"
leaves = 2022-04-10

[[member]]
name = "丁"
"#;

fn scene(history: &str, now: Instant) -> Roster {
    branch(&format!("{SCENE}{history}"), now)
}

#[test]
fn a_night_belongs_to_the_date_it_begins_on_and_a_weekend_too() {
    let now = at("2022-04-25T08:00:00+08:00");
    let roster = scene(
        r#"
[[assignment]]
post = "门"
date = 2022-04-17
shift = "夜"
members = ["甲"]

[[presence]]
post = "门"
member = "甲"
on = 2022-04-17T22:00:00
off = 2022-04-18T06:30:00
"#,
        now,
    );
    let week = april(&roster, now, "11", "17");
    let sunday = of(&roster, &week, "甲").actual;
    assert_eq!((sunday.seconds, sunday.night, sunday.weekend), (8 * HOUR, 8 * HOUR, 8 * HOUR));
    assert_eq!((sunday.days, sunday.nights, sunday.weekend_days), (1, 1, 1));
    let next = april(&roster, now, "18", "24");
    let monday = of(&roster, &next, "甲").actual;
    assert_eq!((monday.seconds, monday.days, monday.nights, monday.weekend), (30 * MINUTE, 0, 0, 0));
    assert!(week.members.iter().all(|(m, _)| roster.name_of(*m) != "丙"), "who has left is not listed");
    assert_eq!(of(&roster, &week, "甲").overlong, times(0, 0));
    assert_eq!(of(&roster, &next, "甲").overlong, times(1, 30 * MINUTE), "the limit is crossed at 06:00 on Monday");
}

#[test]
fn one_waits_until_relieved_and_not_while_a_relief_is_there() {
    let now = at("2022-04-18T23:00:00+08:00");
    let assignments = [("早", "甲"), ("中", "乙"), ("夜", "丁")].map(|(shift, who)| {
        format!("[[assignment]]\npost = \"门\"\ndate = 2022-04-18\nshift = \"{shift}\"\nmembers = [\"{who}\"]\n")
    });
    let history = r#"
[[presence]]
post = "门"
member = "甲"
on = 2022-04-18T06:00:00
off = 2022-04-18T15:00:00

[[presence]]
post = "门"
member = "乙"
on = 2022-04-18T14:25:00
off = 2022-04-18T22:30:00
"#;
    let roster = scene(&(assignments.concat() + history), now);
    let r = april(&roster, now, "18", "18");
    let told: Vec<_> = r
        .late
        .iter()
        .map(|l| {
            let names = |m: &[MemberId]| m.iter().map(|m| roster.name_of(*m)).collect::<String>();
            let span = [l.span.from, l.span.to].map(|t| t.local(roster.zone()).format("%H:%M").to_string());
            (span.join("–"), roster.name_of(l.member), names(&l.awaited), names(&l.relieved_by), l.ongoing)
        })
        .collect();
    let expected = [
        ("14:00–14:25".to_string(), "甲", "乙".to_string(), "乙".to_string(), false),
        ("22:00–22:30".to_string(), "乙", "丁".to_string(), String::new(), false),
    ];
    assert_eq!(told, expected);
    assert_eq!(of(&roster, &r, "甲").waited, times(1, 25 * MINUTE));
    assert_eq!(of(&roster, &r, "乙").kept, times(1, 25 * MINUTE));
    assert_eq!(of(&roster, &r, "甲").overlong, times(1, HOUR), "nine hours");
}

/// Who met whom from when to when, on 16 April.
fn meetings(roster: &Roster, trace: &Trace) -> Vec<String> {
    let clock = |t: Instant| t.local(roster.zone()).format("%H:%M").to_string();
    let line = |m: &lunban::domain::trace::Meeting| {
        let [a, b] = m.members.map(|m| roster.name_of(m));
        format!("{a} {b} {}–{}", clock(m.span.from), clock(m.span.to))
    };
    trace.meetings.iter().map(line).collect()
}

#[test]
fn the_mutton_soup_is_traced_who_met_whom_while_she_was_out_and_back() {
    let roster = demo_at(demo::NOW);
    let gate = roster.member_by_name("解银平").unwrap();
    let day = Span::new(at("2022-04-16T00:00:00+08:00"), at("2022-04-17T00:00:00+08:00"));
    let found = trace(&roster, demo::NOW, Whose::Member(gate), day);
    assert_eq!(found.stays.len(), 1);
    assert_eq!(found.stays[0].away, [Span::new(at("2022-04-16T14:02:00+08:00"), at("2022-04-16T14:31:00+08:00"))]);
    let expected = [
        "解银平 赵正杰 12:40–14:02",
        "解银平 刘东 14:00–14:02",
        "解银平 赵正杰 14:31–14:33",
        "解银平 刘东 14:31–17:30",
    ];
    assert_eq!(meetings(&roster, &found), expected);
    let yard = roster.post_by_name("市国税局家属院北院").unwrap();
    let whole = trace(&roster, demo::NOW, Whose::Post(yard), day);
    assert!(meetings(&roster, &whole).contains(&"孙建 赵正杰 06:00–06:00".to_string()), "relieved in the same second");
    assert!(meetings(&roster, &whole).contains(&"赵正杰 刘东 14:00–14:33".to_string()));
}

#[test]
fn a_trace_ends_now_and_is_cut_to_its_window() {
    let roster = demo_at(demo::NOW);
    let gao = roster.member_by_name("高永和").unwrap();
    let window = Span::new(at("2022-04-18T22:10:00+08:00"), at("2022-04-20T00:00:00+08:00"));
    let found = trace(&roster, demo::NOW, Whose::Member(gao), window);
    assert_eq!(found.stays.len(), 1);
    assert_eq!((found.stays[0].span.from, found.stays[0].span.to, found.stays[0].open), (window.from, demo::NOW, true));
    assert_eq!(meetings(&roster, &found), ["高永和 宋岩 22:10–22:40"]);
    let empty = Span::new(window.from, window.from);
    assert_eq!(trace(&roster, demo::NOW, Whose::Member(gao), empty), Trace::default());
}
