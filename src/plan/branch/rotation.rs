//! Rotation patterns (轮转): a cycle of shifts and days off that every team goes through, one team some days behind the
//! other. What comes out are ordinary assignments. Which rules they break is told, not refused: a branch that stands
//! 24 hours knows it.

use std::collections::{BTreeMap, HashSet};
use std::sync::atomic::{AtomicBool, Ordering};

use chrono::NaiveDate;

use super::ground::Ground;
use super::{Ask, Effort, Mode, Open, Proposal, conclude, explain, put};
use crate::domain::time::{HOUR, Instant, days_after};
use crate::domain::{Assignment, AssignmentId, MemberId, PostId, Roster, Shift, ShiftId, Slot};

/// What a team does on one day of the cycle.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Turn {
    Off,
    Early,
    Middle,
    Night,
    /// Twelve hours by day and by night.
    Day12,
    Night12,
    Whole24,
    /// A shift by its code, in a pattern of one's own.
    Code(String),
}

/// A pattern: the cycle, and how many days each team is behind the one before it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Cycle {
    pub name: String,
    pub turns: Vec<Turn>,
    pub step: usize,
}

/// The usual patterns.
pub fn usual() -> Vec<Cycle> {
    use Turn::*;
    let cycle = |name: &str, turns: &[Turn], step| Cycle { name: name.into(), turns: turns.to_vec(), step };
    vec![
        cycle("三班倒", &[Early, Middle, Night, Off], 1),
        cycle("四班三运转", &[Early, Early, Middle, Middle, Night, Night, Off, Off], 2),
        cycle("三班两运转", &[Day12, Night12, Off], 1),
        cycle("做一休二", &[Whole24, Off, Off], 1),
        cycle("白夜休休", &[Day12, Night12, Off, Off], 1),
    ]
}

/// A pattern of one's own that cannot be used, and what of it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Wrong {
    /// The branch has no shift for this turn of the cycle.
    NoShift(Turn, NaiveDate),
    /// No team, or one without anybody.
    NoTeam,
    /// A member stands in two teams.
    Twice(MemberId),
}

/// A team with its name.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Team {
    pub name: String,
    pub members: Vec<MemberId>,
}

/// The range, and the posts that are meant; none: all.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Rotate {
    pub first: NaiveDate,
    pub days: u32,
    pub posts: Vec<PostId>,
}

/// The roster by rotation: the teams take the places of their shifts at the posts, each where he stood the day before if
/// he can; whoever of them is away leaves a hole, and so does he in what he stood besides. Pins, parts of slots and what
/// is marked stay. Of two teams in one shift the later gets what the earlier leaves.
pub fn rotate(
    roster: &Roster,
    now: Instant,
    cycle: &Cycle,
    teams: &[Team],
    range: &Rotate,
    cancel: &AtomicBool,
) -> Result<Proposal, Wrong> {
    check_teams(teams)?;
    let last = days_after(range.first, i64::from(range.days) - 1);
    let ask = Ask { first: range.first, days: range.days, mode: Mode::Fill, effort: Effort::default() };
    let ground = Ground::new(roster, now, &ask, (range.first, last), cancel);
    // Every turn has its shift on every date, before anybody is moved.
    let turns = |n: u32| cycle.turns.iter().map(move |t| shift_of(roster, days_after(range.first, n.into()), t));
    let shifts: Vec<Vec<Option<ShiftId>>> =
        (0..range.days).map(|n| turns(n).collect::<Result<_, _>>()).collect::<Result<_, _>>()?;
    let mut turning = Turning {
        ground: &ground,
        range,
        movable: ground.movable_ids(),
        planned: roster.clone(),
        placed: HashSet::new(),
        stood: BTreeMap::new(),
    };
    turning.clear(teams, last);
    for n in (0..range.days).take_while(|_| !cancel.load(Ordering::Relaxed)) {
        for (t, team) in teams.iter().enumerate() {
            // The first team begins the cycle on the first day; each after it is `step` days further in it.
            let at = (n as usize + t * cycle.step) % cycle.turns.len();
            if let Some(shift) = shifts[n as usize][at] {
                turning.stand(team, days_after(range.first, n.into()), shift);
            }
        }
    }
    let meant = ground.openings.iter().filter(|o| turning.is_meant(o.slot.post));
    let heads = meant.map(|o| o.heads).sum();
    let Turning { mut planned, .. } = turning;
    if cancel.load(Ordering::Relaxed) {
        // Half a rotation is none.
        planned = roster.clone();
    }
    let nothing = vec![[0; 3]; roster.members.len()];
    let outside = ground.outside.clone();
    let mut done = conclude(roster, &planned, now, ask, (heads, outside, nothing), range.days, cancel);
    if !range.posts.is_empty() {
        // Elsewhere only what the teams leave behind.
        let key = |o: &Open| (o.opening.slot, o.opening.span);
        let before = explain::open(roster, &ground.calendar, now, (range.first, last));
        let before: BTreeMap<_, u32> = before.iter().map(|o| (key(o), o.opening.heads)).collect();
        for o in done.open.iter_mut().filter(|o| !range.posts.contains(&o.opening.slot.post)) {
            o.opening.heads -= before.get(&key(o)).copied().unwrap_or(0).min(o.opening.heads);
        }
        done.open.retain(|o| o.opening.heads > 0);
        done.ways.clear();
    }
    Ok(Proposal { by_rules: false, ..done })
}

/// A usual rotation on all posts, the teams made of those who stand full shifts, unit by unit; as many in a team as a
/// shift needs. One that cannot be proposes nothing and says why.
pub fn propose(roster: &Roster, now: Instant, ask: Ask, n: u8, cancel: &AtomicBool) -> Proposal {
    let range = Rotate { first: ask.first, days: ask.days, posts: Vec::new() };
    let done = usual().get(usize::from(n)).ok_or(Wrong::NoTeam).and_then(|cycle| {
        let teams = teams(roster, cycle, ask.first);
        rotate(roster, now, cycle, &teams, &range, cancel)
    });
    match done {
        Ok(done) => Proposal { ask, ..done },
        Err(wrong) => {
            let last = days_after(ask.first, i64::from(ask.days) - 1);
            let ground = Ground::new(roster, now, &ask, (ask.first, last), cancel);
            let heads = ground.openings.iter().map(|o| o.heads).sum();
            let nothing = vec![[0; 3]; roster.members.len()];
            let done = conclude(roster, roster, now, ask, (heads, ground.outside.clone(), nothing), ask.days, cancel);
            Proposal { wrong: Some(wrong), ..done }
        }
    }
}

/// The places in the list of the usual rotations that the branch has the shifts for, and on how many dates from the
/// first on, of so many.
pub fn fitting(roster: &Roster, first: NaiveDate, days: u32) -> Vec<(u8, u32)> {
    let fits = |c: &Cycle, n: u32| c.turns.iter().all(|t| shift_of(roster, days_after(first, n.into()), t).is_ok());
    let long = |c: &Cycle| (0..days).take_while(|n| fits(c, *n)).count() as u32;
    usual().iter().enumerate().map(|(n, c)| (n as u8, long(c))).filter(|(_, long)| *long > 0).collect()
}

fn teams(roster: &Roster, cycle: &Cycle, first: NaiveDate) -> Vec<Team> {
    let mut people: Vec<(Option<crate::domain::UnitId>, MemberId)> = roster
        .members
        .iter()
        .filter(|(_, m)| super::share(m.role) == 100 && m.belongs_on(first))
        .map(|(id, m)| (m.unit, *id))
        .collect();
    people.sort_unstable();
    let count = (cycle.turns.len() / cycle.step.max(1)).max(1);
    let needed = |s: &Shift| roster.posts.values().map(|p| p.heads(first, s.id) as usize).sum::<usize>();
    let size = roster.shifts_on(first).iter().map(needed).max().unwrap_or(0).min(people.len() / count).max(1);
    let team = |(n, part): (usize, &[(Option<crate::domain::UnitId>, MemberId)])| Team {
        name: (n + 1).to_string(),
        members: part.iter().map(|(_, m)| *m).collect(),
    };
    people.chunks(size).take(count).enumerate().map(team).collect()
}

fn check_teams(teams: &[Team]) -> Result<(), Wrong> {
    if teams.is_empty() || teams.iter().any(|t| t.members.is_empty()) {
        return Err(Wrong::NoTeam);
    }
    let mut seen = HashSet::new();
    match teams.iter().flat_map(|t| &t.members).find(|m| !seen.insert(**m)) {
        Some(twice) => Err(Wrong::Twice(*twice)),
        None => Ok(()),
    }
}

/// The branch's shift for a turn on a date; `None` for a day off.
fn shift_of(roster: &Roster, date: NaiveDate, turn: &Turn) -> Result<Option<ShiftId>, Wrong> {
    let pattern = roster.shifts_on(date);
    let length = |s: &Shift| match (i64::from(s.end.0) - i64::from(s.start.0)).rem_euclid(24 * 60) * 60 {
        0 => 24 * HOUR,
        n => n,
    };
    let at_night = |s: &Shift| s.end <= s.start || s.start.0 < 4 * 60;
    let by_length = |hours: i64| {
        let mut fit: Vec<&Shift> = pattern.iter().filter(|s| length(s) == hours * HOUR).collect();
        fit.sort_by_key(|s| (at_night(s), s.start));
        fit
    };
    let pick = |hours: i64, all: usize, n: usize| {
        let fit = by_length(hours);
        if fit.len() == all { fit.get(n).map(|s| s.id) } else { None }
    };
    let found = match turn {
        Turn::Off => return Ok(None),
        Turn::Early => pick(8, 3, 0),
        Turn::Middle => pick(8, 3, 1),
        Turn::Night => pick(8, 3, 2),
        Turn::Day12 => pick(12, 2, 0),
        Turn::Night12 => pick(12, 2, 1),
        Turn::Whole24 => pick(24, 1, 0),
        Turn::Code(code) => pattern.iter().find(|s| s.code == *code || s.name == *code).map(|s| s.id),
    };
    found.map(Some).ok_or_else(|| Wrong::NoShift(turn.clone(), date))
}

struct Turning<'a> {
    ground: &'a Ground<'a>,
    range: &'a Rotate,
    /// What may be taken out at all.
    movable: HashSet<AssignmentId>,
    planned: Roster,
    /// What the teams have been given.
    placed: HashSet<AssignmentId>,
    /// Where each stood last.
    stood: BTreeMap<MemberId, PostId>,
}

fn is_whole(a: &Assignment) -> bool {
    a.from.is_none() && a.to.is_none()
}

impl Turning<'_> {
    fn is_meant(&self, post: PostId) -> bool {
        self.range.posts.is_empty() || self.range.posts.contains(&post)
    }

    /// Whether it may be taken out: a whole slot that is neither pinned nor marked, nor a team's by now.
    fn may_go(&self, id: &AssignmentId, a: &Assignment) -> bool {
        is_whole(a) && self.movable.contains(id) && !self.placed.contains(id)
    }

    /// Takes out what the members of the teams have in the range, as far as it may go.
    fn clear(&mut self, teams: &[Team], last: NaiveDate) {
        for member in teams.iter().flat_map(|t| &t.members) {
            let his = self.planned.assignments_of(*member, self.range.first, last);
            let his: Vec<AssignmentId> = his.filter(|(id, a)| self.may_go(id, a)).map(|(id, _)| id).collect();
            for id in his {
                put(&mut self.planned, id, None);
            }
        }
    }

    fn is_ahead(&self, slot: Slot) -> bool {
        let span = self.ground.roster.slot_span(slot.date, slot.shift);
        span.is_some_and(|s| s.from > self.ground.now && !s.is_empty())
    }

    /// Has a team stand a shift: everybody who is there gets a place while there are any.
    fn stand(&mut self, team: &Team, date: NaiveDate, shift: ShiftId) {
        let roster = self.ground.roster;
        let slots: Vec<(Slot, u32)> = roster
            .posts
            .iter()
            .filter(|(id, _)| self.is_meant(**id))
            .map(|(id, post)| (Slot { post: *id, date, shift }, post.heads(date, shift)))
            .filter(|(slot, heads)| *heads > 0 && self.is_ahead(*slot))
            .collect();
        let Some(span) = roster.slot_span(date, shift) else { return };
        // Others stand back for the team, but for those who stay.
        let mut left: Vec<u32> =
            slots.iter().map(|(slot, heads)| heads.saturating_sub(self.who_stay(*slot).count() as u32)).collect();
        for member in &team.members {
            if self.planned.assignments_of(*member, date, date).any(|(id, _)| id.slot.shift == shift) {
                continue;
            }
            let may = |k: &usize| left[*k] > 0 && self.ground.may_stand(*member, slots[*k].0, span);
            let before = self.stood.get(member);
            let mut free: Vec<usize> = (0..slots.len()).filter(may).collect();
            free.sort_by_key(|k| before != Some(&slots[*k].0.post));
            let Some(k) = free.first().copied() else { continue };
            let id = AssignmentId { slot: slots[k].0, member: *member };
            left[k] -= 1;
            self.stood.insert(*member, id.slot.post);
            self.placed.insert(id);
            put(&mut self.planned, id, Some(Assignment::default()));
        }
        for (slot, heads) in slots {
            self.stand_back(slot, heads);
        }
    }

    /// Those in a slot who stay, as far as each is a head of it.
    fn who_stay(&self, slot: Slot) -> impl Iterator<Item = MemberId> {
        let stays = move |m: MemberId, a: &Assignment| {
            (is_whole(a) || a.pinned) && !self.may_go(&AssignmentId { slot, member: m }, a)
        };
        self.planned.assigned_in(slot).filter(move |(m, a)| stays(*m, a)).map(|(m, _)| m)
    }

    /// Sends home whoever is one too many in a slot.
    fn stand_back(&mut self, slot: Slot, heads: u32) {
        let room = (heads as usize).saturating_sub(self.who_stay(slot).count());
        let others: Vec<AssignmentId> = self
            .planned
            .assigned_in(slot)
            .map(|(member, a)| (AssignmentId { slot, member }, a))
            .filter(|(id, a)| self.may_go(id, a))
            .map(|(id, _)| id)
            .collect();
        for id in others.into_iter().skip(room) {
            put(&mut self.planned, id, None);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::event::{Change, Event, Only, apply};
    use crate::domain::{Heads, LaterPattern, Member, Post, Presence, PresenceId, WallTime};

    fn branch(shifts: Option<Vec<(u16, u16)>>, people: u32) -> Roster {
        let mut roster = Roster::default();
        if let Some(shifts) = shifts {
            let shift = |(i, (start, end)): (usize, (u16, u16))| {
                let code = format!("s{i}");
                let (start, end) = (WallTime(start * 60), WallTime(end * 60));
                Shift { id: ShiftId(i as u32 + 1), name: code.clone(), code, start, end }
            };
            let is = shifts.into_iter().enumerate().map(shift).collect();
            apply(&mut roster, &Event::Pattern(Change { id: Only, was: None, is: Some(is) }));
        }
        let heads = roster.patterns.first().iter().map(|s| Heads { shift: s.id, heads: 1 }).collect();
        let post = Post { name: "p".into(), heads, ..Post::default() };
        apply(&mut roster, &Event::Post(Change { id: PostId(1), was: None, is: Some(post) }));
        for n in 1..=people {
            let is = Member { name: format!("m{n}"), ..Member::default() };
            apply(&mut roster, &Event::Member(Change { id: MemberId(n), was: None, is: Some(is) }));
        }
        roster
    }

    fn teams(n: u32) -> Vec<Team> {
        (1..=n).map(|m| Team { name: m.to_string(), members: vec![MemberId(m)] }).collect()
    }

    fn turned(roster: &Roster, name: &str, n: u32) -> Result<Proposal, Wrong> {
        let cycle = usual().into_iter().find(|c| c.name == name).unwrap();
        let range = Rotate { first: "2022-04-18".parse().unwrap(), days: 8, posts: Vec::new() };
        rotate(roster, Instant(1_650_000_000), &cycle, &teams(n), &range, &AtomicBool::new(false))
    }

    #[test]
    fn every_usual_pattern_covers_every_slot_with_its_teams() {
        let days = Some(vec![(8, 20), (20, 8)]);
        for (name, shifts, n, slots) in [
            ("三班倒", None, 4, 24),
            ("四班三运转", None, 4, 24),
            ("三班两运转", days.clone(), 3, 16),
            ("白夜休休", days, 4, 16),
            ("做一休二", Some(vec![(8, 8)]), 3, 8),
        ] {
            let done = turned(&branch(shifts, n), name, n).unwrap();
            assert_eq!((done.changes.len(), done.open_heads()), (slots, 0), "{name}");
        }
    }

    #[test]
    fn two_early_two_middle_two_night_two_off() {
        let done = turned(&branch(None, 4), "四班三运转", 4).unwrap();
        let first: Vec<u32> =
            done.changes.iter().filter(|c| c.id.member == MemberId(1)).map(|c| c.id.slot.shift.0).collect();
        assert_eq!(first, [1, 1, 2, 2, 3, 3]);
        // Six shifts in a row are 48 hours where they fall into one week; rest and stretch hold.
        let week_hours = |b: &super::super::Broken| b.finding.kind == crate::domain::finding::Kind::WeekHours;
        assert!(done.broken.iter().all(week_hours), "{:?}", done.broken);
    }

    #[test]
    fn what_cannot_be_turned_says_why() {
        assert_eq!(
            turned(&branch(None, 3), "做一休二", 3).err(),
            Some(Wrong::NoShift(Turn::Whole24, "2022-04-18".parse().unwrap()))
        );
        assert_eq!(turned(&branch(None, 3), "三班倒", 0).err(), Some(Wrong::NoTeam));
        let twice = vec![Team { name: "A".into(), members: vec![MemberId(1), MemberId(1)] }];
        assert_eq!(check_teams(&twice), Err(Wrong::Twice(MemberId(1))));
    }

    #[test]
    fn what_the_teams_leave_behind_at_other_posts_is_told() {
        let mut roster = branch(None, 4);
        let heads = roster.patterns.first().iter().map(|s| Heads { shift: s.id, heads: 1 }).collect();
        let post = Post { name: "q".into(), heads, ..Post::default() };
        apply(&mut roster, &Event::Post(Change { id: PostId(2), was: None, is: Some(post) }));
        let slot = Slot { post: PostId(2), date: "2022-04-20".parse().unwrap(), shift: ShiftId(1) };
        put(&mut roster, AssignmentId { slot, member: MemberId(1) }, Some(Assignment::default()));
        let range = Rotate { first: "2022-04-18".parse().unwrap(), days: 8, posts: vec![PostId(1)] };
        let done =
            rotate(&roster, Instant(1_650_000_000), &usual()[0], &teams(4), &range, &AtomicBool::new(false)).unwrap();
        assert_eq!(
            done.open.iter().map(|o| o.opening.slot).collect::<Vec<_>>(),
            [slot],
            "and not what was open before"
        );
    }

    #[test]
    fn of_more_teams_than_the_cycle_has_places_the_later_get_what_is_left() {
        let (four, five) = (branch(None, 4), branch(None, 5));
        let (four, five) = (turned(&four, "三班倒", 4).unwrap(), turned(&five, "三班倒", 5).unwrap());
        assert_eq!((&five.changes, five.heads), (&four.changes, 24));
    }

    #[test]
    fn who_is_marked_before_his_slot_begins_keeps_it() {
        let mut roster = branch(None, 4);
        let slot = Slot { post: PostId(1), date: "2022-04-18".parse().unwrap(), shift: ShiftId(1) };
        // The fourth team is off on the first day.
        put(&mut roster, AssignmentId { slot, member: MemberId(4) }, Some(Assignment::default()));
        let six = roster.slot_span(slot.date, slot.shift).unwrap().from;
        let (away, corrected) = (Vec::new(), Vec::new());
        let on = Presence { post: PostId(1), member: MemberId(4), on: six - 720, off: None, away, corrected };
        apply(&mut roster, &Event::Presence(Change { id: PresenceId(1), was: None, is: Some(on) }));
        let range = Rotate { first: slot.date, days: 8, posts: Vec::new() };
        let done = rotate(&roster, six - 600, &usual()[0], &teams(4), &range, &AtomicBool::new(false)).unwrap();
        assert!(done.changes.iter().all(|c| c.id.slot != slot), "{:?}", done.changes);
    }

    #[test]
    fn a_rotation_fits_until_the_shifts_change() {
        let mut roster = branch(None, 4);
        let first: NaiveDate = "2022-04-18".parse().unwrap();
        assert_eq!(fitting(&roster, first, 28), [(0, 28), (1, 28)]);
        let shift = |n, start: u16, end: u16| Shift {
            id: ShiftId(n),
            code: n.to_string(),
            name: n.to_string(),
            start: WallTime(start * 60),
            end: WallTime(end * 60),
        };
        let later = LaterPattern(vec![shift(4, 8, 20), shift(5, 20, 8)]);
        apply(&mut roster, &Event::PatternFrom(Change { id: days_after(first, 14), was: None, is: Some(later) }));
        assert_eq!(fitting(&roster, first, 28), [(0, 14), (1, 14)]);
        let ask = Ask { first, days: 28, mode: Mode::Turn(0), effort: Effort::default() };
        let done = propose(&roster, Instant(1_650_000_000), ask, 0, &AtomicBool::new(false));
        assert_eq!(done.wrong, Some(Wrong::NoShift(Turn::Early, days_after(first, 14))));
        assert_eq!((done.heads, done.open_heads()), (42, 42), "the later shifts are not asked for at the post");
    }

    #[test]
    fn rules_that_the_pattern_breaks_are_told() {
        let done = turned(&branch(Some(vec![(8, 8)]), 3), "做一休二", 3).unwrap();
        assert!(done.broken.iter().any(|b| b.finding.kind == crate::domain::finding::Kind::Overlong));
    }
}
