//! A sheet imported on the board: from its path to the preview and one entry, and from nothing to a board with a
//! fortnight on it; by keys alone.

use insta::assert_snapshot;
use lunban::app::Msg;
use lunban::exchange::demo;

use super::kit::{Board, board, first_start};

/// What the reader says of a sheet is in `tests/sheets`; here it is what one sees.
fn three() -> Board {
    let text = include_str!("../sheets/three.toml");
    let mut roster = lunban::domain::Roster::default();
    let imported = lunban::exchange::branch_file::import(&roster, text, demo::NOW).unwrap();
    imported.events.iter().for_each(|e| lunban::domain::apply(&mut roster, e));
    board(roster, demo::NOW)
}

#[test]
fn from_nothing_to_a_board_with_the_fortnight_on_it_and_one_key_takes_it_back() {
    let mut b = first_start(demo::NOW);
    b.keys("text:八一西街 Enter Enter Enter").shows("2/5 · 已有的值班表").shows("路径指 lunban 所在的那台机器");
    b.keys("text:fortn Tab").shows("fortnight.xlsx").keys("Enter");
    b.shows("3/5 · 值守点").shows("畜牧局家属院 早1 中1 夜1").shows("大渠家属院").shows("学苑花都");
    b.keys("Enter").shows("4/5 · 人员").shows("高永和").keys("Enter").shows("5/5 · 核对");
    b.shows("值守点 3 · 人员 15").shows("建好后导入 fortnight.xlsx");
    assert_snapshot!("import_founding", b.screen());
    b.keys("Enter").shows("工作表“两周”").shows("排班 126").shows("4月18日–5月1日");
    assert_eq!(b.roster.assignments.len(), 0, "nothing before she has seen it");
    assert_snapshot!("import_fortnight", b.screen());
    b.keys("Enter").shows("已记").shows("赵建群");
    assert_eq!(b.roster.assignments.len(), 126);
    assert_snapshot!("import_board", b.screen());
    b.keys("u").shows("已撤销");
    assert_eq!((b.roster.assignments.len(), b.roster.posts.len()), (0, 3));
    b.keys("u").shows("已撤销").keys("u").shows("建支部的那一步不能撤销");
    assert_eq!((b.roster.posts.len(), b.roster.members.len()), (0, 0));
    assert_eq!(b.roster.branch.name, "八一西街", "that it was founded stays");
}

#[test]
fn a_sheet_is_looked_at_cell_by_cell_before_it_is_recorded() {
    let mut b = three();
    b.keys("i").shows("导入表格").shows("calendar.xlsx").keys("text:people.xlsx Enter");
    b.shows("不认识的").shows("F7 [当作没看懂]").keys("Enter");
    b.shows("工作表").shows("高永和").shows("早").shows("C4");
    assert_snapshot!("import_cells", b.screen());
    let top = |b: &Board| b.screen().lines().position(|l| l.contains("工作表“"));
    let at = top(&b);
    b.keys("Right").shows("[没看懂");
    assert_eq!(top(&b), at, "the dialog keeps its height");
    assert_snapshot!("import_problems", b.screen());
    b.keys("Right").shows("[会改什么]").shows("排班");
    assert_eq!(top(&b), at);
    assert_snapshot!("import_changes", b.screen());
    let before = b.roster.assignments.len();
    b.keys("Esc").shows("people.xlsx").shows("年份").keys("Enter Enter Enter").shows("已记");
    assert!(b.roster.assignments.len() > before);
    b.keys("i text:people.xlsx Enter Enter").shows("其中已有").keys("Enter").lacks("其中已有").keys("Esc");
    b.keys("u").shows("已撤销");
    assert_eq!(b.roster.assignments.len(), before);
}

#[test]
fn it_is_shown_in_english_and_on_a_wide_screen_too() {
    let mut b = three().english().size(120, 36);
    b.keys("i text:people.xlsx Enter Enter");
    assert_snapshot!("import_cells_en_120x36", b.screen());
    b.keys("Esc");
    assert_snapshot!("import_form_en_120x36", b.screen());
}

#[test]
fn unknown_names_are_new_people_or_known_ones_or_left_out() {
    let mut b = three();
    b.keys("i text:strangers.xlsx Enter").shows("不认识的：姓名").shows("[新人员]").shows("不导入");
    assert_snapshot!("import_unknown", b.screen());
    let people = b.roster.members.len();
    b.keys("x Enter").shows("工作表").keys("Right").shows("”不导入");
    // What was chosen is still there, wherever one turns back; another file is asked about anew.
    b.keys("Esc Enter").shows("不认识的").shows("[不导入]").keys("Esc Esc i Enter").shows("[不导入]");
    b.keys("n Enter Enter").shows("已记");
    assert!(b.roster.members.len() > people);
}

#[test]
fn a_code_that_nobody_knows_can_be_given_a_shift() {
    let imported = |keys: &str| {
        let mut b = three();
        b.keys("i text:people.xlsx Enter").shows("不认识的").shows("[当作没看懂]").keys(keys).shows("工作表");
        b.keys("Enter").shows("已记");
        b.roster.assignments.len()
    };
    assert_eq!(imported("Right Enter"), imported("Enter") + 1);
}

#[test]
fn an_unknown_place_is_a_new_post_or_a_known_one_or_left_out() {
    let mut b = three();
    let (posts, before) = (b.roster.posts.len(), b.roster.assignments.len());
    b.keys("i text:posts.xlsx Enter").shows("不认识的：值守点 1").shows("西关小区 G2 [新值守点]");
    assert_snapshot!("import_places", b.screen());
    b.keys("x Enter").shows("没看懂 1").lacks("关宁").keys("Esc Enter").shows("西关小区 G2").shows("[当作没看懂]");
    b.keys("n Enter").shows("工作表").shows("西关小区").keys("Left").shows("值守点 新 1").keys("Enter").shows("已记");
    let post = b.roster.post(b.roster.post_by_name("西关小区").unwrap()).unwrap();
    assert_eq!((post.heads.len(), post.heads[0].heads), (1, 1), "as many heads as the sheet has there");
    assert_eq!((b.roster.posts.len(), b.roster.assignments.len()), (posts + 1, before + 13));
    b.keys("u").shows("已撤销");
    assert_eq!((b.roster.posts.len(), b.roster.assignments.len()), (posts, before));
    // Written otherwise: it sounds as a post does that is known.
    let dir = tempfile::tempdir().unwrap();
    let sheet = "日期,班次,值守点,姓名\n4.18,早,大曲家属院,关宁\n4.18,早,门房,欧阳修\n4.19,早,家属院,关宁\n";
    std::fs::write(dir.path().join("p.csv"), sheet).unwrap();
    b.places.here = dir.path().into();
    b.keys("i text:p.csv Enter").shows("不认识的：值守点 3").shows("[大渠家属院]").shows("[当作没看懂]");
    // Whoever stands at the new place is asked about then.
    b.keys("Enter").shows("不认识的：姓名 1").shows("欧阳修").keys("Enter").shows("排班 2").keys("Enter").shows("已记");
    assert_eq!(b.roster.posts.len(), posts + 1);
}

#[test]
fn a_sheet_without_a_post_asks_for_one_that_can_be_new() {
    let mut b = three();
    b.keys("i text:no_post.xlsx Enter").shows("没有说是哪个值守点").shows("▸值守点").keys("text:dq Down Enter");
    b.shows("工作表").shows("大渠家属院").keys("Esc Tab Tab Esc");
    let mut b = three();
    let posts = b.roster.posts.len();
    b.keys("i text:no_post.xlsx Enter text:西门 Enter")
        .shows("值守点")
        .keys("Down Enter")
        .shows("工作表")
        .keys("Enter");
    b.shows("已记");
    assert_eq!(b.roster.posts.len(), posts + 1);
    b.keys("u").shows("已撤销");
    assert_eq!(b.roster.posts.len(), posts);
}

#[test]
fn what_cannot_be_read_is_said_in_the_form_and_the_path_stays() {
    let dir = tempfile::tempdir().unwrap();
    let half = std::fs::read(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/sheets/people.xlsx")).unwrap();
    std::fs::write(dir.path().join("half.xlsx"), &half[..half.len() / 2]).unwrap();
    std::fs::write(dir.path().join("empty.xlsx"), "").unwrap();
    std::fs::create_dir(dir.path().join("folder.xlsx")).unwrap();
    std::fs::File::create(dir.path().join("huge.csv")).unwrap().set_len((32 << 20) + 1).unwrap();
    std::fs::write(dir.path().join("bomb.xlsx"), bomb()).unwrap();
    for (path, words) in [
        ("nowhere.xlsx", "没有这个文件"),
        ("folder.xlsx", "是一个目录"),
        ("/dev/zero", "不是普通的文件"),
        ("empty.xlsx", "不是表格"),
        ("half.xlsx", "残缺或损坏"),
        ("huge.csv", "超过 32 MB"),
        ("bomb.xlsx", "解开后超过 256 MB"),
        ("branch.toml", "lunban import"),
    ] {
        told(dir.path(), path, words);
    }
}

/// The board says why in the form, keeps the path, and records nothing.
#[track_caller]
fn told(dir: &std::path::Path, path: &str, words: &str) {
    let mut b = three();
    b.places.here = dir.into();
    let before = b.roster.assignments.len();
    b.keys(&format!("i text:{path} Enter"));
    let screen = b.screen();
    assert!(screen.contains("! ") && screen.contains(words) && screen.contains(path), "{words}\n{screen}");
    b.keys("Esc").lacks("导入表格").keys("Down Up i").shows(path);
    assert_eq!(b.roster.assignments.len(), before);
}

/// A small archive that declares more than may be unpacked.
fn bomb() -> Vec<u8> {
    use std::io::Write;
    let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    zip.start_file("xl/worksheets/sheet1.xml", zip::write::SimpleFileOptions::default()).unwrap();
    zip.write_all(&[b' '; 54_321]).unwrap();
    let mut bytes = zip.finish().unwrap().into_inner();
    let size = 54_321u32.to_le_bytes();
    let places: Vec<usize> = (0..bytes.len() - 4).filter(|i| bytes[*i..*i + 4] == size).collect();
    assert!(!places.is_empty());
    places.iter().for_each(|i| bytes[*i..*i + 4].copy_from_slice(&(300u32 << 20).to_le_bytes()));
    bytes
}

#[cfg(unix)]
#[test]
fn a_file_that_may_not_be_read_is_said_too() {
    use std::os::unix::fs::PermissionsExt;
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("closed.xlsx");
    std::fs::write(&path, "x").unwrap();
    std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o0)).unwrap();
    match std::fs::read(&path) {
        Ok(_) => println!("NOT TESTED HERE, root reads what it likes"),
        Err(_) => told(dir.path(), "closed.xlsx", "没有权限"),
    }
}

#[test]
fn an_old_workbook_under_a_new_name_is_read_all_the_same() {
    let mut b = three();
    b.keys("i text:renamed.xlsx Enter").shows("不认识的").shows("倒").keys("Enter").shows("工作表“四月”");
}

#[test]
fn the_board_lives_while_a_file_is_read_and_esc_gives_up_on_it() {
    let mut b = three();
    b.slow = true;
    b.keys("i text:people.xlsx Enter").shows("正在读 people.xlsx").keys("Esc").shows("people.xlsx").lacks("正在读");
    let (id, ask) = b.reads.pop().unwrap();
    assert_eq!(b.stopped, [id]);
    b.read(id, &ask);
    b.lacks("工作表“");
}

#[test]
fn a_name_that_is_a_shift_is_a_name() {
    let mut b = three();
    b.keys("i");
    b.send(Msg::Paste(" 'called_night.xlsx' ".into()));
    b.keys("Enter");
    assert_snapshot!("import_called_night", b.screen());
}

#[test]
fn a_list_of_contacts_founds_a_branch_too() {
    let mut b = first_start(demo::NOW);
    b.keys("text:八一西街 Enter Enter Enter text:contacts.xlsx Enter").shows("3/5");
    b.keys("text:大渠家属院 Tab").shows("4/5").keys("Tab").shows("5/5").keys("Enter");
    b.shows("人员名单");
    assert!(b.roster.members.len() > 2);
}

#[test]
fn a_folder_that_answers_late_does_not_take_the_place_of_the_one_that_is_typed() {
    let mut b = three();
    let here = b.places.here.display().to_string();
    b.keys(&format!("i text:{here}/fortn"));
    b.send(Msg::Listed("/".into(), Vec::new()));
    b.keys("Tab").shows("fortnight.xlsx");
}
