//! Lists that typing narrows: who can come, find, the palette.

use ratatui::layout::Rect;

use super::handover::pad;
use super::{Sheet, field, page};
use crate::app::Model;
use crate::app::dialog::find::Found;
use crate::app::dialog::picker::Purpose;
use crate::app::dialog::{Choose, Find, Palette, Picker};
use crate::app::line;
use crate::command::Act;
use crate::domain::candidate::Candidate;
use crate::locale;
use crate::ui::glyph;
use crate::ui::pane::{Line, put};
use crate::ui::text;
use crate::ui::theme::Theme;

/// A sheet with the query in its first line; the area for the list below it and `more` lines.
pub fn list_sheet(sheet: &mut Sheet, rows: usize, more: usize, title: &str, query: (&line::Line, &str)) -> Rect {
    let area = sheet.open(title, rows.max(1) + more + 1);
    let mut line = vec![("/ ".to_string(), sheet.theme.key)];
    line.extend(field(sheet.theme, query.0, query.1, true, usize::from(area.width).saturating_sub(2)));
    put(sheet.buf, area, &[line]);
    Rect { y: area.y + 1, height: area.height.saturating_sub(1), ..area }
}

/// Writes the page of the list that the cursor is on; when nothing fits what was typed, that.
pub fn rows(sheet: &mut Sheet, area: Rect, at: usize, all: usize, row: impl Fn(usize) -> Line) {
    let theme = sheet.theme;
    if all == 0 {
        let words = locale::text(sheet.model.lang(), "form.none_fits").to_string();
        put(sheet.buf, area, &[vec![(format!(" {words}"), theme.quiet)]]);
    }
    let shown = usize::from(area.height);
    let top = page(at, shown);
    for (y, i) in (top..all).take(shown).enumerate() {
        let line_area = Rect { y: area.y + y as u16, height: 1, ..area };
        if i == at {
            sheet.buf.set_style(line_area, theme.slot);
        }
        let mut line = vec![(if i == at { glyph::CURSOR } else { " " }.to_string(), theme.strong)];
        line.extend(row(i));
        put(sheet.buf, line_area, &[line]);
    }
}

/// Lines below the list of candidates for the reasons of the one under the cursor in full.
const REASONS: u16 = 2;

/// Who can come.
pub fn picker(d: &Picker, sheet: &mut Sheet) -> &'static str {
    let (model, theme) = (sheet.model, sheet.theme);
    let (lang, roster) = (model.lang(), model.board.roster());
    let hint = locale::text(lang, "form.filter_hint");
    let area = list_sheet(sheet, d.shown.len(), REASONS.into(), &picker_title(d, model), (&d.query, hint));
    let list = Rect { height: area.height.saturating_sub(REASONS).max(1).min(area.height), ..area };
    // Of those on the page: with thousands of people the others are not looked at.
    let (first, height) = (page(d.at, list.height.into()), usize::from(list.height));
    let page = d.candidates(&model.board, first, height);
    let here = page.iter().find(|c| d.shown.get(d.at) == Some(&c.member));
    let name_width = page.iter().map(|c| text::width(roster.name_of(c.member))).max().unwrap_or(0).clamp(6, 16);
    rows(sheet, list, d.at, d.shown.len(), |i| match page.iter().find(|c| c.member == d.shown[i]) {
        Some(c) => candidate(c, d.above_share.get(&c.member).copied(), model, theme, name_width),
        None => Vec::new(),
    });
    let below = Rect { y: list.y + list.height, height: area.height - list.height, ..area };
    if let Some(c) = here.filter(|_| below.height > 0) {
        let words: Vec<String> = c.reasons.iter().map(|r| locale::reason(lang, roster, model.board.now(), r)).collect();
        let style = if c.can() { theme.quiet } else { theme.amber };
        let lines = text::wrap(&words.join(" · "), usize::from(below.width).saturating_sub(1));
        let lines: Vec<Line> = lines.into_iter().map(|l| vec![(format!(" {l}"), style)]).collect();
        put(sheet.buf, below, &lines);
    }
    if d.absent.is_some() { "form.pick_instead_keys" } else { "form.pick_keys" }
}

fn picker_title(d: &Picker, model: &Model) -> String {
    let (lang, roster) = (model.lang(), model.board.roster());
    let post = roster.post_name(d.purpose.post());
    match d.purpose {
        Purpose::Assign(slot, from) => {
            let shift = roster.shift_name(slot.date, slot.shift);
            let from = from.map(|w| format!(" {w}–")).unwrap_or_default();
            let slot = format!("{} {shift}{from}", locale::date(lang, slot.date));
            let who = locale::fill(lang, "form.who_can", &[("post", &post), ("slot", &slot)]);
            match d.absent.filter(|_| d.instead) {
                Some(m) => format!("{who} · {}", locale::fill(lang, "form.instead", &[("member", &roster.name_of(m))])),
                None => who,
            }
        }
        Purpose::Relief(_) => locale::fill(lang, "form.who_relieves", &[("post", &post)]),
        Purpose::StandIn(_) => locale::fill(lang, "form.who_stands_in", &[("post", &post)]),
        Purpose::On(_) => locale::fill(lang, "form.who_comes_on", &[("post", &post)]),
    }
}

/// `赵建群 ✓ 已休息 19 小时 · 本周 32 小时 · 4月15日 在此站过  1380000…`
fn candidate(c: &Candidate, above: Option<i64>, model: &Model, theme: &Theme, name_width: usize) -> Line {
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
    let share = above.filter(|_| can).map(|minutes| share(lang, minutes));
    let so_far = usize::from(share.is_some());
    line.extend(share.map(|words| (words, style)));
    for (n, reason) in c.reasons.iter().enumerate() {
        if n + so_far > 0 {
            line.push((" · ".into(), theme.faint));
        }
        let words = locale::reason(lang, roster, board.now(), reason);
        line.push((words, if reason.against() { theme.amber } else { style }));
    }
    line
}

/// `比应排少 12 小时`
fn share(lang: locale::Lang, above: i64) -> String {
    let key = if above < 0 { "reason.below_share" } else { "reason.above_share" };
    // Whole hours: it is a share, not a debt to the minute.
    let long = locale::duration(lang, above.abs() / 60 * 3600);
    locale::fill(lang, key, &[("long", &long)])
}

/// Finding a person, a post or a compound.
pub fn find(d: &Find, sheet: &mut Sheet) -> &'static str {
    let (model, theme) = (sheet.model, sheet.theme);
    let (lang, roster) = (model.lang(), model.board.roster());
    let hint = locale::text(lang, "form.find_hint");
    let area = list_sheet(sheet, d.shown.len(), 0, Act::Find.row().name(lang), (&d.query, hint));
    rows(sheet, area, d.at, d.shown.len(), |i| match d.shown[i] {
        Found::Post(p) => {
            vec![(pad(locale::text(lang, "form.post"), 8), theme.faint), (roster.post_name(p).to_string(), theme.text)]
        }
        Found::Compound(c) => vec![
            (pad(locale::text(lang, "form.compound"), 8), theme.faint),
            (roster.compounds.get(&c).map_or("", |c| c.name.as_str()).to_string(), theme.text),
        ],
        Found::Member(m) => member(model, theme, m),
    });
    "form.find_keys"
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

/// A list to choose from.
pub fn choose(d: &Choose, sheet: &mut Sheet) -> &'static str {
    let (lang, theme) = (sheet.model.lang(), sheet.theme);
    let hint = locale::text(lang, "form.palette_hint");
    let area = list_sheet(sheet, d.shown.len(), 0, &d.title, (&d.query, hint));
    rows(sheet, area, d.at, d.shown.len(), |i| match d.options.get(d.shown[i]) {
        Some((words, choice)) => {
            let mark = if d.chosen == Some(*choice) { glyph::PLAN } else { " " };
            vec![(format!("{mark} "), theme.fine), (words.clone(), theme.text)]
        }
        None => Vec::new(),
    });
    "form.choose_keys"
}

/// Every action.
pub fn palette(d: &Palette, sheet: &mut Sheet) -> &'static str {
    let (model, theme) = (sheet.model, sheet.theme);
    let lang = model.lang();
    let context = model.context();
    let hint = locale::text(lang, "form.palette_hint");
    let area = list_sheet(sheet, d.shown.len(), 0, Act::Palette.row().name(lang), (&d.query, hint));
    let name_width = d.shown.iter().map(|a| text::width(a.name(lang))).max().unwrap_or(0);
    rows(sheet, area, d.at, d.shown.len(), |i| {
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
    "form.palette_keys"
}
