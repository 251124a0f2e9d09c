//! Texts that differ in case alone are different ones, whatever a database takes for the same: MySQL compares without case.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test that cannot go on fails")]

mod support;

use std::collections::{BTreeMap, BTreeSet};

use chrono::DateTime;
use glance_core::Error;
use glance_core::context::ProjectId;
use glance_core::image::{Draft, Image};
use glance_core::query::ListQuery;
use glance_core::repo::Viewer;
use support::{Backend, Db};

repo_contract!(
    a_property_never_takes_the_value_of_one_that_is_spelled_otherwise,
    a_removed_property_comes_back_in_another_spelling,
    two_spellings_of_a_property_are_both_there_or_refused,
    a_tag_goes_without_its_other_spelling,
    a_property_is_found_by_its_own_name_alone,
);

const ADMIN: Viewer = Viewer::Admin { project: None };

fn image(properties: &[(&str, &str)], tags: &[&str]) -> Image {
    let draft = Draft {
        properties: properties.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect(),
        tags: tags.iter().map(|tag| (*tag).to_owned()).collect(),
        ..Draft::default()
    };
    draft.into_image(Some(&ProjectId::new("owner")), DateTime::from_timestamp(1_700_000_000, 0).unwrap())
}

fn named(properties: &[(&str, &str)]) -> BTreeMap<String, String> {
    image(properties, &[]).properties
}

async fn a_property_never_takes_the_value_of_one_that_is_spelled_otherwise(db: Db) {
    let images = db.database.images();
    let before = image(&[("x_license", "theirs")], &[]);
    images.create(&before).await.unwrap();

    let after = Image { properties: named(&[("x_license", "theirs"), ("X_license", "mine")]), ..before.clone() };
    let saved = images.save(&before, &after).await;

    let stored = images.get(&ADMIN, before.id).await.unwrap().unwrap().properties;
    match db.backend {
        Backend::Mysql => {
            assert!(matches!(&saved, Err(Error::Invalid(text)) if text.contains("X_license")), "{saved:?}");
            assert_eq!(stored, before.properties);
        }
        Backend::Sqlite | Backend::Postgres => assert_eq!(stored, after.properties),
    }
}

async fn a_removed_property_comes_back_in_another_spelling(db: Db) {
    let images = db.database.images();
    let before = image(&[("OS_Type", "linux")], &[]);
    images.create(&before).await.unwrap();

    let other = Image { properties: named(&[("os_type", "linux")]), ..before.clone() };
    let other = images.save(&before, &other).await.unwrap();
    assert_eq!(other.properties, named(&[("os_type", "linux")]));

    let back = images.save(&other, &before).await.unwrap();
    assert_eq!(back.properties, before.properties);
}

async fn two_spellings_of_a_property_are_both_there_or_refused(db: Db) {
    // With such values in them, the refusals of a database read as if it were gone, or as if it were worth another try.
    for name in ["gone away", "deadlock"] {
        let image = image(&[(name, "1"), (&name.to_uppercase(), "2")], &[]);
        let created = db.database.images().create(&image).await;
        match db.backend {
            Backend::Mysql => assert!(matches!(created, Err(Error::Invalid(_))), "{created:?}"),
            Backend::Sqlite | Backend::Postgres => created.unwrap(),
        }
    }
}

async fn a_tag_goes_without_its_other_spelling(db: Db) {
    let images = db.database.images();
    let before = image(&[], &["a", "A", "é", "e"]);
    images.create(&before).await.unwrap();

    let after = Image { tags: BTreeSet::from(["A".to_owned(), "e".to_owned()]), ..before.clone() };

    assert_eq!(images.save(&before, &after).await.unwrap().tags, after.tags);
}

async fn a_property_is_found_by_its_own_name_alone(db: Db) {
    let images = db.database.images();
    let image = image(&[("x_secret", "v")], &[]);
    images.create(&image).await.unwrap();

    for (name, found) in [("x_secret", 1), ("X_SECRET", 0)] {
        let query = ListQuery::read([(name, "v")]).unwrap();
        assert_eq!(images.list(&ADMIN, &query, None, 10).await.unwrap().len(), found, "{name}");
    }
}
