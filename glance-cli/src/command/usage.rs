//! `usage`

use crate::client::Client;
use crate::error::{Error, Result};
use crate::json::{Json, Object};
use crate::output::{Column, Document, Look, OutputArgs, row};

const COLUMNS: [Column; 3] = [("Quota", "quota"), ("Limit", "limit"), ("Usage", "usage")];

/// Arguments of `usage`.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    #[command(flatten)]
    output: OutputArgs,
}

/// Shows the project's quotas, and how much of each is used.
///
/// # Errors
/// [`Error::Message`] when the answer is something else, and those of [`Client::get`].
pub(crate) fn run(client: &Client, args: &Args) -> Result<()> {
    let Json::Object(quotas) = client.get(&["info", "usage"])?.take("usage") else {
        return Err(Error::message("The service did not return quotas"));
    };
    let quota = |(name, quota): (String, Json)| {
        let mut quota = quota.as_object().cloned().unwrap_or_else(Object::default);
        quota.insert("quota", name);
        row(&COLUMNS, quota)
    };
    Document::rows(&COLUMNS, quotas.into_iter().map(quota).collect(), Look::Full).print(args.output.format)
}
