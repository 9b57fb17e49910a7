//! Every key of the format, and what an export keeps of it.

use lunban::domain::time::DAY;
use lunban::domain::*;
use lunban::exchange::branch_file::{Changed, export_json, export_toml};

use crate::{WHOLE, branch, read, same};

#[test]
fn every_key_of_the_format_is_read() {
    let r = branch(WHOLE);
    let (post, zhao) = (r.post_by_name("畜牧局家属院").unwrap(), r.member_by_name("赵建群").unwrap());
    assert_eq!(r.branch.secretary.as_deref(), Some("赵建群"));
    assert_eq!((r.rules.max_stretch, r.rules.min_break, r.rules.max_consecutive_days), (9 * 3600, 5400, 5));
    assert_eq!(r.rules.min_rest, 11 * 3600, "a rule that the file does not name keeps its default");
    let p = r.post(post).unwrap();
    assert_eq!(p.heads("2022-04-20".parse().unwrap(), ShiftId(3)), 2);
    assert_eq!((p.surge[0].extra, p.surge[0].days.names().len()), (1, 5));
    let m = r.member(zhao).unwrap();
    assert_eq!((m.role, m.party, m.posts.as_deref()), (Some(Role::Cadre), Some(true), Some(&[post][..])));
    let Unavailable::Once { from, to, .. } = m.unavailable[0] else { panic!() };
    assert_eq!(to - from, DAY);
    let Unavailable::Daily { since, .. } = m.unavailable[1] else { panic!() };
    assert_eq!(since, WallTime(660));
    let (id, a) = r.assignments_of(zhao, "2022-04-18".parse().unwrap(), "2022-04-18".parse().unwrap()).next().unwrap();
    assert_eq!((a.from, a.to, a.pinned), (None, Some(WallTime(600)), true), "the slot's own bound is left out");
    assert_eq!(r.assignment_span(&id, a).unwrap().length(), 4 * 3600);
    let (_, on) = r.presences_of(zhao).next().unwrap();
    assert_eq!(on.off.unwrap() - on.on, 8 * 3600);
    assert_eq!((on.away[0].by, on.away[0].brought), (r.member_by_name("解银平"), true));
    let item = r.items.values().next().unwrap();
    assert_eq!(item.due.unwrap() - item.opened, 9 * 3600 + 1200);
}

#[test]
fn import_of_an_export_gives_the_same_branch_and_then_changes_nothing() {
    let r = branch(WHOLE);
    let file = export_toml(&r);
    let again = branch(&file);
    assert!(same(&r, &again), "{file}");
    assert_eq!(export_toml(&again), file);
    assert_eq!(read(&r, &file).events, vec![]);
    assert_eq!(read(&r, WHOLE).events, vec![]);
}

#[test]
fn the_summary_counts_what_is_new_and_what_has_changed() {
    let counts =
        |list: Vec<Changed>| list.iter().map(|c| format!("{} {}+{}", c.kind, c.new, c.changed)).collect::<Vec<_>>();
    let new = counts(read(&Roster::default(), WHOLE).changes);
    let expected = "branch 1+0,rules 0+1,unit 1+0,compound 1+0,post 1+0,member 3+0,assignment 3+0,presence 2+0,handover 1+0,item 1+0";
    assert_eq!(new.join(","), expected);
    let more = "[[member]]\nname = \"王建军\"\nphone = \"1\"\n[[member]]\nname = \"新人\"\n";
    assert_eq!(counts(read(&branch(WHOLE), more).changes), ["member 1+1"]);
}

#[test]
fn tables_may_stand_in_any_order_and_names_are_cleaned() {
    let text = "[[presence]]\non = 2022-04-18T06:00:00\npost = \"门\\u200b\"\nmember = \" 王  芳\"\n\
        [[member]]\nname = \"王\\t芳\\u202e\"\n[[post]]\nname = \"门\"\n[branch]\nname = \"b\"\n";
    let r = branch(text);
    assert_eq!(r.presences.len(), 1);
    assert!(r.member_by_name("王 芳").is_some());
    assert_eq!(branch(&format!("\u{feff}{}", text.replace('\n', "\r\n"))).presences.len(), 1);
}

#[test]
fn the_json_has_the_same_tree() {
    let json: serde_json::Value = serde_json::from_str(&export_json(&branch(WHOLE))).unwrap();
    let toml: toml::Table = export_toml(&branch(WHOLE)).parse().unwrap();
    let keys = |v: &serde_json::Value| v.as_object().unwrap().keys().cloned().collect::<Vec<_>>();
    assert_eq!(keys(&json), toml.keys().cloned().collect::<Vec<_>>());
    assert_eq!(json["presence"][0]["on"], "2022-04-18T06:00:00");
    assert_eq!(json["post"][0]["heads"]["夜"], 1);
    assert_eq!(json["post"][0]["except"][0]["date"], "2022-04-20");
    assert_eq!(json["member"][0]["unavailable"][1]["days"][1], "sun");
    assert!(export_json(&branch(WHOLE)).find("\"branch\"") < export_json(&branch(WHOLE)).find("\"assignment\""));
}
