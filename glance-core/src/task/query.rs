//! Which tasks a list is to hold, and in which order.

use std::str::FromStr;

use crate::error::{Error, Result};
use crate::query::Direction;

/// What tasks can be ordered by. Ties are ordered by creation, then by id.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SortKey {
    /// The id.
    Id,
    /// What they do.
    Kind,
    /// The status.
    Status,
    /// The project that they belong to.
    Owner,
    /// When they may be forgotten; those that never may come as if that was before all others.
    ExpiresAt,
    /// When they were created.
    CreatedAt,
    /// When they were last changed.
    UpdatedAt,
    /// The image.
    Image,
    /// The request that asked for them.
    RequestId,
    /// The user who asked for them.
    UserId,
}

impl SortKey {
    /// Each key with the parameter's value that asks for it.
    pub const NAMES: [(&str, Self); 10] = [
        ("id", Self::Id),
        ("type", Self::Kind),
        ("status", Self::Status),
        ("owner", Self::Owner),
        ("expires_at", Self::ExpiresAt),
        ("created_at", Self::CreatedAt),
        ("updated_at", Self::UpdatedAt),
        ("image_id", Self::Image),
        ("request_id", Self::RequestId),
        ("user_id", Self::UserId),
    ];
}

impl FromStr for SortKey {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self> {
        let key = Self::NAMES.into_iter().find(|(name, _)| *name == text).map(|(_, key)| key);
        key.ok_or_else(|| Error::Invalid("Sort key supplied was not valid.".to_owned()))
    }
}

/// What tasks can be told apart by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TaskField {
    /// The id.
    Id,
    /// What they do.
    Kind,
    /// The status.
    Status,
    /// The project that they belong to.
    Owner,
    /// The image.
    Image,
    /// The request that asked for them.
    RequestId,
    /// The user who asked for them.
    UserId,
}

impl TaskField {
    /// Each field with the name of its parameter.
    pub const NAMES: [(&str, Self); 7] = [
        ("id", Self::Id),
        ("type", Self::Kind),
        ("status", Self::Status),
        ("owner", Self::Owner),
        ("image_id", Self::Image),
        ("request_id", Self::RequestId),
        ("user_id", Self::UserId),
    ];
}

/// What a list of tasks is to hold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TaskQuery {
    /// Those in which all these fields have these values.
    pub matches: Vec<(TaskField, String)>,
    /// The order.
    pub sort: SortKey,
    /// Up or down, ties too.
    pub direction: Direction,
}

impl Default for TaskQuery {
    fn default() -> Self {
        Self { matches: Vec::new(), sort: SortKey::CreatedAt, direction: Direction::Descending }
    }
}
