//! `md-tag-…`

pub(crate) mod create;
pub(crate) mod create_multiple;
pub(crate) mod list;
pub(crate) mod show;
pub(crate) mod update;

use super::namespace::NamespaceArgs;
use crate::error::{Error, Result};

/// A tag of a namespace.
#[derive(Debug, clap::Args)]
pub(crate) struct TagArgs {
    #[command(flatten)]
    namespace: NamespaceArgs,
    /// Name of the tag
    #[arg(value_name = "TAG")]
    tag: String,
}

impl TagArgs {
    /// Where the tag is.
    pub(super) fn path(&self) -> Vec<&str> {
        self.path_of(&self.tag)
    }

    /// Where the tag would be if it had this name.
    fn path_of<'a>(&'a self, name: &'a str) -> Vec<&'a str> {
        self.namespace.path(&["tags", name])
    }
}

/// A tag without the blanks around it.
fn name(text: &str) -> Result<&str> {
    let name = text.trim();
    if name.is_empty() { Err(Error::message("Please supply at least one non-blank tag name.")) } else { Ok(name) }
}
