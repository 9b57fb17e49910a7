//! Lines and columns of text, aligned by the width that a terminal gives them.

use unicode_width::UnicodeWidthStr;

/// Text line by line, under a title.
pub struct Lines(String);

impl Lines {
    /// The title's parts, those that are empty left out.
    pub fn new(title: &[&str]) -> Lines {
        let parts: Vec<&str> = title.iter().copied().filter(|t| !t.is_empty()).collect();
        let mut lines = Lines(String::new());
        lines.add(&parts.join(" "));
        lines
    }

    pub fn add(&mut self, line: &str) {
        self.0.push_str(line.trim_end());
        self.0.push('\n');
    }

    /// All of it, without the last line's end.
    pub fn into_text(mut self) -> String {
        self.0.truncate(self.0.trim_end().len());
        self.0
    }
}

/// Adds rows with their columns aligned.
pub fn table(lines: &mut Lines, rows: &[Vec<String>]) {
    columns(rows).iter().for_each(|line| lines.add(line));
}

/// Rows with their columns aligned, two spaces between; a column that is empty in every row takes no room.
pub fn columns(rows: &[Vec<String>]) -> Vec<String> {
    let columns = rows.iter().map(Vec::len).max().unwrap_or(0);
    let width = |i: usize| rows.iter().filter_map(|r| r.get(i)).map(|t| t.width()).max().unwrap_or(0);
    let widths: Vec<usize> = (0..columns).map(width).collect();
    let line = |row: &Vec<String>| {
        let mut line = String::new();
        for (text, width) in row.iter().zip(&widths).filter(|(_, width)| **width > 0) {
            line.push_str(text);
            line.push_str(&" ".repeat(width - text.width() + 2));
        }
        line
    };
    rows.iter().map(line).collect()
}
