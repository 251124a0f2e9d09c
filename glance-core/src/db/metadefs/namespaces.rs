//! The table of namespaces.

use async_trait::async_trait;
use diesel::dsl::exists;
use diesel::prelude::*;

use super::items::{self, Kind};
use super::{conflict, hold, load, missing, resource_types, table};
use crate::clock::Moment;
use crate::context::ProjectId;
use crate::db::conn::{Conn, MultiBackend};
use crate::db::keyset::{self, Key, coalesce, key};
use crate::db::schema::{metadef_namespace_resource_types as associations, metadef_resource_types as types};
use crate::db::types::StoredTime;
use crate::db::{Database, Failure, Work, rows};
use crate::error::Result;
use crate::metadef::{
    Content, Name, Namespace, NamespaceFile, NamespaceQuery, NamespaceSortKey, Object, Property, Tag, Visibility,
};
use crate::repo::{Existing, Loaded, NamespaceRepo, Viewer};

/// Namespaces in a database.
#[derive(Debug)]
pub(super) struct Namespaces {
    database: Database,
}

impl Namespaces {
    pub(super) fn new(database: Database) -> Self {
        Self { database }
    }
}

#[derive(Debug, Queryable, Selectable)]
#[diesel(table_name = table)]
struct Row {
    id: i32,
    namespace: String,
    display_name: Option<String>,
    description: Option<String>,
    visibility: Option<String>,
    protected: Option<bool>,
    owner: String,
    created_at: StoredTime,
    updated_at: Option<StoredTime>,
}

impl TryFrom<Row> for Namespace {
    type Error = Failure;

    fn try_from(row: Row) -> Result<Self, Failure> {
        Ok(Self {
            name: Name::known(row.namespace),
            display_name: row.display_name,
            description: row.description,
            visibility: row.visibility.map_or(Ok(Visibility::default()), |text| text.parse()).map_err(rows::broken)?,
            protected: row.protected.unwrap_or_default(),
            owner: Some(row.owner).filter(|owner| !owner.is_empty()).map(ProjectId::new),
            created_at: row.created_at.into(),
            updated_at: row.updated_at.map(Moment::from),
        })
    }
}

/// A namespace as it is written.
#[derive(Debug, Insertable)]
#[diesel(table_name = table)]
struct NewRow<'a> {
    namespace: &'a str,
    display_name: Option<&'a str>,
    description: Option<&'a str>,
    visibility: &'a str,
    protected: bool,
    owner: &'a str,
    created_at: StoredTime,
    updated_at: Option<StoredTime>,
}

impl<'a> From<&'a Namespace> for NewRow<'a> {
    fn from(namespace: &'a Namespace) -> Self {
        Self {
            namespace: namespace.name.as_str(),
            display_name: namespace.display_name.as_deref(),
            description: namespace.description.as_deref(),
            visibility: namespace.visibility.as_str(),
            protected: namespace.protected,
            owner: namespace.owner.as_ref().map_or("", ProjectId::as_str),
            created_at: namespace.created_at.into(),
            updated_at: namespace.updated_at.map(StoredTime::from),
        }
    }
}

#[async_trait]
impl NamespaceRepo for Namespaces {
    async fn create(&self, namespace: &Namespace, content: &Content) -> Result<()> {
        let (namespace, content) = (namespace.clone(), content.clone());
        self.database
            .write(move |conn| {
                resource_types::add(conn, &resource_types::implied(&content.associations, false))?;
                create(conn, &namespace, &content)
            })
            .await
    }

    async fn get(&self, viewer: &Viewer, name: &Name) -> Result<Option<Namespace>> {
        let (viewer, name) = (viewer.clone(), name.clone());
        self.database.read(move |conn| find(conn, &viewer, &name)).await
    }

    async fn whole(&self, viewer: &Viewer, name: &Name) -> Result<Option<(Namespace, Content)>> {
        let (viewer, name) = (viewer.clone(), name.clone());
        self.database
            .read(move |conn| {
                let Some(namespace) = find(conn, &viewer, &name)? else { return Ok(None) };
                let content = Content {
                    objects: Object::read(conn, &name, None)?,
                    properties: Property::read(conn, &name, None)?,
                    tags: Tag::read(conn, &name, None)?,
                    associations: resource_types::associations_of(conn, &name)?,
                };
                Ok(Some((namespace, content)))
            })
            .await
    }

    async fn list(
        &self,
        viewer: &Viewer,
        query: &NamespaceQuery,
        after: Option<&Name>,
        limit: u32,
    ) -> Result<Vec<Namespace>> {
        let (viewer, query, after) = (viewer.clone(), query.clone(), after.cloned());
        self.database
            .read(move |conn| {
                let marker = after.as_ref().map(|name| marker(conn, name)).transpose()?;
                let found =
                    page(visible(&viewer), &query, marker.as_ref()).limit(i64::from(limit)).load::<Row>(conn)?;
                found.into_iter().map(Namespace::try_from).collect()
            })
            .await
    }

    async fn save(&self, name: &Name, namespace: &Namespace) -> Result<bool> {
        let (name, namespace) = (name.clone(), namespace.clone());
        self.database.write(move |conn| save(conn, &name, &namespace)).await
    }

    async fn delete(&self, name: &Name) -> Result<bool> {
        let name = name.clone();
        self.database
            .write(move |conn| {
                let Some(row) = hold(conn, &name)? else { return Ok(false) };
                delete(conn, row)
            })
            .await
    }

    async fn load(&self, files: &[NamespaceFile], existing: Existing) -> Result<Vec<Loaded>> {
        let files = files.to_vec();
        self.database.write(move |conn| load::load(conn, &files, existing)).await
    }

    async fn clear(&self) -> Result<usize> {
        self.database.write(load::clear).await
    }
}

fn find(conn: &mut Conn, viewer: &Viewer, name: &Name) -> Work<Option<Namespace>> {
    let row = visible(viewer).filter(table::namespace.eq(name.to_string())).first::<Row>(conn);
    row.optional()?.map(Namespace::try_from).transpose()
}

/// Deletes a namespace whose row is held.
pub(super) fn delete(conn: &mut Conn, row: i32) -> Work<bool> {
    Tag::delete(conn, row, None)?;
    Object::delete(conn, row, None)?;
    Property::delete(conn, row, None)?;
    resource_types::delete_all(conn, row)?;
    Ok(diesel::delete(table::table.find(row)).execute(conn)? > 0)
}

/// Writes a new namespace whose types of resources are there.
pub(super) fn create(conn: &mut Conn, namespace: &Namespace, content: &Content) -> Work<()> {
    let name = &namespace.name;
    diesel::insert_into(table::table)
        .values(NewRow::from(namespace))
        .execute(conn)
        .map_err(conflict(|| format!("The metadata definition namespace={name} already exists.")))?;
    let row = table::table.filter(table::namespace.eq(name.as_str())).select(table::id).first(conn)?;
    resource_types::insert(conn, name, row, &content.associations)?;
    items::insert(conn, name, row, &content.properties)?;
    items::insert(conn, name, row, &content.objects)?;
    items::insert(conn, name, row, &content.tags)
}

pub(super) fn save(conn: &mut Conn, name: &Name, namespace: &Namespace) -> Work<bool> {
    let new = NewRow::from(namespace);
    let columns = (
        table::namespace.eq(new.namespace),
        table::display_name.eq(new.display_name),
        table::description.eq(new.description),
        table::visibility.eq(new.visibility),
        table::protected.eq(new.protected),
        table::owner.eq(new.owner),
        table::updated_at.eq(new.updated_at),
    );
    let changed = diesel::update(table::table.filter(table::namespace.eq(name.as_str())))
        .set(columns)
        .execute(conn)
        .map_err(conflict(|| {
            format!(
                "Invalid update. It would result in a duplicate metadata definition namespace with the same name of {}",
                namespace.name
            )
        }))?;
    Ok(changed > 0)
}

type Rows = diesel::helper_types::IntoBoxed<
    'static,
    diesel::helper_types::Select<table::table, diesel::helper_types::AsSelect<Row, MultiBackend>>,
    MultiBackend,
>;

/// The namespaces that a viewer may see.
fn visible(viewer: &Viewer) -> Rows {
    let all = table::table.select(Row::as_select()).into_boxed::<MultiBackend>();
    let is_public = table::visibility.eq(Visibility::Public.as_str());
    match viewer {
        Viewer::Admin { .. } => all,
        Viewer::Project(project) => all.filter(is_public.or(table::owner.nullable().eq(project.to_string()))),
        Viewer::Anyone => all.filter(is_public),
    }
}

fn marker(conn: &mut Conn, name: &Name) -> Work<Row> {
    let row = table::table.filter(table::namespace.eq(name.as_str())).select(Row::as_select()).first(conn);
    row.optional()?.ok_or_else(|| Failure::Own(missing(name)))
}

fn page(mut found: Rows, query: &NamespaceQuery, after: Option<&Row>) -> Rows {
    if let Some(visibility) = query.visibility {
        found = found.filter(table::visibility.eq(visibility.as_str()));
    }
    if let Some(wanted) = &query.resource_types {
        let wanted: Vec<String> = wanted.iter().map(ToString::to_string).collect();
        let associated = associations::table
            .inner_join(types::table)
            .filter(associations::namespace_id.eq(table::id))
            .filter(types::name.eq_any(wanted));
        found = found.filter(exists(associated));
    }
    let ties = [NamespaceSortKey::CreatedAt, NamespaceSortKey::Id].into_iter().filter(|tie| *tie != query.sort);
    let keys = std::iter::once(query.sort).chain(ties).map(|sort| sort_key(sort, query, after)).collect();
    let (terms, behind) = keyset::page(keys);
    let found = behind.into_iter().fold(found, QueryDsl::filter);
    terms.into_iter().fold(found, QueryDsl::then_order_by)
}

fn sort_key(sort: NamespaceSortKey, query: &NamespaceQuery, after: Option<&Row>) -> Key<table::table> {
    let direction = query.direction;
    let text = |of: fn(&Row) -> Option<&str>| after.map(|row| of(row).unwrap_or_default().to_owned());
    match sort {
        NamespaceSortKey::Id => key!(direction, table::id, after.map(|row| row.id)),
        NamespaceSortKey::Name => key!(direction, table::namespace, text(|row| Some(&row.namespace))),
        NamespaceSortKey::DisplayName => {
            key!(direction, coalesce::text(table::display_name, ""), text(|row| row.display_name.as_deref()))
        }
        NamespaceSortKey::Description => {
            key!(direction, coalesce::text(table::description, ""), text(|row| row.description.as_deref()))
        }
        NamespaceSortKey::Visibility => {
            key!(direction, coalesce::text(table::visibility, ""), text(|row| row.visibility.as_deref()))
        }
        NamespaceSortKey::Protected => {
            let marker = after.map(|row| row.protected.unwrap_or_default());
            key!(direction, coalesce::flag(table::protected, false), marker)
        }
        NamespaceSortKey::Owner => key!(direction, table::owner, text(|row| Some(&row.owner))),
        NamespaceSortKey::CreatedAt => key!(direction, table::created_at, after.map(|row| row.created_at)),
        NamespaceSortKey::UpdatedAt => {
            let marker = after.map(|row| row.updated_at.unwrap_or(row.created_at));
            key!(direction, coalesce::time(table::updated_at, table::created_at), marker)
        }
    }
}
