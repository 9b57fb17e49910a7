use crossterm::event::{KeyCode as Code, MouseButton, MouseEventKind};
use proptest::prelude::*;

use super::*;

/// Everything that `bytes` mean, once nothing more comes.
fn read(bytes: &[u8]) -> Vec<Input> {
    read_split(bytes, &[])
}

/// The same, fed in pieces that end at `cuts`.
fn read_split(bytes: &[u8], cuts: &[usize]) -> Vec<Input> {
    let (mut parser, mut out, mut from) = (Parser::default(), Vec::new(), 0);
    for &cut in cuts.iter().chain([&bytes.len()]) {
        parser.feed(&bytes[from..cut], &mut out);
        from = cut;
    }
    settle(&mut parser, &mut out);
    out
}

fn settle(parser: &mut Parser, out: &mut Vec<Input>) {
    while parser.patience().is_some() {
        parser.give_up(out);
    }
}

fn key(code: Code) -> Input {
    Input::Key(KeyEvent::new(code, KeyModifiers::NONE))
}

fn with(code: Code, modifiers: KeyModifiers) -> Input {
    Input::Key(KeyEvent::new(code, modifiers))
}

fn chars(text: &str) -> Vec<Input> {
    text.chars().map(|c| key(Code::Char(c))).collect()
}

const CTRL: KeyModifiers = KeyModifiers::CONTROL;
const ALT: KeyModifiers = KeyModifiers::ALT;
const SHIFT: KeyModifiers = KeyModifiers::SHIFT;

/// What terminals send, and what it means.
fn table() -> Vec<(&'static [u8], Input)> {
    let mut table = vec![
        (&b"a"[..], key(Code::Char('a'))),
        (b"N", key(Code::Char('N'))),
        ("王".as_bytes(), key(Code::Char('王'))),
        ("？".as_bytes(), key(Code::Char('？'))),
        ("\u{1f600}".as_bytes(), key(Code::Char('\u{1f600}'))),
        (b" ", key(Code::Char(' '))),
        (b"\r", key(Code::Enter)),
        (b"\n", key(Code::Enter)),
        (b"\t", key(Code::Tab)),
        (b"\x7f", key(Code::Backspace)),
        (b"\x08", key(Code::Backspace)),
        (b"\x00", with(Code::Char(' '), CTRL)),
        (b"\x03", with(Code::Char('c'), CTRL)),
        (b"\x10", with(Code::Char('p'), CTRL)),
        (b"\x12", with(Code::Char('r'), CTRL)),
        (b"\x1c", with(Code::Char('\\'), CTRL)),
        (b"\x1b", key(Code::Esc)),
        (b"\x1bx", with(Code::Char('x'), ALT)),
        (b"\x1b/", with(Code::Char('/'), ALT)),
        (b"\x1b\r", with(Code::Enter, ALT)),
        (b"\x1b\x7f", with(Code::Backspace, ALT)),
        ("\x1b王".as_bytes(), with(Code::Char('王'), ALT)),
        (b"\x1bO", with(Code::Char('O'), ALT)),
        (b"\x1b]", with(Code::Char(']'), ALT)),
        (b"\x1bP", with(Code::Char('P'), ALT)),
        (b"\x1b\\", with(Code::Char('\\'), ALT)),
        (b"\x1b[A", key(Code::Up)),
        (b"\x1bOA", key(Code::Up)),
        (b"\x1b[1;5C", with(Code::Right, CTRL)),
        (b"\x1b[1;2D", with(Code::Left, SHIFT)),
        (b"\x1b[1;8B", with(Code::Down, SHIFT | ALT | CTRL)),
        (b"\x1bOj", key(Code::Char('*'))),
        (b"\x1bOp", key(Code::Char('0'))),
        (b"\x1bOM", key(Code::Enter)),
        (b"\x1b[H", key(Code::Home)),
        (b"\x1b[1~", key(Code::Home)),
        (b"\x1b[7~", key(Code::Home)),
        (b"\x1bOF", key(Code::End)),
        (b"\x1b[4~", key(Code::End)),
        (b"\x1b[2~", key(Code::Insert)),
        (b"\x1b[3~", key(Code::Delete)),
        (b"\x1b[3;5~", with(Code::Delete, CTRL)),
        (b"\x1b[5~", key(Code::PageUp)),
        (b"\x1b[6~", key(Code::PageDown)),
        (b"\x1b[Z", key(Code::BackTab)),
        (b"\x1bOP", key(Code::F(1))),
        (b"\x1b[[A", key(Code::F(1))),
        (b"\x1b[[E", key(Code::F(5))),
        (b"\x1b[11~", key(Code::F(1))),
        (b"\x1b[R", key(Code::F(3))),
        (b"\x1b[1;2R", with(Code::F(3), SHIFT)),
        (b"\x1b[1;5S", with(Code::F(4), CTRL)),
        (b"\x1b[15~", key(Code::F(5))),
        (b"\x1b[17~", key(Code::F(6))),
        (b"\x1b[21~", key(Code::F(10))),
        (b"\x1b[23;3~", with(Code::F(11), ALT)),
        (b"\x1b[24~", key(Code::F(12))),
        (b"\x1b[27u", key(Code::Esc)),
        (b"\x1b[99;5u", with(Code::Char('c'), CTRL)),
        (b"\x1b[105;5u", key(Code::Tab)),
        (b"\x1b[109;5u", key(Code::Enter)),
        (b"\x1b[9;2u", key(Code::BackTab)),
        (b"\x1b[97:65;2u", key(Code::Char('A'))),
        (b"\x1b[27;5;114~", with(Code::Char('r'), CTRL)),
        (b"\x1b[57401u", key(Code::Char('2'))),
        (b"\x1b[I", Input::Focus(true)),
        (b"\x1b[O", Input::Focus(false)),
        (b"\x1b[24;3R", Input::CursorAt { row: 24, column: 3 }),
        (b"\x1b[0n", Input::Alive),
        (b"\x1b[?1u", Input::KeyboardProtocol),
        (b"\x1b]11;rgb:ffff/f000/0a0a\x1b\\", Input::Background([255, 240, 10])),
        (b"\x1b]11;rgb:1e/1e/2e\x07", Input::Background([30, 30, 46])),
        (b"\x1b]11;#fdf6e3\x07", Input::Background([253, 246, 227])),
    ];
    let mouse = |kind, column, row, modifiers| Input::Mouse(MouseEvent { kind, column, row, modifiers });
    table.extend([
        (&b"\x1b[<0;12;5M"[..], mouse(MouseEventKind::Down(MouseButton::Left), 11, 4, KeyModifiers::NONE)),
        (b"\x1b[<0;12;5m", mouse(MouseEventKind::Up(MouseButton::Left), 11, 4, KeyModifiers::NONE)),
        (b"\x1b[<2;400;150M", mouse(MouseEventKind::Down(MouseButton::Right), 399, 149, KeyModifiers::NONE)),
        (b"\x1b[<64;1;1M", mouse(MouseEventKind::ScrollUp, 0, 0, KeyModifiers::NONE)),
        (b"\x1b[<81;1;1M", mouse(MouseEventKind::ScrollDown, 0, 0, CTRL)),
        (b"\x1b[<32;3;3M", mouse(MouseEventKind::Drag(MouseButton::Left), 2, 2, KeyModifiers::NONE)),
    ]);
    table
}

#[test]
fn every_key_is_what_its_terminal_meant_however_it_is_cut() {
    for (bytes, input) in table() {
        assert_eq!(read(bytes), std::slice::from_ref(&input), "{bytes:?}");
        for cut in 1..bytes.len() {
            assert_eq!(read_split(bytes, &[cut]), std::slice::from_ref(&input), "{bytes:?} cut at {cut}");
        }
    }
}

#[test]
fn an_escape_waits_fifty_milliseconds_and_a_sequence_for_its_rest() {
    let (mut parser, mut out) = (Parser::default(), Vec::new());
    parser.feed(b"\x1b", &mut out);
    assert!(parser.pending_escape() && out.is_empty());
    assert_eq!(parser.patience(), Some(Duration::from_millis(50)));
    parser.feed(b"[", &mut out);
    assert!(!parser.pending_escape());
    assert_eq!(parser.patience(), Some(REST_WAIT));
    parser.feed(b"B", &mut out);
    assert_eq!((parser.patience(), &out[..]), (None, &[key(Code::Down)][..]));
    out.clear();
    parser.feed(b"\x1b", &mut out);
    parser.give_up(&mut out);
    assert_eq!((parser.patience(), &out[..]), (None, &[key(Code::Esc)][..]));
}

#[test]
fn two_escapes_are_two_keys_and_an_arrow_may_follow() {
    assert_eq!(read(b"\x1b\x1b"), [key(Code::Esc), key(Code::Esc)]);
    assert_eq!(read(b"\x1b\x1b[A"), [key(Code::Esc), key(Code::Up)]);
}

#[test]
fn a_paste_is_one_event_with_line_feeds_and_tabs_and_without_what_is_invisible() {
    let bytes = "q\x1b[200~钥匙\t在\r\n传达室\r\x1b[31m\u{202e}红\x07\u{9b}\x1b[201~q".as_bytes();
    let whole = [key(Code::Char('q')), Input::Paste("钥匙\t在\n传达室\n[31m红".into()), key(Code::Char('q'))];
    assert_eq!(read(bytes), whole);
    for cut in 1..bytes.len() {
        assert_eq!(read_split(bytes, &[cut]), whole, "cut at {cut}");
    }
}

#[test]
fn a_paste_whose_end_is_lost_closes_by_itself() {
    let (mut parser, mut out) = (Parser::default(), Vec::new());
    parser.feed("\x1b[200~王建军\x1b[20".as_bytes(), &mut out);
    assert_eq!((parser.patience(), out.len()), (Some(Duration::from_secs(2)), 0));
    parser.give_up(&mut out);
    parser.feed(b"n", &mut out);
    assert_eq!(out, [Input::Paste("王建军[20".into()), key(Code::Char('n'))]);
}

#[test]
fn a_paste_is_kept_to_its_bound_and_says_that_the_rest_is_gone() {
    let text = "岗".repeat(PASTE_MOST);
    let inputs = read(format!("\x1b[200~{text}\x1b[201~n").as_bytes());
    assert_eq!(inputs, [Input::Paste("岗".repeat(PASTE_MOST / 3)), key(Code::Char('n')), Input::Dropped]);
}

#[test]
fn a_flood_of_keys_is_dropped_with_a_word() {
    let mut parser = Parser::default();
    let mut out = Vec::new();
    for _ in 0..10 {
        parser.feed(&b"j".repeat(EVENTS_MOST), &mut out);
    }
    assert_eq!(out.len(), EVENTS_MOST + 1);
    assert_eq!(out.last(), Some(&Input::Dropped));
    out.clear();
    parser.feed(b"k", &mut out);
    assert_eq!(out, chars("k"));
}

#[test]
fn answers_nobody_asked_for_are_dropped_whole() {
    for answer in [
        &b"\x1b[?62;22c"[..],
        b"\x1b[>41;354;0c",
        b"\x1b[?2026;2$y",
        b"\x1b]10;rgb:0000/0000/0000\x1b\\",
        b"\x1b]52;c;5a+G\x07",
        b"\x1bP>|xterm(390)\x1b\\",
        b"\x1b_Gi=31;OK\x1b\\",
        b"\x1b[8;24;80t",
        b"\x1b[97;1:3u",
        b"\x1b[M !!",
        b"\xff\xfe",
        b"\xc2\x9b",
    ] {
        let then = [answer, b"n"].concat();
        assert_eq!(read(&then), chars("n"), "{answer:?}");
        for cut in 1..then.len() {
            assert_eq!(read_split(&then, &[cut]), chars("n"), "{answer:?} cut at {cut}");
        }
    }
}

#[test]
fn an_open_string_does_not_swallow_what_is_typed_for_long() {
    let ctrl_c = with(Code::Char('c'), CTRL);
    assert_eq!(read(b"\x1b]0;title\x03"), vec![ctrl_c.clone()]);
    assert_eq!(read(b"\x1bPq\r"), [key(Code::Enter)]);
    assert_eq!(read(b"\x1b^lost\x1b[A"), [key(Code::Up)]);
    assert_eq!(read(b"\x1b[12;\x03"), [ctrl_c]);
    assert_eq!(read("\x1b[1;王".as_bytes()), chars("王"));
    let (mut parser, mut out) = (Parser::default(), Vec::new());
    parser.feed(b"\x1b]52;c;never", &mut out);
    assert_eq!(parser.patience(), Some(REST_WAIT));
    parser.give_up(&mut out);
    parser.feed(b"n", &mut out);
    assert_eq!(out, chars("n"));
    let endless = [b"\x1bPq".to_vec(), b"x".repeat(2 * STRING_MOST)].concat();
    assert!(read(&endless).len() > 1, "an endless string is given up");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    /// Whatever came before, a pause and an Enter is an Enter: nothing wedges.
    #[test]
    fn after_any_bytes_and_a_pause_a_key_is_a_key(
        bytes in prop::collection::vec(prop_oneof![
            any::<u8>().prop_map(|b| vec![b]),
            prop::sample::select(vec![
                &b"\x1b"[..], b"[", b"]", b"O", b"P", b"\x1b[", b"\x1b[200~", b"\x1b[201~", b"\x1b[<", b";", b"1", b"\\", b"\xe7\x8e",
            ]).prop_map(<[u8]>::to_vec),
        ], 0..60),
    ) {
        let mut parser = Parser::default();
        let mut out = Vec::new();
        parser.feed(&bytes.concat(), &mut out);
        settle(&mut parser, &mut out);
        out.clear();
        parser.feed(b"\r", &mut out);
        prop_assert_eq!(out, vec![key(Code::Enter)]);
    }

    /// Where the stream is cut makes no difference.
    #[test]
    fn any_stream_cut_anywhere_means_the_same(
        picks in prop::collection::vec(any::<prop::sample::Index>(), 1..12),
        cuts in prop::collection::vec(any::<prop::sample::Index>(), 0..6),
    ) {
        // A lone Escape and Alt-O, -], -P mean something else when something follows; that is what the pause is for.
        let table: Vec<_> = table().into_iter().filter(|(b, _)| ![&b"\x1b"[..], b"\x1bO", b"\x1b]", b"\x1bP"].contains(b)).collect();
        let chosen: Vec<_> = picks.iter().map(|i| &table[i.index(table.len())]).collect();
        let bytes = chosen.iter().flat_map(|(b, _)| b.to_vec()).collect::<Vec<_>>();
        let inputs: Vec<_> = chosen.iter().map(|(_, i)| i.clone()).collect();
        let mut cuts: Vec<_> = cuts.iter().map(|c| c.index(bytes.len())).collect();
        cuts.sort_unstable();
        prop_assert_eq!(read_split(&bytes, &cuts), inputs);
    }
}
