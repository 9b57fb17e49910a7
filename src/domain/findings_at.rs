//! The findings that belong to a post: gap, waiting for relief, unmarked, missing, forgotten mark-off (RULES §6).

use super::coverage::{self, Segment, Status};
use super::demand::Calendar;
use super::expect::Here;
use super::finding::{Finding, Kind, Level, Severity};
use super::records::*;
use super::roster::Roster;
use super::time::{Instant, MINUTE, Span, united};

/// The findings of the post that `here` looks at: all that are now, and the gaps that reach into `windows`.
pub fn findings_at(roster: &Roster, calendar: &Calendar, here: &Here, window: Span) -> Vec<Finding> {
    let whole = |s: Span| Span::new(calendar.unit(s.from).from, calendar.unit(s.to).to);
    let spans = united(vec![whole(window), whole(Span::new(here.now, here.now))]);
    let segments: Vec<Segment> = spans.into_iter().flat_map(|s| coverage::segments(calendar, here, s)).collect();
    from_segments(roster, calendar, here, &segments)
}

/// The same, given the coverage of whole slots, that of now among them.
pub fn from_segments(roster: &Roster, calendar: &Calendar, here: &Here, segments: &[Segment]) -> Vec<Finding> {
    let current = coverage::status_now(here);
    let mut out = gaps(roster, calendar, here, segments, &current);
    out.extend(match current.status {
        Status::Borrowed => Some(waiting_for_relief(roster, calendar, here)),
        Status::Unmarked => Some(unmarked(roster, calendar, here)),
        _ => None,
    });
    out.extend(here.missing.iter().map(|a| Finding {
        post: Some(here.book.id),
        members: vec![a.member],
        date: Some(a.slot.date),
        shift: Some(a.slot.shift),
        minutes: Some((here.now - a.span.from) / MINUTE),
        ..Finding::new(Kind::Missing, Severity::Now, Level::Amber, a.span)
    }));
    out.extend(forgotten_off(roster, here));
    out
}

/// The gaps among `segments`; the one that is now has severity now.
fn gaps(roster: &Roster, calendar: &Calendar, here: &Here, segments: &[Segment], current: &Segment) -> Vec<Finding> {
    let now = here.now;
    let gap = |slot: Option<Slot>, short_by: u32, span: Span| Finding {
        post: Some(here.book.id),
        date: Some(slot.map_or_else(|| calendar.date_of(span.from), |s| s.date)),
        shift: slot.map(|s| s.shift),
        short_by: Some(short_by),
        minutes: Some((span.to - span.from) / MINUTE),
        ..Finding::new(Kind::Gap, Severity::of(span, now, roster.rules.soon), Level::Red, span)
    };
    let mut out: Vec<Finding> = Vec::new();
    for s in segments.iter().filter(|s| s.status == Status::Gap) {
        let next = gap(s.slot, s.short_by, s.span);
        match out.last_mut() {
            Some(last)
                if last.to == next.from
                    && (last.date, last.shift, last.short_by) == (next.date, next.shift, next.short_by) =>
            {
                *last = gap(s.slot, s.short_by, Span::new(last.from, next.to));
            }
            _ => out.push(next),
        }
    }
    if current.status == Status::Gap {
        let shift = current.slot.map(|s| s.shift);
        let is_now = |f: &&mut Finding| {
            f.date == Some(here.date)
                && f.shift == shift
                && f.short_by == Some(current.short_by)
                && f.from <= now
                && now <= f.to
        };
        match out.iter_mut().find(is_now) {
            Some(there) => there.severity = Severity::Now,
            None => {
                let mut nothing_yet = gap(current.slot, current.short_by, Span::new(now, now));
                nothing_yet.severity = Severity::Now;
                out.push(nothing_yet);
            }
        }
    }
    out
}

fn since(calendar: &Calendar, here: &Here, kind: Kind, status: Status, members: Vec<MemberId>) -> Finding {
    let from = coverage::run_start(calendar, here, status);
    Finding {
        post: Some(here.book.id),
        members,
        minutes: Some((here.now - from) / MINUTE),
        ..Finding::new(kind, Severity::Now, Level::Amber, Span::new(from, here.now))
    }
}

fn waiting_for_relief(roster: &Roster, calendar: &Calendar, here: &Here) -> Finding {
    let late = here.heads().filter(|p| here.book.overstaying(p.presence, here.now)).map(|p| p.presence.member);
    since(calendar, here, Kind::WaitingForRelief, Status::Borrowed, by_name(roster, late))
}

fn unmarked(roster: &Roster, calendar: &Calendar, here: &Here) -> Finding {
    let due = here.due.iter().map(|a| a.member);
    since(calendar, here, Kind::Unmarked, Status::Unmarked, by_name(roster, due))
}

fn by_name(roster: &Roster, members: impl Iterator<Item = MemberId>) -> Vec<MemberId> {
    let mut members: Vec<MemberId> = members.collect();
    members.sort_by_key(|m| (roster.name_of(*m), *m));
    members
}

/// Open presences far too long to be true.
fn forgotten_off(roster: &Roster, here: &Here) -> Vec<Finding> {
    let forgotten = |p: &super::expect::Present| {
        p.presence.off.is_none() && p.assigned.is_none() && here.now - p.presence.on > 2 * roster.rules.max_stretch
    };
    let sure = here.heads().filter(|p| !forgotten(p)).count();
    let level = if (sure as u32) < here.need { Level::Red } else { Level::Amber };
    let finding = |on: Instant, member| Finding {
        post: Some(here.book.id),
        members: vec![member],
        minutes: Some((here.now - on) / MINUTE),
        ..Finding::new(Kind::ForgottenOff, Severity::Now, level, Span::new(on, here.now))
    };
    here.present.iter().filter(|p| forgotten(p)).map(|p| finding(p.presence.on, p.presence.member)).collect()
}
