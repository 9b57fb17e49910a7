//! ods, read here and not by calamine: that one waits for ever for the end of a torn table, writes out what a file
//! says is repeated, and does not tell what is hidden.

use std::collections::HashMap;
use std::io::{BufReader, Read};

use quick_xml::escape::resolve_xml_entity;
use quick_xml::events::{BytesStart, Event};
use quick_xml::{Reader, XmlVersion};
use zip::ZipArchive;

use super::book::{Bytes, Named, Unreadable};
use super::grid::{At, Builder, Grid, Value};
use super::xlsx::iso;

/// The last row and column a sheet may have.
const ROWS: u32 = 1 << 20;
const COLS: u32 = 1 << 14;

/// Every sheet of the file.
pub fn read(zip: &mut ZipArchive<Bytes>) -> Result<Vec<(Named, Grid)>, Unreadable> {
    let locked = zip.by_name("META-INF/manifest.xml").is_ok_and(|entry| {
        let mut text = String::new();
        entry.take(1 << 20).read_to_string(&mut text).is_ok() && text.contains("manifest:encryption-data")
    });
    if locked {
        return Err(Unreadable::Locked);
    }
    let content = zip.by_name("content.xml").map_err(|_| Unreadable::Broken)?;
    let mut reader = Reader::from_reader(BufReader::new(content));
    reader.config_mut().expand_empty_elements = true;
    Content::default().read(reader)
}

/// A cell or row being read, and how often it is repeated.
#[derive(Default)]
struct Cell {
    value: Value,
    text: String,
    paragraphs: usize,
    repeated: u32,
}

/// What has been read of `content.xml`.
#[derive(Default)]
struct Content {
    sheets: Vec<(Named, Grid)>,
    /// Table styles that are not displayed.
    hidden_styles: HashMap<String, bool>,
    style: Option<String>,
    table: Option<(Named, Builder)>,
    row: u32,
    col: u32,
    /// The cells of the row that is being read.
    held: Vec<(u32, u32, Value)>,
    rows_repeated: u32,
    row_is_hidden: bool,
    cols_seen: u32,
    cell: Option<Cell>,
    /// Inside a comment, whose text is not the cell's.
    in_annotation: bool,
    in_paragraph: bool,
    /// Days are counted from 1904.
    from_1904: bool,
}

impl Content {
    fn read<R: Read>(mut self, mut reader: Reader<BufReader<R>>) -> Result<Vec<(Named, Grid)>, Unreadable> {
        let mut buf = Vec::new();
        let mut ended = false;
        loop {
            buf.clear();
            match reader.read_event_into(&mut buf).map_err(|_| Unreadable::Broken)? {
                Event::Start(e) => self.start(&e),
                Event::End(e) => {
                    ended |= e.name().as_ref() == "office:document-content";
                    self.end(e.name().as_ref())?;
                }
                Event::Text(t) => self.text(&t.xml10_content()),
                Event::GeneralRef(e) => {
                    let known = resolve_xml_entity(&e).map(str::to_string);
                    let shown = known.or_else(|| e.resolve_char_ref().ok().flatten().map(String::from));
                    self.text(&shown.unwrap_or_default());
                }
                Event::Eof if ended => return Ok(self.sheets),
                Event::Eof => return Err(Unreadable::Broken),
                _ => {}
            }
        }
    }

    fn start(&mut self, e: &BytesStart) {
        let repeated = |name: &str, most: u32| {
            attribute(e, name).and_then(|n| n.parse::<u32>().ok()).map_or(1, |n| n.clamp(1, most))
        };
        let hidden = || attribute(e, "table:visibility").is_some_and(|v| v == "collapse" || v == "filter");
        match e.name().as_ref() {
            "style:style" => self.style = attribute(e, "style:name"),
            "style:table-properties" => {
                let hidden = attribute(e, "table:display").is_some_and(|v| v == "false");
                self.hidden_styles.extend(self.style.take().map(|style| (style, hidden)));
            }
            "table:null-date" => {
                self.from_1904 = attribute(e, "table:date-value").is_some_and(|d| d.starts_with("1904"));
            }
            "table:table" => {
                let style = attribute(e, "table:style-name").unwrap_or_default();
                let visible = !self.hidden_styles.get(&style).copied().unwrap_or(false);
                let name = attribute(e, "table:name").unwrap_or_default();
                self.table = Some((Named { name, visible }, Builder::default()));
                (self.row, self.cols_seen) = (0, 0);
            }
            "table:table-column" => {
                let n = repeated("table:number-columns-repeated", COLS);
                if let (true, Some((_, builder))) = (hidden(), &mut self.table) {
                    (self.cols_seen..(self.cols_seen + n).min(COLS)).for_each(|col| builder.hide_col(col));
                }
                self.cols_seen = (self.cols_seen + n).min(COLS);
            }
            "table:table-row" => {
                self.rows_repeated = repeated("table:number-rows-repeated", ROWS);
                (self.col, self.row_is_hidden) = (0, hidden());
                self.held.clear();
            }
            "table:table-cell" | "table:covered-table-cell" => {
                let repeated = repeated("table:number-columns-repeated", COLS);
                self.cell = Some(Cell { value: value(e), repeated, ..Cell::default() });
            }
            "office:annotation" => self.in_annotation = true,
            "text:p" if !self.in_annotation => {
                self.in_paragraph = true;
                if let Some(cell) = &mut self.cell {
                    if cell.paragraphs > 0 {
                        cell.text.push('\n');
                    }
                    cell.paragraphs += 1;
                }
            }
            "text:s" => {
                let n = attribute(e, "text:c").and_then(|n| n.parse::<usize>().ok()).unwrap_or(1);
                self.text(&" ".repeat(n.min(100)));
            }
            "text:tab" => self.text(" "),
            "text:line-break" => self.text("\n"),
            _ => {}
        }
    }

    fn text(&mut self, text: &str) {
        if let (true, false, Some(cell)) = (self.in_paragraph, self.in_annotation, &mut self.cell) {
            cell.text.push_str(text);
        }
    }

    fn end(&mut self, name: &str) -> Result<(), Unreadable> {
        match name {
            "office:annotation" => self.in_annotation = false,
            "text:p" if !self.in_annotation => self.in_paragraph = false,
            "table:table-cell" | "table:covered-table-cell" => {
                let Some(cell) = self.cell.take() else { return Ok(()) };
                let value = match cell.value {
                    Value::Empty if cell.text.trim().is_empty() => Value::Empty,
                    Value::Empty if is_error(&cell.text) => Value::Error(cell.text.trim().into()),
                    Value::Empty => Value::Text(cell.text.into()),
                    value => value,
                };
                if !value.is_empty() {
                    self.held.push((self.col, cell.repeated, value));
                }
                self.col = (self.col + cell.repeated).min(COLS);
            }
            "table:table-row" => self.end_row()?,
            "table:table" => {
                if let Some((named, builder)) = self.table.take() {
                    self.sheets.push((named, builder.done(false, self.from_1904)));
                }
            }
            _ => {}
        }
        Ok(())
    }

    fn end_row(&mut self) -> Result<(), Unreadable> {
        let last = self.row.saturating_add(self.rows_repeated).min(ROWS);
        if let (false, Some((_, builder))) = (self.held.is_empty(), &mut self.table) {
            for row in self.row..last {
                if self.row_is_hidden {
                    builder.hide_row(row);
                }
                for (col, repeated, value) in &self.held {
                    for col in *col..(*col + *repeated).min(COLS) {
                        builder.put(At::new(row, col), value.clone())?;
                    }
                }
            }
        }
        self.row = last;
        Ok(())
    }
}

fn attribute(e: &BytesStart, name: &str) -> Option<String> {
    let found = e.attributes().with_checks(false).flatten().find(|a| a.key.as_ref() == name)?;
    found.normalized_value(XmlVersion::Implicit1_0).ok().map(|v| v.into_owned())
}

/// What the attributes of a cell say; a text stands in its paragraphs.
fn value(e: &BytesStart) -> Value {
    let number = || attribute(e, "office:value").and_then(|v| v.parse().ok()).map(Value::Number);
    let kind = attribute(e, "office:value-type").unwrap_or_default();
    match kind.as_str() {
        "float" | "percentage" | "currency" => number().unwrap_or_default(),
        "date" => attribute(e, "office:date-value").map_or(Value::Empty, |d| iso(&d)),
        "boolean" => match attribute(e, "office:boolean-value").as_deref() {
            Some("true") => Value::Text("TRUE".into()),
            _ => Value::Text("FALSE".into()),
        },
        _ => Value::Empty,
    }
}

/// LibreOffice writes an error as a text of its name.
fn is_error(text: &str) -> bool {
    let text = text.trim();
    matches!(text, "#REF!" | "#N/A" | "#NAME?" | "#VALUE!" | "#DIV/0!" | "#NUM!" | "#NULL!")
        || text.strip_prefix("Err:").is_some_and(|n| n.len() == 3 && n.bytes().all(|b| b.is_ascii_digit()))
}
