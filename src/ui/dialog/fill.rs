//! Planning on the screen: the form, the line of progress, and the difference with its pages.

use super::handover::pad;
use super::{LABEL, Sheet, labelled, page};
use crate::app::dialog::fill::{Fill, Planning, Range};
use crate::app::dialog::review::{Page, Review};
use crate::command::Act;
use crate::exchange::output::{Words, broken_heading, columns, reached};
use crate::locale::{self, Lang, date, fill, text};
use crate::plan::branch::rotation::usual;
use crate::plan::branch::{Change, Mode};
use crate::ui::glyph;
use crate::ui::pane::{Line, put};
use crate::ui::text::{width, wrap};
use crate::ui::theme::Theme;

/// The form.
pub fn form(d: &Fill, sheet: &mut Sheet) -> &'static str {
    let (theme, lang) = (sheet.theme, sheet.model.lang());
    let (first, last) = d.dates();
    let choice = |words: String, chosen: bool| match chosen {
        true => (format!("[{words}]"), theme.strong),
        false => (format!(" {words} "), theme.quiet),
    };
    let ranges = Range::ALL.iter().map(|r| choice(range_name(lang, *r), *r == d.range));
    let modes = d.modes().into_iter().map(|m| choice(mode_name(lang, m), m == d.mode));
    let dates = (format!("  {}–{}", date(lang, first), date(lang, last)), theme.text);
    let label = |n: usize, key: &str, words: Line| labelled(theme, d.focus == n, text(lang, key), words);
    let ranges = label(0, "fill.range", ranges.chain([dates]).collect());
    let mut lines: Vec<Line> = vec![ranges, label(1, "fill.mode", modes.collect())];
    let about = match d.mode {
        Mode::Fill => "fill.about_fill",
        Mode::Repair => "fill.about_repair",
        Mode::Turn(_) => "fill.about_turn",
    };
    for line in wrap(text(lang, about), sheet.columns().saturating_sub(LABEL + 1)) {
        lines.push(vec![(pad("", LABEL + 1), theme.text), (line, theme.faint)]);
    }
    sheet.show(Act::Fill.row().name(lang), &lines);
    "fill.form_keys"
}

fn range_name(lang: Lang, range: Range) -> String {
    match range {
        Range::Screen => text(lang, "fill.screen").to_string(),
        Range::Weeks(n) => fill(lang, if n == 1 { "fill.week" } else { "fill.weeks" }, &[("n", &n)]),
    }
}

fn mode_name(lang: Lang, mode: Mode) -> String {
    match mode {
        Mode::Fill => text(lang, "fill.free").to_string(),
        Mode::Repair => text(lang, "fill.repair").to_string(),
        Mode::Turn(n) => usual().into_iter().nth(n.into()).map_or(String::new(), |c| c.name),
    }
}

/// One line while it is searched.
pub fn planning(d: &Planning, sheet: &mut Sheet) -> &'static str {
    let (theme, lang) = (sheet.theme, sheet.model.lang());
    let last = crate::domain::time::days_after(d.ask.first, i64::from(d.ask.days) - 1);
    let range = format!("{}–{}", date(lang, d.ask.first), date(lang, last));
    let said = match d.reached {
        Some(p) => fill(lang, "fill.reached", &[("reached", &reached(lang, &d.ask, &p))]),
        None => text(lang, "fill.begins").to_string(),
    };
    let style = if d.stopping { theme.faint } else { theme.text };
    let title = format!("{} · {} · {range}", Act::Fill.row().name(lang), mode_name(lang, d.ask.mode));
    sheet.show(&title, &[vec![(said, style)]]);
    if d.stopping { "fill.stopping_keys" } else { "fill.planning_keys" }
}

/// The proposal.
pub fn review(d: &Review, sheet: &mut Sheet) -> &'static str {
    let (model, theme) = (sheet.model, sheet.theme);
    let (lang, board) = (model.lang(), &model.board);
    let words = Words { lang, roster: board.roster(), now: board.now() };
    let room = sheet.columns();
    let lines = match d.page {
        Page::Changes => changes(d, words, theme),
        Page::Open => open(d, words, theme, room),
        Page::Fairness => table(words.fairness(&d.left), theme),
        Page::Told => told(d, words, theme, room),
    };
    let title = title(d, words);
    let tabs = tabs(d, lang, theme);
    let clash = d.clash.as_ref().map(|r| locale::refusal(lang, board.roster(), r).to_string());
    let below = usize::from(clash.is_some());
    let area = sheet.open(&title, lines.len().max(1) + 1 + below);
    let rows = usize::from(area.height).saturating_sub(1 + below).max(1);
    let top = match d.page {
        Page::Changes => page(d.at, rows),
        _ => d.top.min(lines.len().saturating_sub(rows)),
    };
    put(sheet.buf, area, &[tabs]);
    let list = ratatui::layout::Rect { y: area.y + 1, height: area.height.saturating_sub(1), ..area };
    let mut shown: Vec<Line> = lines.into_iter().skip(top).take(rows).collect();
    shown.extend(clash.map(|c| vec![(format!("! {c}"), theme.amber)]));
    put(sheet.buf, list, &shown);
    if d.page == Page::Changes { "fill.review_keys" } else { "fill.page_keys" }
}

/// `变化 · 新排 279 人次，撤下 158，空 0 · 去掉 2 行`
fn title(d: &Review, words: Words) -> String {
    let mut said = words.summary(&d.left);
    if d.proposal.stopped {
        said.push_str(text(words.lang, "fill.stopped"));
    }
    if !d.out.is_empty() {
        said.push_str(&fill(words.lang, "fill.lines_out", &[("n", &d.out.len())]));
    }
    said
}

/// The pages by name, with how much is on each.
fn tabs(d: &Review, lang: Lang, theme: &Theme) -> Line {
    let p = &d.left;
    let name = |page| match page {
        Page::Changes => (text(lang, "plan.difference"), d.lines.len()),
        Page::Open => (text(lang, "fill.open"), p.open.len() + p.outside.len() + p.broken.len()),
        Page::Fairness => (text(lang, "fill.fairness"), 0),
        Page::Told => (text(lang, "fill.told"), p.told().len()),
    };
    let tab = |page: Page| {
        let (name, n) = name(page);
        let n = if n > 0 { format!(" {n}") } else { String::new() };
        match page == d.page {
            true => (format!("[{name}{n}]"), theme.strong),
            false => (format!(" {name}{n} "), theme.quiet),
        }
    };
    Page::ALL.into_iter().map(tab).collect()
}

fn changes(d: &Review, words: Words, theme: &Theme) -> Vec<Line> {
    if d.lines.is_empty() {
        return vec![vec![(text(words.lang, "cli.plan_nothing").to_string(), theme.quiet)]];
    }
    let slots: Vec<String> = d.lines.iter().map(|(slot, _)| words.slot(*slot)).collect();
    let wide = slots.iter().map(|s| width(s)).max().unwrap_or(0);
    let line = |i: usize| {
        let out = d.out.contains(&i);
        let here = i == d.at;
        let tick = if out { "[ ] ".to_string() } else { format!("[{}] ", glyph::TICK) };
        let quiet = if out { theme.faint } else { theme.quiet };
        let mut line = vec![
            (if here { glyph::CURSOR } else { " " }.to_string(), theme.strong),
            (tick, if out { theme.faint } else { theme.fine }),
            (format!("{}  ", pad(&slots[i], wide)), if here { theme.strong } else { quiet }),
        ];
        for c in &d.proposal.changes[d.lines[i].1.clone()] {
            line.push((format!("{} ", words.change(c)), if out { theme.faint } else { style(c, theme) }));
        }
        line
    };
    (0..d.lines.len()).map(line).collect()
}

fn style(c: &Change, theme: &Theme) -> ratatui::style::Style {
    if c.is.is_some() { theme.text } else { theme.quiet }
}

/// What stays open and why, what was wrong before, and the ways out.
fn open(d: &Review, words: Words, theme: &Theme, room: usize) -> Vec<Line> {
    let (p, lang) = (&d.left, words.lang);
    let mut lines: Vec<Line> = Vec::new();
    let mut part = |key: &str, said: Vec<String>, style| {
        if said.is_empty() {
            return;
        }
        lines.push(vec![(text(lang, key).to_string(), theme.strong)]);
        for said in said {
            for (n, line) in wrap(&said, room.saturating_sub(2)).into_iter().enumerate() {
                lines.push(vec![(if n == 0 { "· " } else { "  " }.to_string(), theme.faint), (line, style)]);
            }
        }
    };
    let wrong = p.wrong.iter().map(|w| words.wrong(&mode_name(lang, p.ask.mode), w).message);
    part("plan.no_rotation", wrong.collect(), theme.red);
    part("plan.ways_out", p.ways.iter().map(|w| words.way(w)).collect(), theme.text);
    part("plan.stays_open", p.open.iter().map(|o| words.open(o)).collect(), theme.red);
    part("plan.cannot", p.outside.iter().map(|o| words.outside(o)).collect(), theme.amber);
    part(broken_heading(p), p.broken.iter().map(|b| words.broken(b)).collect(), theme.amber);
    if lines.is_empty() {
        lines.push(vec![(text(lang, "fill.all_full").to_string(), theme.fine)]);
    }
    lines
}

fn table(rows: Vec<Vec<String>>, theme: &Theme) -> Vec<Line> {
    let style = |i: usize| if i == 0 { theme.faint } else { theme.text };
    columns(&rows).into_iter().enumerate().map(|(i, line)| vec![(line, style(i))]).collect()
}

fn told(d: &Review, words: Words, theme: &Theme, room: usize) -> Vec<Line> {
    let said = words.told(&d.left);
    said.lines().flat_map(|l| wrap(l, room)).map(|l| vec![(l, theme.text)]).collect()
}
