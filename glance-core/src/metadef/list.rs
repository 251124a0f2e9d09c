//! Which page of which list, as the parameters of a request say it.

use super::{Name, NamespaceQuery, TagQuery};
use crate::error::{Error, Result};
use crate::query::{Direction, read_limit};

/// Which page of which list of namespaces.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct NamespaceList {
    /// Which namespaces, in which order.
    pub query: NamespaceQuery,
    /// The name of the last namespace of the page before this one.
    pub marker: Option<String>,
    /// How many the caller wants at most.
    pub limit: Option<u32>,
}

impl NamespaceList {
    /// Reads the decoded parameters of a request. What has no meaning here is not looked at.
    ///
    /// # Errors
    /// [`Error::Invalid`] with the reason, in the words that clients know.
    pub fn read<'a>(parameters: impl IntoIterator<Item = (&'a str, &'a str)>) -> Result<Self> {
        let Parameters { limit, marker, sort_key, sort_dir, visibility, resource_types } = Parameters::sort(parameters);
        let mut query = NamespaceQuery::default();
        if let Some(direction) = sort_dir {
            query.direction = Direction::read(direction)?;
        }
        query.visibility = visibility.map(|name| name.parse().map_err(|_| bad_visibility(name))).transpose()?;
        query.resource_types = resource_types.map(read_names);
        let limit = limit.map(read_limit).transpose()?;
        if let Some(key) = sort_key {
            query.sort = key.parse()?;
        }
        Ok(Self { query, marker: marker.map(str::to_owned), limit })
    }
}

/// Which page of which list of tags.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TagList {
    /// In which order.
    pub query: TagQuery,
    /// The name of the last tag of the page before this one.
    pub marker: Option<String>,
    /// How many the caller wants at most; all if nobody says.
    pub limit: Option<u32>,
}

impl TagList {
    /// Reads the decoded parameters of a request. What has no meaning here is not looked at.
    ///
    /// # Errors
    /// [`Error::Invalid`] with the reason, in the words that clients know.
    pub fn read<'a>(parameters: impl IntoIterator<Item = (&'a str, &'a str)>) -> Result<Self> {
        let parameters = Parameters::sort(parameters);
        let mut query = TagQuery::default();
        if let Some(direction) = parameters.sort_dir {
            query.direction = Direction::read(direction)?;
        }
        parameters.check_visibility()?;
        let given = |text: Option<&'a str>| text.filter(|text| !text.is_empty());
        let limit = given(parameters.limit).map(read_limit).transpose()?;
        if let Some(key) = parameters.sort_key {
            query.sort = key.parse()?;
        }
        Ok(Self { query, marker: given(parameters.marker).map(str::to_owned), limit })
    }
}

/// Checks the parameters of a list of objects, which then changes nothing: the list has always held all objects.
///
/// # Errors
/// [`Error::Invalid`] with the reason, in the words that clients know.
pub fn check_object_list<'a>(parameters: impl IntoIterator<Item = (&'a str, &'a str)>) -> Result<()> {
    let parameters = Parameters::sort(parameters);
    if let Some(direction) = parameters.sort_dir {
        Direction::read(direction)?;
    }
    parameters.check_visibility()?;
    match parameters.limit.map(read_limit).transpose()? {
        Some(0) => Err(Error::Invalid("limit param must be positive".to_owned())),
        _ => Ok(()),
    }
}

/// The parameters that have a meaning. Of those that are repeated, the first says which page it is, and the last what the
/// list holds, as Glance has it.
#[derive(Default)]
struct Parameters<'a> {
    limit: Option<&'a str>,
    marker: Option<&'a str>,
    sort_key: Option<&'a str>,
    sort_dir: Option<&'a str>,
    visibility: Option<&'a str>,
    resource_types: Option<&'a str>,
}

impl<'a> Parameters<'a> {
    fn sort(parameters: impl IntoIterator<Item = (&'a str, &'a str)>) -> Self {
        let mut sorted = Self::default();
        for (name, value) in parameters {
            match name {
                "limit" => sorted.limit = sorted.limit.or(Some(value)),
                "marker" => sorted.marker = sorted.marker.or(Some(value)),
                "sort_key" => sorted.sort_key = sorted.sort_key.or(Some(value)),
                "sort_dir" => sorted.sort_dir = sorted.sort_dir.or(Some(value)),
                "visibility" => sorted.visibility = Some(value),
                "resource_types" => sorted.resource_types = Some(value),
                _ => {}
            }
        }
        sorted
    }

    /// What namespaces hold has no visibility of its own; the parameter is checked all the same.
    fn check_visibility(&self) -> Result<()> {
        match self.visibility {
            Some(name) if !["", "public", "private", "shared"].contains(&name) => Err(bad_visibility(name)),
            _ => Ok(()),
        }
    }
}

fn read_names(list: &str) -> Vec<Name> {
    // PostgreSQL does not look for the character NUL, and no database keeps it.
    list.split(',').filter(|name| !name.is_empty() && !name.contains('\0')).map(Name::known).collect()
}

fn bad_visibility(name: &str) -> Error {
    Error::Invalid(format!("Invalid visibility value: {name}"))
}

#[cfg(test)]
mod tests {
    use super::super::{NamespaceSortKey, TagSortKey, Visibility};
    use super::*;

    #[test]
    fn parameters_choose_the_page() {
        let list = NamespaceList::read([
            ("limit", "2"),
            ("limit", "3"),
            ("sort_key", "namespace"),
            ("sort_dir", "asc"),
            ("visibility", "public"),
            ("resource_types", "a,,b"),
            ("marker", "m"),
            ("colour", "blue"),
        ]);
        let query = NamespaceQuery {
            visibility: Some(Visibility::Public),
            resource_types: Some(vec![Name::known("a"), Name::known("b")]),
            sort: NamespaceSortKey::Name,
            direction: Direction::Ascending,
        };
        assert_eq!(list.unwrap(), NamespaceList { query, marker: Some("m".to_owned()), limit: Some(2) });
        assert_eq!(NamespaceList::read([]).unwrap(), NamespaceList::default());
        let tags = TagList::read([("limit", ""), ("marker", ""), ("sort_key", "name"), ("visibility", "shared")]);
        assert_eq!(tags.unwrap().query.sort, TagSortKey::Name);
    }

    #[test]
    fn what_cannot_be_asked_is_refused_with_the_reason() {
        let refusal = |name, value| NamespaceList::read([(name, value)]).unwrap_err().to_string();

        assert_eq!(refusal("limit", "-1"), "limit param must be positive");
        assert_eq!(refusal("limit", "x"), "limit param must be an integer");
        assert_eq!(refusal("sort_dir", "up"), "Invalid sort direction: up");
        assert_eq!(refusal("sort_key", "up"), "Sort key supplied was not valid.");
        assert_eq!(refusal("visibility", "shared"), "Invalid visibility value: shared");
        assert!(TagList::read([("visibility", "nope")]).is_err());
        assert!(check_object_list([("limit", "0")]).is_err());
        assert!(check_object_list([("limit", "1"), ("marker", "nope"), ("sort_key", "nope")]).is_ok());
    }
}
