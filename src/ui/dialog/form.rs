//! The form of a record and the lists of records.

use ratatui::layout::Rect;

use super::handover::pad;
use super::search::{list_sheet, rows};
use super::{Sheet, effect, field};
use crate::app::dialog::form::{Form, Outlook};
use crate::app::dialog::records::{self, By, Records};
use crate::app::{Model, place};
use crate::exchange::fields::words::heads_text;
use crate::exchange::fields::{Bad, Kind, Which, adds};
use crate::locale::{self, Lang};
use crate::ui::glyph;
use crate::ui::pane::Line;
use crate::ui::text;
use crate::ui::theme::Theme;

/// The word for a kind of record.
pub fn kind_word(lang: Lang, kind: Kind) -> &'static str {
    match kind {
        Kind::Rules => locale::text(lang, "file_kind.rules"),
        kind => locale::text(lang, &format!("file_kind.{}", kind.name())),
    }
}

/// A form.
pub fn form(d: &Form, sheet: &mut Sheet) -> &'static str {
    let (model, theme, lang) = (sheet.model, sheet.theme, sheet.model.lang());
    let roster = model.board.roster();
    let kind = kind_word(lang, d.kind());
    let title = match d.which.as_slice() {
        [which] if which.is_new() => locale::fill(lang, "form.new_record", &[("kind", &kind)]),
        [which] => format!("{kind} {}", records::name(roster, *which)).trim_end().to_string(),
        several => {
            let names: Vec<&str> = several.iter().take(4).map(|w| records::name(roster, *w)).collect();
            let more = if several.len() > names.len() { "…" } else { "" };
            let names = format!("{}{more}", locale::list(lang, &names));
            locale::fill(lang, "form.several", &[("kind", &kind), ("n", &several.len()), ("names", &names)])
        }
    };
    let label = |name: &str| locale::text(lang, &format!("field.{name}"));
    let wide = d.fields.iter().map(|f| text::width(label(f.name))).max().unwrap_or(0) + 2;
    let room = sheet.columns().saturating_sub(wide + 3);
    let mut lines: Vec<Line> = Vec::new();
    for (i, f) in d.fields.iter().enumerate() {
        let focused = i == d.focus;
        let hint = if d.is_bulk() { locale::text(lang, "form.as_it_is") } else { "" };
        let mark = if f.bad.is_some() {
            "!"
        } else if focused {
            glyph::CURSOR
        } else {
            " "
        };
        let style = if f.bad.is_some() { theme.amber } else { theme.strong };
        let changed = if f.is_changed() { theme.text } else { theme.quiet };
        let mut line = vec![(mark.to_string(), style), (pad(label(f.name), wide), changed)];
        line.extend(field(theme, &f.line, hint, focused, room));
        lines.push(line);
    }
    lines.extend(below(d, sheet));
    sheet.show(&title, &lines);
    if d.options(roster).is_empty() { "form.form_keys" } else { "form.form_options_keys" }
}

/// What is wrong, else how the field is written and what the change does to the plan.
fn below(d: &Form, sheet: &Sheet) -> Vec<Line> {
    let (model, theme, lang) = (sheet.model, sheet.theme, sheet.model.lang());
    let roster = model.board.roster();
    let mut lines: Vec<Line> = Vec::new();
    let room = sheet.columns();
    let mut put = |words: &str, style| {
        lines.extend(text::wrap(words, room).into_iter().map(|l| vec![(l, style)]));
    };
    if let Some(f) = d.fields.iter().find(|f| f.bad.is_some()) {
        let words = f.bad.as_ref().map(|bad| bad_words(lang, roster, f.name, bad)).unwrap_or_default();
        put(&format!("! {words}"), theme.amber);
        return lines;
    }
    if let Outlook::Refused(refusal) = &d.outlook {
        put(&format!("! {}", locale::refusal(lang, roster, refusal)), theme.amber);
        return lines;
    }
    if let Some(f) = d.fields.get(d.focus)
        && let Some(hint) = hint(lang, f.name)
    {
        put(hint, theme.faint);
    }
    let is_demand = d.fields.get(d.focus).is_some_and(|f| ["heads", "surge"].contains(&f.name));
    if is_demand && d.which.iter().all(|w| !w.is_new()) && d.changes_today(&model.board) {
        put(locale::text(lang, "form.begun_stays"), theme.faint);
    }
    if d.is_bulk() && d.fields.get(d.focus).is_some_and(|f| adds(f.name)) {
        put(locale::text(lang, "form.adds"), theme.faint);
    }
    match &d.outlook {
        Outlook::Fine(_, e) if e.is_none() => put(locale::text(lang, "form.no_effect"), theme.faint),
        Outlook::Fine(_, e) => lines.extend(effect::lines(e, sheet)),
        _ => {}
    }
    lines
}

/// How a field is written: the words of the subcommand's option.
fn hint(lang: Lang, field: &str) -> Option<&'static str> {
    let key = match field {
        "role" => "arg.role",
        "posts" => "arg.may_stand",
        "cannot" => "arg.cannot",
        "leave" => "arg.on_leave",
        "heads" => "arg.heads",
        "from" => "arg.heads_from",
        "surge" => "arg.surge",
        "except" => "arg.except",
        "joins" => "arg.joins",
        "leaves" => "arg.leaves",
        "last" => "arg.last_date",
        "shifts" => "arg.shifts",
        "pattern_from" => "arg.pattern_from",
        "pattern_heads" => "arg.pattern_heads",
        "withdraw" => "arg.withdraw_lost",
        "units" => "arg.of_units",
        "max_stretch" => "arg.max_stretch",
        "min_break" => "arg.min_break",
        "mark_grace" => "arg.mark_grace",
        _ => return None,
    };
    Some(locale::text(lang, key))
}

/// Why a text cannot be a field's.
pub fn bad_words(lang: Lang, roster: &crate::domain::Roster, field: &str, bad: &Bad) -> String {
    let label = locale::text(lang, &format!("field.{field}"));
    match bad {
        Bad::Refused(refusal) => locale::refusal(lang, roster, refusal).to_string(),
        Bad::Format(expected) => {
            let expected = locale::text(lang, &format!("expected.{expected}"));
            locale::fill(lang, "refusal.bad_field", &[("field", &label), ("expected", &expected)])
        }
        Bad::Unknown { kind, name, near } => {
            let kind = locale::text(lang, &format!("file_kind.{kind}"));
            let words = locale::fill(lang, "refusal.unknown_name", &[("kind", &kind), ("name", name)]);
            match near.is_empty() {
                true => words,
                false => {
                    let near = locale::fill(lang, "hint.near", &[("names", &locale::list(lang, near))]);
                    format!("{words} {near}")
                }
            }
        }
    }
}

/// A list of records.
pub fn records(d: &Records, sheet: &mut Sheet) -> &'static str {
    let (model, theme, lang) = (sheet.model, sheet.theme, sheet.model.lang());
    let kind = kind_word(lang, d.kind);
    let by = match d.by {
        By::Record => "people.by_record",
        By::Name => "people.by_name",
        By::Unit => "people.by_unit",
    };
    let marked = match d.marked.len() {
        0 => String::new(),
        n => format!(" · {}", locale::fill(lang, "form.marked", &[("n", &n)])),
    };
    let title = format!("{kind} {} · {}{marked}", d.shown.len(), locale::text(lang, by));
    let hint = locale::text(lang, "form.filter_hint");
    let area = list_sheet(sheet, d.shown.len() + 1, 0, &title, (&d.query, hint));
    let area = Rect { ..area };
    rows(sheet, area, d.at, d.shown.len() + 1, |i| match i.checked_sub(1).and_then(|i| d.shown.get(i)) {
        Some(which) => record(*which, d.marked.contains(which), model, theme),
        None => vec![(format!("+ {}", locale::fill(lang, "form.new_record", &[("kind", &kind)])), theme.key)],
    });
    "form.records_keys"
}

/// `[✓] 赵建群 市场监管 下沉干部 13800000001 至 4月30日`
fn record(which: Which, marked: bool, model: &Model, theme: &Theme) -> Line {
    let (lang, roster) = (model.lang(), model.board.roster());
    let today = place::today(&model.board);
    let ended = records::has_ended(roster, which, today);
    let style = if ended { theme.faint } else { theme.text };
    let words = records::words(roster, which);
    let mark = if marked { glyph::TICK } else { " " };
    let post = matches!(which, Which::Post(_));
    let name_width = if matches!(which, Which::Member(_)) { 14 } else { 24 };
    let second = if post { "" } else { words.get(1).map_or("", |w| w) };
    let mut line = vec![
        (format!("[{mark}] "), if marked { theme.fine } else { theme.faint }),
        (pad(&words[0], name_width), style),
        (if post { String::new() } else { format!(" {}", pad(second, 14)) }, theme.quiet),
    ];
    let mut more = words.get(2).cloned().unwrap_or_default();
    match which {
        Which::Member(Some(id)) => {
            let m = roster.member(id);
            let role = m.and_then(|m| m.role).map_or("", |r| locale::role(lang, r));
            more = format!("{} {role}", pad(&more, 12));
            if let Some(leaves) = m.and_then(|m| m.leaves) {
                more.push_str(&format!(
                    " {}",
                    locale::fill(lang, "form.until", &[("date", &locale::date(lang, leaves))])
                ));
            }
        }
        Which::Post(Some(id)) => {
            let heads =
                roster.post(id).map(|p| heads_text(&roster.patterns.since(today), p.usual(today))).unwrap_or_default();
            more = heads;
            let next = roster.post(id).and_then(|p| p.changes.iter().find(|c| c.from > today));
            if let Some(next) = next {
                let heads = heads_text(&roster.patterns.since(next.from), &next.heads);
                let date = locale::date(lang, next.from);
                more.push_str(&format!(
                    " · {}",
                    locale::fill(lang, "form.from_on", &[("date", &date), ("heads", &heads)])
                ));
            }
        }
        _ => {}
    }
    line.push((format!(" {more}"), if ended { theme.faint } else { theme.quiet }));
    line
}
