//! What can go wrong, and how the program says so and ends.

mod details;

use std::fmt::Write as _;
use std::io;
use std::path::Path;
use std::process::ExitCode;

pub(crate) use details::{Body, details};

/// Exit code of a process that a closed pipe ended: 128 and the number of SIGPIPE.
const CLOSED_PIPE: u8 = 141;

/// Why a command failed. The text is for the user and ends on standard error, alone.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Error {
    /// The server refused.
    #[error("HTTP {details}")]
    Http {
        /// The status, by which some commands choose other words.
        status: u16,
        /// What the server said, in one piece.
        details: String,
    },
    /// The server, or Keystone, does not know who asks.
    #[error("Invalid OpenStack Identity credentials.")]
    Unauthorized,
    /// Nobody answered, or not in HTTP.
    #[error("Error finding address for {url}: {reason}")]
    Unreachable {
        /// What was asked for.
        url: String,
        /// The innermost cause.
        reason: String,
    },
    /// Anything else that is only to be told.
    #[error("{0}")]
    Message(String),
    /// The reader of our standard output has gone.
    #[error("broken pipe")]
    BrokenPipe,
    /// Everything has been told already.
    #[error("")]
    Reported,
}

/// What commands return.
pub(crate) type Result<T> = std::result::Result<T, Error>;

impl Error {
    /// Makes an error of a text.
    pub(crate) fn message(text: impl Into<String>) -> Self {
        Self::Message(text.into())
    }

    /// Says which file could not be used, and why.
    pub(crate) fn file(path: &Path, error: &io::Error) -> Self {
        Self::Message(format!("{}: {error}", path.display()))
    }

    /// Says that standard output could not be written to.
    pub(crate) fn stdout(error: &io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::BrokenPipe => Self::BrokenPipe,
            _ => Self::Message(format!("standard output: {error}")),
        }
    }

    /// Makes an error of what happened to a request before there was a response.
    pub(crate) fn request(url: &str, error: &reqwest::Error) -> Self {
        Self::Unreachable { url: url.to_owned(), reason: innermost(error) }
    }

    /// Tells the user, and returns the code to exit with.
    pub(crate) fn report(&self) -> ExitCode {
        match self {
            Self::BrokenPipe => return ExitCode::from(CLOSED_PIPE),
            Self::Reported => {}
            other => complain(&other.to_string()),
        }
        ExitCode::FAILURE
    }
}

/// Writes a line to standard error. Where that is closed, there is nobody left to tell.
pub(crate) fn complain(text: &str) {
    let _ = io::Write::write_all(&mut io::stderr().lock(), format!("{}\n", printable(text)).as_bytes());
}

/// Escapes control characters, which could otherwise drive the user's terminal in the name of a server.
pub(crate) fn printable(text: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    for character in text.chars() {
        if character.is_control() && character != '\n' && character != '\t' {
            let _ = write!(shown, "{}", character.escape_default());
        } else {
            shown.push(character);
        }
    }
    shown
}

/// The outer errors of an HTTP library repeat the URL; the innermost says what happened.
pub(crate) fn innermost(error: &dyn std::error::Error) -> String {
    let mut current = error;
    while let Some(source) = current.source() {
        current = source;
    }
    current.to_string()
}
