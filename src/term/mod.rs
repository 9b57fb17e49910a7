//! One session on any byte stream: bytes → keys, frames → bytes, and what the terminal can do.

pub mod caps;
pub mod encoder;
pub mod glyph;
pub mod input;
pub mod local;
pub mod pen;
pub mod readings;
mod screen;
mod searches;
pub mod session;

pub use caps::{Background, Caps, Settings};
pub use encoder::{Encoder, Look};
pub use input::{Input, Parser};
pub use pen::Colours;
pub use screen::Screen;
