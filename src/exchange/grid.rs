//! A plain table of texts and numbers, and what it is as csv, as tab-separated text for the clipboard, or aligned for a
//! terminal. It knows nothing of what the columns mean.

use unicode_width::UnicodeWidthStr;

use super::output::table::{Lines, table};

/// One cell.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Cell {
    /// What people typed, or words of ours.
    Text(String),
    /// A number that we worked out.
    Number(String),
}

impl Cell {
    pub fn text(text: impl Into<String>) -> Cell {
        Cell::Text(text.into())
    }

    pub fn count(n: impl std::fmt::Display) -> Cell {
        Cell::Number(n.to_string())
    }

    pub fn as_str(&self) -> &str {
        match self {
            Cell::Text(t) | Cell::Number(t) => t,
        }
    }
}

/// A heading and rows of as many cells.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Grid {
    pub head: Vec<String>,
    pub rows: Vec<Vec<Cell>>,
}

impl Grid {
    /// As csv: UTF-8 with a byte order mark, so that Excel takes it as such. A text that a spreadsheet would take for a
    /// formula begins with `'`.
    pub fn csv(&self) -> Result<Vec<u8>, csv::Error> {
        let mut out =
            csv::WriterBuilder::new().flexible(true).terminator(csv::Terminator::CRLF).from_writer(Vec::new());
        out.write_record(self.head.iter().map(|h| harmless(h)))?;
        for row in &self.rows {
            out.write_record(row.iter().map(|cell| match cell {
                Cell::Text(t) => harmless(t),
                Cell::Number(n) => n.clone(),
            }))?;
        }
        let body = out.into_inner().map_err(|e| csv::Error::from(e.into_error()))?;
        Ok(["\u{feff}".as_bytes(), &body].concat())
    }

    /// As lines of cells with a tab between, to be pasted into a spreadsheet.
    pub fn tsv(&self) -> String {
        let one_line = |text: &str| harmless(&text.replace(['\t', '\n', '\r'], " "));
        let head = self.head.iter().map(|h| one_line(h)).collect();
        let rows = self.rows.iter().map(|row| {
            let cell = |cell: &Cell| match cell {
                Cell::Text(t) => one_line(t),
                Cell::Number(n) => n.clone(),
            };
            row.iter().map(cell).collect()
        });
        std::iter::once(head).chain(rows).map(|cells: Vec<String>| cells.join("\t") + "\n").collect()
    }

    /// Under a title, with the columns aligned and numbers at the right of theirs.
    pub fn aligned(&self, title: &[&str]) -> String {
        let width = |i: usize| {
            let cells = self.rows.iter().filter_map(|r| r.get(i)).map(|c| c.as_str().width());
            cells.chain(self.head.get(i).map(|h| h.width())).max().unwrap_or(0)
        };
        let widths: Vec<usize> = (0..self.head.len()).map(width).collect();
        let right = |i: usize| self.rows.first().and_then(|r| r.get(i)).is_some_and(|c| matches!(c, Cell::Number(_)));
        let put = |(i, text): (usize, &str)| match right(i) {
            true => " ".repeat(widths[i].saturating_sub(text.width())) + text,
            false => text.to_string(),
        };
        let head = self.head.iter().map(String::as_str).enumerate().map(put).collect();
        let rows = self.rows.iter().map(|r| r.iter().map(Cell::as_str).enumerate().map(put).collect());
        let mut lines = Lines::new(title);
        table(&mut lines, &std::iter::once(head).chain(rows).collect::<Vec<Vec<String>>>());
        lines.into_text()
    }
}

/// The text with `'` before it where a spreadsheet would take it for a formula.
pub fn harmless(text: &str) -> String {
    match text.starts_with(['=', '+', '-', '@', '\t', '\r']) {
        true => format!("'{text}"),
        false => text.to_string(),
    }
}
