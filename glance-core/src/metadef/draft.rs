//! What somebody wants definitions to be.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use super::shape::Fault;
use super::{Association, Content, Name, Namespace, Object, Property, PropertySchema, Tag, Visibility, request};
use crate::clock::Moment;
use crate::context::ProjectId;
use crate::error::{Error, Result};

/// What only the service says of namespaces and objects.
const READ_ONLY: &[&str] = &["self", "schema", "created_at", "updated_at"];
/// What only the service says of everything else.
const READ_ONLY_TIMES: &[&str] = &["created_at", "updated_at"];

/// Whether something is to come into being, or to become something else.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// It is new.
    Create,
    /// It is there already.
    Update,
}

impl Purpose {
    /// Makes texts of [`Error::Invalid`] tell what could not be done.
    pub(crate) fn explain(self, what: &str) -> impl Fn(Error) -> Error {
        let verb = match self {
            Self::Create => "create",
            Self::Update => "update",
        };
        let prefix = format!("Couldn't {verb} metadata {what}: ");
        move |error| match error {
            Error::Invalid(text) => Error::Invalid(format!("{prefix}{text}")),
            other => other,
        }
    }
}

/// A namespace as it is to be. What is `None` was not said.
#[derive(Clone, Debug, PartialEq)]
pub struct NamespaceDraft {
    /// What programs call it.
    pub name: Name,
    /// What people call it.
    pub display_name: Option<String>,
    /// What it is for.
    pub description: Option<String>,
    /// Who may see it.
    pub visibility: Option<Visibility>,
    /// Whether it, and what it holds, must not be deleted.
    pub protected: Option<bool>,
    /// The project that it belongs to.
    pub owner: Option<ProjectId>,
    /// The types of resources that it is for.
    pub associations: Option<Vec<AssociationDraft>>,
    /// Properties on their own.
    pub properties: Option<BTreeMap<Name, PropertySchema>>,
    /// Groups of properties.
    pub objects: Option<Vec<ObjectDraft>>,
    /// Words.
    pub tags: Option<Vec<Name>>,
}

impl NamespaceDraft {
    /// A namespace of which nothing else was said.
    pub fn new(name: Name) -> Self {
        Self {
            name,
            display_name: None,
            description: None,
            visibility: None,
            protected: None,
            owner: None,
            associations: None,
            properties: None,
            objects: None,
            tags: None,
        }
    }

    /// Reads a document.
    ///
    /// # Errors
    /// [`Error::Invalid`] with what does not fit, [`Error::ReadOnly`] for what only the service says.
    pub fn read(document: &Value, purpose: Purpose) -> Result<Self> {
        request::check_writable(document, READ_ONLY)?;
        request::check(&request::NAMESPACE, "namespace", document)?;
        Self::of(document).map_err(Error::from).map_err(purpose.explain("namespace"))
    }

    /// Takes what was checked already, but for what every text must be.
    pub(super) fn of(document: &Value) -> Result<Self, Fault> {
        Ok(Self {
            name: Name::new("Namespace", text(document, "namespace").unwrap_or_default())
                .map_err(|error| Fault::from(error).below("namespace"))?,
            display_name: text(document, "display_name"),
            description: text(document, "description"),
            visibility: document["visibility"].as_str().and_then(|name| name.parse().ok()),
            protected: document["protected"].as_bool(),
            owner: text(document, "owner").map(ProjectId::new),
            associations: each(document, "resource_type_associations", AssociationDraft::of)?,
            properties: schemas(document, |text| Name::new("Name", text))?,
            objects: each(document, "objects", ObjectDraft::of)?,
            tags: each(document, "tags", name)?,
        })
    }

    /// Makes the namespace. One of which nobody says to whom it belongs belongs to `owner`.
    pub fn namespace(&self, owner: Option<&ProjectId>, now: Moment) -> Namespace {
        Namespace {
            display_name: self.display_name.clone(),
            description: self.description.clone(),
            visibility: self.visibility.unwrap_or_default(),
            protected: self.protected.unwrap_or_default(),
            ..Namespace::new(self.name.clone(), self.owner.as_ref().or(owner).cloned(), now)
        }
    }

    /// Makes what it is to hold.
    pub fn content(&self, now: Moment) -> Content {
        let tag = |name: &Name| Tag { name: name.clone(), created_at: now, updated_at: Some(now) };
        let property = |(name, schema): (&Name, &PropertySchema)| Property {
            name: name.clone(),
            schema: schema.clone(),
            created_at: now,
            updated_at: Some(now),
        };
        Content {
            objects: self.objects.iter().flatten().map(|draft| draft.object(now)).collect(),
            properties: self.properties.iter().flatten().map(property).collect(),
            tags: self.tags.iter().flatten().map(tag).collect(),
            associations: self.associations.iter().flatten().map(|draft| draft.association(now)).collect(),
        }
    }
}

/// An object as it is to be. What is `None` was not said.
#[derive(Clone, Debug, PartialEq)]
pub struct ObjectDraft {
    /// What it is called.
    pub name: Name,
    /// What it is for.
    pub description: Option<String>,
    /// The names of those properties that must have a value.
    pub required: Option<Vec<String>>,
    /// The properties.
    pub properties: Option<BTreeMap<String, PropertySchema>>,
}

impl ObjectDraft {
    /// Reads a document.
    ///
    /// # Errors
    /// [`Error::Invalid`] with what does not fit, [`Error::ReadOnly`] for what only the service says.
    pub fn read(document: &Value, purpose: Purpose) -> Result<Self> {
        request::check_writable(document, READ_ONLY)?;
        match purpose {
            Purpose::Create => {
                request::check(&request::NEW_OBJECT, "object", document)?;
                for (name, words) in document["properties"].as_object().into_iter().flatten() {
                    request::check_below(&request::PROPERTY_WORDS, "property", words, &["properties", name])?;
                }
            }
            Purpose::Update => request::check(&request::CHANGED_OBJECT, "object", document)?,
        }
        Self::of(document).map_err(Error::from).map_err(purpose.explain("object"))
    }

    fn of(document: &Value) -> Result<Self, Fault> {
        let required = document["required"].as_array();
        Ok(Self {
            name: name(document)?,
            description: text(document, "description"),
            required: required.map(|names| names.iter().filter_map(Value::as_str).map(str::to_owned).collect()),
            properties: schemas(document, |text| Ok(text.to_owned()))?,
        })
    }

    /// Makes the object.
    pub fn object(&self, now: Moment) -> Object {
        Object {
            name: self.name.clone(),
            description: self.description.clone(),
            required: self.required.clone().unwrap_or_default(),
            properties: self.properties.clone().unwrap_or_default(),
            created_at: now,
            updated_at: Some(now),
        }
    }
}

/// A property as it is to be.
#[derive(Clone, Debug, PartialEq)]
pub struct PropertyDraft {
    /// What it is called.
    pub name: Name,
    /// What its values are like.
    pub schema: PropertySchema,
}

impl PropertyDraft {
    /// Reads a document. The name goes along with what is said of the values, as Glance keeps it.
    ///
    /// # Errors
    /// [`Error::Invalid`] with what does not fit, [`Error::ReadOnly`] for what only the service says.
    pub fn read(document: &Value, purpose: Purpose) -> Result<Self> {
        request::check_writable(document, READ_ONLY_TIMES)?;
        request::check(&request::PROPERTY, "property", document)?;
        let read = || Ok(Self { name: name(document)?, schema: schema(document)? });
        read().map_err(purpose.explain("property"))
    }

    /// Makes the property.
    pub fn property(&self, now: Moment) -> Property {
        Property { name: self.name.clone(), schema: self.schema.clone(), created_at: now, updated_at: Some(now) }
    }
}

/// An association as it is to be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AssociationDraft {
    /// The type of resources.
    pub resource_type: Name,
    /// What the names of the namespace's properties begin with on such resources.
    pub prefix: Option<String>,
    /// Which of several sets of properties of such a resource is meant.
    pub properties_target: Option<String>,
}

impl AssociationDraft {
    /// Reads a document.
    ///
    /// # Errors
    /// [`Error::Invalid`] with what does not fit, [`Error::ReadOnly`] for what only the service says.
    pub fn read(document: &Value) -> Result<Self> {
        request::check_writable(document, READ_ONLY_TIMES)?;
        request::check(&request::ASSOCIATION, "resource_type_association", document)?;
        Self::of(document).map_err(Purpose::Create.explain("resource type association"))
    }

    fn of(document: &Value) -> Result<Self> {
        Ok(Self {
            resource_type: name(document)?,
            prefix: text(document, "prefix"),
            properties_target: text(document, "properties_target"),
        })
    }

    /// Makes the association.
    pub fn association(&self, now: Moment) -> Association {
        Association {
            resource_type: self.resource_type.clone(),
            prefix: self.prefix.clone(),
            properties_target: self.properties_target.clone(),
            created_at: now,
            updated_at: Some(now),
        }
    }
}

impl Tag {
    /// Checks a name that stands by itself.
    ///
    /// # Errors
    /// [`Error::Invalid`] when it cannot be one.
    pub fn check_name(text: &str) -> Result<Name> {
        request::check(&request::TAG, "tag", &serde_json::json!({"name": text}))?;
        Name::new("Name", text).map_err(Purpose::Create.explain("tag"))
    }

    /// Reads the document of a tag, which is its name.
    ///
    /// # Errors
    /// [`Error::Invalid`] with what does not fit, [`Error::ReadOnly`] for what only the service says.
    pub fn read_name(document: &Value) -> Result<Name> {
        request::check_writable(document, READ_ONLY_TIMES)?;
        request::check(&request::TAG, "tag", document)?;
        name(document).map_err(Purpose::Update.explain("tag"))
    }

    /// Reads a document of several tags.
    ///
    /// # Errors
    /// [`Error::Invalid`] with what does not fit, [`Error::ReadOnly`] for what only the service says.
    pub fn read_names(document: &Value) -> Result<Vec<Name>> {
        request::check_writable(document, READ_ONLY_TIMES)?;
        request::check(&request::TAGS, "tags", document)?;
        let names = each(document, "tags", name).map_err(Error::from).map_err(Purpose::Create.explain("tag"))?;
        Ok(names.unwrap_or_default())
    }
}

fn text(document: &Value, name: &str) -> Option<String> {
    document[name].as_str().map(str::to_owned)
}

fn name(document: &Value) -> Result<Name> {
    Name::new("Name", text(document, "name").unwrap_or_default())
}

fn schema(document: &Value) -> Result<PropertySchema> {
    document.as_object().map_or_else(|| PropertySchema::of(&Map::new()), PropertySchema::of)
}

/// Reads the properties of a document by their names.
fn schemas<N: Ord>(
    document: &Value,
    name: impl Fn(&str) -> Result<N>,
) -> Result<Option<BTreeMap<N, PropertySchema>>, Fault> {
    let read = |(key, words): (&String, &Value)| {
        let property = || Ok((name(key)?, schema(words)?));
        property().map_err(|error: Error| Fault::from(error).below(key).below("properties"))
    };
    document["properties"].as_object().map(|all| all.iter().map(read).collect()).transpose()
}

/// Reads the items of a list in a document.
fn each<T, E: Into<Fault>>(
    document: &Value,
    list: &str,
    read: impl Fn(&Value) -> Result<T, E>,
) -> Result<Option<Vec<T>>, Fault> {
    let read =
        |(index, item): (usize, &Value)| read(item).map_err(|error| error.into().below(index.to_string()).below(list));
    document[list].as_array().map(|items| items.iter().enumerate().map(read).collect()).transpose()
}
