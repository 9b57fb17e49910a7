//! What must hold of every branch, whatever it is: nothing is negative, pieces tile their window, surplus pays for no
//! shortage, what is taken back is as it was, and what is kept up to date is what would be computed anew.

use std::collections::BTreeSet;

use lunban::domain::coverage::{self, Status};
use lunban::domain::duty;
use lunban::domain::event::Change;
use lunban::domain::finding::{self, Kind, Severity};
use lunban::domain::outlook::Outlook;
use lunban::domain::time::DAY;
use lunban::domain::*;

use crate::branches::{self, Branch, Dice};
use crate::compare::{campaign, rounds};
use crate::naive::Naive;

/// A window that holds all of the branch's records and some days more.
fn wide(b: &Branch) -> Span {
    let edges = branches::edges(b);
    let all = b.presences.iter().map(|(_, p)| p.on).chain(edges).chain([b.now]);
    Span::new(all.clone().min().unwrap() - 2 * DAY, all.max().unwrap() + 2 * DAY)
}

#[test]
fn the_random_branches_show_every_kind_in_every_severity() {
    let mut seen = BTreeSet::new();
    let mut statuses = BTreeSet::new();
    for seed in 0..250 {
        let b = branches::branch(seed);
        let (roster, window) = (b.roster(), wide(&b));
        let n = Naive::new(&roster, b.now, window);
        seen.extend(n.findings(Some(window)).iter().map(|f| (f.kind, f.severity)));
        for p in roster.posts.keys() {
            let segments = n.coverage(*p, window);
            statuses.extend(segments.iter().chain([&n.current(*p)]).map(|s| s.status));
        }
    }
    for (kind, _) in Kind::ALL {
        use Severity::*;
        let possible: &[Severity] = match kind {
            Kind::Gap | Kind::Overlong => &[Now, Soon, Later, Past],
            Kind::WaitingForRelief | Kind::Unmarked | Kind::Missing | Kind::ForgottenOff => &[Now],
            Kind::DoubleBooked | Kind::Unavailable | Kind::NotEligible => &[Soon, Later],
            Kind::ShortRest | Kind::WeekHours | Kind::ConsecutiveDays => &[Soon, Later, Past],
        };
        for s in [Now, Soon, Later, Past] {
            assert_eq!(seen.contains(&(kind, s)), possible.contains(&s), "{kind:?} {s:?}");
        }
    }
    assert_eq!(statuses.len(), 6, "{statuses:?}");
}

#[test]
fn no_time_is_negative() {
    campaign(2_000_000..2_000_000 + rounds(60), |b| {
        let (roster, window) = (b.roster(), wide(b));
        for f in finding::findings(&roster, b.now, Some(window)) {
            if f.from > f.to || f.minutes.is_some_and(|m| m < 0) {
                return Err(format!("{f:?}"));
            }
        }
        for s in roster.members.keys().flat_map(|m| duty::stretches(&roster, b.now, *m)) {
            if s.span.from > s.span.to || s.parts.iter().any(|p| p.span.from > p.span.to) {
                return Err(format!("{s:?}"));
            }
        }
        Ok(())
    });
}

#[test]
fn segments_tile_their_window_and_are_maximal() {
    campaign(3_000_000..3_000_000 + rounds(60), |b| {
        let roster = b.roster();
        for (p, w) in roster.posts.keys().flat_map(|p| b.windows.iter().map(move |w| (p, w))) {
            let segments = coverage::coverage(&roster, b.now, *p, *w);
            let mut at = w.from;
            for s in &segments {
                let short = if s.status == Status::Gap { s.need > s.heads && s.short_by > 0 } else { s.short_by == 0 };
                if s.span.from != at || s.span.is_empty() || !short {
                    return Err(format!("{s:?} of {segments:?}"));
                }
                at = s.span.to;
            }
            if at != w.to.max(w.from) {
                return Err(format!("{w:?}: {segments:?}"));
            }
            let same = |x: &&[coverage::Segment]| {
                let [a, b] = x else { return false };
                let midnight = a.span.to.date(b_zone(&roster)) != (a.span.to - 1).date(b_zone(&roster));
                (a.slot, a.need, a.heads, a.status, a.short_by) == (b.slot, b.need, b.heads, b.status, b.short_by)
                    && !(a.slot.is_none() && midnight)
            };
            if let Some(two) = segments.windows(2).find(same) {
                return Err(format!("not joined: {two:?}"));
            }
        }
        Ok(())
    });
}

fn b_zone(roster: &Roster) -> Zone {
    roster.branch.zone
}

#[test]
fn somebody_too_many_at_one_time_pays_for_nobody_at_another() {
    campaign(4_000_000..4_000_000 + rounds(60), |b| {
        let mut dice = Dice(b.now.0 as u64);
        let (mut roster, window) = (b.roster(), wide(b));
        let post = *roster.posts.keys().next().ok_or("no post")?;
        let on = b.now - dice.within(1, 2 * DAY);
        let off = on + dice.within(1, b.now - on);
        let around = [Span::new(window.from, on), Span::new(off, window.to)];
        let coverage = |r: &Roster| around.map(|w| coverage::coverage(r, b.now, post, w));
        let before = coverage(&roster);
        let extra = Member { name: "多一人".into(), ..Member::default() };
        let presence =
            Presence { post, member: MemberId(900), on, off: Some(off), away: Vec::new(), corrected: Vec::new() };
        apply(&mut roster, &Event::Member(Change { id: MemberId(900), was: None, is: Some(extra) }));
        apply(&mut roster, &Event::Presence(Change { id: PresenceId(900), was: None, is: Some(presence) }));
        if coverage(&roster) == before { Ok(()) } else { Err(format!("{on:?}–{off:?}")) }
    });
}

/// Everything that is recorded, for comparison; numbers once given stay given.
pub fn records(r: &Roster) -> String {
    let first = format!("{:?} {:?} {:?} {:?} {:?}", r.branch, r.rules, r.patterns, r.posts, r.members);
    let of: Vec<_> = r.members.keys().flat_map(|m| r.presences_of(*m).map(|(id, _)| id)).collect();
    let at: Vec<_> = r.posts.keys().flat_map(|p| r.presences_at(*p).map(|(id, _)| id)).collect();
    format!("{first} {:?} {:?} {:?} {:?} {:?} {of:?} {at:?}", r.assignments, r.presences, r.items, r.notes, r.handovers)
}

#[test]
fn events_taken_back_in_reverse_leave_the_branch_as_it_was() {
    campaign(5_000_000..5_000_000 + rounds(60), |b| {
        let mut roster = b.roster();
        let mut dice = Dice(b.now.0 as u64);
        let before = records(&roster);
        let mut done = Vec::new();
        for _ in 0..10 {
            let Some(e) = some_event(&mut dice, &roster, b.now) else { continue };
            apply(&mut roster, &e);
            done.push(e);
        }
        for e in done.iter().rev().filter_map(Event::inverse) {
            apply(&mut roster, &e);
        }
        if records(&roster) == before { Ok(()) } else { Err(format!("{done:?}")) }
    });
}

/// A change of a record as some command or import might make it; what §3 says of presences stays true.
fn some_event(d: &mut Dice, r: &Roster, now: Instant) -> Option<Event> {
    let posts: Vec<PostId> = r.posts.keys().copied().collect();
    let members: Vec<MemberId> = r.members.keys().copied().collect();
    let (post, member) = (d.pick(&posts), d.pick(&members));
    let date = now.date(r.branch.zone) + chrono::Duration::days(d.within(-2, 4));
    Some(match d.below(10) {
        0..=2 => {
            let shifts = r.shifts_on(date);
            let shift = shifts[d.below(shifts.len())].id;
            let id = AssignmentId { slot: Slot { post, date, shift }, member };
            let was = r.assignments.get(&id).cloned();
            let is = if was.is_some() { None } else { Some(Assignment::default()) };
            Event::Assignment(Change { id, was, is })
        }
        3..=5 => match r.on_duty(member) {
            Some((id, p)) => {
                let mut is = p.clone();
                match is.away.last_mut() {
                    Some(a) if a.to.is_none() => a.to = Some(now),
                    _ if d.one_in(2) => is.away.push(Away { from: now, to: None, by: None, brought: false }),
                    _ => is.off = Some(now),
                }
                Event::Presence(Change { id, was: Some(p.clone()), is: Some(is) })
            }
            None => {
                let last = r.presences_of(member).filter_map(|(_, p)| p.off).max();
                let on = (now - d.pick(&[0, 0, 600, DAY / 3])).max(last.unwrap_or(now - DAY));
                let is = Presence { post, member, on, off: None, away: Vec::new(), corrected: Vec::new() };
                Event::Presence(Change { id: PresenceId(r.ids.presence + 1), was: None, is: Some(is) })
            }
        },
        6 => {
            let (id, p) = r.presences_of(member).next_back()?;
            Event::Presence(Change { id, was: Some(p.clone()), is: None })
        }
        7 => {
            let was = r.member(member)?.clone();
            let mut is = was.clone();
            match d.below(3) {
                0 => is.posts = if is.posts.is_some() { None } else { Some(vec![post]) },
                1 => is.leaves = d.one_in(2).then_some(date),
                _ => is.unavailable.push(Unavailable::Once { from: now, to: now + DAY, why: None }),
            }
            Event::Member(Change { id: member, was: Some(was), is: Some(is) })
        }
        8 => {
            let was = r.post(post)?.clone();
            let mut is = was.clone();
            is.heads = r.patterns.every().iter().map(|s| Heads { shift: s.id, heads: d.below(3) as u32 }).collect();
            Event::Post(Change { id: post, was: Some(was), is: Some(is) })
        }
        _ => {
            let fresh = branches::branch(d.next());
            match d.below(4) {
                0 => Event::Pattern(Change {
                    id: lunban::domain::event::Only,
                    was: Some(r.patterns.first().to_vec()),
                    is: Some(fresh.pattern),
                }),
                1 => {
                    let is = records::Branch { zone: fresh.zone, ..r.branch.clone() };
                    Event::Branch(Change { id: lunban::domain::event::Only, was: Some(r.branch.clone()), is: Some(is) })
                }
                _ => {
                    Event::Rules(Change { id: lunban::domain::event::Only, was: Some(r.rules), is: Some(fresh.rules) })
                }
            }
        }
    })
}

#[test]
fn an_outlook_kept_up_to_date_is_one_computed_anew() {
    campaign(6_000_000..6_000_000 + rounds(60), |b| {
        let mut roster = b.roster();
        let mut dice = Dice(b.now.0 as u64);
        let mut now = b.now;
        let mut outlook = Outlook::new(&roster, now);
        for step in 0..12 {
            let mut events = Vec::new();
            for _ in 0..dice.below(3) {
                if let Some(e) = some_event(&mut dice, &roster, now) {
                    apply(&mut roster, &e);
                    events.push(e);
                }
            }
            outlook.update(&roster, &events, now);
            if dice.one_in(2) {
                let next = outlook.next_change(&roster).unwrap_or(now + DAY);
                now = dice.pick(&[now, now + 1, next - 1, next, now + 60, now + DAY / 4, now + 2 * DAY]).max(now);
                outlook.update(&roster, &[], now);
            }
            let anew = Outlook::new(&roster, now);
            let seven = Span::new(now - 3 * DAY, now + 4 * DAY);
            for w in [None, Some(seven)] {
                let (kept, scratch) = (outlook.findings(&roster, w), finding::findings(&roster, now, w));
                if kept != scratch || anew.findings(&roster, w) != scratch {
                    let only = |a: &[Finding], b: &[Finding]| -> Vec<Finding> {
                        a.iter().filter(|x| !b.contains(x)).cloned().collect()
                    };
                    let (more, less) = (only(&kept, &scratch), only(&scratch, &kept));
                    return Err(format!("step {step} at {now:?} {events:#?}: kept {more:#?}, anew {less:#?}"));
                }
            }
            let naive = Naive::new(&roster, now, seven);
            if outlook.due_soon(&roster) != naive.due_soon() {
                return Err(format!("step {step}: due soon {:?}", outlook.due_soon(&roster)));
            }
            if outlook.next_change(&roster) != anew.next_change(&roster) {
                return Err(format!("step {step}: next {:?}", outlook.next_change(&roster)));
            }
        }
        Ok(())
    });
}
