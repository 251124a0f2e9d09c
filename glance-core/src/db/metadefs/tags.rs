//! What tags can do besides.

use async_trait::async_trait;
use diesel::prelude::*;

use super::hold_existing;
use super::items::{Items, Kind, insert};
use super::kinds::TagRow;
use crate::db::conn::{Conn, MultiBackend};
use crate::db::keyset::{self, Key, coalesce, key};
use crate::db::schema::{metadef_namespaces, metadef_tags as table};
use crate::db::types::StoredTime;
use crate::db::{Failure, Work};
use crate::error::{Error, Result};
use crate::metadef::{Name, Tag, TagQuery, TagSortKey};
use crate::repo::TagRepo;

/// What a page begins behind, and by which its tags can be ordered.
#[derive(Debug, Queryable, Selectable)]
#[diesel(table_name = table)]
struct Marker {
    id: i32,
    name: String,
    created_at: StoredTime,
    updated_at: Option<StoredTime>,
}

#[async_trait]
impl TagRepo for Items<Tag> {
    async fn page(&self, namespace: &Name, query: TagQuery, after: Option<&Name>, limit: u32) -> Result<Vec<Tag>> {
        let (namespace, after) = (namespace.clone(), after.cloned());
        self.database.read(move |conn| page(conn, &namespace, query, after.as_ref(), limit)).await
    }

    async fn replace(&self, namespace: &Name, tags: &[Tag]) -> Result<()> {
        let (namespace, tags) = (namespace.clone(), tags.to_vec());
        self.database
            .write(move |conn| {
                let row = hold_existing(conn, &namespace)?;
                Tag::delete(conn, row, None)?;
                insert(conn, &namespace, row, &tags)
            })
            .await
    }
}

fn page(conn: &mut Conn, namespace: &Name, query: TagQuery, after: Option<&Name>, limit: u32) -> Work<Vec<Tag>> {
    let row = metadef_namespaces::table
        .filter(metadef_namespaces::namespace.eq(namespace.as_str()))
        .select(metadef_namespaces::id)
        .first::<i32>(conn)
        .optional()?;
    let Some(row) = row else { return Ok(Vec::new()) };
    let marker = after.map(|name| marker(conn, row, name)).transpose()?;
    let ties = [TagSortKey::CreatedAt, TagSortKey::Id].into_iter().filter(|tie| *tie != query.sort);
    let keys = std::iter::once(query.sort).chain(ties).map(|sort| sort_key(sort, query, marker.as_ref())).collect();
    let (terms, behind) = keyset::page(keys);
    let mut tags = table::table
        .select(TagRow::as_select())
        .into_boxed::<MultiBackend>()
        .filter(table::namespace_id.eq(row))
        .limit(i64::from(limit));
    tags = behind.into_iter().fold(tags, QueryDsl::filter);
    tags = terms.into_iter().fold(tags, QueryDsl::then_order_by);
    tags.load::<TagRow>(conn)?.into_iter().map(TagRow::read).collect()
}

fn marker(conn: &mut Conn, row: i32, name: &Name) -> Work<Marker> {
    let found = table::table
        .filter(table::namespace_id.eq(row))
        .filter(table::name.eq(name.as_str()))
        .select(Marker::as_select())
        .first(conn)
        .optional()?;
    found.ok_or_else(|| Failure::Own(Error::NotFound(format!("Could not find metadata tag {name}"))))
}

fn sort_key(sort: TagSortKey, query: TagQuery, after: Option<&Marker>) -> Key<table::table> {
    let direction = query.direction;
    match sort {
        TagSortKey::Id => key!(direction, table::id, after.map(|tag| tag.id)),
        TagSortKey::Name => key!(direction, table::name, after.map(|tag| tag.name.clone())),
        TagSortKey::CreatedAt => key!(direction, table::created_at, after.map(|tag| tag.created_at)),
        TagSortKey::UpdatedAt => {
            let updated_at = coalesce::time(table::updated_at, table::created_at);
            key!(direction, updated_at, after.map(|tag| tag.updated_at.unwrap_or(tag.created_at)))
        }
    }
}
