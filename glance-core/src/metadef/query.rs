//! Which namespaces and tags a list is to hold, and in which order.

use std::str::FromStr;

use super::{Name, Visibility};
use crate::error::{Error, Result};
use crate::query::Direction;

/// What namespaces can be ordered by. Ties are ordered by creation, then in the order in which they were stored.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NamespaceSortKey {
    /// The order in which they were stored.
    Id,
    /// The name.
    Name,
    /// What people call them.
    DisplayName,
    /// What they are for.
    Description,
    /// Who may see them.
    Visibility,
    /// Whether they must not be deleted.
    Protected,
    /// The project that they belong to.
    Owner,
    /// When they were created.
    CreatedAt,
    /// When they were last changed.
    UpdatedAt,
}

impl NamespaceSortKey {
    /// Each key with the parameter's value that asks for it.
    pub const NAMES: [(&str, Self); 9] = [
        ("id", Self::Id),
        ("namespace", Self::Name),
        ("display_name", Self::DisplayName),
        ("description", Self::Description),
        ("visibility", Self::Visibility),
        ("protected", Self::Protected),
        ("owner", Self::Owner),
        ("created_at", Self::CreatedAt),
        ("updated_at", Self::UpdatedAt),
    ];
}

impl FromStr for NamespaceSortKey {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self> {
        named(&Self::NAMES, text)
    }
}

/// What a list of namespaces is to hold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NamespaceQuery {
    /// Those of this visibility.
    pub visibility: Option<Visibility>,
    /// Those that are for any of these types of resources.
    pub resource_types: Option<Vec<Name>>,
    /// The order.
    pub sort: NamespaceSortKey,
    /// Up or down, ties too.
    pub direction: Direction,
}

impl Default for NamespaceQuery {
    fn default() -> Self {
        Self {
            visibility: None,
            resource_types: None,
            sort: NamespaceSortKey::CreatedAt,
            direction: Direction::Descending,
        }
    }
}

/// What tags can be ordered by. Ties are ordered by creation, then in the order in which they were stored.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TagSortKey {
    /// The order in which they were stored.
    Id,
    /// The word.
    Name,
    /// When they were created.
    CreatedAt,
    /// When they were last changed.
    UpdatedAt,
}

impl TagSortKey {
    /// Each key with the parameter's value that asks for it.
    pub const NAMES: [(&str, Self); 4] =
        [("id", Self::Id), ("name", Self::Name), ("created_at", Self::CreatedAt), ("updated_at", Self::UpdatedAt)];
}

impl FromStr for TagSortKey {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self> {
        named(&Self::NAMES, text)
    }
}

/// The order of a list of tags.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TagQuery {
    /// The order.
    pub sort: TagSortKey,
    /// Up or down, ties too.
    pub direction: Direction,
}

impl Default for TagQuery {
    fn default() -> Self {
        Self { sort: TagSortKey::CreatedAt, direction: Direction::Descending }
    }
}

fn named<T: Copy>(names: &[(&str, T)], text: &str) -> Result<T> {
    let key = names.iter().find(|(name, _)| *name == text).map(|(_, key)| *key);
    key.ok_or_else(|| Error::Invalid("Sort key supplied was not valid.".to_owned()))
}
