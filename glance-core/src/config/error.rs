//! What is wrong with a configuration, and where.

use std::io;
use std::path::PathBuf;

use super::sources::Place;

/// What is wrong with a configuration.
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    /// A file or a folder cannot be read.
    #[error("{}: {source}", path.display())]
    Unreadable {
        /// The file or folder.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// A line is neither a section, an option, a comment nor the continuation of an option.
    #[error("{}:{line}: {reason}", file.display())]
    Syntax {
        /// The file.
        file: PathBuf,
        /// The line, from 1.
        line: usize,
        /// What is wrong.
        reason: String,
    },
    /// A file that belongs to the configuration does not say what it should.
    #[error("{}: {reason}", path.display())]
    File {
        /// The file.
        path: PathBuf,
        /// What is wrong.
        reason: String,
    },
    /// An option has a value that it cannot have.
    #[error("{place}: [{section}] {option}: {reason}")]
    Value {
        /// Where it was given.
        place: Place,
        /// The section, as it is written there.
        section: String,
        /// The option, as it is written there.
        option: String,
        /// What is wrong, and what is allowed.
        reason: String,
    },
    /// An option that something else calls for is nowhere.
    #[error("[{section}] {option} is missing: {reason}")]
    Missing {
        /// The section that it belongs to.
        section: String,
        /// The option.
        option: &'static str,
        /// What calls for it.
        reason: String,
    },
}
