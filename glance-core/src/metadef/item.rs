//! What a namespace holds by name: objects, properties and tags.

use std::collections::BTreeMap;

use super::{Name, PropertySchema};
use crate::clock::Moment;
use crate::error::{Error, Result};
use crate::image::check_text;

/// One of several things of a kind in a namespace, each with a name of its own.
pub trait Item {
    /// What it is called.
    fn name(&self) -> &Name;
}

/// A group of properties that are used together.
#[derive(Clone, Debug, PartialEq)]
pub struct Object {
    /// What it is called.
    pub name: Name,
    /// What it is for.
    pub description: Option<String>,
    /// The names of those properties that must have a value.
    pub required: Vec<String>,
    /// The properties.
    pub properties: BTreeMap<String, PropertySchema>,
    /// When it was created.
    pub created_at: Moment,
    /// When it was last changed; what Glance loaded from a file has no such moment.
    pub updated_at: Option<Moment>,
}

impl Object {
    /// Checks the texts in it.
    ///
    /// # Errors
    /// [`Error::Invalid`] when not every database can keep one, or when the name of a required property has a comma:
    /// these names are kept in one text with commas between them.
    pub fn check(&self) -> Result<()> {
        if let Some(text) = &self.description {
            check_text("Description", text)?;
        }
        for name in &self.required {
            if name.contains(',') || name.is_empty() {
                return Err(Error::Invalid(format!("'{name}' cannot be the name of a required property")));
            }
            check_text("Required property", name)?;
        }
        Ok(())
    }
}

/// A property on its own.
#[derive(Clone, Debug, PartialEq)]
pub struct Property {
    /// What it is called.
    pub name: Name,
    /// What its values are like.
    pub schema: PropertySchema,
    /// When it was created.
    pub created_at: Moment,
    /// When it was last changed; what Glance loaded from a file has no such moment.
    pub updated_at: Option<Moment>,
}

/// A word.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tag {
    /// The word.
    pub name: Name,
    /// When it was created.
    pub created_at: Moment,
    /// When it was last changed; what Glance loaded from a file has no such moment.
    pub updated_at: Option<Moment>,
}

impl Item for Object {
    fn name(&self) -> &Name {
        &self.name
    }
}

impl Item for Property {
    fn name(&self) -> &Name {
        &self.name
    }
}

impl Item for Tag {
    fn name(&self) -> &Name {
        &self.name
    }
}
