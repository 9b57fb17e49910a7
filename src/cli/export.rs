//! `lunban export`: the branch or its roster as a file, by extension.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

use clap::Args;
use serde_json::json;

use super::env::Env;
use super::fail::Fail;
use super::window::Window;
use crate::domain::{Refusal, Roster, lookup};
use crate::exchange::branch_file;
use crate::exchange::handout::{Format, Handout, MOST_DATES, Scope, Stamp};
use crate::locale::{self, Said, fill};
use crate::store::Read;

#[derive(Args, Debug)]
pub struct Export {
    #[arg(value_name = "FILE")]
    file: PathBuf,
    #[arg(long)]
    force: bool,
    #[command(flatten)]
    window: Window,
    #[arg(id = "only_post", long = "post", value_name = "POST")]
    post: Option<String>,
    #[arg(id = "only_member", long = "member", value_name = "NAME")]
    member: Option<String>,
    #[arg(long)]
    handover: bool,
}

impl Export {
    fn extension(&self) -> String {
        self.file.extension().and_then(|e| e.to_str()).unwrap_or_default().to_ascii_lowercase()
    }

    pub fn run(self, env: &Env) -> Result<u8, Fail> {
        let extension = self.extension();
        if extension != "json" && Format::of(&extension).is_none() {
            return Err(Fail::usage(Said::new(env.lang, "export_sort", &[("path", &self.file.display())])));
        }
        let read = env.read()?;
        if !self.force && fs::symlink_metadata(&self.file).is_ok() {
            return Err(Fail::said(Said::new(env.lang, "file_exists", &[("path", &self.file.display())])));
        }
        let bytes = self.bytes(env, &read, &extension)?;
        replace(&self.file, &bytes).map_err(|e| Fail::io(env.lang, &self.file, &e))?;
        let (path, seq, hash) = (self.file.display(), read.head.seq, &read.head.hash);
        match env.json {
            true => env.print_json(&json!({"ok": true, "file": path.to_string(), "seq": seq, "head": hash}))?,
            false => env.print(&fill(env.lang, "cli.exported", &[("path", &path), ("seq", &seq), ("head", hash)]))?,
        }
        Ok(0)
    }

    fn bytes(&self, env: &Env, read: &Read, extension: &str) -> Result<Vec<u8>, Fail> {
        let (roster, head) = (&read.roster, &read.head);
        let stamp = Stamp::new(head.seq, &read.first, &head.hash, env.now());
        // It has to stay the branch file's tree.
        if extension == "json" {
            return Ok(branch_file::export_json(roster).into_bytes());
        }
        let (format, scope) = match Format::of(extension) {
            Some(Format::Toml) => (Format::Toml, Scope::everything(roster, env.now())),
            Some(Format::Txt) if self.handover => (Format::Handover, self.scope(env, roster)?),
            Some(format) => (format, self.scope(env, roster)?),
            None => return Err(Fail::usage(Said::new(env.lang, "export_sort", &[("path", &self.file.display())]))),
        };
        let handout = Handout { roster, scope, lang: env.lang, stamp };
        handout.made(format).map_err(|why| Fail::said(Said::new(env.lang, "export_failed", &[("why", &why)])))
    }

    /// What of the roster is wanted.
    fn scope(&self, env: &Env, roster: &Roster) -> Result<Scope, Fail> {
        let refused = |r: Refusal| Fail::said(locale::refusal(env.lang, roster, &r));
        let mut scope = match self.extension() == "txt" {
            true => Scope::tomorrow(roster, env.now()),
            false => Scope::from_this_week(roster, env.now()),
        };
        if let Some((first, last)) = self.window.dates(env, roster)? {
            (scope.first, scope.last) = (first, last);
        }
        if (scope.last - scope.first).num_days() >= MOST_DATES {
            return Err(Fail::said(Said::new(env.lang, "too_many_dates", &[("limit", &MOST_DATES)])));
        }
        scope.post = self.post.as_ref().map(|name| lookup::post(roster, name)).transpose().map_err(refused)?;
        scope.member = self.member.as_ref().map(|name| lookup::member(roster, name)).transpose().map_err(refused)?;
        Ok(scope)
    }
}

/// Writes beside, syncs and renames: the file is the old one or the new one, never half of it.
pub(super) fn replace(file: &Path, bytes: impl AsRef<[u8]>) -> std::io::Result<()> {
    let name = file.file_name().unwrap_or_default().to_string_lossy();
    let beside = file.with_file_name(format!(".{name}.{}", std::process::id()));
    let written = fs::File::create(&beside).and_then(|mut out| {
        out.write_all(bytes.as_ref())?;
        out.sync_all()?;
        fs::rename(&beside, file)
    });
    written.inspect_err(|_| drop(fs::remove_file(&beside)))
}
