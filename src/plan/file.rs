//! The shape of a problem file (`shared/planning/README.md` §1), as serde reads it: strictly, and which field it is when
//! it is another shape.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::fault::{Fault, What};
use super::problem::FileAssignment;

/// Reads the shape of a file. Where it is wrong is looked for only when it is.
pub(super) fn shape(text: &str) -> Result<File, Fault> {
    if let Ok(file) = serde_json::from_str(text) {
        return Ok(file);
    }
    let mut json = serde_json::Deserializer::from_str(text);
    match serde_path_to_error::deserialize(&mut json) {
        Ok(file) => match json.end() {
            Ok(()) => Ok(file),
            Err(e) => Err(misshapen(String::new(), &e)),
        },
        Err(e) => Err(misshapen(e.path().to_string(), e.inner())),
    }
}

/// What serde says, as a fault.
fn misshapen(path: String, e: &serde_json::Error) -> Fault {
    let said = e.to_string();
    let said = said.rsplit_once(" at line ").map_or(said.as_str(), |(said, _)| said);
    if !e.is_data() {
        let (line, column) = (e.line(), e.column());
        return Fault { field: format!("{line}:{column}"), what: What::NotJson(said.to_string()) };
    }
    // "missing field `heads`", "unknown field `wait`, expected one of …"
    let named = |what: &str| said.strip_prefix(what)?.strip_prefix(" field `")?.split('`').next();
    for (word, what) in [("missing", What::Missing), ("unknown", What::Unknown), ("duplicate", What::Again)] {
        let Some(name) = named(word) else { continue };
        let above = path.strip_suffix(name).map_or(path.as_str(), |above| above.trim_end_matches('.'));
        let field = if above.is_empty() || above == "." { name.to_string() } else { format!("{above}.{name}") };
        return Fault { field, what };
    }
    let kind = match said.rsplit_once(", expected ").map_or("", |(_, expected)| expected) {
        "i64" => "number",
        "a string" => "text",
        "a sequence" => "list",
        _ => "object",
    };
    // The file itself.
    let field = if path == "." { "JSON".to_string() } else { path };
    Fault { field, what: What::Kind(kind) }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct File {
    pub format: i64,
    pub name: String,
    pub first_date: String,
    pub dates: i64,
    pub shifts: Vec<FileShift>,
    pub night: Option<FileNight>,
    pub posts: Vec<FilePost>,
    pub members: Vec<FileMember>,
    pub rules: FileLimits,
    pub weights: FileWeights,
    pub demand: Vec<FileDemand>,
    pub requests: Option<Vec<FileRequest>>,
    pub history: Option<Vec<FileAssignment>>,
    pub pinned: Option<Vec<FileAssignment>>,
    pub published: Option<Vec<FileAssignment>>,
    pub now: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct FileShift {
    pub code: String,
    pub start: String,
    pub minutes: i64,
    pub not_next: Option<Vec<String>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct FileNight {
    pub start: String,
    pub end: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct FilePost {
    pub id: String,
    pub needs_role: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct FileSpan {
    pub from: String,
    pub to: String,
}

#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields)]
pub(super) struct FileCarried {
    pub hours: Option<i64>,
    pub night: Option<i64>,
    pub weekend: Option<i64>,
}

/// The limits, in `rules` and in a member. serde cannot deny unknown fields of a flattened struct, so a member names
/// them himself; the macro keeps the two lists one.
macro_rules! with_limits {
    ($(#[$meta:meta])* pub(super) struct $name:ident { $($field:ident: $type:ty,)* }) => {
        $(#[$meta])*
        pub(super) struct $name {
            $(pub $field: $type,)*
            pub min_break: Option<i64>,
            pub max_stretch: Option<i64>,
            pub min_rest: Option<i64>,
            pub max_shifts_per_date: Option<i64>,
            pub max_week_minutes: Option<i64>,
            pub min_minutes: Option<i64>,
            pub max_minutes: Option<i64>,
            pub max_shifts: Option<BTreeMap<String, i64>>,
            pub max_consecutive_dates: Option<i64>,
            pub min_consecutive_dates: Option<i64>,
            pub min_consecutive_free_dates: Option<i64>,
            pub max_weekends: Option<i64>,
        }
    };
}
with_limits! {
    #[derive(Deserialize)]
    #[serde(deny_unknown_fields)]
    pub(super) struct FileLimits {}
}
with_limits! {
    #[derive(Deserialize)]
    #[serde(deny_unknown_fields)]
    pub(super) struct FileMember {
        id: String,
        unit: Option<String>,
        roles: Option<Vec<String>>,
        posts: Option<Vec<String>>,
        familiar: Option<Vec<String>>,
        share: Option<i64>,
        carried: Option<FileCarried>,
        unavailable: Option<Vec<FileSpan>>,
    }
}

#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields)]
pub(super) struct FileWeights {
    pub uncovered: Option<i64>,
    pub role_missing: Option<i64>,
    pub hours: Option<i64>,
    pub night: Option<i64>,
    pub weekend: Option<i64>,
    pub fair_unit: Option<i64>,
    pub unfamiliar: Option<i64>,
    pub unit_mix: Option<i64>,
    pub unit_together: Option<i64>,
    pub change: Option<i64>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct FileDemand {
    pub date: String,
    pub shift: String,
    pub post: String,
    pub heads: i64,
    pub under: Option<i64>,
    pub over: Option<i64>,
    pub roles: Option<BTreeMap<String, i64>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct FileRequest {
    pub member: String,
    pub date: String,
    pub kind: String,
    pub weight: i64,
    pub shift: Option<String>,
    pub post: Option<String>,
}
