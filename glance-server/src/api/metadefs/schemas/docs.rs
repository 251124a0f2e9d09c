//! What the schema documents of definitions are, for the description of the API.

use crate::api::schemas::docs::document;
use crate::openapi::Operation;

pub(crate) fn namespace() -> Operation {
    document("showMetadefNamespaceSchema", "Show the schema of a namespace")
}

pub(crate) fn namespaces() -> Operation {
    document("showMetadefNamespacesSchema", "Show the schema of a list of namespaces")
}

pub(crate) fn object() -> Operation {
    document("showMetadefObjectSchema", "Show the schema of an object")
}

pub(crate) fn objects() -> Operation {
    document("showMetadefObjectsSchema", "Show the schema of a list of objects")
}

pub(crate) fn properties() -> Operation {
    document("showMetadefPropertiesSchema", "Show the schema of the properties of a namespace")
}

pub(crate) fn property() -> Operation {
    document("showMetadefPropertySchema", "Show the schema of a property")
}

pub(crate) fn resource_type() -> Operation {
    document("showMetadefResourceTypeSchema", "Show the schema of an association with a type of resources")
}

pub(crate) fn resource_types() -> Operation {
    document("showMetadefResourceTypesSchema", "Show the schema of a list of associations with types of resources")
}

pub(crate) fn tag() -> Operation {
    document("showMetadefTagSchema", "Show the schema of a tag")
}

pub(crate) fn tags() -> Operation {
    document("showMetadefTagsSchema", "Show the schema of a list of tags")
}
