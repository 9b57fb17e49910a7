//! Today: the posts and the hours of the day, who is on now, and the next findings below.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

use super::bars::{self, Scale};
use super::text::{self, Row};
use super::theme::Theme;
use super::{glyph, list, pane};
use crate::app::day::{self, How, Person};
use crate::app::{Model, layout};
use crate::domain::coverage::Status;
use crate::domain::finding::Kind;
use crate::domain::{PostId, Span};
use crate::locale;

/// The columns of Today: the post's name, the hours, who is on now.
struct Columns {
    name: u16,
    bars: u16,
    now: u16,
}

impl Columns {
    fn of(model: &Model, width: u16, shown: &[PostId]) -> Columns {
        let roster = model.board.roster();
        let label = |p: &PostId| roster.post(*p).map_or(0, |p| text::width(p.label()));
        let widest = shown.iter().map(label).max().unwrap_or(0) as u16;
        let name = (widest + 2).clamp(8, (width / 5).max(10));
        let now = (width * 7 / 20).clamp(12, 40);
        Columns { name, now, bars: width.saturating_sub(name + now + 2) }
    }
}

pub fn draw(model: &Model, theme: &Theme, buf: &mut Buffer, size: (u16, u16)) {
    let board = &model.board;
    let parts = layout::today(size, board.posts().len());
    let window = model.place.hours(board);
    let rows = usize::from(parts.posts.height / parts.per_post);
    let top = model.place.top_post.min(board.posts().len());
    let shown = &board.posts()[top..(top + rows).min(board.posts().len())];
    let columns = Columns::of(model, parts.posts.width, shown);
    axis(model, theme, buf, parts.axis, &columns, window);
    for (i, post) in shown.iter().enumerate() {
        let y = parts.posts.y + i as u16 * parts.per_post;
        let area = Rect { y, height: parts.per_post, ..parts.posts };
        post_row(model, theme, buf, area, &columns, window, *post);
    }
    more(model, theme, buf, parts.posts, top + shown.len());
    findings(model, theme, buf, parts.list);
    if let Some(area) = parts.pane {
        pane::draw(model, theme, buf, area);
    }
}

/// The hours at which shifts begin, and where now is.
fn axis(model: &Model, theme: &Theme, buf: &mut Buffer, area: Rect, columns: &Columns, window: Span) {
    let (lang, board) = (model.lang(), &model.board);
    let zone = board.roster().zone();
    let day = model.place.day(board);
    if model.place.day.is_some() {
        let label = locale::date_weekday(lang, day);
        Row::new(buf, Rect { width: columns.name, ..area }, 0).skip(1).put(&label, theme.strong);
    }
    let bar = Rect { x: area.x + columns.name, width: columns.bars, ..area };
    let scale = Scale { area: bar, window };
    let mut starts: Vec<_> = board.slots_in(window).into_iter().map(|(_, _, s)| s.from.max(window.from)).collect();
    starts.push(window.to);
    for t in starts {
        let hour = &locale::clock(zone, t)[..];
        let words = hour.strip_suffix(":00").unwrap_or(hour);
        let x = scale.column(t).min(bar.width.saturating_sub(words.len() as u16));
        Row::new(buf, bar, 0).skip(x).put(words, theme.faint);
    }
    if window.contains(board.now()) {
        let column = bar.x + scale.column(board.now());
        let free = |x: &u16| buf.cell((*x, bar.y)).is_some_and(|c| c.symbol() == " ");
        if let Some(x) = (column..bar.right()).find(free) {
            Row::new(buf, bar, 0).to(x).put(glyph::NOW, theme.now);
        }
    }
    let now = Rect { x: bar.x + bar.width + 1, width: columns.now, ..area };
    Row::new(buf, now, 0).put(locale::text(lang, "ui.now"), theme.faint);
}

fn post_row(model: &Model, theme: &Theme, buf: &mut Buffer, area: Rect, columns: &Columns, window: Span, post: PostId) {
    let board = &model.board;
    let Some(row) = model.seen.row(post) else { return };
    let here = model.place.post == Some(post);
    let line = Rect { height: 1, ..area };
    if here {
        // With the details beside, which follow the cursor, the name alone is laid over: a key does not send the row
        // again.
        let beside = model.size.0 > area.width;
        let laid = if beside { Rect { width: columns.name, ..line } } else { area };
        buf.set_style(laid, theme.cursor);
    }
    let name = board.roster().post(post).map_or("", |p| p.label());
    let style = if here { theme.strong } else { theme.text };
    let mut title = Row::new(buf, Rect { width: columns.name, ..line }, 0);
    title.put(if here { glyph::CURSOR } else { " " }, theme.strong);
    title.put(&text::fit(name, usize::from(columns.name).saturating_sub(2)), style);
    let bar = Rect { x: line.x + columns.name, width: columns.bars, ..line };
    let slot = model.place.slot.filter(|_| here);
    let selected = row.blocks.iter().position(|b| slot == Some((b.slot.date, b.slot.shift)));
    bars::blocks(model, theme, buf, Scale { area: bar, window }, row, selected);
    let now = Rect { x: bar.x + bar.width + 1, width: columns.now.min(line.width), ..line };
    let lines = now_lines(model, theme, row, usize::from(now.width), area.height.into());
    for (i, pieces) in lines.iter().take(area.height.into()).enumerate() {
        let mut out = Row::new(buf, Rect { height: area.height, ..now }, i as u16);
        for (words, style) in pieces {
            out.put(&text::fit(words, out.left()), *style);
        }
    }
    if area.height > 1 {
        let second = Rect { y: bar.y + 1, ..bar };
        bars::coverage(model, theme, buf, Scale { area: second, window }, row);
    }
}

type Pieces = Vec<(String, Style)>;

/// How much is said of a person's state, the most first.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Wording {
    Words,
    /// In words that are short rather than whole.
    Short,
    /// With the marks alone.
    Marks,
}

/// Who is on now and what state the post is in, in so many lines of so many columns.
fn now_lines(model: &Model, theme: &Theme, row: &day::Row, width: usize, lines: usize) -> Vec<Pieces> {
    let lang = model.lang();
    let mut first: Pieces = Vec::new();
    match row.now.status {
        Status::NoDemand if row.people.is_empty() => {
            first.push((locale::status(lang, Status::NoDemand).to_string(), theme.faint));
        }
        Status::Gap if row.people.is_empty() => {
            let long = gap_for(model, row.post).map(locale::duration_clock).unwrap_or_default();
            let words = locale::fill(lang, "ui.nobody", &[("long", &long)]);
            first.push((format!("{} {}", glyph::NOBODY, words.trim_end()), theme.gap));
        }
        Status::Gap => {
            let n = locale::fill(lang, "ui.short_by", &[("n", &row.now.short_by)]);
            first.push((format!("{} {n}", glyph::NOBODY), theme.gap));
        }
        Status::Unmarked => {
            let due = row.blocks.iter().flat_map(|b| &b.people).filter(|(_, how)| *how == How::Due);
            let names: Vec<&str> = due.map(|(m, _)| model.board.roster().name_of(*m)).collect();
            let words = format!("{} {} ", glyph::UNMARKED, locale::status(lang, Status::Unmarked));
            first.push((words + &locale::list(lang, &names), theme.amber));
        }
        _ => {}
    }
    let mut out = lines_of(first, width, lines, |words| {
        row.people.iter().map(|p| person_pieces(model, theme, row, p, words)).collect()
    });
    if out.len() < lines
        && let Some(next) = pane::next_relief(model, row.post)
    {
        out.push(vec![(format!("→ {next}"), theme.faint)]);
    }
    out
}

/// Puts people after what stands first: on one line with their states in words, in short ones, with the marks only, or
/// on as many lines as there are; who has no room is counted.
fn lines_of(first: Pieces, width: usize, lines: usize, people: impl Fn(Wording) -> Vec<Pieces>) -> Vec<Pieces> {
    let size = |p: &Pieces| p.iter().map(|(w, _)| text::width(w)).sum::<usize>();
    let line = |words: Wording, from: usize, first: Pieces| {
        let mut line = first;
        let people = people(words);
        for (i, p) in people.iter().enumerate().skip(from) {
            let gap = usize::from(!line.is_empty());
            let more = if i + 1 < people.len() { 3 } else { 0 };
            if gap > 0 && size(&line) + 1 + size(p) + more > width {
                return (line, i);
            }
            if gap > 0 {
                line.push((" ".into(), Style::new()));
            }
            line.extend(p.iter().cloned());
        }
        (line, people.len())
    };
    let all = people(Wording::Words).len();
    let fits = |l: &(Pieces, usize)| l.1 == all && size(&l.0) <= width;
    let in_words = line(Wording::Words, 0, first.clone());
    if fits(&in_words) {
        return vec![in_words.0];
    }
    if lines > 1 {
        let mut out = vec![in_words.0];
        let mut next = in_words.1;
        while next < all && out.len() < lines {
            let (l, n) = line(Wording::Words, next, Vec::new());
            out.push(l);
            next = n.max(next + 1);
        }
        return with_count(out, all - next.min(all));
    }
    let short = line(Wording::Short, 0, first.clone());
    if fits(&short) {
        return vec![short.0];
    }
    let marks = line(Wording::Marks, 0, first);
    let left = all - marks.1;
    with_count(vec![marks.0], left)
}

fn with_count(mut lines: Vec<Pieces>, left: usize) -> Vec<Pieces> {
    if left > 0
        && let Some(last) = lines.last_mut()
    {
        last.push((format!(" +{left}"), Style::new()));
    }
    lines
}

/// One person: name, time so far, and what is the matter, with its mark alone or in words.
fn person_pieces(model: &Model, theme: &Theme, row: &day::Row, person: &Person, wording: Wording) -> Pieces {
    let (lang, board) = (model.lang(), &model.board);
    let name = board.roster().name_of(person.member);
    let long = locale::duration_clock(board.now() - person.since);
    let style = person.over.map_or(theme.text, |level| theme.level(level));
    let mut pieces = vec![(format!("{name} {long}"), style)];
    let mut state = |mark: &str, whole: &str, short: &str, style| {
        let word = match wording {
            Wording::Words => whole,
            Wording::Short => short,
            Wording::Marks => "",
        };
        pieces.push((format!(" {mark}{word}"), style));
    };
    let words = |key| locale::text(lang, key);
    if person.overstaying && row.now.status == Status::Borrowed {
        state(glyph::WAITING, words("ui.waits"), words("ui.waits"), theme.waiting);
    }
    if let Some(level) = person.over {
        state(glyph::OVERLONG, locale::kind(lang, Kind::Overlong), words("ui.over"), theme.level(level));
    }
    if person.away {
        state(glyph::AWAY, words("ui.away"), words("ui.away"), theme.amber);
    }
    if person.due_soon {
        state(glyph::OVERLONG, words("ui.due_soon"), words("ui.over_soon"), theme.amber);
    }
    pieces
}

/// For how long the post has had nobody.
fn gap_for(model: &Model, post: PostId) -> Option<i64> {
    let gap = model.board.findings_now().find(|f| f.kind == Kind::Gap && f.post == Some(post))?;
    Some(model.board.now() - gap.from)
}

/// Says how many posts lie below what is shown.
fn more(model: &Model, theme: &Theme, buf: &mut Buffer, area: Rect, shown: usize) {
    let rest = model.board.posts().len() - shown;
    if rest > 0 && area.height > 0 {
        let words = locale::fill(model.lang(), "ui.more_below", &[("n", &rest)]);
        let x = area.right().saturating_sub(text::width(&words) as u16);
        Row::new(buf, area, area.height - 1).to(x).put(&words, theme.now);
    }
}

/// The findings after the most urgent, in order.
fn findings(model: &Model, theme: &Theme, buf: &mut Buffer, area: Rect) {
    let rest = model.board.findings().iter().enumerate().skip(1);
    if model.board.findings().len() < 2 || area.height < 2 {
        return;
    }
    let words = locale::fill(model.lang(), "ui.next_findings", &[("n", &(model.board.findings().len() - 1))]);
    list::heading(theme, buf, area, 0, &words);
    for (i, f) in rest.take(usize::from(area.height) - 1) {
        list::finding(model, theme, buf, area, i as u16, f, model.visited() == Some(i));
    }
}
