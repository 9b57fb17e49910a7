//! Stories: what one types, and what one sees and what is recorded.

use std::io::ErrorKind;
use std::path::Path;
use std::sync::Arc;

use lunban::app::Msg;
use lunban::command::View;
use lunban::desk::Failure;
use lunban::domain::{Command, Do};
use lunban::exchange::demo;
use lunban::locale::Lang;
use lunban::store::{Doing, Fault, Notice};

use super::kit::{Board, demo, demo_at};

/// 学苑花都, where 关宁 waits for 武志刚: the fourth finding.
fn at_the_waiting_post() -> Board {
    let mut b = demo();
    b.keys("n n n");
    b
}

#[test]
fn the_board_opens_on_what_is_most_urgent() {
    demo()
        .shows("✖ 动物检疫站家属院 夜班 无人 已 40 分钟 · a 找人")
        .shows("▸动物检疫站")
        .shows("✖ 无人 0:40")
        .shows("高永和 8:40 ▲超时 宋岩 0:40")
        .shows("关宁 8:40 ◆待接班 ▲超时")
        .shows("演示副本")
        .shows("缺岗 1")
        .shows("待接班 1");
}

#[test]
fn who_is_on_too_long_has_the_word_beside_the_mark_where_two_share_a_row_too() {
    demo().english().shows("高永和 8:40 ▲over 宋岩 0:40").shows("关宁 8:40 ◆waiting ▲overlong");
}

#[test]
fn a_handover_is_two_keystrokes() {
    let mut b = at_the_waiting_post();
    b.shows("▸学苑花都")
        .keys("Space")
        .shows("[✓] 关宁 8:40")
        .shows("[✓] 武志刚 已排")
        .shows("22:40 现在")
        .keys("Enter");
    b.shows("22:40 已记：").shows("关宁 → 武志刚").lacks("交接班 ·").lacks("待接班 1");
    assert_eq!(b.on("学苑花都"), ["武志刚"]);
}

#[test]
fn a_handover_can_be_recorded_for_a_time_before() {
    let mut b = at_the_waiting_post();
    b.keys("Space - -").shows("22:30").keys("+").shows("22:35").keys("text:2205").shows("22:05").keys("Enter");
    b.shows("学苑花都 22:05 交接");
    let on = b.roster.presences.values().rev().find(|p| p.off.is_none()).unwrap();
    assert_eq!(on.on, demo::NOW - 35 * 60);
}

#[test]
fn a_time_that_is_typed_by_half_is_refused_and_not_dropped() {
    let mut b = at_the_waiting_post();
    b.keys("Space text:215 Enter").shows("! 时间没打完").shows("21:5_");
    assert_eq!(b.on("学苑花都"), ["关宁"]);
    b.keys("5 Enter").shows("学苑花都 21:55 交接");
    let mut b = demo();
    b.keys("n x 2 Enter").shows("! 时间没打完").shows("2_:__").keys("Backspace Enter").shows("22:40 下岗");
    b.keys("o text:换体温枪 Tab text:23 Enter")
        .shows("! 时间没打完")
        .keys("text:30 Enter")
        .shows("换体温枪（23:30 前）");
    b.keys("n C Enter text:22 Enter").shows("! 时间没打完");
}

#[test]
fn a_time_a_little_after_now_is_refused_and_not_taken_for_yesterdays() {
    let mut b = at_the_waiting_post();
    b.keys("Space text:2255").shows("22:55").keys("Enter").shows("! 4月18日 22:55 还没到").keys("- Enter");
    b.shows("学苑花都 22:40 交接");
}

#[test]
fn one_who_stays_is_unticked_and_a_note_goes_along() {
    let mut b = at_the_waiting_post();
    b.keys("Space Space").shows("[ ] 关宁 8:40 留下").keys("Down Down Down Down text:多留一会 Enter");
    b.shows("已记");
    assert_eq!(b.on("学苑花都"), ["关宁", "武志刚"]);
    assert_eq!(b.roster.handovers.values().next_back().unwrap().note.as_deref(), Some("多留一会"));
}

#[test]
fn a_refusal_says_why_and_the_form_stays() {
    let mut b = at_the_waiting_post();
    b.keys("Space Space Down Space Enter").shows("! 学苑花都 没有可交接的人").shows("[ ] 关宁").keys("Space Enter");
    b.shows("已记");
}

#[test]
fn a_no_show_is_replaced_by_a_candidate_in_the_same_entry() {
    let mut b = at_the_waiting_post();
    b.keys("Space a").shows("谁来接班 · 学苑花都").keys("text:zhk");
    b.keys("Backspace Backspace Backspace text:cyl").shows("柴玉龙 ✓").keys("Enter");
    b.shows("[ ] 武志刚 已排").shows("[✓] 柴玉龙 未排").shows("[✓] 顶替 武志刚").keys("Enter").shows("已记");
    assert_eq!(b.on("学苑花都"), ["柴玉龙"]);
    let planned: Vec<_> = b.planned("学苑花都", "2022-04-18", "夜");
    assert_eq!(planned, ["柴玉龙"]);
    b.lacks("武志刚 学苑花都 夜班 未到岗").keys("u").shows("已撤销：");
    assert_eq!((b.on("学苑花都"), b.planned("学苑花都", "2022-04-18", "夜")), (vec!["关宁"], vec!["武志刚"]));
}

#[test]
fn an_empty_post_is_filled_by_finding_somebody_and_marking_him_on() {
    let mut b = demo();
    b.keys("a")
        .shows("谁能来 · 动物检疫站家属院 4月18日 夜班 22:40–")
        .shows(" · 顶替 贺建国")
        .keys("Tab text:cyl Enter")
        .shows("排 柴玉龙 动物检疫站家属院");
    b.lacks("无人 已")
        .shows("○ 未报到 柴玉龙")
        .shows("柴玉龙○")
        .keys("Space")
        .shows("[✓] 柴玉龙 已排")
        .shows("[ ] 贺建国")
        .keys("Enter")
        .shows("已记");
    assert_eq!(b.on("动物检疫站家属院"), ["柴玉龙"]);
    b.shows("x 撤下").keys("n n n n").shows("4/9 贺建国 动物检疫站家属院 夜班 未到岗").keys("x");
    b.shows("撤下排班").shows("(●) 贺建国");
}

#[test]
fn somebody_a_rule_speaks_against_is_chosen_after_a_confirmation_that_names_it() {
    let mut b = demo();
    b.keys("a text:zjq").shows("赵建群 ×").keys("Enter").shows("赵建群：还是要他来？").shows("! 只休息 8 小时");
    b.keys("Esc").shows("谁能来").keys("Enter Enter").shows("已记：排 赵建群");
}

#[test]
fn a_no_show_stays_planned_beside_the_candidate_on_request() {
    let mut b = at_the_waiting_post();
    b.keys("a")
        .shows("· 顶替 武志刚")
        .keys("Tab text:cyl")
        .lacks("顶替 武志刚")
        .keys("Enter")
        .shows("已记：排 柴玉龙 学苑花都");
    assert_eq!(b.planned("学苑花都", "2022-04-18", "夜").len(), 2);
    b.keys("u a Tab Tab text:cyl Enter").shows("已记：排 柴玉龙 顶替 武志刚，学苑花都 4月18日 夜班");
    assert_eq!(b.planned("学苑花都", "2022-04-18", "夜"), ["柴玉龙"]);
    b.keys("u").shows("已撤销：排 柴玉龙 顶替 武志刚");
    assert_eq!(b.planned("学苑花都", "2022-04-18", "夜"), ["武志刚"]);
}

#[test]
fn after_midnight_the_coming_night_is_told_apart_from_this_one() {
    use lunban::domain::{Command, Do};
    let mut b = demo();
    let (post, shift) = (b.roster.post_by_name("畜牧局家属院").unwrap(), b.roster.patterns.coded("夜").unwrap());
    let slot = lunban::domain::Slot { post, date: "2022-04-19".parse().unwrap(), shift };
    let planned: Vec<_> = b.roster.assigned_in(slot).map(|(m, _)| m).collect();
    for member in planned {
        b.record(&Command::new(Do::Withdraw { slot, member }), "赵建群").unwrap();
    }
    b.publish();
    b.minutes(160).keys("3").shows("01:20").shows("畜牧局家属院 4月19日 夜班 缺 1 人");
}

#[test]
fn initials_in_any_reading_find_people() {
    for initials in ["xyp", "jyp", "解银"] {
        demo().keys(&format!("/ text:{initials}")).shows("▸人员    解银平");
    }
    let mut b = demo();
    b.keys("/ text:gyh Enter").shows("高永和 14:00 起在大渠家属院在岗").shows("▸大渠");
}

#[test]
fn a_filter_that_fits_nobody_says_so() {
    let mut b = demo();
    b.keys("a text:qqq").shows("没有符合的；退格删字").keys("Backspace Backspace Backspace").lacks("没有符合的");
}

#[test]
fn an_enter_or_a_paste_that_can_do_nothing_says_so() {
    for list in ["a", "/", ":"] {
        demo().keys(&format!("{list} text:qqq Enter")).shows("! 没有符合的；退格删字，Esc 返回");
    }
    for list in ["5 Enter", "c"] {
        demo().keys(&format!("{list} text:zzz Enter")).shows("! 没有符合的；退格删字，Esc 返回");
    }
    demo().keys("n C Enter Enter").shows("! 时间还没有改");
    for nowhere in ["", "?", "f", "i text:people.xlsx Enter"] {
        let mut b = demo();
        b.keys(nowhere).send(Msg::Paste("早\t中".into()));
        b.shows("! 这里没有可粘贴的地方");
    }
}

#[test]
fn who_is_ill_is_withdrawn_with_the_reason() {
    let mut b = demo();
    b.keys("x").shows("撤下排班 · 动物检疫站家属院").shows("(●) 贺建国").keys("text:发烧 Enter");
    b.shows("撤下 贺建国").shows("发烧").lacks("贺建国 22:00–06:00");
    assert!(b.planned("动物检疫站家属院", "2022-04-18", "夜").is_empty());
}

#[test]
fn who_has_been_on_too_long_goes_off() {
    let mut b = demo();
    b.keys("n x").shows("下岗 · 大渠家属院").shows("(●) 高永和").keys("Enter").shows("高永和 大渠家属院 22:40 下岗");
    assert_eq!(b.on("大渠家属院"), ["宋岩"]);
}

#[test]
fn a_break_cover_begins_and_ends_with_the_same_key() {
    let mut b = demo();
    b.keys("/ text:by Enter")
        .shows("▸国税局北院")
        .keys("b")
        .shows("离岗，临时顶岗 · 市国税局家属院北院")
        .keys("a text:yyp");
    b.keys("Backspace Backspace Backspace text:xyp").shows("解银平").keys("Enter").lacks("还是要他来").keys("Enter");
    b.shows("孙建").shows("解银平 0:00").shows("↔");
    assert_eq!(b.on("市国税局家属院北院"), ["孙建", "解银平"]);
    b.minutes(20).keys("b").shows("回岗 · 市国税局家属院北院").keys("Enter").lacks("↔");
    assert_eq!(b.on("市国税局家属院北院"), ["孙建"]);
}

#[test]
fn an_item_is_opened_handed_on_and_closed() {
    let mut b = demo();
    b.keys("/ text:xyhd Enter o text:明早换体温枪 Enter").shows("已记：学苑花都 未尽事项").minutes(1);
    b.keys("Space").shows("移交    ✓").shows("明早换体温枪").keys("Enter 4").shows("明早换体温枪").shows("移交 1 次");
    b.keys("1 o Down Down").shows("回车办结").keys("Enter").shows("办结").keys("4").lacks("明早换体温枪");
}

#[test]
fn a_new_item_is_not_lost_by_closing_another() {
    let mut b = demo();
    b.keys("/ text:xyhd Enter o text:明早换体温枪 Enter");
    b.keys("o text:出租车十一点 Down Down Enter").shows("! 新写的一件还没有记").shows("出租车十一点");
    b.keys("Enter").shows("已记：学苑花都 未尽事项").shows("出租车十一点");
    b.keys("o Down Down Enter").shows("办结");
}

#[test]
fn an_item_is_given_a_due_time_which_shows_wherever_it_stands() {
    let mut b = demo();
    b.keys("/ text:xyhd Enter o text:换体温枪2支 Tab")
        .shows("可不填，如 2300")
        .keys("text:06")
        .shows("06:__")
        .keys("text:00");
    b.shows("4月19日 06:00").keys("]").shows("4月20日 06:00").keys("[ - -").shows("4月19日 05:50").keys("Enter");
    b.shows("学苑花都 未尽事项").shows("换体温枪2支（4月19日 05:50 前）");
    assert_eq!(b.roster.items.values().next_back().unwrap().due, Some(demo::NOW + (7 * 60 + 10) * 60));
    b.keys("Enter").shows("换体温枪2支 4月19日 05:50 前").keys("Esc o").shows("换体温枪2支 4月19日 05:50 前");
    b.keys("Esc 4").shows("4月19日 05:50 前 换体温枪2支").minutes(7 * 60 + 10).shows("已过 05:50 换体温枪2支");
    // Without one it is as before, and letters go to the text wherever the cursor is.
    b.keys("1 o text:明早 Down text:2300 Backspace text:送水 Enter").shows("明早送水").lacks("明早送水（");
    assert_eq!(b.roster.items.values().next_back().unwrap().due, None);
}

#[test]
fn undo_and_redo_say_what_they_took_back() {
    let mut b = at_the_waiting_post();
    b.keys("u")
        .shows("! 没有可撤销的操作")
        .keys("Space Enter u")
        .shows("22:40 已撤销：学苑花都 22:40 交接：关宁 → 武志刚");
    assert_eq!(b.on("学苑花都"), ["关宁"]);
    b.keys("Ctrl-R").shows("已恢复：").shows("关宁 → 武志刚");
    assert_eq!(b.on("学苑花都"), ["武志刚"]);
}

#[test]
fn the_next_finding_is_found_wherever_it_is() {
    let mut b = demo();
    b.keys("n")
        .shows("▸ 2/10 高永和")
        .shows("▸大渠")
        .keys("n n n n n n")
        .shows("8/10 环卫处家属院 4月20日 中班 缺 1 人");
    assert_eq!(b.model.place.view, View::Week);
    b.shows("▸✖缺 1").keys("N").shows("7/10");
    assert_eq!(b.model.place.view, View::Today);
    b.keys("n n n n").shows("1/10").shows("▸动物检疫站");
    assert_eq!(b.model.place.view, View::Today);
}

#[test]
fn a_finding_that_is_gone_makes_room_for_the_next() {
    let mut b = demo();
    b.keys("a text:cyl Enter Space Enter n").shows("1/").shows("▸大渠");
}

#[test]
fn everything_is_reached_by_arrows_and_function_keys() {
    let mut b = demo();
    b.keys("F4 F4 F4 F2").shows("交接班 · 学苑花都").keys("Enter").shows("已记").keys("F8").shows("已撤销");
    b.keys("F6 Down Down Down")
        .shows("▸下岗、撤下排班")
        .keys("Enter")
        .shows("下岗 · 学苑花都")
        .keys("Esc F3")
        .shows("谁能来");
    b.keys("Esc F1").shows("帮助 · 今日").keys("Esc Tab").shows("─ 一周").keys("Tab Enter").shows("▸").keys("F10");
    assert!(b.left);
}

#[test]
fn a_disabled_action_says_why() {
    demo().keys("b").shows("! 临时顶岗：这里没有人在岗").keys("3 [").shows("! 更早：这个视图里不用");
}

#[test]
fn the_language_is_switched_from_the_palette() {
    let mut b = demo();
    b.keys(": text:lang Space text:en Enter").shows("nobody there for 40 min").shows("Space hand over");
    assert_eq!(b.model.lang(), Lang::En);
    b.keys(": text:中文 Enter").shows("无人 已 40 分钟");
}

#[test]
fn full_width_signs_count_as_their_twins() {
    demo()
        .keys("？")
        .shows("帮助 · 今日")
        .keys("Esc ：")
        .shows("全部操作")
        .keys("Esc ／")
        .shows("姓名、点名或拼音首字母");
}

#[test]
fn nothing_is_shown_as_recorded_before_it_is() {
    let mut b = at_the_waiting_post();
    b.slow = true;
    b.keys("Space Enter").lacks("正在记录").lacks("已记").keys("Up Space");
    assert_eq!(b.model.deadline(), demo::NOW + 1);
    b.send(Msg::Tick(demo::NOW + 1));
    b.shows("… 正在记录").lacks("已记");
    assert_eq!(b.asked.len(), 1, "keys are held until the answer is there");
    let (id, command) = b.asked.remove(0);
    b.slow = false;
    b.answer(id, &command);
    b.shows("交接班 · 实验中学家属院").lacks("正在记录");
}

#[test]
fn an_answer_waits_for_the_roster_that_shows_it() {
    let mut b = at_the_waiting_post();
    b.slow = true;
    b.keys("Space Enter");
    let (id, command) = b.asked.remove(0);
    let receipt = b.record(&command, "赵建群").unwrap();
    b.send(Msg::Done(id, Ok(receipt)));
    b.keys("Space").lacks("交接班 ·");
    b.publish();
    b.shows("交接班 · 学苑花都").shows("武志刚 0:00 留下");
}

#[test]
fn when_the_store_fails_the_form_keeps_what_was_typed() {
    let mut b = demo();
    let full = Fault::io(Doing::Record, Path::new("/s/journal.jsonl"), &ErrorKind::StorageFull.into());
    b.fails = Some(Failure::Store(Arc::new(full)));
    b.keys("o text:换体温枪 Enter").shows("! 没有记下：存储出错（磁盘满了：/s/journal.jsonl）").shows("换体温枪");
    b.fails = None;
    b.keys("Enter").shows("已记：动物检疫站家属院 未尽事项");
}

#[test]
fn what_the_store_notices_while_the_board_runs_is_said() {
    let full = || Fault::io(Doing::Write, Path::new("/s/backup"), &ErrorKind::StorageFull.into());
    let mut b = demo();
    b.notices.push(Notice::BackupFailed(full()));
    b.publish();
    b.shows("! 今天的备份没有做成：磁盘满了：/s/backup").keys("Down").lacks("备份").publish();
    b.lacks("备份").notices.push(Notice::BackupFailed(full()));
    b.keys("m text:下雨 Enter").shows("! 22:40 已记：").shows("备份没有做成");
    // It is not lost when what was waited for is refused.
    b.keys("Down").lacks("备份").slow = true;
    b.keys("m text:刮风 Enter").notices.push(Notice::BackupFailed(full()));
    b.publish();
    b.fails = Some(Failure::Store(Arc::new(full())));
    let (id, command) = b.asked.pop().unwrap();
    b.answer(id, &command);
    b.shows("! 没有记下：").shows("· 今天的备份没有做");
}

#[test]
fn leaving_asks_only_when_something_is_unsaved() {
    let mut b = demo();
    b.keys("m text:下雨 Ctrl-C").shows("表里填的还没有记").keys("Esc").shows("下雨");
    assert!(!b.left);
    b.keys("Ctrl-C Enter");
    assert!(b.left);
    let mut b = demo();
    b.keys("Space F10");
    assert!(b.left);
}

#[test]
fn pasted_text_is_one_step_and_stripped() {
    let mut b = demo();
    b.keys("m");
    b.send(Msg::Paste("第一行\n第二\u{1b}[31m行".into()));
    b.keys("Enter").shows("记事：第一行 第二[31m行");
    for form in ["n x", "g"] {
        b.keys(form).send(Msg::Paste("家里有事".into()));
        b.shows("▸原因    家里有事").keys("Esc Enter");
    }
}

#[test]
fn somebody_elses_handover_appears_while_a_form_is_open() {
    let mut b = at_the_waiting_post();
    b.keys("m text:雨");
    let post = b.roster.post_by_name("学苑花都").unwrap();
    let what = Do::Handover { post, out: None, relief: None, note: None, in_place_of: Vec::new() };
    b.record(&Command::new(what), "夜班组长").unwrap();
    b.publish();
    b.shows("雨").shows("武志刚 0:00").lacks("待接班 1");
}

#[test]
fn time_alone_changes_the_board() {
    let mut b = demo();
    assert_eq!(b.model.deadline(), demo::NOW + 60);
    b.minutes(8).shows("22:48").shows("高永和 8:48 ▲超时").shows("无人 已 48 分钟");
}

#[test]
fn a_clock_that_goes_back_while_the_board_is_open_is_said_until_it_is_right_again() {
    let mut b = at_the_waiting_post();
    b.keys("Space Enter").lacks("时钟倒退了").minutes(-30).shows("时钟倒退了，22:40 才对");
    b.minutes(29).shows("时钟倒退了").minutes(1).lacks("时钟倒退了");
}

#[test]
fn the_first_scene_shows_an_errand_and_a_man_who_stays() {
    let at = demo::NOW - (2 * 24 * 60 + 8 * 60 + 35) * 60;
    demo_at(at).shows("4月16日 周六").shows("14:05").shows("赵正杰 8:05 ▲ 刘东 0:05 +1");
    demo_at(at).size(120, 36).shows("赵正杰 8:05 ▲超时").shows("解银平").shows("↔离岗");
}

#[test]
fn the_day_before_is_one_key_away_and_t_comes_back() {
    let mut b = demo();
    b.keys("[").shows("4月17日").keys("t").lacks("4月17日 周").keys("Left").keys("a").shows("4月18日 中班");
}

#[test]
fn the_week_is_walked_by_arrows() {
    let mut b = demo();
    b.keys("2 Right Right").shows("▸薛振华").keys("a").shows("谁能来 · 动物检疫站家属院 4月19日 中班");
    b.keys("Esc ]").shows("一周 4月25日–5月1日").keys("t").shows("一周 4月18日–4月24日");
}

#[test]
fn a_finding_is_copied_as_one_line() {
    let mut b = demo();
    b.keys("3 y").shows("已复制");
    assert_eq!(b.copied, ["动物检疫站家属院 夜班 无人 已 40 分钟"]);
}

#[test]
fn a_click_brings_the_cursor_and_the_wheel_moves_it() {
    use crossterm::event::{KeyModifiers, MouseButton, MouseEvent, MouseEventKind};
    let mut b = demo();
    let at = |kind, row| Msg::Mouse(MouseEvent { kind, column: 3, row, modifiers: KeyModifiers::NONE });
    b.send(at(MouseEventKind::Down(MouseButton::Left), 7));
    b.shows("▸大渠");
    b.send(at(MouseEventKind::ScrollDown, 7));
    b.shows("▸环卫处");
}
