//! The command line: global options, and the list of commands.

mod connection;
mod values;

use std::ffi::OsString;

use clap::builder::FalseyValueParser;
use clap::{Args, Parser, Subcommand};

pub(crate) use connection::ConnectionArgs;
pub(crate) use values::{key_value, parse_flag};

use crate::command::{help, image, member, tag};

/// Command-line client of the OpenStack Images API
#[derive(Debug, Parser)]
#[command(
    name = "glance",
    version,
    disable_help_subcommand = true,
    after_help = "See \"glance help COMMAND\" for help on a specific command."
)]
pub(crate) struct Cli {
    /// Show requests and responses on standard error
    #[arg(short, long, env = "GLANCECLIENT_DEBUG", hide_env_values = true, value_parser = FalseyValueParser::new())]
    pub(crate) debug: bool,
    /// Print more columns
    #[arg(short, long)]
    pub(crate) verbose: bool,
    #[command(flatten)]
    _accepted: AcceptedArgs,
    #[command(flatten)]
    pub(crate) connection: ConnectionArgs,
    #[command(subcommand)]
    pub(crate) command: Option<Command>,
}

/// Options that old scripts give and that change nothing here.
#[derive(Debug, Args)]
struct AcceptedArgs {
    /// The Python client asks before some commands; this one never does
    #[arg(short, long, hide = true)]
    force: bool,
    /// The Python client keeps copies of schemas; this one needs none
    #[arg(long, hide = true)]
    get_schema: bool,
}

/// The commands, in the order in which help lists them.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Create a new image
    ImageCreate(image::create::Args),
    /// Make an image's data unreadable for all but administrators
    ImageDeactivate(image::deactivate::Args),
    /// Delete images
    ImageDelete(image::delete::Args),
    /// Download an image's data, and verify it
    ImageDownload(image::download::Args),
    /// List the images that you can use
    ImageList(image::list::Args),
    /// Make an image's data readable again
    ImageReactivate(image::reactivate::Args),
    /// Show an image
    ImageShow(image::show::Args),
    /// Remove a tag from an image
    ImageTagDelete(tag::delete::Args),
    /// Add a tag to an image
    ImageTagUpdate(tag::update::Args),
    /// Change an image's attributes and properties
    ImageUpdate(image::update::Args),
    /// Upload the data of an image that has none
    ImageUpload(image::upload::Args),
    /// Share an image with a project
    MemberCreate(member::create::Args),
    /// Stop sharing an image with a project
    MemberDelete(member::delete::Args),
    /// Show how an image is shared with a project
    MemberGet(member::get::Args),
    /// List the projects that an image is shared with
    MemberList(member::list::Args),
    /// Accept or reject an image for a project
    MemberUpdate(member::update::Args),
    /// Print this help, or that of one command
    Help(help::Args),
}

/// Old scripts spell options `--os_image_url`; only the names of options are touched, never their values.
pub(crate) fn normalized(arguments: impl Iterator<Item = OsString>) -> impl Iterator<Item = OsString> {
    arguments.map(|argument| match argument.to_str() {
        Some(text) if text.starts_with("--os_") => match text.split_once('=') {
            Some((name, value)) => OsString::from(format!("{}={value}", name.replace('_', "-"))),
            None => OsString::from(text.replace('_', "-")),
        },
        _ => argument,
    })
}
