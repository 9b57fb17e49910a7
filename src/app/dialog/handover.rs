//! The handover form: preset by plan and presence, so that Enter alone records it; time, people and note can be changed
//! before. What it says is what `RULES` §8 presets until the people are changed by hand.

use crossterm::event::{KeyCode, KeyEvent};

use super::super::board::Board;
use super::super::line::Line;
use super::super::stamp::Stamp;
use super::note::{INCOMPLETE, at};
use super::picker::{Picker, Purpose};
use super::{Dialog, Outcome, typed};
use crate::command::{narrow, on_now};
use crate::domain::decide::handover_preset;
use crate::domain::{Command, Do, ItemId, MemberId, PostId, Slot};

/// Somebody who goes or comes, if ticked.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Tick {
    pub member: MemberId,
    pub on: bool,
    /// Planned in the slot that is taken over.
    pub planned: bool,
    /// Of somebody not planned: in place of whom.
    pub instead: Option<MemberId>,
}

/// A row of the form.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Row {
    Out(usize),
    Relief(usize),
    /// In place of whom the relief of this number comes.
    Instead(usize),
    /// Somebody else.
    Other,
    Time,
    Note,
}

/// The form.
#[derive(Clone, Debug)]
pub struct Handover {
    pub post: PostId,
    /// The slot that is taken over.
    pub slot: Option<Slot>,
    pub out: Vec<Tick>,
    pub relief: Vec<Tick>,
    pub stamp: Stamp,
    pub note: Line,
    pub focus: usize,
    /// The people were changed by hand: the preset no longer follows the time.
    touched: bool,
}

impl Handover {
    pub fn new(board: &Board, post: PostId) -> Handover {
        let mut form = Handover {
            post,
            slot: None,
            out: Vec::new(),
            relief: Vec::new(),
            stamp: Stamp::default(),
            note: Line::default(),
            focus: 0,
            touched: false,
        };
        form.preset(board);
        if form.relief.iter().chain(&form.out).all(|t| !t.on) {
            form.focus = form.rows().iter().position(|r| *r == Row::Other).unwrap_or(0);
        }
        form
    }

    /// Puts in the people of the preset for the form's time.
    fn preset(&mut self, board: &Board) {
        let roster = board.roster();
        let when = self.stamp.instant(board.now());
        let preset = handover_preset(roster, self.post, when);
        let present: Vec<MemberId> = on_now(roster, self.post).filter(|(_, p)| p.on <= when).map(|(m, _)| m).collect();
        let planned: Vec<MemberId> =
            preset.slot.map(|s| roster.assigned_in(s).map(|(m, _)| m).collect()).unwrap_or_default();
        let tick = |member: MemberId, on| Tick { member, on, planned: planned.contains(&member), instead: None };
        self.slot = preset.slot;
        self.out = present.iter().map(|m| tick(*m, preset.out.contains(m))).collect();
        let coming = planned.iter().filter(|m| !present.contains(m));
        self.relief = coming.map(|m| tick(*m, preset.relief.contains(m))).collect();
    }

    /// The rows of the form.
    pub fn rows(&self) -> Vec<Row> {
        let mut rows: Vec<Row> = (0..self.out.len()).map(Row::Out).collect();
        for (i, tick) in self.relief.iter().enumerate() {
            rows.push(Row::Relief(i));
            if !tick.planned && tick.on && !self.replaceable().is_empty() {
                rows.push(Row::Instead(i));
            }
        }
        rows.extend([Row::Other, Row::Time, Row::Note]);
        rows
    }

    /// The row that has the focus.
    pub fn row(&self) -> Row {
        self.rows().get(self.focus).copied().unwrap_or(Row::Note)
    }

    /// The planned who do not come: somebody may come in their place.
    pub fn replaceable(&self) -> Vec<MemberId> {
        self.relief.iter().filter(|t| t.planned && !t.on).map(|t| t.member).collect()
    }

    /// The open items that the handover hands on.
    pub fn items<'a>(&self, board: &'a Board) -> impl Iterator<Item = (ItemId, &'a crate::domain::OpenItem)> {
        let (post, when) = (self.post, self.stamp.instant(board.now()));
        let open = board.roster().items.iter().map(|(id, i)| (*id, &**i));
        open.filter(move |(_, i)| i.post == post && i.closed.is_none() && i.opened < when)
    }

    pub fn is_changed(&self) -> bool {
        self.touched || !self.note.is_empty() || self.stamp != Stamp::default()
    }

    /// Somebody else comes: ticked, in place of a planned one who does not.
    pub(super) fn picked(&mut self, member: MemberId, board: &Board) {
        self.touched = true;
        if let Some(known) = self.relief.iter_mut().find(|t| t.member == member) {
            known.on = true;
            return;
        }
        let heads = self.slot.and_then(|s| board.roster().post(s.post).map(|p| p.heads(s.date, s.shift)));
        let coming = self.relief.iter().filter(|t| t.on).count();
        if coming as u32 >= heads.unwrap_or(1).max(1)
            && let Some(planned) = self.relief.iter_mut().find(|t| t.planned && t.on)
        {
            planned.on = false;
        }
        let taken: Vec<_> = self.relief.iter().filter_map(|t| t.instead).collect();
        let instead = self.replaceable().into_iter().find(|m| !taken.contains(m));
        self.relief.push(Tick { member, on: true, planned: false, instead });
        let last = self.relief.len() - 1;
        self.focus = self.rows().iter().position(|r| *r == Row::Relief(last)).unwrap_or(self.focus);
    }

    pub(super) fn paste(&mut self, text: &str) {
        self.focus = self.rows().len() - 1;
        self.note.insert(text);
    }

    pub(super) fn key(&mut self, key: &KeyEvent, board: &Board) -> Outcome {
        let (row, last) = (self.row(), self.rows().len() - 1);
        match key.code {
            KeyCode::Esc => return Outcome::Close,
            KeyCode::Up | KeyCode::BackTab => self.focus = self.focus.saturating_sub(1),
            KeyCode::Down | KeyCode::Tab => self.focus = (self.focus + 1).min(last),
            KeyCode::Enter if row == Row::Other => return self.pick(board),
            KeyCode::Enter => return self.submit(),
            _ if row == Row::Note => {
                self.note.key(key);
            }
            KeyCode::Char(_) => return typed(key).map_or(Outcome::Stay, |c| self.letter(narrow(c), row, board)),
            KeyCode::Left => self.set_time(board, |s, now| s.shift(-5, now)),
            KeyCode::Right => self.set_time(board, |s, now| s.shift(5, now)),
            KeyCode::Backspace => self.set_time(board, |s, _| s.back()),
            _ => {}
        }
        Outcome::Stay
    }

    fn letter(&mut self, c: char, row: Row, board: &Board) -> Outcome {
        let zone = board.roster().zone();
        match c {
            '+' | '=' => self.set_time(board, |s, now| s.shift(5, now)),
            '-' => self.set_time(board, |s, now| s.shift(-5, now)),
            '0'..='9' => self.set_time(board, |s, now| {
                s.digit(c, now, zone);
            }),
            ' ' if row == Row::Other => return self.pick(board),
            'a' => return self.pick(board),
            ' ' => self.toggle(row),
            c if !c.is_ascii() => {
                self.focus = self.rows().len() - 1;
                self.note.insert(c.encode_utf8(&mut [0; 4]));
            }
            _ => {}
        }
        Outcome::Stay
    }

    fn pick(&self, board: &Board) -> Outcome {
        Outcome::Open(Dialog::Pick(Picker::new(board, Purpose::Relief(self.post))))
    }

    fn set_time(&mut self, board: &Board, set: impl FnOnce(&mut Stamp, crate::domain::Instant)) {
        let row = self.row();
        set(&mut self.stamp, board.now());
        if !self.touched {
            self.preset(board);
        }
        self.focus = self.rows().iter().position(|r| *r == row).unwrap_or(0);
    }

    fn toggle(&mut self, row: Row) {
        match row {
            Row::Out(i) => self.out[i].on = !self.out[i].on,
            Row::Relief(i) => self.relief[i].on = !self.relief[i].on,
            Row::Instead(i) => {
                let choices = self.replaceable();
                let at = self.relief[i].instead.and_then(|m| choices.iter().position(|c| *c == m));
                self.relief[i].instead = at.map_or(choices.first(), |at| choices.get(at + 1)).copied();
            }
            Row::Other | Row::Time | Row::Note => return,
        }
        self.touched = true;
    }

    fn submit(&mut self) -> Outcome {
        if self.stamp.is_incomplete() {
            self.focus = self.rows().iter().position(|r| *r == Row::Time).unwrap_or(self.focus);
            return Outcome::Refuse(INCOMPLETE);
        }
        let ticked = |list: &[Tick]| list.iter().filter(|t| t.on).map(|t| t.member).collect::<Vec<_>>();
        let replaceable = self.replaceable();
        let instead = |t: &Tick| t.instead.filter(|m| t.on && replaceable.contains(m)).map(|m| (m, t.member));
        let what = Do::Handover {
            post: self.post,
            out: Some(ticked(&self.out)),
            relief: Some(ticked(&self.relief)),
            note: self.note.given(),
            in_place_of: self.relief.iter().filter_map(instead).collect(),
        };
        Outcome::Submit(at(Command::new(what), &self.stamp))
    }
}
