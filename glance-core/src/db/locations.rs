//! The table of images' locations.

use diesel::prelude::*;
use serde_json::{Map, Value};

use super::conn::Conn;
use super::dialect::living;
use super::schema::image_locations as table;
use super::types::StoredTime;
use super::{Work, rows};
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

/// Writes what differs between two states of an image.
pub(crate) fn save(conn: &mut Conn, before: &Image, after: &Image) -> Work<()> {
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
                table::status.eq(LocationStatus::Deleted.as_str()),
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
