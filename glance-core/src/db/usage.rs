//! How much projects have, added up by the database.

use async_trait::async_trait;
use diesel::dsl::{count_star, sql};
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Nullable};

use super::conn::{Conn, MultiBackend};
use super::dialect::living;
use super::schema::{image_locations, image_properties, images};
use super::{Database, Work, dialect};
use crate::context::ProjectId;
use crate::error::Result;
use crate::image::{LocationStatus, Status};
use crate::repo::{DataUsage, ImageUsage, UPLOAD_LEASE, UsageRepo};

/// What Glance keeps with an image while it is copied to more stores: their names.
const COPYING_TO: &str = "os_glance_importing_to_stores";
/// The states in which an image counts no more.
const GONE: [Status; 3] = [Status::Killed, Status::PendingDelete, Status::Deleted];
/// The states in which an image's data is on its way.
const COMING: [Status; 3] = [Status::Saving, Status::Uploading, Status::Importing];
/// The states in which an image's data is in the staging area.
const STAGED: [Status; 2] = [Status::Uploading, Status::Importing];

/// Usage in a database.
#[derive(Debug)]
pub(crate) struct Usage {
    database: Database,
}

impl Usage {
    pub(crate) fn new(database: Database) -> Self {
        Self { database }
    }
}

#[async_trait]
impl UsageRepo for Usage {
    async fn images(&self, project: Option<&ProjectId>) -> Result<ImageUsage> {
        let owner = project.map(|project| project.as_str().to_owned());
        self.database.read(move |conn| count(conn, owner.as_deref())).await
    }

    async fn data(&self, project: Option<&ProjectId>) -> Result<DataUsage> {
        let owner = project.map(|project| project.as_str().to_owned());
        self.database
            .read(move |conn| {
                Ok(DataUsage { stored_bytes: stored(conn, owner.as_deref())?, leases: leases(conn, owner.as_deref())? })
            })
            .await
    }
}

/// Restricts a query to the images of one owner, or of none.
macro_rules! owned_by {
    ($query:expr, $owner:expr) => {{
        let query = $query.into_boxed::<MultiBackend>();
        match $owner {
            Some(owner) => query.filter(images::owner.eq(owner.to_owned())),
            None => query.filter(images::owner.is_null()),
        }
    }};
}

fn count(conn: &mut Conn, owner: Option<&str>) -> Work<ImageUsage> {
    let size = sql::<Nullable<BigInt>>(dialect::sum_of_sizes(conn));
    let living = images::table
        .filter(images::status.ne_all(GONE.map(Status::as_str)))
        .group_by(images::status)
        .select((images::status, count_star(), size));
    let by_status: Vec<(String, i64, Option<i64>)> = owned_by!(living, owner).load(conn)?;
    let copying = images::table
        .inner_join(image_properties::table)
        .filter(image_properties::name.eq(COPYING_TO))
        .filter(image_properties::value.ne(""))
        .filter(living!(image_properties))
        .filter(images::status.ne_all(GONE.map(Status::as_str)))
        .select((images::status, images::size));
    let copying: Vec<(String, Option<i64>)> = owned_by!(copying, owner).load(conn)?;
    let is_one_of = |states: &[Status], status: &str| states.iter().any(|state| state.as_str() == status);
    let mut usage = ImageUsage::default();
    for (status, images, size) in by_status {
        usage.images += unsigned(Some(images));
        usage.uploading += if is_one_of(&COMING, &status) { unsigned(Some(images)) } else { 0 };
        usage.staged_bytes += if is_one_of(&STAGED, &status) { unsigned(size) } else { 0 };
    }
    for (status, size) in copying {
        usage.uploading += u64::from(!is_one_of(&COMING, &status));
        usage.staged_bytes += if is_one_of(&STAGED, &status) { 0 } else { unsigned(size) };
    }
    Ok(usage)
}

fn stored(conn: &mut Conn, owner: Option<&str>) -> Work<u64> {
    let size = sql::<Nullable<BigInt>>(dialect::sum_of_sizes(conn));
    let locations = images::table
        .inner_join(image_locations::table)
        .filter(images::status.ne_all(GONE.map(Status::as_str)))
        .filter(image_locations::status.ne(LocationStatus::Deleted.as_str()))
        .select(size);
    Ok(unsigned(owned_by!(locations, owner).first(conn)?))
}

fn leases(conn: &mut Conn, owner: Option<&str>) -> Work<Vec<String>> {
    let leases = images::table
        .inner_join(image_properties::table)
        .filter(image_properties::name.eq(UPLOAD_LEASE))
        .select(image_properties::value);
    let leases: Vec<Option<String>> = owned_by!(leases, owner).load(conn)?;
    Ok(leases.into_iter().flatten().collect())
}

fn unsigned(number: Option<i64>) -> u64 {
    number.and_then(|number| u64::try_from(number).ok()).unwrap_or(0)
}
