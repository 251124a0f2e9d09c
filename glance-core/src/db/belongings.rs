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

/// The tables with the number that tells their rows apart, and the columns that are read of each: first the row's id
/// where it is needed, then three texts. Locations come first, for PostgreSQL gives the columns the types of these.
const TABLES: [(i32, &str); 3] = [
    (
        0,
        "SELECT 0 AS kind, image_id, id AS row_id, value AS text_1, meta_data AS text_2, status AS text_3 \
         FROM image_locations",
    ),
    (1, "SELECT 1, image_id, NULL, name, value, NULL FROM image_properties"),
    (2, "SELECT 2, image_id, NULL, value, NULL, NULL FROM image_tags"),
];

/// A row of one of the tables.
type Row = (i32, String, Option<i32>, String, Option<String>, Option<String>);
type RowType = (Integer, Text, Nullable<Integer>, Text, Nullable<Text>, Nullable<Text>);

/// Writes the query for what belongs to these images.
fn push_union<'b>(mut out: AstPass<'_, 'b, MultiBackend>, ids: &'b [String]) -> QueryResult<()> {
    for (number, select) in TABLES {
        if number > 0 {
            out.push_sql(" UNION ALL ");
        }
        out.push_sql(select);
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
        push_union(out, self.ids)
    }
}

/// The query for one image with what belongs to it: its own columns stand in front of each row.
struct One {
    id: [String; 1],
    columns: <ImageRow as Selectable<MultiBackend>>::SelectExpression,
    visible: Option<Condition>,
}

impl Query for One {
    type SqlType = (
        diesel::dsl::SqlTypeOf<<ImageRow as Selectable<MultiBackend>>::SelectExpression>,
        (Nullable<Integer>, Nullable<Integer>, Nullable<Text>, Nullable<Text>, Nullable<Text>),
    );
}

impl QueryId for One {
    type QueryId = ();
    const HAS_STATIC_QUERY_ID: bool = false;
}

impl RunQueryDsl<Conn> for One {}

impl QueryFragment<MultiBackend> for One {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, MultiBackend>) -> QueryResult<()> {
        out.push_sql("SELECT ");
        QueryFragment::<MultiBackend>::walk_ast(&self.columns, out.reborrow())?;
        out.push_sql(", kind, row_id, text_1, text_2, text_3 FROM images LEFT JOIN (");
        push_union(out.reborrow(), &self.id)?;
        out.push_sql(") belonging ON belonging.image_id = images.id WHERE images.id = ");
        out.push_bind_param::<Text, _>(&self.id[0])?;
        out.push_sql(" AND images.deleted = false");
        if let Some(condition) = &self.visible {
            out.push_sql(" AND ");
            QueryFragment::<MultiBackend>::walk_ast(condition, out.reborrow())?;
        }
        Ok(())
    }
}

type OneRow = (ImageRow, (Option<i32>, Option<i32>, Option<String>, Option<String>, Option<String>));

/// Reads one image with what belongs to it, unless it is deleted or the viewer may not see it.
pub(crate) fn one(conn: &mut Conn, viewer: &Viewer, id: ImageId) -> Work<Option<Image>> {
    let query = One {
        id: [id.to_string()],
        columns: <ImageRow as Selectable<MultiBackend>>::construct_selection(),
        visible: list::visible(viewer),
    };
    let mut image: Option<Image> = None;
    for (columns, (table, row, first, second, third)) in query.load::<OneRow>(conn)? {
        let image = match &mut image {
            Some(image) => image,
            none => none.insert(Image::try_from(columns)?),
        };
        if let (Some(table), Some(first)) = (table, first) {
            put(image, table, row, first, second, third)?;
        }
    }
    image.iter_mut().for_each(sort_locations);
    Ok(image)
}

/// Adds to images their properties, tags and locations, the oldest location first.
pub(crate) fn add(conn: &mut Conn, images: &mut [Image]) -> Work<()> {
    let Some(last) = images.last() else { return Ok(()) };
    let padding = images.len().next_power_of_two() - images.len();
    let padding = std::iter::repeat_n(last.id, padding);
    let ids: Vec<String> = images.iter().map(|image| image.id).chain(padding).map(|id| id.to_string()).collect();
    let found: Vec<Row> = OfMany { ids: &ids }.load(conn)?;
    let mut places: HashMap<&str, &mut Image> = ids.iter().map(String::as_str).zip(images.iter_mut()).collect();
    for (table, id, row, first, second, third) in found {
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
