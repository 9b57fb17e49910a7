//! xls, the format of before 2007: all by calamine. It does not tell which rows and columns are hidden.

use std::io::Cursor;
use std::panic::{AssertUnwindSafe, catch_unwind};

use calamine::{Data, Reader as _, SheetType, SheetVisible, Xls};

use super::book::{Bytes, Named, Unreadable};
use super::grid::{At, Builder, Grid, Value};
use super::xlsx::{date_value, iso};

/// An open workbook.
pub struct Workbook<'a> {
    book: Xls<Bytes<'a>>,
}

/// Opens a workbook.
pub fn open(bytes: &[u8]) -> Result<(Workbook<'_>, Vec<Named>), Unreadable> {
    // calamine trusts the offsets in the file.
    let opened = catch_unwind(AssertUnwindSafe(|| Xls::new(Cursor::new(bytes))));
    let book = opened.map_err(|_| Unreadable::Broken)?.map_err(|e| match e {
        calamine::XlsError::Password => Unreadable::Locked,
        _ => Unreadable::Broken,
    })?;
    let sheets = book.sheets_metadata().iter().filter(|s| s.typ == SheetType::WorkSheet);
    let sheets = sheets.map(|s| Named { name: s.name.clone(), visible: s.visible == SheetVisible::Visible }).collect();
    Ok((Workbook { book }, sheets))
}

impl Workbook<'_> {
    /// The sheet of that name.
    pub fn grid(&mut self, name: &str) -> Result<Grid, Unreadable> {
        let from_1904 = self.book.has_1904_epoch();
        let range = self.book.worksheet_range(name).map_err(|_| Unreadable::Broken)?;
        let mut builder = Builder::default();
        let (top, left) = range.start().unwrap_or_default();
        for (row, col, value) in range.used_cells() {
            let at = At::new(top + row as u32, left + col as u32);
            match value {
                Data::String(s) => builder.text(at, s)?,
                value => builder.put(at, plain(value))?,
            }
        }
        for d in self.book.merge_cells_by_sheet_name(name).unwrap_or_default() {
            builder.merge(At::new(d.start.0, d.start.1), At::new(d.end.0, d.end.1));
        }
        Ok(builder.done(true, from_1904))
    }
}

fn plain(value: &Data) -> Value {
    match value {
        Data::Int(n) => Value::Number(*n as f64),
        Data::Float(n) => Value::Number(*n),
        Data::DateTime(t) => date_value(t, false),
        Data::DateTimeIso(t) => iso(t),
        Data::DurationIso(t) | Data::String(t) => Value::Text(t.as_str().into()),
        Data::Bool(b) => Value::Text(if *b { "TRUE" } else { "FALSE" }.into()),
        Data::Error(e) => Value::Error(e.to_string().into()),
        Data::Empty => Value::Empty,
    }
}
