//! What belongs to images, read from three tables by one query.
//!
//! An image that is shown costs more in trips to the database and back than in rows, which is why one trip fetches all.

use std::collections::HashMap;

use diesel::prelude::*;
use diesel::query_builder::{AstPass, Query, QueryFragment, QueryId};
use diesel::sql_types::{Integer, Nullable, Text};

use super::conn::{Conn, MultiBackend};
use super::list::{self, Condition};
use super::locations::read_metadata;
use super::rows::ImageRow;
use super::{Work, rows};
use crate::image::{Image, ImageId, Location};
use crate::repo::Viewer;

/// What is read of each table: a number that tells its rows apart, the row's id where it is needed, and three texts.
/// Locations come first, for PostgreSQL gives the columns the types of these.
const TABLES: [&str; 3] = [
    "0 AS kind, id AS row_id, value AS text_1, meta_data AS text_2, status AS text_3 FROM image_locations",
    "1, NULL, name, value, NULL FROM image_properties",
    "2, NULL, value, NULL, NULL FROM image_tags",
];

/// A row of one of the tables, with the image that it belongs to.
type Row = (String, i32, Option<i32>, String, Option<String>, Option<String>);
type RowType = (Text, Integer, Nullable<Integer>, Text, Nullable<Text>, Nullable<Text>);

/// Writes the query for what belongs to these images; `first` are the columns that come before those of the tables.
fn push_union<'b>(mut out: AstPass<'_, 'b, MultiBackend>, first: &str, ids: &'b [String]) -> QueryResult<()> {
    for (number, table) in TABLES.iter().enumerate() {
        out.push_sql(if number > 0 { " UNION ALL SELECT " } else { "SELECT " });
        out.push_sql(first);
        out.push_sql(table);
        out.push_sql(" WHERE image_id IN (");
        for (number, id) in ids.iter().enumerate() {
            if number > 0 {
                out.push_sql(", ");
            }
            out.push_bind_param::<Text, _>(id)?;
        }
        // said so that the index on `deleted` is of no use: see `dialect::living`
        out.push_sql(") AND coalesce(deleted, true) = false");
    }
    Ok(())
}

/// The query for what belongs to many images: as many as a power of two, so that there are few forms of it, which are
/// prepared once. An id may be there twice.
struct OfMany<'i> {
    ids: &'i [String],
}

impl Query for OfMany<'_> {
    type SqlType = RowType;
}

impl QueryId for OfMany<'_> {
    type QueryId = ();
    const HAS_STATIC_QUERY_ID: bool = false;
}

impl RunQueryDsl<Conn> for OfMany<'_> {}

impl QueryFragment<MultiBackend> for OfMany<'_> {
    fn walk_ast<'b>(&'b self, out: AstPass<'_, 'b, MultiBackend>) -> QueryResult<()> {
        push_union(out, "image_id, ", self.ids)
    }
}

/// The columns of [`ImageRow`], in its order. They are written out because diesel quotes each of them anew whenever it
/// writes a query, which is more than once for each image that is shown.
const COLUMNS: &str = "images.id, images.name, images.size, images.status, images.created_at, images.updated_at, \
    images.disk_format, images.container_format, images.checksum, images.owner, images.min_disk, images.min_ram, \
    images.protected, images.virtual_size, images.visibility, images.os_hidden, images.os_hash_algo, images.os_hash_value";

/// As many nothings.
const NOTHING: &str =
    "NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, ";

/// The query for one image and what belongs to it. The first row is the image's, if it is there for this viewer; the others
/// have nothing where its columns are. The text depends on nothing but `SEES_ALL` and `HAS_PROJECT`, so that it is prepared
/// once and found again without being written.
struct One<const SEES_ALL: bool, const HAS_PROJECT: bool> {
    id: [String; 1],
    visible: Option<Condition>,
}

impl<const SEES_ALL: bool, const HAS_PROJECT: bool> Query for One<SEES_ALL, HAS_PROJECT> {
    type SqlType = (
        Nullable<diesel::dsl::SqlTypeOf<<ImageRow as Selectable<MultiBackend>>::SelectExpression>>,
        (Nullable<Integer>, Nullable<Integer>, Nullable<Text>, Nullable<Text>, Nullable<Text>),
    );
}

impl<const SEES_ALL: bool, const HAS_PROJECT: bool> QueryId for One<SEES_ALL, HAS_PROJECT> {
    type QueryId = Self;
    const HAS_STATIC_QUERY_ID: bool = true;
}

impl<const SEES_ALL: bool, const HAS_PROJECT: bool> RunQueryDsl<Conn> for One<SEES_ALL, HAS_PROJECT> {}

impl<const SEES_ALL: bool, const HAS_PROJECT: bool> QueryFragment<MultiBackend> for One<SEES_ALL, HAS_PROJECT> {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, MultiBackend>) -> QueryResult<()> {
        out.push_sql("SELECT ");
        out.push_sql(COLUMNS);
        out.push_sql(", NULL AS kind, NULL AS row_id, NULL AS text_1, NULL AS text_2, NULL AS text_3 FROM images");
        out.push_sql(" WHERE images.id = ");
        out.push_bind_param::<Text, _>(&self.id[0])?;
        out.push_sql(" AND images.deleted = false");
        if let Some(condition) = &self.visible {
            out.push_sql(" AND ");
            QueryFragment::<MultiBackend>::walk_ast(condition, out.reborrow())?;
        }
        out.push_sql(" UNION ALL ");
        push_union(out, NOTHING, &self.id)
    }
}

type OneRow = (Option<ImageRow>, (Option<i32>, Option<i32>, Option<String>, Option<String>, Option<String>));

/// Reads one image with what belongs to it, unless it is deleted or the viewer may not see it.
pub(crate) fn one(conn: &mut Conn, viewer: &Viewer, id: ImageId) -> Work<Option<Image>> {
    let (id, visible) = ([id.to_string()], list::visible(viewer));
    let rows = match viewer {
        Viewer::Admin { .. } => One::<true, false> { id, visible }.load::<OneRow>(conn)?,
        Viewer::Project(_) => One::<false, true> { id, visible }.load::<OneRow>(conn)?,
        Viewer::Anyone => One::<false, false> { id, visible }.load::<OneRow>(conn)?,
    };
    let (images, others): (Vec<OneRow>, Vec<OneRow>) = rows.into_iter().partition(|(image, _)| image.is_some());
    let Some(columns) = images.into_iter().find_map(|(image, _)| image) else { return Ok(None) };
    let mut image = Image::try_from(columns)?;
    for (_, (table, row, first, second, third)) in others {
        if let (Some(table), Some(first)) = (table, first) {
            put(&mut image, table, row, first, second, third)?;
        }
    }
    sort_locations(&mut image);
    Ok(Some(image))
}

/// Adds to images their properties, tags and locations, the oldest location first.
pub(crate) fn add(conn: &mut Conn, images: &mut [Image]) -> Work<()> {
    let Some(last) = images.last() else { return Ok(()) };
    let padding = images.len().next_power_of_two() - images.len();
    let padding = std::iter::repeat_n(last.id, padding);
    let ids: Vec<String> = images.iter().map(|image| image.id).chain(padding).map(|id| id.to_string()).collect();
    let found: Vec<Row> = OfMany { ids: &ids }.load(conn)?;
    let mut places: HashMap<&str, &mut Image> = ids.iter().map(String::as_str).zip(images.iter_mut()).collect();
    for (id, table, row, first, second, third) in found {
        if let Some(image) = places.get_mut(id.as_str()) {
            put(image, table, row, first, second, third)?;
        }
    }
    images.iter_mut().for_each(sort_locations);
    Ok(())
}

/// Gives an image what one row says.
fn put(
    image: &mut Image,
    table: i32,
    row: Option<i32>,
    first: String,
    second: Option<String>,
    third: Option<String>,
) -> Work<()> {
    match table {
        0 => {
            let metadata = read_metadata(second.as_deref())?;
            let status = third.unwrap_or_default().parse().map_err(rows::broken)?;
            image.locations.push(Location { row, url: first, metadata, status });
        }
        1 => {
            image.properties.insert(first, second.unwrap_or_default());
        }
        _ => {
            image.tags.insert(first);
        }
    }
    Ok(())
}

fn sort_locations(image: &mut Image) {
    image.locations.sort_by_key(|location| location.row);
}

#[cfg(all(test, feature = "sqlite"))]
mod tests {
    use super::*;
    use crate::db::schema::images;

    #[test]
    fn the_columns_are_those_that_an_image_is_read_from() {
        let query = images::table.select(ImageRow::as_select());

        let written = diesel::debug_query::<diesel::sqlite::Sqlite, _>(&query).to_string().replace('`', "");

        assert_eq!(written, format!("SELECT {COLUMNS} FROM images -- binds: []"));
        assert_eq!(NOTHING.matches("NULL").count(), COLUMNS.split(", ").count());
    }
}
