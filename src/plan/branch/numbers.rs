//! The branch as a planning problem: openings become slots in real minutes, each member's fixed duty becomes history and
//! pins, the rules become limits, and who owes how much is worked out.

use std::collections::HashSet;

use chrono::{Datelike, NaiveDate};

use super::Mode;
use super::ground::Ground;
use super::openings::amounts;
use crate::domain::availability::unavailable;
use crate::domain::demand::Calendar;
use crate::domain::duty::{Duty, expected_off_anywhere};
use crate::domain::time::{DAY, HOUR, Instant, MINUTE, Span, Zone, days_after, monday};
use crate::domain::{Member, MemberId, Role};
use crate::plan::Problem;
use crate::plan::problem::{Done, Limits, PlanMember, PlanShift, PlanSlot, Weeks, Weights};

/// What one empty head costs; a change costs, so that who was told what keeps it.
const EMPTY: i64 = 10_000;
/// How far back the fairness of earlier rosters reaches, in days.
const MEMORY: i64 = 28;
/// The most of it that is carried, in minutes.
const CARRY: i64 = 3 * 480;
/// How many candidates an opening has at most where everybody for everything would be too many.
const CANDIDATES: usize = 80;
/// So many pairs of member and opening are looked at one by one.
const PAIRS: usize = 6_000_000;

/// A member's part in the work, percent of a full one: cadres and who has no role stand full shifts; volunteers have a
/// household, grid workers their rounds, gatekeepers their gate.
pub fn share(role: Option<Role>) -> i64 {
    match role {
        None | Some(Role::Cadre) => 100,
        Some(Role::Volunteer) => 40,
        Some(Role::Community) => 40,
        Some(Role::Grid) => 20,
        Some(Role::Gatekeeper) => 0,
    }
}

/// A problem and what its numbers mean. Slot k is opening k; the slots after them are fixed duty.
pub struct Numbers {
    pub problem: Problem,
    pub members: Vec<MemberId>,
    /// By member: fair share of hours, nights, weekends in minutes, without what is carried.
    pub fair: Vec<[i64; 3]>,
}

/// A piece of duty that is fixed, of one duty date.
#[derive(Clone, Copy)]
struct Piece {
    date: NaiveDate,
    span: Span,
    /// Whether the date is a duty date by it (RULES §6).
    counts: bool,
}

impl Numbers {
    /// Puts the ground into numbers.
    pub fn new(ground: &Ground, mode: Mode) -> Numbers {
        Maker::new(ground, mode).make()
    }
}

struct Maker<'a> {
    ground: &'a Ground<'a>,
    mode: Mode,
    /// Minute 0.
    base: Instant,
    members: Vec<MemberId>,
    /// By member, by time.
    pieces: Vec<Vec<Piece>>,
    /// Dates of the problem: those of the range and some after it, in which fixed duty still binds.
    dates: usize,
}

impl<'a> Maker<'a> {
    fn new(ground: &'a Ground<'a>, mode: Mode) -> Maker<'a> {
        let movable = ground.movable_ids();
        let members: Vec<MemberId> = ground.roster.members.keys().copied().collect();
        let pieces: Vec<_> = members.iter().map(|m| pieces(ground, *m, &movable)).collect();
        let range = (ground.last - ground.first).num_days().max(0) + 1;
        let rules = &ground.roster.rules;
        let tail = (i64::from(rules.max_consecutive_days) + 2).max(rules.min_rest / DAY + 2).clamp(8, 40);
        let later = pieces.iter().flatten().any(|p| p.date > ground.last);
        let dates = (range + if later { tail } else { 0 }) as usize;
        Maker { ground, mode, base: ground.calendar.midnight(ground.first), members, pieces, dates }
    }

    fn make(self) -> Numbers {
        let (roster, ground) = (self.ground.roster, self.ground);
        let posts: Vec<_> = roster.posts.keys().copied().collect();
        let post_of = |id| posts.binary_search(&id).unwrap_or(posts.len());
        let mut p = Problem::new(&roster.branch.name, ground.first, self.dates);
        p.posts = roster.posts.values().map(|post| post.name.clone()).chain([String::new()]).collect();
        p.needs_role = vec![None; p.posts.len()];
        p.shifts = vec![PlanShift { code: String::new(), start: 0, minutes: 1, not_next: 0 }];
        p.weights = weights(self.mode);
        p.slots =
            ground.openings.iter().map(|o| self.slot(o.slot.date, o.span, o.heads, post_of(o.slot.post))).collect();
        let openings = p.slots.len();
        // The members come after `finish`: what they could do and what they owe is worked out here.
        let mut p = p.finish();
        let away: Vec<Vec<Span>> = self.members.iter().map(|m| self.away(*m)).collect();
        p.options = self.options(&away);
        for (i, id) in self.members.iter().enumerate() {
            let Some(member) = roster.member(*id) else { continue };
            let mut planned = self.member(*id, member, &away[i], &posts);
            for piece in &self.pieces[i] {
                let date = (piece.date - ground.first).num_days();
                match usize::try_from(date) {
                    Err(_) => planned.history.push(self.done(piece, date)),
                    Ok(d) if d < self.dates => {
                        let mut slot = self.slot(piece.date, piece.span, 1, posts.len());
                        if piece.date > ground.last {
                            slot.amounts = [0; 3];
                        }
                        p.pinned.push((i, p.slots.len()));
                        p.options[i].push(p.slots.len() as u32);
                        p.slots.push(slot);
                    }
                    Ok(_) => {}
                }
            }
            planned.history.sort_by_key(|d| (d.begin, d.end));
            p.members.push(planned);
        }
        p.pinned.sort_unstable();
        let index = |m| self.members.binary_search(&m);
        let mut published: Vec<_> = ground.published.iter().filter_map(|(m, k)| Some((index(*m).ok()?, *k))).collect();
        published.sort_unstable();
        p.published = Some(published);
        let fair = self.fair_shares(&mut p, openings);
        Numbers { problem: p, members: self.members, fair }
    }

    /// Minutes since the origin, a part of one cut off.
    fn minute(&self, t: Instant) -> i64 {
        (t - self.base).div_euclid(MINUTE)
    }

    fn minutes(&self, span: Span) -> (i64, i64) {
        let from = self.minute(span.from);
        (from, (self.minute(span.to + (MINUTE - 1))).max(from + 1))
    }

    /// The minutes of a span by ISO week; week 0 is that of the first date.
    fn weeks(&self, span: Span) -> Weeks {
        let calendar = &self.ground.calendar;
        let week = |t: Instant| {
            let first = monday(calendar.date_of(t));
            (((first - monday(self.ground.first)).num_days() / 7) as i32, calendar.midnight(days_after(first, 7)))
        };
        let (from, to) = self.minutes(span);
        let (number, ends) = week(span.from);
        let border = self.minute(ends).clamp(from, to);
        [(number, (border - from) as i32), (number + 1, (to - border) as i32)]
    }

    fn slot(&self, date: NaiveDate, span: Span, heads: u32, post: usize) -> PlanSlot {
        let (begin, end) = self.minutes(span);
        PlanSlot {
            date: usize::try_from((date - self.ground.first).num_days()).unwrap_or(0),
            shift: 0,
            post,
            begin,
            end,
            weeks: self.weeks(span),
            heads: heads.into(),
            under: EMPTY,
            over: None,
            roles: Vec::new(),
            amounts: amounts(&self.ground.calendar, date, span),
        }
    }

    fn done(&self, piece: &Piece, date: i64) -> Done {
        let (begin, end) = self.minutes(piece.span);
        // What is too short for a duty date must not prolong a run.
        let date = if piece.counts { date } else { i64::from(i32::MIN) };
        Done { date, shift: 0, begin, end, weeks: self.weeks(piece.span) }
    }

    /// The times of the range at which he is not available, with those before he joins and after he leaves.
    fn away(&self, id: MemberId) -> Vec<Span> {
        let (ground, Some(member)) = (self.ground, self.ground.roster.member(id)) else { return Vec::new() };
        let calendar = &ground.calendar;
        let range = Span::new(self.base, calendar.midnight(days_after(ground.last, 3)));
        let times = unavailable(calendar.zone(), member, range).into_iter().map(|(span, _)| span);
        let day = |d| Span::new(begin_of(calendar, d), begin_of(calendar, days_after(d, 1)));
        let dates = (0..=(ground.last - ground.first).num_days()).map(|n| days_after(ground.first, n));
        let outside = dates.filter(|d| !member.belongs_on(*d)).map(day);
        crate::domain::time::united(times.chain(outside).collect())
    }

    /// By member, the openings he could ever stand in.
    fn options(&self, away: &[Vec<Span>]) -> Vec<Vec<u32>> {
        let (roster, openings) = (self.ground.roster, &self.ground.openings);
        let members: Vec<&Member> = self.members.iter().filter_map(|m| roster.member(*m)).collect();
        let could = |m: usize, k: usize| {
            let o = &openings[k];
            members[m].may_stand_at(o.slot.post) && !away[m].iter().any(|a| a.overlaps(o.span))
        };
        let mut options = vec![Vec::new(); members.len()];
        let few = members.len().saturating_mul(openings.len()) <= PAIRS || members.len() <= CANDIDATES;
        let most = if few { members.len() } else { CANDIDATES };
        let mut standing: HashSet<(usize, usize)> = HashSet::new();
        for (m, k) in &self.ground.published {
            if let Ok(m) = self.members.binary_search(m) {
                standing.insert((m, *k));
            }
        }
        for k in 0..openings.len() {
            // Each opening begins its round at another member.
            let start = if few { 0 } else { (k * 127) % members.len().max(1) };
            let round = (0..members.len()).map(|n| (start + n) % members.len());
            for m in round.filter(|m| could(*m, k)).take(most) {
                options[m].push(k as u32);
            }
        }
        for (m, k) in standing {
            if let Err(at) = options[m].binary_search(&(k as u32)) {
                options[m].insert(at, k as u32);
            }
        }
        options
    }

    fn member(&self, id: MemberId, member: &Member, away: &[Span], posts: &[crate::domain::PostId]) -> PlanMember {
        let roster = self.ground.roster;
        let rules = &roster.rules;
        let up = |seconds: i64| (seconds + MINUTE - 1) / MINUTE;
        let mut stood: HashSet<_> = roster.presences_of(id).map(|(_, p)| p.post).collect();
        stood.extend(roster.assignments_of(id, NaiveDate::MIN, self.ground.first).map(|(a, _)| a.slot.post));
        let familiar = |p: &crate::domain::PostId| stood.is_empty() || stood.contains(p);
        PlanMember {
            id: member.name.clone(),
            unit: member.unit.map_or(usize::MAX - id.0 as usize, |u| u.0 as usize),
            roles: 0,
            may_stand: posts.iter().map(|p| member.may_stand_at(*p)).chain([true]).collect(),
            familiar: posts.iter().map(familiar).chain([true]).collect(),
            unavailable: away.iter().map(|s| self.minutes(*s)).collect(),
            limits: Limits {
                min_break: up(rules.min_break).max(1),
                max_stretch: rules.max_stretch / MINUTE,
                min_rest: up(rules.min_rest),
                max_week_minutes: rules.max_week / MINUTE,
                max_consecutive_dates: rules.max_consecutive_days.into(),
                ..Limits::none(1)
            },
            requests: Vec::new(),
            history: Vec::new(),
            share: share(member.role),
            carried: [0; 3],
            target: [0; 3],
        }
    }

    /// Sets the targets; the fair shares by member.
    fn fair_shares(&self, p: &mut Problem, openings: usize) -> Vec<[i64; 3]> {
        let carried = self.carried();
        let mut fair = vec![[0i64; 3]; p.members.len()];
        for kind in 0..3 {
            let total: i128 = p.slots.iter().map(|s| i128::from(s.heads) * i128::from(s.amounts[kind])).sum();
            let mut best = vec![0i64; p.dates];
            let mut parts = Vec::with_capacity(p.members.len());
            for (options, member) in p.options.iter().zip(&p.members) {
                best.fill(0);
                for s in options.iter().map(|k| &p.slots[*k as usize]) {
                    best[s.date] = best[s.date].max(s.amounts[kind]);
                }
                parts.push(best.iter().map(|b| i128::from(*b)).sum::<i128>() * i128::from(member.share));
            }
            let divisor: i128 = parts.iter().sum();
            for (i, part) in parts.into_iter().enumerate() {
                fair[i][kind] = if divisor == 0 { 0 } else { (total * part / divisor) as i64 };
                p.members[i].carried[kind] = carried[i][kind];
                p.members[i].target[kind] = fair[i][kind] - carried[i][kind];
            }
        }
        debug_assert!(p.slots.len() >= openings);
        fair
    }

    /// What each did above or below his share in the weeks before, in minutes.
    fn carried(&self) -> Vec<[i64; 3]> {
        let (ground, calendar) = (self.ground, &self.ground.calendar);
        let known = ground.roster.since.map_or(NaiveDate::MIN, |t| days_after(calendar.date_of(t), 1));
        let from = days_after(ground.first, -MEMORY).max(known);
        let before = |p: &&Piece| from <= p.date && p.date < ground.first;
        let loads: Vec<[i64; 3]> = self
            .pieces
            .iter()
            .map(|own| {
                own.iter().filter(before).fold([0; 3], |sum, p| {
                    let a = amounts(calendar, p.date, p.span);
                    [sum[0] + a[0], sum[1] + a[1], sum[2] + a[2]]
                })
            })
            .collect();
        let first = self.pieces.iter().flatten().filter(before).map(|p| p.date).min().unwrap_or(ground.first);
        let days: Vec<_> = (0..(ground.first - first).num_days().max(0))
            .map(|n| days_after(first, n))
            .map(|date| (date, calendar.midnight(date)))
            .collect();
        let parts: Vec<[i64; 3]> = self.members.iter().map(|m| self.chance_before(*m, &days)).collect();
        let mut out = vec![[0; 3]; loads.len()];
        for kind in 0..3 {
            let total: i64 = loads.iter().map(|l| l[kind]).sum();
            let divisor: i64 = parts.iter().map(|p| p[kind]).sum();
            for (i, part) in parts.iter().enumerate() {
                let fair = if divisor == 0 {
                    0
                } else {
                    (i128::from(total) * i128::from(part[kind]) / i128::from(divisor)) as i64
                };
                out[i][kind] = if part[kind] == 0 { 0 } else { (loads[i][kind] - fair).clamp(-CARRY, CARRY) };
            }
        }
        out
    }

    fn chance_before(&self, id: MemberId, days: &[(NaiveDate, Instant)]) -> [i64; 3] {
        let roster = self.ground.roster;
        roster.member(id).map_or([0; 3], |member| chance(roster.zone(), member, days))
    }
}

/// On how many of the dates (each with its midnight) he could stand, times his share: by day, by night, at weekends.
pub fn chance(zone: Zone, member: &Member, days: &[(NaiveDate, Instant)]) -> [i64; 3] {
    let share = share(member.role);
    let mut out = [0; 3];
    let (Some((_, from)), Some((_, to))) = (days.first(), days.last()) else { return out };
    let away = match member.unavailable.is_empty() {
        true => Vec::new(),
        false => unavailable(zone, member, Span::new(*from, *to + 2 * DAY)),
    };
    for &(date, midnight) in days.iter().filter(|(date, _)| member.belongs_on(*date)) {
        let free = |hour: i64| !away.iter().any(|(span, _)| span.contains(midnight + hour * HOUR));
        let by_day = free(10) || free(18);
        out[0] += if by_day { share } else { 0 };
        out[1] += if free(26) { share } else { 0 };
        out[2] += if by_day && date.weekday().num_days_from_monday() >= 5 { share } else { 0 };
    }
    out
}

/// The usual weights of `shared/planning/README.md`; in a repair a change counts more than any fairness.
pub fn weights(mode: Mode) -> Weights {
    match mode {
        Mode::Fill | Mode::Turn(_) => Weights { fair: [10, 15, 15], unfamiliar: 8, change: 3, ..Weights::default() },
        Mode::Repair => Weights { fair: [1, 1, 1], unfamiliar: 1, change: 100, ..Weights::default() },
    }
}

/// When the slots of a date begin; midnight when it has none.
fn begin_of(calendar: &Calendar, date: NaiveDate) -> Instant {
    let day = calendar.day(date);
    day.slots.first().map_or(day.midnight, |(span, _)| span.from)
}

/// A member's fixed duty, cut at the duty dates.
fn pieces(ground: &Ground, member: MemberId, movable: &HashSet<crate::domain::AssignmentId>) -> Vec<Piece> {
    let (roster, calendar, now) = (ground.roster, &ground.calendar, ground.now);
    let Some(book) = ground.fixed_book(member, movable) else { return Vec::new() };
    let off = expected_off_anywhere(roster, calendar, &book, now);
    let far = calendar.midnight(days_after(ground.first, -MEMORY - 2));
    let mut out: Vec<Piece> = Vec::new();
    let duty = Duty::of(&book, &roster.rules, now, off).union();
    for span in duty.into_iter().filter(|s| s.to > far) {
        let last = calendar.date_of(span.to);
        let mut date = days_after(calendar.date_of(span.from), -1);
        while date <= last {
            let day = Span::new(begin_of(calendar, date), begin_of(calendar, days_after(date, 1)));
            out.extend(day.cut(span).map(|span| Piece { date, span, counts: false }));
            date = days_after(date, 1);
        }
    }
    let sums: Vec<i64> = out.iter().map(|p| on_slots(calendar, p)).collect();
    for i in 0..out.len() {
        let same = |j: &usize| out[*j].date == out[i].date;
        out[i].counts = (0..out.len()).filter(same).map(|j| sums[j]).sum::<i64>() >= HOUR;
    }
    out
}

/// How much of a piece lies in the slots of its date.
fn on_slots(calendar: &Calendar, piece: &Piece) -> i64 {
    calendar.day(piece.date).slots.iter().filter_map(|(slot, _)| slot.cut(piece.span)).map(Span::length).sum()
}
