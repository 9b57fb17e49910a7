//! Shifts as people write them: codes, names, times, `白` and `晚`, what the user says a text means; and cells of
//! codes, with posts and notes. Never guesses: what is not known is said.

use std::collections::HashMap;

use chrono::NaiveDate;

use super::posts::Posts;
use super::problem::What;
use super::words::{self, is_nothing, plain, tight};
use crate::domain::records::Shift;
use crate::domain::time::WallTime;
use crate::domain::{Patterns, PostId, Roster, ShiftId};

/// What a code says.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Code {
    Shift(ShiftId),
    /// Nothing to do: `休`.
    Rest,
    /// Not available, with the word.
    Away(String),
}

/// One thing that a cell says of a member on a date.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Duty {
    pub code: Code,
    /// Where the cell itself names the post.
    pub post: Option<PostId>,
    pub note: Option<String>,
}

/// The shifts of a branch, and what `--map` adds. Which of its patterns a text belongs to is only known with the date:
/// a text is looked for in all of them, and [`Shifts::on`] says which shift of the date it is.
pub struct Shifts<'a> {
    patterns: &'a Patterns,
    /// Those of every pattern; one that differs between patterns stands there as often.
    pattern: Vec<&'a Shift>,
    map: HashMap<String, Code>,
    /// What each text says as a whole.
    codes: HashMap<String, Code>,
    /// Every text that is a code by itself, the longest first.
    labels: Vec<(String, Code)>,
}

const RESTS: [&str; 2] = ["休", "休息"];
const AWAYS: [&str; 5] = ["病假", "事假", "假", "病", "事"];
/// Words that a header uses for a shift; where they are none of the pattern's they are a problem and no remark.
const SHIFT_WORDS: [&str; 17] = [
    "早", "白", "日", "中", "晚", "夜", "大夜", "小夜", "正", "副", "前夜", "后夜", "上午", "下午", "白天", "夜间",
    "晚上",
];

/// What is said otherwise: `白` for 早, `晚` for 夜, with a number that no shift has. Which shift is meant is told by
/// the pattern of the date.
const OTHERWISE: [(ShiftId, &str, &str); 2] = [(ShiftId(u32::MAX), "白", "早"), (ShiftId(u32::MAX - 1), "晚", "夜")];

/// The shift that a text names directly.
fn called<'s>(shifts: impl IntoIterator<Item = &'s Shift> + Clone, text: &str) -> Option<ShiftId> {
    let by = |test: &dyn Fn(&Shift) -> bool| shifts.clone().into_iter().find(|s| test(s)).map(|s| s.id);
    by(&|s| tight(&s.code) == text)
        .or_else(|| by(&|s| tight(&s.name) == text))
        .or_else(|| by(&|s| tight(&s.code) + "班" == text))
}

/// The shift that is really called so, with 班 or without.
fn own(shifts: &[Shift], text: &str) -> Option<ShiftId> {
    called(shifts, text).or_else(|| called(shifts, &format!("{text}班")))
}

/// In one pattern `白` is 早 where there are two shifts, `晚` is 夜, where no shift is called so.
fn called_otherwise(shifts: &[Shift], text: &str, other: &str) -> Option<ShiftId> {
    if own(shifts, text).is_some() || (text == "白" && shifts.len() != 2) { None } else { called(shifts, other) }
}

impl<'a> Shifts<'a> {
    /// `map` is what the user says: (text, code or `休`). The text of one that is no shift comes back.
    pub fn new(roster: &'a Roster, map: &[(String, String)]) -> Result<Shifts<'a>, String> {
        let mut shifts = Shifts::of(roster);
        for (text, code) in map {
            let is = shifts.code(&tight(code)).ok_or_else(|| format!("{text}={code}"))?;
            shifts.codes.insert(tight(text), is.clone());
            shifts.map.insert(tight(text), is);
        }
        shifts.labels = shifts.all_labels();
        Ok(shifts)
    }

    /// Those of a branch, and nothing besides.
    pub fn of(roster: &'a Roster) -> Shifts<'a> {
        let patterns = &roster.patterns;
        let pattern = patterns.all().flat_map(|(_, shifts)| shifts.iter()).collect();
        let mut shifts = Shifts { patterns, pattern, map: HashMap::new(), codes: HashMap::new(), labels: Vec::new() };
        (shifts.codes, shifts.labels) = (shifts.all_codes(), shifts.all_labels());
        shifts
    }

    /// The only shift of a pattern of one.
    pub fn only(&self) -> Option<ShiftId> {
        match self.patterns.every() {
            [one] => Some(one.id),
            _ => None,
        }
    }

    /// The shift of a duty date that a label means; none where its pattern has it not.
    pub fn on(&self, date: NaiveDate, shift: ShiftId) -> Option<ShiftId> {
        let shifts: &[Shift] = self.patterns.on(date);
        match OTHERWISE.iter().find(|(id, ..)| *id == shift) {
            Some((_, text, other)) => own(shifts, text).or_else(|| called_otherwise(shifts, text, other)),
            None => shifts.iter().any(|s| s.id == shift).then_some(shift),
        }
    }

    /// The code of what a label means.
    pub fn code_of(&self, shift: ShiftId) -> &str {
        let otherwise = OTHERWISE.iter().find(|(id, ..)| *id == shift).map(|(_, text, _)| *text);
        otherwise.or_else(|| self.patterns.code(shift)).unwrap_or("?")
    }

    fn all_labels(&self) -> Vec<(String, Code)> {
        let mut all: Vec<(String, Code)> = self.map.iter().map(|(t, c)| (t.clone(), c.clone())).collect();
        for text in ["白班", "白", "晚班", "晚"] {
            all.extend(self.otherwise(text).map(|id| (text.to_string(), Code::Shift(id))));
        }
        for s in &self.pattern {
            for text in [tight(&s.code), tight(&s.name), tight(&s.code) + "班"] {
                all.push((text, Code::Shift(s.id)));
            }
        }
        all.extend(RESTS.iter().map(|t| (t.to_string(), Code::Rest)));
        all.extend(AWAYS.iter().map(|t| (t.to_string(), Code::Away(t.to_string()))));
        all.retain(|(text, _)| !text.is_empty());
        // What is said first counts: the sort is stable.
        all.sort_by_key(|(text, _)| std::cmp::Reverse(text.chars().count()));
        all
    }

    /// What `白` and `晚` mean: where patterns follow each other, [`OTHERWISE`] until the date is known.
    fn otherwise(&self, text: &str) -> Option<ShiftId> {
        let own = text.trim_end_matches('班');
        let (id, own, other) = OTHERWISE.iter().find(|(_, said, _)| *said == own)?;
        let of = |shifts: &[Shift]| called_otherwise(shifts, own, other);
        let mut found = self.patterns.all().filter_map(|(_, shifts)| of(shifts));
        let first = found.next()?;
        if self.patterns.later().next().is_none() { Some(first) } else { Some(*id) }
    }

    /// What a text without white space says as a whole, brackets left aside.
    fn code(&self, text: &str) -> Option<Code> {
        self.codes.get(text).cloned()
    }

    /// Every text that is a code by itself, but for what the user says.
    fn all_codes(&self) -> HashMap<String, Code> {
        let otherwise = ["白班", "白", "晚班", "晚"];
        let otherwise =
            otherwise.iter().filter_map(|text| Some((text.to_string(), Code::Shift(self.otherwise(text)?))));
        let by = |text: fn(&Shift) -> String| self.pattern.iter().map(move |s| (text(s), Code::Shift(s.id)));
        let own = by(|s| tight(&s.code)).chain(by(|s| tight(&s.name))).chain(by(|s| tight(&s.code) + "班"));
        let rests = RESTS.iter().map(|text| (text.to_string(), Code::Rest));
        let aways = AWAYS.iter().map(|text| (text.to_string(), Code::Away(text.to_string())));
        let mut out = HashMap::new();
        for (text, code) in otherwise.chain(own).chain(rests).chain(aways) {
            out.entry(text).or_insert(code);
        }
        out
    }

    /// Whether a text says that there is nothing to do.
    pub fn is_rest(&self, raw: &str) -> bool {
        self.code(&tight(raw)) == Some(Code::Rest)
    }

    /// The word by which a text says that somebody is not available.
    pub fn away(&self, raw: &str) -> Option<String> {
        match self.code(&tight(raw)) {
            Some(Code::Away(why)) => Some(why),
            _ => None,
        }
    }

    /// The shift of those times.
    fn by_times(&self, times: (WallTime, WallTime)) -> Option<ShiftId> {
        self.pattern.iter().find(|s| (s.start, s.end) == times).map(|s| s.id)
    }

    /// The shift that a header or a row's label names: by code, name or times, alone or one beside the other.
    pub fn label(&self, raw: &str) -> Option<ShiftId> {
        let text = tight(raw);
        match self.code(&text) {
            Some(Code::Shift(id)) => return Some(id),
            Some(_) => return None,
            None => {}
        }
        if let Some(t) = times(&text) {
            return self.by_times(t);
        }
        let (rest, inside) = words::brackets(&text);
        let said_times = inside.iter().find_map(|t| times(t));
        match (self.code(&rest), times(&rest), rest.find(|c: char| c.is_ascii_digit())) {
            (Some(Code::Shift(id)), ..) => Some(id).filter(|_| self.agrees(id, said_times)),
            // 6:00-14:00(早班)
            (_, Some(t), _) => self.by_times(t),
            // 早班6:00-14:00
            (_, _, Some(i)) if i > 0 => {
                let id = match self.code(rest[..i].trim_end_matches([':', '-', '/']))? {
                    Code::Shift(id) => id,
                    _ => return None,
                };
                let t = times(&rest[i..])?;
                Some(id).filter(|_| self.agrees(id, Some(t)))
            }
            // 6:00-14:00早班
            (_, _, Some(0)) => {
                let end = rest.rfind(|c: char| c.is_ascii_digit() || c == '点' || c == '时')?;
                let end = end + rest[end..].chars().next().map_or(0, char::len_utf8);
                let t = times(&rest[..end])?;
                match self.code(&rest[end..])? {
                    Code::Shift(id) => Some(id).filter(|_| self.agrees(id, Some(t))),
                    _ => None,
                }
            }
            _ => None,
        }
    }

    /// Times beside a name do not make it another shift's.
    fn agrees(&self, id: ShiftId, said: Option<(WallTime, WallTime)>) -> bool {
        let otherwise = OTHERWISE.iter().any(|(o, ..)| *o == id);
        said.and_then(|t| self.by_times(t)).is_none_or(|by_times| otherwise || by_times == id)
    }

    /// Whether a text is meant as a shift, known or not.
    pub fn is_meant(&self, raw: &str) -> bool {
        self.label(raw).is_some() || self.looks_like_one(raw)
    }

    /// Whether a text that names no shift is meant as one all the same.
    pub fn looks_like_one(&self, raw: &str) -> bool {
        let text = tight(raw);
        let (rest, _) = words::brackets(&text);
        let base = rest.trim_end_matches('班').trim_end_matches("班次");
        let begins = |(label, code): &(String, Code)| {
            let after = text.strip_prefix(label.as_str());
            matches!(code, Code::Shift(_))
                && after.is_some_and(|t| t.starts_with(|c: char| c.is_ascii_digit() || c == '('))
        };
        let after_words = text.trim_start_matches(words::is_han);
        times(after_words).is_some()
            || self.labels.iter().any(begins)
            || SHIFT_WORDS.contains(&base)
            || (rest.ends_with('班')
                && !rest.starts_with("带班")
                && (2..=4).contains(&rest.chars().count())
                && base != "值")
    }

    /// Several codes written one after the other: `早夜`, `早/夜`.
    fn several(&self, text: &str) -> Option<Vec<Code>> {
        let mut out = Vec::new();
        let mut rest = text;
        while !rest.is_empty() {
            if let Some(after) = rest.strip_prefix(['/', '、', ',', '+', ';', '，', '；', '和', '&']) {
                rest = after;
                continue;
            }
            let (label, code) = self.labels.iter().find(|(label, _)| rest.starts_with(label.as_str()))?;
            out.push(code.clone());
            rest = &rest[label.len()..];
        }
        (!out.is_empty()).then_some(out)
    }

    /// What a cell of codes says; what it does not say clearly is left out and told.
    pub fn cell(&self, raw: &str, posts: &Posts) -> (Vec<Duty>, Vec<What>) {
        let text = plain(raw);
        let whole = tight(&text);
        if is_nothing(&whole) {
            return (Vec::new(), Vec::new());
        }
        let bare = |code| Duty { code, post: None, note: None };
        if let Some(code) = self.map.get(&whole) {
            return (vec![bare(code.clone())], Vec::new());
        }
        if let Some(codes) = self.several(&whole) {
            return (codes.into_iter().map(bare).collect(), Vec::new());
        }
        if let Some(id) = self.label(&whole).filter(|_| !whole.contains('(') || times_in_brackets(&whole)) {
            return (vec![bare(Code::Shift(id))], Vec::new());
        }
        let (mut duties, mut wrong) = (Vec::new(), Vec::new());
        let mut place: Option<PostId> = None;
        for piece in words::split(&text, &['、', ',', ';', '，', '；', '/', '\n', ' ', '+']) {
            match self.piece(&tight(&piece), posts) {
                Piece::Nothing => {}
                Piece::Duties(found) => {
                    let at = place.take();
                    duties.extend(found.into_iter().map(|d| Duty { post: d.post.or(at), ..d }));
                }
                // 大渠 早: the place stands for itself.
                Piece::Place(post) if place.is_none() => place = Some(post),
                Piece::Place(_) => wrong.push(What::UnknownCode { text: piece }),
                Piece::Note(note) => match duties.last_mut() {
                    Some(last) if last.note.is_none() => last.note = Some(note),
                    _ => wrong.push(What::UnknownCode { text: piece }),
                },
                Piece::Wrong(what) => wrong.push(what),
            }
        }
        match (place, duties.last_mut()) {
            (Some(post), Some(last)) if last.post.is_none() => last.post = Some(post),
            (Some(_), _) => wrong.push(What::UnknownCode { text: text.clone() }),
            _ => {}
        }
        (duties, wrong)
    }

    fn piece(&self, piece: &str, posts: &Posts) -> Piece {
        if is_nothing(piece) {
            return Piece::Nothing;
        }
        let (base, inside) = words::brackets(piece);
        if base.is_empty() {
            return inside.into_iter().next().map_or(Piece::Nothing, Piece::Note);
        }
        let (mut post, mut notes) = (None, Vec::new());
        for text in inside {
            match posts.part(&text) {
                Some(id) if post.is_none() && times(&text).is_none() => post = Some(id),
                _ => notes.push(text),
            }
        }
        let (codes, named) = match self.codes_and_place(&base, posts) {
            Ok(Some(found)) => found,
            Ok(None) => match posts.part(&base) {
                // 大渠(早)
                Some(id) if !notes.is_empty() => match self.several(&notes.concat()) {
                    Some(codes) => {
                        notes.clear();
                        (codes, Some(id))
                    }
                    None => return Piece::Wrong(What::UnknownCode { text: piece.to_string() }),
                },
                Some(id) => return Piece::Place(id),
                None => return Piece::Wrong(What::UnknownCode { text: piece.to_string() }),
            },
            Err(what) => return Piece::Wrong(what),
        };
        // Its times beside a shift are no note.
        let are_its_times =
            |text: &String| codes.iter().any(|c| matches!(c, Code::Shift(id) if self.by_times_is(*id, text)));
        notes.retain(|text| !are_its_times(text));
        let note = (!notes.is_empty()).then(|| notes.join("、"));
        let post = named.or(post);
        Piece::Duties(codes.into_iter().map(|code| Duty { code, post, note: note.clone() }).collect())
    }

    fn by_times_is(&self, id: ShiftId, text: &str) -> bool {
        times(text).and_then(|t| self.by_times(t)) == Some(id)
    }

    /// Codes alone, or with the post before or after them: `大渠早`, `早-大渠`.
    fn codes_and_place(&self, base: &str, posts: &Posts) -> Result<Option<CodesAndPlace>, What> {
        const JOINTS: [char; 7] = ['-', '—', '_', ':', '@', '·', '–'];
        if let Some(codes) = self.several(base) {
            return Ok(Some((codes, None)));
        }
        let mut place = None;
        for (i, _) in base.char_indices().skip(1) {
            for (codes, rest) in [(&base[..i], &base[i..]), (&base[i..], &base[..i])] {
                let bare = codes.trim_matches(JOINTS);
                let Some(codes) = self.several(bare) else { continue };
                let name = rest.trim_matches(JOINTS);
                match posts.part(name) {
                    Some(post) => return Ok(Some((codes, Some(post)))),
                    None if rest != name || bare.len() < codes.len() => place = Some(name.to_string()),
                    None => {}
                }
            }
        }
        match place {
            Some(text) => Err(What::UnknownPlace { text }),
            None => Ok(None),
        }
    }
}

/// Codes, and the post that stands beside them.
type CodesAndPlace = (Vec<Code>, Option<PostId>);

/// What a piece of a cell says.
enum Piece {
    Nothing,
    Duties(Vec<Duty>),
    Place(PostId),
    Note(String),
    Wrong(What),
}

fn times_in_brackets(text: &str) -> bool {
    words::brackets(text).1.iter().all(|t| times(t).is_some())
}

/// A span of wall times: `6:00-14:00`, `22:00-次日6:00`, `6点至14点`; 24:00 is 00:00.
pub fn times(text: &str) -> Option<(WallTime, WallTime)> {
    let text = tight(text);
    let i = text.find(['-', '—', '–', '~', '～', '至', '到'])?;
    let (from, to) = text.split_at(i);
    let to = to.trim_start_matches(['-', '—', '–', '~', '～', '至', '到']);
    let to = ["次日", "翌日", "第二天", "次晨", "明日", "隔日", "当日"]
        .iter()
        .find_map(|w| to.strip_prefix(w))
        .unwrap_or(to);
    let is_time = |t: &str| t.contains([':', '点', '时']);
    if !is_time(from) && !is_time(to) {
        return None;
    }
    Some((wall(from)?, wall(to)?))
}

fn wall(text: &str) -> Option<WallTime> {
    let text = text.trim_end_matches('分').trim_end_matches("整");
    let (hour, minute) = match text.split_once([':', '点', '时']) {
        Some((h, m)) => (h, m),
        None => (text, ""),
    };
    let minute = if minute == "半" { "30" } else { minute };
    let digits = |t: &str, most: usize| t.len() <= most && t.bytes().all(|b| b.is_ascii_digit());
    if hour.is_empty() || !digits(hour, 2) || !digits(minute, 2) {
        return None;
    }
    let (h, m): (u16, u16) = (hour.parse().ok()?, if minute.is_empty() { 0 } else { minute.parse().ok()? });
    match (h, m) {
        (24, 0) => Some(WallTime(0)),
        (0..24, 0..60) => Some(WallTime(h * 60 + m)),
        _ => None,
    }
}
