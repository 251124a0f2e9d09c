//! The command line: global options, and the list of commands.

mod connection;
mod values;

use std::ffi::OsString;

use clap::builder::FalseyValueParser;
use clap::{Args, Parser, Subcommand};

pub(crate) use connection::{ConnectionArgs, IdentityArgs};
pub(crate) use values::{key_value, parse_flag, parse_flag_or_true};

use crate::command::{
    cache, completion, explain, help, image, import_info, location, man, member, metadef, store, tag, task, usage,
};

/// Command-line client of the OpenStack Images API
#[derive(Debug, Parser)]
#[command(
    name = "glance",
    version,
    disable_help_subcommand = true,
    infer_long_args = true,
    args_override_self = true,
    after_help = "See \"glance help COMMAND\" for help on a specific command."
)]
pub(crate) struct Cli {
    /// Show requests and responses on standard error
    #[arg(short, long, env = "GLANCECLIENT_DEBUG", hide_env_values = true, value_parser = FalseyValueParser::new())]
    pub(crate) debug: bool,
    /// Print more columns
    #[arg(short, long)]
    pub(crate) verbose: bool,
    /// Ask the cloud again which attributes its images have; options are made from them
    #[arg(long)]
    pub(crate) get_schema: bool,
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
    /// The Python client shows how long its requests took
    #[arg(long, hide = true)]
    collect_timing: bool,
}

/// All commands.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    #[command(flatten)]
    Service(Box<ServiceCommand>),
    #[command(flatten)]
    About(About),
}

/// The commands that ask a service, in the order in which help lists them.
#[derive(Debug, Subcommand)]
pub(crate) enum ServiceCommand {
    /// Tell a queued image where its data is
    AddLocation(location::register::Args),
    /// Remove what is invalid or stuck from the cache of a server
    CacheClean,
    /// Remove all images from the cache of a server, from its queue, or from both
    CacheClear(cache::clear::Args),
    /// Remove images from the cache of a server, and from its queue
    CacheDelete(cache::delete::Args),
    /// List what a server holds in its cache, and what waits for that
    CacheList(cache::list::Args),
    /// List the servers that hold an image in their cache
    CacheNodesList(cache::nodes_list::Args),
    /// Make the cache of a server as small as it is to be
    CachePrune,
    /// Ask a server to bring images into its cache
    CacheQueue(cache::queue::Args),
    /// Describe the attributes of a kind of document
    Explain(explain::Args),
    /// Create a new image
    ImageCreate(image::create::Args),
    /// Create a new image, and import its data
    ImageCreateViaImport(image::create_via_import::Args),
    /// Make an image's data unreadable for all but administrators
    ImageDeactivate(image::deactivate::Args),
    /// Delete images
    ImageDelete(image::delete::Args),
    /// Download an image's data, and verify it
    ImageDownload(image::download::Args),
    /// Begin the import of an image
    ImageImport(image::import::Args),
    /// List the images that you can use
    ImageList(image::list::Args),
    /// Make an image's data readable again
    ImageReactivate(image::reactivate::Args),
    /// Show an image
    ImageShow(image::show::Args),
    /// Upload data to where an import finds it
    ImageStage(image::stage::Args),
    /// Remove a tag from an image
    ImageTagDelete(tag::delete::Args),
    /// Add a tag to an image
    ImageTagUpdate(tag::update::Args),
    /// List the tasks that work or worked on an image
    ImageTasks(image::tasks::Args),
    /// Change an image's attributes and properties
    ImageUpdate(image::update::Args),
    /// Upload the data of an image that has none
    ImageUpload(image::upload::Args),
    /// Show the ways in which the service imports images
    ImportInfo(import_info::Args),
    /// Add a location to an image
    LocationAdd(location::add::Args),
    /// Remove locations from an image
    LocationDelete(location::delete::Args),
    /// Change the metadata of one of an image's locations
    LocationUpdate(location::update::Args),
    #[command(flatten)]
    Metadef(metadef::Command),
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
    /// Remove an image's data from one of its stores
    StoresDelete(store::delete::Args),
    /// Show the stores of the service
    StoresInfo(store::info::Args),
    /// Create a task
    TaskCreate(task::create::Args),
    /// List tasks
    TaskList(task::list::Args),
    /// Show a task
    TaskShow(task::show::Args),
    /// Show the project's quotas, and how much of each is used
    Usage(usage::Args),
}

/// The commands that ask no service.
#[derive(Debug, Subcommand)]
pub(crate) enum About {
    /// Print all commands and options on one line
    #[command(alias = "bash_completion", hide = true)]
    BashCompletion,
    /// Print a script that completes commands and options for a shell
    Completion(completion::Args),
    /// Write a manual page for each command
    Man(man::Args),
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
