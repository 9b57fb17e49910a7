//! The roster as a calendar: one event for each assignment, in UTC, so that midnight and summer time are nobody's
//! trouble; a UID that stays the same however often it is exported.

use icalendar::{Calendar, Component, Event, EventLike, Property};

use super::Handout;
use crate::domain::{Assignment, AssignmentId, Span};

/// The file's text.
pub fn ics(handout: &Handout) -> String {
    let roster = handout.roster;
    let name = match handout.scope.member {
        Some(member) => format!("{} {}", roster.branch.name, roster.name_of(member)),
        None => roster.branch.name.clone(),
    };
    let mut calendar = Calendar::empty();
    calendar.append_property(Property::new("VERSION", "2.0"));
    calendar.append_property(Property::new("PRODID", "-//lunban//lunban//ZH"));
    calendar.append_property(Property::new("CALSCALE", "GREGORIAN"));
    calendar.append_property(Property::new("METHOD", "PUBLISH"));
    calendar.append_property(Property::new("X-WR-TIMEZONE", roster.zone().name()));
    calendar.name(&name).description(&handout.stamp_line());
    let mut all: Vec<_> = handout.assignments().filter_map(|(id, a)| Some((handout.span(id, a)?, id, a))).collect();
    all.sort_by_key(|(span, id, _)| (*span, id.slot.post, id.member));
    for (span, id, a) in all {
        calendar.push(event(handout, span, id, a));
    }
    calendar.to_string()
}

fn event(handout: &Handout, span: Span, id: &AssignmentId, a: &Assignment) -> Event {
    let roster = handout.roster;
    let post = roster.post(id.slot.post);
    let shift = roster.shift_name(id.slot.date, id.slot.shift);
    let label = post.map_or("", |p| p.label());
    let summary = match handout.scope.member {
        Some(_) => format!("{label} {shift}"),
        None => format!("{label} {shift} {}", roster.name_of(id.member)),
    };
    let place = post.and_then(|p| p.compound).and_then(|c| roster.compounds.get(&c));
    let place: Vec<&str> = [
        Some(roster.post_name(id.slot.post)),
        place.and_then(|c| c.community.as_deref()),
        place.and_then(|c| c.subdistrict.as_deref()),
    ]
    .into_iter()
    .flatten()
    .collect();
    let mut event = Event::new();
    event
        .uid(&uid(&handout.stamp.branch, id))
        .timestamp(handout.stamp.at.utc())
        .starts(span.from.utc())
        .ends(span.to.utc())
        .summary(&summary)
        .location(&place.join(" "));
    if let Some(note) = &a.note {
        event.description(note);
    }
    event.done()
}

/// The numbers of post, shift and member, which are never given twice, and the branch's mark: all stay when names
/// change.
fn uid(branch: &str, id: &AssignmentId) -> String {
    let slot = &id.slot;
    format!("{}-{}-{}-{}-{branch}@lunban", slot.date, slot.post.0, slot.shift.0, id.member.0)
}
