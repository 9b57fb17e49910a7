//! How wide text is on the screen, cutting it and writing it: the one place where `ui` measures.

use ratatui::buffer::{Buffer, Cell};
use ratatui::layout::Rect;
use ratatui::style::Style;
use unicode_segmentation::UnicodeSegmentation;
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// The columns that `text` takes.
pub fn width(text: &str) -> usize {
    text.width()
}

/// The text cut to `columns`, with `…` where something was left out.
pub fn fit(text: &str, columns: usize) -> String {
    if width(text) <= columns {
        return text.to_string();
    }
    let mut out = head(text, columns.saturating_sub(1)).to_string();
    if columns > 0 {
        out.push('…');
    }
    out
}

/// As much of the beginning of `text` as `columns` hold.
pub fn head(text: &str, columns: usize) -> &str {
    let mut used = 0;
    for (at, g) in text.grapheme_indices(true) {
        used += width(g);
        if used > columns {
            return &text[..at];
        }
    }
    text
}

/// As much of the end of `text` as `columns` hold.
pub fn tail(text: &str, columns: usize) -> &str {
    let mut used = 0;
    for (at, g) in text.grapheme_indices(true).rev() {
        used += width(g);
        if used > columns {
            return &text[at + g.len()..];
        }
    }
    text
}

/// The text in lines of at most `columns`, broken at spaces and between Chinese characters.
pub fn wrap(text: &str, columns: usize) -> Vec<String> {
    let mut lines = vec![String::new()];
    for word in words(text) {
        let line_width = lines.last().map_or(0, |l| width(l));
        if line_width > 0 && line_width + width(word.trim_end()) > columns {
            let carried = if closes(word) { carry(&mut lines) } else { String::new() };
            lines.push(carried);
        }
        let mut rest = if lines.last().is_some_and(String::is_empty) { word.trim_start() } else { word };
        while width(rest) > columns {
            let part = head(rest, columns);
            if part.is_empty() {
                break;
            }
            rest = &rest[part.len()..];
            if let Some(line) = lines.last_mut() {
                line.push_str(part);
            }
            lines.push(String::new());
        }
        if let Some(line) = lines.last_mut() {
            line.push_str(rest);
        }
    }
    lines.iter().map(|l| l.trim_end().to_string()).collect()
}

/// The pieces between which a line may end: as Unicode has them, but `22:40–06:00` is one.
fn words(text: &str) -> Vec<&str> {
    let solid = |w: &str| w.chars().all(|c| c.is_ascii_graphic() || c == '–');
    let mut out: Vec<&str> = Vec::new();
    let mut start = 0;
    for (at, word) in text.split_word_bound_indices() {
        match out.last_mut() {
            Some(last) if solid(word) && solid(last) => *last = &text[start..at + word.len()],
            _ => {
                start = at;
                out.push(word);
            }
        }
    }
    out
}

/// Whether no line may begin with it.
fn closes(word: &str) -> bool {
    word.starts_with(['，', '。', '；', '：', '、', '）', '！', '？', '”', '…'])
}

/// Takes the last character off the last line, when another stays there, to go with what follows it.
fn carry(lines: &mut [String]) -> String {
    let Some(line) = lines.last_mut() else { return String::new() };
    match line.grapheme_indices(true).next_back() {
        Some((at, last)) if at > 0 && width(last) > 1 => line.split_off(at),
        _ => String::new(),
    }
}

/// Writes as much of `text` as so many columns of the row hold; the column behind it. It is what ratatui's `set_stringn`
/// does, without the search for clusters where there can be none.
pub fn write(buf: &mut Buffer, x: u16, y: u16, text: &str, columns: usize, style: Style) -> u16 {
    if !text.chars().all(stands_alone) {
        return buf.set_stringn(x, y, text, columns, style).0;
    }
    let mut left = columns.min(buf.area.right().saturating_sub(x).into());
    if text.chars().next().and_then(|c| c.width()).is_none_or(|first| first > left) {
        return x;
    }
    let start = buf.index_of(x, y);
    let mut at = start;
    for c in text.chars() {
        let columns = c.width().unwrap_or(0);
        if columns > left {
            break;
        }
        left -= columns;
        buf.content[at].set_char(c).set_style(style);
        buf.content[at + 1..at + columns].iter_mut().for_each(Cell::reset);
        at += columns;
    }
    x + (at - start) as u16
}

/// Whether a character shows by itself and is never part of a cluster but with one that does not: ASCII, punctuation,
/// arrows, lines and signs, Chinese.
fn stands_alone(c: char) -> bool {
    matches!(c, ' '..='~' | '\u{2010}'..='\u{2027}' | '\u{2190}'..='\u{27bf}' | '\u{3000}'..='\u{3029}'
        | '\u{4e00}'..='\u{9fff}' | '\u{ff01}'..='\u{ff5e}')
        || matches!(c, '·' | '×' | '°' | '±')
}

/// A row that is written from left to right and never past its end.
pub struct Row<'a> {
    buf: &'a mut Buffer,
    pub x: u16,
    y: u16,
    end: u16,
}

impl<'a> Row<'a> {
    /// The row `line` of `area`; one outside of it takes nothing.
    pub fn new(buf: &'a mut Buffer, area: Rect, line: u16) -> Row<'a> {
        let end = if line < area.height { area.x + area.width } else { area.x };
        Row { buf, x: area.x, y: area.y + line, end }
    }

    /// The columns that are left.
    pub fn left(&self) -> usize {
        usize::from(self.end.saturating_sub(self.x))
    }

    /// Writes as much as there is room for.
    pub fn put(&mut self, text: &str, style: Style) -> &mut Self {
        if self.x < self.end {
            self.x = write(self.buf, self.x, self.y, text, self.left(), style);
        }
        self
    }

    /// Writes the text cut to what is left, with `…` where it was cut; after a cut nothing more has room.
    pub fn fit(&mut self, text: &str, style: Style) -> &mut Self {
        if width(text) <= self.left() {
            return self.put(text, style);
        }
        let text = fit(text, self.left());
        self.put(&text, style);
        self.x = self.end;
        self
    }

    /// Writes the text into so many columns: cut, or filled up with spaces.
    pub fn cell(&mut self, text: &str, columns: usize, style: Style) -> &mut Self {
        let start = self.x;
        let text = fit(text, columns.min(self.left()));
        self.put(&text, style);
        self.to(start + columns as u16)
    }

    /// Goes on at a column.
    pub fn to(&mut self, x: u16) -> &mut Self {
        self.x = x.min(self.end).max(self.x);
        self
    }

    /// Leaves columns free.
    pub fn skip(&mut self, columns: u16) -> &mut Self {
        self.to(self.x.saturating_add(columns))
    }

    /// Writes at the right end, if that leaves what was written before untouched.
    pub fn right(&mut self, text: &str, style: Style) -> &mut Self {
        let columns = width(text) as u16;
        if columns as usize <= self.left() {
            write(self.buf, self.end - columns, self.y, text, columns.into(), style);
            self.end -= columns;
        }
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chinese_takes_two_columns_and_is_never_cut_in_half() {
        assert_eq!(fit("动物检疫站", 10), "动物检疫站");
        assert_eq!(fit("动物检疫站", 9), "动物检疫…");
        assert_eq!(fit("动物检疫站", 8), "动物检…");
        assert_eq!((fit("动", 1), fit("动", 0)), ("…".into(), "".into()));
        assert_eq!((head("a动物", 2), tail("动物b", 2)), ("a", "b"));
    }

    #[test]
    fn writing_is_what_ratatui_does() {
        let blank = Buffer::empty(Rect::new(0, 0, 9, 2));
        let red = Style::new().fg(ratatui::style::Color::Red);
        let every = (0..0x3_0000).filter_map(char::from_u32).map(String::from);
        let some = [
            "",
            "动物检疫站",
            "a动b物c检d疫e站",
            "e\u{301}动",
            "☎\u{fe0f}动",
            "动\u{200d}a",
            "a\tb",
            "\u{1f9d1}\u{1f3fb}a",
        ];
        for text in every.chain(some.map(String::from)) {
            // Before and behind Chinese, which takes two columns.
            for text in [text.clone(), format!("物{text}物{text}")] {
                for (x, columns) in [(0, 9), (1, 3), (5, 9), (8, 1), (3, 0)] {
                    let (mut ours, mut theirs) = (blank.clone(), blank.clone());
                    let behind = write(&mut ours, x, 1, &text, columns, red);
                    assert_eq!(behind, theirs.set_stringn(x, 1, &text, columns, red).0, "{text:?}");
                    assert_eq!(ours, theirs, "{text:?}");
                }
            }
        }
    }

    #[test]
    fn wrapped_lines_have_room_and_lose_nothing() {
        let text = "动物检疫站家属院，无人。 already for 40 minutes, press 一个键：找人、交接";
        for columns in 2..60 {
            let lines = wrap(text, columns);
            assert!(lines.iter().all(|l| width(l) <= columns), "{columns}: {lines:?}");
            let same = |s: &str| s.chars().filter(|c| !c.is_whitespace()).collect::<String>();
            assert_eq!(same(&lines.concat()), same(text), "{columns}");
            assert!(columns < 4 || !lines.iter().any(|l| closes(l)), "{columns}: {lines:?}");
        }
    }
}
