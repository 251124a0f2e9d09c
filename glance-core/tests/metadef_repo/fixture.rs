//! Definitions to try repositories with, and what the claims ask of them.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};
use glance_core::clock::Moment;
use glance_core::context::ProjectId;
use glance_core::metadef::{
    Association, Content, Name, Namespace, NamespaceQuery, Object, Property, PropertySchema, Tag,
};
use glance_core::repo::{MetadefRepo, Viewer};
use glance_core::{Error, Result};
use serde_json::json;

pub(crate) const ADMIN: Viewer = Viewer::Admin { project: None };

pub(crate) fn at(seconds: i64) -> Moment {
    DateTime::<Utc>::from_timestamp(1_700_000_000 + seconds, 0).unwrap()
}

pub(crate) fn name(text: &str) -> Name {
    Name::new("Test", text).unwrap()
}

pub(crate) fn project(name: &str) -> Viewer {
    Viewer::Project(ProjectId::new(name))
}

pub(crate) fn namespace(text: &str) -> Namespace {
    Namespace::new(name(text), Some(ProjectId::new("owner")), at(0))
}

pub(crate) fn schema(title: &str) -> PropertySchema {
    let document = json!({"title": title, "type": "string", "default": "ünï \u{1f600}", "enum": ["a", "b"]});
    PropertySchema::read(document.as_object().unwrap().clone()).unwrap()
}

pub(crate) fn object(text: &str) -> Object {
    let properties = BTreeMap::from([("p".into(), schema("P")), ("q ☃".into(), schema("Q"))]);
    let required = vec!["q ☃".into(), "p".into()];
    let description = Some("What for".into());
    Object { name: name(text), description, required, properties, created_at: at(0), updated_at: Some(at(0)) }
}

pub(crate) fn property(text: &str) -> Property {
    Property { name: name(text), schema: schema("P"), created_at: at(0), updated_at: Some(at(0)) }
}

pub(crate) fn tag(text: &str) -> Tag {
    Tag { name: name(text), created_at: at(0), updated_at: Some(at(0)) }
}

pub(crate) fn association(text: &str) -> Association {
    let (prefix, properties_target) = (Some("hw_".into()), Some("image".into()));
    Association { resource_type: name(text), prefix, properties_target, created_at: at(0), updated_at: Some(at(0)) }
}

pub(crate) fn full() -> Content {
    Content {
        objects: vec![object("o2"), object("o1")],
        properties: vec![property("p2"), property("p1")],
        tags: vec![tag("t2"), tag("t1"), tag("t3")],
        associations: vec![association("OS::Two"), association("OS::One")],
    }
}

/// Reads all that a namespace holds.
pub(crate) async fn content(repo: &MetadefRepo, namespace: &Name) -> Content {
    let mut associations = repo.resource_types.associations(std::slice::from_ref(namespace)).await.unwrap();
    Content {
        objects: repo.objects.list(namespace).await.unwrap(),
        properties: repo.properties.list(namespace).await.unwrap(),
        tags: repo.tags.list(namespace).await.unwrap(),
        associations: associations.remove(namespace).unwrap_or_default(),
    }
}

pub(crate) async fn names(repo: &MetadefRepo, viewer: &Viewer, query: &NamespaceQuery) -> BTreeSet<String> {
    let namespaces = repo.namespaces.list(viewer, query, None, 100).await.unwrap();
    namespaces.into_iter().map(|namespace| namespace.name.to_string()).collect()
}

pub(crate) fn set<const N: usize>(names: [&str; N]) -> BTreeSet<String> {
    names.map(str::to_owned).into()
}

pub(crate) fn conflict<T: std::fmt::Debug>(result: Result<T>) -> String {
    match result {
        Err(Error::Conflict(text)) => text,
        other => panic!("no conflict, but {other:?}"),
    }
}
