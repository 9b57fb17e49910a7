//! The published roster as others want it: xlsx, csv, ics, html, markdown, plain text. A handout is a pure function of
//! a roster, a scope and a stamp, so that a sheet can be made again later and held against the one that somebody has.

pub mod csv;
pub mod html;
pub mod ics;
pub mod md;
pub mod proof;
pub mod stamp;
pub mod text;
pub mod weeks;
pub mod xlsx;

use std::collections::BTreeMap;

use chrono::{Datelike, NaiveDate};

pub use stamp::Stamp;

use crate::domain::time::{Span, days_after, monday};
use crate::domain::*;
use crate::exchange::branch_file;
use crate::locale::{self, Lang};

/// The most dates a handout has: a year.
pub const MOST_DATES: i64 = 366;

/// What of the roster is handed on.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Scope {
    /// The first and last duty date.
    pub first: NaiveDate,
    pub last: NaiveDate,
    /// Only this post, only this member.
    pub post: Option<PostId>,
    pub member: Option<MemberId>,
}

impl Scope {
    /// The whole roster from this week's Monday on; a week at least, a year at most.
    pub fn from_this_week(roster: &Roster, now: Instant) -> Scope {
        let first = monday(now.date(roster.zone()));
        let planned = roster.assignments.keys().map(|id| id.slot.date).max();
        let last = planned.unwrap_or(first).clamp(days_after(first, 6), days_after(first, MOST_DATES - 1));
        Scope { first, last, post: None, member: None }
    }

    /// Every date on which anybody is planned.
    pub fn everything(roster: &Roster, now: Instant) -> Scope {
        let today = now.date(roster.zone());
        let dates = || roster.assignments.keys().map(|id| id.slot.date);
        let (first, last) = (dates().min().unwrap_or(today), dates().max().unwrap_or(today));
        Scope { first, last, post: None, member: None }
    }

    /// Tomorrow alone: what is written to the chat group in the evening.
    pub fn tomorrow(roster: &Roster, now: Instant) -> Scope {
        let date = days_after(now.date(roster.zone()), 1);
        Scope { first: date, last: date, post: None, member: None }
    }
}

/// A roster with what of it is handed on, in which language, and where it comes from.
#[derive(Clone, Debug)]
pub struct Handout<'a> {
    pub roster: &'a Roster,
    pub scope: Scope,
    pub lang: Lang,
    pub stamp: Stamp,
}

/// A shift as the heading of a row or a column.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Heading<'a> {
    pub id: ShiftId,
    pub name: &'a str,
    start: WallTime,
    /// None where they are not the same on all dates.
    pub times: Option<(WallTime, WallTime)>,
}

/// Somebody planned for a part of a slot, the same part on several dates.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Part {
    pub post: PostId,
    pub shift: ShiftId,
    pub member: MemberId,
    pub from: WallTime,
    pub to: WallTime,
    pub dates: Vec<NaiveDate>,
}

impl<'a> Handout<'a> {
    pub fn dates(&self) -> impl Iterator<Item = NaiveDate> + use<> {
        let first = self.scope.first;
        (0..=(self.scope.last - first).num_days()).map(move |n| days_after(first, n))
    }

    /// The posts in post order: the one that is asked for, else those where anybody is needed or planned in the scope.
    pub fn posts(&self) -> impl Iterator<Item = (PostId, &'a Post)> {
        let (roster, scope) = (self.roster, self.scope);
        let all = roster.posts.iter().map(|(id, post)| (*id, &**post));
        all.filter(move |(id, post)| match scope.post {
            Some(only) => only == *id,
            None => {
                roster.assignments_at(*id, scope.first, scope.last).next().is_some() || needs(roster, scope, *id, post)
            }
        })
    }

    /// The members: the one that is asked for, else those who belong to the branch, or are planned, in the scope.
    pub fn members(&self) -> impl Iterator<Item = (MemberId, &'a Member)> {
        let (roster, scope) = (self.roster, self.scope);
        let all = roster.members.iter().map(|(id, member)| (*id, &**member));
        all.filter(move |(id, m)| match scope.member {
            Some(only) => only == *id,
            None => {
                m.joins.is_none_or(|joins| joins <= scope.last) && m.leaves.is_none_or(|leaves| scope.first <= leaves)
                    || roster.assignments_of(*id, scope.first, scope.last).next().is_some()
            }
        })
    }

    /// The shifts on a date, by when they begin.
    pub fn shifts_on(&self, date: NaiveDate) -> Vec<&'a Shift> {
        let mut shifts: Vec<&Shift> = self.roster.shifts_on(date).iter().collect();
        shifts.sort_by_key(|s| s.start);
        shifts
    }

    /// The shifts of the scope, each once, by when they begin.
    pub fn shifts(&self) -> Vec<Heading<'a>> {
        let Scope { first, last, .. } = self.scope;
        self.shifts_between(first, last)
    }

    /// The shifts of the dates `[first, last]`, each once, by when they begin on the first of them.
    pub fn shifts_between(&self, first: NaiveDate, last: NaiveDate) -> Vec<Heading<'a>> {
        let mut all: Vec<Heading> = Vec::new();
        for shift in self.roster.patterns.between(first, last).flat_map(|shifts| shifts.iter()) {
            let times = (shift.start, shift.end);
            match all.iter_mut().find(|h| h.id == shift.id) {
                Some(known) => known.times = known.times.filter(|t| *t == times),
                None => all.push(Heading { id: shift.id, name: &shift.name, start: shift.start, times: Some(times) }),
            }
        }
        all.sort_by_key(|h| h.start);
        all
    }

    /// Who is planned in a slot, those for the whole of it first.
    pub fn planned(&self, slot: Slot) -> Vec<(MemberId, &'a Assignment)> {
        let only = self.scope.member;
        let mut planned: Vec<_> = self.roster.assigned_in(slot).filter(|(m, _)| only.is_none_or(|o| o == *m)).collect();
        planned.sort_by_key(|(member, a)| (a.from.is_some() || a.to.is_some(), *member));
        planned
    }

    /// Every assignment of the scope, by post, date, shift, member.
    pub fn assignments(&self) -> impl Iterator<Item = (&'a AssignmentId, &'a Assignment)> {
        let Scope { first, last, member, .. } = self.scope;
        self.posts()
            .flat_map(move |(post, _)| self.roster.assignments_at(post, first, last))
            .filter(move |(id, _)| member.is_none_or(|o| o == id.member))
    }

    /// The assignments of a member in the scope, by date, then post order.
    pub fn assignments_of(&self, member: MemberId) -> impl Iterator<Item = (AssignmentId, &'a Assignment)> {
        let Scope { first, last, post, .. } = self.scope;
        self.roster.assignments_of(member, first, last).filter(move |(id, _)| post.is_none_or(|o| o == id.slot.post))
    }

    /// How many heads a slot needs that nobody is planned for.
    pub fn short_by(&self, slot: Slot) -> u32 {
        let heads = self.roster.heads(slot);
        heads.saturating_sub(self.roster.assigned_in(slot).count() as u32)
    }

    pub fn span(&self, id: &AssignmentId, a: &Assignment) -> Option<Span> {
        self.roster.assignment_span(id, a)
    }

    /// The name, with the note behind it.
    pub fn noted(&self, member: MemberId, a: &Assignment) -> String {
        let name = self.roster.name_of(member);
        match &a.note {
            Some(note) => format!("{name}（{note}）"),
            None => name.to_string(),
        }
    }

    /// The name, with the part of the slot that he is there for and the note behind it.
    pub fn with_part(&self, slot: Slot, member: MemberId, a: &Assignment) -> String {
        let Some(shift) = self.roster.shift(slot.date, slot.shift) else { return self.noted(member, a) };
        match (a.from, a.to) {
            (None, None) => self.noted(member, a),
            (from, to) => {
                format!("{} {}–{}", self.noted(member, a), from.unwrap_or(shift.start), to.unwrap_or(shift.end))
            }
        }
    }

    /// Those who are planned for a part of their slot only, by post, shift, member, part.
    pub fn parts(&self) -> Vec<Part> {
        let mut parts: BTreeMap<(PostId, ShiftId, MemberId, WallTime, WallTime), Vec<NaiveDate>> = BTreeMap::new();
        for (id, a) in self.assignments().filter(|(_, a)| a.from.is_some() || a.to.is_some()) {
            let Some(shift) = self.roster.shift(id.slot.date, id.slot.shift) else { continue };
            let (from, to) = (a.from.unwrap_or(shift.start), a.to.unwrap_or(shift.end));
            let dates = parts.entry((id.slot.post, id.slot.shift, id.member, from, to)).or_default();
            dates.push(id.slot.date);
        }
        let part = |((post, shift, member, from, to), dates)| Part { post, shift, member, from, to, dates };
        parts.into_iter().map(part).collect()
    }

    /// What a table of whole slots leaves out, in words: who is there for a part of the slot only.
    pub fn remarks(&self) -> Vec<String> {
        let words = |p: Part| {
            let days: Vec<String> = p.dates.iter().map(|d| format!("{}/{}", d.month(), d.day())).collect();
            let post = self.roster.post(p.post).map_or("", Post::label);
            let name = self.roster.name_of(p.member);
            format!("{post} {name} {}–{}：{}", p.from, p.to, locale::list(self.lang, &days))
        };
        self.parts().into_iter().map(words).collect()
    }

    /// From, to, as one writes it in a title.
    pub fn range(&self) -> String {
        let Scope { first, last, .. } = self.scope;
        locale::date_range(self.lang, first, last)
    }

    /// The words of ours, in the handout's language.
    pub fn word(&self, key: &str) -> &'static str {
        locale::text(self.lang, key)
    }
}

/// Whether a post needs anybody on a date of the scope.
fn needs(roster: &Roster, scope: Scope, id: PostId, post: &Post) -> bool {
    let mut dates = scope.first.iter_days().take_while(|date| *date <= scope.last);
    post.needs_from(scope.first)
        && dates.any(|date| {
            let heads = |s: &Shift| roster.heads(Slot { post: id, date, shift: s.id });
            post.surge.iter().any(|s| s.extra > 0 && s.applies_on(date))
                || roster.shifts_on(date).iter().any(|s| heads(s) > 0)
        })
}

/// What a handout is made as.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Format {
    Xlsx,
    Csv,
    Ics,
    Html,
    Md,
    /// The roster for the chat group.
    Txt,
    /// The handover summary for the chat group.
    Handover,
    /// The branch file: all of the branch, whatever the scope.
    Toml,
}

impl Format {
    /// By a file's extension, in small letters.
    pub fn of(extension: &str) -> Option<Format> {
        Some(match extension {
            "xlsx" => Format::Xlsx,
            "csv" => Format::Csv,
            "ics" => Format::Ics,
            "html" | "htm" => Format::Html,
            "md" => Format::Md,
            "txt" => Format::Txt,
            "toml" => Format::Toml,
            _ => return None,
        })
    }

    pub fn extension(self) -> &'static str {
        match self {
            Format::Xlsx => "xlsx",
            Format::Csv => "csv",
            Format::Ics => "ics",
            Format::Html => "html",
            Format::Md => "md",
            Format::Txt | Format::Handover => "txt",
            Format::Toml => "toml",
        }
    }
}

impl Handout<'_> {
    /// The file's bytes; the same handout always gives the same. Fails with the words of the writer.
    pub fn made(&self, format: Format) -> Result<Vec<u8>, String> {
        let chat = |text: String| format!("{text}\n{}\n", self.stamp_line()).into_bytes();
        match format {
            Format::Xlsx => xlsx::xlsx(self).map_err(|e| e.to_string()),
            Format::Csv => csv::csv(self).map_err(|e| e.to_string()),
            Format::Ics => Ok(ics::ics(self).into_bytes()),
            Format::Html => Ok(html::html(self).into_bytes()),
            Format::Md => Ok(md::md(self).into_bytes()),
            Format::Txt => Ok(chat(text::roster(self))),
            Format::Handover => Ok(chat(text::handover(self.roster, self.stamp.at, self.lang))),
            Format::Toml => {
                Ok(format!("# {}\n{}", self.stamp_line(), branch_file::export_toml(self.roster)).into_bytes())
            }
        }
    }
}
