//! Leases of work on images, in the table of properties.

use async_trait::async_trait;
use diesel::prelude::*;

use super::schema::{image_properties, images};
use super::types::StoredTime;
use super::{Database, Failure, properties, rows};
use crate::clock::Moment;
use crate::error::{Error, Result};
use crate::image::{ImageId, Status};
use crate::repo::{HeldLease, LeaseRepo, UPLOAD_LEASE};

/// Leases in a database.
#[derive(Debug)]
pub(crate) struct Leases {
    database: Database,
}

impl Leases {
    pub(crate) fn new(database: Database) -> Self {
        Self { database }
    }
}

#[async_trait]
impl LeaseRepo for Leases {
    async fn held(&self) -> Result<Vec<HeldLease>> {
        self.database
            .read(|conn| {
                let found: Vec<(String, String, Option<String>, String, bool)> = image_properties::table
                    .inner_join(images::table)
                    .filter(image_properties::name.eq(UPLOAD_LEASE))
                    .select((
                        images::id,
                        image_properties::name,
                        image_properties::value,
                        images::status,
                        images::deleted,
                    ))
                    .load(conn)?;
                found
                    .into_iter()
                    // A database may take other names for this one.
                    .filter(|(_, name, ..)| name == UPLOAD_LEASE)
                    .map(|(id, _, lease, status, deleted)| {
                        let status: Status = status.parse().map_err(rows::broken)?;
                        let image = rows::parse_id(&id)?;
                        Ok(HeldLease { image, status: (!deleted).then_some(status), lease: lease.unwrap_or_default() })
                    })
                    .collect()
            })
            .await
    }

    async fn exchange(&self, image: ImageId, old: &str, new: &str) -> Result<bool> {
        let (old, new) = (old.to_owned(), new.to_owned());
        self.database.write(move |conn| properties::exchange_lease(conn, image, &old, &new)).await
    }

    async fn end(&self, image: ImageId, lease: &str, at: Moment) -> Result<bool> {
        let lease = lease.to_owned();
        self.database
            .write(move |conn| {
                if !properties::end_lease(conn, image, &lease)? {
                    return Ok(false);
                }
                for unfinished in [Status::Saving, Status::Importing] {
                    let next = unfinished.to(Status::Queued).map_err(|error| Failure::Own(Error::Transition(error)))?;
                    let row = images::table
                        .filter(images::id.eq(image.as_str()))
                        .filter(images::status.eq(unfinished.as_str()))
                        .filter(images::deleted.eq(false));
                    let columns = (
                        images::status.eq(next.as_str()),
                        images::size.eq(None::<i64>),
                        images::virtual_size.eq(None::<i64>),
                        images::updated_at.eq(StoredTime::from(at)),
                    );
                    diesel::update(row).set(columns).execute(conn)?;
                }
                Ok(true)
            })
            .await
    }
}
