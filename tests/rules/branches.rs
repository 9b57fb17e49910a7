//! Random branches: every kind of record, put at and around the instants at which rules begin and end. The same seed
//! gives the same branch.

use chrono::{NaiveDate, Weekday};
use lunban::domain::event::Change;
use lunban::domain::time::{DAY, HOUR, MINUTE, Weekdays, instant};
use lunban::domain::*;

/// SplitMix64.
#[derive(Clone, Debug)]
pub struct Dice(pub u64);

impl Dice {
    pub fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// A number in `0..n`.
    pub fn below(&mut self, n: usize) -> usize {
        (self.next() % n.max(1) as u64) as usize
    }

    /// A number in `low..=high`.
    pub fn within(&mut self, low: i64, high: i64) -> i64 {
        low + (self.next() % (high - low + 1) as u64) as i64
    }

    /// True once in `n` times.
    pub fn one_in(&mut self, n: usize) -> bool {
        self.below(n) == 0
    }

    pub fn pick<T: Copy>(&mut self, list: &[T]) -> T {
        list[self.below(list.len())]
    }
}

/// A branch as plain lists, so that it can be made smaller piece by piece.
#[derive(Clone, Debug)]
pub struct Branch {
    pub zone: Zone,
    pub rules: Rules,
    pub pattern: Vec<Shift>,
    /// Patterns that take effect from a date, by date.
    pub later: Vec<(NaiveDate, Vec<Shift>)>,
    pub posts: Vec<(PostId, Post)>,
    pub members: Vec<(MemberId, Member)>,
    pub plans: Vec<(AssignmentId, Assignment)>,
    pub presences: Vec<(PresenceId, Presence)>,
    pub now: Instant,
    pub windows: Vec<Span>,
}

impl Branch {
    /// The events that make it.
    pub fn events(&self) -> Vec<Event> {
        let only = lunban::domain::event::Only;
        let branch = records::Branch { name: "支部".into(), zone: self.zone, secretary: None };
        let mut events = vec![
            Event::Branch(Change { id: only, was: None, is: Some(branch) }),
            Event::Rules(Change { id: only, was: None, is: Some(self.rules) }),
            Event::Pattern(Change { id: only, was: None, is: Some(self.pattern.clone()) }),
        ];
        events.extend(self.later.iter().map(|(from, shifts)| {
            Event::PatternFrom(Change { id: *from, was: None, is: Some(LaterPattern(shifts.clone())) })
        }));
        let post = |(id, p): &(PostId, Post)| Event::Post(Change { id: *id, was: None, is: Some(p.clone()) });
        let member = |(id, m): &(MemberId, Member)| Event::Member(Change { id: *id, was: None, is: Some(m.clone()) });
        events.extend(self.posts.iter().map(post));
        events.extend(self.members.iter().map(member));
        events.extend(
            self.plans.iter().map(|(id, a)| Event::Assignment(Change { id: *id, was: None, is: Some(a.clone()) })),
        );
        let presence =
            |(id, p): &(PresenceId, Presence)| Event::Presence(Change { id: *id, was: None, is: Some(p.clone()) });
        events.extend(self.presences.iter().map(presence));
        events
    }

    /// The shifts of a duty date; on the date before a change those that would reach into it end where it begins.
    pub fn shifts_on(&self, date: NaiveDate) -> Vec<Shift> {
        let mut shifts = self.set_on(date).to_vec();
        let next = self.set_on(date + chrono::Duration::days(1));
        let begin = next.iter().map(|s| s.start).min().unwrap();
        for s in shifts.iter_mut().filter(|s| s.end <= s.start && s.end > begin) {
            s.end = begin;
        }
        shifts
    }

    /// The pattern of a duty date as it was set.
    fn set_on(&self, date: NaiveDate) -> &[Shift] {
        self.later.iter().rev().find(|(from, _)| *from <= date).map_or(&self.pattern, |(_, shifts)| shifts)
    }

    /// Every shift of any pattern.
    pub fn all_shifts(&self) -> Vec<Shift> {
        self.pattern.iter().chain(self.later.iter().flat_map(|(_, shifts)| shifts)).cloned().collect()
    }

    pub fn roster(&self) -> Roster {
        let mut roster = Roster::default();
        for e in self.events() {
            apply(&mut roster, &e);
        }
        roster
    }
}

/// Names in an order of their own, some with code points that other orders would put elsewhere.
const NAMES: [&str; 8] = ["赵正杰", "Zoe", "anna", "𠮷田", "王芳", "王芳(市场监管)", "Émile", "A"];

/// Zones with a date near which their clocks change, or nothing happens.
const PLACES: [(Zone, &str); 17] = [
    (Zone::Asia__Shanghai, "2022-04-18"),
    (Zone::Asia__Shanghai, "2022-04-18"),
    (Zone::Asia__Shanghai, "2022-12-31"),
    (Zone::Asia__Kathmandu, "2022-04-18"),
    (Zone::Europe__Berlin, "2022-03-27"),
    (Zone::Europe__Berlin, "2022-10-30"),
    (Zone::America__New_York, "2022-03-13"),
    (Zone::America__New_York, "2022-11-06"),
    (Zone::Australia__Lord_Howe, "2022-04-03"),
    (Zone::Australia__Lord_Howe, "2022-10-02"),
    (Zone::Pacific__Apia, "2011-12-30"),
    (Zone::Pacific__Apia, "2022-06-01"),
    (Zone::America__Sao_Paulo, "2017-10-15"),
    (Zone::America__Sao_Paulo, "2018-02-18"),
    (Zone::Africa__Cairo, "2023-04-28"),
    (Zone::America__Havana, "2022-11-06"),
    (Zone::UTC, "2024-02-29"),
];

fn wall(text: &str) -> WallTime {
    WallTime::parse(text).unwrap()
}

fn some_wall(d: &mut Dice) -> WallTime {
    match d.below(4) {
        0 => WallTime(d.below(24) as u16 * 60),
        1 => WallTime(d.below(96) as u16 * 15),
        2 => d.pick(&["06:00", "14:00", "22:00", "00:00", "23:59", "02:30"].map(wall)),
        _ => WallTime(d.below(1440) as u16),
    }
}

fn pattern(d: &mut Dice) -> Vec<Shift> {
    let at: &[(&str, &str)] = match d.below(12) {
        0..=4 => return default_pattern(),
        5 => &[("00:00", "06:00"), ("06:00", "12:00"), ("12:00", "18:00"), ("18:00", "00:00")],
        6 => &[("08:00", "20:00"), ("20:00", "08:00")],
        7 => &[("08:00", "08:00")],
        8 => &[("00:00", "00:00")],
        9 => &[("06:30", "11:00"), ("13:15", "18:00"), ("22:00", "01:00")],
        10 => &[("07:20", "08:05")],
        _ => &[("14:00", "22:00"), ("22:30", "05:30"), ("05:30", "06:00")],
    };
    let code = ["早", "中", "夜", "备"];
    let mut ids = [4, 2, 9, 5];
    if d.one_in(2) {
        ids.reverse();
    }
    let shift = |(i, (start, end)): (usize, &(&str, &str))| Shift {
        id: ShiftId(ids[i]),
        code: code[i].into(),
        name: code[i].into(),
        start: wall(start),
        end: wall(end),
    };
    at.iter().enumerate().map(shift).collect()
}

/// In every third branch one or two patterns that take effect from a date; a code has one number in all.
fn later(seed: u64, first: &[Shift], date: NaiveDate) -> Vec<(NaiveDate, Vec<Shift>)> {
    let d = &mut Dice(seed ^ 0x0c4a_4e6e);
    let mut out: Vec<(NaiveDate, Vec<Shift>)> = Vec::new();
    if !d.one_in(3) {
        return out;
    }
    for _ in 0..d.pick(&[1, 1, 2]) {
        let from = near(d, date, 2);
        let mut shifts = pattern(d);
        for s in &mut shifts {
            let known = first.iter().chain(out.iter().flat_map(|(_, shifts)| shifts)).find(|k| k.code == s.code);
            s.id = known.map_or(ShiftId(s.id.0 + 50), |k| k.id);
        }
        out.retain(|(date, _)| *date != from);
        out.push((from, shifts));
    }
    out.sort_by_key(|(from, _)| *from);
    out
}

fn rules(d: &mut Dice) -> Rules {
    let mut r = Rules::default();
    let durations = [0, 1, MINUTE, 15 * MINUTE, HOUR, 61 * MINUTE, 4 * HOUR, 8 * HOUR, 11 * HOUR, DAY, 3 * DAY];
    let change = |d: &mut Dice, x: &mut i64, n: usize| {
        if d.one_in(n) {
            *x = if d.one_in(5) { d.within(0, 40 * HOUR) } else { d.pick(&durations) };
        }
    };
    let n = d.pick(&[2, 4, 20]);
    change(d, &mut r.max_stretch, n);
    change(d, &mut r.overstay_grace, n);
    change(d, &mut r.min_break, n);
    change(d, &mut r.min_rest, n);
    change(d, &mut r.max_week, n);
    change(d, &mut r.mark_grace, n);
    change(d, &mut r.warn_ahead, n);
    change(d, &mut r.soon, n);
    if d.one_in(2) {
        r.max_consecutive_days = d.within(0, 4) as u32;
    }
    r
}

fn weekdays(d: &mut Dice) -> Weekdays {
    if d.one_in(2) {
        return Weekdays::default();
    }
    let n = d.below(128);
    Weekdays::of((0..7).filter(|i| n & (1 << i) != 0).map(|i| Weekday::try_from(i as u8).unwrap()))
}

fn near(d: &mut Dice, date: NaiveDate, n: i64) -> NaiveDate {
    date + chrono::Duration::days(d.within(-n, n))
}

fn post(d: &mut Dice, name: String, pattern: &[Shift], date: NaiveDate) -> Post {
    let mut p = Post { name, ..Post::default() };
    let most = d.pick(&[0, 1, 1, 2, 3]);
    for s in pattern {
        if !d.one_in(6) {
            p.heads.push(Heads { shift: s.id, heads: d.within(0, most) as u32 });
        }
    }
    while d.one_in(4) {
        let from = near(d, date, 3);
        let mut heads = Vec::new();
        for s in pattern.iter().filter(|_| !d.one_in(4)).collect::<Vec<_>>() {
            heads.push(Heads { shift: s.id, heads: d.below(3) as u32 });
        }
        p = p.with_heads(Some(from), heads);
    }
    while d.one_in(2) && p.surge.len() < 3 {
        let last = d.one_in(4).then(|| near(d, date, 3));
        let first = d.one_in(4).then(|| near(d, date, 3));
        let (from, to) = (some_wall(d), some_wall(d));
        let to = if d.one_in(8) { from } else { to };
        p.surge.push(Surge { days: weekdays(d), from, to, extra: d.within(0, 2) as u32, first, last });
    }
    while d.one_in(3) {
        let e =
            Except { date: near(d, date, 3), shift: d.pick(pattern_ids(pattern).as_slice()), heads: d.below(4) as u32 };
        if !p.except.iter().any(|x| (x.date, x.shift) == (e.date, e.shift)) {
            p.except.push(e);
        }
    }
    p
}

fn pattern_ids(pattern: &[Shift]) -> Vec<ShiftId> {
    pattern.iter().map(|s| s.id).collect()
}

fn member(d: &mut Dice, name: &str, posts: &[PostId], date: NaiveDate, zone: Zone) -> Member {
    let mut m = Member { name: name.into(), ..Member::default() };
    if d.one_in(4) {
        m.posts = Some(posts.iter().filter(|_| d.one_in(2)).copied().collect());
    }
    m.joins = d.one_in(6).then(|| near(d, date, 3));
    m.leaves = d.one_in(6).then(|| near(d, date, 3));
    while d.one_in(3) && m.unavailable.len() < 3 {
        m.unavailable.push(if d.one_in(2) {
            let from = instant(zone, near(d, date, 3), some_wall(d));
            let from = if d.one_in(4) { from + d.within(0, 7200) } else { from };
            Unavailable::Once { from, to: from + d.pick(&[1, HOUR, 8 * HOUR, 2 * DAY]), why: None }
        } else {
            Unavailable::Daily { days: weekdays(d), since: some_wall(d), until: some_wall(d), why: None }
        });
    }
    m
}

/// The interval of an assignment, by the words of FORMATS.
pub fn plan_span(b: &Branch, id: &AssignmentId, a: &Assignment) -> Span {
    let (zone, shifts) = (b.zone, b.shifts_on(id.slot.date));
    let s = shifts.iter().find(|s| s.id == id.slot.shift).unwrap();
    let next = |w: WallTime| instant(zone, id.slot.date + chrono::Duration::days(1), w);
    let wall = |w: WallTime| if w < s.start { next(w) } else { instant(zone, id.slot.date, w) };
    let end = if s.end <= s.start { next(s.end) } else { instant(zone, id.slot.date, s.end) };
    Span::new(a.from.map_or(instant(zone, id.slot.date, s.start), wall), a.to.map_or(end, wall))
}

/// An assignment of the member, sometimes to a part of its slot.
fn plan(d: &mut Dice, b: &Branch, member: MemberId, date: NaiveDate) -> Option<(AssignmentId, Assignment)> {
    let shifts = b.shifts_on(date);
    let shift = &shifts[d.below(shifts.len())];
    let post = b.posts[d.below(b.posts.len())].0;
    let id = AssignmentId { slot: Slot { post, date, shift: shift.id }, member };
    let length = i64::from(shift.end.0) - i64::from(shift.start.0);
    let length = if length <= 0 { length + 1440 } else { length };
    let inside = |d: &mut Dice| if d.one_in(2) { d.within(0, length - 1) } else { d.within(0, length - 1) / 30 * 30 };
    let wall = |n: i64| WallTime(((i64::from(shift.start.0) + n) % 1440) as u16);
    let from = d.one_in(5).then(|| inside(d));
    let to = d.one_in(5).then(|| inside(d));
    // Where clocks go forward, what is an hour on the wall may be no time at all; it is kept.
    let some = from.unwrap_or(0) < to.unwrap_or(length);
    some.then_some((id, Assignment { from: from.map(wall), to: to.map(wall), ..Assignment::default() }))
}

/// Intervals of absence in `[on, end]`, the last one open now and then when the presence is.
fn aways(d: &mut Dice, b: &Branch, member: MemberId, on: Instant, off: Option<Instant>) -> Vec<Away> {
    let end = off.unwrap_or(b.now);
    let mut out: Vec<Away> = Vec::new();
    let mut at = on;
    while d.one_in(3) && at < end && out.len() < 3 {
        let from = if d.one_in(6) { at } else { at + d.within(0, (end - at).min(6 * HOUR)) };
        let brk = b.rules.min_break;
        let length = d.pick(&[0, 1, 600, brk - 1, brk, brk, brk + 1, 2 * HOUR, DAY]).max(0);
        let by = d.one_in(2).then(|| b.members[d.below(b.members.len())].0).filter(|m| *m != member);
        let open = off.is_none() && d.one_in(3);
        let to = (from + length).min(end);
        out.push(Away { from, to: (!open).then_some(to), by, brought: by.is_some() && d.one_in(2) });
        if open {
            break;
        }
        at = to;
    }
    out
}

/// Presences of one member by time, none overlapping another, none after now.
fn presences(d: &mut Dice, b: &Branch, member: MemberId) -> Vec<Presence> {
    let mut starts: Vec<(Instant, Instant, PostId)> = Vec::new();
    for (id, a) in b.plans.iter().filter(|(id, _)| id.member == member) {
        let s = plan_span(b, id, a);
        starts.push((s.from, s.to, id.slot.post));
    }
    let other = b.posts[d.below(b.posts.len())].0;
    for _ in 0..d.below(3) {
        let at = b.now - {
            let most = d.pick(&[600, HOUR, DAY, 3 * DAY]);
            d.within(0, most)
        };
        starts.push((at, at + d.pick(&[1, 300, HOUR, 8 * HOUR, 30 * HOUR]), other));
    }
    if d.one_in(12) {
        let at = b.now - d.within(2 * DAY, 30 * DAY);
        starts.push((at, at + d.pick(&[HOUR, 40 * DAY]), other));
    }
    starts.sort();
    let grace = b.rules.mark_grace;
    let mut out: Vec<Presence> = Vec::new();
    let mut free = Instant(i64::MIN / 4);
    for (f, e, post) in starts {
        if d.one_in(7) {
            continue;
        }
        let shift = [0, 0, -grace, -grace - 1, 1 - grace, grace, -300, -1200, 300, 1800, 2 * HOUR, -1];
        let mut on = f + d.pick(&shift);
        let late = [0, 0, 0, 1, -1, 600, -600, 48 * MINUTE, -HOUR, 3 * HOUR, 10 * HOUR];
        let mut off = e + d.pick(&late);
        if on < free || d.one_in(10) {
            on = free.max(f - HOUR);
        }
        if on > b.now {
            on = if d.one_in(2) && free <= b.now && f - b.now <= HOUR { b.now } else { continue };
        }
        off = off.max(if d.one_in(15) { on } else { on + 1 });
        let open = off > b.now || d.one_in(12);
        if open && off <= b.now && d.one_in(2) {
            off = b.now;
        }
        let open = open && !(d.one_in(8) && off >= b.now);
        let off = if open { None } else { Some(off.min(b.now)) };
        let post = if d.one_in(10) { other } else { post };
        out.push(Presence { post, member, on, off, away: aways(d, b, member, on, off), corrected: Vec::new() });
        match off {
            None => break,
            Some(off) => free = off,
        }
    }
    out
}

/// The instants at which something of the branch begins or ends.
pub fn edges(b: &Branch) -> Vec<Instant> {
    let mut out = Vec::new();
    let date = b.now.date(b.zone);
    for n in -2..=2 {
        let date = date + chrono::Duration::days(n);
        for w in b.all_shifts().iter().flat_map(|s| [s.start, s.end]) {
            out.push(instant(b.zone, date, w));
        }
        for s in b.posts.iter().flat_map(|(_, p)| &p.surge) {
            out.extend([instant(b.zone, date, s.from), instant(b.zone, date, s.to)]);
        }
        out.push(instant(b.zone, date, WallTime(0)));
    }
    for (id, a) in &b.plans {
        let s = plan_span(b, id, a);
        out.extend([s.from, s.to, s.from + b.rules.mark_grace, s.from - b.rules.mark_grace]);
    }
    out.sort();
    out.dedup();
    out
}

fn windows(d: &mut Dice, b: &Branch) -> Vec<Span> {
    let date = b.now.date(b.zone);
    let day = |n: i64| instant(b.zone, date + chrono::Duration::days(n), WallTime(0));
    let first = d.within(-5, 2);
    let random = b.now + d.within(-3 * DAY, DAY);
    vec![
        Span::new(day(first), day(first + d.within(1, 6))),
        Span::new(random, random + d.pick(&[0, 1, HOUR, 9 * HOUR, 3 * DAY])),
        Span::new(b.now - d.pick(&[0, 1, HOUR, 4 * DAY]), b.now + d.pick(&[0, 1, HOUR, 4 * DAY])),
    ]
}

/// The branch of a seed.
pub fn branch(seed: u64) -> Branch {
    let d = &mut Dice(seed);
    let (zone, date) = d.pick(&PLACES);
    let date: NaiveDate = date.parse().unwrap();
    let mut b = Branch {
        zone,
        rules: rules(d),
        pattern: pattern(d),
        later: Vec::new(),
        posts: Vec::new(),
        members: Vec::new(),
        plans: Vec::new(),
        presences: Vec::new(),
        now: Instant(0),
        windows: Vec::new(),
    };
    b.later = later(seed, &b.pattern, date);
    let shifts = b.all_shifts();
    for i in 0..d.pick(&[1, 1, 2, 3]) {
        b.posts.push((PostId(2 * i + 1), post(d, format!("岗{i}"), &shifts, date)));
    }
    let posts: Vec<PostId> = b.posts.iter().map(|(id, _)| *id).collect();
    let mut names = NAMES;
    for i in (1..names.len()).rev() {
        names.swap(i, d.below(i + 1));
    }
    let count = d.pick(&[1, 2, 3, 4, 6]);
    for (i, name) in names.iter().take(count).enumerate() {
        b.members.push((MemberId(3 * i as u32 + 2), member(d, name, &posts, date, zone)));
    }
    let near_date = near(d, date, 1);
    let some = instant(zone, near_date, some_wall(d)) + d.within(0, 59);
    b.now = some;
    for i in 0..count {
        let id = b.members[i].0;
        let each = d.pick(&[0, 1, 3, 6, 9]);
        let steady = d.one_in(4);
        for n in 0..each {
            let day = if steady {
                date + chrono::Duration::days(n - 4)
            } else {
                {
                    let far = d.pick(&[1, 4]);
                    near(d, near_date, far)
                }
            };
            let p = plan(d, &b, id, day);
            b.plans.extend(p);
        }
    }
    b.plans.sort_by_key(|(id, _)| *id);
    b.plans.dedup_by_key(|(id, _)| *id);
    let all = edges(&b);
    match d.below(4) {
        0 => {}
        1 => b.now = d.pick(&all),
        _ => {
            let close: Vec<Instant> = all.iter().filter(|t| (**t - some).abs() < DAY).copied().collect();
            if !close.is_empty() {
                b.now = d.pick(&close) + d.pick(&[0, 0, 1, -1, 60, 300, 2400]);
            }
        }
    }
    for i in 0..count {
        let id = b.members[i].0;
        for p in presences(d, &b, id) {
            b.presences.push((PresenceId(b.presences.len() as u32 + 1), p));
        }
    }
    b.windows = windows(d, &b);
    b
}
