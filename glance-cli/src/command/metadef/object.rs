//! `md-object-…`

pub(crate) mod create;
pub(crate) mod list;
pub(crate) mod property_show;
pub(crate) mod show;
pub(crate) mod update;

use super::namespace::NamespaceArgs;

/// An object of a namespace.
#[derive(Debug, clap::Args)]
pub(crate) struct ObjectArgs {
    #[command(flatten)]
    namespace: NamespaceArgs,
    /// Name of the object
    #[arg(value_name = "OBJECT")]
    object: String,
}

impl ObjectArgs {
    /// Where the object is.
    pub(super) fn path(&self) -> Vec<&str> {
        self.path_of(&self.object)
    }

    /// Where the object would be if it had this name.
    fn path_of<'a>(&'a self, name: &'a str) -> Vec<&'a str> {
        self.namespace.path(&["objects", name])
    }
}
