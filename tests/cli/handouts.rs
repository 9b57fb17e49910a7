//! Handing on from the command line: files that are not overwritten or left half, sheets that are checked, reports.

use crate::disk::Small;
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

/// Every sort of file that is exported.
const SORTS: [&str; 8] = ["xlsx", "csv", "ics", "html", "md", "txt", "json", "toml"];

#[test]
fn on_a_full_disk_the_old_file_stays_and_no_half_one_is_left() {
    let Some(disk) = Small::new("256k") else { return };
    let b = Branch::new();
    let (old, new) = (|sort: &str| disk.path().join(format!("old.{sort}")), disk.path().join("new"));
    for sort in SORTS {
        b.at("14:00", ["export", old(sort).to_str().unwrap()]).fine();
    }
    let before: Vec<Vec<u8>> = SORTS.iter().map(|sort| std::fs::read(old(sort)).unwrap()).collect();
    let filled = std::fs::write(disk.path().join("filler"), vec![0; 256 << 10]).unwrap_err();
    assert_eq!(filled.kind(), std::io::ErrorKind::StorageFull);
    let there = names(disk.path());
    for (sort, before) in SORTS.iter().zip(&before) {
        b.at("14:05", ["export", old(sort).to_str().unwrap(), "--force"]).refused("磁盘满了");
        b.at("14:05", ["export", new.with_extension(sort).to_str().unwrap()]).refused("磁盘满了");
        assert_eq!(&std::fs::read(old(sort)).unwrap(), before, "{sort}");
        assert_eq!(names(disk.path()), there, "{sort}");
    }
    std::fs::remove_file(disk.path().join("filler")).unwrap();
    b.at("14:10", ["export", old("csv").to_str().unwrap(), "--force"]).fine();
}

#[test]
fn where_nothing_may_be_written_the_old_file_stays() {
    let Some(disk) = Small::new("1m") else { return };
    let b = Branch::new();
    let file = |sort: &str| disk.path().join(format!("r.{sort}"));
    SORTS.iter().for_each(|sort| drop(b.at("14:00", ["export", file(sort).to_str().unwrap()]).fine()));
    disk.remount("ro");
    let there = names(disk.path());
    for sort in SORTS {
        let before = std::fs::read(file(sort)).unwrap();
        b.at("14:05", ["export", file(sort).to_str().unwrap(), "--force"]).refused("只读");
        assert_eq!(std::fs::read(file(sort)).unwrap(), before, "{sort}");
    }
    assert_eq!(names(disk.path()), there);
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
fn a_branch_file_is_checked_too() {
    let b = Branch::new();
    let file = b.path("out.toml");
    let file = file.to_str().unwrap();
    b.at("14:00", ["export", file]).fine();
    let said = b.at("14:10", ["check", "--sheet", file, "--json"]).fine().json();
    assert_eq!((&said["ok"], &said["seq"]), (&true.into(), &1.into()));
    b.at("14:20", ["withdraw", "大渠", "2022-04-18", "夜", "宋岩"]).fine();
    assert_eq!(b.at("14:30", ["check", "--sheet", file]).code, 3);
    let forged = std::fs::read_to_string(file).unwrap().replace("宋岩", "田强");
    std::fs::write(file, forged).unwrap();
    assert!(b.at("14:30", ["check", "--sheet", file]).out.contains("导出后被改动"));
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
