//! Claims about what namespaces hold: objects, properties, tags, and what they are for.

use std::collections::BTreeMap;

use glance_core::Error;
use glance_core::metadef::{Association, Content, Item, Object, ResourceType, Tag, TagQuery, TagSortKey};
use glance_core::query::Direction;
use glance_core::repo::ItemRepo;

use super::fixture::{ADMIN, association, at, conflict, full, name, namespace, object, property, tag};
use super::support::Db;

pub(crate) async fn pages_of_tags_put_together_are_the_whole_list(db: Db) {
    let repo = db.database.metadefs();
    let tags = (0..13_i64).map(|n| Tag { created_at: at(n / 5), ..tag(&format!("t{}", n * 7 % 13)) }).collect();
    repo.namespaces.create(&namespace("n"), &Content { tags, ..Content::default() }).await.unwrap();
    repo.namespaces.create(&namespace("other"), &full()).await.unwrap();

    for (key, sort) in TagSortKey::NAMES {
        for direction in [Direction::Ascending, Direction::Descending] {
            let query = TagQuery { sort, direction };
            let whole = repo.tags.page(&name("n"), query, None, 100).await.unwrap();
            let mut pages: Vec<Tag> = Vec::new();
            loop {
                let after = pages.last().map(|last| &last.name);
                let page = repo.tags.page(&name("n"), query, after, 4).await.unwrap();
                if page.is_empty() {
                    break;
                }
                pages.extend(page);
                assert!(pages.len() <= whole.len(), "a page began before the end of the one before");
            }
            assert_eq!(whole.len(), 13);
            assert_eq!(pages, whole, "{key} {direction:?}");
        }
    }
    let newest_first = repo.tags.page(&name("n"), TagQuery::default(), None, 3).await.unwrap();
    assert_eq!(newest_first.iter().map(|tag| tag.name.as_str()).collect::<Vec<_>>(), ["t6", "t12", "t5"]);
    assert!(matches!(
        repo.tags.page(&name("n"), TagQuery::default(), Some(&name("nope")), 3).await,
        Err(Error::NotFound(_))
    ));
    assert!(repo.tags.page(&name("nope"), TagQuery::default(), None, 3).await.unwrap().is_empty());
}

/// Runs one claim on objects, properties and tags.
macro_rules! of_every_kind {
    ($db:ident, $claim:ident) => {{
        let repo = $db.database.metadefs();
        for text in ["n", "other"] {
            repo.namespaces.create(&namespace(text), &Content::default()).await.unwrap();
        }
        $claim(repo.objects.as_ref(), object).await;
        $claim(repo.properties.as_ref(), property).await;
        $claim::<Tag>(repo.tags.as_ref(), tag).await;
        assert_eq!(repo.namespaces.get(&ADMIN, &name("n")).await.unwrap(), Some(namespace("n")));
    }};
}

pub(crate) async fn items_of_every_kind_have_unique_names_in_their_namespace(db: Db) {
    async fn claim<T: Item + PartialEq + std::fmt::Debug + Clone>(repo: &dyn ItemRepo<T>, make: fn(&str) -> T) {
        repo.add(&name("n"), &[make("a"), make("b")]).await.unwrap();
        repo.add(&name("other"), &[make("a")]).await.unwrap();

        let refused = conflict(repo.add(&name("n"), &[make("c"), make("b")]).await);
        assert!(refused.contains("with name=b already exists in namespace=n."), "{refused}");
        let twice = conflict(repo.add(&name("n"), &[make("c"), make("c")]).await);
        assert!(twice.contains("with name=c already exists in namespace=n."), "{twice}");
        let renamed = conflict(repo.save(&name("n"), &name("b"), &make("a")).await);
        assert!(renamed.contains("with name=a already exists in namespace=n."), "{renamed}");

        assert_eq!(repo.list(&name("n")).await.unwrap(), [make("a"), make("b")]);
        assert!(matches!(repo.add(&name("nope"), &[make("a")]).await, Err(Error::NotFound(_))));
    }
    of_every_kind!(db, claim);
}

pub(crate) async fn items_of_every_kind_can_be_changed_and_renamed(db: Db) {
    async fn claim<T: Item + PartialEq + std::fmt::Debug + Clone>(repo: &dyn ItemRepo<T>, make: fn(&str) -> T) {
        repo.add(&name("n"), &[make("a")]).await.unwrap();

        assert!(repo.save(&name("n"), &name("a"), &make("b")).await.unwrap());
        assert!(repo.save(&name("n"), &name("b"), &make("b")).await.unwrap());
        assert!(!repo.save(&name("n"), &name("a"), &make("b")).await.unwrap());

        assert_eq!(repo.get(&name("n"), &name("a")).await.unwrap(), None);
        assert_eq!(repo.get(&name("n"), &name("b")).await.unwrap(), Some(make("b")));
        assert_eq!(repo.get(&name("other"), &name("b")).await.unwrap(), None);
        assert!(matches!(repo.save(&name("nope"), &name("a"), &make("a")).await, Err(Error::NotFound(_))));
    }
    of_every_kind!(db, claim);

    let objects = db.database.metadefs().objects;
    let less = Object {
        description: None,
        required: Vec::new(),
        properties: BTreeMap::new(),
        created_at: at(7),
        updated_at: Some(at(7)),
        ..object("less")
    };
    objects.save(&name("n"), &name("b"), &less).await.unwrap();
    let stored = objects.get(&name("n"), &name("less")).await.unwrap().unwrap();
    assert_eq!(stored, Object { created_at: at(0), ..less });
}

pub(crate) async fn items_of_every_kind_can_be_deleted_one_by_one_or_together(db: Db) {
    async fn claim<T: Item + PartialEq + std::fmt::Debug + Clone>(repo: &dyn ItemRepo<T>, make: fn(&str) -> T) {
        repo.add(&name("n"), &[make("a"), make("b"), make("c")]).await.unwrap();
        repo.add(&name("other"), &[make("a")]).await.unwrap();

        assert!(repo.delete(&name("n"), &name("b")).await.unwrap());
        assert!(!repo.delete(&name("n"), &name("b")).await.unwrap());
        assert!(!repo.delete(&name("nope"), &name("a")).await.unwrap());
        assert_eq!(repo.list(&name("n")).await.unwrap(), [make("a"), make("c")]);

        assert_eq!(repo.clear(&name("n")).await.unwrap(), 2);
        assert_eq!(repo.clear(&name("n")).await.unwrap(), 0);
        assert_eq!(repo.clear(&name("nope")).await.unwrap(), 0);
        assert!(repo.list(&name("n")).await.unwrap().is_empty());
        assert_eq!(repo.list(&name("other")).await.unwrap(), [make("a")]);
        repo.add(&name("n"), &[make("a")]).await.unwrap();
    }
    of_every_kind!(db, claim);
}

pub(crate) async fn tags_are_replaced_all_or_nothing(db: Db) {
    let tags = db.database.metadefs().tags;
    db.database.metadefs().namespaces.create(&namespace("n"), &full()).await.unwrap();

    conflict(tags.replace(&name("n"), &[tag("x"), tag("x")]).await);
    assert_eq!(tags.list(&name("n")).await.unwrap(), full().tags);

    tags.replace(&name("n"), &[tag("x"), tag("t1")]).await.unwrap();
    assert_eq!(tags.list(&name("n")).await.unwrap(), [tag("x"), tag("t1")]);
    assert!(matches!(tags.replace(&name("nope"), &[]).await, Err(Error::NotFound(_))));
}

pub(crate) async fn a_type_of_resources_becomes_known_once(db: Db) {
    let types = db.database.metadefs().resource_types;
    db.database.metadefs().namespaces.create(&namespace("n"), &Content::default()).await.unwrap();
    let loaded = ResourceType { name: name("One"), protected: true, created_at: at(0), updated_at: None };
    types.add(std::slice::from_ref(&loaded)).await.unwrap();
    types.add(&[ResourceType { protected: false, ..loaded.clone() }]).await.unwrap();
    types.associate(&name("n"), &association("One")).await.unwrap();
    types.associate(&name("n"), &Association { prefix: None, ..association("Two") }).await.unwrap();

    let known = types.list().await.unwrap();
    assert_eq!(known[0], loaded);
    assert_eq!((known[1].name.as_str(), known[1].protected, known.len()), ("Two", false, 2));
    let refused = conflict(types.associate(&name("n"), &association("One")).await);
    assert!(refused.ends_with("of resource-type=One to namespace=n already exists."), "{refused}");
    assert!(matches!(types.associate(&name("nope"), &association("Three")).await, Err(Error::NotFound(_))));
    assert_eq!(types.list().await.unwrap().len(), 2);

    assert!(types.dissociate(&name("n"), &name("One")).await.unwrap());
    for unknown in ["One", "Three"] {
        assert!(!types.dissociate(&name("n"), &name(unknown)).await.unwrap());
    }
    let left = types.associations(&[name("n")]).await.unwrap();
    assert_eq!(left[&name("n")], [Association { prefix: None, ..association("Two") }]);
}
