//! What each action does to a session: it moves the cursor, opens a dialog or asks for an effect.

use super::board::Board;
use super::dialog::{
    Choose, Correct, Dialog, Fill, Find, Handover, Help, Items, Leave, Mark, Note, Palette, Picker, find::Found,
    picker::Purpose,
};
use super::log::Row;
use super::place::today;
use super::update::submit;
use super::{Effect, Model, Said, Tone, copy, layout, sheet};
use crate::command::{Act, View, WhyNot};
use crate::domain::changes::Changes;
use crate::domain::finding::Kind;
use crate::domain::report::Who;
use crate::domain::time::{DAY, days_after};
use crate::domain::{AssignmentId, Command, Do, Finding, Instant, MemberId, PostId, Slot, Span, WallTime};
use crate::locale::{self, Lang};

/// Does an action, or says why it cannot be done.
pub(super) fn perform(model: &mut Model, act: Act) -> Vec<Effect> {
    if let Err(why) = act.row().enabled(&model.context()) {
        let text = locale::fill(model.lang(), why.key(), &[("action", &act.row().name(model.lang()))]);
        model.said = Some(Said { tone: Tone::Refused, text });
        return Vec::new();
    }
    let (post, slot) = model.here();
    match act {
        Act::Undo => return submit(model, Command::new(Do::Undo)),
        Act::Redo => return submit(model, Command::new(Do::Redo)),
        Act::Quit => return vec![Effect::Quit],
        Act::Copy => return copy::here(model),
        Act::CopyTomorrow => return copy::tomorrow(model),
        Act::CopyHandover => return copy::handover(model),
        Act::CopyChanges => return copy::changes(model),
        Act::Open => open(model),
        Act::NextFinding => visit_next(model, 1),
        Act::PrevFinding => visit_next(model, -1),
        Act::Find => model.dialogs.push(Dialog::Find(Find::new(&model.board))),
        Act::Palette => model.dialogs.push(Dialog::Palette(Palette::default())),
        Act::Help => model.dialogs.push(Dialog::Help(Help::new(model.place.view))),
        Act::Today => model.place.view = View::Today,
        Act::Week => model.place.view = View::Week,
        Act::Findings => model.place.view = View::Findings,
        Act::Handovers => model.place.view = View::Handovers,
        Act::People => model.place.view = View::People,
        Act::Sort => model.dialogs.push(Dialog::Choose(Choose::sort(model))),
        Act::Settings => model.dialogs.push(Dialog::Choose(Choose::settings(model))),
        Act::Select => sheet::select(model),
        Act::Paste => sheet::paste_copied(model),
        Act::Assign if model.place.view == View::People => sheet::open_cell(model, ""),
        Act::TakeOff if model.place.view == View::People => sheet::take_off(model),
        Act::Pin => return pin(model, slot),
        Act::Unit => model.dialogs.push(Dialog::Choose(Choose::unit(model))),
        Act::NextView => model.place.view = model.place.view.step(1),
        Act::PrevView => model.place.view = model.place.view.step(-1),
        Act::Chinese => model.settings.lang = Lang::Zh,
        Act::English => model.settings.lang = Lang::En,
        Act::Left => step(model, -1),
        Act::Right => step(model, 1),
        Act::Earlier => model.place.step_window(&model.board, -1),
        Act::Later => model.place.step_window(&model.board, 1),
        Act::Now => model.place.to_now(),
        Act::Up => move_row(model, |row, _| row.saturating_sub(1)),
        Act::Down => move_row(model, |row, _| row + 1),
        Act::PageUp => move_row(model, |row, page| row.saturating_sub(page)),
        Act::PageDown => move_row(model, |row, page| row + page),
        Act::First => move_row(model, |_, _| 0),
        Act::Last => move_row(model, |_, _| usize::MAX),
        Act::Report => model.place.view = View::Report,
        Act::Import => {
            let form = std::mem::take(&mut model.import);
            model.dialogs.push(Dialog::Import(form));
        }
        Act::Leave => model.dialogs.push(Dialog::Leave(leave(model, post, slot))),
        Act::Fill => model.dialogs.push(Dialog::Fill(Fill::new(&model.board, &model.place))),
        Act::Handover
        | Act::Assign
        | Act::TakeOff
        | Act::On
        | Act::Off
        | Act::Correct
        | Act::Cover
        | Act::Item
        | Act::Note => {
            if let Some(post) = post {
                let dialog = form(model, act, post, slot);
                model.dialogs.push(dialog);
            }
        }
    }
    Vec::new()
}

/// Pins who is planned in the slot, or what is selected in People; when all of it is pinned, lets it go.
fn pin(model: &mut Model, slot: Option<Slot>) -> Vec<Effect> {
    let roster = model.board.roster();
    let planned: Vec<AssignmentId> = match model.place.view {
        View::People => {
            let (members, dates) = model.selected();
            let (Some(first), Some(last)) = (dates.first().copied(), dates.last().copied()) else { return Vec::new() };
            members.iter().flat_map(|m| roster.assignments_of(*m, first, last)).map(|(id, _)| id).collect()
        }
        _ => {
            let of = |slot: Slot| roster.assigned_in(slot).map(move |(member, _)| AssignmentId { slot, member });
            slot.into_iter().flat_map(of).collect()
        }
    };
    let mut changes = Changes::new(roster);
    let all = planned.iter().all(|id| roster.assignments.get(id).is_some_and(|a| a.pinned));
    planned.iter().for_each(|id| changes.pin(*id, !all));
    if changes.is_empty() {
        let action = Act::Pin.row().name(model.lang());
        let text = locale::fill(model.lang(), WhyNot::NobodyPlanned.key(), &[("action", &action)]);
        model.said = Some(Said { tone: Tone::Refused, text });
        return Vec::new();
    }
    submit(model, Command::new(Do::Change { events: changes.events() }))
}

/// Leave of the member under the cursor, or of those in the slot under it.
fn leave(model: &Model, post: Option<PostId>, slot: Option<Slot>) -> Leave {
    let (board, people) = (&model.board, &model.place.people);
    match (people.member, post) {
        (Some(member), _) if model.place.view == View::People => Leave::of(member, people.date(board)),
        (_, Some(post)) => Leave::at(board, post, slot),
        (_, None) => Leave::of(MemberId(0), today(board)),
    }
}

/// The form of an action at a post.
fn form(model: &Model, act: Act, post: PostId, slot: Option<Slot>) -> Dialog {
    let board = &model.board;
    match (act, slot) {
        (Act::Handover, _) => Dialog::Handover(Handover::new(board, post)),
        (Act::Assign, Some(slot)) => Dialog::Pick(Picker::new(board, Purpose::Assign(slot, begun(board, slot)))),
        (Act::TakeOff, slot) => Dialog::Mark(Mark::take_off(board, post, slot).about(found(model))),
        (Act::Off, _) => Dialog::Mark(Mark::off(board, post)),
        (Act::Correct, slot) => Dialog::Correct(correct(model, post, slot)),
        (Act::Cover, _) => Dialog::Mark(Mark::cover(board, post)),
        (Act::Item, _) => match model.log().get(model.place.log) {
            Some(Row::Item(item)) if model.place.view == View::Handovers => {
                Dialog::Items(Items::on(board, post, *item))
            }
            _ => Dialog::Items(Items::new(board, post)),
        },
        (Act::Note, _) => Dialog::Note(Note::new(post)),
        _ => Dialog::Pick(Picker::new(board, Purpose::On(post))),
    }
}

/// Whom the finding under the cursor, or the one that `n` went to, is about.
fn found(model: &Model) -> Option<MemberId> {
    let findings = model.board.findings();
    let finding = match model.place.view {
        View::Findings => findings.get(model.place.finding),
        _ => model.visited().and_then(|at| findings.get(at)),
    };
    finding?.members.first().copied()
}

/// A correction of what is under the cursor: a handover's people, a member's cell, else the slot's.
fn correct(model: &Model, post: PostId, slot: Option<Slot>) -> Correct {
    let (board, place) = (&model.board, &model.place);
    let span = slot.and_then(|s| board.roster().slot_span(s.date, s.shift));
    let near = span.unwrap_or(Span::new(board.now(), board.now()));
    match (place.view, model.log().get(place.log)) {
        (View::Handovers, Some(Row::Handover(id))) => {
            let handover = board.roster().handovers.get(id);
            let at = handover.map_or(board.now(), |h| h.at);
            let who = handover.and_then(|h| h.relief.first().or(h.out.first()).copied());
            Correct::new(board, post, Span::new(at, at), who)
        }
        (View::People, _) => Correct::new(board, post, near, place.people.member),
        _ => Correct::new(board, post, near, found(model)),
    }
}

/// From when on somebody is planned into a slot that has begun longer than the grace ago: from this minute on. Planned
/// from its beginning he would be missing at once.
fn begun(board: &Board, slot: Slot) -> Option<WallTime> {
    use chrono::Timelike;
    let span = board.roster().slot_span(slot.date, slot.shift)?;
    let late = span.contains(board.now()) && board.now() - span.from >= board.roster().rules.mark_grace;
    let local = board.now().local(board.roster().zone());
    late.then(|| WallTime((local.hour() * 60 + local.minute()) as u16))
}

/// Moves the row under the cursor of the view.
fn move_row(model: &mut Model, to: impl Fn(usize, usize) -> usize) {
    let page = usize::from(layout::frame(model.size).body.height).saturating_sub(2).max(1);
    match model.place.view {
        View::Today | View::Week => {
            let posts = model.board.posts();
            let at = model.place.post.and_then(|p| model.board.index_of(p)).unwrap_or(0);
            let row = to(at, page.min(posts.len().max(1))).min(posts.len().saturating_sub(1));
            model.place.post = posts.get(row).copied();
        }
        View::Findings => model.place.finding = to(model.place.finding, page),
        View::Handovers => model.place.log = to(model.place.log, page),
        View::Report => {
            let page = layout::report_shown(model.size).max(1);
            model.place.report.row = to(model.place.report.row, page);
        }
        View::People => {
            let members = model.seen.members();
            let at = model.place.people.member.and_then(|m| members.iter().position(|n| *n == m)).unwrap_or(0);
            let page = layout::people_shown(model.size).max(1);
            let row = to(at, page).min(members.len().saturating_sub(1));
            model.place.people.member = members.get(row).copied();
        }
    }
}

/// A slot, or in People a day, to the right or to the left; Report turns between members and units.
fn step(model: &mut Model, by: i64) {
    match model.place.view {
        View::People => model.place.people.step(&model.board, by),
        View::Report => model.place.report.turn(),
        _ => model.place.step_slot(&model.board, by),
    }
}

/// Enter: the details where they are not beside the view anyway; in lists, the place or the item.
fn open(model: &mut Model) {
    match model.place.view {
        View::Today | View::Week => model.dialogs.push(Dialog::Detail),
        View::People if model.context().member.is_some() => sheet::open_cell(model, ""),
        View::People => {}
        View::Report => open_row(model),
        View::Findings => {
            let Some(finding) = model.board.findings().get(model.place.finding).cloned() else { return };
            model.visited = Some((model.place.finding, finding.clone()));
            go_to(model, &finding);
        }
        View::Handovers => {
            let Some(row) = model.log().get(model.place.log).copied() else { return };
            let Some(post) = row.post(model.board.roster()) else { return };
            match row {
                Row::Item(item) => model.dialogs.push(Dialog::Items(Items::on(&model.board, post, item))),
                Row::Handover(_) => model.dialogs.push(Dialog::Detail),
            }
        }
    }
}

/// A unit's members; a member's sheet.
fn open_row(model: &mut Model) {
    let row = model.seen.report().and_then(|table| table.rows.get(model.place.report.row));
    match row.map(|row| row.who) {
        Some(Who::Unit(unit)) => {
            model.place.report.turn();
            model.place.report.order.unit = Some(unit);
        }
        Some(Who::Member(member)) => {
            model.place.people.member = Some(member);
            model.place.people.order = Default::default();
            model.place.view = View::People;
        }
        None => {}
    }
}

/// Where a finding that was seen before stands now: the same one, whatever time has made of it.
pub(super) fn position(findings: &[Finding], last: &Finding) -> Option<usize> {
    let same =
        |f: &&Finding| f.kind == last.kind && f.post == last.post && f.members == last.members && f.date == last.date;
    let mut alike = findings.iter().enumerate().filter(|(_, f)| same(f));
    let first = alike.next()?.0;
    Some(if findings[first].from == last.from {
        first
    } else {
        alike.find(|(_, f)| f.from == last.from).map_or(first, |(i, _)| i)
    })
}

/// Goes to the finding after the one visited last, or before it, round and round. When that one is gone, the one that
/// has moved up to its place is the next.
fn visit_next(model: &mut Model, by: isize) {
    let findings = model.board.findings();
    let next = match (&model.visited, model.visited()) {
        (None, _) => 0,
        (_, Some(at)) => (at as isize + by).rem_euclid(findings.len() as isize) as usize,
        (Some((at, _)), None) if by < 0 => at.checked_sub(1).unwrap_or(findings.len() - 1),
        (Some((at, _)), None) => at % findings.len(),
    };
    let Some(finding) = findings.get(next).cloned() else { return };
    if model.place.view == View::Findings {
        model.place.finding = next;
    } else {
        go_to(model, &finding);
    }
    let (lang, board) = (model.lang(), &model.board);
    let text = locale::finding(lang, board.roster(), board.now(), &finding);
    let text =
        locale::fill(lang, "said.visited", &[("n", &(next + 1)), ("all", &board.findings().len()), ("what", &text)]);
    model.said = Some(Said { tone: Tone::Quiet, text });
    model.visited = Some((next, finding));
}

/// Brings the cursor to where a finding is: into Today when it is there, else into Week; what has no place stays in the
/// list of findings.
fn go_to(model: &mut Model, finding: &Finding) {
    match (slot_of(&model.board, finding), finding.post) {
        (Some(slot), _) => go_to_slot(model, slot),
        (None, Some(post)) => {
            model.place.to_now();
            model.place.post = Some(post);
            model.place.view = View::Today;
        }
        (None, None) => {
            model.place.view = View::Findings;
            model.place.finding = model.board.findings().iter().position(|f| f == finding).unwrap_or(0);
        }
    }
}

fn go_to_slot(model: &mut Model, slot: Slot) {
    let (place, board) = (&mut model.place, &model.board);
    place.post = Some(slot.post);
    let at = (slot.date, slot.shift);
    place.slot = Some(at);
    let span = board.roster().slot_span(slot.date, slot.shift);
    place.day = None;
    if span.is_some_and(|s| s.overlaps(place.hours(board))) {
        if board.present_slot() == Some(at) {
            place.to_now();
        }
        place.view = View::Today;
        return;
    }
    place.view = View::Week;
    let first = today(board);
    let ahead = (slot.date - place.week(board)).num_days();
    if !(0..place.dates.max(1) as i64).contains(&ahead) {
        let weeks = (slot.date - first).num_days().div_euclid(7);
        place.week = (weeks != 0).then(|| days_after(first, 7 * weeks));
    }
}

/// Brings the week of a date into sight.
pub(super) fn show_week(model: &mut Model, date: chrono::NaiveDate) {
    let (place, board) = (&mut model.place, &model.board);
    let weeks = (date - today(board)).num_days().div_euclid(7);
    place.view = View::Week;
    place.week = (weeks != 0).then(|| days_after(today(board), 7 * weeks));
    place.slot = board.roster().shifts_on(date).first().map(|s| (date, s.id));
}

/// The slot that a finding is about, if it can be told.
pub(super) fn slot_of(board: &Board, finding: &Finding) -> Option<Slot> {
    if let (Some(post), Some(date), Some(shift)) = (finding.post, finding.date, finding.shift) {
        return Some(Slot { post, date, shift });
    }
    let when = if finding.kind == Kind::ShortRest { finding.to } else { finding.from };
    if let Some(post) = finding.post {
        let when = if finding.severity == crate::domain::finding::Severity::Now { board.now() } else { when };
        let slots = board.slots_in(Span::new(when, when + 1));
        return slots.first().map(|(date, shift, _)| Slot { post, date: *date, shift: *shift });
    }
    slot_of_member(board, *finding.members.first()?, when)
}

/// Where a member is planned at `when`, or next after it within two days.
fn slot_of_member(board: &Board, member: MemberId, when: Instant) -> Option<Slot> {
    let roster = board.roster();
    let date = when.date(roster.zone());
    let planned = roster.assignments_of(member, days_after(date, -1), days_after(date, 2));
    planned
        .filter_map(|(id, a)| Some((roster.assignment_span(&id, a)?, id.slot)))
        .filter(|(span, _)| span.to > when && span.from < when + 2 * DAY)
        .min_by_key(|(span, _)| span.from)
        .map(|(_, slot)| slot)
}

/// Brings the cursor to somebody or something that was found.
pub(super) fn go(model: &mut Model, found: Found) {
    let board = &model.board;
    let roster = board.roster();
    let to_post = |model: &mut Model, post: Option<PostId>| {
        if post.is_some() {
            model.place.post = post;
            model.place.to_now();
            if matches!(model.place.view, View::Findings | View::Handovers | View::People | View::Report) {
                model.place.view = View::Today;
            }
        }
    };
    match found {
        Found::Post(post) => to_post(model, Some(post)),
        Found::Compound(compound) => {
            let post = roster.posts.iter().find(|(_, p)| p.compound == Some(compound)).map(|(id, _)| *id);
            to_post(model, post);
        }
        Found::Member(member) if model.place.view == View::Report => {
            model.place.report.order.by_unit = false;
            model.place.report.order.unit = None;
            model.said = Some(Said { tone: Tone::Quiet, text: whereabouts(model, member) });
            model.sought = Some(member);
        }
        Found::Member(member) if model.place.view == View::People => {
            model.place.people.member = Some(member);
            if !model.seen.members().contains(&member) {
                model.place.people.order = Default::default();
            }
            model.said = Some(Said { tone: Tone::Quiet, text: whereabouts(model, member) });
        }
        Found::Member(member) => {
            let on = roster.on_duty(member).map(|(_, p)| p.post);
            let next = slot_of_member(board, member, board.now());
            match (on, next) {
                (Some(post), _) => to_post(model, Some(post)),
                (None, Some(slot)) => go_to_slot(model, slot),
                (None, None) => {}
            }
            model.said = Some(Said { tone: Tone::Quiet, text: whereabouts(model, member) });
        }
    }
}

/// One line about where somebody is, or will be next, and his telephone.
fn whereabouts(model: &Model, member: MemberId) -> String {
    let (lang, board) = (model.lang(), &model.board);
    let roster = board.roster();
    let name = roster.name_of(member);
    let phone = roster.member(member).and_then(|m| m.phone.as_deref()).unwrap_or_default();
    let moment = |t| locale::moment(lang, roster.zone(), board.now(), t);
    let text = if let Some((_, p)) = roster.on_duty(member) {
        let post = roster.post_name(p.post);
        locale::fill(lang, "said.is_on", &[("member", &name), ("post", &post), ("since", &moment(p.on))])
    } else if let Some(slot) = slot_of_member(board, member, board.now()) {
        let post = roster.post_name(slot.post);
        let from = roster.slot_span(slot.date, slot.shift).map_or(board.now(), |s| s.from);
        locale::fill(lang, "said.is_next", &[("member", &name), ("post", &post), ("at", &moment(from))])
    } else {
        locale::fill(lang, "said.is_free", &[("member", &name)])
    };
    format!("{text}  {phone}").trim_end().to_string()
}
