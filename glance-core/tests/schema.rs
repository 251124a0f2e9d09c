//! What the library makes of a database's schema: exactly a current Glance's, and two things of its own.
//!
//! The schema of Glance is kept in `schema/`: `glance-*.sql` is what is left in a database by `glance-manage db sync` of
//! Glance 33, dumped by each database's own tool, and `glance-*.txt` is the listing of that database, made before it was
//! dumped. `schema/README.md` tells how to make them again.

#![allow(clippy::unwrap_used, clippy::panic, reason = "in a test, to panic is to tell what failed")]

#[path = "schema/listing.rs"]
mod listing;
mod support;

use glance_core::Error;
use glance_core::db::migrate::{self, HEAD, Schema, Synced};
use listing::Listing;
use support::{Backend, Db};

/// Expands claims, `async fn(Db)` of a database without tables, to one test for each kind of database.
macro_rules! schema_contract {
    ($($claim:ident),* $(,)?) => {
        schema_contract!(@ sqlite Sqlite $($claim)*);
        schema_contract!(@ mysql Mysql $($claim)*);
        schema_contract!(@ postgres Postgres $($claim)*);
    };
    (@ $module:ident $backend:ident $($claim:ident)*) => {
        mod $module {
            $(#[tokio::test(flavor = "multi_thread")]
            async fn $claim() {
                if let Some(db) = crate::support::Db::empty(crate::support::Backend::$backend).await {
                    super::$claim(db).await;
                }
            })*
        }
    };
}

schema_contract!(
    an_empty_database_gets_the_schema_of_glance_and_two_things_of_ours,
    to_sync_again_does_nothing,
    a_database_of_glance_is_adopted_and_its_tables_stay_as_they_are,
    to_inspect_changes_nothing,
    the_schema_of_an_older_glance_is_refused_and_stays_as_it_is,
    tables_without_a_version_are_refused_unless_a_run_of_ours_was_cut_short,
);

/// The table in which we note what we did.
const RECORD: &str = "__diesel_schema_migrations";
/// The index for the usual order of images.
const INDEX: &str = "glance_rs_images_listed";

/// What a Glance left in a database, as a dump and as a listing.
fn glance(backend: Backend) -> (&'static str, &'static str) {
    match backend {
        Backend::Sqlite => (include_str!("schema/glance-sqlite.sql"), include_str!("schema/glance-sqlite.txt")),
        Backend::Mysql => (include_str!("schema/glance-mysql.sql"), include_str!("schema/glance-mysql.txt")),
        Backend::Postgres => (include_str!("schema/glance-postgres.sql"), include_str!("schema/glance-postgres.txt")),
    }
}

/// Puts into an empty database what a Glance left in one.
fn make_glance(db: &Db) {
    listing::run(db, glance(db.backend).0);
    assert_eq!(listing::text(&listing::of(db)), glance(db.backend).1, "the dump and the listing are of one database");
}

/// Takes away from a listing what we add, which must be there.
fn without_ours(mut listing: Listing) -> Listing {
    assert!(listing.remove(RECORD).is_some());
    let images = listing.get_mut("images").unwrap();
    let ours: Vec<String> = images.extract_if(.., |line| line.contains(INDEX)).collect();
    let columns: Vec<String> = ours
        .iter()
        .filter_map(|line| Some(line.split_once('(')?.1.trim_end().trim_end_matches(')').replace(' ', "")))
        .collect();
    assert_eq!(columns, ["deleted,os_hidden,created_at,id"]);
    listing
}

#[track_caller]
fn assert_is_glances(listing: &Listing, backend: Backend) {
    let (made, wanted) = (listing::text(listing), glance(backend).1);
    // A failure is to show the difference, not two schemas.
    let only = |one: &str, other: &str| -> Vec<String> {
        one.lines().filter(|line| !other.lines().any(|known| known == *line)).map(str::to_owned).collect()
    };
    assert_eq!(only(&made, wanted), [""; 0], "there is more than in Glance's");
    assert_eq!(only(wanted, &made), [""; 0], "there is less than in Glance's");
    assert!(made == wanted, "the lines are those of Glance's, but not in its order or its tables:\n{made}");
}

async fn refusal(db: &Db) -> String {
    match migrate::sync(&db.database).await {
        Err(Error::Conflict(text)) => text,
        other => format!("no refusal, but {other:?}"),
    }
}

async fn an_empty_database_gets_the_schema_of_glance_and_two_things_of_ours(db: Db) {
    assert_eq!(migrate::sync(&db.database).await.unwrap(), Synced::Changed);

    assert_is_glances(&without_ours(listing::of(&db)), db.backend);
    assert_eq!(listing::column(&db, "alembic_version", "version_num"), [HEAD]);
    assert_eq!(listing::column(&db, RECORD, "version"), ["0001", "0002"]);
}

async fn to_sync_again_does_nothing(db: Db) {
    migrate::sync(&db.database).await.unwrap();
    let before = listing::of(&db);

    assert_eq!(migrate::sync(&db.database).await.unwrap(), Synced::UpToDate);

    assert_eq!(listing::of(&db), before);
    assert_eq!(listing::column(&db, "alembic_version", "version_num"), [HEAD]);
    assert_eq!(listing::column(&db, RECORD, "version"), ["0001", "0002"]);
}

async fn a_database_of_glance_is_adopted_and_its_tables_stay_as_they_are(db: Db) {
    make_glance(&db);
    listing::run(&db, "INSERT INTO node_reference (node_reference_id, node_reference_url) VALUES (7, 'http://node')");

    assert_eq!(migrate::sync(&db.database).await.unwrap(), Synced::Changed);

    assert_is_glances(&without_ours(listing::of(&db)), db.backend);
    assert_eq!(listing::column(&db, "node_reference", "node_reference_url"), ["http://node"]);
    assert_eq!(listing::column(&db, "alembic_version", "version_num"), [HEAD]);
    assert_eq!(listing::column(&db, RECORD, "version"), ["0001", "0002"]);
    assert_eq!(migrate::sync(&db.database).await.unwrap(), Synced::UpToDate);
}

async fn to_inspect_changes_nothing(db: Db) {
    let inspected = async |db: &Db| {
        let before = listing::of(db);
        let found = (migrate::inspect(&db.database).await.unwrap(), migrate::is_synced(&db.database).await.unwrap());
        assert_eq!(listing::of(db), before);
        found
    };

    assert_eq!(inspected(&db).await, (Schema::Empty, false));
    assert!(listing::of(&db).is_empty());
    make_glance(&db);
    assert_eq!(inspected(&db).await, (Schema::Current, false));
    migrate::sync(&db.database).await.unwrap();
    assert_eq!(inspected(&db).await, (Schema::Current, true));
}

async fn the_schema_of_an_older_glance_is_refused_and_stays_as_it_is(db: Db) {
    make_glance(&db);
    for heads in [&["wallaby_contract01"][..], &["2023_1_contract01", "2024_1_expand01"]] {
        listing::run(&db, "DELETE FROM alembic_version");
        for head in heads {
            listing::run(&db, &format!("INSERT INTO alembic_version VALUES ('{head}')"));
        }

        let Schema::Other(mut found) = migrate::inspect(&db.database).await.unwrap() else {
            panic!("taken for another schema")
        };
        found.sort();
        assert_eq!(found, heads);
        let text = refusal(&db).await;
        assert!(text.contains(heads[0]) && text.contains(HEAD), "{text}");
        assert!(!migrate::is_synced(&db.database).await.unwrap());
        assert_is_glances(&listing::of(&db), db.backend);
    }
}

async fn tables_without_a_version_are_refused_unless_a_run_of_ours_was_cut_short(db: Db) {
    make_glance(&db);
    listing::run(&db, "DROP TABLE alembic_version");
    let before = listing::of(&db);
    assert_eq!(migrate::inspect(&db.database).await.unwrap(), Schema::Unversioned);

    let text = refusal(&db).await;
    assert!(text.contains("no alembic_version"), "{text}");
    assert_eq!(listing::of(&db), before);

    if db.backend == Backend::Mysql {
        // There each statement is committed on its own: this is what a killed run had made so far.
        let record = "(version VARCHAR(50) PRIMARY KEY, run_on TIMESTAMP NOT NULL DEFAULT CURRENT_TIMESTAMP)";
        listing::run(&db, &format!("CREATE TABLE {RECORD} {record}"));
        listing::run(&db, "DROP TABLE metadef_tags");
        listing::run(&db, "DROP TABLE cached_images");
        assert_eq!(migrate::sync(&db.database).await.unwrap(), Synced::Changed);
        assert_is_glances(&without_ours(listing::of(&db)), db.backend);
    }
}
