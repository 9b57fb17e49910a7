//! The findings of a branch kept up to date: results by post and by member, of which an event or the passing of time
//! renews only what it touches. The answers are those of `finding::findings` and `change::next_change`, always.
//!
//! A result is kept as it was at its own `base`; as long as nothing has turned since then, it differs from what is now
//! only in what runs with the clock, and that is filled in when a finding is read.

mod read;
mod touched;

use std::sync::Arc;

use imbl::{OrdMap, OrdSet};

use super::change::{MemberWatch, PostWatch};
use super::coverage::{self, Segment};
use super::demand::Calendar;
use super::duty::{Duty, Stretch};
use super::event::Event;
use super::expect::{HORIZON, Here};
use super::finding::{Books, DEFAULT_WINDOW, DueSoon, Finding, Kind, Level, Severity};
use super::findings_at::findings_at;
use super::presence::{MemberBook, PostBook};
use super::records::*;
use super::roster::Roster;
use super::time::{DAY, HOUR, Instant, Span};
use touched::Touched;

/// How far it is looked ahead at a time, in seconds.
const AHEAD: i64 = 2 * HOUR;

/// Whose result.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
enum Whose {
    Post(PostId),
    Member(MemberId),
}

/// What is kept of a post or a member.
#[derive(Clone, Debug)]
struct Kept<Book> {
    book: Arc<Book>,
    /// When it was worked out.
    base: Instant,
    /// The places of its findings in the order.
    places: Arc<[Place]>,
    /// Nothing has turned in `(base, wake)`.
    wake: Instant,
    /// Whether it turns at `wake`; otherwise that is not known yet.
    turns: bool,
}

/// A finding's place in RULES' order; see [`Finding::order`].
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Place {
    severity: Severity,
    level: Level,
    kind: Kind,
    from: Instant,
    post: PostId,
    name: Option<Arc<str>>,
    to: Instant,
    short_by: Option<u32>,
    member: Option<MemberId>,
    /// Which of the findings of one post or member that are alike in all this.
    nth: usize,
}

impl Place {
    fn of(f: &Finding, nth: usize, roster: &Roster) -> Place {
        let member = f.members.first().copied();
        Place {
            severity: f.severity,
            level: f.level,
            kind: f.kind,
            from: f.from,
            post: f.post.unwrap_or(PostId(u32::MAX)),
            name: member.map(|m| roster.name_of(m).into()),
            to: f.to,
            short_by: f.short_by,
            member,
            nth,
        }
    }
}

/// A finding as it was worked out.
#[derive(Clone, Debug)]
struct Placed {
    finding: Arc<Finding>,
    whose: Whose,
    /// Whether it runs with the clock: then it is the `nth` of its post or member when worked out anew.
    live: bool,
    nth: usize,
}

/// Cheap to clone: a session takes the desk's and advances it on its own.
#[derive(Clone, Debug)]
pub struct Outlook {
    now: Instant,
    calendar: Arc<Calendar>,
    /// Until when gaps are kept.
    horizon: Instant,
    posts: OrdMap<PostId, Kept<PostBook>>,
    members: OrdMap<MemberId, Kept<MemberBook>>,
    order: OrdMap<Place, Placed>,
    due_soon: OrdMap<MemberId, DueSoon>,
    /// How many are now, by kind.
    counts: [usize; Kind::ALL.len()],
    /// By when each must be looked at again.
    wakes: OrdSet<(Instant, Whose)>,
    /// Those with a finding that may begin always now: its place moves with the clock.
    drifting: OrdSet<Whose>,
    next: Option<Instant>,
}

impl Outlook {
    /// From scratch.
    pub fn new(roster: &Roster, now: Instant) -> Outlook {
        let mut outlook = Outlook {
            now,
            calendar: Arc::new(Books::calendar(roster, now)),
            horizon: now + DEFAULT_WINDOW + 2 * DAY,
            posts: OrdMap::new(),
            members: OrdMap::new(),
            order: OrdMap::new(),
            due_soon: OrdMap::new(),
            counts: [0; Kind::ALL.len()],
            wakes: OrdSet::new(),
            drifting: OrdSet::new(),
            next: None,
        };
        for id in roster.posts.keys() {
            outlook.open_post(roster, *id);
        }
        for id in roster.members.keys() {
            outlook.open_member(roster, *id);
        }
        outlook.settle(roster);
        outlook
    }

    /// The instant the answers are for.
    pub fn now(&self) -> Instant {
        self.now
    }

    /// Renews what `events`, already applied to `roster`, and the time since the last call have touched.
    pub fn update(&mut self, roster: &Roster, events: &[Event], now: Instant) {
        let Some(touched) = Touched::by(events, roster).filter(|_| self.now <= now) else {
            *self = Outlook::new(roster, now);
            return;
        };
        let moved = self.now < now;
        self.now = now;
        let mut members = touched.members;
        for id in &touched.posts {
            members.extend(self.on_duty_at(*id));
            self.open_post(roster, *id);
            members.extend(self.on_duty_at(*id));
        }
        for id in members {
            self.open_member(roster, id);
        }
        if moved {
            self.pass(roster);
        }
        self.settle(roster);
    }

    /// The findings as of the last update's now; see [`super::finding::findings`] for the window.
    pub fn findings(&self, roster: &Roster, window: Option<Span>) -> Vec<Finding> {
        match window {
            Some(window) if window.from < self.now || self.horizon < window.to => self.far(roster, window),
            _ => self.listed(roster, window).collect(),
        }
    }

    /// The findings of the default window in order, each worked out when it is asked for: a screenful is cheap.
    pub fn first<'a>(&'a self, roster: &'a Roster) -> impl Iterator<Item = Finding> + 'a {
        self.listed(roster, None)
    }

    /// How many findings have severity now, by the order of [`Kind::ALL`].
    pub fn counts(&self) -> &[usize; Kind::ALL.len()] {
        &self.counts
    }

    /// Who is due soon, by limit, then name.
    pub fn due_soon(&self, roster: &Roster) -> Vec<DueSoon> {
        let mut out: Vec<DueSoon> = self.due_soon.values().copied().collect();
        out.sort_by_key(|d| (d.limit, roster.name_of(d.member), d.member));
        out
    }

    /// `next_change` of RULES §7, as of the last update.
    pub fn next_change(&self, _: &Roster) -> Option<Instant> {
        self.next
    }

    /// The coverage of a post, like [`coverage::coverage`].
    pub fn coverage(&self, roster: &Roster, post: PostId, window: Span) -> Vec<Segment> {
        let here = self.here(roster, post, self.now);
        here.map_or_else(Vec::new, |here| coverage::segments(&self.calendar, &here, window))
    }

    /// The current coverage of a post, like [`coverage::current`].
    pub fn current(&self, roster: &Roster, post: PostId) -> Segment {
        let here = self.here(roster, post, self.now);
        here.map_or_else(|| coverage::current(roster, self.now, post), |here| coverage::status_now(&here))
    }

    /// The stretches of a member, like [`super::duty::stretches`].
    pub fn stretches(&self, roster: &Roster, member: MemberId) -> Vec<Stretch> {
        let Some(kept) = self.members.get(&member) else { return Vec::new() };
        let off = self.expected_off(roster, &kept.book, self.now);
        Duty::of(&kept.book, &roster.rules, self.now, off).stretches(roster.rules.min_break)
    }

    fn here(&self, roster: &Roster, post: PostId, t: Instant) -> Option<Here<'_>> {
        self.posts.get(&post).map(|kept| Here::at(roster, &self.calendar, &kept.book, t))
    }

    fn there(&self, book: &MemberBook) -> Option<&PostBook> {
        Some(&*self.posts.get(&book.open.as_ref()?.post)?.book)
    }

    /// Every post's book, in post order.
    pub(super) fn post_books(&self) -> impl Iterator<Item = &PostBook> {
        self.posts.values().map(|kept| &*kept.book)
    }

    /// The book of a member.
    pub(super) fn book(&self, member: MemberId) -> Option<&MemberBook> {
        self.members.get(&member).map(|kept| &*kept.book)
    }

    /// Everybody's book, by number.
    pub(super) fn books(&self) -> impl Iterator<Item = &MemberBook> {
        self.members.values().map(|kept| &*kept.book)
    }

    /// `expected_off` of a member's open presence, wherever that is; `t` when he has none.
    pub(super) fn expected_off(&self, roster: &Roster, book: &MemberBook, t: Instant) -> Instant {
        self.there(book).map_or(t, |post| Here::at(roster, &self.calendar, post, t).expected_off(book.id))
    }

    fn on_duty_at(&self, post: PostId) -> Vec<MemberId> {
        let kept = self.posts.get(&post);
        let open = kept.iter().flat_map(|k| k.book.presences.iter()).filter(|p| p.off.is_none());
        open.map(|p| p.member).collect()
    }

    /// Takes the records of a post anew.
    fn open_post(&mut self, roster: &Roster, id: PostId) {
        self.close(Whose::Post(id));
        if let Some(book) = PostBook::new(roster, &self.calendar, id) {
            self.work_out_post(roster, Arc::new(book));
        }
    }

    /// Takes the records of a member anew.
    fn open_member(&mut self, roster: &Roster, id: MemberId) {
        self.close(Whose::Member(id));
        if let Some(book) = MemberBook::new(roster, &self.calendar, id) {
            self.work_out_member(roster, Arc::new(book));
        }
    }

    fn work_out_post(&mut self, roster: &Roster, book: Arc<PostBook>) {
        let (id, calendar) = (book.id, self.calendar.clone());
        let here = Here::at(roster, &calendar, &book, self.now);
        let findings = findings_at(roster, &calendar, &here, Span::new(self.now, self.horizon));
        let places = self.place(roster, Whose::Post(id), findings, |f| f.severity == Severity::Now);
        let kept = Kept { book, base: self.now, places, wake: self.now + 1, turns: false };
        self.wakes.insert((kept.wake, Whose::Post(id)));
        self.posts.insert(id, kept);
    }

    fn work_out_member(&mut self, roster: &Roster, book: Arc<MemberBook>) {
        let (id, calendar) = (book.id, self.calendar.clone());
        let watch = MemberWatch::new(roster, &calendar, &book, self.there(&book), self.now);
        let (quiet, view) = (watch.quiet(), watch.into_view());
        // A week's sum may also run when an assignment becomes due later.
        let live = |f: &Finding| view.moving || f.kind == Kind::WeekHours;
        let places = self.place(roster, Whose::Member(id), view.findings, live);
        if let Some(due) = view.due_soon {
            self.due_soon.insert(id, due);
        }
        let wake = if quiet { Instant::NEVER } else { self.now + 1 };
        if !quiet {
            self.wakes.insert((wake, Whose::Member(id)));
        }
        self.members.insert(id, Kept { book, base: self.now, places, wake, turns: false });
    }

    /// Puts findings in their places.
    fn place(
        &mut self,
        roster: &Roster,
        whose: Whose,
        mut findings: Vec<Finding>,
        live: impl Fn(&Finding) -> bool,
    ) -> Arc<[Place]> {
        if findings.iter().any(|f| f.from == self.now) {
            self.drifting.insert(whose);
        }
        findings.sort_by(|a, b| a.order(b, roster));
        let mut places = Vec::with_capacity(findings.len());
        for (nth, finding) in findings.into_iter().enumerate() {
            if finding.severity == Severity::Now {
                self.counts[finding.kind as usize] += 1;
            }
            let place = Place::of(&finding, nth, roster);
            let live = live(&finding);
            self.order.insert(place.clone(), Placed { finding: Arc::new(finding), whose, live, nth });
            places.push(place);
        }
        places.into()
    }

    /// Forgets what is kept of a post or a member.
    fn close(&mut self, whose: Whose) {
        let kept = match whose {
            Whose::Post(id) => self.posts.remove(&id).map(|k| (k.places, k.wake)),
            Whose::Member(id) => {
                self.due_soon.remove(&id);
                self.members.remove(&id).map(|k| (k.places, k.wake))
            }
        };
        let Some((places, wake)) = kept else { return };
        for place in places.iter() {
            self.order.remove(place);
            if place.severity == Severity::Now {
                self.counts[place.kind as usize] -= 1;
            }
        }
        self.wakes.remove(&(wake, whose));
        self.drifting.remove(&whose);
    }

    /// Works out anew, from the records at hand.
    fn renew(&mut self, roster: &Roster, whose: Whose) {
        match whose {
            Whose::Post(id) => {
                let book = self.posts.get(&id).map(|k| k.book.clone());
                self.close(whose);
                if let Some(book) = book {
                    self.work_out_post(roster, book);
                }
            }
            Whose::Member(id) => {
                let book = self.members.get(&id).map(|k| k.book.clone());
                self.close(whose);
                if let Some(book) = book {
                    self.work_out_member(roster, book);
                }
            }
        }
    }

    /// Renews what the time has turned.
    fn pass(&mut self, roster: &Roster) {
        if self.horizon < self.now + DEFAULT_WINDOW {
            self.horizon = self.now + DEFAULT_WINDOW + 2 * DAY;
            self.calendar = Arc::new(Books::calendar(roster, self.now));
            for id in self.posts.keys().copied().collect::<Vec<_>>() {
                self.renew(roster, Whose::Post(id));
            }
        }
        for whose in self.drifting.clone() {
            self.renew(roster, whose);
        }
        while let Some((wake, whose)) = self.wakes.get_min().copied().filter(|(wake, _)| *wake <= self.now) {
            let turned = self.look_ahead(roster, whose, wake, self.now);
            if turned.is_some_and(|t| t <= self.now) {
                self.renew(roster, whose);
            }
        }
    }

    /// Finds the next change: looks ahead for those of whom least is known, until the nearest is one that turns.
    fn settle(&mut self, roster: &Roster) {
        let end = self.now + HORIZON;
        self.next = loop {
            let Some((wake, whose)) = self.wakes.get_min().copied().filter(|(wake, _)| *wake <= end) else {
                break None;
            };
            if !self.turns(whose) {
                self.look_ahead(roster, whose, wake, self.now);
            } else if wake == self.now + 1 && self.base(whose) < Some(self.now) {
                // A boundary may be at now, and then it is now's look that counts: what begins at now is alike later.
                self.renew(roster, whose);
            } else {
                break Some(wake);
            }
        };
        if !self.drifting.is_empty() {
            let until = self.next.map_or(end, |t| t - 1);
            self.next = self.order_change(roster, until).or(self.next);
        }
    }

    fn turns(&self, whose: Whose) -> bool {
        match whose {
            Whose::Post(id) => self.posts.get(&id).is_some_and(|k| k.turns),
            Whose::Member(id) => self.members.get(&id).is_some_and(|k| k.turns),
        }
    }

    /// Looks for a change from `wake` on, past `until`, and remembers what it has found.
    fn look_ahead(&mut self, roster: &Roster, whose: Whose, wake: Instant, until: Instant) -> Option<Instant> {
        if self.turns(whose) {
            return Some(wake);
        }
        let limit = until.max(wake) + AHEAD;
        let (calendar, after) = (&self.calendar, wake - 1);
        let found = match whose {
            Whose::Post(id) => {
                self.posts.get(&id).and_then(|k| PostWatch::new(roster, calendar, &k.book, k.base).change(after, limit))
            }
            Whose::Member(id) => self.members.get(&id).and_then(|k| {
                MemberWatch::new(roster, calendar, &k.book, self.there(&k.book), k.base).change(after, limit)
            }),
        };
        let (next, turns) = (found.unwrap_or(limit + 1), found.is_some());
        self.wakes.remove(&(wake, whose));
        self.wakes.insert((next, whose));
        match whose {
            Whose::Post(id) => self.posts.get_mut(&id).map(|k| (k.wake, k.turns) = (next, turns)),
            Whose::Member(id) => self.members.get_mut(&id).map(|k| (k.wake, k.turns) = (next, turns)),
        };
        found
    }
}
