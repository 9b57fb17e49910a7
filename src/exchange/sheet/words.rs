//! The words of sheets: how text is made comparable, what the headers say, which lines around a table are no data.

use std::collections::HashMap;
use std::sync::LazyLock;

use crate::domain::text;

/// The text with full-width letters, digits and punctuation made half-width and nothing invisible; lines stay lines.
pub fn plain(text: &str) -> String {
    if is_tight(text) {
        return text.to_string();
    }
    let half = |c: char| match c {
        '\u{3000}' => ' ',
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(c as u32 - 0xfee0).unwrap_or(c),
        '【' | '〔' => '(',
        '】' | '〕' => ')',
        _ => c,
    };
    let lines: Vec<String> = text.lines().map(|l| text::line(&l.chars().map(half).collect::<String>())).collect();
    lines.join("\n").trim().to_string()
}

/// The same without any white space.
pub fn tight(text: &str) -> String {
    if is_tight(text) { text.to_string() } else { plain(text).split_whitespace().collect() }
}

/// Whether there is nothing to be made of a text, as of most.
fn is_tight(text: &str) -> bool {
    text.chars().all(|c| c.is_ascii_graphic() || ('\u{4e00}'..='\u{9fff}').contains(&c))
}

/// Whether a mark says that there is nothing.
pub fn is_nothing(tight: &str) -> bool {
    tight.is_empty() || matches!(tight, "-" | "--" | "—" | "——" | "/" | "×" | "–" | "―")
}

/// What a column is, by its header.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Word {
    Name,
    Date,
    Month,
    Weekday,
    Shift,
    Post,
    Unit,
    Role,
    Party,
    Phone,
    /// Who leads the duty: not data, but it is said.
    Leader,
    /// Nothing that is read.
    Other,
}

const WORDS: [(Word, &[&str]); 12] = [
    (
        Word::Name,
        &[
            "姓名",
            "名字",
            "人员",
            "人员姓名",
            "值班人员",
            "值守人员",
            "值班人",
            "值守人",
            "值班员",
            "值守员",
            "执勤人员",
            "执勤人",
            "执勤员",
            "值班人员姓名",
            "值守人员姓名",
            "值班人姓名",
            "值班姓名",
            "当班人员",
            "在岗人员",
            "轮值人员",
            "排班人员",
            "队员",
            "成员",
            "员工",
            "员工姓名",
            "职工姓名",
            "干部姓名",
            "name",
        ],
    ),
    (Word::Date, &["日期", "值班日期", "值守日期", "执勤日期", "日", "号", "值班日", "时间", "值班时间", "date"]),
    (Word::Month, &["月", "月份"]),
    (Word::Weekday, &["星期", "周", "周几", "星期几", "礼拜"]),
    (
        Word::Shift,
        &[
            "班次",
            "班别",
            "班",
            "时段",
            "值班班次",
            "值守班次",
            "班种",
            "班型",
            "值班时段",
            "值守时段",
            "班次名称",
            "shift",
        ],
    ),
    (
        Word::Post,
        &[
            "值守点",
            "地点",
            "值班地点",
            "值守地点",
            "执勤地点",
            "岗位",
            "点位",
            "值班点",
            "值守点位",
            "执勤点",
            "小区",
            "家属院",
            "值守小区",
            "小区名称",
            "卡点",
            "卡口",
            "站点",
            "岗点",
            "院落",
            "值守岗位",
            "值守点名称",
            "post",
        ],
    ),
    (Word::Unit, &["单位", "工作单位", "所在单位", "部门", "包联单位", "科室", "所属单位", "单位名称", "派出单位"]),
    (Word::Role, &["职务", "类别", "职务/类别", "类别/职务", "人员类别", "身份"]),
    (Word::Party, &["政治面貌", "面貌"]),
    (
        Word::Phone,
        &[
            "电话",
            "手机",
            "联系电话",
            "手机号",
            "手机号码",
            "电话号码",
            "联系方式",
            "值班电话",
            "电话/手机",
            "联系手机",
        ],
    ),
    (
        Word::Leader,
        &["带班领导", "带班", "领导", "值班领导", "带班人", "带班干部", "带班人员", "总带班", "包联领导", "带班负责人"],
    ),
    (
        Word::Other,
        &[
            "备注",
            "序号",
            "编号",
            "说明",
            "签字",
            "签名",
            "合计",
            "小计",
            "总计",
            "共计",
            "天数",
            "次数",
            "工时",
            "性别",
            "年龄",
            "公司",
            "学历",
            "职称",
            "住址",
            "地址",
            "身份证号",
            "值班要求",
            "no",
            "no.",
        ],
    ),
];

static BY_TEXT: LazyLock<HashMap<&str, Word>> =
    LazyLock::new(|| WORDS.iter().flat_map(|(word, all)| all.iter().map(|text| (*text, *word))).collect());

/// What a header says.
pub fn header(text: &str) -> Option<Word> {
    let said = tight(text).to_lowercase();
    let find = |said: &str| BY_TEXT.get(said).copied();
    let bare = said.trim_end_matches([':', '*']).trim_end_matches(|c: char| c.is_ascii_digit());
    let before_bracket = bare.split('(').next().unwrap_or_default();
    find(&said).or_else(|| find(bare)).or_else(|| find(before_bracket))
}

/// Whether a line that begins with this text is a remark, a signature or a total, and no data.
pub fn is_remark(text: &str) -> bool {
    const TOTALS: [&str; 6] = ["合计", "小计", "总计", "共计", "人数合计", "总人数"];
    const REMARKS: [&str; 25] = [
        "备注",
        "说明",
        "注",
        "附注",
        "制表",
        "制表人",
        "填表",
        "填表人",
        "审核",
        "审核人",
        "审批",
        "审批人",
        "批准",
        "批准人",
        "值班电话",
        "联系电话",
        "值守电话",
        "监督电话",
        "签字",
        "签名",
        "领导签字",
        "负责人",
        "要求",
        "制表日期",
        "填表日期",
    ];
    let said = tight(text);
    if TOTALS.iter().any(|w| said.starts_with(w)) {
        return true;
    }
    match said.split_once(':') {
        Some((word, _)) => {
            REMARKS.contains(&word) || REMARKS.iter().any(|w| word.ends_with(w) && w.chars().count() > 2)
        }
        None => matches!(&*said, "备注" | "说明" | "注" | "附注" | "制表人" | "填表人" | "审核人"),
    }
}

/// A text with what stands in brackets taken out, each with the place it stood at in the rest.
pub fn brackets(text: &str) -> (String, Vec<String>) {
    let (mut rest, mut inside, mut depth) = (String::new(), Vec::new(), 0);
    for c in text.chars() {
        match c {
            '(' if depth == 0 => {
                depth = 1;
                inside.push(String::new());
            }
            ')' if depth > 0 => depth -= 1,
            _ if depth > 0 => {
                depth += i32::from(c == '(');
                if let Some(last) = inside.last_mut() {
                    last.push(c);
                }
            }
            _ => rest.push(c),
        }
    }
    let inside = inside.into_iter().map(|t: String| t.trim().to_string()).filter(|t| !t.is_empty()).collect();
    (rest.trim().to_string(), inside)
}

/// The pieces of a text between separators that stand outside brackets.
pub fn split(text: &str, separators: &[char]) -> Vec<String> {
    let (mut out, mut depth) = (vec![String::new()], 0i32);
    for c in text.chars() {
        match c {
            '(' => depth += 1,
            ')' => depth = (depth - 1).max(0),
            _ => {}
        }
        if depth == 0 && separators.contains(&c) {
            out.push(String::new());
        } else if let Some(last) = out.last_mut() {
            last.push(c);
        }
    }
    out.into_iter().map(|p| p.trim().to_string()).filter(|p| !p.is_empty()).collect()
}

/// Whether a character is a Chinese one.
pub fn is_han(c: char) -> bool {
    matches!(c, '\u{3400}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3ffff}' | '〇' | '·')
}
