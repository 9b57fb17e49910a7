//! The table itself: one row for each action.

use crossterm::event::KeyCode;

use super::context::{Context, View, WhyNot};
use super::key::Key;
use crate::domain::finding::Kind;
use crate::locale::Lang;

/// What a user can do.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Act {
    Handover,
    Open,
    Assign,
    TakeOff,
    Pin,
    On,
    Off,
    Correct,
    Cover,
    Item,
    Note,
    Fill,
    Import,
    Leave,
    Undo,
    Redo,
    NextFinding,
    PrevFinding,
    Find,
    Today,
    Week,
    Findings,
    Handovers,
    People,
    Report,
    NextView,
    PrevView,
    Up,
    Down,
    Left,
    Right,
    PageUp,
    PageDown,
    First,
    Last,
    Earlier,
    Later,
    Now,
    Copy,
    Sort,
    Unit,
    Settings,
    Select,
    Paste,
    CopyTomorrow,
    CopyHandover,
    CopyChanges,
    Palette,
    Help,
    Chinese,
    English,
    Quit,
}

/// One row of the table.
pub struct Action {
    pub act: Act,
    /// The name in `keys.toml`; the palette finds it too.
    pub id: &'static str,
    /// Chinese, English: a few words.
    names: [&'static str; 2],
    /// Chinese, English: one or two words for the footer; `None` keeps it out of the footer.
    short: Option<[&'static str; 2]>,
    /// Chinese, English: one sentence for help.
    about: [&'static str; 2],
    /// The keys it has unless `keys.toml` says otherwise; the first is the one the footer shows.
    pub keys: &'static [Key],
    /// The views whose help lists it; empty: all.
    views: &'static [View],
    enabled: fn(&Context) -> Result<(), WhyNot>,
}

impl Action {
    pub fn name(&self, lang: Lang) -> &'static str {
        self.names[lang as usize]
    }

    /// The footer's word, if it has a place there.
    pub fn short(&self, lang: Lang) -> Option<&'static str> {
        self.short.map(|s| s[lang as usize])
    }

    pub fn about(&self, lang: Lang) -> &'static str {
        self.about[lang as usize]
    }

    pub fn belongs_to(&self, view: View) -> bool {
        self.views.is_empty() || self.views.contains(&view)
    }

    /// Whether it can be done, or why not.
    pub fn enabled(&self, context: &Context) -> Result<(), WhyNot> {
        if !self.belongs_to(context.view) {
            return Err(WhyNot::NotInThisView);
        }
        (self.enabled)(context)
    }
}

impl Act {
    /// Its row.
    pub fn row(self) -> &'static Action {
        // The table has a row for every action in the order of the enum; `the_table_is_in_order` checks it.
        &TABLE[self as usize]
    }
}

/// What one does about a finding of this kind.
pub fn remedy(kind: Kind) -> Act {
    match kind {
        Kind::Gap | Kind::Missing => Act::Assign,
        Kind::WaitingForRelief | Kind::Unmarked => Act::Handover,
        Kind::Overlong | Kind::ForgottenOff | Kind::DoubleBooked | Kind::Unavailable => Act::TakeOff,
        Kind::NotEligible | Kind::ShortRest | Kind::WeekHours | Kind::ConsecutiveDays => Act::TakeOff,
    }
}

const ALL: &[View] = &[];
const GRIDS: &[View] = &[View::Today, View::Week, View::People, View::Report];
const PLANS: &[View] = &[View::Week, View::People];
const PEOPLE: &[View] = &[View::People];
const LISTS: &[View] = &[View::People, View::Report];
const fn c(c: char) -> Key {
    Key::char(c)
}
const fn k(code: KeyCode) -> Key {
    Key::plain(code)
}
const fn f(n: u8) -> Key {
    Key::plain(KeyCode::F(n))
}

fn always(_: &Context) -> Result<(), WhyNot> {
    Ok(())
}

fn writes(context: &Context) -> Result<(), WhyNot> {
    context.may_write()
}

fn may_be_away(context: &Context) -> Result<(), WhyNot> {
    match context.view {
        View::People => has_member(context),
        _ => somebody_here(context),
    }
}

fn plans(context: &Context) -> Result<(), WhyNot> {
    context.may_write()?;
    if context.roster.posts.is_empty() { Err(WhyNot::NoPosts) } else { Ok(()) }
}

fn writes_at_post(context: &Context) -> Result<(), WhyNot> {
    context.may_write()?;
    context.post_here().map(|_| ())
}

fn writes_in_slot(context: &Context) -> Result<(), WhyNot> {
    if context.view == View::People {
        return writes_in_cell(context);
    }
    writes_at_post(context)?;
    context.slot.map(|_| ()).ok_or(WhyNot::NoSlotHere)
}

fn writes_in_cell(context: &Context) -> Result<(), WhyNot> {
    context.may_write()?;
    has_posts(context)?;
    context.member.map(|_| ()).ok_or(WhyNot::NoMemberHere)
}

fn has_copied(context: &Context) -> Result<(), WhyNot> {
    writes_in_cell(context)?;
    if context.copied { Ok(()) } else { Err(WhyNot::NothingCopied) }
}

fn has_member(context: &Context) -> Result<(), WhyNot> {
    context.member.map(|_| ()).ok_or(WhyNot::NoMemberHere)
}

fn somebody_on(context: &Context) -> Result<(), WhyNot> {
    context.may_write()?;
    context.somebody_on()
}

fn somebody_was_on(context: &Context) -> Result<(), WhyNot> {
    context.may_write()?;
    context.somebody_was_on()
}

fn somebody_planned(context: &Context) -> Result<(), WhyNot> {
    context.may_write()?;
    context.somebody_planned()
}

fn somebody_here(context: &Context) -> Result<(), WhyNot> {
    context.may_write()?;
    context.somebody_here()
}

fn has_findings(context: &Context) -> Result<(), WhyNot> {
    if context.findings > 0 { Ok(()) } else { Err(WhyNot::NoFindings) }
}

fn has_posts(context: &Context) -> Result<(), WhyNot> {
    if context.roster.posts.is_empty() { Err(WhyNot::NoPosts) } else { Ok(()) }
}

/// Every action, in the order of [`Act`], which is the order of help, palette and README.
pub static TABLE: [Action; 52] = [
    Action {
        act: Act::Handover,
        id: "handover",
        names: ["交接班", "Hand over"],
        short: Some(["交接", "hand over"]),
        about: [
            "光标所在值守点交接班：按计划的人、现在的时间，回车即记；时间、人员、备注都可先改",
            "Hand over at the post under the cursor: the planned people, now; Enter records it, or change it first",
        ],
        keys: &[c(' '), f(2)],
        views: ALL,
        enabled: writes_at_post,
    },
    Action {
        act: Act::Open,
        id: "open",
        names: ["打开", "Open"],
        short: None,
        about: [
            "打开光标所在的内容；在提醒里是去那个地方",
            "Open what is under the cursor; in Findings, go to the place",
        ],
        keys: &[k(KeyCode::Enter)],
        views: ALL,
        enabled: always,
    },
    Action {
        act: Act::Assign,
        id: "assign",
        names: ["找人、排人", "Find somebody and assign"],
        short: Some(["找人", "who"]),
        about: [
            "谁能来：从最合适的排起，写明理由和电话；可打姓名或拼音首字母筛选",
            "Who can come, best first, with the reasons and the phone; type a name or pinyin initials to filter",
        ],
        keys: &[c('a'), f(3)],
        views: ALL,
        enabled: writes_in_slot,
    },
    Action {
        act: Act::TakeOff,
        id: "take-off",
        names: ["下岗、撤下排班", "Take off or withdraw"],
        short: None,
        about: ["在岗的下岗，排了班的撤下，写明原因", "Take somebody off duty or out of the plan, with the reason"],
        keys: &[c('x')],
        views: ALL,
        enabled: somebody_here,
    },
    Action {
        act: Act::Pin,
        id: "pin",
        names: ["固定排班", "Pin"],
        short: None,
        about: [
            "固定光标处的排班（▪），自动排班不再动它；再按一次放开",
            "Pin who is planned there (▪), so that filling leaves it alone; the same key lets it go",
        ],
        keys: &[c('P')],
        views: PLANS,
        enabled: somebody_planned,
    },
    Action {
        act: Act::On,
        id: "on",
        names: ["上岗", "Mark on"],
        short: None,
        about: ["只记一个人上岗，不交接", "Mark one person on duty, without a handover"],
        keys: &[c('+')],
        views: ALL,
        enabled: writes_at_post,
    },
    Action {
        act: Act::Off,
        id: "off",
        names: ["下岗", "Mark off"],
        short: None,
        about: ["只记一个人下岗，不交接", "Mark one person off duty, without a handover"],
        keys: &[c('-')],
        views: ALL,
        enabled: somebody_on,
    },
    Action {
        act: Act::Correct,
        id: "correct",
        names: ["更正在岗时间", "Correct times"],
        short: None,
        about: [
            "改一段在岗的上岗、下岗时间，要写原因；原来的时间留在记录里",
            "Correct when somebody came on or went off, with the reason; the old times stay in the record",
        ],
        keys: &[c('C')],
        views: ALL,
        enabled: somebody_was_on,
    },
    Action {
        act: Act::Cover,
        id: "cover",
        names: ["临时顶岗", "Break cover"],
        short: Some(["顶岗", "cover"]),
        about: [
            "有人临时离开、别人顶一会儿；同一个键结束",
            "Somebody steps out and another stands in; the same key ends it",
        ],
        keys: &[c('b')],
        views: ALL,
        enabled: somebody_on,
    },
    Action {
        act: Act::Item,
        id: "item",
        names: ["未尽事项", "Open items"],
        short: None,
        about: [
            "写下要交代给下一班的事；已有的可以办结",
            "Write down what the next shift must know or do; close what is done",
        ],
        keys: &[c('o')],
        views: ALL,
        enabled: writes_at_post,
    },
    Action {
        act: Act::Note,
        id: "note",
        names: ["备注", "Note"],
        short: None,
        about: ["给值守点记一句话", "Write a remark about the post"],
        keys: &[c('m')],
        views: ALL,
        enabled: writes_at_post,
    },
    Action {
        act: Act::Fill,
        id: "fill",
        names: ["自动排班", "Fill the roster"],
        short: Some(["排班", "fill"]),
        about: [
            "自动排班：把一段日期排满，或请假后修补；先看变化，回车才写入",
            "Plan some dates, or repair them after somebody drops out; shows the difference before anything is applied",
        ],
        keys: &[c('f'), f(5)],
        views: &[View::Today, View::Week, View::People],
        enabled: plans,
    },
    Action {
        act: Act::Import,
        id: "import",
        names: ["导入表格", "Import a sheet"],
        short: None,
        about: [
            "导入值班表或通讯录（xlsx、xls、ods、csv）：先逐格看读懂了什么、会改什么，回车才写入",
            "A duty sheet or contacts (xlsx, xls, ods, csv): shows cell by cell what was understood and what it changes before Enter",
        ],
        keys: &[c('i')],
        views: ALL,
        enabled: writes,
    },
    Action {
        act: Act::Leave,
        id: "leave",
        names: ["请假", "Leave"],
        short: None,
        about: [
            "记光标所在的人请假：哪天起、几天、为什么；空出来的班用自动排班修补",
            "The person under the cursor is on leave: from when, how many days, why; filling repairs what is left empty",
        ],
        keys: &[c('g')],
        views: &[View::Today, View::Week, View::Findings, View::People],
        enabled: may_be_away,
    },
    Action {
        act: Act::Undo,
        id: "undo",
        names: ["撤销", "Undo"],
        short: Some(["撤销", "undo"]),
        about: ["撤销自己最近记的一条", "Take back the newest entry of one's own"],
        keys: &[c('u'), f(8)],
        views: ALL,
        enabled: writes,
    },
    Action {
        act: Act::Redo,
        id: "redo",
        names: ["重做", "Redo"],
        short: None,
        about: ["恢复刚撤销的一条", "Take the undo back"],
        keys: &[Key::ctrl('r')],
        views: ALL,
        enabled: writes,
    },
    Action {
        act: Act::NextFinding,
        id: "next",
        names: ["下一条提醒", "Next finding"],
        short: Some(["下一条", "next"]),
        about: ["去下一条提醒，不管在哪里", "Go to the next finding, wherever it is"],
        keys: &[c('n'), f(4)],
        views: ALL,
        enabled: has_findings,
    },
    Action {
        act: Act::PrevFinding,
        id: "previous",
        names: ["上一条提醒", "Previous finding"],
        short: None,
        about: ["去上一条提醒", "Go to the finding before"],
        keys: &[c('N')],
        views: ALL,
        enabled: has_findings,
    },
    Action {
        act: Act::Find,
        id: "find",
        names: ["查找", "Find"],
        short: Some(["查找", "find"]),
        about: [
            "按姓名、点名或拼音首字母找人、值守点、小区",
            "Find a person, post or compound by name or pinyin initials",
        ],
        keys: &[c('/')],
        views: ALL,
        enabled: has_posts,
    },
    Action {
        act: Act::Today,
        id: "today",
        names: ["今日", "Today"],
        short: None,
        about: ["看今日：各值守点的二十四小时", "The posts and the hours of the day"],
        keys: &[c('1')],
        views: ALL,
        enabled: always,
    },
    Action {
        act: Act::Week,
        id: "week",
        names: ["一周", "Week"],
        short: None,
        about: ["看一周：值守点、日期、班次", "Posts, dates and shifts"],
        keys: &[c('2')],
        views: ALL,
        enabled: always,
    },
    Action {
        act: Act::Findings,
        id: "findings",
        names: ["提醒", "Findings"],
        short: None,
        about: ["看全部提醒，最急的在前", "Everything that wants attention, worst first"],
        keys: &[c('3')],
        views: ALL,
        enabled: always,
    },
    Action {
        act: Act::Handovers,
        id: "handovers",
        names: ["交接记录", "Handovers"],
        short: None,
        about: ["看交接记录和未尽事项", "The log of handovers and the open items"],
        keys: &[c('4')],
        views: ALL,
        enabled: always,
    },
    Action {
        act: Act::People,
        id: "people",
        names: ["人员", "People"],
        short: None,
        about: ["看人员：每人每天的班和合计", "Members and dates: everybody's shifts, and what they add up to"],
        keys: &[c('5')],
        views: ALL,
        enabled: always,
    },
    Action {
        act: Act::Report,
        id: "report",
        names: ["报表", "Report"],
        short: None,
        about: ["看报表：谁做了多少，按人或按单位", "Who did how much, by member or by unit"],
        keys: &[c('6')],
        views: ALL,
        enabled: always,
    },
    Action {
        act: Act::NextView,
        id: "next-view",
        names: ["下一个视图", "Next view"],
        short: None,
        about: ["换到下一个视图", "Go to the next view"],
        keys: &[k(KeyCode::Tab)],
        views: ALL,
        enabled: always,
    },
    Action {
        act: Act::PrevView,
        id: "previous-view",
        names: ["上一个视图", "Previous view"],
        short: None,
        about: ["换到上一个视图", "Go to the view before"],
        keys: &[k(KeyCode::BackTab)],
        views: ALL,
        enabled: always,
    },
    Action {
        act: Act::Up,
        id: "up",
        names: ["上", "Up"],
        short: None,
        about: ["光标上移", "Move up"],
        keys: &[k(KeyCode::Up), c('k')],
        views: ALL,
        enabled: always,
    },
    Action {
        act: Act::Down,
        id: "down",
        names: ["下", "Down"],
        short: None,
        about: ["光标下移", "Move down"],
        keys: &[k(KeyCode::Down), c('j')],
        views: ALL,
        enabled: always,
    },
    Action {
        act: Act::Left,
        id: "left",
        names: ["左", "Left"],
        short: None,
        about: [
            "前一个班次，人员里是前一天，报表里换按人或按单位",
            "The shift before; in People, the day before; in Report, by member or by unit",
        ],
        keys: &[k(KeyCode::Left), c('h')],
        views: GRIDS,
        enabled: always,
    },
    Action {
        act: Act::Right,
        id: "right",
        names: ["右", "Right"],
        short: None,
        about: [
            "后一个班次，人员里是后一天，报表里换按人或按单位",
            "The shift after; in People, the day after; in Report, by member or by unit",
        ],
        keys: &[k(KeyCode::Right), c('l')],
        views: GRIDS,
        enabled: always,
    },
    Action {
        act: Act::PageUp,
        id: "page-up",
        names: ["上一页", "Page up"],
        short: None,
        about: ["上翻一页", "A page up"],
        keys: &[k(KeyCode::PageUp)],
        views: ALL,
        enabled: always,
    },
    Action {
        act: Act::PageDown,
        id: "page-down",
        names: ["下一页", "Page down"],
        short: None,
        about: ["下翻一页", "A page down"],
        keys: &[k(KeyCode::PageDown)],
        views: ALL,
        enabled: always,
    },
    Action {
        act: Act::First,
        id: "first",
        names: ["最前", "First"],
        short: None,
        about: ["到最前一行", "To the first row"],
        keys: &[k(KeyCode::Home)],
        views: ALL,
        enabled: always,
    },
    Action {
        act: Act::Last,
        id: "last",
        names: ["最后", "Last"],
        short: None,
        about: ["到最后一行", "To the last row"],
        keys: &[k(KeyCode::End)],
        views: ALL,
        enabled: always,
    },
    Action {
        act: Act::Earlier,
        id: "earlier",
        names: ["更早", "Earlier"],
        short: None,
        about: [
            "前一天，一周和人员里是前一周，报表里是前一月",
            "The day before; in Week and People, the week before; in Report, the month before",
        ],
        keys: &[c('[')],
        views: GRIDS,
        enabled: always,
    },
    Action {
        act: Act::Later,
        id: "later",
        names: ["更晚", "Later"],
        short: None,
        about: [
            "后一天，一周和人员里是后一周，报表里是后一月",
            "The day after; in Week and People, the week after; in Report, the month after",
        ],
        keys: &[c(']')],
        views: GRIDS,
        enabled: always,
    },
    Action {
        act: Act::Now,
        id: "now",
        names: ["回到现在", "Back to now"],
        short: None,
        about: ["回到今天、现在的班次", "Back to today and the present shift"],
        keys: &[c('t')],
        views: GRIDS,
        enabled: always,
    },
    Action {
        act: Act::Copy,
        id: "copy",
        names: ["复制", "Copy"],
        short: None,
        about: [
            "把光标所在值守点或提醒的一行话复制到剪贴板；人员里复制格子，报表里整张表",
            "Copy the post or finding under the cursor as one line of text; in People the cells, in Report the table",
        ],
        keys: &[c('y')],
        views: ALL,
        enabled: always,
    },
    Action {
        act: Act::Sort,
        id: "sort",
        names: ["排序", "Sort"],
        short: None,
        about: [
            "人员或报表按姓名、单位、工时、夜班（夜）、周末（末）、连上天数（连）等排序；再选一次倒过来",
            "People or Report by name, unit, hours, nights (nt), weekends (we), days in a row (in) and so on; choosing it again turns it round",
        ],
        keys: &[c('s')],
        views: LISTS,
        enabled: always,
    },
    Action {
        act: Act::Unit,
        id: "unit",
        names: ["只看一个单位", "One unit only"],
        short: None,
        about: ["人员、报表只看一个单位的，或看全部", "Only the people of one unit, or all of them"],
        keys: &[c('e')],
        views: LISTS,
        enabled: always,
    },
    Action {
        act: Act::Settings,
        id: "settings",
        names: ["人员和设置", "People and settings"],
        short: None,
        about: [
            "人员、值守点、单位、家属院、支部、规则、班制：添加、改动、一次改多个",
            "Members, posts, units, compounds, the branch, its rules and shifts: add, change, several at once",
        ],
        keys: &[c('c'), f(12)],
        views: ALL,
        enabled: writes,
    },
    Action {
        act: Act::Select,
        id: "select",
        names: ["选中多格", "Select cells"],
        short: None,
        about: [
            "人员里从光标起选多格，方向键扩大；打一个班次全填，y 复制，x 撤下，Esc 取消",
            "Select cells of People from here, the arrows widen it; a shift typed fills them, y copies, x withdraws, Esc ends it",
        ],
        keys: &[c('v'), f(7)],
        views: PEOPLE,
        enabled: has_member,
    },
    Action {
        act: Act::Paste,
        id: "paste",
        names: ["粘贴", "Paste"],
        short: None,
        about: [
            "把 y 复制的格子贴到光标处；从表格软件复制的直接粘贴即可；先看改动，回车才记",
            "Put the copied cells here; a block from a spreadsheet can just be pasted; what it changes is shown before Enter",
        ],
        keys: &[c('p'), f(9)],
        views: PEOPLE,
        enabled: has_copied,
    },
    Action {
        act: Act::CopyTomorrow,
        id: "copy-tomorrow",
        names: ["复制明天的班表", "Copy tomorrow's roster"],
        short: None,
        about: ["把明天的班表复制成文字，发到群里", "Copy tomorrow's roster as text, for the chat group"],
        keys: &[],
        views: ALL,
        enabled: has_posts,
    },
    Action {
        act: Act::CopyHandover,
        id: "copy-handover",
        names: ["复制交接摘要", "Copy the handover summary"],
        short: None,
        about: [
            "把谁在岗、要处理的和未尽事项复制成文字",
            "Copy as text who is on duty, what to deal with and what is open",
        ],
        keys: &[],
        views: ALL,
        enabled: has_posts,
    },
    Action {
        act: Act::CopyChanges,
        id: "copy-changes",
        names: ["复制排班变动", "Copy who is affected"],
        short: None,
        about: [
            "把打开以来（或上次复制以来）谁的班变了复制成文字",
            "Copy as text whose shifts have changed since the board was opened, or since this was copied",
        ],
        keys: &[],
        views: ALL,
        enabled: has_posts,
    },
    Action {
        act: Act::Palette,
        id: "palette",
        names: ["全部操作", "All actions"],
        short: Some(["操作", "menu"]),
        about: ["列出全部操作，方向键选择", "A list of every action, for the arrows"],
        keys: &[c(':'), Key::ctrl('p'), f(6)],
        views: ALL,
        enabled: always,
    },
    Action {
        act: Act::Help,
        id: "help",
        names: ["帮助", "Help"],
        short: Some(["帮助", "help"]),
        about: ["这个视图里的键", "The keys of this view"],
        keys: &[c('?'), f(1)],
        views: ALL,
        enabled: always,
    },
    Action {
        act: Act::Chinese,
        id: "lang zh",
        names: ["中文", "Chinese 中文"],
        short: None,
        about: ["换成中文", "Show the board in Chinese"],
        keys: &[],
        views: ALL,
        enabled: always,
    },
    Action {
        act: Act::English,
        id: "lang en",
        names: ["英文 English", "English"],
        short: None,
        about: ["换成英文", "Show the board in English"],
        keys: &[],
        views: ALL,
        enabled: always,
    },
    Action {
        act: Act::Quit,
        id: "quit",
        names: ["离开", "Leave"],
        short: None,
        about: ["离开；表里有没记的内容时先问", "Leave; asks only when a form holds something unrecorded"],
        keys: &[c('q'), f(10), Key::ctrl('c')],
        views: ALL,
        enabled: always,
    },
];

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn the_table_is_in_order() {
        for (i, row) in TABLE.iter().enumerate() {
            assert_eq!(row.act as usize, i, "{}", row.id);
        }
    }

    #[test]
    fn no_id_and_no_key_stands_twice() {
        let (mut ids, mut keys) = (HashSet::new(), HashSet::new());
        for row in &TABLE {
            assert!(ids.insert(row.id), "{}", row.id);
            for key in row.keys {
                assert!(keys.insert(*key), "{key} of {}", row.id);
            }
        }
    }
}
