//! One line of typed text with a cursor in it. It knows graphemes and nothing of screens.

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use unicode_segmentation::UnicodeSegmentation;

/// The most characters a line holds: more than any text may have, so that the refusal can say so.
const MOST: usize = 2_100;

/// A line being typed.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Line {
    text: String,
    /// Byte offset of the cursor, on a grapheme's edge.
    at: usize,
}

impl Line {
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The text before and after the cursor.
    pub fn parts(&self) -> (&str, &str) {
        self.text.split_at(self.at)
    }

    pub fn is_empty(&self) -> bool {
        self.text.is_empty()
    }

    /// The text without white space around it, if any is left.
    pub fn given(&self) -> Option<String> {
        let text = self.text.trim();
        (!text.is_empty()).then(|| text.to_string())
    }

    pub fn clear(&mut self) {
        *self = Line::default();
    }

    /// Puts text in at the cursor; line breaks become spaces, other control characters vanish.
    pub fn insert(&mut self, text: &str) {
        let room = MOST.saturating_sub(self.text.chars().count());
        let clean: String = text
            .chars()
            .map(|c| if matches!(c, '\n' | '\r' | '\t') { ' ' } else { c })
            .filter(|c| !c.is_control())
            .take(room)
            .collect();
        self.text.insert_str(self.at, &clean);
        self.at += clean.len();
    }

    /// Takes an editing key; false when it is none.
    pub fn key(&mut self, key: &KeyEvent) -> bool {
        let ctrl = key.modifiers.contains(KeyModifiers::CONTROL);
        match key.code {
            KeyCode::Char('u') if ctrl => self.clear(),
            KeyCode::Char(c) if !ctrl && !key.modifiers.contains(KeyModifiers::ALT) => {
                self.insert(c.encode_utf8(&mut [0; 4]));
            }
            KeyCode::Backspace => self.at = self.cut(self.before(), self.at),
            KeyCode::Delete => self.at = self.cut(self.at, self.after()),
            KeyCode::Left => self.at = self.before(),
            KeyCode::Right => self.at = self.after(),
            KeyCode::Home => self.at = 0,
            KeyCode::End => self.at = self.text.len(),
            _ => return false,
        }
        true
    }

    fn cut(&mut self, from: usize, to: usize) -> usize {
        self.text.replace_range(from..to, "");
        from
    }

    fn before(&self) -> usize {
        self.text[..self.at].grapheme_indices(true).next_back().map_or(0, |(i, _)| i)
    }

    fn after(&self) -> usize {
        self.text[self.at..].graphemes(true).next().map_or(self.text.len(), |g| self.at + g.len())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn press(line: &mut Line, codes: &[KeyCode]) {
        for code in codes {
            line.key(&KeyEvent::new(*code, KeyModifiers::NONE));
        }
    }

    #[test]
    fn a_line_is_edited_by_what_one_sees_as_characters() {
        let mut line = Line::default();
        line.insert("王芳e\u{301}x");
        press(&mut line, &[KeyCode::Left, KeyCode::Backspace, KeyCode::Left, KeyCode::Char('小')]);
        assert_eq!(line.text(), "王小芳x");
        press(&mut line, &[KeyCode::Home, KeyCode::Delete, KeyCode::Left, KeyCode::Backspace, KeyCode::End]);
        assert_eq!(line.parts(), ("小芳x", ""));
    }

    #[test]
    fn pasted_breaks_become_spaces_and_controls_vanish() {
        let mut line = Line::default();
        line.insert("a\r\nb\u{1b}[31mc");
        assert_eq!(line.text(), "a  b[31mc");
        line.insert(&"长".repeat(5_000));
        assert_eq!(line.text().chars().count(), MOST);
    }
}
