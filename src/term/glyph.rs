//! What one cell's text becomes on a terminal: how wide it is, what is left out, and its ASCII twin. The one place where
//! widths are measured for output; it knows no colours and no positions.

use std::borrow::Cow;

use unicode_general_category::{GeneralCategory as Category, get_general_category};
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// The most combining marks that are sent on one glyph.
const MARKS_MOST: usize = 4;

/// How glyphs are drawn.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Glyphs {
    #[default]
    Unicode,
    /// Borders and marks by their ASCII twins.
    Ascii,
    /// The same, and no glyph that such a terminal draws two columns wide where one was counted.
    AsciiForWide,
}

/// Whether a character shows nothing of itself: controls, bidi and other format characters, fillers, selectors. Such
/// characters are never sent.
pub fn hidden(c: char) -> bool {
    match c {
        ' '..='~' => false,
        // Hangul fillers, the combining grapheme joiner, Khmer inherent vowels, Mongolian and other variation selectors.
        '\u{115f}' | '\u{1160}' | '\u{3164}' | '\u{ffa0}' | '\u{34f}' | '\u{17b4}' | '\u{17b5}' => true,
        '\u{180b}'..='\u{180f}' | '\u{fe00}'..='\u{fe0f}' | '\u{e0000}'..='\u{e0fff}' => true,
        _ => matches!(
            get_general_category(c),
            Category::Control
                | Category::Format
                | Category::LineSeparator
                | Category::ParagraphSeparator
                | Category::Surrogate
                | Category::PrivateUse
        ),
    }
}

/// The columns a cell's text takes, as the layout counts them: 1 or more.
pub fn width(symbol: &str) -> u16 {
    if symbol.len() <= 1 { 1 } else { u16::try_from(symbol.width()).unwrap_or(u16::MAX).max(1) }
}

/// What is sent for a cell's text, and how many columns the cursor moves: the first visible character with its combining
/// marks. Of clusters that terminals measure differently (joined emoji, flags) only the first part is sent.
pub fn shown(symbol: &str, glyphs: Glyphs) -> (Cow<'_, str>, u16) {
    let bytes = symbol.as_bytes();
    if let [b' '..=b'~'] = bytes {
        return (Cow::Borrowed(symbol), 1);
    }
    let mut chars = symbol.chars().filter(|&c| !hidden(c));
    let Some(base) = chars.find(|c| c.width().unwrap_or(0) > 0) else { return (Cow::Borrowed(" "), 1) };
    if glyphs != Glyphs::Unicode
        && let Some(twin) = ascii_twin(base)
    {
        return (Cow::Borrowed(twin), 1);
    }
    let columns = base.width().unwrap_or(1) as u16;
    let ambiguous = base.width_cjk() == Some(2) || matches!(base, '\u{80}'..='\u{24f}');
    if columns > 2 || glyphs == Glyphs::AsciiForWide && columns == 1 && ambiguous {
        return (Cow::Borrowed("?"), 1);
    }
    if symbol.len() == base.len_utf8() {
        return (Cow::Borrowed(symbol), columns);
    }
    let mut text = String::from(base);
    text.extend(chars.take_while(|&c| is_mark(c)).take(MARKS_MOST));
    (Cow::Owned(text), columns)
}

/// Whether terminals may disagree on how far a glyph moves the cursor: emoji, and letters with combining marks.
pub fn doubtful(text: &str) -> bool {
    if text.len() == 1 {
        return false;
    }
    let mut chars = text.chars();
    let base = chars.next().unwrap_or(' ');
    let sign = matches!(base, '\u{2600}'..='\u{27bf}' | '\u{2b00}'..='\u{2bff}') && base.width() == Some(2);
    sign || matches!(base, '\u{1f000}'..='\u{1ffff}') || chars.next().is_some()
}

/// A combining mark that takes no column of its own.
fn is_mark(c: char) -> bool {
    c.width() == Some(0)
        && matches!(get_general_category(c), Category::NonspacingMark | Category::EnclosingMark | Category::SpacingMark)
}

/// The ASCII twin of a border, a mark or a typographic sign.
pub fn ascii_twin(c: char) -> Option<&'static str> {
    Some(match c {
        '─' | '━' | '╌' | '╍' | '┄' | '┅' | '┈' | '┉' | '╴' | '╶' | '╸' | '╺' | '—' | '–' | '―' | '‐' | '‑' => {
            "-"
        }
        '═' | '▀' | '▄' => "=",
        '│' | '┃' | '║' | '╎' | '╏' | '┆' | '┇' | '┊' | '┋' | '╵' | '╷' | '╹' | '╻' | '▏' | '▎' | '▍' | '▌' | '▐'
        | '▕' | '▋' | '▊' | '▉' => "|",
        '\u{250c}'..='\u{254b}' | '\u{2550}'..='\u{2570}' => "+",
        '╱' => "/",
        '╲' => "\\",
        '╳' | '×' | '✕' | '✖' | '✗' | '✘' => "x",
        '█' | '■' | '▪' | '◼' => "#",
        '░' | '·' | '…' | '⋯' => ".",
        '▒' | '▓' | '▨' | '▧' => ":",
        '●' | '•' | '★' | '☆' | '◉' | '※' => "*",
        '○' | '◦' | '◌' => "o",
        '◆' | '◈' => "@",
        '◇' | '□' | '▫' => "%",
        '▲' | '△' | '↑' | '⇑' | '▴' => "^",
        '▼' | '▽' | '↓' | '⇓' | '▾' => "v",
        '▶' | '▷' | '▸' | '►' | '→' | '⇒' | '❯' | '›' | '»' => ">",
        '◀' | '◁' | '◂' | '◄' | '←' | '⇐' | '❮' | '‹' | '«' => "<",
        '⇄' | '↔' | '⇆' | '≈' => "~",
        '✓' | '✔' | '√' => "+",
        '⚠' | '‼' | '¡' => "!",
        '±' => "+",
        '°' => "o",
        '‘' | '’' | '′' => "'",
        '“' | '”' | '″' => "\"",
        '≤' => "<",
        '≥' => ">",
        '⏎' | '↵' => "<",
        '①'..='⑨' => ["1", "2", "3", "4", "5", "6", "7", "8", "9"][(c as u32 - '①' as u32) as usize],
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_twin_is_one_ascii_column() {
        let twins = (0x80..0x1_0000).filter_map(char::from_u32).filter_map(|c| Some((c, ascii_twin(c)?)));
        let mut count = 0;
        for (c, twin) in twins {
            assert!(twin.len() == 1 && twin.is_ascii() && !hidden(c), "{c}");
            assert_eq!(width(&c.to_string()), 1, "{c}: a twin must not change the layout");
            count += 1;
        }
        assert!(count > 150);
    }

    #[test]
    fn what_shows_nothing_is_never_sent() {
        for symbol in [
            "\u{202e}",
            "\u{200b}",
            "\x1b",
            "\u{9b}",
            "\u{7f}",
            "\u{301}",
            "\u{feff}",
            "\u{e0041}",
            "",
            "\u{2066}\u{2069}",
        ] {
            assert_eq!(shown(symbol, Glyphs::Unicode), (Cow::Borrowed(" "), 1), "{symbol:?}");
        }
        assert_eq!(shown("王\u{202e}", Glyphs::Unicode), (Cow::Borrowed("王"), 2));
        assert_eq!(shown("\x1bA", Glyphs::Unicode).0, "A");
    }

    #[test]
    fn marks_stay_with_their_letter_and_are_bounded() {
        assert_eq!(shown("e\u{301}", Glyphs::Unicode), (Cow::Borrowed("e\u{301}"), 1));
        assert_eq!(shown("关\u{301}", Glyphs::Unicode).1, 2);
        let zalgo = format!("a{}", "\u{301}".repeat(50));
        assert_eq!(shown(&zalgo, Glyphs::Unicode).0.chars().count(), 1 + MARKS_MOST);
    }

    #[test]
    fn joined_emoji_are_sent_as_their_first() {
        assert_eq!(shown("👨\u{200d}👩\u{200d}👧", Glyphs::Unicode), (Cow::Borrowed("👨"), 2));
        assert_eq!(shown("☎\u{fe0f}", Glyphs::Unicode), (Cow::Borrowed("☎"), 1));
    }

    #[test]
    fn a_wide_terminal_gets_no_ambiguous_glyph() {
        assert_eq!(shown("─", Glyphs::Ascii).0, "-");
        assert_eq!(shown("é", Glyphs::Ascii).0, "é");
        assert_eq!(shown("é", Glyphs::AsciiForWide).0, "?");
        for c in (0x20..0x3_0000).filter_map(char::from_u32) {
            let symbol = c.to_string();
            let (sent, columns) = shown(&symbol, Glyphs::AsciiForWide);
            assert_eq!(sent.width_cjk(), usize::from(columns), "{c:?}");
        }
    }
}
