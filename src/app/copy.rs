//! What is put on the clipboard: a line about what is under the cursor, the report, and the texts for the chat group.

use super::{Effect, Model, Said, Tone, sheet};
use crate::command::{View, on_now};
use crate::domain::time::days_after;
use crate::exchange::handout::{Handout, Scope, Stamp, text};
use crate::exchange::output::{self, By};
use crate::locale;

/// So far ahead changes are told, in days.
const AHEAD: i64 = 366;

/// The post or finding under the cursor as one line; in People the cells, in Report the whole table, with tabs between.
pub(super) fn here(model: &mut Model) -> Vec<Effect> {
    match model.place.view {
        View::Report => report(model),
        View::People => sheet::copy(model),
        _ => line(model),
    }
}

fn line(model: &mut Model) -> Vec<Effect> {
    let (lang, board) = (model.lang(), &model.board);
    let roster = board.roster();
    let finding = board.findings().get(model.place.finding).filter(|_| model.place.view == View::Findings);
    let text = match (finding, model.here().0) {
        (Some(f), _) => locale::finding(lang, roster, board.now(), f),
        (None, Some(post)) => {
            let people: Vec<String> = on_now(roster, post)
                .map(|(m, p)| format!("{} {}", roster.name_of(m), locale::clock(roster.zone(), p.on)))
                .collect();
            let status = locale::status(lang, crate::domain::coverage::current(roster, board.now(), post).status);
            format!("{} {status} {}", roster.post_name(post), locale::list(lang, &people)).trim_end().to_string()
        }
        (None, None) => return Vec::new(),
    };
    copied(model, text.clone(), text)
}

fn report(model: &mut Model) -> Vec<Effect> {
    let Some(table) = model.seen.report() else { return Vec::new() };
    let by = if model.place.report.order.by_unit { By::Unit } else { By::Member };
    let (lang, board) = (model.lang(), &model.board);
    let grid = output::hours_of(board.roster(), &table.rows, by, lang);
    let what = locale::fill(lang, "said.report_rows", &[("n", &grid.rows.len())]);
    copied(model, grid.tsv(), what)
}

/// Tomorrow's roster, for the chat group.
pub(super) fn tomorrow(model: &mut Model) -> Vec<Effect> {
    let board = &model.board;
    let scope = Scope::tomorrow(board.roster(), board.now());
    let stamp = Stamp::new(board.published().seq, "", "", board.now());
    let text = text::roster(&Handout { roster: board.roster(), scope, lang: model.lang(), stamp });
    let what = first_line(&text);
    copied(model, text, what)
}

/// The handover summary.
pub(super) fn handover(model: &mut Model) -> Vec<Effect> {
    let text = text::handover(model.board.roster(), model.board.now(), model.lang());
    let what = first_line(&text);
    copied(model, text, what)
}

/// Who is affected by what has changed in the plan since this was copied last, or since the session began.
pub(super) fn changes(model: &mut Model) -> Vec<Effect> {
    let (lang, board) = (model.lang(), &model.board);
    let roster = board.roster();
    let first = board.now().date(roster.zone());
    let changed = text::differences(&model.told, roster, first, days_after(first, AHEAD));
    let lines = text::affected(roster, &changed, lang);
    if lines.is_empty() {
        model.said = Some(Said { tone: Tone::Quiet, text: locale::text(lang, "said.nothing_changed").to_string() });
        return Vec::new();
    }
    let heading = locale::fill(lang, "chat.changes", &[("branch", &roster.branch.name), ("n", &lines.len())]);
    model.told = roster.clone();
    copied(model, format!("{heading}\n{}\n", lines.join("\n")), heading)
}

fn first_line(text: &str) -> String {
    text.lines().next().unwrap_or_default().to_string()
}

fn copied(model: &mut Model, text: String, what: String) -> Vec<Effect> {
    model.said = Some(Said { tone: Tone::Quiet, text: locale::fill(model.lang(), "said.copied", &[("what", &what)]) });
    vec![Effect::Copy(text)]
}
