//! Report as one uses it at the month's end, and what is copied for the chat group.

use lunban::command::View;
use lunban::domain::{Command, Do, Slot};

use super::kit::{Board, demo};

/// The text that was copied last.
fn copied(b: &Board) -> &str {
    b.copied.last().unwrap()
}

#[test]
fn the_month_until_today_stands_there_with_everybody_those_with_nothing_too() {
    let mut b = demo();
    b.keys("6")
        .shows("报表 2022年4月1日–4月18日 · 48 人 · 实际 1102:23 / 排班 1161:20")
        .shows("赵建群  市场监管    31:48   32:00");
    b.keys("End").shows("张慧琴").shows("没有迟接班");
    b.keys("/ text:gyh Enter").shows("▸高永和  技师学院    32:35   32:00").shows("1 0:40");
}

#[test]
fn sorted_by_waiting_the_one_who_waits_comes_first_and_it_says_for_whom() {
    let mut b = demo();
    b.keys("6 s text:等接班 Enter").shows("▸关宁").shows("22:00 起 关宁 在学苑花都等 武志刚，已 40 分钟");
    b.minutes(10).shows("22:00 起 关宁 在学苑花都等 武志刚，已 50 分钟");
    b.keys("s text:让人等 Enter").shows("▸武志刚").keys("s text:让人等 Enter").lacks("▸武志刚");
}

#[test]
fn by_unit_and_from_a_unit_to_its_people_and_from_a_person_to_his_sheet() {
    let mut b = demo();
    b.keys("6 Right").shows("8 个单位").shows("▸市场监管     5    143:58  160:00  28:47").shows("（无单位）");
    b.keys("Down Enter").shows("5 人").shows("规划资源").lacks("市场监管");
    b.keys("Down Enter");
    assert_eq!(b.model.place.view, View::People);
    b.shows("▸郭俊峰");
    b.keys("6 e text:财经 Enter").shows("关宁").lacks("赵建群  ");
}

#[test]
fn from_those_without_a_unit_to_their_people() {
    let mut b = demo();
    b.keys("6 Right End Enter").shows("· （无单位）").shows("解银平").lacks("赵建群");
    b.keys("e").shows("全部单位").keys("Enter").shows("48 人");
}

#[test]
fn other_months_are_a_key_away() {
    let mut b = demo();
    b.keys("6 [").shows("报表 2022年3月1日–3月31日").keys("] ]").shows("报表 2022年5月1日–5月31日");
    b.keys("t").shows("报表 2022年4月1日–4月18日");
}

#[test]
fn the_table_is_copied_for_a_spreadsheet_as_it_is_shown() {
    let mut b = demo();
    b.keys("6 Right y").shows("已复制：报表 8 行");
    let lines: Vec<&str> = copied(&b).lines().collect();
    assert_eq!(
        lines[0],
        "单位\t人数\t排班小时\t实际小时\t天数\t夜班\t夜间小时\t周末天数\t周末小时\t超时次数\t超时小时\t等接班小时"
    );
    assert!(lines[1].starts_with("市市场监督管理局\t5\t160.00\t143.97\t18\t5\t"), "{}", lines[1]);
    b.keys("Left s text:工时 Enter y");
    assert!(copied(&b).lines().nth(1).unwrap().starts_with("赵正杰\t市委统战部\t48.00\t48.32"), "{}", copied(&b));
}

#[test]
fn in_the_evening_tomorrows_roster_goes_to_the_chat_group() {
    let mut b = demo();
    b.keys(": text:复制明天 Enter").shows("已复制：【盐湖区下沉值守】4月19日 周二 值班");
    let text = copied(&b);
    assert!(text.contains("\n大渠：早 姚国庆  中 田强  夜 高永和\n"), "{text}");
    assert!(text.contains("\n实验中学：早 程建平、杜鹃 07:20–08:10、樊志伟 11:40–12:20  中 "), "{text}");
}

#[test]
fn the_handover_summary_says_who_is_there_what_is_wrong_and_what_is_open() {
    let mut b = demo();
    b.keys(": text:copy-handover Enter").shows("已复制：【盐湖区下沉值守】4月18日 22:40 交接");
    let text = copied(&b);
    assert!(text.contains("大渠：高永和（14:00 起）、宋岩（22:00 起）"), "{text}");
    assert!(text.contains("动物检疫站：无人") && text.contains("· 学苑花都 关宁 待接班 已 40 分钟"), "{text}");
    assert!(text.contains("出租车司机夜里约 11 点回来"), "{text}");
}

#[test]
fn who_is_affected_by_a_change_is_told_once() {
    let mut b = demo();
    b.keys(": text:copy-changes Enter").shows("排班没有变动");
    let post = b.roster.post_by_name("大渠家属院").unwrap();
    let shift = b.roster.patterns.coded("早").unwrap();
    let slot = Slot { post, date: "2022-04-20".parse().unwrap(), shift };
    let member = |b: &Board, name| b.roster.member_by_name(name).unwrap();
    let (out, put) = (member(&b, "裴俊杰"), member(&b, "周晓燕"));
    b.record(&Command::new(Do::Withdraw { slot, member: out }), "赵建群").unwrap();
    let assign = Do::Assign { slot, member: put, from: None, to: None, pinned: false, in_place_of: None };
    b.record(&Command::new(assign), "赵建群").unwrap();
    b.publish();
    b.keys(": text:copy-changes Enter").shows("已复制：【盐湖区下沉值守】排班变动，涉及 2 人");
    let told =
        "【盐湖区下沉值守】排班变动，涉及 2 人\n周晓燕：4月20日 周三 早 大渠 新排\n裴俊杰：4月20日 周三 早 大渠 取消\n";
    assert_eq!(copied(&b), told);
    b.keys(": text:copy-changes Enter").shows("排班没有变动");
}
