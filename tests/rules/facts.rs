//! The two scenes of FACTS, built by hand, with what the board must say of them to the second; naive must say it too.

use chrono::NaiveDate;
use lunban::domain::coverage::{Status, current};
use lunban::domain::event::Change;
use lunban::domain::finding::{Finding, Kind, findings};
use lunban::domain::outlook::Outlook;
use lunban::domain::time::DAY;
use lunban::domain::*;

use crate::naive::Naive;

const SHANGHAI: Zone = Zone::Asia__Shanghai;
const POST: PostId = PostId(1);
const EARLY: ShiftId = ShiftId(1);
const LATE: ShiftId = ShiftId(2);
const NIGHT: ShiftId = ShiftId(3);

/// `at("16 14:05")` or `at("16 14:05:01")`: an instant of April 2022 in the branch's zone.
fn at(text: &str) -> Instant {
    let full = format!("2022-04-{text}{}", if text.len() == 8 { ":00" } else { "" });
    let local = chrono::NaiveDateTime::parse_from_str(&full, "%Y-%m-%d %H:%M:%S").unwrap();
    Instant::of(&local.and_local_timezone(SHANGHAI).unwrap())
}

fn april(day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(2022, 4, day).unwrap()
}

/// One post with one head in every shift, and its members.
struct Scene(Roster);

impl Scene {
    fn new(post: &str, members: &[&str]) -> Scene {
        let mut scene = Scene(Roster::default());
        let heads = [EARLY, LATE, NIGHT].map(|shift| Heads { shift, heads: 1 }).to_vec();
        let post = Post { name: post.into(), heads, ..Post::default() };
        scene.put(Event::Post(Change { id: POST, was: None, is: Some(post) }));
        for (i, name) in members.iter().enumerate() {
            let member = Member { name: (*name).into(), ..Member::default() };
            scene.put(Event::Member(Change { id: MemberId(i as u32 + 1), was: None, is: Some(member) }));
        }
        scene
    }

    fn put(&mut self, event: Event) {
        apply(&mut self.0, &event);
    }

    fn member(&self, name: &str) -> MemberId {
        self.0.member_by_name(name).unwrap()
    }

    fn assign(mut self, name: &str, day: u32, shift: ShiftId) -> Scene {
        let id = AssignmentId { slot: Slot { post: POST, date: april(day), shift }, member: self.member(name) };
        self.put(Event::Assignment(Change { id, was: None, is: Some(Assignment::default()) }));
        self
    }

    fn present(mut self, name: &str, on: &str, off: Option<&str>, away: Option<(&str, &str)>) -> Scene {
        let away = away.map(|(from, by)| Away { from: at(from), to: None, by: Some(self.member(by)), brought: false });
        let presence = Presence {
            post: POST,
            member: self.member(name),
            on: at(on),
            off: off.map(at),
            away: away.into_iter().collect(),
            corrected: Vec::new(),
        };
        let id = PresenceId(self.0.ids.presence + 1);
        self.put(Event::Presence(Change { id, was: None, is: Some(presence) }));
        self
    }

    /// The findings of the window in words, one a line, when the program and naive agree.
    fn says(&self, now: &str, window: (&str, &str)) -> Vec<String> {
        let (now, window) = (at(now), Span::new(at(window.0), at(window.1)));
        let ours = findings(&self.0, now, Some(window));
        assert_eq!(ours, Naive::new(&self.0, now, window).findings(Some(window)));
        ours.iter().map(|f| self.line(f)).collect()
    }

    fn line(&self, f: &Finding) -> String {
        let who: Vec<&str> = f.members.iter().map(|m| self.0.name_of(*m)).collect();
        let t = |t: Instant| t.local(SHANGHAI).format("%d %H:%M:%S").to_string();
        let post = if f.post.is_some() { "post" } else { "-" };
        let shift = f.shift.and_then(|s| self.0.shift(s)).map_or("-", |s| &s.code);
        let date = f.date.map_or("-".into(), |d| d.format("%d").to_string());
        let number = |n: Option<i64>| n.map_or("-".into(), |n| n.to_string());
        let numbers = [f.minutes, f.days.map(i64::from), f.short_by.map(i64::from)].map(number).join(" ");
        let what = format!("{} {} {}", f.severity.name(), f.level.name(), f.kind.name());
        format!("{what} {post} {} {date} {shift} {}..{} {numbers}", who.join("+"), t(f.from), t(f.to))
    }

    fn status(&self, now: &str) -> (Status, u32, u32) {
        let c = current(&self.0, at(now), POST);
        (c.status, c.heads, c.need)
    }
}

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
    let alone = Scene::new("北院", &["赵正杰"]).assign("赵正杰", 16, EARLY).present("赵正杰", "16 06:00", None, None);
    assert_eq!(alone.says("16 14:00", ("16 06:00", "16 14:00")), [] as [&str; 0]);
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
    let pieces =
        lunban::domain::coverage::coverage(&scene.0, at("18 22:40"), POST, Span::new(at("18 14:00"), at("19 06:00")));
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
