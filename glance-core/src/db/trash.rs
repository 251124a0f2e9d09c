//! What images leave behind, in the table of locations.

use async_trait::async_trait;
use diesel::prelude::*;

use super::conn::MultiBackend;
use super::schema::{image_locations as table, images};
use super::types::StoredTime;
use super::{Database, locations, rows};
use crate::clock::Moment;
use crate::error::Result;
use crate::image::{ImageId, Location, LocationStatus, Status};
use crate::repo::{Trash, TrashRepo};

/// How many rows are named in one statement: databases count the values in one, and have had enough at 32,766.
const ROWS_AT_ONCE: usize = 1_000;

/// Trash in a database.
#[derive(Debug)]
pub(crate) struct TrashCan {
    database: Database,
}

impl TrashCan {
    pub(crate) fn new(database: Database) -> Self {
        Self { database }
    }
}

type Row = (i32, String, String, Option<String>);

#[async_trait]
impl TrashRepo for TrashCan {
    async fn waiting(&self, image: Option<ImageId>) -> Result<Vec<Trash>> {
        self.database
            .read(move |conn| {
                // Of an image whose deletion is delayed the data waits for the scrubber, not for us.
                let mut query = table::table
                    .inner_join(images::table)
                    .filter(table::status.eq(LocationStatus::PendingDelete.as_str()))
                    .filter(table::deleted.eq(true))
                    .filter(images::status.ne(Status::PendingDelete.as_str()))
                    .select((table::id, table::image_id, table::value, table::meta_data))
                    .into_boxed::<MultiBackend>();
                if let Some(image) = image {
                    query = query.filter(table::image_id.eq(image.to_string()));
                }
                let found: Vec<Row> = query.load(conn)?;
                found
                    .into_iter()
                    .map(|(row, image, url, metadata)| {
                        let metadata = locations::read_metadata(metadata.as_deref())?;
                        let location =
                            Location { row: Some(row), url, metadata, status: LocationStatus::PendingDelete };
                        Ok(Trash { image: rows::parse_id(&image)?, location })
                    })
                    .collect()
            })
            .await
    }

    async fn removed(&self, rows: &[i32], at: Moment) -> Result<()> {
        let rows = rows.to_vec();
        self.database
            .write(move |conn| {
                let columns =
                    (table::status.eq(LocationStatus::Deleted.as_str()), table::updated_at.eq(StoredTime::from(at)));
                for rows in rows.chunks(ROWS_AT_ONCE) {
                    let rows = table::table.filter(table::id.eq_any(rows.iter().copied()));
                    diesel::update(rows).set(columns).execute(conn)?;
                }
                Ok(())
            })
            .await
    }
}
