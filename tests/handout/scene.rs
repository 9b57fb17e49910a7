//! Branches for the stories, made from branch files.

use lunban::domain::{Roster, apply};
use lunban::exchange::branch_file::import;
use lunban::exchange::demo;
use lunban::exchange::handout::{Format, Handout, Scope, Stamp};
use lunban::locale::Lang;

/// A hash that is none.
pub const HEAD: &str = "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff";

/// The demo branch at 22:40 on 18 April.
pub fn demo() -> Roster {
    let mut roster = Roster::default();
    demo::events(demo::NOW).unwrap().iter().for_each(|event| apply(&mut roster, event));
    roster
}

/// The branch of a file.
pub fn branch(file: &str) -> Roster {
    let mut roster = Roster::default();
    let imported = import(&roster, file, demo::NOW).unwrap_or_else(|e| panic!("{e:?}"));
    imported.events.iter().for_each(|event| apply(&mut roster, event));
    roster
}

/// Everything of a roster on these dates, as known at `demo::NOW`.
pub fn handout<'a>(roster: &'a Roster, first: &str, last: &str) -> Handout<'a> {
    let scope = Scope { first: first.parse().unwrap(), last: last.parse().unwrap(), post: None, member: None };
    let stamp = Stamp::new(7, HEAD, HEAD, demo::NOW);
    Handout { roster, scope, lang: Lang::Zh, stamp }
}

/// The file's bytes.
pub fn made(handout: &Handout, format: Format) -> Vec<u8> {
    handout.made(format).unwrap()
}

/// The file's text.
pub fn text(handout: &Handout, format: Format) -> String {
    String::from_utf8(made(handout, format)).unwrap()
}
