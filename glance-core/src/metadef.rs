//! Metadata definitions: what may be said of images and other resources, for programs that offer it to people.

mod item;
mod name;
mod namespace;
mod property;
mod query;
mod resource_type;

pub use item::{Item, Object, Property, Tag};
pub use name::Name;
pub use namespace::{Namespace, Visibility};
pub use property::{PropertySchema, VALUE_TYPES};
pub use query::{NamespaceQuery, NamespaceSortKey, TagQuery, TagSortKey};
pub use resource_type::{Association, ResourceType};

/// All that a namespace can hold.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Content {
    /// Groups of properties.
    pub objects: Vec<Object>,
    /// Properties on their own.
    pub properties: Vec<Property>,
    /// Words.
    pub tags: Vec<Tag>,
    /// The types of resources that the namespace is for.
    pub associations: Vec<Association>,
}
