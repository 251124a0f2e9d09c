//! What the databases do not understand alike.

use diesel::connection::{Connection, TransactionManager};
use diesel::result::QueryResult;

use super::conn::Conn;

/// Runs one expression once per backend, for statements that no union type can carry: an insert of many rows is one.
macro_rules! per_backend {
    ($conn:expr, $c:ident => $body:expr) => {
        match $conn {
            #[cfg(feature = "sqlite")]
            $crate::db::conn::Conn::Sqlite($c) => $body,
            #[cfg(feature = "mysql")]
            $crate::db::conn::Conn::Mysql($c) => $body,
            #[cfg(feature = "postgres")]
            $crate::db::conn::Conn::Postgres($c) => $body,
        }
    };
}
pub(crate) use per_backend;

/// True of rows that are not deleted, said so that the index on that column is of no use.
///
/// SQLite, which has no statistics unless somebody asks for them, takes that index for a better one than the one on the
/// image, and then reads whatever is not deleted: 85 ms for a page of 20 out of 100,000 images, instead of 0.4.
macro_rules! living {
    ($table:ident) => {
        $crate::db::keyset::coalesce::flag($table::deleted.nullable(), true).eq(false)
    };
}
pub(crate) use living;

/// Begins a transaction that will write.
///
/// SQLite is asked for its one write lock at once. A transaction that reads first and asks later is refused when another
/// one wrote in between, and no waiting helps it.
pub(crate) fn begin_write(conn: &mut Conn) -> QueryResult<()> {
    match conn {
        #[cfg(feature = "sqlite")]
        Conn::Sqlite(c) => diesel::connection::AnsiTransactionManager::begin_transaction_sql(c, "BEGIN IMMEDIATE"),
        #[cfg(any(feature = "mysql", feature = "postgres"))]
        #[allow(unreachable_patterns, reason = "which patterns are left depends on the features")]
        other => <Conn as Connection>::TransactionManager::begin_transaction(other),
    }
}

/// Commits what [`begin_write`] began.
pub(crate) fn commit(conn: &mut Conn) -> QueryResult<()> {
    <Conn as Connection>::TransactionManager::commit_transaction(conn)
}

/// Takes back what was done since [`begin_write`].
pub(crate) fn rollback(conn: &mut Conn) -> QueryResult<()> {
    <Conn as Connection>::TransactionManager::rollback_transaction(conn)
}

/// Adds up `images.size` as a whole number. The sum has another type in two of the databases, and its name differs.
pub(crate) fn sum_of_sizes(conn: &Conn) -> &'static str {
    match conn {
        #[cfg(feature = "mysql")]
        Conn::Mysql(_) => "CAST(SUM(images.size) AS SIGNED)",
        #[cfg(any(feature = "sqlite", feature = "postgres"))]
        #[allow(unreachable_patterns, reason = "which patterns are left depends on the features")]
        _ => "CAST(SUM(images.size) AS BIGINT)",
    }
}

/// Whether `=` takes texts for the same that differ in case or accents, as MySQL does with the tables that Glance makes.
pub(crate) fn folds_texts(conn: &Conn) -> bool {
    match conn {
        #[cfg(feature = "mysql")]
        Conn::Mysql(_) => true,
        #[cfg(any(feature = "sqlite", feature = "postgres"))]
        #[allow(unreachable_patterns, reason = "which patterns are left depends on the features")]
        _ => false,
    }
}
