//! `md-tag-update`

use super::{TagArgs, name};
use crate::client::Client;
use crate::command::metadef::document;
use crate::error::Result;
use crate::json::Object;
use crate::output::OutputArgs;

/// Arguments of `md-tag-update`.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    #[command(flatten)]
    tag: TagArgs,
    /// New name of the tag
    #[arg(long)]
    name: String,
    #[command(flatten)]
    output: OutputArgs,
}

/// Gives a tag another name, and prints it.
///
/// # Errors
/// [`crate::error::Error::Message`] for a blank name, and those of [`Client::fetch`].
pub(crate) fn run(client: &Client, args: &Args) -> Result<()> {
    let name = name(&args.name)?;
    let mut changes = Object::default();
    changes.insert("name", name);
    document::change(client, &args.tag.path(), changes, |_| true)?;
    document::print(client.get(&args.tag.path_of(name))?, args.output)
}
