//! What belongs to images, read from three tables by one query.

use std::collections::HashMap;

use diesel::backend::Backend;
use diesel::prelude::*;
use diesel::query_builder::{AstPass, Query, QueryFragment, QueryId};
use diesel::serialize::ToSql;
use diesel::sql_types::{Integer, Nullable, Text};

use super::conn::{Conn, MultiBackend};
use super::locations::read_metadata;
use super::{Work, rows};
use crate::image::{Image, Location};

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
pub(crate) fn push_union<'b, DB>(mut out: AstPass<'_, 'b, DB>, first: &str, ids: &'b [String]) -> QueryResult<()>
where
    DB: Backend,
    String: ToSql<Text, DB>,
{
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
pub(crate) fn put(
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

pub(crate) fn sort_locations(image: &mut Image) {
    image.locations.sort_by_key(|location| location.row);
}
