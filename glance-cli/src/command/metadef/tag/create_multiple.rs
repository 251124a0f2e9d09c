//! `md-tag-create-multiple`

use reqwest::Method;

use crate::client::Client;
use crate::command::metadef::document;
use crate::command::metadef::namespace::NamespaceArgs;
use crate::error::{Error, Result};
use crate::json::{Json, Object};
use crate::output::{Column, Look, OutputArgs};

const COLUMNS: [Column; 1] = [("name", "name")];

/// Arguments of `md-tag-create-multiple`.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    #[command(flatten)]
    namespace: NamespaceArgs,
    /// The tags, with commas between them
    #[arg(long)]
    names: String,
    /// What stands between the tags instead of a comma
    #[arg(long, default_value = ",", hide_default_value = true)]
    delim: String,
    /// Add the tags to those that are there, instead of putting them in their place
    #[arg(long)]
    append: bool,
    #[command(flatten)]
    output: OutputArgs,
}

/// Gives a namespace several tags, and prints them.
///
/// # Errors
/// [`Error::Message`] when there are none, and those of [`Client::fetch`].
pub(crate) fn run(client: &Client, args: &Args) -> Result<()> {
    let delimiter = if args.delim.is_empty() { "," } else { &args.delim };
    let names = args.names.split(delimiter).map(str::trim).filter(|name| !name.is_empty());
    let tags: Vec<Json> = names
        .map(|name| {
            let mut tag = Object::default();
            tag.insert("name", name);
            tag.into()
        })
        .collect();
    if tags.is_empty() {
        return Err(Error::message("Please supply at least one tag name. For example: --names Tag1"));
    }
    let mut document = Object::default();
    document.insert("tags", tags);
    let request = client.request(Method::POST, &args.namespace.path(&["tags"]))?.json(&document);
    let request = request.header("X-Openstack-Append", if args.append { "True" } else { "False" });
    document::print_list(&COLUMNS, client.fetch(request)?, "tags", Look::Sparse, args.output)
}
