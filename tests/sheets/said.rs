//! What a sheet says, told with a few pasted lines each: what stands around a table, how names are told apart.

use lunban::domain::Roster;
use lunban::exchange::sheet::{Options, Stop, Understood, Unreadable, from_text};
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

/// Everybody whom an import makes or changes, as `name unit`.
fn people(text: &str) -> Vec<String> {
    let one = |p: &lunban::exchange::sheet::Person| format!("{} {}", p.name, p.unit.as_deref().unwrap_or("-"));
    pasted(&branch("three"), text).members.iter().map(one).collect()
}

#[test]
fn two_new_people_of_one_name_are_told_apart_by_their_units() {
    let sheet = "姓名\t单位\t值守点\t4月18日\t4月19日\n李芳\t市场监管\t大渠\t早\t中\n李芳\t邮政\t大渠\t早\t夜\n";
    assert_eq!(
        said(sheet),
        ["D2 22-04-18 早 李芳", "E2 22-04-19 中 李芳", "D3 22-04-18 早 李芳(邮政)", "E3 22-04-19 夜 李芳(邮政)"]
    );
    assert_eq!(people(sheet), ["李芳 市市场监督管理局", "李芳(邮政) 市邮政分公司"]);
    // What is taken over is read as the same people again.
    let mut after = branch("three");
    pasted(&after, sheet).events.iter().for_each(|e| lunban::domain::event::apply(&mut after, e));
    assert_eq!(pasted(&after, sheet).events, []);
}

#[test]
fn a_unit_in_brackets_tells_two_new_people_apart_and_is_no_note_then() {
    let sheet = "大渠值班表\n日期\t早\t中\n4月18日\t李芳（市场监管）\t李芳（邮政）\n\
                 4月19日\t李芳\t李芳（市邮政分公司）（替刘东）、关宁（邮政）\n";
    assert_eq!(
        said(sheet),
        [
            "B3 22-04-18 早 李芳",
            "C3 22-04-18 中 李芳(邮政)",
            "C4 22-04-19 中 李芳(邮政) [替刘东]",
            "C4 22-04-19 中 关宁 [邮政]",
            "B4! 叫“李芳”的不止一人：李芳、李芳(邮政)"
        ]
    );
    assert_eq!(people(sheet), ["李芳 市市场监督管理局", "李芳(邮政) 市邮政分公司"]);
    // One alone is not told apart from anybody.
    let alone = "大渠值班表\n日期\t早\n4月18日\t李芳（邮政）\n";
    assert_eq!(said(alone), ["B3 22-04-18 早 李芳 [邮政]"]);
}

#[test]
fn a_known_member_of_another_unit_is_somebody_else_where_both_are_named() {
    let sheet = "姓名\t单位\t4月18日\n赵建群\t邮政\t大渠早\n赵建群\t市场监管\t大渠中\n";
    assert_eq!(said(sheet), ["C2 22-04-18 早 赵建群(邮政)", "C3 22-04-18 中 赵建群"]);
    // A unit that the branch does not know is his own, written otherwise.
    let otherwise = "姓名\t单位\t4月18日\n赵建群\t市监局\t大渠早\n赵建群\t市场监管\t大渠中\n";
    assert_eq!(said(otherwise), ["C2 22-04-18 早 赵建群", "C3 22-04-18 中 赵建群"]);
}

#[test]
fn the_order_of_two_lines_does_not_decide_who_a_known_member_is() {
    for lines in [["赵建群\t邮政", "赵建群\t市场监管\t1"], ["赵建群\t市场监管\t1", "赵建群\t邮政"]]
    {
        let list = format!("姓名\t单位\t电话\n{}\n{}\n", lines[0], lines[1]);
        let mut told = people(&list);
        told.sort();
        assert_eq!(told, ["赵建群 市市场监督管理局", "赵建群(邮政) 市邮政分公司"], "{list}");
    }
}

#[test]
fn a_csv_that_breaks_off_inside_a_letter_is_damaged() {
    let whole = "姓名,4月18日\n刘东,早\n".as_bytes();
    let torn = &whole[..whole.len() - 2];
    let read = lunban::exchange::sheet::read(torn, "x", &branch("three"), &Options::default(), TODAY.parse().unwrap());
    assert_eq!(read.unwrap_err(), Stop::Unreadable(Unreadable::Broken));
}

#[test]
fn a_month_folded_in_two_is_read_with_the_dates_of_each_part() {
    let sheet = "大渠值班表\n日期\t早\t中\t日期\t早\t中\t备注\n4月18日\t刘东\t孙建\t4月20日\t田强\t宋岩\t\n\
                 4月19日\t孙建\t刘东\t4月21日\t宋岩\t田强\t\n";
    let left = ["B3 22-04-18 早 刘东", "C3 22-04-18 中 孙建", "B4 22-04-19 早 孙建", "C4 22-04-19 中 刘东"];
    let right = ["E3 22-04-20 早 田强", "F3 22-04-20 中 宋岩", "E4 22-04-21 早 宋岩", "F4 22-04-21 中 田强"];
    assert_eq!(said(sheet), [left, right].concat());
}

#[test]
fn people_in_two_columns_have_each_their_own_codes() {
    let sheet = "大渠2022年4月\n姓名\t18日\t19日\t\t姓名\t18日\t19日\n刘东\t早\t中\t\t孙建\t中\t早\n";
    assert_eq!(
        said(sheet),
        ["B3 22-04-18 早 刘东", "C3 22-04-19 中 刘东", "F3 22-04-18 中 孙建", "G3 22-04-19 早 孙建"]
    );
    let list = "序号\t姓名\t单位\t序号\t姓名\t单位\n1\t李芳\t邮政\t2\t张慧琴\t市场监管\n";
    assert_eq!(people(list), ["李芳 市邮政分公司", "张慧琴 市市场监督管理局"]);
}

#[test]
fn two_people_on_a_date_are_not_two_tables() {
    let sheet = "大渠\n日期\t班次\t姓名\t姓名\n4月18日\t早\t刘东\t孙建\n";
    assert_eq!(said(sheet), ["C3 22-04-18 早 刘东", "D3 22-04-18 早 孙建"]);
}

#[test]
fn posts_at_the_left_of_shifts_are_posts_of_a_branch_that_is_not_there_yet() {
    use lunban::exchange::sheet::{Ask, survey};
    let shifts = "[branch]\nname = \"新\"\n";
    let now = lunban::domain::Instant(1_650_292_800);
    let mut roster = Roster::default();
    let imported = lunban::exchange::branch_file::import(&roster, shifts, now).unwrap();
    imported.events.iter().for_each(|e| lunban::domain::event::apply(&mut roster, e));
    let ask = Ask { options: Options { add_people: true, ..Options::default() }, survey: true, ..Ask::default() };
    let surveyed = |sheet: &str| {
        let s = survey(sheet.as_bytes(), "x", &ask, &roster, now).unwrap();
        let posts: Vec<String> = s.posts.into_iter().map(|(name, _)| name).collect();
        (posts.join(" "), s.people.len())
    };
    let turned = "值班安排\n,,4月18日,4月19日\n大渠,早,刘东,孙建\n,中,孙建,刘东\n畜牧局,早,田强,宋岩\n,中,宋岩,田强\n";
    assert_eq!(surveyed(turned), ("大渠 畜牧局".to_string(), 4));
    let people = "姓名,4月18日,4月19日\n刘东,早,中\n孙建,中,早\n";
    assert_eq!(surveyed(people), (String::new(), 2));
}

#[test]
fn a_line_between_the_post_and_the_dates_leaves_it_a_title() {
    let sheet = "大渠\n2022年4月\n日期\t18日\t19日\t20日\n早班\t刘东\t孙建\t\n";
    assert_eq!(said(sheet), ["B4 22-04-18 早 刘东", "C4 22-04-19 早 孙建"]);
}

#[test]
fn a_date_with_a_time_of_the_day_is_that_date() {
    assert_eq!(said("大渠\n日期\t早\n2022/4/10 0:00\t刘东\n"), ["B3 22-04-10 早 刘东"]);
}

#[test]
fn telephone_numbers_after_names_are_no_part_of_them() {
    let sheet = "大渠\n日期\t早\n4月18日\t刘东 138 0000 0002、孙　建13800000003\n4月19日\t田强（组长）宋岩（组员）\n";
    assert_eq!(
        said(sheet),
        ["B3 22-04-18 早 刘东", "B3 22-04-18 早 孙建", "B4 22-04-19 早 田强 [组长]", "B4 22-04-19 早 宋岩 [组员]"]
    );
}

#[test]
fn a_date_is_a_date_however_a_workbook_shows_it() {
    use rust_xlsxwriter::{ExcelDateTime, Format, Workbook};
    let formats = [
        "m\"月\"d\"日\"",
        "[DBNum1][$-804]m\"月\"d\"日\"",
        "d\"日\"",
        "dd",
        "m.d",
        "m-d(aaa)",
        "yyyy\"年\"m\"月\"d\"日\" aaaa",
        "yyyy-mm-dd hh:mm",
        "General",
    ];
    for format in formats {
        let mut book = Workbook::new();
        let sheet = book.add_worksheet();
        for (row, texts) in [["姓名", ""], ["刘东", "大渠早"]].iter().enumerate() {
            for (col, text) in texts.iter().enumerate() {
                sheet.write_string(row as u32, col as u16, *text).unwrap();
            }
        }
        let date = ExcelDateTime::from_ymd(2022, 4, 18).unwrap();
        sheet.write_datetime_with_format(0, 1, &date, &Format::new().set_num_format(format)).unwrap();
        let bytes = book.save_to_buffer().unwrap();
        let roster = branch("three");
        let u = lunban::exchange::sheet::read(&bytes, "x", &roster, &Options::default(), TODAY.parse().unwrap());
        let dates: Vec<String> = u.unwrap().assignments.iter().map(|a| a.date.to_string()).collect();
        assert_eq!(dates, ["2022-04-18"], "{format}");
    }
}

#[test]
fn a_folded_workbook_under_a_merged_title_is_read_whole() {
    use rust_xlsxwriter::{Format, Workbook};
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    sheet.merge_range(0, 0, 0, 6, "大渠2022年4月值班表", &Format::new()).unwrap();
    let rows = [
        ["日期", "早", "中", "", "日期", "早", "中"],
        ["18日", "刘东", "孙建", "", "20日", "田强", "宋岩"],
        ["19日", "", "刘东", "", "21日", "宋岩", "田强"],
    ];
    for (row, texts) in rows.iter().enumerate() {
        for (col, text) in texts.iter().enumerate().filter(|(_, text)| !text.is_empty()) {
            sheet.write_string(row as u32 + 1, col as u16, *text).unwrap();
        }
    }
    sheet.merge_range(2, 1, 3, 1, "刘东", &Format::new()).unwrap();
    sheet.merge_range(4, 0, 4, 6, "备注：早班六点到岗", &Format::new()).unwrap();
    let bytes = book.save_to_buffer().unwrap();
    let roster = branch("three");
    let u = lunban::exchange::sheet::read(&bytes, "x", &roster, &Options::default(), TODAY.parse().unwrap()).unwrap();
    let one = |a: &lunban::exchange::sheet::Assigned| {
        format!("{} {} {} {}", a.cell, a.date.format("%d"), roster.shift_code(a.shift), u.name(&roster, &a.who))
    };
    let all: Vec<String> = u.assignments.iter().map(one).collect();
    let left = ["B3 18 早 刘东", "C3 18 中 孙建", "B3 19 早 刘东", "C4 19 中 刘东"];
    let right = ["F3 20 早 田强", "G3 20 中 宋岩", "F4 21 早 宋岩", "G4 21 中 田强"];
    assert_eq!((all, u.problems.len()), ([left, right].concat().iter().map(|s| s.to_string()).collect(), 0));
}

#[test]
fn the_times_of_a_shift_beside_it_are_no_note_where_a_post_stands_there_too() {
    let sheet = "姓名\t4月18日\t4月19日\n刘东\t大渠夜(22:00-06:00)\t大渠夜(6:00-14:00)\n";
    assert_eq!(said(sheet), ["B2 22-04-18 夜 刘东", "C2 22-04-19 夜 刘东 [6:00-14:00]"]);
}
