//! What each command does.

pub(crate) mod bash_completion;
pub(crate) mod cache;
pub(crate) mod completion;
pub(crate) mod explain;
pub(crate) mod help;
pub(crate) mod image;
pub(crate) mod import_info;
pub(crate) mod location;
pub(crate) mod man;
pub(crate) mod member;
pub(crate) mod metadef;
pub(crate) mod store;
pub(crate) mod tag;
pub(crate) mod task;
pub(crate) mod usage;

use crate::args::{About, ServiceCommand as Command};
use crate::client::Client;
use crate::error::Result;

/// Runs a command that asks no service.
///
/// # Errors
/// Whatever keeps the command from doing what it is for.
pub(crate) fn about(program: clap::Command, command: &About) -> Result<()> {
    match command {
        About::BashCompletion => bash_completion::run(program),
        About::Completion(args) => completion::run(program, args),
        About::Man(args) => man::run(program, args),
        About::Help(args) => help::run(program, args),
    }
}

/// Runs a command; `verbose` is whether to print more columns.
///
/// # Errors
/// Whatever keeps the command from doing what it is for.
pub(crate) fn run(client: &Client, command: Command, verbose: bool) -> Result<()> {
    match command {
        Command::AddLocation(args) => location::register::run(client, &args),
        Command::CacheClean => cache::clean::run(client),
        Command::CacheClear(args) => cache::clear::run(client, &args),
        Command::CacheDelete(args) => cache::delete::run(client, &args),
        Command::CacheList(args) => cache::list::run(client, &args),
        Command::CacheNodesList(args) => cache::nodes_list::run(client, &args),
        Command::CachePrune => cache::prune::run(client),
        Command::CacheQueue(args) => cache::queue::run(client, &args),
        Command::Explain(args) => explain::run(client, &args),
        Command::ImageCreate(args) => image::create::run(client, args),
        Command::ImageCreateViaImport(args) => image::create_via_import::run(client, args),
        Command::ImageDeactivate(args) => image::deactivate::run(client, &args),
        Command::ImageDelete(args) => image::delete::run(client, &args),
        Command::ImageDownload(args) => image::download::run(client, &args),
        Command::ImageImport(args) => image::import::run(client, &args),
        Command::ImageList(args) => image::list::run(client, &args, verbose),
        Command::ImageReactivate(args) => image::reactivate::run(client, &args),
        Command::ImageShow(args) => image::show::run(client, &args),
        Command::ImageStage(args) => image::stage::run(client, &args),
        Command::ImageTagDelete(args) => tag::delete::run(client, &args),
        Command::ImageTagUpdate(args) => tag::update::run(client, &args),
        Command::ImageTasks(args) => image::tasks::run(client, &args, verbose),
        Command::ImageUpdate(args) => image::update::run(client, args),
        Command::ImageUpload(args) => image::upload::run(client, &args),
        Command::ImportInfo(args) => import_info::run(client, &args),
        Command::LocationAdd(args) => location::add::run(client, args),
        Command::LocationDelete(args) => location::delete::run(client, &args),
        Command::LocationUpdate(args) => location::update::run(client, &args),
        Command::MemberCreate(args) => member::create::run(client, &args),
        Command::MemberDelete(args) => member::delete::run(client, &args),
        Command::MemberGet(args) => member::get::run(client, &args),
        Command::MemberList(args) => member::list::run(client, &args),
        Command::MemberUpdate(args) => member::update::run(client, &args),
        Command::Metadef(command) => metadef::run(client, &command),
        Command::StoresDelete(args) => store::delete::run(client, &args),
        Command::StoresInfo(args) => store::info::run(client, &args),
        Command::TaskCreate(args) => task::create::run(client, &args),
        Command::TaskList(args) => task::list::run(client, &args),
        Command::TaskShow(args) => task::show::run(client, &args),
        Command::Usage(args) => usage::run(client, &args),
    }
}
