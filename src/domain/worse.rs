//! Whether a change of the plan makes the rules find something in a member's duty that they did not find before, or
//! finds it worse. Planning applies nothing that does.

use super::demand::Calendar;
use super::duty::expected_off_anywhere;
use super::finding::{Finding, Kind};
use super::findings_of::view_of;
use super::presence::MemberBook;
use super::records::MemberId;
use super::roster::Roster;
use super::time::{Instant, Span};

/// All findings about a member's duty (RULES §6, from `overlong` on) at `now`, past ones too.
pub fn duty_findings(roster: &Roster, calendar: &Calendar, now: Instant, member: MemberId) -> Vec<Finding> {
    let Some(book) = MemberBook::new(roster, calendar, member) else { return Vec::new() };
    let off = expected_off_anywhere(roster, calendar, &book, now);
    view_of(roster, calendar, &book, now, off).findings
}

/// The first of `after` that is new: none of `before` was the same thing and as bad.
pub fn first_new<'a>(before: &[Finding], after: &'a [Finding]) -> Option<&'a Finding> {
    after.iter().find(|f| is_new(before, f))
}

/// Whether none of `before` was the same thing as `f` and as bad.
pub fn is_new(before: &[Finding], f: &Finding) -> bool {
    !before.iter().any(|b| b.kind == f.kind && covers(b, f))
}

/// Whether `b`, of the same kind, already said what `f` says.
fn covers(b: &Finding, f: &Finding) -> bool {
    let touch = b.from <= f.to && f.from <= b.to;
    match f.kind {
        Kind::Overlong => touch && b.minutes >= f.minutes,
        Kind::ShortRest => touch && b.minutes <= f.minutes,
        Kind::WeekHours => b.to == f.to && b.minutes >= f.minutes,
        Kind::ConsecutiveDays => touch && b.days >= f.days,
        _ => (b.post, b.date, b.shift) == (f.post, f.date, f.shift) && b.from <= f.from && f.to <= b.to,
    }
}

/// A calendar that has at hand what the duty in `window` and around it needs.
pub fn calendar_for(roster: &Roster, window: Span) -> Calendar {
    use super::time::DAY;
    Calendar::around(roster, Span::new(window.from - 60 * DAY, window.to + 60 * DAY))
}
