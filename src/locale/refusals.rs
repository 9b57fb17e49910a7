//! Refusals in words: the message says what and where, the hint what to do.

use std::fmt::{self, Display};

use super::catalogue::find;
use super::{Lang, date, fill, list, moment_full, text};
use crate::domain::refusal::{FileFault, Refusal};
use crate::domain::{AssignmentId, MemberId, PostId, Roster, Slot};

/// Something that could not be done, as it is told: on one line `message — hint`, or as the three fields in JSON.
#[derive(Clone, PartialEq, Eq, Debug, serde::Serialize)]
pub struct Said {
    pub code: &'static str,
    pub message: String,
    pub hint: String,
}

impl Said {
    /// The message `refusal.CODE` with the hint `hint.CODE` if there is one, both filled with the same values.
    pub fn new(lang: Lang, code: &'static str, values: &[(&str, &dyn Display)]) -> Said {
        let message = fill(lang, &format!("refusal.{code}"), values);
        let hint = find(lang, &format!("hint.{code}")).map(|_| fill(lang, &format!("hint.{code}"), values));
        Said { code, message, hint: hint.unwrap_or_default() }
    }

    fn with_hint(self, hint: String) -> Said {
        Said { hint, ..self }
    }
}

impl Display for Said {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        match self.hint.is_empty() {
            true => f.write_str(&self.message),
            false => write!(f, "{} — {}", self.message, self.hint),
        }
    }
}

/// The refusal in words.
pub fn refusal(lang: Lang, roster: &Roster, refusal: &Refusal) -> Said {
    let w = Words { lang, roster };
    let say = |values: &[(&str, &dyn Display)]| Said::new(lang, refusal.code(), values);
    let full = |t| moment_full(lang, roster.zone(), t);
    match refusal {
        Refusal::UnknownPost { name, near } | Refusal::UnknownMember { name, near } => {
            w.near(say(&[("name", name)]), near)
        }
        Refusal::UnknownShift { code, near } => w.near(say(&[("name", code)]), near),
        Refusal::UnknownItem { item } | Refusal::AlreadyClosed { item } => say(&[("item", item)]),
        Refusal::InFuture { at } => say(&[("at", &full(*at))]),
        Refusal::OffBeforeOn { member, on } => say(&[("member", &w.member(*member)), ("on", &full(*on))]),
        Refusal::OnDuty { member, post, since } => {
            say(&[("member", &w.member(*member)), ("post", &w.post(*post)), ("since", &full(*since))])
        }
        Refusal::Overlaps { member, post, on, off } => {
            let off = off.map_or(text(lang, "time.still_on").to_string(), full);
            say(&[("member", &w.member(*member)), ("post", &w.post(*post)), ("on", &full(*on)), ("off", &off)])
        }
        Refusal::NotOnDuty { member, post } | Refusal::NotAway { member, post } => {
            say(&[("member", &w.member(*member)), ("post", &w.post(*post))])
        }
        Refusal::NobodyToHandOver { post } => say(&[("post", &w.post(*post))]),
        Refusal::AlreadyAway { member, since } => say(&[("member", &w.member(*member)), ("since", &full(*since))]),
        Refusal::CoversHimself { member } => say(&[("member", &w.member(*member))]),
        Refusal::AlreadyAssigned { member, slot } | Refusal::NotAssigned { member, slot } => {
            say(&[("member", &w.member(*member)), ("slot", &w.slot(*slot))])
        }
        Refusal::PartOutside { slot } => say(&[("slot", &w.slot(*slot)), ("span", &w.slot_times(*slot))]),
        Refusal::NoPresence { member, post, on } => {
            say(&[("member", &w.member(*member)), ("post", &w.post(*post)), ("on", &full(*on))])
        }
        Refusal::SlotBegun { slot } => say(&[("slot", &w.slot(*slot))]),
        Refusal::AgainstRules { member, kind, at } => {
            say(&[("member", &w.member(*member)), ("kind", &super::kind(lang, *kind)), ("at", &full(*at))])
        }
        Refusal::TextTooLong { length, limit } => say(&[("length", length), ("limit", limit)]),
        Refusal::ChangedSince { by, at } => say(&[("by", by), ("at", &full(*at))]),
        Refusal::AwayOutside { member, from, to } => {
            let to = to.map_or(text(lang, "time.still_on").to_string(), full);
            say(&[("member", &w.member(*member)), ("from", &full(*from)), ("to", &to)])
        }
        Refusal::BackBeforeAway { member, since } => say(&[("member", &w.member(*member)), ("since", &full(*since))]),
        Refusal::ClosedBeforeOpened { item, opened } => say(&[("item", item), ("opened", &full(*opened))]),
        Refusal::InUse { name } | Refusal::NameTaken { name } => say(&[("name", name)]),
        Refusal::Dangling { kind, number } => {
            say(&[("kind", &text(lang, &format!("file_kind.{kind}"))), ("number", number)])
        }
        Refusal::ShiftsOverlap { a, b } => say(&[("a", a), ("b", b)]),
        Refusal::SlotsLost { count, first } => {
            let one = |id: &AssignmentId| format!("{} {}", w.slot(id.slot), w.member(id.member));
            let first: Vec<String> = first.iter().map(one).collect();
            say(&[("n", count), ("first", &list(lang, &first))])
        }
        Refusal::SlotLost { member, slot } => say(&[("member", &w.member(*member)), ("slot", &w.slot(*slot))]),
        Refusal::File { line, column, what } => w.file(*line, *column, what),
        Refusal::OutOfRange
        | Refusal::TextMissing
        | Refusal::EmptySpan
        | Refusal::NothingChanges
        | Refusal::Stale
        | Refusal::NothingToUndo
        | Refusal::Founded
        | Refusal::NothingToRedo
        | Refusal::NoBranch => say(&[]),
    }
}

/// What the sentences are made of.
struct Words<'a> {
    lang: Lang,
    roster: &'a Roster,
}

impl Words<'_> {
    fn member(&self, id: MemberId) -> &str {
        self.roster.name_of(id)
    }

    fn post(&self, id: PostId) -> &str {
        self.roster.post_name(id)
    }

    fn slot(&self, slot: Slot) -> String {
        let shift = self.roster.shift_name(slot.date, slot.shift);
        format!("{} {} {shift}", self.post(slot.post), date(self.lang, slot.date))
    }

    fn slot_times(&self, slot: Slot) -> String {
        self.roster.shift(slot.date, slot.shift).map_or(String::new(), |s| format!("{}–{}", s.start, s.end))
    }

    /// The hint that offers the nearest names, when there are any.
    fn near(&self, said: Said, near: &[String]) -> Said {
        match near.is_empty() {
            true => said,
            false => said.with_hint(fill(self.lang, "hint.near", &[("names", &list(self.lang, near))])),
        }
    }

    fn file(&self, line: usize, column: usize, what: &FileFault) -> Said {
        let Words { lang, .. } = *self;
        let (key, near, values) = file_fault(lang, what);
        let values: Vec<(&str, &dyn Display)> = values.iter().map(|(n, v)| (*n, v as &dyn Display)).collect();
        let said = fill(lang, &format!("file.{key}"), &values);
        let place = if line == 0 { "file.whole" } else { "file.place" };
        let message = fill(lang, place, &[("line", &line), ("column", &column), ("what", &said)]);
        let hint = fill(lang, &format!("file_hint.{key}"), &values);
        self.near(Said { code: "file", message, hint }, near)
    }
}

/// The key of a file's fault, the nearest names, and what its sentence is filled with.
fn file_fault(lang: Lang, what: &FileFault) -> (&'static str, &[String], Vec<(&'static str, String)>) {
    let kind = |k: &str| text(lang, &format!("file_kind.{k}")).to_string();
    match what {
        FileFault::Syntax(words) => ("syntax", &[], vec![("words", words.clone())]),
        FileFault::UnknownKey { key, near } => ("unknown_key", near, vec![("key", key.clone())]),
        FileFault::BadValue { key, expected } => {
            let expected = text(lang, &format!("expected.{expected}")).to_string();
            ("bad_value", &[], vec![("key", key.clone()), ("expected", expected)])
        }
        FileFault::MissingKey { key } => ("missing_key", &[], vec![("key", key.clone())]),
        FileFault::UnknownName { kind: k, name, near } => {
            ("unknown_name", near, vec![("kind", kind(k)), ("name", name.clone())])
        }
        FileFault::Twice { kind: k, name } => ("twice", &[], vec![("kind", kind(k)), ("name", name.clone())]),
        FileFault::ShiftsOverlap { a, b } => ("shifts_overlap", &[], vec![("a", a.clone()), ("b", b.clone())]),
        FileFault::SlotLost { post, date, shift } => {
            ("slot_lost", &[], vec![("post", post.clone()), ("date", date.clone()), ("shift", shift.clone())])
        }
        FileFault::PresencesOverlap { member } => ("presences_overlap", &[], vec![("member", member.clone())]),
        FileFault::AwayOutside { member } => ("away_outside", &[], vec![("member", member.clone())]),
        FileFault::InFuture { key } => ("in_future", &[], vec![("key", key.clone())]),
        FileFault::OutOfRange { key } => ("out_of_range", &[], vec![("key", key.clone())]),
        FileFault::PartOutside => ("part_outside", &[], vec![]),
        FileFault::EmptySpan => ("empty_span", &[], vec![]),
        FileFault::TooMany { kind: k, limit } => {
            ("too_many", &[], vec![("kind", kind(k)), ("limit", limit.to_string())])
        }
        FileFault::TextTooLong { key, limit } => {
            ("text_too_long", &[], vec![("key", key.clone()), ("limit", limit.to_string())])
        }
        FileFault::NoBranch => ("no_branch", &[], vec![]),
    }
}
