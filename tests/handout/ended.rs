//! What has ended: it stays in the record, and stands in no handout of dates that it has no part in.

use lunban::exchange::handout::{Format, Handout, text};
use lunban::exchange::{demo, sheet};
use lunban::locale::Lang;

use crate::scene::{branch, handout, made, text as said};

const FILE: &str = r#"
[branch]
name = "八一西街"
[[post]]
name = "东门岗"
heads = { "早" = 1 }
changes = [ { from = 2022-04-17, heads = {} } ]
[[post]]
name = "大渠家属院"
heads = { "早" = 1, "中" = 1, "夜" = 1 }
[[member]]
name = "田强"
[[member]]
name = "老周"
leaves = 2022-04-16
[[assignment]]
post = "大渠家属院"
date = 2022-04-19
shift = "早"
members = ["田强"]
"#;

/// Everything the handout says, in every format.
fn all(h: &Handout) -> String {
    let texts = [Format::Html, Format::Md, Format::Txt, Format::Csv].map(|f| said(h, f));
    let cells = sheet::cells(&made(h, Format::Xlsx)).unwrap();
    let cells = cells.into_iter().map(|(sheet, _, text)| format!("{} {text}", sheet.unwrap_or_default()));
    texts.into_iter().chain(cells).collect::<Vec<_>>().join("\n")
}

#[test]
fn a_post_and_a_member_that_have_ended_are_in_no_handout_of_later_dates() {
    let roster = branch(FILE);
    let (after, before) =
        (all(&handout(&roster, "2022-04-18", "2022-04-24")), handout(&roster, "2022-04-11", "2022-04-20"));
    assert!(after.contains("大渠") && after.contains("田强"), "{after}");
    assert!(!after.contains("东门岗") && !after.contains("老周"), "{after}");
    let before = all(&before);
    assert!(before.contains("东门岗") && before.contains("老周"), "{before}");
    // Whoever asks for it gets it.
    let mut one = handout(&roster, "2022-04-18", "2022-04-24");
    one.scope.post = roster.post_by_name("东门岗");
    assert!(said(&one, Format::Html).contains("东门岗"));
}

#[test]
fn where_nothing_is_needed_and_nobody_belongs_a_handout_is_empty_and_no_error() {
    let ended =
        "[branch]\nname = \"支部\"\n[[post]]\nname = \"东门岗\"\n[[member]]\nname = \"老周\"\nleaves = 2022-04-16\n";
    for file in [ended, "[branch]\nname = \"支部\"\n"] {
        let roster = branch(file);
        let words = all(&handout(&roster, "2022-04-18", "2022-04-24"));
        assert!(words.contains("支部") && !words.contains("东门岗") && !words.contains("老周"), "{words}");
    }
}

#[test]
fn the_handover_summary_does_not_call_for_people_at_a_post_that_has_ended() {
    let roster = branch(FILE);
    let words = text::handover(&roster, demo::NOW, Lang::Zh);
    assert!(words.contains("大渠家属院：无人") && !words.contains("东门岗"), "{words}");
}
