//! The order of a list.

use std::fmt::Write as _;

use crate::error::{Error, Result};

/// What images can be ordered by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SortKey {
    /// The name.
    Name,
    /// The status.
    Status,
    /// The container format.
    ContainerFormat,
    /// The disk format.
    DiskFormat,
    /// Bytes of data.
    Size,
    /// The id.
    Id,
    /// When the image was created.
    CreatedAt,
    /// When it was last changed.
    UpdatedAt,
}

impl SortKey {
    /// Each key with the name that parameters have for it.
    pub const NAMES: [(&str, Self); 8] = [
        ("name", Self::Name),
        ("status", Self::Status),
        ("container_format", Self::ContainerFormat),
        ("disk_format", Self::DiskFormat),
        ("size", Self::Size),
        ("id", Self::Id),
        ("created_at", Self::CreatedAt),
        ("updated_at", Self::UpdatedAt),
    ];

    fn read(name: &str) -> Result<Self> {
        Self::NAMES.iter().find(|(known, _)| *known == name).map(|(_, key)| *key).ok_or_else(|| {
            let known = Self::NAMES.map(|(name, _)| name).join(", ");
            Error::Invalid(format!("Invalid sort key: {name}. It must be one of the following: {known}."))
        })
    }
}

/// Up or down.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Direction {
    /// Least first.
    Ascending,
    /// Greatest first.
    Descending,
}

impl Direction {
    /// Reads the name that parameters have for it.
    pub(crate) fn read(name: &str) -> Result<Self> {
        match name {
            "asc" => Ok(Self::Ascending),
            "desc" => Ok(Self::Descending),
            other => Err(Error::Invalid(format!("Invalid sort direction: {other}"))),
        }
    }
}

/// An order without ties: the last key is always the id, or comes after it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Order(Vec<(SortKey, Direction)>);

impl Default for Order {
    fn default() -> Self {
        Self(vec![(SortKey::CreatedAt, Direction::Descending), (SortKey::Id, Direction::Descending)])
    }
}

impl Order {
    /// Completes an order so that no two images are equal in it: creation and id come last, in the one direction that
    /// was asked for, or downwards.
    pub fn by(keys: Vec<(SortKey, Direction)>) -> Self {
        let last = match keys.as_slice() {
            [(_, only)] => *only,
            _ => Direction::Descending,
        };
        Self::ending(keys, last)
    }

    /// A key that comes again decides nothing, and is left out: an order has no more terms than there are keys.
    fn ending(keys: Vec<(SortKey, Direction)>, last: Direction) -> Self {
        let mut order: Vec<(SortKey, Direction)> = Vec::new();
        for (key, direction) in keys.into_iter().chain([(SortKey::CreatedAt, last), (SortKey::Id, last)]) {
            if !order.iter().any(|(known, _)| *known == key) {
                order.push((key, direction));
            }
        }
        Self(order)
    }

    /// Reads the parameters `sort`, `sort_key` and `sort_dir`.
    ///
    /// # Errors
    /// [`Error::Invalid`] for an unknown key or direction, or counts that do not match.
    pub(crate) fn read(sort: Option<&str>, keys: &[&str], directions: &[&str]) -> Result<Self> {
        if let Some(sort) = sort {
            if !keys.is_empty() || !directions.is_empty() {
                return Err(Error::Invalid("Old and new sorting syntax cannot be combined".to_owned()));
            }
            return Ok(Self::by(sort.trim().split(',').map(read_pair).collect::<Result<_>>()?));
        }
        let keys: Vec<SortKey> = keys.iter().map(|name| SortKey::read(name)).collect::<Result<_>>()?;
        let directions: Vec<Direction> = directions.iter().map(|name| Direction::read(name)).collect::<Result<_>>()?;
        let counts_differ = directions.len() > 1 && directions.len() != keys.len();
        if counts_differ {
            return Err(Error::Invalid("Number of sort dirs does not match the number of sort keys".to_owned()));
        }
        let keys = if keys.is_empty() { vec![SortKey::CreatedAt] } else { keys };
        match directions.as_slice() {
            [] => Ok(Self::ending(
                keys.into_iter().map(|key| (key, Direction::Descending)).collect(),
                Direction::Descending,
            )),
            [one] => Ok(Self::ending(keys.into_iter().map(|key| (key, *one)).collect(), *one)),
            many => Ok(Self::by(keys.into_iter().zip(many.iter().copied()).collect())),
        }
    }

    /// The keys, most significant first.
    pub fn keys(&self) -> &[(SortKey, Direction)] {
        &self.0
    }

    /// Writes the order as the parameter `sort` has it.
    pub fn to_parameter(&self) -> String {
        let mut text = String::new();
        for (key, direction) in &self.0 {
            let name = SortKey::NAMES.iter().find(|(_, known)| known == key).map_or("", |(name, _)| name);
            let direction = if *direction == Direction::Ascending { "asc" } else { "desc" };
            let comma = if text.is_empty() { "" } else { "," };
            let _ = write!(text, "{comma}{name}:{direction}");
        }
        text
    }
}

fn read_pair(text: &str) -> Result<(SortKey, Direction)> {
    let (key, direction) = text.split_once(':').unwrap_or((text, ""));
    let direction = if direction.is_empty() { "desc" } else { direction };
    Ok((SortKey::read(key.trim())?, Direction::read(direction.trim())?))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(sort: Option<&str>, keys: &[&str], directions: &[&str]) -> String {
        match Order::read(sort, keys, directions) {
            Ok(order) => order.to_parameter(),
            Err(error) => error.to_string(),
        }
    }

    #[test]
    fn an_order_always_ends_without_ties() {
        assert_eq!(read(None, &[], &[]), "created_at:desc,id:desc");
        assert_eq!(read(None, &["name"], &["asc"]), "name:asc,created_at:asc,id:asc");
        assert_eq!(read(None, &["name", "size"], &["asc"]), "name:asc,size:asc,created_at:asc,id:asc");
        assert_eq!(read(None, &["name", "size"], &["asc", "desc"]), "name:asc,size:desc,created_at:desc,id:desc");
        assert_eq!(read(Some("name:asc"), &[], &[]), "name:asc,created_at:asc,id:asc");
        assert_eq!(read(Some("size,id:asc"), &[], &[]), "size:desc,id:asc,created_at:desc");
        assert_eq!(read(Some("id:asc,size,id,size:asc"), &[], &[]), "id:asc,size:desc,created_at:desc");
        assert_eq!(read(None, &["name", "name"], &["asc"]), "name:asc,created_at:asc,id:asc");
    }

    #[test]
    fn what_is_no_order_is_refused_with_the_reason() {
        assert!(read(None, &["nope"], &[]).starts_with("Invalid sort key: nope. It must be one of"));
        assert_eq!(read(None, &[], &["up"]), "Invalid sort direction: up");
        assert_eq!(read(Some("name:up"), &[], &[]), "Invalid sort direction: up");
        assert_eq!(read(Some("name"), &["id"], &[]), "Old and new sorting syntax cannot be combined");
        assert!(read(None, &["name"], &["asc", "desc"]).starts_with("Number of sort dirs"));
    }
}
