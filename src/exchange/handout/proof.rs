//! Holding a handout that somebody has against the record: where it says it comes from, and in what it differs from
//! what was handed out then. It reads no store; it is given the roster of that time.

use super::stamp::{self, Read};
use super::{Format, Handout};
use crate::domain::Roster;
use crate::exchange::sheet::{self, Unreadable};

/// One place of a handout: a cell of a sheet, or a line of a text.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Place {
    /// The sheet; none in a text.
    pub sheet: Option<String>,
    /// Row and column counted from zero; in a text the line and 0.
    pub row: u32,
    pub column: u32,
}

/// What stands there, and what was handed out.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Altered {
    pub place: Place,
    pub is: String,
    pub was: String,
}

/// Everything in a file that says something, by place.
pub type Content = Vec<(Place, String)>;

/// Why a file is no handout.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum NoHandout {
    Unreadable(Unreadable),
    /// There is no stamp in it.
    NoStamp,
}

/// What a file says, and the stamp in it. A spreadsheet is read by its cells, whatever program has saved it since.
pub fn read(bytes: &[u8], extension: &str) -> Result<(Content, Read), NoHandout> {
    let content = content(bytes, extension).map_err(NoHandout::Unreadable)?;
    let read = content.iter().find_map(|(_, text)| stamp::find(text)).ok_or(NoHandout::NoStamp)?;
    Ok((content, read))
}

fn content(bytes: &[u8], extension: &str) -> Result<Content, Unreadable> {
    if !["ics", "html", "htm", "md", "txt", "toml"].contains(&extension) {
        let cells = sheet::cells(bytes)?
            .into_iter()
            .map(|(name, at, text)| (Place { sheet: name, row: at.row, column: at.col }, text));
        return Ok(cells.collect());
    }
    let text = String::from_utf8(bytes.to_vec()).map_err(|_| Unreadable::NotASheet)?;
    // Long lines of a calendar are folded.
    let text = if extension == "ics" { text.replace("\r\n ", "") } else { text };
    let lines = text
        .lines()
        .enumerate()
        .map(|(i, line)| (Place { sheet: None, row: i as u32, column: 0 }, line.trim_end().to_string()));
    Ok(lines.filter(|(_, line)| !line.is_empty()).collect())
}

/// In what a handout differs from the one that was made then; `roster` is that of the entry its stamp names.
pub fn altered(content: &Content, read: &Read, roster: &Roster, extension: &str) -> Result<Vec<Altered>, String> {
    let handout = Handout { roster, scope: read.scope, lang: read.lang, stamp: read.stamp.clone() };
    // What has been saved by another program under another name is a workbook still.
    let format = Format::of(extension).unwrap_or(Format::Xlsx);
    let mut formats = vec![format];
    if format == Format::Txt {
        formats.push(Format::Handover);
    }
    let mut least: Option<Vec<Altered>> = None;
    for format in formats {
        let made = handout.made(format)?;
        let was = self::content(&made, format.extension()).map_err(|e| format!("{e:?}"))?;
        let found = differences(content, &was);
        if least.as_ref().is_none_or(|l| found.len() < l.len()) {
            least = Some(found);
        }
    }
    Ok(least.unwrap_or_default())
}

fn differences(is: &Content, was: &Content) -> Vec<Altered> {
    use std::collections::BTreeMap;
    let map = |content: &Content| content.iter().cloned().collect::<BTreeMap<Place, String>>();
    let (is, was) = (map(is), map(was));
    let mut places: Vec<&Place> = is.keys().chain(was.keys()).collect();
    places.sort();
    places.dedup();
    let text = |of: &BTreeMap<Place, String>, place: &Place| of.get(place).cloned().unwrap_or_default();
    let one = |place: &Place| Altered { place: place.clone(), is: text(&is, place), was: text(&was, place) };
    places.into_iter().map(one).filter(|a| a.is != a.was).collect()
}
