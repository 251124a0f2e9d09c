//! `glance-server`: the image service, and what looks after its database, as one program.
//!
//! Called as `glance-api` or `glance-manage`, through a link of that name, it is that command.

#[cfg(not(any(feature = "sqlite", feature = "mysql", feature = "postgres")))]
compile_error!("a server needs a database: build it with at least one of the features sqlite, mysql and postgres");

mod command;

use std::process::ExitCode;

use clap::Parser;
use command::Arguments;

#[tokio::main]
async fn main() -> ExitCode {
    let arguments = Arguments::parse_from(command::by_name(std::env::args_os()));
    // The thread of `main` is none of the runtime's workers: what it accepts, another thread would have to be woken for.
    let ended = tokio::spawn(arguments.run()).await;
    match ended.map_err(anyhow::Error::from).flatten() {
        Ok(code) => code,
        Err(error) => {
            command::complain(&error);
            ExitCode::FAILURE
        }
    }
}
