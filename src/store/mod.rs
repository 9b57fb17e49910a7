//! Journal (the truth) and ordered view in sled; open, repair, check, backup (STORE.md).

pub mod backup;
mod check;
mod fault;
pub mod file;
mod head;
mod journal;
mod keys;
mod line;
mod load;
mod lock;
mod open;
mod reader;
mod view;
mod words;
mod writer;

pub use backup::{Restored, restore};
pub use check::{Checked, accept_loss, check};
pub use fault::{Broken, Damage, Doing, Fault, Holder, Notice, Unsound, Witness};
pub use head::Head;
pub use journal::Mark;
pub use open::{BACK, Opened, RECENT};
pub use reader::{Read, hash_of, read, read_each};
pub use writer::Store;
