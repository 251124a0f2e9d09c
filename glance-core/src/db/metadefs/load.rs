//! Definitions from files, and getting rid of all of them.

use std::collections::BTreeSet;

use diesel::prelude::*;

use super::items::{self, Kind};
use super::{check_room, hold, namespaces, resource_types, table, touch};
use crate::clock::Moment;
use crate::db::Work;
use crate::db::conn::Conn;
use crate::db::schema::{metadef_namespace_resource_types, metadef_objects, metadef_properties, metadef_tags};
use crate::metadef::{Association, Name, Namespace, NamespaceFile};
use crate::repo::{Existing, Loaded};

/// Writes what files say, in one transaction: waiting for the disk takes longer than all the rest of a small one.
pub(super) fn load(conn: &mut Conn, files: &[NamespaceFile], existing: Existing) -> Work<Vec<Loaded>> {
    let mut names = BTreeSet::new();
    let mut types = Vec::new();
    for NamespaceFile { namespace, content } in files {
        let is_kept = existing == Existing::Keep && (!names.insert(&namespace.name) || touch(conn, &namespace.name)?);
        if !is_kept {
            types.extend(resource_types::implied(&content.associations, true));
        }
    }
    resource_types::add(conn, &types)?;
    files.iter().map(|file| load_one(conn, file, existing)).collect()
}

/// Writes what a file says, whose types of resources are there.
fn load_one(conn: &mut Conn, file: &NamespaceFile, existing: Existing) -> Work<Loaded> {
    let (namespace, content) = (&file.namespace, &file.content);
    let Some(row) = hold(conn, &namespace.name)? else {
        namespaces::create(conn, namespace, content)?;
        return Ok(Loaded::Created);
    };
    match existing {
        Existing::Keep => return Ok(Loaded::Kept),
        Existing::Replace => {
            namespaces::delete(conn, row)?;
            namespaces::create(conn, namespace, content)?;
            return Ok(Loaded::Replaced);
        }
        Existing::Complete => {}
        Existing::Update => {
            let changed = Namespace { updated_at: Some(namespace.created_at), ..namespace.clone() };
            namespaces::save(conn, &namespace.name, &changed)?;
        }
    }
    let update = (existing == Existing::Update).then_some(namespace.created_at);
    let name = &namespace.name;
    merge_associations(conn, name, row, &content.associations, update)?;
    merge(conn, name, row, &content.properties, update)?;
    merge(conn, name, row, &content.objects, update)?;
    merge(conn, name, row, &content.tags, update)?;
    Ok(Loaded::Merged)
}

/// Writes the items that are not there. Those that are become what the file says if there is a moment for it.
///
/// Which are there is the database's to say: MySQL does not mind the case of letters, and takes `Foo` for the `foo` that
/// it has.
fn merge<T: Kind>(conn: &mut Conn, namespace: &Name, row: i32, wanted: &[T], update: Option<Moment>) -> Work<()> {
    // Before the names become values of a query, of which databases do not take any number.
    check_room(namespace, 0, wanted.len())?;
    let names: Vec<&str> = wanted.iter().map(|item| item.name().as_str()).collect();
    let there: BTreeSet<String> = T::taken(conn, row, &names)?.into_iter().collect();
    let asked: BTreeSet<&str> = names.into_iter().collect();
    let is_exact = there.iter().all(|name| asked.contains(name.as_str()));
    let (mut old, mut new) = (Vec::new(), Vec::new());
    for item in wanted {
        let name = item.name().as_str();
        if there.contains(name) || (!is_exact && !T::taken(conn, row, &[name])?.is_empty()) {
            old.push(item);
        } else {
            new.push(item.clone());
        }
    }
    if let Some(now) = update {
        for item in old {
            T::update(conn, row, item.name(), &item.clone().changed(now))??;
        }
    }
    items::insert(conn, namespace, row, &new)
}

fn merge_associations(
    conn: &mut Conn,
    namespace: &Name,
    row: i32,
    wanted: &[Association],
    update: Option<Moment>,
) -> Work<()> {
    check_room(namespace, 0, wanted.len())?;
    let there = resource_types::associated(conn, row)?;
    let types = resource_types::ids(conn, wanted)?;
    let (old, new): (Vec<_>, Vec<_>) = wanted.iter().zip(types).partition(|(_, kind)| there.contains(kind));
    if let Some(now) = update {
        for (association, _) in old {
            resource_types::update(conn, row, association, now)?;
        }
    }
    resource_types::insert(conn, namespace, row, &new.into_iter().map(|(new, _)| new.clone()).collect::<Vec<_>>())
}

/// Deletes everything.
pub(super) fn clear(conn: &mut Conn) -> Work<usize> {
    diesel::delete(metadef_properties::table).execute(conn)?;
    diesel::delete(metadef_objects::table).execute(conn)?;
    diesel::delete(metadef_tags::table).execute(conn)?;
    diesel::delete(metadef_namespace_resource_types::table).execute(conn)?;
    let namespaces = diesel::delete(table::table).execute(conn)?;
    resource_types::clear(conn)?;
    Ok(namespaces)
}
