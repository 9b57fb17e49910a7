//! Stories of setting right what was recorded: the times of a presence, with a reason.

use lunban::app::Msg;
use lunban::domain::{Instant, Presence};
use lunban::exchange::demo;

use super::kit::{Board, demo, demo_at};

/// Who came on at `post` at `on`, as it is recorded.
fn presence<'a>(b: &'a Board, post: &str, member: &str) -> &'a Presence {
    let (post, member) = (b.roster.post_by_name(post).unwrap(), b.roster.member_by_name(member).unwrap());
    b.roster.presences_at(post).rfind(|(_, p)| p.member == member).unwrap().1
}

/// A time of 18 April 2022 in Yuncheng.
fn at(hour: i64, minute: i64) -> Instant {
    demo::NOW + ((hour - 22) * 60 + minute - 40) * 60
}

#[test]
fn a_mark_that_came_too_late_is_set_right_with_a_reason_and_stays_readable() {
    let mut b = demo();
    b.keys("/ text:大渠 Enter C").shows("更正在岗时间 · 大渠家属院").shows("(●) 宋岩  22:00–至今");
    b.shows("下岗    还在岗").keys("Enter text:2150");
    b.shows("更正宋岩 大渠家属院：22:00–至今 改为 21:50–至今").keys("Enter");
    b.shows("▸原因").lacks("已记").keys("text:交接时没记 Enter");
    b.shows("22:40 已记：更正宋岩 大渠家属院：22:00–至今 改为 21:50–至今（交接时没记）");
    let song = presence(&b, "大渠家属院", "宋岩");
    assert_eq!((song.on, song.off), (at(21, 50), None));
    assert_eq!((song.corrected[0].on, song.corrected[0].reason.as_str()), (at(22, 0), "交接时没记"));
    b.keys("C").shows("(●) 宋岩  21:50–至今  原来 22:00–至今（交接时没记）").keys("Esc u").shows("已撤销：");
    assert_eq!(presence(&b, "大渠家属院", "宋岩").on, at(22, 0));
    b.keys("C").lacks("原来");
}

#[test]
fn of_several_another_is_chosen_and_his_going_off_is_typed() {
    let mut b = demo();
    b.keys("/ text:大渠 Enter C Down").shows("(●) 高永和  14:00–至今").shows("(●) 高永和").keys("Enter Down text:2235");
    b.shows("14:00–至今 改为 14:00–22:35").keys("- -").shows("改为 14:00–22:25").keys("Up").shows("▸上岗");
    b.keys("Up").shows("▸        (●) 高永和").keys("Tab Down Down text:回家了 Enter").shows("已记：更正高永和");
    assert_eq!(presence(&b, "大渠家属院", "高永和").off, Some(at(22, 25)));
    assert_eq!(b.on("大渠家属院"), ["宋岩"]);
}

#[test]
fn what_cannot_be_is_said_before_enter_and_is_not_recorded() {
    let mut b = demo();
    b.keys("/ text:大渠 Enter C Enter Down text:2155")
        .shows("! 宋岩 4月18日 22:00 才上岗")
        .keys("text:试 Enter")
        .lacks("已记");
    b.keys("Up Backspace").lacks("! ").keys("Up text:2200").shows("打 2155 这样的时间");
    b.keys("Right Right Right Right Right Right Right Right Right").shows("改为 22:40–至今").keys("Esc Enter");
    // He was there the morning before, too: nobody is on duty twice at once.
    b.keys("C Down Enter text:0100 [").shows("! 高永和").keys("Esc Enter").lacks("更正在岗时间 ·");
}

#[test]
fn the_log_of_handovers_and_the_findings_lead_to_it() {
    let mut b = demo();
    b.keys("4 Down Down Down Down Down C").shows("更正在岗时间 · ");
    let mut b = demo();
    b.keys("3 Down C").shows("更正在岗时间 · 大渠家属院").shows("(●) 高永和  14:00–至今");
    demo().keys("/ text:动物 Enter C").shows("更正在岗时间 · 动物检疫站家属院");
}

#[test]
fn an_old_presence_keeps_its_day_and_moves_by_days_on_request() {
    let mut b = demo_at(demo::NOW);
    b.keys("/ text:大渠 Enter [ [ C").shows("更正在岗时间 · 大渠家属院").shows("4月16日").keys("Enter text:2130");
    b.shows("4月16日 21:30").keys("]").shows("4月17日 21:30");
    b.send(Msg::Paste("记错\u{1b}了\n日子".into()));
    b.shows("▸原因    记错了 日子");
}

#[test]
fn a_key_with_ctrl_is_no_letter_of_the_reason() {
    demo().keys("/ text:大渠 Enter C Ctrl-P Ctrl-R").shows("必填").keys("Esc n x Ctrl-P Ctrl-R").shows("可不填");
}

#[test]
fn where_there_is_nothing_to_correct_it_says_so() {
    super::kit::board(lunban::domain::Roster::default(), demo::NOW).keys("C").shows("还没有值守点");
    demo().keys("6 C").shows("! 更正在岗时间：光标不在值守点上");
}
