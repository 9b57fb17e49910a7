//! What reaches a session and what it wants done: the two edges of `update`.

use std::sync::Arc;

use crossterm::event::{KeyEvent, MouseEvent};

use crate::desk::{Failure, Published, Receipt};
use crate::domain::{Command, Instant};
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
    /// Input was dropped because there was too much of it.
    Flood,
}

/// Something the session is to do.
#[derive(Clone, PartialEq, Debug)]
pub enum Effect {
    /// Give the command to the desk and answer with [`Msg::Done`].
    Submit(u64, Command),
    /// Plan the board's roster and answer with [`Msg::Planned`], with [`Msg::Progress`] on the way.
    Plan(u64, Ask),
    /// Let that search come to an end with what it has.
    StopPlan(u64),
    /// Put text on the clipboard.
    Copy(String),
    Quit,
}
