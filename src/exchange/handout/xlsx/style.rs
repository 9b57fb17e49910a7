//! How the cells look: a colour for each shift, thin lines, the pattern of what nobody is planned for.

use chrono::{Datelike, NaiveDate};
use rust_xlsxwriter::{Color, ExcelDateTime, Format, FormatAlign, FormatBorder, FormatPattern, XlsxError};

use crate::domain::ShiftId;
use crate::exchange::handout::Heading;

/// The shifts' colours in the order of their beginnings: light enough to be written on, told apart when printed grey.
const COLOURS: [u32; 6] = [0xFFF2CC, 0xDDEBF7, 0xD9D2E9, 0xE2EFDA, 0xFCE4D6, 0xEDEDED];

/// The formats of a workbook.
pub struct Styles {
    pub title: Format,
    pub head: Format,
    pub date: Format,
    pub weekend: Format,
    pub weekend_date: Format,
    pub name: Format,
    pub text: Format,
    pub rest: Format,
    pub away: Format,
    pub small: Format,
    /// A needed slot with nobody in it.
    pub empty: Format,
    /// A slot that is not needed.
    pub unneeded: Format,
    shifts: Vec<(ShiftId, Format)>,
}

fn cell() -> Format {
    Format::new()
        .set_border(FormatBorder::Thin)
        .set_border_color(Color::RGB(0x808080))
        .set_align(FormatAlign::Center)
        .set_align(FormatAlign::VerticalCenter)
        .set_font_size(10)
        .set_text_wrap()
}

impl Styles {
    pub fn new(shifts: &[Heading]) -> Styles {
        let head = cell().set_bold().set_background_color(Color::RGB(0xF2F2F2));
        let weekend = head.clone().set_font_color(Color::RGB(0xC00000));
        // The sign of the month and the day belong to the number's format, the cell holds a real date.
        let as_date = |f: &Format| f.clone().set_num_format("m\"月\"d\"日\"");
        let colour = |i: usize| Color::RGB(COLOURS[i % COLOURS.len()]);
        Styles {
            title: Format::new()
                .set_bold()
                .set_font_size(16)
                .set_align(FormatAlign::Center)
                .set_align(FormatAlign::VerticalCenter),
            date: as_date(&head),
            weekend_date: as_date(&weekend),
            name: cell().set_bold(),
            text: cell(),
            rest: cell().set_font_color(Color::RGB(0xA6A6A6)),
            away: cell().set_font_color(Color::RGB(0xC00000)),
            small: Format::new().set_font_size(8).set_align(FormatAlign::Top).set_text_wrap(),
            empty: cell()
                .set_pattern(FormatPattern::LightUp)
                .set_foreground_color(Color::RGB(0xC00000))
                .set_background_color(Color::RGB(0xFFE5E5)),
            unneeded: cell().set_background_color(Color::RGB(0xF2F2F2)),
            shifts: shifts.iter().enumerate().map(|(i, s)| (s.id, cell().set_background_color(colour(i)))).collect(),
            head,
            weekend,
        }
    }

    /// A cell of that shift.
    pub fn shift(&self, id: ShiftId) -> &Format {
        self.shifts.iter().find(|(shift, _)| *shift == id).map_or(&self.text, |(_, format)| format)
    }
}

/// A date as a spreadsheet holds it.
pub fn excel_date(date: NaiveDate) -> Result<ExcelDateTime, XlsxError> {
    ExcelDateTime::from_ymd(date.year().clamp(1900, 9999) as u16, date.month() as u8, date.day() as u8)
}
