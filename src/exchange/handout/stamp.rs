//! Where a handout comes from: the head of the journal's chain and the time, with the scope, as one line that is
//! printed on it and can be found in it again.

use chrono::{DateTime, NaiveDate};

use super::{Handout, Scope};
use crate::domain::{Instant, MemberId, PostId};
use crate::locale::Lang;

/// The newest entry of the journal when the handout was made, and when that was.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Stamp {
    pub seq: u64,
    /// The entry's hash.
    pub head: String,
    pub at: Instant,
    /// What tells this branch from any other, whatever it is called: the beginning of the hash of its first entry.
    pub branch: String,
}

/// So much of the hash is enough.
const BRANCH: usize = 16;

/// A stamp that was read, with all it takes to make the handout again.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Read {
    pub stamp: Stamp,
    pub scope: Scope,
    pub lang: Lang,
}

impl Stamp {
    /// `first` and `head` are the hashes of the journal's first and newest entry.
    pub fn new(seq: u64, first: &str, head: &str, at: Instant) -> Stamp {
        Stamp { seq, head: head.into(), at, branch: first.chars().take(BRANCH).collect() }
    }
}

const MARK: &str = "lunban seq=";

impl Handout<'_> {
    /// `lunban seq=41 head=… at=… from=2022-04-18 to=2022-05-01 lang=zh branch=…`, with `post=` and `member=` where it
    /// is only of one; they are numbers, which stay when names change.
    pub fn stamp_line(&self) -> String {
        let Stamp { seq, head, at, branch } = &self.stamp;
        let Scope { first, last, post, member } = self.scope;
        let at = at.rfc3339(self.roster.zone());
        let mut line = format!("{MARK}{seq} head={head} at={at} from={first} to={last} lang={}", self.lang.name());
        // What was made before branches had one is made again without.
        if !branch.is_empty() {
            line.push_str(&format!(" branch={branch}"));
        }
        if let Some(PostId(post)) = post {
            line.push_str(&format!(" post={post}"));
        }
        if let Some(MemberId(member)) = member {
            line.push_str(&format!(" member={member}"));
        }
        line
    }
}

/// The first stamp in a text, if there is a whole one.
pub fn find(text: &str) -> Option<Read> {
    let line = &text[text.find(MARK)? + "lunban ".len()..];
    let line = line.split(['\n', '\r', '"', '<', '\u{201d}']).next().unwrap_or_default();
    let field = |name: &str| line.split_whitespace().find_map(|word| word.strip_prefix(name)?.strip_prefix('='));
    let date = |name| field(name)?.parse::<NaiveDate>().ok();
    let head = field("head")?.to_string();
    if head.len() != 64 || !head.bytes().all(|b| b.is_ascii_hexdigit()) {
        return None;
    }
    Some(Read {
        stamp: Stamp {
            seq: field("seq")?.parse().ok()?,
            head,
            at: Instant::of(&DateTime::parse_from_rfc3339(field("at")?).ok()?),
            branch: field("branch").unwrap_or_default().into(),
        },
        scope: Scope {
            first: date("from")?,
            last: date("to")?,
            post: field("post").and_then(|n| n.parse().ok()).map(PostId),
            member: field("member").and_then(|n| n.parse().ok()).map(MemberId),
        },
        lang: Lang::parse(field("lang")?)?,
    })
}
