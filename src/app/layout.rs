//! Where the parts of the screen lie for a size: `ui` draws there, the mouse hits there, scrolling counts by it.

use ratatui::layout::Rect;

/// Below this the board only says that it needs more room.
pub const LEAST: (u16, u16) = (40, 10);
/// From this width on the details stand at the right.
const WIDE: u16 = 120;
/// From this height on the details stand below, when they do not at the right.
const TALL: u16 = 30;
/// Rows of the details below.
const PANE_ROWS: u16 = 9;
/// Rows of findings that must stay before posts get two rows each.
const LEAST_LIST: u16 = 10;

/// The parts that every view has.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Frame {
    pub title: Rect,
    /// The most urgent finding.
    pub strip: Rect,
    pub body: Rect,
    pub foot: Rect,
}

/// The parts of Today's body.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Today {
    pub axis: Rect,
    pub posts: Rect,
    /// Rows of one post: 1 or 2.
    pub per_post: u16,
    /// The next findings.
    pub list: Rect,
    pub pane: Option<Rect>,
}

/// Whether there is room for a board at all.
pub fn has_room(size: (u16, u16)) -> bool {
    size.0 >= LEAST.0 && size.1 >= LEAST.1
}

/// The parts of a screen of this size.
pub fn frame(size: (u16, u16)) -> Frame {
    let (w, h) = size;
    let row = |y: u16| Rect::new(0, y.min(h), w, u16::from(y < h));
    let body = Rect::new(0, 2.min(h), w, h.saturating_sub(3));
    Frame { title: row(0), strip: row(1), body, foot: row(h.saturating_sub(1).max(2)) }
}

/// The parts of Today for so many posts.
pub fn today(size: (u16, u16), posts: usize) -> Today {
    let (body, right) = beside(size);
    let below = right.is_none() && size.1 >= TALL;
    let room = body.height.saturating_sub(1);
    let pane_rows = if below { PANE_ROWS.min(room) } else { 0 };
    let room = room - pane_rows;
    let posts = u16::try_from(posts).unwrap_or(u16::MAX);
    let two = posts.checked_mul(2).is_some_and(|rows| rows + LEAST_LIST <= room);
    let per_post = if two { 2 } else { 1 };
    let least_list = (room / 4).min(6);
    let rows = posts.saturating_mul(per_post).min(room - least_list);
    let axis = Rect { height: body.height.min(1), ..body };
    let posts = Rect { y: body.y + axis.height, height: rows, ..body };
    let list = Rect { y: posts.y + rows, height: room - rows, ..body };
    let under = Rect { y: list.y + list.height, height: pane_rows, ..body };
    Today { axis, posts, per_post, list, pane: right.or(below.then_some(under)) }
}

/// The body, and the details at its right where there is room for them.
pub fn beside(size: (u16, u16)) -> (Rect, Option<Rect>) {
    let body = frame(size).body;
    if size.0 < WIDE {
        return (body, None);
    }
    let pane = (body.width / 3).clamp(36, 56);
    let main = Rect { width: body.width - pane, ..body };
    (main, Some(Rect { x: body.x + main.width, width: pane, ..body }))
}

/// The columns of Week.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Week {
    /// Of the posts' names.
    pub name: u16,
    /// Of the shifts' codes.
    pub code: u16,
    pub dates: usize,
    /// Of one date.
    pub date: u16,
}

/// The columns of Week for a width: as many dates as names have room in, seven at least where a board is meant to be.
pub fn week(width: u16) -> Week {
    const LEAST: u16 = 9;
    const NARROW: u16 = 72;
    let name = (width / 6).clamp(8, 16);
    let code = 3;
    let rest = width.saturating_sub(name + code);
    let least = if width < NARROW { 1 } else { 7 };
    let dates = (rest / LEAST).clamp(least, 28);
    Week { name, code, dates: dates.into(), date: (rest / dates).max(1) }
}

/// The columns of People.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct People {
    /// Of the names.
    pub name: u16,
    pub dates: usize,
    /// Of one date.
    pub date: u16,
    /// Of hours.
    pub hours: u16,
    /// Of nights, of weekends and of days in a row; none where the dates need the room.
    pub count: u16,
}

impl People {
    /// Of all totals together.
    pub fn totals(&self) -> u16 {
        self.hours + 3 * self.count
    }
}

/// Rows above the people; rows below them.
pub const PEOPLE_HEAD: u16 = 3;
pub const PEOPLE_FOOT: u16 = 1;

/// The columns of People for a width: four weeks where they have room, else as many whole weeks as do.
pub fn people(width: u16) -> People {
    const LEAST: u16 = 3;
    const COUNT: u16 = 3;
    let name = (width / 10).clamp(8, 20);
    let hours = 7;
    let count = if width >= name + hours + 3 * COUNT + 7 * LEAST { COUNT } else { 0 };
    let rest = width.saturating_sub(name + hours + 3 * count);
    let weeks = (rest / (7 * LEAST)).clamp(1, 4);
    let date = (rest / (7 * weeks)).clamp(2, 6);
    People { name, dates: usize::from(7 * weeks), date, hours, count }
}

/// The rows of people that a screen of this size shows.
pub fn people_shown(size: (u16, u16)) -> usize {
    frame(size).body.height.saturating_sub(PEOPLE_HEAD + PEOPLE_FOOT).into()
}

/// The columns of Report.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Report {
    /// Of the names, and of their units; by unit, of how many people it has.
    pub name: u16,
    pub unit: u16,
    /// Of the hours done, and of those planned.
    pub hours: u16,
    /// By unit: of the hours of one member.
    pub each: u16,
    pub bar: u16,
    /// Of nights and of weekend days.
    pub count: u16,
    /// Of how often and how long: overlong, waited, kept waiting.
    pub times: u16,
}

/// Rows above the first of Report.
pub const REPORT_HEAD: u16 = 2;

/// The columns of Report for a width.
pub fn report(width: u16, by_unit: bool) -> Report {
    let (count, times, hours) = (5, if width < 100 { 8 } else { 11 }, 8);
    let each = if by_unit { 7 } else { 0 };
    // A free column before the bar, and one at the right end.
    let fixed = 2 * hours + each + 2 * count + 3 * times + 2;
    let rest = width.saturating_sub(fixed);
    let (name, unit) = match by_unit {
        true => ((rest * 3 / 5).clamp(10, 26), 5),
        false => ((rest / 4).clamp(9, 18), (rest / 4).clamp(9, 20)),
    };
    Report { name, unit, hours, each, bar: rest.saturating_sub(name + unit).min(60), count, times }
}

/// The rows below Report's, with their heading.
pub fn report_foot(size: (u16, u16)) -> u16 {
    (frame(size).body.height / 5).clamp(2, 10)
}

/// The rows of Report that a screen of this size shows.
pub fn report_shown(size: (u16, u16)) -> usize {
    frame(size).body.height.saturating_sub(REPORT_HEAD + report_foot(size)).into()
}

/// The lines of the view Handovers: which row stands on which line, below a heading for each of its two parts.
pub fn log_lines(top: usize, items: usize, all: usize, height: u16) -> impl Iterator<Item = (u16, usize)> {
    let crossing = items > top && items < all;
    (top..all).filter_map(move |row| {
        let heads = 1 + usize::from(crossing && row >= items);
        let line = u16::try_from(row - top + heads).ok()?;
        (line < height).then_some((line, row))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn at_80_by_24_with_eight_posts_nine_findings_have_room() {
        let today = today((80, 24), 8);
        assert_eq!((today.posts.height, today.per_post, today.pane), (8, 1, None));
        assert!(today.list.height >= 10);
    }

    #[test]
    fn nothing_lies_outside_whatever_the_size() {
        for w in [1, 40, 79, 80, 119, 120, 200, 400] {
            for h in 1..=150 {
                for posts in [0, 1, 8, 11, 500, 100_000] {
                    let whole = Rect::new(0, 0, w, h);
                    let (f, t) = (frame((w, h)), today((w, h), posts));
                    for part in [f.title, f.strip, f.body, f.foot, t.axis, t.posts, t.list].into_iter().chain(t.pane) {
                        assert!(part.is_empty() || part.intersection(whole) == part, "{part} in {whole}");
                    }
                }
            }
        }
    }
}
