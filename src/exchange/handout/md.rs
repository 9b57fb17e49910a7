//! The roster in Markdown: a table a week.

use super::Handout;
use crate::locale;

/// The file's text.
pub fn md(handout: &Handout) -> String {
    let roster = handout.roster;
    let mut out = format!("# {} {}\n\n{}\n", escape(&roster.branch.name), handout.word("sheet.title"), handout.range());
    for week in handout.weeks() {
        let heads = week.dates.iter().map(|d| locale::date_weekday(handout.lang, *d));
        let heads: Vec<String> = [handout.word("sheet.post"), handout.word("sheet.shift")]
            .map(String::from)
            .into_iter()
            .chain(heads)
            .collect();
        out.push_str(&format!("\n| {} |\n|{}\n", heads.join(" | "), " --- |".repeat(heads.len())));
        for row in &week.rows {
            let post = if row.leads { escape(roster.post_name(row.post)) } else { String::new() };
            let times = row.shift.times.map(|(start, end)| format!(" {start}–{end}")).unwrap_or_default();
            let mut cells = vec![post, escape(row.shift.name) + &times];
            for cell in &row.cells {
                let names: Vec<String> = cell.people.iter().map(|(_, words)| escape(words)).collect();
                let mut words = names.join("<br>");
                if cell.short_by > 0 {
                    let short = locale::fill(handout.lang, "sheet.short_by", &[("n", &cell.short_by)]);
                    words = [words, format!("**{short}**")]
                        .iter()
                        .filter(|t| !t.is_empty())
                        .cloned()
                        .collect::<Vec<_>>()
                        .join("<br>");
                }
                cells.push(words);
            }
            out.push_str(&format!("| {} |\n", cells.join(" | ")));
        }
    }
    out + &format!("\n{}\n", handout.stamp_line())
}

/// The text with everything that Markdown would take for its own made plain.
fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if c.is_ascii_punctuation() && !matches!(c, '.' | ',' | ':' | '-' | '(' | ')' | '/' | '\'') {
            out.push('\\');
        }
        out.push(c);
    }
    out
}
