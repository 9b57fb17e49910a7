//! The first start: one page of it at a time, with what is asked and what has been typed.

use super::handover::pad;
use super::{Sheet, field, form, import};
use crate::app::dialog::setup::{FIELDS, Page, Setup};
use crate::locale;
use crate::ui::glyph;
use crate::ui::pane::Line;
use crate::ui::text;

/// Rows of a list that are shown at once, at most; the screen's own lines are kept free.
const ROOM: u16 = 10;

pub fn draw(d: &Setup, sheet: &mut Sheet) -> &'static str {
    let (model, theme, lang) = (sheet.model, sheet.theme, sheet.model.lang());
    let nth = Page::ALL.iter().position(|p| *p == d.page).unwrap_or(0) + 1;
    let name = match d.page {
        Page::Branch => "setup.branch",
        Page::Sheet => "setup.sheet",
        Page::Posts => "setup.posts",
        Page::People => "setup.people",
        Page::Ready => "setup.ready",
    };
    let title =
        format!("{} {nth}/{} · {}", locale::text(lang, "setup.title"), Page::ALL.len(), locale::text(lang, name));
    let mut lines: Vec<Line> = Vec::new();
    let about = match d.page {
        Page::Branch => "setup.about_branch",
        Page::Sheet => "setup.about_sheet",
        Page::Posts => "setup.about_posts",
        Page::People => "setup.about_people",
        Page::Ready => "setup.about_ready",
    };
    for line in text::wrap(locale::text(lang, about), sheet.columns()) {
        lines.push(vec![(line, theme.quiet)]);
    }
    lines.push(Vec::new());
    match d.page {
        Page::Ready => ready(d, sheet, &mut lines),
        Page::Sheet => lines.extend(import::fields(&d.file, &d.preview(&model.board), sheet)),
        _ => typed(d, sheet, &mut lines),
    }
    if let Some((name, bad)) = &d.fault
        && d.is_changed()
    {
        let words = form::bad_words(lang, model.board.roster(), name, bad);
        for line in text::wrap(&format!("! {words}"), sheet.columns()) {
            lines.push(vec![(line, theme.amber)]);
        }
    }
    sheet.show(&title, &lines);
    match d.page {
        Page::Branch => "setup.branch_keys",
        Page::Sheet => "setup.sheet_keys",
        Page::Posts | Page::People => "setup.list_keys",
        Page::Ready => "setup.ready_keys",
    }
}

fn typed(d: &Setup, sheet: &Sheet, lines: &mut Vec<Line>) {
    let (theme, lang) = (sheet.theme, sheet.model.lang());
    let rows = usize::from(sheet.size.1.saturating_sub(ROOM)).max(1);
    let top = (d.focus + 1).saturating_sub(rows);
    for (i, line) in d.lines().iter().enumerate().skip(top).take(rows) {
        let focused = i == d.focus;
        let label = match d.page {
            Page::Branch => locale::text(lang, &format!("field.{}", FIELDS[i.min(FIELDS.len() - 1)])).to_string(),
            _ => (i + 1).to_string(),
        };
        let hint = match (d.page, i) {
            (Page::Branch, 0) => "setup.name_hint",
            (Page::Posts, 0) => "setup.post_hint",
            (Page::People, 0) => "setup.person_hint",
            (Page::Posts | Page::People, _) => "setup.row_hint",
            _ => "setup.nothing",
        };
        let wide = if d.page == Page::Branch { 10 } else { 4 };
        let mark = if focused { glyph::CURSOR } else { " " };
        let mut out: Line = vec![(mark.to_string(), theme.strong), (pad(&label, wide), theme.quiet)];
        let hint = if focused || i == 0 { locale::text(lang, hint) } else { "" };
        out.extend(field(theme, line, hint, focused, sheet.columns().saturating_sub(wide + 2)));
        lines.push(out);
    }
}

fn ready(d: &Setup, sheet: &Sheet, lines: &mut Vec<Line>) {
    let (theme, lang) = (sheet.theme, sheet.model.lang());
    let roster = d.preview(&sheet.model.board);
    let counts = locale::fill(
        lang,
        "setup.counts",
        &[("posts", &roster.posts.len()), ("people", &roster.members.len()), ("units", &roster.units.len())],
    );
    lines.push(vec![(roster.branch.name.clone(), theme.strong), (format!("  {}", roster.zone().name()), theme.quiet)]);
    lines.push(vec![(counts, theme.text)]);
    let shifts: Vec<String> =
        roster.patterns.first().iter().map(|s| format!("{} {}–{}", s.name, s.start, s.end)).collect();
    lines.push(vec![(shifts.join(" · "), theme.quiet)]);
    if !d.file.path().is_empty() {
        let said = locale::fill(lang, "setup.then", &[("path", &d.file.path())]);
        lines.push(vec![(said, theme.text)]);
    }
    let label = |names: Vec<&str>| names.join("、");
    let posts = label(roster.posts.values().map(|p| p.label()).collect());
    let people = label(roster.members.values().map(|m| m.name.as_str()).collect());
    for words in [posts, people] {
        lines.extend(text::wrap(&words, sheet.columns()).into_iter().take(3).map(|l| vec![(l, theme.quiet)]));
    }
}
