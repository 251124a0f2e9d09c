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
    no_plain_connection_is_used_where_tls_is_asked_for,
    questions_are_answered_at_once_though_all_connections_were_closed,
);

/// Closes all connections to the database, as a restart does; a file has none that could be closed.
fn close_all(db: &Db) {
    match db.backend {
        Backend::Sqlite => {}
        #[cfg(feature = "mysql")]
        Backend::Mysql => {
            use diesel::prelude::*;
            use diesel::{dsl::sql, sql_types::BigInt};

            let mut c = diesel::MysqlConnection::establish(&db.url).unwrap();
            let others = "ID FROM information_schema.PROCESSLIST WHERE DB = DATABASE() AND ID <> CONNECTION_ID()";
            let ids: Vec<i64> = diesel::select(sql::<BigInt>(others)).load(&mut c).unwrap();
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
