//! The files that a session has read: each on a thread of its own, one after another, heard as messages. What was given
//! up before its turn is not read at all. It decides nothing about what a file says.

use std::collections::HashMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};

use crate::app::Msg;
use crate::app::dialog::import::{Reading, Stopped};
use crate::domain::outlook::Outlook;
use crate::domain::{Instant, Roster};
use crate::exchange::files::{self, NotRead, Places};
use crate::exchange::sheet::{self, Ask, Stop, Unreadable};

/// What a file is read against.
pub struct Against {
    pub roster: Roster,
    pub outlook: Outlook,
    pub now: Instant,
}

/// What is being read, and where it is heard.
pub struct Readings {
    places: Places,
    running: HashMap<u64, Arc<AtomicBool>>,
    /// Held while a file is in memory: one at a time.
    turn: Arc<Mutex<()>>,
    tell: UnboundedSender<Msg>,
    heard: UnboundedReceiver<Msg>,
}

impl Readings {
    pub fn new(places: Places) -> Readings {
        let (tell, heard) = unbounded_channel();
        Readings { places, running: HashMap::new(), turn: Arc::default(), tell, heard }
    }

    /// Reads a file; the answer is `Msg::Read`.
    pub fn read(&mut self, id: u64, ask: Ask, against: Against) {
        let stop = Arc::new(AtomicBool::new(false));
        self.running.retain(|_, other| Arc::strong_count(other) > 1);
        self.running.insert(id, stop.clone());
        let (places, turn, tell) = (self.places.clone(), self.turn.clone(), self.tell.clone());
        let work = move || {
            let _turn = turn.lock().unwrap_or_else(PoisonError::into_inner);
            if stop.load(Ordering::Relaxed) {
                return;
            }
            // A reader that fails on a file must not leave the line on the screen for ever.
            let answer = catch_unwind(AssertUnwindSafe(|| look(&places, &ask, &against)));
            let answer = answer.unwrap_or(Err(Stopped::Stop(Stop::Unreadable(Unreadable::Broken))));
            let _ = tell.send(Msg::Read(id, Arc::new(answer)));
        };
        // Without a thread there is no answer; the line on the screen can be left.
        let _ = std::thread::Builder::new().name("lunban-read".into()).spawn(work);
    }

    /// Nobody waits for it any more.
    pub fn stop(&self, id: u64) {
        if let Some(stop) = self.running.get(&id) {
            stop.store(true, Ordering::Relaxed);
        }
    }

    /// Looks at what a folder holds; the answer is `Msg::Listed`.
    pub fn list(&self, folder: String) {
        let (places, tell) = (self.places.clone(), self.tell.clone());
        let work = move || {
            let items = places.list(&folder).unwrap_or_default();
            let _ = tell.send(Msg::Listed(folder, items));
        };
        let _ = std::thread::Builder::new().name("lunban-list".into()).spawn(work);
    }

    /// The next message; waits for it.
    pub async fn heard(&mut self) -> Option<Msg> {
        self.heard.recv().await
    }

    /// The next message that is there already.
    pub fn heard_already(&mut self) -> Option<Msg> {
        self.heard.try_recv().ok()
    }
}

impl Drop for Readings {
    fn drop(&mut self) {
        self.running.values().for_each(|stop| stop.store(true, Ordering::Relaxed));
    }
}

/// Reads a file and says what it gives.
pub fn look(places: &Places, ask: &Ask, against: &Against) -> Result<Reading, Stopped> {
    let path = places.path(&ask.path);
    let bytes = files::read(&path).map_err(|not| match not {
        NotRead::TooLarge => Stopped::Stop(Stop::Unreadable(Unreadable::TooLarge)),
        not => Stopped::NotRead(not),
    })?;
    let stem = path.file_stem().unwrap_or_default().to_string_lossy();
    let Against { roster, outlook, now } = against;
    match ask.survey {
        true => sheet::survey(&bytes, &stem, ask, roster, *now).map(Reading::Survey),
        false => sheet::offer(&bytes, &stem, ask, roster, outlook, *now).map(|o| Reading::Offer(Arc::new(o))),
    }
    .map_err(Stopped::Stop)
}
