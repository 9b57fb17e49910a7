//! The keys of the ordered view: kind, whose, when, which, all big-endian, so that what is scanned together lies
//! together: the people by member and date, the handovers and notes by post and time, the items by when they end.

use serde::Serialize;
use serde::de::DeserializeOwned;

use super::fault::Fault;
use crate::domain::event::{Change, Only};
use crate::domain::*;

/// The kinds of records, each the first byte of its keys.
pub mod kind {
    pub const ASSIGNMENT: u8 = b'a';
    pub const BRANCH: u8 = b'b';
    pub const COMPOUND: u8 = b'c';
    /// The sums of the buckets.
    pub const SUM: u8 = b'd';
    pub const HANDOVER: u8 = b'h';
    pub const ITEM: u8 = b'i';
    /// Idempotency keys, by their hash.
    pub const KEY: u8 = b'k';
    /// The last presence of each member at each post.
    pub const LAST: u8 = b'l';
    pub const MEMBER: u8 = b'm';
    pub const NOTE: u8 = b'n';
    pub const POST: u8 = b'o';
    pub const PRESENCE: u8 = b'p';
    pub const RULES: u8 = b'r';
    pub const PATTERN: u8 = b's';
    /// The shift patterns that take effect from a date.
    pub const LATER_PATTERN: u8 = b't';
    pub const UNIT: u8 = b'u';
    /// How far the view is.
    pub const APPLIED: u8 = b'z';
}

/// Records are summed up and loaded by periods of 30 days.
pub const PERIOD: i64 = 30 * time::DAY;

/// The period that an instant lies in.
pub fn period(t: Instant) -> i64 {
    t.0.div_euclid(PERIOD)
}

/// Records of a kind, of one owner (a member, a post, or 0), in one period.
pub type Bucket = (u8, u32, i64);

/// A key with its new value; nothing removes it.
pub type Put = (Key, Option<Vec<u8>>);

/// A key of the view.
pub type Key = Vec<u8>;

/// `kind owner time which…`; times keep their order as bytes.
pub fn key(kind: u8, owner: u32, time: Instant, which: &[u32]) -> Key {
    let mut key = Vec::with_capacity(13 + 4 * which.len());
    key.push(kind);
    key.extend_from_slice(&owner.to_be_bytes());
    key.extend_from_slice(&ordered(time.0));
    for number in which {
        key.extend_from_slice(&number.to_be_bytes());
    }
    key
}

/// Big-endian bytes in the order of the numbers, negative ones too.
pub fn ordered(n: i64) -> [u8; 8] {
    ((n as u64) ^ (1 << 63)).to_be_bytes()
}

fn number(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_be_bytes(bytes.get(at..at + 4)?.try_into().ok()?))
}

/// The time in a key.
pub fn time_of(key: &[u8]) -> Option<Instant> {
    let bytes: [u8; 8] = key.get(5..13)?.try_into().ok()?;
    Some(Instant((u64::from_be_bytes(bytes) ^ (1 << 63)) as i64))
}

/// The bucket that a record's key belongs to.
pub fn bucket(key: &[u8]) -> Option<Bucket> {
    Some((*key.first()?, number(key, 1)?, period(time_of(key)?)))
}

/// The post in the key of a presence.
pub fn post_of(presence_key: &[u8]) -> Option<PostId> {
    number(presence_key, 13).map(PostId)
}

/// The last numbers of a key: which record it is.
pub fn which(key: &[u8], nth: usize) -> Option<u32> {
    number(key, 13 + 4 * nth)
}

/// The beginning of a duty date, for keys: any order-preserving place in time will do.
pub fn of_date(date: chrono::NaiveDate) -> Instant {
    Instant(date.and_time(chrono::NaiveTime::MIN).and_utc().timestamp())
}

/// The key of an idempotency key: 256 buckets by its hash.
pub fn of_idempotency(key: &str) -> Key {
    let hash = blake3::hash(key.as_bytes());
    let mut out = self::key(kind::KEY, u32::from(hash.as_bytes()[0]), Instant(0), &[]);
    out.extend_from_slice(&hash.as_bytes()[..16]);
    out
}

/// The key of the last presence of a member at a post.
pub fn of_last(member: MemberId, post: PostId) -> Key {
    key(kind::LAST, 0, Instant(0), &[member.0, post.0])
}

/// A record as the view keeps it.
pub trait Record: Serialize + DeserializeOwned {
    /// The number that the record has besides what it says.
    type Id: Copy;
    fn key(&self, id: Self::Id) -> Key;
    /// The event that puts it into a roster.
    fn put(self, key: &[u8]) -> Option<Event>;
}

macro_rules! record {
    ($type:ty, $id:ty, |$r:ident, $i:ident| $key:expr, $event:ident, |$k:ident, $s:ident| $back:expr) => {
        impl Record for $type {
            type Id = $id;
            fn key(&self, $i: $id) -> Key {
                let $r = self;
                let _ = $r;
                $key
            }
            fn put(self, $k: &[u8]) -> Option<Event> {
                let $s = &self;
                let _ = ($k, $s);
                let id = $back;
                Some(Event::$event(Change { id, was: None, is: Some(self) }))
            }
        }
    };
}

/// A duty date as a number; dates are in the years of lunban, after Christ.
fn day_number(date: chrono::NaiveDate) -> u32 {
    u32::try_from(chrono::Datelike::num_days_from_ce(&date)).unwrap_or(0)
}

fn plain(kind: u8, id: u32) -> Key {
    key(kind, 0, Instant(0), &[id])
}

record!(Branch, Only, |_r, _i| plain(kind::BRANCH, 0), Branch, |_k, _s| Only);
record!(Rules, Only, |_r, _i| plain(kind::RULES, 0), Rules, |_k, _s| Only);
record!(Vec<Shift>, Only, |_r, _i| plain(kind::PATTERN, 0), Pattern, |_k, _s| Only);
record!(
    LaterPattern,
    chrono::NaiveDate,
    |_r, i| key(kind::LATER_PATTERN, 0, Instant(0), &[day_number(i)]),
    PatternFrom,
    |k, _s| chrono::NaiveDate::from_num_days_from_ce_opt(i32::try_from(which(k, 0)?).ok()?)?
);
record!(Unit, UnitId, |_r, i| plain(kind::UNIT, i.0), Unit, |k, _s| UnitId(which(k, 0)?));
record!(Compound, CompoundId, |_r, i| plain(kind::COMPOUND, i.0), Compound, |k, _s| CompoundId(which(k, 0)?));
record!(Post, PostId, |_r, i| plain(kind::POST, i.0), Post, |k, _s| PostId(which(k, 0)?));
record!(Member, MemberId, |_r, i| plain(kind::MEMBER, i.0), Member, |k, _s| MemberId(which(k, 0)?));
record!(
    Assignment,
    AssignmentId,
    |_r, i| key(kind::ASSIGNMENT, i.member.0, of_date(i.slot.date), &[i.slot.post.0, i.slot.shift.0]),
    Assignment,
    |k, _s| AssignmentId {
        slot: Slot { post: PostId(which(k, 0)?), date: time_of(k)?.utc().date_naive(), shift: ShiftId(which(k, 1)?) },
        member: MemberId(number(k, 1)?),
    }
);
record!(Presence, PresenceId, |r, i| key(kind::PRESENCE, r.member.0, r.on, &[r.post.0, i.0]), Presence, |k, _s| {
    PresenceId(which(k, 1)?)
});
record!(Handover, HandoverId, |r, i| key(kind::HANDOVER, r.post.0, r.at, &[i.0]), Handover, |k, _s| HandoverId(which(
    k, 0
)?));
record!(OpenItem, ItemId, |r, i| key(kind::ITEM, 0, r.closed.unwrap_or(Instant::NEVER), &[i.0]), Item, |k, _s| ItemId(
    which(k, 0)?
));
record!(Note, NoteId, |r, i| key(kind::NOTE, r.post.0, r.at, &[i.0]), Note, |k, _s| NoteId(which(k, 0)?));

/// What an event makes of the view: keys with their new values, in order.
pub fn changes(event: &Event) -> Result<Vec<Put>, Fault> {
    match event {
        Event::Branch(c) => change(c),
        Event::Rules(c) => change(c),
        Event::Pattern(c) => change(c),
        Event::PatternFrom(c) => change(c),
        Event::Unit(c) => change(c),
        Event::Compound(c) => change(c),
        Event::Post(c) => change(c),
        Event::Member(c) => change(c),
        Event::Assignment(c) => change(c),
        Event::Presence(c) => change(c),
        Event::Handover(c) => change(c),
        Event::Item(c) => change(c),
        Event::Note(c) => change(c),
        Event::Reason { .. } | Event::LossAccepted { .. } => Ok(Vec::new()),
    }
}

fn change<V: Record>(c: &Change<V::Id, V>) -> Result<Vec<Put>, Fault> {
    let mut out = Vec::with_capacity(2);
    if let Some(was) = &c.was {
        out.push((was.key(c.id), None));
    }
    if let Some(is) = &c.is {
        let value = serde_json::to_vec(is).map_err(|e| Fault::Unwritable { why: e.to_string() })?;
        out.push((is.key(c.id), Some(value)));
    }
    Ok(out)
}

/// The event that puts a stored record into a roster; `None` when it cannot be read.
pub fn put(key: &[u8], value: &[u8]) -> Option<Event> {
    match *key.first()? {
        kind::BRANCH => of::<Branch>(key, value),
        kind::RULES => of::<Rules>(key, value),
        kind::PATTERN => of::<Vec<Shift>>(key, value),
        kind::LATER_PATTERN => of::<LaterPattern>(key, value),
        kind::UNIT => of::<Unit>(key, value),
        kind::COMPOUND => of::<Compound>(key, value),
        kind::POST => of::<Post>(key, value),
        kind::MEMBER => of::<Member>(key, value),
        kind::ASSIGNMENT => of::<Assignment>(key, value),
        kind::PRESENCE => of::<Presence>(key, value),
        kind::HANDOVER => of::<Handover>(key, value),
        kind::ITEM => of::<OpenItem>(key, value),
        kind::NOTE => of::<Note>(key, value),
        _ => None,
    }
}

fn of<V: Record>(key: &[u8], value: &[u8]) -> Option<Event> {
    serde_json::from_slice::<V>(value).ok()?.put(key)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_in_the_order_of_their_times() {
        let at = |t| key(kind::PRESENCE, 7, Instant(t), &[1, 1]);
        assert!(at(-5) < at(-1) && at(-1) < at(0) && at(0) < at(1) && at(1) < at(i64::MAX));
        assert_eq!(time_of(&at(-5)), Some(Instant(-5)));
    }

    #[test]
    fn a_record_comes_back_from_its_key_and_value() {
        let id = AssignmentId {
            slot: Slot { post: PostId(3), date: "2022-04-18".parse().unwrap(), shift: ShiftId(2) },
            member: MemberId(9),
        };
        let event = Event::Assignment(Change { id, was: None, is: Some(Assignment::default()) });
        let [(key, Some(value))] = &changes(&event).unwrap()[..] else { panic!("one record") };
        assert_eq!(put(key, value), Some(event));
    }
}
