//! Planning from the board: two weeks in one step, a line taken out, a repair after leave, and a search that is stopped.

use lunban::app::Msg;
use lunban::app::dialog::{Dialog, Review};
use lunban::domain::event::Change;
use lunban::domain::time::{DAY, days_after, midnight};
use lunban::domain::{Command, Do, Event, Member, Role, apply};
use lunban::plan::branch::Progress;

use crate::kit::{Board, demo};

/// The difference on the screen.
fn review(board: &Board) -> &Review {
    match board.model.dialogs.last() {
        Some(Dialog::Review(review)) => review,
        other => panic!("no difference on the screen: {other:?}"),
    }
}

#[test]
fn two_weeks_are_filled_with_the_difference_shown_and_one_undo_takes_it_back() {
    let mut board = demo();
    let before = board.roster.assignments.clone();
    board.keys("2 f").shows("范围").shows("[本屏]").keys("Right Right").shows("[2 周]").shows("4月18日–5月1日");
    board.keys("Down Left").shows("[重排]").keys("Enter").shows("[变化").shows("空 0");
    assert_eq!(board.roster.assignments, before, "nothing is applied yet");
    board
        .keys("Right")
        .shows("都排满了")
        .keys("Right")
        .shows("小时")
        .shows("市场监管")
        .keys("Right")
        .shows("请相互转告");
    board.keys("Enter").shows("已记：排班：新排");
    assert_ne!(board.roster.assignments, before);
    for n in 0..14 {
        let date = days_after("2022-04-18".parse().unwrap(), n).to_string();
        assert!(n == 0 || !board.planned("畜牧局家属院", &date, "夜").is_empty(), "{date}");
    }
    board.keys("u").shows("已撤销：排班：新排");
    assert_eq!(board.roster.assignments, before);
}

#[test]
fn escape_throws_a_plan_away() {
    let mut board = demo();
    let before = board.roster.assignments.clone();
    board.keys("2 f Enter").shows("[变化").keys("Esc").lacks("[变化").lacks("已记");
    assert_eq!(board.roster.assignments, before);
}

#[test]
fn a_line_can_be_taken_out_and_what_then_does_not_hold_is_said_at_once() {
    let mut board = demo();
    board.keys("2 f Enter").shows("[变化").keys("Space").shows("去掉 1 行").keys("Up Space").lacks("去掉 1 行");
    let lines = review(&board).lines.len();
    board.keys("Up").keys(&"x ".repeat(lines)).shows(&format!("去掉 {lines} 行")).keys("Enter").lacks("[变化");
    assert!(board.planned("环卫处家属院", "2022-04-20", "中").is_empty(), "all of it was taken out");
    // Who comes from another slot of the day cannot come while he stays there.
    board
        .keys("2 f Right Down Left Enter")
        .shows("[变化")
        .keys("Space Space Space Space Space Space")
        .shows("没有写入");
    board.keys("Enter").shows("没有写入").shows("去掉 6 行");
}

#[test]
fn the_pages_follow_the_lines_that_are_taken_out() {
    let mut board = demo();
    board.keys("2 f Enter").shows("[变化");
    let all = review(&board).proposal.clone();
    board.keys(&"x ".repeat(review(&board).lines.len())).shows("新排 0 人次，撤下 0").lacks("空 0");
    let left = review(&board).left.clone();
    assert!(left.loads.iter().all(|l| l.after == l.before), "nobody has more or less than before");
    assert!(left.open_heads() > all.open_heads(), "what would have been filled stays open");
    board.keys("Left Left Left").shows("[空缺").lacks("都排满了");
    board.keys("Right").shows("小时").keys("Right").shows("请相互转告").keys("Esc");
}

#[test]
fn after_three_days_of_leave_a_repair_names_everybody_concerned() {
    let mut board = demo();
    let member = board.roster.member_by_name("李志强").unwrap();
    let from = midnight(board.roster.zone(), "2022-04-23".parse().unwrap());
    board.keys("2 f Enter Enter");
    let leave = Command::new(Do::Leave { member, from, to: from + 3 * DAY, why: Some("病假".into()) });
    board.record(&leave, "赵建群").unwrap();
    board.publish();
    board.keys("f").shows("[修补]").keys("Right Right Enter").shows("−李志强").keys("Left").shows("[通知");
    board.shows("李志强：4月24日").keys("y").shows("已复制");
    assert!(board.copied[0].contains("不用来了") && board.copied[0].contains("上岗"), "{}", board.copied[0]);
    board.keys("Enter").shows("已记");
    let still = board.roster.assignments_of(member, "2022-04-23".parse().unwrap(), "2022-04-25".parse().unwrap());
    assert_eq!(still.count(), 0);
}

#[test]
fn while_it_is_searched_the_board_lives_and_escape_keeps_the_best() {
    let mut board = demo();
    board.slow = true;
    board.keys("2 f Enter").shows("正在排…");
    let (id, ask) = board.plans[0];
    board.send(Msg::Progress(id, Progress { objective: 2675, open: 3, days_done: 0 }));
    board.shows("最好 2675 分，空 3 人次").minutes(1).shows("22:41").keys("x").shows("2675");
    board.send(Msg::Progress(id, Progress { objective: 2675, open: 3, days_done: 4 }));
    board.shows("最好 2675 分，空 3 人次，已排到 4月21日");
    board.keys("Esc");
    assert_eq!(board.stopped, [id]);
    board.plan(id, ask, false);
    board.shows("[变化");
    board.keys("Esc");
    // One that was given up on is not shown when it comes after all.
    board.keys("f Enter Esc Esc").lacks("正在排");
    let (id, ask) = board.plans[1];
    board.plan(id, ask, true);
    board.lacks("[变化").lacks("[空缺");
}

#[test]
fn a_plan_that_was_overtaken_is_refused_and_stays_on_the_screen() {
    let mut board = demo();
    board.keys("2 f Enter").shows("[变化");
    let off = review(&board).proposal.changes.iter().find(|c| c.is.is_none()).unwrap();
    let (slot, member) = (off.id.slot, off.id.member);
    board.record(&Command::new(Do::Withdraw { slot, member }), "王涛").unwrap();
    board.publish();
    board.keys("Enter").shows("没有写入").shows("[变化");
}

#[test]
fn leave_is_marked_where_the_cursor_is_and_repaired() {
    let mut board = demo();
    let member = board.roster.member_by_name("张海燕").unwrap();
    // Wednesday early at the first post.
    board.keys("2 t Up Up Right Right Right Right").shows("▸张海燕").keys("g").shows("请假").shows("张海燕");
    board
        .keys("3")
        .shows("3 天，到 4月22日")
        .keys("Down Down Down text:病")
        .keys("Enter")
        .shows("已记：张海燕 4月20日 00:00");
    let fell = &board.roster.member(member).unwrap().unavailable;
    assert_eq!(fell.len(), 1, "{fell:?}");
    board.keys("f Enter").shows("−张海燕").keys("Enter").shows("已记");
    let (first, last) = ("2022-04-20".parse().unwrap(), "2022-04-22".parse().unwrap());
    assert_eq!(board.roster.assignments_of(member, first, last).count(), 0);
    board.keys("u u").shows("已撤销：张海燕");
    assert!(board.roster.member(member).unwrap().unavailable.is_empty());
}

#[test]
fn leave_from_people_is_of_the_member_and_the_date_under_the_cursor() {
    let mut board = demo();
    board.keys("5 Down Right g").shows("请假").shows("从").keys("Esc ?").shows("帮助 · 人员");
}

#[test]
fn a_rotation_is_proposed_with_teams_of_those_on_full_shifts() {
    let mut board = demo();
    board
        .keys("2 ] ] f Right Down Right Right Right")
        .shows("[四班三运转]")
        .keys("Enter")
        .shows("[变化 168]")
        .keys("Enter");
    board.shows("已记：排班：新排 168");
    let days = ["2022-05-02", "2022-05-03", "2022-05-04", "2022-05-05"];
    let early: Vec<_> = days.map(|d| board.planned("畜牧局家属院", d, "早").join("")).to_vec();
    assert!(early[0] == early[1] && early[1] != early[2] && early[2] == early[3], "{early:?}");
}

#[test]
fn a_rotation_that_nobody_can_be_put_into_says_so() {
    let mut board = demo();
    let members: Vec<_> = board.roster.members.iter().map(|(id, m)| (*id, (**m).clone())).collect();
    for (id, was) in members {
        let is = Some(Member { role: Some(Role::Volunteer), ..was.clone() });
        apply(&mut board.roster, &Event::Member(Change { id, was: Some(was), is }));
    }
    board.publish();
    board.keys("2 f Right Down Right Right Enter").shows("[空缺").shows("轮不了").shows("没有班组");
    assert!(review(&board).proposal.heads > 0, "and what is needed is counted");
}

#[test]
fn who_can_step_in_is_ranked_by_what_it_does_to_the_fair_shares_and_says_so() {
    let mut board = demo();
    // Nobody is planned on the 28th: everybody can, who has least comes first.
    board.keys("2 ] Right Right Right a").shows("谁能来").shows("比应排少");
    let screen = board.screen();
    let first = screen.lines().find(|l| l.contains("比应排")).unwrap();
    assert!(first.contains("比应排少"), "{first}");
}

#[test]
fn what_is_pinned_in_week_shows_and_is_left_where_it_is_by_filling() {
    let fill = "2 f Right Right Down Left Enter Enter";
    let mut free = demo();
    free.keys(fill).shows("已记：排班");
    let before = demo().roster;
    let moved = before.assignments.keys().filter(|id| !free.roster.assignments.contains_key(*id));
    let moved = *moved.min_by_key(|id| id.slot.date).expect("the plan moves somebody");
    let mut b = demo();
    b.model.place.post = Some(moved.slot.post);
    b.model.place.slot = Some((moved.slot.date, moved.slot.shift));
    let name = before.name_of(moved.member);
    b.keys("2 P").shows(&format!("已记：固定 {name}")).shows("▪");
    b.keys(fill).shows("已记：排班");
    assert!(b.roster.assignments.get(&moved).is_some_and(|a| a.pinned), "{name} stays where he was");
    b.keys("u").shows("已撤销：排班").keys("P").shows(&format!("已记：放开 {name}")).lacks("▪").keys("u").shows("▪");
}

#[test]
fn cells_of_people_are_pinned_together_and_nothing_is_pinned_where_nobody_is_planned() {
    let mut b = demo();
    b.keys("5 Right P").shows("已记：固定 赵建群 畜牧局家属院 4月19日 中班").shows("14:00–22:00 已固定");
    b.keys("v Right Down Down Down P").shows("个排班").keys("u").shows("已撤销：固定 ");
    b.keys("/ text:贺建国 Enter").shows("请假").keys("P").shows("! 固定排班：这里没有排班");
    b.keys("2 Down Down Down Down Right Right Right Right Right P").shows("! 固定排班：这里没有排班");
    b.keys("1 P").shows("! 固定排班：这个视图里不用");
}
