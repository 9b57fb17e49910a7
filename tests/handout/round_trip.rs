//! A workbook of ours brought in again changes nothing, whichever of its sheets is read.

use lunban::domain::Roster;
use lunban::exchange::handout::{Format, Handout};
use lunban::exchange::sheet::{self, Layout, Options, Understood};
use lunban::locale::Lang;

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
