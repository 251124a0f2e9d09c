use serde_json::{Value, json};

/// The names that paths have for their parts.
const PARTS: [(&str, &str); 9] = [
    ("image_id", "The id of the image."),
    ("member", "The id of the project."),
    ("tag", "The tag."),
    ("task_id", "The id of the task."),
    ("namespace_name", "The name of the namespace."),
    ("object_name", "The name of the object."),
    ("property_name", "The name of the property."),
    ("resource_type", "The name of the type of resources."),
    ("tag_name", "The name of the tag."),
];

/// Something in a request that is not in its body.
#[derive(Clone, Debug)]
pub(crate) struct Parameter {
    name: String,
    place: &'static str,
    schema: Value,
    description: String,
}

impl Parameter {
    /// Behind the question mark. A list is written as one parameter for each of its values, an object as one for each of
    /// its members.
    pub(crate) fn query(name: impl Into<String>, schema: Value, description: impl Into<String>) -> Self {
        Self { name: name.into(), place: "query", schema, description: description.into() }
    }

    /// In a header.
    pub(crate) fn header(name: impl Into<String>, schema: Value, description: impl Into<String>) -> Self {
        Self { place: "header", ..Self::query(name, schema, description) }
    }

    /// All that stand in a path.
    pub(super) fn of_path(path: &str) -> Vec<Self> {
        let names = path.split('/').filter_map(|part| part.strip_prefix('{')?.strip_suffix('}'));
        let described = |name: &str| {
            let description = PARTS.iter().find(|(known, _)| *known == name).map_or("", |(_, description)| description);
            Self { place: "path", ..Self::query(name, json!({"type": "string", "minLength": 1}), description) }
        };
        names.map(described).collect()
    }

    pub(super) fn to_json(&self) -> Value {
        json!({
            "name": self.name,
            "in": self.place,
            "required": self.place == "path",
            "description": self.description,
            "schema": self.schema,
        })
    }
}
