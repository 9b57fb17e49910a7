//! A file as it is offered: read against the roster, with the one change it would be, what that does to the plan, and
//! why it cannot be. Pure, as the reading is; nothing is recorded here.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use super::names::Who;
use super::problem::Stop;
use super::understood::{Assigned, Remark, Understood};
use super::{Options, read};
use crate::domain::changes::Changes;
use crate::domain::decide::decide;
use crate::domain::effect::{Effect, effect};
use crate::domain::event::apply;
use crate::domain::outlook::Outlook;
use crate::domain::{
    AssignmentId, Command, Do, Event, Heads, Instant, MemberId, Post, PostId, Refusal, Roster, ShiftId, Slot, lookup,
};

/// What is to be read, and how.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Ask {
    /// The path as it was typed.
    pub path: String,
    pub options: Options,
    /// The post of the options is made with the import when there is none of that name.
    pub new_post: bool,
    /// Places of the file that become posts with the import; one at which it has nobody does not.
    pub new_posts: Vec<String>,
    /// Only the posts and people are wanted, for a branch that does not exist yet.
    pub survey: bool,
}

/// What a file says, and what importing it comes to.
#[derive(Clone, Debug)]
pub struct Offer {
    pub understood: Understood,
    /// What it was read against: the branch, with the post that is made.
    pub roster: Roster,
    /// The one change.
    pub events: Vec<Event>,
    /// Why it would be refused.
    pub refused: Option<Refusal>,
    pub effect: Effect,
    /// By cell of the list of assignments: whether it is in the plan already, and who else is planned there.
    pub beside: Vec<Beside>,
}

/// How an assignment of the file stands to the plan.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Beside {
    /// It is in the plan already.
    pub known: bool,
    /// Others that are planned in the slot and that the file does not name there.
    pub others: Vec<MemberId>,
}

impl Offer {
    /// The command that takes it over; none when nothing would change.
    pub fn command(&self) -> Option<Command> {
        (!self.events.is_empty()).then(|| Command::new(Do::Import { events: self.events.clone() }))
    }

    /// The date that one would look at first: the first one from today on, else the first.
    pub fn first_date(&self, now: Instant) -> Option<chrono::NaiveDate> {
        let today = now.date(self.roster.zone());
        let dates = || self.understood.assignments.iter().map(|a| a.date);
        dates().filter(|d| *d >= today).min().or_else(|| dates().min())
    }

    /// The sheets of the file: the one that was read, then the others.
    pub fn sheets(&self) -> Vec<String> {
        let others = self.understood.remarks.iter().find_map(|r| match r {
            Remark::NotRead(names) => Some(names.clone()),
            _ => None,
        });
        std::iter::once(self.understood.sheet.clone()).chain(others.into_iter().flatten()).collect()
    }
}

/// The roster with the posts that an import makes.
struct Made {
    with: Roster,
    posts: Vec<(PostId, String)>,
}

impl Made {
    fn of(roster: &Roster, names: &[&str]) -> Made {
        let (mut changes, mut posts) = (Changes::new(roster), Vec::new());
        for name in names {
            let known = changes.roster().post_by_name(name).is_some();
            let post = Post { name: name.to_string(), ..Post::default() };
            if let (false, Ok(id)) = (known, changes.post(None, post)) {
                posts.push((id, name.to_string()));
            }
        }
        Made { with: changes.roster().clone(), posts }
    }
}

/// Reads a file with the posts that are made with it, and how many it has there.
fn understood(
    bytes: &[u8],
    stem: &str,
    ask: &Ask,
    roster: &Roster,
    today: NaiveDate,
) -> Result<(Understood, Made, UsualHeads), Stop> {
    let asked = ask.options.post.as_deref().filter(|_| ask.new_post);
    let mut names: Vec<&str> = asked.into_iter().chain(ask.new_posts.iter().map(String::as_str)).collect();
    loop {
        let made = Made::of(roster, &names);
        if let Some(name) = asked.filter(|name| lookup::post(&made.with, name).is_err()) {
            return Err(Stop::BadPost { name: name.to_string(), near: Vec::new() });
        }
        let understood = read(bytes, stem, &made.with, &ask.options, today)?;
        let heads = usual_heads(&understood.assignments, &made.with);
        let used = |(id, name): &&(PostId, String)| heads.contains_key(id) || asked == Some(name);
        if made.posts.iter().all(|post| used(&post)) {
            return Ok((understood, made, heads));
        }
        let used: Vec<String> = made.posts.iter().filter(used).map(|(_, name)| name.clone()).collect();
        names.retain(|name| used.iter().any(|u| u == name));
    }
}

/// Reads a file and works out what importing it would change; `stem` is its name without the extension.
pub fn offer(
    bytes: &[u8],
    stem: &str,
    ask: &Ask,
    roster: &Roster,
    outlook: &Outlook,
    now: Instant,
) -> Result<Offer, Stop> {
    let today = now.date(roster.zone());
    let (understood, made, heads) = understood(bytes, stem, ask, roster, today)?;
    let mut with = made.with;
    let mut changes = Changes::new(roster);
    for (id, name) in made.posts {
        let heads = heads.get(&id).cloned().unwrap_or_default();
        let _ = changes.post(None, Post { name, heads, ..Post::default() });
    }
    let mut events = changes.events();
    events.iter().for_each(|e| apply(&mut with, e));
    events.extend(understood.events.iter().cloned());
    let beside = beside(&understood.assignments, &with);
    let mut offer = Offer { understood, roster: with, events, refused: None, effect: Effect::default(), beside };
    if let Some(command) = offer.command() {
        offer.refused = decide(roster, &command, now).err();
        if offer.refused.is_none() {
            offer.effect = effect(roster, outlook, &offer.events);
        }
    }
    Ok(offer)
}

/// The heads of posts by their number.
pub type UsualHeads = BTreeMap<PostId, Vec<Heads>>;

/// How many people the file has at each post in each shift on most of the dates: one where it has nobody.
pub fn usual_heads(assignments: &[Assigned], roster: &Roster) -> UsualHeads {
    let mut by_slot: BTreeMap<Slot, u32> = BTreeMap::new();
    for a in assignments {
        *by_slot.entry(Slot { post: a.post, date: a.date, shift: a.shift }).or_default() += 1;
    }
    let mut counts: BTreeMap<(PostId, ShiftId), BTreeMap<u32, usize>> = BTreeMap::new();
    for (slot, n) in by_slot {
        *counts.entry((slot.post, slot.shift)).or_default().entry(n).or_default() += 1;
    }
    let usual = |post, shift| {
        let of = counts.get(&(post, shift));
        of.and_then(|c| c.iter().max_by_key(|(n, times)| (**times, std::cmp::Reverse(**n)))).map_or(0, |(n, _)| *n)
    };
    let posts: std::collections::BTreeSet<_> = counts.keys().map(|(post, _)| *post).collect();
    let heads = |post| {
        let all = roster.patterns.every().iter().map(|s| Heads { shift: s.id, heads: usual(post, s.id) });
        all.filter(|h| h.heads > 0).collect()
    };
    posts.into_iter().map(|post| (post, heads(post))).collect()
}

/// How each assignment stands to the plan.
fn beside(assignments: &[Assigned], roster: &Roster) -> Vec<Beside> {
    let slot = |a: &Assigned| Slot { post: a.post, date: a.date, shift: a.shift };
    let mut named: BTreeMap<Slot, Vec<MemberId>> = BTreeMap::new();
    for a in assignments {
        if let Who::Known(member) = a.who {
            named.entry(slot(a)).or_default().push(member);
        }
    }
    let one = |a: &Assigned| {
        let known = match a.who {
            Who::Known(member) => roster.assignments.contains_key(&AssignmentId { slot: slot(a), member }),
            Who::Stranger(_) => false,
        };
        let of = named.get(&slot(a));
        let others = roster.assigned_in(slot(a)).map(|(m, _)| m).filter(|m| of.is_none_or(|all| !all.contains(m)));
        Beside { known, others: others.collect() }
    };
    assignments.iter().map(one).collect()
}
