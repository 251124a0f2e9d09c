//! The tables of types of resources, and of the namespaces that are for them.

use std::collections::{BTreeMap, BTreeSet};

use async_trait::async_trait;
use diesel::prelude::*;

use super::{ROWS_AT_ONCE, check_room, conflict, hold, hold_existing};
use crate::clock::Moment;
use crate::db::conn::Conn;
use crate::db::dialect::per_backend;
use crate::db::schema::{
    metadef_namespace_resource_types as table, metadef_namespaces, metadef_resource_types as types,
};
use crate::db::types::StoredTime;
use crate::db::{Database, Failure, Work, rows};
use crate::error::{Error, Result};
use crate::metadef::{Association, Name, ResourceType};
use crate::repo::ResourceTypeRepo;

/// Types of resources in a database.
#[derive(Debug)]
pub(super) struct ResourceTypes {
    database: Database,
}

impl ResourceTypes {
    pub(super) fn new(database: Database) -> Self {
        Self { database }
    }
}

#[derive(Debug, Queryable, Selectable, Insertable)]
#[diesel(table_name = types, treat_none_as_default_value = false)]
struct TypeRow {
    name: String,
    protected: bool,
    created_at: StoredTime,
    updated_at: Option<StoredTime>,
}

impl From<TypeRow> for ResourceType {
    fn from(row: TypeRow) -> Self {
        Self {
            name: Name::known(row.name),
            protected: row.protected,
            created_at: row.created_at.into(),
            updated_at: row.updated_at.map(Moment::from),
        }
    }
}

impl From<&ResourceType> for TypeRow {
    fn from(kind: &ResourceType) -> Self {
        Self {
            name: kind.name.to_string(),
            protected: kind.protected,
            created_at: kind.created_at.into(),
            updated_at: kind.updated_at.map(StoredTime::from),
        }
    }
}

#[derive(Debug, Insertable)]
#[diesel(table_name = table)]
struct NewRow<'a> {
    resource_type_id: i32,
    namespace_id: i32,
    properties_target: Option<&'a str>,
    prefix: Option<&'a str>,
    created_at: StoredTime,
    updated_at: Option<StoredTime>,
}

#[derive(Debug, Queryable, Selectable)]
#[diesel(table_name = table)]
struct Row {
    properties_target: Option<String>,
    prefix: Option<String>,
    created_at: StoredTime,
    updated_at: Option<StoredTime>,
}

impl Row {
    fn read(self, resource_type: String) -> Association {
        Association {
            resource_type: Name::known(resource_type),
            prefix: self.prefix,
            properties_target: self.properties_target,
            created_at: self.created_at.into(),
            updated_at: self.updated_at.map(Moment::from),
        }
    }
}

#[async_trait]
impl ResourceTypeRepo for ResourceTypes {
    async fn list(&self) -> Result<Vec<ResourceType>> {
        self.database
            .read(|conn| {
                let found: Vec<TypeRow> = types::table.order(types::id).select(TypeRow::as_select()).load(conn)?;
                Ok(found.into_iter().map(ResourceType::from).collect())
            })
            .await
    }

    async fn add(&self, types: &[ResourceType]) -> Result<()> {
        let rows: Vec<ResourceType> = types.to_vec();
        self.database.write(move |conn| add(conn, &rows)).await
    }

    async fn associations(&self, namespaces: &[Name]) -> Result<BTreeMap<Name, Vec<Association>>> {
        let namespaces = namespaces.to_vec();
        self.database.read(move |conn| associations(conn, &namespaces)).await
    }

    async fn associate(&self, namespace: &Name, association: &Association) -> Result<()> {
        let (namespace, association) = (namespace.clone(), association.clone());
        self.database
            .write(move |conn| {
                let wanted = std::slice::from_ref(&association);
                add(conn, &implied(wanted, false))?;
                let row = hold_existing(conn, &namespace)?;
                insert(conn, &namespace, row, wanted)
            })
            .await
    }

    async fn dissociate(&self, namespace: &Name, resource_type: &Name) -> Result<bool> {
        let (namespace, resource_type) = (namespace.clone(), resource_type.clone());
        self.database
            .write(move |conn| {
                let Some(row) = hold(conn, &namespace)? else { return Ok(false) };
                let named = types::table.filter(types::name.eq(resource_type.as_str())).select(types::id);
                let Some(named) = named.first::<i32>(conn).optional()? else { return Ok(false) };
                Ok(diesel::delete(table::table.find((named, row))).execute(conn)? > 0)
            })
            .await
    }
}

/// The types of resources that associations name, as they become known by being named.
pub(super) fn implied(associations: &[Association], protected: bool) -> Vec<ResourceType> {
    associations
        .iter()
        .map(|association| ResourceType {
            name: association.resource_type.clone(),
            protected,
            created_at: association.created_at,
            updated_at: association.updated_at,
        })
        .collect()
}

/// Writes those of these types that are not there yet, however many others do so at the same time.
///
/// It comes first in a transaction: MySQL shows a transaction what was there when it first read something, and these
/// rows may have been written by somebody else since.
pub(super) fn add(conn: &mut Conn, new: &[ResourceType]) -> Work<()> {
    // In one order, so that two writers of the same types do not wait for each other.
    let sorted: BTreeMap<&Name, &ResourceType> = new.iter().map(|kind| (&kind.name, kind)).collect();
    let rows: Vec<TypeRow> = sorted.into_values().map(TypeRow::from).collect();
    for rows in rows.chunks(ROWS_AT_ONCE) {
        match conn {
            #[cfg(feature = "sqlite")]
            Conn::Sqlite(c) => diesel::insert_or_ignore_into(types::table).values(rows).execute(c),
            #[cfg(feature = "mysql")]
            Conn::Mysql(c) => diesel::insert_or_ignore_into(types::table).values(rows).execute(c),
            #[cfg(feature = "postgres")]
            Conn::Postgres(c) => diesel::insert_into(types::table).values(rows).on_conflict_do_nothing().execute(c),
        }?;
    }
    Ok(())
}

/// Writes new associations of a namespace whose row is held, with types that are there.
pub(super) fn insert(conn: &mut Conn, namespace: &Name, row: i32, new: &[Association]) -> Work<()> {
    let Some(first) = new.first() else { return Ok(()) };
    let there = table::table.filter(table::namespace_id.eq(row)).count().get_result(conn)?;
    check_room(namespace, there, new.len())?;
    let taken = |name: &Name| {
        format!(
            "The metadata definition resource-type association of resource-type={name} to namespace={namespace} \
             already exists."
        )
    };
    let mut seen = BTreeSet::new();
    let mut rows = Vec::new();
    for (association, resource_type_id) in new.iter().zip(ids(conn, new)?) {
        if !seen.insert(resource_type_id) {
            return Err(Failure::Own(Error::Conflict(taken(&association.resource_type))));
        }
        rows.push(NewRow {
            resource_type_id,
            namespace_id: row,
            properties_target: association.properties_target.as_deref(),
            prefix: association.prefix.as_deref(),
            created_at: association.created_at.into(),
            updated_at: association.updated_at.map(StoredTime::from),
        });
    }
    for rows in rows.chunks(ROWS_AT_ONCE) {
        per_backend!(conn, c => diesel::insert_into(table::table).values(rows).execute(c))
            .map_err(conflict(|| taken(&first.resource_type)))?;
    }
    Ok(())
}

/// Finds the types of associations, which are there, one for each.
///
/// MySQL does not mind the case of letters: a type that is there under another name than the one that was asked for is
/// the one that the database takes it for.
pub(super) fn ids(conn: &mut Conn, associations: &[Association]) -> Work<Vec<i32>> {
    let names = associations.iter().map(|association| association.resource_type.as_str());
    let known: Vec<(String, i32)> =
        types::table.filter(types::name.eq_any(names)).select((types::name, types::id)).load(conn)?;
    let known: BTreeMap<String, i32> = known.into_iter().collect();
    let mut id = |association: &Association| {
        let name = association.resource_type.as_str();
        if let Some(id) = known.get(name) {
            return Ok(*id);
        }
        let row = types::table.filter(types::name.eq(name)).select(types::id).first(conn).optional()?;
        row.ok_or_else(|| rows::broken(format!("the resource type {name} was just written and is not there")))
    };
    associations.iter().map(&mut id).collect()
}

/// The types that a namespace is for.
pub(super) fn associated(conn: &mut Conn, namespace: i32) -> Work<BTreeSet<i32>> {
    let rows = table::table.filter(table::namespace_id.eq(namespace)).select(table::resource_type_id);
    Ok(rows.load(conn)?.into_iter().collect())
}

fn associations(conn: &mut Conn, namespaces: &[Name]) -> Work<BTreeMap<Name, Vec<Association>>> {
    let rows: Vec<(String, String, Row)> = table::table
        .inner_join(metadef_namespaces::table)
        .inner_join(types::table)
        .filter(metadef_namespaces::namespace.eq_any(namespaces.iter().map(Name::as_str)))
        .order(types::id)
        .select((metadef_namespaces::namespace, types::name, Row::as_select()))
        .load(conn)?;
    let mut found: BTreeMap<Name, Vec<Association>> = BTreeMap::new();
    for (namespace, resource_type, row) in rows {
        found.entry(Name::known(namespace)).or_default().push(row.read(resource_type));
    }
    Ok(found)
}

/// Reads what one namespace is for.
pub(super) fn associations_of(conn: &mut Conn, namespace: &Name) -> Work<Vec<Association>> {
    Ok(associations(conn, std::slice::from_ref(namespace))?.into_values().flatten().collect())
}

/// Writes an association of a namespace whose row is held anew, and when its type was last named; `false` if there is
/// none.
pub(super) fn update(conn: &mut Conn, namespace: i32, association: &Association, now: Moment) -> Work<bool> {
    let named = types::table.filter(types::name.eq(association.resource_type.as_str())).select(types::id);
    let Some(named) = named.first::<i32>(conn).optional()? else { return Ok(false) };
    let now = Some(StoredTime::from(now));
    let changed = diesel::update(table::table.find((named, namespace)))
        .set((
            table::properties_target.eq(association.properties_target.as_deref()),
            table::prefix.eq(association.prefix.as_deref()),
            table::updated_at.eq(now),
        ))
        .execute(conn)?;
    if changed > 0 {
        diesel::update(types::table.find(named)).set(types::updated_at.eq(now)).execute(conn)?;
    }
    Ok(changed > 0)
}

/// Deletes all types of resources, with which no namespace is associated any more.
pub(super) fn clear(conn: &mut Conn) -> Work<()> {
    diesel::delete(types::table).execute(conn)?;
    Ok(())
}

/// Ends all associations of a namespace.
pub(super) fn delete_all(conn: &mut Conn, namespace: i32) -> Work<()> {
    diesel::delete(table::table.filter(table::namespace_id.eq(namespace))).execute(conn)?;
    Ok(())
}
