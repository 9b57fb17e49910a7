//! The one way a session changes: a message in, effects out.

use crossterm::event::{KeyCode, KeyEvent, KeyEventKind};

use super::dialog::choose::Choice;
use super::dialog::confirm::{About, Confirm, Then};
use super::dialog::import::{Reading, Stopped};
use super::dialog::unknown::Sort;
use super::dialog::{Dialog, Form, Looking, Outcome, Planning, Preview, Records, Review, Unknown};
use super::pointer::point;
use super::reach::reach_back;
use super::sight::settle;
use super::{Effect, Model, Msg, Said, Tone, Waiting, act, layout, sheet};
use crate::command::{Act, Key, View};
use crate::desk::{Failure, Published, Receipt};
use crate::domain::{Command, Do};
use crate::exchange::fields::{Kind, Which};
use crate::exchange::sheet as file;
use crate::locale;
use crate::plan::branch::Ask;

/// The most messages that are held while a command is on its way to the disk.
const HELD: usize = 256;

/// Takes one message.
pub fn update(model: &mut Model, msg: Msg) -> Vec<Effect> {
    let mut effects = Vec::new();
    take(model, msg, &mut effects);
    while let Some(next) = released(model) {
        take(model, next, &mut effects);
    }
    // What follows the founding of a branch: the sheet that was named with it.
    if let Some(form) = model.then.take_if(|_| model.waiting.is_none()) {
        let ask = form.ask();
        model.dialogs.push(Dialog::Import(form));
        if let Ok(ask) = ask {
            look(model, ask, Vec::new());
        }
    }
    settle(model);
    effects.extend(reach_back(model));
    effects.extend(begin_reading(model));
    effects.extend(wanted_folder(model).map(Effect::List));
    effects
}

/// The folder whose contents the form on the screen would list.
fn wanted_folder(model: &mut Model) -> Option<String> {
    match model.dialogs.last_mut()? {
        Dialog::Import(form) => form.wants(),
        Dialog::Setup(setup) => setup.wants(),
        _ => None,
    }
}

/// Takes a newer state; the lists that are open show it, and what the store noticed is said.
fn publish(model: &mut Model, published: Published) {
    let (lang, zone) = (model.lang(), published.roster.zone());
    let known = model.board.published().notices.len();
    let news: Vec<String> = published.notices.iter().skip(known).map(|n| n.words(lang, zone)).collect();
    if !news.is_empty() {
        let said = model.said.take().map(|s| s.text);
        refuse(model, said.into_iter().chain(news).collect::<Vec<_>>().join(" · "));
    }
    model.board.publish(published);
    for dialog in &mut model.dialogs {
        if let Dialog::Records(list) = dialog {
            list.read(&model.board);
        }
    }
}

/// The next message that was held, when nothing is waited for any more.
fn released(model: &mut Model) -> Option<Msg> {
    let reached = model.board.published().seq;
    if model.waiting.as_ref().is_some_and(|w| w.seq.is_some_and(|s| s <= reached)) {
        model.waiting = None;
    }
    if model.waiting.is_some() { None } else { model.held.pop_front() }
}

fn take(model: &mut Model, msg: Msg, effects: &mut Vec<Effect>) {
    match msg {
        Msg::Published(published) => publish(model, *published),
        Msg::Tick(now) => model.board.tick(now),
        Msg::Resize(w, h) => model.size = (w, h),
        Msg::Done(id, answer) => done(model, id, answer),
        Msg::Progress(id, reached) => {
            if let Some((_, p)) = planning(model, id) {
                p.reached = Some(reached);
            }
        }
        Msg::Planned(id, proposal) => {
            if let Some((at, _)) = planning(model, id) {
                model.dialogs[at] = Dialog::Review(Review::new(proposal));
            }
        }
        Msg::Read(id, answer) => read(model, id, &answer),
        Msg::Listed(folder, items) => {
            for dialog in &mut model.dialogs {
                match dialog {
                    Dialog::Import(form) => form.list(folder.clone(), items.clone()),
                    Dialog::Setup(setup) => setup.file.list(folder.clone(), items.clone()),
                    _ => {}
                }
            }
        }
        Msg::Flood => refuse(model, locale::text(model.lang(), "said.flood").to_string()),
        Msg::Key(key) if key.kind == KeyEventKind::Release => {}
        // Nothing is done that cannot be seen.
        Msg::Key(key) if !layout::has_room(model.size) => {
            let quits = model.dialogs.is_empty() && model.settings.keymap.act(Key::of(&key)) == Some(Act::Quit);
            if quits || leaves(model, &key) {
                effects.extend(quit(model));
            }
        }
        Msg::Paste(_) | Msg::Mouse(_) if !layout::has_room(model.size) => {}
        Msg::Key(key) if model.waiting.is_none() || leaves(model, &key) => effects.extend(press(model, &key)),
        Msg::Paste(text) if model.waiting.is_none() => paste(model, &text),
        Msg::Mouse(mouse) if model.waiting.is_none() => effects.extend(point(model, &mouse)),
        Msg::Key(_) | Msg::Paste(_) | Msg::Mouse(_) => hold(model, msg),
    }
}

fn hold(model: &mut Model, msg: Msg) {
    if model.held.len() < HELD {
        model.held.push_back(msg);
    }
}

/// Whether a key always leaves, even from a form and while something is waited for.
fn leaves(model: &Model, key: &KeyEvent) -> bool {
    let key = Key::of(key);
    !matches!(key.code, KeyCode::Char(_)) && model.settings.keymap.act(key) == Some(Act::Quit) || key == Key::ctrl('c')
}

fn press(model: &mut Model, key: &KeyEvent) -> Vec<Effect> {
    model.said = None;
    if leaves(model, key) {
        return quit(model);
    }
    let Some(dialog) = model.dialogs.last_mut() else { return press_in_view(model, key) };
    let outcome = dialog.key(key, &model.board, model.settings.lang);
    follow(model, outcome, key)
}

fn press_in_view(model: &mut Model, key: &KeyEvent) -> Vec<Effect> {
    match model.settings.keymap.act(Key::of(key)) {
        Some(act) => act::perform(model, act),
        None if model.place.view == View::People => sheet::typed(model, key),
        None => Vec::new(),
    }
}

/// Leaves; asks first when a form holds something that is not recorded.
fn quit(model: &mut Model) -> Vec<Effect> {
    let asked = matches!(model.dialogs.last(), Some(Dialog::Confirm(Confirm { about: About::Unsaved, .. })));
    if asked || !model.is_unsaved() {
        return vec![Effect::Quit];
    }
    model.dialogs.push(Dialog::Confirm(Confirm { about: About::Unsaved, then: Then::Quit }));
    Vec::new()
}

/// Does what a dialog said.
pub(super) fn follow(model: &mut Model, outcome: Outcome, key: &KeyEvent) -> Vec<Effect> {
    match outcome {
        Outcome::Stay => {}
        Outcome::Refuse(why) => refuse(model, locale::text(model.lang(), why).to_string()),
        // Esc loses nothing that was typed without asking.
        Outcome::Close if key.code == KeyCode::Esc && model.dialogs.last().is_some_and(Dialog::is_typed) => {
            model.dialogs.push(Dialog::Confirm(Confirm { about: About::Unsaved, then: Then::Discard }));
        }
        Outcome::Close => close(model),
        Outcome::Instead(dialog) => {
            close(model);
            if matches!(model.dialogs.last(), Some(Dialog::Pick(_))) {
                model.dialogs.pop();
            }
            model.dialogs.push(dialog);
        }
        Outcome::Open(dialog) => model.dialogs.push(dialog),
        Outcome::Submit(command) => {
            if matches!(model.dialogs.last(), Some(Dialog::Confirm(_))) {
                model.dialogs.pop();
            }
            return submit(model, command);
        }
        Outcome::Picked(member) => {
            while matches!(model.dialogs.last(), Some(Dialog::Confirm(_) | Dialog::Pick(_))) {
                model.dialogs.pop();
            }
            if let Some(form) = model.dialogs.last_mut() {
                form.picked(member, &model.board);
            }
        }
        Outcome::Do(act) => {
            model.dialogs.clear();
            return act::perform(model, act);
        }
        Outcome::Go(found) => {
            model.dialogs.clear();
            act::go(model, found);
        }
        Outcome::Discard => {
            model.dialogs.pop();
            model.dialogs.pop();
        }
        Outcome::Chosen(Choice::Keep(kind)) => {
            let dialog = match kind {
                Kind::Branch | Kind::Rules | Kind::Pattern => {
                    Dialog::Form(Form::new(&model.board, model.lang(), vec![Which::new(kind)]))
                }
                kind => Dialog::Records(Records::new(&model.board, kind)),
            };
            model.dialogs.push(dialog);
        }
        Outcome::Chosen(choice) => {
            model.dialogs.pop();
            choice.done(&mut model.place);
        }
        Outcome::Pass => {
            model.dialogs.pop();
            return press_in_view(model, key);
        }
        Outcome::Put(want, said) => {
            model.dialogs.pop();
            sheet::fill(model, &want, &said);
        }
        Outcome::Quit => return vec![Effect::Quit],
        Outcome::Plan(ask) => {
            model.dialogs.pop();
            return vec![plan(model, ask)];
        }
        Outcome::StopPlan(id) => return vec![Effect::StopPlan(id)],
        Outcome::Read(ask) => look(model, ask, Vec::new()),
        Outcome::ReadAgain(ask, asked) => {
            close(model);
            look(model, ask, asked);
        }
        Outcome::StopRead(id) => {
            model.dialogs.pop();
            return vec![Effect::StopRead(id)];
        }
        Outcome::Copy(text) => {
            let first = text.lines().next().unwrap_or_default();
            let text_said = locale::fill(model.lang(), "said.copied", &[("what", &first)]);
            model.said = Some(Said { tone: Tone::Quiet, text: text_said });
            return vec![Effect::Copy(text)];
        }
    }
    Vec::new()
}

/// Closes the dialog on top; what was typed or chosen for an import is there when it is opened again.
fn close(model: &mut Model) {
    match model.dialogs.pop() {
        Some(Dialog::Import(form)) => model.import = form,
        Some(Dialog::Unknown(list)) => {
            if let Some(Dialog::Import(form)) = model.dialogs.last_mut() {
                form.keep(list.chosen());
            }
        }
        _ => {}
    }
}

/// Has a plan searched; a line says how far it is until it comes.
fn plan(model: &mut Model, ask: Ask) -> Effect {
    let id = model.next_id;
    model.next_id += 1;
    model.dialogs.push(Dialog::Planning(Planning { id, ask, reached: None, stopping: false }));
    Effect::Plan(id, ask)
}

/// Has a file read; a line says so until it is.
fn look(model: &mut Model, ask: file::Ask, asked: Vec<(Sort, String)>) {
    let id = model.next_id;
    model.next_id += 1;
    model.dialogs.push(Dialog::Looking(Looking { id, ask, has_begun: false, asked }));
}

/// Gives the file to the session, once the whole history is there that it is held against.
fn begin_reading(model: &mut Model) -> Option<Effect> {
    match model.dialogs.last_mut()? {
        Dialog::Looking(looking) if !looking.has_begun && model.reach.is_none() => {
            looking.has_begun = true;
            Some(Effect::Read(looking.id, looking.ask.clone()))
        }
        _ => None,
    }
}

/// What a file gave: the form is told why it stopped, or what it says is asked about and shown.
fn read(model: &mut Model, id: u64, answer: &Result<Reading, Stopped>) {
    let at = model.dialogs.iter().position(|d| matches!(d, Dialog::Looking(l) if l.id == id));
    let Some(at) = at else { return };
    let Dialog::Looking(looking) = model.dialogs.remove(at) else { return };
    let form = at.checked_sub(1).and_then(|i| model.dialogs.get_mut(i));
    match (answer, form) {
        (Err(stopped), Some(Dialog::Import(form))) => form.stop(stopped.clone()),
        (Err(stopped), Some(Dialog::Setup(setup))) => setup.file.stop(stopped.clone()),
        (Ok(Reading::Survey(found)), Some(Dialog::Setup(setup))) => setup.take(found, &model.board),
        (Ok(Reading::Offer(offer)), form) => {
            let mut unknown = Unknown::of(&looking.ask, offer, looking.asked);
            if let Some(Dialog::Import(form)) = form {
                form.looked_at(offer);
                unknown.iter_mut().for_each(|list| list.choose(&form.chosen));
            }
            let preview = || Dialog::Preview(Preview::new(offer.clone()));
            model.dialogs.push(unknown.map_or_else(preview, Dialog::Unknown));
        }
        _ => {}
    }
}

/// The search's line, if it is still on the screen.
fn planning(model: &mut Model, id: u64) -> Option<(usize, &mut Planning)> {
    model.dialogs.iter_mut().enumerate().find_map(|(i, d)| match d {
        Dialog::Planning(p) if p.id == id => Some((i, p)),
        _ => None,
    })
}

/// Sends a command on its way. Forms stay until it is recorded; input is held until the roster shows it.
pub(super) fn submit(model: &mut Model, command: Command) -> Vec<Effect> {
    let id = model.next_id;
    model.next_id += 1;
    let redo = command.what == Do::Redo;
    model.waiting = Some(Waiting { id, seq: None, redo, since: model.board.now() });
    vec![Effect::Submit(id, command)]
}

fn done(model: &mut Model, id: u64, answer: Result<Receipt, Failure>) {
    let Some(waiting) = model.waiting.as_mut().filter(|w| w.id == id) else { return };
    match answer {
        Ok(receipt) => {
            waiting.seq = Some(receipt.entry.seq);
            let redo = waiting.redo;
            after_import(model);
            // A list of records stays: the next one is kept from there.
            let lists = model.dialogs.iter().position(|d| matches!(d, Dialog::Records(_)));
            model.dialogs.truncate(lists.map_or(0, |at| at + 1));
            model.place.people.anchor = None;
            let text = recorded(model, &receipt, redo);
            say_before_notices(model, Tone::Recorded, text);
        }
        Err(failure) => {
            waiting.seq = Some(0);
            let text = failed(model, &failure);
            say_before_notices(model, Tone::Refused, text);
        }
    }
}

/// Says what became of a command, before what the store noticed meanwhile.
fn say_before_notices(model: &mut Model, tone: Tone, text: String) {
    model.said = Some(match model.said.take() {
        Some(notice) => Said { text: format!("{text} · {}", notice.text), ..notice },
        None => Said { tone, text },
    });
}

/// What was imported is shown; what the set-up was to import comes next.
fn after_import(model: &mut Model) {
    let imported = model.dialogs.iter().find_map(|d| match d {
        Dialog::Preview(p) => Some(p.offer.first_date(model.board.now())),
        _ => None,
    });
    if let Some(date) = imported {
        model.import = Default::default();
        if let Some(date) = date {
            act::show_week(model, date);
        }
    }
    model.then = model.dialogs.iter().find_map(|d| match d {
        Dialog::Setup(s) if !s.file.path().is_empty() => Some(s.file.clone()),
        _ => None,
    });
}

/// One quiet line: when it was recorded, and what.
fn recorded(model: &Model, receipt: &Receipt, redo: bool) -> String {
    let (lang, roster) = (model.lang(), model.board.roster());
    let at = locale::clock(roster.zone(), receipt.entry.at);
    let (key, what) = match &receipt.undone {
        Some(_) if redo => {
            ("said.redone", locale::describe_events(lang, roster, receipt.entry.at, &receipt.entry.events))
        }
        Some(undone) => ("said.undone", locale::describe_events(lang, roster, undone.at, &undone.events)),
        None => ("said.recorded", locale::describe(lang, roster, &receipt.entry)),
    };
    locale::fill(lang, key, &[("at", &at), ("what", &what)])
}

fn failed(model: &Model, failure: &Failure) -> String {
    match failure {
        Failure::Refused(refusal) => locale::refusal(model.lang(), model.board.roster(), refusal).to_string(),
        Failure::Store(fault) => {
            let why = fault.said(model.lang(), model.board.roster().zone()).message;
            locale::fill(model.lang(), "said.store_failed", &[("why", &why)])
        }
    }
}

fn refuse(model: &mut Model, text: String) {
    model.said = Some(Said { tone: Tone::Refused, text });
}

fn paste(model: &mut Model, text: &str) {
    let taken = match model.dialogs.last_mut() {
        Some(dialog) => dialog.paste(text, &model.board),
        None if model.place.view == View::People => {
            sheet::paste(model, text);
            true
        }
        None => false,
    };
    if !taken {
        refuse(model, locale::text(model.lang(), "said.paste_nowhere").to_string());
    }
}
