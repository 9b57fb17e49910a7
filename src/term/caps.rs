//! What the terminal can do: from what the environment says, given as values, and from the terminal's own answers. It
//! reads no environment itself.

use super::encoder::Look;
use super::glyph::Glyphs;
use super::input::Input;
use super::pen::Colours;

const MOUSE_ON: &str = "\x1b[?1000h\x1b[?1006h";
const MOUSE_OFF: &str = "\x1b[?1006l\x1b[?1000l";
/// The kitty keyboard protocol: keys that were ambiguous are told apart. Sent only to a terminal that said it knows it.
pub const KEYBOARD_ON: &str = "\x1b[>1u";
const KEYBOARD_OFF: &str = "\x1b[<u";

/// Whether the terminal's background is dark or light.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Background {
    #[default]
    Dark,
    Light,
}

/// What the user's environment says about the terminal. `Default` is an environment that says nothing.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Settings {
    pub term: String,
    pub colorterm: String,
    /// `NO_COLOR` is set and not empty.
    pub no_color: bool,
    /// `LUNBAN_COLOR`: `none`, `16`, `256` or `truecolor`.
    pub colour: String,
    /// `LUNBAN_ASCII=1`: borders and marks in ASCII.
    pub ascii: bool,
    /// `LUNBAN_THEME`: `light` or `dark`.
    pub theme: String,
    /// `LUNBAN_SAFE_MOVES=1`: the cursor is placed anew after every glyph that is no ASCII.
    pub safe_moves: bool,
    /// `LUNBAN_MOUSE=0`: the terminal keeps the mouse for its own selection.
    pub no_mouse: bool,
}

impl Settings {
    /// Reads the settings by name, such as from `std::env::var` at the program's start.
    pub fn read(var: impl Fn(&str) -> Option<String>) -> Settings {
        let text = |name: &str| var(name).unwrap_or_default().trim().to_ascii_lowercase();
        let on = |name: &str| matches!(text(name).as_str(), "1" | "yes" | "true" | "on");
        Settings {
            term: text("TERM"),
            colorterm: text("COLORTERM"),
            no_color: var("NO_COLOR").is_some_and(|v| !v.is_empty()),
            colour: text("LUNBAN_COLOR"),
            ascii: on("LUNBAN_ASCII"),
            theme: text("LUNBAN_THEME"),
            safe_moves: on("LUNBAN_SAFE_MOVES"),
            no_mouse: matches!(text("LUNBAN_MOUSE").as_str(), "0" | "no" | "false" | "off"),
        }
    }

    fn colours(&self) -> Colours {
        match self.colour.as_str() {
            "none" | "0" | "mono" => return Colours::Mono,
            "16" => return Colours::Sixteen,
            "256" => return Colours::Palette,
            "truecolor" | "24bit" => return Colours::True,
            _ => (),
        }
        let modern = ["alacritty", "xterm-kitty", "xterm-ghostty", "foot", "wezterm", "contour", "rio", "tmux"];
        if self.no_color || matches!(self.term.as_str(), "dumb" | "vt100" | "vt102" | "vt220") {
            Colours::Mono
        } else if matches!(self.colorterm.as_str(), "truecolor" | "24bit") {
            Colours::True
        } else if self.term.contains("256color") || modern.iter().any(|name| self.term.starts_with(name)) {
            Colours::Palette
        } else {
            Colours::Sixteen
        }
    }
}

/// What is known of the terminal of one session.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Caps {
    pub look: Look,
    /// Light or dark, once it is known or set.
    pub background: Option<Background>,
    pub mouse: bool,
    /// The user set the background: the terminal's answer does not count.
    background_set: bool,
    /// The terminal can be asked; some print what they do not understand.
    can_be_asked: bool,
}

impl Caps {
    pub fn of(settings: &Settings) -> Caps {
        let background = match settings.theme.as_str() {
            "light" => Some(Background::Light),
            "dark" => Some(Background::Dark),
            _ => None,
        };
        Caps {
            look: Look {
                colours: settings.colours(),
                glyphs: if settings.ascii { Glyphs::Ascii } else { Glyphs::Unicode },
                safe_moves: settings.safe_moves,
            },
            background,
            mouse: !settings.no_mouse,
            background_set: background.is_some(),
            can_be_asked: !matches!(settings.term.as_str(), "" | "dumb" | "vt100" | "vt102" | "vt220" | "linux"),
        }
    }

    /// The questions that go before the first frame, which draws over what they print: the width of `─`, the background,
    /// the keyboard protocol. The answers may come at any time or never. `height` is the screen's, in rows.
    pub fn questions(&self, height: u16) -> String {
        let mut text = String::new();
        if !self.can_be_asked {
            return text;
        }
        // On the last row: an answer from the first would look like F3 with a modifier.
        if height > 1 {
            text.push_str(&format!("\x1b[{height}H─\x1b[6n"));
        }
        if !self.background_set {
            text.push_str("\x1b]11;?\x1b\\");
        }
        text.push_str("\x1b[?u");
        text
    }

    /// The modes a session needs: a screen of its own, no cursor, pastes as one, the mouse; the title is kept aside.
    pub fn enter(&self) -> String {
        let mouse = if self.mouse { MOUSE_ON } else { "" };
        format!("\x1b[?1049h\x1b[22;2t\x1b[?25l\x1b[?2004h{mouse}")
    }

    /// Takes back what `enter` and the session did, whatever was half sent before it.
    pub fn leave(&self) -> String {
        let mouse = if self.mouse { MOUSE_OFF } else { "" };
        let keyboard = if self.can_be_asked { KEYBOARD_OFF } else { "" };
        format!("\x1b\\\x1b[?2026l\x1b[m{mouse}{keyboard}\x1b[?2004l\x1b[?25h\x1b[23;2t\x1b[?1049l")
    }

    /// Takes an answer of the terminal into account; whether it changed how frames must be drawn.
    pub fn answered(&mut self, input: &Input) -> bool {
        let before = (self.look, self.background);
        match input {
            Input::CursorAt { column: 3.., .. } => self.look.glyphs = Glyphs::AsciiForWide,
            Input::Background([r, g, b]) if !self.background_set => {
                let brightness = 299 * u32::from(*r) + 587 * u32::from(*g) + 114 * u32::from(*b);
                let light = brightness > 128 * 1000;
                self.background = Some(if light { Background::Light } else { Background::Dark });
            }
            _ => (),
        }
        before != (self.look, self.background)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn colours(vars: &[(&str, &str)]) -> Colours {
        let var = |name: &str| vars.iter().find(|(n, _)| *n == name).map(|(_, v)| v.to_string());
        Caps::of(&Settings::read(var)).look.colours
    }

    #[test]
    fn colours_are_what_the_environment_says() {
        assert_eq!(colours(&[]), Colours::Sixteen);
        assert_eq!(colours(&[("TERM", "xterm-256color")]), Colours::Palette);
        assert_eq!(colours(&[("TERM", "xterm-256color"), ("COLORTERM", "truecolor")]), Colours::True);
        assert_eq!(colours(&[("TERM", "xterm-256color"), ("NO_COLOR", "")]), Colours::Palette);
        assert_eq!(colours(&[("COLORTERM", "24bit"), ("NO_COLOR", "1")]), Colours::Mono);
        assert_eq!(colours(&[("NO_COLOR", "1"), ("LUNBAN_COLOR", "256")]), Colours::Palette);
        assert_eq!(colours(&[("TERM", "dumb")]), Colours::Mono);
        assert_eq!(colours(&[("TERM", "linux")]), Colours::Sixteen);
    }

    #[test]
    fn a_wide_border_switches_to_ascii_once() {
        let mut caps = Caps::of(&Settings { term: "xterm".into(), ..Settings::default() });
        assert!(!caps.answered(&Input::CursorAt { row: 24, column: 2 }));
        assert!(caps.answered(&Input::CursorAt { row: 24, column: 3 }));
        assert!(!caps.answered(&Input::CursorAt { row: 24, column: 3 }));
        assert_eq!(caps.look.glyphs, Glyphs::AsciiForWide);
    }

    #[test]
    fn the_background_that_was_set_stands() {
        let white = Input::Background([255, 255, 240]);
        let mut caps = Caps::of(&Settings::default());
        assert!(caps.answered(&white));
        assert_eq!(caps.background, Some(Background::Light));
        let mut caps = Caps::of(&Settings { theme: "dark".into(), term: "xterm".into(), ..Settings::default() });
        assert!(!caps.questions(24).contains("]11;"));
        assert!(!caps.answered(&white));
        assert_eq!(caps.background, Some(Background::Dark));
    }

    #[test]
    fn what_cannot_answer_is_not_asked() {
        assert_eq!(Caps::of(&Settings { term: "dumb".into(), ..Settings::default() }).questions(24), "");
        assert_eq!(Caps::of(&Settings::default()).questions(24), "");
    }
}
