//! One line of the journal: how an entry is written, sealed and read again. It knows nothing of files.
//!
//! `{"seq":…,"at":"…","by":"…","key":…,"undoes":…,"events":[{"v":1,"what":…}],"prev":"…","hash":"…"}`: `hash` is the BLAKE3
//! of the line's bytes before `,"hash":`, and so of `prev`, the hash of the entry before it (64 zeros before the first).

use std::borrow::Cow;

use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

use super::fault::{Damage, Fault};
use crate::domain::{Entry, Event, Instant};

/// The `prev` of the first entry.
pub const GENESIS: &str = "0000000000000000000000000000000000000000000000000000000000000000";

/// The version of the events that this program writes.
const VERSION: u32 = 1;

/// Hexadecimal digits of a hash.
const DIGITS: usize = 64;

#[derive(Serialize)]
struct Written<'a> {
    seq: u64,
    at: Instant,
    by: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    key: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    undoes: Option<u64>,
    events: Vec<Versioned<'a>>,
    prev: &'a str,
}

#[derive(Serialize)]
struct Versioned<'a> {
    v: u32,
    #[serde(flatten)]
    event: &'a Event,
}

/// The line of an entry that follows the one with the hash `prev`, its newline included, and its hash.
pub fn seal(entry: &Entry, prev: &str) -> Result<(String, String), Fault> {
    let written = Written {
        seq: entry.seq,
        at: entry.at,
        by: &entry.by,
        key: entry.key.as_deref(),
        undoes: entry.undoes,
        events: entry.events.iter().map(|event| Versioned { v: VERSION, event }).collect(),
        prev,
    };
    let mut line = serde_json::to_string(&written).map_err(|e| Fault::Unwritable { why: e.to_string() })?;
    line.pop();
    let hash = blake3::hash(line.as_bytes()).to_hex().to_string();
    line.push_str(",\"hash\":\"");
    line.push_str(&hash);
    line.push_str("\"}\n");
    Ok((line, hash))
}

/// A line whose hash is right; its events are not looked at yet.
#[derive(Clone, Copy, Debug)]
pub struct Sealed<'a> {
    pub seq: u64,
    pub prev: &'a str,
    pub hash: &'a str,
}

/// Checks the seal of a line without its newline.
pub fn unseal(line: &[u8]) -> Result<Sealed<'_>, Damage> {
    let sealed = split_digits(line, b",\"hash\":\"").filter(|_| line.ends_with(b"\"}"));
    let (body, hash) = sealed.ok_or(Damage::Shape)?;
    if blake3::hash(body).to_hex().as_bytes() != hash.as_bytes() {
        return Err(Damage::Hash);
    }
    // What our seal covers but is not laid out as we do it was written by another version; `read` says so.
    let (_, prev) = split_digits(&line[..body.len() + 1], b",\"prev\":\"").unwrap_or((body, ""));
    let digits = body.strip_prefix(b"{\"seq\":").unwrap_or_default();
    let digits = &digits[..digits.iter().position(|b| !b.is_ascii_digit()).unwrap_or(0)];
    let seq = std::str::from_utf8(digits).ok().and_then(|d| d.parse().ok()).unwrap_or(0);
    Ok(Sealed { seq, prev, hash })
}

/// Splits `…NAME<64 digits>"x` into what is before NAME and the digits; the last byte is not looked at.
fn split_digits<'a>(bytes: &'a [u8], name: &[u8]) -> Option<(&'a [u8], &'a str)> {
    let end = bytes.len().checked_sub(2)?;
    let start = end.checked_sub(DIGITS)?;
    let (digits, before) = (&bytes[start..end], &bytes[..start]);
    let hex = digits.iter().all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(b));
    let whole = hex && bytes[end] == b'"';
    Some((before.strip_suffix(name)?, std::str::from_utf8(digits).ok()?)).filter(|_| whole)
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Read<'a> {
    seq: u64,
    at: Instant,
    #[serde(borrow)]
    by: Cow<'a, str>,
    #[serde(borrow, default)]
    key: Option<Cow<'a, str>>,
    #[serde(default)]
    undoes: Option<u64>,
    #[serde(borrow)]
    events: Vec<&'a RawValue>,
    #[serde(rename = "prev")]
    _prev: &'a str,
    #[serde(rename = "hash")]
    _hash: &'a str,
}

/// Reads a line whose seal was checked. What cannot be understood then was written by a newer version.
pub fn read(line: &[u8], number: u64) -> Result<Entry, Fault> {
    let newer = |e: serde_json::Error| Fault::Newer { line: number, what: e.to_string() };
    let read: Read = serde_json::from_slice(line).map_err(newer)?;
    let events = read.events.iter().map(|raw| event(raw.get(), number)).collect::<Result<_, _>>()?;
    Ok(Entry {
        seq: read.seq,
        at: read.at,
        by: read.by.into_owned(),
        key: read.key.map(Cow::into_owned),
        undoes: read.undoes,
        events,
    })
}

/// Reads one event of any version up to ours. Versions before it are brought up to it here, on reading; the journal
/// stays as it was written. (There is one version so far.)
fn event(text: &str, number: u64) -> Result<Event, Fault> {
    #[derive(Deserialize)]
    struct Version {
        v: u32,
    }
    let newer = |what: String| Fault::Newer { line: number, what };
    let version: Version = serde_json::from_str(text).map_err(|e| newer(e.to_string()))?;
    match version.v {
        VERSION => serde_json::from_str(text).map_err(|e| newer(e.to_string())),
        v => Err(newer(format!("v{v}"))),
    }
}
