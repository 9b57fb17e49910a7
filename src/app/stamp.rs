//! A time as one sets it in a form: some minutes earlier or later, another day, or typed as `2155`.

use chrono::Timelike;

use crate::domain::time::{self, MINUTE, days_after};
use crate::domain::{Instant, WallTime, Zone};

/// What a time is of; it says which day a typed `2155` falls on.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Of {
    /// A mark: now unless it is set. Typed, it is [`time::latest`].
    #[default]
    Mark,
    /// Another time for what happened then. Typed, it is the nearest to that, and no later date's that is still to
    /// come.
    Past(Instant),
    /// Something to come; none unless it is set. Typed, it is the first such time after now.
    Due,
}

/// Where a time to come begins to be moved from: the full five minutes before now.
const STEP: i64 = 5 * MINUTE;

/// A time in a form.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Stamp {
    of: Of,
    /// `None`: as it is without being set.
    at: Option<Instant>,
    /// Digits typed so far, while they are fewer than four.
    typed: String,
}

impl Stamp {
    pub fn of(of: Of) -> Stamp {
        Stamp { of, ..Stamp::default() }
    }

    /// The time for a command: missing when it was not set.
    pub fn given(&self) -> Option<Instant> {
        self.at
    }

    /// Whether it stands for now, being a mark's and not set.
    pub fn is_now(&self) -> bool {
        self.of == Of::Mark && self.at.is_none()
    }

    /// Whether nothing was set or typed.
    pub fn is_untouched(&self) -> bool {
        self.at.is_none() && self.typed.is_empty()
    }

    /// The time it means.
    pub fn instant(&self, now: Instant) -> Instant {
        self.at.unwrap_or(self.unset(now))
    }

    /// The time it means without being set.
    fn unset(&self, now: Instant) -> Instant {
        match self.of {
            Of::Mark => now,
            Of::Past(then) => then,
            Of::Due => now - now.0.rem_euclid(STEP),
        }
    }

    /// The digits typed so far, while the time is incomplete.
    pub fn typed(&self) -> &str {
        &self.typed
    }

    /// Whether it is typed by half: nothing can be recorded with it.
    pub fn is_incomplete(&self) -> bool {
        !self.typed.is_empty()
    }

    /// Moves it by so many minutes; what happened no further than now, what is to come not before it. Where it was at
    /// first it is as if it were not set.
    pub fn shift(&mut self, minutes: i64, now: Instant) {
        self.typed.clear();
        self.set(self.instant(now) + minutes * MINUTE, now);
    }

    /// Moves it to the same wall time so many days later, as far as that goes.
    pub fn days(&mut self, days: i64, now: Instant, zone: Zone) {
        self.typed.clear();
        let local = self.instant(now).local(zone);
        let wall = WallTime((local.hour() * 60 + local.minute()) as u16);
        self.set(time::instant(zone, days_after(local.date(), days), wall), now);
    }

    fn set(&mut self, at: Instant, now: Instant) {
        self.at = match self.of {
            Of::Mark => (at < now).then_some(at),
            Of::Past(then) => Some(at.min(now)).filter(|at| *at != then),
            Of::Due => (at > now && at.in_range()).then_some(at),
        };
    }

    /// Takes a digit; four make a wall time. False when no time begins so.
    pub fn digit(&mut self, c: char, now: Instant, zone: Zone) -> bool {
        self.typed.push(c);
        let digits: Vec<u16> = self.typed.bytes().map(|b| u16::from(b - b'0')).collect();
        let fits = match digits[..] {
            [a] => a <= 2,
            [a, b] => a * 10 + b < 24,
            [_, _, c] => c < 6,
            _ => true,
        };
        if !fits {
            self.typed.pop();
            return false;
        }
        if let [a, b, c, d] = digits[..] {
            self.typed.clear();
            let at = self.at_wall(WallTime((a * 10 + b) * 60 + c * 10 + d), now, zone);
            // What was typed stands as it was typed, though it be refused.
            self.at = Some(at).filter(|at| *at != self.unset(now));
        }
        true
    }

    /// The instant that a wall time means.
    fn at_wall(&self, wall: WallTime, now: Instant, zone: Zone) -> Instant {
        let on = |around: Instant, days: i64| time::instant(zone, days_after(around.date(zone), days), wall);
        match self.of {
            Of::Mark => time::latest(zone, wall, now),
            Of::Due if on(now, 0) > now => on(now, 0),
            Of::Due => on(now, 1),
            Of::Past(then) => {
                let near = (-1..=1).map(|days| on(then, days)).filter(|t| *t <= now || *t == on(then, 0));
                near.min_by_key(|t| (*t - then).abs()).unwrap_or(then)
            }
        }
    }

    /// Takes the last digit back, or the whole time when none is being typed.
    pub fn back(&mut self) {
        if self.typed.pop().is_none() {
            self.at = None;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ZONE: Zone = Zone::Asia__Shanghai;

    fn now() -> Instant {
        time::instant(ZONE, "2022-04-19".parse().unwrap(), WallTime(30))
    }

    fn typed_of(of: Of, text: &str) -> Stamp {
        let mut stamp = Stamp::of(of);
        for c in text.chars() {
            stamp.digit(c, now(), ZONE);
        }
        stamp
    }

    fn typed(text: &str) -> Stamp {
        typed_of(Of::Mark, text)
    }

    fn said(stamp: &Stamp) -> String {
        stamp.given().unwrap().rfc3339(ZONE)
    }

    #[test]
    fn a_typed_time_is_the_latest_that_has_been() {
        assert_eq!(said(&typed("2155")), "2022-04-18T21:55:00+08:00");
        assert_eq!(said(&typed("0010")), "2022-04-19T00:10:00+08:00");
        assert_eq!((typed("21").given(), typed("21").typed()), (None, "21"));
        assert_eq!(said(&typed("93821755")), "2022-04-18T21:55:00+08:00");
    }

    #[test]
    fn a_time_typed_a_little_after_now_is_not_yesterdays() {
        assert_eq!(said(&typed("0045")), "2022-04-19T00:45:00+08:00", "to be refused");
        let mut stamp = typed("0045");
        stamp.shift(5, now());
        assert_eq!(stamp.given(), None, "now");
        assert_eq!(said(&typed_of(Of::Past(now() - 10 * MINUTE), "0045")), "2022-04-19T00:45:00+08:00");
        assert_eq!(said(&typed_of(Of::Past(now() - 10 * MINUTE), "2345")), "2022-04-18T23:45:00+08:00");
    }

    #[test]
    fn minutes_go_back_and_come_up_to_now_again() {
        let mut stamp = Stamp::default();
        stamp.shift(-5, now());
        stamp.shift(-5, now());
        assert_eq!(stamp.given(), Some(now() - 10 * MINUTE));
        stamp.shift(5, now());
        stamp.shift(5, now());
        stamp.shift(5, now());
        assert_eq!(stamp.given(), None);
    }

    #[test]
    fn what_is_to_come_is_the_first_such_time_after_now_and_none_until_it_is_set() {
        assert_eq!(said(&typed_of(Of::Due, "2300")), "2022-04-19T23:00:00+08:00");
        assert_eq!(said(&typed_of(Of::Due, "0010")), "2022-04-20T00:10:00+08:00");
        let mut stamp = typed_of(Of::Due, "");
        stamp.shift(-5, now());
        assert_eq!(stamp.given(), None);
        stamp.shift(5, now() + 42);
        assert_eq!(said(&stamp), "2022-04-19T00:35:00+08:00");
        stamp.days(1, now(), ZONE);
        assert_eq!(said(&stamp), "2022-04-20T00:35:00+08:00");
        stamp.back();
        assert_eq!(stamp.given(), None);
    }

    #[test]
    fn another_time_for_what_happened_is_the_one_nearest_to_it() {
        let then = time::instant(ZONE, "2022-04-16".parse().unwrap(), WallTime(22 * 60));
        let past = |text| typed_of(Of::Past(then), text);
        assert_eq!(said(&past("2148")), "2022-04-16T21:48:00+08:00");
        assert_eq!(said(&past("0010")), "2022-04-17T00:10:00+08:00");
        let mut stamp = past("2148");
        stamp.days(1, now(), ZONE);
        assert_eq!(said(&stamp), "2022-04-17T21:48:00+08:00");
        stamp.days(9, now(), ZONE);
        assert_eq!(stamp.given(), Some(now()), "not past now");
        let mut stamp = past("");
        stamp.shift(5, now());
        stamp.shift(-5, now());
        assert_eq!((stamp.given(), stamp.instant(now())), (None, then));
    }
}
