//! The branch file (FORMATS): a whole branch as TOML that people can read and write, in and out.
//!
//! `table` reads values with their places, `document` the file as it stands, `import` what it changes in a roster;
//! `export` writes one. An import is worked out whole or refused with one line that names the place.

mod as_of;
mod document;
mod export;
mod history;
mod import;
mod names;
mod table;
mod tree;

pub use as_of::as_of;
pub use export::{export_json, export_toml};
pub use import::{Changed, Imported, changed, import};
pub use table::duration_text;

/// The most members and posts a branch may have.
pub const MEMBERS: usize = 20_000;
pub const POSTS: usize = 2_000;
