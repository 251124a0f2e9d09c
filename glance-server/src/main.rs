//! `glance-server`: the image service, and what looks after its database, as one program.
//!
//! Called as `glance-api` or `glance-manage`, through a link of that name, it is that command.

#[cfg(not(any(feature = "sqlite", feature = "mysql", feature = "postgres")))]
compile_error!("a server needs a database: build it with at least one of the features sqlite, mysql and postgres");

mod command;

use std::process::ExitCode;

use clap::Parser;
use command::Arguments;

/// A request is hundreds of small pieces of memory that come and go on several threads.
#[cfg(feature = "mimalloc")]
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    let arguments = Arguments::parse_from(command::by_name(std::env::args_os()));
    arguments.run().unwrap_or_else(|error| {
        command::complain(&error);
        ExitCode::FAILURE
    })
}
