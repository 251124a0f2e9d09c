//! One image, as far as a viewer may see it.
//!
//! It is the most usual question of all, and costs more in trips to the database and back than in rows, which is why one
//! trip fetches the image and what belongs to it. The text of the query is written by hand and asked of each database's own
//! connection: diesel's union of the databases would write it anew, names in quotes, several times for each question.

use diesel::backend::Backend;
use diesel::prelude::*;
use diesel::query_builder::{AstPass, Query, QueryFragment, QueryId};
use diesel::serialize::ToSql;
use diesel::sql_types::{Integer, Nullable, Text};

use super::Work;
use super::belongings::{push_union, put, sort_locations};
use super::conn::{Conn, MultiBackend};
use super::dialect::per_backend;
use super::rows::ImageRow;
use crate::image::{Image, ImageId};
use crate::repo::Viewer;

/// The columns of [`ImageRow`], in its order.
const COLUMNS: &str = "images.id, images.name, images.size, images.status, images.created_at, images.updated_at, \
    images.disk_format, images.container_format, images.checksum, images.owner, images.min_disk, images.min_ram, \
    images.protected, images.virtual_size, images.visibility, images.os_hidden, images.os_hash_algo, images.os_hash_value";

/// As many nothings.
const NOTHING: &str =
    "NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, ";

/// An image by its id, for viewers who see everything, or those with a project, or anyone. With `BELONGINGS`, the first row
/// is the image's, if it is there for this viewer, and the others have nothing where its columns are; without, they are not
/// asked for.
///
/// The text depends on nothing but the parameters of the type, so that it is prepared once and found again unwritten.
struct One<const BELONGINGS: bool, const SEES_ALL: bool, const HAS_PROJECT: bool> {
    id: [String; 1],
    /// Empty for those who have none.
    project: String,
}

type RowType = diesel::dsl::SqlTypeOf<<ImageRow as Selectable<MultiBackend>>::SelectExpression>;

impl<const BELONGINGS: bool, const SEES_ALL: bool, const HAS_PROJECT: bool> Query
    for One<BELONGINGS, SEES_ALL, HAS_PROJECT>
{
    type SqlType =
        (Nullable<RowType>, (Nullable<Integer>, Nullable<Integer>, Nullable<Text>, Nullable<Text>, Nullable<Text>));
}

impl<const BELONGINGS: bool, const SEES_ALL: bool, const HAS_PROJECT: bool> QueryId
    for One<BELONGINGS, SEES_ALL, HAS_PROJECT>
{
    type QueryId = Self;
    const HAS_STATIC_QUERY_ID: bool = true;
}

impl<const BELONGINGS: bool, const SEES_ALL: bool, const HAS_PROJECT: bool, C> RunQueryDsl<C>
    for One<BELONGINGS, SEES_ALL, HAS_PROJECT>
{
}

impl<const BELONGINGS: bool, const SEES_ALL: bool, const HAS_PROJECT: bool, DB> QueryFragment<DB>
    for One<BELONGINGS, SEES_ALL, HAS_PROJECT>
where
    DB: Backend,
    String: ToSql<Text, DB>,
{
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, DB>) -> QueryResult<()> {
        out.push_sql("SELECT ");
        out.push_sql(COLUMNS);
        out.push_sql(", NULL AS kind, NULL AS row_id, NULL AS text_1, NULL AS text_2, NULL AS text_3 FROM images");
        out.push_sql(" WHERE images.id = ");
        out.push_bind_param::<Text, _>(&self.id[0])?;
        out.push_sql(" AND images.deleted = false");
        if !SEES_ALL {
            out.push_sql(" AND (images.visibility IN ('public', 'community') OR images.owner IS NULL");
            if HAS_PROJECT {
                out.push_sql(" OR images.owner = ");
                out.push_bind_param::<Text, _>(&self.project)?;
                out.push_sql(
                    " OR (images.visibility = 'shared' AND EXISTS (SELECT 1 FROM image_members \
                     WHERE image_members.image_id = images.id AND coalesce(image_members.deleted, true) = false \
                     AND image_members.member = ",
                );
                out.push_bind_param::<Text, _>(&self.project)?;
                out.push_sql("))");
            }
            out.push_sql(")");
        }
        if BELONGINGS {
            out.push_sql(" UNION ALL ");
            push_union(out, NOTHING, &self.id)?;
        }
        Ok(())
    }
}

type Row = (Option<ImageRow>, (Option<i32>, Option<i32>, Option<String>, Option<String>, Option<String>));

fn load<const BELONGINGS: bool>(conn: &mut Conn, viewer: &Viewer, id: ImageId) -> Work<Vec<Row>> {
    let id = [id.to_string()];
    let project = String::new();
    let rows = match viewer {
        Viewer::Admin { .. } => per_backend!(conn, c => One::<BELONGINGS, true, false> { id, project }.load::<Row>(c)),
        Viewer::Project(project) => {
            let project = project.as_str().to_owned();
            per_backend!(conn, c => One::<BELONGINGS, false, true> { id, project }.load::<Row>(c))
        }
        Viewer::Anyone => per_backend!(conn, c => One::<BELONGINGS, false, false> { id, project }.load::<Row>(c)),
    };
    Ok(rows?)
}

/// Reads one image with what belongs to it, unless it is deleted or the viewer may not see it.
pub(crate) fn whole(conn: &mut Conn, viewer: &Viewer, id: ImageId) -> Work<Option<Image>> {
    let (mut image, mut others) = (None, Vec::new());
    for (columns, belonging) in load::<true>(conn, viewer, id)? {
        match columns {
            Some(columns) => image = Some(columns),
            None => others.push(belonging),
        }
    }
    let Some(columns) = image else { return Ok(None) };
    let mut image = Image::try_from(columns)?;
    for (table, row, first, second, third) in others {
        if let (Some(table), Some(first)) = (table, first) {
            put(&mut image, table, row, first, second, third)?;
        }
    }
    sort_locations(&mut image);
    Ok(Some(image))
}

/// Reads one image without what belongs to it, unless it is deleted or the viewer may not see it.
pub(crate) fn bare(conn: &mut Conn, viewer: &Viewer, id: ImageId) -> Work<Option<Image>> {
    let row = load::<false>(conn, viewer, id)?.into_iter().find_map(|(columns, _)| columns);
    row.map(Image::try_from).transpose()
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
