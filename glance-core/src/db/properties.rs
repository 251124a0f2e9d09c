//! The table of images' properties.

use diesel::prelude::*;

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
    per_backend!(conn, c => diesel::insert_into(table::table).values(&rows).execute(c))?;
    Ok(())
}

/// Writes what differs between two states of an image.
pub(crate) fn save(conn: &mut Conn, before: &Image, after: &Image) -> Work<()> {
    let at = after.updated_at;
    let gone: Vec<&str> =
        before.properties.keys().filter(|name| !after.properties.contains_key(*name)).map(String::as_str).collect();
    remove(conn, before, &gone, at)?;
    let changed: Vec<(&String, &String)> =
        after.properties.iter().filter(|(name, value)| before.properties.get(*name) != Some(value)).collect();
    let mut new = Vec::new();
    for (name, value) in changed {
        if name == UPLOAD_LEASE && before.properties.contains_key(name) {
            let lease = before.properties.get(name).map_or("", String::as_str);
            if !exchange_lease(conn, after.id, lease, value)? {
                return Err(Failure::Own(Error::Stale(after.id)));
            }
            continue;
        }
        if !revive(conn, after.id, name, value, at)? {
            new.push((name, value));
        }
    }
    insert(conn, after.id, &new, at)
}

/// A removed property keeps its row, as Glance has it; a lease goes for good, and only if it is still the same one.
fn remove(conn: &mut Conn, image: &Image, names: &[&str], at: Moment) -> Work<()> {
    if names.contains(&UPLOAD_LEASE) {
        let lease = image.properties.get(UPLOAD_LEASE).map_or("", String::as_str);
        if !end_lease(conn, image.id, lease)? {
            return Err(Failure::Own(Error::Stale(image.id)));
        }
    }
    if !names.is_empty() {
        let rows = table::table
            .filter(table::image_id.eq(image.id.as_str()))
            .filter(table::name.eq_any(names.iter().copied()))
            .filter(living!(table));
        let at = StoredTime::from(at);
        diesel::update(rows)
            .set((table::deleted.eq(true), table::deleted_at.eq(at), table::updated_at.eq(at)))
            .execute(conn)?;
    }
    Ok(())
}

/// Gives the row of this name, live or removed, a new value; `false` if there is none.
fn revive(conn: &mut Conn, id: ImageId, name: &str, value: &str, at: Moment) -> Work<bool> {
    let row = table::table.filter(table::image_id.eq(id.as_str())).filter(table::name.eq(name));
    let changed = diesel::update(row)
        .set((
            table::value.eq(value),
            table::deleted.eq(false),
            table::deleted_at.eq(None::<StoredTime>),
            table::updated_at.eq(StoredTime::from(at)),
        ))
        .execute(conn)?;
    Ok(changed > 0)
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
