//! `lunban man`: the man page, for `lunban man > lunban.1`.

use clap::Args;

use super::env::Env;
use super::fail::Fail;

#[derive(Args, Debug)]
pub struct Man {}

impl Man {
    pub fn run(self, env: &Env) -> Result<u8, Fail> {
        let mut page = Vec::new();
        let rendered = clap_mangen::Man::new(super::command(env.lang)).render(&mut page);
        rendered.map_err(|e| Fail::stdout(env.lang, &e))?;
        env.print(String::from_utf8_lossy(&page).trim_end())?;
        Ok(0)
    }
}
