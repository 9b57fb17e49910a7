//! The local door: the terminal the program was started in. It takes the terminal (raw mode, a screen of its own), gives
//! it back on every way out, and brings signals and sizes to the session.

use std::fs::File;
use std::io::{self, Write as _};
use std::os::fd::AsFd;
use std::sync::Mutex;
use std::thread;
use std::time::Duration;

use rustix::fs::{Mode, OFlags};
use rustix::process::{Signal, getpid, kill_process};
use rustix::termios::{OptionalActions, Termios, isatty, tcgetattr, tcgetwinsize, tcsetattr, ttyname};
use tokio::net::unix::pipe;
use tokio::signal::unix::{SignalKind, signal};
use tokio::sync::watch;

use super::caps::Caps;
use super::session::{self, Door, Setup};

/// How a session at the local terminal ended.
#[derive(Debug)]
pub enum Left {
    /// By the user.
    Quit,
    /// The terminal is gone.
    HungUp,
    /// By a signal, with its number.
    Signal(i32),
    /// By a fault in the program; the message has been printed.
    Fault,
}

/// Why no session could begin.
#[derive(Debug, thiserror::Error)]
pub enum Fault {
    /// Standard input or output is a file or a pipe.
    #[error("standard {0} is not a terminal")]
    NotATerminal(&'static str),
    #[error("the terminal cannot be used: {0}")]
    Io(#[from] io::Error),
}

/// Runs one session at the terminal of standard input and output, until it ends.
pub fn run(setup: Setup) -> Result<Left, Fault> {
    if !isatty(io::stdin()) {
        return Err(Fault::NotATerminal("input"));
    }
    if !isatty(io::stdout()) {
        return Err(Fault::NotATerminal("output"));
    }
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    runtime.block_on(at(open()?, setup))
}

async fn at(tty: File, setup: Setup) -> Result<Left, Fault> {
    let on = |kind| signal(kind);
    let (mut terminate, mut hang_up) = (on(SignalKind::terminate())?, on(SignalKind::hangup())?);
    let (mut interrupt, mut quit) = (on(SignalKind::interrupt())?, on(SignalKind::quit())?);
    let (mut resize, mut stop) = (on(SignalKind::window_change())?, on(SignalKind::from_raw(Signal::TSTP.as_raw()))?);
    let input = pipe::Receiver::from_file_unchecked(tty.try_clone()?)?;
    let output = pipe::Sender::from_file_unchecked(tty.try_clone()?)?;
    let (resized, sizes) = watch::channel(size(&tty));
    let taken = Taken::take(tty, &setup.caps)?;
    let mut session = std::pin::pin!(session::run(Door { input, output, sizes }, setup));
    loop {
        tokio::select! {
            ended = &mut session => return Ok(match ended {
                session::Ended::Quit => Left::Quit,
                session::Ended::HungUp => Left::HungUp,
                session::Ended::Fault => Left::Fault,
            }),
            _ = terminate.recv() => return Ok(Left::Signal(Signal::TERM.as_raw())),
            _ = hang_up.recv() => return Ok(Left::Signal(Signal::HUP.as_raw())),
            _ = interrupt.recv() => return Ok(Left::Signal(Signal::INT.as_raw())),
            _ = quit.recv() => return Ok(Left::Signal(Signal::QUIT.as_raw())),
            _ = resize.recv() => { let _ = resized.send(taken.size()); }
            _ = stop.recv() => {
                lend();
                kill_process(getpid(), Signal::STOP).map_err(io::Error::from)?;
                taken.take_again()?;
                // The session draws whole after every size.
                let _ = resized.send(taken.size());
            }
        }
    }
}

/// The terminal by its own name, so that what is set on this handle is not set for the shell.
fn open() -> io::Result<File> {
    let flags = OFlags::RDWR | OFlags::NOCTTY | OFlags::NONBLOCK | OFlags::CLOEXEC;
    let named = ttyname(io::stdin(), Vec::new()).and_then(|name| rustix::fs::open(name, flags, Mode::empty()));
    Ok(named.or_else(|_| rustix::fs::open("/dev/tty", flags, Mode::empty()))?.into())
}

/// Columns and rows; 80×24 when the terminal does not know.
fn size(tty: impl AsFd) -> (u16, u16) {
    match tcgetwinsize(tty) {
        Ok(size) if size.ws_col > 0 && size.ws_row > 0 => (size.ws_col, size.ws_row),
        _ => (80, 24),
    }
}

/// The terminal that is taken, for the panic hook.
static TAKEN: Mutex<Option<Before>> = Mutex::new(None);

/// A terminal as it was before it was taken.
struct Before {
    tty: File,
    modes: Termios,
    leave: String,
    /// Faults of other threads, to be printed when it is given back.
    faults: Vec<String>,
}

impl Before {
    fn give_back(&self) {
        write_all(&self.tty, self.leave.as_bytes());
        // Flush: an answer that comes late must not end up at the shell's prompt.
        let _ = tcsetattr(&self.tty, OptionalActions::Flush, &self.modes);
    }
}

/// The terminal in raw mode, with a screen of its own; given back when this is dropped, or by a panic before that.
struct Taken {
    tty: File,
    enter: String,
    raw: Termios,
}

impl Taken {
    fn take(tty: File, caps: &Caps) -> io::Result<Taken> {
        let modes = tcgetattr(&tty)?;
        let mut raw = modes.clone();
        raw.make_raw();
        let before = Before { tty: tty.try_clone()?, modes, leave: caps.leave(), faults: Vec::new() };
        *taken() = Some(before);
        let taken = Taken { tty, enter: caps.enter(), raw };
        taken.take_again()?;
        Ok(taken)
    }

    /// Sets the modes, also after the terminal was lent to the shell.
    fn take_again(&self) -> io::Result<()> {
        tcsetattr(&self.tty, OptionalActions::Now, &self.raw)?;
        write_all(&self.tty, self.enter.as_bytes());
        Ok(())
    }

    fn size(&self) -> (u16, u16) {
        size(&self.tty)
    }
}

impl Drop for Taken {
    fn drop(&mut self) {
        give_back();
    }
}

fn taken() -> std::sync::MutexGuard<'static, Option<Before>> {
    TAKEN.lock().unwrap_or_else(|poisoned| poisoned.into_inner())
}

/// Gives the terminal back for as long as the program is stopped.
fn lend() {
    if let Some(before) = taken().as_ref() {
        before.give_back();
    }
}

/// Gives the terminal back, if it is taken.
fn give_back() {
    if let Some(before) = taken().take() {
        before.give_back();
        for fault in before.faults {
            let _ = writeln!(io::stderr(), "{fault}");
        }
    }
}

/// From now on a panic of this thread gives the terminal back before its message is printed. While the terminal is
/// taken, another thread's is printed afterwards: the session goes on. For the program's start.
pub fn give_back_on_panic() {
    let (session, printed) = (thread::current().id(), std::panic::take_hook());
    std::panic::set_hook(Box::new(move |panic| {
        if thread::current().id() == session {
            give_back();
        }
        match taken().as_mut() {
            Some(before) => before.faults.push(panic.to_string()),
            None => printed(panic),
        }
    }));
}

/// Writes to a terminal that does not block; gives up after a tenth of a second on one that takes nothing.
fn write_all(mut tty: &File, mut bytes: &[u8]) {
    let mut patience = 20;
    while !bytes.is_empty() && patience > 0 {
        match tty.write(bytes) {
            Ok(written) => bytes = &bytes[written..],
            Err(e) if e.kind() == io::ErrorKind::WouldBlock => {
                patience -= 1;
                thread::sleep(Duration::from_millis(5));
            }
            Err(e) if e.kind() == io::ErrorKind::Interrupted => (),
            Err(_) => return,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fault_of_another_thread_leaves_the_terminal_to_the_session() {
        let pty = portable_pty::native_pty_system().openpty(portable_pty::PtySize::default()).unwrap();
        let flags = OFlags::RDWR | OFlags::NOCTTY | OFlags::NONBLOCK | OFlags::CLOEXEC;
        let tty = File::from(rustix::fs::open(pty.master.tty_name().unwrap(), flags, Mode::empty()).unwrap());
        let modes = tcgetattr(&tty).unwrap();
        *taken() = Some(Before { tty, modes, leave: String::new(), faults: Vec::new() });
        give_back_on_panic();
        assert!(thread::spawn(|| panic!("a search fails, as this test wants")).join().is_err());
        let faults = taken().as_ref().map(|before| before.faults.clone()).unwrap_or_default();
        assert!(faults.iter().any(|f| f.contains("a search fails")), "{faults:?}");
        assert!(std::panic::catch_unwind(|| panic!("the session fails, as this test wants")).is_err());
        assert!(taken().is_none());
    }
}
