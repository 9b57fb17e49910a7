//! Ways out for what stays open: each rule loosened a little, one at a time, to see how many of the empty heads that
//! would fill. Computed by the rules, so that what is promised holds.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use super::Open;
use super::openings::Opening;
use super::sheet::{Against, Sheet};
use crate::domain::demand::Calendar;
use crate::domain::time::{DAY, HOUR, Instant};
use crate::domain::{AssignmentId, Member, MemberId, PostId, Roster, ShiftId, Unavailable};

/// Something that would fill empty heads, and how many.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Way {
    /// These members may stand at the post too.
    AlsoStands { members: Vec<MemberId>, post: PostId, fills: u32 },
    /// The member is back from leave so many days earlier: at that instant.
    BackEarlier { member: MemberId, days: i64, at: Instant, fills: u32 },
    /// These members may be on duty so many dates in a row.
    MoreDays { members: Vec<MemberId>, days: u32, fills: u32 },
    /// The week of these members is lifted by so many seconds.
    LongerWeek { members: Vec<MemberId>, by: i64, fills: u32 },
    /// These members rest only so many seconds.
    ShorterRest { members: Vec<MemberId>, rest: i64, fills: u32 },
    /// A stretch may last so many seconds.
    LongerStretch { to: i64, fills: u32 },
    /// One more person; for what he would mostly stand, if it is mostly one.
    OneMore { shift: Option<ShiftId>, fills: u32 },
}

impl Way {
    /// How many empty heads it fills.
    pub fn fills(&self) -> u32 {
        match self {
            Way::AlsoStands { fills, .. }
            | Way::BackEarlier { fills, .. }
            | Way::MoreDays { fills, .. }
            | Way::LongerWeek { fills, .. }
            | Way::ShorterRest { fills, .. }
            | Way::LongerStretch { fills, .. }
            | Way::OneMore { fills, .. } => *fills,
        }
    }

    /// The word in JSON.
    pub fn name(&self) -> &'static str {
        match self {
            Way::AlsoStands { .. } => "also_stands",
            Way::BackEarlier { .. } => "back_earlier",
            Way::MoreDays { .. } => "more_days",
            Way::LongerWeek { .. } => "longer_week",
            Way::ShorterRest { .. } => "shorter_rest",
            Way::LongerStretch { .. } => "longer_stretch",
            Way::OneMore { .. } => "one_more",
        }
    }

    /// What it asks for: the less, the earlier in the list. A person must first be found; hours and rest cost health.
    fn price(&self) -> u8 {
        match self {
            Way::AlsoStands { .. } => 0,
            Way::BackEarlier { .. } => 1,
            Way::MoreDays { .. } => 2,
            Way::LongerWeek { .. } => 3,
            Way::OneMore { .. } => 4,
            Way::ShorterRest { .. } => 5,
            Way::LongerStretch { .. } => 6,
        }
    }
}

/// How many ways are told.
const MOST: usize = 5;
/// How many empty heads are looked at, and how often the rules are asked for one way.
const HEADS: usize = 60;
const ASKS: usize = 8_000;

/// The ways out, those first that fill most, among equals the cheapest; none when it is stopped.
pub fn ways(roster: &Roster, calendar: &Calendar, now: Instant, open: &[Open], cancel: &AtomicBool) -> Vec<Way> {
    let heads: Vec<Opening> =
        open.iter().flat_map(|o| std::iter::repeat_n(o.opening, o.opening.heads as usize)).take(HEADS).collect();
    if heads.is_empty() || cancel.load(Ordering::Relaxed) {
        return Vec::new();
    }
    let look = Look::new(roster, calendar, now, heads, cancel);
    let mut out: Vec<Way> = look.also_stands();
    out.extend(look.back_earlier());
    out.extend(look.more_days());
    out.extend(look.longer_week());
    out.extend(look.shorter_rest());
    out.extend(look.longer_stretch());
    out.extend(look.one_more());
    if look.stopped() {
        return Vec::new();
    }
    out.retain(|w| w.fills() > 0);
    out.sort_by_key(|w| (std::cmp::Reverse(w.fills()), w.price()));
    out.truncate(MOST);
    out
}

struct Look<'a> {
    roster: &'a Roster,
    calendar: &'a Calendar,
    now: Instant,
    heads: Vec<Opening>,
    cancel: &'a AtomicBool,
    /// By head: whom only one thing keeps away, and what.
    only: Vec<Vec<(MemberId, Against)>>,
}

impl<'a> Look<'a> {
    fn new(
        roster: &'a Roster,
        calendar: &'a Calendar,
        now: Instant,
        heads: Vec<Opening>,
        cancel: &'a AtomicBool,
    ) -> Look<'a> {
        let mut look = Look { roster, calendar, now, heads, cancel, only: Vec::new() };
        let mut sheet = look.sheet(roster);
        for o in &look.heads {
            let mut only = Vec::new();
            for member in roster.members.keys() {
                if sheet.asked >= 4 * ASKS || look.stopped() {
                    break;
                }
                let against = sheet.against(AssignmentId { slot: o.slot, member: *member }, o.span);
                if let [one] = against[..] {
                    only.push((*member, one));
                }
            }
            look.only.push(only);
        }
        look
    }

    fn stopped(&self) -> bool {
        self.cancel.load(Ordering::Relaxed)
    }

    fn sheet(&self, roster: &'a Roster) -> Sheet<'a> {
        Sheet::new(roster, self.calendar, self.now)
    }

    /// Who would fill which head if `by` held instead of the roster, of those whom only `why` keeps away and `may` lets
    /// through; one after another, each head once.
    fn filled(&self, why: Against, by: &Roster, may: impl Fn(MemberId, usize) -> bool) -> Vec<(MemberId, usize)> {
        let mut sheet = self.sheet(self.roster);
        let mut out: Vec<(MemberId, usize)> = Vec::new();
        for (k, o) in self.heads.iter().enumerate() {
            let mut could: Vec<MemberId> =
                self.only[k].iter().filter(|(m, w)| *w == why && may(*m, k)).map(|(m, _)| *m).collect();
            // Who is in it already is asked first: the fewer people the better.
            could.sort_by_key(|m| !out.iter().any(|(o, _)| o == m));
            for member in could {
                let id = AssignmentId { slot: o.slot, member };
                if sheet.asked < ASKS && !self.stopped() && sheet.against_by(id, o.span, by).is_empty() {
                    sheet.put(id, o.span);
                    out.push((member, k));
                    break;
                }
            }
        }
        out
    }

    fn with_rules(&self, change: impl FnOnce(&mut crate::domain::Rules)) -> Roster {
        let mut by = self.roster.clone();
        change(&mut by.rules);
        by
    }

    fn also_stands(&self) -> Vec<Way> {
        let mut by = self.roster.clone();
        for (id, m) in self.roster.members.iter().filter(|(_, m)| m.posts.is_some()) {
            by.members.insert(*id, Arc::new(Member { posts: None, ..(**m).clone() }));
        }
        let posts: BTreeSet<PostId> = self.heads.iter().map(|o| o.slot.post).collect();
        let way = |post| {
            let filled = self.filled(Against::NotEligible, &by, |_, k| self.heads[k].slot.post == post);
            Way::AlsoStands { members: members(&filled), post, fills: filled.len() as u32 }
        };
        posts.into_iter().map(way).collect()
    }

    /// The best of those who are away: most heads for the fewest days.
    fn back_earlier(&self) -> Option<Way> {
        let away: BTreeSet<MemberId> =
            self.only.iter().flatten().filter(|(_, w)| *w == Against::Unavailable).map(|(m, _)| *m).collect();
        let mut best: Option<Way> = None;
        for member in away.into_iter().take(40) {
            for days in 1..=2 {
                let Some((by, at)) = self.back(member, days) else { continue };
                let fills = self.filled(Against::Unavailable, &by, |m, _| m == member).len() as u32;
                if fills > best.as_ref().map_or(0, Way::fills) {
                    best = Some(Way::BackEarlier { member, days, at, fills });
                }
            }
        }
        best
    }

    /// The roster in which the leave of `member` that reaches over an empty head ends so many days earlier, and when.
    fn back(&self, member: MemberId, days: i64) -> Option<(Roster, Instant)> {
        let record = self.roster.member(member)?;
        let over = |u: &&mut Unavailable| match u {
            Unavailable::Once { from, to, .. } => {
                let (from, to) = (*from, *to);
                to - from > days * DAY && self.heads.iter().any(|o| o.span.from < to && from < o.span.to)
            }
            Unavailable::Daily { .. } => false,
        };
        let mut is = record.clone();
        let leave = is.unavailable.iter_mut().find(over)?;
        let Unavailable::Once { to, .. } = leave else { return None };
        *to = *to - days * DAY;
        let at = *to;
        let mut by = self.roster.clone();
        by.members.insert(member, Arc::new(is));
        Some((by, at))
    }

    fn more_days(&self) -> Option<Way> {
        let days = self.roster.rules.max_consecutive_days + 1;
        let by = self.with_rules(|r| r.max_consecutive_days = days);
        let filled = self.filled(Against::ConsecutiveDays, &by, |_, _| true);
        Some(Way::MoreDays { members: members(&filled), days, fills: filled.len() as u32 })
    }

    /// By four hours, or by eight where that fills more.
    fn longer_week(&self) -> Option<Way> {
        let way = |hours: i64| {
            let by = self.with_rules(|r| r.max_week += hours * HOUR);
            let filled = self.filled(Against::WeekHours, &by, |_, _| true);
            Way::LongerWeek { members: members(&filled), by: hours * HOUR, fills: filled.len() as u32 }
        };
        let (four, eight) = (way(4), way(8));
        Some(if eight.fills() > four.fills() { eight } else { four })
    }

    fn shorter_rest(&self) -> Option<Way> {
        let rest = 8 * HOUR;
        if self.roster.rules.min_rest <= rest {
            return None;
        }
        let by = self.with_rules(|r| r.min_rest = rest);
        let filled = self.filled(Against::ShortRest, &by, |_, _| true);
        Some(Way::ShorterRest { members: members(&filled), rest, fills: filled.len() as u32 })
    }

    /// Where a shift is longer than a stretch may be, nobody can stand it at all.
    fn longer_stretch(&self) -> Option<Way> {
        let longest = self.heads.iter().map(|o| o.span.length()).max()?;
        if longest <= self.roster.rules.max_stretch {
            return None;
        }
        let by = self.with_rules(|r| r.max_stretch = longest);
        let filled = self.filled(Against::Overlong, &by, |_, _| true);
        Some(Way::LongerStretch { to: longest, fills: filled.len() as u32 })
    }

    /// Somebody new, who may stand anywhere and is never away.
    fn one_more(&self) -> Option<Way> {
        let new = MemberId(u32::MAX);
        let mut by = self.roster.clone();
        by.members.insert(new, Arc::new(Member::default()));
        let fills = |shift: Option<ShiftId>| {
            let mut sheet = Sheet::new(&by, self.calendar, self.now);
            let mut n = 0;
            for o in self.heads.iter().filter(|o| shift.is_none_or(|s| o.slot.shift == s)) {
                let id = AssignmentId { slot: o.slot, member: new };
                if sheet.against(id, o.span).is_empty() {
                    sheet.put(id, o.span);
                    n += 1;
                }
            }
            n
        };
        let mut by_shift = BTreeMap::new();
        for o in &self.heads {
            by_shift.entry(o.slot.shift).or_insert_with(|| fills(Some(o.slot.shift)));
        }
        let (shift, of_one) = by_shift.into_iter().max_by_key(|(_, n)| *n)?;
        let of_all = fills(None);
        Some(match of_one >= of_all {
            true => Way::OneMore { shift: Some(shift), fills: of_one },
            false => Way::OneMore { shift: None, fills: of_all },
        })
    }
}

fn members(filled: &[(MemberId, usize)]) -> Vec<MemberId> {
    filled.iter().map(|(m, _)| *m).collect::<BTreeSet<_>>().into_iter().collect()
}
