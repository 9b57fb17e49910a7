//! `lunban log`: the journal, as people read it or as it is stored.

use std::collections::{BTreeMap, VecDeque};
use std::io::{self, BufWriter, Write};

use clap::Args;

use super::env::{Env, visible};
use super::fail::Fail;
use crate::domain::{Entry, Roster, apply};
use crate::locale::{describe, moment_full, taken_back};
use crate::store::{Fault, read_each};

#[derive(Args, Debug)]
pub struct Log {
    #[arg(short = 'n', long, value_name = "N")]
    last: Option<usize>,
}

impl Log {
    pub fn run(self, env: &Env) -> Result<u8, Fail> {
        if env.json && self.last.is_none() { stored(env) } else { self.newest(env) }
    }

    /// The newest entries, all of them if no number is given. Up to a damaged line they are shown all the same.
    fn newest(&self, env: &Env) -> Result<u8, Fail> {
        let mut lines = VecDeque::new();
        let mut entries = BTreeMap::new();
        let mut roster = Roster::default();
        let read = read_each(&env.store()?, |entry, line| {
            if env.json {
                lines.push_back(line.to_string());
            } else {
                entry.events.iter().for_each(|event| apply(&mut roster, event));
                entries.insert(entry.seq, entry.clone());
            }
            if self.last.is_some_and(|n| lines.len() > n) {
                lines.pop_front();
            }
        });
        let mut out = Out::new();
        lines.iter().for_each(|line| out.line(line));
        let skipped = entries.len().saturating_sub(self.last.unwrap_or(usize::MAX));
        entries.values().skip(skipped).for_each(|entry| out.line(&words(env, &roster, &entries, entry)));
        out.end(env, read.err())
    }
}

/// The lines of the journal, byte for byte.
fn stored(env: &Env) -> Result<u8, Fail> {
    let mut out = Out::new();
    let read = read_each(&env.store()?, |_, line| out.line(line));
    out.end(env, read.err())
}

fn words(env: &Env, roster: &Roster, entries: &BTreeMap<u64, Entry>, entry: &Entry) -> String {
    let at = moment_full(env.lang, roster.zone(), entry.at);
    let what = match entry.undoes.and_then(|seq| entries.get(&seq)) {
        Some(undone) => taken_back(env.lang, roster, entry, undone, is_redo(entries, undone)),
        None => describe(env.lang, roster, entry),
    };
    format!("{:>5}  {at}  {}  {}", entry.seq, visible(&entry.by), visible(&what))
}

/// Whether what takes `undone` back is a redo: an undo is taken back by a redo, and a redo by an undo again.
fn is_redo(entries: &BTreeMap<u64, Entry>, undone: &Entry) -> bool {
    let further = std::iter::successors(Some(undone), |e| entries.get(&e.undoes?));
    further.count() % 2 == 0
}

/// Stdout, until it fails.
struct Out {
    out: BufWriter<io::StdoutLock<'static>>,
    failed: Option<io::Error>,
}

impl Out {
    fn new() -> Out {
        Out { out: BufWriter::new(io::stdout().lock()), failed: None }
    }

    fn line(&mut self, line: &str) {
        if self.failed.is_none() {
            self.failed = self.out.write_all(line.as_bytes()).and_then(|()| self.out.write_all(b"\n")).err();
        }
    }

    fn end(mut self, env: &Env, fault: Option<Fault>) -> Result<u8, Fail> {
        let failed = self.failed.take().or_else(|| self.out.flush().err());
        match (failed, fault) {
            (Some(e), _) => Err(Fail::stdout(env.lang, &e)),
            (None, Some(fault)) => Err(env.fault(&fault)),
            (None, None) => Ok(0),
        }
    }
}
