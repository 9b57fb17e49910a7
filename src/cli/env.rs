//! What a subcommand finds around it: language, clock, where the store is, who asks; and the way to stdout.

use std::io::{self, Write};
use std::path::PathBuf;

use clap::Args;

use super::fail::Fail;
use crate::clock::Clock;
use crate::domain::{Instant, text};
use crate::locale::{Lang, Said};

/// The options that every subcommand takes.
#[derive(Args, Clone, Debug, Default)]
pub struct Global {
    #[arg(long, global = true, value_name = "DIR")]
    pub store: Option<PathBuf>,
    #[arg(long = "by", global = true, value_name = "NAME")]
    pub by: Option<String>,
    #[arg(long, global = true)]
    pub json: bool,
    #[arg(long = "lang", global = true, value_name = "zh|en")]
    pub lang: Option<String>,
}

/// The surroundings of one run of the program.
#[derive(Clone, Debug)]
pub struct Env {
    pub lang: Lang,
    pub json: bool,
    pub clock: Clock,
    global: Global,
}

impl Env {
    /// From the options and the environment. Refused: a language or a `LUNBAN_NOW` that is none.
    pub fn new(global: Global) -> Result<Env, Fail> {
        let lang = match &global.lang {
            None => Lang::from_env(var),
            Some(name) => Lang::parse(name)
                .ok_or_else(|| Fail::usage(Said::new(Lang::from_env(var), "unknown_language", &[("name", name)])))?,
        };
        let clock = match var("LUNBAN_NOW") {
            None => Clock::system(),
            Some(text) => Clock::starting_at(start_of_clock(lang, &text)?),
        };
        Ok(Env { lang, json: global.json, clock, global })
    }

    /// Now, by the program's clock.
    pub fn now(&self) -> Instant {
        self.clock.now()
    }

    /// The store's directory: `--store`, else `LUNBAN_STORE`, else `lunban` in the XDG data directory.
    pub fn store(&self) -> Result<PathBuf, Fail> {
        let named = self.global.store.clone().or_else(|| std::env::var_os("LUNBAN_STORE").map(PathBuf::from));
        if let Some(dir) = named.filter(|dir| !dir.as_os_str().is_empty()) {
            return Ok(dir);
        }
        use etcetera::BaseStrategy;
        let data = etcetera::choose_base_strategy().ok().map(|base| base.data_dir()).filter(|dir| dir.is_absolute());
        data.map(|dir| dir.join("lunban")).ok_or_else(|| Fail::said(Said::new(self.lang, "no_home", &[])))
    }

    /// Who gives the commands: `--by`, else the login name.
    pub fn by(&self) -> Result<String, Fail> {
        let name = match &self.global.by {
            Some(name) => name.clone(),
            None => whoami::username().unwrap_or_default(),
        };
        match text::name(&name) {
            Ok(name) => Ok(name),
            Err(_) => Err(Fail::usage(Said::new(self.lang, "bad_by", &[("limit", &text::NAME_LIMIT)]))),
        }
    }

    /// What `--by` says, if anything.
    pub fn by_as_given(&self) -> Option<&str> {
        self.global.by.as_deref()
    }

    /// Writes `text` and a line end to stdout. When nobody reads any more (`lunban status | head -0`), what was asked is
    /// done all the same, and the exit code says how it went.
    pub fn print(&self, text: &str) -> Result<(), Fail> {
        let mut out = io::stdout().lock();
        let written = out.write_all(text.as_bytes()).and_then(|()| out.write_all(b"\n")).and_then(|()| out.flush());
        match written {
            Err(e) if e.kind() != io::ErrorKind::BrokenPipe => Err(Fail::stdout(self.lang, &e)),
            _ => Ok(()),
        }
    }

    /// Writes one JSON object to stdout.
    pub fn print_json<T: serde::Serialize>(&self, value: &T) -> Result<(), Fail> {
        let line = serde_json::to_string(value).map_err(|e| Fail::stdout(self.lang, &e.into()))?;
        self.print(&line)
    }

    /// A remark that is no error: a line on stderr.
    pub fn remark(&self, text: &str) {
        let text = visible(text);
        let line = if self.json { serde_json::json!({ "warning": text }).to_string() } else { text };
        let _ = writeln!(io::stderr(), "{line}");
    }
}

/// An environment variable that is set to something; what is no text in it is shown as such and will be refused.
pub fn var(name: &str) -> Option<String> {
    std::env::var_os(name).filter(|v| !v.is_empty()).map(|v| v.to_string_lossy().into_owned())
}

/// The text on one line with nothing in it that a terminal would obey.
pub fn visible(text: &str) -> String {
    text::line(text)
}

fn start_of_clock(lang: Lang, text: &str) -> Result<Instant, Fail> {
    let read = chrono::DateTime::parse_from_rfc3339(text).map(|t| Instant::of(&t)).ok();
    read.filter(|t| t.in_range()).ok_or_else(|| Fail::usage(Said::new(lang, "bad_now", &[("value", &text)])))
}
