//! Reading the outlook: findings in their order, each filled in with what runs with the clock.

use std::collections::HashMap;

use super::{Outlook, Placed, Whose};
use crate::domain::change;
use crate::domain::duty::Duty;
use crate::domain::finding::{DEFAULT_WINDOW, Finding, Severity};
use crate::domain::findings_at::findings_at;
use crate::domain::findings_of::view_of;
use crate::domain::records::MemberId;
use crate::domain::roster::Roster;
use crate::domain::time::{Instant, Span};

impl Outlook {
    /// When a member is on duty as known now (the union of RULES §5's D), by time: what happened and what is planned.
    pub fn duty(&self, roster: &Roster, member: MemberId) -> Vec<Span> {
        let Some(kept) = self.members.get(&member) else { return Vec::new() };
        let off = self.expected_off(roster, &kept.book, self.now);
        Duty::of(&kept.book, &roster.rules, self.now, off).union()
    }

    /// All findings that belong to a member, past ones too, in order.
    pub fn findings_of(&self, roster: &Roster, member: MemberId) -> Vec<Finding> {
        self.work_out(roster, Whose::Member(member), self.now)
    }

    /// The findings that lie in `window`, which is within what is kept; of the default window without past ones.
    pub(super) fn listed<'a>(&'a self, roster: &'a Roster, window: Option<Span>) -> impl Iterator<Item = Finding> + 'a {
        let shown = window.unwrap_or(Span::new(self.now, self.now + DEFAULT_WINDOW));
        let mut fresh = HashMap::new();
        self.order
            .values()
            .take_while(move |p| window.is_some() || p.finding.severity != Severity::Past)
            .map(move |p| self.read(roster, p, &mut fresh))
            .filter(move |f| f.listed(shown))
    }

    /// A finding as it is now.
    fn read(&self, roster: &Roster, placed: &Placed, fresh: &mut HashMap<Whose, Vec<Finding>>) -> Finding {
        if placed.live && self.base(placed.whose) != Some(self.now) {
            let anew = fresh.entry(placed.whose).or_insert_with(|| self.work_out(roster, placed.whose, self.now));
            if let Some(there) = anew.get(placed.nth) {
                return there.clone();
            }
        }
        (*placed.finding).clone()
    }

    pub(super) fn base(&self, whose: Whose) -> Option<Instant> {
        match whose {
            Whose::Post(id) => self.posts.get(&id).map(|k| k.base),
            Whose::Member(id) => self.members.get(&id).map(|k| k.base),
        }
    }

    /// The findings of a post (those that are now) or of a member (all) at `t`, in order.
    pub(super) fn work_out(&self, roster: &Roster, whose: Whose, t: Instant) -> Vec<Finding> {
        let mut out = match whose {
            Whose::Post(id) => self.here(roster, id, t).map(|here| {
                let mut all = findings_at(roster, &self.calendar, &here, Span::new(t, t));
                all.retain(|f| f.severity == Severity::Now);
                all
            }),
            Whose::Member(id) => self.members.get(&id).map(|k| {
                let off = self.expected_off(roster, &k.book, t);
                view_of(roster, &self.calendar, &k.book, t, off).findings
            }),
        }
        .unwrap_or_default();
        out.sort_by(|a, b| a.order(b, roster));
        out
    }

    /// The findings of a window that reaches beyond what is kept.
    pub(super) fn far(&self, roster: &Roster, window: Span) -> Vec<Finding> {
        let mut fresh = HashMap::new();
        let of_members = self.order.values().filter(|p| matches!(p.whose, Whose::Member(_)));
        let mut out: Vec<Finding> = of_members.map(|p| self.read(roster, p, &mut fresh)).collect();
        for id in self.posts.keys() {
            let here = self.here(roster, *id, self.now);
            out.extend(here.iter().flat_map(|here| findings_at(roster, &self.calendar, here, window)));
        }
        out.retain(|f| f.listed(window));
        out.sort_by(|a, b| a.order(b, roster));
        out
    }

    /// The first instant until `until` at which only the order of findings differs.
    pub(super) fn order_change(&self, roster: &Roster, until: Instant) -> Option<Instant> {
        let next: Vec<Finding> =
            self.drifting.iter().flat_map(|whose| self.work_out(roster, *whose, self.now + 1)).collect();
        if next.iter().all(|f| f.from != self.now + 1) {
            return None;
        }
        let base = self.findings(roster, Some(change::near(roster, self.now)));
        change::order_change(roster, &base, &next, self.now, until)
    }
}
