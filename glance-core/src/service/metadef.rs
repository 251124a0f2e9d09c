//! Metadata definitions: what may be said of images and other resources, for programs that offer it to people.
//!
//! Everything belongs to a namespace. Who may not see a namespace is told of it, and of all that it holds, what they would
//! be told if there were none.

mod access;
mod namespaces;
mod objects;
mod properties;
mod resource_types;
mod tags;

pub use namespaces::NamespacePage;

use super::Glance;

/// The use cases of metadata definitions. Clones are the same service.
#[derive(Clone, Debug)]
pub struct Metadefs {
    glance: Glance,
}

impl Glance {
    /// What can be done with metadata definitions.
    pub fn metadefs(&self) -> Metadefs {
        Metadefs { glance: self.clone() }
    }
}
