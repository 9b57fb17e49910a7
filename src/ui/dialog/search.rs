//! Lists that typing narrows: who can come, find, the palette.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::handover::pad;
use super::{field, frame, page};
use crate::app::Model;
use crate::app::dialog::find::Found;
use crate::app::dialog::picker::Purpose;
use crate::app::dialog::{Find, Palette, Picker};
use crate::app::line;
use crate::domain::candidate::Candidate;
use crate::locale;
use crate::ui::glyph;
use crate::ui::pane::{Line, put};
use crate::ui::text;
use crate::ui::theme::Theme;

/// A box with the query in its first line and the list below it; the list's area.
fn list_box(
    theme: &Theme,
    buf: &mut Buffer,
    size: (u16, u16),
    rows: usize,
    title: &str,
    foot: &str,
    query: (&line::Line, &str),
) -> Rect {
    let width = size.0.saturating_sub(4).min(96);
    let height = (rows as u16).saturating_add(1).clamp(4, size.1.saturating_sub(6).max(4));
    let inner = frame(theme, buf, size, (width, height), title, foot);
    let mut line = vec![("/ ".to_string(), theme.key)];
    line.extend(field(theme, query.0, query.1, true, usize::from(inner.width).saturating_sub(2)));
    put(buf, inner, &[line]);
    Rect { y: inner.y + 1, height: inner.height.saturating_sub(1), ..inner }
}

/// Writes the page of the list that the cursor is on.
fn rows(theme: &Theme, buf: &mut Buffer, area: Rect, at: usize, all: usize, row: impl Fn(usize) -> Line) {
    let shown = usize::from(area.height);
    let top = page(at, shown);
    for (y, i) in (top..all).take(shown).enumerate() {
        let line_area = Rect { y: area.y + y as u16, height: 1, ..area };
        if i == at {
            buf.set_style(line_area, theme.slot);
        }
        let mut line = vec![(if i == at { glyph::CURSOR } else { " " }.to_string(), theme.strong)];
        line.extend(row(i));
        put(buf, line_area, &[line]);
    }
}

/// Who can come.
pub fn picker(d: &Picker, model: &Model, theme: &Theme, buf: &mut Buffer, size: (u16, u16)) {
    let lang = model.lang();
    let roster = model.board.roster();
    let post = roster.post_name(d.purpose.post());
    let title = match d.purpose {
        Purpose::Assign(slot, from) => {
            let shift = roster.shift(slot.shift).map_or("", |s| s.name.as_str());
            let from = from.map(|w| format!(" {w}–")).unwrap_or_default();
            let slot = format!("{} {shift}{from}", locale::date(lang, slot.date));
            locale::fill(lang, "form.who_can", &[("post", &post), ("slot", &slot)])
        }
        Purpose::Relief(_) => locale::fill(lang, "form.who_relieves", &[("post", &post)]),
        Purpose::StandIn(_) => locale::fill(lang, "form.who_stands_in", &[("post", &post)]),
        Purpose::On(_) => locale::fill(lang, "form.who_comes_on", &[("post", &post)]),
    };
    let foot = locale::text(lang, "form.pick_keys");
    let hint = locale::text(lang, "form.filter_hint");
    let area = list_box(theme, buf, size, d.shown.len(), &title, foot, (&d.query, hint));
    let name_width = d.shown.iter().map(|i| text::width(roster.name_of(d.candidates[*i].member))).max().unwrap_or(0);
    let name_width = name_width.clamp(6, 16);
    rows(theme, buf, area, d.at, d.shown.len(), |i| match d.candidates.get(d.shown[i]) {
        Some(c) => candidate(c, model, theme, name_width),
        None => Vec::new(),
    });
}

/// `赵建群 ✓ 已休息 19 小时 · 本周 32 小时 · 4月15日 在此站过  1380000…`
fn candidate(c: &Candidate, model: &Model, theme: &Theme, name_width: usize) -> Line {
    let (lang, board) = (model.lang(), &model.board);
    let roster = board.roster();
    let can = c.can();
    let style = if can { theme.text } else { theme.quiet };
    let mark = if can { (glyph::FINE, theme.fine) } else { ("×", theme.amber) };
    let mut line = vec![
        (pad(roster.name_of(c.member), name_width), if can { theme.strong } else { theme.quiet }),
        (format!(" {} ", mark.0), mark.1),
    ];
    if let Some(phone) = roster.member(c.member).and_then(|m| m.phone.as_deref()) {
        line.push((format!("{} ", pad(phone, 11)), theme.quiet));
    }
    for (n, reason) in c.reasons.iter().enumerate() {
        if n > 0 {
            line.push((" · ".into(), theme.faint));
        }
        let words = locale::reason(lang, roster, board.now(), reason);
        line.push((words, if reason.against() { theme.amber } else { style }));
    }
    line
}

/// Finding a person, a post or a compound.
pub fn find(d: &Find, model: &Model, theme: &Theme, buf: &mut Buffer, size: (u16, u16)) {
    let lang = model.lang();
    let roster = model.board.roster();
    let hint = locale::text(lang, "form.find_hint");
    let title = crate::command::Act::Find.row().name(lang);
    let foot = locale::text(lang, "form.find_keys");
    let area = list_box(theme, buf, size, d.shown.len(), title, foot, (&d.query, hint));
    rows(theme, buf, area, d.at, d.shown.len(), |i| match d.shown[i] {
        Found::Post(p) => {
            vec![(pad(locale::text(lang, "form.post"), 8), theme.faint), (roster.post_name(p).to_string(), theme.text)]
        }
        Found::Compound(c) => vec![
            (pad(locale::text(lang, "form.compound"), 8), theme.faint),
            (roster.compounds.get(&c).map_or("", |c| c.name.as_str()).to_string(), theme.text),
        ],
        Found::Member(m) => member(model, theme, m),
    });
}

/// A person that was found: name, role, unit, telephone, where he is on.
fn member(model: &Model, theme: &Theme, id: crate::domain::MemberId) -> Line {
    let lang = model.lang();
    let roster = model.board.roster();
    let Some(m) = roster.member(id) else { return Vec::new() };
    let role = m.role.map_or("", |r| locale::role(lang, r));
    let unit = m.unit.and_then(|u| roster.units.get(&u)).map_or("", |u| u.short.as_deref().unwrap_or(&u.name));
    let mut line = vec![
        (pad(locale::text(lang, "form.person"), 8), theme.faint),
        (pad(&m.name, 10), theme.text),
        (format!("{} ", pad(m.phone.as_deref().unwrap_or(""), 12)), theme.quiet),
        (format!("{role} {unit} ").trim_start().to_string(), theme.quiet),
    ];
    if let Some((_, p)) = roster.on_duty(id) {
        line.push((format!("{} {}", glyph::FINE, roster.post_name(p.post)), theme.fine));
    }
    line
}

/// Every action.
pub fn palette(d: &Palette, model: &Model, theme: &Theme, buf: &mut Buffer, size: (u16, u16)) {
    let lang = model.lang();
    let context = model.context();
    let title = crate::command::Act::Palette.row().name(lang);
    let foot = locale::text(lang, "form.palette_keys");
    let hint = locale::text(lang, "form.palette_hint");
    let area = list_box(theme, buf, size, d.shown.len(), title, foot, (&d.query, hint));
    let name_width = d.shown.iter().map(|a| text::width(a.name(lang))).max().unwrap_or(0);
    rows(theme, buf, area, d.at, d.shown.len(), |i| {
        let action = d.shown[i];
        let keys: Vec<String> = model.settings.keymap.keys(action.act).iter().map(|k| k.to_string()).collect();
        let able = action.enabled(&context);
        let style = if able.is_ok() { theme.text } else { theme.faint };
        let mut line = vec![(pad(action.name(lang), name_width + 2), style), (pad(&keys.join(" "), 14), theme.key)];
        line.push(match able {
            Ok(()) => (action.about(lang).to_string(), theme.quiet),
            Err(why) => (locale::fill(lang, why.key(), &[("action", &action.name(lang))]), theme.faint),
        });
        line
    });
}
