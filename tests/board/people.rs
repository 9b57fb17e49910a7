//! People as the sheet one knows: moving, typing a shift into a cell, copying cells on, pasting a block.

use lunban::app::Msg;

use super::kit::{Board, board, demo};

/// What each member is planned for on each date, as codes.
fn cells(b: &Board, member: &str, first: &str, days: i64) -> String {
    let id = b.roster.member_by_name(member).unwrap();
    let first: chrono::NaiveDate = first.parse().unwrap();
    let cell = |n| {
        let date = first + chrono::Days::new(n as u64);
        let planned = b.roster.assignments_of(id, date, date);
        let codes: String = planned.map(|(id, _)| b.roster.shift_code(id.slot.shift).to_string()).collect();
        if codes.is_empty() { "休".to_string() } else { codes }
    };
    (0..days).map(cell).collect::<Vec<_>>().join(" ")
}

/// A demo in People, at 赵建群 on 18 April.
fn people() -> Board {
    let mut b = demo();
    b.keys("5");
    b
}

#[test]
fn the_cell_under_the_cursor_is_told_in_words() {
    let mut b = people();
    b.shows("▸赵建群").shows("赵建群 市场监管 13800000001 4月18日 周一 · 早 畜牧局 06:00–14:00 已站");
    b.keys("Right").shows("4月19日 周二 · 中 畜牧局 14:00–22:00").lacks("已站");
    b.keys("Down Down Down Down Down Down Down Down Left")
        .shows("贺建国 市场监管")
        .shows("夜 动物检疫站 22:00–06:00 排了、没来");
    b.keys("Right").shows("4月19日 周二 · 请假");
}

#[test]
fn a_week_later_and_back_to_now() {
    let mut b = people();
    b.keys("]").shows("人员 4月25日–5月8日").keys("[ [").shows("4月11日–4月24日").keys("t").shows("4月18日–5月1日");
    b.keys("Left").shows("4月11日–4月24日 ").shows("4月17日 周日");
    b.keys("t l l l l l l l l l l l l l l").shows("4月25日–5月8日").shows("5月2日 周一");
}

#[test]
fn sorted_by_nights_and_turned_round_and_one_unit_only() {
    let mut b = people();
    b.keys("s text:yb Enter").shows("· 夜班↓").shows("▸孙建");
    b.keys("s text:yb Enter").shows("· 夜班↑").lacks("孙建");
    b.keys("s text:xm Enter").shows("· 姓名↓").shows("▸柴玉龙");
    b.keys("e Down Enter").shows("市场监管").lacks("刘东");
    b.keys("e Enter").shows("市场监管").keys("e Home Up Up Up Enter").shows("48 人");
}

#[test]
fn found_by_initials_the_cursor_is_on_his_row() {
    let mut b = people();
    b.keys("/ text:gyh Enter").shows("▸高永和");
}

#[test]
fn a_shift_typed_into_a_cell_is_planned_where_he_stood_last_and_undone_by_a_key() {
    let mut b = people();
    b.keys("] Right Right Right text:早").shows("已记：排 赵建群").shows("畜牧局家属院");
    assert_eq!(cells(&b, "赵建群", "2022-04-27", 4), "休 早 休 休");
    b.keys("text:夜").shows("已记");
    assert_eq!(cells(&b, "赵建群", "2022-04-28", 1), "夜", "another shift takes the place of the first");
    b.keys("u u").shows("已撤销");
    assert_eq!(cells(&b, "赵建群", "2022-04-28", 1), "休");
}

#[test]
fn what_cannot_be_told_is_asked() {
    let mut b = people();
    // 28 April: nobody is planned yet, and 王涛 has not stood anywhere.
    b.keys("/ text:wt Enter ] Right Right Right text:早").shows("王涛 · 4月28日").shows("▸早").shows("✖缺 1");
    b.keys("text:mjg Enter").shows("已记：排 王涛").shows("4月28日 周四 · 早");
    assert_eq!(cells(&b, "王涛", "2022-04-28", 1), "早");
}

#[test]
fn with_an_input_method_on_enter_opens_the_shifts_and_tab_adds_a_second_one() {
    let mut b = people();
    b.keys("Right Enter").shows("赵建群 · 4月19日 周二 · 换掉原来的班").keys("Tab").shows("加一个班");
    b.keys("text:夜 Enter").shows("已记");
    assert_eq!(cells(&b, "赵建群", "2022-04-19", 1), "中夜");
    b.shows("早 中夜").keys("Enter text:休 Enter").shows("已记");
    assert_eq!(cells(&b, "赵建群", "2022-04-19", 1), "休");
    b.keys("Enter text:假 Enter").shows("已记：赵建群");
    b.shows("4月19日 周二 · 请假");
}

#[test]
fn rest_typed_into_leave_takes_that_day_out_of_it() {
    let mut b = people();
    b.keys("] ] g 3 text:病假 Enter").shows("已记").shows("5月2日 周一 · 请假");
    b.keys("Right Right text:休").shows("已记：改人员").lacks("· 请假").keys("Left").shows("5月3日 周二 · 请假");
    b.keys("Enter text:休").shows("这天不请假了").keys("Enter").shows("已记").lacks("· 请假");
    b.keys("Left").shows("5月2日 周一 · 请假").keys("u u u").shows("已撤销");
}

#[test]
fn x_takes_him_out_with_a_reason() {
    let mut b = people();
    b.keys("Right x")
        .shows("撤下排班 · 畜牧局家属院")
        .keys("Down Down Down text:家里有事 Enter")
        .shows("已记")
        .shows("家里有事");
    assert_eq!(cells(&b, "赵建群", "2022-04-19", 1), "休");
    b.keys("x").shows("! 下岗、撤下排班：这一格没有班");
    b.keys("Left x").shows("! 站过的班不能撤");
}

#[test]
fn a_row_is_copied_on_to_the_next_week_in_one_step() {
    let mut b = people();
    b.keys("] v Right Right Right Right Right Right y").shows("已复制：1 人 × 7 天");
    assert_eq!(b.copied, ["夜\t休\t休\t休\t休\t休\t休"]);
    let mut b = people();
    b.keys("v Right Right Right Right Right Right y t ] ] ]");
    b.keys("p").shows("填入 1 人 × 7 天").shows("排上 5").keys("Enter").shows("已记");
    assert_eq!(cells(&b, "赵建群", "2022-05-09", 7), cells(&b, "赵建群", "2022-04-18", 7));
    b.keys("u").shows("已撤销");
    assert_eq!(cells(&b, "赵建群", "2022-05-09", 7), "休 休 休 休 休 休 休");
}

#[test]
fn a_block_from_a_spreadsheet_is_looked_at_then_recorded_as_one_entry() {
    let mut b = people();
    b.keys("] ]");
    b.send(Msg::Paste("早\t中\t晚\n休\t早夜\t倒\n大渠早\t病\t\n".into()));
    b.shows("填入 3 人 × 3 天")
        .shows("不明白 1 格")
        .shows("李志强 5月4日 看不懂“倒”")
        .shows("计划： 缺岗 -6 · 休息不足 +1");
    b.keys("Enter").shows("已记");
    assert_eq!(cells(&b, "赵建群", "2022-05-02", 3), "早 中 夜");
    assert_eq!(cells(&b, "李志强", "2022-05-02", 3), "休 早夜 休");
    assert_eq!(b.planned("大渠家属院", "2022-05-02", "早"), ["张海燕"]);
    b.keys("u").shows("已撤销");
    assert_eq!(cells(&b, "张海燕", "2022-05-02", 3), "休 休 休");
}

#[test]
fn a_row_without_anything_keeps_the_rows_below_in_place() {
    let mut b = people();
    b.keys("] ]");
    b.send(Msg::Paste("早\t早\n\t\n夜\t夜\n".into()));
    b.shows("填入 2 人 × 2 天").keys("Enter").shows("已记");
    assert_eq!(cells(&b, "赵建群", "2022-05-02", 2), "早 早");
    assert_eq!(cells(&b, "李志强", "2022-05-02", 2), "休 休");
    assert_eq!(cells(&b, "张海燕", "2022-05-02", 2), "夜 夜");
}

#[test]
fn notes_and_marks_for_nothing_are_read_as_in_a_sheet() {
    let mut b = people();
    b.keys("] ] text:早 Right");
    b.send(Msg::Paste("早（替刘东）\t-\n".into()));
    b.shows("排上 1").keys("Enter").shows("已记");
    let of = |date: &str| {
        let (id, date) = (b.roster.member_by_name("赵建群").unwrap(), date.parse().unwrap());
        b.roster.assignments_of(id, date, date).next().and_then(|(_, a)| a.note.clone())
    };
    assert_eq!(of("2022-05-03").as_deref(), Some("替刘东"));
    b.keys("Left").send(Msg::Paste("-".into()));
    b.keys("Enter");
    assert_eq!(cells(&b, "赵建群", "2022-05-02", 2), "早 早");
}

#[test]
fn rows_that_begin_with_names_are_theirs() {
    let mut b = people();
    b.keys("] ]");
    b.send(Msg::Paste("宋岩\t夜\n\t\n某某\t早".into()));
    b.shows("没有“某某”这个人").shows("不明白 1 格").keys("Enter").shows("已记");
    assert_eq!(cells(&b, "宋岩", "2022-05-02", 1), "夜");
}

#[test]
fn selected_cells_are_filled_and_emptied_after_a_look() {
    let mut b = people();
    b.keys("] ] v Down Down Right text:中").shows("填入 3 人 × 2 天").shows("排上 6").keys("Enter").shows("已记");
    assert_eq!(cells(&b, "李志强", "2022-05-02", 2), "中 中");
    b.keys("v Up Up Left x").shows("撤下 6").keys("Esc").keys("Esc y p").shows("填入 1 人 × 1 天");
}

#[test]
fn enter_and_a_fill_all_selected_cells_too() {
    for key in ["Enter", "a"] {
        let mut b = people();
        b.keys("] ] v Down Down Right").keys(key).shows("3 人 × 2 天").shows("各在常站的点");
        b.keys("text:中 Enter").shows("填入 3 人 × 2 天").shows("排上 6").keys("Enter").shows("已记");
        assert_eq!(cells(&b, "李志强", "2022-05-02", 2), "中 中");
        b.keys("v Up Up Left").keys(key).keys("text:休 Enter").shows("撤下 6").keys("Enter").shows("已记");
        assert_eq!(cells(&b, "李志强", "2022-05-02", 2), "休 休");
    }
}

#[test]
fn a_branch_without_people_says_what_to_do() {
    let mut b = board(Default::default(), lunban::exchange::demo::NOW);
    b.keys("5").shows("还没有人员").keys("a x v p y Down ] Enter text:早").screen();
    b.send(Msg::Paste("早\t中".into()));
    b.shows("还没有人员");
}
