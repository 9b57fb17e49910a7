use std::num::NonZeroU16;

use proptest::prelude::*;
use ratatui::layout::Rect;
use ratatui::style::{Color, Modifier, Style};

use super::*;

/// A terminal at the other end.
fn terminal(size: Size) -> vt100::Parser {
    let columns = |n| NonZeroU16::new(n).unwrap();
    vt100::Parser::new(columns(size.height), columns(size.width), 0)
}

fn buffer(lines: &[&str], width: u16) -> Buffer {
    let mut buffer = Buffer::empty(Rect::new(0, 0, width, lines.len() as u16));
    for (y, line) in lines.iter().enumerate() {
        buffer.set_string(0, y as u16, line, Style::new());
    }
    buffer
}

/// The bytes of a frame.
fn drawn(encoder: &mut Encoder, frame: &Buffer, cursor: Option<Position>) -> Vec<u8> {
    encoder.encode(&mut frame.clone(), cursor).to_vec()
}

/// Sends the frames one after the other; what each cost.
fn costs(encoder: &mut Encoder, frames: &[&Buffer]) -> Vec<usize> {
    frames.iter().map(|frame| drawn(encoder, frame, None).len()).collect()
}

/// What the terminal shows is what was sent; blanks by what is seen of them.
fn check(screen: &vt100::Screen, encoder: &Encoder) -> Result<(), TestCaseError> {
    for (i, cell) in encoder.sent.iter().enumerate() {
        let (x, y) = ((i % usize::from(encoder.size.width)) as u16, (i / usize::from(encoder.size.width)) as u16);
        let there = screen.cell(y, x).unwrap();
        let text = cell.symbol();
        if text.is_empty() {
            prop_assert!(there.is_wide_continuation(), "({x}, {y}) is no second half");
            continue;
        }
        let contents = if there.has_contents() { there.contents() } else { " " };
        prop_assert_eq!(contents, text, "({}, {})", x, y);
        let colour = |c: Color| match c {
            Color::Indexed(n) => vt100::Color::Idx(n),
            Color::Rgb(r, g, b) => vt100::Color::Rgb(r, g, b),
            _ => vt100::Color::Default,
        };
        prop_assert_eq!(there.bgcolor(), colour(cell.bg), "background of ({}, {})", x, y);
        let has = |attribute| cell.modifier.contains(attribute);
        prop_assert_eq!(there.inverse(), has(Modifier::REVERSED), "({}, {})", x, y);
        prop_assert_eq!(there.underline(), has(Modifier::UNDERLINED), "({}, {})", x, y);
        if text != " " || there.inverse() || there.underline() {
            prop_assert_eq!(there.fgcolor(), colour(cell.fg), "foreground of ({}, {})", x, y);
        }
        if text != " " {
            prop_assert_eq!(there.bold(), has(Modifier::BOLD));
            prop_assert_eq!(there.dim(), has(Modifier::DIM));
            prop_assert_eq!(there.italic(), has(Modifier::ITALIC));
        }
    }
    Ok(())
}

#[test]
fn a_frame_arrives_as_it_was_drawn() {
    let frame = buffer(&["┌动物检疫站┐ ✖ 缺 1 ▒▒▒", "│ e\u{301}tat  ", " 王建军 0:40 ▲超时"], 24);
    let mut encoder = Encoder::new(Look::default());
    let mut there = terminal(Size::new(24, 3));
    there.process(&drawn(&mut encoder, &frame, None));
    let rows: Vec<_> = there.screen().rows(0, 24).collect();
    assert_eq!(rows, ["┌动物检疫站┐ ✖ 缺 1 ▒▒▒", "│ e\u{301}tat", " 王建军 0:40 ▲超时"]);
    assert!(there.screen().hide_cursor());
}

#[test]
fn nothing_changed_is_no_byte_and_one_letter_is_few() {
    let (a, b) = (buffer(&["孙建 0:40", "宋岩 0:40"], 120), buffer(&["孙建 0:41", "宋岩 0:40"], 120));
    let mut encoder = Encoder::new(Look::default());
    let bytes = costs(&mut encoder, &[&a, &a, &b, &b]);
    assert_eq!((bytes[1], bytes[3]), (0, 0));
    assert_eq!(bytes[2], BEGIN.len() + "\x1b[1;9H1".len() + END.len());
}

#[test]
fn a_blank_that_only_changes_its_letters_colour_costs_nothing() {
    let a = buffer(&["岗"], 10);
    let mut b = a.clone();
    b.set_style(Rect::new(4, 0, 6, 1), Style::new().fg(Color::Red).bold());
    assert_eq!(costs(&mut Encoder::new(Look::default()), &[&a, &b])[1], 0);
}

#[test]
fn blanks_between_coloured_words_are_written_with_the_pen_in_hand() {
    let mut frame = buffer(&["最近 交接 记录"], 20);
    for x in [0, 5, 10] {
        frame.set_style(Rect::new(x, 0, 4, 1), Style::new().fg(Color::Red));
    }
    let mut encoder = Encoder::new(Look::default());
    let sent = String::from_utf8(drawn(&mut encoder, &frame, None)).unwrap();
    assert!(sent.contains("\x1b[31m最近 交接 记录\x1b"), "{sent:?}");
}

#[test]
fn short_gaps_are_written_over_and_long_tails_erased() {
    let (a, b) = (buffer(&["a-b-c"], 80), buffer(&["x-y-z"], 80));
    let mut encoder = Encoder::new(Look::default());
    costs(&mut encoder, &[&a]);
    let sent = String::from_utf8(drawn(&mut encoder, &b, None)).unwrap();
    assert!(sent.ends_with("x-y-z\x1b[?2026l"), "{sent:?}");
    let full = buffer(&[&"值".repeat(40)], 80);
    let bytes = costs(&mut encoder, &[&full, &b]);
    assert!(bytes[1] < 40, "{bytes:?}");
}

#[test]
fn the_cursor_comes_and_goes_without_a_frame() {
    let frame = buffer(&["name: "], 20);
    let mut encoder = Encoder::new(Look::default());
    drawn(&mut encoder, &frame, None);
    assert_eq!(drawn(&mut encoder, &frame, Some(Position::new(6, 0))), b"\x1b[C\x1b[?25h");
    assert_eq!(drawn(&mut encoder, &frame, Some(Position::new(6, 0))), b"");
    assert_eq!(drawn(&mut encoder, &frame, Some(Position::new(7, 0))), b"\x1b[C");
    assert_eq!(drawn(&mut encoder, &frame, Some(Position::new(90, 9))), b"\x1b[?25l");
}

#[test]
fn a_wide_terminal_gets_ascii_and_the_frame_whole() {
    let frame = buffer(&["│ ● 宋岩 ─"], 12);
    let mut encoder = Encoder::new(Look::default());
    drawn(&mut encoder, &frame, None);
    encoder.set_look(Look { glyphs: Glyphs::AsciiForWide, ..Look::default() });
    let sent = String::from_utf8(drawn(&mut encoder, &frame, None)).unwrap();
    assert!(sent.contains("\x1b[2J") && sent.contains("| * 宋岩 -"), "{sent:?}");
    assert_eq!(drawn(&mut encoder, &frame, None), b"");
}

#[test]
fn safe_moves_place_the_cursor_after_every_wide_glyph() {
    let frame = buffer(&["ab宋岩c"], 12);
    let mut encoder = Encoder::new(Look { safe_moves: true, ..Look::default() });
    let sent = String::from_utf8(drawn(&mut encoder, &frame, None)).unwrap();
    assert!(sent.contains("ab宋\x1b[1;5H岩\x1b[1;7Hc"), "{sent:?}");
}

#[test]
fn without_colours_the_attributes_stay() {
    let mut frame = buffer(&["缺岗"], 8);
    frame.set_style(frame.area, Style::new().fg(Color::Red).bg(Color::Rgb(1, 2, 3)).reversed());
    let mut encoder = Encoder::new(Look { colours: Colours::Mono, ..Look::default() });
    let sent = String::from_utf8(drawn(&mut encoder, &frame, None)).unwrap();
    assert!(sent.contains("\x1b[7m缺岗") && !sent.contains("\x1b[31") && !sent.contains("38;"), "{sent:?}");
}

#[test]
fn what_would_command_the_terminal_is_not_sent() {
    let mut frame = Buffer::empty(Rect::new(0, 0, 8, 1));
    for (x, symbol) in ["\x1b[2J", "\u{202e}", "\u{9b}31m", "\x07", "a\u{200b}", "\r\n"].into_iter().enumerate() {
        frame[(x as u16, 0)].set_symbol(symbol);
    }
    let mut encoder = Encoder::new(Look::default());
    drawn(&mut encoder, &buffer(&["........"], 8), None);
    let sent = drawn(&mut encoder, &frame, None);
    let text = String::from_utf8(sent).unwrap().replace("\x1b[?2026h", "").replace("\x1b[?2026l", "");
    assert_eq!(text, "\r[ 3 a   ");
}

#[test]
fn a_glyph_that_is_cut_in_half_is_left_out() {
    let mut frame = buffer(&["岗岗岗"], 6);
    frame[(5, 0)].set_symbol("岗");
    frame[(1, 0)].set_symbol("│");
    let mut encoder = Encoder::new(Look::default());
    let mut there = terminal(Size::new(6, 1));
    there.process(&drawn(&mut encoder, &frame, None));
    // The border drawn over the second half of the first stays whole; nothing hangs over the edge.
    assert_eq!(there.screen().contents().trim_end(), " │岗");
}

#[test]
fn every_size_is_drawn() {
    let mut encoder = Encoder::new(Look::default());
    for (width, height) in [(1, 1), (1, 150), (400, 1), (2, 2), (80, 24), (400, 150), (3, 3)] {
        let size = clamped(width, height);
        let mut frame = Buffer::empty(Rect::new(0, 0, width, height));
        for y in 0..height {
            frame.set_string(y % 3, y, "值a".repeat(200), Style::new().fg(Color::Indexed(y as u8)));
        }
        let mut there = terminal(size);
        there.process(&drawn(&mut encoder, &frame, None));
        check(there.screen(), &encoder).unwrap();
    }
    assert_eq!(clamped(0, 65535), Size::new(1, 150));
    assert_eq!(clamped(65535, 0), Size::new(400, 1));
    drawn(&mut encoder, &Buffer::empty(Rect::ZERO), None);
}

/// One stroke on a random frame.
#[derive(Clone, Debug)]
enum Stroke {
    Text(u16, u16, &'static str, Style),
    /// A cell set by itself, over whatever half of a glyph is there.
    Cell(u16, u16, &'static str),
    Tint(Rect, Style),
    Clear(Rect),
}

const TEXTS: [&str; 16] = [
    "动物检疫站家属院",
    "孙建 0:40",
    "│",
    "─────",
    "▒▒▒▒",
    "e\u{301}o\u{308}\u{327}",
    "岗\u{20dd}x",
    "✖▲◆",
    "a",
    "👨\u{200d}👩\u{200d}👧家",
    "☎\u{fe0f} 138",
    "🇨🇳",
    "a\u{202e}b\u{200b}c",
    "ﾊﾟ｡",
    "？：／，",
    "    ",
];

fn strokes() -> impl Strategy<Value = Vec<Stroke>> {
    let colour = || {
        prop_oneof![
            Just(Color::Reset),
            any::<u8>().prop_map(Color::Indexed),
            Just(Color::Red),
            Just(Color::Gray),
            Just(Color::LightCyan),
            any::<[u8; 3]>().prop_map(|[r, g, b]| Color::Rgb(r, g, b)),
        ]
    };
    // Bold without dim: vt100 knows only one of them at a time.
    let style = (colour(), colour(), 0..512u16)
        .prop_map(|(fg, bg, bits)| Style::new().fg(fg).bg(bg).add_modifier(Modifier::from_bits_truncate(bits & 0x4d)));
    let area = (0..40u16, 0..8u16, 1..30u16, 1..5u16).prop_map(|(x, y, w, h)| Rect::new(x, y, w, h));
    let stroke = prop_oneof![
        4 => (0..40u16, 0..8u16, prop::sample::select(&TEXTS[..]), style.clone())
            .prop_map(|(x, y, text, style)| Stroke::Text(x, y, text, style)),
        2 => (0..40u16, 0..8u16, prop::sample::select(&["岗", "│", " ", "", "\x1b", "e\u{301}", "▲"][..]))
            .prop_map(|(x, y, text)| Stroke::Cell(x, y, text)),
        1 => (area.clone(), style).prop_map(|(area, style)| Stroke::Tint(area, style)),
        1 => area.prop_map(Stroke::Clear),
    ];
    prop::collection::vec(stroke, 0..12)
}

fn apply(frame: &mut Buffer, stroke: &Stroke) {
    match stroke {
        Stroke::Text(x, y, text, style) if frame.area.contains(Position::new(*x, *y)) => {
            frame.set_string(*x, *y, text, *style);
        }
        Stroke::Cell(x, y, text) => {
            if let Some(cell) = frame.cell_mut((*x, *y)) {
                cell.set_symbol(text);
            }
        }
        Stroke::Tint(area, style) => frame.set_style(*area, *style),
        Stroke::Clear(area) => {
            for p in area.intersection(frame.area).positions() {
                frame[p].reset();
            }
        }
        Stroke::Text(..) => (),
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(if std::env::var_os("LUNBAN_LONG").is_some() { 20_000 } else { 300 }))]

    /// Frame after frame, what arrives on the screen is what was drawn, and drawing it again costs nothing.
    #[test]
    fn what_arrives_is_what_was_drawn(
        (width, height) in (1..40u16, 1..8u16),
        frames in prop::collection::vec((strokes(), prop::option::of((0..40u16, 0..8u16))), 1..6),
        colours in prop::sample::select(&[Colours::Mono, Colours::Sixteen, Colours::Palette, Colours::True][..]),
        glyphs in prop::sample::select(&[Glyphs::Unicode, Glyphs::Ascii, Glyphs::AsciiForWide][..]),
        safe_moves in any::<bool>(),
    ) {
        let mut encoder = Encoder::new(Look { colours, glyphs, safe_moves });
        let mut there = terminal(Size::new(width, height));
        let mut frame = Buffer::empty(Rect::new(0, 0, width, height));
        for (strokes, cursor) in frames {
            strokes.iter().for_each(|s| apply(&mut frame, s));
            let cursor = cursor.map(Position::from).filter(|p| frame.area.contains(*p));
            there.process(&drawn(&mut encoder, &frame, cursor));
            check(there.screen(), &encoder)?;
            prop_assert_eq!(there.screen().hide_cursor(), cursor.is_none());
            if let Some(p) = cursor {
                prop_assert_eq!(there.screen().cursor_position(), (p.y, p.x));
            }
            prop_assert_eq!(drawn(&mut encoder, &frame, cursor), b"");
        }
    }
}
