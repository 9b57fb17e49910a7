//! A key as it is written in help, in `keys.toml` and in the README: `a`, `Space`, `F2`, `Ctrl-R`. It knows nothing of
//! what keys do.

use std::fmt;

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};

/// One key with its modifiers. Shift is part of the letter (`N`), except with keys that are no letters (`Shift-Tab`).
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Key {
    pub code: KeyCode,
    pub mods: KeyModifiers,
}

/// The names of keys that are no letters; the first name of a code is the one that is shown.
const NAMES: [(&str, KeyCode); 21] = [
    ("Space", KeyCode::Char(' ')),
    ("Enter", KeyCode::Enter),
    ("Esc", KeyCode::Esc),
    ("Tab", KeyCode::Tab),
    ("Shift-Tab", KeyCode::BackTab),
    ("Backspace", KeyCode::Backspace),
    ("Del", KeyCode::Delete),
    ("Ins", KeyCode::Insert),
    ("↑", KeyCode::Up),
    ("↓", KeyCode::Down),
    ("←", KeyCode::Left),
    ("→", KeyCode::Right),
    ("Up", KeyCode::Up),
    ("Down", KeyCode::Down),
    ("Left", KeyCode::Left),
    ("Right", KeyCode::Right),
    ("Home", KeyCode::Home),
    ("End", KeyCode::End),
    ("PgUp", KeyCode::PageUp),
    ("PgDn", KeyCode::PageDown),
    ("Delete", KeyCode::Delete),
];

impl Key {
    /// A key without modifiers.
    pub const fn plain(code: KeyCode) -> Key {
        Key { code, mods: KeyModifiers::NONE }
    }

    /// A letter or a sign.
    pub const fn char(c: char) -> Key {
        Key::plain(KeyCode::Char(c))
    }

    /// A letter together with Ctrl.
    pub const fn ctrl(c: char) -> Key {
        Key { code: KeyCode::Char(c), mods: KeyModifiers::CONTROL }
    }

    /// The key of an event. Full-width signs, which a Chinese input method gives, count as their ASCII twins.
    pub fn of(event: &KeyEvent) -> Key {
        let mods = event.modifiers & (KeyModifiers::CONTROL | KeyModifiers::ALT);
        match event.code {
            KeyCode::Char(c) if mods.contains(KeyModifiers::CONTROL) => {
                Key { code: KeyCode::Char(narrow(c).to_ascii_lowercase()), mods }
            }
            KeyCode::Char(c) => Key { code: KeyCode::Char(narrow(c)), mods },
            KeyCode::Tab if event.modifiers.contains(KeyModifiers::SHIFT) => Key { code: KeyCode::BackTab, mods },
            code => Key { code, mods },
        }
    }

    /// Reads a key as it is written in `keys.toml`; upper and lower case of the names do not matter.
    pub fn parse(text: &str) -> Option<Key> {
        let mut mods = KeyModifiers::NONE;
        let mut rest = text;
        while let Some((head, tail)) = rest.split_once('-').filter(|(h, t)| !h.is_empty() && !t.is_empty()) {
            match head.to_ascii_lowercase().as_str() {
                "ctrl" | "c" => mods |= KeyModifiers::CONTROL,
                "alt" | "m" => mods |= KeyModifiers::ALT,
                _ => break,
            }
            rest = tail;
        }
        let code = named(rest).or_else(|| single(rest).map(|c| KeyCode::Char(narrow(c))))?;
        match code {
            KeyCode::Char(c) if mods.contains(KeyModifiers::CONTROL) => {
                Some(Key { code: KeyCode::Char(c.to_ascii_lowercase()), mods })
            }
            code => Some(Key { code, mods }),
        }
    }
}

fn named(text: &str) -> Option<KeyCode> {
    if let Some((_, code)) = NAMES.iter().find(|(name, _)| name.eq_ignore_ascii_case(text)) {
        return Some(*code);
    }
    let number: u8 = text.strip_prefix(['F', 'f'])?.parse().ok()?;
    (1..=12).contains(&number).then_some(KeyCode::F(number))
}

fn single(text: &str) -> Option<char> {
    let mut chars = text.chars();
    let c = chars.next()?;
    (chars.next().is_none() && !c.is_control() && !c.is_whitespace()).then_some(c)
}

/// The ASCII twin of a full-width sign or letter, or the character itself.
pub fn narrow(c: char) -> char {
    match c {
        '\u{3000}' => ' ',
        '。' => '.',
        '、' => '/',
        '【' => '[',
        '】' => ']',
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(c) - 0xfee0).unwrap_or(c),
        c => c,
    }
}

impl fmt::Display for Key {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        if self.mods.contains(KeyModifiers::CONTROL) {
            f.write_str("Ctrl-")?;
        }
        if self.mods.contains(KeyModifiers::ALT) {
            f.write_str("Alt-")?;
        }
        if let Some((name, _)) = NAMES.iter().find(|(_, code)| *code == self.code) {
            return f.write_str(name);
        }
        match self.code {
            KeyCode::Char(c) if self.mods.contains(KeyModifiers::CONTROL) => write!(f, "{}", c.to_ascii_uppercase()),
            KeyCode::Char(c) => write!(f, "{c}"),
            KeyCode::F(n) => write!(f, "F{n}"),
            _ => f.write_str("?"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_read_as_it_is_written() {
        for text in ["a", "N", "?", "-", "[", "Space", "F10", "Ctrl-R", "PgUp", "Alt-x", "↑", "Shift-Tab"] {
            assert_eq!(Key::parse(text).map(|k| k.to_string()).as_deref(), Some(text));
        }
        for bad in ["", "F0", "F13", "ab", "Ctrl-", " ", "Hyper-x"] {
            assert_eq!(Key::parse(bad), None, "{bad}");
        }
    }

    #[test]
    fn full_width_signs_count_as_their_twins() {
        for (wide, plain) in [('？', '?'), ('：', ':'), ('／', '/'), ('，', ','), ('、', '/')] {
            let event = KeyEvent::new(KeyCode::Char(wide), KeyModifiers::NONE);
            assert_eq!(Key::of(&event), Key::char(plain));
        }
    }
}
