//! `glance`: the image service from a terminal.

mod args;
mod auth;
mod client;
mod command;
mod error;
mod interrupt;
mod output;
mod transfer;

use std::process::ExitCode;

use clap::Parser;

fn main() -> ExitCode {
    let cli = match args::Cli::try_parse_from(args::normalized(std::env::args_os())) {
        Ok(cli) => cli,
        Err(error) => {
            // A closed pipe under `--help | head` is no reason to complain.
            let _ = error.print();
            return ExitCode::from(u8::try_from(error.exit_code()).unwrap_or(2));
        }
    };
    interrupt::watch();
    match command::run(cli) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => error.report(),
    }
}
