//! What a file says: which of its sheets are read, what they say together, and the JSON of it.

use std::collections::{HashMap, HashSet};
use std::rc::Rc;

use chrono::NaiveDate;

use super::beside;
use super::body::{self, Found};
use super::book::Book;
use super::contacts;
use super::grid::{At, Grid};
use super::look::Look;
use super::merge;
use super::names::{Named, Unit, Who};
use super::namesakes::Namesakes;
use super::problem::{Problem, Stop, Stranger, What};
use super::shifts::Shifts;
use super::table::{Finder, Table};
use super::{Layout, Options};
use crate::domain::text::nearest;
use crate::domain::{Event, PostId, Refusal, Roster, ShiftId, lookup};
use crate::locale::Lang;

/// How many near names are offered for a stranger.
const NEAR: usize = 3;

/// An assignment that the file says.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Assigned {
    pub cell: At,
    pub date: NaiveDate,
    pub shift: ShiftId,
    pub post: PostId,
    pub who: Who,
    pub note: Option<String>,
}

/// A date on which somebody is not available.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Away {
    pub cell: At,
    pub date: NaiveDate,
    pub who: Who,
    pub why: String,
}

/// A member as the import leaves him; only new and changed ones are told.
#[derive(Clone, PartialEq, Eq, Debug, serde::Serialize)]
pub struct Person {
    pub name: String,
    pub unit: Option<String>,
    pub role: Option<crate::domain::Role>,
    pub party: Option<bool>,
    pub phone: Option<String>,
}

/// Something about the reading that is no problem.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Remark {
    /// Sheets that were not read.
    NotRead(Vec<String>),
    /// A column of leaders, which is not data.
    Leaders(At),
    /// Hidden rows and columns could not be looked for.
    HiddenUnknown,
}

/// What a file says.
#[derive(Clone, PartialEq, Debug)]
pub struct Understood {
    pub layout: Layout,
    pub sheet: String,
    pub header: At,
    pub assignments: Vec<Assigned>,
    pub unavailable: Vec<Away>,
    pub members: Vec<Person>,
    /// Those of them that nobody in the branch is called.
    pub strangers: Vec<Stranger>,
    pub problems: Vec<Problem>,
    pub remarks: Vec<Remark>,
    /// What it changes, as one entry.
    pub events: Vec<Event>,
}

/// The object of SHEETS, its keys in that order.
#[derive(serde::Serialize)]
pub struct Json {
    layout: &'static str,
    sheet: String,
    header: String,
    assignments: Vec<AssignedJson>,
    unavailable: Vec<AwayJson>,
    members: Vec<Person>,
    problems: Vec<ProblemJson>,
}

#[derive(serde::Serialize)]
struct AssignedJson {
    cell: String,
    date: NaiveDate,
    shift: String,
    post: String,
    member: String,
    note: Option<String>,
}

#[derive(serde::Serialize)]
struct AwayJson {
    cell: String,
    date: NaiveDate,
    member: String,
    why: String,
}

#[derive(serde::Serialize)]
struct ProblemJson {
    cell: Option<String>,
    text: String,
}

impl Understood {
    /// The name of somebody in it.
    pub fn name<'r>(&'r self, roster: &'r Roster, who: &'r Who) -> &'r str {
        match who {
            Who::Known(id) => roster.name_of(*id),
            Who::Stranger(name) => name,
        }
    }

    /// For `--json`.
    pub fn json(&self, roster: &Roster, lang: Lang) -> Json {
        let assigned = |a: &Assigned| AssignedJson {
            cell: a.cell.to_string(),
            date: a.date,
            shift: roster.shift_code(a.shift).to_string(),
            post: roster.post_name(a.post).to_string(),
            member: self.name(roster, &a.who).to_string(),
            note: a.note.clone(),
        };
        let away = |a: &Away| AwayJson {
            cell: a.cell.to_string(),
            date: a.date,
            member: self.name(roster, &a.who).to_string(),
            why: a.why.clone(),
        };
        Json {
            layout: self.layout.word(),
            sheet: self.sheet.clone(),
            header: self.header.to_string(),
            assignments: self.assignments.iter().map(assigned).collect(),
            unavailable: self.unavailable.iter().map(away).collect(),
            members: self.members.clone(),
            problems: self
                .problems
                .iter()
                .map(|p| ProblemJson { cell: p.at.map(|at| at.to_string()), text: p.text(lang) })
                .collect(),
        }
    }
}

/// Reads an open file.
pub fn understand(mut book: Book, roster: &Roster, options: &Options, today: NaiveDate) -> Result<Understood, Stop> {
    let shifts = Shifts::new(roster, &options.map).map_err(|text| Stop::BadMap { text })?;
    let look = Look::new(roster, options, today, shifts);
    let default = default_post(&look, options)?;
    let order = sheets_in_question(&book, options)?;
    let mut reading = Reading::new(&look, default);
    let mut listed = None;
    for i in order {
        let name = book.sheets[i].name.clone();
        if reading.layout.is_some() && look.posts.find(&name).is_none() {
            continue;
        }
        let grid = book.grid(i).map_err(Stop::Unreadable)?;
        if !reading.sheet(&name, i, &grid) && reading.layout.is_none() && listed.is_none() {
            listed = contacts::read(&look, &grid).map(|list| (i, list, hidden(&grid)));
        }
    }
    if book.hides_unseen() {
        reading.remarks.push(Remark::HiddenUnknown);
    }
    let understood = match reading.layout {
        Some(_) => {
            let read = std::mem::take(&mut reading.read);
            let mut done = reading.done()?;
            done.remarks.extend(not_read(&book, &read));
            done
        }
        None => {
            let (i, (header, list, mut problems), hidden) = listed.ok_or(Stop::NoLayout)?;
            problems.extend(hidden);
            let mut done = merge::contacts(&look, book.sheets[i].name.clone(), header, list)?;
            done.problems.splice(0..0, problems);
            done.problems.sort_by_key(|p| p.at);
            done.remarks = reading.remarks;
            done.remarks.extend(not_read(&book, &[i]));
            done
        }
    };
    Ok(understood)
}

fn default_post(look: &Look, options: &Options) -> Result<Option<PostId>, Stop> {
    let Some(name) = &options.post else { return Ok(look.posts.only()) };
    match lookup::post(look.roster, name) {
        Ok(id) => Ok(Some(id)),
        Err(Refusal::UnknownPost { name, near }) => {
            look.posts.find(&name).map(Some).ok_or(Stop::BadPost { name, near })
        }
        Err(_) => Err(Stop::BadPost { name: name.clone(), near: Vec::new() }),
    }
}

/// The sheets that may be read, in their order: the one asked for, or those that are shown.
fn sheets_in_question(book: &Book, options: &Options) -> Result<Vec<usize>, Stop> {
    match &options.sheet {
        Some(name) => match book.sheets.iter().position(|s| s.name.trim() == name.trim()) {
            Some(i) => Ok(vec![i]),
            None => {
                let known = book.sheets.iter().map(|s| s.name.clone()).collect();
                Err(Stop::NoSuchSheet { name: name.clone(), known })
            }
        },
        None => Ok((0..book.sheets.len()).filter(|i| book.sheets[*i].visible).collect()),
    }
}

fn not_read(book: &Book, read: &[usize]) -> Option<Remark> {
    let others = book.sheets.iter().enumerate().filter(|(i, _)| !read.contains(i)).map(|(_, s)| s.name.clone());
    let others: Vec<String> = others.collect();
    (!others.is_empty()).then_some(Remark::NotRead(others))
}

fn hidden(grid: &Grid) -> Option<Problem> {
    let (rows, cols) = (grid.hidden_rows.clone(), grid.hidden_cols.clone());
    let any = !rows.is_empty() || !cols.is_empty();
    any.then_some(Problem { at: None, sheet: None, what: What::Hidden { rows, cols } })
}

/// Problems that were found several times, told once.
fn each_once(mut problems: Vec<Problem>) -> Vec<Problem> {
    let mut seen = HashSet::with_capacity(problems.len());
    let firsts: Vec<bool> = problems.iter().map(|p| seen.insert(p)).collect();
    let mut firsts = firsts.into_iter();
    problems.retain(|_| firsts.next().unwrap_or(true));
    problems
}

/// Somebody whom a duty sheet names, where first, and his unit.
pub struct Mentioned {
    pub who: Who,
    pub at: At,
    pub unit: Option<Rc<str>>,
}

/// The duty sheets of a file while they are read.
struct Reading<'l, 'a> {
    look: &'l Look<'a>,
    default: Option<PostId>,
    layout: Option<(Layout, String, At)>,
    assignments: Vec<Assigned>,
    /// What nothing gives a post: their cells.
    placeless: Vec<At>,
    unavailable: Vec<Away>,
    mentioned: Vec<Mentioned>,
    namesakes: Namesakes<'l, 'a>,
    problems: Vec<Problem>,
    remarks: Vec<Remark>,
    read: Vec<usize>,
    shiftless: usize,
    seen: HashSet<(NaiveDate, ShiftId, PostId, Who)>,
    seen_away: HashSet<(NaiveDate, Who, String)>,
}

impl<'l, 'a> Reading<'l, 'a> {
    fn new(look: &'l Look<'a>, default: Option<PostId>) -> Reading<'l, 'a> {
        Reading {
            look,
            default,
            layout: None,
            assignments: Vec::new(),
            placeless: Vec::new(),
            unavailable: Vec::new(),
            mentioned: Vec::new(),
            namesakes: Namesakes::new(look.roster, &look.names),
            problems: Vec::new(),
            remarks: Vec::new(),
            read: Vec::new(),
            shiftless: 0,
            seen: HashSet::new(),
            seen_away: HashSet::new(),
        }
    }

    /// Reads a sheet if it has a duty layout, and the same as the first one.
    fn sheet(&mut self, name: &str, i: usize, grid: &Grid) -> bool {
        let beside = beside::parts(self.look, grid);
        let parts = beside.as_deref().unwrap_or(std::slice::from_ref(grid));
        let finders: Vec<Finder> = parts.iter().map(|part| Finder::new(self.look, part, name)).collect();
        let tables: Vec<(&Finder, Table)> =
            finders.iter().flat_map(|f| f.tables().into_iter().map(move |table| (f, table))).collect();
        let Some((_, first)) = tables.first() else { return false };
        let is_first = self.layout.is_none();
        match &self.layout {
            Some((layout, ..)) if *layout != first.layout => return false,
            Some(_) => {}
            None => self.layout = Some((first.layout, name.to_string(), first.header)),
        }
        self.read.push(i);
        let mut problems: Vec<Problem> = hidden(grid).into_iter().collect();
        let found: Vec<Found> = tables.iter().map(|(finder, table)| body::read(finder, table)).collect();
        found.iter().flat_map(|f| &f.mentions).for_each(|m| self.hear(&m.named));
        for ((finder, table), found) in tables.iter().zip(found) {
            self.table(finder, table, found, name, &mut problems);
        }
        let mut problems = each_once(problems);
        problems.sort_by_key(|p| p.at);
        if !is_first {
            problems.iter_mut().for_each(|p| p.sheet = Some(name.to_string()));
        }
        self.problems.append(&mut problems);
        true
    }

    /// In a table of duty a member is written often, and his unit as it comes: only another unit of the branch makes
    /// him somebody else.
    fn hear(&mut self, named: &Named) {
        let is_known = named.unit.as_ref().is_some_and(|unit| matches!(self.look.names.unit(unit), Unit::Known(_)));
        if is_known || matches!(named.who, Who::Stranger(_)) {
            self.namesakes.hear(named);
        }
    }

    fn table(&mut self, finder: &Finder, table: &Table, found: Found, sheet: &str, problems: &mut Vec<Problem>) {
        let place = self.post_of_title(finder, table, sheet).or(self.default);
        for m in found.mentions {
            let apart = self.namesakes.are_several(&m.named.who);
            match self.namesakes.tell(&m.named) {
                Ok(who) => {
                    let unit = m.column.or(m.named.unit.filter(|_| apart));
                    self.mentioned.extend(m.cells.first().map(|at| Mentioned { who, at: *at, unit }));
                }
                Err(what) => problems.extend(m.cells.iter().map(|at| Problem::at(*at, what.clone()))),
            }
        }
        for raw in found.raws {
            let Ok(who) = self.namesakes.tell(&raw.named) else { continue };
            let Some(shift) = self.look.shifts.on(raw.date, raw.shift) else {
                let text = self.look.shifts.code_of(raw.shift).to_string();
                problems.push(Problem::at(raw.cell, What::NotThatDay { text, date: raw.date }));
                continue;
            };
            let Some(post) = raw.post.or(place) else {
                self.placeless.push(raw.cell);
                continue;
            };
            if self.seen.insert((raw.date, shift, post, who.clone())) {
                let note = match (raw.note, &raw.named.unit) {
                    (Some(note), Some(unit)) if self.namesakes.are_several(&raw.named.who) => {
                        self.namesakes.without_unit(&note, unit)
                    }
                    (note, _) => note,
                };
                self.assignments.push(Assigned { cell: raw.cell, date: raw.date, shift, post, who, note });
            }
        }
        for a in found.aways {
            let Ok(who) = self.namesakes.tell(&a.named) else { continue };
            if self.seen_away.insert((a.date, who.clone(), a.why.clone())) {
                self.unavailable.push(Away { cell: a.cell, date: a.date, who, why: a.why });
            }
        }
        self.shiftless += found.shiftless;
        problems.extend(found.problems);
        let leaders = table.leaders.iter().map(|at| Remark::Leaders(*at));
        let leaders: Vec<Remark> = leaders.filter(|said| !self.remarks.contains(said)).collect();
        self.remarks.extend(leaders);
    }

    /// The post of a title line above the table, the nearest first; else of the sheet's name.
    fn post_of_title(&self, finder: &Finder, table: &Table, sheet: &str) -> Option<PostId> {
        let titles = finder.title_rows(table.titles.0, table.titles.1);
        let mut texts = titles.flat_map(|row| finder.grid.row(row)).map(|(_, value)| value.shown());
        texts.find_map(|t| self.look.posts.in_title(&t)).or_else(|| self.look.posts.in_title(sheet))
    }

    fn done(mut self) -> Result<Understood, Stop> {
        let Some((layout, sheet, header)) = self.layout.take() else { return Err(Stop::NoLayout) };
        if !self.placeless.is_empty() && self.assignments.is_empty() {
            return Err(Stop::NoPost);
        }
        if self.shiftless > 0 && self.assignments.is_empty() {
            return Err(Stop::NoShift);
        }
        (self.seen, self.seen_away) = Default::default();
        let mut told = HashSet::new();
        let placeless = self.placeless.iter().filter(|at| told.insert(**at));
        self.problems.extend(placeless.map(|at| Problem::at(*at, What::NoPlace)));
        let strangers = strangers(self.look, self.mentioned.iter().map(|m| (&m.who, m.at)))?;
        let mut out = Understood {
            layout,
            sheet,
            header,
            assignments: self.assignments,
            unavailable: self.unavailable,
            members: Vec::new(),
            strangers,
            problems: self.problems,
            remarks: self.remarks,
            events: Vec::new(),
        };
        merge::duty(self.look, &self.mentioned, &mut out)?;
        Ok(out)
    }
}

/// The names that nobody in the branch has; the import stops at them unless they become people.
pub fn strangers<'w>(look: &Look, named: impl Iterator<Item = (&'w Who, At)>) -> Result<Vec<Stranger>, Stop> {
    let mut first: HashMap<&str, usize> = HashMap::new();
    let mut all: Vec<Stranger> = Vec::new();
    for (who, at) in named {
        if let Who::Stranger(name) = who
            && !first.contains_key(name.as_str())
        {
            first.insert(name, all.len());
            all.push(Stranger { name: name.clone(), at, near: Vec::new() });
        }
    }
    for s in all.iter_mut().take(200) {
        s.near = nearest(&s.name, look.roster.members.values().map(|m| &*m.name), NEAR);
    }
    if all.is_empty() || look.options.add_people { Ok(all) } else { Err(Stop::UnknownNames(all)) }
}
