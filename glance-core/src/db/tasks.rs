//! The tables of tasks: what is listed in one, what is large in another.

use std::collections::HashMap;

use async_trait::async_trait;
use diesel::prelude::*;
use diesel::result::{DatabaseErrorKind, Error as SqlError};

use super::conn::{Conn, MultiBackend};
use super::keyset::{self, Key, coalesce, key};
use super::schema::{task_info, tasks as table};
use super::types::StoredTime;
use super::{Database, Failure, Work, json, rows};
use crate::clock::Moment;
use crate::context::ProjectId;
use crate::error::{Error, Result};
use crate::image::ImageId;
use crate::repo::{TaskRepo, Viewer};
use crate::task::{Kind, SortKey, Status, Task, TaskField, TaskId, TaskQuery};

/// Tasks in a database.
#[derive(Debug)]
pub(crate) struct Tasks {
    database: Database,
}

impl Tasks {
    pub(crate) fn new(database: Database) -> Self {
        Self { database }
    }
}

#[derive(Debug, Queryable, Selectable)]
#[diesel(table_name = table)]
struct Row {
    id: String,
    kind: String,
    status: String,
    owner: String,
    expires_at: Option<StoredTime>,
    created_at: StoredTime,
    updated_at: Option<StoredTime>,
    image_id: Option<String>,
    request_id: Option<String>,
    user_id: Option<String>,
}

#[derive(Debug, Insertable)]
#[diesel(table_name = table)]
struct NewRow<'a> {
    id: &'a str,
    kind: &'a str,
    status: &'a str,
    owner: &'a str,
    expires_at: Option<StoredTime>,
    created_at: StoredTime,
    updated_at: StoredTime,
    deleted: bool,
    image_id: Option<&'a str>,
    request_id: Option<&'a str>,
    user_id: Option<&'a str>,
}

#[derive(Debug, Queryable, Selectable, Insertable)]
#[diesel(table_name = task_info)]
struct InfoRow {
    task_id: String,
    input: Option<String>,
    result: Option<String>,
    message: Option<String>,
}

impl InfoRow {
    fn new(task: &Task) -> Work<Self> {
        Ok(Self {
            task_id: task.id.to_string(),
            input: task.input.as_ref().map(json::write).transpose()?,
            result: task.result.as_ref().map(json::write).transpose()?,
            message: task.message.clone(),
        })
    }
}

/// A task of its two rows. A Glance that was killed in between may have left the second one out.
fn read(row: Row, info: Option<InfoRow>) -> Work<Task> {
    let info = info.unwrap_or(InfoRow { task_id: String::new(), input: None, result: None, message: None });
    Ok(Task {
        id: row.id.parse().map_err(|error| rows::broken(format!("{}: {error}", row.id)))?,
        kind: row.kind.parse().map_err(rows::broken)?,
        status: row.status.parse().map_err(rows::broken)?,
        owner: Some(row.owner).filter(|owner| !owner.is_empty()).map(ProjectId::new),
        image: row.image_id.as_deref().map(rows::parse_id).transpose()?,
        request_id: row.request_id,
        user_id: row.user_id,
        input: info.input.as_deref().map(json::read).transpose()?,
        result: info.result.as_deref().map(json::read).transpose()?,
        message: info.message,
        expires_at: row.expires_at.map(Moment::from),
        created_at: row.created_at.into(),
        updated_at: row.updated_at.unwrap_or(row.created_at).into(),
    })
}

#[async_trait]
impl TaskRepo for Tasks {
    async fn create(&self, task: &Task) -> Result<()> {
        let task = task.clone();
        self.database.write(move |conn| create(conn, &task)).await
    }

    async fn get(&self, viewer: &Viewer, id: TaskId) -> Result<Option<Task>> {
        let viewer = viewer.clone();
        self.database
            .read(move |conn| {
                let Some(living) = visible(&viewer) else { return Ok(None) };
                let row = living.filter(table::id.eq(id.to_string())).load(conn)?;
                Ok(complete(conn, row)?.pop())
            })
            .await
    }

    async fn list(&self, viewer: &Viewer, query: &TaskQuery, after: Option<&Task>, limit: u32) -> Result<Vec<Task>> {
        let (viewer, query, after) = (viewer.clone(), query.clone(), after.cloned());
        self.database
            .read(move |conn| {
                let Some(living) = visible(&viewer) else { return Ok(Vec::new()) };
                let found = page(living, &query, after.as_ref()).limit(i64::from(limit)).load(conn)?;
                complete(conn, found)
            })
            .await
    }

    async fn save(&self, task: &Task, was: Status) -> Result<()> {
        let task = task.clone();
        self.database.write(move |conn| save(conn, &task, was)).await
    }

    async fn expire(&self, owner: Option<&ProjectId>, now: Moment) -> Result<usize> {
        let owner = owner.map_or_else(String::new, ToString::to_string);
        self.database
            .write(move |conn| {
                let now = StoredTime::from(now);
                let over = table::table
                    .filter(table::owner.eq(&owner))
                    .filter(table::deleted.eq(false))
                    .filter(table::expires_at.le(now));
                let columns = (table::deleted.eq(true), table::deleted_at.eq(now), table::updated_at.eq(now));
                Ok(diesel::update(over).set(columns).execute(conn)?)
            })
            .await
    }
}

type Living = diesel::helper_types::IntoBoxed<
    'static,
    diesel::helper_types::Select<table::table, diesel::helper_types::AsSelect<Row, MultiBackend>>,
    MultiBackend,
>;

/// The living tasks that a viewer may see; `None` is none.
fn visible(viewer: &Viewer) -> Option<Living> {
    let living = table::table.select(Row::as_select()).into_boxed::<MultiBackend>().filter(table::deleted.eq(false));
    match viewer {
        Viewer::Admin { .. } => Some(living),
        Viewer::Project(project) => Some(living.filter(table::owner.eq(project.to_string()))),
        Viewer::Anyone => None,
    }
}

fn page(mut living: Living, query: &TaskQuery, after: Option<&Task>) -> Living {
    for (field, value) in &query.matches {
        let value = value.clone();
        living = match field {
            TaskField::Id => living.filter(table::id.eq(value)),
            TaskField::Kind => living.filter(table::kind.eq(value)),
            TaskField::Status => living.filter(table::status.eq(value)),
            TaskField::Owner => living.filter(table::owner.eq(value)),
            TaskField::Image => living.filter(table::image_id.eq(value)),
            TaskField::RequestId => living.filter(table::request_id.eq(value)),
            TaskField::UserId => living.filter(table::user_id.eq(value)),
        };
    }
    let ties = [SortKey::CreatedAt, SortKey::Id].into_iter().filter(|tie| *tie != query.sort);
    let keys = std::iter::once(query.sort).chain(ties).map(|sort| sort_key(sort, query, after)).collect();
    let (terms, behind) = keyset::page(keys);
    let living = behind.into_iter().fold(living, QueryDsl::filter);
    terms.into_iter().fold(living, QueryDsl::then_order_by)
}

fn sort_key(sort: SortKey, query: &TaskQuery, after: Option<&Task>) -> Key<table::table> {
    let direction = query.direction;
    let text = |of: fn(&Task) -> Option<&str>| after.map(|task| of(task).unwrap_or_default().to_owned());
    let never = StoredTime::from(Moment::default());
    match sort {
        SortKey::Id => key!(direction, table::id, after.map(|task| task.id.to_string())),
        SortKey::Kind => key!(direction, table::kind, after.map(|task| task.kind.as_str())),
        SortKey::Status => key!(direction, table::status, after.map(|task| task.status.as_str())),
        SortKey::Owner => key!(direction, table::owner, text(|task| task.owner.as_ref().map(ProjectId::as_str))),
        SortKey::ExpiresAt => {
            let marker = after.map(|task| StoredTime::from(task.expires_at.unwrap_or_default()));
            key!(direction, coalesce::time(table::expires_at, never), marker)
        }
        SortKey::CreatedAt => key!(direction, table::created_at, after.map(|task| StoredTime::from(task.created_at))),
        SortKey::UpdatedAt => {
            let marker = after.map(|task| StoredTime::from(task.updated_at));
            key!(direction, coalesce::time(table::updated_at, table::created_at), marker)
        }
        SortKey::Image => {
            let marker = text(|task| task.image.as_ref().map(ImageId::as_str));
            key!(direction, coalesce::text(table::image_id, ""), marker)
        }
        SortKey::RequestId => {
            key!(direction, coalesce::text(table::request_id, ""), text(|task| task.request_id.as_deref()))
        }
        SortKey::UserId => key!(direction, coalesce::text(table::user_id, ""), text(|task| task.user_id.as_deref())),
    }
}

/// Reads what is kept apart: one query, however many tasks there are.
fn complete(conn: &mut Conn, found: Vec<Row>) -> Work<Vec<Task>> {
    if found.is_empty() {
        return Ok(Vec::new());
    }
    let ids: Vec<&str> = found.iter().map(|row| row.id.as_str()).collect();
    let infos: Vec<InfoRow> =
        task_info::table.filter(task_info::task_id.eq_any(ids)).select(InfoRow::as_select()).load(conn)?;
    let mut infos: HashMap<String, InfoRow> = infos.into_iter().map(|info| (info.task_id.clone(), info)).collect();
    found
        .into_iter()
        .map(|row| {
            let info = infos.remove(&row.id);
            read(row, info)
        })
        .collect()
}

fn create(conn: &mut Conn, task: &Task) -> Work<()> {
    let id = task.id.to_string();
    let row = NewRow {
        id: &id,
        kind: Kind::as_str(task.kind),
        status: task.status.as_str(),
        owner: task.owner.as_ref().map_or("", ProjectId::as_str),
        expires_at: task.expires_at.map(StoredTime::from),
        created_at: task.created_at.into(),
        updated_at: task.updated_at.into(),
        deleted: false,
        image_id: task.image.as_ref().map(ImageId::as_str),
        request_id: task.request_id.as_deref(),
        user_id: task.user_id.as_deref(),
    };
    diesel::insert_into(table::table).values(&row).execute(conn).map_err(|error| match error {
        SqlError::DatabaseError(DatabaseErrorKind::UniqueViolation, _) => {
            Failure::Own(Error::Conflict(format!("Task ID {id} already exists!")))
        }
        other => Failure::Sql(other),
    })?;
    diesel::insert_into(task_info::table).values(&InfoRow::new(task)?).execute(conn)?;
    Ok(())
}

fn save(conn: &mut Conn, task: &Task, was: Status) -> Work<()> {
    let id = task.id.to_string();
    let row =
        table::table.filter(table::id.eq(&id)).filter(table::status.eq(was.as_str())).filter(table::deleted.eq(false));
    let columns = (
        table::status.eq(task.status.as_str()),
        table::image_id.eq(task.image.as_ref().map(ImageId::as_str)),
        table::expires_at.eq(task.expires_at.map(StoredTime::from)),
        table::updated_at.eq(StoredTime::from(task.updated_at)),
    );
    if diesel::update(row).set(columns).execute(conn)? != 1 {
        return Err(Failure::Own(Error::Conflict(format!("Task {id} was changed by someone else meanwhile"))));
    }
    let info = InfoRow::new(task)?;
    let columns = (task_info::result.eq(&info.result), task_info::message.eq(&info.message));
    if diesel::update(task_info::table.find(&id)).set(columns).execute(conn)? == 0 {
        diesel::insert_into(task_info::table).values(&info).execute(conn)?;
    }
    Ok(())
}
