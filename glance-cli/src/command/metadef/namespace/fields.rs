//! What can be said of a namespace.

use crate::args::parse_flag;
use crate::json::Object;

/// Options for what can be said of a namespace.
#[derive(Debug, clap::Args)]
pub(super) struct Fields {
    /// Project that the namespace belongs to
    #[arg(long)]
    owner: Option<String>,
    /// Whether the namespace, and what it holds, must not be deleted
    #[arg(
        long,
        value_name = "True|False",
        num_args = 0..=1,
        default_missing_value = "true",
        value_parser = parse_flag
    )]
    protected: Option<bool>,
    /// Who may see the namespace besides its owner: public or private
    #[arg(long)]
    visibility: Option<String>,
    /// What the namespace is for
    #[arg(long)]
    description: Option<String>,
    /// What people call the namespace
    #[arg(long)]
    display_name: Option<String>,
}

impl Fields {
    /// What was said, by the names that documents have.
    pub(super) fn given(&self) -> Object {
        let mut fields = Object::default();
        for (name, value) in [
            ("owner", &self.owner),
            ("visibility", &self.visibility),
            ("description", &self.description),
            ("display_name", &self.display_name),
        ] {
            fields.extend(value.as_deref().map(|value| (name, value)));
        }
        fields.extend(self.protected.map(|protected| ("protected", protected)));
        fields
    }
}
