//! `task-create`

use reqwest::Method;
use serde_json::json;

use super::record;
use crate::client::Client;
use crate::error::{Error, Result};
use crate::json::Json;
use crate::output::OutputArgs;

/// Arguments of `task-create`.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// Type of the task: import
    #[arg(long = "type", value_name = "TYPE")]
    kind: Option<String>,
    /// What the task needs to know, a JSON object
    #[arg(long, value_name = "JSON", default_value = "{}")]
    input: String,
    #[command(flatten)]
    output: OutputArgs,
}

/// Creates a task, and prints it.
///
/// # Errors
/// [`Error::Message`] when there is no type, or the input is not JSON, and those of [`Client::fetch`].
pub(crate) fn run(client: &Client, args: &Args) -> Result<()> {
    let Some(kind) = args.kind.as_ref().filter(|kind| !kind.is_empty() && !args.input.is_empty()) else {
        return Err(Error::message("Unable to create task. Specify task type and input."));
    };
    let input: Json = serde_json::from_str(&args.input)
        .map_err(|_| Error::message("Failed to parse the \"input\" parameter. Must be a valid JSON object."))?;
    let request = client.request(Method::POST, &["tasks"])?.json(&json!({"type": kind, "input": input}));
    record::print(client.fetch(request)?, args.output)
}
