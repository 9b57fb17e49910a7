//! `lunban demo`: the board on a throw-away store with the demo branch; it is gone when the board is left.

use std::fs;
use std::os::unix::fs::DirBuilderExt;
use std::path::{Path, PathBuf};

use clap::Args;

use super::board;
use super::env::{Env, var};
use super::fail::Fail;
use super::give::failed;
use super::when::{self, BadTime, Nearest};
use crate::clock::Clock;
use crate::desk::{Desk, Request};
use crate::domain::{Branch, Command, Do, Instant, Refusal, Roster};
use crate::exchange::demo;
use crate::locale::{self, Said, text};
use crate::store::Store;

/// Who brings the demo branch in: not the user, whose undo then leaves it alone.
const BRINGER: &str = "lunban";

#[derive(Args, Debug)]
pub struct Demo {
    #[arg(long, value_name = "TIME")]
    at: Option<String>,
}

impl Demo {
    pub fn run(self, env: &Env) -> Result<u8, Fail> {
        let at = self.at(env)?;
        board::at_a_terminal(env)?;
        let by = env.by()?;
        let copy = Copy::make(env)?;
        let clock = Clock::starting_at(at);
        let desk = fill(env, &copy.dir, clock)?;
        board::show(env, desk, clock, by, true)
    }

    /// `--at`, else `LUNBAN_NOW`, else when the story plays.
    fn at(&self, env: &Env) -> Result<Instant, Fail> {
        let Some(asked) = &self.at else {
            return Ok(if var("LUNBAN_NOW").is_some() { env.now() } else { demo::NOW });
        };
        let read = when::instant_or_wall(asked.trim(), Branch::default().zone, demo::NOW, Nearest::Before);
        read.map_err(|e| match e {
            BadTime::OutOfRange => refused(env, &Refusal::OutOfRange),
            BadTime::Unreadable => {
                let sort = text(env.lang, "sort_of.instant_by_hand");
                Fail::usage(Said::new(env.lang, "bad_value", &[("field", &"--at"), ("sort", &sort)]))
            }
        })
    }
}

/// A store with the demo branch as it stood when `clock` starts.
fn fill(env: &Env, dir: &Path, clock: Clock) -> Result<Desk, Fail> {
    let events = demo::events(clock.now()).map_err(|r| refused(env, &r))?;
    let opened = Store::create(dir, &env.holder(BRINGER)).map_err(|fault| env.fault(&fault))?;
    let desk = Desk::start(opened, clock);
    let request = Request { by: BRINGER.into(), key: None, command: Command::new(Do::Import { events }) };
    let recorded = desk.submit_blocking(request);
    recorded.map_err(|failure| failed(env, &Roster::default(), &failure))?;
    Ok(desk)
}

fn refused(env: &Env, refusal: &Refusal) -> Fail {
    Fail::said(locale::refusal(env.lang, &Roster::default(), refusal))
}

/// The directory of the throw-away store, removed when it goes out of scope.
struct Copy {
    dir: PathBuf,
}

impl Copy {
    /// Makes one that nobody else can look into.
    fn make(env: &Env) -> Result<Copy, Fail> {
        let dir = std::env::temp_dir().join(format!("lunban-demo-{}", std::process::id()));
        // One of the same name was left by a process that is no more.
        let _ = fs::remove_dir_all(&dir);
        fs::DirBuilder::new().mode(0o700).create(&dir).map_err(|e| Fail::io(env.lang, &dir, &e))?;
        Ok(Copy { dir })
    }
}

impl Drop for Copy {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.dir);
    }
}
