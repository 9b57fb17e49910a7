//! A workbook of ours brought in again changes nothing, whichever of its sheets is read.

use lunban::domain::event::Change;
use lunban::domain::{AssignmentId, Event, Roster, ShiftId, Slot, apply};
use lunban::exchange::handout::{Format, Handout};
use lunban::exchange::sheet::{self, Layout, Options, Understood};
use lunban::locale::Lang;
use proptest::prelude::*;

use crate::scene::{branch, demo, handout, made};

fn read(roster: &Roster, bytes: &[u8], sheet: Option<&str>) -> Understood {
    let options = Options { sheet: sheet.map(String::from), ..Options::default() };
    sheet::read(bytes, "班表", roster, &options, "2022-04-18".parse().unwrap())
        .unwrap_or_else(|e| panic!("{sheet:?}: {e:?}"))
}

/// Everything of the roster was understood, and nothing is to be changed.
#[track_caller]
fn changes_nothing(handout: &Handout, format: Format, sheet: Option<&str>, layout: Layout) -> Understood {
    let understood = read(handout.roster, &made(handout, format), sheet);
    assert_eq!(understood.problems, [], "{sheet:?}");
    assert_eq!(understood.events, [], "{sheet:?}");
    assert_eq!(understood.layout, layout, "{sheet:?}");
    understood
}

#[test]
fn the_demo_comes_back_unchanged_by_every_sheet_in_both_languages() {
    let roster = demo();
    let mut h = handout(&roster, "2022-04-18", "2022-04-27");
    let all = h.assignments().count();
    for (lang, wall, people, contacts) in
        [(Lang::Zh, "值班总表", "人员表", "通讯录"), (Lang::En, "Duty roster", "People", "Contacts")]
    {
        h.lang = lang;
        assert_eq!(changes_nothing(&h, Format::Xlsx, None, Layout::Turned).assignments.len(), all);
        assert_eq!(changes_nothing(&h, Format::Xlsx, Some(wall), Layout::Turned).assignments.len(), all);
        assert_eq!(changes_nothing(&h, Format::Xlsx, Some(people), Layout::People).assignments.len(), all);
        assert_eq!(changes_nothing(&h, Format::Csv, None, Layout::List).assignments.len(), all);
        changes_nothing(&h, Format::Xlsx, Some(contacts), Layout::Contacts);
    }
    let of_posts: usize = roster
        .posts
        .values()
        .map(|p| changes_nothing(&h, Format::Xlsx, Some(p.label()), Layout::Shifts).assignments.len())
        .sum();
    assert_eq!(of_posts, all);
}

#[test]
fn shifts_that_change_in_the_middle_come_back_too() {
    let mut roster = demo();
    let two = "[[pattern]]\nfrom = 2022-04-22\nshift = [{ code = \"白\", name = \"白班\", start = \"08:00\", end = \"20:00\" }, { code = \"夜\", name = \"夜班\", start = \"20:00\", end = \"08:00\" }]\n";
    let first: chrono::NaiveDate = "2022-04-22".parse().unwrap();
    let days: Vec<_> =
        roster.assignments.iter().filter(|(id, _)| id.slot.date >= first).map(|(id, a)| (*id, a.clone())).collect();
    let (night, day) = (roster.patterns.coded("夜").unwrap(), ShiftId(4));
    for (id, a) in days {
        apply(&mut roster, &Event::Assignment(Change { id, was: Some(a.clone()), is: None }));
        let moved =
            AssignmentId { slot: Slot { shift: if id.slot.shift == night { night } else { day }, ..id.slot }, ..id };
        if roster.shifts_on(first).iter().all(|s| s.id != day) {
            let imported =
                lunban::exchange::branch_file::import(&without_from(&roster, first), two, lunban::exchange::demo::NOW);
            imported.unwrap().events.iter().for_each(|e| apply(&mut roster, e));
        }
        apply(&mut roster, &Event::Assignment(Change { id: moved, was: None, is: Some(a) }));
    }
    let h = handout(&roster, "2022-04-18", "2022-04-27");
    let all = h.assignments().count();
    for (sheet, layout) in [("值班总表", Layout::Turned), ("人员表", Layout::People)] {
        assert_eq!(changes_nothing(&h, Format::Xlsx, Some(sheet), layout).assignments.len(), all);
    }
    assert_eq!(changes_nothing(&h, Format::Csv, None, Layout::List).assignments.len(), all);
    let html = crate::scene::text(&h, Format::Html);
    assert!(html.contains("白班") && html.contains("22:00–06:00") && html.contains("20:00–08:00"));
    // A code of the other pattern is said, and not put in.
    let other = "姓名,4月21日,4月23日\n赵建群,早(大渠家属院),早(大渠家属院)\n";
    let understood = read(&roster, other.as_bytes(), None);
    let said: Vec<String> = understood.problems.iter().map(|p| format!("{:?}", p.what)).collect();
    assert_eq!(said.len(), 1, "{said:?}");
    assert!(said[0].contains("NotThatDay"), "{said:?}");
}

/// The roster without what is planned from a date on.
fn without_from(roster: &Roster, first: chrono::NaiveDate) -> Roster {
    let mut out = roster.clone();
    let later: Vec<_> =
        roster.assignments.iter().filter(|(id, _)| id.slot.date >= first).map(|(id, a)| (*id, a.clone())).collect();
    for (id, a) in later {
        apply(&mut out, &Event::Assignment(Change { id, was: Some(a), is: None }));
    }
    out
}

#[test]
fn a_year_that_turns_is_no_trouble() {
    let file =
        ODD.replace("2022-04-2", "2022-12-3").replace("2022-04-30", "2023-01-01").replace("2022-12-32", "2023-01-02");
    let roster = branch(&file);
    let h = handout(&roster, "2022-12-26", "2023-01-08");
    assert!(h.assignments().count() >= 6);
    changes_nothing(&h, Format::Xlsx, None, Layout::Turned);
    changes_nothing(&h, Format::Xlsx, Some("人员表"), Layout::People);
    changes_nothing(&h, Format::Csv, None, Layout::List);
}

/// Two of one name, names in brackets, a name that is a shift's code, names with spaces and signs, notes, pins, a part of
/// a slot, a post in the shadow of another, a whole leave.
const ODD: &str = r#"
[branch]
name = "值守"

[[unit]]
name = "市市场监督管理局"
short = "市场监管"

[[post]]
name = "东街家属院"
heads = { "早" = 2, "中" = 1, "夜" = 1 }

[[post]]
name = "东街家属院北门"
short = "北门"
heads = { "早" = 1, "夜" = 1 }
surge = [ { days = [], from = "07:20", to = "08:10", extra = 1 } ]

[[member]]
name = "王芳"

[[member]]
name = "王芳(市场监管)"
unit = "市市场监督管理局"

[[member]]
name = "赵 斌"
unavailable = [ { from = 2022-04-20T00:00:00, to = 2022-04-22T00:00:00, why = "病" } ]

[[member]]
name = "Anna Maria Li"

[[member]]
name = "欧阳·买买提"
phone = "+86 138"

[[assignment]]
post = "东街家属院"
date = 2022-04-20
shift = "早"
members = ["王芳", "王芳(市场监管)"]

[[assignment]]
post = "东街家属院北门"
date = 2022-04-20
shift = "早"
members = ["Anna Maria Li"]
from = "07:20"
to = "08:10"
pinned = true

[[assignment]]
post = "东街家属院北门"
date = 2022-04-21
shift = "夜"
members = ["欧阳·买买提"]
note = "替王芳"

[[assignment]]
post = "东街家属院"
date = 2022-04-21
shift = "夜"
members = ["赵 斌", "Anna Maria Li"]

[[assignment]]
post = "东街家属院"
date = 2022-04-22
shift = "中"
members = ["欧阳·买买提"]

[[assignment]]
post = "东街家属院北门"
date = 2022-04-22
shift = "早"
members = ["欧阳·买买提"]
"#;

#[test]
fn odd_names_notes_pins_and_parts_come_back_unchanged() {
    let roster = branch(ODD);
    let h = handout(&roster, "2022-04-18", "2022-05-01");
    let all = h.assignments().count();
    for (sheet, layout) in
        [(None, Layout::Turned), (Some("人员表"), Layout::People), (Some("值班总表"), Layout::Turned)]
    {
        assert_eq!(changes_nothing(&h, Format::Xlsx, sheet, layout).assignments.len(), all, "{sheet:?}");
    }
    changes_nothing(&h, Format::Xlsx, Some("通讯录"), Layout::Contacts);
    assert_eq!(changes_nothing(&h, Format::Csv, None, Layout::List).assignments.len(), all);
}

#[test]
fn in_a_store_without_the_roster_the_sheet_brings_it_back() {
    let roster = branch(ODD);
    let bytes = made(&handout(&roster, "2022-04-18", "2022-05-01"), Format::Xlsx);
    let bare = branch(ODD.split("[[assignment]]").next().unwrap());
    let understood = read(&bare, &bytes, None);
    assert_eq!(understood.events.len(), roster.assignments.len());
    let noted = understood.assignments.iter().filter(|a| a.note.as_deref() == Some("替王芳")).count();
    assert_eq!(noted, 1);
}

const SHIFTS: [&[(&str, &str, &str, &str)]; 4] = [
    &[("早", "早班", "06:00", "14:00"), ("中", "中班", "14:00", "22:00"), ("夜", "夜班", "22:00", "06:00")],
    &[("白", "白班", "08:00", "20:00"), ("夜", "夜班", "20:00", "08:00")],
    &[("值", "值班", "08:00", "08:00")],
    &[
        ("A", "A班", "00:00", "06:00"),
        ("B", "B班", "06:00", "12:00"),
        ("C", "C班", "12:00", "18:00"),
        ("D", "D班", "18:00", "24:00"),
    ],
];
const POSTS: [(&str, &str); 5] = [
    ("东街家属院", "东街"),
    ("东街家属院北门", "北门"),
    ("市国税局家属院北院", "国税局北院"),
    ("1号楼", "1号"),
    ("实验中学", "实验中学"),
];
const MEMBERS: [&str; 10] =
    ["赵建群", "赵 斌", "王芳", "王芳(市场监管)", "Anna Li", "欧阳买买提", "李四", "解银平", "白雪", "中村健"];

/// A branch of these shifts, so many posts, and assignments picked by numbers.
fn made_up(shifts: usize, posts: usize, picks: &[(usize, i64, usize, usize, u8)]) -> String {
    let pattern = SHIFTS[shifts];
    let mut file =
        "[branch]\nname = \"值守\"\n[[unit]]\nname = \"市市场监督管理局\"\nshort = \"市场监管\"\n".to_string();
    for (code, name, start, end) in pattern {
        let end = if *end == "24:00" { "00:00" } else { end };
        file += &format!("[[shift]]\ncode = \"{code}\"\nname = \"{name}\"\nstart = \"{start}\"\nend = \"{end}\"\n");
    }
    let heads: Vec<String> = pattern.iter().map(|(code, ..)| format!("\"{code}\" = 1")).collect();
    for (name, short) in &POSTS[..posts] {
        file += &format!("[[post]]\nname = \"{name}\"\nshort = \"{short}\"\nheads = {{ {} }}\n", heads.join(", "));
    }
    for name in MEMBERS {
        let unit = if name.contains('(') { "unit = \"市市场监督管理局\"\n" } else { "" };
        file += &format!("[[member]]\nname = \"{name}\"\n{unit}");
    }
    let mut taken = std::collections::HashSet::new();
    for (post, day, shift, member, extra) in picks {
        let (post, shift, member) = (POSTS[post % posts].0, pattern[shift % pattern.len()].0, MEMBERS[*member]);
        if taken.insert((post, *day, shift, member)) {
            let date = format!("2022-04-{:02}", 11 + day);
            let extra = match extra {
                0 => "note = \"替王芳\"\n",
                1 => "pinned = true\n",
                _ => "",
            };
            file += &format!(
                "[[assignment]]\npost = \"{post}\"\ndate = {date}\nshift = \"{shift}\"\nmembers = [\"{member}\"]\n{extra}"
            );
        }
    }
    file
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 12, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn whatever_the_branch_its_sheets_come_back_unchanged(
        shifts in 0..SHIFTS.len(),
        posts in 1..=POSTS.len(),
        picks in prop::collection::vec((0..5usize, 0..14i64, 0..4usize, 0..MEMBERS.len(), 0..6u8), 1..60),
        days in 0..14i64,
    ) {
        let roster = branch(&made_up(shifts, posts, &picks));
        let last = lunban::domain::time::days_after("2022-04-11".parse().unwrap(), days).to_string();
        let h = handout(&roster, "2022-04-11", &last);
        let all = h.assignments().count();
        for (format, sheet) in [(Format::Xlsx, None), (Format::Xlsx, Some("人员表")), (Format::Csv, None)] {
            let understood = read(&roster, &made(&h, format), sheet);
            prop_assert_eq!(&understood.problems, &[], "{:?}", sheet);
            prop_assert_eq!(&understood.events, &[], "{:?}", sheet);
            prop_assert_eq!(understood.assignments.len(), all, "{:?}", sheet);
        }
    }
}
