//! The file `schema-image.json`, in which operators describe properties of images.
//!
//! It stands beside the configuration and has two forms: names with their descriptions, or an object of these called
//! `properties`, beside which there may be a list `required`.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use serde_json::{Map, Value};

use super::error::ConfigError;
use crate::image::{CustomProperties, CustomProperty, attribute};

const NAME: &str = "schema-image.json";

/// Reads the file from the first of these folders that has it. Without it, no property is described.
pub(super) fn find(folders: &[PathBuf]) -> Result<CustomProperties, ConfigError> {
    for path in folders.iter().map(|folder| folder.join(NAME)) {
        match std::fs::read(&path) {
            Ok(bytes) => return read(&path, &bytes),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {}
            Err(source) => return Err(ConfigError::Unreadable { path, source }),
        }
    }
    Ok(CustomProperties::default())
}

fn read(path: &Path, bytes: &[u8]) -> Result<CustomProperties, ConfigError> {
    let wrong = |reason: String| ConfigError::File { path: path.to_owned(), reason };
    let document: Map<String, Value> = serde_json::from_slice(bytes).map_err(|error| wrong(error.to_string()))?;
    let (properties, required) = match document.get("properties") {
        None => (&document, Vec::new()),
        Some(Value::Object(properties)) => {
            let required = document.get("required").filter(|required| !required.is_null());
            let required = required.map(|names| serde_json::from_value(names.clone())).transpose();
            let required = required.map_err(|_| wrong("«required» is not a list of names".to_owned()))?;
            (properties, required.unwrap_or_default())
        }
        Some(_) => return Err(wrong("«properties» is not an object".to_owned())),
    };
    let mut described = BTreeMap::new();
    for (name, description) in properties {
        let property = describe(name, description).map_err(|reason| wrong(format!("«{name}»: {reason}")))?;
        described.insert(name.clone(), property);
    }
    Ok(CustomProperties::new(described, required))
}

fn describe(name: &str, description: &Value) -> Result<CustomProperty, String> {
    if attribute(name).is_some() {
        return Err("every image has an attribute of this name".to_owned());
    }
    let Value::Object(members) = description else { return Err("the description is not an object".to_owned()) };
    let validator = jsonschema::validator_for(description).map_err(|error| error.to_string())?;
    let mut document = members.clone();
    document.insert("is_base".to_owned(), false.into());
    Ok(CustomProperty {
        document,
        judge: Arc::new(move |value| validator.validate(value).map_err(|error| error.to_string())),
    })
}
