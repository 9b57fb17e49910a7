//! One session's state and how it changes: `update(&mut Model, Msg) -> Vec<Effect>`, pure. It knows nothing of drawing,
//! bytes, files or the wall clock.

pub mod board;
pub mod cells;
mod act;
mod copy;
pub mod day;
pub mod dialog;
pub mod layout;
pub mod line;
pub mod log;
mod msg;
pub mod people;
pub mod report;
pub mod pinyin;
pub mod place;
mod pointer;
mod reach;
mod seen;
mod sheet;
mod sight;
pub mod stamp;
mod update;
pub mod week;

use std::collections::VecDeque;

pub use board::Board;
pub use dialog::Dialog;
pub use msg::{Effect, Msg};
pub use place::Place;
pub use seen::Seen;
pub use update::update;

use crate::command::{Context, Keymap, View};
use crate::desk::Published;
use crate::domain::{Finding, Instant, MemberId, PostId, Roster, Slot};
use crate::locale::Lang;

/// How a session is set up.
#[derive(Clone, Debug, Default)]
pub struct Settings {
    pub lang: Lang,
    pub keymap: Keymap,
    /// The branch is a throw-away copy; the title says so.
    pub demo: bool,
    /// The store is new: what the branch is made of is asked first.
    pub set_up: bool,
    /// Something the user should know at once, such as a line of `keys.toml` that is wrong.
    pub notice: Option<String>,
}

/// How a message line sounds.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Tone {
    /// It was recorded.
    Recorded,
    /// Where one is now, or what was found.
    Quiet,
    /// It could not be done.
    Refused,
}

/// The message line: gone with the next key.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Said {
    pub tone: Tone,
    pub text: String,
}

/// A command on its way: input is held until it is recorded and the roster shows it.
#[derive(Clone, Copy, Debug)]
struct Waiting {
    id: u64,
    /// The entry that the published roster must have reached, once it is recorded.
    seq: Option<u64>,
    redo: bool,
    since: Instant,
}

/// After how many seconds of waiting the screen says so.
const SLOW: i64 = 1;

/// One session.
#[derive(Clone, Debug)]
pub struct Model {
    pub board: Board,
    pub place: Place,
    /// Forms and lists on top of the view, the topmost last.
    pub dialogs: Vec<Dialog>,
    pub said: Option<Said>,
    pub settings: Settings,
    /// Columns, rows.
    pub size: (u16, u16),
    /// What the views show, read off the board.
    pub seen: Seen,
    /// The finding that `n` went to last, and where it stood in the list.
    visited: Option<(usize, Finding)>,
    /// The roster as others were told of it last; when the session began, if nothing was told yet.
    told: Roster,
    /// A member whom the cursor of Report is to go to.
    sought: Option<MemberId>,
    waiting: Option<Waiting>,
    /// History that is being read for the view.
    reach: Option<reach::Reach>,
    /// Input that came meanwhile.
    held: VecDeque<Msg>,
    next_id: u64,
    /// The cells that were copied last, with their posts.
    copied: Option<String>,
    /// The form of an import as it was left.
    import: dialog::Import,
    /// What is to be imported once the branch is founded.
    then: Option<dialog::Import>,
}

impl Model {
    /// A session that opens on Today, the cursor on what is most urgent.
    pub fn new(published: Published, now: Instant, size: (u16, u16), settings: Settings) -> Model {
        let noticed = published.notices.iter().map(|n| n.words(settings.lang, published.roster.zone()));
        let said: Vec<String> = settings.notice.iter().cloned().chain(noticed).collect();
        let said = (!said.is_empty()).then(|| Said { tone: Tone::Refused, text: said.join(" · ") });
        let told = published.roster.clone();
        let board = Board::new(published, now);
        let mut model = Model {
            board,
            place: Place::default(),
            dialogs: Vec::new(),
            said,
            settings,
            size,
            seen: Seen::default(),
            visited: None,
            told,
            sought: None,
            waiting: None,
            reach: None,
            held: VecDeque::new(),
            next_id: 1,
            copied: None,
            import: dialog::Import::default(),
            then: None,
        };
        model.open_on_the_most_urgent();
        model
    }

    fn open_on_the_most_urgent(&mut self) {
        let first = self.board.findings().iter().find(|f| f.post.is_some()).and_then(|f| f.post);
        self.place.post = first.or_else(|| self.board.posts().first().copied());
        self.visited = self.board.findings().first().cloned().map(|f| (0, f));
        sight::settle(self);
    }

    pub fn lang(&self) -> Lang {
        self.settings.lang
    }

    /// The next instant at which the screen changes by itself.
    pub fn deadline(&self) -> Instant {
        let begun = [self.waiting.map(|w| w.since), self.reach.map(|r| r.asked)];
        let slow = begun.into_iter().flatten().map(|t| t + SLOW).filter(|t| *t > self.board.now());
        slow.fold(self.board.deadline(), Instant::min)
    }

    /// Whether a command has been on its way to the disk for so long that the screen should say so.
    pub fn is_slow(&self) -> bool {
        self.waiting.is_some_and(|w| self.board.now() >= w.since + SLOW)
    }

    /// Whether history has been read for the view for so long that the screen should say so.
    pub fn reads_long(&self) -> bool {
        self.reach.is_some_and(|r| self.board.now() >= r.asked + SLOW)
    }

    /// Whether a form on the screen holds something typed or chosen that is not recorded.
    pub fn is_unsaved(&self) -> bool {
        self.dialogs.iter().any(Dialog::is_changed)
    }

    /// What a file is read against: the branch, or what has been typed of one that is not there yet.
    pub fn read_against(&self) -> Roster {
        let setup = self.dialogs.iter().find_map(|d| match d {
            Dialog::Setup(setup) => Some(setup.preview(&self.board)),
            _ => None,
        });
        setup.unwrap_or_else(|| self.board.roster().clone())
    }

    /// Where the finding that `n` went to last stands now, if it is still there.
    pub fn visited(&self) -> Option<usize> {
        let (_, last) = self.visited.as_ref()?;
        act::position(self.board.findings(), last)
    }

    /// The post and slot under the cursor, whatever the view.
    pub fn here(&self) -> (Option<PostId>, Option<Slot>) {
        match self.place.view {
            View::Today | View::Week => (self.place.post, self.place.whole_slot(&self.board)),
            View::Findings => {
                let finding = self.board.findings().get(self.place.finding);
                let slot = finding.and_then(|f| act::slot_of(&self.board, f));
                (finding.and_then(|f| f.post).or(slot.map(|s| s.post)), slot)
            }
            View::Report => (None, None),
            View::People => {
                let place = &self.place.people;
                let (date, row) = (place.date(&self.board), place.member.and_then(|m| self.seen.person(m)));
                let cell = row.and_then(|r| r.cells.iter().find(|c| c.date == date));
                cell.and_then(people::post_of).map_or((None, None), |(post, slot)| (Some(post), Some(slot)))
            }
            View::Handovers => {
                let post = self.log().get(self.place.log).and_then(|row| row.post(self.board.roster()));
                let slot = self.board.present_slot().zip(post);
                (post, slot.map(|((date, shift), post)| Slot { post, date, shift }))
            }
        }
    }

    /// The members and the dates of the cells of People that are selected, else of the one under the cursor.
    pub fn selected(&self) -> (Vec<MemberId>, Vec<chrono::NaiveDate>) {
        sheet::selected(self)
    }

    /// What actions are judged by.
    pub fn context(&self) -> Context<'_> {
        let (post, slot) = self.here();
        Context {
            roster: self.board.roster(),
            now: self.board.now(),
            view: self.place.view,
            post,
            slot,
            member: self.place.people.member.filter(|_| self.place.view == View::People),
            selected: self.place.view == View::People && self.place.people.anchor.is_some(),
            copied: self.copied.is_some(),
            findings: self.board.findings().len(),
            may_write: self.board.published().trouble.is_none(),
        }
    }
}
