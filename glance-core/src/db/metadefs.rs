//! The tables of metadata definitions.

mod items;
mod kinds;
mod load;
mod namespaces;
mod resource_types;
mod tags;

use std::sync::Arc;

use diesel::prelude::*;
use diesel::result::{DatabaseErrorKind, Error as SqlError};

use super::conn::Conn;
use super::schema::metadef_namespaces as table;
use super::{Database, Failure, Work};
use crate::error::Error;
use crate::metadef::{Content, Name, Object, Property, Tag};
use crate::repo::MetadefRepo;

/// How many rows one statement writes: databases count the values in one, and have had enough at 32,766.
const ROWS_AT_ONCE: usize = 1_000;

/// The repositories of a database.
pub(crate) fn repositories(database: &Database) -> MetadefRepo {
    MetadefRepo {
        namespaces: Arc::new(namespaces::Namespaces::new(database.clone())),
        objects: Arc::new(items::Items::<Object>::new(database.clone())),
        properties: Arc::new(items::Items::<Property>::new(database.clone())),
        tags: Arc::new(items::Items::<Tag>::new(database.clone())),
        resource_types: Arc::new(resource_types::ResourceTypes::new(database.clone())),
    }
}

/// Finds the row of a namespace and holds it until the transaction ends; `None` if there is none.
fn hold(conn: &mut Conn, namespace: &Name) -> Work<Option<i32>> {
    if !touch(conn, namespace)? {
        return Ok(None);
    }
    let row = table::table.filter(table::namespace.eq(namespace.as_str()));
    Ok(row.select(table::id).first(conn).optional()?)
}

/// Holds a namespace until the transaction ends, without reading anything; `false` if there is none.
///
/// Whoever writes to a namespace holds it first. So nothing is added to one that is being deleted, and of two writers of
/// one name the later one finds what the earlier one wrote. It is an update that changes nothing, since locks have no
/// form that all databases know.
fn touch(conn: &mut Conn, namespace: &Name) -> Work<bool> {
    let row = table::table.filter(table::namespace.eq(namespace.as_str()));
    Ok(diesel::update(row).set(table::owner.eq(table::owner)).execute(conn)? > 0)
}

/// Holds a namespace that must be there.
fn hold_existing(conn: &mut Conn, namespace: &Name) -> Work<i32> {
    hold(conn, namespace)?.ok_or_else(|| Failure::Own(missing(namespace)))
}

fn missing(namespace: &Name) -> Error {
    Error::NotFound(format!("Metadata definition namespace={namespace} was not found."))
}

/// Gives the complaint that a row of this name is there already words for people.
fn conflict(text: impl FnOnce() -> String) -> impl FnOnce(SqlError) -> Failure {
    move |error| match error {
        SqlError::DatabaseError(DatabaseErrorKind::UniqueViolation, _) => Failure::Own(Error::Conflict(text())),
        other => Failure::Sql(other),
    }
}

/// Refuses more items of a kind than a namespace has room for beside those that are `there`.
fn check_room(namespace: &Name, there: i64, new: usize) -> Work<()> {
    let most = Content::MOST_ITEMS;
    if new > most.saturating_sub(usize::try_from(there).unwrap_or(most)) {
        let text = format!("There are too many definitions of one kind: namespace={namespace} has {most} at most.");
        return Err(Failure::Own(Error::LimitExceeded(text)));
    }
    Ok(())
}
