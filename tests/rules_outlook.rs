//! Random branches and what happens in them: the outlook that is kept up to date gives the answers of the one worked
//! out from scratch, and the next change is the next second at which they differ. LUNBAN_LONG=1 tries many more.

use chrono::NaiveDate;
use lunban::domain::coverage::{Segment, coverage, current};
use lunban::domain::duty::stretches;
use lunban::domain::event::{Change, Only};
use lunban::domain::finding::{DueSoon, Finding, due_soon, findings};
use lunban::domain::outlook::Outlook;
use lunban::domain::time::{DAY, HOUR, MINUTE, Span, days_after};
use lunban::domain::{change::next_change, *};

/// xorshift64*: the same branch for the same seed.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: i64) -> i64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        ((self.0.wrapping_mul(0x2545_F491_4F6C_DD1D) >> 33) as i64) % sides.max(1)
    }

    fn one_in(&mut self, n: i64) -> bool {
        self.roll(n) == 0
    }

    fn of<T: Copy>(&mut self, from: &[T]) -> T {
        from[self.roll(from.len() as i64) as usize]
    }
}

/// A branch that lives: events are drawn and told to it.
struct Life {
    dice: Dice,
    roster: Roster,
    now: Instant,
    first: NaiveDate,
}

impl Life {
    fn new(seed: u64) -> Life {
        let mut life = Life {
            dice: Dice(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1),
            roster: Roster::default(),
            now: Instant(0),
            first: NaiveDate::from_ymd_opt(2022, 3, 24).unwrap(),
        };
        let zone = life.dice.of(&[chrono_tz::Asia::Shanghai, chrono_tz::Europe::Berlin]);
        life.tell(Event::Branch(Change { id: Only, was: None, is: Some(Branch { zone, ..Branch::default() }) }));
        let pattern = life.pattern();
        life.tell(Event::Pattern(Change { id: Only, was: None, is: Some(pattern) }));
        let rules = life.rules();
        life.tell(Event::Rules(Change { id: Only, was: None, is: Some(rules) }));
        for n in 0..1 + life.dice.roll(3) {
            let post = life.post(n);
            life.tell(Event::Post(Change { id: PostId(n as u32 + 1), was: None, is: Some(post) }));
        }
        for n in 0..2 + life.dice.roll(4) {
            let member = life.member(n);
            life.tell(Event::Member(Change { id: MemberId(n as u32 + 1), was: None, is: Some(member) }));
        }
        life.now = time::midnight(zone, days_after(life.first, 2)) + life.dice.roll(DAY);
        if life.dice.one_in(2) {
            life.now = Instant(life.now.0 / 1800 * 1800);
        }
        for _ in 0..8 + life.dice.roll(16) {
            let event = life.assignment();
            life.tell(event);
        }
        for _ in 0..life.dice.roll(10) {
            if let Some(event) = life.presence() {
                life.tell(event);
            }
        }
        life
    }

    fn tell(&mut self, event: Event) {
        apply(&mut self.roster, &event);
    }

    fn pattern(&mut self) -> Vec<Shift> {
        let walls: &[(u16, u16)] = match self.dice.roll(5) {
            0 => &[(480, 480)],
            1 => &[(360, 1080), (1080, 360)],
            2 => &[(420, 660), (840, 1080)],
            3 => &[(1320, 150), (150, 600)],
            _ => return default_pattern(),
        };
        let shift = |(n, (start, end)): (usize, &(u16, u16))| Shift {
            id: ShiftId(n as u32 + 1),
            code: format!("{n}"),
            name: format!("{n}"),
            start: WallTime(*start),
            end: WallTime(*end),
        };
        walls.iter().enumerate().map(shift).collect()
    }

    fn rules(&mut self) -> Rules {
        let mut rules = Rules::default();
        let d = &mut self.dice;
        if d.one_in(2) {
            rules.max_stretch = d.of(&[0, 2 * HOUR, 4 * HOUR, 8 * HOUR]);
            rules.overstay_grace = d.of(&[0, 15 * MINUTE, HOUR]);
            rules.min_break = d.of(&[0, 1, 30 * MINUTE, 2 * HOUR]);
            rules.min_rest = d.of(&[0, 4 * HOUR, 11 * HOUR]);
            rules.max_week = d.of(&[0, 5 * HOUR, 16 * HOUR, 44 * HOUR]);
            rules.max_consecutive_days = d.of(&[0, 1, 2, 6]);
            rules.mark_grace = d.of(&[0, 15 * MINUTE, 3 * HOUR, 9 * HOUR]);
            rules.warn_ahead = d.of(&[0, 30 * MINUTE, 5 * HOUR]);
            rules.soon = d.of(&[0, 2 * HOUR, DAY]);
        }
        rules
    }

    fn post(&mut self, n: i64) -> Post {
        let ids: Vec<ShiftId> = self.roster.patterns.every().iter().map(|s| s.id).collect();
        let heads = ids.iter().map(|s| Heads { shift: *s, heads: self.dice.of(&[0, 1, 1, 2]) }).collect();
        let mut post = Post { name: format!("岗{n}"), heads, ..Post::default() };
        for _ in 0..self.dice.roll(3) {
            let from = WallTime(self.dice.roll(48) as u16 * 30);
            let to = if self.dice.one_in(4) { from } else { WallTime(self.dice.roll(48) as u16 * 30) };
            let last = self.dice.one_in(2).then(|| days_after(self.first, 2 + self.dice.roll(18)));
            let days =
                if self.dice.one_in(2) { Default::default() } else { time::Weekdays::of([chrono::Weekday::Sun]) };
            post.surge.push(Surge { days, from, to, extra: 1, first: None, last });
        }
        if self.dice.one_in(3) {
            let date = days_after(self.first, self.dice.roll(6));
            post.except.push(Except { date, shift: self.dice.of(&ids), heads: self.dice.roll(3) as u32 });
        }
        post
    }

    fn member(&mut self, n: i64) -> Member {
        let mut member = Member { name: format!("人{}", (n * 7) % 5), ..Member::default() };
        member.name.push_str(&n.to_string());
        if self.dice.one_in(4) {
            member.posts = Some(vec![PostId(1)]);
        }
        if self.dice.one_in(4) {
            member.leaves = Some(days_after(self.first, 4));
        }
        if self.dice.one_in(3) {
            let since = WallTime(self.dice.roll(48) as u16 * 30);
            let until = WallTime(self.dice.roll(48) as u16 * 30);
            member.unavailable.push(Unavailable::Daily { days: Default::default(), since, until, why: None });
        }
        member
    }

    fn any_member(&mut self) -> MemberId {
        MemberId(1 + self.dice.roll(self.roster.members.len() as i64) as u32)
    }

    fn any_post(&mut self) -> PostId {
        PostId(1 + self.dice.roll(self.roster.posts.len() as i64) as u32)
    }

    /// Plans somebody, or withdraws him.
    fn assignment(&mut self) -> Event {
        let (member, post) = (self.any_member(), self.any_post());
        let date = days_after(self.first, self.dice.roll(7));
        let shift = {
            let shifts = self.roster.shifts_on(date);
            shifts[self.dice.roll(shifts.len() as i64) as usize].clone()
        };
        let slot = Slot { post, date, shift: shift.id };
        let id = AssignmentId { slot, member };
        let was = self.roster.assignments.get(&id).cloned();
        let mut part = Assignment::default();
        if self.dice.one_in(4) {
            let length = (i64::from(shift.end.0) - i64::from(shift.start.0) + 1439).rem_euclid(1440) + 1;
            let middle = i64::from(shift.start.0) + self.dice.roll(length / 30).max(1) * 30;
            let middle = Some(WallTime((middle % 1440) as u16));
            if self.dice.one_in(2) { part.from = middle } else { part.to = middle }
        }
        let is = was.is_none().then_some(part);
        Event::Assignment(Change { id, was, is })
    }

    /// Somebody comes on, goes off, steps out or comes back, now or a while ago; or stood somewhere in the past.
    fn presence(&mut self) -> Option<Event> {
        let member = self.any_member();
        if let Some((id, p)) = self.roster.on_duty(member) {
            let was = p.clone();
            let mut is = was.clone();
            let open = is.away.iter().position(|a| a.to.is_none());
            let since = is.away.iter().filter_map(|a| a.to).fold(is.on, Instant::max);
            let since = open.map_or(since, |n| is.away[n].from);
            let t = if self.dice.one_in(2) { self.now } else { since + self.dice.roll(self.now - since + 1) };
            match (self.dice.roll(3), open) {
                (0, _) => {
                    open.into_iter().for_each(|n| is.away[n].to = Some(t));
                    is.off = Some(t);
                }
                (_, Some(n)) => is.away[n].to = Some(t),
                (_, None) => is.away.push(Away { from: t, to: None, by: None, brought: false }),
            }
            if is.off == Some(is.on) {
                return None;
            }
            return Some(Event::Presence(Change { id, was: Some(was), is: Some(is) }));
        }
        let post = self.any_post();
        let last = self.roster.presences_of(member).filter_map(|(_, p)| p.off).max();
        let since = last.unwrap_or(self.now - 2 * DAY).max(self.now - 2 * DAY);
        let on = if self.dice.one_in(3) { self.now } else { since + self.dice.roll(self.now - since + 1) };
        let off = (self.dice.one_in(2) && on < self.now).then(|| on + 1 + self.dice.roll(self.now - on));
        let is = Presence { post, member, on, off, away: Vec::new(), corrected: Vec::new() };
        let id = PresenceId(self.roster.ids.presence + 1);
        Some(Event::Presence(Change { id, was: None, is: Some(is) }))
    }

    fn event(&mut self) -> Option<Event> {
        match self.dice.roll(12) {
            0..=3 => Some(self.assignment()),
            4..=8 => self.presence(),
            9 => {
                let id = self.any_member();
                let was = (**self.roster.members.get(&id)?).clone();
                let mut is = was.clone();
                let from = self.now + self.dice.roll(DAY);
                is.unavailable.push(Unavailable::Once { from, to: from + 1 + self.dice.roll(DAY), why: None });
                if self.dice.one_in(3) {
                    is.name = format!("改{}", is.name);
                }
                Some(Event::Member(Change { id, was: Some(was), is: Some(is) }))
            }
            10 => {
                let id = self.any_post();
                let was = (**self.roster.posts.get(&id)?).clone();
                let is = self.post(i64::from(id.0));
                Some(Event::Post(Change { id, was: Some(was), is: Some(is) }))
            }
            _ if self.dice.one_in(4) => {
                let (was, is) = (self.roster.rules, self.rules());
                Some(Event::Rules(Change { id: Only, was: Some(was), is: Some(is) }))
            }
            _ => None,
        }
    }

    fn pass(&mut self) {
        let next = next_change(&self.roster, self.now);
        self.now = match self.dice.roll(6) {
            0 => self.now,
            1 => self.now + 1,
            2 | 3 => next.unwrap_or(self.now + HOUR),
            4 => self.now + self.dice.roll(2 * HOUR),
            _ => self.now + self.dice.roll(12 * HOUR),
        };
    }
}

/// All that can be seen of a branch.
struct Seen {
    now: Instant,
    findings: Vec<Finding>,
    coverage: Vec<Segment>,
    due_soon: Vec<DueSoon>,
}

fn seen(roster: &Roster, now: Instant, window: Span) -> Seen {
    Seen {
        now,
        findings: findings(roster, now, Some(window)),
        coverage: roster.posts.keys().flat_map(|p| coverage(roster, now, *p, window)).collect(),
        due_soon: due_soon(roster, now),
    }
}

/// What RULES §7 calls equal.
fn equal(a: &Seen, b: &Seen) -> bool {
    let alike = |x: Instant, y: Instant| x == y || x == a.now && y == b.now;
    a.due_soon == b.due_soon
        && a.findings.len() == b.findings.len()
        && a.coverage.len() == b.coverage.len()
        && a.findings.iter().zip(&b.findings).all(|(f, g)| {
            let same = Finding { from: g.from, to: g.to, minutes: g.minutes, ..f.clone() } == *g;
            same && alike(f.from, g.from) && alike(f.to, g.to)
        })
        && a.coverage.iter().zip(&b.coverage).all(|(s, t)| {
            Segment { span: t.span, ..*s } == *t && alike(s.span.from, t.span.from) && alike(s.span.to, t.span.to)
        })
}

fn rounds(short: u64, long: u64) -> u64 {
    if std::env::var_os("LUNBAN_LONG").is_some() { long } else { short }
}

#[test]
fn the_outlook_kept_up_to_date_is_the_one_from_scratch() {
    for seed in 1..=rounds(60, 3000) {
        let mut life = Life::new(seed);
        let mut outlook = Outlook::new(&life.roster, life.now);
        for step in 0..20 {
            let mut events = Vec::new();
            for _ in 0..life.dice.roll(3) {
                if let Some(event) = life.event() {
                    life.tell(event.clone());
                    events.push(event);
                }
            }
            let (roster, now) = (&life.roster, life.now);
            outlook.update(roster, &events, now);
            let told = format!("seed {seed} step {step} now {now:?}");
            assert_eq!(outlook.findings(roster, None), findings(roster, now, None), "{told}");
            assert_eq!(outlook.due_soon(roster), due_soon(roster, now), "{told}");
            assert_eq!(outlook.next_change(roster), next_change(roster, now), "{told}");
            for window in [Span::new(now, now + 3 * DAY), Span::new(now - 3 * DAY, now + 12 * DAY)] {
                assert_eq!(outlook.findings(roster, Some(window)), findings(roster, now, Some(window)), "{told}");
            }
            for post in roster.posts.keys() {
                let window = Span::new(now - DAY, now + DAY);
                assert_eq!(outlook.coverage(roster, *post, window), coverage(roster, now, *post, window), "{told}");
                assert_eq!(outlook.current(roster, *post), current(roster, now, *post), "{told}");
            }
            for member in roster.members.keys() {
                assert_eq!(outlook.stretches(roster, *member), stretches(roster, now, *member), "{told}");
            }
            life.pass();
        }
    }
}

#[test]
fn until_the_next_change_nothing_changes_and_then_something_does() {
    for seed in 1..=rounds(60, 3000) {
        let mut life = Life::new(seed + 1_000_000);
        for step in 0..4 {
            let (roster, now) = (&life.roster, life.now);
            let window = Span::new(now - 8 * DAY, now + 16 * DAY);
            let base = seen(roster, now, window);
            let told = format!("seed {seed} step {step} now {now:?}");
            let next = next_change(roster, now);
            let end = next.unwrap_or(now + 14 * DAY + 1);
            assert!(next.is_none_or(|n| now < n && n <= now + 14 * DAY), "{told}");
            if let Some(next) = next {
                assert!(!equal(&base, &seen(roster, next, window)), "nothing at {next:?}: {told}");
            }
            let mut tries = vec![now + 1, end - 1, Instant(end.0 / 60 * 60), Instant(end.0 / 1800 * 1800)];
            for _ in 0..6 {
                tries.push(now + 1 + life.dice.roll(end - now - 1));
                tries.push(Instant(tries[tries.len() - 1].0 / 900 * 900));
                tries.push(tries[tries.len() - 1] + 1);
            }
            for t in tries.into_iter().filter(|t| now < *t && *t < end) {
                assert!(equal(&base, &seen(roster, t, window)), "already at {t:?}, not {next:?}: {told}");
            }
            life.pass();
        }
    }
}
