//! The naive rules: time is cut at every instant at which anything begins or ends, and the definitions of RULES.md are
//! evaluated piece by piece. It is slow and knows no module of the program but the records.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{Datelike, NaiveDate};
use lunban::domain::coverage::{Segment, Status};
use lunban::domain::finding::{DueSoon, Finding, Kind, Level, Severity};
use lunban::domain::time::{DAY, instant};
use lunban::domain::{
    Instant, MemberId, Post, PostId, Presence, Roster, Shift, ShiftId, Slot, Span, Surge, Unavailable, WallTime, Zone,
};

/// A slot of the pattern on a date, the same for every post.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct PatternSlot {
    pub date: NaiveDate,
    pub shift: ShiftId,
    pub span: Span,
}

/// An assignment with its interval `[f, e)`.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Plan {
    pub post: PostId,
    pub date: NaiveDate,
    pub shift: ShiftId,
    pub member: MemberId,
    pub f: Instant,
    pub e: Instant,
}

impl Plan {
    fn contains(&self, t: Instant) -> bool {
        self.f <= t && t < self.e
    }
}

/// The coverage of a post at an instant.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct At {
    pub need: u32,
    pub heads: u32,
    pub status: Status,
    pub short_by: u32,
}

/// A piece of time in which nothing begins or ends at a post.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
struct Piece {
    span: Span,
    /// Duty date and shift, or outside slots the local date alone.
    slot: Option<(NaiveDate, ShiftId)>,
    date: NaiveDate,
    at: At,
}

/// One interval of D(m).
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Duty {
    pub from: Instant,
    pub to: Instant,
    pub post: PostId,
    /// The last part of an open presence.
    pub last: bool,
}

/// A stretch with the intervals it was merged from.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Stretch {
    pub from: Instant,
    pub to: Instant,
    pub ongoing: bool,
    pub parts: Vec<Duty>,
}

/// Everything of the roster laid out flat, for one `now`.
pub struct Naive<'a> {
    roster: &'a Roster,
    zone: Zone,
    pub now: Instant,
    pub slots: Vec<PatternSlot>,
    surges: BTreeMap<PostId, Vec<(Span, u32)>>,
    pub plans: Vec<Plan>,
    presences: Vec<&'a Presence>,
    expected_off: Vec<(MemberId, PostId, Instant)>,
    /// Local dates for which slots and surges are laid out.
    dates: (NaiveDate, NaiveDate),
}

fn day_after(date: NaiveDate, n: i64) -> NaiveDate {
    date + chrono::Duration::days(n)
}

/// `[instant(date, from), instant(date, to))`; `to` ≤ `from` ends the next day.
fn wall_span(zone: Zone, date: NaiveDate, from: WallTime, to: WallTime) -> Span {
    let last = if to <= from { day_after(date, 1) } else { date };
    Span::new(instant(zone, date, from), instant(zone, last, to))
}

/// The pattern of a duty date as it was set: the last that takes effect on it or before.
fn pattern_of(roster: &Roster, date: NaiveDate) -> &[Shift] {
    let later = roster.patterns.later().rfind(|(from, _)| *from <= date);
    later.map_or(roster.patterns.first(), |(_, shifts)| shifts)
}

/// A slot ends at the latest where the first one of the next date begins.
fn slot_span(roster: &Roster, date: NaiveDate, shift: &Shift) -> Span {
    let zone = roster.branch.zone;
    let whole = wall_span(zone, date, shift.start, shift.end);
    let next = day_after(date, 1);
    let begin = pattern_of(roster, next).iter().map(|s| instant(zone, next, s.start)).min().unwrap();
    Span::new(whole.from, whole.to.min(begin.max(whole.from)))
}

impl<'a> Naive<'a> {
    /// Lays out the roster for `now`, slots and surges for every date that a record, now or `horizon` comes near.
    pub fn new(roster: &'a Roster, now: Instant, horizon: Span) -> Naive<'a> {
        let zone = roster.branch.zone;
        let mut plans = Vec::new();
        for (id, a) in &roster.assignments {
            let date = id.slot.date;
            let Some(shift) = pattern_of(roster, date).iter().find(|s| s.id == id.slot.shift) else { continue };
            let slot = slot_span(roster, date, shift);
            let wall = |w: WallTime| instant(zone, if w < shift.start { day_after(date, 1) } else { date }, w);
            plans.push(Plan {
                post: id.slot.post,
                date,
                shift: id.slot.shift,
                member: id.member,
                f: a.from.map_or(slot.from, wall),
                e: a.to.map_or(slot.to, wall),
            });
        }
        let presences: Vec<&Presence> = roster.presences.values().collect();
        let mut instants = vec![now, now - DAY, now + 15 * DAY, horizon.from, horizon.to];
        instants.extend(plans.iter().flat_map(|a| [a.f, a.e]));
        instants.extend(presences.iter().map(|p| p.on));
        // A week earlier, so that the Monday of every week is among them.
        let first = day_after(instants.iter().min().unwrap().date(zone), -7);
        let last = day_after(instants.iter().max().unwrap().date(zone), 3);
        let mut n = Naive {
            roster,
            zone,
            now,
            slots: Vec::new(),
            surges: BTreeMap::new(),
            plans,
            presences,
            expected_off: Vec::new(),
            dates: (first, last),
        };
        n.lay_out();
        n.expected_off = n.presences.iter().filter(|p| p.off.is_none()).map(|p| n.expected_off_of(p)).collect();
        n
    }

    fn all_dates(&self) -> Vec<NaiveDate> {
        self.dates.0.iter_days().take_while(|d| *d <= self.dates.1).collect()
    }

    fn lay_out(&mut self) {
        for date in self.all_dates() {
            for s in pattern_of(self.roster, date) {
                let span = slot_span(self.roster, date, s);
                self.slots.push(PatternSlot { date, shift: s.id, span });
            }
            for (id, post) in &self.roster.posts {
                for s in &post.surge {
                    if surge_applies(s, date) {
                        let span = wall_span(self.zone, date, s.from, s.to);
                        self.surges.entry(*id).or_default().push((span, s.extra));
                    }
                }
            }
        }
    }

    fn name(&self, m: MemberId) -> &str {
        &self.roster.members[&m].name
    }

    fn by_name(&self, members: impl IntoIterator<Item = MemberId>) -> Vec<MemberId> {
        let mut list: Vec<MemberId> = members.into_iter().collect();
        list.sort_by_key(|m| self.name(*m));
        list.dedup();
        list
    }

    fn midnight(&self, date: NaiveDate) -> Instant {
        instant(self.zone, date, WallTime(0))
    }

    // §2 ---------------------------------------------------------------------------------------------------------

    fn slot_at(&self, t: Instant) -> Option<&PatternSlot> {
        self.slots.iter().find(|s| s.span.from <= t && t < s.span.to)
    }

    pub fn need(&self, p: PostId, t: Instant) -> u32 {
        let heads = self.slot_at(t).map_or(0, |s| heads(&self.roster.posts[&p], s.date, s.shift));
        let extra = self.surges.get(&p).into_iter().flatten().filter(|(s, _)| s.from <= t && t < s.to);
        heads + extra.map(|(_, n)| n).sum::<u32>()
    }

    // §3 ---------------------------------------------------------------------------------------------------------

    fn presences_at(&self, p: PostId, t: Instant) -> Vec<&'a Presence> {
        let there = |x: &&&Presence| x.post == p && x.on <= t && x.off.is_none_or(|off| t < off);
        self.presences.iter().filter(there).copied().collect()
    }

    fn is_present(&self, m: MemberId, p: PostId, t: Instant) -> bool {
        self.presences_at(p, t).iter().any(|x| x.member == m)
    }

    /// H(p, t).
    fn heads(&self, p: PostId, t: Instant) -> Vec<&'a Presence> {
        let away = |x: &Presence| x.away.iter().any(|a| a.from <= t && a.to.is_none_or(|to| t < to));
        self.presences_at(p, t).into_iter().filter(|x| !away(x)).collect()
    }

    fn plans_of(&self, m: MemberId, p: PostId) -> Vec<&Plan> {
        self.plans.iter().filter(|a| a.member == m && a.post == p).collect()
    }

    fn marked(&self, a: &Plan) -> bool {
        self.presences.iter().any(|x| {
            let off = x.off.unwrap_or(Instant::NEVER);
            x.member == a.member && x.post == a.post && x.on.max(a.f) < off.min(a.e)
        })
    }

    fn due(&self, a: &Plan) -> bool {
        a.f <= self.now && self.now < a.e.min(a.f + self.roster.rules.mark_grace) && !self.marked(a)
    }

    fn missing(&self, a: &Plan) -> bool {
        a.f + self.roster.rules.mark_grace <= self.now && self.now < a.e && !self.marked(a)
    }

    fn counts_ahead(&self, a: &Plan) -> bool {
        a.f > self.now || self.due(a) || (a.contains(self.now) && self.is_present(a.member, a.post, self.now))
    }

    fn due_at(&self, p: PostId, until: Instant) -> BTreeSet<MemberId> {
        self.plans.iter().filter(|a| a.post == p && a.f <= until && self.due(a)).map(|a| a.member).collect()
    }

    pub fn overstaying(&self, x: &Presence, t: Instant) -> bool {
        let plans = self.plans_of(x.member, x.post);
        !plans.iter().any(|a| a.contains(t)) && plans.iter().any(|a| x.on < a.e && a.e <= t)
    }

    fn expected_off_of(&self, x: &Presence) -> (MemberId, PostId, Instant) {
        let (p, now) = (x.post, self.now);
        let assigned = |m: MemberId| self.plans_of(m, p).into_iter().find(|a| a.contains(now)).copied();
        if let Some(a) = assigned(x.member) {
            return (x.member, p, a.e);
        }
        let with = self.presences_at(p, now).iter().filter(|y| assigned(y.member).is_some()).count();
        let short = i64::from(self.need(p, now)) - with as i64 - self.due_at(p, now).len() as i64;
        let mut rest: Vec<&Presence> =
            self.heads(p, now).into_iter().filter(|y| assigned(y.member).is_none()).collect();
        rest.sort_by_key(|y| (std::cmp::Reverse(y.on), self.name(y.member)));
        let stays = rest.iter().take(short.max(0) as usize).any(|y| y.member == x.member);
        (x.member, p, if stays { self.stays_until(x.member, p) } else { now })
    }

    fn stays_until(&self, m: MemberId, p: PostId) -> Instant {
        let now = self.now;
        let slot = self.slot_at(now);
        let first = match slot {
            Some(s) => Some(s.span.to),
            None => {
                let less = |t: &Instant| self.need(p, *t) < self.need(p, now);
                self.need_edges(p).into_iter().filter(|t| *t > now).find(less)
            }
        };
        let second = self
            .plans
            .iter()
            .filter(|a| a.post == p && a.member != m && a.f > now)
            .filter(|a| slot.is_some() || a.f.date(self.zone) == now.date(self.zone))
            .map(|a| a.f)
            .min();
        let soon = |t: &Instant| *t <= now + 14 * DAY;
        first.filter(soon).into_iter().chain(second.filter(soon)).min().unwrap_or(now)
    }

    /// Every instant at which the need of a post may change, in order.
    fn need_edges(&self, p: PostId) -> BTreeSet<Instant> {
        let surges = self.surges.get(&p).into_iter().flatten().map(|(s, _)| s);
        self.slots.iter().map(|s| &s.span).chain(surges).flat_map(|s| [s.from, s.to]).collect()
    }

    /// The members expected at p at t > now.
    fn expected(&self, p: PostId, t: Instant) -> BTreeSet<MemberId> {
        let planned = self.plans.iter().filter(|a| a.post == p && a.contains(t) && self.counts_ahead(a));
        let staying = self.expected_off.iter().filter(|(_, post, off)| *post == p && *off > t);
        planned.map(|a| a.member).chain(staying.map(|(m, _, _)| *m)).collect()
    }

    // §4 ---------------------------------------------------------------------------------------------------------

    /// The rule for t ≤ now.
    pub fn past(&self, p: PostId, t: Instant) -> At {
        let need = self.need(p, t);
        let present = self.heads(p, t);
        let heads = present.len() as u32;
        let at = |status, short_by| At { need, heads, status, short_by };
        if need == 0 {
            return at(Status::NoDemand, 0);
        }
        if heads >= need {
            let rested = present.iter().filter(|x| !self.overstaying(x, t)).count() as u32;
            return at(if rested >= need { Status::Covered } else { Status::Borrowed }, 0);
        }
        let due = self.due_at(p, t).len() as u32;
        if heads + due >= need { at(Status::Unmarked, 0) } else { at(Status::Gap, need - heads - due) }
    }

    /// The rule for t > now.
    pub fn future(&self, p: PostId, t: Instant) -> At {
        let need = self.need(p, t);
        let heads = self.expected(p, t).len() as u32;
        let at = |status, short_by| At { need, heads, status, short_by };
        match need {
            0 => at(Status::NoDemand, 0),
            _ if heads >= need => at(Status::Planned, 0),
            _ => at(Status::Gap, need - heads),
        }
    }

    /// Every instant at which anything at the post begins or ends, in `window`, its ends included.
    fn edges(&self, p: PostId, window: Span) -> Vec<Instant> {
        let mut set = self.need_edges(p);
        set.extend(self.all_dates().into_iter().map(|d| self.midnight(d)));
        set.extend(self.plans.iter().filter(|a| a.post == p).flat_map(|a| [a.f, a.e]));
        for x in self.presences.iter().filter(|x| x.post == p) {
            set.insert(x.on);
            set.extend(x.off);
            set.extend(x.away.iter().flat_map(|a| [Some(a.from), a.to]).flatten());
        }
        set.extend(self.expected_off.iter().map(|(_, _, off)| *off));
        set.extend([self.now, window.from, window.to]);
        set.into_iter().filter(|t| window.from <= *t && *t <= window.to).collect()
    }

    fn pieces(&self, p: PostId, window: Span) -> Vec<Piece> {
        if window.from >= window.to {
            return Vec::new();
        }
        let edges = self.edges(p, window);
        let piece = |w: &[Instant]| {
            let slot = self.slot_at(w[0]).map(|s| (s.date, s.shift));
            Piece {
                span: Span::new(w[0], w[1]),
                slot,
                date: slot.map_or(w[0].date(self.zone), |s| s.0),
                at: if w[0] < self.now { self.past(p, w[0]) } else { self.future(p, w[0]) },
            }
        };
        edges.windows(2).map(piece).collect()
    }

    pub fn current(&self, p: PostId) -> Segment {
        self.segment(
            p,
            Span::new(self.now, self.now),
            self.slot_at(self.now).map(|s| (s.date, s.shift)),
            self.past(p, self.now),
        )
    }

    fn segment(&self, post: PostId, span: Span, slot: Option<(NaiveDate, ShiftId)>, at: At) -> Segment {
        let slot = slot.map(|(date, shift)| Slot { post, date, shift });
        Segment { post, slot, span, need: at.need, heads: at.heads, status: at.status, short_by: at.short_by }
    }

    pub fn coverage(&self, p: PostId, window: Span) -> Vec<Segment> {
        let mut joined: Vec<Piece> = Vec::new();
        for piece in self.pieces(p, window) {
            match joined.last_mut() {
                Some(l) if (l.slot, l.date, l.at) == (piece.slot, piece.date, piece.at) => l.span.to = piece.span.to,
                _ => joined.push(piece),
            }
        }
        joined.into_iter().map(|j| self.segment(p, j.span, j.slot, j.at)).collect()
    }

    // §5 ---------------------------------------------------------------------------------------------------------

    /// D(m).
    pub fn duty(&self, m: MemberId) -> Vec<Duty> {
        let rules = &self.roster.rules;
        let mut out = Vec::new();
        for x in self.presences.iter().filter(|x| x.member == m) {
            let plans = self.plans_of(m, x.post);
            let inside = plans.iter().any(|a| a.contains(x.on));
            let near = |a: &&&Plan| x.on <= a.f && a.f - x.on <= rules.mark_grace;
            let early = if inside { None } else { plans.iter().filter(near).map(|a| a.f).min() };
            let (from, to) = match x.off {
                Some(off) => (early.map_or(x.on, |f| f.min(off)), off),
                None => {
                    let off = self.expected_off.iter().find(|(y, p, _)| *y == m && *p == x.post).unwrap().2;
                    match early {
                        Some(f) => (f, f.max(off)),
                        None => (x.on, self.now.max(off)),
                    }
                }
            };
            let breaks: Vec<Span> = x
                .away
                .iter()
                .filter_map(|a| a.to.map(|to| Span::new(a.from, to)))
                .filter(|a| a.to > a.from && a.to - a.from >= rules.min_break)
                .collect();
            let mut at = from;
            let mut cuts = breaks;
            cuts.sort();
            for b in cuts {
                if b.from > at {
                    out.push(Duty { from: at, to: b.from.min(to), post: x.post, last: false });
                }
                at = at.max(b.to);
            }
            if at < to || x.off.is_none() {
                out.push(Duty { from: at, to, post: x.post, last: x.off.is_none() });
            }
        }
        for a in self.plans.iter().filter(|a| a.member == m && self.counts_ahead(a)) {
            let from = a.f.max(self.now);
            if from < a.e {
                out.push(Duty { from, to: a.e, post: a.post, last: false });
            }
        }
        out
    }

    pub fn stretches(&self, m: MemberId) -> Vec<Stretch> {
        let mut duty = self.duty(m);
        duty.sort_by_key(|d| (d.from, d.to));
        let mut out: Vec<Stretch> = Vec::new();
        for d in duty {
            let min_break = self.roster.rules.min_break;
            match out.last_mut() {
                Some(s) if d.from - s.to < min_break || d.from == s.from => {
                    s.to = s.to.max(d.to);
                    s.ongoing |= d.last;
                    s.parts.push(d);
                }
                _ => out.push(Stretch { from: d.from, to: d.to, ongoing: d.last, parts: vec![d] }),
            }
        }
        out
    }

    /// The union of D(m), as disjoint spans by time.
    fn union(&self, m: MemberId) -> Vec<Span> {
        let duty = self.duty(m);
        let edges: BTreeSet<Instant> = duty.iter().flat_map(|d| [d.from, d.to]).collect();
        let edges: Vec<Instant> = edges.into_iter().collect();
        let on = |t: Instant| duty.iter().any(|d| d.from <= t && t < d.to);
        edges.windows(2).filter(|w| on(w[0])).map(|w| Span::new(w[0], w[1])).collect()
    }

    fn on_duty(&self, m: MemberId) -> bool {
        self.presences.iter().any(|x| x.member == m && x.off.is_none())
    }

    // §6 ---------------------------------------------------------------------------------------------------------

    fn severity(&self, from: Instant, to: Instant) -> Severity {
        if to <= self.now {
            Severity::Past
        } else if from <= self.now {
            Severity::Now
        } else if from - self.now <= self.roster.rules.soon {
            Severity::Soon
        } else {
            Severity::Later
        }
    }

    /// A finding with nothing but its kind and times; severity by the general rule.
    fn bare(&self, kind: Kind, from: Instant, to: Instant) -> Finding {
        let planning = [
            Kind::DoubleBooked,
            Kind::Unavailable,
            Kind::NotEligible,
            Kind::ShortRest,
            Kind::WeekHours,
            Kind::ConsecutiveDays,
        ];
        let mut severity = self.severity(from, to);
        if severity == Severity::Now && planning.contains(&kind) {
            severity = Severity::Soon;
        }
        Finding {
            kind,
            severity,
            level: Level::Amber,
            post: None,
            members: Vec::new(),
            date: None,
            shift: None,
            from,
            to,
            minutes: None,
            days: None,
            short_by: None,
        }
    }

    fn of_plan(&self, kind: Kind, a: &Plan, from: Instant, to: Instant) -> Finding {
        Finding {
            post: Some(a.post),
            members: vec![a.member],
            date: Some(a.date),
            shift: Some(a.shift),
            ..self.bare(kind, from, to)
        }
    }

    fn gaps(&self, p: PostId, window: Span) -> Vec<Finding> {
        // Whole slots and whole dates, so that no gap is cut by the window.
        let wide = Span::new(window.from.min(self.now) - 2 * DAY, window.to.max(self.now) + 2 * DAY);
        let mut gaps: Vec<Piece> = Vec::new();
        for piece in self.pieces(p, wide).into_iter().filter(|x| x.at.status == Status::Gap) {
            let same = |l: &Piece| {
                (l.slot, l.date, l.at.short_by, l.span.to)
                    == (piece.slot, piece.date, piece.at.short_by, piece.span.from)
            };
            match gaps.last_mut() {
                Some(l) if same(l) => l.span.to = piece.span.to,
                _ => gaps.push(piece),
            }
        }
        let slot = self.slot_at(self.now).map(|s| (s.date, s.shift));
        let date = slot.map_or(self.now.date(self.zone), |s| s.0);
        let current = self.past(p, self.now);
        let finding = |g: &Piece| Finding {
            level: Level::Red,
            post: Some(p),
            date: Some(g.date),
            shift: g.slot.map(|s| s.1),
            minutes: Some((g.span.to - g.span.from).div_euclid(60)),
            short_by: Some(g.at.short_by),
            ..self.bare(Kind::Gap, g.span.from, g.span.to)
        };
        let mut out: Vec<Finding> = gaps.iter().map(finding).collect();
        if current.status == Status::Gap {
            let at_now = |g: &Piece| {
                (g.slot, g.date, g.at.short_by) == (slot, date, current.short_by)
                    && g.span.from <= self.now
                    && self.now <= g.span.to
            };
            match gaps.iter().position(at_now) {
                Some(i) => out[i].severity = Severity::Now,
                None => out.push(Finding {
                    severity: Severity::Now,
                    ..finding(&Piece { span: Span::new(self.now, self.now), slot, date, at: current })
                }),
            }
        }
        out
    }

    /// `waiting_for_relief` and `unmarked`.
    fn run_to_now(&self, p: PostId) -> Option<Finding> {
        let status = self.past(p, self.now).status;
        let (kind, members) = match status {
            Status::Borrowed => {
                let stay = self.heads(p, self.now).into_iter().filter(|x| self.overstaying(x, self.now));
                (Kind::WaitingForRelief, self.by_name(stay.map(|x| x.member)))
            }
            Status::Unmarked => (Kind::Unmarked, self.by_name(self.due_at(p, self.now))),
            _ => return None,
        };
        let first = self.midnight(self.dates.0);
        let before = self.pieces(p, Span::new(first, self.now));
        let from = before.iter().rev().take_while(|x| x.at.status == status).last().map_or(self.now, |x| x.span.from);
        Some(Finding {
            severity: Severity::Now,
            post: Some(p),
            members,
            minutes: Some((self.now - from) / 60),
            ..self.bare(kind, from, self.now)
        })
    }

    fn crossed_at(&self, s: &Stretch, limit: Instant) -> PostId {
        let order = |d: &&Duty| (d.from, d.post);
        let there = s.parts.iter().filter(|d| d.from <= limit && limit < d.to).min_by_key(order);
        there.or_else(|| s.parts.iter().filter(|d| d.from > limit).min_by_key(order)).unwrap().post
    }

    fn overlong(&self, m: MemberId) -> Vec<Finding> {
        let rules = &self.roster.rules;
        let mut out = Vec::new();
        for s in self.stretches(m).iter().filter(|s| s.to - s.from > rules.max_stretch) {
            let limit = s.from + rules.max_stretch;
            let general = self.bare(Kind::Overlong, limit, s.to);
            let on = s.ongoing && self.now >= limit;
            let amber = s.to - s.from <= rules.max_stretch + rules.overstay_grace;
            out.push(Finding {
                severity: if on { Severity::Now } else { general.severity },
                level: if amber { Level::Amber } else { Level::Red },
                post: Some(self.crossed_at(s, limit)),
                members: vec![m],
                minutes: Some((if on { self.now - s.from } else { s.to - s.from }) / 60),
                ..general
            });
        }
        out
    }

    pub fn due_soon(&self) -> Vec<DueSoon> {
        let rules = &self.roster.rules;
        let mut out = Vec::new();
        for m in self.roster.members.keys() {
            for s in self.stretches(*m).iter().filter(|s| s.ongoing && s.to - s.from > rules.max_stretch) {
                let limit = s.from + rules.max_stretch;
                if self.now < limit && limit - self.now <= rules.warn_ahead {
                    out.push(DueSoon { member: *m, post: self.crossed_at(s, limit), limit });
                }
            }
        }
        out.sort_by_key(|d| (d.limit, self.name(d.member)));
        out
    }

    fn missings(&self) -> Vec<Finding> {
        let missing = self.plans.iter().filter(|a| self.missing(a));
        let finding = |a: &Plan| Finding {
            severity: Severity::Now,
            minutes: Some((self.now - a.f) / 60),
            ..self.of_plan(Kind::Missing, a, a.f, a.e)
        };
        missing.map(finding).collect()
    }

    fn forgotten_off(&self, p: PostId) -> Vec<Finding> {
        let now = self.now;
        let forgotten: Vec<&Presence> = self
            .presences_at(p, now)
            .into_iter()
            .filter(|x| x.off.is_none() && now - x.on > 2 * self.roster.rules.max_stretch)
            .filter(|x| !self.plans_of(x.member, p).iter().any(|a| a.contains(now)))
            .collect();
        let others = self.heads(p, now).iter().filter(|x| !forgotten.iter().any(|y| y.member == x.member)).count();
        let level = if (others as u32) < self.need(p, now) { Level::Red } else { Level::Amber };
        let finding = |x: &&Presence| Finding {
            severity: Severity::Now,
            level,
            post: Some(p),
            members: vec![x.member],
            minutes: Some((now - x.on) / 60),
            ..self.bare(Kind::ForgottenOff, x.on, now)
        };
        forgotten.iter().map(finding).collect()
    }

    fn double_booked(&self, m: MemberId) -> Vec<Finding> {
        let plans: Vec<&Plan> = self.plans.iter().filter(|a| a.member == m).collect();
        let mut out = Vec::new();
        for (i, a) in plans.iter().enumerate() {
            for b in &plans[i + 1..] {
                let (from, to) = (a.f.max(b.f), a.e.min(b.e));
                if from < to && to > self.now {
                    let post = match a.f.cmp(&b.f) {
                        std::cmp::Ordering::Less => b.post,
                        std::cmp::Ordering::Greater => a.post,
                        std::cmp::Ordering::Equal => a.post.min(b.post),
                    };
                    out.push(Finding { post: Some(post), members: vec![m], ..self.bare(Kind::DoubleBooked, from, to) });
                }
            }
        }
        out
    }

    /// The times at which a member is not available, those of the daily kind around `t`.
    fn times_off(&self, m: MemberId, t: Instant) -> Vec<Span> {
        let mut times: Vec<Span> = Vec::new();
        for u in &self.roster.members[&m].unavailable {
            match u {
                Unavailable::Once { from, to, .. } => times.push(Span::new(*from, *to)),
                Unavailable::Daily { days, since, until, .. } => {
                    for n in -3..=3 {
                        let date = day_after(t.date(self.zone), n);
                        if days.contains(date.weekday()) {
                            times.push(wall_span(self.zone, date, *since, *until));
                        }
                    }
                }
            }
        }
        times
    }

    /// Whether the duty date lies before the member joins or after he leaves.
    fn outside(&self, m: MemberId, date: NaiveDate) -> bool {
        let member = &self.roster.members[&m];
        member.joins.is_some_and(|d| date < d) || member.leaves.is_some_and(|d| date > d)
    }

    /// Whether a member is not available at `t`, for a slot of the duty date.
    pub fn is_unavailable(&self, m: MemberId, date: NaiveDate, t: Instant) -> bool {
        self.outside(m, date) || self.times_off(m, t).iter().any(|s| s.from <= t && t < s.to)
    }

    fn unavailable(&self, a: &Plan) -> Vec<Finding> {
        let times = self.times_off(a.member, a.f);
        let outside = self.outside(a.member, a.date);
        let not = |t: Instant| outside || times.iter().any(|s| s.from <= t && t < s.to);
        let mut edges: BTreeSet<Instant> = times.iter().flat_map(|s| [s.from, s.to]).collect();
        edges.retain(|t| a.contains(*t));
        edges.extend([a.f, a.e]);
        let edges: Vec<Instant> = edges.into_iter().collect();
        let mut overlaps: Vec<Span> = Vec::new();
        for w in edges.windows(2).filter(|w| not(w[0])) {
            match overlaps.last_mut() {
                Some(l) if l.to == w[0] => l.to = w[1],
                _ => overlaps.push(Span::new(w[0], w[1])),
            }
        }
        overlaps.retain(|o| o.to > self.now);
        overlaps.iter().map(|o| self.of_plan(Kind::Unavailable, a, o.from, o.to)).collect()
    }

    fn not_eligible(&self, a: &Plan) -> Option<Finding> {
        let posts = self.roster.members[&a.member].posts.as_ref()?;
        (!posts.contains(&a.post) && a.e > self.now).then(|| self.of_plan(Kind::NotEligible, a, a.f, a.e))
    }

    fn short_rest(&self, m: MemberId) -> Vec<Finding> {
        let mut out = Vec::new();
        for pair in self.stretches(m).windows(2) {
            let (from, to) = (pair[0].to, pair[1].from);
            if to - from < self.roster.rules.min_rest && !(from == self.now && self.on_duty(m)) {
                out.push(Finding {
                    members: vec![m],
                    minutes: Some((to - from) / 60),
                    ..self.bare(Kind::ShortRest, from, to)
                });
            }
        }
        out
    }

    fn week_hours(&self, m: MemberId) -> Vec<Finding> {
        let union = self.union(m);
        let max = self.roster.rules.max_week;
        let mut out = Vec::new();
        for monday in self.all_dates().into_iter().filter(|d| d.weekday() == chrono::Weekday::Mon) {
            let week = Span::new(self.midnight(monday), self.midnight(day_after(monday, 7)));
            let inside: Vec<Span> = union.iter().filter_map(|s| s.cut(week)).collect();
            let sum: i64 = inside.iter().map(|s| s.length()).sum();
            if sum <= max {
                continue;
            }
            let mut left = max;
            let mut from = week.from;
            for s in inside {
                if s.length() > left {
                    from = s.from + left;
                    break;
                }
                left -= s.length();
            }
            out.push(Finding {
                members: vec![m],
                minutes: Some(sum / 60),
                ..self.bare(Kind::WeekHours, from, week.to)
            });
        }
        out
    }

    fn is_duty_date(&self, union: &[Span], date: NaiveDate) -> bool {
        let slots = self.slots.iter().filter(|s| s.date == date);
        let inside = slots.flat_map(|s| union.iter().filter_map(|u| u.cut(s.span)));
        inside.map(|s| s.length()).sum::<i64>() >= 3600
    }

    fn consecutive_days(&self, m: MemberId) -> Vec<Finding> {
        let union = self.union(m);
        let max = self.roster.rules.max_consecutive_days;
        let mut out = Vec::new();
        let mut run: Vec<NaiveDate> = Vec::new();
        for date in self.all_dates() {
            if self.is_duty_date(&union, date) {
                run.push(date);
                continue;
            }
            if run.len() as u32 > max {
                let (from, to) = (self.midnight(run[max as usize]), self.midnight(date));
                out.push(Finding {
                    members: vec![m],
                    days: Some(run.len() as u32),
                    ..self.bare(Kind::ConsecutiveDays, from, to)
                });
            }
            run.clear();
        }
        out
    }

    /// Everything there is, in no order and for no window but that of gaps.
    fn everything(&self, window: Span) -> Vec<Finding> {
        let mut out = self.missings();
        for p in self.roster.posts.keys() {
            out.extend(self.gaps(*p, window));
            out.extend(self.run_to_now(*p));
            out.extend(self.forgotten_off(*p));
        }
        for m in self.roster.members.keys() {
            out.extend(self.overlong(*m));
            out.extend(self.double_booked(*m));
            out.extend(self.short_rest(*m));
            out.extend(self.week_hours(*m));
            out.extend(self.consecutive_days(*m));
        }
        for a in &self.plans {
            out.extend(self.unavailable(a));
            out.extend(self.not_eligible(a));
        }
        out
    }

    pub fn findings(&self, window: Option<Span>) -> Vec<Finding> {
        let w = window.unwrap_or(Span::new(self.now, self.now + 7 * DAY));
        let mut out = self.everything(w);
        out.retain(|f| {
            let inside = f.from < w.to && f.to > w.from && (window.is_some() || f.severity != Severity::Past);
            inside || f.severity == Severity::Now
        });
        out.sort_by(|a, b| self.order(a).cmp(&self.order(b)));
        out
    }

    /// The order of RULES; what is equal in it may stand in any order.
    pub fn order(&self, f: &Finding) -> impl Ord + use<> {
        let name = f.members.first().map(|m| self.name(*m).to_string());
        (f.severity, f.level, f.kind, f.from, f.post.is_none(), f.post, name)
    }
}

fn heads(post: &Post, date: NaiveDate, shift: ShiftId) -> u32 {
    let mut holds = &post.heads;
    for change in &post.changes {
        if change.from <= date {
            holds = &change.heads;
        }
    }
    let usual = holds.iter().find(|h| h.shift == shift).map_or(0, |h| h.heads);
    post.except.iter().find(|e| e.date == date && e.shift == shift).map_or(usual, |e| e.heads)
}

fn surge_applies(s: &Surge, date: NaiveDate) -> bool {
    s.days.contains(date.weekday()) && s.first.is_none_or(|d| d <= date) && s.last.is_none_or(|d| date <= d)
}
