//! Colours and attributes: what a terminal can show of them, and the shortest change from one pen to the next.

use ratatui::buffer::Cell;
use ratatui::style::{Color, Modifier};

/// How many colours a terminal shows.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Default)]
pub enum Colours {
    /// None, by `NO_COLOR` or because the terminal has none; attributes (bold, reversed) stay.
    Mono,
    Sixteen,
    #[default]
    Palette,
    True,
}

/// What the next glyph is drawn with. Colours are `Reset`, `Indexed` or `Rgb` only.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Pen {
    pub fg: Color,
    pub bg: Color,
    pub attributes: Modifier,
}

/// Attributes that are seen on a blank.
const SEEN_ON_BLANK: Modifier = Modifier::REVERSED.union(Modifier::UNDERLINED).union(Modifier::CROSSED_OUT);

/// Attributes, the codes that set them and the codes that take them back.
const ATTRIBUTES: [(Modifier, u8, u8); 7] = [
    (Modifier::BOLD, 1, 22),
    (Modifier::DIM, 2, 22),
    (Modifier::ITALIC, 3, 23),
    (Modifier::UNDERLINED, 4, 24),
    (Modifier::SLOW_BLINK, 5, 25),
    (Modifier::REVERSED, 7, 27),
    (Modifier::CROSSED_OUT, 9, 29),
];

impl Pen {
    /// The terminal's own colours, no attributes.
    pub const PLAIN: Pen = Pen { fg: Color::Reset, bg: Color::Reset, attributes: Modifier::empty() };

    /// The pen of a cell on a terminal with so many colours; of a blank only what can be seen.
    pub fn of(cell: &Cell, blank: bool, colours: Colours) -> Pen {
        let mut attributes = cell.modifier.difference(Modifier::HIDDEN);
        if attributes.contains(Modifier::RAPID_BLINK) {
            attributes = attributes.difference(Modifier::RAPID_BLINK).union(Modifier::SLOW_BLINK);
        }
        let (mut fg, bg) = (shown(cell.fg, colours), shown(cell.bg, colours));
        if fg == bg && cell.fg != cell.bg {
            // Two colours that became one: the words must stay readable.
            fg = Color::Reset;
        }
        if blank {
            attributes = attributes.intersection(SEEN_ON_BLANK);
            if attributes.is_empty() {
                fg = Color::Reset;
            }
        }
        Pen { fg, bg, attributes }
    }

    /// Whether a blank drawn with `self` looks as one drawn with `blank`, which is the pen of a blank.
    pub fn suits_blank(self, blank: Pen) -> bool {
        blank.attributes.is_empty() && blank.bg == self.bg && !self.attributes.intersects(SEEN_ON_BLANK)
    }

    /// Writes the shortest sequence that changes `self` to `to`; nothing when they are the same.
    pub fn change(self, to: Pen, out: &mut Vec<u8>) {
        if self == to {
            return;
        }
        out.extend_from_slice(b"\x1b[");
        // `CSI m` is `CSI 0 m`.
        if to != Pen::PLAIN {
            let start = out.len();
            self.steps(to, out);
            shorter(out, start, |out| {
                out.push(b'0');
                Pen::PLAIN.steps(to, out);
            });
        }
        out.push(b'm');
    }

    /// The codes that lead from `self` to `to`, each but the first of the sequence with a semicolon before it.
    fn steps(self, to: Pen, codes: &mut Vec<u8>) {
        let mut have = self.attributes;
        for (attribute, _, off) in ATTRIBUTES {
            if have.contains(attribute) && !to.attributes.contains(attribute) {
                code(off, codes);
                // Bold and dim are taken back together.
                let gone = if off == 22 { Modifier::BOLD.union(Modifier::DIM) } else { attribute };
                have = have.difference(gone);
            }
        }
        for (attribute, on, _) in ATTRIBUTES {
            if to.attributes.contains(attribute) && !have.contains(attribute) {
                code(on, codes);
            }
        }
        if self.fg != to.fg {
            colour(to.fg, 30, codes);
        }
        if self.bg != to.bg {
            colour(to.bg, 40, codes);
        }
    }
}

/// Writes another way to do what stands from `start` on, and keeps the shorter of the two.
pub fn shorter(out: &mut Vec<u8>, start: usize, other: impl FnOnce(&mut Vec<u8>)) {
    let mid = out.len();
    other(out);
    if out.len() - mid < mid - start {
        out.drain(start..mid);
    } else {
        out.truncate(mid);
    }
}

fn code(n: u8, codes: &mut Vec<u8>) {
    if codes.last() != Some(&b'[') {
        codes.push(b';');
    }
    codes.extend_from_slice(itoa::Buffer::new().format(n).as_bytes());
}

/// The code of a colour; `base` is 30 for the foreground, 40 for the background.
fn colour(colour: Color, base: u8, codes: &mut Vec<u8>) {
    let mut all = |numbers: &[u8]| numbers.iter().for_each(|n| code(*n, codes));
    match colour {
        Color::Indexed(n @ 0..=7) => all(&[base + n]),
        Color::Indexed(n @ 8..=15) => all(&[base + 60 + n - 8]),
        Color::Indexed(n) => all(&[base + 8, 5, n]),
        Color::Rgb(r, g, b) => all(&[base + 8, 2, r, g, b]),
        _ => all(&[base + 9]),
    }
}

/// The colour that a terminal with so many colours shows for `colour`: `Reset`, `Indexed` or `Rgb`.
pub fn shown(colour: Color, colours: Colours) -> Color {
    let indexed = match colour {
        _ if colours == Colours::Mono => return Color::Reset,
        Color::Reset => return Color::Reset,
        Color::Black => 0,
        Color::Red => 1,
        Color::Green => 2,
        Color::Yellow => 3,
        Color::Blue => 4,
        Color::Magenta => 5,
        Color::Cyan => 6,
        Color::Gray => 7,
        Color::DarkGray => 8,
        Color::LightRed => 9,
        Color::LightGreen => 10,
        Color::LightYellow => 11,
        Color::LightBlue => 12,
        Color::LightMagenta => 13,
        Color::LightCyan => 14,
        Color::White => 15,
        Color::Indexed(n) if n < 16 || colours >= Colours::Palette => n,
        Color::Indexed(n) => nearest(rgb_of(n), 0..16),
        Color::Rgb(..) if colours == Colours::True => return colour,
        Color::Rgb(r, g, b) => nearest([r, g, b], if colours == Colours::Palette { 16..256 } else { 0..16 }),
    };
    Color::Indexed(indexed)
}

/// The palette entry of `among` that is nearest to `rgb`.
fn nearest(rgb: [u8; 3], among: std::ops::Range<u16>) -> u8 {
    let distance = |n: &u16| {
        let of = rgb_of(*n as u8);
        (0..3).map(|i| (i32::from(rgb[i]) - i32::from(of[i])).pow(2) * [3, 6, 1][i]).sum::<i32>()
    };
    among.min_by_key(distance).unwrap_or(7) as u8
}

/// The usual colour of a palette entry: 16 named ones, a cube of 6×6×6, 24 greys.
fn rgb_of(n: u8) -> [u8; 3] {
    const NAMED: [[u8; 3]; 16] = [
        [0, 0, 0],
        [205, 0, 0],
        [0, 205, 0],
        [205, 205, 0],
        [0, 0, 238],
        [205, 0, 205],
        [0, 205, 205],
        [229, 229, 229],
        [127, 127, 127],
        [255, 0, 0],
        [0, 255, 0],
        [255, 255, 0],
        [92, 92, 255],
        [255, 0, 255],
        [0, 255, 255],
        [255, 255, 255],
    ];
    let step = |level: u8| if level == 0 { 0 } else { 55 + 40 * level };
    match n {
        0..=15 => NAMED[usize::from(n)],
        16..=231 => [step((n - 16) / 36), step((n - 16) / 6 % 6), step((n - 16) % 6)],
        232..=255 => [8 + 10 * (n - 232); 3],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn change(from: Pen, to: Pen) -> String {
        let mut out = Vec::new();
        from.change(to, &mut out);
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn the_shorter_way_is_taken() {
        let red = Pen { fg: Color::Indexed(1), ..Pen::PLAIN };
        let bold_red = Pen { attributes: Modifier::BOLD, ..red };
        assert_eq!(change(Pen::PLAIN, red), "\x1b[31m");
        assert_eq!(change(red, red), "");
        assert_eq!(change(red, bold_red), "\x1b[1m");
        assert_eq!(change(bold_red, red), "\x1b[22m");
        assert_eq!(change(bold_red, Pen::PLAIN), "\x1b[m");
        let all = Pen { fg: Color::Rgb(1, 2, 3), bg: Color::Indexed(200), attributes: Modifier::all() };
        assert_eq!(change(all, Pen { attributes: Modifier::BOLD, ..Pen::PLAIN }), "\x1b[0;1m");
        let dim = Pen { attributes: Modifier::DIM, ..Pen::PLAIN };
        let both = Pen { attributes: Modifier::DIM | Modifier::BOLD, ..Pen::PLAIN };
        assert_eq!(change(both, dim), "\x1b[0;2m");
    }

    #[test]
    fn words_stay_readable_when_their_background_comes_down_to_their_colour() {
        let mut cell = Cell::new("早");
        cell.set_fg(Color::DarkGray).set_bg(Color::Indexed(240));
        let pen = Pen::of(&cell, false, Colours::Sixteen);
        assert_eq!((pen.fg, pen.bg), (Color::Reset, Color::Indexed(8)));
    }

    #[test]
    fn colours_come_down_to_what_the_terminal_has() {
        let orange = Color::Rgb(255, 135, 0);
        assert_eq!(shown(orange, Colours::True), orange);
        assert_eq!(shown(orange, Colours::Palette), Color::Indexed(208));
        assert_eq!(shown(Color::Rgb(250, 10, 10), Colours::Sixteen), Color::Indexed(9));
        assert_eq!(shown(Color::Indexed(236), Colours::Sixteen), Color::Indexed(0));
        assert_eq!(shown(Color::LightRed, Colours::Sixteen), Color::Indexed(9));
        assert_eq!(shown(orange, Colours::Mono), Color::Reset);
    }
}
