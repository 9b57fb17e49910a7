//! What `vte` found, as events: which bytes mean which key, in every way terminals write them.

use std::mem;

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers, MouseButton, MouseEvent, MouseEventKind};
use vte::{Params, Perform};

use super::{EVENTS_MOST, Input};
use crate::term::glyph;

/// What `vte` found, as events.
#[derive(Default)]
pub(super) struct Keys {
    pub out: Vec<Input>,
    pub dropped: bool,
    /// The next character was typed with Alt.
    pub alt: bool,
    pub paste_begins: bool,
}

impl Keys {
    pub fn push(&mut self, input: Input) {
        if self.out.len() < EVENTS_MOST {
            self.out.push(input);
        } else {
            self.dropped = true;
        }
    }

    pub fn key(&mut self, code: KeyCode) {
        self.key_with(code, KeyModifiers::NONE);
    }

    pub fn alt(&mut self, c: char) {
        self.key_with(KeyCode::Char(c), KeyModifiers::ALT);
    }

    fn key_with(&mut self, code: KeyCode, mut modifiers: KeyModifiers) {
        if mem::take(&mut self.alt) {
            modifiers |= KeyModifiers::ALT;
        }
        // Tab, Enter and Backspace are the same bytes as these; they mean the same under every protocol.
        let code = match code {
            KeyCode::Char('i' | 'I') if modifiers == KeyModifiers::CONTROL => KeyCode::Tab,
            KeyCode::Char('m' | 'M' | 'j' | 'J') if modifiers == KeyModifiers::CONTROL => KeyCode::Enter,
            KeyCode::Char('h' | 'H') if modifiers == KeyModifiers::CONTROL => KeyCode::Backspace,
            KeyCode::Char('[') if modifiers == KeyModifiers::CONTROL => KeyCode::Esc,
            KeyCode::Tab if modifiers == KeyModifiers::SHIFT => KeyCode::BackTab,
            other => {
                self.push(Input::Key(KeyEvent::new(other, modifiers)));
                return;
            }
        };
        self.push(Input::Key(KeyEvent::new(code, KeyModifiers::NONE)));
    }

    pub fn arrow(&mut self, letter: u8, modifiers: KeyModifiers) {
        let code = match letter {
            b'A' => KeyCode::Up,
            b'B' => KeyCode::Down,
            b'C' => KeyCode::Right,
            b'D' => KeyCode::Left,
            b'H' => KeyCode::Home,
            b'F' => KeyCode::End,
            b'E' => KeyCode::KeypadBegin,
            _ => return,
        };
        self.key_with(code, modifiers);
    }

    /// Keys that are sent as `CSI number ~`.
    fn numbered(&mut self, number: u16, modifiers: KeyModifiers) {
        let code = match number {
            1 | 7 => KeyCode::Home,
            2 => KeyCode::Insert,
            3 => KeyCode::Delete,
            4 | 8 => KeyCode::End,
            5 => KeyCode::PageUp,
            6 => KeyCode::PageDown,
            11..=15 => KeyCode::F(number as u8 - 10),
            17..=21 => KeyCode::F(number as u8 - 11),
            23 | 24 => KeyCode::F(number as u8 - 12),
            200 => {
                self.paste_begins = true;
                return;
            }
            _ => return,
        };
        self.key_with(code, modifiers);
    }

    /// A key by its Unicode number, as the kitty protocol and xterm's `modifyOtherKeys` send it.
    fn coded(&mut self, number: u16, modifiers: KeyModifiers) {
        let code = match number {
            8 | 127 => KeyCode::Backspace,
            9 => KeyCode::Tab,
            10 | 13 | 57414 => KeyCode::Enter,
            27 => KeyCode::Esc,
            57399..=57408 => KeyCode::Char((b'0' + (number - 57399) as u8) as char),
            57417 => KeyCode::Left,
            57418 => KeyCode::Right,
            57419 => KeyCode::Up,
            57420 => KeyCode::Down,
            57421 => KeyCode::PageUp,
            57422 => KeyCode::PageDown,
            57423 => KeyCode::Home,
            57424 => KeyCode::End,
            57425 => KeyCode::Insert,
            57426 => KeyCode::Delete,
            // Beyond what the parameter can hold.
            u16::MAX => return,
            _ => match char::from_u32(u32::from(number)) {
                Some(c) if !glyph::hidden(c) && modifiers == KeyModifiers::SHIFT => {
                    return self.key(KeyCode::Char(c.to_ascii_uppercase()));
                }
                Some(c) if !glyph::hidden(c) => KeyCode::Char(c),
                _ => return,
            },
        };
        self.key_with(code, modifiers);
    }

    fn mouse(&mut self, button: u16, column: u16, row: u16, released: bool) {
        let which = match button & 3 {
            0 => MouseButton::Left,
            1 => MouseButton::Middle,
            _ => MouseButton::Right,
        };
        let kind = match button & !0b1_1100 {
            64 => MouseEventKind::ScrollUp,
            65 => MouseEventKind::ScrollDown,
            66 => MouseEventKind::ScrollLeft,
            67 => MouseEventKind::ScrollRight,
            0..=2 if released => MouseEventKind::Up(which),
            0..=2 => MouseEventKind::Down(which),
            32..=34 => MouseEventKind::Drag(which),
            35 => MouseEventKind::Moved,
            _ => return,
        };
        let mut modifiers = KeyModifiers::NONE;
        modifiers.set(KeyModifiers::SHIFT, button & 4 != 0);
        modifiers.set(KeyModifiers::ALT, button & 8 != 0);
        modifiers.set(KeyModifiers::CONTROL, button & 16 != 0);
        let (column, row) = (column.saturating_sub(1), row.saturating_sub(1));
        self.push(Input::Mouse(MouseEvent { kind, column, row, modifiers }));
    }
}

/// The modifiers of xterm's and kitty's parameter: 1 plus a bit each.
fn modifiers(parameter: u16) -> KeyModifiers {
    let bits = parameter.saturating_sub(1);
    let mut modifiers = KeyModifiers::NONE;
    modifiers.set(KeyModifiers::SHIFT, bits & 1 != 0);
    modifiers.set(KeyModifiers::ALT, bits & 2 != 0);
    modifiers.set(KeyModifiers::CONTROL, bits & 4 != 0);
    modifiers.set(KeyModifiers::SUPER, bits & 8 != 0);
    modifiers
}

impl Perform for Keys {
    fn print(&mut self, c: char) {
        match c {
            '\u{7f}' => self.key(KeyCode::Backspace),
            char::REPLACEMENT_CHARACTER | '\u{80}'..='\u{9f}' => self.alt = false,
            c => self.key(KeyCode::Char(c)),
        }
    }

    fn execute(&mut self, byte: u8) {
        match byte {
            0x00 => self.key_with(KeyCode::Char(' '), KeyModifiers::CONTROL),
            0x08 => self.key(KeyCode::Backspace),
            0x09 => self.key(KeyCode::Tab),
            0x0a | 0x0d => self.key(KeyCode::Enter),
            0x01..=0x1a => self.key_with(KeyCode::Char((byte + b'a' - 1) as char), KeyModifiers::CONTROL),
            0x1c..=0x1f => self.key_with(KeyCode::Char((byte + b'@') as char), KeyModifiers::CONTROL),
            _ => self.alt = false,
        }
    }

    fn csi_dispatch(&mut self, params: &Params, intermediates: &[u8], ignore: bool, action: char) {
        if ignore {
            return;
        }
        let mut numbers = params.iter();
        let mut next = || numbers.next().map_or(&[0][..], |p| p);
        let (first, second, third) = (next(), next(), next());
        let (a, b, c) = (first[0], second[0], third[0]);
        // Of the kitty protocol: a key that is let go is none.
        if second.get(1) == Some(&3) {
            return;
        }
        match (intermediates, action) {
            ([], 'A'..='F' | 'H') => self.arrow(action as u8, modifiers(b)),
            ([], 'R') if a != 1 || !(2..=16).contains(&b) => {
                if a > 0 && b > 0 {
                    self.push(Input::CursorAt { row: a, column: b });
                } else if a == 0 {
                    self.key(KeyCode::F(3));
                }
            }
            ([], 'P'..='S') => self.key_with(KeyCode::F(action as u8 - b'P' + 1), modifiers(b)),
            ([], 'Z') => self.key(KeyCode::BackTab),
            ([], 'I' | 'O') => self.push(Input::Focus(action == 'I')),
            ([], '~') if a == 27 && c > 0 => self.coded(c, modifiers(b)),
            ([], '~') => self.numbered(a, modifiers(b)),
            ([], 'u') if a > 0 => self.coded(a, modifiers(b)),
            ([], 'n') if a == 0 => self.push(Input::Alive),
            (b"?", 'u') => self.push(Input::KeyboardProtocol),
            (b"<", 'M' | 'm') => self.mouse(a, b, c, action == 'm'),
            _ => (),
        }
    }

    fn osc_dispatch(&mut self, params: &[&[u8]], _bell_terminated: bool) {
        if let [b"11", colour] = params
            && let Some(rgb) = colour_of(colour)
        {
            self.push(Input::Background(rgb));
        }
    }
}

/// `rgb:RRRR/GGGG/BBBB` (or with two digits each), or `#RRGGBB`.
fn colour_of(text: &[u8]) -> Option<[u8; 3]> {
    let text = std::str::from_utf8(text).ok()?;
    if let Some(hex) = text.strip_prefix('#') {
        let number = u32::from_str_radix(hex, 16).ok().filter(|_| hex.len() == 6)?;
        let [_, r, g, b] = number.to_be_bytes();
        return Some([r, g, b]);
    }
    let mut parts = text.strip_prefix("rgba:").or_else(|| text.strip_prefix("rgb:"))?.split('/');
    let mut part = || parts.next()?.get(..2).and_then(|hex| u8::from_str_radix(hex, 16).ok());
    Some([part()?, part()?, part()?])
}
