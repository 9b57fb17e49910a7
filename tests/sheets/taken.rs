//! What a sheet says is taken over once, as one step that can be taken back; what stands in the branch stays.

use lunban::domain::{Command, Do, Instant, Refusal, Roster, Unavailable, WallTime, decide::decide, event};
use lunban::exchange::branch_file;
use lunban::exchange::sheet::{Options, Stop, Understood, from_text};
use lunban::locale::Lang;
use serde_json::Value;

use super::{TODAY, branch};

fn paste(roster: &Roster, text: &str) -> Understood {
    from_text(text, roster, &Options::default(), TODAY.parse().unwrap()).unwrap()
}

fn after(roster: &Roster, u: &Understood) -> Roster {
    let mut out = roster.clone();
    u.events.iter().for_each(|e| event::apply(&mut out, e));
    out
}

#[test]
fn an_import_is_one_step_and_comes_back_whole() {
    let roster = branch("three");
    let u = paste(&roster, "姓名\t4月18日\t4月19日\n刘东\t大渠早(替田强)\t病\n孙建\t夜-畜牧局\t休\n");
    let now = Instant(1_650_292_800);
    let events = decide(&roster, &Command::new(Do::Import { events: u.events.clone() }), now).unwrap();
    let mut taken = roster.clone();
    events.iter().for_each(|e| event::apply(&mut taken, e));
    assert_eq!(taken.assignments.len(), 2);
    let notes: Vec<_> = taken.assignments.values().map(|a| a.note.as_deref()).collect();
    assert!(notes.contains(&Some("替田强")));
    let liu = taken.member_by_name("刘东").unwrap();
    let [Unavailable::Once { from, to, why }] = taken.member(liu).unwrap().unavailable.as_slice() else { panic!() };
    assert_eq!((from.rfc3339(taken.zone()), *to - *from), ("2022-04-19T00:00:00+08:00".to_string(), 86_400));
    assert_eq!(why.as_deref(), Some("病"));
    let mut back = taken.clone();
    events.iter().rev().filter_map(|e| e.inverse()).for_each(|e| event::apply(&mut back, &e));
    assert_eq!((back.assignments.len(), &back.members), (0, &roster.members));
}

#[test]
fn the_same_sheet_again_changes_nothing_and_takes_nothing_away() {
    let roster = branch("three");
    let sheet = "姓名\t4月18日\t4月19日\n刘东\t大渠早(替田强)\t病\n";
    let once = after(&roster, &paste(&roster, sheet));
    assert_eq!(paste(&once, sheet).events, []);
    // A cell that is empty now leaves what stands; a note that is not there leaves the note.
    let less = "姓名\t4月18日\t4月19日\n刘东\t大渠早\t\n";
    assert_eq!(paste(&once, less).events, []);
}

#[test]
fn a_pinned_part_of_a_shift_stays_as_it_is() {
    let roster = branch("three");
    let sheet = "姓名\t4月18日\n刘东\t大渠早\n";
    let u = paste(&roster, sheet);
    let mut with = roster.clone();
    for e in &u.events {
        let lunban::domain::Event::Assignment(mut change) = e.clone() else { panic!("{e:?}") };
        let is = change.is.as_mut().unwrap();
        (is.pinned, is.to) = (true, Some(WallTime(600)));
        event::apply(&mut with, &lunban::domain::Event::Assignment(change));
    }
    assert_eq!(paste(&with, sheet).events, []);
}

#[test]
fn what_has_moved_since_refuses_the_whole_import() {
    let roster = branch("three");
    let u = paste(&roster, "姓名\t4月18日\t4月19日\n刘东\t大渠早\t大渠早\n");
    let mut moved = roster.clone();
    event::apply(&mut moved, &u.events[0]);
    let refused = decide(&moved, &Command::new(Do::Import { events: u.events }), Instant(1_650_292_800));
    assert_eq!(refused, Err(Refusal::Stale));
}

#[test]
fn a_name_may_be_said_to_be_somebody_known() {
    let roster = branch("three");
    let sheet = "姓名\t4月18日\n刘冬\t大渠早\n";
    let stop = from_text(sheet, &roster, &Options::default(), TODAY.parse().unwrap()).unwrap_err();
    let Stop::UnknownNames(all) = stop else { panic!("{stop:?}") };
    assert_eq!((all[0].name.as_str(), all[0].near.first().map(String::as_str)), ("刘冬", Some("刘东")));
    let meant = vec![("刘冬".to_string(), roster.member_by_name("刘东").unwrap())];
    let options = Options { meant, ..Options::default() };
    let u = from_text(sheet, &roster, &options, TODAY.parse().unwrap()).unwrap();
    assert_eq!(after(&roster, &u).assignments.keys().next().map(|id| id.member), roster.member_by_name("刘东"));
}

#[test]
fn white_is_morning_on_the_dates_whose_pattern_has_two_shifts() {
    let mut roster = branch("two");
    let three = "[[pattern]]\nfrom = 2022-04-20\nshift = [{ code = \"早\", name = \"早班\", start = \"06:00\", end = \"14:00\" }, \
                 { code = \"晚\", name = \"晚班\", start = \"14:00\", end = \"22:00\" }, \
                 { code = \"夜\", name = \"夜班\", start = \"22:00\", end = \"06:00\" }]\n";
    let changed = branch_file::import(&roster, three, Instant(1_650_292_800)).unwrap();
    changed.events.iter().for_each(|e| event::apply(&mut roster, e));
    let u = paste(&roster, "姓名\t4月19日\t4月20日\n高永和\t白\t早\n田强\t晚班\t晚\n宋岩\t白班(8:00-20:00)\t白\n");
    let json = serde_json::to_value(u.json(&roster, Lang::Zh)).unwrap();
    let said = |a: &Value| format!("{} {}", a["cell"].as_str().unwrap(), a["shift"].as_str().unwrap());
    let all: Vec<String> = json["assignments"].as_array().unwrap().iter().map(said).collect();
    assert_eq!(all, ["B2 早", "C2 早", "B3 夜", "C3 晚", "B4 早"]);
    assert_eq!((&json["problems"][0]["cell"], json["problems"].as_array().unwrap().len()), (&"C4".into(), 1));
}
