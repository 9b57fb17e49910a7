//! Small branches built by hand, and findings put into one line each, for tests that read as stories.

use chrono::NaiveDate;
use lunban::domain::coverage::{Status, current};
use lunban::domain::event::{Change, Only};
use lunban::domain::finding::{Finding, Kind, findings};
use lunban::domain::*;

use crate::naive::Naive;

const SHANGHAI: Zone = Zone::Asia__Shanghai;
pub const POST: PostId = PostId(1);
pub const EARLY: ShiftId = ShiftId(1);
pub const LATE: ShiftId = ShiftId(2);
pub const NIGHT: ShiftId = ShiftId(3);

/// `at("16 14:05")` or `at("16 14:05:01")`: an instant of April 2022 in the branch's zone.
pub fn at(text: &str) -> Instant {
    let full = format!("2022-04-{text}{}", if text.len() == 8 { ":00" } else { "" });
    let local = chrono::NaiveDateTime::parse_from_str(&full, "%Y-%m-%d %H:%M:%S").unwrap();
    Instant::of(&local.and_local_timezone(SHANGHAI).unwrap())
}

pub fn april(day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(2022, 4, day).unwrap()
}

/// One post with one head in every shift, and its members.
pub struct Scene(pub Roster);

impl Scene {
    pub fn new(post: &str, members: &[&str]) -> Scene {
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

    pub fn put(&mut self, event: Event) {
        apply(&mut self.0, &event);
    }

    pub fn member(&self, name: &str) -> MemberId {
        self.0.member_by_name(name).unwrap()
    }

    /// The same with other limits.
    pub fn rules(mut self, change: impl Fn(&mut Rules)) -> Scene {
        let mut is = self.0.rules;
        change(&mut is);
        self.put(Event::Rules(Change { id: Only, was: None, is: Some(is) }));
        self
    }

    /// The same with another member's record.
    pub fn but(mut self, name: &str, change: impl Fn(&mut Member)) -> Scene {
        let id = self.member(name);
        let mut is = self.0.member(id).unwrap().clone();
        change(&mut is);
        self.put(Event::Member(Change { id, was: None, is: Some(is) }));
        self
    }

    /// The same with so many heads in every shift, at a post that may be a new one.
    pub fn heads(mut self, post: PostId, heads: u32) -> Scene {
        let mut is = self.0.post(post).cloned().unwrap_or(Post { name: format!("{post:?}"), ..Post::default() });
        is.heads = [EARLY, LATE, NIGHT].map(|shift| Heads { shift, heads }).to_vec();
        self.put(Event::Post(Change { id: post, was: None, is: Some(is) }));
        self
    }

    pub fn assign(self, name: &str, day: u32, shift: ShiftId) -> Scene {
        self.assign_part(name, POST, day, shift, None, None)
    }

    pub fn assign_part(
        mut self,
        name: &str,
        post: PostId,
        day: u32,
        shift: ShiftId,
        from: Option<&str>,
        to: Option<&str>,
    ) -> Scene {
        let id = AssignmentId { slot: Slot { post, date: april(day), shift }, member: self.member(name) };
        let wall = |w: Option<&str>| w.and_then(WallTime::parse);
        let is = Assignment { from: wall(from), to: wall(to), ..Assignment::default() };
        self.put(Event::Assignment(Change { id, was: None, is: Some(is) }));
        self
    }

    pub fn present(mut self, name: &str, on: &str, off: Option<&str>, away: Option<(&str, &str)>) -> Scene {
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
    pub fn says(&self, now: &str, window: (&str, &str)) -> Vec<String> {
        let (now, window) = (at(now), Span::new(at(window.0), at(window.1)));
        let ours = findings(&self.0, now, Some(window));
        assert_eq!(ours, Naive::new(&self.0, now, window).findings(Some(window)));
        ours.iter().map(|f| self.line(f)).collect()
    }

    /// Those of one kind.
    pub fn says_of(&self, kind: Kind, now: &str, window: (&str, &str)) -> Vec<String> {
        let word = format!(" {} ", kind.name());
        self.says(now, window).into_iter().filter(|line| line.contains(&word)).collect()
    }

    pub fn line(&self, f: &Finding) -> String {
        let who: Vec<&str> = f.members.iter().map(|m| self.0.name_of(*m)).collect();
        let t = |t: Instant| t.local(SHANGHAI).format("%d %H:%M:%S").to_string();
        let post = if f.post.is_some() { "post" } else { "-" };
        let shift = f.shift.map_or("-", |s| self.0.shift_code(s));
        let date = f.date.map_or("-".into(), |d| d.format("%d").to_string());
        let number = |n: Option<i64>| n.map_or("-".into(), |n| n.to_string());
        let numbers = [f.minutes, f.days.map(i64::from), f.short_by.map(i64::from)].map(number).join(" ");
        let what = format!("{} {} {}", f.severity.name(), f.level.name(), f.kind.name());
        format!("{what} {post} {} {date} {shift} {}..{} {numbers}", who.join("+"), t(f.from), t(f.to))
    }

    pub fn status(&self, now: &str) -> (Status, u32, u32) {
        let c = current(&self.0, at(now), POST);
        (c.status, c.heads, c.need)
    }
}
