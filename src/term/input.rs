//! Bytes from a terminal → keys, pastes, the mouse and the terminal's answers. It reads no clock and no tty: whoever
//! feeds it also waits `patience()` after the last byte and then calls `give_up()`.
//!
//! `vte` reads the sequences; the small state beside it knows what is still open, so that nothing unfinished or unknown
//! can swallow the keys that follow.

mod keys;

use std::mem;
use std::time::Duration;

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers, MouseEvent};
use keys::Keys;

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
    /// Pasted text, without control characters but line feeds and tabs.
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

/// Pasted text as the session takes it: one kind of line end, the tabs between cells, nothing else that is invisible.
fn pasted(text: &str) -> String {
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    text.chars().filter(|&c| matches!(c, '\n' | '\t') || !glyph::hidden(c)).collect()
}

#[cfg(test)]
mod tests;
