//! Who can come: everybody, ranked, with the reasons. Typing narrows the list by name or pinyin initials; somebody a
//! rule speaks against is chosen after a confirmation that names it.

use std::collections::HashMap;

use crossterm::event::{KeyCode, KeyEvent};

use super::super::board::Board;
use super::super::line::Line;
use super::super::pinyin;
use super::confirm::Then;
use super::mark::{Mark, What};
use super::{Confirm, Dialog, NONE_FITS, Outcome, moved};
use crate::command::on_now;
use crate::domain::candidate::{Candidate, Opening, Ranked, ranking, reasons};
use crate::domain::finding::Kind;
use crate::domain::{Command, Do, MemberId, PostId, Slot, WallTime};
use crate::plan::branch::by_harm;

/// What somebody is looked for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Purpose {
    /// To be planned into the slot, from then on if it has begun.
    Assign(Slot, Option<WallTime>),
    /// To relieve, for the handover form beneath.
    Relief(PostId),
    /// To stand in, for the form beneath.
    StandIn(PostId),
    /// To be marked on.
    On(PostId),
}

impl Purpose {
    pub fn post(self) -> PostId {
        match self {
            Purpose::Assign(slot, _) => slot.post,
            Purpose::Relief(post) | Purpose::StandIn(post) | Purpose::On(post) => post,
        }
    }

    fn opening(self) -> Opening {
        match self {
            Purpose::Assign(slot, None) => Opening::Slot(slot),
            _ => Opening::Now(self.post()),
        }
    }
}

/// The list.
#[derive(Clone, Debug)]
pub struct Picker {
    pub purpose: Purpose,
    /// Best first.
    pub ranking: Vec<Ranked>,
    /// The planned one who is missing or not available; Tab says whether he stays planned.
    pub absent: Option<MemberId>,
    /// He is withdrawn when somebody is planned.
    pub instead: bool,
    pub query: Line,
    /// Minutes above (+) or below (−) his fair share, where that is known.
    pub above_share: HashMap<MemberId, i64>,
    /// Those who fit the query.
    pub shown: Vec<MemberId>,
    pub at: usize,
}

impl Picker {
    pub fn new(board: &Board, purpose: Purpose) -> Picker {
        let mut ranking = ranking(board.roster(), board.outlook(), board.now(), purpose.opening());
        if let Purpose::Assign(slot, _) = purpose {
            // Who is planned in the slot cannot be planned there again: the first one listed is one who can be.
            let planned: Vec<MemberId> = board.roster().assigned_in(slot).map(|(m, _)| m).collect();
            ranking.retain(|c| !planned.contains(&c.member));
        }
        let mut above_share = HashMap::new();
        if let Purpose::Assign(slot, _) = purpose {
            let harm = by_harm(board.roster(), slot, &mut ranking);
            above_share = harm.into_iter().map(|(m, h)| (m, h.above)).collect();
        }
        let shown = ranking.iter().map(|c| c.member).collect();
        let absent = absent(board, purpose);
        let instead = absent.is_some();
        Picker { purpose, ranking, absent, instead, query: Line::default(), above_share, shown, at: 0 }
    }

    /// So many candidates from a row on, with the reasons as they are now.
    pub fn candidates(&self, board: &Board, from: usize, rows: usize) -> Vec<Candidate> {
        let members = self.shown.iter().skip(from).take(rows).copied();
        reasons(board.roster(), board.outlook(), board.now(), self.purpose.opening(), members)
    }

    pub(super) fn key(&mut self, key: &KeyEvent, board: &Board) -> Outcome {
        if let Some(at) = moved(self.at, self.shown.len(), key) {
            self.at = at;
            return Outcome::Stay;
        }
        match key.code {
            KeyCode::Esc => return Outcome::Close,
            KeyCode::Enter => return self.choose(board),
            KeyCode::Tab if self.absent.is_some() => {
                self.instead = !self.instead;
                return Outcome::Stay;
            }
            _ => {}
        }
        if self.query.key(key) {
            self.filter(board);
        }
        Outcome::Stay
    }

    pub(super) fn paste(&mut self, text: &str, board: &Board) {
        self.query.insert(text);
        self.filter(board);
    }

    fn filter(&mut self, board: &Board) {
        let fits = |member: &MemberId| pinyin::matches(board.roster().name_of(*member), self.query.text());
        self.shown = self.ranking.iter().map(|c| c.member).filter(fits).collect();
        self.at = 0;
    }

    fn choose(&self, board: &Board) -> Outcome {
        let Some(candidate) = self.candidates(board, self.at, 1).pop() else { return Outcome::Refuse(NONE_FITS) };
        let member = candidate.member;
        let then = match self.purpose {
            Purpose::Assign(slot, from) => {
                let in_place_of = self.absent.filter(|a| self.instead && *a != member);
                Then::Submit(Command::new(Do::Assign { slot, member, from, to: None, pinned: false, in_place_of }))
            }
            Purpose::Relief(_) | Purpose::StandIn(_) => Then::Picked(member),
            Purpose::On(post) => Then::Open(Box::new(Dialog::Mark(Mark::one(post, member, What::On)))),
        };
        Confirm::unless_clear(board, member, &candidate.reasons, then)
    }
}

/// Who is planned in the slot and did not come, or cannot.
fn absent(board: &Board, purpose: Purpose) -> Option<MemberId> {
    let Purpose::Assign(slot, _) = purpose else { return None };
    let here = (Some(slot.post), Some(slot.date), Some(slot.shift));
    let found = board.findings().iter().filter(|f| (f.post, f.date, f.shift) == here);
    let absent = found.filter(|f| matches!(f.kind, Kind::Missing | Kind::Unavailable));
    let on = |m: MemberId| on_now(board.roster(), slot.post).any(|(here, _)| here == m);
    let planned = |m: MemberId| board.roster().assigned_in(slot).any(|(p, _)| p == m);
    absent.flat_map(|f| f.members.iter().copied()).find(|m| planned(*m) && !on(*m))
}
