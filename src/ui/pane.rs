//! The details of the post under the cursor: the compound, who is on, telephone numbers, open items, last handovers,
//! who comes next.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

use super::glyph;
use super::text::{self, Row};
use super::theme::Theme;
use crate::app::Model;
use crate::app::day::{self, How, Person};
use crate::domain::coverage::current;
use crate::domain::finding::Kind;
use crate::domain::time::DAY;
use crate::domain::{MemberId, OpenItem, PostId, Roster, Slot, Span};
use crate::locale;

/// A line of the details.
pub type Line = Vec<(String, Style)>;

/// Draws the details into their part of the screen.
pub fn draw(model: &Model, theme: &Theme, buf: &mut Buffer, area: Rect) {
    let Some(post) = model.here().0 else { return };
    let right = area.x > 0;
    if right {
        for y in area.top()..area.bottom() {
            buf.set_string(area.x, y, glyph::EDGE, theme.border);
        }
    } else {
        super::list::heading(theme, buf, area, 0, "");
    }
    let inner = match right {
        true => Rect { x: area.x + 2, width: area.width.saturating_sub(3), ..area },
        false => Rect { x: 1, y: area.y, width: area.width.saturating_sub(2), height: area.height },
    };
    let lines = lines(model, theme, post, inner.width.into());
    if right {
        put(buf, inner, &lines);
        return;
    }
    // Below the view: the post's name on the rule, the rest in two columns.
    let (head, rest) = lines.split_at(1.min(lines.len()));
    let mut head = head.to_vec();
    if let Some(line) = head.first_mut() {
        line.push((" ".into(), theme.text));
    }
    put(buf, Rect { x: inner.x + 1, width: inner.width.saturating_sub(1), height: 1, ..inner }, &head);
    let height = usize::from(inner.height.saturating_sub(1));
    let half = inner.width / 2;
    for (i, part) in rest.chunks(height.max(1)).take(2).enumerate() {
        let x = inner.x + i as u16 * half;
        let width = if rest.len() > height { half.saturating_sub(1) } else { inner.width };
        put(buf, Rect { x, y: inner.y + 1, width, height: height as u16 }, part);
    }
}

/// Writes lines into an area; what has no room is cut.
pub fn put(buf: &mut Buffer, area: Rect, lines: &[Line]) {
    for (i, line) in lines.iter().take(area.height.into()).enumerate() {
        let mut row = Row::new(buf, area, i as u16);
        for (words, style) in line {
            row.fit(words, *style);
        }
    }
}

/// The details of a post as lines of so many columns.
pub fn lines(model: &Model, theme: &Theme, post: PostId, width: usize) -> Vec<Line> {
    let (lang, board) = (model.lang(), &model.board);
    let roster = board.roster();
    let known = model.seen.row(post);
    let segment = known.map_or_else(|| current(roster, board.now(), post), |row| row.now);
    let status = format!("{} {}", glyph::status(segment.status), locale::status(lang, segment.status));
    let mut out = vec![vec![
        (roster.post_name(post).to_string(), theme.strong),
        ("  ".into(), theme.text),
        (status, theme.status(segment.status)),
    ]];
    let compound = compound(model, roster, post);
    if !compound.is_empty() {
        out.extend(text::wrap(&compound, width).into_iter().map(|l| vec![(l, theme.quiet)]));
    }
    out.extend(people(model, theme, post));
    out.extend(absent(model, theme, post));
    if let Some((when, members)) = next_members(model, post) {
        let names = next_words(model, &when, &members);
        let phones: Vec<&str> = members.iter().filter_map(|m| roster.member(*m)?.phone.as_deref()).collect();
        out.push(vec![
            (format!("{} ", locale::text(lang, "pane.next")), theme.faint),
            (format!("{names} {}", phones.join(" ")), theme.text),
        ]);
    }
    items(model, theme, post, width, &mut out);
    handovers(model, theme, post, &mut out);
    notes(model, theme, post, width, &mut out);
    out
}

/// `八一西街社区 · 中城街道 · 20 户 60 人 · 市场监管`
fn compound(model: &Model, roster: &Roster, post: PostId) -> String {
    let lang = model.lang();
    let Some(c) = roster.post(post).and_then(|p| p.compound).and_then(|c| roster.compounds.get(&c)) else {
        return String::new();
    };
    let mut parts: Vec<String> = Vec::new();
    if c.name != roster.post_name(post) {
        parts.push(c.name.clone());
    }
    parts.extend(c.community.iter().chain(&c.subdistrict).cloned());
    if let Some(n) = c.households {
        parts.push(locale::fill(lang, "pane.households", &[("n", &n)]));
    }
    if let Some(n) = c.residents {
        parts.push(locale::fill(lang, "pane.residents", &[("n", &n)]));
    }
    let units = c.units.iter().filter_map(|u| roster.units.get(u));
    parts.extend(units.map(|u| u.short.clone().unwrap_or_else(|| u.name.clone())));
    parts.join(" · ")
}

/// Who is on: name, since when, how long, telephone, and what is wrong.
fn people(model: &Model, theme: &Theme, post: PostId) -> Vec<Line> {
    let (lang, board) = (model.lang(), &model.board);
    let known = model.seen.row(post).map(|row| row.people.clone());
    let people = known.unwrap_or_else(|| day::people(board, post));
    if people.is_empty() {
        let nobody = locale::text(lang, "pane.nobody_on").to_string();
        return vec![vec![(nobody, theme.red)]];
    }
    people.iter().map(|p| person(model, theme, p)).collect()
}

/// Those planned now who are not there: whom to call.
fn absent(model: &Model, theme: &Theme, post: PostId) -> Vec<Line> {
    let (lang, roster) = (model.lang(), model.board.roster());
    let absent = day::absent(&model.board, post);
    let line = |(member, how): (MemberId, How)| {
        let word = if how == How::Due { locale::kind(lang, Kind::Unmarked) } else { locale::kind(lang, Kind::Missing) };
        let mark = if how == How::Due { glyph::UNMARKED } else { glyph::MISSING };
        let phone = roster.member(member).and_then(|m| m.phone.as_deref()).unwrap_or_default();
        vec![(format!("{} {mark}{word} ", roster.name_of(member)), theme.amber), (phone.to_string(), theme.quiet)]
    };
    absent.into_iter().map(line).collect()
}

fn person(model: &Model, theme: &Theme, p: &Person) -> Line {
    let (lang, board) = (model.lang(), &model.board);
    let roster = board.roster();
    let member = roster.member(p.member);
    let style = p.over.map_or(theme.text, |level| theme.level(level));
    let on = locale::clock(roster.zone(), p.on);
    let long = locale::duration_clock(board.now() - p.since);
    // One style as far as it goes: every change of it is bytes in each step of the cursor.
    let phone = member.and_then(|m| m.phone.as_deref()).map(|phone| format!(" {phone}")).unwrap_or_default();
    let mut line = vec![(format!("{} {on}– {long}{phone}", roster.name_of(p.member)), style)];
    if p.over.is_some() {
        line.push((format!(" {}{}", glyph::OVERLONG, locale::text(lang, "ui.over")), style));
    }
    if p.away {
        line.push((format!(" {}{}", glyph::AWAY, locale::text(lang, "ui.away")), theme.amber));
    }
    line
}

/// Who comes next, and when: `06:00 卫红霞`.
pub fn next_relief(model: &Model, post: PostId) -> Option<String> {
    next_members(model, post).map(|(when, members)| next_words(model, &when, &members))
}

fn next_words(model: &Model, when: &str, members: &[MemberId]) -> String {
    let names: Vec<&str> = members.iter().map(|m| model.board.roster().name_of(*m)).collect();
    match names.is_empty() {
        true => format!("{when} {}", locale::text(model.lang(), "ui.not_planned")),
        false => format!("{when} {}", locale::list(model.lang(), &names)),
    }
}

/// When the first slot begins after now, and who is planned in it; `None` when nobody is needed then.
fn next_members(model: &Model, post: PostId) -> Option<(String, Vec<MemberId>)> {
    let (lang, board) = (model.lang(), &model.board);
    let roster = board.roster();
    let now = board.now();
    let slots = board.slots_in(Span::new(now, now + 2 * DAY));
    let (date, shift, span) = slots.into_iter().find(|(_, _, s)| s.from > now)?;
    let heads = roster.post(post).map_or(0, |p| p.heads(date, shift));
    let members: Vec<MemberId> = roster.assigned_in(Slot { post, date, shift }).map(|(m, _)| m).collect();
    if members.is_empty() && heads == 0 {
        return None;
    }
    let at = match span.from - now {
        ..DAY => locale::clock(roster.zone(), span.from),
        _ => locale::moment(lang, roster.zone(), now, span.from),
    };
    Some((at, members))
}

/// By when an item is due, with a space before it: ` 23:00 前`, ` 已过 22:00`; nothing when it has no time.
pub fn item_due(model: &Model, theme: &Theme, item: &OpenItem) -> (String, Style) {
    let (lang, board) = (model.lang(), &model.board);
    let Some(due) = item.due else { return (String::new(), theme.text) };
    let (key, style) = match due <= board.now() {
        true => ("pane.overdue", theme.amber),
        false => ("pane.due", theme.now),
    };
    let at = locale::moment(lang, board.roster().zone(), board.now(), due);
    (format!(" {}", locale::fill(lang, key, &[("at", &at)])), style)
}

/// The open items, with how often each was handed on.
fn items(model: &Model, theme: &Theme, post: PostId, width: usize, out: &mut Vec<Line>) {
    let (lang, board) = (model.lang(), &model.board);
    let roster = board.roster();
    let open = roster.items.iter().filter(|(_, i)| i.post == post && i.closed.is_none());
    for (n, (id, item)) in open.enumerate() {
        if n == 0 {
            out.push(vec![(locale::text(lang, "pane.items").into(), theme.faint)]);
        }
        let times = roster.times_handed_on(item);
        let (due, _) = item_due(model, theme, item);
        let handed = locale::fill(lang, "pane.handed_on", &[("n", &times)]);
        let between = if due.is_empty() { " · " } else { " " };
        let words = format!("{} {}{due}{between}{handed}", id.0, item.text);
        out.extend(text::wrap(&words, width).into_iter().take(3).map(|l| vec![(l, theme.text)]));
    }
}

/// The last handovers.
fn handovers(model: &Model, theme: &Theme, post: PostId, out: &mut Vec<Line>) {
    const SHOWN: usize = 3;
    let (lang, board) = (model.lang(), &model.board);
    let roster = board.roster();
    for (n, (_, h)) in roster.handovers_at(post).rev().take(SHOWN).enumerate() {
        if n == 0 {
            out.push(vec![(locale::text(lang, "pane.handovers").into(), theme.faint)]);
        }
        let names = |m: &[MemberId]| {
            let names: Vec<&str> = m.iter().map(|m| roster.name_of(*m)).collect();
            if names.is_empty() { "—".to_string() } else { locale::list(lang, &names) }
        };
        let at = locale::moment(lang, roster.zone(), board.now(), h.at);
        let note = h.note.as_ref().map(|note| format!(" {note}")).unwrap_or_default();
        out.push(vec![(format!("{at} {} → {}{note}", names(&h.out), names(&h.relief)), theme.text)]);
    }
}

/// The newest notes.
fn notes(model: &Model, theme: &Theme, post: PostId, width: usize, out: &mut Vec<Line>) {
    const SHOWN: usize = 2;
    let (lang, board) = (model.lang(), &model.board);
    let roster = board.roster();
    let newest = roster.notes.iter().rev().filter(|(_, n)| n.post == post).take(SHOWN);
    for (n, (_, note)) in newest.enumerate() {
        if n == 0 {
            out.push(vec![(locale::text(lang, "pane.notes").into(), theme.faint)]);
        }
        let at = locale::moment(lang, roster.zone(), board.now(), note.at);
        let words = format!("{at} {}", note.text);
        out.extend(text::wrap(&words, width).into_iter().take(2).map(|l| vec![(l, theme.quiet)]));
    }
}
