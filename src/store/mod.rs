//! Journal (the truth) and ordered view in sled; open, repair, check, backup (STORE.md).

mod fault;
pub mod file;
mod head;
mod journal;
mod line;
mod lock;
mod open;
mod reader;
mod words;

pub use fault::{Damage, Doing, Fault, Holder, Notice, Witness};
pub use head::Head;
pub use journal::Mark;
pub use open::{Opened, RECENT, Store};
pub use reader::{Read, read, read_each};
