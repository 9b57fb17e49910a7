//! Findings as rows of a list, one line each: the mark, how near, the words, the key that deals with it.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::chrome::remedy_text;
use super::glyph;
use super::text::{self, Row};
use super::theme::Theme;
use crate::app::Model;
use crate::domain::finding::{Finding, Severity};
use crate::locale;

/// One finding on line `line` of `area`; `marked` puts the cursor before it.
pub fn finding(model: &Model, theme: &Theme, buf: &mut Buffer, area: Rect, line: u16, f: &Finding, marked: bool) {
    let (lang, board) = (model.lang(), &model.board);
    let style = theme.finding(f);
    let words = match f.severity {
        Severity::Now => theme.text,
        Severity::Soon => theme.text,
        Severity::Later => theme.quiet,
        Severity::Past => theme.faint,
    };
    let remedy = remedy_text(model, f);
    let mut row = Row::new(buf, area, line);
    row.put(if marked { glyph::CURSOR } else { " " }, theme.strong);
    row.put(glyph::kind(f.kind), style).skip(1);
    row.cell(locale::severity(lang, f.severity), severity_width(model), style).skip(1);
    let said = locale::finding(lang, board.roster(), board.now(), f);
    let room = row.left().saturating_sub(text::width(&remedy) + 2);
    row.put(&text::fit(&said, room), words);
    row.right(" ", theme.faint).right(&remedy, theme.faint);
}

/// The columns of the word that says how near a finding is.
fn severity_width(model: &Model) -> usize {
    let all = [Severity::Now, Severity::Soon, Severity::Later];
    all.iter().map(|s| text::width(locale::severity(model.lang(), *s))).max().unwrap_or(0)
}

/// A heading with a rule to the right end.
pub fn heading(theme: &Theme, buf: &mut Buffer, area: Rect, line: u16, words: &str) {
    let mut row = Row::new(buf, area, line);
    row.put(glyph::RULE, theme.faint).skip(1).fit(words, theme.quiet).skip(1);
    let rest = glyph::RULE.repeat(row.left());
    row.put(&rest, theme.faint);
}
