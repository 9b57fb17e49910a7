//! The roster as one writes it to a chat group: a date's posts and people, the handover summary, and who is affected by
//! a change.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use super::Handout;
use crate::domain::finding::{self, Finding, Severity};
use crate::domain::*;
use crate::locale::{self, Lang, fill, list, text};

/// The roster of the scope's dates, a line a post.
pub fn roster(handout: &Handout) -> String {
    handout.dates().map(|date| day(handout, date)).collect::<Vec<_>>().join("\n")
}

fn day(handout: &Handout, date: NaiveDate) -> String {
    let lang = handout.lang;
    let branch = &handout.roster.branch.name;
    let date_words = locale::date_weekday(lang, date);
    let mut out = fill(lang, "chat.roster", &[("branch", branch), ("date", &date_words)]) + "\n";
    for (id, post) in handout.posts() {
        let mut shifts = Vec::new();
        for shift in handout.shifts_on(date) {
            let cell = handout.cell(Slot { post: id, date, shift: shift.id });
            let mut names: Vec<&str> = cell.people.iter().map(|(_, words)| words.as_str()).collect();
            let short = fill(lang, "sheet.short_by", &[("n", &cell.short_by)]);
            if cell.short_by > 0 {
                names.push(&short);
            }
            if !names.is_empty() {
                shifts.push(format!("{} {}", shift.code, list(lang, &names)));
            }
        }
        if !shifts.is_empty() {
            out.push_str(&format!("{}：{}\n", post.label(), shifts.join("  ")));
        }
    }
    out
}

/// What the next shift must know: who stands where, what is not as it should be, what is still to be done.
pub fn handover(roster: &Roster, now: Instant, lang: Lang) -> String {
    let zone = roster.zone();
    let at = locale::moment_full(lang, zone, now);
    let mut out = fill(lang, "chat.handover", &[("branch", &roster.branch.name), ("at", &at)]) + "\n";
    for (id, post) in &roster.posts {
        let on: Vec<String> = roster
            .presences_at(*id)
            .filter(|(_, p)| p.span().contains(now))
            .map(|(_, p)| {
                let since = locale::moment(lang, zone, now, p.on);
                fill(lang, "chat.on_since", &[("member", &roster.name_of(p.member)), ("since", &since)])
            })
            .collect();
        if on.is_empty() && !post.needs_from(now.date(zone)) {
            continue;
        }
        let on = if on.is_empty() { text(lang, "chat.nobody").to_string() } else { list(lang, &on) };
        out.push_str(&format!("{}：{on}\n", post.label()));
        let last = roster.handovers_at(*id).next_back().map(|(_, h)| h);
        if let Some(note) = last.and_then(|h| h.note.as_deref()) {
            out.push_str(&format!("  {note}\n"));
        }
    }
    let found = finding::findings(roster, now, None);
    let now_list: Vec<&Finding> = found.iter().filter(|f| f.severity == Severity::Now).collect();
    section(&mut out, lang, "chat.attention", now_list.iter().map(|f| locale::finding(lang, roster, now, f)));
    let mut items: Vec<_> = roster.items.values().filter(|i| i.closed.is_none() && i.opened <= now).collect();
    items.sort_by_key(|i| (i.due.is_none(), i.due, i.opened));
    let item = |i: &&std::sync::Arc<OpenItem>| {
        let post = roster.post(i.post).map_or("", |p| p.label());
        match i.due {
            Some(due) => format!("{post}：{}（{}）", i.text, locale::moment(lang, zone, now, due)),
            None => format!("{post}：{}", i.text),
        }
    };
    section(&mut out, lang, "chat.items", items.iter().map(item));
    out
}

fn section(out: &mut String, lang: Lang, heading: &str, lines: impl Iterator<Item = String>) {
    let lines: Vec<String> = lines.collect();
    if !lines.is_empty() {
        out.push_str(&format!("{}\n", text(lang, heading)));
        lines.iter().for_each(|line| out.push_str(&format!("· {line}\n")));
    }
}

/// One thing that is other than it was: an assignment put, taken out, or of another part of its slot.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Change {
    Put,
    Taken,
    Moved,
}

/// How the assignments of `after` differ from those of `before` on the dates `[first, last]`, by member, then date.
/// What is pinned or noted does not count.
pub fn differences(before: &Roster, after: &Roster, first: NaiveDate, last: NaiveDate) -> Vec<(AssignmentId, Change)> {
    let part = |a: &Assignment| (a.from, a.to);
    let within = |id: &&AssignmentId| (first..=last).contains(&id.slot.date);
    let mut out = Vec::new();
    for id in before.assignments.keys().filter(within) {
        match after.assignments.get(id) {
            None => out.push((*id, Change::Taken)),
            Some(a) if before.assignments.get(id).is_some_and(|b| part(a) != part(b)) => out.push((*id, Change::Moved)),
            Some(_) => {}
        }
    }
    let new = after.assignments.keys().filter(within).filter(|id| !before.assignments.contains_key(*id));
    out.extend(new.map(|id| (*id, Change::Put)));
    out.sort_by_key(|(id, change)| (id.member, id.slot.date, *change, id.slot));
    out
}

/// Who is affected by a change, a line a member; names as they are in `after`.
pub fn affected(after: &Roster, changes: &[(AssignmentId, Change)], lang: Lang) -> Vec<String> {
    let mut by_member: BTreeMap<MemberId, Vec<String>> = BTreeMap::new();
    for (id, change) in changes {
        let key = match change {
            Change::Put => "chat.put",
            Change::Taken => "chat.taken",
            Change::Moved => "chat.moved",
        };
        let slot = &id.slot;
        let date = locale::date_weekday(lang, slot.date);
        let shift = after.shift_code(slot.shift);
        let post = after.post(slot.post).map_or("", |p| p.label());
        let words = fill(lang, key, &[("date", &date), ("shift", &shift), ("post", &post)]);
        by_member.entry(id.member).or_default().push(words);
    }
    by_member.iter().map(|(member, words)| format!("{}：{}", after.name_of(*member), list(lang, words))).collect()
}
