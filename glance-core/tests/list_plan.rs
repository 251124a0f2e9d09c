//! What a list costs: the databases are asked how they would make a page among many images.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test that cannot go on fails")]

mod support;

use diesel::connection::{Connection, SimpleConnection};
use glance_core::context::ProjectId;
use glance_core::query::ListQuery;
use glance_core::repo::Viewer;
use support::{Backend, Db};

repo_contract!(no_page_in_the_usual_order_sorts_the_table, every_image_is_on_one_of_the_pages);

/// Enough for each planner to think of other ways than the index for the order.
const IMAGES: u32 = 100_000;

/// Fills the table of images by one statement, and lets the database count what it has.
fn fill(db: &Db) {
    let rows = format!("WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {IMAGES})");
    let columns =
        "id, name, status, created_at, updated_at, deleted, min_disk, min_ram, protected, visibility, os_hidden, owner";
    match db.backend {
        Backend::Sqlite => {
            let path = db.url.strip_prefix("sqlite:///").unwrap();
            let mut c = diesel::SqliteConnection::establish(path).unwrap();
            c.batch_execute(&format!(
                "PRAGMA busy_timeout = 10000; INSERT INTO images ({columns}) {rows}
                 SELECT printf('%08x-0000-4000-8000-000000000000', i * 2654435761 % 4294967296), 'image ' || i, 'active',
                    strftime('%Y-%m-%d %H:%M:%S.000000', 1700000000 + i / 3, 'unixepoch'), NULL, 0, 0, 0, 0,
                    CASE i % 4 WHEN 0 THEN 'public' WHEN 1 THEN 'private' WHEN 2 THEN 'shared' ELSE 'community' END, 0, 'p'
                 FROM n; ANALYZE;"
            ))
            .unwrap();
        }
        #[cfg(feature = "mysql")]
        Backend::Mysql => {
            let mut c = diesel::MysqlConnection::establish(&db.url).unwrap();
            c.batch_execute(&format!(
                "SET SESSION max_recursive_iterations = 1000000; INSERT INTO images ({columns}) {rows}
                 SELECT CONCAT(LPAD(HEX(i * 2654435761 % 4294967296), 8, '0'), '-0000-4000-8000-000000000000'),
                    CONCAT('image ', i), 'active', FROM_UNIXTIME(1700000000 + i DIV 3), NULL, 0, 0, 0, 0,
                    ELT(i % 4 + 1, 'public', 'private', 'shared', 'community'), 0, 'p' FROM n;"
            ))
            .unwrap();
            c.batch_execute("ANALYZE TABLE images").unwrap();
        }
        #[cfg(feature = "postgres")]
        Backend::Postgres => {
            let mut c = diesel::PgConnection::establish(&db.url).unwrap();
            c.batch_execute(&format!(
                "INSERT INTO images ({columns}) {rows}
                 SELECT lpad(to_hex(i * 2654435761 % 4294967296), 8, '0') || '-0000-4000-8000-000000000000', 'image ' || i,
                    'active', to_timestamp(1700000000 + i / 3) AT TIME ZONE 'UTC', NULL, false, 0, 0, false,
                    (ARRAY['public', 'private', 'shared', 'community'])[i % 4 + 1]::image_visibility, false, 'p'
                 FROM n; ANALYZE images;"
            ))
            .unwrap();
        }
        #[allow(unreachable_patterns, reason = "which backends there are depends on the features")]
        other => panic!("{other:?} is not built in"),
    }
}

/// Whether a plan sorts all that it finds, by the words that each database has for that. PostgreSQL's incremental sort
/// only puts rows of the same second in order, and so costs nothing that grows.
fn sorts(plan: &str) -> bool {
    plan.lines().any(|line| {
        let step = line.trim_start().trim_start_matches("->").trim_start();
        step.contains("USE TEMP B-TREE FOR ORDER BY") || step.contains("filesort") || step.starts_with("Sort  (")
    })
}

fn reads_an_index(plan: &str) -> bool {
    ["glance_rs_images_listed", "created_at_image_idx"].iter().any(|index| plan.contains(index))
}

async fn no_page_in_the_usual_order_sorts_the_table(db: Db) {
    fill(&db);
    let query = ListQuery::default();
    let viewers = [Viewer::Admin { project: None }, Viewer::Project(ProjectId::new("p")), Viewer::Anyone];
    for viewer in viewers {
        let first = db.database.images().list(&viewer, &query, None, 1000).await.unwrap();
        assert_eq!(first.len(), 1000);
        for marker in [None, first.last()] {
            let plan = db.database.explain_list(&viewer, &query, marker, 1000).await.unwrap().join("\n");
            assert!(reads_an_index(&plan), "{viewer:?}:\n{plan}");
            assert!(!sorts(&plan), "{viewer:?}:\n{plan}");
        }
    }
    let by_name = ListQuery::read([("sort", "name:asc")]).unwrap();
    let plan = db.database.explain_list(&Viewer::Anyone, &by_name, None, 20).await.unwrap().join("\n");
    assert!(sorts(&plan), "the check tells a plan that sorts from one that does not:\n{plan}");
}

async fn every_image_is_on_one_of_the_pages(db: Db) {
    fill(&db);
    let images = db.database.images();
    let (viewer, query) = (Viewer::Project(ProjectId::new("p")), ListQuery::default());
    let mut seen = 0;
    let mut last = None;
    while seen < IMAGES as usize {
        let page = images.list(&viewer, &query, last.as_ref(), 1000).await.unwrap();
        assert_eq!(page.len(), 1000, "after {seen}");
        seen += page.len();
        last = page.into_iter().next_back();
    }
    assert!(images.list(&viewer, &query, last.as_ref(), 1000).await.unwrap().is_empty());
}
