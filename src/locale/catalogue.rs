//! The one catalogue of messages: `section.key` → text with named placeholders `{post}`, in both languages. It is
//! compiled in and parsed once.

use std::collections::HashMap;
use std::fmt::Display;
use std::sync::OnceLock;

use super::Lang;

/// What is shown for a key that is not in the catalogue; a test makes sure that there is none.
const UNKNOWN: &str = "⁇";

type Messages = HashMap<String, String>;

/// The message, with its placeholders as they are.
pub fn text(lang: Lang, key: &str) -> &'static str {
    find(lang, key).unwrap_or(UNKNOWN)
}

/// The message with its placeholders filled.
pub fn fill(lang: Lang, key: &str, values: &[(&str, &dyn Display)]) -> String {
    let mut rest = text(lang, key);
    let mut out = String::with_capacity(rest.len() + 16 * values.len());
    while let Some(open) = rest.find('{') {
        let Some(length) = rest[open..].find('}') else { break };
        out.push_str(&rest[..open]);
        let name = &rest[open + 1..open + length];
        match values.iter().find(|(n, _)| *n == name) {
            Some((_, value)) => out.push_str(&value.to_string()),
            None => out.push_str(&rest[open..=open + length]),
        }
        rest = &rest[open + length + 1..];
    }
    out + rest
}

/// The message, if the catalogue has the key.
pub(super) fn find(lang: Lang, key: &str) -> Option<&'static str> {
    messages(lang).get(key).map(String::as_str)
}

fn messages(lang: Lang) -> &'static Messages {
    static ZH: OnceLock<Messages> = OnceLock::new();
    static EN: OnceLock<Messages> = OnceLock::new();
    match lang {
        Lang::Zh => ZH.get_or_init(|| parse(include_str!("../../assets/locales/zh.toml"))),
        Lang::En => EN.get_or_init(|| parse(include_str!("../../assets/locales/en.toml"))),
    }
}

fn parse(file: &str) -> Messages {
    let table: toml::Table = toml::from_str(file).unwrap_or_default();
    let mut out = Messages::new();
    for (section, messages) in table {
        for (key, message) in messages.as_table().into_iter().flatten() {
            out.insert(format!("{section}.{key}"), message.as_str().unwrap_or(UNKNOWN).to_string());
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;
    use std::path::Path;

    use super::*;

    #[test]
    fn both_files_are_sound() {
        for file in [include_str!("../../assets/locales/zh.toml"), include_str!("../../assets/locales/en.toml")] {
            let table: toml::Table = toml::from_str(file).unwrap();
            assert!(table.values().all(|v| v.as_table().is_some_and(|t| t.values().all(|m| m.is_str()))));
        }
    }

    #[test]
    fn both_languages_have_the_same_keys_with_the_same_placeholders() {
        let keys = |lang| messages(lang).keys().collect::<BTreeSet<_>>();
        let (zh, en) = (keys(Lang::Zh), keys(Lang::En));
        assert_eq!(zh.symmetric_difference(&en).collect::<Vec<_>>(), Vec::<&&String>::new());
        for key in zh {
            assert_eq!(placeholders(text(Lang::Zh, key)), placeholders(text(Lang::En, key)), "{key}");
        }
    }

    /// A key in the source is a string such as "kind.gap" whose first part is a section; `"kind.{}"` stands for
    /// the whole section, and is checked where it is used.
    #[test]
    fn every_key_in_the_source_is_in_the_catalogue_and_every_message_is_used() {
        let source = source();
        let known = messages(Lang::Zh);
        let sections: BTreeSet<&str> = known.keys().filter_map(|k| k.split('.').next()).collect();
        let (mut exact, mut whole) = (BTreeSet::new(), BTreeSet::new());
        for literal in source.split('"') {
            let Some((section, key)) = literal.split_once('.') else { continue };
            // `keys.toml` is a file.
            if !sections.contains(section) || key == "toml" {
                continue;
            }
            if let Some(prefix) = key.find('{') {
                whole.insert(format!("{section}.{}", &key[..prefix]));
            } else if !key.is_empty() && key.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_')
            {
                exact.insert(literal.to_string());
            }
        }
        let missing: Vec<_> = exact.iter().filter(|k| !known.contains_key(*k)).collect();
        assert!(missing.is_empty(), "not in the catalogue: {missing:?}");
        let unused: Vec<_> =
            known.keys().filter(|k| !exact.contains(*k) && !whole.iter().any(|w| k.starts_with(w))).collect();
        assert!(unused.is_empty(), "in the catalogue, but not used: {unused:?}");
    }

    #[test]
    fn what_is_filled_in_is_never_filled_again() {
        let name = "{member}";
        let said =
            fill(Lang::Zh, "finding.gap_now_nobody", &[("place", &name), ("long", &"40 分钟"), ("member", &"x")]);
        assert!(said.contains("{member}"), "{said}");
    }

    fn placeholders(message: &str) -> BTreeSet<&str> {
        message.split('{').skip(1).filter_map(|part| part.split('}').next()).collect()
    }

    fn source() -> String {
        fn read(dir: &Path, out: &mut String) {
            for entry in std::fs::read_dir(dir).unwrap() {
                let path = entry.unwrap().path();
                if path.is_dir() {
                    read(&path, out);
                } else if path.extension().is_some_and(|e| e == "rs") {
                    out.push_str(&std::fs::read_to_string(&path).unwrap());
                }
            }
        }
        let mut out = String::new();
        read(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), &mut out);
        out
    }
}
