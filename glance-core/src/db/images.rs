//! The table of images.

use async_trait::async_trait;
use diesel::prelude::*;
use diesel::result::{DatabaseErrorKind, Error as SqlError};

use super::conn::Conn;
use super::rows::{ImageChange, ImageRow, NewImageRow};
use super::schema::images as table;
use super::types::StoredTime;
use super::{Database, Failure, Work, belongings, list, locations, members, one, properties, tags};
use crate::clock::Moment;
use crate::error::{Error, Result};
use crate::image::{Image, ImageId, Status};
use crate::query::ListQuery;
use crate::repo::{ImageRepo, Viewer};

/// Images in a database.
#[derive(Debug)]
pub(crate) struct Images {
    database: Database,
}

impl Images {
    pub(crate) fn new(database: Database) -> Self {
        Self { database }
    }
}

#[async_trait]
impl ImageRepo for Images {
    async fn create(&self, image: &Image) -> Result<()> {
        let image = image.clone();
        self.database.write(move |conn| create(conn, &image)).await
    }

    async fn get(&self, viewer: &Viewer, id: ImageId) -> Result<Option<Image>> {
        let viewer = viewer.clone();
        self.database.read(move |conn| one::whole(conn, &viewer, id)).await
    }

    async fn list(&self, viewer: &Viewer, query: &ListQuery, after: Option<&Image>, limit: u32) -> Result<Vec<Image>> {
        let (viewer, query, after) = (viewer.clone(), query.clone(), after.cloned());
        self.database
            .read(move |conn| {
                let rows = list::page(conn, &viewer, &query, after.as_ref(), limit).load::<ImageRow>(conn)?;
                complete(conn, rows)
            })
            .await
    }

    async fn list_behind(
        &self,
        viewer: &Viewer,
        query: &ListQuery,
        after: ImageId,
        limit: u32,
    ) -> Result<Option<Vec<Image>>> {
        let (viewer, query) = (viewer.clone(), query.clone());
        self.database
            .read(move |conn| {
                // Its own columns tell its place; what belongs to it would take as many queries as a page.
                let Some(marker) = one::bare(conn, &viewer, after)? else { return Ok(None) };
                let rows = list::page(conn, &viewer, &query, Some(&marker), limit).load::<ImageRow>(conn)?;
                complete(conn, rows).map(Some)
            })
            .await
    }

    async fn save(&self, before: &Image, after: &Image) -> Result<Image> {
        let (before, after) = (before.clone(), after.clone());
        self.database.write(move |conn| save(conn, &before, &after)).await
    }

    async fn located_at(&self, url: &str) -> Result<Vec<ImageId>> {
        let url = url.to_owned();
        self.database.read(move |conn| locations::images_at(conn, &url)).await
    }

    async fn delete(&self, id: ImageId, was: Status, at: Moment) -> Result<()> {
        self.database.write(move |conn| delete(conn, id, was, at)).await
    }
}

fn create(conn: &mut Conn, image: &Image) -> Work<()> {
    diesel::insert_into(table::table).values(NewImageRow::from(image)).execute(conn).map_err(|error| match error {
        SqlError::DatabaseError(DatabaseErrorKind::UniqueViolation, _) => {
            Failure::Own(Error::Conflict(format!("Image ID {} already exists!", image.id)))
        }
        other => Failure::Sql(other),
    })?;
    let new: Vec<_> = image.properties.iter().collect();
    properties::insert(conn, image.id, &new, image.created_at)?;
    let new: Vec<_> = image.tags.iter().collect();
    tags::insert(conn, image.id, &new, image.created_at)
}

/// Makes images of rows, with what belongs to them: one query, however many images there are.
fn complete(conn: &mut Conn, rows: Vec<ImageRow>) -> Work<Vec<Image>> {
    let mut images = rows.into_iter().map(Image::try_from).collect::<Work<Vec<Image>>>()?;
    belongings::add(conn, &mut images)?;
    Ok(images)
}

fn save(conn: &mut Conn, before: &Image, after: &Image) -> Work<Image> {
    let row = table::table
        .filter(table::id.eq(before.id.as_str()))
        .filter(table::status.eq(before.status.as_str()))
        .filter(table::deleted.eq(false));
    if diesel::update(row).set(ImageChange::between(before, after)).execute(conn)? != 1 {
        return Err(Failure::Own(Error::Stale(before.id)));
    }
    properties::save(conn, before, after)?;
    tags::save(conn, before, after)?;
    locations::save(conn, before, after)?;
    one::whole(conn, &Viewer::Admin { project: None }, after.id)?.ok_or(Failure::Own(Error::Stale(after.id)))
}

fn delete(conn: &mut Conn, id: ImageId, was: Status, at: Moment) -> Work<()> {
    let at = StoredTime::from(at);
    let row = table::table
        .filter(table::id.eq(id.as_str()))
        .filter(table::status.eq(was.as_str()))
        .filter(table::protected.eq(false))
        .filter(table::deleted.eq(false));
    let changed = diesel::update(row)
        .set((
            table::status.eq(Status::Deleted.as_str()),
            table::deleted.eq(true),
            table::deleted_at.eq(at),
            table::updated_at.eq(at),
        ))
        .execute(conn)?;
    if changed != 1 {
        return Err(Failure::Own(Error::Stale(id)));
    }
    locations::delete_all(conn, id, at)?;
    properties::delete_all(conn, id, at)?;
    members::delete_all(conn, id, at)?;
    tags::delete_all(conn, id, at)
}
