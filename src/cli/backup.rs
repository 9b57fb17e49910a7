//! `lunban backup`: writes the journal into a file.

use std::path::PathBuf;

use clap::Args;
use serde_json::json;

use super::env::Env;
use super::fail::Fail;
use crate::locale::fill;
use crate::store;

#[derive(Args, Debug)]
pub struct Backup {
    #[arg(value_name = "FILE")]
    file: PathBuf,
}

impl Backup {
    pub fn run(self, env: &Env) -> Result<u8, Fail> {
        let head = store::backup::backup(&env.store()?, &self.file).map_err(|fault| env.fault(&fault))?;
        let path = self.file.display();
        match env.json {
            true => {
                env.print_json(&json!({"ok": true, "file": path.to_string(), "seq": head.seq, "head": head.hash}))?
            }
            false => {
                let values = [("path", &path as &dyn std::fmt::Display), ("seq", &head.seq), ("head", &head.hash)];
                env.print(&fill(env.lang, "cli.backed_up", &values))?;
            }
        }
        Ok(0)
    }
}
