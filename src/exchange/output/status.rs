//! `lunban status`: who is where now, and what of it is not as it should be.

use serde::ser::{Serialize, SerializeMap, Serializer};

use super::date_and_shift;
use super::findings::marked;
use super::table::{Lines, table};
use crate::domain::coverage::{self, Segment, Status};
use crate::domain::duty;
use crate::domain::finding::{self, Finding, Kind, Level, Severity};
use crate::domain::outlook::Outlook;
use crate::domain::time::{Instant, MINUTE, days_after};
use crate::domain::{AssignmentId, MemberId, PostId, Presence, Roster, Slot};
use crate::locale::{self, Lang, fill, text};

/// FORMATS, `lunban status --json`.
#[derive(serde::Serialize, Clone, PartialEq, Debug)]
pub struct StatusOut {
    pub at: String,
    pub branch: String,
    pub next_change: Option<String>,
    pub posts: Vec<PostOut>,
    pub counts: Counts,
    /// A gap or a red overlong is now: the program's exit code is 3.
    #[serde(skip)]
    pub alarm: bool,
    #[serde(skip)]
    lines: String,
}

/// A post now; date and shift are null outside slots.
#[derive(serde::Serialize, Clone, PartialEq, Debug)]
pub struct PostOut {
    pub post: String,
    pub compound: Option<String>,
    pub date: Option<String>,
    pub shift: Option<String>,
    pub need: u32,
    pub heads: u32,
    pub status: &'static str,
    pub short_by: u32,
    pub on: Vec<OnOut>,
    pub next: Vec<NextOut>,
}

/// Somebody who is present, by since, then name.
#[derive(serde::Serialize, Clone, PartialEq, Debug)]
pub struct OnOut {
    pub member: String,
    pub since: String,
    pub stretch_from: String,
    pub minutes: i64,
    pub level: Option<&'static str>,
    pub overstaying: bool,
    pub away: bool,
}

/// Somebody who is assigned in the next slot, by due, then name.
#[derive(serde::Serialize, Clone, PartialEq, Debug)]
pub struct NextOut {
    pub member: String,
    pub date: String,
    pub shift: String,
    pub due: String,
}

/// How many findings of each kind are now, in the order of the kinds.
#[derive(Clone, PartialEq, Debug)]
pub struct Counts(pub Vec<(&'static str, usize)>);

impl Serialize for Counts {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        let mut map = s.serialize_map(Some(self.0.len()))?;
        for (kind, n) in &self.0 {
            map.serialize_entry(kind, n)?;
        }
        map.end()
    }
}

/// The state of every post at `now`.
pub fn status(roster: &Roster, now: Instant, lang: Lang) -> StatusOut {
    let found = finding::findings(roster, now, None);
    let at_now: Vec<&Finding> = found.iter().filter(|f| f.severity == Severity::Now).collect();
    let next_slot = next_slot(roster, now);
    let begins = next_slot.and_then(|slot| roster.slot_span(slot.date, slot.shift)).map(|span| span.from);
    let here: Vec<Here> = roster.posts.keys().map(|id| here(roster, now, *id, next_slot)).collect();
    let count = |kind: Kind| at_now.iter().filter(|f| f.kind == kind).count();
    let alarming = |f: &&Finding| f.kind == Kind::Gap || f.kind == Kind::Overlong && f.level == Level::Red;
    StatusOut {
        at: now.rfc3339(roster.zone()),
        branch: roster.branch.name.clone(),
        next_change: Outlook::new(roster, now).next_change(roster).map(|t| t.rfc3339(roster.zone())),
        posts: here.iter().map(|h| h.out(roster)).collect(),
        counts: Counts(Kind::ALL.iter().map(|(kind, name)| (*name, count(*kind))).collect()),
        alarm: at_now.iter().copied().any(|f| alarming(&f)),
        lines: lines(roster, now, &here, &at_now, begins, lang),
    }
}

impl StatusOut {
    /// The same for people: a table, and what is urgent.
    pub fn text(&self) -> &str {
        &self.lines
    }
}

/// One post as it is now.
struct Here {
    now: Segment,
    on: Vec<On>,
    /// Those assigned in the next slot and when they are due.
    next: Vec<(AssignmentId, Instant)>,
}

/// One who is present.
struct On {
    member: MemberId,
    since: Instant,
    stretch_from: Instant,
    /// Of the stretch so far; nothing while it lies ahead.
    seconds: i64,
    level: Option<Level>,
    overstaying: bool,
    away: bool,
}

fn here(roster: &Roster, now: Instant, post: PostId, next_slot: Option<Slot>) -> Here {
    let present = roster.presences_at(post).map(|(_, p)| p).filter(|p| p.span().contains(now));
    let mut on: Vec<On> = present.map(|p| one(roster, now, p)).collect();
    on.sort_by(|a, b| a.since.cmp(&b.since).then_with(|| roster.name_of(a.member).cmp(roster.name_of(b.member))));
    let mut next = next_slot.map_or_else(Vec::new, |slot| due(roster, Slot { post, ..slot }));
    next.sort_by(|a, b| a.1.cmp(&b.1).then_with(|| roster.name_of(a.0.member).cmp(roster.name_of(b.0.member))));
    Here { now: coverage::current(roster, now, post), on, next }
}

fn one(roster: &Roster, now: Instant, p: &Presence) -> On {
    let stretch = duty::stretches(roster, now, p.member).into_iter().find(|s| s.ongoing);
    let (from, length) = stretch.map_or((p.on, 0), |s| (s.span.from, s.span.length()));
    let rules = &roster.rules;
    let so_far = (now - from).max(0);
    let level = if length <= rules.max_stretch + rules.overstay_grace { Level::Amber } else { Level::Red };
    On {
        member: p.member,
        since: p.on,
        stretch_from: from,
        seconds: so_far,
        level: (so_far >= rules.max_stretch && length > rules.max_stretch).then_some(level),
        overstaying: overstaying(roster, now, p),
        away: p.away_at(now).is_some(),
    }
}

/// Whether the member is overstaying now by presence `p` (RULES §3).
fn overstaying(roster: &Roster, now: Instant, p: &Presence) -> bool {
    let zone = roster.zone();
    let (first, last) = (days_after(p.on.date(zone), -2), days_after(now.date(zone), 1));
    let here = roster.assignments_of(p.member, first, last).filter(|(id, _)| id.slot.post == p.post);
    let mut ended = false;
    for span in here.filter_map(|(id, a)| roster.assignment_span(&id, a)) {
        if span.contains(now) {
            return false;
        }
        ended |= p.on < span.to && span.to <= now;
    }
    ended
}

/// The first slot of the pattern that begins after now, with no post in particular.
fn next_slot(roster: &Roster, now: Instant) -> Option<Slot> {
    let today = now.date(roster.zone());
    let dates = (-1..=3).map(|n| days_after(today, n));
    let slot = |date, shift| Slot { post: PostId(0), date, shift };
    let slots = dates.flat_map(|date| roster.shifts_on(date).iter().map(move |s| slot(date, s.id)));
    let begins = |slot: Slot| Some((roster.slot_span(slot.date, slot.shift)?, slot));
    let ahead = slots.filter_map(begins).filter(|(span, _)| span.from > now && !span.is_empty());
    ahead.min_by_key(|(span, _)| span.from).map(|(_, slot)| slot)
}

/// The assignments of a slot with the instants they begin.
fn due(roster: &Roster, slot: Slot) -> Vec<(AssignmentId, Instant)> {
    let begins = |(member, a)| {
        let id = AssignmentId { slot, member };
        Some((id, roster.assignment_span(&id, a)?.from))
    };
    roster.assigned_in(slot).filter_map(begins).collect()
}

impl Here {
    fn out(&self, roster: &Roster) -> PostOut {
        let s = &self.now;
        let (date, shift) = date_and_shift(roster, s.slot);
        let compound = roster.post(s.post).and_then(|p| p.compound).and_then(|id| roster.compounds.get(&id));
        PostOut {
            post: roster.post_name(s.post).to_owned(),
            compound: compound.map(|c| c.name.clone()),
            date,
            shift,
            need: s.need,
            heads: s.heads,
            status: s.status.name(),
            short_by: s.short_by,
            on: self.on.iter().map(|on| on.out(roster)).collect(),
            next: self.next.iter().map(|(id, due)| next_out(roster, id, *due)).collect(),
        }
    }

    /// The row of the table: post, shift, state, who is on, who comes next and when, if not with the slot.
    fn row(&self, roster: &Roster, begins: Option<Instant>, lang: Lang) -> Vec<String> {
        let (zone, s) = (roster.zone(), &self.now);
        let shift = s.slot.and_then(|slot| roster.shift(slot.date, slot.shift));
        let status = match s.status {
            Status::Gap => fill(lang, "output.gap", &[("n", &s.short_by)]),
            other => locale::status(lang, other).to_owned(),
        };
        let on: Vec<String> = self.on.iter().map(|on| on.words(roster, lang)).collect();
        let next = self.next.iter().map(|(id, due)| match begins == Some(*due) {
            true => roster.name_of(id.member).to_owned(),
            false => format!("{} {}", roster.name_of(id.member), locale::clock(zone, *due)),
        });
        vec![
            roster.post_name(s.post).to_owned(),
            shift.map_or_else(String::new, |s| s.name.clone()),
            status,
            locale::list(lang, &on),
            locale::list(lang, &next.collect::<Vec<_>>()),
        ]
    }
}

impl On {
    fn out(&self, roster: &Roster) -> OnOut {
        OnOut {
            member: roster.name_of(self.member).to_owned(),
            since: self.since.rfc3339(roster.zone()),
            stretch_from: self.stretch_from.rfc3339(roster.zone()),
            minutes: self.seconds / MINUTE,
            level: self.level.map(Level::name),
            overstaying: self.overstaying,
            away: self.away,
        }
    }

    fn words(&self, roster: &Roster, lang: Lang) -> String {
        let mut words = format!("{} {}", roster.name_of(self.member), locale::duration_clock(self.seconds));
        if self.level.is_some() {
            words = format!("{words} {}", locale::kind(lang, Kind::Overlong));
        }
        if self.away {
            words = format!("{words} {}", text(lang, "output.away"));
        }
        words
    }
}

fn next_out(roster: &Roster, id: &AssignmentId, due: Instant) -> NextOut {
    NextOut {
        member: roster.name_of(id.member).to_owned(),
        date: id.slot.date.to_string(),
        shift: roster.shift_code(id.slot.shift).to_owned(),
        due: due.rfc3339(roster.zone()),
    }
}

/// What is urgent, one line each, then the table of the posts.
fn lines(
    roster: &Roster,
    now: Instant,
    here: &[Here],
    at_now: &[&Finding],
    begins: Option<Instant>,
    lang: Lang,
) -> String {
    let zone = roster.zone();
    let (day, clock) = (locale::date_weekday(lang, now.date(zone)), locale::clock(zone, now));
    let mut lines = Lines::new(&[&roster.branch.name, &day, &clock]);
    if here.is_empty() {
        lines.add(text(lang, "why.no_posts"));
    } else if at_now.is_empty() {
        lines.add(text(lang, "output.all_well"));
    }
    for f in at_now {
        lines.add(&marked(lang, roster, now, f));
    }
    if here.is_empty() {
        return lines.into_text();
    }
    lines.add("");
    let heading = ["output.post", "output.shift", "output.status", "output.on", "output.next"];
    let mut heading = heading.map(|k| text(lang, k).to_owned());
    if let (Some(begins), Some(next)) = (begins, heading.last_mut()) {
        *next = format!("{next} {}", locale::moment(lang, zone, now, begins));
    }
    let mut rows = vec![heading.to_vec()];
    rows.extend(here.iter().map(|h| h.row(roster, begins, lang)));
    table(&mut lines, &rows);
    lines.into_text()
}
