//! The far end of a session: a terminal in memory that types bytes, keeps every write, and shows what arrived. The desk
//! behind it is a real one on a store in a temporary directory, with the demo branch.

#![allow(dead_code, reason = "each test program uses its part")]

use std::cell::RefCell;
use std::future::{Future, poll_fn};
use std::io;
use std::num::NonZeroU16;
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll};
use std::time::Duration;

use lunban::app;
use lunban::clock::Clock;
use lunban::desk::{Desk, Request};
use lunban::domain::time::{DAY, HOUR};
use lunban::domain::{Branch, Command, Do, Instant};
use lunban::exchange::demo;
use lunban::exchange::files::Places;
use lunban::store::{Holder, Store};
use lunban::term::session::{self, Door, Ended, Setup};
use lunban::term::{Caps, Settings};
use tokio::io::{AsyncWrite, AsyncWriteExt as _, DuplexStream};
use tokio::sync::watch;

/// How long anything may take before the test gives up.
const PATIENCE: Duration = Duration::from_secs(20);

type Writes = Rc<RefCell<Vec<Vec<u8>>>>;

/// A session and the terminal that shows it.
pub struct Far {
    session: Pin<Box<dyn Future<Output = Ended>>>,
    keyboard: Option<DuplexStream>,
    writes: Writes,
    window: watch::Sender<(u16, u16)>,
    pub screen: vt100::Parser,
    /// What was written first, and last.
    pub first: Vec<Vec<u8>>,
    pub last: Vec<Vec<u8>>,
    pub ended: Option<Ended>,
    pub desk: Desk,
    _store: tempfile::TempDir,
}

/// What an xterm says of itself.
pub fn xterm() -> Settings {
    Settings { term: "xterm-256color".into(), ..Settings::default() }
}

impl Far {
    /// The demo branch at 22:40 on 18 April on a screen of this size, once its first frame has arrived.
    pub async fn demo(width: u16, height: u16) -> Far {
        Far::with(width, height, xterm()).await
    }

    pub async fn with(width: u16, height: u16, settings: Settings) -> Far {
        let store = tempfile::tempdir().unwrap();
        let desk = demo_desk(store.path(), demo::NOW).await;
        Far::at(width, height, settings, store, desk, demo::NOW).await
    }

    /// The same months later, when everybody has gone home long ago and 赵建群 alone has stood there now and then.
    pub async fn later(width: u16, height: u16, months: i64) -> Far {
        let store = tempfile::tempdir().unwrap();
        let now = demo::NOW + months * 30 * DAY;
        let desk = demo_desk(store.path(), now).await;
        let roster = desk.published().borrow().roster.clone();
        let give = async |what, at| {
            let command = Command::new(what).at(at);
            desk.submit(Request { by: "赵建群".into(), key: None, command }).await.unwrap();
        };
        for p in roster.presences.values().filter(|p| p.off.is_none()) {
            give(Do::Off { post: p.post, member: p.member }, demo::NOW).await;
        }
        let (post, member) = (*roster.posts.keys().next().unwrap(), roster.member_by_name("赵建群").unwrap());
        for at in (1..months).map(|month| demo::NOW + month * 30 * DAY) {
            give(Do::On { post, member }, at).await;
            give(Do::Off { post, member }, at + HOUR).await;
        }
        desk.clone().close();
        let opened = Store::open(store.path(), &Holder { since: now, ..holder() }).unwrap();
        let desk = Desk::start(opened, Clock::starting_at(now));
        Far::at(width, height, xterm(), store, desk, now).await
    }

    async fn at(
        width: u16,
        height: u16,
        settings: Settings,
        store: tempfile::TempDir,
        desk: Desk,
        now: Instant,
    ) -> Far {
        let (keyboard, input) = tokio::io::duplex(64 * 1024);
        let (window, sizes) = watch::channel((width, height));
        let writes = Writes::default();
        let door = Door { input, output: Recorder(writes.clone()), sizes };
        let clock = Clock::starting_at(now);
        let board = app::Settings { demo: true, ..app::Settings::default() };
        let setup = Setup {
            desk: desk.clone(),
            clock,
            by: "赵建群".into(),
            caps: Caps::of(&settings),
            settings: board,
            places: Places::default(),
        };
        let size = |n| NonZeroU16::new(n).unwrap();
        let screen = vt100::Parser::new(size(height), size(width), 0);
        let session = Box::pin(session::run(door, setup));
        let keyboard = Some(keyboard);
        let (first, last) = (Vec::new(), Vec::new());
        let mut far = Far { session, keyboard, writes, window, screen, first, last, ended: None, desk, _store: store };
        far.first = far.settle().await;
        far
    }

    /// Lets the session do everything it can without waiting; what it wrote, write by write.
    pub async fn settle(&mut self) -> Vec<Vec<u8>> {
        poll_fn(|cx| {
            // Once for each thing that may be ready: input, an answer, a frame that follows from them.
            for _ in 0..4 {
                self.poll(cx);
            }
            Poll::Ready(())
        })
        .await;
        self.arrived()
    }

    /// Types bytes; what came back, write by write.
    pub async fn types(&mut self, bytes: impl AsRef<[u8]>) -> Vec<Vec<u8>> {
        self.sends(bytes).await;
        self.settle().await
    }

    /// Types bytes that lie there until the session is let go on.
    pub async fn sends(&mut self, bytes: impl AsRef<[u8]>) {
        if let Some(keyboard) = &mut self.keyboard {
            keyboard.write_all(bytes.as_ref()).await.unwrap();
        }
    }

    /// Waits until the screen shows `text`.
    pub async fn shows(&mut self, text: &str) {
        self.until(text, |far| far.text().contains(text)).await;
    }

    pub async fn until(&mut self, what: &str, holds: impl Fn(&Far) -> bool) {
        let waited = tokio::time::timeout(
            PATIENCE,
            poll_fn(|cx| {
                self.poll(cx);
                self.arrived();
                if holds(self) { Poll::Ready(()) } else { Poll::Pending }
            }),
        )
        .await;
        assert!(waited.is_ok(), "waited in vain for {what}:\n{}", self.text());
    }

    /// Gives the window another size.
    pub fn resize(&mut self, width: u16, height: u16) {
        let size = |n| NonZeroU16::new(n).unwrap();
        self.screen.set_size(size(height), size(width));
        self.window.send((width, height)).unwrap();
    }

    /// Closes the connection.
    pub fn hang_up(&mut self) {
        self.keyboard = None;
    }

    /// What the screen shows, line by line, without the blanks at their ends.
    pub fn text(&self) -> String {
        let contents = self.screen.screen().contents();
        contents.lines().map(str::trim_end).collect::<Vec<_>>().join("\n")
    }

    /// What was written last, as text.
    pub fn bytes(&self) -> String {
        String::from_utf8_lossy(&self.last.concat()).into_owned()
    }

    fn poll(&mut self, cx: &mut Context) {
        if self.ended.is_none()
            && let Poll::Ready(ended) = self.session.as_mut().poll(cx)
        {
            self.ended = Some(ended);
        }
    }

    fn arrived(&mut self) -> Vec<Vec<u8>> {
        let writes = self.writes.take();
        writes.iter().for_each(|bytes| self.screen.process(bytes));
        if !writes.is_empty() {
            self.last = writes.clone();
        }
        writes
    }
}

fn holder() -> Holder {
    Holder { name: "赵建群".into(), pid: std::process::id(), since: demo::NOW }
}

async fn demo_desk(dir: &std::path::Path, now: Instant) -> Desk {
    let opened = Store::init(dir, &holder(), "赵建群", Branch::default()).unwrap();
    let desk = Desk::start(opened, Clock::starting_at(now));
    let import = Command::new(Do::Import { events: demo::events(demo::NOW).unwrap() });
    desk.submit(Request { by: "赵建群".into(), key: None, command: import }).await.unwrap();
    desk
}

/// Keeps every write apart.
struct Recorder(Writes);

impl AsyncWrite for Recorder {
    fn poll_write(self: Pin<&mut Self>, _: &mut Context, bytes: &[u8]) -> Poll<io::Result<usize>> {
        self.0.borrow_mut().push(bytes.to_vec());
        Poll::Ready(Ok(bytes.len()))
    }

    fn poll_flush(self: Pin<&mut Self>, _: &mut Context) -> Poll<io::Result<()>> {
        Poll::Ready(Ok(()))
    }

    fn poll_shutdown(self: Pin<&mut Self>, _: &mut Context) -> Poll<io::Result<()>> {
        Poll::Ready(Ok(()))
    }
}
