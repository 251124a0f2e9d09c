//! How fast a project may create images.

use std::cmp::Reverse;
use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use chrono::TimeDelta;

use crate::clock::Moment;
use crate::context::ProjectId;
use crate::error::{Error, Result};

/// How many projects are remembered. Those that created nothing for a while need not be.
const MOST_PROJECTS: usize = 10_000;
/// In which time a project may create as many images as it may.
const WINDOW: TimeDelta = TimeDelta::hours(1);

/// When each project that created something will have all its chances again.
#[derive(Debug, Default)]
pub(super) struct Pace(Mutex<HashMap<String, Moment>>);

impl Pace {
    /// Takes one of the chances that a project has, of which all come back within an hour, one after the other.
    ///
    /// # Errors
    /// [`Error::TooFast`] when there is none.
    pub(super) fn take(&self, project: Option<&ProjectId>, per_hour: u32, now: Moment) -> Result<()> {
        let too_fast = |wait: TimeDelta| {
            let seconds = u64::try_from(wait.num_seconds()).unwrap_or_default().saturating_add(1);
            Err(Error::TooFast { per_hour, seconds })
        };
        let Some(step) = i32::try_from(per_hour).ok().and_then(|number| WINDOW.checked_div(number)) else {
            return if per_hour == 0 { too_fast(WINDOW) } else { Ok(()) };
        };
        let name = project.map_or("", ProjectId::as_str);
        let mut whole_at = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(at) = whole_at.get_mut(name) {
            // A clock that was put back must not keep a project waiting for longer.
            *at = (*at).clamp(now, now + WINDOW);
            let then = *at + step;
            if then > now + WINDOW {
                return too_fast(then - now - WINDOW);
            }
            *at = then;
            return Ok(());
        }
        if whole_at.len() >= MOST_PROJECTS {
            make_room(&mut whole_at, now);
        }
        whole_at.insert(name.to_owned(), now + step);
        Ok(())
    }
}

/// Forgets projects that have all their chances again, and if that is not enough, the half that lacks the fewest.
fn make_room(whole_at: &mut HashMap<String, Moment>, now: Moment) {
    whole_at.retain(|_, at| *at > now);
    if whole_at.len() > MOST_PROJECTS / 2 {
        let mut projects: Vec<_> = whole_at.drain().collect();
        projects.select_nth_unstable_by_key(MOST_PROJECTS / 2, |(_, at)| Reverse(*at));
        projects.truncate(MOST_PROJECTS / 2);
        whole_at.extend(projects);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LIMIT: u32 = 60;

    fn at(seconds: i64) -> Moment {
        Moment::from_timestamp(1_795_348_800 + seconds, 0).unwrap_or_default()
    }

    fn wait(result: Result<()>) -> u64 {
        match result {
            Ok(()) => 0,
            Err(Error::TooFast { seconds, .. }) => seconds,
            Err(other) => unreachable!("{other}"),
        }
    }

    #[test]
    fn all_chances_may_be_taken_at_once_and_come_back_one_by_one() {
        let (pace, project) = (Pace::default(), ProjectId::new("p"));
        let take = |seconds| wait(pace.take(Some(&project), LIMIT, at(seconds)));

        assert_eq!((0..LIMIT).map(|_| take(0)).sum::<u64>(), 0);
        assert_eq!((take(0), take(59), take(60), take(60)), (61, 2, 0, 61));
        assert_eq!((0..LIMIT).map(|_| take(10_000)).sum::<u64>(), 0);
        assert_eq!(take(10_000), 61);
        assert_eq!(wait(pace.take(None, LIMIT, at(0))), 0, "another project has its own");
        assert_eq!(wait(pace.take(None, 0, at(0))), 3601, "who may create none waits in vain");
    }

    #[test]
    fn a_clock_that_is_put_back_keeps_nobody_waiting_for_a_day() {
        let pace = Pace::default();
        for _ in 0..LIMIT {
            pace.take(None, LIMIT, at(86_400)).unwrap();
        }

        assert_eq!(wait(pace.take(None, LIMIT, at(0))), 61);
        assert_eq!(wait(pace.take(None, LIMIT, at(61))), 0);
    }

    #[test]
    fn s25_ossn_0076_the_memory_of_projects_is_bounded() {
        let pace = Pace::default();
        let busy = ProjectId::new("busy");
        for _ in 0..LIMIT {
            pace.take(Some(&busy), LIMIT, at(0)).unwrap();
        }
        for number in 0..3 * MOST_PROJECTS {
            pace.take(Some(&ProjectId::new(format!("project-{number}"))), LIMIT, at(0)).unwrap();
        }

        let known = pace.0.lock().unwrap().len();
        assert!((MOST_PROJECTS / 2..=MOST_PROJECTS).contains(&known), "{known}");
        assert_eq!(wait(pace.take(Some(&busy), LIMIT, at(0))), 61, "whoever is nearest to the limit is kept");
    }
}
