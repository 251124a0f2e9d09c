//! Metadata definitions: what may be said of images and other resources, for programs that offer it to people.

mod draft;
mod file;
mod item;
mod list;
mod name;
mod namespace;
mod property;
mod query;
mod request;
mod resource_type;
mod schema;
mod shape;
mod value;

pub use draft::{AssociationDraft, NamespaceDraft, ObjectDraft, PropertyDraft, Purpose};
pub use file::{FileError, NamespaceFile};
pub use item::{Item, Object, Property, Tag};
pub use list::{NamespaceList, TagList, check_object_list};
pub use name::Name;
pub use namespace::{Namespace, Visibility};
pub use property::{PropertySchema, VALUE_TYPES};
pub use query::{NamespaceQuery, NamespaceSortKey, TagQuery, TagSortKey};
pub use resource_type::{Association, ResourceType};
pub use schema::{
    namespace_schema, namespaces_schema, object_schema, objects_schema, properties_schema, property_schema,
    resource_type_schema, resource_types_schema, tag_schema, tags_schema,
};

use shape::Fault;

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

impl Content {
    /// How many items of a kind a namespace has at most. All of them are read at once.
    pub const MOST_ITEMS: usize = 5_000;

    /// Checks the texts in it.
    ///
    /// # Errors
    /// [`crate::Error::Invalid`] when one is too long or cannot be kept.
    pub fn check(&self) -> crate::Result<()> {
        Ok(self.find_fault()?)
    }

    /// Checks the texts in it, and tells which item it is.
    fn find_fault(&self) -> Result<(), Fault> {
        for (index, object) in self.objects.iter().enumerate() {
            object.check().map_err(|error| Fault::from(error).below(index.to_string()).below("objects"))?;
        }
        for property in &self.properties {
            property.check().map_err(|error| Fault::from(error).below(property.name.as_str()).below("properties"))?;
        }
        for (index, association) in self.associations.iter().enumerate() {
            let fault = |error| Fault::from(error).below(index.to_string()).below("resource_type_associations");
            association.check().map_err(fault)?;
        }
        Ok(())
    }

    /// Puts the prefix of a type of resources before the names of all properties, as they are called on such resources.
    /// Nothing changes for a type that the namespace is not for.
    pub fn prefix_for(&mut self, resource_type: &str) {
        let mut associations = self.associations.iter();
        let found = associations.find(|association| association.resource_type.as_str() == resource_type);
        let Some(prefix) = found.and_then(|association| association.prefix.as_deref()) else { return };
        for property in &mut self.properties {
            property.name = Name::known(format!("{prefix}{}", property.name));
        }
        for object in &mut self.objects {
            let properties = std::mem::take(&mut object.properties);
            object.properties =
                properties.into_iter().map(|(name, schema)| (format!("{prefix}{name}"), schema)).collect();
            for name in &mut object.required {
                name.insert_str(0, prefix);
            }
        }
    }
}
