//! An import into a branch that has data: what the file says replaces, what it does not mention stays.

use lunban::domain::refusal::FileFault::SlotLost;
use lunban::domain::time::HOUR;
use lunban::domain::*;

use crate::{NOW, WHOLE, branch, read, refused, with};

const POST: &str = "post = \"畜牧局家属院\"\n";

fn member<'a>(r: &'a Roster, name: &str) -> &'a Member {
    r.member(r.member_by_name(name).unwrap()).unwrap()
}

fn presence<'a>(r: &'a Roster, name: &str) -> &'a Presence {
    r.presences_of(r.member_by_name(name).unwrap()).next().unwrap().1
}

#[test]
fn a_key_replaces_and_a_missing_one_leaves() {
    let old = branch(WHOLE);
    let file = "[[member]]\nname = \"赵建群\"\nphone = \"13800000009\"\nposts = []\nunavailable = []\n[[post]]\nname = \"畜牧局家属院\"\nheads = { \"夜\" = 2 }\n";
    let new = with(&old, file);
    let (was, is) = (member(&old, "赵建群"), member(&new, "赵建群"));
    assert_eq!(is.phone.as_deref(), Some("13800000009"));
    assert_eq!((is.posts.as_deref(), is.unavailable.len()), (Some(&[][..]), 0), "lists are replaced whole");
    assert_eq!((is.unit, is.role, is.party, is.joins), (was.unit, was.role, was.party, was.joins));
    let post = new.posts.values().next().unwrap();
    assert_eq!(post.heads, [Heads { shift: ShiftId(3), heads: 2 }]);
    assert_eq!((post.surge.len(), post.except.len(), post.short.as_deref()), (1, 1, Some("畜牧局")));
    assert_eq!((new.branch.clone(), new.rules, new.members.len()), (old.branch.clone(), old.rules, 3));
}

#[test]
fn an_empty_text_clears_one() {
    let new =
        with(&branch(WHOLE), "[[member]]\nname = \"赵建群\"\nphone = \"\"\nunit = \"\"\n[branch]\nsecretary = \"\"\n");
    let m = member(&new, "赵建群");
    assert_eq!((m.phone.as_deref(), m.unit, new.branch.secretary.as_deref()), (None, None, None));
}

#[test]
fn a_shift_keeps_its_number_while_its_code_stays() {
    let old = with(
        &Roster::default(),
        "[branch]\nname = \"b\"\n[[post]]\nname = \"门\"\nheads = { \"早\" = 1, \"夜\" = 2 }\n",
    );
    let shifts = "[[shift]]\ncode = \"夜\"\nstart = \"18:00\"\n[[shift]]\ncode = \"白\"\nname = \"白班\"\nstart = \"06:00\"\nend = \"18:00\"\n";
    let new = with(&old, shifts);
    let seen: Vec<_> = new
        .patterns
        .first()
        .iter()
        .map(|s| (s.id.0, &*s.code, &*s.name, s.start.to_string(), s.end.to_string()))
        .collect();
    let time = |t: &str| t.to_string();
    assert_eq!(
        seen,
        [(3, "夜", "夜班", time("18:00"), time("06:00")), (4, "白", "白班", time("06:00"), time("18:00"))]
    );
    let post = new.posts.values().next().unwrap();
    assert_eq!(post.heads, [Heads { shift: ShiftId(3), heads: 2 }], "demand for a shift goes with it");
    assert_eq!(read(&new, shifts).events, vec![]);
}

#[test]
fn a_pattern_in_which_an_assignment_loses_its_slot_is_refused() {
    let old = branch(WHOLE);
    let early = "[[shift]]\ncode = \"早\"\nstart = \"06:00\"\nend = \"14:00\"\n";
    let lost = SlotLost { post: "畜牧局家属院".into(), date: "2022-04-18".into(), shift: "夜".into() };
    assert_eq!(refused(&old, &format!("\n{early}")), (2, 1, lost.clone()));
    let short = format!("{early}[[shift]]\ncode = \"夜\"\nstart = \"22:00\"\nend = \"01:00\"\n");
    assert_eq!(refused(&old, &short).2, lost, "its part would lie outside");
    let longer = format!("{early}[[shift]]\ncode = \"夜\"\nstart = \"20:00\"\nend = \"06:00\"\n");
    assert_eq!(with(&old, &longer).patterns.first().len(), 2);
}

#[test]
fn assignments_match_by_post_date_shift_and_member() {
    let old = branch(WHOLE);
    let who = "[[assignment]]\npost = \"畜牧局家属院\"\ndate = 2022-04-18\nshift = \"早\"\nmembers = [\"赵建群\", \"王建军\"]\n";
    let new = with(&old, &format!("{who}pinned = false\nto = \"11:00\"\n"));
    assert_eq!(new.assignments.len(), old.assignments.len() + 1);
    let zhao = new.assignments_of(
        new.member_by_name("赵建群").unwrap(),
        "2022-04-18".parse().unwrap(),
        "2022-04-18".parse().unwrap(),
    );
    assert_eq!(
        zhao.map(|(_, a)| a.clone()).collect::<Vec<_>>(),
        [Assignment {
            from: None, to: Some(WallTime(660)), note: Some("替王建军".into()), ..Assignment::default()
        }]
    );
    assert_eq!(read(&old, &who.replace(", \"王建军\"", "")).events, vec![], "a part that is not mentioned stays");
}

#[test]
fn a_presence_is_closed_and_a_changed_end_is_kept_as_a_correction() {
    let old = branch(WHOLE);
    let line = |who: &str, on: &str, off: &str| {
        format!("[[presence]]\n{POST}member = \"{who}\"\non = 2022-04-18T{on}:00\noff = 2022-04-18T{off}:00\n")
    };
    let closed = with(&old, &line("解银平", "09:00", "12:00"));
    assert_eq!(presence(&closed, "解银平").off, Some(NOW - 10 * HOUR - 2400));
    assert!(presence(&closed, "解银平").corrected.is_empty());
    let changed = with(&old, &line("赵建群", "06:00", "14:10"));
    let p = presence(&changed, "赵建群");
    assert_eq!(p.off.map(|t| t - p.on), Some(8 * HOUR + 600));
    assert_eq!(
        p.corrected.iter().map(|c| c.off.map(|t| t - c.on)).collect::<Vec<_>>(),
        [Some(8 * HOUR)],
        "the old end stays readable"
    );
    let second = with(&old, &line("赵建群", "14:00", "15:00"));
    assert_eq!(second.presences.len(), 3);
    let (_, _, what) = refused(&old, &line("解银平", "10:00", "11:00"));
    assert!(matches!(what, refusal::FileFault::PresencesOverlap { .. }), "{what:?}");
}

#[test]
fn breaks_match_by_member_and_from() {
    let old = branch(WHOLE);
    let away =
        |from: &str, rest: &str| format!("[[away]]\n{POST}member = \"赵建群\"\nfrom = 2022-04-18T{from}:00\n{rest}");
    let new = with(&old, &away("09:00", "to = 2022-04-18T09:45:00\n"));
    let p = presence(&new, "赵建群");
    assert_eq!((p.away.len(), p.away[0].to.map(|t| t - p.away[0].from), p.away[0].brought), (1, Some(2700), true));
    let two = with(&old, &away("07:00", "to = 2022-04-18T07:10:00\n"));
    let starts: Vec<i64> = presence(&two, "赵建群").away.iter().map(|a| a.from - p.on).collect();
    assert_eq!(starts, [HOUR, 3 * HOUR], "in the order of time");
    let open = with(&old, &format!("[[away]]\n{POST}member = \"解银平\"\nfrom = 2022-04-18T10:00:00\n"));
    assert!(presence(&open, "解银平").away[0].to.is_none());
    let off = format!("[[presence]]\n{POST}member = \"解银平\"\non = 2022-04-18T09:00:00\noff = 2022-04-18T12:00:00\n");
    let closed = with(&open, &off);
    assert_eq!(presence(&closed, "解银平").away[0].to, presence(&closed, "解银平").off, "going off ends one's break");
}

#[test]
fn handovers_match_by_post_and_time_items_by_their_text_too() {
    let old = branch(WHOLE);
    let new = with(&old, &format!("[[handover]]\n{POST}at = 2022-04-18T14:00:00\nnote = \"换了热水壶\"\n"));
    let h = new.handovers.values().next().unwrap();
    assert_eq!((new.handovers.len(), h.note.as_deref(), h.out.len()), (1, Some("换了热水壶"), 1));
    let item = |text: &str| {
        format!("[[item]]\n{POST}opened = 2022-04-18T13:40:00\ntext = \"{text}\"\nclosed = 2022-04-18T15:00:00\n")
    };
    let same = with(&old, &item("出租车司机十一点回来"));
    assert_eq!((same.items.len(), same.items.values().next().unwrap().closed), (1, Some(NOW - 7 * HOUR - 2400)));
    assert_eq!(with(&old, &item("别的事")).items.len(), 2);
}

#[test]
fn local_times_are_those_of_the_zone_the_file_names() {
    let old =
        branch("[branch]\nname = \"b\"\nzone = \"Europe/Berlin\"\n[[post]]\nname = \"门\"\n[[member]]\nname = \"A\"\n");
    let presence = "[[presence]]\npost = \"门\"\nmember = \"A\"\non = 2022-03-27T02:30:15\noff = 2022-03-27T03:30:00\n";
    let on = |r: &Roster| r.presences.values().next().unwrap().on.rfc3339(Zone::UTC);
    assert_eq!(
        on(&with(&old, presence)),
        "2022-03-27T01:00:00+00:00",
        "a time that does not exist is the first after the jump"
    );
    let moved = with(&old, &format!("[branch]\nzone = \"Asia/Shanghai\"\n{presence}"));
    assert_eq!((on(&moved), moved.branch.name.as_str()), ("2022-03-26T18:30:15+00:00".into(), "b"));
    let twice = "[[handover]]\npost = \"门\"\nat = 2021-10-31T02:30:00\n[[handover]]\npost = \"门\"\nat = 2021-10-31T02:30:00+01:00\n";
    let at: Vec<i64> = with(&old, twice).handovers.values().map(|h| h.at.0).collect();
    assert_eq!(at[1] - at[0], HOUR, "a time that exists twice is the earlier");
}
