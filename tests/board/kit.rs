//! A session on the demo branch with a desk that keeps everything in memory: keys in, the screen's text out.

use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::time::Duration;

use crossterm::event::{KeyEvent, KeyModifiers};
use lunban::app::{Effect, Model, Msg, Settings, update};
use lunban::command::{Key, Keymap};
use lunban::desk::{Failure, Published, Receipt};
use lunban::domain::decide::decide;
use lunban::domain::outlook::Outlook;
use lunban::domain::undo::History;
use lunban::domain::{Command, Do, Entry, Event, Instant, Refusal, Roster, Slot, apply};
use lunban::exchange::files::Places;
use lunban::exchange::{demo, sheet};
use lunban::locale::Lang;
use lunban::plan::branch::{Ask, Effort, Progress, propose};
use lunban::store::Notice;
use lunban::term::readings::{Against, look};
use lunban::ui::{self, Theme};
use ratatui::Terminal;
use ratatui::backend::TestBackend;
use ratatui::buffer::Buffer;

/// Who sits at the board.
const BY: &str = "赵建群";

/// A session and its desk.
pub struct Board {
    pub model: Model,
    pub roster: Roster,
    history: History,
    seq: u64,
    now: Instant,
    /// What the desk answers instead of recording, if anything.
    pub fails: Option<Failure>,
    /// Commands that were asked for while `slow`.
    pub asked: Vec<(u64, Command)>,
    /// The desk does not answer by itself.
    pub slow: bool,
    pub copied: Vec<String>,
    /// Searches that were asked for while `slow`, and those that were stopped.
    pub plans: Vec<(u64, Ask)>,
    pub stopped: Vec<u64>,
    /// Files that were asked for while `slow`.
    pub reads: Vec<(u64, sheet::Ask)>,
    /// The whole history, where the roster holds only the newest of it; and from when on more of it was asked for.
    pub whole: Option<Roster>,
    pub widened: Vec<Instant>,
    /// The newest entries.
    pub recent: imbl::Vector<Arc<Entry>>,
    /// What the store noticed.
    pub notices: Vec<Notice>,
    /// Where typed paths begin.
    pub places: Places,
    pub left: bool,
}

/// The demo branch at 22:40 on 18 April, in Chinese, 80×24.
pub fn demo() -> Board {
    demo_at(demo::NOW)
}

pub fn demo_at(now: Instant) -> Board {
    let mut roster = Roster::default();
    for event in demo::events(now).unwrap() {
        apply(&mut roster, &event);
    }
    board(roster, now)
}

/// A board on any roster.
pub fn board(roster: Roster, now: Instant) -> Board {
    let published = published(&roster, now, 1);
    let settings = Settings { lang: Lang::Zh, keymap: Keymap::default(), demo: true, set_up: false, notice: None };
    let model = Model::new(published, now, (80, 24), settings);
    let (asked, copied) = (Vec::new(), Vec::new());
    Board {
        model,
        roster,
        history: History::default(),
        seq: 1,
        now,
        fails: None,
        asked,
        slow: false,
        copied,
        plans: Vec::new(),
        stopped: Vec::new(),
        reads: Vec::new(),
        whole: None,
        widened: Vec::new(),
        notices: Vec::new(),
        recent: Default::default(),
        places: sheets(),
        left: false,
    }
}

/// A session on a store that is new: set-up comes first.
pub fn first_start(now: Instant) -> Board {
    let roster = Roster::default();
    let settings = Settings { set_up: true, ..Settings::default() };
    let model = Model::new(published(&roster, now, 0), now, (80, 24), settings);
    Board { model, seq: 0, ..board(roster, now) }
}

/// The sheets of the reader's tests, where nobody is at home.
fn sheets() -> Places {
    Places { here: concat!(env!("CARGO_MANIFEST_DIR"), "/tests/sheets").into(), home: None }
}

fn published(roster: &Roster, now: Instant, seq: u64) -> Published {
    Published {
        roster: roster.clone(),
        outlook: Outlook::new(roster, now),
        seq,
        hash: "".into(),
        recent: Default::default(),
        notices: Arc::from([]),
        trouble: None,
    }
}

impl Board {
    pub fn english(mut self) -> Board {
        self.model.settings.lang = Lang::En;
        self
    }

    pub fn size(mut self, w: u16, h: u16) -> Board {
        self.send(Msg::Resize(w, h));
        self
    }

    /// Types keys, written one after another: `Space Enter`, `text:赵建群`.
    pub fn keys(&mut self, keys: &str) -> &mut Board {
        for word in keys.split_whitespace() {
            match word.strip_prefix("text:") {
                Some(text) => text.chars().for_each(|c| self.key(Key::char(c))),
                None => self.key(Key::parse(word).unwrap_or_else(|| panic!("no key {word}"))),
            }
        }
        self
    }

    fn key(&mut self, key: Key) {
        self.send(Msg::Key(KeyEvent::new(key.code, key.mods | KeyModifiers::NONE)));
    }

    /// Lets so many minutes pass.
    pub fn minutes(&mut self, minutes: i64) -> &mut Board {
        self.now = self.now + minutes * 60;
        self.send(Msg::Tick(self.now));
        self
    }

    pub fn send(&mut self, msg: Msg) {
        for effect in update(&mut self.model, msg) {
            match effect {
                Effect::Submit(id, command) if self.slow => self.asked.push((id, command)),
                Effect::Submit(id, command) => self.answer(id, &command),
                Effect::Widen(from) => self.widen(from),
                Effect::Plan(id, ask) if self.slow => self.plans.push((id, ask)),
                Effect::Plan(id, ask) => self.plan(id, ask, false),
                Effect::StopPlan(id) | Effect::StopRead(id) => self.stopped.push(id),
                Effect::Read(id, ask) if self.slow => self.reads.push((id, ask)),
                Effect::Read(id, ask) => self.read(id, &ask),
                Effect::List(folder) => {
                    let items = self.places.list(&folder).unwrap_or_default();
                    self.send(Msg::Listed(folder, items));
                }
                Effect::Copy(text) => self.copied.push(text),
                Effect::Quit => self.left = true,
            }
        }
    }

    /// Brings the whole history, as the desk does.
    fn widen(&mut self, from: Instant) {
        self.widened.push(from);
        if !self.slow {
            self.remember();
        }
    }

    /// Publishes the whole history.
    pub fn remember(&mut self) {
        self.roster = self.whole.take().expect("there is more to know");
        self.publish();
    }

    /// Plans, the same everywhere, and answers with what was found.
    pub fn plan(&mut self, id: u64, ask: Ask, stopped: bool) {
        let effort = Effort { time: Duration::ZERO, steps: Some(150_000), threads: 1, seed: 1 };
        let ask = Ask { effort, ..ask };
        let found = propose(&self.roster, self.now, ask, &AtomicBool::new(stopped), &|_: Progress| ());
        self.send(Msg::Planned(id, Arc::new(found)));
    }

    /// Reads a file, as the session has it read.
    pub fn read(&mut self, id: u64, ask: &sheet::Ask) {
        let roster = self.model.read_against();
        let outlook = Outlook::new(self.model.board.roster(), self.now);
        let answer = look(&self.places, ask, &Against { roster, outlook, now: self.now });
        self.send(Msg::Read(id, Arc::new(answer)));
    }

    /// Records a command and answers it, as the desk does.
    pub fn answer(&mut self, id: u64, command: &Command) {
        let answer = match self.fails.clone() {
            Some(failure) => Err(failure),
            None => self.record(command, BY).map_err(Failure::Refused),
        };
        if answer.is_ok() {
            self.publish();
        }
        self.send(Msg::Done(id, answer));
    }

    pub fn publish(&mut self) {
        let state = published(&self.roster, self.now, self.seq);
        let (notices, recent) = (self.notices.clone().into(), self.recent.clone());
        let state = Published { notices, recent, ..state };
        self.send(Msg::Published(Box::new(state)));
    }

    /// Records a command by anybody.
    pub fn record(&mut self, command: &Command, by: &str) -> Result<Receipt, Refusal> {
        let (events, undone): (Vec<Event>, _) = match command.what {
            Do::Undo => self.history.undo(&self.roster, by).map(|b| (b.events, Some(b.entry)))?,
            Do::Redo => self.history.redo(&self.roster, by).map(|b| (b.events, Some(b.entry)))?,
            _ => (decide(&self.roster, command, self.now)?, None),
        };
        for event in &events {
            apply(&mut self.roster, event);
        }
        self.seq += 1;
        let undoes = undone.as_ref().map(|e: &Arc<Entry>| e.seq);
        let entry = Entry { seq: self.seq, at: self.now, by: by.into(), key: None, undoes, events };
        let entry = Arc::new(entry);
        self.history.saw(entry.clone());
        self.recent.push_back(entry.clone());
        Ok(Receipt { entry, undone })
    }

    /// The screen.
    pub fn draw(&self) -> Buffer {
        let (w, h) = self.model.size;
        let mut terminal = Terminal::new(TestBackend::new(w, h)).unwrap();
        terminal.draw(|frame| ui::view(&self.model, &Theme::dark(), frame)).unwrap();
        terminal.backend().buffer().clone()
    }

    /// The screen's text, line by line.
    pub fn screen(&self) -> String {
        text_of(&self.draw())
    }

    /// The screen has this text on one line.
    #[track_caller]
    pub fn shows(&mut self, words: &str) -> &mut Board {
        let screen = self.screen();
        assert!(screen.contains(words), "no {words:?} on\n{screen}");
        self
    }

    #[track_caller]
    pub fn lacks(&mut self, words: &str) -> &mut Board {
        let screen = self.screen();
        assert!(!screen.contains(words), "{words:?} on\n{screen}");
        self
    }

    /// The names of those planned in a slot.
    pub fn planned(&self, post: &str, date: &str, shift: &str) -> Vec<&str> {
        let post = self.roster.post_by_name(post).unwrap();
        let shift = self.roster.patterns.coded(shift).unwrap();
        let slot = Slot { post, date: date.parse().unwrap(), shift };
        self.roster.assigned_in(slot).map(|(m, _)| self.roster.name_of(m)).collect()
    }

    /// The names of those on duty at a post.
    pub fn on(&self, post: &str) -> Vec<&str> {
        let post = self.roster.post_by_name(post).unwrap();
        lunban::command::on_now(&self.roster, post).map(|(m, _)| self.roster.name_of(m)).collect()
    }
}

/// A buffer's text; the second column of a wide character is nothing.
pub fn text_of(buf: &Buffer) -> String {
    let mut out = String::new();
    for y in 0..buf.area.height {
        let mut x = 0;
        let mut line = String::new();
        while x < buf.area.width {
            let symbol = buf[(x, y)].symbol();
            line.push_str(symbol);
            x += (ui::text::width(symbol) as u16).max(1);
        }
        out.push_str(line.trim_end());
        out.push('\n');
    }
    out
}
