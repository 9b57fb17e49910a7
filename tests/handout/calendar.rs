//! Calendars: the instants worked out by hand, in zones with summer time, across midnight, for a part of a slot.

use lunban::domain::{MemberId, PostId};
use lunban::exchange::handout::Format;

use crate::scene::{branch, demo, handout, text};

/// A branch in Berlin with a night of each change of the clocks; two shifts of twelve hours and a part.
fn berlin(date: &str) -> String {
    format!(
        r#"
[branch]
name = "Wache"
zone = "Europe/Berlin"

[[shift]]
code = "D"
name = "day"
start = "08:00"
end = "20:00"

[[shift]]
code = "N"
name = "night"
start = "20:00"
end = "08:00"

[[post]]
name = "Gate; north, old"
heads = {{ D = 1, N = 1 }}

[[member]]
name = "Eva"

[[member]]
name = "Max"

[[assignment]]
post = "Gate; north, old"
date = {date}
shift = "N"
members = ["Eva"]

[[assignment]]
post = "Gate; north, old"
date = {date}
shift = "N"
members = ["Max"]
from = "02:30"
to = "05:00"
"#
    )
}

/// `DTSTART`, `DTEND` and `SUMMARY` of each event.
fn events(ics: &str) -> Vec<(String, String, String)> {
    let unfolded = ics.replace("\r\n ", "");
    let field = |event: &str, name: &str| {
        let line =
            event.lines().find(|l| l.starts_with(&format!("{name}:"))).unwrap_or_else(|| panic!("{name}: {event}"));
        line[name.len() + 1..].to_string()
    };
    let each = unfolded.split("BEGIN:VEVENT").skip(1);
    each.map(|e| (field(e, "DTSTART"), field(e, "DTEND"), field(e, "SUMMARY"))).collect()
}

#[test]
fn a_night_is_seven_hours_when_summer_time_begins_and_thirteen_when_it_ends() {
    // (date, Eva's from and to, Max's from and to) in UTC: on 27 March 02:30 does not exist and is 03:00 +02:00; on
    // 30 October 02:30 exists twice and is the earlier, +02:00.
    let table = [
        ("2022-03-26", "20220326T190000Z", "20220327T060000Z", "20220327T010000Z", "20220327T030000Z"),
        ("2022-10-29", "20221029T180000Z", "20221030T070000Z", "20221030T003000Z", "20221030T040000Z"),
        ("2022-07-01", "20220701T180000Z", "20220702T060000Z", "20220702T003000Z", "20220702T030000Z"),
    ];
    for (date, from, to, part_from, part_to) in table {
        let roster = branch(&berlin(date));
        let found = events(&text(&handout(&roster, date, date), Format::Ics));
        let night = |who: &str| format!("Gate\\; north\\, old night {who}");
        let expected = [
            (from.to_string(), to.to_string(), night("Eva")),
            (part_from.to_string(), part_to.to_string(), night("Max")),
        ];
        assert_eq!(found, expected, "{date}");
    }
}

#[test]
fn one_event_an_assignment_each_with_a_uid_of_its_own_that_stays() {
    let roster = demo();
    let h = handout(&roster, "2022-04-13", "2022-04-27");
    let ics = text(&h, Format::Ics);
    let mut uids: Vec<&str> = ics.lines().filter(|l| l.starts_with("UID:")).collect();
    assert_eq!(uids.len(), h.assignments().count());
    assert!(uids.contains(&"UID:2022-04-18-5-2-25-0011223344556677@lunban"), "高永和 at 大渠 on the 18th");
    uids.sort_unstable();
    uids.dedup();
    assert_eq!(uids.len(), h.assignments().count());
    assert_eq!(text(&h, Format::Ics), ics, "the same again");
    let mut renamed = roster.clone();
    renamed.branch.name = "别的名字".into();
    let later = text(&handout(&renamed, "2022-04-13", "2022-04-27"), Format::Ics);
    assert!(uids.iter().all(|uid| later.contains(uid)), "under another name too");
    assert!(ics.starts_with("BEGIN:VCALENDAR\r\n") && ics.ends_with("END:VCALENDAR\r\n"));
    assert!(ics.split("\r\n").all(|line| line.len() <= 75), "folded");
}

#[test]
fn a_members_calendar_has_only_his_shifts_and_a_posts_only_its() {
    let roster = demo();
    let mut h = handout(&roster, "2022-04-18", "2022-04-20");
    h.scope.member = Some(roster.member_by_name("高永和").unwrap());
    let found = events(&text(&h, Format::Ics));
    let starts: Vec<&str> = found
        .iter()
        .map(|(from, _, what)| (from, what))
        .map(|(f, w)| {
            assert!(w.starts_with("大渠 "), "{w}");
            f.as_str()
        })
        .collect();
    assert_eq!(starts, ["20220418T060000Z", "20220419T140000Z"]);
    h.scope.member = None::<MemberId>;
    h.scope.post = Some(PostId(5));
    assert_eq!(events(&text(&h, Format::Ics)).len(), 9);
}
