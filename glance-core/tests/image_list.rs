//! What every database must find: lists by viewer, filter, order and page.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test that cannot go on fails")]

mod support;

use std::collections::BTreeSet;

use chrono::{DateTime, TimeDelta, Utc};
use glance_core::clock::Moment;
use glance_core::config::Limits;
use glance_core::context::ProjectId;
use glance_core::image::{DiskFormat, Draft, Image, Member, MemberStatus, Visibility};
use glance_core::query::ListQuery;
use glance_core::repo::Viewer;
use proptest::prelude::*;
use support::Db;

repo_contract!(
    lists_hold_what_each_viewer_may_list,
    filters_find_what_they_name,
    pages_put_together_are_the_whole_list,
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

async fn names(db: &Db, viewer: &Viewer, parameters: &[(&str, &str)]) -> Vec<String> {
    let query = ListQuery::read(parameters.iter().copied()).unwrap();
    let images = db.database.images().list(viewer, &query, None, 100).await.unwrap();
    let mut names: Vec<String> = images.into_iter().filter_map(|image| image.name).collect();
    names.sort();
    names
}

async fn lists_hold_what_each_viewer_may_list(db: Db) {
    let (images, members) = (db.database.images(), db.database.members());
    for owner in ["mine", "theirs"] {
        for visibility in Visibility::ALL {
            let mut one = image(&format!("{owner} {visibility}"), 0);
            one.owner = Some(ProjectId::new(owner));
            one.visibility = visibility;
            images.create(&one).await.unwrap();
            for (name, status) in [("mine", MemberStatus::Accepted), ("other", MemberStatus::Pending)] {
                let (project, now) = (ProjectId::new(name), at(1));
                let member = Member { image: one.id, project, status, created_at: now, updated_at: now };
                members.add(&member, None).await.unwrap();
            }
        }
    }
    let (mine, other) = (project("mine"), project("other"));

    let usual = ["mine community", "mine private", "mine public", "mine shared", "theirs public", "theirs shared"];
    assert_eq!(names(&db, &mine, &[]).await, usual);
    assert_eq!(names(&db, &mine, &[("visibility", "private")]).await, ["mine private"]);
    assert_eq!(names(&db, &mine, &[("visibility", "shared")]).await, ["mine shared", "theirs shared"]);
    assert_eq!(names(&db, &mine, &[("visibility", "community")]).await, ["mine community", "theirs community"]);
    assert_eq!(names(&db, &mine, &[("visibility", "all")]).await.len(), 7);
    assert_eq!(names(&db, &other, &[]).await, ["mine public", "theirs public"]);
    let pending = ["mine public", "mine shared", "theirs public", "theirs shared"];
    assert_eq!(names(&db, &other, &[("member_status", "pending")]).await, pending);
    assert_eq!(names(&db, &Viewer::Anyone, &[]).await, ["mine public", "theirs public"]);
    assert_eq!(names(&db, &ADMIN, &[]).await.len(), 6, "all but the community images of others");
    assert_eq!(names(&db, &ADMIN, &[("visibility", "all")]).await.len(), 8);
}

async fn filters_find_what_they_name(db: Db) {
    let images = db.database.images();
    let mut big = image("big", 100);
    big.properties.insert("os_distro".into(), "debian".into());
    big.tags = BTreeSet::from(["a".into(), "b".into()]);
    big.disk_format = Some(DiskFormat::new("qcow2"));
    (big.min_ram_mib, big.protected) = (512, true);
    images.create(&big).await.unwrap();
    let mut sized = big.clone();
    sized.size_bytes = Some(5_000_000_000);
    images.save(&big, &sized).await.unwrap();
    let mut small = image("small, comma", 200);
    small.tags = BTreeSet::from(["a".into()]);
    images.create(&small).await.unwrap();
    let mut hidden = image("hidden", 300);
    hidden.hidden = true;
    images.create(&hidden).await.unwrap();

    let id = big.id.to_string();
    let big_only: [&[(&str, &str)]; 14] = [
        &[("name", "big")],
        &[("id", &id)],
        &[("os_distro", "debian")],
        &[("tag", "a"), ("tag", "b")],
        &[("disk_format", "in:raw,qcow2")],
        &[("size_min", "5000000000")],
        &[("size", "5000000000")],
        &[("min_ram_min", "1")],
        &[("min_ram", "512")],
        &[("protected", "true")],
        &[("created_at", "lt:2023-11-14T22:16:00Z")],
        &[("created_at", "eq:2023-11-14T22:15:00Z")],
        &[("owner", "owner"), ("name", "in:big,nope")],
        &[("min_disk_max", "99999999999"), ("protected", "true")],
    ];
    for parameters in big_only {
        assert_eq!(names(&db, &ADMIN, parameters).await, ["big"], "{parameters:?}");
    }
    assert_eq!(names(&db, &ADMIN, &[("name", r#"in:"small, comma",x"#)]).await, ["small, comma"]);
    assert_eq!(names(&db, &ADMIN, &[("tag", "a")]).await, ["big", "small, comma"]);
    assert_eq!(names(&db, &ADMIN, &[("os_hidden", "TRUE")]).await, ["hidden"]);
    assert_eq!(names(&db, &ADMIN, &[("os_distro", "nope")]).await.len(), 0);
    assert_eq!(names(&db, &ADMIN, &[("min_ram", "99999999999")]).await.len(), 0);
}

async fn pages_put_together_are_the_whole_list(db: Db) {
    let images = db.database.images();
    let many = 60;
    for number in 0..many {
        // Names, formats and times repeat and are partly empty, so that the order has ties at every key.
        let mut one = image(["a", "B", "c"][number % 3], i64::try_from(number / 7).unwrap());
        one.name = one.name.filter(|_| number % 4 != 0);
        one.disk_format = (number % 5 > 1).then(|| DiskFormat::new("raw"));
        one.updated_at = one.created_at + TimeDelta::seconds(i64::try_from(number % 2).unwrap());
        images.create(&one).await.unwrap();
    }
    let orders = [
        "created_at:desc",
        "name:asc",
        "name:desc,created_at:asc",
        "disk_format:asc,size:desc",
        "updated_at:asc,name:desc",
        "status:asc",
        "id:desc",
    ];
    for order in orders {
        let query = ListQuery::read([("sort", order)]).unwrap();
        let whole = images.list(&ADMIN, &query, None, 1000).await.unwrap();
        assert_eq!(whole.len(), many);
        for length in [1_u32, 7, 59, 60] {
            let mut pages: Vec<Image> = Vec::new();
            loop {
                let page = images.list(&ADMIN, &query, pages.last(), length).await.unwrap();
                let is_last = page.len() < length as usize;
                pages.extend(page);
                if is_last {
                    break;
                }
            }
            let ids = |images: &[Image]| images.iter().map(|image| image.id).collect::<Vec<_>>();
            assert_eq!(ids(&pages), ids(&whole), "{order}, pages of {length}");
        }
    }
}

proptest! {
    #[test]
    fn any_order_is_read_as_it_is_written(keys in proptest::sample::subsequence(
        vec!["name", "status", "container_format", "disk_format", "size", "id", "created_at", "updated_at"], 1..8,
    ), ascending in proptest::bits::u8::ANY) {
        let sort: Vec<String> = keys.iter().enumerate()
            .map(|(at, key)| format!("{key}:{}", if ascending >> at & 1 == 1 { "asc" } else { "desc" })).collect();
        let once = ListQuery::read([("sort", sort.join(",").as_str())]).unwrap();
        let twice = ListQuery::read([("sort", once.order.to_parameter().as_str())]).unwrap();

        prop_assert_eq!(once.order, twice.order);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_longest_page_can_be_read() {
    use diesel::connection::{Connection, SimpleConnection};

    let db = Db::synced(support::Backend::Sqlite).await.unwrap();
    let mut c = diesel::SqliteConnection::establish(db.url.strip_prefix("sqlite:///").unwrap()).unwrap();
    c.batch_execute(&format!(
        "WITH RECURSIVE n(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM n WHERE n < {})
         INSERT INTO images (id, status, created_at, updated_at, deleted, min_disk, min_ram, visibility)
         SELECT printf('00000000-0000-0000-0000-%012d', n), 'queued', '2026-01-01 00:00:00', '2026-01-01 00:00:00', 0, 0, 0, 'public'
         FROM n",
        Limits::MOST_ENTRIES + 1
    ))
    .unwrap();

    let page = db.database.images().list(&ADMIN, &ListQuery::default(), None, Limits::MOST_ENTRIES).await.unwrap();

    assert_eq!(page.len(), Limits::MOST_ENTRIES as usize);
}
