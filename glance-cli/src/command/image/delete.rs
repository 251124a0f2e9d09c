//! `image-delete`

use reqwest::Method;

use crate::client::Client;
use crate::error::{Error, Result, complain};

/// Arguments of `image-delete`.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// IDs of the images
    #[arg(value_name = "IMAGE_ID", required = true)]
    ids: Vec<String>,
}

/// Deletes images one after the other; one that stays does not save the next.
///
/// # Errors
/// [`Error::Reported`] when any of them stayed, and what ends the whole: no service, no credentials.
pub(crate) fn run(client: &Client, args: &Args) -> Result<()> {
    let mut outcome = Ok(());
    for id in &args.ids {
        let deleted = client.request(Method::DELETE, &["images", id]).and_then(|request| client.send(request));
        let reason = match deleted {
            Ok(_) => continue,
            Err(Error::Http { status: 403, .. }) => format!("You are not permitted to delete the image '{id}'."),
            Err(Error::Http { status: 404, .. }) => format!("No image with an ID of '{id}' exists."),
            Err(Error::Http { status: 409, .. }) => format!("Unable to delete image '{id}' because it is in use."),
            Err(error @ Error::Http { .. }) => format!("Unable to delete image '{id}': {error}"),
            Err(error @ Error::Message(_)) => error.to_string(),
            Err(fatal) => return Err(fatal),
        };
        complain(&reason);
        outcome = Err(Error::Reported);
    }
    outcome
}
