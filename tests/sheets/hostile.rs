//! What is hostile: bombs, torn files, noise, random grids. One clear thing is said, nothing panics, it costs little.

use std::io::Write;
use std::time::{Duration, Instant};

use lunban::exchange::sheet::{Options, Stop, Unreadable, from_text, read};
use proptest::prelude::*;
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use super::{TODAY, branch};

fn stop(bytes: &[u8], name: &str) -> Stop {
    let began = Instant::now();
    let read = read(bytes, name, &branch("three"), &Options::default(), TODAY.parse().unwrap());
    assert!(began.elapsed() < LONG);
    read.map(|u| panic!("{u:?}")).unwrap_err()
}

fn archive(entries: &[(&str, &[u8])]) -> Vec<u8> {
    let mut zip = ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, data) in entries {
        zip.start_file(*name, SimpleFileOptions::default()).unwrap();
        zip.write_all(data).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

#[test]
fn a_bomb_is_refused_before_it_is_unpacked() {
    let zeros = vec![b' '; 260 << 20];
    let bomb = archive(&[("xl/workbook.xml", b"<workbook/>"), ("xl/worksheets/sheet1.xml", &zeros)]);
    assert!(bomb.len() < 2 << 20);
    assert_eq!(stop(&bomb, "x"), Stop::Unreadable(Unreadable::TooMuch));
    // The same, but declaring that it holds a thousand bytes.
    let mut liar = bomb;
    let size = (260u32 << 20).to_le_bytes();
    let places: Vec<usize> = (0..liar.len() - 4).filter(|i| liar[*i..*i + 4] == size).collect();
    assert!(!places.is_empty());
    places.iter().for_each(|i| liar[*i..*i + 4].copy_from_slice(&1000u32.to_le_bytes()));
    assert!(matches!(stop(&liar, "x"), Stop::Unreadable(Unreadable::TooMuch | Unreadable::Broken)));
}

#[test]
fn too_large_a_file_is_refused() {
    assert_eq!(stop(&vec![b'a'; (32 << 20) + 1], "x"), Stop::Unreadable(Unreadable::TooLarge));
}

#[test]
fn an_ods_that_repeats_a_cell_a_million_times_a_thousand_is_refused() {
    let content = r#"<?xml version="1.0"?><office:document-content><office:body><office:spreadsheet><table:table table:name="a">
        <table:table-row table:number-rows-repeated="1048576"><table:table-cell table:number-columns-repeated="16384"
        office:value-type="string"><text:p>早</text:p></table:table-cell></table:table-row>
        </table:table></office:spreadsheet></office:body></office:document-content>"#;
    let ods = archive(&[
        ("mimetype", b"application/vnd.oasis.opendocument.spreadsheet"),
        ("content.xml", content.as_bytes()),
    ]);
    assert_eq!(stop(&ods, "x"), Stop::Unreadable(Unreadable::TooMuch));
    // Empty ones repeated cost nothing.
    let empty = content.replace("office:value-type=\"string\"", "").replace("<text:p>早</text:p>", "");
    let ods = archive(&[("content.xml", empty.as_bytes())]);
    assert_eq!(stop(&ods, "x"), Stop::NoLayout);
}

#[test]
fn two_far_corners_cost_nothing_between_them() {
    let sheet = r#"<worksheet><sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>姓名</t></is></c></row>
        <row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>
        <mergeCells count="1"><mergeCell ref="A1:XFD1048576"/></mergeCells></worksheet>"#;
    let workbook = r#"<workbook xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="a" sheetId="1" r:id="rId1"/></sheets></workbook>"#;
    let rels = r#"<Relationships><Relationship Id="rId1" Target="worksheets/sheet1.xml"
        Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet"/></Relationships>"#;
    let root = r#"<Relationships><Relationship Id="r" Target="xl/workbook.xml"
        Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"/></Relationships>"#;
    let xlsx = archive(&[
        ("_rels/.rels", root.as_bytes()),
        ("xl/workbook.xml", workbook.as_bytes()),
        ("xl/_rels/workbook.xml.rels", rels.as_bytes()),
        ("xl/worksheets/sheet1.xml", sheet.as_bytes()),
    ]);
    assert_eq!(stop(&xlsx, "x"), Stop::NoLayout);
}

/// What many rows may take without optimization on a busy machine: in a release build they take about a second, and
/// what looks through all rows for each of them takes minutes.
const LONG: Duration = Duration::from_secs(60);

/// A csv of a header and so many rows.
fn rows(header: &str, n: usize, row: impl Fn(usize) -> String) -> Vec<u8> {
    std::iter::once(header.to_string()).chain((0..n).map(row)).collect::<String>().into_bytes()
}

#[test]
fn a_list_of_a_hundred_thousand_people_is_refused_at_once() {
    let list = rows("姓名,单位,电话,备注\n", 100_000, |i| {
        format!("人{},单位{},{},\n", han(i), i % 99, i + 13_000_000_000)
    });
    let options = Options { add_people: true, ..Options::default() };
    let began = Instant::now();
    let read = read(&list, "x", &branch("three"), &options, TODAY.parse().unwrap());
    assert_eq!(read.map(|u| u.events.len()).unwrap_err(), Stop::TooManyPeople);
    assert!(began.elapsed() < LONG, "{:?}", began.elapsed());
}

/// A number as three letters.
fn han(i: usize) -> String {
    [i / 2500, i / 50 % 50, i % 50].iter().filter_map(|n| char::from_u32(0x4e00 + *n as u32)).collect()
}

#[test]
fn two_hundred_thousand_rows_of_anything_have_no_layout() {
    let noise = rows("货物,仓库,重量\n", 200_000, |i| format!("货{},{}号库,{}.5\n", han(i % 40_000), i % 977, i));
    assert_eq!(stop(&noise, "x"), Stop::NoLayout);
}

#[test]
fn three_hundred_thousand_rows_at_a_place_that_nobody_knows_are_as_many_problems() {
    let list =
        rows("日期,班次,值守点,姓名\n", 300_000, |i| format!("4月{}日,早,西关{},刘东\n", 1 + i % 30, i % 9));
    let began = Instant::now();
    let u = read(&list, "x", &branch("three"), &Options::default(), TODAY.parse().unwrap()).unwrap();
    assert_eq!((u.assignments.len(), u.problems.len()), (0, 300_000));
    assert!(began.elapsed() < LONG, "{:?}", began.elapsed());
}

#[test]
fn twenty_thousand_headers_have_nothing_under_them() {
    assert_eq!(stop(&rows("", 20_000, |_| "一,二,三,四,五,六,日\n".into()), "x"), Stop::NoLayout);
    assert_eq!(stop(&rows("", 20_000, |_| "日期,早,中,夜,姓名\n".into()), "x"), Stop::NoLayout);
}

#[test]
fn a_file_of_other_contents_is_no_sheet() {
    let docx = archive(&[("word/document.xml", b"<document/>")]);
    for bytes in [
        &b""[..],
        b"\0\0\0\0",
        b"\x7fELF\x02\x01\0",
        b"<html><body><table></table></body></html>",
        b"%PDF-1.4\x01",
        &docx,
    ] {
        let said = stop(bytes, "x");
        assert_eq!(said, Stop::Unreadable(Unreadable::NotASheet), "{bytes:?}");
    }
    assert_eq!(stop(b"PK\x03\x04 and no more", "x"), Stop::Unreadable(Unreadable::Broken));
    assert_eq!(stop(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 and no more", "x"), Stop::Unreadable(Unreadable::Broken));
}

/// Half of every sheet of the folder, and every sheet with a few bytes changed: never a panic, never long.
#[test]
fn torn_and_damaged_files_are_told_or_read() {
    let roster = branch("three");
    let mut files: Vec<_> = std::fs::read_dir(super::folder()).unwrap().map(|e| e.unwrap().path()).collect();
    files.retain(|f| f.extension().is_some_and(|e| e.len() < 4 && e != "rs" && e != "py" || e == "xlsx"));
    files.sort();
    for (n, file) in files.iter().enumerate() {
        let whole = std::fs::read(file).unwrap();
        let today = TODAY.parse().unwrap();
        for part in [whole.len() / 3, whole.len() / 2, whole.len().saturating_sub(30)] {
            let _ = read(&whole[..part], "x", &roster, &Options::default(), today);
        }
        let mut dice = fastrand::Rng::with_seed(n as u64);
        for _ in 0..2 {
            let mut damaged = whole.clone();
            for _ in 0..8 {
                let i = dice.usize(..damaged.len().max(1));
                if let Some(b) = damaged.get_mut(i) {
                    *b = dice.u8(..);
                }
            }
            let began = Instant::now();
            let _ = read(&damaged, "x", &roster, &Options::default(), today);
            assert!(began.elapsed() < Duration::from_secs(10), "{}", file.display());
        }
    }
}

/// What stands in cells, right and wrong.
fn cell() -> impl Strategy<Value = String> {
    const WORDS: [&str; 44] = [
        "",
        "",
        "",
        "早",
        "中",
        "夜",
        "早班",
        "休",
        "病",
        "早夜",
        "早(替)",
        "大渠早",
        "早-西关",
        "姓名",
        "日期",
        "班次",
        "值守点",
        "星期",
        "一",
        "周二",
        "赵建群",
        "刘东、孙建",
        "王芳",
        "夜",
        "欧阳修",
        "4月18日",
        "4.1",
        "4.2",
        "18",
        "19",
        "20",
        "18日、21日",
        "4月31日",
        "2022-04-18",
        "44669",
        "大渠家属院",
        "国税局北院",
        "合计",
        "备注：无",
        "6:00-14:00",
        "早：刘东\n夜：孙建",
        "#REF!",
        "值班人员",
        "四月",
    ];
    prop_oneof![4 => (0..WORDS.len()).prop_map(|i| WORDS[i].to_string()), 1 => "\\PC{0,8}"]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 150, ..ProptestConfig::default() })]

    #[test]
    fn random_grids_never_panic(rows in prop::collection::vec(prop::collection::vec(cell(), 1..9), 1..12), add in any::<bool>()) {
        let quoted = |c: &String| format!("\"{}\"", c.replace('"', "\"\""));
        let text: String = rows.iter().map(|r| r.iter().map(quoted).collect::<Vec<_>>().join("\t") + "\n").collect();
        let roster = branch("three");
        let options = Options { add_people: add, ..Options::default() };
        let began = Instant::now();
        if let Ok(u) = from_text(&text, &roster, &options, TODAY.parse().unwrap()) {
            // What is taken over can be taken over.
            let mut after = roster.clone();
            u.events.iter().for_each(|e| lunban::domain::event::apply(&mut after, e));
            prop_assert!(lunban::domain::invariant::check(&after, &u.events).is_ok());
            prop_assert!(!u.members.is_empty() || from_text(&text, &after, &options, TODAY.parse().unwrap()).is_ok_and(|again| again.events.is_empty()));
        }
        prop_assert!(began.elapsed() < Duration::from_secs(5));
    }

    #[test]
    fn any_bytes_never_panic(bytes in prop::collection::vec(any::<u8>(), 0..2000), kind in 0..4usize) {
        let head: &[u8] = [&b"PK\x03\x04"[..], b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"\xff\xfe", b""][kind];
        let all: Vec<u8> = head.iter().chain(&bytes).copied().collect();
        let _ = read(&all, "x", &branch("one"), &Options::default(), TODAY.parse().unwrap());
    }
}
