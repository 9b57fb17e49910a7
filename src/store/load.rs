//! From the ordered view to a roster that answers like the whole history from a given time on. How far back that has to
//! reach beyond the given time is worked out here.

use std::collections::BTreeSet;

use super::fault::Broken;
use super::keys::{self, kind, period};
use super::view::View;
use crate::domain::time::{self, DAY, HOUR};
use crate::domain::*;

/// Later than every period.
const END: i64 = i64::MAX / keys::PERIOD + 1;

/// A roster with everything that is open, and whatever can matter to an answer about times from `from` on. Its `since`
/// is `from`, or nothing when the whole history is in it. `now` ends what is open.
pub fn roster(view: &View, from: Instant, now: Instant) -> Result<Roster, Broken> {
    let mut load = Load { view, roster: Roster::default(), left_out: false };
    const PLAIN: [u8; 8] = [
        kind::BRANCH,
        kind::RULES,
        kind::PATTERN,
        kind::LATER_PATTERN,
        kind::UNIT,
        kind::COMPOUND,
        kind::POST,
        kind::MEMBER,
    ];
    for kind in PLAIN {
        load.range(kind, 0, 0, 1)?;
    }
    let rules = load.roster.rules;
    // A week's hours are counted from its Monday; a shift may begin on the date before; early comers count later.
    let edge = from - 9 * DAY - rules.mark_grace - rules.min_break;
    let owners: BTreeSet<u32> =
        [kind::PRESENCE, kind::ASSIGNMENT].iter().flat_map(|k| view.buckets(*k)).map(|b| b.1).collect();
    for owner in owners {
        load.member(MemberId(owner), edge, now)?;
    }
    load.items_and_handovers(edge)?;
    for owner in view.buckets(kind::NOTE).map(|b| b.1).collect::<BTreeSet<_>>() {
        load.since(kind::NOTE, owner, period(edge))?;
    }
    load.last_presences()?;
    load.roster.ids = view.ids();
    load.roster.since = load.left_out.then_some(from);
    Ok(load.roster)
}

struct Load<'v> {
    view: &'v View,
    roster: Roster,
    /// Whether anything was left where it is.
    left_out: bool,
}

impl Load<'_> {
    /// Puts the records of a kind and owner in periods `[first, end)` into the roster.
    fn range(&mut self, kind: u8, owner: u32, first: i64, end: i64) -> Result<Vec<Event>, Broken> {
        let records = self.view.scan(kind, owner, first, end)?;
        let events: Option<Vec<Event>> = records.iter().map(|(k, v)| keys::put(k, v)).collect();
        let events = events.ok_or(Broken::Records)?;
        events.iter().for_each(|e| apply(&mut self.roster, e));
        Ok(events)
    }

    /// The same for everything from the period `first` on.
    fn since(&mut self, kind: u8, owner: u32, first: i64) -> Result<Vec<Event>, Broken> {
        self.left_out |= self.view.bucket_before(kind, owner, first).is_some();
        self.range(kind, owner, first, END)
    }

    /// What a member did and is to do from `edge` on, and the unbroken run of duty that reaches it from before.
    fn member(&mut self, member: MemberId, edge: Instant, now: Instant) -> Result<(), Broken> {
        const KINDS: [u8; 2] = [kind::PRESENCE, kind::ASSIGNMENT];
        let mut first = period(edge);
        let mut spans = Vec::new();
        for kind in KINDS {
            let events = self.range(kind, member.0, first, END)?;
            spans.extend(events.iter().filter_map(|e| self.span(e, now)));
        }
        let mut begin = run_begin(&self.roster, spans, edge);
        loop {
            let before = KINDS.iter().filter_map(|k| self.view.bucket_before(*k, member.0, first)).max();
            let Some(before) = before else { return Ok(()) };
            let mut spans = Vec::new();
            for kind in KINDS {
                let events = self.range(kind, member.0, before, first)?;
                spans.extend(events.iter().filter_map(|e| self.span(e, now)));
            }
            first = before;
            let earlier = run_begin(&self.roster, spans, begin);
            if earlier == begin {
                self.left_out |= KINDS.iter().any(|k| self.view.bucket_before(*k, member.0, first).is_some());
                return Ok(());
            }
            begin = earlier;
        }
    }

    fn span(&self, event: &Event, now: Instant) -> Option<Span> {
        match event {
            Event::Presence(c) => c.is.as_ref().map(|p| Span::new(p.on, p.off.unwrap_or(now.max(p.on)))),
            Event::Assignment(c) => self.roster.assignment_span(&c.id, c.is.as_ref()?),
            _ => None,
        }
    }

    /// The items that are open or were closed after `edge`, and the handovers since they were opened.
    fn items_and_handovers(&mut self, edge: Instant) -> Result<(), Broken> {
        self.since(kind::ITEM, 0, period(edge))?;
        for post in self.view.buckets(kind::HANDOVER).map(|b| b.1).collect::<BTreeSet<_>>() {
            let opened = self.roster.items.values().filter(|i| i.post.0 == post).map(|i| i.opened);
            let first = opened.min().map_or(edge, |o| o.min(edge));
            self.since(kind::HANDOVER, post, period(first))?;
        }
        Ok(())
    }

    /// The last presence of everybody at every post, however long ago.
    fn last_presences(&mut self) -> Result<(), Broken> {
        for (_, noted) in self.view.scan(kind::LAST, 0, 0, 1)? {
            let id = noted.get(8..).and_then(|key| keys::which(key, 1));
            if id.is_some_and(|id| self.roster.presences.contains_key(&PresenceId(id))) {
                continue;
            }
            if let Some(event) = self.view.last_presence(&noted)? {
                apply(&mut self.roster, &event);
            }
        }
        Ok(())
    }
}

/// The beginning of the run of duty that goes on at `edge` or later: back from `edge` over `spans`, as long as there is
/// neither a rest that counts as one nor a duty date without duty between two of them. `edge` when there is none.
fn run_begin(roster: &Roster, spans: Vec<Span>, edge: Instant) -> Instant {
    let mut begin = edge;
    let mut spans = spans;
    spans.sort_unstable_by_key(|s| std::cmp::Reverse(s.to));
    for span in spans.iter().filter(|s| s.from < edge) {
        if span.from < begin && !apart(roster, span.to, begin) {
            begin = begin.min(span.from);
        }
    }
    begin
}

/// Whether duty that ends at `end` and duty that begins at `start` are nothing to each other: they are further apart
/// than the rest that is asked for, and a whole duty date lies between them.
fn apart(roster: &Roster, end: Instant, start: Instant) -> bool {
    let rest = roster.rules.min_rest.max(roster.rules.min_break).max(roster.rules.mark_grace);
    if start - end <= rest + HOUR {
        return false;
    }
    let zone = roster.zone();
    let first = time::days_after(end.date(zone), -1);
    (0..=(start - end) / DAY + 3).take(64).any(|n| {
        let date = time::days_after(first, n);
        let slots = roster.shifts_on(date).iter().filter_map(|s| roster.slot_span(date, s.id));
        let hull = slots.reduce(|a, b| Span::new(a.from.min(b.from), a.to.max(b.to)));
        hull.is_none_or(|h| end <= h.from && h.to <= start)
    })
}
