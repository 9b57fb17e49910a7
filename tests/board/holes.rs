//! A pattern that does not fill the day: the hours between the shifts are shown too.

use lunban::domain::time::HOUR;
use lunban::domain::{Roster, apply};
use lunban::exchange::{branch_file, demo};

use super::kit::{Board, board};

const BRANCH: &str = r#"
[branch]
name = "只有白班"
[[shift]]
code = "白"
name = "白班"
start = "08:00"
end = "20:00"
[[post]]
name = "东门"
heads = { "白" = 1 }
[[member]]
name = "关宁"
[[member]]
name = "宋岩"
[[assignment]]
post = "东门"
date = 2022-04-18
shift = "白"
members = ["关宁"]
[[assignment]]
post = "东门"
date = 2022-04-19
shift = "白"
members = ["宋岩"]
[[presence]]
post = "东门"
member = "关宁"
on = 2022-04-18T08:00:00
"#;

/// So many hours after 22:40 of 18 April, in the hole.
fn between_shifts(hours: i64) -> Board {
    let mut roster = Roster::default();
    let now = demo::NOW + hours * HOUR;
    branch_file::import(&roster.clone(), BRANCH, now).unwrap().events.iter().for_each(|e| apply(&mut roster, e));
    board(roster, now)
}

#[test]
fn between_two_shifts_today_is_the_day_that_has_been_with_now_and_who_stays() {
    for (hours, clock) in [(0, "22:40"), (7, "05:40")] {
        let mut b = between_shifts(hours);
        let long = format!("关宁 {}:40", 14 + hours);
        b.shows(clock).shows("白 关宁").shows("▼").shows(&long).lacks("白 宋岩");
        b.keys("2").shows("一周 4月18日–4月24日");
    }
}

#[test]
fn the_cursor_is_on_the_shift_to_come_and_goes_back_to_the_one_that_was() {
    let mut b = between_shifts(0);
    b.keys("a").shows("谁能来 · 东门 4月19日 白班").keys("Esc Left a").shows("谁能来 · 东门 4月18日 白班");
}
