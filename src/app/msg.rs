//! What reaches a session and what it wants done: the two edges of `update`.

use std::sync::Arc;

use crossterm::event::{KeyEvent, MouseEvent};

use super::dialog::import::{Reading, Stopped};
use crate::desk::{Failure, Published, Receipt};
use crate::domain::{Command, Instant};
use crate::exchange::files::Item;
use crate::exchange::sheet;
use crate::plan::branch::{Ask, Progress, Proposal};

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
    /// How far the search of [`Effect::Plan`] with this number is.
    Progress(u64, Progress),
    /// What it found.
    Planned(u64, Arc<Proposal>),
    /// What the file of [`Effect::Read`] with this number gave.
    Read(u64, Arc<Result<Reading, Stopped>>),
    /// What the folder of [`Effect::List`] holds; nothing when it cannot be read.
    Listed(String, Vec<Item>),
    /// Input was dropped because there was too much of it.
    Flood,
}

/// Something the session is to do.
#[derive(Clone, PartialEq, Debug)]
pub enum Effect {
    /// Give the command to the desk and answer with [`Msg::Done`].
    Submit(u64, Command),
    /// Have the desk know the history from then on; it publishes it.
    Widen(Instant),
    /// Plan the board's roster and answer with [`Msg::Planned`], with [`Msg::Progress`] on the way.
    Plan(u64, Ask),
    /// Let that search come to an end with what it has.
    StopPlan(u64),
    /// Read a file against a roster and answer with [`Msg::Read`].
    Read(u64, sheet::Ask),
    /// Nobody waits for that file any more.
    StopRead(u64),
    /// Look at what a folder holds and answer with [`Msg::Listed`].
    List(String),
    /// Put text on the clipboard.
    Copy(String),
    Quit,
}
