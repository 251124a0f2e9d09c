//! What every database must do for images, members and what uploads and deletions leave behind.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test that cannot go on fails")]

mod support;

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};
use glance_core::Error;
use glance_core::clock::Moment;
use glance_core::context::ProjectId;
use glance_core::image::{
    DiskFormat, Draft, Image, ImageId, Location, Member, MemberStatus, Multihash, Status, Visibility,
};
use glance_core::repo::{ImageRepo, UPLOAD_LEASE, Viewer};
use serde_json::json;
use support::Db;

repo_contract!(
    an_image_comes_back_as_it_was,
    an_id_is_never_used_twice,
    only_who_may_see_an_image_finds_it,
    changes_of_different_writers_both_stay,
    a_change_of_another_status_is_refused,
    one_of_many_racing_writers_wins,
    an_image_that_was_protected_meanwhile_is_not_deleted,
    a_removed_property_can_come_back,
    data_of_a_deleted_image_waits_until_it_is_removed,
    s28_of_two_who_take_a_location_each_one_wins,
    data_at_a_location_that_was_taken_away_waits_until_it_is_removed,
    a_lease_is_ended_by_its_holder_alone,
    members_are_added_once_and_counted,
);

fn at(seconds: i64) -> Moment {
    DateTime::<Utc>::from_timestamp(1_700_000_000 + seconds, 0).unwrap()
}

fn image(name: &str, seconds: i64) -> Image {
    let draft = Draft { name: Some(name.to_owned()), ..Draft::default() };
    draft.into_image(Some(&ProjectId::new("owner")), at(seconds))
}

const ADMIN: Viewer = Viewer::Admin { project: None };

fn project(name: &str) -> Viewer {
    Viewer::Project(ProjectId::new(name))
}

async fn an_image_comes_back_as_it_was(db: Db) {
    let images = db.database.images();
    let mut written = image("Ünï ☃", 0);
    written.properties = BTreeMap::from([("os_distro".into(), "debian".into()), ("empty".into(), String::new())]);
    written.tags = BTreeSet::from(["b".into(), "a".into()]);
    written.disk_format = Some(DiskFormat::new("qcow2"));
    written.visibility = Visibility::Community;
    (written.min_disk_gib, written.min_ram_mib, written.protected, written.hidden) = (7, 512, true, true);
    images.create(&written).await.unwrap();

    let queued = images.get(&ADMIN, written.id).await.unwrap().unwrap();
    assert_eq!(queued, written);

    let mut active = queued.clone();
    active.enter(Status::Active).unwrap();
    active.size_bytes = Some(1 << 40);
    active.checksum = Some("c".repeat(32));
    active.multihash = Some(Multihash { algorithm: "sha512".into(), value: Some("f".repeat(128)) });
    let metadata = json!({"store": "fast", "unknown": [1, null]}).as_object().unwrap().clone();
    active.locations.push(Location::new("file:///images/x", metadata));
    active.updated_at = at(5);
    let saved = images.save(&queued, &active).await.unwrap();
    assert!(saved.locations[0].row.is_some());
    active.locations[0].row = saved.locations[0].row;
    assert_eq!(saved, active);
    assert_eq!(images.get(&ADMIN, written.id).await.unwrap(), Some(active));
}

async fn an_id_is_never_used_twice(db: Db) {
    let images = db.database.images();
    let first = image("first", 0);
    images.create(&first).await.unwrap();
    images.delete(first.id, Status::Queued, at(1)).await.unwrap();

    let mut second = image("second", 2);
    second.id = first.id;
    second.tags.insert("left behind".into());
    let refused = images.create(&second).await.unwrap_err();

    assert!(matches!(&refused, Error::Conflict(text) if text.contains("already exists")), "{refused:?}");
    assert_eq!(images.get(&ADMIN, first.id).await.unwrap(), None);
}

async fn only_who_may_see_an_image_finds_it(db: Db) {
    let images = db.database.images();
    let seen_by = |viewer: Viewer, id: ImageId| {
        let images = images.clone();
        async move { images.get(&viewer, id).await.unwrap().is_some() }
    };
    for visibility in Visibility::ALL {
        let mut one = image("one", 0);
        one.visibility = visibility;
        images.create(&one).await.unwrap();
        let now = at(1);
        let project_id = ProjectId::new("member");
        let member = Member {
            image: one.id,
            project: project_id,
            status: MemberStatus::Rejected,
            created_at: now,
            updated_at: now,
        };
        db.database.members().add(&member, None).await.unwrap();

        let open = matches!(visibility, Visibility::Public | Visibility::Community);
        assert!(seen_by(ADMIN, one.id).await);
        assert!(seen_by(project("owner"), one.id).await);
        assert_eq!(seen_by(project("member"), one.id).await, open || visibility == Visibility::Shared, "{visibility}");
        assert_eq!(seen_by(project("stranger"), one.id).await, open, "{visibility}");
        assert_eq!(seen_by(Viewer::Anyone, one.id).await, open, "{visibility}");
    }
}

async fn changes_of_different_writers_both_stay(db: Db) {
    let images = db.database.images();
    let mut one = image("one", 0);
    one.properties.insert("shared".into(), "old".into());
    images.create(&one).await.unwrap();

    let mut mine = one.clone();
    mine.properties.insert("mine".into(), "1".into());
    mine.tags.insert("mine".into());
    let mut theirs = one.clone();
    theirs.properties.remove("shared");
    theirs.name = Some("renamed".into());
    images.save(&one, &mine).await.unwrap();
    let stored = images.save(&one, &theirs).await.unwrap();

    assert_eq!(stored.name.as_deref(), Some("renamed"));
    assert_eq!(stored.properties, BTreeMap::from([("mine".into(), "1".into())]));
    assert_eq!(stored.tags, BTreeSet::from(["mine".into()]));
}

async fn a_change_of_another_status_is_refused(db: Db) {
    let images = db.database.images();
    let queued = image("one", 0);
    images.create(&queued).await.unwrap();
    let mut saving = queued.clone();
    saving.enter(Status::Saving).unwrap();
    images.save(&queued, &saving).await.unwrap();

    let mut renamed = queued.clone();
    renamed.name = Some("renamed".into());
    renamed.tags.insert("new".into());

    assert!(matches!(images.save(&queued, &renamed).await, Err(Error::Stale(_))));
    assert!(matches!(images.delete(queued.id, Status::Queued, at(1)).await, Err(Error::Stale(_))));
    let stored = images.get(&ADMIN, queued.id).await.unwrap().unwrap();
    assert_eq!((stored.name.as_deref(), stored.status, stored.tags.len()), (Some("one"), Status::Saving, 0));
}

async fn one_of_many_racing_writers_wins(db: Db) {
    let images = db.database.images();
    let queued = image("one", 0);
    images.create(&queued).await.unwrap();

    let racers = (0..16).map(|racer| {
        let (images, queued) = (images.clone(), queued.clone());
        tokio::spawn(async move {
            let mut saving = queued.clone();
            saving.enter(Status::Saving).unwrap();
            saving.properties.insert(UPLOAD_LEASE.into(), racer.to_string());
            images.save(&queued, &saving).await
        })
    });
    let outcomes = futures::future::join_all(racers).await;

    let (won, lost): (Vec<_>, Vec<_>) = outcomes.into_iter().map(Result::unwrap).partition(Result::is_ok);
    assert_eq!(won.len(), 1);
    assert!(lost.iter().all(|outcome| matches!(outcome, Err(Error::Stale(_)))), "{lost:?}");
}

async fn an_image_that_was_protected_meanwhile_is_not_deleted(db: Db) {
    let images = db.database.images();
    let open = image("one", 0);
    images.create(&open).await.unwrap();
    let protected = Image { protected: true, ..open.clone() };
    images.save(&open, &protected).await.unwrap();

    let refused = images.delete(open.id, open.status, at(1)).await.unwrap_err();

    assert!(matches!(refused, Error::Stale(_)), "{refused:?}");
    assert!(images.get(&ADMIN, open.id).await.unwrap().is_some());
}

async fn a_removed_property_can_come_back(db: Db) {
    let images = db.database.images();
    let mut with = image("one", 0);
    with.properties.insert("os".into(), "old".into());
    images.create(&with).await.unwrap();
    let mut without = with.clone();
    without.properties.clear();

    let stored = images.save(&with, &without).await.unwrap();
    assert_eq!(stored.properties, BTreeMap::new());
    with.properties.insert("os".into(), "new".into());
    let stored = images.save(&stored, &with).await.unwrap();

    assert_eq!(stored.properties, BTreeMap::from([("os".into(), "new".into())]));
}

async fn data_of_a_deleted_image_waits_until_it_is_removed(db: Db) {
    let (images, trash) = (db.database.images(), db.database.trash());
    let queued = image("one", 0);
    images.create(&queued).await.unwrap();
    let mut active = queued.clone();
    active.enter(Status::Active).unwrap();
    active.locations.push(Location::new("file:///images/x", serde_json::Map::new()));
    images.save(&queued, &active).await.unwrap();
    assert_eq!(trash.waiting(None).await.unwrap(), []);

    images.delete(active.id, Status::Active, at(9)).await.unwrap();

    let waiting = trash.waiting(Some(active.id)).await.unwrap();
    assert_eq!(waiting.len(), 1);
    assert_eq!(waiting[0].location.url, "file:///images/x");
    trash.removed(&[waiting[0].location.row.unwrap()], at(10)).await.unwrap();
    assert_eq!(trash.waiting(None).await.unwrap(), []);
}

async fn a_lease_is_ended_by_its_holder_alone(db: Db) {
    let (images, leases) = (db.database.images(), db.database.leases());
    let queued = image("one", 0);
    images.create(&queued).await.unwrap();
    let mut saving = queued.clone();
    saving.enter(Status::Saving).unwrap();
    saving.properties.insert(UPLOAD_LEASE.into(), "first".into());
    let saving = images.save(&queued, &saving).await.unwrap();
    assert_eq!(leases.held().await.unwrap()[0].lease, "first");

    assert!(leases.exchange(queued.id, "first", "second").await.unwrap());
    assert!(!leases.exchange(queued.id, "first", "third").await.unwrap());
    let mut active = saving.clone();
    active.enter(Status::Active).unwrap();
    active.properties.remove(UPLOAD_LEASE);
    assert!(matches!(images.save(&saving, &active).await, Err(Error::Stale(_))), "the first holder lost its lease");

    assert!(!leases.end(queued.id, "first", at(1)).await.unwrap());
    assert!(leases.end(queued.id, "second", at(1)).await.unwrap());
    assert_eq!(leases.held().await.unwrap(), []);
    let stored = images.get(&ADMIN, queued.id).await.unwrap().unwrap();
    assert_eq!((stored.status, stored.properties.len()), (Status::Queued, 0));
}

async fn members_are_added_once_and_counted(db: Db) {
    let members = db.database.members();
    let one = image("one", 0);
    db.database.images().create(&one).await.unwrap();
    let member = |name: &str, seconds| {
        let (project, now) = (ProjectId::new(name), at(seconds));
        Member { image: one.id, project, status: MemberStatus::Pending, created_at: now, updated_at: now }
    };

    let adders = (0..8).map(|_| {
        let (members, member) = (members.clone(), member("p", 1));
        tokio::spawn(async move { members.add(&member, Some(2)).await })
    });
    let outcomes = futures::future::join_all(adders).await;
    assert_eq!(outcomes.iter().filter(|outcome| outcome.as_ref().unwrap().is_ok()).count(), 1);
    members.add(&member("q", 2), Some(2)).await.unwrap();
    assert!(matches!(members.add(&member("r", 3), Some(2)).await, Err(Error::LimitExceeded(_))));

    let (p, accepted) = (ProjectId::new("p"), MemberStatus::Accepted);
    let changed = members.set_status(one.id, &p, accepted, at(4)).await.unwrap().unwrap();
    assert_eq!((changed.status, changed.created_at, changed.updated_at), (accepted, at(1), at(4)));
    assert!(members.remove(one.id, &p, at(5)).await.unwrap());
    assert!(!members.remove(one.id, &p, at(5)).await.unwrap());
    assert_eq!(members.set_status(one.id, &p, accepted, at(6)).await.unwrap(), None);
    let again = members.add(&member("p", 7), None).await.unwrap();
    assert_eq!((again.status, again.created_at), (MemberStatus::Pending, at(1)), "the row of before is used again");
    assert_eq!(members.list(one.id).await.unwrap().len(), 2);
}

async fn with_locations(images: &dyn ImageRepo, urls: &[&str]) -> Image {
    let queued = image("located", 0);
    images.create(&queued).await.unwrap();
    let mut active = queued.clone();
    active.status = Status::Active;
    active.locations = urls.iter().map(|url| Location::new(*url, serde_json::Map::new())).collect();
    images.save(&queued, &active).await.unwrap()
}

async fn s28_of_two_who_take_a_location_each_one_wins(db: Db) {
    let images = db.database.images();
    for _ in 0..10 {
        let before = with_locations(&*images, &["http://a/1", "http://a/2"]).await;
        let without = |at: usize| {
            let mut after = before.clone();
            after.locations.remove(at);
            after
        };
        let (first, second) = (without(0), without(1));

        let (one, other) = tokio::join!(images.save(&before, &first), images.save(&before, &second));

        let lost = if one.is_ok() { other } else { one };
        assert!(matches!(lost, Err(Error::Stale(_))), "{lost:?}");
        let left = images.get(&ADMIN, before.id).await.unwrap().unwrap().locations;
        assert_eq!(left.len(), 1);
    }
}

async fn data_at_a_location_that_was_taken_away_waits_until_it_is_removed(db: Db) {
    let (images, trash) = (db.database.images(), db.database.trash());
    let before = with_locations(&*images, &["http://a/gone", "http://a/kept"]).await;
    let mut after = before.clone();
    let gone = after.locations.remove(0);
    images.save(&before, &after).await.unwrap();

    let waiting = trash.waiting(Some(before.id)).await.unwrap();
    assert_eq!(waiting.iter().map(|one| (one.image, one.location.row)).collect::<Vec<_>>(), [(before.id, gone.row)]);
    assert_eq!(images.located_at("http://a/kept").await.unwrap(), [before.id]);
    assert_eq!(images.located_at("http://a/gone").await.unwrap(), []);
    trash.removed(&[gone.row.unwrap()], at(9)).await.unwrap();
    assert_eq!(trash.waiting(Some(before.id)).await.unwrap(), []);
}
