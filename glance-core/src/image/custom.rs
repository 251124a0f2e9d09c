//! Properties that an operator describes: which values they may have.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

use serde_json::{Map, Value};

use super::Formats;
use crate::error::{Error, Result};

/// Tells whether a value is what a property may have, and if not, why.
pub type Judge = Arc<dyn Fn(&Value) -> std::result::Result<(), String> + Send + Sync>;

/// What images may be like, as the schema document tells it.
#[derive(Clone, Debug, Default)]
pub struct ImageSchema {
    /// The formats that images may have.
    pub formats: Formats,
    /// The properties that are described.
    pub custom: CustomProperties,
}

/// Properties that an operator describes. Any other property is a text.
#[derive(Clone, Debug, Default)]
pub struct CustomProperties {
    properties: BTreeMap<String, CustomProperty>,
    required: Vec<String>,
}

/// One property that an operator describes.
#[derive(Clone)]
pub struct CustomProperty {
    /// The description, as the schema document has it.
    pub document: Map<String, Value>,
    /// What holds values against the description.
    pub judge: Judge,
}

impl fmt::Debug for CustomProperty {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CustomProperty").field("document", &self.document).finish_non_exhaustive()
    }
}

impl CustomProperties {
    /// Puts descriptions together, and the names of those properties that a new image must have.
    pub fn new(properties: BTreeMap<String, CustomProperty>, required: Vec<String>) -> Self {
        Self { properties, required }
    }

    /// Walks over names and descriptions.
    pub fn documents(&self) -> impl Iterator<Item = (&str, &Map<String, Value>)> {
        self.properties.iter().map(|(name, property)| (name.as_str(), &property.document))
    }

    /// The names of the properties that a new image must have.
    pub fn required(&self) -> &[String] {
        &self.required
    }

    /// Reads a property's value as it is kept, which is as a text; `None` if nothing is known of the property.
    ///
    /// # Errors
    /// [`Error::Invalid`] when the value is not what the property may have, or cannot be kept.
    pub fn read(&self, name: &str, value: &Value) -> Result<Option<String>> {
        let Some(property) = self.properties.get(name) else { return Ok(None) };
        let mismatch =
            |reason: String| Error::Invalid(format!("Provided object does not match schema 'image': {reason}"));
        (property.judge)(value).map_err(|reason| mismatch(format!("{name}: {reason}")))?;
        match value {
            // The texts that a Glance makes of these in its database.
            Value::Null => Ok(Some(String::new())),
            Value::Bool(flag) => Ok(Some(if *flag { "1" } else { "0" }.to_owned())),
            Value::Number(number) => Ok(Some(number.to_string())),
            Value::String(text) => Ok(Some(text.clone())),
            Value::Array(_) | Value::Object(_) => {
                Err(mismatch(format!("{name}: a property cannot be a list or an object")))
            }
        }
    }

    /// Shows a property's text as a value: nothing, where only nothing can be meant by a text without letters.
    pub fn show(&self, name: &str, text: &str) -> Value {
        let means_null = |property: &CustomProperty| {
            (property.judge)(&Value::Null).is_ok() && (property.judge)(&Value::from("")).is_err()
        };
        match self.properties.get(name) {
            Some(property) if text.is_empty() && means_null(property) => Value::Null,
            _ => Value::from(text),
        }
    }

    /// Checks that a document that makes a new image has all that it must have.
    ///
    /// # Errors
    /// [`Error::Invalid`] when something is missing.
    pub fn check_complete(&self, document: &Map<String, Value>) -> Result<()> {
        match self.required.iter().find(|name| !document.contains_key(*name)) {
            Some(missing) => Err(Error::Invalid(format!(
                "Provided object does not match schema 'image': '{missing}' is a required property"
            ))),
            None => Ok(()),
        }
    }
}
