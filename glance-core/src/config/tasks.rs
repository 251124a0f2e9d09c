//! How work goes that requests only begin.

use std::time::Duration;

use super::error::ConfigError;
use super::sources::Sources;

/// How work goes that requests only begin.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TaskConfig {
    /// Whether data at new locations is looked through, and its digests taken. `[DEFAULT] do_secure_hash`, true.
    pub hash_locations: bool,
    /// How often that is tried again. `[DEFAULT] http_retries`, 3.
    pub retries: u32,
    /// How long a task is remembered after its end. `[task] task_time_to_live`, in hours, 48.
    pub time_to_live: Duration,
}

impl TaskConfig {
    pub(super) fn read(sources: &Sources) -> Result<Self, ConfigError> {
        let default = sources.section("DEFAULT");
        let numbers = 0..=i64::from(u32::MAX);
        // The time was an option of [DEFAULT] once, and oslo.config still reads it there.
        let hours = |section: &str| sources.section(section).integer::<u32>("task_time_to_live", numbers.clone());
        let hours = hours("task")?.or(hours("DEFAULT")?).unwrap_or(48);
        Ok(Self {
            hash_locations: default.flag("do_secure_hash", true)?,
            retries: default.integer("http_retries", numbers.clone())?.unwrap_or(3),
            time_to_live: Duration::from_secs(u64::from(hours) * 3600),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Config;

    #[test]
    fn the_way_of_tasks_is_glances_unless_it_is_set() {
        let tasks = |text: &str| Config::from_text("glance-api.conf", text).map(|config| config.tasks);
        let hours = |hours: u64| Duration::from_secs(hours * 3600);

        let usual = TaskConfig { hash_locations: true, retries: 3, time_to_live: hours(48) };
        assert_eq!(tasks("").unwrap(), usual);
        let text = "[DEFAULT]\ndo_secure_hash = no\nhttp_retries = 0\n[task]\ntask_time_to_live = 1\n";
        assert_eq!(tasks(text).unwrap(), TaskConfig { hash_locations: false, retries: 0, time_to_live: hours(1) });
        assert_eq!(tasks("[DEFAULT]\ntask_time_to_live = 2\n").unwrap().time_to_live, hours(2));
        assert!(tasks("[DEFAULT]\nhttp_retries = -1\n").is_err());
    }
}
