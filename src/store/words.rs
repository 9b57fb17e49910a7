//! Faults and notices of the store in words: what happened, where, and the way out.

use std::fmt::Display;

use super::fault::{Damage, Doing, Fault, Notice, Witness};
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
            Fault::BadBackup { file, why } => say(code, &[("file", &file.display()), ("why", why)]),
            Fault::NotABackup { file } => say(code, &[("file", &file.display())]),
            Fault::NothingLost | Fault::Closed => say(code, &[]),
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
                fill(lang, "store.view_rebuilt", &[("why", why), ("kept", &kept.display())])
            }
            Notice::ViewUnusable { why } => fill(lang, "store.view_unusable", &[("why", why)]),
            Notice::NoView { why } => fill(lang, "store.no_view", &[("why", why)]),
            Notice::HeadUnreadable => fill(lang, "store.head_unreadable", &[]),
            Notice::BackupFailed(fault) => fill(lang, "store.backup_failed", &[("why", &fault.said(lang, zone))]),
        }
    }
}
