//! The second half of an import: what happened. Presences with their breaks, handovers and open items; none of them may
//! lie in the future, and no presence of a member may overlap another of his.

use std::cmp::Reverse;
use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, HashMap, VecDeque};
use std::hash::Hash;

use super::document::{AwayPart, Document, PresencePart};
use super::import::{Merge, set};
use super::table::{At, Read, bad, fault};
use crate::domain::refusal::FileFault;
use crate::domain::time::Instant;
use crate::domain::*;

/// The reason kept when a file changes the end of a presence that had one: a sign, as the record is read in any language.
const CORRECTED: &str = "*.toml";

/// Records of the roster that the file may mean, by what they are matched by: the first mention means the first of
/// them, the second the second.
struct Known<K, I>(HashMap<K, VecDeque<I>>);

impl<K: Eq + Hash, I> Known<K, I> {
    fn of(all: impl Iterator<Item = (K, I)>) -> Known<K, I> {
        let mut known: HashMap<K, VecDeque<I>> = HashMap::new();
        for (key, id) in all {
            known.entry(key).or_default().push_back(id);
        }
        Known(known)
    }

    fn take(&mut self, key: &K) -> Option<I> {
        self.0.get_mut(key)?.pop_front()
    }
}

/// Gives the records that the roster knows, else the next free number.
struct Next(u32);

impl Next {
    fn number(&mut self) -> u32 {
        self.0 += 1;
        self.0
    }
}

/// A presence as the file leaves it, and the place that speaks of it.
struct Touched {
    presence: Presence,
    at: usize,
    /// How many breaks of it the file has spoken of.
    said: Vec<usize>,
}

type Work = BTreeMap<PresenceId, Touched>;

impl Merge<'_> {
    /// Refuses an instant after now.
    fn past(&self, key: &str, t: &At<Instant>) -> Read<Instant> {
        if t.value > self.now { fault(t.at, FileFault::InFuture { key: key.into() }) } else { Ok(t.value) }
    }

    /// The same for an optional one, which must not lie before `from` either.
    fn past_end(&self, key: &str, t: &Option<At<Instant>>, from: Instant) -> Read<Option<Instant>> {
        let Some(t) = t else { return Ok(None) };
        let end = self.past(key, t)?;
        if end < from { fault(t.at, FileFault::EmptySpan) } else { Ok(Some(end)) }
    }

    /// Presences and their breaks.
    pub(super) fn presences(&mut self, doc: &Document) -> Read<()> {
        let mut work = Work::new();
        let mut known = Known::of(self.roster.presences.iter().map(|(id, p)| ((p.member, p.on), *id)));
        let mut next = Next(self.roster.ids.presence);
        for part in &doc.presences {
            let member = self.members.find(&part.member)?;
            let id = known.take(&(member, part.on.value)).unwrap_or_else(|| PresenceId(next.number()));
            let presence = self.presence(part, member, self.roster.presences.get(&id))?;
            work.insert(id, Touched { presence, at: part.at, said: Vec::new() });
        }
        let mut of_member = self.by_member(&work);
        for part in &doc.aways {
            self.away(part, &mut work, &mut of_member)?;
        }
        for touched in work.values_mut() {
            touched.presence.away.sort_by_key(|a| a.from);
            self.breaks_fit(touched)?;
        }
        self.apart(&work, &of_member)?;
        for (id, touched) in work {
            let was = self.roster.presences.get(&id).cloned();
            self.put(id, was, touched.presence, Event::Presence);
        }
        Ok(())
    }

    fn presence(&self, part: &PresencePart, member: MemberId, was: Option<&Presence>) -> Read<Presence> {
        let post = self.posts.find(&part.post)?;
        let on = self.past("on", &part.on)?;
        let off = self.past_end("off", &part.off, on)?;
        let new = || Presence { post, member, on, off: None, away: Vec::new(), corrected: Vec::new() };
        let mut is = was.cloned().unwrap_or_else(new);
        is.post = post;
        let Some(off) = off else { return Ok(is) };
        if is.off.is_some_and(|old| old != off) {
            is.corrected.push(Correction { on, off: is.off, reason: CORRECTED.into() });
        }
        is.off = Some(off);
        for away in is.away.iter_mut().filter(|a| a.to.is_none()) {
            away.to = Some(off.max(away.from));
        }
        Ok(is)
    }

    /// The presences of each member that the file speaks of, the roster's and the new ones.
    fn by_member(&self, work: &Work) -> HashMap<MemberId, Vec<PresenceId>> {
        let mut of: HashMap<MemberId, Vec<PresenceId>> = HashMap::new();
        for (id, touched) in work {
            let member = touched.presence.member;
            of.entry(member).or_insert_with(|| self.known_of(member)).push(*id);
        }
        of.values_mut().for_each(|ids| {
            ids.sort_unstable();
            ids.dedup();
        });
        of
    }

    fn known_of(&self, member: MemberId) -> Vec<PresenceId> {
        self.roster.presences_of(member).map(|(id, _)| id).collect()
    }

    /// Attaches a break to the presence it lies in.
    fn away(&self, part: &AwayPart, work: &mut Work, of: &mut HashMap<MemberId, Vec<PresenceId>>) -> Read<()> {
        let member = self.members.find(&part.member)?;
        let post = self.posts.find(&part.post)?;
        let from = self.past("from", &part.from)?;
        let to = self.past_end("to", &part.to, from)?;
        let by = part.by.as_ref().filter(|n| !n.value.is_empty()).map(|n| self.members.find(n)).transpose()?;
        if let (Some(name), true) = (&part.by, by == Some(member)) {
            return fault(name.at, bad("by", "another_member"));
        }
        let ids = of.entry(member).or_insert_with(|| self.known_of(member));
        let break_of = |id: &PresenceId| self.place(*id, work.get(id), post, from, to);
        let Some((_, id, same)) = ids.iter().filter_map(break_of).max_by_key(|(rank, id, _)| (*rank, Reverse(*id)))
        else {
            return fault(part.at, FileFault::AwayOutside { member: part.member.value.clone() });
        };
        let Some(touched) = self.touch(id, part.at, work) else { return Ok(()) };
        let breaks = &mut touched.presence.away;
        let at = same.unwrap_or_else(|| {
            breaks.push(Away { from, to: None, by: None, brought: false });
            breaks.len() - 1
        });
        let away = &mut breaks[at];
        away.to = to.or(away.to);
        if part.by.is_some() {
            away.by = by;
        }
        set(&mut away.brought, &part.brought);
        touched.said.push(at);
        Ok(())
    }

    /// How well a break fits a presence, if it does, and which of its breaks it is: best the one that begins with it
    /// and has not been spoken of, then a new one inside it, then a new one at its very end.
    fn place(
        &self,
        id: PresenceId,
        touched: Option<&Touched>,
        post: PostId,
        from: Instant,
        to: Option<Instant>,
    ) -> Option<(u8, PresenceId, Option<usize>)> {
        let p = touched.map(|t| &t.presence).or(self.roster.presences.get(&id))?;
        let said = touched.map_or(&[][..], |t| &t.said);
        let same = (0..p.away.len()).find(|i| p.away[*i].from == from && !said.contains(i));
        let holds = p.on <= from && to.unwrap_or(from) <= p.off.unwrap_or(Instant::NEVER);
        match same {
            _ if p.post != post => None,
            Some(_) => Some((3, id, same)),
            None if holds && p.span().contains(from) => Some((2, id, None)),
            None if holds => Some((1, id, None)),
            None => None,
        }
    }

    /// The presence as the file leaves it, to be changed at `at`.
    fn touch<'w>(&self, id: PresenceId, at: usize, work: &'w mut Work) -> Option<&'w mut Touched> {
        let touched = match work.entry(id) {
            Entry::Occupied(known) => known.into_mut(),
            Entry::Vacant(new) => {
                let presence = self.roster.presences.get(&id)?.clone();
                new.insert(Touched { presence, at, said: Vec::new() })
            }
        };
        touched.at = at;
        Some(touched)
    }

    /// Breaks lie within their presence and apart from each other; an open one needs an open presence.
    fn breaks_fit(&self, touched: &Touched) -> Read<()> {
        let p = &touched.presence;
        let end = p.off.unwrap_or(Instant::NEVER);
        let mut last = p.on;
        for away in &p.away {
            let open = away.to.is_none();
            if away.from < p.on || away.to.unwrap_or(away.from) > end || open && p.off.is_some() {
                return fault(touched.at, FileFault::AwayOutside { member: self.called(p.member) });
            }
            if away.from < last {
                return fault(touched.at, FileFault::Twice { kind: "away", name: self.called(p.member) });
            }
            last = away.span().to;
        }
        Ok(())
    }

    /// No presence of a member overlaps another of his.
    fn apart(&self, work: &Work, of: &HashMap<MemberId, Vec<PresenceId>>) -> Read<()> {
        let mut clash: Option<(usize, MemberId)> = None;
        for (&member, ids) in of {
            let mut spans: Vec<_> = ids
                .iter()
                .filter_map(|id| match work.get(id) {
                    Some(t) => Some((t.presence.span(), t.at)),
                    None => self.roster.presences.get(id).map(|p| (p.span(), 0)),
                })
                .filter(|(span, _)| !span.is_empty())
                .collect();
            spans.sort_unstable();
            for pair in spans.windows(2) {
                let at = pair[0].1.max(pair[1].1);
                if pair[0].0.overlaps(pair[1].0) && clash.is_none_or(|c| at < c.0) {
                    clash = Some((at, member));
                }
            }
        }
        match clash {
            None => Ok(()),
            Some((at, m)) => fault(at, FileFault::PresencesOverlap { member: self.called(m) }),
        }
    }

    /// The name of a member, of the file or of the roster.
    fn called(&self, member: MemberId) -> String {
        self.members.name_of(member).unwrap_or_default().to_owned()
    }

    /// The record of handovers.
    pub(super) fn handovers(&mut self, doc: &Document) -> Read<()> {
        let mut known = Known::of(self.roster.handovers.iter().map(|(id, h)| ((h.post, h.at), *id)));
        let mut next = Next(self.roster.ids.handover);
        for part in &doc.handovers {
            let post = self.posts.find(&part.post)?;
            let at = self.past("at", &part.at)?;
            let id = known.take(&(post, at)).unwrap_or_else(|| HandoverId(next.number()));
            let was = self.roster.handovers.get(&id).map(|h| (**h).clone());
            let new = Handover { post, at, out: Vec::new(), relief: Vec::new(), note: None };
            let mut is = was.clone().unwrap_or(new);
            set(&mut is.out, &part.out.as_ref().map(|list| self.members.find_all(list)).transpose()?);
            set(&mut is.relief, &part.relief.as_ref().map(|list| self.members.find_all(list)).transpose()?);
            if let Some(note) = &part.note {
                is.note = (!note.value.is_empty()).then(|| note.value.clone());
            }
            self.put(id, was, is, Event::Handover);
        }
        Ok(())
    }

    /// Open items, and closed ones.
    pub(super) fn items(&mut self, doc: &Document) -> Read<()> {
        let items = self.roster.items.iter();
        let mut known = Known::of(items.map(|(id, i)| ((i.post, i.opened, i.text.clone()), *id)));
        let mut next = Next(self.roster.ids.item);
        for part in &doc.items {
            let post = self.posts.find(&part.post)?;
            let opened = self.past("opened", &part.opened)?;
            let closed = self.past_end("closed", &part.closed, opened)?;
            let text = part.text.value.clone();
            let id = known.take(&(post, opened, text.clone())).unwrap_or_else(|| ItemId(next.number()));
            let was = self.roster.items.get(&id).map(|i| (**i).clone());
            let new = OpenItem { post, opened, text, due: None, closed: None };
            let mut is = was.clone().unwrap_or(new);
            is.due = part.due.as_ref().map(|d| d.value).or(is.due);
            is.closed = closed.or(is.closed);
            self.put(id, was, is, Event::Item);
        }
        Ok(())
    }
}
