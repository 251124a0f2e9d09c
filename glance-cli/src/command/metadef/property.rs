//! `md-property-…`

pub(crate) mod create;
pub(crate) mod list;
pub(crate) mod show;
pub(crate) mod update;

use super::namespace::NamespaceArgs;

/// A property of a namespace.
#[derive(Debug, clap::Args)]
pub(crate) struct PropertyArgs {
    #[command(flatten)]
    namespace: NamespaceArgs,
    /// Name of the property
    #[arg(value_name = "PROPERTY")]
    property: String,
}

impl PropertyArgs {
    /// Where the property is.
    pub(super) fn path(&self) -> Vec<&str> {
        self.path_of(&self.property)
    }

    /// Where the property would be if it had this name.
    fn path_of<'a>(&'a self, name: &'a str) -> Vec<&'a str> {
        self.namespace.path(&["properties", name])
    }
}
