//! `image-create-via-import`

use std::path::PathBuf;

use reqwest::Method;

use super::fields::{Fields, check_formats};
use super::importing::{COPY_IMAGE, GLANCE_DIRECT, GLANCE_DOWNLOAD, ImportArgs, WEB_DOWNLOAD, check_method};
use super::record;
use crate::client::Client;
use crate::error::{Error, Result};
use crate::json::Object;
use crate::output::OutputArgs;
use crate::transfer::{Place, Source, upload};

/// Arguments of `image-create-via-import`.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    #[command(flatten)]
    fields: Fields,
    /// File with the data to stage; without one, data is read from standard input, unless that is a terminal
    #[arg(long)]
    file: Option<PathBuf>,
    /// Size of the data in bytes, where it is not a file's
    #[arg(long, value_name = "BYTES")]
    size: Option<u64>,
    /// Show a progress bar, if standard error is a terminal
    #[arg(long)]
    progress: bool,
    /// How to import: web-download, glance-download or, if there is data, glance-direct
    #[arg(long, value_name = "METHOD", env = "OS_IMAGE_IMPORT_METHOD", hide_env_values = true)]
    import_method: Option<String>,
    #[command(flatten)]
    import: ImportArgs,
    #[command(flatten)]
    output: OutputArgs,
}

/// Creates an image, imports its data if there is some, and prints it, even if its data was refused.
///
/// # Errors
/// [`Error::Message`] when the arguments don't fit together, and those of [`Client::fetch`].
pub(crate) fn run(client: &Client, args: Args) -> Result<()> {
    let fields = args.fields.into_map()?;
    let source = Source::open(args.file.as_deref(), args.size)?;
    let given = match (&args.file, &args.import.uri, &source) {
        (Some(_), _, _) => Some("--file"),
        (None, Some(_), _) => Some("--uri"),
        (None, None, Some(_)) => Some("stdin"),
        (None, None, None) => None,
    };
    if let Some(given) = given {
        check_formats(&fields, given)?;
    }
    let method = args.import_method.as_deref().filter(|method| !method.is_empty());
    let method = method.or(source.is_some().then_some(GLANCE_DIRECT));
    if method == Some(COPY_IMAGE) {
        return Err(Error::message("Import method 'copy-image' cannot be used while creating the image."));
    }
    if let Some(method) = method {
        check_method(client, method)?;
    }
    args.import.check_stores(client)?;
    check_arguments(&args.import, method, args.file.is_some(), source.is_some())?;

    let created: Object = client.fetch(client.request(Method::POST, &["images"])?.json(&fields))?;
    let Some(method) = method else {
        return record::print(created, args.output);
    };
    let id = created["id"].as_str().unwrap_or_default().to_owned();
    let staged = match source {
        Some(source) => upload(client, &id, source, Place::Staging, args.progress),
        None => Ok(()),
    };
    let imported = staged.and_then(|()| args.import.start(client, &id, method));
    // Where the service is gone by now, there is an image all the same.
    let printed = record::print(client.image(&id).unwrap_or(created), args.output);
    imported.and(printed)
}

fn check_arguments(import: &ImportArgs, method: Option<&str>, is_file: bool, is_data: bool) -> Result<()> {
    let stores = [
        ("--store", import.store().is_some()),
        ("--stores", import.stores().is_some()),
        ("--all-stores", import.is_to_all_stores()),
    ];
    let store = stores.into_iter().find_map(|(option, is_given)| is_given.then_some(option));
    let refusal = match method {
        None if import.uri.is_some() => "You cannot use --uri without specifying an import method.".to_owned(),
        Some(GLANCE_DIRECT) => match store {
            Some(store) if !is_data => format!(
                "{store} option should only be provided with --file option or stdin for the glance-direct import method."
            ),
            _ if import.uri.is_some() => "You cannot specify a --uri with the glance-direct import method.".to_owned(),
            _ if !is_data => "You must specify a --file or provide data via stdin for the glance-direct import \
                              method."
                .to_owned(),
            _ => return Ok(()),
        },
        Some(WEB_DOWNLOAD) if import.uri.is_none() => match store {
            Some(store) => {
                format!("{store} option should only be provided with --uri option for the web-download import method.")
            }
            None => "URI is required for web-download import method. Please use '--uri <uri>'.".to_owned(),
        },
        Some(GLANCE_DOWNLOAD) if import.remote_region.is_none() || import.remote_image_id.is_none() => {
            "REMOTE GlANCE REGION and REMOTE IMAGE ID are required for glance-download import method. Please use \
             --remote-region <region> and --remote-image-id <remote-image-id>."
                .to_owned()
        }
        Some(GLANCE_DOWNLOAD) if import.uri.is_some() => {
            "You cannot specify a --uri with the glance-download import method.".to_owned()
        }
        Some(method) if is_file => format!("You cannot specify a --file with the {method} import method."),
        Some(method) if is_data => format!("You cannot pass data via stdin with the {method} import method."),
        _ => return Ok(()),
    };
    Err(Error::message(refusal))
}
