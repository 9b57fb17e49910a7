//! `lunban findings`: what the board highlights, in order.

use clap::Args;

use super::env::Env;
use super::fail::Fail;
use super::window::Window;
use crate::exchange::output;

#[derive(Args, Debug)]
pub struct Findings {
    #[command(flatten)]
    window: Window,
}

impl Findings {
    pub fn run(self, env: &Env) -> Result<u8, Fail> {
        let roster = env.read()?.roster;
        let findings = output::findings(&roster, env.now(), self.window.span(env, &roster)?, env.lang);
        match env.json {
            true => env.print_json(&findings)?,
            false => env.print(findings.text().trim_end())?,
        }
        Ok(0)
    }
}
