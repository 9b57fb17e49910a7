//! Handing on from the command line: files that are not overwritten or left half, sheets that are checked, reports.

use crate::kit::{Branch, names};

#[test]
fn every_sort_is_written_whole_or_not_at_all_and_nothing_is_overwritten_unasked() {
    let b = Branch::new();
    for name in ["r.xlsx", "r.csv", "r.ics", "r.html", "r.md", "r.txt"] {
        let path = b.path(name);
        let file = path.to_str().unwrap();
        b.at("14:00", ["export", file]).fine();
        let first = std::fs::read(&path).unwrap();
        b.at("14:05", ["export", file]).refused(name);
        assert_eq!(std::fs::read(&path).unwrap(), first, "{name}");
        b.at("14:05", ["export", file, "--force"]).fine();
        assert_ne!(std::fs::read(&path).unwrap(), first, "the time is another: {name}");
    }
    let folder = b.path("folder.html");
    std::fs::create_dir(&folder).unwrap();
    let before = names(folder.parent().unwrap());
    assert_eq!(b.at("14:00", ["export", folder.to_str().unwrap(), "--force"]).code, 1);
    assert_eq!(names(folder.parent().unwrap()), before, "no half file is left beside it");
    b.at("14:00", ["export", b.path("r.docx").to_str().unwrap()]).ends(2, ".xlsx");
    b.at("14:00", ["export", b.path("long.csv").to_str().unwrap(), "--from", "2022-01-01", "--to", "2023-12-31"])
        .refused("366");
}

#[test]
fn a_sheet_is_checked_against_the_record_that_goes_on() {
    let b = Branch::new();
    let (sheet, html) = (b.path("表.xlsx"), b.path("r.html"));
    let (sheet, html) = (sheet.to_str().unwrap(), html.to_str().unwrap());
    b.at("14:00", ["export", sheet]).fine();
    b.at("14:00", ["export", html]).fine();
    let said = b.at("14:10", ["check", "--sheet", sheet, "--json"]).fine().json();
    assert_eq!((&said["ok"], &said["seq"]), (&true.into(), &1.into()));
    let imported = b.at("14:10", ["import", sheet]).out;
    assert!(imported.contains("没有要改的"), "{imported}");
    b.at("14:20", ["withdraw", "大渠", "2022-04-18", "夜", "宋岩"]).fine();
    let said = b.at("14:30", ["check", "--sheet", sheet]);
    assert_eq!(said.code, 3);
    assert!(said.out.contains("宋岩：4月18日 周一 夜 大渠 取消"), "{}", said.out);
    let forged = std::fs::read_to_string(html).unwrap().replace("宋岩", "田强");
    std::fs::write(html, forged).unwrap();
    let said = b.at("14:30", ["check", "--sheet", html]);
    assert_eq!(said.code, 1);
    assert!(said.out.contains("导出后被改动"), "{}", said.out);
    let other = Branch::absent();
    other.at("13:55", ["init", "--name", "别处"]).fine();
    other.at("14:30", ["check", "--sheet", sheet]).refused("不是这里的");
    b.at("14:30", ["check", "--sheet", b.file("x.csv", "a,b\n").to_str().unwrap()]).refused("x.csv");
    b.at("14:30", ["check", "--sheet", b.path("none.csv").to_str().unwrap()]).refused("none.csv");
}

#[test]
fn reports_and_traces_answer_in_json_and_refuse_what_is_wrong() {
    let b = Branch::new();
    b.at("14:00", ["on", "大渠", "高永和"]).fine();
    let hours = b.at("22:40", ["report", "hours", "--by", "unit", "--json"]).fine().json();
    assert_eq!(hours["rows"][0]["actual"]["minutes"], 520);
    let late = b.at("22:40", ["report", "late", "--json"]).fine().json();
    assert_eq!(late["rows"][0]["member"], "高永和");
    assert_eq!((&late["rows"][0]["awaited"][0], &late["rows"][0]["minutes"]), (&"宋岩".into(), &40.into()));
    assert!(b.at("22:40", ["report", "fairness", "--csv"]).fine().out.starts_with('\u{feff}'));
    b.at("22:40", ["report", "hours", "--by", "post"]).ends(2, "member, unit");
    b.at("22:40", ["report", "hours", "--from", "2022-04-19", "--to", "2022-04-18"]).refused("");
    let trace = b.at("22:40", ["trace", "--post", "大渠", "--from", "2022-04-18", "--json"]).fine().json();
    assert_eq!((&trace["stays"][0]["minutes"], &trace["stays"][0]["to"]), (&520.into(), &serde_json::Value::Null));
    b.at("22:40", ["trace", "--member", "高永"]).refused("高永和");
    assert_eq!(b.at("22:40", ["trace"]).code, 2);
}
