//! The program itself in a terminal of its own: started, used, left, killed. It waits for text and never sleeps.

use std::io::{Read, Write};
use std::num::NonZeroU16;
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::time::{Duration, Instant};

use portable_pty::{Child, CommandBuilder, ExitStatus, MasterPty, PtySize, native_pty_system};
use rustix::process::{Pid, Signal, kill_process};

const PATIENCE: Duration = Duration::from_secs(30);

/// The program in a pseudo terminal.
struct Pty {
    master: Box<dyn MasterPty + Send>,
    child: Box<dyn Child + Send + Sync>,
    keyboard: Box<dyn Write + Send>,
    output: Receiver<Vec<u8>>,
    screen: vt100::Parser,
    modes_before: String,
    _home: tempfile::TempDir,
}

impl Pty {
    fn start(arguments: &[&str], now: &str) -> Pty {
        let (columns, rows) = (100, 30);
        let size = PtySize { rows, cols: columns, pixel_width: 0, pixel_height: 0 };
        let pair = native_pty_system().openpty(size).unwrap();
        let home = tempfile::tempdir().unwrap();
        let mut command = CommandBuilder::new(env!("CARGO_BIN_EXE_lunban"));
        command.args(arguments);
        command.env_clear();
        command.env("HOME", home.path());
        command.env("TMPDIR", home.path());
        command.env("TERM", "xterm-256color");
        command.env("LUNBAN_LANG", "zh");
        command.env("LUNBAN_NOW", now);
        let modes_before = modes(&*pair.master);
        let child = pair.slave.spawn_command(command).unwrap();
        let mut reader = pair.master.try_clone_reader().unwrap();
        let (send, output) = channel();
        std::thread::spawn(move || {
            let mut buffer = [0; 8192];
            while let Ok(length @ 1..) = reader.read(&mut buffer) {
                if send.send(buffer[..length].to_vec()).is_err() {
                    break;
                }
            }
        });
        let n = |n| NonZeroU16::new(n).unwrap();
        Pty {
            keyboard: pair.master.take_writer().unwrap(),
            master: pair.master,
            child,
            output,
            screen: vt100::Parser::new(n(rows), n(columns), 0),
            modes_before,
            _home: home,
        }
    }

    fn demo() -> Pty {
        let mut pty = Pty::start(&["demo"], "2022-04-18T22:40:00+08:00");
        pty.shows("动物检疫站家属院");
        pty
    }

    fn types(&mut self, keys: &str) {
        self.keyboard.write_all(keys.as_bytes()).unwrap();
        self.keyboard.flush().unwrap();
    }

    /// Waits until the screen shows `text`.
    fn shows(&mut self, text: &str) {
        let end = Instant::now() + PATIENCE;
        while !self.screen.screen().contents().contains(text) {
            match self.output.recv_timeout(end.saturating_duration_since(Instant::now())) {
                Ok(bytes) => self.screen.process(&bytes),
                Err(_) => panic!("waited in vain for {text}:\n{}", self.screen.screen().contents()),
            }
        }
    }

    fn signal(&self, signal: Signal) {
        let pid = Pid::from_raw(self.child.process_id().unwrap() as i32).unwrap();
        kill_process(pid, signal).unwrap();
    }

    /// Waits for the program's end and checks that the terminal is as it was.
    fn ends(mut self) -> ExitStatus {
        let end = Instant::now() + PATIENCE;
        let status = loop {
            // The terminal's side is closed with the program; until then what it writes is taken, so that it can end.
            match self.output.recv_timeout(end.saturating_duration_since(Instant::now())) {
                Ok(bytes) => self.screen.process(&bytes),
                Err(RecvTimeoutError::Disconnected) => break self.child.wait().unwrap(),
                Err(RecvTimeoutError::Timeout) => panic!("it does not end:\n{}", self.screen.screen().contents()),
            }
        };
        let screen = self.screen.screen();
        assert!(!screen.alternate_screen() && !screen.hide_cursor() && !screen.bracketed_paste());
        assert_eq!(screen.mouse_protocol_mode(), vt100::MouseProtocolMode::None);
        assert_eq!(modes(&*self.master), self.modes_before);
        status
    }
}

/// The terminal's modes, as text that can be compared.
fn modes(master: &dyn MasterPty) -> String {
    format!("{:?}", master.get_termios().unwrap())
}

#[test]
fn the_demo_opens_hands_over_and_leaves_the_terminal_as_it_was() {
    let mut pty = Pty::demo();
    let screen = pty.screen.screen();
    assert!(screen.alternate_screen() && screen.hide_cursor() && screen.bracketed_paste());
    assert_ne!(modes(&*pty.master), pty.modes_before, "raw while it runs");
    pty.types("nn");
    pty.types(" ");
    pty.shows("交接");
    pty.types("\r");
    pty.shows("已记");
    pty.types("q");
    assert_eq!(pty.ends().exit_code(), 0);
}

#[test]
fn a_board_makes_the_backup_of_the_day() {
    let home = tempfile::tempdir().unwrap();
    let (store, now) = (home.path().join("store"), "2022-04-18T22:40:00+08:00");
    let mut init = std::process::Command::new(env!("CARGO_BIN_EXE_lunban"));
    init.args(["init", "--name", "八一西街", "--store"]).arg(&store).env("LUNBAN_NOW", now);
    assert!(init.output().unwrap().status.success());
    let mut pty = Pty::start(&["--store", store.to_str().unwrap()], now);
    pty.shows("八一西街");
    pty.types("q");
    assert_eq!(pty.ends().exit_code(), 0);
    assert!(store.join("backup/2022-04-18.jsonl.zst").exists());
}

#[test]
fn a_signal_ends_it_and_the_terminal_is_given_back() {
    for signal in [Signal::TERM, Signal::HUP, Signal::INT] {
        let pty = Pty::demo();
        pty.signal(signal);
        assert_eq!(pty.ends().exit_code(), 128 + signal.as_raw() as u32, "{signal:?}");
    }
}

#[test]
fn a_resize_reaches_the_board_and_ctrl_c_leaves() {
    let mut pty = Pty::demo();
    pty.master.resize(PtySize { rows: 36, cols: 120, pixel_width: 0, pixel_height: 0 }).unwrap();
    pty.screen.screen_mut().set_size(NonZeroU16::new(36).unwrap(), NonZeroU16::new(120).unwrap());
    pty.shows("下一班");
    pty.types("\x03");
    assert_eq!(pty.ends().exit_code(), 0);
}

#[test]
fn the_minute_turns_by_itself_and_costs_a_few_wake_ups() {
    let mut pty = Pty::start(&["demo"], "2022-04-18T22:40:57+08:00");
    pty.shows("动物检疫站家属院");
    let wake_ups = |pty: &Pty| {
        let status = std::fs::read_to_string(format!("/proc/{}/status", pty.child.process_id().unwrap())).unwrap();
        let line = status.lines().find(|l| l.starts_with("voluntary_ctxt_switches")).unwrap().to_string();
        line.split_whitespace().nth(1).unwrap().parse::<u64>().unwrap()
    };
    let before = wake_ups(&pty);
    pty.shows("22:41");
    let after = wake_ups(&pty);
    assert!(after - before <= 10, "{} wake-ups in three seconds", after - before);
    pty.types("q");
    pty.ends();
}

#[test]
fn without_a_terminal_it_says_so_in_one_line() {
    let out = std::process::Command::new(env!("CARGO_BIN_EXE_lunban")).arg("demo").output().unwrap();
    assert_eq!(out.status.code(), Some(1));
    assert_eq!(String::from_utf8(out.stderr).unwrap().lines().count(), 1);
    assert!(out.stdout.is_empty());
}
