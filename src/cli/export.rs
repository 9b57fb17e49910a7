//! `lunban export`: the branch as a file, by extension.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

use clap::Args;
use serde_json::json;

use super::env::Env;
use super::fail::Fail;
use crate::exchange::branch_file;
use crate::locale::{Said, fill};

#[derive(Args, Debug)]
pub struct Export {
    #[arg(value_name = "FILE")]
    file: PathBuf,
    #[arg(long)]
    force: bool,
}

impl Export {
    pub fn run(self, env: &Env) -> Result<u8, Fail> {
        let extension = self.file.extension().and_then(|e| e.to_str()).unwrap_or_default().to_ascii_lowercase();
        if !["toml", "json"].contains(&extension.as_str()) {
            return Err(Fail::usage(Said::new(env.lang, "export_sort", &[("path", &self.file.display())])));
        }
        let read = env.read()?;
        if !self.force && fs::symlink_metadata(&self.file).is_ok() {
            return Err(Fail::said(Said::new(env.lang, "file_exists", &[("path", &self.file.display())])));
        }
        let (seq, hash) = (read.head.seq, &read.head.hash);
        let text = match extension.as_str() {
            "json" => branch_file::export_json(&read.roster),
            _ => format!("# lunban · {seq} · {hash}\n{}", branch_file::export_toml(&read.roster)),
        };
        replace(&self.file, &text).map_err(|e| Fail::io(env.lang, &self.file, &e))?;
        let path = self.file.display();
        match env.json {
            true => env.print_json(&json!({"ok": true, "file": path.to_string(), "seq": seq, "head": hash}))?,
            false => env.print(&fill(env.lang, "cli.exported", &[("path", &path), ("seq", &seq), ("head", hash)]))?,
        }
        Ok(0)
    }
}

/// Writes beside, syncs and renames: the file is the old one or the new one, never half of it.
pub(super) fn replace(file: &Path, text: &str) -> std::io::Result<()> {
    let name = file.file_name().unwrap_or_default().to_string_lossy();
    let beside = file.with_file_name(format!(".{name}.{}", std::process::id()));
    let written = fs::File::create(&beside).and_then(|mut out| {
        out.write_all(text.as_bytes())?;
        out.sync_all()?;
        fs::rename(&beside, file)
    });
    written.inspect_err(|_| drop(fs::remove_file(&beside)))
}
