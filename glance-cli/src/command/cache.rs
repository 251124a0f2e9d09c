//! `cache-…`

pub(crate) mod clean;
pub(crate) mod clear;
pub(crate) mod delete;
pub(crate) mod list;
pub(crate) mod nodes_list;
pub(crate) mod prune;
pub(crate) mod queue;

use crate::client::Client;
use crate::error::{Error, complain};

/// Since when services manage their cache over the API.
const VERSION: &str = "v2.14";
/// Since when they tidy it, too.
const TIDYING_VERSION: &str = "v2.18";

/// Says that an old service, or one without a cache, knows no such thing, where that is why it answered 404.
fn unsupported(client: &Client, version: &str, error: Error) -> Error {
    match error {
        Error::Http { status: 404 | 405, .. } if matches!(client.has_version(version), Ok(false)) => {
            Error::message(format!("HTTP Glance does not support image caching API ({version})"))
        }
        other => other,
    }
}

/// The text for a refusal: `forbidden` for 403, else `failed` behind what the service said.
fn refused(error: Error, forbidden: &str, failed: &str) -> Error {
    match error {
        Error::Http { status: 403, .. } => Error::message(forbidden),
        other @ (Error::Http { .. } | Error::Message(_)) => Error::message(format!("'{other}': {failed}")),
        fatal => fatal,
    }
}

/// Does `act` for each image; one failure does not save the next.
///
/// # Errors
/// [`Error::Reported`] when there was one, and what ends the whole: no service, no credentials.
fn each(ids: &[String], act: impl Fn(&str) -> Result<(), Error>) -> Result<(), Error> {
    let mut outcome = Ok(());
    for id in ids {
        match act(id) {
            Err(error @ Error::Message(_)) => {
                complain(&error.to_string());
                outcome = Err(Error::Reported);
            }
            other => other?,
        }
    }
    outcome
}
