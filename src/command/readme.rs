//! The key table of the README, made from the table of actions.

use super::table::TABLE;
use crate::locale::Lang;

/// A Markdown table of every action that has a key: keys, name, id and what it does. A test compares it with the README.
pub fn readme_table(lang: Lang) -> String {
    let head = match lang {
        Lang::Zh => "| 键 | 操作 | `keys.toml` 里的名字 | 说明 |\n|---|---|---|---|\n",
        Lang::En => "| keys | action | in `keys.toml` | what it does |\n|---|---|---|---|\n",
    };
    let mut out = String::from(head);
    for row in TABLE.iter().filter(|row| !row.keys.is_empty()) {
        let keys: Vec<String> = row.keys.iter().map(|k| format!("`{k}`")).collect();
        let (keys, name, about) = (keys.join(" "), row.name(lang), row.about(lang));
        out.push_str(&format!("| {keys} | {name} | `{}` | {about} |\n", row.id));
    }
    out
}
