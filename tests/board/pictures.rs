//! Pictures of every view at two sizes in both languages, and of every dialog, as text.

use super::kit::{Board, demo};

const VIEWS: [(&str, &str); 7] = [
    ("today", "1"),
    ("week", "2"),
    ("findings", "3"),
    ("handovers", "4"),
    ("people", "5 Down Down"),
    ("report", "6"),
    ("report_units", "6 Right"),
];

fn picture(name: &str, b: &Board) {
    insta::assert_snapshot!(name, b.screen());
}

#[test]
fn every_view_in_both_languages_and_sizes() {
    for (name, key) in VIEWS {
        for (w, h) in [(80, 24), (120, 36)] {
            let mut zh = demo().size(w, h);
            zh.keys(key);
            picture(&format!("{name}_{w}_zh"), &zh);
            let mut en = demo().english().size(w, h);
            en.keys(key);
            picture(&format!("{name}_{w}_en"), &en);
        }
    }
}

#[test]
fn every_dialog() {
    let dialogs = [
        ("handover", "n n n Space"),
        ("assign", "a"),
        ("confirm", "a text:zjq Enter"),
        ("take_off", "n x"),
        ("cover", "n b"),
        ("correct", "n C Enter text:2155"),
        ("items", "n o text:换体温枪 Tab text:0600"),
        ("note", "m"),
        ("find", "/"),
        ("palette", ":"),
        ("help", "?"),
        ("detail", "n Enter"),
        ("sort", "5 s"),
        ("unit", "5 e"),
        ("settings", "c"),
        ("records", "c Down Enter"),
        ("form_member", "c Enter Down Down Enter"),
        ("form_post", "c Down Enter Enter"),
        ("cell", "5 Right Right Enter"),
        ("block", "5 Right Right v Down Down Right Right text:夜"),
    ];
    for (name, keys) in dialogs {
        let mut b = demo();
        b.keys(keys);
        picture(&format!("dialog_{name}"), &b);
    }
}

#[test]
fn a_tall_narrow_screen_has_the_details_below() {
    let mut b = demo().size(90, 40);
    b.keys("n");
    picture("today_90x40_zh", &b);
}
