//! A file as a workbook: what it is, told by its contents; its limits, looked at before anything is unpacked; and its
//! sheets, one at a time.

use std::io::{Cursor, Read, copy, sink};

use zip::ZipArchive;

use super::grid::{Grid, TooMany};
use super::{csv, ods, xls, xlsx};

/// The largest file that is read, in bytes.
pub const FILE_LIMIT: u64 = 32 << 20;
/// The most that an archive may hold unpacked, in bytes.
pub const UNPACKED_LIMIT: u64 = 256 << 20;

/// Why a file gives no cells.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Unreadable {
    /// More than [`FILE_LIMIT`].
    TooLarge,
    /// More than [`UNPACKED_LIMIT`] in the archive, or more cells than are read.
    TooMuch,
    /// It is no xlsx, xls, ods or csv.
    NotASheet,
    /// It is one, but breaks off or is damaged.
    Broken,
    /// It is locked with a password.
    Locked,
}

impl From<TooMany> for Unreadable {
    fn from(_: TooMany) -> Unreadable {
        Unreadable::TooMuch
    }
}

/// A sheet's name, and whether it is shown.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Named {
    pub name: String,
    pub visible: bool,
}

enum Inside<'a> {
    Xlsx(Box<xlsx::Workbook<'a>>),
    Xls(Box<xls::Workbook<'a>>),
    Ods(Vec<Grid>),
    Csv(Grid),
}

/// An open file.
pub struct Book<'a> {
    inside: Inside<'a>,
    pub sheets: Vec<Named>,
}

/// Bytes that can be read again and again.
pub type Bytes<'a> = Cursor<&'a [u8]>;

impl<'a> Book<'a> {
    /// Opens `bytes`; `stem` is the name of a csv's only sheet.
    pub fn open(bytes: &'a [u8], stem: &str) -> Result<Book<'a>, Unreadable> {
        if bytes.len() as u64 > FILE_LIMIT {
            return Err(Unreadable::TooLarge);
        }
        if bytes.starts_with(b"PK") {
            return Book::archive(bytes);
        }
        if bytes.starts_with(&[0xd0, 0xcf, 0x11, 0xe0]) {
            let (book, sheets) = xls::open(bytes)?;
            return Ok(Book { inside: Inside::Xls(Box::new(book)), sheets });
        }
        let grid = csv::read(bytes)?;
        Ok(Book { inside: Inside::Csv(grid), sheets: vec![Named { name: stem.to_string(), visible: true }] })
    }

    /// Text that was pasted, as a sheet without a name.
    pub fn pasted(text: &str) -> Result<Book<'static>, Unreadable> {
        let grid = csv::table(text)?;
        Ok(Book { inside: Inside::Csv(grid), sheets: vec![Named { name: String::new(), visible: true }] })
    }

    fn archive(bytes: &'a [u8]) -> Result<Book<'a>, Unreadable> {
        let mut zip = ZipArchive::new(Cursor::new(bytes)).map_err(|_| Unreadable::Broken)?;
        let inside = within_limits(&mut zip)?;
        let is_workbook = |name: &&String| name.starts_with("xl/workbook") && name.ends_with(".xml");
        if let Some(workbook) = inside.iter().find(is_workbook) {
            let (book, sheets) = xlsx::open(bytes, zip, workbook)?;
            return Ok(Book { inside: Inside::Xlsx(Box::new(book)), sheets });
        }
        if inside.iter().any(|name| name == "content.xml") && is_ods(&mut zip) {
            let (sheets, grids) = ods::read(&mut zip)?.into_iter().unzip();
            return Ok(Book { inside: Inside::Ods(grids), sheets });
        }
        Err(Unreadable::NotASheet)
    }

    /// The `i`th sheet.
    pub fn grid(&mut self, i: usize) -> Result<Grid, Unreadable> {
        let name = self.sheets.get(i).map(|s| s.name.clone()).unwrap_or_default();
        match &mut self.inside {
            Inside::Xlsx(book) => book.grid(&name),
            Inside::Xls(book) => book.grid(&name),
            Inside::Ods(grids) => grids.get_mut(i).map(std::mem::take).ok_or(Unreadable::Broken),
            Inside::Csv(grid) => Ok(std::mem::take(grid)),
        }
    }

    /// Whether the file could not be asked for hidden rows and columns.
    pub fn hides_unseen(&self) -> bool {
        matches!(self.inside, Inside::Xls(_))
    }
}

/// The names in the archive; refused when it declares, or holds, more than the limit. What it holds is counted too,
/// because a header may say less than what comes out.
fn within_limits(zip: &mut ZipArchive<Bytes>) -> Result<Vec<String>, Unreadable> {
    let mut names = Vec::with_capacity(zip.len().min(4096));
    let mut declared: u64 = 0;
    for i in 0..zip.len() {
        let entry = zip.by_index_raw(i).map_err(|_| Unreadable::Broken)?;
        declared = declared.saturating_add(entry.size());
        names.push(entry.name().map_err(|_| Unreadable::Broken)?.to_string());
    }
    if declared > UNPACKED_LIMIT {
        return Err(Unreadable::TooMuch);
    }
    let mut left = UNPACKED_LIMIT;
    for i in 0..zip.len() {
        let entry = zip.by_index(i).map_err(|e| match e {
            zip::result::ZipError::UnsupportedArchive(_) => Unreadable::Locked,
            _ => Unreadable::Broken,
        })?;
        let held = copy(&mut entry.take(left + 1), &mut sink()).map_err(|_| Unreadable::Broken)?;
        left = left.checked_sub(held).ok_or(Unreadable::TooMuch)?;
    }
    Ok(names)
}

fn is_ods(zip: &mut ZipArchive<Bytes>) -> bool {
    let mut kind = String::new();
    match zip.by_name("mimetype") {
        Ok(entry) => {
            let read = entry.take(200).read_to_string(&mut kind).is_ok();
            read && kind.trim().starts_with("application/vnd.oasis.opendocument.spreadsheet")
        }
        Err(_) => true,
    }
}
