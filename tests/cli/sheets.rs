//! A spreadsheet from the command line: what is said, what is recorded, and what is not.

use crate::kit::Branch;

const SHEET: &str = "大渠家属院2022年4月\n姓名,19,20\n高永和,早,病\n田强,中(替宋岩),怪\n";

#[test]
fn a_sheet_is_shown_then_taken_over_and_comes_back() {
    let branch = Branch::new();
    let sheet = branch.file("四月.csv", SHEET);
    let sheet = sheet.to_str().unwrap();
    let before = branch.journal();
    let shown = branch.at("14:00", ["import", sheet, "--dry-run"]);
    assert_eq!(shown.code, 0, "{shown:?}");
    assert!(shown.out.contains("B3  4月19日 周二  早  大渠家属院  高永和"), "{shown:?}");
    assert!(shown.err.contains("C4：不认识的班次“怪”"), "{shown:?}");
    assert_eq!(branch.journal(), before);
    let taken = branch.at("14:01", ["import", sheet]);
    assert!(taken.code == 0 && taken.out.contains("排班 新 2"), "{taken:?}");
    assert_ne!(branch.journal(), before);
    let again = branch.at("14:02", ["import", sheet, "--map", "怪=休"]).fine();
    assert!(again.out.contains("没有要改的"), "{again:?}");
    let undone = branch.at("14:03", ["undo"]).fine();
    assert!(undone.out.contains("田强"), "{undone:?}");
    assert!(branch.at("14:04", ["import", sheet, "--dry-run"]).out.contains("排班 新 2"));
}

#[test]
fn the_json_has_its_keys_in_order() {
    let branch = Branch::new();
    let sheet = branch.file("四月.csv", SHEET);
    let said = branch.at("14:00", ["import", sheet.to_str().unwrap(), "--dry-run", "--json"]);
    let expected = "{\"layout\":\"people\",\"sheet\":\"四月\",\"header\":\"A2\",\"assignments\":[\
        {\"cell\":\"B3\",\"date\":\"2022-04-19\",\"shift\":\"早\",\"post\":\"大渠家属院\",\"member\":\"高永和\",\"note\":null},\
        {\"cell\":\"B4\",\"date\":\"2022-04-19\",\"shift\":\"中\",\"post\":\"大渠家属院\",\"member\":\"田强\",\"note\":\"替宋岩\"}],\
        \"unavailable\":[{\"cell\":\"C3\",\"date\":\"2022-04-20\",\"member\":\"高永和\",\"why\":\"病\"}],\"members\":[],\
        \"problems\":[{\"cell\":\"C4\",\"text\":\"不认识的班次“怪”；可用 --map 怪=代号\"}]}\n";
    assert_eq!(said.out, expected);
    assert_eq!(said.code, 0);
}

#[test]
fn unknown_names_no_post_and_no_sheet_change_nothing() {
    let branch = Branch::new();
    let before = branch.journal();
    let strangers = branch.file("a.csv", "姓名,4月19日\n高永河,早\n");
    for dry in [&[][..], &["--dry-run"]] {
        let args = ["import", strangers.to_str().unwrap(), "--post", "大渠"];
        branch.at("14:00", args.iter().chain(dry)).refused("高永河（A2，是不是 高永和？）");
    }
    let nowhere = branch.file("b.csv", "姓名,4月19日\n高永和,早\n");
    branch.at("14:00", ["import", nowhere.to_str().unwrap()]).refused("--post");
    branch.at("14:00", ["import", nowhere.to_str().unwrap(), "--post", "西关"]).refused("没有值守点“西关”");
    branch.at("14:00", ["import", nowhere.to_str().unwrap(), "--sheet", "x"]).refused("没有工作表“x”");
    branch.at("14:00", ["import", nowhere.to_str().unwrap(), "--map", "怪"]).ends(2, "--map");
    branch.at("14:00", ["import", nowhere.to_str().unwrap(), "--map", "怪=无"]).ends(2, "--map");
    let large = branch.file("c.csv", vec![b'a'; (32 << 20) + 1]);
    branch.at("14:00", ["import", large.to_str().unwrap()]).refused("32 MB");
    let picture = branch.file("d.xlsx", b"\x89PNG\r\n\x1a\n\0\0");
    branch.at("14:00", ["import", picture.to_str().unwrap()]).refused("不是表格");
    assert_eq!(branch.journal(), before);
}
