//! Which page of which list, as the parameters of a request say it.

use super::{Kind, Status, TaskField, TaskId, TaskQuery};
use crate::error::{Error, Result};
use crate::query::{Direction, read_limit};

/// Which page of which list of tasks.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TaskList {
    /// Which tasks, in which order.
    pub query: TaskQuery,
    /// The last task of the page before this one.
    pub marker: Option<TaskId>,
    /// How many the caller wants at most.
    pub limit: Option<u32>,
}

impl TaskList {
    /// Reads the decoded parameters of a request, the last one of each name. What has no meaning here is not looked at.
    ///
    /// # Errors
    /// [`Error::Invalid`] with the reason, in the words that clients know.
    pub fn read<'a>(parameters: impl IntoIterator<Item = (&'a str, &'a str)>) -> Result<Self> {
        let parameters: Vec<(&str, &str)> = parameters.into_iter().collect();
        let given = |name: &str| parameters.iter().rev().find(|(known, _)| *known == name).map(|(_, value)| *value);
        let mut query = TaskQuery::default();
        // Of several mistakes the one is told that Glance finds first.
        if let Some(direction) = given("sort_dir") {
            query.direction = Direction::read(direction)?;
        }
        if let Some(status) = given("status").filter(|text| !text.is_empty()) {
            status.parse::<Status>().map_err(|_| Error::Invalid(format!("Invalid status value: {status}")))?;
        }
        if let Some(kind) = given("type").filter(|text| !text.is_empty() && *text != Kind::Import.as_str()) {
            return Err(Error::Invalid(format!("Invalid type value: {kind}")));
        }
        let no_id = |_| Error::Invalid("Invalid marker format".to_owned());
        let marker = given("marker").map(|text| text.parse().map_err(no_id)).transpose()?;
        let limit = given("limit").map(read_limit).transpose()?;
        if let Some(key) = given("sort_key") {
            query.sort = key.parse()?;
        }
        let fields = TaskField::NAMES.into_iter();
        query.matches = fields.filter_map(|(name, field)| Some((field, given(name)?.to_owned()))).collect();
        Ok(Self { query, marker, limit })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::task::SortKey;

    #[test]
    fn parameters_are_read_as_far_as_they_mean_something() {
        let list = TaskList::read([
            ("limit", "1"),
            ("limit", "2"),
            ("sort_key", "type"),
            ("sort_dir", "asc"),
            ("status", "success"),
            ("owner", "p"),
            ("x", "y"),
        ])
        .unwrap();

        assert_eq!((list.limit, list.marker), (Some(2), None));
        assert_eq!((list.query.sort, list.query.direction), (SortKey::Kind, Direction::Ascending));
        let matches = [(TaskField::Status, "success".to_owned()), (TaskField::Owner, "p".to_owned())];
        assert_eq!(list.query.matches, matches);
        assert_eq!(TaskList::read([]).unwrap(), TaskList::default());
    }

    #[test]
    fn what_makes_no_list_is_refused_with_the_reason() {
        for (name, value, reason) in [
            ("sort_dir", "up", "Invalid sort direction: up"),
            ("status", "bad", "Invalid status value: bad"),
            ("type", "location_import", "Invalid type value: location_import"),
            ("marker", "x", "Invalid marker format"),
            ("limit", "-1", "limit param must be positive"),
            ("limit", "", "limit param must be an integer"),
            ("sort_key", "nope", "Sort key supplied was not valid."),
        ] {
            assert_eq!(TaskList::read([(name, value)]).unwrap_err().to_string(), reason);
        }
    }
}
