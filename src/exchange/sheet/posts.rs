//! Posts by their names or by part of one.

use std::cell::RefCell;
use std::collections::HashMap;

use super::look::REMEMBERED;
use super::words::tight;
use crate::domain::{PostId, Roster};

/// The posts of a branch.
pub struct Posts {
    /// Name and short name without white space, by post.
    names: Vec<(PostId, String, Option<String>)>,
    /// The compounds with one post: name, short name, the post.
    compounds: Vec<(String, Option<String>, Option<PostId>)>,
    /// Places that the user says are known posts.
    meant: HashMap<String, PostId>,
    found: RefCell<HashMap<String, Option<PostId>>>,
}

/// Words that stand beside a post's name in a title.
const TITLE_WORDS: [&str; 28] = [
    "值班安排表",
    "值守安排表",
    "值班表",
    "值守表",
    "排班表",
    "安排表",
    "轮值表",
    "执勤表",
    "值班",
    "值守",
    "排班",
    "安排",
    "轮值",
    "执勤",
    "轮班",
    "人员",
    "疫情防控",
    "疫情",
    "防控",
    "一览表",
    "计划表",
    "表",
    "值守点",
    "点位",
    "卡点",
    "门岗",
    "包联",
    "下沉干部",
];

/// Whether the letters of `part` stand in `whole` in their order.
fn fits(part: &str, whole: &str) -> bool {
    let mut letters = whole.chars();
    part.chars().all(|c| letters.any(|l| l == c))
}

impl Posts {
    /// `meant` are places that the user says are known posts.
    pub fn new(roster: &Roster, meant: &[(String, PostId)]) -> Posts {
        let names = roster.posts.iter().map(|(id, p)| (*id, tight(&p.name), p.short.as_deref().map(tight))).collect();
        let compounds = roster.compounds.iter().map(|(id, c)| {
            let mut posts = roster.posts.iter().filter(|(_, p)| p.compound == Some(*id)).map(|(post, _)| *post);
            let only = posts.next().filter(|_| posts.next().is_none());
            (tight(&c.name), c.short.as_deref().map(tight), only)
        });
        let meant = meant.iter().map(|(text, id)| (tight(text), *id)).collect();
        Posts { names, compounds: compounds.collect(), meant, found: RefCell::default() }
    }

    /// The branch's only post.
    pub fn only(&self) -> Option<PostId> {
        match self.names.as_slice() {
            [(id, ..)] => Some(*id),
            _ => None,
        }
    }

    /// The post of that name, short name, or part of a name.
    pub fn find(&self, text: &str) -> Option<PostId> {
        let text = tight(text);
        if text.is_empty() || text.chars().count() > 64 {
            return None;
        }
        if let Some(id) = self.meant.get(&text) {
            return Some(*id);
        }
        if let Some(known) = self.found.borrow().get(&text) {
            return *known;
        }
        let found = self.look(&text).or_else(|| {
            let bare = ["值守点", "值班点", "执勤点", "卡点", "点位"].iter().find_map(|w| text.strip_suffix(w))?;
            self.look(bare)
        });
        let mut all = self.found.borrow_mut();
        if all.len() >= REMEMBERED {
            all.clear();
        }
        all.insert(text, found);
        found
    }

    /// The same, for a text that may be something else: one letter is not enough.
    pub fn part(&self, text: &str) -> Option<PostId> {
        if text.chars().count() < 2 { None } else { self.find(text) }
    }

    fn look(&self, text: &str) -> Option<PostId> {
        if let Some((id, ..)) = self.names.iter().find(|(_, name, _)| name == text) {
            return Some(*id);
        }
        let short = |short: &Option<String>| short.as_deref() == Some(text);
        let mut by_short = self.names.iter().filter(|(_, _, s)| short(s)).map(|(id, ..)| *id);
        if let Some(id) = by_short.next() {
            return by_short.next().is_none().then_some(id);
        }
        let mut by_compound = self.compounds.iter().filter(|(name, s, _)| name == text || short(s));
        if let Some((.., only)) = by_compound.next() {
            return *only;
        }
        if text.is_empty() {
            return None;
        }
        let in_short = |s: &Option<String>| s.as_deref().is_some_and(|s| fits(text, s));
        let mut by_part = self.names.iter().filter(|(_, name, s)| fits(text, name) || in_short(s));
        if let Some((id, ..)) = by_part.next() {
            return by_part.next().is_none().then_some(*id);
        }
        let mut by_part = self.compounds.iter().filter(|(name, s, _)| fits(text, name) || in_short(s));
        match (by_part.next(), by_part.next()) {
            (Some((.., only)), None) => *only,
            _ => None,
        }
    }

    /// The one post that a title or a sheet's name speaks of.
    pub fn in_title(&self, title: &str) -> Option<PostId> {
        let title = tight(title);
        if title.is_empty() || title.chars().count() > 200 {
            return None;
        }
        // A whole name in it; of two of which one holds the other, the longer.
        let whole = |name: &str| name.chars().count() >= 2 && title.contains(name);
        let mut spoken: Vec<(&str, PostId)> = Vec::new();
        for (id, name, short) in &self.names {
            spoken.extend(
                [Some(name.as_str()), short.as_deref()].into_iter().flatten().filter(|n| whole(n)).map(|n| (n, *id)),
            );
        }
        for (name, short, only) in &self.compounds {
            let names = [Some(name.as_str()), short.as_deref()].into_iter().flatten().filter(|n| whole(n));
            spoken.extend(names.filter_map(|n| only.map(|id| (n, id))));
        }
        let all = spoken.clone();
        spoken.retain(|(name, _)| !all.iter().any(|(other, _)| other.len() > name.len() && other.contains(name)));
        let mut posts: Vec<PostId> = spoken.iter().map(|(_, id)| *id).collect();
        posts.sort();
        posts.dedup();
        match posts.as_slice() {
            [one] => Some(*one),
            [] => self.part_in_title(&title),
            _ => None,
        }
    }

    /// A part of a name between the other words of a title.
    fn part_in_title(&self, title: &str) -> Option<PostId> {
        let mut rest = title.to_string();
        for word in TITLE_WORDS {
            rest = rest.replace(word, " ");
        }
        let is_letter = |c: char| super::words::is_han(c) && !matches!(c, '年' | '月' | '日');
        let parts = rest.split(|c: char| !is_letter(c)).filter(|p| p.chars().count() >= 2);
        let mut found: Vec<PostId> = parts.filter_map(|p| self.find(p)).collect();
        found.sort();
        found.dedup();
        match found.as_slice() {
            [one] => Some(*one),
            _ => None,
        }
    }
}

/// What a title says besides the words of titles, the date and the year: a place, perhaps.
pub fn place_in_title(title: &str) -> Option<String> {
    let mut rest = tight(title);
    let mut words = TITLE_WORDS.to_vec();
    words.sort_by_key(|w| std::cmp::Reverse(w.len()));
    for word in words {
        rest = rest.replace(word, " ");
    }
    let is_letter = |c: char| super::words::is_han(c) && !matches!(c, '年' | '月' | '日' | '周' | '至');
    let parts = rest.split(|c: char| !is_letter(c)).filter(|p| p.chars().count() >= 2);
    parts.max_by_key(|p| p.chars().count()).map(str::to_string)
}
