//! The table of images' tags.

use diesel::prelude::*;

use super::Work;
use super::conn::Conn;
use super::dialect::{living, per_backend};
use super::schema::image_tags as table;
use super::types::StoredTime;
use crate::clock::Moment;
use crate::image::{Image, ImageId};

#[derive(Debug, Insertable)]
#[diesel(table_name = table)]
struct NewRow<'a> {
    image_id: &'a str,
    value: &'a str,
    created_at: StoredTime,
    updated_at: StoredTime,
    deleted: bool,
}

/// Writes tags that an image does not have.
pub(crate) fn insert(conn: &mut Conn, id: ImageId, new: &[&String], at: Moment) -> Work<()> {
    if new.is_empty() {
        return Ok(());
    }
    let rows: Vec<NewRow<'_>> = new
        .iter()
        .map(|tag| NewRow {
            image_id: id.as_str(),
            value: tag,
            created_at: at.into(),
            updated_at: at.into(),
            deleted: false,
        })
        .collect();
    per_backend!(conn, c => diesel::insert_into(table::table).values(&rows).execute(c))?;
    Ok(())
}

/// Writes what differs between two states of an image. A tag that comes back gets a new row, as Glance has it.
pub(crate) fn save(conn: &mut Conn, before: &Image, after: &Image) -> Work<()> {
    if !after.tags.is_superset(&before.tags) {
        let at = StoredTime::from(after.updated_at);
        let rows = table::table.filter(table::id.eq_any(gone(conn, before, after)?));
        diesel::update(rows)
            .set((table::deleted.eq(true), table::deleted_at.eq(at), table::updated_at.eq(at)))
            .execute(conn)?;
    }
    let new: Vec<&String> = after.tags.difference(&before.tags).collect();
    insert(conn, after.id, &new, after.updated_at)
}

/// The rows of tags that an image does not have any more. The tags are compared here, since MySQL takes `a` for `A`.
fn gone(conn: &mut Conn, before: &Image, after: &Image) -> Work<Vec<i32>> {
    let rows = table::table.filter(table::image_id.eq(after.id.as_str())).filter(living!(table));
    let rows: Vec<(i32, String)> = rows.select((table::id, table::value)).load(conn)?;
    let is_gone = |tag: &String| before.tags.contains(tag) && !after.tags.contains(tag);
    Ok(rows.into_iter().filter(|(_, tag)| is_gone(tag)).map(|(row, _)| row).collect())
}

/// Marks all tags of an image as removed.
pub(crate) fn delete_all(conn: &mut Conn, id: ImageId, at: StoredTime) -> Work<()> {
    let rows = table::table.filter(table::image_id.eq(id.as_str())).filter(living!(table));
    diesel::update(rows).set((table::deleted.eq(true), table::deleted_at.eq(at))).execute(conn)?;
    Ok(())
}
