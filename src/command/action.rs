//! What an action is: its row in the table, and what one does about a finding.

use super::context::{Context, View, WhyNot};
use super::key::Key;
use super::table::TABLE;
use crate::domain::finding::Kind;
use crate::locale::Lang;

/// What a user can do.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Act {
    Handover,
    Open,
    Assign,
    TakeOff,
    Pin,
    On,
    Off,
    Correct,
    Cover,
    Item,
    Note,
    Fill,
    Import,
    Leave,
    Undo,
    Redo,
    NextFinding,
    PrevFinding,
    Find,
    Today,
    Week,
    Findings,
    Handovers,
    People,
    Report,
    NextView,
    PrevView,
    Up,
    Down,
    Left,
    Right,
    PageUp,
    PageDown,
    First,
    Last,
    Earlier,
    Later,
    Now,
    Copy,
    Sort,
    Unit,
    Settings,
    Select,
    Paste,
    CopyTomorrow,
    CopyHandover,
    CopyChanges,
    Palette,
    Help,
    Chinese,
    English,
    Quit,
}

/// One row of the table.
pub struct Action {
    pub act: Act,
    /// The name in `keys.toml`; the palette finds it too.
    pub id: &'static str,
    /// Chinese, English: a few words.
    pub(super) names: [&'static str; 2],
    /// Chinese, English: one or two words for the footer; `None` keeps it out of the footer.
    pub(super) short: Option<[&'static str; 2]>,
    /// Chinese, English: one sentence for help.
    pub(super) about: [&'static str; 2],
    /// The keys it has unless `keys.toml` says otherwise; the first is the one the footer shows.
    pub keys: &'static [Key],
    /// The views whose help lists it; empty: all.
    pub(super) views: &'static [View],
    pub(super) enabled: fn(&Context) -> Result<(), WhyNot>,
}

impl Action {
    pub fn name(&self, lang: Lang) -> &'static str {
        self.names[lang as usize]
    }

    /// The footer's word, if it has a place there.
    pub fn short(&self, lang: Lang) -> Option<&'static str> {
        self.short.map(|s| s[lang as usize])
    }

    pub fn about(&self, lang: Lang) -> &'static str {
        self.about[lang as usize]
    }

    pub fn belongs_to(&self, view: View) -> bool {
        self.views.is_empty() || self.views.contains(&view)
    }

    /// Whether it can be done, or why not.
    pub fn enabled(&self, context: &Context) -> Result<(), WhyNot> {
        if !self.belongs_to(context.view) {
            return Err(WhyNot::NotInThisView);
        }
        (self.enabled)(context)
    }
}

impl Act {
    /// Its row.
    pub fn row(self) -> &'static Action {
        // The table has a row for every action in the order of the enum; `the_table_is_in_order` checks it.
        &TABLE[self as usize]
    }
}

/// What one does about a finding of this kind.
pub fn remedy(kind: Kind) -> Act {
    match kind {
        Kind::Gap | Kind::Missing => Act::Assign,
        Kind::WaitingForRelief | Kind::Unmarked => Act::Handover,
        Kind::Overlong | Kind::ForgottenOff | Kind::DoubleBooked | Kind::Unavailable => Act::TakeOff,
        Kind::NotEligible | Kind::ShortRest | Kind::WeekHours | Kind::ConsecutiveDays => Act::TakeOff,
    }
}
