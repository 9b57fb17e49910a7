//! `lunban import` of a spreadsheet: what was understood as a table or as JSON, what was not on stderr, and the import.

use std::path::Path;

use clap::Args;

use super::env::Env;
use super::fail::{Fail, not_read};
use super::import::{Import, record, summary};
use crate::domain::Roster;
use crate::exchange::branch_file::{self, Changed};
use crate::exchange::files::{self, NotRead};
use crate::exchange::sheet::{self, Options, Stop, Understood, Unreadable};
use crate::locale::{Said, fill, text};

/// How many rows of the preview are printed.
const PREVIEW: usize = 60;

/// What one may say about a spreadsheet.
#[derive(Args, Debug, Default)]
pub struct SheetOptions {
    #[arg(id = "sheet", long = "sheet", value_name = "NAME")]
    sheet: Option<String>,
    #[arg(id = "sheet_post", long = "post", value_name = "POST")]
    post: Option<String>,
    #[arg(id = "sheet_year", long = "year", value_name = "YEAR", value_parser = clap::value_parser!(i32).range(1970..=2199))]
    year: Option<i32>,
    #[arg(id = "map", long = "map", value_name = "TEXT=CODE")]
    map: Vec<String>,
    #[arg(long)]
    add_people: bool,
}

impl SheetOptions {
    fn options(&self, env: &Env) -> Result<Options, Fail> {
        let pair = |text: &String| match text.split_once('=') {
            Some((from, to)) if !from.trim().is_empty() && !to.trim().is_empty() => {
                Ok((from.to_string(), to.to_string()))
            }
            _ => Err(Fail::usage(Said::new(env.lang, "bad_map", &[("text", text)]))),
        };
        Ok(Options {
            sheet: self.sheet.clone(),
            post: self.post.clone(),
            year: self.year,
            map: self.map.iter().map(pair).collect::<Result<_, _>>()?,
            add_people: self.add_people,
            ..Options::default()
        })
    }
}

/// Imports the spreadsheet.
pub fn run(import: Import, env: &Env) -> Result<u8, Fail> {
    let options = import.sheet.options(env)?;
    let bytes = bytes(env, &import.file)?;
    let roster = env.read()?.roster;
    let stem = import.file.file_stem().unwrap_or_default().to_string_lossy().into_owned();
    let today = env.now().date(roster.zone());
    let read = sheet::read(&bytes, &stem, &roster, &options, today);
    drop(bytes);
    let mut understood = read.map_err(|stop| stopped(env, &import.file, &stop))?;
    let changes = branch_file::changed(&understood.events);
    let seq = match import.dry_run || understood.events.is_empty() {
        true => None,
        false => Some(record(env, false, &roster, std::mem::take(&mut understood.events))?),
    };
    tell(env, &roster, &understood, &changes, seq, import.dry_run)?;
    Ok(0)
}

/// The file's bytes; one that is too large is not read.
fn bytes(env: &Env, path: &Path) -> Result<Vec<u8>, Fail> {
    files::read(path).map_err(|not| match not {
        NotRead::TooLarge => stopped(env, path, &Stop::Unreadable(Unreadable::TooLarge)),
        NotRead::NoFile => {
            let why = text(env.lang, "system.no_file");
            Fail::said(Said::new(env.lang, "io", &[("path", &path.display()), ("why", &why)]))
        }
        NotRead::System(kind, why) => Fail::said(not_read(env.lang, path, kind, &why)),
    })
}

fn stopped(env: &Env, path: &Path, stop: &Stop) -> Fail {
    let said = stop.said(env.lang, &path.display());
    if matches!(stop, Stop::BadMap { .. }) { Fail::usage(said) } else { Fail::said(said) }
}

fn tell(
    env: &Env,
    roster: &Roster,
    u: &Understood,
    changes: &[Changed],
    seq: Option<u64>,
    dry_run: bool,
) -> Result<(), Fail> {
    for remark in &u.remarks {
        env.remark(&remark.text(env.lang));
    }
    for p in &u.problems {
        let what = p.text(env.lang);
        env.remark(&match p.at {
            Some(at) => fill(env.lang, "reading.problem", &[("cell", &at), ("what", &what)]),
            None => what,
        });
    }
    if env.json {
        return env.print_json(&u.json(roster, env.lang));
    }
    let mut out = u.text(roster, env.lang, if dry_run { PREVIEW } else { 0 });
    out.push_str(&summary(env, changes, seq));
    env.print(&out)
}
