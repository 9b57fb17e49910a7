//! The names in a branch file: which number each has, and that nothing is said twice.

use std::collections::{HashMap, HashSet};
use std::hash::Hash;

use super::table::{Fault, NEAR, Name, Read, fault};
use crate::domain::refusal::FileFault;
use crate::domain::text::nearest;

/// The names of one kind with their numbers; new names get the next ones.
pub(super) struct Names<I> {
    kind: &'static str,
    pub(super) ids: HashMap<String, I>,
    next: u32,
}

impl<I: Copy> Names<I> {
    pub(super) fn new<'a>(kind: &'static str, last: u32, known: impl Iterator<Item = (I, &'a str)>) -> Names<I> {
        Names { kind, ids: known.map(|(id, name)| (name.to_owned(), id)).collect(), next: last + 1 }
    }

    /// The number of a name that the file defines.
    fn define(&mut self, name: &str, number: fn(u32) -> I) -> I {
        if let Some(id) = self.ids.get(name) {
            return *id;
        }
        let id = number(self.next);
        self.next += 1;
        self.ids.insert(name.to_owned(), id);
        id
    }

    /// The number of a name that the file mentions.
    pub(super) fn find(&self, name: &Name) -> Read<I> {
        self.ids.get(&name.value).copied().ok_or_else(|| {
            let near = nearest(&name.value, self.ids.keys().map(|k| &**k), NEAR);
            let what = FileFault::UnknownName { kind: self.kind, name: name.value.clone(), near };
            Fault { at: name.at, what }
        })
    }

    /// The name of a number.
    pub(super) fn name_of(&self, id: I) -> Option<&str>
    where
        I: PartialEq,
    {
        self.ids.iter().find(|(_, i)| **i == id).map(|(name, _)| &**name)
    }

    /// The number of a name, none for an empty one.
    pub(super) fn find_some(&self, name: &Name) -> Read<Option<I>> {
        if name.value.is_empty() { Ok(None) } else { self.find(name).map(Some) }
    }

    /// The numbers of a list of names, each once.
    pub(super) fn find_all(&self, names: &[Name]) -> Read<Vec<I>>
    where
        I: PartialEq,
    {
        let mut out = Vec::with_capacity(names.len());
        for name in names {
            let id = self.find(name)?;
            if !out.contains(&id) {
                out.push(id);
            }
        }
        Ok(out)
    }
}

/// Refuses what the file says twice.
pub(super) struct Once<K> {
    kind: &'static str,
    seen: HashSet<K>,
}

impl<K: Eq + Hash> Once<K> {
    pub(super) fn of(kind: &'static str) -> Once<K> {
        Once { kind, seen: HashSet::new() }
    }

    pub(super) fn see(&mut self, key: K, at: usize, name: &str) -> Read<()> {
        if self.seen.insert(key) {
            return Ok(());
        }
        fault(at, FileFault::Twice { kind: self.kind, name: name.to_owned() })
    }
}

/// Numbers the names that the file defines: each once, and in all at most `limit` of the kind.
pub(super) fn define<'n, I: Copy>(
    names: &mut Names<I>,
    defined: impl Iterator<Item = &'n Name>,
    number: fn(u32) -> I,
    limit: usize,
) -> Read<()> {
    let mut once = Once::of(names.kind);
    for name in defined {
        once.see(name.value.clone(), name.at, &name.value)?;
        names.define(&name.value, number);
        if names.ids.len() > limit {
            return fault(name.at, FileFault::TooMany { kind: names.kind, limit });
        }
    }
    Ok(())
}
