//! From the names people use to the numbers records have; an unknown name is refused with the nearest ones.

use chrono::NaiveDate;

use super::records::*;
use super::refusal::Refusal;
use super::roster::Roster;
use super::text;

/// How many near names a refusal offers.
const NEAR: usize = 3;

/// The post of that name, or of that short name where only one post has it.
pub fn post(roster: &Roster, name: &str) -> Result<PostId, Refusal> {
    let name = text::line(name);
    if let Some(id) = roster.post_by_name(&name) {
        return Ok(id);
    }
    let mut short = roster.posts.iter().filter(|(_, p)| p.short.as_deref() == Some(&*name));
    match (short.next(), short.next()) {
        (Some((id, _)), None) => Ok(*id),
        _ => {
            let near = text::nearest(&name, roster.posts.values().map(|p| &*p.name), NEAR);
            Err(Refusal::UnknownPost { name, near })
        }
    }
}

/// The member of that name.
pub fn member(roster: &Roster, name: &str) -> Result<MemberId, Refusal> {
    let name = text::line(name);
    roster.member_by_name(&name).ok_or_else(|| {
        let near = text::nearest(&name, roster.members.values().map(|m| &*m.name), NEAR);
        Refusal::UnknownMember { name, near }
    })
}

/// The shift of that code, or of that name, on a duty date.
pub fn shift(roster: &Roster, date: NaiveDate, code: &str) -> Result<ShiftId, Refusal> {
    let code = text::line(code);
    let shifts = roster.shifts_on(date);
    let by_name = || shifts.iter().find(|s| s.name == code);
    match roster.shift_by_code(date, &code).or_else(by_name) {
        Some(s) => Ok(s.id),
        // There are only a few: all of them are near.
        None => Err(Refusal::UnknownShift { code, near: shifts.iter().map(|s| s.code.clone()).collect() }),
    }
}
