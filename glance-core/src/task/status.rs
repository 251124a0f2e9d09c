//! The life cycle of a task.

use std::fmt;
use std::str::FromStr;

use crate::error::Error;

/// Where in its life a task is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Status {
    /// Nobody has begun it.
    Pending,
    /// Somebody works on it.
    Processing,
    /// It did what it was asked to do.
    Success,
    /// It did not, and will not.
    Failure,
}

/// A step that the life cycle does not have.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("Status transition from {from} to {next} is not allowed")]
pub struct BadTransition {
    /// Where the task was.
    pub from: Status,
    /// Where it was to go.
    pub next: Status,
}

impl From<BadTransition> for Error {
    fn from(refused: BadTransition) -> Self {
        Self::Conflict(refused.to_string())
    }
}

impl Status {
    /// Every status, in the order in which the task schema names them.
    pub const ALL: [Self; 4] = [Self::Pending, Self::Processing, Self::Success, Self::Failure];

    /// Moves to `next`. The table is the one of the Images API.
    ///
    /// # Errors
    /// [`BadTransition`] when the table has no step from here to `next`.
    pub fn to(self, next: Self) -> Result<Self, BadTransition> {
        let allowed: &[Self] = match self {
            Self::Pending => &[Self::Processing, Self::Failure],
            Self::Processing => &[Self::Success, Self::Failure],
            Self::Success | Self::Failure => &[],
        };
        if allowed.contains(&next) { Ok(next) } else { Err(BadTransition { from: self, next }) }
    }

    /// Whether nothing will happen to the task any more.
    pub fn is_final(self) -> bool {
        match self {
            Self::Pending | Self::Processing => false,
            Self::Success | Self::Failure => true,
        }
    }

    /// Returns the name that documents and databases use.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Pending => "pending",
            Self::Processing => "processing",
            Self::Success => "success",
            Self::Failure => "failure",
        }
    }
}

impl fmt::Display for Status {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for Status {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        Self::ALL.into_iter().find(|status| status.as_str() == text).ok_or_else(|| format!("no task status: {text}"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_task_is_begun_before_it_succeeds_but_may_fail_at_once() {
        assert_eq!(Status::Pending.to(Status::Processing), Ok(Status::Processing));
        assert_eq!(Status::Processing.to(Status::Success), Ok(Status::Success));
        assert_eq!(Status::Pending.to(Status::Failure), Ok(Status::Failure));
        let refused = Status::Pending.to(Status::Success).unwrap_err();
        assert_eq!(refused.to_string(), "Status transition from pending to success is not allowed");
    }

    #[test]
    fn exactly_the_final_statuses_lead_nowhere() {
        for status in Status::ALL {
            let ways_on = Status::ALL.into_iter().filter(|next| status.to(*next).is_ok()).count();
            assert_eq!(status.is_final(), ways_on == 0, "{status}");
        }
    }

    #[test]
    fn names_are_read_as_they_are_written() {
        for status in Status::ALL {
            assert_eq!(status.as_str().parse(), Ok(status));
        }
    }
}
