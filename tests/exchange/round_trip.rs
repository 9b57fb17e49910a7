//! Random branches out and in again, and files damaged at random: what import takes, decide takes; nothing panics.

use chrono::NaiveDate;
use lunban::domain::event::{Change, Only, apply};
use lunban::domain::time::{DAY, HOUR, MINUTE, Weekdays, days_after};
use lunban::domain::*;
use lunban::exchange::branch_file::{export_toml, import};
use lunban::exchange::demo;

use crate::{NOW, WHOLE, branch, same};

/// Random numbers that are the same in every run.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, n: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((z ^ (z >> 31)) % n.max(1) as u64) as usize
    }

    fn maybe<T>(&mut self, make: impl FnOnce(&mut Dice) -> T) -> Option<T> {
        (self.roll(2) == 0).then(|| make(self))
    }

    fn of<T: Clone>(&mut self, all: &[T]) -> T {
        all[self.roll(all.len())].clone()
    }

    fn some_of<T: Clone>(&mut self, all: &[T]) -> Vec<T> {
        all.iter().filter(|_| self.roll(2) == 0).cloned().collect()
    }

    fn text(&mut self) -> String {
        self.of(&["汤", "say \"hi\"", "back\\slash", "# no comment", "a = [1]", "''' \"\"\"", "🥟 é", "王芳(市场监管)"])
            .to_owned()
    }

    fn date(&mut self) -> NaiveDate {
        days_after(NaiveDate::from_ymd_opt(2022, 3, 20).unwrap(), self.roll(30) as i64)
    }

    fn wall(&mut self) -> WallTime {
        WallTime(self.roll(1440) as u16)
    }

    /// Within 30 days before now, to the second.
    fn past(&mut self) -> Instant {
        NOW - self.roll(30 * DAY as usize) as i64
    }
}

/// A branch of random records, numbered as an import numbers them.
struct World {
    dice: Dice,
    roster: Roster,
}

impl World {
    fn new(seed: u64) -> World {
        let mut w = World { dice: Dice(seed), roster: Roster::default() };
        w.settings();
        w.places();
        w.people();
        w.plan();
        w.history();
        w
    }

    fn put<K, V>(&mut self, id: K, is: V, event: impl Fn(Change<K, V>) -> Event) {
        apply(&mut self.roster, &event(Change { id, was: None, is: Some(is) }));
    }

    fn settings(&mut self) {
        let d = &mut self.dice;
        let zones = [
            Zone::Asia__Shanghai,
            Zone::Europe__Berlin,
            Zone::Australia__Lord_Howe,
            Zone::America__New_York,
            Zone::UTC,
        ];
        let branch = Branch { name: d.text(), zone: d.of(&zones), secretary: d.maybe(Dice::text) };
        let mut rule = |max: usize| d.roll(max) as i64 * MINUTE;
        let rules = Rules {
            max_stretch: rule(900),
            overstay_grace: rule(60),
            min_break: rule(100),
            min_rest: rule(900),
            max_week: rule(9000),
            mark_grace: rule(40),
            warn_ahead: rule(90),
            soon: rule(3000),
            max_consecutive_days: 4,
        };
        let code = |id, code: &str, start, end| Shift {
            id: ShiftId(id),
            code: code.into(),
            name: format!("{code}班"),
            start: WallTime(start),
            end: WallTime(end),
        };
        let patterns = [
            default_pattern(),
            vec![code(4, "白", 480, 1200), code(3, "夜", 1200, 480)],
            vec![code(4, "全", 540, 540)],
            vec![code(1, "早", 375, 700), code(4, "a b", 701, 902)],
        ];
        let pattern = self.dice.of(&patterns);
        self.put(Only, branch, Event::Branch);
        self.put(Only, rules, Event::Rules);
        self.put(Only, pattern, Event::Pattern);
        let later = [
            vec![code(1, "早", 0, 720), code(3, "夜", 720, 0)],
            vec![code(2, "中", 500, 500)],
            vec![code(3, "夜", 1200, 480), code(2, "中", 480, 1200)],
        ];
        for _ in 0..self.dice.roll(3) {
            let (from, shifts) = (self.dice.date(), self.dice.of(&later));
            self.put(from, LaterPattern(shifts), Event::PatternFrom);
        }
    }

    fn places(&mut self) {
        let units: Vec<UnitId> = (1..=self.dice.roll(4) as u32).map(UnitId).collect();
        for id in &units {
            let short = self.dice.maybe(Dice::text);
            self.put(*id, Unit { name: format!("单位{}", id.0), short }, Event::Unit);
        }
        let compounds: Vec<CompoundId> = (1..=self.dice.roll(3) as u32).map(CompoundId).collect();
        for id in &compounds {
            let d = &mut self.dice;
            let compound = Compound {
                name: format!("家属院 {}", id.0),
                short: d.maybe(Dice::text),
                community: d.maybe(Dice::text),
                subdistrict: d.maybe(Dice::text),
                households: d.maybe(|d| d.roll(99) as u32),
                residents: d.maybe(|d| d.roll(999) as u32),
                units: d.some_of(&units),
            };
            self.put(*id, compound, Event::Compound);
        }
        let shifts: Vec<ShiftId> = self.roster.patterns.every().iter().map(|s| s.id).collect();
        for id in 1..=1 + self.dice.roll(3) as u32 {
            let d = &mut self.dice;
            let mut except: Vec<Except> = Vec::new();
            for _ in 0..d.roll(3) {
                let date = d.date();
                let there = self.roster.shifts_on(date);
                let e = Except { date, shift: d.of(there).id, heads: d.roll(4) as u32 };
                if !except.iter().any(|o| (o.date, o.shift) == (e.date, e.shift)) {
                    except.push(e);
                }
            }
            let heads =
                d.some_of(&shifts).into_iter().map(|shift| Heads { shift, heads: 1 + d.roll(3) as u32 }).collect();
            let mut changes: Vec<HeadsFrom> = Vec::new();
            for _ in 0..d.roll(3) {
                let of = d.some_of(&shifts).into_iter();
                let heads = of.map(|shift| Heads { shift, heads: 1 + d.roll(3) as u32 }).collect();
                let change = HeadsFrom { from: d.date(), heads };
                if changes.iter().all(|c| c.from != change.from) {
                    changes.push(change);
                }
            }
            changes.sort_by_key(|c| c.from);
            let surge = (0..d.roll(3)).map(|_| surge(d)).collect();
            let compound = if compounds.is_empty() { None } else { d.maybe(|d| d.of(&compounds)) };
            let post =
                Post { name: format!("门{id}"), short: d.maybe(Dice::text), compound, heads, changes, surge, except };
            self.put(PostId(id), post, Event::Post);
        }
    }

    fn people(&mut self) {
        let units: Vec<UnitId> = self.roster.units.keys().copied().collect();
        let posts: Vec<PostId> = self.roster.posts.keys().copied().collect();
        for id in 1..=1 + self.dice.roll(5) as u32 {
            let d = &mut self.dice;
            let member = Member {
                name: format!("{}{id}", d.text()),
                unit: if units.is_empty() { None } else { d.maybe(|d| d.of(&units)) },
                role: d.maybe(|d| d.of(&Role::ALL).1),
                party: d.maybe(|d| d.roll(2) == 0),
                phone: d.maybe(Dice::text),
                posts: d.maybe(|d| d.some_of(&posts)),
                joins: d.maybe(Dice::date),
                leaves: d.maybe(Dice::date),
                unavailable: (0..d.roll(3)).map(|_| unavailable(d)).collect(),
            };
            self.put(MemberId(id), member, Event::Member);
        }
    }

    fn plan(&mut self) {
        let posts: Vec<PostId> = self.roster.posts.keys().copied().collect();
        let members: Vec<MemberId> = self.roster.members.keys().copied().collect();
        for _ in 0..self.dice.roll(12) {
            let d = &mut self.dice;
            let date = d.date();
            let shift = d.of(self.roster.shifts_on(date));
            let slot = Slot { post: d.of(&posts), date, shift: shift.id };
            let id = AssignmentId { slot, member: d.of(&members) };
            let (from, to) = (d.maybe(Dice::wall), d.maybe(Dice::wall));
            let part = invariant::part(&self.roster, slot, from, to).unwrap_or_default();
            let pinned = d.roll(2) == 0;
            let note = self.dice.maybe(Dice::text);
            self.put(id, Assignment { pinned, note: note.map(Into::into), ..part }, Event::Assignment);
        }
    }

    fn history(&mut self) {
        let posts: Vec<PostId> = self.roster.posts.keys().copied().collect();
        let members: Vec<MemberId> = self.roster.members.keys().copied().collect();
        let mut next = 0;
        for member in &members {
            let mut at = self.dice.past();
            while self.dice.roll(4) > 0 && at <= NOW {
                next += 1;
                let presence = presence(&mut self.dice, &members, *member, &posts, at);
                at = presence.off.map_or(NOW + 1, |off| off + self.dice.roll(9000) as i64);
                self.put(PresenceId(next), presence, Event::Presence);
            }
        }
        for id in 1..=self.dice.roll(4) as u32 {
            let d = &mut self.dice;
            let (out, relief) = (d.some_of(&members), d.some_of(&members));
            let handover =
                Handover { post: d.of(&posts), at: NOW - d.roll(3) as i64, out, relief, note: d.maybe(Dice::text) };
            self.put(HandoverId(id), handover, Event::Handover);
            let d = &mut self.dice;
            let opened = NOW - HOUR + d.roll(3) as i64;
            let (due, closed) = (d.maybe(|d| NOW + d.roll(99_999) as i64), d.maybe(|d| NOW - d.roll(99) as i64));
            let item = OpenItem { post: d.of(&posts), opened, text: d.text(), due, closed };
            self.put(ItemId(id), item, Event::Item);
        }
    }
}

fn surge(d: &mut Dice) -> Surge {
    let days = Weekdays::of(d.some_of(&[chrono::Weekday::Mon, chrono::Weekday::Wed, chrono::Weekday::Sun]));
    Surge {
        days,
        from: d.wall(),
        to: d.wall(),
        extra: d.roll(3) as u32,
        first: d.maybe(Dice::date),
        last: d.maybe(Dice::date),
    }
}

fn unavailable(d: &mut Dice) -> Unavailable {
    let why = d.maybe(Dice::text);
    if d.roll(2) == 0 {
        let from = d.past();
        return Unavailable::Once { from, to: from + 1 + d.roll(999_999) as i64, why };
    }
    let days = Weekdays::of(d.some_of(&[chrono::Weekday::Tue, chrono::Weekday::Sat]));
    Unavailable::Daily { days, since: d.wall(), until: d.wall(), why }
}

fn presence(d: &mut Dice, members: &[MemberId], member: MemberId, posts: &[PostId], on: Instant) -> Presence {
    let off = Some(on + d.roll(60_000) as i64).filter(|off| *off <= NOW);
    let mut away = Vec::new();
    let mut from = on + d.roll(6_000) as i64;
    while from < off.unwrap_or(NOW) && d.roll(2) == 0 {
        let to = Some(from + d.roll(6_000) as i64).filter(|to| *to <= off.unwrap_or(NOW)).or(off);
        let by = d.maybe(|d| d.of(members)).filter(|by| *by != member);
        away.push(Away { from, to, by, brought: d.roll(2) == 0 });
        let Some(to) = to else { break };
        from = to + 1 + d.roll(6_000) as i64;
    }
    Presence { post: d.of(posts), member, on, off, away, corrected: Vec::new() }
}

/// How many rounds: more when they are asked for.
fn rounds(n: u64) -> u64 {
    if std::env::var_os("LUNBAN_LONG").is_some() { n * 50 } else { n }
}

#[test]
fn import_of_an_export_gives_the_same_branch() {
    for seed in 0..rounds(300) {
        let roster = World::new(seed).roster;
        let file = export_toml(&roster);
        let again = branch(&file);
        assert!(same(&roster, &again), "seed {seed}\n{file}\n{}", export_toml(&again));
        let more = import(&roster, &file, NOW).map(|i| i.events);
        assert_eq!(more, Ok(vec![]), "seed {seed}\n{file}");
    }
}

#[test]
fn an_import_onto_another_branch_is_taken_whole_and_once() {
    let mut taken = 0;
    for seed in 0..rounds(300) {
        let (roster, other) = (World::new(seed).roster, World::new(seed + 1_000_000).roster);
        let file = export_toml(&other);
        let Ok(imported) = import(&roster, &file, NOW) else { continue };
        let command = Command::new(Do::Import { events: imported.events.clone() });
        let decided = decide::decide(&roster, &command, NOW);
        assert!(decided.is_ok(), "seed {seed}: {decided:?}\n{file}");
        let mut after = roster.clone();
        imported.events.iter().for_each(|e| apply(&mut after, e));
        assert_eq!(import(&after, &file, NOW).map(|i| i.events), Ok(vec![]), "seed {seed}\n{file}");
        taken += 1;
    }
    assert!(taken > 30, "{taken}");
}

/// The file with one damage at a random place.
fn damaged(d: &mut Dice, text: &str) -> String {
    let chars: Vec<char> = text.chars().collect();
    let lines: Vec<&str> = text.lines().collect();
    let (at, line) = (d.roll(chars.len()), d.roll(lines.len()));
    let all = |chars: &[char]| chars.iter().collect::<String>();
    match d.roll(6) {
        0 => all(&chars[..at]),
        1 => all(&chars[..at]) + &all(&chars[(at + 1 + d.roll(4)).min(chars.len())..]),
        2 => {
            all(&chars[..at])
                + d.of(&["\"", "=", "[", "]", "{", "9", "\u{0}", "\n", "-", "\u{202e}", "Z", ","])
                + &all(&chars[at..])
        }
        3 => [&lines[..line], &lines[(line + 1).min(lines.len())..]].concat().join("\n"),
        4 => [&lines[..line], &[lines[d.roll(lines.len())]], &lines[line..]].concat().join("\n"),
        _ => {
            let digit = |c: char| if c.is_ascii_digit() { char::from(b'0' + d.roll(10) as u8) } else { c };
            let end = (at + 12).min(chars.len());
            all(&chars[..at]) + &chars[at..end].iter().copied().map(digit).collect::<String>() + &all(&chars[end..])
        }
    }
}

#[test]
fn a_damaged_file_is_refused_with_its_place_or_decide_takes_it() {
    let empty = Roster::default();
    let whole = branch(WHOLE);
    let mut dice = Dice(7);
    let (mut refused, mut taken) = (0, 0);
    for round in 0..rounds(600) {
        let (text, onto) = match round % 20 {
            0 => (demo::FILE, &empty),
            n if n % 2 == 0 => (WHOLE, &whole),
            _ => (WHOLE, &empty),
        };
        let bad = damaged(&mut dice, text);
        match import(onto, &bad, NOW) {
            Ok(imported) if imported.events.is_empty() => taken += 1,
            Ok(imported) => {
                let decided = decide::decide(onto, &Command::new(Do::Import { events: imported.events }), NOW);
                assert!(decided.is_ok(), "{decided:?}\n{bad}");
                taken += 1;
            }
            Err(Refusal::File { line, column, .. }) => {
                assert!((1..=bad.lines().count() + 1).contains(&line) && column >= 1, "{line} {column}\n{bad}");
                refused += 1;
            }
            Err(other) => panic!("{other:?}"),
        }
    }
    assert!(refused > 50 && taken > 50, "{refused} refused, {taken} taken");
}
