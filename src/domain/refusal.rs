//! Why something cannot be done, as a value; `locale` puts it into words and says what to do.

use super::records::*;
use super::time::Instant;

/// A refusal of a command. `code` is for programs; the fields are for the sentence.
#[derive(Clone, PartialEq, Debug, thiserror::Error)]
#[error("{}", self.code())]
pub enum Refusal {
    UnknownPost {
        name: String,
        near: Vec<String>,
    },
    UnknownMember {
        name: String,
        near: Vec<String>,
    },
    UnknownShift {
        code: String,
        near: Vec<String>,
    },
    UnknownItem {
        item: u32,
    },
    /// The mark lies after now.
    InFuture {
        at: Instant,
    },
    /// The date or instant lies outside the years that can be computed with.
    OutOfRange,
    /// Going off before having come on.
    OffBeforeOn {
        member: MemberId,
        on: Instant,
    },
    /// Coming on while on duty: where and since when.
    OnDuty {
        member: MemberId,
        post: PostId,
        since: Instant,
    },
    /// The times overlap another presence of his.
    Overlaps {
        member: MemberId,
        post: PostId,
        on: Instant,
        off: Option<Instant>,
    },
    NotOnDuty {
        member: MemberId,
        post: PostId,
    },
    /// A handover with nobody to put on and nobody to let go.
    NobodyToHandOver {
        post: PostId,
    },
    AlreadyAway {
        member: MemberId,
        since: Instant,
    },
    NotAway {
        member: MemberId,
        post: PostId,
    },
    /// One cannot stand in for oneself.
    CoversHimself {
        member: MemberId,
    },
    AlreadyAssigned {
        member: MemberId,
        slot: Slot,
    },
    NotAssigned {
        member: MemberId,
        slot: Slot,
    },
    /// A part outside its slot, or empty.
    PartOutside {
        slot: Slot,
    },
    AlreadyClosed {
        item: u32,
    },
    /// There is no such presence to correct.
    NoPresence {
        member: MemberId,
        post: PostId,
        on: Instant,
    },
    /// A correction needs a reason, a note a text.
    TextMissing,
    /// A text of more than the allowed characters.
    TextTooLong {
        length: usize,
        limit: usize,
    },
    /// `to` is not after `from`.
    EmptySpan,
    /// A break that is recorded would not lie within the presence any more; an open one has no end.
    AwayOutside {
        member: MemberId,
        from: Instant,
        to: Option<Instant>,
    },
    /// Coming back before having stepped out.
    BackBeforeAway {
        member: MemberId,
        since: Instant,
    },
    /// An item closed before it was opened.
    ClosedBeforeOpened {
        item: u32,
        opened: Instant,
    },
    /// The command would leave everything as it is.
    NothingChanges,
    /// What the command was worked out against has changed in the meantime: read again, do it again.
    Stale,
    /// A plan would change a slot that has begun.
    SlotBegun {
        slot: Slot,
    },
    /// A plan would bring a finding that is not there now; when it begins.
    AgainstRules {
        member: MemberId,
        kind: super::finding::Kind,
        at: Instant,
    },
    /// Something that would go away is still used; the name of what would go.
    InUse {
        name: String,
    },
    /// Two units, compounds, posts, members or shifts would have the same name (of a shift: code).
    NameTaken {
        name: String,
    },
    /// A record would refer to one that does not exist: `unit`, `compound`, `post`, `member` or `shift`.
    Dangling {
        kind: &'static str,
        number: u32,
    },
    /// Two shifts of the pattern would overlap; their codes.
    ShiftsOverlap {
        a: String,
        b: String,
    },
    /// An assignment would lose its slot.
    SlotLost {
        member: MemberId,
        slot: Slot,
    },
    /// So many are planned in slots that a change takes away; the first of them.
    SlotsLost {
        count: usize,
        first: Vec<AssignmentId>,
    },
    NothingToUndo,
    /// What is left to undo is what founded the branch.
    Founded,
    NothingToRedo,
    /// Somebody has since changed the same thing.
    ChangedSince {
        by: String,
        at: Instant,
    },
    /// Something in a branch file; the text names it.
    File {
        line: usize,
        column: usize,
        what: FileFault,
    },
    /// The store has no branch yet.
    NoBranch,
}

/// What is wrong with a branch file. Strings are the words of the file.
#[derive(Clone, PartialEq, Debug)]
pub enum FileFault {
    /// Broken TOML, in the parser's own words.
    Syntax(String),
    UnknownKey {
        key: String,
        near: Vec<String>,
    },
    /// A value that is not what the key needs; `expected` is a key of the locales' section `expected`.
    BadValue {
        key: String,
        expected: String,
    },
    MissingKey {
        key: String,
    },
    /// A name that is not known; `kind` is `post`, `member`, `unit`, `compound` or `shift`.
    UnknownName {
        kind: &'static str,
        name: String,
        near: Vec<String>,
    },
    /// The same name, slot or time twice.
    Twice {
        kind: &'static str,
        name: String,
    },
    ShiftsOverlap {
        a: String,
        b: String,
    },
    /// An assignment would lose its slot.
    SlotLost {
        post: String,
        date: String,
        shift: String,
    },
    PresencesOverlap {
        member: String,
    },
    AwayOutside {
        member: String,
    },
    InFuture {
        key: String,
    },
    OutOfRange {
        key: String,
    },
    PartOutside,
    EmptySpan,
    TooMany {
        kind: &'static str,
        limit: usize,
    },
    TextTooLong {
        key: String,
        limit: usize,
    },
    NoBranch,
}

impl Refusal {
    /// The word for programs, in JSON answers.
    pub fn code(&self) -> &'static str {
        match self {
            Refusal::UnknownPost { .. } => "unknown_post",
            Refusal::UnknownMember { .. } => "unknown_member",
            Refusal::UnknownShift { .. } => "unknown_shift",
            Refusal::UnknownItem { .. } => "unknown_item",
            Refusal::InFuture { .. } => "in_future",
            Refusal::OutOfRange => "out_of_range",
            Refusal::OffBeforeOn { .. } => "off_before_on",
            Refusal::OnDuty { .. } => "on_duty",
            Refusal::Overlaps { .. } => "overlaps",
            Refusal::NotOnDuty { .. } => "not_on_duty",
            Refusal::NobodyToHandOver { .. } => "nobody_to_hand_over",
            Refusal::AlreadyAway { .. } => "already_away",
            Refusal::NotAway { .. } => "not_away",
            Refusal::CoversHimself { .. } => "covers_himself",
            Refusal::AlreadyAssigned { .. } => "already_assigned",
            Refusal::NotAssigned { .. } => "not_assigned",
            Refusal::PartOutside { .. } => "part_outside",
            Refusal::AlreadyClosed { .. } => "already_closed",
            Refusal::NoPresence { .. } => "no_presence",
            Refusal::TextMissing => "text_missing",
            Refusal::TextTooLong { .. } => "text_too_long",
            Refusal::EmptySpan => "empty_span",
            Refusal::AwayOutside { .. } => "away_outside",
            Refusal::BackBeforeAway { .. } => "back_before_away",
            Refusal::ClosedBeforeOpened { .. } => "closed_before_opened",
            Refusal::NothingChanges => "nothing_changes",
            Refusal::Stale => "stale",
            Refusal::SlotBegun { .. } => "slot_begun",
            Refusal::AgainstRules { .. } => "against_rules",
            Refusal::InUse { .. } => "in_use",
            Refusal::NameTaken { .. } => "name_taken",
            Refusal::Dangling { .. } => "dangling",
            Refusal::ShiftsOverlap { .. } => "shifts_overlap",
            Refusal::SlotLost { .. } => "slot_lost",
            Refusal::SlotsLost { .. } => "slots_lost",
            Refusal::NothingToUndo => "nothing_to_undo",
            Refusal::Founded => "founded",
            Refusal::NothingToRedo => "nothing_to_redo",
            Refusal::ChangedSince { .. } => "changed_since",
            Refusal::File { .. } => "file",
            Refusal::NoBranch => "no_branch",
        }
    }
}
