//! Colours and emphasis. Sixteen colours carry every meaning; the 256 ones only make backgrounds finer, and everything
//! that a colour says is said by a glyph and a word too.

use ratatui::style::{Color, Modifier, Style};

use crate::domain::coverage::Status;
use crate::domain::finding::{Finding, Level, Severity};

/// The styles of the board, by what they mean.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Theme {
    pub text: Style,
    /// What is fine: planned, past, headings.
    pub quiet: Style,
    /// Lines, hours, separators.
    pub faint: Style,
    pub strong: Style,
    pub title: Style,
    pub title_faint: Style,
    /// An empty post: the loudest thing there is.
    pub gap: Style,
    pub hatch: Style,
    pub red: Style,
    pub amber: Style,
    pub waiting: Style,
    pub fine: Style,
    pub now: Style,
    pub surge: Style,
    /// A key's name.
    pub key: Style,
    /// Laid over the row under the cursor.
    pub cursor: Style,
    /// Laid over the slot under the cursor.
    pub slot: Style,
    pub panel: Style,
    pub border: Style,
    /// A field that is typed in.
    pub field: Style,
    pub demo: Style,
}

impl Default for Theme {
    fn default() -> Theme {
        Theme::dark()
    }
}

const fn fg(color: Color) -> Style {
    Style::new().fg(color)
}

impl Theme {
    /// For light text on a dark background.
    pub fn dark() -> Theme {
        // On a background of its own, text has a colour of its own: the terminal's may not be what the theme thinks.
        let on = |bg| Style::new().fg(Color::Indexed(253)).bg(Color::Indexed(bg));
        let bar = Color::Indexed(236);
        Theme {
            text: Style::new(),
            quiet: fg(Color::Gray),
            faint: fg(Color::DarkGray),
            strong: Style::new().add_modifier(Modifier::BOLD),
            title: on(236).add_modifier(Modifier::BOLD),
            title_faint: Style::new().bg(bar).fg(Color::Gray),
            gap: Style::new().fg(Color::White).bg(Color::Red).add_modifier(Modifier::BOLD),
            hatch: fg(Color::Red),
            red: fg(Color::LightRed).add_modifier(Modifier::BOLD),
            amber: fg(Color::Yellow),
            waiting: fg(Color::LightMagenta),
            fine: fg(Color::Green),
            now: fg(Color::Cyan),
            surge: fg(Color::Cyan),
            key: fg(Color::Cyan),
            cursor: Style::new().bg(Color::Indexed(237)),
            slot: on(240),
            panel: on(235),
            border: fg(Color::DarkGray),
            field: Style::new().add_modifier(Modifier::UNDERLINED),
            demo: Style::new().fg(Color::Black).bg(Color::Yellow),
        }
    }

    /// For dark text on a light background.
    pub fn light() -> Theme {
        let on = |bg| Style::new().fg(Color::Black).bg(Color::Indexed(bg));
        let bar = Color::Indexed(254);
        Theme {
            quiet: fg(Color::Indexed(240)),
            faint: fg(Color::DarkGray),
            title: on(254).add_modifier(Modifier::BOLD),
            title_faint: Style::new().bg(bar).fg(Color::Indexed(240)),
            gap: Style::new().fg(Color::White).bg(Color::Red).add_modifier(Modifier::BOLD),
            red: fg(Color::Red).add_modifier(Modifier::BOLD),
            amber: fg(Color::Indexed(130)),
            waiting: fg(Color::Magenta),
            now: fg(Color::Blue),
            surge: fg(Color::Blue),
            key: fg(Color::Blue),
            cursor: Style::new().bg(Color::Indexed(253)),
            slot: on(250),
            panel: on(255),
            ..Theme::dark()
        }
    }

    /// For a terminal without colours: what a background lifts out elsewhere is reversed or bold.
    pub fn plain() -> Theme {
        let bold = Style::new().add_modifier(Modifier::BOLD);
        let reversed = Style::new().add_modifier(Modifier::REVERSED);
        Theme {
            title: reversed,
            title_faint: reversed,
            gap: reversed.add_modifier(Modifier::BOLD),
            red: bold,
            waiting: bold,
            key: bold,
            slot: reversed,
            demo: reversed,
            ..Theme::dark()
        }
    }

    pub fn level(&self, level: Level) -> Style {
        match level {
            Level::Red => self.red,
            Level::Amber => self.amber,
        }
    }

    /// A finding's mark: as bad as it is when it is now, quieter when it lies ahead.
    pub fn finding(&self, f: &Finding) -> Style {
        match (f.severity, f.level) {
            (Severity::Now | Severity::Soon, level) => self.level(level),
            (Severity::Later, Level::Red) => self.hatch,
            (Severity::Later, Level::Amber) => self.amber,
            (Severity::Past, _) => self.faint,
        }
    }

    pub fn status(&self, status: Status) -> Style {
        match status {
            Status::NoDemand => self.faint,
            Status::Covered | Status::Planned => self.fine,
            Status::Borrowed => self.waiting,
            Status::Unmarked => self.amber,
            Status::Gap => self.gap,
        }
    }
}
