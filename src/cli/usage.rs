//! Wrong usage in one line of our own, made from clap's error kind and context.

use clap::error::{ContextKind, ContextValue, Error, ErrorKind};

use crate::locale::{Lang, Said, fill};

/// What clap refused, in words.
pub fn said(lang: Lang, error: &Error) -> Said {
    let get = |kind| error.get(kind).map(words).unwrap_or_default();
    let (arg, value) = (get(ContextKind::InvalidArg), get(ContextKind::InvalidValue));
    let (key, name) = match error.kind() {
        ErrorKind::UnknownArgument => ("unknown_argument", arg),
        ErrorKind::InvalidSubcommand => ("unknown_subcommand", get(ContextKind::InvalidSubcommand)),
        ErrorKind::MissingRequiredArgument => ("missing_argument", arg),
        ErrorKind::MissingSubcommand => ("missing_subcommand", String::new()),
        ErrorKind::ArgumentConflict => ("argument_conflict", arg),
        ErrorKind::InvalidValue if value.is_empty() => ("value_missing", arg),
        ErrorKind::InvalidValue | ErrorKind::ValueValidation => ("argument_value", arg),
        ErrorKind::TooManyValues | ErrorKind::TooFewValues | ErrorKind::WrongNumberOfValues => ("argument_count", arg),
        ErrorKind::InvalidUtf8 => ("argument_utf8", String::new()),
        _ => ("argument", error.kind().to_string()),
    };
    let prior = get(ContextKind::PriorArg);
    let values = [("name", &name as &dyn std::fmt::Display), ("value", &value), ("prior", &prior)];
    let message = fill(lang, &format!("usage.{key}"), &values);
    Said { code: "usage", message, hint: hint(lang, error) }
}

/// The likeliest meant word, else where usage is explained.
fn hint(lang: Lang, error: &Error) -> String {
    let suggestions = [ContextKind::SuggestedSubcommand, ContextKind::SuggestedArg, ContextKind::SuggestedValue];
    let near = suggestions.iter().find_map(|kind| error.get(*kind)).map(words);
    match near.filter(|n| !n.is_empty()) {
        Some(names) => fill(lang, "hint.near", &[("names", &names)]),
        None => fill(lang, "usage.help", &[]),
    }
}

fn words(value: &ContextValue) -> String {
    match value {
        ContextValue::String(s) => s.clone(),
        ContextValue::Strings(list) => list.join(", "),
        ContextValue::Number(n) => n.to_string(),
        ContextValue::StyledStr(s) => s.to_string(),
        ContextValue::StyledStrs(list) => list.iter().map(ToString::to_string).collect::<Vec<_>>().join(", "),
        _ => String::new(),
    }
}
