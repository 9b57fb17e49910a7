//! The one table of what a user can do: id, names, keys, where it belongs and when it can be done. Keys, footer, help,
//! palette and the README's key table come from it; it knows nothing of how an action is carried out or drawn.

mod action;
mod context;
mod enabled;
mod key;
mod keymap;
mod readme;
mod table;

pub use action::{Act, Action, remedy};
pub use context::{Context, View, WhyNot, on_now};
pub use key::{Key, narrow};
pub use keymap::{Keymap, KeysError, KeysFault};
pub use readme::readme_table;
pub use table::TABLE;
