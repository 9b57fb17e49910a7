//! What stands around every view: the title, the strip with the most urgent finding, the keys, the message line.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

use super::glyph;
use super::text::{self, Row};
use super::theme::Theme;
use crate::app::{Model, Tone};
use crate::command::{Act, TABLE, View};
use crate::domain::finding::{Finding, Kind, Level, Severity};
use crate::locale::{self, Lang};

/// Branch, date, change of shift, time; at the right what there is of each kind now.
pub fn title(model: &Model, theme: &Theme, buf: &mut Buffer, area: Rect) {
    buf.set_style(area, theme.title);
    let (lang, board) = (model.lang(), &model.board);
    let (roster, now) = (board.roster(), board.now());
    let day = locale::date_weekday(lang, now.date(roster.zone()));
    let clock = locale::clock(roster.zone(), now);
    let change = change(model);
    let tail = format!("{day} {change} {clock}");
    let mut counts = counts(model, theme);
    let mut row = Row::new(buf, area, 0);
    row.skip(1).put(locale::text(lang, "ui.lunban"), theme.title).skip(1);
    if model.settings.demo {
        row.put(locale::text(lang, "ui.demo"), theme.demo).skip(1);
    }
    let size = |counts: &[(String, Style)]| counts.iter().map(|(t, _)| text::width(t) + 2).sum::<usize>();
    let after = row.left().saturating_sub(text::width(&tail) + 1);
    while size(&counts) > after {
        counts.pop();
    }
    let counts_width = size(&counts).saturating_sub(1);
    let name = text::fit(&roster.branch.name, after.saturating_sub(counts_width + 3));
    let name = if text::width(&name) < 4 { "" } else { &name };
    row.put(name, theme.title_faint).skip(if name.is_empty() { 0 } else { 2 });
    row.put(&tail, theme.title);
    row.to(area.x + area.width.saturating_sub(counts_width as u16));
    for (text, style) in counts {
        row.put(&text, style).skip(2);
    }
}

/// The change of shift nearest to now: `中→夜`.
fn change(model: &Model) -> String {
    let roster = model.board.roster();
    let code = |id| roster.shift_code(id);
    match model.board.nearest_change() {
        Some((Some(before), after, _)) => format!("{}→{}", code(before), code(after)),
        Some((None, after, _)) => code(after).to_string(),
        None => String::new(),
    }
}

/// How many findings of each kind there are now; what is fine is quiet.
fn counts(model: &Model, theme: &Theme) -> Vec<(String, Style)> {
    let lang = model.lang();
    let mut out = Vec::new();
    let first = [Kind::Gap, Kind::Overlong, Kind::WaitingForRelief];
    let others = Kind::ALL.into_iter().map(|(kind, _)| kind).filter(|kind| !first.contains(kind));
    for kind in first.into_iter().chain(others) {
        let n = model.board.count_now(kind);
        if n == 0 || (kind == Kind::Missing && out.len() >= 3) {
            continue;
        }
        let style = match kind {
            Kind::Gap => theme.gap,
            Kind::WaitingForRelief => theme.waiting.patch(bar(theme)),
            _ => {
                let red = model.board.findings_now().any(|f| f.kind == kind && f.level == Level::Red);
                theme.level(if red { Level::Red } else { Level::Amber }).patch(bar(theme))
            }
        };
        out.push((locale::fill(lang, &format!("count.{}", kind.name()), &[("n", &n)]), style));
    }
    if out.is_empty() && !model.board.roster().posts.is_empty() {
        out.push((format!("{} {}", glyph::FINE, locale::text(lang, "ui.all_fine")), theme.fine.patch(bar(theme))));
    }
    out
}

fn bar(theme: &Theme) -> Style {
    theme.title.bg.map_or(theme.text, |bg| Style::new().bg(bg))
}

/// The most urgent finding in words, with the key that deals with it.
pub fn strip(model: &Model, theme: &Theme, buf: &mut Buffer, area: Rect) {
    let (lang, board) = (model.lang(), &model.board);
    if let Some(fault) = &board.published().trouble {
        buf.set_style(area, theme.gap);
        let why = fault.said(lang, board.roster().zone());
        let text = locale::fill(lang, "ui.trouble", &[("why", &why)]);
        Row::new(buf, area, 0).skip(1).fit(&text, theme.gap);
        return;
    }
    let Some(f) = board.findings().first() else {
        let key = if board.posts().is_empty() { "ui.no_posts" } else { "ui.nothing_urgent" };
        let mut row = Row::new(buf, area, 0);
        row.skip(1).put(glyph::FINE, theme.fine).skip(1).fit(locale::text(lang, key), theme.quiet);
        return clock_back(model, theme, buf, area);
    };
    let loud = f.severity == Severity::Now && f.level == Level::Red;
    let style = if loud { theme.gap } else { theme.finding(f) };
    if loud {
        buf.set_style(area, theme.gap);
    }
    let faint = if loud { theme.gap } else { theme.quiet };
    // The strip tells the first, whichever was visited; which one that is, the message line says.
    let next = format!("1/{} {} {} ", board.findings().len(), key_of(model, Act::NextFinding), glyph::CURSOR);
    let remedy = remedy_text(model, f);
    let mut row = Row::new(buf, area, 0);
    row.right(&next, faint);
    row.skip(1).put(glyph::kind(f.kind), style).skip(1);
    let room = row.left().saturating_sub(text::width(&remedy) + 4);
    let said = locale::finding(lang, board.roster(), board.now(), f);
    row.put(&text::fit(&said, room), style).put(" · ", faint).put(&remedy, style);
    clock_back(model, theme, buf, area);
}

/// The clock went back: said at the right end of the strip.
fn clock_back(model: &Model, theme: &Theme, buf: &mut Buffer, area: Rect) {
    let board = &model.board;
    if let Some(until) = board.clock_back() {
        let at = locale::moment(model.lang(), board.roster().zone(), board.now(), until);
        let said = locale::fill(model.lang(), "ui.clock_back", &[("at", &at)]);
        Row::new(buf, area, 0).right(&format!(" {said} "), theme.demo);
    }
}

/// The key that deals with a finding and what it does: `a 找人`.
pub fn remedy_text(model: &Model, f: &Finding) -> String {
    let (act, kind) = model.board.remedy(f);
    format!("{} {}", key_of(model, act), locale::what_to_do(model.lang(), kind)).trim_start().to_string()
}

/// The key of an action, as it is shown.
pub fn key_of(model: &Model, act: Act) -> String {
    model.settings.keymap.shown(act)
}

/// The keys of this view. What cannot be done here is faint.
pub fn foot(model: &Model, theme: &Theme, buf: &mut Buffer, area: Rect) {
    let lang = model.lang();
    let context = model.context();
    let mut row = Row::new(buf, area, 0);
    row.skip(1);
    let actions: Vec<_> = TABLE.iter().filter_map(|a| Some((a, a.short(lang)?, key_of(model, a.act)))).collect();
    let keys_width: usize = actions.iter().map(|(_, s, k)| text::width(s) + text::width(k) + 3).sum();
    // The views by name; where that has no room, only the present one's, and the others' numbers.
    let here = |view: View| view == model.place.view;
    let short = tabs(lang).into_iter().map(|(view, name)| (view, if here(view) { name } else { "" })).collect();
    let width_of = |tabs: &Vec<(View, &str)>| tabs.iter().map(|(_, t)| text::width(t) + 3).sum::<usize>();
    let tabs = [tabs(lang), short].into_iter().find(|t| usize::from(area.width) > keys_width + width_of(t));
    for (action, short, key) in actions {
        if text::width(&key) + 1 + text::width(short) > row.left() {
            break;
        }
        let able = action.enabled(&context).is_ok();
        row.put(&key, if able { theme.key } else { theme.faint }).skip(1);
        row.put(short, if able { theme.quiet } else { theme.faint }).skip(2);
    }
    if let Some(tabs) = tabs {
        row.to(area.x + area.width - width_of(&tabs) as u16);
        for (i, (view, name)) in tabs.iter().enumerate() {
            row.put(&format!("{} ", i + 1), if here(*view) { theme.strong } else { theme.key });
            row.put(name, if here(*view) { theme.strong } else { theme.quiet }).skip(1);
        }
    }
}

/// A view's name.
pub fn view_name(view: View, lang: Lang) -> &'static str {
    tabs(lang).into_iter().find(|(v, _)| *v == view).map_or("", |(_, name)| name)
}

fn tabs(lang: Lang) -> Vec<(View, &'static str)> {
    let acts = [Act::Today, Act::Week, Act::Findings, Act::Handovers, Act::People, Act::Report];
    View::ALL.into_iter().zip(acts.map(|a| a.row().name(lang))).collect()
}

/// What was just recorded or refused, in the place of the keys; as many rows as it needs. While a command is on its
/// way, that.
pub fn message(model: &Model, theme: &Theme, buf: &mut Buffer, foot: Rect) {
    let lang = model.lang();
    let (words, style, mark) = match &model.said {
        _ if model.is_slow() => (locale::text(lang, "ui.recording"), theme.quiet, "…"),
        _ if model.reads_long() => (locale::text(lang, "ui.reading_history"), theme.quiet, "…"),
        Some(said) if said.tone == Tone::Refused => (said.text.as_str(), theme.amber, "!"),
        Some(said) if said.tone == Tone::Recorded => (said.text.as_str(), theme.text, glyph::FINE),
        Some(said) => (said.text.as_str(), theme.text, glyph::CURSOR),
        None => return,
    };
    let columns = usize::from(foot.width).saturating_sub(4).max(1);
    let lines = text::wrap(words, columns);
    let rows = (lines.len() as u16).min(foot.y);
    for (i, line) in lines.iter().take(rows.into()).enumerate() {
        let y = foot.y + foot.height - rows + i as u16;
        let area = Rect { y, height: 1, ..foot };
        clear(buf, area, theme);
        let mut row = Row::new(buf, area, 0);
        row.skip(1).put(if i == 0 { mark } else { " " }, style).skip(1).put(line, style);
    }
}

/// Empties a part of the screen.
pub fn clear(buf: &mut Buffer, area: Rect, theme: &Theme) {
    for y in area.top()..area.bottom() {
        for x in area.left()..area.right() {
            if let Some(cell) = buf.cell_mut((x, y)) {
                cell.reset();
                cell.set_style(theme.text);
            }
        }
    }
}
