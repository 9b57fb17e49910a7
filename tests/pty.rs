//! The program itself in a terminal of its own: started, used, left, killed. It waits for text and never sleeps.

mod tty;

use portable_pty::PtySize;
use rustix::process::Signal;
use std::num::NonZeroU16;
use tty::{Pty, modes};

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
fn a_first_start_that_is_left_again_leaves_no_store_behind() {
    let home = tempfile::tempdir().unwrap();
    let store = home.path().join("store");
    let mut pty = Pty::start(&["--store", store.to_str().unwrap()], "2022-04-18T22:40:00+08:00");
    pty.shows("轮班板");
    assert!(store.exists());
    pty.types("\x03");
    assert_eq!(pty.ends().exit_code(), 0);
    assert!(!store.exists());
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
