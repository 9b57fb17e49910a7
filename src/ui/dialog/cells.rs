//! Filling cells of People: the shifts one cell can have, and what a block would change.

use chrono::NaiveDate;

use super::handover::pad;
use super::search::{list_sheet, rows};
use super::{Sheet, effect};
use crate::app::Model;
use crate::app::cells::{Problem, What};
use crate::app::dialog::Block;
use crate::app::dialog::cell::{Cell, Row};
use crate::locale;
use crate::ui::glyph;
use crate::ui::pane::Line;
use crate::ui::theme::Theme;

/// The shifts a cell can have.
pub fn cell(d: &Cell, sheet: &mut Sheet) -> &'static str {
    let (model, theme) = (sheet.model, sheet.theme);
    let (lang, roster) = (model.lang(), model.board.roster());
    let date = locale::date_weekday(lang, d.date);
    let mut title = match d.many {
        Some((people, dates)) => locale::fill(lang, "people.cells", &[("people", &people), ("dates", &dates)]),
        None => format!("{} · {date}", roster.name_of(d.member)),
    };
    if d.has {
        let key = if d.add { "people.as_well" } else { "people.instead" };
        title = format!("{title} · {}", locale::text(lang, key));
    }
    let hint = locale::text(lang, "people.cell_hint");
    let area = list_sheet(sheet, d.shown.len(), 0, &title, (&d.query, hint));
    rows(sheet, area, d.at, d.shown.len(), |i| match d.rows.get(d.shown[i]) {
        Some(row) => cell_row(row, d.date, model, theme),
        None => Vec::new(),
    });
    if d.has { "people.cell_add_keys" } else { "people.cell_keys" }
}

/// `早 06:00–14:00 畜牧局家属院  缺 1 · 常站`
fn cell_row(row: &Row, date: NaiveDate, model: &Model, theme: &Theme) -> Line {
    let (lang, roster) = (model.lang(), model.board.roster());
    let shift_at = |shift, place: &str| {
        let times = roster.slot_span(date, shift).map_or(String::new(), |span| {
            format!("{}–{}", locale::clock(roster.zone(), span.from), locale::clock(roster.zone(), span.to))
        });
        vec![
            (pad(roster.shift_code(shift), 4), theme.strong),
            (format!("{} ", pad(&times, 12)), theme.quiet),
            (pad(place, 24), theme.text),
        ]
    };
    let word = |key| vec![(locale::text(lang, key).to_string(), theme.amber)];
    let (slot, lacks, last, planned) = match *row {
        Row::Each(shift) => return shift_at(shift, locale::text(lang, "people.each_post")),
        Row::Shift { slot, lacks, last, planned } => (slot, lacks, last, planned),
        Row::Rest => return word("people.take_out"),
        Row::Back => return word("people.end_leave"),
        Row::Leave => return word("people.mark_leave"),
    };
    let mut line = shift_at(slot.shift, roster.post_name(slot.post));
    if planned {
        line.push((format!(" {} {}", glyph::FINE, locale::text(lang, "form.planned")), theme.fine));
    } else if lacks > 0 {
        let words = locale::fill(lang, "ui.short_by", &[("n", &lacks)]);
        line.push((format!(" {}{words}", glyph::NOBODY), theme.hatch));
    }
    if last {
        line.push((format!(" {}", locale::text(lang, "people.usual")), theme.quiet));
    }
    line
}

/// The most problems that are shown at once.
const PROBLEMS: usize = 6;

/// What a block would change.
pub fn block(d: &Block, sheet: &mut Sheet) -> &'static str {
    let (model, theme, lang) = (sheet.model, sheet.theme, sheet.model.lang());
    let b = &d.block;
    let title = locale::fill(lang, "people.block", &[("people", &b.people), ("dates", &b.dates)]);
    let counts = [
        ("people.block_assigned", b.assigned),
        ("people.block_withdrawn", b.withdrawn),
        ("people.block_leaves", b.leaves),
        ("people.block_problems", b.problems.len()),
    ];
    let said: Vec<String> =
        counts.iter().filter(|(_, n)| *n > 0).map(|(key, n)| locale::fill(lang, key, &[("n", n)])).collect();
    let nothing = b.events.is_empty();
    let mut lines: Vec<Line> = Vec::new();
    if !said.is_empty() {
        lines.push(vec![(said.join(" · "), theme.strong)]);
    }
    if let Some(refusal) = &b.refused {
        let words = locale::refusal(lang, model.board.roster(), refusal).to_string();
        lines.push(vec![(format!("! {words}"), theme.amber)]);
    } else if nothing {
        lines.push(vec![(locale::text(lang, "people.block_nothing").to_string(), theme.quiet)]);
    }
    lines.extend(effect::lines(&b.effect, sheet));
    for p in b.problems.iter().skip(d.at).take(PROBLEMS) {
        lines.push(vec![(format!("! {}", problem(p, model)), theme.amber)]);
    }
    if b.problems.len() > d.at + PROBLEMS {
        let more = locale::fill(lang, "ui.more_below", &[("n", &(b.problems.len() - d.at - PROBLEMS))]);
        lines.push(vec![(format!("  {more}"), theme.faint)]);
    }
    sheet.show(&title, &lines);
    if nothing { "form.close" } else { "people.block_keys" }
}

/// `赵建群 4月18日：看不懂“晚”`
fn problem(p: &Problem, model: &Model) -> String {
    let (lang, roster) = (model.lang(), model.board.roster());
    let who = p.member.map_or("", |m| roster.name_of(m));
    let date = p.date.map(|d| format!(" {}", locale::date(lang, d))).unwrap_or_default();
    let key = match p.what {
        What::Unknown => "people.unknown",
        What::NoMember => "people.no_member",
        What::NoPost => "people.no_post",
        What::Outside => "people.outside_sheet",
    };
    let words = locale::fill(lang, key, &[("text", &p.text)]);
    format!("{who}{date} {words}").trim_start().to_string()
}
