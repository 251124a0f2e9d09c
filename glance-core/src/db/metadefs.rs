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
use crate::metadef::{Name, Object, Property, Tag};
use crate::repo::MetadefRepo;

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
///
/// Whoever writes to a namespace holds it first. So nothing is added to one that is being deleted, and of two writers of
/// one name the later one finds what the earlier one wrote. It is an update that changes nothing, since locks have no
/// form that all databases know.
fn hold(conn: &mut Conn, namespace: &Name) -> Work<Option<i32>> {
    let row = table::table.filter(table::namespace.eq(namespace.as_str()));
    if diesel::update(row).set(table::owner.eq(table::owner)).execute(conn)? == 0 {
        return Ok(None);
    }
    Ok(row.select(table::id).first(conn).optional()?)
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
