//! A remark about a post.

use crossterm::event::{KeyCode, KeyEvent};

use super::super::board::Board;
use super::super::line::Line;
use super::super::stamp::Stamp;
use super::Outcome;
use crate::domain::{Command, Do, PostId};

/// The form of a note.
#[derive(Clone, Debug)]
pub struct Note {
    pub post: PostId,
    pub text: Line,
}

impl Note {
    pub fn new(post: PostId) -> Note {
        Note { post, text: Line::default() }
    }

    pub(super) fn key(&mut self, key: &KeyEvent, _: &Board) -> Outcome {
        match key.code {
            KeyCode::Esc => Outcome::Close,
            KeyCode::Enter => {
                let text = self.text.given().unwrap_or_default();
                Outcome::Submit(Command::new(Do::Note { post: self.post, text }))
            }
            _ => {
                self.text.key(key);
                Outcome::Stay
            }
        }
    }
}

/// Said when the time of a form is typed by half.
pub(super) const INCOMPLETE: &str = "form.time_incomplete";

/// The command at the time of a form.
pub(super) fn at(command: Command, stamp: &Stamp) -> Command {
    Command { at: stamp.given(), ..command }
}
