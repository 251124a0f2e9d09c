//! `glance`: the image service from a terminal.

mod args;
mod auth;
mod client;
mod command;
mod error;
mod interrupt;
mod invocation;
mod json;
mod output;
mod schema;
mod transfer;

use std::process::ExitCode;

use invocation::{Invocation, Refusal};

fn main() -> ExitCode {
    interrupt::watch();
    let arguments: Vec<_> = args::normalized(std::env::args_os()).collect();
    let outcome = match Invocation::read(&arguments) {
        Ok(invocation) => invocation.run(),
        Err(Refusal::Failed(error)) => Err(error),
        Err(Refusal::Usage(error)) => {
            // A closed pipe under `--help | head` is no reason to complain.
            let _ = error.print();
            return ExitCode::from(u8::try_from(error.exit_code()).unwrap_or(2));
        }
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => error.report(),
    }
}
