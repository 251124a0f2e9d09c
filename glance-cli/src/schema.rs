//! What images can be told on the command line: attributes that every service knows, and those that one cloud adds.
//!
//! A cloud describes its images in a schema, of which a copy lies under `~/.glanceclient`, where the Python client keeps
//! it too.

mod builtin;
mod cache;
mod options;
mod property;

pub(crate) use cache::{known, refresh};
pub(crate) use options::{COMMANDS, HEADING, add_options, given};
pub(crate) use property::Schema;
