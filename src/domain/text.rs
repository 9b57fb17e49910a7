//! Text that people typed or pasted, cleaned at the door: one line, nothing invisible, not too long; and the names
//! nearest to one that is not known. It knows no records.

use unicode_general_category::{GeneralCategory, get_general_category};

use super::refusal::Refusal;

/// The longest name, in characters.
pub const NAME_LIMIT: usize = 64;
/// The longest note, reason or text of an item, in characters.
pub const TEXT_LIMIT: usize = 2000;

/// The text on one line: control characters, bidi controls and everything invisible are taken out, every run of white
/// space (line ends too) becomes one space, none at either end.
pub fn line(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if c.is_whitespace() {
            if !out.is_empty() && !out.ends_with(' ') {
                out.push(' ');
            }
        } else if !invisible(c) {
            out.push(c);
        }
    }
    out.truncate(out.trim_end().len());
    out
}

/// A cleaned name: 1 to [`NAME_LIMIT`] characters.
pub fn name(text: &str) -> Result<String, Refusal> {
    limited(text, NAME_LIMIT)?.ok_or(Refusal::TextMissing)
}

/// A cleaned note, reason or text that must say something: 1 to [`TEXT_LIMIT`] characters.
pub fn required(text: &str) -> Result<String, Refusal> {
    limited(text, TEXT_LIMIT)?.ok_or(Refusal::TextMissing)
}

/// The same where it may be missing; one that says nothing is missing.
pub fn optional(text: Option<&str>) -> Result<Option<String>, Refusal> {
    text.map_or(Ok(None), |t| limited(t, TEXT_LIMIT))
}

fn limited(text: &str, limit: usize) -> Result<Option<String>, Refusal> {
    let clean = line(text);
    let length = clean.chars().count();
    if length > limit {
        return Err(Refusal::TextTooLong { length, limit });
    }
    Ok((length > 0).then_some(clean))
}

/// Whether a character shows nothing or has no agreed look: controls, format characters, what Unicode calls default
/// ignorable, private use and unassigned.
fn invisible(c: char) -> bool {
    use GeneralCategory::*;
    // Almost all that is typed needs no table.
    if matches!(c, ' '..='~' | '\u{4e00}'..='\u{9fff}') {
        return false;
    }
    let ignorable = matches!(c, '\u{34f}' | '\u{115f}'..='\u{1160}' | '\u{17b4}'..='\u{17b5}' | '\u{180b}'..='\u{180f}'
        | '\u{2800}' | '\u{3164}' | '\u{fe00}'..='\u{fe0f}' | '\u{ffa0}' | '\u{e0000}'..='\u{e0fff}');
    match get_general_category(c) {
        Control | Format | Surrogate | PrivateUse => true,
        // A character of somebody's name may be newer than our tables: what these planes get are ideographs.
        Unassigned => !matches!(c, '\u{20000}'..='\u{2fffd}' | '\u{30000}'..='\u{3fffd}'),
        _ => ignorable,
    }
}

/// At most `n` of the `known` names that `name` may have been meant for, the likeliest first.
pub fn nearest<'a>(name: &str, known: impl IntoIterator<Item = &'a str>, n: usize) -> Vec<String> {
    let wanted = line(name).to_lowercase();
    let mut near: Vec<(f64, &str)> =
        known.into_iter().map(|k| (likeness(&wanted, k), k)).filter(|(score, _)| *score >= 0.4).collect();
    near.sort_by(|a, b| b.0.total_cmp(&a.0).then_with(|| a.1.cmp(b.1)));
    near.truncate(n);
    near.into_iter().map(|(_, k)| k.to_string()).collect()
}

/// From 0 to 1; a part of a name or more than a name is as good as two thirds of it at least.
fn likeness(wanted: &str, known: &str) -> f64 {
    let known = known.to_lowercase();
    let score = strsim::normalized_damerau_levenshtein(wanted, &known);
    let part = !wanted.is_empty() && !known.is_empty() && (known.contains(wanted) || wanted.contains(&known));
    if part { score.max(0.67) } else { score }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_pasted_becomes_one_visible_line() {
        assert_eq!(line("  出租车司机\r\n\t十一点回来\u{2028}注意 "), "出租车司机 十一点回来 注意");
        assert_eq!(line("赵\u{202e}建\u{200b}群\u{7}\u{9b}31m\u{1b}[2J\u{feff}\u{7f}"), "赵建群31m[2J");
        assert_eq!(line("a\u{3164}\u{fe0f}\u{e000}b\u{e0041}"), "ab");
        assert_eq!(line("王　芳"), "王 芳");
        assert_eq!(line("\u{33000}\u{2ffff}\u{378}某"), "\u{33000}某", "an ideograph that is newer than our tables");
        assert_eq!(line("\u{200b} \u{200b}"), "");
    }

    #[test]
    fn cleaning_again_changes_nothing() {
        for t in ["a \u{200b} b", "\u{200b} x", "x \u{200d}", "  ", "é̂ 你好"] {
            let once = line(t);
            assert_eq!(line(&once), once);
            assert!(!once.contains("  ") && once.trim() == once, "{once:?}");
        }
    }

    #[test]
    fn too_long_is_refused_and_not_cut() {
        assert_eq!(name(&"王".repeat(64)).map(|n| n.chars().count()), Ok(64));
        assert_eq!(name(&"王".repeat(65)), Err(Refusal::TextTooLong { length: 65, limit: 64 }));
        assert_eq!(required(&"字".repeat(10_000)), Err(Refusal::TextTooLong { length: 10_000, limit: 2000 }));
        assert_eq!(required(" \u{200b}\n"), Err(Refusal::TextMissing));
        assert_eq!(name(""), Err(Refusal::TextMissing));
        assert_eq!(optional(Some(" ")), Ok(None));
        assert_eq!(optional(Some(" a\nb")), Ok(Some("a b".into())));
    }

    #[test]
    fn the_nearest_names_come_first() {
        let known = ["赵建群", "赵正杰", "王建军", "畜牧局家属院", "大渠家属院"];
        assert_eq!(nearest("赵建郡", known, 3)[0], "赵建群");
        assert_eq!(nearest("畜牧局", known, 1), ["畜牧局家属院"]);
        assert_eq!(nearest("xyz", known, 3), Vec::<String>::new());
    }
}
