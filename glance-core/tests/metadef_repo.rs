//! What every database must do for metadata definitions.

#![allow(clippy::unwrap_used, clippy::panic, reason = "in a test, to panic is to tell what failed")]

#[path = "metadef_repo/fixture.rs"]
mod fixture;
#[path = "metadef_repo/items.rs"]
mod items;
#[path = "metadef_repo/load.rs"]
mod load;
mod support;

use chrono::TimeDelta;
use fixture::{
    ADMIN, association, at, conflict, content, full, name, names, namespace, object, project, property, set, tag,
};
use glance_core::Error;
use glance_core::context::ProjectId;
use glance_core::metadef::{Content, Namespace, NamespaceQuery, NamespaceSortKey, Tag, Visibility};
use glance_core::query::Direction;
use glance_core::repo::Viewer;
use items::{
    a_type_of_resources_becomes_known_once, items_of_every_kind_can_be_changed_and_renamed,
    items_of_every_kind_can_be_deleted_one_by_one_or_together,
    items_of_every_kind_have_unique_names_in_their_namespace, pages_of_tags_put_together_are_the_whole_list,
    tags_are_replaced_all_or_nothing,
};
use load::{
    a_file_is_loaded_as_is_asked_where_there_is_something_already, a_file_that_cannot_be_loaded_whole_leaves_nothing,
    a_file_with_far_too_much_is_refused_before_the_database_is_asked_about_it,
    a_merge_takes_names_for_the_same_if_the_database_does, all_definitions_go_away_together,
    of_two_files_for_one_namespace_the_first_is_there_before_the_second, what_a_file_says_is_read_back_as_it_was,
};
use support::{Backend, Db};

repo_contract!(
    a_namespace_comes_back_with_all_that_it_holds,
    times_are_kept_as_finely_as_the_database_can,
    names_of_namespaces_are_unique,
    a_namespace_that_cannot_be_made_whole_is_not_made,
    a_deleted_namespace_takes_along_all_that_it_holds_and_no_more,
    lists_hold_what_each_viewer_may_see,
    namespaces_are_found_by_what_they_are_for,
    pages_of_namespaces_put_together_are_the_whole_list,
    pages_of_tags_put_together_are_the_whole_list,
    items_of_every_kind_have_unique_names_in_their_namespace,
    items_of_every_kind_can_be_changed_and_renamed,
    items_of_every_kind_can_be_deleted_one_by_one_or_together,
    tags_are_replaced_all_or_nothing,
    a_type_of_resources_becomes_known_once,
    of_racing_writers_each_name_goes_to_one,
    nothing_is_left_in_a_namespace_that_is_deleted_meanwhile,
    what_a_file_says_is_read_back_as_it_was,
    a_file_is_loaded_as_is_asked_where_there_is_something_already,
    a_merge_takes_names_for_the_same_if_the_database_does,
    a_file_that_cannot_be_loaded_whole_leaves_nothing,
    a_file_with_far_too_much_is_refused_before_the_database_is_asked_about_it,
    of_two_files_for_one_namespace_the_first_is_there_before_the_second,
    all_definitions_go_away_together,
);

async fn a_namespace_comes_back_with_all_that_it_holds(db: Db) {
    let repo = db.database.metadefs();
    let mut written = namespace("OS::Ünï ☃");
    written.display_name = Some("Display".into());
    written.description = Some("d".repeat(500));
    (written.visibility, written.protected) = (Visibility::Public, true);
    repo.namespaces.create(&written, &full()).await.unwrap();
    let bare = Namespace { owner: None, updated_at: None, ..namespace("bare") };
    repo.namespaces.create(&bare, &Content::default()).await.unwrap();

    assert_eq!(repo.namespaces.get(&ADMIN, &written.name).await.unwrap(), Some(written.clone()));
    assert_eq!(repo.namespaces.get(&ADMIN, &bare.name).await.unwrap(), Some(bare.clone()));
    let mut held = content(&repo, &written.name).await;
    held.associations.sort_by(|a, b| b.resource_type.cmp(&a.resource_type));
    assert_eq!(held, full());
    assert_eq!(content(&repo, &bare.name).await, Content::default());
    let both = repo.resource_types.associations(&[bare.name, written.name.clone()]).await.unwrap();
    assert_eq!(both.keys().collect::<Vec<_>>(), [&written.name]);
}

async fn times_are_kept_as_finely_as_the_database_can(db: Db) {
    let repo = db.database.metadefs();
    let fine = at(0) + TimeDelta::microseconds(123_456);
    let kept = if db.backend == Backend::Mysql { at(0) } else { fine };
    let written = Namespace { created_at: fine, updated_at: Some(fine), ..namespace("n") };
    let word = Tag { created_at: fine, updated_at: Some(fine), ..tag("t") };
    repo.namespaces.create(&written, &Content { tags: vec![word], ..Content::default() }).await.unwrap();

    let stored = repo.namespaces.get(&ADMIN, &written.name).await.unwrap().unwrap();
    assert_eq!((stored.created_at, stored.updated_at), (kept, Some(kept)));
    let stored = repo.tags.get(&written.name, &name("t")).await.unwrap().unwrap();
    assert_eq!((stored.created_at, stored.updated_at), (kept, Some(kept)));
}

async fn names_of_namespaces_are_unique(db: Db) {
    let repo = db.database.metadefs();
    for text in ["a", "b"] {
        repo.namespaces.create(&namespace(text), &Content::default()).await.unwrap();
    }

    let refused = conflict(repo.namespaces.create(&namespace("a"), &full()).await);
    assert_eq!(refused, "The metadata definition namespace=a already exists.");
    let renamed = conflict(repo.namespaces.save(&name("b"), &namespace("a")).await);
    assert!(renamed.ends_with("a duplicate metadata definition namespace with the same name of a"), "{renamed}");

    let after = Namespace { created_at: at(9), updated_at: Some(at(9)), ..namespace("c") };
    assert!(repo.namespaces.save(&name("b"), &after).await.unwrap());
    assert!(!repo.namespaces.save(&name("b"), &after).await.unwrap());
    let stored = repo.namespaces.get(&ADMIN, &name("c")).await.unwrap().unwrap();
    assert_eq!(stored, Namespace { created_at: at(0), ..after });
    assert_eq!(content(&repo, &name("a")).await, Content::default());
}

async fn a_namespace_that_cannot_be_made_whole_is_not_made(db: Db) {
    let repo = db.database.metadefs();
    let twice = |spoil: fn(&mut Content)| {
        let mut content = full();
        spoil(&mut content);
        content
    };

    for (content, what) in [
        (twice(|content| content.tags.push(tag("t1"))), "tag with name=t1"),
        (twice(|content| content.objects.push(object("o1"))), "object with name=o1"),
        (twice(|content| content.properties.push(property("p1"))), "property with name=p1"),
        (twice(|content| content.associations.push(association("OS::One"))), "resource-type=OS::One"),
    ] {
        let refused = conflict(repo.namespaces.create(&namespace("n"), &content).await);
        assert!(refused.contains(what), "{refused}");
        assert_eq!(repo.namespaces.get(&ADMIN, &name("n")).await.unwrap(), None);
    }
    assert!(repo.resource_types.list().await.unwrap().is_empty());
}

async fn a_deleted_namespace_takes_along_all_that_it_holds_and_no_more(db: Db) {
    let repo = db.database.metadefs();
    for text in ["gone", "stays"] {
        repo.namespaces.create(&namespace(text), &full()).await.unwrap();
    }
    let before = content(&repo, &name("stays")).await;

    assert!(repo.namespaces.delete(&name("gone")).await.unwrap());

    assert!(!repo.namespaces.delete(&name("gone")).await.unwrap());
    assert_eq!(repo.namespaces.get(&ADMIN, &name("gone")).await.unwrap(), None);
    assert_eq!(content(&repo, &name("gone")).await, Content::default());
    assert_eq!(content(&repo, &name("stays")).await, before);
    assert_eq!(repo.resource_types.list().await.unwrap().len(), 2);
    repo.namespaces.create(&namespace("gone"), &Content::default()).await.unwrap();
    assert_eq!(content(&repo, &name("gone")).await, Content::default());
}

async fn lists_hold_what_each_viewer_may_see(db: Db) {
    let repo = db.database.metadefs();
    for (text, owner, visibility) in [
        ("mine", "me", Visibility::Private),
        ("my public", "me", Visibility::Public),
        ("other's", "other", Visibility::Private),
        ("other's public", "other", Visibility::Public),
    ] {
        let namespace = Namespace { owner: Some(ProjectId::new(owner)), visibility, ..namespace(text) };
        repo.namespaces.create(&namespace, &Content::default()).await.unwrap();
    }
    let cloud = Namespace { owner: None, ..namespace("the cloud's") };
    repo.namespaces.create(&cloud, &Content::default()).await.unwrap();
    let all = NamespaceQuery::default();
    let private = NamespaceQuery { visibility: Some(Visibility::Private), ..NamespaceQuery::default() };

    assert_eq!(names(&repo, &ADMIN, &all).await.len(), 5);
    assert_eq!(names(&repo, &ADMIN, &private).await, set(["mine", "other's", "the cloud's"]));
    assert_eq!(names(&repo, &project("me"), &all).await, set(["mine", "my public", "other's public"]));
    assert_eq!(names(&repo, &project("me"), &private).await, set(["mine"]));
    assert_eq!(names(&repo, &Viewer::Anyone, &all).await, set(["my public", "other's public"]));
    for viewer in [ADMIN, project("me"), project("third"), Viewer::Anyone] {
        let listed = names(&repo, &viewer, &all).await;
        for text in names(&repo, &ADMIN, &all).await {
            let found = repo.namespaces.get(&viewer, &name(&text)).await.unwrap();
            assert_eq!(found.is_some(), listed.contains(&text), "{text} for {viewer:?}");
        }
    }
}

async fn namespaces_are_found_by_what_they_are_for(db: Db) {
    let repo = db.database.metadefs();
    for (text, types) in [("a", &["One", "Two"][..]), ("b", &["Two"]), ("c", &[])] {
        let associations = types.iter().map(|text| association(text)).collect();
        let content = Content { associations, ..Content::default() };
        repo.namespaces.create(&namespace(text), &content).await.unwrap();
    }
    let of = |types: &[&str]| NamespaceQuery {
        resource_types: Some(types.iter().map(|text| name(text)).collect()),
        ..NamespaceQuery::default()
    };

    assert_eq!(names(&repo, &ADMIN, &of(&["One"])).await, set(["a"]));
    assert_eq!(names(&repo, &ADMIN, &of(&["One", "Two", "Three"])).await, set(["a", "b"]));
    assert!(names(&repo, &ADMIN, &of(&["Three"])).await.is_empty());
    assert!(names(&repo, &ADMIN, &of(&[])).await.is_empty());
}

async fn pages_of_namespaces_put_together_are_the_whole_list(db: Db) {
    let repo = db.database.metadefs();
    for n in 0..13_i64 {
        let mut namespace = Namespace { created_at: at(n / 5), ..namespace(&format!("n{}", n * 7 % 13)) };
        namespace.updated_at = (n % 3 != 0).then(|| at(20 - n));
        namespace.display_name = (n % 4 == 0).then(|| format!("d{}", n % 2));
        namespace.owner = (n % 5 != 0).then(|| ProjectId::new(format!("p{}", n % 2)));
        namespace.protected = n % 2 == 0;
        namespace.visibility = Visibility::ALL[usize::from(n % 3 == 0)];
        repo.namespaces.create(&namespace, &Content::default()).await.unwrap();
    }

    for (key, sort) in NamespaceSortKey::NAMES {
        for direction in [Direction::Ascending, Direction::Descending] {
            let query = NamespaceQuery { sort, direction, ..NamespaceQuery::default() };
            let whole = repo.namespaces.list(&ADMIN, &query, None, 100).await.unwrap();
            let mut pages: Vec<Namespace> = Vec::new();
            loop {
                let after = pages.last().map(|last| &last.name);
                let page = repo.namespaces.list(&ADMIN, &query, after, 4).await.unwrap();
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
    let unknown = repo.namespaces.list(&ADMIN, &NamespaceQuery::default(), Some(&name("nope")), 4).await.unwrap_err();
    assert_eq!(unknown.to_string(), "Metadata definition namespace=nope was not found.");
}

async fn of_racing_writers_each_name_goes_to_one(db: Db) {
    let repo = db.database.metadefs();
    repo.namespaces.create(&namespace("n"), &Content::default()).await.unwrap();

    let writers: Vec<_> = (0..8)
        .map(|writer| {
            let repo = repo.clone();
            tokio::spawn(async move {
                let own = Content { associations: full().associations, ..Content::default() };
                repo.namespaces.create(&namespace(&format!("n{writer}")), &own).await.unwrap();
                repo.tags.add(&name("n"), &[tag("same")]).await
            })
        })
        .collect();

    let mut won = 0;
    for writer in writers {
        match writer.await.unwrap() {
            Ok(()) => won += 1,
            lost => assert!(conflict(lost).contains("with name=same already exists")),
        }
    }
    assert_eq!(won, 1);
    assert_eq!(repo.tags.list(&name("n")).await.unwrap(), [tag("same")]);
    assert_eq!(repo.resource_types.list().await.unwrap().len(), 2);
}

async fn nothing_is_left_in_a_namespace_that_is_deleted_meanwhile(db: Db) {
    let repo = db.database.metadefs();
    for round in 0..5 {
        let n = name(&format!("n{round}"));
        repo.namespaces.create(&namespace(n.as_str()), &full()).await.unwrap();

        let writers: Vec<_> = (0..6)
            .map(|writer| {
                let (repo, n) = (repo.clone(), n.clone());
                tokio::spawn(async move {
                    if writer == 3 {
                        return repo.namespaces.delete(&n).await.map(|deleted| assert!(deleted));
                    }
                    repo.objects.add(&n, &[object(&format!("o-{writer}"))]).await
                })
            })
            .collect();

        for writer in writers {
            let done = writer.await.unwrap();
            assert!(matches!(done, Ok(()) | Err(Error::NotFound(_))), "{done:?}");
        }
        assert_eq!(content(&repo, &n).await, Content::default());
    }
}
