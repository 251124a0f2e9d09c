//! `image-show --explain`: what the cloud's metadata definitions say of an image's properties.

use std::collections::BTreeMap;

use glance_core::image::attribute;
use glance_core::metadef::PropertySchema;
use glance_core::wire::metadef::Namespace;
use regex::Regex;
use reqwest::Method;

use crate::client::Client;
use crate::error::Result;
use crate::json::{Json, Object};
use crate::output::{Column, Document, Look, OutputArgs};

/// The type of resources that images are.
const IMAGE: &str = "OS::Glance::Image";
/// How many namespaces are asked for at a time.
const PAGE: &str = "100";
const COLUMNS: [Column; 5] =
    [("Property", "property"), ("Value", "value"), ("Title", "title"), ("Type", "type"), ("Allowed", "allowed")];

/// Prints the properties of an image, each with what it is, and whether its value is allowed.
///
/// # Errors
/// Those of [`Client::list_at`] and [`Client::fetch`].
pub(super) fn run(client: &Client, image: &Object, output: OutputArgs) -> Result<()> {
    let definitions = definitions(client)?;
    let mut properties: Vec<(&str, &Json)> = image.iter().filter(|(name, _)| is_property(name)).collect();
    properties.sort_unstable_by_key(|(name, _)| *name);
    let rows = properties.into_iter().map(|(name, value)| explained(name, value, definitions.get(name)));
    Document::rows(&COLUMNS, rows.collect(), Look::Sparse).print(output.format)
}

fn is_property(name: &str) -> bool {
    attribute(name).is_none() && name != "stores"
}

/// What is said of properties of images, by the names that they have there. Several namespaces may speak of one.
fn definitions(client: &Client) -> Result<BTreeMap<String, Vec<PropertySchema>>> {
    let mut names = Vec::new();
    let query = [("resource_types", IMAGE.to_owned()), ("limit", PAGE.to_owned())];
    client.list_at(&["metadefs", "namespaces"], &query, None, |namespace| {
        names.extend(namespace["namespace"].as_str().map(str::to_owned));
    })?;
    let mut found: BTreeMap<String, Vec<PropertySchema>> = BTreeMap::new();
    for name in &names {
        let request = client.request(Method::GET, &["metadefs", "namespaces", name])?;
        let namespace: Namespace = client.fetch(request.query(&[("resource_type", IMAGE)]))?;
        let objects = namespace.objects.into_iter().flatten().filter_map(|object| object.properties);
        for (property, words) in namespace.properties.into_iter().chain(objects).flatten() {
            found.entry(property).or_default().push(PropertySchema::known(words));
        }
    }
    Ok(found)
}

fn explained(name: &str, value: &Json, definitions: Option<&Vec<PropertySchema>>) -> Vec<Json> {
    let text = value.as_str().unwrap_or_default();
    let definitions = definitions.map_or(&[][..], Vec::as_slice);
    // One namespace that allows the value is enough.
    let best = definitions.iter().find(|words| objection(words, text).is_none()).or_else(|| definitions.first());
    let word = |word: &str| best.and_then(|words| words.as_map().get(word)?.as_str()).unwrap_or_default();
    let allowed = match best.map(|words| objection(words, text)) {
        None => "not defined".to_owned(),
        Some(None) => "yes".to_owned(),
        Some(Some(reason)) => format!("no: {reason}"),
    };
    vec![name.into(), value.clone(), word("title").into(), word("type").into(), allowed.into()]
}

fn objection(words: &PropertySchema, value: &str) -> Option<String> {
    words.objection(value).or_else(|| {
        let pattern = words.pattern()?;
        // Some patterns are Python's alone, and say nothing here.
        let is_match = Regex::new(pattern).map_or(true, |regex| regex.is_match(value));
        (!is_match).then(|| format!("'{value}' does not match {pattern}"))
    })
}
