//! `lunban check --sheet FILE`: whether a handout comes from this store, is as it was handed out, and still holds.

use std::path::Path;

use serde_json::json;

use super::env::Env;
use super::fail::{Fail, exit};
use crate::domain::{AssignmentId, Roster, apply};
use crate::exchange::handout::proof::{self, Altered, NoHandout};
use crate::exchange::handout::text::{self, Change};
use crate::exchange::sheet::{At, FILE_LIMIT, Unreadable};
use crate::locale::{self, Said, fill};
use crate::store::{hash_of, read_each};

/// So many altered places are told one by one.
const TOLD: usize = 20;

/// Checks the file; exits 0 when it is ours and holds, 3 when the roster has changed since, 1 otherwise.
pub fn check(env: &Env, file: &Path) -> Result<u8, Fail> {
    let path = file.display();
    let long = std::fs::metadata(file).map_err(|e| Fail::io(env.lang, file, &e))?.len();
    let unread = |why: &NoHandout| Fail::said(why_not(env, why, &path));
    if long > FILE_LIMIT {
        return Err(unread(&NoHandout::Unreadable(Unreadable::TooLarge)));
    }
    let bytes = std::fs::read(file).map_err(|e| Fail::io(env.lang, file, &e))?;
    let extension = file.extension().and_then(|e| e.to_str()).unwrap_or_default().to_ascii_lowercase();
    let (content, read) = proof::read(&bytes, &extension).map_err(|e| unread(&e))?;
    let stamp = &read.stamp;
    let (mut then, mut hash) = (Roster::default(), None);
    let now = read_each(&env.store()?, |entry, line| {
        if entry.seq <= stamp.seq {
            entry.events.iter().for_each(|event| apply(&mut then, event));
        }
        if entry.seq == stamp.seq {
            hash = hash_of(line).map(str::to_string);
        }
    })
    .map_err(|fault| env.fault(&fault))?;
    if hash.as_ref() != Some(&stamp.head) {
        let values: [(&str, &dyn std::fmt::Display); 3] = [("path", &path), ("seq", &stamp.seq), ("n", &now.entries)];
        return Err(Fail::said(Said::new(env.lang, "not_on_chain", &values)));
    }
    let altered = proof::altered(&content, &read, &then, &extension)
        .map_err(|why| Fail::said(Said::new(env.lang, "export_failed", &[("why", &why)])))?;
    let mut changed = text::differences(&then, &now.roster, read.scope.first, read.scope.last);
    changed.retain(|(id, _)| {
        read.scope.post.is_none_or(|p| p == id.slot.post) && read.scope.member.is_none_or(|m| m == id.member)
    });
    match env.json {
        true => env.print_json(&as_json(&now.roster, &read, &altered, &changed))?,
        false => env.print(&words(env, &now.roster, &read, &altered, &changed))?,
    }
    Ok(match (altered.is_empty(), changed.is_empty()) {
        (true, true) => 0,
        (true, false) => exit::INCOMPLETE,
        _ => exit::FAILED,
    })
}

fn why_not(env: &Env, why: &NoHandout, path: &dyn std::fmt::Display) -> Said {
    let code = match why {
        NoHandout::NoStamp => "no_stamp",
        NoHandout::Unreadable(Unreadable::TooLarge | Unreadable::TooMuch) => "handout_too_large",
        NoHandout::Unreadable(_) => "no_handout",
    };
    Said::new(env.lang, code, &[("path", path)])
}

fn place_words(env: &Env, a: &Altered) -> String {
    let cell = At::new(a.place.row, a.place.column);
    match &a.place.sheet {
        Some(sheet) => format!("{sheet} {cell}"),
        None => fill(env.lang, "cli.line", &[("n", &(a.place.row + 1))]),
    }
}

fn words(
    env: &Env,
    roster: &Roster,
    read: &crate::exchange::handout::stamp::Read,
    altered: &[Altered],
    changed: &[(AssignmentId, Change)],
) -> String {
    let at = locale::moment_full(env.lang, roster.zone(), read.stamp.at);
    let mut lines = vec![fill(env.lang, "cli.sheet_ours", &[("seq", &read.stamp.seq), ("at", &at)])];
    match altered.is_empty() {
        true => lines.push(locale::text(env.lang, "cli.sheet_unaltered").to_string()),
        false => lines.push(fill(env.lang, "cli.sheet_altered", &[("n", &altered.len())])),
    }
    for a in altered.iter().take(TOLD) {
        let (place, one_line) = (place_words(env, a), |text: &str| text.replace('\n', "、"));
        let (is, was) = (one_line(&a.is), one_line(&a.was));
        lines.push(fill(env.lang, "cli.sheet_place", &[("place", &place), ("is", &is), ("was", &was)]));
    }
    if altered.len() > TOLD {
        lines.push(fill(env.lang, "ui.more_below", &[("n", &(altered.len() - TOLD))]));
    }
    let affected = text::affected(roster, changed, env.lang);
    match affected.is_empty() {
        true => lines.push(locale::text(env.lang, "cli.sheet_holds").to_string()),
        false => lines.push(fill(env.lang, "cli.sheet_changed", &[("n", &affected.len())])),
    }
    lines.extend(affected);
    lines.join("\n")
}

fn as_json(
    roster: &Roster,
    read: &crate::exchange::handout::stamp::Read,
    altered: &[Altered],
    changed: &[(AssignmentId, Change)],
) -> serde_json::Value {
    let place = |a: &Altered| {
        let cell = a.place.sheet.as_ref().map(|_| At::new(a.place.row, a.place.column).to_string());
        json!({"sheet": a.place.sheet, "cell": cell, "line": a.place.row + 1, "is": a.is, "was": a.was})
    };
    let change = |(id, change): &(AssignmentId, Change)| {
        let what = match change {
            Change::Put => "put",
            Change::Taken => "taken",
            Change::Moved => "moved",
        };
        json!({
            "member": roster.name_of(id.member),
            "date": id.slot.date.to_string(),
            "shift": roster.shift_code(id.slot.shift),
            "post": roster.post_name(id.slot.post),
            "what": what,
        })
    };
    json!({
        "ok": altered.is_empty() && changed.is_empty(),
        "seq": read.stamp.seq,
        "head": read.stamp.head,
        "at": read.stamp.at.rfc3339(roster.zone()),
        "altered": altered.iter().map(place).collect::<Vec<_>>(),
        "changed": changed.iter().map(change).collect::<Vec<_>>(),
    })
}
