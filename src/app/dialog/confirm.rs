//! A question before something that a rule speaks against, or that would lose what was typed.

use crossterm::event::{KeyCode, KeyEvent};

use super::super::board::Board;
use super::{Dialog, Outcome};
use crate::command::narrow;
use crate::domain::candidate::Reason;
use crate::domain::{Command, MemberId};

/// What is asked.
#[derive(Clone, Debug)]
pub enum About {
    /// These rules speak against the member.
    Against(MemberId, Vec<Reason>),
    /// A form holds something that is not recorded.
    Unsaved,
}

/// What happens when the answer is yes.
#[derive(Clone, Debug)]
pub enum Then {
    Submit(Command),
    Picked(MemberId),
    Open(Box<Dialog>),
    Quit,
    /// Close the form beneath.
    Discard,
}

/// A question: Enter is yes, Esc is no.
#[derive(Clone, Debug)]
pub struct Confirm {
    pub about: About,
    pub then: Then,
}

impl Confirm {
    pub(super) fn key(&mut self, key: &KeyEvent) -> Outcome {
        match key.code {
            KeyCode::Enter => self.yes(),
            KeyCode::Char(c) if narrow(c).eq_ignore_ascii_case(&'y') => self.yes(),
            KeyCode::Esc => Outcome::Close,
            KeyCode::Char(c) if narrow(c).eq_ignore_ascii_case(&'n') => Outcome::Close,
            _ => Outcome::Stay,
        }
    }

    fn yes(&self) -> Outcome {
        match &self.then {
            Then::Submit(command) => Outcome::Submit(command.clone()),
            Then::Picked(member) => Outcome::Picked(*member),
            Then::Open(dialog) => Outcome::Instead((**dialog).clone()),
            Then::Quit => Outcome::Quit,
            Then::Discard => Outcome::Discard,
        }
    }

    /// Asks about the reasons against a member first, if there are any.
    pub(super) fn unless_clear(board: &Board, member: MemberId, reasons: &[Reason], then: Then) -> Outcome {
        let against: Vec<Reason> = reasons.iter().filter(|r| r.against()).cloned().collect();
        if board.roster().member(member).is_none() {
            return Outcome::Stay;
        }
        match against.is_empty() {
            false => Outcome::Open(Dialog::Confirm(Confirm { about: About::Against(member, against), then })),
            true => match then {
                Then::Submit(command) => Outcome::Submit(command),
                Then::Picked(member) => Outcome::Picked(member),
                Then::Open(dialog) => Outcome::Instead(*dialog),
                Then::Quit => Outcome::Quit,
                Then::Discard => Outcome::Discard,
            },
        }
    }
}
