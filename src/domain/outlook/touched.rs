//! What a list of events has changed, as far as findings go.

use std::collections::BTreeSet;

use crate::domain::event::Event;
use crate::domain::records::*;
use crate::domain::roster::Roster;

/// The posts and members whose records a list of events has changed.
#[derive(Default)]
pub(super) struct Touched {
    pub posts: BTreeSet<PostId>,
    pub members: BTreeSet<MemberId>,
}

impl Touched {
    /// `None` when everything is to be looked at again.
    pub fn by(events: &[Event], roster: &Roster) -> Option<Touched> {
        let mut touched = Touched::default();
        for event in events {
            match event {
                Event::Branch(_) | Event::Rules(_) | Event::Pattern(_) | Event::PatternFrom(_) => return None,
                Event::Post(c) => {
                    touched.posts.insert(c.id);
                }
                Event::Member(c) => {
                    touched.members.insert(c.id);
                    let name = |m: &Option<Member>| m.as_ref().map(|m| m.name.clone());
                    if name(&c.was) != name(&c.is) {
                        touched.posts.extend(roster.presences_of(c.id).map(|(_, p)| p.post));
                        let (first, last) = (chrono::NaiveDate::MIN, chrono::NaiveDate::MAX);
                        touched.posts.extend(roster.assignments_of(c.id, first, last).map(|(id, _)| id.slot.post));
                    }
                }
                Event::Assignment(c) => {
                    touched.posts.insert(c.id.slot.post);
                    touched.members.insert(c.id.member);
                }
                Event::Presence(c) => {
                    touched.posts.extend(c.was.iter().chain(&c.is).map(|p| p.post));
                    touched.members.extend(c.was.iter().chain(&c.is).map(|p| p.member));
                }
                _ => {}
            }
        }
        Some(touched)
    }
}
