//! `task-show`

use super::record;
use crate::client::Client;
use crate::error::Result;
use crate::output::OutputArgs;

/// Arguments of `task-show`.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// ID of the task
    #[arg(value_name = "TASK_ID")]
    id: String,
    #[command(flatten)]
    output: OutputArgs,
}

/// Shows a task.
///
/// # Errors
/// Those of [`Client::get`].
pub(crate) fn run(client: &Client, args: &Args) -> Result<()> {
    record::print(client.get(&["tasks", &args.id])?, args.output)
}
