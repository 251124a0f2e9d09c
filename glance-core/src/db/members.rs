//! The table of images' members.

use async_trait::async_trait;
use diesel::prelude::*;

use super::conn::Conn;
use super::dialect::living;
use super::schema::{image_members as table, images};
use super::types::StoredTime;
use super::{Database, Failure, Work, rows};
use crate::clock::Moment;
use crate::context::ProjectId;
use crate::error::{Error, Result};
use crate::image::{ImageId, Member, MemberStatus};
use crate::repo::MemberRepo;

/// Members in a database.
#[derive(Debug)]
pub(crate) struct Members {
    database: Database,
}

impl Members {
    pub(crate) fn new(database: Database) -> Self {
        Self { database }
    }
}

#[derive(Debug, Queryable, Selectable)]
#[diesel(table_name = table)]
struct Row {
    id: i32,
    image_id: String,
    member: String,
    status: String,
    created_at: StoredTime,
    updated_at: Option<StoredTime>,
    deleted: bool,
}

impl TryFrom<Row> for Member {
    type Error = Failure;

    fn try_from(row: Row) -> Result<Self, Failure> {
        Ok(Self {
            image: rows::parse_id(&row.image_id)?,
            project: ProjectId::new(row.member),
            status: row.status.parse().map_err(rows::broken)?,
            created_at: row.created_at.into(),
            updated_at: row.updated_at.unwrap_or(row.created_at).into(),
        })
    }
}

#[derive(Debug, Insertable)]
#[diesel(table_name = table)]
struct NewRow<'a> {
    image_id: &'a str,
    member: &'a str,
    can_share: bool,
    created_at: StoredTime,
    updated_at: StoredTime,
    deleted: bool,
    status: &'a str,
}

#[async_trait]
impl MemberRepo for Members {
    async fn list(&self, image: ImageId) -> Result<Vec<Member>> {
        self.database
            .read(move |conn| {
                let found: Vec<Row> = table::table
                    .filter(table::image_id.eq(image.as_str()))
                    .filter(living!(table))
                    .order(table::id)
                    .select(Row::as_select())
                    .load(conn)?;
                found.into_iter().map(Member::try_from).collect()
            })
            .await
    }

    async fn add(&self, member: &Member, quota: Option<u32>) -> Result<Member> {
        let member = member.clone();
        self.database.write(move |conn| add(conn, &member, quota)).await
    }

    async fn set_status(
        &self,
        image: ImageId,
        project: &ProjectId,
        status: MemberStatus,
        at: Moment,
    ) -> Result<Option<Member>> {
        let project = project.clone();
        self.database
            .write(move |conn| {
                let Some(row) = find(conn, image, &project)?.filter(|row| !row.deleted) else { return Ok(None) };
                let columns = (table::status.eq(status.as_str()), table::updated_at.eq(StoredTime::from(at)));
                diesel::update(table::table.find(row.id)).set(columns).execute(conn)?;
                find(conn, image, &project)?.map(Member::try_from).transpose()
            })
            .await
    }

    async fn remove(&self, image: ImageId, project: &ProjectId, at: Moment) -> Result<bool> {
        let project = project.clone();
        self.database
            .write(move |conn| {
                let live = table::table
                    .filter(table::image_id.eq(image.as_str()))
                    .filter(table::member.eq(project.as_str()))
                    .filter(living!(table));
                let at = StoredTime::from(at);
                let columns = (table::deleted.eq(true), table::deleted_at.eq(at), table::updated_at.eq(at));
                Ok(diesel::update(live).set(columns).execute(conn)? > 0)
            })
            .await
    }
}

/// Finds the row of a project, the living one before removed ones.
fn find(conn: &mut Conn, image: ImageId, project: &ProjectId) -> Work<Option<Row>> {
    Ok(table::table
        .filter(table::image_id.eq(image.as_str()))
        .filter(table::member.eq(project.as_str()))
        .order((table::deleted, table::id.desc()))
        .select(Row::as_select())
        .first(conn)
        .optional()?)
}

/// Members of one image are added one after another: an update that changes nothing holds the image's row, for no index
/// of Glance's keeps two rows of one project apart.
fn add(conn: &mut Conn, member: &Member, quota: Option<u32>) -> Work<Member> {
    let (id, at) = (member.image, StoredTime::from(member.created_at));
    let image = images::table.filter(images::id.eq(id.as_str())).filter(images::deleted.eq(false));
    if diesel::update(image).set(images::deleted.eq(false)).execute(conn)? != 1 {
        return Err(Failure::Own(Error::ImageNotFound(id.to_string())));
    }
    let known = find(conn, id, &member.project)?;
    if known.as_ref().is_some_and(|row| !row.deleted) {
        let text = format!("Member {} is duplicated for image {id}", member.project);
        return Err(Failure::Own(Error::Conflict(text)));
    }
    let living = table::table.filter(table::image_id.eq(id.as_str())).filter(living!(table));
    let attempted = living.count().get_result::<i64>(conn)? + 1;
    if let Some(maximum) = quota.filter(|quota| attempted > i64::from(*quota)) {
        let text = format!(
            "The limit has been exceeded on the number of allowed image members for this image. \
             Attempted: {attempted}, Maximum: {maximum}"
        );
        return Err(Failure::Own(Error::LimitExceeded(text)));
    }
    if let Some(row) = known {
        let columns = (
            table::deleted.eq(false),
            table::deleted_at.eq(None::<StoredTime>),
            table::status.eq(member.status.as_str()),
            table::updated_at.eq(at),
        );
        diesel::update(table::table.find(row.id)).set(columns).execute(conn)?;
    } else {
        let row = NewRow {
            image_id: id.as_str(),
            member: member.project.as_str(),
            can_share: false,
            created_at: at,
            updated_at: at,
            deleted: false,
            status: member.status.as_str(),
        };
        diesel::insert_into(table::table).values(&row).execute(conn)?;
    }
    let stored = find(conn, id, &member.project)?.map(Member::try_from).transpose()?;
    stored.ok_or_else(|| rows::broken("a member that was just written is not there"))
}

/// Marks all members of an image as removed.
pub(crate) fn delete_all(conn: &mut Conn, id: ImageId, at: StoredTime) -> Work<()> {
    let rows = table::table.filter(table::image_id.eq(id.as_str())).filter(living!(table));
    diesel::update(rows).set((table::deleted.eq(true), table::deleted_at.eq(at))).execute(conn)?;
    Ok(())
}
