//! How objects, properties and tags are kept: what their three tables do not have in common, and a macro for the rest.

use diesel::prelude::*;

use super::items::Kind;
use crate::clock::Moment;
use crate::db::conn::{Conn, MultiBackend};
use crate::db::dialect::per_backend;
use crate::db::schema::{metadef_namespaces, metadef_objects, metadef_properties, metadef_tags};
use crate::db::types::StoredTime;
use crate::db::{Work, json};
use crate::metadef::{Name, Object, Property, PropertySchema, Tag};

#[derive(Debug, Queryable, Selectable, Insertable)]
#[diesel(table_name = metadef_objects, treat_none_as_default_value = false)]
struct ObjectRow {
    namespace_id: i32,
    name: String,
    description: Option<String>,
    required: Option<String>,
    json_schema: String,
    created_at: StoredTime,
    updated_at: Option<StoredTime>,
}

impl ObjectRow {
    fn new(namespace_id: i32, object: &Object) -> Work<Self> {
        let properties: serde_json::Map<String, serde_json::Value> =
            object.properties.iter().map(|(name, schema)| (name.clone(), schema.as_map().clone().into())).collect();
        Ok(Self {
            namespace_id,
            name: object.name.to_string(),
            description: object.description.clone(),
            required: (!object.required.is_empty()).then(|| object.required.join(",")),
            json_schema: json::write(&properties)?,
            created_at: object.created_at.into(),
            updated_at: object.updated_at.map(StoredTime::from),
        })
    }

    fn read(self) -> Work<Object> {
        // A Glance that was given no properties may have written null.
        let properties: Option<std::collections::BTreeMap<String, serde_json::Map<_, _>>> =
            json::read(&self.json_schema)?;
        let required = self.required.unwrap_or_default();
        Ok(Object {
            name: Name::known(self.name),
            description: self.description,
            required: required.split(',').filter(|name| !name.is_empty()).map(str::to_owned).collect(),
            properties: properties
                .unwrap_or_default()
                .into_iter()
                .map(|(name, schema)| (name, PropertySchema::known(schema)))
                .collect(),
            created_at: self.created_at.into(),
            updated_at: self.updated_at.map(Moment::from),
        })
    }
}

#[derive(Debug, Queryable, Selectable, Insertable)]
#[diesel(table_name = metadef_properties, treat_none_as_default_value = false)]
struct PropertyRow {
    namespace_id: i32,
    name: String,
    json_schema: String,
    created_at: StoredTime,
    updated_at: Option<StoredTime>,
}

impl PropertyRow {
    fn new(namespace_id: i32, property: &Property) -> Work<Self> {
        Ok(Self {
            namespace_id,
            name: property.name.to_string(),
            json_schema: json::write(property.schema.as_map())?,
            created_at: property.created_at.into(),
            updated_at: property.updated_at.map(StoredTime::from),
        })
    }

    fn read(self) -> Work<Property> {
        Ok(Property {
            name: Name::known(self.name),
            schema: PropertySchema::known(json::read(&self.json_schema)?),
            created_at: self.created_at.into(),
            updated_at: self.updated_at.map(Moment::from),
        })
    }
}

#[derive(Debug, Queryable, Selectable, Insertable)]
#[diesel(table_name = metadef_tags, treat_none_as_default_value = false)]
pub(super) struct TagRow {
    namespace_id: i32,
    name: String,
    created_at: StoredTime,
    updated_at: Option<StoredTime>,
}

impl TagRow {
    #[expect(clippy::unnecessary_wraps, reason = "the other rows can fail")]
    fn new(namespace_id: i32, tag: &Tag) -> Work<Self> {
        Ok(Self {
            namespace_id,
            name: tag.name.to_string(),
            created_at: tag.created_at.into(),
            updated_at: tag.updated_at.map(StoredTime::from),
        })
    }

    #[expect(clippy::unnecessary_wraps, reason = "the other rows can fail")]
    pub(super) fn read(self) -> Work<Tag> {
        Ok(Tag {
            name: Name::known(self.name),
            created_at: self.created_at.into(),
            updated_at: self.updated_at.map(Moment::from),
        })
    }
}

/// Implements [`Kind`] for a table and its rows; the columns are those that change with an item besides its times.
macro_rules! kind {
    ($Item:ident in $table:ident as $Row:ident, [$($column:ident),+], $taken_text:expr) => {
        impl Kind for $Item {
            fn read(conn: &mut Conn, namespace: &Name, name: Option<&Name>) -> Work<Vec<Self>> {
                let mut query = $table::table
                    .inner_join(metadef_namespaces::table)
                    .filter(metadef_namespaces::namespace.eq(namespace.as_str()))
                    .order($table::id)
                    .select($Row::as_select())
                    .into_boxed::<MultiBackend>();
                if let Some(name) = name {
                    query = query.filter($table::name.eq(name.as_str()));
                }
                query.load::<$Row>(conn)?.into_iter().map($Row::read).collect()
            }

            fn taken(conn: &mut Conn, namespace: i32, names: &[&str]) -> QueryResult<Vec<String>> {
                $table::table
                    .filter($table::namespace_id.eq(namespace))
                    .filter($table::name.eq_any(names.iter().copied()))
                    .order($table::id)
                    .select($table::name)
                    .load(conn)
            }

            fn count(conn: &mut Conn, namespace: i32) -> QueryResult<i64> {
                $table::table.filter($table::namespace_id.eq(namespace)).count().get_result(conn)
            }

            fn insert(conn: &mut Conn, namespace: i32, items: &[Self]) -> Work<QueryResult<usize>> {
                let rows = items.iter().map(|item| $Row::new(namespace, item)).collect::<Work<Vec<_>>>()?;
                Ok(per_backend!(conn, c => diesel::insert_into($table::table).values(&rows).execute(c)))
            }

            fn update(conn: &mut Conn, namespace: i32, name: &Name, item: &Self) -> Work<QueryResult<usize>> {
                let new = $Row::new(namespace, item)?;
                let old =
                    $table::table.filter($table::namespace_id.eq(namespace)).filter($table::name.eq(name.as_str()));
                let columns = ($($table::$column.eq(&new.$column),)+ $table::updated_at.eq(new.updated_at));
                Ok(diesel::update(old).set(columns).execute(conn))
            }

            fn delete(conn: &mut Conn, namespace: i32, name: Option<&Name>) -> QueryResult<usize> {
                let rows = $table::table.filter($table::namespace_id.eq(namespace));
                match name {
                    Some(name) => diesel::delete(rows.filter($table::name.eq(name.as_str()))).execute(conn),
                    None => diesel::delete(rows).execute(conn),
                }
            }

            fn changed(self, now: Moment) -> Self {
                Self { updated_at: Some(now), ..self }
            }

            fn taken_text(namespace: &Name, name: &str) -> String {
                let text: fn(&Name, &str) -> String = $taken_text;
                text(namespace, name)
            }
        }
    };
}

kind!(Object in metadef_objects as ObjectRow, [name, description, required, json_schema], |namespace, name| {
    format!("A metadata definition object with name={name} already exists in namespace={namespace}.")
});
kind!(Property in metadef_properties as PropertyRow, [name, json_schema], |namespace, name| {
    format!("A metadata definition property with name={name} already exists in namespace={namespace}.")
});
kind!(Tag in metadef_tags as TagRow, [name], |namespace, name| {
    format!(
        "A metadata tag with name={name} already exists in namespace={namespace}. \
         (Please note that metadata tag names are case insensitive)."
    )
});
