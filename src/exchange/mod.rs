//! Files in and out: the branch file (TOML), the JSON and text answers of the command line, the demo branch. It reads
//! rosters and gives events or text; what it is given as text or gives as text, others read and write. Only `files`
//! looks at the disk.

pub mod branch_file;
pub mod demo;
pub mod fields;
pub mod files;
pub mod grid;
pub mod handout;
pub mod output;
pub mod sheet;
