//! The screen of one session: what is drawn on a ratatui `Frame` becomes the bytes of `Encoder`. It has a size that it
//! was given, and no tty.

use std::convert::Infallible;
use std::mem;

use ratatui::backend::{Backend, ClearType, WindowSize};
use ratatui::buffer::{Buffer, Cell};
use ratatui::layout::{Position, Size};
use ratatui::{Frame, Terminal};

use super::encoder::{Encoder, Look, clamped};

/// A terminal of a given size that frames are drawn on.
pub struct Screen {
    terminal: Terminal<Stage>,
    encoder: Encoder,
    frame: Buffer,
}

impl Screen {
    /// A screen of `width` × `height`, brought into 1…400 × 1…150.
    pub fn new(width: u16, height: u16, look: Look) -> Screen {
        let stage = Stage { size: clamped(width, height), cursor: Position::ORIGIN, visible: false };
        let terminal = match Terminal::new(stage) {
            Ok(terminal) => terminal,
            Err(never) => match never {},
        };
        Screen { terminal, encoder: Encoder::new(look), frame: Buffer::default() }
    }

    pub fn size(&self) -> Size {
        self.terminal.backend().size
    }

    /// Takes a new size; the next frame is drawn whole, since a terminal may have moved everything.
    pub fn resize(&mut self, width: u16, height: u16) {
        self.terminal.backend_mut().size = clamped(width, height);
        self.encoder.forget();
    }

    pub fn set_look(&mut self, look: Look) {
        self.encoder.set_look(look);
    }

    /// The bytes that bring what `view` draws onto the terminal: one write, and none at all when nothing changed.
    pub fn draw(&mut self, view: impl FnOnce(&mut Frame)) -> &[u8] {
        let frame = &mut self.frame;
        let drawn = self.terminal.draw(|f| {
            frame.resize(f.area());
            frame.reset();
            mem::swap(f.buffer_mut(), frame);
            view(f);
            // ratatui keeps a buffer without cells, so that it has nothing to compare.
            *frame = mem::replace(f.buffer_mut(), Buffer { area: frame.area, content: Vec::new() });
        });
        match drawn {
            Ok(_) => (),
            Err(never) => match never {},
        }
        let stage = self.terminal.backend();
        self.encoder.encode(&mut self.frame, stage.visible.then_some(stage.cursor))
    }
}

/// ratatui's backend: keeps the size and the cursor. The frame itself goes to the encoder whole, which knows better than
/// ratatui's own comparison what the terminal shows.
struct Stage {
    size: Size,
    cursor: Position,
    visible: bool,
}

impl Backend for Stage {
    type Error = Infallible;

    fn draw<'a, I: Iterator<Item = (u16, u16, &'a Cell)>>(&mut self, _: I) -> Result<(), Infallible> {
        Ok(())
    }

    fn hide_cursor(&mut self) -> Result<(), Infallible> {
        self.visible = false;
        Ok(())
    }

    fn show_cursor(&mut self) -> Result<(), Infallible> {
        self.visible = true;
        Ok(())
    }

    fn get_cursor_position(&mut self) -> Result<Position, Infallible> {
        Ok(self.cursor)
    }

    fn set_cursor_position<P: Into<Position>>(&mut self, position: P) -> Result<(), Infallible> {
        self.cursor = position.into();
        Ok(())
    }

    fn clear(&mut self) -> Result<(), Infallible> {
        Ok(())
    }

    fn clear_region(&mut self, _: ClearType) -> Result<(), Infallible> {
        Ok(())
    }

    fn size(&self) -> Result<Size, Infallible> {
        Ok(self.size)
    }

    fn window_size(&mut self) -> Result<WindowSize, Infallible> {
        Ok(WindowSize { columns_rows: self.size, pixels: Size::ZERO })
    }

    fn flush(&mut self) -> Result<(), Infallible> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_screen_draws_what_changed_and_follows_its_size() {
        let mut screen = Screen::new(20, 2, Look::default());
        let text = |screen: &mut Screen, text: &str, cursor: Option<u16>| {
            let sent = screen.draw(|f| {
                f.render_widget(text, f.area());
                if let Some(x) = cursor {
                    f.set_cursor_position((x, 0));
                }
            });
            String::from_utf8(sent.to_vec()).unwrap()
        };
        assert!(text(&mut screen, "赵建群", None).contains("赵建群"));
        assert_eq!(text(&mut screen, "赵建群", None), "");
        assert_eq!(text(&mut screen, "赵建国", None), "\x1b[?2026h\x08\x08国\x1b[?2026l");
        assert_eq!(text(&mut screen, "赵建国", Some(6)), "\x1b[?25h");
        assert_eq!(text(&mut screen, "赵建国", None), "\x1b[?25l");
        screen.resize(5, 1);
        assert!(text(&mut screen, "赵建国", None).contains("\x1b[2J\x1b[H赵建\x1b"));
        screen.resize(65535, 65535);
        assert_eq!(screen.size(), Size::new(400, 150));
        assert!(text(&mut screen, "赵建国", None).contains("\x1b[2J\x1b[H赵建国"));
        screen.resize(0, 0);
        assert!(text(&mut screen, "赵建国", None).contains("\x1b[2J"));
    }
}
