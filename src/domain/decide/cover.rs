//! Break cover (RULES §9): one steps out, another stands in.

use super::*;

impl Draft {
    /// `member` steps out at `at`; `by`, if not present there, comes on.
    pub(super) fn cover(
        &mut self,
        post: PostId,
        member: MemberId,
        by: Option<MemberId>,
        at: Instant,
    ) -> Result<(), Refusal> {
        let (id, mut p) = self.standing(post, member)?;
        if at < p.on {
            return Err(Refusal::NotOnDuty { member, post });
        }
        not_away(&p, at)?;
        if by == Some(member) {
            return Err(Refusal::CoversHimself { member });
        }
        let brought = by.map_or(Ok(false), |by| self.stands_in(post, by, at))?;
        p.away.push(Away { from: at, to: None, by, brought });
        p.away.sort_by_key(|a| a.from);
        self.put_presence(id, p);
        Ok(())
    }

    /// Whether `by` had to come on to stand in from `at`.
    fn stands_in(&mut self, post: PostId, by: MemberId, at: Instant) -> Result<bool, Refusal> {
        match self.standing(post, by) {
            Ok((_, there)) if there.on <= at => not_away(&there, at).map(|()| false),
            _ => self.on(post, by, at).map(|()| true),
        }
    }

    /// The break ends; whom the cover brought on goes off again, if he is still there for it.
    pub(super) fn uncover(&mut self, post: PostId, member: MemberId, at: Instant) -> Result<(), Refusal> {
        self.post(post)?;
        self.member(member)?;
        let not_away = |_| Refusal::NotAway { member, post };
        let (id, mut p) = self.standing(post, member).map_err(not_away)?;
        let open = p.away.iter_mut().find(|a| a.to.is_none()).ok_or(Refusal::NotAway { member, post })?;
        if at < open.from {
            return Err(Refusal::BackBeforeAway { member, since: open.from });
        }
        open.to = Some(at);
        let (from, by) = (open.from, open.by.filter(|_| open.brought));
        self.put_presence(id, p);
        if let Some(by) = by.filter(|by| self.came_for(post, *by, from)) {
            self.off(post, by, at)?;
        }
        Ok(())
    }

    /// Whether `by` is present at the post since the cover at `from` brought him on, be it a little before or after that.
    /// Once he has gone off he may be there again for another reason, and stays.
    fn came_for(&mut self, post: PostId, by: MemberId, from: Instant) -> bool {
        let came = |p: &Presence| p.corrected.first().map_or(p.on, |c| c.on);
        let there = |p: &Presence| p.post == post && (came(p) >= from || p.off.is_none_or(|off| off > from));
        let first = self.next.with_presences_of(by).presences_of(by).find(|(_, p)| there(p));
        first.is_some_and(|(_, p)| p.off.is_none())
    }
}

/// Refused while he is away at `t` or, as a break that begins at `t` is open, at any time after it.
fn not_away(p: &Presence, t: Instant) -> Result<(), Refusal> {
    match p.away.iter().find(|a| a.to.is_none_or(|to| t < to)) {
        Some(a) => Err(Refusal::AlreadyAway { member: p.member, since: a.from }),
        None => Ok(()),
    }
}
