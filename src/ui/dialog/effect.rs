//! What a change would do to the plan, in a few lines of a sheet: how many findings more or fewer, shifts that
//! would not be needed any more, the first of the new findings.

use super::Sheet;
use crate::domain::effect::Effect;
use crate::locale;
use crate::ui::glyph;
use crate::ui::pane::Line;
use crate::ui::text;

/// How many new findings, and lost shifts, are told one by one.
const TOLD: usize = 3;

/// The lines about an effect; none when nothing changes.
pub fn lines(effect: &Effect, sheet: &Sheet) -> Vec<Line> {
    some(effect, sheet, TOLD)
}

/// The same with everything told.
pub fn all(effect: &Effect, sheet: &Sheet) -> Vec<Line> {
    some(effect, sheet, usize::MAX)
}

fn some(effect: &Effect, sheet: &Sheet, told: usize) -> Vec<Line> {
    let (model, theme, lang) = (sheet.model, sheet.theme, sheet.model.lang());
    let roster = model.board.roster();
    let mut out: Vec<Line> = Vec::new();
    let mut line: Line = Vec::new();
    for (kind, was, is) in &effect.kinds {
        let style = if is > was { theme.amber } else { theme.fine };
        let lead = if line.is_empty() { "" } else { " · " };
        line.push((lead.into(), theme.faint));
        let by = *is as i64 - *was as i64;
        line.push((format!("{} {by:+}", locale::kind(lang, *kind)), style));
    }
    if !line.is_empty() {
        line.insert(0, (format!("{} ", locale::text(lang, "form.effect")), theme.quiet));
        out.push(line);
    }
    for id in effect.lost.iter().take(told) {
        let shift = roster.shift_code(id.slot.shift);
        let (date, post) = (locale::date(lang, id.slot.date), roster.post_name(id.slot.post));
        let said = locale::fill(
            lang,
            "form.lost",
            &[("date", &date), ("shift", &shift), ("post", &post), ("member", &roster.name_of(id.member))],
        );
        out.push(vec![(format!("  {said}"), theme.amber)]);
    }
    for hole in &effect.between {
        let span = locale::span(lang, roster.zone(), model.board.now(), *hole);
        let said = locale::fill(lang, "form.no_shift_between", &[("span", &span)]);
        out.extend(
            text::wrap(&said, sheet.columns().saturating_sub(2))
                .into_iter()
                .map(|l| vec![(format!("  {l}"), theme.amber)]),
        );
    }
    let mut then = roster.clone();
    then.patterns = effect.patterns.clone();
    for f in effect.new.iter().take(told) {
        let said = locale::finding(lang, &then, model.board.now(), f);
        let room = sheet.columns().saturating_sub(4);
        out.push(vec![
            (format!("  {} ", glyph::kind(f.kind)), theme.finding(f)),
            (text::fit(&said, room), theme.quiet),
        ]);
    }
    let more = effect.lost.len().saturating_sub(told) + effect.new.len().saturating_sub(told);
    if more > 0 {
        out.push(vec![(format!("  {}", locale::fill(lang, "ui.more_below", &[("n", &more)])), theme.faint)]);
    }
    out
}
