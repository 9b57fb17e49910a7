//! Puts everything that people read into words, in Chinese and English. It knows the domain and one catalogue of
//! messages (`assets/locales`), and nothing of screens, files or arguments.

mod catalogue;
mod entries;
mod findings;
mod reasons;
mod refusals;
mod system;
mod times;

pub use catalogue::{fill, text};
pub use entries::{describe, describe_events, taken_back};
pub use findings::{finding, finding_short, kind, level, severity, status, what_to_do};
pub use reasons::{reason, role};
pub use refusals::{Said, refusal};
pub use system::system;
pub use times::{clock, date, date_range, date_weekday, duration, duration_clock, moment, moment_full, span, weekday};

/// A language the board speaks. Names and texts that people typed stay as they are in both.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default)]
pub enum Lang {
    #[default]
    Zh,
    En,
}

impl Lang {
    /// Reads `zh`, `en` and locale names such as `en_GB.UTF-8`; `None` when it is neither Chinese nor English.
    pub fn parse(name: &str) -> Option<Lang> {
        let tongue = name.split(['_', '-', '.', '@']).next().unwrap_or_default().to_ascii_lowercase();
        match tongue.as_str() {
            "zh" | "cn" => Some(Lang::Zh),
            "en" => Some(Lang::En),
            _ => None,
        }
    }

    /// The language that the environment asks for: `LUNBAN_LANG`, else the locale; Chinese when it says neither.
    pub fn from_env(var: impl Fn(&str) -> Option<String>) -> Lang {
        let set = |name: &&str| var(name).filter(|v| !v.is_empty());
        if let Some(lang) = set(&"LUNBAN_LANG").and_then(|v| Lang::parse(&v)) {
            return lang;
        }
        let locale = ["LC_ALL", "LC_MESSAGES", "LANG"].iter().find_map(set);
        locale.and_then(|v| Lang::parse(&v)).unwrap_or_default()
    }

    /// `zh` or `en`.
    pub fn name(self) -> &'static str {
        match self {
            Lang::Zh => "zh",
            Lang::En => "en",
        }
    }

    /// The other one.
    pub fn other(self) -> Lang {
        match self {
            Lang::Zh => Lang::En,
            Lang::En => Lang::Zh,
        }
    }
}

/// Several names in a row, as one writes them.
pub fn list<T: AsRef<str>>(lang: Lang, names: &[T]) -> String {
    let names: Vec<&str> = names.iter().map(AsRef::as_ref).collect();
    names.join(text(lang, "list.separator"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_language_is_lunbans_own_variable_then_the_locale_then_chinese() {
        let env = |pairs: &'static [(&str, &str)]| {
            move |name: &str| pairs.iter().find(|(n, _)| *n == name).map(|(_, v)| v.to_string())
        };
        assert_eq!(Lang::from_env(env(&[("LUNBAN_LANG", "en"), ("LANG", "zh_CN.UTF-8")])), Lang::En);
        assert_eq!(Lang::from_env(env(&[("LANG", "en_GB.UTF-8")])), Lang::En);
        assert_eq!(Lang::from_env(env(&[("LC_ALL", "zh_CN"), ("LANG", "en_GB.UTF-8")])), Lang::Zh);
        assert_eq!(Lang::from_env(env(&[("LANG", "C")])), Lang::Zh);
        assert_eq!(Lang::from_env(env(&[("LUNBAN_LANG", "klingon")])), Lang::Zh);
        assert_eq!(Lang::from_env(env(&[])), Lang::Zh);
    }
}
