//! What every database must do for tasks.

#![allow(clippy::unwrap_used, clippy::panic, reason = "in a test, to panic is to tell what failed")]

mod support;

use std::collections::BTreeSet;

use chrono::{DateTime, TimeDelta, Utc};
use glance_core::Error;
use glance_core::clock::Moment;
use glance_core::context::ProjectId;
use glance_core::image::ImageId;
use glance_core::query::Direction;
use glance_core::repo::Viewer;
use glance_core::task::{Kind, SortKey, Status, Task, TaskField, TaskId, TaskQuery};
use serde_json::{Value, json};
use support::{Backend, Db};

repo_contract!(
    a_task_comes_back_as_it_was,
    times_are_kept_as_finely_as_the_database_can,
    an_id_is_never_used_twice,
    a_project_sees_its_own_tasks,
    a_change_of_another_status_is_refused,
    one_of_many_racing_writers_wins,
    progress_is_saved_without_a_step,
    tasks_that_may_be_forgotten_go_away_project_by_project,
    filters_find_what_they_name,
    pages_put_together_are_the_whole_list,
);

const ADMIN: Viewer = Viewer::Admin { project: None };

fn at(seconds: i64) -> Moment {
    DateTime::<Utc>::from_timestamp(1_700_000_000 + seconds, 0).unwrap()
}

fn project(name: &str) -> Viewer {
    Viewer::Project(ProjectId::new(name))
}

fn task(owner: &str, seconds: i64) -> Task {
    Task::new(Kind::ApiImageImport, Some(ProjectId::new(owner)), json!({}), at(seconds))
}

async fn stored(db: &Db, id: TaskId) -> Task {
    db.database.tasks().get(&ADMIN, id).await.unwrap().unwrap()
}

async fn ids(db: &Db, viewer: &Viewer, query: TaskQuery) -> BTreeSet<TaskId> {
    let tasks = db.database.tasks().list(viewer, &query, None, 100).await.unwrap();
    tasks.into_iter().map(|task| task.id).collect()
}

async fn a_task_comes_back_as_it_was(db: Db) {
    let tasks = db.database.tasks();
    let mut task = task("owner", 0);
    task.image = Some(ImageId::random());
    task.request_id = Some("req-1".into());
    task.user_id = Some("user".into());
    task.input = Some(json!({"import_req": {"method": {"name": "web-download", "uri": "http://ünï/\u{1f600}"}}}));
    tasks.create(&task).await.unwrap();

    assert_eq!(stored(&db, task.id).await, task);

    let was = task.status;
    task.enter(Status::Processing).unwrap();
    (task.message, task.updated_at) = (Some("Copied ☃ MiB".into()), at(1));
    tasks.save(&task, was).await.unwrap();
    assert_eq!(stored(&db, task.id).await, task);

    task.enter(Status::Success).unwrap();
    task.result = Some(json!({"image_id": ["a", 1, 1.5, true, null, {"\"": "\\"}]}));
    (task.message, task.expires_at, task.updated_at) = (None, Some(at(9)), at(2));
    tasks.save(&task, Status::Processing).await.unwrap();
    assert_eq!(stored(&db, task.id).await, task);
    assert_eq!(tasks.list(&ADMIN, &TaskQuery::default(), None, 10).await.unwrap(), [task]);

    let nobodys = Task { owner: None, input: None, result: Some(Value::Null), ..self::task("", 3) };
    tasks.create(&nobodys).await.unwrap();
    assert_eq!(stored(&db, nobodys.id).await, nobodys);
}

async fn times_are_kept_as_finely_as_the_database_can(db: Db) {
    let mut task = task("owner", 0);
    let fine = at(0) + TimeDelta::microseconds(123_456);
    (task.created_at, task.updated_at, task.expires_at) = (fine, fine, Some(fine));
    db.database.tasks().create(&task).await.unwrap();

    let kept = if db.backend == Backend::Mysql { at(0) } else { fine };
    let stored = stored(&db, task.id).await;
    assert_eq!((stored.created_at, stored.updated_at, stored.expires_at), (kept, kept, Some(kept)));
}

async fn an_id_is_never_used_twice(db: Db) {
    let tasks = db.database.tasks();
    let task = Task { expires_at: Some(at(1)), ..task("owner", 0) };
    tasks.create(&task).await.unwrap();
    assert!(matches!(tasks.create(&task).await, Err(Error::Conflict(_))));

    tasks.expire(task.owner.as_ref(), at(1)).await.unwrap();

    assert!(matches!(tasks.create(&task).await, Err(Error::Conflict(_))));
}

async fn a_project_sees_its_own_tasks(db: Db) {
    let tasks = db.database.tasks();
    let (mine, other) = (task("me", 0), task("other", 1));
    let nobodys = Task { owner: None, ..task("", 2) };
    for task in [&mine, &other, &nobodys] {
        tasks.create(task).await.unwrap();
    }

    assert_eq!(ids(&db, &ADMIN, TaskQuery::default()).await.len(), 3);
    assert_eq!(ids(&db, &project("me"), TaskQuery::default()).await, BTreeSet::from([mine.id]));
    assert!(ids(&db, &Viewer::Anyone, TaskQuery::default()).await.is_empty());
    assert!(tasks.get(&project("me"), mine.id).await.unwrap().is_some());
    for viewer in [project("other"), Viewer::Anyone] {
        assert_eq!(tasks.get(&viewer, mine.id).await.unwrap(), None);
    }
    assert_eq!(tasks.get(&ADMIN, TaskId::random()).await.unwrap(), None);
}

async fn a_change_of_another_status_is_refused(db: Db) {
    let tasks = db.database.tasks();
    let task = task("owner", 0);
    tasks.create(&task).await.unwrap();
    let failed = Task { status: Status::Failure, message: Some("no".into()), ..task.clone() };

    assert!(matches!(tasks.save(&failed, Status::Processing).await, Err(Error::Conflict(_))));

    assert_eq!(stored(&db, task.id).await, task);
    let unknown = Task { id: TaskId::random(), ..task };
    assert!(matches!(tasks.save(&unknown, Status::Pending).await, Err(Error::Conflict(_))));
}

async fn one_of_many_racing_writers_wins(db: Db) {
    let tasks = db.database.tasks();
    let task = task("owner", 0);
    tasks.create(&task).await.unwrap();
    let begun = Task { status: Status::Processing, ..task };

    let writers: Vec<_> = (0..8)
        .map(|writer| {
            let (tasks, begun) = (db.database.tasks(), Task { message: Some(writer.to_string()), ..begun.clone() });
            tokio::spawn(async move { tasks.save(&begun, Status::Pending).await.map(|()| begun.message) })
        })
        .collect();

    let mut winners = Vec::new();
    for writer in writers {
        winners.extend(writer.await.unwrap().ok());
    }
    assert_eq!(winners, [stored(&db, begun.id).await.message]);
}

async fn progress_is_saved_without_a_step(db: Db) {
    let tasks = db.database.tasks();
    let mut task = Task { status: Status::Processing, ..task("owner", 0) };
    tasks.create(&task).await.unwrap();
    for mib in [64, 128, 128] {
        task.message = Some(format!("Copied {mib} MiB"));
        tasks.save(&task, Status::Processing).await.unwrap();
    }

    assert_eq!(stored(&db, task.id).await, task);
}

async fn tasks_that_may_be_forgotten_go_away_project_by_project(db: Db) {
    let tasks = db.database.tasks();
    let over = Task { expires_at: Some(at(10)), ..task("me", 0) };
    let later = Task { expires_at: Some(at(11)), ..task("me", 0) };
    let never = task("me", 0);
    let others = Task { expires_at: Some(at(10)), ..task("other", 0) };
    let nobodys = Task { owner: None, ..others.clone() };
    let nobodys = Task { id: TaskId::random(), ..nobodys };
    for task in [&over, &later, &never, &others, &nobodys] {
        tasks.create(task).await.unwrap();
    }

    assert_eq!(tasks.expire(Some(&ProjectId::new("me")), at(10)).await.unwrap(), 1);
    assert_eq!(tasks.expire(Some(&ProjectId::new("me")), at(10)).await.unwrap(), 0);

    let left = BTreeSet::from([later.id, never.id, others.id, nobodys.id]);
    assert_eq!(ids(&db, &ADMIN, TaskQuery::default()).await, left);
    assert_eq!(tasks.get(&ADMIN, over.id).await.unwrap(), None);
    assert!(matches!(tasks.save(&over, over.status).await, Err(Error::Conflict(_))));
    assert_eq!(tasks.expire(None, at(10)).await.unwrap(), 1);
    assert_eq!(tasks.get(&ADMIN, nobodys.id).await.unwrap(), None);
}

async fn filters_find_what_they_name(db: Db) {
    let tasks = db.database.tasks();
    let image = ImageId::random();
    let import = Task { kind: Kind::Import, user_id: Some("user".into()), ..task("me", 0) };
    let failed = Task { status: Status::Failure, request_id: Some("req-1".into()), ..task("me", 1) };
    let of_image = Task { image: Some(image), ..task("other", 2) };
    for task in [&import, &failed, &of_image] {
        tasks.create(task).await.unwrap();
    }
    let matching = |matches: &[(TaskField, &str)]| TaskQuery {
        matches: matches.iter().map(|(field, value)| (*field, (*value).to_owned())).collect(),
        ..TaskQuery::default()
    };

    let imports = matching(&[(TaskField::Kind, "import")]);
    assert_eq!(ids(&db, &ADMIN, imports).await, BTreeSet::from([import.id]));
    let failures = matching(&[(TaskField::Status, "failure")]);
    assert_eq!(ids(&db, &ADMIN, failures).await, BTreeSet::from([failed.id]));
    let of_one_image = matching(&[(TaskField::Image, image.as_str())]);
    assert_eq!(ids(&db, &ADMIN, of_one_image.clone()).await, BTreeSet::from([of_image.id]));
    assert!(ids(&db, &project("me"), of_one_image).await.is_empty());
    let failed_imports = matching(&[(TaskField::Status, "failure"), (TaskField::Kind, "import")]);
    assert!(ids(&db, &ADMIN, failed_imports).await.is_empty());
    for (field, value, expected) in [
        (TaskField::Owner, "other".to_owned(), BTreeSet::from([of_image.id])),
        (TaskField::Id, failed.id.to_string(), BTreeSet::from([failed.id])),
        (TaskField::RequestId, "req-1".to_owned(), BTreeSet::from([failed.id])),
        (TaskField::UserId, "user".to_owned(), BTreeSet::from([import.id])),
        (TaskField::Kind, String::new(), BTreeSet::new()),
    ] {
        assert_eq!(ids(&db, &ADMIN, matching(&[(field, &value)])).await, expected, "{field:?}");
    }
}

async fn pages_put_together_are_the_whole_list(db: Db) {
    let tasks = db.database.tasks();
    for (n, seconds) in (0_usize..13).zip(0..) {
        let mut task = Task { kind: Kind::ALL[n % 3], ..task(["me", "Other"][n % 2], seconds / 4) };
        task.status = Status::ALL[n % 4];
        task.expires_at = (n % 3 == 0).then(|| at(seconds));
        task.image = (n % 4 == 0).then(ImageId::random);
        task.request_id = (n % 5 == 0).then(|| format!("req-{}", n % 2));
        tasks.create(&task).await.unwrap();
    }

    for (name, sort) in SortKey::NAMES {
        for direction in [Direction::Ascending, Direction::Descending] {
            let query = TaskQuery { sort, direction, ..TaskQuery::default() };
            let whole = tasks.list(&ADMIN, &query, None, 100).await.unwrap();
            let mut pages: Vec<Task> = Vec::new();
            loop {
                let page = tasks.list(&ADMIN, &query, pages.last(), 4).await.unwrap();
                if page.is_empty() {
                    break;
                }
                pages.extend(page);
                assert!(pages.len() <= whole.len(), "a page began before the end of the one before");
            }
            assert_eq!(whole.len(), 13);
            assert_eq!(pages, whole, "{name} {direction:?}");
        }
    }
    let newest_first = tasks.list(&ADMIN, &TaskQuery::default(), None, 100).await.unwrap();
    assert!(newest_first.is_sorted_by(|a, b| (a.created_at, a.id.to_string()) > (b.created_at, b.id.to_string())));
}
