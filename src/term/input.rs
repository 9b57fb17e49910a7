//! Bytes from a terminal → keys, pastes, the mouse and the terminal's answers. It reads no clock and no tty: whoever
//! feeds it also waits `patience()` after the last byte and then calls `give_up()`.
//!
//! `vte` reads the sequences; the small state beside it knows what is still open, so that nothing unfinished or unknown
//! can swallow the keys that follow.

use std::mem;
use std::time::Duration;

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers, MouseButton, MouseEvent, MouseEventKind};
use vte::{Params, Perform};

use super::glyph;

/// How long an Escape waits for the rest of a sequence before it is the key.
pub const ESCAPE_WAIT: Duration = Duration::from_millis(50);
/// How long an unfinished sequence, string or paste waits for its next byte.
pub const REST_WAIT: Duration = Duration::from_secs(2);
/// The longest paste in bytes; what is beyond is dropped.
pub const PASTE_MOST: usize = 64 * 1024;
/// The most events of one turn; what is beyond is dropped.
pub const EVENTS_MOST: usize = 1024;
/// The longest OSC or DCS string in bytes that is waited for, and how much of it is kept.
const STRING_MOST: usize = 64 * 1024;
const STRING_KEPT: usize = 256;
/// The longest CSI sequence in bytes.
const SEQUENCE_MOST: usize = 64;
const PASTE_END: &[u8] = b"\x1b[201~";

/// What a terminal sent.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Input {
    Key(KeyEvent),
    Mouse(MouseEvent),
    /// Pasted text, without control characters but line feeds.
    Paste(String),
    /// The terminal's window has, or has no longer, the focus.
    Focus(bool),
    /// The answer to `CSI 6n`: where the cursor is, counted from 1.
    CursorAt {
        row: u16,
        column: u16,
    },
    /// The answer to `CSI 5n`: everything before it has arrived.
    Alive,
    /// The answer to OSC 11: the background's red, green and blue.
    Background([u8; 3]),
    /// The answer to `CSI ? u`: the terminal knows the kitty keyboard protocol.
    KeyboardProtocol,
    /// More came than is taken; the rest was dropped.
    Dropped,
}

/// What is still open.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Open {
    Nothing,
    /// ESC has come; `string` when it ends an OSC or DCS string rather than beginning something.
    Escape {
        string: bool,
    },
    /// ESC O: one letter follows.
    Ss3,
    /// ESC [, and how many bytes since.
    Csi(usize),
    /// ESC [ [ of the Linux console: one letter follows.
    Console,
    /// The bytes of a mouse report in the old form that are still to come.
    OldMouse(u8),
    /// OSC, DCS, SOS, PM, APC: its introducer and how many bytes since.
    String(u8, usize),
    /// In a bracketed paste; how many bytes of its end have come.
    Paste(usize),
}

/// The parser of one session.
pub struct Parser {
    vte: vte::Parser,
    open: Open,
    keys: Keys,
    paste: Vec<u8>,
    /// The paste was longer than is kept.
    cut: bool,
}

impl Default for Parser {
    fn default() -> Parser {
        Parser { vte: vte::Parser::new(), open: Open::Nothing, keys: Keys::default(), paste: Vec::new(), cut: false }
    }
}

impl Parser {
    /// Takes bytes as they come, split anywhere, and adds what they mean to `out`.
    pub fn feed(&mut self, bytes: &[u8], out: &mut Vec<Input>) {
        self.keys.out = mem::take(out);
        for &byte in bytes {
            self.byte(byte);
        }
        self.hand_over(out);
    }

    /// How long to wait for the next byte before `give_up`; `None` when nothing is open.
    pub fn patience(&self) -> Option<Duration> {
        match self.open {
            Open::Nothing => None,
            Open::Escape { string: false } | Open::Ss3 | Open::String(_, 0) => Some(ESCAPE_WAIT),
            _ => Some(REST_WAIT),
        }
    }

    /// Whether an Escape has come and may be a key by itself.
    pub fn pending_escape(&self) -> bool {
        self.open == Open::Escape { string: false }
    }

    /// Nothing has come for as long as `patience` says: a lone Escape is a key, the rest is closed or dropped.
    pub fn give_up(&mut self, out: &mut Vec<Input>) {
        self.keys.out = mem::take(out);
        match mem::replace(&mut self.open, Open::Nothing) {
            Open::Escape { string: false } => self.keys.key(KeyCode::Esc),
            Open::Ss3 => self.keys.alt('O'),
            Open::String(introducer, 0) => self.keys.alt(introducer as char),
            Open::Paste(matched) => {
                self.keep(&PASTE_END[..matched]);
                self.end_paste();
            }
            _ => (),
        }
        self.vte = vte::Parser::new();
        self.hand_over(out);
    }

    fn hand_over(&mut self, out: &mut Vec<Input>) {
        *out = mem::take(&mut self.keys.out);
        if mem::take(&mut self.keys.dropped) && out.last() != Some(&Input::Dropped) {
            out.push(Input::Dropped);
        }
    }

    fn byte(&mut self, b: u8) {
        match self.open {
            Open::Nothing if b == 0x1b => {
                // A letter that was not finished never will be.
                self.restart_empty();
                self.open = Open::Escape { string: false };
            }
            Open::Nothing => self.vte.advance(&mut self.keys, &[b]),
            Open::Escape { string } => self.after_escape(b, string),
            Open::Ss3 => self.after_ss3(b),
            Open::Csi(length) => self.in_csi(b, length),
            Open::Console => {
                self.open = Open::Nothing;
                if let b'A'..=b'E' = b {
                    self.keys.key(KeyCode::F(b - b'A' + 1));
                }
            }
            Open::OldMouse(left) => self.open = if left > 1 { Open::OldMouse(left - 1) } else { Open::Nothing },
            Open::String(introducer, length) => self.in_string(b, introducer, length),
            Open::Paste(matched) => self.in_paste(b, matched),
        }
    }

    /// Forgets what was open and takes `b` as if nothing had come before it.
    fn restart(&mut self, b: u8) {
        self.vte = vte::Parser::new();
        self.open = Open::Nothing;
        self.byte(b);
    }

    fn after_escape(&mut self, b: u8, string: bool) {
        match b {
            b'\\' if string => self.restart_empty(),
            0x1b => {
                self.keys.key(KeyCode::Esc);
                self.open = Open::Escape { string: false };
            }
            b'O' => self.open = Open::Ss3,
            b'[' => self.introduce(b, Open::Csi(0)),
            b']' | b'P' | b'X' | b'^' | b'_' => self.introduce(b, Open::String(b, 0)),
            _ => {
                // A key with Alt; a letter of several bytes keeps it until it is whole.
                self.keys.alt = true;
                self.restart(b);
            }
        }
    }

    fn introduce(&mut self, b: u8, open: Open) {
        self.vte = vte::Parser::new();
        self.vte.advance(&mut self.keys, &[0x1b, b]);
        self.open = open;
    }

    fn restart_empty(&mut self) {
        self.keys.alt = false;
        self.vte = vte::Parser::new();
        self.open = Open::Nothing;
    }

    fn after_ss3(&mut self, b: u8) {
        self.open = Open::Nothing;
        match b {
            b'A'..=b'D' | b'F' | b'H' | b'E' => self.keys.arrow(b, KeyModifiers::NONE),
            b'P'..=b'S' => self.keys.key(KeyCode::F(b - b'P' + 1)),
            b'M' => self.keys.key(KeyCode::Enter),
            // The keypad in its application mode: `j` is `*`, `p` to `y` are the digits.
            b'j'..=b'y' => self.keys.key(KeyCode::Char((b - 0x40) as char)),
            0x1b => {
                self.keys.alt('O');
                self.open = Open::Escape { string: false };
            }
            _ => (),
        }
    }

    fn in_csi(&mut self, b: u8, length: usize) {
        match b {
            b'[' if length == 0 => {
                self.restart_empty();
                self.open = Open::Console;
            }
            b'M' if length == 0 => {
                self.restart_empty();
                self.open = Open::OldMouse(3);
            }
            0x20..=0x7e if length < SEQUENCE_MOST => {
                self.vte.advance(&mut self.keys, &[b]);
                self.open = if b < 0x40 { Open::Csi(length + 1) } else { Open::Nothing };
                if mem::take(&mut self.keys.paste_begins) {
                    self.open = Open::Paste(0);
                }
            }
            // No terminal sends this within a sequence: somebody typed, or the rest was lost.
            _ => self.restart(b),
        }
    }

    fn in_string(&mut self, b: u8, introducer: u8, length: usize) {
        match b {
            0x1b => {
                self.vte.advance(&mut self.keys, &[b]);
                self.open = Open::Escape { string: true };
            }
            0x07 => {
                self.vte.advance(&mut self.keys, &[b]);
                self.restart_empty();
            }
            // A key that no string holds (Enter, Ctrl-C, …), or longer than any answer: it was no string, or is lost.
            0x00..=0x1f => self.restart(b),
            _ if length >= STRING_MOST => self.restart_empty(),
            _ => {
                if length < STRING_KEPT {
                    self.vte.advance(&mut self.keys, &[b]);
                }
                self.open = Open::String(introducer, length + 1);
            }
        }
    }

    fn in_paste(&mut self, b: u8, matched: usize) {
        if b == PASTE_END[matched] {
            self.open = Open::Paste(matched + 1);
            if matched + 1 == PASTE_END.len() {
                self.open = Open::Nothing;
                self.end_paste();
            }
        } else {
            self.keep(&PASTE_END[..matched]);
            if b == PASTE_END[0] {
                self.open = Open::Paste(1);
            } else {
                self.keep(&[b]);
                self.open = Open::Paste(0);
            }
        }
    }

    fn keep(&mut self, bytes: &[u8]) {
        let room = PASTE_MOST - self.paste.len();
        self.paste.extend_from_slice(&bytes[..bytes.len().min(room)]);
        self.cut |= bytes.len() > room;
    }

    fn end_paste(&mut self) {
        let bytes = mem::take(&mut self.paste);
        // A letter that was cut in two at the bound is left out; bytes that are no text are not.
        let end = if self.cut { whole_letters(&bytes) } else { bytes.len() };
        self.keys.push(Input::Paste(pasted(&String::from_utf8_lossy(&bytes[..end]))));
        self.keys.dropped |= mem::take(&mut self.cut);
    }
}

/// The length of `bytes` without a letter that its end cuts in two.
fn whole_letters(bytes: &[u8]) -> usize {
    match std::str::from_utf8(bytes) {
        Err(e) if e.error_len().is_none() => e.valid_up_to(),
        _ => bytes.len(),
    }
}

/// Pasted text as the session takes it: one kind of line end, tabs as spaces, nothing invisible.
fn pasted(text: &str) -> String {
    let text = text.replace("\r\n", "\n").replace('\r', "\n").replace('\t', " ");
    text.chars().filter(|&c| c == '\n' || !glyph::hidden(c)).collect()
}

/// What `vte` found, as events.
#[derive(Default)]
struct Keys {
    out: Vec<Input>,
    dropped: bool,
    /// The next character was typed with Alt.
    alt: bool,
    paste_begins: bool,
}

impl Keys {
    fn push(&mut self, input: Input) {
        if self.out.len() < EVENTS_MOST {
            self.out.push(input);
        } else {
            self.dropped = true;
        }
    }

    fn key(&mut self, code: KeyCode) {
        self.key_with(code, KeyModifiers::NONE);
    }

    fn alt(&mut self, c: char) {
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

    fn arrow(&mut self, letter: u8, modifiers: KeyModifiers) {
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

#[cfg(test)]
mod tests;
