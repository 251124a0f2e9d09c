//! Which complaints of a database go away when one tries again, and the trying.

use std::thread::sleep;
use std::time::Duration;

use diesel::result::{DatabaseErrorKind, Error as SqlError};

use super::conn::Conn;
use super::pool::Pool;
use super::{Failure, Work, dialect};
use crate::error::Error;

const ATTEMPTS: u32 = 20;

/// Texts by which drivers tell of a connection that is gone; they have no code in common. Only errors of these kinds are
/// looked at: a violated constraint is told with the value that violates it, which may be anything.
const LOST: &[&str] = &[
    "gone away",
    "Lost connection",
    "lost connection",
    "server closed the connection",
    "terminating connection",
    "connection to server",
    "no connection to the server",
    "Can't connect",
];

/// Whether the connection is gone, and another one may be had.
pub(crate) fn connection_lost(error: &SqlError) -> bool {
    match error {
        SqlError::BrokenTransactionManager | SqlError::DatabaseError(DatabaseErrorKind::ClosedConnection, _) => true,
        SqlError::DatabaseError(DatabaseErrorKind::Unknown | DatabaseErrorKind::UnableToSendCommand, information) => {
            LOST.iter().any(|text| information.message().contains(text))
        }
        _ => false,
    }
}

/// Whether the transaction lost against another one, and may win next time.
fn lost_race(error: &SqlError) -> bool {
    match error {
        SqlError::DatabaseError(DatabaseErrorKind::SerializationFailure, _) => true,
        SqlError::DatabaseError(DatabaseErrorKind::Unknown, information) => {
            let message = information.message();
            message.contains("database is locked") || message.contains("deadlock") || message.contains("Deadlock")
        }
        _ => false,
    }
}

/// Runs queries until they answer.
pub(crate) fn read<T>(work: impl Fn() -> Work<T>) -> Work<T> {
    let mut attempt = 0;
    loop {
        match work() {
            Err(Failure::Sql(error))
                if attempt < ATTEMPTS && (lost_race(&error) || (attempt < 2 && connection_lost(&error))) =>
            {
                pause(&mut attempt);
            }
            done => return done,
        }
    }
}

/// Runs a transaction until it is committed.
///
/// A commit whose answer was lost is never tried again: nobody knows whether it was done.
pub(crate) fn write<T>(pool: &Pool, work: &dyn Fn(&mut Conn) -> Work<T>) -> Work<T> {
    let mut attempt = 0;
    loop {
        let mut conn = pool.connection()?;
        let done = dialect::begin_write(&mut conn).map_err(Failure::from).and_then(|()| work(&mut conn));
        let error = match done {
            Ok(value) => match dialect::commit(&mut conn) {
                Ok(()) => return Ok(value),
                Err(error) => {
                    // A transaction that is still open must not go back to the pool with its connection.
                    let _ = dialect::rollback(&mut conn);
                    if !lost_race(&error) {
                        drop(conn);
                        pool.distrust();
                        return Err(Failure::Own(Error::DbUnavailable(Box::new(error))));
                    }
                    error
                }
            },
            Err(failure) => {
                // The connection that cannot even roll back is thrown away by the pool.
                let _ = dialect::rollback(&mut conn);
                match failure {
                    Failure::Sql(error) => error,
                    own @ Failure::Own(_) => return Err(own),
                }
            }
        };
        drop(conn);
        if connection_lost(&error) {
            pool.distrust();
        }
        if attempt >= ATTEMPTS || !(lost_race(&error) || (attempt < 2 && connection_lost(&error))) {
            return Err(Failure::Sql(error));
        }
        pause(&mut attempt);
    }
}

fn pause(attempt: &mut u32) {
    *attempt += 1;
    sleep(Duration::from_millis(u64::from(10 * (*attempt).min(20))));
}
