//! Frames → bytes: the shortest way from the frame that was last sent to the next one, written at once. It knows how far
//! each glyph moves the cursor, keeps the pen between cells, and never asks the terminal anything.

use std::io::Write as _;
use std::mem;

use ratatui::buffer::{Buffer, Cell};
use ratatui::layout::{Position, Size};

use super::glyph::{self, Glyphs};
use super::pen::{Colours, Pen, shorter};

/// Sizes that are drawn; a terminal that says it is larger or smaller is drawn as if it were this.
pub const WIDTHS: std::ops::RangeInclusive<u16> = 1..=400;
pub const HEIGHTS: std::ops::RangeInclusive<u16> = 1..=150;

/// Synchronized output: what lies between is shown at once.
const BEGIN: &[u8] = b"\x1b[?2026h";
const END: &[u8] = b"\x1b[?2026l";
/// From so many cells on the rest of a row is erased rather than overwritten.
const ERASE_FROM: usize = 4;
/// Steps back; more of them are no shorter than a move.
const BACK: &[u8] = b"\x08\x08\x08";
/// So many unchanged cells are sent again rather than stepped over: it takes no more bytes.
const BRIDGE_MOST: u16 = 4;

/// A size brought into the range that is drawn.
pub fn clamped(width: u16, height: u16) -> Size {
    Size::new(width.clamp(*WIDTHS.start(), *WIDTHS.end()), height.clamp(*HEIGHTS.start(), *HEIGHTS.end()))
}

/// How frames are drawn on this terminal.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Look {
    pub colours: Colours,
    pub glyphs: Glyphs,
    /// The cursor is placed anew after every glyph that is no ASCII, for terminals whose widths disagree with ours.
    pub safe_moves: bool,
}

/// Where the terminal's cursor is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum At {
    Unknown,
    Cell(u16, u16),
    /// Behind the last column of a row: the next glyph would wrap.
    End(u16),
}

/// The encoder of one session.
#[derive(Debug)]
pub struct Encoder {
    look: Look,
    size: Size,
    /// What the terminal shows; the second cell of a wide glyph is empty. Meaningless, as `drawn` is, while `known` is false.
    sent: Vec<Cell>,
    /// The frame that came to be `sent`: a row that is drawn alike again needs no second look.
    drawn: Vec<Cell>,
    known: bool,
    at: At,
    pen: Pen,
    /// Whether the terminal's cursor is visible, when that is known.
    visible: Option<bool>,
    out: Vec<u8>,
}

impl Encoder {
    pub fn new(look: Look) -> Encoder {
        Encoder {
            look,
            size: Size::ZERO,
            sent: Vec::new(),
            drawn: Vec::new(),
            known: false,
            at: At::Unknown,
            pen: Pen::PLAIN,
            visible: None,
            out: Vec::new(),
        }
    }

    pub fn look(&self) -> Look {
        self.look
    }

    /// Changes how frames are drawn; the next one is drawn whole if that is a change.
    pub fn set_look(&mut self, look: Look) {
        if look != self.look {
            self.look = look;
            self.forget();
        }
    }

    /// What the terminal shows is not known any more: the next frame is drawn whole.
    pub fn forget(&mut self) {
        self.known = false;
    }

    /// The bytes that make the terminal show `frame`, with the cursor there or hidden; none when it does so already.
    /// What is left in `frame` is of no use but for its room.
    pub fn encode(&mut self, frame: &mut Buffer, cursor: Option<Position>) -> &[u8] {
        let size = frame.area.as_size();
        if size != self.size {
            self.size = size;
            self.known = false;
        }
        self.out.clear();
        self.out.extend_from_slice(BEGIN);
        if !self.known {
            self.blank();
        }
        self.paint(frame);
        let changed = self.out.len() > BEGIN.len();
        if !changed {
            self.out.clear();
        }
        self.place(cursor.filter(|p| p.x < size.width && p.y < size.height));
        if changed {
            self.out.extend_from_slice(END);
        }
        &self.out
    }

    /// Empties the screen, whatever it shows.
    fn blank(&mut self) {
        self.out.extend_from_slice(b"\x1b[m\x1b[2J");
        self.pen = Pen::PLAIN;
        self.at = At::Unknown;
        self.visible = None;
        self.sent.clear();
        self.sent.resize(usize::from(self.size.width) * usize::from(self.size.height), cell(" ", Pen::PLAIN));
        self.drawn.clone_from(&self.sent);
        self.known = true;
    }

    /// Sends the cells that differ.
    fn paint(&mut self, frame: &mut Buffer) {
        let (mut sent, mut drawn) = (mem::take(&mut self.sent), mem::take(&mut self.drawn));
        let width = usize::from(self.size.width).max(1);
        let before = sent.chunks_mut(width).zip(drawn.chunks_mut(width));
        let mut new = Vec::with_capacity(width);
        for (y, ((old, drawn), row)) in before.zip(frame.content.chunks_mut(width)).enumerate() {
            if drawn == row {
                continue;
            }
            prepare(row, self.look, &mut new);
            if old != new {
                self.paint_row(y as u16, old, &new);
                old.swap_with_slice(&mut new);
            }
            drawn.swap_with_slice(row);
        }
        (self.sent, self.drawn) = (sent, drawn);
    }

    fn paint_row(&mut self, y: u16, old: &[Cell], new: &[Cell]) {
        let blank = cell(" ", Pen::PLAIN);
        let end = new.iter().rposition(|c| *c != blank).map_or(0, |last| last + 1);
        let stale = || (end..new.len()).filter(|&x| old[x] != new[x]);
        let erased = stale().count() >= ERASE_FROM;
        let until = if erased { end } else { new.len() };
        for x in 0..until {
            if old[x] != new[x] && !new[x].symbol().is_empty() {
                self.reach(x as u16, y, new);
                self.put(&new[x], x as u16 + 1 + u16::from(new.get(x + 1).is_some_and(|c| c.symbol().is_empty())), y);
            }
        }
        if let Some(first) = stale().next().filter(|_| erased) {
            self.move_to(first as u16, y);
            if !self.pen.suits_blank(Pen::PLAIN) {
                self.set_pen(Pen::PLAIN);
            }
            self.out.extend_from_slice(b"\x1b[K");
        }
    }

    /// Sends one cell; the cursor is then at column `behind`.
    fn put(&mut self, cell: &Cell, behind: u16, y: u16) {
        if !self.suits(cell) {
            self.set_pen(pen_of(cell));
        }
        let text = cell.symbol();
        self.out.extend_from_slice(text.as_bytes());
        self.at = if (self.look.safe_moves && !text.is_ascii()) || glyph::doubtful(text) {
            At::Unknown
        } else if behind >= self.size.width {
            At::End(y)
        } else {
            At::Cell(behind, y)
        };
    }

    /// Whether the pen in hand draws this cell as it should look.
    fn suits(&self, cell: &Cell) -> bool {
        pen_of(cell) == self.pen || cell.symbol() == " " && self.pen.suits_blank(pen_of(cell))
    }

    fn set_pen(&mut self, pen: Pen) {
        self.pen.change(pen, &mut self.out);
        self.pen = pen;
    }

    /// Brings the cursor to (x, y), over unchanged cells of the row where sending them again is no longer than a move.
    fn reach(&mut self, x: u16, y: u16, row: &[Cell]) {
        if let At::Cell(from, at_y) = self.at
            && at_y == y
            && from < x
            && x - from <= BRIDGE_MOST
        {
            let between = &row[usize::from(from)..usize::from(x)];
            if between.iter().all(|c| c.symbol().len() == 1 && self.suits(c)) {
                between.iter().for_each(|c| self.out.extend_from_slice(c.symbol().as_bytes()));
                self.at = At::Cell(x, y);
                return;
            }
        }
        self.move_to(x, y);
    }

    /// Moves the cursor to (x, y) by the shortest sequence.
    fn move_to(&mut self, x: u16, y: u16) {
        let to = At::Cell(x, y);
        if self.at == to {
            return;
        }
        let (start, out) = (self.out.len(), &mut self.out);
        match (x, y) {
            (0, 0) => out.extend_from_slice(b"\x1b[H"),
            (0, _) => counted(y + 1, b'H', out),
            _ => {
                counted(y + 1, b';', out);
                number(x + 1, out);
                out.push(b'H');
            }
        }
        let mut offer = |lead: &[u8], n: u16, letter: u8| {
            shorter(out, start, |out| {
                out.extend_from_slice(lead);
                counted(n, letter, out);
            });
        };
        match self.at {
            At::Unknown => (),
            At::Cell(_, from) | At::End(from) if y == from + 1 => offer(b"\r\n", x, b'C'),
            At::End(from) if y == from => offer(b"\r", x, b'C'),
            At::Cell(from, at_y) if y == at_y && x > from => offer(b"", x - from, b'C'),
            At::Cell(from, at_y) if y == at_y => {
                offer(b"", from - x, b'D');
                if let Some(steps) = BACK.get(..usize::from(from - x)) {
                    offer(steps, 0, b'D');
                }
                offer(b"\r", x, b'C');
            }
            At::Cell(from, at_y) if x == from => offer(b"", at_y.abs_diff(y), if y > at_y { b'B' } else { b'A' }),
            _ => (),
        }
        if let At::Cell(from, at_y) = self.at
            && x == from
            && y == at_y + 1
        {
            offer(b"", 1, b'B');
        }
        self.at = to;
    }

    /// Shows the cursor there, or hides it.
    fn place(&mut self, cursor: Option<Position>) {
        if let Some(p) = cursor {
            self.move_to(p.x, p.y);
        }
        if self.visible != Some(cursor.is_some()) {
            let _ = write!(self.out, "\x1b[?25{}", if cursor.is_some() { 'h' } else { 'l' });
            self.visible = Some(cursor.is_some());
        }
    }
}

/// Lays out a row of a frame as the terminal will show it: glyphs and colours it has, wide glyphs whole or not at all.
fn prepare(row: &[Cell], look: Look, shown: &mut Vec<Cell>) {
    shown.clear();
    while let Some(here) = row.get(shown.len()) {
        let (text, columns) = glyph::shown(here.symbol(), look.glyphs);
        // Half a glyph cannot be shown: not at the edge, not under something drawn over its second half.
        let fits = columns == 1 || row.get(shown.len() + 1).is_some_and(|c| matches!(c.symbol(), " " | ""));
        let text = if fits { &*text } else { " " };
        let pen = Pen::of(here, text == " ", look.colours);
        shown.push(if text == here.symbol() { drawn_with(here.clone(), pen) } else { cell(text, pen) });
        if fits && columns == 2 {
            shown.push(cell("", pen));
        }
    }
}

/// `CSI n letter`, the shortest way; nothing for no step.
fn counted(n: u16, letter: u8, out: &mut Vec<u8>) {
    if n == 0 {
        return;
    }
    out.extend_from_slice(b"\x1b[");
    if n > 1 || letter == b';' {
        number(n, out);
    }
    out.push(letter);
}

fn number(n: u16, out: &mut Vec<u8>) {
    out.extend_from_slice(itoa::Buffer::new().format(n).as_bytes());
}

fn cell(text: &str, pen: Pen) -> Cell {
    let mut cell = Cell::EMPTY;
    if text != " " {
        cell.set_symbol(text);
    }
    drawn_with(cell, pen)
}

fn drawn_with(mut cell: Cell, pen: Pen) -> Cell {
    (cell.fg, cell.bg, cell.modifier) = (pen.fg, pen.bg, pen.attributes);
    cell
}

fn pen_of(cell: &Cell) -> Pen {
    Pen { fg: cell.fg, bg: cell.bg, attributes: cell.modifier }
}

#[cfg(test)]
mod tests;
