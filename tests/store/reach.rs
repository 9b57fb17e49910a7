//! However little of the history is in the roster, its answers are those of the whole history.

use std::path::Path;
use std::sync::Arc;

use lunban::clock::Clock;
use lunban::desk::{Desk, EVER, reaches};
use lunban::domain::candidate::{Opening, candidates};
use lunban::domain::coverage::coverage;
use lunban::domain::event::{Change, Only};
use lunban::domain::finding::{due_soon, findings};
use lunban::domain::outlook::Outlook;
use lunban::domain::time::{DAY, HOUR, MINUTE, days_after};
use lunban::domain::*;
use lunban::store::{self, Store};

use crate::kit::*;
use crate::sim::Dice;

const DAYS: i64 = 330;
const POSTS: u32 = 3;
const MEMBERS: u32 = 12;

/// A random history as it is built up: presences never overlap, as `decide` sees to it.
struct Past<'d> {
    dice: &'d mut Dice,
    roster: Roster,
    events: Vec<Event>,
    free: Vec<Instant>,
    ids: (u32, u32, u32, u32),
}

impl Past<'_> {
    fn put(&mut self, event: Event) {
        apply(&mut self.roster, &event);
        self.events.push(event);
    }

    fn chance(&mut self, percent: usize) -> bool {
        self.dice.below(100) < percent
    }

    /// Somebody at a post from about `f` to about `e`, planned or not.
    fn stand(&mut self, slot: Slot, member: MemberId, span: Span) {
        let jitter = |dice: &mut Dice| dice.below(90) as i64 * MINUTE - 30 * MINUTE;
        let on = (span.from + jitter(self.dice)).max(self.free[member.0 as usize]);
        let off = (span.to + jitter(self.dice)).max(on + MINUTE);
        if self.chance(85) {
            let id = AssignmentId { slot, member };
            self.put(Event::Assignment(Change { id, was: None, is: Some(Assignment::default()) }));
        }
        if on >= NOW {
            return;
        }
        let off = Some(off).filter(|off| *off <= NOW);
        self.free[member.0 as usize] = off.unwrap_or(Instant::NEVER);
        self.ids.0 += 1;
        let is = Presence { post: slot.post, member, on, off, away: vec![], corrected: vec![] };
        self.put(Event::Presence(Change { id: PresenceId(self.ids.0), was: None, is: Some(is) }));
        self.ids.1 += 1;
        let is = Handover { post: slot.post, at: on, out: vec![], relief: vec![member], note: None };
        self.put(Event::Handover(Change { id: HandoverId(self.ids.1), was: None, is: Some(is) }));
    }

    fn write_down(&mut self, post: PostId, at: Instant) {
        if at < NOW && self.chance(8) {
            self.ids.2 += 1;
            let closed = self.chance(80).then(|| at + self.dice.below(60) as i64 * DAY).filter(|c| *c <= NOW);
            let is = OpenItem { post, opened: at, text: "钥匙".into(), due: None, closed };
            self.put(Event::Item(Change { id: ItemId(self.ids.2), was: None, is: Some(is) }));
        }
        if at < NOW && self.chance(20) {
            self.ids.3 += 1;
            let is = Note { post, at, text: "正常".into() };
            self.put(Event::Note(Change { id: NoteId(self.ids.3), was: None, is: Some(is) }));
        }
    }

    fn day(&mut self, date: chrono::NaiveDate) {
        for (post, shift) in (1..=POSTS).flat_map(|p| (1..=3).map(move |s| (PostId(p), ShiftId(s)))) {
            let slot = Slot { post, date, shift };
            let span = self.roster.slot_span(date, shift).unwrap();
            self.write_down(post, span.from);
            // The first works every early shift at the first post, and the last few stood long ago only.
            let everyday = post.0 == 1 && shift.0 == 1;
            let among = if span.from < NOW - 250 * DAY { MEMBERS } else { MEMBERS - 3 };
            let any = MemberId(self.dice.below(among as usize) as u32 + 1);
            let member = if everyday { MemberId(1) } else { any };
            if self.free[member.0 as usize] <= span.from && (everyday || self.chance(75)) {
                self.stand(slot, member, span);
            }
        }
    }
}

/// A store with a long random history, one entry a day.
fn history(dir: &Path, seed: u64) {
    let mut opened = init(dir);
    let dice = &mut Dice::new(seed);
    let free = vec![Instant(0); MEMBERS as usize + 1];
    let mut past = Past { roster: opened.roster.clone(), dice, events: vec![], free, ids: (0, 0, 0, 0) };
    let Do::Import { events } = people(POSTS, MEMBERS) else { unreachable!() };
    events.into_iter().for_each(|e| past.put(e));
    let mut rules = Rules::default();
    match seed % 3 {
        1 => (rules.min_rest, rules.max_consecutive_days) = (30 * HOUR, 40),
        2 => (rules.min_break, rules.mark_grace) = (10 * HOUR, 2 * HOUR),
        _ => {}
    }
    past.put(Event::Rules(Change { id: Only, was: None, is: Some(rules) }));
    let today = NOW.date(past.roster.zone());
    let mut entries = Vec::new();
    for day in -DAYS..8 {
        past.day(days_after(today, day));
        if day == -200 && seed % 2 == 1 {
            // Somebody forgot to mark himself off.
            let (slot, member) = (Slot { post: PostId(2), date: today, shift: ShiftId(1) }, MemberId(MEMBERS));
            past.ids.0 += 1;
            let is =
                Presence { post: slot.post, member, on: NOW - 199 * DAY, off: None, away: vec![], corrected: vec![] };
            past.put(Event::Presence(Change { id: PresenceId(past.ids.0), was: None, is: Some(is) }));
            past.free[member.0 as usize] = Instant::NEVER;
        }
        let events = std::mem::take(&mut past.events);
        let seq = entries.len() as u64 + 2;
        let at = (NOW + day * DAY).min(NOW);
        entries.push(Arc::new(Entry { seq, at, by: "赵建群".into(), key: None, undoes: None, events }));
    }
    opened.store.append(&entries).unwrap();
    opened.store.show(past.roster.ids);
    opened.store.note_head();
}

fn compare(part: &Roster, whole: &Roster, from: Instant, dice: &mut Dice) {
    let begin = from + dice.below(40) as i64 * DAY;
    let windows =
        [Span::new(from, from + 7 * DAY), Span::new(begin, begin + 10 * DAY), Span::new(NOW - DAY, NOW + 7 * DAY)];
    assert_eq!(findings(part, NOW, None), findings(whole, NOW, None));
    for window in windows {
        assert_eq!(findings(part, NOW, Some(window)), findings(whole, NOW, Some(window)), "{window:?} from {from:?}");
        for post in whole.posts.keys() {
            assert_eq!(coverage(part, NOW, *post, window), coverage(whole, NOW, *post, window), "{window:?}");
        }
    }
    assert_eq!(due_soon(part, NOW), due_soon(whole, NOW));
    let tomorrow = days_after(NOW.date(whole.zone()), 1);
    let (of_part, of_whole) = (Outlook::new(part, NOW), Outlook::new(whole, NOW));
    for post in whole.posts.keys() {
        let slot = Slot { post: *post, date: tomorrow, shift: ShiftId(2) };
        for opening in [Opening::Now(*post), Opening::Slot(slot)] {
            let [part, whole] = [(part, &of_part), (whole, &of_whole)].map(|(r, o)| candidates(r, o, NOW, opening));
            assert_eq!(part, whole);
        }
    }
    for item in part.items.values() {
        assert_eq!(part.times_handed_on(item), whole.times_handed_on(item));
    }
    assert_eq!(part.ids, whole.ids);
}

#[test]
fn a_roster_that_reaches_back_a_while_answers_like_the_whole_history() {
    let seeds = if std::env::var_os("LUNBAN_LONG").is_some() { 40 } else { 3 };
    for seed in 0..seeds {
        let dir = tempfile::tempdir().unwrap();
        history(dir.path(), seed);
        let whole = store::read(dir.path()).unwrap().roster;
        let dice = &mut Dice::new(seed + 1000);
        let desk = Desk::start(Store::open(dir.path(), &holder()).unwrap(), Clock::starting_at(NOW));
        let roster = |desk: &Desk| desk.published().borrow().roster.clone();
        let first = roster(&desk);
        assert!(first.since.is_some() && first.presences.len() < whole.presences.len(), "seed {seed}");
        compare(&first, &whole, NOW - 90 * DAY, dice);
        for back in [100 + dice.below(40) as i64, 200, 300] {
            let from = NOW - back * DAY;
            desk.widen_blocking(from);
            let wider = roster(&desk);
            assert!(reaches(&wider, from));
            compare(&wider, &whole, from, dice);
        }
        desk.widen_blocking(EVER);
        assert_same(&roster(&desk), &whole);
        assert_eq!(roster(&desk).since, None);
    }
}

#[test]
fn a_command_that_looks_behind_the_roster_is_decided_on_the_whole_history() {
    let dir = tempfile::tempdir().unwrap();
    history(dir.path(), 0);
    let whole = store::read(dir.path()).unwrap().roster;
    let closed = whole.items.iter().find(|(_, i)| i.closed.is_some_and(|c| c < NOW - 200 * DAY)).unwrap().0;
    let desk = Desk::start(Store::open(dir.path(), &holder()).unwrap(), Clock::starting_at(NOW));
    assert!(!desk.published().borrow().roster.items.contains_key(closed));
    let Err(lunban::desk::Failure::Refused(refusal)) = desk.submit_blocking(request(Do::CloseItem { item: *closed }))
    else {
        panic!("closed twice")
    };
    assert_eq!(refusal, Refusal::AlreadyClosed { item: closed.0 });
    desk.close();
    let desk = Desk::start(Store::open(dir.path(), &holder()).unwrap(), Clock::starting_at(NOW));
    let (_, old) = whole.presences_of(MemberId(2)).find(|(_, p)| p.off.is_some()).unwrap();
    let what = Do::On { post: old.post, member: old.member };
    let given = lunban::desk::Request { command: Command::new(what).at(old.on), ..request(note("")) };
    assert!(matches!(desk.submit_blocking(given), Err(lunban::desk::Failure::Refused(Refusal::Overlaps { .. }))));
}
