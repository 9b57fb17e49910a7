//! The searches of a session: each on a thread of its own, heard as messages, stopped by a flag. They end with the
//! session.

use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};

use crate::app::Msg;
use crate::domain::{Instant, Roster};
use crate::plan::branch::{Ask, Progress, propose};

/// What runs, and where it is heard.
pub struct Searches {
    running: HashMap<u64, Arc<AtomicBool>>,
    tell: UnboundedSender<Msg>,
    heard: UnboundedReceiver<Msg>,
}

impl Default for Searches {
    fn default() -> Searches {
        let (tell, heard) = unbounded_channel();
        Searches { running: HashMap::new(), tell, heard }
    }
}

impl Searches {
    /// Starts one. Its messages are `Progress` and, at the end, `Planned`.
    pub fn start(&mut self, id: u64, roster: Roster, now: Instant, ask: Ask) {
        let stop = Arc::new(AtomicBool::new(false));
        self.running.retain(|_, other| Arc::strong_count(other) > 1);
        self.running.insert(id, stop.clone());
        let tell = self.tell.clone();
        let search = move || {
            let progress = |p: Progress| drop(tell.send(Msg::Progress(id, p)));
            let proposal = propose(&roster, now, ask, &stop, &progress);
            // Nobody may be there to hear it any more.
            let _ = tell.send(Msg::Planned(id, Arc::new(proposal)));
        };
        // Without a thread there is no answer; the line on the screen can be left.
        let _ = std::thread::Builder::new().name("lunban-plan".into()).spawn(search);
    }

    /// Lets it come to its end with what it has.
    pub fn stop(&self, id: u64) {
        if let Some(stop) = self.running.get(&id) {
            stop.store(true, Ordering::Relaxed);
        }
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

impl Drop for Searches {
    fn drop(&mut self) {
        self.running.values().for_each(|stop| stop.store(true, Ordering::Relaxed));
    }
}
