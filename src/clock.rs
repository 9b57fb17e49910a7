//! The only reader of the wall clock. Everything else is given `now`.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use crate::domain::Instant;

/// The program's clock: the system's, or one that was started elsewhere (`LUNBAN_NOW`) and runs on from there.
#[derive(Clone, Copy, Debug, Default)]
pub struct Clock {
    /// What is added to the system's time.
    ahead: i128,
}

impl Clock {
    /// The system's clock.
    pub fn system() -> Clock {
        Clock::default()
    }

    /// A clock that shows `at` now and runs on.
    pub fn starting_at(at: Instant) -> Clock {
        Clock { ahead: i128::from(at.0) * 1_000_000_000 - nanos() }
    }

    /// Now, cut to the whole second.
    pub fn now(&self) -> Instant {
        Instant((nanos() + self.ahead).div_euclid(1_000_000_000) as i64)
    }

    /// How long to sleep until the clock shows `at`; zero when it is past.
    pub fn until(&self, at: Instant) -> Duration {
        let left = i128::from(at.0) * 1_000_000_000 - nanos() - self.ahead;
        Duration::from_nanos(u64::try_from(left.max(0)).unwrap_or(u64::MAX))
    }
}

/// The system's time since 1970 in nanoseconds; negative before.
fn nanos() -> i128 {
    match SystemTime::now().duration_since(UNIX_EPOCH) {
        Ok(d) => d.as_nanos() as i128,
        Err(e) => -(e.duration().as_nanos() as i128),
    }
}
