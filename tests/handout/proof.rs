//! A handout held against the record: found to be ours, as it was or altered, by the cell.

use lunban::exchange::handout::proof::{self, NoHandout};
use lunban::exchange::handout::stamp::{self, Read};
use lunban::exchange::handout::text::{Change, affected, differences};
use lunban::exchange::handout::{Format, Handout};
use lunban::locale::Lang;

use crate::scene::{HEAD, demo, handout, made, text};

const ALL: [Format; 7] =
    [Format::Xlsx, Format::Csv, Format::Ics, Format::Html, Format::Md, Format::Txt, Format::Handover];

#[test]
fn every_sort_of_handout_carries_its_stamp_and_proves_unaltered() {
    let roster = demo();
    let mut h = handout(&roster, "2022-04-18", "2022-04-20");
    for lang in [Lang::Zh, Lang::En] {
        h.lang = lang;
        for format in ALL {
            let bytes = made(&h, format);
            let (content, read) =
                proof::read(&bytes, format.extension()).unwrap_or_else(|e| panic!("{format:?} {e:?}"));
            assert_eq!((&read.stamp, read.scope, read.lang), (&h.stamp, h.scope, lang), "{format:?}");
            let altered = proof::altered(&content, &read, &roster, format.extension()).unwrap();
            assert_eq!(altered, [], "{format:?}");
        }
    }
}

#[test]
fn what_was_altered_is_named_by_its_line() {
    let roster = demo();
    let h = handout(&roster, "2022-04-19", "2022-04-19");
    let forged = text(&h, Format::Txt).replacen("田强", "王芳", 1);
    let (content, read) = proof::read(forged.as_bytes(), "txt").unwrap();
    let altered = proof::altered(&content, &read, &roster, "txt").unwrap();
    assert_eq!(altered.len(), 1);
    assert_eq!((altered[0].place.row, altered[0].is.as_str()), (5, "大渠：早 姚国庆  中 王芳  夜 高永和"));
    assert_eq!(altered[0].was, "大渠：早 姚国庆  中 田强  夜 高永和");
}

#[test]
fn a_stamp_is_read_back_with_its_scope_and_a_broken_one_is_none() {
    let roster = demo();
    let mut h = handout(&roster, "2022-04-18", "2022-04-20");
    h.scope.post = roster.post_by_name("大渠家属院");
    h.scope.member = roster.member_by_name("高永和");
    let line = h.stamp_line();
    let read = stamp::find(&format!("备注：台账 {line}")).unwrap();
    assert_eq!(read, Read { stamp: h.stamp.clone(), scope: h.scope, lang: Lang::Zh });
    for broken in [line.replace(HEAD, "00"), line.replace("seq=7", "seq=x"), line.replace("to=", "til="), String::new()]
    {
        assert_eq!(stamp::find(&broken), None, "{broken}");
    }
    assert_eq!(proof::read(b"a,b\n1,2\n", "csv").map(|_| ()), Err(NoHandout::NoStamp));
    assert!(matches!(proof::read(b"PK\x03\x04 no zip", "xlsx"), Err(NoHandout::Unreadable(_))));
}

#[test]
fn who_is_affected_by_a_change_stands_there_once_with_every_shift() {
    let before = demo();
    let mut after = before.clone();
    let h: Handout = handout(&before, "2022-04-19", "2022-04-20");
    let post = before.post_by_name("大渠家属院").unwrap();
    let (id, a) = h.assignments().find(|(id, _)| id.slot.post == post).unwrap();
    let put = before.member_by_name("周晓燕").unwrap();
    use lunban::domain::event::{Change as Of, Event, apply};
    let other = lunban::domain::AssignmentId { member: put, ..*id };
    apply(&mut after, &Event::Assignment(Of { id: *id, was: Some(a.clone()), is: None }));
    apply(&mut after, &Event::Assignment(Of { id: other, was: None, is: Some(a.clone()) }));
    let changed = differences(&before, &after, h.scope.first, h.scope.last);
    assert_eq!(changed, [(other, Change::Put), (*id, Change::Taken)]);
    let told = ["周晓燕：4月19日 周二 早 大渠 新排", "姚国庆：4月19日 周二 早 大渠 取消"];
    assert_eq!(affected(&after, &changed, Lang::Zh), told);
    assert_eq!(differences(&before, &after, "2022-04-21".parse().unwrap(), h.scope.last), []);
}
