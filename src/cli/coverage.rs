//! `lunban coverage`: how the posts were and will be covered, piece by piece.

use clap::Args;

use super::env::Env;
use super::fail::Fail;
use super::window::Window;
use crate::domain::lookup;
use crate::exchange::output;
use crate::locale;

#[derive(Args, Debug)]
pub struct Coverage {
    #[command(flatten)]
    window: Window,
    #[arg(id = "only_post", long = "post", value_name = "POST")]
    post: Option<String>,
}

impl Coverage {
    pub fn run(self, env: &Env) -> Result<u8, Fail> {
        let roster = env.read()?.roster;
        let window = self.window.span(env, &roster)?;
        let post = self.post.map(|name| lookup::post(&roster, &name)).transpose();
        let post = post.map_err(|r| Fail::said(locale::refusal(env.lang, &roster, &r)))?;
        let coverage = output::coverage(&roster, env.now(), window, post, env.lang);
        match env.json {
            true => env.print_json(&coverage)?,
            false => env.print(coverage.text().trim_end())?,
        }
        Ok(0)
    }
}
