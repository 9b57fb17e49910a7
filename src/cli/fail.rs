//! How a subcommand ends when it cannot do what was asked: one line on stderr (or one JSON object) and an exit code.

use std::io::{self, Write};

use crate::locale::{Lang, Said, system};

/// Exit codes besides 0 (FORMATS, DESIGN §7).
pub mod exit {
    /// Could not be done.
    pub const FAILED: u8 = 1;
    /// Wrong usage.
    pub const USAGE: u8 = 2;
    /// `status`: a gap or a red overlong is now.
    pub const URGENT: u8 = 3;
    /// `plan`: written, but something is unfilled or a rule stays broken.
    pub const INCOMPLETE: u8 = 3;
    /// The store is damaged.
    pub const DAMAGED: u8 = 4;
}

/// Why a subcommand stops.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Fail {
    /// It is told why, and the program ends with the code.
    Said(Said, u8),
    /// Everything has been said already; the program ends with the code.
    Quiet(u8),
}

/// An error for programs.
#[derive(serde::Serialize)]
struct Error<'a> {
    error: &'a Said,
}

impl Fail {
    /// Could not be done: exit 1.
    pub fn said(said: Said) -> Fail {
        Fail::Said(said, exit::FAILED)
    }

    /// Wrong usage: exit 2.
    pub fn usage(said: Said) -> Fail {
        Fail::Said(said, exit::USAGE)
    }

    /// A failed read or write of `path`.
    pub fn io(lang: Lang, path: &std::path::Path, error: &io::Error) -> Fail {
        Fail::said(io_said(lang, path, error))
    }

    /// A failed write of a listing to stdout. Nobody reads any more (`lunban log | head`): that is no error.
    pub fn stdout(lang: Lang, error: &io::Error) -> Fail {
        match error.kind() {
            io::ErrorKind::BrokenPipe => Fail::Quiet(0),
            kind => Fail::said(Said::new(lang, "stdout", &[("why", &system(lang, kind, &error.to_string()))])),
        }
    }

    /// Tells it, and gives the exit code.
    pub fn tell(&self, json: bool) -> u8 {
        match self {
            Fail::Quiet(code) => *code,
            Fail::Said(said, code) => {
                let line = match json {
                    true => serde_json::to_string(&Error { error: said }).unwrap_or_default(),
                    false => super::env::visible(&said.to_string()),
                };
                let _ = writeln!(io::stderr(), "{line}");
                *code
            }
        }
    }
}

/// Why the system could not read or write `path`.
pub fn io_said(lang: Lang, path: &std::path::Path, error: &io::Error) -> Said {
    not_read(lang, path, error.kind(), &error.to_string())
}

/// The same, of an error's sort and words.
pub fn not_read(lang: Lang, path: &std::path::Path, kind: io::ErrorKind, why: &str) -> Said {
    Said::new(lang, "io", &[("path", &path.display()), ("why", &system(lang, kind, why))])
}
