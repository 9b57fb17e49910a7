//! What reaches a session and what it wants done: the two edges of `update`.

use crossterm::event::{KeyEvent, MouseEvent};

use crate::desk::{Failure, Published, Receipt};
use crate::domain::{Command, Instant};

/// Something that happened.
#[derive(Clone, Debug)]
pub enum Msg {
    Key(KeyEvent),
    /// Bracketed paste: one event.
    Paste(String),
    Mouse(MouseEvent),
    /// Columns, rows.
    Resize(u16, u16),
    /// The desk has published a newer state.
    Published(Box<Published>),
    /// The clock; sent with the input it came with and at [`super::Model::deadline`].
    Tick(Instant),
    /// The answer to [`Effect::Submit`] with this number.
    Done(u64, Result<Receipt, Failure>),
    /// Input was dropped because there was too much of it.
    Flood,
}

/// Something the session is to do.
#[derive(Clone, PartialEq, Debug)]
pub enum Effect {
    /// Give the command to the desk and answer with [`Msg::Done`].
    Submit(u64, Command),
    /// Put text on the clipboard.
    Copy(String),
    Quit,
}
