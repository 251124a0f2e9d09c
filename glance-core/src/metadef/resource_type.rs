//! Types of resources, and the namespaces that are for them.

use super::Name;
use super::name::check_line;
use crate::clock::Moment;
use crate::error::Result;

/// A type of resources, such as `OS::Glance::Image`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ResourceType {
    /// What it is called.
    pub name: Name,
    /// Whether it must not be deleted.
    pub protected: bool,
    /// When it was created.
    pub created_at: Moment,
    /// When it was last changed; what Glance loaded from a file has no such moment.
    pub updated_at: Option<Moment>,
}

/// That a namespace is for a type of resources.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Association {
    /// The type of resources.
    pub resource_type: Name,
    /// What the names of the namespace's properties begin with on such resources.
    pub prefix: Option<String>,
    /// Which of several sets of properties of such a resource is meant.
    pub properties_target: Option<String>,
    /// When it was created.
    pub created_at: Moment,
    /// When it was last changed; what Glance loaded from a file has no such moment.
    pub updated_at: Option<Moment>,
}

impl Association {
    /// Checks the texts in it.
    ///
    /// # Errors
    /// [`crate::Error::Invalid`] when one is too long or cannot be kept.
    pub fn check(&self) -> Result<()> {
        if let Some(prefix) = &self.prefix {
            check_line("Prefix", prefix)?;
        }
        self.properties_target.as_ref().map_or(Ok(()), |target| check_line("Properties target", target))
    }
}
