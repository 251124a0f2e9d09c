//! Files of definitions: one namespace with all that it holds, as Glance's own files have it.

mod strict;
mod written;

use std::collections::BTreeSet;

use serde::Serialize;
use serde_json::Value;

use strict::Strict;
use written::Written;

use super::shape::{self, Fault};
use super::{Content, Namespace, NamespaceDraft, PropertySchema, request};
use crate::clock::Moment;
use crate::context::ProjectId;

/// To whom a namespace belongs whose file does not say it.
const USUAL_OWNER: &str = "admin";

/// Why a file is not loaded.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{place}: {reason}")]
pub struct FileError {
    /// Where in the file: a line and a column, or the names and numbers that lead there, such as
    /// `properties.cpu.minimum`.
    pub place: String,
    /// What is wrong there.
    pub reason: String,
}

/// One namespace with all that it holds.
#[derive(Clone, Debug, PartialEq)]
pub struct NamespaceFile {
    /// The namespace.
    pub namespace: Namespace,
    /// What it holds.
    pub content: Content,
}

impl NamespaceFile {
    /// How many bytes a file has at most. The largest that come with Glance have a fiftieth of it.
    pub const MAX_BYTES: u64 = 4 * 1024 * 1024;

    /// Reads a file. What it says of properties is kept as it is; what it holds comes into being `now`, and was never
    /// changed.
    ///
    /// # Errors
    /// [`FileError`] for what is no JSON, names that are there twice, unknown names, values of a wrong type, texts that
    /// cannot be kept, and more than [`Content::MOST_ITEMS`] of a kind.
    pub fn parse(text: &[u8], now: Moment) -> Result<Self, FileError> {
        let Strict(document) = serde_json::from_slice(text).map_err(|error| syntax(&error))?;
        let (namespace, content) = read(&document, now).map_err(|fault| misfit(&fault))?;
        Ok(Self { namespace, content })
    }

    /// Writes the file. What goes without saying is left out.
    ///
    /// # Errors
    /// [`crate::Error::Internal`] when it cannot be written, which does not happen.
    pub fn write(&self) -> crate::Result<String> {
        let mut text = Vec::new();
        let indented = serde_json::ser::PrettyFormatter::with_indent(b"    ");
        let written = Written::new(self).serialize(&mut serde_json::Serializer::with_formatter(&mut text, indented));
        let text = written.map_err(|error| error.to_string()).and_then(|()| {
            text.push(b'\n');
            String::from_utf8(text).map_err(|error| error.to_string())
        });
        text.map_err(|error| crate::Error::Internal(format!("writing definitions: {error}")))
    }

    /// The name that the file has when it is written, without its ending: of what people call the namespace the letters
    /// and digits.
    pub fn stem(&self) -> String {
        let name = self.namespace.display_name.as_deref().unwrap_or_default();
        let stem: String = name.chars().filter(|c| c.is_alphanumeric()).collect();
        if !stem.is_empty() {
            return stem;
        }
        self.namespace.name.as_str().chars().filter(|c| c.is_alphanumeric()).collect()
    }
}

/// Takes a document for what a namespace is and holds, or tells what does not fit, and where.
fn read(document: &Value, now: Moment) -> Result<(Namespace, Content), Fault> {
    for kind in ["resource_type_associations", "properties", "objects", "tags"] {
        check_count(document, kind)?;
    }
    shape::check(&request::FILE, document)?;
    for list in ["resource_type_associations", "objects", "tags"] {
        check_unique(document, list)?;
    }
    let draft = NamespaceDraft::of(document)?;
    let namespace = draft.namespace(Some(&ProjectId::new(USUAL_OWNER)), now);
    let mut content = draft.content(now);
    for property in &mut content.properties {
        property.schema = verbatim(&document["properties"][property.name.as_str()]);
        property.updated_at = None;
    }
    for (index, object) in content.objects.iter_mut().enumerate() {
        for (name, schema) in &mut object.properties {
            *schema = verbatim(&document["objects"][index]["properties"][name.as_str()]);
        }
        object.updated_at = None;
    }
    content.tags.iter_mut().for_each(|tag| tag.updated_at = None);
    content.associations.iter_mut().for_each(|association| association.updated_at = None);
    namespace.find_fault().and_then(|()| content.find_fault())?;
    Ok((Namespace { updated_at: None, ..namespace }, content))
}

fn verbatim(schema: &Value) -> PropertySchema {
    PropertySchema::known(schema.as_object().cloned().unwrap_or_default())
}

fn syntax(error: &serde_json::Error) -> FileError {
    let text = error.to_string();
    let reason = text.rsplit_once(" at line ").map_or(text.as_str(), |(reason, _)| reason);
    FileError { place: format!("line {} column {}", error.line(), error.column()), reason: reason.to_owned() }
}

fn misfit(fault: &Fault) -> FileError {
    let place = fault.place();
    FileError { place: if place.is_empty() { "document".to_owned() } else { place }, reason: fault.text.clone() }
}

/// Refuses more items of a kind than a namespace can have.
fn check_count(document: &Value, kind: &str) -> Result<(), Fault> {
    let count = match &document[kind] {
        Value::Array(items) => items.len(),
        Value::Object(items) => items.len(),
        _ => 0,
    };
    if count > Content::MOST_ITEMS {
        let fault = Fault::new(format!("there are {count}, and a namespace has {} at most", Content::MOST_ITEMS));
        return Err(fault.below(kind));
    }
    Ok(())
}

/// Finds out whether each item of a list has a name of its own.
fn check_unique(document: &Value, list: &str) -> Result<(), Fault> {
    let mut seen = BTreeSet::new();
    for (index, item) in document[list].as_array().into_iter().flatten().enumerate() {
        let name = item["name"].as_str().unwrap_or_default();
        if !seen.insert(name) {
            let fault = Fault::new(format!("the name '{name}' is there twice"));
            return Err(fault.below(index.to_string()).below(list));
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    const SAMPLE: &str = r#"{
    "namespace": "OS::Test",
    "display_name": "A - Test_2",
    "visibility": "public",
    "protected": true,
    "resource_type_associations": [
        {
            "name": "OS::Glance::Image",
            "prefix": "hw_"
        }
    ],
    "properties": {
        "cpu": {
            "default": 5,
            "maximum": 2.5,
            "title": "CPU",
            "type": "integer"
        }
    },
    "objects": [
        {
            "name": "o",
            "required": [
                "p"
            ],
            "properties": {
                "p": {
                    "enum": [
                        1
                    ],
                    "title": "P",
                    "type": "string"
                }
            }
        }
    ],
    "tags": [
        {
            "name": "b"
        },
        {
            "name": "a"
        }
    ]
}
"#;

    fn parse(text: &str) -> Result<NamespaceFile, FileError> {
        NamespaceFile::parse(text.as_bytes(), Moment::default())
    }

    #[test]
    fn what_was_read_is_written_again() {
        let file = parse(SAMPLE).unwrap();

        assert_eq!(file.write().unwrap(), SAMPLE);
        assert_eq!(file.stem(), "ATest2");
        assert_eq!(file.namespace.owner, Some(ProjectId::new("admin")));
        let owned = SAMPLE.replace("\"protected\": true,", "\"protected\": false,\n    \"owner\": \"me\",");
        assert_eq!(parse(&owned).unwrap().write().unwrap(), owned);
    }

    #[test]
    fn null_says_nothing() {
        let null = r#"{"namespace": "n", "display_name": null, "visibility": null, "protected": null, "owner": null,
            "resource_type_associations": [{"name": "t", "prefix": null, "properties_target": null}], "objects": [],
            "properties": {}, "tags": []}"#;

        assert_eq!(parse(null), parse(r#"{"namespace": "n", "resource_type_associations": [{"name": "t"}]}"#));
    }

    #[test]
    fn what_is_wrong_is_told_with_its_place() {
        for (text, error) in [
            ("{\n  \"namespace\": oops}", "line 2 column 16: expected value"),
            ("", "line 1 column 0: EOF while parsing a value"),
            ("[]", "document: [] is not of type 'object'"),
            ("{}", "document: 'namespace' is a required property"),
            (r#"{"namespace": 5}"#, "namespace: 5 is not of type 'string'"),
            (
                r#"{"namespace": "n", "colour": 1}"#,
                "document: Additional properties are not allowed ('colour' was unexpected)",
            ),
            ("{\"namespace\": \"n\",\n\"namespace\": \"m\"}", "line 2 column 11: the name 'namespace' is there twice"),
            (r#"{"namespace": "n", "tags": [{"name": "a"}, {"name": "a"}]}"#, "tags.1: the name 'a' is there twice"),
            (r#"{"namespace": "n", "tags": ["a"]}"#, "tags.0: 'a' is not of type 'object'"),
            (
                r#"{"namespace": "n", "properties": {"p": {"type": "nope", "title": "P"}}}"#,
                "properties.p.type: 'nope' is not one of ['array', 'boolean', 'integer', 'number', 'object', 'string', None]",
            ),
            (
                r#"{"namespace": "n", "objects": [{"name": "o", "properties": {"p": {"type": "string"}}}]}"#,
                "objects.0.properties.p: 'title' is a required property",
            ),
        ] {
            assert_eq!(parse(text).unwrap_err().to_string(), error, "{text}");
        }
    }

    #[test]
    fn texts_that_cannot_be_kept_are_told_with_their_place() {
        let wide = "\u{1f600}";
        for (text, error) in [
            (r#"{"namespace": "WIDE"}"#, "namespace: Namespace can't"),
            (r#"{"namespace": "n", "display_name": "WIDE"}"#, "display_name: Display_Name can't"),
            (r#"{"namespace": "n", "description": "WIDE"}"#, "description: Description can't"),
            (r#"{"namespace": "n", "owner": "WIDE"}"#, "owner: Owner can't"),
            (r#"{"namespace": "n", "tags": [{"name": "a"}, {"name": "WIDE"}]}"#, "tags.1: Name can't"),
            (r#"{"namespace": "n", "objects": [{"name": "WIDE", "properties": {}}]}"#, "objects.0: Name can't"),
            (
                r#"{"namespace": "n", "objects": [{"name": "o", "required": ["a,b"], "properties": {}}]}"#,
                "objects.0: 'a,b' cannot be the name of a required property",
            ),
            (
                r#"{"namespace": "n", "objects": [{"name": "o", "properties": {"p": {"title": "WIDE", "type": "string"}}}]}"#,
                "objects.0.properties.p: Title can't",
            ),
            (
                r#"{"namespace": "n", "properties": {"p": {"title": "WIDE", "type": "string"}}}"#,
                "properties.p: Title can't",
            ),
            (
                r#"{"namespace": "n", "properties": {"p": {"title": "LONG", "type": "string"}}}"#,
                "properties.p: Property is too long",
            ),
            (
                r#"{"namespace": "n", "resource_type_associations": [{"name": "t"}, {"name": "WIDE"}]}"#,
                "resource_type_associations.1: Name can't",
            ),
            (
                r#"{"namespace": "n", "resource_type_associations": [{"name": "t", "prefix": "WIDE"}]}"#,
                "resource_type_associations.0: Prefix can't",
            ),
        ] {
            let text = text.replace("WIDE", wide).replace("LONG", &"x".repeat(70_000));
            let refused = parse(&text).unwrap_err().to_string();
            assert!(refused.starts_with(error), "{refused}");
        }
    }

    #[test]
    fn more_of_a_kind_than_a_namespace_can_have_are_refused() {
        let items = |count: usize, item: fn(usize) -> String| (0..count).map(item).collect::<Vec<_>>().join(",");
        let listed: fn(usize) -> String = |index| format!(r#"{{"name": "{index}"}}"#);
        let keyed: fn(usize) -> String = |index| format!(r#""{index}": {{"title": "T", "type": "string"}}"#);
        for (kind, open, item, close) in [
            ("resource_type_associations", '[', listed, ']'),
            ("properties", '{', keyed, '}'),
            ("objects", '[', listed, ']'),
            ("tags", '[', listed, ']'),
        ] {
            let text = |count| format!(r#"{{"namespace": "n", "{kind}": {open}{}{close}}}"#, items(count, item));

            let refused = parse(&text(5_001)).unwrap_err().to_string();

            assert_eq!(refused, format!("{kind}: there are 5001, and a namespace has 5000 at most"));
            assert!(parse(&text(5_000)).is_ok(), "{kind}");
        }
    }
}
