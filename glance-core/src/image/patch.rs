//! Changes of an image as clients write them: JSON patch, in the two forms that the Images API has had.

use serde_json::{Map, Value};

use crate::error::{Error, Result};

/// The most changes that one patch may have.
pub const MAX_CHANGES: usize = 1000;

/// The form of a patch document.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PatchMedia {
    /// `application/openstack-images-v2.0-json-patch`: the operation is the member that holds the path.
    V20,
    /// `application/openstack-images-v2.1-json-patch`: `op`, `path` and `value`.
    V21,
}

/// What a change does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PatchOp {
    /// Sets a value that may be there already, but must not in the old form.
    Add,
    /// Sets a value that must be there.
    Replace,
    /// Takes a value away.
    Remove,
}

impl PatchOp {
    const NAMES: [(&'static str, Self); 3] = [("add", Self::Add), ("remove", Self::Remove), ("replace", Self::Replace)];

    fn named(name: &str) -> Option<Self> {
        Self::NAMES.iter().find(|(known, _)| *known == name).map(|(_, op)| *op)
    }

    fn as_str(self) -> &'static str {
        match self {
            Self::Add => "add",
            Self::Replace => "replace",
            Self::Remove => "remove",
        }
    }
}

/// One change.
#[derive(Clone, Debug, PartialEq)]
pub struct Change {
    /// What to do.
    pub op: PatchOp,
    /// The attribute or property to do it with.
    pub name: String,
    /// The place in the list of locations, for `locations` alone: an index, or `-` for the end.
    pub position: Option<String>,
    /// The new value; null for [`PatchOp::Remove`].
    pub value: Value,
    /// Whether [`PatchOp::Add`] may overwrite, as it may in the newer form only.
    pub may_overwrite: bool,
}

impl Change {
    /// Reads a whole patch document.
    ///
    /// # Errors
    /// [`Error::Invalid`] when it is no array of well-formed changes, [`Error::LimitExceeded`] when there are more than
    /// [`MAX_CHANGES`] of them.
    pub fn read_all(document: &Value, media: PatchMedia) -> Result<Vec<Self>> {
        let Value::Array(items) = document else {
            return Err(Error::Invalid("Request body must be a JSON array of operation objects.".to_owned()));
        };
        if items.len() > MAX_CHANGES {
            return Err(Error::LimitExceeded(format!("A patch may have at most {MAX_CHANGES} operations.")));
        }
        items.iter().map(|item| Self::read(item, media)).collect()
    }

    fn read(item: &Value, media: PatchMedia) -> Result<Self> {
        let Value::Object(members) = item else {
            return Err(Error::Invalid("Operations must be JSON objects.".to_owned()));
        };
        let (op, pointer) = match media {
            PatchMedia::V21 => read_new_form(members)?,
            PatchMedia::V20 => read_old_form(members)?,
        };
        let mut tokens = read_pointer(pointer)?.into_iter();
        let (Some(name), position, None) = (tokens.next(), tokens.next(), tokens.next()) else {
            return Err(bad_pointer(pointer));
        };
        if position.is_some() && (name != "locations" || op == PatchOp::Replace) {
            return Err(bad_pointer(pointer));
        }
        let value = match (op, members.get("value")) {
            (PatchOp::Remove, _) => Value::Null,
            (_, Some(value)) => value.clone(),
            (op, None) => {
                return Err(Error::Invalid(format!(
                    "Operation \"{}\" requires a member named \"value\".",
                    op.as_str()
                )));
            }
        };
        Ok(Self { op, name, position, value, may_overwrite: media == PatchMedia::V21 })
    }
}

/// The operations as refusals of the old form list them.
const OLD_NAMES: &str = r#""add", "remove", or "replace""#;

fn known_names() -> String {
    PatchOp::NAMES.map(|(name, _)| name).join(", ")
}

fn read_new_form(members: &Map<String, Value>) -> Result<(PatchOp, &str)> {
    let op = match members.get("op") {
        None => {
            return Err(Error::Invalid(format!(
                "Unable to find `op` in JSON Schema change. It must be one of the following: {}.",
                known_names()
            )));
        }
        Some(Value::String(name)) => PatchOp::named(name).ok_or_else(|| unknown_operation(name))?,
        Some(other) => return Err(unknown_operation(&other.to_string())),
    };
    match members.get("path") {
        Some(Value::String(path)) => Ok((op, path)),
        _ => Err(Error::Invalid("Unable to find 'path' in JSON Schema change".to_owned())),
    }
}

fn unknown_operation(name: &str) -> Error {
    Error::Invalid(format!("Invalid operation: `{name}`. It must be one of the following: {}.", known_names()))
}

fn read_old_form(members: &Map<String, Value>) -> Result<(PatchOp, &str)> {
    let mut found = PatchOp::NAMES.iter().filter_map(|(name, op)| Some((*op, members.get(*name)?)));
    match (found.next(), found.next()) {
        (Some((op, Value::String(path))), None) => Ok((op, path)),
        (None, _) => {
            Err(Error::Invalid(format!("Operation objects must contain exactly one member named {OLD_NAMES}.")))
        }
        (Some(_), Some(_)) => {
            Err(Error::Invalid(format!("Operation objects must contain only one member named {OLD_NAMES}.")))
        }
        (Some((_, other)), None) => Err(Error::Invalid(format!("Pointer `{other}` is not a string."))),
    }
}

fn bad_pointer(pointer: &str) -> Error {
    Error::Invalid(format!("Invalid JSON pointer for this resource: '{pointer}'"))
}

/// Splits a pointer into its names. The rules are those of the Images API, which trims blanks, knows two escapes and does
/// not mind a second slash at the beginning.
fn read_pointer(pointer: &str) -> Result<Vec<String>> {
    let wrong = |what: &str| Error::Invalid(format!("Pointer `{pointer}` {what}"));
    if !pointer.starts_with('/') {
        return Err(wrong("does not start with \"/\"."));
    }
    let path = pointer.trim_start_matches('/');
    if path.is_empty() {
        return Err(wrong("names nothing."));
    }
    if path.ends_with('/') {
        return Err(wrong("end with \"/\"."));
    }
    path.split('/')
        .map(|token| {
            let token = token.trim();
            if token.is_empty() {
                return Err(wrong("contains adjacent \"/\"."));
            }
            unescape(token).ok_or_else(|| wrong("contains \"~\" not part of a recognized escape sequence."))
        })
        .collect()
}

fn unescape(token: &str) -> Option<String> {
    let mut name = String::with_capacity(token.len());
    let mut rest = token.chars();
    while let Some(c) = rest.next() {
        name.push(match c {
            '~' => match rest.next()? {
                '0' => '~',
                '1' => '/',
                _ => return None,
            },
            other => other,
        });
    }
    Some(name)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn refusal(document: &Value, media: PatchMedia) -> String {
        Change::read_all(document, media).unwrap_err().to_string()
    }

    #[test]
    fn both_forms_say_the_same() {
        let new = json!([{"op": "replace", "path": "/a~1b~0c", "value": "x"}]);
        let old = json!([{"replace": "/a~1b~0c", "value": "x"}]);

        let new = Change::read_all(&new, PatchMedia::V21).unwrap();
        let old = Change::read_all(&old, PatchMedia::V20).unwrap();

        assert_eq!((new[0].op, new[0].name.as_str(), &new[0].value), (PatchOp::Replace, "a/b~c", &json!("x")));
        assert_eq!((old[0].op, &old[0].name, &old[0].value), (new[0].op, &new[0].name, &new[0].value));
    }

    #[test]
    fn what_is_no_patch_is_refused_with_the_reason() {
        let cases = [
            (json!({}), "must be a JSON array"),
            (json!([1]), "must be JSON objects"),
            (json!([{"path": "/name", "value": "x"}]), "Unable to find `op`"),
            (json!([{"op": "move", "path": "/name"}]), "Invalid operation: `move`"),
            (json!([{"op": "add", "value": 1}]), "Unable to find 'path'"),
            (json!([{"op": "add", "path": "/colour"}]), "requires a member named \"value\""),
            (json!([{"op": "add", "path": "colour", "value": ""}]), "does not start with"),
            (json!([{"op": "add", "path": "/", "value": ""}]), "names nothing"),
            (json!([{"op": "add", "path": "/colour/", "value": ""}]), "end with"),
            (json!([{"op": "add", "path": "/a~2", "value": ""}]), "recognized escape"),
            (json!([{"op": "add", "path": "/a/b", "value": ""}]), "Invalid JSON pointer for this resource: '/a/b'"),
            (json!([{"op": "replace", "path": "/locations/0", "value": ""}]), "Invalid JSON pointer"),
        ];
        for (document, reason) in cases {
            let refusal = refusal(&document, PatchMedia::V21);
            assert!(refusal.contains(reason), "{document}: {refusal}");
        }
        assert!(refusal(&json!([{"value": 1}]), PatchMedia::V20).contains("exactly one"));
        assert!(refusal(&json!([{"add": "/a", "remove": "/a"}]), PatchMedia::V20).contains("only one"));
    }
}
