//! Frames → bytes: the shortest way from the frame that was last sent to the next one, written at once. It knows how far
//! each glyph moves the cursor, keeps the pen between cells, and never asks the terminal anything.

use std::io::Write as _;
use std::mem;

use ratatui::buffer::{Buffer, Cell};
use ratatui::layout::{Position, Size};

use super::glyph::{self, Glyphs};
use super::pen::{Colours, Pen};

/// Sizes that are drawn; a terminal that says it is larger or smaller is drawn as if it were this.
pub const WIDTHS: std::ops::RangeInclusive<u16> = 1..=400;
pub const HEIGHTS: std::ops::RangeInclusive<u16> = 1..=150;

/// Synchronized output: what lies between is shown at once.
const BEGIN: &[u8] = b"\x1b[?2026h";
const END: &[u8] = b"\x1b[?2026l";
/// From so many cells on the rest of a row is erased rather than overwritten.
const ERASE_FROM: usize = 4;
/// The longest stretch of unchanged cells that is looked at for being sent again instead of a cursor move.
const BRIDGE_MOST: u16 = 8;

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
    /// What the terminal shows; the second cell of a wide glyph is empty. Meaningless while `known` is false.
    sent: Vec<Cell>,
    /// The next frame as it will be sent.
    next: Vec<Cell>,
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
            next: Vec::new(),
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
    pub fn encode(&mut self, frame: &Buffer, cursor: Option<Position>) -> &[u8] {
        let size = frame.area.as_size();
        if size != self.size {
            self.size = size;
            self.known = false;
        }
        self.prepare(frame);
        self.out.clear();
        self.out.extend_from_slice(BEGIN);
        if !self.known {
            self.blank();
        }
        let changed = self.paint() || self.out.len() > BEGIN.len();
        mem::swap(&mut self.sent, &mut self.next);
        if !changed {
            self.out.clear();
        }
        self.place(cursor.filter(|p| p.x < size.width && p.y < size.height));
        if changed {
            self.out.extend_from_slice(END);
        }
        &self.out
    }

    /// Lays out `frame` as the terminal will show it: glyphs and colours it has, wide glyphs whole or not at all.
    fn prepare(&mut self, frame: &Buffer) {
        let width = usize::from(self.size.width).max(1);
        self.next.clear();
        self.next.reserve(frame.content.len());
        for row in frame.content.chunks(width) {
            let mut x = 0;
            while x < row.len() {
                let (text, columns) = glyph::shown(row[x].symbol(), self.look.glyphs);
                // Half a glyph cannot be shown: not at the edge, not under something drawn over its second half.
                let fits = columns == 1 || row.get(x + 1).is_some_and(|c| matches!(c.symbol(), " " | ""));
                let text = if fits { &*text } else { " " };
                let pen = Pen::of(&row[x], text == " ", self.look.colours);
                self.next.push(cell(text, pen));
                x += 1;
                if fits && columns == 2 {
                    self.next.push(cell("", pen));
                    x += 1;
                }
            }
        }
    }

    /// Empties the screen, whatever it shows.
    fn blank(&mut self) {
        self.out.extend_from_slice(b"\x1b[m\x1b[2J");
        self.pen = Pen::PLAIN;
        self.at = At::Unknown;
        self.visible = None;
        self.sent.clear();
        self.sent.resize(self.next.len(), cell(" ", Pen::PLAIN));
        self.known = true;
    }

    /// Sends the cells that differ; whether there were any.
    fn paint(&mut self) -> bool {
        let before = self.out.len();
        let (sent, next) = (mem::take(&mut self.sent), mem::take(&mut self.next));
        let width = usize::from(self.size.width).max(1);
        for (y, (old, new)) in sent.chunks(width).zip(next.chunks(width)).enumerate() {
            if old != new {
                self.paint_row(y as u16, old, new);
            }
        }
        (self.sent, self.next) = (sent, next);
        self.out.len() > before
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

    /// Brings the cursor to (x, y), over unchanged cells of the row where sending them again is shorter than a move.
    fn reach(&mut self, x: u16, y: u16, row: &[Cell]) {
        if let At::Cell(from, at_y) = self.at
            && at_y == y
            && from < x
            && x - from <= BRIDGE_MOST
        {
            let between = &row[usize::from(from)..usize::from(x)];
            let same = between.iter().all(|c| c.symbol().len() == 1 && self.suits(c));
            if same && between.len() <= forward(x - from).len() {
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
        let mut best = match (x, y) {
            (0, 0) => String::from("\x1b[H"),
            (0, _) => format!("\x1b[{}H", y + 1),
            _ => format!("\x1b[{};{}H", y + 1, x + 1),
        };
        let mut offer = |way: String| {
            if way.len() < best.len() {
                best = way;
            }
        };
        match self.at {
            At::Unknown => (),
            At::Cell(_, from) | At::End(from) if y == from + 1 => offer(format!("\r\n{}", forward(x))),
            At::End(from) if y == from => offer(format!("\r{}", forward(x))),
            At::Cell(from, at_y) if y == at_y && x > from => offer(forward(x - from)),
            At::Cell(from, at_y) if y == at_y => {
                offer(counted(from - x, 'D'));
                offer("\x08".repeat(usize::from(from - x)));
                offer(format!("\r{}", forward(x)));
            }
            At::Cell(from, at_y) if x == from => offer(counted(at_y.abs_diff(y), if y > at_y { 'B' } else { 'A' })),
            _ => (),
        }
        if let At::Cell(from, at_y) = self.at
            && x == from
            && y == at_y + 1
        {
            offer(counted(1, 'B'));
        }
        self.out.extend_from_slice(best.as_bytes());
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

/// `CSI n C`, and nothing for no column.
fn forward(columns: u16) -> String {
    counted(columns, 'C')
}

fn counted(n: u16, letter: char) -> String {
    match n {
        0 => String::new(),
        1 => format!("\x1b[{letter}"),
        _ => format!("\x1b[{n}{letter}"),
    }
}

fn cell(text: &str, pen: Pen) -> Cell {
    let mut cell = Cell::EMPTY;
    if text != " " {
        cell.set_symbol(text);
    }
    (cell.fg, cell.bg, cell.modifier) = (pen.fg, pen.bg, pen.attributes);
    cell
}

fn pen_of(cell: &Cell) -> Pen {
    Pen { fg: cell.fg, bg: cell.bg, attributes: cell.modifier }
}

#[cfg(test)]
mod tests;
