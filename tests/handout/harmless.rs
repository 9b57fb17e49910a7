//! Names and notes that would be something else to a program: formulas, markup, separators.

use lunban::exchange::grid::{Cell, Grid};
use lunban::exchange::handout::Format;

use crate::scene::{branch, handout, made, text};

const NASTY: &str = r#"
[branch]
name = "<b>&\"branch\"</b>"

[[post]]
name = "@post|x"
heads = { "早" = 1 }

[[post]]
name = "门"
heads = { "早" = 1 }

[[member]]
name = "=1+1"

[[member]]
name = "+cmd|'/C calc'!A0"

[[member]]
name = "-2"

[[member]]
name = "<script>alert(1)</script>"

[[assignment]]
post = "@post|x"
date = 2022-04-19
shift = "早"
members = ["=1+1"]
note = "=HYPERLINK(1)"

[[assignment]]
post = "门"
date = 2022-04-20
shift = "早"
members = ["+cmd|'/C calc'!A0", "-2", "<script>alert(1)</script>"]
"#;

#[test]
fn no_csv_cell_begins_like_a_formula() {
    let roster = branch(NASTY);
    let csv = text(&handout(&roster, "2022-04-18", "2022-04-24"), Format::Csv);
    let body = csv.strip_prefix('\u{feff}').expect("a byte order mark");
    let mut reader = csv::ReaderBuilder::new().flexible(true).from_reader(body.as_bytes());
    let cells: Vec<String> =
        reader.records().flat_map(|r| r.unwrap().iter().map(String::from).collect::<Vec<_>>()).collect();
    assert!(cells.iter().all(|c| !c.starts_with(['=', '+', '-', '@', '\t', '\r'])), "{cells:?}");
    for kept in ["'=1+1", "'+cmd|'/C calc'!A0", "'-2", "'@post|x", "'=HYPERLINK(1)"] {
        assert!(cells.iter().any(|c| c == kept), "{kept}");
    }
}

#[test]
fn numbers_of_ours_stay_numbers_and_texts_do_not_become_formulas_on_the_clipboard() {
    let grid = Grid {
        head: vec!["姓名".into(), "比平均".into()],
        rows: vec![vec![Cell::text("=1+1\n\tx"), Cell::Number("-3.50".into())]],
    };
    assert_eq!(grid.tsv(), "姓名\t比平均\n'=1+1  x\t-3.50\n");
    let csv = String::from_utf8(grid.csv().unwrap()).unwrap();
    assert_eq!(csv, "\u{feff}姓名,比平均\r\n\"'=1+1\n\tx\",-3.50\r\n");
}

#[test]
fn no_workbook_cell_is_a_formula_and_every_name_is_text() {
    let roster = branch(NASTY);
    let bytes = made(&handout(&roster, "2022-04-18", "2022-04-24"), Format::Xlsx);
    let mut zip = zip::ZipArchive::new(std::io::Cursor::new(bytes)).unwrap();
    let names: Vec<String> = zip.file_names().map(|n| n.unwrap().into_owned()).collect();
    let sheets: Vec<&String> = names.iter().filter(|n| n.starts_with("xl/worksheets/sheet")).collect();
    assert_eq!(sheets.len(), 5);
    for name in sheets {
        let mut xml = String::new();
        std::io::Read::read_to_string(&mut zip.by_name(name).unwrap(), &mut xml).unwrap();
        assert!(!xml.contains("<f>") && !xml.contains("<f "), "{name}");
        assert!(xml.contains("t=\"s\""), "{name}");
    }
    let mut shared = String::new();
    std::io::Read::read_to_string(&mut zip.by_name("xl/sharedStrings.xml").unwrap(), &mut shared).unwrap();
    assert!(shared.contains(">=1+1") && shared.contains(">-2<"), "{shared}");
}

#[test]
fn html_and_markdown_take_nothing_typed_for_their_own_and_fetch_nothing() {
    let roster = branch(NASTY);
    let h = handout(&roster, "2022-04-18", "2022-04-24");
    let html = text(&h, Format::Html);
    assert!(
        html.contains("&lt;script&gt;alert(1)&lt;/script&gt;") && html.contains("&lt;b&gt;&amp;&quot;branch&quot;")
    );
    for word in ["<script", "<b>&", "http:", "https:", "src=", "url(", "@import", "<link", "onload"] {
        assert!(!html.contains(word), "{word}");
    }
    let md = text(&h, Format::Md);
    assert!(md.contains("\\@post\\|x") && md.contains("\\<script\\>"), "{md}");
    let columns = |line: &str| line.replace("\\|", "").matches('|').count();
    let table: Vec<usize> = md.lines().filter(|l| l.starts_with('|')).map(columns).collect();
    assert!(table.iter().all(|n| *n == 10), "{table:?}");
}

#[test]
fn every_sheet_of_the_workbook_is_a4_landscape_under_a_merged_title_with_frozen_panes() {
    let roster = branch(NASTY);
    let bytes = made(&handout(&roster, "2022-04-18", "2022-04-24"), Format::Xlsx);
    let mut book = zip::ZipArchive::new(std::io::Cursor::new(bytes)).unwrap();
    let mut part = |name: &str| std::io::read_to_string(book.by_name(name).unwrap()).unwrap();
    let workbook = part("xl/workbook.xml");
    // The wall, two posts, people, addresses.
    assert_eq!((workbook.matches("<sheet ").count(), workbook.matches("_xlnm.Print_Area").count()), (5, 5));
    for n in 1..=5 {
        let sheet = part(&format!("xl/worksheets/sheet{n}.xml"));
        for has in [r#"orientation="landscape""#, r#"paperSize="9""#, r#"state="frozen""#, r#"<mergeCell ref="A1:"#] {
            assert!(sheet.contains(has), "{n}: {has}");
        }
    }
}
