//! `lunban apply`: commands as JSON lines, each answered when it is durable, while the input may still be open.

use std::fs::File;
use std::io::{self, BufRead, BufReader, Read};
use std::path::{Path, PathBuf};

use clap::Args;

use super::ask::{self, Wrong};
use super::env::Env;
use super::fail::{Fail, exit};
use super::give::Answer;
use crate::desk::{Desk, Failure, Request};
use crate::locale::{self, Said};

/// The longest line that is read, in bytes; a longer one is refused and skipped.
const LINE_LIMIT: u64 = 1 << 20;

#[derive(Args, Debug)]
pub struct Apply {
    #[arg(id = "lines", value_name = "FILE|-")]
    file: PathBuf,
}

impl Apply {
    pub fn run(self, env: &Env) -> Result<u8, Fail> {
        let input: Box<dyn Read> = match self.file == Path::new("-") {
            true => Box::new(io::stdin()),
            false => Box::new(File::open(&self.file).map_err(|e| Fail::io(env.lang, &self.file, &e))?),
        };
        let by = env.by()?;
        let desk = env.desk(&by)?;
        let mut input = BufReader::new(input);
        let (mut refused, mut number) = (false, 0u64);
        while let Some(line) = next_line(&mut input).map_err(|e| Fail::io(env.lang, &self.file, &e))? {
            number += 1;
            let answer = answer(env, &desk, &by, number, line)?;
            refused |= !answer.ok;
            env.print_json(&answer)?;
        }
        desk.close();
        Ok(if refused { exit::FAILED } else { 0 })
    }
}

/// The next line without its end; `Err` inside is one that is too long. `None` at the end of the input.
fn next_line(input: &mut impl BufRead) -> io::Result<Option<Result<Vec<u8>, ()>>> {
    let mut line = Vec::new();
    input.by_ref().take(LINE_LIMIT + 1).read_until(b'\n', &mut line)?;
    if line.is_empty() {
        return Ok(None);
    }
    if line.last() == Some(&b'\n') {
        line.pop();
    } else if line.len() as u64 > LINE_LIMIT {
        input.skip_until(b'\n')?;
        return Ok(Some(Err(())));
    }
    Ok(Some(Ok(line)))
}

/// Gives the command of one line and says what came of it. A store that fails ends the run.
fn answer(env: &Env, desk: &Desk, by: &str, number: u64, line: Result<Vec<u8>, ()>) -> Result<Answer, Fail> {
    let roster = desk.published().borrow().roster.clone();
    let refused = |said: Said| Answer::refused(number, said);
    let Ok(line) = line else {
        return Ok(refused(Said::new(env.lang, "line_too_long", &[("limit", &LINE_LIMIT)])));
    };
    let asked = std::str::from_utf8(&line).map_err(|_| Wrong::NotAnObject);
    let asked = match asked.and_then(|line| ask::read_line(line, &roster, env.now())) {
        Ok(asked) => asked,
        Err(wrong) => return Ok(refused(wrong.said(env.lang, &roster))),
    };
    match desk.submit_blocking(Request { by: by.to_string(), key: asked.key, command: asked.command }) {
        Ok(receipt) => Ok(Answer::done(number, receipt.entry.seq)),
        Err(Failure::Refused(refusal)) => Ok(refused(locale::refusal(env.lang, &roster, &refusal))),
        Err(Failure::Store(fault)) => {
            env.print_json(&refused(fault.said(env.lang, roster.zone())))?;
            Err(env.fault(&fault))
        }
    }
}
