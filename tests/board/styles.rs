//! The styles that carry meaning; every one of them has a glyph and a word beside it.

use lunban::ui::Theme;
use ratatui::buffer::Buffer;
use ratatui::style::{Color, Modifier, Style};

use super::kit::{demo, text_of};

/// The style of the cell where `words` begin, in the row that contains `row`.
fn style_of(buf: &Buffer, row: &str, words: &str) -> Style {
    let text = text_of(buf);
    let (y, line) = text.lines().enumerate().find(|(_, l)| l.contains(row) && l.contains(words)).unwrap();
    let x = lunban::ui::text::width(&line[..line.find(words).unwrap()]);
    buf[(x as u16, y as u16)].style()
}

#[test]
fn an_empty_post_is_the_loudest_thing() {
    let screen = demo().draw();
    for (row, words) in [("▸动物检疫站", "✖ 缺 1"), ("▸动物检疫站", "✖ 无人"), ("轮班板", "缺岗 1"), ("n ▸", "无人 已")]
    {
        let style = style_of(&screen, row, words);
        assert_eq!((style.bg, style.fg), (Some(Color::Red), Some(Color::White)), "{words}");
        assert!(style.add_modifier.contains(Modifier::BOLD));
    }
}

#[test]
fn who_has_been_on_too_long_is_red_and_who_has_not_come_amber() {
    let screen = demo().draw();
    assert_eq!(style_of(&screen, " 大渠 ", "高永和 8:40").fg, Theme::dark().red.fg);
    assert_eq!(style_of(&screen, " 学苑花都 ", "◆待接班").fg, Theme::dark().waiting.fg);
    assert_eq!(style_of(&screen, " 学苑花都 ", "武志刚未到").fg, Theme::dark().amber.fg);
}

#[test]
fn what_is_past_or_fine_is_quiet() {
    let screen = demo().draw();
    assert_eq!(style_of(&screen, " 畜牧局 ", "赵建群").fg, Theme::dark().faint.fg);
    assert_eq!(style_of(&screen, " 畜牧局 ", "王建军 0:40").fg, Some(Color::Reset));
}

#[test]
fn the_cursor_is_a_mark_and_a_background() {
    let screen = demo().draw();
    assert_eq!(style_of(&screen, "▸动物检疫站", "▸").bg, Theme::dark().cursor.bg);
    let mut b = demo();
    b.keys("a");
    let screen = b.draw();
    assert_eq!(style_of(&screen, "柴玉龙", "柴玉龙").bg, Theme::dark().panel.bg);
    assert_eq!(style_of(&screen, "赵建群", "赵建群").bg, Theme::dark().panel.bg);
}

#[test]
fn every_meaning_is_told_by_sixteen_colours() {
    for theme in [Theme::dark(), Theme::light()] {
        for style in [theme.gap, theme.hatch, theme.red, theme.waiting, theme.fine, theme.now, theme.surge, theme.key] {
            let colours = [style.fg, style.bg];
            assert!(colours.iter().flatten().all(|c| !matches!(c, Color::Indexed(_) | Color::Rgb(..))), "{style:?}");
        }
    }
}

#[test]
fn every_glyph_of_doubtful_width_has_an_ascii_twin() {
    use unicode_width::UnicodeWidthChar;
    for keys in ["1", "2", "3", "4", "n n n Space", "a", "n b", "n o", "?", ":", "n Enter"] {
        let mut b = demo().english().size(120, 36);
        b.keys(keys);
        for c in b.screen().chars().filter(|c| c.width() != c.width_cjk()) {
            assert!(lunban::term::glyph::ascii_twin(c).is_some(), "{c}");
        }
    }
}
