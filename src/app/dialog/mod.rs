//! Forms and lists on top of a view: one file each. A dialog takes keys and says what is to happen; it changes nothing
//! but itself and knows nothing of drawing.

pub mod block;
pub mod cell;
pub mod choose;
pub mod confirm;
pub mod correct;
pub mod fill;
pub mod find;
pub mod form;
pub mod handover;
pub mod help;
pub mod import;
pub mod items;
pub mod leave;
pub mod mark;
pub mod note;
pub mod palette;
pub mod picker;
pub mod preview;
pub mod records;
pub mod review;
pub mod setup;
pub mod unknown;

pub use block::Block;
pub use cell::Cell;
pub use choose::Choose;
pub use confirm::Confirm;
pub use correct::Correct;
pub use fill::{Fill, Planning};
pub use find::Find;
pub use form::Form;
pub use handover::Handover;
pub use help::Help;
pub use import::{Import, Looking};
pub use items::Items;
pub use leave::Leave;
pub use mark::Mark;
pub use note::Note;
pub use palette::Palette;
pub use picker::Picker;
pub use preview::Preview;
pub use records::Records;
pub use review::Review;
pub use setup::Setup;
pub use unknown::Unknown;

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};

use super::board::Board;
use super::cells::Want;
use crate::command::Act;
use crate::domain::{Command, MemberId, PostId};
use crate::exchange::sheet;
use crate::locale::Lang;
use crate::plan::branch::Ask;

/// One dialog.
#[derive(Clone, Debug)]
pub enum Dialog {
    Handover(Handover),
    Mark(Mark),
    Correct(Correct),
    Pick(Picker),
    Items(Items),
    Note(Note),
    Find(Find),
    Palette(Palette),
    Help(Help),
    Confirm(Confirm),
    Fill(Fill),
    Planning(Planning),
    Review(Review),
    Leave(Leave),
    Choose(Choose),
    Cell(Cell),
    Form(Form),
    Records(Records),
    Setup(Setup),
    Block(Block),
    Import(Import),
    Looking(Looking),
    Unknown(Unknown),
    Preview(Preview),
    /// The details of the post under the cursor, where the screen has no room for them beside the view.
    Detail,
}

/// What a key in a dialog leads to.
#[derive(Clone, Debug)]
pub enum Outcome {
    Stay,
    /// Nothing is done; why not is a text of the catalogue.
    Refuse(&'static str),
    Close,
    /// Close this one and open another.
    Instead(Dialog),
    /// Open another on top.
    Open(Dialog),
    Submit(Command),
    /// Close this one and give the picked member to the form beneath.
    Picked(MemberId),
    /// Close everything and do this.
    Do(Act),
    /// Close everything and go to where somebody or something is.
    Go(find::Found),
    /// Close this one and the form beneath, with what was typed.
    Discard,
    /// Close this one and do what was chosen.
    Chosen(choose::Choice),
    /// Close this one and let the view have the key.
    Pass,
    /// Close this one and show what it changes to put this into all selected cells of People; the text that says it.
    Put(Want, String),
    Quit,
    /// Close this one and plan.
    Plan(Ask),
    /// Let the search come to an end with what it has.
    StopPlan(u64),
    /// Have a file read.
    Read(sheet::Ask),
    /// Close this one and have the file read with what was said about names and codes.
    ReadAgain(sheet::Ask, Vec<(unknown::Sort, String)>),
    /// Close this one and give up on the file.
    StopRead(u64),
    Copy(String),
}

impl Dialog {
    /// Takes a key.
    pub fn key(&mut self, key: &KeyEvent, board: &Board, lang: Lang) -> Outcome {
        match self {
            Dialog::Handover(d) => d.key(key, board),
            Dialog::Mark(d) => d.key(key, board),
            Dialog::Correct(d) => d.key(key, board),
            Dialog::Pick(d) => d.key(key, board),
            Dialog::Items(d) => d.key(key, board),
            Dialog::Note(d) => d.key(key, board),
            Dialog::Find(d) => d.key(key, board),
            Dialog::Palette(d) => d.key(key),
            Dialog::Help(d) => d.key(key),
            Dialog::Confirm(d) => d.key(key),
            Dialog::Fill(d) => d.key(key),
            Dialog::Planning(d) => d.key(key),
            Dialog::Review(d) => d.key(key, board, lang),
            Dialog::Leave(d) => d.key(key, board),
            Dialog::Choose(d) => d.key(key),
            Dialog::Cell(d) => d.key(key, board),
            Dialog::Form(d) => d.key(key, board),
            Dialog::Records(d) => d.key(key, board, lang),
            Dialog::Setup(d) => d.key(key, board),
            Dialog::Block(d) => d.key(key),
            Dialog::Import(d) => d.key(key, board.roster()),
            Dialog::Looking(d) => d.key(key),
            Dialog::Unknown(d) => d.key(key),
            Dialog::Preview(d) => d.key(key),
            Dialog::Detail => match key.code {
                KeyCode::Esc | KeyCode::Enter | KeyCode::Char('q') => Outcome::Close,
                _ => Outcome::Pass,
            },
        }
    }

    /// Takes pasted text, if it is one into which text can be written.
    pub fn paste(&mut self, text: &str, board: &Board) -> bool {
        match self {
            Dialog::Handover(d) => d.paste(text),
            Dialog::Mark(d) => d.paste(text),
            Dialog::Correct(d) => d.paste(text, board),
            Dialog::Pick(d) => d.paste(text, board),
            Dialog::Items(d) => d.paste(text),
            Dialog::Note(d) => d.text.insert(text),
            Dialog::Leave(d) => d.paste(text),
            Dialog::Find(d) => d.paste(text, board),
            Dialog::Palette(d) => d.paste(text),
            Dialog::Choose(d) => d.paste(text),
            Dialog::Cell(d) => d.paste(text, board),
            Dialog::Form(d) => d.paste(text, board),
            Dialog::Records(d) => d.paste(text, board),
            Dialog::Setup(d) if d.page == setup::Page::Ready => return false,
            Dialog::Setup(d) => d.paste(text, board),
            Dialog::Import(d) => d.paste(text),
            Dialog::Looking(_) | Dialog::Unknown(_) | Dialog::Preview(_) => return false,
            Dialog::Help(_) | Dialog::Confirm(_) | Dialog::Block(_) | Dialog::Detail => return false,
            Dialog::Fill(_) | Dialog::Planning(_) | Dialog::Review(_) => return false,
        }
        true
    }

    /// Takes the member that was picked on top of it.
    pub fn picked(&mut self, member: MemberId, board: &Board) {
        match self {
            Dialog::Handover(d) => d.picked(member, board),
            Dialog::Mark(d) => d.picked(member),
            _ => {}
        }
    }

    /// Whether it holds something typed or chosen that would be lost.
    pub fn is_changed(&self) -> bool {
        match self {
            Dialog::Handover(d) => d.is_changed(),
            Dialog::Mark(d) => d.is_changed(),
            Dialog::Correct(d) => d.is_changed(),
            Dialog::Form(d) => d.is_changed(),
            Dialog::Setup(d) => d.is_changed(),
            Dialog::Items(d) => d.is_changed(),
            Dialog::Note(d) => !d.text.is_empty(),
            Dialog::Review(d) => d.is_changed(),
            Dialog::Leave(d) => d.is_changed(),
            _ => false,
        }
    }

    /// Whether it holds something typed; a proposal is worked out again.
    pub fn is_typed(&self) -> bool {
        self.is_changed() && !matches!(self, Dialog::Review(_))
    }

    /// Whether the form below it is out of sight meanwhile.
    pub fn hides_the_one_below(&self) -> bool {
        matches!(self, Dialog::Looking(_) | Dialog::Unknown(_) | Dialog::Preview(_))
    }

    /// The post it is about, if it is about one.
    pub fn post(&self) -> Option<PostId> {
        match self {
            Dialog::Handover(d) => Some(d.post),
            Dialog::Mark(d) => Some(d.post),
            Dialog::Correct(d) => Some(d.post),
            Dialog::Pick(d) => Some(d.purpose.post()),
            Dialog::Items(d) => Some(d.post),
            Dialog::Note(d) => Some(d.post),
            _ => None,
        }
    }
}

/// Said when Enter finds an empty list.
const NONE_FITS: &str = "form.none_fits";

/// A letter or a sign that is typed; with Ctrl or Alt it is none.
pub(super) fn typed(key: &KeyEvent) -> Option<char> {
    let held = key.modifiers.intersects(KeyModifiers::CONTROL | KeyModifiers::ALT);
    match key.code {
        KeyCode::Char(c) if !held => Some(c),
        _ => None,
    }
}

/// A cursor in a list of `len` rows after a key, if the key moves it.
pub(super) fn moved(at: usize, len: usize, key: &KeyEvent) -> Option<usize> {
    const PAGE: usize = 10;
    let last = len.saturating_sub(1);
    match key.code {
        KeyCode::Up => Some(at.saturating_sub(1)),
        KeyCode::Down => Some((at + 1).min(last)),
        KeyCode::PageUp => Some(at.saturating_sub(PAGE)),
        KeyCode::PageDown => Some((at + PAGE).min(last)),
        _ => None,
    }
}
