//! Importing a sheet on the screen: the form with what the field could be, the line while it is read, what is not
//! known, and the preview with its pages.

use super::handover::pad;
use super::{LABEL, Sheet, effect, field, labelled, page};
use crate::app::dialog::import::{Field, Import, Looking, Stopped};
use crate::app::dialog::preview::{Page, Preview};
use crate::app::dialog::unknown::{Meant, Sort, Unknown};
use crate::command::Act;
use crate::domain::Roster;
use crate::exchange::branch_file::changed;
use crate::exchange::files::NotRead;
use crate::exchange::output::columns;
use crate::exchange::sheet::{Stop, What};
use crate::locale::{self, Lang, fill, text};
use crate::ui::glyph;
use crate::ui::pane::{Line, put};
use crate::ui::text::{fit, width, wrap};

/// The most lines of the list below a field.
const LISTED: usize = 8;

/// The form.
pub fn form(d: &Import, sheet: &mut Sheet) -> &'static str {
    let roster = sheet.model.board.roster();
    let lines = fields(d, roster, sheet);
    sheet.show(Act::Import.row().name(sheet.model.lang()), &lines);
    "import.form_keys"
}

/// The fields of the form, what the one under the cursor could be, and why a file was not taken.
pub fn fields(d: &Import, roster: &Roster, sheet: &Sheet) -> Vec<Line> {
    let (theme, lang) = (sheet.theme, sheet.model.lang());
    let mut lines: Vec<Line> = Vec::new();
    for (i, (name, line)) in d.fields.iter().enumerate() {
        let focused = i == d.focus && d.at.is_none();
        let (label, hint) = match name {
            Field::Path => ("import.path", "import.path_hint"),
            Field::Sheet => ("import.sheet", "import.sheet_hint"),
            Field::Post => ("import.post", "import.post_hint"),
            Field::Year => ("import.year", "import.year_hint"),
        };
        let words = field(theme, line, text(lang, hint), focused, sheet.columns().saturating_sub(LABEL + 2));
        lines.push(labelled(theme, i == d.focus, text(lang, label), words));
    }
    let hints = d.hints(roster);
    let top = page(d.at.unwrap_or(0), LISTED);
    for (i, hint) in hints.iter().enumerate().skip(top).take(LISTED) {
        let here = d.at == Some(i);
        let words =
            if hint.is_new { fill(lang, "import.new_post", &[("name", &hint.text)]) } else { hint.text.clone() };
        let mark = if here { glyph::CURSOR } else { " " };
        let style = if here { theme.strong } else { theme.text };
        lines.push(vec![(format!("{}{mark} ", pad("", LABEL - 1)), theme.strong), (words, style)]);
    }
    if hints.len() > top + LISTED {
        let more = fill(lang, "ui.more_below", &[("n", &(hints.len() - top - LISTED))]);
        lines.push(vec![(format!("{}{more}", pad("", LABEL + 1)), theme.faint)]);
    }
    if let Some(stopped) = &d.stopped {
        for line in wrap(&format!("! {}", stopped_words(lang, d.path(), stopped)), sheet.columns()) {
            lines.push(vec![(line, theme.amber)]);
        }
    } else if d.field() == Field::Path {
        lines.push(vec![(pad("", LABEL + 1), theme.text), (text(lang, "import.where").to_string(), theme.faint)]);
    }
    lines
}

/// Why a file was not taken, with what to do about it here.
fn stopped_words(lang: Lang, path: &str, stopped: &Stopped) -> String {
    let short = path.rsplit('/').next().unwrap_or(path);
    let with = |message: String, hint: &str| format!("{message} — {}", text(lang, hint));
    match stopped {
        Stopped::NotRead(NotRead::System(kind, why)) => {
            fill(lang, "refusal.io", &[("path", &path), ("why", &locale::system(lang, *kind, why))])
        }
        Stopped::NotRead(NotRead::NoFile) => {
            fill(lang, "refusal.io", &[("path", &path), ("why", &text(lang, "system.no_file"))])
        }
        Stopped::NotRead(NotRead::TooLarge) => {
            Stop::Unreadable(crate::exchange::sheet::Unreadable::TooLarge).said(lang, &short).to_string()
        }
        Stopped::BranchFile => text(lang, "import.branch_file").to_string(),
        Stopped::Year => text(lang, "import.bad_year").to_string(),
        Stopped::Stop(stop) => match stop {
            Stop::NoPost => with(stop.said(lang, &short).message, "import.say_post"),
            Stop::NoLayout => with(stop.said(lang, &short).message, "import.say_layout"),
            Stop::BadPost { .. } => with(stop.said(lang, &short).message, "import.choose_post"),
            other => other.said(lang, &short).to_string(),
        },
    }
}

/// One line while it is read.
pub fn looking(d: &Looking, sheet: &mut Sheet) -> &'static str {
    let (theme, lang) = (sheet.theme, sheet.model.lang());
    let said = fill(lang, "import.reading", &[("path", &d.ask.path)]);
    sheet.show(Act::Import.row().name(lang), &[vec![(said, theme.text)]]);
    "import.reading_keys"
}

/// The names, places and codes that are not known, each with what it can be.
pub fn unknown(d: &Unknown, sheet: &mut Sheet) -> &'static str {
    let (theme, lang) = (sheet.theme, sheet.model.lang());
    let roster = &d.offer.roster;
    let parts = [
        ("import.unknown_names", Sort::Name),
        ("import.unknown_places", Sort::Place),
        ("import.unknown_codes", Sort::Code),
    ];
    let parts = parts.map(|(key, sort)| (key, d.rows.iter().filter(|r| r.sort == sort).count()));
    let parts: Vec<String> =
        parts.iter().filter(|(_, n)| *n > 0).map(|(key, n)| fill(lang, key, &[("n", n)])).collect();
    let title = fill(lang, "import.unknown", &[("what", &parts.join(" · "))]);
    let area = sheet.open(&title, d.rows.len());
    let rows = usize::from(area.height).max(1);
    let top = page(d.at, rows);
    let wide = d.rows.iter().skip(top).take(rows).map(|r| width(&r.text)).max().unwrap_or(0).clamp(6, 20);
    let cell = |r: &crate::app::dialog::unknown::Row| match r.more {
        0 => r.at.to_string(),
        n => format!("{} +{n}", r.at),
    };
    let cells = d.rows.iter().skip(top).take(rows).map(|r| width(&cell(r))).max().unwrap_or(0);
    let mut lines: Vec<Line> = Vec::new();
    for (i, row) in d.rows.iter().enumerate().skip(top).take(rows) {
        let here = i == d.at;
        let mut line: Line = vec![
            (if here { glyph::CURSOR } else { " " }.to_string(), theme.strong),
            (pad(&fit(&row.text, wide), wide + 1), if here { theme.strong } else { theme.text }),
            (pad(&cell(row), cells + 1), theme.faint),
        ];
        for (n, meant) in row.choices.iter().enumerate() {
            let words = match meant {
                Meant::NewPerson => text(lang, "import.new_person").to_string(),
                Meant::Known(id) => roster.name_of(*id).to_string(),
                Meant::NewPost => text(lang, "import.as_new_post").to_string(),
                Meant::Post(id) => roster.post_name(*id).to_string(),
                Meant::Code(code) if code == "休" => text(lang, "import.nothing").to_string(),
                Meant::Code(code) => code.clone(),
                Meant::LeftOut if row.sort == Sort::Name => text(lang, "import.leave_out").to_string(),
                Meant::LeftOut => text(lang, "import.unclear").to_string(),
            };
            line.push(match n == row.chosen {
                true => (format!("[{words}]"), theme.strong),
                false => (format!(" {words} "), theme.quiet),
            });
        }
        lines.push(line);
    }
    put(sheet.buf, area, &lines);
    "import.unknown_keys"
}

/// What a file says and would change.
pub fn preview(d: &Preview, sheet: &mut Sheet) -> &'static str {
    let (model, theme, lang) = (sheet.model, sheet.theme, sheet.model.lang());
    let u = &d.offer.understood;
    let layout = text(lang, &format!("layout.{}", u.layout.word()));
    let title = fill(lang, "reading.title", &[("sheet", &u.sheet), ("layout", &layout), ("cell", &u.header)]);
    let refused = d.offer.refused.as_ref().map(|r| locale::refusal(lang, model.board.roster(), r).to_string());
    let fixed = 2 + usize::from(refused.is_some());
    let all = match d.page {
        Page::Cells => u.assignments.len() + u.unavailable.len() + u.members.len(),
        Page::Problems => problems(d, sheet).len(),
        Page::Changes => changes(d, sheet).len(),
    };
    let area = sheet.open(&title, fixed + highest(d, sheet).max(all).max(1));
    let rows = usize::from(area.height).saturating_sub(fixed).max(1);
    let top = d.top.min(all.saturating_sub(rows));
    let mut lines = vec![tabs(d, sheet), counts(d, sheet)];
    lines.extend(refused.map(|r| vec![(format!("! {r}"), theme.amber)]));
    let body = match d.page {
        Page::Cells => cells(d, sheet, top, rows),
        Page::Problems => problems(d, sheet).into_iter().skip(top).take(rows).collect(),
        Page::Changes => changes(d, sheet).into_iter().skip(top).take(rows).collect(),
    };
    lines.extend(body);
    put(sheet.buf, area, &lines);
    match (d.offer.refused.is_some(), d.offer.events.is_empty()) {
        (true, _) => "import.refused_keys",
        (_, true) => "import.nothing_keys",
        _ => "import.preview_keys",
    }
}

/// The lines of the highest page, as far as they have room: the dialog keeps its height from page to page.
fn highest(d: &Preview, sheet: &Sheet) -> usize {
    let (u, effect) = (&d.offer.understood, &d.offer.effect);
    let cells = u.assignments.len() + u.unavailable.len() + u.members.len();
    let least = cells.max(u.problems.len()).max(effect.new.len());
    // What does not fit anyway need not be drawn to be counted.
    match least >= usize::from(sheet.most()) {
        true => least,
        false => least.max(problems(d, sheet).len()).max(changes(d, sheet).len()),
    }
}

/// The pages by name, with how much is on each.
fn tabs(d: &Preview, sheet: &Sheet) -> Line {
    let (theme, lang, u) = (sheet.theme, sheet.model.lang(), &d.offer.understood);
    let name = |page| match page {
        Page::Cells => ("import.cells", u.assignments.len() + u.unavailable.len() + u.members.len()),
        Page::Problems => ("import.problems", u.problems.len()),
        Page::Changes => ("import.changes", 0),
    };
    let tab = |page: Page| {
        let (key, n) = name(page);
        let n = if n > 0 { format!(" {n}") } else { String::new() };
        match page == d.page {
            true => (format!("[{}{n}]", text(lang, key)), theme.strong),
            false => (format!(" {}{n} ", text(lang, key)), theme.quiet),
        }
    };
    Page::ALL.into_iter().map(tab).collect()
}

/// `4月18日–5月1日 · 排班 84 · 人员 12 · 没看懂 2`
fn counts(d: &Preview, sheet: &Sheet) -> Line {
    let (theme, lang, u) = (sheet.theme, sheet.model.lang(), &d.offer.understood);
    let dates = u.assignments.iter().map(|a| a.date);
    let mut said: Vec<String> = Vec::new();
    if let (Some(first), Some(last)) = (dates.clone().min(), dates.max()) {
        said.push(locale::date_range(lang, first, last));
    }
    let known = d.offer.beside.iter().filter(|b| b.known).count();
    let all = [
        ("reading.n_assignments", u.assignments.len()),
        ("import.n_known", known),
        ("reading.n_unavailable", u.unavailable.len()),
        ("reading.n_members", u.members.len()),
    ];
    said.extend(all.iter().filter(|(_, n)| *n > 0).map(|(key, n)| fill(lang, key, &[("n", n)])));
    let mut line = vec![(said.join(" · "), theme.quiet)];
    if !u.problems.is_empty() {
        line.push((format!(" · {}", fill(lang, "reading.n_problems", &[("n", &u.problems.len())])), theme.amber));
    }
    line
}

/// The cells that were understood, those in sight only.
fn cells(d: &Preview, sheet: &Sheet, top: usize, rows: usize) -> Vec<Line> {
    let (theme, lang) = (sheet.theme, sheet.model.lang());
    let (u, roster) = (&d.offer.understood, &d.offer.roster);
    let said = u.rows(roster, lang, top, rows);
    let lines = columns(&said);
    let line = |(i, words): (usize, String)| {
        let beside = d.offer.beside.get(top + i);
        let mut line = vec![(words, if beside.is_some_and(|b| b.known) { theme.faint } else { theme.text })];
        if let Some(others) = beside.map(|b| &b.others).filter(|others| !others.is_empty()) {
            let names: Vec<&str> = others.iter().map(|m| roster.name_of(*m)).collect();
            line.push((fill(lang, "import.beside", &[("names", &locale::list(lang, &names))]), theme.amber));
        }
        line
    };
    let lines: Vec<Line> = lines.into_iter().enumerate().map(line).collect();
    match lines.is_empty() {
        true => vec![vec![(text(lang, "cli.nothing_to_import").to_string(), theme.quiet)]],
        false => lines,
    }
}

/// What was not understood, and what else is to be known about the reading.
fn problems(d: &Preview, sheet: &Sheet) -> Vec<Line> {
    let (theme, lang, u) = (sheet.theme, sheet.model.lang(), &d.offer.understood);
    let wide = u.problems.iter().filter_map(|p| p.at).map(|at| at.to_string().len()).max().unwrap_or(0);
    let mut lines: Vec<Line> = Vec::new();
    for p in &u.problems {
        let words = match &p.what {
            What::UnknownCode { text } => fill(lang, "import.unknown_code", &[("text", text)]),
            _ => p.text(lang),
        };
        let cell = p.at.map(|at| at.to_string()).unwrap_or_default();
        for (n, words) in wrap(&words, sheet.columns().saturating_sub(wide + 4)).into_iter().enumerate() {
            let cell = if n == 0 { cell.as_str() } else { "" };
            lines.push(vec![(format!("! {} ", pad(cell, wide)), theme.amber), (words, theme.text)]);
        }
    }
    for remark in &u.remarks {
        lines.push(vec![(remark.text(lang), theme.quiet)]);
    }
    if lines.is_empty() {
        lines.push(vec![(text(lang, "import.all_understood").to_string(), theme.fine)]);
    }
    lines
}

/// What the import would change: how many records, slots with others in them, the plan.
fn changes(d: &Preview, sheet: &Sheet) -> Vec<Line> {
    let (theme, lang) = (sheet.theme, sheet.model.lang());
    let mut lines: Vec<Line> = Vec::new();
    for c in changed(&d.offer.events) {
        let kind = text(lang, &format!("file_kind.{}", c.kind));
        let key = match (c.new, c.changed) {
            (_, 0) => "cli.kind_new",
            (0, _) => "cli.kind_changed",
            _ => "cli.kind_both",
        };
        lines.push(vec![(fill(lang, key, &[("kind", &kind), ("new", &c.new), ("changed", &c.changed)]), theme.text)]);
    }
    if lines.is_empty() {
        lines.push(vec![(text(lang, "cli.nothing_to_import").to_string(), theme.quiet)]);
    }
    let shared = d.offer.beside.iter().filter(|b| !b.others.is_empty()).count();
    if shared > 0 {
        lines.push(vec![(fill(lang, "import.shared", &[("n", &shared)]), theme.amber)]);
    }
    lines.extend(effect::all(&d.offer.effect, sheet));
    lines
}
