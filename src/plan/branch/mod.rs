//! Plans the branch: a roster, now and a range of duty dates in; what would change, how fair it is, what stays open and
//! why out. The search works on numbers that are a little stricter than the rules; at the end the rules themselves
//! judge every single assignment, so that nothing that is proposed brings a finding. It reads no clock but the search's.

mod explain;
mod fewest;
mod ground;
mod harm;
mod numbers;
mod openings;
pub mod rotation;
mod settle;
mod sheet;
mod ways;

use std::collections::BTreeSet;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use chrono::NaiveDate;

pub use explain::{Explained, Why, explain};
pub use harm::{Harm, by_harm};
pub use numbers::share;
pub use openings::{Opening, Outside};
pub use sheet::Against;
pub use ways::Way;

use crate::domain::demand::Calendar;
use crate::domain::event::{Change as Changed, Event, apply};
use crate::domain::finding::Finding;
use crate::domain::time::{DAY, Instant, Span, days_after, midnight};
use crate::domain::{Assignment, AssignmentId, Command, Do, MemberId, Roster, Slot, worse};
use crate::plan::{Options, Score, search};
use ground::Ground;
use numbers::Numbers;

/// What the planned roster keeps of the one that stands.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default)]
pub enum Mode {
    /// As fair as can be; pins and what is marked stay.
    #[default]
    Fill,
    /// The fewest changes.
    Repair,
    /// A usual rotation, by its place in the list, with teams made of those who stand full shifts.
    Turn(u8),
}

/// How long and with what is searched.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Effort {
    pub time: Duration,
    /// A fixed number of moves instead: the same answer everywhere.
    pub steps: Option<u64>,
    pub threads: usize,
    pub seed: u64,
}

impl Default for Effort {
    /// What a secretary waits for without noticing.
    fn default() -> Effort {
        Effort { time: Duration::from_millis(700), steps: None, threads: 2, seed: 1 }
    }
}

/// What is to be planned: the slots of so many duty dates that have not begun.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Ask {
    pub first: NaiveDate,
    pub days: u32,
    pub mode: Mode,
    pub effort: Effort,
}

/// The most days that are planned at a time.
pub const MOST_DAYS: u32 = 400;

/// How far the search is.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Progress {
    /// Points of the best roster so far.
    pub objective: i64,
    /// Heads that it leaves empty.
    pub open: i64,
    /// Of a long range: the dates that are done.
    pub days_done: u32,
}

/// One assignment that is put in, taken off, or given other bounds.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Change {
    pub id: AssignmentId,
    pub was: Option<Assignment>,
    pub is: Option<Assignment>,
    /// The same day's other half of a move: where he comes from, or goes to.
    pub moved: Option<Slot>,
}

/// Hours, nights and weekends of one member in the range, in minutes.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Load {
    pub member: MemberId,
    pub before: [i64; 3],
    pub after: [i64; 3],
    pub fair: [i64; 3],
}

/// Heads that stay empty, and how many people cannot fill them for which first reason.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Open {
    pub opening: Opening,
    /// (reason, people), most people first; empty when there was no time to ask.
    pub why: Vec<(Against, usize)>,
}

/// A rule that the plan as it stands breaks, and the pins that are part of it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Broken {
    pub finding: Finding,
    pub pins: Vec<AssignmentId>,
}

/// A plan that is not applied yet.
#[derive(Clone, PartialEq, Debug)]
pub struct Proposal {
    pub ask: Ask,
    /// By date, shift, post; what is taken off before what is put in.
    pub changes: Vec<Change>,
    pub open: Vec<Open>,
    pub outside: Vec<Outside>,
    pub loads: Vec<Load>,
    pub broken: Vec<Broken>,
    /// The cheapest ways out for what stays open, best first.
    pub ways: Vec<Way>,
    /// Heads that were to be staffed in the range.
    pub heads: u32,
    /// It was stopped before its time.
    pub stopped: bool,
    /// Whether it brings nothing that the rules would find; a rotation may.
    pub by_rules: bool,
    /// Why the rotation that was wanted cannot be.
    pub wrong: Option<rotation::Wrong>,
}

impl Proposal {
    /// Heads that stay empty.
    pub fn open_heads(&self) -> u32 {
        self.open.iter().map(|o| o.opening.heads).sum()
    }

    /// The command that applies it; `None` when it changes nothing.
    pub fn command(&self) -> Option<Command> {
        let off: Vec<_> = self.changes.iter().filter_map(|c| Some((c.id, c.was.clone()?))).collect();
        let put: Vec<_> = self.changes.iter().filter_map(|c| Some((c.id, c.is.clone()?))).collect();
        (!off.is_empty() || !put.is_empty()).then(|| Command::new(Do::Plan { off, put, by_rules: self.by_rules }))
    }

    /// Who has to be told, by member, with what changes for him.
    pub fn told(&self) -> Vec<(MemberId, Vec<&Change>)> {
        let mut by_member = std::collections::BTreeMap::<MemberId, Vec<&Change>>::new();
        self.changes.iter().for_each(|c| by_member.entry(c.id.member).or_default().push(c));
        by_member.into_iter().collect()
    }

    /// The same with only the changes that `keep` says: who has how much then, what stays open and what stays wrong.
    /// Why the heads that become empty by it stay so is not asked; nor are there other ways out.
    pub fn only(&self, roster: &Roster, now: Instant, keep: impl Fn(usize) -> bool) -> Proposal {
        let (kept, out): (Vec<_>, Vec<_>) = self.changes.iter().enumerate().partition(|(i, _)| keep(*i));
        let mut done = Proposal { changes: kept.into_iter().map(|(_, c)| c.clone()).collect(), ..self.clone() };
        if out.is_empty() {
            return done;
        }
        let mut planned = roster.clone();
        done.changes.iter().for_each(|c| put(&mut planned, c.id, c.is.clone()));
        let last = days_after(self.ask.first, i64::from(self.ask.days) - 1);
        let (range, calendar) = around(roster, now, (self.ask.first, last));
        let members: BTreeSet<MemberId> = out.iter().map(|(_, c)| c.id.member).collect();
        let slots: BTreeSet<Slot> = out.iter().map(|(_, c)| c.id.slot).collect();
        for load in done.loads.iter_mut().filter(|l| members.contains(&l.member)) {
            load.after = load_of(&planned, &calendar, load.member, (self.ask.first, last));
        }
        done.open.retain(|o| !slots.contains(&o.opening.slot));
        let known = |o: Open| self.open.iter().find(|k| k.opening == o.opening).cloned().unwrap_or(o);
        let open = slots.iter().flat_map(|slot| explain::open_in(&planned, &calendar, now, *slot));
        done.open.extend(open.map(known));
        let begin = |s: Slot| calendar.slot_span(s.date, s.shift).map(|span| span.from);
        done.open.sort_by_key(|o| (o.opening.slot.date, begin(o.opening.slot), o.opening.slot.post));
        done.broken.retain(|b| !b.finding.members.iter().any(|m| members.contains(m)));
        done.broken.extend(broken(&planned, &calendar, now, range, members.iter().copied()));
        done.broken.sort_by(|a, b| a.finding.order(&b.finding, &planned));
        done
    }
}

/// Pairs of member and opening that one problem may have; a longer range is planned piece by piece.
const PAIRS: usize = 2_000_000;
/// A repair is searched so often, each in its part of the time: the fewest changes are found by one and missed by another.
const RUNS: u32 = 3;
/// The most dates of one problem.
const PIECE: u32 = 35;

/// Plans a range. `cancel` ends it early with the best so far; `progress` is told now and then.
pub fn propose(
    roster: &Roster,
    now: Instant,
    ask: Ask,
    cancel: &AtomicBool,
    progress: &(dyn Fn(Progress) + Sync),
) -> Proposal {
    let ask = Ask { days: ask.days.min(MOST_DAYS), ..ask };
    if let Mode::Turn(n) = ask.mode {
        return rotation::propose(roster, now, ask, n, cancel);
    }
    let mut planned = roster.clone();
    let mut fair = vec![[0i64; 3]; roster.members.len()];
    // Without a post there is nothing to look at.
    let (mut heads, mut done) = (0, if roster.posts.is_empty() { ask.days } else { 0 });
    let mut outside = Vec::new();
    let mut reached = Progress::default();
    let step = piece(roster, ask.days);
    while done < ask.days && !cancel.load(Ordering::Relaxed) {
        let first = days_after(ask.first, done.into());
        let days = step.min(ask.days - done);
        let last = days_after(first, i64::from(days) - 1);
        let base = planned.clone();
        let ground = Ground::new(&base, now, &ask, (first, last), cancel);
        if cancel.load(Ordering::Relaxed) {
            break;
        }
        heads += ground.openings.iter().map(|o| o.heads).sum::<u32>();
        outside.extend(ground.outside.iter().copied());
        let some = !ground.openings.is_empty() || !ground.movable.is_empty();
        if some && !roster.members.is_empty() {
            let numbers = Numbers::new(&ground, ask.mode);
            for (sum, part) in fair.iter_mut().zip(&numbers.fair) {
                (0..3).for_each(|k| sum[k] += part[k]);
            }
            let at = |s: &Score| Progress { objective: s.objective(), open: s.open_heads, days_done: done };
            let tell = |s: &Score| progress(at(s));
            let share = f64::from(days) / f64::from(ask.days.max(1));
            let runs = if ask.mode == Mode::Repair { RUNS } else { 1 };
            let mut best: Option<(usize, usize, Roster)> = None;
            for run in 0..runs {
                let options = Options {
                    time: ask.effort.time.mul_f64(share / f64::from(runs)),
                    steps: ask.effort.steps.map(|s| s / u64::from(runs)),
                    threads: ask.effort.threads,
                    seed: ask.effort.seed.wrapping_add(u64::from(run)),
                };
                let found = search(&numbers.problem, options, cancel, &tell);
                reached = at(&found.score);
                let mut after = base.clone();
                settle::settle(&ground, &numbers, &found.roster, &mut after, cancel);
                // Most filled first, then fewest changed.
                let (filled, changed) = (after.assignments.len(), changes(&base, &after, first, last).len());
                if best.as_ref().is_none_or(|(f, c, _)| (filled, *c) > (*f, changed)) {
                    best = Some((filled, changed, after));
                }
                if cancel.load(Ordering::Relaxed) {
                    break;
                }
            }
            planned = best.map_or(base.clone(), |(.., after)| after);
        }
        done += days;
        progress(Progress { days_done: done, ..reached });
    }
    // Of a stopped one only what it came to is looked at.
    conclude(roster, &planned, now, ask, (heads, outside, fair), done, cancel)
}

/// How many dates are planned at a time.
fn piece(roster: &Roster, days: u32) -> u32 {
    let a_day = roster.posts.len().max(1) * roster.patterns.every().len().max(1) * roster.members.len().clamp(1, 200);
    let most = u32::try_from(PAIRS / a_day).unwrap_or(u32::MAX).clamp(1, PIECE);
    // A little more than one piece is still one.
    if days <= most + most / 4 { days.max(1) } else { most }
}

/// Compares the roster that was with the one that is planned. Of a stopped one it is not asked why heads stay open.
fn conclude(
    roster: &Roster,
    planned: &Roster,
    now: Instant,
    ask: Ask,
    (heads, outside, fair): (u32, Vec<Outside>, Vec<[i64; 3]>),
    days: u32,
    cancel: &AtomicBool,
) -> Proposal {
    let last = days_after(ask.first, i64::from(days) - 1);
    let (range, calendar) = around(roster, now, (ask.first, last));
    let changes = changes(roster, planned, ask.first, last);
    let mut open = explain::open(planned, &calendar, now, (ask.first, last));
    explain::fill_in_why(planned, &calendar, now, &mut open, cancel);
    let ways = ways::ways(planned, &calendar, now, &open, cancel);
    Proposal {
        loads: loads(roster, planned, &calendar, (ask.first, last), fair),
        broken: broken(planned, &calendar, now, range, planned.members.keys().copied()),
        // What a stopped one has not come to is not looked at.
        ask: Ask { days, ..ask },
        changes,
        open,
        outside,
        ways,
        heads,
        stopped: cancel.load(Ordering::Relaxed),
        by_rules: true,
        wrong: None,
    }
}

/// The time of a range of duty dates, and a calendar that reaches far enough for its rules.
fn around(roster: &Roster, now: Instant, (first, last): (NaiveDate, NaiveDate)) -> (Span, Calendar) {
    let zone = roster.zone();
    let range = Span::new(midnight(zone, first), midnight(zone, days_after(last, 1)));
    (range, Calendar::around(roster, Span::new(range.from.min(now) - 60 * DAY, range.to + 60 * DAY)))
}

/// What differs, by date, shift, post; off before on.
fn changes(roster: &Roster, planned: &Roster, first: NaiveDate, last: NaiveDate) -> Vec<Change> {
    let mut out = Vec::new();
    for post in roster.posts.keys() {
        let was = roster.assignments_at(*post, first, last);
        for (id, a) in was {
            let is = planned.assignments.get(id);
            if is != Some(a) {
                out.push(Change { id: *id, was: Some(a.clone()), is: is.cloned(), moved: None });
            }
        }
        let is = planned.assignments_at(*post, first, last).filter(|(id, _)| !roster.assignments.contains_key(*id));
        out.extend(is.map(|(id, a)| Change { id: *id, was: None, is: Some(a.clone()), moved: None }));
    }
    let order = |s: crate::domain::Slot| roster.shifts_on(s.date).iter().position(|p| p.id == s.shift);
    out.sort_by_key(|c| (c.id.slot.date, order(c.id.slot), c.id.slot.post, c.is.is_some(), c.id.member));
    pair_moves(&mut out);
    out
}

/// Marks who is taken off one slot of a date and put into another of it.
fn pair_moves(changes: &mut [Change]) {
    let key = |c: &Change| (c.id.member, c.id.slot.date);
    let mut off = std::collections::HashMap::new();
    for (i, c) in changes.iter().enumerate().filter(|(_, c)| c.is.is_none()) {
        off.insert(key(c), i);
    }
    for i in 0..changes.len() {
        if changes[i].was.is_none()
            && let Some(from) = off.remove(&key(&changes[i]))
        {
            changes[i].moved = Some(changes[from].id.slot);
            changes[from].moved = Some(changes[i].id.slot);
        }
    }
}

/// What each has in the range, before and after.
fn loads(
    roster: &Roster,
    planned: &Roster,
    calendar: &Calendar,
    range: (NaiveDate, NaiveDate),
    fair: Vec<[i64; 3]>,
) -> Vec<Load> {
    let of = |roster, member| load_of(roster, calendar, member, range);
    let members = roster.members.keys().zip(fair);
    members.map(|(m, fair)| Load { member: *m, before: of(roster, *m), after: of(planned, *m), fair }).collect()
}

/// Hours, nights and weekends of what a member has between two duty dates.
fn load_of(roster: &Roster, calendar: &Calendar, member: MemberId, (first, last): (NaiveDate, NaiveDate)) -> [i64; 3] {
    let mut sum = [0; 3];
    for (id, a) in roster.assignments_of(member, first, last) {
        if let Some(span) = calendar.assignment_span(id.slot, a) {
            let amounts = openings::amounts(calendar, id.slot.date, span);
            (0..3).for_each(|k| sum[k] += amounts[k]);
        }
    }
    sum
}

/// The rules that the planned roster breaks in the range: only what was broken before can be.
fn broken(
    planned: &Roster,
    calendar: &Calendar,
    now: Instant,
    range: Span,
    members: impl Iterator<Item = MemberId>,
) -> Vec<Broken> {
    let mut out = Vec::new();
    let whole = Span::new(range.from.max(now), range.to);
    for member in members {
        if planned.assignments_of(member, calendar.date_of(whole.from), calendar.date_of(whole.to)).next().is_none() {
            continue;
        }
        for finding in worse::duty_findings(planned, calendar, now, member) {
            if finding.to <= whole.from || finding.from >= whole.to || finding.from <= now {
                continue;
            }
            let pins = pins(planned, calendar, member, &finding);
            out.push(Broken { finding, pins });
        }
    }
    out.sort_by(|a, b| a.finding.order(&b.finding, planned));
    out
}

/// The pinned assignments that a finding is about.
fn pins(planned: &Roster, calendar: &Calendar, member: MemberId, finding: &Finding) -> Vec<AssignmentId> {
    use crate::domain::finding::Kind;
    let reach = match finding.kind {
        Kind::WeekHours => 7 * DAY,
        Kind::ConsecutiveDays => (i64::from(finding.days.unwrap_or(0)) + 1) * DAY,
        Kind::Overlong => planned.rules.max_stretch + 1,
        _ => 1,
    };
    let about = Span::new(finding.from - reach, finding.to + 1);
    let dates = (calendar.date_of(about.from - DAY), calendar.date_of(about.to));
    let of = planned.assignments_of(member, dates.0, dates.1).filter(|(_, a)| a.pinned);
    of.filter(|(id, a)| calendar.assignment_span(id.slot, a).is_some_and(|s| s.overlaps(about)))
        .map(|(id, _)| id)
        .collect()
}

/// Puts an assignment into a roster, or takes it out.
fn put(roster: &mut Roster, id: AssignmentId, is: Option<Assignment>) {
    let was = roster.assignments.get(&id).cloned();
    apply(roster, &Event::Assignment(Changed { id, was, is }));
}
