//! Keeping the branch on the board: the first start, forms and lists, several at once, what it does to the plan.

use lunban::app::Msg;
use lunban::command::View;
use lunban::domain::Unavailable;
use lunban::exchange::demo;

use super::kit::{Board, demo, first_start};

fn member<'a>(b: &'a Board, name: &str) -> &'a lunban::domain::Member {
    b.roster.member(b.roster.member_by_name(name).unwrap()).unwrap()
}

#[test]
fn from_nothing_to_a_board_by_keys_and_two_pasted_lists() {
    let mut b = first_start(demo::NOW);
    b.shows("新建支部 1/5 · 名称、时区、班制")
        .shows("Asia/Shanghai")
        .shows("早 06:00-14:00; 中 14:00-22:00; 夜 22:00-06:00");
    b.keys("Tab")
        .shows("1/5")
        .keys("text:八一西街 Enter Enter Enter")
        .shows("2/5 · 已有的值班表")
        .keys("Enter")
        .shows("3/5 · 值守点");
    b.send(Msg::Paste("畜牧局家属院 畜牧局\n动物检疫站家属院\t动物检疫站\t早1 中1 夜2\n".into()));
    b.shows("畜牧局家属院 畜牧局").keys("Enter").shows("再写一行").keys("Enter").shows("4/5 · 人员");
    b.send(Msg::Paste("赵建群\t市场监管\t13800000001\n王芳 志愿者\n王芳，党员\n".into()));
    b.shows("! ").shows("王芳").keys("Ctrl-U Backspace").lacks("! ").shows("4/5");
    b = first_start(demo::NOW);
    b.keys("text:八一西街 Enter Enter Enter Enter");
    b.send(Msg::Paste("畜牧局家属院 畜牧局\n动物检疫站家属院\t动物检疫站\t早1 中1 夜2\n".into()));
    b.keys("Tab").shows("4/5 · 人员");
    b.send(Msg::Paste("赵建群\t市场监管\t13800000001\n王芳 市场监管 志愿者\n王芳，技师学院，党员\n".into()));
    b.keys("Tab").shows("5/5 · 核对").shows("值守点 2 · 人员 3 · 单位 2").shows("王芳(技师学院)").keys("Enter");
    b.shows("已记").lacks("新建支部").shows("畜牧局").shows("缺");
    assert_eq!(b.roster.branch.name, "八一西街");
    assert_eq!(member(&b, "赵建群").phone.as_deref(), Some("13800000001"));
    assert_eq!(member(&b, "王芳(技师学院)").party, Some(true));
    let post = b.roster.post(b.roster.post_by_name("动物检疫站家属院").unwrap()).unwrap();
    assert_eq!(post.heads.iter().map(|h| h.heads).collect::<Vec<_>>(), [1, 1, 2]);
    b.keys("5").shows("▸赵建群").keys("text:早").shows("赵建群 ·").keys("Enter").shows("已记：排 赵建群");
    b.keys("u u").shows("已撤销").keys("u").shows("建支部的那一步不能撤销").lacks("新建支部");
}

#[test]
fn a_list_is_pasted_with_its_header_and_its_running_numbers() {
    let people = |list: &str| {
        let mut b = first_start(demo::NOW);
        b.keys("text:八一西街 Enter Enter Enter Enter");
        b.send(Msg::Paste("大渠家属院".into()));
        b.keys("Tab").shows("4/5 · 人员").send(Msg::Paste(list.into()));
        b.keys("Tab").shows("5/5 · 核对").keys("Enter").shows("已记");
        let unit = |id| b.roster.units.get(&id).unwrap().name.clone();
        let one = |m: &lunban::domain::Member| {
            format!("{} {} {}", m.name, m.unit.map(unit).unwrap_or_default(), m.phone.clone().unwrap_or_default())
        };
        b.roster.members.values().map(|m| one(m).trim().to_string()).collect::<Vec<_>>()
    };
    let two = ["赵斌 市场监管 13800000001", "刘东 技师学院 13800000002"];
    let sheet =
        "序号\t姓名\t性别\t单位\t电话\n1\t赵  斌\t男\t市场监管\t138 0000 0001\n2\t刘东\t男\t技师学院\t13800000002\n";
    assert_eq!(people(sheet), two);
    assert_eq!(people("姓名\t单位\n赵斌\t市场监管\n"), ["赵斌 市场监管"]);
    assert_eq!(people("1\t赵  斌\t市场监管\t13800000001\n2\t刘东\t技师学院\t13800000002\n"), two);
    assert_eq!(people("姓名 单位 电话\n1、赵斌 市场监管 13800000001\n2、 刘东 技师学院 13800000002\n"), two);
    assert_eq!(people("姓名\n赵斌\n刘东\n"), ["赵斌", "刘东"]);
}

#[test]
fn nobody_in_a_pasted_list_is_lost_without_a_word() {
    let pasted = |typed: &str, list: &str| {
        let mut b = first_start(demo::NOW);
        b.keys("text:八一西街 Enter Enter Enter Enter Tab").shows("4/5 · 人员");
        if !typed.is_empty() {
            b.keys(&format!("text:{typed} Enter"));
        }
        b.send(Msg::Paste(list.into()));
        b
    };
    // A name that is none to a reader of sheets, and one of three of one name who has no unit.
    let mut b = pasted("", "姓名\t单位\n李明A1\t甲\n王芳\t甲\n王芳\t乙\n王芳\t\n");
    b.shows("李明A1 甲").shows("王芳 甲").shows("王芳 乙").shows("! ");
    // One who is typed already stands there twice, with what the list says of him.
    let mut b = pasted("赵斌", "姓名\t单位\t电话\n赵斌\t市场监管\t13800000001\n刘东\t技师学院\t13800000002\n");
    b.shows("1   赵斌").shows("2   赵斌 市场监管 13800000001").shows("3   刘东");
    // Two of one name and one unit.
    let mut b = pasted("", "姓名\t单位\t电话\n王芳\t甲\t13800000001\n王芳\t甲\t13800000002\n");
    b.shows("王芳 甲 13800000001").shows("王芳 甲 13800000002");
}

#[test]
fn a_posts_name_may_begin_with_a_number() {
    let mut b = first_start(demo::NOW);
    b.keys("text:八一西街 Enter Enter Enter Enter").shows("3/5 · 值守点");
    b.send(Msg::Paste("3.15广场 早1\n1.大渠家属院\n2、 学苑花都\n".into()));
    b.shows("3.15广场 早1").shows(" 大渠家属院").shows(" 学苑花都").lacks("1.大").lacks("2、");
}

#[test]
fn leaving_the_first_start_asks_when_something_is_typed() {
    let mut b = first_start(demo::NOW);
    b.keys("text:八一 Esc").shows("表里填的还没有记").keys("Esc").shows("八一").keys("Esc Enter");
    assert!(b.left);
    let mut b = first_start(demo::NOW);
    b.keys("Esc");
    assert!(b.left);
}

#[test]
fn a_shift_that_cannot_be_read_is_said_as_one_types() {
    let mut b = first_start(demo::NOW);
    b.keys("text:八一 Down Down Backspace Backspace").shows("! 班次：应该是").keys("text:00").lacks("! 班次");
    b.keys("text:x").shows("! 班次：应该是").keys("Enter").shows("1/5");
}

#[test]
fn a_member_is_changed_in_a_form_that_checks_as_one_types() {
    let mut b = demo();
    b.keys("c").shows("人员 48").keys("Enter text:zjq").shows("赵建群").keys("Enter").shows("人员 赵建群");
    b.keys("Down Down Down Down Backspace Backspace text:99").shows("1380000009").lacks("! ");
    b.keys("Down Down Down text:4-31").shows("! 离队：应该是").keys("Enter").shows("人员 赵建群");
    b.keys("Backspace Backspace text:20")
        .shows("不能上岗 +")
        .keys("Enter")
        .shows("已记：赵建群 站到 4月20日")
        .shows("人员 1");
    assert_eq!(member(&b, "赵建群").leaves.unwrap().to_string(), "2022-04-20");
    assert!(member(&b, "赵建群").phone.as_ref().unwrap().ends_with("99"));
    b.keys("Esc Esc u").shows("已撤销");
    assert_eq!(member(&b, "赵建群").leaves, None);
}

#[test]
fn what_was_typed_is_not_lost_without_asking() {
    let mut b = demo();
    b.keys("c Enter Enter text:甲 Esc")
        .shows("表里填的还没有记")
        .keys("Esc")
        .shows("甲")
        .keys("Esc Enter")
        .lacks("甲")
        .shows("人员 48");
}

#[test]
fn leave_a_note_a_mark_an_item_and_a_handover_ask_too() {
    for keys in
        ["5 g text:家里老人住院", "m text:下雨", "x text:家里有事", "o text:换体温枪", "Space text:钥匙在传达室"]
    {
        let mut b = demo();
        b.keys(keys).keys("Esc").shows("表里填的还没有记").keys("Esc");
        b.shows(keys.rsplit(':').next().unwrap()).keys("Esc Enter").lacks(keys.rsplit(':').next().unwrap());
    }
}

#[test]
fn a_first_date_that_was_moved_is_asked_about_and_one_that_was_not_is_not() {
    let mut b = demo();
    b.keys("5 g Down Right Esc")
        .shows("表里填的还没有记")
        .keys("Esc Left Esc")
        .lacks("表里填的还没有记")
        .lacks("请假 ·");
}

#[test]
fn five_leave_on_the_21st_in_one_step() {
    let mut b = demo();
    b.keys("c Enter Space Space Space Space Space").shows("选中 5").keys("Enter").shows("人员 5 个一起改");
    b.keys("Down Down Down Down Down text:21").shows("不能上岗 +").keys("Enter").shows("已记");
    assert_eq!(
        b.roster.members.values().filter(|m| m.leaves.is_some_and(|l| l.to_string() == "2022-04-21")).count(),
        5
    );
    b.keys("Esc Esc u").shows("已撤销");
    assert!(b.roster.members.values().all(|m| m.leaves.is_none_or(|l| l.to_string() != "2022-04-21")));
}

#[test]
fn five_who_do_not_stand_together_are_on_leave_on_the_21st() {
    let mut b = demo();
    b.keys("c Enter Space Down Space Down Space Down Space Down Space").shows("选中 5").keys("Enter");
    b.keys("Down Down Down Down Down Down Down text:21 Space text:开会")
        .shows("不能上岗 +")
        .keys("Enter")
        .shows("已记");
    let why = |u: &Unavailable| matches!(u, Unavailable::Once { why: Some(why), .. } if why == "开会");
    assert_eq!(b.roster.members.values().filter(|m| m.unavailable.iter().any(why)).count(), 5);
    b.keys("Esc Esc u").shows("已撤销");
}

#[test]
fn leave_is_seen_shortened_and_taken_back_in_the_members_form() {
    let mut b = demo();
    b.keys("5 g 3 text:病假 Enter").shows("已记");
    b.keys("c Enter text:zjq Enter").shows("2022-04-18..2022-04-20 病假").keys("Up Down Down Down Down Down Down Down");
    b.keys("Down Down Ctrl-U text:4-18 Space text:病假 Enter").shows("已记");
    let leave = |b: &Board| {
        let one = |u: &Unavailable| match u {
            Unavailable::Once { from, to, .. } => Some((*to - *from) / 3600),
            Unavailable::Daily { .. } => None,
        };
        member(b, "赵建群").unavailable.iter().filter_map(one).collect::<Vec<_>>()
    };
    assert_eq!(leave(&b), [24]);
    b.keys("Enter Down Down Down Down Down Down Down Down Down Ctrl-U text:4-31").shows("! 请假：应该是");
    b.keys("Ctrl-U Enter").shows("已记");
    assert_eq!(leave(&b), [] as [i64; 0]);
}

#[test]
fn marks_stay_while_the_filter_hides_them() {
    let mut b = demo();
    b.keys("c Enter text:zjq Space Ctrl-U text:ld Space").shows("选中 2").keys("Ctrl-U Enter").shows("人员 2 个一起改");
    b.shows("赵建群、刘东").keys("Esc text:zjq Ctrl-A").shows("选中 1").keys("Ctrl-U Ctrl-A").shows("选中 48");
    b.keys("Ctrl-A").lacks("· 选中");
}

#[test]
fn all_nights_need_two_from_the_22nd() {
    let mut b = demo();
    b.keys("c Down Enter Ctrl-A").shows("选中 8").keys("Enter").shows("值守点 8 个一起改");
    b.keys("Down text:22 Down text:夜2").shows("缺岗 +").keys("Enter").shows("已记");
    let night = b.roster.patterns.coded("夜").unwrap();
    let early = b.roster.patterns.coded("早").unwrap();
    let date = |d: &str| d.parse().unwrap();
    for post in b.roster.posts.values() {
        assert_eq!((post.heads(date("2022-04-21"), night), post.heads(date("2022-04-22"), night)), (1, 2));
        assert_eq!(post.heads(date("2022-04-22"), early), 1);
    }
    b.shows("4月22日 起 早1 中1 夜2").shows("已记：改动：值守点 8").keys("Esc Esc u").shows("已撤销");
}

#[test]
fn heads_of_a_shift_that_is_over_change_tomorrow_and_the_form_says_so() {
    let mut b = demo();
    b.keys("c Down Enter text:dq Enter Down Down Down").shows("今天已经开始的明天起变").keys("Ctrl-U");
    b.send(Msg::Paste("早2 中1 夜1".into()));
    b.keys("Enter").shows("已记").keys("Up Down").shows("4月19日 起 早2 中1 夜1");
    let early = b.roster.patterns.coded("早").unwrap();
    let post = b.roster.post(b.roster.post_by_name("大渠家属院").unwrap()).unwrap();
    let heads = |date: &str| post.heads(date.parse().unwrap(), early);
    assert_eq!((heads("2022-04-18"), heads("2022-04-19")), (1, 2));
}

#[test]
fn what_changes_at_night_leaves_the_day_that_has_been_and_the_night_under_way() {
    let mut b = demo();
    b.minutes(200).keys("c Down Enter text:dq Enter Down Down Down Ctrl-U");
    b.send(Msg::Paste("早2 中2 夜2".into()));
    b.keys("Down").shows("2022-04-18").keys("Down Ctrl-U").send(Msg::Paste("07:20-08:10 +1".into()));
    b.keys("Enter").shows("已记");
    let post = |b: &Board| b.roster.post(b.roster.post_by_name("大渠家属院").unwrap()).unwrap().clone();
    let heads = |b: &Board, date: &str| {
        let of = |code| post(b).heads(date.parse().unwrap(), b.roster.patterns.coded(code).unwrap());
        ["早", "中", "夜"].map(of)
    };
    assert_eq!((heads(&b, "2022-04-18"), heads(&b, "2022-04-19")), ([1, 1, 1], [2, 2, 2]));
    let first = |b: &Board| post(b).surge.iter().map(|s| (s.first, s.last)).collect::<Vec<_>>();
    assert_eq!(first(&b), [("2022-04-19".parse().ok(), None)]);
    // At noon the one of this morning has been stood.
    b.minutes(600).keys("Enter Down Down Down Down Down Ctrl-U Enter").shows("已记");
    assert_eq!(first(&b), [("2022-04-19".parse().ok(), "2022-04-19".parse().ok())]);
}

#[test]
fn before_the_first_shift_of_a_branch_without_nights_yesterday_stays_as_it_was() {
    let mut b = first_start(demo::NOW);
    b.keys("text:八一 Enter Enter Ctrl-U").send(Msg::Paste("白 08:00-20:00".into()));
    b.keys("Enter Enter text:大渠家属院 Tab Tab Enter").shows("已记");
    b.minutes(500).keys("c Down Enter Enter Down Down Down Ctrl-U text:白2 Down").shows("2022-04-18");
    b.keys("Down").send(Msg::Paste("06:00-06:30 +1".into()));
    b.keys("Enter").shows("已记");
    let (_, post) = b.roster.posts.iter().next().unwrap();
    let day = b.roster.patterns.coded("白").unwrap();
    let heads = |date: &str| post.heads(date.parse().unwrap(), day);
    assert_eq!((heads("2022-04-18"), heads("2022-04-19")), (1, 2));
    assert_eq!(post.surge[0].first, "2022-04-20".parse().ok(), "that of this morning is over");
}

#[test]
fn the_form_speaks_of_what_has_begun_only_where_the_change_is_todays() {
    let mut b = demo();
    b.keys("c Down Enter text:dq Enter Down Down Down Down Ctrl-U text:4-25 Up").lacks("今天已经开始的");
    b.keys("Down Ctrl-U text:4-10 Up").lacks("今天已经开始的");
    b.keys("Down Ctrl-U text:18 Up").shows("今天已经开始的明天起变");
}

#[test]
fn several_posts_get_an_exception_and_each_keeps_its_own() {
    let mut b = demo();
    b.keys("c Down Enter text:dq Enter Down Down Down Down Down Down").send(Msg::Paste("4-25 夜0; 4-20 夜3".into()));
    b.keys("Enter").shows("已记");
    b.keys("Ctrl-U Ctrl-A Enter").shows("值守点 8 个一起改").keys("Down Down Down Down").shows("各自原有的留着");
    b.send(Msg::Paste("4-20 夜2".into()));
    b.keys("Enter").shows("已记：改动：值守点 8");
    let night = b.roster.patterns.coded("夜").unwrap();
    let heads = |post: &str, date: &str| {
        b.roster.post(b.roster.post_by_name(post).unwrap()).unwrap().heads(date.parse().unwrap(), night)
    };
    assert_eq!((heads("大渠家属院", "2022-04-20"), heads("大渠家属院", "2022-04-25")), (2, 0));
    assert_eq!((heads("畜牧局家属院", "2022-04-20"), heads("畜牧局家属院", "2022-04-25")), (2, 1));
}

#[test]
fn several_people_cannot_on_saturdays_and_each_keeps_his_own_times() {
    let mut b = demo();
    let own = |b: &Board| b.roster.members.values().map(|m| m.unavailable.len()).sum::<usize>();
    let before = own(&b);
    b.keys("c Enter Ctrl-A Enter").shows("人员 48 个一起改").keys("Down Down Down Down Down Down");
    b.send(Msg::Paste("周六 08:00-12:00".into()));
    b.keys("Enter").shows("已记");
    assert_eq!(own(&b), before + 48);
}

#[test]
fn a_new_post_and_a_new_unit_and_two_of_one_name() {
    let mut b = demo();
    b.keys("c Down Enter Up Enter").shows("新增值守点").keys("text:新点 Enter").shows("已记：新增值守点 新点");
    b.keys("Esc Esc c Down Down Enter Up Enter text:市教育局 Down text:教育局 Enter").shows("新增单位 市教育局");
    b.keys("Esc Esc c Enter Up Enter text:高永和 Enter").shows("高永和").shows("新增人员");
    b.keys("Down Right").shows("缺岗").lacks("! ").keys("Esc Enter");
    assert_eq!(b.model.place.view, View::Today);
}

#[test]
fn of_two_units_of_one_short_name_each_keeps_its_people() {
    let mut b = demo();
    b.keys("c Down Down Enter Up Enter text:县市场监督管理局 Down text:市场监管 Enter").shows("已记");
    let county = b.roster.units.iter().find(|(_, u)| u.name == "县市场监督管理局").map(|(id, _)| *id);
    b.keys("Esc Esc c Enter text:zjq Enter Down").shows("市市场监督管理局").keys("Left Right Ctrl-U text:市场监管");
    b.shows("! 没有单位“市场监管”").shows("是不是：市市场监督管理局").keys("Ctrl-U text:县市场监督管理局 Enter");
    b.shows("已记");
    assert_eq!(member(&b, "赵建群").unit, county);
    b.keys("Enter Down Down Down Down text:9 Enter").shows("已记");
    assert_eq!(member(&b, "赵建群").unit, county);
}

#[test]
fn forms_speak_ones_language() {
    let mut b = demo();
    b.keys("c Enter text:zjq Enter").shows("下沉干部").lacks("cadre").shows("是");
    b.keys("Esc Esc Esc c Down Enter text:syzx Enter").shows("一至五 07:20-08:10 +1").lacks("mon");
    let mut b = demo().english();
    b.keys("c Enter text:zjq Enter").shows("cadre").shows("yes").lacks("是");
    b.keys("Down Down Down Right Enter");
    assert_eq!(member(&b, "赵建群").party, Some(false));
}

#[test]
fn rules_and_shifts_are_forms_too() {
    let mut b = demo();
    b.keys("c text:规")
        .shows("规则")
        .keys("Enter")
        .shows("连续上限")
        .keys("Backspace Backspace text:9h")
        .shows("超时 -");
    b.keys("Enter").shows("已记：改规则");
    assert_eq!(b.roster.rules.max_stretch, 9 * 3600);
    b.keys("c text:班次 Enter").keys("Backspace").shows("! 班次：应该是");
    b.keys("Esc Enter");
}

#[test]
fn the_shifts_change_from_a_date_and_who_loses_his_is_told_before() {
    let mut b = demo();
    b.keys("c text:班次 Enter").shows("2022-04-19").keys("Ctrl-U text:白 Space").shows("! 班次：应该是");
    b.keys("Ctrl-U").send(Msg::Paste("白 08:00-20:00; 夜 20:00-08:00".into()));
    b.keys("Down Ctrl-U text:4-22").shows("108 个排班会失去班次").keys("Enter").shows("108 个排班会失去班次");
    b.keys("Down Down Right").shows("不再需要：4月22日 早").shows("4月22日 06:00–08:00 新旧班制之间没有班次");
    b.shows("白班 缺 1 人")
        .keys("Enter")
        .shows("已记：4月22日起改班制：白、夜；撤下 108 个排班；8 个值守点的人数随之改");
    let day = b.roster.patterns.coded("白").unwrap();
    let date = |d: &str| d.parse().unwrap();
    let canal = b.roster.post_by_name("大渠家属院").unwrap();
    let heads = |b: &Board, d: &str| b.roster.heads(lunban::domain::Slot { post: canal, date: date(d), shift: day });
    assert_eq!((heads(&b, "2022-04-21"), heads(&b, "2022-04-22")), (0, 1));
    b.keys("2").shows("白").lacks("⁇");
    b.keys("5 Right Right Right Right text:早").lacks("已记：排");
    b.keys("u").shows("已撤销");
    assert_eq!(b.roster.patterns.later().count(), 0);
}
