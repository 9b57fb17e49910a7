//! What a sheet says, told with a few pasted lines each: what stands around a table, how names are told apart.

use lunban::domain::Roster;
use lunban::exchange::sheet::{Options, Understood, from_text};
use lunban::locale::Lang;

use super::{TODAY, branch};

fn pasted(roster: &Roster, text: &str) -> Understood {
    let options = Options { add_people: true, ..Options::default() };
    from_text(text, roster, &options, TODAY.parse().unwrap()).unwrap()
}

/// Every assignment as `cell date shift member [note]`, then every problem as `cell! words`.
fn said(text: &str) -> Vec<String> {
    let roster = branch("three");
    let u = pasted(&roster, text);
    let one = |a: &lunban::exchange::sheet::Assigned| {
        let note = a.note.as_deref().map(|n| format!(" [{n}]")).unwrap_or_default();
        let (shift, name) = (roster.shift_code(a.shift), u.name(&roster, &a.who));
        format!("{} {} {shift} {name}{note}", a.cell, a.date.format("%y-%m-%d"))
    };
    let assigned = u.assignments.iter().map(one);
    let problems = u.problems.iter().map(|p| {
        let at = p.at.map(|at| at.to_string()).unwrap_or_default();
        format!("{at}! {}", p.text(Lang::Zh))
    });
    assigned.chain(problems).collect()
}

#[test]
fn a_telephone_number_above_the_table_is_no_year() {
    for remark in ["值班电话：0359-2062345", "联系人 13620451234", "赵建群 138-2045-1234"] {
        let sheet = format!("大渠2022年4月值班表\n{remark}\n姓名\t4月18日\n刘东\t早\n");
        assert_eq!(said(&sheet), ["B4 22-04-18 早 刘东"], "{remark}");
    }
}

#[test]
fn a_remark_above_the_table_is_no_title() {
    let sheet = "大渠值班表\n备注：2021年3月的表作废，畜牧局另排\n姓名\t4月18日\n刘东\t早\n";
    assert_eq!(said(sheet), ["B4 22-04-18 早 刘东"]);
}

#[test]
fn the_same_problem_in_the_same_cell_of_another_sheet_is_told_again() {
    let mut book = rust_xlsxwriter::Workbook::new();
    for name in ["大渠", "畜牧局"] {
        let sheet = book.add_worksheet().set_name(name).unwrap();
        for (row, cells) in [["姓名", "4月18日", "4月19日"], ["刘东", "早", "倒"]].iter().enumerate() {
            for (col, text) in cells.iter().enumerate() {
                sheet.write_string(row as u32, col as u16, *text).unwrap();
            }
        }
    }
    let bytes = book.save_to_buffer().unwrap();
    let u = lunban::exchange::sheet::read(&bytes, "x", &branch("three"), &Options::default(), TODAY.parse().unwrap());
    let at = |p: &lunban::exchange::sheet::Problem| (p.sheet.clone(), p.at.unwrap().to_string());
    let told: Vec<_> = u.unwrap().problems.iter().map(at).collect();
    assert_eq!(told, [(None, "C2".to_string()), (Some("畜牧局".to_string()), "C2".to_string())]);
}
