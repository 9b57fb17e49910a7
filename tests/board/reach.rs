//! The board holds the newest of the history; whoever looks further back sees the rest all the same.

use lunban::app::Msg;
use lunban::domain::time::{DAY, midnight};
use lunban::domain::{Event, Instant, Roster, apply};
use lunban::exchange::demo;

use super::kit::{Board, board, demo};

/// The demo branch that remembers what happened since two days ago.
fn forgetful() -> Board {
    let whole = demo().roster;
    let cut = midnight(whole.zone(), (demo::NOW - 2 * DAY).date(whole.zone()));
    let mut part = Roster::default();
    demo::events(demo::NOW).unwrap().iter().filter(|e| !is_before(e, cut, &whole)).for_each(|e| apply(&mut part, e));
    part.since = Some(cut);
    let mut b = board(part, demo::NOW);
    b.whole = Some(whole);
    b
}

fn is_before(event: &Event, cut: Instant, roster: &Roster) -> bool {
    match event {
        Event::Presence(c) => c.is.as_ref().is_some_and(|p| p.on < cut - DAY),
        Event::Handover(c) => c.is.as_ref().is_some_and(|h| h.at < cut),
        Event::Assignment(c) => c.id.slot.date < (cut - DAY).date(roster.zone()),
        _ => false,
    }
}

#[test]
fn a_view_that_begins_before_what_is_remembered_shows_what_the_whole_history_shows() {
    for keys in ["[ [ [", "2 [", "5 [", "6", "6 Right", "4 End End"] {
        let (mut part, mut whole) = (forgetful(), demo());
        part.keys(keys);
        whole.keys(keys);
        assert_eq!(part.screen(), whole.screen(), "{keys}");
        assert_eq!(part.widened.len(), 1, "{keys}");
    }
}

#[test]
fn a_file_is_read_when_the_whole_history_is_there() {
    let mut b = forgetful();
    b.slow = true;
    b.keys("i text:people.xlsx Enter").shows("正在读 people.xlsx");
    assert_eq!((b.widened.len(), b.reads.len()), (1, 0));
    b.remember();
    assert_eq!((b.reads.len(), b.model.read_against().since), (1, None));
    let (id, ask) = b.reads.pop().unwrap();
    b.read(id, &ask);
    b.shows("不认识的").lacks("正在读");
    // Given up before its turn, it is not read at all.
    let mut b = forgetful();
    b.slow = true;
    b.keys("i text:people.xlsx Enter Esc").shows("people.xlsx").lacks("正在读 people.xlsx").remember();
    assert_eq!(b.reads.len(), 0);
}

#[test]
fn nothing_more_is_read_for_what_is_remembered() {
    let mut b = forgetful();
    b.keys("[ t 2 ] 3 4 5 ]");
    assert_eq!(b.widened, []);
}

#[test]
fn while_it_is_read_the_board_says_so_and_asks_once() {
    let mut b = forgetful();
    b.slow = true;
    b.keys("[ [ [").lacks("正在读更早的记录");
    assert_eq!(b.model.deadline(), demo::NOW + 1);
    b.send(Msg::Tick(demo::NOW + 1));
    b.shows("… 正在读更早的记录").keys("] [");
    assert_eq!(b.widened.len(), 1);
    b.remember();
    b.lacks("正在读更早的记录").shows("4月15日");
}
