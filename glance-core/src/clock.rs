//! What time it is.

use std::fmt;

use chrono::{DateTime, SubsecRound, Utc};

/// A moment, in UTC and to the microsecond: what every database of the three can be asked to keep, or less.
pub type Moment = DateTime<Utc>;

/// Tells the time. Programs have [`SystemClock`]; tests have what they need.
pub trait Clock: fmt::Debug + Send + Sync {
    /// The present moment, cut to microseconds.
    fn now(&self) -> Moment;
}

/// The clock of the system.
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    fn now(&self) -> Moment {
        Utc::now().trunc_subsecs(6)
    }
}
