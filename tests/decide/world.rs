//! A small branch on which the stories are told: commands go through `decide`, the journal and `apply`, as at the desk.

use std::sync::Arc;

use lunban::domain::decide::decide;
use lunban::domain::event::Change;
use lunban::domain::lookup;
use lunban::domain::time::{self, WallTime};
use lunban::domain::undo::History;
use lunban::domain::*;

pub const NORTH: PostId = PostId(1);
pub const CANAL: PostId = PostId(2);

pub const NAMES: [&str; 8] = ["赵正杰", "刘东", "解银平", "高永和", "宋岩", "田强", "关宁", "王涛"];

#[derive(Clone)]
pub struct World {
    pub roster: Roster,
    pub history: History,
    pub now: Instant,
    pub entries: Vec<Arc<Entry>>,
}

/// An instant of April 2022 in the branch's zone, `"18 22:00"`.
pub fn t(text: &str) -> Instant {
    let (day, wall) = text.split_once(' ').unwrap();
    let date = format!("2022-04-{day}").parse().unwrap();
    time::instant(Zone::Asia__Shanghai, date, WallTime::parse(wall).unwrap())
}

pub fn slot(post: PostId, day: u32, code: &str) -> Slot {
    let shift = default_pattern().iter().find(|s| s.code == code).unwrap().id;
    Slot { post, date: chrono::NaiveDate::from_ymd_opt(2022, 4, day).unwrap(), shift }
}

/// 市国税局家属院北院 and 大渠家属院, eight people, nobody on.
pub fn world(now: &str) -> World {
    let mut events = vec![Event::Branch(Change {
        id: event::Only,
        was: None,
        is: Some(Branch { name: "振兴庄".into(), ..Branch::default() }),
    })];
    let heads = (1..=3).map(|n| Heads { shift: ShiftId(n), heads: 1 }).collect::<Vec<_>>();
    for (n, name) in ["市国税局家属院北院", "大渠家属院"].iter().enumerate() {
        let is = Post { name: (*name).into(), heads: heads.clone(), ..Post::default() };
        events.push(Event::Post(Change { id: PostId(n as u32 + 1), was: None, is: Some(is) }));
    }
    for (n, name) in NAMES.iter().enumerate() {
        let is = Member { name: (*name).into(), ..Member::default() };
        events.push(Event::Member(Change { id: MemberId(n as u32 + 1), was: None, is: Some(is) }));
    }
    let mut w = World { roster: Roster::default(), history: History::default(), now: t(now), entries: Vec::new() };
    w.give("导入", Command::new(Do::Import { events })).unwrap();
    w
}

impl World {
    pub fn m(&self, name: &str) -> MemberId {
        lookup::member(&self.roster, name).unwrap()
    }

    pub fn ms(&self, names: &[&str]) -> Vec<MemberId> {
        names.iter().map(|n| self.m(n)).collect()
    }

    /// Gives a command as `by`; undo and redo too.
    pub fn give(&mut self, by: &str, command: Command) -> Result<(), Refusal> {
        let (undoes, events) = match command.what {
            Do::Undo => self.history.undo(&self.roster, by).map(|b| (Some(b.entry.seq), b.events))?,
            Do::Redo => self.history.redo(&self.roster, by).map(|b| (Some(b.entry.seq), b.events))?,
            _ => (None, decide(&self.roster, &command, self.now)?),
        };
        for e in &events {
            apply(&mut self.roster, e);
        }
        let seq = self.entries.len() as u64 + 1;
        let entry = Arc::new(Entry { seq, at: self.now, by: by.into(), key: None, undoes, events });
        self.history.saw(entry.clone());
        self.entries.push(entry);
        Ok(())
    }

    /// Gives a command as the secretary.
    pub fn say(&mut self, what: Do) -> Result<(), Refusal> {
        self.give("赵建群", Command::new(what))
    }

    /// The same at a time; the clock shows at least that time then.
    pub fn at(&mut self, at: &str, what: Do) -> Result<(), Refusal> {
        self.now = self.now.max(t(at));
        self.give("赵建群", Command::new(what).at(t(at)))
    }

    pub fn on(&mut self, at: &str, post: PostId, name: &str) -> Result<(), Refusal> {
        let member = self.m(name);
        self.at(at, Do::On { post, member })
    }

    pub fn off(&mut self, at: &str, post: PostId, name: &str) -> Result<(), Refusal> {
        let member = self.m(name);
        self.at(at, Do::Off { post, member })
    }

    pub fn assign(&mut self, slot: Slot, name: &str) -> Result<(), Refusal> {
        let member = self.m(name);
        self.say(Do::Assign { slot, member, from: None, to: None, pinned: false, in_place_of: None })
    }

    pub fn cover(&mut self, at: &str, post: PostId, name: &str, by: Option<&str>) -> Result<(), Refusal> {
        let (member, by) = (self.m(name), by.map(|b| self.m(b)));
        self.at(at, Do::Cover { post, member, by })
    }

    pub fn uncover(&mut self, at: &str, post: PostId, name: &str) -> Result<(), Refusal> {
        let member = self.m(name);
        self.at(at, Do::Uncover { post, member })
    }

    pub fn hand_over(&mut self, at: &str, post: PostId) -> Result<(), Refusal> {
        self.at(at, Do::Handover { post, out: None, relief: None, note: None, in_place_of: vec![] })
    }

    pub fn hand_over_lists(&mut self, at: &str, post: PostId, out: &[&str], relief: &[&str]) -> Result<(), Refusal> {
        let (out, relief) = (Some(self.ms(out)), Some(self.ms(relief)));
        self.at(at, Do::Handover { post, out, relief, note: None, in_place_of: vec![] })
    }

    /// What is recorded of a member's presences: `"大渠 14:00-22:48"`, with breaks in brackets, one after another.
    pub fn told(&self, name: &str) -> String {
        let wall = |t: Instant| t.local(self.roster.zone()).format("%H:%M").to_string();
        let to = |t: Option<Instant>| t.map_or(String::new(), wall);
        let one = |p: &Presence| {
            let post = if p.post == NORTH { "北院" } else { "大渠" };
            let aways: String = p
                .away
                .iter()
                .map(|a| {
                    let by = a.by.map_or(String::new(), |by| format!(" {}", self.roster.name_of(by)));
                    format!(" ({}-{}{by}{})", wall(a.from), to(a.to), if a.brought { "!" } else { "" })
                })
                .collect();
            format!("{post} {}-{}{aways}", wall(p.on), to(p.off))
        };
        let all: Vec<String> = self.roster.presences_of(self.m(name)).map(|(_, p)| one(p)).collect();
        all.join("; ")
    }

    /// Everything that is recorded, without the counters.
    pub fn records(&self) -> String {
        let r = &self.roster;
        format!(
            "{:?}",
            (&r.branch, &r.rules, &r.patterns, &r.posts, &r.members, &r.assignments, &r.presences, &r.handovers)
        ) + &format!("{:?}", (&r.units, &r.compounds, &r.items, &r.notes))
    }
}
