//! `lunban init`: makes a store with a new branch.

use chrono_tz::TZ_VARIANTS;
use clap::Args;
use serde_json::json;

use super::env::Env;
use super::fail::Fail;
use crate::domain::time::Zone;
use crate::domain::{Branch, Refusal, Roster, text};
use crate::locale::{self, Said, fill, list};
use crate::store::Store;

#[derive(Args, Debug)]
pub struct Init {
    #[arg(id = "branch_name", long = "name", value_name = "NAME")]
    name: String,
    #[arg(long, value_name = "ZONE", default_value = "Asia/Shanghai")]
    zone: String,
}

impl Init {
    pub fn run(self, env: &Env) -> Result<u8, Fail> {
        let refused = |r: Refusal| Fail::said(locale::refusal(env.lang, &Roster::default(), &r));
        let name = text::name(&self.name).map_err(refused)?;
        let zone = zone(env, &self.zone)?;
        let (dir, by) = (env.store()?, env.by()?);
        let branch = Branch { name: name.clone(), zone, secretary: None };
        let opened = Store::init(&dir, &env.holder(&by), &by, branch).map_err(|fault| env.fault(&fault))?;
        let seq = opened.store.head().seq;
        env.start(opened).close();
        match env.json {
            true => env.print_json(&json!({"ok": true, "seq": seq, "store": dir.display().to_string()}))?,
            false => env.print(&fill(env.lang, "cli.made", &[("name", &name), ("dir", &dir.display())]))?,
        }
        Ok(0)
    }
}

fn zone(env: &Env, name: &str) -> Result<Zone, Fail> {
    name.parse().map_err(|_| {
        let near = text::nearest(name, TZ_VARIANTS.iter().map(|z| z.name()), 3);
        let said = Said::new(env.lang, "unknown_zone", &[("name", &name)]);
        Fail::usage(match near.is_empty() {
            true => said,
            false => Said { hint: fill(env.lang, "hint.near", &[("names", &list(env.lang, &near))]), ..said },
        })
    })
}
