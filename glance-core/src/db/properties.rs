//! The table of images' properties.

use std::collections::BTreeMap;

use diesel::prelude::*;
use diesel::result::{DatabaseErrorKind, Error as SqlError};

use super::conn::Conn;
use super::dialect::{living, per_backend};
use super::schema::image_properties as table;
use super::types::StoredTime;
use super::{Failure, Work};
use crate::clock::Moment;
use crate::error::Error;
use crate::image::{Image, ImageId};
use crate::repo::UPLOAD_LEASE;

#[derive(Debug, Insertable)]
#[diesel(table_name = table)]
struct NewRow<'a> {
    image_id: &'a str,
    name: &'a str,
    value: &'a str,
    created_at: StoredTime,
    updated_at: StoredTime,
    deleted: bool,
}

/// Writes properties that an image has not had before.
pub(crate) fn insert(conn: &mut Conn, id: ImageId, new: &[(&String, &String)], at: Moment) -> Work<()> {
    if new.is_empty() {
        return Ok(());
    }
    let rows: Vec<NewRow<'_>> = new
        .iter()
        .map(|(name, value)| NewRow {
            image_id: id.as_str(),
            name,
            value,
            created_at: at.into(),
            updated_at: at.into(),
            deleted: false,
        })
        .collect();
    per_backend!(conn, c => diesel::insert_into(table::table).values(&rows).execute(c)).map_err(
        |error| match error {
            // They differ as texts, and still this database takes two of them for one.
            SqlError::DatabaseError(DatabaseErrorKind::UniqueViolation, _) => {
                let names = new.iter().map(|(name, _)| name.as_str()).collect::<Vec<_>>().join(", ");
                let what =
                    format!("The image has another property that differs in nothing but case or accents: {names}");
                Failure::Own(Error::Invalid(what))
            }
            other => Failure::Sql(other),
        },
    )?;
    Ok(())
}

/// Writes what differs between two states of an image.
pub(crate) fn save(conn: &mut Conn, before: &Image, after: &Image) -> Work<()> {
    let at = after.updated_at;
    let gone: Vec<&String> = before.properties.keys().filter(|name| !after.properties.contains_key(*name)).collect();
    let changed: Vec<(&String, &String)> =
        after.properties.iter().filter(|(name, value)| before.properties.get(*name) != Some(value)).collect();
    if gone.is_empty() && changed.is_empty() {
        return Ok(());
    }
    let rows = rows(conn, after.id)?;
    remove(conn, before, &gone, &rows, at)?;
    let mut new = Vec::new();
    for (name, value) in changed {
        if name == UPLOAD_LEASE && before.properties.contains_key(name) {
            let lease = before.properties.get(name).map_or("", String::as_str);
            if !exchange_lease(conn, after.id, lease, value)? {
                return Err(Failure::Own(Error::Stale(after.id)));
            }
        } else if let Some(row) = rows.get(name) {
            revive(conn, *row, value, at)?;
        } else if !revive_other(conn, after.id, name, value, at)? {
            new.push((name, value));
        }
    }
    insert(conn, after.id, &new, at)
}

/// The rows of an image's properties, living and removed, by their names. These are compared here and not by the database,
/// for MySQL takes `é` for `E`, and `x_owner` for `X_owner`, which may be somebody else's to change.
fn rows(conn: &mut Conn, id: ImageId) -> Work<BTreeMap<String, i32>> {
    let rows = table::table.filter(table::image_id.eq(id.as_str())).select((table::name, table::id));
    Ok(rows.load(conn)?.into_iter().collect())
}

/// A removed property keeps its row, as Glance has it; a lease goes for good, and only if it is still the same one.
fn remove(conn: &mut Conn, image: &Image, names: &[&String], rows: &BTreeMap<String, i32>, at: Moment) -> Work<()> {
    if names.iter().any(|name| *name == UPLOAD_LEASE) {
        let lease = image.properties.get(UPLOAD_LEASE).map_or("", String::as_str);
        if !end_lease(conn, image.id, lease)? {
            return Err(Failure::Own(Error::Stale(image.id)));
        }
    }
    let gone: Vec<i32> = names.iter().filter_map(|name| rows.get(*name).copied()).collect();
    if !gone.is_empty() {
        let rows = table::table.filter(table::id.eq_any(gone)).filter(living!(table));
        let at = StoredTime::from(at);
        diesel::update(rows)
            .set((table::deleted.eq(true), table::deleted_at.eq(at), table::updated_at.eq(at)))
            .execute(conn)?;
    }
    Ok(())
}

/// Gives a row, living or removed, a new value.
fn revive(conn: &mut Conn, row: i32, value: &str, at: Moment) -> Work<()> {
    let columns = (
        table::value.eq(value),
        table::deleted.eq(false),
        table::deleted_at.eq(None::<StoredTime>),
        table::updated_at.eq(StoredTime::from(at)),
    );
    diesel::update(table::table.filter(table::id.eq(row))).set(columns).execute(conn)?;
    Ok(())
}

/// Gives a removed row whose name the database takes for this one the name and the value, for it would refuse another row;
/// `false` if there is none.
fn revive_other(conn: &mut Conn, id: ImageId, name: &str, value: &str, at: Moment) -> Work<bool> {
    let row = table::table.filter(table::image_id.eq(id.as_str())).filter(table::name.eq(name));
    let columns = (
        table::name.eq(name),
        table::value.eq(value),
        table::deleted.eq(false),
        table::deleted_at.eq(None::<StoredTime>),
        table::updated_at.eq(StoredTime::from(at)),
    );
    Ok(diesel::update(row.filter(table::deleted.eq(true))).set(columns).execute(conn)? > 0)
}

/// Puts one lease in the place of another; `false` if the other is not there any more.
pub(crate) fn exchange_lease(conn: &mut Conn, id: ImageId, old: &str, new: &str) -> Work<bool> {
    let row = table::table
        .filter(table::image_id.eq(id.as_str()))
        .filter(table::name.eq(UPLOAD_LEASE))
        .filter(table::value.eq(old));
    Ok(diesel::update(row).set(table::value.eq(new)).execute(conn)? == 1)
}

/// Removes a lease for good; `false` if it is not there any more.
pub(crate) fn end_lease(conn: &mut Conn, id: ImageId, lease: &str) -> Work<bool> {
    let row = table::table
        .filter(table::image_id.eq(id.as_str()))
        .filter(table::name.eq(UPLOAD_LEASE))
        .filter(table::value.eq(lease));
    Ok(diesel::delete(row).execute(conn)? == 1)
}

/// Marks all properties of an image as removed.
pub(crate) fn delete_all(conn: &mut Conn, id: ImageId, at: StoredTime) -> Work<()> {
    let rows = table::table.filter(table::image_id.eq(id.as_str())).filter(living!(table));
    diesel::update(rows).set((table::deleted.eq(true), table::deleted_at.eq(at))).execute(conn)?;
    Ok(())
}
