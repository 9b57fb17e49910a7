//! `lunban coverage`.

use serde::Serialize;

use super::table::{Lines, table};
use super::{date_and_shift, window_or_default};
use crate::domain::coverage::{self, Segment};
use crate::domain::time::{Instant, Span};
use crate::domain::{PostId, Roster};
use crate::locale::{self, Lang, text};

/// FORMATS, `lunban coverage --json`.
#[derive(Serialize, Clone, PartialEq, Debug)]
pub struct CoverageOut {
    pub at: String,
    pub from: String,
    pub to: String,
    pub segments: Vec<SegmentOut>,
    #[serde(skip)]
    lines: String,
}

/// One segment, cut to the window; date and shift are null outside slots.
#[derive(Serialize, Clone, PartialEq, Debug)]
pub struct SegmentOut {
    pub post: String,
    pub date: Option<String>,
    pub shift: Option<String>,
    pub from: String,
    pub to: String,
    pub need: u32,
    pub heads: u32,
    pub status: &'static str,
    pub short_by: u32,
}

/// The coverage of a window, or of the default one, by post order, then from; of one post where `post` says so.
pub fn coverage(roster: &Roster, now: Instant, window: Option<Span>, post: Option<PostId>, lang: Lang) -> CoverageOut {
    let zone = roster.zone();
    let span = window_or_default(window, now);
    let posts = roster.posts.keys().filter(|id| post.is_none_or(|only| only == **id));
    let segments: Vec<Segment> = posts.flat_map(|id| coverage::coverage(roster, now, *id, span)).collect();
    CoverageOut {
        at: now.rfc3339(zone),
        from: span.from.rfc3339(zone),
        to: span.to.rfc3339(zone),
        segments: segments.iter().map(|s| out(roster, s)).collect(),
        lines: lines(roster, now, span, &segments, lang),
    }
}

impl CoverageOut {
    /// The same for people: a table.
    pub fn text(&self) -> &str {
        &self.lines
    }
}

fn out(roster: &Roster, s: &Segment) -> SegmentOut {
    let (date, shift) = date_and_shift(roster, s.slot);
    SegmentOut {
        post: roster.post_name(s.post).to_owned(),
        date,
        shift,
        from: s.span.from.rfc3339(roster.zone()),
        to: s.span.to.rfc3339(roster.zone()),
        need: s.need,
        heads: s.heads,
        status: s.status.name(),
        short_by: s.short_by,
    }
}

fn lines(roster: &Roster, now: Instant, window: Span, segments: &[Segment], lang: Lang) -> String {
    let zone = roster.zone();
    let mut lines = Lines::new(&[&roster.branch.name, &locale::span(lang, zone, now, window)]);
    let heading = ["output.post", "output.shift", "output.time", "output.status", "output.heads"];
    let mut rows = vec![heading.map(|k| text(lang, k).to_owned()).to_vec()];
    for s in segments {
        rows.push(vec![
            roster.post_name(s.post).to_owned(),
            s.slot.map_or_else(String::new, |slot| roster.shift_name(slot.date, slot.shift).to_owned()),
            locale::span(lang, zone, now, s.span),
            locale::status(lang, s.status).to_owned(),
            format!("{}/{}", s.heads, s.need),
        ]);
    }
    table(&mut lines, &rows);
    lines.into_text()
}
