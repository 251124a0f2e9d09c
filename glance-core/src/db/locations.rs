//! The table of images' locations.

use diesel::prelude::*;
use serde_json::{Map, Value};

use super::conn::Conn;
use super::dialect::living;
use super::schema::image_locations as table;
use super::types::StoredTime;
use super::{Failure, Work, rows};
use crate::error::Error;
use crate::image::{Image, ImageId, Location, LocationStatus};

#[derive(Debug, Insertable)]
#[diesel(table_name = table)]
struct NewRow<'a> {
    image_id: &'a str,
    value: &'a str,
    created_at: StoredTime,
    updated_at: StoredTime,
    deleted: bool,
    meta_data: String,
    status: &'a str,
}

pub(crate) fn read_metadata(text: Option<&str>) -> Work<Map<String, Value>> {
    match text {
        None | Some("" | "null") => Ok(Map::new()),
        Some(text) => serde_json::from_str(text).map_err(|error| rows::broken(format!("location metadata: {error}"))),
    }
}

/// Finds the images that have a location with this URL. There is no index on URLs, which are longer than one may be.
pub(crate) fn images_at(conn: &mut Conn, url: &str) -> Work<Vec<ImageId>> {
    let found: Vec<String> = table::table
        .filter(table::value.eq(url))
        .filter(living!(table))
        .select(table::image_id)
        .distinct()
        .load(conn)?;
    found.iter().map(|id| rows::parse_id(id)).collect()
}

/// Writes what differs between two states of an image.
///
/// The caller has written the image's own row before, so that no other writer is at its locations now.
pub(crate) fn save(conn: &mut Conn, before: &Image, after: &Image) -> Work<()> {
    if before.locations == after.locations {
        return Ok(());
    }
    check_current(conn, before)?;
    let at = StoredTime::from(after.updated_at);
    let gone: Vec<i32> = before
        .locations
        .iter()
        .filter_map(|location| location.row)
        .filter(|row| !after.locations.iter().any(|kept| kept.row == Some(*row)))
        .collect();
    if !gone.is_empty() {
        let rows = table::table.filter(table::id.eq_any(gone)).filter(table::image_id.eq(after.id.as_str()));
        diesel::update(rows)
            .set((
                table::deleted.eq(true),
                table::deleted_at.eq(at),
                table::updated_at.eq(at),
                table::status.eq(LocationStatus::PendingDelete.as_str()),
            ))
            .execute(conn)?;
    }
    for location in &after.locations {
        match location.row {
            None => insert(conn, after.id, location, at)?,
            Some(row) if before.locations.iter().any(|old| old.row == Some(row) && old != location) => {
                diesel::update(table::table.find(row))
                    .set((
                        table::value.eq(&location.url),
                        table::meta_data.eq(Value::Object(location.metadata.clone()).to_string()),
                        table::status.eq(location.status.as_str()),
                        table::updated_at.eq(at),
                    ))
                    .execute(conn)?;
            }
            Some(_) => {}
        }
    }
    Ok(())
}

/// Two writers who each take one of the last two locations away must not both succeed.
fn check_current(conn: &mut Conn, before: &Image) -> Work<()> {
    let mut stored: Vec<i32> = table::table
        .filter(table::image_id.eq(before.id.as_str()))
        .filter(living!(table))
        .select(table::id)
        .load(conn)?;
    let mut known: Vec<i32> = before.locations.iter().filter_map(|location| location.row).collect();
    stored.sort_unstable();
    known.sort_unstable();
    if stored == known { Ok(()) } else { Err(Failure::Own(Error::Stale(before.id))) }
}

fn insert(conn: &mut Conn, id: ImageId, location: &Location, at: StoredTime) -> Work<()> {
    let row = NewRow {
        image_id: id.as_str(),
        value: &location.url,
        created_at: at,
        updated_at: at,
        deleted: false,
        meta_data: Value::Object(location.metadata.clone()).to_string(),
        status: location.status.as_str(),
    };
    diesel::insert_into(table::table).values(&row).execute(conn)?;
    Ok(())
}

/// Marks all locations of an image as removed, with data that is still there.
pub(crate) fn delete_all(conn: &mut Conn, id: ImageId, at: StoredTime) -> Work<()> {
    let rows = table::table.filter(table::image_id.eq(id.as_str())).filter(living!(table));
    diesel::update(rows)
        .set((
            table::deleted.eq(true),
            table::deleted_at.eq(at),
            table::updated_at.eq(at),
            table::status.eq(LocationStatus::PendingDelete.as_str()),
        ))
        .execute(conn)?;
    Ok(())
}
