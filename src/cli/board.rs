//! `lunban`: opens the board on a store, in the terminal the program was started in.

use std::fs;
use std::io::{self, IsTerminal};

use super::env::{Env, var};
use super::fail::{Fail, exit, io_said};
use crate::app;
use crate::clock::Clock;
use crate::command::Keymap;
use crate::desk::Desk;
use crate::exchange::files::Places;
use crate::locale::{Said, system, text};
use crate::store::{self, Fault, Store};
use crate::term::local::{self, Left};
use crate::term::session::Setup;
use crate::term::{Caps, Settings};

pub fn run(env: &Env) -> Result<u8, Fail> {
    at_a_terminal(env)?;
    let by = env.by()?;
    let dir = env.store()?;
    // What was not there and did not become a branch is not left behind.
    let fresh = !dir.exists();
    let opened = match Store::open(&dir, &env.holder(&by)) {
        Err(Fault::NoStore { .. }) => Store::create(&dir, &env.holder(&by)),
        opened => opened,
    };
    let desk = Desk::start(opened.map_err(|fault| env.fault(&fault))?, env.clock);
    desk.keep_backups();
    let ended = show(env, desk, env.clock, by, false);
    if fresh && matches!(store::read(&dir), Err(Fault::NoStore { .. })) {
        let _ = fs::remove_dir_all(&dir);
    }
    ended
}

/// Refuses to open a board where nobody would see it.
pub fn at_a_terminal(env: &Env) -> Result<(), Fail> {
    match io::stdin().is_terminal() && io::stdout().is_terminal() {
        true => Ok(()),
        false => Err(Fail::said(Said::new(env.lang, "no_terminal", &[]))),
    }
}

/// Runs one session at the terminal until it ends, and closes the desk.
pub fn show(env: &Env, desk: Desk, clock: Clock, by: String, demo: bool) -> Result<u8, Fail> {
    local::give_back_on_panic();
    let (keymap, notice) = keymap(env);
    let settings = app::Settings { lang: env.lang, keymap, demo, set_up: !demo, notice };
    let setup =
        Setup { desk: desk.clone(), clock, by, caps: Caps::of(&Settings::read(var)), settings, places: places() };
    let left = local::run(setup);
    desk.close();
    match left {
        Ok(Left::Quit | Left::HungUp) => Ok(0),
        Ok(Left::Signal(n)) => Ok(128u8.saturating_add(u8::try_from(n).unwrap_or(0))),
        Ok(Left::Fault) => Ok(exit::FAILED),
        Err(fault) => {
            let why = match &fault {
                local::Fault::NotATerminal("input") => text(env.lang, "system.no_terminal_input").to_string(),
                local::Fault::NotATerminal(_) => text(env.lang, "system.no_terminal_output").to_string(),
                local::Fault::Io(e) => system(env.lang, e.kind(), &e.to_string()),
            };
            Err(Fail::said(Said::new(env.lang, "terminal", &[("why", &why)])))
        }
    }
}

/// Where the program was started, and the user's home.
fn places() -> Places {
    Places { here: std::env::current_dir().unwrap_or_default(), home: std::env::home_dir() }
}

/// The user's keys from `keys.toml` in the XDG configuration directory, and what is wrong with the file.
fn keymap(env: &Env) -> (Keymap, Option<String>) {
    use etcetera::BaseStrategy;
    let plain = Keymap::default();
    let Ok(base) = etcetera::choose_base_strategy() else { return (plain, None) };
    let path = base.config_dir().join("lunban").join("keys.toml");
    match fs::read_to_string(&path) {
        Ok(text) => match Keymap::from_toml(&text) {
            Ok(keymap) => (keymap, None),
            Err(error) => (plain, Some(error.in_words(env.lang))),
        },
        Err(e) if e.kind() == io::ErrorKind::NotFound => (plain, None),
        Err(e) => (plain, Some(io_said(env.lang, &path, &e).to_string())),
    }
}
