//! Names in cells: several in one, remarks in brackets, labels before and telephone numbers behind them, spaces inside;
//! and which member of the branch is meant.

use std::collections::{HashMap, HashSet};
use std::rc::Rc;

use super::Options;
use super::problem::What;
use super::words::{self, is_han, is_nothing, plain, tight};
use crate::domain::{MemberId, Roster, UnitId};

/// The longest name of Chinese letters that a stranger may have.
const LONGEST: usize = 6;
/// Words that stand where nobody is named.
const NOBODY: [&str; 6] = ["无", "空", "暂无", "待定", "空缺", "空岗"];
const HARD: [char; 7] = ['、', ',', ';', '\n', '，', '；', '|'];
const SOFT: [char; 2] = ['/', ' '];

/// Who is meant.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub enum Who {
    Known(MemberId),
    /// Nobody in the branch has the name.
    Stranger(String),
}

/// Somebody as a cell names him, with the unit that stands beside the name: in brackets, else in a column.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Named {
    pub who: Who,
    pub unit: Option<Rc<str>>,
}

/// A name in a cell, with what stood in brackets behind it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Called {
    pub named: Named,
    pub note: Option<String>,
}

/// A unit by how a sheet calls it.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub enum Unit {
    Known(UnitId),
    Unknown(String),
}

/// The units of a branch by their names and short names; of two of one name the first, and a name before a short name.
pub fn units_called(roster: &Roster) -> HashMap<String, UnitId> {
    let shorts = roster.units.iter().rev().filter_map(|(id, u)| Some((tight(u.short.as_deref()?), *id)));
    let names = roster.units.iter().rev().map(|(id, u)| (tight(&u.name), *id));
    shorts.chain(names).collect()
}

/// The members of a branch by their names.
pub struct Names<'a> {
    roster: &'a Roster,
    by_name: HashMap<String, MemberId>,
    /// By the name without its bracket: 王芳(市场监管) is a 王芳.
    by_base: HashMap<String, Vec<MemberId>>,
    units: HashMap<String, UnitId>,
    left_out: HashSet<&'a str>,
}

impl<'a> Names<'a> {
    pub fn new(roster: &'a Roster, options: &'a Options) -> Names<'a> {
        let left_out = options.left_out.iter().map(String::as_str).collect();
        let units = units_called(roster);
        let mut names = Names { roster, by_name: HashMap::new(), by_base: HashMap::new(), units, left_out };
        for (id, m) in &roster.members {
            let name = tight(&m.name);
            let base = words::brackets(&name).0;
            names.by_base.entry(base).or_default().push(*id);
            names.by_name.insert(name, *id);
        }
        names.by_name.extend(options.meant.iter().map(|(name, id)| (tight(name), *id)));
        names
    }

    /// Whether a text is one known name and nothing else.
    pub fn is_known(&self, raw: &str) -> bool {
        let text = tight(raw);
        self.by_name.contains_key(&text) || self.by_base.contains_key(&text)
    }

    /// The unit that a text calls.
    pub fn unit(&self, text: &str) -> Unit {
        let text = tight(text);
        self.units.get(&text).map_or(Unit::Unknown(text), |id| Unit::Known(*id))
    }

    /// Whether a member is of that unit.
    pub fn is_at_home(&self, id: MemberId, unit: &Unit) -> bool {
        let home = self.roster.member(id).and_then(|m| m.unit);
        home.is_some_and(|home| *unit == Unit::Known(home))
    }

    /// The names in a cell; `unit` is what a column of units says of them.
    pub fn cell(&self, raw: &str, unit: Option<&Rc<str>>) -> (Vec<Called>, Vec<What>) {
        let text = plain(raw);
        let whole = tight(&text);
        let (mut out, mut wrong) = (Vec::new(), Vec::new());
        if is_nothing(&whole) || matches!(&*whole, "休" | "休息") {
            return (out, wrong);
        }
        if self.by_name.contains_key(&whole) || self.by_base.contains_key(&whole) {
            self.one(&whole, unit, &mut out, &mut wrong);
            return (out, wrong);
        }
        for part in words::split(&remarks_end(&labels_apart(&text)), &HARD) {
            let whole = tight(&without_label(&part));
            if self.is_known(&whole) {
                self.one(&whole, unit, &mut out, &mut wrong);
                continue;
            }
            for piece in self.pieces(&part) {
                self.one(&piece, unit, &mut out, &mut wrong);
            }
        }
        (out, wrong)
    }

    /// A part without hard separators as names: split at spaces and `/`, but not inside a name of two letters, nor
    /// inside one that is known with its spaces.
    fn pieces(&self, part: &str) -> Vec<String> {
        let mut words: Vec<String> = Vec::new();
        for word in words::split(part, &SOFT) {
            // A remark that stands apart belongs to the name before it.
            match words.last_mut() {
                Some(last) if word.starts_with('(') => last.push_str(&word),
                _ => words.push(word),
            }
        }
        let mut out = Vec::new();
        let mut i = 0;
        while i < words.len() {
            let joined = |n: usize| words[i..i + n].iter().map(|w| without_label(w)).collect::<String>();
            let is_known = |base: &str| self.is_known(base) || self.is_known(&without_number(base));
            let longest = (2..=4.min(words.len() - i)).rev().find(|n| is_known(&words::brackets(&joined(*n)).0));
            let single = |w: &String| {
                let base = without_number(&words::brackets(&without_label(w)).0);
                base.chars().count() == 1 && base.chars().all(is_han)
            };
            let n = match longest {
                Some(n) => n,
                None if i + 1 < words.len() && single(&words[i]) && single(&words[i + 1]) => 2,
                None => 1,
            };
            out.push(joined(n));
            i += n;
        }
        out
    }

    /// One name with its remarks.
    fn one(&self, piece: &str, unit: Option<&Rc<str>>, out: &mut Vec<Called>, wrong: &mut Vec<What>) {
        let piece = tight(&without_label(piece));
        if let Some(id) = self.by_name.get(&piece).filter(|_| piece.contains('(')) {
            out.push(Called { named: Named { who: Who::Known(*id), unit: None }, note: None });
            return;
        }
        let (base, inside) = words::brackets(&piece);
        let name = if self.is_known(&base) { base } else { without_number(&base) };
        let mut notes: Vec<String> = inside.into_iter().filter(|t| !is_telephone(t)).collect();
        if name.is_empty() {
            // A remark alone is about the name before it.
            if let (Some(last), Some(note)) = (out.last_mut(), notes.into_iter().next()) {
                last.note.get_or_insert(note);
            }
            return;
        }
        if is_nothing(&name) {
            return;
        }
        let beside = notes.iter().find(|t| matches!(self.unit(t), Unit::Known(_))).map(|t| t.as_str().into());
        let unit_beside: Option<Rc<str>> = beside.or(unit.cloned());
        let who = match self.known(&name, &mut notes, unit) {
            Ok(Some(id)) => Ok(Who::Known(id)),
            Ok(None) => self.stranger(name, unit_beside.as_deref()),
            Err(what) => Err(what),
        };
        let note = (!notes.is_empty()).then(|| notes.join("、"));
        match who {
            Ok(who) => out.push(Called { named: Named { who, unit: unit_beside }, note }),
            Err(what) => wrong.push(what),
        }
    }

    /// Somebody whose name nobody in the branch has, unless the user said who that is, alone or with his unit.
    fn stranger(&self, name: String, unit: Option<&str>) -> Result<Who, What> {
        let with_unit = unit.map(|unit| format!("{name}({})", tight(unit)));
        if let Some(id) = with_unit.as_ref().and_then(|name| self.by_name.get(name)) {
            return Ok(Who::Known(*id));
        }
        if NOBODY.contains(&&*name) || !is_name(&name) {
            return Err(What::NotAName { text: name });
        }
        let left_out = |name: &String| self.left_out.contains(name.as_str());
        if left_out(&name) || with_unit.as_ref().is_some_and(left_out) {
            return Err(What::LeftOut { name });
        }
        Ok(Who::Stranger(name))
    }

    /// The member of that name; a note that tells two apart is used up.
    fn known(&self, name: &str, notes: &mut Vec<String>, unit: Option<&Rc<str>>) -> Result<Option<MemberId>, What> {
        let Some(all) = self.by_base.get(name) else {
            return Ok(self.by_name.get(name).copied());
        };
        let of_unit = |text: &str| {
            let mut of = all.iter().copied().filter(|id| self.is_of(*id, text));
            of.next().filter(|_| of.next().is_none())
        };
        if let [only] = all.as_slice() {
            // The unit in brackets that is part of his name is no remark.
            if !self.by_name.contains_key(name) {
                notes.retain(|text| !self.is_of(*only, text));
            }
            return Ok(Some(*only));
        }
        if let Some((i, id)) = notes.iter().enumerate().find_map(|(i, text)| Some((i, of_unit(text)?))) {
            notes.remove(i);
            return Ok(Some(id));
        }
        if let Some(id) = unit.and_then(|unit| of_unit(unit)) {
            return Ok(Some(id));
        }
        // One whose whole name it is.
        self.by_name.get(name).map(|id| Some(*id)).ok_or_else(|| {
            let all = all.iter().map(|id| self.roster.name_of(*id).to_string()).collect();
            What::SeveralOfName { name: name.to_string(), all }
        })
    }

    /// Whether a text is the unit of a member, by name or short name, or what stands in brackets in his name.
    fn is_of(&self, id: MemberId, text: &str) -> bool {
        let text = tight(text);
        let Some(member) = self.roster.member(id) else { return false };
        let unit = member.unit.and_then(|u| self.roster.units.get(&u));
        let names = unit.into_iter().flat_map(|u| [Some(u.name.as_str()), u.short.as_deref()]).flatten();
        names.map(tight).any(|n| n == text) || words::brackets(&tight(&member.name)).1.contains(&text)
    }
}

/// The text with every label on a line of its own: 带班：赵建群值班员：刘东.
fn labels_apart(text: &str) -> String {
    const LABELS: [&str; 9] = ["带班领导", "带班", "值班员", "值守员", "值班人员", "值守人员", "主班", "副班", "组员"];
    let mut out = text.to_string();
    for label in LABELS {
        let said = format!("{label}:");
        let begins = |i: usize| !out[..i].ends_with(['值', '带', '总', '\n']) && i > 0;
        if let Some((i, _)) = out.match_indices(&said).find(|(i, _)| begins(*i)) {
            out.insert(i, '\n');
        }
    }
    out
}

/// The text with whoever follows a remark on a line of his own: 刘东(组长)孙建(组员).
fn remarks_end(text: &str) -> String {
    let (mut out, mut depth, mut is_named) = (String::with_capacity(text.len()), 0i32, false);
    for c in text.chars() {
        match c {
            '(' => depth += 1,
            ')' => depth = (depth - 1).max(0),
            c if depth == 0 && is_han(c) => {
                if is_named && out.ends_with(')') {
                    out.push('\n');
                }
                is_named = true;
            }
            _ if depth == 0 => is_named = false,
            _ => {}
        }
        out.push(c);
    }
    out
}

/// The text after a label: `带班：`, `值班员：`. What a telephone number follows is a name: `刘东：13800000002`.
fn without_label(text: &str) -> String {
    match text.rfind(':') {
        Some(i) if text[..i].chars().all(|c| is_han(c) || c == ':') => {
            let (label, after) = (&text[..i], text[i + 1..].trim());
            // A number with blanks in it comes in pieces.
            let number = |c: char| c.is_ascii_digit() || matches!(c, '-' | '+' | '—' | ' ');
            let is_number = !after.is_empty() && after.chars().all(number) && words::header(label).is_none();
            if is_number { without_label(label) } else { after.to_string() }
        }
        _ => text.to_string(),
    }
}

/// The name without a telephone number behind it or a number in front.
fn without_number(text: &str) -> String {
    let is_number = |c: char| c.is_ascii_digit() || matches!(c, '-' | '+' | '—');
    let front = text.trim_start_matches(|c: char| c.is_ascii_digit());
    let front = if front.len() < text.len() { front.trim_start_matches(['.', ')', '、']) } else { text };
    let back = front.trim_end_matches(is_number);
    let digits = front[back.len()..].bytes().filter(u8::is_ascii_digit).count();
    // Fewer digits are no telephone number: 王芳2.
    let name = if digits >= 5 || back.is_empty() { back } else { front };
    name.trim_matches(['.', ':', '。']).to_string()
}

fn is_telephone(text: &str) -> bool {
    let digits = text.bytes().filter(u8::is_ascii_digit).count();
    let rest = text.trim_start_matches(|c: char| is_han(c) || c == ':');
    digits >= 5 && rest.chars().all(|c| c.is_ascii_digit() || matches!(c, '-' | '+' | '—' | ' '))
}

/// Whether a stranger may be called so.
fn is_name(text: &str) -> bool {
    let n = text.chars().count();
    let is_letter = |c: char| is_han(c) || c.is_alphabetic() || matches!(c, '\'' | '.' | '-');
    text.chars().all(is_letter) && (n <= LONGEST || (n <= 40 && (text.contains('·') || text.is_ascii())))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::event::{Change, apply};
    use crate::domain::{Event, Member, UnitId, records};

    fn branch(members: &[(&str, Option<&str>)]) -> Roster {
        let mut r = Roster::default();
        for (i, (name, unit)) in members.iter().enumerate() {
            let n = i as u32 + 1;
            if let Some(short) = unit {
                let is = Some(records::Unit { name: format!("市{short}局"), short: Some(short.to_string()) });
                apply(&mut r, &Event::Unit(Change { id: UnitId(n), was: None, is }));
            }
            let is = Member { name: name.to_string(), unit: unit.map(|_| UnitId(n)), ..Member::default() };
            apply(&mut r, &Event::Member(Change { id: MemberId(n), was: None, is: Some(is) }));
        }
        r
    }

    fn read(r: &Roster, text: &str) -> String {
        let (called, wrong) = Names::new(r, &Options::default()).cell(text, None);
        let one = |c: &Called| {
            let name = match &c.named.who {
                Who::Known(id) => r.name_of(*id).to_string(),
                Who::Stranger(name) => format!("?{name}"),
            };
            c.note.as_ref().map_or(name.clone(), |n| format!("{name}[{n}]"))
        };
        let wrong = wrong.iter().map(|_| "!".to_string());
        called.iter().map(one).chain(wrong).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn several_names_remarks_labels_and_telephones() {
        let r = branch(&[
            ("赵建群", None),
            ("刘东", None),
            ("赵斌", None),
            ("阿依古丽 买买提", None),
            ("00123", None),
            ("4号岗", None),
        ]);
        for (text, expected) in [
            ("赵建群、刘东", "赵建群 刘东"),
            ("赵建群 刘东", "赵建群 刘东"),
            ("赵建群/刘东；赵斌", "赵建群 刘东 赵斌"),
            ("赵　斌", "赵斌"),
            ("赵  斌 刘 东", "赵斌 刘东"),
            ("赵 建 群", "赵建群"),
            ("赵建群（组长）、刘东", "赵建群[组长] 刘东"),
            ("赵建群 (替刘东)", "赵建群[替刘东]"),
            ("赵建群（组长）刘东（组员）", "赵建群[组长] 刘东[组员]"),
            ("（组长）赵建群", "赵建群[组长]"),
            ("赵　斌13800000001", "赵斌"),
            ("00123、4号岗", "00123 4号岗"),
            ("赵建群13800000001", "赵建群"),
            ("赵建群 13800000001\n刘东 0359-2222222", "赵建群 刘东"),
            ("赵建群(13800000001)", "赵建群"),
            ("赵建群 138 0000 0001、刘东：138 0000 0002", "赵建群 刘东"),
            ("带班：赵建群 值班员：刘东、赵斌", "赵建群 刘东 赵斌"),
            ("带班： 赵建群", "赵建群"),
            ("带班：赵建群值班员：刘东", "赵建群 刘东"),
            ("1.赵建群 2.刘东", "赵建群 刘东"),
            ("阿依古丽 买买提、刘东", "阿依古丽 买买提 刘东"),
            ("李 四", "?李四"),
            ("张三丰", "?张三丰"),
            ("-", ""),
            ("待定", "!"),
            ("详见单位内部通知和附件", "!"),
        ] {
            assert_eq!(read(&r, text), expected, "{text}");
        }
    }

    #[test]
    fn two_of_one_name_are_told_apart_by_their_unit() {
        let r = branch(&[("王芳(市场监管)", Some("市场监管")), ("王芳(邮政)", Some("邮政")), ("王涛", Some("网格"))]);
        assert_eq!(read(&r, "王芳（邮政）"), "王芳(邮政)");
        assert_eq!(read(&r, "王芳(市邮政局)"), "王芳(邮政)");
        assert_eq!(read(&r, "王芳(邮政)(组长)"), "王芳(邮政)[组长]");
        assert_eq!(read(&r, "王芳"), "!");
        assert_eq!(read(&r, "王涛(网格)"), "王涛[网格]", "nobody is told apart: a remark");
        let (called, _) = Names::new(&r, &Options::default()).cell("王芳", Some(&"市场监管".into()));
        assert_eq!(called[0].named.who, Who::Known(MemberId(1)));
    }
}
