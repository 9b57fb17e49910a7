//! `lunban restore`: makes a store from a backup; a store that is there is kept aside, and only with `--force`.

use std::path::PathBuf;

use clap::Args;
use serde_json::json;

use super::env::Env;
use super::fail::Fail;
use crate::locale::fill;
use crate::store;

#[derive(Args, Debug)]
pub struct Restore {
    #[arg(value_name = "FILE")]
    file: PathBuf,
    #[arg(id = "keep_aside", long = "force")]
    force: bool,
}

impl Restore {
    pub fn run(self, env: &Env) -> Result<u8, Fail> {
        let (dir, by) = (env.store()?, env.by()?);
        let restored = store::restore(&self.file, &dir, &env.holder(&by), self.force);
        let restored = restored.map_err(|fault| env.fault(&fault))?;
        let (seq, head) = (restored.head.seq, &restored.head.hash);
        let kept = restored.kept.map(|dir| dir.display().to_string());
        if env.json {
            env.print_json(&json!({"ok": true, "seq": seq, "head": head, "kept": kept}))?;
            return Ok(0);
        }
        env.print(&fill(env.lang, "cli.restored", &[("dir", &dir.display()), ("seq", &seq), ("head", head)]))?;
        if let Some(kept) = kept {
            env.print(&fill(env.lang, "cli.kept_aside", &[("dir", &kept)]))?;
        }
        Ok(0)
    }
}
