//! On, off, and the correction of a presence: what really happened.

use super::*;
use crate::domain::invariant;
use crate::domain::time::Span;

impl Draft {
    /// A member comes on at a post.
    pub(super) fn on(&mut self, post: PostId, member: MemberId, at: Instant) -> Result<(), Refusal> {
        self.post(post)?;
        self.member(member)?;
        let his = self.next.with_presences_of(member);
        if let Some(other) = invariant::first_overlap(his, member, Span::new(at, Instant::NEVER), None) {
            return Err(invariant::overlap_with(other));
        }
        let id = PresenceId(self.records().ids.presence.saturating_add(1));
        let is = Presence { post, member, on: at, off: None, away: Vec::new(), corrected: Vec::new() };
        self.put_presence(id, is);
        Ok(())
    }

    /// A member goes off; his own break, if he is on one, ends with it.
    pub(super) fn off(&mut self, post: PostId, member: MemberId, at: Instant) -> Result<(), Refusal> {
        let (id, p) = self.standing(post, member)?;
        let p = gone_off(p, at)?;
        self.put_presence(id, p);
        Ok(())
    }

    /// The open presence of a member at a post.
    pub(super) fn standing(&mut self, post: PostId, member: MemberId) -> Result<(PresenceId, Presence), Refusal> {
        self.post(post)?;
        self.member(member)?;
        let open = self.next.with_presences_of(member).on_duty(member).filter(|(_, p)| p.post == post);
        open.map(|(id, p)| (id, p.clone())).ok_or(Refusal::NotOnDuty { member, post })
    }

    /// The presence of a member at a post that began at `on`.
    fn began(&mut self, post: PostId, member: MemberId, on: Instant) -> Option<(PresenceId, Presence)> {
        let mut his = self.next.with_presences_of(member).presences_of(member).rev();
        his.find(|(_, p)| p.post == post && p.on == on).map(|(id, p)| (id, p.clone()))
    }

    /// Other times for the presence that began at `on`; the old ones stay readable in it.
    pub(super) fn correct(
        &mut self,
        post: PostId,
        member: MemberId,
        on: Instant,
        (new_on, new_off): (Option<Instant>, Option<Instant>),
        reason: String,
        now: Instant,
    ) -> Result<(), Refusal> {
        self.post(post)?;
        self.member(member)?;
        let (id, old) = self.began(post, member, on).ok_or(Refusal::NoPresence { member, post, on })?;
        for t in new_on.into_iter().chain(new_off) {
            moment(Some(t), now)?;
        }
        let mut is = old.clone();
        is.on = new_on.unwrap_or(old.on);
        if let Some(off) = new_off {
            is = moved_off(is, off)?;
        }
        if (is.on, is.off) == (old.on, old.off) {
            return Err(Refusal::NothingChanges);
        }
        is.corrected.push(Correction { on: old.on, off: old.off, reason });
        invariant::presence(&is)?;
        let his = self.next.with_presences_of(member);
        if let Some(other) = invariant::first_overlap(his, member, is.span(), Some(id)) {
            return Err(invariant::overlap_with(other));
        }
        self.put_presence(id, is);
        Ok(())
    }
}

/// The presence, ended at `off`; a break that is still open ends with it.
fn gone_off(mut p: Presence, off: Instant) -> Result<Presence, Refusal> {
    p.off = Some(off);
    for a in p.away.iter_mut().filter(|a| a.to.is_none() && a.from <= off) {
        a.to = Some(off);
    }
    invariant::presence(&p)?;
    Ok(p)
}

/// The presence with another end; a break that ended with it, or is still open, ends with it now.
fn moved_off(mut p: Presence, off: Instant) -> Result<Presence, Refusal> {
    let old = p.off;
    for a in p.away.iter_mut().filter(|a| a.to == old && a.from <= off) {
        a.to = a.to.map(|to| to.min(off));
    }
    gone_off(p, off)
}
