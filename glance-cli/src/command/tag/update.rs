//! `image-tag-update`

use reqwest::Method;

use crate::client::Client;
use crate::error::Result;
use crate::output::{Column, Document, Look, OutputArgs, row};

const COLUMNS: [Column; 2] = [("ID", "id"), ("Tags", "tags")];

/// Arguments of `image-tag-update`.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// ID of the image
    #[arg(value_name = "IMAGE_ID")]
    id: String,
    /// The tag
    #[arg(value_name = "TAG_VALUE")]
    tag: String,
    #[command(flatten)]
    output: OutputArgs,
}

/// Adds a tag to an image, and prints all its tags.
///
/// # Errors
/// Those of [`Client::image`].
pub(crate) fn run(client: &Client, args: &Args) -> Result<()> {
    client.send(client.request(Method::PUT, &["images", &args.id, "tags", &args.tag])?)?;
    let image = client.image(&args.id)?;
    Document::rows(&COLUMNS, vec![row(&COLUMNS, image)], Look::Sparse).print(args.output.format)
}
