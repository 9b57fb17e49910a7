//! Files in and out: what is read, what is refused and where, what an import changes, and the answers of `status`,
//! `findings` and `coverage`.

use lunban::domain::refusal::FileFault;
use lunban::domain::*;
use lunban::exchange::branch_file::{Imported, import};

mod faults;
mod output;
mod read;
mod round_trip;
mod update;

/// 18 April 2022, 22:40 in Shanghai.
const NOW: Instant = Instant(1_650_292_800);

fn read(roster: &Roster, text: &str) -> Imported {
    import(roster, text, NOW).unwrap_or_else(|r| panic!("{r:?}\n{text}"))
}

/// The roster after importing `text`.
fn with(roster: &Roster, text: &str) -> Roster {
    let mut after = roster.clone();
    read(roster, text).events.iter().for_each(|e| event::apply(&mut after, e));
    after
}

fn branch(text: &str) -> Roster {
    with(&Roster::default(), text)
}

/// The refusal of `text` on `roster`: line, column and what.
fn refused(roster: &Roster, text: &str) -> (usize, usize, FileFault) {
    match import(roster, text, NOW) {
        Err(Refusal::File { line, column, what }) => (line, column, what),
        other => panic!("{other:?}\n{text}"),
    }
}

/// The branch of FORMATS, every key used.
const WHOLE: &str = r#"
[branch]
name = "八一西街社区临时党支部"
zone = "Asia/Shanghai"
secretary = "赵建群"

[[shift]]
code = "早"
name = "早班"
start = "06:00"
end = "14:00"
[[shift]]
code = "中"
name = "中班"
start = "14:00"
end = "22:00"
[[shift]]
code = "夜"
name = "夜班"
start = "22:00"
end = "06:00"

[rules]
max_stretch = "9h"
overstay_grace = "20min"
min_break = "1h30min"
max_consecutive_days = 5

[[unit]]
name = "市市场监督管理局"
short = "市场监管"

[[compound]]
name = "畜牧局家属院"
community = "八一西街社区"
subdistrict = "中城街道"
households = 20
residents = 60
units = ["市市场监督管理局"]

[[post]]
name = "畜牧局家属院"
short = "畜牧局"
compound = "畜牧局家属院"
heads = { "早" = 1, "中" = 1, "夜" = 1 }
surge = [ { days = ["mon","tue","wed","thu","fri"], from = "07:20", to = "08:10", extra = 1, first = 2022-04-13, last = 2022-04-30 } ]
except = [ { date = 2022-04-20, shift = "夜", heads = 2 } ]

[[member]]
name = "赵建群"
unit = "市市场监督管理局"
role = "cadre"
party = true
phone = "13800000001"
posts = ["畜牧局家属院"]
joins = 2022-04-13
leaves = 2022-04-30
unavailable = [
  { from = 2022-04-19T00:00:00, to = 2022-04-20T00:00:00+08:00, why = "病假" },
  { days = ["mon","sun"], from = "11:00", to = "12:30", why = "回家做饭" },
]
[[member]]
name = "解银平"
role = "gatekeeper"
[[member]]
name = "王建军"

[[assignment]]
post = "畜牧局家属院"
date = 2022-04-18
shift = "早"
members = ["赵建群"]
from = "06:00"
to = "10:00"
pinned = true
note = "替王建军"
[[assignment]]
post = "畜牧局家属院"
date = 2022-04-18
shift = "夜"
members = ["王建军", "解银平"]
to = "02:00"

[[presence]]
post = "畜牧局家属院"
member = "赵建群"
on = 2022-04-18T06:00:00
off = 2022-04-18T14:00:00
[[presence]]
post = "畜牧局家属院"
member = "解银平"
on = 2022-04-18T09:00:00

[[away]]
post = "畜牧局家属院"
member = "赵建群"
from = 2022-04-18T09:00:00
to = 2022-04-18T09:20:00
by = "解银平"
brought = true

[[handover]]
post = "畜牧局家属院"
at = 2022-04-18T14:00:00
out = ["赵建群"]
relief = ["王建军"]
note = "热水壶漏水"

[[item]]
post = "畜牧局家属院"
opened = 2022-04-18T13:40:00
text = "出租车司机十一点回来"
due = 2022-04-18T23:00:00
closed = 2022-04-18T14:00:00
"#;

/// What a roster holds, without its numbers of change.
fn same(a: &Roster, b: &Roster) -> bool {
    a.branch == b.branch
        && a.rules == b.rules
        && a.patterns == b.patterns
        && a.units == b.units
        && a.compounds == b.compounds
        && a.posts == b.posts
        && a.members == b.members
        && a.assignments == b.assignments
        && a.presences == b.presences
        && a.handovers == b.handovers
        && a.items == b.items
}
