//! csv and pasted text: UTF-8, UTF-16 or GB18030; comma, tab or semicolon, whichever most lines have.

use encoding_rs::{GB18030, UTF_16BE, UTF_16LE};

use super::book::Unreadable;
use super::grid::{At, Builder, Grid, Value};

/// How many characters are looked at to find the separator.
const SAMPLE: usize = 1 << 16;

/// The file's only sheet.
pub fn read(bytes: &[u8]) -> Result<Grid, Unreadable> {
    table(&decoded(bytes)?)
}

/// The cells of a text.
pub fn table(text: &str) -> Result<Grid, Unreadable> {
    let mut text = text.replace("\r\n", "\n").replace('\r', "\n");
    if text.trim().is_empty() {
        return Err(Unreadable::NotASheet);
    }
    if !text.ends_with('\n') {
        text.push('\n');
    }
    let mut builder = Builder::default();
    let mut reader = ::csv::ReaderBuilder::new();
    reader.has_headers(false).flexible(true).delimiter(separator(&text));
    let mut reader = reader.from_reader(text.as_bytes());
    let mut record = ::csv::StringRecord::new();
    // The reader leaves empty lines out and counts the lines inside a field: rows are told from both.
    let (mut lines_in_fields, mut last_inner) = (0, 0);
    while reader.read_record(&mut record).map_err(|_| Unreadable::Broken)? {
        let inner = record.iter().map(|f| f.matches('\n').count() as u64).sum::<u64>();
        let row = (reader.position().line() - 2).saturating_sub(inner + lines_in_fields);
        (lines_in_fields, last_inner) = (lines_in_fields + inner, inner);
        for (col, field) in record.iter().enumerate() {
            builder.put(At::new(row as u32, col as u32), value(field))?;
        }
    }
    // A quote that is never closed takes the rest of the file: it breaks off there.
    if last_inner > 0 && text.matches('"').count() % 2 == 1 {
        return Err(Unreadable::Broken);
    }
    Ok(builder.done(false, false))
}

/// The text of a file: by its mark, else UTF-8 where it is, else GB18030; refused when that shows control characters.
fn decoded(bytes: &[u8]) -> Result<String, Unreadable> {
    let marked = |encoding: &'static encoding_rs::Encoding| encoding.decode(bytes).0.into_owned();
    let text = match bytes {
        [0xff, 0xfe, ..] => marked(UTF_16LE),
        [0xfe, 0xff, ..] => marked(UTF_16BE),
        _ => match std::str::from_utf8(bytes) {
            Ok(text) => text.trim_start_matches('\u{feff}').to_string(),
            Err(e) if breaks_off(bytes, &e) => return Err(Unreadable::Broken),
            Err(_) => GB18030
                .decode_without_bom_handling_and_without_replacement(bytes)
                .ok_or(Unreadable::NotASheet)?
                .into_owned(),
        },
    };
    let is_text = !text.chars().any(|c| c < ' ' && !matches!(c, '\t' | '\r' | '\n'));
    match is_text && !text.trim_start().starts_with('<') {
        true => Ok(text),
        false => Err(Unreadable::NotASheet),
    }
}

/// Whether bytes are UTF-8 but for a last letter that is not whole; GB18030 hardly looks like letters of three bytes.
fn breaks_off(bytes: &[u8], e: &std::str::Utf8Error) -> bool {
    let before = || std::str::from_utf8(&bytes[..e.valid_up_to()]).unwrap_or_default();
    e.error_len().is_none() && before().chars().any(|c| c.len_utf8() > 2)
}

/// The separator that most lines have outside quotes; of two the one that stands more often.
fn separator(text: &str) -> u8 {
    const ALL: [char; 3] = [',', '\t', ';'];
    let (mut lines, mut times, mut on_line) = ([0usize; 3], [0usize; 3], [false; 3]);
    let mut quoted = false;
    for c in text.chars().take(SAMPLE) {
        match c {
            '"' => quoted = !quoted,
            '\n' if !quoted => on_line = [false; 3],
            _ if quoted => {}
            _ => {
                if let Some(i) = ALL.iter().position(|s| *s == c) {
                    times[i] += 1;
                    lines[i] += usize::from(!on_line[i]);
                    on_line[i] = true;
                }
            }
        }
    }
    let best = (0..3).rev().max_by_key(|i| (lines[*i], times[*i])).unwrap_or(0);
    ALL[best] as u8
}

/// A field: a number where it is written as one would be, an error by its name; the apostrophe that keeps a text from
/// being taken for a formula is not part of it.
fn value(field: &str) -> Value {
    let text = field.trim();
    if let Some(rest) = text.strip_prefix('\'').filter(|r| r.starts_with(['=', '+', '-', '@'])) {
        return Value::Text(rest.into());
    }
    if matches!(text, "#REF!" | "#N/A" | "#NAME?" | "#VALUE!" | "#DIV/0!" | "#NUM!" | "#NULL!") {
        return Value::Error(text.into());
    }
    let digits = text.len() <= 15 && text.bytes().all(|b| b.is_ascii_digit() || b == b'.');
    match text.parse::<f64>() {
        Ok(n) if digits && n.to_string() == text => Value::Number(n),
        _ => Value::Text(field.into()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(bytes: &[u8]) -> Vec<(String, String)> {
        let grid = read(bytes).unwrap();
        grid.rows().flat_map(|r| grid.row(r)).map(|(at, v)| (at.to_string(), v.shown().to_string())).collect()
    }

    fn cells(all: &[(&str, &str)]) -> Vec<(String, String)> {
        all.iter().map(|(a, v)| (a.to_string(), v.to_string())).collect()
    }

    #[test]
    fn rows_are_counted_as_a_spreadsheet_counts_them() {
        let text = "标题\n\n\"两\n行\",b\n\n\nc,4.10";
        assert_eq!(
            shown(text.as_bytes()),
            cells(&[("A1", "标题"), ("A3", "两\n行"), ("B3", "b"), ("A6", "c"), ("B6", "4.10")])
        );
    }

    #[test]
    fn every_encoding_and_separator_gives_the_same() {
        let expected = cells(&[("A1", "姓名"), ("B1", "班次"), ("A2", "赵，建;群"), ("B2", "早")]);
        let text = "姓名\t班次\n赵，建;群\t早\n";
        let gbk = GB18030.encode(text).0.into_owned();
        let wide: Vec<u8> = "\u{feff}".chars().chain(text.chars()).flat_map(|c| (c as u16).to_le_bytes()).collect();
        for bytes in [text.as_bytes(), format!("\u{feff}{text}").as_bytes(), &gbk, &wide] {
            assert_eq!(shown(bytes), expected);
        }
        assert_eq!(shown("姓名,班次\n赵，建;群,早".as_bytes()), expected);
        assert_eq!(shown("姓名;班次\r\n\"赵，建;群\";早".as_bytes()), expected);
    }

    #[test]
    fn what_is_no_text_is_no_sheet() {
        assert_eq!(read(b"\x00\x01\x02").map(|_| ()), Err(Unreadable::NotASheet));
        assert_eq!(read(b"<html><table>").map(|_| ()), Err(Unreadable::NotASheet));
        assert_eq!(read(b"").map(|_| ()), Err(Unreadable::NotASheet));
        assert_eq!(read(b"a,b\n\"c\nd").map(|_| ()), Err(Unreadable::Broken), "half a file");
    }
}
