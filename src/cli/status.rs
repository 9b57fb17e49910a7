//! `lunban status`: every post as it is now, for a chat, or for cron by the exit code.

use clap::Args;

use super::env::Env;
use super::fail::{Fail, exit};
use crate::exchange::output;

#[derive(Args, Debug)]
pub struct Status {}

impl Status {
    pub fn run(self, env: &Env) -> Result<u8, Fail> {
        let read = env.read()?;
        let status = output::status(&read.roster, env.now(), env.lang);
        match env.json {
            true => env.print_json(&status)?,
            false => env.print(status.text().trim_end())?,
        }
        Ok(if status.alarm { exit::URGENT } else { 0 })
    }
}
