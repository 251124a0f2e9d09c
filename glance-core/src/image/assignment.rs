//! Attributes and properties with values, as clients write them.

use std::collections::BTreeSet;

use serde_json::Value;

use super::{ContainerFormat, DiskFormat, Image, ImageId, ImageSchema, Visibility, check_writable, text};
use crate::context::ProjectId;
use crate::error::{Error, Result};

/// One attribute or property with its new value, checked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Assignment {
    /// The id of an image to create.
    Id(ImageId),
    /// The name.
    Name(Option<String>),
    /// The visibility.
    Visibility(Visibility),
    /// Whether the image is protected.
    Protected(bool),
    /// Whether the image is hidden.
    Hidden(bool),
    /// The owner.
    Owner(Option<ProjectId>),
    /// The disk format.
    DiskFormat(Option<DiskFormat>),
    /// The container format.
    ContainerFormat(Option<ContainerFormat>),
    /// The disk space that an instance needs, in GiB.
    MinDisk(i32),
    /// The memory that an instance needs, in MiB.
    MinRam(i32),
    /// All tags.
    Tags(BTreeSet<String>),
    /// A property and its value.
    Property(String, String),
}

impl Assignment {
    /// Reads the value of the attribute or property `name` as a document has it.
    ///
    /// # Errors
    /// [`Error::Invalid`] when the value does not fit, [`Error::ReadOnly`] and [`Error::Reserved`] as
    /// [`check_writable`] has it; locations are reserved here, for they have rules of their own.
    pub fn read(name: &str, value: &Value, schema: &ImageSchema) -> Result<Self> {
        check_writable(name)?;
        Ok(match name {
            "id" => Self::Id(read_id(value)?),
            "name" => Self::Name(read_line(name, value)?),
            "visibility" => Self::Visibility(read_visibility(value)?),
            "protected" => Self::Protected(read_flag(name, value)?),
            "os_hidden" => Self::Hidden(read_flag(name, value)?),
            "owner" => Self::Owner(read_line(name, value)?.filter(|owner| !owner.is_empty()).map(ProjectId::new)),
            "disk_format" => Self::DiskFormat(read_choice(value, &schema.formats.disk)?.map(DiskFormat::new)),
            "container_format" => {
                Self::ContainerFormat(read_choice(value, &schema.formats.container)?.map(ContainerFormat::new))
            }
            "min_disk" => Self::MinDisk(read_amount(name, value)?),
            "min_ram" => Self::MinRam(read_amount(name, value)?),
            "tags" => Self::Tags(read_tags(value)?),
            "locations" => return Err(Error::Reserved(name.to_owned())),
            _ => {
                text::check_property_name(name)?;
                let text = match (schema.custom.read(name, value)?, value) {
                    (Some(text), _) => text,
                    (None, Value::String(text)) => text.clone(),
                    (None, _) => return Err(not_of_type(value, "'string'")),
                };
                text::check_text("Property value", &text)?;
                Self::Property(name.to_owned(), text)
            }
        })
    }

    /// Gives the value to an image.
    pub fn apply(self, image: &mut Image) {
        match self {
            Self::Id(id) => image.id = id,
            Self::Name(name) => image.name = name,
            Self::Visibility(visibility) => image.visibility = visibility,
            Self::Protected(protected) => image.protected = protected,
            Self::Hidden(hidden) => image.hidden = hidden,
            Self::Owner(owner) => image.owner = owner,
            Self::DiskFormat(format) => image.disk_format = format,
            Self::ContainerFormat(format) => image.container_format = format,
            Self::MinDisk(gib) => image.min_disk_gib = gib,
            Self::MinRam(mib) => image.min_ram_mib = mib,
            Self::Tags(tags) => image.tags = tags,
            Self::Property(name, value) => {
                image.properties.insert(name, value);
            }
        }
    }
}

fn mismatch(reason: impl std::fmt::Display) -> Error {
    Error::Invalid(format!("Provided object does not match schema 'image': {reason}"))
}

fn not_of_type(value: &Value, wanted: &str) -> Error {
    mismatch(format_args!("{value} is not of type {wanted}"))
}

fn read_id(value: &Value) -> Result<ImageId> {
    let Value::String(text) = value else { return Err(not_of_type(value, "'string'")) };
    text.parse().map_err(|reason| mismatch(format_args!("'{text}' is no id: {reason}")))
}

fn read_line(name: &str, value: &Value) -> Result<Option<String>> {
    match value {
        Value::Null => Ok(None),
        Value::String(line) => {
            text::check_name(name, line)?;
            Ok(Some(line.clone()))
        }
        other => Err(not_of_type(other, "'null', 'string'")),
    }
}

fn read_visibility(value: &Value) -> Result<Visibility> {
    let known = || Visibility::ALL.map(Visibility::as_str).join("', '");
    let Value::String(text) = value else { return Err(not_of_type(value, "'string'")) };
    text.parse().map_err(|_| mismatch(format_args!("'{text}' is not one of ['{}']", known())))
}

fn read_flag(name: &str, value: &Value) -> Result<bool> {
    value.as_bool().ok_or_else(|| mismatch(format_args!("{name}: {value} is not of type 'boolean'")))
}

fn read_choice(value: &Value, known: &[String]) -> Result<Option<String>> {
    match value {
        Value::Null => Ok(None),
        Value::String(text) if known.contains(text) => Ok(Some(text.clone())),
        Value::String(text) => Err(mismatch(format_args!("'{text}' is not one of [None, '{}']", known.join("', '")))),
        other => Err(not_of_type(other, "'null', 'string'")),
    }
}

fn read_amount(name: &str, value: &Value) -> Result<i32> {
    let number = value.as_i64().or_else(|| whole(value));
    match number {
        Some(n) if n < 0 => {
            Err(Error::Invalid(format!("Invalid value '{n}' for parameter '{name}': Cannot be a negative value")))
        }
        Some(n) => i32::try_from(n).map_err(|_| too_large(name)),
        None if value.as_u64().is_some() => Err(too_large(name)),
        None => Err(mismatch(format_args!("{name}: {value} is not of type 'integer'"))),
    }
}

/// JSON schema counts 1.0 as an integer, and so do clients that compute.
fn whole(value: &Value) -> Option<i64> {
    let number = value.as_f64().filter(|number| number.fract() == 0.0 && number.abs() < 9e15)?;
    format!("{number:.0}").parse().ok()
}

fn too_large(name: &str) -> Error {
    Error::Invalid(format!("'{name}' value out of range, must not exceed {}.", i32::MAX))
}

fn read_tags(value: &Value) -> Result<BTreeSet<String>> {
    let Value::Array(items) = value else { return Err(not_of_type(value, "'array'")) };
    items
        .iter()
        .map(|item| {
            let Value::String(tag) = item else { return Err(not_of_type(item, "'string'")) };
            text::check_tag(tag)?;
            Ok(tag.clone())
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn refusal(name: &str, value: &Value) -> String {
        Assignment::read(name, value, &ImageSchema::default()).unwrap_err().to_string()
    }

    #[test]
    fn values_that_do_not_fit_are_refused_with_the_reason() {
        let long = "n".repeat(256);
        let cases = [
            ("name", json!(3), "3 is not of type 'null', 'string'"),
            ("name", json!(long), "is too long"),
            ("name", json!("\u{1f600}"), "Name can't contain 4 byte unicode characters."),
            ("disk_format", json!("floppy"), "'floppy' is not one of [None, 'ami'"),
            ("visibility", json!("secret"), "'secret' is not one of ['community', 'public', 'private', 'shared']"),
            ("min_ram", json!(-1), "Invalid value '-1' for parameter 'min_ram': Cannot be a negative value"),
            ("min_disk", json!(2_147_483_648_u64), "'min_disk' value out of range, must not exceed 2147483647."),
            ("min_disk", json!(1.5), "is not of type 'integer'"),
            ("protected", json!("yes"), "is not of type 'boolean'"),
            ("colour", json!(null), "null is not of type 'string'"),
            ("status", json!("active"), "Attribute 'status' is read-only."),
            ("os_glance_x", json!("x"), "Attribute 'os_glance_x' is reserved."),
            ("locations", json!([]), "Attribute 'locations' is reserved."),
        ];
        for (name, value, reason) in cases {
            assert!(refusal(name, &value).contains(reason), "{name}: {}", refusal(name, &value));
        }
    }

    #[test]
    fn an_empty_owner_is_no_owner() {
        let read = Assignment::read("owner", &json!(""), &ImageSchema::default()).unwrap();

        assert_eq!(read, Assignment::Owner(None));
    }
}
