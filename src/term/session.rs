//! One session on bytes in, bytes out and a size: waits until something happens, tells the model, draws once. It wakes
//! for input, a new roster, an answer of the desk, a resize and the model's next instant, and for nothing else. It knows
//! no tty, no environment and no store.

use std::future::{pending, ready};
use std::mem;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _};
use tokio::sync::watch;
use tokio::task::JoinSet;
use tokio::time::{Instant as Moment, sleep, sleep_until};

use super::caps::{Background, Caps, KEYBOARD_ON};
use super::glyph;
use super::input::{Input, Parser};
use super::pen::Colours;
use super::readings::{Against, Readings};
use super::screen::Screen;
use super::searches::Searches;
use crate::app::{self, Effect, Model, Msg};
use crate::clock::Clock;
use crate::desk::{Desk, Failure, Published, Receipt, Request};
use crate::exchange::files::Places;
use crate::ui::{self, Theme};

/// A resize waits so long for the next one: dragging a window's edge sends many.
const RESIZE_WAIT: Duration = Duration::from_millis(50);
/// The most bytes that are read before a frame is drawn.
const TURN_MOST: usize = 64 * 1024;

/// Where a session's bytes come from and go to.
pub struct Door<R, W> {
    pub input: R,
    pub output: W,
    /// Columns and rows. Every value that is sent, also the same again, has the screen drawn whole.
    pub sizes: watch::Receiver<(u16, u16)>,
}

/// What a session works with.
pub struct Setup {
    pub desk: Desk,
    pub clock: Clock,
    /// Who gives the commands.
    pub by: String,
    pub caps: Caps,
    pub settings: app::Settings,
    /// From where the paths that are typed are meant.
    pub places: Places,
}

/// How a session ended.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Ended {
    /// The user left.
    Quit,
    /// There is nobody at the other end any more.
    HungUp,
    /// By a fault in the program.
    Fault,
}

/// Runs a session until it ends. The door has sent `Caps::enter` before, and sends `Caps::leave` afterwards.
pub async fn run<R: AsyncRead + Unpin, W: AsyncWrite + Unpin>(door: Door<R, W>, setup: Setup) -> Ended {
    match talk(door, setup).await {
        Err(ended) | Ok(ended) => ended,
    }
}

async fn talk<R: AsyncRead + Unpin, W: AsyncWrite + Unpin>(door: Door<R, W>, setup: Setup) -> Result<Ended, Ended> {
    let Door { mut input, mut output, mut sizes } = door;
    let mut published = setup.desk.published();
    let first = published.borrow_and_update().clone();
    let size = *sizes.borrow_and_update();
    let mut session = guarded(|| Session::new(setup, first, size))?;
    let mut patience: Option<Moment> = None;
    let mut resize_at: Option<Moment> = None;
    let mut buffer = vec![0; 4096];
    let mut hung_up = false;
    while !session.quit && !hung_up {
        let bytes = guarded(|| session.draw())?;
        if !bytes.is_empty() {
            output.write_all(bytes).await.map_err(|_| Ended::HungUp)?;
            output.flush().await.map_err(|_| Ended::HungUp)?;
        }
        tokio::select! {
            read = input.read(&mut buffer) => {
                let mut taken = hear(&mut session, &buffer, read);
                hung_up = taken == 0;
                // What is there already is taken before the next frame is drawn, and before the end is.
                while taken < TURN_MOST && !hung_up {
                    tokio::select! {
                        biased;
                        read = input.read(&mut buffer) => {
                            let more = hear(&mut session, &buffer, read);
                            hung_up = more == 0;
                            taken += more;
                        }
                        () = ready(()) => break,
                    }
                }
                patience = session.parser.patience().map(|wait| Moment::now() + wait);
            }
            () = until(patience) => {
                session.parser.give_up(&mut session.heard);
                patience = session.parser.patience().map(|wait| Moment::now() + wait);
            }
            changed = published.changed() => {
                changed.map_err(|_| Ended::Fault)?;
                published.mark_changed();
            }
            Some(answer) = session.answers.join_next() => session.answered(answer.ok()),
            Some(msg) = session.searches.heard() => session.news.push(msg),
            Some(msg) = session.readings.heard() => session.news.push(msg),
            Ok(()) = sizes.changed() => resize_at = Some(Moment::now() + RESIZE_WAIT),
            () = until(resize_at) => {
                resize_at = None;
                session.resize(*sizes.borrow());
            }
            () = sleep(session.clock.until(session.model.deadline())) => session.due = true,
        }
        while let Some(answer) = session.answers.try_join_next() {
            session.answered(answer.ok());
        }
        if published.has_changed().unwrap_or(false) {
            session.news.push(Msg::Published(Box::new(published.borrow_and_update().clone())));
        }
        while let Some(msg) = session.searches.heard_already() {
            session.news.push(msg);
        }
        while let Some(msg) = session.readings.heard_already() {
            session.news.push(msg);
        }
        guarded(|| session.turn())?;
    }
    Ok(if session.quit { Ended::Quit } else { Ended::HungUp })
}

/// Takes what was read; how many bytes. None: nothing more will come, the reader is at its end or broken.
fn hear(session: &mut Session, buffer: &[u8], read: std::io::Result<usize>) -> usize {
    let length = read.unwrap_or(0);
    session.parser.feed(&buffer[..length], &mut session.heard);
    length
}

/// Waits until then; for ever when there is no then.
async fn until(moment: Option<Moment>) {
    match moment {
        Some(moment) => sleep_until(moment).await,
        None => pending().await,
    }
}

/// A fault in the program ends the session, not the process.
fn guarded<T>(work: impl FnOnce() -> T) -> Result<T, Ended> {
    catch_unwind(AssertUnwindSafe(work)).map_err(|_| Ended::Fault)
}

type Answer = (u64, Result<Receipt, Failure>);

/// The session between two waits.
struct Session {
    model: Model,
    theme: Theme,
    screen: Screen,
    caps: Caps,
    parser: Parser,
    desk: Desk,
    clock: Clock,
    by: String,
    /// Commands that the desk has not answered yet.
    answers: JoinSet<Answer>,
    searches: Searches,
    readings: Readings,
    /// What was heard, and what else happened, since the last turn.
    heard: Vec<Input>,
    news: Vec<Msg>,
    /// The model's next instant has come.
    due: bool,
    /// What goes before the next frame: questions, the clipboard, the title.
    before_frame: Vec<u8>,
    out: Vec<u8>,
    title: String,
    changed: bool,
    quit: bool,
}

impl Session {
    fn new(setup: Setup, published: Published, (width, height): (u16, u16)) -> Session {
        let Setup { desk, clock, by, caps, settings, places } = setup;
        let screen = Screen::new(width, height, caps.look);
        let size = screen.size();
        Session {
            model: Model::new(published, clock.now(), (size.width, size.height), settings),
            theme: theme(&caps),
            before_frame: caps.questions(size.height).into_bytes(),
            screen,
            caps,
            parser: Parser::default(),
            desk,
            clock,
            by,
            answers: JoinSet::new(),
            searches: Searches::default(),
            readings: Readings::new(places),
            heard: Vec::new(),
            news: Vec::new(),
            due: false,
            out: Vec::new(),
            title: String::new(),
            changed: true,
            quit: false,
        }
    }

    /// The bytes of the next frame with what goes before it; none when there is nothing to say.
    fn draw(&mut self) -> &[u8] {
        self.out.clear();
        if mem::take(&mut self.changed) {
            self.entitle();
            self.out.append(&mut self.before_frame);
            let (model, theme) = (&self.model, &self.theme);
            self.out.extend_from_slice(self.screen.draw(|frame| ui::view(model, theme, frame)));
        }
        &self.out
    }

    /// Names the terminal's window after the branch.
    fn entitle(&mut self) {
        let name = &self.model.board.roster().branch.name;
        let title: String = format!("lunban {name}").chars().filter(|c| !glyph::hidden(*c)).collect();
        if title != self.title {
            self.before_frame.extend_from_slice(format!("\x1b]2;{title}\x1b\\").as_bytes());
            self.title = title;
        }
    }

    /// Takes everything that has happened since the last turn.
    fn turn(&mut self) {
        let heard = mem::take(&mut self.heard);
        let mut news = mem::take(&mut self.news);
        news.extend(heard.into_iter().filter_map(|input| self.understand(input)));
        if news.is_empty() && !mem::take(&mut self.due) {
            return;
        }
        self.tell(Msg::Tick(self.clock.now()));
        news.into_iter().for_each(|msg| self.tell(msg));
    }

    /// What the model is told of an input; the terminal's own answers are for the session.
    fn understand(&mut self, input: Input) -> Option<Msg> {
        if self.caps.answered(&input) {
            self.screen.set_look(self.caps.look);
            self.theme = theme(&self.caps);
            self.changed = true;
        }
        match input {
            Input::Key(key) => Some(Msg::Key(key)),
            Input::Mouse(mouse) => Some(Msg::Mouse(mouse)),
            Input::Paste(text) => Some(Msg::Paste(text)),
            Input::Dropped => Some(Msg::Flood),
            Input::KeyboardProtocol => {
                self.before_frame.extend_from_slice(KEYBOARD_ON.as_bytes());
                self.changed = true;
                None
            }
            Input::Focus(_) | Input::CursorAt { .. } | Input::Alive | Input::Background(_) => None,
        }
    }

    fn tell(&mut self, msg: Msg) {
        self.changed = true;
        for effect in app::update(&mut self.model, msg) {
            match effect {
                Effect::Submit(id, command) => {
                    // The desk has it before anything else happens, such as the end of this session.
                    let answer = self.desk.submit(Request { by: self.by.clone(), key: None, command });
                    self.answers.spawn(async move { (id, answer.await) });
                }
                Effect::Widen(from) => self.desk.widen(from),
                Effect::Plan(id, ask) => {
                    let roster = self.model.board.roster().clone();
                    self.searches.start(id, roster, self.clock.now(), ask);
                }
                Effect::StopPlan(id) => self.searches.stop(id),
                Effect::Read(id, ask) => {
                    let outlook = self.model.board.outlook().clone();
                    let against = Against { roster: self.model.read_against(), outlook, now: self.clock.now() };
                    self.readings.read(id, ask, against);
                }
                Effect::StopRead(id) => self.readings.stop(id),
                Effect::List(folder) => self.readings.list(folder),
                Effect::Copy(text) => self.before_frame.extend_from_slice(clipboard(&text).as_bytes()),
                Effect::Quit => self.quit = true,
            }
        }
    }

    fn answered(&mut self, answer: Option<Answer>) {
        self.news.extend(answer.map(|(id, answer)| Msg::Done(id, answer)));
    }

    fn resize(&mut self, (width, height): (u16, u16)) {
        self.screen.resize(width, height);
        let size = self.screen.size();
        self.news.push(Msg::Resize(size.width, size.height));
    }
}

fn theme(caps: &Caps) -> Theme {
    match caps.background.unwrap_or_default() {
        _ if caps.look.colours == Colours::Mono => Theme::plain(),
        Background::Dark => Theme::dark(),
        Background::Light => Theme::light(),
    }
}

/// OSC 52: puts `text` on the clipboard of the terminal that shows the session.
fn clipboard(text: &str) -> String {
    const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut base64 = String::new();
    for three in text.as_bytes().chunks(3) {
        let bits = three.iter().fold(0u32, |bits, b| bits << 8 | u32::from(*b)) << (8 * (3 - three.len()));
        for i in 0..4 {
            let digit = DIGITS[(bits >> (18 - 6 * i)) as usize & 63] as char;
            base64.push(if i > three.len() { '=' } else { digit });
        }
    }
    format!("\x1b]52;c;{base64}\x1b\\")
}

#[cfg(test)]
mod tests;
