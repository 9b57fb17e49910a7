//! The time of a mark as one sets it in a form: now, some minutes earlier, or typed as `2155`.

use crate::domain::time::{self, MINUTE, days_after};
use crate::domain::{Instant, WallTime, Zone};

/// A time in a form.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Stamp {
    /// `None` is now, whenever that is.
    at: Option<Instant>,
    /// Digits typed so far, while they are fewer than four.
    typed: String,
}

impl Stamp {
    /// The time for a command: missing when it is now.
    pub fn given(&self) -> Option<Instant> {
        self.at
    }

    /// The time it means.
    pub fn instant(&self, now: Instant) -> Instant {
        self.at.unwrap_or(now)
    }

    /// The digits typed so far, while the time is incomplete.
    pub fn typed(&self) -> &str {
        &self.typed
    }

    /// Moves it by so many minutes; not past now, where it is now again.
    pub fn shift(&mut self, minutes: i64, now: Instant) {
        self.typed.clear();
        let at = self.instant(now) + minutes * MINUTE;
        self.at = (at < now).then_some(at);
    }

    /// Takes a digit; four make the latest such wall time that is not after now. False when no time begins so.
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
            let wall = WallTime((a * 10 + b) * 60 + c * 10 + d);
            let at = |back: i64| time::instant(zone, days_after(now.date(zone), -back), wall);
            self.at = Some(if at(0) <= now { at(0) } else { at(1) });
        }
        true
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

    fn typed(text: &str) -> Stamp {
        let mut stamp = Stamp::default();
        for c in text.chars() {
            stamp.digit(c, now(), ZONE);
        }
        stamp
    }

    #[test]
    fn a_typed_time_is_the_latest_that_is_not_after_now() {
        assert_eq!(typed("2155").given().unwrap().rfc3339(ZONE), "2022-04-18T21:55:00+08:00");
        assert_eq!(typed("0010").given().unwrap().rfc3339(ZONE), "2022-04-19T00:10:00+08:00");
        assert_eq!((typed("21").given(), typed("21").typed()), (None, "21"));
        assert_eq!(typed("93821755").given().unwrap().rfc3339(ZONE), "2022-04-18T21:55:00+08:00");
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
}
