//! The first start: the branch's name, zone and shifts, its posts, its people by pasting a list; then one entry, and
//! the board is there.

use crossterm::event::{KeyCode, KeyEvent};

use super::super::board::Board;
use super::super::line::Line;
use super::confirm::{About, Confirm, Then};
use super::{Dialog, Import, Outcome};
use crate::app::place;
use crate::domain::changes::Changes;
use crate::domain::{Branch, Command, Do, Event, Member, Post, Refusal, Roster, Shift};
use crate::exchange::fields::{Bad, words};
use crate::exchange::sheet::{self, Ask, Layout, Options, Person, Survey};
use crate::locale::{self, Lang};

/// The pages, in order.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Page {
    Branch,
    /// A sheet to begin with, if there is one.
    Sheet,
    Posts,
    People,
    Ready,
}

impl Page {
    pub const ALL: [Page; 5] = [Page::Branch, Page::Sheet, Page::Posts, Page::People, Page::Ready];
}

/// The fields of the first page.
pub const FIELDS: [&str; 3] = ["name", "zone", "shifts"];

/// What is typed so far.
#[derive(Clone, Debug)]
pub struct Setup {
    pub page: Page,
    /// In the order of [`FIELDS`].
    pub branch: Vec<Line>,
    pub file: Import,
    pub posts: Vec<Line>,
    pub people: Vec<Line>,
    pub focus: usize,
    /// Why it cannot go on.
    pub fault: Option<(&'static str, Bad)>,
}

fn line(text: &str) -> Line {
    let mut line = Line::default();
    line.insert(text);
    line
}

impl Setup {
    pub fn new(board: &Board) -> Setup {
        let roster = board.roster();
        let shifts = words::shifts_text(roster.patterns.first());
        let branch = vec![line(&roster.branch.name), line(roster.zone().name()), line(&shifts)];
        let (posts, people) = (vec![Line::default()], vec![Line::default()]);
        Setup { page: Page::Branch, branch, file: Import::default(), posts, people, focus: 0, fault: None }
    }

    pub fn is_changed(&self) -> bool {
        let typed = |lines: &[Line]| lines.iter().any(|l| !l.is_empty());
        let named = self.branch.first().is_some_and(|l| !l.is_empty()) || !self.file.path().is_empty();
        named || typed(&self.posts) || typed(&self.people)
    }

    /// The lines of the page that are typed in.
    pub fn lines(&self) -> &[Line] {
        match self.page {
            Page::Branch => &self.branch,
            Page::Posts => &self.posts,
            Page::People => &self.people,
            Page::Sheet | Page::Ready => &[],
        }
    }

    fn lines_mut(&mut self) -> Option<&mut Vec<Line>> {
        match self.page {
            Page::Branch => Some(&mut self.branch),
            Page::Posts => Some(&mut self.posts),
            Page::People => Some(&mut self.people),
            Page::Sheet | Page::Ready => None,
        }
    }

    pub(super) fn key(&mut self, key: &KeyEvent, board: &Board) -> Outcome {
        if self.page == Page::Sheet
            && let Some(outcome) = self.file_key(key, board)
        {
            return outcome;
        }
        let last = self.lines().len().saturating_sub(1);
        match key.code {
            KeyCode::Esc => return self.back(),
            KeyCode::BackTab => self.turn(-1),
            KeyCode::Tab => self.next(board),
            KeyCode::Up => self.focus = self.focus.saturating_sub(1),
            KeyCode::Down => self.focus = (self.focus + 1).min(last),
            KeyCode::Enter => return self.enter(board),
            KeyCode::Backspace if self.page != Page::Branch && last > 0 && self.here().is_some_and(Line::is_empty) => {
                let at = self.focus;
                if let Some(lines) = self.lines_mut() {
                    lines.remove(at);
                }
                self.focus = at.saturating_sub(1);
            }
            _ => {
                let at = self.focus;
                if let Some(line) = self.lines_mut().and_then(|l| l.get_mut(at)) {
                    line.key(key);
                }
                self.fault = self.look(board).err();
            }
        }
        Outcome::Stay
    }

    /// A key on the page of the sheet; none when it leaves the page.
    fn file_key(&mut self, key: &KeyEvent, board: &Board) -> Option<Outcome> {
        let nothing = self.file.path().is_empty() && self.file.at.is_none();
        match key.code {
            KeyCode::Esc if self.file.at.is_none() => return None,
            KeyCode::Tab | KeyCode::Enter if nothing => return None,
            KeyCode::BackTab if self.file.focus == 0 => return None,
            _ => {}
        }
        Some(match self.file.key(key, &self.preview(board)) {
            Outcome::Read(ask) => Outcome::Read(Ask { survey: true, ..ask }),
            outcome => outcome,
        })
    }

    /// The folder to be listed.
    pub(in crate::app) fn wants(&mut self) -> Option<String> {
        if self.page == Page::Sheet { self.file.wants() } else { None }
    }

    /// Takes the posts and people that a sheet names, as if they had been typed.
    pub(in crate::app) fn take(&mut self, found: &Survey, board: &Board) {
        let roster = self.preview(board);
        let posts = found.posts.iter().filter(|(name, _)| roster.post_by_name(name).is_none());
        let posts: Vec<String> = posts
            .map(|(name, heads)| {
                format!("{name} {}", words::heads_text(roster.patterns.first(), heads)).trim_end().to_string()
            })
            .collect();
        let people = found.people.iter().filter(|p| roster.member_by_name(&p.name).is_none());
        let people: Vec<String> = people.map(written).collect();
        for (lines, rows) in [(&mut self.posts, posts), (&mut self.people, people)] {
            lines.retain(|l| !l.is_empty());
            lines.extend(rows.iter().map(|row| line(row)));
            lines.push(Line::default());
        }
        self.fault = self.look(board).err();
        self.turn(1);
    }

    fn here(&self) -> Option<&Line> {
        self.lines().get(self.focus)
    }

    /// A pasted list: a row for each of its lines.
    pub(super) fn paste(&mut self, text: &str, board: &Board) {
        let (page, at) = (self.page, self.focus);
        if page == Page::Sheet {
            return self.file.paste(text);
        }
        let rows = match page {
            Page::People => self.people_of(text, board).unwrap_or_else(|| rows_of(text, page)),
            _ => rows_of(text, page),
        };
        let Some(lines) = self.lines_mut() else { return };
        let mut rows = rows.iter();
        match (page, lines.get_mut(at)) {
            (Page::Branch, Some(line)) => line.insert(text),
            (_, Some(line)) => {
                line.insert(rows.next().map_or("", |row| row));
                let more: Vec<Line> = rows.map(|row| self::line(row)).collect();
                let count = more.len();
                lines.splice(at + 1..at + 1, more);
                self.focus = at + count;
            }
            _ => {}
        }
        self.fault = self.look(board).err();
    }

    /// The rows of a list that is copied with its header, read as a sheet is; none where that would lose a line of it.
    fn people_of(&self, text: &str, board: &Board) -> Option<Vec<String>> {
        let options = Options { add_people: true, ..Options::default() };
        let read = sheet::from_text(text, board.roster(), &options, place::today(board)).ok()?;
        let under = text.lines().skip(read.header.row as usize + 1).filter(|l| !l.trim().is_empty());
        let whole = read.problems.is_empty() && read.members.len() >= under.count();
        let ours = read.layout == Layout::Contacts && read.members.iter().all(|p| !p.name.contains(' '));
        (whole && ours).then(|| read.members.iter().map(written).collect())
    }

    /// Enter: the next field or row; an empty row ends the list; on the last page it is recorded.
    fn enter(&mut self, board: &Board) -> Outcome {
        let last = self.lines().len().saturating_sub(1);
        match self.page {
            Page::Ready => match self.events(board) {
                Ok(events) => return Outcome::Submit(Command::new(Do::Change { events })),
                Err(fault) => self.fault = Some(fault),
            },
            Page::Branch if self.focus < last => self.focus += 1,
            Page::Branch | Page::Sheet => self.next(board),
            Page::Posts | Page::People if self.here().is_none_or(Line::is_empty) => self.next(board),
            Page::Posts | Page::People => {
                let at = self.focus + 1;
                if let Some(lines) = self.lines_mut().filter(|lines| at >= lines.len()) {
                    lines.push(Line::default());
                }
                self.focus = at;
            }
        }
        Outcome::Stay
    }

    fn back(&mut self) -> Outcome {
        match self.page {
            Page::Branch if self.is_changed() => {
                Outcome::Open(Dialog::Confirm(Confirm { about: About::Unsaved, then: Then::Quit }))
            }
            Page::Branch => Outcome::Quit,
            _ => {
                self.turn(-1);
                Outcome::Stay
            }
        }
    }

    /// The next page, once this one can be read.
    fn next(&mut self, board: &Board) {
        self.fault = self.look(board).err();
        if self.fault.is_none() {
            self.turn(1);
        }
    }

    fn turn(&mut self, by: isize) {
        let at = Page::ALL.iter().position(|p| *p == self.page).unwrap_or(0) as isize + by;
        self.page = Page::ALL[at.clamp(0, Page::ALL.len() as isize - 1) as usize];
        self.focus = match self.page {
            Page::Branch => 0,
            _ => self.lines().len().saturating_sub(1),
        };
    }

    /// Whether what is typed can be read so far.
    fn look(&self, board: &Board) -> Result<(), (&'static str, Bad)> {
        self.changes(board).map(|_| ())
    }

    /// The one entry it becomes.
    fn events(&self, board: &Board) -> Result<Vec<Event>, (&'static str, Bad)> {
        self.changes(board)?.finish(board.roster(), board.now()).map_err(|r| ("name", Bad::Refused(r)))
    }

    fn changes(&self, board: &Board) -> Result<Changes, (&'static str, Bad)> {
        let roster = board.roster();
        let mut changes = Changes::new(roster);
        let text = |i: usize| self.branch.get(i).map_or("", |l| l.text().trim());
        let zone = text(1).parse().map_err(|_| {
            let near = crate::domain::text::nearest(text(1), chrono_tz::TZ_VARIANTS.iter().map(|z| z.name()), 3);
            ("zone", Bad::Unknown { kind: "zone", name: text(1).into(), near })
        })?;
        let branch = Branch { name: text(0).into(), zone, ..roster.branch.clone() };
        changes.branch(branch).map_err(|r| ("name", Bad::Refused(r)))?;
        let shifts = words::shifts(roster, text(2)).map_err(|e| ("shifts", Bad::Format(e)))?;
        changes.pattern(shifts.clone()).map_err(|r| ("shifts", Bad::Refused(r)))?;
        for row in self.posts.iter().filter_map(Line::given) {
            let is = post(&shifts, &row).map_err(|bad| ("heads", bad))?;
            changes.post(None, is).map_err(|r| ("name", Bad::Refused(r)))?;
        }
        for row in self.people.iter().filter_map(Line::given) {
            person(&mut changes, &row).map_err(|r| ("name", Bad::Refused(r)))?;
        }
        Ok(changes)
    }

    /// The roster as it would be, for the last page; as it is when something cannot be read.
    pub fn preview(&self, board: &Board) -> Roster {
        self.changes(board).map_or_else(|_| board.roster().clone(), |c| c.roster().clone())
    }
}

/// What stands over a list, and is nobody and no post.
const HEADERS: [&str; 4] = ["姓名", "序号", "值守点", "点位"];

/// The lines of a pasted text as rows: without a header and running numbers. In a cell of names or numbers a blank
/// parts nothing: `赵  斌`.
fn rows_of(text: &str, page: Page) -> Vec<String> {
    let is_number = |cell: &str| cell.chars().all(|c| c.is_ascii_digit() || c == '-' || c.is_whitespace());
    let one = |(i, cell): (usize, &str)| match page == Page::People && (i == 0 || is_number(cell)) {
        true => cell.split_whitespace().collect(),
        false => cell.trim().to_string(),
    };
    let row = |line: &str| {
        let line = without_number(line, page);
        let cells: Vec<String> = match line.contains('\t') {
            true => line.split('\t').enumerate().map(one).collect(),
            false => line.split_whitespace().map(str::to_string).collect(),
        };
        let is_header = cells.iter().any(|cell| HEADERS.contains(&&**cell));
        let row = cells.join(" ");
        (!is_header && !row.trim().is_empty()).then_some(row)
    };
    text.lines().filter_map(row).collect()
}

/// A line without the number it has in a list: `1、`, `2.`, a column of numbers; before people with a blank too. In
/// `3.15广场` it is a part of the name.
fn without_number(line: &str, page: Page) -> &str {
    const MOST: usize = 4;
    let line = line.trim_matches(' ');
    let rest = line.trim_start_matches(|c: char| c.is_ascii_digit());
    let ends = |c: char| matches!(c, '\t' | '.' | '、' | '．') || page == Page::People && c == ' ';
    let goes_on = rest.strip_prefix(['.', '．']).is_some_and(|name| name.starts_with(|c: char| c.is_ascii_digit()));
    match line.len() - rest.len() {
        1..=MOST if rest.starts_with(ends) && !goes_on => rest.trim_start_matches(|c: char| ends(c) || c == ' '),
        _ => line,
    }
}

/// `畜牧局家属院`, `畜牧局家属院 畜牧局 早1 中1 夜2`: name, short name, heads; one head in each shift when none are said.
fn post(pattern: &[Shift], row: &str) -> Result<Post, Bad> {
    let mut parts = row.split([' ', '\u{3000}', ',', '，', '、']).filter(|w| !w.is_empty());
    let name = parts.next().unwrap_or_default().to_string();
    let (heads, rest): (Vec<&str>, Vec<&str>) = parts.partition(|w| w.chars().any(|c| c.is_ascii_digit()));
    let heads = words::heads(pattern, if heads.is_empty() { "1".into() } else { heads.join(" ") }.as_str())?;
    let short = rest.first().map(|s| s.to_string());
    Ok(Post { name, short, heads, ..Post::default() })
}

/// Somebody of a sheet as a row of people is typed.
fn written(p: &Person) -> String {
    let role = p.role.map(|r| locale::role(Lang::Zh, r));
    let party = (p.party == Some(true)).then_some("党员");
    let phone: Option<String> = p.phone.as_ref().map(|phone| phone.split_whitespace().collect());
    let parts = [Some(p.name.as_str()), p.unit.as_deref(), phone.as_deref(), role, party];
    parts.into_iter().flatten().collect::<Vec<_>>().join(" ")
}

/// `赵建群 市场监管 13800000001 下沉干部 党员`: the name first, the rest in any order; what is nothing else is the unit.
fn person(changes: &mut Changes, row: &str) -> Result<(), Refusal> {
    let mut parts = row.split([' ', '\u{3000}', ',', '，', '、']).filter(|w| !w.is_empty());
    let mut is = Member { name: parts.next().unwrap_or_default().to_string(), ..Member::default() };
    for word in parts {
        let digits = word.chars().filter(char::is_ascii_digit).count();
        match words::role(word) {
            Ok(role) => is.role = role,
            Err(_) if digits >= 5 => is.phone = Some(word.to_string()),
            Err(_) if word == "党员" || word == "中共党员" => is.party = Some(true),
            Err(_) => is.unit = Some(changes.unit_named(word)?),
        }
    }
    changes.member(None, is).map(|_| ())
}
