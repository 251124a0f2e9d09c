//! What a namespace holds by name: objects, properties and tags.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use super::{Name, PropertySchema};
use crate::clock::Moment;
use crate::error::{Error, Result};
use crate::image::check_text;

/// How long the texts are for which databases have no other limit: as long as MySQL lets them be.
const MAX_BYTES: usize = 65_535;

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
            check_bytes("Description", text.len())?;
        }
        for name in &self.required {
            if name.contains(',') || name.is_empty() {
                return Err(Error::Invalid(format!("'{name}' cannot be the name of a required property")));
            }
            check_text("Required", name)?;
        }
        check_bytes("Required", self.required.iter().map(|name| name.len() + 1).sum())?;
        let properties =
            self.properties.iter().map(|(name, schema)| name.len() * 6 + 6 + ascii_length(schema.as_map()));
        check_bytes("Properties", properties.sum())
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

impl Property {
    /// Checks that what is said of it is not too much.
    ///
    /// # Errors
    /// [`Error::Invalid`] when not every database can keep it.
    pub fn check(&self) -> Result<()> {
        check_bytes("Property", ascii_length(self.schema.as_map()))
    }
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

fn check_bytes(what: &str, bytes: usize) -> Result<()> {
    if bytes > MAX_BYTES {
        return Err(Error::Invalid(format!(
            "{what} is too long: it has at most {MAX_BYTES} bytes, and this has {bytes}"
        )));
    }
    Ok(())
}

/// How many bytes a document has that is kept in ASCII, in the longest form that it can have there.
fn ascii_length(document: &Map<String, Value>) -> usize {
    let text = Value::Object(document.clone()).to_string();
    // Besides the blanks between the parts, a character that is not ASCII becomes one or two escapes of six bytes.
    text.chars().map(|c| if c.is_ascii() { 1 + usize::from(matches!(c, ',' | ':')) } else { c.len_utf16() * 6 }).sum()
}
