//! The two scenes of FACTS, and each definition of RULES, as small tables.

use lunban::domain::coverage::{Status, coverage, current};
use lunban::domain::duty::stretches;
use lunban::domain::event::{Change, Event, Only};
use lunban::domain::finding::{Finding, Kind, Level, Severity, due_soon, findings};
use lunban::domain::time::HOUR;
use lunban::domain::{change::next_change, *};

/// A branch in Asia/Shanghai that is filled by hand; times are `"18 22:40"`, in April 2022.
#[derive(Default)]
struct Board {
    roster: Roster,
}

fn at(text: &str) -> Instant {
    let local = chrono::NaiveDateTime::parse_from_str(&format!("2022-04-{text}:00"), "%Y-%m-%d %H:%M:%S").unwrap();
    Instant(local.and_utc().timestamp() - 8 * HOUR)
}

fn date(day: u32) -> chrono::NaiveDate {
    chrono::NaiveDate::from_ymd_opt(2022, 4, day).unwrap()
}

fn shift(code: &str) -> ShiftId {
    ShiftId(1 + ["早", "中", "夜"].iter().position(|c| *c == code).unwrap() as u32)
}

impl Board {
    fn new() -> Board {
        Board::default()
    }

    fn tell(&mut self, event: Event) {
        apply(&mut self.roster, &event);
    }

    fn rules(&mut self, change: impl FnOnce(&mut Rules)) {
        let mut rules = self.roster.rules;
        change(&mut rules);
        self.tell(Event::Rules(Change { id: Only, was: None, is: Some(rules) }));
    }

    fn post_with(&mut self, name: &str, change: impl FnOnce(&mut Post)) -> PostId {
        let id = PostId(self.roster.ids.post + 1);
        let heads = [1, 2, 3].map(|n| Heads { shift: ShiftId(n), heads: 1 }).to_vec();
        let mut post = Post { name: name.into(), heads, ..Post::default() };
        change(&mut post);
        self.tell(Event::Post(Change { id, was: None, is: Some(post) }));
        id
    }

    fn post(&mut self, name: &str) -> PostId {
        self.post_with(name, |_| ())
    }

    fn member_with(&mut self, name: &str, change: impl FnOnce(&mut Member)) -> MemberId {
        let id = MemberId(self.roster.ids.member + 1);
        let mut member = Member { name: name.into(), ..Member::default() };
        change(&mut member);
        self.tell(Event::Member(Change { id, was: None, is: Some(member) }));
        id
    }

    fn member(&mut self, name: &str) -> MemberId {
        self.member_with(name, |_| ())
    }

    fn plan(&mut self, member: MemberId, post: PostId, day: u32, code: &str) {
        let id = AssignmentId { slot: Slot { post, date: date(day), shift: shift(code) }, member };
        self.tell(Event::Assignment(Change { id, was: None, is: Some(Assignment::default()) }));
    }

    fn presence(&mut self, member: MemberId, post: PostId, on: &str, off: Option<&str>, away: &[(&str, Option<&str>)]) {
        let away = away.iter().map(|(f, t)| Away { from: at(f), to: t.map(at), by: None, brought: false }).collect();
        let is = Presence { post, member, on: at(on), off: off.map(at), away, corrected: Vec::new() };
        self.tell(Event::Presence(Change { id: PresenceId(self.roster.ids.presence + 1), was: None, is: Some(is) }));
    }

    fn on(&mut self, member: MemberId, post: PostId, on: &str) {
        self.presence(member, post, on, None, &[]);
    }

    fn stood(&mut self, member: MemberId, post: PostId, on: &str, off: &str) {
        self.presence(member, post, on, Some(off), &[]);
    }

    fn findings(&self, now: &str) -> Vec<Finding> {
        findings(&self.roster, at(now), None)
    }

    fn found(&self, now: &str, kind: Kind) -> Vec<Finding> {
        self.findings(now).into_iter().filter(|f| f.kind == kind).collect()
    }

    fn status(&self, now: &str, post: PostId) -> Status {
        current(&self.roster, at(now), post).status
    }

    fn stretch(&self, now: &str, member: MemberId) -> Vec<(Span, bool)> {
        stretches(&self.roster, at(now), member).into_iter().map(|s| (s.span, s.ongoing)).collect()
    }
}

fn span(from: &str, to: &str) -> Span {
    Span { from: at(from), to: at(to) }
}

use lunban::domain::time::Span;

#[test]
fn a_resident_telephones_and_he_stays_on_past_eight_hours_beside_his_relief() {
    let mut b = Board::new();
    let yard = b.post("市国税局家属院北院");
    let [zhao, liu, xie] = ["赵正杰", "刘东", "解银平"].map(|n| b.member(n));
    b.plan(zhao, yard, 16, "早");
    b.plan(liu, yard, 16, "中");
    b.on(zhao, yard, "16 06:00");
    b.on(liu, yard, "16 14:00");
    b.presence(xie, yard, "16 13:30", None, &[("16 13:50", None)]);
    assert_eq!(b.status("16 14:05", yard), Status::Covered);
    let late = b.found("16 14:05", Kind::Overlong);
    assert_eq!(late.len(), 1);
    assert_eq!((late[0].level, late[0].severity, late[0].minutes), (Level::Amber, Severity::Now, Some(485)));
    assert_eq!((late[0].from, late[0].to), (at("16 14:00"), at("16 14:05")));
}

#[test]
fn the_old_member_stays_for_the_taxi_driver_beside_a_relief_that_has_come() {
    let mut b = Board::new();
    let daqu = b.post("大渠家属院");
    let [gao, song] = ["高永和", "宋岩"].map(|n| b.member(n));
    b.plan(gao, daqu, 18, "中");
    b.plan(song, daqu, 18, "夜");
    b.on(gao, daqu, "18 14:00");
    assert_eq!(due_soon(&b.roster, at("18 21:40")), []);
    assert_eq!(b.status("18 22:00", daqu), Status::Borrowed, "宋岩 is due");
    b.on(song, daqu, "18 22:00");
    assert_eq!(b.status("18 22:40", daqu), Status::Covered);
    let late = b.found("18 22:40", Kind::Overlong);
    assert_eq!((late[0].level, late[0].minutes, late[0].members[0]), (Level::Red, Some(520), gao));
    assert_eq!(next_change(&b.roster, at("18 22:00")), Some(at("18 22:00") + 1));
    assert_eq!(next_change(&b.roster, at("18 22:00") + 1), Some(at("18 22:15") + 1), "amber until then");
}

#[test]
fn an_empty_post_is_a_gap_from_the_beginning_of_the_slot_and_its_man_missing() {
    let mut b = Board::new();
    let gate = b.post("动物检疫站家属院");
    let sick = b.member_with("病", |m| {
        m.unavailable = vec![Unavailable::Once { from: at("18 00:00"), to: at("20 00:00"), why: None }];
    });
    b.plan(sick, gate, 18, "夜");
    let all = b.findings("18 22:40");
    let now: Vec<_> = all.iter().filter(|f| f.severity == Severity::Now).map(|f| f.kind).collect();
    assert_eq!(now, [Kind::Gap, Kind::Missing]);
    assert_eq!((all[0].from, all[0].to, all[0].minutes), (at("18 22:00"), at("19 06:00"), Some(480)));
    assert_eq!((all[1].from, all[1].minutes), (at("18 22:00"), Some(40)));
    assert!(all.iter().any(|f| f.kind == Kind::Unavailable && f.severity == Severity::Soon));
}

#[test]
fn a_post_waits_for_relief_while_the_one_before_stays() {
    let mut b = Board::new();
    let gate = b.post("学苑花都");
    let [guan, other] = ["关宁", "未到"].map(|n| b.member(n));
    b.plan(guan, gate, 18, "中");
    b.plan(other, gate, 18, "夜");
    b.on(guan, gate, "18 14:00");
    assert_eq!(b.status("18 22:40", gate), Status::Borrowed);
    let waiting = b.found("18 22:40", Kind::WaitingForRelief);
    assert_eq!((waiting[0].from, waiting[0].minutes, &waiting[0].members), (at("18 22:00"), Some(40), &vec![guan]));
    assert_eq!(b.stretch("18 22:40", guan), [(span("18 14:00", "19 06:00"), true)], "he stays until the slot ends");
    let window = span("18 14:00", "19 06:00");
    let seen: Vec<_> = coverage(&b.roster, at("18 22:40"), gate, window).iter().map(|s| (s.status, s.span)).collect();
    assert_eq!(
        seen,
        [
            (Status::Covered, span("18 14:00", "18 22:00")),
            (Status::Borrowed, span("18 22:00", "18 22:40")),
            (Status::Planned, span("18 22:40", "19 06:00"))
        ]
    );
}
