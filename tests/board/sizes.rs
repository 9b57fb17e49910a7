//! Any size, without a panic; and nothing that is always there clipped at 80 columns.

use lunban::command::{Act, TABLE};
use lunban::locale::{Lang, text};
use lunban::ui::text::width;

use super::kit::demo;

#[test]
fn any_size_is_drawn() {
    let sizes = [
        (1, 1),
        (2, 1),
        (1, 150),
        (400, 1),
        (39, 24),
        (80, 9),
        (40, 10),
        (41, 11),
        (60, 12),
        (79, 23),
        (119, 29),
        (119, 30),
        (120, 30),
        (200, 50),
        (400, 150),
    ];
    let keys = [
        "1",
        "1 Space",
        "1 a",
        "1 ?",
        ": text:a",
        "n x",
        "2",
        "2 Enter",
        "3",
        "4",
        "4 o",
        "1 /",
        "5",
        "5 s",
        "5 Enter",
        "5 Right v Down text:早",
    ];
    for keys in keys {
        let mut b = demo();
        b.keys(keys);
        for (w, h) in sizes {
            b = b.size(w, h);
            b.screen();
            b.keys("Down Up Left Right");
            b.screen();
        }
    }
}

#[test]
fn a_screen_without_room_says_so_kindly() {
    demo().size(39, 9).shows("窗口太小，至少要 40 列 10 行");
    demo().english().size(30, 9).shows("The window is too small");
    // What one cannot see is not done; leaving is.
    let mut b = demo();
    b.keys("n n n");
    let before = b.roster.presences.clone();
    b = b.size(39, 9);
    b.keys("Space Enter");
    assert_eq!(b.roster.presences, before);
    b.keys("q");
    assert!(b.left);
}

#[test]
fn at_the_least_size_forms_follow_the_cursor_and_cells_keep_their_shifts() {
    let mut b = demo().size(40, 10);
    b.keys("n C").shows("(●) 高永和").lacks("下岗").keys("Enter text:2155").shows("▸上岗    21:55").keys("Down Down");
    b.shows("▸原因").shows("为 21:55–至今");
    b.keys("Esc Enter 5").shows("早 中 夜").keys("2").shows("宋岩");
}

#[test]
fn the_footer_and_the_dialogs_keys_fit_80_columns() {
    for lang in [Lang::Zh, Lang::En] {
        let foot: usize =
            TABLE.iter().filter_map(|a| Some(width(a.short(lang)?) + width(&a.keys[0].to_string()) + 3)).sum();
        assert!(foot <= 81, "{lang:?}: {foot}");
        for form in ["handover", "mark", "pick", "find", "palette", "note", "items", "confirm", "help", "choose"] {
            let words = text(lang, &format!("form.{form}_keys"));
            assert!(width(words) < 80, "{words}");
        }
    }
    demo().shows("? 帮助");
    demo().english().shows("? help");
}

#[test]
fn an_empty_branch_says_what_to_do() {
    let mut b = super::kit::board(Default::default(), lunban::exchange::demo::NOW);
    b.shows("还没有值守点").keys("Space").shows("! 还没有值守点：按 c 添加");
    for keys in [
        "a", "x", "b", "o", "m", "n", "2", "3", "4", "5", "s", "e", "]", "Enter", "Down", "Right", "/", "y", "1 ]", "t",
    ] {
        b.keys(keys).keys("Esc").screen();
    }
    assert!(Act::Handover.row().enabled(&b.model.context()).is_err());
}
