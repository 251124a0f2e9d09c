//! Metadata definitions.

mod items;
mod namespace;
mod resource_type;

pub use items::{Object, Objects, Properties, Property, Tag, TagName, Tags};
pub use namespace::{Namespace, Namespaces};
pub use resource_type::{Association, Associations, ResourceType, ResourceTypes};
