//! Connections that a database server closes while nobody looks.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on fails")]

mod support;

#[cfg(any(feature = "mysql", feature = "postgres"))]
use diesel::connection::{Connection, SimpleConnection};
use futures::future::join_all;
use glance_core::Error;
use glance_core::db::{Database, PoolOptions};
use glance_core::image::{Draft, ImageId};
use glance_core::repo::Viewer;
use support::{Backend, Db};

repo_contract!(
    what_does_not_fit_is_cut_only_where_the_sql_mode_allows_it,
    connections_grow_no_older_than_was_chosen,
    no_plain_connection_is_used_where_tls_is_asked_for,
    questions_are_answered_at_once_though_all_connections_were_closed,
);

#[cfg(feature = "mysql")]
fn others_of(c: &mut diesel::MysqlConnection) -> Vec<i64> {
    use diesel::prelude::*;
    use diesel::{dsl::sql, sql_types::BigInt};

    let others = "ID FROM information_schema.PROCESSLIST WHERE DB = DATABASE() AND ID <> CONNECTION_ID()";
    diesel::select(sql::<BigInt>(others)).load(c).unwrap()
}

/// Closes all connections to the database, as a restart does; a file has none that could be closed.
fn close_all(db: &Db) {
    match db.backend {
        Backend::Sqlite => {}
        #[cfg(feature = "mysql")]
        Backend::Mysql => {
            let mut c = diesel::MysqlConnection::establish(&db.url).unwrap();
            let ids = others_of(&mut c);
            assert!(ids.len() > 3, "{ids:?}");
            for id in ids {
                c.batch_execute(&format!("KILL {id}")).unwrap();
            }
        }
        #[cfg(feature = "postgres")]
        Backend::Postgres => {
            let mut c = diesel::PgConnection::establish(&db.url).unwrap();
            c.batch_execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity
                 WHERE datname = current_database() AND pid <> pg_backend_pid()",
            )
            .unwrap();
        }
        #[allow(unreachable_patterns, reason = "which backends there are depends on the features")]
        other => panic!("{other:?} is not built in"),
    }
}

async fn questions_are_answered_at_once_though_all_connections_were_closed(db: Db) {
    let images = db.database.images();
    for round in 0..2 {
        join_all((0..64).map(|_| images.get(&Viewer::Anyone, ImageId::random()))).await;
        close_all(&db);
        if round == 0 {
            assert_eq!(images.get(&Viewer::Anyone, ImageId::random()).await.unwrap(), None);
        } else {
            images.create(&Draft::default().into_image(None, chrono::Utc::now())).await.unwrap();
        }
    }
}

/// The servers of the tests know no TLS, or show certificates that nobody trusts.
async fn no_plain_connection_is_used_where_tls_is_asked_for(db: Db) {
    let asked: &[&str] = match db.backend {
        Backend::Sqlite => &[],
        Backend::Mysql => {
            &["ssl_ca=/dev/null", "ssl_verify_identity=true", "ssl_ca=/dev/null&ssl_check_hostname=false"]
        }
        Backend::Postgres => &["sslmode=verify-full"],
    };
    for parameters in asked {
        let url = format!("{}?{parameters}", db.url);

        let connected = Database::connect(&url, PoolOptions::default()).await;

        assert!(matches!(connected, Err(Error::DbUnavailable(_))), "{parameters}: {connected:?}");
    }
}

async fn what_does_not_fit_is_cut_only_where_the_sql_mode_allows_it(db: Db) {
    let create = |mode: &str| {
        let (url, mysql_sql_mode) = (db.url.clone(), Some(mode.to_owned()));
        async move {
            let options = PoolOptions { connections: 1, mysql_sql_mode, ..PoolOptions::default() };
            let database = Database::connect(&url, options).await.unwrap();
            let draft = Draft { name: Some("x".repeat(300)), ..Draft::default() };
            database.images().create(&draft.into_image(None, chrono::Utc::now())).await
        }
    };
    if db.backend == Backend::Mysql {
        assert!(create("TRADITIONAL").await.is_err());
        create("NO_ENGINE_SUBSTITUTION").await.unwrap();
    }
}

#[cfg_attr(not(feature = "mysql"), expect(unused_variables, reason = "only MySQL is asked"))]
async fn connections_grow_no_older_than_was_chosen(db: Db) {
    #[cfg(feature = "mysql")]
    if db.backend == Backend::Mysql {
        let mut c = diesel::MysqlConnection::establish(&db.url).unwrap();
        for (lifetime, is_kept) in [(None, true), (Some(std::time::Duration::ZERO), false)] {
            let options = PoolOptions { connections: 1, lifetime, ..PoolOptions::default() };
            let images = Database::connect(&db.url, options).await.unwrap().images();
            let youngest = others_of(&mut c).into_iter().max();

            images.get(&Viewer::Anyone, ImageId::random()).await.unwrap();

            assert_eq!(others_of(&mut c).into_iter().max() == youngest, is_kept, "{lifetime:?}");
        }
    }
}
