//! Definitions from files.

use glance_core::Error;
use glance_core::metadef::{Association, Content, Name, NamespaceFile, Tag};
use glance_core::repo::{Existing, Loaded, MetadefRepo};

use super::fixture::{ADMIN, association, at, content, name, namespace, tag};
use super::support::{Backend, Db};

const FIRST: &str = r#"{"namespace": "n", "display_name": "First", "visibility": "public", "protected": true,
    "resource_type_associations": [{"name": "One", "prefix": "1_"}, {"name": "Two"}],
    "properties": {"p": {"title": "P", "type": "integer", "default": 5}},
    "objects": [{"name": "o", "required": ["q"], "properties": {"q": {"title": "Q", "type": "string", "enum": [1]}}}],
    "tags": [{"name": "t"}]}"#;
const SECOND: &str = r#"{"namespace": "n", "display_name": "Second", "owner": "me",
    "resource_type_associations": [{"name": "One", "prefix": "uno_"}, {"name": "Three"}],
    "properties": {"p": {"title": "New P", "type": "string"}, "r": {"title": "R", "type": "string"}},
    "objects": [{"name": "o", "properties": {}}, {"name": "o2", "properties": {}}],
    "tags": [{"name": "t"}, {"name": "t2"}]}"#;

fn file(text: &str, seconds: i64) -> NamespaceFile {
    NamespaceFile::parse(text.as_bytes(), at(seconds)).unwrap()
}

async fn stored(repo: &MetadefRepo) -> NamespaceFile {
    let (namespace, content) = repo.namespaces.whole(&ADMIN, &name("n")).await.unwrap().unwrap();
    NamespaceFile { namespace, content }
}

pub(crate) async fn what_a_file_says_is_read_back_as_it_was(db: Db) {
    let repo = db.database.metadefs();

    let loaded = repo.namespaces.load(&[file(FIRST, 0)], Existing::Keep).await.unwrap();

    assert_eq!(loaded, [Loaded::Created]);
    assert_eq!(stored(&repo).await, file(FIRST, 0));
    assert_eq!(stored(&repo).await.write().unwrap(), file(FIRST, 0).write().unwrap());
    let types = repo.resource_types.list().await.unwrap();
    assert!(types.iter().all(|kind| kind.protected && kind.updated_at.is_none()), "{types:?}");
    assert_eq!(repo.namespaces.whole(&ADMIN, &name("nope")).await.unwrap(), None);
}

pub(crate) async fn a_file_is_loaded_as_is_asked_where_there_is_something_already(db: Db) {
    let repo = db.database.metadefs();
    let titles = |content: &Content| -> Vec<String> {
        content.properties.iter().map(|one| one.schema.as_map()["title"].as_str().unwrap().to_owned()).collect()
    };
    let mut found = Vec::new();
    for existing in [Existing::Keep, Existing::Complete, Existing::Update, Existing::Replace] {
        repo.namespaces.clear().await.unwrap();
        repo.namespaces.load(&[file(FIRST, 0)], Existing::Keep).await.unwrap();
        repo.tags.add(&name("n"), &[tag("own")]).await.unwrap();

        let loaded = repo.namespaces.load(&[file(SECOND, 9)], existing).await.unwrap();

        let NamespaceFile { namespace, content } = stored(&repo).await;
        let prefixes: Vec<String> =
            content.associations.iter().map(|one| one.prefix.clone().unwrap_or_else(|| "-".to_owned())).collect();
        let tags: Vec<&str> = content.tags.iter().map(|tag| tag.name.as_str()).collect();
        found.push(format!(
            "{existing:?}: {loaded:?} {} {} changed {} | {} | {} | {} objects, {} required | {}",
            namespace.display_name.unwrap(),
            namespace.owner.unwrap(),
            namespace.updated_at == Some(at(9)),
            prefixes.join(" "),
            titles(&content).join(" "),
            content.objects.len(),
            content.objects[0].required.len(),
            tags.join(" "),
        ));
    }

    assert_eq!(
        found,
        [
            "Keep: [Kept] First admin changed false | 1_ - | P | 1 objects, 1 required | t own",
            "Complete: [Merged] First admin changed false | 1_ - - | P R | 2 objects, 1 required | t own t2",
            "Update: [Merged] Second me changed true | uno_ - - | New P R | 2 objects, 0 required | t own t2",
            "Replace: [Replaced] Second me changed false | uno_ - | New P R | 2 objects, 0 required | t t2",
        ]
    );
}

pub(crate) async fn a_merge_takes_names_for_the_same_if_the_database_does(db: Db) {
    let repo = db.database.metadefs();
    let other = SECOND.replace(r#""One""#, r#""ONE""#).replace(r#""Three""#, r#""Thr\u00e9e""#);
    let other = other.replace(r#""p""#, r#""P""#).replace(r#""o""#, r#""O""#).replace(r#""t""#, r#""T""#);
    let mut found = Vec::new();
    for existing in [Existing::Complete, Existing::Update] {
        repo.namespaces.clear().await.unwrap();
        repo.namespaces.load(&[file(FIRST, 0)], Existing::Keep).await.unwrap();
        repo.resource_types.associate(&name("n"), &association("Three")).await.unwrap();

        repo.namespaces.load(&[file(&other, 9)], existing).await.unwrap();

        let Content { objects, properties, tags, mut associations } = stored(&repo).await.content;
        associations.sort_by(|one, other| one.resource_type.cmp(&other.resource_type));
        let names = |names: Vec<&Name>| names.into_iter().map(Name::as_str).collect::<Vec<_>>().join(" ");
        found.push(format!(
            "{} | {} | {} | {}",
            names(associations.iter().map(|one| &one.resource_type).collect()),
            names(properties.iter().map(|one| &one.name).collect()),
            names(objects.iter().map(|one| &one.name).collect()),
            names(tags.iter().map(|one| &one.name).collect()),
        ));
    }

    let expected = match db.backend {
        Backend::Mysql => ["One Three Two | p r | o o2 | t t2", "One Three Two | P r | O o2 | T t2"],
        Backend::Sqlite | Backend::Postgres => [
            "ONE One Three Thr\u{e9}e Two | p P r | o O o2 | t T t2",
            "ONE One Three Thr\u{e9}e Two | p P r | o O o2 | t T t2",
        ],
    };
    assert_eq!(found, expected);
}

pub(crate) async fn a_file_that_cannot_be_loaded_whole_leaves_nothing(db: Db) {
    let repo = db.database.metadefs();
    let mut spoiled = file(FIRST, 0);
    spoiled.content.tags.push(spoiled.content.tags[0].clone());
    let mut crowded = file(FIRST, 0);
    crowded.content.tags = (0..5_001).map(|n| Tag { name: Name::known(format!("t{n}")), ..tag("t") }).collect();
    let mut wanted = file(FIRST, 0);
    let association = wanted.content.associations[0].clone();
    wanted.content.associations = (0..40_000)
        .map(|n| Association { resource_type: Name::known(format!("T{n}")), ..association.clone() })
        .collect();
    let good = file(&FIRST.replace("\"n\"", "\"good\""), 0);

    let mut refused = Vec::new();
    for bad in [&spoiled, &crowded, &wanted] {
        refused.push(repo.namespaces.load(&[good.clone(), bad.clone()], Existing::Keep).await.unwrap_err());
    }

    assert!(
        matches!(&refused[..], [Error::Conflict(_), Error::LimitExceeded(_), Error::LimitExceeded(_)]),
        "{refused:?}"
    );
    for name in ["n", "good"].map(name) {
        assert_eq!(repo.namespaces.get(&ADMIN, &name).await.unwrap(), None);
    }
    assert!(repo.resource_types.list().await.unwrap().is_empty());
    repo.namespaces.load(&[file(FIRST, 0)], Existing::Keep).await.unwrap();
    let before = stored(&repo).await;
    repo.namespaces.load(&[spoiled], Existing::Replace).await.unwrap_err();
    assert_eq!(stored(&repo).await, before);
}

pub(crate) async fn a_file_with_far_too_much_is_refused_before_the_database_is_asked_about_it(db: Db) {
    let repo = db.database.metadefs();
    repo.namespaces.load(&[file(FIRST, 0)], Existing::Keep).await.unwrap();
    let before = stored(&repo).await;
    let mut crowded = file(SECOND, 9);
    crowded.content.tags = (0..280_000).map(|n| Tag { name: Name::known(format!("t{n}")), ..tag("t") }).collect();

    for existing in [Existing::Complete, Existing::Update] {
        let refused = repo.namespaces.load(std::slice::from_ref(&crowded), existing).await.unwrap_err();
        assert!(matches!(refused, Error::LimitExceeded(_)), "{existing:?}: {refused:?}");
    }

    assert_eq!(stored(&repo).await, before);
}

pub(crate) async fn of_two_files_for_one_namespace_the_first_is_there_before_the_second(db: Db) {
    let repo = db.database.metadefs();
    let files = [file(FIRST, 0), file(SECOND, 9)];
    let mut found = Vec::new();
    for existing in [Existing::Keep, Existing::Update] {
        repo.namespaces.clear().await.unwrap();
        let loaded = repo.namespaces.load(&files, existing).await.unwrap();
        let types = repo.resource_types.list().await.unwrap().len();
        found.push(format!("{loaded:?} {} {types} types", stored(&repo).await.namespace.display_name.unwrap()));
    }

    assert_eq!(found, ["[Created, Kept] First 2 types", "[Created, Merged] Second 3 types"]);
}

pub(crate) async fn all_definitions_go_away_together(db: Db) {
    let repo = db.database.metadefs();
    repo.namespaces.load(&[file(FIRST, 0)], Existing::Keep).await.unwrap();
    repo.namespaces.create(&namespace("other"), &Content::default()).await.unwrap();

    assert_eq!(repo.namespaces.clear().await.unwrap(), 2);

    assert_eq!(repo.namespaces.clear().await.unwrap(), 0);
    assert_eq!(content(&repo, &name("n")).await, Content::default());
    assert!(repo.resource_types.list().await.unwrap().is_empty());
}
