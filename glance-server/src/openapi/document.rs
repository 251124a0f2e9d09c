use serde_json::{Map, Value, json};

use super::components::components;
use crate::State;
use crate::api::versions;
use crate::router::Route;

/// The description of the whole API, but for where it is served.
#[derive(Debug)]
pub(crate) struct Document {
    version: &'static str,
    paths: Map<String, Value>,
    components: Value,
}

impl Document {
    /// Puts it together.
    pub(crate) fn new(routes: &[Route], state: &State) -> Self {
        let operations = |route: &Route| {
            let operations = route.operations.iter();
            operations
                .map(|(method, operation)| (method.as_str().to_lowercase(), operation.to_json(route.path)))
                .collect()
        };
        Self {
            version: versions::current(state).trim_start_matches('v'),
            paths: routes.iter().map(|route| (route.path.to_owned(), operations(route))).collect(),
            components: components(&state.glance.settings().schema),
        }
    }

    /// Writes it for somebody who knows the server by this URL.
    pub(crate) fn at(&self, url: &str) -> Value {
        json!({
            "openapi": "3.1.0",
            "info": {
                "title": "OpenStack Image Service",
                "version": self.version,
                "description": "The paths of all versions mean the same: `/v2.9/images` is `/v2/images`. Every answer has \
                                an `X-Openstack-Request-Id`, which a request may choose. Refusals are JSON for those who \
                                say so in `Accept`, and HTML or text for others.",
                "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
            },
            "servers": [{"url": if url.is_empty() { "/" } else { url }}],
            "security": [{"token": []}],
            "paths": self.paths,
            "components": self.components,
        })
    }
}
