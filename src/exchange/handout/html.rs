//! The roster as one html file: nothing from elsewhere and no script; printed it is A4 across, on a telephone it is a
//! list day by day.

use chrono::{Datelike, NaiveDate, Weekday};

use super::Handout;
use super::weeks::{Cell, Week};
use crate::domain::Slot;
use crate::locale::{self, Lang};

const STYLE: &str = include_str!("html.css");

/// The file's text.
pub fn html(handout: &Handout) -> String {
    let branch = escape(&handout.roster.branch.name);
    let title = format!("{branch} {}", handout.word("sheet.title"));
    let lang = match handout.lang {
        Lang::Zh => "zh-CN",
        Lang::En => "en",
    };
    let weeks: String = handout.weeks().iter().map(|w| week(handout, w)).collect();
    let days: String = handout.dates().map(|d| day(handout, d)).collect();
    format!(
        "<!DOCTYPE html>\n<html lang=\"{lang}\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <title>{title}</title>\n<style>\n{STYLE}</style>\n</head>\n<body>\n\
         <h1>{title}</h1>\n<p class=\"range\">{}</p>\n\
         <main class=\"wall\">\n{weeks}</main>\n<main class=\"days\">\n{days}</main>\n\
         <footer>{}</footer>\n</body>\n</html>\n",
        escape(&handout.range()),
        escape(&handout.stamp_line()),
    )
}

fn week(handout: &Handout, week: &Week) -> String {
    let shifts = week.rows.iter().skip(1).position(|row| row.leads).map_or(week.rows.len(), |n| n + 1);
    let order: Vec<_> = handout.shifts().iter().map(|s| s.id).collect();
    let heads: String = week
        .dates
        .iter()
        .map(|d| {
            let (date, day) = (locale::date(handout.lang, *d), locale::weekday(handout.lang, *d));
            format!("<th{}>{}<br>{day}</th>", free(*d), escape(&date))
        })
        .collect();
    let mut rows = String::new();
    for row in &week.rows {
        let post = match row.leads {
            true => {
                format!("<th class=\"post\" rowspan=\"{shifts}\">{}</th>", escape(handout.roster.post_name(row.post)))
            }
            false => String::new(),
        };
        let place = order.iter().position(|id| *id == row.shift.id).unwrap_or(0) % 6;
        let cells: String = row.cells.iter().map(|c| format!("<td{}>{}</td>", class(c), people(handout, c))).collect();
        let times = row.shift.times.map(|(start, end)| format!("<small>{start}–{end}</small>")).unwrap_or_default();
        if row.leads && !rows.is_empty() {
            rows.push_str("</tbody>\n<tbody>\n");
        }
        rows.push_str(&format!(
            "<tr class=\"s{place}\">{post}<th class=\"shift\">{}{times}</th>{cells}</tr>\n",
            escape(row.shift.name)
        ));
    }
    let (post, shift) = (handout.word("sheet.post"), handout.word("sheet.shift"));
    format!(
        "<table>\n<thead><tr><th>{post}</th><th>{shift}</th>{heads}</tr></thead>\n<tbody>\n{rows}</tbody>\n</table>\n"
    )
}

/// One date, for a narrow screen.
fn day(handout: &Handout, date: NaiveDate) -> String {
    let shifts = handout.shifts_on(date);
    let mut posts = String::new();
    for (id, post) in handout.posts() {
        let mut lines = String::new();
        for (place, shift) in shifts.iter().enumerate() {
            let cell = handout.cell(Slot { post: id, date, shift: shift.id });
            if cell.people.is_empty() && !cell.needed {
                continue;
            }
            lines.push_str(&format!(
                "<div class=\"s{}\"><dt>{} <small>{}–{}</small></dt><dd{}>{}</dd></div>",
                place % 6,
                escape(&shift.name),
                shift.start,
                shift.end,
                class(&cell),
                people(handout, &cell)
            ));
        }
        if !lines.is_empty() {
            posts.push_str(&format!("<section><h3>{}</h3><dl>{lines}</dl></section>\n", escape(&post.name)));
        }
    }
    format!("<h2{}>{}</h2>\n{posts}", free(date), escape(&locale::date_weekday(handout.lang, date)))
}

fn people(handout: &Handout, cell: &Cell) -> String {
    let mut lines: Vec<String> = cell.people.iter().map(|(_, words)| escape(words)).collect();
    if cell.short_by > 0 {
        let short = locale::fill(handout.lang, "sheet.short_by", &[("n", &cell.short_by)]);
        lines.push(format!("<b>{}</b>", escape(&short)));
    }
    lines.join("<br>")
}

fn class(cell: &Cell) -> &'static str {
    match cell.needed {
        _ if cell.short_by > 0 => " class=\"short\"",
        false if cell.people.is_empty() => " class=\"none\"",
        _ => "",
    }
}

fn free(date: NaiveDate) -> &'static str {
    if matches!(date.weekday(), Weekday::Sat | Weekday::Sun) { " class=\"free\"" } else { "" }
}

/// The text as html text or as the value of an attribute in quotes.
fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            c => out.push(c),
        }
    }
    out
}
