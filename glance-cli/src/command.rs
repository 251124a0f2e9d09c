//! What each command does.

pub(crate) mod help;
pub(crate) mod image;
pub(crate) mod member;
pub(crate) mod tag;

use crate::args::{Cli, Command};
use crate::auth::Settings;
use crate::client::Client;
use crate::error::Result;

/// Runs the command of this command line; without one, prints help.
///
/// # Errors
/// Whatever keeps the command from doing what it is for.
pub(crate) fn run(cli: Cli) -> Result<()> {
    let Some(command) = cli.command else {
        return help::run(&help::Args::default());
    };
    if let Command::Help(args) = &command {
        return help::run(args);
    }
    let client = Client::connect(&Settings::new(cli.connection)?, cli.debug)?;
    match command {
        Command::ImageCreate(args) => image::create::run(&client, args),
        Command::ImageDeactivate(args) => image::deactivate::run(&client, &args),
        Command::ImageDelete(args) => image::delete::run(&client, &args),
        Command::ImageDownload(args) => image::download::run(&client, &args),
        Command::ImageList(args) => image::list::run(&client, &args, cli.verbose),
        Command::ImageReactivate(args) => image::reactivate::run(&client, &args),
        Command::ImageShow(args) => image::show::run(&client, &args),
        Command::ImageTagDelete(args) => tag::delete::run(&client, &args),
        Command::ImageTagUpdate(args) => tag::update::run(&client, &args),
        Command::ImageUpdate(args) => image::update::run(&client, args),
        Command::ImageUpload(args) => image::upload::run(&client, &args),
        Command::MemberCreate(args) => member::create::run(&client, &args),
        Command::MemberDelete(args) => member::delete::run(&client, &args),
        Command::MemberGet(args) => member::get::run(&client, &args),
        Command::MemberList(args) => member::list::run(&client, &args),
        Command::MemberUpdate(args) => member::update::run(&client, &args),
        Command::Help(args) => help::run(&args),
    }
}
