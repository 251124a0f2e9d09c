//! `md-namespace-…`

pub(crate) mod create;
mod fields;
pub(crate) mod import;
pub(crate) mod list;
pub(crate) mod show;
pub(crate) mod update;

/// A namespace.
#[derive(Debug, clap::Args)]
pub(crate) struct NamespaceArgs {
    /// Name of the namespace
    #[arg(value_name = "NAMESPACE")]
    pub(super) namespace: String,
}

impl NamespaceArgs {
    /// Where the namespace is, or something that belongs to it.
    pub(super) fn path<'a>(&'a self, rest: &[&'a str]) -> Vec<&'a str> {
        ["metadefs", "namespaces", &self.namespace].into_iter().chain(rest.iter().copied()).collect()
    }
}
