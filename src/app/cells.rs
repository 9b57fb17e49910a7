//! Cells of People as text and back: what somebody wants in a cell, at which post, and the one change that puts many
//! of them there. What a text says, `exchange::sheet` tells. It asks nobody; where a post cannot be told, it lists
//! those it could be.

use chrono::NaiveDate;

use super::board::Board;
use crate::domain::changes::Changes;
use crate::domain::effect::{Effect, effect};
use crate::domain::text;
use crate::domain::time::{days_after, midnight};
use crate::domain::{AssignmentId, Event, MemberId, PostId, Refusal, Roster, ShiftId, Slot, Span, Unavailable};
use crate::exchange::sheet::{self, Code, Duty, Shifts};

/// A shift that is wanted in a cell.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Wanted {
    pub shift: ShiftId,
    /// Where the cell names one.
    pub post: Option<PostId>,
    /// What stands in brackets behind it.
    pub note: Option<String>,
}

/// What is wanted in a cell.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Want {
    /// The cell says nothing.
    Nothing,
    /// These shifts and no others.
    Shifts(Vec<Wanted>),
    /// No shift.
    Rest,
    /// No shift, and not available on that date; the word.
    Leave(String),
}

impl Want {
    /// One shift, at a post or where it can be told.
    pub fn shift(shift: ShiftId, post: Option<PostId>) -> Want {
        Want::Shifts(vec![Wanted { shift, post, note: None }])
    }
}

/// What a leave is called of which nothing more is said; 请假 is the same.
pub const LEAVE: &str = "假";

/// Reads cells as sheets are read (SHEETS, "people").
pub struct Reader<'a> {
    roster: &'a Roster,
    shifts: Shifts<'a>,
    posts: sheet::Posts,
}

impl<'a> Reader<'a> {
    pub fn new(roster: &'a Roster) -> Reader<'a> {
        Reader { roster, shifts: Shifts::of(roster), posts: sheet::Posts::new(roster, &[]) }
    }

    /// What a cell of a date says; none when a part of it is not understood.
    pub fn read(&self, date: NaiveDate, cell: &str) -> Option<Want> {
        if text::line(cell).strip_prefix('请') == Some(LEAVE) {
            return Some(Want::Leave(LEAVE.into()));
        }
        let (duties, wrong) = self.shifts.cell(cell, &self.posts);
        if !wrong.is_empty() {
            return None;
        }
        let mut want = Want::Nothing;
        let mut shifts = Vec::new();
        for Duty { code, post, note } in duties {
            match code {
                Code::Shift(id) => {
                    let shift = self.shifts.on(date, id)?;
                    // A post of one letter is known by its whole name only.
                    let named = note.as_deref().filter(|_| post.is_none()).and_then(|n| self.roster.post_by_name(n));
                    let note = note.filter(|_| named.is_none());
                    shifts.push(Wanted { shift, post: post.or(named), note });
                }
                Code::Rest if want == Want::Nothing => want = Want::Rest,
                Code::Rest => {}
                Code::Away(why) => want = Want::Leave(why),
            }
        }
        Some(if shifts.is_empty() { want } else { Want::Shifts(shifts) })
    }
}

/// Reads one cell.
pub fn read(roster: &Roster, date: NaiveDate, cell: &str) -> Option<Want> {
    Reader::new(roster).read(date, cell)
}

/// The cell's plan as text that [`read`] reads: `早`, `早(大渠)中(大渠)` with the posts.
pub fn written(roster: &Roster, member: MemberId, date: NaiveDate, posts: bool) -> String {
    let mut planned: Vec<_> = roster
        .assignments_of(member, date, date)
        .filter_map(|(id, a)| Some((roster.assignment_span(&id, a)?, id.slot)))
        .collect();
    planned.sort_unstable();
    let one = |slot: &Slot| {
        let code = roster.shift_code(slot.shift);
        if posts { format!("{code}({})", roster.post_name(slot.post)) } else { code.to_string() }
    };
    let cells: Vec<String> = planned.iter().map(|(_, slot)| one(slot)).collect();
    match cells.is_empty() {
        true => "休".into(),
        false => cells.join(if posts { "、" } else { "" }),
    }
}

/// Where a member could be planned on a date and shift.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Posts {
    /// The one it is, where that can be told.
    pub one: Option<PostId>,
    /// All he may stand at that need somebody in the shift (if there are none, all he may stand at): first where he
    /// stood last, then those that are short, then the others in post order.
    pub all: Vec<PostId>,
}

/// How many heads a slot still lacks by the plan; surges do not count.
pub fn lacks(roster: &Roster, slot: Slot) -> u32 {
    roster.heads(slot).saturating_sub(roster.assigned_in(slot).count() as u32)
}

/// The posts that a member could be planned at: it is the only one there is, else the one he stood at last if that is
/// short, else the only one that is short.
pub fn posts_for(roster: &Roster, member: MemberId, date: NaiveDate, shift: ShiftId) -> Posts {
    let may = |id: &PostId| roster.member(member).is_some_and(|m| m.may_stand_at(*id));
    let slot = |post: PostId| Slot { post, date, shift };
    let needs = |id: &PostId| roster.heads(slot(*id)) > 0;
    let free = |id: &PostId| !roster.assignments.contains_key(&AssignmentId { slot: slot(*id), member });
    let eligible: Vec<PostId> = roster.posts.keys().copied().filter(|id| may(id) && free(id)).collect();
    let needed: Vec<PostId> = eligible.iter().copied().filter(needs).collect();
    let mut all = if needed.is_empty() { eligible } else { needed };
    let last = stood_last(roster, member, date);
    let short = |id: &PostId| lacks(roster, slot(*id)) > 0;
    all.sort_by_key(|id| (Some(*id) != last, !short(id), *id));
    let mut shorts = all.iter().filter(|id| short(id));
    let one = match all.as_slice() {
        [only] => Some(*only),
        [first, ..] if Some(*first) == last && short(first) => Some(*first),
        _ => shorts.next().filter(|_| shorts.next().is_none()).copied(),
    };
    Posts { one, all }
}

/// The post of a member's newest assignment up to a date, else of his newest presence.
fn stood_last(roster: &Roster, member: MemberId, date: NaiveDate) -> Option<PostId> {
    let planned = roster.assignments_of(member, days_after(date, -60), date).map(|(id, _)| id.slot.post);
    planned.last().or_else(|| roster.presences_of(member).next_back().map(|(_, p)| p.post))
}

/// A cell that was not understood, or could not be done.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Problem {
    pub member: Option<MemberId>,
    pub date: Option<NaiveDate>,
    pub text: String,
    pub what: What,
}

/// See [`Problem`].
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum What {
    /// The text is no shift, rest or leave.
    Unknown,
    /// No member has this name.
    NoMember,
    /// It cannot be told at which post.
    NoPost,
    /// It lies outside the sheet.
    Outside,
}

/// What putting things into many cells comes to.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Block {
    pub events: Vec<Event>,
    pub people: usize,
    pub dates: usize,
    pub assigned: usize,
    pub withdrawn: usize,
    pub leaves: usize,
    pub problems: Vec<Problem>,
    pub effect: Effect,
    /// Why it would be refused.
    pub refused: Option<Refusal>,
}

/// Works out the one change that puts what is wanted into cells, each with its text.
pub fn fill(board: &Board, cells: Vec<(MemberId, NaiveDate, Want, String)>, mut problems: Vec<Problem>) -> Block {
    let mut changes = Changes::new(board.roster());
    let mut block = Block::default();
    let (mut people, mut dates) = (Vec::new(), Vec::new());
    for (member, date, want, said) in cells {
        people.push(member);
        dates.push(date);
        if !is_there(board.roster(), date, &want) {
            problems.push(Problem { member: Some(member), date: Some(date), text: said, what: What::Unknown });
        } else if let Some(what) = put(&mut changes, member, date, &want) {
            problems.push(Problem { member: Some(member), date: Some(date), text: said, what });
        }
    }
    dates.sort_unstable();
    dates.dedup();
    people.sort_unstable();
    people.dedup();
    (block.people, block.dates, block.problems) = (people.len(), dates.len(), problems);
    if changes.is_empty() {
        return block;
    }
    match changes.finish(board.roster(), board.now()) {
        Ok(events) => {
            for event in &events {
                match event {
                    Event::Assignment(c) if c.is.is_some() => block.assigned += 1,
                    Event::Assignment(_) => block.withdrawn += 1,
                    _ => block.leaves += 1,
                }
            }
            block.effect = effect(board.roster(), board.outlook(), &events);
            block.events = events;
        }
        Err(refusal) => block.refused = Some(refusal),
    }
    block
}

/// Whether the date has the shifts that are wanted: read for one date, they may be meant for others too.
fn is_there(roster: &Roster, date: NaiveDate, want: &Want) -> bool {
    match want {
        Want::Shifts(list) => list.iter().all(|w| roster.shift(date, w.shift).is_some()),
        Want::Nothing | Want::Rest | Want::Leave(_) => true,
    }
}

/// Puts what is wanted into a cell; says why it cannot.
pub fn put(changes: &mut Changes, member: MemberId, date: NaiveDate, want: &Want) -> Option<What> {
    let wanted: &[Wanted] = match want {
        Want::Nothing => return None,
        Want::Rest => &[],
        Want::Leave(word) => {
            let _ = changes.leave(member, date, Some(word.clone()));
            &[]
        }
        Want::Shifts(list) => list,
    };
    let there: Vec<Slot> = changes.roster().assignments_of(member, date, date).map(|(id, _)| id.slot).collect();
    let stays = |slot: &Slot| wanted.iter().any(|w| w.shift == slot.shift && w.post.is_none_or(|p| p == slot.post));
    for slot in there.iter().filter(|slot| !stays(slot)) {
        changes.withdraw(*slot, member);
    }
    let mut fault = None;
    for Wanted { shift, post, note } in wanted {
        let has = |slot: &&Slot| slot.shift == *shift && post.is_none_or(|p| p == slot.post);
        let slot = there.iter().find(has).copied().or_else(|| {
            let posts = || posts_for(changes.roster(), member, date, *shift);
            let post = post.or_else(|| posts().one).or_else(|| posts().all.first().copied())?;
            Some(Slot { post, date, shift: *shift })
        });
        match slot {
            Some(slot) => {
                changes.assign(slot, member);
                changes.note(AssignmentId { slot, member }, note.as_deref());
            }
            None => fault = Some(What::NoPost),
        }
    }
    fault
}

/// The same for the one cell that is typed in: where there is no shift, 休 ends the leave of the date.
pub fn put_one(changes: &mut Changes, member: MemberId, date: NaiveDate, want: &Want) {
    match want {
        Want::Rest if changes.roster().assignments_of(member, date, date).next().is_none() => {
            changes.no_leave(member, date);
        }
        want => {
            put(changes, member, date, want);
        }
    }
}

/// Whether a member has leave on a date, or for a part of it.
pub fn has_leave(roster: &Roster, member: MemberId, date: NaiveDate) -> bool {
    let day = Span::new(midnight(roster.zone(), date), midnight(roster.zone(), days_after(date, 1)));
    let leave = |u: &Unavailable| match u {
        Unavailable::Once { from, to, .. } => Span::new(*from, *to).overlaps(day),
        Unavailable::Daily { .. } => false,
    };
    roster.member(member).is_some_and(|m| m.unavailable.iter().any(leave))
}

/// Reads a pasted block whose first cell belongs at `member`, `date`: rows at line ends, cells at tabs. Where the rows
/// begin with the names of members, they are theirs, and the dates begin with the cell after it. A row without anything
/// leaves its member as he is.
pub fn pasted(board: &Board, members: &[MemberId], at: (MemberId, NaiveDate), text: &str) -> Block {
    let roster = board.roster();
    let reader = Reader::new(roster);
    let rows: Vec<Vec<&str>> = text.lines().map(|l| l.split('\t').map(str::trim).collect()).collect();
    let named = rows.iter().any(|row| row.len() > 1 && roster.member_by_name(&text::line(row[0])).is_some());
    let first = members.iter().position(|m| *m == at.0).unwrap_or(0);
    let (mut cells, mut problems) = (Vec::new(), Vec::new());
    for (i, row) in rows.iter().enumerate() {
        if row.iter().all(|cell| cell.is_empty()) {
            continue;
        }
        let (member, row) = match named {
            true => (roster.member_by_name(&text::line(row[0])), &row[1..]),
            false => (members.get(first + i).copied(), &row[..]),
        };
        let Some(member) = member else {
            let what = if named { What::NoMember } else { What::Outside };
            let text = rows[i].first().copied().unwrap_or_default().to_string();
            problems.push(Problem { member: None, date: None, text, what });
            continue;
        };
        for (n, cell) in row.iter().enumerate() {
            let date = days_after(at.1, n as i64);
            match reader.read(date, cell) {
                Some(want) => cells.push((member, date, want, cell.to_string())),
                None => problems.push(Problem {
                    member: Some(member),
                    date: Some(date),
                    text: cell.to_string(),
                    what: What::Unknown,
                }),
            }
        }
    }
    fill(board, cells, problems)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::event::{Change, apply};
    use crate::domain::{Heads, Member, Post};

    fn roster() -> Roster {
        let mut roster = Roster::default();
        let heads: Vec<Heads> = [1, 2, 3].map(|s| Heads { shift: ShiftId(s), heads: 1 }).to_vec();
        for (n, name) in [(1, "大渠家属院"), (2, "市国税局家属院北院")] {
            let post = Post { name: name.into(), heads: heads.clone(), ..Post::default() };
            apply(&mut roster, &Event::Post(Change { id: PostId(n), was: None, is: Some(post) }));
        }
        for (n, posts) in [(1, None), (2, Some(vec![PostId(2)]))] {
            let member = Member { name: format!("人{n}"), posts, ..Member::default() };
            apply(&mut roster, &Event::Member(Change { id: MemberId(n), was: None, is: Some(member) }));
        }
        roster
    }

    #[test]
    fn a_cell_is_read_as_sheets_have_it() {
        let (roster, date) = (roster(), NaiveDate::from_ymd_opt(2022, 4, 20).unwrap());
        let one =
            |shift, post, note: Option<&str>| Wanted { shift: ShiftId(shift), post, note: note.map(str::to_string) };
        let early = |post| one(1, post, None);
        let night = |post| one(3, post, None);
        let (canal, north) = (Some(PostId(1)), Some(PostId(2)));
        for (cell, want) in [
            ("早", vec![early(None)]),
            (" 早班 ", vec![early(None)]),
            ("早夜", vec![early(None), night(None)]),
            ("早/夜", vec![early(None), night(None)]),
            ("晚", vec![night(None)]),
            ("6:00-14:00", vec![early(None)]),
            ("大渠早", vec![early(canal)]),
            ("早(大渠)", vec![early(canal)]),
            ("早（替刘东）", vec![one(1, None, Some("替刘东"))]),
            ("早(大渠)（替刘东）", vec![one(1, canal, Some("替刘东"))]),
            ("早-国税局北院", vec![early(north)]),
            ("早(大渠家属院)、夜(市国税局家属院北院)", vec![early(canal), night(north)]),
        ] {
            assert_eq!(read(&roster, date, cell), Some(Want::Shifts(want)), "{cell}");
        }
        assert_eq!(read(&roster, date, "休"), Some(Want::Rest));
        assert_eq!(read(&roster, date, "病"), Some(Want::Leave("病".into())));
        for leave in ["假", "请假"] {
            assert_eq!(read(&roster, date, leave), Some(Want::Leave(LEAVE.into())), "{leave}");
        }
        for nothing in ["", "-", "/", "×"] {
            assert_eq!(read(&roster, date, nothing), Some(Want::Nothing), "{nothing}");
        }
        for bad in ["早x", "家属院早", "甲"] {
            assert_eq!(read(&roster, date, bad), None, "{bad}");
        }
    }

    #[test]
    fn the_post_is_his_only_one_or_where_he_stood_last_or_the_only_one_that_is_short() {
        let mut changes = Changes::new(&roster());
        let date = NaiveDate::from_ymd_opt(2022, 4, 20).unwrap();
        let slot = |post, date, shift| Slot { post: PostId(post), date, shift: ShiftId(shift) };
        let posts = |c: &Changes, m, shift| posts_for(c.roster(), MemberId(m), date, ShiftId(shift));
        assert_eq!(posts(&changes, 2, 1), Posts { one: Some(PostId(2)), all: vec![PostId(2)] });
        assert_eq!(posts(&changes, 1, 1), Posts { one: None, all: vec![PostId(1), PostId(2)] });
        changes.assign(slot(2, days_after(date, -1), 3), MemberId(1));
        assert_eq!(posts(&changes, 1, 1), Posts { one: Some(PostId(2)), all: vec![PostId(2), PostId(1)] });
        changes.assign(slot(2, date, 1), MemberId(2));
        assert_eq!(posts(&changes, 1, 1), Posts { one: Some(PostId(1)), all: vec![PostId(2), PostId(1)] });
    }
}
