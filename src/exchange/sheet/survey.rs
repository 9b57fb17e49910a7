//! What a sheet tells of a branch that does not exist yet: the posts and the people it names, to be looked over before
//! they are made. A place counts as a post only where the sheet, read with it, plans somebody there.

use std::collections::BTreeSet;

use super::Layout;
use super::book::Book;
use super::names::Who;
use super::offer::{Ask, usual_heads};
use super::problem::{Stop, What};
use super::shifts::Shifts;
use super::understood::{Person, Understood, understand};
use super::words::{self, Word, is_han, tight};
use crate::domain::changes::Changes;
use crate::domain::{Heads, Instant, Post, Roster};

/// How many rows from the top of a sheet can be headers.
const HEADERS: u32 = 12;
/// How often a file is read with more posts than before.
const TIMES: usize = 4;
/// The most posts that are tried at once.
const MOST: usize = 300;

/// The posts and people of a file.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Survey {
    pub posts: Vec<(String, Vec<Heads>)>,
    pub people: Vec<Person>,
}

/// Reads a file for what a new branch could take from it; `roster` is what has been typed of it so far.
pub fn survey(bytes: &[u8], stem: &str, ask: &Ask, roster: &Roster, now: Instant) -> Result<Survey, Stop> {
    let today = now.date(roster.zone());
    let read = |with: &Roster| {
        let book = Book::open(bytes, stem).map_err(Stop::Unreadable)?;
        understand(book, with, &ask.options, today)
    };
    let mut with = roster.clone();
    let mut understood = read(&with);
    for round in 0..TIMES {
        let places = match &understood {
            Ok(u) if u.layout == Layout::Contacts => headers(bytes, stem)?,
            Ok(u) => unknown_places(u),
            Err(Stop::NoPost) if round == 0 => match beside_shifts(bytes, stem, roster, ask)? {
                places if places.is_empty() => titles(bytes, stem)?,
                places => places,
            },
            Err(Stop::NoLayout) => headers(bytes, stem)?,
            Err(stop) => return Err(stop.clone()),
        };
        let more = with_posts(&with, places);
        if more.posts.len() == with.posts.len() {
            break;
        }
        let again = read(&more);
        match (&again, &understood) {
            // Places that make no duty of a list of people are none.
            (Ok(a), Ok(u)) if u.layout == Layout::Contacts && a.layout == Layout::Contacts => break,
            (Err(_), Ok(_)) => break,
            _ => {}
        }
        (with, understood) = (more, again);
    }
    let understood = match understood {
        Err(Stop::NoPost) => return Ok(Survey { posts: Vec::new(), people: people_without_post(&read, roster)? }),
        understood => understood?,
    };
    let known: BTreeSet<&str> = roster.posts.values().map(|p| p.name.as_str()).collect();
    let heads = usual_heads(&understood.assignments, &with);
    let posts = heads.into_iter().filter_map(|(id, heads)| Some((with.post(id)?.name.clone(), heads)));
    let posts = posts.filter(|(name, _)| !known.contains(name.as_str())).collect();
    Ok(Survey { posts, people: people(&understood) })
}

/// The people of a file whose post is still to be said.
fn people_without_post(
    read: &dyn Fn(&Roster) -> Result<Understood, Stop>,
    roster: &Roster,
) -> Result<Vec<Person>, Stop> {
    read(&with_posts(roster, vec!["?".into()])).map(|u| people(&u))
}

fn people(u: &Understood) -> Vec<Person> {
    let mut out = u.members.clone();
    // Somebody whose name has a blank in it cannot be written on a line of names; he is asked about later.
    out.retain(|p| !p.name.contains(' '));
    let named: BTreeSet<String> = out.iter().map(|p| p.name.clone()).collect();
    let strangers = u.assignments.iter().filter_map(|a| match &a.who {
        Who::Stranger(name) if !named.contains(name) && !name.contains(' ') => Some(name.clone()),
        _ => None,
    });
    let strangers: BTreeSet<String> = strangers.collect();
    out.extend(strangers.into_iter().map(|name| Person { name, unit: None, role: None, party: None, phone: None }));
    out
}

/// The roster with posts of those names.
fn with_posts(roster: &Roster, names: Vec<String>) -> Roster {
    let mut changes = Changes::new(roster);
    for name in names.into_iter().take(MOST) {
        if changes.roster().post_by_name(&name).is_none() {
            let _ = changes.post(None, Post { name, ..Post::default() });
        }
    }
    changes.roster().clone()
}

fn unknown_places(u: &Understood) -> Vec<String> {
    let places = u.problems.iter().filter_map(|p| match &p.what {
        What::UnknownPlace { text } => Some(tight(text)),
        _ => None,
    });
    unique(places)
}

fn unique(all: impl Iterator<Item = String>) -> Vec<String> {
    let mut seen = BTreeSet::new();
    all.filter(|t| !t.is_empty() && t.chars().count() <= 40 && seen.insert(t.clone())).collect()
}

/// What stands at the left of shifts, where no header says what it is.
fn beside_shifts(bytes: &[u8], stem: &str, roster: &Roster, ask: &Ask) -> Result<Vec<String>, Stop> {
    let cells = super::cells_of(Book::open(bytes, stem).map_err(Stop::Unreadable)?).map_err(Stop::Unreadable)?;
    let shifts = Shifts::new(roster, &ask.options.map).map_err(|text| Stop::BadMap { text })?;
    let is_code = |text: &str| shifts.label(text).is_some() || shifts.is_rest(text) || shifts.away(text).is_some();
    let begins = cells.windows(3).filter(|three| {
        let [(sheet, at, place), (.., shift), (other, last, _)] = three else { return false };
        sheet == other && at.row == last.row && is_place(place) && !is_code(place) && shifts.label(shift).is_some()
    });
    // Where more codes follow, it is somebody with his codes.
    let places = begins.clone().filter(|three| !is_code(&three[2].2)).map(|three| tight(&three[0].2));
    Ok(if begins.clone().any(|three| is_code(&three[2].2)) { Vec::new() } else { unique(places) })
}

/// Whether a text may be a place: letters, and none of the words of a table.
fn is_place(text: &str) -> bool {
    let n = text.chars().filter(|c| is_han(*c)).count();
    n >= 2 && words::header(text).is_none() && super::dates::weekday(text).is_none() && !words::is_remark(text)
}

/// What stands in a row of headers and is none of the words of headers.
fn headers(bytes: &[u8], stem: &str) -> Result<Vec<String>, Stop> {
    let cells = super::cells_of(Book::open(bytes, stem).map_err(Stop::Unreadable)?).map_err(Stop::Unreadable)?;
    let is = |text: &str, wanted: &[Word]| words::header(text).is_some_and(|w| wanted.contains(&w));
    let labels: BTreeSet<(Option<String>, u32)> = cells
        .iter()
        .filter(|(_, at, text)| at.row < HEADERS && is(text, &[Word::Date, Word::Shift]))
        .map(|(sheet, at, _)| (sheet.clone(), at.row))
        .collect();
    let beside = cells.iter().filter(|(sheet, at, _)| labels.contains(&(sheet.clone(), at.row)));
    Ok(unique(beside.map(|(.., text)| tight(text)).filter(|t| is_place(t))))
}

/// What a title or a sheet's name says besides the words of titles.
fn titles(bytes: &[u8], stem: &str) -> Result<Vec<String>, Stop> {
    let cells = super::cells_of(Book::open(bytes, stem).map_err(Stop::Unreadable)?).map_err(Stop::Unreadable)?;
    let in_row =
        |sheet: &Option<String>, row: u32| cells.iter().filter(|(s, at, _)| s == sheet && at.row == row).count();
    let alone = cells.iter().take_while(|(_, at, _)| at.row < 4).filter(|(s, at, _)| in_row(s, at.row) == 1);
    let lines = alone.map(|(.., text)| text.clone());
    let sheets = cells.iter().filter_map(|(sheet, ..)| sheet.clone());
    let parts = lines.chain(unique(sheets)).map(|t| super::posts::place_in_title(&t));
    Ok(unique(parts.flatten()).into_iter().take(1).collect())
}
