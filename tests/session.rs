//! A session as somebody at a terminal sees it: bytes typed, a screen shown, a real desk behind it.

mod far;

use far::{Far, xterm};
use lunban::desk::Request;
use lunban::domain::{Command, Do};
use lunban::term::Settings;
use lunban::term::session::Ended;

fn bytes(writes: &[Vec<u8>]) -> String {
    String::from_utf8(writes.concat()).unwrap()
}

#[tokio::test]
async fn the_board_opens_in_one_write_with_its_questions_before_the_frame() {
    let far = Far::demo(80, 24).await;
    assert_eq!(far.first.len(), 1);
    let first = bytes(&far.first);
    assert!(first.starts_with("\x1b[24H─\x1b[6n\x1b]11;?\x1b\\\x1b[?u\x1b]2;lunban "), "{first:?}");
    assert!(far.text().contains("动物检疫站家属院") && far.text().contains("22:40"), "{}", far.text());
}

#[tokio::test]
async fn nothing_is_written_when_nothing_happens() {
    let mut far = Far::demo(80, 24).await;
    assert_eq!(far.settle().await, Vec::<Vec<u8>>::new());
    assert_eq!(far.types("\x1b[?2026;2$y\x1b[I").await, Vec::<Vec<u8>>::new());
}

#[tokio::test]
async fn a_handover_by_two_keys_is_recorded_and_shown() {
    let mut far = Far::demo(80, 24).await;
    let before = far.desk.published().borrow().seq;
    // `n` twice more: from the empty post over 高永和 to 关宁, who waits for relief.
    far.types("nn").await;
    far.types(" ").await;
    far.shows("交接").await;
    far.types("\r").await;
    far.shows("已记").await;
    assert_eq!(far.desk.published().borrow().seq, before + 1);
    far.types("u").await;
    far.shows("已撤销").await;
    assert_eq!(far.desk.published().borrow().seq, before + 2);
}

#[tokio::test]
async fn a_block_pasted_from_a_spreadsheet_keeps_its_cells() {
    let mut far = Far::demo(80, 24).await;
    far.types("5]]").await;
    far.types("\x1b[200~早\t中\t夜\r\n\x1b[201~").await;
    far.shows("填入 1 人 × 3 天").await;
}

#[tokio::test]
async fn what_somebody_else_records_appears_by_itself_and_is_small() {
    let mut far = Far::demo(120, 36).await;
    let roster = far.desk.published().borrow().roster.clone();
    let member = roster.member_by_name("武志刚").unwrap();
    let post = roster.post_by_name("学苑花都").unwrap();
    let on = Command::new(Do::On { post, member });
    far.desk.submit(Request { by: "宋岩".into(), key: None, command: on }).await.unwrap();
    far.until("武志刚 on duty", |far| far.text().contains("武志刚 0:00")).await;
    assert!(far.last.iter().map(Vec::len).sum::<usize>() < 2_000);
}

#[tokio::test]
async fn a_lone_escape_closes_and_an_arrow_does_not() {
    let mut far = Far::demo(80, 24).await;
    let board = far.text();
    far.types("?").await;
    assert_ne!(far.text(), board);
    far.types("\x1b").await;
    assert_ne!(far.text(), board, "it may be the beginning of an arrow");
    far.until("the help to close", |far| far.text() == board).await;
}

#[tokio::test]
async fn wide_borders_turn_the_board_to_ascii_at_once() {
    let mut far = Far::demo(80, 24).await;
    assert!(far.text().contains('│'));
    assert_eq!(far.types("\x1b[24;2R").await, Vec::<Vec<u8>>::new(), "narrow is what was drawn");
    let writes = far.types("\x1b[24;3R").await;
    assert_eq!(writes.len(), 1);
    let text = far.text();
    assert!(!text.contains(['│', '─', '▒', '✖', '▸', '…', '·']), "{text}");
    assert!(text.contains('|') && text.contains("动物检疫站"), "{text}");
}

#[tokio::test]
async fn the_terminals_answers_choose_theme_and_keyboard() {
    let mut far = Far::demo(80, 24).await;
    let light = bytes(&far.types("\x1b]11;rgb:ffff/ffff/ffff\x1b\\").await);
    assert!(light.contains("48;5;254"), "{light:?}");
    assert_eq!(bytes(&far.types("\x1b[?0u").await), "\x1b[>1u");
}

#[tokio::test]
async fn without_colours_the_board_is_all_there() {
    let coloured = Far::demo(80, 24).await;
    let mut far = Far::with(80, 24, Settings { no_color: true, ..xterm() }).await;
    assert_eq!(far.text(), coloured.text());
    let first = bytes(&far.first);
    let codes = first.split("\x1b[").filter_map(|s| s.split_once('m').map(|(codes, _)| codes));
    for code in codes.flat_map(|codes| codes.split(';')).filter_map(|c| c.parse::<u8>().ok()) {
        assert!(code < 30, "a colour is set: {code}");
    }
    let step = bytes(&far.types("\x1b[D").await);
    assert!(step.contains("\x1b[7m") || step.contains(";7m"), "the slot under the cursor is seen: {step:?}");
}

#[tokio::test]
async fn a_dragged_window_is_drawn_once_when_it_rests() {
    let mut far = Far::demo(80, 24).await;
    for width in [90, 100, 110, 120] {
        far.resize(width, 36);
        assert_eq!(far.settle().await, Vec::<Vec<u8>>::new(), "the drag goes on");
    }
    far.until("the board at its new size", |far| far.text().contains("下一班")).await;
    assert_eq!(far.last.len(), 1);
}

#[tokio::test]
async fn any_size_is_drawn_and_a_tiny_one_says_so() {
    for (width, height) in [(1, 1), (2, 150), (400, 1), (39, 9), (40, 10), (80, 24), (400, 150)] {
        let mut far = Far::demo(width, height).await;
        far.types("2").await;
        far.types(" ").await;
        far.types("\x1b[27u?").await;
        assert_eq!(far.ended, None, "{width}×{height}");
    }
    let far = Far::demo(39, 9).await;
    assert!(far.text().contains("窗口太小"), "{}", far.text());
}

#[tokio::test]
async fn a_flood_of_keys_is_answered_with_a_word() {
    let mut far = Far::demo(80, 24).await;
    far.types("j".repeat(5_000)).await;
    far.shows("输入太多太快").await;
}

#[tokio::test]
async fn leaving_and_hanging_up_end_the_session() {
    let mut far = Far::demo(80, 24).await;
    far.types("q").await;
    assert_eq!(far.ended, Some(Ended::Quit));
    let mut far = Far::demo(80, 24).await;
    far.hang_up();
    far.settle().await;
    assert_eq!(far.ended, Some(Ended::HungUp));
}

#[tokio::test]
async fn a_plan_is_searched_beside_the_session_and_comes_by_itself() {
    let mut far = Far::demo(80, 24).await;
    let before = far.desk.published().borrow().seq;
    far.types("2").await;
    far.types("f").await;
    far.shows("范围").await;
    far.types("\r").await;
    far.shows("正在排").await;
    // Escape keeps what it has by then; nothing is recorded until it is applied.
    far.types("\x1b[27u").await;
    far.until("the difference", |far| far.text().contains("空缺和出路")).await;
    assert_eq!(far.desk.published().borrow().seq, before);
    far.types("\x1b[27u").await;
    far.until("the board again", |far| !far.text().contains("空缺和出路")).await;
    assert_eq!(far.desk.published().borrow().seq, before, "a stopped run leaves the roster as it was");
}

#[tokio::test]
async fn months_before_what_is_in_memory_are_read_when_somebody_looks_at_them() {
    let mut far = Far::later(100, 30, 10).await;
    assert!(far.desk.published().borrow().roster.since.is_some());
    far.types("6").await;
    far.types("[".repeat(10)).await;
    far.until("April's hours", |far| far.text().contains("4月1日–4月30日") && far.text().contains("31:48")).await;
}

#[tokio::test]
async fn what_was_given_with_enter_is_recorded_whatever_comes_right_after_it() {
    for leave in [Some("\x03"), Some("\x1b[21~"), None] {
        let mut far = Far::demo(80, 24).await;
        let before = far.desk.published().borrow().seq;
        far.types("nn").await;
        far.sends(format!(" \r{}", leave.unwrap_or_default())).await;
        if leave.is_none() {
            far.hang_up();
        }
        far.settle().await;
        assert_eq!(far.ended, Some(if leave.is_some() { Ended::Quit } else { Ended::HungUp }));
        far.desk.clone().close();
        assert_eq!(far.desk.published().borrow().seq, before + 1, "{leave:?}");
    }
}
