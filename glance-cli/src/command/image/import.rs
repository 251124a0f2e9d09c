//! `image-import`

use super::importing::{COPY_IMAGE, GLANCE_DIRECT, GLANCE_DOWNLOAD, ImportArgs, WEB_DOWNLOAD, check_method};
use super::record;
use crate::client::Client;
use crate::error::{Error, Result};
use crate::json::Object;
use crate::output::OutputArgs;

/// Arguments of `image-import`.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// ID of the image
    #[arg(value_name = "IMAGE_ID")]
    id: String,
    /// How to import: glance-direct (what was staged), web-download, glance-download or copy-image
    #[arg(long, value_name = "METHOD", default_value = GLANCE_DIRECT)]
    import_method: String,
    #[command(flatten)]
    import: ImportArgs,
    #[command(flatten)]
    output: OutputArgs,
}

/// Begins the import of an image, and prints the image.
///
/// # Errors
/// [`Error::Message`] when the arguments don't fit together, and those of [`Client::image`].
pub(crate) fn run(client: &Client, args: &Args) -> Result<()> {
    let method = args.import_method.as_str();
    args.import.check_stores(client)?;
    check_method(client, method)?;
    check_arguments(&args.import, method)?;
    check_image(&client.image(&args.id)?, method)?;
    args.import.start(client, &args.id, method)?;
    record::print(client.image(&args.id)?, args.output)
}

fn check_arguments(import: &ImportArgs, method: &str) -> Result<()> {
    let refusal = match method {
        WEB_DOWNLOAD if import.uri.is_none() => "Provide URI for web-download import method.",
        GLANCE_DOWNLOAD if import.remote_region.is_none() || import.remote_image_id.is_none() => {
            "Provide REMOTE_IMAGE_ID and remote-region for 'glance-download' import method."
        }
        COPY_IMAGE if import.stores().is_none() && !import.is_to_all_stores() => {
            "Provide either --stores or --all-stores for 'copy-image' import method."
        }
        other if import.uri.is_some() && other != WEB_DOWNLOAD => {
            "Import method should be 'web-download' if URI is provided."
        }
        other if import.remote_region.is_some() && other != GLANCE_DOWNLOAD => {
            "Import method should be 'glance-download' if REMOTE REGION is provided."
        }
        other if import.remote_image_id.is_some() && other != GLANCE_DOWNLOAD => {
            "Import method should be 'glance-download' if REMOTE IMAGE ID is provided."
        }
        _ => return Ok(()),
    };
    Err(Error::message(refusal))
}

fn check_image(image: &Object, method: &str) -> Result<()> {
    let status = image["status"].as_str().unwrap_or_default();
    let refusal = match method {
        _ if image["container_format"].is_nothing() || image["disk_format"].is_nothing() => {
            "The 'container_format' and 'disk_format' properties must be set on an image before it can be imported."
        }
        GLANCE_DIRECT if status != "uploading" => {
            "The 'glance-direct' import method can only be applied to an image in status 'uploading'"
        }
        WEB_DOWNLOAD if status != "queued" => {
            "The 'web-download' import method can only be applied to an image in status 'queued'"
        }
        COPY_IMAGE if status != "active" => {
            "The 'copy-image' import method can only be used on an image with status 'active'."
        }
        _ => return Ok(()),
    };
    Err(Error::message(refusal))
}
