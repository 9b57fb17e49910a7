//! The stories of a day at the posts, and what is refused: `decide`, undo and redo.

mod campaign;
mod candidates;
mod marks;
mod plan;
mod taken_back;
mod world;
