//! Faults and notices of the store in words: what happened, where, and the way out.

use std::fmt::Display;

use super::fault::{Broken, Damage, Doing, Fault, Notice, Unsound, Witness};
use crate::domain::time::Zone;
use crate::locale::{Lang, Said, fill, moment_full, system, text};

impl Fault {
    /// In words; `zone` is for the times in them.
    pub fn said(&self, lang: Lang, zone: Zone) -> Said {
        let code = self.code();
        let say = |key: &str, values: &[(&str, &dyn Display)]| Said {
            code,
            message: fill(lang, &format!("store.{key}"), values),
            hint: fill(lang, &format!("store_hint.{key}"), values),
        };
        match self {
            Fault::Io { doing, path, why, kind } => {
                let key = match (code, doing) {
                    ("disk_full", _) => "disk_full",
                    (_, Doing::Read) => "io_read",
                    (_, Doing::Write) => "io_write",
                    (_, Doing::Record) => "io_record",
                };
                say(key, &[("path", &path.display()), ("why", &system(lang, *kind, why))])
            }
            Fault::Unwritable { why } => say("unwritable", &[("why", why)]),
            Fault::NoStore { dir } | Fault::NotAStore { dir } | Fault::Exists { dir } | Fault::Unfinished { dir } => {
                say(code, &[("dir", &dir.display())])
            }
            Fault::Held { dir, holder: Some(h) } => {
                let since = moment_full(lang, zone, h.since);
                say("store_held", &[("dir", &dir.display()), ("name", &h.name), ("pid", &h.pid), ("since", &since)])
            }
            Fault::Held { dir, holder: None } => say("store_held_by_somebody", &[("dir", &dir.display())]),
            Fault::Damaged { line, what } => {
                let what = match what {
                    Damage::Shape => text(lang, "store.damage_shape"),
                    Damage::Hash => text(lang, "store.damage_hash"),
                    Damage::Chain => text(lang, "store.damage_chain"),
                };
                say(code, &[("line", line), ("what", &what)])
            }
            Fault::Lost { from, to, witness } => {
                let witness = match witness {
                    Witness::Head => "head",
                    Witness::View => "board.sled",
                };
                say(code, &[("from", from), ("to", to), ("witness", &witness)])
            }
            Fault::Replaced { seq } => say(code, &[("seq", seq)]),
            Fault::JournalGone { to } => say(code, &[("to", to)]),
            Fault::Newer { line, what } => say(code, &[("line", line), ("what", what)]),
            Fault::BadBackup { file, why } => {
                let why = match why {
                    Unsound::Packing(words) => fill(lang, "store.unsound_packing", &[("words", words)]),
                    Unsound::Torn => text(lang, "store.unsound_torn").to_string(),
                    Unsound::Empty => text(lang, "store.unsound_empty").to_string(),
                    Unsound::Journal(fault) => fault.said(lang, zone).message,
                };
                say(code, &[("file", &file.display()), ("why", &why)])
            }
            Fault::NotABackup { file } => say(code, &[("file", &file.display())]),
            Fault::NothingLost | Fault::Closed => say(code, &[]),
        }
    }
}

impl Broken {
    /// In words; what sled says of it stands in brackets.
    fn words(&self, lang: Lang) -> String {
        match self {
            Broken::Files(words) => fill(lang, "store.broken_files", &[("words", words)]),
            Broken::Records => text(lang, "store.broken_records").to_string(),
            Broken::Format => text(lang, "store.broken_format").to_string(),
            Broken::Other => text(lang, "store.broken_other").to_string(),
        }
    }
}

impl Notice {
    /// One line.
    pub fn words(&self, lang: Lang, zone: Zone) -> String {
        match self {
            Notice::TornCut { kept } => fill(lang, "store.torn_cut", &[("kept", &kept.display())]),
            Notice::Torn => fill(lang, "store.torn", &[]),
            Notice::ViewRebuilt { why, kept } => {
                fill(lang, "store.view_rebuilt", &[("why", &why.words(lang)), ("kept", &kept.display())])
            }
            Notice::ViewUnusable { why } => fill(lang, "store.view_unusable", &[("why", &why.words(lang))]),
            Notice::NoView { why } => fill(lang, "store.no_view", &[("why", &why.words(lang))]),
            Notice::HeadUnreadable => fill(lang, "store.head_unreadable", &[]),
            Notice::BackupFailed(fault) => fill(lang, "store.backup_failed", &[("why", &fault.said(lang, zone))]),
        }
    }
}
