//! What is known of the branch: the newest published state, advanced to this session's now, and what is read off it
//! again and again. It knows nothing of cursors and forms.

use chrono::NaiveDate;

use super::log;
use crate::command::{Act, remedy};
use crate::desk::Published;
use crate::domain::finding::{DueSoon, Finding, Kind, Severity};
use crate::domain::outlook::Outlook;
use crate::domain::time::{DAY, MINUTE, days_after};
use crate::domain::{Instant, PostId, Roster, ShiftId, Slot, Span};

/// The branch as this session sees it.
#[derive(Clone, Debug)]
pub struct Board {
    published: Published,
    /// The desk's, advanced to `now`.
    outlook: Outlook,
    now: Instant,
    /// The posts in order.
    posts: Vec<PostId>,
    /// Of the default window, in RULES' order.
    findings: Vec<Finding>,
    due_soon: Vec<DueSoon>,
    next_change: Option<Instant>,
    log: Vec<log::Row>,
    /// The latest time of an entry.
    latest: Option<Instant>,
    /// Counts how often anything was read anew.
    version: u64,
}

impl Board {
    pub fn new(published: Published, now: Instant) -> Board {
        let outlook = published.outlook.clone();
        let mut board = Board {
            published,
            outlook,
            now,
            posts: Vec::new(),
            findings: Vec::new(),
            due_soon: Vec::new(),
            next_change: None,
            log: Vec::new(),
            latest: None,
            version: 0,
        };
        board.read();
        board
    }

    /// Takes a newer published state.
    pub fn publish(&mut self, published: Published) {
        self.outlook = published.outlook.clone();
        self.published = published;
        self.read();
    }

    /// Reads what only a new roster changes, and the rest.
    fn read(&mut self) {
        self.posts = self.roster().posts.keys().copied().collect();
        self.log = log::rows(self.roster());
        self.latest = self.published.latest();
        self.renew();
    }

    /// Moves the clock. Findings are read again only when the computed instant of change, or a minute, has passed.
    pub fn tick(&mut self, now: Instant) {
        let minute = |t: Instant| t.0.div_euclid(MINUTE);
        let changed = minute(now) != minute(self.now) || now < self.now || self.next_change.is_some_and(|t| t <= now);
        self.now = now;
        if changed {
            self.renew();
        }
    }

    fn renew(&mut self) {
        self.version += 1;
        let roster = &self.published.roster;
        self.outlook.update(roster, &[], self.now);
        self.findings = self.outlook.findings(roster, None);
        self.due_soon = self.outlook.due_soon(roster);
        self.next_change = self.outlook.next_change(roster);
    }

    pub fn roster(&self) -> &Roster {
        &self.published.roster
    }

    /// Advanced to the last change; its books are those of the roster.
    pub fn outlook(&self) -> &Outlook {
        &self.outlook
    }

    pub fn published(&self) -> &Published {
        &self.published
    }

    /// Which roster it is: its newest entry, and from when on it knows the history.
    pub fn edition(&self) -> (u64, Option<Instant>) {
        (self.published.seq, self.published.roster.since)
    }

    pub fn now(&self) -> Instant {
        self.now
    }

    /// Another number whenever anything was read anew.
    pub fn version(&self) -> u64 {
        self.version
    }

    /// The posts in order.
    pub fn posts(&self) -> &[PostId] {
        &self.posts
    }

    /// The findings of the default window, most urgent first.
    pub fn findings(&self) -> &[Finding] {
        &self.findings
    }

    pub fn due_soon(&self) -> &[DueSoon] {
        &self.due_soon
    }

    /// The findings of severity now.
    pub fn findings_now(&self) -> impl Iterator<Item = &Finding> {
        self.findings.iter().take_while(|f| f.severity == Severity::Now)
    }

    /// What one does about a finding, and about which kind it is done: somebody missing at a post that others staff is
    /// taken out of the plan.
    pub fn remedy(&self, f: &Finding) -> (Act, Kind) {
        let short = |g: &Finding| g.post == f.post && matches!(g.kind, Kind::Gap | Kind::WaitingForRelief);
        let kind = match f.kind {
            Kind::Missing if !self.findings_now().any(short) => Kind::Unavailable,
            kind => kind,
        };
        (remedy(kind), kind)
    }

    /// The rows of the view Handovers.
    pub fn log(&self) -> &[log::Row] {
        &self.log
    }

    /// When the clock, which went back, is right again.
    pub fn clock_back(&self) -> Option<Instant> {
        self.latest.filter(|latest| *latest > self.now)
    }

    /// How many findings of severity now there are of a kind.
    pub fn count_now(&self, kind: Kind) -> usize {
        self.findings_now().filter(|f| f.kind == kind).count()
    }

    /// The next instant at which anything on the screen changes by itself: the computed one or the next full minute.
    pub fn deadline(&self) -> Instant {
        let minute = Instant((self.now.0.div_euclid(MINUTE) + 1) * MINUTE);
        self.next_change.map_or(minute, |t| t.min(minute))
    }

    /// The index of a post in post order.
    pub fn index_of(&self, post: PostId) -> Option<usize> {
        self.posts.binary_search(&post).ok()
    }

    /// The slots (date, shift, interval) whose interval has something in common with `window`, by time.
    pub fn slots_in(&self, window: Span) -> Vec<(NaiveDate, ShiftId, Span)> {
        let zone = self.roster().zone();
        let first = days_after(window.from.date(zone), -1);
        let days = window.length() / DAY + 3;
        let mut slots = Vec::new();
        for date in (0..days).map(|d| days_after(first, d)) {
            for shift in self.roster().shifts_on(date) {
                let span = crate::domain::roster::shift_span(zone, shift, date);
                if span.overlaps(window) {
                    slots.push((date, shift.id, span));
                }
            }
        }
        slots.sort_by_key(|(date, _, span)| (span.from, *date));
        slots
    }

    /// The slot that now lies in, or else the next one: what the board opens on.
    pub fn present_slot(&self) -> Option<(NaiveDate, ShiftId)> {
        let slots = self.slots_in(Span::new(self.now, self.now + 2 * DAY));
        slots.first().map(|(date, shift, _)| (*date, *shift))
    }

    /// The change of shift nearest to now (equally near: the later): the shift before it and the shift it begins.
    pub fn nearest_change(&self) -> Option<(Option<ShiftId>, ShiftId, Instant)> {
        let slots = self.slots_in(Span::new(self.now - DAY, self.now + DAY));
        let i = (0..slots.len()).min_by_key(|i| ((slots[*i].2.from - self.now).abs(), std::cmp::Reverse(*i)))?;
        let before = i.checked_sub(1).map(|b| slots[b].1);
        Some((before, slots[i].1, slots[i].2.from))
    }

    /// The slot of `post` that begins nearest to `at` (RULES §8), with the instant it begins.
    pub fn slot_taken_over(&self, post: PostId, at: Instant) -> Option<(Slot, Instant)> {
        let slots = self.slots_in(Span::new(at - DAY, at + DAY));
        let (date, shift, span) = slots.into_iter().rev().min_by_key(|(_, _, span)| (span.from - at).abs())?;
        Some((Slot { post, date, shift }, span.from))
    }
}
