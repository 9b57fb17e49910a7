//! Which key does what: the table's keys, changed by `keys.toml`. The file is read elsewhere; this reads its text.

use std::collections::HashMap;

use toml::de::{DeTable, DeValue};

use super::action::Act;
use super::key::Key;
use super::table::TABLE;
use crate::locale::{self, Lang};

/// Which key does what.
#[derive(Clone, Debug)]
pub struct Keymap {
    acts: HashMap<Key, Act>,
    keys: HashMap<Act, Vec<Key>>,
}

/// What is wrong with a `keys.toml`, and in which line (from 1).
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct KeysError {
    pub line: usize,
    pub fault: KeysFault,
}

/// See [`KeysError`]. Strings are the words of the file. `locale` has the words, under `keys.`.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum KeysFault {
    /// Broken TOML, in the parser's own words.
    Syntax(String),
    /// No action has this name; the nearest ones.
    UnknownAction { id: String, near: Vec<&'static str> },
    /// No key is called so.
    UnknownKey(String),
    /// The value is neither a key nor a list of keys.
    NotAKey { id: String },
    /// The file gives this key to two actions.
    Twice { key: String, first: String },
}

impl KeysError {
    /// One line that names the place and what is wrong there.
    pub fn in_words(&self, lang: Lang) -> String {
        let say = |key, values: &[(&str, &dyn std::fmt::Display)]| locale::fill(lang, key, values);
        let what = match &self.fault {
            KeysFault::Syntax(words) => say("keys.syntax", &[("words", words)]),
            KeysFault::UnknownAction { id, near } if near.is_empty() => say("keys.unknown_action", &[("id", id)]),
            KeysFault::UnknownAction { id, near } => {
                say("keys.unknown_action_near", &[("id", id), ("names", &locale::list(lang, near))])
            }
            KeysFault::UnknownKey(key) => say("keys.unknown_key", &[("key", key)]),
            KeysFault::NotAKey { id } => say("keys.not_a_key", &[("id", id)]),
            KeysFault::Twice { key, first } => say("keys.twice", &[("key", key), ("first", first)]),
        };
        say("keys.line", &[("line", &self.line), ("what", &what)])
    }
}

impl Default for Keymap {
    fn default() -> Keymap {
        let mut map = Keymap { acts: HashMap::new(), keys: HashMap::new() };
        for row in &TABLE {
            map.give(row.act, row.keys.to_vec());
        }
        map
    }
}

impl Keymap {
    /// Reads `keys.toml`: `action = "key"` or `action = ["key", …]`. An action that is named has these keys and no
    /// others; a key taken from another action is then this one's.
    pub fn from_toml(text: &str) -> Result<Keymap, KeysError> {
        let at = |offset: usize| text.as_bytes().iter().take(offset).filter(|b| **b == b'\n').count() + 1;
        let table = DeTable::parse(text).map_err(|e| KeysError {
            line: at(e.span().map_or(0, |s| s.start)),
            fault: KeysFault::Syntax(e.message().lines().next().unwrap_or_default().to_string()),
        })?;
        let mut rows: Vec<_> = table.get_ref().iter().collect();
        rows.sort_by_key(|(id, _)| id.span().start);
        let mut map = Keymap::default();
        let mut given: HashMap<Key, &str> = HashMap::new();
        for (id, value) in rows {
            let fail = |offset, fault| KeysError { line: at(offset), fault };
            let name = id.get_ref().as_ref();
            let row = TABLE.iter().find(|row| row.id == name).ok_or_else(|| {
                fail(id.span().start, KeysFault::UnknownAction { id: name.to_string(), near: near(name) })
            })?;
            let mut keys = Vec::new();
            for (start, word) in
                words(value).ok_or_else(|| fail(value.span().start, KeysFault::NotAKey { id: name.to_string() }))?
            {
                let key = Key::parse(word).ok_or_else(|| fail(start, KeysFault::UnknownKey(word.to_string())))?;
                if let Some(first) = given.insert(key, row.id) {
                    let twice = KeysFault::Twice { key: key.to_string(), first: first.to_string() };
                    return Err(fail(start, twice));
                }
                keys.push(key);
            }
            map.give(row.act, keys);
        }
        Ok(map)
    }

    /// What a key does.
    pub fn act(&self, key: Key) -> Option<Act> {
        self.acts.get(&key).copied()
    }

    /// The keys of an action; the first is the one to show.
    pub fn keys(&self, act: Act) -> &[Key] {
        self.keys.get(&act).map_or(&[], Vec::as_slice)
    }

    /// The key to show for an action; empty when it has none.
    pub fn shown(&self, act: Act) -> String {
        self.keys(act).first().map(Key::to_string).unwrap_or_default()
    }

    fn give(&mut self, act: Act, keys: Vec<Key>) {
        self.acts.retain(|_, a| *a != act);
        for key in &keys {
            if let Some(before) = self.acts.insert(*key, act).filter(|b| *b != act) {
                self.keys.entry(before).or_default().retain(|k| k != key);
            }
        }
        self.keys.insert(act, keys);
    }
}

/// The strings of a value that is one string or a list of strings, with where they begin.
fn words<'a>(value: &'a toml::Spanned<DeValue<'a>>) -> Option<Vec<(usize, &'a str)>> {
    match value.get_ref() {
        DeValue::String(s) => Some(vec![(value.span().start, s.as_ref())]),
        DeValue::Array(list) => list
            .iter()
            .map(|v| match v.get_ref() {
                DeValue::String(s) => Some((v.span().start, s.as_ref())),
                _ => None,
            })
            .collect(),
        _ => None,
    }
}

fn near(id: &str) -> Vec<&'static str> {
    let mut near: Vec<_> = TABLE.iter().map(|row| (strsim::damerau_levenshtein(id, row.id), row.id)).collect();
    near.sort_unstable();
    near.into_iter().take_while(|(d, _)| *d <= 3).take(3).map(|(_, id)| id).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_in_the_file_moves_to_its_action() {
        let map = Keymap::from_toml("# mine\nassign = ['n', 'F9']\n\"lang en\" = 'e'\n").unwrap();
        assert_eq!(map.act(Key::char('n')), Some(Act::Assign));
        assert_eq!(map.act(Key::char('a')), None);
        assert_eq!(map.shown(Act::NextFinding), "F4");
        assert_eq!(map.act(Key::char('e')), Some(Act::English));
        assert_eq!(map.act(Key::char('u')), Some(Act::Undo));
    }

    #[test]
    fn a_wrong_file_is_named_by_its_line() {
        let wrong = |text: &str| Keymap::from_toml(text).unwrap_err();
        assert_eq!(wrong("assign = 'a'\n\nhandovr = 'h'").line, 3);
        let near = KeysFault::UnknownAction { id: "handovr".into(), near: vec!["handover", "handovers"] };
        assert_eq!(wrong("handovr = 'h'").fault, near);
        assert_eq!(
            wrong("undo = ['u',\n 'Hyper']"),
            KeysError { line: 2, fault: KeysFault::UnknownKey("Hyper".into()) }
        );
        let twice = KeysFault::Twice { key: "u".into(), first: "undo".into() };
        assert_eq!(wrong("undo = 'u'\nredo = 'u'"), KeysError { line: 2, fault: twice });
        assert_eq!(wrong("undo = 3").fault, KeysFault::NotAKey { id: "undo".into() });
        assert!(matches!(wrong("a\nb = ").fault, KeysFault::Syntax(_)));
    }
}
