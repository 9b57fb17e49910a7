//! xlsx: values and merges by calamine, cell by cell, so that two far corners do not cost what lies between; hidden
//! rows and columns and formulas without a value, which calamine does not tell, from the sheet's own XML.

use std::collections::HashMap;
use std::io::{BufReader, Cursor, Read};

use calamine::{DataRef, ExcelDateTime, Reader as _, SheetVisible, Xlsx};
use quick_xml::events::{BytesStart, Event};
use quick_xml::{Reader, XmlVersion};
use zip::ZipArchive;

use super::book::{Bytes, Named, Unreadable};
use super::grid::{At, Builder, Grid, Value};

/// The most formulas without a value that are remembered.
const FORMULAS: usize = 10_000;
/// The last column of a sheet.
const LAST_COL: u32 = 16_383;

/// An open workbook.
pub struct Workbook<'a> {
    book: Xlsx<Bytes<'a>>,
    zip: ZipArchive<Bytes<'a>>,
    /// The archive's name of each sheet's XML.
    parts: HashMap<String, String>,
}

/// Opens a workbook in an archive that was found to be within the limits; `workbook` is the name of its first part.
pub fn open<'a>(
    bytes: &'a [u8],
    mut zip: ZipArchive<Bytes<'a>>,
    workbook: &str,
) -> Result<(Workbook<'a>, Vec<Named>), Unreadable> {
    let book: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).map_err(|e| match e {
        calamine::XlsxError::Password => Unreadable::Locked,
        _ => Unreadable::Broken,
    })?;
    let sheets = book.sheets_metadata().iter();
    let sheets = sheets
        .filter(|s| s.typ == calamine::SheetType::WorkSheet)
        .map(|s| Named { name: s.name.clone(), visible: s.visible == SheetVisible::Visible })
        .collect();
    let parts = parts(&mut zip, workbook).unwrap_or_default();
    Ok((Workbook { book, zip, parts }, sheets))
}

impl Workbook<'_> {
    /// The sheet of that name.
    pub fn grid(&mut self, name: &str) -> Result<Grid, Unreadable> {
        let mut builder = Builder::default();
        let from_1904 = self.book.has_1904_epoch();
        let mut extras = Extras::default();
        if let Some(part) = self.parts.get(name) {
            extras = extras_of(&mut self.zip, part)?;
        }
        for at in extras.uncalculated {
            builder.put(at, Value::Error("=".into()))?;
        }
        extras.hidden_rows.into_iter().for_each(|row| builder.hide_row(row));
        extras.hidden_cols.into_iter().for_each(|col| builder.hide_col(col));
        self.cells(name, &mut builder)?;
        for d in self.book.merge_cells_by_sheet_name(name).map_err(|_| Unreadable::Broken)? {
            builder.merge(At::new(d.start.0, d.start.1), At::new(d.end.0, d.end.1));
        }
        Ok(builder.done(true, from_1904))
    }

    fn cells(&mut self, name: &str, builder: &mut Builder) -> Result<(), Unreadable> {
        let from_1904 = self.book.has_1904_epoch();
        let mut cells = self.book.worksheet_cells_reader(name).map_err(|_| Unreadable::Broken)?;
        let weekdays: Vec<bool> = cells.styles().iter().map(shows_weekday).collect();
        while let Some((cell, style)) = cells.next_cell_with_style_id().map_err(|_| Unreadable::Broken)? {
            let (row, col) = cell.get_position();
            let at = At::new(row, col);
            let as_weekday = weekdays.get(style).copied().unwrap_or(false);
            match cell.get_value() {
                DataRef::SharedString(s) => builder.text(at, s)?,
                DataRef::String(s) => builder.text(at, s)?,
                value => builder.put(at, plain(value, as_weekday, from_1904))?,
            }
        }
        Ok(())
    }
}

fn plain(value: &DataRef, as_weekday: bool, from_1904: bool) -> Value {
    match value {
        DataRef::Int(n) => Value::Number(*n as f64),
        DataRef::Float(n) if as_weekday => {
            let t = ExcelDateTime::new(*n, calamine::ExcelDateTimeType::DateTime, from_1904);
            t.as_datetime().map_or(Value::Number(*n), |t| Value::Weekday(t.date()))
        }
        DataRef::Float(n) => Value::Number(*n),
        DataRef::DateTime(t) => date_value(t, as_weekday),
        DataRef::DateTimeIso(t) => iso(t),
        DataRef::DurationIso(t) => Value::Text(t.as_str().into()),
        DataRef::Bool(b) => Value::Text(if *b { "TRUE" } else { "FALSE" }.into()),
        DataRef::Error(e) => Value::Error(e.to_string().into()),
        DataRef::String(s) => Value::Text(s.as_str().into()),
        DataRef::SharedString(s) => Value::Text((*s).into()),
        DataRef::Empty => Value::Empty,
    }
}

/// A number that is shown as a date or time; one that is only a time of the day is a text like `6:00`.
pub fn date_value(t: &ExcelDateTime, as_weekday: bool) -> Value {
    match t.as_datetime() {
        Some(when) if t.is_datetime() && t.as_f64() >= 1.0 => match as_weekday {
            true => Value::Weekday(when.date()),
            false => Value::Date(when.date()),
        },
        Some(when) if (0.0..1.0).contains(&t.as_f64()) => Value::Text(when.format("%-H:%M").to_string().into()),
        _ => Value::Number(t.as_f64()),
    }
}

/// A date in ISO 8601, with or without a time.
pub fn iso(text: &str) -> Value {
    let date = text.get(..10).and_then(|d| d.parse().ok());
    date.map_or_else(|| Value::Text(text.into()), Value::Date)
}

/// Whether a style shows of a date nothing but its weekday (`aaa`, `[$-804]aaaa`, `dddd`).
fn shows_weekday(style: &calamine::Style) -> bool {
    let Some(format) = style.number_format.as_ref() else { return false };
    let mut shown = String::new();
    let (mut in_brackets, mut in_quotes) = (false, false);
    for c in format.format_code.to_ascii_lowercase().chars() {
        match c {
            '"' => in_quotes = !in_quotes,
            '[' if !in_quotes => in_brackets = true,
            ']' if !in_quotes => in_brackets = false,
            ';' if !in_quotes => break,
            'a'..='z' if !in_quotes && !in_brackets => shown.push(c),
            _ => {}
        }
    }
    matches!(&*shown, "aaa" | "aaaa" | "ddd" | "dddd")
}

/// What calamine does not tell of a sheet.
#[derive(Default)]
struct Extras {
    hidden_rows: Vec<u32>,
    hidden_cols: Vec<u32>,
    /// Formulas that were never calculated.
    uncalculated: Vec<At>,
}

/// Attributes of an element by local name.
fn attribute(e: &BytesStart, name: &str) -> Option<String> {
    let found = e.attributes().with_checks(false).flatten().find(|a| a.key.local_name().as_ref() == name)?;
    found.normalized_value(XmlVersion::Implicit1_0).ok().map(|v| v.into_owned())
}

fn is_on(e: &BytesStart, name: &str) -> bool {
    attribute(e, name).is_some_and(|v| v == "1" || v == "true")
}

fn xml<'z, 'b>(
    zip: &'z mut ZipArchive<Bytes<'b>>,
    part: &str,
) -> Result<Reader<BufReader<impl Read + use<'z, 'b>>>, Unreadable> {
    let entry = zip.by_name(part).map_err(|_| Unreadable::Broken)?;
    let mut reader = Reader::from_reader(BufReader::new(entry));
    reader.config_mut().check_end_names = false;
    Ok(reader)
}

fn extras_of(zip: &mut ZipArchive<Bytes>, part: &str) -> Result<Extras, Unreadable> {
    let mut reader = xml(zip, part)?;
    let (mut out, mut buf) = (Extras::default(), Vec::new());
    let mut row: u32 = 0;
    let mut cell = Cell::default();
    loop {
        buf.clear();
        match reader.read_event_into(&mut buf).map_err(|_| Unreadable::Broken)? {
            Event::Start(e) | Event::Empty(e) => match e.local_name().as_ref() {
                "row" => {
                    let number = attribute(&e, "r").and_then(|r| r.parse::<u32>().ok());
                    row = number.map_or(row.saturating_add(1), |r| r.max(1));
                    if is_on(&e, "hidden") {
                        out.hidden_rows.push(row - 1);
                    }
                }
                "col" if is_on(&e, "hidden") => {
                    let number = |name| attribute(&e, name).and_then(|n| n.parse::<u32>().ok());
                    if let (Some(first), Some(last)) = (number("min"), number("max")) {
                        out.hidden_cols.extend(first.saturating_sub(1)..last.min(LAST_COL + 1));
                    }
                }
                "c" => cell = Cell { at: attribute(&e, "r").and_then(|r| place(&r)), ..Cell::default() },
                "f" => cell.has_formula = true,
                "v" => cell.in_value = true,
                _ => {}
            },
            Event::Text(_) => cell.has_value |= cell.in_value,
            Event::End(e) => match e.local_name().as_ref() {
                "v" => cell.in_value = false,
                "c" if cell.has_formula && !cell.has_value && out.uncalculated.len() < FORMULAS => {
                    out.uncalculated.extend(cell.at);
                }
                // Merges and the rest are calamine's.
                "sheetData" => return Ok(out),
                _ => {}
            },
            Event::Eof => return Ok(out),
            _ => {}
        }
    }
}

/// A cell of the XML, as far as it has been read.
#[derive(Default)]
struct Cell {
    at: Option<At>,
    has_formula: bool,
    in_value: bool,
    has_value: bool,
}

/// Reads `C5`.
fn place(text: &str) -> Option<At> {
    let digits = text.find(|c: char| c.is_ascii_digit())?;
    let col = text[..digits].bytes().try_fold(0u32, |n, b| match b.to_ascii_uppercase() {
        b @ b'A'..=b'Z' => n.checked_mul(26)?.checked_add(u32::from(b - b'A') + 1),
        _ => None,
    })?;
    let row: u32 = text[digits..].parse().ok()?;
    Some(At::new(row.checked_sub(1)?, col.checked_sub(1)?))
}

/// The archive's names of the sheets: the workbook says which relation, its relations say which part.
fn parts(zip: &mut ZipArchive<Bytes>, workbook: &str) -> Result<HashMap<String, String>, Unreadable> {
    let relations = workbook.replace("xl/", "xl/_rels/") + ".rels";
    let targets = pairs(zip, &relations, "Relationship", "Id", "Target")?;
    let targets: HashMap<String, String> = targets.into_iter().collect();
    let sheets = pairs(zip, workbook, "sheet", "name", "id")?;
    let full = |target: &str| match target.strip_prefix('/') {
        Some(whole) => whole.to_string(),
        None => format!("xl/{target}"),
    };
    Ok(sheets.into_iter().filter_map(|(name, id)| Some((name, full(targets.get(&id)?)))).collect())
}

/// Two attributes of every element of a name.
fn pairs(
    zip: &mut ZipArchive<Bytes>,
    part: &str,
    element: &str,
    a: &str,
    b: &str,
) -> Result<Vec<(String, String)>, Unreadable> {
    let mut reader = xml(zip, part)?;
    let (mut out, mut buf) = (Vec::new(), Vec::new());
    loop {
        buf.clear();
        match reader.read_event_into(&mut buf).map_err(|_| Unreadable::Broken)? {
            Event::Start(e) | Event::Empty(e) if e.local_name().as_ref() == element => {
                out.extend(attribute(&e, a).zip(attribute(&e, b)));
            }
            Event::Eof => return Ok(out),
            _ => {}
        }
    }
}
