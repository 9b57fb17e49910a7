//! Journal (the truth) and ordered view in sled; open, repair, check, backup (STORE.md).

/// Why the store could not do something.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum Fault {
    /// The system's own words for a failed read or write.
    #[error("{0}")]
    Io(String),
}
